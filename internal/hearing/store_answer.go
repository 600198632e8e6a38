package hearing

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/initiative"
	"klynge/internal/journal"
	"klynge/internal/mail"
)

// SaveDraft keeps the answer that a body's secretariat is writing. It is no
// answer before it is given (I1).
func (s *Store) SaveDraft(ctx context.Context, who access.Who, hearingID, addresseeID string, version int64, a Answer) (err error) {
	defer fault.In(&err, "hearing: draft answer of %s", addresseeID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		h, to, err := writable(ctx, tx, who, hearingID, addresseeID)
		if err != nil {
			return err
		}
		if a, err = h.tidyAnswer(a); err != nil {
			return err
		}
		return h.saveDraft(ctx, tx, to, version, a, who.Account.Name)
	})
}

// writable returns a hearing and the addressee whose answer somebody may write.
func writable(ctx context.Context, tx *db.Tx, who access.Who, hearingID, addresseeID string) (h Hearing, a Addressee, err error) {
	if h, err = Find(ctx, tx, hearingID); err != nil {
		return h, a, err
	}
	i := slices.IndexFunc(h.Addressees, func(x Addressee) bool { return x.ID == addresseeID })
	switch {
	case i < 0 || h.Sent.IsZero():
		return h, a, fault.New(fault.Missing, "%s", errNone)
	case h.Withdrawn.Happened():
		return h, a, errWithdrawn
	case h.Addressees[i].HeirID != "":
		return h, a, fault.New(fault.Conflict, "%s har overtaget svaret. Intet er gemt. Skriv det dér.", h.Addressees[i].HeirName)
	case !h.Addressees[i].Writes(who):
		return h, a, fault.New(fault.Forbidden, "Det er kun sekretariatet for %s, der kan svare. Intet er gemt.", h.Addressees[i].Name)
	}
	return h, h.Addressees[i], nil
}

func (h Hearing) saveDraft(ctx context.Context, tx *db.Tx, to Addressee, version int64, a Answer, by string) error {
	if to.draftVersion() != version {
		return errMoved
	}
	if err := forget(ctx, tx, to.ID); err != nil {
		return err
	}
	a.Number, a.Revision, a.Version, a.By, a.Via, a.Due = 0, h.Revision, version+1, by, ByPage, to.Due
	return keep(ctx, tx, to, a, 0, "")
}

// draftVersion returns the version of the draft, 0 without one.
func (a Addressee) draftVersion() int64 {
	if a.Draft == nil {
		return 0
	}
	return a.Draft.Version
}

// forget deletes the draft of an addressee.
func forget(ctx context.Context, tx *db.Tx, addresseeID string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM hearing_position WHERE answer_id IN (SELECT id FROM hearing_answer WHERE addressee_id = $1 AND number = 0)`, addresseeID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM hearing_answer WHERE addressee_id = $1 AND number = 0`, addresseeID)
	return err
}

