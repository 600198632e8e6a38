package initiative

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/catalogue"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/paper"
)

// Content is what the public reads of a business case.
type Content struct {
	Texts      map[Field]string `json:"texts"`
	Start, End string
	Pilot      bool
	Group      []Member  `json:"group"`
	Marks      []Mark    `json:"marks"`
	Frame      []Moved   `json:"frame"`
	Benefits   []Benefit `json:"benefits"`
}

// A Release is a business case as it was let out.
type Release struct {
	ID        string
	At        time.Time
	By        string
	Content   Content
	Withdrawn time.Time // zero while it holds
}

// Holds reports whether the public reads it.
func (r Release) Holds() bool { return r.ID != "" && r.Withdrawn.IsZero() }

// content is what would be let out now: no name of who moved a date, and no
// reason, which were written for the working rooms.
func (l Life) content() Content {
	c := Content{Texts: map[Field]string{}, Start: l.Start, End: l.End, Pilot: l.Pilot, Group: slices.Clone(l.Group), Marks: slices.Clone(l.Marks),
		Frame: quiet(l.Frame), Benefits: l.Benefits}
	for _, f := range CaseFields {
		if text := l.Text(f); text != "" {
			c.Texts[f] = text
		}
	}
	for i := range c.Group {
		c.Group[i].Origin = nil
	}
	for i := range c.Marks {
		c.Marks[i].Origin, c.Marks[i].Moves = nil, quiet(c.Marks[i].Moves)
	}
	return c
}

func quiet(moves []Moved) []Moved {
	moves = slices.Clone(moves)
	for i := range moves {
		moves[i].By, moves[i].Reason = "", ""
	}
	return moves
}

// Changed reports whether the case is another than the one the public reads.
func (l Life) Stale() bool {
	now, _ := json.Marshal(l.content())
	out, _ := json.Marshal(l.Release.Content)
	return l.Release.Holds() && string(now) != string(out)
}

func releaseOf(ctx context.Context, tx *db.Tx, initiativeID string) (r Release, err error) {
	var at int64
	var withdrawn sql.NullInt64
	var content string
	err = tx.QueryRowContext(ctx, `SELECT id, at, by_name, content, withdrawn_at FROM initiative_release WHERE initiative_id = $1 ORDER BY id DESC LIMIT 1`, initiativeID).
		Scan(&r.ID, &at, &r.By, &content, &withdrawn)
	if errors.Is(err, sql.ErrNoRows) {
		return Release{}, nil
	}
	if err != nil {
		return r, err
	}
	r.At, r.Withdrawn = time.UnixMicro(at).UTC(), nullTime(withdrawn)
	return r, json.Unmarshal([]byte(content), &r.Content)
}

// LetOut lets the public read a business case as it stands now, once the
// initiative is approved. What is written after that stays inside until it is let
// out again.
func (s *Store) LetOut(ctx context.Context, who access.Who, initiativeID string) (err error) {
	defer fault.In(&err, "initiative: let out %s", initiativeID)
	return s.publish(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (Event, error) {
		if !l.State.Decided() {
			return Event{}, fault.New(fault.Conflict, "Indsatsen er %s. Den kan blive offentlig, når den er godkendt. Intet er vist.", l.State.Danish())
		}
		if l.Release.Holds() && !l.Stale() {
			return Event{}, nil
		}
		content, err := json.Marshal(l.content())
		if err != nil {
			return Event{}, err
		}
		if len(paper.PersonalNumbers(l.Title+" "+string(content))) > 0 || strings.Contains(string(content), "@") {
			return Event{}, fault.New(fault.Invalid, "Businesscasen indeholder et CPR-nummer eller en mailadresse. Intet er vist. Tag det ud, og prøv igen.")
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO initiative_release (id, initiative_id, at, by_name, content) VALUES ($1, $2, $3, $4, $5)`,
			id.New(tx.Now), l.ID, tx.Now.UnixMicro(), who.Account.Name, string(content)); err != nil {
			return Event{}, err
		}
		return Event{What: Released}, l.print(ctx, tx, l.Text(Lead), lead(l.Text(Purpose)))
	})
}

// Withdraw takes a business case back from the public.
func (s *Store) Withdraw(ctx context.Context, who access.Who, initiativeID string) (err error) {
	defer fault.In(&err, "initiative: withdraw %s", initiativeID)
	return s.publish(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (Event, error) {
		if !l.Release.Holds() {
			return Event{}, nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE initiative_release SET withdrawn_at = $2 WHERE id = $1`, l.Release.ID, tx.Now.UnixMicro()); err != nil {
			return Event{}, err
		}
		return Event{What: Withdrawn}, l.print(ctx, tx, "", "")
	})
}

func (s *Store) publish(ctx context.Context, who access.Who, initiativeID string, do act) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (Event, error) {
		if !who.May(access.Publish, l.BodyID) {
			return Event{}, fault.New(fault.Forbidden, "Sekretariatet afgør, hvad offentligheden læser. Intet er ændret.")
		}
		if err := tx.Turn(ctx); err != nil {
			return Event{}, err
		}
		return do(tx, l)
	})
}

