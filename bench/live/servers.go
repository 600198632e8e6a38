package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"

	"klynge/bench/measure"
	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/minutes"
	"klynge/internal/web"
	"klynge/internal/web/webtest"
)

// accounts is how many people share the streams.
var accounts = measure.Choose(50, 500)

// answer serves on a port of its own, says its address, and stops when asked.
func answer(server *http.Server) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	context.AfterFunc(stop, func() { _ = server.Close() })
	debug.FreeOSMemory() // what it took to begin is not counted for the streams
	fmt.Println(listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// serveKlynge serves the whole site over SQLite on disk, with one meeting whose
// item is released by the act that the secretary's button does.
func serveKlynge(ctx context.Context, folder string) (err error) {
	s, err := webtest.Open(ctx, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	sittings := minutes.NewStore(s.DB)
	if err := meet(ctx, s, sittings); err != nil {
		return err
	}
	var tokens strings.Builder
	for i := range accounts {
		_, token, err := s.Visitor(ctx, fmt.Sprint("Medlem ", i), access.Member, "b")
		if err != nil {
			return err
		}
		fmt.Fprintln(&tokens, token)
	}
	if err := os.WriteFile(filepath.Join(folder, "tokens"), []byte(tokens.String()), 0o600); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/", s)
	version := int64(0)
	act(mux, "/bench/skriv", func(text string) error {
		f, _, err := sittings.Write(ctx, "p", minutes.Decided, version, text, minutes.By{})
		version = f.Version
		return err
	})
	act(mux, "/bench/vis", func(string) error { return sittings.Release(ctx, "p", minutes.By{}) })
	return answer(web.NewServer(ctx, mux))
}

// act is a button of the benchmark's own.
func act(mux *http.ServeMux, path string, do func(text string) error) {
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err == nil {
			err = do(string(text))
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// meet opens a meeting with an agenda of twelve items, of which p is treated.
func meet(ctx context.Context, s *webtest.Site, sittings *minutes.Store) error {
	var items []agenda.SentItem
	for i := range 12 {
		it := agenda.SentItem{ID: fmt.Sprint("p", i), Number: fmt.Sprint(i + 1), Title: fmt.Sprint("Punkt nummer ", i+1), Minutes: 10,
			Presentation: strings.Repeat("Klyngen har arbejdet med det siden foråret, og sekretariatet foreslår at gå videre. ", 12)}
		if i == 0 {
			it.ID = "p"
		}
		items = append(items, it)
	}
	content, err := json.Marshal(agenda.Sent{Items: items})
	if err != nil {
		return err
	}
	err = errors.Join(
		s.Exec(ctx, `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'b', 'Klynge Fjorden', 'cluster', 'shared', 0)`),
		s.Exec(ctx, `INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('m', 'b', '', '2026-11-21', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`),
		s.Exec(ctx, `INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d', 'm', 0, $1, false, '', 0, '')`, string(content)))
	for i, it := range items {
		err = errors.Join(err, s.Exec(ctx, `INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes,
			presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ($1, 'b', 'm', $2, $3, 'decision', '', '', false, '', 10, '', '', $1, 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1)`, it.ID, i, it.Number))
	}
	if err != nil {
		return err
	}
	if _, err := sittings.Open(ctx, "m", minutes.By{}); err != nil {
		return err
	}
	return sittings.Begin(ctx, "m", "p", minutes.By{})
}

// serveBare is the least that a Go program can do: one goroutine and one channel
// for each stream, and one frame for all.
func serveBare() error {
	var mu sync.Mutex
	streams := map[chan []byte]bool{}
	var text string
	number := 0
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stroem", func(w http.ResponseWriter, r *http.Request) {
		frames := make(chan []byte, 8)
		mu.Lock()
		streams[frames] = true
		mu.Unlock()
		defer func() { mu.Lock(); delete(streams, frames); mu.Unlock() }()
		w.Header().Set("Content-Type", "text/event-stream")
		flush := http.NewResponseController(w).Flush
		// A browser that went away ends the request's context.
		_, _ = w.Write([]byte(":\n\n"))
		_ = flush()
		for {
			select {
			case frame := <-frames:
				_, _ = w.Write(frame)
				_ = flush()
			case <-r.Context().Done():
				return
			}
		}
	})
	act(mux, "/bench/skriv", func(said string) error { text = said; return nil })
	act(mux, "/bench/vis", func(string) error {
		number++
		data, err := json.Marshal(minutes.Told{Item: "p", Number: "1", Title: "Punkt nummer 1", Text: text})
		if err != nil {
			return err
		}
		frame := fmt.Appendf(nil, "id: %d\nevent: decision\ndata: %s\n\n", number, data)
		mu.Lock()
		defer mu.Unlock()
		for frames := range streams {
			select {
			case frames <- frame:
			default: // a stalled one loses it, and is not told
			}
		}
		return nil
	})
	return answer(&http.Server{Handler: mux})
}
