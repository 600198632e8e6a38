package access

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A desk is a store whose clock a test can move.
type desk struct {
	*Store
	t   *testing.T
	now atomic.Int64
}

func (d *desk) pass(time time.Duration) { d.now.Add(int64(time)) }

// each runs a test on both engines with its own clock and two bodies, b1 and b2.
func each(t *testing.T, test func(t *testing.T, d *desk)) {
	open := func(t *testing.T, address string) {
		d := &desk{t: t}
		d.now.Store(dbtest.Noon.UnixNano())
		opened, err := db.Open(t.Context(), address, func() time.Time { return time.Unix(0, d.now.Load()).UTC() })
		if err != nil {
			t.Fatalf("open %s: %v", address, err)
		}
		t.Cleanup(func() {
			if err := opened.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
		d.Store = NewStore(opened)
		for _, body := range []string{"b1", "b2"} {
			d.write(func(tx *db.Tx) error {
				_, err := tx.ExecContext(t.Context(), `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ($1, $1, $2, 'cluster', 'shared', 0)`,
					body, "Klynge "+body)
				return err
			})
		}
		test(t, d)
	}
	t.Run("sqlite", func(t *testing.T) { open(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { open(t, dbtest.Postgres(t)) })
}

func (d *desk) write(fn func(tx *db.Tx) error) {
	d.t.Helper()
	d.must(d.db.Write(d.t.Context(), fn))
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

const secret = "måger over havnen"

var home = Browser{"Firefox", "192.0.2.7"}

// person makes an account with a role in a body, and a session.
func (d *desk) person(name string, role Role, body string) (Account, string) {
	d.t.Helper()
	a, token, err := d.Invite(d.t.Context(), Invitation{Name: name, Email: strings.ToLower(name) + "@skagerby.example", Grant: Grant{Role: role, BodyID: body}}, "test")
	d.must(err)
	session, err := d.AcceptByPassword(d.t.Context(), token, secret, Who{}, home, "")
	d.must(err)
	return a, session
}

func (d *desk) who(token string) Visit {
	d.t.Helper()
	v, err := d.Who(d.t.Context(), token)
	d.must(err)
	return v
}

func (d *desk) refuses(what string, err error, kind fault.Kind) {
	d.t.Helper()
	if !fault.Is(err, kind) {
		d.t.Errorf("%s: %v, want an error of kind %d", what, err, kind)
	}
}

func TestInvitationHasNoPowerBeforeItIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, token, err := d.Invite(ctx, Invitation{Name: "Gerda Holm", Email: "Gerda@Skagerby.example", Grant: Grant{Role: Administrator}}, "terminal")
		d.must(err)
		_, err = d.SignIn(ctx, a.Email, "", home, "")
		d.refuses("sign in without a password", err, fault.Unknown)
		if has, err := d.HasAdministrator(ctx); has || err != nil {
			t.Errorf("HasAdministrator with one who has not answered = %t, %v, want false", has, err)
		}
		_, err = d.AcceptByPassword(ctx, token, "kort", Who{}, home, "")
		d.refuses("a short password", err, fault.Invalid)
		session, err := d.AcceptByPassword(ctx, token, secret, Who{}, home, "")
		d.must(err)
		v := d.who(session)
		if !v.Who.May(ManageAccess, "") {
			t.Errorf("who = %+v, want an administrator", v.Who)
		}
		_, err = d.AcceptByPassword(ctx, token, secret, Who{}, home, "")
		d.refuses("the same link again", err, fault.Conflict)
		if again, err := d.SignIn(ctx, "gerda@skagerby.EXAMPLE", secret, home, ""); err != nil || d.who(again).Who.Account.ID != a.ID {
			t.Errorf("SignIn with other capitals: %v", err)
		}
		_, _, err = d.Invite(ctx, Invitation{Name: "En anden", Email: "GERDA@skagerby.example"}, "terminal")
		d.refuses("a second account of the address", err, fault.Conflict)
		for _, bad := range []Invitation{{Name: "X", Email: "ingen"}, {Name: " ", Email: "x@y.example"}, {Name: "X", Email: "X <x@y.example>"},
			{Name: "X", Email: "x@y.example", Grant: Grant{Role: "king"}}, {Name: "X", Email: "x@y.example", Grant: Grant{Role: Administrator, BodyID: "b1"}},
			{Name: "X", Email: "x@y.example", Grant: Grant{Role: Member, BodyID: "b1", From: "2027-02-01", To: "2027-01-01"}}} {
			_, _, err = d.Invite(ctx, bad, "terminal")
			d.refuses("invite "+bad.Name+" "+bad.Email, err, fault.Invalid)
		}
	})
}

func TestFoundingOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		first, err := d.Found(ctx)
		d.must(err)
		second, err := d.Found(ctx)
		d.must(err)
		gerda := Founder{"Gerda Holm", "gerda@skagerby.example", secret}
		_, err = d.FoundBy(ctx, first, gerda)
		d.refuses("the link of an earlier start", err, fault.Forbidden)
		_, err = d.AcceptByPassword(ctx, second, secret, Who{}, home, "")
		d.refuses("the founding link as a welcome", err, fault.Missing)
		_, err = d.FoundBy(ctx, second, gerda)
		d.must(err)
		_, err = d.FoundBy(ctx, second, Founder{"Ib", "ib@skagerby.example", secret})
		d.refuses("the link twice", err, fault.Conflict)
		if token, err := d.Found(ctx); token != "" || err != nil {
			t.Errorf("Found with an administrator = %q, %v, want nothing", token, err)
		}
	})
	each(t, func(t *testing.T, d *desk) {
		token, err := d.Found(t.Context())
		d.must(err)
		d.pass(FoundingLife)
		_, err = d.FoundBy(t.Context(), token, Founder{"Gerda Holm", "gerda@skagerby.example", secret})
		d.refuses("after an hour", err, fault.Forbidden)
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, token := d.person("Gerda", Secretariat, "b1")
		stranger := func(what string, v Visit, late bool) {
			t.Helper()
			if v.Who.SignedIn() || v.Late != late {
				t.Errorf("%s: %+v, want nobody, late %t", what, v, late)
			}
		}
		stranger("no token", d.who(""), false)
		stranger("a token of nobody", d.who("GUESSED"), false)
		d.pass(idle - time.Minute)
		v := d.who(token)
		if !v.Who.May(EditAgenda, "b1") || v.Who.May(EditAgenda, "b2") || !v.Renew {
			t.Errorf("who before the idle end = %+v, want the secretariat of b1, to be renewed", v)
		}
		if fresh, err := d.Renew(ctx, v); fresh != "" || err != nil {
			t.Errorf("Renew without a change = %q, %v, want the token to stay", fresh, err)
		}
		d.pass(idle - time.Minute)
		if v := d.who(token); !v.Who.SignedIn() {
			t.Errorf("who after renewing = %+v, want somebody", v)
		}
		d.pass(time.Minute)
		stranger("left alone", d.who(token), true)

		token, err := d.SignIn(ctx, a.Email, secret, home, token)
		d.must(err)
		for range 13 {
			d.pass(time.Hour)
			if v := d.who(token); v.Renew {
				_, err := d.Renew(ctx, v)
				d.must(err)
			}
		}
		stranger("used all day", d.who(token), true)

		token, err = d.SignIn(ctx, a.Email, secret, home, "")
		d.must(err)
		next, err := d.SignIn(ctx, a.Email, secret, home, token)
		d.must(err)
		stranger("the token from before a sign-in", d.who(token), true)
		other, err := d.SignIn(ctx, a.Email, secret, Browser{"Safari", "192.0.2.8"}, "")
		d.must(err)
		list, err := d.Sessions(ctx, a.ID)
		d.must(err)
		if len(list) != 2 {
			t.Fatalf("Sessions = %+v, want two", list)
		}
		ib, _ := d.person("Ib", Member, "b1")
		d.refuses("end another's session", d.EndSession(ctx, d.who(other).Who.Session, Who{Account: ib}), fault.Missing)
		d.must(d.EndSession(ctx, d.who(other).Who.Session, d.who(next).Who))
		stranger("ended from another browser", d.who(other), true)
		d.must(d.SignOut(ctx, next))
		stranger("signed out", d.who(next), true)
	})
}

