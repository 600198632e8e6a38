package approval_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/approval"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
	"klynge/internal/seat"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// letters write the token as the whole text of a mail.
type letters struct{}

func (letters) Round(_ plan.Meeting, to seat.Seat, _ approval.Round, token string) (mail.Message, error) {
	return mail.Message{To: to.Email, Subject: "round", Text: token}, nil
}

func (letters) Ask(_ plan.Meeting, to seat.Seat, _ int, token string) (mail.Message, error) {
	return mail.Message{To: to.Email, Subject: "ask", Text: token}, nil
}

func (letters) Answer(_ plan.Meeting, to seat.Seat, c approval.Comment) (mail.Message, error) {
	return mail.Message{To: to.Email, Subject: "answer", Text: string(c.Verdict) + " " + c.Answer}, nil
}

// A world is one meeting that Mette and Carl took part in and Anders did not.
// Sanne was there without a mail address.
type world struct {
	*testing.T
	db    *db.DB
	store *approval.Store
}

var gerda = access.Who{Account: access.Account{ID: "gerda", Name: "Gerda Holm"}}

func each(t *testing.T, fn func(w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{T: t, db: d}
		w.store = approval.NewStore(d, letters{})
		for _, row := range []string{
			`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`,
			`INSERT INTO account (id, name, email, email_key, created_at) VALUES ('mette', 'Mette Lund', 'mette@skagerby.example', 'mette@skagerby.example', 0)`,
			`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
				VALUES ('m', 'b', '', '2020-01-14', '13:00', '15:00', 'physical', '', '', 'held', '', '', 0, 1, 0, '', 0),
				       ('n', 'b', '', '2099-01-14', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`,
			seatRow("mette", "Mette Lund", "mette@skagerby.example", "'mette'", "member"),
			seatRow("carl", "Carl Brink", "carl@nordkyst.example", "NULL", "chair"),
			seatRow("sanne", "Sanne Dahl", "", "NULL", "member"),
			seatRow("anders", "Anders Holt", "anders@nordkyst.example", "NULL", "member"),
		} {
			w.exec(row)
		}
		fn(w)
	})
}

func seatRow(id, name, email, account, role string) string {
	return `INSERT INTO seat (id, body_id, name, email, account_id, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
		VALUES ('` + id + `', 'b', '` + name + `', '` + email + `', ` + account + `, 'Skagerby Kommune', 'municipality', '` + role + `', '', true, '', '2020-01-01', '', 0, 1, 0, '', 0, '')`
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	if err := w.db.Write(w.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.Context(), query, args...)
		return err
	}); err != nil {
		w.Fatal(err)
	}
}

// close closes the meeting with a decision on each of the items.
func (w *world) close(meetingID string, items ...minutes.Item) {
	w.Helper()
	w.closeWith(meetingID, items)
}

// closeWith is close with others there, beside those of the world.
func (w *world) closeWith(meetingID string, items []minutes.Item, others ...minutes.Attendance) {
	w.Helper()
	r := minutes.Record{MeetingID: meetingID, Items: items, Attendance: []minutes.Attendance{
		{SeatID: "mette", Name: "Mette Lund", Role: access.Member, Status: minutes.Present, Voting: true},
		{SeatID: "carl", Name: "Carl Brink", Role: access.Chair, Status: minutes.Present, Voting: true},
		{SeatID: "sanne", Name: "Sanne Dahl", Role: access.Member, Status: minutes.Present, Voting: true},
		{SeatID: "anders", Name: "Anders Holt", Role: access.Member, Status: minutes.Apology, Voting: true},
	}}
	r.Attendance = append(r.Attendance, others...)
	content, err := json.Marshal(r)
	if err != nil {
		w.Fatal(err)
	}
	w.exec(`INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom) VALUES ($1, $1, 1, 'closed', '', $2, 0, 'gerda')`, meetingID, string(content))
}

func decided(id, text string) minutes.Item {
	it := item(id, "Medicinboks")
	it.Decision = text
	return it
}

func (w *world) find(meetingID string) approval.Case {
	w.Helper()
	c, err := w.store.Find(w.Context(), meetingID)
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// mails returns the texts of the mails of a kind that wait, by address.
func (w *world) mails(subject string) map[string]string {
	w.Helper()
	found := map[string]string{}
	if err := w.db.Read(w.Context(), func(tx *db.Tx) error {
		rows, err := tx.QueryContext(w.Context(), `SELECT recipient, body_text FROM mail_message WHERE subject = $1`, subject)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var to, text string
			if err := rows.Scan(&to, &text); err != nil {
				return err
			}
			found[to] = text
		}
		return rows.Err()
	}); err != nil {
		w.Fatal(err)
	}
	return found
}

