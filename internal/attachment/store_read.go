package attachment

import (
	"context"
	"os"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

const columns = `a.id, a.item_id, a.position, a.name, a.state, a.due, a.closed, a.file_name, a.digest, a.media_type, a.size,
	COALESCE((SELECT MAX(f.number) FROM draft_attachment_file f WHERE f.attachment_id = a.id), 0), COALESCE(a.supplied_at, 0), a.supplied_by,
	a.version, a.made_at, a.made_by`

func scan(row interface{ Scan(...any) error }) (a Attachment, err error) {
	var made, supplied int64
	err = row.Scan(&a.ID, &a.ItemID, &a.Position, &a.Name, &a.State, &a.Due, &a.Closed, &a.FileName, &a.Digest, &a.MediaType, &a.Size,
		&a.Number, &supplied, &a.SuppliedBy, &a.Version, &made, &a.MadeBy)
	a.Made = time.UnixMicro(made).UTC()
	if supplied != 0 {
		a.Supplied = time.UnixMicro(supplied).UTC()
	}
	return a, err
}

// Find returns a paper by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Attachment, err error) {
	defer fault.In(&err, "attachment: find %s", id)
	a, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM draft_attachment a WHERE a.id = $1`, id))
	return a, db.Missing(err, "Bilaget findes ikke.")
}

// Of returns the papers of an item in order, those that were withdrawn too.
func Of(ctx context.Context, tx *db.Tx, itemID string) (_ []Attachment, err error) {
	defer fault.In(&err, "attachment: of item %s", itemID)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_attachment a WHERE a.item_id = $1 ORDER BY a.position, a.id`, itemID)
}

