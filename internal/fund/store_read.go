package fund

import (
	"context"
	"fmt"
	"slices"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Public reads what the minutes print of money.
type Public struct{ db *db.DB }

// NewPublic returns the statements of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Printed statement is one with where it was printed.
type Printed struct {
	Statement
	Slug, Date         string // of the meeting
	Anchor, ItemTitle  string // of the item, "" when it stands outside the items
	BodyName, BodySlug string
	Rows               []Row
}

// A Row is a line with the initiative it pays for.
type Row struct {
	Line
	InitiativeSlug string
}

// Path returns the address of the item that prints the statement.
func (p Printed) Path() string {
	if p.Anchor == "" {
		return "/moeder/" + p.Slug
	}
	return "/moeder/" + p.Slug + "#" + p.Anchor
}

// Received returns the total that was printed, or else the sum of all lines.
func (p Printed) Received() danish.Amount {
	if p.HasTotal {
		return p.Total
	}
	return p.Allocated() + p.Left()
}

// Left returns what is left: as printed, or else as a line says, or else what
// the total leaves when the lines are taken from it.
func (p Printed) Left() danish.Amount {
	if p.HasRest {
		return p.Remaining
	}
	for _, line := range p.Lines {
		if line.Rest {
			return line.Amount
		}
	}
	if p.HasTotal {
		return p.Total - p.Allocated()
	}
	return 0
}

// Account reports whether the statement tells what was received or what is left.
// Other tables of money, such as the budget of one initiative, do not: of them
// only the sum is known.
func (p Printed) Account() bool {
	return p.HasTotal || p.HasRest || slices.ContainsFunc(p.Lines, func(line Line) bool { return line.Rest })
}

// AddsUp reports whether what was received is what was allocated and what is left.
func (p Printed) AddsUp() bool { return p.Received() == p.Allocated()+p.Left() }

type row = interface{ Scan(...any) error }

const printed = `
	SELECT s.id, s.meeting_id, s.position, COALESCE(s.item_id, ''), s.title, s.total, s.has_total, s.remaining, s.has_rest,
	       m.slug, m.date, COALESCE(i.anchor, ''), COALESCE(i.title, ''), o.name, o.slug
	FROM fund_statement s JOIN meeting m ON m.id = s.meeting_id JOIN organization o ON o.id = m.body_id
	LEFT JOIN agenda_item i ON i.id = s.item_id
	WHERE (i.closed IS NULL OR NOT i.closed) `

func scanPrinted(r row) (p Printed, err error) {
	return p, r.Scan(&p.ID, &p.MeetingID, &p.Position, &p.ItemID, &p.Title, &p.Total, &p.HasTotal, &p.Remaining, &p.HasRest,
		&p.Slug, &p.Date, &p.Anchor, &p.ItemTitle, &p.BodyName, &p.BodySlug)
}

// account is the condition of [Printed.Account] on a statement.
const account = `(%[1]s.has_total OR %[1]s.has_rest OR EXISTS (SELECT 1 FROM fund_line rest WHERE rest.statement_id = %[1]s.id AND rest.rest))`

// Latest returns each body's latest account, by the name of the body.
func (p *Public) Latest(ctx context.Context) ([]Printed, error) {
	list, err := p.list(ctx, printed+`AND `+fmt.Sprintf(account, "s")+`
		AND s.meeting_id IN (
			SELECT (SELECT l.id FROM meeting l JOIN fund_statement later ON later.meeting_id = l.id
			        WHERE l.body_id = body.id AND `+fmt.Sprintf(account, "later")+` ORDER BY l.date DESC, l.id DESC LIMIT 1)
			FROM organization body)
		ORDER BY o.name, o.slug, s.position`)
	// Of several accounts in one document the first.
	return slices.CompactFunc(list, func(a, b Printed) bool { return a.BodySlug == b.BodySlug }), err
}

// ByBody returns the accounts of one body, the latest first.
func (p *Public) ByBody(ctx context.Context, slug string) ([]Printed, error) {
	return p.list(ctx, printed+`AND `+fmt.Sprintf(account, "s")+` AND o.slug = $1 ORDER BY m.date DESC, m.id DESC, s.position LIMIT 100`, slug)
}

// ByMeeting returns the statements that one meeting's document prints.
func (p *Public) ByMeeting(ctx context.Context, meetingID string) ([]Printed, error) {
	return p.list(ctx, printed+`AND m.id = $1 ORDER BY s.position LIMIT 100`, meetingID)
}

func (p *Public) list(ctx context.Context, query string, args ...any) (list []Printed, err error) {
	defer fault.In(&err, "list statements")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		if list, err = db.Collect(ctx, tx, scanPrinted, query, args...); err != nil {
			return err
		}
		for i := range list {
			s := &list[i]
			s.Rows, err = db.Collect(ctx, tx, func(r row) (l Row, err error) {
				return l, r.Scan(&l.Position, &l.Label, &l.Amount, &l.Rest, &l.InitiativeID, &l.InitiativeSlug)
			}, `SELECT l.position, l.label, l.amount, l.rest, COALESCE(l.initiative_id, ''), COALESCE(n.slug, '')
			    FROM fund_line l LEFT JOIN initiative n ON n.id = l.initiative_id WHERE l.statement_id = $1 ORDER BY l.position`, s.ID)
			if err != nil {
				return err
			}
			for _, r := range s.Rows {
				s.Lines = append(s.Lines, r.Line)
			}
		}
		return nil
	})
	return list, err
}
