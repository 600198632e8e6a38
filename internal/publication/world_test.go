package publication_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/minutes"
	"klynge/internal/publication"
	"klynge/internal/reader/extract"
	"klynge/internal/vault"
	"klynge/internal/wire"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is a body with its secretariat and its gate.
type world struct {
	t     testing.TB
	db    *db.DB
	vault *vault.Vault
	*publication.Store
	body string
	n    int
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	v, err := vault.Open(filepath.Join(t.TempDir(), "originaler"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, db: d, vault: v, Store: publication.NewStore(d, wire.Archive(d, v, extract.DefaultLimits), v)}
	w.write(func(ctx context.Context, tx *db.Tx) error {
		o, err := body.EnsureBody(ctx, tx, "Politisk Sundhedsklynge Fjorden")
		w.body = o.ID
		return err
	})
	return w
}

func (w *world) write(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), func(tx *db.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// as returns somebody with a role in the body.
func (w *world) as(account string, role access.Role) access.Who {
	return access.Who{Account: access.Account{ID: account, Name: "Navn " + account}, Grants: []access.Grant{{Role: role, BodyID: w.body}}}
}

func (w *world) author() access.Who { return w.as("gerda", access.Secretariat) }
func (w *world) other() access.Who  { return w.as("jens", access.Secretariat) }

// plan makes a planned meeting and returns its id.
func (w *world) plan(date string) string {
	w.n++
	id := fmt.Sprintf("p%d", w.n)
	w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ($1, $2, '', $3, '13:00', '15:00', 'physical', 'Rådhuset', '', 'held', '', '', 0, 1, 0, '', 0)`, id, w.body, date)
	return id
}

// item makes an item of a meeting, which texts at the gate refer to.
func (w *world) item(planned string, it agenda.SentItem) agenda.SentItem {
	w.exec(`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
		VALUES ($1, $2, $3, 0, $4, 'decision', '', '', $5, $6, 10, '', '', '', 'on-agenda', 'secretariat', '', '', FALSE, 0, 0, '', 0, 1)`,
		it.ID, w.body, planned, it.Number, it.Closed, it.ClosedUntil)
	return it
}

// attach hands a paper in for an item.
func (w *world) attach(itemID, id, name, fileName string, closed bool, data []byte) {
	w.t.Helper()
	digest, size, err := w.vault.Put(w.t.Context(), bytes.NewReader(data))
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size, version, supplied_at, supplied_by, made_at, made_by)
		VALUES ($1, $2, 0, $3, 'enclosed', '', $4, $5, $6, 'application/pdf', $7, 1, 0, '', 0, '')`, id, itemID, name, closed, fileName, digest, size)
}

// send sends an agenda, or a supplement.
func (w *world) send(planned string, number int, items ...agenda.SentItem) {
	content, err := json.Marshal(agenda.Sent{Items: items})
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ($1, $2, $3, $4, FALSE, '', 0, '')`,
		fmt.Sprintf("%s-d%d", planned, number), planned, number, string(content))
}

// approve fixes a version of the minutes.
func (w *world) approve(planned string, number int, act minutes.Act, items ...minutes.Item) {
	w.record(planned, number, act, minutes.Record{MeetingID: planned, Opened: time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC), Items: items, Attendance: []minutes.Attendance{
		{SeatID: "s1", Name: "Ida Holm", Title: "Borgmester", Organization: "Skagerby Kommune", Role: access.Chair, Status: minutes.Present, Voting: true}}})
}

func (w *world) record(planned string, number int, act minutes.Act, r minutes.Record) {
	content, err := json.Marshal(r)
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom) VALUES ($1, $2, $3, $4, '', $5, 0, '')`,
		fmt.Sprintf("%s-v%d", planned, number), planned, number, act, string(content))
}

// number answers a query of one number.
func (w *world) number(query string, args ...any) (n int64) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx *db.Tx) error { return tx.QueryRowContext(w.t.Context(), query, args...).Scan(&n) })
	if err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}
