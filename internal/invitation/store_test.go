package invitation_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// Fuzzing asks no database, and each of its workers would start one.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" {
		os.Exit(m.Run())
	}
	dbtest.Main(m)
}

type letters struct{}

func (letters) Answer(token string) string    { return "https://klynge.example/svar/" + token }
func (letters) Meeting(m plan.Meeting) string { return "https://klynge.example" + m.Path() }
func (letters) Call(l invitation.Letter) (mail.Message, error) {
	return mail.Message{Subject: fmt.Sprintf("%s moved=%v remind=%v for=%s", l.Method, l.Was != nil, l.Remind, l.For), Text: "/svar/" + l.Token}, nil
}
func (letters) Poll(l invitation.PollLetter) (mail.Message, error) {
	return mail.Message{Subject: "poll", Text: "/datoer/" + l.Token}, nil
}
func (letters) Welcome(w seat.Welcome) (mail.Message, error) {
	return mail.Message{Subject: "welcome", Text: w.Token}, nil
}

// A file is what a calendar's server answers.
type file struct {
	text string
	err  error
}

func (f *file) Fetch(context.Context, string) ([]byte, error) { return []byte(f.text), f.err }

// A world is a body with three people: Gerda sits twice, Bo once with Ida as his
// substitute, and Kaj has no address.
type world struct {
	t        *testing.T
	db       *db.DB
	calls    *invitation.Store
	plan     *plan.Store
	file     *file
	body     body.Organization
	seats    map[string]string
	gerda    access.Who
	handlers map[string]job.Handler
}

var secretary = access.Who{Account: access.Account{ID: "s", Name: "Signe Sekretær"}}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t: t, db: d, plan: plan.NewStore(d), file: &file{}, seats: map[string]string{}}
	w.calls = invitation.New(d, invitation.House{Writer: letters{}, Links: letters{}, From: invitation.Sender{Name: "Klynge", Email: "klynge@klynge.example"},
		Host: "klynge.example", Fetcher: w.file})
	w.handlers = w.calls.Handlers()
	w.write(func(tx *db.Tx) (err error) {
		w.body, err = body.EnsureBody(t.Context(), tx, "Sundhedsklynge Fjorden")
		return err
	})
	a, _, err := access.NewStore(d).Invite(t.Context(), access.Invitation{Name: "Gerda Holm", Email: "gerda@nordkyst.example"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	w.gerda = access.Who{Account: a}
	seats := seat.New(d, letters{})
	for _, s := range []seat.Seat{
		{Name: "Gerda Holm", Email: "gerda@nordkyst.example", Organization: "Region Nordkyst", Sector: body.RegionSector, Role: access.Chair, Voting: true},
		{Name: "Gerda Holm", Email: "Gerda@nordkyst.example", Organization: "Regionshospitalet Klitby", Sector: body.RegionSector, Role: access.Member, Voting: true},
		{Name: "Bo Strand", Email: "bo@skagerby.example", Organization: "Skagerby Kommune", Sector: body.MunicipalitySector, Role: access.Member, Voting: true},
		{Name: "Kaj Sand", Organization: "PLO-Nordkyst", Sector: body.GeneralPractice, Role: access.Member, Voting: true},
		{Name: "Ida Berg", Email: "ida@skagerby.example", Organization: "Skagerby Kommune", Sector: body.MunicipalitySector, Role: access.Substitute, Basis: "Byrådet"},
	} {
		s.BodyID, s.From = w.body.ID, "2020-01-01"
		if s.Role == access.Substitute {
			s.SubstituteFor = w.seats["Bo Strand"]
		}
		s, err := seats.Add(t.Context(), secretary, s, false)
		if err != nil {
			t.Fatal(err)
		}
		w.seats[s.Name] = s.ID
	}
	return w
}

func (w *world) write(do func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), do); err != nil {
		w.t.Fatal(err)
	}
}

// now is the time in the database.
func (w *world) now() (now time.Time) {
	w.write(func(tx *db.Tx) error { now = tx.Now; return nil })
	return now
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	w.write(func(tx *db.Tx) error { _, err := tx.ExecContext(w.t.Context(), query, args...); return err })
}

