package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

const columns = `d.id, d.meeting_id, m.slug, b.name, m.date, m.document_id, d.path, d.kind, d.subject, d.value, d.candidates,
	d.page, d.start_char, d.end_char, d.confidence, COALESCE(d.settled_at, 0), COALESCE(d.settled_by, '')`

const from = ` FROM doubt d JOIN meeting m ON m.id = d.meeting_id JOIN organization b ON b.id = m.body_id`

func scan(row interface{ Scan(...any) error }) (d Doubt, err error) {
	var candidates string
	var settled int64
	if err := row.Scan(&d.ID, &d.MeetingID, &d.MeetingSlug, &d.Body, &d.Date, &d.DocumentID, &d.At, &d.Kind, &d.Subject, &d.Value, &candidates,
		&d.Passage.Page, &d.Passage.Start, &d.Passage.End, &d.Confidence, &settled, &d.SettledBy); err != nil {
		return d, err
	}
	if settled != 0 {
		d.SettledAt = time.UnixMicro(settled).UTC()
	}
	return d, json.Unmarshal([]byte(candidates), &d.Candidates)
}

// Find returns a doubt by id, with the words of its passage.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Doubt, err error) {
	defer fault.In(&err, "review: find doubt %s", id)
	d, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+from+` WHERE d.id = $1`, id))
	if err != nil {
		return d, db.Missing(err, "Det punkt er ikke længere på listen. Måske er det gennemgået af en anden.")
	}
	err = quote(ctx, tx, []*Doubt{&d})
	return d, err
}

// Open returns what waits for a person, the greatest doubt first, after a
// doubt of the page before ("" for the first page).
func Open(ctx context.Context, tx *db.Tx, after string, limit int) (_ []Doubt, err error) {
	defer fault.In(&err, "review: open doubts")
	var confidence float64 = -1
	if after != "" {
		last, err := Find(ctx, tx, after)
		if err != nil {
			return nil, err
		}
		confidence = last.Confidence
	}
	list, err := db.Collect(ctx, tx, scan, `SELECT `+columns+from+`
		WHERE d.settled_at IS NULL AND (d.confidence, d.id) > ($1, $2) ORDER BY d.confidence, d.id LIMIT $3`, confidence, after, limit)
	if err != nil {
		return nil, err
	}
	pointers := make([]*Doubt, len(list))
	for i := range list {
		pointers[i] = &list[i]
	}
	return list, quote(ctx, tx, pointers)
}

// Count returns how many doubts wait, in all or of one meeting.
func Count(ctx context.Context, tx *db.Tx, meetingID string) (n int, err error) {
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM doubt WHERE settled_at IS NULL AND (meeting_id = $1 OR $1 = '')`, meetingID).Scan(&n)
	return n, err
}

// quote adds the passages' own words. Each document is fetched once.
func quote(ctx context.Context, tx *db.Tx, doubts []*Doubt) error {
	texts := map[string][]rune{}
	for _, d := range doubts {
		text, ok := texts[d.DocumentID]
		if !ok {
			var whole string
			if err := tx.QueryRowContext(ctx, `SELECT text FROM document WHERE id = $1`, d.DocumentID).Scan(&whole); err != nil {
				return err
			}
			text = []rune(whole)
			texts[d.DocumentID] = text
		}
		if p := d.Passage; 0 <= p.Start && p.Start <= p.End && p.End <= len(text) {
			d.Text = string(text[p.Start:p.End])
		}
	}
	return nil
}

// Replace brings the doubts of some kind about a meeting, or about one sighting
// of it, in line with what is doubted now. A doubt that was settled stays so
// unless its value or its candidates changed.
func Replace(ctx context.Context, tx *db.Tx, before []Doubt, now []Doubt) (err error) {
	defer fault.In(&err, "review: replace doubts")
	type place struct {
		meeting, at string
		kind        Kind
	}
	known := map[place]Doubt{}
	for _, d := range before {
		known[place{d.MeetingID, d.At, d.Kind}] = d
	}
	for _, d := range now {
		at := place{d.MeetingID, d.At, d.Kind}
		old, ok := known[at]
		delete(known, at)
		if ok && !old.SettledAt.IsZero() && same(old, d) {
			d.SettledAt, d.SettledBy = old.SettledAt, old.SettledBy
		}
		d.ID = old.ID
		if err := put(ctx, tx, d); err != nil {
			return err
		}
	}
	for _, d := range known {
		if !d.SettledAt.IsZero() {
			continue // remembered, so that it is not asked again
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM doubt WHERE id = $1`, d.ID); err != nil {
			return err
		}
	}
	return nil
}

