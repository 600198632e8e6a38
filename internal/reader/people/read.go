package people

import (
	"slices"
	"strings"

	"klynge/internal/pattern"
	"klynge/internal/reader/extract"
)

// Read returns the people that the lines tell of, in order. Headings among the
// lines, such as "Politikere:" or "Afbud", hold for the lines after them.
//
// Somebody who stands both among those present and among those away is
// returned twice; see [Merge].
func Read(lines []Line, hint Hint) []Found {
	r := &reader{hint: hint, absent: hint.Absent, called: hint.Called, group: hint.Group, single: onePerLine(lines)}
	if hint.Group != "" {
		r.org = orgIn(hint.Group)
	}
	for i := 0; i < len(lines); {
		if len(lines[i].Cells) > 1 {
			end := i + 1
			for end < len(lines) && len(lines[end].Cells) > 1 {
				end++
			}
			r.table(lines[i:end])
			i = end
			continue
		}
		r.line(lines[i])
		i++
	}
	seat(r.found, hint.Body)
	return r.found
}

// A reader goes through the lines of one list.
type reader struct {
	hint    Hint
	absent  bool
	called  bool
	group   string
	groupAt extract.Passage
	org     string // of everybody under the group
	duty    string // "Referent": of whoever comes next
	listing bool   // the last thing read was a person, not a heading
	single  bool   // each line of the list is one person
	found   []Found
}

var (
	checkbox  = pattern.New(`^\s*(?:[-*•]\s*)?\[\s?[xX]?\s?\]`)
	bulletNum = pattern.New(`^\s*\d{1,3}[.)]\s+`)
	sentence  = pattern.New(`(?i)\bundtagen\b|\bi stedet for .{3,60} (?:deltog|deltager|mødte)|\b(?:stedfortræder|suppleant) for .{3,60} (?:deltog|deltager|mødte)|` +
		`\b(?:afbud|forfald) fra\b|\bforhindret\b|\bforlod mødet\b|\b(?:var|er) (?:fraværende|til ?stede|mødt)\b|\b(?:havde|har) (?:meldt|sendt)\b`)
)

// line reads one line that is not a table row.
func (r *reader) line(l Line) {
	if len(l.Text) > maxLine {
		l = sub(l, 0, len(strings.ToValidUTF8(l.Text[:maxLine], "")))
	}
	for _, lead := range []*pattern.Pattern{checkbox, bulletNum} {
		if m := lead.FindString(l.Text); m != "" {
			l = sub(l, len(m), len(l.Text))
		}
	}
	if r.alone(l) {
		return
	}
	for _, s := range sentences(l) {
		for _, p := range parts(s) {
			if p.heading.kind != notHeading {
				r.enter(p.heading)
			}
			r.people(p.line)
		}
	}
}

// alone takes a line that is a heading and nothing else.
func (r *reader) alone(l Line) bool {
	text := strings.TrimSpace(l.Text)
	if strings.ContainsAny(strings.TrimRight(text, ": "), ":,;(") {
		return false
	}
	h := readHeading(text, false)
	h.at = l.place(0, len(l.Text))
	if h.kind == duty && !strings.HasSuffix(text, ":") && !l.Gap && !l.Heading && !l.Bold && r.listing {
		return false // rather the role of the person above
	}
	marked := l.Heading || l.Bold || strings.HasSuffix(text, ":")
	if h.kind == notHeading && !marked || h.kind != duty && IsPerson(text) >= 0.5 {
		return false
	}
	if h.kind == notHeading {
		h = readHeading(text, true)
		h.at = l.place(0, len(l.Text))
	}
	if h.kind == notHeading {
		return false
	}
	r.enter(h)
	return true
}