// A sent mail, as it waits to be sent.
type sent struct{ to, subject, text, calendar string }

// round does a round of calls and returns the mails that are new, by address.
func (w *world) round(meetingID string) (mails []sent) {
	w.t.Helper()
	w.exec(`DELETE FROM mail_message`)
	payload := []byte(`{"meeting":"` + meetingID + `"}`)
	for range 2 { // a round that runs twice sends once
		if err := w.handlers[plan.RoundKind](w.t.Context(), job.Job{Payload: payload}); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.mails()
}

func (w *world) mails() (mails []sent) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		mails, err = db.Collect(w.t.Context(), tx, func(r interface{ Scan(...any) error }) (m sent, err error) {
			return m, r.Scan(&m.to, &m.subject, &m.text, &m.calendar)
		}, `SELECT recipient, subject, body_text, calendar FROM mail_message ORDER BY recipient`)
		return err
	})
	return mails
}

func subjects(mails []sent) string {
	var parts []string
	for _, m := range mails {
		parts = append(parts, m.to+" "+m.subject)
	}
	return strings.Join(parts, "; ")
}

func (w *world) meeting(days int) plan.Meeting {
	w.t.Helper()
	m, err := w.plan.Add(w.t.Context(), secretary, plan.Meeting{BodyID: w.body.ID, Date: w.now().AddDate(0, 0, days).Format(time.DateOnly), Start: "13:00", End: "15:00",
		Form: plan.Hybrid, Place: "Rådhuset", OnlineURL: "https://video.example/x"})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// called plans a meeting, calls everybody, and returns the mails by address.
func (w *world) called() (plan.Meeting, map[string]sent) {
	w.t.Helper()
	m := w.meeting(20)
	if n, err := w.calls.Call(w.t.Context(), secretary, m.ID); err != nil || n != 3 {
		w.t.Fatalf("Call = %d, %v, want 3 people", n, err)
	}
	of := map[string]sent{}
	for _, one := range w.round(m.ID) {
		of[one.to] = one
	}
	return m, of
}

func (m sent) token() string {
	return strings.TrimPrefix(strings.TrimPrefix(m.text, "/svar/"), "/datoer/")
}

var uidLine = regexp.MustCompile(`(?m)^UID:((?:.|\r\n )*?)\r$`)

func (m sent) uid() string {
	return strings.ReplaceAll(uidLine.FindStringSubmatch(m.calendar)[1], "\r\n ", "")
}

func (w *world) answers(meetingID string) string {
	w.t.Helper()
	m, err := w.calls.Find(w.t.Context(), meetingID)
	if err != nil {
		w.t.Fatal(err)
	}
	var parts []string
	for _, p := range m.People {
		one := p.Invitation()
		parts = append(parts, fmt.Sprintf("%s=%s/%s", p.Seat().Name, one.Answer, one.Via))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func TestEverybodyIsCalledOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		m, mails := w.called()
		if len(mails) != 2 || mails["gerda@nordkyst.example"].calendar == "" || !strings.Contains(mails["bo@skagerby.example"].calendar, "METHOD:REQUEST") {
			t.Errorf("the mails are %+v, want one to Gerda, who has two seats, and one to Bo", mails)
		}
		if n, err := w.calls.Call(t.Context(), secretary, m.ID); n != 0 || err != nil {
			t.Errorf("the second click called %d, %v", n, err)
		}
		if again := w.round(m.ID); len(again) != 0 {
			t.Errorf("the second click sent %s", subjects(again))
		}
		found, err := w.calls.Find(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got := invitation.Count(found.People); got != (invitation.Turnout{Silent: 3, Unreached: 1}) {
			t.Errorf("Count = %+v", got)
		}
		lines, err := w.calls.Waiting(t.Context(), w.gerda, w.now().Format(time.DateOnly))
		if err != nil || len(lines) != 1 || lines[0].Path != m.Path()+"/svar" || lines[0].Due != m.Date {
			t.Errorf("Waiting = %+v, %v", lines, err)
		}
		if _, err := w.calls.Answer(t.Context(), w.gerda, m.ID, invitation.Response{Answer: invitation.Coming}); err != nil {
			t.Fatal(err)
		}
		if lines, err = w.calls.Waiting(t.Context(), w.gerda, "2020-01-01"); err != nil || len(lines) != 0 {
			t.Errorf("Waiting after the answer = %+v, %v", lines, err)
		}
	})
}

func TestMovedAndCancelled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		m, before := w.called()
		if _, err := w.calls.AnswerByLink(t.Context(), before["bo@skagerby.example"].token(), access.Who{}, invitation.Response{Answer: invitation.Coming}); err != nil {
			t.Fatal(err)
		}
		m, err := w.plan.SetPlace(t.Context(), secretary, plan.Change{Meeting: m.ID, Version: m.Version, Confirmed: true}, plan.Setting{Form: plan.Physical, Place: "Sygehuset"})
		if err != nil {
			t.Fatal(err)
		}
		if got := subjects(w.round(m.ID)); got != "bo@skagerby.example request moved=false remind=false for=; gerda@nordkyst.example request moved=false remind=false for=" {
			t.Errorf("after a new place: %s", got)
		}
		if got := w.answers(m.ID); !strings.Contains(got, "Bo Strand=coming/link") {
			t.Errorf("a new place has cost Bo's answer: %s", got)
		}
		m, err = w.plan.Move(t.Context(), secretary, plan.Change{Meeting: m.ID, Version: m.Version, Reason: "Vinterferie", Confirmed: true}, m.Date, "22:00", "01:00")
		if err != nil {
			t.Fatal(err)
		}
		mails := w.round(m.ID)
		if got := subjects(mails); !strings.Contains(got, "bo@skagerby.example request moved=true") || len(mails) != 2 {
			t.Errorf("after a move: %s", got)
		}
		if mails[0].uid() != before["bo@skagerby.example"].uid() || !strings.Contains(mails[0].calendar, "SEQUENCE:2\r\n") {
			t.Errorf("the moved meeting is another event in the calendar:\n%s", mails[0].calendar)
		}
		if got := w.answers(m.ID); !strings.Contains(got, "Bo Strand=/") {
			t.Errorf("the answer to the old time stands: %s", got)
		}
		if _, err = w.plan.Cancel(t.Context(), secretary, plan.Change{Meeting: m.ID, Version: m.Version, Reason: "Sygdom"}); err != nil {
			t.Fatal(err)
		}
		mails = w.round(m.ID)
		if len(mails) != 2 || !strings.Contains(mails[0].calendar, "METHOD:CANCEL") || !strings.Contains(mails[0].calendar, "STATUS:CANCELLED") {
			t.Errorf("after the cancellation: %s", subjects(mails))
		}
		_, err = w.calls.AnswerByLink(t.Context(), before["bo@skagerby.example"].token(), access.Who{}, invitation.Response{Answer: invitation.Coming})
		if err == nil {
			t.Error("an answer to a cancelled meeting is taken")
		}
	})
}

