package gallery_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/gallery"
	"klynge/internal/live"
	"klynge/internal/minutes"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// meeting makes a meeting m of the body b, with the agenda of the rules' tests,
// and opens it.
func meeting(t *testing.T, d *db.DB) *minutes.Store {
	t.Helper()
	content, err := json.Marshal(agenda.Sent{Items: items})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		for _, row := range []struct {
			text string
			args []any
		}{
			{`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'b', 'Klynge Fjorden', 'cluster', 'shared', 0)`, nil},
			{`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
				VALUES ('m', 'b', '', '2026-11-21', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`, nil},
			{`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d', 'm', 0, $1, false, '', 0, '')`, []any{string(content)}},
		} {
			if _, err := tx.ExecContext(t.Context(), row.text, row.args...); err != nil {
				return err
			}
		}
		for i, it := range items {
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes,
				presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
				VALUES ($1, 'b', 'm', $2, $3, 'decision', '', '', $4, '', 10, '', '', $1, 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1)`,
				it.ID, i, it.Number, it.Closed); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sittings := minutes.NewStore(d)
	if _, err := sittings.Open(t.Context(), "m", minutes.By{}); err != nil {
		t.Fatal(err)
	}
	return sittings
}

// decide takes an item up and releases what was decided.
func decide(t *testing.T, sittings *minutes.Store, item, text string) {
	t.Helper()
	if err := sittings.Begin(t.Context(), "m", item, minutes.By{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := sittings.Write(t.Context(), item, minutes.Decided, 0, text, minutes.By{}); err != nil {
		t.Fatal(err)
	}
	if err := sittings.Release(t.Context(), item, minutes.By{}); err != nil {
		t.Fatal(err)
	}
}

// What was written is not seen before it is released; what was is in the page and
// on the stream, with the same numbers.
func TestWhatIsReleased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		sittings, seats := meeting(t, d), gallery.NewStore(d)
		decide(t, sittings, "p1", "Godkendt.")
		if _, _, err := sittings.Write(t.Context(), "p1", minutes.Decided, 1, "Godkendt, men ikke vist endnu.", minutes.By{}); err != nil {
			t.Fatal(err)
		}
		decide(t, sittings, "p2", "Hemmeligt besluttet.")
		v, err := seats.See(t.Context(), "m", gallery.Open)
		if err != nil || v.Body != "Klynge Fjorden" || v.Items[0].Decision != "Godkendt." || v.Items[1].Decision != "" || v.Current != "p2" {
			t.Errorf("See = %+v, %v", v, err)
		}
		events, err := seats.Since(t.Context(), "m", 0)
		if err != nil || int64(len(events)) != v.Last {
			t.Fatalf("Since = %d events, %v, want %d", len(events), err, v.Last)
		}
		var open, closed int
		for i, e := range events {
			if e.Number != int64(i+1) {
				t.Errorf("event %d has number %d", i+1, e.Number)
			}
			if e.Data[gallery.Open] != nil {
				open++
			}
			if e.Data[gallery.Closed] != nil {
				closed++
			}
		}
		if open != 4 || closed != 5 {
			t.Errorf("%d events for all and %d for those who may read what is closed, want 4 and 5", open, closed)
		}
	})
}

// A stream that is open sees what another process commits.
func TestTwoProcesses(t *testing.T) {
	for name, address := range map[string]func(*testing.T) string{
		"sqlite": func(t *testing.T) string { return dbtest.SQLite(t) }, "postgres": func(t *testing.T) string { return dbtest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := address(t)
			one, other := dbtest.Open(t, at), dbtest.Open(t, at)
			meeting(t, one)
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
			defer stop()
			committed, seats := other.Watch(ctx), gallery.NewStore(other)
			decide(t, minutes.NewStore(one), "p1", "Godkendt.")
			for seen := 0; seen < 3; {
				select {
				case <-committed:
				case <-ctx.Done():
					t.Fatalf("the other process saw %d events of 3", seen)
				}
				events, err := seats.Since(ctx, "m", 0)
				if err != nil {
					t.Fatal(err)
				}
				seen = len(events)
			}
		})
	}
}

func TestWhoMayListen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		meeting(t, d)
		accounts, seats := access.NewStore(d), gallery.NewStore(d)
		visitor := func(role access.Role) access.Who {
			t.Helper()
			a, link, err := accounts.Invite(t.Context(), access.Invitation{Name: string(role), Email: string(role) + "@skagerby.example", Grant: access.Grant{Role: role, BodyID: "b"}}, "")
			if err != nil {
				t.Fatal(err)
			}
			token, err := accounts.AcceptBy(t.Context(), link, access.Identity{Provider: "x", Subject: a.ID}, access.Browser{}, "")
			if err != nil {
				t.Fatal(err)
			}
			v, err := accounts.Who(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return v.Who
		}
		member, guest, secretary := visitor(access.Member), visitor(access.Guest), visitor(access.Secretariat)
		open := func(pass string, a live.Audience) bool {
			t.Helper()
			until, err := seats.Until(t.Context(), []live.Ticket{{Pass: pass, Topic: "m", Audience: a}})
			if err != nil {
				t.Fatal(err)
			}
			return until[0].After(dbtest.Noon)
		}
		for name, tt := range map[string]struct {
			pass string
			a    live.Audience
			want bool
		}{
			"a member, open":     {gallery.BySession(member), gallery.Open, true},
			"a member, closed":   {gallery.BySession(member), gallery.Closed, true},
			"a guest, open":      {gallery.BySession(guest), gallery.Open, true},
			"a guest, closed":    {gallery.BySession(guest), gallery.Closed, false},
			"nobody":             {"session/", gallery.Open, false},
			"an unknown session": {"session/x", gallery.Open, false},
			"an unknown link":    {"link/x", gallery.Open, false},
		} {
			if got := open(tt.pass, tt.a); got != tt.want {
				t.Errorf("%s: %v, want %v", name, got, tt.want)
			}
		}
		token, err := seats.NewLink(t.Context(), "m", gallery.Open, secretary)
		if err != nil {
			t.Fatal(err)
		}
		if !open(gallery.ByLink(token), gallery.Open) || open(gallery.ByLink(token), gallery.Closed) {
			t.Error("an open link must show what is open and nothing else")
		}
		if _, err := seats.NewLink(t.Context(), "m", gallery.Closed, guest); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a guest made a link to what is closed: %v", err)
		}
		closed, err := seats.NewLink(t.Context(), "m", gallery.Closed, secretary)
		if err != nil || !open(gallery.ByLink(closed), gallery.Closed) || open(gallery.ByLink(token), gallery.Open) {
			t.Errorf("a new link (%v) must open, and the old one no longer", err)
		}
		before, err := seats.Pulse(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := accounts.Disable(t.Context(), secretary.Account.ID, ""); err != nil {
			t.Fatal(err)
		}
		if open(gallery.ByLink(closed), gallery.Closed) {
			t.Error("the link of somebody who was disabled still opens")
		}
		if err := accounts.Revoke(t.Context(), member.Grants[0].ID, ""); err != nil {
			t.Fatal(err)
		}
		if open(gallery.BySession(member), gallery.Open) {
			t.Error("somebody whose role was revoked still listens")
		}
		if after, err := seats.Pulse(t.Context()); err != nil || after == before {
			t.Errorf("the pulse is %d after a role was revoked and %d before, %v", after, before, err)
		}
	})
}

// Notes are one's own; two windows lose nothing.
func TestNotes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		meeting(t, d)
		seats := gallery.NewStore(d)
		ane, bo := access.Who{Account: access.Account{ID: "ane", Name: "Ane"}}, access.Who{Account: access.Account{ID: "bo", Name: "Bo"}}
		if _, c, err := seats.SaveNote(t.Context(), ane, "m", "p1", 0, "Spørg til prisen"); c != nil || err != nil {
			t.Fatal(c, err)
		}
		if _, c, err := seats.SaveNote(t.Context(), ane, "m", "p1", 0, "Noget andet"); c == nil || c.Text != "Spørg til prisen" || err != nil {
			t.Errorf("a second window: %+v, %v, want a conflict", c, err)
		}
		if _, _, err := seats.SaveNote(t.Context(), ane, "m", "findes-ikke", 0, "x"); !fault.Is(err, fault.Missing) {
			t.Errorf("a note to an item of nowhere: %v", err)
		}
		list := slices.Collect(func(yield func(gallery.Item) bool) {
			for _, it := range items {
				if !yield(gallery.Item{SentItem: it}) {
					return
				}
			}
		})
		for who, want := range map[*access.Who]string{&ane: "Spørg til prisen", &bo: ""} {
			notes, err := seats.Notes(t.Context(), *who, list)
			if err != nil || notes["p1"].Text != want {
				t.Errorf("%s reads %q, %v, want %q", who.Account.Name, notes["p1"].Text, err, want)
			}
		}
	})
}