// enter begins the lines under a heading.
func (r *reader) enter(h heading) {
	r.duty, r.listing = "", false
	if h.kind == everybody || h.kind == group && h.org == "" {
		r.called = calledWord.MatchString(h.text)
	}
	switch h.kind {
	case everybody:
		r.absent, r.group, r.org, r.groupAt = r.hint.Absent, r.hint.Group, "", extract.Passage{}
	case away:
		r.absent, r.group, r.org, r.groupAt = true, "", h.org, extract.Passage{}
	case group:
		r.absent = r.hint.Absent || r.absent && r.knows(h.text)
		r.group, r.groupAt, r.org = h.text, h.at, h.org
	case duty:
		r.duty = h.text
	}
}

// knows reports whether a group was seen before: under "Afbud" the groups of
// those present come again.
func (r *reader) knows(name string) bool {
	for _, f := range r.found {
		if strings.EqualFold(f.Group, name) {
			return true
		}
	}
	return false
}

// sentences cuts a line at the ends of its sentences.
func sentences(l Line) []Line {
	var out []Line
	for _, span := range sentenceSpans(l.Text) {
		out = append(out, sub(l, span[0], span[1]))
	}
	return out
}

// sentenceSpans returns the byte ranges of the sentences of a text.
func sentenceSpans(text string) [][2]int {
	var out [][2]int
	start := 0
	for _, t := range cutLine(text, nil) {
		if t.kind == stop && (t.text[0] == '.' || strings.Contains(t.text, "\n")) {
			out = append(out, [2]int{start, t.from})
			start = t.to
		}
	}
	return append(out, [2]int{start, len(text)})
}

// tells reports a sentence about who came or stayed away.
func tells(text string) bool {
	return containsAny(strings.ToLower(text), []string{"undtagen", "i stedet", "stedfortræder", "suppleant", "afbud", "forfald",
		"forhindret", "forlod", "fravær", "stede", "mødt", "meldt", "sendt"}) && sentence.MatchString(text)
}

// unsure is the confidence below which an entry makes nobody.
const unsure = 0.4

// people reads the entries of a stretch of list.
func (r *reader) people(l Line) {
	if tells(l.Text) {
		r.told(l)
		return
	}
	if strings.Contains(l.Text, ";") {
		start := 0
		for field := range strings.SplitSeq(l.Text, ";") {
			r.unit(sub(l, start, start+len(field)), true)
			start += len(field) + 1
		}
		return
	}
	r.unit(l, r.single || l.Label != "")
}

// unit reads a stretch that its author set apart; single tells that each such
// stretch is one person.
func (r *reader) unit(l Line, single bool) {
	s := scanLine(l)
	if s.prose() {
		return
	}
	single = single && givenParts(l.Text) < 2
	if f, ok := s.inverted(single); ok {
		r.add(f, false)
		return
	}
	if single {
		s.oneName()
	}
	entries := s.entries()
	if len(entries) == 0 {
		r.continued(s)
		return
	}
	for _, e := range entries {
		f := s.found(e)
		if f.Confidence < unsure {
			continue
		}
		if e.slashed && len(r.found) > 0 {
			share(&r.found[len(r.found)-1], &f)
		}
		r.add(f, s.says(e, presentNote) || f.SubstituteFor != "")
	}
}

// onePerLine reports a list in which a line is one person: most lines hold one
// given name, and hardly any hold more.
func onePerLine(lines []Line) bool {
	one, more := 0, 0
	for _, l := range lines {
		switch n := givenParts(l.Text); {
		case n == 1:
			one++
		case n > 1:
			more++
		}
	}
	return one > 1 && one > 4*more
}

// givenParts counts the parts between commas that hold a common given name.
func givenParts(text string) int {
	n := 0
	for part := range strings.FieldsFuncSeq(text[:min(len(text), maxLine)], func(r rune) bool { return r == ',' || r == ';' }) {
		if slices.ContainsFunc(strings.Fields(part), func(w string) bool { return look(strings.Trim(w, "()*_.:")).given }) {
			n++
		}
	}
	return n
}

