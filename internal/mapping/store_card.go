package mapping

import (
	"context"
	"errors"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// mostCards is what a study may have.
const mostCards = 10_000

// AddCard writes a card, as a draft, and returns it.
func (s *Store) AddCard(ctx context.Context, who access.Who, studyID string, c Card) (_ Card, err error) {
	defer fault.In(&err, "mapping: add a card to %s", studyID)
	c = c.tidy()
	if err := c.check(); err != nil {
		return c, err
	}
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		cards := []Card{c}
		err := keepCards(ctx, tx, who, studyID, cards...)
		c = cards[0]
		return err
	}, Collecting)
	return c, err
}

// keepCards keeps new drafts under the next numbers.
func keepCards(ctx context.Context, tx *db.Tx, who access.Who, studyID string, cards ...Card) (err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE mapping_study SET last_number = last_number + $2 WHERE id = $1`, studyID, len(cards)); err != nil {
		return err
	}
	var last int
	if err := tx.QueryRowContext(ctx, `SELECT last_number FROM mapping_study WHERE id = $1`, studyID).Scan(&last); err != nil {
		return err
	}
	if last > mostCards {
		return fault.New(fault.TooLarge, "En kortlægning har plads til 10.000 kort. Intet er gemt.")
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO mapping_card (id, study_id, number, source, population, overlap, resident, need, barrier, contact, strength, band, blurred, state, author_id, author, reader_id, reader, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13, $14, $15, '', '', 1)`)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for i := range cards {
		c := &cards[i]
		c.ID, c.StudyID, c.Number, c.State, c.Version = id.New(tx.Now), studyID, last-len(cards)+i+1, Draft, 1
		c.AuthorID, c.Author, c.ReaderID, c.Reader, c.Blurred, c.MergedInto = who.Account.ID, who.Account.Name, "", "", "", ""
		if _, err := insert.ExecContext(ctx, c.ID, studyID, c.Number, c.Source, c.Population, c.Overlap, c.Resident, c.Need, c.Barrier, c.Contact, c.Strength, c.Band, Draft, c.AuthorID, c.Author); err != nil {
			return err
		}
	}
	return nil
}

// writeCard keeps a card over the version that it was read in.
func writeCard(ctx context.Context, tx *db.Tx, c Card) error {
	res, err := tx.ExecContext(ctx, `UPDATE mapping_card SET source = $3, population = $4, overlap = $5, resident = $6, need = $7, barrier = $8, contact = $9, strength = $10, band = $11, blurred = $12,
		state = $13, merged_into = $14, author_id = $15, author = $16, reader_id = $17, reader = $18, version = version + 1 WHERE id = $1 AND version = $2`,
		c.ID, c.Version, c.Source, c.Population, c.Overlap, c.Resident, c.Need, c.Barrier, c.Contact, c.Strength, c.Band, c.Blurred, c.State, db.Null(c.MergedInto),
		c.AuthorID, c.Author, c.ReaderID, c.Reader)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return fault.New(fault.Conflict, "Kort %d er ændret af en anden, siden du åbnede siden. Det, du skrev, er ikke gemt. Se, hvordan kortet står nu.", c.Number)
	}
	return nil
}

func cardOf(ctx context.Context, tx *db.Tx, studyID, cardID string) (Card, error) {
	c, err := scanCard(tx.QueryRowContext(ctx, `SELECT `+cardColumns+` FROM mapping_card WHERE id = $1 AND study_id = $2`, cardID, studyID))
	return c, db.Missing(err, "Kortet findes ikke.")
}

// card does something to a card, over the version that it was seen in.
func (s *Store) card(ctx context.Context, studyID, cardID string, version int64, do func(c Card) (Card, error)) (err error) {
	defer fault.In(&err, "mapping: card %s", cardID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		c, err := cardOf(ctx, tx, studyID, cardID)
		if err != nil {
			return err
		}
		c.Version = version
		if c, err = do(c); err != nil {
			return err
		}
		if err := unmark(ctx, tx, c); err != nil {
			return err
		}
		return writeCard(ctx, tx, c)
	}, Collecting)
}

