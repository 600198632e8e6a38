// Story plays a year of one body with six people in a real browser, over real
// mail: from the plan to the public page.
//
//	go run ./internal/web/story                      play it
//	go run ./internal/web/story -pictures FOLDER     and keep a picture of each scene
//
// The browser is Debian's chromium, driven by story.mjs. Beside the site stands a
// small address for the script alone: it reads the mail that came, lets time pass
// and takes the mail server away.
//
// Run npm ci --ignore-scripts in internal/web/browsertest first, and go generate
// in internal/web/design.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"klynge/internal/db"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/mail/inbox"
	"klynge/internal/mail/mailtest"
	"klynge/internal/web"
	"klynge/internal/web/design"
	"klynge/internal/web/webtest"
)

func main() {
	pictures := flag.String("pictures", "", "keep a picture of each scene in this folder")
	scripts := flag.String("scripts", "internal/web/story", "folder of the script")
	examples := flag.String("examples", "examples", "the drawer of old minutes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *pictures, *scripts, *examples); err != nil {
		fmt.Fprintln(os.Stderr, "story:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, pictures, scripts, examples string) (err error) {
	if !design.Built() {
		return errors.New("the design system is not built in: run npm ci and go generate in internal/web/design")
	}
	folder, err := os.MkdirTemp("", "klynge-story-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return err
	}
	base := "http://localhost:" + port
	site, err := webtest.OpenFor(ctx, filepath.Join(folder, "klynge.db"), folder, base, drawer(examples)...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	post := &postOffice{site: site}
	stopMail, err := post.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopMail()) }()
	stopInbox, err := post.openInbox()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopInbox()) }()
	server := web.NewServer(ctx, site)
	go serve(server, listener)
	defer func() { err = errors.Join(err, server.Close()) }()
	beside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	control := &http.Server{Handler: post.control(), ReadHeaderTimeout: 5 * time.Second}
	go serve(control, beside)
	defer func() { err = errors.Join(err, control.Close()) }()
	node := exec.CommandContext(ctx, "node", filepath.Join(scripts, "story.mjs"), base, "http://"+beside.Addr().String(), webtest.Mail, webtest.Password, pictures)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	return node.Run()
}

func serve(s *http.Server, l net.Listener) {
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		fmt.Fprintln(os.Stderr, "story:", err)
	}
}

// drawer returns the old minutes of the clusters at Fjorden.
func drawer(folder string) []string {
	return slices.DeleteFunc(webtest.Examples(folder), func(path string) bool {
		return !strings.Contains(strings.ToLower(filepath.Base(path)), "fjorden")
	})
}

// A postOffice is the mail server of the story, the worker that writes to it, and
// the inbox that calendars answer.
type postOffice struct {
	site   *webtest.Site
	server *mailtest.Server
	inbox  string // host and port
	away   atomic.Bool
}

// calendars is the address that calls ask calendars to answer.
const calendars = "klynge@localhost"

// openInbox starts what receives the answers of calendars.
func (p *postOffice) openInbox() (stop func() error, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.inbox = listener.Addr().String()
	server := inbox.New(calendars, p.site.TakeReply, slog.New(slog.DiscardHandler))
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	return func() error { return errors.Join(server.Shutdown(context.Background()), <-served) }, nil
}

// open starts the mail server and the worker.
func (p *postOffice) open(ctx context.Context) (stop func() error, err error) {
	server, closeServer, err := mailtest.Listen(mailtest.Options{Answer: func(step string, _ int) error {
		if p.away.Load() {
			return mailtest.Refuse(451, "the server is away")
		}
		return nil
	}})
	if err != nil {
		return nil, err
	}
	p.server = server
	address, err := mail.ParseServer(server.URL())
	if err != nil {
		return nil, errors.Join(err, closeServer())
	}
	from, err := mail.ParseSender("Klynge <klynge@nordkyst.example>")
	if err != nil {
		return nil, errors.Join(err, closeServer())
	}
	working, rest := context.WithCancel(ctx)
	worker := &job.Worker{DB: p.site.DB, Clock: p.site.Clock, Log: slog.New(slog.DiscardHandler), Handlers: p.site.Jobs(mail.SMTP{Server: address, From: from}), Parallel: 2, Grace: time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		worker.Run(working)
	}()
	return func() error {
		rest()
		<-ended
		return closeServer()
	}, nil
}

// A message is a mail as the script reads it.
type message struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	Raw     string `json:"raw"`
}

// control answers the script.
func (p *postOffice) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /mail", func(w http.ResponseWriter, _ *http.Request) {
		list := []message{}
		for _, m := range p.server.Received() {
			list = append(list, message{m.To, m.Subject(), m.Text(), m.Raw})
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(list); err != nil {
			fmt.Fprintln(os.Stderr, "story:", err)
		}
	})
	mux.HandleFunc("POST /mail/{state}", func(_ http.ResponseWriter, r *http.Request) {
		p.away.Store(r.PathValue("state") == "away")
	})
	mux.HandleFunc("GET /time", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, p.site.Clock().UnixMilli())
	})
	mux.HandleFunc("POST /time/{until}", func(w http.ResponseWriter, r *http.Request) {
		until, err := time.Parse(time.RFC3339, r.PathValue("until"))
		if err != nil || until.Before(p.site.Clock()) {
			http.Error(w, "not a time to come", http.StatusBadRequest)
			return
		}
		p.site.Pass(until.Sub(p.site.Clock()))
		// What was put off to a time that has come is done when something happens.
		if err := p.site.DB.Write(r.Context(), func(tx *db.Tx) error { return tx.Turn(r.Context()) }); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /reply/{from}", func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err == nil {
			err = smtp.SendMail(p.inbox, nil, r.PathValue("from"), []string{calendars}, text)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	return mux
}
