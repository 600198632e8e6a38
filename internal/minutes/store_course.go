package minutes

import (
	"context"
	"strings"

	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/plan"
)

// sentItem returns an item of the meeting as it was sent last.
func (h *held) sentItem(ctx context.Context, itemID string) (agenda.SentItem, error) {
	sent, err := agenda.Dispatches(ctx, h.Tx, h.MeetingID)
	if err != nil {
		return agenda.SentItem{}, err
	}
	for _, it := range lastSent(sent) {
		if it.ID == itemID {
			return it, nil
		}
	}
	return agenda.SentItem{}, fault.New(fault.Missing, "Punktet er ikke på den dagsorden, der er sendt til mødet. Intet er ændret.")
}

// treat makes the row of how an item is treated, when there is none.
func (h *held) treat(ctx context.Context, itemID string) error {
	_, err := h.ExecContext(ctx, `INSERT INTO treatment (item_id, meeting_id, began_at, ended_at, spent, outcome, no_decision, no_follow_up,
		released, released_at, released_text, version) VALUES ($1, $2, NULL, NULL, 0, '', false, false, 0, NULL, '', 1) ON CONFLICT (item_id) DO NOTHING`,
		itemID, h.MeetingID)
	return err
}

// stop ends the treatment of the current item at the instant of the act.
func (h *held) stop(ctx context.Context) error {
	_, err := h.ExecContext(ctx, `UPDATE treatment SET ended_at = CASE WHEN began_at > $2 THEN began_at ELSE $2 END, version = version + 1
		WHERE item_id = $1 AND began_at IS NOT NULL AND ended_at IS NULL`, h.Current, h.at.UnixMicro())
	return err
}

// set moves the sitting on.
func (h *held) set(ctx context.Context, stage Stage, current string) error {
	h.Stage, h.Current = stage, current
	_, err := h.ExecContext(ctx, `UPDATE sitting SET state = $2, current_item = $3 WHERE meeting_id = $1`, h.MeetingID, stage, current)
	return err
}

// Begin takes up an item, or none (""), and ends the one before. Items may be
// taken in any order, and one that was left may be taken up again: what it took
// before still counts.
func (s *Store) Begin(ctx context.Context, meetingID, itemID string, by By) (err error) {
	defer fault.In(&err, "minutes: begin item %s of %s", itemID, meetingID)
	return s.act(ctx, meetingID, by, func(h *held) error {
		if err := h.Held(); err != nil {
			return err
		}
		if itemID == h.Current && h.Stage == Sits {
			return nil
		}
		if _, err := plan.Meet(ctx, h.Tx, meetingID); err != nil {
			return err
		}
		if err := h.stop(ctx); err != nil {
			return err
		}
		if err := h.set(ctx, Sits, itemID); err != nil {
			return err
		}
		if itemID == "" {
			return h.tell(ctx, ItemBegan, false, Told{})
		}
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		if it.Withdrawn {
			return fault.New(fault.Conflict, "Punkt %s er taget af dagsordenen, så det kan ikke behandles. Intet er ændret.", it.Number)
		}
		if err := h.resume(ctx, itemID); err != nil {
			return err
		}
		if err := h.relieve(ctx); err != nil {
			return err
		}
		told := neutral(it)
		told.Since = h.at.UnixMilli()
		return h.tell(ctx, ItemBegan, false, told)
	})
}

// resume lets the clock of an item run from the instant of the act.
func (h *held) resume(ctx context.Context, itemID string) error {
	if err := h.treat(ctx, itemID); err != nil {
		return err
	}
	_, err := h.ExecContext(ctx, `UPDATE treatment SET spent = spent + COALESCE(ended_at - began_at, 0), began_at = $2, ended_at = NULL, version = version + 1
		WHERE item_id = $1`, itemID, h.at.UnixMicro())
	return err
}

// Adjourn begins a break. The clock of the item stops.
func (s *Store) Adjourn(ctx context.Context, meetingID string, by By) (err error) {
	defer fault.In(&err, "minutes: adjourn %s", meetingID)
	return s.act(ctx, meetingID, by, func(h *held) error {
		if err := h.Held(); err != nil || h.Stage == OnBreak {
			return err
		}
		if err := h.stop(ctx); err != nil {
			return err
		}
		if err := h.set(ctx, OnBreak, h.Current); err != nil {
			return err
		}
		return h.tell(ctx, Adjourned, false, Told{})
	})
}

// Resume ends a break, with the item that it began in.
func (s *Store) Resume(ctx context.Context, meetingID string, by By) (err error) {
	defer fault.In(&err, "minutes: resume %s", meetingID)
	return s.act(ctx, meetingID, by, func(h *held) error {
		if err := h.Held(); err != nil || h.Stage != OnBreak {
			return err
		}
		if err := h.set(ctx, Sits, h.Current); err != nil {
			return err
		}
		told := Told{Since: h.at.UnixMilli()}
		if h.Current != "" {
			it, err := h.sentItem(ctx, h.Current)
			if err != nil {
				return err
			}
			if err := h.resume(ctx, h.Current); err != nil {
				return err
			}
			told = neutral(it)
			told.Since = h.at.UnixMilli()
		}
		return h.tell(ctx, ItemBegan, false, told)
	})
}

