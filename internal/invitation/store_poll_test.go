package invitation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/job"
)

func (w *world) poll() (invitation.Poll, map[string]string) {
	w.t.Helper()
	p, n, err := w.calls.AskDates(w.t.Context(), secretary, invitation.Poll{BodyID: w.body.ID, Title: "Ekstra møde", Deadline: "2026-11-30", Dates: []invitation.Date{
		{Day: "2026-12-07", Start: "14:00", End: "16:00"}, {Day: "2026-12-08", Start: "22:00", End: "01:00"}}})
	if err != nil || n != 2 {
		w.t.Fatalf("AskDates asked %d, %v, want Gerda and Bo", n, err)
	}
	tokens := map[string]string{}
	for _, m := range w.mails() {
		tokens[m.to] = m.token()
	}
	return p, tokens
}

func TestPoll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		p, tokens := w.poll()
		if twin, n, err := w.calls.AskDates(t.Context(), secretary, invitation.Poll{BodyID: w.body.ID, Title: "Ekstra møde", Deadline: "2026-11-30", Dates: p.Dates}); err != nil || n != 0 || twin.ID != p.ID {
			t.Errorf("the second click: %s asked %d, %v", twin.ID, n, err)
		}
		both := func(a, b invitation.Choice) map[int]invitation.Choice { return map[int]invitation.Choice{0: a, 1: b} }
		bo := tokens["bo@skagerby.example"]
		if err := w.calls.VoteByLink(t.Context(), bo, access.Who{}, map[int]invitation.Choice{0: invitation.Yes}); !fault.Is(err, fault.Invalid) {
			t.Errorf("half an answer: %v", err)
		}
		for _, said := range []map[int]invitation.Choice{both(invitation.Yes, invitation.No), both(invitation.No, invitation.IfNeedBe)} { // changed
			if err := w.calls.VoteByLink(t.Context(), bo, access.Who{}, said); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := w.calls.Waiting(t.Context(), w.gerda, "2026-11-21")
		if err != nil || len(lines) != 1 || !strings.HasSuffix(lines[0].Path, "/datoer/"+p.ID+"/svar") || lines[0].Due != "2026-11-30" {
			t.Errorf("Waiting = %+v, %v", lines, err)
		}
		if n, err := w.calls.RemindPoll(t.Context(), secretary, w.body.ID, p.ID); err != nil || n != 1 {
			t.Errorf("RemindPoll = %d, %v, want Gerda alone", n, err)
		}
		if err := w.calls.Vote(t.Context(), w.gerda, w.body.ID, p.ID, both(invitation.Yes, invitation.Yes)); err != nil {
			t.Fatal(err)
		}
		r, err := w.calls.Result(t.Context(), w.body.ID, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		sums := r.Sums()
		if len(r.Voters) != 3 || sums[0].Yes != 1 || sums[0].No != 1 || sums[1].Yes != 1 || sums[1].IfNeedBe != 1 || sums[1].Silent != 1 || r.Best() != 1 {
			t.Errorf("%d voters, %+v, best %d", len(r.Voters), sums, r.Best())
		}
		if _, err := w.calls.Result(t.Context(), "another body", p.ID); !fault.Is(err, fault.Missing) {
			t.Errorf("the poll of another body: %v", err)
		}
		// Two secretaries settle it at once: there is one meeting.
		var all sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			all.Go(func() { _, errs[i] = w.calls.Settle(context.WithoutCancel(t.Context()), secretary, w.body.ID, p.ID, 1) })
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			t.Errorf("settled twice: %v", errs)
		}
		meetings, err := w.plan.Of(t.Context(), w.body.ID, "", "")
		if err != nil || len(meetings) != 1 || meetings[0].Date != "2026-12-08" || meetings[0].Ends().Sub(meetings[0].Begins()) != 3*time.Hour {
			t.Errorf("the meetings are %+v, %v", meetings, err)
		}
		if err := w.calls.VoteByLink(t.Context(), bo, access.Who{}, both(invitation.Yes, invitation.Yes)); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer to a settled poll: %v", err)
		}
	})
}

func TestAPollThatThePlanRefusesStaysOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		p, tokens := w.poll()
		w.exec(`UPDATE organization SET end_date = '2026-12-01' WHERE id = $1`, w.body.ID)
		if _, err := w.calls.Settle(t.Context(), secretary, w.body.ID, p.ID, 0); err == nil {
			t.Fatal("a meeting after the body has ended is planned")
		}
		if _, err := w.calls.Settle(t.Context(), secretary, w.body.ID, p.ID, 7); !fault.Is(err, fault.Invalid) {
			t.Errorf("a date that is none: %v", err)
		}
		// What stops in the middle leaves nothing: neither the meeting nor the poll.
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := w.calls.Settle(ctx, secretary, w.body.ID, p.ID, 0); err == nil {
			t.Error("settled for somebody who has gone")
		}
		if r, err := w.calls.Result(t.Context(), w.body.ID, p.ID); err != nil || r.State != invitation.Open || r.MeetingID != "" {
			t.Errorf("the poll is %s of %q, %v, want it open", r.State, r.MeetingID, err)
		}
		if err := w.calls.VoteByLink(t.Context(), tokens["bo@skagerby.example"], access.Who{}, map[int]invitation.Choice{0: invitation.Yes, 1: invitation.No}); err != nil {
			t.Errorf("the poll is not open any more: %v", err)
		}
		w.exec(`UPDATE poll SET deadline = '2026-11-20'`)
		if err := w.calls.VoteByLink(t.Context(), tokens["bo@skagerby.example"], access.Who{}, map[int]invitation.Choice{0: invitation.Yes, 1: invitation.No}); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer after the deadline: %v", err)
		}
	})
}

func TestPollsThatCannotBeAsked(t *testing.T) {
	day := invitation.Date{Day: "2026-12-07", Start: "14:00", End: "16:00"}
	for name, p := range map[string]invitation.Poll{
		"without dates":         {Deadline: "2026-11-30"},
		"with a day that was":   {Deadline: "2026-11-30", Dates: []invitation.Date{{Day: "2026-11-21", Start: "14:00", End: "16:00"}}},
		"with a day that isn't": {Deadline: "2026-11-30", Dates: []invitation.Date{{Day: "2027-02-30", Start: "14:00", End: "16:00"}}},
		"with no time":          {Deadline: "2026-11-30", Dates: []invitation.Date{{Day: "2026-12-07", Start: "14", End: "16:00"}}},
		"with one date twice":   {Deadline: "2026-11-30", Dates: []invitation.Date{day, day}},
		"with a deadline gone":  {Deadline: "2026-11-20", Dates: []invitation.Date{day}},
	} {
		if err := p.Check("2026-11-21"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a poll %s: %v", name, err)
		}
	}
}

