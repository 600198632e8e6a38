package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"klynge/internal/app"
	"klynge/internal/db"
	"klynge/internal/succession/example"
	"klynge/internal/when"
	"klynge/internal/wire"
)

// onDay returns the program as it is on a day at noon in Copenhagen.
func onDay(year int, month time.Month, day int) func() {
	return func() {
		app.Clock = func() time.Time { return time.Date(year, month, day, 12, 0, 0, 0, when.Copenhagen) }
		main()
	}
}

// region makes the fictional region of four clusters, with their reform planned, in
// the database that is named.
func region() {
	if err := seed(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func seed(ctx context.Context, address string) error {
	d, err := db.Open(ctx, address, func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) })
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := example.Seed(ctx, d); err != nil {
		return err
	}
	_, err = example.Plan(ctx, d, wire.Reforms(d, nil, ""))
	return err
}
