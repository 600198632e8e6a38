package mapping

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/anonymity"
	"klynge/internal/fault"
	"klynge/internal/mapping"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// most is how many cards, rows or differences one page shows.
const most = 60

// few is the filter of cards that fewer than five fit, among the states.
const few = "faa"

// A cardsView is the wall of cards.
type cardsView struct {
	studyView
	State, Group, Source, Query string // the filter
	Shown                       []mapping.Card
	Found                       int
	From, More, Before          int // of the page; More is 0 on the last, Before -1 on the first
	Alike                       []mapping.Alike
	ShowsAlike                  bool
	New                         cardForm
	Opens                       bool // the form for a new card
}

// Filter is the filter as an address has it.
func (v cardsView) Filter() string {
	return url.Values{"stand": {v.State}, "gruppe": {v.Group}, "kilde": {v.Source}, "soeg": {v.Query}}.Encode()
}

// Filtered reports whether the wall leaves any card out.
func (v cardsView) Filtered() bool { return v.State+v.Group+v.Source+v.Query != "" }

// Waits returns how many cards wait to be taken in use.
func (v cardsView) Waits() (n int) {
	for _, c := range v.Cards {
		if c.State == mapping.Deidentified && !c.Rare() {
			n++
		}
	}
	return n
}

// States are what the wall can be narrowed to.
func (cardsView) States() []mapping.CardState { return mapping.CardStates }

// ShowCards shows the wall of cards.
func (p *Pages) ShowCards() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.cards(w, r, web.Refusal{}) })
}

func (p *Pages) cards(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	v := cardsView{studyView: of, State: query.Get("stand"), Group: query.Get("gruppe"), Source: query.Get("kilde"), Query: strings.TrimSpace(query.Get("soeg")), Before: -1}
	v.ShowsAlike, v.Opens = query.Get("vis") == "ens", query.Has("ny") || f.Wrong != ""
	v.New = cardForm{Card: cardOf(f.Typed), Me: v.Me, Prefix: "ny"}
	if v.ShowsAlike {
		v.Alike = mapping.Likenesses(v.Cards)
	}
	var found []mapping.Card
	for _, c := range v.Cards {
		if v.lets(c) {
			found = append(found, c)
		}
	}
	v.Found = len(found)
	if from, err := strconv.Atoi(query.Get("fra")); err == nil && from > 0 {
		v.From = min(from, max(0, (len(found)-1)/most*most))
		v.Before = max(0, v.From-most)
	}
	v.Shown = found[v.From:min(v.From+most, len(found))]
	if v.From+most < len(found) {
		v.More = v.From + most
	}
	return cardsPage.RenderStatus(w, r, f.Status(), v)
}

// lets reports whether a card comes through the filter.
func (v cardsView) lets(c mapping.Card) bool {
	switch {
	case v.State == "" && c.State == mapping.Merged, v.State == few && (c.State == mapping.Merged || !c.Rare()):
		return false
	case v.State != "" && v.State != few && string(c.State) != v.State, v.Group != "" && string(c.Population) != v.Group, v.Source != "" && c.Source != v.Source:
		return false
	}
	return v.Query == "" || strconv.Itoa(c.Number) == v.Query || strings.Contains(strings.ToLower(c.Texts()), strings.ToLower(v.Query))
}

// A cardForm is the fields of a card.
type cardForm struct {
	mapping.Card
	Me     string
	Prefix string // of the ids of its fields
}

// cardOf reads a card from a form.
func cardOf(form url.Values) mapping.Card {
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil {
		version = 0
	}
	return mapping.Card{
		Source: form.Get("partner"), Population: mapping.Population(form.Get("gruppe")), Overlap: form.Get("samtidig") != "", Resident: form.Get("bopael") != "",
		Need: form.Get("need"), Barrier: form.Get("barrier"), Contact: form.Get("contact"), Strength: form.Get("strength"), Band: mapping.Band(form.Get("antal")), Version: version,
	}
}

// ChangeCards writes a new card, or takes all that may be in use.
func (p *Pages) ChangeCards() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			wall := "/arbejde/kortlaegning/" + key + "/kort"
			switch r.PostForm.Get("goer") {
			case "nyt":
				c, err := p.Studies.AddCard(r.Context(), signin.Who(r), key, cardOf(r.PostForm))
				return wall + "/" + c.ID, "Kortet er gemt som udkast. En anden skal læse det, før det kan bruges.", err
			case "brug":
				n, err := p.Studies.UseAll(r.Context(), key)
				return wall, web.Danish.Count(n, "kort", "kort") + " er taget i brug.", err
			}
			return "", "", web.ErrForm
		}, func(f web.Refusal) error { return p.cards(w, r, f) })
	})
}