func put(ctx context.Context, tx *db.Tx, d Doubt) error {
	candidates, err := json.Marshal(d.Candidates)
	if err != nil {
		return err
	}
	if d.ID == "" {
		d.ID = id.New(tx.Now)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO doubt (id, meeting_id, path, kind, subject, value, candidates, page, start_char, end_char, confidence, settled_at, settled_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (meeting_id, path, kind) DO UPDATE SET subject = excluded.subject, value = excluded.value, candidates = excluded.candidates,
			page = excluded.page, start_char = excluded.start_char, end_char = excluded.end_char, confidence = excluded.confidence,
			settled_at = excluded.settled_at, settled_by = excluded.settled_by`,
		d.ID, d.MeetingID, d.At, d.Kind, d.Subject, d.Value, string(candidates), d.Passage.Page, d.Passage.Start, d.Passage.End, d.Confidence,
		sql.NullInt64{Int64: d.SettledAt.UnixMicro(), Valid: !d.SettledAt.IsZero()}, sql.NullString{String: d.SettledBy, Valid: d.SettledBy != ""})
	return err
}

// OfMeeting returns the doubts about the values of a meeting, settled or not.
func OfMeeting(ctx context.Context, tx *db.Tx, meetingID string) ([]Doubt, error) {
	return db.Collect(ctx, tx, scan, `SELECT `+columns+from+` WHERE d.meeting_id = $1 AND d.kind <> 'person' ORDER BY d.id`, meetingID)
}

// OfSighting returns the doubts about who a sighting is, settled or not.
func OfSighting(ctx context.Context, tx *db.Tx, key string) ([]Doubt, error) {
	return db.Collect(ctx, tx, scan, `SELECT `+columns+from+` WHERE d.subject = $1 AND d.kind = 'person' ORDER BY d.id`, key)
}

// Settle says that somebody has answered a doubt.
func Settle(ctx context.Context, tx *db.Tx, doubtID, by string) (err error) {
	defer fault.In(&err, "review: settle %s", doubtID)
	done, err := tx.ExecContext(ctx, `UPDATE doubt SET settled_at = $2, settled_by = $3 WHERE id = $1 AND settled_at IS NULL`,
		doubtID, tx.Now.UnixMicro(), by)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "Det er allerede gennemgået af en anden. Intet er ændret.")
	}
	return err
}

// Reopen puts the settled doubts about a value back on the list.
func Reopen(ctx context.Context, tx *db.Tx, meetingID, at string) error {
	_, err := tx.ExecContext(ctx, `UPDATE doubt SET settled_at = NULL, settled_by = NULL WHERE meeting_id = $1 AND path = $2`, meetingID, at)
	return err
}

const correctionColumns = `id, meeting_id, path, was, value, by_whom, made_at, COALESCE(withdrawn_by, ''), COALESCE(withdrawn_at, 0)`

func scanCorrection(row interface{ Scan(...any) error }) (c Correction, err error) {
	var made, withdrawn int64
	err = row.Scan(&c.ID, &c.MeetingID, &c.At, &c.Was, &c.Value, &c.By, &made, &c.WithdrawnBy, &withdrawn)
	c.Made = time.UnixMicro(made).UTC()
	if withdrawn != 0 {
		c.Withdrawn = time.UnixMicro(withdrawn).UTC()
	}
	return c, err
}

// Corrections returns what people have said about a meeting, also what was
// taken back, in the order it was said.
func Corrections(ctx context.Context, tx *db.Tx, meetingID string) ([]Correction, error) {
	return db.Collect(ctx, tx, scanCorrection, `SELECT `+correctionColumns+` FROM correction WHERE meeting_id = $1 ORDER BY made_at, id`, meetingID)
}

// FindCorrection returns a correction by id.
func FindCorrection(ctx context.Context, tx *db.Tx, id string) (_ Correction, err error) {
	defer fault.In(&err, "review: find correction %s", id)
	c, err := scanCorrection(tx.QueryRowContext(ctx, `SELECT `+correctionColumns+` FROM correction WHERE id = $1`, id))
	return c, db.Missing(err, "Rettelsen findes ikke.")
}

// AddCorrection keeps what somebody said.
func AddCorrection(ctx context.Context, tx *db.Tx, c Correction) (_ Correction, err error) {
	defer fault.In(&err, "review: add correction of %s", c.At)
	c.ID, c.Made = id.New(tx.Now), tx.Now
	_, err = tx.ExecContext(ctx, `INSERT INTO correction (id, meeting_id, path, was, value, by_whom, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.ID, c.MeetingID, c.At, c.Was, c.Value, c.By, c.Made.UnixMicro())
	return c, err
}

// Withdraw takes a correction back.
func Withdraw(ctx context.Context, tx *db.Tx, correctionID, by string) (err error) {
	defer fault.In(&err, "review: withdraw %s", correctionID)
	done, err := tx.ExecContext(ctx, `UPDATE correction SET withdrawn_by = $2, withdrawn_at = $3 WHERE id = $1 AND withdrawn_at IS NULL`,
		correctionID, by, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "Rettelsen er allerede taget tilbage. Intet er ændret.")
	}
	return err
}

// PutAside takes what people said of a meeting that is withdrawn out of the way,
// with what is doubted of it. It is kept, and holds again when the meeting comes
// back ([Return]).
func PutAside(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "review: put aside %s", meetingID)
	for _, statement := range []string{
		`INSERT INTO withdrawn_correction (id, meeting_id, path, was, value, by_whom, made_at, withdrawn_by, withdrawn_at, left_key, right_key, same)
			SELECT c.id, c.meeting_id, c.path, c.was, c.value, c.by_whom, c.made_at, c.withdrawn_by, c.withdrawn_at,
			       COALESCE(v.left_key, ''), COALESCE(v.right_key, ''), COALESCE(v.same, FALSE)
			FROM correction c LEFT JOIN verdict v ON v.correction_id = c.id WHERE c.meeting_id = $1`,
		`DELETE FROM verdict WHERE correction_id IN (SELECT id FROM correction WHERE meeting_id = $1)`,
		`DELETE FROM correction WHERE meeting_id = $1`,
		`DELETE FROM doubt WHERE meeting_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, meetingID); err != nil {
			return err
		}
	}
	return nil
}

// Return lets what people said of a meeting hold again.
func Return(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "review: return %s", meetingID)
	for _, statement := range []string{
		`INSERT INTO correction (id, meeting_id, path, was, value, by_whom, made_at, withdrawn_by, withdrawn_at)
			SELECT id, meeting_id, path, was, value, by_whom, made_at, withdrawn_by, withdrawn_at FROM withdrawn_correction WHERE meeting_id = $1`,
		`INSERT INTO verdict (correction_id, left_key, right_key, same)
			SELECT id, left_key, right_key, same FROM withdrawn_correction WHERE meeting_id = $1 AND left_key <> ''`,
		`DELETE FROM withdrawn_correction WHERE meeting_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, meetingID); err != nil {
			return err
		}
	}
	return nil
}
