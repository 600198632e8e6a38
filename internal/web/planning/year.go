package planning

import (
	"cmp"
	_ "embed"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/web"
)

//go:embed year.html
var yearHTML string

var yearPage = page[yearView](yearHTML)

// mostRings is how many bodies one wheel has room for.
const mostRings = 10

// A yearView is the meeting year of all bodies.
type yearView struct {
	Year   int
	Years  []int
	Wheels []wheelView
	Several
	Today string
}

// A wheelView is one wheel with the bodies on it.
type wheelView struct {
	Wheel
	Bodies []Numbered
}

// Several are the rows of the table, with the bodies' names when there are more
// than one.
type Several struct {
	Several bool
	Rows    []Row
}

// A Row is one meeting in the table.
type Row struct {
	plan.Mark
	BodyName, BodyPath string
	Shape              string
	Says               string // "Flyttet fra 3. marts 2026"
}

// Year shows the meeting year of all bodies.
func (p *Pages) Year() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		today := access.Day(p.Clock())
		year := p.Clock().Year()
		if text := r.URL.Query().Get("aar"); text != "" {
			asked, ok := plan.IsYear(text)
			if !ok {
				return fault.New(fault.Missing, "Der er intet årshjul for “%s”. Vælg et andet år.", text)
			}
			year = asked
		}
		list, err := p.Public.Year(r.Context(), year, "")
		if err != nil {
			return err
		}
		v := yearView{Year: year, Today: today}
		first, last, err := p.Public.Years(r.Context())
		if err != nil {
			return err
		}
		for y := max(first, year-6); y <= max(min(last, year+3), year); y++ {
			v.Years = append(v.Years, y)
		}
		l := web.LanguageOf(r)
		var numbered []Numbered
		for i, b := range list {
			numbered = append(numbered, Numbered{i + 1, b})
		}
		for part := range slices.Chunk(numbered, share(len(numbered))) {
			id := "hjul-" + strconv.Itoa(part[0].Number)
			v.Wheels = append(v.Wheels, wheelView{NewWheel(l, id, year, part, today), part})
		}
		v.Several = Several{true, Rows(l, list)}
		return yearPage.Render(w, r, v)
	})
}

// share returns how many bodies each wheel gets, so that none is nearly empty.
func share(bodies int) int {
	wheels := max((bodies+mostRings-1)/mostRings, 1)
	return max((bodies+wheels-1)/wheels, 1)
}

// Rows returns the meetings of some bodies in the order of the year.
func Rows(l web.Language, list []plan.BodyYear) (rows []Row) {
	for _, b := range list {
		for _, m := range b.Marks {
			rows = append(rows, Row{Mark: m, BodyName: b.Body.Name, BodyPath: b.Body.Path(), Shape: rowShape(m), Says: says(l, m)})
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Start, b.Start)) })
	return rows
}

// rowShape is the shape of a meeting in the table, where the outline cannot tell
// what is only announced.
func rowShape(m plan.Mark) string {
	if m.Announced {
		return "announced"
	}
	return shape(m)
}

// says is the state of a meeting as the table writes it.
func says(l web.Language, m plan.Mark) string {
	switch {
	case m.State == plan.Cancelled:
		return l.Say("Aflyst")
	case m.Moved() && m.MovedFrom != m.Date:
		return l.Say("Flyttet fra %s", l.Date(m.MovedFrom))
	case m.Moved():
		return l.Say("Flyttet til et andet tidspunkt")
	case m.State == plan.Held:
		return l.Say("Holdt")
	case m.Announced:
		return l.Say("Annonceret i et referat")
	}
	return l.Say("Planlagt")
}

// Functions are what the templates of [WheelTemplate] call.
func Functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"verdict": func(v plan.Verdict, minimum int, s plan.Standing) string { return verdict(l, v, minimum, s) },
		"verdictIcon": func(v plan.Verdict) string {
			switch v {
			case plan.Kept:
				return "check"
			case plan.Broken:
				return "error"
			case plan.Short:
				return "warning"
			}
			return "info"
		},
	}
}

// verdict says how a year stands against one minimum: "1 møde mangler".
func verdict(l web.Language, v plan.Verdict, minimum int, s plan.Standing) string {
	missing := minimum - s.Planned - s.Held
	switch v {
	case plan.Kept:
		if s.Held >= minimum {
			return l.Say("holdt")
		}
		return l.Say("planlagt")
	case plan.Early:
		return l.Say("%s er ikke planlagt endnu", l.Count(missing, "møde", "møder"))
	case plan.Unknown:
		return l.Say("%s mangler i arkivet", l.Count(missing, "møde", "møder"))
	case plan.Broken:
		return l.Say("%s blev ikke holdt", l.Count(missing, "møde", "møder"))
	}
	return l.Say("%s mangler", l.Count(missing, "møde", "møder"))
}

// A BodyView is the year of one body, for the page about it.
type BodyView struct {
	plan.BodyYear
	Wheel Wheel
	Several
}

// NewBodyView draws the year of one body.
func NewBodyView(l web.Language, y plan.BodyYear, now time.Time) BodyView {
	year := []plan.BodyYear{y}
	return BodyView{y, NewWheel(l, "aarshjul", y.Year, []Numbered{{1, y}}, access.Day(now)), Several{false, Rows(l, year)}}
}
