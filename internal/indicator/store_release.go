package indicator

import (
	"context"
	"slices"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/id"
)

var errNotPublish = fault.New(fault.Forbidden, "Sekretariatet afgør, hvad offentligheden læser. Intet er ændret.")

// publish runs an act that changes what the public reads.
func (s *Store) publish(ctx context.Context, who access.Who, indicatorID string, seen int64, need access.Permission, do func(h *head) error) error {
	return s.change(ctx, who, indicatorID, seen, access.LeadInitiative, func(h *head) error {
		if !who.May(need, h.BodyID) {
			return errNotPublish
		}
		if err := h.tx.Turn(ctx); err != nil {
			return err
		}
		return do(h)
	})
}

// A Releasing says which figures are let out.
type Releasing struct {
	Values []string // Value.ID
	Reason string   // why small numbers are shown in spite of disclosure control (R11), "" to hide them
}

// Release lets figures out that somebody has checked, through disclosure control,
// and freezes them. A figure that takes the place of an earlier one is held
// against it first (R12). seen is the version of the indicator that was looked at.
func (s *Store) Release(ctx context.Context, who access.Who, indicatorID string, seen int64, r Releasing) (err error) {
	defer fault.In(&err, "indicator: release of %s", indicatorID)
	r.Reason = oneLine(r.Reason)
	return s.publish(ctx, who, indicatorID, seen, access.Publish, func(h *head) error {
		if !h.Decided {
			return fault.New(fault.Conflict, "Indsatsen er ikke godkendt endnu. Dens målinger kan frigives, når den er. Intet er ændret.")
		}
		if err := checkNote(r.Reason); err != nil {
			return err
		}
		values, err := h.ready(r.Values)
		if err != nil {
			return err
		}
		releaseID, err := h.begin(r)
		if err != nil {
			return err
		}
		for _, v := range values {
			if err := h.letOut(v, releaseID, r.Reason); err != nil {
				return err
			}
		}
		return nil
	})
}

// ready returns the figures that are to be let out, all of them checked.
func (h *head) ready(ids []string) ([]Value, error) {
	values, err := valuesOf(h.ctx, h.tx, h.Indicator, `AND v.state = 'checked'`)
	if err != nil {
		return nil, err
	}
	values = slices.DeleteFunc(values, func(v Value) bool { return !slices.Contains(ids, v.ID) })
	if len(values) == 0 || len(values) < len(ids) {
		return nil, fault.New(fault.Conflict, "Vælg værdier, der er kontrolleret. Intet er frigivet.")
	}
	return values, outward(h.Name + " " + h.Numerator + " " + h.Denominator + " " + h.Source + " " + h.Owner)
}

// begin writes a release without figures.
func (h *head) begin(r Releasing) (string, error) {
	releaseID := id.New(h.tx.Now)
	_, err := h.tx.ExecContext(h.ctx, `INSERT INTO indicator_release (id, indicator_id, number, at, by_id, by_name, profile, reason)
		SELECT $1, $2, COALESCE(MAX(number), 0) + 1, CAST($3 AS BIGINT), $4, $5, $6, $7 FROM indicator_release WHERE indicator_id = $2`,
		releaseID, h.ID, h.tx.Now.UnixMicro(), h.who.Account.ID, h.who.Account.Name, string(h.Profile), r.Reason)
	return releaseID, err
}

// letOut freezes one figure and takes away the one that it takes the place of.
func (h *head) letOut(v Value, releaseID, reason string) error {
	earlier, err := valuesOf(h.ctx, h.tx, h.Indicator, `AND v.starts = $2 AND v.release_id IS NOT NULL`, v.Period.Starts())
	if err != nil {
		return err
	}
	out := h.Outward(v.Figure, reason != "")
	if wrong := h.differs(v.Period, out, earlier); wrong != "" && reason == "" {
		return fault.New(fault.Conflict, "Frigivelsen er standset. %s Intet er frigivet. Skriv en begrundelse, hvis tallet skal vises alligevel.", wrong)
	}
	for _, old := range earlier {
		if old.State != Released {
			continue
		}
		if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_value SET state = 'superseded', superseded_at = $2 WHERE id = $1`, old.ID, h.tx.Now.UnixMicro()); err != nil {
			return err
		}
		if err := h.tell(Told{What: Replaced, Period: v.Period.String(), Was: h.author(old), Became: h.Told(v.Figure), Text: v.Note}); err != nil {
			return err
		}
	}
	text := out.Text
	if !out.Hidden {
		text = ""
	}
	if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_value SET state = 'released', release_id = $2, hidden = $3, out_numerator = $4, out_denominator = $5, out_value = $6,
		out_text = $7 WHERE id = $1`, v.ID, releaseID, out.Hidden, out.Numerator, out.Denominator, out.Value, text); err != nil {
		return err
	}
	return h.tell(Told{What: LetOut, Period: v.Period.String(), Became: out.Text, Text: reason})
}

