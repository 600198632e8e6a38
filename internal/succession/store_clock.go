package succession

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/when"
)

// DoKind is the job that carries a reform out when its day begins.
const DoKind = "reform.do"

// doJob is its payload.
type doJob struct {
	Slug string `json:"slug"`
	By   string `json:"by"` // name of who asked for it
}

// Schedule lets a reform happen by itself when its day begins in Copenhagen. What
// is missing then keeps it from happening, and says so on the desk.
func (s *Store) Schedule(ctx context.Context, who access.Who, slug string) (err error) {
	defer fault.In(&err, "succession: schedule %s", slug)
	if err := may(who); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, slug)
		if err != nil || r.State == Scheduled {
			return err
		}
		begins, wrong := time.ParseInLocation(time.DateOnly, r.Day, when.Copenhagen)
		switch {
		case r.State == Done:
			return errOver
		case wrong != nil:
			return wrong
		case len(r.Endings) == 0:
			return invalid("Ingen organer ophører i reformen. Intet er ændret. Sæt dem på planen først.")
		}
		if _, err := tx.ExecContext(ctx, `UPDATE reform SET state = $2 WHERE id = $1`, r.ID, Scheduled); err != nil {
			return err
		}
		if err := job.AddOnce(ctx, tx, DoKind, r.ID, doJob{r.Slug, who.Account.Name}, begins); err != nil {
			return err
		}
		return tell(ctx, tx, r, who, Timed, r.Day)
	})
}

// Unschedule takes a reform off the clock.
func (s *Store) Unschedule(ctx context.Context, who access.Who, slug string) (err error) {
	defer fault.In(&err, "succession: unschedule %s", slug)
	if err := may(who); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, slug)
		if err != nil || r.State != Scheduled {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE reform SET state = $2 WHERE id = $1`, r.ID, Planned); err != nil {
			return err
		}
		return tell(ctx, tx, r, who, Halted, "")
	})
}

// Handlers are the jobs of this package.
func (s *Store) Handlers() map[string]job.Handler {
	return map[string]job.Handler{DoKind: s.strike}
}

// strike carries a reform out because its day has begun. What is missing takes it
// off the clock, and the desk of those who can do something about it says so.
func (s *Store) strike(ctx context.Context, j job.Job) (err error) {
	var asked doJob
	if err := j.Read(&asked); err != nil {
		return err
	}
	defer fault.In(&err, "succession: the day of %s", asked.Slug)
	who := access.Who{Account: access.Account{Name: asked.By + " (sat til at ske af sig selv)"}, Grants: []access.Grant{{Role: access.Administrator}}}
	due := false
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := find(ctx, tx, asked.Slug)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		begins, wrong := time.ParseInLocation(time.DateOnly, r.Day, when.Copenhagen)
		if err != nil || wrong != nil || r.State != Scheduled {
			return err
		}
		if due = !tx.Now.Before(begins); due {
			return nil
		}
		return job.AddOnce(ctx, tx, DoKind, r.ID, asked, begins)
	})
	if err != nil || !due {
		return err
	}
	_, refused := s.Do(ctx, who, asked.Slug)
	if kind := fault.KindOf(refused); refused == nil || kind != fault.Conflict && kind != fault.Invalid {
		return refused
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, asked.Slug)
		if err != nil || r.State != Scheduled {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE reform SET state = $2 WHERE id = $1`, r.ID, Planned); err != nil {
			return err
		}
		return tell(ctx, tx, r, who, Failed, fault.Sentence(refused))
	})
}

// soon is how many days before its day a reform that lacks something is told of.
const soon = 90

// Waiting returns the reforms that lack something, for those who carry them out.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "succession: what waits for %s", who.Account.ID)
	if may(who) != nil {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		lines = nil
		list, err := db.Collect(ctx, tx, scanReform, heads+`ORDER BY r.day, r.id`)
		if err != nil {
			return err
		}
		for _, r := range list {
			if later(day, soon) < r.Day {
				continue
			}
			if r.Endings, err = endingsOf(ctx, tx, r.ID); err != nil {
				return err
			}
			c := Checklist{Reform: r}
			if c.Groups, err = groups(ctx, tx, r); err != nil {
				return err
			}
			line := desk.Line{About: r.Name, Due: r.Day, Path: r.Path()}
			done, all := c.Progress()
			switch {
			case all > done:
				line.Text = "Find en plads til " + danish.Count(all-done, "sag", "sager")
			case r.State == Planned && len(r.Endings) > 0:
				line.Text = "Gennemfør reformen, eller sæt den til at ske af sig selv"
			default:
				continue
			}
			lines = append(lines, line)
		}
		return nil
	})
	return lines, err
}

// later returns the day so many days after a day.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}
