package indicator

import (
	"context"
	"slices"
	"unicode/utf8"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// MaxNote bounds a note in letters.
const MaxNote = 1000

func checkNote(note string) error {
	if utf8.RuneCountInString(note) > MaxNote {
		return fault.New(fault.Invalid, "Der er plads til %d tegn i en bemærkning. Intet er gemt.", MaxNote)
	}
	return nil
}

// An Entry is a figure as somebody gives it.
type Entry struct {
	Period Period
	Figure
	Note string
	Over string // Value.ID of the figure that it takes the place of, "" for none
}

// Enter takes in the figure of a period. It changes the one that stands there, as
// long as that is not released; in place of a released one, which is frozen, it
// makes a new one that says why.
func (s *Store) Enter(ctx context.Context, who access.Who, indicatorID string, e Entry) (err error) {
	defer fault.In(&err, "indicator: enter into %s", indicatorID)
	e.Note = oneLine(e.Note)
	return s.change(ctx, who, indicatorID, 0, access.LeadInitiative, func(h *head) error {
		all, err := h.figures()
		if err != nil {
			return err
		}
		if err := checkNote(e.Note); err != nil {
			return err
		}
		return all.enter(h, e)
	})
}

// A ground is the figures of an indicator that an act builds on.
type ground struct {
	open, released map[Period]Value
	first, last    Period // of all, zero without any
	number         int    // of the last one written
}

func (h *head) figures() (g ground, err error) {
	g.open, g.released = map[Period]Value{}, map[Period]Value{}
	values, err := valuesOf(h.ctx, h.tx, h.Indicator, "")
	for _, v := range values {
		switch {
		case v.State.Open():
			g.open[v.Period] = v
		case v.State == Released:
			g.released[v.Period] = v
		}
		g.stretch(v.Period)
	}
	if err == nil {
		err = h.tx.QueryRowContext(h.ctx, `SELECT COALESCE(MAX(number), 0) FROM indicator_value WHERE indicator_id = $1`, h.ID).Scan(&g.number)
	}
	return g, err
}

func (g *ground) stretch(p Period) {
	if g.first.From.IsZero() || p.From.Before(g.first.From) {
		g.first = p
	}
	if p.From.After(g.last.From) {
		g.last = p
	}
}

// enter takes in one figure.
func (g *ground) enter(h *head, e Entry) error {
	if err := h.CheckFigure(e.Period, e.Figure, access.Day(h.tx.Now)); err != nil {
		return fault.Because(err, fault.Invalid, "%s Intet er gemt.", fault.Sentence(err))
	}
	open, isOpen := g.open[e.Period]
	released, isOut := g.released[e.Period]
	switch {
	case isOpen && e.Over == open.ID:
		return h.correct(open, e)
	case isOpen && e.Over == "" && open.Figure == e.Figure && open.ByID == h.who.Account.ID:
		return nil // the form was sent twice
	case isOpen:
		return fault.New(fault.Conflict, "Der står allerede %s for %s, skrevet af %s. Intet er gemt. Ret den værdi i stedet.", h.Told(open.Figure), e.Period, open.By)
	case isOut && e.Over == "":
		return fault.New(fault.Conflict, "Værdien for %s er frigivet og frosset: %s. Intet er gemt. Vælg “Erstat” ud for den, hvis den er forkert.", e.Period, h.Told(released.Figure))
	case isOut && e.Over == released.ID && released.Figure == e.Figure:
		return fault.New(fault.Invalid, "Det er den samme værdi som den frigivne. Intet er gemt.")
	case isOut && e.Over == released.ID && e.Note == "":
		return fault.New(fault.Invalid, "Skriv, hvorfor den frigivne værdi skal erstattes. Intet er gemt.")
	case e.Over != "" && (!isOut || e.Over != released.ID):
		return errOthers
	}
	return g.write(h, e)
}

// write makes a new value.
func (g *ground) write(h *head, e Entry) error {
	g.stretch(e.Period)
	if g.first.Plus(MaxPeriods).From.Before(g.last.From) {
		return fault.New(fault.TooLarge, "En måling rummer %s perioder fra den første til den sidste. %s ligger for langt væk. Intet er gemt.", danish.Number(MaxPeriods), capital(e.Period.String()))
	}
	g.number++
	v := Value{ID: id.New(h.tx.Now), Number: g.number, Period: e.Period, Figure: e.Figure, Note: e.Note, State: Computed, ByID: h.who.Account.ID, By: h.who.Account.Name}
	if _, err := h.tx.ExecContext(h.ctx, `INSERT INTO indicator_value (id, indicator_id, number, period, starts, numerator, denominator, value, note, state, at, by_id, by_name,
		checked_at, checked_by, hidden, out_numerator, out_denominator, out_value, out_text, supersedes_id, superseded_at, withdrawn)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '', false, 0, 0, 0, '', NULLIF($14, ''), 0, '')`,
		v.ID, h.ID, v.Number, e.Period.Key(), e.Period.Starts(), e.Numerator, e.Denominator, e.Value, e.Note, v.State, h.tx.Now.UnixMicro(), v.ByID, v.By, e.Over); err != nil {
		return err
	}
	g.open[e.Period] = v
	told := Told{What: Typed, Period: e.Period.String(), Became: h.Told(e.Figure), Text: e.Note}
	if e.Over != "" {
		told.Was = h.author(g.released[e.Period])
	}
	return h.tell(told)
}

// author tells of a figure with who wrote it (R18b).
func (h *head) author(v Value) string {
	return h.Told(v.Figure) + ", " + v.By + ", " + danish.Date(v.At)
}

// correct changes a figure that is not released. It has to be checked anew.
func (h *head) correct(v Value, e Entry) error {
	if v.Figure == e.Figure && v.Note == e.Note {
		return nil
	}
	if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_value SET numerator = $2, denominator = $3, value = $4, note = $5, state = 'computed', at = $6, by_id = $7, by_name = $8,
		checked_at = 0, checked_by = '' WHERE id = $1`, v.ID, e.Numerator, e.Denominator, e.Value, e.Note, h.tx.Now.UnixMicro(), h.who.Account.ID, h.who.Account.Name); err != nil {
		return err
	}
	return h.tell(Told{What: Changed, Period: e.Period.String(), Was: h.author(v), Became: h.Told(e.Figure), Text: e.Note})
}

// Remove takes a figure away that is not released. That it was there is
// remembered (R18b).
func (s *Store) Remove(ctx context.Context, who access.Who, indicatorID, valueID, why string) (err error) {
	defer fault.In(&err, "indicator: remove %s", valueID)
	why = oneLine(why)
	return s.change(ctx, who, indicatorID, 0, access.LeadInitiative, func(h *head) error {
		v, err := h.value(valueID)
		switch {
		case err != nil:
			return err
		case !v.State.Open():
			return fault.New(fault.Conflict, "Værdien for %s er %s og kan ikke fjernes. Intet er ændret.", v.Period, v.State.Danish())
		}
		if err := checkNote(why); err != nil {
			return err
		}
		if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_value SET state = 'removed' WHERE id = $1`, v.ID); err != nil {
			return err
		}
		return h.tell(Told{What: Dropped, Period: v.Period.String(), Was: h.author(v), Text: why})
	})
}

