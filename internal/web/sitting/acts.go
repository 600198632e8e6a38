package sitting

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"klynge/internal/decision"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// scripted reports whether the script asks, which wants to know and not to see.
func scripted(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

// told is what a script is told.
type told struct {
	Version int64  `json:"version,omitempty"`
	Said    string `json:"said,omitempty"`
	Error   string `json:"error,omitempty"`
}

func tell(w http.ResponseWriter, status int, t told) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A reader that went away has no use for the error.
	_ = json.NewEncoder(w).Encode(t)
	return nil
}

// longestAct is how long the id of an act may be.
const longestAct = 64

// by returns who does what a form says, and when.
func by(r *http.Request) minutes.By {
	b := minutes.By{Who: signin.Who(r)}
	if act := r.PostForm.Get("akt"); len(act) <= longestAct {
		b.Act = act
	}
	if ms, err := strconv.ParseInt(r.PostForm.Get("siden"), 10, 64); err == nil {
		b.Ago = time.Duration(min(max(ms, 0), int64(24*time.Hour/time.Millisecond))) * time.Millisecond
	}
	return b
}

// An act does what a form says, and returns what to say of it ("" for nothing)
// and where it is seen.
type act func(r *http.Request, b minutes.By) (said, address string, err error)

// handle answers the forms of one address, by their field "goer".
func handle(acts map[string]act) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return refuse(w, r, err)
		}
		do, ok := acts[r.PostForm.Get("goer")]
		if !ok {
			return refuse(w, r, fault.New(fault.Invalid, "Siden er ikke ny nok til det, du vil. Intet er ændret. Genindlæs den, og prøv igen."))
		}
		said, address, err := do(r, by(r))
		switch {
		case err != nil:
			return refuse(w, r, err)
		case scripted(r):
			return tell(w, http.StatusOK, told{Said: said})
		case said == "":
			web.SeeOther(w, r, address)
		default:
			web.Done(w, r, address, said)
		}
		return nil
	})
}

// refuse tells why something was not done: a script in a sentence, a reader on
// a page.
func refuse(w http.ResponseWriter, r *http.Request, err error) error {
	if kind := fault.KindOf(err); scripted(r) && kind != fault.Internal && kind != fault.Unavailable {
		return tell(w, kind.Status(), told{Error: fault.Sentence(err)})
	}
	return err
}

func moede(r *http.Request) string { return r.PathValue("moede") }

func page(r *http.Request) string { return "/arbejde/moede/" + moede(r) + "/moede" }

// Lead takes what leads the meeting: opening, items, breaks, closing.
func (p *Pages) Lead() http.Handler {
	return handle(map[string]act{
		"aabn": func(r *http.Request, b minutes.By) (string, string, error) {
			_, err := p.Minutes.Open(r.Context(), moede(r), b)
			return "Mødet er åbnet. Ret fremmødet, og begynd første punkt.", page(r), err
		},
		"punkt": func(r *http.Request, b minutes.By) (string, string, error) {
			return "", page(r), p.Minutes.Begin(r.Context(), moede(r), r.PostForm.Get("punkt"), b)
		},
		"pause": func(r *http.Request, b minutes.By) (string, string, error) {
			return "", page(r), p.Minutes.Adjourn(r.Context(), moede(r), b)
		},
		"fortsaet": func(r *http.Request, b minutes.By) (string, string, error) {
			return "", page(r), p.Minutes.Resume(r.Context(), moede(r), b)
		},
		"haev": func(r *http.Request, b minutes.By) (string, string, error) {
			_, err := p.Minutes.Close(r.Context(), moede(r), r.PostForm.Get("alligevel") != "", b)
			return "Mødet er hævet, og referatet ligger fast. Send det til kommentering, når det er læst igennem.", page(r), err
		},
	})
}