// lacking returns the record with what it lacks.
func lacking(ctx context.Context, tx *db.Tx, meetingID string) (r Record, refused, warned []Gap, err error) {
	if r, err = RecordOf(ctx, tx, meetingID); err != nil {
		return r, nil, nil, err
	}
	followed := map[string]bool{}
	for _, it := range r.Items {
		if !it.Conditional() {
			continue
		}
		if followed[it.ID], err = decision.Satisfied(ctx, tx, it.ID); err != nil {
			return r, nil, nil, err
		}
	}
	refused, warned = Lacking(r, followed)
	return r, refused, warned, nil
}

// Close ends a meeting and fixes its minutes as a version. What is lacking is
// refused or, unless it is known, warned of: see [Lacking]. Of two who close at
// once one is told that the other was first.
func (s *Store) Close(ctx context.Context, meetingID string, known bool, by By) (v Version, err error) {
	defer fault.In(&err, "minutes: close %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		h, again, err := hold(ctx, tx, meetingID, by)
		if err != nil || again {
			return err
		}
		if !h.Running() {
			return errClosed
		}
		_, refused, warned, err := lacking(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if err := refusal(refused); err != nil {
			return err
		}
		if len(warned) > 0 && !known {
			return fault.New(fault.Invalid, "Mødet er ikke hævet: der er %s uden beslutning. Skriv den, eller hæv mødet alligevel.", countItems(len(warned)))
		}
		if v, err = h.end(ctx); err != nil {
			return err
		}
		return s.fixed(ctx, tx, v, by)
	})
	return v, err
}

// fixed lets the decisions of a version live on, and tells whoever wants to know
// of it.
func (s *Store) fixed(ctx context.Context, tx *db.Tx, v Version, by By) error {
	m, err := plan.Find(ctx, tx, v.MeetingID)
	if err != nil {
		return err
	}
	told := decision.Minutes{BodyID: m.BodyID, MeetingID: m.ID, Date: m.Date, By: by.Who.Account.Name}
	for _, it := range v.Content.Items {
		if !it.Withdrawn {
			told.Given = append(told.Given, decision.Given{ItemID: it.ID, Number: it.Number, Title: it.Title, Text: it.Decision, Outcome: it.Outcome, Closed: it.Closed})
		}
	}
	if err := decision.RecordAll(ctx, tx, told); err != nil || s.Fixed == nil {
		return err
	}
	return s.Fixed(ctx, tx, v)
}

// end ends a meeting.
func (h *held) end(ctx context.Context) (v Version, err error) {
	if err := h.stop(ctx); err != nil {
		return v, err
	}
	if err := h.set(ctx, Over, ""); err != nil {
		return v, err
	}
	if _, err := h.ExecContext(ctx, `UPDATE sitting SET closed_at = $2 WHERE meeting_id = $1`, h.MeetingID, h.at.UnixMicro()); err != nil {
		return v, err
	}
	if err := plan.Hold(ctx, h.Tx, h.MeetingID); err != nil {
		return v, err
	}
	if err := h.tell(ctx, ClosedEvent, false, Told{}); err != nil {
		return v, err
	}
	return Fix(ctx, h.Tx, h.MeetingID, Closed, "", h.by.Who.Account.ID)
}

// Correct begins to put right the minutes of a meeting that is closed. Until
// [Store.Corrected] the versions that were fixed stand as they are.
func (s *Store) Correct(ctx context.Context, meetingID, reason string, by By) (err error) {
	defer fault.In(&err, "minutes: correct %s", meetingID)
	reason = strings.Join(strings.Fields(reason), " ")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		h, again, err := hold(ctx, tx, meetingID, by)
		switch {
		case err != nil || again || h.Stage == Correcting:
			return err
		case h.Running():
			return fault.New(fault.Conflict, "Mødet er ikke hævet endnu. Ret bare i referatet; der skal ingen rettelse til.")
		case reason == "":
			return fault.New(fault.Invalid, "Skriv, hvorfor referatet skal rettes. Begrundelsen står i referatet. Intet er ændret.")
		}
		_, err = tx.ExecContext(ctx, `UPDATE sitting SET state = $2, correction = $3 WHERE meeting_id = $1`, meetingID, Correcting, reason)
		return err
	})
}

// Corrected ends a correction and fixes the minutes as a new version, with the
// reason and who made it.
func (s *Store) Corrected(ctx context.Context, meetingID string, by By) (v Version, err error) {
	defer fault.In(&err, "minutes: corrected %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		h, again, err := hold(ctx, tx, meetingID, by)
		if err != nil || again {
			return err
		}
		if h.Stage != Correcting {
			return fault.New(fault.Conflict, "Der er ingen rettelse i gang. En anden har måske gjort den færdig. Intet er gået tabt.")
		}
		// Whoever approves at the same moment writes a version too.
		if _, err := plan.Meet(ctx, tx, meetingID); err != nil {
			return err
		}
		record, refused, _, err := lacking(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if err := refusal(refused); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE sitting SET state = $2, correction = '' WHERE meeting_id = $1`, meetingID, Over); err != nil {
			return err
		}
		if v, err = fix(ctx, tx, Corrected, h.Correction, by.Who.Account.ID, record); err != nil {
			return err
		}
		return s.fixed(ctx, tx, v, by)
	})
	return v, err
}

func countItems(n int) string {
	if n == 1 {
		return "et punkt"
	}
	return danish.Count(n, "punkt", "punkter")
}
