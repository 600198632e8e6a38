package succession

import (
	"context"
	"slices"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/initiative"
)

// linesOf returns what became of every matter of a reform, in the order in which
// it was done.
func linesOf(ctx context.Context, tx *db.Tx, r Reform) ([]Line, error) {
	return db.Collect(ctx, tx, func(row row) (l Line, err error) {
		var at, amount int64
		m := &l.Matter
		err = row.Scan(&l.Number, &m.BodyID, &l.BodyName, &m.Noun, &m.Subject, &m.Title, &m.Closed, &m.Needs, &amount, &l.Outcome, &l.ToID, &l.ToName,
			&l.Receiver, &l.Reason, &l.DecisionID, &l.Path, &at, &l.By)
		m.Amount, l.At = danish.Amount(amount), db.Instant(at)
		return l, err
	}, `SELECT l.number, l.body_id, o.name, l.noun, l.subject, l.title, l.closed, l.needs, l.amount, l.outcome, COALESCE(l.to_id, ''), COALESCE(h.name, ''),
			l.receiver, l.reason, COALESCE(l.decision_id, ''), l.path, l.at, l.by_whom
		FROM reform_line l JOIN organization o ON o.id = l.body_id LEFT JOIN organization h ON h.id = l.to_id WHERE l.reform_id = $1 ORDER BY l.number`, r.ID)
}

// Public reads what the public may know of reforms that have been carried out.
type Public struct{ db *db.DB }

// NewPublic returns the reforms of a database as anybody may see them.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Told is a reform as the public sees it: which bodies became which, how much of
// each kind went where, and those initiatives that are public.
type Told struct {
	Reform
	Changes []Change
	Flows   []Flow
}

// A Flow is what went from one body to another, or out, "" as To.
type Flow struct {
	From, To    string // ids
	Initiatives []Passed
	Hidden      int           // initiatives that are not public
	Amount      danish.Amount // that went by public decisions
	Concealed   bool          // more went by decisions that are not public
	Counts      map[Noun]int
}

// A Passed initiative is one that the public knows.
type Passed struct {
	Title, Path, Decision string // address of the public decision, ""
	Outcome               Outcome
}

// List returns the reforms that have been carried out, the latest first.
func (p *Public) List(ctx context.Context) (list []Told, err error) {
	defer fault.In(&err, "succession: public reforms")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		all, err := db.Collect(ctx, tx, scanReform, heads+`WHERE r.state = 'done' ORDER BY r.day DESC, r.id DESC`)
		for _, r := range all {
			if r.Endings, err = endingsOf(ctx, tx, r.ID); err != nil {
				return err
			}
			t, err := told(ctx, tx, r)
			if err != nil {
				return err
			}
			list = append(list, t)
		}
		return err
	})
	return list, err
}

// Ended returns the ending of a body that has ended in a reform, and whether it has.
func (p *Public) Ended(ctx context.Context, bodyID string) (e Ending, ended bool, err error) {
	defer fault.In(&err, "succession: has %s ended", bodyID)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		c, ok, err := Of(ctx, tx, bodyID)
		if ended = ok; err != nil || !ok {
			return err
		}
		endings, err := endingsOf(ctx, tx, c.ReformID)
		for _, one := range endings {
			if one.Body.ID == bodyID {
				e = one
			}
		}
		return err
	})
	return e, ended, err
}

// Family returns the bodies before and after a body.
func (p *Public) Family(ctx context.Context, bodyID string) (chain []Link, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		chain, err = ChainOf(ctx, tx, bodyID)
		return err
	})
	return chain, err
}

// FamilyOf is [Public.Family] of the body with an address; none where there is no
// such body.
func (p *Public) FamilyOf(ctx context.Context, slug string) (chain []Link, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) }, `SELECT id FROM organization WHERE slug = $1`, slug)
		if err != nil || len(ids) == 0 {
			return err
		}
		chain, err = ChainOf(ctx, tx, ids[0])
		return err
	})
	return chain, err
}

func told(ctx context.Context, tx *db.Tx, r Reform) (Told, error) {
	t := Told{Reform: r, Changes: r.Changes()}
	lines, err := linesOf(ctx, tx, r)
	if err != nil {
		return t, err
	}
	at := func(from, to string) *Flow {
		i := slices.IndexFunc(t.Flows, func(f Flow) bool { return f.From == from && f.To == to })
		if i < 0 {
			t.Flows = append(t.Flows, Flow{From: from, To: to, Counts: map[Noun]int{}})
			i = len(t.Flows) - 1
		}
		return &t.Flows[i]
	}
	for _, l := range lines {
		f := at(l.Matter.BodyID, l.ToID)
		f.Counts[l.Matter.Noun]++
		path, err := addressOf(ctx, tx, l.Ground)
		if err != nil {
			return t, err
		}
		switch l.Matter.Noun {
		case Fund:
			if path == "" {
				f.Concealed = f.Concealed || l.Matter.Amount != 0
				continue
			}
			f.Amount += l.Matter.Amount
		case Initiative:
			one := Passed{Decision: path, Outcome: l.Outcome}
			if one.Title, one.Path, err = initiative.Known(ctx, tx, l.Matter.Subject); err != nil {
				return t, err
			}
			if one.Path == "" {
				f.Hidden++
				continue
			}
			f.Initiatives = append(f.Initiatives, one)
		}
	}
	return t, nil
}

// addressOf returns where the public reads a decision, "" where it cannot.
func addressOf(ctx context.Context, tx *db.Tx, g Ground) (path string, err error) {
	if g.DecisionID == "" {
		return g.Path, nil
	}
	list, err := db.Collect(ctx, tx, func(r row) (path string, err error) {
		var slug, anchor string
		err = r.Scan(&slug, &anchor)
		return "/moeder/" + slug + "/" + anchor, err
	}, `SELECT m.slug, i.anchor FROM decision d JOIN planned_meeting p ON p.id = d.meeting_id JOIN meeting m ON m.id = p.meeting_id
			JOIN agenda_item i ON i.meeting_id = m.id AND i.number = d.number
		WHERE d.id = $1 AND d.closed = false AND i.closed = false
		  AND EXISTS (SELECT 1 FROM publication u WHERE u.planned_id = p.id AND u.kind = 'minutes' AND u.state = 'published')`, g.DecisionID)
	if len(list) == 0 {
		return "", err
	}
	return list[0], err
}