func TestTokensRotateWhenRightsChange(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, token := d.person("Gerda", Member, "b1")
		g, err := d.Grant(ctx, Grant{AccountID: a.ID, Role: Chair, BodyID: "b1"}, "test")
		d.must(err)
		v := d.who(token)
		if !v.Renew || !v.Who.May(LeadMeeting, "b1") {
			t.Fatalf("who after a grant = %+v, want a chair to be renewed", v)
		}
		var mu sync.Mutex
		var fresh []string
		var wait sync.WaitGroup
		for range 4 { // a page and its pictures, at once
			wait.Go(func() {
				got, err := d.Renew(context.WithoutCancel(ctx), v)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Errorf("Renew: %v", err)
				}
				if got != "" {
					fresh = append(fresh, got)
				}
			})
		}
		wait.Wait()
		if len(fresh) != 1 {
			t.Fatalf("four renewals at once made %d tokens, want one", len(fresh))
		}
		if !d.who(token).Who.SignedIn() || !d.who(fresh[0]).Who.SignedIn() {
			t.Error("the old and the new token should both work for a minute")
		}
		d.pass(overlap)
		if d.who(token).Who.SignedIn() {
			t.Error("the old token works after its minute")
		}
		d.must(d.Revoke(ctx, g.ID, "test"))
		if v := d.who(fresh[0]); v.Who.May(LeadMeeting, "b1") || !v.Who.May(ReadInternal, "b1") {
			t.Errorf("who after a revocation = %+v, want a member", v.Who)
		}
		d.refuses("revoke twice", d.Revoke(ctx, g.ID, "test"), fault.Conflict)
	})
}

