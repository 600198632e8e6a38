package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var signe = access.Who{Account: access.Account{ID: "signe", Name: "Signe Sand"}, Grants: []access.Grant{{BodyID: "b1", Role: access.Secretariat}}}

// A world is a body with four initiatives, two meetings' minutes and decisions of
// its own, one of them closed.
type world struct {
	*Store
	t      *testing.T
	d      *db.DB
	public *Public
	fund   Fund
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	files, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{Store: NewStore(d, files), t: t, d: d, public: NewPublic(d)}
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`)
	for i, title := range []string{"Kortlægning af udsatte", "Fælles samtaler", "Medicinbokse", "Besøg efter udskrivelse"} {
		w.exec(fmt.Sprintf(`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('i%d', 'i%d', '%s', 'b1', '', '', 0)`, i, i, title))
	}
	w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
		VALUES ('m1', '2024-11-19-klynge-fjorden', 'b1', '2024-11-19', '', '', '', 'minutes', '', 0, 0)`)
	for anchor, closed := range map[string]bool{"punkt-6": false, "punkt-7": true} {
		w.exec(fmt.Sprintf(`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
			VALUES ('%s', 'm1', %s, '%s', '%s', 'Klyngemidler', '', '', %t, 0, '[]', true, 'Godkendt', 'approved')`, anchor, anchor[6:], anchor, anchor[6:], closed))
	}
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b2', 'klynge-sundet', 'Klynge Sundet', 'cluster', 'shared', 0)`)
	w.exec(`INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
		VALUES ('m2', 'andre', 'b2', '2024-11-19', '', '', '', 'minutes', '', 0, 0)`)
	w.exec(`INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome)
		VALUES ('andres', 'm2', 1, 'punkt-1', '1', 'Lukket', '', '', true, 0, '[]', true, 'Godkendt', 'approved')`)
	w.exec(`INSERT INTO decision (id, body_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, changed_at, changed_by, made_by) VALUES
		('d1', 'b1', '', '4', 'Restmidler', 'Overføres', 'approved', false, '2024-12-10', '', 'in-force', '', 0, '', ''),
		('d2', 'b1', '', '5', 'Udsat', 'Udsat', 'postponed', false, '2024-12-10', '', 'in-force', '', 0, '', '')`)
	if w.fund, err = w.Found(t.Context(), "b1", Founding{"Klyngemidler", "Region Nordkyst", 2022, 2023, "4.518.000"}, signe); err != nil {
		t.Fatal(err)
	}
	if err := w.AddPeriod(t.Context(), "b1", w.fund.ID, 2025, 2025, "", signe); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) exec(statement string) {
	w.t.Helper()
	err := w.d.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(context.Background(), statement)
		return err
	})
	if err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

var minutes = Ground{Path: "/moeder/2024-11-19-klynge-fjorden/punkt-6"}

func (w *world) try(kind Kind, date, purpose string, kroner int64, change ...func(*Wish)) (Entry, error) {
	wish := Wish{Entry: Entry{FundID: w.fund.ID, Kind: kind, Date: date, Year: 2022, Amount: danish.Kroner(kroner), Ground: minutes}, Purpose: purpose}
	for _, c := range change {
		c(&wish)
	}
	return w.Enter(w.t.Context(), "b1", wish, signe)
}

func (w *world) enter(kind Kind, date, purpose string, kroner int64, change ...func(*Wish)) Entry {
	w.t.Helper()
	e, err := w.try(kind, date, purpose, kroner, change...)
	if err != nil {
		w.t.Fatalf("%s %d to %q: %v", kind, kroner, purpose, err)
	}
	return e
}

func (w *world) look(day string) Look {
	w.t.Helper()
	l, err := w.Look(w.t.Context(), "b1", w.fund.ID, day, "", signe)
	if err != nil {
		w.t.Fatal(err)
	}
	return l
}

