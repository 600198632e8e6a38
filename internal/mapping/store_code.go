package mapping

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// TakePlace makes somebody one of the two who code.
func (s *Store) TakePlace(ctx context.Context, who access.Who, studyID string) (err error) {
	defer fault.In(&err, "mapping: code %s", studyID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.coders(ctx, tx); err != nil {
			return err
		}
		if one.Coder(who.Account.ID) > 0 {
			return nil // the button was pressed twice
		}
		place := 1
		for _, c := range one.Coders {
			if c.Place == place {
				place++
			}
		}
		if place > 2 {
			return fault.New(fault.Conflict, "%s og %s koder allerede. Der er plads til to. Intet er ændret.", one.Coders[0].Name, one.Coders[1].Name)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO mapping_coder (study_id, place, account_id, name) VALUES ($1, $2, $3, $4)`, studyID, place, who.Account.ID, who.Account.Name)
		return err
	}, Collecting, Coding)
}

// FreePlace lets another code in somebody's place. What that one marked is erased:
// two must have read the cards whole.
func (s *Store) FreePlace(ctx context.Context, studyID string, place int) (err error) {
	defer fault.In(&err, "mapping: free place %d of %s", place, studyID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.coders(ctx, tx); err != nil {
			return err
		}
		for _, c := range one.Coders {
			if c.Place == place && !c.Done.IsZero() {
				return fault.New(fault.Conflict, "%s er færdig med at kode. Intet er ændret.", c.Name)
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM mapping_highlight WHERE place = $2 AND card_id IN (SELECT id FROM mapping_card WHERE study_id = $1)`, studyID, place); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM mapping_coder WHERE study_id = $1 AND place = $2 AND done_at IS NULL`, studyID, place)
		return err
	}, Collecting, Coding)
}

// AddTag adds a tag below another, or at the top when parentID is "", and returns
// its id. One of the same name in the same place is that one.
func (s *Store) AddTag(ctx context.Context, studyID, parentID, name string) (tagID string, err error) {
	defer fault.In(&err, "mapping: add a tag to %s", studyID)
	if name, err = named(name, "et navn på mærket", 60); err != nil {
		return "", err
	}
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.tags(ctx, tx); err != nil {
			return err
		}
		above, ok := one.Tag(parentID)
		switch {
		case parentID != "" && !ok:
			return errGone
		case parentID != "" && above.Depth+1 >= mostDepth:
			return fault.New(fault.Invalid, "Mærkerne kan stå i tre lag. Sæt det ind længere oppe. Intet er ændret.")
		case len(one.Tags) >= mostTags:
			return fault.New(fault.Invalid, "Der er %d mærker, og der er ikke plads til flere. Saml nogle af dem. Intet er ændret.", mostTags)
		}
		for _, t := range one.Tags {
			if t.ParentID == parentID && strings.EqualFold(t.Name, name) {
				tagID = t.ID
				return nil
			}
		}
		tagID = id.New(tx.Now)
		_, err := tx.ExecContext(ctx, `INSERT INTO mapping_tag (id, study_id, parent_id, position, name) SELECT $1, CAST($2 AS TEXT), CAST($3 AS TEXT), COALESCE(MAX(position) + 1, 0), CAST($4 AS TEXT)
			FROM mapping_tag WHERE study_id = $2`, tagID, studyID, db.Null(parentID), name)
		return err
	}, Collecting, Coding)
	return tagID, err
}

// RenameTag gives a tag another name. An empty name takes away one that nothing is
// marked with and that has none below it.
func (s *Store) RenameTag(ctx context.Context, studyID, tagID, name string) (err error) {
	defer fault.In(&err, "mapping: tag %s", tagID)
	remove := strings.TrimSpace(name) == ""
	if !remove {
		if name, err = named(name, "et navn på mærket", 60); err != nil {
			return err
		}
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		if err := belongs(ctx, tx, "mapping_tag", tagID, studyID); err != nil {
			return err
		}
		if !remove {
			_, err := tx.ExecContext(ctx, `UPDATE mapping_tag SET name = $2 WHERE id = $1`, tagID, name)
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM mapping_highlight WHERE tag_id = $1) + (SELECT COUNT(*) FROM mapping_tag WHERE parent_id = $1)`, tagID).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "Mærket er i brug, eller der står mærker under det. Intet er ændret.")
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM mapping_tag WHERE id = $1`, tagID)
		return err
	}, Collecting, Coding)
}

// belongs says that something is not of a study, or is gone.
func belongs(ctx context.Context, tx *db.Tx, table, key, studyID string) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table+` WHERE id = $1 AND study_id = $2`, key, studyID).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return errGone
	}
	return nil
}

// coder does something as one of the two who code, while they do.
func (s *Store) coder(ctx context.Context, who access.Who, studyID string, do func(ctx context.Context, tx *db.Tx, place int) error) (err error) {
	defer fault.In(&err, "mapping: coder of %s", studyID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.coders(ctx, tx); err != nil {
			return err
		}
		i := slices.IndexFunc(one.Coders, func(c Coder) bool { return c.AccountID == who.Account.ID })
		switch {
		case i < 0:
			return fault.New(fault.Forbidden, "Kun de to, der koder, kan markere på kortene. Intet er ændret.")
		case !one.Coders[i].Done.IsZero():
			return fault.New(fault.Conflict, "Du har sagt, at du er færdig med at kode. Intet er ændret.")
		}
		return do(ctx, tx, one.Coders[i].Place)
	}, Coding)
}

// Mark gives a passage of a card a tag: the quotation of part, the one that begins
// at a character when it stands there, or the whole part when there is none. The
// same twice is one.
func (s *Store) Mark(ctx context.Context, who access.Who, studyID string, h Highlight, at int) (err error) {
	return s.coder(ctx, who, studyID, func(ctx context.Context, tx *db.Tx, place int) error {
		c, err := cardOf(ctx, tx, studyID, h.CardID)
		if err != nil {
			return err
		}
		if !c.Shows() || !slices.Contains(Parts, h.Part) {
			return errGone
		}
		if err := belongs(ctx, tx, "mapping_tag", h.TagID, studyID); err != nil {
			return fault.New(fault.Invalid, "Vælg et mærke. Intet er markeret.")
		}
		start, end, err := Locate(c.Text(h.Part), h.Text, at)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO mapping_highlight (id, card_id, tag_id, place, part, start_at, end_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (card_id, tag_id, place, part, start_at, end_at) DO NOTHING`, id.New(tx.Now), c.ID, h.TagID, place, h.Part, start, end)
		return err
	})
}