func TestGrantsHoldFromDayToDay(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, token := d.person("Gerda", Member, "b2")
		_, err := d.Grant(t.Context(), Grant{AccountID: a.ID, Role: Substitute, BodyID: "b1", From: "2026-11-22", To: "2026-11-22"}, "test")
		d.must(err)
		for _, want := range []bool{false, true, false} {
			if got := d.who(token).Who.May(ReadInternal, "b1"); got != want {
				t.Errorf("on %s: May = %t, want %t", Day(time.Unix(0, d.now.Load())), got, want)
			}
			d.pass(24 * time.Hour)
			token, err = d.SignIn(t.Context(), a.Email, secret, home, "")
			d.must(err)
		}
	})
}

func TestDisabledHasNoPower(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		root, _ := d.person("Root", Administrator, "")
		a, token := d.person("Gerda", Secretariat, "b1")
		link, err := d.NewWelcome(ctx, a.ID, root.ID)
		d.must(err)
		d.must(d.Disable(ctx, a.ID, root.ID))
		if v := d.who(token); v.Who.SignedIn() || v.Late {
			t.Errorf("who of a disabled account = %+v, want a stranger", v)
		}
		_, err = d.SignIn(ctx, a.Email, secret, home, "")
		d.refuses("sign in", err, fault.Unknown)
		_, err = d.AcceptByPassword(ctx, link, secret, Who{}, home, "")
		d.refuses("an open link", err, fault.Missing)
		_, err = d.NewWelcome(ctx, a.ID, root.ID)
		d.refuses("a new link", err, fault.Conflict)
		d.refuses("disable twice", d.Disable(ctx, a.ID, root.ID), fault.Conflict)
		d.refuses("disable the last administrator", d.Disable(ctx, root.ID, root.ID), fault.Conflict)
		d.must(d.Enable(ctx, a.ID, root.ID))
		if v := d.who(token); v.Who.SignedIn() {
			t.Error("an ended session came back with its account")
		}
		_, err = d.AcceptByPassword(ctx, link, secret, Who{}, home, "")
		d.refuses("the link from before", err, fault.Forbidden)
		_, err = d.SignIn(ctx, a.Email, secret, home, "")
		d.must(err)
	})
}

