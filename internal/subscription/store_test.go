package subscription

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/search"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// plain writes mails that say as little as can be.
type plain struct{}

func (plain) Invite(Subscription) (mail.Message, error) { return mail.Message{Subject: "invite"}, nil }
func (plain) Remind(Subscription) (mail.Message, error) { return mail.Message{Subject: "remind"}, nil }
func (plain) Digest(d Digest) (mail.Message, error) {
	text := ""
	for _, e := range d.Entries {
		text += short(e.Changes) + "\n"
	}
	return mail.Message{Subject: "digest", Text: text}, nil
}

// nothing finds nothing.
type nothing struct{}

func (nothing) Search(context.Context, search.Query) (search.Results, error) {
	return search.Results{}, nil
}

func write(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(t.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A meeting with one decided item.
var council = []string{
	`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'b', 'Sundhedsråd B', 'council', 'shared', 0)`,
	`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
	 VALUES ('m', '2026-03-12-b', 'b', '2026-03-12', '', '', '', 'minutes', 'd', 0, 0)`,
	`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
	 VALUES ('i', 'm', 0, 'punkt-1', '1', 'Medicinskabe', '', '', FALSE, 0, '[]', TRUE, 'Godkendt.', 'approved')`,
}

func news(t *testing.T, s *Store) {
	t.Helper()
	if err := s.news(t.Context(), job.Job{Payload: json.RawMessage(`{"meeting":"m"}`)}); err != nil {
		t.Fatal(err)
	}
}

func digest(t *testing.T, s *Store, id string) error {
	t.Helper()
	payload, err := json.Marshal(id)
	if err != nil {
		t.Fatal(err)
	}
	return s.digest(t.Context(), job.Job{Payload: payload})
}

// follower follows the body and has confirmed.
func follower(t *testing.T, s *Store) Subscription {
	t.Helper()
	wish := Wish{Target: Target{Kind: Body, Subject: "b", Name: "Sundhedsråd B"}, Address: "bodil@skagerby.example", Frequency: AtOnce, Language: "da", From: "192.0.2.1"}
	if err := s.Ask(t.Context(), wish); err != nil {
		t.Fatal(err)
	}
	var sub Subscription
	err := s.db.Read(t.Context(), func(tx *db.Tx) (err error) {
		sub, err = one(t.Context(), tx, `WHERE address = 'bodil@skagerby.example'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Confirm(t.Context(), sub.Token); err != nil {
		t.Fatal(err)
	}
	write(t, s.db, `DELETE FROM mail_message`)
	return sub
}

func digests(t *testing.T, d *db.DB) int64 {
	t.Helper()
	return dbtest.Ints(t, d, `SELECT COUNT(*) FROM mail_message WHERE subject = 'digest'`)[0]
}

func TestADigestIsSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(d, nothing{}, plain{})
		write(t, d, council...)
		news(t, s)
		news(t, s) // the same again is no news
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM news`)[0]; n != 3 {
			t.Errorf("%d news of a first meeting, want the minutes, its item and its decision", n)
		}
		sub := follower(t, s)
		if err := digest(t, s, sub.ID); err != nil || digests(t, d) != 0 {
			t.Errorf("digest = %v with %d mails, want none of what was known", err, digests(t, d))
		}
		write(t, d, `UPDATE agenda_item SET decision = 'Udsat.'`)
		news(t, s)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := digest(t, s, sub.ID); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := digests(t, d); n != 1 {
			t.Errorf("%d mails of four runs at once, want one", n)
		}
	})
}

// A server that was away had a mail waiting when its item was closed.
func TestAClosedItemTakesBackWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(d, nothing{}, plain{})
		write(t, d, council...)
		news(t, s)
		sub := follower(t, s)
		write(t, d, `UPDATE agenda_item SET decision = 'Borgeren Frida Vang får skab 7.'`)
		news(t, s)
		if err := digest(t, s, sub.ID); err != nil || digests(t, d) != 1 {
			t.Fatalf("digest = %v with %d mails, want one", err, digests(t, d))
		}
		write(t, d, `UPDATE agenda_item SET closed = TRUE`)
		news(t, s)
		if n := digests(t, d); n != 0 {
			t.Errorf("%d mails still wait", n)
		}
		if err := digest(t, s, sub.ID); err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{
			`SELECT COUNT(*) FROM mail_message WHERE body_text LIKE '%Frida%'`, `SELECT COUNT(*) FROM news WHERE change LIKE '%Frida%'`,
			`SELECT COUNT(*) FROM news WHERE change LIKE '%Godkendt.%'`, `SELECT COUNT(*) FROM news_meeting WHERE facts LIKE '%Frida%'`,
		} {
			if n := dbtest.Ints(t, d, query)[0]; n != 0 {
				t.Errorf("%s = %d, want 0", query, n)
			}
		}
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM mail_message WHERE body_text LIKE 'closed Medicinskabe%'`)[0]; n != 1 {
			t.Errorf("%d mails say that it is closed, want one", n)
		}
	})
}

// Meetings that were there before this release are noted, and nobody is told.
func TestSilentNews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(d, nothing{}, plain{})
		write(t, d, council...)
		if err := s.news(t.Context(), job.Job{Payload: json.RawMessage(`{"meeting":"m","silent":true}`)}); err != nil {
			t.Fatal(err)
		}
		write(t, d, `UPDATE agenda_item SET decision = 'Udsat.'`)
		news(t, s)
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM news`)[0]; n != 1 {
			t.Errorf("%d news, want the one change", n)
		}
	})
}

