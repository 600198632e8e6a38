package mapping

import (
	"context"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
)

const (
	linkLife     = 60 * 24 * time.Hour
	mostPartners = 60
	mostComments = 500
)

// AddPartner names an organisation that is to see cards and themes.
func (s *Store) AddPartner(ctx context.Context, studyID, name, email string) (err error) {
	defer fault.In(&err, "mapping: add a partner to %s", studyID)
	if name, err = named(name, "partnerens navn", mostSource); err != nil {
		return err
	}
	if email, err = mail.Address(strings.TrimSpace(email)); err != nil {
		return err
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.partners(ctx, tx); err != nil {
			return err
		}
		if slices.ContainsFunc(one.Partners, func(p Partner) bool { return strings.EqualFold(p.Name, name) && p.Closed.IsZero() }) {
			return fault.New(fault.Conflict, "Der er allerede en partner, der hedder %s. Intet er ændret.", name)
		}
		if len(one.Partners) >= mostPartners {
			return fault.New(fault.Invalid, "Der er plads til %d partnere. Intet er ændret.", mostPartners)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO mapping_partner (id, study_id, position, name, email) VALUES ($1, $2, $3, $4, $5)`, id.New(tx.Now), studyID, len(one.Partners), name, email)
		return err
	}, Collecting, Coding, Reconciled, Validated)
}

// Invite writes to the partners that have not been written to, and returns how
// many. There must be themes to look at.
func (s *Store) Invite(ctx context.Context, who access.Who, studyID string) (sent int, err error) {
	defer fault.In(&err, "mapping: invite to %s", studyID)
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		sent = 0
		one, err := load(ctx, tx, who, studyID)
		if err != nil {
			return err
		}
		if len(one.Themes) == 0 {
			return fault.New(fault.Invalid, "Skriv temaerne først. Partnerne skal se både kort og temaer. Der er ikke skrevet til nogen.")
		}
		for _, p := range one.Partners {
			if !p.Invited.IsZero() || !p.Closed.IsZero() {
				continue
			}
			if err := s.send(ctx, tx, one, p); err != nil {
				return err
			}
			sent++
		}
		return nil
	}, Reconciled, Validated)
	return sent, err
}

// send queues a letter with a link of its own.
func (s *Store) send(ctx context.Context, tx *db.Tx, one Study, p Partner) error {
	token, err := access.Issue(ctx, tx, access.Link{Action: access.SeeMapping, Object: p.ID, Ends: tx.Now.Add(linkLife)})
	if err != nil {
		return err
	}
	m, err := s.writer.Show(one, p, token)
	if err != nil {
		return err
	}
	if _, err := mail.Queue(ctx, tx, m); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE mapping_partner SET invited_at = $2 WHERE id = $1`, p.ID, tx.Now.UnixMicro())
	return err
}

// ClosePartner shuts a partner's link. What they said stands.
func (s *Store) ClosePartner(ctx context.Context, studyID, partnerID string) (err error) {
	defer fault.In(&err, "mapping: close partner %s", partnerID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		if err := belongs(ctx, tx, "mapping_partner", partnerID, studyID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE mapping_partner SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL`, partnerID, tx.Now.UnixMicro())
		return err
	}, States...)
}

// A Visit is what a partner sees by their link: a glance of the study, who they
// are, and what they said (G4).
type Visit struct {
	Glance
	Body string // that asks
	Mine Partner
	Said []Comment
	Open bool // they may still say something
}

// visit finds what a link opens.
func visit(ctx context.Context, tx *db.Tx, token string, who access.Who) (v Visit, one Study, err error) {
	l, err := access.Look(ctx, tx, token, access.SeeMapping, who)
	if err != nil {
		return v, one, err
	}
	p, err := scanPartner(tx.QueryRowContext(ctx, `SELECT `+partnerColumns+` FROM mapping_partner WHERE id = $1`, l.Object))
	if err := db.Missing(err, "Linket findes ikke mere. Spørg den, der sendte det."); err != nil {
		return v, one, err
	}
	if !p.Closed.IsZero() {
		return v, one, fault.New(fault.Forbidden, "Linket er trukket tilbage. Intet er ændret. Spørg den, der sendte det.")
	}
	if one, err = load(ctx, tx, access.Who{}, p.StudyID); err != nil {
		return v, one, err
	}
	v = Visit{Body: one.BodyName, Mine: p, Open: one.State == Reconciled || one.State == Validated}
	if !v.Open {
		v.Title = one.Title
		return v, one, nil
	}
	v.Glance = one.Glance()
	for _, c := range one.Comments {
		if c.PartnerID == p.ID {
			v.Said = append(v.Said, c)
		}
	}
	return v, one, nil
}

// Visit returns what a partner sees by a link. When the round is over it is the
// title alone.
func (s *Store) Visit(ctx context.Context, token string, who access.Who) (v Visit, err error) {
	defer fault.In(&err, "mapping: open a partner's link")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, _, err = visit(ctx, tx, token, who)
		return err
	})
	return v, err
}

// Say keeps what a partner says of a card or a theme that they were shown, of the
// whole when about is "", or with an empty text only that they have seen it.
func (s *Store) Say(ctx context.Context, token string, who access.Who, about, text string) (err error) {
	defer fault.In(&err, "mapping: a partner says something")
	if text, err = told(text, "bemærkningen", 5_000); err != nil {
		return err
	}
	var studyID string
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, one, err := visit(ctx, tx, token, who)
		studyID = one.ID
		return err
	}); err != nil {
		return err
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		v, one, err := visit(ctx, tx, token, who)
		if err != nil {
			return err
		}
		if len(v.Said) >= mostComments {
			return fault.New(fault.TooLarge, "Der er plads til %d bemærkninger fra hver partner. Den sidste er ikke gemt.", mostComments)
		}
		if about != "" && !v.shows(about) {
			return errGone
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mapping_partner SET answered_at = $2 WHERE id = $1`, v.Mine.ID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		same := slices.ContainsFunc(v.Said, func(c Comment) bool { return c.About == about && c.Text == text })
		if text == "" || same { // the button was pressed twice
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO mapping_comment (id, study_id, partner_id, number, about, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id.New(tx.Now), one.ID, v.Mine.ID, len(one.Comments)+1, about, text, tx.Now.UnixMicro())
		return err
	}, Reconciled, Validated)
}

// shows reports whether a glance has a card or a theme.
func (g Glance) shows(id string) bool {
	return slices.ContainsFunc(g.Cards, func(c GlanceCard) bool { return c.ID == id }) || slices.ContainsFunc(g.Themes, func(t GlanceTheme) bool { return t.ID == id })
}