// Two administrators take it from each other at once: one stays.
func TestOneAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		var ids []string
		for _, name := range []string{"Gerda", "Ib"} {
			a, _ := d.person(name, Administrator, "")
			list, err := d.List(ctx)
			d.must(err)
			for _, l := range list {
				if l.ID == a.ID {
					ids = append(ids, l.Grants[0].ID)
				}
			}
		}
		var wait sync.WaitGroup
		errs := make([]error, len(ids))
		for i, grant := range ids {
			wait.Go(func() { errs[i] = d.Revoke(context.WithoutCancel(ctx), grant, "test") })
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("Revoke both at once = %v and %v, want one refused", errs[0], errs[1])
		}
	})
}

func TestThrottle(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, _ := d.person("Gerda", Member, "b1")
		for _, email := range []string{a.Email, "ingen@skagerby.example"} {
			for range freeOfAccount {
				_, err := d.SignIn(ctx, email, "forkert kode her", home, "")
				d.refuses("a wrong password for "+email, err, fault.Unknown)
			}
			_, err := d.SignIn(ctx, email, secret, Browser{Address: "198.51.100.1"}, "")
			d.refuses("too soon for "+email, err, fault.Forbidden)
		}
		d.pass(2 * time.Second)
		_, err := d.SignIn(ctx, a.Email, secret, home, "")
		d.must(err)
		_, err = d.SignIn(ctx, a.Email, "forkert igen, desværre", home, "")
		d.refuses("after signing in", err, fault.Unknown)
	})
}

// Guesses that come at once are counted as if they came one after another.
func TestThrottleCountsGuessesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, _ := d.person("Gerda", Member, "b1")
		var looked atomic.Int64
		var wait sync.WaitGroup
		for range 4 * freeOfAccount {
			wait.Go(func() {
				if _, err := d.SignIn(context.WithoutCancel(t.Context()), a.Email, "forkert kode her", home, ""); fault.Is(err, fault.Unknown) {
					looked.Add(1)
				}
			})
		}
		wait.Wait()
		if got := looked.Load(); got != freeOfAccount {
			t.Errorf("%d guesses at once were looked at, want %d", got, freeOfAccount)
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, here := d.person("Gerda", Member, "b1")
		there, err := d.SignIn(ctx, a.Email, secret, home, "")
		d.must(err)
		by := d.who(here).Who
		d.refuses("by a wrong old one", d.ChangePassword(ctx, by, "forkert kode her", "en helt ny kode"), fault.Invalid)
		d.must(d.ChangePassword(ctx, by, secret, "en helt ny kode"))
		if !d.who(here).Who.SignedIn() || d.who(there).Who.SignedIn() {
			t.Error("after a new password this session should stay and the other end")
		}
		_, err = d.SignIn(ctx, a.Email, secret, home, "")
		d.refuses("the old password", err, fault.Unknown)
	})
}

