package minutes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/minutes"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var noon = dbtest.Noon

// A table is a meeting of Klynge Fjorden with three members, a chair, a
// substitute, a secretary, and an agenda that was sent.
type table struct {
	t *testing.T
	d *db.DB
	s *minutes.Store
}

const meetingID = "m1"

// by is the secretary, some time ago.
func by(ago time.Duration) minutes.By {
	return minutes.By{Who: access.Who{Account: access.Account{ID: "sekretær", Name: "Sofie Sand"}}, Ago: ago}
}

// set makes a table with an agenda. An item of two lines is a decision of two.
func set(t *testing.T, d *db.DB, items ...agenda.SentItem) table {
	t.Helper()
	tb := table{t, d, minutes.NewStore(d)}
	tb.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'klynge-fjorden', 'Klynge Fjorden', 'committee', 'shared', 0)`)
	tb.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('m1', 'b1', '', '2026-11-21', '12:00', '15:00', 'physical', 'Skagerby Rådhus', '', 'planned', '', '', 0, 1, 0, '', 0)`)
	for i, s := range []struct {
		id, name, organization, role string
		voting                       bool
	}{
		{"anna", "Anna Ager", "Skagerby Kommune", "chair", true},
		{"bent", "Bent Bro", "Region Nordkyst", "member", true},
		{"carl", "Carl Dam", "Fjordby Kommune", "member", true},
		{"dora", "Dora Eng", "Skagerby Kommune", "substitute", true},
		{"sofie", "Sofie Sand", "Sekretariatet", "secretariat", false},
		{"leo", "Leo Lund", "Region Nordkyst", "lead", false},
	} {
		of, basis := "NULL", ""
		if s.role == "substitute" {
			of, basis = "'carl'", "forretningsordenens § 4"
		}
		tb.exec(fmt.Sprintf(`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, substitute_for, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
			VALUES ('%s', 'b1', '%s', '%s@skagerby.example', '%s', 'municipal', '%s', '', %t, %s, '%s', '2026-01-01', '', %d, 1, 0, '', 0, '')`,
			s.id, s.name, s.id, s.organization, s.role, s.voting, of, basis, i))
	}
	for i, it := range items {
		tb.exec(fmt.Sprintf(`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ('%s', 'b1', 'm1', %d, '%s', 'decision', '', '', %t, '', 10, '', '', 'x', 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1)`, it.ID, i, it.Number, it.Closed))
		for k, r := range it.Recommendations {
			tb.exec(fmt.Sprintf(`INSERT INTO draft_recommendation (id, item_id, position) VALUES ('%s', '%s', %d)`, r.ID, it.ID, k))
		}
	}
	tb.dispatch(0, items...)
	return tb
}

// point makes an item with so many lines of recommendation.
func point(n, lines int) agenda.SentItem {
	it := agenda.SentItem{ID: fmt.Sprintf("p%d", n), Number: fmt.Sprint(n), Title: fmt.Sprintf("Sag %d", n), Type: agenda.Decision, Minutes: 10}
	for k := range lines {
		it.Recommendations = append(it.Recommendations, agenda.Recommendation{ID: fmt.Sprintf("p%dr%d", n, k), Text: "at det godkendes"})
	}
	return it
}

func (tb table) dispatch(number int, items ...agenda.SentItem) {
	tb.t.Helper()
	content, err := json.Marshal(agenda.Sent{Items: items})
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.exec(fmt.Sprintf(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d%d', 'm1', %d, '%s', false, '', 0, '')`,
		number, number, strings.ReplaceAll(string(content), "'", "''")))
}

func (tb table) answer(seat, answer, substitute string) {
	tb.t.Helper()
	of := "NULL"
	if substitute != "" {
		of = "'" + substitute + "'"
	}
	tb.exec(fmt.Sprintf(`INSERT INTO invitation (meeting_id, seat_id, answer, online, note, substitute, via, sequence) VALUES ('m1', '%s', '%s', false, '', %s, 'page', 0)`,
		seat, answer, of))
}

// open opens the meeting an hour ago, with everybody there.
func (tb table) open() {
	tb.t.Helper()
	for _, seat := range []string{"anna", "bent", "carl", "sofie"} {
		tb.answer(seat, "coming", "")
	}
	if _, err := tb.s.Open(tb.t.Context(), meetingID, by(time.Hour)); err != nil {
		tb.t.Fatalf("Open: %v", err)
	}
}

func (tb table) exec(query string) {
	tb.t.Helper()
	if err := tb.d.Write(tb.t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(tb.t.Context(), query)
		return err
	}); err != nil {
		tb.t.Fatalf("%s: %v", query, err)
	}
}

func (tb table) record() (r minutes.Record) {
	tb.t.Helper()
	tb.read(func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = minutes.RecordOf(ctx, tx, meetingID)
		return err
	})
	return r
}

func (tb table) events() (list []minutes.Event) {
	tb.t.Helper()
	tb.read(func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = minutes.Events(ctx, tx, meetingID, 0, 10000)
		return err
	})
	return list
}

func (tb table) versions() (list []minutes.Version) {
	tb.t.Helper()
	tb.read(func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = minutes.Versions(ctx, tx, meetingID)
		return err
	})
	return list
}

func (tb table) read(fn func(context.Context, *db.Tx) error) {
	tb.t.Helper()
	if err := tb.d.Read(tb.t.Context(), func(tx *db.Tx) error { return fn(tb.t.Context(), tx) }); err != nil {
		tb.t.Fatal(err)
	}
}

// must fails the test when an act was refused.
func (tb table) must(err error) {
	tb.t.Helper()
	if err != nil {
		tb.t.Fatal(err)
	}
}

// close ends the meeting whatever is lacking that is only warned of.
func (tb table) close() {
	tb.t.Helper()
	if _, err := tb.s.Close(tb.t.Context(), meetingID, true, by(0)); err != nil {
		tb.t.Fatalf("Close: %v", err)
	}
}
