package mapping

import (
	"cmp"
	"slices"
	"strings"

	"klynge/internal/fault"
)

const (
	mostDepth = 3   // of the tree of tags
	mostTags  = 200 // which is more than two people can keep apart
)

// Locate returns the range of a quotation in a part of a card, in characters: the
// one that begins at a character when it stands there. No quotation is the whole
// part.
func Locate(part, quote string, at int) (start, end int, err error) {
	text, words := []rune(part), []rune(strings.TrimSpace(strings.ReplaceAll(quote, "\r\n", "\n")))
	if len(words) == 0 {
		if len(text) == 0 {
			return 0, 0, fault.New(fault.Invalid, "Der står ikke noget i den del af kortet. Intet er markeret.")
		}
		return 0, len(text), nil
	}
	if at >= 0 && at+len(words) <= len(text) && string(text[at:at+len(words)]) == string(words) {
		return at, at + len(words), nil
	}
	i := strings.Index(part, string(words))
	if i < 0 {
		return 0, 0, fault.New(fault.Invalid, "Det stykke står ikke på kortet. En markering skal være kortets egne ord, bogstav for bogstav.")
	}
	start = len([]rune(part[:i]))
	return start, start + len(words), nil
}

// A pair is a card and a tag: the question that each coder answers with yes or no.
type pair struct{ card, tag string }

// given returns which of the two gave each card each tag, by place.
func (s Study) given() map[pair][3]bool {
	answers := map[pair][3]bool{}
	for _, h := range s.Highlights {
		if h.Place == 1 || h.Place == 2 {
			by := answers[pair{h.CardID, h.TagID}]
			by[h.Place] = true
			answers[pair{h.CardID, h.TagID}] = by
		}
	}
	return answers
}

// A Difference is a tag that one of the coders gave a card and the other did not.
type Difference struct {
	Card    Card
	Tag     Tag
	By      int         // place of the coder who did
	Marked  []Highlight // by that one, with this tag
	Other   []Highlight // what the other marked on the same card
	Settled *Settling   // nil until it is
}

// Differences returns where the coders differ, by card and tag. There are none to
// be seen until both are done.
func (s Study) Differences() (list []Difference) {
	if !s.Coded() {
		return nil
	}
	cards, tags, settled := map[string]Card{}, map[string]Tag{}, map[pair]*Settling{}
	for _, c := range s.Cards {
		cards[c.ID] = c
	}
	for _, t := range s.Tags {
		tags[t.ID] = t
	}
	for i, one := range s.Settled {
		settled[pair{one.CardID, one.TagID}] = &s.Settled[i]
	}
	marked := map[string][]Highlight{}
	for _, h := range s.Highlights {
		marked[h.CardID] = append(marked[h.CardID], h)
	}
	for p, by := range s.given() {
		if by[1] == by[2] {
			continue
		}
		d := Difference{Card: cards[p.card], Tag: tags[p.tag], By: 1, Settled: settled[p]}
		if by[2] {
			d.By = 2
		}
		for _, h := range marked[p.card] {
			switch {
			case h.Place == d.By && h.TagID == p.tag:
				d.Marked = append(d.Marked, h)
			case h.Place != d.By:
				d.Other = append(d.Other, h)
			}
		}
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Card.Number, b.Card.Number), cmp.Compare(s.TagPath(a.Tag.ID), s.TagPath(b.Tag.ID)), cmp.Compare(a.Tag.ID, b.Tag.ID))
	})
	return list
}

// Unsettled returns how many differences nobody has settled.
func (s Study) Unsettled() (n int) {
	for _, d := range s.Differences() {
		if d.Settled == nil {
			n++
		}
	}
	return n
}

// An Agreement says how much two coders agree, over every pair of a card and a tag
// that one of them has used.
type Agreement struct {
	Both, OnlyOne, OnlyTwo, Neither int
}

// Of returns how many pairs there are.
func (a Agreement) Of() int { return a.Both + a.OnlyOne + a.OnlyTwo + a.Neither }

// Percent returns in how many pairs of a hundred they gave the same answer; ok is
// false when there are none.
func (a Agreement) Percent() (percent float64, ok bool) {
	if a.Of() == 0 {
		return 0, false
	}
	return 100 * float64(a.Both+a.Neither) / float64(a.Of()), true
}

// Kappa returns Cohen's kappa (Educational and Psychological Measurement 20, 1960,
// p. 37–46): how far they agree beyond what two would who answered blindly, each
// with their own share of yes. 1 is always, 0 is as by chance. There is none (ok is
// false) when chance alone would have them always agree.
func (a Agreement) Kappa() (kappa float64, ok bool) {
	n := float64(a.Of())
	if n == 0 {
		return 0, false
	}
	yesOne, yesTwo := float64(a.Both+a.OnlyOne)/n, float64(a.Both+a.OnlyTwo)/n
	seen, chance := float64(a.Both+a.Neither)/n, yesOne*yesTwo+(1-yesOne)*(1-yesTwo)
	if chance >= 1 {
		return 0, false
	}
	return (seen - chance) / (1 - chance), true
}

