// Package sitting is the page from which a meeting is led and its minutes are
// written, while people talk.
//
// The item that is treated and the field of its decision are large; the clock,
// the phrases, who is there and the next item are one key away. Everything saves
// itself: texts are fields (design/src/field.ts), and everything else is an act,
// a small form with an id, which the script (design/src/sitting.ts) keeps in the
// browser until the server has taken it. The server does an act once, however
// often it comes. Without the script the same forms are sent one by one.
package sitting

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/decision"
	"klynge/internal/draft"
	"klynge/internal/minutes"
	"klynge/internal/phrase"
	"klynge/internal/reader/reading"
	"klynge/internal/seat"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Minutes *minutes.Store
	Phrases *phrase.Store
}

var (
	//go:embed sitting.html
	sittingHTML string
	//go:embed point.html
	pointHTML string
	//go:embed attendance.html
	attendanceHTML string
	//go:embed close.html
	closeHTML string

	showPage  = web.MustPage[view](functions, sittingHTML, pointHTML, attendanceHTML)
	closePage = web.MustPage[view](functions, closeHTML)
)

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"hm":      hm,
		"field":   func(at time.Time) string { return clockIn(at, "15:04") },
		"millis":  func(at time.Time) int64 { return max(0, at.UnixMilli()) },
		"outcome": func(o reading.Outcome) string { return l.Say(outcomes[o]) },
		"role":    func(r access.Role) string { return l.Say(r.Danish()) },
		"plus":    func(a, b int) int { return a + b },
		"line":    lineOf,
	}
}

// hm returns the time of the day in Copenhagen, "14.05".
func hm(at time.Time) string { return clockIn(at, "15.04") }

func clockIn(at time.Time, layout string) string {
	if at.IsZero() {
		return ""
	}
	return at.In(when.Copenhagen).Format(layout)
}

var outcomes = map[reading.Outcome]string{
	reading.Approved: "Godkendt", reading.Noted: "Taget til efterretning", reading.Discussed: "Drøftet", reading.Postponed: "Udsat",
	reading.Rejected: "Ikke godkendt",
}

// Words returns what is said out of tables, for the test that everything has
// its English.
func Words() (list []string) {
	for _, o := range outcomes {
		list = append(list, o)
	}
	return list
}

// A view is the page.
type view struct {
	minutes.Table
	Shown    string // the item that is looked at
	Writes   bool   // the reader may take minutes
	Account  string
	Phrases  []phrase.Phrase
	Points   []point
	People   []person
	Members  int // of those there
	Planned  time.Duration
	Outcomes []reading.Outcome
}

// Path returns the address of the page.
func (v view) Path() string { return v.Meeting.Path() + "/moede" }

// Open reports whether the meeting has been opened.
func (v view) Open() bool { return !v.Sitting.Opened.IsZero() }

// Writing reports whether anything can be written.
func (v view) Writing() bool { return v.Writes && v.Open() && v.Sitting.Writable() == nil }

// Running reports whether the meeting is being held.
func (v view) Running() bool { return v.Open() && v.Sitting.Running() }

// Current returns the item that is treated, or nil.
func (v view) Current() *point {
	for i := range v.Points {
		if v.Points[i].ID == v.Sitting.Current {
			return &v.Points[i]
		}
	}
	return nil
}

// Next returns the first item after the current one that nobody has treated, or
// nil.
func (v view) Next() *point {
	past := v.Sitting.Current == ""
	for i := range v.Points {
		p := &v.Points[i]
		if past && p.Began.IsZero() && !p.Withdrawn {
			return p
		}
		past = past || p.ID == v.Sitting.Current
	}
	return nil
}

// A point is an item as the page shows it.
type point struct {
	minutes.Point
	Page        view // of which the parts ask what may be done
	Current     bool
	Shown       bool
	Suggestion  decision.FollowUp
	Suggested   bool
	NeedsFollow bool
}

// Treated reports whether the item has been taken up and left.
func (p point) Treated() bool { return !p.Began.IsZero() && !p.Current }

// Path returns where what is done to the item is sent.
func (p point) Path() string { return "/arbejde/punkt/" + p.ID }

// VoterCount returns how many may vote.
func (p point) VoterCount() int { return len(p.Voters) }

// A line is one line of an item's recommendation.
type line struct {
	minutes.Recommendation
	Place int
	Point point
	Field draft.Field
}

func lineOf(p point, i int) line {
	r := p.Recommendations[i]
	return line{Recommendation: r, Place: i + 1, Point: p, Field: p.Remarks[r.ID]}
}

// OwnOrganizations returns the organisations of the seats, each once.
func (v view) OwnOrganizations() (list []string) {
	for _, s := range v.Seats {
		if s.Organization != "" && !slices.Contains(list, s.Organization) {
			list = append(list, s.Organization)
		}
	}
	return list
}

// A person is one line of the list of those who are there.
type person struct {
	minutes.Attendance
	There       bool
	Recused     bool
	Stretches   []minutes.Attendance // when they came and went, where that is not the whole meeting
	Apology     bool
	Substitutes []seat.Seat // who may stand in
	Replaced    string      // who does
}

