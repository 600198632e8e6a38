package hearing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
)

// Begin makes the draft of a hearing that a body runs. Key is made by the form,
// so that a button that is pressed twice begins one.
func (s *Store) Begin(ctx context.Context, who access.Who, bodyID, key string, d Draft) (hearingID string, err error) {
	defer fault.In(&err, "hearing: begin in %s", bodyID)
	if d, err = d.tidy(); err != nil {
		return "", err
	}
	if len(key) < 8 || len(key) > 64 || strings.ContainsAny(key, "/?#% ") {
		return "", invalid("Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if !who.May(access.EditAgenda, bodyID) {
			return errMayNot
		}
		var there int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM hearing WHERE id = $1 AND body_id = $2`, key, bodyID).Scan(&there); err != nil || there > 0 {
			hearingID = key
			return err
		}
		hearingID = key
		if err := insert(ctx, tx, Hearing{ID: key, BodyID: bodyID, Revision: 1}, d, who.Account.Name); err != nil {
			return err
		}
		return note(ctx, tx, key, Begun, "", who.Account.Name)
	})
	return hearingID, err
}

// insert keeps a new hearing.
func insert(ctx context.Context, tx *db.Tx, h Hearing, d Draft, by string) error {
	if d.SenderBodyID != "" {
		if err := knownBody(ctx, tx, d.SenderBodyID); err != nil {
			return err
		}
		d.SenderName, d.SenderEmail = "", ""
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO hearing (id, body_id, sender_body_id, sender_name, sender_email, contact_name, contact_email, title, intro, due,
		access, revision, sent_at, foreign_key, foreign_id, foreign_url, foreign_token, foreign_to, made_at, made_by, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, $13, $14, $15, $16, $17, $18, $19, 1)`,
		h.ID, h.BodyID, null(d.SenderBodyID), d.SenderName, d.SenderEmail, d.ContactName, d.ContactEmail, d.Title, d.Intro, d.Due, d.Access, h.Revision,
		h.Foreign.Key, h.Foreign.ID, h.Foreign.URL, h.Foreign.Token, h.Foreign.To, tx.Now.UnixMicro(), by)
	return err
}

func knownBody(ctx context.Context, tx *db.Tx, bodyID string) error {
	var name string
	return db.Missing(tx.QueryRowContext(ctx, `SELECT name FROM organization WHERE id = $1`, bodyID).Scan(&name), "Organet findes ikke. Intet er gemt.")
}

// Describe changes the draft of a hearing.
func (s *Store) Describe(ctx context.Context, who access.Who, hearingID string, version int64, d Draft) (err error) {
	defer fault.In(&err, "hearing: describe %s", hearingID)
	if d, err = d.tidy(); err != nil {
		return err
	}
	return s.draft(ctx, who, hearingID, version, func(tx *db.Tx, h *Hearing) error {
		if d.SenderBodyID != "" {
			if err := knownBody(ctx, tx, d.SenderBodyID); err != nil {
				return err
			}
			d.SenderName, d.SenderEmail = "", ""
		}
		_, err := tx.ExecContext(ctx, `UPDATE hearing SET sender_body_id = $2, sender_name = $3, sender_email = $4, contact_name = $5, contact_email = $6,
			title = $7, intro = $8, due = $9, access = $10 WHERE id = $1`,
			h.ID, null(d.SenderBodyID), d.SenderName, d.SenderEmail, d.ContactName, d.ContactEmail, d.Title, d.Intro, d.Due, d.Access)
		return err
	})
}

var errSent = fault.New(fault.Conflict, "Høringen er sendt, så det kan ikke ændres. Intet er gemt. Et forslag kan omformuleres, og fristen kan forlænges.")

// draft runs a change of a hearing that has not been sent.
func (s *Store) draft(ctx context.Context, who access.Who, hearingID string, version int64, act func(tx *db.Tx, h *Hearing) error) error {
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		if !h.Sent.IsZero() {
			return errSent
		}
		if err := h.raise(ctx, tx, version); err != nil {
			return err
		}
		return act(tx, h)
	})
}

// Propose adds a proposal to the draft of a hearing.
func (s *Store) Propose(ctx context.Context, who access.Who, hearingID string, version int64, title, text string) (err error) {
	defer fault.In(&err, "hearing: propose in %s", hearingID)
	if title, text, err = tidyWording(title, text); err != nil {
		return err
	}
	return s.draft(ctx, who, hearingID, version, func(tx *db.Tx, h *Hearing) error {
		if len(h.Proposals) >= mostProposals {
			return invalid("En høring kan have %d forslag. Intet er gemt.", mostProposals)
		}
		_, err := h.propose(ctx, tx, Asking{Title: title, Text: text}, who.Account.Name)
		return err
	})
}