func (w *world) sendOut() {
	w.Helper()
	sent, without, err := w.store.SendOut(w.Context(), gerda, "m", "2099-01-01")
	if err != nil {
		w.Fatalf("SendOut: %v", err)
	}
	if sent != 3 || len(without) != 1 || without[0] != "Sanne Dahl" {
		w.Errorf("SendOut = %d mails, without address %v, want 3 and Sanne Dahl", sent, without)
	}
}

func TestCommentRound(t *testing.T) {
	each(t, func(w *world) {
		w.close("m", decided("i1", "Godkendt."))
		w.sendOut()
		if _, _, err := w.store.SendOut(w.Context(), gerda, "m", "2099-01-01"); !fault.Is(err, fault.Conflict) {
			w.Errorf("SendOut twice = %v, want a conflict", err)
		}
		tokens := w.mails("round")
		stranger := access.Who{}
		if _, err := w.store.CommentBy(w.Context(), tokens["anders@nordkyst.example"], stranger, approval.Remark{ItemID: "i1", Text: "Jeg var der ikke."}); err != nil {
			w.Errorf("CommentBy the one who sent an apology: %v", err)
		}
		for range 2 { // a form that is sent twice is one comment
			if _, err := w.store.CommentBy(w.Context(), tokens["carl@nordkyst.example"], stranger, approval.Remark{Text: "Tak for et godt møde."}); err != nil {
				w.Fatalf("CommentBy: %v", err)
			}
		}
		for name, c := range map[string]struct {
			token string
			r     approval.Remark
			want  fault.Kind
		}{
			"an empty comment":         {tokens["carl@nordkyst.example"], approval.Remark{Text: " \n "}, fault.Invalid},
			"one of another meeting":   {tokens["carl@nordkyst.example"], approval.Remark{ItemID: "i9", Text: "x"}, fault.Invalid},
			"one without end":          {tokens["carl@nordkyst.example"], approval.Remark{Text: strings.Repeat("æ", 10_001)}, fault.Invalid},
			"one with a guessed token": {"GAET", approval.Remark{Text: "x"}, fault.Missing},
		} {
			if _, err := w.store.CommentBy(w.Context(), c.token, stranger, c.r); !fault.Is(err, c.want) {
				w.Errorf("%s: CommentBy = %v, want %v", name, err, c.want)
			}
		}
		comments := w.find("m").Comments
		if len(comments) != 2 {
			w.Fatalf("there are %d comments, want 2: %+v", len(comments), comments)
		}
		if _, _, err := w.store.AskAll(w.Context(), gerda, "m"); !fault.Is(err, fault.Conflict) {
			w.Errorf("AskAll before the comments are answered = %v, want a conflict", err)
		}
		if err := w.store.Answer(w.Context(), "m", comments[0].ID, approval.Declined, ""); !fault.Is(err, fault.Invalid) {
			w.Errorf("declining without a reason = %v, want it refused", err)
		}
		for _, c := range comments {
			if err := w.store.Answer(w.Context(), "m", c.ID, approval.Taken, "Det er rettet."); err != nil {
				w.Errorf("Answer: %v", err)
			}
		}
		if got := w.mails("answer"); got["carl@nordkyst.example"] != "taken Det er rettet." {
			w.Errorf("the mails with answers are %v", got)
		}
	})
}