// A cardView is one card.
type cardView struct {
	studyView
	Card     mapping.Card
	Form     cardForm
	Doubts   []anonymity.Doubt
	Alike    []mapping.Alike
	Into     mapping.Card   // that stands for this one
	Merged   []mapping.Card // that this one stands for
	Targets  []mapping.Card // that it can be merged with
	Previous string         // ids
	Next     string
	Edits    bool
}

// Other returns the card that another is like.
func (v cardView) Other(a mapping.Alike) mapping.Card {
	if a.A.ID == v.Card.ID {
		return a.B
	}
	return a.A
}

// OwnDraft reports whether who looks wrote the draft, and so cannot be its second
// reader.
func (v cardView) OwnDraft() bool { return v.Card.AuthorID == v.Me }

// ShowCard shows a card.
func (p *Pages) ShowCard() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.card(w, r, web.Refusal{}) })
}

func (p *Pages) card(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(of.Cards, func(c mapping.Card) bool { return c.ID == r.PathValue("kort") })
	if at < 0 {
		return fault.New(fault.Missing, "Kortet findes ikke.")
	}
	c := of.Cards[at]
	v := cardView{studyView: of, Card: c, Form: cardForm{c, of.Me, "k"}, Doubts: c.Doubts(), Edits: of.State == mapping.Collecting && c.State != mapping.Merged}
	if f.Typed.Has("need") {
		v.Form.Card = cardOf(f.Typed)
	}
	if at > 0 {
		v.Previous = of.Cards[at-1].ID
	}
	if at+1 < len(of.Cards) {
		v.Next = of.Cards[at+1].ID
	}
	v.relate()
	return cardPage.RenderStatus(w, r, f.Status(), v)
}

// relate finds the cards that a card has to do with. It can be merged with any other;
// those it is like come first.
func (v *cardView) relate() {
	v.Into, _ = v.Study.Card(v.Card.MergedInto)
	for _, a := range mapping.Likenesses(v.Cards) {
		if a.A.ID == v.Card.ID || a.B.ID == v.Card.ID {
			v.Alike = append(v.Alike, a)
			v.Targets = append(v.Targets, v.Other(a))
		}
	}
	likely := len(v.Targets)
	for _, c := range v.Cards {
		switch {
		case c.MergedInto == v.Card.ID:
			v.Merged = append(v.Merged, c)
		case c.State != mapping.Merged && c.ID != v.Card.ID && len(v.Targets) < 400 &&
			!slices.ContainsFunc(v.Targets[:likely], func(t mapping.Card) bool { return t.ID == c.ID }):
			v.Targets = append(v.Targets, c)
		}
	}
}

// ChangeCard does something to a card.
func (p *Pages) ChangeCard() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			address, sentence, err := p.changed(r, key, r.PathValue("kort"))
			return "/arbejde/kortlaegning/" + key + "/kort" + address, sentence, err
		}, func(f web.Refusal) error { return p.card(w, r, f) })
	})
}

func (p *Pages) changed(r *http.Request, key, cardID string) (address, sentence string, err error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	to := cardOf(form)
	to.ID = cardID
	here := "/" + cardID
	switch form.Get("goer") {
	case "gem":
		return here, "Kortet er gemt som udkast. En anden skal læse det.", p.Studies.SaveCard(ctx, who, key, to)
	case "laest":
		if err := p.Studies.ReadCard(ctx, who, key, cardID, to.Version); err != nil {
			return "", "", err
		}
		return p.afterReading(r, key)
	case "brug":
		return here, "Kortet er taget i brug.", p.Studies.UseCard(ctx, key, cardID, to.Version)
	case "sloer":
		return here, "Kortet er gjort mindre præcist. En anden skal læse det igen.", p.Studies.BlurCard(ctx, who, key, to, form.Get("hvad"))
	case "saml":
		into := form.Get("med")
		return "/" + into, "De to kort er slået sammen. Det andet korts ord er slettet.", p.Studies.MergeCards(ctx, key, cardID, to.Version, into, mapping.Band(form.Get("tilsammen")))
	case "slet":
		return "", "Kortet er slettet.", p.Studies.RemoveCard(ctx, key, cardID, to.Version)
	}
	return "", "", web.ErrForm
}

