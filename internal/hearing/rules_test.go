package hearing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
	"klynge/internal/hearing"
)

var sent = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)

// four is a hearing with two proposals and four clusters.
func four() hearing.Hearing {
	h := hearing.Hearing{ID: "h", Title: "Nye tilbud", Due: "2026-11-30", Revision: 1, Sent: sent}
	for _, p := range []string{"p1", "p2"} {
		h.Proposals = append(h.Proposals, hearing.Proposal{ID: p, Wordings: []hearing.Wording{{Number: 1, Revision: 1, Title: "Forslag " + p}}})
	}
	for _, name := range []string{"Klynge Vest", "Klynge Ådal", "Klynge Nord", "Klynge Øst"} {
		h.Addressees = append(h.Addressees, hearing.Addressee{ID: name, Name: name, Due: h.Due, Received: sent})
	}
	return h
}

func ref() hearing.Reference { return hearing.Reference{Text: "Punkt 4", Day: "2026-11-10"} }

func given(day string, a hearing.Answer) []hearing.Answer {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	a.Number, a.Given, a.Due, a.Decision = 1, at.Add(12*time.Hour), "2026-11-30", ref()
	if a.Revision == 0 {
		a.Revision = 1
	}
	return []hearing.Answer{a}
}

func stand(p string, position hearing.Position) hearing.Stand {
	return hearing.Stand{ProposalID: p, Wording: 1, Position: position}
}