// account enters the account that the fictional minutes tell of.
func (w *world) account() {
	w.enter(Received, "2023-01-15", "", 4_518_000, func(e *Wish) { e.Ground = Ground{Letter: "Tilsagn fra regionen"} })
	for purpose, kroner := range map[string]int64{"Kortlægning af udsatte": 550_000, "Fælles samtaler": 250_000, "Medicinbokse": 1_265_000, "Besøg efter udskrivelse": 1_710_000} {
		w.enter(Allocated, "2024-11-19", purpose, kroner)
	}
}

func to2025(e *Wish) { e.ToYear, e.Ground = 2025, Ground{DecisionID: "d1"} }

// The account of the minutes: what came in for two years, four allocations, and a
// remainder that goes to 2025 by a decision alone.
func TestTheAccountOfTheMinutes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		l := w.look("")
		if got, want := l.Total, (Figures{Received: 4_518_000_00, Allocated: 3_775_000_00, Left: 743_000_00}); got != want {
			t.Fatalf("the account is %+v, want %+v", got, want)
		}
		if got := w.look("2024-11-18").Total; got.Left != 4_518_000_00 || got.Allocated != 0 {
			t.Errorf("the day before the meeting it was %+v, want nothing allocated", got)
		}
		if got := w.look("2022-12-31").Total; got != (Figures{}) {
			t.Errorf("before the money came it was %+v", got)
		}
		if of := l.Period(2022).Purposes; len(of) != 4 || of[2].Allocated+of[1].Allocated+of[0].Allocated+of[3].Allocated != 3_775_000_00 {
			t.Errorf("the purposes are %+v", of)
		}
		if _, err := w.try(Carried, "2024-12-10", "", 743_000, to2025, func(e *Wish) { e.Ground = Ground{} }); !fault.Is(err, fault.Invalid) {
			t.Errorf("carrying over without a decision: %v, want it refused (R42)", err)
		}
		if _, err := w.try(Carried, "2024-12-10", "", 743_001, to2025); !fault.Is(err, fault.Invalid) {
			t.Errorf("carrying over more than there is: %v, want it refused", err)
		}
		w.enter(Carried, "2024-12-10", "", 743_000, to2025)
		l = w.look("")
		if p := l.Period(2025); p.Carried != 743_000_00 || p.Left != 743_000_00 || !p.AddsUp() || l.Period(2022).Left != 0 || !l.Period(2022).AddsUp() {
			t.Errorf("after carrying over: 2025 %+v, 2022-2023 %+v", p.Figures, l.Period(2022).Figures)
		}
		if got := w.look("2024-12-09").Period(2025).Left; got != 0 {
			t.Errorf("the day before, 2025 had %s", got)
		}
	})
}

func TestRefusals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		for name, act := range map[string]func() (Entry, error){
			"an allocation above what is left": func() (Entry, error) { return w.try(Allocated, "2024-11-20", "Medicinbokse", 743_001) },
			"a booking without an allocation":  func() (Entry, error) { return w.try(Booked, "2024-11-20", "Kaffe", 1) },
			"a negative amount":                func() (Entry, error) { return w.try(Allocated, "2024-11-20", "Medicinbokse", -1) },
			"an amount that would run over":    func() (Entry, error) { return w.try(Received, "2024-11-20", "", 90_000_000_000_000) },
			"the future":                       func() (Entry, error) { return w.try(Allocated, "2026-11-22", "Medicinbokse", 1) },
			"a period that is not there": func() (Entry, error) {
				return w.try(Allocated, "2024-11-20", "Medicinbokse", 1, func(e *Wish) { e.Year = 2019 })
			},
			"a decision that is not there": func() (Entry, error) {
				return w.try(Allocated, "2024-11-20", "Medicinbokse", 1, func(e *Wish) { e.Ground = Ground{DecisionID: "x"} })
			},
			"a decision to put off": func() (Entry, error) {
				return w.try(Allocated, "2024-11-20", "Medicinbokse", 1, func(e *Wish) { e.Ground = Ground{DecisionID: "d2"} })
			},
			"a closed item of another body": func() (Entry, error) {
				return w.try(Allocated, "2024-11-20", "Medicinbokse", 1, func(e *Wish) { e.Ground = Ground{Path: "/moeder/andre/punkt-1"} })
			},
			"an item that is not there": func() (Entry, error) {
				return w.try(Allocated, "2024-11-20", "Medicinbokse", 1, func(e *Wish) { e.Ground = Ground{Path: "/moeder/x/y"} })
			},
			"a return of more than is committed": func() (Entry, error) { return w.try(Returned, "2024-11-20", "Medicinbokse", 1_265_001) },
		} {
			if _, err := act(); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "Intet er") {
				t.Errorf("%s: %v, want it refused with a sentence", name, err)
			}
		}
		if _, err := w.Look(t.Context(), "b2", w.fund.ID, "", "", signe); !fault.Is(err, fault.Missing) {
			t.Errorf("the fund under another body: %v, want none", err)
		}
		if got := w.look("").Total.Left; got != 743_000_00 {
			t.Errorf("after refusals %s is left", got)
		}
	})
}

