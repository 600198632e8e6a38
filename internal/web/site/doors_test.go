package site_test

import (
	"net/http"
	"testing"

	"klynge/internal/access"
	"klynge/internal/web/followup"
)

// A door of the desk leads to a page that is there, and asks what the page asks.
func TestDoorsAreWhatRoutesAre(t *testing.T) {
	needs := map[string]access.Permission{}
	for _, l := range running.Pages.Routes() {
		if l.Method == http.MethodGet {
			needs[l.Pattern] = l.Needs.Permission()
		}
	}
	for _, d := range followup.Doors {
		if got, there := needs["/arbejde/organ/{organ}/"+d.Pattern]; !there || got != d.Needs {
			t.Errorf("the door to %s asks for %q, its page for %q (there: %v)", d.Pattern, d.Needs, got, there)
		}
	}
}
