package journal_test

import (
	"testing"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
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