// R43: what is booked beyond the allocation asks, and what is left proposes itself.
func TestR43BookingsAndRemainders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		e := w.enter(Booked, "2024-11-20", "Medicinbokse", 1_265_000, func(e *Wish) { e.Ground = Ground{} })
		if e.Ground != minutes {
			t.Errorf("the booking points at %+v, want the decision of its allocation", e.Ground)
		}
		_, err := w.try(Booked, "2024-11-21", "Medicinbokse", 1)
		if _, ok := errors.AsType[Doubts](err); !ok {
			t.Fatalf("a krone too much: %v, want a doubt", err)
		}
		w.enter(Booked, "2024-11-21", "Medicinbokse", 1, func(e *Wish) { e.Confirmed = true })
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			for day, want := range map[string]int{"2023-12-31": 0, "2024-01-01": 1} {
				list, err := (Remainders{}).Candidates(t.Context(), tx, "b1", day)
				if err != nil || len(list) != want {
					return fmt.Errorf("on %s %d candidates, %w; want %d", day, len(list), err, want)
				}
				if want == 1 && (!strings.Contains(list[0].Title, "Restmidler") || !strings.Contains(list[0].Text, "743.000 kr.") || !strings.Contains(list[0].Text, "| Bogført | 1.265.001 kr. |")) {
					return fmt.Errorf("the candidate says %+v", list[0])
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		lines, err := w.Waiting(t.Context(), signe, "2026-11-21")
		if err != nil || len(lines) != 2 || lines[0].About != "Klyngemidler 2022-2023" {
			t.Errorf("Waiting = %+v, %v, want the two periods that have ended", lines, err)
		}
	})
}

func TestReversal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		received := w.enter(Received, "2023-01-15", "", 100)
		e := w.enter(Allocated, "2024-11-19", "Medicinbokse", 60)
		if err := w.Reverse(t.Context(), "b1", w.fund.ID, received.ID, "Forkert", signe); !fault.Is(err, fault.Invalid) {
			t.Errorf("reversing money that is allocated: %v, want it refused", err)
		}
		if err := w.Reverse(t.Context(), "b1", w.fund.ID, e.ID, " ", signe); !fault.Is(err, fault.Invalid) {
			t.Errorf("reversing without a reason: %v, want it refused", err)
		}
		var wins, conflicts int
		var all sync.WaitGroup
		var mu sync.Mutex
		for range 4 {
			all.Go(func() {
				err := w.Reverse(t.Context(), "b1", w.fund.ID, e.ID, "Tastefejl", signe)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					wins++
				case fault.Is(err, fault.Conflict):
					conflicts++
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if wins != 1 || conflicts != 3 {
			t.Errorf("of four that reverse at once %d did and %d were told", wins, conflicts)
		}
		l := w.look("")
		if l.Total.Allocated != 0 || l.Total.Left != 100_00 || len(l.Entries) != 3 {
			t.Errorf("after the reversal %+v with %d entries", l.Total, len(l.Entries))
		}
		for _, one := range l.Entries {
			if one.Kind != Reversal {
				continue
			}
			if err := w.Reverse(t.Context(), "b1", w.fund.ID, one.ID, "Alligevel", signe); !fault.Is(err, fault.Invalid) {
				t.Errorf("reversing a reversal: %v, want it refused", err)
			}
		}
	})
}

