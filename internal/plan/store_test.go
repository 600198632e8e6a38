package plan_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/plan"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// signe works in the secretariat of everything.
var signe = access.Who{
	Account: access.Account{ID: "a1", Name: "Signe Sand"},
	Grants:  []access.Grant{{Role: access.Secretariat, From: "2026-01-01"}},
}

// A world is one cluster with its plan.
type world struct {
	t      *testing.T
	d      *db.DB
	plan   *plan.Store
	public *plan.Public
	body   body.Organization
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, d: d, plan: plan.NewStore(d), public: plan.NewPublic(d)}
	w.body = w.organization("Sundhedsklynge Fjorden")
	return w
}

func (w *world) write(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	if err := w.d.Write(w.t.Context(), func(tx *db.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) organization(name string) (o body.Organization) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *db.Tx) (err error) {
		o, err = body.EnsureBody(ctx, tx, name)
		return err
	})
	return o
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// on returns an ordinary meeting of the cluster.
func (w *world) on(date string) plan.Meeting {
	return plan.Meeting{BodyID: w.body.ID, Date: date, Start: "14:00", End: "16:00", Form: plan.Physical, Place: "Skagerby Rådhus"}
}

func (w *world) add(m plan.Meeting) plan.Meeting {
	w.t.Helper()
	m, err := w.plan.Add(w.t.Context(), signe, m)
	if err != nil {
		w.t.Fatalf("Add(%+v): %v", m, err)
	}
	return m
}

