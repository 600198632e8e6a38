package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"klynge/internal/fault"
	"klynge/internal/job"
)

// A Security says how the way to the server is kept from others.
type Security int

const (
	StartTLS Security = iota // from the first command on, or nothing is sent
	TLS                      // from the first byte
	None                     // not at all: for a server on the same machine
)

// A Server is an SMTP server that takes our messages.
type Server struct {
	Host           string
	Port           int
	Security       Security
	User, Password string // "" when the server asks for none
}

// ParseServer reads the address of a server:
//
//	smtp://user:password@host:587    STARTTLS, which the server must offer
//	smtps://user:password@host:465   TLS from the beginning
//	smtp://localhost:25?tls=none     in the clear
func ParseServer(text string) (s Server, err error) {
	address, err := url.Parse(text)
	if err != nil {
		// The cause would show the password.
		return s, fault.New(fault.Invalid, "Adressen på mailserveren kan ikke læses. Skriv den som smtp://bruger:kode@vært:587, med særtegn i koden skrevet som %%40.")
	}
	s.Host = address.Hostname()
	s.User = address.User.Username()
	s.Password, _ = address.User.Password()
	switch address.Scheme {
	case "smtp":
		s.Port = 587
	case "smtps":
		s.Port, s.Security = 465, TLS
	default:
		return s, fault.New(fault.Invalid, "Adressen på mailserveren skal begynde med smtp:// eller smtps://.")
	}
	if s.Host == "" {
		return s, fault.New(fault.Invalid, "Adressen på mailserveren mangler en vært. Skriv den som smtp://bruger:kode@vært:587.")
	}
	if port := address.Port(); port != "" {
		if s.Port, err = strconv.Atoi(port); err != nil || s.Port < 1 || s.Port > 65535 {
			return s, fault.New(fault.Invalid, "Mailserverens port %s findes ikke.", port)
		}
	}
	switch tls := address.Query().Get("tls"); {
	case tls == "none" && s.Security == StartTLS:
		s.Security = None
	case tls != "":
		return s, fault.New(fault.Invalid, "tls=%s kendes ikke. Skriv smtp:// for STARTTLS, smtps:// for TLS, eller smtp://…?tls=none for en server på samme maskine.", tls)
	}
	if s.Security == None && s.Password != "" && !s.local() {
		return s, fault.New(fault.Invalid, "Koden til mailserveren sendes ikke ukrypteret over nettet. Fjern tls=none.")
	}
	return s, nil
}

// local reports whether the server is on this machine.
func (s Server) local() bool {
	address, err := netip.ParseAddr(s.Host)
	return s.Host == "localhost" || err == nil && address.IsLoopback()
}

// String returns where the server is, without the password.
func (s Server) String() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// SMTP sends messages through a server, each over its own connection.
type SMTP struct {
	Server Server
	From   Sender
	TLS    *tls.Config // nil: the machine's authorities
}

// patience is how long connecting and greeting may take, and then again how long
// the message may; both fit into the time a job has.
const patience = 40 * time.Second

// Send hands a message to the server.
//
//   - 4xx, no answer, a broken connection, a wrong password, an unknown
//     certificate: tried again.
//   - 5xx to the recipient or to the content: never tried again (RFC 5321, 4.2.1).
//   - 5xx to the sender: tried again, because it is our setting that is wrong and
//     no message deserves to be lost for it.
func (p SMTP) Send(ctx context.Context, m Message) error {
	msg, err := m.compose(p.From)
	if err != nil {
		return job.Permanent(fault.Because(err, fault.Invalid, "Mailen kan ikke skrives."))
	}
	client, err := p.client(ctx)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Mailserverens indstillinger kan ikke bruges. Mailen venter.")
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if msg.IsDelivered() {
		return nil // the server has it, even when the goodbye failed
	}
	return classify(err)
}

func (p SMTP) client(ctx context.Context) (*gomail.Client, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if p.TLS != nil {
		config = p.TLS.Clone()
	}
	config.ServerName = p.Server.Host
	options := []gomail.Option{
		gomail.WithPort(p.Server.Port), gomail.WithTimeout(patience), gomail.WithTLSConfig(config),
		gomail.WithHELO(p.From.domain()), gomail.WithoutNoop(),
		gomail.WithDialContextFunc(func(dialing context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(dialing, network, address)
			if err != nil {
				return nil, err
			}
			// A program that stops does not wait for a slow server.
			context.AfterFunc(ctx, func() { conn.Close() })
			if p.Server.Security != TLS {
				return conn, nil
			}
			secure := tls.Client(conn, config)
			return secure, secure.HandshakeContext(dialing)
		}),
	}
	if p.Server.Security == StartTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	} else {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if p.Server.User != "" {
		options = append(options, gomail.WithUsername(p.Server.User), gomail.WithPassword(p.Server.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(p.Server.Host, options...)
}

// classify gives an error of sending its sentence, and says whether it is for good.
func classify(err error) error {
	refused, ok := errors.AsType[*gomail.SendError](err)
	switch {
	case !ok && strings.Contains(err.Error(), "AUTH"):
		return fault.Because(err, fault.Unavailable, "Mailserveren tager ikke imod brugernavn og kode. Mailen venter. Kontrollér --smtp.")
	case !ok && (strings.Contains(err.Error(), "tls:") || strings.Contains(err.Error(), "x509:") || strings.Contains(err.Error(), "STARTTLS")):
		return fault.Because(err, fault.Unavailable, "Der kan ikke laves en sikker forbindelse til mailserveren. Mailen venter. Kontrollér serverens navn og certifikat.")
	case !ok:
		return fault.Because(err, fault.Unavailable, "Mailserveren svarer ikke. Mailen venter og prøves igen.")
	case refused.ErrorCode() < 500:
		return fault.Because(err, fault.Unavailable, "Mailserveren tog ikke imod mailen denne gang. Mailen venter og prøves igen.")
	case refused.Reason == gomail.ErrSMTPRcptTo:
		return job.Permanent(fault.Because(err, fault.Invalid, "Mailserveren afviste modtageren (%d). Mailen sendes ikke igen.", refused.ErrorCode()))
	case refused.Reason == gomail.ErrSMTPMailFrom:
		return fault.Because(err, fault.Unavailable, "Mailserveren vil ikke sende for vores adresse (%d). Mailen venter. Kontrollér --mail-from.", refused.ErrorCode())
	}
	return job.Permanent(fault.Because(err, fault.Invalid, "Mailserveren afviste mailens indhold (%d). Mailen sendes ikke igen.", refused.ErrorCode()))
}
