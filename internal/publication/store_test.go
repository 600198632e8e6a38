package publication_test

import (
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/minutes"
	"klynge/internal/publication"
	"klynge/internal/reader/reading"
)

func open(id, number, title string) agenda.SentItem {
	return agenda.SentItem{ID: id, Number: number, Title: title, Type: agenda.Decision, Presentation: "Fremstilling af " + title}
}

func decided(it agenda.SentItem, decision string) minutes.Item {
	return minutes.Item{SentItem: it, Decision: decision, Outcome: reading.Approved}
}

// ready prepares minutes and fails the test when that fails.
func (w *world) ready(planned string, kind reading.Kind) publication.Publication {
	w.t.Helper()
	p, err := w.Prepare(w.t.Context(), w.author(), planned, kind)
	if err != nil {
		w.t.Fatalf("Prepare(%s) = %v", planned, err)
	}
	return p
}

// public publishes what is ready, cleared by another when it must be.
func (w *world) public(p publication.Publication) string {
	w.t.Helper()
	ctx := w.t.Context()
	if p.Second {
		if err := w.Clear(ctx, w.other(), p.PlannedID, p.ID, p.Digest); err != nil {
			w.t.Fatalf("Clear = %v", err)
		}
	}
	o, err := w.Publish(ctx, w.author(), p.PlannedID, p.ID, p.Digest)
	if err != nil {
		w.t.Fatalf("Publish = %v", err)
	}
	return o.Meeting.Slug
}

func (w *world) find(p publication.Publication) publication.Publication {
	w.t.Helper()
	now, err := w.Find(w.t.Context(), p.PlannedID, p.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return now
}

func TestPublish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Medicinbokse"))
		w.attach("i1", "a1", "Tilbud", "tilbud.txt", false, []byte("Et tilbud"))
		w.attach("i1", "a2", "Kalkule", "kalkule.txt", true, []byte("Hemmelig kalkule"))
		w.send(planned, 0, it)

		first := w.ready(planned, reading.Agenda)
		if again := w.ready(planned, reading.Agenda); again.ID != first.ID || first.Second || first.State != publication.Ready {
			t.Errorf("Prepare twice = %s and %s, %s, want one that is ready", first.ID, again.ID, first.State)
		}
		slug := w.public(first)
		if _, err := w.Publish(ctx, w.author(), planned, first.ID, first.Digest); !fault.Is(err, fault.Conflict) {
			t.Errorf("Publish twice = %v, want Conflict", err)
		}
		w.approve(planned, 1, minutes.Approved, decided(it, "Klyngen godkendte."))
		p := w.ready(planned, reading.Minutes)
		if got := w.public(p); got != slug {
			t.Errorf("minutes are at %s, the agenda was at %s", got, slug)
		}
		m, err := meeting.NewPublic(d).BySlug(ctx, slug)
		if err != nil || m.Kind != reading.Minutes || m.Agenda[0].Decision != "Klyngen godkendte." || len(m.Versions) != 2 {
			t.Errorf("the public meeting = %+v, %v", m.Agenda, err)
		}
		files := m.Agenda[0].Files
		if len(files) != 1 || files[0].Name != "Tilbud" || !strings.HasSuffix(files[0].Path(), "/tilbud.txt") {
			t.Errorf("public files = %+v, want the open one, once", files)
		}
		if id := w.number(`SELECT COUNT(*) FROM planned_meeting p JOIN meeting m ON m.id = p.meeting_id WHERE p.id = $1`, planned); id != 1 {
			t.Errorf("the planned meeting does not lead to the public one")
		}
		// Corrected minutes come instead, at the same address, and keep the file's.
		w.approve(planned, 2, minutes.Corrected, decided(it, "Klyngen godkendte bokse."))
		w.public(w.ready(planned, reading.Minutes))
		m, err = meeting.NewPublic(d).BySlug(ctx, slug)
		if err != nil || m.Agenda[0].Decision != "Klyngen godkendte bokse." || m.Agenda[0].Files[0].ID != files[0].ID {
			t.Errorf("after the correction = %+v, %v", m.Agenda, err)
		}
		if now := w.find(p); now.State != publication.Replaced {
			t.Errorf("the version before is %s, want replaced", now.State)
		}
	})
}

