package initiative

import (
	"context"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

var errGone = fault.New(fault.Conflict, "Det er fjernet i mellemtiden. Intet er ændret. Åbn siden igen.")

// find returns the place of a part by its id.
func find[T any](list []T, is func(T) bool) (*T, error) {
	at := slices.IndexFunc(list, is)
	if at < 0 {
		return nil, errGone
	}
	return &list[at], nil
}

// AddMember puts somebody into the group.
func (s *Store) AddMember(ctx context.Context, who access.Who, initiativeID string, m Member) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if err := room(l.Group); err != nil {
			return e, err
		}
		if m.Name, err = line("navnet", m.Name); err != nil {
			return e, err
		}
		if m.Role, err = optional("rollen", m.Role); err != nil {
			return e, err
		}
		if m.Employer, err = optional("arbejdsgiveren", m.Employer); err != nil {
			return e, err
		}
		if slices.ContainsFunc(l.Group, func(o Member) bool {
			return o.Name == m.Name && o.Role == m.Role && o.Employer == m.Employer
		}) {
			return e, nil // the form was sent twice
		}
		m.ID, m.Origin = id.New(tx.Now), nil
		l.Group = append(l.Group, m)
		return Event{What: Planned, Text: m.Name + " kom med i gruppen"}, nil
	})
}

// AddMark puts a phase or a milestone on the line of time.
func (s *Store) AddMark(ctx context.Context, who access.Who, initiativeID string, m Mark) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if err := room(l.Marks); err != nil {
			return e, err
		}
		if err := m.check(l.Start); err != nil {
			return e, err
		}
		if slices.ContainsFunc(l.Marks, func(o Mark) bool {
			return o.Label == m.Label && o.From == m.From && o.To == m.To && o.Milestone == m.Milestone
		}) {
			return e, nil
		}
		m = Mark{ID: id.New(tx.Now), Milestone: m.Milestone, Label: m.Label, From: m.From, To: m.To, Version: 1}
		l.Marks = append(l.Marks, m)
		return Event{What: Planned, Text: "“" + m.Label + "” er sat på tidslinjen: " + spell(m)}, nil
	})
}

// spell says when a mark is.
func spell(m Mark) string {
	from, to := "?", "?"
	if m.From != "" {
		from = say(m.From)
	}
	if m.Milestone {
		return from
	}
	if m.To != "" {
		to = say(m.To)
	}
	return from + " – " + to
}

// MoveMark gives a mark other dates. Where a date was known, somebody says why,
// and the old place stays to be seen. Version is the one that was seen.
func (s *Store) MoveMark(ctx context.Context, who access.Who, initiativeID string, version int, to Mark, reason string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		m, err := find(l.Marks, func(m Mark) bool { return m.ID == to.ID })
		if err != nil {
			return e, err
		}
		next := *m
		next.From, next.To = to.From, to.To
		if err := next.check(l.Start); err != nil {
			return e, err
		}
		if next.From == m.From && next.To == m.To {
			return e, nil // it stands there already: the form was sent twice
		}
		if version != m.Version {
			return e, fault.New(fault.Conflict, "“%s” er flyttet af en anden til %s. Din flytning er ikke gemt. Se på den nye dato, og flyt igen, hvis det stadig skal ske.", m.Label, spell(*m))
		}
		was := *m
		if reason = strings.TrimSpace(reason); reason == "" && (was.From != "" && was.From != next.From || was.To != "" && was.To != next.To) {
			return e, fault.New(fault.Invalid, "Skriv, hvorfor datoen flyttes. Intet er gemt.")
		}
		next.Moves = append(next.Moves, Moved{From: was.From, To: was.To, At: tx.Now.UTC(), By: who.Account.Name, Reason: reason})
		next.Version++
		*m = next
		return Event{What: Planned, Text: "“" + m.Label + "” er flyttet fra " + spell(was) + " til " + spell(next) + because(reason)}, nil
	})
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

