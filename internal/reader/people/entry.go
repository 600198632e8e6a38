package people

import (
	"slices"
	"strings"
	"unicode/utf8"

	"klynge/internal/reader/extract"
)

// A scan is a line cut up.
type scan struct {
	line   Line
	toks   []token
	pieces []piece
}

func scanLine(l Line) scan {
	toks := tokens(l.Text)
	return scan{l, toks, pieces(toks)}
}

// An entry is one person on a line, still as tokens.
type entry struct {
	name        piece
	roles, orgs []piece
	notes       []token
	from, to    int // tokens
	slashed     bool
	member      string // whose seat they took
}

// entries groups the pieces by person: each name is one, and what stands
// between two names goes to the one or to the other.
func (s scan) entries() []entry {
	var names []int
	for i, p := range s.pieces {
		if p.label == aName {
			names = append(names, i)
		}
	}
	var out []entry
	start := 0
	for n, i := range names {
		end := len(s.pieces)
		if n+1 < len(names) {
			end = s.divide(i, names[n+1], names[0])
		}
		e := entry{name: s.pieces[i], from: s.pieces[start].from, to: s.pieces[end-1].to}
		for _, p := range s.pieces[start:end] {
			switch p.label {
			case aRole:
				if p.from == 0 || !denials[s.toks[p.from-1].ev.lower] {
					e.roles = append(e.roles, p)
				}
			case anOrg:
				e.orgs = append(e.orgs, p)
			}
		}
		e.slashed = e.name.from > 0 && s.toks[e.name.from-1].kind == slash
		if before := e.name.from - 1; len(out) > 0 && before > 0 && s.toks[before].ev.lower == "for" && s.pieces[i-1].label == other {
			out[len(out)-1].member = s.text(s.bare(e.name), e.name.to) // "Ida Lund for Bo Kirk"
			out[len(out)-1].to = e.to
		} else {
			out = append(out, e)
		}
		start = end
	}
	for i, t := range s.toks {
		if t.kind != bracket || len(out) == 0 {
			continue
		}
		owner := 0
		for n := range out {
			if out[n].from < i {
				owner = n
			}
		}
		out[owner].notes = append(out[owner].notes, t)
	}
	return out
}

// denials stand before a role that nobody has: "ingen suppleant".
var denials = set("ingen uden")

// divide returns the piece, after name and at most next, with which the next
// person begins. A missing comma divides better than a comma, and the order of
// the line's first entry is the order of the others.
func (s scan) divide(name, next, first int) int {
	lead := slices.ContainsFunc(s.pieces[:first], func(p piece) bool { return p.label == aRole })
	leadOrg := slices.ContainsFunc(s.pieces[:first], func(p piece) bool { return p.label == anOrg })
	best, cut := -1e9, name+1
	for at := name + 1; at <= next; at++ {
		score := s.gap(at)
		rolesLeft, orgsLeft := s.count(name+1, at)
		rolesRight, orgsRight := s.count(at, next)
		if lead == (rolesRight > 0) {
			score++
		}
		if !lead && !leadOrg {
			score -= 0.8 * float64(orgsRight+rolesRight)
		}
		if leadOrg && orgsRight > 0 {
			score += 0.5
		}
		if at+1 == next && s.pieces[at].label == aRole && s.pieces[at].to == s.pieces[next].from && s.pieces[at-1].to < s.pieces[at].from {
			score += 2 // "…, suppleant Ida Holm"
		}
		if lead && !leadOrg && orgsRight > 0 {
			score -= 0.5
		}
		if rolesRight > 1 {
			score -= 0.6 * float64(rolesRight-1)
		}
		if orgsLeft > 1 || orgsRight > 1 {
			score -= 0.4
		}
		if lead && rolesLeft > 0 && rolesRight == 0 {
			score -= 0.8
		}
		if score > best {
			best, cut = score, at
		}
	}
	return cut
}

