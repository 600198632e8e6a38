package person

import (
	"cmp"
	"slices"
	"strings"

	"klynge/internal/reader/people"
)

// A Belief is how sure it is that two sightings are one person.
type Belief int

const (
	No     Belief = iota // two people
	Maybe                // for somebody to settle
	Likely               // one person, unless a third sighting has the same claim
	Surely               // one person
)

// Judge tells from two sightings alone whether they are one person, and why in
// Danish. A name alone is never enough.
//
//   - The same name (but for word order, title, party letter, scanner's slips)
//     is one person in the same organisation, and where one organisation is not
//     told in the same body, in the regional council, or when the name is rare.
//   - A shortened name (initial, middle name left out) is one person in the same
//     organisation, or in the same body when the other organisation is not told.
//   - A name that differs by a letter is left to a person to settle, and so is
//     the same name in two organisations, unless it is rare and in the same
//     body: then somebody has changed employer.
//   - Two names of one meeting's list that differ are two people, or at most a
//     question.
func Judge(a, b Sighting) (Belief, string) {
	name := people.SameName(a.Name, b.Name)
	if name < people.Possible {
		return No, ""
	}
	told := a.Organization != "" && b.Organization != ""
	sameOrganization := told && a.Root == b.Root
	elsewhere := told && !sameOrganization
	sameBody := share(a.Bodies, b.Bodies)
	together := share(a.Meetings, b.Meetings)

	if name >= people.Same && !shortened(a.Name, b.Name) {
		switch {
		case sameOrganization:
			return Surely, ""
		case elsewhere && sameBody && !together && rare(a.Name):
			return Likely, "samme navn og organ, anden organisation"
		case elsewhere:
			return Maybe, "samme navn, anden organisation"
		case sameBody:
			return Likely, "samme navn og organ"
		case councillors(a, b):
			return Likely, "samme navn, begge regionsrådsmedlem"
		case rare(a.Name):
			return Likely, "samme fulde navn"
		}
		return Maybe, "samme navn, andet organ"
	}
	near := sameOrganization || sameBody && !elsewhere
	if together {
		if sameOrganization && name >= people.Likely && shortened(a.Name, b.Name) {
			return Maybe, "forkortet navn på den samme deltagerliste"
		}
		return No, ""
	}
	switch {
	case !near && !(sameBody && name >= people.Likely):
		return No, ""
	case name >= people.Likely && near && shortened(a.Name, b.Name):
		return Likely, "forkortet navn"
	case name >= people.Likely && words(a.Name) == words(b.Name):
		return Maybe, "navnet er næsten ens"
	}
	return Maybe, "det ene navn er kortere"
}

// councillors reports whether both sit in the regional council.
func councillors(a, b Sighting) bool {
	is := func(role string) bool { return strings.Contains(role, "regionsråds") }
	return slices.ContainsFunc(a.Roles, is) && slices.ContainsFunc(b.Roles, is)
}

// rare reports whether a name is hardly had by two people who meet in the same
// kind of body: three names or more, the last no patronymic in -sen, which half
// of the country has.
func rare(name string) bool {
	return words(name) >= 3 && !strings.HasSuffix(strings.ToLower(name), "sen")
}

func words(name string) int { return len(strings.Fields(name)) }

// shortened reports whether one name has fewer words or initials for words: a
// habit of writing, where a changed letter is a slip or somebody else.
func shortened(a, b string) bool {
	initial := func(name string) bool {
		return slices.ContainsFunc(strings.Fields(name), func(w string) bool { return len([]rune(strings.Trim(w, "."))) == 1 })
	}
	return words(a) != words(b) || initial(a) != initial(b)
}