const busyFile = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Tandlæge\r\nDTSTART;TZID=Europe/Copenhagen:20261207T150000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestBusyTimesAndSuggestions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		wish := invitation.Wish{BodyID: w.body.ID, From: "2026-12-05", To: "2026-12-28", Start: "14:00", End: "16:00"}
		if n, err := w.calls.SetFile(t.Context(), w.gerda, []byte(busyFile)); err != nil || n != 1 {
			t.Fatalf("SetFile = %d, %v", n, err)
		}
		list, err := w.calls.Suggest(t.Context(), wish)
		if err != nil {
			t.Fatal(err)
		}
		days := fmt.Sprint(list)
		// A weekend, and Christmas with the day before it, are no working days.
		if strings.Contains(days, "2026-12-05") || strings.Contains(days, "2026-12-24") || strings.Contains(days, "2026-12-25") || len(list) != 14 {
			t.Errorf("%d suggestions: %s", len(list), days)
		}
		last := list[len(list)-1]
		if last.Day != "2026-12-07" || fmt.Sprint(last.Busy) != "[Gerda Holm]" || last.Unknown != 2 || list[0].Free != 1 {
			t.Errorf("the day Gerda is busy is %+v, and the first %+v", last, list[0])
		}
		var kept []string
		w.write(func(tx *db.Tx) (err error) {
			kept, err = db.Collect(t.Context(), tx, func(r interface{ Scan(...any) error }) (s string, err error) { return s, r.Scan(&s) }, `SELECT url || error FROM busy_source`)
			return err
		})
		if strings.Contains(fmt.Sprint(kept), "Tandlæge") {
			t.Error("what somebody is busy with is kept")
		}
		// From an address: fetched now, and then by a job; a server that is away costs nothing.
		w.file.text = busyFile
		if n, err := w.calls.SetAddress(t.Context(), w.gerda, "webcal://kalender.example/gerda.ics"); err != nil || n != 1 {
			t.Fatalf("SetAddress = %d, %v", n, err)
		}
		source, err := w.calls.MySource(t.Context(), w.gerda)
		if err != nil || source == nil || source.URL != "https://kalender.example/gerda.ics" {
			t.Fatalf("MySource = %+v, %v", source, err)
		}
		payload := []byte(`"` + source.SeatID + `"`)
		w.file.err = fault.New(fault.Unavailable, "Kalenderen svarer ikke.")
		if err := w.handlers[invitation.FetchKind](t.Context(), job.Job{Payload: payload}); err != nil {
			t.Fatal(err)
		}
		if source, err = w.calls.MySource(t.Context(), w.gerda); err != nil || source.Error != "Kalenderen svarer ikke." || source.Busy != 1 {
			t.Errorf("after a failure: %+v, %v", source, err)
		}
		w.file.err, w.file.text = nil, strings.Replace(busyFile, "DURATION:PT1H", "DURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=3", 1)
		if err := w.handlers[invitation.FetchKind](t.Context(), job.Job{Payload: payload}); err != nil {
			t.Fatal(err)
		}
		if source, err = w.calls.MySource(t.Context(), w.gerda); err != nil || source.Error != "" || source.Busy != 3 {
			t.Errorf("after the next fetch: %+v, %v", source, err)
		}
		if err := w.calls.ForgetBusy(t.Context(), w.gerda); err != nil {
			t.Fatal(err)
		}
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM busy`); n[0] != 0 {
			t.Errorf("%d busy times are kept of somebody who wants none kept", n[0])
		}
		for name, address := range map[string]string{"inside the house": "https://127.0.0.1/x.ics", "in the clear": "http://kalender.example/x.ics", "a file": "file:///etc/passwd"} {
			if _, err := w.calls.SetAddress(t.Context(), w.gerda, address); !fault.Is(err, fault.Invalid) {
				t.Errorf("an address %s: %v", name, err)
			}
		}
		if _, err := w.calls.SetFile(t.Context(), w.gerda, make([]byte, 6<<20)); !fault.Is(err, fault.TooLarge) {
			t.Errorf("6 MB: %v", err)
		}
		if _, err := w.calls.SetFile(t.Context(), access.Who{Account: access.Account{ID: "stranger"}}, []byte(busyFile)); !fault.Is(err, fault.Missing) {
			t.Errorf("somebody without a seat: %v", err)
		}
	})
}

func TestFeedOfAPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		m, _ := w.called()
		first, err := w.calls.NewFeed(t.Context(), w.gerda)
		if err != nil {
			t.Fatal(err)
		}
		text, err := w.calls.Feed(t.Context(), first)
		if err != nil || strings.Count(text, "BEGIN:VEVENT") != 1 || !strings.Contains(text, "SUMMARY:Sundhedsklynge Fjorden") || !strings.Contains(text, m.ID) {
			t.Errorf("the feed, %v:\n%s", err, text)
		}
		second, err := w.calls.NewFeed(t.Context(), w.gerda)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.calls.Feed(t.Context(), first); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the old address still works: %v", err)
		}
		if has, err := w.calls.HasFeed(t.Context(), w.gerda); !has || err != nil {
			t.Errorf("HasFeed = %v, %v", has, err)
		}
		if err := w.calls.EndFeed(t.Context(), w.gerda); err != nil {
			t.Fatal(err)
		}
		if _, err := w.calls.Feed(t.Context(), second); err == nil {
			t.Error("a closed address still works")
		}
		if _, err := w.calls.Feed(t.Context(), "gættet"); !fault.Is(err, fault.Missing) {
			t.Errorf("a guessed address: %v", err)
		}
	})
}
