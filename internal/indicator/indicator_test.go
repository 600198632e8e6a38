package indicator

import (
	"math"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
)

func TestParsePeriod(t *testing.T) {
	for _, tt := range []struct {
		frequency  Frequency
		text       string
		key, label string // "" where it is refused
	}{
		{Monthly, "2026-11", "2026-11", "november 2026"},
		{Monthly, "11-2026", "2026-11", "november 2026"},
		{Monthly, " November  2026 ", "2026-11", "november 2026"},
		{Monthly, "maj-26", "2026-05", "maj 2026"},
		{Monthly, "Oct 2026", "2026-10", "oktober 2026"},
		{Monthly, "2026-11-01", "2026-11", "november 2026"},
		{Monthly, "30-11-2026", "2026-11", "november 2026"},
		{Monthly, "2026-11-17", "", ""},
		{Monthly, "2026-13", "", ""},
		{Monthly, "uge 3 2026", "", ""},
		{Weekly, "uge 1 2026", "2026-W01", "uge 1 2026"},
		{Weekly, "2026-W53", "2026-W53", "uge 53 2026"},
		{Weekly, "uge 53, 2025", "", ""},
		{Weekly, "2025-12-29", "2026-W01", "uge 1 2026"},
		{Quarterly, "4. kvartal 2026", "2026-Q4", "4. kvartal 2026"},
		{Quarterly, "Q1-2026", "2026-Q1", "1. kvartal 2026"},
		{Quarterly, "2026K2", "2026-Q2", "2. kvartal 2026"},
		{Quarterly, "2026-Q5", "", ""},
		{Quarterly, "2026-H1", "", ""},
		{HalfYear, "2. halvår 2026", "2026-H2", "2. halvår 2026"},
		{HalfYear, "2026-Q1", "", ""},
		{Yearly, "2026", "2026", "2026"},
		{Yearly, "1066", "", ""},
		{Daily, "17. maj 2026", "2026-05-17", "17. maj 2026"},
		{Daily, "31-02-2026", "", ""},
		{Event, "2026-02-29", "", ""},
		{Daily, "", "", ""},
	} {
		p, err := ParsePeriod(tt.frequency, tt.text)
		if tt.key == "" {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("ParsePeriod(%s, %q) = %s, %v, want it refused", tt.frequency, tt.text, p, err)
			}
			continue
		}
		if err != nil || p.Key() != tt.key || p.String() != tt.label {
			t.Errorf("ParsePeriod(%s, %q) = %s, %q, %v, want %s, %q", tt.frequency, tt.text, p.Key(), p, err, tt.key, tt.label)
		}
	}
}

