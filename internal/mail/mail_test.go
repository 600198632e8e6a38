package mail_test

import (
	"context"
	"errors"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/mail/mailtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func sender(t *testing.T) mail.Sender {
	t.Helper()
	from, err := mail.ParseSender("Klynge Nordkyst <klynge@nordkyst.example>")
	if err != nil {
		t.Fatal(err)
	}
	return from
}

func post(t *testing.T, s *mailtest.Server) mail.SMTP {
	t.Helper()
	server, err := mail.ParseServer(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	return mail.SMTP{Server: server, From: sender(t), TLS: s.Client()}
}

var message = mail.Message{
	ID: "m1", To: "gerda@skagerby.example", Subject: "Nyt om Sundhedsklynge Ørnefjorden: 2 beslutninger på ældreområdet, hvor titlen er så lang at den skal foldes",
	Text: "Kære læser\n\nBeslutning: æøå ÆØÅ.\n", HTML: "<p>Beslutning: <b>æøå</b></p>", Unsubscribe: "https://klynge.example/foelg/abc/afmeld",
	Created: dbtest.Noon,
}

func TestSend(t *testing.T) {
	for name, options := range map[string]mailtest.Options{
		"STARTTLS with a password": {StartTLS: true, User: "klynge", Password: "hemmeligt"},
		"TLS with a password":      {TLS: true, User: "klynge", Password: "hemmeligt"},
		"in the clear":             {},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.Start(t, options)
			if err := post(t, server).Send(t.Context(), message); err != nil {
				t.Fatalf("Send = %v", err)
			}
			got := server.Received()
			if len(got) != 1 || got[0].To != message.To || got[0].From != "klynge@nordkyst.example" {
				t.Fatalf("received %+v, want one message to %s", got, message.To)
			}
			for header, want := range map[string]string{
				"Message-Id": "<m1@nordkyst.example>", "Auto-Submitted": "auto-generated", "Date": "Sat, 21 Nov 2026 12:00:00 +0000",
				"List-Unsubscribe": "<https://klynge.example/foelg/abc/afmeld>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
				"From": `"Klynge Nordkyst" <klynge@nordkyst.example>`, "To": "<gerda@skagerby.example>",
			} {
				if h := got[0].Header.Get(header); h != want {
					t.Errorf("%s: %q, want %q", header, h, want)
				}
			}
			subject, err := new(mime.WordDecoder).DecodeHeader(got[0].Header.Get("Subject"))
			if err != nil || subject != message.Subject {
				t.Errorf("Subject: %q, %v; want %q", subject, err, message.Subject)
			}
			if kind := got[0].Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/alternative") {
				t.Errorf("Content-Type: %q, want text and HTML as alternatives", kind)
			}
			for line := range strings.Lines(got[0].Raw) {
				if len(strings.TrimRight(line, "\r\n")) > 78 || strings.Trim(line, "\r\n\t\x20-\x7e") != "" && !ascii(line) {
					t.Errorf("line %q is long or not ASCII", line)
				}
			}
		})
	}
}

func ascii(line string) bool {
	return strings.IndexFunc(line, func(r rune) bool { return r > 0x7e }) < 0
}

