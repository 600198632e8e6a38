package plan

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
)

const columns = `id, body_id, title, date, start_time, end_time, form, place, COALESCE(room_id, ''), online_url, state, reason, series_id,
	COALESCE(meeting_id, ''), sequence, version, made_at, made_by, changed_at`

func scan(row interface{ Scan(...any) error }) (m Meeting, err error) {
	var made, changed int64
	err = row.Scan(&m.ID, &m.BodyID, &m.Title, &m.Date, &m.Start, &m.End, &m.Form, &m.Place, &m.RoomID, &m.OnlineURL, &m.State, &m.Reason, &m.SeriesID,
		&m.PublicID, &m.Sequence, &m.Version, &made, &m.MadeBy, &changed)
	m.Made, m.Changed = time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
	return m, err
}

// Find returns a planned meeting by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Meeting, err error) {
	defer fault.In(&err, "plan: find meeting %s", id)
	m, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM planned_meeting WHERE id = $1`, id))
	return m, db.Missing(err, "Mødet findes ikke.")
}

// Between returns the meetings of a body from a day to a day, both included, in
// order; with an empty bodyID those of all bodies, with an empty day no bound.
func Between(ctx context.Context, tx *db.Tx, bodyID, from, to string) (_ []Meeting, err error) {
	defer fault.In(&err, "plan: meetings of %s", bodyID)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM planned_meeting
		WHERE ($1 = '' OR body_id = $1) AND date >= $2 AND ($3 = '' OR date <= $3) ORDER BY date, start_time, id`, bodyID, from, to)
}

// RulesOf returns the rules of a body: its own, or the defaults of its kind.
func RulesOf(ctx context.Context, tx *db.Tx, bodyID string) (r Rules, err error) {
	defer fault.In(&err, "plan: rules of %s", bodyID)
	err = tx.QueryRowContext(ctx, `SELECT body_id, kind, valid_from, valid_to, legal_minimum, own_minimum, agenda_days, material_days, request_days,
		saturdays, custom_days, comment_days, place, version FROM body_rules WHERE body_id = $1`, bodyID).Scan(&r.BodyID, &r.Kind, &r.From, &r.To,
		&r.Legal, &r.Own, &r.AgendaDays, &r.MaterialDays, &r.RequestDays, &r.Calendar.Saturdays, &r.Calendar.Custom, &r.CommentDays, &r.Place, &r.Version)
	if !errors.Is(err, sql.ErrNoRows) {
		return r, err
	}
	o, err := body.Find(ctx, tx, bodyID)
	if err != nil {
		return r, err
	}
	r = Defaults(o)
	if r.Kind == Cluster {
		return r, spare(ctx, tx, &r)
	}
	return r, nil
}

// spare takes the legal minimum from a cluster whose political level is a body
// of its own, which then has it.
func spare(ctx context.Context, tx *db.Tx, r *Rules) error {
	names, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (name string, err error) { return name, row.Scan(&name) },
		`SELECT name FROM organization WHERE parent_id = $1`, r.BodyID)
	for _, name := range names {
		if body.Describe(name).Level == body.Political {
			r.Legal = 0
		}
	}
	return err
}
