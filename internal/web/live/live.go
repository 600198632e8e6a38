// Package live is the pages from which a meeting is followed while it is held:
// the member's own, on a tablet, with private notes, and the big screen's.
//
// A page is made of a [gallery.View] and works as it stands. The script (live.ts)
// then listens to the stream of events from where the page ends and changes it by
// the same rule; without script the page is loaded anew to see what has happened.
package live

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/gallery"
	"klynge/internal/live"
	"klynge/internal/minutes"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// Pages are what the pages are made of.
type Pages struct {
	Gallery *gallery.Store
	Hub     *live.Hub
	Minutes *minutes.Store
	Watch   func(context.Context) <-chan struct{}            // receives after commits
	BodyOf  func(r *http.Request) (bodyID string, err error) // of the meeting
	URL     string                                           // where people find the site
}

// Run tells open pages of what happens until ctx ends.
func (p *Pages) Run(ctx context.Context) { p.Hub.Run(ctx, p.Watch) }

var (
	//go:embed parts.html
	partsHTML string
	//go:embed follow.html
	followHTML string
	//go:embed screen.html
	screenHTML string
	//go:embed link.html
	linkHTML string

	followPage = web.MustPage[followView](functions, partsHTML, followHTML)
	screenPage = web.MustPage[screenView](functions, partsHTML, screenHTML)
	linkPage   = web.MustPage[linkView](functions, linkHTML)
)

// A followView is a meeting as somebody at the table follows it.
type followView struct {
	gallery.View
	Stream string // address of what happens from here on
	Notes  map[string]draft.Field
	Writer string // account
	Asks   bool   // may ask to speak
	Leads  bool   // may make the link for the big screen
}

// A screenView is a meeting on the big screen.
type screenView struct {
	gallery.View
	Stream string
}

// A linkView is where the link for the big screen is made.
type linkView struct {
	gallery.View
	Link   string // that was just made
	Open   bool   // there is one
	Closed bool   // who asks may let it show what is closed
}

// mostStreams is how many streams one account or one link may have open: a
// browser has one, however many windows.
const mostStreams = 20

// audience returns whom the visitor is to see with: those who may read what is
// closed, when they may and the address says so.
func (p *Pages) audience(r *http.Request) (live.Audience, error) {
	if r.URL.Query().Get("lukkede") == "" {
		return gallery.Open, nil
	}
	return p.widest(r)
}

// widest returns the audience that sees most of those the visitor belongs to.
func (p *Pages) widest(r *http.Request) (live.Audience, error) {
	bodyID, err := p.BodyOf(r)
	if err != nil {
		return "", err
	}
	if gallery.May(signin.Who(r), bodyID, gallery.Closed) {
		return gallery.Closed, nil
	}
	return gallery.Open, nil
}

// from returns the address of the events after a view.
func from(path string, v gallery.View) string {
	address := path + "?efter=" + strconv.FormatInt(v.Last, 10)
	if v.Audience == gallery.Closed {
		address += "&lukkede=1"
	}
	return address
}

// Stream tells of what happens at a meeting.
func (p *Pages) Stream() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.audience(r)
		if err != nil {
			return err
		}
		who := signin.Who(r)
		return p.Hub.Serve(w, r, r.PathValue("moede"), live.Viewer{
			Pass: gallery.BySession(who), Owner: who.Account.ID, Audience: a, Most: mostStreams,
		})
	})
}

// Follow shows a meeting to somebody who takes part in it.
func (p *Pages) Follow() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.widest(r)
		if err != nil {
			return err
		}
		v := followView{}
		if v.View, err = p.Gallery.See(r.Context(), r.PathValue("moede"), a); err != nil {
			return err
		}
		who := signin.Who(r)
		if v.Notes, err = p.Gallery.Notes(r.Context(), who, v.Items); err != nil {
			return err
		}
		v.Stream, v.Writer = from(v.Meeting.Path()+"/stroem", v.View), who.Account.ID
		v.Asks, v.Leads = who.May(access.AnswerInvitation, v.Meeting.BodyID), who.May(access.LeadMeeting, v.Meeting.BodyID)
		return followPage.Render(w, r, v)
	})
}

// SaveNote saves one's own note to an item, for a script and for a form.
func (p *Pages) SaveNote() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		base, err := strconv.ParseInt(r.PostForm.Get("grundlag"), 10, 64)
		if err != nil {
			return fault.Because(err, fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
		}
		meetingID, itemID, text, who := r.PathValue("moede"), r.PathValue("punkt"), r.PostForm.Get("tekst"), signin.Who(r)
		f, conflict, err := p.Gallery.SaveNote(r.Context(), who, meetingID, itemID, base, text)
		if err != nil {
			return err
		}
		if strings.Contains(r.Header.Get("Accept"), "application/json") {
			return web.AnswerField(w, f, conflict)
		}
		sentence := "Din note er gemt. Kun du kan se den."
		if conflict != nil {
			// One wrote in two windows. Both texts are one's own, so both are kept.
			if _, _, err = p.Gallery.SaveNote(r.Context(), who, meetingID, itemID, f.Version, f.Text+"\n\n"+text); err != nil {
				return err
			}
			sentence = "Du havde skrevet noget andet i et andet vindue. Begge tekster er gemt under hinanden."
		}
		web.Done(w, r, "/arbejde/moede/"+meetingID+"/foelg#punkt-"+itemID, sentence)
		return nil
	})
}

