package decision_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/reader/reading"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// plain writes letters that hold the address of the link and nothing else.
type plain struct{}

func (plain) Letter(l decision.Letter) (mail.Message, error) {
	return mail.Message{Subject: string(l.Notice), Text: l.Path}, nil
}

// A world is a body with two meetings, an item of the first that is open and one
// that is closed, a municipality, and three seats.
type world struct {
	*decision.Store
	t      *testing.T
	db     *db.DB
	passed time.Duration
	chair  access.Who
}

// each runs a test on both engines, with a clock that the test moves.
func each(t *testing.T, test func(w *world)) {
	for engine, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return dbtest.SQLite(t) },
		"postgres": func(t *testing.T) string { return dbtest.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			w := &world{t: t}
			var err error
			if w.db, err = db.Open(t.Context(), address(t), func() time.Time { return dbtest.Noon.Add(w.passed) }); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := w.db.Close(); err != nil {
					t.Error(err)
				}
			})
			w.Store = decision.NewStore(w.db, plain{})
			w.chair = who("formand", access.Chair, "b1")
			w.seed()
			test(w)
		})
	}
}

func who(accountID string, role access.Role, bodyID string) access.Who {
	return access.Who{Account: access.Account{ID: accountID, Name: "Navn " + accountID, Email: accountID + "@skagerby.example"},
		Grants: []access.Grant{{BodyID: bodyID, Role: role}}}
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.t.Context(), query, args...)
		return err
	})
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) seed() {
	w.t.Helper()
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0),
			('b2', 'klynge-aaen', 'Klynge Åen', 'cluster', 'shared', 0), ('o1', 'skagerby', 'Skagerby Kommune', 'municipality', 'municipality', 0)`,
		`INSERT INTO account (id, name, email, email_key, created_at) VALUES ('sara', 'Sara Holm', 'sara@skagerby.example', 'sara@skagerby.example', 0),
			('bo', 'Bo Lund', 'bo@skagerby.example', 'bo@skagerby.example', 0)`,
		`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('m1', 'b1', '', '2026-11-20', '13:00', '15:00', 'physical', '', '', 'held', '', '', 0, 1, 0, '', 0),
			('m2', 'b1', '', '2027-03-03', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`,
		item("i1", "m1", "4", "secretariat", "", false), item("i2", "m1", "5", "secretariat", "", true),
		seat("s1", "Sara Holm", "sara@skagerby.example", "'sara'", "secretariat"),
		seat("s2", "Bo Lund", "", "'bo'", "member"),
		seat("s3", "Ida Kjær", "ida@skagerby.example", "NULL", "lead"),
	} {
		w.exec(row)
	}
}

func item(id, meetingID, number, origin, originID string, closed bool) string {
	return fmt.Sprintf(`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter,
		case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
		VALUES ('%s', 'b1', '%s', 0, '%s', 'decision', '', '', %v, '', 10, '', '2026-17', '%[1]s', 'on-agenda', '%[5]s', '%[6]s', '', false, 0, 0, '', 0, 1)`,
		id, meetingID, number, closed, origin, originID)
}

func seat(id, name, email, account, role string) string {
	return fmt.Sprintf(`INSERT INTO seat (id, body_id, name, email, account_id, organization, organization_id, sector, role, title, voting, basis, start_date, end_date,
		position, version, made_at, made_by, changed_at, changed_by)
		VALUES ('%s', 'b1', '%s', '%s', %s, 'Skagerby Kommune', 'o1', 'municipality', '%s', '', false, '', '2026-01-01', '', 0, 1, 0, '', 0, '')`, id, name, email, account, role)
}

// add adds a follow-up of an item.
func (w *world) add(f decision.FollowUp) decision.FollowUp {
	w.t.Helper()
	if f.BodyID == "" {
		f.BodyID, f.MeetingID = "b1", "m1"
	}
	if f.Text == "" {
		f.Text = "Skagerby Kommune laver en plan."
	}
	if f.Due == "" {
		f.Due = "2026-12-15"
	}
	w.write(func(tx *db.Tx) (err error) {
		f, err = decision.AddFollowUp(w.t.Context(), tx, f)
		return err
	})
	return f
}

// post runs every job about follow-ups, due or not, and returns the letters that
// were queued: recipient, subject and path.
func (w *world) post() (letters []string) {
	w.t.Helper()
	jobs, err := job.List(w.t.Context(), w.db, job.Waiting, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, j := range jobs {
		if j.Kind != decision.NoticeKind {
			continue
		}
		if err := w.Handlers()[j.Kind](w.t.Context(), j); err != nil {
			w.t.Fatalf("job %s: %v", j.Payload, err)
		}
	}
	w.write(func(tx *db.Tx) error {
		letters, err = db.Collect(w.t.Context(), tx, func(row interface{ Scan(...any) error }) (text string, err error) {
			var to, subject, path string
			err = row.Scan(&to, &subject, &path)
			return to + " " + subject + " " + path, err
		}, `SELECT recipient, subject, body_text FROM mail_message ORDER BY subject`)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(w.t.Context(), `DELETE FROM mail_message`)
		return err
	})
	return letters
}

// token returns the token of the letter with a subject.
func (w *world) token(subject string) string {
	w.t.Helper()
	for _, letter := range w.post() {
		if fields := strings.Fields(letter); fields[1] == subject {
			return strings.TrimPrefix(fields[2], "/status/")
		}
	}
	w.t.Fatalf("there is no letter %q", subject)
	return ""
}

func (w *world) state(id string) (state decision.Progress) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		f, err := decision.FindFollowUp(w.t.Context(), tx, id)
		state = f.State
		return err
	})
	return state
}

func (w *world) count(query string, args ...any) int64 {
	w.t.Helper()
	return dbtest.Ints(w.t, w.db, query, args...)[0]
}

func (w *world) record(given ...decision.Given) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		return decision.RecordAll(w.t.Context(), tx, decision.Minutes{BodyID: "b1", MeetingID: "m1", Date: "2026-11-20", By: "Gerda Skov", Given: given})
	})
}

// decisionOf returns the id of the decision on an item.
func (w *world) decisionOf(itemID string) (id string) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error {
		return tx.QueryRowContext(w.t.Context(), `SELECT id FROM decision WHERE item_id = $1`, itemID).Scan(&id)
	})
	return id
}

var given = decision.Given{ItemID: "i1", Number: "4", Title: "Medicinboks", Text: "Godkendt, idet der laves en plan.", Outcome: reading.Approved}

func TestRecordAll(t *testing.T) {
	each(t, func(w *world) {
		early := w.add(decision.FollowUp{ItemID: "i1", Organization: "Skagerby Kommune"})
		shut := w.add(decision.FollowUp{ItemID: "i2", Organization: "Skagerby Kommune", Text: "Skagerby Kommune svarer sekretariatet."})
		if !shut.Closed {
			t.Error("what follows from a closed item is open")
		}
		w.record(given, decision.Given{ItemID: "i2", Number: "5", Title: "Personsag", Closed: true, Text: "Drøftet."}, decision.Given{ItemID: "i3", Number: "6", Title: "Eventuelt"})
		w.record(given) // the same version, closed by two at once
		if n := w.count(`SELECT COUNT(*) FROM decision`); n != 2 {
			t.Errorf("%d decisions, want 2: one of the three items decided nothing", n)
		}
		corrected := given
		corrected.Text = "Godkendt, idet der laves en plan og et budget."
		w.record(corrected)
		if n := w.count(`SELECT COUNT(*) FROM decision_change WHERE was = $1`, given.Text); n != 1 {
			t.Errorf("the text before the correction is kept %d times, want once", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM follow_up f JOIN decision d ON d.id = f.decision_id WHERE f.id = $1 AND d.item_id = 'i1'`, early.ID); n != 1 {
			t.Error("a follow-up that was made during the meeting does not know its decision")
		}
		later := w.add(decision.FollowUp{ItemID: "i1", Organization: "Skagerby Kommune", Text: "Budgettet følger."})
		if later.DecisionID == "" {
			t.Error("a follow-up that is made afterwards does not know its decision")
		}
		if again := w.add(decision.FollowUp{ItemID: "i1", Organization: "Skagerby Kommune", Text: "Budgettet følger."}); again.ID != later.ID {
			t.Error("a double click made two follow-ups")
		}
	})
}

