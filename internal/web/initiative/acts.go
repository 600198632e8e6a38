package initiative

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/fault"
	"klynge/internal/initiative"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A listView is the initiatives of one body.
type listView struct {
	BodyID, Name, Slug string
	All                []initiative.Life
	Gathered           []initiative.Candidate
	Elsewhere          []initiative.Life
	Choices            []initiative.Choice
	Leads, Decides     bool
	Today              string
	Wrong              string
	Typed              string
}

// ShowList shows the initiatives of a body, and how one begins.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, nil) })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, refused error) error {
	b, err := p.Bodies.BySlug(r.Context(), r.PathValue("organ"))
	if err != nil {
		return err
	}
	who := signin.Who(r)
	v := listView{BodyID: b.ID, Name: b.Name, Slug: b.Slug, Leads: who.May(access.LeadInitiative, b.ID), Decides: who.May(access.TakeMinutes, b.ID), Today: access.Day(p.Clock())}
	if v.All, err = p.Initiatives.List(r.Context(), who, b.ID); err != nil {
		return err
	}
	if v.Leads {
		if v.Gathered, err = p.Initiatives.Gathered(r.Context(), b.ID); err != nil {
			return err
		}
	}
	if v.Decides {
		if v.Elsewhere, err = p.Initiatives.Elsewhere(r.Context(), who, b.ID); err != nil {
			return err
		}
		if v.Choices, err = p.Initiatives.Decisions(r.Context(), who, b.ID); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if refused != nil {
		v.Wrong, v.Typed, status = fault.Sentence(refused), r.PostForm.Get("navn"), fault.KindOf(refused).Status()
	}
	w.Header().Set("Cache-Control", "no-store")
	return listPage.RenderStatus(w, r, status, v)
}

// Begin begins the life of an initiative: a new one, one that minutes speak of,
// or another body's.
func (p *Pages) Begin() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		b, err := p.Bodies.BySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		var l initiative.Life
		var sentence string
		who, form := signin.Who(r), r.PostForm
		switch form.Get("goer") {
		case "ny":
			l, err = p.Initiatives.New(r.Context(), who, b.ID, form.Get("navn"), form.Get("pilot") != "")
			sentence = "Indsatsen er oprettet som en idé. Udfyld businesscasen, når du er klar."
		case "tag":
			l, err = p.Initiatives.Take(r.Context(), who, b.ID, form.Get("indsats"))
			sentence = "Indsatsen er taget op. Det, referatet fortalte, står i businesscasen med sin kilde."
		case "overtag":
			l, err = p.Initiatives.Adopt(r.Context(), who, b.ID, form.Get("indsats"), pointing(r))
			sentence = "Indsatsen er overtaget og har fået sit eget liv. Find en leder, og udfyld det, der mangler."
		default:
			err = web.ErrForm
		}
		if isOurs(err) {
			return p.list(w, r, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, l.Path(), sentence)
		return nil
	})
}

func pointing(r *http.Request) initiative.Pointing {
	return initiative.Pointing{DecisionID: r.PostForm.Get("beslutning"), Address: r.PostForm.Get("adresse")}
}

// Change takes a step, lets out or withdraws, or hands in the final report.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		ctx, who, id, form := r.Context(), signin.Who(r), r.PathValue("indsats"), r.PostForm
		err, sentence, place := web.ErrForm, "", "#trin"
		switch form.Get("goer") {
		case "trin":
			seen, _ := strconv.Atoi(form.Get("set"))
			to := initiative.State(form.Get("til"))
			if slices.Contains(initiative.States, to) {
				err = p.Initiatives.Advance(ctx, who, id, seen, initiative.Advance{To: to, Day: form.Get("dag"), Reason: form.Get("hvorfor"), Agenda: wanted(r)}, pointing(r))
			}
			sentence = "Indsatsen er " + to.Danish() + "."
			if err == nil && to == initiative.Proposed && wanted(r).Wants {
				err, sentence = p.enclose(r), "Indsatsen er foreslået og er et punkt til dagsordenen, med businesscasen som bilag."
			}
		case "dagsorden":
			if err = p.Initiatives.Propose(ctx, who, id, wanted(r).MeetingID); err == nil {
				err, sentence = p.enclose(r), "Indsatsen er et punkt til dagsordenen, med businesscasen som bilag."
			}
		case "udgiv":
			err, sentence, place = p.Initiatives.LetOut(ctx, who, id), "Offentligheden kan nu læse businesscasen, som den står.", "#offentlig"
		case "traek":
			err, sentence, place = p.Initiatives.Withdraw(ctx, who, id), "Businesscasen er trukket tilbage. Det, referaterne fortæller, står der stadig.", "#offentlig"
		case "rapport":
			err, sentence, place = p.Initiatives.HandInReport(ctx, who, id, form.Get("afleveret"), form.Get("hvor")), "Slutrapporten er skrevet ind.", "#slutrapport"
		}
		if isOurs(err) {
			return p.show(w, r, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/indsats/"+id+place, sentence)
		return nil
	})
}