// gap returns how clearly two people part before piece at.
func (s scan) gap(at int) float64 {
	score := 1.2 // nothing between them, not even a comma
	if s.pieces[at].label == aName && s.pieces[at-1].label == aRole {
		score = -0.5 // "suppleant Ida Holm"
	}
	for _, t := range s.toks[s.pieces[at-1].to:s.pieces[at].from] {
		switch {
		case t.kind == stop && t.text != "-" && t.text != "–":
			return 3
		case t.kind == word:
			return 2 // "og"
		case t.kind == bracket:
			score = max(score, 0.8)
		default:
			score = min(score, 0.2)
		}
	}
	return score
}

func (s scan) count(from, to int) (roles, orgs int) {
	for _, p := range s.pieces[from:to] {
		switch p.label {
		case aRole:
			roles++
		case anOrg:
			orgs++
		}
	}
	return roles, orgs
}

// place returns the passage of bytes of the line's text.
func (l Line) place(from, to int) extract.Passage {
	start := l.Start + utf8.RuneCountInString(l.Text[:from])
	return extract.Passage{Page: l.Page, Start: start, End: start + utf8.RuneCountInString(l.Text[from:to])}
}

// found makes a person of an entry.
func (s scan) found(e entry) Found {
	f := Found{At: s.at(e.from, e.to), Confidence: s.confidence(e)}
	from := s.bare(e.name)
	f.Name, f.NameAt = s.text(from, e.name.to), s.at(from, e.name.to)
	s.employ(&f, e)
	if from > e.name.from && s.toks[from-1].ev.role && f.Role == "" {
		f.Role, f.RoleAt = s.text(from-1, from), s.at(from-1, from)
	}
	s.enrol(&f, e)
	for _, t := range e.notes {
		s.remark(&f, t)
	}
	if e.member != "" {
		f.SubstituteFor = e.member
	}
	return f
}

// bare returns the first token of a name after the titles before it.
func (s scan) bare(name piece) int {
	from := name.from
	for from < name.to-1 && (s.toks[from].ev.title || s.toks[from].ev.role) {
		from++
	}
	return from
}

func (s scan) text(from, to int) string {
	return strings.Join(strings.Fields(s.line.Text[s.toks[from].from:s.toks[to-1].to]), " ")
}

func (s scan) at(from, to int) extract.Passage {
	return s.line.place(s.toks[from].from, s.toks[to-1].to)
}

// employ fills in the role. The secretary of the meeting ("Regional sekretær")
// has that duty besides the role they hold, which is the one kept.
func (s scan) employ(f *Found, e entry) {
	var said []string
	roles := e.roles
	if len(roles) > 1 {
		roles = slices.DeleteFunc(slices.Clone(roles), func(p piece) bool {
			return s.toks[p.to-1].ev.lower == "sekretær" && p.from > e.name.to
		})
	}
	for _, p := range roles {
		said = append(said, s.text(p.from, p.to))
	}
	if len(said) == 0 {
		return
	}
	f.Role = strings.Join(said, ", ")
	f.RoleAt = s.at(roles[0].from, roles[0].to)
	if f.Organization == "" {
		s.represent(f, roles[0])
	}
}

// represent finds whom they represent inside a role: "Medlem af PLO-Nord".
func (s scan) represent(f *Found, role piece) {
	for i := role.from + 1; i < role.to; i++ {
		ev := s.toks[i].ev
		if (ev.acronym || hasAcronym(s.toks[i].text)) && forWords[s.toks[i-1].ev.lower] {
			f.Organization, f.OrganizationAt = s.text(i, i+1), s.at(i, i+1)
		}
	}
}

// enrol fills in the organisation. Parts that only commas part are one:
// "Psykiatrien, Region Nord".
func (s scan) enrol(f *Found, e entry) {
	orgs := slices.DeleteFunc(slices.Clone(e.orgs), func(p piece) bool {
		return p.to-p.from == 1 && s.toks[p.from].ev.acronym && initialsOf(s.toks[p.from].text, f.Name) &&
			len(s.toks[p.from].text) < 5
	})
	if len(orgs) == 0 {
		return
	}
	last := 0
	for last+1 < len(orgs) && s.commas(orgs[last].to, orgs[last+1].from) {
		last++
	}
	f.Organization = s.text(orgs[0].from, orgs[last].to)
	f.OrganizationAt = s.at(orgs[0].from, orgs[last].to)
}

