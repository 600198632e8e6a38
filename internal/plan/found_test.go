package plan_test

import (
	"testing"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/plan"
)

func TestFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := plan.NewStore(d)
		o, err := s.Found(t.Context(), "  Sundhedsråd   Fjordkysten ")
		if err != nil || o.Name != "Sundhedsråd Fjordkysten" || o.Classification != body.Council {
			t.Fatalf("Found = %+v, %v, want a council with its name in order", o, err)
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
