package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/pattern"
)

// Detect finds the format of a file from its content. The name of a file says
// nothing: minutes come as ".doc" that are HTML and ".txt" that are Markdown.
// A file that is of no use gives [fault.Invalid] with a sentence that says
// what it is and what to do.
func Detect(data []byte) (Kind, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return "", fault.New(fault.Invalid, "Filen er tom. Intet er gemt. Se efter, om den blev hentet eller gemt helt, og prøv igen.")
	}
	if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return PDF, nil
	}
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.magic)) {
			return s.kind(data)
		}
	}
	text, _ := Decode(data[:min(len(data), sniffed)])
	if isBinary(text) {
		return "", refuse("ikke tekst, men data til et program")
	}
	return detectText(text, data)
}

// sniffed is how much of a text is looked at to tell its format.
const sniffed = 128 << 10

// refuse says that a file of some sort cannot be minutes.
func refuse(what string) error {
	return fault.New(fault.Invalid, "Filen er %s, og det kan ikke læses som et referat. Intet er gemt. "+
		"Gem referatet som PDF, Word (.docx), HTML eller tekst, og prøv igen.", what)
}

// isBinary reports whether a text has control characters that no text has.
func isBinary(text string) bool {
	odd, all := 0, 0
	for _, r := range text {
		all++
		if r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a\x1b\x1c", r) || r == utf8.RuneError {
			odd++
		}
	}
	return odd*50 > all
}

var (
	xmlName   = pattern.New(`^<([\p{L}_][\p{L}\p{N}_.:-]*)[\s/>]`)
	htmlStart = pattern.New(`(?i)^<(?:!doctype\s+html|html|head|body|meta|title|div|p|h[1-6]|table|ul|ol|span|section|article|main|header)\b`)
	htmlPage  = pattern.New(`(?i)^<(?:!doctype\s+html|html|head|body)\b`)
	blockEnd  = pattern.New(`(?i)</(?:p|div|h[1-6]|li|td|table|body|html|section|article)\s*>`)
	preamble  = pattern.New(`^(?s:\s*(?:<\?.*?\?>|<!--.*?-->))*\s*`)
)

// foreign are the root elements of XML that is no export of a meeting.
var foreign = map[string]string{
	"pkg:package": "et Word-dokument gemt som XML", "w:wordDocument": "et Word-dokument gemt som XML",
	"office:document": "et OpenDocument gemt som XML", "svg": "en tegning (SVG)", "rss": "en nyhedsstrøm", "feed": "en nyhedsstrøm",
}

// detectText tells XML, HTML, Markdown and plain text apart. The head of the
// text is enough, except that XML without a declaration must end as it began.
func detectText(head string, data []byte) (Kind, error) {
	declared := strings.HasPrefix(strings.TrimSpace(head), "<?xml")
	body := head[len(preamble.FindString(head)):]
	name := xmlName.FindStringSubmatch(body)
	if name != nil && foreign[name[1]] != "" {
		return "", refuse(foreign[name[1]])
	}
	switch {
	case htmlStart.MatchString(body) && (declared || htmlPage.MatchString(body) || blockEnd.MatchString(body)):
		return HTML, nil
	case declared || strings.HasPrefix(body, "<!DOCTYPE"):
		return XML, nil
	case name != nil && !htmlStart.MatchString(body) && endsWith(data, name[1]):
		return XML, nil
	case strings.HasPrefix(head, "MIME-Version:") || strings.HasPrefix(head, "Received:"):
		return "", refuse("en e-mail eller et webarkiv")
	case isMarkdown(head):
		return Markdown, nil
	}
	return Text, nil
}

func endsWith(data []byte, root string) bool {
	tail, _ := Decode(data[max(0, len(data)-1024)&^1:])
	return strings.HasSuffix(strings.TrimSpace(tail), "</"+root+">")
}

var (
	headingLine   = pattern.New(`(?m)^#{1,6} +\S`)
	delimiterLine = pattern.New(`(?m)^\|?[ \t]*:?-{3,}:?[ \t]*(\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*$`)
	boldRun       = pattern.New(`\*\*\S[^*\n]*\*\*`)
	boxLine       = pattern.New(`(?m)^[ \t]*[-*] \[[ xX]\] `)
	linkRun       = pattern.New(`\[[^\[\]\n]+\]\([^()\s]+\)`)
)

// isMarkdown reports whether a text uses at least two signs of Markdown.
func isMarkdown(s string) bool {
	s = strings.ReplaceAll(s, "\r", "\n")
	signs := 3 * min(1, len(delimiterLine.FindAllStringIndex(s, 1)))
	for _, sign := range []*pattern.Pattern{headingLine, boldRun, boxLine, linkRun} {
		signs += len(sign.FindAllStringIndex(s, 2))
	}
	return signs >= 2
}
