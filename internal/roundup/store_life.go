package roundup

import (
	"context"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/job"
	"klynge/internal/mail"
)

// A Draft is what a round-up is made of.
type Draft struct {
	Title, Intro string
	Deadline     time.Time
	Headings     []string
	Groups       []Group // Name, NoteTaker, Email
}

// LockKind is the job that locks a round-up at its deadline.
const LockKind = "roundup-lock"

// Most headings and groups that a round-up may have.
const (
	mostHeadings = 12
	mostGroups   = 60
)

// Create makes a round-up and sees to that it is locked at its deadline.
func (s *Store) Create(ctx context.Context, who access.Who, bodyID string, d Draft) (r Roundup, err error) {
	defer fault.In(&err, "roundup: create in %s", bodyID)
	if d.Title, err = named(d.Title, "et navn på opsamlingen", 200); err != nil {
		return r, err
	}
	if err := anonymity.Refuse(d.Intro); err != nil {
		return r, err
	}
	if len(d.Headings) == 0 || len(d.Headings) > mostHeadings || len(d.Groups) == 0 || len(d.Groups) > mostGroups {
		return r, fault.New(fault.Invalid, "En opsamling har mellem 1 og %d overskrifter og mellem 1 og %d grupper.", mostHeadings, mostGroups)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if !d.Deadline.After(tx.Now) {
			return fault.New(fault.Invalid, "Fristen er gået. Vælg et tidspunkt, der kommer.")
		}
		key := id.New(tx.Now)
		if _, err := tx.ExecContext(ctx, `INSERT INTO roundup (id, body_id, title, intro, state, deadline, item_id, made_at, made_by, published_by, version) VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, '', 1)`,
			key, bodyID, d.Title, strings.TrimSpace(d.Intro), Open, d.Deadline.UnixMicro(), tx.Now.UnixMicro(), who.Account.Name); err != nil {
			return err
		}
		for i, text := range d.Headings {
			text, err := named(text, "en overskrift", 200)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO roundup_heading (id, roundup_id, position, text) VALUES ($1, $2, $3, $4)`, id.New(tx.Now), key, i, text); err != nil {
				return err
			}
		}
		for _, g := range d.Groups {
			if err := addGroup(ctx, tx, key, g); err != nil {
				return err
			}
		}
		if err := job.AddOnce(ctx, tx, LockKind, key, lockTask{key}, d.Deadline); err != nil {
			return err
		}
		r, err = load(ctx, tx, key)
		return err
	})
	return r, err
}

// addGroup keeps a group, last. Two groups of one name could not be told apart in
// the summary.
func addGroup(ctx context.Context, tx *db.Tx, roundupID string, g Group) (err error) {
	if g.Name, err = named(g.Name, "gruppens navn", 120); err != nil {
		return err
	}
	if g.Email = strings.TrimSpace(g.Email); g.Email != "" {
		if g.Email, err = mail.Address(g.Email); err != nil {
			return err
		}
	}
	var same, last int
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN LOWER(name) = LOWER($2) THEN 1 ELSE 0 END), 0), COALESCE(MAX(position) + 1, 0) FROM roundup_group WHERE roundup_id = $1`,
		roundupID, g.Name).Scan(&same, &last); err != nil {
		return err
	}
	if same > 0 {
		return fault.New(fault.Conflict, "Der er allerede en gruppe, der hedder %s. Intet er ændret.", g.Name)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO roundup_group (id, roundup_id, position, name, note_taker, email) VALUES ($1, $2, $3, $4, $5, $6)`,
		id.New(tx.Now), roundupID, last, g.Name, strings.TrimSpace(g.NoteTaker), g.Email)
	return err
}

// take reads the head of a round-up for an act. Acts on one round-up happen one
// after the other.
func take(ctx context.Context, tx *db.Tx, roundupID string, in ...State) (r Roundup, err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE roundup SET version = version + 1 WHERE id = $1`, roundupID); err != nil {
		return r, err
	}
	if r, err = head(ctx, tx, roundupID); err != nil {
		return r, err
	}
	for _, state := range in {
		if r.State == state {
			return r, nil
		}
	}
	return r, wrongState(r.State)
}

func wrongState(at State) error {
	switch at {
	case Open:
		return fault.New(fault.Conflict, "Noterne er ikke låst endnu. Intet er ændret. Lås dem, eller vent til fristen.")
	case Closed:
		return fault.New(fault.Conflict, "Opsamlingen er afsluttet, fordi organet er ophørt. Intet er ændret.")
	case Published:
		return fault.New(fault.Conflict, "Opsamlingen er offentlig. Intet er ændret. Træk den tilbage, hvis den skal rettes.")
	}
	return fault.New(fault.Conflict, "Noterne er låst. Intet er ændret.")
}

// edits are the states in which comments, themes and sentences may change.
var edits = []State{Locked, Coded, Drafted, Checked}

// AddGroup adds a group while notes come in.
func (s *Store) AddGroup(ctx context.Context, roundupID string, g Group) (err error) {
	defer fault.In(&err, "roundup: add a group to %s", roundupID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, Open); err != nil {
			return err
		}
		return addGroup(ctx, tx, roundupID, g)
	})
}

