package invite

import (
	_ "embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed polls.html
	pollsHTML string
	//go:embed poll.html
	pollHTML string
	//go:embed vote.html
	voteHTML string

	pollsPage = page[pollsView](pollsHTML)
	pollPage  = page[pollView](pollHTML)
	votePage  = page[voteView](voteHTML)
)

// A pollsView is where a secretariat asks for dates.
type pollsView struct {
	Slug        string
	Polls       []invitation.Poll
	Wish        invitation.Wish
	Suggestions []invitation.Suggestion
	Searched    bool
	Title       string
	Deadline    string
	Extra       []extra // dates that are written by hand
	Wrong       string
}

// An extra date is one that nobody suggested.
type extra struct{ N, Day, Start, End string }

// Path returns the address of the page.
func (v pollsView) Path() string { return "/arbejde/organ/" + v.Slug + "/datoer" }

// mostSuggested is how many suggestions are shown.
const mostSuggested = 20

// wish reads which dates are looked for: the next three months after two weeks,
// unless the address says otherwise.
func (p *Pages) wish(q url.Values, bodyID string) invitation.Wish {
	now := p.Clock()
	w := invitation.Wish{BodyID: bodyID, From: q.Get("fra"), To: q.Get("til"), Start: q.Get("start"), End: q.Get("slut")}
	for _, field := range []struct {
		value     *string
		otherwise string
	}{{&w.From, access.Day(now.AddDate(0, 0, 14))}, {&w.To, access.Day(now.AddDate(0, 3, 14))}, {&w.Start, "14:00"}, {&w.End, "16:00"}} {
		if *field.value == "" {
			*field.value = field.otherwise
		}
	}
	return w
}

// ShowPolls shows the polls of a body, and looks for dates.
func (p *Pages) ShowPolls() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.polls(w, r, r.URL.Query(), nil)
	})
}

func (p *Pages) polls(w http.ResponseWriter, r *http.Request, q url.Values, wrong error) error {
	bodyID, err := p.bodyOf(r)
	if err != nil {
		return err
	}
	v := pollsView{Slug: r.PathValue("organ"), Wish: p.wish(q, bodyID), Searched: q.Get("fra") != "", Wrong: fault.Sentence(wrong),
		Title: q.Get("titel"), Deadline: q.Get("frist")}
	if v.Deadline == "" {
		v.Deadline = access.Day(p.Clock().AddDate(0, 0, 7))
	}
	for i := range 3 {
		n := strconv.Itoa(i + 1)
		v.Extra = append(v.Extra, extra{n, q.Get("dag" + n), q.Get("fra" + n), q.Get("til" + n)})
	}
	if v.Polls, err = p.Calls.Polls(r.Context(), bodyID); err != nil {
		return err
	}
	if v.Searched {
		v.Suggestions, err = p.Calls.Suggest(r.Context(), v.Wish)
		if refused(err) && wrong == nil {
			wrong, v.Wrong = err, fault.Sentence(err)
		} else if err != nil && wrong == nil {
			return err
		}
		v.Suggestions = v.Suggestions[:min(len(v.Suggestions), mostSuggested)]
	}
	status := http.StatusOK
	if wrong != nil {
		status = fault.KindOf(wrong).Status()
	}
	return pollsPage.RenderStatus(w, r, status, v)
}

// AskDates asks the members.
func (p *Pages) AskDates() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		bodyID, err := p.bodyOf(r)
		if err != nil {
			return err
		}
		f := r.PostForm
		poll := invitation.Poll{BodyID: bodyID, Title: f.Get("titel"), Deadline: f.Get("frist")}
		for _, day := range f["dato"] {
			poll.Dates = append(poll.Dates, invitation.Date{Day: day, Start: f.Get("start"), End: f.Get("slut")})
		}
		for i := range 3 {
			n := strconv.Itoa(i + 1)
			if day := f.Get("dag" + n); day != "" {
				poll.Dates = append(poll.Dates, invitation.Date{Day: day, Start: f.Get("fra" + n), End: f.Get("til" + n)})
			}
		}
		asked, n, err := p.Calls.AskDates(r.Context(), signin.Who(r), poll)
		if refused(err) {
			return p.polls(w, r, f, err)
		}
		if err != nil {
			return err
		}
		sentence := "Spørgsmålet er sendt til " + danish.Count(n, "person", "personer") + ". De svarer senest " + date(asked.Deadline) + "."
		if n == 0 {
			sentence = "Spørgsmålet er sendt."
		}
		web.Done(w, r, "/arbejde/organ/"+r.PathValue("organ")+"/datoer/"+asked.ID, sentence)
		return nil
	})
}

// A pollView is what was answered.
type pollView struct {
	invitation.Result
	Late  bool // the deadline has passed
	Open  bool
	Wrong string
}

// Path returns the address of the page.
func (v pollView) Path() string { return "/arbejde/organ/" + v.Body.Slug + "/datoer/" + v.ID }

// Silent returns how many have not answered.
func (v pollView) Silent() (n int) {
	for _, one := range v.Voters {
		if !one.Answered() {
			n++
		}
	}
	return n
}

