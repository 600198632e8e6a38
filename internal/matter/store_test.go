package matter

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/initiative"
	"klynge/internal/ledger"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	noon  = func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }
	signe = access.Who{Account: access.Account{ID: "signe", Name: "Signe Sand"}, Grants: []access.Grant{{BodyID: "b", Role: access.Secretariat}}}
	otto  = access.Who{Account: access.Account{ID: "otto", Name: "Otto Lund"}, Grants: []access.Grant{{BodyID: "b", Role: access.Member}}}
)

// A world is random matters. Every text in it is a word of its own: one that the
// public may read, or one that it may not.
type world struct {
	t               *testing.T
	d               *db.DB
	random          *rand.Rand
	ledger          *ledger.Store
	fund            string
	words           int
	allowed, secret map[string]string // what, by word
}

var marker = regexp.MustCompile(`ord\d+x`)

// word returns a new word that the public may read, or may not.
func (w *world) word(public bool, what string) string {
	w.words++
	word := fmt.Sprintf("ord%dx", w.words)
	if public {
		w.allowed[word] = what
	} else {
		w.secret[word] = what
	}
	return word
}

func (w *world) chance() bool { return w.random.IntN(2) == 0 }

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	if err := w.d.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(context.Background(), query, args...)
		return err
	}); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

func newWorld(t *testing.T, d *db.DB, random *rand.Rand) *world {
	files, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, d: d, random: random, ledger: ledger.NewStore(d, files), allowed: map[string]string{}, secret: map[string]string{}}
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0),
		('c', 'klynge-heden', 'Klynge Heden', 'cluster', 'shared', 0)`)
	f, err := w.ledger.Found(t.Context(), "b", ledger.Founding{Name: "Klyngemidler", Source: "Region Nordkyst", Year: 2022, Through: 2023, Granted: "90.000.000"}, signe)
	if err != nil {
		t.Fatal(err)
	}
	w.fund = f.ID
	w.enter(ledger.Entry{Kind: ledger.Received, Date: "2023-01-15", Amount: danish.Kroner(90_000_000), Ground: ledger.Ground{Letter: w.word(false, "letter")}}, "")
	return w
}

func (w *world) enter(e ledger.Entry, purpose string) {
	w.t.Helper()
	e.FundID, e.Year = w.fund, 2022
	if _, err := w.ledger.Enter(w.t.Context(), "b", ledger.Wish{Entry: e, Purpose: purpose, Confirmed: true}, signe); err != nil {
		w.t.Fatal(err)
	}
}

// item makes a public item of old minutes, and returns its ids.
func (w *world) item(n int, day string, known bool) (meetingID, itemID string, closed bool) {
	w.words++
	meetingID = fmt.Sprintf("m%d", w.words)
	slug := day + "-" + meetingID
	closed = w.chance()
	w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at) VALUES ($1, $2, 'b', $3, '', '', '', 'minutes', '', 0, 0)`, meetingID, slug, day)
	itemID = "p" + meetingID
	w.exec(`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
		VALUES ($1, $2, 0, 'punkt-1', '1', $3, '', '', $4, 0, '[]', true, $5, 'approved')`, itemID, meetingID, fmt.Sprintf("Sag %d %s", n, w.word(known, "title of an item")), closed,
		w.word(known && !closed, "decision"))
	return meetingID, itemID, closed
}

// matter makes a matter with random parts, and returns its address.
func (w *world) matter(n int) string {
	id, slug := fmt.Sprintf("i%d", n), fmt.Sprintf("sag-%d", n)
	told, lives, out := w.chance(), w.chance() || n == 0, w.chance()
	known := told || lives && out
	w.exec(`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ($1, $2, $3, 'b', '', '', 0)`, id, slug, w.word(known, "title"))
	if told {
		w.told(n, id)
	}
	if lives {
		w.life(n, id, out)
		w.measured(id, known)
		w.reported(id, known)
	}
	w.funded(n, id, known)
	return slug
}

func (w *world) told(n int, id string) {
	for k := range 1 + w.random.IntN(3) {
		meetingID, itemID, closed := w.item(n, fmt.Sprintf("2023-%02d-%02d", n%12+1, k+1), true)
		w.exec(`INSERT INTO initiative_mention (initiative_id, meeting_id, item_id, what, position, label, leader, purpose) VALUES ($1, $2, $3, 'item', 0, 'Sag', '', '')`, id, meetingID, itemID)
		w.exec(`INSERT INTO promise (meeting_id, position, item_id, text, due, from_date, to_date) VALUES ($1, 0, $2, $3, '2099-01-01', '', '')`, meetingID, itemID, w.word(!closed, "promise"))
	}
}

