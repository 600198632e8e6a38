package archive_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"klynge/internal/archive"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// open returns an archive whose documents are JSON of a reading.Meeting, so
// that a test says what was read and not how.
func open(t *testing.T, d *db.DB) *archive.Archive {
	t.Helper()
	v, err := vault.Open(filepath.Join(t.TempDir(), "originals"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return &archive.Archive{DB: d, Vault: v, Read: read, Index: func(context.Context, *db.Tx, string) error { return nil }}
}

func read(_ context.Context, _ string, data []byte) (*reading.Reading, error) {
	r := &reading.Reading{Document: &extract.Document{Kind: extract.Text, Text: string(data), Pages: []int{0}}}
	if err := json.Unmarshal(data, &r.Meeting); err != nil {
		return nil, err
	}
	for i, p := range r.Meeting.Participants {
		at := strings.Index(string(data), p.Name)
		r.Note(reading.At("participants", i, "name"), extract.Passage{Page: 1, Start: at, End: at + len(p.Name)}, 0.9)
	}
	for i, item := range r.Meeting.Items {
		if item.Decision != "" {
			r.Note(reading.At("items", i, "decision"), extract.Passage{Page: 1, Start: 0, End: 5}, 0.6)
		}
	}
	return r, nil
}

// minutes returns the minutes of a meeting of the cluster Nord with people,
// each written "Name; role; organisation".
func minutes(date string, people ...string) reading.Meeting {
	m := reading.Meeting{Body: "Politisk Sundhedsklynge Nord", Date: date, Start: "14:00", Kind: reading.Minutes, Items: []reading.Item{
		{Number: "1", Title: "Godkendelse af dagsorden", Decided: true},
		{Number: "2", Title: "Status på medicinbokse", Decided: true, Decision: "Taget til efterretning.", Outcome: reading.Noted},
	}}
	for _, line := range people {
		part := append(strings.Split(line, "; "), "", "")
		m.Participants = append(m.Participants, reading.Participant{Name: part[0], Role: part[1], Organization: part[2]})
	}
	return m
}

// add imports a meeting and fails the test when that fails.
func add(t *testing.T, a *archive.Archive, m reading.Meeting) archive.Outcome {
	t.Helper()
	o, err := a.ImportBytes(t.Context(), m.Body+" "+m.Date+".txt", encode(t, m))
	if err != nil {
		t.Fatalf("import of %s %s = %v", m.Body, m.Date, err)
	}
	return o
}

func encode(t *testing.T, m reading.Meeting) []byte {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rows runs a query and returns each row as one line, its columns between bars.
func rows(t *testing.T, d *db.DB, columns int, query string, args ...any) (lines []string) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		lines, err = db.Collect(t.Context(), tx, func(row interface{ Scan(...any) error }) (string, error) {
			values, pointers := make([]string, columns), make([]any, columns)
			for i := range values {
				pointers[i] = &values[i]
			}
			err := row.Scan(pointers...)
			return strings.Join(values, "|"), err
		}, query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return lines
}

func wantRows(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func TestImportKeepsAndShows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2024-11-19", "Ida Holm; Borgmester; Skagerby Kommune", "Bo Lind; Regionsrådsmedlem", "Dr. Eva Dam; Formand; PLO-Nord", "Ib Krog; Konsulent; RN", "Ea Ask; Direktør; Region Nordkyst")
		m.Funds = []reading.Fund{{Title: "Midler", HasTotal: true, Total: danish.Kroner(800_000), Rows: []reading.FundRow{
			{Label: "Medicinbokse", Amount: danish.Kroner(500_000)}, {Label: "Rest", Amount: danish.Kroner(300_000), Rest: true}}}}
		o := add(t, a, m)
		if o.Result != archive.New || o.Meeting.Slug != "2024-11-19-sundhedsklynge-nord" || o.Body != "Politisk Sundhedsklynge Nord" || !o.Shown || o.Doubts != 1 {
			t.Errorf("first import = %+v, want a new meeting with a readable address and one doubtful decision", o)
		}
		wantRows(t, "participations", rows(t, d, 4, `SELECT p.name, COALESCE(o.name, ''), p.sector, n.name FROM participation p
			LEFT JOIN organization o ON o.id = p.organization_id JOIN person n ON n.id = p.person_id ORDER BY p.position`),
			"Ida Holm|Skagerby Kommune|municipality|Ida Holm",
			"Bo Lind|Region Nordkyst|region|Bo Lind",
			"Dr. Eva Dam|PLO-Nord|general-practice|Eva Dam",
			"Ib Krog|Region Nordkyst|region|Ib Krog",
			"Ea Ask|Region Nordkyst|region|Ea Ask")
		wantRows(t, "organisations", rows(t, d, 3, `SELECT o.slug, o.classification, COALESCE(p.slug, '-') FROM organization o
			LEFT JOIN organization p ON p.id = o.parent_id ORDER BY o.slug`),
			"plo-nord|gp-organisation|-", "politisk-sundhedsklynge-nord|cluster|sundhedsklynge-nord", "region-nordkyst|region|-",
			"skagerby-kommune|municipality|-", "sundhedsklynge-nord|cluster|-")
		wantRows(t, "initiative in fund and item", rows(t, d, 3, `SELECT i.title, n.what, n.label FROM initiative i
			JOIN initiative_mention n ON n.initiative_id = i.id ORDER BY n.what`),
			"Medicinbokse|fund|Medicinbokse", "Medicinbokse|item|Status på medicinbokse")
	})
}

func TestSameBytesDoNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2024-11-19", "Ida Holm")
		first := add(t, a, m)
		again, err := a.ImportBytes(t.Context(), "et andet navn.txt", encode(t, m))
		if err != nil || again.Result != archive.Same || again.Known != first.File || again.Meeting.ID != first.Meeting.ID {
			t.Errorf("the same bytes again = %+v, %v, want Same with the first name %q", again, err, first.File)
		}
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM document UNION ALL SELECT turn FROM record_turn`); !slices.Equal(got, []int64{1, 1}) {
			t.Errorf("documents and turns after the same bytes twice = %d, want 1 and 1", got)
		}
	})
}

func TestChangedFileIsAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		agenda := minutes("2024-11-19", "Ida Holm")
		agenda.Kind, agenda.Items[1].Decision, agenda.Items[1].Outcome = reading.Agenda, "", ""
		add(t, a, agenda)
		item := rows(t, d, 1, `SELECT id FROM agenda_item WHERE number = '2'`)

		held := minutes("2024-11-19", "Ida Holm")
		held.Items = slices.Insert(held.Items, 1, reading.Item{Number: "2", Title: "Nyt punkt"})
		held.Items[2].Number = "3"
		o := add(t, a, held)
		if o.Result != archive.Version || o.Version != 2 || !o.Shown || o.Meeting.Kind != reading.Minutes {
			t.Errorf("minutes after the agenda = %+v, want version 2, shown", o)
		}
		if !slices.ContainsFunc(o.Differences, func(x archive.Difference) bool {
			return x == archive.Difference{At: "/items/punkt-3/decision", Label: "Punkt 3, beslutning", Was: "", Is: "Taget til efterretning."}
		}) {
			t.Errorf("differences = %+v, want the decision of item 3 among them", o.Differences)
		}
		wantRows(t, "the item that was pushed down keeps its id", rows(t, d, 1, `SELECT id FROM agenda_item WHERE number = '3'`), item...)

		agenda.Place = "Rådhuset"
		o = add(t, a, agenda)
		if o.Result != archive.Version || o.Version != 3 || o.Shown || o.Meeting.Place != "" {
			t.Errorf("a later agenda after the minutes = %+v, want version 3, not shown", o)
		}
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM meeting UNION ALL SELECT count(*) FROM document`); !slices.Equal(got, []int64{1, 3}) {
			t.Errorf("meetings and documents = %d, want 1 and 3", got)
		}
	})
}

