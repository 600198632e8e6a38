package hearing

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// An Examined letter is one from another installation as somebody is shown it
// before they take it in: who signed, and whether they are known.
type Examined struct {
	OpenedLetter
	Fingerprint string
	Known       Peer // when its key has been taken in before
	Other       Peer // the one whose address it says it has, and whose key is another
}

// A Peer is another installation.
type Peer struct{ Key, URL, Name, By string }

const peers = `SELECT key, url, name, by_whom FROM hearing_peer `

func scanPeer(r row) (p Peer, err error) { return p, r.Scan(&p.Key, &p.URL, &p.Name, &p.By) }

// Examine reads a signed letter and tells who signed it. It keeps nothing.
func (s *Store) Examine(ctx context.Context, text string) (e Examined, err error) {
	if e.OpenedLetter, err = Unwrap(text); err != nil {
		return e, err
	}
	e.Fingerprint = Fingerprint(e.Key)
	err = s.db.Read(ctx, func(tx *db.Tx) error { return e.know(ctx, tx) })
	return e, err
}

func (e *Examined) know(ctx context.Context, tx *db.Tx) (err error) {
	list, err := db.Collect(ctx, tx, scanPeer, peers+`WHERE key = $1 OR url = $2`, e.Key, e.URL)
	for _, p := range list {
		if p.Key == e.Key {
			e.Known = p
		} else {
			e.Other = p
		}
	}
	return err
}

// TakeIn takes a signed letter in at a body: a question, which becomes a hearing
// that the body is to answer, or an answer to one of the body's own. A letter that
// comes again changes nothing. The first one of a key needs somebody who says
// that they have compared its fingerprint.
func (s *Store) TakeIn(ctx context.Context, who access.Who, bodyID, text string, trusted bool) (hearingID string, err error) {
	defer fault.In(&err, "hearing: take a letter in at %s", bodyID)
	o, err := Unwrap(text)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if !who.May(access.EditAgenda, bodyID) {
			return errMayNot
		}
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		switch {
		case o.Type == questionLetter && o.Question != nil:
			hearingID, err = s.takeQuestion(ctx, tx, who, bodyID, o, trusted)
		case o.Type == answerLetter && o.Answer != nil:
			hearingID, err = s.takeAnswer(ctx, tx, who, bodyID, o)
		case o.Type == withdrawalLetter && o.Back != nil:
			hearingID, err = s.takeWithdrawal(ctx, tx, bodyID, o, who.Account.Name)
		default:
			err = errUnreadable
		}
		return err
	})
	return hearingID, err
}