func TestASubstituteIsCalledInstead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		m, mails := w.called()
		token := mails["bo@skagerby.example"].token()
		answer := func(r invitation.Response) error {
			_, err := w.calls.AnswerByLink(t.Context(), token, access.Who{}, r)
			return err
		}
		for name, r := range map[string]invitation.Response{
			"a substitute without an apology": {Answer: invitation.Coming, Substitute: w.seats["Ida Berg"]},
			"somebody who is no substitute":   {Answer: invitation.Apology, Substitute: w.seats["Gerda Holm"]},
			"online and not coming":           {Answer: invitation.Apology, Online: true},
			"nothing":                         {},
			"a novel":                         {Answer: invitation.Coming, Note: strings.Repeat("æ", 1001)},
		} {
			if err := answer(r); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v, want it refused", name, err)
			}
		}
		with := invitation.Response{Answer: invitation.Apology, Note: "Ferie", Substitute: w.seats["Ida Berg"]}
		for range 2 { // a double click
			if err := answer(with); err != nil {
				t.Fatal(err)
			}
		}
		if got := subjects(w.round(m.ID)); got != "ida@skagerby.example request moved=false remind=false for=Bo Strand" {
			t.Errorf("after the apology: %s", got)
		}
		// The link stays good, and the answer may be changed: then Ida stays at home.
		if err := answer(invitation.Response{Answer: invitation.Coming, Online: true}); err != nil {
			t.Fatal(err)
		}
		if got := subjects(w.round(m.ID)); !strings.HasPrefix(got, "ida@skagerby.example cancel") {
			t.Errorf("after Bo comes all the same: %s", got)
		}
		if err := answer(with); err != nil {
			t.Fatal(err)
		}
		if got := subjects(w.round(m.ID)); !strings.HasPrefix(got, "ida@skagerby.example request") {
			t.Errorf("after the second apology: %s", got)
		}
		// The meeting begins.
		w.exec(`UPDATE planned_meeting SET date = $1, start_time = $2, end_time = $3`, w.now().AddDate(0, 0, -1).Format(time.DateOnly), "10:00", "12:00")
		if err := answer(invitation.Response{Answer: invitation.Coming}); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "Det, du svarede før, står ved magt.") {
			t.Errorf("an answer after the meeting began: %v", err)
		}
		if _, err := w.calls.AnswerFor(t.Context(), secretary, m.ID, w.seats["Bo Strand"], invitation.Response{Answer: invitation.Coming}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the secretariat's answer after the meeting began: %v", err)
		}
	})
}