// R41, and two who close at once: one does, and the other is told.
func TestClosingAPeriod(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		version := func() int64 { return w.look("").Period(2022).Version }
		w.enter(Received, "2023-01-15", "", 4_517_999)
		if err := w.Close(ctx, "b1", w.fund.ID, 2022, version(), true, signe); !fault.Is(err, fault.Invalid) {
			t.Errorf("closing with a krone missing: %v, want it refused", err)
		}
		seen := version()
		w.enter(Received, "2023-01-16", "", 1)
		if err := w.Close(ctx, "b1", w.fund.ID, 2022, seen, true, signe); !fault.Is(err, fault.Conflict) {
			t.Errorf("closing figures that have changed: %v, want it refused", err)
		}
		if err := w.Close(ctx, "b1", w.fund.ID, 2022, version(), false, signe); len(err.Error()) == 0 || !strings.Contains(err.Error(), "ikke bevilget") {
			t.Errorf("closing with money left: %v, want to be asked", err)
		}
		now, wins := version(), 0
		var all sync.WaitGroup
		var mu sync.Mutex
		for range 2 {
			all.Go(func() {
				err := w.Close(ctx, "b1", w.fund.ID, 2022, now, true, signe)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					wins++
				} else if !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if wins != 1 {
			t.Errorf("of two that close at once %d did", wins)
		}
		if _, err := w.try(Allocated, "2024-11-19", "Medicinbokse", 1); !fault.Is(err, fault.Conflict) {
			t.Errorf("an entry in a closed period: %v, want it refused", err)
		}
		if err := w.Reopen(ctx, "b1", w.fund.ID, 2022, version(), Ground{}, "Fejl", signe); !fault.Is(err, fault.Invalid) {
			t.Errorf("reopening without a decision: %v, want it refused", err)
		}
		if err := w.Reopen(ctx, "b1", w.fund.ID, 2022, version(), Ground{DecisionID: "d1"}, "Regningen kom sent", signe); err != nil {
			t.Error(err)
		}
		w.enter(Allocated, "2024-11-19", "Medicinbokse", 1)
		if l := w.look(""); len(l.Events) != 2 || l.Events[0].Why.DecisionID+l.Events[1].Why.DecisionID != "d1" {
			t.Errorf("the events are %+v", l.Events)
		}
	})
}

// One who closes a year while another enters something in it: the figures that
// were closed are those that were seen, or nothing is closed.
func TestClosingWhileSomebodyEnters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		for range 5 {
			seen := w.look("").Period(2022)
			var entered, closed error
			var both sync.WaitGroup
			both.Go(func() { _, entered = w.try(Booked, "2024-11-20", "Medicinbokse", 1) })
			both.Go(func() { closed = w.Close(t.Context(), "b1", w.fund.ID, 2022, seen.Version, true, signe) })
			both.Wait()
			now := w.look("").Period(2022)
			if now.Closed == (closed != nil) || (entered == nil) == (closed == nil) || (entered == nil) != (now.Booked == seen.Booked+100) {
				t.Errorf("entering gives %v, closing %v, and the period is %+v", entered, closed, now)
			}
			for _, err := range []error{entered, closed} {
				if err != nil && !fault.Is(err, fault.Conflict) {
					t.Error(err)
				}
			}
			if now.Closed {
				if err := w.Reopen(t.Context(), "b1", w.fund.ID, 2022, now.Version, Ground{DecisionID: "d1"}, "Prøve", signe); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// Two who allocate the same money at once: one does.
func TestTwoWhoAllocateAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.enter(Received, "2023-01-15", "", 100)
		w.enter(Allocated, "2024-11-19", "Medicinbokse", 1)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, err := w.try(Allocated, "2024-11-19", "Medicinbokse", 60); err != nil && !fault.Is(err, fault.Invalid) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := w.look("").Total; got.Left != 39_00 {
			t.Errorf("after four who want 60 of 99: %+v", got)
		}
		// A button pressed twice.
		mark := func(e *Wish) { e.Mark = "form 1" }
		first, second := w.enter(Allocated, "2024-11-19", "Medicinbokse", 1, mark), w.enter(Allocated, "2024-11-19", "Medicinbokse", 1, mark)
		if first.ID != second.ID || w.look("").Total.Left != 38_00 {
			t.Errorf("pressed twice: %s and %s", first.ID, second.ID)
		}
	})
}

