package archive

import (
	"context"
	"slices"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/person"
	"klynge/internal/review"
)

// Accept says that a doubtful value is right as it was read. Of a person it
// says that none of the candidates is meant.
func (a *Archive) Accept(ctx context.Context, doubtID, by string) error {
	return a.act(ctx, by, func(tx *db.Tx) ([]string, error) {
		d, err := review.Find(ctx, tx, doubtID)
		if err != nil {
			return nil, err
		}
		if d.Kind != review.Person {
			return nil, review.Settle(ctx, tx, d.ID, by)
		}
		for _, candidate := range d.Candidates {
			if err := judge(ctx, tx, d, candidate, false, by); err != nil {
				return nil, err
			}
		}
		return settle(ctx, tx, []string{d.Subject})
	})
}

// SamePerson says that a doubtful name is one of its candidates, given by the
// key of the candidate.
func (a *Archive) SamePerson(ctx context.Context, doubtID, key, by string) error {
	return a.act(ctx, by, func(tx *db.Tx) ([]string, error) {
		d, err := review.Find(ctx, tx, doubtID)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(d.Candidates, func(c review.Candidate) bool { return c.Key == key })
		if d.Kind != review.Person || i < 0 {
			return nil, fault.New(fault.Conflict, "Den person kan ikke længere vælges her. Intet er ændret. Hent siden igen.")
		}
		if err := judge(ctx, tx, d, d.Candidates[i], true, by); err != nil {
			return nil, err
		}
		return settle(ctx, tx, []string{d.Subject, key})
	})
}

// judge keeps what somebody said of a name and a candidate, as a correction
// that can be taken back.
func judge(ctx context.Context, tx *db.Tx, d review.Doubt, c review.Candidate, same bool, by string) error {
	said := "en anden end " + c.Name
	if same {
		said = "samme person som " + c.Name
	}
	correction, err := review.AddCorrection(ctx, tx, review.Correction{MeetingID: d.MeetingID, At: d.At, Was: d.Value, Value: said, By: by})
	if err != nil {
		return err
	}
	return person.AddVerdict(ctx, tx, correction.ID, person.Verdict{Left: d.Subject, Right: c.Key, Same: same})
}

// Correct says what a doubtful value should have been read as.
func (a *Archive) Correct(ctx context.Context, doubtID, value, by string) error {
	return a.act(ctx, by, func(tx *db.Tx) ([]string, error) {
		d, err := review.Find(ctx, tx, doubtID)
		if err != nil {
			return nil, err
		}
		if d.Kind == review.Person {
			return nil, fault.New(fault.Invalid, "Her vælges en person; navnet rettes på mødet. Intet er ændret.")
		}
		if err := review.Settle(ctx, tx, d.ID, by); err != nil {
			return nil, err
		}
		return nil, a.correct(ctx, tx, d.MeetingID, d.At, value, by)
	})
}

// CorrectValue says what any value of a meeting should have been read as.
func (a *Archive) CorrectValue(ctx context.Context, meetingID, at, value, by string) error {
	return a.act(ctx, by, func(tx *db.Tx) ([]string, error) {
		return nil, a.correct(ctx, tx, meetingID, at, value, by)
	})
}

// correct keeps a correction, after trying it on the reading, and builds the
// meeting's rows anew.
func (a *Archive) correct(ctx context.Context, tx *db.Tx, meetingID, at, value, by string) error {
	m, err := meeting.Find(ctx, tx, meetingID)
	if err != nil {
		return err
	}
	shown, err := paper.Find(ctx, tx, m.DocumentID)
	if err != nil {
		return err
	}
	r, err := shown.Decode()
	if err != nil {
		return err
	}
	values := meeting.Values(&r.Meeting)
	i := slices.IndexFunc(values, func(v meeting.Value) bool { return v.At == at })
	if i < 0 {
		return fault.New(fault.Missing, "Den værdi findes ikke i den udgave, der vises nu. Intet er ændret.")
	}
	if err := values[i].Set(value); err != nil {
		return err
	}
	if _, err := review.AddCorrection(ctx, tx, review.Correction{MeetingID: meetingID, At: at, Was: values[i].Text, Value: value, By: by}); err != nil {
		return err
	}
	_, err = a.project(ctx, tx, meetingID)
	return err
}

// TakeBack withdraws a correction. The record becomes what it would have been
// without it, and what was doubted is doubted again.
func (a *Archive) TakeBack(ctx context.Context, correctionID, by string) error {
	return a.act(ctx, by, func(tx *db.Tx) ([]string, error) {
		c, err := review.FindCorrection(ctx, tx, correctionID)
		if err != nil {
			return nil, err
		}
		if err := review.Withdraw(ctx, tx, c.ID, by); err != nil {
			return nil, err
		}
		verdict, ok, err := person.VerdictOf(ctx, tx, c.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			return settle(ctx, tx, []string{verdict.Left, verdict.Right})
		}
		if err := review.Reopen(ctx, tx, c.MeetingID, c.At); err != nil {
			return nil, err
		}
		_, err = a.project(ctx, tx, c.MeetingID)
		return nil, err
	})
}

// act runs what somebody does to the record, in turn, and indexes the meetings
// that it changed.
func (a *Archive) act(ctx context.Context, by string, do func(*db.Tx) (changed []string, err error)) error {
	if by == "" {
		return fault.New(fault.Invalid, "Skriv, hvem du er, så rettelsen kan spores. Intet er ændret.")
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		changed, err := do(tx)
		if err != nil {
			return err
		}
		return a.index(ctx, tx, changed)
	})
}