// print gives the public lists and the search the lead and purpose of an
// initiative that no minutes tell them of.
func (l Life) print(ctx context.Context, tx *db.Tx, leader, purpose string) error {
	if l.Born {
		if _, err := tx.ExecContext(ctx, `UPDATE initiative SET leader = $2, purpose = $3 WHERE id = $1`, l.ID, leader, purpose); err != nil {
			return err
		}
	}
	return catalogue.IndexInitiative(ctx, tx, l.ID)
}

// lead returns the first paragraph of a text.
func lead(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// A Shown is the life of an initiative as the public knows it.
type Shown struct {
	Content
	Title              string
	State              State
	BodyName, BodySlug string // now responsible (R46)
	Out                bool   // the business case is let out
	At                 time.Time
	StartedBy          Reference // "" where the public may not know it
	Steps              []Event   // from the approval on: states, days, public decisions
	Parent             Relative
	Children           []Relative
	ReportedOn         string
}

// public is the condition that the public may know of an initiative n: minutes
// speak of it, or somebody has let it out.
const public = ` (EXISTS (SELECT 1 FROM initiative_mention w WHERE w.initiative_id = n.id)
	OR EXISTS (SELECT 1 FROM initiative_release v WHERE v.initiative_id = n.id AND v.withdrawn_at IS NULL)) `

// IsPublic reports whether the public may know of an initiative.
func IsPublic(ctx context.Context, tx *db.Tx, initiativeID string) (is bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM initiative n WHERE n.id = $1 AND `+public, initiativeID).Scan(&is)
	return is, err
}

// Life returns the life of an initiative as the public may know it; ok is false
// when nobody has let it out.
func (p *Public) Life(ctx context.Context, initiativeID string) (s Shown, ok bool, err error) {
	defer fault.In(&err, "initiative: public life of %s", initiativeID)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		l, err := Of(ctx, tx, initiativeID)
		if fault.Is(err, fault.Missing) || err == nil && !l.Release.Holds() {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		s = Shown{Content: l.Release.Content, Title: l.Title, State: l.State, BodyName: l.BodyName, BodySlug: l.BodySlug, Out: true, At: l.Release.At, ReportedOn: l.ReportedOn}
		for _, e := range l.Events {
			if e.To == "" || !e.To.Decided() {
				continue
			}
			known, _, err := PublicDecision(ctx, tx, e.Decision)
			if err != nil {
				return err
			}
			s.Steps = append(s.Steps, Event{What: e.What, From: e.From, To: e.To, Day: e.Day, Decision: known})
			if e.To == Approved {
				s.StartedBy = known
			}
		}
		near, err := whole(ctx, tx, `WHERE l.parent_id = $1 OR l.initiative_id = $2 ORDER BY o.name, l.initiative_id`, l.ID, l.ParentID)
		for _, other := range near {
			r, seen := other.relative(access.Who{})
			switch {
			case !seen:
			case other.ID == l.ParentID:
				s.Parent = r
			default:
				s.Children = append(s.Children, r)
			}
		}
		return err
	})
	return s, ok, err
}

const handIn = "Aflever slutrapporten"

// Waiting returns what waits for who leads initiatives: assumptions that ask to
// be looked at (R47), and final reports, of which the secretariat is reminded when
// they are overdue (R48).
func (s *Store) Waiting(ctx context.Context, who access.Who, today string) (lines []desk.Line, err error) {
	defer fault.In(&err, "initiative: what waits")
	if !who.MaySomewhere(access.LeadInitiative) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := whole(ctx, tx, `ORDER BY l.initiative_id`)
		for _, l := range all {
			if !who.May(access.LeadInitiative, l.BodyID) {
				continue
			}
			for _, line := range l.waits(today) {
				if line.Text == handIn && line.Due < today && who.May(access.EditAgenda, l.BodyID) {
					line.Text = "Ryk for slutrapporten, den er over fristen" // R48: the secretariat reminds
				}
				lines = append(lines, line)
			}
			if l.State == Proposed && who.May(access.TakeMinutes, l.BodyID) {
				lines = append(lines, desk.Line{Text: "Skriv beslutningen om en foreslået indsats", About: l.Title, Body: l.BodyName, Path: l.Path() + "#trin"})
			}
		}
		return err
	})
	return lines, err
}

// waits are the lines of one initiative on a day. A final report is asked for
// from the day the work ended.
func (l Life) waits(today string) (lines []desk.Line) {
	if l.State != Stopped && l.State != Scaled {
		for _, a := range l.Triggered(today) {
			due := a.On
			if a.Changed != "" {
				due = a.Changed
			}
			lines = append(lines, desk.Line{Due: due, Text: "Se en antagelse efter", About: l.Title + ": " + a.Text, Body: l.BodyName, Path: l.Path() + "/case#antagelser"})
		}
	}
	if due := l.ReportDue(); due != "" && l.Ended() <= today {
		lines = append(lines, desk.Line{Due: due, Text: handIn, About: l.Title, Body: l.BodyName, Path: l.Path() + "/rapporter"})
	}
	return lines
}
