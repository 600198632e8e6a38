package succession_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/job"
	"klynge/internal/ledger"
	"klynge/internal/succession"
	"klynge/internal/succession/example"
	"klynge/internal/when"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var newYear = time.Date(2027, 1, 1, 0, 0, 0, 0, when.Copenhagen)

// A world is the region with its clusters, and a clock that can be set.
type world struct {
	*succession.Store
	t     *testing.T
	d     *db.DB
	now   *time.Time
	ids   []string // of the clusters
	slug  string   // of the reform
	other *db.DB   // the same database, opened by somebody else
}

// each plays a test on both engines, with the reform planned.
func each(t *testing.T, test func(t *testing.T, w *world)) {
	addresses := map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return t.TempDir() + "/region.db" },
		"postgres": func(t *testing.T) string { return dbtest.Postgres(t) },
	}
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			now := dbtest.Noon
			w := &world{t: t, now: &now}
			at := address(t)
			w.d, w.other = w.open(at), w.open(at)
			w.Store = succession.NewStore(w.d, hearing.NewStore(w.d, nil, ""))
			var err error
			if w.ids, err = example.Seed(t.Context(), w.d); err != nil {
				t.Fatal(err)
			}
			r, err := example.Plan(t.Context(), w.d, w.Store)
			if err != nil {
				t.Fatal(err)
			}
			w.slug = r.Slug
			test(t, w)
		})
	}
}

func (w *world) open(address string) *db.DB {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), address, func() time.Time { return *w.now })
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := d.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return d
}

// sweep gives everything that has no choice the successor.
func (w *world) sweep() {
	w.t.Helper()
	if _, err := w.Sweep(w.t.Context(), example.Sigrid, w.slug, succession.Sweep{}, succession.Choice{Outcome: succession.Transfer}); err != nil {
		w.t.Fatal(err)
	}
	reason := succession.Choice{Outcome: succession.Close, Reason: "Rådet begynder på ny"}
	if _, err := w.Sweep(w.t.Context(), example.Sigrid, w.slug, succession.Sweep{}, reason); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) list() succession.Checklist {
	w.t.Helper()
	c, err := w.Checklist(w.t.Context(), example.Sigrid, w.slug)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) texts(query string) (list []string) {
	w.t.Helper()
	err := w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		list, err = db.Collect(w.t.Context(), tx, func(r interface{ Scan(...any) error }) (s string, err error) { return s, r.Scan(&s) }, query)
		return err
	})
	if err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return list
}

func (w *world) count(query string) int { return int(dbtest.Ints(w.t, w.d, query)[0]) }

