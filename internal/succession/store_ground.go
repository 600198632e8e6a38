package succession

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/initiative"
	"klynge/internal/ledger"
)

// A Standing is a ground as it was found: the decision itself.
type Standing struct {
	Ground
	ID     string // decision, ""
	Text   string // "Punkt 6, Klyngens opgaver"
	Date   string // YYYY-MM-DD
	Closed bool
}

// For returns a decision as somebody may see it.
func (g Standing) For(who access.Who, bodyID string) Standing {
	if g.Closed && !who.May(access.ReadClosed, bodyID) {
		g.Text = "Lukket punkt"
	}
	return g
}

var errNoItem = invalid("Adressen fører ikke til et punkt med en beslutning. Intet er ændret. Den skal se sådan ud: /moeder/2026-11-19-klynge-fjorden/punkt-6")

// standing finds the decision of a ground, which has to hold: one of closed minutes
// that is in force, or an item of public minutes that says one.
func standing(ctx context.Context, tx *db.Tx, g Ground) (s Standing, err error) {
	s.Ground = g
	switch {
	case g.DecisionID != "":
		d, err := decision.Standing(ctx, tx, g.DecisionID)
		if err != nil {
			return s, err
		}
		s.ID, s.Text, s.Date, s.Closed = d.ID, point(d.Number, d.Title), d.Date, d.Closed
		return s, nil
	case g.Path != "":
		slug, anchor, _ := strings.Cut(strings.TrimPrefix(g.Path, "/moeder/"), "/")
		var number, title string
		err := tx.QueryRowContext(ctx, `SELECT m.date, i.number, i.title, i.closed FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
			WHERE m.slug = $1 AND i.anchor = $2 AND (i.decided = true OR i.closed = true) AND i.outcome NOT IN ('postponed', 'rejected')`, slug, anchor).Scan(&s.Date, &number, &title, &s.Closed)
		if errors.Is(err, sql.ErrNoRows) {
			return s, errNoItem
		}
		s.Text = point(number, title)
		return s, err
	}
	return s, invalid("Peg på den beslutning, der ligger bag. Uden en beslutning kan et organ ikke ophøre. Intet er ændret.")
}

// GroundOf reads what somebody chose or wrote: the id of a decision, or the address
// of a public item as it is copied from a browser.
func GroundOf(text string) Ground {
	_, rest, ok := strings.Cut(strings.TrimSpace(text), "/moeder/")
	if !ok {
		return Ground{DecisionID: strings.TrimSpace(text)}
	}
	rest, _, _ = strings.Cut(rest, "?")
	return Ground{Path: "/moeder/" + strings.Trim(strings.Replace(rest, "#", "/", 1), "/")}
}

func point(number, title string) string {
	if number == "" {
		return title
	}
	return "Punkt " + strings.TrimSuffix(number, ".") + ", " + title
}

func (g Standing) ledger() ledger.Ground {
	return ledger.Ground{DecisionID: g.DecisionID, Path: g.Path}
}

func (g Standing) initiative() initiative.Reference {
	return initiative.Reference{DecisionID: g.DecisionID, Text: g.Text, Path: g.Path, Date: g.Date, Closed: g.Closed}
}

func (g Standing) hearing() hearing.Reference {
	return hearing.Reference{ID: g.DecisionID, Text: g.Text, URL: g.Path, Day: g.Date, Closed: g.Closed}
}

// A Decided is a decision that something may rest on, for a form.
type Decided struct {
	Key        string // of [GroundOf]
	Body, Text string
	Date       string
}

// decidedBy returns the latest decisions of bodies that a reform may rest on, as
// somebody may see them: of the bodies that end or go on.
func decidedBy(ctx context.Context, tx *db.Tx, who access.Who, bodyIDs []string) (list []Decided, err error) {
	for _, bodyID := range bodyIDs {
		more, err := db.Collect(ctx, tx, func(r row) (d Decided, err error) {
			var number, title string
			var closed bool
			err = r.Scan(&d.Key, &d.Body, &number, &title, &d.Date, &closed)
			if d.Text = point(number, title); closed && !who.May(access.ReadClosed, bodyID) {
				d.Text = "Lukket punkt"
			}
			return d, err
		}, `SELECT d.id, o.name, d.number, d.title, d.date, d.closed FROM decision d JOIN organization o ON o.id = d.body_id
			WHERE d.body_id = $1 AND d.state = 'in-force' AND d.outcome NOT IN ('postponed', 'rejected') ORDER BY d.date DESC, d.id DESC LIMIT 40`, bodyID)
		if err != nil {
			return nil, fault.Because(err, fault.Internal, "Beslutningerne kan ikke læses.")
		}
		list = append(list, more...)
		old, err := db.Collect(ctx, tx, func(r row) (d Decided, err error) {
			var slug, anchor, number, title string
			var closed bool
			err = r.Scan(&slug, &anchor, &d.Body, &number, &title, &d.Date, &closed)
			d.Key, d.Text = "/moeder/"+slug+"/"+anchor, point(number, title)
			return d, err
		}, `SELECT m.slug, i.anchor, o.name, i.number, i.title, m.date, i.closed FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id JOIN organization o ON o.id = m.body_id
			WHERE m.body_id = $1 AND i.decided = true AND i.outcome NOT IN ('postponed', 'rejected')
			  AND NOT EXISTS (SELECT 1 FROM planned_meeting p WHERE p.meeting_id = m.id) ORDER BY m.date DESC, i.position LIMIT 40`, bodyID)
		if err != nil {
			return nil, err
		}
		list = append(list, old...)
	}
	return list, nil
}