// R27: each participant's approval is tracked, with its time, until all have
// approved; then the minutes stand.
func TestR27ApprovalIsTrackedUntilComplete(t *testing.T) {
	each(t, func(w *world) {
		w.close("m", decided("i1", "Godkendt."))
		w.sendOut()
		sent, without, err := w.store.AskAll(w.Context(), gerda, "m")
		if err != nil || sent != 2 || len(without) != 1 {
			w.Fatalf("AskAll = %d mails, without %v, %v, want 2 and one", sent, without, err)
		}
		c := w.find("m")
		if c.Stage != approval.Approving || len(c.Approvals) != 3 {
			w.Fatalf("after AskAll the stage is %q and %d are asked, want approving and 3", c.Stage, len(c.Approvals))
		}
		mette := access.Who{Account: access.Account{ID: "mette"}}
		tokens := w.mails("ask")
		for range 2 { // a double click
			if err := w.store.Approve(w.Context(), mette, "m", c.Last().Number); err != nil {
				w.Fatalf("Approve: %v", err)
			}
			if err := w.store.ApproveBy(w.Context(), tokens["carl@nordkyst.example"], access.Who{}); err != nil {
				w.Fatalf("ApproveBy: %v", err)
			}
		}
		if err := w.store.Approve(w.Context(), gerda, "m", c.Last().Number); !fault.Is(err, fault.Forbidden) {
			w.Errorf("Approve by somebody who was not there = %v, want it refused", err)
		}
		c = w.find("m")
		if c.Stage != approval.Approving || !c.Approvals[0].At.IsZero() || c.Approvals[0].Name != "Sanne Dahl" || c.Approvals[1].At.IsZero() {
			w.Errorf("the stage is %q and the approvals %+v, want Sanne alone missing", c.Stage, c.Approvals)
		}
		w.exec(`UPDATE seat SET email = 'sanne@skagerby.example' WHERE id = 'sanne'`)
		if sent, _, err := w.store.AskAll(w.Context(), gerda, "m"); err != nil || sent != 1 {
			w.Fatalf("AskAll again = %d mails, %v, want one, to the one who is missing", sent, err)
		}
		if err := w.store.ApproveBy(w.Context(), w.mails("ask")["sanne@skagerby.example"], access.Who{}); err != nil {
			w.Fatalf("the last approval: %v", err)
		}
		c = w.find("m")
		if c.Stage != approval.Standing || c.Last().Act != minutes.Approved {
			w.Errorf("after the last approval the stage is %q and the last act %q, want standing and approved", c.Stage, c.Last().Act)
		}
		entered := 0
		if err := w.db.Read(w.Context(), func(tx *db.Tx) error {
			return tx.QueryRowContext(w.Context(), `SELECT COUNT(*) FROM journal_entry WHERE body_id = 'b' AND theme LIKE 'Referat af mødet%'`).Scan(&entered)
		}); err != nil || entered != 1 {
			w.Errorf("the journal has the minutes %d times, %v, want once (R35)", entered, err)
		}
	})
}

// R13, R14, R27: who stood in for a member in one item took part, and is waited for
// like anybody else, whether they have a seat or are known by name alone; the member
// they stood in for, who was not there, is not.
func TestR27SubstituteOfOneItemIsWaitedFor(t *testing.T) {
	each(t, func(w *world) {
		w.exec(seatRow("vera", "Vera Friis", "vera@skagerby.example", "NULL", "substitute"))
		began := time.Date(2020, 1, 14, 12, 30, 0, 0, time.UTC)
		stretch := minutes.Attendance{SeatID: "vera", Name: "Vera Friis", Role: access.Substitute, Status: minutes.Present, Voting: true,
			SubstituteFor: "anders", Substituted: "Anders Holt", Basis: "afbud", From: began, Until: began.Add(20 * time.Minute)}
		named := stretch
		named.SeatID, named.Name, named.SubstituteFor, named.Substituted = "", "Ib Kvist", "sanne", "Sanne Dahl"
		again := named
		again.From, again.Until = began.Add(time.Hour), began.Add(2*time.Hour)
		w.closeWith("m", []minutes.Item{decided("i1", "Godkendt.")}, stretch, named, again)
		_, without, err := w.store.AskAll(w.Context(), gerda, "m")
		if err != nil || len(without) != 2 || without[0] != "Sanne Dahl" || without[1] != "Ib Kvist" {
			w.Fatalf("AskAll: without an address %v, %v, want Sanne Dahl and Ib Kvist", without, err)
		}
		c := w.find("m")
		var names []string
		for _, a := range c.Approvals {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, ", "); got != "Mette Lund, Carl Brink, Sanne Dahl, Vera Friis, Ib Kvist" {
			w.Errorf("waited for are %s", got)
		}
		for _, seatID := range []string{"mette", "carl", "sanne"} {
			w.exec(`INSERT INTO approval (meeting_id, seat_id, version, via, at) VALUES ('m', $1, 1, 'page', 0)`, seatID)
		}
		if got := w.find("m").Last().Act; got == minutes.Approved {
			w.Error("the minutes stand before the substitutes have approved")
		}
		if err := w.store.ApproveBy(w.Context(), w.mails("ask")["vera@skagerby.example"], access.Who{}); err != nil {
			w.Fatalf("the substitute approves: %v", err)
		}
		if c = w.find("m"); c.Stage == approval.Standing || c.Approvals[0].Name != "Ib Kvist" || c.Approvals[1].At.IsZero() {
			w.Errorf("the stage is %q and the approvals %+v, want Ib Kvist alone missing", c.Stage, c.Approvals)
		}
	})
}