func (s *Store) takeQuestion(ctx context.Context, tx *db.Tx, who access.Who, bodyID string, o OpenedLetter, trusted bool) (hearingID string, err error) {
	e := Examined{OpenedLetter: o}
	if err := e.know(ctx, tx); err != nil {
		return "", err
	}
	if e.Known.Key == "" && !trusted {
		return "", invalid("Det er første gang, der kommer noget med denne underskrift. Ring til afsenderen, sammenlign fingeraftrykket, og sæt kryds. Intet er gemt.")
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_peer (key, url, name, at, by_whom) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key) DO NOTHING`,
		o.Key, o.URL, o.Name, tx.Now.UnixMicro(), who.Account.Name); err != nil {
		return "", err
	}
	q := *o.Question
	if err := q.check(); err != nil {
		return "", err
	}
	err = tx.QueryRowContext(ctx, `SELECT id FROM hearing WHERE foreign_key = $1 AND foreign_id = $2 AND foreign_to = $3`, o.Key, q.Hearing, q.Addressee).Scan(&hearingID)
	if err == nil {
		return hearingID, s.takeAgain(ctx, tx, who, hearingID, bodyID, q)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	h := Hearing{ID: id.New(tx.Now), BodyID: bodyID, Revision: q.Revision, Foreign: Foreign{Key: o.Key, ID: q.Hearing, URL: o.URL, Token: q.Token, To: q.Addressee}}
	d := Draft{SenderName: q.Sender, SenderEmail: q.ReplyTo, ContactName: q.ContactName, ContactEmail: q.ReplyTo, Title: q.Title, Intro: q.Intro, Due: q.Due, Access: q.Access}
	if d, err = d.tidy(); err != nil {
		return "", err
	}
	if err := insert(ctx, tx, h, d, who.Account.Name); err != nil {
		return "", err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing SET sent_at = $2 WHERE id = $1`, h.ID, tx.Now.UnixMicro()); err != nil {
		return "", err
	}
	for _, p := range q.Proposals {
		if _, err := h.propose(ctx, tx, p, q.Sender); err != nil {
			return "", err
		}
	}
	for _, p := range q.Papers {
		if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_paper (id, hearing_id, name, url, due, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			id.New(tx.Now), h.ID, p.Name, p.URL, p.Due, tx.Now.UnixMicro()); err != nil {
			return "", err
		}
	}
	var name string
	if err := tx.QueryRowContext(ctx, `SELECT name FROM organization WHERE id = $1`, bodyID).Scan(&name); err != nil {
		return "", err
	}
	if _, err := h.invite(ctx, tx, Addressee{BodyID: bodyID, Name: name, Due: q.Due}); err != nil {
		return "", err
	}
	if err := note(ctx, tx, h.ID, TakenIn, o.Name+", "+o.URL, who.Account.Name); err != nil {
		return "", err
	}
	fresh, err := Find(ctx, tx, h.ID)
	if err != nil {
		return "", err
	}
	return h.ID, s.deliver(ctx, tx, who, fresh, fresh.Addressees)
}

// check holds a question from elsewhere to what a form would have been held to.
func (q *Question) check() (err error) {
	if len(q.Proposals) == 0 || len(q.Proposals) > mostProposals || len(q.Papers) > mostProposals || !isDay(q.Due) || q.Revision < 1 ||
		q.Hearing == "" || q.Addressee == "" || len(q.Hearing)+len(q.Addressee)+len(q.Token) > 1000 {
		return errUnreadable
	}
	seen := map[string]bool{}
	for i := range q.Proposals {
		p := &q.Proposals[i]
		if p.ID == "" || p.Number < 1 || seen[p.ID] {
			return errUnreadable
		}
		seen[p.ID] = true
		if p.Title, p.Text, err = tidyWording(p.Title, p.Text); err != nil {
			return err
		}
	}
	for i, p := range q.Papers {
		if q.Papers[i], err = tidyPaper(p); err != nil {
			return err
		}
	}
	return nil
}

