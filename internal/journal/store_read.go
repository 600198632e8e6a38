package journal

import (
	"context"
	"errors"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// A Filter chooses lines of the journal.
type Filter struct {
	Case      string
	Direction Direction
	From, To  string // days, both included
	Overdue   bool   // only those that belong to no case, of days before Today
	Today     string
}

// Visible returns what somebody sees of a line: of a closed matter, without the
// right to it, the date and the direction.
func (e Entry) Visible(readsClosed bool) Entry {
	if !e.Closed || readsClosed {
		return e
	}
	return Entry{ID: e.ID, BodyID: e.BodyID, Direction: e.Direction, Date: e.Date, What: e.What, Closed: true, Made: e.Made, Version: e.Version}
}

// Of returns lines of a body's journal as somebody sees them, the latest first, at
// most so many.
func (s *Store) Of(ctx context.Context, who access.Who, bodyID string, f Filter, most int) (list []Entry, err error) {
	defer fault.In(&err, "journal: of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM journal_entry WHERE body_id = $1 AND ($2 = '' OR case_number = $2)
			AND ($3 = '' OR direction = $3) AND date >= $4 AND ($5 = '' OR date <= $5) AND ($6 = '' OR case_number = '' AND date < $6)
			ORDER BY date DESC, id DESC LIMIT $7`, bodyID, f.Case, string(f.Direction), f.From, f.To, overdue(f), most)
		return err
	})
	for i := range list {
		list[i] = list[i].Visible(who.May(access.ReadClosed, bodyID))
	}
	return list, err
}

func overdue(f Filter) string {
	if f.Overdue {
		return f.Today
	}
	return ""
}

// A Missing is a document that was handed in and has no line in the journal.
type Missing struct {
	AttachmentID string
	ItemID       string
	Name         string
	Date         string // it came
	Closed       bool
}

const missing = `SELECT a.id, a.item_id, a.name, COALESCE(a.supplied_at, a.made_at), a.closed OR i.closed FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id
	WHERE i.body_id = $1 AND a.digest <> '' AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.body_id = i.body_id AND e.digest = a.digest)`

func scanMissing(row interface{ Scan(...any) error }) (m Missing, err error) {
	var at int64
	err = row.Scan(&m.AttachmentID, &m.ItemID, &m.Name, &at, &m.Closed)
	m.Date = access.Day(time.UnixMicro(at))
	return m, err
}

// Missing returns the documents of a body that came and were not entered, the
// first first (R35).
func (s *Store) Missing(ctx context.Context, who access.Who, bodyID string) (list []Missing, err error) {
	defer fault.In(&err, "journal: missing of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanMissing, missing+` ORDER BY 4, a.id`, bodyID)
		return err
	})
	for i := range list {
		if list[i].Closed && !who.May(access.ReadClosed, bodyID) {
			list[i].Name = ""
		}
	}
	return list, err
}

// EnterMissing enters a document that came and was not entered.
func (s *Store) EnterMissing(ctx context.Context, bodyID, attachmentID, by string) (err error) {
	defer fault.In(&err, "journal: enter attachment %s", attachmentID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, scanMissing, missing+` AND a.id = $2`, bodyID, attachmentID)
		if err != nil || len(list) == 0 {
			return err // somebody has entered it meanwhile
		}
		var digest, file string
		if err := tx.QueryRowContext(ctx, `SELECT digest, file_name FROM draft_attachment WHERE id = $1`, attachmentID).Scan(&digest, &file); err != nil {
			return err
		}
		m := list[0]
		return Enter(ctx, tx, Entry{BodyID: bodyID, Direction: Received, Date: m.Date, Theme: m.Name, ItemID: m.ItemID, Digest: digest, FileName: file,
			Closed: m.Closed, By: by})
	})
}

// Amended reports how often a line was put right.
func (s *Store) Amended(ctx context.Context, bodyID string) (times map[string]int, err error) {
	defer fault.In(&err, "journal: changes in %s", bodyID)
	times = map[string]int{}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		rows, err := tx.QueryContext(ctx, `SELECT c.entry_id, COUNT(*) FROM journal_change c JOIN journal_entry e ON e.id = c.entry_id
			WHERE e.body_id = $1 GROUP BY c.entry_id`, bodyID)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var entryID string
			var n int
			if err := rows.Scan(&entryID, &n); err != nil {
				return err
			}
			times[entryID] = n
		}
		return rows.Err()
	})
	return times, err
}

// Waiting returns what the secretariat of a body has not entered or not put to a
// case on the day it should (R35).
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "journal: what waits")
	if !who.MaySomewhere(access.EditAgenda) {
		return nil, nil
	}
	type behind struct {
		bodyID, name, slug, first string
		lines                     int
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (b behind, err error) {
			return b, row.Scan(&b.bodyID, &b.name, &b.slug, &b.lines, &b.first)
		}, `SELECT o.id, o.name, o.slug, COUNT(*), MIN(e.date) FROM journal_entry e JOIN organization o ON o.id = e.body_id
			WHERE e.case_number = '' AND e.date < $1 GROUP BY o.id, o.name, o.slug ORDER BY o.name`, day)
		for _, b := range list {
			if who.May(access.EditAgenda, b.bodyID) {
				lines = append(lines, desk.Line{Due: b.first, Text: "Før dokumenter på deres sag i journalen", About: danish.Count(b.lines, "linje uden sag", "linjer uden sag"),
					Body: b.name, Path: "/arbejde/organ/" + b.slug + "/journal?uden=sag"})
			}
		}
		if err != nil {
			return err
		}
		list, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (b behind, err error) {
			var at int64
			err = row.Scan(&b.bodyID, &b.name, &b.slug, &b.lines, &at)
			b.first = access.Day(time.UnixMicro(at))
			return b, err
		}, `SELECT o.id, o.name, o.slug, COUNT(*), MIN(COALESCE(a.supplied_at, a.made_at)) FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id
			JOIN organization o ON o.id = i.body_id WHERE a.digest <> ''
			AND NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.body_id = i.body_id AND e.digest = a.digest) GROUP BY o.id, o.name, o.slug ORDER BY o.name`)
		for _, b := range list {
			if who.May(access.EditAgenda, b.bodyID) {
				lines = append(lines, desk.Line{Due: b.first, Text: "Før modtagne dokumenter i journalen", About: danish.Count(b.lines, "dokument", "dokumenter"),
					Body: b.name, Path: "/arbejde/organ/" + b.slug + "/journal#mangler"})
			}
		}
		return err
	})
	return lines, err
}