// ReachMark says on which day a mark was reached; an empty day takes it back.
func (s *Store) ReachMark(ctx context.Context, who access.Who, initiativeID, markID, on string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		m, err := find(l.Marks, func(m Mark) bool { return m.ID == markID })
		if err != nil {
			return e, err
		}
		if on, err = day(on); err != nil {
			return e, err
		}
		if on > access.Day(tx.Now) {
			return e, fault.New(fault.Invalid, "Dagen ligger i fremtiden. Intet er gemt. Skriv den, når det er sket.")
		}
		if m.Reached == on {
			return e, nil
		}
		m.Reached = on
		m.Version++
		if on == "" {
			return Event{What: Planned, Text: "“" + m.Label + "” er alligevel ikke nået"}, nil
		}
		return Event{What: Planned, Text: "“" + m.Label + "” er nået", Day: on}, nil
	})
}

// frame moves the beginning and the end.
func (l *Life) frame(now time.Time, by, start, end, reason string) {
	if l.Start != "" || l.End != "" {
		l.Frame = append(l.Frame, Moved{From: l.Start, To: l.End, At: now.UTC(), By: by, Reason: reason})
	}
	l.Start, l.End = start, end
}

// SetFrame says when an initiative begins and ends; an end may be open.
func (s *Store) SetFrame(ctx context.Context, who access.Who, initiativeID, start, end, reason string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if start, err = day(start); err != nil {
			return e, err
		}
		if end, err = day(end); err != nil {
			return e, err
		}
		if start == l.Start && end == l.End {
			return e, nil
		}
		if err := l.Plan.holds(start, end); err != nil {
			return e, err
		}
		if start == "" && l.State.Decided() && l.State != Approved {
			return e, fault.New(fault.Invalid, "Indsatsen er begyndt, så den skal have en begyndelse. Intet er gemt.")
		}
		if reason = strings.TrimSpace(reason); reason == "" && (l.Start != "" && l.Start != start || l.End != "" && l.End != end) {
			return e, fault.New(fault.Invalid, "Skriv, hvorfor datoen flyttes. Intet er gemt.")
		}
		was, next := Mark{From: l.Start, To: l.End}, Mark{From: start, To: end}
		l.frame(tx.Now, who.Account.Name, start, end, reason)
		return Event{What: Planned, Text: "Indsatsen løber " + spell(next) + ", før " + spell(was) + because(reason)}, nil
	})
}

// SetName gives an initiative that was born here another name, and says whether
// it is a pilot. What minutes call theirs is theirs to name.
func (s *Store) SetName(ctx context.Context, who access.Who, initiativeID, title string, pilot bool) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		e = Event{What: Planned}
		if l.Pilot != pilot {
			if l.State.Over() {
				return e, fault.New(fault.Conflict, "Indsatsen er %s. Om den er et pilotprojekt, ændres ikke mere.", l.State.Danish())
			}
			l.Pilot, e.Text = pilot, "Indsatsen er et pilotprojekt"
			if !pilot {
				e.Text = "Indsatsen er ikke længere et pilotprojekt"
			}
		}
		if l.Born {
			if title, err = line("navnet", title); err != nil {
				return e, err
			}
			if title != l.Title {
				e.Text = strings.TrimPrefix(e.Text+". Den hed før “"+l.Title+"”", ". ")
				if err := l.rename(ctx, tx, title); err != nil {
					return e, err
				}
			}
		}
		if e.Text == "" {
			e.What = ""
		}
		return e, nil
	})
}

// AddBenefit adds what the initiative is to bring (P1, P2).
func (s *Store) AddBenefit(ctx context.Context, who access.Who, initiativeID string, b Benefit) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if err := room(l.Benefits); err != nil {
			return e, err
		}
		if err := b.check(l.Start); err != nil {
			return e, err
		}
		if slices.ContainsFunc(l.Benefits, func(o Benefit) bool { b.ID = o.ID; return o == b }) {
			return e, nil
		}
		b.ID = id.New(tx.Now)
		l.Benefits = append(l.Benefits, b)
		return Event{What: Planned, Text: "Gevinst tilføjet: " + b.Measure + ", ejet af " + b.Owner}, nil
	})
}

// AddAssumption adds what the plan rests on (R47).
func (s *Store) AddAssumption(ctx context.Context, who access.Who, initiativeID string, a Assumption) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if err := room(l.Assumptions); err != nil {
			return e, err
		}
		if err := a.check(); err != nil {
			return e, err
		}
		if slices.ContainsFunc(l.Assumptions, func(o Assumption) bool { return o.Text == a.Text && o.On == a.On && o.Rule == a.Rule }) {
			return e, nil
		}
		l.Assumptions = append(l.Assumptions, Assumption{ID: id.New(tx.Now), Text: a.Text, On: a.On, Rule: a.Rule})
		return Event{What: Planned, Text: "Antagelse tilføjet: " + a.Text}, nil
	})
}