// oneName makes the first name of a line the only one: after it and a mark,
// what is no role is whom they represent, however much it looks like a name.
func (s scan) oneName() {
	first := slices.IndexFunc(s.pieces, func(p piece) bool { return p.label == aName })
	if first < 0 {
		return
	}
	for i := first + 1; i < len(s.pieces); i++ {
		p := &s.pieces[i]
		if ev := s.toks[p.from].ev; p.label == aName && !ev.given && !ev.title && s.toks[p.from-1].kind == comma && edge(s.toks, p.to) {
			p.label = anOrg
		}
	}
}

// inverted reads "Lund, Ida" alone on its line, or with more of the one person
// after it: "Lund, Ida Marie, direktør, Nørre Kommune".
func (s scan) inverted(single bool) (Found, bool) {
	n := slices.IndexFunc(s.toks, func(t token) bool { return t.kind == comma })
	end := n + 1
	for end < len(s.toks) && s.toks[end].kind == word {
		end++
	}
	if n < 1 || n > 2 || end == n+1 || end > n+4 || !single && end < len(s.toks) || end < len(s.toks) && s.toks[end].kind != comma {
		return Found{}, false
	}
	for _, t := range s.toks[:n] {
		if ev := t.ev; t.kind != word || !ev.capital || ev.given || ev.never || ev.role || ev.org != noOrg {
			return Found{}, false
		}
	}
	for i, t := range s.toks[n+1 : end] {
		if ev := t.ev; !ev.given && (i == 0 || !ev.initial && !(single && n == 1 && ev.surname)) {
			return Found{}, false
		}
	}
	e := entry{name: piece{label: aName, from: n + 1, to: end}, from: 0, to: len(s.toks)}
	for _, p := range s.pieces {
		switch {
		case p.from < end:
		case p.label == aRole:
			e.roles = append(e.roles, p)
		case p.label == anOrg, p.label == aName:
			e.orgs = append(e.orgs, p)
		}
	}
	for _, t := range s.toks[end:] {
		if t.kind == bracket {
			e.notes = append(e.notes, t)
		}
	}
	f := s.found(e)
	f.Name, f.NameAt = f.Name+" "+s.text(0, n), s.at(0, end)
	f.Confidence = max(f.Confidence, 0.85)
	return f, true
}

// prose reports running text, where people are only mentioned.
func (s scan) prose() bool {
	plain, telling := 0, 0
	for _, p := range s.pieces {
		switch ev := s.toks[p.from].ev; {
		case p.label != other:
			telling += p.to - p.from
		case !ev.capital && !columnWord[ev.lower]:
			plain++
		}
	}
	return plain > 3 && 2*plain > telling
}

func (s scan) says(e entry, kind noteKind) bool {
	for _, t := range e.notes {
		if readNote(t.text, "").kind == kind {
			return true
		}
	}
	return false
}

// share gives both holders of a seat ("A / B, Nørre Kommune") what one of them
// was listed with.
func share(a, b *Found) {
	if a.Organization == "" {
		a.Organization, a.OrganizationAt = b.Organization, b.OrganizationAt
	}
	if a.Role == "" {
		a.Role, a.RoleAt = b.Role, b.RoleAt
	}
}

// add notes a person with what the headings over them say.
func (r *reader) add(f Found, came bool) {
	if r.duty != "" {
		if r.known(f, r.duty) {
			return
		}
		if f.Role == "" && !strings.HasPrefix(strings.ToLower(r.duty), "facilite") && !strings.HasPrefix(strings.ToLower(r.duty), "skrevet") {
			f.Role = r.duty
		}
	} else {
		f.Absent = f.Absent || r.absent && f.Partly == "" && !came
		f.called = r.called && !r.absent
		f.Group, f.GroupAt = r.group, r.groupAt
		if f.Organization == "" {
			f.Organization, f.OrganizationAt = r.org, r.groupAt
		}
	}
	r.found = append(r.found, f)
	r.listing = true
}

