package subscribe

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"follow": followPage, "choose": choosePage, "asked": askedPage, "confirm": confirmPage, "manage": managePage, "end": endPage, "ended": endedPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