// KappaWords are the plain words of kappa, after Landis and Koch (Biometrics 33,
// 1977, p. 165): below 0, and then from 0, 0.2, 0.4, 0.6 and 0.8.
var KappaWords = []string{
	"mindre enige, end hvis de havde gættet",
	"næsten ikke enige ud over det tilfældige",
	"lidt enige ud over det tilfældige",
	"nogenlunde enige",
	"meget enige",
	"næsten helt enige",
}

// Words says in plain words how much they agree, "" when there is no kappa.
func (a Agreement) Words() string {
	k, ok := a.Kappa()
	switch {
	case !ok:
		return ""
	case k < 0:
		return KappaWords[0]
	}
	return KappaWords[min(5, 1+int(k*5-1e-9))]
}

// Agreement counts over all tags that either has used. A tag that neither used
// tells nothing of whether they agree, and is left out.
func (s Study) Agreement() (a Agreement) {
	if !s.Coded() {
		return a
	}
	used := map[string]bool{}
	for p, by := range s.given() {
		used[p.tag] = true
		a.count(by)
	}
	a.Neither = len(used)*len(s.Usable()) - a.Of()
	return a
}

func (a *Agreement) count(by [3]bool) {
	switch {
	case by[1] && by[2]:
		a.Both++
	case by[1]:
		a.OnlyOne++
	case by[2]:
		a.OnlyTwo++
	}
}

// A TagAgreement is the agreement on one tag.
type TagAgreement struct {
	Tag Tag
	Agreement
}

// AgreementByTag counts each tag that either has used, in the order of the tree.
func (s Study) AgreementByTag() (list []TagAgreement) {
	if !s.Coded() {
		return nil
	}
	counts := map[string]*Agreement{}
	for p, by := range s.given() {
		if counts[p.tag] == nil {
			counts[p.tag] = &Agreement{}
		}
		counts[p.tag].count(by)
	}
	cards := len(s.Usable())
	for _, t := range s.Tags {
		if a := counts[t.ID]; a != nil {
			a.Neither = cards - a.Of()
			list = append(list, TagAgreement{t, *a})
		}
	}
	return list
}

// Tagged returns the tags of each card as they stand: what both gave it, and what
// a difference was settled to.
func (s Study) Tagged() map[string][]string {
	if !s.Coded() {
		return nil
	}
	kept := map[pair]bool{}
	for _, one := range s.Settled {
		kept[pair{one.CardID, one.TagID}] = one.Keep
	}
	tags := map[string][]string{}
	for p, by := range s.given() {
		if by[1] && by[2] || kept[p] {
			tags[p.card] = append(tags[p.card], p.tag)
		}
	}
	for card := range tags {
		slices.Sort(tags[card])
	}
	return tags
}

// ThemeOf returns the theme of a tag: its own, or that of the nearest above it.
func (s Study) ThemeOf(tagID string) string {
	for range mostDepth {
		t, ok := s.Tag(tagID)
		if !ok || t.ThemeID != "" {
			return t.ThemeID
		}
		tagID = t.ParentID
	}
	return ""
}

// Traced returns the cards that each theme comes from, by number (G5).
func (s Study) Traced() map[string][]Card {
	themes := map[string]string{}
	for _, t := range s.Tags {
		themes[t.ID] = s.ThemeOf(t.ID)
	}
	tagged, traced := s.Tagged(), map[string][]Card{}
	for _, c := range s.Usable() {
		seen := map[string]bool{}
		for _, tagID := range tagged[c.ID] {
			if theme := themes[tagID]; theme != "" && !seen[theme] {
				seen[theme] = true
				traced[theme] = append(traced[theme], c)
			}
		}
	}
	for theme := range traced {
		slices.SortFunc(traced[theme], func(a, b Card) int { return cmp.Compare(a.Number, b.Number) })
	}
	return traced
}

// Tree puts tags after their parents, in the order they were made, and says how
// deep each stands.
func Tree(tags []Tag) (list []Tag) {
	below := map[string][]Tag{}
	for _, t := range tags {
		below[t.ParentID] = append(below[t.ParentID], t)
	}
	var walk func(parent string, depth int)
	walk = func(parent string, depth int) {
		if depth >= mostDepth {
			return
		}
		for _, t := range below[parent] {
			t.Depth = depth
			list = append(list, t)
			walk(t.ID, depth+1)
		}
	}
	walk("", 0)
	return list
}