// OfMeeting returns the papers of all items of a meeting's agenda, by the item's
// id, each in order.
func OfMeeting(ctx context.Context, tx *db.Tx, meetingID string) (papers map[string][]Attachment, err error) {
	defer fault.In(&err, "attachment: of meeting %s", meetingID)
	list, err := db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id
		WHERE i.meeting_id = $1 ORDER BY a.position, a.id`, meetingID)
	papers = map[string][]Attachment{}
	for _, a := range list {
		papers[a.ItemID] = append(papers[a.ItemID], a)
	}
	return papers, err
}

// Files returns every file that a paper has had, the latest first.
func Files(ctx context.Context, tx *db.Tx, id string) (_ []File, err error) {
	defer fault.In(&err, "attachment: files of %s", id)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (f File, err error) {
		var at int64
		err = row.Scan(&f.Number, &f.FileName, &f.Digest, &f.MediaType, &f.Size, &at, &f.SuppliedBy)
		f.Supplied = time.UnixMicro(at).UTC()
		return f, err
	}, `SELECT number, file_name, digest, media_type, size, at, by_whom FROM draft_attachment_file WHERE attachment_id = $1 ORDER BY number DESC`, id)
}

// PlaceOf returns the item that papers belong to.
func PlaceOf(ctx context.Context, tx *db.Tx, itemID string) (p Place, err error) {
	defer fault.In(&err, "attachment: place of item %s", itemID)
	var sent int64
	err = tx.QueryRowContext(ctx, `SELECT i.id, i.body_id, o.name, o.slug, COALESCE(i.meeting_id, ''), COALESCE(m.date, ''), i.number, COALESCE(f.text, ''), i.closed,
		COALESCE((SELECT MAX(d.sent_at) FROM dispatch d WHERE d.meeting_id = i.meeting_id), 0)
		FROM draft_item i JOIN organization o ON o.id = i.body_id LEFT JOIN planned_meeting m ON m.id = i.meeting_id
		LEFT JOIN draft_field f ON f.object = i.id AND f.name = 'title' WHERE i.id = $1`, itemID).
		Scan(&p.ItemID, &p.BodyID, &p.BodyName, &p.BodySlug, &p.MeetingID, &p.Date, &p.Number, &p.Title, &p.Closed, &sent)
	if p.Number != "" && sent != 0 { // the number is given when it is sent, and kept
		p.Sent = time.UnixMicro(sent).UTC()
	}
	return p, db.Missing(err, "Punktet findes ikke.")
}

// asSent makes a place what it is to those who read no drafts: the item as it was
// sent last. One that was opened again for a supplement is not told of before that
// is sent; what was closed then, or is now, is closed.
func (p *Place) asSent(ctx context.Context, tx *db.Tx) error {
	if p.Sent.IsZero() {
		return nil
	}
	sent, err := agenda.Dispatches(ctx, tx, p.MeetingID)
	for _, it := range agenda.Current(sent) {
		if it.ID == p.ItemID {
			p.Title, p.Closed = it.Title, p.Closed || it.Closed
		}
	}
	return err
}

// placeFor returns the item that papers belong to as somebody may know it, and what
// they may read there.
func placeFor(ctx context.Context, tx *db.Tx, itemID string, who access.Who) (p Place, r Reader, err error) {
	if p, err = PlaceOf(ctx, tx, itemID); err != nil {
		return p, r, err
	}
	if r = ReaderOf(who, p.BodyID); r.Drafts {
		return p, r, nil
	}
	return p, r, p.asSent(ctx, tx)
}

// ReaderOf returns what somebody may read in the body of an item.
func ReaderOf(who access.Who, bodyID string) Reader {
	return Reader{Drafts: who.May(access.ReadDrafts, bodyID), Internal: who.May(access.ReadInternal, bodyID), Closed: who.May(access.ReadClosed, bodyID)}
}

// Listed is an item with the papers that somebody may see.
type Listed struct {
	Place
	Papers  []Attachment
	Earlier map[string][]File // files that were replaced, by paper, the latest first
}

// List returns an item with the papers that somebody may see. An item that they
// may not know of does not exist.
func (s *Store) List(ctx context.Context, itemID string, who access.Who) (l Listed, err error) {
	defer fault.In(&err, "attachment: list of item %s", itemID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var r Reader
		if l.Place, r, err = placeFor(ctx, tx, itemID, who); err != nil {
			return err
		}
		if !r.Knows(l.Place) {
			return fault.New(fault.Missing, "Punktet findes ikke.")
		}
		list, err := Of(ctx, tx, itemID)
		if err != nil {
			return err
		}
		l.Earlier = map[string][]File{}
		for _, a := range list {
			if !r.Sees(l.Place, a) {
				continue
			}
			l.Papers = append(l.Papers, a)
			if a.Number > 1 {
				files, err := Files(ctx, tx, a.ID)
				if err != nil {
					return err
				}
				l.Earlier[a.ID] = files[1:]
			}
		}
		return nil
	})
	return l, err
}

// Open opens the file of a paper for somebody who may: the latest, or with a
// number an earlier one. The caller closes it.
func (s *Store) Open(ctx context.Context, itemID, id string, number int, who access.Who) (f File, file *os.File, err error) {
	defer fault.In(&err, "attachment: open %s", id)
	missing := fault.New(fault.Missing, "Bilaget findes ikke.")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		place, r, err := placeFor(ctx, tx, itemID, who)
		if err != nil {
			return err
		}
		a, err := of(ctx, tx, itemID, id)
		if err != nil {
			return err
		}
		if !r.Opens(place, a) {
			return missing
		}
		f = a.File
		if number == 0 || number == a.Number {
			return nil
		}
		files, err := Files(ctx, tx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(files, func(f File) bool { return f.Number == number })
		if at < 0 {
			return missing
		}
		f = files[at]
		return nil
	})
	switch {
	case err != nil:
		return f, nil, err
	case !f.There():
		return f, nil, fault.New(fault.Missing, "Bilaget er ikke kommet endnu.")
	}
	file, err = s.vault.File(f.Digest)
	return f, file, err
}

// Waiting returns the papers that the secretariat waits for, of meetings that
// are still to be held.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "attachment: waiting")
	if !who.MaySomewhere(access.EditAgenda) {
		return nil, nil
	}
	type awaited struct{ bodyID, body, itemID, title, name, due string }
	var list []awaited
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (w awaited, err error) {
			err = row.Scan(&w.bodyID, &w.body, &w.itemID, &w.title, &w.name, &w.due)
			return w, err
		}, `SELECT i.body_id, o.name, i.id, COALESCE(f.text, ''), a.name, a.due FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id
			JOIN organization o ON o.id = i.body_id LEFT JOIN planned_meeting m ON m.id = i.meeting_id
			LEFT JOIN draft_field f ON f.object = i.id AND f.name = 'title'
			WHERE a.state = 'to-follow' AND i.state NOT IN ('withdrawn', 'declined') AND (m.id IS NULL OR m.state = 'planned' AND m.date >= $1)
			ORDER BY a.due, a.id`, day)
		return err
	})
	for _, w := range list {
		if who.May(access.EditAgenda, w.bodyID) {
			lines = append(lines, desk.Line{Due: w.due, Text: "Bilaget “" + w.name + "” skal eftersendes", About: w.title, Body: w.body,
				Path: Place{ItemID: w.itemID}.Path(), Others: w.due >= day})
		}
	}
	return lines, err
}

// Copy lists the papers of an item on another one, with their latest files. What
// was withdrawn stays behind.
func Copy(ctx context.Context, tx *db.Tx, fromItem, toItem string, by access.Who) (err error) {
	defer fault.In(&err, "attachment: copy from %s to %s", fromItem, toItem)
	list, err := Of(ctx, tx, fromItem)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.State == Withdrawn {
			continue
		}
		got := Received{}
		if got.Attachment, err = add(ctx, tx, toItem, Promise{a.Name, a.State, a.Due, a.Closed}, by); err != nil {
			return err
		}
		if a.There() {
			if err := supply(ctx, tx, &got, a.File, by); err != nil {
				return err
			}
		}
	}
	return nil
}
