package initiative_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"klynge/internal/initiative"
)

// told writes groups as "A = B | C".
func told(groups []initiative.Group) string {
	var all []string
	for _, g := range groups {
		var labels []string
		for _, m := range g {
			labels = append(labels, m.Label)
		}
		slices.Sort(labels)
		all = append(all, strings.Join(labels, " = "))
	}
	slices.Sort(all)
	return strings.Join(all, " | ")
}

func TestGather(t *testing.T) {
	for name, tt := range map[string]struct {
		labels []string
		want   string
	}{
		"case and inflection": {[]string{"Ældre medicinsk Dagklinik", "Ældremedicinsk dagklinik", "ÆLDRE MEDICINSK DAGKLINIKKEN"}, "ÆLDRE MEDICINSK DAGKLINIKKEN = Ældre medicinsk Dagklinik | Ældremedicinsk dagklinik"},
		"a longer label":      {[]string{"Projekt: Samråd om børn og unge", "Samråd om børn og unge i mistrivsel"}, "Projekt: Samråd om børn og unge = Samråd om børn og unge i mistrivsel"},
		"one long word":       {[]string{"Medicinbokse", "Udvidede medicinbokse til psykiatrien"}, "Medicinbokse = Udvidede medicinbokse til psykiatrien"},
		"one short word":      {[]string{"Unge", "Forum for tidlig hjælp til unge"}, "Forum for tidlig hjælp til unge | Unge"},
		"the same place":      {[]string{"Medicinboks i Skagerby", "Dagklinik i Skagerby"}, "Dagklinik i Skagerby | Medicinboks i Skagerby"},
		"a share of words":    {[]string{"Tidlig hjælp til unge", "Tidlig hjælp og samråd"}, "Tidlig hjælp og samråd | Tidlig hjælp til unge"},
		"like two that are not like each other": {[]string{"Medicinboks i Skagerby", "Medicinboks i Klitby", "Medicinbokse"},
			"Medicinboks i Klitby | Medicinboks i Skagerby | Medicinbokse"},
		"nothing but routine": {[]string{"Status på projekt", "Orientering om indsats"}, "Orientering om indsats | Status på projekt"},
	} {
		for range 5 {
			var mentions []initiative.Mention
			for _, label := range tt.labels {
				mentions = append(mentions, initiative.Mention{Label: label, What: initiative.Fund})
			}
			rand.Shuffle(len(mentions), func(i, j int) { mentions[i], mentions[j] = mentions[j], mentions[i] })
			if got := told(initiative.Gather(mentions)); got != tt.want {
				t.Errorf("Gather %s:\n got %s\nwant %s", name, got, tt.want)
				break
			}
		}
	}
}

func TestTopics(t *testing.T) {
	groups := initiative.Gather([]initiative.Mention{{Label: "Ældremedicinsk dagklinik"}, {Label: "Medicinboks i Skagerby"}, {Label: "Medicinboks i Klitby"}})
	for title, want := range map[string]string{
		"Statusoplæg: Ældremedicinsk Dagklinik i fire kommuner": "Ældremedicinsk dagklinik",
		"Evaluering af medicinboks i Klitby":                    "Medicinboks i Klitby",
		"Medicinboks":                                           "", // of which town?
		"Sundhedsreformen":                                      "",
		"Eventuelt":                                             "",
		"Status":                                                "",
	} {
		got := ""
		if at := initiative.TopicsOf(groups).Of(title); at >= 0 {
			got = groups[at][0].Label
		}
		if got != want {
			t.Errorf("Topics.Of(%q) = %q, want %q", title, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for label, want := range map[string]bool{
		"Ældremedicinsk dagklinik": true, "Medicinboks i Skagerby Kommune": true, "Forum for tidlig hjælp til unge": true,
		"Sundhedsklynge Nord": false, "Skagerby Kommune": false, "Modtaget for 2022": false, "Projekt": false, "2023": false,
	} {
		if got := initiative.Names(label); got != want {
			t.Errorf("Names(%q) = %t, want %t", label, got, want)
		}
	}
}

func TestInitiativeOfAGroup(t *testing.T) {
	g := initiative.Group{
		{What: initiative.Fund, Label: "Udvidede medicinbokse til psykiatriske patienter", BodyID: "nord"},
		{What: initiative.Case, Label: "Medicinbokse", Leader: "Ea Ask", Purpose: "Lettere adgang"},
		{What: initiative.Case, Label: "Medicinbokse", Leader: "Bo Lind"},
	}
	want := initiative.Initiative{Title: "Medicinbokse", BodyID: "nord", Leader: "Bo Lind", Purpose: "Lettere adgang"}
	if got := g.Initiative(); got != want {
		t.Errorf("Initiative = %+v, want %+v", got, want)
	}
}
