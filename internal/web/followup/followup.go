// Package followup is where people see what waits for them, and say how it goes:
// the desk, the follow-ups of one's own and of a body, the answer by a link from a
// mail, and the journal.
//
// The desk asks every noun what waits ([Source]) and puts the lines in the order of
// their days. What somebody sees there follows from what they may, not from a page
// for each role, so that a member in three roles sees each thing once.
package followup

import (
	"context"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/decision"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/journal"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/when"
)

// A Source tells what waits for somebody on a day (YYYY-MM-DD).
type Source interface {
	Waiting(ctx context.Context, who access.Who, day string) ([]desk.Line, error)
}

// Pages are what the pages are made of.
type Pages struct {
	Decisions *decision.Store
	Journal   *journal.Store
	// Plan tells which meetings a body has, from a day to a day.
	Plan interface {
		Of(ctx context.Context, bodyID, from, to string) ([]plan.Meeting, error)
	}
	Sources []Source
	Clock   when.Clock
}

// today returns the day in Copenhagen.
func (p *Pages) today() string { return access.Day(p.Clock()) }

var (
	//go:embed parts.html
	partsHTML string
	//go:embed desk.html
	deskHTML string
	//go:embed mine.html
	mineHTML string
	//go:embed link.html
	linkHTML string
	//go:embed board.html
	boardHTML string
	//go:embed journal.html
	journalHTML string

	deskPage    = web.MustPage[deskView](functions, deskHTML)
	minePage    = web.MustPage[mineView](functions, partsHTML, mineHTML)
	linkPage    = web.MustPage[linkView](functions, partsHTML, linkHTML)
	boardPage   = web.MustPage[boardView](functions, partsHTML, boardHTML)
	journalPage = web.MustPage[journalView](functions, journalHTML)
)

// Checks are the pages, for the test that holds templates against their types.
var Checks = map[string]interface{ Check() error }{
	"desk": deskPage, "mine": minePage, "link": linkPage, "board": boardPage, "journal": journalPage,
}

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"progress":  func(p decision.Progress) string { return l.Say(progresses[p]) },
		"life":      func(s decision.State) string { return l.Say(lives[s]) },
		"ground":    func(g decision.Ground) string { return l.Say(grounds[g]) },
		"via":       func(v decision.Via) string { return l.Say(vias[v]) },
		"outcome":   func(o reading.Outcome) string { return l.Say(outcomes[o]) },
		"direction": func(d journal.Direction) string { return l.Say(directions[d]) },
		"what":      func(w journal.What) string { return l.Say(whats[w]) },
		// da marks words of the record; action says what a noun asks, in English
		// where it is known.
		"action": func(text string) string {
			if n := number.FindString(text); n != "" {
				return l.Say(strings.Replace(text, n, "%s", 1), n)
			}
			return l.Say(text)
		},
	}
}

var (
	progresses = map[decision.Progress]string{
		decision.Open: "Ikke begyndt", decision.Reported: "I gang", decision.Done: "Gjort", decision.Dismissed: "Aflyst",
	}
	lives = map[decision.State]string{
		decision.InForce: "Gælder", decision.Replaced: "Erstattet", decision.Withdrawn: "Trukket tilbage",
	}
	grounds = map[decision.Ground]string{
		decision.Urgent: "Det kunne ikke vente", decision.NoDoubt: "Sagen gav ikke anledning til tvivl",
	}
	vias = map[decision.Via]string{
		decision.ByPage: "på siden", decision.ByLink: "fra linket i en mail", decision.AtMeeting: "på et møde",
	}
	outcomes = map[reading.Outcome]string{
		reading.Approved: "Godkendt", reading.Noted: "Taget til efterretning", reading.Discussed: "Drøftet", reading.Postponed: "Udsat", reading.Rejected: "Ikke godkendt",
	}
	directions = map[journal.Direction]string{
		journal.Received: "Modtaget", journal.Sent: "Sendt", journal.Internal: "Internt",
	}
	whats = map[journal.What]string{
		journal.Document: "Dokument", journal.Fact: "Oplysning", journal.Assessment: "Ekstern vurdering", journal.Step: "Sagsskridt",
	}
)

// number is how many the desk asks about.
var number = regexp.MustCompile(`[0-9]+`)

// asked is what the desk asks of somebody in the name of a noun: desk.Line.Text.
var asked = []string{
	"Fortæl, hvordan det går", "Følg, hvordan det går", "Tag stilling til en opfølgning, der er over tiden", "Find en mailadresse til den, der skal gøre det",
	"Åbn mødet",
	"Skriv referat",
	"Led mødet",
	"Gør rettelsen af referatet færdig",
	"Send dagsordenen",
	"Send tillægsdagsordenen",
	"Svar på indkaldelsen",
	"Sig, hvilke datoer du kan",
	"Send referatet til bemærkninger",
	"Skriv bemærkninger til referatet, hvis du har nogen",
	"Bemærkninger til referatet",
	"Godkend referatet",
	"Gør referatet klar til udgivelse",
	"Gør dagsordenen klar til udgivelse",
	"Svar på, hvad der er fundet i referatet, før det udgives",
	"Svar på, hvad der er fundet i dagsordenen, før det udgives",
	"Se referatet igennem, før det udgives",
	"Udgiv referatet",
	"Udgiv dagsordenen",
	"Svar på %s bemærkning til referatet",
	"Svar på %s bemærkninger til referatet",
	"%s deltager mangler at godkende referatet",
	"%s deltagere mangler at godkende referatet",
	"Tag stilling til %s forslag til dagsordenen",
	"Tag stilling til %s emne, der melder sig selv",
	"Tag stilling til %s emner, der melder sig selv",
	"Tag formandens beslutning med på næste møde", "Før dokumenter på deres sag i journalen", "Før modtagne dokumenter i journalen",
}

// Words returns what the pages say out of tables, for the test that everything has
// its English.
func Words() (list []string) {
	for _, d := range Doors {
		list = append(list, d.Name)
	}
	for _, table := range [][]string{
		slices.Collect(maps.Values(progresses)), slices.Collect(maps.Values(lives)), slices.Collect(maps.Values(grounds)), slices.Collect(maps.Values(vias)),
		slices.Collect(maps.Values(outcomes)), slices.Collect(maps.Values(directions)), slices.Collect(maps.Values(whats)), groupNames, asked,
	} {
		list = append(list, table...)
	}
	return list
}

// private keeps a page with a link's token out of caches, logs of others and
// search engines.
func private(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
}

// refusal returns the sentence and the status of an act that was refused because of
// what was written or because somebody was first, and whether it was: then the form
// is shown again with what it held.
func refusal(err error) (sentence string, status int, refused bool) {
	if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.TooLarge) {
		return fault.Sentence(err), kind.Status(), true
	}
	return "", http.StatusOK, false
}
