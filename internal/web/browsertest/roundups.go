package main

import (
	"slices"
	"strings"
	"time"

	"klynge/internal/roundup"
)

// said is what four groups wrote under four headings; "-" is no remarks.
var said = [][]string{
	{"- Epikriserne kommer for sent, især fredag eftermiddag\n- Ingen ved, hvem borgeren skal ringe til de første tre dage\n- Medicinlisten passer ikke med det, der ligger i skabet",
		"- Oplægget om medicinbokse var det mest konkrete\n- Tallene for genindlæggelser bør deles på kommuner", "- Halvér antallet af udskrivninger uden medicinliste inden nytår", "-"},
	{"- Epikriserne kommer for sent, især fredag eftermiddag\n- Sygeplejersker og læger bruger ikke de samme ord om det samme\n- De små kommuner mangler akutpladser",
		"- Vi savnede almen praksis i oplæggene", "- Ét mål, som alle kan måle selv\n- Saml styringen i klyngens arbejdsgruppe", "- Mød hinanden igen om tre måneder\n- Lad to afdelinger prøve det først"},
	{"- Borgerne fortæller deres historie forfra hver gang\n- Ingen ved, hvem borgeren skal ringe til de første tre dage", "- Oplægget fra Heden kunne bruges direkte hos os\n- Oplægget om data var for teknisk", "", "- Lad to afdelinger prøve det først"},
}

var groups = []roundup.Group{
	{Name: "Sundhedsklynge Heden", NoteTaker: "Karin Toft", Email: "karin@hede.example"}, {Name: "Sundhedsklynge Klitten", NoteTaker: "Jens Hald", Email: "jens@klit.example"},
	{Name: "Sundhedsklynge Skoven", NoteTaker: "Mona Krog", Email: "mona@skov.example"}, {Name: "Sundhedsklynge Ådalen"},
}

var themes = []string{"Epikriser og medicinlister", "Hvem har ansvaret", "Måling", "Oplæg", "Næste skridt"}

// themeOf is the theme that a comment belongs in.
func themeOf(text string) int {
	for i, words := range [][]string{{"Epikris", "Medicinlist"}, {"ringe", "ord", "akutplads", "historie"}, {"mål", "Halvér", "Tallene", "styring"}, {"plæg"}} {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
			return i
		}
	}
	return len(themes) - 1
}

func (c cast) open(title string, deadline time.Duration) (roundup.Roundup, error) {
	return c.round.Create(c, c.who, "raad", roundup.Draft{Title: title, Intro: "Fire klynger drøftede oplæggene i 40 minutter ved bordene.", Deadline: c.site.Clock().Add(deadline),
		Headings: roundup.DefaultHeadings, Groups: groups})
}

// write has the groups deliver what they said.
func (c cast) write(r roundup.Roundup) error {
	for i, notes := range said {
		k := roundup.Key{Roundup: r.ID, GroupID: r.Groups[i].ID, Who: c.who}
		var nothing []string
		for n, text := range notes {
			switch text {
			case "":
				continue
			case "-":
				nothing = append(nothing, r.Headings[n].ID)
				continue
			}
			if _, _, err := c.round.SaveNote(c, k, r.Headings[n].ID, 0, text); err != nil {
				return err
			}
		}
		if _, err := c.round.Deliver(c, k, nothing); err != nil {
			return err
		}
	}
	return nil
}

// code cuts the notes and puts each comment in its theme, but the last left.
func (c cast) code(id string, left int) error {
	if _, err := c.round.CutLines(c, id, ""); err != nil {
		return err
	}
	for _, name := range themes {
		if err := c.round.AddTheme(c, id, name, ""); err != nil {
			return err
		}
	}
	r, err := c.round.Find(c, id)
	if err != nil {
		return err
	}
	for _, one := range r.Comments[:len(r.Comments)-left] {
		if err := c.round.Code(c, id, one.ID, r.Themes[themeOf(one.Text)].ID); err != nil {
			return err
		}
	}
	return nil
}

// draft writes the summary from what is suggested, and accepts it.
func (c cast) draft(id string) error {
	r, err := c.round.Find(c, id)
	if err != nil {
		return err
	}
	for _, h := range r.Headings {
		if _, err := c.round.Suggest(c, c.who, id, h.ID); err != nil {
			return err
		}
	}
	if r, err = c.round.Find(c, id); err != nil {
		return err
	}
	for _, s := range r.Sentences {
		if err := c.round.SaveSentence(c, c.who, id, s); err != nil {
			return err
		}
	}
	return nil
}

// roundups makes three round-ups: one whose notes come in, one that is being
// written, and one that is public.
func (c cast) roundups(pages map[string]string) error {
	public, err := c.open("Temadag om overgange", day)
	if err != nil {
		return err
	}
	if err := c.write(public); err != nil {
		return err
	}
	for _, act := range []func() error{
		func() error { return c.round.Advance(c, c.who, public.ID, roundup.Locked) },
		func() error { return c.code(public.ID, 0) },
		func() error { return c.round.Advance(c, c.who, public.ID, roundup.Coded) },
		func() error { return c.draft(public.ID) },
		func() error { return c.round.Advance(c, c.who, public.ID, roundup.Drafted) },
		func() error { return c.round.Advance(c, c.who, public.ID, roundup.Checked) },
		func() error { return c.round.Advance(c, c.who, public.ID, roundup.Published) },
	} {
		if err := act(); err != nil {
			return err
		}
	}
	half, err := c.open("Temadag om medicin", day)
	if err != nil {
		return err
	}
	if err := c.write(half); err != nil {
		return err
	}
	if err := c.round.Advance(c, c.who, half.ID, roundup.Locked); err != nil {
		return err
	}
	if err := c.code(half.ID, 5); err != nil {
		return err
	}
	first := half.Headings[0].ID
	if _, err := c.round.Suggest(c, c.who, half.ID, first); err != nil {
		return err
	}
	open, err := c.open("Temadag om forebyggelse", 20*day)
	if err != nil {
		return err
	}
	pages["opsamling"], pages["opsamling-kodning"], pages["opsamling-saetninger"] = half.Path(), half.Path()+"/kodning", half.Path()+"/saetninger?overskrift="+first
	pages["opsamling-aaben"], pages["opsamling-note"] = open.Path(), open.Path()+"/note/"+open.Groups[0].ID
	pages["opsamling-slut"], pages["opsamling-offentlig"] = public.Path(), public.PublicPath()
	return nil
}
