package draft

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
)

const columns = `object, name, version, text, at, by_id, by_name`

func scan(row interface{ Scan(...any) error }) (f Field, err error) {
	var at int64
	err = row.Scan(&f.Object, &f.Name, &f.Version, &f.Text, &at, &f.ByID, &f.ByName)
	f.At = time.UnixMicro(at).UTC()
	return f, err
}

// Of returns the fields of a thing by name.
func Of(ctx context.Context, tx *db.Tx, object string) (fields map[string]Field, err error) {
	defer fault.In(&err, "draft: fields of %s", object)
	list, err := db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_field WHERE object = $1`, object)
	fields = make(map[string]Field, len(list))
	for _, f := range list {
		fields[f.Name] = f
	}
	return fields, err
}

// Find returns one field; one that nobody has written has version 0.
func Find(ctx context.Context, tx *db.Tx, object, name string) (f Field, err error) {
	defer fault.In(&err, "draft: field %s of %s", name, object)
	f, err = scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM draft_field WHERE object = $1 AND name = $2`, object, name))
	if errors.Is(err, sql.ErrNoRows) {
		return Field{Object: object, Name: name}, nil
	}
	return f, err
}

// Save writes a text over the version it began from. When another version stands
// there it changes nothing and returns a conflict, unless both texts are the
// same: a form that was sent twice is no conflict.
func Save(ctx context.Context, tx *db.Tx, object, name string, base int64, text string, by Writer) (f Field, c *Conflict, err error) {
	defer fault.In(&err, "draft: save %s of %s", name, object)
	if text, err = Clean(text); err != nil {
		return f, nil, err
	}
	if f, err = Find(ctx, tx, object, name); err != nil {
		return f, nil, err
	}
	if f.Text == text {
		return f, nil, nil
	}
	if f.Version != base {
		before, err := version(ctx, tx, object, name, base)
		return f, &Conflict{Mine: text, Base: before, Field: f}, err
	}
	f = Field{Object: object, Name: name, Version: base + 1, Text: text, At: tx.Now.UTC(), ByID: by.ID, ByName: by.Name}
	// The write lock of SQLite and the snapshot of PostgreSQL keep two writers of
	// one version apart: the later one runs again and meets the other's text.
	for _, query := range []string{
		`INSERT INTO draft_field (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (object, name) DO UPDATE
			SET version = excluded.version, text = excluded.text, at = excluded.at, by_id = excluded.by_id, by_name = excluded.by_name`,
		`INSERT INTO draft_version (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
	} {
		if _, err := tx.ExecContext(ctx, query, f.Object, f.Name, f.Version, f.Text, f.At.UnixMicro(), f.ByID, f.ByName); err != nil {
			return f, nil, err
		}
	}
	return f, nil, nil
}

// version returns the text that a field had, "" for version 0.
func version(ctx context.Context, tx *db.Tx, object, name string, n int64) (text string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT text FROM draft_version WHERE object = $1 AND name = $2 AND version = $3`, object, name, n).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return text, err
}

// History returns every version of a field, the latest first.
func History(ctx context.Context, tx *db.Tx, object, name string) (_ []Field, err error) {
	defer fault.In(&err, "draft: history of %s of %s", name, object)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_version WHERE object = $1 AND name = $2 ORDER BY version DESC`, object, name)
}

// Copy gives a thing the fields of another, as first versions by the same
// writer. The other must not have any of them.
func Copy(ctx context.Context, tx *db.Tx, from, to string, by Writer) (err error) {
	defer fault.In(&err, "draft: copy %s to %s", from, to)
	fields, err := Of(ctx, tx, from)
	if err != nil {
		return err
	}
	for _, f := range fields {
		if _, _, err := Save(ctx, tx, to, f.Name, 0, f.Text, by); err != nil {
			return err
		}
	}
	return nil
}
