package inbox_test

import (
	"context"
	"encoding/base64"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"

	"klynge/internal/fault"
	"klynge/internal/mail/inbox"
)

// start starts a server and returns where it is.
func start(t *testing.T, take inbox.Take) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := inbox.New("Klynge@skagerby.example", take, slog.New(slog.DiscardHandler))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		if err := server.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// send holds a conversation and returns the code of its end, 250 when all was taken.
func send(t *testing.T, address, to, message string) (code int, said string) {
	t.Helper()
	client, err := smtp.Dial(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	err = client.SendMail("bo@skagerby.example", []string{to}, strings.NewReader(strings.ReplaceAll(message, "\n", "\r\n")))
	if err == nil {
		return 250, ""
	}
	refusal, ok := errors.AsType[*smtp.SMTPError](err)
	if !ok {
		t.Fatalf("the conversation broke: %v", err)
	}
	return refusal.Code, refusal.Message
}

const calendar = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nCOMMENT:Glæder mig\r\nEND:VCALENDAR\r\n"

func mixed(part string) string {
	return "From: Bo <bo@skagerby.example>\nSubject: Accepteret\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n" +
		"--b\nContent-Type: text/plain\n\nJeg kommer.\n--b\n" + part + "\n--b--\n--a--\n"
}

func TestACalendarIsHandedOver(t *testing.T) {
	taken := ""
	address := start(t, func(_ context.Context, text []byte) error { taken = string(text); return nil })
	latin := strings.ReplaceAll(calendar, "æ", "=E6")
	for name, message := range map[string]string{
		"alone":                 "Content-Type: text/calendar; method=REPLY; charset=utf-8\n\n" + strings.ReplaceAll(calendar, "\r\n", "\n"),
		"in base64":             mixed("Content-Type: text/calendar; charset=utf-8; method=REPLY\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(calendar))),
		"in another letter set": mixed("Content-Type: text/calendar; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n" + strings.ReplaceAll(latin, "\r\n", "\n")),
		"as a file":             mixed("Content-Type: application/ics; name=svar.ics\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(calendar))),
	} {
		taken = ""
		for _, to := range []string{"klynge@skagerby.example", "KLYNGE+m1@Skagerby.example"} {
			if code, said := send(t, address, to, message); code != 250 || !strings.Contains(taken, "METHOD:REPLY") || !strings.Contains(taken, "Glæder mig") {
				t.Errorf("%s to %s: %d %s, took %q", name, to, code, said, taken)
			}
		}
	}
}

func TestWhatCannotBeUsedIsRefused(t *testing.T) {
	good := mixed("Content-Type: text/calendar\n\n" + strings.ReplaceAll(calendar, "\r\n", "\n"))
	for name, tt := range map[string]struct {
		to, message string
		err         error
		code        int
		said        string
	}{
		"for somebody else":       {"borgmester@skagerby.example", good, nil, 550, "Adressen findes ikke her."},
		"without a calendar":      {"klynge@skagerby.example", "Subject: Hej\n\nHvornaar er moedet?\n", nil, 550, "Adressen tager kun imod svar fra kalendere."},
		"an answer out of date":   {"klynge@skagerby.example", good, fault.New(fault.Conflict, "Mødet er ændret på ny.\r\n250 OK"), 550, "Moedet er aendret paa ny.??250 OK"},
		"from somebody else":      {"klynge@skagerby.example", good, fault.New(fault.Forbidden, "Svaret er en andens."), 550, "Svaret er en andens."},
		"when the database rests": {"klynge@skagerby.example", good, errors.New("no database"), 451, "Proev igen."},
		"of three megabytes":      {"klynge@skagerby.example", "Subject: x\n\n" + strings.Repeat(strings.Repeat("x", 99)+"\n", 30_000), nil, 552, ""},
		"with an endless nesting": {"klynge@skagerby.example", strings.Repeat("Content-Type: multipart/mixed; boundary=a\n\n--a\n", 100), nil, 550, ""},
		"with a thousand parts":   {"klynge@skagerby.example", "Content-Type: multipart/mixed; boundary=a\n\n" + strings.Repeat("--a\nContent-Type: text/plain\n\nx\n", 1000) + good, nil, 550, ""},
		"of nothing":              {"klynge@skagerby.example", "", nil, 550, ""},
		"of zeros":                {"klynge@skagerby.example", strings.Repeat("\x00", 1000) + "\n", nil, 550, ""},
	} {
		taken := false
		address := start(t, func(context.Context, []byte) error { taken = true; return tt.err })
		code, said := send(t, address, tt.to, tt.message)
		if code != tt.code || !strings.Contains(said, tt.said) {
			t.Errorf("a mail %s: %d %q, want %d %q", name, code, said, tt.code, tt.said)
		}
		if taken != (tt.err != nil) {
			t.Errorf("a mail %s was handed over: %v", name, taken)
		}
	}
}
