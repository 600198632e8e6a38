package hearing

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
)

// A Writer writes the mails of hearings.
type Writer interface {
	// Ask brings the question to an addressee elsewhere: a link that answers it,
	// and the signed letter for one that has an installation of its own.
	Ask(h Hearing, a Addressee, path, signed, key string) (mail.Message, error)
	// Remind tells an addressee of the deadline, before it and when it has passed.
	Remind(h Hearing, a Addressee, kind Notice, path string) (mail.Message, error)
	// Reply brings the answer to a question from another installation back.
	Reply(h Hearing, a Addressee, answer Answer, signed, key string) (mail.Message, error)
	// Retract tells an addressee that the hearing is withdrawn. Signed is "" for one
	// that is here.
	Retract(h Hearing, a Addressee, path, signed, key string) (mail.Message, error)
	// Return brings the note to a sender elsewhere.
	Return(h Hearing, n Issued, path string) (mail.Message, error)
}

// A Store keeps hearings.
type Store struct {
	Files Files // of papers and letters; without them there are none

	db     *db.DB
	writer Writer
	home   string // address of the installation
}

// NewStore returns the hearings of a database, for an installation at an address.
func NewStore(d *db.DB, w Writer, home string) *Store { return &Store{db: d, writer: w, home: home} }

type row = interface{ Scan(...any) error }

var (
	errNone   = "Høringen findes ikke."
	errMayNot = fault.New(fault.Forbidden, "Det kan kun sekretariatet. Intet er ændret.")
	errMoved  = fault.New(fault.Conflict, "En anden har ændret høringen imens. Det, du skrev, er ikke gemt. Åbn siden igen, og se, hvad der står nu.")
)

const hearings = `SELECT h.id, h.body_id, o.name, o.slug, COALESCE(h.sender_body_id, ''), COALESCE(s.name, h.sender_name), h.sender_email,
	h.contact_name, h.contact_email, h.title, h.intro, h.due, h.access, h.revision, COALESCE(h.sent_at, 0),
	COALESCE(h.withdrawn_at, 0), h.withdrawn_reason, h.withdrawn_by, h.foreign_key, h.foreign_id, h.foreign_url, h.foreign_token, h.foreign_to, h.version
	FROM hearing h JOIN organization o ON o.id = h.body_id LEFT JOIN organization s ON s.id = h.sender_body_id `

func scanHearing(r row) (h Hearing, err error) {
	var sent, withdrawn int64
	err = r.Scan(&h.ID, &h.BodyID, &h.BodyName, &h.BodySlug, &h.SenderBodyID, &h.SenderName, &h.SenderEmail, &h.ContactName, &h.ContactEmail,
		&h.Title, &h.Intro, &h.Due, &h.Access, &h.Revision, &sent, &withdrawn, &h.Withdrawn.Reason, &h.Withdrawn.By, &h.Foreign.Key, &h.Foreign.ID, &h.Foreign.URL, &h.Foreign.Token, &h.Foreign.To, &h.Version)
	h.Sent, h.Withdrawn.At = instant(sent), instant(withdrawn)
	return h, err
}

func instant(micro int64) (at time.Time) {
	if micro != 0 {
		at = time.UnixMicro(micro).UTC()
	}
	return at
}

func null(text string) sql.NullString { return sql.NullString{String: text, Valid: text != ""} }

// Find returns a hearing whole.
func Find(ctx context.Context, tx *db.Tx, hearingID string) (h Hearing, err error) {
	defer fault.In(&err, "hearing: find %s", hearingID)
	h, err = scanHearing(tx.QueryRowContext(ctx, hearings+`WHERE h.id = $1`, hearingID))
	if err != nil {
		return h, db.Missing(err, "%s", errNone)
	}
	return h, h.load(ctx, tx)
}