// unmark takes away what was marked on words that may stand no more.
func unmark(ctx context.Context, tx *db.Tx, c Card) error {
	if c.State == Draft || c.State == Merged {
		_, err := tx.ExecContext(ctx, `DELETE FROM mapping_highlight WHERE card_id = $1`, c.ID)
		return err
	}
	return nil
}

// SaveCard writes a card anew. It is a draft again, which another must read.
func (s *Store) SaveCard(ctx context.Context, who access.Who, studyID string, to Card) error {
	to = to.tidy()
	return s.card(ctx, studyID, to.ID, to.Version, func(c Card) (Card, error) {
		if c.State == Merged {
			return c, errGone
		}
		to.StudyID, to.Number, to.Blurred, to.State = c.StudyID, c.Number, c.Blurred, Draft
		to.AuthorID, to.Author, to.ReaderID, to.Reader, to.MergedInto = who.Account.ID, who.Account.Name, "", "", ""
		return to, to.check()
	})
}

// ReadCard makes a draft de-identified, by the second reader, in the version they
// have read.
func (s *Store) ReadCard(ctx context.Context, who access.Who, studyID, cardID string, version int64) error {
	return s.card(ctx, studyID, cardID, version, func(c Card) (Card, error) { return c.Read(who.Account) })
}

// UseCard makes a de-identified card usable.
func (s *Store) UseCard(ctx context.Context, studyID, cardID string, version int64) error {
	return s.card(ctx, studyID, cardID, version, Card.Use)
}

// UseAll makes every card usable that may be, and returns how many.
func (s *Store) UseAll(ctx context.Context, studyID string) (n int, err error) {
	defer fault.In(&err, "mapping: use the cards of %s", studyID)
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		n = 0
		if err := one.cards(ctx, tx); err != nil {
			return err
		}
		for _, c := range one.Cards {
			used, err := c.Use()
			if err != nil {
				continue // it waits for its second reader, or is too rare
			}
			if err := writeCard(ctx, tx, used); err != nil {
				return err
			}
			n++
		}
		return nil
	}, Collecting)
	return n, err
}

// BlurCard writes a card less exactly, and what was changed (G3).
func (s *Store) BlurCard(ctx context.Context, who access.Who, studyID string, to Card, what string) error {
	to = to.tidy()
	return s.card(ctx, studyID, to.ID, to.Version, func(c Card) (Card, error) { return c.Blur(to, what, who.Account) })
}

// MergeCards lets one card stand for two, and tells of so many (G3). The words of
// the one that is gone are erased.
func (s *Store) MergeCards(ctx context.Context, studyID, cardID string, version int64, intoID string, band Band) (err error) {
	defer fault.In(&err, "mapping: merge card %s", cardID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		gone, err := cardOf(ctx, tx, studyID, cardID)
		if err != nil {
			return err
		}
		stands, err := cardOf(ctx, tx, studyID, intoID)
		if err != nil {
			return fault.New(fault.Invalid, "Vælg det kort, der skal blive stående. Intet er ændret.")
		}
		gone.Version = version
		if gone, stands, err = Merge(gone, stands, band); err != nil {
			return err
		}
		// What was merged into this one before stands in the other now.
		if _, err := tx.ExecContext(ctx, `UPDATE mapping_card SET merged_into = $2 WHERE merged_into = $1`, gone.ID, stands.ID); err != nil {
			return err
		}
		for _, c := range []Card{gone, stands} {
			if err := unmark(ctx, tx, c); err != nil {
				return err
			}
			if err := writeCard(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	}, Collecting)
}

// RemoveCard erases a card that should not be there.
func (s *Store) RemoveCard(ctx context.Context, studyID, cardID string, version int64) (err error) {
	defer fault.In(&err, "mapping: remove card %s", cardID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		c, err := cardOf(ctx, tx, studyID, cardID)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mapping_card SET merged_into = NULL WHERE merged_into = $1`, c.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM mapping_highlight WHERE card_id = $1`, c.ID); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM mapping_card WHERE id = $1 AND version = $2`, c.ID, version)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errGone
		}
		return nil
	}, Collecting)
}