// document writes what the public sees of a meeting.
func (w *world) document(id, date, kind string) {
	w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
		VALUES ($1, $2, $3, $4, '14:00', '16:00', 'Skagerby', $5, 'd', 1, 1)`, id, date+"-fjorden", w.body.ID, date, kind)
}

func refusedFor(err error) (kinds []plan.DoubtKind) {
	if doubts, ok := errors.AsType[plan.Doubts](err); ok {
		for _, d := range doubts {
			kinds = append(kinds, d.Kind)
		}
	}
	return kinds
}

func (w *world) refused(what string, err error, want ...plan.DoubtKind) {
	w.t.Helper()
	got := refusedFor(err)
	if len(got) != len(want) {
		w.t.Errorf("%s: %v, want the doubts %v", what, err, want)
		return
	}
	for i := range want {
		if got[i] != want[i] {
			w.t.Errorf("%s: doubts %v, want %v", what, got, want)
		}
	}
}

func TestPlanning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		first, err := w.plan.Plan(ctx, signe, w.on("2026-12-01"), false)
		if err != nil || first.Version != 1 || first.State != plan.Planned || first.MadeBy != "Signe Sand" {
			t.Fatalf("Plan = %+v, %v", first, err)
		}
		// A double click, and whatever else is worth asking about.
		_, err = w.plan.Plan(ctx, signe, w.on("2026-12-01"), false)
		w.refused("the same form twice", err, plan.BodyBusy)
		late := w.on("2026-12-01")
		late.Start, late.End = "16:00", "17:00"
		if _, err = w.plan.Plan(ctx, signe, late, false); err != nil {
			t.Errorf("a meeting after the other: %v", err)
		}
		_, err = w.plan.Plan(ctx, signe, w.on("2026-11-20"), false)
		w.refused("yesterday", err, plan.Past)
		_, err = w.plan.Plan(ctx, signe, w.on("2026-12-25"), false)
		w.refused("Christmas Day", err, plan.DayOff)
		_, err = w.plan.Plan(ctx, signe, w.on("2026-12-05"), false)
		w.refused("a Saturday", err, plan.DayOff)
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(fault.Sentence(err), "lørdag") {
			t.Errorf("the refusal is %v and says %q", fault.KindOf(err), fault.Sentence(err))
		}
		if _, err = w.plan.Plan(ctx, signe, w.on("2026-12-05"), true); err != nil {
			t.Errorf("a Saturday that was confirmed: %v", err)
		}
		if _, err = w.plan.Plan(ctx, signe, w.on("2027-01-12"), true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("after the clusters have ended: %v, want it refused (R3)", err)
		}
		list, err := w.plan.Of(ctx, w.body.ID, "2026-12-01", "2026-12-31")
		if err != nil || len(list) != 3 {
			t.Errorf("Of = %d meetings, %v; want 3", len(list), err)
		}
		// The night before reaches into the day.
		night := w.on("2026-12-14")
		night.Start, night.End = "22:00", "01:00"
		w.add(night)
		early := w.on("2026-12-15")
		early.Start, early.End = "00:30", "02:00"
		_, err = w.plan.Plan(ctx, signe, early, false)
		w.refused("before the night is over", err, plan.BodyBusy)
	})
}

func TestRooms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		room, err := w.plan.AddRoom(ctx, plan.Room{Name: " Byrådssalen ", Address: "Rådhuspladsen 1"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.plan.AddRoom(ctx, plan.Room{Name: "Byrådssalen"}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second room of the name: %v", err)
		}
		if _, err := w.plan.AddRoom(ctx, plan.Room{Name: "  "}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a room without a name: %v", err)
		}
		m := w.on("2026-12-01")
		m.RoomID, m.Place = room.ID, ""
		if got := w.add(m); got.Place != "Byrådssalen, Rådhuspladsen 1" {
			t.Errorf("the place is %q, want the room's", got.Place)
		}
		other := w.on("2026-12-01")
		other.BodyID, other.RoomID = w.organization("Udvalget for det nære sundhedsvæsen").ID, room.ID
		_, err = w.plan.Add(ctx, signe, other)
		w.refused("a room that is taken", err, plan.RoomBusy)
		if !strings.Contains(fault.Sentence(err), "Sundhedsklynge Fjorden har lokalet tirsdag 1. december 2026") {
			t.Errorf("the refusal says %q, want who has it and when", fault.Sentence(err))
		}
		if _, err := w.plan.Plan(ctx, signe, other, true); err != nil {
			t.Errorf("a taken room that was confirmed: %v", err)
		}
		// Two at once: one of them gets the room.
		var group sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			group.Go(func() {
				m := w.on("2026-12-08")
				m.RoomID = room.ID
				_, errs[i] = w.plan.Plan(ctx, signe, m, false)
			})
		}
		group.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("two at once for one room: %v and %v, want one of them refused", errs[0], errs[1])
		}
		if err := w.plan.SetRoomClosed(ctx, room.ID, true); err != nil {
			t.Fatal(err)
		}
		m.Date = "2026-12-16"
		if _, err := w.plan.Add(ctx, signe, m); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a closed room: %v, want it refused", err)
		}
		if err := w.plan.SetRoomClosed(ctx, "findes-ikke", true); fault.KindOf(err) != fault.Missing {
			t.Errorf("a room that is not there: %v", err)
		}
	})
}

func TestMoveCancelRestore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		m := w.add(w.on("2026-12-01"))
		c := plan.Change{Meeting: m.ID, Version: 1, Reason: "Valg samme dag"}
		for name, reason := range map[string]string{"none": " ", "a book": strings.Repeat("a", 700)} {
			if _, err := w.plan.Move(ctx, signe, plan.Change{Meeting: m.ID, Version: 1, Reason: reason}, "2026-12-08", "14:00", "16:00"); fault.KindOf(err) != fault.Invalid {
				t.Errorf("Move with the reason %s: %v, want it refused", name, err)
			}
		}
		moved, err := w.plan.Move(ctx, signe, c, "2026-12-08", "15:00", "17:00")
		if err != nil || moved.Date != "2026-12-08" || moved.Sequence != 1 || moved.Version != 2 || moved.Reason != "Valg samme dag" {
			t.Fatalf("Move = %+v, %v", moved, err)
		}
		// Somebody else had the page open: who was first is told, and nothing is lost.
		_, err = w.plan.Cancel(ctx, access.Who{Account: access.Account{Name: "Bo Bæk"}}, c)
		if fault.KindOf(err) != fault.Conflict || !strings.HasPrefix(fault.Sentence(err), "Signe Sand har ændret mødet") {
			t.Errorf("Cancel of an old version: %v", err)
		}
		if _, err := w.plan.Cancel(ctx, signe, plan.Change{Meeting: m.ID, Version: 2}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Cancel without a reason: %v", err)
		}
		gone, err := w.plan.Cancel(ctx, signe, plan.Change{Meeting: m.ID, Version: 2, Reason: "Sagerne er ikke klar"})
		if err != nil || gone.State != plan.Cancelled || gone.Sequence != 2 {
			t.Fatalf("Cancel = %+v, %v", gone, err)
		}
		if _, err := w.plan.Move(ctx, signe, plan.Change{Meeting: m.ID, Version: 3, Reason: "x"}, "2026-12-09", "14:00", "16:00"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("Move of a cancelled meeting: %v", err)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			if err := plan.Hold(ctx, tx, m.ID); fault.KindOf(err) != fault.Conflict {
				t.Errorf("Hold of a cancelled meeting: %v", err)
			}
			return nil
		})
		back, err := w.plan.Restore(ctx, signe, plan.Change{Meeting: m.ID, Version: 3})
		if err != nil || back.State != plan.Planned || back.Sequence != 3 {
			t.Fatalf("Restore = %+v, %v", back, err)
		}
		set, err := w.plan.SetPlace(ctx, signe, plan.Change{Meeting: m.ID, Version: 4}, plan.Setting{Form: plan.Online, Place: "x", OnlineURL: "https://moede.example/1"})
		if err != nil || set.Place != "" || set.OnlineURL == "" || set.Sequence != 4 {
			t.Fatalf("SetPlace = %+v, %v", set, err)
		}
		changes, err := w.plan.Changes(ctx, m.ID)
		var kinds []string
		for _, c := range changes {
			kinds = append(kinds, c.Kind+" "+c.Was.Date)
		}
		if got := strings.Join(kinds, ", "); err != nil || got != "moved 2026-12-01, cancelled 2026-12-08, restored 2026-12-08, place 2026-12-08" {
			t.Errorf("Changes = %s, %v", got, err)
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			if err := plan.Hold(ctx, tx, m.ID); err != nil {
				return err
			}
			return plan.Hold(ctx, tx, m.ID)
		})
		if held, err := w.plan.Meeting(ctx, m.ID); err != nil || held.State != plan.Held {
			t.Errorf("after Hold twice: %+v, %v", held, err)
		}
		// All of it asked for one round of calls.
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM job WHERE kind = $1`, plan.RoundKind); n[0] != 1 {
			t.Errorf("%d rounds wait, want one", n[0])
		}
		w.write(func(ctx context.Context, tx *db.Tx) error {
			var payload string
			if err := tx.QueryRowContext(ctx, `SELECT payload FROM job WHERE kind = 'invitation.round'`).Scan(&payload); err != nil {
				return err
			}
			var round plan.Round
			if err := json.Unmarshal([]byte(payload), &round); err != nil || round.Meeting != m.ID {
				t.Errorf("the round is %s, %v", payload, err)
			}
			return nil
		})
	})
}

