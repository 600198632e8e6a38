package demo

import (
	"errors"
	"slices"
	"strings"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/decision"
	"klynge/internal/initiative"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
)

// A point of the story: an item with one recommendation, and what became of it.
type point struct {
	title, presentation, recommendation string
	kind                                agenda.Type
	outcome                             reading.Outcome
	decision                            string
	follow                              decision.FollowUp // "" without a task
}

var firstMeeting = []point{
	{"Rådet konstituerer sig", "Sundhedsråd Fjorden afløser Sundhedsklynge Fjorden. Rådet har de samme fire kommuner og har overtaget klyngens indsatser, midler og aftaler.",
		"Rådet godkender sin forretningsorden.", agenda.Decision, reading.Approved, "Godkendt.", decision.FollowUp{}},
	{"Hvad har rådet overtaget?", "Fire klynger er blevet til to råd. Listen over alt, der var åbent i klyngen, er gennemgået post for post, og pengene stemmer til øren.",
		"Orienteringen tages til efterretning.", agenda.Information, reading.Noted, "Taget til efterretning.", decision.FollowUp{}},
	{"Medicinboks i Skagerby", "Boksen i Klitborg er åben døgnet rundt. En udlevering tager 4 minutter mod 11 før. Skagerby Kommune vil gerne have den samme.",
		"Rådet godkender en medicinboks i Skagerby efter modellen fra Klitborg.", agenda.Decision, reading.Approved, "Godkendt, idet rådet får en status, når boksen har været i drift i tre måneder.",
		decision.FollowUp{Text: "Giv rådet en status på medicinboksen i Skagerby", Owner: signe.name, Organization: signe.organization, Due: "2027-09-01"}},
}

// council plans the year, holds the first meeting of the new council, and begins
// the agenda of the next.
func (t *teller) council() {
	o := t.body(t.councils[councilFjorden])
	t.on("2027-01-04")
	var meetings []plan.Meeting
	for _, day := range []string{"2027-01-15", "2027-03-10", "2027-06-09", "2027-09-15", "2027-11-24"} {
		m, err := t.site.Planning.Plan.Plan(t.ctx, t.as(signe), plan.Meeting{BodyID: o.ID, Date: day, Start: "14:00", End: "16:00", Form: plan.Physical, Place: "Fjordhavn Rådhus, byrådssalen"}, true)
		t.must(err)
		meetings = append(meetings, m)
	}
	first := meetings[0].ID
	t.must(t.site.Agendas.Agendas.Start(t.ctx, t.as(signe), first))
	for _, p := range firstMeeting {
		t.item(first, p)
	}
	t.on("2027-01-08")
	w, err := t.site.Agendas.Agendas.Work(t.ctx, first)
	t.must(err)
	for _, f := range w.Check() {
		if f.Enforced {
			t.must(errors.New(f.Say))
		}
	}
	_, err = t.site.Agendas.Agendas.Send(t.ctx, t.as(signe), first, agenda.Sending{})
	t.must(err)
	t.hold(first)
	t.on("2027-01-18")
	t.approve(first)
	t.on("2027-01-20")
	t.publish(first)
	t.adopt(o)
	t.must(t.site.Agendas.Agendas.Start(t.ctx, t.as(signe), meetings[1].ID))
}

// item puts a point on an agenda.
func (t *teller) item(meetingID string, p point) {
	s, who := t.site.Agendas.Agendas, t.as(signe)
	it, err := s.Add(t.ctx, who, meetingID, p.title, p.kind)
	t.must(err)
	_, _, err = s.SaveField(t.ctx, who, it.ID, agenda.Presentation, 0, p.presentation)
	t.must(err)
	line, err := s.AddPart(t.ctx, who, it.ID, agenda.ProposalPart, "", "")
	t.must(err)
	_, _, err = s.SaveField(t.ctx, who, it.ID, agenda.ProposalLine+line, 0, p.recommendation)
	t.must(err)
}

