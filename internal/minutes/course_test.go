package minutes_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/minutes"
	"klynge/internal/plan"
)

func TestOpenCallsTheRoll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 1))
		tb.answer("anna", "coming", "")
		tb.answer("carl", "apology", "dora")
		for range 2 { // a double click opens it once
			if _, err := tb.s.Open(t.Context(), meetingID, by(0)); err != nil {
				t.Fatalf("Open: %v", err)
			}
		}
		got := map[string]string{}
		for _, a := range tb.record().Attendance {
			got[a.Name] += string(a.Status) + a.Substituted
		}
		want := map[string]string{"Anna Ager": "present", "Bent Bro": "absent", "Carl Dam": "apology", "Dora Eng": "presentCarl Dam", "Sofie Sand": "absent", "Leo Lund": "absent"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the roll is %v, want %v", got, want)
		}
		if e := tb.events(); len(e) != 1 || e[0].Kind != minutes.Opened || e[0].Number != 1 {
			t.Errorf("events %+v, want one that the meeting is opened", e)
		}
	})
}

func TestOpenNeedsASentAgenda(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 1))
		tb.exec(`DELETE FROM dispatch`)
		if _, err := tb.s.Open(t.Context(), meetingID, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("Open without an agenda = %v, want a refusal", err)
		}
	})
}

// Somebody moves or cancels a meeting while another opens it and begins the first
// item: one of them is first, and the other is told. A meeting that is under way
// is not moved.
func TestMovedWhileItIsOpened(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		plans := plan.NewStore(d)
		for n := range 8 {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				tb := set(t, d, point(1, 1))
				defer tb.clear()
				change := plan.Change{Meeting: meetingID, Version: 1, Reason: "Sne", Confirmed: true}
				var moved, opened, begun error
				var wg sync.WaitGroup
				wg.Go(func() {
					if n%2 == 0 {
						_, moved = plans.Cancel(t.Context(), by(0).Who, change)
					} else {
						_, moved = plans.Move(t.Context(), by(0).Who, change, "2026-12-01", "12:00", "15:00")
					}
				})
				wg.Go(func() {
					if _, opened = tb.s.Open(t.Context(), meetingID, by(0)); opened == nil {
						begun = tb.s.Begin(t.Context(), meetingID, "p1", by(0))
					}
				})
				wg.Wait()
				for _, err := range []error{moved, opened, begun} {
					if err != nil && !fault.Is(err, fault.Conflict) {
						t.Errorf("%v, want it done or a conflict", err)
					}
				}
				if held := opened == nil && begun == nil; n%2 == 0 && (moved == nil) == held {
					t.Errorf("cancelled: %v; opened: %v; begun: %v, want one of both", moved, opened, begun)
				}
			})
		}
		tb := set(t, d, point(1, 1))
		tb.open()
		tb.must(tb.s.Begin(t.Context(), meetingID, "p1", by(0)))
		change := plan.Change{Meeting: meetingID, Version: 1, Reason: "Sne", Confirmed: true}
		if _, err := plans.Move(t.Context(), by(0).Who, change, "2026-12-01", "12:00", "15:00"); !fault.Is(err, fault.Conflict) {
			t.Errorf("Move of a meeting that is under way = %v, want a conflict", err)
		}
		if _, err := plans.Cancel(t.Context(), by(0).Who, change); !fault.Is(err, fault.Conflict) {
			t.Errorf("Cancel of a meeting that is under way = %v, want a conflict", err)
		}
	})
}

// clear takes the table away again.
func (tb table) clear() {
	for _, name := range []string{"invitation", "sitting_event", "sitting_act", "treatment", "attendance", "sitting", "dispatch", "draft_recommendation", "draft_item", "planned_change", "planned_meeting", "seat", "job", "organization"} {
		tb.exec(`DELETE FROM ` + name)
	}
}