// Attend takes who came and went, and the corrections after the meeting.
func (p *Pages) Attend() http.Handler {
	row := func(r *http.Request) string { return r.PostForm.Get("hvem") }
	return handle(map[string]act{
		"kom": func(r *http.Request, b minutes.By) (string, string, error) {
			return "", page(r) + "#fremmoede", p.Minutes.Arrive(r.Context(), moede(r), row(r), r.PostForm.Get("online") != "", b)
		},
		"gik": func(r *http.Request, b minutes.By) (string, string, error) {
			return "", page(r) + "#fremmoede", p.Minutes.Leave(r.Context(), moede(r), row(r), b)
		},
		"afbud": func(r *http.Request, b minutes.By) (string, string, error) {
			return "", page(r) + "#fremmoede", p.Minutes.Excuse(r.Context(), moede(r), row(r), r.PostForm.Get("afbud") != "", b)
		},
		"tider": func(r *http.Request, b minutes.By) (string, string, error) {
			return "Tiderne er rettet.", page(r) + "#fremmoede",
				p.Minutes.SetTimes(r.Context(), moede(r), row(r), clock(r.PostForm.Get("fra")), clock(r.PostForm.Get("til")), b)
		},
		"stedfortraeder": func(r *http.Request, b minutes.By) (string, string, error) {
			a := minutes.Attendance{SeatID: r.PostForm.Get("plads"), Basis: r.PostForm.Get("grundlag")}
			if a.SeatID == "" {
				a.Name, a.Organization = r.PostForm.Get("navn"), strings.TrimSpace(r.PostForm.Get("organisation"))
			}
			return "Stedfortræderen er med og har medlemmets stemme.", page(r) + "#fremmoede", p.Minutes.StandIn(r.Context(), moede(r), r.PostForm.Get("for"), a, b)
		},
		"gaest": func(r *http.Request, b minutes.By) (string, string, error) {
			return "Gæsten er med på listen.", page(r) + "#fremmoede", p.Minutes.Admit(r.Context(), moede(r), minutes.Attendance{
				Name: r.PostForm.Get("navn"), Organization: strings.TrimSpace(r.PostForm.Get("organisation")), Basis: strings.TrimSpace(r.PostForm.Get("inviteret")),
			}, b)
		},
		"ret": func(r *http.Request, b minutes.By) (string, string, error) {
			return "Referatet kan rettes nu. De udgaver, der ligger fast, bliver stående.", page(r), p.Minutes.Correct(r.Context(), moede(r), r.PostForm.Get("grund"), b)
		},
		"rettet": func(r *http.Request, b minutes.By) (string, string, error) {
			v, err := p.Minutes.Corrected(r.Context(), moede(r), b)
			return "Rettelsen er færdig og ligger fast som udgave " + strconv.Itoa(v.Number) + ".", page(r), err
		},
	})
}

// clock returns a time of the day as a field of the browser has it, of what
// people write: "14.30" is "14:30".
func clock(text string) string { return strings.ReplaceAll(strings.TrimSpace(text), ".", ":") }

func punkt(r *http.Request) string { return r.PathValue("punkt") }

// at returns the page at the item of a request.
func (p *Pages) at(r *http.Request) (address string) {
	meeting := r.PostForm.Get("moede")
	if meeting == "" || strings.ContainsAny(meeting, "/?#.") {
		return "/arbejde/punkt/" + punkt(r)
	}
	return "/arbejde/moede/" + meeting + "/moede?punkt=" + punkt(r)
}

// Record takes what became of an item.
func (p *Pages) Record() http.Handler {
	said := func(p *Pages, do func(r *http.Request, b minutes.By) (string, error)) act {
		return func(r *http.Request, b minutes.By) (string, string, error) {
			text, err := do(r, b)
			return text, p.at(r), err
		}
	}
	outcome := func(r *http.Request) reading.Outcome { return reading.Outcome(r.PostForm.Get("udfald")) }
	return handle(map[string]act{
		"udfald": said(p, func(r *http.Request, b minutes.By) (string, error) {
			if line := r.PostForm.Get("linje"); line != "" {
				return "", p.Minutes.Settle(r.Context(), punkt(r), line, outcome(r), b)
			}
			return "", p.Minutes.SettleItem(r.Context(), punkt(r), outcome(r), b)
		}),
		"ingen-beslutning": said(p, func(r *http.Request, b minutes.By) (string, error) {
			return "", p.Minutes.MarkNoDecision(r.Context(), punkt(r), r.PostForm.Get("ja") != "", b)
		}),
		"ingen-opfoelgning": said(p, func(r *http.Request, b minutes.By) (string, error) {
			return "", p.Minutes.MarkNoFollowUp(r.Context(), punkt(r), r.PostForm.Get("ja") != "", b)
		}),
		"vis": said(p, p.release),
		"opfoelgning": said(p, func(r *http.Request, b minutes.By) (string, error) {
			f := r.PostForm
			_, err := p.Minutes.FollowUp(r.Context(), punkt(r), decision.FollowUp{
				Text: f.Get("hvad"), Organization: f.Get("organisation"), Owner: f.Get("ejer"), Due: f.Get("frist"), From: f.Get("fra"), To: f.Get("til"),
				SeatID: f.Get("plads"),
			}, b)
			return "Opfølgningen er gemt, og den, der har den, får besked.", err
		}),
		"stemme": said(p, p.vote),
		"slet-stemme": said(p, func(r *http.Request, b minutes.By) (string, error) {
			return "Afstemningen er slettet.", p.Minutes.RemoveVote(r.Context(), punkt(r), r.PostForm.Get("afstemning"), b)
		}),
		"mindretal": said(p, func(r *http.Request, b minutes.By) (string, error) {
			return "Mindretalsudtalelsen er gemt.", p.Minutes.AddDissent(r.Context(), punkt(r), r.PostForm.Get("afstemning"), minutes.Dissent{
				SeatID: r.PostForm.Get("hvem"), Text: r.PostForm.Get("udtalelse"), SendAlong: r.PostForm.Get("med") != "",
			}, b)
		}),
	})
}

