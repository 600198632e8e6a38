package hearing

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Find returns a hearing as somebody who reads it sees it. Whoever may not is told
// that it does not exist.
func (s *Store) Find(ctx context.Context, who access.Who, hearingID string) (h Hearing, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if h, err = Find(ctx, tx, hearingID); err == nil && !h.Reads(who) {
			err = fault.New(fault.Missing, "%s", errNone)
		}
		return err
	})
	return h.For(who), err
}

// Lists are the hearings of a body: those it runs or has asked for, and those it
// is asked in.
type Lists struct{ Asking, Asked []Hearing }

// Of returns the hearings of a body that somebody may see, the newest first.
func (s *Store) Of(ctx context.Context, who access.Who, bodyID string) (l Lists, err error) {
	defer fault.In(&err, "hearing: of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l = Lists{}
		all, err := list(ctx, tx, `WHERE h.body_id = $1 OR h.sender_body_id = $1 OR h.id IN (SELECT hearing_id FROM hearing_addressee WHERE body_id = $1) ORDER BY h.id DESC`, bodyID)
		for _, h := range all {
			if !h.Reads(who) {
				continue
			}
			h = h.For(who)
			if !h.Elsewhere() && (h.BodyID == bodyID || h.SenderBodyID == bodyID) {
				l.Asking = append(l.Asking, h)
			}
			if _, ok := h.AskedOf(bodyID); ok && !h.Sent.IsZero() {
				l.Asked = append(l.Asked, h)
			}
		}
		return err
	})
	return l, err
}

// AskedOf returns the addressee that a body is in a hearing.
func (h Hearing) AskedOf(bodyID string) (a Addressee, ok bool) {
	for _, x := range h.Addressees {
		if x.BodyID == bodyID && (a.ID == "" || x.HeirID == "") {
			a, ok = x, true
		}
	}
	return a, ok
}

// A Choice is something that a form offers.
type Choice struct{ ID, Name string }

func choices(ctx context.Context, tx *db.Tx, query string, args ...any) ([]Choice, error) {
	return db.Collect(ctx, tx, func(r row) (c Choice, err error) { return c, r.Scan(&c.ID, &c.Name) }, query, args...)
}

// Bodies returns the bodies that meet and have not ended.
func (s *Store) Bodies(ctx context.Context, day string) (all []Choice, err error) {
	defer fault.In(&err, "hearing: bodies")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = choices(ctx, tx, `SELECT id, name FROM organization WHERE classification IN ('cluster', 'council', 'coordination-committee', 'committee', 'forum')
			AND (end_date = '' OR end_date >= $1) ORDER BY name, id`, day)
		return err
	})
	return all, err
}

// Offered is what the answer of a body may point at.
type Offered struct {
	Decisions   []decision.Decision // taken since the hearing was sent, the newest first
	Initiatives []Choice
}

// Offers returns what an addressee's answer may point at.
func (s *Store) Offers(ctx context.Context, who access.Who, h Hearing, a Addressee) (o Offered, err error) {
	defer fault.In(&err, "hearing: what %s may point at", a.ID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := choices(ctx, tx, `SELECT id, title FROM decision WHERE body_id = $1 AND state = 'in-force' AND date >= $2 ORDER BY date DESC, id DESC`,
			a.BodyID, access.Day(h.Sent))
		if err != nil {
			return err
		}
		o.Decisions = nil
		for _, c := range ids {
			d, err := decision.Find(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			if !d.Closed || who.May(access.ReadClosed, a.BodyID) {
				o.Decisions = append(o.Decisions, d)
			}
		}
		all, err := choices(ctx, tx, `SELECT id, title FROM initiative ORDER BY CASE WHEN body_id = $1 THEN 0 ELSE 1 END, title, id`, a.BodyID)
		if err != nil {
			return err
		}
		o.Initiatives = nil
		for _, c := range all {
			if err := offered(ctx, tx, c.ID, a.BodyID); err == nil {
				o.Initiatives = append(o.Initiatives, c)
			} else if !fault.Is(err, fault.Missing) {
				return err
			}
		}
		return nil
	})
	return o, err
}

