package initiative_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/catalogue"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/indicator/spc"
	"klynge/internal/initiative"
	"klynge/internal/search"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is two clusters with a secretary each, decisions, and a project lead.
type world struct {
	*initiative.Store
	t                *testing.T
	d                *db.DB
	sek, other, lead access.Who
}

func somebody(name string, role access.Role, bodyID string) access.Who {
	return access.Who{Account: access.Account{ID: name, Name: name}, Grants: []access.Grant{{BodyID: bodyID, Role: role}}}
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'b1', 'Klynge Fjorden', 'cluster', 'shared', 0), ('b2', 'b2', 'Klynge Bakken', 'cluster', 'shared', 0)`,
		`INSERT INTO decision (id, body_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, made_by, changed_at, changed_by) VALUES
			('d1', 'b1', '', '6', 'Medicinboks', 'Godkendt.', 'approved', false, '2026-01-20', '', 'in-force', '', '', 0, ''),
			('d2', 'b2', '', '3', 'Medicinboks', 'Godkendt.', 'approved', false, '2026-05-05', '', 'in-force', '', '', 0, ''),
			('shut', 'b1', '', '7', 'Hemmelig sag', 'Godkendt.', 'approved', true, '2026-01-20', '', 'in-force', '', '', 0, ''),
			('late', 'b1', '', '8', 'Udsat', '', 'postponed', false, '2026-01-20', '', 'in-force', '', '', 0, ''),
			('gone', 'b1', '', '9', 'Trukket', '', 'approved', false, '2026-01-20', '', 'withdrawn', '', '', 0, '')`,
	} {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.ExecContext(t.Context(), row); return err }); err != nil {
			t.Fatal(err)
		}
	}
	return &world{Store: initiative.NewStore(d), t: t, d: d, sek: somebody("Signe Sand", access.Secretariat, "b1"),
		other: somebody("Bo Birk", access.Secretariat, "b2"), lead: somebody("Lone Lind", access.Lead, "b1")}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(kind fault.Kind, what string, err error) {
	w.t.Helper()
	if !fault.Is(err, kind) || fault.Sentence(err) == "" {
		w.t.Errorf("%s: %v, want it refused with a sentence (kind %d)", what, err, kind)
	}
}

func (w *world) see(who access.Who, id string) initiative.Life {
	w.t.Helper()
	l, err := w.Open(w.t.Context(), who, id)
	w.must(err)
	return l
}

// step takes an initiative on as the secretary.
func (w *world) step(id string, to initiative.State, day, decision string) error {
	w.t.Helper()
	l := w.see(w.sek, id)
	return w.Advance(w.t.Context(), w.sek, id, l.Steps(), initiative.Advance{To: to, Day: day, Reason: "Sådan blev det."}, initiative.Pointing{DecisionID: decision})
}

// described makes an initiative with all that a business case asks for.
func (w *world) described(text string) string {
	w.t.Helper()
	ctx := w.t.Context()
	l, err := w.New(ctx, w.lead, "b1", "Medicinboks i byen", true)
	w.must(err)
	for _, f := range initiative.CaseFields {
		if f != initiative.Evaluation {
			_, _, err := w.SaveField(ctx, w.lead, l.ID, string(f), 0, text+" "+string(f))
			w.must(err)
		}
	}
	w.must(w.SetFrame(ctx, w.lead, l.ID, "2026-02-01", "2026-06-30", ""))
	w.must(w.AddMark(ctx, w.lead, l.ID, initiative.Mark{Milestone: true, Label: text, From: "2026-03-01"}))
	w.must(w.AddBenefit(ctx, w.lead, l.ID, initiative.Benefit{Measure: text, Owner: "Else Lund", Baseline: "40", BaselineOn: "2026-01-15", Target: "30"}))
	return l.ID
}

// measure gives an initiative an indicator.
func (w *world) measure(id string) {
	w.t.Helper()
	_, err := indicator.NewStore(w.d, nil).Define(w.t.Context(), w.lead, id, indicator.Definition{Name: "Besøg", Numerator: "besøg", Unit: "besøg", Factor: 1, Source: "Journal",
		Frequency: indicator.Monthly, Chart: spc.Run})
	w.must(err)
}

func TestProposalGoesOnTheAgenda(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		w.must(d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at) VALUES
				('p1', 'b1', '', '2026-12-15', '12:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0), ('p2', 'b2', '', '2026-12-15', '12:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`)
			return err
		}))
		id := w.described("Boks")
		w.refused(fault.Conflict, "an idea on the agenda", w.Propose(ctx, w.sek, id, "p1"))
		w.must(w.step(id, initiative.Described, "", ""))
		propose := func(who access.Who, meetingID string) error {
			return w.Advance(ctx, who, id, w.see(w.sek, id).Steps(), initiative.Advance{To: initiative.Proposed, Agenda: initiative.Wanted{Wants: true, MeetingID: meetingID}}, initiative.Pointing{})
		}
		w.refused(fault.Invalid, "another body's meeting", propose(w.sek, "p2"))
		w.refused(fault.Invalid, "the lead on an agenda", propose(w.lead, "p1"))
		if l := w.see(w.sek, id); l.State != initiative.Described || l.ItemID != "" {
			t.Errorf("after two refusals: %s with the item %q, want nothing done", l.State, l.ItemID)
		}
		w.must(propose(w.sek, "p1"))
		first := w.see(w.sek, id).ItemID
		var it agenda.Item
		w.must(d.Read(ctx, func(tx *db.Tx) (err error) { it, err = agenda.Find(ctx, tx, first); return err }))
		if it.MeetingID != "p1" || it.Title() != "Ny indsats: Medicinboks i byen" || it.Origin != agenda.FromInitiative || !strings.Contains(it.Text(agenda.Presentation), "Boks purpose") {
			t.Errorf("the item is %+v, want the proposal with its purpose", it)
		}
		w.must(w.Propose(ctx, w.sek, id, "")) // pressed again
		w.must(w.step(id, initiative.Described, "", ""))
		w.must(propose(w.lead, ""))
		if got := w.see(w.sek, id).ItemID; got != first {
			t.Errorf("proposed again while the item waits: another item %s, want the one", got)
		}
	})
}

func TestWholeLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, public := t.Context(), initiative.NewPublic(d)
		id := w.described("Boks")
		if list, _, err := public.List(ctx, "", "", 10); err != nil || len(list) != 0 {
			t.Errorf("the public sees %v, %v of an idea, want nothing", list, err)
		}
		w.must(w.step(id, initiative.Described, "", ""))
		w.must(w.step(id, initiative.Proposed, "", ""))
		w.refused(fault.Conflict, "letting a proposal out", w.LetOut(ctx, w.sek, id))
		w.refused(fault.Invalid, "R46: approval without a decision", w.step(id, initiative.Approved, "", ""))
		w.refused(fault.Invalid, "R46: decision of another body", w.step(id, initiative.Approved, "", "d2"))
		w.refused(fault.Invalid, "R46: postponed decision", w.step(id, initiative.Approved, "", "late"))
		w.refused(fault.Invalid, "R46: withdrawn decision", w.step(id, initiative.Approved, "", "gone"))
		l := w.see(w.lead, id)
		w.refused(fault.Forbidden, "the lead writes the approval", w.Advance(ctx, w.lead, id, l.Steps(), initiative.Advance{To: initiative.Approved}, initiative.Pointing{DecisionID: "d1"}))
		w.must(w.step(id, initiative.Approved, "", "shut"))
		if got := w.see(w.sek, id).StartedBy(); got.DecisionID != "shut" || !strings.Contains(got.Text, "Hemmelig") {
			t.Errorf("R46: started by %+v, want the closed decision", got)
		}
		if got := w.see(w.lead, id).StartedBy(); !got.Closed || got.Text != "" {
			t.Errorf("the lead reads %+v of a closed decision, want no words", got)
		}
		w.refused(fault.Invalid, "running without an indicator", w.step(id, initiative.Running, "2026-02-01", ""))
		w.measure(id)
		w.must(w.step(id, initiative.Running, "2026-02-01", ""))
		w.must(w.step(id, initiative.Paused, "2026-03-01", ""))
		w.must(w.step(id, initiative.Running, "2026-04-01", ""))
		w.must(w.LetOut(ctx, w.sek, id))
		shown, ok, err := public.Life(ctx, id)
		if err != nil || !ok || shown.State != initiative.Running || !shown.StartedBy.None() || shown.StartedBy.Text != "" {
			t.Errorf("the public reads %+v, %v, %v, want a running initiative and no closed decision", shown, ok, err)
		}
		if _, _, err := w.SaveField(ctx, w.lead, id, "purpose", 1, "Hemmelig kladde"); err != nil {
			t.Fatal(err)
		}
		if shown, _, _ := public.Life(ctx, id); strings.Contains(fmt.Sprint(shown), "Hemmelig") {
			t.Error("the public reads a draft that nobody has let out")
		}
		if told, err := public.BySlug(ctx, "medicinboks-i-byen"); err != nil || told.Leader != "Boks lead" {
			t.Errorf("the public page: %+v, %v, want one with its lead", told, err)
		}
		w.must(w.step(id, initiative.Evaluating, "2026-05-01", ""))
		w.must(w.step(id, initiative.Concluded, "2026-06-30", ""))
		w.refused(fault.Invalid, "a pilot scaled without an evaluation", w.step(id, initiative.Scaled, "", "d1"))
		lines, err := w.Waiting(ctx, w.lead, "2026-11-21")
		if err != nil || len(lines) != 1 || lines[0].Due != "2026-09-30" {
			t.Errorf("R48: waiting %v, %v, want the final report, due three months after", lines, err)
		}
		if lines, err := w.Waiting(ctx, w.sek, "2026-11-21"); err != nil || len(lines) != 1 || !strings.HasPrefix(lines[0].Text, "Ryk for slutrapporten") {
			t.Errorf("R48: the secretariat's desk has %v, %v, want a reminder of the report that is overdue", lines, err)
		}
		w.refused(fault.Invalid, "report before the end", w.HandInReport(ctx, w.lead, id, "2026-06-01", "Sag 4"))
		w.must(w.HandInReport(ctx, w.lead, id, "2026-09-01", "Sag 4"))
		if lines, _ := w.Waiting(ctx, w.lead, "2026-11-21"); len(lines) != 0 {
			t.Errorf("R48: after the report %v waits", lines)
		}
		w.must(w.Withdraw(ctx, w.sek, id))
		if _, err := public.BySlug(ctx, "medicinboks-i-byen"); !fault.Is(err, fault.Missing) {
			t.Errorf("after it was withdrawn: %v, want it missing", err)
		}
	})
}

