// Package publish is the page of the gate: what will be public, as it will look;
// what was found in it and what can be done about each; who prepared, saw it
// through and published it, and when; and the way back.
//
// Each act is one form and one address. What somebody clears or publishes is what
// they saw: the form carries its digest, and another is refused.
package publish

import (
	_ "embed"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/publication"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the page is made of.
type Pages struct {
	Gate  *publication.Store
	PDF   func(io.Writer, meeting.Detail) error
	Clock when.Clock
	// Forget drops every page that is kept. The site sets it: whoever withdraws a
	// text must not be answered before it is gone (R34).
	Forget func()
}

var (
	//go:embed gate.html
	gateHTML string

	gatePage = web.MustPage[gateView](functions, gateHTML)
)

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"what":    func(k reading.Kind) string { return l.Say(kindWords[k]) },
		"state":   func(s publication.State) string { return l.Say(stateWords[s]) },
		"found":   func(k publication.FindingKind) string { return l.Say(findingWords[k]) },
		"settled": func(s publication.Settled) string { return l.Say(settledWords[s]) },
		"class":   func(c publication.Class) string { return l.Say(c.Danish()) },
		"event":   func(kind string) string { return l.Say(eventWords[kind]) },
		"outcome": func(o reading.Outcome) string { return l.Say(outcomeWords[o]) },
		"marked":  marked,
		"row":     func(k extract.BlockKind) bool { return k == extract.Row },
	}
}

var kindWords = map[reading.Kind]string{reading.Minutes: "Referat", reading.Agenda: "Dagsorden"}

var stateWords = map[publication.State]string{
	publication.Held: "Holdt tilbage", publication.Ready: "Klar", publication.Cleared: "Set igennem", publication.Published: "Offentlig",
	publication.Withdrawn: "Trukket tilbage", publication.Replaced: "Afløst",
}

var findingWords = map[publication.FindingKind]string{
	publication.PersonalNumber: "CPR-nummer", publication.PossibleNumber: "Måske et CPR-nummer", publication.Phone: "Telefonnummer",
	publication.MailAddress: "Privat mailadresse", publication.Address: "Adresse", publication.Health: "Helbred nær et navn",
	publication.Signature: "Underskriftsside", publication.MailHeader: "Hovedet af en mail", publication.HiddenText: "Skjult tekst",
	publication.Metadata: "Oplysninger i filen", publication.Picture: "Billede", publication.Unreadable: "Kan ikke læses",
}

var settledWords = map[publication.Settled]string{
	publication.Open: "Ikke besvaret", publication.Removed: "Fjernet", publication.Redacted: "Filen er skiftet ud", publication.Accepted: "Må være offentlig",
}

var eventWords = map[string]string{
	"prepared": "Gjort klar", "settled": "Besvaret", "withheld": "Bilag holdt tilbage", "shown": "Bilag vist igen", "redacted": "Bilag skiftet ud",
	"cleared": "Set igennem", "published": "Udgivet", "withdrawn": "Trukket tilbage",
}

var outcomeWords = map[reading.Outcome]string{
	reading.Approved: "Godkendt", reading.Noted: "Taget til efterretning", reading.Discussed: "Drøftet", reading.Postponed: "Udsat", reading.Rejected: "Ikke godkendt",
}

// partWords are the parts of a file.
var partWords = map[string]string{
	"navn": "filens navn", "tekst": "teksten", "metadata": "oplysninger i filen", "noter": "noter og felter", "skjult": "skjult tekst", "kommentarer": "kommentarer",
	"filnavne": "navne på filer i filen", "sidehoved": "sidehovedet", "sidefod": "sidefoden", "billeder": "billeder", "billede": "billedet", "fil": "filen",
}

// Words returns what is said out of tables, for the test that everything has its
// English.
func Words() (list []string) {
	for _, w := range kindWords {
		list = append(list, w)
	}
	for _, w := range stateWords {
		list = append(list, w)
	}
	for _, w := range findingWords {
		list = append(list, w)
	}
	for _, w := range settledWords {
		list = append(list, w)
	}
	for _, w := range eventWords {
		list = append(list, w)
	}
	for _, w := range outcomeWords {
		list = append(list, w)
	}
	for _, w := range partWords {
		list = append(list, w)
	}
	for _, c := range publication.Classes {
		list = append(list, c.Danish())
	}
	return list
}

// A run is a piece of a text, marked when it must not be public.
type run struct {
	Text   string
	Marked bool
}

// marked cuts a text at what must not be public.
func marked(text string) (runs []run) {
	last := 0
	for _, place := range append(paper.PersonalNumbers(text), [2]int{len(text), len(text)}) {
		if place[0] > last {
			runs = append(runs, run{text[last:place[0]], false})
		}
		if place[1] > place[0] {
			runs = append(runs, run{text[place[0]:place[1]], true})
		}
		last = place[1]
	}
	return runs
}

// A gateView is the page.
type gateView struct {
	publication.Gate
	Path    string
	Publish bool // the visitor may
	Clear   bool
	Agendas bool // there is a newer agenda than the one that is on its way or public
	Minuted bool
	Waiting []gateText
	Public  []gateText
	Past    []publication.Publication
	Classes []publication.Class
	Refused string
}

