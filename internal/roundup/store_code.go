package roundup

import (
	"context"
	"database/sql"
	"strings"

	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

var errGone = fault.New(fault.Conflict, "Det er ændret eller fjernet af en anden i mellemtiden. Intet er ændret. Se, hvordan det står nu.")

// Cut makes a comment of a quotation from a note, the one that begins at a
// character when it stands there, and returns its id. The same range twice is one
// comment.
func (s *Store) Cut(ctx context.Context, roundupID, noteID, quote string, at int) (commentID string, err error) {
	defer fault.In(&err, "roundup: cut note %s", noteID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		n, err := noteOf(ctx, tx, roundupID, noteID)
		if err != nil {
			return err
		}
		start, end, err := Find(n.Text, quote, at)
		if err != nil {
			return err
		}
		commentID, err = keepComment(ctx, tx, n, start, end)
		return err
	})
	return commentID, err
}

func noteOf(ctx context.Context, tx *db.Tx, roundupID, noteID string) (Note, error) {
	n, err := scanNote(tx.QueryRowContext(ctx, `SELECT `+noteColumns+` FROM roundup_note n JOIN roundup_group g ON g.id = n.group_id WHERE n.id = $1 AND g.roundup_id = $2`, noteID, roundupID))
	return n, db.Missing(err, "Noten findes ikke.")
}

// keepComment keeps a comment; until somebody says otherwise it belongs where it
// was written and is about the group that wrote it.
func keepComment(ctx context.Context, tx *db.Tx, n Note, start, end int) (commentID string, err error) {
	if _, err := tx.ExecContext(ctx, `INSERT INTO roundup_comment (id, note_id, start_at, end_at, heading_id, about_id, left_out) VALUES ($1, $2, $3, $4, $5, $6, '')
		ON CONFLICT (note_id, start_at, end_at) DO NOTHING`, id.New(tx.Now), n.ID, start, end, n.HeadingID, n.GroupID); err != nil {
		return "", err
	}
	err = tx.QueryRowContext(ctx, `SELECT id FROM roundup_comment WHERE note_id = $1 AND start_at = $2 AND end_at = $3`, n.ID, start, end).Scan(&commentID)
	return commentID, err
}

// CutLines makes a comment of each line of a note, or of every note that has none
// when noteID is "", and returns how many notes were cut.
func (s *Store) CutLines(ctx context.Context, roundupID, noteID string) (notes int, err error) {
	defer fault.In(&err, "roundup: cut the lines of %s", roundupID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		notes = 0
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		list, err := db.Collect(ctx, tx, scanNote, `SELECT `+noteColumns+` FROM roundup_note n JOIN roundup_group g ON g.id = n.group_id
			WHERE g.roundup_id = $1 AND (n.id = $2 OR $2 = '' AND NOT EXISTS (SELECT 1 FROM roundup_comment c WHERE c.note_id = n.id)) AND n.text <> '' ORDER BY n.id`, roundupID, noteID)
		if err != nil {
			return err
		}
		for _, n := range list {
			for _, r := range Lines(n.Text) {
				if _, err := keepComment(ctx, tx, n, r[0], r[1]); err != nil {
					return err
				}
			}
			notes++
		}
		return nil
	})
	return notes, err
}

// Uncut takes a comment away. The note is as it was. A sentence keeps its words
// and loses the source.
func (s *Store) Uncut(ctx context.Context, roundupID, commentID string) error {
	return s.comment(ctx, roundupID, commentID, func(ctx context.Context, tx *db.Tx) error {
		for _, query := range []string{`DELETE FROM roundup_source WHERE comment_id = $1`, `DELETE FROM roundup_comment WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, query, commentID); err != nil {
				return err
			}
		}
		return nil
	})
}

// comment does something to a comment of a round-up that may be changed.
func (s *Store) comment(ctx context.Context, roundupID, commentID string, do func(ctx context.Context, tx *db.Tx) error) (err error) {
	defer fault.In(&err, "roundup: comment %s", commentID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM roundup_comment c JOIN roundup_note n ON n.id = c.note_id JOIN roundup_group g ON g.id = n.group_id
			WHERE c.id = $1 AND g.roundup_id = $2`, commentID, roundupID).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return errGone
		}
		return do(ctx, tx)
	})
}

