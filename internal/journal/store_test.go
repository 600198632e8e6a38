package journal_test

import (
	"testing"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/journal"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// write runs a transaction that must succeed.
func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// house makes a body and returns its id.
func house(t *testing.T, d *db.DB) (id string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		b, err := body.EnsureBody(t.Context(), tx, "Sundhedsklynge Fjorden")
		id = b.ID
		return err
	})
	return id
}

func TestR35EntryIsKeptWithTheDocument(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bodyID := house(t, d)
		enter := func(e journal.Entry) {
			t.Helper()
			e.BodyID, e.By = bodyID, "Gerda Skov"
			write(t, d, func(tx *db.Tx) error { return journal.Enter(t.Context(), tx, e) })
		}
		sent := journal.Entry{Direction: journal.Sent, Theme: "Dagsorden til mødet 3. marts 2027", Party: "Medlemmerne", Case: "2026-001", Code: "29.30.00 g01"}
		enter(sent)
		enter(sent) // a double click leaves one line
		enter(journal.Entry{Direction: journal.Received, Theme: "Budget", Case: "2026-001", Digest: "abc"})
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM journal_entry WHERE case_code = '29.30.00-G01' AND date = '2026-11-21'`)[0]; n != 2 {
			t.Errorf("%d lines have the code of the case and the day, want 2", n)
		}
	})
}

var (
	secretary = access.Who{Account: access.Account{ID: "g"}, Grants: []access.Grant{{Role: access.Secretariat}}}
	guest     = access.Who{Account: access.Account{ID: "h"}, Grants: []access.Grant{{Role: access.Guest}}}
)

func TestR35OverdueList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bodyID, s := house(t, d), journal.NewStore(d)
		exec := func(query string, args ...any) {
			t.Helper()
			write(t, d, func(tx *db.Tx) error {
				_, err := tx.ExecContext(t.Context(), query, args...)
				return err
			})
		}
		exec(`INSERT INTO draft_item (id, body_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state,
			origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ('i1', $1, 0, '', 'decision', '', '', true, '', 10, '', '2026-17', 'i1', 'ready', 'secretariat', '', '', false, -1, 0, '', 0, 1)`, bodyID)
		exec(`INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size, version, supplied_at, supplied_by, made_at, made_by)
			VALUES ('a1', 'i1', 0, 'Udtalelse', 'enclosed', '', false, 'udtalelse.pdf', 'd1', 'application/pdf', 9, 1, $1, '', 0, ''),
			('a2', 'i1', 1, 'Kommer', 'to-follow', '2026-12-01', false, '', '', '', 0, 1, NULL, '', 0, '')`, dbtest.Noon.AddDate(0, 0, -1).UnixMicro())
		write(t, d, func(tx *db.Tx) error {
			return journal.Enter(t.Context(), tx, journal.Entry{BodyID: bodyID, Direction: journal.Received, Date: "2026-11-19", Theme: "Brev uden sag", By: "Gerda Skov"})
		})
		lines, err := s.Waiting(t.Context(), secretary, "2026-11-21")
		if err != nil || len(lines) != 2 || lines[0].About != "1 linje uden sag" || lines[1].About != "1 dokument" || lines[1].Due != "2026-11-20" {
			t.Errorf("the secretariat's desk has %+v, %v", lines, err)
		}
		if lines, err := s.Waiting(t.Context(), guest, "2026-11-21"); err != nil || len(lines) != 0 {
			t.Errorf("a guest's desk has %+v, %v", lines, err)
		}
		gone, err := s.Missing(t.Context(), secretary, bodyID)
		if err != nil || len(gone) != 1 || gone[0].Name != "Udtalelse" || !gone[0].Closed {
			t.Fatalf("Missing = %+v, %v", gone, err)
		}
		if hidden, err := s.Missing(t.Context(), guest, bodyID); err != nil || hidden[0].Name != "" {
			t.Errorf("a guest reads the name of a closed document: %+v, %v", hidden, err)
		}
		for range 2 { // a double click
			if err := s.EnterMissing(t.Context(), bodyID, "a1", "Gerda Skov"); err != nil {
				t.Fatal(err)
			}
		}
		list, err := s.Of(t.Context(), secretary, bodyID, journal.Filter{Case: "2026-17"}, 10)
		if err != nil || len(list) != 1 || list[0].Theme != "Udtalelse" || !list[0].Closed || !list[0].Late() {
			t.Errorf("the case has %+v, %v", list, err)
		}
		list, err = s.Of(t.Context(), guest, bodyID, journal.Filter{Direction: journal.Received}, 10)
		if err != nil || len(list) != 2 || list[0].Theme != "" || list[0].FileName != "" || list[1].Theme != "Brev uden sag" {
			t.Errorf("a guest sees %+v, %v", list, err)
		}
		loose, err := s.Of(t.Context(), secretary, bodyID, journal.Filter{Overdue: true, Today: "2026-11-21"}, 10)
		if err != nil || len(loose) != 1 {
			t.Fatalf("without a case: %+v, %v", loose, err)
		}
		put := loose[0]
		put.Case, put.Code = "2026-18", "29.30.00"
		for range 2 {
			if err := s.Amend(t.Context(), put, "Gerda Skov"); err != nil {
				t.Fatal(err)
			}
		}
		put.Case = "2026-19"
		if err := s.Amend(t.Context(), put, "Bo Lund"); !fault.Is(err, fault.Conflict) {
			t.Errorf("the second of two who put it right: %v", err)
		}
		if times, err := s.Amended(t.Context(), bodyID); err != nil || times[put.ID] != 1 {
			t.Errorf("Amended = %v, %v", times, err)
		}
		if lines, err := s.Waiting(t.Context(), secretary, "2026-11-21"); err != nil || len(lines) != 0 {
			t.Errorf("afterwards the desk has %+v, %v", lines, err)
		}
	})
}

func TestR37NoteIsWholeOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		bodyID, s := house(t, d), journal.NewStore(d)
		note := journal.Note{BodyID: bodyID, Case: "2026-17", Theme: "Samtale", From: "Ida Kjær", Fact: "Der er 40 borgere.", Step: "Partshørt."}
		list, err := note.Entries("Gerda Skov")
		if err != nil {
			t.Fatal(err)
		}
		broken := append([]journal.Entry{}, list...)
		broken[1].Theme = ""
		if err := s.EnterAll(t.Context(), broken); !fault.Is(err, fault.Invalid) {
			t.Errorf("a broken note: %v", err)
		}
		if err := s.EnterAll(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		kept, err := s.Of(t.Context(), secretary, bodyID, journal.Filter{}, 10)
		if err != nil || len(kept) != 2 {
			t.Errorf("the journal has %+v, %v; want the two lines of the whole note", kept, err)
		}
	})
}