// What hangs on a meeting keeps its address when the meeting is read again.
func TestAddressesOutliveANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2024-11-19", "Ida Holm; Borgmester; Skagerby Kommune")
		m.Funds = []reading.Fund{{HasRest: true, Rows: []reading.FundRow{{Label: "Udvidede medicinbokse", Amount: danish.Kroner(500_000)}}}}
		m.Cases = []reading.Case{{Title: "Forum for tidlig hjælp til unge", Leader: "Ea Ask"}}
		add(t, a, m)
		const all = `SELECT id, slug FROM initiative UNION SELECT id, slug FROM person UNION SELECT id, slug FROM meeting
			UNION SELECT id, role FROM membership UNION SELECT id, anchor FROM agenda_item ORDER BY 1`
		before := rows(t, d, 2, all)
		m.Place = "Rådhuset"
		add(t, a, m)
		wantRows(t, "ids and addresses after a new version", rows(t, d, 2, all), before...)
		wantRows(t, "mentions and lines", rows(t, d, 3, `SELECT n.what, n.label, COALESCE(l.label, '') FROM initiative_mention n
			LEFT JOIN fund_line l ON l.initiative_id = n.initiative_id ORDER BY n.what`),
			"case|Forum for tidlig hjælp til unge|", "fund|Udvidede medicinbokse|Udvidede medicinbokse", "item|Status på medicinbokse|Udvidede medicinbokse")
		wantRows(t, "addresses that lead on", rows(t, d, 1, `SELECT path FROM moved`))
	})
}

