package archive_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"klynge/internal/archive"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// The example region through the real reader: what the register makes of six
// years of minutes in many layouts.
func TestExamples(t *testing.T) {
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "examples.db"))
	a := open(t, d)
	a.Read = func(ctx context.Context, name string, data []byte) (*reading.Reading, error) {
		return reader.Read(ctx, name, data, extract.DefaultLimits)
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "*.*"))
	must(t, "find the examples", err)
	read := 0
	_, err = a.ImportAll(t.Context(), files, func(_, _ int, o archive.Outcome) {
		switch {
		case o.Err != nil && fault.Sentence(o.Err) == "":
			t.Errorf("%s = %v, want a sentence", o.File, o.Err)
		case o.Err == nil:
			read++
			if o.Meeting.Date != "" && !strings.HasPrefix(o.Meeting.Slug, o.Meeting.Date+"-") {
				t.Errorf("%s has the address %s", o.File, o.Meeting.Slug)
			}
		}
	})
	must(t, "ImportAll", err)
	if read < 14 {
		t.Errorf("%d examples are in the record, want at least 14", read)
	}
	wantRows(t, "two people whose names differ by a letter, and one of many spellings", rows(t, d, 2, `SELECT slug, name FROM person
		WHERE slug LIKE 'karen-margrethe-brin%' OR slug LIKE '%kragh%' ORDER BY slug`),
		"jens-peter-kragh|Jens Peter Kragh", "karen-margrethe-brinch|Karen Margrethe Brinch", "karen-margrethe-brink|Karen Margrethe Brink")
	wantRows(t, "clusters that are parts of nothing, by name", rows(t, d, 1, `SELECT slug FROM organization
		WHERE classification = 'cluster' AND parent_id IS NULL ORDER BY slug`),
		"sundhedsklynge-aadalen", "sundhedsklynge-fjorden", "sundhedsklynge-heden", "sundhedsklynge-klitten")
	before := record(t, d)
	s, err := a.ImportAll(t.Context(), files, func(_, _ int, o archive.Outcome) {
		if o.Err == nil && o.Result != archive.Same {
			t.Errorf("%s again = %s, want Same", o.File, o.Result)
		}
	})
	if err != nil || s.Same != read || record(t, d) != before {
		t.Errorf("importing the examples again = %+v, %v, want %d same and the record unchanged", s, err, read)
	}
}
