package ledger

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{"funds": fundsPage, "fund": fundPage, "import": importPage} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}

func TestInert(t *testing.T) {
	for text, want := range map[string]string{"=1+1": "'=1+1", "+45": "'+45", "-x": "'-x", "@a": "'@a", "\tx": "'\tx", "＝1": "'＝1", "Løn": "Løn", "": ""} {
		if got := inert(text); got != want {
			t.Errorf("inert(%q) = %q, want %q", text, got, want)
		}
	}
	if got := comma(-5); got != "-0,05" {
		t.Errorf("comma(-5 øre) = %q", got)
	}
}

// A connection remembers the deadlines it was given.
type connection struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (c *connection) SetReadDeadline(t time.Time) error  { c.read = t; return nil }
func (c *connection) SetWriteDeadline(t time.Time) error { c.write = t; return nil }

// A file has minutes where a page has seconds, and is booked to the end when the
// visitor goes away.
func TestSlowHandlersHaveTime(t *testing.T) {
	gone, leave := context.WithCancel(t.Context())
	leave()
	c := &connection{ResponseRecorder: httptest.NewRecorder()}
	did := false
	slow(func(_ http.ResponseWriter, r *http.Request) error {
		did = true
		end, ok := r.Context().Deadline()
		if err := r.Context().Err(); err != nil || !ok || time.Until(end) < time.Minute {
			t.Errorf("the work has until %v, %v", end, err)
		}
		return nil
	}).ServeHTTP(c, httptest.NewRequestWithContext(gone, "POST", "/", nil))
	if !did || time.Until(c.read) < time.Minute || time.Until(c.write) < time.Minute {
		t.Errorf("the connection has until %v to be read and %v to be written", c.read, c.write)
	}
}