// takeAgain takes in a newer version of a question that is here: reworded
// proposals, papers that have come, a later deadline (I6).
func (s *Store) takeAgain(ctx context.Context, tx *db.Tx, who access.Who, hearingID, bodyID string, q Question) error {
	h, err := Find(ctx, tx, hearingID)
	if err != nil {
		return err
	}
	if h.BodyID != bodyID {
		return fault.New(fault.Conflict, "Høringen er allerede taget ind hos %s. Intet er ændret.", h.BodyName)
	}
	if q.Revision <= h.Revision {
		return nil
	}
	h.Revision = q.Revision
	for _, p := range q.Proposals {
		i := slices.IndexFunc(h.Proposals, func(x Proposal) bool { return x.Foreign == p.ID })
		if i < 0 {
			return errUnreadable
		}
		if h.Proposals[i].Now().Number >= p.Number {
			continue
		}
		if err := word(ctx, tx, h.Proposals[i].ID, Wording{Number: p.Number, Revision: q.Revision, Title: p.Title, Text: p.Text, By: q.Sender}); err != nil {
			return err
		}
		if err := note(ctx, tx, h.ID, Reworded, p.Title, q.Sender); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing SET revision = $2, foreign_token = $3, version = version + 1 WHERE id = $1`, h.ID, q.Revision, q.Token); err != nil {
		return err
	}
	if err := h.extend(ctx, tx, q.Due); err != nil {
		return err
	}
	fresh, err := Find(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	return s.deliver(ctx, tx, who, fresh, fresh.Owed())
}

var errNotTheirs = fault.New(fault.Forbidden, "Svaret hører ikke til en høring, som organet har sendt, eller det kommer fra en anden end den, der blev spurgt. Intet er gemt.")

// takeAnswer takes in the answer of an addressee that has an installation of its
// own. It must bring along the secret of the mail that asked, and be signed with
// the key that the addressee answered with the first time.
func (s *Store) takeAnswer(ctx context.Context, tx *db.Tx, who access.Who, bodyID string, o OpenedLetter) (hearingID string, err error) {
	r := *o.Answer
	l, err := access.Look(ctx, tx, r.Token, access.AnswerHearing, access.Who{})
	if fault.Is(err, fault.Missing) || err == nil && l.Object != r.Addressee {
		return "", errNotTheirs
	}
	if err != nil {
		return "", err
	}
	h, to, err := ofAddressee(ctx, tx, l.Object)
	if err != nil {
		return "", err
	}
	if h.ID != r.Hearing || h.BodyID != bodyID || h.Elsewhere() || to.Key != "" && to.Key != o.Key {
		return "", errNotTheirs
	}
	if h.Withdrawn.Happened() {
		return "", errWithdrawn
	}
	var latest, known int
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(foreign_number), 0), COUNT(CASE WHEN digest = $2 THEN 1 END) FROM hearing_answer WHERE addressee_id = $1`,
		to.ID, o.Digest).Scan(&latest, &known); err != nil {
		return "", err
	}
	switch {
	case known > 0:
		return h.ID, nil
	case r.Number <= latest:
		return "", fault.New(fault.Conflict, "%s har sendt et nyere svar, som allerede er taget ind. Dette gamle svar er ikke gemt.", to.Name)
	case r.Revision > h.Revision || r.Revision < 1:
		return "", errNotTheirs
	}
	a := Answer{Kind: r.Kind, General: r.General, Decision: r.Decision, Dissents: r.Dissents, Revision: r.Revision, Via: BySigned, By: cmp.Or(r.By, o.Name)}
	a.Decision.ID = ""
	if strings.HasPrefix(a.Decision.URL, "/") {
		a.Decision.URL = ""
	}
	for _, p := range r.Positions {
		a.Positions = append(a.Positions, Stand{ProposalID: p.Proposal, Wording: p.Wording, Position: p.Position, Comment: p.Comment})
	}
	if a, err = h.tidyAnswer(a); err != nil {
		return "", err
	}
	if err := h.at(r.Revision).Check(a); err != nil {
		return "", err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET key = $2 WHERE id = $1`, to.ID, o.Key); err != nil {
		return "", err
	}
	return h.ID, s.give(ctx, tx, h, to, a, r.Number, o.Digest)
}

// at returns the hearing as it was worded at a revision.
func (h Hearing) at(revision int) Hearing {
	h.Proposals = slices.Clone(h.Proposals)
	for i := range h.Proposals {
		p := &h.Proposals[i]
		p.Wordings = slices.DeleteFunc(slices.Clone(p.Wordings), func(w Wording) bool { return w.Revision > revision })
	}
	return h
}

// Signed returns the question to the owner of a link as a signed letter, for the
// installation of its own that they take it in at.
func (s *Store) Signed(ctx context.Context, token string, by access.Who) (letter string, err error) {
	defer fault.In(&err, "hearing: signed question")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.AnswerHearing, by)
		if err != nil {
			return err
		}
		h, a, err := ofAddressee(ctx, tx, l.Object)
		if err != nil {
			return err
		}
		key, err := secret(ctx, tx)
		if err != nil {
			return err
		}
		letter, err = sign(key, Letter{Type: questionLetter, Name: h.BodyName, URL: s.home, Question: s.question(h, a, token)})
		return err
	})
	return letter, err
}