// SetTaker says who writes for a group.
func (s *Store) SetTaker(ctx context.Context, roundupID string, g Group) (err error) {
	defer fault.In(&err, "roundup: note-taker of %s", g.ID)
	if g.Email = strings.TrimSpace(g.Email); g.Email != "" {
		if g.Email, err = mail.Address(g.Email); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE roundup_group SET note_taker = $3, email = $4, invited_at = NULL WHERE id = $1 AND roundup_id = $2`, g.ID, roundupID, strings.TrimSpace(g.NoteTaker), g.Email)
		return err
	})
}

// SetDeadline moves the deadline while notes come in.
func (s *Store) SetDeadline(ctx context.Context, roundupID string, at time.Time) (err error) {
	defer fault.In(&err, "roundup: deadline of %s", roundupID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !at.After(tx.Now) {
			return fault.New(fault.Invalid, "Fristen er gået. Vælg et tidspunkt, der kommer.")
		}
		if _, err := take(ctx, tx, roundupID, Open); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE roundup SET deadline = $2 WHERE id = $1`, roundupID, at.UnixMicro()); err != nil {
			return err
		}
		return job.AddOnce(ctx, tx, LockKind, roundupID, lockTask{roundupID}, at)
	})
}

// The links of note-takers live on after the deadline, for what comes late.
const (
	noteLife  = 30 * 24 * time.Hour
	checkLife = 60 * 24 * time.Hour
)

