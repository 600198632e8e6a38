package demo

import (
	"fmt"

	"klynge/internal/hearing"
)

// proposals are what Rådet for Udsatte Borgere asked in 2020.
var proposals = [...][2]string{
	{"Opsøgende sygepleje", "En sygeplejerske med tid til at opsøge borgere, der ikke selv kommer, i alle kommuner."},
	{"Gratis tandpleje", "Gratis tandpleje til borgere, der bor på gaden eller på herberg."},
	{"En fast kontaktperson ved udskrivning", "Den samme person følger borgeren fra sygehuset og hjem."},
	{"Følgeskab til undersøgelser", "En frivillig eller en ansat tager med, når borgeren skal til undersøgelse på sygehuset."},
	{"Erfaringer i undervisningen", "Mennesker med egne erfaringer underviser dem, der møder udsatte borgere."},
	{"Åben klinik", "En klinik, hvor man kan komme uden at have bestilt tid, en eftermiddag om ugen."},
	{"Ulighed i sundhed hvert år", "Ulighed i sundhed får en fast plads på årets første dagsorden."},
}

// A reply of the story: one position for each proposal.
type reply struct {
	slug      string
	by        person
	given     string
	decision  string // address of the item
	decided   string
	positions [len(proposals)]hearing.Position
	remarks   map[int]string // by the proposal's number
}

const (
	yes    = hearing.Supports
	no     = hearing.NotSupported
	silent = hearing.NoPosition
	seen   = hearing.Noted
)

var replies = []reply{
	{fjorden, signe, "2020-12-03", "/moeder/2020-12-02-klynge-fjorden/punkt-2", "2020-12-02", [...]hearing.Position{yes, silent, yes, yes, seen, yes, seen},
		map[int]string{4: "Rejsetiden fra Tangø bør indgå.", 3: "Kan prøves i Fjordhavn fra sommeren 2021."}},
	{klitten, malene, "2020-12-07", "/moeder/2020-12-04-klynge-klitten/punkt-3", "2020-12-04", [...]hearing.Position{yes, no, seen, yes, seen, seen, seen},
		map[int]string{2: "Ligger uden for samarbejdet."}},
	{aadalen, ea, "2021-01-18", "/moeder/2021-01-15-klynge-aadalen/punkt-3", "2021-01-15", [...]hearing.Position{yes, no, yes, yes, silent, silent, silent}, nil},
	{oldHeden, fogedby, "2021-03-10", "/moeder/2021-03-09-klynge-heden/punkt-2", "2021-03-09", [...]hearing.Position{yes, yes, yes, yes, yes, yes, yes},
		map[int]string{1: "Klynge Heden beklager, at svaret kommer efter den første frist."}},
}

// consultation sends seven proposals to four clusters. Three answer in time; the
// fourth answers later, and the note comes in a second edition.
func (t *teller) consultation() {
	t.on("2020-10-29")
	s := t.site.Hearing.Hearings
	id, err := s.Begin(t.ctx, t.as(jonas), t.body(committee).ID, "demo-2020", hearing.Draft{
		SenderBodyID: t.body(committee).ID, ContactName: jonas.name, ContactEmail: jonas.mail, Title: "Syv forslag fra Rådet for Udsatte Borgere",
		Intro: "Rådet for Udsatte Borgere har i september 2020 bedt om, at ulighed i sundhed får en fast plads på dagsordenen. De fire klynger bedes tage stilling til forslagene ét for ét.",
		Due:   "2021-02-01", Access: hearing.Everybody,
	})
	t.must(err)
	for _, p := range proposals {
		t.must(s.Propose(t.ctx, t.as(jonas), id, t.hearing(id).Version, p[0], p[1]))
	}
	for _, r := range replies {
		t.must(s.Invite(t.ctx, t.as(jonas), id, t.hearing(id).Version, t.body(r.slug).ID, "", ""))
	}
	_, err = s.Send(t.ctx, t.as(jonas), id, t.hearing(id).Version)
	t.must(err)
	for _, r := range replies[:3] {
		t.answer(id, r)
	}
	t.on("2021-02-10")
	t.rollUp(id)
	t.on("2021-02-25")
	h := t.hearing(id)
	late, _ := h.AskedOf(t.body(oldHeden).ID)
	t.must(s.Extend(t.ctx, t.as(jonas), id, h.Version, late.ID, "2021-03-15"))
	t.answer(id, replies[3])
	t.on("2021-03-17")
	t.rollUp(id)
	t.must(s.Return(t.ctx, t.as(jonas), id))
	t.on("2021-03-24")
	t.must(s.Acknowledge(t.ctx, t.as(jonas), id))
}

