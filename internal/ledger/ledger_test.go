package ledger

import (
	"strings"
	"testing"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"pgregory.net/rapid"
)

const today = "2026-11-21"

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]danish.Amount{
		"1.710.000": 1_710_000_00, "1710000": 1_710_000_00, "743.000,50 kr.": 743_000_50, "kr. 5": 5_00, "550.000,-": 550_000_00,
		"1,71 mio. kr.": 1_710_000_00, "1 250 000": 1_250_000_00, "-12,5": -12_50, "0": 0, "12,50-": -12_50,
	} {
		if got, err := ParseAmount(text); err != nil || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v, want %d øre", text, got, err, want)
		}
	}
	for _, text := range []string{"", "mange", "1710000.50", "1,710,000", "12.34", "1,234", "1.71.0000", "12,", "1e9", "99999999999999999999", "0x10", "1.000 000"} {
		if got, err := ParseAmount(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseAmount(%q) = %d, %v, want it refused", text, got, err)
		}
	}
}

// A column has one way of writing amounts, and shows it in one of them.
func TestDecimalMark(t *testing.T) {
	for cells, want := range map[string]byte{
		"1250": ',', "1.250": ',', "1,250.50": '.', "1.250,50": ',', "12.5": '.', "12,5|1.250": ',', "1.250.000": ',', "1,250,000|12": '.',
		"-12.50|1250|": '.', "(12,50)": ',', "1.250|1250.00": '.',
	} {
		if got, wrong := decimalMark(strings.Split(cells, "|")); got != want || wrong != "" {
			t.Errorf("decimalMark(%q) = %q, %s, want %q", cells, got, wrong, want)
		}
	}
	if _, wrong := decimalMark([]string{"12,50", "12.50"}); !strings.Contains(wrong, "12,50") || !strings.Contains(wrong, "12.50") {
		t.Errorf("a column with both says %q, want both amounts named", wrong)
	}
}

func TestDecimalIsExactOrRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-9_999_999_999_99, 9_999_999_999_99).Draw(t, "øre")
		text := danish.Amount(n).Number()
		got, wrong := decimal(text, ',')
		if wrong != "" || int64(got) != n {
			t.Fatalf("decimal(%q) = %d, %s, want %d", text, got, wrong, n)
		}
		other := strings.NewReplacer(",", ".", ".", ",").Replace(text)
		if got, wrong = decimal(other, '.'); wrong != "" || int64(got) != n {
			t.Fatalf("decimal(%q) with a dot = %d, %s, want %d", other, got, wrong, n)
		}
	})
}

// Every entry of every kind, and what undoes it, sums to nothing in each year.
func TestPostingsSumToNothing(t *testing.T) {
	for _, kind := range Kinds {
		for _, purpose := range []string{"", "p"} {
			e := Entry{Kind: kind, Year: 2022, ToYear: 2025, PurposeID: purpose, Amount: 7_43}
			for name, list := range map[string][]Posting{"postings": e.Postings(), "reversal": e.Reversed()} {
				sums := map[int]danish.Amount{}
				for _, p := range list {
					sums[p.Year] += p.Amount
				}
				if len(list) < 2 || sums[2022] != 0 || sums[2025] != 0 {
					t.Errorf("%s of %s for %q: %v, want two or more that sum to nothing in each year", name, kind, purpose, list)
				}
			}
		}
	}
}

func TestCheck(t *testing.T) {
	good := Entry{Kind: Allocated, Date: today, Year: 2026, PurposeID: "p", Amount: 100, Ground: Ground{DecisionID: "d"}}
	if _, err := good.Check(today); err != nil {
		t.Fatalf("Check of a good entry: %v", err)
	}
	for name, change := range map[string]func(*Entry){
		"no day": func(e *Entry) { e.Date = "" }, "a day that is none": func(e *Entry) { e.Date = "2026-02-30" },
		"the future": func(e *Entry) { e.Date = "2026-11-22" }, "long ago": func(e *Entry) { e.Date = "1999-01-01" },
		"nothing": func(e *Entry) { e.Amount = 0 }, "negative": func(e *Entry) { e.Amount = -1 },
		"huge": func(e *Entry) { e.Amount = Most + 1 }, "the largest there is": func(e *Entry) { e.Amount = 1<<63 - 1 },
		"the smallest there is": func(e *Entry) { e.Amount = -1 << 63 }, "long": func(e *Entry) { e.Text = strings.Repeat("x", longest+1) },
		"no purpose": func(e *Entry) { e.PurposeID = "" }, "no kind": func(e *Entry) { e.Kind = "" }, "a reversal by hand": func(e *Entry) { e.Kind = Reversal },
		"received for a purpose":     func(e *Entry) { e.Kind = Received },
		"received without a letter":  func(e *Entry) { e.Kind, e.PurposeID, e.Ground = Received, "", Ground{} },
		"a negative booking by hand": func(e *Entry) { e.Kind, e.Amount = Booked, -1 },
	} {
		e := good
		change(&e)
		if _, err := e.Check(today); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Check = %v, want it refused", name, err)
		}
	}
}

