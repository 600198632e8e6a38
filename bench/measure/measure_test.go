package measure

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestFigure(t *testing.T) {
	for f, want := range map[float64]string{0: "", 0.0123: "0.012", 0.5: "0.50", 42.25: "42.2", 1234567: "1,234,567", -1500: "-1,500", None: "not measured"} {
		if got := figure(f); got != want {
			t.Errorf("figure(%v) = %q, want %q", f, got, want)
		}
	}
	if got := figure(None); got != "not measured" {
		t.Errorf("figure(None) = %q, want not measured", got)
	}
}

func TestMedianAndPercentile(t *testing.T) {
	for name, tt := range map[string]struct {
		list []float64
		want float64
	}{"odd": {[]float64{9, 1, 5}, 5}, "even": {[]float64{4, 1, 2, 9}, 3}, "one": {[]float64{7}, 7}} {
		if got := Median(tt.list); got != tt.want {
			t.Errorf("%s: Median(%v) = %v, want %v", name, tt.list, got, tt.want)
		}
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("Median(nil) = %v, want None", got)
	}
	var list []time.Duration
	for i := range 100 {
		list = append(list, time.Duration(100-i)*time.Millisecond)
	}
	if got := Percentile(list, 99); got != 100 {
		t.Errorf("Percentile of 1 to 100 ms, 99 = %v, want 100", got)
	}
}

func TestAlternateTakesTurns(t *testing.T) {
	var turns strings.Builder
	run := func(name string, gives float64) func() float64 {
		return func() float64 { turns.WriteString(name); return gives }
	}
	got := Alternate(2, run("a", 1), nil, run("c", 3))
	if turns.String() != "acac" || got[0] != 1 || !math.IsNaN(got[1]) || got[2] != 3 {
		t.Errorf("Alternate ran %q and gave %v, want acac and 1, None, 3", turns.String(), got)
	}
}

// A ratio above 1 is better, whichever way the figures go.
func TestRatio(t *testing.T) {
	for name, tt := range map[string]struct {
		row  Row
		want string
	}{
		"more is better": {Row{Ours: 30, Peer: 10}, "3.00 ×"},
		"less is better": {Row{Ours: 30, Peer: 10, LessIsBetter: true}, "0.33 ×"},
		"not measured":   {Row{Ours: 30, Peer: None}, ""},
		"none":           {Row{Ours: 30}, ""},
	} {
		if got := tt.row.ratio(tt.row.Peer); got != tt.want {
			t.Errorf("%s: ratio = %q, want %q", name, got, tt.want)
		}
	}
}