// keep keeps an answer with its positions.
func keep(ctx context.Context, tx *db.Tx, to Addressee, a Answer, foreign int, digest string) error {
	if a.Dissents == nil {
		a.Dissents = []Dissent{}
	}
	dissents, err := json.Marshal(a.Dissents)
	if err != nil {
		return err
	}
	given := sql.NullInt64{Int64: a.Given.UnixMicro(), Valid: !a.Given.IsZero()}
	a.ID = id.New(tx.Now)
	if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_answer (id, addressee_id, number, revision, kind, general, decision_id, reference, reference_url, decided,
		closed, dissents, given_at, due, via, by_whom, foreign_number, digest, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		a.ID, to.ID, a.Number, a.Revision, a.Kind, a.General, null(a.Decision.ID), a.Decision.Text, a.Decision.URL, a.Decision.Day, a.Decision.Closed,
		string(dissents), given, a.Due, a.Via, a.By, foreign, digest, a.Version); err != nil {
		return err
	}
	for _, p := range a.Positions {
		if p.InitiativeID != "" {
			if err := offered(ctx, tx, p.InitiativeID, to.BodyID); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_position (answer_id, proposal_id, wording, position, comment, initiative_id) VALUES ($1, $2, $3, $4, $5, $6)`,
			a.ID, p.ProposalID, p.Wording, p.Position, p.Comment, null(p.InitiativeID)); err != nil {
			return err
		}
	}
	return nil
}

// offered refuses an initiative that a body's answer may not point at: one of
// another body that is not public.
func offered(ctx context.Context, tx *db.Tx, initiativeID, bodyID string) error {
	known, err := initiative.IsPublic(ctx, tx, initiativeID)
	if err != nil || known {
		return err
	}
	var title string
	err = tx.QueryRowContext(ctx, `SELECT title FROM initiative WHERE id = $1 AND body_id = $2`, initiativeID, bodyID).Scan(&title)
	return db.Missing(err, "Indsatsen findes ikke. Intet er gemt. Vælg en anden på listen.")
}

// because adds to a refusal what was kept.
func because(err error, kept string) error {
	return fault.Because(err, fault.KindOf(err), "%s %s", fault.Sentence(err), kept)
}

// Give gives a body's answer. It counts from now (I1). One that does not hold is
// kept as a draft and refused. The same answer given twice is given once; another
// one is a new version, and the one that counts.
func (s *Store) Give(ctx context.Context, who access.Who, hearingID, addresseeID string, version int64, a Answer) (err error) {
	defer fault.In(&err, "hearing: answer of %s", addresseeID)
	var refused error
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		refused = nil
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		h, to, err := writable(ctx, tx, who, hearingID, addresseeID)
		if err != nil {
			return err
		}
		if a, err = h.tidyAnswer(a); err != nil {
			return err
		}
		ready := a
		if err := ready.decide(ctx, tx, to.BodyID); err != nil {
			return err
		}
		if to.Draft == nil && version > 0 && h.same(to, ready) {
			return nil // the button was pressed twice
		}
		if refused = h.Check(ready); refused != nil {
			return h.saveDraft(ctx, tx, to, version, a, who.Account.Name)
		}
		if h.same(to, ready) {
			return forget(ctx, tx, to.ID)
		}
		if to.draftVersion() != version {
			return errMoved
		}
		if err := forget(ctx, tx, to.ID); err != nil {
			return err
		}
		ready.Via, ready.By, ready.Revision = ByPage, who.Account.Name, h.Revision
		return s.give(ctx, tx, h, to, ready, 0, "")
	})
	if err == nil && refused != nil {
		return because(refused, "Det, du skrev, er gemt som kladde.")
	}
	return err
}

// same reports whether an answer says what the addressee's last one does.
func (h Hearing) same(to Addressee, a Answer) bool {
	last, ok := to.Last()
	if !ok || last.Revision != h.Revision || last.Kind != a.Kind || last.General != a.General || last.Decision != a.Decision || len(last.Positions) != len(a.Positions) {
		return false
	}
	for _, p := range a.Positions {
		was, ok := last.On(p.ProposalID)
		if !ok || was.Wording != p.Wording || was.Position != p.Position || was.Comment != p.Comment || was.InitiativeID != p.InitiativeID {
			return false
		}
	}
	return true
}

// decide fills in the decision behind an answer, which must be the body's own,
// and the minority's opinions that were asked to go along (R21).
func (a *Answer) decide(ctx context.Context, tx *db.Tx, bodyID string) error {
	if a.Decision.ID == "" {
		return a.publicDecision(ctx, tx, bodyID)
	}
	d, err := decision.Find(ctx, tx, a.Decision.ID)
	if err != nil {
		return err
	}
	switch {
	case d.BodyID != bodyID:
		return fault.New(fault.Forbidden, "Beslutningen er truffet af et andet organ. Intet er gemt. Vælg en af organets egne.")
	case d.State != decision.InForce:
		return invalid("Beslutningen gælder ikke længere. Intet er gemt. Vælg den, der er kommet i stedet.")
	}
	a.Decision = Reference{ID: d.ID, Text: strings.TrimSuffix("Punkt "+d.Number+", "+d.Title, ", "), Day: d.Date, Closed: d.Closed}
	if d.Number == "" {
		a.Decision.Text = d.Title
	}
	if a.Dissents, err = db.Collect(ctx, tx, func(r row) (x Dissent, err error) {
		return x, r.Scan(&x.Name, &x.Text)
	}, `SELECT s.name, x.text FROM dissent x JOIN vote v ON v.id = x.vote_id JOIN seat s ON s.id = x.seat_id
		WHERE v.item_id = $1 AND v.item_id <> '' AND x.send_along ORDER BY x.at, x.id`, d.ItemID); err != nil {
		return err
	}
	return nil
}

// publicDecision holds a decision that is named by the address of a public item
// against the meeting it names.
func (a *Answer) publicDecision(ctx context.Context, tx *db.Tx, bodyID string) error {
	rest, ok := strings.CutPrefix(a.Decision.URL, "/moeder/")
	if !ok {
		return nil
	}
	slug, _, _ := strings.Cut(rest, "/")
	var of string
	if err := tx.QueryRowContext(ctx, `SELECT body_id FROM meeting WHERE slug = $1`, slug).Scan(&of); err != nil {
		return db.Missing(err, "Mødet, som adressen peger på, findes ikke her. Intet er gemt. Kopiér adressen fra punktets side.")
	}
	if of != bodyID {
		return fault.New(fault.Forbidden, "Adressen peger på et andet organs møde. Intet er gemt. Vælg et af organets egne.")
	}
	return nil
}

// give keeps an answer that holds, and tells everybody who waits for it.
func (s *Store) give(ctx context.Context, tx *db.Tx, h Hearing, to Addressee, a Answer, foreign int, digest string) error {
	a.Number, a.Given, a.Due, a.Version = len(to.Answers)+1, tx.Now, to.Due, 1
	if err := keep(ctx, tx, to, a, foreign, digest); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET received_at = COALESCE(received_at, $2), version = version + 1 WHERE id = $1`,
		to.ID, tx.Now.UnixMicro()); err != nil {
		return err
	}
	detail := to.Name
	if a.Number > 1 {
		detail += " (" + danish.Number(a.Number) + ". svar)"
	}
	if err := note(ctx, tx, h.ID, Answered, detail, a.By); err != nil {
		return err
	}
	closed := h.Access == Closed || a.Decision.Closed
	if to.BodyID != "" {
		if err := journal.Enter(ctx, tx, journal.Entry{BodyID: to.BodyID, Direction: journal.Sent, Theme: "Høringssvar: " + h.Title, Party: h.SenderName,
			ItemID: to.ItemID, Closed: closed, By: a.By}); err != nil {
			return err
		}
	}
	if h.Elsewhere() {
		return s.reply(ctx, tx, h, to, a)
	}
	if err := journal.Enter(ctx, tx, journal.Entry{BodyID: h.BodyID, Direction: journal.Received, Theme: "Høringssvar: " + h.Title, Party: to.Name,
		Closed: closed, By: a.By}); err != nil {
		return err
	}
	return h.renew(ctx, tx, "Svar fra "+to.Name, a.By)
}

// renew rolls the hearing up again when somebody answers after it was rolled up
// (I5).
func (h Hearing) renew(ctx context.Context, tx *db.Tx, reason, by string) error {
	if len(h.Notes) == 0 {
		return nil
	}
	fresh, err := Find(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	return fresh.issue(ctx, tx, reason, by)
}

// reply sends an answer back to the installation that asked, signed.
func (s *Store) reply(ctx context.Context, tx *db.Tx, h Hearing, to Addressee, a Answer) error {
	key, err := secret(ctx, tx)
	if err != nil {
		return err
	}
	r := &Reply{Hearing: h.Foreign.ID, Addressee: h.Foreign.To, Token: h.Foreign.Token, Number: a.Number, Revision: a.Revision, Body: to.Name, Kind: a.Kind,
		General: a.General, Decision: a.Decision, Dissents: a.Dissents, By: a.By}
	r.Decision.ID = ""
	if strings.HasPrefix(r.Decision.URL, "/") {
		r.Decision.URL = s.home + r.Decision.URL
	}
	theirs := map[string]string{}
	for _, p := range h.Proposals {
		theirs[p.ID] = p.Foreign
	}
	for _, p := range a.Positions {
		comment := p.Comment
		if p.InitiativeID != "" {
			var title, slug string
			if err := tx.QueryRowContext(ctx, `SELECT title, slug FROM initiative WHERE id = $1`, p.InitiativeID).Scan(&title, &slug); err != nil {
				return err
			}
			comment = strings.TrimSpace(comment + "\n" + title + ": " + s.home + "/indsatser/" + slug)
		}
		r.Positions = append(r.Positions, Standing{theirs[p.ProposalID], p.Wording, p.Position, comment})
	}
	signed, err := sign(key, Letter{Type: answerLetter, Name: to.Name, URL: s.home, Answer: r})
	if err != nil {
		return err
	}
	m, err := s.writer.Reply(h, to, a, signed, publicOf(key))
	if err != nil {
		return err
	}
	m.To, m.Reference = h.ContactEmail, "hearing:"+to.ID
	_, err = mail.Queue(ctx, tx, m)
	return err
}

// Linked returns what the owner of a link is asked.
func (s *Store) Linked(ctx context.Context, token string, by access.Who) (h Hearing, a Addressee, err error) {
	defer fault.In(&err, "hearing: by link")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.AnswerHearing, by)
		if err != nil {
			return err
		}
		h, a, err = ofAddressee(ctx, tx, l.Object)
		return err
	})
	return h, a, err
}

