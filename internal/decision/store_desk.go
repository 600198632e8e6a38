package decision

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Waiting returns what waits for somebody: their own follow-ups, their
// organisation's, those that are late in bodies where they steer, and the chair's
// own decisions that no meeting has been told of. A follow-up is one line, however
// many of these it is.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "decision: what waits")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		mine, err := ownership(ctx, tx, who)
		if err != nil {
			return err
		}
		all, err := db.Collect(ctx, tx, scanFollowed, followed+` WHERE f.state IN ('open', 'reported') ORDER BY f.due, f.id`)
		if err != nil {
			return err
		}
		for _, f := range all {
			if line, ok := f.waits(who, mine, day); ok {
				lines = append(lines, line)
			}
		}
		own, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (d owner, err error) {
			return d, row.Scan(&d.bodyID, &d.name, &d.slug, &d.title)
		}, `SELECT d.body_id, o.name, o.slug, d.title FROM decision d JOIN organization o ON o.id = d.body_id
			WHERE d.ground <> '' AND d.listed_id IS NULL AND d.state <> 'withdrawn' ORDER BY d.date, d.id`)
		for _, d := range own {
			if who.May(access.SteerFollowUps, d.bodyID) {
				lines = append(lines, desk.Line{Text: "Tag formandens beslutning med på næste møde", About: d.title, Body: d.name, Path: steering(d.slug) + "#beslutninger"})
			}
		}
		return err
	})
	return lines, err
}

// An owner is the body of a chair's own decision.
type owner struct{ bodyID, name, slug, title string }

// waits returns the line of a follow-up, and whether there is one.
//
//   - Who owns it is asked how it goes.
//   - Who sees to the work of its organisation keeps an eye on it.
//   - Who steers it has it when the day has passed, and before that when nobody
//     can be written to.
func (f Followed) waits(who access.Who, mine owned, day string) (line desk.Line, ok bool) {
	line = desk.Line{Due: f.Due, About: f.Text, Body: f.BodyName, Path: "/opfoelgning#" + f.ID}
	switch mine.of(f.FollowUp) {
	case myOwn:
		line.Text = "Fortæl, hvordan det går"
		return line, true
	case ofMyOrganization:
		line.Text, line.Others = "Følg opgaven hos "+f.Organization, true
		return line, true
	}
	if !who.May(access.SteerFollowUps, f.BodyID) {
		return line, false
	}
	line.Path = steering(f.BodySlug) + "#" + f.ID
	switch {
	case f.Overdue(day):
		line.Text = "Tag stilling til en opfølgning, der er over tiden"
		return line, true
	case f.Mute():
		line.Text = "Find en mailadresse til den, der skal gøre det"
		return line, true
	}
	line.Text, line.Others = "Følg, hvordan det går", true
	return line, true
}

func steering(slug string) string { return "/arbejde/organ/" + slug + "/opfoelgning" }
