package planning

import (
	_ "embed"
	"net/http"

	"klynge/internal/web"
)

var (
	//go:embed found.html
	foundHTML string

	foundPage = page[foundView](foundHTML)
)

// A foundView is the form for a new body.
type foundView struct{ Name, Wrong string }

// ShowFound shows the form for a new body.
func (p *Pages) ShowFound() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return foundPage.Render(w, r, foundView{})
	})
}

// Found makes a new body and leads on to its seats.
func (p *Pages) Found() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		name := r.PostForm.Get("navn")
		o, err := p.Plan.Found(r.Context(), name)
		if err != nil {
			a, status, err := ask(err)
			if err != nil {
				return err
			}
			return foundPage.RenderStatus(w, r, status, foundView{Name: name, Wrong: a.Wrong})
		}
		web.Done(w, r, "/arbejde/organ/"+o.Slug+"/medlemmer", o.Name+" er oprettet. Giv nu nogen en plads i det, først sekretariatet.")
		return nil
	})
}
