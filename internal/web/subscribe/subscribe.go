// Package subscribe is where anybody follows a body, a person, an initiative or a
// search by mail: the form, the link to confirm, the page to change it, and the
// way out. It also writes the mails ([Letters]), so that they say what the pages
// say.
//
// A link from a mail is all that is needed. A GET never changes anything, because
// mail programs and virus scanners open links before people do; the one exception to
// asking twice is the POST that a mail program makes of its own unsubscribe button
// (RFC 8058), which ends the subscription at once.
package subscribe

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/search"
	"klynge/internal/subscription"
	"klynge/internal/web"
)

// Pages are what the pages are made of.
type Pages struct {
	Subscriptions *subscription.Store
	// Sends is whether mail leaves the house. Where it does not, the page says so.
	Sends bool
	// From says where a request comes from, behind our own proxy.
	From func(*http.Request) string
}

var (
	//go:embed follow.html
	followHTML string
	//go:embed choose.html
	chooseHTML string
	//go:embed asked.html
	askedHTML string
	//go:embed confirm.html
	confirmHTML string
	//go:embed manage.html
	manageHTML string
	//go:embed end.html
	endHTML string
	//go:embed ended.html
	endedHTML string

	followPage  = web.MustPage[followView](functions, followHTML)
	choosePage  = web.MustPage[[]link](functions, chooseHTML)
	askedPage   = web.MustPage[askedView](functions, askedHTML)
	confirmPage = web.MustPage[subscription.Subscription](functions, confirmHTML)
	managePage  = web.MustPage[manageView](functions, manageHTML)
	endPage     = web.MustPage[endView](functions, endHTML)
	endedPage   = web.MustPage[endedView](functions, endedHTML)
)

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"frequency": func(f subscription.Frequency) string { return l.Say(frequencies[f]) },
		"kind":      func(k subscription.Kind) string { return l.Say(kinds[k]) },
		"masked":    masked,
	}
}

var frequencies = map[subscription.Frequency]string{
	subscription.AtOnce: "med det samme", subscription.Daily: "hver morgen, når der er nyt", subscription.Weekly: "hver mandag, når der er nyt",
}

var kinds = map[subscription.Kind]string{
	subscription.Body: "Organ", subscription.Person: "Person", subscription.Initiative: "Indsats", subscription.Search: "Søgning",
}

// Words returns what is said out of tables, for the test that everything has
// its English.
func Words() (list []string) {
	for _, f := range frequencies {
		list = append(list, f)
	}
	for _, k := range kinds {
		list = append(list, k)
	}
	for _, o := range outcomes {
		list = append(list, o)
	}
	return list
}

// masked shows as much of an address as its owner needs to know it by: the link
// may have been passed on.
func masked(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return ""
	}
	return address[:1] + "…" + address[at:]
}

// A followView is the form.
type followView struct {
	subscription.Target
	Fields      []field // of the address, so that the form says the same again
	Address     string
	Frequency   subscription.Frequency
	Frequencies []subscription.Frequency
	Wrong       string
}

type field struct{ Name, Value string }

type askedView struct {
	subscription.Target
	Sends bool
}

type manageView struct {
	subscription.Subscription
	Others      []subscription.Subscription
	Frequencies []subscription.Frequency
	Saved       bool
}

type endView struct{ subscription.Subscription }

type endedView struct{ All bool }

// parameters are what the address of the form may say.
var parameters = []string{"soeg", "organ", "person", "indsats", "aar", "art", "udfald", "slags"}

// longest is how many characters of a search or a name are taken.
const longest = 200

// target reads what somebody wants to follow. With a search the other parameters
// narrow it, as they do on /soeg.
func (p *Pages) target(r *http.Request, v url.Values) (t subscription.Target, err error) {
	for _, name := range parameters {
		if len(v.Get(name)) > longest {
			return t, fault.New(fault.Invalid, "Søgningen er for lang til at følge. Intet er gemt. Brug færre ord.")
		}
	}
	ctx := r.Context()
	switch {
	case strings.TrimSpace(v.Get("soeg")) != "":
		return searched(v), nil
	case v.Get("organ") != "":
		return p.Subscriptions.Target(ctx, subscription.Body, v.Get("organ"))
	case v.Get("person") != "":
		return p.Subscriptions.Target(ctx, subscription.Person, v.Get("person"))
	}
	return p.Subscriptions.Target(ctx, subscription.Initiative, v.Get("indsats"))
}

