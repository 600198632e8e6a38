package initiative

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// A Pointing is what somebody chose or wrote to point at a decision: one of the
// working record, or the address of an item of public minutes.
type Pointing struct {
	DecisionID string
	Address    string // /moeder/2024-11-19-klynge-fjorden/punkt-6, with # for / as well
}

// Steps returns how often an initiative has changed its state. A form that was
// made at another count has seen another life.
func (l Life) Steps() (n int) {
	for _, e := range l.Events {
		if e.To != "" {
			n++
		}
	}
	return n
}

// Advance takes an initiative a step on. Seen is [Life.Steps] of who asks. A
// step that needs a decision is taken by who writes down decisions.
func (s *Store) Advance(ctx context.Context, who access.Who, initiativeID string, seen int, a Advance, at Pointing) (err error) {
	defer fault.In(&err, "initiative: advance %s to %s", initiativeID, a.To)
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (Event, error) {
		if seen != l.Steps() {
			return Event{}, l.overtaken(who, a)
		}
		step, err := l.Find(a.To)
		if err != nil {
			return Event{}, err
		}
		if step.Decision {
			if !who.May(access.TakeMinutes, l.BodyID) {
				return Event{}, fault.New(fault.Forbidden, "Det trin hviler på en beslutning og skrives af sekretariatet. Intet er ændret.")
			}
			if a.Decision, err = refer(ctx, tx, who, l.BodyID, a.To, at); err != nil {
				return Event{}, err
			}
			a.Day = a.Decision.Date
		}
		if a.Day == "" {
			a.Day = access.Day(tx.Now)
		}
		if err := l.Check(a, access.Day(tx.Now)); err != nil {
			return Event{}, err
		}
		if a.To == Running && l.State == Approved && l.Start != a.Day {
			l.frame(tx.Now, who.Account.Name, a.Day, l.End, "Indsatsen gik i gang")
		}
		if a.To == Proposed && a.Agenda.Wants {
			if err := l.propose(ctx, tx, who, a.Agenda); err != nil {
				return Event{}, err
			}
		}
		was := l.State
		l.State = a.To
		return Event{What: Stepped, From: was, To: a.To, Day: a.Day, Text: strings.TrimSpace(a.Reason), Decision: a.Decision}, tx.Turn(ctx)
	})
}

// overtaken says who took a step first, or nothing when it was the same person
// who took the same step: a button that was pressed twice.
func (l Life) overtaken(who access.Who, a Advance) error {
	last := Event{}
	for _, e := range l.Events {
		if e.To != "" {
			last = e
		}
	}
	if last.To == a.To && last.By == who.Account.Name {
		return nil
	}
	return fault.New(fault.Conflict, "%s kom først: indsatsen er %s. Dit trin er ikke taget. Se, hvordan det står, og prøv igen, hvis det stadig skal ske.", last.By, last.To.Danish())
}

// refer finds the decision that somebody points at. It must be in force, taken
// by the body or by another level of the same cluster, and of a kind that the
// step can rest on.
func refer(ctx context.Context, tx *db.Tx, who access.Who, bodyID string, to State, at Pointing) (r Reference, err error) {
	var decided string // body
	var outcome reading.Outcome
	switch {
	case at.DecisionID != "":
		d, err := decision.Find(ctx, tx, at.DecisionID)
		if err != nil {
			return r, err
		}
		if d.Closed && !who.May(access.ReadClosed, d.BodyID) {
			return r, fault.New(fault.Missing, "Beslutningen findes ikke. Intet er ændret.")
		}
		if d.State != decision.InForce {
			return r, fault.New(fault.Invalid, "Beslutningen gælder ikke længere. Intet er ændret. Peg på den, der gælder.")
		}
		decided, outcome = d.BodyID, d.Outcome
		r = Reference{DecisionID: d.ID, Text: named(d.Number, d.Title), Date: d.Date, Closed: d.Closed}
	case strings.TrimSpace(at.Address) != "":
		if r, decided, outcome, err = printed(ctx, tx, at.Address); err != nil {
			return r, err
		}
	default:
		return r, nil // [Life.Check] asks for it
	}
	same, err := sameFamily(ctx, tx, bodyID, decided)
	if err != nil {
		return r, err
	}
	if !same {
		return r, fault.New(fault.Invalid, "Beslutningen er truffet af et andet organ end det, der har ansvaret for indsatsen. Intet er ændret.")
	}
	if outcome == reading.Postponed || to != Stopped && outcome == reading.Rejected {
		return r, fault.New(fault.Invalid, "Punktet blev udsat eller ikke godkendt, så det kan ikke gøre indsatsen %s. Intet er ændret.", to.Danish())
	}
	return r, nil
}

// named says an item in a line: "Punkt 6, Medicinboks".
func named(number, title string) string {
	if number == "" {
		return title
	}
	return "Punkt " + strings.TrimSuffix(number, ".") + ", " + title
}