func share(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// A Register is what the sightings come to.
type Register struct {
	People []Cluster
	Doubts []Question
}

// A Cluster is the sightings of one person, the oldest first.
type Cluster []Sighting

// A Question is whether two people are one. Left and Right are the sightings
// that come closest; Left is of the one seen last.
type Question struct {
	Left, Right Sighting
	Why         string
}

// Resolve puts the sightings together that are one person. It depends on the
// set of sightings and verdicts and not on their order:
//
//  1. What somebody has said is the same is put together, and nothing that
//     somebody has said is different is ever.
//  2. What is surely the same is put together.
//  3. What is likely the same is put together when no third has the same claim:
//     "I. Holm" is not given to one of Ida and Inger Holm. Whole names come
//     first, and shortened ones are held up against what they came to.
//
// What is left of likely and maybe becomes a question, one for each two people.
func Resolve(sightings []Sighting, verdicts []Verdict) Register {
	list := slices.SortedFunc(slices.Values(sightings), func(a, b Sighting) int { return cmp.Compare(a.Key, b.Key) })
	r := resolver{list: list, in: make([]int, len(list)), apart: map[[2]int]bool{}, claims: map[[2]int]claim{}}
	index := map[string]int{}
	for i, s := range list {
		r.in[i] = i
		index[s.Key] = i
	}
	for _, v := range verdicts {
		left, ok := index[v.Left]
		right, ok2 := index[v.Right]
		if ok && ok2 && !v.Same {
			r.apart[pair(left, right)] = true
		}
	}
	for _, v := range verdicts {
		left, ok := index[v.Left]
		right, ok2 := index[v.Right]
		if ok && ok2 && v.Same {
			r.join(left, right)
		}
	}
	for i := range list {
		for j := i + 1; j < len(list); j++ {
			if belief, why := Judge(list[i], list[j]); belief != No {
				r.claims[pair(i, j)] = claim{belief, people.SameName(list[i].Name, list[j].Name), shortened(list[i].Name, list[j].Name), why}
			}
		}
	}
	r.joinSure()
	r.joinLikely(func(c claim) bool { return !c.short })
	r.joinLikely(func(claim) bool { return true })
	return Register{r.people(), r.questions()}
}

// Related reports whether two sightings concern each other: whether what
// becomes of one may depend on the other.
func Related(a, b Sighting) bool {
	belief, _ := Judge(a, b)
	return belief != No
}

type claim struct {
	belief Belief
	name   float64 // how alike the names are
	short  bool    // one is a shortened form of the other
	why    string
}

// A resolver puts sightings into clusters. in holds the cluster of each, which
// is named by its first sighting.
type resolver struct {
	list   []Sighting
	in     []int
	apart  map[[2]int]bool // said to be different
	claims map[[2]int]claim
}

func pair(i, j int) [2]int { return [2]int{min(i, j), max(i, j)} }

// ordered returns the claims in an order that does not depend on chance.
func (r *resolver) ordered() [][2]int {
	var list [][2]int
	for p := range r.claims {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return list
}

// join puts two clusters together unless somebody said they are different.
func (r *resolver) join(i, j int) {
	a, b := r.in[i], r.in[j]
	if a == b || r.saidApart(a, b) {
		return
	}
	to := min(a, b)
	for k := range r.in {
		if r.in[k] == a || r.in[k] == b {
			r.in[k] = to
		}
	}
}

func (r *resolver) saidApart(a, b int) bool {
	for p := range r.apart {
		if x, y := r.in[p[0]], r.in[p[1]]; pair(x, y) == pair(a, b) {
			return true
		}
	}
	return false
}

func (r *resolver) joinSure() {
	for _, p := range r.ordered() {
		if r.claims[p].belief == Surely {
			r.join(p[0], p[1])
		}
	}
}

// joinLikely joins two clusters when all that have a claim on the one have a
// claim on the other. Only some claims count.
func (r *resolver) joinLikely(counts func(claim) bool) {
	likely := map[int]map[int]bool{}
	for p, c := range r.claims {
		a, b := r.in[p[0]], r.in[p[1]]
		if c.belief < Likely || !counts(c) || a == b || r.saidApart(a, b) {
			continue
		}
		for _, e := range [][2]int{{a, b}, {b, a}} {
			if likely[e[0]] == nil {
				likely[e[0]] = map[int]bool{e[0]: true}
			}
			likely[e[0]][e[1]] = true
		}
	}
	var joins [][2]int
	for a, to := range likely {
		for b := range to {
			if a < b && sameSet(likely[a], likely[b]) {
				joins = append(joins, [2]int{a, b})
			}
		}
	}
	slices.SortFunc(joins, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	for _, p := range joins {
		r.join(p[0], p[1])
	}
}

func sameSet(a, b map[int]bool) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return true
}

func (r *resolver) people() []Cluster {
	by := map[int]Cluster{}
	for i, s := range r.list {
		by[r.in[i]] = append(by[r.in[i]], s)
	}
	var people []Cluster
	for _, c := range by {
		slices.SortFunc(c, older)
		people = append(people, c)
	}
	slices.SortFunc(people, func(a, b Cluster) int { return older(a[0], b[0]) })
	return people
}

func older(a, b Sighting) int {
	return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Key, b.Key))
}

// questions returns one question for each two people that may be one, about
// the pair that comes closest.
func (r *resolver) questions() []Question {
	best := map[[2]int][2]int{}
	var order [][2]int
	for _, p := range r.ordered() {
		between := pair(r.in[p[0]], r.in[p[1]])
		if between[0] == between[1] || r.saidApart(between[0], between[1]) {
			continue
		}
		old, has := best[between]
		if !has {
			order = append(order, between)
		}
		if now, then := r.claims[p], r.claims[old]; !has || cmp.Or(cmp.Compare(now.belief, then.belief), cmp.Compare(now.name, then.name)) > 0 {
			best[between] = p
		}
	}
	var list []Question
	for _, between := range order {
		p := best[between]
		left, right := r.list[p[0]], r.list[p[1]]
		if older(left, right) < 0 {
			left, right = right, left
		}
		list = append(list, Question{left, right, r.claims[p].why})
	}
	return list
}

// Name returns the spelling to show: the one with the most words written out,
// then the one printed most, then the longest (a scanner makes one letter of
// two), then the first in the alphabet.
func (c Cluster) Name() string {
	times := map[string]int{}
	for _, s := range c {
		times[s.Name] += s.Times
	}
	full := func(name string) (n int) {
		for word := range strings.FieldsSeq(name) {
			if len([]rune(strings.Trim(word, "."))) > 1 {
				n++
			}
		}
		return n
	}
	best := c[0].Name
	for name := range times {
		if cmp.Or(cmp.Compare(full(name), full(best)), cmp.Compare(times[name], times[best]),
			cmp.Compare(len(name), len(best)), cmp.Compare(best, name)) > 0 {
			best = name
		}
	}
	return best
}

// Keep returns which person each cluster stays, by its index; "" is somebody
// new. A person stays with the cluster that has its oldest sighting, and a
// cluster that has several stays the one whose id is oldest.
func Keep(clusters []Cluster) []string {
	owner := map[string]int{}
	for i, c := range clusters {
		for _, s := range c {
			if s.PersonID == "" {
				continue
			}
			if j, taken := owner[s.PersonID]; !taken || older(c[0], clusters[j][0]) < 0 {
				owner[s.PersonID] = i
			}
		}
	}
	keep := make([]string, len(clusters))
	for id, i := range owner {
		if keep[i] == "" || id < keep[i] {
			keep[i] = id
		}
	}
	return keep
}
