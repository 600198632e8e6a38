package agenda_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/seat"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	gerda = access.Who{Account: access.Account{ID: "g", Name: "Gerda Holm"}, Grants: []access.Grant{{BodyID: "b", Role: access.Secretariat}}}
	bo    = access.Who{Account: access.Account{ID: "o", Name: "Bo Madsen"}, Grants: []access.Grant{{BodyID: "b", Role: access.Secretariat}}}
	ane   = access.Who{Account: access.Account{ID: "a", Name: "Ane Lund"}, Grants: []access.Grant{{BodyID: "b", Role: access.Member}}}
)

// letters write one line.
type letters struct{}

func (letters) Dispatched(_ agenda.Work, d agenda.Dispatch, to seat.Seat, _ string) (mail.Message, error) {
	return mail.Message{Subject: d.Name(), Text: to.Name}, nil
}

func exec(t *testing.T, d *db.DB, queries ...string) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, query := range queries {
			if _, err := tx.ExecContext(t.Context(), query); err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

const newSeat = `INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by) VALUES `

// open returns the agendas of a database with one body, its meeting m on
// 8 December 2026 and the one before, p. Ane has two seats, Carl no address.
func open(t *testing.T, d *db.DB) *agenda.Store {
	t.Helper()
	meeting := func(id, date string) string {
		return fmt.Sprintf(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('%s', 'b', '', '%s', '13:00', '15:00', 'physical', 'Rådhuset', '', 'planned', '', '', 0, 1, 0, '', 0)`, id, date)
	}
	exec(t, d, `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'sundhedsraad-fjorden', 'Sundhedsråd Fjorden', 'council', 'shared', 0)`,
		meeting("p", "2026-10-06"), meeting("m", "2026-12-08"),
		newSeat+`('s1', 'b', 'Ane Lund', 'ane@skagerby.example', 'Skagerby Kommune', 'municipality', 'member', '', true, '', '2026-01-01', '', 0, 1, 0, '', 0, ''),
			('s2', 'b', 'Ane Lund', 'Ane@skagerby.example', 'Skagerby Kommune', 'municipality', 'chair', '', true, '', '2026-01-01', '', 1, 1, 0, '', 0, ''),
			('s3', 'b', 'Carl Dam', '', 'Region Nordkyst', 'region', 'member', '', true, '', '2026-01-01', '', 2, 1, 0, '', 0, ''),
			('s4', 'b', 'Else Vig', 'else@nordkyst.example', 'Region Nordkyst', 'region', 'member', '', true, '', '2026-01-01', '2026-11-30', 3, 1, 0, '', 0, '')`)
	s := agenda.NewStore(d)
	s.Letters = letters{}
	return s
}

func work(t *testing.T, s *agenda.Store) agenda.Work {
	t.Helper()
	w, err := s.Work(t.Context(), "m")
	if err != nil {
		t.Fatalf("Work: %v", err)
	}
	return w
}

func titles(w agenda.Work) string {
	var list []string
	for _, it := range w.Items {
		list = append(list, it.Title())
	}
	return strings.Join(list, "; ")
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func save(t *testing.T, s *agenda.Store, who access.Who, itemID, field string, base int64, text string) error {
	t.Helper()
	_, c, err := s.SaveField(t.Context(), who, itemID, field, base, text)
	if c != nil {
		t.Fatalf("SaveField(%s, %q) over %d = a conflict with %q", field, text, base, c.Text)
	}
	return err
}

func TestStartAddAndOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		if err := s.Start(ctx, ane, "m"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("Start by a member = %v, want a refusal", err)
		}
		must(t, "Start", s.Start(ctx, gerda, "m"))
		must(t, "Start again", s.Start(ctx, gerda, "m"))
		want := "Godkendelse af dagsorden; Godkendelse af referat fra mødet 6. oktober 2026; Meddelelser; Eventuelt"
		if got := titles(work(t, s)); got != want {
			t.Fatalf("a new agenda = %q, want %q", got, want)
		}
		if got := work(t, s).Items[1].Subject; got != "p" {
			t.Errorf("the minutes to approve are those of %q, want p", got)
		}
		it, err := s.Add(ctx, gerda, "m", "Medicinbokse", agenda.Decision)
		must(t, "Add", err)
		w := work(t, s)
		if got := w.Items[3].ID; got != it.ID {
			t.Fatalf("after adding: %q, want the new one before Eventuelt", titles(w))
		}
		order := []string{w.Items[0].ID, it.ID, w.Items[1].ID, w.Items[2].ID, w.Items[4].ID}
		must(t, "Reorder", s.Reorder(ctx, gerda, "m", w.Head, order))
		must(t, "Reorder, sent twice", s.Reorder(ctx, gerda, "m", w.Head, order))
		slices.Reverse(order)
		if err := s.Reorder(ctx, bo, "m", w.Head, order); !fault.Is(err, fault.Conflict) {
			t.Errorf("Reorder over another's order = %v, want a conflict", err)
		}
		w = work(t, s)
		if w.Items[1].ID != it.ID {
			t.Errorf("the order is %q, want Medicinbokse second", titles(w))
		}
		must(t, "Set", s.Set(ctx, gerda, it.ID, 1, agenda.Settings{Type: agenda.Decision, Minutes: 20}))
		if err := s.Set(ctx, bo, it.ID, 1, agenda.Settings{Type: agenda.Information}); !fault.Is(err, fault.Conflict) {
			t.Errorf("Set over what Bo has not seen = %v, want a conflict", err)
		}
		_, err = s.TakeOff(ctx, gerda, it.ID)
		must(t, "TakeOff", err)
		if got, err := s.Item(ctx, it.ID); err != nil || got.MeetingID != "" || got.State != agenda.Ready || got.Title() != "Medicinbokse" {
			t.Errorf("taken off before it was sent = %+v, %v, want it in the backlog with its texts", got, err)
		}
		must(t, "PutOn", d.Write(ctx, func(tx *db.Tx) error { return agenda.PutOn(ctx, tx, gerda, it.ID, "m") }))
		if got := work(t, s).Items[3].ID; got != it.ID {
			t.Errorf("put on again: %q, want it before Eventuelt", titles(work(t, s)))
		}
	})
}

// R16: an item is of one of three types; and a form that is sent twice at once is
// one item.
func TestR16AddingAnItem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		if _, err := s.Add(ctx, gerda, "m", "Medicinbokse", "sludder"); !fault.Is(err, fault.Invalid) {
			t.Errorf("an item of a type that is none = %v, want it refused", err)
		}
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if _, err := s.Add(ctx, gerda, "m", "Medicinbokse", agenda.Decision); err != nil {
					t.Errorf("Add: %v", err)
				}
			})
		}
		wg.Wait()
		if w := work(t, s); len(w.Items) != 1 {
			t.Errorf("the agenda has %q, want one item", titles(w))
		}
	})
}

func TestParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		it, err := s.Add(ctx, gerda, "m", "Medicinbokse", agenda.Decision)
		must(t, "Add", err)
		money, err := s.AddPart(ctx, gerda, it.ID, agenda.SectionPart, "Økonomi", "743.000 kr.")
		must(t, "AddPart", err)
		_, err = s.AddPart(ctx, gerda, it.ID, agenda.SectionPart, "Videre proces", "")
		must(t, "AddPart", err)
		must(t, "MovePart", s.MovePart(ctx, gerda, it.ID, agenda.SectionPart, money, 1))
		must(t, "Rename", s.Rename(ctx, gerda, it.ID, money, "Økonomi og tid"))
		line := it.Recommendations[0].ID
		must(t, "save", save(t, s, gerda, it.ID, agenda.ProposalLine+line, 0, "at boksene godkendes."))
		got, err := s.Item(ctx, it.ID)
		must(t, "Item", err)
		if len(got.Sections) != 2 || got.Sections[1].Heading != "Økonomi og tid" || got.Sections[1].Text != "743.000 kr." || got.Recommendations[0].Text != "at boksene godkendes." {
			t.Errorf("the item = %+v", got)
		}
		must(t, "RemovePart", s.RemovePart(ctx, gerda, it.ID, agenda.ProposalPart, line))
		if err := save(t, s, bo, it.ID, agenda.ProposalLine+line, 1, "at der købes flere."); !fault.Is(err, fault.Missing) {
			t.Errorf("writing in a line that somebody removed = %v, want a sentence that says so", err)
		}
		if h, err := s.History(ctx, it.ID, agenda.ProposalLine+line); err != nil || len(h) != 1 {
			t.Errorf("the versions of a line that was removed = %v, %v, want them kept", h, err)
		}
		if err := save(t, s, bo, it.ID, "made-up", 0, "x"); !fault.Is(err, fault.Missing) {
			t.Errorf("a field that no item has = %v, want missing", err)
		}
		if err := save(t, s, ane, it.ID, agenda.Title, 1, "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a member writes in the agenda = %v, want a refusal", err)
		}
	})
}

// ready makes an agenda that can be sent: one item to decide, x.
func ready(t *testing.T, s *agenda.Store) (x agenda.Item) {
	t.Helper()
	must(t, "Start", s.Start(t.Context(), gerda, "m"))
	x, err := s.Add(t.Context(), gerda, "m", "Medicinbokse", agenda.Decision)
	must(t, "Add", err)
	must(t, "save", save(t, s, gerda, x.ID, agenda.ProposalLine+x.Recommendations[0].ID, 0, "at boksene godkendes."))
	return x
}

func count(t *testing.T, d *db.DB, query string) (n int) {
	t.Helper()
	must(t, query, d.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRowContext(t.Context(), query).Scan(&n) }))
	return n
}

func TestR10SentAgendaIsImmutable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		x := ready(t, s)
		if _, err := s.Send(ctx, ane, "m", agenda.Sending{}); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("Send by a member = %v, want a refusal", err)
		}
		r, err := s.Send(ctx, gerda, "m", agenda.Sending{})
		must(t, "Send", err)
		if len(r.Told) != 1 || r.Told[0].Name != "Ane Lund" || len(r.Missing) != 1 || r.Missing[0].Name != "Carl Dam" || r.Again {
			t.Errorf("the receipt = told %v, missing %v, want Ane once and Carl missing; Else's seat ended", r.Told, r.Missing)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM mail_message`); n != 1 {
			t.Errorf("%d mails were queued, want 1", n)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM journal_entry WHERE theme LIKE 'Dagsorden til%'`); n != 1 {
			t.Errorf("%d lines of the journal, want 1", n)
		}
		sent := work(t, s).Sent[0].Content
		if err := save(t, s, gerda, x.ID, agenda.Title, 1, "Andet"); !fault.Is(err, fault.Conflict) {
			t.Errorf("a text of a sent agenda = %v, want a refusal", err)
		}
		if err := s.Set(ctx, gerda, x.ID, 1, agenda.Settings{Type: agenda.Information}); !fault.Is(err, fault.Conflict) {
			t.Errorf("the type of a sent item = %v, want a refusal", err)
		}
		if err := s.RemovePart(ctx, gerda, x.ID, agenda.ProposalPart, x.Recommendations[0].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("a line of a sent item = %v, want a refusal", err)
		}
		w := work(t, s)
		order := []string{w.Items[1].ID, w.Items[0].ID}
		for _, it := range w.Items[2:] {
			order = append(order, it.ID)
		}
		if err := s.Reorder(ctx, gerda, "m", w.Head, order); !fault.Is(err, fault.Conflict) {
			t.Errorf("the order of a sent agenda = %v, want a refusal", err)
		}
		if _, err := s.Send(ctx, gerda, "m", agenda.Sending{Number: 1, Reason: "x"}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a supplement with nothing in it = %v, want a refusal", err)
		}

		// A new item, a changed one and a withdrawn one make a supplement.
		must(t, "Reopen", s.Reopen(ctx, gerda, x.ID))
		must(t, "save", save(t, s, gerda, x.ID, agenda.Title, 1, "Medicinbokse i Skagerby"))
		_, err = s.TakeOff(ctx, gerda, w.Items[2].ID)
		must(t, "TakeOff", err)
		must(t, "PutBack", s.PutBack(ctx, gerda, w.Items[2].ID))
		_, err = s.TakeOff(ctx, gerda, w.Items[2].ID)
		must(t, "TakeOff", err)
		fresh, err := s.Add(ctx, gerda, "m", "Beredskab", agenda.Information)
		must(t, "Add", err)
		if _, err := s.Send(ctx, gerda, "m", agenda.Sending{Number: 1}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a supplement without a reason = %v, want a refusal", err)
		}
		r, err = s.Send(ctx, gerda, "m", agenda.Sending{Number: 1, Reason: "Regionen har svaret."})
		must(t, "Send the supplement", err)
		w = work(t, s)
		if got := w.Sent[0].Content; fmt.Sprint(got) != fmt.Sprint(sent) {
			t.Errorf("the agenda that was sent is now %v, was %v", got, sent)
		}
		if n := len(r.Content.Items); n != 3 {
			t.Errorf("the supplement has %d items, want only the 3 that differ", n)
		}
		for _, it := range agenda.Current(w.Sent) {
			switch it.ID {
			case x.ID:
				if it.Number != "4" || it.Title != "Medicinbokse i Skagerby" {
					t.Errorf("the changed item = %s %q, want its old number 4 and the new title", it.Number, it.Title)
				}
			case fresh.ID:
				if it.Number != "6" {
					t.Errorf("the new item got number %s, want the next, 6", it.Number)
				}
			case w.Items[2].ID:
				if !it.Withdrawn || it.Number != "3" {
					t.Errorf("the withdrawn item = %+v, want it visible with its number", it)
				}
			}
		}
		if err := s.PutBack(ctx, gerda, w.Items[2].ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("putting back what members were told is withdrawn = %v, want a refusal", err)
		}
	})
}

func TestR8LateAgendaSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		ready(t, s)
		exec(t, d, `UPDATE planned_meeting SET date = '2026-11-24' WHERE id = 'm'`) // three days from now
		if _, err := s.Send(ctx, gerda, "m", agenda.Sending{}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a late agenda without a reason = %v, want to be asked for one", err)
		}
		r, err := s.Send(ctx, gerda, "m", agenda.Sending{Reason: "Strømmen var gået."})
		must(t, "Send", err)
		if !r.Late || r.Reason != "Strømmen var gået." {
			t.Errorf("the dispatch = %+v, want late with the reason", r.Dispatch)
		}
		w := work(t, s)
		if got := w.Detail(agenda.Current(w.Sent)).Agenda[0]; got.Title != "Sendt efter fristen" || got.Sections[0].Lines[0].Text != "Strømmen var gået." {
			t.Errorf("print begins with %+v, want the reason", got)
		}
	})
}

func TestR9ItemAfterTheDeadlineIsLate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		x := ready(t, s)
		if x.Late {
			t.Error("an item in time is late")
		}
		exec(t, d, `UPDATE planned_meeting SET date = '2026-11-24' WHERE id = 'm'`)
		late, err := s.Add(ctx, gerda, "m", "Beredskab", agenda.Information)
		must(t, "Add", err)
		if _, err := s.Send(ctx, gerda, "m", agenda.Sending{Reason: "Sent."}); !late.Late || !fault.Is(err, fault.Invalid) {
			t.Fatalf("an item after the deadline: late %v, Send = %v, want late and refused until it says why", late.Late, err)
		}
		must(t, "save", save(t, s, gerda, late.ID, agenda.LateReason, 0, "Varslet kom i går."))
		if _, err := s.Send(ctx, gerda, "m", agenda.Sending{Reason: "Sent."}); err != nil {
			t.Errorf("Send with both reasons = %v", err)
		}
	})
}

// Many press the button at once: one dispatch, one mail, everybody told that it
// was sent.
func TestSendingTwiceSendsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		ready(t, s)
		var wg sync.WaitGroup
		var mu sync.Mutex
		firsts := 0
		for i := range 6 {
			wg.Go(func() {
				r, err := s.Send(context.WithoutCancel(t.Context()), []access.Who{gerda, bo}[i%2], "m", agenda.Sending{})
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Errorf("Send: %v", err)
				} else if !r.Again {
					firsts++
				}
			})
		}
		wg.Wait()
		if mails, sent := count(t, d, `SELECT COUNT(*) FROM mail_message`), count(t, d, `SELECT COUNT(*) FROM dispatch`); firsts != 1 || mails != 1 || sent != 1 {
			t.Errorf("%d sendings, %d mails, %d dispatches, want 1 of each", firsts, mails, sent)
		}
	})
}

// A text that is saved while the agenda is sent is in what was sent, or its
// writer is told that it was too late. It is never taken and left out.
func TestATextMeetsTheSending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), context.WithoutCancel(t.Context())
		x := ready(t, s)
		var wg sync.WaitGroup
		taken := ""
		started := make(chan struct{})
		wg.Go(func() {
			for n := range 200 {
				text := fmt.Sprintf("Udgave %d", n)
				_, c, err := s.SaveField(ctx, bo, x.ID, agenda.Presentation, int64(n), text)
				if fault.Is(err, fault.Conflict) {
					return
				}
				if err != nil || c != nil {
					t.Errorf("SaveField %d: %v, conflict %v", n, err, c)
					return
				}
				taken = text
				if n == 3 {
					close(started)
				}
				for range 3 { // nobody writes without a breath
					work(t, s)
				}
			}
			t.Error("200 texts were taken, so nothing was sent meanwhile")
		})
		<-started
		if _, err := s.Send(ctx, gerda, "m", agenda.Sending{}); err != nil {
			t.Errorf("Send: %v", err)
		}
		wg.Wait()
		for _, it := range agenda.Current(work(t, s).Sent) {
			if it.ID == x.ID && it.Presentation != taken {
				t.Errorf("the last text that was taken is %q, and %q was sent", taken, it.Presentation)
			}
		}
	})
}

// An agenda of two hundred items is made, fetched and sent.
func TestTwoHundredItems(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		must(t, "Start", s.Start(ctx, gerda, "m"))
		must(t, "AddItem", d.Write(ctx, func(tx *db.Tx) error {
			for i := range 200 {
				if _, err := agenda.AddItem(ctx, tx, gerda, agenda.Item{BodyID: "b", MeetingID: "m", Type: agenda.Decision,
					Fields:          agenda.Texts(map[string]string{agenda.Title: fmt.Sprintf("Sag %d", i+1), agenda.Presentation: strings.Repeat("Tekst. ", 100)}),
					Sections:        []agenda.Section{{Heading: "Økonomi", Text: "Ingen."}},
					Recommendations: []agenda.Recommendation{{Text: "at sagen godkendes."}},
				}); err != nil {
					return err
				}
			}
			return nil
		}))
		w := work(t, s)
		if len(w.Items) != 204 || w.Items[100].Sections[0].Text != "Ingen." || w.Items[202].Title() != "Sag 200" {
			t.Fatalf("%d items, the next to last %q, want 204 and Sag 200", len(w.Items), w.Items[202].Title())
		}
		r, err := s.Send(ctx, gerda, "m", agenda.Sending{})
		must(t, "Send", err)
		if got := r.Content.Items[203]; got.Number != "204" || got.Title != "Eventuelt" {
			t.Errorf("the last item = %s %q, want 204 Eventuelt", got.Number, got.Title)
		}
	})
}

func TestWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		waiting := func(who access.Who) string {
			t.Helper()
			lines, err := s.Waiting(ctx, who, "2026-11-21")
			must(t, "Waiting", err)
			var list []string
			for _, l := range lines {
				list = append(list, l.Due+" "+l.Text+" "+l.Path)
			}
			return strings.Join(list, "; ")
		}
		x := ready(t, s)
		_, err := s.Send(ctx, gerda, "m", agenda.Sending{})
		must(t, "Send", err)
		if got := waiting(gerda); got != "" {
			t.Errorf("when it is sent: %q, want nothing", got)
		}
		_, err = s.TakeOff(ctx, gerda, x.ID)
		must(t, "TakeOff", err)
		if got, want := waiting(gerda), "2026-12-08 Send tillægsdagsordenen /arbejde/moede/m/dagsorden"; got != want {
			t.Errorf("when something was withdrawn: %q, want %q", got, want)
		}
		if got := waiting(ane); got != "" {
			t.Errorf("for a member: %q, want nothing", got)
		}
	})
}

// A button that is pressed twice adds one thing.
func TestAddingTwiceAddsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		it, err := s.Add(ctx, gerda, "m", "Medicinbokse", agenda.Information)
		must(t, "Add", err)
		again, err := s.Add(ctx, gerda, "m", "Medicinbokse", agenda.Information)
		must(t, "Add again", err)
		other, err := s.Add(ctx, bo, "m", "Medicinbokse", agenda.Information)
		must(t, "Add by Bo", err)
		if again.ID != it.ID || other.ID == it.ID {
			t.Errorf("the ids are %s, %s and Bo's %s, want Gerda's the same and Bo's another", it.ID, again.ID, other.ID)
		}
		for _, p := range []agenda.Part{agenda.SectionPart, agenda.ProposalPart} {
			first, err := s.AddPart(ctx, gerda, it.ID, p, "Økonomi", "")
			must(t, "AddPart", err)
			if second, err := s.AddPart(ctx, gerda, it.ID, p, "Økonomi", ""); err != nil || second != first {
				t.Errorf("the same %s twice = %s, %v, want %s", p, second, err, first)
			}
			if third, err := s.AddPart(ctx, gerda, it.ID, p, "Økonomi", "743.000 kr."); err != nil || third == first {
				t.Errorf("a %s with a text = %s, %v, want a new one", p, third, err)
			}
		}
	})
}
