package archive_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"klynge/internal/archive"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// season is a few years of minutes of two tiers and two clusters, with the
// people spelled in every way that minutes spell them.
func season() []reading.Meeting {
	list := []reading.Meeting{
		minutes("2022-03-01", "Ida Marie Holm; Borgmester; Skagerby Kommune", "Jens Hansen; Direktør; Klitby Kommune", "Bo Lind; Regionsrådsmedlem", "Ea Ask; Chef; Region Nordkyst"),
		minutes("2022-09-01", "Dr. Ida Holm (A); Borgmester; Skagerby kommune", "J. Hansen; Direktør; Klitby Kommune", "Bo Lind; Regionsrådsmedlem", "Ea Ask; Chef; RN", "Ib Vad; Konsulent; Region Nordkyst"),
		minutes("2023-03-01", "Holm, Ida Marie; Borgmester; Skagerby Kommunes", "Jens Hansen; Formand; PLO-Nord", "Bo Lind", "Bjarne Lund; Chef; Klitby Kommune"),
		minutes("2023-09-01", "Ida Marie Holm", "Bjame Lund; Chef; Klitby Kommune", "Ea Ask; Chef; Region Nordkyst", "Pia Toftgaard; Chef; Klitby Kommune"),
		minutes("2024-03-01", "Pia Toftegaard; Chef; Klitby Kommune", "Bo Lind; Regionsrådsmedlem", "Ea Ask; Chef; Region Nordkyst"),
		minutes("2024-09-01", "Jens Hansen; Direktør; Klitby Kommune", "Ida Holm; Borgmester; Skagerby Kommune"),
	}
	for i := range list {
		list[i].Items = append(slices.Clone(list[i].Items), reading.Item{Number: "3", Title: fmt.Sprintf("Sag nummer %d", i)})
	}
	list[1].Body = "Sundhedsklynge Nord - administrativt niveau"
	list[4].Body = "Sundhedsklyngen Syd"
	list[2].Funds = []reading.Fund{{Title: "Midler", Rows: []reading.FundRow{{Label: "Udvidede medicinbokse", Amount: 50_000_000}}}}
	list[3].Cases = []reading.Case{{Title: "Medicinbokse til borgere i psykiatrien", Leader: "Ea Ask"}}
	return list
}

// record tells the whole register, without ids.
func record(t *testing.T, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	for _, q := range []struct {
		columns int
		query   string
	}{
		{3, `SELECT o.slug, o.name, COALESCE(p.slug, '') FROM organization o LEFT JOIN organization p ON p.id = o.parent_id ORDER BY o.slug`},
		{2, `SELECT name, slug FROM person ORDER BY name, slug`},
		{6, `SELECT n.name, b.slug, m.role, COALESCE(o.slug, ''), m.start_date, m.end_date FROM membership m JOIN person n ON n.id = m.person_id
			JOIN organization b ON b.id = m.organization_id LEFT JOIN organization o ON o.id = m.on_behalf_of_id ORDER BY 1, 2, 3, 4, 5, 6`},
		{3, `SELECT m.slug, p.name, n.name FROM participation p JOIN meeting m ON m.id = p.meeting_id JOIN person n ON n.id = p.person_id ORDER BY 1, p.position`},
		{4, `SELECT m.slug, d.kind, d.value, d.confidence FROM doubt d JOIN meeting m ON m.id = d.meeting_id ORDER BY 1, 2, 3, 4`},
		{3, `SELECT i.slug, m.slug, n.label FROM initiative_mention n JOIN initiative i ON i.id = n.initiative_id JOIN meeting m ON m.id = n.meeting_id ORDER BY 1, 2, 3`},
	} {
		b.WriteString(strings.Join(rows(t, d, q.columns, q.query), "\n") + "\n\n")
	}
	return b.String()
}

// Documents come in any order; the record comes out the same. The two who are
// called Jens Hansen are the exception that the package comment tells of: the
// first to come has the plain address, so it is left out here.
func TestOrderDoesNotMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var first string
		for round := range 6 {
			list := season()
			if round > 0 {
				rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			}
			d := d
			if round > 0 {
				d = dbtest.Open(t, another(t, d))
			}
			a := open(t, d)
			var order []string
			for _, m := range list {
				add(t, a, m)
				order = append(order, m.Date)
			}
			got := strings.NewReplacer("jens-hansen-klitby-kommune", "jens-hansen", "jens-hansen-plo-nord", "jens-hansen").Replace(record(t, d))
			if round == 0 {
				first = got
				if testing.Verbose() {
					t.Log(got)
				}
			} else if got != first {
				t.Fatalf("in the order %s the record is\n%s\nand in the order of dates\n%s", order, got, first)
			}
		}
	})
}

// another returns the address of one more empty database on the same engine.
func another(t *testing.T, d *db.DB) string {
	if d.Engine == db.PostgreSQL {
		return dbtest.Postgres(t)
	}
	return filepath.Join(t.TempDir(), "another.db")
}

