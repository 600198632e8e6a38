package initiative

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/catalogue"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/reader/reading"
)

// New begins the life of an initiative that no minutes speak of yet.
func (s *Store) New(ctx context.Context, who access.Who, bodyID, title string, pilot bool) (l Life, err error) {
	defer fault.In(&err, "initiative: new in %s", bodyID)
	if !who.May(access.LeadInitiative, bodyID) {
		return l, errMayNot
	}
	if title, err = line("navnet", title); err != nil {
		return l, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := db.Collect(ctx, tx, scanLife, lives+`WHERE l.body_id = $1 AND n.title = $2 AND l.state IN ('idea', 'described')`, bodyID, title)
		if err != nil {
			return err
		}
		if len(was) > 0 {
			l = was[0] // the form was sent twice
			return nil
		}
		l = Life{Title: title, BodyID: bodyID, Born: true, Pilot: pilot, State: Idea}
		if err := l.bear(ctx, tx); err != nil {
			return err
		}
		if err := l.insert(ctx, tx, who); err != nil {
			return err
		}
		return l.tell(ctx, tx, who, Event{What: Born, To: Idea})
	})
	return l, err
}

// bear writes the row of an initiative that no minutes made.
func (l *Life) bear(ctx context.Context, tx *db.Tx) (err error) {
	l.ID = id.New(tx.Now)
	if l.Slug, err = freeSlug(ctx, tx, l.Title, l.ID); err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ($1, $2, $3, $4, '', '', $5)`,
		l.ID, l.Slug, l.Title, l.BodyID, tx.Now.UnixMicro()); err != nil {
		return err
	}
	return tx.Claim(ctx, l.PublicPath())
}

func freeSlug(ctx context.Context, tx *db.Tx, title, self string) (string, error) {
	return id.Free(id.Slug(title), func(slug string) (is bool, err error) {
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM initiative WHERE slug = $1 AND id <> $2)`, slug, self).Scan(&is)
		return is, err
	})
}

// rename gives an initiative that was born here another name, and leads its
// address on.
func (l *Life) rename(ctx context.Context, tx *db.Tx, title string) error {
	before := l.PublicPath()
	slug, err := freeSlug(ctx, tx, title, l.ID)
	if err != nil {
		return err
	}
	l.Title, l.Slug = title, slug
	if _, err := tx.ExecContext(ctx, `UPDATE initiative SET title = $2, slug = $3 WHERE id = $1`, l.ID, title, slug); err != nil {
		return err
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	if err := tx.Move(ctx, before, l.PublicPath()); err != nil {
		return err
	}
	return catalogue.IndexInitiative(ctx, tx, l.ID)
}

// A Candidate is an initiative that minutes speak of and that nobody works with
// here yet.
type Candidate struct{ ID, Title, BodyName string }

// Gathered returns the initiatives of a body, or of the cluster it is a tier of,
// that minutes speak of and that have no life yet.
func (s *Store) Gathered(ctx context.Context, bodyID string) (list []Candidate, err error) {
	defer fault.In(&err, "initiative: gathered of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (c Candidate, err error) { return c, r.Scan(&c.ID, &c.Title, &c.BodyName) },
			`SELECT n.id, n.title, o.name FROM initiative n JOIN organization o ON o.id = n.body_id
			WHERE COALESCE(o.parent_id, o.id) = (SELECT COALESCE(b.parent_id, b.id) FROM organization b WHERE b.id = $1)
			  AND NOT EXISTS (SELECT 1 FROM initiative_life l WHERE l.initiative_id = n.id) ORDER BY n.title, n.id`, bodyID)
		return err
	})
	return list, err
}

// Take begins the life of an initiative that minutes speak of. What its latest
// business case says comes along, each value with where it was read.
func (s *Store) Take(ctx context.Context, who access.Who, bodyID, initiativeID string) (l Life, err error) {
	defer fault.In(&err, "initiative: take %s up", initiativeID)
	if !who.May(access.LeadInitiative, bodyID) {
		return l, errMayNot
	}
	told, err := s.public.told(ctx, told+`WHERE n.id = $1`, initiativeID)
	if err != nil {
		return l, err
	}
	if len(told) == 0 {
		return l, errNoLife
	}
	found, origin, err := s.read(ctx, told[0])
	if err != nil {
		return l, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if l, err = Of(ctx, tx, initiativeID); err == nil {
			if l.BodyID != bodyID && !l.Sees(who) && !l.Release.Holds() && len(told[0].Stations) == 0 {
				return errNoLife
			}
			if l.BodyID != bodyID {
				return fault.New(fault.Conflict, "Indsatsen er taget op af %s. Intet er ændret.", l.BodyName)
			}
			return nil // somebody took it up just now
		}
		if !fault.Is(err, fault.Missing) {
			return err
		}
		same, err := sameFamily(ctx, tx, bodyID, told[0].BodyID)
		if err != nil {
			return err
		}
		if !same {
			return fault.New(fault.Invalid, "Indsatsen hører til et andet organ. Intet er ændret. Overtag den i stedet med en beslutning.")
		}
		l = Life{ID: initiativeID, Title: told[0].Title, BodyID: bodyID, State: Idea}
		texts := l.fill(tx.Now, found, origin)
		if err := l.insert(ctx, tx, who); err != nil {
			return err
		}
		for _, f := range CaseFields {
			if texts[f] == "" {
				continue
			}
			if _, _, err := draft.Save(ctx, tx, l.ID, string(f), 0, texts[f], draft.Writer{Name: "referatet af " + say(origin.Date)}); err != nil {
				return err
			}
		}
		return l.tell(ctx, tx, who, Event{What: Taken, To: Idea, Text: origin.Path})
	})
	return l, err
}