// Code puts a comment in a theme, "" for none.
func (s *Store) Code(ctx context.Context, roundupID, commentID, themeID string) error {
	return s.comment(ctx, roundupID, commentID, func(ctx context.Context, tx *db.Tx) error {
		if themeID != "" {
			if err := belongs(ctx, tx, "roundup_theme", themeID, roundupID); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE roundup_comment SET theme_id = $2 WHERE id = $1`, commentID, sql.NullString{String: themeID, Valid: themeID != ""})
		return err
	})
}

// belongs says that something is not of a round-up, or is gone.
func belongs(ctx context.Context, tx *db.Tx, table, key, roundupID string) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table+` WHERE id = $1 AND roundup_id = $2`, key, roundupID).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		return errGone
	}
	return nil
}

// Place says under which heading a comment belongs, and which group it is about
// (H5): a note that was written in the wrong place is put right without touching
// the note.
func (s *Store) Place(ctx context.Context, roundupID, commentID, headingID, aboutID string) error {
	return s.comment(ctx, roundupID, commentID, func(ctx context.Context, tx *db.Tx) error {
		if err := belongs(ctx, tx, "roundup_heading", headingID, roundupID); err != nil {
			return err
		}
		if err := belongs(ctx, tx, "roundup_group", aboutID, roundupID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE roundup_comment SET heading_id = $2, about_id = $3 WHERE id = $1`, commentID, headingID, aboutID)
		return err
	})
}

// mostReason is how many characters a reason may have.
const mostReason = 500

// LeaveOut says why no sentence has a comment; "" takes it in again.
func (s *Store) LeaveOut(ctx context.Context, roundupID, commentID, reason string) error {
	reason = strings.TrimSpace(reason)
	if len([]rune(reason)) > mostReason {
		return fault.New(fault.Invalid, "Grunden er for lang. Intet er ændret. Skriv højst %d tegn.", mostReason)
	}
	if err := anonymity.Refuse(reason); err != nil {
		return err
	}
	return s.comment(ctx, roundupID, commentID, func(ctx context.Context, tx *db.Tx) error {
		var sentences int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM roundup_source WHERE comment_id = $1`, commentID).Scan(&sentences); err != nil {
			return err
		}
		if reason != "" && sentences > 0 {
			return fault.New(fault.Conflict, "Kommentaren er med i en sætning, så den kan ikke også være ikke medtaget. Intet er ændret.")
		}
		_, err := tx.ExecContext(ctx, `UPDATE roundup_comment SET left_out = $2 WHERE id = $1`, commentID, reason)
		return err
	})
}

// mostThemes is what can be told apart in a summary.
const mostThemes = 60

// AddTheme adds a theme, and puts a comment in it when there is one.
func (s *Store) AddTheme(ctx context.Context, roundupID, name, commentID string) (err error) {
	defer fault.In(&err, "roundup: add a theme to %s", roundupID)
	if name, err = named(name, "temaets navn", 80); err != nil {
		return err
	}
	var themeID string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		themes, err := db.Collect(ctx, tx, func(row row) (t Theme, err error) { return t, row.Scan(&t.ID, &t.Name) }, `SELECT id, name FROM roundup_theme WHERE roundup_id = $1`, roundupID)
		if err != nil {
			return err
		}
		for _, t := range themes {
			if strings.EqualFold(t.Name, name) {
				themeID = t.ID
				return nil // the button was pressed twice
			}
		}
		if len(themes) >= mostThemes {
			return fault.New(fault.Invalid, "Der er %d temaer, og der er ikke plads til flere. Saml nogle af dem.", mostThemes)
		}
		themeID = id.New(tx.Now)
		_, err = tx.ExecContext(ctx, `INSERT INTO roundup_theme (id, roundup_id, position, name) VALUES ($1, $2, $3, $4)`, themeID, roundupID, len(themes), name)
		return err
	})
	if err != nil || commentID == "" {
		return err
	}
	return s.Code(ctx, roundupID, commentID, themeID)
}

// RenameTheme gives a theme another name. An empty name takes away a theme that no
// comment is in.
func (s *Store) RenameTheme(ctx context.Context, roundupID, themeID, name string) (err error) {
	defer fault.In(&err, "roundup: theme %s", themeID)
	remove := strings.TrimSpace(name) == ""
	if !remove {
		if name, err = named(name, "temaets navn", 80); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		if err := belongs(ctx, tx, "roundup_theme", themeID, roundupID); err != nil {
			return err
		}
		if !remove {
			_, err := tx.ExecContext(ctx, `UPDATE roundup_theme SET name = $2 WHERE id = $1`, themeID, name)
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM roundup_comment WHERE theme_id = $1`, themeID).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "Temaet har kommentarer. Flyt dem til et andet tema først. Intet er ændret.")
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM roundup_theme WHERE id = $1`, themeID)
		return err
	})
}