var errNoItem = fault.New(fault.Invalid, "Adressen fører ikke til et punkt i et referat. Intet er ændret. Den skal se sådan ud: /moeder/2024-11-19-klynge-fjorden/punkt-6")

// split takes the address of an item apart, as it is copied from a browser.
func split(address string) (slug, anchor string, ok bool) {
	_, rest, ok := strings.Cut(strings.TrimSpace(address), "/moeder/")
	if !ok {
		return "", "", false
	}
	rest, _, _ = strings.Cut(rest, "?")
	at := strings.IndexAny(rest, "/#")
	if at < 1 || at == len(rest)-1 {
		return "", "", false
	}
	return rest[:at], strings.Trim(rest[at+1:], "/#"), true
}

// printed finds a decision in minutes that were read.
func printed(ctx context.Context, tx *db.Tx, address string) (r Reference, bodyID string, outcome reading.Outcome, err error) {
	slug, anchor, ok := split(address)
	if !ok {
		return r, "", "", errNoItem
	}
	var number, title string
	var decided bool
	err = tx.QueryRowContext(ctx, `SELECT m.body_id, m.date, i.number, i.title, i.closed, i.decided, i.outcome FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
		WHERE m.slug = $1 AND i.anchor = $2`, slug, anchor).Scan(&bodyID, &r.Date, &number, &title, &r.Closed, &decided, &outcome)
	if errors.Is(err, sql.ErrNoRows) {
		return r, "", "", errNoItem
	}
	if err != nil {
		return r, "", "", err
	}
	if !decided && !r.Closed {
		return r, "", "", fault.New(fault.Invalid, "Referatet har ingen beslutning på punktet. Intet er ændret.")
	}
	r.Path, r.Text = "/moeder/"+slug+"/"+anchor, named(number, title)
	return r, bodyID, outcome, nil
}

func sameFamily(ctx context.Context, tx *db.Tx, one, other string) (same bool, err error) {
	if one == other {
		return true, nil
	}
	err = tx.QueryRowContext(ctx, `SELECT COUNT(DISTINCT COALESCE(parent_id, id)) = 1 FROM organization WHERE id IN ($1, $2)`, one, other).Scan(&same)
	return same, err
}

// A Choice is a decision that somebody may point at.
type Choice struct{ ID, Text, Date string }

// Decisions returns the latest decisions in force that an initiative of a body may
// rest on, the latest first, without closed ones for who may not read them.
func (s *Store) Decisions(ctx context.Context, who access.Who, bodyID string) (list []Choice, err error) {
	defer fault.In(&err, "initiative: decisions of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (c Choice, err error) {
			var number, title string
			err = r.Scan(&c.ID, &number, &title, &c.Date)
			c.Text = named(number, title)
			return c, err
		}, `SELECT d.id, d.number, d.title, d.date FROM decision d JOIN organization o ON o.id = d.body_id
			WHERE COALESCE(o.parent_id, o.id) = (SELECT COALESCE(b.parent_id, b.id) FROM organization b WHERE b.id = $1)
			  AND d.state = 'in-force' AND (d.closed = false OR $2) ORDER BY d.date DESC, d.id DESC LIMIT 100`, bodyID, who.May(access.ReadClosed, bodyID))
		return err
	})
	return list, err
}

// PublicDecision returns a reference as the public may know it, and whether it may.
func PublicDecision(ctx context.Context, tx *db.Tx, r Reference) (_ Reference, ok bool, err error) {
	if r.None() || r.Closed {
		return Reference{}, false, nil
	}
	shown := Reference{Date: r.Date}
	var slug, anchor, number, title string
	if r.DecisionID != "" {
		err = tx.QueryRowContext(ctx, `SELECT r.slug, i.anchor, i.number, i.title FROM decision d JOIN planned_meeting m ON m.id = d.meeting_id
			JOIN meeting r ON r.id = m.meeting_id JOIN agenda_item i ON i.meeting_id = r.id AND i.number = d.number
			WHERE d.id = $1 AND d.closed = false AND i.closed = false
			  AND EXISTS (SELECT 1 FROM publication p WHERE p.planned_id = m.id AND p.kind = 'minutes' AND p.state = 'published')
			ORDER BY i.position LIMIT 1`, r.DecisionID).Scan(&slug, &anchor, &number, &title)
	} else {
		meeting, item, _ := split(r.Path)
		err = tx.QueryRowContext(ctx, `SELECT m.slug, i.anchor, i.number, i.title FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
			WHERE m.slug = $1 AND i.anchor = $2 AND i.closed = false`, meeting, item).Scan(&slug, &anchor, &number, &title)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return Reference{}, false, nil
	}
	shown.Path, shown.Text = "/moeder/"+slug+"/"+anchor, named(number, title)
	return shown, err == nil, err
}