func TestR19FollowUpSatisfies(t *testing.T) {
	each(t, func(w *world) {
		satisfied := func() (ok bool) {
			w.write(func(tx *db.Tx) (err error) {
				ok, err = decision.Satisfied(t.Context(), tx, "i1")
				return err
			})
			return ok
		}
		if satisfied() {
			t.Error("an item without a follow-up is satisfied")
		}
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s3"})
		if !satisfied() {
			t.Error("an item with a follow-up is not satisfied")
		}
		if f.Owner != "Ida Kjær" || f.Organization != "Skagerby Kommune" || f.OrganizationID != "o1" || f.Email != "ida@skagerby.example" {
			t.Errorf("the owner of the seat is %+v", f)
		}
		if err := w.Settle(t.Context(), w.chair, "b1", f.ID, decision.Dismissed, "Ikke nødvendigt."); err != nil {
			t.Fatal(err)
		}
		if satisfied() {
			t.Error("an item whose follow-up is called off is satisfied")
		}
	})
}

func TestR24ChairsDecisionIsListedAtTheNextMeeting(t *testing.T) {
	each(t, func(w *world) {
		open := func() (list []decision.Decision) {
			w.write(func(tx *db.Tx) (err error) {
				list, err = decision.OpenChairDecisions(t.Context(), tx, "b1")
				return err
			})
			return list
		}
		own := decision.Decision{BodyID: "b1", Title: "Lokaler", Text: "Lejemålet forlænges.", Ground: decision.Urgent, Date: "2026-11-18"}
		for range 2 { // a double click
			if err := w.Between(t.Context(), w.chair, own); err != nil {
				t.Fatal(err)
			}
		}
		own.Title, own.Ground = "Kørsel", decision.NoDoubt
		if err := w.Between(t.Context(), w.chair, own); err != nil {
			t.Fatal(err)
		}
		if err := w.Between(t.Context(), who("medlem", access.Member, "b1"), own); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a member decides alone: %v", err)
		}
		waiting := open()
		if len(waiting) != 2 {
			t.Fatalf("%d wait to be listed, want 2", len(waiting))
		}
		if err := w.List(t.Context(), w.chair, "b1", waiting[0].ID, "b2"); !fault.Is(err, fault.Missing) {
			t.Errorf("listed at no meeting: %v", err)
		}
		// One becomes an item of the next meeting, the other is told of under announcements.
		w.exec(item("i9", "m1", "7", decision.Origin, waiting[0].ID, false))
		w.record(given)
		if list := open(); len(list) != 1 || list[0].ID != waiting[1].ID {
			t.Errorf("after the meeting these wait: %+v", list)
		}
		if err := w.List(t.Context(), w.chair, "b1", waiting[1].ID, "m2"); err != nil {
			t.Fatal(err)
		}
		if list := open(); len(list) != 0 {
			t.Errorf("after both meetings these wait: %+v", list)
		}
	})
}

