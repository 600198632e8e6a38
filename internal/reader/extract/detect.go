package extract

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"klynge/internal/fault"
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
	xmlName   = regexp.MustCompile(`^<([\p{L}_][\p{L}\p{N}_.:-]*)[\s/>]`)
	htmlStart = regexp.MustCompile(`(?i)^<(?:!doctype\s+html|html|head|body|meta|title|div|p|h[1-6]|table|ul|ol|span|section|article|main|header)\b`)
	htmlPage  = regexp.MustCompile(`(?i)^<(?:!doctype\s+html|html|head|body)\b`)
	blockEnd  = regexp.MustCompile(`(?i)</(?:p|div|h[1-6]|li|td|table|body|html|section|article)\s*>`)
	preamble  = regexp.MustCompile(`^(?s:\s*(?:<\?.*?\?>|<!--.*?-->))*\s*`)
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
	headingLine   = regexp.MustCompile(`(?m)^#{1,6} +\S`)
	delimiterLine = regexp.MustCompile(`(?m)^\|?[ \t]*:?-{3,}:?[ \t]*(\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*$`)
	boldRun       = regexp.MustCompile(`\*\*\S[^*\n]*\*\*`)
	boxLine       = regexp.MustCompile(`(?m)^[ \t]*[-*] \[[ xX]\] `)
	linkRun       = regexp.MustCompile(`\[[^\[\]\n]+\]\([^()\s]+\)`)
)

// isMarkdown reports whether a text uses at least two signs of Markdown.
func isMarkdown(s string) bool {
	s = strings.ReplaceAll(s, "\r", "\n")
	signs := 3 * min(1, len(delimiterLine.FindAllStringIndex(s, 1)))
	for _, sign := range []*regexp.Regexp{headingLine, boldRun, boxLine, linkRun} {
		signs += len(sign.FindAllStringIndex(s, 2))
	}
	return signs >= 2
}