// AskToSpeak puts who asks on the speakers' list of the item that is treated.
func (p *Pages) AskToSpeak() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		meetingID, who := r.PathValue("moede"), signin.Who(r)
		v, err := p.Gallery.See(r.Context(), meetingID, gallery.Open)
		if err != nil {
			return err
		}
		if v.Current == "" {
			return fault.New(fault.Conflict, "Der behandles ikke noget punkt lige nu, så der er ingen talerliste. Prøv igen, når punktet er begyndt.")
		}
		if err := p.Minutes.AskToSpeak(r.Context(), v.Current, who.Account.Name, minutes.By{Who: who}); err != nil {
			return err
		}
		web.Done(w, r, v.Meeting.Path()+"/foelg", "Du står på talerlisten.")
		return nil
	})
}

// Screen shows a meeting on the big screen of somebody who is signed in.
func (p *Pages) Screen() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.audience(r)
		if err != nil {
			return err
		}
		v, err := p.Gallery.See(r.Context(), r.PathValue("moede"), a)
		if err != nil {
			return err
		}
		return screenPage.Render(w, r, screenView{v, from(v.Meeting.Path()+"/stroem", v)})
	})
}

// ScreenByLink shows a meeting on a big screen that nobody is signed in on.
func (p *Pages) ScreenByLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		token := r.PathValue("token")
		meetingID, a, err := p.Gallery.Look(r.Context(), token)
		if err != nil {
			return err
		}
		v, err := p.Gallery.See(r.Context(), meetingID, a)
		if err != nil {
			return err
		}
		return screenPage.Render(w, r, screenView{v, from("/skaerm/"+token+"/stroem", v)})
	})
}

// StreamByLink tells a big screen of what happens.
func (p *Pages) StreamByLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		token := r.PathValue("token")
		meetingID, a, err := p.Gallery.Look(r.Context(), token)
		if err != nil {
			return err
		}
		pass := gallery.ByLink(token)
		return p.Hub.Serve(w, r, meetingID, live.Viewer{Pass: pass, Owner: pass, Audience: a, Most: mostStreams})
	})
}

// ShowLink shows where the link for the big screen is made.
func (p *Pages) ShowLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.link(w, r, "") })
}

func (p *Pages) link(w http.ResponseWriter, r *http.Request, link string) error {
	a, err := p.widest(r)
	if err != nil {
		return err
	}
	v := linkView{Link: link, Closed: a == gallery.Closed}
	if v.View, err = p.Gallery.See(r.Context(), r.PathValue("moede"), gallery.Open); err != nil {
		return err
	}
	if v.Open, err = p.Gallery.Linked(r.Context(), v.Meeting.ID); err != nil {
		return err
	}
	return linkPage.Render(w, r, v)
}

// ChangeLink makes a new link for the big screen, or closes the one there is. A
// link is shown once: only its hash is kept.
func (p *Pages) ChangeLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		meetingID := r.PathValue("moede")
		if r.PostForm.Get("goer") == "luk" {
			if err := p.Gallery.Withdraw(r.Context(), meetingID); err != nil {
				return err
			}
			web.Done(w, r, "/arbejde/moede/"+meetingID+"/skaerm/link", "Linket er lukket. Skærme, der brugte det, viser ikke mere.")
			return nil
		}
		a := gallery.Open
		if r.PostForm.Get("lukkede") != "" {
			a = gallery.Closed
		}
		token, err := p.Gallery.NewLink(r.Context(), meetingID, a, signin.Who(r))
		if err != nil {
			return err
		}
		return p.link(w, r, p.URL+web.LanguageOf(r).Path("/skaerm/"+token))
	})
}

// A badge is an outcome as it is shown.
type badge struct {
	Outcome           reading.Outcome
	Word, Class, Icon string
}

var badges = []badge{
	{reading.Approved, "Godkendt", "approved", "check"},
	{reading.Noted, "Taget til efterretning", "noted", "visibility"},
	{reading.Discussed, "Drøftet", "discussed", "forum"},
	{reading.Postponed, "Udsat", "postponed", "hourglass"},
	{reading.Rejected, "Ikke godkendt", "rejected", "close"},
}

// A block is a part of a text: a paragraph, a list or a table.
type block struct {
	Kind  extract.BlockKind
	Lines []reading.Line
}

// blocks returns a text as it is shown, with the lines of a list together.
func blocks(text string) (list []block) {
	for _, line := range agenda.Lines(text) {
		if n := len(list); n > 0 && line.Kind != extract.Paragraph && list[n-1].Kind == line.Kind {
			list[n-1].Lines = append(list[n-1].Lines, line)
			continue
		}
		list = append(list, block{line.Kind, []reading.Line{line}})
	}
	return list
}

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"badges": func() []badge { return badges },
		"say":    func(word string) string { return l.Say(word) },
		"blocks": blocks,
		"isList": func(k extract.BlockKind) bool { return k == extract.ListItem },
		"isRow":  func(k extract.BlockKind) bool { return k == extract.Row },
		"millis": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return strconv.FormatInt(t.UnixMilli(), 10)
		},
		"used": func(it gallery.Item, now time.Time) int {
			spent := it.Spent
			if !it.Since.IsZero() {
				spent += max(now.Sub(it.Since), 0)
			}
			return int(spent / time.Minute)
		},
		"hidden": func(when bool) template.HTMLAttr {
			if when {
				return " hidden"
			}
			return ""
		},
	}
}
