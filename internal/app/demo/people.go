package demo

import (
	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/seat"
)

// A person of the story, with an account where there is a mail.
type person struct{ name, mail, title, organization string }

// Password opens the accounts of the demo, which hold nothing but the story.
const Password = "måger over havnen"

var (
	gerda   = person{"Gerda Holm", "gerda@nordkyst.example", "systemansvarlig", "Region Nordkyst"}
	jonas   = person{"Jonas Priess", "jonas@nordkyst.example", "chefkonsulent", "Region Nordkyst"}
	signe   = person{"Signe Hald Mørch", "signe@skagerby.example", "chefkonsulent", "Skagerby Kommune"}
	malene  = person{"Malene Lyngdorf", "malene@klitborg.example", "sekretær", "Klitborg Kommune"}
	ea      = person{"Ea Lindbjerg", "ea@aaholm.example", "sekretær", "Åholm Kommune"}
	fogedby = person{"Rune Fogedby", "rune@brandhede.example", "sekretær", "Brandhede Kommune"}
	nikolaj = person{"Nikolaj Holt", "nikolaj@marehalm.example", "sekretær", "Marehalm Kommune"}
	sanne   = person{"Sanne Uldall", "sanne@engholm.example", "sekretær", "Engholm Kommune"}
	trine   = person{"Trine Overby", "trine@fjordhavn.example", "afdelingsleder", "Fjordhavn Kommune"}

	vibeke = person{"Vibeke Stenholt", "vibeke@nordkyst.example", "regionsrådsformand", "Region Nordkyst"}
	peder  = person{"Peder Enevold", "peder@skagerby.example", "borgmester", "Skagerby Kommune"}
)

// colleagues look at what the other has written.
var colleagues = map[string]person{trine.mail: jonas, signe.mail: jonas, malene.mail: nikolaj, ea.mail: sanne}

// Visitors are the people whom somebody who tries the demo may be, with what they
// come for.
var Visitors = []struct{ Name, Mail, For string }{
	{signe.name, signe.mail, "sekretær i Sundhedsråd Fjorden"},
	{trine.name, trine.mail, "projektleder for dagklinikken"},
	{peder.name, peder.mail, "borgmester og medlem"},
	{gerda.name, gerda.mail, "administrator"},
}

// The bodies of the drawer, by their addresses.
const (
	committee     = "sundhedskoordinationsudvalget"
	collaboration = "sundhedssamarbejdsudvalget"
	fjorden       = "politisk-sundhedsklynge-fjorden"
	klitten       = "politisk-sundhedsklynge-klitten"
	aadalen       = "politisk-sundhedsklynge-aadalen"
	heden         = "sundhedsklynge-heden"
	oldHeden      = "politisk-klynge-heden" // until 2022
	vesterland    = "forberedende-sundhedsraad-vesterland"
)

// A place is a seat in the story.
type place struct {
	person
	sector body.Sector
	role   access.Role
	votes  bool
}

// atFjorden are those who sit around the table in Fjorden.
var atFjorden = []place{
	{vibeke, body.RegionSector, access.Chair, true},
	{peder, body.MunicipalitySector, access.Chair, true},
	{person{name: "Hanne Vestermark", mail: "hanne@nordkyst.example", title: "regionsrådsmedlem", organization: "Region Nordkyst"}, body.RegionSector, access.Member, true},
	{person{name: "Karen Margrethe Brinch", mail: "karen@nordkyst.example", title: "regionsrådsmedlem", organization: "Region Nordkyst"}, body.RegionSector, access.Member, true},
	{person{name: "Torben Skovbo", mail: "torben@nordkyst.example", title: "regionsrådsmedlem", organization: "Region Nordkyst"}, body.RegionSector, access.Member, true},
	{person{name: "Susanne Toftlund", mail: "susanne@fjordhavn.example", title: "borgmester", organization: "Fjordhavn Kommune"}, body.MunicipalitySector, access.Member, true},
	{person{name: "Mogens Dybdal", mail: "mogens@lyngsoe.example", title: "borgmester", organization: "Lyngsø Kommune"}, body.MunicipalitySector, access.Member, true},
	{person{name: "Birgitte Holmsted", mail: "birgitte@tangoe.example", title: "borgmester", organization: "Tangø Kommune"}, body.MunicipalitySector, access.Member, true},
	{person{name: "Ulla Steensgaard Vie", mail: "ulla@plo-nordkyst.example", title: "praktiserende læge", organization: "PLO-Nordkyst"}, body.GeneralPractice, access.Member, true},
	{person{name: "Kirsten Elkjær", mail: "kirsten@regionshospital.example", title: "hospitalsdirektør", organization: "Regionshospital Fjordhavn"}, body.RegionSector, access.Administrative, false},
	{person{name: "Camilla Brønnum", mail: "camilla@skagerby.example", title: "direktør", organization: "Skagerby Kommune"}, body.MunicipalitySector, access.Administrative, false},
	{jonas, body.RegionSector, access.Secretariat, false},
	{signe, body.MunicipalitySector, access.Secretariat, false},
	{trine, body.MunicipalitySector, access.Lead, false},
}

// people makes the accounts and gives the seats.
func (t *teller) people() {
	t.on("2020-09-01")
	token, err := t.accounts.Found(t.ctx)
	t.must(err)
	_, err = t.accounts.FoundBy(t.ctx, token, access.Founder{Name: gerda.name, Email: gerda.mail, Password: Password})
	t.must(err)
	everybody := []person{malene, nikolaj, ea, sanne, fogedby}
	for _, p := range atFjorden {
		everybody = append(everybody, p.person)
	}
	for _, p := range everybody {
		_, welcome, err := t.accounts.Invite(t.ctx, access.Invitation{Name: p.name, Email: p.mail}, t.as(gerda).Account.ID)
		t.must(err)
		_, err = t.accounts.AcceptByPassword(t.ctx, welcome, Password, access.Who{}, access.Browser{}, "")
		t.must(err)
	}
	for _, slug := range []string{committee, collaboration} {
		t.sit(slug, place{jonas, body.RegionSector, access.Secretariat, false})
	}
	for _, p := range atFjorden {
		t.sit(fjorden, p)
	}
	t.sit(klitten, place{malene, body.MunicipalitySector, access.Secretariat, false})
	t.sit(klitten, place{nikolaj, body.MunicipalitySector, access.Secretariat, false})
	t.sit(aadalen, place{sanne, body.MunicipalitySector, access.Secretariat, false})
	t.sit(aadalen, place{ea, body.MunicipalitySector, access.Secretariat, false})
	t.sit(oldHeden, place{fogedby, body.MunicipalitySector, access.Secretariat, false})
	t.sit(heden, place{fogedby, body.MunicipalitySector, access.Secretariat, false})
	t.sit(vesterland, place{malene, body.MunicipalitySector, access.Secretariat, false})
	t.must(t.site.Invite.Seats.SetMembers(t.ctx, t.body(fjorden).ID, []string{"Region Nordkyst", "Skagerby Kommune", "Fjordhavn Kommune", "Lyngsø Kommune", "Tangø Kommune"}))
}

// sit gives somebody a seat from today on, with the role where there is an account.
func (t *teller) sit(slug string, p place) {
	_, err := t.site.Invite.Seats.Add(t.ctx, t.as(gerda), seat.Seat{
		BodyID: t.body(slug).ID, Name: p.name, Email: p.mail, Title: p.title, Organization: p.organization,
		Sector: p.sector, Role: p.role, Voting: p.votes, From: access.Day(t.clock.Now()),
	}, p.mail != "")
	t.must(err)
}