// read returns the latest business case that public minutes have of an
// initiative, nil without one, and where it was read.
func (s *Store) read(ctx context.Context, t Told) (*reading.Case, Origin, error) {
	for _, station := range slices.Backward(t.Stations) {
		if station.What != Case {
			continue
		}
		document, err := s.papers.Shown(ctx, station.Slug)
		if err != nil {
			return nil, Origin{}, err
		}
		sheet, err := document.Visible()
		if err != nil {
			return nil, Origin{}, err
		}
		if cases := sheet.Known.Meeting.Cases; station.Position < len(cases) {
			return &cases[station.Position], Origin{Path: station.Path(), Date: station.Date}, nil
		}
	}
	return nil, Origin{}, nil
}

// fill takes what a business case that was read says into the plan, and returns
// its texts.
func (l *Life) fill(now time.Time, c *reading.Case, origin Origin) map[Field]string {
	if c == nil {
		return nil
	}
	from := func(text string) *Origin { return &Origin{origin.Path, origin.Date, text} }
	texts := map[Field]string{Lead: c.Leader, Purpose: lines(c.Purpose), Data: lines(c.Data), Patients: lines(c.Scope), Schedule: lines(c.Schedule), Resources: lines(c.Resources)}
	l.Origins = map[string]Origin{}
	for f, text := range texts {
		if text != "" {
			l.Origins[string(f)] = *from(text)
		}
	}
	for _, printed := range c.Group {
		m := memberOf(printed)
		m.ID, m.Origin = id.New(now), from(printed)
		l.Group = append(l.Group, m)
	}
	open := false
	for _, p := range c.Phases {
		m := Mark{ID: id.New(now), Label: cmp.Or(strings.Join(strings.Fields(p.Label+" "+p.Text), " "), "Fase"), From: dayIn(p.Start), Version: 1,
			Origin: from(p.Label + " " + p.Text + " " + p.Start + " – " + p.End)}
		if !p.Open {
			m.To = dayIn(p.End)
		}
		if m.check("") != nil {
			m.To = "" // what is printed cannot be: the end is a gap
		}
		open = open || m.To == ""
		if l.Start == "" || m.From != "" && m.From < l.Start {
			l.Start = m.From
		}
		l.End = max(l.End, m.To)
		l.Marks = append(l.Marks, m)
	}
	if open {
		l.End = ""
	}
	return texts
}

// lines are the words of a part of a case as a text of package draft.
func lines(printed []reading.Line) string {
	var b strings.Builder
	for _, p := range printed {
		switch {
		case len(p.Cells) > 0:
			b.WriteString("| " + strings.Join(p.Cells, " | ") + " |\n")
		case p.Label != "":
			b.WriteString("- " + p.Text + "\n")
		default:
			b.WriteString(p.Text + "\n")
		}
	}
	text := strings.TrimSpace(b.String())
	if IsGap(text) {
		return ""
	}
	return text
}

// memberOf reads a printed line: "Else Lund, sygeplejerske, Skagerby Kommune".
func memberOf(printed string) (m Member) {
	parts := strings.Split(printed, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	m.Name = parts[0]
	switch rest := parts[1:]; {
	case len(rest) == 1 && body.Describe(rest[0]).Classification != "":
		m.Employer = rest[0]
	case len(rest) == 1:
		m.Role = rest[0]
	case len(rest) > 1:
		m.Role, m.Employer = strings.Join(rest[:len(rest)-1], ", "), rest[len(rest)-1]
	}
	return m
}

// dayIn returns the first day that a text names, "" for none.
func dayIn(text string) string {
	if dates := danish.Dates(text); len(dates) > 0 && dates[0].Valid() && IsDay(dates[0].ISO()) {
		return dates[0].ISO()
	}
	return ""
}

// Elsewhere returns the initiatives of other bodies that a body may adopt: those
// that are decided and that somebody may see, or everybody.
func (s *Store) Elsewhere(ctx context.Context, who access.Who, bodyID string) (list []Life, err error) {
	defer fault.In(&err, "initiative: that %s may adopt", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := whole(ctx, tx, `WHERE l.body_id <> $1 ORDER BY n.title, n.id`, bodyID)
		for _, l := range all {
			if l.adoptable(who) {
				list = append(list, l)
			}
		}
		return err
	})
	return list, err
}

