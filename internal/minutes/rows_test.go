package minutes_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
)

// row returns the id of somebody's attendance.
func (tb table) row(name string) string {
	tb.t.Helper()
	for _, a := range tb.record().Attendance {
		if a.Name == name {
			return a.ID
		}
	}
	tb.t.Fatalf("%s is not on the list", name)
	return ""
}

// stays returns somebody's stretches as minutes after the opening.
func (tb table) stays(name string) (list []string) {
	tb.t.Helper()
	r := tb.record()
	minute := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return fmt.Sprint(int(at.Sub(r.Opened).Minutes()))
	}
	for _, a := range r.Attendance {
		if a.Name == name {
			list = append(list, fmt.Sprintf("%s %s-%s", a.Status, minute(a.From), minute(a.Until)))
		}
	}
	slices.Sort(list)
	return list
}

func TestR13R14PeopleComeAndGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 1))
		tb.answer("anna", "coming", "")
		tb.answer("carl", "apology", "dora")
		if _, err := tb.s.Open(t.Context(), meetingID, by(time.Hour)); err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		tb.must(tb.s.Begin(ctx, meetingID, "p1", by(50*time.Minute)))
		tb.must(tb.s.Arrive(ctx, meetingID, tb.row("Bent Bro"), false, by(45*time.Minute)))
		tb.must(tb.s.Leave(ctx, meetingID, tb.row("Bent Bro"), by(40*time.Minute)))
		tb.must(tb.s.Arrive(ctx, meetingID, tb.row("Bent Bro"), true, by(30*time.Minute)))
		if got, want := tb.stays("Bent Bro"), []string{"present 15-20", "present 30-"}; !slices.Equal(got, want) {
			t.Errorf("Bent: %q, want %q", got, want)
		}
		// Carl comes after all: his apology stays, and Dora does not vote for him any more.
		tb.must(tb.s.Arrive(ctx, meetingID, tb.row("Carl Dam"), false, by(20*time.Minute)))
		if got, want := tb.stays("Carl Dam"), []string{"apology -", "present 40-"}; !slices.Equal(got, want) {
			t.Errorf("Carl: %q, want %q", got, want)
		}
		if got, want := tb.stays("Dora Eng"), []string{"present -40"}; !slices.Equal(got, want) {
			t.Errorf("Dora: %q, want %q", got, want)
		}
		if err := tb.s.Excuse(ctx, meetingID, tb.row("Carl Dam"), false, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("taking away an apology that he sent = %v, want a refusal", err)
		}
		stand := minutes.Attendance{SeatID: "dora"}
		if err := tb.s.StandIn(ctx, meetingID, "carl", stand, by(10*time.Minute)); !fault.Is(err, fault.Conflict) {
			t.Errorf("standing in for somebody who is there = %v, want a refusal", err)
		}
		tb.must(tb.s.Leave(ctx, meetingID, tb.row("Carl Dam"), by(10*time.Minute)))
		if err := tb.s.StandIn(ctx, meetingID, "carl", minutes.Attendance{Name: "Ulla Ulv"}, by(9*time.Minute)); !fault.Is(err, fault.Invalid) {
			t.Errorf("standing in without a basis = %v, want a refusal", err)
		}
		tb.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b2', 'b2', 'Klynge Syd', 'committee', 'shared', 0)`)
		tb.exec(`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
			VALUES ('fremmed', 'b2', 'Fie Fremmed', '', '', 'region', 'member', '', true, '', '2026-01-01', '', 0, 1, 0, '', 0, '')`)
		if err := tb.s.StandIn(ctx, meetingID, "carl", minutes.Attendance{SeatID: "fremmed", Basis: "§ 4"}, by(9*time.Minute)); !fault.Is(err, fault.Missing) {
			t.Errorf("standing in with a seat of another body = %v, want a refusal", err)
		}
		tb.must(tb.s.StandIn(ctx, meetingID, "carl", stand, by(9*time.Minute)))
		r := tb.record()
		if got := minutes.Voters(r.Attendance, nil, noon); len(got) != 3 {
			t.Errorf("%d may vote, want Anna, Bent and Dora", len(got))
		}
		// Who has moved to another place in the database is never gone from the list.
		if n := len(tb.stays("Carl Dam")); n < 2 {
			t.Errorf("Carl has %d lines, want his apology still there", n)
		}
	})
}

