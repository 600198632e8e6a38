package site

import (
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/fund"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	matterpages "klynge/internal/web/matter"
	"klynge/internal/when"
)

//go:embed front.html
var frontHTML string

var frontPage = web.MustPage[frontView](drawnFunctions, parts, matterpages.Drawings, frontHTML)

// drawnFunctions are those of the site and of the drawings of matters.
func drawnFunctions(l web.Language) template.FuncMap {
	f := functions(l)
	maps.Copy(f, matterpages.Functions(l))
	return f
}

// mattersInFront is how many matters the front page draws.
const mattersInFront = 3

// A frontView is the front page.
type frontView struct {
	Examples    []string // words that find something
	Matters     []matterpages.Card
	Coming      []meeting.Coming
	Latest      []meeting.Listed
	Decisions   []decisionView
	Owed        []owedView
	Money       []purse // of those that go on, when any do
	Initiatives []initiativeView
}

// An owedView is a promise, and whether its time has passed.
type owedView struct {
	meeting.Owed
	Past bool
}

// front is the front page: what is coming, what was decided, what was promised.
func front(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		ctx, now := r.Context(), s.Clock().In(when.Copenhagen)
		today := now.Format(time.DateOnly)
		var v frontView
		var err error
		if v.Coming, err = s.Planning.Public.Coming(ctx, s.Meetings, today, "", 4); err != nil {
			return err
		}
		if v.Latest, _, err = s.Meetings.List(ctx, meeting.Filter{}, today+"~", 4); err != nil {
			return err
		}
		decided, _, err := s.Meetings.Decisions(ctx, "", 6)
		if err != nil {
			return err
		}
		v.Decisions = decisionViews(decided)
		owed, err := s.Meetings.Owed(ctx, now.AddDate(-1, -6, 0).Format(time.DateOnly), now.AddDate(0, 6, 0).Format(time.DateOnly), 5)
		if err != nil {
			return err
		}
		for _, o := range owed {
			v.Owed = append(v.Owed, owedView{o, o.By() < today})
		}
		if v.Money, err = s.purses(r); err != nil {
			return err
		}
		if ended := slices.IndexFunc(v.Money, func(p purse) bool { return len(p.After) > 0 }); ended > 0 {
			v.Money = v.Money[:ended]
		}
		l := web.LanguageOf(r)
		told, err := s.Initiatives.Latest(ctx, 6)
		if err != nil {
			return err
		}
		v.Initiatives = initiativeViews(l, told)
		ways, _, err := s.Matters.Public.Richest(ctx, "", 0, mattersInFront)
		if err != nil {
			return err
		}
		v.Matters = matterpages.Cards(l, ways, today)
		v.Examples = examples(told, decided, v.Latest)
		return frontPage.Render(w, r, v)
	})
}

// examples returns three things to search for that are in the record: an
// initiative, a matter and a body.
func examples(told []initiative.Told, decided []meeting.Decision, latest []meeting.Listed) (list []string) {
	add := func(text string) {
		words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.:;()\"”“–", r) })
		words = words[:min(len(words), 3)]
		for len(words) > 1 && utf8.RuneCountInString(words[len(words)-1]) < 5 {
			words = words[:len(words)-1] // "Overdragelse fra tre" is no question
		}
		text = strings.Join(words, " ")
		if text != "" && !slices.Contains(list, text) && len(list) < 3 {
			list = append(list, text)
		}
	}
	for _, t := range told[:min(len(told), 1)] {
		add(t.Title)
	}
	for _, d := range decided[:min(len(decided), 1)] {
		add(d.Title)
	}
	for _, m := range latest[:min(len(latest), 1)] {
		add(m.BodyName)
	}
	for _, d := range decided {
		add(d.Title)
	}
	return list
}

// A decisionView is a decision as a sentence: "Sundhedsklynge Nord godkendte
// Medicinboks i Strandby", and the beginning of its own words.
type decisionView struct {
	meeting.Decision
	Verb    string
	Excerpt string
}

