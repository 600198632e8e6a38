package danish

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAmounts(t *testing.T) {
	for text, want := range map[string]struct {
		øre     Amount
		printed string
		approx  bool
	}{
		"550.000 kr.":                {55000000, "550.000 kr.", false},
		"0,55 mio. kr.":              {55000000, "0,55 mio. kr.", true},
		"1,7 mio. kr.":               {170000000, "1,7 mio. kr.", true},
		"i alt 4,518 mio. kr. i alt": {451800000, "4,518 mio. kr.", true},
		"3.4 mio.":                   {340000000, "3.4 mio.", true},
		"1.126 mio. kr.":             {112600000000, "1.126 mio. kr.", true},
		"120.000,-":                  {12000000, "120.000,-", false},
		"kr. 1.250,50":               {125050, "kr. 1.250,50", false},
		"DKK 5.000":                  {500000, "DKK 5.000", false},
		"DKK 743,000":                {74300000, "DKK 743,000", false},
		"5 t.kr.":                    {500000, "5 t.kr.", true},
		"25 tkr":                     {2500000, "25 tkr", true},
		"250 tusinde kroner":         {25000000, "250 tusinde kroner", true},
		"1.000 kr":                   {100000, "1.000 kr", false},
		"1 250 000 kr.":              {125000000, "1 250 000 kr.", false},
		"ca. 750.000 kr.":            {75000000, "750.000 kr.", true},
		"knap 2 millioner kroner":    {200000000, "2 millioner kroner", true},
		"20 mia. kr.":                {2000000000000, "20 mia. kr.", true},
		"-50.000 kr.":                {-5000000, "-50.000 kr.", false},
		"5 kr. pr. borger":           {500, "5 kr.", false},
		"500 kroner":                 {50000, "500 kroner", false},
	} {
		found := Amounts(text)
		if len(found) != 1 {
			t.Errorf("Amounts(%q) = %v, want one match", text, found)
			continue
		}
		if m := found[0]; m.Amount != want.øre || m.Printed != want.printed || m.Approx != want.approx {
			t.Errorf("Amounts(%q) = %d øre %q approx %v, want %d øre %q approx %v",
				text, m.Amount, m.Printed, m.Approx, want.øre, want.printed, want.approx)
		}
	}
	for _, text := range []string{
		"tlf. 98 12 34 56", "1.2.3", "12.05.2024", "2024", "1-31-72-8-18", "3,4 pct.", "kr.", "12.34.56 kr.",
		"99999999999999999999 mia. kr.", "5 krav", "2 miobokse",
	} {
		if found := Amounts(text); len(found) != 0 {
			t.Errorf("Amounts(%q) = %v, want none", text, found)
		}
	}
	if found := Amounts("9,3 mio. kr. fra en fond, 4,5 mio. kr. fra kommunen og 500 kr."); len(found) != 3 {
		t.Errorf("Amounts of three = %v", found)
	}
}

func TestAgrees(t *testing.T) {
	for text, tests := range map[string]map[int64]bool{
		"1,7 mio. kr.":    {1_710_000: true, 1_650_000: true, 1_760_000: false, 1_640_000: false},
		"550.000 kr.":     {550_000: true, 550_001: false},
		"ca. 750.000 kr.": {754_000: true, 756_000: false},
	} {
		m := Amounts(text)[0]
		for kroner, want := range tests {
			if got := m.Agrees(Kroner(kroner)); got != want {
				t.Errorf("%q agrees with %s: %v, want %v", text, Kroner(kroner), got, want)
			}
		}
	}
}

func TestParseAmount(t *testing.T) {
	for name, tt := range map[string]struct {
		cell string
		unit Unit
		want Amount
		ok   bool
	}{
		"with its unit":          {"743.000 kr.", 0, Kroner(743_000), true},
		"bare, in thousands":     {"1.265", UnitThousand, Kroner(1_265_000), true},
		"bare, in millions":      {"1,7", UnitMillion, Kroner(1_700_000), true},
		"bare, no unit":          {"1.265", 0, 0, false},
		"negative":               {"-50", UnitThousand, Kroner(-50_000), true},
		"words beside it":        {"i alt 50 kr. om året", 0, 0, false},
		"several":                {"50 kr. 60 kr.", 0, 0, false},
		"a share":                {"50 %", UnitKrone, 0, false},
		"a range":                {"5-7", UnitKrone, 0, false},
		"empty":                  {"", UnitKrone, 0, false},
		"marked with a footnote": {"250.000*", UnitKrone, Kroner(250_000), true},
	} {
		m, ok := ParseAmount(tt.cell, tt.unit)
		if ok != tt.ok || ok && m.Amount != tt.want {
			t.Errorf("%s: ParseAmount(%q, %d) = %v %v, want %v %v", name, tt.cell, tt.unit, m.Amount, ok, tt.want, tt.ok)
		}
	}
}

