package mapping_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/mapping"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// letters remembers the tokens it was asked to write.
type letters struct {
	mu     sync.Mutex
	tokens map[string]string
}

func (l *letters) Show(_ mapping.Study, p mapping.Partner, token string) (mail.Message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tokens[p.Name] = token
	return mail.Message{To: p.Email, Subject: "Se kort og temaer", Text: token, HTML: token}, nil
}

func secretary(id, name string) access.Who {
	return access.Who{Account: access.Account{ID: id, Name: name}, Grants: []access.Grant{{Role: access.Secretariat, From: "2020-01-01"}}}
}

var signe, bo, ane = secretary("a1", "Signe Sand"), secretary("a2", "Bo Madsen"), secretary("a3", "Ane Ager")

// A world is one study that gathers cards.
type world struct {
	*testing.T
	d       *db.DB
	s       *mapping.Store
	letters *letters
	id      string
}

var begun = mapping.Plan{
	Title: "Borgere, vi har svært ved at nå", Purpose: "At finde ud af, hvad der skal til.", Basis: "Serviceloven § 10", GroupOne: mapping.DefaultGroups[0], GroupTwo: mapping.DefaultGroups[1],
	Starts: "2026-01-01", Ends: "2026-08-30",
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{T: t, d: d, letters: &letters{tokens: map[string]string{}}}
	w.s = mapping.NewStore(d, w.letters)
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'b', 'Klynge Fjorden', 'cluster', 'shared', 0), ('b2', 'b2', 'Klynge Heden', 'cluster', 'shared', 0)`)
	one, err := w.s.Create(t.Context(), signe, "b", begun)
	w.must(err)
	w.id = one.ID
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

func (w *world) count(query string, args ...any) (n int) {
	w.Helper()
	w.must(w.d.Read(w.Context(), func(tx *db.Tx) error { return tx.QueryRowContext(w.Context(), query, args...).Scan(&n) }))
	return n
}

func (w *world) seen(who access.Who) mapping.Study {
	w.Helper()
	one, err := w.s.Find(w.Context(), who, w.id)
	w.must(err)
	return one
}

// card makes a usable card, written by Signe and read by Bo.
func (w *world) card(need string) mapping.Card {
	w.Helper()
	c, err := w.s.AddCard(w.Context(), signe, w.id, mapping.Card{Population: mapping.GroupOne, Resident: true, Need: need, Barrier: "Åbner ikke breve", Band: mapping.TenUp, Source: "Skagerby Kommune"})
	w.must(err)
	w.must(w.s.ReadCard(w.Context(), bo, w.id, c.ID, 1))
	w.must(w.s.UseCard(w.Context(), w.id, c.ID, 2))
	return c
}

func (w *world) advance(to mapping.State) {
	w.Helper()
	w.must(w.s.Advance(w.Context(), signe, w.id, to))
}

func (w *world) mark(who access.Who, c mapping.Card, tag, quote string) {
	w.Helper()
	w.must(w.s.Mark(w.Context(), who, w.id, mapping.Highlight{CardID: c.ID, TagID: tag, Part: mapping.Need, Text: quote}, -1))
}

// coding brings a world of cards to where two code them with one tag.
func (w *world) coding(cards int) (list []mapping.Card, tag string) {
	w.Helper()
	for n := range cards {
		list = append(list, w.card(fmt.Sprintf("Støtte nr. %d til post og aftaler", n+1)))
	}
	w.must(w.s.TakePlace(w.Context(), signe, w.id))
	w.must(w.s.TakePlace(w.Context(), bo, w.id))
	tag, err := w.s.AddTag(w.Context(), w.id, "", "Post")
	w.must(err)
	w.advance(mapping.Coding)
	return list, tag
}

func TestFromCardsToThePublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		w.refused(w.s.Advance(ctx, signe, w.id, mapping.Coding), fault.Invalid, "coding without cards")
		cards, post := w.coding(3)
		w.advance(mapping.Coding) // pressed twice
		_, err := w.s.AddCard(ctx, signe, w.id, mapping.Card{Population: mapping.GroupOne, Need: "x", Band: mapping.TenUp})
		w.refused(err, fault.Conflict, "a card while they are coded")
		w.mark(signe, cards[0], post, "post")
		w.mark(signe, cards[0], post, "post") // pressed twice
		w.mark(bo, cards[0], post, "post og aftaler")
		w.mark(signe, cards[1], post, "")
		w.refused(w.s.Mark(ctx, signe, w.id, mapping.Highlight{CardID: cards[0].ID, TagID: post, Part: mapping.Need, Text: "noget andet"}, -1), fault.Invalid, "words that are not there")
		w.must(w.s.Done(ctx, signe, w.id))
		w.refused(w.s.Done(ctx, signe, w.id), fault.Conflict, "marking after one is done")
		w.must(w.s.Done(ctx, bo, w.id))
		w.refused(w.s.Advance(ctx, signe, w.id, mapping.Reconciled), fault.Invalid, "a difference that nobody settled")
		w.refused(w.s.Settle(ctx, signe, w.id, mapping.Settling{CardID: cards[1].ID, TagID: post, Keep: true, Reason: " "}), fault.Invalid, "settling without a reason")
		w.refused(w.s.Settle(ctx, signe, w.id, mapping.Settling{CardID: cards[0].ID, TagID: post, Keep: true, Reason: "x"}), fault.Conflict, "settling where they agree")
		w.must(w.s.Settle(ctx, bo, w.id, mapping.Settling{CardID: cards[1].ID, TagID: post, Keep: true, Reason: "Det står der"}))
		w.advance(mapping.Reconciled)
		_, err = w.s.Invite(ctx, signe, w.id)
		w.refused(err, fault.Invalid, "inviting before there are themes")
		w.must(w.s.SaveTheme(ctx, w.id, mapping.Theme{Name: "Breve når ikke frem", Text: "Post bliver ikke åbnet."}, []string{post}))
		theme := w.seen(signe).Themes[0].ID
		w.must(w.s.AddPartner(ctx, w.id, "Politiet", "politi@skagerby.example"))
		if n, err := w.s.Invite(ctx, signe, w.id); err != nil || n != 1 {
			t.Fatalf("Invite = %d, %v, want one", n, err)
		}
		if n, err := w.s.Invite(ctx, signe, w.id); err != nil || n != 0 {
			t.Errorf("a second Invite = %d, %v, want nobody", n, err)
		}
		w.refused(w.s.Advance(ctx, signe, w.id, mapping.Validated), fault.Invalid, "validated by nobody")
		w.must(w.s.Say(ctx, w.letters.tokens["Politiet"], access.Who{}, theme, "Det passer"))
		w.advance(mapping.Validated)
		w.must(w.s.SaveAdvice(ctx, w.id, mapping.Recommendation{Text: "Ring i stedet for at skrive", Themes: []string{theme}}))
		advice := w.seen(signe).Recommendations[0]
		item, err := w.s.Propose(ctx, signe, w.id, advice.ID, "")
		w.must(err)
		if again, err := w.s.Propose(ctx, signe, w.id, advice.ID, ""); err != nil || again != item {
			t.Errorf("Propose twice = %q, %v, want the same item %q", again, err, item)
		}
		w.refused(w.s.SaveAdvice(ctx, w.id, mapping.Recommendation{ID: advice.ID, Text: "Noget andet", Themes: []string{theme}}), fault.Conflict, "changing what is on an agenda")
		w.advance(mapping.Reported)
		public := mapping.NewPublic(d)
		if _, err := public.Find(ctx, w.id); !fault.Is(err, fault.Missing) {
			t.Errorf("before it is published the public finds it: %v", err)
		}
		w.refused(w.s.Publish(ctx, access.Who{Account: ane.Account, Grants: []access.Grant{{Role: access.Lead, From: "2020-01-01"}}}, w.id), fault.Forbidden, "a project lead publishes")
		w.must(w.s.Publish(ctx, signe, w.id))
		w.decides(item)
		report, err := public.Find(ctx, w.id)
		w.must(err)
		if len(report.Themes) != 1 || report.Themes[0].Least != 20 || report.Themes[0].Most != 38 || len(report.Recommendations) != 1 || report.Answered != 1 {
			t.Errorf("the public reads %+v", report)
		}
		if got := report.Recommendations[0].Decided; len(got) != 0 {
			t.Errorf("the public is told of a decision whose minutes are not published: %+v", got)
		}
		if got := w.seen(signe).Decided[advice.ID]; len(got) != 1 || got[0].Text != "Anbefalingen følges" || got[0].Tasks != 1 {
			t.Errorf("inside, what was decided is %+v", got)
		}
		w.exec(`UPDATE publication SET state = 'published'`)
		if report, err = public.Find(ctx, w.id); err != nil || len(report.Recommendations[0].Decided) != 1 {
			t.Errorf("after its minutes are published the public reads %+v, %v", report.Recommendations, err)
		}
		text := fmt.Sprintf("%+v", report)
		for _, hidden := range []string{"Støtte nr.", "Åbner ikke", "Signe", "Bo Madsen", "Det passer", "politi@"} {
			if strings.Contains(text, hidden) {
				t.Errorf("the report has %q: %s", hidden, text)
			}
		}
		w.refused(w.s.Back(ctx, w.id, mapping.Reported), fault.Conflict, "going back while it is public")
		w.must(w.s.Withdraw(ctx, signe, w.id))
		if list, err := public.List(ctx); err != nil || len(list) != 0 {
			t.Errorf("after it was withdrawn the public list has %+v, %v", list, err)
		}
		w.must(w.s.Back(ctx, w.id, mapping.Reported))
	})
}

// decides lets a meeting decide on an item, in minutes that are not published.
func (w *world) decides(item string) {
	w.Helper()
	w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('m', 'b', '', '2026-12-01', '13:00', '15:00', 'physical', '', '', 'held', '', '', 0, 1, 0, '', 0)`)
	w.exec(`INSERT INTO decision (id, body_id, meeting_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, made_by, changed_at, changed_by)
		VALUES ('d', 'b', 'm', $1, '4', 'x', 'Anbefalingen følges', 'approved', $2, '2026-12-01', '', 'in-force', '', '', 0, ''), ('dx', 'b', 'm', $1, '5', 'x', 'Lukket', 'approved', $3, '2026-12-01', '', 'in-force', '', '', 0, '')`, item, false, true)
	w.exec(`INSERT INTO follow_up (id, body_id, item_id, decision_id, text, organization, owner, email, due, window_from, window_to, state, closed, made_at, made_by, changed_at, version)
		VALUES ('f', 'b', '', 'd', 'Ring', '', '', '', '2027-01-01', '', '', 'open', $1, 0, '', 0, 1)`, false)
	w.exec(`INSERT INTO publication (id, planned_id, body_id, kind, version, state, second, content, digest, document_id, author, author_name, made_at, cleared_by, cleared_name, published_by, published_name, row_version)
		VALUES ('p', 'm', 'b', 'minutes', 1, 'held', $1, '{}', '', '', '', '', 0, '', '', '', '', 1)`, false)
}

func TestTwoCodersDoNotSeeEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		cards, post := w.coding(2)
		w.refused(w.s.TakePlace(t.Context(), ane, w.id), fault.Conflict, "a third who codes")
		w.mark(signe, cards[0], post, "post")
		w.mark(bo, cards[1], post, "post")
		w.refused(w.s.Mark(t.Context(), ane, w.id, mapping.Highlight{CardID: cards[0].ID, TagID: post, Part: mapping.Need}, -1), fault.Forbidden, "marking by one who does not code")
		marked := func(who access.Who) (list []string) {
			for _, h := range w.seen(who).Highlights {
				list = append(list, fmt.Sprint(h.Place, " ", h.Text))
			}
			return list
		}
		check := func(when string, signes, bos, anes []string) {
			t.Helper()
			for name, got := range map[string][2][]string{"Signe": {marked(signe), signes}, "Bo": {marked(bo), bos}, "Ane": {marked(ane), anes}} {
				if !slices.Equal(got[0], got[1]) {
					t.Errorf("%s %s sees %v, want %v", when, name, got[0], got[1])
				}
			}
		}
		check("while both code", []string{"1 post"}, []string{"2 post"}, nil)
		bos := w.seen(bo).Highlights[0].ID
		w.must(w.s.Unmark(t.Context(), signe, w.id, bos))
		check("after Signe tried to unmark Bo's", []string{"1 post"}, []string{"2 post"}, nil)
		w.must(w.s.Done(t.Context(), signe, w.id))
		check("when one is done", []string{"1 post"}, []string{"2 post"}, nil)
		if n := w.seen(signe).Differences(); n != nil {
			t.Errorf("when one is done the differences show: %+v", n)
		}
		w.refused(w.s.FreePlace(t.Context(), w.id, 1), fault.Conflict, "freeing the place of one who is done")
		w.must(w.s.Done(t.Context(), bo, w.id))
		both := []string{"1 post", "2 post"}
		check("when both are done", both, both, both)
		if a := w.seen(ane).Agreement(); a != (mapping.Agreement{OnlyOne: 1, OnlyTwo: 1}) {
			t.Errorf("Agreement = %+v", a)
		}
		w.refused(w.s.Back(t.Context(), w.id, mapping.Coding), fault.Conflict, "changing cards that both have coded")
	})
}

