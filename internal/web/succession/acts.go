package succession

import (
	"net/http"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/succession"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// formBytes is the most that the form of a checklist may have: some thousand keys.
const formBytes = 1 << 20

// act parses a form, does what it asks for, and leads back with a sentence; what
// its sender can do something about is told on the page.
func (p *Pages) act(do func(r *http.Request) (said string, err error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, formBytes); err != nil {
			return err
		}
		said, err := do(r)
		if status, ok := askable(err); ok {
			return p.show(w, r, status, fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, at(r)+anchor(r.PostForm.Get("tilbage")), said)
		return nil
	})
}

// anchor returns where on the page the form stood.
func anchor(name string) string {
	if name == "" || strings.ContainsAny(name, "/?#\\ \r\n") {
		return ""
	}
	return "#" + name
}

// ChangePlan puts a body on the plan, takes it off, or moves the day.
func (p *Pages) ChangePlan() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		ctx, who, slug, form, l := r.Context(), signin.Who(r), r.PathValue("reform"), r.PostForm, web.LanguageOf(r)
		switch form.Get("hvad") {
		case "ophoer":
			ground := succession.GroundOf(form.Get("beslutning"))
			if written := strings.TrimSpace(form.Get("adresse")); written != "" {
				ground = succession.GroundOf(written)
			}
			var heirs []succession.Heir
			for _, slug := range form["efterfoelger"] {
				heirs = append(heirs, succession.Heir{Slug: slug})
			}
			for name := range strings.Lines(form.Get("nye")) {
				if name = strings.TrimSpace(name); name != "" {
					heirs = append(heirs, succession.Heir{Name: name})
				}
			}
			return l.Say("Planen er gemt. Herunder står det, som organet har åbent."), p.Reforms.End(ctx, who, slug, form.Get("organ"), ground, heirs)
		case "fjern":
			return l.Say("Organet er taget af planen."), p.Reforms.Spare(ctx, who, slug, form.Get("organ"))
		case "flyt":
			return l.Say("Reformen er flyttet."), p.Reforms.Move(ctx, who, slug, form.Get("dag"))
		case "saet":
			return l.Say("Reformen er sat til at ske af sig selv. Mangler der noget på dagen, sker den ikke, og det står på dit skrivebord."), p.Reforms.Schedule(ctx, who, slug)
		case "tag":
			return l.Say("Reformen sker ikke længere af sig selv."), p.Reforms.Unschedule(ctx, who, slug)
		}
		return "", fault.New(fault.Invalid, "Vælg, hvad der skal ændres. Intet er gemt.")
	})
}

// Choose says what is to become of what was ticked, or of all that have no place.
func (p *Pages) Choose() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		form, l := r.PostForm, web.LanguageOf(r)
		c := succession.Choice{Outcome: succession.Outcome(form.Get("udfald")), ToID: form.Get("til"), Receiver: form.Get("modtager"), Reason: form.Get("grund")}
		if text := form.Get("beslutning"); text != "" {
			c.Ground = succession.GroundOf(text)
		}
		var n int
		var err error
		if form.Get("hvem") == "alle" {
			n, err = p.Reforms.Sweep(r.Context(), signin.Who(r), r.PathValue("reform"), succession.Sweep{BodyID: form.Get("organ"), Noun: succession.Noun(form.Get("slags"))}, c)
		} else {
			n, err = p.Reforms.Choose(r.Context(), signin.Who(r), r.PathValue("reform"), form["sag"], c)
		}
		if n == 0 {
			return l.Say("Der var ingen sager uden udfald, som valget passer på. Intet er ændret."), err
		}
		return l.Say("Udfaldet er gemt for %s.", l.Count(n, "sag", "sager")), err
	})
}

// Do carries the reform out.
func (p *Pages) Do() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		_, err := p.Reforms.Do(r.Context(), signin.Who(r), r.PathValue("reform"))
		return web.LanguageOf(r).Say("Reformen er gennemført. Herunder står, hvad der blev af hver sag."), err
	})
}
