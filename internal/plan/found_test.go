package plan_test

import (
	"slices"
	"testing"

	"klynge/internal/body"
	"klynge/internal/catalogue"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/search"
)

func TestFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := plan.NewStore(d)
		o, err := s.Found(t.Context(), "  Sundhedsråd   Fjordkysten ")
		if err != nil || o.Name != "Sundhedsråd Fjordkysten" || o.Classification != body.Council {
			t.Fatalf("Found = %+v, %v, want a council with its name in order", o, err)
		}
		// One that minutes have only mentioned is no body to choose, until it begins.
		listed := func() (names []string) {
			t.Helper()
			list, err := body.NewPublic(d).Bodies(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range list {
				names = append(names, b.Name)
			}
			return names
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := body.Ensure(t.Context(), tx, "Koordinationsudvalg for Fjordkysten")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := listed(); !slices.Equal(got, []string{"Sundhedsråd Fjordkysten"}) {
			t.Errorf("Bodies = %q before a mentioned one begins", got)
		}
		if _, err := s.Found(t.Context(), "Koordinationsudvalg for Fjordkysten"); err != nil {
			t.Errorf("Found of a body that has only been mentioned: %v", err)
		}
		if got := listed(); len(got) != 2 {
			t.Errorf("Bodies = %q, want both", got)
		}
		found, err := catalogue.New(d).Search(t.Context(), search.Query{Text: "fjordkysten"})
		if err != nil || len(found.Hits) != 2 || found.Hits[0].Kind != search.Body {
			t.Errorf("a search finds %+v, %v, want both bodies", found.Hits, err)
		}
		for name, c := range map[string]struct {
			name string
			want fault.Kind
		}{
			"the same in capitals": {"SUNDHEDSRÅD FJORDKYSTEN", fault.Conflict},
			"no name":              {" ", fault.Invalid},
		} {
			if _, err := s.Found(t.Context(), c.name); !fault.Is(err, c.want) {
				t.Errorf("%s: Found(%q) = %v, want %v", name, c.name, err, c.want)
			}
		}
	})
}
