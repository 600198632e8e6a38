package roundup

import (
	"net/http"
	"net/url"
	"strconv"

	"klynge/internal/access"
	"klynge/internal/roundup"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// most is how many comments one page shows.
const most = 200

// A codeView is one note with its comments and the themes beside.
type codeView struct {
	web.Refusal
	roundup.Roundup
	Note     roundup.Note
	Group    roundup.Group
	Under    roundup.Heading
	Pieces   []piece
	Comments []roundup.Comment // of the note, those of the page
	Without  bool              // shows those that have no theme, of all notes
	From     int
	More     int // where the next page begins, 0 for none
	Coverage roundup.Coverage
	Makes    bool
	Here     string // address of what is shown
	At, Of   int    // which note of how many
	Before   string // ids of the notes beside it
	After    string
}

// A piece is a part of a note, in a comment or not.
type piece struct {
	Text  string
	At    int // characters into the note
	Taken bool
}

// pieces cuts a note where comments begin and end.
func pieces(note string, comments []roundup.Comment) (list []piece) {
	runes := []rune(note)
	taken := make([]bool, len(runes))
	for _, c := range comments {
		for i := c.Start; i < c.End && i < len(runes); i++ {
			taken[i] = true
		}
	}
	for from := 0; from < len(runes); {
		to := from
		for to < len(runes) && taken[to] == taken[from] {
			to++
		}
		list = append(list, piece{string(runes[from:to]), from, taken[from]})
		from = to
	}
	return list
}

// GroupOf names the group of a comment.
func (v codeView) GroupOf(c roundup.Comment) string {
	g, _ := v.Roundup.Group(c.GroupID)
	return g.Name
}

// Digit is the key of a theme, "" for those after the ninth.
func (v codeView) Digit(i int) string {
	if i < 9 {
		return strconv.Itoa(i + 1)
	}
	return ""
}

// ShowCode shows a note to be coded.
func (p *Pages) ShowCode() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.code(w, r, r.URL.Query(), web.Refusal{}) })
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request, query url.Values, f web.Refusal) error {
	one, err := p.Roundups.Find(r.Context(), r.PathValue("opsamling"))
	if err != nil {
		return err
	}
	v := codeView{Refusal: f, Roundup: one, Coverage: one.Coverage(), Makes: signin.Who(r).May(access.TakeMinutes, one.BodyID) && one.Editable(), Without: query.Get("vis") == "uden"}
	if from, err := strconv.Atoi(query.Get("fra")); err == nil && from > 0 {
		v.From = from
	}
	v.choose(query.Get("note"))
	return codePage.RenderStatus(w, r, f.Status(), v)
}

// choose picks the note, or the comments without a theme.
func (v *codeView) choose(noteID string) {
	var notes []roundup.Note
	for _, n := range v.Notes {
		if n.Text != "" {
			notes = append(notes, n)
		}
	}
	for i, n := range notes {
		if i > 0 && n.ID != noteID {
			continue
		}
		v.Note, v.At, v.Of, v.Before, v.After = n, i+1, len(notes), "", ""
		if i > 0 {
			v.Before = notes[i-1].ID
		}
		if i+1 < len(notes) {
			v.After = notes[i+1].ID
		}
	}
	v.Group, _ = v.Roundup.Group(v.Note.GroupID)
	v.Under, _ = v.Heading(v.Note.HeadingID)
	var list []roundup.Comment
	for _, c := range v.Roundup.Comments {
		if v.Without && c.ThemeID == "" || !v.Without && c.NoteID == v.Note.ID {
			list = append(list, c)
		}
	}
	v.Here = "note=" + v.Note.ID
	if v.Without {
		v.Here = "vis=uden"
	} else {
		v.Pieces = pieces(v.Note.Text, list)
	}
	v.From = min(v.From, len(list))
	v.Comments = list[v.From:min(v.From+most, len(list))]
	if v.From+most < len(list) {
		v.More = v.From + most
	}
	if v.From > 0 {
		v.Here += "&fra=" + strconv.Itoa(v.From)
	}
}

// ChangeCode does something to comments and themes.
func (p *Pages) ChangeCode() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("opsamling")
		return web.Act(w, r, func() (string, string, error) {
			anchor, sentence, err := p.coded(r, key)
			address := "/arbejde/opsamling/" + key + "/kodning"
			if here, err := url.ParseQuery(r.PostForm.Get("her")); err == nil && len(here) > 0 {
				address += "?" + here.Encode()
			}
			if anchor != "" {
				address += "#" + anchor
			}
			return address, sentence, err
		}, func(f web.Refusal) error {
			here, err := url.ParseQuery(f.Was("her"))
			if err != nil {
				here = nil
			}
			return p.code(w, r, here, f)
		})
	})
}

func (p *Pages) coded(r *http.Request, key string) (anchor, sentence string, err error) {
	ctx, form := r.Context(), r.PostForm
	comment := form.Get("kommentar")
	switch form.Get("goer") {
	case "kommentar":
		at, err := strconv.Atoi(form.Get("fra"))
		if err != nil {
			at = -1
		}
		made, err := p.Roundups.Cut(ctx, key, form.Get("note"), form.Get("stykke"), at)
		return "k-" + made, "Stykket er nu en kommentar.", err
	case "linjer":
		n, err := p.Roundups.CutLines(ctx, key, form.Get("note"))
		return "kommentarer", "Hver linje er nu en kommentar i " + web.Danish.Count(n, "note", "noter") + ".", err
	case "tema":
		return "k-" + comment, "Temaet er sat.", p.Roundups.Code(ctx, key, comment, form.Get("tema"))
	case "nyttema":
		return "temaer", "Temaet er lavet.", p.Roundups.AddTheme(ctx, key, form.Get("navn"), comment)
	case "omdoeb":
		return "temaer", "Temaet er ændret.", p.Roundups.RenameTheme(ctx, key, form.Get("tema"), form.Get("navn"))
	case "flyt":
		return "k-" + comment, "Kommentaren er flyttet. Noten er, som den var.", p.Roundups.Place(ctx, key, comment, form.Get("overskrift"), form.Get("om"))
	case "fjern":
		return "kommentarer", "Kommentaren er fjernet. Noten er, som den var.", p.Roundups.Uncut(ctx, key, comment)
	case "udelad":
		return "k-" + comment, "Det er gemt.", p.Roundups.LeaveOut(ctx, key, comment, form.Get("grund"))
	}
	return "", "", web.ErrForm
}

// NoteName names a note by its group and heading.
func (v codeView) NoteName(n roundup.Note) string {
	g, _ := v.Roundup.Group(n.GroupID)
	h, _ := v.Heading(n.HeadingID)
	name := g.Name + ": " + h.Text
	if n.Number > 0 {
		name += " (+" + strconv.Itoa(n.Number) + ")"
	}
	return name
}