// list returns hearings that a condition chooses, whole.
func list(ctx context.Context, tx *db.Tx, where string, args ...any) (all []Hearing, err error) {
	if all, err = db.Collect(ctx, tx, scanHearing, hearings+where, args...); err != nil {
		return nil, err
	}
	for i := range all {
		if err := all[i].load(ctx, tx); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (h *Hearing) load(ctx context.Context, tx *db.Tx) (err error) {
	if err := h.loadProposals(ctx, tx); err != nil {
		return err
	}
	if h.Papers, err = db.Collect(ctx, tx, func(r row) (p Paper, err error) {
		return p, r.Scan(&p.ID, &p.Name, &p.URL, &p.Due)
	}, `SELECT id, name, url, due FROM hearing_paper WHERE hearing_id = $1 ORDER BY made_at, id`, h.ID); err != nil {
		return err
	}
	if err := h.loadAddressees(ctx, tx); err != nil {
		return err
	}
	if h.Notes, err = db.Collect(ctx, tx, scanNote, `SELECT id, number, reason, content, at, by_whom, COALESCE(returned_at, 0),
		COALESCE(acknowledged_at, 0), acknowledged_by FROM hearing_note WHERE hearing_id = $1 ORDER BY number`, h.ID); err != nil {
		return err
	}
	h.Events, err = db.Collect(ctx, tx, func(r row) (e Event, err error) {
		var at int64
		err = r.Scan(&at, &e.What, &e.Detail, &e.By)
		e.At = instant(at)
		return e, err
	}, `SELECT at, what, detail, by_whom FROM hearing_event WHERE hearing_id = $1 ORDER BY number, at, id`, h.ID)
	if err != nil {
		return err
	}
	return h.loadFiles(ctx, tx)
}

func scanNote(r row) (n Issued, err error) {
	var content string
	var at, returned, acknowledged int64
	if err := r.Scan(&n.ID, &n.Number, &n.Reason, &content, &at, &n.By, &returned, &acknowledged, &n.Confirmer); err != nil {
		return n, err
	}
	n.At, n.Returned, n.Acknowledged = instant(at), instant(returned), instant(acknowledged)
	return n, json.Unmarshal([]byte(content), &n.Note)
}

func (h *Hearing) loadProposals(ctx context.Context, tx *db.Tx) (err error) {
	if h.Proposals, err = db.Collect(ctx, tx, func(r row) (p Proposal, err error) {
		return p, r.Scan(&p.ID, &p.Foreign, &p.Summary, &p.Met, &p.Reason)
	}, `SELECT id, foreign_id, summary, met, reason FROM hearing_proposal WHERE hearing_id = $1 ORDER BY position, id`, h.ID); err != nil {
		return err
	}
	at := map[string]*Proposal{}
	for i := range h.Proposals {
		at[h.Proposals[i].ID] = &h.Proposals[i]
	}
	_, err = db.Collect(ctx, tx, func(r row) (w Wording, err error) {
		var proposalID string
		var made int64
		if err := r.Scan(&proposalID, &w.Number, &w.Revision, &w.Title, &w.Text, &made, &w.By); err != nil {
			return w, err
		}
		w.At = instant(made)
		p := at[proposalID]
		p.Wordings = append(p.Wordings, w)
		return w, nil
	}, `SELECT w.proposal_id, w.number, w.revision, w.title, w.text, w.at, w.by_whom FROM hearing_wording w
		JOIN hearing_proposal p ON p.id = w.proposal_id WHERE p.hearing_id = $1 ORDER BY w.proposal_id, w.number`, h.ID)
	return err
}

func (h *Hearing) loadAddressees(ctx context.Context, tx *db.Tx) (err error) {
	if h.Addressees, err = db.Collect(ctx, tx, scanAddressee, addressees+`WHERE a.hearing_id = $1 ORDER BY a.name, a.id`, h.ID); err != nil {
		return err
	}
	at := map[string]*Addressee{}
	for i := range h.Addressees {
		at[h.Addressees[i].ID] = &h.Addressees[i]
	}
	answers, err := db.Collect(ctx, tx, scanAnswer, `SELECT x.addressee_id, x.id, x.number, x.revision, x.kind, x.general, COALESCE(x.decision_id, ''),
		x.reference, x.reference_url, x.decided, x.closed, x.dissents, COALESCE(x.given_at, 0), x.due, x.via, x.by_whom, x.version
		FROM hearing_answer x JOIN hearing_addressee a ON a.id = x.addressee_id WHERE a.hearing_id = $1 ORDER BY x.addressee_id, x.number`, h.ID)
	if err != nil {
		return err
	}
	stands, err := stands(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	for _, x := range answers {
		a := at[x.addressee]
		x.Positions = stands[x.ID]
		if x.Number == 0 {
			a.Draft = &x.Answer
			continue
		}
		a.Answers = append(a.Answers, x.Answer)
	}
	return nil
}

const addressees = `SELECT a.id, COALESCE(a.body_id, ''), COALESCE(o.slug, ''), a.name, a.email, a.due, a.item_id, COALESCE(i.meeting_id, ''),
	COALESCE(m.date, ''), COALESCE(o.end_date, ''), COALESCE(a.received_at, 0), a.key, a.heir_of, COALESCE(a.heir_id, ''), COALESCE(x.name, ''), a.version
	FROM hearing_addressee a LEFT JOIN organization o ON o.id = a.body_id LEFT JOIN draft_item i ON i.id = a.item_id AND i.state = 'on-agenda'
	LEFT JOIN planned_meeting m ON m.id = i.meeting_id LEFT JOIN hearing_addressee x ON x.id = a.heir_id `

func scanAddressee(r row) (a Addressee, err error) {
	var received int64
	err = r.Scan(&a.ID, &a.BodyID, &a.Slug, &a.Name, &a.Email, &a.Due, &a.ItemID, &a.MeetingID, &a.MeetingDate, &a.Ended, &received, &a.Key,
		&a.HeirOf, &a.HeirID, &a.HeirName, &a.Version)
	a.Received = instant(received)
	return a, err
}

// An answerOf is an answer with the id of who gave it.
type answerOf struct {
	Answer
	addressee string
}

func scanAnswer(r row) (a answerOf, err error) {
	var dissents string
	var given int64
	if err := r.Scan(&a.addressee, &a.ID, &a.Number, &a.Revision, &a.Kind, &a.General, &a.Decision.ID, &a.Decision.Text, &a.Decision.URL,
		&a.Decision.Day, &a.Decision.Closed, &dissents, &given, &a.Due, &a.Via, &a.By, &a.Version); err != nil {
		return a, err
	}
	a.Given = instant(given)
	return a, json.Unmarshal([]byte(dissents), &a.Dissents)
}

// stands returns the positions of every answer of a hearing, by the answer's id.
func stands(ctx context.Context, tx *db.Tx, hearingID string) (by map[string][]Stand, err error) {
	by = map[string][]Stand{}
	_, err = db.Collect(ctx, tx, func(r row) (s Stand, err error) {
		var answerID string
		err = r.Scan(&answerID, &s.ProposalID, &s.Wording, &s.Position, &s.Comment, &s.InitiativeID, &s.InitiativeName, &s.InitiativeSlug)
		by[answerID] = append(by[answerID], s)
		return s, err
	}, `SELECT s.answer_id, s.proposal_id, s.wording, s.position, s.comment, COALESCE(s.initiative_id, ''), COALESCE(n.title, ''), COALESCE(n.slug, '')
		FROM hearing_position s JOIN hearing_proposal p ON p.id = s.proposal_id LEFT JOIN initiative n ON n.id = s.initiative_id
		WHERE p.hearing_id = $1 ORDER BY s.answer_id, p.position`, hearingID)
	return by, err
}

// note keeps that something happened.
func note(ctx context.Context, tx *db.Tx, hearingID string, what What, detail, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO hearing_event (id, hearing_id, at, what, detail, by_whom, number)
		VALUES ($1, $2, $3, $4, $5, $6, (SELECT COALESCE(MAX(number) + 1, 1) FROM hearing_event WHERE hearing_id = $2))`,
		id.New(tx.Now), hearingID, tx.Now.UnixMicro(), what, detail, by)
	return err
}

// raise gives a hearing a new version, and refuses when somebody was first.
func (h *Hearing) raise(ctx context.Context, tx *db.Tx, version int64) error {
	if err := changed(tx.ExecContext(ctx, `UPDATE hearing SET version = version + 1 WHERE id = $1 AND version = $2`, h.ID, version)); err != nil {
		return err
	}
	h.Version = version + 1
	return nil
}

func changed(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return errMoved
}

// write runs an act on a hearing by somebody who may do it in a body of it: the
// one that runs it. What the public may see of it is made anew.
func (s *Store) write(ctx context.Context, who access.Who, hearingID string, act func(tx *db.Tx, h *Hearing) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		h, err := Find(ctx, tx, hearingID)
		if err != nil {
			return err
		}
		switch {
		case !h.Runs(who):
			return errMayNot
		case h.Withdrawn.Happened():
			return errWithdrawn
		}
		return act(tx, &h)
	})
}
