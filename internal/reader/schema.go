package reader

import "klynge/internal/reader/reading"

// The JSON of klynge read --json. A value that was not read is null.
type gold struct {
	Body         *string           `json:"body"`
	Date         *string           `json:"date"`
	Start        *string           `json:"start"`
	End          *string           `json:"end"`
	Place        *string           `json:"place"`
	Kind         *string           `json:"kind"`
	Participants []goldParticipant `json:"participants"`
	Items        []goldItem        `json:"items"`
	Initiatives  []goldInitiative  `json:"initiatives"`
	Funds        []goldFund        `json:"funds"`
	FundsTotal   *int64            `json:"funds_total_dkk"`
	NextMeetings []string          `json:"next_meetings"`
}

type goldParticipant struct {
	Name         string  `json:"name"`
	Role         *string `json:"role"`
	Organization *string `json:"organization"`
	Group        *string `json:"group"`
	Absent       bool    `json:"absent"`
	Chair        bool    `json:"chair"`
}

type goldItem struct {
	Number          string   `json:"number"`
	Title           string   `json:"title"`
	Type            *string  `json:"type"`
	Closed          bool     `json:"closed"`
	Minutes         *int     `json:"duration_min"`
	Recommendations []string `json:"recommendations"`
	Decision        *string  `json:"decision"`
	Outcome         *string  `json:"outcome"`
	Attachments     []string `json:"attachments"`
}

type goldInitiative struct {
	Title   string  `json:"title"`
	Leader  *string `json:"leader"`
	Funding *int64  `json:"funding_dkk"`
}

type goldFund struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount_dkk"`
}

// Gold returns what klynge read --json prints: the meeting without sources.
func Gold(r *reading.Reading) any {
	m := &r.Meeting
	g := gold{
		Body: orNull(m.Body), Date: orNull(m.Date), Start: orNull(m.Start), End: orNull(m.End), Place: orNull(m.Place),
		Kind: orNull(string(m.Kind)), Participants: []goldParticipant{}, Items: []goldItem{},
		Initiatives: []goldInitiative{}, Funds: []goldFund{}, NextMeetings: []string{},
	}
	for _, p := range m.Participants {
		g.Participants = append(g.Participants, goldParticipant{p.Name, orNull(p.Role), orNull(p.Organization), orNull(p.Group), p.Absent, p.Chair})
	}
	for i := range m.Items {
		g.Items = append(g.Items, goldItemOf(&m.Items[i]))
	}
	for _, c := range m.Cases {
		g.Initiatives = append(g.Initiatives, goldInitiative{c.Title, orNull(c.Leader), kroner(int64(c.Funding))})
	}
	for _, f := range m.Funds {
		for _, row := range f.Rows {
			g.Funds = append(g.Funds, goldFund{row.Label, int64(row.Amount) / 100})
		}
		if f.HasTotal && g.FundsTotal == nil {
			g.FundsTotal = kroner(int64(f.Total))
		}
	}
	for _, n := range m.NextMeetings {
		g.NextMeetings = append(g.NextMeetings, n.Date)
	}
	return g
}

func goldItemOf(it *reading.Item) goldItem {
	g := goldItem{
		Number: it.Number, Title: it.Title, Type: orNull(string(it.Type)), Closed: it.Closed,
		Decision: orNull(it.Decision), Outcome: orNull(string(it.Outcome)),
		Recommendations: []string{}, Attachments: []string{},
	}
	if it.Minutes > 0 {
		g.Minutes = &it.Minutes
	}
	for _, rec := range it.Recommendations {
		g.Recommendations = append(g.Recommendations, rec.Text)
	}
	for _, a := range it.Attachments {
		g.Attachments = append(g.Attachments, a.Name)
	}
	return g
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// kroner returns whole kroner of an amount in øre, null for no amount.
func kroner(ore int64) *int64 {
	if ore == 0 {
		return nil
	}
	n := ore / 100
	return &n
}
