package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/mail"

	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/mail/inbox"
	"klynge/internal/wire"
)

// calendars returns whom calendars answer: the address that the inbox is for,
// else the one that mail comes from, else none.
func (f mailFlags) calendars() (s invitation.Sender, err error) {
	s.Name = "Klynge"
	if f.From != "" {
		from, err := mail.ParseAddress(f.From)
		if err != nil {
			return s, fault.Because(err, fault.Invalid, "Afsenderen %q kan ikke læses. Skriv den som Klynge <klynge@eksempel.dk>.", f.From)
		}
		s.Email = from.Address
		if from.Name != "" {
			s.Name = from.Name
		}
	}
	if f.For != "" {
		to, err := mail.ParseAddress(f.For)
		if err != nil {
			return s, fault.Because(err, fault.Invalid, "Adressen %q kan ikke læses. Skriv den som svar@eksempel.dk.", f.For)
		}
		s.Email = to.Address
	}
	if f.In != "" && s.Email == "" {
		return s, fault.New(fault.Invalid, "Skriv med --mail-in-address, hvilken adresse svar fra kalendere kommer til, for eksempel --mail-in-address svar@eksempel.dk.")
	}
	return s, nil
}

// receive receives what calendars answer until the returned function is called,
// which waits for the conversations under way.
func (f mailFlags) receive(ctx context.Context, house wire.House, log *slog.Logger) (stop func(), err error) {
	if f.In == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", f.In)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "Der kan ikke tages imod mail på %s. Skriv en ledig adresse som 127.0.0.1:2525 med --mail-in.", f.In)
	}
	server := inbox.New(house.Calendars.Email, house.TakeReply, log)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); err != nil && !errors.Is(err, net.ErrClosed) {
			log.ErrorContext(ctx, "mail is not received any more", "error", err)
		}
	}()
	return func() {
		deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		if err := server.Shutdown(deadline); err != nil {
			log.WarnContext(ctx, "a conversation was cut off", "error", err)
		}
		<-ended
	}, nil
}