func TestOwnerIsWrittenToOnce(t *testing.T) {
	each(t, func(w *world) {
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s3"})
		letters := w.post()
		if len(letters) != 3 || !strings.HasPrefix(letters[0], "ida@skagerby.example asked ") {
			t.Fatalf("letters %q, want asked, overdue and soon", letters)
		}
		if letters = w.post(); len(letters) != 0 { // every job runs at least once, and may run twice
			t.Errorf("run again the jobs write %q", letters)
		}
		f.Version = 1
		move := decision.Order{Version: 1, Organization: f.Organization, Owner: f.Owner, Email: f.Email, SeatID: "s3", Due: "2027-01-31", Reason: "Efter aftale."}
		for range 2 { // a double click
			if err := w.Steer(t.Context(), w.chair, "b1", f.ID, move); err != nil {
				t.Fatal(err)
			}
		}
		if letters = w.post(); len(letters) != 2 || strings.Contains(strings.Join(letters, " "), " asked ") {
			t.Errorf("with another day the letters are %q, want the two reminders", letters)
		}
		if n := w.count(`SELECT COUNT(*) FROM follow_up_change WHERE what = 'due' AND was = '2026-12-15' AND became = '2027-01-31' AND reason = 'Efter aftale.'`); n != 1 {
			t.Errorf("the history has %d changes of the day, want 1", n)
		}
		if err := w.Settle(t.Context(), w.chair, "b1", f.ID, decision.Done, ""); err != nil {
			t.Fatal(err)
		}
		if letters = w.post(); len(letters) != 0 {
			t.Errorf("of what is done the jobs write %q", letters)
		}
		mute := w.add(decision.FollowUp{Organization: "Skagerby Kommune", Text: "Uden adresse."})
		list, err := w.Of(t.Context(), w.chair, "b1")
		if err != nil || len(w.post()) != 0 {
			t.Fatalf("Of: %v", err)
		}
		for _, one := range list {
			if one.Mute() != (one.ID == mute.ID) {
				t.Errorf("Mute of %q is %v", one.Text, one.Mute())
			}
		}
	})
}

