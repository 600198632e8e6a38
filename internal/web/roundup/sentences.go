package roundup

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/roundup"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A sentencesView is the summary of a heading with its sources beside.
type sentencesView struct {
	web.Refusal
	roundup.Roundup
	Under    roundup.Heading
	Tabs     []tab
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
	More     int  // comments that are not shown
	Open     int  // that are not accounted for
	Broad    bool // at least half of the groups have it (H3)
}

// A tab leads to the summary of a heading.
type tab struct {
	roundup.Heading
	Open int // comments that are not accounted for
}

// A place is a sentence by its number on the page.
type place struct {
	ID     string
	Number int
}

// In returns the sentences that have a comment.
func (v sentencesView) In(c roundup.Comment) (list []place) {
	for i, s := range v.Shown {
		if slices.Contains(c.Sentences, s.ID) {
			list = append(list, place{s.ID, i + 1})
		}
	}
	return list
}

// Marks are the ids of the sentences that have a comment, as the script reads them.
func (v sentencesView) Marks(c roundup.Comment) string { return strings.Join(c.Sentences, " ") }

// Ticked reports whether a comment was ticked in a form that was refused.
func (v sentencesView) Ticked(id string) bool { return slices.Contains(v.Typed["kommentar"], id) }

// Rows is how many lines the box of a sentence has.
func (v sentencesView) Rows(s roundup.Sentence) int {
	return min(max(2, utf8.RuneCountInString(v.Text(s))/52+1), 12)
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
		return p.sentences(w, r, r.URL.Query().Get("overskrift"), web.Refusal{})
	})
}

func (p *Pages) sentences(w http.ResponseWriter, r *http.Request, headingID string, f web.Refusal) error {
	one, err := p.Roundups.Find(r.Context(), r.PathValue("opsamling"))
	if err != nil {
		return err
	}
	v := sentencesView{Refusal: f, Roundup: one, Under: one.Headings[0], Coverage: one.Coverage(), Makes: signin.Who(r).May(access.TakeMinutes, one.BodyID) && one.Editable()}
	if h, ok := one.Heading(headingID); ok {
		v.Under = h
	}
	v.Shown = one.SentencesUnder(v.Under.ID)
	v.Tabs = tabs(one)
	under := map[string][]roundup.Comment{}
	for _, c := range one.CommentsUnder(v.Under.ID) {
		under[c.ThemeID] = append(under[c.ThemeID], c)
	}
	for _, count := range append(one.ThemeCounts(), roundup.ThemeCount{}) {
		t := themed{Theme: count.Theme, Groups: len(count.Groups), Comments: under[count.ID], Broad: 2*len(count.Groups) >= len(one.Groups)}
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
	return sentencesPage.RenderStatus(w, r, f.Status(), v)
}

func tabs(r roundup.Roundup) (list []tab) {
	for _, h := range r.Headings {
		one := tab{Heading: h}
		for _, c := range r.CommentsUnder(h.ID) {
			if !c.Accounted() {
				one.Open++
			}
		}
		list = append(list, one)
	}
	return list
}

var errTick = fault.New(fault.Invalid, "Sæt kryds ved mindst én kommentar først. Intet er ændret.")

// ChangeSentences does something to the summary.
func (p *Pages) ChangeSentences() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("opsamling")
		return web.Act(w, r, func() (string, string, error) {
			anchor, sentence, err := p.drafted(r, key)
			return "/arbejde/opsamling/" + key + "/saetninger?overskrift=" + url.QueryEscape(r.PostForm.Get("overskrift")) + "#" + anchor, sentence, err
		}, func(f web.Refusal) error { return p.sentences(w, r, f.Was("overskrift"), f) })
	})
}

func (p *Pages) drafted(r *http.Request, key string) (anchor, sentence string, err error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	id, act := form.Get("saetning"), form.Get("goer")
	if form.Has("til") {
		id, act = form.Get("til"), "kilder"
	}
	if form.Has("tagind") {
		return "c-" + form.Get("tagind"), "Kommentaren er med igen.", p.Roundups.LeaveOut(ctx, key, form.Get("tagind"), "")
	}
	switch act {
	case "ny":
		return "saetninger", "Sætningen er gemt.", p.Roundups.AddSentence(ctx, who, key, roundup.Sentence{HeadingID: form.Get("overskrift"), Text: form.Get("ny")}, form["kommentar"])
	case "gem":
		version, err := strconv.ParseInt(form.Get("version"), 10, 64)
		if err != nil || !utf8.ValidString(form.Get("tekst")) {
			return "", "", web.ErrForm
		}
		return "s-" + id, "Sætningen er gemt.", p.Roundups.SaveSentence(ctx, who, key, roundup.Sentence{ID: id, Version: version, Text: form.Get("tekst")})
	case "slet":
		return "saetninger", "Sætningen er fjernet. Dens kommentarer venter igen.", p.Roundups.RemoveSentence(ctx, key, id)
	case "kilder":
		if len(form["kommentar"]) == 0 {
			return "", "", errTick
		}
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
		switch {
		case len(form["kommentar"]) == 0:
			return "", "", errTick
		case strings.TrimSpace(form.Get("grund")) == "":
			return "", "", fault.New(fault.Invalid, "Skriv, hvorfor kommentarerne ikke medtages. Intet er ændret.")
		}
		for _, comment := range form["kommentar"] {
			if err := p.Roundups.LeaveOut(ctx, key, comment, form.Get("grund")); err != nil {
				return "", "", err
			}
		}
		return "kilder", "Det er gemt.", nil
	}
	return "", "", web.ErrForm
}
