package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/person"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
)

// A Catalogue answers searches of a database.
type Catalogue struct{ db *db.DB }

// New returns the catalogue of a database.
func New(d *db.DB) *Catalogue { return &Catalogue{d} }

// Search finds what the public may see. Bodies and people stand in the index by
// their ids, which never change; here they are named by their slugs.
func (c *Catalogue) Search(ctx context.Context, q search.Query) (r search.Results, err error) {
	err = c.db.Read(ctx, func(tx *db.Tx) error {
		if q.Body, err = idOf(ctx, tx, "organization", q.Body); err != nil {
			return err
		}
		for i, slug := range q.Before {
			if q.Before[i], err = idOf(ctx, tx, "organization", slug); err != nil {
				return err
			}
		}
		if q.Person, err = idOf(ctx, tx, "person", q.Person); err != nil {
			return err
		}
		if r, err = search.Ask(ctx, tx, q); err != nil {
			return err
		}
		for i := range r.Facets {
			if err := name(ctx, tx, &r.Facets[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return r, err
}

// idOf returns the id behind a slug, and a slug that nobody has as it is: it
// finds nothing.
func idOf(ctx context.Context, tx *db.Tx, table, slug string) (string, error) {
	if slug == "" {
		return "", nil
	}
	ids, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) },
		`SELECT id FROM `+table+` WHERE slug = $1`, slug)
	if err != nil || len(ids) == 0 {
		return slug, err
	}
	return ids[0], nil
}

// tables are where the values of a facet have their names.
var tables = map[string]string{"body": "organization", "person": "person"}

// name gives the values of a facet their slugs and the names of today. A person
// who has since turned out to be another is left out.
func name(ctx context.Context, tx *db.Tx, f *search.Facet) error {
	table := tables[f.Name]
	if table == "" || len(f.Values) == 0 {
		return nil
	}
	args := make([]any, len(f.Values))
	places := make([]string, len(f.Values))
	for i, v := range f.Values {
		args[i], places[i] = v.Value, fmt.Sprintf("$%d", i+1)
	}
	known := map[string]search.Choice{}
	_, err := db.Collect(ctx, tx, func(r row) (struct{}, error) {
		var id string
		var c search.Choice
		err := r.Scan(&id, &c.Value, &c.Label)
		known[id] = c
		return struct{}{}, err
	}, `SELECT id, slug, name FROM `+table+` WHERE id IN (`+strings.Join(places, ", ")+`)`, args...)
	if err != nil {
		return err
	}
	values := f.Values[:0]
	for _, v := range f.Values {
		if c, ok := known[v.Value]; ok {
			v.Value, v.Label = c.Value, c.Label
			values = append(values, v)
		}
	}
	f.Values = values
	slices.SortStableFunc(f.Values, func(a, b search.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return nil
}

type row = interface{ Scan(...any) error }

// Index writes the meetings to the catalogue, each in place of what was there,
// together with their bodies, people and initiatives. A meeting that is no longer
// in the record is taken out.
func Index(ctx context.Context, tx *db.Tx, meetingIDs ...string) (err error) {
	defer fault.In(&err, "catalogue")
	w, err := search.NewWriter(ctx, tx)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, id := range meetingIDs {
		g, err := gather(ctx, tx, id)
		if fault.Is(err, fault.Missing) {
			if err := w.Put("meeting:" + id); err != nil { // it was withdrawn
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if err := w.Put("meeting:"+id, g.documents()...); err != nil {
			return err
		}
		if !seen[g.BodyID] {
			seen[g.BodyID] = true
			if err := putBody(w, g.body, g.bodyPath); err != nil {
				return err
			}
		}
		if err := indexPeople(w, g, seen); err != nil {
			return err
		}
		if err := indexInitiatives(ctx, tx, w, id); err != nil {
			return err
		}
	}
	if err := forget(ctx, tx, w); err != nil {
		return err
	}
	return w.Flush()
}

// IndexBody writes a body that has not met to the catalogue.
func IndexBody(ctx context.Context, tx *db.Tx, o body.Organization) (err error) {
	defer fault.In(&err, "catalogue: body %s", o.ID)
	w, err := search.NewWriter(ctx, tx)
	if err != nil {
		return err
	}
	if err := putBody(w, search.Choice{Value: o.ID, Label: o.Name}, o.Path()); err != nil {
		return err
	}
	return w.Flush()
}

func putBody(w *search.Writer, o search.Choice, path string) error {
	return w.Put("body:"+o.Value, search.Document{
		Kind: search.Body, ID: o.Value, Path: path, Body: o, Fields: []search.Field{{Name: "name", Text: o.Label, Weight: nameWeight}},
	})
}

func indexPeople(w *search.Writer, g gathered, seen map[string]bool) error {
	for _, p := range g.participants {
		if p.id == "" || seen[p.id] {
			continue
		}
		seen[p.id] = true
		if err := w.Put("person:"+p.id, search.Document{
			Kind: search.Person, ID: p.id, Path: person.Person{Slug: p.slug}.Path(), People: []search.Choice{{Value: p.id, Label: p.name}},
			Fields: []search.Field{
				{Name: "name", Text: p.name, Weight: nameWeight},
				{Name: "role", Text: p.role + " " + p.organization, Weight: 1},
			},
		}); err != nil {
			return err
		}
	}
	return nil
}

// forget takes people and initiatives out of the catalogue that are no longer
// in the record, such as one of two persons who turned out to be the same, or an
// initiative that nothing public tells of.
func forget(ctx context.Context, tx *db.Tx, w *search.Writer) error {
	owners, err := db.Collect(ctx, tx, func(r row) (owner string, err error) { return owner, r.Scan(&owner) },
		`SELECT DISTINCT owner FROM search_doc WHERE kind = 'person' AND ref NOT IN (SELECT id FROM person)
		UNION SELECT DISTINCT owner FROM search_doc d WHERE kind = 'initiative' AND NOT EXISTS (SELECT 1 FROM initiative i WHERE i.id = d.ref AND `+told+`) ORDER BY owner`)
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if err := w.Put(owner); err != nil {
			return err
		}
	}
	return nil
}

// gather reads what the catalogue needs of a meeting.
func gather(ctx context.Context, tx *db.Tx, id string) (g gathered, err error) {
	var slug, classification string
	err = tx.QueryRowContext(ctx, `SELECT m.id, m.slug, m.body_id, m.date, m.place, o.slug, o.name, o.classification
		FROM meeting m JOIN organization o ON o.id = m.body_id WHERE m.id = $1`, id).
		Scan(&g.ID, &g.Slug, &g.BodyID, &g.Date, &g.Place, &slug, &g.body.Label, &classification)
	if err != nil {
		return g, db.Missing(err, "Mødet findes ikke.")
	}
	g.body.Value = g.BodyID
	g.bodyPath = body.Organization{Slug: slug, Classification: body.Classification(classification)}.Path()
	g.participants, err = db.Collect(ctx, tx, func(r row) (p participant, err error) {
		return p, r.Scan(&p.id, &p.slug, &p.name, &p.role, &p.organization)
	}, `SELECT coalesce(p.id, ''), coalesce(p.slug, ''), coalesce(p.name, t.name), t.role, t.organization
		FROM participation t LEFT JOIN person p ON p.id = t.person_id WHERE t.meeting_id = $1 ORDER BY t.position`, id)
	if err != nil {
		return g, err
	}
	g.items, err = items(ctx, tx, id)
	return g, err
}

func items(ctx context.Context, tx *db.Tx, meetingID string) ([]meeting.Item, error) {
	list, err := db.Collect(ctx, tx, func(r row) (it meeting.Item, err error) {
		var sections string
		if err := r.Scan(&it.ID, &it.Anchor, &it.Number, &it.Title, &it.CaseNumber, &it.Type, &it.Closed, &sections, &it.Decision, &it.Outcome); err != nil {
			return it, err
		}
		return it, json.Unmarshal([]byte(sections), &it.Sections)
	}, `SELECT id, anchor, number, title, case_number, type, closed, sections, decision, outcome
		FROM agenda_item WHERE meeting_id = $1 ORDER BY position`, meetingID)
	if err != nil {
		return nil, err
	}
	at := map[string]*meeting.Item{}
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	each := func(query string, add func(it *meeting.Item, text string)) error {
		_, err := db.Collect(ctx, tx, func(r row) (struct{}, error) {
			var id, text string
			if err := r.Scan(&id, &text); err != nil {
				return struct{}{}, err
			}
			add(at[id], text)
			return struct{}{}, nil
		}, query, meetingID)
		return err
	}
	if err := each(`SELECT r.item_id, r.text FROM recommendation r JOIN agenda_item i ON i.id = r.item_id WHERE i.meeting_id = $1 ORDER BY r.item_id, r.position`,
		func(it *meeting.Item, text string) {
			it.Recommendations = append(it.Recommendations, reading.Recommendation{Text: text})
		}); err != nil {
		return nil, err
	}
	err = each(`SELECT a.item_id, a.name FROM attachment a JOIN agenda_item i ON i.id = a.item_id WHERE i.meeting_id = $1 ORDER BY a.item_id, a.position`,
		func(it *meeting.Item, text string) {
			it.Attachments = append(it.Attachments, reading.Attachment{Name: text})
		})
	return list, err
}
