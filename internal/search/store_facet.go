package search

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"sync"

	"klynge/internal/db"
)

// The facets that are counted from a document's attributes.
const (
	byKind = iota
	byType
	byOutcome
	byBody
	byYear
	facetCount
)

var facetNames = [facetCount]string{"kind", "type", "outcome", "body", "year"}

// A filter holds the chosen value of each facet, 0 where none is chosen.
// never is set for a value that no document has.
type filter struct {
	chosen [facetCount]uint16
	before []uint16 // bodies that count as the chosen one
	never  bool
}

func (f filter) active() bool { return f.never || f.chosen != [facetCount]uint16{} }

// meets reports whether a document's value of a facet is the chosen one.
func (f *filter) meets(facet int, value uint16) bool {
	return f.chosen[facet] == value || facet == byBody && slices.Contains(f.before, value)
}

// filter finds the numbers of the query's chosen values.
func (a *asking) filter() (f filter, err error) {
	for i, value := range []string{string(a.query.Kind), a.query.Type, a.query.Outcome, a.query.Body} {
		if value == "" {
			continue
		}
		ids, err := db.Collect(a.ctx, a.tx, scan[uint16], `SELECT id FROM search_value WHERE facet = $1 AND value = $2`, facetNames[i], value)
		if err != nil {
			return f, err
		}
		if i == byBody {
			if ids, err = a.before(ids); err != nil {
				return f, err
			}
		}
		if len(ids) == 0 {
			f.never = true
			return f, nil
		}
		f.chosen[i] = ids[0]
		if i == byBody {
			f.before = ids[1:]
		}
	}
	if a.query.Year != "" {
		year, err := strconv.ParseUint(a.query.Year, 10, 16)
		f.chosen[byYear], f.never = uint16(year), f.never || err != nil || year == 0
	}
	return f, nil
}

// before adds the numbers of the bodies that went on in the chosen one.
func (a *asking) before(ids []uint16) ([]uint16, error) {
	for _, body := range a.query.Before {
		more, err := db.Collect(a.ctx, a.tx, scan[uint16], `SELECT id FROM search_value WHERE facet = $1 AND value = $2`, facetNames[byBody], body)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// years returns the year of each day, 0 for the day that is unknown.
var years = sync.OnceValue(func() *[1 << 16]uint16 {
	var list [1 << 16]uint16
	for day := 1; day < len(list); day++ {
		list[day] = uint16(yearOf(uint16(day)))
	}
	return &list
})

// count counts a match in each facet whose other choices it meets, and reports
// whether it meets all.
func (a *asking) count(f *filter, at attributes) bool {
	if f.never {
		return false
	}
	values := [facetCount]uint16{at.kind, at.typ, at.outcome, at.body, a.years[at.day]}
	failed, which := 0, 0
	for i, chosen := range f.chosen {
		if chosen != 0 && chosen != values[i] && !f.meets(i, values[i]) {
			failed++
			which = i
		}
	}
	switch {
	case !a.query.Counts || failed > 1:
	case failed == 1:
		a.counts[which].add(int(values[which]))
	default:
		for i, value := range values {
			a.counts[i].add(int(value))
		}
		a.owners.add(int(at.owner))
	}
	return failed == 0
}

// A tally counts numbers. Of number 0, which is no value, the count is
// meaningless.
type tally []int32

func (t *tally) add(number int) {
	if number >= len(*t) {
		*t = append(*t, make(tally, number+1-len(*t))...)
	}
	(*t)[number]++
}

// each calls yield with every number that was counted, but 0.
func (t tally) each(yield func(number, count int)) {
	for number, count := range t {
		if number > 0 && count > 0 {
			yield(number, int(count))
		}
	}
}

// mostPeople bounds how many participants are offered to narrow by: those with
// the most matches.
const mostPeople = 100

// mostOwners bounds of how many meetings the participants are counted: those
// with the most matches.
const mostOwners = 200

// facets names what was counted, the most frequent value first, years latest
// first.
func (a *asking) facets() ([]Facet, error) {
	people, err := a.people()
	if err != nil {
		return nil, err
	}
	names, err := a.names(people)
	if err != nil {
		return nil, err
	}
	var facets []Facet
	for i, name := range facetNames {
		facet := Facet{Name: name}
		chosen := []string{string(a.query.Kind), a.query.Type, a.query.Outcome, a.query.Body, a.query.Year}[i]
		a.counts[i].each(func(id, n int) {
			choice := names[uint16(id)]
			if i == byYear {
				choice = Choice{Value: strconv.Itoa(id)}
			}
			facet.Values = append(facet.Values, FacetValue{choice.Value, choice.Label, n, choice.Value == chosen})
		})
		slices.SortFunc(facet.Values, func(x, y FacetValue) int {
			if i == byYear {
				return cmp.Compare(y.Value, x.Value)
			}
			return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Value, y.Value))
		})
		facets = append(facets, facet)
	}
	person := Facet{Name: "person"}
	for id, n := range people {
		choice := names[id]
		person.Values = append(person.Values, FacetValue{choice.Value, choice.Label, n, choice.Value == a.query.Person})
	}
	slices.SortFunc(person.Values, func(x, y FacetValue) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Value, y.Value))
	})
	return append(facets, person), nil
}

// people counts the matches of each participant.
func (a *asking) people() (map[uint16]int, error) {
	type owner struct {
		id uint32
		n  int
	}
	var owners []owner
	a.owners.each(func(id, n int) { owners = append(owners, owner{uint32(id), n}) })
	slices.SortFunc(owners, func(x, y owner) int { return cmp.Or(cmp.Compare(y.n, x.n), cmp.Compare(y.id, x.id)) })
	owners = owners[:min(len(owners), mostOwners)]
	count := map[uint16]int{}
	if len(owners) == 0 {
		return count, nil
	}
	args := make([]any, len(owners))
	for i, o := range owners {
		args[i] = int64(o.id)
	}
	_, err := db.Collect(a.ctx, a.tx, func(r scanner) (struct{}, error) {
		var id uint32
		var list string
		if err := r.Scan(&id, &list); err != nil {
			return struct{}{}, err
		}
		var ids []uint16
		err := json.Unmarshal([]byte(list), &ids)
		for _, person := range ids {
			count[person] += int(a.owners[id])
		}
		return struct{}{}, err
	}, `SELECT id, people FROM search_owner WHERE id IN (`+parameters(1, len(args))+`)`, args...)
	if len(count) > mostPeople {
		most := slices.SortedFunc(maps.Keys(count), func(x, y uint16) int { return cmp.Or(cmp.Compare(count[y], count[x]), cmp.Compare(x, y)) })
		for _, id := range most[mostPeople:] {
			delete(count, id)
		}
	}
	return count, err
}

// names returns the values that were counted.
func (a *asking) names(people map[uint16]int) (map[uint16]Choice, error) {
	var args []any
	for i, counted := range a.counts {
		if i == byYear {
			continue
		}
		counted.each(func(id, _ int) { args = append(args, int64(id)) })
	}
	for id := range people {
		args = append(args, int64(id))
	}
	names := map[uint16]Choice{}
	for some := range slices.Chunk(args, 500) {
		_, err := db.Collect(a.ctx, a.tx, func(r scanner) (struct{}, error) {
			var id uint16
			var c Choice
			err := r.Scan(&id, &c.Value, &c.Label)
			names[id] = c
			return struct{}{}, err
		}, `SELECT id, value, label FROM search_value WHERE id IN (`+parameters(1, len(some))+`)`, some...)
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}
