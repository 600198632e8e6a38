package db

import (
	"context"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"klynge/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date. Migrations only go forward. The files
// are one SQL text for both engines.
func (d *DB) migrate(ctx context.Context) (err error) {
	defer fault.In(&err, "migrate")
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithLogger(goose.NopLogger())}
	if d.Engine == PostgreSQL {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, d.write, files, options...)
	if err != nil {
		return err
	}
	has, knows, err := provider.GetVersions(ctx)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Databasen kan ikke læses. Den er ikke ændret.")
	}
	if has > knows {
		return fault.New(fault.Invalid, "Databasen er lavet af en nyere udgave af Klynge (skema %d, denne udgave kender %d). Den er ikke ændret. Brug den nyere udgave.", has, knows)
	}
	if has == knows {
		return nil
	}
	_, err = provider.Up(ctx)
	return err
}
