package hearing

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/anonymity"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/journal"
	"klynge/internal/mail"
)

// Assess keeps what the secretariat says of the answers to a proposal.
func (s *Store) Assess(ctx context.Context, who access.Who, hearingID string, version int64, proposalID string, a Assessment) (err error) {
	defer fault.In(&err, "hearing: assess %s", proposalID)
	a.Summary, a.Reason = strings.TrimSpace(clean(a.Summary)), strings.TrimSpace(clean(a.Reason))
	switch {
	case len(a.Summary) > longestText || len(a.Reason) > longestText:
		return invalid("Teksten er for lang. Intet er gemt.")
	case a.Met != Undecided && a.Met != Whole && a.Met != Partly && a.Met != NotMet:
		return invalid("Vælg, om svarene er imødekommet. Intet er gemt.")
	}
	if err := anonymity.Refuse(a.Summary, a.Reason); err != nil {
		return err
	}
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		i := slices.IndexFunc(h.Proposals, func(p Proposal) bool { return p.ID == proposalID })
		if i < 0 || h.Sent.IsZero() {
			return fault.New(fault.Missing, "Forslaget findes ikke. Intet er gemt.")
		}
		if h.Proposals[i].Assessment == a {
			return nil
		}
		if err := h.raise(ctx, tx, version); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE hearing_proposal SET summary = $2, met = $3, reason = $4 WHERE id = $1`, proposalID, a.Summary, a.Met, a.Reason)
		return err
	})
}

// RollUp makes the note to the sender, when the deadline has passed or all have
// answered. Made again it is a new version; one that would say the same is not
// made.
func (s *Store) RollUp(ctx context.Context, who access.Who, hearingID string) (err error) {
	defer fault.In(&err, "hearing: roll up %s", hearingID)
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		switch h.Stage(access.Day(tx.Now)) {
		case Drafting, Sent, Open:
			return invalid("Høringen er ikke lukket: fristen er ikke gået, og ikke alle har svaret. Intet er ændret.")
		}
		if err := h.assessed(); err != nil {
			return err
		}
		return h.issue(ctx, tx, "", who.Account.Name)
	})
}

// issue keeps a note of the hearing as it stands.
func (h Hearing) issue(ctx context.Context, tx *db.Tx, reason, by string) error {
	content, err := json.Marshal(h.Roll(access.Day(tx.Now)))
	if err != nil {
		return err
	}
	if last, ok := h.Note(); ok {
		before, err := json.Marshal(last.Note)
		if err != nil || string(before) == string(content) {
			return err
		}
	}
	number := len(h.Notes) + 1
	if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_note (id, hearing_id, number, reason, content, at, by_whom, returned_at, acknowledged_at, acknowledged_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, '')`, id.New(tx.Now), h.ID, number, reason, string(content), tx.Now.UnixMicro(), by); err != nil {
		return err
	}
	return note(ctx, tx, h.ID, RolledUp, strings.TrimSuffix("Udgave "+danish.Number(number)+": "+reason, ": "), by)
}

