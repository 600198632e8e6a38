package body_test

import (
	"testing"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A better spelling becomes the name, of the parent too, and the old address
// leads on.
func TestEnsureTakesTheBetterName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ensure := func(name string) (o body.Organization) {
			t.Helper()
			err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
				o, err = body.Ensure(t.Context(), tx, name)
				return err
			})
			if err != nil {
				t.Fatalf("Ensure(%q) = %v", name, err)
			}
			return o
		}
		first := ensure("Politisk klynge Nord")
		second := ensure("Sundhedsklynge Nord - politisk niveau")
		third := ensure("politisk klynge nord")
		if first.ID != second.ID || second.ID != third.ID || third.Slug != "politisk-sundhedsklynge-nord" || third.Name != "Politisk Sundhedsklynge Nord" {
			t.Errorf("three spellings are %+v, %+v and %+v, want one organisation with the best name", first, second, third)
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			parent, err := body.Find(t.Context(), tx, third.ParentID)
			if parent.Name != "Sundhedsklynge Nord" {
				t.Errorf("the parent is %+v, want Sundhedsklynge Nord", parent)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM moved WHERE path = '/organer/politisk-klynge-nord' AND to_path = '/organer/politisk-sundhedsklynge-nord'`); got[0] != 1 {
			t.Errorf("%d old addresses lead on, want 1", got[0])
		}
	})
}