// A period is read again as every way that it is written, and ends the day before
// the next begins.
func TestPeriodsAreReadAsTheyAreWritten(t *testing.T) {
	for _, f := range Frequencies {
		p := PeriodOf(f, time.Date(2023, 12, 30, 0, 0, 0, 0, time.UTC))
		for range 60 {
			for _, text := range []string{p.Key(), p.String(), f.Example()} {
				again, err := ParsePeriod(f, text)
				if err != nil || text != f.Example() && again != p {
					t.Errorf("ParsePeriod(%s, %q) = %s, %v, want %s", f, text, again, err, p)
				}
			}
			if end, err := time.Parse(time.DateOnly, p.Ends()); err != nil || !end.AddDate(0, 0, 1).Equal(p.Next().From) || PeriodOf(f, end) != p {
				t.Errorf("%s ends %s, and the next begins %s", p, p.Ends(), p.Next().Starts())
			}
			p = p.Next()
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, text := range []string{"2026-11", "uge 3 2026", "Q1 2026", "17. maj 2026", "2026"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, frequency := range Frequencies {
			p, err := ParsePeriod(frequency, text)
			if err != nil {
				if fault.Sentence(err) == "" {
					t.Errorf("ParsePeriod(%s, %q): %v has no sentence", frequency, text, err)
				}
				continue
			}
			if again, err := ParsePeriod(frequency, p.Key()); err != nil || again != p {
				t.Errorf("ParsePeriod(%s, %q) = %s, which is read as %s, %v", frequency, text, p.Key(), again, err)
			}
		}
	})
}

func figure(f float64) *float64 { return &f }

func good() Definition {
	return Definition{Name: "Hentet til tiden", Numerator: "hentede", Denominator: "lagt i boksen", Unit: "%", Factor: 100, Source: "Boksens log", Frequency: Monthly, Chart: spc.P}
}

func TestDefinitions(t *testing.T) {
	const start, today = "2026-02-01", "2026-11-21"
	for name, tt := range map[string]struct {
		change func(*Definition)
		say    string // part of the sentence, "" where it is good
	}{
		"good":                            {func(*Definition) {}, ""},
		"no name":                         {func(d *Definition) { d.Name = " " }, "navnet"},
		"no numerator":                    {func(d *Definition) { d.Numerator = "?" }, "tælleren"},
		"no unit":                         {func(d *Definition) { d.Chart, d.Unit = spc.Run, "" }, "enheden"},
		"no source":                       {func(d *Definition) { d.Source = "" }, "kilden"},
		"a long name":                     {func(d *Definition) { d.Name = strings.Repeat("a", MaxLine+1) }, "300 tegn"},
		"a p chart without a denominator": {func(d *Definition) { d.Denominator = "" }, "nævneren"},
		"a u chart without a denominator": {func(d *Definition) { d.Chart, d.Denominator = spc.U, "" }, "nævneren"},
		"a c chart with a denominator":    {func(d *Definition) { d.Chart = spc.C }, "ingen nævner"},
		"no chart":                        {func(d *Definition) { d.Chart = "pie" }, "diagram"},
		"no frequency":                    {func(d *Definition) { d.Frequency = "" }, "hvor ofte"},
		"a t chart each month":            {func(d *Definition) { d.Chart, d.Denominator = spc.T, "" }, "hændelse"},
		"a t chart":                       {func(d *Definition) { d.Chart, d.Denominator, d.Frequency = spc.T, "", Event }, ""},
		"per seventeen":                   {func(d *Definition) { d.Chart, d.Factor = spc.U, 17 }, "regnes pr."},
		"an unknown profile":              {func(d *Definition) { d.Persons, d.Profile = true, "x" }, "små tal"},
		"persons":                         {func(d *Definition) { d.Persons = true }, ""},
		"a target that is no number":      {func(d *Definition) { d.Target = figure(math.NaN()) }, "ikke et tal"},
		"bounds the wrong way":            {func(d *Definition) { d.Least, d.Most = figure(2), figure(1) }, "mindste"},
		"P1: a benefit without owner": {func(d *Definition) {
			d.Benefit, d.Baseline, d.BaselineOn, d.Target = true, figure(40), "2026-01-15", figure(60)
		}, "ejer"},
		"P1: a benefit without baseline": {func(d *Definition) { d.Benefit, d.Owner, d.Target = true, "Else", figure(60) }, "baseline"},
		"P1: a benefit without target": {func(d *Definition) {
			d.Benefit, d.Owner, d.Baseline, d.BaselineOn = true, "Else", figure(40), "2026-01-15"
		}, "mål"},
		"P1: a benefit": {func(d *Definition) {
			d.Benefit, d.Owner, d.Baseline, d.BaselineOn, d.Target = true, "Else", figure(0), "2026-01-15", figure(60)
		}, ""},
		"P1: a baseline without a day":   {func(d *Definition) { d.Baseline = figure(40) }, "dato"},
		"P2: a baseline after the start": {func(d *Definition) { d.Baseline, d.BaselineOn = figure(40), start }, "før indsatsen begynder"},
		"P2: a baseline in the future":   {func(d *Definition) { d.Baseline, d.BaselineOn = figure(40), "2027-01-01" }, "fremtiden"},
		"P2: a baseline on no day":       {func(d *Definition) { d.Baseline, d.BaselineOn = figure(40), "2026-02-30" }, "findes ikke"},
	} {
		d := good()
		tt.change(&d)
		d.tidy()
		err := d.Check(start, today)
		if tt.say == "" && err != nil || tt.say != "" && !strings.Contains(fault.Sentence(err), tt.say) {
			t.Errorf("%s: Check = %v, want %q", name, err, tt.say)
		}
	}
}

func TestOutlying(t *testing.T) {
	for name, tt := range map[string]struct {
		figures []float64
		least   *float64
		most    *float64
		want    string
	}{
		"one far away":            {[]float64{12, 13, 12, 14, 13, 12, 90}, nil, nil, "......x"},
		"too few to tell":         {[]float64{12, 13, 12, 90}, nil, nil, "...."},
		"more than half alike":    {[]float64{5, 5, 5, 5, 5, 5, 5, 5, 6}, nil, nil, "........x"},
		"all alike":               {[]float64{5, 5, 5, 5, 5, 5}, nil, nil, "......"},
		"outside what is stated":  {[]float64{-1, 3, 11}, figure(0), figure(10), "x.x"},
		"on the edge of the rule": {[]float64{0, 1, 2, 3, 4}, nil, nil, "....."},
	} {
		d := Definition{Factor: 1, Least: tt.least, Most: tt.most}
		got := ""
		for _, out := range d.Outlying(tt.figures) {
			got += map[bool]string{true: "x", false: "."}[out]
		}
		if got != tt.want {
			t.Errorf("%s: Outlying(%v) = %s, want %s", name, tt.figures, got, tt.want)
		}
	}
	// The distance of Iglewicz and Hoaglin's own measure: 0.6745 × (90 − 13) ÷ 1.
	if z := modifiedZ([]float64{12, 13, 12, 14, 13, 12, 90}); math.Abs(z[6]-0.6745*77) > 1e-9 {
		t.Errorf("modifiedZ = %v, want %v last", z, 0.6745*77)
	}
}

func TestSay(t *testing.T) {
	percent, hours, rate := good(), Definition{Unit: "timer", Factor: 1}, Definition{Unit: "pr. 1.000 sengedage", Factor: 1000, Denominator: "sengedage"}
	for got, want := range map[string]string{
		percent.Say(0.575):         "57,5 %",
		percent.Told(Over(23, 40)): "57,5 % (23 af 40)",
		hours.Say(1204.5):          "1.204,5 timer",
		hours.Say(-0.001):          "0 timer",
		hours.Say(-2):              "−2 timer",
		rate.Told(Over(3, 1200)):   "2,5 pr. 1.000 sengedage (3 af 1.200)",
		Number(1e12):               "1.000.000.000.000",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{"12,5": 12.5, "12.5": 12.5, "1.204": 1204, "1.204,5": 1204.5, "1 204": 1204, "−3": -3, "40 %": 40} {
		if got, err := ParseNumber(text); err != nil || got != want {
			t.Errorf("ParseNumber(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "mange", "NaN", "Inf", "0x10", "1,2,3", "1e99", "12.34,5", "1_000"} {
		if got, err := ParseNumber(text); err == nil {
			t.Errorf("ParseNumber(%q) = %v, want it refused", text, got)
		}
	}
	if _, err := ParseNumber(" "); fault.Sentence(err) != "Skriv et tal i hvert felt. Intet er gemt." {
		t.Errorf("no number at all: %v", err)
	}
}

// R13: what is let out of a hidden figure holds nothing of it.
func TestR13AHiddenFigureIsNotInWhatIsLetOut(t *testing.T) {
	d := good()
	d.Persons, d.Profile = true, disclosure.DK5
	for numerator := range 8 {
		for denominator := max(1, numerator); denominator < 15; denominator++ {
			out := d.Outward(Over(float64(numerator), float64(denominator)), false)
			rest := denominator - numerator
			small := numerator > 0 && numerator < 5 || rest > 0 && rest < 5 || denominator < 5
			if out.Hidden != small || small && (out.Figure != Figure{} || out.Text != disclosure.Discreet) {
				t.Errorf("%d of %d: %+v, want hidden %v", numerator, denominator, out, small)
			}
		}
	}
	d.Profile = disclosure.HES
	if out := d.Outward(Over(23, 41), false); out.Numerator != 25 || out.Denominator != 40 || out.Text != "62,5 %" {
		t.Errorf("hes lets out %+v of 23 of 41, want 25 of 40", out)
	}
	if out := d.Outward(Over(3, 41), true); out.Hidden || out.Numerator != 3 {
		t.Errorf("with a reason: %+v, want the figure itself", out)
	}
}

// R70: a run chart has a verdict from 10 useful points on, and says so below.
func TestR70TooFewFiguresAreSaidToBeTooFew(t *testing.T) {
	i := Indicator{Definition: Definition{Name: "x", Unit: "timer", Factor: 1, Frequency: Monthly, Chart: spc.Run}}
	var values []Value
	for n := range 30 {
		values = append(values, Value{Period: PeriodOf(Monthly, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).Plus(2 * n), Figure: Single(float64(n % 4))})
		s := newSeries(i, append([]Value(nil), values...), nil, false)
		if len(s.Points) != 2*n+1 {
			t.Fatalf("%d figures every other month make %d points, want the gaps too", n+1, len(s.Points))
		}
		few := strings.HasPrefix(s.Verdict, "For få datapunkter")
		if useful := s.Chart.Last().N; few != (useful < spc.Enough) {
			t.Errorf("%d useful points: %s", useful, s.Verdict)
		}
	}
	if s := newSeries(i, nil, nil, false); !s.Empty() || !strings.HasPrefix(s.Verdict, "For få datapunkter") {
		t.Errorf("no figures: %q", s.Verdict)
	}
}
