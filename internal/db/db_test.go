package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func insert(ctx context.Context, tx *db.Tx, id, name string) error {
	_, err := tx.ExecContext(ctx,
		`INSERT INTO person (id, slug, name, created_at) VALUES ($1, $1, $2, $3)`, id, name, tx.Now.UnixMicro())
	return err
}

func TestWriteKeepsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		broken := errors.New("broken")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := insert(t.Context(), tx, "a", "Ane Ask"); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Errorf("Write with a failing function = %v, want %v", err, broken)
		}
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM person`); got[0] != 0 {
			t.Errorf("after a failed Write there are %d persons, want 0", got[0])
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return insert(t.Context(), tx, "a", "Ane Ask") }); err != nil {
			t.Fatal(err)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error { return insert(t.Context(), tx, "a", "Bo Birk") })
		if !db.Duplicate(err) {
			t.Errorf("a second person with the same id: Duplicate(%v) = false, want true", err)
		}
	})
}

// Many writers that read, add one and write must not lose an update.
func TestConcurrentWritersLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Write(ctx, func(tx *db.Tx) error { return insert(ctx, tx, "n", "0") }); err != nil {
			t.Fatal(err)
		}
		const writers = 6
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					var name string
					if err := tx.QueryRowContext(ctx, `SELECT name FROM person WHERE id = $1`, "n").Scan(&name); err != nil {
						return err
					}
					_, err := tx.ExecContext(ctx, `UPDATE person SET name = $2 WHERE id = $1`, "n", name+"x")
					return err
				})
				if err != nil {
					t.Errorf("Write beside %d others = %v", writers-1, err)
				}
			})
		}
		wg.Wait()
		if got := dbtest.Ints(t, d, `SELECT length(name) FROM person`); got[0] != writers+1 {
			t.Errorf("%d writers each added a letter: length %d, want %d", writers, got[0], writers+1)
		}
	})
}

func TestWatchIsWokenByAnotherProcess(t *testing.T) {
	for name, address := range map[string]string{
		"sqlite":   dbtest.SQLite(t),
		"postgres": dbtest.Postgres(t),
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := dbtest.Open(t, address), dbtest.Open(t, address)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			changed := ours.Watch(ctx)
			// The first commit comes at once, when the listener may still be on its way.
			for n := range 4 {
				if err := theirs.Write(ctx, func(tx *db.Tx) error { return insert(ctx, tx, strings.Repeat("x", n+1), "Ane Ask") }); err != nil {
					t.Fatal(err)
				}
				if _, ok := <-changed; !ok {
					t.Fatalf("nobody woke the watcher within 10 seconds of commit %d", n+1)
				}
			}
		})
	}
}

func TestOpenRefusesNewerDatabase(t *testing.T) {
	for name, address := range map[string]string{
		"sqlite":   dbtest.SQLite(t),
		"postgres": dbtest.Postgres(t),
	} {
		t.Run(name, func(t *testing.T) {
			d := dbtest.Open(t, address)
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := tx.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`, 9999, true)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Open(t.Context(), address, time.Now)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "nyere udgave") {
				t.Errorf("Open of a database from the future = %v, want a sentence about a newer program", err)
			}
		})
	}
}

func TestOpenRefusesWhatIsNoDatabase(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "referat.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("Referat af mødet\n", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, address := range map[string]string{
		"nothing": "", "a text file": text, "a folder": folder,
		"a server that is away": "postgres://klynge@127.0.0.1:1/klynge",
	} {
		_, err := db.Open(t.Context(), address, time.Now)
		if fault.Sentence(err) == "" {
			t.Errorf("Open(%s) = %v, want an error with a sentence", name, err)
		}
	}
	kept, err := os.ReadFile(text)
	if err != nil || !strings.HasPrefix(string(kept), "Referat af mødet\n") {
		t.Errorf("the text file was changed: %q, %v", kept[:20], err)
	}
}
