package demo

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/archive"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/ledger"
	"klynge/internal/reader/extract"
	"klynge/internal/vault"
	"klynge/internal/web/signin"
	"klynge/internal/web/webtest"
	"klynge/internal/wire"
)

// play reads the drawer and tells the story in a fresh database.
func play(t *testing.T) wire.House {
	t.Helper()
	ctx, folder := context.Background(), t.TempDir()
	clock := &Clock{}
	clock.Set(Morning())
	d, err := db.Open(ctx, filepath.Join(folder, "klynge.db"), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	originals, err := vault.Open(filepath.Join(folder, "originaler"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = originals.Close() })
	record := wire.Archive(d, originals, extract.DefaultLimits)
	if _, err := record.ImportAll(ctx, webtest.Examples("../../../examples"), func(_, _ int, o archive.Outcome) {
		if o.Err != nil {
			t.Error(o.Err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	house := wire.House{DB: d, Originals: originals, Archive: record, Clock: clock.Now, Log: slog.New(slog.DiscardHandler),
		SignIn: &signin.Pages{Accounts: access.NewStore(d), Bodies: body.NewPublic(d), URL: "http://klynge.example"}}
	house.Follow = wire.Subscriptions(d, house.SignIn.URL)
	if err := Tell(ctx, house, clock, func(chapter string) { t.Log(chapter) }); err != nil {
		t.Fatal(err)
	}
	clock.Run(Morning())
	return house
}

// TestStory holds the demo to what the drawer says: the money to the øre, before
// and after the reform, and a matter that can be followed all the way.
func TestStory(t *testing.T) {
	house := play(t)
	ctx, pages := t.Context(), house.Site()
	totals := func(slug string) (f ledger.Figures) {
		t.Helper()
		err := house.DB.Read(ctx, func(tx *db.Tx) error {
			var id string
			if err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE slug = $1`, slug).Scan(&id); err != nil {
				return err
			}
			list, err := ledger.Totals(ctx, tx, id)
			if len(list) == 1 {
				f = list[0].Total
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for slug, unbooked := range map[string]danish.Amount{
		fjorden: 0, klitten: 0, aadalen: 0, heden: 0,
		"sundhedsraad-fjorden":    (235_750 + 131_100) * 100,
		"sundhedsraad-vesterland": (210_000 + 375_000 + 225_000 + 58_800) * 100,
	} {
		if f := totals(slug); f.Unbooked() != unbooked || !f.AddsUp() {
			t.Errorf("%s has %v that is not booked, want %v (%+v)", slug, f.Unbooked(), unbooked, f)
		}
	}
	if left := totals("sundhedsraad-fjorden").Left; left != 235_750*100 {
		t.Errorf("the council has %v left, want the 235.750 kr. of the minutes", left)
	}
	if told, err := Told(ctx, house.DB); err != nil || !told {
		t.Errorf("once it is told, Told = %v, %v", told, err)
	}
	site := pages.Handler(ctx, nil)
	for address, want := range map[string][]string{
		"/sager/aeldremedicinsk-dagklinik":       {"1.710.000 kr.", "12. marts 2024", "Rapporteret", "Målt", "Overdraget", "Sundhedsråd Fjorden"},
		"/indsatser/aeldremedicinsk-dagklinik":   {"</dt><dd><span>Trine Overby", "lifeline"},
		"/reform":                                {"Sundhedsråd Vesterland", "366.850 kr.", "868.800 kr."},
		"/hoeringer":                             {"Syv forslag fra Rådet for Udsatte Borgere", "Hvad blev der af forslag 1 og 4?"},
		"/opsamlinger":                           {"Sundhedspolitisk Samling 2026"},
		"/kortlaegninger":                        {"Hvem når vi ikke"},
		"/organer/sundhedsraad-fjorden":          {"Politisk Sundhedsklynge Fjorden"},
		"/organer/sundhedsraad-vesterland":       {"Som organets regnskab står."},
		"/organer":                               {"Sundhedsråd Fjorden", "Sundhedsråd Vesterland"},
		"/moeder":                                {"15. januar 2027"},
		"/maalinger/boern-droeftet-paa-samraad":  {"diskretioneret", "For få datapunkter"},
		"/maalinger/dage-fra-oenske-til-samraad": {"15 dage"},
	} {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		if w.Code != http.StatusOK {
			t.Errorf("GET %s: status %d", address, w.Code)
		}
		for _, text := range want {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("GET %s: no %q", address, text)
			}
		}
	}
}

// An empty database has no story yet.
func TestNotTold(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "klynge.db"), Morning)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if told, err := Told(t.Context(), d); err != nil || told {
		t.Errorf("in an empty database Told = %v, %v", told, err)
	}
}

func TestClock(t *testing.T) {
	var c Clock
	c.Set(at("2024-03-12", "10:00"))
	if got := c.Now(); !got.Equal(at("2024-03-12", "10:00")) {
		t.Errorf("while it stands the clock says %v", got)
	}
	c.Run(Morning())
	if since := c.Now().Sub(Morning()); since < 0 || since > time.Hour {
		t.Errorf("once it runs the clock is %v from the morning", since)
	}
}