// life makes the life of an initiative, which the public reads when it is out.
func (w *world) life(n int, id string, out bool) {
	plan := func(public bool) initiative.Plan {
		return initiative.Plan{Marks: []initiative.Mark{{ID: "x", Milestone: true, Label: w.word(public, "milestone"), From: "2025-05-01", Reached: "2025-05-02"}}}
	}
	content := initiative.Content{Marks: plan(out).Marks}
	withdrawn := any(nil)
	if !out {
		withdrawn = 1
	}
	released, err := json.Marshal(content)
	if err != nil {
		w.t.Fatal(err)
	}
	now, err := json.Marshal(plan(false))
	if err != nil {
		w.t.Fatal(err)
	}
	w.exec(`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at)
		VALUES ($1, 'b', true, 'running', false, '', '', '', $2, 1, 0, '', 0)`, id, string(now))
	w.exec(`INSERT INTO initiative_release (id, initiative_id, at, by_name, content, withdrawn_at) VALUES ($1, $2, 1, '', $3, $4)`, "r"+id, id, string(released), withdrawn)
	path, closed := w.decided(n, out)
	w.exec(`INSERT INTO initiative_event (id, initiative_id, number, at, by_id, by_name, what, from_state, to_state, day, text, decision_id, decision, decision_path, closed)
		VALUES ($1, $2, 1, 1, '', '', 'step', 'proposed', 'approved', '2024-02-01', $3, NULL, $4, $5, $6), ($7, $2, 2, 2, '', '', 'step', 'approved', 'running', '2024-03-01', $8, NULL, '', '', false)`,
		"e"+id, id, w.word(false, "reason"), w.word(false, "decision in words"), path, closed, "f"+id, w.word(false, "reason"))
}

