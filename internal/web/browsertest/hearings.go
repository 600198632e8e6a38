package main

import (
	"fmt"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/hearing"
	"klynge/internal/mail"
	hearingpages "klynge/internal/web/hearing"
)

const day = 24 * time.Hour

// ready makes a consultation of the council, not yet sent.
func (c cast) ready(key string, d hearing.Draft, proposals, bodies []string) (id string, err error) {
	d.SenderBodyID, d.ContactName, d.ContactEmail = "raad", "Gerda Holm", "gerda@skagerby.example"
	if id, err = c.ask.Begin(c, c.who, "raad", key, d); err != nil {
		return id, err
	}
	for _, p := range proposals {
		title, text, _ := strings.Cut(p, "|")
		if err := c.change(id, func(version int64) error { return c.ask.Propose(c, c.who, id, version, title, text) }); err != nil {
			return id, err
		}
	}
	for _, b := range bodies {
		if err := c.change(id, func(version int64) error {
			name, mail, elsewhere := strings.Cut(b, "|")
			if elsewhere {
				b = ""
			}
			return c.ask.Invite(c, c.who, id, version, b, name, mail)
		}); err != nil {
			return id, err
		}
	}
	return id, nil
}

// change does something to a consultation as it now stands.
func (c cast) change(id string, act func(version int64) error) error {
	h, err := c.ask.Find(c, c.who, id)
	if err != nil {
		return err
	}
	return act(h.Version)
}

func (c cast) send(id string) error {
	return c.change(id, func(version int64) error {
		_, err := c.ask.Send(c, c.who, id, version)
		return err
	})
}

// decide has a body decide its answer today, and returns the decision.
func (c cast) decide(bodyID, title string, closed bool) (id string, err error) {
	id = fmt.Sprintf("svar-%s-%d", bodyID, c.site.Clock().Unix())
	return id, c.site.Exec(c, `INSERT INTO decision (id, body_id, meeting_id, item_id, number, title, text, outcome, closed, date, ground, state, replaced_by, reason, listed_id, made_by, changed_at, changed_by)
		VALUES ($1, $2, NULL, '', '5', $3, 'Svaret blev godkendt.', 'approved', $4, $5, '', 'in-force', NULL, '', NULL, '', 0, '')`, id, bodyID, title, closed, access.Day(c.site.Clock()))
}

// A say is a position with its words.
type say struct {
	position hearing.Position
	comment  string
}

// give has a body answer with a decision of today.
func (c cast) give(id, bodyID string, closed bool, a hearing.Answer, says ...say) error {
	h, err := c.ask.Find(c, c.who, id)
	if err != nil {
		return err
	}
	to, _ := h.AskedOf(bodyID)
	if a.Decision.ID, err = c.decide(bodyID, "Høring: "+h.Title, closed); err != nil {
		return err
	}
	a.Positions = stands(h, says)
	return c.ask.Give(c, c.who, id, to.ID, 0, a)
}

func stands(h hearing.Hearing, says []say) (list []hearing.Stand) {
	for i, s := range says {
		list = append(list, hearing.Stand{ProposalID: h.Proposals[i].ID, Wording: h.Proposals[i].Now().Number, Position: s.position, Comment: s.comment})
	}
	return list
}

// A postbox is the letters of consultations, and the links in them by who got them.
type postbox struct {
	hearingpages.Letters
	links map[string]string
}

// Ask keeps the token of the link.
func (p postbox) Ask(h hearing.Hearing, a hearing.Addressee, path, signed, key string) (mail.Message, error) {
	p.links[a.Email] = strings.TrimPrefix(path, "/hoering/")
	return p.Letters.Ask(h, a, path, signed, key)
}

var asked = []string{
	"Fælles medicinliste ved udskrivning|Borgeren får en opdateret medicinliste med hjem, og kommunens sygepleje kan se den samme dag.",
	"Én indgang til akutpladserne|Hospital og almen praksis ringer til ét nummer, når en borger skal på en akutplads.",
	"Fast møde om borgere med tre indlæggelser på et halvt år|Hospital, kommune og egen læge mødes på video inden for 14 dage.",
	"Fælles oplæring i tidlig opsporing|",
	"Medicinbokse på plejecentrene|Alle plejecentre har en boks med de 25 præparater, der oftest mangler om natten.",
}

// hearings makes three consultations: one that has been answered in every way,
// one that is being made, and one that is over.
func (c cast) hearings(pages map[string]string) error {
	over, err := c.over()
	if err != nil {
		return err
	}
	lively, err := c.lively()
	if err != nil {
		return err
	}
	made, err := c.ready("hoering-kladde", hearing.Draft{Title: "Vision for det nære sundhedsvæsen", Intro: "Sundhedsrådet vil have en fælles vision, før den nye plan skrives.", Due: "2026-12-26"},
		asked[:2], []string{"klynge-heden", "klynge-skoven"})
	if err != nil {
		return err
	}
	h, err := c.ask.Find(c, c.who, lively)
	if err != nil {
		return err
	}
	missing, _ := h.AskedOf("klynge-aadalen")
	pages["hoering-kladde"], pages["hoering"], pages["hoering-slut"] = "/arbejde/hoering/"+made, h.Path(), "/arbejde/hoering/"+over
	pages["hoering-svar"], pages["hoeringsnotat"] = h.Path()+"/svar/"+missing.ID, h.Path()+"/notat"
	pages["hoeringsnotat-slut"], pages["hoering-offentlig"], pages["hoering-slut-offentlig"] = "/arbejde/hoering/"+over+"/notat", "/hoeringer/"+lively, "/hoeringer/"+over
	pages["hoering-link"] = "/hoering/" + c.post.links["klinik@laeger.example"]
	return nil
}

