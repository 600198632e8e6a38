package ledger_test

import (
	"testing"

	"klynge/internal/ledger"
	"klynge/internal/web"
	ledgerpages "klynge/internal/web/ledger"
)

// Money that was carried on or passed on stands beside what became of the rest, so
// that the bars of a period, and the streams of the fund, add up to what came in.
func TestPicturesAddUp(t *testing.T) {
	v := ledgerpages.NewView(web.Danish, ledger.Report{
		Total: ledger.Figures{Received: 4_518_000_00, Returned: 366_850_00, Allocated: 4_151_150_00, Booked: 4_151_150_00},
		Periods: []ledger.PeriodFigures{
			{Period: ledger.Period{Year: 2022, Through: 2024}, Figures: ledger.Figures{Received: 4_518_000_00, Carried: -2_569_750_00, Allocated: 1_948_250_00, Booked: 1_948_250_00}},
			{Period: ledger.Period{Year: 2025, Through: 2026}, Figures: ledger.Figures{Carried: 2_569_750_00, Returned: 366_850_00, Allocated: 2_202_900_00, Booked: 2_202_900_00}},
		},
		Purposes: []ledger.PurposeFigures{{Purpose: ledger.Purpose{Name: "Dagklinik"}, Figures: ledger.Figures{Allocated: 4_151_150_00}}},
	})
	want := [][]string{
		{"Modtaget 4.518.000 kr.", "Givet videre 2.569.750 kr.", "Bevilget 1.948.250 kr.", "Bogført 1.948.250 kr.", "Tilbage 0 kr."},
		{"Overført 2.569.750 kr.", "Givet videre 366.850 kr.", "Bevilget 2.202.900 kr.", "Bogført 2.202.900 kr.", "Tilbage 0 kr."},
	}
	for i, g := range v.Bars[0].Groups {
		if len(g.Bars) != len(want[i]) {
			t.Fatalf("%s has %d bars, want %d", g.Name, len(g.Bars), len(want[i]))
		}
		for k, b := range g.Bars {
			if got := b.Label + " " + b.Value; got != want[i][k] {
				t.Errorf("%s, bar %d: %s, want %s", g.Name, k+1, got, want[i][k])
			}
		}
	}
	streams := v.Flows[0].Streams
	if len(streams) != 2 || streams[1].Name != "Givet videre eller tilbage" || streams[1].Value != "366.850 kr." {
		t.Errorf("streams = %+v, want the purpose and what was passed on", streams)
	}
}