// Nothing of what a message is about becomes a header or another recipient.
func TestNoHeaderFromContent(t *testing.T) {
	server := mailtest.Start(t, mailtest.Options{})
	m := message
	m.Subject = "Møde\r\nBcc: alle@skagerby.example\r\n\r\n<script>\x00\u2028slut"
	m.Text = "første\r\n.\r\nMAIL FROM:<x@y.example>\r\n"
	if err := post(t, server).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := server.Received()
	if len(got) != 1 || got[0].Header.Get("Bcc") != "" || got[0].Header.Get("Subject") == "" {
		t.Errorf("received %+v, want one message without Bcc", got)
	}
	if subject, _ := new(mime.WordDecoder).DecodeHeader(got[0].Header.Get("Subject")); subject != "Møde Bcc: alle@skagerby.example <script> slut" {
		t.Errorf("Subject: %q", subject)
	}
	for _, to := range []string{"a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a@b.example> RCPT TO:<c@d.example"} {
		m.To = to
		if err := post(t, server).Send(t.Context(), m); !job.IsPermanent(err) {
			t.Errorf("Send to %q = %v, want it refused for good", to, err)
		}
	}
	m = message
	for _, address := range []string{"https://klynge.example/a>\r\nX: y", "https://a.example/,<https://b.example>", "/foelg"} {
		m.Unsubscribe = address
		if err := post(t, server).Send(t.Context(), m); !job.IsPermanent(err) {
			t.Errorf("Send with %q to unsubscribe = %v, want it refused", address, err)
		}
	}
	if n := len(server.Received()); n != 1 {
		t.Errorf("%d messages came, want only the first", n)
	}
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		" Gerda.Holm@Skagerby.Example ":         "Gerda.Holm@skagerby.example",
		"gerda+klynge@skagerby.example":         "gerda+klynge@skagerby.example",
		"gerda@blåbær.example":                  "gerda@xn--blbr-roah.example",
		"":                                      "",
		"gerda":                                 "",
		"gerda@localhost":                       "",
		"gærda@skagerby.example":                "",
		"Gerda <gerda@skagerby.example>":        "",
		"<gerda@skagerby.example>":              "",
		"\"a b\"@skagerby.example":              "",
		"a@b.example\nBcc: c@d.example":         "",
		"a@b.example,c@d.example":               "",
		"a@[127.0.0.1]":                         "",
		"a@b..example":                          "",
		strings.Repeat("a", 65) + "@b.example":  "",
		"a@" + strings.Repeat("b.", 150) + "dk": "",
	} {
		got, err := mail.Address(text)
		if got != want || (want == "") != fault.Is(err, fault.Invalid) {
			t.Errorf("Address(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestParseServer(t *testing.T) {
	for text, want := range map[string]mail.Server{
		"smtp://klynge:kode%40@mail.example:2525": {Host: "mail.example", Port: 2525, User: "klynge", Password: "kode@"},
		"smtp://mail.example":                     {Host: "mail.example", Port: 587},
		"smtps://mail.example":                    {Host: "mail.example", Port: 465, Security: mail.TLS},
		"smtp://localhost:25?tls=none":            {Host: "localhost", Port: 25, Security: mail.None},
		"smtp://a:b@127.0.0.1:25?tls=none":        {Host: "127.0.0.1", Port: 25, Security: mail.None, User: "a", Password: "b"},
		"smtp://a:b@mail.example?tls=none":        {},
		"smtp://mail.example?tls=maybe":           {},
		"http://mail.example":                     {},
		"smtp://":                                 {},
		"smtp://mail.example:99999":               {},
		"mail.example:25":                         {},
		"smtp://a:hemm%eligt@mail.example":        {},
	} {
		got, err := mail.ParseServer(text)
		if want == (mail.Server{}) {
			if !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "hemm") {
				t.Errorf("ParseServer(%q) = %+v, %v; want it refused without the password", text, got, err)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("ParseServer(%q) = %+v, %v; want %+v", text, got, err, want)
		}
		if got.Password != "" && strings.Contains(got.String(), got.Password) {
			t.Errorf("String of %q shows the password", text)
		}
	}
}

// Weather: what the server does, and whether the message waits or is given up.
func TestSendInBadWeather(t *testing.T) {
	answer := func(at string, err error) func(string, int) error {
		return func(step string, n int) error {
			if step == at && n == 1 {
				return err
			}
			return nil
		}
	}
	for name, tt := range map[string]struct {
		options   mailtest.Options
		permanent bool
		say       string
		arrived   int // after the second attempt
	}{
		"greylisted":                  {mailtest.Options{Answer: answer("rcpt", mailtest.Refuse(451, "kom igen"))}, false, "denne gang", 1},
		"full for now":                {mailtest.Options{Answer: answer("data", mailtest.Refuse(452, "fuld"))}, false, "denne gang", 1},
		"no such recipient":           {mailtest.Options{Answer: answer("rcpt", mailtest.Refuse(550, "ukendt"))}, true, "afviste modtageren (550)", 0},
		"content refused":             {mailtest.Options{Answer: answer("data", mailtest.Refuse(554, "nej"))}, true, "afviste mailens indhold (554)", 0},
		"sender refused":              {mailtest.Options{Answer: answer("mail", mailtest.Refuse(550, "nej"))}, false, "--mail-from", 1},
		"cut in the middle":           {mailtest.Options{Answer: answer("data", mailtest.ErrCut)}, false, "denne gang", 1},
		"taken and cut":               {mailtest.Options{Answer: answer("data", mailtest.ErrLose)}, false, "denne gang", 2},
		"cut under TLS in the middle": {mailtest.Options{StartTLS: true, Answer: answer("data", mailtest.ErrCut)}, false, "denne gang", 1},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.Start(t, tt.options)
			p := post(t, server)
			err := p.Send(t.Context(), message)
			if err == nil || job.IsPermanent(err) != tt.permanent || !strings.Contains(fault.Sentence(err), tt.say) {
				t.Errorf("Send = %v, want permanent %v and %q", err, tt.permanent, tt.say)
			}
			if tt.permanent {
				return
			}
			if err := p.Send(t.Context(), message); err != nil {
				t.Errorf("second Send = %v", err)
			}
			got := server.Received()
			if len(got) != tt.arrived {
				t.Errorf("%d messages arrived, want %d", len(got), tt.arrived)
			}
			for _, m := range got {
				if id := m.Header.Get("Message-Id"); id != "<m1@nordkyst.example>" {
					t.Errorf("Message-ID %q, want the same each time", id)
				}
			}
		})
	}
}

