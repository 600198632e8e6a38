package meeting_test

import (
	"testing"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/meeting"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func fill(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, statement := range statements {
			if _, err := tx.ExecContext(t.Context(), statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

const (
	organizations = `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES
		('o1', 'klynge-nord', 'Klynge Nord', 'cluster', 'shared', 1), ('o2', 'klynge-syd', 'Klynge Syd', 'cluster', 'shared', 1)`
	meetings = `INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at) VALUES
		('m1', 'nord-1', 'o1', '2024-11-19', '14:00', '16:00', 'Salen', 'minutes', 'd1', 1000000, 2000000),
		('m2', 'nord-2', 'o1', '2025-03-11', '14:00', '', '', 'agenda', 'd2', 3000000, 3000000),
		('m3', 'nord-uden', 'o1', '', '', '', '', 'minutes', 'd3', 1000000, 1000000),
		('m4', 'syd-1', 'o2', '2024-12-01', '', '', '', 'minutes', 'd4', 1000000, 1000000)`
	items = `INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome) VALUES
		('i1', 'm1', 0, 'punkt-1', '1', 'Godkendelse af dagsorden', '', '', FALSE, 0, '[]', TRUE, 'Godkendt.', 'approved'),
		('i2', 'm1', 1, 'punkt-2', '2', 'Medicinboks', '', '', FALSE, 0, '[]', TRUE, 'Godkendt. Borger 010203-1234.', 'approved'),
		('i3', 'm1', 2, 'punkt-3', '', 'Personsag', '', '', TRUE, 0, '[]', TRUE, 'Hemmeligt.', ''),
		('i4', 'm4', 0, 'punkt-1', '1', 'Lejemål', '', '', FALSE, 0, '[]', TRUE, 'Udsat.', 'postponed')`
	announced = `INSERT INTO announced_meeting (meeting_id, body_id, date, start_time, end_time) VALUES
		('m1', 'o1', '2025-03-11', '13:00', ''), ('m1', 'o1', '2025-06-10', '', ''), ('m2', 'o1', '2025-06-10', '14:00', '15:30')`
)

// An announced meeting gives way to its own agenda, two that announce the same
// one are one, and a meeting of an unknown day is in no calendar.
func TestEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, organizations, meetings, items, announced)
		list, err := meeting.NewPublic(d).Events(t.Context(), "klynge-nord")
		if err != nil || len(list) != 3 {
			t.Fatalf("Events(klynge-nord) = %d events %+v (%v), want 3", len(list), list, err)
		}
		held, called, told := list[0], list[1], list[2]
		if held.Slug != "nord-1" || held.Announced || len(held.Titles) != 3 || held.Titles[1] != "2. Medicinboks" || held.Titles[2] != "Personsag" || held.Changed.Unix() != 2 {
			t.Errorf("the meeting that was held is %+v", held)
		}
		if called.Slug != "nord-2" || called.Announced || called.Start != "14:00" {
			t.Errorf("the meeting with an agenda is %+v", called)
		}
		if told.Date != "2025-06-10" || !told.Announced || told.End != "15:30" || told.BodyName != "Klynge Nord" || told.Changed.Unix() != 3 {
			t.Errorf("the announced meeting is %+v", told)
		}
	})
}

// The decisions of one body are its own, without formalities, closed items and
// personal numbers.
func TestDecisionsOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d, organizations, meetings, items)
		list, err := meeting.NewPublic(d).DecisionsOf(t.Context(), "klynge-nord", 10)
		if err != nil || len(list) != 1 || list[0].ItemID != "i2" || list[0].Decision != "Godkendt. Borger ▒▒▒▒▒▒▒▒▒▒▒." || list[0].Changed.Unix() != 2 {
			t.Errorf("DecisionsOf(klynge-nord) = %+v (%v), want Medicinboks with its number hidden", list, err)
		}
		if all, _, err := meeting.NewPublic(d).Decisions(t.Context(), "", 10); err != nil || len(all) != 2 {
			t.Errorf("Decisions = %+v (%v), want those of both bodies", all, err)
		}
	})
}
