package demo

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/mapping"
)

// cards are types of citizens, as the partners told of them. They have no names
// and belong to nobody.
var cards = []mapping.Card{
	{Source: "Skagerby Kommune", Population: mapping.GroupOne, Resident: true, Band: mapping.TenUp,
		Need: "Hjælp til post og aftaler med sygehuset", Barrier: "Åbner ikke breve og har ingen telefon", Contact: "Værestedet ved havnen", Strength: "Kommer samme sted hver dag"},
	{Source: "Fjordhavn Kommune", Population: mapping.GroupBoth, Overlap: true, Resident: true, Band: mapping.TenUp,
		Need: "Behandling for misbrug og psykiatri på samme tid", Barrier: "Sendes frem og tilbage mellem to steder", Contact: "Gadesygeplejersken", Strength: "Møder op, når nogen følger med"},
	{Source: "Psykiatrien i Region Nordkyst", Population: mapping.GroupTwo, Overlap: true, Resident: true, Band: mapping.FiveUp,
		Need: "En fast person at ringe til", Barrier: "Skal fortælle det hele forfra hver gang", Contact: "Distriktspsykiatrien", Strength: "Ved selv, hvornår det er ved at gå galt"},
	{Source: "Lyngsø Kommune", Population: mapping.GroupOne, Resident: true, Band: mapping.TwentyUp,
		Need: "Tandlæge og sårpleje", Barrier: "Kan ikke sidde i et venteværelse", Contact: "Herberget", Strength: "Passer på andre, der har det værre"},
	{Source: "Tangø Kommune", Population: mapping.GroupOne, Resident: true, Band: mapping.FiveUp,
		Need: "At nå frem til undersøgelser på fastlandet", Barrier: "Færgen sejler ikke, så det passer", Contact: "Hjemmesygeplejen", Strength: "Naboer, der hjælper"},
	{Source: "Fjordhavn Kommune", Population: mapping.GroupTwo, Overlap: true, Resident: true, Band: mapping.TenUp,
		Need: "Følgeskab til undersøgelser", Barrier: "Skal fortælle det hele forfra hver gang", Contact: "Bostøtten", Strength: "Vil gerne have det bedre"},
}

// A label of the story: a tag, and words of the cards that have it.
type label struct{ name, word string }

var labels = []label{
	{"Post og telefon", "Åbner ikke breve"}, {"To steder på én gang", "frem og tilbage"}, {"Forfra hver gang", "forfra hver gang"}, {"Vejen derhen", "venteværelse"}, {"Vejen derhen", "Færgen"},
}