// Unmark takes away what the same coder marked.
func (s *Store) Unmark(ctx context.Context, who access.Who, studyID, highlightID string) error {
	return s.coder(ctx, who, studyID, func(ctx context.Context, tx *db.Tx, place int) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM mapping_highlight WHERE id = $1 AND place = $2 AND card_id IN (SELECT id FROM mapping_card WHERE study_id = $3)`, highlightID, place, studyID)
		return err
	})
}

// Done says that somebody has marked all they want. When both have, each sees what
// the other marked, and neither marks any more.
func (s *Store) Done(ctx context.Context, who access.Who, studyID string) error {
	return s.coder(ctx, who, studyID, func(ctx context.Context, tx *db.Tx, place int) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM mapping_highlight h JOIN mapping_card c ON c.id = h.card_id WHERE c.study_id = $1 AND h.place = $2`, studyID, place).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Invalid, "Du har ikke markeret noget endnu. Intet er ændret.")
		}
		_, err := tx.ExecContext(ctx, `UPDATE mapping_coder SET done_at = $3 WHERE study_id = $1 AND place = $2`, studyID, place, tx.Now.UnixMicro())
		return err
	})
}

// Settle says whether a card has a tag that one coder gave it and the other did
// not, and why.
func (s *Store) Settle(ctx context.Context, who access.Who, studyID string, one Settling) (err error) {
	defer fault.In(&err, "mapping: settle card %s", one.CardID)
	if one.Reason, err = named(one.Reason, "hvorfor", 500); err != nil {
		return err
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		whole, err := load(ctx, tx, who, studyID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(whole.Differences(), func(d Difference) bool { return d.Card.ID == one.CardID && d.Tag.ID == one.TagID }) {
			return fault.New(fault.Conflict, "Der er ingen forskel at afgøre her. Begge skal være færdige med at kode. Intet er ændret.")
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO mapping_settled (card_id, tag_id, keep, reason, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (card_id, tag_id) DO UPDATE SET keep = excluded.keep, reason = excluded.reason, at = excluded.at, by_whom = excluded.by_whom`,
			one.CardID, one.TagID, one.Keep, one.Reason, tx.Now.UnixMicro(), who.Account.Name)
		return err
	}, Coding)
}