// shape makes the page of a table.
func shape(t minutes.Table, who access.Who, shown string, phrases []phrase.Phrase) view {
	v := view{Table: t, Writes: who.May(access.TakeMinutes, t.Meeting.BodyID), Account: who.Account.ID, Phrases: phrases, Outcomes: minutes.Outcomes}
	if !v.Open() {
		return v
	}
	v.Shown = shown
	if !slices.ContainsFunc(t.Points, func(p minutes.Point) bool { return p.ID == shown }) {
		v.Shown = t.Sitting.Current
	}
	if v.Shown == "" && len(t.Points) > 0 {
		v.Shown = t.Points[0].ID
	}
	page, setting := v, t.Setting()
	for _, p := range t.Points {
		v.Planned += p.Clock.Planned
		one := point{Point: p, Page: page, Current: p.ID == t.Sitting.Current, Shown: p.ID == v.Shown}
		if v.Writes {
			one.suggest(setting)
		}
		v.Points = append(v.Points, one)
	}
	v.people()
	return v
}

// suggest proposes the follow-up that the decision, or what was said, asks for,
// unless it is there already.
func (p *point) suggest(in minutes.Setting) {
	text := p.Decided.Text
	for _, r := range p.Recommendations {
		text += "\n" + r.Remark
	}
	p.Suggestion, p.Suggested = minutes.Suggest(text, in)
	for _, f := range p.FollowUps {
		if p.Suggested && (f.Text == p.Suggestion.Text || f.Due == p.Suggestion.Due && f.Organization == p.Suggestion.Organization) {
			p.Suggestion, p.Suggested = decision.FollowUp{}, false
		}
	}
	p.NeedsFollow = p.Conditional() && len(p.FollowUps) == 0
}

// people makes the list of those who are there, each once.
func (v *view) people() {
	var recusals []minutes.Recusal
	if c := v.Current(); c != nil {
		recusals = c.Recusals
	}
	at := map[string]int{}
	for _, a := range v.Record.Attendance {
		key := a.SeatID + "\x00" + a.Name + "\x00" + a.SubstituteFor
		i, ok := at[key]
		if !ok {
			i = len(v.People)
			at[key] = i
			v.People = append(v.People, person{Attendance: a})
		}
		p := &v.People[i]
		p.Apology = p.Apology || a.Status == minutes.Apology
		if a.There(v.Now) {
			p.Attendance, p.There = a, true
		}
		if a.Status == minutes.Present && (!a.From.IsZero() || !a.Until.IsZero()) {
			p.Stretches = append(p.Stretches, a)
		}
	}
	for i := range v.People {
		p := &v.People[i]
		p.Recused = slices.ContainsFunc(recusals, func(r minutes.Recusal) bool { return r.SeatID == p.SeatID && r.Decided == minutes.Recused })
		if p.There && p.Voting {
			v.Members++
		}
		for _, o := range v.People {
			if p.SeatID != "" && o.SubstituteFor == p.SeatID && o.There {
				p.Replaced = o.Name
			}
		}
		if p.SubstituteFor == "" && p.Voting && (!p.There || p.Recused) && p.Replaced == "" {
			p.Substitutes = v.substitutes(p.SeatID)
		}
	}
}

// substitutes returns who may stand in for a member: their own first.
func (v *view) substitutes(of string) (list []seat.Seat) {
	for _, s := range v.Seats {
		if s.Role == access.Substitute && s.Name != "" && !slices.ContainsFunc(v.People, func(p person) bool { return p.SeatID == s.ID && p.There }) {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b seat.Seat) int {
		if (a.SubstituteFor == of) == (b.SubstituteFor == of) {
			return 0
		}
		if a.SubstituteFor == of {
			return -1
		}
		return 1
	})
	return list
}

// Show shows the page, or tells a script its version.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if scripted(r) {
			version, err := p.Minutes.Version(r.Context(), r.PathValue("moede"))
			if err != nil {
				return err
			}
			return tell(w, http.StatusOK, told{Version: version})
		}
		v, err := p.view(r)
		if err != nil {
			return err
		}
		return showPage.Render(w, r, v)
	})
}

// ShowClose shows what is lacking, and the button that closes the meeting.
func (p *Pages) ShowClose() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.view(r)
		if err != nil {
			return err
		}
		return closePage.Render(w, r, v)
	})
}

func (p *Pages) view(r *http.Request) (v view, err error) {
	t, err := p.Minutes.Table(r.Context(), r.PathValue("moede"))
	if err != nil {
		return v, err
	}
	phrases, err := p.Phrases.Of(r.Context(), t.Meeting.BodyID, phrase.Decision)
	return shape(t, signin.Who(r), strings.TrimSpace(r.URL.Query().Get("punkt")), phrases), err
}

// Check holds the templates against their types, for a test.
func Check() error { return errors.Join(showPage.Check(), closePage.Check()) }