// Two who compare at once: one of them notes it, the other tries again.
func TestNewsAreNotedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(d, nothing{}, plain{})
		write(t, d, council...)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.news(t.Context(), job.Job{Payload: json.RawMessage(`{"meeting":"m"}`)}); err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM news`)[0]; n != 3 {
			t.Errorf("%d news, want each of the three once", n)
		}
	})
}

func TestSettled(t *testing.T) {
	refused := errors.New("550")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(d, nothing{}, plain{})
		write(t, d, council...)
		sub := follower(t, s)
		settle := func(reference string, err error) int64 {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) error {
				return s.Settled(t.Context(), tx, mail.Message{Reference: reference}, err)
			}); err != nil {
				t.Fatal(err)
			}
			return dbtest.Ints(t, d, `SELECT COUNT(*) FROM subscription`)[0]
		}
		for n, answer := range []error{refused, refused, nil, refused, refused} {
			if settle(digesting+sub.ID+":7", answer) != 1 {
				t.Fatalf("deleted after answer %d, want it only after three refusals in a row", n+1)
			}
		}
		if settle("login:"+sub.ID, refused) != 1 {
			t.Error("deleted for the mail of another")
		}
		if settle(digesting+sub.ID+":7", refused) != 0 {
			t.Error("kept after three refusals in a row")
		}
	})
}

// A round sets everybody who is behind, in batches, and nobody else.
func TestRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := New(d, nothing{}, plain{})
		const behind = batch + 5
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for n := range behind + 2 {
				id := time.Unix(int64(n), 0).UTC().Format(time.RFC3339)
				confirmed, seen := any(int64(1)), 0
				switch n {
				case 0:
					confirmed = nil
				case 1:
					seen = 1
				}
				if _, err := tx.ExecContext(t.Context(), `INSERT INTO subscription (id, token, address, address_key, kind, subject, name, frequency, language, seen, refusals, created_at, confirmed_at)
					VALUES ($1, $1, $1, $1, 'body', 'b', 'B', 'daily', 'da', $2, 0, 0, CAST($3 AS BIGINT))`, id, seen, confirmed); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(t.Context(), `UPDATE news_head SET next = 2`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.round(t.Context(), job.Job{}); err != nil {
				t.Fatal(err)
			}
		}
		if n := dbtest.Ints(t, d, `SELECT COUNT(*) FROM job WHERE kind = 'subscription.digest'`)[0]; n != behind {
			t.Errorf("%d digests are set, want %d", n, behind)
		}
	})
}