// R42: allocation, return and carrying over each take a decision of their own.
func TestR42EachMovementHasItsDecision(t *testing.T) {
	for _, kind := range []Kind{Allocated, Returned, Carried} {
		e := Entry{Kind: kind, Date: today, Year: 2022, ToYear: 2025, PurposeID: "p", Amount: 100, Ground: Ground{Letter: "Brev fra regionen"}}
		if _, err := e.Check(today); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "beslutning") {
			t.Errorf("%s with a letter alone: %v, want it refused for want of a decision", kind, err)
		}
		for _, g := range []Ground{{DecisionID: "d"}, {Path: "/moeder/a/punkt-6"}} {
			e.Ground = g
			if _, err := e.Check(today); err != nil {
				t.Errorf("%s with %+v: %v", kind, g, err)
			}
		}
	}
}

// R41: allocations and what remains are what was received, to the øre.
func TestR41PeriodMustAddUp(t *testing.T) {
	good := PeriodFigures{Period: Period{Year: 2022, Through: 2023, Granted: 4_518_000_00, HasGrant: true},
		Figures: Figures{Received: 4_518_000_00, Allocated: 3_775_000_00, Left: 743_000_00}}
	if err := good.MayClose(good.Figures); err != nil {
		t.Fatalf("MayClose: %v", err)
	}
	for name, change := range map[string]func(*PeriodFigures){
		"an øre too little received": func(p *PeriodFigures) { p.Received--; p.Left-- },
		"an øre too much left":       func(p *PeriodFigures) { p.Left++ },
		"no promise":                 func(p *PeriodFigures) { p.HasGrant = false },
		"booked more than allocated": func(p *PeriodFigures) {
			p.Purposes = []PurposeFigures{{Figures: Figures{Allocated: 1, Booked: 2}}}
		},
	} {
		p := good
		change(&p)
		if err := p.MayClose(p.Figures); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: MayClose = %v, want it refused", name, err)
		}
	}
	other := good.Figures
	other.Left--
	if err := good.MayClose(other); !fault.Is(err, fault.Internal) {
		t.Errorf("totals that are not the entries': %v, want it refused as ours", err)
	}
}