func TestSendRefusesAnInsecureWay(t *testing.T) {
	stranger := mailtest.Start(t, mailtest.Options{StartTLS: true, User: "klynge", Password: "x"})
	clear := mailtest.Start(t, mailtest.Options{})
	for name, tt := range map[string]struct {
		post mail.SMTP
		say  string
	}{
		"a certificate that nobody vouches for": {mail.SMTP{Server: post(t, stranger).Server, From: sender(t)}, "sikker forbindelse"},
		"no STARTTLS": {func() mail.SMTP {
			p := post(t, clear)
			p.Server.Security = mail.StartTLS
			return p
		}(), "sikker forbindelse"},
		"a wrong password": {func() mail.SMTP {
			p := post(t, stranger)
			p.Server.Password = "forkert"
			return p
		}(), "brugernavn og kode"},
		"nobody there": {mail.SMTP{Server: mail.Server{Host: "127.0.0.1", Port: 1}, From: sender(t)}, "svarer ikke"},
	} {
		err := tt.post.Send(t.Context(), message)
		if err == nil || job.IsPermanent(err) || !strings.Contains(fault.Sentence(err), tt.say) {
			t.Errorf("%s: Send = %v, want it to wait and say %q", name, err, tt.say)
		}
	}
	if n := len(stranger.Received()) + len(clear.Received()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

// A program that stops does not wait for a server that says nothing.
func TestSendStopsWithItsContext(t *testing.T) {
	stalled := make(chan struct{})
	server := mailtest.Start(t, mailtest.Options{Answer: func(step string, _ int) error {
		if step == "rcpt" {
			close(stalled)
			return mailtest.ErrStall
		}
		return nil
	}})
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		<-stalled
		stop()
	}()
	if err := post(t, server).Send(ctx, message); err == nil || job.IsPermanent(err) {
		t.Errorf("Send = %v, want it to wait for another time", err)
	}
}

func TestFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mail")
	for range 2 {
		if err := (mail.Folder{Path: folder, From: sender(t)}).Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != "m1.eml" {
		t.Fatalf("the folder has %v, %v; want m1.eml", entries, err)
	}
	content, err := os.ReadFile(filepath.Join(folder, "m1.eml"))
	if err != nil || !strings.Contains(string(content), "Message-ID: <m1@nordkyst.example>") {
		t.Errorf("m1.eml is %q, %v", content, err)
	}
}

func TestParseSender(t *testing.T) {
	for text, ok := range map[string]bool{
		"Klynge <klynge@nordkyst.example>": true, "klynge@nordkyst.example": true, "Klynge": false, "": false, "Klynge <klynge@localhost>": false,
	} {
		if _, err := mail.ParseSender(text); (err == nil) != ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("ParseSender(%q) = %v, want accepted %v", text, err, ok)
		}
	}
}

