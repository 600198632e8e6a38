package phrase

import (
	"context"
	"encoding/json"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
)

// Templates returns the templates of a body by name.
func (s *Store) Templates(ctx context.Context, bodyID string) (list []Template, err error) {
	defer fault.In(&err, "phrase: templates of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = templates(ctx, tx, `body_id = $1`, bodyID)
		return err
	})
	return list, err
}

func templates(ctx context.Context, tx *db.Tx, where, key string) ([]Template, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (t Template, err error) {
		var content string
		var made int64
		if err := row.Scan(&t.ID, &t.BodyID, &t.Name, &content, &made, &t.MadeBy); err != nil {
			return t, err
		}
		t.Made = time.UnixMicro(made).UTC()
		return t, json.Unmarshal([]byte(content), &t.Items)
	}, `SELECT id, COALESCE(body_id, ''), name, content, made_at, made_by FROM agenda_template WHERE `+where+` ORDER BY name, id`, key)
}

// Save makes a template of an agenda, or of the one item of it that is named.
// One of the same name is replaced.
func (s *Store) Save(ctx context.Context, bodyID, name, meetingID, itemID string, by access.Who) (t Template, err error) {
	defer fault.In(&err, "phrase: save template %q", name)
	if name, err = Named(name); err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		items, err := chosen(ctx, tx, bodyID, meetingID, itemID)
		if err != nil {
			return err
		}
		t = Template{ID: id.New(tx.Now), BodyID: bodyID, Name: name, Items: From(items), Made: tx.Now.UTC(), MadeBy: by.Account.Name}
		content, err := json.Marshal(t.Items)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM agenda_template WHERE body_id = $1 AND name = $2`, bodyID, name); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO agenda_template (id, body_id, name, content, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			t.ID, bodyID, name, string(content), tx.Now.UnixMicro(), t.MadeBy)
		return err
	})
	return t, err
}

// chosen returns the items that a template is made of. The approval of other
// minutes belongs to its own meeting, so it is left out.
func chosen(ctx context.Context, tx *db.Tx, bodyID, meetingID, itemID string) (items []agenda.Item, err error) {
	missing := fault.New(fault.Missing, "Der er intet at lave en skabelon af. Vælg et møde med en dagsorden.")
	if itemID != "" {
		it, err := agenda.Find(ctx, tx, itemID)
		if err == nil && it.BodyID != bodyID {
			err = missing
		}
		return []agenda.Item{it}, err
	}
	list, err := agenda.Of(ctx, tx, meetingID)
	for _, it := range list {
		if it.BodyID == bodyID && it.Task != agenda.ApproveMinutes && it.State != agenda.Withdrawn {
			items = append(items, it)
		}
	}
	if err == nil && len(items) == 0 {
		err = fault.New(fault.Invalid, "Dagsordenen er tom, så der er intet at lave en skabelon af. Intet er gemt.")
	}
	return items, err
}

// Use adds the items of a template to the agenda of a meeting. The fixed items
// that the agenda has already are not added again.
func (s *Store) Use(ctx context.Context, bodyID, templateID, meetingID string, by access.Who) (added int, err error) {
	defer fault.In(&err, "phrase: use template %s", templateID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		added = 0
		found, err := templates(ctx, tx, `id = $1`, templateID)
		if err != nil {
			return err
		}
		m, err := plan.Find(ctx, tx, meetingID)
		switch {
		case err != nil:
			return err
		case len(found) == 0 || found[0].BodyID != bodyID || m.BodyID != bodyID:
			return fault.New(fault.Missing, "Skabelonen findes ikke. Der er ikke ændret noget.")
		case m.State != plan.Planned:
			return fault.New(fault.Conflict, "Mødet er aflyst eller holdt. Der er ikke ændret noget. Vælg et andet møde.")
		}
		there, err := agenda.Of(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		for _, it := range found[0].Items {
			if on(there, it) {
				continue
			}
			if _, err := agenda.AddItem(ctx, tx, by, it.made(bodyID, meetingID)); err != nil {
				return err
			}
			added++
		}
		return nil
	})
	return added, err
}

// on reports whether an agenda has an item of a template already: the same fixed
// item, or one with the same title that nobody has changed the title of.
func on(there []agenda.Item, it Item) bool {
	for _, has := range there {
		if it.Task != agenda.Ordinary && has.Task == it.Task || it.Title != "" && has.Title() == it.Title {
			return true
		}
	}
	return false
}

func (it Item) made(bodyID, meetingID string) agenda.Item {
	made := agenda.Item{BodyID: bodyID, MeetingID: meetingID, Type: it.Type, Task: it.Task, Minutes: it.Minutes,
		Fields: agenda.Texts(map[string]string{agenda.Title: it.Title, agenda.Presentation: it.Presentation})}
	for _, s := range it.Sections {
		made.Sections = append(made.Sections, agenda.Section{Heading: s.Heading, Text: s.Text})
	}
	for _, text := range it.Recommendations {
		made.Recommendations = append(made.Recommendations, agenda.Recommendation{Text: text})
	}
	return made
}

// Remove takes a template away. Agendas that were made from it keep their items.
func (s *Store) Remove(ctx context.Context, bodyID, templateID string) (err error) {
	defer fault.In(&err, "phrase: remove template %s", templateID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM agenda_template WHERE id = $1 AND body_id = $2`, templateID, bodyID)
		return err
	})
}

// Meetings returns the meetings of a body that a template can be made from or
// used on: those of the last year, and those to come.
func (s *Store) Meetings(ctx context.Context, bodyID string) (past, coming []plan.Meeting, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		past, coming = nil, nil
		list, err := plan.Between(ctx, tx, bodyID, tx.Now.AddDate(-1, 0, 0).Format(time.DateOnly), "")
		for _, m := range list {
			if m.State != plan.Cancelled {
				past = append(past, m)
			}
			if m.State == plan.Planned && m.Date >= access.Day(tx.Now) {
				coming = append(coming, m)
			}
		}
		return err
	})
	return past, coming, err
}

// BodyName returns what a body is called.
func (s *Store) BodyName(ctx context.Context, bodyID string) (name string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		o, err := body.Find(ctx, tx, bodyID)
		name = o.Name
		return err
	})
	return name, err
}