// release lets members see the decision; without the script what stands in the
// form is saved first.
func (p *Pages) release(r *http.Request, b minutes.By) (string, error) {
	if r.PostForm.Has("tekst") {
		base, err := strconv.ParseInt(r.PostForm.Get("grundlag"), 10, 64)
		if err != nil {
			return "", fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
		}
		first := b
		first.Act = ""
		if _, c, err := p.Minutes.Write(r.Context(), punkt(r), minutes.Decided, base, r.PostForm.Get("tekst"), first); err != nil || c != nil {
			return "", conflicting(c, err)
		}
		if r.PostForm.Get("kun") != "" {
			return "Beslutningen er gemt. Medlemmerne ser den først, når du viser den.", nil
		}
	}
	return "Medlemmerne ser beslutningen nu.", p.Minutes.Release(r.Context(), punkt(r), b)
}

func conflicting(c *draft.Conflict, err error) error {
	if err != nil || c == nil {
		return err
	}
	return fault.New(fault.Conflict, "%s har skrevet i feltet imens. Din tekst er ikke gemt. Gå tilbage, kopiér den, genindlæs siden, og saml de to tekster. Der står nu: %s", c.ByName, c.Text)
}

func (p *Pages) vote(r *http.Request, b minutes.By) (string, error) {
	v := minutes.Vote{RecommendationID: r.PostForm.Get("linje"), Question: r.PostForm.Get("om")}
	for name, n := range map[string]*int{"for": &v.Yes, "imod": &v.No, "hverken": &v.Abstain} {
		text := strings.TrimSpace(r.PostForm.Get(name))
		if text == "" {
			continue
		}
		number, err := strconv.Atoi(text)
		if err != nil || number > 10_000 {
			return "", fault.New(fault.Invalid, "Skriv antallet af stemmer med tal. Afstemningen er ikke gemt.")
		}
		*n = number
	}
	for name, values := range r.PostForm {
		if seatID, ok := strings.CutPrefix(name, "stemme-"); ok && values[0] != "" {
			v.Ballots = append(v.Ballots, minutes.Ballot{SeatID: seatID, Choice: minutes.Choice(values[0])})
		}
	}
	_, err := p.Minutes.AddVote(r.Context(), punkt(r), v, b)
	return "Afstemningen er gemt.", err
}

// Floor takes the list of speakers and who is disqualified.
func (p *Pages) Floor() http.Handler {
	here := func(do func(r *http.Request, b minutes.By) error) act {
		return func(r *http.Request, b minutes.By) (string, string, error) { return "", p.at(r), do(r, b) }
	}
	return handle(map[string]act{
		"ordet": here(func(r *http.Request, b minutes.By) error {
			return p.Minutes.AskToSpeak(r.Context(), punkt(r), r.PostForm.Get("navn"), b)
		}),
		"naeste": here(func(r *http.Request, b minutes.By) error { return p.Minutes.NextSpeaker(r.Context(), punkt(r), b) }),
		"af-listen": here(func(r *http.Request, b minutes.By) error {
			return p.Minutes.RemoveSpeaker(r.Context(), punkt(r), r.PostForm.Get("taler"), b)
		}),
		"inhabil": here(func(r *http.Request, b minutes.By) error {
			return p.Minutes.Notice(r.Context(), punkt(r), r.PostForm.Get("hvem"), r.PostForm.Get("grund"), b)
		}),
		"afgoer": here(func(r *http.Request, b minutes.By) error {
			return p.Minutes.Recuse(r.Context(), punkt(r), r.PostForm.Get("melding"), r.PostForm.Get("inhabil") != "", b)
		}),
	})
}

// fields are the texts of an item's minutes by the end of their address.
var fields = map[string]string{"beslutning": minutes.Decided, "droeftelse": minutes.Discussion}

// Write saves a text of an item.
func (p *Pages) Write() http.Handler {
	return p.saving(func(r *http.Request, base int64, b minutes.By) (draft.Field, *draft.Conflict, error) {
		return p.Minutes.Write(r.Context(), punkt(r), fields[r.PathValue("felt")], base, r.PostForm.Get("tekst"), b)
	})
}

// Remark saves what is added to the outcome of a line.
func (p *Pages) Remark() http.Handler {
	return p.saving(func(r *http.Request, base int64, b minutes.By) (draft.Field, *draft.Conflict, error) {
		return p.Minutes.Remark(r.Context(), punkt(r), r.PathValue("linje"), base, r.PostForm.Get("tekst"), b)
	})
}

// saving answers a text: the script of the field with its version, a form with
// the page.
func (p *Pages) saving(save func(r *http.Request, base int64, b minutes.By) (draft.Field, *draft.Conflict, error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		base, err := strconv.ParseInt(r.PostForm.Get("grundlag"), 10, 64)
		if err != nil {
			return fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
		}
		f, c, err := save(r, base, minutes.By{Who: signin.Who(r)})
		switch {
		case err != nil:
			return err
		case r.PostForm.Get("goer") == "":
			return web.AnswerField(w, f, c)
		case c != nil:
			return conflicting(c, nil)
		}
		web.SeeOther(w, r, p.at(r))
		return nil
	})
}
