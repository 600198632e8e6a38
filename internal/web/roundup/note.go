package roundup

import (
	"net/http"
	"slices"
	"strconv"

	"klynge/internal/fault"
	"klynge/internal/roundup"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A noteView is the boxes that one group writes in.
type noteView struct {
	web.Refusal
	roundup.Desk
	Base string // address of the page
	Link bool   // opened from a mail
}

// Box is one heading with what is written there.
type box struct {
	roundup.Heading
	Text    string
	Version int64
	Nothing bool
	Notes   []roundup.Note // after the lock
	Save    string
	Writer  string
}

// Boxes are the headings. What was typed and refused stands where it was typed.
func (v noteView) Boxes() (list []box) {
	for _, h := range v.Headings {
		f := v.Mine.Drafts[h.ID]
		b := box{Heading: h, Text: f.Text, Version: f.Version, Nothing: v.Mine.Nothing[h.ID], Notes: v.NotesOf(v.Mine.ID, h.ID), Save: v.Base + "/felt/" + h.ID, Writer: v.By.ID}
		if v.Typed.Has("tekst." + h.ID) {
			b.Text, b.Nothing = v.Typed.Get("tekst."+h.ID), slices.Contains(v.Typed["intet"], h.ID)
		}
		list = append(list, b)
	}
	return list
}

// Waits reports whether the group can write something that counts.
func (v noteView) Waits() bool { return v.State != roundup.Published && v.State != roundup.Closed }

// keyOf returns which group a request is about.
func keyOf(r *http.Request) (k roundup.Key, base string) {
	k = roundup.Key{Token: r.PathValue("token"), Roundup: r.PathValue("opsamling"), GroupID: r.PathValue("gruppe"), Who: signin.Who(r)}
	if k.Token != "" {
		return k, "/opsamling/" + k.Token
	}
	return k, "/arbejde/opsamling/" + k.Roundup + "/note/" + k.GroupID
}

// ShowNote shows a group's boxes.
func (p *Pages) ShowNote() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.note(w, r, web.Refusal{}) })
}

func (p *Pages) note(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	w.Header().Set("Cache-Control", "no-store")
	key, base := keyOf(r)
	d, err := p.Roundups.Open(r.Context(), key)
	if err != nil {
		return err
	}
	return notePage.RenderStatus(w, r, f.Status(), noteView{f, d, base, key.Token != ""})
}

// SaveField keeps one box, as a script sends it.
func (p *Pages) SaveField() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		base, err := strconv.ParseInt(r.PostForm.Get("grundlag"), 10, 64)
		if err != nil {
			return web.ErrForm
		}
		key, _ := keyOf(r)
		f, c, err := p.Roundups.SaveNote(r.Context(), key, r.PathValue("felt"), base, r.PostForm.Get("tekst"))
		if err != nil {
			return err
		}
		return web.AnswerField(w, f, c)
	})
}

// Deliver keeps all boxes of a form and delivers them, or keeps a remark on the
// draft.
func (p *Pages) Deliver() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		key, base := keyOf(r)
		return web.Act(w, r, func() (string, string, error) {
			if r.PostForm.Get("goer") == "bemaerk" {
				return base, "Tak. Bemærkningen er sendt til sekretariatet.", p.Roundups.Remark(r.Context(), key, r.PostForm.Get("saetning"), r.PostForm.Get("tekst"))
			}
			if err := p.saveAll(r, key); err != nil {
				return "", "", err
			}
			if r.PostForm.Get("goer") == "gem" {
				return base, "Noten er gemt. Du kan skrive videre.", nil
			}
			late, err := p.Roundups.Deliver(r.Context(), key, r.PostForm["intet"])
			if late {
				return base, "Noten er gemt. Fristen var gået, så det nye er lagt til og mærket som kommet efter fristen.", err
			}
			return base, "Tak. Noten er afleveret. Du kan rette i den, til fristen er gået.", err
		}, func(f web.Refusal) error { return p.note(w, r, f) })
	})
}

// saveAll keeps the boxes of a form that was sent without a script. When somebody
// else has written in one, nothing is written over it.
func (p *Pages) saveAll(r *http.Request, key roundup.Key) error {
	d, err := p.Roundups.Open(r.Context(), key)
	if err != nil {
		return err
	}
	var met []string
	for _, h := range d.Headings {
		if !r.PostForm.Has("tekst." + h.ID) {
			continue
		}
		base, err := strconv.ParseInt(r.PostForm.Get("grundlag."+h.ID), 10, 64)
		if err != nil {
			return web.ErrForm
		}
		_, c, err := p.Roundups.SaveNote(r.Context(), key, h.ID, base, r.PostForm.Get("tekst."+h.ID))
		if err != nil {
			return err
		}
		if c != nil {
			met = append(met, h.Text)
		}
	}
	if len(met) > 0 {
		return fault.New(fault.Conflict, "En anden har skrevet under “%s”, siden du åbnede siden. Din tekst står nedenfor og er ikke gemt. Åbn siden i et nyt vindue, og saml de to tekster.", met[0])
	}
	return nil
}