// taking is a post with answers given beforehand.
type taking struct {
	answers []error
	sent    []mail.Message
}

func (p *taking) Send(_ context.Context, m mail.Message) error {
	p.sent = append(p.sent, m)
	if len(p.answers) == 0 {
		return nil
	}
	err := p.answers[0]
	p.answers = p.answers[1:]
	return err
}

func TestDeliver(t *testing.T) {
	busy := fault.New(fault.Unavailable, "Mailserveren svarer ikke.")
	unknown := job.Permanent(fault.New(fault.Invalid, "Mailserveren afviste modtageren (550)."))
	cases := map[string]struct {
		message mail.Message
		answers []error
		sent    int // in two runs of the job
		left    int64
		settled []error
	}{
		"taken":             {mail.Message{To: "a@b.example"}, nil, 1, 0, []error{nil}},
		"waits, then taken": {mail.Message{To: "a@b.example"}, []error{busy}, 2, 0, []error{nil}},
		"refused":           {mail.Message{To: "a@b.example"}, []error{unknown}, 1, 0, []error{unknown}},
		"away":              {mail.Message{To: "a@b.example"}, []error{busy, busy}, 2, 1, nil},
		"of no use any more": {
			mail.Message{To: "a@b.example", Until: dbtest.Noon.Add(-time.Second)}, nil, 0, 0, nil,
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, tt := range cases {
			t.Run(name, func(t *testing.T) {
				var id string
				err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
					if _, err := mail.Recall(t.Context(), tx, ""); err != nil {
						return err
					}
					id, err = mail.Queue(t.Context(), tx, tt.message)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				p := &taking{answers: tt.answers}
				var settled []error
				deliver := mail.Deliver(d, p, func(_ context.Context, _ *db.Tx, m mail.Message, refused error) error {
					settled = append(settled, refused)
					return nil
				})
				for range 2 {
					// What the attempt says is the worker's; here only what it leaves counts.
					_ = deliver(t.Context(), job.Job{Payload: []byte(`"` + id + `"`)})
				}
				if len(p.sent) != tt.sent || dbtest.Ints(t, d, `SELECT COUNT(*) FROM mail_message`)[0] != tt.left {
					t.Errorf("sent %d times with %v left, want %d and %d", len(p.sent), dbtest.Ints(t, d, `SELECT COUNT(*) FROM mail_message`), tt.sent, tt.left)
				}
				if len(settled) != len(tt.settled) || len(settled) == 1 && !errors.Is(settled[0], tt.settled[0]) {
					t.Errorf("settled %v, want %v", settled, tt.settled)
				}
			})
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := mail.Queue(t.Context(), tx, mail.Message{To: "a@b.example\r\nBcc: c@d.example"})
			return err
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("Queue to a wrong address = %v, want it refused", err)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			for _, reference := range []string{"digest:a:1", "digest:a:2", "digest:ab:1"} {
				if _, err := mail.Queue(t.Context(), tx, mail.Message{To: "a@b.example", Reference: reference}); err != nil {
					return err
				}
			}
			recalled, err := mail.Recall(t.Context(), tx, "digest:a:")
			if len(recalled) != 2 {
				t.Errorf("Recall = %v, want the two of a", recalled)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if n, err := mail.Waiting(t.Context(), d); err != nil || int64(n) != dbtest.Ints(t, d, `SELECT COUNT(*) FROM mail_message`)[0] {
			t.Errorf("Waiting = %d, %v", n, err)
		}
	})
}
