package body

import (
	"context"
	"database/sql"
	"errors"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

const columns = `id, slug, name, classification, sector, COALESCE(parent_id, ''), start_date, end_date`

func scan(row interface{ Scan(...any) error }) (o Organization, err error) {
	err = row.Scan(&o.ID, &o.Slug, &o.Name, &o.Classification, &o.Sector, &o.ParentID, &o.Start, &o.End)
	return o, err
}

// Find returns an organisation by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Organization, err error) {
	defer fault.In(&err, "body: find %s", id)
	o, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM organization WHERE id = $1`, id))
	return o, db.Missing(err, "Organisationen findes ikke.")
}

// Ensure returns the organisation with a printed name, and makes it when the
// register does not know it. Its parent is made with it. A better spelling of
// a known name becomes the name to show, and its address leads on.
func Ensure(ctx context.Context, tx *db.Tx, printed string) (o Organization, err error) {
	defer fault.In(&err, "body: ensure %q", printed)
	n := Describe(printed)
	o, err = scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM organization
		WHERE id = (SELECT organization_id FROM organization_name WHERE key = $1)`, n.Key))
	isNew := errors.Is(err, sql.ErrNoRows)
	if err != nil && !isNew {
		return o, err
	}
	var parent Organization
	if n.Parent != "" {
		if parent, err = Ensure(ctx, tx, n.Parent); err != nil {
			return o, err
		}
	}
	if !isNew {
		err = improve(ctx, tx, &o, n)
		return o, err
	}
	o = Organization{ID: id.New(tx.Now), Name: n.Show, Classification: n.Classification, Sector: n.Sector, ParentID: parent.ID}
	if o.Slug, err = free(ctx, tx, o); err != nil {
		return o, err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO organization (id, slug, name, classification, sector, parent_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, o.ID, o.Slug, o.Name, o.Classification, o.Sector,
		sql.NullString{String: o.ParentID, Valid: o.ParentID != ""}, tx.Now.UnixMicro()); err != nil {
		return o, err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO organization_name (key, organization_id, name) VALUES ($1, $2, $3)`, n.Key, o.ID, n.Show); err != nil {
		return o, err
	}
	return o, tx.Claim(ctx, o.Path())
}

// EnsureBody returns the organisation that met, as [Ensure] does. That it met
// tells what its name may not: that it is a body.
func EnsureBody(ctx context.Context, tx *db.Tx, printed string) (o Organization, err error) {
	if o, err = Ensure(ctx, tx, printed); err != nil || o.Classification != Other {
		return o, err
	}
	defer fault.In(&err, "body: ensure that %q meets", printed)
	was := o.Path()
	o.Classification = Forum
	if _, err := tx.ExecContext(ctx, `UPDATE organization SET classification = $2 WHERE id = $1`, o.ID, o.Classification); err != nil {
		return o, err
	}
	return o, tx.Move(ctx, was, o.Path())
}

// Bound records the first or the last day of an organisation, "" for what stays as
// it is.
func Bound(ctx context.Context, tx *db.Tx, id, from, to string) (err error) {
	defer fault.In(&err, "body: bound %s", id)
	_, err = tx.ExecContext(ctx, `UPDATE organization SET start_date = CASE WHEN $2 = '' THEN start_date ELSE $2 END, end_date = CASE WHEN $3 = '' THEN end_date ELSE $3 END
		WHERE id = $1`, id, from, to)
	return err
}

// improve takes over a better spelling of the name.
func improve(ctx context.Context, tx *db.Tx, o *Organization, n Name) error {
	if n.Show == o.Name || Better(o.Name, n.Show) == o.Name {
		return nil
	}
	was := o.Path()
	o.Name = n.Show
	var err error
	if o.Slug, err = free(ctx, tx, *o); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE organization SET name = $2, slug = $3 WHERE id = $1`, o.ID, o.Name, o.Slug); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE organization_name SET name = $2 WHERE key = $1`, n.Key, o.Name); err != nil {
		return err
	}
	return tx.Move(ctx, was, o.Path())
}

func free(ctx context.Context, tx *db.Tx, o Organization) (string, error) {
	return id.Free(id.Slug(o.Name), func(slug string) (taken bool, err error) {
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM organization WHERE slug = $1 AND id <> $2)`, slug, o.ID).Scan(&taken)
		return taken, err
	})
}

// Call makes sure that an organisation is found by a name, where no other is.
func Call(ctx context.Context, tx *db.Tx, id, printed string) (err error) {
	defer fault.In(&err, "body: call %s %q", id, printed)
	n := Describe(printed)
	_, err = tx.ExecContext(ctx, `INSERT INTO organization_name (key, organization_id, name) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`, n.Key, id, n.Show)
	return err
}
