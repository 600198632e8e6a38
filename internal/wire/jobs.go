package wire

import (
	"maps"

	"klynge/internal/job"
	"klynge/internal/mail"
)

// Jobs returns who does the work that is put off (package job). Without a post
// mail waits.
func (h House) Jobs(post mail.Post) map[string]job.Handler {
	handlers := map[string]job.Handler{}
	for _, more := range []map[string]job.Handler{h.Follow.Handlers(), h.Invitations().Handlers(), Decisions(h.DB, h.SignIn.URL).Handlers(), h.hearings().Handlers(), h.rounds().Handlers(), h.succession().Handlers()} {
		maps.Copy(handlers, more)
	}
	if post != nil {
		handlers[mail.Kind] = mail.Deliver(h.DB, post, h.settled())
	}
	return handlers
}