func TestLinkAnswersOneFollowUp(t *testing.T) {
	each(t, func(w *world) {
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s3"})
		token, stranger := w.token("asked"), access.Who{}
		seen, err := w.Linked(t.Context(), token, stranger)
		if err != nil || seen.ID != f.ID || seen.BodyName != "Klynge Fjorden" {
			t.Fatalf("Linked = %+v, %v", seen, err)
		}
		told := decision.Report{State: decision.Reported, Text: "Vi er i gang."}
		for range 2 { // a double click
			if err := w.TellByLink(t.Context(), token, stranger, told); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM follow_up_report WHERE via = 'link' AND by_whom = 'Ida Kjær'`); n != 1 {
			t.Errorf("a double click left %d reports", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM journal_entry WHERE direction = 'received' AND case_number = '2026-17'`); n != 1 {
			t.Errorf("the journal has %d lines of it, want 1", n)
		}
		for name, bad := range map[string]string{"forged": token[:len(token)-2] + "xx", "empty": "", "of something else": "GAETTET"} {
			if _, err := w.Linked(t.Context(), bad, stranger); !fault.Is(err, fault.Missing) {
				t.Errorf("a link that is %s: %v", name, err)
			}
			if err := w.TellByLink(t.Context(), bad, stranger, told); !fault.Is(err, fault.Missing) {
				t.Errorf("telling by a link that is %s: %v", name, err)
			}
		}
		// It passes to somebody else: the old link no longer answers, the new one does.
		if err := w.Steer(t.Context(), w.chair, "b1", f.ID, decision.Order{Version: 2, SeatID: "s1", Due: f.Due}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Linked(t.Context(), token, stranger); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a former owner's link: %v", err)
		}
		token = w.token("asked")
		if _, err := w.Linked(t.Context(), token, who("bo", access.Member, "b1")); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else's link: %v", err)
		}
		w.passed = 400 * 24 * time.Hour
		if err := w.TellByLink(t.Context(), token, stranger, told); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an expired link: %v", err)
		}
		if w.state(f.ID) != decision.Reported {
			t.Errorf("the state is %s", w.state(f.ID))
		}
	})
}

