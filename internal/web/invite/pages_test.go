package invite

import "testing"

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range map[string]interface{ Check() error }{
		"people": peoplePage, "seat": seatPage, "answer": answerPage, "participants": participantsPage, "polls": pollsPage, "poll": pollPage,
		"vote": votePage, "calendar": calendarPage,
	} {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}
