package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/indicator/spc"
	"klynge/internal/initiative"
	"klynge/internal/ledger"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func somebody(name string, role access.Role, bodyID string) access.Who {
	return access.Who{Account: access.Account{ID: name, Name: name}, Grants: []access.Grant{{BodyID: bodyID, Role: role}}}
}

// A world is a running initiative with a lead, a secretary, a member, a guest, and
// the secretary of another body.
type world struct {
	*Store
	t                               *testing.T
	d                               *db.DB
	sek, lead, member, guest, other access.Who
}

const one = "n1"

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{Store: NewStore(d), t: t, d: d, sek: somebody("Signe Sand", access.Secretariat, "b1"), lead: somebody("Lone Lind", access.Lead, "b1"),
		member: somebody("Mads Mark", access.Member, "b1"), guest: somebody("Gitte Gran", access.Guest, "b1"), other: somebody("Bo Birk", access.Secretariat, "b2")}
	plan, err := json.Marshal(initiative.Plan{
		Marks:       []initiative.Mark{{ID: "m1", Milestone: true, Label: "Første boks", From: "2026-03-01", Version: 1}},
		Benefits:    []initiative.Benefit{{ID: "g1", Measure: "Ventetid", Owner: "Else Lund", Baseline: "40", BaselineOn: "2025-12-01", Target: "30"}},
		Assumptions: []initiative.Assumption{{ID: "a1", Text: "Apotekerne er med", On: "2026-04-01"}},
	})
	w.must(err)
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'b1', 'Klynge Fjorden', 'cluster', 'shared', 0), ('b2', 'b2', 'Klynge Bakken', 'cluster', 'shared', 0)`)
	w.exec(`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('n1', 'medicinboks', 'Medicinboks', 'b1', '', '', 0), ('n2', 'ide', 'En idé', 'b2', '', '', 0)`)
	w.exec(`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at) VALUES
		('n1', 'b1', true, 'running', false, '2026-01-01', '', '', '` + string(plan) + `', 1, 0, '', 0), ('n2', 'b2', true, 'idea', false, '', '', '', '{}', 1, 0, '', 0)`)
	w.exec(`INSERT INTO decision (id, body_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, made_by, changed_at, changed_by) VALUES
		('shut', 'b1', '', '7', 'Hemmelig sag', 'Godkendt.', 'approved', true, '2026-01-20', '', 'in-force', '', '', 0, '')`)
	w.exec(`INSERT INTO initiative_event (id, initiative_id, number, at, by_id, by_name, what, from_state, to_state, day, text, decision_id, decision, decision_path, closed) VALUES
		('e1', 'n1', 1, 0, '', 'Signe Sand', 'step', 'proposed', 'approved', '2026-01-20', '', 'shut', 'Punkt 7, Hemmelig sag', '', true),
		('e2', 'n1', 2, 0, '', 'Lone Lind', 'step', 'approved', 'running', '2026-02-01', 'Nu går vi i gang', NULL, '', '', false)`)
	w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at) VALUES
		('p1', 'b1', '', '2030-12-15', '12:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0), ('p2', 'b2', '', '2030-12-15', '12:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) exec(statement string) {
	w.t.Helper()
	if err := w.d.Write(w.t.Context(), func(tx *db.Tx) error { _, err := tx.ExecContext(w.t.Context(), statement); return err }); err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func (w *world) refused(kind fault.Kind, what string, err error) {
	w.t.Helper()
	if !fault.Is(err, kind) || fault.Sentence(err) == "" {
		w.t.Errorf("%s: %v, want it refused with a sentence (kind %d)", what, err, kind)
	}
}

func (w *world) begin(kind Kind) Report {
	w.t.Helper()
	r, err := w.Begin(w.t.Context(), w.lead, one, kind, "2026-01-01", "2026-06-30")
	w.must(err)
	return r
}

func (w *world) see(who access.Who, r Report) Report {
	w.t.Helper()
	got, _, err := w.Open(w.t.Context(), who, one, r.ID)
	w.must(err)
	return got
}

func (w *world) freeze(r Report) Report {
	w.t.Helper()
	w.must(w.Freeze(w.t.Context(), w.lead, one, r.ID, w.see(w.lead, r).Version))
	return w.see(w.lead, r)
}

// conclude ends the initiative.
func (w *world) conclude(day string) {
	w.exec(`UPDATE initiative_life SET state = 'concluded', version = version + 1 WHERE initiative_id = 'n1'`)
	w.exec(fmt.Sprintf(`INSERT INTO initiative_event (id, initiative_id, number, at, by_id, by_name, what, from_state, to_state, day, text, decision_id, decision, decision_path, closed) VALUES
		('e3', 'n1', 3, 0, '', 'Lone Lind', 'step', 'evaluating', 'concluded', '%s', '', NULL, '', '', false)`, day))
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(open(t, d)) })
}

func TestReportIsFrozenWithItsInstant(t *testing.T) {
	each(t, func(w *world) {
		ctx, initiatives := w.t.Context(), initiative.NewStore(w.d)
		w.refused(fault.Conflict, "a report on an idea", second(w.Begin(ctx, w.other, "n2", Status, "2026-01-01", "2026-06-30")))
		w.refused(fault.Forbidden, "a member begins", second(w.Begin(ctx, w.member, one, Status, "2026-01-01", "2026-06-30")))
		w.refused(fault.Forbidden, "another body begins", second(w.Begin(ctx, w.other, one, Status, "2026-01-01", "2026-06-30")))
		r := w.begin(Status)
		if again := w.begin(Status); again.ID != r.ID {
			w.t.Errorf("the form sent twice began two reports")
		}
		w.must(w.SetIncidents(ctx, w.lead, one, r.ID, 1, Incidents{Mild: 2}))
		w.refused(fault.Conflict, "over what another changed", w.SetIncidents(ctx, w.lead, one, r.ID, 1, Incidents{Mild: 3}))
		_, _, err := w.SaveField(ctx, w.lead, one, r.ID, Words, 0, "Det går fremad.")
		w.must(err)
		w.refused(fault.Invalid, "a period that is not over", func() error {
			future, err := w.Begin(ctx, w.lead, one, Status, "2026-06-01", "2026-12-31")
			w.must(err)
			return w.Freeze(ctx, w.lead, one, future.ID, future.Version)
		}())
		frozen := w.freeze(r)
		c := frozen.Content
		if len(c.Milestones) != 1 || c.Milestones[0].Happened[0] != Late || len(c.Tipped) != 1 || c.Words != "Det går fremad." || len(c.Steps) != 2 || c.Incidents[1].Count != 2 {
			w.t.Errorf("the report says %+v, want a late milestone, a tipped assumption, two steps, two mild incidents and the lead's words", c)
		}
		if !c.Asked.Equal(frozen.Frozen) {
			w.t.Errorf("asked at %s and frozen at %s, want one instant", c.Asked, frozen.Frozen)
		}
		if step := c.Steps[0]; step.Decision.Text != "" || !step.Decision.Closed {
			w.t.Errorf("the step tells %+v of a closed decision, want no words", step.Decision)
		}
		before, err := json.Marshal(c)
		w.must(err)
		w.must(initiatives.ReachMark(ctx, w.lead, one, "m1", "2026-03-05"))
		_, _, err = w.SaveField(ctx, w.lead, one, r.ID, Words, 1, "Noget helt andet.")
		w.refused(fault.Conflict, "a text after that", err)
		w.refused(fault.Conflict, "incidents after that", w.SetIncidents(ctx, w.lead, one, r.ID, frozen.Version, Incidents{}))
		w.refused(fault.Conflict, "a period after that", w.SetPeriod(ctx, w.lead, one, r.ID, frozen.Version, "2026-01-01", "2026-01-02"))
		w.refused(fault.Conflict, "dropping it", w.Drop(ctx, w.lead, one, r.ID, frozen.Version))
		w.refused(fault.Conflict, "freezing it again", w.Freeze(ctx, w.lead, one, r.ID, frozen.Version))
		after, err := json.Marshal(w.see(w.lead, r).Content)
		w.must(err)
		if string(before) != string(after) {
			w.t.Errorf("what was frozen changed\nfrom %s\nto   %s", before, after)
		}
		_, _, now, err := w.Again(ctx, w.lead, one, r.ID)
		w.must(err)
		var changed []string
		for _, d := range Compare(w.see(w.lead, r).Content, now) {
			if !d.Same {
				changed = append(changed, d.Heading)
			}
		}
		if strings.Join(changed, ",") != "Milepæle" {
			w.t.Errorf("asked again, %q differ, want the milestones, one of which was reached", changed)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestDraftIsReadByWhoMakesIt(t *testing.T) {
	each(t, func(w *world) {
		ctx, r := w.t.Context(), w.begin(Status)
		for _, who := range []access.Who{w.member, w.guest, w.other} {
			w.refused(fault.Missing, who.Account.Name+" opens a draft", third(w.Open(ctx, who, one, r.ID)))
		}
		w.refused(fault.Missing, "under another initiative", third(w.Open(ctx, w.lead, "n2", r.ID)))
		w.see(w.sek, r)
		w.refused(fault.Conflict, "a draft goes on an agenda", second(w.Propose(ctx, w.sek, one, r.ID, "")))
		w.refused(fault.Conflict, "a draft is let out", w.LetOut(ctx, w.sek, one, r.ID))
		w.must(w.SetPeriod(ctx, w.lead, one, r.ID, r.Version, "2026-01-01", "2026-03-31"))
		w.must(w.Drop(ctx, w.lead, one, r.ID, r.Version+1))
		w.refused(fault.Missing, "what was dropped", third(w.Open(ctx, w.lead, one, r.ID)))
	})
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestMembersReadWhatWasSent(t *testing.T) {
	each(t, func(w *world) {
		ctx, r := w.t.Context(), w.freeze(w.begin(Status))
		w.refused(fault.Missing, "a member before it is sent", third(w.Open(ctx, w.member, one, r.ID)))
		w.refused(fault.Invalid, "a meeting of another body", second(w.Propose(ctx, w.sek, one, r.ID, "p2")))
		w.refused(fault.Invalid, "the lead takes a place on the agenda", second(w.Propose(ctx, w.lead, one, r.ID, "p1")))
		itemID, err := w.Propose(ctx, w.sek, one, r.ID, "p1")
		w.must(err)
		again, err := w.Propose(ctx, w.sek, one, r.ID, "")
		w.must(err)
		if again != itemID {
			w.t.Errorf("pressed twice, the report became two items")
		}
		var it agenda.Item
		w.must(w.d.Read(ctx, func(tx *db.Tx) (err error) { it, err = agenda.Find(ctx, tx, itemID); return err }))
		if it.MeetingID != "p1" || it.Type != agenda.Information || it.OriginPath() != r.Path() || it.Title() != "Statusrapport: Medicinboks" {
			w.t.Errorf("the item is %+v, want the report as information on the agenda", it)
		}
		w.refused(fault.Missing, "a member while the agenda is made", third(w.Open(ctx, w.member, one, r.ID)))
		w.exec(`UPDATE draft_item SET supplement = 0 WHERE id = '` + itemID + `'`)
		if got := w.see(w.member, r); !got.Sent {
			w.t.Errorf("the member sees %+v, want it sent", got)
		}
		w.exec(`UPDATE draft_item SET closed = true WHERE id = '` + itemID + `'`)
		w.see(w.member, r)
		w.refused(fault.Missing, "a guest at a closed item", third(w.Open(ctx, w.guest, one, r.ID)))
	})
}

func TestLeadProposesToTheSecretariat(t *testing.T) {
	each(t, func(w *world) {
		ctx, r := w.t.Context(), w.freeze(w.begin(Status))
		itemID, err := w.Propose(ctx, w.lead, one, r.ID, "")
		w.must(err)
		var it agenda.Item
		w.must(w.d.Read(ctx, func(tx *db.Tx) (err error) { it, err = agenda.Find(ctx, tx, itemID); return err }))
		if it.State != agenda.Proposed || it.ProposedBy != "Lone Lind" || it.MeetingID != "" {
			w.t.Errorf("the lead's item is %+v, want a proposal in the backlog", it)
		}
	})
}

func TestR48FinalReportIsHandedInWhenFrozen(t *testing.T) {
	each(t, func(w *world) {
		ctx, initiatives := w.t.Context(), initiative.NewStore(w.d)
		r := w.begin(Final)
		if other, err := w.Begin(ctx, w.lead, one, Final, "2026-02-01", "2026-06-30"); err != nil || other.ID != r.ID {
			w.t.Errorf("a second final report: %v, %v, want the one that is being written", other.ID, err)
		}
		w.refused(fault.Conflict, "of an initiative that runs", w.Freeze(ctx, w.lead, one, r.ID, r.Version))
		w.conclude("2026-07-01")
		l, err := initiatives.Open(ctx, w.lead, one)
		w.must(err)
		if l.ReportDue() != "2026-10-01" {
			w.t.Errorf("due %s, want three months after the end", l.ReportDue())
		}
		lines, err := initiatives.Waiting(ctx, w.sek, "2026-07-01")
		w.must(err)
		if !strings.Contains(fmt.Sprint(lines), "slutrapport") {
			w.t.Errorf("on the secretariat's desk %v, want the final report", lines)
		}
		w.freeze(r)
		if l, err = initiatives.Open(ctx, w.lead, one); err != nil || l.ReportedOn == "" || l.ReportDue() != "" {
			w.t.Errorf("after it is frozen: reported on %q, due %q, %v", l.ReportedOn, l.ReportDue(), err)
		}
		var sent []Sent
		w.must(w.d.Read(ctx, func(tx *db.Tx) (err error) { sent, err = OfInitiative(ctx, tx, one); return err }))
		if len(sent) != 1 || sent[0].Kind != Final || sent[0].Title != "Slutrapport 1. januar 2026 – 30. juni 2026" || sent[0].PublicPath != "" {
			w.t.Errorf("the way of the matter has %+v, want the final report, not public", sent)
		}
	})
}

func TestPublicReadsWhatIsPublicOfAReport(t *testing.T) {
	each(t, func(w *world) {
		ctx, initiatives, public := w.t.Context(), initiative.NewStore(w.d), NewPublic(w.d)
		r := w.begin(Status)
		w.must(w.SetIncidents(ctx, w.lead, one, r.ID, 1, Incidents{Mild: 2, Fatal: 1}))
		w.must(initiatives.MoveMark(ctx, w.lead, one, 1, initiative.Mark{ID: "m1", From: "2026-05-01"}, "Internt skænderi"))
		w.must(w.SetPeriod(ctx, w.lead, one, r.ID, 2, "2026-01-01", today(w)))
		r = w.freeze(r)
		w.refused(fault.Forbidden, "the lead lets it out", w.LetOut(ctx, w.lead, one, r.ID))
		w.refused(fault.Conflict, "of an initiative that is not public", w.LetOut(ctx, w.sek, one, r.ID))
		w.must(initiatives.LetOut(ctx, w.sek, one))
		if list, err := public.Of(ctx, "medicinboks"); err != nil || len(list) != 0 {
			w.t.Errorf("before it is let out the public reads %v, %v", list, err)
		}
		w.must(w.LetOut(ctx, w.sek, one, r.ID))
		w.must(w.LetOut(ctx, w.sek, one, r.ID)) // pressed twice
		shown, err := public.Find(ctx, "medicinboks", "1")
		w.must(err)
		text := fmt.Sprintf("%+v %+v", shown, shown.Sections())
		for _, secret := range []string{"Hemmelig", "Nu går vi i gang", "skænderi", "Apotekerne", "Antagelser"} {
			if strings.Contains(text, secret) {
				w.t.Errorf("the public reads %q in %s", secret, text)
			}
		}
		for _, n := range shown.Incidents {
			if n.Count != 0 || n.Severity == Fatal && n.Text == "1" || n.Severity == Mild && n.Text == "2" {
				w.t.Errorf("R71: the public reads %+v, want no small number", n)
			}
		}
		_, err = public.Find(ctx, "medicinboks", "2")
		w.refused(fault.Missing, "a number that is none", err)
		w.must(w.Withdraw(ctx, w.sek, one, r.ID))
		_, err = public.Find(ctx, "medicinboks", "1")
		w.refused(fault.Missing, "after it is withdrawn", err)
		w.must(w.LetOut(ctx, w.sek, one, r.ID))
		w.must(initiatives.Withdraw(ctx, w.sek, one))
		_, err = public.Find(ctx, "medicinboks", "1")
		w.refused(fault.Missing, "of an initiative that was taken back", err)
	})
}

// today is the day on the database's clock.
func today(w *world) (day string) {
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) error { day = access.Day(tx.Now); return nil }))
	return day
}

func TestMoneyAndMeasuresAreFetched(t *testing.T) {
	each(t, func(w *world) {
		ctx := w.t.Context()
		files, err := vault.Open(w.t.TempDir())
		w.must(err)
		defer func() { w.must(files.Close()) }()
		money := ledger.NewStore(w.d, files)
		f, err := money.Found(ctx, "b1", ledger.Founding{Name: "Klyngemidler", Source: "Region Nordkyst", Year: 2025, Through: 2026, Granted: "4.518.000"}, w.sek)
		w.must(err)
		post := func(kind ledger.Kind, purpose, date string, amount danish.Amount) {
			w.t.Helper()
			_, err := money.Enter(ctx, "b1", ledger.Wish{Purpose: purpose, Confirmed: true,
				Entry: ledger.Entry{FundID: f.ID, Kind: kind, Date: date, Year: 2025, Amount: amount, Ground: ledger.Ground{DecisionID: "shut", Letter: "Brev"}}}, w.sek)
			w.must(err)
		}
		post(ledger.Received, "", "2025-02-01", danish.Kroner(4_518_000))
		post(ledger.Allocated, "Medicinboks", "2025-03-01", danish.Kroner(1_000_000))
		post(ledger.Allocated, "Medicinboks", "2026-03-01", danish.Kroner(710_000))
		post(ledger.Booked, "Medicinboks", "2026-04-01", danish.Kroner(50_000))
		post(ledger.Booked, "Medicinboks", "2026-07-01", danish.Kroner(900))
		measures := indicator.NewStore(w.d, files)
		_, err = measures.Define(ctx, w.lead, one, indicator.Definition{Name: "Minutter", Numerator: "minutter", Unit: "minutter", Factor: 1, Source: "Tidsstudie", Frequency: indicator.Monthly, Chart: spc.Run})
		w.must(err)
		r := w.freeze(w.begin(Status))
		want := Money{Fund: "Klyngemidler", Body: "Klynge Fjorden", Allocated: danish.Kroner(1_710_000), Booked: danish.Kroner(50_000),
			NewlyAllocated: danish.Kroner(710_000), NewlyBooked: danish.Kroner(50_000)}
		if got := r.Content.Money; len(got) != 1 || got[0] != want {
			w.t.Errorf("money %+v, want %+v", got, want)
		}
		if got := r.Content.Measures; len(got) != 1 || got[0].Name != "Minutter" || got[0].Points != 0 {
			w.t.Errorf("measures %+v, want one of which nothing is released", got)
		}
		w.must(initiative.NewStore(w.d).LetOut(ctx, w.sek, one))
		w.must(w.LetOut(ctx, w.sek, one, r.ID))
		if shown := w.see(w.lead, r).Public.Content; len(shown.Money) != 0 || !shown.MoneyHidden {
			w.t.Errorf("the public reads %+v of money that a closed decision moved", shown.Money)
		}
	})
}

// Of many who begin the same report at once all get the same one, and of many who
// make it final one does.
func TestManyAtOnce(t *testing.T) {
	each(t, func(w *world) {
		const people = 6
		var wg sync.WaitGroup
		ids, done := make(chan string, people), make(chan error, people)
		for range people {
			wg.Go(func() {
				r, err := w.Begin(w.t.Context(), w.lead, one, Status, "2026-01-01", "2026-06-30")
				if err != nil {
					w.t.Error(err)
				}
				ids <- r.ID
			})
		}
		wg.Wait()
		id := <-ids
		for range people - 1 {
			if other := <-ids; other != id {
				w.t.Errorf("two reports were begun: %s and %s", id, other)
			}
		}
		for range people {
			wg.Go(func() { done <- w.Freeze(w.t.Context(), w.lead, one, id, 1) })
		}
		wg.Wait()
		frozen := 0
		for range people {
			if err := <-done; err == nil {
				frozen++
			} else {
				w.refused(fault.Conflict, "freezing what is frozen", err)
			}
		}
		if frozen != 1 {
			w.t.Errorf("%d made it final, want one", frozen)
		}
	})
}
