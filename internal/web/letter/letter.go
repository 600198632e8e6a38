// Package letter writes the mails that the site sends: one thing to do, said in
// plain words, as text and as HTML, with the reason why it was sent.
package letter

import (
	"bytes"
	_ "embed"
	"html/template"
	texttemplate "text/template"
	"unicode/utf8"

	"klynge/internal/mail"
)

// A Letter is what one mail says.
type Letter struct {
	Language string // code: da
	Heading  string // also the subject, unless there is one
	Subject  string
	Lead     string
	Button   Link // the one thing to do, when there is one
	Points   []string
	Quote    string // words of the record
	Links    []Link // what else can be done
	Why      string // why it was sent
}

// A Link is a text that leads somewhere.
type Link struct{ Text, URL string }

var (
	//go:embed letter.txt
	text string
	//go:embed letter.tmpl
	html string

	plain = texttemplate.Must(texttemplate.New("letter").Parse(text))
	rich  = template.Must(template.New("letter").Parse(html))
)

// longestSubject is what fits in the lists of mail programs, in bytes.
const longestSubject = 150

// To returns the letter as a message to an address.
func (l Letter) To(address string) (m mail.Message, err error) {
	if l.Subject == "" {
		l.Subject = l.Heading
	}
	if l.Language == "" {
		l.Language = "da"
	}
	var t, h bytes.Buffer
	if err := plain.Execute(&t, l); err != nil {
		return m, err
	}
	if err := rich.Execute(&h, l); err != nil {
		return m, err
	}
	return mail.Message{To: address, Subject: clip(l.Subject), Text: t.String(), HTML: h.String()}, nil
}

// clip shortens a subject at a letter.
func clip(s string) string {
	if len(s) <= longestSubject {
		return s
	}
	n := longestSubject - len("…")
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