func TestR17OutcomesAndRemarks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 2), point(2, 0))
		tb.open()
		ctx := t.Context()
		tb.must(tb.s.Settle(ctx, "p1", "p1r0", reading.Approved, by(0)))
		if _, _, err := tb.s.Remark(ctx, "p1", "p1r0", 0, "idet Region Nordkyst følger op", by(0)); err != nil {
			t.Fatal(err)
		}
		if _, c, err := tb.s.Remark(ctx, "p1", "p1r0", 0, "idet kommunen følger op", by(0)); err != nil || c == nil {
			t.Errorf("a remark over one that was not seen: conflict %v, %v, want one", c, err)
		}
		if it := tb.record().Items[0]; it.Outcome != "" || it.Recommendations[0].Remark != "idet Region Nordkyst følger op" || !it.Conditional() {
			t.Errorf("half settled it is %+v, want no outcome yet and the remark", it)
		}
		tb.must(tb.s.SettleItem(ctx, "p1", reading.Postponed, by(0)))
		tb.must(tb.s.SettleItem(ctx, "p2", reading.Noted, by(0)))
		items := tb.record().Items
		if lines := items[0].Recommendations; lines[0].Outcome != reading.Approved || lines[1].Outcome != reading.Postponed || items[1].Outcome != reading.Noted {
			t.Errorf("settled %+v, want the open line postponed and the other kept", items)
		}
		for name, err := range map[string]error{
			"an outcome that is none": tb.s.Settle(ctx, "p1", "p1r0", "vedtaget", by(0)),
			"a line of another item":  tb.s.Settle(ctx, "p2", "p1r0", reading.Noted, by(0)),
		} {
			if err == nil {
				t.Errorf("%s was taken, want a refusal", name)
			}
		}
	})
}

func TestR19ClosingNeedsTheFollowUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 1))
		tb.open()
		ctx := t.Context()
		tb.must(tb.s.Settle(ctx, "p1", "p1r0", reading.Approved, by(0)))
		if _, _, err := tb.s.Write(ctx, "p1", minutes.Decided, 0, "Godkendt, idet Skagerby Kommune afklarer inden 1. marts 2027.", by(0)); err != nil {
			t.Fatal(err)
		}
		if _, err := tb.s.Close(ctx, meetingID, true, by(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Close without the follow-up = %v, want a refusal", err)
		}
		for range 2 { // sent twice it is one
			f, ok := minutes.Suggest("Skagerby Kommune afklarer inden 1. marts 2027.", minutes.Setting{Day: "2026-11-21", Owners: []minutes.Owner{{Organization: "Skagerby Kommune"}}})
			if !ok {
				t.Fatal("nothing is suggested")
			}
			if _, err := tb.s.FollowUp(ctx, "p1", f, by(0)); err != nil {
				t.Fatal(err)
			}
		}
		tb.close()
		tb.read(func(ctx context.Context, tx *db.Tx) error {
			list, err := decision.OfItem(ctx, tx, "p1")
			if len(list) != 1 || list[0].Due != "2027-03-01" || list[0].MeetingID != meetingID || list[0].DecisionID == "" {
				t.Errorf("follow-ups %+v, want one of the decision that lives on", list)
			}
			return err
		})
	})
}

