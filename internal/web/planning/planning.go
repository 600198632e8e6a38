// Package planning is the pages of the meeting year: the wheel that everybody
// sees, the plan in which a secretariat puts, moves and cancels meetings, and the
// page from which those who work with one meeting find everything about it.
package planning

import (
	"context"
	_ "embed"
	"html/template"
	"maps"
	"net/url"
	"strconv"
	"time"

	"klynge/internal/access"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Plan   *plan.Store
	Public *plan.Public
	// Called reports whether somebody is called to a meeting.
	Called func(ctx context.Context, who access.Who, meetingID string) (bool, error)
	Clock  when.Clock
}

//go:embed parts.html
var partsHTML string

func page[T any](source string) *web.Page[T] {
	return web.MustPage[T](functions, WheelTemplate, partsHTML, source)
}

func functions(l web.Language) template.FuncMap {
	f := template.FuncMap{
		"kind": func(k plan.Kind) string { return l.Say(k.Danish()) },
		"form": func(f plan.Form) string { return l.Say(f.Danish()) },
		"act":  func(kind string) string { return l.Say(acts[kind]) },
		"dayNamed": func(n int) string {
			return l.Weekday(time.Date(2024, time.January, 7+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
		},
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
	}
	maps.Copy(f, Functions(l))
	return f
}

// acts are what was done to a planned meeting.
var acts = map[string]string{"moved": "Flyttet", "cancelled": "Aflyst", "restored": "Genoptaget", "place": "Sted eller form ændret", "body": "Overgået til et andet organ"}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	list = append(list, words...)
	for _, k := range plan.Kinds {
		list = append(list, k.Danish())
	}
	for _, f := range []plan.Form{plan.Physical, plan.Online, plan.Hybrid} {
		list = append(list, f.Danish())
	}
	for _, a := range acts {
		list = append(list, a)
	}
	for _, s := range stationWords {
		list = append(list, s.label, s.todo)
	}
	for _, l := range linkWords {
		list = append(list, l.Text)
	}
	return list
}

// numberIn returns a whole number of a form, or otherwise when there is none.
func numberIn(form url.Values, name string, otherwise int) int {
	n, err := strconv.Atoi(form.Get(name))
	if err != nil {
		return otherwise
	}
	return n
}

// versionIn returns the version that a form was made from.
func versionIn(form url.Values) int64 {
	n, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
