// Package hearing is the pages on which a question travels to some bodies and
// comes back answered: the lists of a body, the hearing with its matrix, the
// answer, the note to the sender, and the pages behind the links in mails.
package hearing

import (
	_ "embed"
	"html/template"
	"net/http"
	"time"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/publication"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Hearings *hearing.Store
	Public   *hearing.Public
	PDF      Writer
	DOCX     Writer
	Clock    when.Clock
}

// today returns the day in Copenhagen.
func (p *Pages) today() string { return access.Day(p.Clock()) }

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed examine.html
	examineHTML string
	//go:embed show.html
	showHTML string
	//go:embed answer.html
	answerHTML string
	//go:embed note.html
	noteHTML string
	//go:embed link.html
	linkHTML string
	//go:embed public.html
	publicHTML string
	//go:embed public_list.html
	publicListHTML string

	listPage       = page[listView](listHTML)
	examinePage    = page[examineView](examineHTML)
	showPage       = page[showView](showHTML)
	answerPage     = page[answerView](answerHTML)
	notePage       = page[noteView](noteHTML)
	linkPage       = page[linkView](linkHTML)
	publicPage     = page[publicView](publicHTML)
	publicListPage = page[publicListView](publicListHTML)
)

// page joins a template with its type and the parts that pages share.
func page[T any](source string) *web.Page[T] { return web.MustPage[T](functions, partsHTML, source) }

// Checks are the pages, for the test that holds templates against their types.
var Checks = map[string]interface{ Check() error }{
	"list": listPage, "examine": examinePage, "show": showPage, "answer": answerPage, "note": notePage, "link": linkPage,
	"public": publicPage, "public list": publicListPage,
}

var (
	stageNames = map[hearing.Stage]string{
		hearing.Drafting: "Kladde", hearing.Sent: "Sendt", hearing.Open: "Åben", hearing.Shut: "Lukket for svar", hearing.Rolled: "Samlet",
		hearing.Returned: "Sendt tilbage", hearing.Acknowledged: "Kvitteret", hearing.TakenBack: "Trukket tilbage",
	}
	accessNames = map[hearing.Access]string{
		hearing.Everybody: "Alle", hearing.Within: "De organer, der er med", hearing.Closed: "Kun dem, der må læse lukkede punkter",
	}
	viaNames = map[hearing.Via]string{
		hearing.ByPage: "på siden", hearing.ByLink: "fra linket i en mail", hearing.BySigned: "med underskrift fra en anden installation",
		hearing.ByLetter: "i et brev",
	}
	eventNames = map[hearing.What]string{
		hearing.Begun: "Begyndt", hearing.Dispatched: "Sendt", hearing.Opened: "Modtaget", hearing.Answered: "Besvaret", hearing.Reworded: "Forslag ændret",
		hearing.Extended: "Frist forlænget", hearing.PaperCame: "Bilag", hearing.RolledUp: "Samlet", hearing.SentBack: "Sendt tilbage",
		hearing.Confirmed: "Kvitteret", hearing.Inherited: "Overtaget", hearing.TakenIn: "Taget ind", hearing.OpenedUp: "Åbnet",
		hearing.Retracted: "Trukket tilbage",
	}
	doubtNames = map[publication.FindingKind]string{
		publication.PossibleNumber: "Måske et CPR-nummer", publication.Phone: "Telefonnummer", publication.MailAddress: "Privat mailadresse",
		publication.Address: "Adresse", publication.Health: "Helbred nær et navn", publication.Signature: "Underskriftsside",
		publication.MailHeader: "Hovedet af en mail", publication.HiddenText: "Skjult tekst", publication.Metadata: "Oplysninger i filen",
		publication.Picture: "Billede", publication.Unreadable: "Kan ikke læses",
	}
	kindNames = map[hearing.Kind]string{
		hearing.ByProposal: "Et svar på hvert forslag", hearing.General: "Et generelt svar", hearing.NoRemarks: "Ingen bemærkninger",
	}
)

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"dayOf":       func(t time.Time) string { return l.Date(access.Day(t)) },
		"stage":       func(s hearing.Stage) string { return l.Say(stageNames[s]) },
		"status":      func(s hearing.Status) string { return l.Say(s.Danish()) },
		"position":    func(p hearing.Position) string { return l.Say(p.Danish()) },
		"said":        func(s hearing.CellState, p hearing.Position) string { return full(l, s, p) },
		"mark":        said,
		"tallied":     func(counts []hearing.Count) string { return tallied(l, counts) },
		"doubt":       func(k publication.FindingKind) string { return l.Say(doubtNames[k]) },
		"bytes":       size,
		"met":         func(m hearing.Met) string { return l.Say(m.Danish()) },
		"readers":     func(a hearing.Access) string { return l.Say(accessNames[a]) },
		"via":         func(v hearing.Via) string { return l.Say(viaNames[v]) },
		"event":       func(w hearing.What) string { return l.Say(eventNames[w]) },
		"kind":        func(k hearing.Kind) string { return l.Say(kindNames[k]) },
		"choose":      choose,
		"rewording":   rewordingOf,
		"described":   described,
		"next":        func(n int) int { return n + 1 },
		"fingerprint": hearing.Fingerprint,
		"positions":   func() []hearing.Position { return hearing.Positions },
		"mets":        func() []hearing.Met { return []hearing.Met{hearing.Whole, hearing.Partly, hearing.NotMet} },
		"kinds":       func() []hearing.Kind { return []hearing.Kind{hearing.ByProposal, hearing.General, hearing.NoRemarks} },
		"accesses":    func() []hearing.Access { return []hearing.Access{hearing.Everybody, hearing.Within, hearing.Closed} },
	}
}

