package roundup

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Desk is what a note-taker sees: one group of a round-up.
type Desk struct {
	Roundup
	Mine Group
	By   draft.Writer
}

// A Key says which group somebody writes for, and how they may: by the token of a
// mail, or as somebody who is signed in and writes for the group.
type Key struct {
	Token            string
	Roundup, GroupID string
	Who              access.Who
}

// open finds the group that a key opens.
func open(ctx context.Context, tx *db.Tx, k Key) (d Desk, err error) {
	groupID := k.GroupID
	if k.Token != "" {
		l, err := access.Look(ctx, tx, k.Token, access.WriteNotes, k.Who)
		if err != nil {
			return d, err
		}
		groupID = l.Object
	}
	g, err := scanGroup(tx.QueryRowContext(ctx, `SELECT `+groupColumns+` FROM roundup_group WHERE id = $1`, groupID))
	if err := db.Missing(err, "Gruppen findes ikke."); err != nil {
		return d, err
	}
	if k.Token == "" && g.RoundupID != k.Roundup {
		return d, fault.New(fault.Missing, "Gruppen findes ikke.")
	}
	d.By = draft.Writer{ID: k.Who.Account.ID, Name: k.Who.Account.Name}
	if k.Token != "" {
		d.By = draft.Writer{ID: "group " + g.ID, Name: g.NoteTaker}
	}
	if d.Roundup, err = load(ctx, tx, g.RoundupID); err != nil {
		return d, err
	}
	d.Mine, _ = d.Group(g.ID)
	return d, nil
}

// Open returns the group that a key opens.
func (s *Store) Open(ctx context.Context, k Key) (d Desk, err error) {
	defer fault.In(&err, "roundup: open notes")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		d, err = open(ctx, tx, k)
		return err
	})
	return d, err
}

// SaveNote keeps what is written under a heading, over the version it began from.
// After the lock the text is kept all the same; it becomes an addition, marked as
// late, when it is delivered.
func (s *Store) SaveNote(ctx context.Context, k Key, headingID string, base int64, text string) (f draft.Field, c *draft.Conflict, err error) {
	defer fault.In(&err, "roundup: save note")
	if err := anonymity.Refuse(text); err != nil {
		return f, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := open(ctx, tx, k)
		if err != nil {
			return err
		}
		if d.State == Published || d.State == Closed {
			return wrongState(d.State)
		}
		if _, ok := d.Heading(headingID); !ok {
			return fault.New(fault.Missing, "Overskriften findes ikke. Teksten er ikke gemt.")
		}
		if f, c, err = draft.Save(ctx, tx, d.Mine.ID, fieldOf(headingID), base, text, d.By); err != nil || f.Text == "" {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM roundup_nothing WHERE group_id = $1 AND heading_id = $2`, d.Mine.ID, headingID)
		return err
	})
	return f, c, err
}

// Deliver says that a group is done, and under which headings it has nothing to
// say. After the lock it adds what has been written since, marked as late (H4), and
// returns that it did.
func (s *Store) Deliver(ctx context.Context, k Key, nothing []string) (late bool, err error) {
	defer fault.In(&err, "roundup: deliver")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		late = false
		d, err := open(ctx, tx, k)
		if err != nil {
			return err
		}
		if _, err := take(ctx, tx, d.ID, States[:len(States)-1]...); err != nil {
			return err
		}
		if d.State != Open {
			late = true
			return d.add(ctx, tx, nothing)
		}
		said := false
		if _, err := tx.ExecContext(ctx, `DELETE FROM roundup_nothing WHERE group_id = $1`, d.Mine.ID); err != nil {
			return err
		}
		for _, h := range d.Headings {
			text := d.Mine.Drafts[h.ID].Text
			said = said || text != "" || slices.Contains(nothing, h.ID)
			if text != "" || !slices.Contains(nothing, h.ID) {
				continue
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO roundup_nothing (group_id, heading_id) VALUES ($1, $2)`, d.Mine.ID, h.ID); err != nil {
				return err
			}
		}
		if !said {
			return fault.New(fault.Invalid, "Der står ikke noget endnu. Skriv under mindst én overskrift, eller sæt kryds ved dem, I ikke har bemærkninger til.")
		}
		_, err = tx.ExecContext(ctx, `UPDATE roundup_group SET delivered_at = $2 WHERE id = $1`, d.Mine.ID, tx.Now.UnixMicro())
		return err
	})
	return late, err
}

// add keeps what came after the lock. Additions that are there already are not
// added again.
func (d Desk) add(ctx context.Context, tx *db.Tx, nothing []string) error {
	added := 0
	for _, h := range d.Headings {
		notes := d.NotesOf(d.Mine.ID, h.ID)
		n := Note{GroupID: d.Mine.ID, HeadingID: h.ID, Number: len(notes), Text: Unsaid(notes, d.Mine.Drafts[h.ID].Text), Late: true, By: d.By.Name}
		n.Nothing = n.Text == "" && len(notes) == 0 && slices.Contains(nothing, h.ID)
		if n.Text == "" && !n.Nothing {
			continue
		}
		if err := keepNote(ctx, tx, n); err != nil {
			return err
		}
		added++
	}
	if added == 0 {
		return fault.New(fault.Conflict, "Der er ikke skrevet noget nyt, siden noterne blev låst. Intet er ændret.")
	}
	_, err := tx.ExecContext(ctx, `UPDATE roundup_group SET delivered_at = COALESCE(delivered_at, $2) WHERE id = $1`, d.Mine.ID, tx.Now.UnixMicro())
	return err
}

// Remark keeps what a group says of the draft it was asked to check. It changes
// nothing in the draft.
func (s *Store) Remark(ctx context.Context, k Key, sentenceID, text string) (err error) {
	defer fault.In(&err, "roundup: remark")
	text = strings.TrimSpace(text)
	if text == "" || len([]rune(text)) > 10_000 {
		return fault.New(fault.Invalid, "Skriv en bemærkning på højst 10.000 tegn.")
	}
	if err := anonymity.Refuse(text); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := open(ctx, tx, k)
		if err != nil {
			return err
		}
		if d.State != Checked {
			return fault.New(fault.Conflict, "Der kan ikke skrives bemærkninger til udkastet nu. Intet er gemt.")
		}
		if sentenceID != "" && !slices.ContainsFunc(d.Sentences, func(s Sentence) bool { return s.ID == sentenceID }) {
			return fault.New(fault.Conflict, "Sætningen er ændret eller fjernet, siden du åbnede siden. Skriv bemærkningen til hele udkastet i stedet.")
		}
		if slices.ContainsFunc(d.Remarks, func(m Remark) bool { return m.GroupID == d.Mine.ID && m.SentenceID == sentenceID && m.Text == text }) {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO roundup_remark (id, roundup_id, group_id, sentence_id, text, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id.New(tx.Now), d.ID, d.Mine.ID, sentenceID, text, tx.Now.UnixMicro(), d.By.Name)
		return err
	})
}