func TestLinks(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		a, _ := d.person("Gerda", Member, "b1")
		ib, _ := d.person("Ib", Member, "b1")
		const answer Action = "answer"
		issue := func(l Link) (token string) {
			d.write(func(tx *db.Tx) (err error) {
				token, err = Issue(ctx, tx, l)
				return err
			})
			return token
		}
		redeem := func(token string, by Who) (l Link, err error) {
			err = d.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) (err error) {
				l, err = Redeem(ctx, tx, token, answer, by)
				return err
			})
			return l, err
		}
		once := issue(Link{Action: answer, AccountID: a.ID, Object: "m1", Once: true, Ends: dbtest.Noon.Add(time.Hour)})
		for range 3 { // a mail program looks at what it links to
			l, err := d.Look(ctx, once, answer, Who{})
			d.must(err)
			if l.Object != "m1" || l.AccountID != a.ID {
				t.Errorf("Look = %+v, want m1 of %s", l, a.ID)
			}
		}
		_, err := redeem(once, Who{Account: ib})
		d.refuses("another's", err, fault.Forbidden)
		var wait sync.WaitGroup
		var opened, refused atomic.Int64
		for range 6 {
			wait.Go(func() {
				switch _, err := redeem(once, Who{}); {
				case err == nil:
					opened.Add(1)
				case fault.Is(err, fault.Conflict):
					refused.Add(1)
				default:
					t.Errorf("Redeem: %v", err)
				}
			})
		}
		wait.Wait()
		if opened.Load() != 1 || refused.Load() != 5 {
			t.Errorf("six clicks at once: %d opened and %d refused, want 1 and 5", opened.Load(), refused.Load())
		}
		many := issue(Link{Action: answer, PersonID: "p1", Object: "m1", Ends: dbtest.Noon.Add(time.Hour)})
		for range 2 {
			_, err := redeem(many, Who{})
			d.must(err)
		}
		_, err = redeem(many[1:]+"A", Who{})
		d.refuses("a token of nobody", err, fault.Missing)
		d.pass(time.Hour)
		_, err = redeem(many, Who{})
		d.refuses("after its time", err, fault.Forbidden)
		lost, err := d.NewWelcome(ctx, a.ID, "test")
		d.must(err)
		_, err = d.NewWelcome(ctx, a.ID, "test")
		d.must(err)
		_, err = d.Look(ctx, lost, Welcome, Who{})
		d.refuses("a welcome before the latest", err, fault.Forbidden)
	})
}

// R77: the account survives a changed external id, by controlled relinking.
func TestR77Relinking(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		root, rootToken := d.person("Root", Administrator, "")
		by := d.who(rootToken).Who
		a, link, err := d.Invite(ctx, Invitation{Name: "Gerda", Email: "gerda@skagerby.example", Grant: Grant{Role: Member, BodyID: "b1"}}, root.ID)
		d.must(err)
		old := Identity{Provider: "https://id.example", Subject: "uuid-1", Name: "Gerda Holm", Email: "gerda@skagerby.example"}
		changed := old
		changed.Subject = "uuid-2"

		// An address that a provider claims opens nothing, however right it is.
		_, err = d.SignInBy(ctx, old, home, "")
		d.refuses("an identity that nobody linked", err, fault.Forbidden)
		session, err := d.AcceptBy(ctx, link, old, home, "")
		d.must(err)
		session, err = d.SignInBy(ctx, old, home, session)
		d.must(err)
		_, err = d.SignInBy(ctx, changed, home, "")
		d.refuses("the changed id", err, fault.Forbidden)
		waiting, err := d.Waiting(ctx)
		d.must(err)
		if len(waiting) != 1 || waiting[0].Subject != "uuid-2" {
			t.Fatalf("Waiting = %+v, want uuid-2", waiting)
		}
		d.refuses("an id that nobody has shown", d.Relink(ctx, old.Provider, "uuid-3", a.ID, by), fault.Conflict)
		d.refuses("to oneself", d.Relink(ctx, old.Provider, "uuid-2", root.ID, by), fault.Forbidden)
		d.must(d.Relink(ctx, old.Provider, "uuid-2", a.ID, by))
		if d.who(session).Who.SignedIn() {
			t.Error("a session from before the relinking still works")
		}
		_, err = d.SignInBy(ctx, old, home, "")
		d.refuses("the old id", err, fault.Forbidden)
		session, err = d.SignInBy(ctx, changed, home, "")
		d.must(err)
		if v := d.who(session); v.Who.Account.ID != a.ID || !v.Who.May(ReadInternal, "b1") {
			t.Errorf("who after relinking = %+v, want the same account with its role", v.Who)
		}
		ib, _ := d.person("Ib", Member, "b1")
		d.refuses("an id that belongs to somebody", d.Relink(ctx, old.Provider, "uuid-2", ib.ID, by), fault.Conflict)
	})
}

