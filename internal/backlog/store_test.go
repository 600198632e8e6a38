package backlog_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/backlog"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/mail"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// words stand for the letters of the surface.
type words struct{}

func (words) Received(r backlog.Receipt) (mail.Message, error) {
	return mail.Message{To: r.Email, Subject: "modtaget", Text: r.Title + " " + r.Slot.Date}, nil
}

func (words) Declined(r backlog.Receipt) (mail.Message, error) {
	return mail.Message{To: r.Email, Subject: "afvist", Text: r.Title + ": " + r.Reason}, nil
}

// A world has two bodies: b1 meets in 20 and in 80 days, b2 in 50 days.
type world struct {
	*backlog.Store
	t     *testing.T
	db    *db.DB
	today time.Time
}

func open(t *testing.T, d *db.DB) world {
	t.Helper()
	w := world{backlog.NewStore(d, words{}, backlog.Sources()...), t, d, time.Time{}}
	if err := d.Read(t.Context(), func(tx *db.Tx) error { w.today = tx.Now; return nil }); err != nil {
		t.Fatal(err)
	}
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0), ('b2', 'raadet', 'Sundhedsrådet Nordkyst', 'council', 'shared', 0)`)
	w.meeting("m1", "b1", w.day(20), "planned")
	w.meeting("m2", "b1", w.day(80), "planned")
	w.meeting("n1", "b2", w.day(50), "planned")
	return w
}

func (w world) day(n int) string { return w.today.AddDate(0, 0, n).Format(time.DateOnly) }

func (w world) exec(query string, args ...any) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.t.Context(), query, args...)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) meeting(id, body, date, state string) {
	w.t.Helper()
	w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ($1, $2, '', $3, '13:00', '15:00', 'physical', '', '', $4, '', '', 0, 1, 0, '', 0)`, id, body, date, state)
}

// item adds an item, in the backlog without a meeting.
func (w world) item(body, meeting, title string, change func(*agenda.Item)) (it agenda.Item) {
	w.t.Helper()
	it = agenda.Item{BodyID: body, MeetingID: meeting, Fields: agenda.Texts(map[string]string{agenda.Title: title, agenda.Presentation: "Om " + title}),
		Recommendations: []agenda.Recommendation{{Text: "at det godkendes."}}}
	if change != nil {
		change(&it)
	}
	if err := w.db.Write(w.t.Context(), func(tx *db.Tx) (err error) {
		it, err = agenda.AddItem(w.t.Context(), tx, who("b1", access.Secretariat), it)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return it
}

func (w world) count(query string, args ...any) (n int) {
	w.t.Helper()
	if err := w.db.Read(w.t.Context(), func(tx *db.Tx) error { return tx.QueryRowContext(w.t.Context(), query, args...).Scan(&n) }); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w world) list(as access.Who) backlog.List {
	w.t.Helper()
	l, err := w.List(w.t.Context(), "b1", as)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

func who(body string, role access.Role) access.Who {
	return access.Who{Account: access.Account{ID: "konto-" + string(role), Name: "Ane Storm", Email: "ane@skagerby.example"}, Grants: []access.Grant{{Role: role, BodyID: body}}}
}

var secretary, member = who("b1", access.Secretariat), who("b1", access.Member)

var wish = backlog.Proposal{BodyID: "b1", Title: "Fælles kørsel", Text: "Ventetiden vokser.", Recommendation: "at der afsættes midler.", Type: agenda.Decision, Key: "k1"}

func TestR12ProposalWithReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		var wg sync.WaitGroup
		for range 4 { // somebody presses four times
			wg.Go(func() {
				if r, err := w.Propose(ctx, wish, member); err != nil || r.Slot.ID != "m1" || !r.Planned {
					t.Errorf("Propose = %+v, %v, want the next meeting", r, err)
				}
			})
		}
		wg.Wait()
		l := w.list(secretary)
		if len(l.Proposed) != 1 || l.Proposed[0].Title() != "Fælles kørsel" || l.Proposed[0].Origin != agenda.FromMember || l.Proposed[0].ProposedBy != "Ane Storm" {
			t.Fatalf("proposed four times, the list has %+v, want one", l.Proposed)
		}
		if n := w.count(`SELECT COUNT(*) FROM mail_message WHERE recipient = 'ane@skagerby.example' AND subject = 'modtaget'`); n != 1 {
			t.Errorf("%d receipts are queued, want one", n)
		}
		w.exec(`UPDATE planned_meeting SET date = $1 WHERE id = 'm1'`, w.day(5))
		late := wish
		late.Key, late.Title = "k2", "Mere kørsel"
		if r, err := w.Propose(ctx, late, who("b1", access.Administrative)); err != nil || r.Slot.ID != "m2" || r.Slot.Missed != w.day(5) {
			t.Errorf("Propose after the deadline = %+v, %v, want the meeting after", r, err)
		}
		if n := w.count(`SELECT COUNT(*) FROM draft_item WHERE origin = 'administration' AND origin_id = 'k2'`); n != 1 {
			t.Errorf("%d items come from the administration, want the one it proposed", n)
		}
		if mine, _, err := w.Mine(ctx, "b1", member); err != nil || len(mine) != 1 {
			t.Errorf("Mine = %d, %v, want the one I proposed", len(mine), err)
		}
		lines, err := w.Waiting(ctx, secretary, w.day(0))
		if err != nil || len(lines) != 1 || !strings.Contains(lines[0].Text, "2 forslag") || lines[0].Path != "/arbejde/organ/fjorden/bagkatalog" {
			t.Errorf("Waiting = %+v, %v, want two proposals", lines, err)
		}
	})
}

func TestAcceptDeclineAndPutBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		w.exec(`INSERT INTO account (id, name, email, email_key, created_at) VALUES ('konto-member', 'Ane Storm', 'ane@skagerby.example', 'ane@skagerby.example', 0)`)
		if _, err := w.Propose(ctx, wish, member); err != nil {
			t.Fatal(err)
		}
		id := w.list(secretary).Proposed[0].ID
		if _, err := w.Decline(ctx, id, " ", secretary); !fault.Is(err, fault.Invalid) {
			t.Errorf("Decline without a reason = %v, want invalid", err)
		}
		for range 2 {
			if _, err := w.Decline(ctx, id, "Det hører til i rådet.", secretary); err != nil {
				t.Fatalf("Decline: %v", err)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM mail_message WHERE subject = 'afvist' AND body_text = 'Fælles kørsel: Det hører til i rådet.'`); n != 1 {
			t.Errorf("%d mails say that it was declined, want one", n)
		}
		mine, _, err := w.Mine(ctx, "b1", member)
		if err != nil || mine[0].State != agenda.Declined || mine[0].Reason != "Det hører til i rådet." {
			t.Errorf("Mine = %+v, %v, want it declined with the reason", mine, err)
		}
		if _, err := w.PutBack(ctx, id); err != nil || len(w.list(secretary).Ready) != 1 {
			t.Errorf("PutBack = %v, want it to wait again", err)
		}
		if _, err := w.Accept(ctx, id, "n1", secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Accept for a meeting of another body = %v, want missing", err)
		}
		for range 2 {
			if it, err := w.Accept(ctx, id, "m1", secretary); err != nil || it.Title() != "Fælles kørsel" {
				t.Fatalf("Accept = %v", err)
			}
		}
		if _, err := w.Decline(ctx, id, "Fortrudt.", secretary); !fault.Is(err, fault.Conflict) {
			t.Errorf("Decline of what is on an agenda = %v, want a conflict", err)
		}
		if n := w.count(`SELECT COUNT(*) FROM draft_item WHERE meeting_id = 'm1'`); n != 1 {
			t.Errorf("the agenda has %d items, want one", n)
		}
		w.exec(`UPDATE planned_meeting SET state = 'cancelled' WHERE id = 'm2'`)
		it := w.item("b1", "", "Andet", nil)
		if _, err := w.Accept(ctx, it.ID, "m2", secretary); !fault.Is(err, fault.Conflict) {
			t.Errorf("Accept for a cancelled meeting = %v, want a conflict", err)
		}
	})
}

func (w world) followUp(id, text, due, from, to string) {
	w.t.Helper()
	w.exec(`INSERT INTO follow_up (id, body_id, item_id, text, organization, owner, email, due, window_from, window_to, closed, state, made_at, made_by, changed_at, version)
		VALUES ($1, 'b1', '', $2, 'Skagerby Kommune', 'Bo Lind', '', $3, $4, $5, false, 'open', 0, '', 0, 1)`, id, text, due, from, to)
}

// R24: what the chair has decided alone proposes itself for the next meeting, and
// no more once a meeting has it.
func TestR24ChairsDecisionProposesItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		w.exec(`INSERT INTO decision (id, body_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, changed_at, changed_by, made_by)
			VALUES ('d1', 'b1', '', '', 'Skabet i Skagerby', 'Skabet repareres straks.', '', false, $1, 'urgent', 'in-force', '', 0, 'Carl Brink', 'Carl Brink')`, w.day(-2))
		l := w.list(secretary)
		if len(l.Suggestions) != 1 || l.Suggestions[0].Meeting.ID != "m1" || !strings.Contains(l.Suggestions[0].Text, "ikke kunne vente:\n\nSkabet repareres straks.") {
			t.Fatalf("Suggestions = %+v, want the chair's decision for the next meeting, with its ground", l.Suggestions)
		}
		if _, err := w.Choose(ctx, "b1", l.Suggestions[0].Key(), "m1", secretary); err != nil {
			t.Fatal(err)
		}
		if l := w.list(secretary); len(l.Suggestions) != 0 {
			t.Errorf("on an agenda it still proposes itself: %+v", l.Suggestions)
		}
	})
}

// R25: what was to be told proposes itself, once, with the last that was heard.
func TestR25FollowUpsProposeThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		w.followUp("f1", "Undersøg ventetiden", w.day(-3), "", "")
		w.followUp("f2", "Giv status på skabene", w.day(30), w.day(-30), w.day(25))
		w.exec(`INSERT INTO follow_up_report (id, follow_up_id, at, by_whom, via, state, text, due) VALUES ('r1', 'f1', 0, 'Bo Lind', 'page', 'reported', 'Vi venter på tal.', '')`)
		l := w.list(secretary)
		if len(l.Suggestions) != 2 || l.Suggestions[0].OriginID != "f1" || l.Suggestions[0].Meeting.ID != "m1" || l.Suggestions[1].Meeting.ID != "m2" {
			t.Fatalf("Suggestions = %+v, want the overdue for the next meeting and the window for the one after it", l.Suggestions)
		}
		first := l.Suggestions[0]
		if !first.Overdue(w.day(0)) || !strings.Contains(first.Text, "Vi venter på tal.") || first.Owner != "Bo Lind, Skagerby Kommune" {
			t.Errorf("the overdue one is %+v, want its owner and the last status", first)
		}
		var wg sync.WaitGroup
		chosen := make(chan error, 4)
		for range 4 {
			wg.Go(func() {
				_, err := w.Choose(ctx, "b1", first.Key(), "m1", secretary)
				chosen <- err
			})
		}
		wg.Wait()
		close(chosen)
		for err := range chosen {
			if err != nil && !fault.Is(err, fault.Conflict) {
				t.Errorf("Choose = %v, want nil or a conflict", err)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM draft_item WHERE origin = 'follow-up' AND origin_id = 'f1' AND meeting_id = 'm1'`); n != 1 {
			t.Errorf("chosen four times, the agenda has it %d times", n)
		}
		if l := w.list(secretary); len(l.Suggestions) != 1 {
			t.Errorf("after that %d propose themselves, want the other", len(l.Suggestions))
		}
		if _, err := w.Dismiss(ctx, "b1", "follow-up f2", "", secretary); !fault.Is(err, fault.Invalid) {
			t.Errorf("Dismiss without a reason = %v, want invalid", err)
		}
		if _, err := w.Dismiss(ctx, "b1", "follow-up f2", "Er sagt i telefonen.", secretary); err != nil {
			t.Fatal(err)
		}
		if l := w.list(secretary); len(l.Suggestions) != 0 || len(l.Dismissed) != 1 || l.Dismissed[0].Reason != "Er sagt i telefonen." {
			t.Errorf("after dismissing: %+v and %+v, want none and the reason", l.Suggestions, l.Dismissed)
		}
		// The meeting is held, and it is still open: it comes again.
		w.exec(`UPDATE planned_meeting SET state = 'held' WHERE id = 'm1'`)
		if l := w.list(secretary); len(l.Suggestions) != 1 || l.Suggestions[0].Meeting.ID != "m2" {
			t.Errorf("still open after the meeting: %+v, want it for the next", l.Suggestions)
		}
	})
}