// wanted reads where a proposal goes: "nej", "" for the backlog, or a meeting.
func wanted(r *http.Request) initiative.Wanted {
	place := r.PostForm.Get("moede")
	if place == "nej" || !r.PostForm.Has("moede") {
		return initiative.Wanted{}
	}
	return initiative.Wanted{Wants: true, MeetingID: place}
}

// enclose lays the business case with the item that proposes the initiative.
func (p *Pages) enclose(r *http.Request) error {
	ctx, who := r.Context(), signin.Who(r)
	l, err := p.Initiatives.Open(ctx, who, r.PathValue("indsats"))
	if err != nil {
		return err
	}
	var paper bytes.Buffer
	if err := p.PDF(&paper, l.Annex(access.Day(p.Clock()))); err != nil {
		return err
	}
	file := attachment.Upload{Name: "businesscase-" + l.Slug + ".pdf", Bytes: &paper}
	there, err := p.Papers.List(ctx, l.ItemID, who)
	if err != nil && !fault.Is(err, fault.Missing) { // a lead does not see what waits in the backlog
		return err
	}
	at := slices.IndexFunc(there.Papers, func(a attachment.Attachment) bool { return a.FileName == file.Name && a.State != attachment.Withdrawn })
	if at < 0 {
		_, err = p.Papers.AddFile(ctx, l.ItemID, file, false, who)
	} else {
		_, err = p.Papers.Supply(ctx, l.ItemID, there.Papers[at].ID, file, who) // the case as it is now
	}
	if err != nil {
		return fault.Because(err, fault.KindOf(err), "Punktet er oprettet, men businesscasen kom ikke med som bilag. Hent den som PDF, og læg den op på punktet.")
	}
	return nil
}

// ChangeCase changes the business case: its texts without script, and its parts.
func (p *Pages) ChangeCase() http.Handler {
	return p.edit("/case", p.showCase, func(r *http.Request, deed, part string) (string, string, error) {
		ctx, who, id, form := r.Context(), signin.Who(r), r.PathValue("indsats"), r.PostForm
		switch deed {
		case "navn":
			return "Gemt.", "", p.Initiatives.SetName(ctx, who, id, form.Get("navn"), form.Get("pilot") != "")
		case "ramme":
			return "Datoerne er gemt.", "#tid", p.Initiatives.SetFrame(ctx, who, id, form.Get("begynder"), form.Get("slutter"), form.Get("ramme-hvorfor"))
		case "medlem":
			m := initiative.Member{Name: form.Get("medlem"), Role: form.Get("rolle"), Employer: form.Get("arbejdsgiver")}
			return "Gruppen er ændret.", "#gruppe", p.Initiatives.AddMember(ctx, who, id, m)
		case "maerke":
			m := initiative.Mark{Milestone: form.Get("slags") == "milepael", Label: form.Get("hvad"), From: form.Get("fra"), To: form.Get("til")}
			return "Tidslinjen er ændret.", "#tid", p.Initiatives.AddMark(ctx, who, id, m)
		case "flyt":
			version, _ := strconv.Atoi(form.Get("version." + part))
			to := initiative.Mark{ID: part, From: form.Get("fra." + part), To: form.Get("til." + part)}
			return "Datoen er flyttet. Den gamle kan stadig ses.", "#tid", p.Initiatives.MoveMark(ctx, who, id, version, to, form.Get("hvorfor."+part))
		case "naaet":
			return "Gemt.", "#tid", p.Initiatives.ReachMark(ctx, who, id, part, form.Get("naaet."+part))
		case "gevinst":
			b := initiative.Benefit{Measure: form.Get("maal"), Owner: form.Get("ejer"), Baseline: form.Get("baseline"), BaselineOn: form.Get("maalt"), Target: form.Get("skal")}
			return "Gevinsten er tilføjet.", "#gevinster", p.Initiatives.AddBenefit(ctx, who, id, b)
		case "antagelse":
			a := initiative.Assumption{Text: form.Get("antagelse"), On: form.Get("efterses"), Rule: form.Get("regel")}
			return "Antagelsen er tilføjet.", "#antagelser", p.Initiatives.AddAssumption(ctx, who, id, a)
		case "regel":
			return "Antagelsen venter nu på at blive set efter.", "#antagelser", p.Initiatives.RuleChanged(ctx, who, id, part)
		case "eftersyn":
			return "Eftersynet er skrevet ned.", "#antagelser", p.Initiatives.Review(ctx, who, id, part, form.Get("fund."+part), form.Get("igen."+part))
		case "fjern":
			return "Fjernet.", "#tid", p.Initiatives.Remove(ctx, who, id, part)
		}
		return "", "", web.ErrForm
	})
}