// The minutes stand when a substitute of one item is the last to approve.
func TestR27SubstituteMayBeTheLast(t *testing.T) {
	each(t, func(w *world) {
		w.exec(seatRow("vera", "Vera Friis", "vera@skagerby.example", "NULL", "substitute"))
		w.closeWith("m", []minutes.Item{decided("i1", "Godkendt.")}, minutes.Attendance{SeatID: "vera", Name: "Vera Friis", Role: access.Substitute, Status: minutes.Present,
			SubstituteFor: "anders", From: time.Date(2020, 1, 14, 12, 30, 0, 0, time.UTC), Until: time.Date(2020, 1, 14, 12, 50, 0, 0, time.UTC)})
		if _, _, err := w.store.AskAll(w.Context(), gerda, "m"); err != nil {
			w.Fatal(err)
		}
		for _, seatID := range []string{"mette", "carl", "sanne"} {
			w.exec(`INSERT INTO approval (meeting_id, seat_id, version, via, at) VALUES ('m', $1, 1, 'page', 0)`, seatID)
		}
		if err := w.store.ApproveBy(w.Context(), w.mails("ask")["vera@skagerby.example"], access.Who{}); err != nil {
			w.Fatal(err)
		}
		if got := w.find("m").Stage; got != approval.Standing {
			w.Errorf("after the last approval the stage is %q, want standing", got)
		}
	})
}

// R18: minutes with an empty decision do not become approved.
func TestR18EmptyDecisionIsNotApproved(t *testing.T) {
	each(t, func(w *world) {
		w.close("m", decided("i1", "Godkendt."), item("i2", "Samråd"))
		w.sendOut()
		if _, _, err := w.store.AskAll(w.Context(), gerda, "m"); !fault.Is(err, fault.Conflict) {
			w.Errorf("AskAll with a gap = %v, want a conflict", err)
		}
		mette := access.Who{Account: access.Account{ID: "mette"}}
		if err := w.store.Approve(w.Context(), mette, "m", w.find("m").Last().Number); !fault.Is(err, fault.Conflict) {
			w.Errorf("Approve with a gap = %v, want a conflict", err)
		}
	})
}

// Whoever approved a version has not approved the one that replaced it.
func TestApprovalIsOfOneVersion(t *testing.T) {
	each(t, func(w *world) {
		w.close("m", decided("i1", "Godkendt."))
		w.sendOut()
		if _, _, err := w.store.AskAll(w.Context(), gerda, "m"); err != nil {
			w.Fatal(err)
		}
		tokens := w.mails("ask")
		mette := access.Who{Account: access.Account{ID: "mette"}}
		if err := w.store.Approve(w.Context(), mette, "m", 2); err != nil {
			w.Fatal(err)
		}
		w.exec(`INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom)
			SELECT 'c', meeting_id, 3, 'corrected', 'Et navn var forkert.', content, at, by_whom FROM minutes_version WHERE number = 2`)
		if err := w.store.ApproveBy(w.Context(), tokens["carl@nordkyst.example"], access.Who{}); !fault.Is(err, fault.Conflict) {
			w.Errorf("a link to the version before = %v, want a conflict", err)
		}
		c := w.find("m")
		if c.Earlier != 1 || !c.Approvals[0].At.IsZero() || len(c.Approvals) != 3 {
			w.Errorf("after a correction %d approvals are of an earlier version and %+v are asked, want one and all three anew", c.Earlier, c.Approvals)
		}
	})
}

