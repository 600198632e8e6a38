package agenda

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Part is one of the kinds of parts that an item may have several of.
type Part string

const (
	SectionPart  Part = "section"
	ProposalPart Part = "recommendation"
)

// mostParts is how many of a kind one item may have.
const mostParts = 100

// rows returns the table of a kind of parts.
func (p Part) rows() (string, error) {
	switch p {
	case SectionPart:
		return "draft_section", nil
	case ProposalPart:
		return "draft_recommendation", nil
	}
	return "", fault.New(fault.Invalid, "Det kan et punkt ikke have. Intet er ændret.")
}

// field returns the name of the text of a part.
func (p Part) field(partID string) string {
	if p == SectionPart {
		return SectionField + partID
	}
	return ProposalLine + partID
}

func heading(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if len([]rune(text)) > 150 {
		return "", fault.New(fault.Invalid, "Overskriften er for lang: der er plads til 150 tegn. Intet er gemt.")
	}
	return text, nil
}

// AddPart adds a section with a heading, or a line of the recommendation, last,
// and returns its id. A text may come with it. Where the last one is still empty
// and has the same heading, that is it: a button that was pressed twice adds one.
func (s *Store) AddPart(ctx context.Context, who access.Who, itemID string, p Part, title, text string) (partID string, err error) {
	defer fault.In(&err, "agenda: add a %s to %s", p, itemID)
	table, err := p.rows()
	if err != nil {
		return "", err
	}
	if title, err = heading(title); err != nil {
		return "", err
	}
	if p == SectionPart && title == "" {
		return "", fault.New(fault.Invalid, "Skriv afsnittets overskrift. Intet er tilføjet.")
	}
	err = s.act(ctx, who, itemID, func(tx *db.Tx, _ Item) error {
		it, err := Find(ctx, tx, itemID)
		if err != nil {
			return err
		}
		n := len(it.Recommendations)
		if p == SectionPart {
			n = len(it.Sections)
		}
		if partID = it.empty(p, title); partID != "" && text == "" {
			return nil
		}
		last := 0
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(position), -1) FROM `+table+` WHERE item_id = $1`, itemID).Scan(&last); err != nil {
			return err
		}
		if n >= mostParts {
			return fault.New(fault.Invalid, "Et punkt kan højst have %d af slagsen. Intet er tilføjet. Læg noget af det i et bilag.", mostParts)
		}
		partID = id.New(tx.Now)
		query, args := `INSERT INTO `+table+` (id, item_id, position) VALUES ($1, $2, $3)`, []any{partID, itemID, last + 1}
		if p == SectionPart {
			query, args = `INSERT INTO draft_section (id, item_id, position, heading) VALUES ($1, $2, $3, $4)`, append(args, title)
		}
		if _, err := tx.ExecContext(ctx, query, args...); err != nil || text == "" {
			return err
		}
		_, _, err = draft.Save(ctx, tx, itemID, p.field(partID), 0, text, draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
		return err
	})
	return partID, err
}

// empty returns the last part of a kind when it has that heading and no text.
func (it Item) empty(p Part, heading string) string {
	if n := len(it.Recommendations); p == ProposalPart && n > 0 && it.Recommendations[n-1].Text == "" {
		return it.Recommendations[n-1].ID
	}
	if n := len(it.Sections); p == SectionPart && n > 0 && it.Sections[n-1].Text == "" && it.Sections[n-1].Heading == heading {
		return it.Sections[n-1].ID
	}
	return ""
}

// Rename gives a section another heading.
func (s *Store) Rename(ctx context.Context, who access.Who, itemID, sectionID, title string) (err error) {
	defer fault.In(&err, "agenda: rename section %s", sectionID)
	if title, err = heading(title); err != nil {
		return err
	}
	if title == "" {
		return fault.New(fault.Invalid, "Skriv afsnittets overskrift. Den gamle står der endnu.")
	}
	return s.act(ctx, who, itemID, func(tx *db.Tx, _ Item) error {
		return one(errGone)(tx.ExecContext(ctx, `UPDATE draft_section SET heading = $3 WHERE id = $1 AND item_id = $2`, sectionID, itemID, title))
	})
}

var errGone = fault.New(fault.Missing, "En anden har fjernet det imens. Intet er ændret. Se punktet igen.")

// RemovePart removes a section or a line of the recommendation. The versions of
// its text are kept.
func (s *Store) RemovePart(ctx context.Context, who access.Who, itemID string, p Part, partID string) (err error) {
	defer fault.In(&err, "agenda: remove %s %s", p, partID)
	table, err := p.rows()
	if err != nil {
		return err
	}
	return s.act(ctx, who, itemID, func(tx *db.Tx, _ Item) error {
		// One that is gone already was removed by the same form, or by somebody else.
		_, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE id = $1 AND item_id = $2`, partID, itemID)
		return err
	})
}

// MovePart moves a section or a line of the recommendation so many places down,
// or up when the number is negative.
func (s *Store) MovePart(ctx context.Context, who access.Who, itemID string, p Part, partID string, by int) (err error) {
	defer fault.In(&err, "agenda: move %s %s", p, partID)
	table, err := p.rows()
	if err != nil {
		return err
	}
	return s.act(ctx, who, itemID, func(tx *db.Tx, _ Item) error {
		ids, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (id string, err error) {
			err = row.Scan(&id)
			return id, err
		}, `SELECT id FROM `+table+` WHERE item_id = $1 ORDER BY position, id`, itemID)
		if err != nil {
			return err
		}
		at := slices.Index(ids, partID)
		if at < 0 {
			return errGone
		}
		ids = slices.Insert(slices.Delete(ids, at, at+1), max(0, min(len(ids)-1, at+by)), partID)
		for i, id := range ids {
			if _, err := tx.ExecContext(ctx, `UPDATE `+table+` SET position = $2 WHERE id = $1 AND position <> $2`, id, i); err != nil {
				return err
			}
		}
		return nil
	})
}
