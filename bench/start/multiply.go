package main

import (
	"context"
	"fmt"
	"time"

	"klynge/internal/db"
)

// copies copy each meeting that has been held many times, with what a page shows
// of it. A copy differs from the original in its id and its address, and each
// was held a day earlier than the one before.
var copies = []string{
	`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
		SELECT id || '-' || n, slug || '-' || n, body_id, date(date, '-' || n || ' days'), start_time, end_time, place, kind, document_id || '-' || n, created_at, changed_at
		FROM original, number`,
	`INSERT INTO document (id, meeting_id, version, name, kind, format, size, pages, text, reading, read_at)
		SELECT d.id || '-' || n, d.meeting_id || '-' || n, d.version, d.name, d.kind, d.format, d.size, d.pages, '', '{}', d.read_at
		FROM document d JOIN original o ON o.id = d.meeting_id, number`,
	`INSERT INTO participation (meeting_id, position, person_id, organization_id, sighting_key, name, role, organization, grouping, sector, absent, chair, partly)
		SELECT p.meeting_id || '-' || n, p.position, p.person_id, p.organization_id, p.sighting_key, p.name, p.role, p.organization, p.grouping, p.sector, p.absent, p.chair, p.partly
		FROM participation p JOIN original o ON o.id = p.meeting_id, number`,
	`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
		SELECT i.id || '-' || n, i.meeting_id || '-' || n, i.position, i.anchor, i.number, i.title, i.case_number, i.type, i.closed, i.minutes, i.sections, i.decided, i.decision, i.outcome
		FROM agenda_item i JOIN original o ON o.id = i.meeting_id, number`,
	`INSERT INTO finding (meeting_id, position, code, level, args, path, page, start_char, end_char)
		SELECT f.meeting_id || '-' || n, f.position, f.code, f.level, f.args, f.path, f.page, f.start_char, f.end_char
		FROM finding f JOIN original o ON o.id = f.meeting_id, number`,
}

// multiply fills a record until it has at least so many items, and returns how
// many.
func multiply(ctx context.Context, path string, want int) (items int, err error) {
	d, err := db.Open(ctx, path, time.Now)
	if err != nil {
		return 0, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		count := func() error {
			return tx.QueryRowContext(ctx, `SELECT count(*) FROM agenda_item`).Scan(&items)
		}
		if err := count(); err != nil {
			return err
		}
		// A table that lasts as long as the connection, because a statement
		// that names the meetings must not see those it makes.
		if _, err := tx.ExecContext(ctx, `CREATE TEMP TABLE original AS SELECT * FROM meeting WHERE date <= date('now')`); err != nil {
			return err
		}
		var past int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM agenda_item i JOIN original o ON o.id = i.meeting_id`).Scan(&past); err != nil {
			return err
		}
		if past == 0 {
			return fmt.Errorf("%s has no meeting that has been held", path)
		}
		if _, err := tx.ExecContext(ctx, `CREATE TEMP TABLE number AS WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < $1)
			SELECT n FROM count`, (want-items+past-1)/past); err != nil {
			return err
		}
		for _, statement := range copies {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%.40s: %w", statement, err)
			}
		}
		return count()
	})
	if closed := d.Close(); err == nil {
		err = closed
	}
	return items, err
}
