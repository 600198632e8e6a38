package report

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{"list": listPage, "draft": draftPage, "final": finalPage, "again": againPage, "print": printPage,
		"history": historyPage, "public": publicPage} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
