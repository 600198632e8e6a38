package succession

import (
	"context"
	"fmt"
	"slices"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// A Checklist is what the bodies of a reform would leave behind, gathered now, with
// what has been chosen.
type Checklist struct {
	Reform
	Groups  []Group
	Events  []Event
	Grounds map[Ground]Standing // behind the endings and the choices
	Decided []Decided           // that may be chosen
	Outcome *Trial              // of a reform that has been carried out
	Lines   []Line
}

// A Group is the matters of one noun in one body.
type Group struct {
	Ending  Ending
	Noun    Noun
	Entries []Entry
}

// Open returns how many matters of a group have no choice.
func (g Group) Open() (n int) {
	for _, e := range g.Entries {
		if !e.Chosen() {
			n++
		}
	}
	return n
}

// An Entry is a matter with what was chosen for it.
type Entry struct {
	Matter
	Choice
}

// Chosen reports whether something has been chosen.
func (e Entry) Chosen() bool { return e.Outcome != "" }

// Progress returns how many matters have a choice that can be carried out, and how
// many there are.
func (c Checklist) Progress() (done, all int) {
	for _, g := range c.Groups {
		for _, e := range g.Entries {
			all++
			if e.Chosen() && e.Stuck == "" {
				done++
			}
		}
	}
	return done, all
}

// Percent returns how far the checklist has come, 100 only when nothing is left.
func (c Checklist) Percent() int {
	done, all := c.Progress()
	if all == 0 {
		return 100
	}
	return done * 100 / all
}

// Checklist returns the checklist of a reform as somebody may see it.
func (s *Store) Checklist(ctx context.Context, who access.Who, slug string) (c Checklist, err error) {
	defer fault.In(&err, "succession: checklist of %s", slug)
	if err := may(who); err != nil {
		return c, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c = Checklist{Grounds: map[Ground]Standing{}}
		if c.Reform, err = find(ctx, tx, slug); err != nil {
			return err
		}
		if c.Groups, err = groups(ctx, tx, c.Reform); err != nil {
			return err
		}
		if c.Events, err = eventsOf(ctx, tx, c.ID); err != nil {
			return err
		}
		if c.State == Done {
			t, err := outcomeOf(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			c.Outcome = &t
			if c.Lines, err = linesOf(ctx, tx, c.Reform); err != nil {
				return err
			}
		}
		return c.dress(ctx, tx, who)
	})
	return c, err
}

// dress reads the decisions, and takes away what somebody may not read.
func (c *Checklist) dress(ctx context.Context, tx *db.Tx, who access.Who) error {
	var bodyIDs []string
	know := func(g Ground, bodyID string) error {
		if _, ok := c.Grounds[g]; ok || !g.Named() {
			return nil
		}
		s, err := standing(ctx, tx, g)
		if fault.Is(err, fault.Invalid) {
			s, err = Standing{Ground: g, Text: "Beslutningen gælder ikke længere"}, nil
		}
		c.Grounds[g] = s.For(who, bodyID)
		return err
	}
	for _, e := range c.Endings {
		bodyIDs = append(bodyIDs, e.Body.ID)
		for _, o := range e.To {
			if !slices.Contains(bodyIDs, o.ID) {
				bodyIDs = append(bodyIDs, o.ID)
			}
		}
		if err := know(e.Ground, e.Body.ID); err != nil {
			return err
		}
	}
	for _, g := range c.Groups {
		for i := range g.Entries {
			g.Entries[i].Matter = g.Entries[i].Matter.For(who)
			if err := know(g.Entries[i].Ground, g.Ending.Body.ID); err != nil {
				return err
			}
		}
	}
	for i := range c.Lines {
		c.Lines[i].Matter = c.Lines[i].Matter.For(who)
		if err := know(c.Lines[i].Ground, c.Lines[i].Matter.BodyID); err != nil {
			return err
		}
	}
	var err error
	c.Decided, err = decidedBy(ctx, tx, who, bodyIDs)
	return err
}

// groups gathers what the bodies of a reform have open, with what was chosen.
func groups(ctx context.Context, tx *db.Tx, r Reform) (list []Group, err error) {
	choices, err := choicesOf(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range r.Endings {
		for _, noun := range Nouns {
			matters, err := open(ctx, tx, r, e.Body, noun)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", noun, e.Body.ID, err)
			}
			g := Group{Ending: e, Noun: noun}
			for _, m := range matters {
				c := choices[m.Key()]
				if !slices.Contains(m.Allowed, c.Outcome) {
					c = Choice{} // what was chosen is not possible any more
				}
				g.Entries = append(g.Entries, Entry{m, c})
			}
			if len(g.Entries) > 0 {
				list = append(list, g)
			}
		}
	}
	return list, nil
}

func choicesOf(ctx context.Context, tx *db.Tx, reformID string) (map[string]Choice, error) {
	choices := map[string]Choice{}
	_, err := db.Collect(ctx, tx, func(r row) (c Choice, err error) {
		var m Matter
		var at int64
		err = r.Scan(&m.BodyID, &m.Noun, &m.Subject, &c.Outcome, &c.ToID, &c.Receiver, &c.Reason, &c.DecisionID, &c.Path, &at, &c.By)
		c.At = db.Instant(at)
		choices[m.Key()] = c
		return c, err
	}, `SELECT body_id, noun, subject, outcome, COALESCE(to_id, ''), receiver, reason, COALESCE(decision_id, ''), path, at, by_whom FROM reform_choice WHERE reform_id = $1`, reformID)
	return choices, err
}

// Choose says what is to become of some matters, named by their keys: one act, a
// choice for each. A choice that does not fit one of them refuses them all.
func (s *Store) Choose(ctx context.Context, who access.Who, slug string, keys []string, c Choice) (n int, err error) {
	return s.choose(ctx, who, slug, c, func(g Group, e Entry) bool { return slices.Contains(keys, e.Key()) }, true)
}

// A Sweep chooses the same for many: the matters of one body, of one noun or all,
// that have no choice yet.
type Sweep struct {
	BodyID string // "" all bodies that end
	Noun   Noun   // "" all nouns
}

// Sweep says what is to become of all matters that have no choice yet. What the
// choice does not fit is left out.
func (s *Store) Sweep(ctx context.Context, who access.Who, slug string, w Sweep, c Choice) (n int, err error) {
	return s.choose(ctx, who, slug, c, func(g Group, e Entry) bool {
		return !e.Chosen() && (w.BodyID == "" || g.Ending.Body.ID == w.BodyID) && (w.Noun == "" || g.Noun == w.Noun)
	}, false)
}

func (s *Store) choose(ctx context.Context, who access.Who, slug string, c Choice, takes func(Group, Entry) bool, all bool) (n int, err error) {
	defer fault.In(&err, "succession: choose in %s", slug)
	if err := may(who); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		r, err := take(ctx, tx, slug)
		if err != nil {
			return err
		}
		if c.Named() {
			if _, err := standing(ctx, tx, c.Ground); err != nil {
				return err
			}
		}
		list, err := groups(ctx, tx, r)
		if err != nil {
			return err
		}
		for _, g := range list {
			for _, e := range g.Entries {
				if !takes(g, e) {
					continue
				}
				one, wrong := c.Check(e.Matter.For(who), g.Ending)
				if wrong != nil && !all && fault.Is(wrong, fault.Invalid) && (!slices.Contains(e.Allowed, c.Outcome) || c.Outcome == Transfer && (c.ToID != "" || len(g.Ending.To) == 0)) {
					continue
				}
				if wrong != nil {
					return wrong
				}
				if err := keep(ctx, tx, r, e.Matter, one, who); err != nil {
					return err
				}
				n++
			}
		}
		if n == 0 {
			if all {
				return fault.New(fault.Conflict, "Det valgte står ikke længere på listen. Intet er gemt. Se listen igen.")
			}
			return nil
		}
		return tell(ctx, tx, r, who, Chosen, fmt.Sprintf("%d × %s", n, c.Outcome.Danish()))
	})
	return n, err
}

// keep writes a choice over the one before it.
func keep(ctx context.Context, tx *db.Tx, r Reform, m Matter, c Choice, who access.Who) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO reform_choice (reform_id, body_id, noun, subject, outcome, to_id, receiver, reason, decision_id, path, at, by_whom)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (reform_id, body_id, noun, subject) DO UPDATE SET outcome = excluded.outcome, to_id = excluded.to_id, receiver = excluded.receiver,
			reason = excluded.reason, decision_id = excluded.decision_id, path = excluded.path, at = excluded.at, by_whom = excluded.by_whom`,
		r.ID, m.BodyID, m.Noun, m.Subject, c.Outcome, db.Null(c.ToID), c.Receiver, c.Reason, db.Null(c.DecisionID), c.Path, tx.Now.UnixMicro(), who.Account.Name)
	return err
}
