package report

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"klynge/internal/attachment"
	"klynge/internal/fault"
	"klynge/internal/report"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

func decimal(n int) string { return strconv.Itoa(n) }

// Begin begins a report.
func (p *Pages) Begin() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		form := r.PostForm
		one, err := p.Reports.Begin(r.Context(), signin.Who(r), r.PathValue("indsats"), report.Kind(form.Get("slags")), form.Get("fra"), form.Get("til"))
		if isOurs(err) {
			return p.list(w, r, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, one.Path(), "Rapporten er begyndt. Det meste har den selv skrevet; skriv resten, og gør den færdig.")
		return nil
	})
}

// Change does one thing to a report. The texts that came with the form are saved
// first.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		held, err := p.saveTexts(r)
		if err == nil && len(held) > 0 {
			return p.show(w, r, held, fault.New(fault.Conflict, "En anden skrev samtidig med dig. Intet er overskrevet. Se begge tekster her på siden."))
		}
		done := outcome{sentence: "Teksterne er gemt."}
		if goer := r.PostForm.Get("goer"); err == nil && goer != "gem" {
			done, err = p.act(r, goer)
		}
		if isOurs(err) {
			return p.show(w, r, nil, err)
		}
		if err != nil {
			return err
		}
		path := "/arbejde/indsats/" + r.PathValue("indsats") + "/rapporter"
		if !done.gone {
			path += "/" + r.PathValue("rapport")
		}
		web.Done(w, r, path, done.sentence)
		return nil
	})
}

// An outcome is what an act did: a sentence, and whether the report is gone.
type outcome struct {
	sentence string
	gone     bool
}

func (p *Pages) act(r *http.Request, goer string) (outcome, error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	initiativeID, id := r.PathValue("indsats"), r.PathValue("rapport")
	version, err := strconv.ParseInt(form.Get("version"), 10, 64)
	if err != nil || version < 1 {
		return outcome{}, web.ErrForm
	}
	switch goer {
	case "periode":
		return outcome{sentence: "Perioden er ændret, og rapporten er skrevet om efter den."}, p.Reports.SetPeriod(ctx, who, initiativeID, id, version, form.Get("fra"), form.Get("til"))
	case "haendelser":
		n, err := incidents(r)
		if err != nil {
			return outcome{}, err
		}
		return outcome{sentence: "Antallene er gemt."}, p.Reports.SetIncidents(ctx, who, initiativeID, id, version, n)
	case "faerdig":
		return outcome{sentence: "Rapporten er gjort færdig og ændres ikke mere. Sæt den nu på en dagsorden."}, p.Reports.Freeze(ctx, who, initiativeID, id, version)
	case "kasser":
		return outcome{sentence: "Udkastet er kasseret.", gone: true}, p.Reports.Drop(ctx, who, initiativeID, id, version)
	case "dagsorden":
		return p.propose(r, form.Get("moede"))
	case "udgiv":
		return outcome{sentence: "Offentligheden kan nu læse det, der er offentligt af rapporten."}, p.Reports.LetOut(ctx, who, initiativeID, id)
	case "traek":
		return outcome{sentence: "Rapporten er trukket tilbage fra offentligheden."}, p.Reports.Withdraw(ctx, who, initiativeID, id)
	}
	return outcome{}, web.ErrForm
}

// propose lays a report before the body, with its paper. The paper is closed to
// the public, which reads what is let out.
func (p *Pages) propose(r *http.Request, meetingID string) (outcome, error) {
	ctx, who := r.Context(), signin.Who(r)
	one, l, err := p.Reports.Open(ctx, who, r.PathValue("indsats"), r.PathValue("rapport"))
	if err != nil {
		return outcome{}, err
	}
	itemID, err := p.Reports.Propose(ctx, who, l.ID, one.ID, meetingID)
	if err != nil {
		return outcome{}, err
	}
	var paper bytes.Buffer
	if err := p.PDF(&paper, one.Content.Paper(false)); err != nil {
		return outcome{}, err
	}
	if _, err := p.Papers.AddFile(ctx, itemID, attachment.Upload{Name: fileName(one, l) + ".pdf", Bytes: &paper}, true, who); err != nil {
		return outcome{}, fault.Because(err, fault.KindOf(err), "Punktet er oprettet, men rapporten kom ikke med som bilag. Hent den som PDF, og læg den op på punktet.")
	}
	sentence := "Rapporten er foreslået som punkt, med rapporten som bilag. Sekretariatet sætter den på en dagsorden."
	if meetingID != "" {
		sentence = "Rapporten er sat på dagsordenen, med rapporten som bilag."
	}
	return outcome{sentence: sentence}, nil
}

// incidents reads the counts of the form. An empty field is none.
func incidents(r *http.Request) (report.Incidents, error) {
	n := report.Incidents{}
	for _, s := range report.Severities {
		typed := strings.ReplaceAll(strings.TrimSpace(r.PostForm.Get("antal."+string(s))), ".", "")
		if typed == "" {
			typed = "0"
		}
		count, err := strconv.Atoi(typed)
		if err != nil {
			return nil, fault.New(fault.Invalid, "“%s” er ikke et helt tal. Intet er gemt.", typed)
		}
		n[s] = count
	}
	return n, nil
}

// saveTexts saves the texts of a form that was sent without script, and returns
// those that somebody else had changed.
func (p *Pages) saveTexts(r *http.Request) (held []conflict, err error) {
	for _, name := range report.Fields {
		if !r.PostForm.Has("tekst." + name) {
			continue
		}
		base, _ := strconv.ParseInt(r.PostForm.Get("grundlag."+name), 10, 64)
		_, c, err := p.Reports.SaveField(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("rapport"), name, base, r.PostForm.Get("tekst."+name))
		if err != nil {
			return held, err
		}
		if c != nil {
			held = append(held, conflict{c, web.LanguageOf(r).Say(report.Status.Heading(name))})
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
		f, c, err := p.Reports.SaveField(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("rapport"), r.PathValue("felt"), base, r.PostForm.Get("tekst"))
		if err != nil {
			return err
		}
		return web.AnswerField(w, f, c)
	})
}