// asksAgain sends the two councils what nobody has answered yet. It waits for
// them when the demo begins.
func (t *teller) asksAgain() {
	t.on("2027-01-11")
	s := t.site.Hearing.Hearings
	id, err := s.Begin(t.ctx, t.as(jonas), t.body(collaboration).ID, "demo-2027", hearing.Draft{
		SenderBodyID: t.body(collaboration).ID, ContactName: jonas.name, ContactEmail: jonas.mail, Title: "Hvad blev der af forslag 1 og 4?",
		Intro: "Rådet for Udsatte Borgere spørger igen. Opsøgende sygepleje findes i ni af de elleve kommuner, følgeskab i tre. Rådene bedes tage stilling til resten.",
		Due:   "2027-03-15", Access: hearing.Everybody,
	})
	t.must(err)
	for _, p := range [][2]string{
		{"Opsøgende sygepleje i alle elleve kommuner", "Opsøgende sygepleje indføres i de to kommuner, der mangler, senest ved udgangen af 2027."},
		{"Følgeskab til undersøgelser", "Følgeskab tilbydes i alle kommuner efter modellen fra Åholm."},
	} {
		t.must(s.Propose(t.ctx, t.as(jonas), id, t.hearing(id).Version, p[0], p[1]))
	}
	for _, council := range []string{councilFjorden, councilVesterland} {
		t.must(s.Invite(t.ctx, t.as(jonas), id, t.hearing(id).Version, t.body(t.councils[council]).ID, "", ""))
	}
	_, err = s.Send(t.ctx, t.as(jonas), id, t.hearing(id).Version)
	t.must(err)
}

func (t *teller) hearing(id string) hearing.Hearing {
	h, err := t.site.Hearing.Hearings.Find(t.ctx, t.as(jonas), id)
	t.must(err)
	return h
}

func (t *teller) answer(id string, r reply) {
	t.on(r.given)
	h := t.hearing(id)
	asked, _ := h.AskedOf(t.body(r.slug).ID)
	a := hearing.Answer{Kind: hearing.ByProposal, Decision: hearing.Reference{Text: "Beslutning i referatet", URL: r.decision, Day: r.decided}}
	for i, p := range h.Proposals {
		a.Positions = append(a.Positions, hearing.Stand{ProposalID: p.ID, Wording: p.Now().Number, Position: r.positions[i], Comment: r.remarks[i+1]})
	}
	t.must(t.site.Hearing.Hearings.Give(t.ctx, t.as(r.by), id, asked.ID, 0, a))
}

// rollUp assesses each proposal by how many support it, and puts the answers together.
func (t *teller) rollUp(id string) {
	s := t.site.Hearing.Hearings
	for i := range proposals {
		h := t.hearing(id)
		support := 0
		for _, a := range h.Addressees {
			if given, ok := a.Last(); ok {
				if stand, ok := given.On(h.Proposals[i].ID); ok && stand.Position == hearing.Supports {
					support++
				}
			}
		}
		a := hearing.Assessment{Summary: fmt.Sprintf("%d af 4 klynger støtter forslaget.", support), Met: hearing.Partly, Reason: "Klyngerne arbejder videre hver for sig."}
		switch {
		case support >= 3:
			a.Met, a.Reason = hearing.Whole, "Forslaget tages med i planen for 2021."
		case support <= 1:
			a.Met, a.Reason = hearing.NotMet, "Der er ikke opbakning nok blandt klyngerne."
		}
		t.must(s.Assess(t.ctx, t.as(jonas), id, h.Version, h.Proposals[i].ID, a))
	}
	t.must(s.RollUp(t.ctx, t.as(jonas), id))
}
