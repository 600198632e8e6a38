package succession

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/ledger"
	"klynge/internal/plan"
)

// errRehearsed ends a rehearsal, so that nothing of it is kept.
var errRehearsed = errors.New("succession: rehearsed")

// Rehearse carries a reform out in a transaction that is rolled back, and returns
// what it would have come to. What is missing or cannot be done does not stop it.
// Nothing is changed, whatever happens.
func (s *Store) Rehearse(ctx context.Context, who access.Who, slug string) (t Trial, err error) {
	defer fault.In(&err, "succession: rehearse %s", slug)
	if err := may(who); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, slug)
		if err != nil {
			return err
		}
		if r.State == Done {
			return errOver
		}
		if t, err = s.newWork(tx, who, r).carry(ctx); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	for i := range t.Lines {
		t.Lines[i].Matter = t.Lines[i].Matter.For(who)
	}
	for i := range t.Missing {
		t.Missing[i] = t.Missing[i].For(who)
	}
	for i := range t.Troubles {
		t.Troubles[i].Matter = t.Troubles[i].Matter.For(who)
	}
	return t, err
}

// Do carries a reform out, all of it or nothing, on its day or later. Done twice,
// or by two at once, it happens once: the second is told what the first came to.
// What came up in a body that has ended already is settled when it is done again.
func (s *Store) Do(ctx context.Context, who access.Who, slug string) (t Trial, err error) {
	defer fault.In(&err, "succession: do %s", slug)
	if err := may(who); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		r, err := take(ctx, tx, slug)
		if err != nil {
			return err
		}
		if access.Day(tx.Now) < r.Day {
			return fault.New(fault.Conflict, "Reformen gælder fra %s og kan ikke gennemføres før. Intet er ændret. Den kan prøves nu, og den kan sættes til at ske af sig selv.", day(r.Day))
		}
		if len(r.Endings) == 0 {
			return invalid("Ingen organer ophører i reformen. Intet er ændret. Sæt dem på planen først.")
		}
		if t, err = s.newWork(tx, who, r).carry(ctx); err != nil {
			return err
		}
		if r.State == Done && len(t.Lines) == 0 && len(t.Missing) == 0 {
			t, err = outcomeOf(ctx, tx, r.ID)
			return err
		}
		if !t.Complete() {
			return t.refusal()
		}
		return s.finish(ctx, tx, who, r, t)
	})
	return t, err
}

// refusal says what keeps a reform from being carried out (R49).
func (t Trial) refusal() error {
	var parts []string
	if n := len(t.Missing); n > 0 {
		parts = append(parts, danish.Count(n, "sag mangler", "sager mangler")+" et udfald, først “"+t.Missing[0].Title+"”")
	}
	if n := len(t.Troubles); n > 0 {
		parts = append(parts, danish.Count(n, "sag kan", "sager kan")+" ikke få det udfald, der er valgt: "+strings.TrimSuffix(t.Troubles[0].Sentence, "."))
	}
	if len(parts) == 0 {
		return fault.New(fault.Internal, "Det, der er før, og det, der er efter, stemmer ikke. Intet er ændret. Sig det til den, der driver installationen.")
	}
	return fault.New(fault.Conflict, "Organerne kan ikke ophøre: %s. Intet er ændret.", strings.Join(parts, ", og "))
}

