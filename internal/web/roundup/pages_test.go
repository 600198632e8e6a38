package roundup

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"list": listPage, "roundup": roundupPage, "note": notePage, "code": codePage, "sentences": sentencesPage, "public": publicPage, "public list": publicListPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