// RuleChanged says that the rule which an assumption hangs on was changed.
func (s *Store) RuleChanged(ctx context.Context, who access.Who, initiativeID, assumptionID string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		a, err := find(l.Assumptions, func(a Assumption) bool { return a.ID == assumptionID })
		if err != nil {
			return e, err
		}
		if a.Rule == "" || a.Changed != "" || a.Settled {
			return e, nil
		}
		a.Changed = access.Day(tx.Now)
		return Event{What: Planned, Text: "Reglen bag en antagelse er ændret: " + a.Rule}, nil
	})
}

// Review looks at an assumption again: what was found, and the day it is looked
// at next. With no day, and no rule to hang on, it is settled.
func (s *Store) Review(ctx context.Context, who access.Who, initiativeID, assumptionID, found, next string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		a, err := find(l.Assumptions, func(a Assumption) bool { return a.ID == assumptionID })
		if err != nil {
			return e, err
		}
		if found, err = line("hvad eftersynet viste", found); err != nil {
			return e, err
		}
		if next, err = day(next); err != nil {
			return e, err
		}
		if next != "" && next <= access.Day(tx.Now) {
			return e, fault.New(fault.Invalid, "Næste eftersyn skal ligge i fremtiden. Intet er gemt.")
		}
		if n := len(a.Reviews); n > 0 && a.Reviews[n-1].Text == found && a.On == next {
			return e, nil
		}
		a.Reviews = append(a.Reviews, Review{At: tx.Now.UTC(), By: who.Account.Name, Text: found, On: a.On, Changed: a.Changed})
		a.On, a.Changed, a.Settled = next, "", next == "" && a.Rule == ""
		return Event{What: Answered, Text: a.Text + ": " + found}, nil
	})
}

// AddCycle begins a turn of plan, do, study, act. One that runs is not begun
// over.
func (s *Store) AddCycle(ctx context.Context, who access.Who, initiativeID string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if err := room(l.Cycles); err != nil {
			return e, err
		}
		if n := len(l.Cycles); n > 0 && l.Cycles[n-1].Verdict == "" {
			return e, fault.New(fault.Conflict, "Afprøvning %d er i gang. Afslut den, før du begynder en ny. Intet er ændret.", l.Cycles[n-1].Number)
		}
		c := Cycle{ID: id.New(tx.Now), Number: len(l.Cycles) + 1, Version: 1}
		l.Cycles = append(l.Cycles, c)
		return Event{What: Planned, Text: "En ny afprøvning er begyndt"}, nil
	})
}

var verdicts = map[Verdict]string{Adopt: "indføres", Adapt: "tilpasses", Abandon: "opgives"}

// Danish returns what is done with the change, in a word.
func (v Verdict) Danish() string { return verdicts[v] }

// SettleCycle ends a cycle. It must say what was learnt.
func (s *Store) SettleCycle(ctx context.Context, who access.Who, initiativeID, cycleID string, v Verdict) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		c, err := find(l.Cycles, func(c Cycle) bool { return c.ID == cycleID })
		if err != nil {
			return e, err
		}
		if verdicts[v] == "" {
			return e, fault.New(fault.Invalid, "Vælg, om ændringen indføres, tilpasses eller opgives. Intet er gemt.")
		}
		if c.Verdict == v {
			return e, nil
		}
		if c.Verdict != "" {
			return e, fault.New(fault.Conflict, "Afprøvning %d er afsluttet: ændringen %s. Intet er ændret.", c.Number, c.Verdict.Danish())
		}
		for _, part := range CycleParts {
			if l.Text(Field(c.Field(part))) == "" {
				return e, fault.New(fault.Invalid, "Afprøvningen er ikke skrevet færdig: alle fire felter skal udfyldes, før den afsluttes. Intet er gemt.")
			}
		}
		c.Verdict = v
		c.Version++
		return Event{What: Planned, Text: "En afprøvning er afsluttet: ændringen " + v.Danish()}, nil
	})
}