// value returns a figure of the indicator.
func (h *head) value(valueID string) (Value, error) {
	found, err := valuesOf(h.ctx, h.tx, h.Indicator, `AND v.id = $2`, valueID)
	if err == nil && len(found) == 0 {
		err = fault.New(fault.Missing, "Værdien findes ikke længere. Intet er ændret.")
	}
	if err != nil {
		return Value{}, err
	}
	return found[0], nil
}

// Check says that figures were looked at by somebody who did not write them. One
// that stands out takes a note of why it is right (R18b). seen is the version of
// the indicator that was looked at.
func (s *Store) Check(ctx context.Context, who access.Who, indicatorID string, seen int64, valueIDs []string, note string) (err error) {
	defer fault.In(&err, "indicator: check %s", indicatorID)
	note = oneLine(note)
	return s.change(ctx, who, indicatorID, seen, access.LeadInitiative, func(h *head) error {
		w, err := work(h.ctx, h.tx, who, h.Indicator)
		if err != nil {
			return err
		}
		if err := checkNote(note); err != nil {
			return err
		}
		n := 0
		for _, v := range w.InState(Computed) {
			if !slices.Contains(valueIDs, v.ID) {
				continue
			}
			n++
			if err := h.check(v, w.Stands[v.ID], note); err != nil {
				return err
			}
		}
		if n == 0 || n < len(valueIDs) {
			return fault.New(fault.Conflict, "Vælg værdier, der venter på kontrol. Intet er ændret.")
		}
		return nil
	})
}

func (h *head) check(v Value, stands bool, note string) error {
	switch {
	case v.ByID == h.who.Account.ID:
		return fault.New(fault.Forbidden, "Du skrev selv værdien for %s. En anden skal kontrollere den. Intet er ændret.", v.Period)
	case stands && note == "" && v.Note == "":
		return fault.New(fault.Invalid, "Værdien for %s skiller sig ud: %s. Skriv, hvorfor den er rigtig, eller få den rettet. Intet er ændret.", v.Period, h.Told(v.Figure))
	case note == "" || !stands:
		note = v.Note
	}
	if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_value SET state = 'checked', checked_at = $2, checked_by = $3, note = $4 WHERE id = $1`,
		v.ID, h.tx.Now.UnixMicro(), h.who.Account.Name, note); err != nil {
		return err
	}
	return h.tell(Told{What: Approved, Period: v.Period.String(), Became: h.Told(v.Figure), Text: note})
}
