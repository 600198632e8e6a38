// Package webtest runs the whole site for a test: the examples are read by the
// real reader into a fresh database, and the real handler answers.
//
// [Run] plays web scripts against it. A script is a text file of requests and
// what their answers must hold; see the files in testdata of package site.
package webtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"klynge/internal/access"
	"klynge/internal/archive"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/id"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/reader/extract"
	"klynge/internal/subscription"
	"klynge/internal/vault"
	"klynge/internal/web/signin"
	"klynge/internal/web/site"
	"klynge/internal/wire"
)

// Noon is the time on a test site: Saturday 21 November 2026, 12.00 UTC.
var Noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// A Site is a running site with what stands behind it.
type Site struct {
	http.Handler
	DB       *db.DB
	Archive  *archive.Archive
	Accounts *access.Store
	SignIn   *signin.Pages
	Pages    *site.Site
	Follow   *subscription.Store
	Refused  []archive.Outcome

	passed atomic.Int64 // nanoseconds since [Noon]
	vault  *vault.Vault
	house  wire.House
	stop   context.CancelFunc
}

// Open makes a site in a folder from the files at some paths.
func Open(ctx context.Context, folder string, paths ...string) (s *Site, err error) {
	return OpenAt(ctx, filepath.Join(folder, "klynge.db"), folder, paths...)
}

// OpenAt makes a site with its rows in the database at an address and its
// originals in a folder.
func OpenAt(ctx context.Context, address, folder string, paths ...string) (s *Site, err error) {
	return OpenFor(ctx, address, folder, "http://klynge.skagerby.example", paths...)
}

// OpenFor is [OpenAt] for a site that people find at a home address.
func OpenFor(ctx context.Context, address, folder, home string, paths ...string) (s *Site, err error) {
	ctx, stop := context.WithCancel(ctx)
	s = &Site{stop: stop}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	clock := s.Clock
	if s.DB, err = db.Open(ctx, address, clock); err != nil {
		return s, err
	}
	if s.vault, err = vault.Open(filepath.Join(folder, "originaler")); err != nil {
		return s, err
	}
	s.Archive = wire.Archive(s.DB, s.vault, extract.DefaultLimits)
	if len(paths) > 0 {
		_, err = s.Archive.ImportAll(ctx, paths, func(_, _ int, o archive.Outcome) {
			if o.Err != nil {
				s.Refused = append(s.Refused, o)
			}
		})
		if err != nil {
			return s, fmt.Errorf("import %v: %w", paths, err)
		}
	}
	s.Accounts = access.NewStore(s.DB)
	s.SignIn = &signin.Pages{Accounts: s.Accounts, Bodies: body.NewPublic(s.DB), URL: home}
	if err := s.found(ctx); err != nil {
		return s, err
	}
	s.Follow = wire.Subscriptions(s.DB, s.SignIn.URL)
	s.house = wire.House{DB: s.DB, Originals: s.vault, Archive: s.Archive, SignIn: s.SignIn, Follow: s.Follow, Mails: true,
		Clock: clock, Log: slog.New(slog.DiscardHandler)}
	s.Pages = s.house.Site()
	pages := s.Pages.Handler(ctx, s.DB.WatchTurns(ctx))
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		pages.ServeHTTP(w, r)
		if r.Method != http.MethodGet {
			s.Pages.Publish.Forget()
		}
	})
	return s, nil
}

// The administrator of a test site.
const (
	Mail     = "gerda@skagerby.example"
	Password = "måger over havnen"
)

// found makes the administrator, Gerda Holm.
func (s *Site) found(ctx context.Context) error {
	token, err := s.Accounts.Found(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = s.Accounts.FoundBy(ctx, token, access.Founder{Name: "Gerda Holm", Email: Mail, Password: Password})
	return err
}

// Visitor makes an account with a role in a body ("" everywhere) and returns its
// id and the token of a session. The account signs in by a shared sign-in, which
// costs a test no time; without a role it may nothing.
func (s *Site) Visitor(ctx context.Context, name string, role access.Role, bodyID string) (accountID, token string, err error) {
	a, link, err := s.Accounts.Invite(ctx, access.Invitation{Name: name, Email: id.New(Noon) + "@skagerby.example", Grant: access.Grant{Role: role, BodyID: bodyID}}, "test")
	if err != nil {
		return "", "", err
	}
	token, err = s.Accounts.AcceptBy(ctx, link, access.Identity{Provider: "https://id.skagerby.example", Subject: a.ID}, access.Browser{}, "")
	return a.ID, token, err
}

// Jobs returns who does the work that is put off.
func (s *Site) Jobs(post mail.Post) map[string]job.Handler { return s.house.Jobs(post) }

// TakeReply takes what a calendar answers, as package inbox hands it over.
func (s *Site) TakeReply(ctx context.Context, calendar []byte) error {
	return s.house.TakeReply(ctx, calendar)
}

// Clock tells the time on the site.
func (s *Site) Clock() time.Time { return Noon.Add(time.Duration(s.passed.Load())) }

// Pass lets time go by.
func (s *Site) Pass(time time.Duration) { s.passed.Add(int64(time)) }

// Close stops the site.
func (s *Site) Close() (err error) {
	s.stop()
	if s.vault != nil {
		err = s.vault.Close()
	}
	if s.DB != nil {
		err = errors.Join(err, s.DB.Close())
	}
	return err
}

// Exec changes rows behind the site's back: hostile text, old addresses. What was
// kept of the pages is forgotten at once, and not when the watcher gets to it: a
// test does not wait.
func (s *Site) Exec(ctx context.Context, query string, args ...any) error {
	defer s.Pages.Publish.Forget()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// Examples returns the minutes in the folder of examples, without what the
// folder says of itself.
func Examples(folder string) (files []string) {
	for _, kind := range []string{"docx", "html", "md", "pdf", "txt"} {
		// Glob fails only on a pattern that is no pattern.
		found, _ := filepath.Glob(filepath.Join(folder, "*."+kind))
		files = append(files, found...)
	}
	return slices.DeleteFunc(files, func(path string) bool { return filepath.Base(path) == "README.md" })
}
