package initiative

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"list": listPage, "show": showPage, "case": casePage, "trial": trialPage, "drivers": driversPage, "compare": comparePage, "history": historyPage, "print": printPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
