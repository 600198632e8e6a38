package minutes

import (
	"context"
	"database/sql"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Store keeps sittings.
type Store struct {
	db *db.DB
	// Fixed is told of minutes that were fixed when a meeting was closed or put
	// right, in the same transaction; nil for nobody.
	Fixed func(ctx context.Context, tx *db.Tx, v Version) error
}

// NewStore returns the sittings of a database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

var errNotOpened = fault.New(fault.Missing, "Mødet er ikke åbnet endnu. Intet er gemt. Åbn mødet først.")

// instant returns an instant of a column, zero for none.
func instant(at sql.NullInt64) time.Time {
	if !at.Valid {
		return time.Time{}
	}
	return time.UnixMicro(at.Int64).UTC()
}

// micros returns the column of an instant, NULL for zero.
func micros(at time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: at.UnixMicro(), Valid: !at.IsZero()}
}

// Find returns a sitting.
func Find(ctx context.Context, tx *db.Tx, meetingID string) (s Sitting, err error) {
	defer fault.In(&err, "minutes: find sitting %s", meetingID)
	var opened int64
	var closed sql.NullInt64
	err = tx.QueryRowContext(ctx, `SELECT meeting_id, state, correction, opened_at, closed_at, current_item, secretary, version
		FROM sitting WHERE meeting_id = $1`, meetingID).Scan(&s.MeetingID, &s.Stage, &s.Correction, &opened, &closed, &s.Current, &s.Secretary, &s.Version)
	if err != nil {
		return Sitting{}, db.Missing(err, "%s", fault.Sentence(errNotOpened))
	}
	s.Opened, s.Closed = time.UnixMicro(opened).UTC(), instant(closed)
	return s, nil
}

// A held sitting is one that this transaction alone changes.
type held struct {
	*db.Tx
	Sitting
	by By
	at time.Time // when the act was done
}

// act does something to a sitting, once for each By.Act, and one act after the
// other: its version is raised first.
func (s *Store) act(ctx context.Context, meetingID string, by By, do func(h *held) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		h, again, err := hold(ctx, tx, meetingID, by)
		if err != nil || again {
			return err
		}
		if err := h.Writable(); err != nil {
			return err
		}
		return do(h)
	})
}

// hold takes a sitting for this transaction. again is true when the act has been
// done before.
func hold(ctx context.Context, tx *db.Tx, meetingID string, by By) (h *held, again bool, err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE sitting SET version = version + 1 WHERE meeting_id = $1`, meetingID); err != nil {
		return nil, false, err
	}
	sitting, err := Find(ctx, tx, meetingID)
	if err != nil {
		return nil, false, err
	}
	h = &held{Tx: tx, Sitting: sitting, by: by, at: by.when(tx.Now, sitting.Opened)}
	if by.Act == "" {
		return h, false, nil
	}
	done, err := tx.ExecContext(ctx, `INSERT INTO sitting_act (id, meeting_id, at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
		by.Act, meetingID, tx.Now.UnixMicro())
	if err != nil {
		return nil, false, err
	}
	n, err := done.RowsAffected()
	return h, n == 0, err
}

// tell appends an event at the instant of the act.
func (h *held) tell(ctx context.Context, kind string, closed bool, data Told) error {
	_, err := Append(ctx, h.Tx, h.MeetingID, Event{At: h.at, Kind: kind, Closed: closed, Data: data})
	return err
}

var errClosed = fault.New(fault.Conflict, "Mødet er allerede hævet. Intet er gået tabt, og referatet ligger fast, som det blev skrevet.")

// Open opens a meeting and calls the roll. A meeting that is open already stays
// as it is: two secretaries may press at once. One that has been closed is not
// opened again; it is corrected.
func (s *Store) Open(ctx context.Context, meetingID string, by By) (sitting Sitting, err error) {
	defer fault.In(&err, "minutes: open %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := plan.Meet(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		sent, err := agenda.Dispatches(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if len(sent) == 0 {
			return fault.New(fault.Conflict, "Dagsordenen er ikke sendt endnu, så mødet kan ikke åbnes. Send dagsordenen, og prøv igen.")
		}
		at := by.when(tx.Now, time.Time{})
		made, err := tx.ExecContext(ctx, `INSERT INTO sitting (meeting_id, state, opened_at, closed_at, current_item, secretary, next_event, version)
			VALUES ($1, $2, $3, NULL, '', $4, 1, 1) ON CONFLICT (meeting_id) DO NOTHING`, meetingID, Sits, at.UnixMicro(), by.Who.Account.ID)
		if err != nil {
			return err
		}
		n, err := made.RowsAffected()
		if err != nil {
			return err
		}
		if sitting, err = Find(ctx, tx, meetingID); err != nil {
			return err
		}
		if n == 0 {
			if !sitting.Closed.IsZero() {
				return errClosed
			}
			return nil
		}
		if err := callRoll(ctx, tx, m); err != nil {
			return err
		}
		_, err = Append(ctx, tx, meetingID, Event{At: at, Kind: Opened})
		return err
	})
	return sitting, err
}

// callRoll keeps the list that a meeting begins with.
func callRoll(ctx context.Context, tx *db.Tx, m plan.Meeting) error {
	seats, err := seat.Of(ctx, tx, m.BodyID, m.Date)
	if err != nil {
		return err
	}
	answers, err := answersTo(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, a := range roll(seats, answers) {
		if err := addAttendance(ctx, tx, m.ID, &a); err != nil {
			return err
		}
	}
	return nil
}

// answersTo returns what came back of the calls to a meeting.
func answersTo(ctx context.Context, tx *db.Tx, meetingID string) ([]answer, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (a answer, err error) {
		err = row.Scan(&a.SeatID, &a.Answer, &a.Substitute, &a.Online)
		return a, err
	}, `SELECT seat_id, answer, COALESCE(substitute, ''), online FROM invitation WHERE meeting_id = $1`, meetingID)
}

// addAttendance keeps a new stretch of somebody's presence.
func addAttendance(ctx context.Context, tx *db.Tx, meetingID string, a *Attendance) error {
	a.ID, a.Version = id.New(tx.Now), 1
	_, err := tx.ExecContext(ctx, `INSERT INTO attendance (id, meeting_id, seat_id, name, organization, title, sector, role, status, online, voting,
		from_at, until_at, substitute_for, basis, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		a.ID, meetingID, db.Null(a.SeatID), a.Name, a.Organization, a.Title, a.Sector, a.Role, a.Status, a.Online, a.Voting,
		micros(a.From), micros(a.Until), db.Null(a.SubstituteFor), a.Basis, a.Version)
	return err
}
