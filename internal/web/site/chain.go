package site

import (
	_ "embed"
	"net/http"
	"slices"

	"klynge/internal/body"
	"klynge/internal/meeting"
	"klynge/internal/succession"
)

// chainHTML defines "chain", the bodies before and after a body, and "forebears",
// whether a list counts those before.
//
//go:embed chain.html
var chainHTML string

// Forebears are the bodies that went on in the one a list is narrowed to. Their
// matters count as its own unless the visitor says otherwise.
type Forebears struct {
	Before []body.Organization
	Alone  bool   // the visitor wants the body alone
	Switch string // address of the other choice
}

// aloneParameter says in an address that a body is to be shown alone.
const aloneParameter = "forud"

// Slugs returns the bodies that count with the chosen one.
func (f Forebears) Slugs() (slugs []string) {
	if f.Alone {
		return nil
	}
	for _, o := range f.Before {
		slugs = append(slugs, o.Slug)
	}
	return slugs
}

// forebears returns the predecessors of the body that an address is narrowed to.
func (s *Site) forebears(r *http.Request, path, slug string) (f Forebears, err error) {
	if slug == "" {
		return f, nil
	}
	chain, err := s.Reforms.Public.FamilyOf(r.Context(), slug)
	for _, l := range chain {
		if l.Relation == succession.Predecessor {
			f.Before = append(f.Before, l.Organization)
		}
	}
	if len(f.Before) == 0 {
		return f, err
	}
	values := r.URL.Query()
	values.Del("fra")
	if f.Alone = values.Get(aloneParameter) == "nej"; f.Alone {
		values.Del(aloneParameter)
	} else {
		values.Set(aloneParameter, "nej")
	}
	f.Switch = withQuery(path, values)
	return f, err
}

// A chainView is the bodies before and after one, each way the nearest first.
type chainView struct {
	Before, After []succession.Link
	Ended         string // last day, "" while it goes on
}

func (s *Site) chain(r *http.Request, o body.Organization) (v chainView, err error) {
	chain, err := s.Reforms.Public.Family(r.Context(), o.ID)
	for _, l := range chain {
		if l.Relation == succession.Predecessor {
			v.Before = append(v.Before, l)
		} else {
			v.After = append(v.After, l)
		}
	}
	slices.Reverse(v.Before)
	if len(v.After) > 0 {
		v.Ended = o.End
	}
	return v, err
}

// onward returns a body and those that have gone on after it, whose news its old
// addresses carry as well.
func (s *Site) onward(r *http.Request, o body.Organization) ([]string, error) {
	slugs := []string{o.Slug}
	v, err := s.chain(r, o)
	for _, l := range v.After {
		slugs = append(slugs, l.Slug)
	}
	return slugs, err
}

// eventsOf returns the events of a body and of those that have gone on after it.
func (s *Site) eventsOf(r *http.Request, o body.Organization) (list []meeting.Event, err error) {
	slugs, err := s.onward(r, o)
	for _, slug := range slugs {
		if err != nil {
			return nil, err
		}
		var more []meeting.Event
		more, err = s.Planning.Public.Events(r.Context(), s.Meetings, slug)
		list = append(list, more...)
	}
	return list, err
}

// decisionsOf returns the latest decisions of a body and of those that have gone on
// after it, the latest first.
func (s *Site) decisionsOf(r *http.Request, o body.Organization) (list []meeting.Decision, err error) {
	slugs, err := s.onward(r, o)
	for _, slug := range slugs {
		if err != nil {
			return nil, err
		}
		var more []meeting.Decision
		more, err = s.Meetings.DecisionsOf(r.Context(), slug, pageLength)
		list = append(list, more...)
	}
	slices.SortStableFunc(list, func(a, b meeting.Decision) int {
		switch {
		case a.Date > b.Date:
			return -1
		case a.Date < b.Date:
			return 1
		}
		return 0
	})
	return list[:min(len(list), pageLength)], err
}
