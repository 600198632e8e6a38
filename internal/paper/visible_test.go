package paper_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"klynge/internal/paper"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

func TestVisible(t *testing.T) {
	text := "1. Budget\nBudgettet er godt.\n2. Personsag\nFru Jensen klager.\n3. Eventuelt\nIntet."
	at := func(words string) reading.Source {
		i := strings.Index(text, words)
		return reading.Source{Passage: extract.Passage{Page: 1, Start: i, End: i + len(words)}}
	}
	open := func() *reading.Reading {
		return &reading.Reading{
			Meeting: reading.Meeting{Items: []reading.Item{{Title: "Budget"}, {Title: "Personsag"}, {Title: "Eventuelt"}}},
			Sources: map[reading.Path]reading.Source{
				"/items/0/title": at("Budget"), "/items/1/title": at("Personsag"), "/items/2/title": at("Eventuelt"),
			},
		}
	}
	for name, tt := range map[string]struct {
		change   func(r *reading.Reading) string // of the text too
		withheld bool
		has, not []string
	}{
		"nothing closed": {func(*reading.Reading) string { return text }, false, []string{"Budgettet er godt", "Fru Jensen"}, nil},
		"a closed item in the middle": {func(r *reading.Reading) string { r.Meeting.Items[1].Closed = true; return text }, true,
			[]string{"Budgettet er godt", "Personsag", "Eventuelt\nIntet."}, []string{"Jensen", "klager"}},
		"the number of the next item": {func(r *reading.Reading) string {
			r.Meeting.Items[1].Closed = true
			r.Sources["/items/2/number"] = at("3.")
			return text
		}, true, []string{"\n3. Eventuelt"}, []string{"Jensen", "klager"}},
		"a closed item at the end": {func(r *reading.Reading) string { r.Meeting.Items[2].Closed = true; return text }, true,
			[]string{"Fru Jensen klager", "Eventuelt"}, []string{"Intet"}},
		"a closed item that cannot be placed": {func(r *reading.Reading) string {
			r.Meeting.Items[1].Closed = true
			delete(r.Sources, "/items/2/title")
			return text
		}, true, nil, []string{"Budget", "Jensen"}},
		"a personal number": {func(*reading.Reading) string { return strings.Replace(text, "Fru Jensen", "010203-1234", 1) }, true,
			[]string{"Budgettet er godt"}, []string{"010203", "1234"}},
	} {
		r := open()
		d := paper.Document{Text: tt.change(r)}
		var err error
		if d.Reading, err = json.Marshal(r); err != nil {
			t.Fatal(err)
		}
		s, err := d.Visible()
		if err != nil {
			t.Fatalf("%s: Visible: %v", name, err)
		}
		if s.Withheld != tt.withheld {
			t.Errorf("%s: withheld = %v, want %v", name, s.Withheld, tt.withheld)
		}
		if s.Text != "" && utf8.RuneCountInString(s.Text) != utf8.RuneCountInString(d.Text) {
			t.Errorf("%s: the text changed its length:\n%s", name, s.Text)
		}
		for _, want := range tt.has {
			if !strings.Contains(s.Text, want) {
				t.Errorf("%s: text lacks %q:\n%s", name, want, s.Text)
			}
		}
		for _, never := range tt.not {
			if strings.Contains(s.Text, never) {
				t.Errorf("%s: text shows %q:\n%s", name, never, s.Text)
			}
		}
	}
}
