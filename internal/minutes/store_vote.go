package minutes

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// voters returns who may vote on an item: who was there when it ended, or is
// there now while it is treated.
func (h *held) voters(ctx context.Context, itemID string) (list []Attendance, at time.Time, err error) {
	at = h.at
	var began, ended sql.NullInt64
	err = h.QueryRowContext(ctx, `SELECT began_at, ended_at FROM treatment WHERE item_id = $1`, itemID).Scan(&began, &ended)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, at, err
	}
	if ended.Valid {
		at = instant(ended)
		if last := at.Add(-time.Microsecond); last.After(instant(began)) {
			at = last // who left when it ended was there
		}
	}
	all, err := attendanceIn(ctx, h.Tx, h.MeetingID)
	if err != nil {
		return nil, at, err
	}
	recusals, err := recusalsIn(ctx, h.Tx, h.MeetingID)
	return Voters(all, recusals[itemID], at), at, err
}

// AddVote records a vote on an item (R23). Of its ballots the seat and the choice
// are read.
func (s *Store) AddVote(ctx context.Context, itemID string, v Vote, by By) (_ Vote, err error) {
	defer fault.In(&err, "minutes: vote on %s", itemID)
	err = s.actOn(ctx, itemID, by, func(h *held) error {
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		line := false
		for _, r := range it.Recommendations {
			line = line || r.ID == v.RecommendationID
		}
		if v.RecommendationID != "" && !line {
			return fault.New(fault.Missing, "Indstillingens linje findes ikke. Afstemningen er ikke gemt.")
		}
		voters, at, err := h.voters(ctx, itemID)
		if err != nil {
			return err
		}
		for i, b := range v.Ballots {
			k := slices.IndexFunc(voters, func(a Attendance) bool { return a.Place() == b.SeatID })
			if v.Ballots[i].Name = "Et medlem"; k >= 0 {
				v.Ballots[i].Name = voters[k].Name
			}
			if b.Choice != Yes && b.Choice != No && b.Choice != Abstain {
				return fault.New(fault.Invalid, "En stemme er for, imod eller hverken for eller imod. Afstemningen er ikke gemt.")
			}
		}
		v = v.counted()
		if err := v.Fits(voters); err != nil {
			return err
		}
		v.ID, v.At, v.Question = id.New(h.Now), at, strings.TrimSpace(v.Question)
		return h.keep(ctx, itemID, v)
	})
	return v, err
}

func (h *held) keep(ctx context.Context, itemID string, v Vote) error {
	if _, err := h.ExecContext(ctx, `INSERT INTO vote (id, item_id, recommendation_id, question, yes, no, abstain, at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`, v.ID, itemID, db.Null(v.RecommendationID), v.Question, v.Yes, v.No, v.Abstain, v.At.UnixMicro()); err != nil {
		return err
	}
	for _, b := range v.Ballots {
		if _, err := h.ExecContext(ctx, `INSERT INTO ballot (vote_id, seat_id, choice) VALUES ($1, $2, $3)`, v.ID, b.SeatID, b.Choice); err != nil {
			return err
		}
	}
	return nil
}

// vote returns a vote of the meeting with its ballots.
func (h *held) vote(ctx context.Context, itemID, voteID string) (Vote, error) {
	votes, err := votesIn(ctx, h.Tx, h.MeetingID)
	for _, v := range votes[itemID] {
		if v.ID == voteID {
			return v, err
		}
	}
	return Vote{}, errors.Join(err, fault.New(fault.Missing, "Afstemningen findes ikke længere. Intet er ændret."))
}

