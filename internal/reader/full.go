package reader

import (
	"encoding/json"
	"math"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// full is the JSON of klynge read --full: everything that was read, with the
// sources and the findings. The paths in sources point into it.
type full struct {
	File         string                          `json:"file"`
	Digest       string                          `json:"digest"`
	Format       string                          `json:"format,omitempty"`
	Body         *string                         `json:"body"`
	Date         *string                         `json:"date"`
	Start        *string                         `json:"start"`
	End          *string                         `json:"end"`
	Place        *string                         `json:"place"`
	Kind         *string                         `json:"kind"`
	Participants []fullParticipant               `json:"participants"`
	Items        []fullItem                      `json:"items"`
	Initiatives  []goldInitiative                `json:"initiatives"`
	Cases        []fullCase                      `json:"cases"`
	Funds        []fullFund                      `json:"funds"`
	FundsTotal   *int64                          `json:"funds_total_dkk"`
	NextMeetings []string                        `json:"next_meetings"`
	Next         []fullNext                      `json:"next"`
	Promises     []fullPromise                   `json:"promises"`
	Sources      map[reading.Path]reading.Source `json:"sources"`
	Findings     []fullFinding                   `json:"findings"`
}

type fullParticipant struct {
	goldParticipant
	Partly        string `json:"partly,omitempty"`
	SubstituteFor string `json:"substitute_for,omitempty"`
}

type fullItem struct {
	goldItem
	Case     string        `json:"case,omitempty"`
	Decided  bool          `json:"decided"`
	Sections []fullSection `json:"sections"`
	// What the decision says of each recommendation, and where each attachment
	// is: in the order of recommendations and attachments.
	RecommendationOutcomes []reading.Outcome         `json:"recommendation_outcomes,omitempty"`
	AttachmentStates       []reading.AttachmentState `json:"attachment_states,omitempty"`
}

type fullSection struct {
	Heading string     `json:"heading"`
	Level   int        `json:"level,omitempty"`
	Lines   []fullLine `json:"lines"`
}

type fullLine struct {
	Kind  extract.BlockKind `json:"kind"`
	Label string            `json:"label,omitempty"`
	Text  string            `json:"text"`
	Cells []string          `json:"cells,omitempty"`
	extract.Passage
}

type fullCase struct {
	Title     string      `json:"title"`
	Item      string      `json:"item,omitempty"`
	Leader    *string     `json:"leader"`
	Group     []string    `json:"group"`
	Funding   float64     `json:"funding_dkk,omitempty"`
	Purpose   []fullLine  `json:"purpose"`
	Data      []fullLine  `json:"data"`
	Scope     []fullLine  `json:"scope"`
	Schedule  []fullLine  `json:"schedule"`
	Resources []fullLine  `json:"resources"`
	Phases    []fullPhase `json:"phases"`
}

type fullPhase struct {
	Label string `json:"label,omitempty"`
	Text  string `json:"text"`
	Start string `json:"start,omitempty"`
	End   string `json:"end,omitempty"`
	Open  bool   `json:"open,omitempty"`
}

type fullFund struct {
	Item      string    `json:"item,omitempty"`
	Title     string    `json:"title,omitempty"`
	Rows      []fullRow `json:"rows"`
	Total     *float64  `json:"total"`
	Remaining *float64  `json:"remaining"`
}

type fullRow struct {
	Label  string  `json:"label"`
	Amount float64 `json:"amount_dkk"`
	Rest   bool    `json:"rest,omitempty"`
}

type fullNext struct {
	Date   string `json:"date"`
	Start  string `json:"start,omitempty"`
	End    string `json:"end,omitempty"`
	NoYear bool   `json:"no_year,omitempty"`
}

type fullPromise struct {
	Item string `json:"item,omitempty"`
	Text string `json:"text"`
	Due  string `json:"due,omitempty"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

type fullFinding struct {
	reading.Finding
	Danish  string `json:"da"`
	English string `json:"en"`
}

// Full returns what klynge read --full prints. [FromFull] reads it back.
func Full(r *reading.Reading) any {
	g := Gold(r).(gold)
	m := &r.Meeting
	f := full{
		File: r.File, Digest: r.Digest,
		Body: g.Body, Date: g.Date, Start: g.Start, End: g.End, Place: g.Place, Kind: g.Kind,
		Participants: []fullParticipant{}, Items: []fullItem{}, Initiatives: g.Initiatives, Cases: []fullCase{},
		Funds: []fullFund{}, FundsTotal: g.FundsTotal, NextMeetings: g.NextMeetings, Next: []fullNext{},
		Promises: []fullPromise{}, Sources: r.Sources, Findings: []fullFinding{},
	}
	if r.Document != nil {
		f.Format = string(r.Document.Kind)
	}
	for i, p := range m.Participants {
		f.Participants = append(f.Participants, fullParticipant{g.Participants[i], p.Partly, p.SubstituteFor})
	}
	for i := range m.Items {
		f.Items = append(f.Items, fullItemOf(&m.Items[i], g.Items[i]))
	}
	for i := range m.Cases {
		f.Cases = append(f.Cases, fullCaseOf(&m.Cases[i]))
	}
	for _, fund := range m.Funds {
		f.Funds = append(f.Funds, fullFundOf(fund))
	}
	for _, n := range m.NextMeetings {
		f.Next = append(f.Next, fullNext(n))
	}
	for _, p := range m.Promises {
		f.Promises = append(f.Promises, fullPromise(p))
	}
	for _, finding := range r.Findings {
		f.Findings = append(f.Findings, fullFinding{finding, finding.Say("da"), finding.Say("en")})
	}
	return f
}

func fullItemOf(it *reading.Item, g goldItem) fullItem {
	f := fullItem{goldItem: g, Case: it.Case, Decided: it.Decided, Sections: []fullSection{}}
	for _, s := range it.Sections {
		f.Sections = append(f.Sections, fullSection{s.Heading, s.Level, fullLines(s.Lines)})
	}
	told := false
	for _, rec := range it.Recommendations {
		f.RecommendationOutcomes = append(f.RecommendationOutcomes, rec.Outcome)
		told = told || rec.Outcome != ""
	}
	if !told {
		f.RecommendationOutcomes = nil
	}
	for _, a := range it.Attachments {
		f.AttachmentStates = append(f.AttachmentStates, a.State)
	}
	return f
}

func fullLines(lines []reading.Line) []fullLine {
	all := make([]fullLine, 0, len(lines))
	for _, l := range lines {
		all = append(all, fullLine(l))
	}
	return all
}

func fullCaseOf(c *reading.Case) fullCase {
	f := fullCase{
		Title: c.Title, Item: c.Item, Leader: orNull(c.Leader), Group: c.Group, Funding: dkk(c.Funding),
		Purpose: fullLines(c.Purpose), Data: fullLines(c.Data), Scope: fullLines(c.Scope),
		Schedule: fullLines(c.Schedule), Resources: fullLines(c.Resources), Phases: []fullPhase{},
	}
	for _, p := range c.Phases {
		f.Phases = append(f.Phases, fullPhase(p))
	}
	return f
}

func fullFundOf(fund reading.Fund) fullFund {
	f := fullFund{Item: fund.Item, Title: fund.Title, Rows: []fullRow{}}
	for _, row := range fund.Rows {
		f.Rows = append(f.Rows, fullRow{row.Label, dkk(row.Amount), row.Rest})
	}
	if fund.HasTotal {
		total := dkk(fund.Total)
		f.Total = &total
	}
	if fund.HasRest {
		rest := dkk(fund.Remaining)
		f.Remaining = &rest
	}
	return f
}

// dkk is an amount in kroner; the øre are behind the point.
func dkk(a danish.Amount) float64 { return float64(a) / 100 }

func amountOf(kroner float64) danish.Amount { return danish.Amount(math.Round(kroner * 100)) }

// FromFull reads back what [Full] wrote. The document itself is not in it.
func FromFull(data []byte) (*reading.Reading, error) {
	var f full
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fault.Because(err, fault.Invalid, "Det gemte møde kan ikke læses igen. Læs den oprindelige fil ind på ny.")
	}
	r := &reading.Reading{File: f.File, Digest: f.Digest, Sources: f.Sources}
	m := &r.Meeting
	m.Body, m.Date, m.Start, m.End, m.Place = orEmpty(f.Body), orEmpty(f.Date), orEmpty(f.Start), orEmpty(f.End), orEmpty(f.Place)
	m.Kind = reading.Kind(orEmpty(f.Kind))
	for _, p := range f.Participants {
		m.Participants = append(m.Participants, reading.Participant{
			Name: p.Name, Role: orEmpty(p.Role), Organization: orEmpty(p.Organization), Group: orEmpty(p.Group),
			Absent: p.Absent, Chair: p.Chair, Partly: p.Partly, SubstituteFor: p.SubstituteFor,
		})
	}
	for i := range f.Items {
		m.Items = append(m.Items, f.Items[i].item())
	}
	for i := range f.Cases {
		m.Cases = append(m.Cases, f.Cases[i].plan())
	}
	for _, fund := range f.Funds {
		m.Funds = append(m.Funds, fund.fund())
	}
	for _, n := range f.Next {
		m.NextMeetings = append(m.NextMeetings, reading.Next(n))
	}
	for _, p := range f.Promises {
		m.Promises = append(m.Promises, reading.Promise(p))
	}
	for _, finding := range f.Findings {
		r.Findings = append(r.Findings, finding.Finding)
	}
	return r, nil
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (f *fullItem) item() reading.Item {
	it := reading.Item{
		Number: f.Number, Title: f.Title, Case: f.Case, Type: reading.ItemType(orEmpty(f.Type)), Closed: f.Closed,
		Decided: f.Decided, Decision: orEmpty(f.Decision), Outcome: reading.Outcome(orEmpty(f.Outcome)),
	}
	if f.Minutes != nil {
		it.Minutes = *f.Minutes
	}
	for _, s := range f.Sections {
		it.Sections = append(it.Sections, reading.Section{Heading: s.Heading, Level: s.Level, Lines: readingLines(s.Lines)})
	}
	for i, text := range f.Recommendations {
		rec := reading.Recommendation{Text: text}
		if i < len(f.RecommendationOutcomes) {
			rec.Outcome = f.RecommendationOutcomes[i]
		}
		it.Recommendations = append(it.Recommendations, rec)
	}
	for i, name := range f.Attachments {
		a := reading.Attachment{Name: name}
		if i < len(f.AttachmentStates) {
			a.State = f.AttachmentStates[i]
		}
		it.Attachments = append(it.Attachments, a)
	}
	return it
}

func readingLines(lines []fullLine) []reading.Line {
	var all []reading.Line
	for _, l := range lines {
		all = append(all, reading.Line(l))
	}
	return all
}

func (f *fullCase) plan() reading.Case {
	c := reading.Case{
		Title: f.Title, Item: f.Item, Leader: orEmpty(f.Leader), Group: f.Group, Funding: amountOf(f.Funding),
		Purpose: readingLines(f.Purpose), Data: readingLines(f.Data), Scope: readingLines(f.Scope),
		Schedule: readingLines(f.Schedule), Resources: readingLines(f.Resources),
	}
	for _, p := range f.Phases {
		c.Phases = append(c.Phases, reading.Phase(p))
	}
	return c
}

func (f fullFund) fund() reading.Fund {
	fund := reading.Fund{Item: f.Item, Title: f.Title, HasTotal: f.Total != nil, HasRest: f.Remaining != nil}
	for _, row := range f.Rows {
		fund.Rows = append(fund.Rows, reading.FundRow{Label: row.Label, Amount: amountOf(row.Amount), Rest: row.Rest})
	}
	if f.Total != nil {
		fund.Total = amountOf(*f.Total)
	}
	if f.Remaining != nil {
		fund.Remaining = amountOf(*f.Remaining)
	}
	return fund
}
