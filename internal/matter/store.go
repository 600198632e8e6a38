package matter

import (
	"context"
	"slices"
	"strconv"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/initiative"
	"klynge/internal/ledger"
	"klynge/internal/paper"
	"klynge/internal/reader/reading"
	"klynge/internal/when"
)

// Public reads the ways of matters as the public may see them: every part is asked
// of what its own noun shows the public.
type Public struct {
	db          *db.DB
	initiatives *initiative.Public
	money       *ledger.Public
	decisions   *decision.Public
	clock       when.Clock
}

// NewPublic returns the public's reader of a database.
func NewPublic(d *db.DB, clock when.Clock) *Public {
	return &Public{d, initiative.NewPublic(d), ledger.NewPublic(d), decision.NewPublic(d), clock}
}

type row = interface{ Scan(...any) error }

const heads = `SELECT n.id, n.slug, n.title, n.purpose, n.body_id, o.name, o.slug FROM initiative n JOIN organization o ON o.id = n.body_id `

func scanHead(r row) (h Head, err error) {
	return h, r.Scan(&h.ID, &h.Slug, &h.Title, &h.Purpose, &h.BodyID, &h.BodyName, &h.BodySlug)
}

// known is the condition that the public may know of an initiative n: minutes
// speak of it, or somebody has let it out.
const known = ` (EXISTS (SELECT 1 FROM initiative_mention w WHERE w.initiative_id = n.id)
	OR EXISTS (SELECT 1 FROM initiative_release v WHERE v.initiative_id = n.id AND v.withdrawn_at IS NULL)) `

// richest orders initiatives n by how much of their way is known: how many
// meetings spoke of it, whether it has money, a business case and a life that is
// let out, and then by the last meeting.
const richest = ` ORDER BY
	(SELECT COUNT(DISTINCT w.meeting_id) FROM initiative_mention w WHERE w.initiative_id = n.id)
	+ 2 * (SELECT COUNT(DISTINCT w.what) FROM initiative_mention w WHERE w.initiative_id = n.id)
	+ 6 * (SELECT COUNT(*) FROM initiative_life l WHERE l.initiative_id = n.id
		AND EXISTS (SELECT 1 FROM initiative_release v WHERE v.initiative_id = n.id AND v.withdrawn_at IS NULL)) DESC,
	COALESCE((SELECT MAX(m.date) FROM initiative_mention w JOIN meeting m ON m.id = w.meeting_id WHERE w.initiative_id = n.id), '') DESC, n.slug `

// BySlug returns the whole way of one matter.
func (p *Public) BySlug(ctx context.Context, slug string) (w Way, err error) {
	defer fault.In(&err, "matter %s", slug)
	list, err := p.ways(ctx, heads+`WHERE `+known+` AND n.slug = $1`, slug)
	if err != nil {
		return w, err
	}
	if len(list) == 0 {
		return w, fault.New(fault.Missing, "Sagen findes ikke her.")
	}
	return list[0], nil
}

// Richest returns matters by how much is known of their way, the richest first,
// past so many of them: of one body with a slug, else of all. More reports whether
// there are others after them.
func (p *Public) Richest(ctx context.Context, bodySlug string, past, limit int) (list []Way, more bool, err error) {
	defer fault.In(&err, "richest matters of %q", bodySlug)
	list, err = p.ways(ctx, heads+`WHERE `+known+` AND ($1 = '' OR o.slug = $1)`+richest+`LIMIT `+strconv.Itoa(limit+1)+` OFFSET `+strconv.Itoa(past), bodySlug)
	if len(list) > limit {
		list, more = list[:limit], true
	}
	return list, more, err
}

// OfMeeting returns the matters that the items of a meeting speak of, by the id of
// the item. A row of a table of money is not what an item is about.
func (p *Public) OfMeeting(ctx context.Context, meetingID string) (matters map[string][]Head, err error) {
	defer fault.In(&err, "matters of meeting %s", meetingID)
	matters = map[string][]Head{}
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		_, err := db.Collect(ctx, tx, func(r row) (h Head, err error) {
			var item string
			err = r.Scan(&item, &h.ID, &h.Slug, &h.Title)
			matters[item] = append(matters[item], h)
			return h, err
		}, `SELECT DISTINCT w.item_id, n.id, n.slug, n.title FROM initiative_mention w JOIN initiative n ON n.id = w.initiative_id
			WHERE w.meeting_id = $1 AND w.what <> 'fund' AND w.item_id IS NOT NULL ORDER BY n.title, n.id`, meetingID)
		return err
	})
	return matters, err
}

