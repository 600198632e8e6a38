package seat_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/seat"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type letters struct{}

func (letters) Welcome(w seat.Welcome) (mail.Message, error) {
	return mail.Message{Subject: "Velkommen til " + w.BodyName, Text: "/velkomst/" + w.Token}, nil
}

var gerda = access.Who{Account: access.Account{ID: "gerda", Name: "Gerda Holm"}}

func open(t *testing.T, d *db.DB) (*seat.Store, string) {
	t.Helper()
	var o body.Organization
	if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		o, err = body.EnsureBody(t.Context(), tx, "Sundhedsklynge Fjorden")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return seat.New(d, letters{}), o.ID
}

func bo(bodyID string) seat.Seat {
	return seat.Seat{BodyID: bodyID, Name: " Bo  Strand ", Email: "bo@skagerby.example", Organization: "Skagerby Kommune", Sector: body.MunicipalitySector,
		Role: access.Member, Voting: true, From: "2020-01-01"}
}

func texts(t *testing.T, d *db.DB, query string) (list []string) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		list, err = db.Collect(t.Context(), tx, func(r interface{ Scan(...any) error }) (s string, err error) { return s, r.Scan(&s) }, query)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestASeatBringsAnAccountAndTakesTheRoleWithIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, bodyID := open(t, d)
		accounts := access.NewStore(d)
		one, err := s.Add(t.Context(), gerda, bo(bodyID), true)
		if err != nil {
			t.Fatal(err)
		}
		if one.Name != "Bo Strand" || one.AccountID == "" || one.GrantID == "" {
			t.Errorf("Add = %+v", one)
		}
		mails := texts(t, d, `SELECT recipient || ' ' || body_text FROM mail_message`)
		if len(mails) != 1 || !strings.HasPrefix(mails[0], "bo@skagerby.example /velkomst/") {
			t.Fatalf("mails: %q", mails)
		}
		_, token, _ := strings.Cut(mails[0], "/velkomst/")
		session, err := accounts.AcceptBy(t.Context(), token, access.Identity{Provider: "https://id.example", Subject: "bo"}, access.Browser{}, "")
		if err != nil {
			t.Fatal(err)
		}
		may := func(p access.Permission) bool {
			v, err := accounts.Who(t.Context(), session)
			if err != nil {
				t.Fatal(err)
			}
			return v.Who.May(p, bodyID)
		}
		if !may(access.ApproveMinutes) || may(access.TakeMinutes) {
			t.Error("a member may not approve, or may take minutes")
		}
		// Another role is another grant; who can sign in gets no new link.
		one.Role, one.Basis = access.Secretariat, ""
		if one, err = s.Change(t.Context(), gerda, one, false); err != nil {
			t.Fatal(err)
		}
		if may(access.ApproveMinutes) || !may(access.TakeMinutes) || len(texts(t, d, `SELECT id FROM mail_message`)) != 1 {
			t.Error("the role has not followed the seat")
		}
		yesterday := dbtest.Noon.AddDate(0, 0, -1).Format(time.DateOnly)
		if err := s.End(t.Context(), gerda, one, yesterday); err != nil {
			t.Fatal(err)
		}
		if err := s.End(t.Context(), gerda, one, yesterday); err != nil {
			t.Errorf("the second click: %v", err)
		}
		if may(access.TakeMinutes) {
			t.Error("the seat has ended and the role has not")
		}
		table, err := s.Table(t.Context(), bodyID, dbtest.Noon.Format(time.DateOnly))
		if err != nil || len(table.Seats) != 0 || len(table.Past) != 1 {
			t.Errorf("Table = %+v, %v", table, err)
		}
	})
}

func TestTwoAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, bodyID := open(t, d)
		// A double click: one seat, one account, one mail.
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() { _, errs[i] = s.Add(context.WithoutCancel(t.Context()), gerda, bo(bodyID), true) })
		}
		both.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errs[0], fault.Conflict) && !fault.Is(errs[1], fault.Conflict) {
			t.Errorf("two clicks: %v and %v, want one conflict", errs[0], errs[1])
		}
		if n := len(texts(t, d, `SELECT id FROM mail_message`)); n != 1 {
			t.Errorf("%d mails, want 1", n)
		}
		table, err := s.Table(t.Context(), bodyID, "2026-11-21")
		if err != nil || len(table.Seats) != 1 {
			t.Fatalf("Table = %+v, %v", table, err)
		}
		// Two who change it: the second is told.
		one := table.Seats[0]
		one.Title = "Borgmester"
		if _, err := s.Change(t.Context(), gerda, one, false); err != nil {
			t.Fatal(err)
		}
		one.Title = "Formand"
		if _, err := s.Change(t.Context(), gerda, one, false); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "intet er overskrevet") {
			t.Errorf("the second change: %v", err)
		}
	})
}

func TestASubstituteEndsWithTheSeat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, bodyID := open(t, d)
		one, err := s.Add(t.Context(), gerda, bo(bodyID), false)
		if err != nil {
			t.Fatal(err)
		}
		sub := bo(bodyID)
		sub.Name, sub.Email, sub.Role, sub.SubstituteFor, sub.Basis = "Ida Berg", "ida@skagerby.example", access.Substitute, one.ID, "Byrådets beslutning"
		if _, err := s.Add(t.Context(), gerda, sub, false); err != nil {
			t.Fatal(err)
		}
		if err := s.End(t.Context(), gerda, one, "2026-06-30"); err != nil {
			t.Fatal(err)
		}
		if got := texts(t, d, `SELECT end_date FROM seat`); strings.Join(got, " ") != "2026-06-30 2026-06-30" {
			t.Errorf("the seats end on %q", got)
		}
		if err := s.End(t.Context(), gerda, one, "i morgen"); !fault.Is(err, fault.Invalid) {
			t.Errorf("end on no day: %v", err)
		}
	})
}

func TestMoveAndMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, bodyID := open(t, d)
		for _, name := range []string{"Bo Strand", "Ida Berg", "Kaj Sand"} {
			one := bo(bodyID)
			one.Name, one.Email = name, ""
			if name == "Ida Berg" {
				one.Sector, one.Organization = body.RegionSector, "Region Nordkyst"
			}
			if _, err := s.Add(t.Context(), gerda, one, false); err != nil {
				t.Fatal(err)
			}
		}
		order := func() string { return strings.Join(texts(t, d, `SELECT name FROM seat ORDER BY position`), ", ") }
		last := texts(t, d, `SELECT id FROM seat WHERE name = 'Kaj Sand'`)[0]
		for range 2 { // past the other side of the table, and then no further
			if err := s.Move(t.Context(), bodyID, last, true, "2026-11-21"); err != nil {
				t.Fatal(err)
			}
		}
		if got := order(); got != "Kaj Sand, Ida Berg, Bo Strand" {
			t.Errorf("the order is %s", got)
		}
		if err := s.Move(t.Context(), "elsewhere", last, true, "2026-11-21"); !fault.Is(err, fault.Missing) {
			t.Errorf("move a seat of another body: %v", err)
		}
		if err := s.SetMembers(t.Context(), bodyID, []string{"Skagerby Kommune", " ", "Skagerby  Kommunes", "Region Nordkyst"}); err != nil {
			t.Fatal(err)
		}
		table, err := s.Table(t.Context(), bodyID, "2026-11-21")
		if err != nil || len(table.Members) != 2 || table.Members[0].Sector != body.MunicipalitySector || len(seat.Empty(table.Members, table.Seats)) != 0 {
			t.Errorf("Table = %+v, %v", table.Members, err)
		}
	})
}
