package roundup

import (
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"klynge/internal/access"
	"klynge/internal/roundup"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// most is how many comments one page shows.
const most = 200

// A codeView is one note with its comments and the themes beside.
type codeView struct {
	refusal
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
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.code(w, r, r.URL.Query(), refusal{}) })
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request, query url.Values, f refusal) error {
	one, err := p.Roundups.Find(r.Context(), r.PathValue("opsamling"))
	if err != nil {
		return err
	}
	v := codeView{refusal: f, Roundup: one, Coverage: one.Coverage(), Makes: signin.Who(r).May(access.TakeMinutes, one.BodyID) && one.Editable(), Without: query.Get("vis") == "uden"}
	if from, err := strconv.Atoi(query.Get("fra")); err == nil && from > 0 {
		v.From = from
	}
	v.choose(query.Get("note"))
	return codePage.RenderStatus(w, r, f.status(), v)
}

// choose picks the note, or the comments without a theme.
func (v *codeView) choose(noteID string) {
	for _, n := range v.Notes {
		if n.Text != "" && (v.Note.ID == "" || n.ID == noteID) {
			v.Note = n
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
		return act(w, r, func() (string, string, error) {
			anchor, sentence, err := p.coded(r, key)
			address := "/arbejde/opsamling/" + key + "/kodning"
			if here, err := url.ParseQuery(r.PostForm.Get("her")); err == nil && len(here) > 0 {
				address += "?" + here.Encode()
			}
			if anchor != "" {
				address += "#" + anchor
			}
			return address, sentence, err
		}, func(f refusal) error {
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
	return "", "", errForm
}

// A sentencesView is the summary of a heading with its sources beside.
type sentencesView struct {
	refusal
	roundup.Roundup
	Under    roundup.Heading
	Themes   []themed
	Shown    []roundup.Sentence
	Coverage roundup.Coverage
	Makes    bool
}

// themed is a theme with the comments of one heading.
type themed struct {
	roundup.Theme
	Groups   int
	Comments []roundup.Comment
	More     int // comments that are not shown
	Open     int // that are not accounted for
}

// GroupOf names the group of a comment.
func (v sentencesView) GroupOf(c roundup.Comment) string {
	g, _ := v.Group(c.GroupID)
	return g.Name
}

// Text is what stands in the box of a sentence.
func (v sentencesView) Text(s roundup.Sentence) string {
	if v.Was("saetning") == s.ID && v.Typed.Has("tekst") {
		return v.Was("tekst")
	}
	return s.Text
}

// Said is what groups remarked on a sentence.
func (v sentencesView) Said(id string) (list []roundup.Remark) {
	for _, m := range v.Remarks {
		if m.SentenceID == id {
			list = append(list, m)
		}
	}
	return list
}

// ShowSentences shows the summary while it is written.
func (p *Pages) ShowSentences() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.sentences(w, r, r.URL.Query().Get("overskrift"), refusal{})
	})
}

func (p *Pages) sentences(w http.ResponseWriter, r *http.Request, headingID string, f refusal) error {
	one, err := p.Roundups.Find(r.Context(), r.PathValue("opsamling"))
	if err != nil {
		return err
	}
	v := sentencesView{refusal: f, Roundup: one, Under: one.Headings[0], Coverage: one.Coverage(), Makes: signin.Who(r).May(access.TakeMinutes, one.BodyID) && one.Editable()}
	if h, ok := one.Heading(headingID); ok {
		v.Under = h
	}
	v.Shown = one.SentencesUnder(v.Under.ID)
	under := map[string][]roundup.Comment{}
	for _, c := range one.CommentsUnder(v.Under.ID) {
		under[c.ThemeID] = append(under[c.ThemeID], c)
	}
	for _, count := range append(one.ThemeCounts(), roundup.ThemeCount{}) {
		t := themed{Theme: count.Theme, Groups: len(count.Groups), Comments: under[count.ID]}
		for _, c := range t.Comments {
			if !c.Accounted() {
				t.Open++
			}
		}
		t.More = max(0, len(t.Comments)-most)
		t.Comments = t.Comments[:len(t.Comments)-t.More]
		if len(t.Comments) > 0 {
			v.Themes = append(v.Themes, t)
		}
	}
	return sentencesPage.RenderStatus(w, r, f.status(), v)
}

// ChangeSentences does something to the summary.
func (p *Pages) ChangeSentences() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("opsamling")
		return act(w, r, func() (string, string, error) {
			anchor, sentence, err := p.drafted(r, key)
			return "/arbejde/opsamling/" + key + "/saetninger?overskrift=" + url.QueryEscape(r.PostForm.Get("overskrift")) + "#" + anchor, sentence, err
		}, func(f refusal) error { return p.sentences(w, r, f.Was("overskrift"), f) })
	})
}

func (p *Pages) drafted(r *http.Request, key string) (anchor, sentence string, err error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	id := form.Get("saetning")
	switch form.Get("goer") {
	case "ny":
		return "saetninger", "Sætningen er gemt.", p.Roundups.AddSentence(ctx, who, key, roundup.Sentence{HeadingID: form.Get("overskrift"), Text: form.Get("ny")}, form["kommentar"])
	case "gem":
		version, err := strconv.ParseInt(form.Get("version"), 10, 64)
		if err != nil || !utf8.ValidString(form.Get("tekst")) {
			return "", "", errForm
		}
		return "s-" + id, "Sætningen er gemt.", p.Roundups.SaveSentence(ctx, who, key, roundup.Sentence{ID: id, Version: version, Text: form.Get("tekst")})
	case "slet":
		return "saetninger", "Sætningen er fjernet. Dens kommentarer venter igen.", p.Roundups.RemoveSentence(ctx, key, id)
	case "kilder":
		return "s-" + id, "Kommentarerne er kilder til sætningen.", p.Roundups.Link(ctx, key, id, form["kommentar"])
	case "kilde-fra":
		return "s-" + id, "Kommentaren er ikke længere kilde til sætningen.", p.Roundups.Unlink(ctx, key, id, form.Get("fra"))
	case "foreslaa":
		n, err := p.Roundups.Suggest(ctx, who, key, form.Get("overskrift"))
		if n == 0 {
			return "saetninger", "Der er ikke noget at foreslå: alle kommentarer med et tema er gjort rede for.", err
		}
		return "saetninger", web.Danish.Count(n, "forslag er skrevet", "forslag er skrevet") + ". Ret dem, og tag dem til dig ét for ét.", err
	case "udelad":
		for _, comment := range form["kommentar"] {
			if err := p.Roundups.LeaveOut(ctx, key, comment, form.Get("grund")); err != nil {
				return "", "", err
			}
		}
		return "kilder", "Det er gemt.", nil
	}
	return "", "", errForm
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