func (w *world) file(text string) (Import, error) {
	return w.TakeFile(w.t.Context(), "b1", w.fund.ID, "udtræk.csv", []byte(text), signe)
}

func TestImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		ctx := t.Context()
		purposes := w.look("").Fund.Purposes
		file, err := w.file("Dato;Beløb;Tekst;Indsats;Bilagsnr.\n01-12-2024;1.000,50;Løn;4711;B1\n02-12-2024;-500;Kredit;4711;B2\n03-12-2024;7;Bus;Medicinbokse;\n")
		if err != nil {
			t.Fatal(err)
		}
		v, err := w.Preview(ctx, "b1", w.fund.ID, file.ID, Choosing{Year: 2022})
		if err != nil || v.Wrong != 2 || v.New != 1 || v.Refused == "" || len(v.Codes) != 2 {
			t.Fatalf("the preview is %+v, %v, want the code 4711 unknown", v, err)
		}
		if _, err := w.Book(ctx, "b1", w.fund.ID, file.ID, Choosing{Year: 2022}, signe); !fault.Is(err, fault.Invalid) || w.look("").Total.Booked != 0 {
			t.Errorf("booking with errors: %v, want all or nothing", err)
		}
		choice := Choosing{Year: 2022, Purposes: map[string]string{"4711": purposes[0].ID}}
		if v, err = w.Book(ctx, "b1", w.fund.ID, file.ID, choice, signe); err != nil || v.New != 3 {
			t.Fatalf("Book: %+v, %v", v.New, err)
		}
		if got := w.look("").Total.Booked; got != 507_50 {
			t.Errorf("booked %s, want 507,50 kr.", got)
		}
		if _, err := w.Book(ctx, "b1", w.fund.ID, file.ID, choice, signe); !fault.Is(err, fault.Conflict) {
			t.Errorf("booking the same file again: %v, want it refused", err)
		}
		if _, err := w.file("Dato;Beløb;Tekst;Indsats;Bilagsnr.\n01-12-2024;1.000,50;Løn;4711;B1\n02-12-2024;-500;Kredit;4711;B2\n03-12-2024;7;Bus;Medicinbokse;\n"); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same file under another name: %v, want it refused", err)
		}
		// A longer extract repeats rows; the code is known now.
		file, err = w.file("Dato;Tekst;Beløb;Indsats;Bilagsnr.\n02-12-2024;Kredit;-500;4711;B2\n03-12-2024;Bus;7;Medicinbokse;\n04-12-2024;Løn;1;4711;B3\n")
		if err != nil {
			t.Fatal(err)
		}
		if v, err = w.Book(ctx, "b1", w.fund.ID, file.ID, Choosing{Year: 2022}, signe); err != nil || v.New != 1 || v.Twice != 2 {
			t.Errorf("the second file: %d new, %d twice, %v; want 1 and 2", v.New, v.Twice, err)
		}
		if _, err := w.Preview(ctx, "b2", w.fund.ID, file.ID, Choosing{}); !fault.Is(err, fault.Missing) {
			t.Errorf("the file under another body: %v, want none", err)
		}
	})
}