// dump returns every row of every table.
func (w *world) dump() string {
	w.t.Helper()
	tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if w.d.Engine == db.PostgreSQL {
		tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`
	}
	var b strings.Builder
	for _, table := range w.texts(tables) {
		var rows []string
		err := w.d.Read(w.t.Context(), func(tx *db.Tx) error {
			found, err := tx.QueryContext(w.t.Context(), `SELECT * FROM `+table)
			if err != nil {
				return err
			}
			defer found.Close()
			columns, err := found.Columns()
			if err != nil {
				return err
			}
			for found.Next() {
				values, at := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					at[i] = &values[i]
				}
				if err := found.Scan(at...); err != nil {
					return err
				}
				rows = append(rows, fmt.Sprint(values...))
			}
			return found.Err()
		})
		if err != nil {
			w.t.Fatalf("dump %s: %v", table, err)
		}
		slices.Sort(rows)
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(rows, "\n"))
	}
	return b.String()
}

// money returns what all funds of some bodies have come to.
func (w *world) money(names ...string) (sum ledger.Figures) {
	w.t.Helper()
	err := w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		for _, name := range names {
			var id string
			if err := tx.QueryRowContext(w.t.Context(), `SELECT id FROM organization WHERE name = $1`, name).Scan(&id); err != nil {
				return err
			}
			all, err := ledger.Totals(w.t.Context(), tx, id)
			if err != nil {
				return err
			}
			for _, r := range all {
				f := r.Total
				sum.Received, sum.Returned, sum.Carried = sum.Received+f.Received, sum.Returned+f.Returned, sum.Carried+f.Carried
				sum.Allocated, sum.Booked, sum.Left = sum.Allocated+f.Allocated, sum.Booked+f.Booked, sum.Left+f.Left
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return sum
}

// The acceptance: four clusters become two councils on 1 January 2027, and money
// and initiatives add up before and after, to the øre.
func TestR49FourClustersBecomeTwoCouncils(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sweep()
		all := append(slices.Clone(example.Clusters), example.Councils...)
		before := w.money(all...)
		ledgers := w.dump()
		rehearsed, err := w.Rehearse(t.Context(), example.Sigrid, w.slug)
		if err != nil || !rehearsed.Complete() || !rehearsed.AddsUp() {
			t.Fatalf("Rehearse = %+v missing, %+v troubles, counts %+v, money %+v, %v", rehearsed.Missing, rehearsed.Troubles, rehearsed.Counts, rehearsed.Money, err)
		}
		if w.dump() != ledgers {
			t.Fatal("the rehearsal has changed the database")
		}
		if _, err := w.Do(t.Context(), example.Sigrid, w.slug); !fault.Is(err, fault.Conflict) {
			t.Fatalf("Do in November = %v, want a refusal", err)
		}
		*w.now = newYear
		done, err := w.Do(t.Context(), example.Sigrid, w.slug)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(done.Counts), fmt.Sprint(rehearsed.Counts); got != want {
			t.Errorf("the real one counts\n%s\nand the rehearsal\n%s", got, want)
		}
		if got, want := fmt.Sprint(done.Money), fmt.Sprint(rehearsed.Money); len(done.Money) != len(rehearsed.Money) || done.Total() != rehearsed.Total() {
			t.Errorf("the real one has money\n%s\nand the rehearsal\n%s", got, want)
		}
		after := w.money(all...)
		if before.In() != after.In() || before.Allocated != after.Allocated || before.Booked != after.Booked || before.Left != after.Left {
			t.Errorf("money before %+v, after %+v", before, after)
		}
		if rest := w.money(example.Clusters...); rest.Unbooked() != 0 {
			t.Errorf("the clusters have %v left", rest.Unbooked())
		}
		var alone, together danish.Amount
		for n := range example.Clusters {
			rest := example.Received(n) - example.Booked(n)
			if n == 0 {
				alone = rest
			} else {
				together += rest
			}
		}
		for n, want := range []danish.Amount{alone, together} {
			if got := w.money(example.Councils[n]); got.Unbooked() != want || got.Received != want || !got.AddsUp() {
				t.Errorf("%s has %+v, want %v", example.Councils[n], got, want)
			}
		}
		for council, want := range map[string]int{example.Councils[0]: 2, example.Councils[1]: 6} {
			if n := w.count(`SELECT COUNT(*) FROM initiative_life l JOIN organization o ON o.id = l.body_id WHERE o.name = '` + council + `'`); n != want {
				t.Errorf("%s has %d initiatives, want %d", council, n, want)
			}
		}
		w.afterwards()
	})
}

// afterwards looks at what each noun has come to.
func (w *world) afterwards() {
	t := w.t
	for query, want := range map[string]int{
		`SELECT COUNT(*) FROM initiative_event WHERE what = 'adopted' AND decision_id IS NOT NULL`:                                         8,
		`SELECT COUNT(*) FROM ledger_entry WHERE kind = 'received' AND decision_id IS NOT NULL AND text LIKE 'Overtaget fra %'`:            4,
		`SELECT COUNT(*) FROM ledger_period p JOIN ledger_fund f ON f.id = p.fund_id WHERE p.year = 2025 AND p.state = 'closed'`:           4,
		`SELECT COUNT(*) FROM organization WHERE end_date = '2026-12-31'`:                                                                  4,
		`SELECT COUNT(*) FROM body_rules WHERE valid_to = '2026-12-31'`:                                                                    4,
		`SELECT COUNT(*) FROM body_rules WHERE valid_from = '2027-01-01'`:                                                                  2,
		`SELECT COUNT(*) FROM planned_meeting m JOIN organization o ON o.id = m.body_id WHERE m.date >= '2027-01-01' AND o.end_date = ''`:  4,
		`SELECT COUNT(*) FROM follow_up f JOIN organization o ON o.id = f.body_id WHERE o.end_date = ''`:                                   4,
		`SELECT COUNT(*) FROM seat s JOIN organization o ON o.id = s.body_id WHERE s.name = 'Ole Bak' AND o.end_date = ''`:                 2, // one person, one seat in each council
		`SELECT COUNT(*) FROM seat s JOIN organization o ON o.id = s.body_id WHERE s.name LIKE 'Formand%' AND s.start_date = '2027-01-01'`: 4,
		`SELECT COUNT(*) FROM hearing_addressee WHERE heir_id IS NULL`:                                                                     2,
		`SELECT COUNT(*) FROM subscription`: 8,
		`SELECT COUNT(*) FROM roundup r JOIN organization o ON o.id = r.body_id WHERE o.end_date = ''`:                                          4,
		`SELECT COUNT(*) FROM role_grant g JOIN organization o ON o.id = g.body_id WHERE o.end_date = '' AND g.account_id = 'bodil'`:            2,
		`SELECT COUNT(*) FROM reform_line WHERE decision_id IS NULL AND path = ''`:                                                              0,
		`SELECT COUNT(*) FROM draft_item i JOIN organization o ON o.id = i.body_id WHERE o.end_date = '' AND i.origin IN ('member', 'minutes')`: 8,
	} {
		if got := w.count(query); got != want {
			t.Errorf("%s = %d, want %d", query, got, want)
		}
	}
	c := w.list()
	if len(c.Groups) != 0 || c.State != succession.Done || c.Percent() != 100 {
		t.Errorf("afterwards the checklist has %+v", c.Groups)
	}
	err := w.d.Read(t.Context(), func(tx *db.Tx) error {
		change, ended, err := succession.Of(t.Context(), tx, w.ids[2])
		if err != nil || !ended || len(change.From) != 3 || len(change.To) != 1 || change.To[0].Name != example.Councils[1] {
			t.Errorf("Of = %+v, %v, %v", change, ended, err)
		}
		forward, err := succession.ChainOf(t.Context(), tx, w.ids[2])
		if err != nil || len(forward) != 1 || forward[0].Relation != succession.Successor || forward[0].Day != example.Day {
			t.Errorf("ChainOf a cluster = %+v, %v", forward, err)
		}
		back, err := succession.ChainOf(t.Context(), tx, change.To[0].ID)
		if err != nil || len(back) != 3 || back[0].Relation != succession.Predecessor {
			t.Errorf("ChainOf a council = %+v, %v", back, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Nothing can be skipped: one matter without a choice keeps all bodies.
func TestR49CannotBeSkipped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sweep()
		*w.now = newYear
		if err := w.d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.ExecContext(t.Context(), `INSERT INTO follow_up (id, body_id, item_id, text, organization, owner, email, due, window_from, window_to, closed, state, made_at, made_by, changed_at, version)
				VALUES ('sen', $1, '', 'Kom til i sidste øjeblik', '', 'Ole Bak', '', '2027-02-01', '', '', false, 'open', 0, '', 0, 1)`, w.ids[1])
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if p := w.list().Percent(); p >= 100 {
			t.Errorf("the checklist says %d %%", p)
		}
		before := w.dump()
		_, err := w.Do(t.Context(), example.Sigrid, w.slug)
		if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "Kom til i sidste øjeblik") {
			t.Errorf("Do with one matter left = %v", err)
		}
		if w.dump() != before {
			t.Error("a refused reform has changed the database")
		}
	})
}

// Two at once, and once more, carry the reform out once.
func TestDoIsDoneOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sweep()
		*w.now = newYear
		stores := []*succession.Store{w.Store, succession.NewStore(w.other, hearing.NewStore(w.other, nil, ""))}
		trials, errs := make([]succession.Trial, 2), make([]error, 2)
		var both sync.WaitGroup
		for i, s := range stores {
			both.Go(func() { trials[i], errs[i] = s.Do(t.Context(), example.Sigrid, w.slug) })
		}
		both.Wait()
		if errs[0] != nil || errs[1] != nil {
			t.Fatalf("Do = %v and %v", errs[0], errs[1])
		}
		before := w.count(`SELECT COUNT(*) FROM reform_line`)
		again, err := w.Do(t.Context(), example.Sigrid, w.slug)
		if err != nil || again.Total() != trials[0].Total() || trials[0].Total() != trials[1].Total() {
			t.Errorf("Do again = %v; totals %+v, %+v, %+v", err, again.Total(), trials[0].Total(), trials[1].Total())
		}
		if n := w.count(`SELECT COUNT(*) FROM reform_line`); n != before {
			t.Errorf("done again there are %d lines, before %d", n, before)
		}
		if got := w.money(example.Councils[0]); got.Unbooked() != example.Received(0)-example.Booked(0) {
			t.Errorf("the council has %v", got.Unbooked())
		}
	})
}

// When the day begins in Copenhagen, a reform that was scheduled happens by itself.
func TestScheduled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if err := w.Schedule(t.Context(), example.Sigrid, w.slug); err != nil {
			t.Fatal(err)
		}
		if at := dbtest.Ints(t, w.d, `SELECT run_at FROM job WHERE kind = 'reform.do'`); len(at) != 1 || at[0] != newYear.UnixMicro() {
			t.Fatalf("the job runs at %v, want %d", at, newYear.UnixMicro())
		}
		strike := w.Handlers()[succession.DoKind]
		j := job.Job{Payload: []byte(`{"slug":"` + w.slug + `","by":"Sigrid Holm"}`)}
		*w.now = newYear
		if err := strike(t.Context(), j); err != nil {
			t.Fatal(err)
		}
		if c := w.list(); c.State != succession.Planned || c.Events[0].What != succession.Failed || !strings.Contains(c.Events[0].Detail, "mangler") {
			t.Errorf("a reform that lacks something is %s, %+v", c.State, c.Events[0])
		}
		*w.now = dbtest.Noon
		w.sweep()
		if err := w.Schedule(t.Context(), example.Sigrid, w.slug); err != nil {
			t.Fatal(err)
		}
		if err := strike(t.Context(), j); err != nil || w.list().State != succession.Scheduled {
			t.Errorf("struck too early: %v, %s", err, w.list().State)
		}
		*w.now = newYear
		for range 2 {
			if err := strike(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		}
		if c := w.list(); c.State != succession.Done || !strings.HasPrefix(c.CarriedBy, "Sigrid Holm") {
			t.Errorf("after the day the reform is %s by %s", c.State, c.CarriedBy)
		}
	})
}

// A plan that cannot be is refused, and a chain of plans is not.
func TestPlansThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		slugs := w.texts(`SELECT slug FROM organization WHERE name LIKE 'Sundheds%' ORDER BY name`)
		fjord, havet, raadet := slugs[0], slugs[1], "sundhedsraad-fjorden"
		end := func(reform, from string, to ...succession.Heir) error {
			return w.End(t.Context(), example.Sigrid, reform, from, succession.Ground{DecisionID: example.Decision(0)}, to)
		}
		if err := end(w.slug, fjord, succession.Heir{Slug: fjord}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "sig selv") {
			t.Errorf("merged with itself: %v", err)
		}
		if err := end(w.slug, havet, succession.Heir{Slug: fjord}); !fault.Is(err, fault.Invalid) {
			t.Errorf("into one that ends the same day: %v", err)
		}
		if err := end(w.slug, fjord, succession.Heir{Slug: raadet}, succession.Heir{Name: "Sundhedsråd Midtlandet"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("several to several: %v", err)
		}
		if err := w.End(t.Context(), example.Sigrid, w.slug, fjord, succession.Ground{}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a decision: %v", err)
		}
		later, err := w.Begin(t.Context(), example.Sigrid, "Rådene lægges sammen", "2029-01-01")
		if err != nil {
			t.Fatal(err)
		}
		if err := end(later.Slug, fjord, succession.Heir{Slug: raadet}); !fault.Is(err, fault.Conflict) {
			t.Errorf("ends twice: %v", err)
		}
		if err := end(later.Slug, raadet, succession.Heir{Slug: fjord}); !fault.Is(err, fault.Invalid) {
			t.Errorf("in a circle: %v", err)
		}
		if err := end(later.Slug, raadet, succession.Heir{Name: "Sundhedsråd Nordkyst"}); err != nil {
			t.Errorf("a chain: %v", err)
		}
		other := w.texts(`SELECT slug FROM organization WHERE name = '` + example.Councils[1] + `'`)[0]
		early, err := w.Begin(t.Context(), example.Sigrid, "For tidligt", "2026-12-01")
		if err != nil {
			t.Fatal(err)
		}
		if err := end(early.Slug, other); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "begynder først 1. januar 2027") {
			t.Errorf("ends before it begins: %v", err)
		}
		if err := w.Spare(t.Context(), example.Sigrid, w.slug, fjord); err != nil {
			t.Fatal(err)
		}
		if err := end(early.Slug, fjord, succession.Heir{Slug: other}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "findes først fra") {
			t.Errorf("into one that begins later: %v", err)
		}
		stranger := access.Who{Account: access.Account{ID: "x"}, Grants: []access.Grant{{Role: access.Secretariat, BodyID: w.ids[0]}}}
		if err := w.Spare(t.Context(), stranger, w.slug, fjord); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by the secretariat of one body: %v", err)
		}
	})
}

// What cannot be transferred is closed or returned, each with a reason, and money
// only goes back to its source.
func TestClosedAndReturned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		back := succession.Choice{Outcome: succession.Return, Receiver: "Region Nordkyst", Reason: "Puljen er forbi"}
		if _, err := w.Sweep(ctx, example.Sigrid, w.slug, succession.Sweep{BodyID: w.ids[0], Noun: succession.Fund}, back); err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, g := range w.list().Groups {
			for _, e := range g.Entries {
				if g.Ending.Body.ID == w.ids[0] && (g.Noun == succession.Initiative || g.Noun == succession.Hearing && len(e.Allowed) == 3 || g.Noun == succession.FollowUp || g.Noun == succession.Item || g.Noun == succession.Seat) {
					keys = append(keys, e.Key())
				}
			}
		}
		if _, err := w.Choose(ctx, example.Sigrid, w.slug, keys, succession.Choice{Outcome: succession.Close}); !fault.Is(err, fault.Invalid) {
			t.Errorf("closed without a reason: %v", err)
		}
		if _, err := w.Choose(ctx, example.Sigrid, w.slug, keys, succession.Choice{Outcome: succession.Return, Reason: "Kommunen fortsætter selv", Receiver: "Skagerby Kommune"}); err != nil {
			t.Fatal(err)
		}
		w.sweep()
		*w.now = newYear
		done, err := w.Do(ctx, example.Sigrid, w.slug)
		if err != nil {
			t.Fatal(err)
		}
		if total := done.Total(); total.Returned != example.Received(0)-example.Booked(0) || total.Difference() != (succession.Figures{}) {
			t.Errorf("returned %v, difference %+v", total.Returned, total.Difference())
		}
		for query, want := range map[string]int{
			`SELECT COUNT(*) FROM initiative_life WHERE state = 'stopped'`:                                                              2,
			`SELECT COUNT(*) FROM follow_up WHERE state = 'cancelled'`:                                                                  1,
			`SELECT COUNT(*) FROM draft_item WHERE state = 'declined'`:                                                                  1,
			`SELECT COUNT(*) FROM reform_line WHERE outcome = 'return' AND receiver <> '' AND reason <> '' AND decision_id IS NOT NULL`: len(keys) + 1,
		} {
			if got := w.count(query); got != want {
				t.Errorf("%s = %d, want %d", query, got, want)
			}
		}
	})
}

// A body may end without a successor: all it has open is closed or returned, also
// what it runs itself, and nobody can write in it any more.
func TestR49EndsWithoutASuccessor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		if err := w.d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO mapping_study (id, body_id, title, purpose, basis, group_one, group_two, starts, ends, state, last_number, erased_by, made_at, made_by, published_by, version)
				VALUES ('studie', $1, 'Borgere i to sektorer', 'Formål', 'Hjemmel', 'A', 'B', '2026-01-01', '2027-06-30', 'collecting', 0, '', 0, '', '', 1)`, w.ids[0])
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `INSERT INTO poll (id, body_id, title, deadline, state, settled, made_at, made_by) VALUES ('datoer', $1, 'Næste møde', '2027-01-10', 'open', '', 0, '')`, w.ids[0])
			return err
		}); err != nil {
			t.Fatal(err)
		}
		slug := w.texts(`SELECT slug FROM organization WHERE name = '` + example.Clusters[0] + `'`)[0]
		if err := w.End(ctx, example.Sigrid, w.slug, slug, succession.Ground{DecisionID: example.Decision(0)}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Sweep(ctx, example.Sigrid, w.slug, succession.Sweep{BodyID: w.ids[0], Noun: succession.Fund}, succession.Choice{Outcome: succession.Return, Receiver: "Region Nordkyst", Reason: "Puljen er forbi"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Sweep(ctx, example.Sigrid, w.slug, succession.Sweep{BodyID: w.ids[0]}, succession.Choice{Outcome: succession.Close, Reason: "Kontakt 010190-1234"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a reason with a civil registration number: %v", err)
		}
		w.sweep() // what has a successor goes there, the rest is closed
		*w.now = newYear
		done, err := w.Do(ctx, example.Sigrid, w.slug)
		if err != nil {
			t.Fatal(err)
		}
		if !done.AddsUp() || done.Total().Returned != example.Received(0)-example.Booked(0) {
			t.Errorf("counts %+v, money %+v", done.Counts, done.Money)
		}
		for query, want := range map[string]int{
			`SELECT COUNT(*) FROM roundup WHERE state = 'closed'`:                                                                                       1,
			`SELECT COUNT(*) FROM poll p JOIN reform_line l ON l.subject = p.id WHERE p.state = 'closed' AND l.noun = 'poll' AND l.reason <> ''`:        1,
			`SELECT COUNT(*) FROM mapping_study WHERE state = 'closed'`:                                                                                 1,
			`SELECT COUNT(*) FROM hearing WHERE withdrawn_at IS NOT NULL AND withdrawn_reason = 'Sundhedsklynge Fjorden ophører: Rådet begynder på ny'`: 1,
			`SELECT COUNT(*) FROM reform_line WHERE noun IN ('hearing', 'round-up', 'study') AND outcome = 'close' AND decision_id IS NOT NULL`:         3,
			`SELECT COUNT(*) FROM reform_line WHERE noun = 'hearing' AND outcome = 'transfer'`:                                                          3,
		} {
			if got := w.count(query); got != want {
				t.Errorf("%s = %d, want %d", query, got, want)
			}
		}
		if c := w.list(); len(c.Groups) != 0 {
			t.Errorf("afterwards the checklist has %+v", c.Groups)
		}
	})
}