// Items are taken in any order, taken up again, and cut by breaks; the clock
// counts what each took.
func TestCourse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 0), point(2, 0))
		tb.open()
		ctx := t.Context()
		tb.must(tb.s.Begin(ctx, meetingID, "p1", by(50*time.Minute)))
		tb.must(tb.s.Begin(ctx, meetingID, "p2", by(40*time.Minute)))
		tb.must(tb.s.Adjourn(ctx, meetingID, by(35*time.Minute)))
		tb.must(tb.s.Resume(ctx, meetingID, by(25*time.Minute)))
		tb.must(tb.s.Begin(ctx, meetingID, "p1", by(20*time.Minute)))
		tb.must(tb.s.Begin(ctx, meetingID, "", by(13*time.Minute)))
		items := tb.record().Items
		if items[0].Spent != 17*time.Minute || items[1].Spent != 10*time.Minute {
			t.Errorf("spent %v and %v, want 17 and 10 minutes", items[0].Spent, items[1].Spent)
		}
		if want := noon.Add(-50 * time.Minute); !items[0].Began.Equal(want) {
			t.Errorf("item 1 began %v, want its first beginning, %v", items[0].Began, want)
		}
		var kinds []string
		for i, e := range tb.events() {
			if e.Number != int64(i+1) {
				t.Fatalf("event %d has number %d: there is a gap", i+1, e.Number)
			}
			kinds = append(kinds, e.Kind+e.Data.Item)
		}
		if want := []string{"opened", "itemp1", "itemp2", "adjourned", "itemp2", "itemp1", "item"}; !slices.Equal(kinds, want) {
			t.Errorf("told %v, want %v", kinds, want)
		}
	})
}

// The last state of each item over all dispatches is what is treated (R10).
func TestSupplements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 0), point(2, 0), point(3, 0))
		tb.exec(`UPDATE dispatch SET number = 0`)
		withdrawn, changed := point(2, 0), point(3, 0)
		withdrawn.Withdrawn, changed.Title = true, "Sag 3, ny titel"
		tb.dispatch(1, withdrawn)
		tb.dispatch(2, changed, point(4, 0))
		tb.open()
		var got []string
		for _, it := range tb.record().Items {
			got = append(got, fmt.Sprint(it.Title, it.Withdrawn))
		}
		if want := []string{"Sag 1false", "Sag 2true", "Sag 3, ny titelfalse", "Sag 4false"}; !slices.Equal(got, want) {
			t.Errorf("items %q, want %q", got, want)
		}
		if err := tb.s.Begin(t.Context(), meetingID, "p2", by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("Begin an item that was withdrawn = %v, want a refusal", err)
		}
	})
}

// A meeting across midnight, and across both changes of the clock, is measured
// in instants.
func TestClockAcrossMidnightAndSummerTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		from, to time.Time
		want     time.Duration
	}{
		"across midnight":     {time.Date(2026, 11, 21, 23, 30, 0, 0, zone), time.Date(2026, 11, 22, 0, 30, 0, 0, zone), time.Hour},
		"the long night":      {time.Date(2026, 10, 25, 1, 30, 0, 0, zone), time.Date(2026, 10, 25, 3, 30, 0, 0, zone), 3 * time.Hour},
		"the short night":     {time.Date(2027, 3, 28, 1, 30, 0, 0, zone), time.Date(2027, 3, 28, 3, 30, 0, 0, zone), time.Hour},
		"an hour of planning": {time.Date(2027, 3, 28, 12, 0, 0, 0, zone), time.Date(2027, 3, 28, 12, 0, 0, 0, zone), 0},
	} {
		clock := minutes.Clock{Planned: 4 * time.Hour, Since: c.from.UTC()}
		if got := clock.Left(c.to); got != 4*time.Hour-c.want {
			t.Errorf("%s: %v left, want %v", name, got, 4*time.Hour-c.want)
		}
	}
}

