// Package inbox receives mail for one address, and knows one thing to do with
// it: hand over what calendars answer.
//
//	server := inbox.New("klynge@eksempel.dk", take, log)
//	err := server.Serve(listener)
//
// It is no mail server for people. A mail server stands in front of it, knows
// spam from mail, and passes on what is for the address. Whatever this cannot
// use it refuses in the conversation, so that the sender is told by their own
// server; nothing that it has said yes to is lost, because it says yes when the
// answer is kept.
package inbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-message"
	// The character sets that mail programs use.
	_ "github.com/emersion/go-message/charset"
	"github.com/emersion/go-smtp"

	"klynge/internal/fault"
)

// Take is given the calendar object of a mail. A nil error means that it is kept.
type Take func(ctx context.Context, calendar []byte) error

// What a mail may be.
const (
	maxBytes    = 2 << 20
	maxParts    = 40
	maxDepth    = 6
	maxCalendar = 256 << 10
	patience    = 30 * time.Second
)

// A Server receives mail.
type Server struct {
	address string // folded
	take    Take
	log     *slog.Logger
	smtp    *smtp.Server
}

// New returns a server that takes mail for an address, also with something
// after a plus in its first part (RFC 5233).
func New(address string, take Take, log *slog.Logger) *Server {
	s := &Server{address: fold(address), take: take, log: log}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	s.smtp.Domain = address[strings.LastIndexByte(address, '@')+1:]
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = patience, patience
	s.smtp.MaxMessageBytes, s.smtp.MaxRecipients, s.smtp.MaxLineLength = maxBytes, 5, 4000
	s.smtp.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelInfo)
	return s
}

// fold returns an address for comparing, without what stands after a plus.
func fold(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return ""
	}
	local, _, _ := strings.Cut(address[:at], "+")
	return strings.ToLower(local + address[at:])
}

// Serve receives mail until [Server.Close] is called.
func (s *Server) Serve(listener net.Listener) error {
	if err := s.smtp.Serve(listener); !errors.Is(err, smtp.ErrServerClosed) {
		return err
	}
	return nil
}

// Shutdown stops, and waits for the conversations under way until ctx ends.
func (s *Server) Shutdown(ctx context.Context) error { return s.smtp.Shutdown(ctx) }

// A session is one conversation.
type session struct{ server *Server }

func (c *session) Mail(string, *smtp.MailOptions) error { return nil }

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if fold(to) != c.server.address {
		return refuse(550, smtp.EnhancedCode{5, 1, 1}, "Adressen findes ikke her. / No such address here.")
	}
	return nil
}

// Data reads a mail, and answers when what it says is kept or refused.
func (c *session) Data(r io.Reader) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	calendar, err := find(r)
	if err == nil {
		err = c.server.take(ctx, calendar)
	}
	if err == nil {
		return nil
	}
	// Who wrote is not for the log.
	c.server.log.InfoContext(ctx, "mail is refused", "error", err)
	answer, ok := errors.AsType[*smtp.SMTPError](err)
	switch {
	case ok:
		return answer
	case again(err):
		return refuse(451, smtp.EnhancedCode{4, 3, 0}, "Klynge kan ikke tage imod lige nu. Prøv igen. / Try again later.")
	}
	return refuse(550, smtp.EnhancedCode{5, 7, 1}, fault.Sentence(err))
}

func (c *session) Reset()        {}
func (c *session) Logout() error { return nil }

// again reports whether an error may be gone the next time.
func again(err error) bool {
	switch fault.KindOf(err) {
	case fault.Internal, fault.Unavailable, fault.Full:
		return true
	}
	return false
}

// ascii spells Danish letters as a conversation in ASCII does (RFC 5321, 4.2).
var ascii = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Æ", "Ae", "Ø", "Oe", "Å", "Aa", "“", "'", "”", "'", "…", "...", "–", "-")

func refuse(code int, enhanced smtp.EnhancedCode, sentence string) error {
	sentence = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, ascii.Replace(sentence))
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: sentence[:min(len(sentence), 400)]}
}

var (
	errNoAnswer = fault.New(fault.Invalid, "Adressen tager kun imod svar fra kalendere. Skriv til sekretariatet. / Only calendar replies are taken here.")
	errNoMail   = fault.New(fault.Invalid, "Mailen kan ikke læses. Skriv til sekretariatet. / The message cannot be read.")
)

// find returns the calendar object of a mail (RFC 6047).
func find(r io.Reader) (calendar []byte, err error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err // the server's own refusal: too large, or cut off
	}
	entity, err := message.Read(bytes.NewReader(raw))
	if message.IsUnknownCharset(err) || message.IsUnknownEncoding(err) {
		err = nil
	}
	if err != nil {
		return nil, errNoMail
	}
	parts := 0
	if calendar = calendarOf(entity, 0, &parts); calendar == nil {
		return nil, errNoAnswer
	}
	return calendar, nil
}

// calendarOf walks the parts of a mail and returns the first calendar in it.
func calendarOf(entity *message.Entity, depth int, parts *int) []byte {
	if *parts++; *parts > maxParts || depth > maxDepth {
		return nil
	}
	kind, _, err := entity.Header.ContentType()
	if err != nil {
		return nil
	}
	if several := entity.MultipartReader(); several != nil {
		for {
			part, err := several.NextPart()
			if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
				return nil
			}
			if found := calendarOf(part, depth+1, parts); found != nil {
				return found
			}
		}
	}
	if !strings.EqualFold(kind, "text/calendar") && !strings.EqualFold(kind, "application/ics") {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(entity.Body, maxCalendar+1))
	if err != nil || len(text) == 0 || len(text) > maxCalendar {
		return nil
	}
	return text
}