// A meeting that the drawer gave is joined, not doubled.
func TestPublishJoinsTheDrawer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a, b := w.plan("2026-11-17"), w.plan("2026-11-17")
		w.send(a, 0, w.item(a, open("i1", "1", "Medicinbokse")))
		w.exec(`UPDATE planned_meeting SET meeting_id = NULL WHERE id = $1`, a)
		w.send(b, 0, w.item(b, open("i2", "1", "Medicinbokse")))
		first := w.public(w.ready(a, reading.Agenda))
		if second := w.public(w.ready(b, reading.Agenda)); first != second || w.number(`SELECT COUNT(*) FROM meeting`) != 1 {
			t.Errorf("two agendas of one day = %s and %s", first, second)
		}
	})
}

// R28: what holds something closed is cleared by another than its author, as it is.
func TestR28SecondPairOfEyes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		closed := w.item(planned, agenda.SentItem{ID: "i1", Number: "1", Title: "Klagesag", PublicTitle: "Personsag", Closed: true})
		w.attach("i1", "a0", "Klage", "klage.txt", false, []byte("Klage"))
		it := w.item(planned, open("i2", "2", "Budget"))
		w.attach("i2", "a1", "Notat", "notat.txt", false, []byte("Ring til Bo på 23 45 67 89"))
		w.approve(planned, 1, minutes.Approved, decided(closed, "Hemmeligt"), decided(it, "Godkendt."))
		p := w.ready(planned, reading.Minutes)
		if !p.Second || len(p.Files) != 1 {
			t.Fatalf("Prepare = second %v, files %+v, want a second pair of eyes and the one open file", p.Second, p.Files)
		}
		if _, err := w.Publish(ctx, w.author(), planned, p.ID, p.Digest); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Publish before it is cleared = %v, want Forbidden", err)
		}
		for name, who := range map[string]access.Who{"the author": w.author(), "a member": w.as("m", access.Member), "a stranger": {}} {
			if err := w.Clear(ctx, who, planned, p.ID, p.Digest); !fault.Is(err, fault.Forbidden) {
				t.Errorf("Clear by %s = %v, want Forbidden", name, err)
			}
		}
		if err := w.Clear(ctx, w.other(), planned, p.ID, "something else"); !fault.Is(err, fault.Conflict) {
			t.Errorf("Clear of what they did not see = %v, want Conflict", err)
		}
		if err := w.Clear(ctx, w.as("chair", access.Chair), planned, p.ID, p.Digest); err != nil {
			t.Errorf("Clear by the chair = %v", err)
		}
		// A change afterwards must be seen again.
		if err := w.Withhold(ctx, w.author(), planned, p.ID, "a1", "privat nummer"); err != nil {
			t.Fatal(err)
		}
		now := w.find(p)
		if now.State != publication.Ready || now.Digest == p.Digest {
			t.Errorf("after a change it is %s with digest %s, want ready with another digest", now.State, now.Digest)
		}
		if _, err := w.Publish(ctx, w.author(), planned, p.ID, now.Digest); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Publish after a change = %v, want Forbidden", err)
		}
		if _, err := w.Publish(ctx, w.as("chair", access.Chair), planned, p.ID, now.Digest); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Publish by the chair = %v, want Forbidden", err)
		}
		w.public(now)
	})
}

// R29, R31: a number stops the publication until it is gone; what comes instead is
// looked through like what was there.
// Minutes that were put right before anybody approved them are not published.
func TestR28CorrectionIsNoApproval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Medicinbokse"))
		w.send(planned, 0, it)
		waits := func() (n int) {
			lines, err := w.Waiting(t.Context(), w.author(), "2026-11-21")
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				if strings.Contains(l.Text, "referatet") {
					n++
				}
			}
			return n
		}
		stands := func(is bool) {
			t.Helper()
			_, err := w.Prepare(t.Context(), w.author(), planned, reading.Minutes)
			g, gateErr := w.Gate(t.Context(), planned, "2026-11-21")
			if gateErr != nil {
				t.Fatal(gateErr)
			}
			if (err == nil) != is || !is && !fault.Is(err, fault.Conflict) || (g.Minutes > 0) != is {
				t.Errorf("Prepare = %v, newest that stands %d, want that they stand: %v", err, g.Minutes, is)
			}
		}
		w.approve(planned, 1, minutes.Closed, decided(it, "Klyngen godkendte."))
		w.approve(planned, 2, minutes.Corrected, decided(it, "Klyngen godkendte bokse."))
		if n := waits(); n != 0 {
			t.Errorf("%d lines on the desk about minutes that nobody has approved", n)
		}
		stands(false)
		w.approve(planned, 3, minutes.Approved, decided(it, "Klyngen godkendte bokse."))
		if n := waits(); n != 1 {
			t.Errorf("%d lines on the desk about minutes that stand, want one", n)
		}
		stands(true)
	})
}