func (s scan) commas(from, to int) bool {
	return to > from && !slices.ContainsFunc(s.toks[from:to], func(t token) bool {
		return t.kind != comma && t.text != "-" && t.text != "–"
	})
}

// remark adds what a note tells.
func (s scan) remark(f *Found, t token) {
	n := readNote(t.text, f.Name)
	at := s.line.place(t.from, t.to)
	switch n.kind {
	case absentNote:
		f.Absent, f.AbsentAt = true, at
	case partlyNote:
		f.Partly, f.PartlyAt = n.text, at
	case insteadNote:
		f.SubstituteFor = n.name
	case presentNote:
		f.Absent = false
	case roleNote, orgNote:
		role, org := n.parts()
		f.presides = f.presides || isChair(role) && org == ""
		switch {
		case f.Role == "" && role != "":
			f.Role, f.RoleAt = role, at
		case presiding.MatchString(role) || isChair(role):
			f.Role += " (" + role + ")"
		}
		if f.Organization == "" && org != "" {
			f.Organization, f.OrganizationAt = org, at
		}
	case unknownNote:
		f.Confidence *= 0.95
	}
}

// confidence weighs the name itself and how much of the entry was understood.
func (s scan) confidence(e entry) float64 {
	known, all := 0, 0
	for _, p := range s.pieces {
		if p.from >= e.from && p.to <= e.to {
			all += p.to - p.from
			if p.label != other || s.toks[p.from].ev.letter || s.toks[p.from].ev.party {
				known += p.to - p.from
			}
		}
	}
	if next := e.name.to; next < len(s.toks) && s.toks[next].kind == bracket && e.name.to-e.name.from == 1 && s.toks[e.name.from].ev.given {
		return 0.5 // "Ida (Nordby)": a first name, and where from
	}
	share := 1.0
	if all > 0 {
		share = float64(known) / float64(all)
	}
	return nameConfidence(s.toks[e.name.from:e.name.to]) * (0.3 + 0.7*share)
}

// nameConfidence is how sure it is that the words are a person's name.
func nameConfidence(toks []token) float64 {
	first, last := toks[0].ev, toks[len(toks)-1].ev
	switch {
	case len(toks) == 1:
		return 0.3
	case first.title:
		return 0.85
	case first.given && last.surname:
		return 0.97
	case first.given:
		return 0.93
	case last.surname:
		return 0.85
	}
	return 0.7
}

// LooksLikeName returns how much a text looks like the name of one person,
// from 0 to 1. At 0.5 and above a reader would take it for a name.
func LooksLikeName(s string) float64 {
	sc := scanLine(Line{Text: s})
	if len(sc.pieces) != 1 || sc.pieces[0].label != aName {
		return 0
	}
	return nameConfidence(sc.toks[sc.pieces[0].from:sc.pieces[0].to])
}

// IsPerson returns how much a whole line looks like an entry of a list of
// people, from 0 to 1. A list ends where it falls below 0.5.
func IsPerson(line string) float64 {
	sc := scanLine(Line{Text: line})
	best, prose := 0.0, 1.0
	known, all := 0, 0
	for _, p := range sc.pieces {
		all += p.to - p.from
		if p.label != other {
			known += p.to - p.from
			continue
		}
		if ev := sc.toks[p.from].ev; !ev.party && (!ev.capital && !forWords[ev.lower] || ev.never && !joiners[ev.lower]) {
			prose *= 0.75 // a word of running text
		}
	}
	for _, e := range sc.entries() {
		best = max(best, nameConfidence(sc.toks[e.name.from:e.name.to]))
	}
	if all == 0 {
		return 0
	}
	return best * prose * min(1, 1.15*float64(known)/float64(all))
}