// Waiting returns what waits for somebody: answers that are owed, hearings to roll
// up and send back, notes to acknowledge, and addressees that have been dissolved.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "hearing: what waits for %s", who.Account.ID)
	if !who.MaySomewhere(access.EditAgenda) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		lines = nil
		all, err := list(ctx, tx, `WHERE h.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM hearing_note n WHERE n.hearing_id = h.id AND n.acknowledged_at IS NOT NULL
			AND n.number = (SELECT MAX(number) FROM hearing_note m WHERE m.hearing_id = h.id)) ORDER BY h.due, h.id`)
		for _, h := range all {
			if h.Reads(who) {
				lines = append(lines, h.waits(who, day)...)
			}
		}
		return err
	})
	return lines, err
}

func (h Hearing) waits(who access.Who, day string) (lines []desk.Line) {
	line := func(due, text, body, path string) {
		lines = append(lines, desk.Line{Due: due, Text: text, About: h.Title, Body: body, Path: path})
	}
	if h.Runs(who) {
		switch h.Stage(day) {
		case Drafting:
			line("", "Gør høringen færdig, og send den", h.BodyName, h.Path())
		case Shut:
			line(h.Due, "Saml høringens svar", h.BodyName, h.Path()+"/notat")
		case Rolled:
			line("", "Send høringsnotatet tilbage", h.BodyName, h.Path()+"/notat")
		}
		for _, a := range h.Owed() {
			if a.Ended != "" && a.Ended < day && !h.Done(a) && !h.Sent.IsZero() && !h.Withdrawn.Happened() {
				line(a.Due, "Find den, der har overtaget svaret i en høring", h.BodyName, h.Path())
			}
		}
	}
	if h.Acknowledges(who) && h.Stage(day) == Returned {
		line("", "Kvittér for høringsnotatet", h.SenderName, h.Path()+"/notat")
	}
	if h.Sent.IsZero() || h.Withdrawn.Happened() {
		return lines
	}
	for _, a := range h.Owed() {
		if a.Writes(who) && !h.Done(a) {
			line(a.Due, "Svar på høringen", a.Name, h.Path()+"/svar/"+a.ID)
		}
	}
	return lines
}

// Public reads what everybody may read.
type Public struct{ db *db.DB }

// NewPublic returns the public's reader of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// List returns the public hearings that have been sent, the newest first.
func (p *Public) List(ctx context.Context) (all []Hearing, err error) {
	defer fault.In(&err, "hearing: public list")
	return p.list(ctx, ``)
}

// Of returns the public hearings that a body has sent, runs or is asked in, the
// newest first.
func (p *Public) Of(ctx context.Context, bodyID string) (all []Hearing, err error) {
	defer fault.In(&err, "hearing: public list of %s", bodyID)
	return p.list(ctx, `AND (h.body_id = $1 OR h.sender_body_id = $1 OR h.id IN (SELECT hearing_id FROM hearing_addressee WHERE body_id = $1)) `, bodyID)
}

func (p *Public) list(ctx context.Context, more string, args ...any) (all []Hearing, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		found, err := list(ctx, tx, `WHERE h.access = 'public' AND h.sent_at IS NOT NULL `+more+`ORDER BY h.sent_at DESC, h.id`, args...)
		all = nil
		for _, h := range found {
			all = append(all, h.shownToAll())
		}
		return err
	})
	return all, err
}

// Find returns a public hearing that has been sent.
func (p *Public) Find(ctx context.Context, hearingID string) (h Hearing, err error) {
	defer fault.In(&err, "hearing: public %s", hearingID)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		found, err := list(ctx, tx, `WHERE h.id = $1 AND h.access = 'public' AND h.sent_at IS NOT NULL`, hearingID)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.New(fault.Missing, "%s", errNone)
		}
		h = found[0].shownToAll()
		return nil
	})
	return h, err
}

// shownToAll returns the hearing as everybody sees it.
func (h Hearing) shownToAll() Hearing {
	if h.Withdrawn.Happened() {
		h = h.Tombstone()
	}
	return h.Shown()
}

// A Body is where hearings are listed.
type Body struct{ ID, Slug, Name string }

// BySlug returns the body with an address.
func (s *Store) BySlug(ctx context.Context, slug string) (b Body, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT id, slug, name FROM organization WHERE slug = $1`, slug).Scan(&b.ID, &b.Slug, &b.Name)
	})
	return b, db.Missing(err, "Organet findes ikke.")
}
