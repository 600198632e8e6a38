package indicator

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"list": listPage, "show": showPage, "value": valuePage, "define": definePage, "import": importPage, "history": historyPage, "public": publicPage, "publicList": publicListPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