// afterReading leads on to the next card that somebody can read for another.
func (p *Pages) afterReading(r *http.Request, key string) (address, sentence string, err error) {
	who := signin.Who(r)
	one, err := p.Studies.Find(r.Context(), who, key)
	if err != nil {
		return "", "", err
	}
	for _, c := range one.Cards {
		if c.State == mapping.Draft && c.AuthorID != who.Account.ID {
			return "/" + c.ID, "Kortet er læst. Her er det næste.", nil
		}
	}
	return "", "Kortet er læst. Der er ikke flere, der venter på dig.", nil
}

// An importView is a file of cards on its way in.
type importView struct {
	studyView
	Columns []string
	File    mapping.Import
	Rows    []mapping.Row // that are shown, those with errors first
	Cut     bool
	Alike   []mapping.Alike
}

// Line returns the line of a file that a card comes from, 0 for a card that is here.
func (importView) Line(c mapping.Card) int { return max(0, -c.Number) }

// ShowImport shows the form that takes a file.
func (p *Pages) ShowImport() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.importing(w, r, web.Refusal{}) })
}

func (p *Pages) importing(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	v := importView{studyView: of, Columns: mapping.Columns()}
	if fileID := r.PathValue("fil"); fileID != "" {
		if v.File, v.Alike, err = p.Studies.Preview(r.Context(), of.ID, fileID); err != nil {
			return err
		}
		v.Rows = slices.Clone(v.File.Rows)
		slices.SortStableFunc(v.Rows, func(a, b mapping.Row) int { return rank(a) - rank(b) })
		if v.Cut = len(v.Rows) > 3*most; v.Cut {
			v.Rows = v.Rows[:3*most]
		}
		v.Alike = v.Alike[:min(len(v.Alike), most)]
	}
	return importPage.RenderStatus(w, r, f.Status(), v)
}

// rank puts the rows that somebody has to look at before the others.
func rank(r mapping.Row) int {
	switch {
	case r.Wrong != "":
		return 0
	case len(r.Card.Doubts()) > 0:
		return 1
	}
	return 2
}

// Import takes a file and leads on to what it would bring.
func (p *Pages) Import() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		name, data, err := fileOf(w, r)
		var got string
		if err == nil {
			got, err = p.Studies.TakeFile(r.Context(), signin.Who(r), key, name, data)
		}
		switch fault.KindOf(err) {
		case fault.Invalid, fault.TooLarge, fault.Conflict:
			return p.importing(w, r, web.Refusal{Wrong: fault.Sentence(err)})
		}
		if err != nil {
			return err
		}
		web.SeeOther(w, r, "/arbejde/kortlaegning/"+key+"/indlaes/"+got)
		return nil
	})
}

// fileOf reads the file of a form.
func fileOf(w http.ResponseWriter, r *http.Request) (name string, data []byte, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, mapping.MostBytes+web.SmallForm)
	file, header, err := r.FormFile("fil")
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "", nil, fault.Because(large, fault.TooLarge, "Filen er over %d MB. Del den i flere. Intet er gemt.", mapping.MostBytes>>20)
	}
	if err != nil {
		return "", nil, fault.Because(err, fault.Invalid, "Vælg en fil først. Intet er gemt.")
	}
	data, err = io.ReadAll(file)
	return header.Filename, data, errors.Join(err, file.Close())
}

// TakeIn makes cards of a file, or forgets it.
func (p *Pages) TakeIn() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key, file := r.PathValue("kortlaegning"), r.PathValue("fil")
		return web.Act(w, r, func() (string, string, error) {
			if r.PostForm.Get("goer") == "drop" {
				return "/arbejde/kortlaegning/" + key + "/kort", "Filens rækker er slettet. Intet er taget ind.", p.Studies.Drop(r.Context(), key, file)
			}
			n, err := p.Studies.TakeIn(r.Context(), signin.Who(r), key, file)
			return "/arbejde/kortlaegning/" + key + "/kort", web.Danish.Count(n, "kort", "kort") + " er taget ind som udkast. En anden skal læse dem.", err
		}, func(f web.Refusal) error { return p.importing(w, r, f) })
	})
}
