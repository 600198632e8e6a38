package mapping

import (
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/fault"
)

// Similar is how many citizens must be alike for a card to be shown as it is (G3).
const Similar = 5

// leastCards is what a theme must come from (G5).
const leastCards = 2

// Shows reports whether a card may be shown to a partner: it is usable, and
// either at least five citizens are like it or it was made less exact (G3).
func (c Card) Shows() bool {
	least, _ := c.Band.Range()
	return c.State == Usable && (least >= Similar || c.Blurred != "")
}

// Rare reports whether a card is told so exactly that fewer than five fit it.
func (c Card) Rare() bool { return c.Band == Few && c.Blurred == "" }

// belongs returns why a card does not belong in the study, or nil.
//
//   - G1: group 2 is known in both sectors at once, one day at least.
//   - G2: residence was checked when the citizens were included.
func (c Card) belongs() error {
	switch {
	case (c.Population == GroupTwo || c.Population == GroupBoth) && !c.Overlap:
		return fault.New(fault.Invalid, "Gruppe 2 er borgere med forløb i begge sektorer på samme tid, mindst én dag. Bekræft, at det er undersøgt, eller vælg en anden gruppe. Intet er ændret.")
	case !c.Resident:
		return fault.New(fault.Invalid, "Det er ikke bekræftet, at borgerne bor i området. Bopælen skal være undersøgt, da de kom med. Intet er ændret.")
	}
	return nil
}

// Read makes a draft de-identified: somebody else than its author has read it for
// what could tell who it is about (R7).
func (c Card) Read(by access.Account) (Card, error) {
	switch {
	case c.State != Draft:
		return c, fault.New(fault.Conflict, "Kort %d er ikke et udkast mere. Intet er ændret.", c.Number)
	case by.ID == "" || c.AuthorID == by.ID:
		return c, fault.New(fault.Forbidden, "Du har selv skrevet kort %d. En anden skal læse det. Intet er ændret.", c.Number)
	}
	if err := c.clean(); err != nil {
		return c, err
	}
	if err := c.belongs(); err != nil {
		return c, err
	}
	c.State, c.ReaderID, c.Reader = Deidentified, by.ID, by.Name
	return c, nil
}

// Use makes a de-identified card usable. One that fewer than five citizens fit is
// merged with another or made less exact first (G3).
func (c Card) Use() (Card, error) {
	switch {
	case c.State != Deidentified:
		return c, fault.New(fault.Conflict, "Kort %d er ikke læst af en anden. Intet er ændret.", c.Number)
	case c.Rare():
		return c, fault.New(fault.Invalid, "Færre end fem borgere ligner kort %d. Slå det sammen med et andet, eller gør det mindre præcist, før andre ser det. Intet er ændret.", c.Number)
	}
	c.State = Usable
	return c, nil
}

// Blur writes a card anew, less exactly, and says what was changed. Somebody else
// than who blurred it then reads it again.
func (c Card) Blur(to Card, what string, by access.Account) (Card, error) {
	what = strings.TrimSpace(what)
	switch {
	case c.State == Merged:
		return c, fault.New(fault.Conflict, "Kort %d er slået sammen med et andet. Intet er ændret.", c.Number)
	case what == "":
		return c, fault.New(fault.Invalid, "Skriv, hvad der er gjort mindre præcist: alderen, stedet, hændelsen. Intet er ændret.")
	case c.Texts() == to.Texts():
		return c, fault.New(fault.Invalid, "Kortets tekster er de samme som før. Skriv det, der er for præcist, om. Intet er ændret.")
	}
	c.Need, c.Barrier, c.Contact, c.Strength, c.Blurred = to.Need, to.Barrier, to.Contact, to.Strength, what
	c.State, c.AuthorID, c.Author, c.ReaderID, c.Reader = Draft, by.ID, by.Name, "", ""
	return c, c.check()
}

