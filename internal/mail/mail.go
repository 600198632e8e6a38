// Package mail sends messages, sooner or later.
//
// A message is a row that is queued in the transaction that makes it necessary
// and sent by a worker of package job:
//
//	err := d.Write(ctx, func(tx *db.Tx) error {
//		return mail.Queue(ctx, tx, mail.Message{To: "gerda@eksempel.dk", Subject: "Nyt møde", Text: "…"})
//	})
//
// While the server is away, messages wait and are tried again. Where no server
// is set, nobody takes them and they wait. One that the server has taken is deleted
// from the database, and so is the address in it.
//
// What is promised: a message reaches the server at least once, and the same
// message has the same Message-ID every time. It goes twice when the connection, or
// the program, ends after the server took it and before it could say so. What a
// message says and whom it goes to cannot become a header of its own.
package mail

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"klynge/internal/fault"
)

// A Message is one mail to one person.
type Message struct {
	ID      string // made by [Queue]
	To      string // address without a name, as [Address] returns it
	Subject string
	Text    string
	HTML    string // the same as Text, "" for none
	// Calendar is what a calendar program reads of it, an iCalendar object with a
	// METHOD (RFC 6047). "" for none.
	Calendar string
	// Unsubscribe is the address that ends what the message is part of, without
	// signing in: GET shows a page, POST does it (RFC 8058). "" for none.
	Unsubscribe string
	Reference   string    // what it is about, for whoever queued it
	Until       time.Time // not sent after this; zero: always worth sending
	Created     time.Time
}

// A Post takes messages away. An error that [job.Permanent] marked means that
// this message will never be taken; any other, that it may be later.
type Post interface {
	Send(ctx context.Context, m Message) error
}

// Address returns an address as it is kept: without a name, the domain in lower
// case and ASCII. What cannot be an address is refused.
func Address(text string) (string, error) {
	text = strings.TrimSpace(text)
	wrong := fault.New(fault.Invalid, "Det ligner ikke en mailadresse. Skriv den som navn@eksempel.dk.")
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Name != "" || strings.ContainsAny(text, "<>\"") {
		return "", wrong
	}
	at := strings.LastIndexByte(parsed.Address, '@')
	local, domain := parsed.Address[:at], parsed.Address[at+1:]
	for _, r := range local {
		if r > unicode.MaxASCII {
			return "", fault.New(fault.Invalid, "Klynge kan ikke sende til en adresse med %c foran @. Brug en anden adresse.", r)
		}
		if r <= ' ' || r == 0x7f {
			return "", wrong
		}
	}
	domain, err = idna.Lookup.ToASCII(domain)
	if err != nil || !strings.Contains(domain, ".") || strings.HasPrefix(domain, "[") {
		return "", wrong
	}
	// RFC 5321, 4.5.3.1: 64 before the @, 254 in all.
	if len(local) > 64 || len(local)+1+len(domain) > 254 {
		return "", wrong
	}
	return local + "@" + domain, nil
}

// Key returns an address folded for comparing. Nearly every server treats
// letters alike in either case, though RFC 5321 lets them not.
func Key(address string) string { return strings.ToLower(address) }

// line returns a text as one line: what breaks lines or is not to be seen
// becomes a space.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// A Sender is whom messages come from.
type Sender struct{ address mail.Address }

// ParseSender reads "Klynge <klynge@eksempel.dk>".
func ParseSender(text string) (Sender, error) {
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		return Sender{}, fault.Because(err, fault.Invalid, "Afsenderen %q kan ikke læses. Skriv den som Klynge <klynge@eksempel.dk>.", text)
	}
	if parsed.Address, err = Address(parsed.Address); err != nil {
		return Sender{}, err
	}
	parsed.Name = line(parsed.Name)
	return Sender{*parsed}, nil
}

func (s Sender) String() string { return s.address.String() }

// Address returns the address without the name.
func (s Sender) Address() string { return s.address.Address }

func (s Sender) domain() string {
	return s.address.Address[strings.LastIndexByte(s.address.Address, '@')+1:]
}

// compose makes the mail of a message.
func (m Message) compose(from Sender) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&from.address)
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	msg.Subject(line(m.Subject))
	// Made from the message and not from the attempt, so that somebody who gets it
	// twice, or their mail program, sees that it is one.
	msg.SetMessageIDWithValue(m.ID + "@" + from.domain())
	msg.SetDateWithValue(m.Created)
	// RFC 3834: nobody's absence answers this.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" {
		if err := unsubscribe(msg, m.Unsubscribe); err != nil {
			return nil, err
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	if m.Calendar != "" {
		// RFC 6047, 2.4: the type tells the method of the object.
		kind := gomail.ContentType("text/calendar; method=" + method(m.Calendar))
		msg.AddAlternativeString(kind, m.Calendar)
	}
	return msg, nil
}

// method returns the METHOD of an iCalendar object, PUBLISH when it has none.
func method(calendar string) string {
	for line := range strings.Lines(calendar) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "METHOD:"); ok {
			return value
		}
	}
	return "PUBLISH"
}

// unsubscribe sets the header that mail programs make a button of. One click is
// only for https (RFC 8058, 3.1).
func unsubscribe(msg *gomail.Msg, address string) error {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || line(address) != address || strings.ContainsAny(address, " <>,") {
		return fmt.Errorf("%q is no address to unsubscribe at", address)
	}
	if parsed.Scheme == "https" {
		return msg.SetListUnsubscribeOneClick(address)
	}
	msg.SetListUnsubscribe(address)
	return nil
}