func TestSeal(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		sealed, err := d.Seal(ctx, "one", []byte("hemmeligt"), time.Minute)
		d.must(err)
		if got, err := d.Unseal(ctx, "one", sealed); string(got) != "hemmeligt" || err != nil {
			t.Errorf("Unseal = %q, %v", got, err)
		}
		for what, bad := range map[string]struct{ purpose, sealed string }{
			"another purpose": {"two", sealed},
			"changed":         {"one", flipped(sealed)},
			"empty":           {"one", ""},
			"noise":           {"one", "!!!"},
		} {
			_, err := d.Unseal(ctx, bad.purpose, bad.sealed)
			d.refuses(what, err, fault.Forbidden)
		}
		d.must(d.Spend(ctx, sealed))
		d.refuses("spend twice", d.Spend(ctx, sealed), fault.Conflict)
		d.refuses("spend twice, written otherwise", d.Spend(ctx, sealed+"\n"), fault.Conflict)
		d.pass(time.Minute)
		_, err = d.Unseal(ctx, "one", sealed)
		d.refuses("too late", err, fault.Forbidden)
	})
}

// flipped changes one letter in the middle of a text.
func flipped(s string) string {
	letters := []byte(s)
	if letters[20]++; letters[20] == '{' || letters[20] == '[' {
		letters[20] = 'A'
	}
	return string(letters)
}

// What happened is kept with who and when, and no secret is in the database.
func TestEventsAndSecrets(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		root, _ := d.person("Root", Administrator, "")
		a, session := d.person("Gerda", Member, "b1")
		_, err := d.SignIn(ctx, a.Email, "forkert kode her", home, "")
		d.refuses("wrong", err, fault.Unknown)
		d.pass(time.Second)
		_, err = d.Grant(ctx, Grant{AccountID: a.ID, Role: Chair, BodyID: "b1"}, root.ID)
		d.must(err)
		list, err := d.Events(ctx, a.ID, "", 20)
		d.must(err)
		var kinds []string
		for _, e := range list {
			kinds = append(kinds, string(e.Kind))
			if e.At.IsZero() || e.Name != "Gerda" {
				t.Errorf("event %+v lacks its time or its name", e)
			}
		}
		for _, want := range []EventKind{Invited, Granted, PasswordSet, SignedInAs, Failed} {
			if !strings.Contains(strings.Join(kinds, " "), string(want)) {
				t.Errorf("events = %v, want %s among them", kinds, want)
			}
		}
		if e := list[0]; e.Kind != Granted || e.ByName != "Root" || e.Detail != "formand, Klynge b1" {
			t.Errorf("latest event = %+v, want the grant by Root", e)
		}
		for _, table := range []string{"session", "access_link", "password", "access_event", "throttle"} {
			for _, hidden := range []string{session, secret} {
				if n := dbtest.Ints(t, d.db, `SELECT COUNT(*) FROM `+table+` x WHERE CAST(`+textOf(table)+` AS TEXT) LIKE '%`+hidden+`%'`); n[0] != 0 {
					t.Errorf("table %s holds a secret", table)
				}
			}
		}
	})
}

// textOf returns the columns of a table that could hold a secret, as one text.
func textOf(table string) string {
	return map[string]string{"session": "token_hash || previous_hash || agent", "access_link": "token_hash || object", "password": "hash",
		"access_event": "detail || by_whom", "throttle": "key"}[table]
}
