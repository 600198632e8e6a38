package site

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/paper"
	"klynge/internal/review"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// Answers are where a reviewer's answers go (package archive).
type Answers interface {
	// Accept says that a value was read right, or that a name means none of its
	// candidates.
	Accept(ctx context.Context, doubtID, by string) error
	// Correct says what the value is.
	Correct(ctx context.Context, doubtID, value, by string) error
	// SamePerson says which candidate a name means.
	SamePerson(ctx context.Context, doubtID, candidate, by string) error
}

var (
	//go:embed review.html
	reviewHTML string
	//go:embed review_list.html
	reviewListHTML string

	reviewPage     = page[reviewView](reviewHTML)
	reviewListPage = page[reviewListView](reviewListHTML)
)

// A reviewListView is a page of what waits for a person.
type reviewListView struct {
	By      string
	Waiting int
	Doubts  []review.Doubt
	Next    string
}

// A reviewView is one doubt, the original beside it.
type reviewView struct {
	review.Doubt
	By      string
	Waiting int
	Next    string       // id of the doubt after this one, "" on the last
	Leaves  []sourceLeaf // the page of the text with the passage on it
	Wrong   string       // why the correction was refused
	Typed   string       // what was typed, so that it survives the refusal
}

// reviewList lists what waits.
func reviewList(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v := reviewListView{By: reviewer(r)}
		var err error
		if v.Waiting, err = s.Doubts.Waiting(r.Context()); err != nil {
			return err
		}
		if v.Doubts, err = s.Doubts.Open(r.Context(), r.URL.Query().Get("fra"), pageLength); err != nil {
			return err
		}
		if len(v.Doubts) == pageLength {
			v.Next = v.Doubts[pageLength-1].ID
		}
		return reviewListPage.Render(w, r, v)
	})
}

// reviewer returns the name that an answer is kept with. The guard has let only
// those in who may review.
func reviewer(r *http.Request) string { return signin.Who(r).Account.Name }

// parse reads a small form.
func parse(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		return fault.Because(err, fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
	}
	return nil
}

// reviewOne shows one doubt.
func reviewOne(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Doubts.Find(r.Context(), r.PathValue("id"))
		if err != nil {
			return err
		}
		return s.review(w, r, reviewView{Doubt: d, By: reviewer(r), Typed: doubted(d)})
	})
}

func (s *Site) review(w http.ResponseWriter, r *http.Request, v reviewView) error {
	var err error
	if v.Waiting, err = s.Doubts.Waiting(r.Context()); err != nil {
		return err
	}
	next, err := s.Doubts.Open(r.Context(), v.ID, 1)
	if err != nil {
		return err
	}
	if len(next) > 0 {
		v.Next = next[0].ID
	}
	document, err := s.Papers.Shown(r.Context(), v.MeetingSlug)
	if err != nil {
		return err
	}
	// A reviewer sees the whole text: somebody must check the closed items too.
	sheet := paper.Sheet{Document: document}
	if sheet.Known, err = document.Decode(); err != nil {
		return err
	}
	for _, leaf := range leaves(sheet, v.Passage) {
		if leaf.Number == max(v.Passage.Page, 1) {
			v.Leaves = append(v.Leaves, leaf)
		}
	}
	status := http.StatusOK
	if v.Wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return reviewPage.RenderStatus(w, r, status, v)
}

// reviewSettle takes an answer and goes on to the next doubt.
func reviewSettle(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := parse(w, r); err != nil {
			return err
		}
		by := reviewer(r)
		ctx, id := r.Context(), r.PathValue("id")
		// The next one is looked up first: a settled doubt has no place in the order.
		next, err := s.Doubts.Open(ctx, id, 1)
		if err != nil {
			return err
		}
		typed := strings.TrimSpace(r.PostForm.Get("vaerdi"))
		switch r.PostForm.Get("svar") {
		case "ret":
			err = s.Answers.Correct(ctx, id, typed, by)
		case "vaelg":
			err = s.Answers.SamePerson(ctx, id, r.PostForm.Get("kandidat"), by)
		default:
			err = s.Answers.Accept(ctx, id, by)
		}
		if fault.Is(err, fault.Invalid) {
			d, found := s.Doubts.Find(ctx, id)
			if found != nil {
				return found
			}
			return s.review(w, r, reviewView{Doubt: d, By: by, Typed: typed, Wrong: fault.Sentence(err)})
		}
		if err != nil {
			return err
		}
		to := "/gennemgang"
		if len(next) > 0 {
			to += "/" + next[0].ID
		}
		http.Redirect(w, r, web.LanguageOf(r).Path(to), http.StatusSeeOther)
		return nil
	})
}