// The last two approve at the same moment: the minutes stand once.
func TestTwoApproveAtOnce(t *testing.T) {
	each(t, func(w *world) {
		w.exec(`UPDATE seat SET email = 'sanne@skagerby.example' WHERE id = 'sanne'`)
		w.close("m", decided("i1", "Godkendt."))
		if _, _, err := w.store.SendOut(w.Context(), gerda, "m", "2099-01-01"); err != nil {
			w.Fatal(err)
		}
		if _, _, err := w.store.AskAll(w.Context(), gerda, "m"); err != nil {
			w.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, token := range w.mails("ask") {
			wg.Go(func() {
				if err := w.store.ApproveBy(w.Context(), token, access.Who{}); err != nil {
					w.Errorf("ApproveBy: %v", err)
				}
			})
		}
		wg.Wait()
		approved := 0
		for _, v := range w.find("m").Versions {
			if v.Act == minutes.Approved {
				approved++
			}
		}
		if approved != 1 {
			w.Errorf("the minutes were approved %d times, want once", approved)
		}
	})
}

// The body approves its last minutes as an item of its next meeting.
func TestAdopt(t *testing.T) {
	each(t, func(w *world) {
		w.close("m", decided("i1", "Godkendt."))
		yes := decided("i9", "Godkendt.")
		yes.Task, yes.Subject, yes.Outcome = agenda.ApproveMinutes, "m", reading.Approved
		no := yes
		no.Outcome = reading.Postponed
		adopt := func(it minutes.Item) {
			w.Helper()
			if err := w.db.Write(w.Context(), func(tx *db.Tx) error {
				return w.store.Adopt(w.Context(), tx, minutes.Version{MeetingID: "n", By: "gerda", Content: minutes.Record{Items: []minutes.Item{it}}})
			}); err != nil {
				w.Fatalf("Adopt: %v", err)
			}
		}
		adopt(no)
		if got := w.find("m").Stage; got != approval.Written {
			w.Errorf("after a postponed item the stage is %q, want written", got)
		}
		adopt(yes)
		adopt(yes)
		c := w.find("m")
		if c.Stage != approval.Standing || len(c.Versions) != 2 || !strings.Contains(c.Last().Reason, "2099-01-14") {
			w.Errorf("after the item the stage is %q with %d versions, the last because %q", c.Stage, len(c.Versions), c.Last().Reason)
		}
	})
}

// One click puts the approval on the next agenda, however often it is pressed.
func TestPropose(t *testing.T) {
	each(t, func(w *world) {
		w.close("m", decided("i1", "Godkendt."))
		ane := access.Who{Account: access.Account{ID: "ane"}, Grants: []access.Grant{{Role: access.Secretariat, BodyID: "b"}}}
		for range 2 {
			next, err := w.store.Propose(w.Context(), ane, "m")
			if err != nil || next.ID != "n" {
				w.Fatalf("Propose = %q, %v, want the meeting n", next.ID, err)
			}
		}
		items := 0
		if err := w.db.Read(w.Context(), func(tx *db.Tx) error {
			return tx.QueryRowContext(w.Context(), `SELECT COUNT(*) FROM draft_item WHERE meeting_id = 'n' AND task = 'approve-minutes' AND subject = 'm'`).Scan(&items)
		}); err != nil || items != 1 {
			w.Errorf("the next agenda has the approval %d times, %v, want once", items, err)
		}
	})
}

func TestClosedItemsAreHidden(t *testing.T) {
	secret := decided("i1", "Hemmelig beslutning")
	secret.Closed, secret.PublicTitle, secret.Title, secret.Discussion = true, "Lukket sag", "Personsag om tilsyn", "hemmelig"
	c := approval.Case{Versions: []minutes.Version{{Content: minutes.Record{Items: []minutes.Item{secret}}}}, Comments: []approval.Comment{{ItemID: "i1", Text: "hemmelig"}}}
	shown, err := json.Marshal(c.Visible(false))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"emmelig", "Personsag", "tilsyn"} {
		if strings.Contains(string(shown), word) {
			t.Errorf("Visible(false) shows %q: %s", word, shown)
		}
	}
	if !strings.Contains(string(shown), "Lukket sag") || c.Versions[0].Content.Items[0].Decision == "" {
		t.Error("Visible(false) must show the public title and leave the case as it was")
	}
}

// The last one approves while the secretariat ends a correction: both versions are
// kept, in some order, or one of the two is told.
func TestApprovedWhileCorrected(t *testing.T) {
	for range 6 {
		each(t, func(w *world) {
			w.close("m", decided("p", "Klyngen godkendte."))
			w.exec(`INSERT INTO sitting (meeting_id, state, correction, opened_at, closed_at, current_item, secretary, next_event, version) VALUES ('m', 'correcting', 'En tastefejl', 1, 2, '', 'gerda', 1, 1)`)
			w.exec(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d', 'm', 0, '{}', false, '', 0, '')`)
			for _, seatID := range []string{"carl", "sanne"} {
				w.exec(`INSERT INTO approval (meeting_id, seat_id, version, via, at) VALUES ('m', $1, 1, 'page', 0)`, seatID)
			}
			var approved, corrected error
			var wg sync.WaitGroup
			wg.Go(func() {
				approved = w.store.Approve(w.Context(), access.Who{Account: access.Account{ID: "mette"}}, "m", 1)
			})
			wg.Go(func() {
				_, corrected = minutes.NewStore(w.db).Corrected(w.Context(), "m", minutes.By{Who: gerda})
			})
			wg.Wait()
			if corrected != nil || approved != nil && !fault.Is(approved, fault.Conflict) {
				w.Errorf("approved: %v; corrected: %v, want both or a conflict", approved, corrected)
			}
			if n := len(w.find("m").Versions); (approved == nil) != (n == 3) {
				w.Errorf("approved: %v, with %d versions", approved, n)
			}
		})
	}
}
