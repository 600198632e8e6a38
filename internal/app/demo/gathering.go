package demo

import (
	"strings"

	"klynge/internal/roundup"
)

// A table is one group at Sundhedspolitisk Samling 2026: a note under each of the
// four headings.
type table struct {
	group, taker string
	notes        [4]string
}

var tables = []table{
	{"Klynge Fjorden", "Signe Hald Mørch", [4]string{
		"- Dagklinikken virker, fordi hjemmesygeplejen kan ringe direkte\n- Samråd giver familien ét møde i stedet for fem",
		"- Kørsel fra Tangø tager for lang tid\n- Oplysninger følger ikke med borgeren",
		"- Opkald dagen efter bør være fast alle steder",
		"- Rådet skal have én liste over, hvad der er lovet"}},
	{"Klynge Klitten", "Nikolaj Holt", [4]string{
		"- Medicinboksen er åben, når folk har fri\n- Udskrivningssygeplejersken fanger forkert medicin",
		"- Oplysninger følger ikke med borgeren",
		"- En medicinboks i hver kommune",
		"- Vi mangler stadig en evaluering, der blev lovet i 2024"}},
	{"Klynge Ådalen", "Ea Lindbjerg", [4]string{
		"- Fælles visitation har gjort ventetiden kortere",
		"- Oplysninger følger ikke med borgeren\n- Små kommuner har ikke folk til alle møder",
		"- Den fælles visitation kan bruges i hele rådet",
		"- Hold fast i de korte dagsordener"}},
	{"Klynge Heden", "Rune Fogedby", [4]string{
		"- Rådgivningstelefonen bliver brugt hver dag",
		"- Rådgivningstelefonen er kun sikret et år ad gangen",
		"- Rådgivning ved lindrende behandling i hele rådet",
		""}},
}

// gathering rounds up what four groups talked of, and is published.
func (t *teller) gathering() {
	t.on("2026-09-16")
	s, who := t.site.Roundups.Roundups, t.as(jonas)
	d := roundup.Draft{
		Title: "Sundhedspolitisk Samling 2026", Intro: "Den sidste samling med klynger. Hver gruppe har drøftet de samme fire spørgsmål.",
		Deadline: at("2026-09-25", "12:00"), Headings: roundup.DefaultHeadings,
	}
	for _, g := range tables {
		d.Groups = append(d.Groups, roundup.Group{Name: g.group, NoteTaker: g.taker})
	}
	r, err := s.Create(t.ctx, who, t.body(collaboration).ID, d)
	t.must(err)
	now := func() roundup.Roundup {
		r, err := s.Find(t.ctx, r.ID)
		t.must(err)
		return r
	}
	t.on("2026-09-18")
	for i, g := range tables {
		key := roundup.Key{Roundup: r.ID, GroupID: now().Groups[i].ID, Who: who}
		var nothing []string
		for j, text := range g.notes {
			heading := now().Headings[j].ID
			if text == "" {
				nothing = append(nothing, heading)
				continue
			}
			_, conflict, err := s.SaveNote(t.ctx, key, heading, 0, text)
			t.must(err)
			if conflict != nil {
				t.must(errTwo)
			}
		}
		_, err := s.Deliver(t.ctx, key, nothing)
		t.must(err)
	}
	t.on("2026-09-28")
	t.must(s.Advance(t.ctx, who, r.ID, roundup.Locked))
	_, err = s.CutLines(t.ctx, r.ID, "")
	t.must(err)
	t.code(r.ID, now)
	t.must(s.Advance(t.ctx, who, r.ID, roundup.Coded))
	for _, h := range now().Headings {
		for _, theme := range now().Themes {
			t.sum(r.ID, now(), h.ID, theme.ID)
		}
	}
	t.must(s.Advance(t.ctx, who, r.ID, roundup.Drafted))
	t.on("2026-10-05")
	t.must(s.Advance(t.ctx, who, r.ID, roundup.Checked))
	t.on("2026-10-12")
	t.must(s.Advance(t.ctx, who, r.ID, roundup.Published))
}

// themes are what the comments are about, by a word in them.
var themes = []struct{ name, word string }{
	{"Oplysninger på tværs", "Oplysninger"}, {"Det, der virker tæt på borgeren", "Dagklinikken"}, {"Det, der virker tæt på borgeren", "Samråd"},
	{"Det, der virker tæt på borgeren", "Medicinboksen"}, {"Det, der virker tæt på borgeren", "Udskrivningssygeplejersken"},
	{"Det, der virker tæt på borgeren", "visitation har"}, {"Udbredelse", "hver kommune"}, {"Udbredelse", "hele rådet"}, {"Udbredelse", "fast alle steder"},
	{"Rådgivning og bemanding", "Rådgivningstelefonen"}, {"Rådgivning og bemanding", "Små kommuner"}, {"Rådgivning og bemanding", "Kørsel"},
	{"Løfter og møder", "lovet"}, {"Løfter og møder", "dagsordener"},
}

func (t *teller) code(id string, now func() roundup.Roundup) {
	s := t.site.Roundups.Roundups
	for _, c := range now().Comments {
		for _, theme := range themes {
			if !strings.Contains(c.Text, theme.word) {
				continue
			}
			known := ""
			for _, k := range now().Themes {
				if k.Name == theme.name {
					known = k.ID
				}
			}
			if known == "" {
				t.must(s.AddTheme(t.ctx, id, theme.name, c.ID))
			} else {
				t.must(s.Code(t.ctx, id, c.ID, known))
			}
			break
		}
	}
}

// sum writes the sentence of a theme under a heading, and links it to its comments.
func (t *teller) sum(id string, r roundup.Roundup, headingID, themeID string) {
	var comments []string
	groups, said := map[string]bool{}, ""
	for _, c := range r.CommentsUnder(headingID) {
		if c.ThemeID == themeID {
			comments, said = append(comments, c.ID), c.Text
			groups[c.GroupID] = true
		}
	}
	if len(comments) == 0 {
		return
	}
	// “Generelt” is for what half of the groups said (H3).
	opening := "Enkelte grupper peger på: "
	if 2*len(groups) >= len(r.Groups) {
		opening = "Generelt peger grupperne på: "
	}
	sentence := roundup.Sentence{HeadingID: headingID, Text: opening + strings.ToLower(said[:1]) + said[1:] + "."}
	t.must(t.site.Roundups.Roundups.AddSentence(t.ctx, t.as(jonas), id, sentence, comments))
}