// Withdraw takes a released figure back without another in its place. That it was
// there, and why it is not, stays for everybody to read.
func (s *Store) Withdraw(ctx context.Context, who access.Who, indicatorID, valueID, why string) (err error) {
	defer fault.In(&err, "indicator: withdraw %s", valueID)
	why = oneLine(why)
	return s.publish(ctx, who, indicatorID, 0, access.Publish, func(h *head) error {
		v, err := h.value(valueID)
		switch {
		case err != nil:
			return err
		case v.State != Released:
			return fault.New(fault.Conflict, "Værdien for %s er %s. Intet er ændret.", v.Period, v.State.Danish())
		case why == "":
			return fault.New(fault.Invalid, "Skriv, hvorfor værdien trækkes tilbage. Intet er ændret.")
		}
		if err := checkText(why); err != nil {
			return err
		}
		if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_value SET state = 'superseded', superseded_at = $2, withdrawn = $3 WHERE id = $1`, v.ID, h.tx.Now.UnixMicro(), why); err != nil {
			return err
		}
		return h.tell(Told{What: TookBack, Period: v.Period.String(), Was: h.author(v), Text: why})
	})
}

// checkText checks a text that the public reads.
func checkText(text string) error {
	if err := checkNote(text); err != nil {
		return err
	}
	return outward(text)
}

// Mark begins a new centre line at a period, or locks the baseline at one, with a
// reason that stands under the chart (R72).
func (s *Store) Mark(ctx context.Context, who access.Who, indicatorID string, kind MarkKind, p Period, reason string) (err error) {
	defer fault.In(&err, "indicator: mark %s", indicatorID)
	return s.publish(ctx, who, indicatorID, 0, access.LeadInitiative, func(h *head) error {
		w, err := work(h.ctx, h.tx, who, h.Indicator)
		if err != nil {
			return err
		}
		m := Mark{ID: id.New(h.tx.Now), Number: len(w.All) + 1, Kind: kind, Period: p, Reason: oneLine(reason)}
		if kind != Split && kind != Lock {
			return fault.New(fault.Invalid, "Vælg, hvad der skal ske med midterlinjen. Intet er ændret.")
		}
		if err := w.Series.checkMark(m); err != nil {
			return err
		}
		if err := checkText(m.Reason); err != nil {
			return err
		}
		if _, err := h.tx.ExecContext(h.ctx, `INSERT INTO indicator_mark (id, indicator_id, number, kind, period, starts, reason, at, by_name, undone_at, undone_by, undone_reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '')`,
			m.ID, h.ID, m.Number, m.Kind, p.Key(), p.Starts(), m.Reason, h.tx.Now.UnixMicro(), h.who.Account.Name); err != nil {
			return err
		}
		return h.tell(Told{What: Marked, Period: p.String(), Text: m.Reason})
	})
}

// Unmark undoes a mark, with a reason. That it was there is remembered.
func (s *Store) Unmark(ctx context.Context, who access.Who, indicatorID, markID, reason string) (err error) {
	defer fault.In(&err, "indicator: unmark %s", indicatorID)
	reason = oneLine(reason)
	return s.publish(ctx, who, indicatorID, 0, access.LeadInitiative, func(h *head) error {
		if reason == "" {
			return fault.New(fault.Invalid, "Skriv hvorfor. Intet er ændret.")
		}
		if err := checkNote(reason); err != nil {
			return err
		}
		marks, err := marksOf(h.ctx, h.tx, h.Indicator)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(marks, func(m Mark) bool { return m.ID == markID && m.UndoneAt.IsZero() })
		if at < 0 {
			return fault.New(fault.Conflict, "Mærket findes ikke længere. Intet er ændret.")
		}
		if _, err := h.tx.ExecContext(h.ctx, `UPDATE indicator_mark SET undone_at = $2, undone_by = $3, undone_reason = $4 WHERE id = $1`,
			markID, h.tx.Now.UnixMicro(), h.who.Account.Name, reason); err != nil {
			return err
		}
		return h.tell(Told{What: Unmarked, Period: marks[at].Period.String(), Text: reason})
	})
}
