package succession

import (
	"net/http"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/succession"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// unfinished are the parts of addresses where what a body left is still finished
// after it has ended: its minutes are approved and published.
var unfinished = []string{"/godkendelse", "/udgivelse"}

// Still lets the working pages of a body that has ended be read and not changed,
// with a sentence that leads to where the work goes on. of finds the body of a
// request; a page of no body is left as it is.
func (p *Pages) Still(pattern string, of signin.BodyOf, next http.Handler) http.Handler {
	if of == nil {
		return next
	}
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		bodyID, err := of(r)
		if err != nil {
			return err
		}
		e, ended, err := p.Public.Ended(r.Context(), bodyID)
		if err != nil {
			return err
		}
		if !ended {
			next.ServeHTTP(w, r)
			return nil
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !finishes(pattern) {
			return refusal(e)
		}
		next.ServeHTTP(w, web.WithNotice(r, notice(r, e)))
		return nil
	})
}

func finishes(pattern string) bool {
	for _, part := range unfinished {
		if strings.Contains(pattern, part) {
			return true
		}
	}
	return false
}

// refusal says why nothing can be changed, and where to go.
func refusal(e succession.Ending) error {
	last := e.Body.End
	if t, err := time.Parse(time.DateOnly, last); err == nil {
		last = danish.Date(t)
	}
	on := "Ingen er gået videre efter det."
	if len(e.To) > 0 {
		on = "Arbejdet går videre i " + listed(e.To) + "."
	}
	return fault.New(fault.Forbidden, "%s ophørte %s og kan ikke ændres. Intet er gemt. %s", e.Body.Name, last, on)
}

func notice(r *http.Request, e succession.Ending) web.Notice {
	l := web.LanguageOf(r)
	if len(e.To) == 0 {
		return web.Notice{Text: l.Say("%s er ophørt. Siden kan læses, men ikke ændres. Se", e.Body.Name), Links: []web.NoticeLink{{Name: e.Body.Name, Path: e.Body.Path()}}}
	}
	n := web.Notice{Text: l.Say("%s er ophørt. Siden kan læses, men ikke ændres. Arbejdet går videre i", e.Body.Name)}
	for _, o := range e.To {
		n.Links = append(n.Links, web.NoticeLink{Name: o.Name, Path: onward(r.URL.Path, e.Body.Slug, o.Slug)})
	}
	return n
}

// onward returns the page of a successor that is what a page was of the body before:
// the same list, or the body itself.
func onward(path, from, to string) string {
	rest, ok := strings.CutPrefix(path, "/arbejde/organ/"+from+"/")
	if !ok {
		return "/organer/" + to
	}
	list, _, _ := strings.Cut(rest, "/") // one thing in a list is of the old body alone
	return "/arbejde/organ/" + to + "/" + list
}