// propose keeps a new proposal, last.
func (h *Hearing) propose(ctx context.Context, tx *db.Tx, a Asking, by string) (proposalID string, err error) {
	proposalID = id.New(tx.Now)
	if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_proposal (id, hearing_id, position, foreign_id, summary, met, reason)
		SELECT $1, $2, COALESCE(MAX(position) + 1, 0), $3, '', '', '' FROM hearing_proposal WHERE hearing_id = $2`, proposalID, h.ID, a.ID); err != nil {
		return "", err
	}
	return proposalID, word(ctx, tx, proposalID, Wording{Number: max(a.Number, 1), Revision: h.Revision, Title: a.Title, Text: a.Text, By: by})
}

func word(ctx context.Context, tx *db.Tx, proposalID string, w Wording) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO hearing_wording (proposal_id, number, revision, title, text, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		proposalID, w.Number, w.Revision, w.Title, w.Text, tx.Now.UnixMicro(), w.By)
	return err
}

// Drop takes a proposal out of the draft of a hearing.
func (s *Store) Drop(ctx context.Context, who access.Who, hearingID string, version int64, proposalID string) (err error) {
	defer fault.In(&err, "hearing: drop proposal %s", proposalID)
	return s.draft(ctx, who, hearingID, version, func(tx *db.Tx, h *Hearing) error {
		if !slices.ContainsFunc(h.Proposals, func(p Proposal) bool { return p.ID == proposalID }) {
			return nil // the button was pressed twice
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM hearing_wording WHERE proposal_id = $1`, proposalID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM hearing_proposal WHERE id = $1`, proposalID)
		return err
	})
}

// Reword gives a proposal new words. In a draft they stand instead of the old
// ones. In a hearing that was sent they are a new version: those who have answered
// are asked again, by a new deadline unless due is "" (I6).
func (s *Store) Reword(ctx context.Context, who access.Who, hearingID string, version int64, proposalID, title, text, due string) (err error) {
	defer fault.In(&err, "hearing: reword %s", proposalID)
	if title, text, err = tidyWording(title, text); err != nil {
		return err
	}
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		i := slices.IndexFunc(h.Proposals, func(p Proposal) bool { return p.ID == proposalID })
		if i < 0 {
			return fault.New(fault.Missing, "Forslaget findes ikke. Intet er ændret.")
		}
		now := h.Proposals[i].Now()
		if now.Title == title && now.Text == text {
			return nil
		}
		if err := h.raise(ctx, tx, version); err != nil {
			return err
		}
		if h.Sent.IsZero() {
			_, err := tx.ExecContext(ctx, `UPDATE hearing_wording SET title = $3, text = $4 WHERE proposal_id = $1 AND number = $2`, proposalID, now.Number, title, text)
			return err
		}
		due = cmp.Or(due, h.Due)
		if !isDay(due) || due <= access.Day(tx.Now) || due < h.Due {
			return invalid("Når et forslag ændres, skal organerne have tid til at svare igen. Vælg en frist efter i dag, som ikke er før den gamle. Intet er ændret.")
		}
		return s.reword(ctx, tx, who, h, i, Wording{Number: now.Number + 1, Title: title, Text: text, By: who.Account.Name}, due)
	})
}

// reword keeps a new version of a proposal that was sent, and tells those who are
// to answer it.
func (s *Store) reword(ctx context.Context, tx *db.Tx, who access.Who, h *Hearing, i int, w Wording, due string) error {
	h.Revision++
	w.Revision = h.Revision
	if err := word(ctx, tx, h.Proposals[i].ID, w); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing SET revision = $2 WHERE id = $1`, h.ID, h.Revision); err != nil {
		return err
	}
	if err := h.extend(ctx, tx, due); err != nil {
		return err
	}
	if err := note(ctx, tx, h.ID, Reworded, w.Title, w.By); err != nil {
		return err
	}
	fresh, err := Find(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	*h = fresh
	return s.deliver(ctx, tx, who, *h, h.Owed())
}

// extend gives the hearing, and everybody whose deadline was earlier, a deadline.
func (h *Hearing) extend(ctx context.Context, tx *db.Tx, due string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE hearing SET due = $2 WHERE id = $1 AND due < $2`, h.ID, due); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET due = $2, version = version + 1 WHERE hearing_id = $1 AND due < $2 AND heir_id IS NULL`, h.ID, due)
	return err
}