// study maps the citizens who are hard to reach: cards are written and read by a
// second, two code them apart, a partner looks, and the report is public.
func (t *teller) study() {
	t.on("2023-09-04")
	s, first, second := t.site.Mappings.Studies, t.as(signe), t.as(jonas)
	one, err := s.Create(t.ctx, first, t.body(fjorden).ID, mapping.Plan{
		Title: "Hvem når vi ikke", Purpose: "At beskrive de borgere, som hverken kommune eller region når, så klyngen kan gøre noget andet.",
		Basis:    "Databeskyttelsesforordningens artikel 6, stk. 1, litra e, og sundhedslovens § 119. Kortene har ingen personoplysninger.",
		GroupOne: "Borgere, som kommunen kender og ikke når", GroupTwo: "Borgere med forløb i psykiatri og kommune på samme tid", Starts: "2023-09-01", Ends: "2024-08-30",
	})
	t.must(err)
	id := one.ID
	now := func() mapping.Study {
		one, err := s.Find(t.ctx, t.as(signe), id)
		t.must(err)
		return one
	}
	for _, c := range cards {
		made, err := s.AddCard(t.ctx, first, id, c)
		t.must(err)
		t.must(s.ReadCard(t.ctx, second, id, made.ID, made.Version))
	}
	_, err = s.UseAll(t.ctx, id)
	t.must(err)
	t.on("2024-02-05")
	tags := map[string]string{}
	for _, l := range labels {
		if tags[l.name] == "" {
			tags[l.name], err = s.AddTag(t.ctx, id, "", l.name)
			t.must(err)
		}
	}
	t.must(s.TakePlace(t.ctx, first, id))
	t.must(s.TakePlace(t.ctx, second, id))
	t.must(s.Advance(t.ctx, first, id, mapping.Coding))
	for _, c := range now().Cards {
		for _, l := range labels {
			if strings.Contains(c.Barrier, l.word) {
				t.must(s.Mark(t.ctx, first, id, mapping.Highlight{CardID: c.ID, TagID: tags[l.name], Part: mapping.Barrier, Text: l.word}, -1))
				if l.word != "Færgen" { // the other reads it as something else
					t.must(s.Mark(t.ctx, second, id, mapping.Highlight{CardID: c.ID, TagID: tags[l.name], Part: mapping.Barrier, Text: l.word}, -1))
				}
			}
		}
	}
	t.must(s.Done(t.ctx, first, id))
	t.must(s.Done(t.ctx, second, id))
	for _, d := range now().Differences() {
		t.must(s.Settle(t.ctx, second, id, mapping.Settling{CardID: d.Card.ID, TagID: d.Tag.ID, Keep: true, Reason: "Færgen er også en vej, der ikke passer."}))
	}
	t.must(s.Advance(t.ctx, first, id, mapping.Reconciled))
	t.must(s.SaveTheme(t.ctx, id, mapping.Theme{Name: "Man må begynde forfra", Text: "Borgere, der er kendt to steder, bliver sendt frem og tilbage og fortæller det samme igen."},
		[]string{tags["To steder på én gang"], tags["Forfra hver gang"]}))
	t.must(s.SaveTheme(t.ctx, id, mapping.Theme{Name: "Vejen ind passer ikke", Text: "Breve, venteværelser og færgetider er lavet til nogle andre."},
		[]string{tags["Post og telefon"], tags["Vejen derhen"]}))
	t.validate(id, now())
	t.must(s.Advance(t.ctx, first, id, mapping.Validated))
	t.must(s.SaveAdvice(t.ctx, id, mapping.Recommendation{Text: "Ansæt en brobygger, som følger borgeren i begge sektorer", Reason: "Så skal borgeren ikke begynde forfra.", Themes: []string{now().Themes[0].ID}}))
	t.must(s.SaveAdvice(t.ctx, id, mapping.Recommendation{Text: "Hold en åben tid uden venteværelse på værestedet", Reason: "Så passer vejen ind.", Themes: []string{now().Themes[1].ID}}))
	t.on("2024-11-08")
	t.must(s.Advance(t.ctx, t.as(signe), id, mapping.Reported))
	t.must(s.Publish(t.ctx, t.as(signe), id))
	t.on("2025-03-03")
	t.must(s.Erase(t.ctx, t.as(signe), id))
}

var partnerLink = regexp.MustCompile(`/kortlaegning/([^\s"]+)`)

// validate asks a partner, who looks at cards and themes by the link in the mail.
func (t *teller) validate(id string, one mapping.Study) {
	t.on("2024-06-03")
	s := t.site.Mappings.Studies
	t.must(s.AddPartner(t.ctx, id, "Værestedet ved havnen", "vaerestedet@skagerby.example"))
	_, err := s.Invite(t.ctx, t.as(signe), id)
	t.must(err)
	var token string
	t.must(t.db.Read(t.ctx, func(tx *db.Tx) error {
		var text string
		err := tx.QueryRowContext(t.ctx, `SELECT body_text FROM mail_message WHERE recipient = 'vaerestedet@skagerby.example'`).Scan(&text)
		if m := partnerLink.FindStringSubmatch(text); m != nil {
			token = m[1]
		}
		return err
	}))
	if i := slices.IndexFunc(one.Themes, func(x mapping.Theme) bool { return strings.Contains(x.Name, "Vejen ind") }); i >= 0 {
		t.must(s.Say(t.ctx, token, access.Who{}, one.Themes[i].ID, "Det passer. Vi ville gerne have en tid om ugen hos os."))
		return
	}
	t.must(errors.New("the theme is not there"))
}
