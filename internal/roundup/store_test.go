package roundup_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/roundup"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// letters remembers the tokens it was asked to write.
type letters struct {
	mu     sync.Mutex
	tokens map[string]string
}

func (l *letters) Write(_ roundup.Roundup, g roundup.Group, token string) (mail.Message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens[g.Name] = token
	return mail.Message{To: g.Email, Subject: "Skriv noterne", Text: token, HTML: token}, nil
}

func (l *letters) Check(r roundup.Roundup, g roundup.Group, token string) (mail.Message, error) {
	return l.Write(r, g, token)
}

var signe = access.Who{
	Account: access.Account{ID: "a1", Name: "Signe Sand"},
	Grants:  []access.Grant{{Role: access.Secretariat, From: "2020-01-01"}},
}

// A world is one open round-up of three groups.
type world struct {
	*testing.T
	d       *db.DB
	s       *roundup.Store
	letters *letters
	id      string
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{T: t, d: d, letters: &letters{tokens: map[string]string{}}}
	w.s = roundup.NewStore(d, w.letters)
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'b', 'Klynge Fjorden', 'cluster', 'shared', 0)`)
	r, err := w.s.Create(t.Context(), signe, "b", roundup.Draft{
		Title: "Temadag om overgange", Deadline: time.Now().Add(time.Hour), Headings: roundup.DefaultHeadings[:2],
		Groups: []roundup.Group{{Name: "Fjorden", NoteTaker: "Ane Ager", Email: "ane@skagerby.example"}, {Name: "Skoven", Email: "bo@skagerby.example"}, {Name: "Heden"}},
	})
	w.must(err)
	w.id = r.ID
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, kind fault.Kind, what string) {
	w.Helper()
	if !fault.Is(err, kind) {
		w.Errorf("%s: %v, want it refused", what, err)
	}
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	w.must(w.d.Write(w.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.Context(), query, args...)
		return err
	}))
}

func (w *world) now() roundup.Roundup {
	w.Helper()
	r, err := w.s.Find(w.Context(), w.id)
	w.must(err)
	return r
}

// key opens a group as the secretariat.
func (w *world) key(group int) roundup.Key {
	return roundup.Key{Roundup: w.id, GroupID: w.now().Groups[group].ID, Who: signe}
}

func (w *world) note(group, heading int, text string) {
	w.Helper()
	r := w.now()
	g, h := r.Groups[group], r.Headings[heading]
	_, c, err := w.s.SaveNote(w.Context(), w.key(group), h.ID, g.Drafts[h.ID].Version, text)
	w.must(err)
	if c != nil {
		w.Fatalf("a conflict: %+v", c)
	}
}

func (w *world) advance(to roundup.State) {
	w.Helper()
	w.must(w.s.Advance(w.Context(), signe, w.id, to))
}

func TestFromNotesToThePublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		sent, without, err := w.s.Invite(ctx, w.id)
		w.must(err)
		if sent != 2 || len(without) != 1 || without[0] != "Heden" {
			t.Errorf("Invite = %d, %v, want two letters and Heden without", sent, without)
		}
		if again, _, err := w.s.Invite(ctx, w.id); err != nil || again != 0 {
			t.Errorf("a second Invite = %d, %v, want nobody", again, err)
		}
		// Ane writes by her link, without an account.
		ane := roundup.Key{Token: w.letters.tokens["Fjorden"]}
		r := w.now()
		if _, _, err := w.s.SaveNote(ctx, ane, r.Headings[0].ID, 0, "- Epikriser kommer sent\n- Borgere ved ikke, hvem de skal ringe til"); err != nil {
			t.Fatal(err)
		}
		late, err := w.s.Deliver(ctx, ane, []string{r.Headings[1].ID})
		w.must(err)
		if late {
			t.Error("a note in time is late")
		}
		w.note(1, 0, "Epikriser kommer sent")
		w.advance(roundup.Locked)
		w.advance(roundup.Locked) // pressed twice
		if r = w.now(); len(r.Notes) != 3 || !r.Notes[2].Nothing {
			t.Fatalf("notes %+v, want two with text and one that says nothing", r.Notes)
		}
		if n, err := w.s.CutLines(ctx, w.id, ""); err != nil || n != 2 {
			t.Fatalf("CutLines = %d, %v, want two notes", n, err)
		}
		w.must(w.s.AddTheme(ctx, w.id, "Epikriser", w.now().Comments[0].ID))
		theme := w.now().Themes[0].ID
		for _, c := range w.now().Comments[1:] {
			w.must(w.s.Code(ctx, w.id, c.ID, theme))
		}
		w.advance(roundup.Coded)
		w.refused(w.s.Advance(ctx, signe, w.id, roundup.Drafted), fault.Invalid, "no sentence yet")
		if n, err := w.s.Suggest(ctx, signe, w.id, r.Headings[0].ID); err != nil || n != 1 {
			t.Fatalf("Suggest = %d, %v, want one", n, err)
		}
		w.refused(w.s.Advance(ctx, signe, w.id, roundup.Drafted), fault.Invalid, "H6: nobody has accepted the suggestion")
		s := w.now().Sentences[0]
		s.Text = "Generelt kommer epikriser for sent, og enkelte borgere ved ikke, hvem de skal ringe til."
		w.must(w.s.SaveSentence(ctx, signe, w.id, s))
		w.advance(roundup.Drafted)
		item, err := w.s.Propose(ctx, signe, w.id, "")
		w.must(err)
		if twice, err := w.s.Propose(ctx, signe, w.id, ""); err != nil || twice != item {
			t.Errorf("Propose twice = %q, %v, want the same item %q", twice, err, item)
		}
		w.advance(roundup.Checked)
		w.must(w.s.Remark(ctx, roundup.Key{Token: w.letters.tokens["Skoven"]}, s.ID, "Det var også om natten"))
		public := roundup.NewPublic(d)
		if _, err := public.Find(ctx, w.id); !fault.Is(err, fault.Missing) {
			t.Errorf("before it is published the public finds it: %v", err)
		}
		w.advance(roundup.Published)
		seen, err := public.Find(ctx, w.id)
		w.must(err)
		for _, g := range seen.Groups {
			if g.NoteTaker != "" || g.Email != "" || g.Drafts != nil {
				t.Errorf("the public sees who wrote: %+v", g)
			}
		}
		if len(seen.Missing()) != 1 || seen.Missing()[0].Name != "Heden" || len(seen.Remarks) > 0 || seen.Notes[0].By != "" {
			t.Errorf("the public sees %+v", seen)
		}
		w.refused(w.s.RemoveSentence(ctx, w.id, s.ID), fault.Conflict, "a change to what is public")
		w.must(w.s.Withdraw(ctx, w.id))
		if _, err := public.Find(ctx, w.id); !fault.Is(err, fault.Missing) {
			t.Errorf("after it was withdrawn the public finds it: %v", err)
		}
	})
}

func TestH4TheDeadlinePassesWhileSomebodyWrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.note(0, 0, "Før fristen")
		w.exec(`UPDATE roundup SET deadline = 1`)
		w.must(w.s.Handlers()[roundup.LockKind](t.Context(), job.Job{Payload: []byte(`{"Roundup":"` + w.id + `"}`)}))
		if r := w.now(); r.State != roundup.Locked || len(r.Notes) != 1 {
			t.Fatalf("after the deadline: %s with %d notes, want locked with one", r.State, len(r.Notes))
		}
		w.note(0, 0, "Før fristen\nEfter fristen")
		if r := w.now(); len(r.Notes) != 1 || r.Notes[0].Text != "Før fristen" || r.Groups[0].Drafts[r.Headings[0].ID].Text != "Før fristen\nEfter fristen" {
			t.Fatalf("the raw note changed, or the text was lost: %+v", r)
		}
		for range 2 {
			late, err := w.s.Deliver(t.Context(), w.key(0), nil)
			if err == nil && !late {
				t.Error("what came after the deadline is not marked late")
			}
		}
		r := w.now()
		if len(r.Notes) != 2 || r.Notes[0].Text != "Før fristen" || r.Notes[1].Text != "Efter fristen" || !r.Notes[1].Late || r.Notes[0].Late {
			t.Errorf("notes %+v, want the first untouched and one late addition", r.Notes)
		}
	})
}

// A deadline that was moved locks at the later one.
func TestTheDeadlineWasMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.must(w.s.SetDeadline(t.Context(), w.id, time.Now().Add(48*time.Hour)))
		w.must(w.s.Handlers()[roundup.LockKind](t.Context(), job.Job{Payload: []byte(`{"Roundup":"` + w.id + `"}`)}))
		if r := w.now(); r.State != roundup.Open {
			t.Errorf("state %s, want it open until the new deadline", r.State)
		}
	})
}

func TestTwoNoteTakersAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		h := w.now().Headings[0].ID
		key := w.key(0)
		var wg sync.WaitGroup
		conflicts := make(chan *draft.Conflict, 4)
		for _, text := range []string{"Den ene", "Den anden", "Den tredje", "Den fjerde"} {
			wg.Go(func() {
				_, c, err := w.s.SaveNote(context.WithoutCancel(t.Context()), key, h, 0, text)
				if err != nil {
					t.Errorf("SaveNote: %v", err)
				}
				conflicts <- c
			})
		}
		wg.Wait()
		close(conflicts)
		met := 0
		for c := range conflicts {
			if c != nil {
				met++
				if c.Mine == "" || c.Text == "" || c.Mine == c.Text {
					t.Errorf("a conflict without both texts: %+v", c)
				}
			}
		}
		if met != 3 {
			t.Errorf("%d of 4 were told of another's text, want 3", met)
		}
	})
}

func TestBadInput(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, r := t.Context(), w.now()
		h := r.Headings[0].ID
		_, _, err := w.s.SaveNote(ctx, w.key(0), h, 0, "Ring til 010203-1234")
		w.refused(err, fault.Invalid, "a number like a CPR number")
		_, _, err = w.s.SaveNote(ctx, roundup.Key{Token: "gæt"}, h, 0, "x")
		w.refused(err, fault.Missing, "a token that was guessed")
		_, _, err = w.s.SaveNote(ctx, roundup.Key{Roundup: "anden", GroupID: r.Groups[0].ID, Who: signe}, h, 0, "x")
		w.refused(err, fault.Missing, "a group of another round-up")
		_, err = w.s.Deliver(ctx, w.key(0), nil)
		w.refused(err, fault.Invalid, "delivering a blank note")
		w.refused(w.s.AddGroup(ctx, w.id, roundup.Group{Name: "fjorden"}), fault.Conflict, "two groups of one name")
		_, err = w.s.Create(ctx, signe, "b", roundup.Draft{Title: "Uden grupper", Deadline: time.Now().Add(time.Hour), Headings: []string{"A"}})
		w.refused(err, fault.Invalid, "no groups")
		_, err = w.s.Create(ctx, signe, "b", roundup.Draft{Title: "For sent", Deadline: time.Unix(1, 0), Headings: []string{"A"}, Groups: r.Groups})
		w.refused(err, fault.Invalid, "a deadline that is over")
		w.note(0, 0, "En pointe under den forkerte overskrift")
		w.advance(roundup.Locked)
		w.refused(w.s.AddGroup(ctx, w.id, roundup.Group{Name: "Ny"}), fault.Conflict, "a group after the lock")
		note := w.now().Notes[0]
		_, err = w.s.Cut(ctx, w.id, note.ID, "står der ikke", 0)
		w.refused(err, fault.Invalid, "a comment in other words than the note's")
		first, err := w.s.Cut(ctx, w.id, note.ID, "pointe", -1)
		w.must(err)
		second, err := w.s.Cut(ctx, w.id, note.ID, "pointe", -1)
		w.must(err)
		if first != second {
			t.Errorf("the same range is two comments: %s and %s", first, second)
		}
		// A note under the wrong heading is put right, and the raw note is as it was.
		w.must(w.s.Place(ctx, w.id, first, r.Headings[1].ID, r.Groups[2].ID))
		if got := w.now(); got.Comments[0].HeadingID != r.Headings[1].ID || got.Comments[0].AboutID != r.Groups[2].ID || got.Notes[0].HeadingID != h {
			t.Errorf("after Place: %+v, notes %+v", got.Comments[0], got.Notes)
		}
		w.refused(w.s.Code(ctx, w.id, first, "findes ikke"), fault.Conflict, "a theme that is gone")
		w.must(w.s.AddSentence(ctx, signe, w.id, roundup.Sentence{HeadingID: h, Text: "Enkelte nævner det."}, []string{first, first}))
		w.refused(w.s.LeaveOut(ctx, w.id, first, "ikke relevant"), fault.Conflict, "leaving out what a sentence has")
		s := w.now().Sentences[0]
		w.must(w.s.SaveSentence(ctx, signe, w.id, roundup.Sentence{ID: s.ID, Version: s.Version, Text: "Enkelte har nævnt det."}))
		err = w.s.SaveSentence(ctx, signe, w.id, roundup.Sentence{ID: s.ID, Version: s.Version, Text: "Noget andet."})
		w.refused(err, fault.Conflict, "a sentence that somebody has changed")
		if !strings.Contains(fault.Sentence(err), "Enkelte har nævnt det.") {
			t.Errorf("the refusal does not say what stands: %q", fault.Sentence(err))
		}
	})
}

// That a group has no remarks is something it said; a blank box is not.
func TestNoRemarksDifferFromBlank(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		r := w.now()
		first, second := r.Headings[0].ID, r.Headings[1].ID
		_, err := w.s.Deliver(t.Context(), w.key(0), []string{first})
		w.must(err)
		w.note(1, 1, "Noget")
		w.advance(roundup.Locked)
		r = w.now()
		if notes := r.NotesOf(r.Groups[0].ID, first); len(notes) != 1 || !notes[0].Nothing {
			t.Errorf("notes %+v, want that there are no remarks", notes)
		}
		if notes := r.NotesOf(r.Groups[0].ID, second); len(notes) != 0 {
			t.Errorf("notes %+v of a blank box, want none", notes)
		}
		for _, g := range r.Missing() {
			if g.ID == r.Groups[0].ID {
				t.Error("a group without remarks is missing")
			}
		}
	})
}

// A case told as an example names nobody anywhere in a round-up (R7).
func TestR7APersonalCaseIsRefusedEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, r := t.Context(), w.now()
		w.note(0, 0, "En pointe")
		w.advance(roundup.Locked)
		made, err := w.s.Cut(ctx, w.id, w.now().Notes[0].ID, "pointe", -1)
		w.must(err)
		const told = "som fru 010203-1234 fortalte"
		w.refused(w.s.AddTheme(ctx, w.id, told, ""), fault.Invalid, "a theme")
		w.refused(w.s.LeaveOut(ctx, w.id, made, told), fault.Invalid, "a reason")
		w.refused(w.s.AddSentence(ctx, signe, w.id, roundup.Sentence{HeadingID: r.Headings[0].ID, Text: told}, nil), fault.Invalid, "a sentence")
	})
}

func TestWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		lines, err := w.s.Waiting(t.Context(), signe, "2026-11-21")
		w.must(err)
		if len(lines) != 1 || !lines[0].Others || lines[0].Text != "Følg noterne fra grupperne, 0 af 3 er kommet" {
			t.Errorf("Waiting = %+v, want the notes that come in", lines)
		}
		if lines, err := w.s.Waiting(t.Context(), access.Who{}, "2026-11-21"); err != nil || len(lines) > 0 {
			t.Errorf("Waiting for a stranger = %+v, %v", lines, err)
		}
	})
}

// R49: a round-up that is closed with its body takes no more, by any way, and is
// locked by no job.
func TestClosedWithItsBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		if _, _, err := w.s.Invite(t.Context(), w.id); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return roundup.Close(t.Context(), tx, w.id) }); err != nil {
				t.Fatal(err)
			}
		}
		desk, err := w.s.Open(t.Context(), roundup.Key{Token: w.letters.tokens["Fjorden"]})
		if err != nil || desk.State != roundup.Closed || desk.Editable() {
			t.Fatalf("the link opens %s, %v", desk.State, err)
		}
		_, _, saved := w.s.SaveNote(t.Context(), roundup.Key{Token: w.letters.tokens["Fjorden"]}, desk.Headings[0].ID, 0, "Nyt")
		_, delivered := w.s.Deliver(t.Context(), roundup.Key{Token: w.letters.tokens["Fjorden"]}, []string{desk.Headings[0].ID})
		for what, err := range map[string]error{"SaveNote": saved, "Deliver": delivered, "Advance": w.s.Advance(t.Context(), signe, w.id, roundup.Locked)} {
			if !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "organet er ophørt") {
				t.Errorf("%s = %v", what, err)
			}
		}
		if err := w.s.Handlers()[roundup.LockKind](t.Context(), job.Job{Payload: []byte(`{"Roundup":"` + w.id + `"}`)}); err != nil {
			t.Errorf("the job of the deadline: %v", err)
		}
		if lines, err := w.s.Waiting(t.Context(), signe, "2026-11-22"); err != nil || len(lines) != 0 {
			t.Errorf("on the desk: %+v, %v", lines, err)
		}
	})
}
