package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"klynge/internal/access"
	"klynge/internal/app/demo"
	"klynge/internal/archive"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/reader/extract"
	"klynge/internal/vault"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/web/webtest"
	"klynge/internal/wire"
)

// crawl goes through the demo in a browser, and draws its pictures into a folder
// when there is one.
func crawl(ctx context.Context, examples, scripts, pictures string) (err error) {
	folder, err := os.MkdirTemp("", "klynge-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	clock := &demo.Clock{}
	clock.Set(demo.Morning())
	d, err := db.Open(ctx, filepath.Join(folder, "klynge.db"), clock.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	originals, err := vault.Open(filepath.Join(folder, "originaler"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, originals.Close()) }()
	house := wire.House{DB: d, Originals: originals, Archive: wire.Archive(d, originals, extract.DefaultLimits), Clock: clock.Now, Log: slog.New(slog.DiscardHandler),
		SignIn: &signin.Pages{Accounts: access.NewStore(d), Bodies: body.NewPublic(d), URL: base}, Follow: wire.Subscriptions(d, base)}
	if _, err := house.Archive.ImportAll(ctx, webtest.Examples(examples), func(_, _ int, o archive.Outcome) { err = errors.Join(err, o.Err) }); err != nil {
		return err
	}
	if err := demo.Tell(ctx, house, clock, func(string) {}); err != nil {
		return fmt.Errorf("the demo's story: %w", err)
	}
	clock.Run(demo.Morning())
	server := web.NewServer(ctx, house.Site().Handler(ctx, d.WatchTurns(ctx)))
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "browsertest:", err)
		}
	}()
	defer func() { err = errors.Join(err, server.Close()) }()
	var mails []string
	for _, v := range demo.Visitors {
		mails = append(mails, v.Mail)
	}
	return play(ctx, filepath.Join(scripts, "crawl.mjs"), base, demo.Password, strings.Join(mails, ","), pictures)
}
