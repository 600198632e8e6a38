// Package invite is the pages about people and meetings: who sits in a body, who
// is called and comes, and which dates people can.
//
// Each question to a member has two addresses: one behind signing in, and one
// that the link of a mail opens (/svar/…, /datoer/…). Both show the same form.
// Following a link shows what it is for; it is the form that answers.
package invite

import (
	"context"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/seat"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Places find a body by the part of an address that names it.
type Places interface {
	OfSlug(ctx context.Context, slug string) (bodyID string, err error)
}

// Pages are what the pages are made of.
type Pages struct {
	Seats  *seat.Store
	Calls  *invitation.Store
	Places Places
	URL    string // where people find the site
	Clock  when.Clock
}

func (p *Pages) today() string { return access.Day(p.Clock()) }

// bodyOf returns the body that a request is about.
func (p *Pages) bodyOf(r *http.Request) (string, error) {
	return p.Places.OfSlug(r.Context(), r.PathValue("organ"))
}

// private keeps a page that a link opens out of every cache and search engine.
func private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }

// refused reports whether an error is one that the form's sender can do something
// about, and is shown beside the form.
func refused(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge, fault.Unavailable, fault.Forbidden:
		return err != nil
	}
	return false
}

var errNotRead = fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")

// page joins a template with its type.
func page[T any](sources ...string) *web.Page[T] { return web.MustPage[T](functions, sources...) }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"role":   func(r access.Role) string { return l.Say(r.Danish()) },
		"sector": func(s body.Sector) string { return l.Say(sectors[s]) },
		"answer": func(i invitation.Invitation) string { return l.Say(answerWord(i)) },
		"via":    func(v invitation.Via) string { return l.Say(ways[v]) },
		"choice": func(c invitation.Choice) string { return l.Say(choices[c]) },
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
	}
}

var sectors = map[body.Sector]string{
	body.RegionSector: "Region", body.MunicipalitySector: "Kommuner", body.GeneralPractice: "Almen praksis",
	body.Shared: "Fælles", body.OtherSector: "Andre",
}

var answers = map[invitation.Answer]string{
	invitation.None: "Har ikke svaret", invitation.Coming: "Kommer", invitation.Apology: "Afbud", invitation.Maybe: "Måske",
}

const comesOnline = "Kommer online"

func answerWord(i invitation.Invitation) string {
	if i.Answer == invitation.Coming && i.Online {
		return comesOnline
	}
	return answers[i.Answer]
}

var ways = map[invitation.Via]string{
	invitation.Page: "på siden", invitation.ByLink: "med linket", invitation.ByCalendar: "fra kalenderen", invitation.Secretariat: "til sekretariatet",
}

var choices = map[invitation.Choice]string{"": "Intet svar", invitation.Yes: "Ja", invitation.IfNeedBe: "Hvis det skal være", invitation.No: "Nej"}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	return slices.Concat(slices.Collect(maps.Values(sectors)), slices.Collect(maps.Values(answers)), slices.Collect(maps.Values(ways)),
		slices.Collect(maps.Values(choices)), []string{comesOnline})
}
