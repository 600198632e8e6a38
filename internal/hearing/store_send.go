package hearing

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/journal"
	"klynge/internal/mail"
)

// Send sends a hearing to everybody on its list: an item in the backlog of each
// body here, a mail with a link to each one elsewhere (R50). Pressed twice it is
// sent once.
func (s *Store) Send(ctx context.Context, who access.Who, hearingID string, version int64) (sent int, err error) {
	defer fault.In(&err, "hearing: send %s", hearingID)
	err = s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		if sent = len(h.Addressees); !h.Sent.IsZero() {
			return nil
		}
		if err := h.checkSend(access.Day(tx.Now)); err != nil {
			return err
		}
		if err := h.raise(ctx, tx, version); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE hearing SET sent_at = $2 WHERE id = $1`, h.ID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET due = $2 WHERE hearing_id = $1`, h.ID, h.Due); err != nil {
			return err
		}
		if err := note(ctx, tx, h.ID, Dispatched, danish.Count(sent, "organ", "organer"), who.Account.Name); err != nil {
			return err
		}
		fresh, err := Find(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		return s.deliver(ctx, tx, who, fresh, fresh.Addressees)
	})
	return sent, err
}

// deliver brings a hearing to addressees, as it now stands.
func (s *Store) deliver(ctx context.Context, tx *db.Tx, who access.Who, h Hearing, to []Addressee) error {
	for _, a := range to {
		if a.BodyID == "" {
			if err := s.ask(ctx, tx, h, a); err != nil {
				return err
			}
		} else if err := h.bring(ctx, tx, who, a); err != nil {
			return err
		}
		if err := journal.Enter(ctx, tx, journal.Entry{BodyID: h.BodyID, Direction: journal.Sent, Theme: "Høring: " + h.Title, Party: a.Name,
			Closed: h.Access == Closed, By: who.Account.Name}); err != nil && !h.Elsewhere() {
			return err
		}
	}
	return h.remindLater(ctx, tx)
}