// Two who mark at the same time, and press twice, both get through.
func TestTwoCodeAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		cards, post := w.coding(6)
		var group sync.WaitGroup
		for _, who := range []access.Who{signe, bo, signe, bo} {
			group.Go(func() {
				for _, c := range cards {
					if err := w.s.Mark(context.Background(), who, w.id, mapping.Highlight{CardID: c.ID, TagID: post, Part: mapping.Need, Text: "post"}, -1); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if n := w.count(`SELECT COUNT(*) FROM mapping_highlight`); n != 12 {
			t.Errorf("%d highlights, want one of each coder on each card", n)
		}
	})
}

func TestG3RareCardsComeToNoPartner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		stands := w.card("Støtte til post")
		few, err := w.s.AddCard(ctx, signe, w.id, mapping.Card{Population: mapping.GroupTwo, Overlap: true, Resident: true, Need: "Støtte efter en meget særlig hændelse", Band: mapping.Few})
		w.must(err)
		w.must(w.s.ReadCard(ctx, bo, w.id, few.ID, 1))
		w.refused(w.s.UseCard(ctx, w.id, few.ID, 2), fault.Invalid, "using a card of few")
		if n, err := w.s.UseAll(ctx, w.id); err != nil || n != 0 {
			t.Errorf("UseAll = %d, %v, want none", n, err)
		}
		w.refused(w.s.MergeCards(ctx, w.id, few.ID, 1, stands.ID, mapping.TenUp), fault.Conflict, "merging a version that stands no more")
		w.must(w.s.MergeCards(ctx, w.id, few.ID, 2, stands.ID, mapping.TenUp))
		if n := w.count(`SELECT COUNT(*) FROM mapping_card WHERE need LIKE '%særlig%'`); n != 0 {
			t.Error("the exact words are kept after the card was merged")
		}
		if c, _ := w.seen(signe).Card(stands.ID); c.Population != mapping.GroupBoth || !c.Overlap || c.State != mapping.Usable {
			t.Errorf("the card that stands is %+v, want one of both groups", c)
		}
		other, err := w.s.AddCard(ctx, signe, w.id, mapping.Card{Population: mapping.GroupOne, Resident: true, Need: "Støtte på en bestemt ø", Band: mapping.Few})
		w.must(err)
		other.Need = "Støtte langt fra byen"
		w.must(w.s.BlurCard(ctx, signe, w.id, other, "stedet"))
		w.must(w.s.ReadCard(ctx, bo, w.id, other.ID, 2))
		if n, err := w.s.UseAll(ctx, w.id); err != nil || n != 1 {
			t.Errorf("UseAll = %d, %v, want the blurred card", n, err)
		}
	})
}

