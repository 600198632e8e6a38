package agendas

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A listView is an agenda under the hands of whoever makes it.
type listView struct {
	agenda.Work
	Name      string
	Path      string
	Edits     bool
	Sends     bool
	Rows      []rowView
	Types     []agenda.Type
	Planned   int // minutes
	Length    int
	Over      int // minutes more than there are
	Serious   int // findings that keep it from being sent
	Warnings  int
	Unsent    int // items that the next supplement would have
	Wrong     string
	Typed     string // a title that was refused
	TypedType agenda.Type
}

// A rowView is one item of the list.
type rowView struct {
	agenda.Item
	Number   string
	Slot     agenda.Slot
	Findings []agenda.Finding
	Serious  bool
	Papers   int
	Missing  int // papers
	Movable  bool
	First    bool // of those that can be moved
	Last     bool
	Path     string
}

func list(w agenda.Work, who access.Who) listView {
	v := listView{Work: w, Name: name(w), Path: meetingPath(w.Meeting.ID), Edits: edits(who, w.Body.ID), Sends: who.May(access.SendAgenda, w.Body.ID), Types: agenda.Types}
	v.Planned, v.Length = w.Minutes()
	v.Over = max(0, v.Planned-v.Length)
	if w.IsSent() {
		v.Unsent = len(w.Next().Items)
	}
	byItem, findings := map[string][]agenda.Finding{}, w.Check()
	if w.IsSent() && v.Unsent == 0 {
		findings = nil // nothing is to be sent, so nothing is in the way of it
	}
	for _, f := range findings {
		byItem[f.ItemID] = append(byItem[f.ItemID], f)
		if f.Enforced {
			v.Serious++
		} else {
			v.Warnings++
		}
	}
	numbers, slots := agenda.Numbers(w.Items), w.Slots()
	for _, it := range w.Items {
		row := rowView{Item: it, Number: numbers[it.ID], Slot: slots[it.ID], Findings: byItem[it.ID], Serious: agenda.Stops(byItem[it.ID]),
			Movable: v.Edits && it.Number == "", Path: itemPath(it.ID)}
		for _, a := range w.Papers[it.ID] {
			row.Papers++
			if a.Missing() {
				row.Missing++
			}
		}
		v.Rows = append(v.Rows, row)
	}
	for i := range v.Rows {
		v.Rows[i].First = i == 0 || !v.Rows[i-1].Movable
		v.Rows[i].Last = i == len(v.Rows)-1
	}
	return v
}

// Show shows the agenda of a meeting: as it is being made to those who may read
// drafts, as it was sent to the others, or to whoever asks for it.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.Agendas.Work(r.Context(), r.PathValue("moede"))
		if err != nil {
			return err
		}
		who := signin.Who(r)
		if !who.May(access.ReadDrafts, a.Body.ID) || r.URL.Query().Has("sendt") && a.IsSent() {
			return sentPage.Render(w, r, sent(a, who))
		}
		return listPage.Render(w, r, list(a, who))
	})
}

// Change does what a button of the agenda says.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		meetingID, form := r.PathValue("moede"), r.PostForm
		told, to, err := p.change(r, meetingID)
		if err == nil {
			if asksJSON(r) {
				return p.answerOrder(w, r, meetingID)
			}
			if told == "" {
				web.SeeOther(w, r, to)
				return nil
			}
			web.Done(w, r, to, told)
			return nil
		}
		wrong, status, err := refusal(err)
		if err != nil || asksJSON(r) && status == http.StatusConflict {
			return fault.Because(err, fault.Conflict, "%s", wrong)
		}
		a, err := p.Agendas.Work(r.Context(), meetingID)
		if err != nil {
			return err
		}
		v := list(a, signin.Who(r))
		v.Wrong, v.Typed, v.TypedType = wrong, form.Get("overskrift"), agenda.Type(form.Get("type"))
		return listPage.RenderStatus(w, r, status, v)
	})
}

// change does one thing to the agenda, and says what it did and where to go.
func (p *Pages) change(r *http.Request, meetingID string) (told, to string, err error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	l, to := web.LanguageOf(r), meetingPath(meetingID)
	act, itemID, _ := strings.Cut(form.Get("goer"), ":")
	switch act {
	case "begynd":
		return l.Say("Dagsordenen er begyndt. Tilføj punkter, og ret dem."), to, p.Agendas.Start(ctx, who, meetingID)
	case "tilfoej":
		it, err := p.Agendas.Add(ctx, who, meetingID, form.Get("overskrift"), agenda.Type(form.Get("type")))
		return "", itemPath(it.ID), err
	case "orden":
		head, _ := strconv.ParseInt(form.Get("grundlag"), 10, 64)
		return "", to, p.Agendas.Reorder(ctx, who, meetingID, head, strings.Fields(form.Get("orden")))
	case "op", "ned":
		return "", to + "#p-" + itemID, p.step(r, meetingID, itemID, act)
	case "tag-af":
		it, err := p.Agendas.TakeOff(ctx, who, itemID)
		if it.Number != "" {
			return l.Say("“%s” er trukket tilbage. Medlemmerne får det at vide, når tillægsdagsordenen sendes.", it.Title()), to, err
		}
		return l.Say("“%s” er taget af dagsordenen og ligger i bagkataloget.", it.Title()), to, err
	case "saet-tilbage":
		return l.Say("Punktet er på dagsordenen igen."), to, p.Agendas.PutBack(ctx, who, itemID)
	}
	return "", to, fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
}

// step moves an item one place, over the order that its sender saw.
func (p *Pages) step(r *http.Request, meetingID, itemID, way string) error {
	a, err := p.Agendas.Work(r.Context(), meetingID)
	if err != nil {
		return err
	}
	var order []string
	for _, it := range a.Items {
		order = append(order, it.ID)
	}
	at := slices.Index(order, itemID)
	next := at + 1
	if way == "op" {
		next = at - 1
	}
	if at < 0 || next < 0 || next >= len(order) {
		return nil
	}
	order[at], order[next] = order[next], order[at]
	return p.Agendas.Reorder(r.Context(), signin.Who(r), meetingID, a.Head, order)
}

func asksJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// answerOrder tells the script (design/src/agendaedit.ts) how the agenda stands
// after it was put in another order.
func (p *Pages) answerOrder(w http.ResponseWriter, r *http.Request, meetingID string) error {
	a, err := p.Agendas.Work(r.Context(), meetingID)
	if err != nil {
		return err
	}
	type row struct {
		ID     string `json:"id"`
		Number string `json:"number"`
		Clock  string `json:"clock"`
	}
	answer := struct {
		Head  int64 `json:"head"`
		Items []row `json:"items"`
	}{Head: a.Head}
	l := web.LanguageOf(r)
	for _, it := range list(a, signin.Who(r)).Rows {
		one := row{ID: it.ID, Number: it.Number}
		if it.State == agenda.OnAgenda {
			one.Clock = l.Clock(it.Slot.From.Format("15:04"), "")
		}
		answer.Items = append(answer.Items, one)
	}
	return answerJSON(w, answer)
}

func answerJSON(w http.ResponseWriter, answer any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(answer)
}