// finish records what a reform came to.
func (s *Store) finish(ctx context.Context, tx *db.Tx, who access.Who, r Reform, t Trial) error {
	for _, l := range t.Lines {
		m := l.Matter
		if _, err := tx.ExecContext(ctx, `INSERT INTO reform_line (reform_id, number, body_id, noun, subject, title, closed, needs, amount, outcome, to_id, receiver, reason,
			decision_id, path, at, by_whom) VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM reform_line WHERE reform_id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			r.ID, m.BodyID, m.Noun, m.Subject, m.Title, m.Closed, m.Needs, int64(m.Amount), l.Outcome, db.Null(l.ToID), l.Receiver, l.Reason,
			db.Null(l.DecisionID), l.Path, tx.Now.UnixMicro(), who.Account.Name); err != nil {
			return err
		}
	}
	if err := tell(ctx, tx, r, who, CarriedOut, fmt.Sprintf("%d linjer", len(t.Lines))); err != nil {
		return err
	}
	if r.State == Done {
		return nil // what came up later; the outcome of the day stays
	}
	t.Lines = nil // they are rows
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE reform SET state = $2, outcome = $3, done_at = $4, done_by = $5 WHERE id = $1`, r.ID, Done, string(text), tx.Now.UnixMicro(), who.Account.Name)
	return err
}

func (s *Store) newWork(tx *db.Tx, who access.Who, r Reform) *work {
	return &work{Store: s, tx: tx, who: who, reform: r, seats: map[string]string{}, known: map[Ground]Standing{}, back: map[string]danish.Amount{}}
}

// carry does everything that was chosen, each matter in a savepoint of its own, so
// that what cannot be done is told together with what can.
func (w *work) carry(ctx context.Context) (t Trial, err error) {
	t.At = w.tx.Now.UTC()
	choices, err := choicesOf(ctx, w.tx, w.reform.ID)
	if err != nil {
		return t, err
	}
	if t.Money, err = w.money(ctx); err != nil {
		return t, err
	}
	for _, noun := range Nouns {
		count := Count{Noun: noun}
		if count.Before, count.HeirsBefore, err = w.count(ctx, noun); err != nil {
			return t, err
		}
		if err := w.noun(ctx, &t, &count, noun, choices); err != nil {
			return t, err
		}
		t.Counts = append(t.Counts, count)
	}
	for _, e := range w.reform.Endings {
		if err := plan.Bound(ctx, w.tx, w.who, e.Body.ID, "", w.reform.Last()); err != nil {
			return t, err
		}
	}
	return t, w.compare(ctx, &t)
}

// noun settles the matters of one noun in all bodies, those last that take others
// with them.
func (w *work) noun(ctx context.Context, t *Trial, count *Count, noun Noun, choices map[string]Choice) error {
	type left struct {
		Ending
		Matter
	}
	var all []left
	for _, e := range w.reform.Endings {
		matters, err := open(ctx, w.tx, w.reform, e.Body, noun)
		if err != nil {
			return err
		}
		for _, m := range matters {
			all = append(all, left{e, m})
		}
	}
	slices.SortStableFunc(all, func(a, b left) int { return a.last() - b.last() })
	for _, one := range all {
		e, m := one.Ending, one.Matter
		c, err := choices[m.Key()].Check(m, e)
		if choices[m.Key()].Outcome == "" || err != nil {
			t.Missing = append(t.Missing, m)
			continue
		}
		if err := w.apart(ctx, func() error { return w.settle(ctx, e, m, c) }); err != nil {
			sentence := fault.Sentence(err)
			if sentence == "" {
				return err
			}
			t.Troubles = append(t.Troubles, Trouble{m, sentence})
			continue
		}
		switch c.Outcome {
		case Transfer:
			count.Transferred++
		case Close:
			count.Closed++
		case Return:
			count.Returned++
		}
		heir, _ := e.Heir(c.ToID)
		t.Lines = append(t.Lines, Line{Matter: m, BodyName: e.Body.Name, ToName: heir.Name, Choice: c})
	}
	return nil
}

// apart does something in a savepoint, so that a refusal undoes it and no more.
func (w *work) apart(ctx context.Context, do func() error) error {
	if _, err := w.tx.ExecContext(ctx, `SAVEPOINT matter`); err != nil {
		return err
	}
	refused := do()
	if refused != nil {
		if _, err := w.tx.ExecContext(ctx, `ROLLBACK TO SAVEPOINT matter`); err != nil {
			return errors.Join(refused, err)
		}
	}
	_, err := w.tx.ExecContext(ctx, `RELEASE SAVEPOINT matter`)
	return errors.Join(refused, err)
}

// count returns how many matters of a noun the bodies that end have, and how many
// the successors.
func (w *work) count(ctx context.Context, noun Noun) (ending, heirs int, err error) {
	for _, c := range w.reform.Changes() {
		for _, o := range c.From {
			list, err := open(ctx, w.tx, w.reform, o, noun)
			if err != nil {
				return 0, 0, err
			}
			ending += len(list)
		}
		for _, o := range c.To {
			after := w.reform
			after.Day = "9999-12-31" // of a body that goes on
			list, err := open(ctx, w.tx, after, o, noun)
			if err != nil {
				return 0, 0, err
			}
			heirs += len(list)
		}
	}
	return ending, heirs, nil
}

// compare counts once more, when everything has been done.
func (w *work) compare(ctx context.Context, t *Trial) error {
	for i := range t.Counts {
		c := &t.Counts[i]
		var err error
		if c.After, c.HeirsAfter, err = w.count(ctx, c.Noun); err != nil {
			return err
		}
		switch c.Noun { // what stays where it was is settled by its line, which comes last
		case Role, Subscription:
			c.After -= c.Transferred
		case Minutes:
			c.After -= c.Transferred + c.Closed
		}
	}
	before := t.Money
	after, err := w.money(ctx)
	if err != nil {
		return err
	}
	t.Money = merged(before, after, w.back)
	return nil
}

// money returns the funds of all bodies of the reform as they stand.
func (w *work) money(ctx context.Context) (list []Sum, err error) {
	seen := map[string]bool{}
	for _, ends := range []bool{true, false} {
		for _, c := range w.reform.Changes() {
			bodies := c.To
			if ends {
				bodies = c.From
			}
			for _, o := range bodies {
				if seen[o.ID] {
					continue
				}
				seen[o.ID] = true
				reports, err := ledger.Totals(ctx, w.tx, o.ID)
				if err != nil {
					return nil, err
				}
				for _, r := range reports {
					f := r.Total
					list = append(list, Sum{BodyID: o.ID, Body: o.Name, Fund: r.Fund.Name, FundID: r.Fund.ID, Ends: ends,
						Before: Figures{In: f.In(), Allocated: f.Allocated, Booked: f.Booked, Left: f.Left}})
				}
			}
		}
	}
	return list, nil
}

// merged puts what the funds were beside what they have become.
func merged(before, after []Sum, back map[string]danish.Amount) []Sum {
	for i := range after {
		s := &after[i]
		s.After, s.Before = s.Before, Figures{}
		for _, was := range before {
			if was.FundID == s.FundID {
				s.Before = was.Before
			}
		}
		for key, amount := range back {
			if strings.HasPrefix(key, s.FundID+"/") {
				s.Returned += amount
			}
		}
	}
	return after
}
