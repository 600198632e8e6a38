package demo

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"klynge/internal/access"
	"klynge/internal/archive"
	"klynge/internal/body"
	"klynge/internal/db"
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

func TestStory(t *testing.T) {
	play(t)
}
