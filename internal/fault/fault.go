// Package fault separates what a person may read from what went wrong.
//
// An error has a kind, which decides the HTTP status and the exit code, and a
// sentence that may be shown to the user. Everything below the sentence is for
// the log. Classify with [New] where the cause is known, add a line of context
// with [In] on the way up, and read [KindOf] and [Sentence] once, at the edge.
// An error that nobody classified is [Internal].
package fault

import (
	"errors"
	"fmt"
	"net/http"
)

// A Kind says whose fault it is and what can be done about it.
type Kind int

const (
	Internal    Kind = iota // ours: logged whole, shown as a sentence
	Invalid                 // the input is wrong; the sentence says what to change
	Missing                 // it does not exist, or the asker may not know that it does
	Conflict                // somebody was there first
	Forbidden               // known person, not allowed
	Unknown                 // nobody is signed in
	TooLarge                // a limit on size, pages, nesting or time was reached
	Unavailable             // something we depend on is away; try again
	Full                    // no room left on the disk
)

// Status returns the HTTP status code of the kind.
func (k Kind) Status() int {
	switch k {
	case Invalid:
		return http.StatusUnprocessableEntity
	case Missing:
		return http.StatusNotFound
	case Conflict:
		return http.StatusConflict
	case Forbidden:
		return http.StatusForbidden
	case Unknown:
		return http.StatusUnauthorized
	case TooLarge:
		return http.StatusRequestEntityTooLarge
	case Unavailable:
		return http.StatusServiceUnavailable
	case Full:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// Error is a classified error. Say is a whole sentence in the user's language.
type Error struct {
	Kind  Kind
	Say   string
	Cause error
}

// New returns an error of a kind with a sentence that a user may read.
func New(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Say: fmt.Sprintf(format, args...)}
}

// Because classifies cause and gives it a sentence that a user may read.
func Because(cause error, kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Say: fmt.Sprintf(format, args...), Cause: cause}
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Say + " (" + e.Cause.Error() + ")"
	}
	return e.Say
}

func (e *Error) Unwrap() error { return e.Cause }

// In adds one line of context to the error that a function is about to return.
//
//	func (s *Store) Find(ctx context.Context, id string) (it Item, err error) {
//		defer fault.In(&err, "find item %s", id)
func In(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}

// KindOf returns the kind of an error, Internal when nobody classified it.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether an error is of a kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Sentence returns what the user may read of an error, or the empty string
// when nobody wrote a sentence for it.
func Sentence(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Say
	}
	return ""
}