// A seat that has ended, or has gone to somebody with another address, is not
// answered for by the links that were sent before.
func TestLinksEndWithTheSeat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		_, mails := w.called()
		_, polls := w.poll()
		coming, yes := invitation.Response{Answer: invitation.Coming}, map[int]invitation.Choice{0: invitation.Yes, 1: invitation.Yes}
		call := func(to string) error {
			_, err := w.calls.AnswerByLink(t.Context(), mails[to].token(), access.Who{}, coming)
			return err
		}
		poll := func(to string) error { return w.calls.VoteByLink(t.Context(), polls[to], access.Who{}, yes) }
		const bo, gerda = "bo@skagerby.example", "gerda@nordkyst.example"
		for _, to := range []string{bo, gerda} {
			if err := errors.Join(call(to), poll(to)); err != nil {
				t.Fatalf("%s before anything happened: %v", to, err)
			}
		}
		w.exec(`UPDATE seat SET end_date = $1 WHERE name = 'Gerda Holm'`, w.now().AddDate(0, 0, -1).Format(time.DateOnly))
		for what, err := range map[string]error{"call": call(gerda), "poll": poll(gerda)} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: an answer for a seat that has ended: %v", what, err)
			}
		}
		seats := seat.New(d, letters{})
		var one seat.Seat
		w.write(func(tx *db.Tx) (err error) { one, err = seat.Find(t.Context(), tx, w.seats["Bo Strand"]); return err })
		one.Name, one.Email = "Eva Eng", "eva@skagerby.example"
		if _, err := seats.Change(t.Context(), secretary, one, false); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{"call": call(bo), "poll": poll(bo)} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: an answer for whoever has the seat now: %v", what, err)
			}
		}
	})
}

