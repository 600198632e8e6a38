package ledger

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{"funds": fundsPage, "fund": fundPage, "import": importPage} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}

func TestInert(t *testing.T) {
	for text, want := range map[string]string{"=1+1": "'=1+1", "+45": "'+45", "-x": "'-x", "@a": "'@a", "\tx": "'\tx", "＝1": "'＝1", "Løn": "Løn", "": ""} {
		if got := inert(text); got != want {
			t.Errorf("inert(%q) = %q, want %q", text, got, want)
		}
	}
	if got := comma(-5); got != "-0,05" {
		t.Errorf("comma(-5 øre) = %q", got)
	}
}