// Extend gives one addressee, or all ("") a later deadline. An answer that was
// late when it came stays late.
func (s *Store) Extend(ctx context.Context, who access.Who, hearingID string, version int64, addresseeID, due string) (err error) {
	defer fault.In(&err, "hearing: extend %s", hearingID)
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		if h.Sent.IsZero() {
			return invalid("Høringen er ikke sendt. Ret fristen i stedet. Intet er ændret.")
		}
		if !isDay(due) || due <= access.Day(tx.Now) {
			return invalid("Den nye frist skal være en dag efter i dag. Intet er ændret.")
		}
		if err := h.raise(ctx, tx, version); err != nil {
			return err
		}
		what := "alle"
		if addresseeID == "" {
			if due < h.Due {
				return invalid("Fristen kan forlænges, men ikke gøres kortere, når høringen er sendt. Intet er ændret.")
			}
			if err := h.extend(ctx, tx, due); err != nil {
				return err
			}
		} else {
			i := slices.IndexFunc(h.Addressees, func(a Addressee) bool { return a.ID == addresseeID })
			if i < 0 || due < h.Addressees[i].Due {
				return invalid("Fristen kan forlænges, men ikke gøres kortere, når høringen er sendt. Intet er ændret.")
			}
			what = h.Addressees[i].Name
			if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET due = $2, version = version + 1 WHERE id = $1`, addresseeID, due); err != nil {
				return err
			}
		}
		if err := note(ctx, tx, h.ID, Extended, what+": "+due, who.Account.Name); err != nil {
			return err
		}
		fresh, err := Find(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		return fresh.remindLater(ctx, tx)
	})
}

// Invite adds a body to those that are asked: one here, or one elsewhere by its
// name and mail.
func (s *Store) Invite(ctx context.Context, who access.Who, hearingID string, version int64, bodyID, name, email string) (err error) {
	defer fault.In(&err, "hearing: add an addressee to %s", hearingID)
	name = strings.Join(strings.Fields(clean(name)), " ")
	if bodyID == "" {
		if name == "" || len(name) > longestTitle {
			return invalid("Vælg et organ, eller skriv navnet på et, der ikke er her. Intet er gemt.")
		}
		if email, err = mail.Address(email); err != nil {
			return err
		}
	}
	return s.draft(ctx, who, hearingID, version, func(tx *db.Tx, h *Hearing) error {
		if len(h.Addressees) >= mostAddressees {
			return invalid("En høring kan sendes til %d organer. Intet er gemt.", mostAddressees)
		}
		if bodyID != "" {
			email = ""
			if err := tx.QueryRowContext(ctx, `SELECT name FROM organization WHERE id = $1`, bodyID).Scan(&name); err != nil {
				return db.Missing(err, "Organet findes ikke. Intet er gemt.")
			}
		}
		if slices.ContainsFunc(h.Addressees, func(a Addressee) bool {
			return a.BodyID != "" && a.BodyID == bodyID || a.BodyID == "" && bodyID == "" && mail.Key(a.Email) == mail.Key(email)
		}) {
			return invalid("%s er allerede på listen. Intet er ændret.", name)
		}
		_, err := h.invite(ctx, tx, Addressee{BodyID: bodyID, Name: name, Email: email, Due: h.Due})
		return err
	})
}

func (h *Hearing) invite(ctx context.Context, tx *db.Tx, a Addressee) (Addressee, error) {
	a.ID, a.Version = id.New(tx.Now), 1
	_, err := tx.ExecContext(ctx, `INSERT INTO hearing_addressee (id, hearing_id, body_id, name, email, due, item_id, received_at, key, heir_of, heir_id, version)
		VALUES ($1, $2, $3, $4, $5, $6, '', NULL, '', $7, NULL, 1)`, a.ID, h.ID, null(a.BodyID), a.Name, a.Email, a.Due, a.HeirOf)
	return a, err
}

// Uninvite takes a body off the draft.
func (s *Store) Uninvite(ctx context.Context, who access.Who, hearingID string, version int64, addresseeID string) (err error) {
	defer fault.In(&err, "hearing: take addressee %s off", addresseeID)
	return s.draft(ctx, who, hearingID, version, func(tx *db.Tx, h *Hearing) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM hearing_addressee WHERE id = $1 AND hearing_id = $2`, addresseeID, h.ID)
		return err
	})
}

// AddPaper lists a paper with the question: where it lies, or when it comes.
func (s *Store) AddPaper(ctx context.Context, who access.Who, hearingID string, p Paper) (err error) {
	defer fault.In(&err, "hearing: add a paper to %s", hearingID)
	if p, err = tidyPaper(p); err != nil {
		return err
	}
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		i := slices.IndexFunc(h.Papers, func(x Paper) bool { return x.Name == p.Name })
		switch {
		case i >= 0 && h.Papers[i].URL == p.URL && h.Papers[i].Due == p.Due:
			return nil // the button was pressed twice
		case i >= 0 && p.Missing() && !h.Papers[i].Missing():
			return invalid("Der er allerede et bilag med det navn. Intet er ændret.")
		case i >= 0:
			_, err = tx.ExecContext(ctx, `UPDATE hearing_paper SET url = $2, due = $3 WHERE id = $1`, h.Papers[i].ID, p.URL, p.Due)
		default:
			_, err = tx.ExecContext(ctx, `INSERT INTO hearing_paper (id, hearing_id, name, url, due, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
				id.New(tx.Now), h.ID, p.Name, p.URL, p.Due, tx.Now.UnixMicro())
		}
		if err != nil || h.Sent.IsZero() {
			return err
		}
		return note(ctx, tx, h.ID, PaperCame, p.Name, who.Account.Name)
	})
}