// Merge lets one card stand for two. What is told of the one that stands was read
// before; how many it tells of is said anew, and is no fewer than before.
func Merge(gone, stands Card, band Band) (Card, Card, error) {
	least, _ := band.Range()
	before := 0
	for _, c := range []Card{gone, stands} {
		n, _ := c.Band.Range()
		before = max(before, n)
	}
	switch {
	case gone.ID == stands.ID:
		return gone, stands, fault.New(fault.Invalid, "Et kort kan ikke slås sammen med sig selv. Vælg et andet. Intet er ændret.")
	case gone.State == Merged || stands.State == Merged:
		return gone, stands, fault.New(fault.Conflict, "Et af kortene er allerede slået sammen med et andet. Intet er ændret.")
	case !slices.Contains(Bands, band):
		return gone, stands, fault.New(fault.Invalid, "Vælg, hvor mange borgere der ligner de to kort tilsammen. Intet er ændret.")
	case least < before:
		return gone, stands, fault.New(fault.Invalid, "Tilsammen kan de to kort ikke fortælle om færre borgere end det ene. Intet er ændret.")
	}
	stands.Band = band
	stands.Population = together(gone.Population, stands.Population)
	stands.Overlap, stands.Resident = gone.Overlap || stands.Overlap, gone.Resident && stands.Resident
	if stands.State != Draft && stands.belongs() != nil {
		stands.State = Draft
	}
	gone.State, gone.MergedInto, gone.Need, gone.Barrier, gone.Contact, gone.Strength, gone.Blurred = Merged, stands.ID, "", "", "", "", ""
	return gone, stands, nil
}

// together returns the group of citizens of two groups.
func together(a, b Population) Population {
	switch {
	case a == b:
		return a
	case a == GroupUnknown || b == GroupUnknown:
		return GroupUnknown
	}
	return GroupBoth
}

const (
	mostRunes  = 2_000 // of a part of a card
	mostSource = 120
)

// check returns why a card may not be kept, or nil. A text with the shape of a
// civil registration number is refused whole (R7).
func (c Card) check() error {
	if err := c.clean(); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(c.Need) == "":
		return fault.New(fault.Invalid, "Skriv, hvad borgerne har brug for. Intet er gemt.")
	case !slices.Contains(Populations, c.Population):
		return fault.New(fault.Invalid, "Vælg, hvilken gruppe kortet hører til. Intet er gemt.")
	case !slices.Contains(Bands, c.Band):
		return fault.New(fault.Invalid, "Vælg, hvor mange borgere kortet passer på. Intet er gemt.")
	case len([]rune(c.Source)) > mostSource:
		return fault.New(fault.Invalid, "Navnet på partneren er for langt. Der er plads til %d tegn. Intet er gemt.", mostSource)
	}
	for _, p := range Parts {
		if len([]rune(c.Text(p))) > mostRunes {
			return fault.New(fault.Invalid, "En af teksterne er for lang. Der er plads til %d tegn i hver. Intet er gemt.", mostRunes)
		}
	}
	return nil
}

func (c Card) clean() error {
	return anonymity.Refuse(c.Source, c.Need, c.Barrier, c.Contact, c.Strength, c.Blurred)
}

// tidy trims the texts of a card.
func (c Card) tidy() Card {
	for _, text := range []*string{&c.Need, &c.Barrier, &c.Contact, &c.Strength, &c.Blurred} {
		*text = strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n"))
	}
	c.Source = strings.Join(strings.Fields(c.Source), " ")
	return c
}

// Usable returns the cards that may be coded and shown.
func (s Study) Usable() (list []Card) {
	for _, c := range s.Cards {
		if c.Shows() {
			list = append(list, c)
		}
	}
	return list
}

// A Glance is all that a partner is shown: cards and themes (G4). It has no place
// for who wrote, read or coded anything, nor for what would lead to a person.
type Glance struct {
	Title, Purpose string
	Groups         [2]string
	Cards          []GlanceCard
	Themes         []GlanceTheme
}

// A GlanceCard is a card as a partner sees it.
type GlanceCard struct {
	ID                               string
	Number                           int
	Population                       Population
	Need, Barrier, Contact, Strength string
	Band                             Band
}

// A GlanceTheme is a theme as a partner sees it.
type GlanceTheme struct {
	ID, Name, Text string
	Cards          []int // numbers
}

// Glance returns what a partner is shown.
func (s Study) Glance() (g Glance) {
	g.Title, g.Purpose, g.Groups = s.Title, s.Purpose, [2]string{s.GroupOne, s.GroupTwo}
	for _, c := range s.Usable() {
		g.Cards = append(g.Cards, GlanceCard{c.ID, c.Number, c.Population, c.Need, c.Barrier, c.Contact, c.Strength, c.Band})
	}
	traced := s.Traced()
	for _, t := range s.Themes {
		shown := GlanceTheme{ID: t.ID, Name: t.Name, Text: t.Text}
		for _, c := range traced[t.ID] {
			shown.Cards = append(shown.Cards, c.Number)
		}
		g.Themes = append(g.Themes, shown)
	}
	return g
}