// lively is a consultation that stands open past its deadline.
func (c cast) lively() (id string, err error) {
	if id, err = c.ready("hoering-overgange", hearing.Draft{Title: "Trygge overgange mellem hospital og hjem",
		Intro: "Sundhedsråd Fjorden spørger klyngerne, om de fem forslag kan blive fælles for hele området fra 2027.\n\nSvar på hvert forslag, og skriv gerne, hvad der allerede er i gang.", Due: "2026-11-13"},
		asked, []string{"klynge-heden", "klynge-klitten", "klynge-skoven", "klynge-aadalen", "Praktiserende Læger i Nordkyst|klinik@laeger.example", "Ældreudvalget i Skagerby|udvalg@skagerby.example"}); err != nil {
		return id, err
	}
	for _, p := range []hearing.Paper{{Name: "Oversigt over de fem forslag", URL: "/om"}, {Name: "Økonomisk overslag", Due: "2026-11-27"}} {
		if err := c.ask.AddPaper(c, c.who, id, p); err != nil {
			return id, err
		}
	}
	if err := c.send(id); err != nil {
		return id, err
	}
	c.site.Pass(16 * day)
	if err := c.give(id, "klynge-heden", false, hearing.Answer{Kind: hearing.ByProposal}, say{hearing.Supports, "Vi vil gerne begynde på medicinsk afdeling."}, say{hearing.SupportsPartly, "Nummeret skal også virke i weekenden."},
		say{hearing.NotSupported, "Møderne koster mere tid, end de giver. Brug de konferencer, der findes."}, say{hearing.Noted, ""}, say{hearing.AlreadyInPlace, "Boksene står i Hede Kommune og har været brugt siden 2024."}); err != nil {
		return id, err
	}
	c.site.Pass(8 * day)
	if err := c.give(id, "klynge-klitten", false, hearing.Answer{Kind: hearing.General, General: "Klyngen bakker op om retningen og ønsker, at de fem forslag bliver sat i en rækkefølge. Vi kan ikke løfte dem alle på én gang."}); err != nil {
		return id, err
	}
	token := c.post.links["udvalg@skagerby.example"]
	h, _, err := c.ask.Linked(c, token, access.Who{})
	if err != nil {
		return id, err
	}
	if err := c.ask.GiveByLink(c, token, access.Who{}, hearing.Answer{Kind: hearing.ByProposal, By: "Karin Toft, Skagerby Kommune",
		Decision: hearing.Reference{Text: "Ældreudvalgets møde, punkt 3", Day: access.Day(c.site.Clock())}, Positions: stands(h, []say{{hearing.Supports, ""}, {hearing.Supports, ""}, {hearing.SupportsPartly, "Kun når borgeren selv siger ja."}, {hearing.NoPosition, ""}})}); err != nil {
		return id, err
	}
	c.site.Pass(13 * day)
	return id, c.give(id, "klynge-skoven", true, hearing.Answer{Kind: hearing.ByProposal}, say{hearing.Supports, ""}, say{hearing.Supports, ""}, say{hearing.NotSupported, "Det kræver flere læger."}, say{hearing.Supports, ""}, say{hearing.Supports, ""})
}

// over is a consultation whose note has come back and been acknowledged.
func (c cast) over() (id string, err error) {
	defer func(began time.Time) { c.site.Pass(began.Sub(c.site.Clock())) }(c.site.Clock())
	if id, err = c.ready("hoering-slut", hearing.Draft{Title: "Fælles tider for udskrivning", Due: "2026-10-30"},
		[]string{"Udskrivning senest kl. 14 på hverdage|Kommunen får besked senest kl. 12 dagen før."}, []string{"klynge-heden", "klynge-skoven"}); err != nil {
		return id, err
	}
	if err := c.send(id); err != nil {
		return id, err
	}
	c.site.Pass(2 * day)
	if err := c.give(id, "klynge-heden", false, hearing.Answer{Kind: hearing.ByProposal}, say{hearing.Supports, ""}); err != nil {
		return id, err
	}
	if err := c.change(id, func(version int64) error {
		h, err := c.ask.Find(c, c.who, id)
		if err != nil {
			return err
		}
		return c.ask.Reword(c, c.who, id, version, h.Proposals[0].ID, "Udskrivning senest kl. 15 på hverdage", "Kommunen får besked senest kl. 12 samme dag.", "")
	}); err != nil {
		return id, err
	}
	for _, b := range []string{"klynge-heden", "klynge-skoven"} {
		c.site.Pass(3 * day)
		if err := c.give(id, b, false, hearing.Answer{Kind: hearing.ByProposal}, say{hearing.Supports, "Godt, at det er den samme tid overalt."}); err != nil {
			return id, err
		}
	}
	h, err := c.ask.Find(c, c.who, id)
	if err != nil {
		return id, err
	}
	if err := c.ask.Assess(c, c.who, id, h.Version, h.Proposals[0].ID, hearing.Assessment{Summary: "Begge klynger støtter forslaget, som det blev ændret.", Met: hearing.Whole}); err != nil {
		return id, err
	}
	for _, act := range []func() error{
		func() error { return c.ask.RollUp(c, c.who, id) }, func() error { return c.ask.Return(c, c.who, id) }, func() error { return c.ask.Acknowledge(c, c.who, id) },
	} {
		if err := act(); err != nil {
			return id, err
		}
	}
	return id, nil
}
