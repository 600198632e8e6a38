package hearing

import (
	"slices"

	"klynge/internal/access"
)

// Runs reports whether somebody may run the hearing: the secretariat of the body
// that does. A hearing from another installation is run there.
func (h Hearing) Runs(who access.Who) bool {
	return !h.Elsewhere() && who.May(access.EditAgenda, h.BodyID)
}

// Writes reports whether somebody may write the answer of an addressee.
func (a Addressee) Writes(who access.Who) bool {
	return a.BodyID != "" && a.HeirID == "" && who.May(access.EditAgenda, a.BodyID)
}

// Acknowledges reports whether somebody may acknowledge the note for the sender.
func (h Hearing) Acknowledges(who access.Who) bool {
	return h.SenderBodyID != "" && who.May(access.EditAgenda, h.SenderBodyID)
}

// Reads reports whether somebody may see the hearing among those who work with
// it: those who sit in the body that runs it, in the sender, and once it is sent
// in the addressees. A closed one is for those who read closed items.
func (h Hearing) Reads(who access.Who) bool {
	may := func(bodyID string) bool {
		return bodyID != "" && who.May(access.ReadInternal, bodyID) && (h.Access != Closed || who.May(access.ReadClosed, bodyID))
	}
	if h.Sent.IsZero() {
		return who.May(access.ReadDrafts, h.BodyID) && may(h.BodyID)
	}
	return may(h.BodyID) || may(h.SenderBodyID) || slices.ContainsFunc(h.Addressees, func(a Addressee) bool { return may(a.BodyID) })
}

// For returns the hearing as somebody who reads it sees it: answers that rest on
// a closed decision only where they read what is closed in the body that gave
// them or in the one that runs it, and drafts only where they write them.
func (h Hearing) For(who access.Who) Hearing {
	if who.May(access.ReadClosed, h.BodyID) {
		h.Addressees = slices.Clone(h.Addressees)
	} else {
		whole := h.Addressees
		token, email, events := h.Foreign.Token, h.ContactEmail, h.Events
		h = h.Shown()
		h.Foreign.Token, h.ContactEmail, h.Events = token, email, events
		for i, a := range whole {
			if who.May(access.ReadClosed, a.BodyID) && a.BodyID != "" {
				h.Addressees[i] = a
			}
		}
	}
	for i, a := range h.Addressees {
		if !a.drafts(who) {
			h.Addressees[i].Draft = nil
		}
	}
	return h
}

// drafts reports whether somebody reads the drafts of the addressee's body.
func (a Addressee) drafts(who access.Who) bool {
	return a.BodyID != "" && who.May(access.ReadDrafts, a.BodyID)
}
