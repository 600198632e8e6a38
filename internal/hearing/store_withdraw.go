package hearing

import (
	"context"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/journal"
	"klynge/internal/mail"
)

var errWithdrawn = fault.New(fault.Conflict, "Høringen er trukket tilbage af afsenderen. Intet er gemt.")

// Withdraw takes back a hearing that was sent: nobody is to answer it any more, all
// who were asked are told and why, and the public page says that it was there. What
// was answered is kept for those who work with it. Pressed twice it happens once.
func (s *Store) Withdraw(ctx context.Context, who access.Who, hearingID string, version int64, reason string) (err error) {
	defer fault.In(&err, "hearing: withdraw %s", hearingID)
	reason = strings.Join(strings.Fields(clean(reason)), " ")
	if reason == "" || len(reason) > longestText {
		return invalid("Skriv, hvorfor høringen trækkes tilbage. Det står på dens side og i mailen til dem, der er spurgt. Intet er ændret.")
	}
	if err := anonymity.Refuse(reason); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		h, err := Find(ctx, tx, hearingID)
		switch {
		case err != nil:
			return err
		case !h.Runs(who):
			return errMayNot
		case h.Withdrawn.Happened():
			return nil
		case h.Sent.IsZero():
			return invalid("Høringen er ikke sendt, så der er ikke noget at trække tilbage. Intet er ændret.")
		case h.Stage(access.Day(tx.Now)) == Acknowledged:
			return invalid("Høringen er slut: afsenderen har kvitteret for notatet. Intet er ændret.")
		}
		if err := h.raise(ctx, tx, version); err != nil {
			return err
		}
		if err := h.takeBack(ctx, tx, reason, who.Account.Name); err != nil {
			return err
		}
		return s.tellWithdrawn(ctx, tx, h, who)
	})
}

// takeBack keeps that the hearing is withdrawn.
func (h *Hearing) takeBack(ctx context.Context, tx *db.Tx, reason, by string) error {
	h.Withdrawn = Withdrawal{tx.Now, reason, by}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing SET withdrawn_at = $2, withdrawn_reason = $3, withdrawn_by = $4 WHERE id = $1`,
		h.ID, tx.Now.UnixMicro(), reason, by); err != nil {
		return err
	}
	return note(ctx, tx, h.ID, Retracted, reason, by)
}

// tellWithdrawn tells everybody who owes an answer, or has given one.
func (s *Store) tellWithdrawn(ctx context.Context, tx *db.Tx, h Hearing, who access.Who) error {
	for _, a := range h.Owed() {
		if a.BodyID != "" {
			if err := h.strike(ctx, tx, a, who); err != nil {
				return err
			}
		}
		if err := journal.Enter(ctx, tx, journal.Entry{BodyID: h.BodyID, Direction: journal.Sent, Theme: "Høring trukket tilbage: " + h.Title, Party: a.Name,
			Closed: h.Access == Closed, By: who.Account.Name}); err != nil {
			return err
		}
		to, err := h.reach(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, address := range to {
			if err := s.retract(ctx, tx, h, a, address); err != nil {
				return err
			}
		}
	}
	return nil
}

// retract writes to one address. An addressee elsewhere gets its link, which shows
// why, and the withdrawal signed, for one that has an installation of its own.
func (s *Store) retract(ctx context.Context, tx *db.Tx, h Hearing, a Addressee, address string) error {
	path, signed, public := h.Path(), "", ""
	if a.BodyID == "" {
		token, err := link(ctx, tx, access.AnswerHearing, a.ID, a.Due)
		if err != nil {
			return err
		}
		key, err := secret(ctx, tx)
		if err != nil {
			return err
		}
		path, public = "/hoering/"+token, publicOf(key)
		if signed, err = sign(key, Letter{Type: withdrawalLetter, Name: h.BodyName, URL: s.home, Back: &Back{Hearing: h.ID, Addressee: a.ID, Reason: h.Withdrawn.Reason}}); err != nil {
			return err
		}
	}
	m, err := s.writer.Retract(h, a, path, signed, public)
	if err != nil {
		return err
	}
	m.To, m.Reference = address, "hearing:"+a.ID
	_, err = mail.Queue(ctx, tx, m)
	return err
}

// strike says on the item of a body that nobody asks any more. An item that is on
// an agenda is left to those who hold the meeting.
func (h Hearing) strike(ctx context.Context, tx *db.Tx, a Addressee, who access.Who) error {
	if a.ItemID == "" {
		return nil
	}
	it, err := agenda.Find(ctx, tx, a.ItemID)
	if err != nil || it.MeetingID != "" || it.State != agenda.Ready {
		return err
	}
	title, text := it.Fields[agenda.Title], it.Fields[agenda.Presentation]
	writer := draft.Writer{ID: who.Account.ID, Name: who.Account.Name}
	if _, _, err := draft.Save(ctx, tx, it.ID, agenda.Title, title.Version, "Trukket tilbage: "+title.Text, writer); err != nil {
		return err
	}
	_, _, err = draft.Save(ctx, tx, it.ID, agenda.Presentation, text.Version, "Høringen er trukket tilbage af afsenderen. Begrundelse: "+h.Withdrawn.Reason+"\n\n"+text.Text, writer)
	return err
}

// takeWithdrawal takes in that another installation has withdrawn what it asked.
func (s *Store) takeWithdrawal(ctx context.Context, tx *db.Tx, bodyID string, o OpenedLetter, by string) (hearingID string, err error) {
	b := *o.Back
	reason := strings.Join(strings.Fields(clean(b.Reason)), " ")
	if reason == "" || len(reason) > longestText {
		return "", errUnreadable
	}
	if err := tx.QueryRowContext(ctx, `SELECT id FROM hearing WHERE foreign_key = $1 AND foreign_id = $2 AND foreign_to = $3 AND body_id = $4`,
		o.Key, b.Hearing, b.Addressee, bodyID).Scan(&hearingID); err != nil {
		return "", db.Missing(err, "Organet har ingen høring fra den afsender, så der er ikke noget at trække tilbage. Intet er ændret.")
	}
	h, err := Find(ctx, tx, hearingID)
	if err != nil || h.Withdrawn.Happened() {
		return hearingID, err
	}
	return hearingID, h.takeBack(ctx, tx, reason, by)
}

// Tombstone returns what is left of a hearing that was withdrawn, for those who do
// not work with it.
func (h Hearing) Tombstone() Hearing {
	h.Intro, h.Proposals, h.Papers, h.Addressees, h.Notes, h.Events = "", nil, nil, nil, nil, nil
	h.Withdrawn.By, h.ContactName = "", ""
	return h
}