func TestR20R22R23Votes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 1), point(2, 0))
		tb.open()
		ctx := t.Context()
		tb.must(tb.s.Begin(ctx, meetingID, "p1", by(30*time.Minute)))
		if err := tb.s.Notice(ctx, "p1", "dora", "ejer grunden", by(20*time.Minute)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Notice of somebody absent = %v, want a refusal", err)
		}
		tb.must(tb.s.Notice(ctx, "p1", "anna", "ejer grunden", by(20*time.Minute)))
		tb.must(tb.s.Recuse(ctx, "p1", tb.record().Items[0].Recusals[0].ID, true, by(19*time.Minute)))
		ballots := []minutes.Ballot{{SeatID: "bent", Choice: minutes.Yes}, {SeatID: "carl", Choice: minutes.No}}
		if _, err := tb.s.AddVote(ctx, "p1", minutes.Vote{Yes: 2, No: 1, Ballots: ballots}, by(10*time.Minute)); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "2 stemmeberettigede") {
			t.Errorf("a vote that counts who is recused = %v, want a refusal that names who may vote", err)
		}
		v, err := tb.s.AddVote(ctx, "p1", minutes.Vote{Ballots: ballots}, by(10*time.Minute))
		if err != nil || v.Yes != 1 || v.No != 1 {
			t.Fatalf("AddVote = %+v, %v, want 1 against 1", v, err)
		}
		if err := tb.s.Recuse(ctx, "p1", tb.record().Items[0].Recusals[0].ID, false, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("deciding on a recusal after the vote = %v, want a refusal", err)
		}
		if err := tb.s.AddDissent(ctx, "p1", v.ID, minutes.Dissent{SeatID: "bent", Text: "Nej"}, by(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a dissent of somebody who voted for = %v, want a refusal", err)
		}
		tb.must(tb.s.AddDissent(ctx, "p1", v.ID, minutes.Dissent{SeatID: "carl", Text: "Det er for dyrt.", SendAlong: true}, by(0)))
		if err := tb.s.RemoveVote(ctx, "p1", v.ID, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("removing a vote with a dissent = %v, want a refusal", err)
		}
		it := tb.record().Items[0]
		if len(it.Votes) != 1 || len(it.Votes[0].Ballots) != 2 || !it.Votes[0].Dissents[0].SendAlong || !slices.Equal(it.AwayFor, []string{"Anna Ager"}) {
			t.Errorf("the record has %+v, away %v, want the vote, the dissent that goes along, and Anna out of the room", it.Votes, it.AwayFor)
		}
		// Whoever goes after an item was there for it, and not for the next.
		tb.must(tb.s.Begin(ctx, meetingID, "p2", by(5*time.Minute)))
		tb.must(tb.s.Leave(ctx, meetingID, tb.row("Carl Dam"), by(4*time.Minute)))
		if _, err := tb.s.AddVote(ctx, "p2", minutes.Vote{Yes: 3}, by(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a vote that counts who has left = %v, want a refusal", err)
		}
		w, err := tb.s.AddVote(ctx, "p2", minutes.Vote{Yes: 2}, by(0))
		if err != nil {
			t.Fatal(err)
		}
		tb.must(tb.s.RemoveVote(ctx, "p2", w.ID, by(0)))
		if _, err := tb.s.AddVote(ctx, "p1", minutes.Vote{Yes: 1, No: 1}, by(0)); err != nil {
			t.Errorf("a vote on item 1, written later = %v, want who was there for it", err)
		}
		tb.must(tb.s.SettleItem(ctx, "p1", reading.Approved, by(0)))
		tb.close()
		if err := tb.s.AddDissent(ctx, "p1", v.ID, minutes.Dissent{SeatID: "carl", Text: "Også bagefter"}, by(0)); !fault.Is(err, fault.Conflict) {
			t.Errorf("a dissent after the meeting = %v, want a refusal", err)
		}
	})
}