func TestCheckOfAnAnswer(t *testing.T) {
	h := four()
	whole := func(change func(*hearing.Answer)) hearing.Answer {
		a := hearing.Answer{Kind: hearing.ByProposal, Decision: ref(), Positions: []hearing.Stand{stand("p1", hearing.Supports)}}
		change(&a)
		return a
	}
	for name, c := range map[string]struct {
		change func(*hearing.Answer)
		says   string // "" when it holds
	}{
		"whole":                     {func(*hearing.Answer) {}, ""},
		"I1 no decision":            {func(a *hearing.Answer) { a.Decision = hearing.Reference{} }, "beslutningen bag"},
		"I1 no day":                 {func(a *hearing.Answer) { a.Decision.Day = "i går" }, "hvilken dag"},
		"I1 before the question":    {func(a *hearing.Answer) { a.Decision.Day = "2026-11-01" }, "før høringen blev sendt"},
		"I1 an address that runs":   {func(a *hearing.Answer) { a.Decision.URL = "javascript:alert(1)" }, "https://"},
		"I2 an unknown proposal":    {func(a *hearing.Answer) { a.Positions[0].ProposalID = "p9" }, "ikke er med"},
		"I2 a blank with a comment": {func(a *hearing.Answer) { a.Positions[0].Position, a.Positions[0].Comment = hearing.Blank, "Måske" }, "ingen holdning"},
		"I2 no position is one":     {func(a *hearing.Answer) { a.Positions[0].Position = hearing.NoPosition }, ""},
		"nothing at all":            {func(a *hearing.Answer) { a.Positions = nil }, "mindst ét forslag"},
		"I4 in place without proof": {func(a *hearing.Answer) { a.Positions[0].Position = hearing.AlreadyInPlace }, "hvad der er på plads"},
		"I4 with a note": {func(a *hearing.Answer) {
			a.Positions[0].Position, a.Positions[0].Comment = hearing.AlreadyInPlace, "Boksen i Nord."
		}, ""},
		"I4 with an initiative": {func(a *hearing.Answer) {
			a.Positions[0].Position, a.Positions[0].InitiativeID = hearing.AlreadyInPlace, "i"
		}, ""},
		"I6 an old wording":        {func(a *hearing.Answer) { a.Positions[0].Wording = 0 }, "ændret"},
		"I7 general without words": {func(a *hearing.Answer) { a.Kind = hearing.General }, "generelle svar"},
		"I7 general":               {func(a *hearing.Answer) { a.Kind, a.General, a.Positions = hearing.General, "Klyngen er enig.", nil }, ""},
		"no remarks with remarks":  {func(a *hearing.Answer) { a.Kind = hearing.NoRemarks }, "uden bemærkninger"},
		"no remarks":               {func(a *hearing.Answer) { a.Kind, a.Positions = hearing.NoRemarks, nil }, ""},
	} {
		err := h.Check(whole(c.change))
		if (c.says == "") != (err == nil) || err != nil && !strings.Contains(fault.Sentence(err), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

func TestI2BlankIsNotNoPosition(t *testing.T) {
	h := four()
	h.Addressees[0].Answers = given("2026-11-11", hearing.Answer{Kind: hearing.ByProposal, Positions: []hearing.Stand{stand("p1", hearing.NoPosition)}})
	first, second := h.Cell(h.Proposals[0], h.Addressees[0]), h.Cell(h.Proposals[1], h.Addressees[0])
	if first.State != hearing.Stood || first.Position != hearing.NoPosition || second.State != hearing.Untouched {
		t.Errorf("cells %+v and %+v, want a chosen no-position and a blank", first, second)
	}
}

func TestI3TheNoteCountsAndNeverAverages(t *testing.T) {
	h := four()
	for i, p := range []hearing.Position{hearing.Supports, hearing.NotSupported, hearing.Supports} {
		h.Addressees[i].Answers = given("2026-11-11", hearing.Answer{Kind: hearing.ByProposal, Positions: []hearing.Stand{stand("p1", p)}})
	}
	n := h.Roll("2026-12-01")
	got, sum := map[string]int{}, 0
	for _, c := range n.Proposals[0].Tally() {
		if c.Of != 4 {
			t.Errorf("a count of %d, want of 4", c.Of)
		}
		got[string(c.State)+" "+string(c.Position)] = c.N
		sum += c.N
	}
	if got["position supports"] != 2 || got["position not_supported"] != 1 || got["unanswered "] != 1 || sum != 4 {
		t.Errorf("counts %v, which sum to %d; want 2, 1 and 1 of 4", got, sum)
	}
	var names []string
	for _, a := range n.Asked {
		names = append(names, a.Name)
	}
	if fmt.Sprint(names) != "[Klynge Nord Klynge Vest Klynge Øst Klynge Ådal]" {
		t.Errorf("asked %v, want them by the Danish alphabet", names)
	}
	if n.Days != 29 || n.From != "2026-11-02" || n.To != "2026-11-30" {
		t.Errorf("period %s to %s, %d days; want 29", n.From, n.To, n.Days)
	}
}

func TestI7AGeneralAnswerIsNotedOnlyByChoice(t *testing.T) {
	h := four()
	for _, c := range []struct {
		positions []hearing.Stand
		want      hearing.CellState
	}{{nil, hearing.ByGeneral}, {h.NoteAll(), hearing.Stood}} {
		h.Addressees[0].Answers = given("2026-11-11", hearing.Answer{Kind: hearing.General, General: "Klyngen er enig.", Positions: c.positions})
		for _, p := range h.Proposals {
			cell := h.Cell(p, h.Addressees[0])
			if cell.State != c.want || c.want == hearing.Stood && cell.Position != hearing.Noted {
				t.Errorf("cell %+v, want %s", cell, c.want)
			}
		}
	}
}

func TestStatusAndStageFollowTheDay(t *testing.T) {
	h := four()
	for _, c := range []struct {
		day    string
		change func()
		status hearing.Status
		stage  hearing.Stage
	}{
		{"2026-11-20", func() {}, hearing.Received, hearing.Open},
		{"2026-11-20", func() { h.Addressees[0].MeetingID = "m" }, hearing.OnAgenda, hearing.Open},
		{"2026-11-30", func() {}, hearing.OnAgenda, hearing.Open},
		{"2026-12-01", func() {}, hearing.Overdue, hearing.Shut},
		{"2026-12-02", func() { h.Addressees[0].Answers = given("2026-12-02", hearing.Answer{Kind: hearing.NoRemarks}) }, hearing.AnsweredLate, hearing.Shut},
		{"2026-12-02", func() { h.Addressees[0].Answers = given("2026-11-30", hearing.Answer{Kind: hearing.NoRemarks}) }, hearing.SaidNothing, hearing.Shut},
		{"2026-12-02", func() { h.Notes = []hearing.Issued{{Number: 1}} }, hearing.SaidNothing, hearing.Rolled},
		{"2026-12-02", func() { h.Notes[0].Returned = sent }, hearing.SaidNothing, hearing.Returned},
		{"2026-12-02", func() { h.Notes[0].Acknowledged = sent }, hearing.SaidNothing, hearing.Acknowledged},
	} {
		c.change()
		if status, stage := h.Status(h.Addressees[0], c.day), h.Stage(c.day); status != c.status || stage != c.stage {
			t.Errorf("on %s: %q and %q, want %q and %q", c.day, status, stage, c.status, c.stage)
		}
	}
	if (hearing.Hearing{}).Stage("2026-12-02") != hearing.Drafting {
		t.Error("a hearing that was not sent is no draft")
	}
}

func TestADeadlineOnAHolidayIsMoved(t *testing.T) {
	for day, want := range map[string]string{
		"2026-12-24": "2026-12-28", // Christmas Eve, two days of Christmas, the last a Saturday, and a Sunday
		"2027-01-01": "2027-01-04", "2026-11-21": "2026-11-23", "2026-11-23": "2026-11-23", "2027-03-25": "2027-03-30", "x": "x",
	} {
		if got := hearing.NextWeekday(day); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	f.Add("-----BEGIN KLYNGE HOERING-----\nAAAA\n-----END KLYNGE HOERING-----")
	f.Add("-----BEGIN KLYNGE HOERING-----\n> e30=\n-----END KLYNGE HOERING-----")
	f.Fuzz(func(t *testing.T, text string) {
		if o, err := hearing.Unwrap(text); err == nil {
			t.Errorf("a letter without a key opens: %+v", o)
		}
	})
}