// AddDriver adds a box to the driver diagram.
func (s *Store) AddDriver(ctx context.Context, who access.Who, initiativeID string, d Driver) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if err := room(l.Drivers); err != nil {
			return e, err
		}
		if d.Text, err = line("hvad der skal stå", d.Text); err != nil {
			return e, err
		}
		above := Rank("")
		if d.Under != "" {
			over, err := find(l.Drivers, func(o Driver) bool { return o.ID == d.Under })
			if err != nil {
				return e, err
			}
			above = over.Rank
		}
		if !d.Rank.under(above) {
			return e, fault.New(fault.Invalid, "Den slags kan ikke stå der. Intet er gemt. Drivere står under målet, idéer under en driver, indikatorer under en driver eller en idé.")
		}
		if slices.ContainsFunc(l.Drivers, func(o Driver) bool { return o.Under == d.Under && o.Rank == d.Rank && o.Text == d.Text }) {
			return e, nil
		}
		d.ID = id.New(tx.Now)
		l.Drivers = append(l.Drivers, d)
		return Event{What: Planned, Text: "Føjet til driverdiagrammet: " + d.Text}, nil
	})
}

// Remove takes a part of the plan away: somebody of the group, a mark, a benefit,
// a box of the diagram with what stands below it. A mark that was moved, and what
// has a history of its own, stays.
func (s *Store) Remove(ctx context.Context, who access.Who, initiativeID, partID string) error {
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		what := ""
		l.Group = slices.DeleteFunc(l.Group, func(m Member) bool { return noting(m.ID == partID, &what, m.Name+" er ude af gruppen") })
		for _, m := range l.Marks {
			if m.ID == partID && (m.WasMoved() || m.Reached != "") {
				return e, fault.New(fault.Conflict, "“%s” er flyttet eller nået og bliver stående, så historien kan læses. Intet er fjernet.", m.Label)
			}
		}
		l.Marks = slices.DeleteFunc(l.Marks, func(m Mark) bool {
			return noting(m.ID == partID, &what, "“"+m.Label+"” er taget af tidslinjen: "+spell(m))
		})
		if l.State.Decided() && l.State != Approved && len(l.Benefits) == 1 && l.Benefits[0].ID == partID {
			return e, fault.New(fault.Conflict, "Det er den eneste gevinst, og indsatsen er begyndt. Tilføj en anden først. Intet er fjernet.")
		}
		l.Benefits = slices.DeleteFunc(l.Benefits, func(b Benefit) bool {
			return noting(b.ID == partID, &what, "Gevinst fjernet: "+b.Measure+", "+b.Baseline+" den "+say(b.BaselineOn)+", mål "+b.Target)
		})
		for _, d := range l.Drivers {
			noting(d.ID == partID, &what, "Fjernet fra driverdiagrammet: "+d.Text)
		}
		l.Drivers = l.without(partID)
		if what == "" {
			return e, nil // it is gone: the button was pressed twice
		}
		return Event{What: Planned, Text: what}, nil
	})
}

// noting passes a condition on, and keeps the sentence when it holds.
func noting(is bool, sentence *string, text string) bool {
	if is {
		*sentence = text
	}
	return is
}

// HandInReport says that the final report was handed in (R48).
func (s *Store) HandInReport(ctx context.Context, who access.Who, initiativeID, on, where string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return HandInReport(ctx, tx, who, initiativeID, on, where) })
}

// HandInReport is [Store.HandInReport] in the transaction of whoever makes the
// report final.
func HandInReport(ctx context.Context, tx *db.Tx, who access.Who, initiativeID, on, where string) error {
	return changeIn(ctx, tx, who, initiativeID, func(tx *db.Tx, l *Life) (e Event, err error) {
		if !l.State.Over() {
			return e, fault.New(fault.Conflict, "Indsatsen er %s. Slutrapporten kommer, når den er afsluttet. Intet er gemt.", l.State.Danish())
		}
		if on, err = day(on); err != nil {
			return e, err
		}
		if on == "" || on > access.Day(tx.Now) || on < l.Ended() {
			return e, fault.New(fault.Invalid, "Dagen skal ligge efter afslutningen og ikke i fremtiden. Intet er gemt.")
		}
		if where, err = line("hvor rapporten findes", where); err != nil {
			return e, err
		}
		if l.ReportedOn != "" {
			return e, nil
		}
		l.ReportedOn = on
		return Event{What: Reported, Day: on, Text: where}, nil
	})
}