// A gateText is one text at the gate.
type gateText struct {
	publication.Publication
	Path     string
	Answer   []findingView // what stops it
	Look     []findingView // what somebody should look at
	Answered []findingView
	Numbers  bool // there are numbers in the text itself that can be covered
	MayClear bool
	Own      bool // the visitor prepared it
	Go       bool // it can be published now
	Shown    int  // files
}

// A findingView is a finding with where it is, in words.
type findingView struct {
	publication.Finding
	Where      string // in Danish: "Punkt 3, beslutning"
	Attachment string // id, "" when it is in the text
	Path       string // of the text
	Mine       bool   // the visitor prepared the text
	MayAccept  bool   // the visitor may let it stand
}

// Show shows the gate of a meeting.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, http.StatusOK, "") })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, refused string) error {
	who, planned := signin.Who(r), r.PathValue("moede")
	g, err := p.Gate.Gate(r.Context(), planned, p.today())
	if err != nil {
		return err
	}
	v := gateView{Gate: g, Path: "/arbejde/moede/" + planned + "/udgivelse", Publish: who.May(access.Publish, g.Meeting.BodyID),
		Clear: who.May(access.ClearPublication, g.Meeting.BodyID), Classes: publication.Classes, Refused: refused, Agendas: g.Agenda >= 0, Minuted: g.Minutes > 0}
	l := web.LanguageOf(r)
	for _, text := range g.Publications {
		switch {
		case text.State.Waits():
			v.Waiting = append(v.Waiting, textOf(l, text, v.Path, who))
		case text.State == publication.Published:
			v.Public = append(v.Public, textOf(l, text, v.Path, who))
		default:
			v.Past = append(v.Past, text)
		}
		current := text.State.Waits() || text.State == publication.Published
		if current && text.Kind == reading.Agenda && text.Version == g.Agenda {
			v.Agendas = false
		}
		if current && text.Kind == reading.Minutes && text.Version == g.Minutes && !newer(g, text) {
			v.Minuted = false
		}
	}
	return gatePage.RenderStatus(w, r, status, v)
}

// newer reports whether something was disclosed after a text was prepared.
func newer(g publication.Gate, text publication.Publication) bool {
	for _, d := range g.Disclosed {
		if d.At.After(text.Made) {
			return true
		}
	}
	return false
}

func (p *Pages) today() string { return access.Day(p.Clock()) }

func textOf(l web.Language, text publication.Publication, path string, who access.Who) gateText {
	v := gateText{Publication: text, Path: path + "/" + text.ID, MayClear: who.MayClear(text.BodyID, text.Author), Own: who.Account.ID == text.Author}
	for _, f := range text.Findings {
		view := findingView{Finding: f, Path: v.Path, Mine: v.Own}
		view.MayAccept = who.May(access.ClearPublication, text.BodyID) && f.Accept(text, who.Account.ID, "en grund") == nil
		view.Where, view.Attachment = where(l, text, f)
		switch {
		case f.Stops():
			v.Answer = append(v.Answer, view)
			v.Numbers = v.Numbers || f.Kind == publication.PersonalNumber && f.Digest == ""
		case f.State == publication.Open:
			v.Look = append(v.Look, view)
		default:
			v.Answered = append(v.Answered, view)
		}
	}
	for _, f := range text.Files {
		if f.Shown() {
			v.Shown++
		}
	}
	v.Go = text.State == publication.Cleared || text.State == publication.Ready && !text.Second
	return v
}

// where says where a finding is.
func where(l web.Language, text publication.Publication, f publication.Finding) (say, attachmentID string) {
	parts := strings.SplitN(f.Place, "/", 3)
	if parts[0] != "bilag" || len(parts) < 3 {
		return meeting.LabelAt(f.Place), ""
	}
	name := parts[1]
	for _, file := range text.Files {
		if file.AttachmentID == parts[1] {
			name = file.Name
		}
	}
	part := parts[2][strings.LastIndexByte(parts[2], '/')+1:]
	if word := partWords[part]; word != "" {
		part = l.Say(word)
	}
	return l.Say("Bilaget “%s”, %s", name, part), parts[1]
}

// shown reports whether an error is shown on the page where it happened.
func shown(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Forbidden) || fault.Is(err, fault.TooLarge)
}

// act answers a form: with the page and what happened, or what did not.
func (p *Pages) act(do func(r *http.Request) (done string, err error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := parse(w, r); err != nil {
			return err
		}
		done, err := do(r)
		if shown(err) {
			return p.show(w, r, fault.KindOf(err).Status(), fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/moede/"+r.PathValue("moede")+"/udgivelse", done)
		return nil
	})
}

// largestFile is how many bytes a redacted file may have.
const largestFile = 64 << 20

func parse(w http.ResponseWriter, r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return web.ParseForm(w, r, web.SmallForm)
	}
	r.Body = http.MaxBytesReader(w, r.Body, largestFile)
	if err := r.ParseMultipartForm(4 << 20); err != nil {
		return fault.Because(err, fault.TooLarge, "Filen kan ikke modtages: den er for stor eller ikke kommet helt frem. Intet er ændret. Højst 64 MB.")
	}
	return nil
}
