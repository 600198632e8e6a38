// Package mailtest is an SMTP server in the process of a test: real
// conversations over a real connection, with the weather that the test asks for.
//
//	server := mailtest.Start(t, mailtest.Options{StartTLS: true})
//	… server.URL(), server.Client() …
//	for _, m := range server.Received() { … }
package mailtest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options are what the server asks for and how it behaves.
type Options struct {
	StartTLS, TLS  bool
	User, Password string // when the server asks who sends
	// Answer is asked at each step, "mail", "rcpt" and "data", with how often the
	// step has come, from 1. An error is the server's answer; [ErrCut] and [ErrLose]
	// end the connection, [ErrStall] never answers.
	Answer func(step string, n int) error
}

// What Answer may return beside an answer of SMTP.
var (
	ErrCut   = errors.New("end the connection in the middle of the message")
	ErrLose  = errors.New("keep the message and end the connection without a word")
	ErrStall = errors.New("say nothing until the test ends")
)

// Refuse returns an answer of SMTP, such as 550.
func Refuse(code int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}
}

// A Received message.
type Received struct {
	From, To string // of the envelope
	Header   mail.Header
	Raw      string
}

// Text returns the plain text of the message, decoded, with \n between lines.
func (r Received) Text() string {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return ""
	}
	_, body, _ := strings.Cut(r.Raw, "\r\n\r\n")
	// NextPart decodes quoted-printable.
	part, err := multipart.NewReader(strings.NewReader(body), parameters["boundary"]).NextPart()
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(part)
	if err != nil {
		return ""
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// Subject returns the subject of the message, decoded.
func (r Received) Subject() string {
	subject, err := new(mime.WordDecoder).DecodeHeader(r.Header.Get("Subject"))
	if err != nil {
		return r.Header.Get("Subject")
	}
	return subject
}

// A Server is running until the test ends.
type Server struct {
	options Options
	host    string
	roots   *x509.CertPool
	stop    chan struct{}

	mu       sync.Mutex
	steps    map[string]int
	received []Received
	arrived  chan struct{}
}

// Start starts a server, which stops when the test ends.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	s, stop, err := Listen(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("mailtest: %v", err)
		}
	})
	return s
}

// Listen starts a server, which answers until stop is called.
func Listen(options Options) (s *Server, stop func() error, err error) {
	s = &Server{options: options, steps: map[string]int{}, stop: make(chan struct{}), arrived: make(chan struct{}, 1000)}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	server.Domain, server.AllowInsecureAuth = "localhost", true
	server.ErrorLog = log.New(io.Discard, "", 0)
	certificate, err := s.certificate()
	if err != nil {
		return nil, nil, err
	}
	if options.StartTLS {
		server.TLSConfig = certificate
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	s.host = listener.Addr().String()
	if options.TLS {
		listener = tls.NewListener(listener, certificate)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	return s, func() error {
		close(s.stop)
		err := server.Close()
		if ended := <-served; !errors.Is(ended, smtp.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
		return err
	}, nil
}

// URL returns the address of the server as mail.ParseServer reads it.
func (s *Server) URL() string {
	user := ""
	if s.options.User != "" {
		user = s.options.User + ":" + s.options.Password + "@"
	}
	switch {
	case s.options.TLS:
		return "smtps://" + user + s.host
	case s.options.StartTLS:
		return "smtp://" + user + s.host
	}
	return "smtp://" + user + s.host + "?tls=none"
}

// Client returns settings under which the server's certificate is good.
func (s *Server) Client() *tls.Config {
	return &tls.Config{RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

// Received returns what has come so far.
func (s *Server) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Received(nil), s.received...)
}

// Wait returns what has come when it is n messages, or fails the test.
func (s *Server) Wait(t testing.TB, n int) []Received {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		if got := s.Received(); len(got) >= n {
			return got
		}
		select {
		case <-s.arrived:
		case <-limit:
			t.Fatalf("mailtest: %d messages came in 30 seconds, want %d", len(s.Received()), n)
		}
	}
}

func (s *Server) answer(step string) error {
	s.mu.Lock()
	s.steps[step]++
	n := s.steps[step]
	s.mu.Unlock()
	if s.options.Answer == nil {
		return nil
	}
	return s.options.Answer(step, n)
}

// certificate makes one for 127.0.0.1.
func (s *Server) certificate() (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	s.roots = x509.NewCertPool()
	s.roots.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, nil
}

// A session is one conversation.
type session struct {
	server *Server
	conn   *smtp.Conn
	known  bool // who sends
	from   string
	to     string
}

func (s *session) AuthMechanisms() []string {
	if s.server.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.options.User || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

// step asks how the server is to behave.
func (s *session) step(name string) error {
	err := s.server.answer(name)
	if errors.Is(err, ErrStall) {
		<-s.server.stop
	}
	return err
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.options.User != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return s.step("mail")
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.step("rcpt")
}

func (s *session) Data(r io.Reader) error {
	verdict := s.step("data")
	if errors.Is(verdict, ErrCut) {
		return errors.Join(verdict, s.conn.Conn().Close())
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if verdict != nil && !errors.Is(verdict, ErrLose) {
		return verdict
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	s.server.received = append(s.server.received, Received{From: s.from, To: s.to, Header: parsed.Header, Raw: string(raw)})
	s.server.mu.Unlock()
	s.server.arrived <- struct{}{}
	if verdict != nil {
		return errors.Join(verdict, s.conn.Conn().Close())
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
