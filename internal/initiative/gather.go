package initiative

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"

	"klynge/internal/body"
)

// routine are words, as stems, that tell how a matter is handled and not what
// it is about.
var routine = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq(`af at blandt de den der det efter en er et fra for gennem har hvem hvor i ikke ind kan med mellem
		mod når og om omkring op over på samt sig som svært til ud under ved vi via vores
		afrapportering afslutning afsluttet beslutning beslutningsoplæg drøftelse endelig evaluering etablering forslag fortsat
		fortsættelse godkendelse igangsættelse indsats indsatser initiativ initiativer klynge klyngen klyngeinitiativ klyngeprojekt
		kommune midler modtaget modtages overført overføres tilført bevilget afsat år mini business case businesscase nyt ny nye oplæg orientering pilotprojekt projekt projektet puljen resterende
		restmidler revideret samarbejde samling status statusoplæg statusnotat statusrapport stillingtagen stillingstagen sundhedsklynge
		temadrøftelse tidl tidligere tværsektoriel tværsektorielt udvidelse udvidet udvidede udbredelse videre videreførelse øvrige`) {
		routine[stem(word)] = true
	}
}

func stem(word string) string {
	env := snowballstem.NewEnv(word)
	danish.Stem(env)
	return env.Current()
}

// A subject is what a title is about: the stems of its telling words.
type subject []string

func subjectOf(title string) subject {
	var s subject
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if st := stem(word); !routine[st] && utf8.RuneCountInString(word) > 2 {
			s = append(s, st)
		}
	}
	slices.Sort(s)
	return slices.Compact(s)
}

// Names reports whether the label of a row of money can be the name of an
// undertaking: that it is about something, and not only the name of a body
// that money comes from or goes to.
func Names(label string) bool {
	switch body.Describe(label).Classification {
	case body.Cluster, body.Council, body.Coordination, body.Municipality, body.Region:
		return len(subjectOf(label)) > 1
	}
	return slices.ContainsFunc(subjectOf(label), func(word string) bool { return strings.ContainsFunc(word, unicode.IsLetter) })
}

// like returns how much two subjects are the same, 0 when that is not clear.
//
//   - One holds all of the other, which has two words or more.
//   - They share three fifths of all their words, and two at least.
//   - One has a single word, a long compound, that the other has too: little
//     else is called "medicinbokse".
func (s subject) like(t subject) float64 {
	shared := 0
	for _, word := range s {
		if slices.Contains(t, word) {
			shared++
		}
	}
	shorter, all := min(len(s), len(t)), len(s)+len(t)-shared
	switch {
	case shared == 0:
		return 0
	case shared >= 2 && (shared == shorter || 5*shared >= 3*all):
		return float64(shared) / float64(all)
	case shared == 1 && all == 1:
		return 1
	case shared == 1 && shorter == 1:
		word := s[0]
		if len(t) == 1 {
			word = t[0]
		}
		if utf8.RuneCountInString(word) >= 10 {
			return 1 / float64(all)
		}
	}
	return 0
}

// A Group is the mentions of one initiative, the earliest first.
type Group []Mention

// Gather puts the mentions in cases and fund tables together that clearly
// speak of the same undertaking. It does not depend on their order. What is
// equally like two groups that are not like each other stays alone.
func Gather(mentions []Mention) []Group {
	list := slices.SortedFunc(slices.Values(mentions), earlier)
	subjects := make([]subject, len(list))
	in := make([]int, len(list))
	for i, m := range list {
		subjects[i], in[i] = subjectOf(m.Label), i
	}
	g := gathering{subjects: subjects, in: in}
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			if like := subjects[i].like(subjects[j]); like > 0 {
				g.edges = append(g.edges, edge{i, j, like})
			}
		}
	}
	// The most alike are put together first, so that what is only alike in part
	// cannot pull two undertakings into one.
	slices.SortStableFunc(g.edges, func(a, b edge) int { return cmp.Compare(b.like, a.like) })
	for _, e := range g.edges {
		g.join(e)
	}
	var groups []Group
	at := map[int]int{}
	for i, m := range list {
		g, ok := at[in[i]]
		if !ok {
			g = len(groups)
			at[in[i]] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], m)
	}
	return groups
}

// A gathering puts subjects into groups. in holds the group of each, which is
// named by its first.
type gathering struct {
	subjects []subject
	in       []int
	edges    []edge
}

type edge struct {
	i, j int
	like float64
}

// join puts the groups of an edge together, when all in the one are like all in
// the other and no third group has as good a claim on either.
func (g *gathering) join(e edge) {
	a, b := g.in[e.i], g.in[e.j]
	if a == b || !g.alike(a, b) {
		return
	}
	for _, other := range g.edges {
		if other.like < e.like {
			break
		}
		x, y := g.in[other.i], g.in[other.j]
		if x != a && x != b {
			x, y = y, x
		}
		if isOne, third := x == a || x == b, y != a && y != b; isOne && third && !g.alike(y, a+b-x) {
			return
		}
	}
	for k := range g.in {
		if g.in[k] == max(a, b) {
			g.in[k] = min(a, b)
		}
	}
}

func (g *gathering) alike(a, b int) bool {
	for i := range g.in {
		for j := range g.in {
			if g.in[i] == a && g.in[j] == b && g.subjects[i].like(g.subjects[j]) == 0 {
				return false
			}
		}
	}
	return true
}

func earlier(a, b Mention) int {
	return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.What, b.What), cmp.Compare(a.Label, b.Label),
		cmp.Compare(a.MeetingID, b.MeetingID), cmp.Compare(a.Position, b.Position))
}

// Initiative returns what the mentions say of it: the title of its business
// case, or else the fullest label, and the leader and purpose of the latest case.
func (g Group) Initiative() Initiative {
	i := Initiative{BodyID: g[0].BodyID}
	var label string
	for _, m := range g {
		if m.What == Case {
			i.Title = m.Label
			i.Leader = cmp.Or(m.Leader, i.Leader)
			i.Purpose = cmp.Or(m.Purpose, i.Purpose)
		}
		if len(m.Label) > len(label) {
			label = m.Label
		}
	}
	i.Title = cmp.Or(i.Title, label)
	return i
}

// Topics recognise the groups in the titles of items.
type Topics []topic

type topic []subject

// TopicsOf prepares groups for [Topics.Of].
func TopicsOf(groups []Group) Topics {
	var topics Topics
	for _, g := range groups {
		var t topic
		for _, m := range g {
			t = append(t, subjectOf(m.Label))
		}
		topics = append(topics, t)
	}
	return topics
}

// Of returns the group that a title speaks of, or -1 when it speaks of none or
// might speak of two.
func (t Topics) Of(title string) int {
	s := subjectOf(title)
	if len(s) == 0 {
		return -1
	}
	best, second, at := 0.0, 0.0, -1
	for i, subjects := range t {
		like := 0.0
		for _, other := range subjects {
			like = max(like, s.like(other))
		}
		if like > best {
			best, second, at = like, best, i
		} else {
			second = max(second, like)
		}
	}
	if best == second {
		return -1
	}
	return at
}

// Keep returns which initiative each group stays, by its index; "" is a new
// one. An initiative stays with the group that has its earliest mention.
func Keep(groups []Group) []string {
	keep := make([]string, len(groups))
	taken := map[string]bool{}
	for i, g := range groups {
		for _, m := range g {
			if m.InitiativeID != "" && !taken[m.InitiativeID] && keep[i] == "" {
				keep[i] = m.InitiativeID
				taken[m.InitiativeID] = true
			}
		}
	}
	return keep
}
