package agendas

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/phrase"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// An itemView is one item with its texts open for writing.
type itemView struct {
	agenda.Item
	Work      agenda.Work // of its meeting; zero in the backlog
	Number    string
	Path      string
	MeetPath  string // of the agenda, "" in the backlog
	BodyID    string
	Writer    string // account
	Open      bool   // it can be written in
	Title     textView
	Public    textView
	Body      textView // the presentation
	Why       textView // closed
	LateWhy   textView
	Parts     []partView
	Lines     []partView
	Types     []agenda.Type
	Papers    []agenda.SentAttachment
	Missing   int
	Findings  []agenda.Finding
	Slot      agenda.Slot
	Before    *agenda.Item
	After     *agenda.Item
	Phrases   []phrase.Phrase
	Wrong     string
	Conflicts []conflictView
	Held      []heldView // texts that could not be taken
	Shape     string     // tells a script that others have added or removed parts
	Now       int64
}

// A textView is one text and how it is saved.
type textView struct {
	draft.Field
	Key    string // in forms and addresses
	Save   string // where the script sends it
	Rows   int
	One    bool // one line
	Item   string
	Writer string // account
}

// A partView is a section or a line of the recommendation.
type partView struct {
	ID, Heading string
	Field       textView
	Place       int
	First, Last bool
}

// A conflictView is two texts of a form that was sent without script.
type conflictView struct {
	*draft.Conflict
	Key, Label string
}

type heldView struct{ Label, Text string }

func (v *itemView) text(field string, rows int) textView {
	return textView{Field: v.Fields[field], Key: fieldKey(field), Save: v.Path + "/felt/" + fieldKey(field), Rows: rows, One: rows == 1, Item: v.Path, Writer: v.Writer}
}

// load makes the view of an item, with its place on the agenda.
func (p *Pages) load(r *http.Request, itemID string) (*itemView, error) {
	v, err := p.texts(r, itemID)
	if err != nil {
		return nil, err
	}
	if v.Open {
		if v.Phrases, err = p.Phrases.Of(r.Context(), v.BodyID, phrase.Recommendation); err != nil {
			return nil, err
		}
	}
	if v.MeetingID == "" {
		return v, nil
	}
	return v, v.place(r, p)
}

// texts makes the view of an item as far as the item alone tells, which is all
// that a page asks for every few seconds.
func (p *Pages) texts(r *http.Request, itemID string) (v *itemView, err error) {
	who := signin.Who(r)
	v = &itemView{Path: itemPath(itemID), Writer: who.Account.ID, Types: agenda.Types, Now: p.Clock().UnixMicro()}
	if v.Item, err = p.Agendas.Item(r.Context(), itemID); err != nil {
		return nil, err
	}
	v.BodyID = v.Item.BodyID
	if v.Closed && !who.May(access.ReadClosed, v.BodyID) {
		return nil, fault.New(fault.Missing, "Punktet findes ikke.")
	}
	v.Open = edits(who, v.BodyID) && !v.Frozen() && v.State != agenda.Withdrawn
	v.Title, v.Public = v.text(agenda.Title, 1), v.text(agenda.PublicTitle, 1)
	v.Body, v.Why, v.LateWhy = v.text(agenda.Presentation, 10), v.text(agenda.ClosedReason, 2), v.text(agenda.LateReason, 2)
	shape := []string{strconv.FormatInt(v.Version, 10), strconv.FormatBool(v.Frozen())}
	for i, s := range v.Sections {
		v.Parts = append(v.Parts, partView{s.ID, s.Heading, v.text(agenda.SectionField+s.ID, 5), i + 1, i == 0, i == len(v.Sections)-1})
		shape = append(shape, s.ID, s.Heading)
	}
	for i, l := range v.Recommendations {
		v.Lines = append(v.Lines, partView{l.ID, "", v.text(agenda.ProposalLine+l.ID, 2), i + 1, i == 0, i == len(v.Recommendations)-1})
		shape = append(shape, l.ID)
	}
	v.Shape = strings.Join(shape, " ")
	return v, nil
}

// place finds an item's neighbours on the agenda, its number and its clock.
func (v *itemView) place(r *http.Request, p *Pages) (err error) {
	if v.Work, err = p.Agendas.Work(r.Context(), v.MeetingID); err != nil {
		return err
	}
	v.MeetPath = meetingPath(v.MeetingID)
	v.Number, v.Slot, v.Papers = agenda.Numbers(v.Work.Items)[v.ID], v.Work.Slots()[v.ID], v.Work.Papers[v.ID]
	for _, a := range v.Papers {
		if a.Missing() {
			v.Missing++
		}
	}
	for _, f := range v.Work.Check() {
		if f.ItemID == v.ID {
			v.Findings = append(v.Findings, f)
		}
	}
	at := slices.IndexFunc(v.Work.Items, func(it agenda.Item) bool { return it.ID == v.ID })
	if at > 0 {
		v.Before = &v.Work.Items[at-1]
	}
	if at >= 0 && at+1 < len(v.Work.Items) {
		v.After = &v.Work.Items[at+1]
	}
	return nil
}

// Item shows one item.
func (p *Pages) Item() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.load(r, r.PathValue("punkt"))
		if err != nil {
			return err
		}
		return itemPage.Render(w, r, *v)
	})
}