// Two who prepare at once make one publication.
func TestTwoPrepareAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Medicinbokse"))
		w.send(planned, 0, it)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := w.Prepare(t.Context(), w.author(), planned, reading.Agenda); err != nil {
					t.Errorf("Prepare = %v", err)
				}
			})
		}
		all.Wait()
		if n := w.number(`SELECT COUNT(*) FROM publication`); n != 1 {
			t.Errorf("%d publications, want one", n)
		}
	})
}

func TestR29R31NumbersAndRedaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		it := open("i1", "1", "Klager")
		it.Presentation = "Fru Dam, 010190-1234, har klaget."
		w.item(planned, it)
		w.attach("i1", "a1", "Klage", "klage.txt", false, []byte("Klage fra 020290-1234"))
		w.attach("i1", "a2", "Navn", "Sag 030390-1234.txt", false, []byte("intet"))
		w.send(planned, 0, it)
		p := w.ready(planned, reading.Agenda)
		places := map[string]publication.Finding{}
		for _, f := range p.Findings {
			if f.Kind == publication.PersonalNumber {
				places[f.Place] = f
			}
		}
		if p.State != publication.Held || len(places) != 3 {
			t.Fatalf("Prepare = %s with %+v, want held by three numbers", p.State, p.Findings)
		}
		digest := p.Digest
		if _, err := w.Publish(ctx, w.author(), planned, p.ID, digest); !fault.Is(err, fault.Conflict) {
			t.Errorf("Publish with numbers = %v, want Conflict", err)
		}
		for _, f := range w.find(p).Findings {
			if err := w.Accept(ctx, w.other(), planned, p.ID, f.ID, "det er i orden"); f.Kind == publication.PersonalNumber && !fault.Is(err, fault.Forbidden) {
				t.Errorf("Accept of a number = %v, want Forbidden", err)
			}
		}
		if err := w.Blot(ctx, w.author(), planned, p.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Redact(ctx, w.author(), planned, p.ID, "a1", "klage.txt", []byte("Klage fra 020290-1234")); !fault.Is(err, fault.Invalid) {
			t.Errorf("Redact with the same file = %v, want Invalid", err)
		}
		if err := w.Redact(ctx, w.author(), planned, p.ID, "a1", "klage2.txt", []byte("Klage fra 020290-\n1234, overstreget")); err != nil {
			t.Fatal(err)
		}
		if now := w.find(p); now.State != publication.Held {
			t.Errorf("with a number in the redacted file it is %s, want held", now.State)
		}
		if err := w.Redact(ctx, w.author(), planned, p.ID, "a1", "klage3.txt", []byte("Klage fra ████")); err != nil {
			t.Fatal(err)
		}
		if err := w.Withhold(ctx, w.author(), planned, p.ID, "a2", "navnet rummer et nummer"); err != nil {
			t.Fatal(err)
		}
		now := w.find(p)
		if now.State != publication.Ready || !now.Second || strings.Contains(now.Reading.Document.Text, "1234") || now.Files[0].Original == now.Files[0].Digest {
			t.Fatalf("afterwards = %s, second %v, files %+v, text %q", now.State, now.Second, now.Files, now.Reading.Document.Text)
		}
		slug := w.public(now)
		m, err := meeting.NewPublic(d).BySlug(ctx, slug)
		if err != nil || len(m.Agenda[0].Files) != 1 || m.Agenda[0].Files[0].FileName != "klage3.txt" {
			t.Errorf("public files = %+v, %v, want the redacted one alone", m.Agenda[0].Files, err)
		}
		if err := w.Show(ctx, w.author(), planned, p.ID, "a2"); !fault.Is(err, fault.Conflict) {
			t.Errorf("Show after the publication = %v, want Conflict", err)
		}
		// What was made of the files holds for the next version.
		w.approve(planned, 1, minutes.Approved, decided(open("i1", "1", "Klager"), "Godkendt."))
		if p := w.ready(planned, reading.Minutes); p.State != publication.Ready || p.Files[0].FileName != "klage3.txt" || p.Files[1].Withheld == "" {
			t.Errorf("the next version = %s with %+v, want the redacted file and the withheld one", p.State, p.Files)
		}
	})
}