func decisionViews(list []meeting.Decision) (views []decisionView) {
	for _, d := range list {
		v := decisionView{Decision: d, Verb: verbs[d.Outcome]}
		v.Excerpt, _ = excerpt(d.Decision, 220)
		if v.Verb != "" && len(v.Excerpt) < 30 {
			v.Excerpt = "" // "Godkendt." says what the sentence has said
		}
		views = append(views, v)
	}
	return views
}

// A barView is a statement drawn as one bar.
type barView struct {
	fund.Printed
	ID          string
	Description string
	Parts       []barPart
}

// A barPart is a run of the bar, in thousandths of it.
type barPart struct {
	X, Width int
	Shade    string // "0" to "4", or "rest"
}

func bars(l web.Language, list []fund.Printed) (views []barView) {
	for _, p := range list {
		views = append(views, bar(l, p))
	}
	return views
}

// bar draws a statement: each allocation in turn, and what is left.
func bar(l web.Language, p fund.Printed) barView {
	v := barView{Printed: p, ID: "b-" + p.Slug + "-" + strconv.Itoa(p.Position)}
	v.Description = l.Say("%s i alt.", l.Amount(p.Allocated()))
	if p.Account() {
		v.Description = l.Say("%s modtaget, %s bevilget, %s tilbage.", l.Amount(p.Received()), l.Amount(p.Allocated()), l.Amount(p.Left()))
	}
	whole := max(p.Received(), p.Allocated()+p.Left())
	if whole <= 0 {
		return v
	}
	at := danish.Amount(0)
	scale := func(a danish.Amount) int { return int(a * 1000 / whole) }
	add := func(a danish.Amount, shade string) {
		if a > 0 {
			v.Parts = append(v.Parts, barPart{scale(at), max(scale(at+a)-scale(at)-3, 1), shade})
			at += a
		}
	}
	n := 0
	for _, line := range p.Lines {
		if !line.Rest {
			add(line.Amount, string(rune('0'+n%5)))
			n++
		}
	}
	add(p.Left(), "rest")
	return v
}

// An initiativeView is an initiative with its small timeline.
type initiativeView struct {
	initiative.Told
	Timeline timelineView
	Amount   danish.Amount
	Funded   bool
	Outcome  reading.Outcome // of the latest decision on it
}

// A timelineView is when an initiative was spoken of, drawn over the same years
// as its neighbours.
type timelineView struct {
	Description string
	Span        bool
	From, To    int
	Dots        []timelineDot
}

type timelineDot struct {
	X      int
	Strong bool // something was decided
}

func initiativeViews(l web.Language, list []initiative.Told) (views []initiativeView) {
	first, last := "9999", ""
	for _, t := range list {
		if len(t.Stations) > 0 {
			first, last = min(first, t.First()), max(last, t.Last())
		}
	}
	for _, t := range list {
		v := initiativeView{Told: t, Timeline: timeline(l, t, first, last)}
		v.Amount, v.Funded = t.Amount()
		for _, s := range t.Stations {
			if s.Outcome != "" {
				v.Outcome = s.Outcome
			}
		}
		views = append(views, v)
	}
	return views
}

// timeline draws an initiative on an axis from one date to another.
func timeline(l web.Language, t initiative.Told, first, last string) (v timelineView) {
	from, err := time.Parse(time.DateOnly, first)
	to, err2 := time.Parse(time.DateOnly, last)
	if err != nil || err2 != nil {
		return v
	}
	const left, right = 8, 392
	whole := max(to.Sub(from).Hours(), 24)
	drawn := map[string]bool{}
	for _, s := range t.Stations {
		at, err := time.Parse(time.DateOnly, s.Date)
		if err != nil || drawn[s.Date] {
			continue
		}
		drawn[s.Date] = true
		v.Dots = append(v.Dots, timelineDot{left + int(at.Sub(from).Hours()/whole*(right-left)), s.Outcome != ""})
	}
	if n := len(v.Dots); n > 0 {
		v.Span, v.From, v.To = n > 1, v.Dots[0].X, v.Dots[n-1].X
		v.Description = l.Say("Omtalt på %s fra %s til %s.", l.Count(n, "møde", "møder"), l.Date(t.First()), l.Date(t.Last()))
		if n == 1 {
			v.Description = l.Say("Omtalt på ét møde, %s.", l.Date(t.First()))
		}
	}
	return v
}