// R43: more booked than allocated is a warning, and what is not booked is told of.
func TestR43BookedBeyondAllocatedWarns(t *testing.T) {
	p := PeriodFigures{Period: Period{Year: 2026}, Figures: Figures{Received: 1000, Allocated: 600, Booked: 500, Left: 400}}
	of := PurposeFigures{Purpose: Purpose{Name: "Medicinbokse"}, Figures: Figures{Allocated: 600, Booked: 500}}
	for amount, want := range map[danish.Amount]int{100: 0, 101: 1} {
		if d, err := p.MayPost(Entry{Kind: Booked, PurposeID: "p", Amount: amount}, of); err != nil || len(d) != want {
			t.Errorf("booking %d: %v, %v, want %d doubts", amount, d, err, want)
		}
	}
	if _, err := p.MayPost(Entry{Kind: Booked, PurposeID: "q", Amount: 1}, PurposeFigures{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("booking without an allocation: %v, want it refused", err)
	}
	if _, err := p.MayPost(Entry{Kind: Allocated, PurposeID: "p", Amount: 401}, of); !fault.Is(err, fault.Invalid) {
		t.Errorf("allocating more than is left: %v, want it refused", err)
	}
	p.Purposes = []PurposeFigures{of}
	if d := p.Concerns(); len(d) != 2 {
		t.Errorf("Concerns = %v, want what is not allocated and what is not booked", d)
	}
}

// R44: the table is the truth, and text may round it.
func TestR44RoundedTextAgrees(t *testing.T) {
	for name, tt := range map[string]struct {
		printed, exact danish.Amount
		want           Match
	}{
		"the same":           {1_710_000_00, 1_710_000_00, Same},
		"1,7 mio.":           {1_700_000_00, 1_710_000_00, Rounded},
		"4,5 mio.":           {4_500_000_00, 4_518_000_00, Rounded},
		"thousands":          {743_000_00, 743_250_00, Rounded},
		"an øre":             {743_000_50, 743_000_51, Differs},
		"another amount":     {550_000_00, 600_000_00, Differs},
		"half a million off": {1_000_000_00, 1_400_000_00, Differs},
		"a slip of a digit":  {1_265_000_00, 1_256_000_00, Differs},
		"negative":           {-1_700_000_00, -1_710_000_00, Rounded},
		"nothing printed":    {0, 100_00, Differs},
	} {
		if got := Compare(tt.printed, tt.exact); got != tt.want {
			t.Errorf("%s: Compare(%s, %s) = %s, want %s", name, tt.printed, tt.exact, got, tt.want)
		}
	}
	for text, doubts := range map[string]int{"bevilgede 1,7 mio. kr. til medicinbokse": 0, "bevilgede 1.710.000 kr.": 0, "godkendte indstillingen": 0,
		"bevilgede 3 mio. kr. til medicinbokse": 1, "550.000 kr. og 1,7 mio. kr.": 0} {
		if got := Against(text, 1_710_000_00); len(got) != doubts {
			t.Errorf("Against(%q) = %v, want %d doubts", text, got, doubts)
		}
	}
}

// Whatever is posted, the figures add up.
func TestFiguresAlwaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fund{Periods: []Period{{Year: 2022, Through: 2023}, {Year: 2025, Through: 2025}}, Purposes: []Purpose{{ID: "p"}, {ID: "q"}}}
		var cells []Cell
		for range rapid.IntRange(1, 40).Draw(t, "entries") {
			e := Entry{Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), Year: 2022, ToYear: 2025, Amount: danish.Amount(rapid.Int64Range(-Most64, Most64).Draw(t, "amount")),
				PurposeID: rapid.SampledFrom([]string{"", "p", "q"}).Draw(t, "purpose")}
			for _, p := range e.Postings() {
				cells = append(cells, Cell(p))
			}
		}
		r := NewReport(f, "", cells)
		for _, p := range r.Periods {
			if !p.AddsUp() {
				t.Fatalf("%s: %+v does not add up", p.Period, p.Figures)
			}
		}
		if !r.Total.AddsUp() || r.Total.Carried != 0 {
			t.Fatalf("the total %+v does not add up, or carries to nowhere", r.Total)
		}
	})
}

// Most64 is [Most] as a plain number.
const Most64 = int64(Most)

// R44: a statement is held against the fund only where it is of the fund.
func TestR44AStatementOfSomethingElse(t *testing.T) {
	r := Report{Total: Figures{Received: 4_518_000_00, Allocated: 1_710_000_00, Left: 2_808_000_00},
		Purposes: []PurposeFigures{{Purpose: Purpose{Name: "Kortlægning af udsatte"}, Figures: Figures{Allocated: 1_710_000_00}}}}
	row := func(label string, amount danish.Amount) fund.Row {
		return fund.Row{Line: fund.Line{Label: label, Amount: amount}}
	}
	whole := fund.Printed{Statement: fund.Statement{Total: 4_518_000_00, HasTotal: true, Remaining: 2_808_000_00, HasRest: true},
		Rows: []fund.Row{row("Kortlægning af udsatte (afsluttet)", 1_710_000_00)}}
	whole.Lines = []fund.Line{whole.Rows[0].Line}
	if c := compare(whole, r); c.Explained != Same || !c.Lines[0].Known {
		t.Errorf("a remark in brackets: %+v", c)
	}
	budget := fund.Printed{Statement: fund.Statement{Total: 1_710_000_00, HasTotal: true}, Rows: []fund.Row{row("Kørsel", 430_000_00), row("Løn", 1_280_000_00)}}
	if c := compare(budget, r); c.Explained != Partial {
		t.Errorf("the budget of one initiative is said to be %q, want a statement of something else", c.Explained)
	}
}

// A refusal says what is the matter with what was typed.
func TestAnAmountIsRefusedForWhatItIs(t *testing.T) {
	for text, want := range map[string]string{"": "mangler et beløb", "  ": "mangler et beløb", "1,234.56": "komma og punktum er byttet om", "12,345": "tusindtegn", "mange": "ikke et tal"} {
		if _, err := ParseAmount(text); !strings.Contains(fault.Sentence(err), want) || !strings.HasSuffix(fault.Sentence(err), "Intet er ført.") {
			t.Errorf("ParseAmount(%q): %q, want it to say %q", text, fault.Sentence(err), want)
		}
	}
}
