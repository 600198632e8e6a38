package followup

import (
	"context"
	"net/http"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/decision"
	"klynge/internal/desk"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A deskView is what waits for whoever asks.
type deskView struct {
	Groups []group // that wait for them
	Others []desk.Line
	Places []place
	Roles  []access.Grant
	Founds bool // may make a new body
	Today  string
}

// Count is how many lines wait for whoever asks.
func (v deskView) Count() (n int) {
	for _, g := range v.Groups {
		n += len(g.Lines)
	}
	return n
}

// A group is the lines of some days.
type group struct {
	Name  string
	Late  bool
	Lines []desk.Line
}

// A place is a body with the pages that are open to whoever asks.
type place struct {
	decision.Place
	Doors    []Door
	Meetings []plan.Meeting // the latest that was, and those that come next
}

// A Door is a page of a body's work, with what it needs.
type Door struct {
	Pattern string // below /arbejde/organ/{organ}/
	Name    string
	Needs   access.Permission
}

// Doors are the pages of a body that the desk leads to, in the order of the work.
var Doors = []Door{
	{"plan", "Mødeplan", access.PlanMeetings},
	{"medlemmer", "Medlemmer", access.ManagePeople},
	{"forslag", "Foreslå et punkt", access.ProposeItem},
	{"bagkatalog", "Bagkatalog", access.ReadDrafts},
	{"skabeloner", "Skabeloner", access.ReadDrafts},
	{"opfoelgning", "Opfølgning", access.ReadInternal},
	{"indsatser", "Indsatser", access.ReadInternal},
	{"journal", "Journal", access.ReadDrafts},
	{"midler", "Midler", access.ReadDrafts},
	{"hoeringer", "Høringer", access.ReadInternal},
	{"opsamlinger", "Opsamlinger", access.ReadDrafts},
	{"kortlaegninger", "Kortlægninger", access.MapCitizens},
}

// groupNames are the groups of days, the nearest first.
var groupNames = []string{"Over tiden", "I dag", "Denne uge", "Senere", "Uden dag"}

// arrange sorts lines into groups by their days, seen from a day. The week ends on
// Sunday. The same thing told by two nouns, or for two roles, is one line, and
// waits for whoever asks when it does so for either.
func arrange(lines []desk.Line, today string) (groups []group, others []desk.Line) {
	type key struct{ path, text, about, body string }
	own := map[key]bool{}
	for _, l := range lines {
		own[key{l.Path, l.Text, l.About, l.Body}] = own[key{l.Path, l.Text, l.About, l.Body}] || !l.Others
	}
	desk.Sort(lines)
	sunday := endOfWeek(today)
	groups = make([]group, len(groupNames))
	for i, name := range groupNames {
		groups[i] = group{Name: name, Late: i == 0}
	}
	seen := map[key]bool{}
	for _, l := range lines {
		k := key{l.Path, l.Text, l.About, l.Body}
		if seen[k] {
			continue
		}
		seen[k] = true
		if !own[k] {
			others = append(others, l)
			continue
		}
		at := 3
		switch {
		case l.Due == "":
			at = 4
		case l.Due < today:
			at = 0
		case l.Due == today:
			at = 1
		case l.Due <= sunday:
			at = 2
		}
		groups[at].Lines = append(groups[at].Lines, l)
	}
	kept := groups[:0]
	for _, g := range groups {
		if len(g.Lines) > 0 {
			kept = append(kept, g)
		}
	}
	return kept, others
}

// endOfWeek returns the Sunday on or after a day.
func endOfWeek(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, (7-int(t.Weekday()))%7).Format(time.DateOnly)
}

// ShowDesk shows what waits for whoever asks.
func (p *Pages) ShowDesk() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		who, today := signin.Who(r), p.today()
		var lines []desk.Line
		for _, source := range p.Sources {
			more, err := source.Waiting(r.Context(), who, today)
			if err != nil {
				return err
			}
			lines = append(lines, more...)
		}
		v := deskView{Today: today, Roles: who.Grants, Founds: who.May(access.ManagePeople, "")}
		v.Groups, v.Others = arrange(lines, today)
		places, err := p.Decisions.Places(r.Context(), who)
		if err != nil {
			return err
		}
		for _, at := range places {
			one := place{Place: at}
			for _, d := range Doors {
				if who.May(d.Needs, at.ID) {
					one.Doors = append(one.Doors, d)
				}
			}
			if one.Meetings, err = p.near(r.Context(), who, at.ID, today); err != nil {
				return err
			}
			if len(one.Doors)+len(one.Meetings) > 0 {
				v.Places = append(v.Places, one)
			}
		}
		return deskPage.Render(w, r, v)
	})
}

// near returns the meetings of a body that its people look for: the latest that
// was held, and the next three.
func (p *Pages) near(ctx context.Context, who access.Who, bodyID, today string) (list []plan.Meeting, err error) {
	if !who.May(access.ReadInternal, bodyID) {
		return nil, nil
	}
	day, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return nil, err
	}
	all, err := p.Plan.Of(ctx, bodyID, day.AddDate(0, -6, 0).Format(time.DateOnly), day.AddDate(1, 0, 0).Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(m plan.Meeting) bool { return m.State == plan.Cancelled })
	next := len(all)
	if i := slices.IndexFunc(all, func(m plan.Meeting) bool { return m.Date >= today }); i >= 0 {
		next = i
	}
	return all[max(0, next-1):min(len(all), next+3)], nil
}
