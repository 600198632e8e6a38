package meeting_test

import (
	"testing"

	"klynge/internal/meeting"
)

func TestBy(t *testing.T) {
	for due, want := range map[string]string{
		"2021-02-01": "2021-02-01", "2025-03": "2025-03-31", "2024-02": "2024-02-29", "2025-spring": "2025-05-31",
		"2025-winter": "2026-02-28", "2025-q2": "2025-06-30", "2024-end": "2024-12-31", "2025": "2025-12-31",
		"2025-06-start": "2025-06-10", "2025-06-end": "2025-06-30",
		"next meeting": "", "spring": "", "": "", "2025-someday": "",
	} {
		if got := (meeting.Promise{Due: due}).By(); got != want {
			t.Errorf("Promise{Due: %q}.By() = %q, want %q", due, got, want)
		}
	}
}