// ChangeTrials begins and ends cycles.
func (p *Pages) ChangeTrials() http.Handler {
	return p.edit("/afproevning", p.showTrials, func(r *http.Request, deed, part string) (string, string, error) {
		switch deed {
		case "ny":
			return "En ny afprøvning er begyndt. Skriv først, hvad I tror, der sker.", "", p.Initiatives.AddCycle(r.Context(), signin.Who(r), r.PathValue("indsats"))
		case "afslut":
			return "Afprøvningen er afsluttet.", "", p.Initiatives.SettleCycle(r.Context(), signin.Who(r), r.PathValue("indsats"), part, initiative.Verdict(r.PostForm.Get("dom."+part)))
		}
		return "", "", web.ErrForm
	})
}

// ChangeDrivers changes the driver diagram.
func (p *Pages) ChangeDrivers() http.Handler {
	return p.edit("/drivere", p.showDrivers, func(r *http.Request, deed, part string) (string, string, error) {
		switch deed {
		case "kasse":
			d := initiative.Driver{Under: r.PostForm.Get("under"), Rank: initiative.Rank(r.PostForm.Get("slags")), Text: r.PostForm.Get("tekst")}
			return "Diagrammet er ændret.", "", p.Initiatives.AddDriver(r.Context(), signin.Who(r), r.PathValue("indsats"), d)
		case "fjern":
			return "Kassen og det, der stod under den, er fjernet.", "", p.Initiatives.Remove(r.Context(), signin.Who(r), r.PathValue("indsats"), part)
		}
		return "", "", web.ErrForm
	})
}

// edit makes the handler of a page with texts: the texts that came with the form
// are saved first, then one thing is done, "goer" as DEED or DEED:PART.
func (p *Pages) edit(below string, show func(http.ResponseWriter, *http.Request, []conflict, error) error,
	do func(r *http.Request, deed, part string) (sentence, place string, err error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		held, err := p.saveTexts(r)
		sentence, place := "Teksterne er gemt.", ""
		if deed, part, _ := strings.Cut(r.PostForm.Get("goer"), ":"); err == nil && deed != "gem" {
			sentence, place, err = do(r, deed, part)
		}
		if isOurs(err) || err == nil && len(held) > 0 {
			if len(held) > 0 && err == nil {
				err = fault.New(fault.Conflict, "En anden skrev samtidig med dig. Intet er overskrevet. Se begge tekster her på siden.")
			}
			return show(w, r, held, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/indsats/"+r.PathValue("indsats")+below+place, sentence)
		return nil
	})
}

// saveTexts saves the texts of a form that was sent without script, and returns
// those that somebody else had changed.
func (p *Pages) saveTexts(r *http.Request) (held []conflict, err error) {
	for name := range r.PostForm {
		key, ok := strings.CutPrefix(name, "tekst.")
		if !ok {
			continue
		}
		base, _ := strconv.ParseInt(r.PostForm.Get("grundlag."+key), 10, 64)
		_, c, err := p.Initiatives.SaveField(r.Context(), signin.Who(r), r.PathValue("indsats"), key, base, r.PostForm.Get(name))
		if err != nil {
			return held, err
		}
		if c != nil {
			held = append(held, conflict{c, web.LanguageOf(r).Say(initiative.Field(key).Danish())})
		}
	}
	return held, nil
}

// Save saves one text for the script of its field.
func (p *Pages) Save() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		base, _ := strconv.ParseInt(r.PostForm.Get("grundlag"), 10, 64)
		f, c, err := p.Initiatives.SaveField(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("felt"), base, r.PostForm.Get("tekst"))
		if err != nil {
			return err
		}
		return web.AnswerField(w, f, c)
	})
}