// What was born here is found by search while it is let out, by its own words and
// under its name of the day.
func TestBornInitiativeIsFoundWhileItIsPublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, public := t.Context(), initiative.NewPublic(d)
		id := w.described("Boks")
		found := func(when, question string, want ...string) {
			t.Helper()
			got, err := catalogue.New(d).Search(ctx, search.Query{Text: question})
			var paths []string
			for _, h := range got.Hits {
				paths = append(paths, h.Path)
			}
			if err != nil || !slices.Equal(paths, want) {
				t.Errorf("%s: %q finds %q, %v, want %q", when, question, paths, err, want)
			}
		}
		for _, to := range []initiative.State{initiative.Described, initiative.Proposed} {
			w.must(w.step(id, to, "", ""))
		}
		w.must(w.step(id, initiative.Approved, "", "d1"))
		found("before it is let out", "medicinboks")
		w.must(w.LetOut(ctx, w.sek, id))
		found("let out", "medicinboks", "/indsatser/medicinboks-i-byen")
		found("let out", "purpose", "/indsatser/medicinboks-i-byen")
		if list, _, err := public.List(ctx, "b1", "", 10); err != nil || len(list) != 1 || list[0].ID != id {
			t.Errorf("the list of the body has %v, %v, want the one that was let out", list, err)
		}
		w.must(w.SetName(ctx, w.lead, id, "Pilleskab", true))
		found("under its new name", "pilleskab", "/indsatser/pilleskab")
		w.must(w.Withdraw(ctx, w.sek, id))
		found("taken back", "pilleskab")
	})
}

func TestTwoMoveTheStateAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.described("Boks")
		seen := w.see(w.sek, id).Steps()
		people := []access.Who{w.sek, w.lead, somebody("Ida Ås", access.Lead, "b1"), somebody("Åse Øst", access.Secretariat, "b1")}
		errs := make([]error, len(people))
		var wg sync.WaitGroup
		for i, who := range people {
			wg.Go(func() {
				errs[i] = w.Advance(t.Context(), who, id, seen, initiative.Advance{To: initiative.Described}, initiative.Pointing{})
			})
		}
		wg.Wait()
		won := 0
		for i, err := range errs {
			if err == nil {
				won++
				w.must(w.Advance(t.Context(), people[i], id, seen, initiative.Advance{To: initiative.Described}, initiative.Pointing{})) // pressed twice
			} else {
				w.refused(fault.Conflict, "the second", err)
			}
		}
		if got := w.see(w.sek, id); won != 1 || got.Steps() != seen+1 {
			t.Errorf("%d got through with %d steps, want one of each", won, got.Steps()-seen)
		}
	})
}

func TestMovedDatesStayVisible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, id := t.Context(), w.described("Boks")
		w.refused(fault.Invalid, "milestone before start", w.AddMark(ctx, w.lead, id, initiative.Mark{Milestone: true, Label: "Før", From: "2026-01-01"}))
		w.refused(fault.Invalid, "end before start", w.SetFrame(ctx, w.lead, id, "2026-02-01", "2026-01-31", "Fejl"))
		w.refused(fault.Invalid, "start after a milestone", w.SetFrame(ctx, w.lead, id, "2026-03-02", "2026-06-30", "Fejl"))
		m := w.see(w.lead, id).Marks[0]
		to := initiative.Mark{ID: m.ID, From: "2026-04-01"}
		w.refused(fault.Invalid, "moved without a reason", w.MoveMark(ctx, w.lead, id, m.Version, to, " "))
		w.must(w.MoveMark(ctx, w.lead, id, m.Version, to, "Boksen kom sent"))
		w.must(w.MoveMark(ctx, w.lead, id, m.Version, to, "Boksen kom sent")) // sent twice
		w.refused(fault.Conflict, "moved by somebody who saw the old place", w.MoveMark(ctx, w.sek, id, m.Version, initiative.Mark{ID: m.ID, From: "2026-05-01"}, "Nej"))
		w.must(w.MoveMark(ctx, w.sek, id, m.Version+1, initiative.Mark{ID: m.ID, From: "2026-05-01"}, "Igen"))
		m = w.see(w.lead, id).Marks[0]
		if len(m.Moves) != 2 || m.Moves[0].From != "2026-03-01" || m.Moves[1].From != "2026-04-01" || m.From != "2026-05-01" {
			t.Errorf("after two moves: %+v, want both old places in order", m)
		}
		w.refused(fault.Conflict, "removing what was moved", w.Remove(ctx, w.lead, id, m.ID))
		for i := range 500 {
			w.must(w.AddMark(ctx, w.lead, id, initiative.Mark{Milestone: true, Label: fmt.Sprintf("Milepæl %d", i), From: "2026-03-01"}))
		}
		if got := len(w.see(w.lead, id).Marks); got != 501 {
			t.Errorf("%d marks, want 501", got)
		}
	})
}

func TestSpreadToAnotherBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, id := t.Context(), w.described("Boks")
		_, err := w.Adopt(ctx, w.other, "b2", id, initiative.Pointing{DecisionID: "d2"})
		w.refused(fault.Invalid, "adopting what is not decided", err)
		for _, to := range []initiative.State{initiative.Described, initiative.Proposed} {
			w.must(w.step(id, to, "", ""))
		}
		w.must(w.step(id, initiative.Approved, "", "d1"))
		_, err = w.Adopt(ctx, w.other, "b2", id, initiative.Pointing{DecisionID: "d2"})
		w.refused(fault.Invalid, "adopting what one may not see", err)
		w.must(w.LetOut(ctx, w.sek, id))
		_, err = w.Adopt(ctx, w.other, "b2", id, initiative.Pointing{DecisionID: "d1"})
		w.refused(fault.Invalid, "adopting by a decision of another body", err)
		child, err := w.Adopt(ctx, w.other, "b2", id, initiative.Pointing{DecisionID: "d2"})
		w.must(err)
		again, err := w.Adopt(ctx, w.other, "b2", id, initiative.Pointing{DecisionID: "d2"})
		if err != nil || again.ID != child.ID {
			t.Errorf("adopted twice: %s, %v, want the same child", again.ID, err)
		}
		seen := w.see(w.other, child.ID)
		if seen.Parent.ID != id || seen.State != initiative.Approved || seen.StartedBy().DecisionID != "d2" || seen.Text(initiative.Purpose) != "Boks purpose" || seen.Text(initiative.Lead) != "" {
			t.Errorf("the child is %+v, want one with its parent, its own decision, the purpose and no lead", seen)
		}
		both := access.Who{Account: access.Account{ID: "x", Name: "Ida Ås"}, Grants: append(w.sek.Grants, w.other.Grants...)}
		if parent := w.see(both, id); len(parent.Children) != 1 || parent.Children[0].ID != child.ID {
			t.Errorf("the parent has the children %v, want the one", parent.Children)
		}
		if all, err := w.Compare(ctx, both, child.ID); err != nil || len(all) != 2 || all[0].ID != id {
			t.Errorf("Compare = %d, %v, want both, the parent first", len(all), err)
		}
	})
}

// What was born here does not vanish when the gathered ones are settled, and
// minutes that speak of it make no second one.
func TestBornOutlivesSettling(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, id := t.Context(), w.described("Boks")
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
				VALUES ('m', 'm', 'b1', '2026-04-01', '', '', '', 'minutes', '', 0, 0)`); err != nil {
				return err
			}
			if _, err := initiative.Settle(ctx, tx, "m", nil); err != nil {
				return err
			}
			_, err := initiative.Settle(ctx, tx, "m", []initiative.Mention{{MeetingID: "m", BodyID: "b1", What: initiative.Case, Date: "2026-04-01", Label: "Medicinboks i byen", Leader: "En anden"}})
			return err
		})
		w.must(err)
		if got := w.see(w.sek, id); got.Title != "Medicinboks i byen" {
			t.Errorf("after settling: %q", got.Title)
		}
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM initiative`); got[0] != 1 {
			t.Errorf("there are %d initiatives, want the one that was born here", got[0])
		}
		w.must(d.Write(ctx, func(tx *db.Tx) error { _, err := initiative.Settle(ctx, tx, "m", nil); return err }))
		if got := w.see(w.sek, id); got.ID != id {
			t.Error("it vanished with the minutes that spoke of it")
		}
	})
}

func TestNobodyElseChangesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, id := t.Context(), w.described("Boks")
		member := somebody("Mia Mørk", access.Member, "b1")
		w.refused(fault.Missing, "a member reads an idea", func() error { _, err := w.Open(ctx, member, id); return err }())
		w.refused(fault.Forbidden, "a member moves the dates", w.SetFrame(ctx, member, id, "2026-01-01", "", "x"))
		w.refused(fault.Forbidden, "another body's secretary adds a milestone", w.AddMark(ctx, w.other, id, initiative.Mark{Label: "x"}))
		_, _, err := w.SaveField(ctx, w.other, id, "purpose", 1, "x")
		w.refused(fault.Forbidden, "another body's secretary writes", err)
		w.refused(fault.Forbidden, "the lead lets it out", w.LetOut(ctx, w.lead, id))
		_, _, err = w.SaveField(ctx, w.lead, id, "secret", 0, "x")
		w.refused(fault.Missing, "a field that is none", err)
	})
}
