package agendas

import (
	"net/http"
	"strconv"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/draft"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// Save takes one text of an item from the script that saves while somebody
// writes, and answers with what stands.
func (p *Pages) Save() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		base, _ := strconv.ParseInt(r.PostForm.Get("grundlag"), 10, 64)
		f, c, err := p.Agendas.SaveField(r.Context(), signin.Who(r), r.PathValue("punkt"), fieldOf(r.PathValue("felt")), base, r.PostForm.Get("tekst"))
		if err != nil {
			return err
		}
		return web.AnswerField(w, f, c)
	})
}

// A freshField is a text that somebody has saved since a page asked last.
type freshField struct {
	Version int64  `json:"version"`
	Text    string `json:"text"`
	By      string `json:"by"`
	At      string `json:"at"`
}

// News tells the script of an item's page who else has it open, and what they
// have saved since it asked last (?siden=, microseconds).
func (p *Pages) News() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		since, _ := strconv.ParseInt(r.URL.Query().Get("siden"), 10, 64)
		v, err := p.texts(r, r.PathValue("punkt"))
		if err != nil {
			return err
		}
		answer := struct {
			Editors []string              `json:"editors"`
			Shape   string                `json:"shape"`
			Now     int64                 `json:"now"`
			Fields  map[string]freshField `json:"fields"`
		}{p.present.others(v.Path, signin.Who(r), p.Clock()), v.Shape, p.Clock().UnixMicro(), map[string]freshField{}}
		for name, f := range v.Fields {
			// A transaction that ends as the page is made may have begun a moment before.
			if f.At.UnixMicro() > since-int64(overlap/time.Microsecond) {
				answer.Fields[v.Path+"/felt/"+fieldKey(name)] = freshField{f.Version, f.Text, f.ByName, f.At.Format(time.RFC3339)}
			}
		}
		return answerJSON(w, answer)
	})
}

// overlap is how far back a page is told again what it may have been told.
const overlap = 10 * time.Second

// A historyView is every version of one text.
type historyView struct {
	agenda.Item
	Label    string
	Path     string
	Versions []draft.Field // the latest first
}

// History shows the versions of a text: who wrote what, when.
func (p *Pages) History() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.texts(r, r.PathValue("punkt"))
		if err != nil {
			return err
		}
		field := fieldOf(r.PathValue("felt"))
		h := historyView{Item: v.Item, Path: v.Path, Label: web.LanguageOf(r).Say(labels[field])}
		if labels[field] == "" {
			h.Label = partLabel(web.LanguageOf(r), v.Item, field)
		}
		if h.Versions, err = p.Agendas.History(r.Context(), v.ID, field); err != nil {
			return err
		}
		return historyPage.Render(w, r, h)
	})
}