// Many rows are booked in one go, and the totals of months are the entries'
// (bench/ledger books as many as a file may have).
func TestImportOfManyRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		var b strings.Builder
		b.WriteString("Dato;Beløb;Tekst;Indsats;Bilagsnr.\n")
		for i := range 20_000 {
			fmt.Fprintf(&b, "%02d-%02d-2024;1,25;Bus;Medicinbokse;B%d\n", i%28+1, i%12+1, i)
		}
		file, err := w.file(b.String())
		if err != nil {
			t.Fatal(err)
		}
		if v, err := w.Book(t.Context(), "b1", w.fund.ID, file.ID, Choosing{Year: 2022}, signe); err != nil || v.New != 20_000 {
			t.Fatalf("Book: %d rows, %v", v.New, err)
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			for _, day := range []string{"", "2024-06-15", "2024-06-30", "2024-02-29"} {
				f, err := find(t.Context(), tx, "b1", w.fund.ID)
				if err != nil {
					return err
				}
				r, err := reportOf(t.Context(), tx, f, day)
				if err != nil {
					return err
				}
				var want danish.Amount
				if err := tx.QueryRowContext(t.Context(), `SELECT COALESCE(SUM(amount), 0) FROM ledger_posting WHERE account = 'spent' AND (date <= $1 OR $1 = '')`, day).Scan(&want); err != nil {
					return err
				}
				if r.Total.Booked != want || day == "" && want != 25_000_00 {
					t.Errorf("until %q %s is booked by the months, %s by the entries", day, r.Total.Booked, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// The public sees what follows from open decisions, and figures that add up.
func TestPublicSeesOpenDecisionsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.account()
		closed := func(e *Wish) { e.Ground = Ground{Path: "/moeder/2024-11-19-klynge-fjorden/punkt-7"} }
		w.enter(Allocated, "2024-11-20", "Hemmelig aftale", 3_000, closed)
		w.enter(Booked, "2024-11-21", "Hemmelig aftale", 1_000)
		w.enter(Returned, "2024-11-21", "", 500, func(e *Wish) { e.Ground = Ground{DecisionID: "d1"} }) // its minutes are not published
		list, err := w.public.Of(t.Context(), "klynge-fjorden")
		if err != nil || len(list) != 1 {
			t.Fatalf("Of = %v, %v", list, err)
		}
		s := list[0]
		if s.Total != (Figures{Received: 4_518_000_00, Allocated: 3_775_000_00, Left: 743_000_00}) || !s.Hidden || len(s.Entries) != 5 || len(s.Purposes) != 4 {
			t.Errorf("the public sees %+v, hidden %v, %d entries, %d purposes", s.Total, s.Hidden, len(s.Entries), len(s.Purposes))
		}
		if all, err := w.public.Keepers(t.Context()); err != nil || len(all) != 1 || all[0].Slug != "klynge-fjorden" || all[0].Funds[0].Total != s.Total {
			t.Errorf("Keepers = %+v, %v, want the one body with what the public sees of it", all, err)
		}
		if strings.Contains(fmt.Sprintf("%+v", s), "Hemmelig") || strings.Contains(fmt.Sprintf("%+v", s), "Tilsagn") {
			t.Error("the public sees a closed purpose or a letter")
		}
		printed := fund.Printed{Statement: fund.Statement{Total: 4_500_000_00, HasTotal: true, Remaining: 743_000_00, HasRest: true}, Date: "2024-11-19",
			Rows: []fund.Row{{Line: fund.Line{Label: "Medicinbokse", Amount: 1_265_000_00, InitiativeID: "i2"}}, {Line: fund.Line{Label: "Ukendt", Amount: 1_00}}}}
		checked, err := w.public.Beside(t.Context(), "klynge-fjorden", []fund.Printed{printed})
		if err != nil || len(checked) != 1 || len(checked[0].Printed) != 1 {
			t.Fatalf("Beside = %+v, %v", checked, err)
		}
		c := checked[0].Printed[0]
		if c.Received.Match != Rounded || c.Left.Match != Same || c.Lines[0].Match != Same || c.Lines[1].Known || c.Explained != Differs {
			t.Errorf("beside the minutes: %+v", c)
		}
	})
}
