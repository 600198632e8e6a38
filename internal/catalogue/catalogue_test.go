package catalogue_test

import (
	"context"
	"slices"
	"testing"

	"klynge/internal/archive"
	"klynge/internal/catalogue"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const minutes = `REFERAT

Politisk Klynge Fjorden

Dato: tirsdag den 19. november 2024 kl. 14.00-15.30
Sted: Skagerby Rådhus

Deltagere:
Vibeke Stenholt, borgmester, Skagerby Kommune (ordstyrer)
Karl Holm, regionsrådsmedlem, Region Nordkyst

1. Godkendelse af dagsorden

Beslutning
Godkendt.

2. Udvidet medicinboks i Skagerby

Sagsfremstilling
Boksen er åben hele døgnet, så borgerne selv kan hente deres medicin.

Beslutning
Godkendt.

Bilag
Kortlægning af apoteker.pdf

3. Lukket punkt: Køb af grund

Sagsfremstilling
Sælgeren hedder Poulsgaard og vil have kontanter.

Beslutning
Tiltrådt.

4. Eventuelt
`

// take puts a document into the record, through the real reader.
func take(t *testing.T, d *db.DB, name, text string) {
	t.Helper()
	v, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	a := archive.Archive{DB: d, Vault: v,
		Read: func(ctx context.Context, name string, data []byte) (*reading.Reading, error) {
			return reader.Read(ctx, name, data, extract.DefaultLimits)
		},
		Index: func(ctx context.Context, tx *db.Tx, meetingID string) error {
			return catalogue.Index(ctx, tx, meetingID)
		},
	}
	if _, err := a.ImportBytes(t.Context(), name, []byte(text)); err != nil {
		t.Fatalf("import %s: %v", name, err)
	}
}

func find(t *testing.T, d *db.DB, q search.Query) search.Results {
	t.Helper()
	r, err := catalogue.New(d).Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search(%+v): %v", q, err)
	}
	return r
}

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		take(t, d, "referat.txt", minutes)
		for text, want := range map[string]string{
			"medicin":    "/moeder/2024-11-19-klynge-fjorden#punkt-2",
			"apoteker":   "/moeder/2024-11-19-klynge-fjorden#punkt-2",
			"klynge":     "/organer/politisk-klynge-fjorden",
			"Holm":       "/personer/karl-holm",
			"grund":      "/moeder/2024-11-19-klynge-fjorden#punkt-3", // the title of a closed item
			"Poulsgaard": "",                                          // and no more of it
			"kontanter":  "",
			"tiltrådt":   "",
		} {
			r := find(t, d, search.Query{Text: text})
			if want == "" && r.Total > 0 || want != "" && !slices.ContainsFunc(r.Hits, func(h search.Hit) bool { return h.Path == want }) {
				t.Errorf("Search(%q) = %+v, want %q among the hits", text, r.Hits, want)
			}
		}
	})
}

// A closed item has no outcome in the facets either.
func TestClosedItemsAreNotCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		take(t, d, "referat.txt", minutes)
		for _, f := range find(t, d, search.Query{Text: "grund", Counts: true}).Facets {
			if f.Name == "outcome" && len(f.Values) > 0 {
				t.Errorf("the outcome of a closed item is counted: %+v", f.Values)
			}
		}
	})
}

// Facets name bodies and people as they are called today, and are asked by
// their slugs.
func TestFacetsAreNamedAsToday(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		take(t, d, "referat.txt", minutes)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE organization SET name = $1, slug = $2 WHERE slug = $3`, "Sundhedsråd Fjorden", "sundhedsraad-fjorden", "politisk-klynge-fjorden")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		r := find(t, d, search.Query{Text: "medicin", Body: "sundhedsraad-fjorden", Person: "karl-holm", Counts: true})
		if r.Total != 1 {
			t.Fatalf("narrowed by the body's new slug and by a person: %d hits, want 1", r.Total)
		}
		for _, f := range r.Facets {
			if f.Name == "body" && (len(f.Values) != 1 || f.Values[0].Label != "Sundhedsråd Fjorden" || !f.Values[0].Chosen) {
				t.Errorf("facet of bodies = %+v, want the new name, chosen", f.Values)
			}
			if f.Name == "person" && (len(f.Values) != 2 || f.Values[0].Value == "" || f.Values[0].Label == "") {
				t.Errorf("facet of people = %+v, want both by slug and name", f.Values)
			}
		}
		if r := find(t, d, search.Query{Text: "medicin", Body: "findes-ikke", Before: []string{"sundhedsraad-fjorden"}}); r.Total == 0 {
			t.Error("narrowed by a body that nothing is of yet: nothing of the one that went on in it")
		}
		if r := find(t, d, search.Query{Text: "medicin", Body: "findes-ikke"}); r.Total != 0 {
			t.Errorf("narrowed by a body that is not there: %d hits", r.Total)
		}
	})
}
