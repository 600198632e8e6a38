package mapping

import (
	"fmt"
	"slices"

	"klynge/internal/anonymity"
	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Gap is what keeps a study from going on.
type Gap struct {
	Rule string // G1 to G5, "" for none of them
	Text string // Danish
	N    int
	Path string // where it is put right
}

// A kind of gap, in one and in many.
type gapKind struct{ rule, one, many, path string }

var (
	unread       = gapKind{"", "kort er ikke læst af en anden", "kort er ikke læst af en anden", "/kort?stand=draft"}
	rare         = gapKind{"G3", "kort passer på færre end fem og skal slås sammen med et andet eller gøres mindre præcist", "kort passer på færre end fem og skal slås sammen med andre eller gøres mindre præcise", "/kort?stand=faa"}
	unused       = gapKind{"", "kort er læst, men ikke taget i brug", "kort er læst, men ikke taget i brug", "/kort?stand=de-identified"}
	coderless    = gapKind{"", "koder mangler. To skal kode hver for sig", "kodere mangler. To skal kode hver for sig", "#kodere"}
	undone       = gapKind{"", "koder er ikke færdig", "kodere er ikke færdige", "#kodere"}
	unsettled    = gapKind{"", "forskel mellem koderne er ikke afgjort", "forskelle mellem koderne er ikke afgjort", "/forskelle"}
	themeless    = gapKind{"G5", "tema mangler. Skriv mindst ét", "temaer mangler", "/temaer"}
	thin         = gapKind{"G5", "tema bygger på færre end to kort", "temaer bygger på færre end to kort", "/temaer"}
	unanswered   = gapKind{"", "partner skal have set kort og temaer, før studiet er bekræftet", "partnere skal have set kort og temaer, før studiet er bekræftet", "/partnere"}
	adviceless   = gapKind{"G5", "anbefaling mangler. Skriv mindst én", "anbefalinger mangler", "/anbefalinger"}
	groundless   = gapKind{"G5", "anbefaling bygger ikke på et tema", "anbefalinger bygger ikke på et tema", "/anbefalinger"}
	cardsMissing = gapKind{"", "kort mangler. Der skal være mindst to, der kan bruges", "kort mangler. Der skal være mindst to, der kan bruges", "/kort"}
)

// GapWords returns what gaps say.
func GapWords() (list []string) {
	for _, k := range []gapKind{unread, rare, unused, coderless, undone, unsettled, themeless, thin, unanswered, adviceless, groundless, cardsMissing} {
		list = append(list, k.one, k.many)
	}
	return list
}

// Gaps returns what keeps a study from a state, nothing when it may go there.
func (s Study) Gaps(to State) (list []Gap) {
	add := func(n int, k gapKind) {
		text := k.many
		if n == 1 {
			text = k.one
		}
		if n > 0 {
			list = append(list, Gap{k.rule, text, n, s.Path() + k.path})
		}
	}
	switch to {
	case Coding:
		s.gapsOfCards(add)
		add(2-len(s.Coders), coderless)
	case Reconciled:
		done := 0
		for _, c := range s.Coders {
			if !c.Done.IsZero() {
				done++
			}
		}
		add(2-done, undone)
		add(s.Unsettled(), unsettled)
	case Validated:
		s.gapsOfThemes(add)
		if !slices.ContainsFunc(s.Partners, func(p Partner) bool { return !p.Answered.IsZero() }) {
			add(1, unanswered)
		}
	case Reported:
		s.gapsOfThemes(add)
		s.gapsOfAdvice(add)
	}
	return list
}

func (s Study) gapsOfCards(add func(int, gapKind)) {
	var drafts, few, waiting int
	for _, c := range s.Cards {
		switch {
		case c.State == Draft:
			drafts++
		case c.State != Merged && c.Rare():
			few++
		case c.State == Deidentified:
			waiting++
		}
	}
	add(drafts, unread)
	add(few, rare)
	add(waiting, unused)
	if drafts+few+waiting == 0 {
		add(leastCards-len(s.Usable()), cardsMissing)
	}
}

// gapsOfThemes holds themes against G5: each comes from two cards or more.
func (s Study) gapsOfThemes(add func(int, gapKind)) {
	if len(s.Themes) == 0 {
		add(1, themeless)
	}
	few, traced := 0, s.Traced()
	for _, t := range s.Themes {
		if len(traced[t.ID]) < leastCards {
			few++
		}
	}
	add(few, thin)
}

// gapsOfAdvice holds recommendations against G5: each comes from a theme or more.
func (s Study) gapsOfAdvice(add func(int, gapKind)) {
	if len(s.Recommendations) == 0 {
		add(1, adviceless)
	}
	without := 0
	for _, r := range s.Recommendations {
		if len(r.Themes) == 0 {
			without++
		}
	}
	add(without, groundless)
}

// mayGo returns why a study may not go to a state, or nil. It goes one step at a
// time.
func (s Study) mayGo(to State) error {
	if slices.Index(States, to) != slices.Index(States, s.State)+1 {
		return fault.New(fault.Conflict, "Kortlægningen er et andet sted, end siden viste. Intet er ændret. Se, hvor langt den er nu.")
	}
	if gaps := s.Gaps(to); len(gaps) > 0 {
		return fault.New(fault.Invalid, "Kortlægningen kan ikke gå videre: %d %s.", gaps[0].N, gaps[0].Text)
	}
	if to == Reported {
		return s.clean()
	}
	return nil
}

// mayBack returns why a study may not go a step back, or nil. Once both have coded,
// the cards lie still: what was marked on them is marked on those words.
func (s Study) mayBack() error {
	switch {
	case s.State == Closed:
		return errClosed
	case s.State == Collecting:
		return fault.New(fault.Conflict, "Kortlægningen er ved sin begyndelse. Intet er ændret.")
	case s.State == Coding && s.Coded():
		return fault.New(fault.Conflict, "Begge har kodet kortene, som de står. Derfor kan de ikke rettes mere. Intet er ændret.")
	case !s.Published.IsZero():
		return fault.New(fault.Conflict, "Rapporten er offentlig. Træk den tilbage først. Intet er ændret.")
	}
	return nil
}

// MayBack reports whether a study may go a step back.
func (s Study) MayBack() bool { return s.mayBack() == nil }

// clean returns why the texts of the report may not be public, or nil.
func (s Study) clean() error {
	texts := []string{s.Title, s.Purpose, s.Basis, s.GroupOne, s.GroupTwo}
	for _, t := range s.Themes {
		texts = append(texts, t.Name, t.Text)
	}
	for _, r := range s.Recommendations {
		texts = append(texts, r.Text, r.Reason)
	}
	return anonymity.Refuse(texts...)
}

// A Described says roughly how many citizens some cards tell of. One who fits two
// cards is counted twice.
type Described struct {
	Cards       int
	Least, Most int // Most is 0 when there is no end
}

// Describe counts.
func Describe(cards []Card) (d Described) {
	open := false
	for _, c := range cards {
		least, most := c.Band.Range()
		d.Cards++
		d.Least += least
		d.Most += most
		open = open || most == 0
	}
	if open {
		d.Most = 0
	}
	return d
}

// Hidden reports whether there may be fewer than five, so that no number is told.
func (d Described) Hidden() bool { return d.Cards > 0 && d.Least < Similar }

// A Crossing is the cards of one group, and how they stand against G1 and G2.
type Crossing struct {
	Population Population
	Described
	Overlap  int // cards that say courses were at once
	Resident int // cards on which residence is checked
	Themes   map[string]int
}

// Crossings counts cards by group: the usable ones, and with them those on their
// way when all is true.
func (s Study) Crossings(all bool) (list []Crossing) {
	themes := map[string][]string{}
	for theme, cards := range s.Traced() {
		for _, c := range cards {
			themes[c.ID] = append(themes[c.ID], theme)
		}
	}
	for _, p := range Populations {
		x := Crossing{Population: p, Themes: map[string]int{}}
		var of []Card
		for _, c := range s.Cards {
			if c.Population != p || c.State == Merged || !all && !c.Shows() {
				continue
			}
			of = append(of, c)
			if c.Overlap {
				x.Overlap++
			}
			if c.Resident {
				x.Resident++
			}
			for _, theme := range themes[c.ID] {
				x.Themes[theme]++
			}
		}
		x.Described = Describe(of)
		list = append(list, x)
	}
	return list
}

// Sources returns the organisations that cards came from, each once.
func (s Study) Sources() (list []string) {
	for _, c := range s.Cards {
		if c.Source != "" && c.State != Merged && !slices.Contains(list, c.Source) {
			list = append(list, c.Source)
		}
	}
	slices.Sort(list)
	return list
}

// DecidedCount returns how many recommendations were sent to an agenda, and of how
// many something was decided.
func (s Study) DecidedCount() (sent, decided int) {
	for _, r := range s.Recommendations {
		if r.ItemID != "" {
			sent++
		}
		if len(s.Decided[r.ID]) > 0 {
			decided++
		}
	}
	return sent, decided
}

// String tells in Danish roughly how many citizens there are.
func (d Described) String() string {
	cards := danish.Count(d.Cards, "kort", "kort")
	switch {
	case d.Cards == 0:
		return "ingen kort"
	case d.Hidden():
		return cards + ", få borgere"
	case d.Most == 0:
		return fmt.Sprintf("%s, mindst %d borgere", cards, d.Least)
	}
	return fmt.Sprintf("%s, %d–%d borgere", cards, d.Least, d.Most)
}
