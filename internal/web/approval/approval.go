// Package approval is the pages on which minutes go from the end of a meeting to
// the day they stand: sent out, commented on, compared, approved.
package approval

import (
	_ "embed"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"klynge/internal/access"
	"klynge/internal/approval"
	"klynge/internal/fault"
	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
	"klynge/internal/wording"
)

// Pages are what the pages are made of.
type Pages struct {
	Minutes *approval.Store
	Clock   when.Clock
}

var (
	//go:embed record.html
	recordHTML string
	//go:embed approval.html
	approvalHTML string
	//go:embed compare.html
	compareHTML string
	//go:embed link.html
	linkHTML string

	approvalPage = page[view](recordHTML, approvalHTML)
	comparePage  = page[compareView](compareHTML)
	linkPage     = page[linkView](recordHTML, linkHTML)
)

// A view is the minutes of one meeting on their way, as somebody sees them.
type view struct {
	approval.Case
	Steps    []step
	Deadline string // that is proposed for a round
	Earliest string
	// What whoever asks may do.
	Writes, Comments, Signs bool
	Waits                   bool // for the approval of whoever asks
	Rows                    []approval.Row
	Wrong                   string
	Typed                   string // that was refused
}

// A step is one station on the way.
type step struct {
	Label string
	Done  bool
	Now   bool
}

// Record is what the parts of the page that show the minutes are given.
func (v view) Record() minutes.Record { return v.Last().Content }

// Answered reports whether every comment has an answer.
func (v view) Answered() bool {
	for _, c := range v.Case.Comments {
		if c.Verdict == approval.Waiting {
			return false
		}
	}
	return true
}

// Said are the comments on one item.
func (v view) Said(itemID string) (list []approval.Comment) {
	for _, c := range v.Case.Comments {
		if c.ItemID == itemID {
			list = append(list, c)
		}
	}
	return list
}

var stations = []struct {
	stage approval.Stage
	label string
}{
	{approval.Written, "Skrevet"}, {approval.Commenting, "Til bemærkninger"}, {approval.Approving, "Til godkendelse"}, {approval.Standing, "Godkendt"},
}

func steps(at approval.Stage) (list []step) {
	done := true
	for _, s := range stations {
		now := s.stage == at
		done = done && !now
		list = append(list, step{s.label, done && at != approval.NotHeld || now && at == approval.Standing, now})
	}
	return list
}

func (p *Pages) view(r *http.Request, c approval.Case) view {
	who, bodyID := signin.Who(r), c.Meeting.BodyID
	c = c.Visible(who.May(access.ReadClosed, bodyID))
	now := p.Clock().In(when.Copenhagen)
	v := view{
		Case: c, Steps: steps(c.Stage), Earliest: now.Format(time.DateOnly), Deadline: now.AddDate(0, 0, 10).Format(time.DateOnly),
		Writes: who.May(access.TakeMinutes, bodyID), Comments: who.May(access.CommentMinutes, bodyID), Signs: who.May(access.ApproveMinutes, bodyID),
		Rows: approval.Against(c.Last().Content),
	}
	for _, a := range c.Approvals {
		v.Waits = v.Waits || v.Signs && a.At.IsZero() && a.AccountID == who.Account.ID
	}
	return v
}

// Show shows the minutes on their way.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.show(w, r, "", "")
	})
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, wrong, typed string) error {
	c, err := p.Minutes.Find(r.Context(), r.PathValue("moede"))
	if err != nil {
		return err
	}
	v := p.view(r, c)
	v.Wrong, v.Typed = wrong, typed
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return approvalPage.RenderStatus(w, r, status, v)
}

// did answers an act: with the page and the sentence of a refusal, or by leading
// on with the sentence of what was done.
func (p *Pages) did(w http.ResponseWriter, r *http.Request, err error, typed, sentence string) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		if err != nil {
			return p.show(w, r, fault.Sentence(err), typed)
		}
	}
	if err != nil {
		return err
	}
	web.Done(w, r, "/arbejde/moede/"+r.PathValue("moede")+"/godkendelse", sentence)
	return nil
}

// A compareView is two versions of the minutes side by side.
type compareView struct {
	approval.Case
	From, To minutes.Version
	Changes  []approval.Change
}

// Compare shows what changed from one version to another.
func (p *Pages) Compare() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		c, err := p.Minutes.Find(r.Context(), r.PathValue("moede"))
		if err != nil {
			return err
		}
		c = c.Visible(signin.Who(r).May(access.ReadClosed, c.Meeting.BodyID))
		if len(c.Versions) == 0 {
			return fault.New(fault.Missing, "Der er ikke noget referat endnu, så der er intet at sammenligne.")
		}
		v := compareView{Case: c, From: c.Versions[max(0, len(c.Versions)-2)], To: c.Last()}
		for _, one := range c.Versions {
			switch strconv.Itoa(one.Number) {
			case r.URL.Query().Get("fra"):
				v.From = one
			case r.URL.Query().Get("til"):
				v.To = one
			}
		}
		v.Changes = approval.Compare(v.From.Content, v.To.Content)
		return comparePage.Render(w, r, v)
	})
}

var actNames = map[minutes.Act]string{
	minutes.Closed: "Mødet blev hævet", minutes.SentOut: "Sendt til bemærkninger", minutes.Approved: "Godkendt", minutes.Corrected: "Rettet",
}

var markNames = map[approval.Mark]string{
	approval.AsRecommended: "Som indstillet", approval.Amended: "Ændret", approval.Put: "Udsat", approval.Refused: "Ikke godkendt",
	approval.Untreated: "Ikke behandlet", approval.Free: "Ingen indstilling", approval.TakenOff: "Taget af dagsordenen",
}

var viaNames = map[approval.Via]string{approval.ByPage: "på siden", approval.ByLink: "fra mailen", approval.AtMeeting: "på mødet"}

// page joins a template with its type.
func page[T any](sources ...string) *web.Page[T] { return web.MustPage[T](functions, sources...) }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"act":      func(a minutes.Act) string { return l.Say(actNames[a]) },
		"mark":     func(m approval.Mark) string { return l.Say(markNames[m]) },
		"via":      func(v approval.Via) string { return l.Say(viaNames[v]) },
		"outcome":  func(o reading.Outcome) string { return l.Say(approval.OutcomeNames[o]) },
		"previous": func(n int) int { return n - 1 },
		"removed":  func(p wording.Piece) bool { return p.Kind == wording.Removed },
		"added":    func(p wording.Piece) bool { return p.Kind == wording.Added },
	}
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, table := range []map[string]string{texts(actNames), texts(markNames), texts(viaNames), texts(approval.OutcomeNames)} {
		for _, word := range table {
			list = append(list, word)
		}
	}
	for _, s := range stations {
		list = append(list, s.label)
	}
	return list
}

func texts[K ~string](table map[K]string) map[string]string {
	plain := map[string]string{}
	for key, text := range table {
		plain[string(key)] = text
	}
	return plain
}
