package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"klynge/internal/archive"
	"klynge/internal/db"
	"klynge/internal/reader/extract"
	"klynge/internal/vault"
	"klynge/internal/when"
	"klynge/internal/wire"
)

// recordFlags say where the record lies.
type recordFlags struct {
	DB    string `name:"db" default:"data/klynge.db" env:"KLYNGE_DB" placeholder:"STI|URL" help:"Databasen: en fil (SQLite) eller en adresse (postgres://…)."`
	Files string `name:"files" env:"KLYNGE_FILES" placeholder:"MAPPE" help:"Mappen med originalerne. Ellers mappen originaler ved siden af databasen."`
}

// folder returns where the originals lie.
func (f recordFlags) folder() string {
	switch {
	case f.Files != "":
		return f.Files
	case strings.Contains(f.DB, "://"):
		return filepath.Join("data", "originaler")
	}
	return filepath.Join(filepath.Dir(f.DB), "originaler")
}

// A record is the open database with the originals beside it.
type record struct {
	*db.DB
	clock     when.Clock
	originals *vault.Vault
	maxPaper  int64 // bytes of a paper that is handed in, 0 for the default
	archive   *archive.Archive
}

func (f recordFlags) open(ctx context.Context, limits extract.Limits) (*record, error) {
	return f.openAt(ctx, limits, Clock)
}

// openAt opens a record whose clock is another.
func (f recordFlags) openAt(ctx context.Context, limits extract.Limits, clock when.Clock) (*record, error) {
	d, err := db.Open(ctx, f.DB, clock)
	if err != nil {
		return nil, err
	}
	originals, err := vault.Open(f.folder())
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return &record{DB: d, clock: clock, originals: originals, archive: wire.Archive(d, originals, limits)}, nil
}

func (r *record) close(err *error) {
	*err = errors.Join(*err, r.originals.Close(), r.Close())
}
