package hearing_test

import (
	"testing"

	"klynge/internal/web/hearing"
)

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range hearing.Checks {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
