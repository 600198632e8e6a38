package backlog_test

import (
	"testing"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/backlog"
	"klynge/internal/fault"
	"klynge/internal/plan"
)

func meetings(days ...string) (list []plan.Meeting) {
	for _, day := range days {
		list = append(list, plan.Meeting{ID: day, BodyID: "b1", Date: day, Start: "13:00", End: "15:00", State: plan.Planned})
	}
	return list
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// R12: received at least so many days before, it is for the next meeting; later,
// for the one after.
func TestR12ProposalsAndTheirDeadline(t *testing.T) {
	rules := plan.Rules{RequestDays: 11}
	two := meetings("2026-12-02", "2027-02-03")
	cancelled := meetings("2026-12-02", "2027-02-03")
	cancelled[0].State = plan.Cancelled
	for name, c := range map[string]struct {
		received      string
		coming        []plan.Meeting
		want, missed  string
		wantNoMeeting bool
	}{
		"well before":                         {"2026-11-10T09:00:00Z", two, "2026-12-02", "", false},
		"on the last day":                     {"2026-11-21T12:00:00Z", two, "2026-12-02", "", false},
		"on the last day, at eleven at night": {"2026-11-21T22:59:00Z", two, "2026-12-02", "", false},
		"a minute after midnight in Denmark":  {"2026-11-21T23:01:00Z", two, "2027-02-03", "2026-12-02", false},
		"the day after":                       {"2026-11-22T09:00:00Z", two, "2027-02-03", "2026-12-02", false},
		"on the day of the meeting":           {"2026-12-02T09:00:00Z", two, "2027-02-03", "2026-12-02", false},
		"while it is held":                    {"2026-12-02T13:00:00Z", two, "2027-02-03", "", false},
		"the next is cancelled":               {"2026-11-10T09:00:00Z", cancelled, "2027-02-03", "", false},
		"too late for the only one":           {"2026-11-25T09:00:00Z", two[:1], "", "2026-12-02", true},
		"none is planned":                     {"2026-11-25T09:00:00Z", nil, "", "", true},
	} {
		slot, ok := backlog.InTime(at(t, c.received), c.coming, rules)
		if ok == c.wantNoMeeting || slot.Date != c.want || slot.Missed != c.missed {
			t.Errorf("%s: InTime = the meeting %q, missed %q, %v, want %q, %q", name, slot.Date, slot.Missed, ok, c.want, c.missed)
		}
	}
	if slot, _ := backlog.InTime(at(t, "2026-11-10T09:00:00Z"), two, rules); slot.Deadline != "2026-11-21" {
		t.Errorf("the deadline is %q, want eleven days before the meeting", slot.Deadline)
	}
}

// R25: a request to report is for the first meeting after its window, or after
// the meeting that asked.
func TestR25CandidatesAndTheirMeeting(t *testing.T) {
	coming := meetings("2026-12-02", "2027-02-03", "2027-05-05")
	moved := meetings("2026-12-02", "2027-02-03")
	moved[0].State = plan.Cancelled
	for name, c := range map[string]struct {
		candidate backlog.Candidate
		coming    []plan.Meeting
		want      string
	}{
		"at the next meeting":                {backlog.Candidate{After: "2026-10-01"}, coming, "2026-12-02"},
		"the window ends between meetings":   {backlog.Candidate{After: "2026-12-31"}, coming, "2027-02-03"},
		"the window ends on a meeting":       {backlog.Candidate{After: "2026-12-02"}, coming, "2027-02-03"},
		"due before the next":                {backlog.Candidate{Due: "2026-11-30"}, coming, "2026-12-02"},
		"due on a meeting":                   {backlog.Candidate{Due: "2027-02-03"}, coming, "2027-02-03"},
		"overdue":                            {backlog.Candidate{Due: "2025-01-01"}, coming, "2026-12-02"},
		"a window and a day after it":        {backlog.Candidate{After: "2026-12-31", Due: "2027-03-01"}, coming, "2027-05-05"},
		"the first after it is cancelled":    {backlog.Candidate{After: "2026-10-01"}, moved, "2027-02-03"},
		"after the last that is planned":     {backlog.Candidate{After: "2028-01-01"}, coming, ""},
		"nothing is known of when":           {backlog.Candidate{}, coming, "2026-12-02"},
		"there is no meeting planned at all": {backlog.Candidate{}, nil, ""},
	} {
		if m, ok := c.candidate.For(c.coming); m.Date != c.want || ok != (c.want != "") {
			t.Errorf("%s: For = %q, %v, want %q", name, m.Date, ok, c.want)
		}
	}
}

func TestAProposalSaysWhatItWants(t *testing.T) {
	whole := backlog.Proposal{Title: " Fælles  kørsel ", Text: "Ventetiden vokser.", Recommendation: "at der afsættes midler", Type: agenda.Decision}
	for name, c := range map[string]struct {
		change func(*backlog.Proposal)
		ok     bool
	}{
		"whole":                            {func(*backlog.Proposal) {}, true},
		"without a title":                  {func(p *backlog.Proposal) { p.Title = " " }, false},
		"without a reason":                 {func(p *backlog.Proposal) { p.Text = "\n" }, false},
		"a decision without a proposal":    {func(p *backlog.Proposal) { p.Recommendation = " " }, false},
		"a discussion without a proposal":  {func(p *backlog.Proposal) { p.Recommendation, p.Type = "", agenda.Discussion }, true},
		"of no type":                       {func(p *backlog.Proposal) { p.Type = "x" }, false},
		"a title that is a whole document": {func(p *backlog.Proposal) { p.Title = string(make([]rune, 300)) + "x" }, false},
	} {
		p := whole
		c.change(&p)
		if got, err := p.Checked(); (err == nil) != c.ok || err != nil && !fault.Is(err, fault.Invalid) || err == nil && got.Title != "Fælles kørsel" {
			t.Errorf("%s: Checked = %q, %v, want ok %v", name, got.Title, err, c.ok)
		}
	}
}