// ofAddressee returns the hearing of an addressee elsewhere.
func ofAddressee(ctx context.Context, tx *db.Tx, addresseeID string) (h Hearing, a Addressee, err error) {
	var hearingID string
	if err := tx.QueryRowContext(ctx, `SELECT hearing_id FROM hearing_addressee WHERE id = $1`, addresseeID).Scan(&hearingID); err != nil {
		return h, a, db.Missing(err, "%s", errNone)
	}
	if h, err = Find(ctx, tx, hearingID); err != nil {
		return h, a, err
	}
	i := slices.IndexFunc(h.Addressees, func(x Addressee) bool { return x.ID == addresseeID })
	return h, h.Addressees[i], nil
}

// OpenByLink says for an addressee elsewhere that the question has come.
func (s *Store) OpenByLink(ctx context.Context, token string, by access.Who) (err error) {
	defer fault.In(&err, "hearing: receipt by link")
	return s.byLink(ctx, token, by, func(tx *db.Tx, h Hearing, a Addressee) error {
		if !a.Received.IsZero() {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET received_at = $2 WHERE id = $1`, a.ID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		return note(ctx, tx, h.ID, Opened, a.Name, a.Name)
	})
}

func (s *Store) byLink(ctx context.Context, token string, by access.Who, act func(tx *db.Tx, h Hearing, a Addressee) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		l, err := access.Redeem(ctx, tx, token, access.AnswerHearing, by)
		if err != nil {
			return err
		}
		h, a, err := ofAddressee(ctx, tx, l.Object)
		if err != nil {
			return err
		}
		if h.Withdrawn.Happened() {
			return errWithdrawn
		}
		return act(tx, h, a)
	})
}

// GiveByLink gives the answer of a body that has no Klynge, without an account.
// Its secretariat says in words which decision is behind it (I1).
func (s *Store) GiveByLink(ctx context.Context, token string, by access.Who, a Answer) (err error) {
	defer fault.In(&err, "hearing: answer by link")
	return s.byLink(ctx, token, by, func(tx *db.Tx, h Hearing, to Addressee) error {
		a.Decision.ID, a.Via, a.Revision = "", ByLink, h.Revision
		for i := range a.Positions {
			a.Positions[i].InitiativeID = ""
		}
		a.By = strings.Join(strings.Fields(clean(a.By)), " ")
		if a.By == "" || len(a.By) > longestTitle {
			return invalid("Skriv, hvem der svarer. Svaret er ikke sendt. Det, du skrev, står her endnu.")
		}
		tidied, err := h.tidyAnswer(a)
		if err != nil {
			return err
		}
		if strings.HasPrefix(tidied.Decision.URL, "/") {
			tidied.Decision.URL = ""
		}
		if err := h.Check(tidied); err != nil {
			return because(err, "Svaret er ikke sendt. Det, du skrev, står her endnu.")
		}
		if h.same(to, tidied) {
			return nil
		}
		return s.give(ctx, tx, h, to, tidied, 0, "")
	})
}
