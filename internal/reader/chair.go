package reader

import (
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
)

// oneChair leaves one chair: who is called so for this meeting goes before who
// is chairman of the body, and who is away chairs nothing.
func (s *sheet) oneChair() {
	s.seatLed()
	best := -1
	for i := range s.found {
		if p := &s.found[i]; p.Chair && !p.Absent && (best < 0 || chairRank(p) > chairRank(&s.found[best])) {
			best = i
		}
	}
	if best < 0 {
		best = s.onlyChairman()
	}
	for i := range s.found {
		s.found[i].Chair = i == best
	}
}

func chairRank(p *people.Found) int {
	role := strings.ToLower(p.Role)
	switch {
	case strings.Contains(role, "ordstyrer"), strings.Contains(role, "mødeleder"), strings.Contains(role, "dirigent"):
		return 3
	case strings.Contains(role, "formand") && !strings.Contains(role, "næstformand"):
		return 1
	}
	return 2
}

// seatLed seats whom a sentence at the head or under the first item says led the
// meeting: "Mødet ledes af Ida Holm."
func (s *sheet) seatLed() {
	end := s.headerEnd()
	if len(s.heads) > 0 {
		end = max(end, s.itemEnd(0))
	}
	for i := range min(end, len(s.lines)) {
		l := &s.lines[i]
		if low := strings.ToLower(l.text); l.skip || len(low) > 400 || !strings.Contains(low, " led") && !strings.Contains(low, "styre") && !strings.Contains(low, "dirigent") && !strings.Contains(low, "mødeleder") {
			continue
		}
		for _, a := range people.Absences(l.text) {
			if k := s.known(a.Name); a.Chair && k >= 0 {
				s.found[k].Chair = true
			}
		}
	}
}

// seatInitials seats the one whose initials stand beside "Ordstyrer:". They are
// printed behind the name in the list, or are its first letters.
func (s *sheet) seatInitials(text string) {
	short := firstWords(strings.TrimSpace(text))
	short = strings.Trim(short, " .,;()·")
	if n := len([]rune(short)); n < 2 || n > 5 || short != strings.ToUpper(short) {
		return
	}
	best := -1
	for i := range s.found {
		f := &s.found[i]
		behind := extract.Passage{Page: f.NameAt.Page, Start: f.NameAt.End, End: f.NameAt.End + len(short) + 3}
		if strings.Contains(s.doc.Slice(behind), "("+short) {
			best = i
			break
		}
		if firstLetters(f.Name) == short && best < 0 {
			best = i
		}
	}
	if best >= 0 && !s.found[best].Absent {
		s.found[best].Chair = true
	}
}

// firstLetters is "IBL" for "Ida Bo-Lund".
func firstLetters(name string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' }) {
		b.WriteRune([]rune(w)[0])
	}
	return b.String()
}

// onlyChairman is the index of the only one there who is printed as chairman of
// this body, whatever else they are: "Ida Holm, Nørre Kommune (formand)",
// "udvalgsformand" in a committee. -1 when there is none, or are several.
func (s *sheet) onlyChairman() int {
	only := -1
	for i := range s.found {
		if f := &s.found[i]; f.Absent || !s.isChairman(f) {
			continue
		}
		if only >= 0 {
			return -1
		}
		only = i
	}
	return only
}

func (s *sheet) isChairman(f *people.Found) bool {
	low := strings.ToLower(f.Role)
	if head, note, ok := strings.Cut(low, "("); ok && chairWords[strings.TrimSuffix(note, ")")] && head != "" {
		return true
	}
	for role := range strings.SplitSeq(low, ",") {
		role = strings.TrimSpace(role)
		if chairWords[role] && (f.Organization == "" || s.inBrackets(f)) {
			return true
		}
		for _, tail := range []string{"formand", "forkvinde", "forperson"} {
			if kind, ok := strings.CutSuffix(role, tail); ok && bodyKinds[strings.TrimSuffix(kind, "s")] && strings.Contains(fold(s.r.Meeting.Body), strings.TrimSuffix(kind, "s")) {
				return true
			}
		}
	}
	return false
}

var (
	chairWords = setOf("formand fmd forkvinde forperson")
	bodyKinds  = setOf("udvalg råd bestyrelse klynge gruppe nævn lokalråd ældreråd handicapråd afdeling forening temagruppe styregruppe arbejdsgruppe")
)

// inBrackets reports whether a role is printed in brackets.
func (s *sheet) inBrackets(f *people.Found) bool {
	at := f.RoleAt
	if at.Start < 1 || at.End <= at.Start {
		return false
	}
	before := s.doc.Slice(extract.Passage{Page: at.Page, Start: at.Start - 1, End: at.Start})
	return before == "(" || strings.HasPrefix(s.doc.Slice(at), "(")
}
