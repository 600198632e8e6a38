package letter_test

import (
	"strings"
	"testing"

	"klynge/internal/web/letter"
)

func TestTo(t *testing.T) {
	m, err := letter.Letter{
		Heading: "Referatet er klar: " + strings.Repeat("æ", 200), Lead: "Læs det <nu>.",
		Button: letter.Link{Text: "Godkend", URL: "https://klynge.example/godkend/x?a=1&b=2"}, Why: "Fordi du var med.",
	}.To("mette@skagerby.example")
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Subject) > 150 || !strings.HasSuffix(m.Subject, "æ…") {
		t.Errorf("the subject is %d bytes and ends in %q, want at most 150 and a whole letter", len(m.Subject), m.Subject[len(m.Subject)-8:])
	}
	for name, c := range map[string]struct{ text, want string }{
		"the text has the address as it is": {m.Text, "https://klynge.example/godkend/x?a=1&b=2"},
		"the text has the reason":           {m.Text, "Fordi du var med."},
		"the HTML is escaped":               {m.HTML, "Læs det &lt;nu&gt;."},
		"the HTML has the button":           {m.HTML, `href="https://klynge.example/godkend/x?a=1&amp;b=2"`},
	} {
		if !strings.Contains(c.text, c.want) {
			t.Errorf("%s: %q is not in\n%s", name, c.want, c.text)
		}
	}
}