func TestWhatIsTheSameMeeting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		morning := minutes("2024-11-19")
		morning.Start = "09:00"
		afternoon := morning
		afternoon.Start = "13:00"
		afternoon.Items = []reading.Item{{Number: "1", Title: "Sundhedsreformen"}, {Number: "2", Title: "Budget"}}
		administrative := morning
		administrative.Body = "Sundhedsklynge Nord - administrativt niveau"
		undated, nameless := morning, morning
		undated.Date, undated.Items = "", []reading.Item{{Title: "Akutplan"}, {Title: "Hjemmebesøg"}, {Title: "Telemedicin"}}
		nameless.Body, nameless.Items = "", []reading.Item{{Title: "Tandpleje"}, {Title: "Diætister"}, {Title: "Fodpleje"}}
		for i, tt := range []struct {
			m    reading.Meeting
			want archive.Result
			slug string
		}{
			{morning, archive.New, "2024-11-19-sundhedsklynge-nord"},
			{afternoon, archive.New, "2024-11-19-sundhedsklynge-nord-kl-13-00"},
			{administrative, archive.New, "2024-11-19-administrativ-sundhedsklynge-nord"},
			{undated, archive.New, "uden-dato-sundhedsklynge-nord"},
			{nameless, archive.New, "2024-11-19-ukendt-organ"},
		} {
			o := add(t, a, tt.m)
			if o.Result != tt.want || o.Meeting.Slug != tt.slug {
				t.Errorf("import %d = %s %s, want %s %s", i, o.Result, o.Meeting.Slug, tt.want, tt.slug)
			}
			tt.m.Place = "Rådhuset"
			if again := add(t, a, tt.m); again.Result != archive.Version || again.Meeting.ID != o.Meeting.ID {
				t.Errorf("import %d with another place = %s of %s, want a version of %s", i, again.Result, again.Meeting.Slug, tt.slug)
			}
		}
		wantRows(t, "doubts about what is missing", rows(t, d, 2, `SELECT m.slug, d.path FROM doubt d JOIN meeting m ON m.id = d.meeting_id
			WHERE d.confidence = 0 ORDER BY m.slug`), "2024-11-19-ukendt-organ|/body", "uden-dato-sundhedsklynge-nord|/date")
	})
}

func TestFailureLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		for name, index := range map[string]func(stop context.CancelFunc) error{
			"stopped before the commit": func(stop context.CancelFunc) error { stop(); return nil },
			"the index is broken":       func(context.CancelFunc) error { return errors.New("broken") },
		} {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			a.Index = func(context.Context, *db.Tx, string) error { return index(stop) }
			if o, err := a.ImportBytes(ctx, "a.txt", encode(t, minutes("2024-11-19", "Ida Holm"))); err == nil || o.Result != archive.Failed {
				t.Errorf("import when %s = %+v, %v, want Failed", name, o, err)
			}
			for _, table := range []string{"meeting", "document", "person", "sighting", "organization", "agenda_item", "doubt", "moved"} {
				if got := dbtest.Ints(t, d, `SELECT count(*) FROM `+table); got[0] != 0 {
					t.Errorf("import when %s leaves %d rows in %s", name, got[0], table)
				}
			}
		}
	})
}

func ExampleSummary() {
	var s archive.Summary
	for _, result := range []archive.Result{archive.New, archive.New, archive.Same, archive.Failed} {
		s.Count(archive.Outcome{Result: result})
	}
	fmt.Println(s.New, s.Same, s.Version, s.Failed)
	// Output: 2 1 0 1
}

// breakFolder gives the archive a vault in which no file can get its name.
func breakFolder(a *archive.Archive, folder string) (err error) {
	for _, a := range "0123456789abcdef" {
		for _, b := range "0123456789abcdef" {
			if err := os.WriteFile(filepath.Join(folder, string(a)+string(b)), nil, 0o600); err != nil {
				return err
			}
		}
	}
	a.Vault, err = vault.Open(folder)
	return err
}