// A number that is split over two paragraphs cannot be covered here.
func TestR29BlotSaysWhatItCannot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		planned := w.plan("2026-11-17")
		it := open("i1", "1", "Klager")
		it.Presentation = "Fru Dam, 010190-\n1234, har klaget."
		w.send(planned, 0, w.item(planned, it))
		p := w.ready(planned, reading.Agenda)
		if err := w.Blot(t.Context(), w.author(), planned, p.ID); p.State != publication.Held || !fault.Is(err, fault.Conflict) {
			t.Errorf("Blot of a number in two paragraphs, %s = %v, want held and Conflict", p.State, err)
		}
	})
}

// Of a version that is not the newest nothing is published.
func TestPublishIsOfTheNewest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Budget"))
		if _, err := w.Prepare(ctx, w.author(), planned, reading.Minutes); !fault.Is(err, fault.Conflict) {
			t.Errorf("Prepare without minutes = %v, want Conflict", err)
		}
		w.approve(planned, 1, minutes.SentOut, decided(it, "Udkast"))
		if _, err := w.Prepare(ctx, w.author(), planned, reading.Minutes); !fault.Is(err, fault.Conflict) {
			t.Errorf("Prepare of minutes that nobody approved = %v, want Conflict", err)
		}
		w.approve(planned, 2, minutes.Approved, decided(it, "Godkendt"))
		p := w.ready(planned, reading.Minutes)
		w.approve(planned, 3, minutes.Corrected, decided(it, "Ikke godkendt"))
		if _, err := w.Publish(ctx, w.author(), planned, p.ID, p.Digest); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Sentence(err), "nr. 3") {
			t.Errorf("Publish of version 2 of 3 = %v, want Conflict that names it", err)
		}
		next := w.ready(planned, reading.Minutes)
		if now := w.find(p); next.Version != 3 || now.State != publication.Replaced {
			t.Errorf("Prepare anew = version %d, the first is %s", next.Version, now.State)
		}
		if err := w.Clear(ctx, w.other(), planned, p.ID, p.Digest); !fault.Is(err, fault.Conflict) {
			t.Errorf("Clear of what was replaced = %v, want Conflict", err)
		}
	})
}

func TestTwoPublishAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		w.send(planned, 0, w.item(planned, open("i1", "1", "Budget")))
		p := w.ready(planned, reading.Agenda)
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { _, errs[i] = w.Publish(ctx, w.author(), planned, p.ID, p.Digest) })
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			switch {
			case err == nil:
				done++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("Publish beside others = %v, want Conflict", err)
			}
		}
		if n := w.number(`SELECT COUNT(*) FROM document`); done != 1 || n != 1 {
			t.Errorf("%d published, %d documents, want one", done, n)
		}
	})
}