// known finds somebody already listed who also has a duty at the meeting.
func (r *reader) known(f Found, duty string) bool {
	for i := range r.found {
		if SameName(r.found[i].Name, f.Name) >= 0.8 {
			r.found[i].Chair = r.found[i].Chair || presiding.MatchString(duty) || presiding.MatchString(f.Role)
			return true
		}
	}
	return false
}

// continued reads a line without a name: the rest of the entry above it.
func (r *reader) continued(s scan) {
	if len(r.found) == 0 || s.line.Gap || r.duty != "" {
		return
	}
	if slices.ContainsFunc(s.pieces, func(p piece) bool { return p.label == other }) {
		return
	}
	last := &r.found[len(r.found)-1]
	for _, p := range s.pieces {
		switch {
		case p.label == aRole && last.Role == "":
			last.Role, last.RoleAt = s.text(p.from, p.to), s.at(p.from, p.to)
		case p.label == anOrg && last.Organization == "" && p.score > 1:
			last.Organization, last.OrganizationAt = s.text(p.from, p.to), s.at(p.from, p.to)
		}
	}
}

// told reads a sentence about who came.
func (r *reader) told(l Line) {
	for _, a := range Absences(l.Text) {
		f := Found{Confidence: a.Confidence, At: l.place(0, len(l.Text)), NameAt: l.place(a.Start, a.End)}
		f.Name, f.Role, f.Partly, f.Absent, f.SubstituteFor = a.Name, a.Role, a.Partly, a.Absent, a.For
		if a.Absent {
			f.AbsentAt = f.At
		}
		r.found = append(r.found, f)
	}
}

// presiding names the one who leads a meeting, whatever they are elsewhere.
var presiding = pattern.New(`(?i)(?:^|[^\p{L}])(?:ordstyrer|mødeleder|møteleder|dirigent)(?:$|[^\p{L}])|^(?:ordförande|vorsitzende|vorsitzender)$`)

// seat marks the chair of this meeting. "Formand" alone is this body's chair;
// with an organisation, or "for" something else, it is an office elsewhere. If
// two would be chair, neither is.
func seat(found []Found, body string) {
	chair, sure := -1, false
	members := false
	for i := range found {
		f := &found[i]
		members = members || strings.HasPrefix(strings.ToLower(f.Role), "med")
		if f.Chair || presiding.MatchString(f.Role) {
			f.Chair, sure = true, true
		}
	}
	if sure {
		return
	}
	for i := range found {
		if plainChair(found[i], body, members) {
			if chair >= 0 {
				return
			}
			chair = i
		}
	}
	if chair >= 0 {
		found[chair].Chair = true
	}
}

var chairWord = pattern.New(`(?i)^(?:formand|fmd\.?|forkvinde|forperson|ordförande|leiar)$`)

func isChair(role string) bool { return chairWord.MatchString(role) }

func plainChair(f Found, body string, members bool) bool {
	_, remark, _ := strings.Cut(f.Role, "(")
	if f.presides || isChair(strings.TrimSuffix(remark, ")")) {
		return true // "Borgmester (formand)" tells of this body
	}
	for role := range strings.SplitSeq(strings.ToLower(f.Role), ",") {
		role = strings.TrimSpace(role)
		if (isChair(role) || chairs(role, body)) && f.Organization == "" || role == "leder" && members {
			return true
		}
		if body != "" && strings.HasPrefix(role, "formand for ") && strings.EqualFold(strings.TrimPrefix(role, "formand for "), body) {
			return true
		}
	}
	return false
}

// chairs reports whether a role names the chair by the kind of the body that
// meets: "udvalgsformand" in a committee.
func chairs(role, body string) bool {
	kind, found := strings.CutSuffix(role, "formand")
	kind = strings.TrimSuffix(kind, "s")
	return found && len(kind) > 3 && strings.Contains(strings.ToLower(body), kind)
}