func TestPeopleOfTheSeason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		for _, m := range season() {
			add(t, a, m)
		}
		wantRows(t, "people", rows(t, d, 1, `SELECT name FROM person ORDER BY name, slug`),
			"Bjarne Lund", "Bo Lind", "Ea Ask", "Ib Vad", "Ida Marie Holm", "Jens Hansen", "Jens Hansen", "Pia Toftegaard", "Pia Toftgaard")
		wantRows(t, "seats of Ida Marie Holm", rows(t, d, 5, `SELECT b.slug, m.role, COALESCE(o.slug, ''), m.start_date, m.end_date FROM membership m
			JOIN person n ON n.id = m.person_id JOIN organization b ON b.id = m.organization_id LEFT JOIN organization o ON o.id = m.on_behalf_of_id
			WHERE n.name = 'Ida Marie Holm' ORDER BY m.start_date, b.slug, m.role`),
			"politisk-sundhedsklynge-nord|Borgmester|skagerby-kommune|2022-03-01|2024-09-01",
			"administrativ-sundhedsklynge-nord|Borgmester|skagerby-kommune|2022-09-01|2022-09-01")
		var asked []string
		for _, doubt := range doubts(t, d) {
			if doubt.Kind == "person" {
				for _, c := range doubt.Candidates {
					asked = append(asked, doubt.Text+" ? "+c.Name+": "+c.Why)
				}
			}
		}
		slices.Sort(asked)
		wantRows(t, "questions", asked, "Jens Hansen ? Jens Hansen: samme navn, anden organisation", "Pia Toftegaard ? Pia Toftgaard: navnet er næsten ens")
	})
}

func TestSettleWhoIsWho(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2022-03-01", "Jens Hansen; Direktør; Klitby Kommune")
		m.Items = nil
		other := minutes("2023-03-01", "Jens Hansen; Formand; PLO-Nord")
		other.Items = nil
		add(t, a, m)
		id := add(t, a, other).Meeting.ID
		wantPeople := func(when string, slugs ...string) {
			t.Helper()
			wantRows(t, "people "+when, rows(t, d, 1, `SELECT slug FROM person ORDER BY slug`), slugs...)
		}
		wantPeople("before", "jens-hansen", "jens-hansen-plo-nord")
		ask := doubts(t, d)
		if len(ask) != 1 || len(ask[0].Candidates) != 1 || ask[0].Text != "Jens Hansen" {
			t.Fatalf("doubts = %+v, want whether the two are one, with the passage", ask)
		}

		must(t, "SamePerson", a.SamePerson(t.Context(), ask[0].ID, ask[0].Candidates[0].Key, "Ea Ask"))
		wantPeople("after they were said to be one", "jens-hansen")
		wantRows(t, "the address that leads on", rows(t, d, 2, `SELECT path, to_path FROM moved`), "/personer/jens-hansen-plo-nord|/personer/jens-hansen")
		other.Place = "Rådhuset"
		add(t, a, other)
		wantPeople("after a new version", "jens-hansen")
		if got := doubts(t, d); len(got) != 0 {
			t.Errorf("doubts after it was settled = %+v, want none", got)
		}

		must(t, "TakeBack", a.TakeBack(t.Context(), corrections(t, d, id)[0].ID, "Bo Lind"))
		wantPeople("after it was taken back", "jens-hansen", "jens-hansen-plo-nord")
		wantRows(t, "addresses that lead on after that", rows(t, d, 2, `SELECT path, to_path FROM moved`))
		ask = doubts(t, d)
		if len(ask) != 1 {
			t.Fatalf("doubts after it was taken back = %+v, want it to be asked again", ask)
		}

		must(t, "Accept", a.Accept(t.Context(), ask[0].ID, "Ea Ask"))
		wantPeople("after they were said to be two", "jens-hansen", "jens-hansen-plo-nord")
		add(t, a, minutes("2024-03-01", "Jens Hansen; Formand; PLO-Nord"))
		if got := doubts(t, d); len(got) != 1 || got[0].Kind == "person" {
			t.Errorf("doubts after they were said to be two = %+v, want only the new decision", got)
		}
		if err := a.Accept(t.Context(), ask[0].ID, "Bo Lind"); !fault.Is(err, fault.Missing) || fault.Sentence(err) == "" {
			t.Errorf("settling what another has settled = %v, want Missing with a sentence", err)
		}
	})
}

// Importers in several processes share one record: nothing is lost, and nobody
// is there twice.
func TestTwoImporters(t *testing.T) {
	if folder := os.Getenv("ARCHIVE_TEST_IMPORT"); folder != "" {
		importer(t, os.Getenv("ARCHIVE_TEST_DB"), folder)
		return
	}
	for engine, address := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "shared.db"), "postgres": dbtest.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			d := dbtest.Open(t, address)
			folder := t.TempDir()
			for i, m := range season() {
				must(t, "write", os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.txt", i)), encode(t, m), 0o600))
			}
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() {
					child := exec.Command(os.Args[0], "-test.run=^TestTwoImporters$", "-test.count=1")
					child.Env = append(os.Environ(), "ARCHIVE_TEST_DB="+address, "ARCHIVE_TEST_IMPORT="+folder, "KLYNGE_TEST_POSTGRES="+address)
					if out, err := child.CombinedOutput(); err != nil {
						t.Errorf("importer = %v\n%s", err, out)
					}
				})
			}
			wg.Wait()
			if got := dbtest.Ints(t, d, `SELECT count(*) FROM document UNION ALL SELECT count(*) FROM meeting UNION ALL SELECT count(*) FROM person`); !slices.Equal(got, []int64{6, 6, 9}) {
				t.Errorf("documents, meetings and people after three importers = %d, want 6, 6 and 9", got)
			}
		})
	}
}

// importer is the other process.
func importer(t *testing.T, address, folder string) {
	a := open(t, dbtest.Open(t, address))
	_, err := a.ImportAll(t.Context(), []string{folder}, func(_, _ int, o archive.Outcome) {
		if o.Err != nil {
			t.Errorf("import of %s = %v", o.File, o.Err)
		}
	})
	must(t, "ImportAll", err)
}