// searched makes a target of a search, written in one way so that the same search
// is one subscription.
func searched(v url.Values) subscription.Target {
	query, name := url.Values{}, "“"+strings.Join(strings.Fields(v.Get("soeg")), " ")+"”"
	query.Set("q", strings.Join(strings.Fields(v.Get("soeg")), " "))
	for _, narrowed := range []string{"organ", "person", "aar", "art", "udfald", "slags"} {
		if value := strings.TrimSpace(v.Get(narrowed)); value != "" {
			query.Set(narrowed, value)
			name += ", " + value
		}
	}
	return subscription.Target{Kind: subscription.Search, Subject: query.Encode(), Name: name}
}

// Address returns the address of the form to follow a search.
func Address(q search.Query) string {
	v := url.Values{}
	for name, value := range map[string]string{
		"soeg": q.Text, "organ": q.Body, "aar": q.Year, "art": q.Type, "udfald": q.Outcome, "person": q.Person, "slags": string(q.Kind),
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return "/foelg?" + v.Encode()
}

// private keeps a page with a link's token out of caches, logs of others and
// search engines.
func private(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
}

func parse(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		return fault.Because(err, fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
	}
	return nil
}

// places are where there is something to follow.
var places = []link{{"Organer", "/organer"}, {"Personer", "/personer"}, {"Indsatser", "/indsatser"}, {"Søg", "/soeg"}}

// Show shows the form, or where to find something to follow.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.RawQuery == "" {
			return choosePage.Render(w, r, places)
		}
		t, err := p.target(r, r.URL.Query())
		if err != nil {
			return err
		}
		private(w)
		return followPage.Render(w, r, follow(t, r.URL.Query(), subscription.Daily))
	})
}

func follow(t subscription.Target, v url.Values, f subscription.Frequency) followView {
	view := followView{Target: t, Address: v.Get("mail"), Frequency: f, Frequencies: subscription.Frequencies}
	for _, name := range parameters {
		if value := v.Get(name); value != "" {
			view.Fields = append(view.Fields, field{name, value})
		}
	}
	return view
}

// Ask takes the form. The answer is the same whoever follows what.
func (p *Pages) Ask() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := parse(w, r); err != nil {
			return err
		}
		t, err := p.target(r, r.PostForm)
		if err != nil {
			return err
		}
		private(w)
		wish := subscription.Wish{
			Target: t, Address: r.PostForm.Get("mail"), Frequency: subscription.Frequency(r.PostForm.Get("hyppighed")),
			Language: web.LanguageOf(r).Code(), From: p.From(r),
		}
		err = p.Subscriptions.Ask(r.Context(), wish)
		if fault.Is(err, fault.Invalid) {
			view := follow(t, r.PostForm, wish.Frequency)
			view.Wrong = fault.Sentence(err)
			return followPage.RenderStatus(w, r, http.StatusUnprocessableEntity, view)
		}
		if err != nil {
			return err
		}
		return askedPage.Render(w, r, askedView{t, p.Sends})
	})
}

// Open shows what a link opens: the button to confirm, or what there is to change.
func (p *Pages) Open() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		sub, others, err := p.Subscriptions.Find(r.Context(), r.PathValue("token"))
		if err != nil {
			return err
		}
		if sub.Confirmed.IsZero() {
			return confirmPage.Render(w, r, sub)
		}
		return managePage.Render(w, r, manageView{sub, others, subscription.Frequencies, r.URL.Query().Get("gemt") != ""})
	})
}

// Change confirms, changes how often, or deletes all of an address.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		if err := parse(w, r); err != nil {
			return err
		}
		ctx, token := r.Context(), r.PathValue("token")
		var err error
		switch r.PostForm.Get("goer") {
		case "bekraeft":
			err = p.Subscriptions.Confirm(ctx, token)
		case "slet":
			if err = p.Subscriptions.EndAll(ctx, token); err == nil {
				return endedPage.Render(w, r, endedView{All: true})
			}
		default:
			err = p.Subscriptions.SetFrequency(ctx, token, subscription.Frequency(r.PostForm.Get("hyppighed")))
		}
		if err != nil {
			return err
		}
		http.Redirect(w, r, web.LanguageOf(r).Path("/foelg/"+url.PathEscape(token))+"?gemt=1", http.StatusSeeOther)
		return nil
	})
}

// ShowEnd shows the button that ends it. A link that has been used says that it
// has.
func (p *Pages) ShowEnd() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		sub, _, err := p.Subscriptions.Find(r.Context(), r.PathValue("token"))
		if fault.Is(err, fault.Missing) {
			return endedPage.Render(w, r, endedView{})
		}
		if err != nil {
			return err
		}
		return endPage.Render(w, r, endView{sub})
	})
}

// End ends it, for the button on the page and for the one in a mail program.
func (p *Pages) End() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		if err := p.Subscriptions.End(r.Context(), r.PathValue("token")); err != nil {
			return err
		}
		return endedPage.Render(w, r, endedView{})
	})
}