// R25: promises of old minutes, with and without a window.
func TestR25PromisesOfOldMinutes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at) VALUES ('gl', 'gl', 'b1', $1, '', '', '', 'minutes', '', 0, 0)`, w.day(-60))
		for i, p := range [][4]string{
			{"Der gives en status på næste møde.", "next meeting", "", ""},
			{"Der gives status på perioden.", "next meeting", w.day(-60), w.day(40)},
			{"Der vendes tilbage.", w.day(90), "", ""},
			{"Det var for længe siden.", w.day(-700), "", ""},
			{"Senere.", "engang", "", ""},
		} {
			w.exec(`INSERT INTO promise (meeting_id, position, text, due, from_date, to_date) VALUES ('gl', $1, $2, $3, $4, $5)`, i, p[0], p[1], p[2], p[3])
		}
		got := map[string]string{}
		for _, s := range w.list(secretary).Suggestions {
			got[s.OriginID] = s.Meeting.ID
		}
		want := map[string]string{"gl/0": "m1", "gl/1": "m2", "gl/2": ""}
		if len(got) != len(want) {
			t.Errorf("%v propose themselves, want %v", got, want)
		}
		for id, meeting := range want {
			if got[id] != meeting {
				t.Errorf("%s is for %q, want %q", id, got[id], meeting)
			}
		}
		it, err := w.Choose(t.Context(), "b1", "promise gl/0", "", secretary)
		if err != nil || it.State != agenda.Ready || !strings.Contains(it.Text(agenda.Presentation), "Der gives en status på næste møde.") {
			t.Errorf("Choose into the backlog = %+v, %v, want the promise as its text", it, err)
		}
	})
}

func TestPostponedItemsComeAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		w.meeting("m0", "b1", w.day(-10), "planned")
		it := w.item("b1", "m0", "Udsat sag", nil)
		w.exec(`UPDATE planned_meeting SET state = 'held' WHERE id = 'm0'`)
		w.exec(`UPDATE draft_item SET number = '4' WHERE id = $1`, it.ID)
		w.exec(`INSERT INTO treatment (item_id, meeting_id, spent, outcome, no_decision, no_follow_up, released, released_text, version) VALUES ($1, 'm0', 0, 'postponed', false, false, 0, '', 1)`, it.ID)
		l := w.list(secretary)
		if len(l.Suggestions) != 1 || l.Suggestions[0].Meeting.ID != "m1" {
			t.Fatalf("Suggestions = %+v, want the postponed item", l.Suggestions)
		}
		again, err := w.Choose(ctx, "b1", l.Suggestions[0].Key(), "m1", secretary)
		if err != nil || again.MatterID != it.MatterID || again.Text(agenda.Presentation) != "Om Udsat sag" || len(again.Recommendations) != 1 {
			t.Errorf("Choose = %+v, %v, want the item whole, of the same matter", again, err)
		}
		if l := w.list(secretary); len(l.Suggestions) != 0 {
			t.Errorf("afterwards %+v, want nothing", l.Suggestions)
		}
		way, err := w.Way(ctx, again.ID, secretary)
		if err != nil || len(way.Stations) != 2 || way.Stations[0].ID != it.ID || way.Stations[1].Passing != backlog.Postponement || !way.Stations[1].Here {
			t.Errorf("Way = %+v, %v, want both meetings", way.Stations, err)
		}
	})
}

func TestTheWholeWayAcrossBodies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d), t.Context()
		it := w.item("b1", "m1", "Akuttilbud", nil)
		w.exec(`INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size, version, supplied_by, made_at, made_by)
			VALUES ('p1', $1, 0, 'Kort', 'to-follow', $2, false, '', '', '', 0, 1, '', 0, '')`, it.ID, w.day(5))
		for range 2 {
			p, err := w.Send(ctx, it.ID, "b2", "Til jeres behandling.", secretary)
			if err != nil || p.Body.Name != "Sundhedsrådet Nordkyst" || p.BodyID != "b2" || p.State != agenda.Proposed {
				t.Fatalf("Send = %+v, %v, want it in the other backlog", p, err)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM draft_item WHERE body_id = 'b2' AND origin = 'sent'`); n != 1 {
			t.Errorf("sent twice, it is there %d times", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM draft_attachment WHERE name = 'Kort'`); n != 2 {
			t.Errorf("its paper is listed %d times, want in both bodies", n)
		}
		if _, err := w.Send(ctx, it.ID, "b1", "", secretary); !fault.Is(err, fault.Invalid) {
			t.Errorf("Send to its own body = %v, want invalid", err)
		}
		copied, err := w.Copy(ctx, it.ID, "m2", secretary)
		if err != nil || copied.Already || copied.MatterID != it.MatterID {
			t.Errorf("Copy = %+v, %v, want a copy", copied, err)
		}
		if again, err := w.Copy(ctx, it.ID, "m2", secretary); err != nil || !again.Already || again.ID != copied.ID {
			t.Errorf("Copy again = %+v, %v, want the same", again, err)
		}
		stations := func(id string, as access.Who) (names []string) {
			t.Helper()
			way, err := w.Way(ctx, id, as)
			if err != nil {
				t.Fatalf("Way: %v", err)
			}
			for _, st := range way.Stations {
				names = append(names, st.Body.Slug)
			}
			return names
		}
		both := access.Who{Account: secretary.Account, Grants: []access.Grant{{Role: access.Secretariat, BodyID: "b1"}, {Role: access.Member, BodyID: "b2"}}}
		if got := stations(it.ID, secretary); strings.Join(got, " ") != "fjorden fjorden" {
			t.Errorf("the secretariat of one body sees %v", got)
		}
		if got := stations(it.ID, both); strings.Join(got, " ") != "fjorden fjorden" {
			t.Errorf("a member of the other body, before anything is sent there, sees %v", got)
		}
		w.exec(`UPDATE draft_item SET number = '3', meeting_id = 'n1', state = 'on-agenda', supplement = 0 WHERE body_id = 'b2'`)
		if got := stations(it.ID, both); strings.Join(got, " ") != "fjorden raadet fjorden" {
			t.Errorf("whoever reads both sees %v, want the order of the days", got)
		}
		w.exec(`UPDATE draft_item SET closed = true WHERE body_id = 'b2'`)
		both.Grants[1].Role = access.Guest
		way, err := w.Way(ctx, it.ID, both)
		if err != nil || len(way.Stations) != 2 || way.Stations[0].SentTo[0].Body != "Sundhedsrådet Nordkyst" {
			t.Errorf("a guest of the other body sees %+v, %v, want what the own body knows", way.Stations, err)
		}
		if _, err := w.Way(ctx, it.ID, member); !fault.Is(err, fault.Missing) {
			t.Errorf("a member asks for what is not sent: %v, want missing", err)
		}
		w.exec(`UPDATE draft_item SET number = '1' WHERE id = $1`, it.ID)
		way, err = w.Way(ctx, it.ID, member)
		if err != nil || len(way.Stations) != 1 || len(way.Stations[0].SentTo) != 0 {
			t.Errorf("a member sees %+v, %v, want the one that was sent and nothing of the rest", way.Stations, err)
		}
	})
}

func TestClosedThingsAreLeftOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.item("b1", "", "Personsag", func(it *agenda.Item) { it.Closed = true })
		w.followUp("f1", "Lukket opfølgning", w.day(3), "", "")
		w.exec(`UPDATE follow_up SET closed = true`)
		open := access.Who{Grants: []access.Grant{{Role: access.Lead, BodyID: "b1"}}}
		if l := w.list(open); len(l.Ready)+len(l.Suggestions) != 0 {
			t.Errorf("without the right to closed matters the list has %+v and %+v", l.Ready, l.Suggestions)
		}
		if l := w.list(secretary); len(l.Ready) != 1 || len(l.Suggestions) != 1 {
			t.Errorf("with it the list has %d and %d, want one of each", len(l.Ready), len(l.Suggestions))
		}
		it, err := w.Choose(t.Context(), "b1", "follow-up f1", "m1", secretary)
		if err != nil || !it.Closed {
			t.Errorf("the item of a closed follow-up = %+v, %v, want it closed", it, err)
		}
	})
}
