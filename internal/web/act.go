package web

import (
	"net/http"
	"net/url"

	"klynge/internal/fault"
)

// ErrForm is of a form that is not one of ours, or came half.
var ErrForm = fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")

// A Refusal is what was not done, as a sentence, with what was typed. Views embed it;
// the zero value is a page that nothing was refused on.
type Refusal struct {
	Wrong string
	Typed url.Values
}

// Was returns what was typed in a field.
func (r Refusal) Was(name string) string { return r.Typed.Get(name) }

// Status is that of the page which says it.
func (r Refusal) Status() int {
	if r.Wrong != "" {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// Act answers a form: it leads on when the act was done, with a sentence, and shows
// the page again with what was typed when the act was refused with one. What is
// missing, or forbidden without a reason, has its own page.
func Act(w http.ResponseWriter, r *http.Request, do func() (address, sentence string, err error), show func(Refusal) error) error {
	if err := ParseForm(w, r, LargeForm); err != nil {
		return err
	}
	address, sentence, err := do()
	if err == nil {
		Done(w, r, address, sentence)
		return nil
	}
	said := fault.Sentence(err)
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return show(Refusal{said, r.PostForm})
	case fault.Forbidden:
		if said != "" {
			return show(Refusal{said, r.PostForm})
		}
	}
	return err
}
