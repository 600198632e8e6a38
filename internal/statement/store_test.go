package statement_test

import (
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/statement"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func who(role access.Role) access.Who {
	return access.Who{Account: access.Account{ID: "a1", Name: "Gerda"}, Grants: []access.Grant{{Role: role, From: "2020-01-01"}}}
}

// R40: somebody is reminded every year.
func TestR40YearlyReminder(t *testing.T) {
	for last, want := range map[string]string{"": "2026-11-22", "2025-12-01": "2026-12-01", "2024-02-29": "2025-03-01"} {
		if got := statement.Due(last, "2026-11-22"); got != want {
			t.Errorf("Due(%q) = %s, want %s", last, got, want)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx, gerda := statement.NewStore(d), t.Context(), who(access.Administrator)
		due := func(by access.Who, day string) string {
			t.Helper()
			lines, err := s.Waiting(ctx, by, day)
			if err != nil {
				t.Fatal(err)
			}
			if len(lines) == 0 {
				return "nothing"
			}
			return lines[0].Due
		}
		if got := due(gerda, "2020-05-01"); got != "2020-05-01" {
			t.Errorf("before any review, due %s, want at once", got)
		}
		if got := due(who(access.Member), "2020-05-01"); got != "nothing" {
			t.Errorf("a member is told of %s, want nothing", got)
		}
		for range 2 {
			if err := s.Review(ctx, gerda); err != nil {
				t.Fatal(err)
			}
		}
		last, err := s.Last(ctx)
		if err != nil || last != access.Day(dbtest.Noon) {
			t.Fatalf("Last = %q, %v; want %s", last, err, access.Day(dbtest.Noon))
		}
		again := dbtest.Noon.AddDate(1, 0, 0)
		if got := due(gerda, access.Day(again.AddDate(0, 0, -statement.Notice-1))); got != "nothing" {
			t.Errorf("eleven months after, due %s, want nothing", got)
		}
		if got := due(gerda, access.Day(again.AddDate(0, 0, -statement.Notice))); got != access.Day(again) {
			t.Errorf("a month before, due %s, want %s", got, access.Day(again))
		}
	})
}
