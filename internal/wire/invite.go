package wire

import (
	"context"
	"net/url"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/invitation/freebusy"
	"klynge/internal/mail"
	"klynge/internal/seat"
	"klynge/internal/web/invite"
)

// Invitations returns the calls and polls of the house.
func (h House) Invitations() *invitation.Store {
	from, host := h.Calendars, "klynge.invalid"
	if home, err := url.Parse(h.SignIn.URL); err == nil && home.Hostname() != "" {
		host = home.Hostname()
	}
	if from.Email == "" {
		from = invitation.Sender{Name: "Klynge", Email: "klynge@" + host}
	}
	letters := invite.Letters{URL: h.SignIn.URL}
	return invitation.New(h.DB, invitation.House{Writer: letters, Links: letters, From: from, Host: host, Fetcher: freebusy.NewFetcher(freebusy.Public)})
}

// TakeReply takes what a calendar answers, as package inbox hands it over.
func (h House) TakeReply(ctx context.Context, calendar []byte) error {
	reply, err := invitation.ParseReply(calendar)
	if err != nil {
		return err
	}
	return h.Invitations().Receive(ctx, reply)
}

func (h House) invite() *invite.Pages {
	return &invite.Pages{Seats: seat.New(h.DB, invite.Letters{URL: h.SignIn.URL}), Calls: h.Invitations(), Places: agenda.NewPlaces(h.DB), URL: h.SignIn.URL, Clock: h.Clock}
}

// settled hears what became of a mail, and tells everybody who may have sent it.
func (h House) settled() mail.Settled {
	calls := h.Invitations()
	return func(ctx context.Context, tx *db.Tx, m mail.Message, refused error) error {
		if err := calls.Settled(ctx, tx, m, refused); err != nil {
			return err
		}
		return h.Follow.Settled(ctx, tx, m, refused)
	}
}

// called reports whether somebody is called to a meeting.
func (h House) called(ctx context.Context, who access.Who, meetingID string) (bool, error) {
	_, err := h.Invitations().Ask(ctx, who, meetingID)
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	return err == nil, err
}
