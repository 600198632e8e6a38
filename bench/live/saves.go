package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"klynge/bench/measure"
	"klynge/internal/access"
	"klynge/internal/gallery"
	"klynge/internal/minutes"
	"klynge/internal/web/webtest"
)

// writers save at once; each saves its own note so many times.
const writers = 300

var eachSaves = measure.Choose(3, 20)

// saves measures how many notes a second 300 members save, each on disk before
// its answer, and counts that none is missing.
func saves(ctx context.Context, table *measure.Table, folder string) error {
	s, err := webtest.Open(ctx, filepath.Join(folder, "saves"))
	if err != nil {
		return err
	}
	if err := meet(ctx, s, minutes.NewStore(s.DB)); err != nil {
		return errors.Join(err, s.Close())
	}
	bare, err := sql.Open("sqlite", "file:"+filepath.Join(folder, "bare.db")+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return errors.Join(err, s.Close())
	}
	bare.SetMaxOpenConns(1)
	if _, err = bare.ExecContext(ctx, `CREATE TABLE note (writer INTEGER, version INTEGER, text TEXT, PRIMARY KEY (writer, version))`); err != nil {
		return errors.Join(err, bare.Close(), s.Close())
	}
	seats, round := gallery.NewStore(s.DB), 0
	speeds := measure.Alternate(measure.Choose(1, 3),
		together(&err, func(writer, n int) error {
			who := access.Who{Account: access.Account{ID: fmt.Sprint(writer)}}
			version := (round/2)*eachSaves + n
			f, conflict, err := seats.SaveNote(ctx, who, "m", "p", int64(version), note(version))
			if conflict != nil || err == nil && f.Version != int64(version+1) {
				return fmt.Errorf("writer %d met a text of its own: %+v", writer, conflict)
			}
			return err
		}, &round),
		together(&err, func(writer, n int) error {
			version := (round/2)*eachSaves + n
			_, err := bare.ExecContext(ctx, `INSERT INTO note (writer, version, text) VALUES ($1, $2, $3)`, writer, version, note(version))
			return err
		}, &round))
	if err == nil {
		err = nothingLost(ctx, s, seats, (round/2)*eachSaves)
	}
	table.Add(measure.Row{What: fmt.Sprintf("%d members save at once, nothing lost", writers), Unit: "saves/s", Ours: speeds[0], Limit: speeds[1]})
	return errors.Join(err, bare.Close(), s.Close())
}

func note(n int) string { return fmt.Sprintf("Spørg til prisen, %d. udgave. ", n) }

// together returns a measure of 300 writers at once, in saves a second.
func together(failed *error, save func(writer, n int) error, round *int) func() float64 {
	return func() float64 {
		errs := make([]error, writers)
		begun := time.Now()
		var all sync.WaitGroup
		for writer := range writers {
			all.Go(func() {
				for n := range eachSaves {
					errs[writer] = errors.Join(errs[writer], save(writer, n))
				}
			})
		}
		all.Wait()
		speed := measure.PerSecond(writers*eachSaves, begun)
		*failed = errors.Join(*failed, errors.Join(errs...))
		*round++
		return speed
	}
}

// nothingLost reads every note again.
func nothingLost(ctx context.Context, s *webtest.Site, seats *gallery.Store, versions int) error {
	v, err := seats.See(ctx, "m", gallery.Open)
	if err != nil {
		return err
	}
	for writer := range writers {
		notes, err := seats.Notes(ctx, access.Who{Account: access.Account{ID: fmt.Sprint(writer)}}, v.Items)
		if err != nil {
			return err
		}
		if got := notes["p"]; got.Version != int64(versions) {
			return fmt.Errorf("writer %d has version %d, want %d: a save was lost", writer, got.Version, versions)
		}
	}
	return nil
}
