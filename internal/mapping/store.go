package mapping

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/plan"
)

// A Writer words the mails.
type Writer interface {
	// Show asks a partner to look at cards and themes. Token opens the page.
	Show(s Study, p Partner, token string) (mail.Message, error)
}

// A Store keeps studies.
type Store struct {
	db     *db.DB
	writer Writer
}

// NewStore returns the studies of a database.
func NewStore(d *db.DB, writer Writer) *Store { return &Store{d, writer} }

const heads = `SELECT s.id, s.body_id, o.name, o.slug, s.title, s.purpose, s.basis, s.group_one, s.group_two, s.starts, s.ends, s.state, COALESCE(s.erased_at, 0), s.erased_by,
	s.made_at, s.made_by, COALESCE(s.published_at, 0), s.version FROM mapping_study s JOIN organization o ON o.id = s.body_id `

type row = interface{ Scan(...any) error }

func scan(row row) (s Study, err error) {
	var erased, made, published int64
	err = row.Scan(&s.ID, &s.BodyID, &s.BodyName, &s.BodySlug, &s.Title, &s.Purpose, &s.Basis, &s.GroupOne, &s.GroupTwo, &s.Starts, &s.Ends, &s.State, &erased, &s.ErasedBy,
		&made, &s.MadeBy, &published, &s.Version)
	s.Erased, s.Made, s.Published = db.Instant(erased), db.Instant(made), db.Instant(published)
	return s, err
}

func head(ctx context.Context, tx *db.Tx, id string) (Study, error) {
	s, err := scan(tx.QueryRowContext(ctx, heads+`WHERE s.id = $1`, id))
	return s, db.Missing(err, "Kortlægningen findes ikke.")
}

