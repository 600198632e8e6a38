package mapping

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"klynge/internal/mapping"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A codeView is one card with what was marked on it, and the tree of tags beside.
type codeView struct {
	studyView
	Card           mapping.Card
	Parts          []codedPart
	Marks          []mapping.Highlight // on the card, that may be seen
	Previous, Next string              // ids of cards
	Position       int                 // from 1
	Of             int
	Touched        int  // cards on which the coder has marked something
	Codes          bool // may mark now
}

// A codedPart is a text of a card, cut where passages begin and end.
type codedPart struct {
	Part   mapping.Part
	Pieces []piece
}

// A piece is a part of a text, marked or not.
type piece struct {
	Text  string
	Taken bool
}

// pieces cuts a text where what is marked on it begins and ends.
func pieces(text string, marks []mapping.Highlight) (list []piece) {
	runes := []rune(text)
	taken := make([]bool, len(runes))
	for _, h := range marks {
		for i := max(0, h.Start); i < min(h.End, len(runes)); i++ {
			taken[i] = true
		}
	}
	for from := 0; from < len(runes); {
		to := from + 1
		for to < len(runes) && taken[to] == taken[from] {
			to++
		}
		list = append(list, piece{string(runes[from:to]), taken[from]})
		from = to
	}
	return list
}

// Digit is the key that a tag is given by, "" from the tenth on.
func (codeView) Digit(i int) string {
	if i > 8 {
		return ""
	}
	return strconv.Itoa(i + 1)
}

// Top are the tags that others may stand below.
func (v studyView) Top() (list []mapping.Tag) {
	for _, t := range v.Tags {
		if t.Depth < 2 {
			list = append(list, t)
		}
	}
	return list
}

// Done reports whether somebody has marked all they want.
func (v codeView) Done() bool {
	return slices.ContainsFunc(v.Coders, func(c mapping.Coder) bool { return c.AccountID == v.Me && !c.Done.IsZero() })
}

// ShowCode shows a card to be coded.
func (p *Pages) ShowCode() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.code(w, r, r.URL.Query().Get("kort"), web.Refusal{})
	})
}

func (p *Pages) code(w http.ResponseWriter, r *http.Request, cardID string, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	v := codeView{studyView: of}
	v.Codes = of.State == mapping.Coding && of.Mine() > 0 && !v.Done()
	v.choose(cardID)
	return codePage.RenderStatus(w, r, f.Status(), v)
}

// choose picks a card: the one that was asked for, or the first without a mark.
func (v *codeView) choose(cardID string) {
	marked := map[string]bool{}
	for _, h := range v.Highlights {
		if h.Place == v.Mine() {
			marked[h.CardID] = true
		}
	}
	cards := v.Usable()
	v.Of, v.Touched = len(cards), len(marked)
	at := slices.IndexFunc(cards, func(c mapping.Card) bool { return c.ID == cardID })
	if at < 0 {
		at = max(0, slices.IndexFunc(cards, func(c mapping.Card) bool { return !marked[c.ID] }))
	}
	if at >= len(cards) {
		return
	}
	v.Card, v.Position = cards[at], at+1
	if at > 0 {
		v.Previous = cards[at-1].ID
	}
	if at+1 < len(cards) {
		v.Next = cards[at+1].ID
	}
	for _, h := range v.Highlights {
		if h.CardID == v.Card.ID {
			v.Marks = append(v.Marks, h)
		}
	}
	for _, part := range mapping.Parts {
		var of []mapping.Highlight
		for _, h := range v.Marks {
			if h.Part == part {
				of = append(of, h)
			}
		}
		if text := v.Card.Text(part); text != "" {
			v.Parts = append(v.Parts, codedPart{part, pieces(text, of)})
		}
	}
}

// ChangeCode does something to tags and to what is marked.
func (p *Pages) ChangeCode() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			sentence, err := p.coded(r, key)
			return "/arbejde/kortlaegning/" + key + "/kodning?kort=" + url.QueryEscape(r.PostForm.Get("kort")), sentence, err
		}, func(f web.Refusal) error { return p.code(w, r, f.Was("kort"), f) })
	})
}