// hold takes the minutes while people talk.
func (t *teller) hold(meetingID string) {
	s := t.site.Sitting.Minutes
	t.clock.Set(at("2027-01-15", "14:00"))
	by := func() minutes.By { return minutes.By{Who: t.as(signe)} }
	_, err := s.Open(t.ctx, meetingID, by())
	t.must(err)
	table, err := s.Table(t.ctx, meetingID)
	t.must(err)
	for _, a := range table.Record.Attendance {
		if a.Name == "Torben Skovbo" {
			t.must(s.Excuse(t.ctx, meetingID, a.ID, true, by()))
		} else {
			t.must(s.Arrive(t.ctx, meetingID, a.ID, false, by()))
		}
	}
	for _, it := range table.Points {
		t.clock.Set(t.clock.Now().Add(15 * time.Minute))
		t.must(s.Begin(t.ctx, meetingID, it.ID, by()))
		i := slices.IndexFunc(firstMeeting, func(p point) bool { return p.title == it.Title })
		p := point{outcome: reading.Approved, decision: "Godkendt."}
		if i >= 0 {
			p = firstMeeting[i]
		}
		for _, r := range it.Recommendations {
			t.must(s.Settle(t.ctx, it.ID, r.ID, p.outcome, by()))
		}
		if len(it.Recommendations) == 0 {
			t.must(s.SettleItem(t.ctx, it.ID, p.outcome, by()))
		}
		_, _, err := s.Write(t.ctx, it.ID, minutes.Decided, 0, p.decision, by())
		t.must(err)
		if p.follow.Text != "" {
			_, err := s.FollowUp(t.ctx, it.ID, p.follow, by())
			t.must(err)
		}
		t.must(s.Release(t.ctx, it.ID, by()))
	}
	t.clock.Set(at("2027-01-15", "15:40"))
	_, err = s.Close(t.ctx, meetingID, true, by())
	t.must(err)
}

// approve has everybody who took part approve the minutes, without a
// round of comments.
func (t *teller) approve(meetingID string) {
	s := t.site.Approval.Minutes
	_, _, err := s.AskAll(t.ctx, t.as(signe), meetingID)
	t.must(err)
	c, err := s.Find(t.ctx, meetingID)
	t.must(err)
	for _, a := range c.Approvals {
		i := slices.IndexFunc(atFjorden, func(p place) bool { return p.name == a.Name })
		t.must(s.Approve(t.ctx, t.as(atFjorden[i].person), meetingID, c.Last().Number))
	}
}

// publish lets the minutes through the gate: one prepares, another looks.
func (t *teller) publish(meetingID string) {
	gate := t.site.Publish.Gate
	p, err := gate.Prepare(t.ctx, t.as(signe), meetingID, reading.Minutes)
	t.must(err)
	t.must(gate.Clear(t.ctx, t.as(jonas), meetingID, p.ID, p.Digest))
	_, err = gate.Publish(t.ctx, t.as(jonas), meetingID, p.ID, p.Digest)
	t.must(err)
}

// adopt has the council take over what worked in another body.
func (t *teller) adopt(o body.Organization) {
	box, err := t.site.Initiatives.BySlug(t.ctx, "doegnaaben-medicinboks-for-udvalgte-patienter-i-psykiatrien")
	t.must(err)
	s, who := t.site.Leading.Initiatives, t.as(signe)
	choices, err := s.Decisions(t.ctx, who, o.ID)
	t.must(err)
	i := slices.IndexFunc(choices, func(c initiative.Choice) bool { return strings.Contains(c.Text, "Medicinboks") })
	child, err := s.Adopt(t.ctx, who, o.ID, box.ID, initiative.Pointing{DecisionID: choices[i].ID})
	t.must(err)
	t.must(s.SetName(t.ctx, who, child.ID, "Medicinboks i Skagerby", true))
}
