package indicator

import (
	"context"
	"encoding/json"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// MaxIndicators bounds how many indicators an initiative has.
const MaxIndicators = 200

// Define gives an initiative one more indicator. The same form sent twice makes
// one.
func (s *Store) Define(ctx context.Context, who access.Who, initiativeID string, d Definition) (i Indicator, err error) {
	defer fault.In(&err, "indicator: define for %s", initiativeID)
	d.tidy()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// Whoever defines another at the same time waits here.
		if _, err := tx.ExecContext(ctx, `UPDATE initiative_life SET changed_at = changed_at WHERE initiative_id = $1`, initiativeID); err != nil {
			return err
		}
		p, err := placeOf(ctx, tx, initiativeID)
		if err != nil {
			return err
		}
		if !who.May(access.LeadInitiative, p.BodyID) {
			return errMayNot
		}
		if err := d.Check(p.Start, access.Day(tx.Now)); err != nil {
			return err
		}
		all, err := definedAt(ctx, tx, initiativeID, tx.Now)
		if err != nil {
			return err
		}
		if len(all) >= MaxIndicators {
			return fault.New(fault.TooLarge, "En indsats har højst %d målinger. Intet er gemt.", MaxIndicators)
		}
		for _, other := range all {
			if other.Name == d.Name {
				return i.twin(other, d)
			}
		}
		i = Indicator{InitiativeID: initiativeID, Number: 1, Version: 1, Definition: d}
		if len(all) > 0 {
			i.Number = all[len(all)-1].Number + 1
		}
		return i.insert(ctx, tx, p, who)
	})
	return i, err
}

// twin makes the indicator the one that has the same name already, if it is the
// same altogether.
func (i *Indicator) twin(other Indicator, d Definition) error {
	was, err := json.Marshal(other.Definition)
	if err != nil {
		return err
	}
	is, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if string(was) != string(is) {
		return fault.New(fault.Conflict, "Indsatsen har allerede en måling, der hedder “%s”. Intet er gemt. Giv den nye et andet navn.", clip(d.Name))
	}
	*i = other
	return nil
}

func (i *Indicator) insert(ctx context.Context, tx *db.Tx, p Place, who access.Who) (err error) {
	i.ID = id.New(tx.Now)
	if i.Slug, err = freeSlug(ctx, tx, i.Name); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO indicator (id, initiative_id, slug, number, version, made_at, made_by) VALUES ($1, $2, $3, $4, 1, $5, $6)`,
		i.ID, i.InitiativeID, i.Slug, i.Number, tx.Now.UnixMicro(), who.Account.Name); err != nil {
		return err
	}
	h := &head{Indicator: *i, Place: p, who: who, tx: tx, ctx: ctx}
	if err := h.define(i.Definition, ""); err != nil {
		return err
	}
	return h.tell(Told{What: Defined, Text: i.Name})
}

// define writes a definition as the last one.
func (h *head) define(d Definition, note string) error {
	content, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, err = h.tx.ExecContext(h.ctx, `INSERT INTO indicator_definition (indicator_id, number, at, by_id, by_name, note, content)
		SELECT $1, COALESCE(MAX(number), 0) + 1, CAST($2 AS BIGINT), $3, $4, $5, $6 FROM indicator_definition WHERE indicator_id = $1`,
		h.ID, h.tx.Now.UnixMicro(), h.who.Account.ID, h.who.Account.Name, note, string(content))
	return err
}

// Alter defines an indicator anew. Where it has figures the new definition fits
// them, and a note says why it is measured in another way.
func (s *Store) Alter(ctx context.Context, who access.Who, indicatorID string, seen int64, d Definition, note string) (err error) {
	defer fault.In(&err, "indicator: alter %s", indicatorID)
	d.tidy()
	note = oneLine(note)
	return s.change(ctx, who, indicatorID, seen, access.LeadInitiative, func(h *head) error {
		today := access.Day(h.tx.Now)
		if err := d.Check(h.Start, today); err != nil {
			return err
		}
		if err := checkNote(note); err != nil {
			return err
		}
		values, err := valuesOf(h.ctx, h.tx, h.Indicator, "")
		if err != nil {
			return err
		}
		if err := h.checkChange(d, len(values), note); err != nil {
			return err
		}
		for _, v := range values {
			if err := d.CheckFigure(v.Period, v.Figure, today); err != nil {
				return fault.Because(err, fault.Conflict, "Den nye beskrivelse passer ikke til de værdier, der er: %s Intet er gemt.", fault.Sentence(err))
			}
		}
		if err := h.tx.Turn(h.ctx); err != nil { // its name and unit may be public
			return err
		}
		if err := h.define(d, note); err != nil {
			return err
		}
		return h.tell(Told{What: Altered, Text: note})
	})
}
