package minutes

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
)

var errNoOutcome = fault.New(fault.Invalid, "Vælg et af udfaldene: godkendt, taget til efterretning, drøftet, udsat eller ikke godkendt. Intet er ændret.")

// Settle keeps what became of one line of a recommendation (R17), or, with "",
// that it is open again.
func (s *Store) Settle(ctx context.Context, itemID, recommendationID string, o reading.Outcome, by By) (err error) {
	defer fault.In(&err, "minutes: settle %s of %s", recommendationID, itemID)
	if o != "" && !slices.Contains(Outcomes, o) {
		return errNoOutcome
	}
	return s.actOn(ctx, itemID, by, func(h *held) error {
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(it.Recommendations, func(r agenda.Recommendation) bool { return r.ID == recommendationID }) {
			return fault.New(fault.Missing, "Indstillingens linje findes ikke. Intet er ændret.")
		}
		return h.settle(ctx, recommendationID, o)
	})
}

func (h *held) settle(ctx context.Context, recommendationID string, o reading.Outcome) error {
	_, err := h.ExecContext(ctx, `INSERT INTO recommendation_outcome (recommendation_id, outcome, remark, version) VALUES ($1, $2, '', 1)
		ON CONFLICT (recommendation_id) DO UPDATE SET outcome = excluded.outcome, version = recommendation_outcome.version + 1`, recommendationID, o)
	return err
}

// remark is the field of what is added to an outcome, under the id of the line.
const remark = "remark"

// Remark saves what is added to the outcome of a line, "idet …", over the
// version it began from (package draft).
func (s *Store) Remark(ctx context.Context, itemID, recommendationID string, base int64, text string, by By) (f draft.Field, c *draft.Conflict, err error) {
	defer fault.In(&err, "minutes: remark on %s of %s", recommendationID, itemID)
	err = s.actOn(ctx, itemID, by, func(h *held) error {
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(it.Recommendations, func(r agenda.Recommendation) bool { return r.ID == recommendationID }) {
			return fault.New(fault.Missing, "Indstillingens linje findes ikke. Intet er gemt.")
		}
		if f, c, err = draft.Save(ctx, h.Tx, recommendationID, remark, base, text, by.writer()); err != nil || c != nil {
			return err
		}
		_, err = h.ExecContext(ctx, `INSERT INTO recommendation_outcome (recommendation_id, outcome, remark, version) VALUES ($1, '', $2, 1)
			ON CONFLICT (recommendation_id) DO UPDATE SET remark = excluded.remark, version = recommendation_outcome.version + 1`, recommendationID, f.Text)
		return err
	})
	return f, c, err
}

