package indicator

import (
	"testing"
	"time"

	"klynge/internal/indicator"
	"klynge/internal/web"
)

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"list": listPage, "show": showPage, "value": valuePage, "define": definePage, "import": importPage, "history": historyPage, "public": publicPage, "publicList": publicListPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}

// Periods read as the language has them, and what the English pages give as an
// example can be typed.
func TestPeriodsInEnglish(t *testing.T) {
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for frequency, want := range map[indicator.Frequency][2]string{
		indicator.Monthly: {"November 2026", "Nov 26"}, indicator.Quarterly: {"Q4 2026", "Q4 26"}, indicator.Weekly: {"week 47 2026", "w47 26"}, indicator.HalfYear: {"H2 2026", "H2 26"},
		indicator.Yearly: {"2026", "2026"}, indicator.Daily: {"21 November 2026", "21 Nov 26"}, indicator.Event: {"21 November 2026", "21 Nov 26"},
	} {
		p := indicator.PeriodOf(frequency, day)
		if long, short := periodIn(web.English, p), shortPeriod(web.English, p); long != want[0] || short != want[1] {
			t.Errorf("%s: %q, %q, want %q", frequency, long, short, want)
		}
		if periodIn(web.Danish, p) != p.String() || shortPeriod(web.Danish, p) != p.Short() {
			t.Errorf("%s: the Danish has changed", frequency)
		}
		if again, err := indicator.ParsePeriod(frequency, example(web.English, frequency)); err != nil || again != p {
			t.Errorf("%s: the example %q is read as %s, %v", frequency, example(web.English, frequency), again, err)
		}
	}
}
