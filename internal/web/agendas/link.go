package agendas

import (
	"net/http"
	"slices"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// linkPath returns where the link of a dispatch leads.
func linkPath(token string) string { return "/dagsorden/" + token }

// byLink answers whoever has the link of a dispatch, with an account or without.
// The address is a secret, so no page that it leads to learns it.
func (p *Pages) byLink(answer func(w http.ResponseWriter, r *http.Request, a agenda.Work, reader access.Who, v sentView) error) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		token := r.PathValue("token")
		a, to, reader, err := p.Agendas.ByLink(r.Context(), token, signin.Who(r))
		if err != nil {
			return err
		}
		v := sent(a, reader)
		v.Path, v.Link, v.Ends, v.Drafts = linkPath(token), to.Name, access.Day(agenda.LinkEnds(a.Meeting)), false
		for i, it := range v.Items {
			v.Items[i].Papers = v.Path + "/punkt/" + it.ID + "/bilag"
		}
		return answer(w, r, a, reader, v)
	})
}

// ShowLink shows an agenda that was sent to whoever has the link of the mail.
func (p *Pages) ShowLink() http.Handler {
	return p.byLink(func(w http.ResponseWriter, r *http.Request, _ agenda.Work, _ access.Who, v sentView) error {
		return sentPage.Render(w, r, v)
	})
}

// PrintLink hands out the same as a PDF.
func (p *Pages) PrintLink() http.Handler {
	return p.byLink(func(w http.ResponseWriter, _ *http.Request, a agenda.Work, reader access.Who, _ sentView) error {
		return file(w, a, reader, p.PDF, mediaPDF, ".pdf")
	})
}

// PaperLink hands out a paper of an item that the link shows.
func (p *Pages) PaperLink() http.Handler {
	return p.byLink(func(w http.ResponseWriter, r *http.Request, _ agenda.Work, reader access.Who, v sentView) error {
		itemID, paperID := r.PathValue("punkt"), r.PathValue("bilag")
		if !slices.ContainsFunc(v.Items, func(it sentItem) bool {
			return it.ID == itemID && slices.ContainsFunc(it.Attachments, func(a agenda.SentAttachment) bool { return a.ID == paperID })
		}) {
			return fault.New(fault.Missing, "Bilaget findes ikke.")
		}
		return p.Paper(w, r, itemID, paperID, reader)
	})
}