func TestUnitOf(t *testing.T) {
	for heading, want := range map[string]Unit{
		"i 1.000 kr.": UnitThousand, "Beløb (mio. kr.)": UnitMillion, "t.kr.": UnitThousand,
		"Kroner": UnitKrone, "Budget i DKK": UnitKrone, "Antal møder": 0, "": 0,
	} {
		if got := UnitOf(heading); got != want {
			t.Errorf("UnitOf(%q) = %d, want %d", heading, got, want)
		}
	}
}

func TestWrittenAmounts(t *testing.T) {
	for name, tt := range map[string]struct{ got, want string }{
		"whole":            {Kroner(743_000).String(), "743.000 kr."},
		"with øre":         {Amount(125050).String(), "1.250,50 kr."},
		"negative":         {Kroner(-1_500).String(), "-1.500 kr."},
		"less than one":    {Amount(-5).String(), "-0,05 kr."},
		"zero":             {Amount(0).String(), "0 kr."},
		"short":            {Kroner(4_518_000).Short(), "4,5 mio. kr."},
		"short, half up":   {Kroner(1_150_000).Short(), "1,2 mio. kr."},
		"short, negative":  {Kroner(-1_250_000).Short(), "-1,3 mio. kr."},
		"short, even":      {Kroner(2_000_000).Short(), "2 mio. kr."},
		"short, small":     {Kroner(743_000).Short(), "743.000 kr."},
		"short, just less": {Kroner(999_999).Short(), "999.999 kr."},
		"short, rounds up": {Kroner(999_980_000).Short(), "1 mia. kr."},
		"English":          {Kroner(743_000).English(), "DKK 743,000"},
		"English, short":   {Kroner(4_518_000).ShortEnglish(), "DKK 4.5 million"},
		"number":           {Kroner(1_265_000).Number(), "1.265.000"},
		"one":              {Count(1, "møde", "møder"), "1 møde"},
		"none":             {Count(0, "møde", "møder"), "0 møder"},
		"many":             {Count(1204, "møde", "møder"), "1.204 møder"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", name, tt.got, tt.want)
		}
	}
}

// What String and English write, Amounts reads.
func TestAmountsReadsString(t *testing.T) {
	for _, a := range []Amount{1, 99, 100, 12345, 99999900, Kroner(743_000), Kroner(4_518_000), -Kroner(12_000), 123456789012} {
		for _, text := range []string{a.String(), a.English()} {
			found := Amounts(text)
			if a < 0 && strings.HasPrefix(text, "DKK") {
				continue // the minus stands between unit and number
			}
			if len(found) != 1 || found[0].Amount != a {
				t.Errorf("Amounts(%q) = %+v, want %d øre", text, found, a)
			}
		}
	}
}

func FuzzAmounts(f *testing.F) {
	for _, text := range []string{"550.000 kr.", "0,55 mio. kr.", "kr. 1.250,50", "-5 t.kr.", "1 250 000 kr", "ca. 3.4 mio.", "120.000,-", "DKK\xff5"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, m := range Amounts(text) {
			if m.From < last || m.To <= m.From || m.To > len(text) || m.Step < 1 || m.Unit == 0 || m.Amount.abs() > largest {
				t.Fatalf("Amounts(%q) has %+v after byte %d", text, m, last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[m.From:m.To]) {
				t.Fatalf("Amounts(%q) cuts a letter: %+v", text, m)
			}
			last = m.To
		}
		ParseAmount(text, UnitThousand)
		UnitOf(text)
	})
}

func BenchmarkAmounts(b *testing.B) {
	b.SetBytes(int64(len(prose)))
	for b.Loop() {
		Amounts(prose)
	}
}
