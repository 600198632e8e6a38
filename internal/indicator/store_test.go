package indicator_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is a running initiative with a secretary, a lead, a guest, and a
// secretary of another body.
type world struct {
	*indicator.Store
	t                       *testing.T
	d                       *db.DB
	sek, lead, guest, other access.Who
}

func somebody(name string, role access.Role, bodyID string) access.Who {
	return access.Who{Account: access.Account{ID: name, Name: name}, Grants: []access.Grant{{BodyID: bodyID, Role: role}}}
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'b1', 'Klynge Fjorden', 'cluster', 'shared', 0), ('b2', 'b2', 'Klynge Bakken', 'cluster', 'shared', 0)`,
		`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('n1', 'medicinboks', 'Medicinboks', 'b1', '', '', 0), ('n2', 'ide', 'En idé', 'b1', '', '', 0)`,
		`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at) VALUES
			('n1', 'b1', true, 'running', false, '2025-01-01', '', '', '{}', 1, 0, '', 0), ('n2', 'b1', true, 'idea', false, '', '', '', '{}', 1, 0, '', 0)`,
	} {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.ExecContext(t.Context(), row); return err }); err != nil {
			t.Fatal(err)
		}
	}
	files, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{Store: indicator.NewStore(d, files), t: t, d: d, sek: somebody("Signe Sand", access.Secretariat, "b1"), lead: somebody("Lone Lind", access.Lead, "b1"),
		guest: somebody("Gitte Gran", access.Guest, "b1"), other: somebody("Bo Birk", access.Secretariat, "b2")}
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

// share is an indicator of persons, minutes one that counts none.
func share() indicator.Definition {
	return indicator.Definition{Name: "Hentet til tiden", Numerator: "pakker hentet inden fristen", Denominator: "pakker lagt i boksen", Factor: 100, Unit: "%", Source: "Boksens log",
		Frequency: indicator.Monthly, Chart: spc.P, Persons: true, Profile: disclosure.DK5}
}

func minutes() indicator.Definition {
	return indicator.Definition{Name: "Minutter pr. udlevering", Numerator: "minutter", Unit: "minutter", Factor: 1, Source: "Tidsstudie", Frequency: indicator.Monthly, Chart: spc.Run}
}

func (w *world) define(d indicator.Definition) indicator.Indicator {
	w.t.Helper()
	i, err := w.Define(w.t.Context(), w.lead, "n1", d)
	w.must(err)
	return i
}

func (w *world) see(id string) indicator.Work {
	w.t.Helper()
	work, err := w.Open(w.t.Context(), w.sek, id)
	w.must(err)
	return work
}

// month returns the period of a month.
func month(text string) indicator.Period {
	p, err := indicator.ParsePeriod(indicator.Monthly, text)
	if err != nil {
		panic(err)
	}
	return p
}

func (w *world) enter(id, period string, f indicator.Figure) error {
	return w.Enter(w.t.Context(), w.lead, id, indicator.Entry{Period: month(period), Figure: f})
}

// check has everything that waits checked by the secretary.
func (w *world) check(id string) {
	w.t.Helper()
	now := w.see(id)
	w.must(w.Check(w.t.Context(), w.sek, id, now.Version, ids(now.InState(indicator.Computed)), "Set efter."))
}

func (w *world) release(id, reason string) error {
	w.t.Helper()
	now := w.see(id)
	return w.Release(w.t.Context(), w.sek, id, now.Version, indicator.Releasing{Values: ids(now.InState(indicator.Checked)), Reason: reason})
}

func ids(values []indicator.Value) (list []string) {
	for _, v := range values {
		list = append(list, v.ID)
	}
	return list
}

// at returns the figure of a period as somebody inside sees it.
func (w *world) at(id, period string) indicator.Value {
	w.t.Helper()
	for _, v := range w.see(id).Values {
		if v.Period == month(period) {
			return v
		}
	}
	w.t.Fatalf("no figure of %s", period)
	return indicator.Value{}
}

// public returns what is released of an initiative at an instant, now when it is
// zero.
func (w *world) public(at time.Time) (list []indicator.Series) {
	w.t.Helper()
	w.must(w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		if at.IsZero() {
			list, err = indicator.OfInitiative(w.t.Context(), tx, "n1")
		} else {
			list, err = indicator.OfInitiativeAt(w.t.Context(), tx, "n1", at)
		}
		return err
	}))
	return list
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(open(t, d)) })
}

func TestAFigureGoesFromComputedToSuperseded(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(minutes()).ID
		w.must(w.enter(id, "2026-08", indicator.Single(12)))
		w.must(w.enter(id, "2026-08", indicator.Single(12))) // the form was sent twice
		w.must(w.enter(id, "2026-10", indicator.Single(14.5)))
		w.refused(fault.Conflict, "another figure of the same period", w.enter(id, "2026-08", indicator.Single(13)))
		w.refused(fault.Forbidden, "the author checks", w.Check(ctx, w.lead, id, 0, ids(w.see(id).Values), ""))
		w.refused(fault.Conflict, "releasing what is not checked", w.release(id, ""))
		if got := w.public(time.Time{}); !got[0].Empty() {
			w.t.Errorf("the public reads %v of what is not released", got[0].Points)
		}
		w.check(id)
		w.refused(fault.Forbidden, "the lead releases", w.Release(ctx, w.lead, id, 0, indicator.Releasing{Values: ids(w.see(id).Values)}))
		w.must(w.release(id, ""))
		if got := w.public(time.Time{})[0].Points; len(got) != 3 || got[0].Value != 12 || !got[1].Missing || got[2].Text != "14,5 minutter" {
			w.t.Errorf("released: %+v, want August, a gap and October", got)
		}
		w.refused(fault.Conflict, "a figure that is frozen", w.enter(id, "2026-08", indicator.Single(13)))
		w.refused(fault.Conflict, "removing it", w.Remove(ctx, w.lead, id, w.at(id, "2026-08").ID, ""))
		over := indicator.Entry{Period: month("2026-08"), Figure: indicator.Single(13), Over: w.at(id, "2026-08").ID}
		w.refused(fault.Invalid, "superseding without saying why", w.Enter(ctx, w.lead, id, over))
		over.Note = "Et ur gik forkert."
		w.must(w.Enter(ctx, w.lead, id, over))
		if got := w.public(time.Time{})[0].Points[0]; got.Value != 12 || got.Was != nil {
			w.t.Errorf("before the new one is released: %+v, want the old one alone", got)
		}
		w.check(id)
		w.must(w.release(id, ""))
		if got := w.public(time.Time{})[0].Points[0]; got.Value != 13 || len(got.Was) != 1 || got.Was[0].Text != "12 minutter" {
			w.t.Errorf("superseded: %+v, want the new one that tells of the old", got)
		}
		w.must(w.Withdraw(ctx, w.sek, id, w.at(id, "2026-10").ID, "Tallet var fra en anden boks."))
		if got := w.public(time.Time{})[0].Points; len(got) != 1 {
			w.t.Errorf("after October was taken back: %+v", got)
		}
	})
}

func TestR10SmallCountsAreHidden(t *testing.T) {
	each(t, func(w *world) {
		id := w.define(share()).ID
		for n, f := range []indicator.Figure{indicator.Over(23, 40), indicator.Over(3, 40), indicator.Over(0, 4), indicator.Over(0, 12), indicator.Over(40, 40), indicator.Over(98, 100)} {
			w.must(w.enter(id, fmt.Sprintf("2026-%02d", n+1), f))
		}
		w.check(id)
		w.must(w.release(id, ""))
		got := w.public(time.Time{})[0]
		var said []string
		for _, p := range got.Points {
			said = append(said, p.Text)
			if p.Hidden && p.Figure != (indicator.Figure{}) {
				w.t.Errorf("%s is hidden and has the figure %v", p.Period, p.Figure)
			}
		}
		if want := []string{"57,5 %", "diskretioneret", "diskretioneret", "0 %", "100 %", "diskretioneret"}; !slices.Equal(said, want) {
			w.t.Errorf("released: %v, want %v", said, want)
		}
		if !got.Suppressed || got.Notes()[1] != "diskretioneret" {
			w.t.Errorf("R13: suppressed %v, notes %v, want a gap that says so", got.Suppressed, got.Notes())
		}
		for _, hidden := range []int{1, 5} {
			if shown := got.Chart.Parts[0].Points[hidden]; !shown.Missing || shown.Numerator != 0 || shown.Denominator != 0 {
				w.t.Errorf("R13: the chart has %+v of a hidden point, want a gap", shown)
			}
		}
	})
}

func TestR11CountsOfThingsPassAndAReasonShowsSmallNumbers(t *testing.T) {
	each(t, func(w *world) {
		meetings := minutes()
		meetings.Name, meetings.Numerator, meetings.Unit = "Møder i samråd", "møder", "møder"
		id := w.define(meetings).ID
		w.must(w.enter(id, "2026-01", indicator.Single(2)))
		w.check(id)
		w.must(w.release(id, ""))
		cases := minutes()
		cases.Name, cases.Numerator, cases.Unit, cases.Persons = "Sager rejst af egen læge", "sager", "sager", true
		id = w.define(cases).ID
		w.must(w.enter(id, "2026-01", indicator.Single(4)))
		w.must(w.enter(id, "2026-02", indicator.Single(8)))
		w.check(id)
		w.must(w.release(id, "Fire sager er nævnt i referatet, og ingen kan kendes."))
		got := w.public(time.Time{})
		if got[0].Points[0].Text != "2 møder" || got[1].Points[0].Text != "4 sager" || got[1].Suppressed {
			w.t.Errorf("released: %+v and %+v, want 2 meetings and 4 cases", got[0].Points, got[1].Points)
		}
		if v := w.at(id, "2026-01"); !strings.HasPrefix(v.Reason, "Fire sager") || v.ReleasedBy != "Signe Sand" {
			w.t.Errorf("the reason that is kept: %q by %q", v.Reason, v.ReleasedBy)
		}
	})
}

func TestR12ADifferenceThatRevealsBlocksTheRelease(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(share()).ID
		next := func(f indicator.Figure) error {
			v := w.at(id, "2026-01")
			w.must(w.Enter(ctx, w.lead, id, indicator.Entry{Period: v.Period, Figure: f, Over: v.ID, Note: "Talt om."}))
			w.check(id)
			return w.release(id, "")
		}
		w.must(w.enter(id, "2026-01", indicator.Over(23, 40)))
		w.check(id)
		w.must(w.release(id, ""))
		err := next(indicator.Over(26, 40))
		w.refused(fault.Conflict, "three more than before", err)
		if !strings.Contains(fault.Sentence(err), "Januar 2026") {
			w.t.Errorf("the sentence does not say which period: %s", fault.Sentence(err))
		}
		if got := w.public(time.Time{})[0].Points[0]; got.Numerator != 23 {
			w.t.Errorf("after a release that was stopped: %+v, want the old figure", got)
		}
		w.must(next(indicator.Over(33, 40)))
		w.refused(fault.Conflict, "two from the first release, eight from the second", next(indicator.Over(25, 40)))
		w.must(w.release(id, "Tallet er offentligt i årsrapporten."))

		// 17 of the 40 were not, and 19 of the 64: that two more were not is told.
		late := share()
		late.Name = "Hentet samme dag"
		id = w.define(late).ID
		w.must(w.enter(id, "2026-01", indicator.Over(23, 40)))
		w.check(id)
		w.must(w.release(id, ""))
		w.refused(fault.Conflict, "two more who are not in the numerator", next(indicator.Over(45, 64)))
	})
}

func TestR18bWhatIsChangedOrRemovedIsRemembered(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(minutes()).ID
		w.must(w.enter(id, "2026-01", indicator.Single(12)))
		v := w.at(id, "2026-01")
		w.check(id)
		w.must(w.Enter(ctx, w.sek, id, indicator.Entry{Period: v.Period, Figure: indicator.Single(13), Over: v.ID}))
		if got := w.at(id, "2026-01"); got.State != indicator.Computed || got.By != "Signe Sand" {
			w.t.Errorf("a checked figure that was changed: %+v, want it to be checked anew", got)
		}
		w.must(w.Remove(ctx, w.lead, id, v.ID, "Forkert måned."))
		list, err := w.History(ctx, w.sek, id)
		w.must(err)
		if len(list) != 5 || list[0].Was != "13 minutter, Signe Sand, 21. november 2026" || list[0].Text != "Forkert måned." ||
			list[1].Was != "12 minutter, Lone Lind, 21. november 2026" || list[1].Became != "13 minutter" {
			w.t.Errorf("history: %+v, want the figures as they were with their authors", list)
		}
		w.must(w.enter(id, "2026-01", indicator.Single(14)))
	})
}

func TestR18bOutliersAreMarkedAndNeedAWord(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(minutes()).ID
		for n, y := range []float64{12, 13, 12, 14, 13, 12, 90} {
			w.must(w.enter(id, fmt.Sprintf("2026-%02d", n+1), indicator.Single(y)))
		}
		now := w.see(id)
		if far := w.at(id, "2026-07"); !now.Stands[far.ID] || now.Stands[w.at(id, "2026-04").ID] {
			w.t.Errorf("what stands out: %v, want July alone", now.Stands)
		}
		w.refused(fault.Invalid, "checking it without a word", w.Check(ctx, w.sek, id, now.Version, ids(now.Values), ""))
		w.must(w.Check(ctx, w.sek, id, now.Version, ids(now.Values), "Systemet var nede i juli."))
		w.must(w.release(id, ""))
		if got := w.public(time.Time{})[0].Points; len(got) != 7 || got[6].Value != 90 || !got[6].Outlying {
			w.t.Errorf("released: %+v, want July marked and there", got)
		}
	})
}

func TestR72OnlyAPersonWithAReasonBeginsANewCentreLine(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(minutes()).ID
		for n := range 20 {
			y := 30.0 + float64(n%3)
			if n >= 12 {
				y = 20 + float64(n%3)
			}
			w.must(w.Enter(ctx, w.lead, id, indicator.Entry{Period: month("2025-01").Plus(n), Figure: indicator.Single(y)}))
		}
		w.refused(fault.Invalid, "without a reason", w.Mark(ctx, w.lead, id, indicator.Split, month("2026-01"), " "))
		w.refused(fault.Invalid, "where nothing is before it", w.Mark(ctx, w.lead, id, indicator.Split, month("2025-01"), "Ny arbejdsgang."))
		w.refused(fault.Forbidden, "by a guest", w.Mark(ctx, w.guest, id, indicator.Split, month("2026-01"), "Ny arbejdsgang."))
		w.refused(fault.Invalid, "with a personal number in it", w.Mark(ctx, w.lead, id, indicator.Split, month("2026-01"), "Se 010190-1234."))
		if parts := len(w.see(id).Chart.Parts); parts != 1 {
			w.t.Errorf("%d parts before anybody has split, want one however much the figures fall", parts)
		}
		w.must(w.Mark(ctx, w.lead, id, indicator.Split, month("2026-01"), "Ny arbejdsgang."))
		w.refused(fault.Conflict, "twice", w.Mark(ctx, w.lead, id, indicator.Split, month("2026-01"), "Igen."))
		now := w.see(id)
		if parts := now.Chart.Parts; len(parts) != 2 || parts[0].Centre != 31 || parts[1].Centre != 21 {
			w.t.Errorf("the chart after the split: %+v", parts)
		}
		w.refused(fault.Invalid, "undone without a reason", w.Unmark(ctx, w.lead, id, now.Marks[0].ID, ""))
		w.must(w.Unmark(ctx, w.lead, id, now.Marks[0].ID, "Arbejdsgangen blev ikke til noget."))
		if now = w.see(id); len(now.Chart.Parts) != 1 || len(now.All) != 1 || now.All[0].UndoneBy != "Lone Lind" {
			w.t.Errorf("after it was undone: %d parts, marks %+v", len(now.Chart.Parts), now.All)
		}
		w.refused(fault.Invalid, "a lock before there are enough", w.Mark(ctx, w.lead, id, indicator.Lock, month("2025-11"), "Før indsatsen."))
		w.must(w.Mark(ctx, w.lead, id, indicator.Lock, month("2025-12"), "Før indsatsen."))
		if parts := w.see(id).Chart.Parts; parts[0].Centre != 31 || !parts[0].RunsSignal() {
			w.t.Errorf("the chart with its baseline locked: %+v, want the centre of the first year and a signal", parts)
		}
		w.refused(fault.Conflict, "a second lock", w.Mark(ctx, w.lead, id, indicator.Lock, month("2026-02"), "Igen."))
	})
}

func TestWhatWasOutAtAnInstant(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(minutes()).ID
		w.must(w.enter(id, "2026-01", indicator.Single(12)))
		w.check(id)
		w.must(w.release(id, ""))
		w.back(time.Hour)
		old := w.at(id, "2026-01")
		w.must(w.Enter(ctx, w.lead, id, indicator.Entry{Period: old.Period, Figure: indicator.Single(15), Over: old.ID, Note: "Talt om."}))
		w.check(id)
		w.must(w.release(id, ""))
		w.must(w.Alter(ctx, w.lead, id, 0, renamed(minutes(), "Tid"), ""))
		before, now := w.public(dbtest.Noon.Add(-time.Minute))[0], w.public(time.Time{})[0]
		if before.Points[0].Value != 12 || before.Name != "Minutter pr. udlevering" || len(before.Points[0].Was) != 0 {
			w.t.Errorf("an hour ago: %s %+v, want the first release", before.Name, before.Points)
		}
		if now.Points[0].Value != 15 || now.Name != "Tid" || len(now.Points[0].Was) != 1 {
			w.t.Errorf("now: %s %+v, want the second release", now.Name, now.Points)
		}
		if got := w.public(dbtest.Noon.Add(-48 * time.Hour)); len(got) != 0 {
			w.t.Errorf("before it was defined: %+v", got)
		}
		w.must(w.d.Read(ctx, func(tx *db.Tx) error {
			issues, err := indicator.IssuesOf(ctx, tx, "n1")
			if len(issues) != 2 || issues[0].Replaced != 0 || issues[1].Replaced != 1 || !strings.HasPrefix(issues[0].Verdict, "For få datapunkter") {
				w.t.Errorf("IssuesOf = %+v", issues)
			}
			n, wrong := indicator.Count(ctx, tx, "n1")
			if none, _ := indicator.Count(ctx, tx, "n2"); n != 1 || none != 0 {
				w.t.Errorf("Count = %d and %d, want 1 and 0", n, none)
			}
			if err == nil {
				err = wrong
			}
			return err
		}))
	})
}

func renamed(d indicator.Definition, name string) indicator.Definition {
	d.Name = name
	return d
}

// back lets everything that is written have been done earlier, as the clock of a
// test stands still.
func (w *world) back(by time.Duration) {
	w.t.Helper()
	for _, column := range []string{"indicator_definition.at", "indicator_release.at", "indicator_value.at", "indicator_value.checked_at"} {
		table, name, _ := strings.Cut(column, ".")
		w.must(w.d.Write(w.t.Context(), func(tx *db.Tx) error {
			_, err := tx.ExecContext(w.t.Context(), `UPDATE `+table+` SET `+name+` = `+name+` - $1`, by.Microseconds())
			return err
		}))
	}
}

func TestADefinitionIsChangedWithAWord(t *testing.T) {
	each(t, func(w *world) {
		ctx, i := w.t.Context(), w.define(minutes())
		if again := w.define(minutes()); again.ID != i.ID {
			w.t.Error("the same form sent twice made two indicators")
		}
		_, err := w.Define(ctx, w.lead, "n1", renamed(share(), minutes().Name))
		w.refused(fault.Conflict, "another by the same name", err)
		_, err = w.Define(ctx, w.other, "n1", share())
		w.refused(fault.Forbidden, "a secretary of another body", err)
		_, err = w.Define(ctx, w.lead, "nowhere", share())
		w.refused(fault.Missing, "of no initiative", err)
		changed := minutes()
		changed.Source = "Ny tidsstudie"
		w.must(w.Alter(ctx, w.lead, i.ID, i.Version, changed, ""))
		w.refused(fault.Conflict, "from an older page", w.Alter(ctx, w.lead, i.ID, i.Version, changed, ""))
		w.must(w.enter(i.ID, "2026-01", indicator.Single(12.5)))
		w.refused(fault.Invalid, "another source without a word", w.Alter(ctx, w.lead, i.ID, 0, minutes(), ""))
		w.must(w.Alter(ctx, w.lead, i.ID, 0, minutes(), "Vi gik tilbage til den gamle studie."))
		if got := w.see(i.ID).Changes; len(got) != 1 || got[0].By != "Lone Lind" {
			w.t.Errorf("what is told of the change: %+v", got)
		}
		for what, d := range map[string]indicator.Definition{"another frequency": func() indicator.Definition { d := minutes(); d.Frequency = indicator.Weekly; return d }(),
			"a denominator": renamed(share(), "x"), "a chart that the figures do not fit": func() indicator.Definition { d := minutes(); d.Chart = spc.C; return d }()} {
			w.refused(fault.Conflict, what, w.Alter(ctx, w.lead, i.ID, 0, d, "Derfor."))
		}
	})
}

func TestWhoSeesWhat(t *testing.T) {
	each(t, func(w *world) {
		ctx, i := w.t.Context(), w.define(minutes())
		w.must(w.enter(i.ID, "2026-01", indicator.Single(12)))
		seen, err := w.Open(ctx, w.guest, i.ID)
		w.must(err)
		if seen.Inside || len(seen.Points)+len(seen.Values) != 0 {
			w.t.Errorf("a guest reads %+v before it is released", seen.Points)
		}
		_, err = w.History(ctx, w.guest, i.ID)
		w.refused(fault.Missing, "the history for a guest", err)
		if _, _, err := w.ByAddress(ctx, i.Slug); !fault.Is(err, fault.Missing) {
			w.t.Errorf("ByAddress before the release: %v, want it missing", err)
		}
		w.check(i.ID)
		w.must(w.release(i.ID, ""))
		for _, address := range []string{i.Slug, i.ID} {
			if _, s, err := w.ByAddress(ctx, address); err != nil || len(s.Points) != 1 {
				w.t.Errorf("ByAddress(%s) = %+v, %v", address, s.Points, err)
			}
		}
		idea, err := w.Define(ctx, w.lead, "n2", minutes())
		w.must(err)
		if idea.Slug != i.Slug+"-2" {
			w.t.Errorf("the address of a second one is %s", idea.Slug)
		}
		w.must(w.enter(idea.ID, "2026-01", indicator.Single(12)))
		w.check(idea.ID)
		w.refused(fault.Conflict, "releasing of an idea", w.release(idea.ID, ""))
	})
}

func TestTwoAtOnceEnterOneFigure(t *testing.T) {
	each(t, func(w *world) {
		id := w.define(minutes()).ID
		errs := make([]error, 8)
		var group sync.WaitGroup
		for n := range errs {
			group.Go(func() { errs[n] = w.enter(id, "2026-01", indicator.Single(float64(n))) })
		}
		group.Wait()
		taken := 0
		for _, err := range errs {
			if err == nil {
				taken++
			} else if !fault.Is(err, fault.Conflict) {
				w.t.Errorf("one of eight at once: %v", err)
			}
		}
		if got := w.see(id).Values; taken != 1 || len(got) != 1 {
			w.t.Errorf("%d were taken in and %d stand, want one", taken, len(got))
		}
	})
}

func TestBadFigures(t *testing.T) {
	each(t, func(w *world) {
		ctx, id, ratio := w.t.Context(), w.define(minutes()).ID, w.define(share()).ID
		for what, e := range map[string]struct {
			id     string
			period string
			indicator.Figure
		}{
			"in the future":               {id, "2027-01", indicator.Single(1)},
			"of a month that is not over": {id, "2026-11", indicator.Single(1)},
			"huge":                        {id, "2026-01", indicator.Single(1e13)},
			"not a number":                {id, "2026-01", indicator.Single(nan())},
			"among none":                  {ratio, "2026-01", indicator.Over(1, 0)},
			"negative":                    {ratio, "2026-01", indicator.Over(-1, 4)},
			"more than all":               {ratio, "2026-01", indicator.Over(5, 4)},
			"half a person":               {ratio, "2026-01", indicator.Over(1.5, 4)},
		} {
			w.refused(fault.Invalid, "a figure "+what, w.enter(e.id, e.period, e.Figure))
		}
		// Out of order is in order.
		w.must(w.enter(id, "2026-05", indicator.Single(5)))
		w.must(w.enter(id, "2026-03", indicator.Single(3)))
		if got := w.see(id).Points; len(got) != 3 || got[0].Value != 3 || !got[1].Missing {
			w.t.Errorf("figures that came out of order: %+v", got)
		}
		daily := minutes()
		daily.Name, daily.Frequency = "Dag", indicator.Daily
		days := w.define(daily).ID
		first, err := indicator.ParsePeriod(indicator.Daily, "1971-01-01")
		w.must(err)
		w.must(w.Enter(ctx, w.lead, days, indicator.Entry{Period: first, Figure: indicator.Single(1)}))
		w.refused(fault.TooLarge, "fifty years later", w.Enter(ctx, w.lead, days, indicator.Entry{Period: first.Plus(20_000), Figure: indicator.Single(1)}))
	})
}

func nan() float64 { zero := 0.0; return zero / zero }