// Members see a decision when it is released, and then exactly that text.
func TestNothingIsSeenBeforeItIsReleased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		closed := point(2, 0)
		closed.Closed, closed.PublicTitle = true, "Personsag"
		tb := set(t, d, point(1, 0), closed)
		tb.open()
		ctx := t.Context()
		save := func(item string, base int64, text string) {
			if _, c, err := tb.s.Write(ctx, item, minutes.Decided, base, text, by(0)); err != nil || c != nil {
				t.Fatalf("Write(%s): %v %v", item, c, err)
			}
		}
		if err := tb.s.Release(ctx, "p1", by(0)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Release of nothing = %v, want a refusal", err)
		}
		save("p1", 0, "Godkendt.")
		tb.must(tb.s.Release(ctx, "p1", by(0)))
		tb.must(tb.s.Release(ctx, "p1", by(0)))
		save("p1", 1, "Godkendt, men det er en kladde.")
		tb.must(tb.s.Begin(ctx, meetingID, "p2", by(0)))
		save("p2", 0, "Hemmeligt.")
		tb.must(tb.s.Release(ctx, "p2", by(0)))
		tb.must(tb.s.AskToSpeak(ctx, "p2", "Anna Ager", by(0)))
		released := 0
		for _, e := range tb.events() {
			said := fmt.Sprintf("%+v", e.Data)
			if e.Kind == minutes.Released {
				released++
			}
			if strings.Contains(said, "kladde") {
				t.Errorf("event %d tells what was not released: %s", e.Number, said)
			}
			if !e.Closed && (strings.Contains(said, "Hemmeligt") || strings.Contains(said, "Sag 2") || strings.Contains(said, "Anna")) {
				t.Errorf("event %d tells everybody of a closed item: %s", e.Number, said)
			}
		}
		if released != 2 {
			t.Errorf("%d decisions were released, want 2: the same text twice is one", released)
		}
	})
}

func TestSpeakers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tb := set(t, d, point(1, 0))
		tb.open()
		ctx := t.Context()
		for _, name := range []string{"Anna Ager", "Bent Bro", "Anna Ager"} {
			tb.must(tb.s.AskToSpeak(ctx, "p1", name, by(0)))
		}
		tb.must(tb.s.NextSpeaker(ctx, "p1", by(0)))
		tb.must(tb.s.AskToSpeak(ctx, "p1", "Anna Ager", by(0)))
		tb.must(tb.s.NextSpeaker(ctx, "p1", by(0)))
		e := tb.events()
		if got := e[len(e)-1].Data.Names; !slices.Equal(got, []string{"Bent Bro", "Anna Ager"}) {
			t.Errorf("the list is %v, want Bent with the floor and Anna again behind him", got)
		}
	})
}

// Of many who save at the same moment nothing is lost: each text stands, and
// each event has a number of its own without a gap.
func TestManySaveAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const writers = 40
		tb := set(t, d, point(1, 0), point(2, 0))
		tb.open()
		var wg sync.WaitGroup
		for i := range writers {
			wg.Go(func() {
				if err := tb.s.AskToSpeak(t.Context(), "p1", fmt.Sprintf("Medlem %d", i), by(0)); err != nil {
					t.Errorf("writer %d: %v", i, err)
				}
				base, text := int64(0), ""
				for { // as a browser does that is told of a conflict
					_, c, err := tb.s.Write(t.Context(), "p1", minutes.Discussion, base, strings.TrimSpace(fmt.Sprintf("%s m%d.", text, i)), by(0))
					if err != nil {
						t.Errorf("writer %d: %v", i, err)
					}
					if err != nil || c == nil {
						return
					}
					base, text = c.Version, c.Text
				}
			})
		}
		wg.Wait()
		for i, e := range tb.events() {
			if e.Number != int64(i+1) {
				t.Fatalf("event %d has number %d", i+1, e.Number)
			}
		}
		for i := range writers {
			if text := tb.record().Items[0].Discussion; !strings.Contains(text+" ", fmt.Sprintf("m%d.", i)) {
				t.Errorf("what writer %d wrote is lost", i)
			}
		}
		e := tb.events()
		if got := len(e[len(e)-1].Data.Names); got != writers {
			t.Errorf("%d of %d are on the list of speakers", got, writers)
		}
	})
}
