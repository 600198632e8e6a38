package search

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func item(id, date, title string, texts ...string) Document {
	d := Document{Kind: Item, ID: id, Path: "/moeder/" + id, Date: date, Body: Choice{"klynge-nord", "Klynge Nord"},
		Fields: []Field{{"title", title, 4}}}
	for _, text := range texts {
		d.Fields = append(d.Fields, Field{"presentation", text, 1})
	}
	return d
}

// archive is a small record with what the tests ask for.
func archive(t *testing.T, d *db.DB) {
	t.Helper()
	put(t, d, "m1",
		item("locker", "2020-12-11", "Udvidet medicinboks i Skagerby", "Medicinboksen er åben hele døgnet. Borgerne henter selv deres medicin."),
		item("funds", "2024-11-19", "Stillingtagen til restmidler", "Sundhedsklynge Nord modtog 4,518 mio. kr. i fælles klyngemidler."))
	other := item("reform", "2025-03-04", "Sundhedsreformen", "Praktiserende Lægers Organisation og Sundhedsklyngen drøftede reformen på Århus Hospital.")
	other.Body, other.Type, other.Outcome = Choice{"klynge-syd", "Klynge Syd"}, "discussion", "discussed"
	other.People = []Choice{{"ane-ask", "Ane Ask"}, {"bo-birk", "Bo Birk"}}
	put(t, d, "m2", other)
}

func put(t *testing.T, d *db.DB, owner string, docs ...Document) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return Put(t.Context(), tx, owner, docs...) }); err != nil {
		t.Fatalf("Put(%s): %v", owner, err)
	}
}

func ask(t testing.TB, d *db.DB, query Query) (r Results) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		r, err = Ask(t.Context(), tx, query)
		return err
	})
	if err != nil {
		t.Fatalf("Ask(%+v): %v", query, err)
	}
	return r
}

func ids(r Results) (list []string) {
	for _, h := range r.Hits {
		list = append(list, h.ID)
	}
	return list
}

func TestAsk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		archive(t, d)
		for text, want := range map[string][]string{
			"medicin":                  {"locker"},          // the word, and the first part of a compound
			"klynge":                   {"funds", "reform"}, // the last part of a compound, and another form
			"medicinbokse":             {"locker"},
			"MEDICINBOKSENE":           {"locker"},
			"Aarhus":                   {"reform"},
			"sygehus":                  {"reform"}, // synonym of hospital
			"PLO":                      {"reform"},
			`"fælles klyngemidler"`:    {"funds"},
			`"klyngemidler fælles"`:    nil,
			`"åben hele døgnet"`:       {"locker"},
			"modtog -restmidler":       nil,
			"reformen -medicin":        {"reform"},
			"borgerne medicin":         {"locker"},
			"medicin reformen":         nil,
			"medic*":                   {"locker"},
			"og i det":                 nil,
			"":                         nil,
			`"`:                        nil,
			"-":                        nil,
			"*":                        nil,
			"4,518 mio":                {"funds"},
			"'; DROP TABLE person; --": nil,
		} {
			if got := ids(ask(t, d, Query{Text: text})); !reflect.DeepEqual(got, want) {
				t.Errorf("Ask(%q) found %q, want %q", text, got, want)
			}
		}
	})
}

func TestHitShowsTheSentence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		archive(t, d)
		hit := ask(t, d, Query{Text: "henter"}).Hits[0]
		want := []Span{{"Borgerne ", false}, {"henter", true}, {" selv deres medicin.", false}}
		if !reflect.DeepEqual(hit.Snippet, want) || hit.Where != "presentation" {
			t.Errorf("snippet = %+v in %s, want %+v", hit.Snippet, hit.Where, want)
		}
		title := ask(t, d, Query{Text: "medicin"}).Hits[0].Title
		if len(title) != 3 || !title[1].Mark || title[1].Text != "medicinboks" {
			t.Errorf("title = %+v, want medicinboks marked", title)
		}
	})
}

func TestSuggestion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		archive(t, d)
		for text, want := range map[string]string{
			"medcinboksen": "medicinboksen", "restmilder": "restmidler", "reformne": "reformen", "zzzzzz": "", "medicin": "",
		} {
			if got := ask(t, d, Query{Text: text}).Suggestion; got != want {
				t.Errorf("Ask(%q) suggests %q, want %q", text, got, want)
			}
		}
	})
}

func TestFacets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		archive(t, d)
		r := ask(t, d, Query{Text: "klynge", Body: "klynge-syd", Counts: true})
		if got := ids(r); !reflect.DeepEqual(got, []string{"reform"}) || r.Total != 1 {
			t.Errorf("with a body chosen: %q, total %d, want the reform alone", got, r.Total)
		}
		counts := map[string]map[string]int{}
		for _, f := range r.Facets {
			counts[f.Name] = map[string]int{}
			for _, v := range f.Values {
				counts[f.Name][v.Value] = v.Count
				if v.Chosen != (f.Name == "body" && v.Value == "klynge-syd") {
					t.Errorf("facet %s, value %s: chosen %v", f.Name, v.Value, v.Chosen)
				}
			}
		}
		want := map[string]map[string]int{
			"kind": {"item": 1}, "type": {"discussion": 1}, "outcome": {"discussed": 1},
			"body": {"klynge-nord": 1, "klynge-syd": 1}, "year": {"2025": 1}, "person": {"ane-ask": 1, "bo-birk": 1},
		}
		if !reflect.DeepEqual(counts, want) {
			t.Errorf("facets = %v, want %v", counts, want)
		}
		for name, query := range map[string]Query{
			"year": {Text: "klynge", Year: "2024"}, "person": {Text: "klynge", Person: "ane-ask"},
			"outcome": {Text: "klynge", Outcome: "discussed"}, "kind": {Text: "klynge", Kind: Item},
		} {
			if got := ask(t, d, query).Total; (got == 1) == (name == "kind") {
				t.Errorf("filtered by %s: total %d", name, got)
			}
		}
		if got := ask(t, d, Query{Text: "klynge", Body: "findes-ikke", Year: "x"}).Total; got != 0 {
			t.Errorf("filtered by what does not exist: total %d, want 0", got)
		}
	})
}

func TestPutReplaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		archive(t, d)
		put(t, d, "m1", item("locker", "2020-12-11", "Udvidet lægemiddelskab", "Skabet er åbent."))
		for text, want := range map[string]int{"medicin": 0, "skab": 1, "restmidler": 0, "reformen": 1} {
			if got := ask(t, d, Query{Text: text}).Total; got != want {
				t.Errorf("after m1 was replaced Ask(%q) finds %d, want %d", text, got, want)
			}
		}
		put(t, d, "m2")
		if got := ask(t, d, Query{Text: "reformen"}).Total; got != 0 {
			t.Errorf("after m2 was taken out Ask finds %d of it", got)
		}
	})
}

// Paging gives every hit once, in one order, whatever the sort.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		random := rand.New(rand.NewPCG(1, 2))
		var docs []Document
		for i := range 100 {
			docs = append(docs, item(fmt.Sprint(i), fmt.Sprintf("20%02d-01-01", random.IntN(25)), "Punkt",
				strings.Repeat("klynge ", 1+random.IntN(5))+strings.Repeat("andet ", random.IntN(40))))
		}
		put(t, d, "m", docs...)
		for _, sort := range []Sort{Relevance, Newest} {
			whole := ids(ask(t, d, Query{Text: "klynge", Sort: sort, Limit: 1000}))
			var paged []string
			query := Query{Text: "klynge", Sort: sort, Limit: 7}
			for n := 0; n < 20; n++ {
				r := ask(t, d, query)
				paged = append(paged, ids(r)...)
				if query.After = r.Next; r.Next == "" {
					break
				}
			}
			if len(whole) != 100 || !slices.Equal(whole, paged) {
				t.Errorf("sort %q: pages give %d hits in another order than one list of %d", sort, len(paged), len(whole))
			}
		}
		if got := ask(t, d, Query{Text: "klynge", After: "nonsense"}); len(got.Hits) != 20 {
			t.Errorf("a cursor that is none: %d hits, want the first page", len(got.Hits))
		}
	})
}

// What the index finds is what reading every document would find, and both
// engines rank it alike, also over several blocks.
func TestSameAsReadingEverything(t *testing.T) {
	words := strings.Fields("klynge møde medicin budget børn nord reform status plan hospital kommune læge")
	random := rand.New(rand.NewPCG(3, 4))
	var docs []Document
	for i := range 2*blockSize + 100 {
		var text []string
		for range 1 + random.IntN(6) {
			text = append(text, words[int(random.ExpFloat64()*2)%len(words)])
		}
		docs = append(docs, item(fmt.Sprint(i), "2024-01-01", strings.Join(text, " ")))
	}
	results := map[string][]string{}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		put(t, d, "all", docs...)
		for _, text := range []string{"klynge", "klynge budget", `"møde medicin"`, "læge -klynge", "hospital kommune reform"} {
			r := ask(t, d, Query{Text: text, Limit: 50})
			if want := scanAll(docs, text); r.Total != want {
				t.Errorf("Ask(%q) finds %d, reading everything finds %d", text, r.Total, want)
			}
			if before, ok := results[text]; ok && !slices.Equal(before, ids(r)) {
				t.Errorf("Ask(%q) gives another order on the second engine", text)
			}
			results[text] = ids(r)
		}
	})
}

// scanAll counts the documents that meet a question by looking at each.
func scanAll(docs []Document, text string) (n int) {
	analyser := danish.NewAnalyser()
	q := parse(text)
	for _, doc := range docs {
		var terms []string
		analyser.Tokens(doc.Fields[0].Text, func(t danish.Token) { terms = append(terms, t.Term) })
		line := " " + strings.Join(terms, " ") + " "
		meets := func(c clause) bool {
			return slices.ContainsFunc(c.alternatives, func(a alternative) bool {
				return strings.Contains(line, " "+strings.Join(a.terms, " ")+" ")
			})
		}
		if !slices.ContainsFunc(q.wanted, func(c clause) bool { return !meets(c) }) && !slices.ContainsFunc(q.unwanted, meets) {
			n++
		}
	}
	return n
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{`"a b" -c d*`, `””“`, "-\"x", "PLO e-nærhospital", "\xff*"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := parse(text)
		for _, c := range append(q.wanted, q.unwanted...) {
			if len(c.alternatives) == 0 || len(c.alternatives[0].terms) == 0 || c.alternatives[0].offsets[0] != 0 {
				t.Errorf("parse(%q) has an empty clause: %+v", text, c)
			}
		}
	})
}