// R34: what is withdrawn is gone at once, leaves a tombstone, and may come back.
func TestR34Withdraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx, public := newWorld(t, d), t.Context(), meeting.NewPublic(d)
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Medicinbokse"))
		w.attach("i1", "a1", "Tilbud", "tilbud.txt", false, []byte("Et tilbud"))
		w.send(planned, 0, it)
		first := w.ready(planned, reading.Agenda)
		slug := w.public(first)
		record := minutes.Item{SentItem: it, Decision: "Noget forkert.", Outcome: reading.Approved}
		w.approve(planned, 1, minutes.Approved, record)
		one := w.ready(planned, reading.Minutes)
		w.public(one)
		w.approve(planned, 2, minutes.Corrected, decided(it, "Stadig forkert."))
		two := w.ready(planned, reading.Minutes)
		w.public(two)

		if err := w.Withdraw(ctx, w.author(), planned, two.ID, "nonsens", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("Withdraw for no reason = %v, want Invalid", err)
		}
		if err := w.Withdraw(ctx, w.as("chair", access.Chair), planned, two.ID, publication.InError, ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Withdraw by the chair = %v, want Forbidden", err)
		}
		if err := w.Withdraw(ctx, w.author(), planned, one.ID, publication.InError, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("Withdraw of what was replaced = %v, want Conflict", err)
		}
		if err := w.Withdraw(ctx, w.author(), planned, two.ID, publication.PersonalData, "fru Dam ringede"); err != nil {
			t.Fatal(err)
		}
		m, err := public.BySlug(ctx, slug)
		if err != nil || m.Kind != reading.Agenda || m.Agenda[0].Decision != "" || len(m.Versions) != 1 || len(m.Withdrawn) != 1 || m.Withdrawn[0].Class != "personal-data" {
			t.Fatalf("after the minutes were withdrawn = %s %+v, withdrawn %+v, %v, want the agenda with a tombstone", m.Kind, m.Agenda, m.Withdrawn, err)
		}
		if len(m.Agenda[0].Files) != 1 {
			t.Errorf("the agenda's file is gone: %+v", m.Agenda[0].Files)
		}
		file := m.Agenda[0].Files[0]
		if err := w.Withdraw(ctx, w.author(), planned, first.ID, publication.InError, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := public.BySlug(ctx, slug); !fault.Is(err, fault.Missing) {
			t.Errorf("after all was withdrawn = %v, want Missing", err)
		}
		if _, err := public.File(ctx, file.ID); !fault.Is(err, fault.Missing) {
			t.Errorf("a withdrawn file = %v, want Missing", err)
		}
		for path, want := range map[string]int{"/moeder/" + slug: 2, "/bilag/" + file.ID: 1} {
			if list, err := public.Tombstones(ctx, path); err != nil || len(list) != want {
				t.Errorf("tombstones at %s = %+v, %v, want %d", path, list, err, want)
			}
		}
		for table, want := range map[string]int64{"meeting": 0, "document": 0, "public_file": 0, "person": 0, "sighting": 0, "agenda_item": 0, "withdrawn_document": 3,
			"search_doc WHERE kind IN ('meeting', 'item', 'person')": 0} {
			if got := w.number(`SELECT COUNT(*) FROM ` + table); got != want {
				t.Errorf("%s: %d rows, want %d (R34, R38)", table, got, want)
			}
		}
		// A corrected version comes back at the same address.
		w.approve(planned, 3, minutes.Corrected, decided(it, "Nu rigtigt."))
		three := w.ready(planned, reading.Minutes)
		if back := w.public(three); back != slug {
			t.Errorf("it came back at %s, and was at %s", back, slug)
		}
		m, err = public.BySlug(ctx, slug)
		if err != nil || m.Agenda[0].Decision != "Nu rigtigt." || len(m.Withdrawn) != 1 {
			t.Errorf("what came back = %+v, withdrawn %+v, %v, want the minutes, and the agenda still withdrawn", m.Agenda, m.Withdrawn, err)
		}
		if err := w.Withdraw(ctx, w.author(), planned, three.ID, publication.Court, ""); err != nil {
			t.Errorf("Withdraw again = %v", err)
		}
	})
}

// Withdrawing and publishing at once ends in one of two states, both whole.
func TestWithdrawWhilePublishing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Budget"))
		w.approve(planned, 1, minutes.Approved, decided(it, "Et."))
		one := w.ready(planned, reading.Minutes)
		w.public(one)
		w.approve(planned, 2, minutes.Corrected, decided(it, "To."))
		two := w.ready(planned, reading.Minutes)
		var wg sync.WaitGroup
		var published, withdrawn error
		wg.Go(func() { _, published = w.Publish(ctx, w.author(), planned, two.ID, two.Digest) })
		wg.Go(func() { withdrawn = w.Withdraw(ctx, w.author(), planned, one.ID, publication.InError, "") })
		wg.Wait()
		if published != nil {
			t.Errorf("Publish = %v", published)
		}
		switch shown, buried := w.number(`SELECT COUNT(*) FROM document`), w.number(`SELECT COUNT(*) FROM withdrawn_document`); {
		case withdrawn == nil && shown == 1 && buried == 1:
		case fault.Is(withdrawn, fault.Conflict) && shown == 2 && buried == 0:
		default:
			t.Errorf("withdrawn = %v, %d documents and %d withdrawn", withdrawn, shown, buried)
		}
	})
}

