package site

import (
	_ "embed"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"

	"klynge/internal/paper"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
	"klynge/internal/web"
	"klynge/internal/web/subscribe"
)

//go:embed search.html
var searchHTML string

var searchPage = page[searchView](searchHTML)

// A searchView is a question and a page of what it found.
type searchView struct {
	Asked    string
	Query    search.Query
	Results  search.Results
	Facets   []facetView
	Chosen   []facetLink // what the question has been narrowed to
	Feed     string      // address that tells of new hits
	Relevant string      // address sorted by relevance
	Newest   string      // address sorted by date
	Mended   string      // address of "did you mean"
	Follow   string      // address where the search is followed by mail
	Pager    Pager
	Examples []string
	Forebears
}

// A facetView is one way to narrow the question.
type facetView struct {
	Heading string
	Links   []facetLink
	Record  bool // the labels are the record's own words
}

// A facetLink adds a facet to the question, or takes it away.
type facetLink struct {
	Label, Address string
	Count          int
	Chosen         bool
	Record         bool
}

// facetParameters are the names that facets have in addresses.
var facetParameters = []struct{ facet, parameter, heading string }{
	{"body", "organ", "Organ"}, {"year", "aar", "År"}, {"type", "art", "Punktets art"},
	{"outcome", "udfald", "Udfald"}, {"person", "person", "Person"}, {"kind", "slags", "Slags"},
}

// facetLength is how many choices of a facet are shown: the most frequent.
const facetLength = 8

// longest is how many characters of a question are asked.
const longest = 200

// find searches the record.
func find(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		l := web.LanguageOf(r)
		v := asked(r)
		var err error
		if v.Forebears, err = s.forebears(r, "/soeg", v.Query.Body); err != nil {
			return err
		}
		v.Query.Before = v.Slugs()
		if v.Asked != "" {
			if v.Results, err = s.Search.Search(r.Context(), v.Query); err != nil {
				return err
			}
			cover(v.Results.Hits)
		}
		if len(v.Results.Hits) == 0 {
			if err := v.help(s, r); err != nil {
				return err
			}
		}
		v.link(l)
		return searchPage.Render(w, r, v)
	})
}

// asked reads the question out of an address.
func asked(r *http.Request) (v searchView) {
	values := r.URL.Query()
	v.Asked = clipped(values.Get("q"))
	v.Query = search.Query{
		Text: v.Asked, Body: clipped(values.Get("organ")), Year: clipped(values.Get("aar")), Type: clipped(values.Get("art")),
		Outcome: clipped(values.Get("udfald")), Person: clipped(values.Get("person")), Kind: search.Kind(clipped(values.Get("slags"))),
		After: clipped(values.Get("fra")), Limit: 20, Counts: true,
	}
	if values.Get("orden") == "nyeste" {
		v.Query.Sort = search.Newest
	}
	return v
}

// cover hides personal numbers in what was found.
func cover(hits []search.Hit) {
	for _, hit := range hits {
		for i := range hit.Snippet {
			hit.Snippet[i].Text = paper.Mask(hit.Snippet[i].Text)
		}
	}
}

// clipped shortens what a stranger sends to what a person would ask.
func clipped(text string) string {
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest])
	}
	return text
}

// help gives somebody who found nothing something that will.
func (v *searchView) help(s *Site, r *http.Request) error {
	told, err := s.Initiatives.Latest(r.Context(), 1)
	if err != nil {
		return err
	}
	decided, _, err := s.Meetings.Decisions(r.Context(), "", 4)
	if err != nil {
		return err
	}
	v.Examples = examples(told, decided, nil)
	return nil
}

// link writes the addresses that change one thing about the question.
func (v *searchView) link(l web.Language) {
	base := v.values()
	with := func(name, value string) string {
		changed := url.Values{}
		for k, values := range base {
			changed[k] = values
		}
		if value == "" {
			changed.Del(name)
		} else {
			changed.Set(name, value)
		}
		return withQuery("/soeg", changed)
	}
	v.Feed = withQuery("/soeg.atom", v.question())
	v.Follow = subscribe.Address(v.Query)
	v.Relevant, v.Newest = with("orden", ""), with("orden", "nyeste")
	if v.Results.Suggestion != "" {
		v.Mended = withQuery("/soeg", url.Values{"q": {v.Results.Suggestion}})
	}
	if v.Query.After != "" {
		v.Pager.First = withQuery("/soeg", base)
	}
	if v.Results.Next != "" {
		v.Pager.Next = with("fra", v.Results.Next)
	}
	for _, p := range facetParameters {
		i := slices.IndexFunc(v.Results.Facets, func(f search.Facet) bool { return f.Name == p.facet })
		if i < 0 {
			continue
		}
		view := facetView{Heading: p.heading, Record: p.facet == "body" || p.facet == "person"}
		for _, value := range v.Results.Facets[i].Values {
			link := facetLink{Label: l.Say(facetLabel(p.facet, value)), Address: with(p.parameter, value.Value), Count: value.Count, Chosen: value.Chosen, Record: view.Record}
			if value.Chosen {
				link.Address = with(p.parameter, "")
				v.Chosen = append(v.Chosen, link)
			}
			if len(view.Links) < facetLength || value.Chosen {
				view.Links = append(view.Links, link)
			}
		}
		if len(view.Links) > 1 || len(view.Links) == 1 && view.Links[0].Chosen {
			v.Facets = append(v.Facets, view)
		}
	}
}

// values are the parameters of the question, without its place in the list.
func (v *searchView) values() url.Values {
	values := v.question()
	if v.Query.Sort == search.Newest {
		values.Set("orden", "nyeste")
	}
	return values
}

// question is what the parameters ask for, in whatever order it is shown.
func (v *searchView) question() url.Values {
	values := url.Values{}
	for name, value := range map[string]string{
		"q": v.Asked, "organ": v.Query.Body, "aar": v.Query.Year, "art": v.Query.Type,
		"udfald": v.Query.Outcome, "person": v.Query.Person, "slags": string(v.Query.Kind),
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if v.Alone {
		values.Set(aloneParameter, "nej")
	}
	return values
}

// facetLabel returns the Danish words for a value of a facet.
func facetLabel(facet string, value search.FacetValue) string {
	var name string
	switch facet {
	case "type":
		name = typeNames[reading.ItemType(value.Value)]
	case "outcome":
		name = marks[reading.Outcome(value.Value)].Label
	case "kind":
		name = hitNames[search.Kind(value.Value)]
	}
	switch {
	case name != "":
		return name
	case value.Label != "":
		return value.Label
	}
	return value.Value
}

var hitNames = map[search.Kind]string{
	search.Item: "Punkter", search.Meeting: "Møder", search.Person: "Personer", search.Body: "Organer", search.Initiative: "Indsatser",
}