func (p *Pages) coded(r *http.Request, key string) (sentence string, err error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	switch form.Get("goer") {
	case "fjern":
		return "Markeringen er fjernet.", p.Studies.Unmark(ctx, who, key, form.Get("markering"))
	case "nyt":
		_, err := p.Studies.AddTag(ctx, key, form.Get("under"), form.Get("navn"))
		return "Mærket er lavet.", err
	case "omdoeb":
		return "Mærket er ændret.", p.Studies.RenameTag(ctx, key, form.Get("maerke"), form.Get("navn"))
	case "faerdig":
		return "Du er færdig med at kode. Når den anden også er, kan I se, hvor I er uenige.", p.Studies.Done(ctx, who, key)
	case "", "maerk":
		at, err := strconv.Atoi(form.Get("fra"))
		if err != nil {
			at = -1
		}
		h := mapping.Highlight{CardID: form.Get("kort"), TagID: form.Get("maerke"), Part: mapping.Part(form.Get("del")), Text: form.Get("stykke")}
		return "Det er markeret.", p.Studies.Mark(ctx, who, key, h, at)
	}
	return "", web.ErrForm
}

// A differencesView is how far two coders agree, and what is to be settled.
type differencesView struct {
	studyView
	Agreement mapping.Agreement
	ByTag     []mapping.TagAgreement
	Shown     []mapping.Difference
	Open      int  // that nobody has settled
	Everyone  bool // those that are settled too
	From      int
	More      int // where the next page begins, 0 for none
	Settles   bool
}

// Name names the coder of a place.
func (v differencesView) Name(place int) string {
	for _, c := range v.Coders {
		if c.Place == place {
			return c.Name
		}
	}
	return ""
}

// Other returns the place that is not another.
func (differencesView) Other(place int) int { return 3 - place }

// Percent returns the share of equal answers, rounded.
func (differencesView) Percent(a mapping.Agreement) int {
	percent, _ := a.Percent()
	return int(percent + 0.5)
}

// HasKappa reports whether there is a kappa to show.
func (differencesView) HasKappa(a mapping.Agreement) bool {
	_, ok := a.Kappa()
	return ok
}

// Kappa returns it.
func (differencesView) Kappa(a mapping.Agreement) float64 {
	k, _ := a.Kappa()
	return k
}

// ShowDifferences shows where two coders differ.
func (p *Pages) ShowDifferences() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.differences(w, r, web.Refusal{}) })
}

func (p *Pages) differences(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	v := differencesView{studyView: of, Agreement: of.Agreement(), ByTag: of.AgreementByTag(), Everyone: r.URL.Query().Get("vis") == "alle", Settles: of.State == mapping.Coding}
	var list []mapping.Difference
	for _, d := range of.Differences() {
		if d.Settled == nil {
			v.Open++
		}
		if d.Settled == nil || v.Everyone || !v.Settles {
			list = append(list, d)
		}
	}
	if from, err := strconv.Atoi(r.URL.Query().Get("fra")); err == nil && from > 0 {
		v.From = min(from, len(list))
	}
	v.Shown = list[v.From:min(v.From+most, len(list))]
	if v.From+most < len(list) {
		v.More = v.From + most
	}
	return differencesPage.RenderStatus(w, r, f.Status(), v)
}

// Settle settles a difference.
func (p *Pages) Settle() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			keep := r.PostForm.Get("goer") == "behold"
			if !keep && r.PostForm.Get("goer") != "fjern" {
				return "", "", web.ErrForm
			}
			sentence := "Forskellen er afgjort: mærket bliver ikke stående på kortet."
			if keep {
				sentence = "Forskellen er afgjort: mærket bliver stående på kortet."
			}
			return "/arbejde/kortlaegning/" + key + "/forskelle#liste", sentence, p.Studies.Settle(r.Context(), signin.Who(r), key,
				mapping.Settling{CardID: r.PostForm.Get("kort"), TagID: r.PostForm.Get("maerke"), Keep: keep, Reason: r.PostForm.Get("grund")})
		}, func(f web.Refusal) error { return p.differences(w, r, f) })
	})
}
