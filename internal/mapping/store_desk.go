package mapping

import (
	"context"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Waiting returns what waits for somebody in the studies they work on: cards of
// others to read, cards to code, the next step, and that what says who is behind
// the cards must be erased where it lies (G6).
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "mapping: what waits")
	if !who.MaySomewhere(access.MapCitizens) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, func(r row) (Study, error) { return scan(r) }, heads+`WHERE s.published_at IS NULL OR s.erased_at IS NULL ORDER BY s.id`)
		if err != nil {
			return err
		}
		for _, one := range list {
			if !who.May(access.MapCitizens, one.BodyID) {
				continue
			}
			of, err := one.waiting(ctx, tx, who, day)
			if err != nil {
				return err
			}
			lines = append(lines, of...)
		}
		return nil
	})
	return lines, err
}

func (s *Study) waiting(ctx context.Context, tx *db.Tx, who access.Who, day string) (lines []desk.Line, err error) {
	line := func(text, path, due string) {
		lines = append(lines, desk.Line{Text: text, About: s.Title, Body: s.BodyName, Path: s.Path() + path, Due: due})
	}
	if err := s.coders(ctx, tx); err != nil {
		return nil, err
	}
	codes := slices.ContainsFunc(s.Coders, func(c Coder) bool { return c.AccountID == who.Account.ID && c.Done.IsZero() })
	switch {
	case s.State == Collecting:
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM mapping_card WHERE study_id = $1 AND state = $2 AND author_id <> $3`, s.ID, Draft, who.Account.ID).Scan(&n); err != nil {
			return nil, err
		}
		if n > 0 {
			line(danish.Count(n, "kort", "kort")+" venter på en anden læser", "/kort?stand=draft", "")
		}
	case s.State == Coding && codes:
		line("Kod kortene", "/kodning", "")
	case s.State == Coding && s.Coded():
		line("Afgør forskellene mellem de to, der har kodet", "/forskelle", "")
	case s.State == Reconciled:
		line("Skriv temaerne, og vis dem og kortene til partnerne", "/temaer", "")
	case s.State == Validated:
		line("Skriv anbefalingerne", "/anbefalinger", "")
	}
	if by := s.EraseBy(); s.Erased.IsZero() && by != "" && day >= s.remindFrom() {
		line("Slet nøglen til borgerne dér, hvor den ligger, og bekræft det", "#noegle", by)
	}
	return lines, nil
}

// remindFrom returns the first day on which the desk reminds of erasing: the day
// after the last.
func (s Study) remindFrom() string {
	end, err := time.Parse(time.DateOnly, s.Ends)
	if err != nil {
		return ""
	}
	return end.AddDate(0, 0, 1).Format(time.DateOnly)
}