func (p *Pages) poll(w http.ResponseWriter, r *http.Request, wrong error) error {
	bodyID, err := p.bodyOf(r)
	if err != nil {
		return err
	}
	result, err := p.Calls.Result(r.Context(), bodyID, r.PathValue("afstemning"))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = fault.KindOf(wrong).Status()
	}
	return pollPage.RenderStatus(w, r, status, pollView{Result: result, Late: p.today() > result.Deadline, Open: result.State == invitation.Open, Wrong: fault.Sentence(wrong)})
}

// ShowPoll shows what was answered.
func (p *Pages) ShowPoll() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.poll(w, r, nil) })
}

// ChangePoll plans the meeting on one of the dates, reminds, or closes.
func (p *Pages) ChangePoll() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		bodyID, err := p.bodyOf(r)
		if err != nil {
			return err
		}
		ctx, who, pollID := r.Context(), signin.Who(r), r.PathValue("afstemning")
		back, sentence := "/arbejde/organ/"+r.PathValue("organ")+"/datoer/"+pollID, ""
		act, position, _ := strings.Cut(r.PostForm.Get("goer"), "-")
		switch act {
		case "planlaeg":
			n, wrong := strconv.Atoi(position)
			if wrong != nil {
				n = -1
			}
			m, settled := p.Calls.Settle(ctx, who, bodyID, pollID, n)
			if err = settled; err == nil {
				back, sentence = m.Path()+"/deltagere", "Mødet er planlagt "+moment(m.Date, m.Start, m.End)+". Indkald deltagerne, når du er klar."
			}
		case "mind":
			n, reminded := p.Calls.RemindPoll(ctx, who, bodyID, pollID)
			err, sentence = reminded, danish.Count(n, "person", "personer")+" er mindet om at svare."
		case "luk":
			err, sentence = p.Calls.ClosePoll(ctx, who, bodyID, pollID), "Spørgsmålet er lukket. Der er ikke planlagt noget møde."
		default:
			err = errNotRead
		}
		if refused(err) {
			return p.poll(w, r, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, back, sentence)
		return nil
	})
}

// A voteView asks one person which dates they can.
type voteView struct {
	invitation.Ballot
	Action  string
	Shut    bool
	Choices []invitation.Choice
	Said    map[int]invitation.Choice
	Wrong   string
}

func (p *Pages) vote(w http.ResponseWriter, r *http.Request, b invitation.Ballot, action string, said map[int]invitation.Choice, wrong error) error {
	v := voteView{Ballot: b, Action: action, Shut: b.State != invitation.Open || p.today() > b.Deadline, Said: b.Me.Choices, Wrong: fault.Sentence(wrong),
		Choices: []invitation.Choice{invitation.Yes, invitation.IfNeedBe, invitation.No}}
	status := http.StatusOK
	if wrong != nil {
		v.Said, status = said, fault.KindOf(wrong).Status()
	}
	return votePage.RenderStatus(w, r, status, v)
}

// voted reads what was said of each date.
func voted(r *http.Request) map[int]invitation.Choice {
	said := map[int]invitation.Choice{}
	for name, values := range r.PostForm {
		number, ok := strings.CutPrefix(name, "dato-")
		if position, err := strconv.Atoi(number); ok && err == nil && len(values) > 0 {
			said[position] = invitation.Choice(values[0])
		}
	}
	return said
}

const voteKept = "Tak. Dit svar er gemt, og du kan ændre det, til fristen er gået."

// ShowVoteLink shows what the link of a poll is for.
func (p *Pages) ShowVoteLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		b, err := p.Calls.LookPoll(r.Context(), r.PathValue("token"), access.Who{})
		if err != nil {
			return err
		}
		return p.vote(w, r, b, "/datoer/"+r.PathValue("token"), nil, nil)
	})
}

// VoteLink answers by the link of a poll.
func (p *Pages) VoteLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		token := r.PathValue("token")
		b, err := p.Calls.LookPoll(r.Context(), token, access.Who{})
		if err != nil {
			return err
		}
		return p.afterVote(w, r, b, "/datoer/"+token, p.Calls.VoteByLink(r.Context(), token, access.Who{}, voted(r)))
	})
}

func (p *Pages) ballot(r *http.Request) (b invitation.Ballot, action string, err error) {
	bodyID, err := p.bodyOf(r)
	if err != nil {
		return b, "", err
	}
	b, err = p.Calls.Ballot(r.Context(), signin.Who(r), bodyID, r.PathValue("afstemning"))
	return b, "/arbejde/organ/" + r.PathValue("organ") + "/datoer/" + r.PathValue("afstemning") + "/svar", err
}

// ShowVote asks somebody who is signed in.
func (p *Pages) ShowVote() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		b, action, err := p.ballot(r)
		if err != nil {
			return err
		}
		return p.vote(w, r, b, action, nil, nil)
	})
}

// Vote answers as somebody who is signed in.
func (p *Pages) Vote() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		b, action, err := p.ballot(r)
		if err != nil {
			return err
		}
		return p.afterVote(w, r, b, action, p.Calls.Vote(r.Context(), signin.Who(r), b.BodyID, b.ID, voted(r)))
	})
}

func (p *Pages) afterVote(w http.ResponseWriter, r *http.Request, b invitation.Ballot, action string, err error) error {
	if refused(err) {
		return p.vote(w, r, b, action, voted(r), err)
	}
	if err != nil {
		return err
	}
	web.Done(w, r, action, voteKept)
	return nil
}