// R32: when a closure is over it is on the desk; the decision that is disclosed
// goes through the gate as anything else.
func TestR32EndedClosure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		closed := w.item(planned, agenda.SentItem{ID: "i1", Number: "1", Title: "Klagesag", PublicTitle: "Personsag", Closed: true, ClosedUntil: "2026-11-30"})
		w.approve(planned, 1, minutes.Approved, decided(closed, "Klagen afvises."))
		slug := w.public(w.ready(planned, reading.Minutes))
		desk := func(day string, who access.Who) string {
			lines, err := w.Waiting(ctx, who, day)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, l := range lines {
				said = append(said, l.Text+"/"+l.About)
			}
			return strings.Join(said, "; ")
		}
		const over = "Tag stilling til, om beslutningen kan gøres offentlig: lukningen er udløbet/Punkt 1, "
		if got := desk("2026-11-30", w.author()); got != "" {
			t.Errorf("on the last day the desk says %q", got)
		}
		if got := desk("2026-12-01", w.author()); got != over {
			t.Errorf("the day after the desk says %q, want %q", got, over)
		}
		if got := desk("2026-12-01", w.as("m", access.Member)); got != "" {
			t.Errorf("a member's desk says %q", got)
		}
		if err := w.Disclose(ctx, w.as("m", access.Member), planned, "i1", "færdig"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Disclose by a member = %v, want Forbidden", err)
		}
		if err := w.Disclose(ctx, w.as("chair", access.Chair), planned, "i1", "Sagen er afsluttet"); err != nil {
			t.Fatal(err)
		}
		if got := desk("2026-12-01", w.author()); got != "" {
			t.Errorf("after the disclosure the desk says %q", got)
		}
		p := w.ready(planned, reading.Minutes)
		if !p.Second {
			t.Error("a disclosed decision needs no second pair of eyes")
		}
		if got := desk("2026-12-01", w.other()); !strings.HasPrefix(got, "Se referatet igennem") {
			t.Errorf("the other's desk says %q, want to see it through", got)
		}
		w.public(p)
		m, err := meeting.NewPublic(d).BySlug(ctx, slug)
		if err != nil || m.Agenda[0].Decision != "Klagen afvises." || m.Agenda[0].Title != "Personsag" {
			t.Errorf("the disclosed decision = %+v, %v", m.Agenda[0], err)
		}
	})
}

// R38: withdrawing deletes nothing. The text is kept as it was, and what people
// said of the meeting holds again when it comes back.
func TestR38NothingIsDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		planned := w.plan("2026-11-17")
		it := w.item(planned, open("i1", "1", "Budget"))
		w.approve(planned, 1, minutes.Approved, decided(it, "Godkendt."))
		p := w.ready(planned, reading.Minutes)
		w.public(p)
		w.exec(`INSERT INTO correction (id, meeting_id, path, was, value, by_whom, made_at) SELECT 'c1', id, '/place', 'Rådhuset', 'Biblioteket', 'Gerda', 0 FROM meeting`)
		w.exec(`INSERT INTO verdict (correction_id, left_key, right_key, same) VALUES ('c1', 'a', 'b', TRUE)`)
		count := func(where string) int64 { return w.number(`SELECT COUNT(*) FROM ` + where) }
		if err := w.Withdraw(ctx, w.author(), planned, p.ID, publication.InError, ""); err != nil {
			t.Fatal(err)
		}
		kept := w.find(p)
		if _, err := w.vault.Open(kept.DocumentID); err != nil || count(`withdrawn_document WHERE text LIKE '%Godkendt.%'`) != 1 || count("withdrawn_correction WHERE left_key = 'a'") != 1 || count("correction") != 0 {
			t.Errorf("what was withdrawn is not kept: %v", err)
		}
		w.approve(planned, 2, minutes.Corrected, decided(it, "Godkendt igen."))
		w.public(w.ready(planned, reading.Minutes))
		if count("correction") != 1 || count("verdict") != 1 || count("withdrawn_correction") != 0 || count("meeting WHERE place = 'Biblioteket'") != 1 {
			t.Error("what people said of the meeting does not hold when it came back")
		}
	})
}