// SettleItem keeps what became of an item without a recommendation. Of one with
// a recommendation every line gets the outcome that has none.
func (s *Store) SettleItem(ctx context.Context, itemID string, o reading.Outcome, by By) (err error) {
	defer fault.In(&err, "minutes: settle %s", itemID)
	if o != "" && !slices.Contains(Outcomes, o) {
		return errNoOutcome
	}
	return s.actOn(ctx, itemID, by, func(h *held) error {
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		if len(it.Recommendations) == 0 {
			return h.mark(ctx, itemID, "outcome", string(o))
		}
		settled, err := outcomesIn(ctx, h.Tx, h.MeetingID)
		if err != nil {
			return err
		}
		for _, r := range it.Recommendations {
			if settled[r.ID].Outcome != "" {
				continue
			}
			if err := h.settle(ctx, r.ID, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// mark sets one column of the treatment of an item, which is one of ours.
func (h *held) mark(ctx context.Context, itemID, column string, value any) error {
	if err := h.treat(ctx, itemID); err != nil {
		return err
	}
	_, err := h.ExecContext(ctx, `UPDATE treatment SET `+column+` = $2, version = version + 1 WHERE item_id = $1`, itemID, value)
	return err
}

// MarkNoDecision marks that an item has nothing to decide (R18).
func (s *Store) MarkNoDecision(ctx context.Context, itemID string, none bool, by By) (err error) {
	defer fault.In(&err, "minutes: mark %s", itemID)
	return s.actOn(ctx, itemID, by, func(h *held) error { return h.mark(ctx, itemID, "no_decision", none) })
}

// MarkNoFollowUp marks that the condition of an approval asks nothing of anybody
// (R19).
func (s *Store) MarkNoFollowUp(ctx context.Context, itemID string, none bool, by By) (err error) {
	defer fault.In(&err, "minutes: mark %s", itemID)
	return s.actOn(ctx, itemID, by, func(h *held) error { return h.mark(ctx, itemID, "no_follow_up", none) })
}

// FollowUp keeps something that an item asks of somebody (R19).
func (s *Store) FollowUp(ctx context.Context, itemID string, f decision.FollowUp, by By) (_ decision.FollowUp, err error) {
	defer fault.In(&err, "minutes: follow-up of %s", itemID)
	err = s.actOn(ctx, itemID, by, func(h *held) error {
		m, err := plan.Find(ctx, h.Tx, h.MeetingID)
		if err != nil {
			return err
		}
		if f.SeatID != "" {
			if _, err := h.seat(ctx, f.SeatID); err != nil {
				return err
			}
		}
		f.BodyID, f.MeetingID, f.ItemID, f.MadeBy = m.BodyID, m.ID, itemID, by.Who.Account.Name
		f, err = decision.AddFollowUp(ctx, h.Tx, f)
		return err
	})
	return f, err
}

// A Speaker is somebody on the list of speakers to an item.
type Speaker struct {
	ID, ItemID, Name string
	Began            bool // has the floor
}

// speakersIn returns who waits to speak, by item, with who has the floor first.
func speakersIn(ctx context.Context, tx *db.Tx, meetingID string) (map[string][]Speaker, error) {
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (s Speaker, err error) {
		var began sql.NullInt64
		err = row.Scan(&s.ID, &s.ItemID, &s.Name, &began)
		s.Began = began.Valid
		return s, err
	}, `SELECT s.id, s.item_id, s.name, s.began_at FROM speaker s JOIN draft_item i ON i.id = s.item_id
		WHERE i.meeting_id = $1 AND s.ended_at IS NULL ORDER BY CASE WHEN s.began_at IS NULL THEN 1 ELSE 0 END, s.position, s.id`, meetingID)
	byItem := map[string][]Speaker{}
	for _, s := range list {
		byItem[s.ItemID] = append(byItem[s.ItemID], s)
	}
	return byItem, err
}

// speakers changes the list of speakers to an item, and tells of it.
func (s *Store) speakers(ctx context.Context, itemID string, by By, do func(h *held, list []Speaker) error) error {
	return s.actOn(ctx, itemID, by, func(h *held) error {
		if err := h.Held(); err != nil {
			return err
		}
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		all, err := speakersIn(ctx, h.Tx, h.MeetingID)
		if err != nil {
			return err
		}
		if err := do(h, all[itemID]); err != nil {
			return err
		}
		if all, err = speakersIn(ctx, h.Tx, h.MeetingID); err != nil {
			return err
		}
		told := Told{Item: it.ID, Number: it.Number}
		for _, one := range all[itemID] {
			told.Names = append(told.Names, one.Name)
		}
		return h.tell(ctx, Speakers, it.Closed, told)
	})
}

// AskToSpeak puts somebody last on the list of speakers. Who waits already
// keeps their place.
func (s *Store) AskToSpeak(ctx context.Context, itemID, name string, by By) (err error) {
	defer fault.In(&err, "minutes: %s asks to speak", name)
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return fault.New(fault.Invalid, "Skriv, hvem der vil have ordet. Intet er ændret.")
	}
	return s.speakers(ctx, itemID, by, func(h *held, list []Speaker) error {
		if slices.ContainsFunc(list, func(one Speaker) bool { return one.Name == name && !one.Began }) {
			return nil
		}
		var last int
		if err := h.QueryRowContext(ctx, `SELECT COALESCE(MAX(position), 0) FROM speaker WHERE item_id = $1`, itemID).Scan(&last); err != nil {
			return err
		}
		_, err := h.ExecContext(ctx, `INSERT INTO speaker (id, item_id, name, seat_id, position, began_at, ended_at) VALUES ($1, $2, $3, NULL, $4, NULL, NULL)`,
			id.New(h.Now), itemID, name, last+1)
		return err
	})
}

// NextSpeaker gives the floor to the first who waits, and ends the one before.
func (s *Store) NextSpeaker(ctx context.Context, itemID string, by By) (err error) {
	defer fault.In(&err, "minutes: next speaker to %s", itemID)
	return s.speakers(ctx, itemID, by, func(h *held, list []Speaker) error {
		next := ""
		for _, one := range list {
			if !one.Began && next == "" {
				next = one.ID
			}
			if !one.Began {
				continue
			}
			if _, err := h.ExecContext(ctx, `UPDATE speaker SET ended_at = $2 WHERE id = $1`, one.ID, h.at.UnixMicro()); err != nil {
				return err
			}
		}
		_, err := h.ExecContext(ctx, `UPDATE speaker SET began_at = $2 WHERE id = $1`, next, h.at.UnixMicro())
		return err
	})
}

// RemoveSpeaker takes somebody off the list of speakers.
func (s *Store) RemoveSpeaker(ctx context.Context, itemID, speakerID string, by By) (err error) {
	defer fault.In(&err, "minutes: remove speaker %s", speakerID)
	return s.speakers(ctx, itemID, by, func(h *held, _ []Speaker) error {
		_, err := h.ExecContext(ctx, `DELETE FROM speaker WHERE id = $1 AND item_id = $2 AND began_at IS NULL`, speakerID, itemID)
		return err
	})
}