// BodyOf returns the body of a study.
func (s *Store) BodyOf(ctx context.Context, id string) (bodyID string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT body_id FROM mapping_study WHERE id = $1`, id).Scan(&bodyID)
	})
	return bodyID, db.Missing(err, "Der er ingen side på denne adresse.")
}

// Find returns a study with all that somebody may see of it: until both have coded,
// what they marked themselves.
func (s *Store) Find(ctx context.Context, who access.Who, id string) (one Study, err error) {
	defer fault.In(&err, "mapping: find %s", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		one, err = load(ctx, tx, who, id)
		return err
	})
	return one, err
}

// Of returns the studies of a body, the latest first, without what is in them.
func (s *Store) Of(ctx context.Context, bodyID string) (list []Study, err error) {
	defer fault.In(&err, "mapping: of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (Study, error) { return scan(r) }, heads+`WHERE s.body_id = $1 ORDER BY s.made_at DESC, s.id DESC`, bodyID)
		return err
	})
	return list, err
}

// Next returns the coming meetings of a body.
func (s *Store) Next(ctx context.Context, bodyID, day string) (list []plan.Meeting, err error) {
	defer fault.In(&err, "mapping: next meetings of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := plan.Between(ctx, tx, bodyID, day, "")
		for _, m := range all {
			if m.State == plan.Planned && m.Begins().After(tx.Now) {
				list = append(list, m)
			}
		}
		return err
	})
	return list, err
}

// load reads a study whole. All cards and highlights are read at once: some
// thousands are a matter of milliseconds.
func load(ctx context.Context, tx *db.Tx, who access.Who, id string) (s Study, err error) {
	if s, err = head(ctx, tx, id); err != nil {
		return s, err
	}
	for _, read := range []func(context.Context, *db.Tx) error{s.cards, s.tags, s.coders, s.settled, s.themes, s.advice, s.partners, s.comments} {
		if err := read(ctx, tx); err != nil {
			return s, err
		}
	}
	if err := s.highlights(ctx, tx, who.Account.ID); err != nil {
		return s, err
	}
	s.Decided, err = decided(ctx, tx, s.ID, false)
	return s, err
}

const cardColumns = `id, study_id, number, source, population, overlap, resident, need, barrier, contact, strength, band, blurred, state, COALESCE(merged_into, ''), author_id, author, reader_id, reader, version`

func scanCard(r row) (c Card, err error) {
	return c, r.Scan(&c.ID, &c.StudyID, &c.Number, &c.Source, &c.Population, &c.Overlap, &c.Resident, &c.Need, &c.Barrier, &c.Contact, &c.Strength, &c.Band, &c.Blurred, &c.State,
		&c.MergedInto, &c.AuthorID, &c.Author, &c.ReaderID, &c.Reader, &c.Version)
}

func (s *Study) cards(ctx context.Context, tx *db.Tx) (err error) {
	s.Cards, err = db.Collect(ctx, tx, scanCard, `SELECT `+cardColumns+` FROM mapping_card WHERE study_id = $1 ORDER BY number`, s.ID)
	return err
}

func (s *Study) tags(ctx context.Context, tx *db.Tx) error {
	list, err := db.Collect(ctx, tx, func(r row) (t Tag, err error) { return t, r.Scan(&t.ID, &t.ParentID, &t.Name, &t.ThemeID) },
		`SELECT id, COALESCE(parent_id, ''), name, COALESCE(theme_id, '') FROM mapping_tag WHERE study_id = $1 ORDER BY position, id`, s.ID)
	s.Tags = Tree(list)
	return err
}

func (s *Study) coders(ctx context.Context, tx *db.Tx) (err error) {
	s.Coders, err = db.Collect(ctx, tx, func(r row) (c Coder, err error) {
		var done int64
		err = r.Scan(&c.Place, &c.AccountID, &c.Name, &done)
		c.Done = db.Instant(done)
		return c, err
	}, `SELECT place, account_id, name, COALESCE(done_at, 0) FROM mapping_coder WHERE study_id = $1 ORDER BY place`, s.ID)
	return err
}

// highlights reads what was marked: all of it once both are done, and before that
// what the asker marked, which is nothing for who does not code.
func (s *Study) highlights(ctx context.Context, tx *db.Tx, accountID string) (err error) {
	place := s.Coder(accountID)
	if !s.Coded() && place == 0 {
		return nil
	}
	cards := make(map[string]*Card, len(s.Cards))
	for i := range s.Cards {
		cards[s.Cards[i].ID] = &s.Cards[i]
	}
	s.Highlights, err = db.Collect(ctx, tx, func(r row) (h Highlight, err error) {
		err = r.Scan(&h.ID, &h.CardID, &h.TagID, &h.Place, &h.Part, &h.Start, &h.End)
		if text := []rune(cards[h.CardID].Text(h.Part)); err == nil && h.Start <= h.End && h.End <= len(text) {
			h.Text = string(text[h.Start:h.End])
		}
		return h, err
	}, `SELECT h.id, h.card_id, h.tag_id, h.place, h.part, h.start_at, h.end_at FROM mapping_highlight h JOIN mapping_card c ON c.id = h.card_id
		WHERE c.study_id = $1 AND ($2 OR h.place = $3) ORDER BY c.number, h.part, h.start_at, h.end_at, h.id`, s.ID, s.Coded(), place)
	return err
}

func (s *Study) settled(ctx context.Context, tx *db.Tx) (err error) {
	s.Settled, err = db.Collect(ctx, tx, func(r row) (one Settling, err error) {
		var at int64
		err = r.Scan(&one.CardID, &one.TagID, &one.Keep, &one.Reason, &at, &one.By)
		one.At = db.Instant(at)
		return one, err
	}, `SELECT t.card_id, t.tag_id, t.keep, t.reason, t.at, t.by_whom FROM mapping_settled t JOIN mapping_card c ON c.id = t.card_id WHERE c.study_id = $1`, s.ID)
	return err
}

func (s *Study) themes(ctx context.Context, tx *db.Tx) (err error) {
	s.Themes, err = db.Collect(ctx, tx, func(r row) (t Theme, err error) { return t, r.Scan(&t.ID, &t.Name, &t.Text) },
		`SELECT id, name, text FROM mapping_theme WHERE study_id = $1 ORDER BY position, id`, s.ID)
	return err
}

func (s *Study) advice(ctx context.Context, tx *db.Tx) (err error) {
	if s.Recommendations, err = db.Collect(ctx, tx, func(r row) (one Recommendation, err error) {
		return one, r.Scan(&one.ID, &one.Text, &one.Reason, &one.ItemID, &one.Version)
	}, `SELECT id, text, reason, item_id, version FROM mapping_recommendation WHERE study_id = $1 ORDER BY position, id`, s.ID); err != nil {
		return err
	}
	type ground struct{ recommendation, theme string }
	grounds, err := db.Collect(ctx, tx, func(r row) (g ground, err error) { return g, r.Scan(&g.recommendation, &g.theme) },
		`SELECT g.recommendation_id, g.theme_id FROM mapping_ground g JOIN mapping_theme t ON t.id = g.theme_id WHERE t.study_id = $1 ORDER BY t.position, t.id`, s.ID)
	for i := range s.Recommendations {
		for _, g := range grounds {
			if g.recommendation == s.Recommendations[i].ID {
				s.Recommendations[i].Themes = append(s.Recommendations[i].Themes, g.theme)
			}
		}
	}
	return err
}

const partnerColumns = `id, study_id, name, email, COALESCE(invited_at, 0), COALESCE(answered_at, 0), COALESCE(closed_at, 0)`

func scanPartner(r row) (p Partner, err error) {
	var invited, answered, closed int64
	err = r.Scan(&p.ID, &p.StudyID, &p.Name, &p.Email, &invited, &answered, &closed)
	p.Invited, p.Answered, p.Closed = db.Instant(invited), db.Instant(answered), db.Instant(closed)
	return p, err
}

func (s *Study) partners(ctx context.Context, tx *db.Tx) (err error) {
	s.Partners, err = db.Collect(ctx, tx, scanPartner, `SELECT `+partnerColumns+` FROM mapping_partner WHERE study_id = $1 ORDER BY position`, s.ID)
	return err
}

func (s *Study) comments(ctx context.Context, tx *db.Tx) (err error) {
	s.Comments, err = db.Collect(ctx, tx, func(r row) (c Comment, err error) {
		var at int64
		err = r.Scan(&c.Number, &c.PartnerID, &c.About, &c.Text, &at)
		c.At = db.Instant(at)
		return c, err
	}, `SELECT number, partner_id, about, text, at FROM mapping_comment WHERE study_id = $1 ORDER BY number`, s.ID)
	return err
}