// ways returns the ways of the matters of a query.
func (p *Public) ways(ctx context.Context, query string, args ...any) (list []Way, err error) {
	var all []Head
	told := map[string][]mention{}
	promised := map[string][]promise{}
	seen := map[string][]Station{}
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		if all, err = db.Collect(ctx, tx, scanHead, query, args...); err != nil {
			return err
		}
		for _, h := range all {
			if told[h.ID], err = mentionsOf(ctx, tx, h.ID); err != nil {
				return err
			}
			if promised[h.ID], err = promisesOf(ctx, tx, h.ID); err != nil {
				return err
			}
			if seen[h.ID], err = effectsOf(ctx, tx, h.ID, false); err != nil {
				return err
			}
			handed, err := handedOf(ctx, tx, h)
			if err != nil {
				return err
			}
			asked, err := askedOf(ctx, tx, h.ID)
			if err != nil {
				return err
			}
			seen[h.ID] = slices.Concat(seen[h.ID], handed, asked)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s := shelf{Public: p, today: access.Day(p.clock()), funds: map[string][]ledger.Shown{}}
	for _, h := range all {
		w, err := s.way(ctx, h, told[h.ID], promised[h.ID], seen[h.ID])
		if err != nil {
			return nil, err
		}
		list = append(list, w)
	}
	return list, nil
}

// A shelf keeps the funds that several matters have in common while their ways are
// read.
type shelf struct {
	*Public
	today string
	funds map[string][]ledger.Shown // by the slug of the body
}

// way gathers what the nouns show the public of one matter.
func (s shelf) way(ctx context.Context, h Head, told []mention, promised []promise, seen []Station) (w Way, err error) {
	found := append(stations(told, s.today), seen...)
	for _, p := range promised {
		found = append(found, p.station())
	}
	tasks, err := s.tasks(ctx, told)
	if err != nil {
		return w, err
	}
	found = append(found, tasks...)
	life, out, err := s.initiatives.Life(ctx, h.ID)
	if err != nil {
		return w, err
	}
	if out {
		h.State, h.BodyName, h.BodySlug = life.State, life.BodyName, life.BodySlug
		found = append(found, fromLife(life, h.InitiativePath())...)
		var children []Station
		if err = s.db.Read(ctx, func(tx *db.Tx) error {
			children, err = childrenOf(ctx, tx, life.Children)
			return err
		}); err != nil {
			return w, err
		}
		found = append(found, children...)
	}
	money, err := s.moneyOf(ctx, h.ID)
	if err != nil {
		return w, err
	}
	return Lay(h, append(found, money...)), nil
}

// tasks returns the follow-ups of the decisions that a matter's items hold, as the
// public knows them: those that are not done.
func (s shelf) tasks(ctx context.Context, told []mention) (list []Station, err error) {
	seen := map[string]bool{}
	for _, m := range told {
		if m.what != initiative.Item || seen[m.path()] || m.closed || m.kind == reading.Agenda {
			continue
		}
		seen[m.path()] = true
		fates, err := s.decisions.Fates(ctx, m.meetingID)
		if err != nil {
			return nil, err
		}
		for _, t := range fates[m.number].Tasks {
			if t.State == decision.Open || t.State == decision.Reported {
				list = append(list, Station{Kind: Promised, Due: true, Day: t.Due, Title: t.Text, Text: t.Told, Body: t.Organization, Path: m.path(), Number: m.number})
			}
		}
	}
	return list, nil
}

const mentions = `SELECT w.what, w.label, m.id, m.slug, m.date, m.kind, o.name, COALESCE(i.anchor, ''), COALESCE(i.number, ''), COALESCE(i.title, ''),
	COALESCE(i.closed, false), COALESCE(i.decided, false), CASE WHEN i.closed THEN '' ELSE COALESCE(i.decision, '') END,
	CASE WHEN i.closed THEN '' ELSE COALESCE(i.outcome, '') END,
	CASE WHEN w.what = 'fund' THEN COALESCE((SELECT MAX(l.amount) FROM fund_statement s JOIN fund_line l ON l.statement_id = s.id
		WHERE s.meeting_id = w.meeting_id AND l.initiative_id = w.initiative_id), 0) ELSE 0 END
	FROM initiative_mention w JOIN meeting m ON m.id = w.meeting_id JOIN organization o ON o.id = m.body_id LEFT JOIN agenda_item i ON i.id = w.item_id
	WHERE w.initiative_id = $1 ORDER BY m.date, m.id, w.what, w.position`

// mentionsOf returns where minutes and agendas speak of an initiative. A closed
// item has its public title and no more.
func mentionsOf(ctx context.Context, tx *db.Tx, initiativeID string) ([]mention, error) {
	return db.Collect(ctx, tx, func(r row) (m mention, err error) {
		err = r.Scan(&m.what, &m.label, &m.meetingID, &m.slug, &m.date, &m.kind, &m.body, &m.anchor, &m.number, &m.title, &m.closed, &m.decided, &m.decision,
			&m.outcome, &m.amount)
		m.decision = paper.Mask(m.decision)
		return m, err
	}, mentions, initiativeID)
}

// promisesOf returns what public minutes promise under the items of a matter.
func promisesOf(ctx context.Context, tx *db.Tx, initiativeID string) ([]promise, error) {
	list, err := db.Collect(ctx, tx, func(r row) (p promise, err error) {
		return p, r.Scan(&p.Text, &p.Due, &p.From, &p.To, &p.slug, &p.date, &p.anchor, &p.number, &p.title, &p.body)
	}, `SELECT p.text, p.due, p.from_date, p.to_date, m.slug, m.date, i.anchor, i.number, i.title, o.name
		FROM promise p JOIN agenda_item i ON i.id = p.item_id JOIN meeting m ON m.id = p.meeting_id JOIN organization o ON o.id = m.body_id
		WHERE p.due <> '' AND i.closed = false AND EXISTS (SELECT 1 FROM initiative_mention w WHERE w.item_id = i.id AND w.what = 'item' AND w.initiative_id = $1)
		ORDER BY m.date, m.id, p.position`, initiativeID)
	for i := range list {
		list[i].Text = paper.Mask(list[i].Text)
	}
	return list, err
}

// moneyOf returns what funds gave a matter, as far as it follows from decisions
// that are public.
func (s shelf) moneyOf(ctx context.Context, initiativeID string) (list []Station, err error) {
	var spending []ledger.Spending
	if err = s.db.Read(ctx, func(tx *db.Tx) error {
		spending, err = ledger.OfInitiative(ctx, tx, initiativeID)
		return err
	}); err != nil {
		return nil, err
	}
	var bodies []string
	for _, one := range spending {
		if !slices.Contains(bodies, one.BodySlug) {
			bodies = append(bodies, one.BodySlug)
		}
	}
	for _, slug := range bodies {
		funds, ok := s.funds[slug]
		if !ok {
			if funds, err = s.money.Of(ctx, slug); err != nil {
				return nil, err
			}
			s.funds[slug] = funds
		}
		for _, f := range funds {
			list = append(list, fromFund(f, initiativeID, slug, s.today)...)
		}
	}
	return list, nil
}

// fromFund returns what one fund gave a matter, with what was booked of it summed
// up until today.
func fromFund(f ledger.Shown, initiativeID, bodySlug, today string) (list []Station) {
	for _, e := range f.Entries {
		kind, ok := moves[e.Kind]
		if !ok || e.Purpose.InitiativeID != initiativeID || e.Undone {
			continue
		}
		list = append(list, Station{Kind: kind, Day: e.Date, Title: e.Title, Text: f.Fund.Name, Path: e.Path, Amount: e.Amount})
	}
	var given, spent danish.Amount
	for _, p := range f.Purposes {
		if p.InitiativeID == initiativeID {
			given, spent = given+p.Allocated, spent+p.Booked
		}
	}
	if spent != 0 {
		list = append(list, booked(f.Fund.Name, bodySlug, today, given, spent))
	}
	return list
}

// moves are the kinds of entries of a ledger that are stations.
var moves = map[ledger.Kind]Kind{ledger.Allocated: Granted, ledger.Returned: Returned, ledger.Carried: Carried}
