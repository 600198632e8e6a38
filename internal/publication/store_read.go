package publication

import (
	"context"
	"encoding/json"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
)

const columns = `id, planned_id, body_id, kind, version, state, second, content, digest, document_id, author, author_name, made_at,
	cleared_by, cleared_name, COALESCE(cleared_at, 0), published_name, COALESCE(published_at, 0), row_version`

func scanPublication(r row) (p Publication, err error) {
	var content string
	var made, cleared, published int64
	if err := r.Scan(&p.ID, &p.PlannedID, &p.BodyID, &p.Kind, &p.Version, &p.State, &p.Second, &content, &p.Digest, &p.DocumentID, &p.Author,
		&p.AuthorName, &made, &p.ClearedBy, &p.Clearer, &cleared, &p.Publisher, &published, &p.Row); err != nil {
		return p, err
	}
	p.Made, p.ClearedAt, p.Published = db.Instant(made), db.Instant(cleared), db.Instant(published)
	return p, json.Unmarshal([]byte(content), &p.Reading)
}

// find returns a publication with all that belongs to it.
func find(ctx context.Context, tx *db.Tx, id string) (p Publication, err error) {
	defer fault.In(&err, "publication %s", id)
	if p, err = scanPublication(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM publication WHERE id = $1`, id)); err != nil {
		return p, db.Missing(err, "%s", fault.Sentence(errNothing))
	}
	return p, p.fill(ctx, tx)
}

func (p *Publication) fill(ctx context.Context, tx *db.Tx) (err error) {
	p.Findings, err = db.Collect(ctx, tx, func(r row) (f Finding, err error) {
		var at int64
		err = r.Scan(&f.ID, &f.Place, &f.Kind, &f.Digest, &f.Excerpt, &f.Page, &f.State, &f.Reason, &f.By, &at)
		f.Answered = db.Instant(at)
		return f, err
	}, `SELECT id, place, kind, digest, excerpt, page, state, reason, settled_name, COALESCE(settled_at, 0) FROM publication_finding
		WHERE publication_id = $1 ORDER BY position, id`, p.ID)
	if err != nil {
		return err
	}
	p.Files, err = db.Collect(ctx, tx, func(r row) (f File, err error) {
		return f, r.Scan(&f.AttachmentID, &f.Position, &f.Item, &f.Name, &f.FileName, &f.Original, &f.Digest, &f.MediaType, &f.Size, &f.Withheld)
	}, `SELECT attachment_id, position, item, name, file_name, original, digest, media_type, size, withheld FROM publication_file
		WHERE publication_id = $1 ORDER BY item, position, attachment_id`, p.ID)
	if err != nil {
		return err
	}
	p.Events, err = db.Collect(ctx, tx, func(r row) (e Event, err error) {
		var at int64
		err = r.Scan(&e.Kind, &at, &e.Name, &e.Detail)
		e.At = db.Instant(at)
		return e, err
	}, `SELECT kind, at, by_name, detail FROM publication_event WHERE publication_id = $1 ORDER BY at, id`, p.ID)
	return err
}

// ofMeeting returns all publications of a planned meeting, the first first.
func ofMeeting(ctx context.Context, tx *db.Tx, plannedID string) (list []Publication, err error) {
	list, err = db.Collect(ctx, tx, scanPublication, `SELECT `+columns+` FROM publication WHERE planned_id = $1 ORDER BY made_at, id`, plannedID)
	for i := range list {
		if err == nil {
			err = list[i].fill(ctx, tx)
		}
	}
	return list, err
}

// A Gate is all that is known of a meeting on its way to the public.
type Gate struct {
	Meeting      plan.Meeting
	Body         string        // name
	Publications []Publication // the latest first
	Agenda       int           // number of the newest agenda that was sent, -1 when none was
	Minutes      int           // number of the newest minutes that stand, 0 when none do
	Ended        []EndedClosure
	Disclosed    map[string]Disclosure
	PublicPath   string // of what the public sees, "" when it sees nothing
}

// An EndedClosure is a closed item whose closure is over (R32).
type EndedClosure struct {
	PlannedID, ItemID, Number, Title string
	Until                            string // last day of the closure
	bodyID, bodyName                 string
}

// Gate returns what is known of a planned meeting on its way to the public.
func (s *Store) Gate(ctx context.Context, plannedID, day string) (g Gate, err error) {
	defer fault.In(&err, "publication: gate of %s", plannedID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if g.Meeting, err = plan.Find(ctx, tx, plannedID); err != nil {
			return err
		}
		organ, err := body.Find(ctx, tx, g.Meeting.BodyID)
		if err != nil {
			return err
		}
		g.Body = organ.Name
		list, err := ofMeeting(ctx, tx, plannedID)
		if err != nil {
			return err
		}
		for i := len(list) - 1; i >= 0; i-- {
			g.Publications = append(g.Publications, list[i])
		}
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), -1) FROM dispatch WHERE meeting_id = $1`, plannedID).Scan(&g.Agenda); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) FROM minutes_version v WHERE v.meeting_id = $1 AND `+stands, plannedID).Scan(&g.Minutes); err != nil {
			return err
		}
		if g.Disclosed, err = disclosures(ctx, tx, plannedID); err != nil {
			return err
		}
		if g.Ended, err = ended(ctx, tx, plannedID, day); err != nil {
			return err
		}
		var slug string
		err = tx.QueryRowContext(ctx, `SELECT COALESCE((SELECT m.slug FROM planned_meeting p JOIN meeting m ON m.id = p.meeting_id WHERE p.id = $1), '')`, plannedID).Scan(&slug)
		if slug != "" {
			g.PublicPath = "/moeder/" + slug
		}
		return err
	})
	return g, err
}

// Find returns one publication of a planned meeting.
func (s *Store) Find(ctx context.Context, plannedID, publicationID string) (p Publication, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = findOf(ctx, tx, plannedID, publicationID)
		return err
	})
	return p, err
}

func findOf(ctx context.Context, tx *db.Tx, plannedID, publicationID string) (Publication, error) {
	p, err := find(ctx, tx, publicationID)
	if err == nil && p.PlannedID != plannedID {
		return Publication{}, errNothing
	}
	return p, err
}

// stands is of a version of minutes, v, that was approved, or is a correction of
// what was.
const stands = `(v.act = 'approved' OR v.act = 'corrected' AND EXISTS
	(SELECT 1 FROM minutes_version a WHERE a.meeting_id = v.meeting_id AND a.act = 'approved' AND a.number < v.number))`

// ended lists the closed items whose closure is over and whose decision nobody has
// disclosed, of one meeting or, with an empty id, of all.
func ended(ctx context.Context, tx *db.Tx, plannedID, day string) ([]EndedClosure, error) {
	return db.Collect(ctx, tx, func(r row) (e EndedClosure, err error) {
		return e, r.Scan(&e.PlannedID, &e.ItemID, &e.Number, &e.Title, &e.Until, &e.bodyID, &e.bodyName)
	}, `SELECT i.meeting_id, i.id, i.number, COALESCE(f.text, ''), i.closed_until, i.body_id, o.name
		FROM draft_item i JOIN organization o ON o.id = i.body_id LEFT JOIN draft_field f ON f.object = i.id AND f.name = 'public-title'
		WHERE i.closed AND i.closed_until <> '' AND i.closed_until < $2 AND ($1 = '' OR i.meeting_id = $1)
		  AND EXISTS (SELECT 1 FROM minutes_version v WHERE v.meeting_id = i.meeting_id AND v.act = 'approved')
		  AND NOT EXISTS (SELECT 1 FROM disclosure d WHERE d.planned_id = i.meeting_id AND d.item_id = i.id)
		ORDER BY i.closed_until, i.meeting_id, i.position`, plannedID, day)
}

// A waiting text stands at the gate, or before it.
type waitingText struct {
	plannedID, bodyID, body, date string
	kind                          reading.Kind
	state                         State
	second                        bool
	author                        string
}

// Waiting returns what waits for somebody at the gate: what is to be answered, seen
// through, published, or made ready, and closures that are over.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "publication: waiting")
	if !who.MaySomewhere(access.Publish) && !who.MaySomewhere(access.ClearPublication) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		texts, err := db.Collect(ctx, tx, func(r row) (w waitingText, err error) {
			return w, r.Scan(&w.plannedID, &w.bodyID, &w.body, &w.date, &w.kind, &w.state, &w.second, &w.author)
		}, `SELECT p.id, p.body_id, o.name, p.date, u.kind, u.state, u.second, u.author
			FROM publication u JOIN planned_meeting p ON p.id = u.planned_id JOIN organization o ON o.id = p.body_id WHERE u.state IN ('held', 'ready', 'cleared')
			UNION ALL
			SELECT p.id, p.body_id, o.name, p.date, 'minutes', '', FALSE, '' FROM planned_meeting p JOIN organization o ON o.id = p.body_id
			WHERE EXISTS (SELECT 1 FROM minutes_version v WHERE v.meeting_id = p.id AND `+stands+` AND v.number > COALESCE(
				(SELECT MAX(u.version) FROM publication u WHERE u.planned_id = p.id AND u.kind = 'minutes' AND u.state <> 'replaced'), 0))
			UNION ALL
			SELECT p.id, p.body_id, o.name, p.date, 'agenda', '', FALSE, '' FROM planned_meeting p JOIN organization o ON o.id = p.body_id
			WHERE p.date >= $1 AND EXISTS (SELECT 1 FROM dispatch d WHERE d.meeting_id = p.id AND d.number > COALESCE(
				(SELECT MAX(u.version) FROM publication u WHERE u.planned_id = p.id AND u.kind = 'agenda' AND u.state <> 'replaced'), -1))
			ORDER BY 4, 1, 5`, day)
		if err != nil {
			return err
		}
		for _, w := range texts {
			if text, mine := w.says(who); text != "" {
				lines = append(lines, desk.Line{Text: text, About: heldOn(w.date), Body: w.body, Path: pathOf(w.plannedID), Others: !mine})
			}
		}
		over, err := ended(ctx, tx, "", day)
		for _, e := range over {
			if who.May(access.ClearPublication, e.bodyID) && who.May(access.ReadClosed, e.bodyID) {
				lines = append(lines, desk.Line{Due: e.Until, Text: "Tag stilling til, om beslutningen kan gøres offentlig: lukningen er udløbet",
					About: "Punkt " + e.Number + ", " + e.Title, Body: e.bodyName, Path: pathOf(e.PlannedID)})
			}
		}
		return err
	})
	return lines, err
}

func pathOf(plannedID string) string { return "/arbejde/moede/" + plannedID + "/udgivelse" }

// says tells what somebody is to do about a text, "" when it is not theirs, and
// whether they wait for others.
func (w waitingText) says(who access.Who) (text string, mine bool) {
	what := map[reading.Kind]string{reading.Minutes: "referatet", reading.Agenda: "dagsordenen"}[w.kind]
	publish := who.May(access.Publish, w.bodyID)
	switch {
	case w.state == "" && publish:
		return "Gør " + what + " klar til udgivelse", true
	case w.state == Held && publish:
		return "Svar på, hvad der er fundet i " + what + ", før det udgives", true
	case w.state == Ready && w.second && who.MayClear(w.bodyID, w.author):
		return "Se " + what + " igennem, før det udgives", true
	case w.state == Ready && w.second && publish:
		return "En anden skal se " + what + " igennem, før det udgives", false
	case (w.state == Cleared || w.state == Ready && !w.second) && publish:
		return "Udgiv " + what, true
	}
	return "", false
}
