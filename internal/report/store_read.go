package report

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/initiative"
)

// Open returns a report as somebody may read it, with the initiative it is on. A
// draft is answered as the record stands now.
func (s *Store) Open(ctx context.Context, who access.Who, initiativeID, reportID string) (r Report, l initiative.Life, err error) {
	defer fault.In(&err, "report: open %s", reportID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, l, err = find(ctx, tx, initiativeID, reportID); err != nil {
			return err
		}
		if !r.sees(who, l.BodyID) {
			return errNone
		}
		if !r.IsFrozen() {
			r.Content, err = r.ask(ctx, tx, l)
		}
		return err
	})
	return r, l, err
}

// Again asks the question of a report once more, today.
func (s *Store) Again(ctx context.Context, who access.Who, initiativeID, reportID string) (r Report, l initiative.Life, now Content, err error) {
	defer fault.In(&err, "report: ask %s again", reportID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, l, err = find(ctx, tx, initiativeID, reportID); err != nil {
			return err
		}
		if !r.sees(who, l.BodyID) || !who.May(access.LeadInitiative, l.BodyID) && !who.May(access.ReadDrafts, l.BodyID) {
			return errNone
		}
		if !r.IsFrozen() {
			return fault.New(fault.Conflict, "Rapporten er et udkast og viser allerede tallene af i dag. Når den er gjort færdig, kan den sammenlignes.")
		}
		now, err = r.ask(ctx, tx, l)
		return err
	})
	return r, l, now, err
}

// List returns the reports on an initiative that somebody may read, the latest
// first.
func (s *Store) List(ctx context.Context, who access.Who, initiativeID string) (l initiative.Life, list []Report, err error) {
	defer fault.In(&err, "report: list of %s", initiativeID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if l, err = initiative.Of(ctx, tx, initiativeID); err != nil {
			return err
		}
		if !l.Sees(who) {
			return errNone
		}
		all, err := ofInitiative(ctx, tx, initiativeID)
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].sees(who, l.BodyID) {
				list = append(list, all[i])
			}
		}
		return err
	})
	return l, list, err
}

// History returns every version of a text of a report, the latest first.
func (s *Store) History(ctx context.Context, who access.Who, initiativeID, reportID, name string) (r Report, l initiative.Life, list []draft.Field, err error) {
	if r, l, err = s.Open(ctx, who, initiativeID, reportID); err != nil {
		return r, l, nil, err
	}
	if name != Next && name != Words || !who.May(access.LeadInitiative, l.BodyID) && !who.May(access.ReadDrafts, l.BodyID) {
		return r, l, nil, errNone
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = draft.History(ctx, tx, r.ID, name)
		return err
	})
	return r, l, list, err
}

// A Sent report is one that was made final, for whoever tells the whole way of a
// matter.
type Sent struct {
	ID         string
	Number     int
	Kind       Kind
	From, To   string
	Title      string    // "Slutrapport 1. januar 2026 – 30. juni 2026"
	At         time.Time // when it was made final
	ItemID     string    // agenda.Item that lays it before the body, ""
	InAgenda   bool      // the agenda with that item was sent
	Closed     bool      // that item is closed to the public
	Path       string    // in the working rooms
	PublicPath string    // "" while it is not let out
}

// OfInitiative returns the reports on an initiative that were made final, the
// first first. Drafts are nobody else's.
func OfInitiative(ctx context.Context, tx *db.Tx, initiativeID string) (list []Sent, err error) {
	defer fault.In(&err, "report: of initiative %s", initiativeID)
	all, err := ofInitiative(ctx, tx, initiativeID)
	if err != nil {
		return nil, err
	}
	known, err := initiative.IsPublic(ctx, tx, initiativeID)
	if err != nil {
		return nil, err
	}
	var slug string
	if err := tx.QueryRowContext(ctx, `SELECT slug FROM initiative WHERE id = $1`, initiativeID).Scan(&slug); err != nil {
		return nil, db.Missing(err, "Indsatsen findes ikke.")
	}
	for _, r := range all {
		if !r.IsFrozen() {
			continue
		}
		one := Sent{ID: r.ID, Number: r.Number, Kind: r.Kind, From: r.From, To: r.To, Title: r.Title(), At: r.Frozen, ItemID: r.ItemID, InAgenda: r.Sent, Closed: r.Closed, Path: r.Path()}
		if known && r.Public.Holds {
			one.PublicPath = PublicPath(slug, r.Number)
		}
		list = append(list, one)
	}
	return list, nil
}

// Waiting returns the reports that wait for who leads initiatives: to be made
// final once their period is over, and then to be laid before the body.
func (s *Store) Waiting(ctx context.Context, who access.Who, today string) (lines []desk.Line, err error) {
	defer fault.In(&err, "report: what waits")
	if !who.MaySomewhere(access.LeadInitiative) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, scan, reports+`WHERE (r.frozen_at IS NULL AND r.to_day < $1) OR (r.frozen_at IS NOT NULL AND r.item_id = '') ORDER BY r.to_day, r.id`, today)
		for _, r := range all {
			if err != nil {
				return err
			}
			var l initiative.Life
			if l, err = initiative.Of(ctx, tx, r.InitiativeID); err != nil || !who.May(access.LeadInitiative, l.BodyID) {
				continue
			}
			line := desk.Line{Text: "Gør rapporten færdig", About: l.Title + ": " + r.Title(), Body: l.BodyName, Path: r.Path()}
			if r.IsFrozen() {
				line.Text = "Sæt rapporten på dagsordenen"
			}
			lines = append(lines, line)
		}
		return err
	})
	return lines, err
}
