package mapping

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"list": listPage, "study": studyPage, "cards": cardsPage, "card": cardPage, "import": importPage, "code": codePage, "differences": differencesPage, "themes": themesPage,
		"advice": advicePage, "partners": partnersPage, "visit": visitPage, "report": reportPage, "public": publicPage, "public list": publicListPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