// asked is what the desk asks of somebody in the name of a hearing: desk.Line.Text.
var asked = []string{
	"Gør høringen færdig, og send den", "Saml høringens svar", "Send høringsnotatet tilbage", "Find den, der har overtaget svaret i en høring",
	"Kvittér for høringsnotatet", "Svar på høringen",
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	list = append(list, asked...)
	list = append(append(list, hearing.Words()...), anonymity.Words()...)
	for _, table := range []map[string]string{plain(stageNames), plain(accessNames), plain(viaNames),
		plain(eventNames), plain(kindNames), shortNames, plain(doubtNames)} {
		for _, word := range table {
			list = append(list, word)
		}
	}
	return append(list, "Tidslinje for høringen", "%s: svarede %s.", "%s: har ikke svaret, fristen er %s.")
}

func plain[K ~string](table map[K]string) map[string]string {
	out := map[string]string{}
	for key, text := range table {
		out[string(key)] = text
	}
	return out
}

// wrong reports whether an error is one that the form shows, and with which
// sentence.
func wrong(err error) (sentence string, shown bool) {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Forbidden, fault.TooLarge:
		return fault.Sentence(err), err != nil
	}
	return "", false
}

// statusOf returns the status of a page that shows a refusal.
func statusOf(sentence string) int {
	if sentence != "" {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// A matrix is proposals against addressees.
type matrix struct {
	Heads []head
	Rows  []line
	Drawn picture
}

type head struct {
	hearing.Addressee
	Status hearing.Status
	Last   hearing.Answer // zero when there is none
	Days   int
}

type line struct {
	hearing.Proposal
	Cells  []hearing.Cell
	Tally  []hearing.Count
	Groups []hearing.Group
}

// Answered reports whether there is an answer.
func (h head) Answered() bool { return h.Last.Number > 0 }

func matrixOf(l web.Language, h hearing.Hearing, day string) (m matrix) {
	owed := h.Owed()
	for _, a := range h.Addressees {
		last, _ := a.Last()
		days, _ := h.Days(a)
		m.Heads = append(m.Heads, head{a, h.Status(a, day), last, days})
	}
	for _, p := range h.Proposals {
		one := line{Proposal: p}
		var counted []hearing.Cell
		for _, a := range h.Addressees {
			one.Cells = append(one.Cells, h.Cell(p, a))
		}
		for _, a := range owed {
			counted = append(counted, h.Cell(p, a))
		}
		one.Tally, one.Groups = hearing.Tally(counted), hearing.Groups(counted)
		m.Rows = append(m.Rows, one)
	}
	m.Drawn = pictureOf(l, m)
	return m
}

// A step is one station on the way.
type step struct {
	Stage     hearing.Stage
	Done, Now bool
}

func steps(at hearing.Stage) (list []step) {
	done := true
	for _, s := range hearing.Stages {
		now := s == at
		done = done && !now
		list = append(list, step{s, done, now})
	}
	return list
}

// A choice is what already stands for a proposal, of what can be chosen.
type choice struct {
	ProposalID  string
	Chosen      string
	Initiatives []hearing.Choice
}

// choose returns the choice of an initiative on a page that offers one.
func choose(v any, p hearing.Proposal, s hearing.Stand) choice {
	c := choice{ProposalID: p.ID, Chosen: s.InitiativeID}
	if view, ok := v.(answerView); ok {
		c.Initiatives = view.Offered.Initiatives
	}
	return c
}

// A rewording is what the form that changes a proposal shows.
type rewording struct {
	Hearing  hearing.Hearing
	Proposal hearing.Proposal
	Sent     bool
}

func rewordingOf(v showView, p hearing.Proposal) rewording {
	return rewording{v.Hearing, p, !v.Sent.IsZero()}
}

// A description is what the form that describes a hearing shows.
type description struct {
	Draft  hearing.Draft
	Due    string
	Bodies []hearing.Choice
}

func described(v showView) description {
	d := hearing.Draft{SenderBodyID: v.SenderBodyID, SenderEmail: v.SenderEmail, ContactName: v.ContactName, ContactEmail: v.ContactEmail, Title: v.Title,
		Intro: v.Intro, Due: v.Due, Access: v.Access}
	if d.SenderBodyID == "" {
		d.SenderName = v.SenderName
	}
	return description{d, v.Due, v.Bodies}
}
