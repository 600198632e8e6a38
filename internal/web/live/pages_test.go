package live

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{"follow": followPage, "screen": screenPage, "link": linkPage} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}

func TestBlocks(t *testing.T) {
	list := blocks("Først.\n\n- en\n- to\n| a | b |\n| c | d |\nSidst.")
	if len(list) != 4 || len(list[1].Lines) != 2 || len(list[2].Lines) != 2 {
		t.Errorf("blocks = %+v, want a paragraph, a list of two, a table of two rows and a paragraph", list)
	}
}
