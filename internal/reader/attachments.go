package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/reader/reading"
)

// addAttachments reads the list of papers under "Bilag".
func (s *sheet) addAttachments(it *reading.Item, p *region, at func(...any) reading.Path) {
	for _, l := range sectionLines(p.lines) {
		text := strings.ReplaceAll(l.Text, "\t", " ")
		name := attachmentName(text)
		if name == "" {
			continue
		}
		name, state := attachmentState(name)
		if name == "" || listed(it, name) {
			continue
		}
		place := l.Passage
		if k := strings.Index(text, name); k >= 0 {
			place.Start += utf8.RuneCountInString(text[:k])
			place.End = place.Start + utf8.RuneCountInString(name)
		}
		s.r.Note(at("attachments", len(it.Attachments)), place, 0.9)
		it.Attachments = append(it.Attachments, reading.Attachment{Name: name, State: state})
	}
}

func listed(it *reading.Item, name string) bool {
	for _, a := range it.Attachments {
		if a.Name == name {
			return true
		}
	}
	return false
}

// attachmentName removes what a case system prints beside the name: a type
// glued to it, a running number with its state, a document number.
func attachmentName(s string) string {
	s = strings.Trim(s, " \t•-–*|")
	if isNone(s) || isNotes(s) {
		return ""
	}
	for _, kind := range []string{"PDF", "DOCX", "DOC", "XLSX", "PPTX"} {
		if rest, ok := strings.CutPrefix(s, kind); ok && hasUpperStart(rest) {
			if r, size := utf8.DecodeRuneInString(rest); unicode.IsUpper(r) && size < len(rest) {
				s = rest
			}
		}
	}
	if end, _ := digits(s, 0); end > 0 && end < len(s) && s[end] == ' ' {
		word, to := foldedWord(s, end)
		if word == "åben" || word == "åbent" || word == "lukket" {
			return strings.TrimSpace(s[to:])
		}
	}
	if i := strings.IndexAny(s, " \t"); i > 6 && isDocumentNumber(s[:i]) {
		if rest := strings.TrimLeft(s[i:], " \t-–:"); rest != "" {
			return rest
		}
	}
	return s
}

// isNotes reports lines of a list of attachments that name none.
func isNotes(s string) bool {
	if strings.Trim(s, "0123456789 .") == "" {
		return true
	}
	switch fold(s) {
	case "hent som pdf", "kopier link", "se alle bilag", "til top", "vis bilag", "hent bilag", "bilag", "ingen bilag", "åbn", "download":
		return true
	}
	return false
}

// isDocumentNumber reports numbers such as 330-2021-41440 and 2012-208960.
func isDocumentNumber(s string) bool {
	digit, dash := 0, 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digit++
		case r == '-' || r == '/' || r == '–':
			dash++
		default:
			return false
		}
	}
	return dash > 0 && digit >= 7 && !(len(s) == 10 && dash == 2) // 2024-11-11 is a date
}

// attachmentState reads the remark behind a name: "(eftersendes)", "(vedhæftet
// i mail)". A remark that tells where the paper is goes, any other stays.
func attachmentState(name string) (string, reading.AttachmentState) {
	open := strings.LastIndexByte(name, '(')
	tail := ""
	if open > 0 && strings.HasSuffix(name, ")") {
		tail = strings.ToLower(name[open:])
	}
	state := reading.Enclosed
	switch {
	case strings.Contains(tail, "eftersend") || strings.Contains(tail, "følger") || strings.Contains(tail, "udleveres"):
		state = reading.ToFollow
	case strings.Contains(tail, "mail") || strings.Contains(tail, "separat"):
		state = reading.Mailed
	case strings.Contains(tail, "vedhæftet") || strings.Contains(tail, "vedlagt"):
	default:
		low := strings.ToLower(name)
		for _, end := range []string{" eftersendes", " - eftersendes", " eftersendes.", " følger senere"} {
			if strings.HasSuffix(low, end) {
				return strings.TrimRight(name[:len(name)-len(end)], " -–"), reading.ToFollow
			}
		}
		return name, state
	}
	return strings.TrimSpace(name[:open]), state
}