func TestR7SecondReaderReadsTheVersionThatStands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		c, err := w.s.AddCard(ctx, signe, w.id, mapping.Card{Population: mapping.GroupOne, Resident: true, Need: "Støtte", Band: mapping.TenUp})
		w.must(err)
		w.refused(w.s.ReadCard(ctx, signe, w.id, c.ID, 1), fault.Forbidden, "reading one's own")
		c.Need = "Støtte til post"
		w.must(w.s.SaveCard(ctx, signe, w.id, c))
		w.refused(w.s.ReadCard(ctx, bo, w.id, c.ID, 1), fault.Conflict, "reading a version that stands no more")
		w.must(w.s.ReadCard(ctx, bo, w.id, c.ID, 2))
		w.refused(w.s.SaveCard(ctx, signe, w.id, c), fault.Conflict, "saving over another's")
		c.Version, c.Need = 3, "Støtte ved 010190-1234"
		w.refused(w.s.SaveCard(ctx, signe, w.id, c), fault.Invalid, "a number in a card")
		c.Need = "Støtte til post og aftaler"
		w.must(w.s.SaveCard(ctx, bo, w.id, c))
		if got, _ := w.seen(bo).Card(c.ID); got.State != mapping.Draft || got.Reader != "" || got.Author != "Bo Madsen" {
			t.Errorf("a card that was changed is %+v, want a draft of Bo's", got)
		}
		w.refused(w.s.ReadCard(ctx, bo, w.id, c.ID, 4), fault.Forbidden, "reading what one wrote last")
		w.must(w.s.RemoveCard(ctx, w.id, c.ID, 4))
		if n := w.count(`SELECT COUNT(*) FROM mapping_card`); n != 0 {
			t.Error("a card that was removed is kept")
		}
	})
}