// ChangeItem takes the form of an item: first its texts, so that nothing of them
// is lost, then what the button says.
func (p *Pages) ChangeItem() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		itemID := r.PathValue("punkt")
		conflicts, held, err := p.saveTexts(r, itemID)
		to := itemPath(itemID)
		if err == nil && len(conflicts) == 0 {
			to, err = p.changeItem(r, itemID)
		}
		if err == nil && len(conflicts) == 0 {
			web.SeeOther(w, r, to)
			return nil
		}
		wrong, status, err := refusal(err)
		if err != nil {
			return err
		}
		v, err := p.load(r, itemID)
		if err != nil {
			return err
		}
		if len(conflicts) > 0 {
			status = http.StatusConflict
		}
		v.Wrong, v.Conflicts, v.Held = wrong, conflicts, held
		return itemPage.RenderStatus(w, r, cmp.Or(status, http.StatusUnprocessableEntity), *v)
	})
}

// saveTexts saves the texts of a form that differ from what stands. A text that
// was refused is held, so that its writer has it still.
func (p *Pages) saveTexts(r *http.Request, itemID string) (conflicts []conflictView, held []heldView, err error) {
	it, err := p.Agendas.Item(r.Context(), itemID)
	if err != nil {
		return nil, nil, err
	}
	l := web.LanguageOf(r)
	for _, input := range slices.Sorted(maps.Keys(r.PostForm)) {
		key, ok := strings.CutPrefix(input, "tekst.")
		if !ok {
			continue
		}
		field, text := fieldOf(key), r.PostForm.Get(input)
		switch r.PostForm.Get("valg." + key) {
		case "deres":
			continue
		case "begge":
			text = it.Text(field) + "\n\n" + text
		}
		if clean, cleanErr := draft.Clean(text); cleanErr == nil && clean == it.Text(field) {
			continue
		}
		base, _ := strconv.ParseInt(r.PostForm.Get("grundlag."+key), 10, 64)
		_, c, saveErr := p.Agendas.SaveField(r.Context(), signin.Who(r), itemID, field, base, text)
		label := cmp.Or(l.Say(labels[field]), partLabel(l, it, field))
		switch {
		case saveErr != nil:
			err = cmp.Or(err, saveErr)
			held = append(held, heldView{label, text})
		case c != nil:
			conflicts = append(conflicts, conflictView{c, key, label})
		}
	}
	return conflicts, held, err
}

// partLabel returns what a section or a line of the recommendation is called.
func partLabel(l web.Language, it agenda.Item, field string) string {
	for _, s := range it.Sections {
		if field == agenda.SectionField+s.ID {
			return s.Heading
		}
	}
	for i, line := range it.Recommendations {
		if field == agenda.ProposalLine+line.ID {
			return l.Say("Indstilling, linje %d", i+1)
		}
	}
	return l.Say("Et afsnit, som en anden har fjernet")
}

// changeItem does what a button of an item says, and returns where to go.
func (p *Pages) changeItem(r *http.Request, itemID string) (to string, err error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	if err := p.rename(r, itemID); err != nil {
		return "", err
	}
	to = itemPath(itemID)
	act, partID, _ := strings.Cut(form.Get("goer"), ":")
	way, name, _ := strings.Cut(act, "-")
	part := map[string]agenda.Part{"linje": agenda.ProposalPart, "afsnit": agenda.SectionPart}[name]
	anchor := to + "#" + map[string]string{"linje": "indstilling", "afsnit": "afsnit"}[name]
	switch {
	case act == "" || act == "gem":
		return to, nil
	case act == "indstillinger":
		return to, p.set(r, itemID)
	case act == "genaabn":
		return to, p.Agendas.Reopen(ctx, who, itemID)
	case part == "":
		return to, fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
	case way == "ny":
		_, err = p.Agendas.AddPart(ctx, who, itemID, part, form.Get("nyt-afsnit"), "")
	case way == "fjern":
		err = p.Agendas.RemovePart(ctx, who, itemID, part, partID)
	case way == "op":
		err = p.Agendas.MovePart(ctx, who, itemID, part, partID, -1)
	case way == "ned":
		err = p.Agendas.MovePart(ctx, who, itemID, part, partID, 1)
	}
	return anchor, err
}

// rename gives the sections the headings of the form that differ.
func (p *Pages) rename(r *http.Request, itemID string) error {
	it, err := p.Agendas.Item(r.Context(), itemID)
	if err != nil {
		return err
	}
	for _, s := range it.Sections {
		heading := strings.Join(strings.Fields(r.PostForm.Get("hedder."+s.ID)), " ")
		if !r.PostForm.Has("hedder."+s.ID) || heading == s.Heading {
			continue
		}
		if err := p.Agendas.Rename(r.Context(), signin.Who(r), itemID, s.ID, heading); err != nil {
			return err
		}
	}
	return nil
}

// set changes what an item has beside its texts.
func (p *Pages) set(r *http.Request, itemID string) error {
	form := r.PostForm
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64)
	minutes := 0
	if text := strings.TrimSpace(form.Get("minutter")); text != "" {
		var err error
		if minutes, err = strconv.Atoi(text); err != nil {
			return fault.New(fault.Invalid, "Skriv punktets tid som et antal minutter. Intet er gemt.")
		}
	}
	return p.Agendas.Set(r.Context(), signin.Who(r), itemID, version, agenda.Settings{
		Type: agenda.Type(form.Get("type")), Closed: form.Get("lukket") != "", ClosedUntil: form.Get("lukket-til"), Minutes: minutes,
		Presenter: form.Get("fremlaegger"), CaseNumber: form.Get("sagsnummer"),
	})
}
