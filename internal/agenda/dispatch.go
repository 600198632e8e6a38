package agenda

import (
	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/seat"
)

// Letters write the mails that tell of a dispatch. The mail passes through other
// machines, so of a closed item it knows only what is public.
type Letters interface {
	// Dispatched writes to one seat that an agenda or a supplement has been sent.
	// The token opens it.
	Dispatched(w Work, d Dispatch, to seat.Seat, token string) (mail.Message, error)
}

// A Receipt tells what became of a sending.
type Receipt struct {
	Dispatch
	Told    []seat.Seat // one for each person who is written to
	Missing []seat.Seat // of whom no address is known
	Again   bool        // it had been sent already, by the same form or somebody else's
}

// Recipients returns one seat for each person with an address, and one for each
// without. Somebody with three roles is written to once.
func Recipients(seats []seat.Seat) (told, missing []seat.Seat) {
	seen := map[string]bool{}
	for _, s := range seats {
		key := s.Who()
		if s.Email != "" {
			key = "mail " + mail.Key(s.Email)
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		if s.Email == "" {
			missing = append(missing, s)
		} else {
			told = append(told, s)
		}
	}
	return told, missing
}

// A Sending is a wish to send what comes next for a meeting.
type Sending struct {
	Number int    // of the dispatch: 0 the agenda, then the supplements
	Reason string // of a supplement, or of being late (R8, R10)
}

// refuse returns why what comes next cannot be sent, or nil.
func (w Work) refuse(who access.Who, wish Sending) error {
	switch {
	case !who.May(access.SendAgenda, w.Meeting.BodyID):
		return fault.New(fault.Forbidden, "Du må ikke sende dagsordenen. Intet er sendt.")
	case wish.Number > len(w.Sent):
		return fault.New(fault.Conflict, "Dagsordenen er ikke sendt endnu, så der kan ikke sendes en tillægsdagsorden. Intet er sendt.")
	case Stops(w.Check()):
		return fault.New(fault.Invalid, "Der er noget, der skal rettes, før dagsordenen kan sendes. Intet er sendt. Se listen.")
	case wish.Reason == "" && w.IsSent():
		return fault.New(fault.Invalid, "Skriv, hvorfor der kommer en tillægsdagsorden. Intet er sendt endnu.")
	case wish.Reason == "" && w.Late():
		return fault.New(fault.Invalid, "Fristen for at sende dagsordenen var %s. Skriv, hvorfor den kommer senere. Intet er sendt endnu.", longDate(w.Deadline()))
	}
	return nil
}