func TestG4WhatALinkOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		cards, post := w.coding(2)
		for _, who := range []access.Who{signe, bo} {
			for _, c := range cards {
				w.mark(who, c, post, "post")
			}
			w.must(w.s.Done(ctx, who, w.id))
		}
		w.must(w.s.AddPartner(ctx, w.id, "Politiet", "politi@skagerby.example"))
		w.advance(mapping.Reconciled)
		w.must(w.s.SaveTheme(ctx, w.id, mapping.Theme{Name: "Breve"}, []string{post}))
		_, err := w.s.Invite(ctx, signe, w.id)
		w.must(err)
		token := w.letters.tokens["Politiet"]
		v, err := w.s.Visit(ctx, token, access.Who{})
		w.must(err)
		if len(v.Cards) != 2 || len(v.Themes) != 1 || !v.Open || v.Mine.Name != "Politiet" {
			t.Errorf("Visit = %+v", v)
		}
		w.refused(w.s.Say(ctx, token, access.Who{}, cards[0].ID, "Det er 010190-1234"), fault.Invalid, "a number from a partner")
		w.refused(w.s.Say(ctx, token, access.Who{}, "andet", "x"), fault.Conflict, "a remark on what was not shown")
		for range 2 { // pressed twice
			w.must(w.s.Say(ctx, token, access.Who{}, cards[0].ID, "Vi ser det også"))
		}
		if got := w.seen(signe); len(got.Comments) != 1 || got.Partners[0].Answered.IsZero() {
			t.Errorf("comments %+v of %+v, want one", got.Comments, got.Partners)
		}
		w.advance(mapping.Validated)
		w.must(w.s.ClosePartner(ctx, w.id, v.Mine.ID))
		_, err = w.s.Visit(ctx, token, access.Who{})
		w.refused(err, fault.Forbidden, "a link that was shut")
		_, err = w.s.Visit(ctx, "andet", access.Who{})
		w.refused(err, fault.Missing, "a link that is none")
	})
}