// Invite writes to the note-takers that have not been written to, and returns how
// many, and which groups have nobody to write to.
func (s *Store) Invite(ctx context.Context, roundupID string) (sent int, without []string, err error) {
	defer fault.In(&err, "roundup: invite to %s", roundupID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		sent, without = 0, nil
		r, err := take(ctx, tx, roundupID, Open)
		if err != nil {
			return err
		}
		if err := r.groups(ctx, tx); err != nil {
			return err
		}
		for _, g := range r.Groups {
			if !g.Invited.IsZero() {
				continue
			}
			if g.Email == "" {
				without = append(without, g.Name)
				continue
			}
			if err := s.send(ctx, tx, r, g, r.Deadline.Add(noteLife), s.writer.Write); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE roundup_group SET invited_at = $2 WHERE id = $1`, g.ID, tx.Now.UnixMicro()); err != nil {
				return err
			}
			sent++
		}
		return nil
	})
	return sent, without, err
}

// send queues one letter with a link of its own.
func (s *Store) send(ctx context.Context, tx *db.Tx, r Roundup, g Group, ends time.Time, write func(Roundup, Group, string) (mail.Message, error)) error {
	token, err := access.Issue(ctx, tx, access.Link{Action: access.WriteNotes, Object: g.ID, Ends: ends})
	if err != nil {
		return err
	}
	m, err := write(r, g, token)
	if err != nil {
		return err
	}
	_, err = mail.Queue(ctx, tx, m)
	return err
}

// A lockTask is the payload of a job.
type lockTask struct{ Roundup string }

// Handlers returns what does the jobs of this package.
func (s *Store) Handlers() map[string]job.Handler {
	return map[string]job.Handler{LockKind: s.lockOnTime}
}

// lockOnTime locks a round-up whose deadline has come. One that was locked by hand
// is left alone; one whose deadline was moved comes again.
func (s *Store) lockOnTime(ctx context.Context, j job.Job) (err error) {
	var t lockTask
	if err := j.Read(&t); err != nil {
		return err
	}
	defer fault.In(&err, "roundup: lock %s", t.Roundup)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, t.Roundup, append([]State{Closed}, States...)...)
		if err != nil || r.State != Open {
			return err
		}
		if tx.Now.Before(r.Deadline) {
			return job.AddOnce(ctx, tx, LockKind, r.ID, t, r.Deadline)
		}
		return lock(ctx, tx, r)
	})
}

// lock turns what the note-takers have written into notes that never change.
func lock(ctx context.Context, tx *db.Tx, r Roundup) error {
	if err := r.headings(ctx, tx); err != nil {
		return err
	}
	if err := r.groups(ctx, tx); err != nil {
		return err
	}
	for _, g := range r.Groups {
		for _, h := range r.Headings {
			f := g.Drafts[h.ID]
			if f.Text == "" && !g.Nothing[h.ID] {
				continue
			}
			by := f.ByName
			if by == "" {
				by = g.NoteTaker
			}
			if err := keepNote(ctx, tx, Note{GroupID: g.ID, HeadingID: h.ID, Text: f.Text, Nothing: f.Text == "", By: by}); err != nil {
				return err
			}
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE roundup SET state = $2 WHERE id = $1`, r.ID, Locked)
	return err
}

func keepNote(ctx context.Context, tx *db.Tx, n Note) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO roundup_note (id, group_id, heading_id, number, text, silent, late, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id.New(tx.Now), n.GroupID, n.HeadingID, n.Number, n.Text, n.Nothing, n.Late, tx.Now.UnixMicro(), n.By)
	return err
}

// Advance takes a round-up one step on, when the rules let it. To have it checked
// writes to the groups.
func (s *Store) Advance(ctx context.Context, who access.Who, roundupID string, to State) (err error) {
	defer fault.In(&err, "roundup: take %s to %s", roundupID, to)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, States...); err != nil {
			return err
		}
		r, err := load(ctx, tx, roundupID)
		if err != nil {
			return err
		}
		if r.State == to {
			return nil // the button was pressed twice
		}
		if err := r.mayGo(to); err != nil {
			return err
		}
		switch to {
		case Locked:
			return lock(ctx, tx, r)
		case Checked:
			for _, g := range r.Groups {
				if g.Email == "" {
					continue
				}
				if err := s.send(ctx, tx, r, g, tx.Now.Add(checkLife), s.writer.Check); err != nil {
					return err
				}
			}
		case Published:
			return publish(ctx, tx, who, r)
		}
		_, err = tx.ExecContext(ctx, `UPDATE roundup SET state = $2 WHERE id = $1`, r.ID, to)
		return err
	})
}

func publish(ctx context.Context, tx *db.Tx, who access.Who, r Roundup) error {
	if !who.May(access.Publish, r.BodyID) {
		return fault.New(fault.Forbidden, "Du må ikke udgive for dette organ. Intet er ændret.")
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE roundup SET state = $2, published_at = $3, published_by = $4 WHERE id = $1`, r.ID, Published, tx.Now.UnixMicro(), who.Account.Name)
	return err
}

// Withdraw takes a round-up back from the public, to be put right.
func (s *Store) Withdraw(ctx context.Context, roundupID string) (err error) {
	defer fault.In(&err, "roundup: withdraw %s", roundupID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		if _, err := take(ctx, tx, roundupID, Published); err != nil {
			return fault.New(fault.Conflict, "Opsamlingen er ikke offentlig. Intet er ændret.")
		}
		_, err := tx.ExecContext(ctx, `UPDATE roundup SET state = $2, published_at = NULL, published_by = '' WHERE id = $1`, roundupID, Checked)
		return err
	})
}