func TestTwoAnswerAtOnce(t *testing.T) {
	each(t, func(w *world) {
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s1"})
		token := w.token("asked")
		var both sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			both.Go(func() {
				report := decision.Report{State: decision.Reported, Text: fmt.Sprintf("Svar %d.", i)}
				if i%2 == 0 {
					errs[i] = w.TellByLink(context.WithoutCancel(t.Context()), token, access.Who{}, report)
				} else {
					errs[i] = w.AddReport(context.WithoutCancel(t.Context()), w.chair, f.ID, report)
				}
			})
		}
		both.Wait()
		for i, err := range errs {
			if err != nil {
				t.Errorf("answer %d: %v", i, err)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM follow_up_report`); n != 8 {
			t.Errorf("%d answers are kept, want 8", n)
		}
	})
}

// A form that is sent twice at the same moment is one follow-up, and one decision
// of a chair.
func TestSentTwiceAtOnce(t *testing.T) {
	for range 4 {
		each(t, func(w *world) {
			var both sync.WaitGroup
			for range 4 {
				both.Go(func() {
					if _, err := w.Add(w.t.Context(), w.chair, "b1", decision.FollowUp{Text: "Send status", SeatID: "s1", Due: "2026-12-04"}); err != nil {
						w.t.Errorf("Add: %v", err)
					}
					if err := w.Between(w.t.Context(), w.chair, decision.Decision{BodyID: "b1", Title: "Hastesag", Text: "Godkendt.", Date: "2026-11-10", Ground: decision.Urgent}); err != nil {
						w.t.Errorf("Between: %v", err)
					}
				})
			}
			both.Wait()
			if n := w.count(`SELECT COUNT(*) FROM follow_up WHERE text = 'Send status'`); n != 1 {
				w.t.Errorf("there are %d follow-ups, want 1", n)
			}
			if n := w.count(`SELECT COUNT(*) FROM decision WHERE title = 'Hastesag'`); n != 1 {
				w.t.Errorf("there are %d decisions, want 1", n)
			}
		})
	}
}

func TestSteeringSeesWhoWasFirst(t *testing.T) {
	each(t, func(w *world) {
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s3"})
		first := decision.Order{Version: 1, SeatID: "s1", Due: f.Due}
		if err := w.Steer(t.Context(), w.chair, "b1", f.ID, first); err != nil {
			t.Fatal(err)
		}
		second := decision.Order{Version: 1, SeatID: "s3", Due: "2027-02-01"}
		if err := w.Steer(t.Context(), w.chair, "b1", f.ID, second); !fault.Is(err, fault.Conflict) {
			t.Errorf("the second of two: %v", err)
		}
		if err := w.Steer(t.Context(), who("gæst", access.Member, "b1"), "b1", f.ID, second); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a member steers: %v", err)
		}
		if err := w.Steer(t.Context(), who("andet", access.Secretariat, "b2"), "b2", f.ID, second); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another body steers: %v", err)
		}
		if err := w.Settle(t.Context(), w.chair, "b1", f.ID, decision.Dismissed, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("called off without a reason: %v", err)
		}
	})
}

func TestClosedFollowUpShowsItsOwnerTheTaskOnly(t *testing.T) {
	each(t, func(w *world) {
		w.add(decision.FollowUp{ItemID: "i2", SeatID: "s3", Text: "Svar sekretariatet om sagen."})
		w.record(decision.Given{ItemID: "i2", Number: "5", Title: "Personsag", Text: "Hemmeligt.", Closed: true})
		w.exec(`INSERT INTO draft_field (object, name, version, text, at, by_id, by_name) VALUES ('i2', 'title', 1, 'Personsag', 0, '', '')`)
		token := w.token("asked")
		for name, tt := range map[string]struct {
			read func() ([]decision.Followed, error)
			task bool
			all  bool
		}{
			"by the link": {func() ([]decision.Followed, error) {
				f, err := w.Linked(t.Context(), token, access.Who{})
				return []decision.Followed{f}, err
			}, true, false},
			"by the link, as one who may read closed matters": {func() ([]decision.Followed, error) {
				f, err := w.Linked(t.Context(), token, who("ida", access.Member, "b1"))
				return []decision.Followed{f}, err
			}, true, true},
			"her organisation": {func() ([]decision.Followed, error) { return w.OfOrganization(t.Context(), "o1") }, true, false},
			"its secretariat":  {func() ([]decision.Followed, error) { return w.Mine(t.Context(), who("sara", access.Secretariat, "b2")) }, true, false},
			"a guest":          {func() ([]decision.Followed, error) { return w.Of(t.Context(), who("gæst", access.Guest, "b1"), "b1") }, false, false},
			"the chair":        {func() ([]decision.Followed, error) { return w.Of(t.Context(), w.chair, "b1") }, true, true},
		} {
			list, err := tt.read()
			if err != nil || len(list) != 1 {
				t.Fatalf("%s: %d follow-ups, %v", name, len(list), err)
			}
			f := list[0]
			if got := f.Text != ""; got != tt.task {
				t.Errorf("%s: the task is shown: %v, want %v", name, got, tt.task)
			}
			if got := f.Decision.Text != "" || f.Title != "" || f.Number != ""; got != tt.all {
				t.Errorf("%s: the matter is shown: %v, want %v", name, got, tt.all)
			}
		}
	})
}

func TestR19OtherEmployersSecretariatSeesItsOwn(t *testing.T) {
	each(t, func(w *world) {
		w.add(decision.FollowUp{ItemID: "i1", Organization: "Skagerby Kommune"})
		w.add(decision.FollowUp{BodyID: "b2", Organization: "Skagerby Kommune", Text: "Til den anden klynge."})
		w.add(decision.FollowUp{ItemID: "i1", Organization: "Region Nordkyst", Text: "Regionens egen."})
		for name, tt := range map[string]struct {
			who  access.Who
			want int
		}{
			"its secretariat": {who("sara", access.Secretariat, "b1"), 2},
			"a member of it":  {who("bo", access.Member, "b1"), 0}, // what is theirs, not all that the municipality has
			"a stranger":      {access.Who{}, 0},
		} {
			list, err := w.Mine(t.Context(), tt.who)
			if err != nil || len(list) != tt.want {
				t.Errorf("%s sees %d, %v; want %d", name, len(list), err, tt.want)
			}
		}
	})
}

func TestWaitingOncePerFollowUp(t *testing.T) {
	each(t, func(w *world) {
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s1"})
		three := who("sara", access.Secretariat, "b1")
		three.Grants = append(three.Grants, access.Grant{BodyID: "b1", Role: access.Chair}, access.Grant{BodyID: "b1", Role: access.Lead})
		lines, err := w.Waiting(t.Context(), three, "2027-01-01")
		if err != nil || len(lines) != 1 || lines[0].Path != "/opfoelgning#"+f.ID || lines[0].Others {
			t.Errorf("somebody in three roles has %+v, %v", lines, err)
		}
		lines, err = w.Waiting(t.Context(), w.chair, "2027-01-01")
		if err != nil || len(lines) != 1 || lines[0].Text != "Tag stilling til en opfølgning, der er over tiden" || lines[0].Others {
			t.Errorf("of one that is late the chair has %+v, %v", lines, err)
		}
		lines, err = w.Waiting(t.Context(), w.chair, "2026-12-01")
		if err != nil || len(lines) != 1 || !lines[0].Others {
			t.Errorf("of one that runs the chair has %+v, %v", lines, err)
		}
		for _, role := range []access.Role{access.Member, access.Substitute, access.Administrative, access.Lead, access.Guest, access.Auditor, access.Administrator} {
			if lines, err = w.Waiting(t.Context(), who("anden", role, "b1"), "2027-01-01"); err != nil || len(lines) != 0 {
				t.Errorf("%s has %+v, %v", role, lines, err)
			}
		}
	})
}

func TestFatesArePublicWhenTheMinutesAre(t *testing.T) {
	each(t, func(w *world) {
		public := decision.NewPublic(w.db)
		f := w.add(decision.FollowUp{ItemID: "i1", SeatID: "s3", Organization: "Skagerby Kommune"})
		w.add(decision.FollowUp{ItemID: "i1", Organization: "Skagerby Kommune", Text: "Lukket del.", Closed: true})
		w.add(decision.FollowUp{ItemID: "i1", Organization: "Skagerby Kommune", Text: "Ring til borgeren 010190-1234."})
		w.record(given, decision.Given{ItemID: "i2", Number: "5", Title: "Personsag", Text: "Hemmeligt.", Closed: true})
		w.add(decision.FollowUp{ItemID: "i2", Organization: "Skagerby Kommune", Text: "Hemmelig opgave."})
		w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
			VALUES ('p1', '2026-11-20-klynge-fjorden', 'b1', '2026-11-20', '', '', '', 'minutes', '', 0, 0)`)
		w.exec(`UPDATE planned_meeting SET meeting_id = 'p1' WHERE id = 'm1'`)
		if fates, err := public.Fates(t.Context(), "p1"); err != nil || len(fates) != 0 {
			t.Errorf("before publication the public has %+v, %v", fates, err)
		}
		w.exec(`INSERT INTO publication (id, planned_id, body_id, kind, version, state, second, content, digest, document_id, author, author_name, made_at,
			cleared_by, cleared_name, published_by, published_name, row_version) VALUES ('u1', 'm1', 'b1', 'minutes', 1, 'published', false, '', '', '', '', '', 0, '', '', '', '', 1)`)
		if err := w.AddReport(t.Context(), w.chair, f.ID, decision.Report{State: decision.Reported, Text: "Intern bemærkning."}); err != nil {
			t.Fatal(err)
		}
		fates, err := public.Fates(t.Context(), "p1")
		if err != nil || len(fates) != 1 || len(fates["4"].Tasks) != 1 {
			t.Fatalf("the public has %+v, %v; want one task of item 4", fates, err)
		}
		if got, want := fates["4"].Tasks[0], (decision.Task{Text: f.Text, Organization: "Skagerby Kommune", Due: f.Due, State: decision.Reported}); got != want {
			t.Errorf("the task is %+v, want %+v", got, want)
		}
		turn := w.count(`SELECT turn FROM record_turn`)
		for text, want := range map[string]fault.Kind{"Borgeren 010190-1234 er spurgt.": fault.Invalid, "Skriv til ida@skagerby.example.": fault.Invalid} {
			if err := w.LetOut(t.Context(), w.chair, "b1", f.ID, text); !fault.Is(err, want) {
				t.Errorf("LetOut(%q) = %v", text, err)
			}
		}
		if err := w.LetOut(t.Context(), w.chair, "b1", f.ID, "Planen er halvt færdig."); err != nil {
			t.Fatal(err)
		}
		if err := w.Withdraw(t.Context(), w.chair, "b1", w.decisionOf("i1"), "Loven er ændret."); err != nil {
			t.Fatal(err)
		}
		fates, err = public.Fates(t.Context(), "p1")
		if fate := fates["4"]; err != nil || fate.State != decision.Withdrawn || fate.Reason != "Loven er ændret." || fate.Tasks[0].Told != "Planen er halvt færdig." {
			t.Errorf("the fate is %+v, %v", fate, err)
		}
		if now := w.count(`SELECT turn FROM record_turn`); now <= turn {
			t.Error("the kept pages were not forgotten")
		}
	})
}