func TestAddSeries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		list, err := w.plan.AddSeries(ctx, signe, w.on(""), []string{"2026-12-15", "2026-12-01", "2026-12-01"}, false)
		if err != nil || len(list) != 2 || list[0].Date != "2026-12-01" || list[0].SeriesID == "" || list[0].SeriesID != list[1].SeriesID {
			t.Fatalf("AddSeries = %+v, %v", list, err)
		}
		_, err = w.plan.AddSeries(ctx, signe, w.on(""), []string{"2026-12-08", "2026-12-15"}, false)
		w.refused("the series again", err, plan.BodyBusy)
		if _, err = w.plan.AddSeries(ctx, signe, w.on(""), []string{"2026-12-08", "2027-01-05"}, true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a series past the end of the clusters: %v, want it refused whole (R3)", err)
		}
		if _, err = w.plan.AddSeries(ctx, signe, w.on(""), nil, true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a series without days: %v", err)
		}
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM planned_meeting`); n[0] != 2 {
			t.Errorf("%d meetings, want the two of the first series", n[0])
		}
	})
}

func TestSetRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		r, err := w.plan.Rules(ctx, w.body.ID)
		if err != nil || r.Legal != 2 || r.Version != 0 {
			t.Fatalf("Rules = %+v, %v; want the defaults", r, err)
		}
		r.Own, r.AgendaDays, r.Place = 3, 6, " Skagerby Rådhus "
		set, err := w.plan.SetRules(ctx, signe, r)
		if err != nil || set.Version != 1 {
			t.Fatalf("SetRules = %+v, %v", set, err)
		}
		if _, err := w.plan.SetRules(ctx, signe, r); fault.KindOf(err) != fault.Conflict || !strings.HasPrefix(fault.Sentence(err), "Signe Sand") {
			t.Errorf("SetRules over an old version: %v", err)
		}
		if got, err := w.plan.Rules(ctx, w.body.ID); err != nil || got != set || got.Place != "Skagerby Rådhus" {
			t.Errorf("Rules = %+v, %v; want %+v", got, err, set)
		}
		for name, change := range map[string]func(*plan.Rules){
			"backwards":      func(r *plan.Rules) { r.From, r.To = "2026-12-31", "2026-01-01" },
			"less than none": func(r *plan.Rules) { r.Own = -1 },
			"every day":      func(r *plan.Rules) { r.Legal = 365 },
			"a long time":    func(r *plan.Rules) { r.AgendaDays = 61 },
			"no kind":        func(r *plan.Rules) { r.Kind = "klub" },
			"no date":        func(r *plan.Rules) { r.To = "snart" },
		} {
			bad := set
			change(&bad)
			if _, err := w.plan.SetRules(ctx, signe, bad); fault.KindOf(err) != fault.Invalid {
				t.Errorf("SetRules %s: %v, want it refused", name, err)
			}
		}
		// A cluster whose political level is a body of its own leaves the minimum to it.
		political := w.organization("Politisk Sundhedsklynge Bakkerne")
		w.document("m9", "2026-02-03", "minutes")
		for id, want := range map[string]int{political.ID: 2, political.ParentID: 0} {
			if r, err := w.plan.Rules(ctx, id); err != nil || r.Legal != want {
				t.Errorf("Rules(%s).Legal = %d, %v; want %d", id, r.Legal, err, want)
			}
		}
	})
}

func TestWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		soon := w.add(w.on("2026-12-01"))
		w.add(w.on("2026-12-22"))
		lines := func(who access.Who) string {
			list, err := w.plan.Waiting(ctx, who, "2026-11-21")
			if err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, l := range list {
				texts = append(texts, l.Due+" "+l.Text+" "+l.Body)
			}
			return strings.Join(texts, "\n")
		}
		if got, want := lines(signe), "2026-11-25 Send dagsordenen Sundhedsklynge Fjorden"; got != want {
			t.Errorf("Waiting =\n%s\nwant\n%s", got, want)
		}
		w.exec(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d1', $1, 0, '{}', false, '', 0, '')`, soon.ID)
		if got := lines(signe); got != "" {
			t.Errorf("after it was sent, Waiting = %s", got)
		}
		if _, err := w.plan.Cancel(ctx, signe, plan.Change{Meeting: soon.ID, Version: 1, Reason: "Sygdom"}); err != nil {
			t.Fatal(err)
		}
		if got, want := lines(signe), "2026-12-31 Planlæg 1 møde mere i 2026 Sundhedsklynge Fjorden"; got != want {
			t.Errorf("with one of two meetings (R1), Waiting =\n%s\nwant\n%s", got, want)
		}
		member := access.Who{Account: access.Account{ID: "a2"}, Grants: []access.Grant{{Role: access.Member, From: "2026-01-01"}}}
		elsewhere := access.Who{Account: access.Account{ID: "a3"}, Grants: []access.Grant{{Role: access.Secretariat, BodyID: "b9", From: "2026-01-01"}}}
		if lines(member) != "" || lines(elsewhere) != "" {
			t.Errorf("a member waits for %q, another secretariat for %q; want nothing", lines(member), lines(elsewhere))
		}
	})
}

func TestPublicYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		known := meeting.NewPublic(d)
		w.document("m1", "2026-02-10", "minutes")
		w.exec(`INSERT INTO announced_meeting (meeting_id, body_id, date, start_time, end_time) VALUES ('m1', $1, '2026-12-01', '13:00', ''), ('m1', $1, '2026-12-15', '13:00', '')`, w.body.ID)
		secret := w.on("2026-12-01")
		secret.Form, secret.OnlineURL = plan.Hybrid, "https://moede.example/hemmeligt"
		m := w.add(secret)
		if _, err := w.plan.Move(ctx, signe, plan.Change{Meeting: m.ID, Version: 1, Reason: "Valg samme dag", Confirmed: true}, "2026-12-08", "14:00", "16:00"); err != nil {
			t.Fatal(err)
		}
		off := w.add(w.on("2026-12-21"))
		if _, err := w.plan.Cancel(ctx, signe, plan.Change{Meeting: off.ID, Version: 1, Reason: "Sygdom"}); err != nil {
			t.Fatal(err)
		}
		years, err := w.public.Year(ctx, 2026, "")
		if err != nil || len(years) != 1 {
			t.Fatalf("Year = %+v, %v; want one body", years, err)
		}
		y := years[0]
		if y.Held != 1 || y.Planned != 2 || y.ByLaw != plan.Kept || len(y.Marks) != 4 {
			t.Errorf("the year is %+v, want one held, one moved, one announced and one cancelled", y)
		}
		coming, err := w.public.Coming(ctx, known, "2026-11-21", "", 10)
		var got []string
		for _, c := range coming {
			got = append(got, strings.TrimSpace(c.Date+" "+c.MovedFrom+" "+c.Reason+" "+c.Path()))
		}
		want := []string{"2026-12-08 2026-12-01 Valg samme dag /organer/" + w.body.Slug + "#aaret", "2026-12-15   /moeder/2026-02-10-fjorden", "2026-12-21  Sygdom /organer/" + w.body.Slug + "#aaret"}
		if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("Coming =\n%s, %v; want\n%s", strings.Join(got, "\n"), err, strings.Join(want, "\n"))
		}
		if first, err := w.public.Coming(ctx, known, "2026-11-21", w.body.Slug, 1); err != nil || len(first) != 1 || first[0].Date != "2026-12-08" {
			t.Errorf("the first coming meeting is %+v, %v", first, err)
		}

		// What minutes announced for a day when the body is no more does not come.
		w.exec(`UPDATE organization SET end_date = '2026-12-10' WHERE id = $1`, w.body.ID)
		if years, err = w.public.Year(ctx, 2026, ""); err != nil || len(years[0].Marks) != 3 {
			t.Errorf("the year of a body that ended has %d marks, %v; want one held, one moved and one cancelled", len(years[0].Marks), err)
		}
		coming, err = w.public.Coming(ctx, known, "2026-11-21", "", 10)
		if err != nil || slices.ContainsFunc(coming, func(c meeting.Coming) bool { return c.Date == "2026-12-15" }) {
			t.Errorf("Coming = %+v, %v; want nothing announced after the end", coming, err)
		}
		events, err := w.public.Events(ctx, known, w.body.Slug)
		if err != nil || slices.ContainsFunc(events, func(e meeting.Event) bool { return e.Date == "2026-12-15" }) {
			t.Errorf("Events = %+v, %v; want nothing announced after the end", events, err)
		}
		w.exec(`UPDATE organization SET end_date = '' WHERE id = $1`, w.body.ID)
		// The agenda becomes public: it is the same meeting, with the same key.
		before, err := w.public.Events(ctx, known, w.body.Slug)
		if err != nil {
			t.Fatal(err)
		}
		w.document("m2", "2026-12-08", "agenda")
		w.exec(`UPDATE planned_meeting SET meeting_id = 'm2' WHERE id = $1`, m.ID)
		after, err := w.public.Events(ctx, known, w.body.Slug)
		if err != nil || len(before) != 4 || len(after) != 4 {
			t.Fatalf("%d events, then %d, %v; want 4 each time", len(before), len(after), err)
		}
		if before[1].Key != m.ID || after[1].Key != m.ID || after[1].Slug != "2026-12-08-fjorden" || after[1].Sequence != 1 || !after[3].Cancelled {
			t.Errorf("events = %+v", after)
		}
		coming, err = w.public.Coming(ctx, known, "2026-11-21", w.body.Slug, 10)
		if err != nil || len(coming) != 3 || !coming[0].Agenda || coming[0].Path() != "/moeder/2026-12-08-fjorden" {
			t.Errorf("Coming with a public agenda = %+v, %v", coming, err)
		}
		for name, shown := range map[string]any{"Year": years, "Coming": coming, "Events": after} {
			text, err := json.Marshal(shown)
			if err != nil || strings.Contains(string(text), "hemmeligt") {
				t.Errorf("%s shows the link to the online meeting, or %v", name, err)
			}
		}
		first, last, err := w.public.Years(ctx)
		if err != nil || first != 2026 || last != 2027 {
			t.Errorf("Years = %d to %d, %v; want 2026 to 2027", first, last, err)
		}
	})
}