// bring puts the hearing in the backlog of a body here. What was reworded stands
// below an item that still waits there, and is an item of its own when the first
// one has left.
func (h Hearing) bring(ctx context.Context, tx *db.Tx, who access.Who, a Addressee) error {
	if a.ItemID != "" {
		it, err := agenda.Find(ctx, tx, a.ItemID)
		if err != nil {
			return err
		}
		if it.MeetingID == "" && it.State == agenda.Ready && len(a.Answers) == 0 {
			f := it.Fields[agenda.Presentation]
			_, _, err := draft.Save(ctx, tx, it.ID, agenda.Presentation, f.Version, f.Text+"\n\nForslagene er ændret af afsenderen. De lyder nu:\n\n"+h.asked(),
				draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
			return err
		}
	}
	it := agenda.Item{BodyID: a.BodyID, Type: agenda.Decision, State: agenda.Ready, Origin: agenda.FromHearing, OriginID: a.ID, Closed: h.Access == Closed,
		ProposedBy: h.SenderName, ProposedAt: tx.Now,
		Recommendations: []agenda.Recommendation{{Text: "at svaret på høringen besluttes."}}}
	texts := map[string]string{agenda.Title: "Høring: " + h.Title, agenda.Presentation: h.presentation(a)}
	if it.Closed {
		texts[agenda.PublicTitle], texts[agenda.ClosedReason] = "Svar på en høring", "Afsenderen har lukket høringen for offentligheden."
	}
	if h.Revision > 1 {
		texts[agenda.Title] = "Ændret forslag i høring: " + h.Title
	}
	it.Fields = agenda.Texts(texts)
	it, err := agenda.AddItem(ctx, tx, who, it)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET item_id = $2, received_at = COALESCE(received_at, $3) WHERE id = $1`,
		a.ID, it.ID, tx.Now.UnixMicro()); err != nil {
		return err
	}
	return journal.Enter(ctx, tx, journal.Entry{BodyID: a.BodyID, Direction: journal.Received, Theme: "Høring: " + h.Title, Party: h.SenderName,
		ItemID: it.ID, Closed: it.Closed, By: who.Account.Name})
}

// presentation is what the agenda says of the hearing.
func (h Hearing) presentation(a Addressee) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s spørger i en høring. Svaret skal være givet senest %s.\n\n", h.SenderName, day(a.Due))
	if h.Intro != "" {
		b.WriteString(h.Intro + "\n\n")
	}
	b.WriteString(h.asked())
	for _, p := range h.PapersAt(h.Path()) {
		if p.Missing() {
			fmt.Fprintf(&b, "Bilag, der eftersendes senest %s: %s\n", day(p.Due), p.Name)
		} else {
			fmt.Fprintf(&b, "Bilag: %s (%s)\n", p.Name, p.URL)
		}
	}
	fmt.Fprintf(&b, "\nSvaret skrives på %s/svar/%s og tæller, når det viser til beslutningen.", h.Path(), a.ID)
	return b.String()
}

// asked is the proposals in words.
func (h Hearing) asked() string {
	var b strings.Builder
	for i, p := range h.Proposals {
		now := p.Now()
		fmt.Fprintf(&b, "Forslag %d: %s\n", i+1, now.Title)
		if now.Text != "" {
			b.WriteString(now.Text + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.LongDate(t)
}

// linkLife is how many days after its deadline a hearing can be answered by link.
const linkLife = 365

// link makes a link to an action on a hearing, that lives a year past a day.
func link(ctx context.Context, tx *db.Tx, action access.Action, object, due string) (token string, err error) {
	ends := tx.Now.AddDate(0, 0, linkLife)
	if last := morningOf(due, linkLife); last.After(ends) {
		ends = last
	}
	return access.Issue(ctx, tx, access.Link{Action: action, Object: object, Ends: ends})
}

// ask writes to an addressee elsewhere: a link that answers, and the question
// signed, for one that has an installation of its own.
func (s *Store) ask(ctx context.Context, tx *db.Tx, h Hearing, a Addressee) error {
	token, err := link(ctx, tx, access.AnswerHearing, a.ID, a.Due)
	if err != nil {
		return err
	}
	key, err := secret(ctx, tx)
	if err != nil {
		return err
	}
	signed, err := sign(key, Letter{Type: questionLetter, Name: h.BodyName, URL: s.home, Question: s.question(h, a, token)})
	if err != nil {
		return err
	}
	m, err := s.writer.Ask(h, a, "/hoering/"+token, signed, publicOf(key))
	if err != nil {
		return err
	}
	m.To, m.Reference = a.Email, "hearing:"+a.ID
	_, err = mail.Queue(ctx, tx, m)
	return err
}

// question is the hearing as an addressee elsewhere gets it.
func (s *Store) question(h Hearing, a Addressee, token string) *Question {
	q := &Question{Hearing: h.ID, Addressee: a.ID, Token: token, Revision: h.Revision, Sender: h.SenderName, Title: h.Title, Intro: h.Intro, Due: a.Due,
		ContactName: h.ContactName, ReplyTo: h.ContactEmail, Access: h.Access, To: a.Name}
	for _, p := range h.Proposals {
		now := p.Now()
		q.Proposals = append(q.Proposals, Asking{p.ID, now.Number, now.Title, now.Text})
	}
	for _, p := range h.PapersAt("/hoering/" + token) {
		if strings.HasPrefix(p.URL, "/") {
			p.URL = s.home + p.URL
		}
		q.Papers = append(q.Papers, p)
	}
	return q
}

// secret returns the key that this installation signs with, which is made at
// first use.
func secret(ctx context.Context, tx *db.Tx) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed) // never fails: it crashes the program instead
	if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`,
		base64.StdEncoding.EncodeToString(seed)); err != nil {
		return nil, err
	}
	var text string
	if err := tx.QueryRowContext(ctx, `SELECT secret FROM hearing_key WHERE id = 1`).Scan(&text); err != nil {
		return nil, err
	}
	seed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("hearing: the key of the installation is not whole: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func publicOf(key ed25519.PrivateKey) string {
	public, _ := key.Public().(ed25519.PublicKey)
	return base64.StdEncoding.EncodeToString(public)
}

// Key returns the public key of this installation.
func (s *Store) Key(ctx context.Context) (key string, err error) {
	defer fault.In(&err, "hearing: key")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		private, err := secret(ctx, tx)
		if err == nil {
			key = publicOf(private)
		}
		return err
	})
	return key, err
}