// Return sends the note that stands back to the sender: an item in the backlog of
// a body here, a mail with a link to one elsewhere. Pressed twice it goes once.
func (s *Store) Return(ctx context.Context, who access.Who, hearingID string) (err error) {
	defer fault.In(&err, "hearing: return %s", hearingID)
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		n, ok := h.Note()
		switch {
		case !ok:
			return invalid("Saml svarene først. Intet er sendt.")
		case !n.Returned.IsZero():
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE hearing_note SET returned_at = $2 WHERE id = $1`, n.ID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		if err := note(ctx, tx, h.ID, SentBack, "Udgave "+danish.Number(n.Number), who.Account.Name); err != nil {
			return err
		}
		if err := journal.Enter(ctx, tx, journal.Entry{BodyID: h.BodyID, Direction: journal.Sent, Theme: "Høringsnotat: " + h.Title, Party: h.SenderName,
			Closed: h.Access == Closed, By: who.Account.Name}); err != nil {
			return err
		}
		if h.SenderBodyID != "" {
			return h.bringBack(ctx, tx, who, n)
		}
		token, err := link(ctx, tx, access.TakeNote, h.ID, h.Due)
		if err != nil {
			return err
		}
		m, err := s.writer.Return(*h, n, "/hoeringsnotat/"+token)
		if err != nil {
			return err
		}
		m.To, m.Reference = h.SenderEmail, "hearing:"+h.ID
		_, err = mail.Queue(ctx, tx, m)
		return err
	})
}

// bringBack puts the note in the backlog of the sender.
func (h Hearing) bringBack(ctx context.Context, tx *db.Tx, who access.Who, n Issued) error {
	inTime, answered, asked := h.InTime()
	title := "Høringsnotat: " + h.Title
	if n.Number > 1 {
		title += " (udgave " + danish.Number(n.Number) + ")"
	}
	it := agenda.Item{BodyID: h.SenderBodyID, Type: agenda.Information, State: agenda.Ready, Origin: agenda.FromHearing, OriginID: h.ID,
		Closed: h.Access == Closed, ProposedBy: h.BodyName, ProposedAt: tx.Now,
		Recommendations: []agenda.Recommendation{{Text: "at høringsnotatet tages til efterretning."}}}
	texts := map[string]string{agenda.Title: title, agenda.Presentation: danish.Number(answered) + " af " + danish.Number(asked) + " har svaret, " +
		danish.Number(inTime) + " til tiden.\n\nHele notatet står på " + h.Path() + "/notat."}
	if it.Closed {
		texts[agenda.PublicTitle], texts[agenda.ClosedReason] = "Svar i en høring", "Høringen er lukket for offentligheden."
	}
	it.Fields = agenda.Texts(texts)
	_, err := agenda.AddItem(ctx, tx, who, it)
	return err
}

// Acknowledge says that the sender has the note that stands.
func (s *Store) Acknowledge(ctx context.Context, who access.Who, hearingID string) (err error) {
	defer fault.In(&err, "hearing: acknowledge %s", hearingID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := Find(ctx, tx, hearingID)
		if err != nil {
			return err
		}
		if h.Withdrawn.Happened() {
			return errWithdrawn
		}
		if !h.Acknowledges(who) {
			return fault.New(fault.Forbidden, "Det er afsenderens sekretariat, der kvitterer. Intet er ændret.")
		}
		return h.acknowledge(ctx, tx, who.Account.Name)
	})
}

func (h Hearing) acknowledge(ctx context.Context, tx *db.Tx, by string) error {
	n, ok := h.Note()
	switch {
	case !ok || n.Returned.IsZero():
		return invalid("Der er ikke sendt et høringsnotat tilbage, som kan kvitteres for. Intet er ændret.")
	case !n.Acknowledged.IsZero():
		return nil
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing_note SET acknowledged_at = $2, acknowledged_by = $3 WHERE id = $1 AND acknowledged_at IS NULL`,
		n.ID, tx.Now.UnixMicro(), by); err != nil {
		return err
	}
	return note(ctx, tx, h.ID, Confirmed, "Udgave "+danish.Number(n.Number), by)
}

// NoteByLink returns the hearing whose note a sender elsewhere is shown.
func (s *Store) NoteByLink(ctx context.Context, token string, by access.Who) (h Hearing, err error) {
	defer fault.In(&err, "hearing: note by link")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.TakeNote, by)
		if err != nil {
			return err
		}
		h, err = Find(ctx, tx, l.Object)
		return err
	})
	return h, err
}

// AcknowledgeByLink says, without an account, that a sender elsewhere has the note.
func (s *Store) AcknowledgeByLink(ctx context.Context, token string, by access.Who) (err error) {
	defer fault.In(&err, "hearing: acknowledge by link")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := access.Redeem(ctx, tx, token, access.TakeNote, by)
		if err != nil {
			return err
		}
		h, err := Find(ctx, tx, l.Object)
		if err != nil {
			return err
		}
		return h.acknowledge(ctx, tx, h.SenderName)
	})
}
