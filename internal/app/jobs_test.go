package app

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/web/signin"
	"klynge/internal/wire"
)

// Every kind of job has somebody who does it and a name for whoever keeps the
// installation, and a job of a kind that nobody knows any more is told of.
func TestJobsAreNamed(t *testing.T) {
	address := filepath.Join(t.TempDir(), "klynge.db")
	d, err := db.Open(t.Context(), address, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	house := wire.House{DB: d, SignIn: &signin.Pages{}, Follow: wire.Subscriptions(d, "")}
	handlers := house.Jobs(mail.Folder{})
	for kind := range handlers {
		if jobNames[kind] == "" {
			t.Errorf("jobs of the kind %s have no name", kind)
		}
	}
	for kind := range jobNames {
		if handlers[kind] == nil {
			t.Errorf("nobody does jobs of the kind %s", kind)
		}
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		if err := job.Add(t.Context(), tx, mail.Kind, 1, tx.Now); err != nil {
			return err
		}
		return job.Add(t.Context(), tx, "forgotten", 1, tx.Now)
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (jobsCommand{recordFlags: recordFlags{DB: address}}).Run(t.Context(), Streams{Out: &out}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"1 venter: send en mail (mail)", "1 venter: ingen ved hvad (forgotten)"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("klynge jobs says:\n%s\nwant %q", out.String(), line)
		}
	}
}