// decided makes a public item that a life points at. The public learns its title
// from the life when that is out and the item open.
func (w *world) decided(n int, out bool) (path string, closed bool) {
	w.words++
	meetingID := fmt.Sprintf("m%d", w.words)
	closed = w.chance()
	slug := "2024-02-01-" + meetingID
	w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at) VALUES ($1, $2, 'b', '2024-02-01', '', '', '', 'minutes', '', 0, 0)`, meetingID, slug)
	w.exec(`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
		VALUES ($1, $2, 0, 'punkt-1', '1', $3, '', '', $4, 0, '[]', true, $5, 'approved')`, "p"+meetingID, meetingID, fmt.Sprintf("Sag %d %s", n, w.word(out && !closed, "title of the decision")), closed,
		w.word(false, "words of the decision"))
	return "/moeder/" + slug + "/punkt-1", closed
}

// measured makes indicators with figures of three months, of which some are out.
func (w *world) measured(id string, known bool) {
	for k := range 2 {
		name, out := fmt.Sprintf("n%s-%d", id, k), w.chance()
		definition, err := json.Marshal(indicator.Definition{Name: w.word(known && out, "indicator"), Numerator: "besøg", Unit: "besøg", Factor: 1, Source: "tælling", Frequency: indicator.Monthly, Chart: "run"})
		if err != nil {
			w.t.Fatal(err)
		}
		w.exec(`INSERT INTO indicator (id, initiative_id, slug, number, version, made_at, made_by) VALUES ($1, $2, $1, $3, 1, 1, '')`, name, id, k+1)
		w.exec(`INSERT INTO indicator_definition (indicator_id, number, at, by_id, by_name, note, content) VALUES ($1, 1, 1, '', '', '', $2)`, name, string(definition))
		w.exec(`INSERT INTO indicator_release (id, indicator_id, number, at, by_id, by_name, profile, reason) VALUES ($1, $1, 1, 2, '', '', '', '')`, name)
		for month := range 3 {
			// Of what is out the last figure is not released yet.
			state, release := "checked", any(nil)
			w.words++
			unit := 1_000_000 + w.words
			w.secret[figureOf(unit)] = "figure that is not released"
			if out && month < 2 {
				state, release = "released", name
				if delete(w.secret, figureOf(unit)); known {
					w.allowed[figureOf(unit)] = "released figure"
				} else {
					w.secret[figureOf(unit)] = "figure of a matter nobody knows"
				}
			}
			w.exec(`INSERT INTO indicator_value (id, indicator_id, number, period, starts, numerator, denominator, value, note, state, at, by_id, by_name, checked_at, checked_by, release_id, hidden,
				out_numerator, out_denominator, out_value, out_text, superseded_at, withdrawn) VALUES ($1, $2, $3, $4, $5, 0, 0, $6, '', $7, 1, '', '', 1, '', $8, false, 0, 0, $6, '', 0, '')`,
				fmt.Sprintf("%s-%d", name, month), name, month+1, fmt.Sprintf("2025-%02d", month+1), fmt.Sprintf("2025-%02d-01", month+1), unit, state, release)
		}
	}
}

// figureOf is how a whole figure is read.
func figureOf(n int) string { return danish.Amount(n*100).Number() + " besøg" }

// reported makes a draft and a report that is final, which may be let out.
func (w *world) reported(id string, known bool) {
	out, withdrawn := w.chance(), any(nil)
	if !out {
		withdrawn = 3
	}
	for number, frozen := range map[int]any{1: nil, 2: 2} {
		w.exec(`INSERT INTO report (id, initiative_id, number, kind, from_day, to_day, incidents, content, frozen_at, frozen_by, item_id, version, made_at, made_by)
			VALUES ($1, $2, $3, 'status', '2025-01-01', '2025-06-30', '', '{}', $4, '', '', 1, 1, '')`, fmt.Sprintf("%s-%d", id, number), id, number, frozen)
	}
	w.exec(`INSERT INTO report_release (report_id, number, content, at, by_name, withdrawn_at) VALUES ($1, 1, '{}', 3, '', $2)`, id+"-2", withdrawn)
	places := w.secret
	if out && known {
		places = w.allowed
	}
	places[fmt.Sprintf("/indsatser/sag-%s/rapporter/2", id[1:])] = "report"
	w.secret[fmt.Sprintf("/indsatser/sag-%s/rapporter/1", id[1:])] = "draft of a report"
}

// funded gives a matter money by a decision that is open or closed.
func (w *world) funded(n int, id string, known bool) {
	path, closed := w.decided(n, known)
	w.words++
	amount := danish.Kroner(int64(100_000 + w.words))
	var title string
	if err := w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.QueryRowContext(w.t.Context(), `SELECT title FROM initiative WHERE id = $1`, id).Scan(&title)
	}); err != nil {
		w.t.Fatal(err)
	}
	w.enter(ledger.Entry{Kind: ledger.Allocated, Date: "2024-02-01", Amount: amount, Text: w.word(false, "text of an entry"), Ground: ledger.Ground{Path: path}}, title)
	if known && !closed {
		w.allowed[amount.String()] = "amount"
	} else {
		w.secret[amount.String()] = "amount"
	}
}

// TestThePublicSeesExactlyWhatIsPublic holds random matters against what is public of
// each of their parts: closed items, lives that are out or not, money by closed
// decisions, figures that are not released, drafts and withdrawn reports. Nothing
// else is on the way, and all of that is.
func TestThePublicSeesExactlyWhatIsPublic(t *testing.T) {
	seed := rand.Uint64()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, rand.New(rand.NewPCG(seed, 1)))
		var slugs []string
		for n := range 12 {
			slugs = append(slugs, w.matter(n))
		}
		public, said := NewPublic(d, noon), ""
		list, more, err := public.Richest(t.Context(), "", 0, 100)
		if err != nil || more {
			t.Fatalf("Richest: more %v, %v", more, err)
		}
		listed := map[string]bool{}
		for _, way := range list {
			listed[way.Slug] = true
		}
		for _, slug := range slugs {
			way, err := public.BySlug(t.Context(), slug)
			if fault.Is(err, fault.Missing) != !listed[slug] || err != nil && listed[slug] {
				t.Errorf("%s: listed %v, alone %v", slug, listed[slug], err)
			}
			said += fmt.Sprintf("%+v\n", way)
		}
		for word, what := range w.secret {
			if holds(said, word) {
				t.Errorf("the public sees %s, a %s", word, what)
			}
		}
		for _, word := range slices.Sorted(maps.Keys(w.allowed)) {
			if !holds(said, word) {
				t.Errorf("the public does not see %s, a %s", word, w.allowed[word])
			}
		}
		for _, word := range marker.FindAllString(said, -1) {
			if w.allowed[word] == "" {
				t.Errorf("the public sees %s", word)
			}
		}
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	})
}

// holds reports whether a word stands in a text, and is not a part of another.
func holds(text, word string) bool {
	return regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(word) + `($|[^\w])`).MatchString(text)
}

// Who works with a matter sees the whole of it, and what the public does not see is
// marked. Who may not read closed decisions has no words of them.
func TestOpenMarksWhatIsInside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, rand.New(rand.NewPCG(1, 2)))
		for n := range 8 {
			w.matter(n)
		}
		store, public := NewStore(d, noon), NewPublic(d, noon)
		for n := range 8 {
			for _, who := range []access.Who{signe, otto} {
				way, err := store.Open(t.Context(), who, fmt.Sprintf("i%d", n))
				if fault.Is(err, fault.Missing) {
					continue // nobody has taken it up
				}
				if err != nil {
					t.Fatal(err)
				}
				shown, err := public.BySlug(t.Context(), way.Slug)
				if err != nil && !fault.Is(err, fault.Missing) {
					t.Fatal(err)
				}
				inside := 0
				for _, s := range way.Stations {
					if s.Inside {
						inside++
					}
					if s.Closed && who.Account.ID == otto.Account.ID && marker.MatchString(s.Title) && s.Kind == Granted {
						t.Errorf("a member sees the closed %+v", s)
					}
				}
				if outside := len(way.Stations) - inside; who.Account.ID == signe.Account.ID && outside < len(shown.Stations)-1 {
					t.Errorf("%s: %d of %d stations are public, the public sees %d", way.Slug, outside, len(way.Stations), len(shown.Stations))
				}
			}
		}
		if _, err := store.Open(t.Context(), access.Who{}, "i0"); !fault.Is(err, fault.Missing) {
			t.Errorf("a stranger opens it: %v", err)
		}
	})
}