// RemoveVote takes back a vote that was recorded by mistake. One with a dissent
// stays.
func (s *Store) RemoveVote(ctx context.Context, itemID, voteID string, by By) (err error) {
	defer fault.In(&err, "minutes: remove vote %s", voteID)
	return s.actOn(ctx, itemID, by, func(h *held) error {
		v, err := h.vote(ctx, itemID, voteID)
		if err != nil {
			return err
		}
		if len(v.Dissents) > 0 {
			return fault.New(fault.Conflict, "Afstemningen har en mindretalsudtalelse, så den bliver stående. Intet er ændret.")
		}
		for _, query := range []string{`DELETE FROM ballot WHERE vote_id = $1`, `DELETE FROM vote WHERE id = $1`} {
			if _, err := h.ExecContext(ctx, query, voteID); err != nil {
				return err
			}
		}
		return nil
	})
}

// AddDissent keeps a member's dissenting opinion on a vote, while the meeting is
// held (R20), and whether it is to follow the matter to another authority (R21).
// The member's later one takes its place.
func (s *Store) AddDissent(ctx context.Context, itemID, voteID string, d Dissent, by By) (err error) {
	defer fault.In(&err, "minutes: dissent on %s", voteID)
	return s.actOn(ctx, itemID, by, func(h *held) error {
		if !h.Running() {
			return fault.New(fault.Conflict, "Mødet er hævet, og en mindretalsudtalelse skal være skrevet inden. Den er ikke gemt.")
		}
		v, err := h.vote(ctx, itemID, voteID)
		if err != nil {
			return err
		}
		if err := v.MayDissent(d.SeatID, d.Text); err != nil {
			return err
		}
		_, err = h.ExecContext(ctx, `INSERT INTO dissent (id, vote_id, seat_id, text, send_along, at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (vote_id, seat_id) DO UPDATE SET text = excluded.text, send_along = excluded.send_along, at = excluded.at`,
			id.New(h.Now), voteID, d.SeatID, strings.TrimSpace(d.Text), d.SendAlong, h.at.UnixMicro())
		return err
	})
}

// Notice notes that a member may be disqualified for an item (R22).
func (s *Store) Notice(ctx context.Context, itemID, seatID, reason string, by By) (err error) {
	defer fault.In(&err, "minutes: notice of %s on %s", seatID, itemID)
	return s.actOn(ctx, itemID, by, func(h *held) error {
		if err := h.Held(); err != nil {
			return err
		}
		list, err := attendanceIn(ctx, h.Tx, h.MeetingID)
		if err != nil {
			return err
		}
		if err := mayNotice(list, seatID, reason, h.at); err != nil {
			return err
		}
		_, err = h.ExecContext(ctx, `INSERT INTO recusal (id, item_id, seat_id, reason, noted_at, decided, decided_at) VALUES ($1, $2, $3, $4, $5, '', NULL)
			ON CONFLICT (item_id, seat_id) DO UPDATE SET reason = excluded.reason`, id.New(h.Now), itemID, seatID, strings.TrimSpace(reason), h.at.UnixMicro())
		return err
	})
}

// Recuse keeps what the body decided about a notice (R22). Who is recused is out
// of the room for the item and counts in no vote on it. It is decided before the
// item is voted on.
func (s *Store) Recuse(ctx context.Context, itemID, recusalID string, recused bool, by By) (err error) {
	defer fault.In(&err, "minutes: recuse %s", recusalID)
	return s.actOn(ctx, itemID, by, func(h *held) error {
		if err := h.Held(); err != nil {
			return err
		}
		votes, err := votesIn(ctx, h.Tx, h.MeetingID)
		if err != nil {
			return err
		}
		if len(votes[itemID]) > 0 {
			return fault.New(fault.Conflict, "Der er allerede stemt om punktet, så det er for sent at afgøre habiliteten. Intet er ændret. Slet afstemningen først, hvis den var en fejl.")
		}
		decided := NotRecused
		if recused {
			decided = Recused
		}
		done, err := h.ExecContext(ctx, `UPDATE recusal SET decided = $3, decided_at = $4 WHERE id = $1 AND item_id = $2`, recusalID, itemID, decided, h.at.UnixMicro())
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.Missing, "Der er ikke meldt inhabilitet. Intet er ændret."))
		}
		return h.relieve(ctx)
	})
}