func (l Life) adoptable(who access.Who) bool {
	return l.State.Decided() && (l.Sees(who) || l.Release.Holds())
}

// notInherited are the texts of an initiative that are the body's own.
var notInherited = []Field{Lead, Geography, Resources, Evaluation}

// Adopt makes an initiative of another body one of this body's as well, by its
// own decision: a child with a life of its own.
func (s *Store) Adopt(ctx context.Context, who access.Who, bodyID, sourceID string, at Pointing) (l Life, err error) {
	defer fault.In(&err, "initiative: %s adopts %s", bodyID, sourceID)
	if !who.May(access.TakeMinutes, bodyID) {
		return l, fault.New(fault.Forbidden, "At overtage en indsats hviler på en beslutning og skrives af sekretariatet. Intet er ændret.")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		source, err := Of(ctx, tx, sourceID)
		if err != nil {
			return err
		}
		if source.BodyID == bodyID || !source.adoptable(who) {
			return fault.New(fault.Invalid, "Indsatsen kan ikke overtages her. Intet er ændret.")
		}
		was, err := db.Collect(ctx, tx, scanLife, lives+`WHERE l.parent_id = $1 AND l.body_id = $2`, sourceID, bodyID)
		if err != nil {
			return err
		}
		if len(was) > 0 {
			l = was[0]
			return nil
		}
		ref, err := refer(ctx, tx, who, bodyID, Approved, at)
		if err != nil {
			return err
		}
		if ref.None() {
			return fault.New(fault.Invalid, "Peg på den beslutning, hvor organet overtog indsatsen. Intet er ændret.")
		}
		l = Life{Title: source.Title, BodyID: bodyID, ParentID: source.ID, Born: true, Pilot: source.Pilot, State: Approved}
		if l.inherit(source, source.Sees(who)); l.Texts == nil {
			return errNoLife
		}
		if err := l.bear(ctx, tx); err != nil {
			return err
		}
		if err := l.insert(ctx, tx, who); err != nil {
			return err
		}
		for name, f := range l.Texts {
			if _, _, err := draft.Save(ctx, tx, l.ID, name, 0, f.Text, draft.Writer{Name: "indsatsen i " + source.BodyName}); err != nil {
				return err
			}
		}
		return l.tell(ctx, tx, who, Event{What: Adopted, To: Approved, Day: ref.Date, Text: source.BodyName, Decision: ref})
	})
	return l, err
}

// inherit takes the texts and the driver diagram of an initiative along. Of one
// that somebody knows only from the public page, what stands there.
func (l *Life) inherit(source Life, inside bool) {
	l.Texts = map[string]draft.Field{}
	for _, f := range append(slices.Clone(CaseFields), Aim) {
		text := source.Release.Content.Texts[f]
		if inside {
			text = source.Text(f)
		}
		if text != "" && !slices.Contains(notInherited, f) {
			l.Texts[string(f)] = draft.Field{Text: text}
		}
	}
	if inside {
		l.Drivers = slices.Clone(source.Drivers)
	}
}

// bornAs returns the initiative that was born in a body, or in another tier of
// its cluster, under a title that speaks of the same as what minutes now tell,
// "" for none: minutes then speak of it, and no second one is made.
func bornAs(ctx context.Context, tx *db.Tx, bodyID, title string) (string, error) {
	list, err := db.Collect(ctx, tx, func(r row) (i Initiative, err error) { return i, r.Scan(&i.ID, &i.Title) },
		`SELECT n.id, n.title FROM initiative n JOIN initiative_life l ON l.initiative_id = n.id JOIN organization o ON o.id = l.body_id
		WHERE l.born AND COALESCE(o.parent_id, o.id) = (SELECT COALESCE(b.parent_id, b.id) FROM organization b WHERE b.id = $1)
		  AND NOT EXISTS (SELECT 1 FROM initiative_mention m WHERE m.initiative_id = n.id AND m.what <> 'item') ORDER BY n.id`, bodyID)
	about := subjectOf(title)
	for _, i := range list {
		if len(about) > 0 && slices.Equal(about, subjectOf(i.Title)) {
			return i.ID, err
		}
	}
	return "", err
}

// isBorn reports whether an initiative was born here, so that minutes which speak
// of it do not name it anew.
func isBorn(ctx context.Context, tx *db.Tx, initiativeID string) (is bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT born FROM initiative_life WHERE initiative_id = $1`, initiativeID).Scan(&is)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return is, err
}