// What a browser sends again after a network that was away is done once, in the
// order and at the time that it was done.
func TestReplay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 0), point(2, 0))
		tb.open()
		queue := []struct {
			act  string
			item string
			ago  time.Duration
		}{{"a1", "p1", 30 * time.Minute}, {"a2", "p2", 20 * time.Minute}, {"a3", "p1", 10 * time.Minute}}
		for range 2 {
			for _, q := range queue {
				b := by(q.ago)
				b.Act = q.act
				tb.must(tb.s.Begin(t.Context(), meetingID, q.item, b))
			}
		}
		if n := len(tb.events()); n != 4 {
			t.Errorf("%d events after the queue was sent twice, want 4", n)
		}
		if it := tb.record().Items[1]; it.Spent != 10*time.Minute {
			t.Errorf("item 2 took %v, want the ten minutes that it took", it.Spent)
		}
	})
}

func TestTwoSecretariesClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 0))
		tb.open()
		errs := make(chan error, 2)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				_, err := tb.s.Close(t.Context(), meetingID, true, by(0))
				errs <- err
			})
		}
		wg.Wait()
		one, two := <-errs, <-errs
		if one != nil {
			one, two = two, one
		}
		if one != nil || !fault.Is(two, fault.Conflict) {
			t.Errorf("two who close at once: %v and %v, want one of them told", one, two)
		}
		if v := tb.versions(); len(v) != 1 || v[0].Act != minutes.Closed || v[0].Number != 1 || v[0].By != "sekretær" {
			t.Errorf("versions %+v, want one", v)
		}
		if _, err := tb.s.Open(t.Context(), meetingID, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("opening a meeting that was closed = %v, want a conflict", err)
		}
		if got := tb.record().Ended; !got.Equal(noon) {
			t.Errorf("ended %v, want %v", got, noon)
		}
		tb.read(func(ctx context.Context, tx *db.Tx) error {
			m, err := plan.Find(ctx, tx, meetingID)
			if m.State != plan.Held {
				t.Errorf("the meeting is %s, want held", m.State)
			}
			return err
		})
		if err := tb.s.Begin(t.Context(), meetingID, "p1", by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("Begin after the meeting = %v, want a refusal", err)
		}
	})
}

// A version never changes; what is put right afterwards is a new one with its
// reason.
func TestCorrection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 0))
		tb.open()
		ctx := t.Context()
		if err := tb.s.Correct(ctx, meetingID, "slåfejl", by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("Correct before the end = %v, want a refusal", err)
		}
		tb.close()
		if _, _, err := tb.s.Write(ctx, "p1", minutes.Decided, 0, "Godkendt", by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("Write after the end = %v, want a refusal", err)
		}
		if err := tb.s.Correct(ctx, meetingID, "  ", by(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Correct without a reason = %v, want a refusal", err)
		}
		tb.must(tb.s.Correct(ctx, meetingID, "Slåfejl i beslutningen", by(0)))
		if _, _, err := tb.s.Write(ctx, "p1", minutes.Decided, 0, "Godkendt", by(0)); err != nil {
			t.Fatal(err)
		}
		if _, err := tb.s.Corrected(ctx, meetingID, by(0)); err != nil {
			t.Fatal(err)
		}
		v := tb.versions()
		if len(v) != 2 || v[1].Act != minutes.Corrected || v[1].Reason != "Slåfejl i beslutningen" || v[1].Content.Items[0].Decision != "Godkendt" {
			t.Fatalf("versions %+v, want a second one with the correction", v)
		}
		if v[0].Content.Items[0].Decision != "" {
			t.Errorf("the first version changed: %q", v[0].Content.Items[0].Decision)
		}
		if _, err := tb.s.Corrected(ctx, meetingID, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("Corrected twice = %v, want to be told", err)
		}
	})
}

func TestTwoHundredItems(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var items []agenda.SentItem
		for n := 1; n <= 200; n++ {
			items = append(items, point(n, 1))
		}
		tb := set(t, d, items...)
		tb.open()
		if n := len(tb.record().Items); n != 200 {
			t.Errorf("%d items, want 200", n)
		}
		if _, err := tb.s.Close(t.Context(), meetingID, true, by(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Close with 200 lines that nobody decided = %v, want a refusal", err)
		}
	})
}