func TestAnswersOfCalendars(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		m, mails := w.called()
		bo := mails["bo@skagerby.example"]
		now := w.now()
		reply := invitation.Reply{UID: bo.uid(), Email: "BO@skagerby.example", Answer: invitation.Coming, Note: "Glæder mig", Stamp: now}
		if err := w.calls.Receive(t.Context(), reply); err != nil {
			t.Fatal(err)
		}
		if got := w.answers(m.ID); got != "Bo Strand=coming/calendar Gerda Holm=/ Kaj Sand=/" {
			t.Errorf("after the reply: %s", got)
		}
		forged := map[string]func(*invitation.Reply){
			"a guessed UID":                 func(r *invitation.Reply) { r.UID = m.ID + "@klynge.example" },
			"no UID":                        func(r *invitation.Reply) { r.UID = "" },
			"somebody else's address":       func(r *invitation.Reply) { r.Email = "gerda@nordkyst.example" },
			"Gerda with the UID of Bo":      func(r *invitation.Reply) { r.Email = "ida@skagerby.example" },
			"a wildcard":                    func(r *invitation.Reply) { r.UID = "%" },
			"an answer to a call never had": func(r *invitation.Reply) { r.UID = "' OR uid <> '" },
		}
		for name, change := range forged {
			r := reply
			r.Answer = invitation.Apology
			change(&r)
			if err := w.calls.Receive(t.Context(), r); err == nil || fault.Sentence(err) == "" {
				t.Errorf("%s is taken: %v", name, err)
			}
		}
		// Two answers that come in the wrong order: the later stamp stands.
		late := reply
		late.Answer, late.Stamp = invitation.Apology, now.Add(-time.Minute)
		if err := w.calls.Receive(t.Context(), late); err != nil {
			t.Fatal(err)
		}
		if got := w.answers(m.ID); !strings.Contains(got, "Bo Strand=coming") {
			t.Errorf("an older answer has won: %s", got)
		}
		// A clock that is a year ahead does not outvote what is answered tomorrow.
		late.Stamp = now.AddDate(1, 0, 0)
		if err := w.calls.Receive(t.Context(), late); err != nil {
			t.Fatal(err)
		}
		reply.Stamp = w.now().Add(time.Minute)
		if err := w.calls.Receive(t.Context(), reply); err != nil || !strings.Contains(w.answers(m.ID), "Bo Strand=coming") {
			t.Errorf("the answer after a wrong clock: %v, %s", err, w.answers(m.ID))
		}
		if _, err := w.plan.Move(t.Context(), secretary, plan.Change{Meeting: m.ID, Version: m.Version, Reason: "Ferie", Confirmed: true}, m.Date, "09:00", "11:00"); err != nil {
			t.Fatal(err)
		}
		mails2 := w.round(m.ID)
		if err := w.calls.Receive(t.Context(), reply); !fault.Is(err, fault.Conflict) {
			t.Errorf("an answer to the meeting before it was moved: %v", err)
		}
		reply.Sequence = 1
		if err := w.calls.Receive(t.Context(), reply); err != nil || len(mails2) != 2 {
			t.Errorf("an answer to the moved meeting: %v, after %s", err, subjects(mails2))
		}
	})
}

func TestTwoAnswerAtOnceAndNobodyForAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		m, mails := w.called()
		var all sync.WaitGroup
		errs := make([]error, 6)
		for i := range errs {
			all.Go(func() {
				token := []string{mails["bo@skagerby.example"].token(), mails["gerda@nordkyst.example"].token()}[i%2]
				_, errs[i] = w.calls.AnswerByLink(context.WithoutCancel(t.Context()), token, access.Who{}, invitation.Response{Answer: invitation.Coming})
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil || w.answers(m.ID) != "Bo Strand=coming/link Gerda Holm=coming/link Kaj Sand=/" {
			t.Errorf("six answers at once: %v, %s", err, w.answers(m.ID))
		}
		stranger := access.Who{Account: access.Account{ID: "stranger"}}
		if _, err := w.calls.AnswerByLink(t.Context(), mails["gerda@nordkyst.example"].token(), stranger, invitation.Response{Answer: invitation.Apology}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else who is signed in uses Gerda's link: %v", err)
		}
		if _, err := w.calls.Answer(t.Context(), stranger, m.ID, invitation.Response{Answer: invitation.Apology}); !fault.Is(err, fault.Missing) {
			t.Errorf("a stranger answers: %v", err)
		}
		other := w.meeting(30)
		if _, err := w.calls.AnswerFor(t.Context(), secretary, other.ID, w.seats["Bo Strand"], invitation.Response{Answer: invitation.Coming}); !fault.Is(err, fault.Missing) {
			t.Errorf("an answer to a meeting nobody was called to: %v", err)
		}
		if _, err := w.calls.AnswerFor(t.Context(), secretary, m.ID, w.seats["Kaj Sand"], invitation.Response{Answer: invitation.Maybe}); err != nil || !strings.Contains(w.answers(m.ID), "Kaj Sand=maybe/secretariat") {
			t.Errorf("the secretariat answers for Kaj: %v, %s", err, w.answers(m.ID))
		}
		if n, err := w.calls.Remind(t.Context(), secretary, m.ID); err != nil || n != 0 {
			t.Errorf("Remind = %d, %v, when everybody has answered", n, err)
		}
	})
}
