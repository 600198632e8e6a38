package publication

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/archive"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
	"klynge/internal/subscription"
)

// A paperRecord is what lies in the vault of a text that was composed here: all that
// the public was given, as data.
type paperRecord struct {
	Publication string           `json:"publication"`
	Kind        reading.Kind     `json:"kind"`
	Version     int              `json:"version"`
	Meeting     reading.Meeting  `json:"meeting"`
	Text        string           `json:"text"`
	Files       []publishedPaper `json:"files,omitempty"`
}

type publishedPaper struct {
	Item   string `json:"item"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

func (p Publication) bytes() ([]byte, error) {
	record := paperRecord{Publication: p.ID, Kind: p.Kind, Version: p.Version, Meeting: p.Reading.Meeting, Text: p.Reading.Document.Text}
	for _, f := range p.Files {
		if f.Shown() {
			record.Files = append(record.Files, publishedPaper{f.Item, f.Name, f.Digest})
		}
	}
	return json.MarshalIndent(record, "", "\t")
}

// Publish lets the public see a text, as it was with a digest. It becomes a version
// of the public meeting in the transaction that says so.
func (s *Store) Publish(ctx context.Context, who access.Who, plannedID, publicationID, digest string) (o archive.Outcome, err error) {
	defer fault.In(&err, "publication: publish %s", publicationID)
	p, err := s.Find(ctx, plannedID, publicationID)
	if err != nil {
		return o, err
	}
	data, err := p.bytes()
	if err != nil {
		return o, err
	}
	kept, err := s.keep(ctx, data)
	if err != nil {
		return o, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		now, err := findOf(ctx, tx, plannedID, publicationID)
		if err != nil {
			return err
		}
		if !who.May(access.Publish, now.BodyID) {
			return errMayNot
		}
		latest, err := load(ctx, tx, plannedID, now.Kind)
		if err != nil {
			return err
		}
		if err := now.Publish(latest.Version()); err != nil {
			return err
		}
		if !now.same(digest) || now.Row != p.Row {
			return errChanged
		}
		o, err = s.release(ctx, tx, now, kept, int64(len(data)), who)
		return err
	})
	return o, err
}

// release gives a publication to the record and keeps what belongs to it in line.
func (s *Store) release(ctx context.Context, tx *db.Tx, p Publication, digest string, size int64, who access.Who) (o archive.Outcome, err error) {
	public, err := publicID(ctx, tx, p.PlannedID)
	if err != nil {
		return o, err
	}
	o, err = s.archive.Release(ctx, tx, archive.Release{Reading: p.Reading, Name: p.fileName(), Digest: digest, Size: size, BodyID: p.BodyID, MeetingID: public})
	if err != nil {
		return o, err
	}
	for _, act := range []struct {
		text string
		args []any
	}{
		{`UPDATE planned_meeting SET meeting_id = $2 WHERE id = $1`, []any{p.PlannedID, o.Meeting.ID}},
		{`UPDATE publication SET state = 'replaced', row_version = row_version + 1 WHERE planned_id = $1 AND kind = $2 AND state = 'published'`, []any{p.PlannedID, p.Kind}},
		{`UPDATE tombstone SET lifted_at = $3 WHERE path = $1 AND kind = $2 AND lifted_at IS NULL`, []any{o.Meeting.Path(), p.Kind, tx.Now.UnixMicro()}},
	} {
		if _, err := tx.ExecContext(ctx, act.text, act.args...); err != nil {
			return o, err
		}
	}
	if err := p.guard(tx.ExecContext(ctx, `UPDATE publication SET state = $3, document_id = $4, published_by = $5, published_name = $6, published_at = $7,
		row_version = row_version + 1 WHERE id = $1 AND row_version = $2`, p.ID, p.Row, Published, digest, who.Account.ID, who.Account.Name, tx.Now.UnixMicro())); err != nil {
		return o, err
	}
	if _, err := reconcile(ctx, tx, p.PlannedID, o.Meeting.ID); err != nil {
		return o, err
	}
	return o, record(ctx, tx, p.ID, "published", who.Account.ID, who.Account.Name, o.Meeting.Path())
}

// fileName is what the document is called among the versions of the meeting.
func (p Publication) fileName() string {
	name := fmt.Sprintf("%s %s, udgave %d", kindWords[p.Kind], p.Reading.Meeting.Date, p.Version)
	if p.Kind == reading.Agenda && p.Version == 0 {
		name = fmt.Sprintf("%s %s", kindWords[p.Kind], p.Reading.Meeting.Date)
	}
	return name + ".json"
}

// publicID returns the public meeting of a planned one, or the one it was before
// it was withdrawn, or "".
func publicID(ctx context.Context, tx *db.Tx, plannedID string) (meetingID string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT COALESCE(
		(SELECT meeting_id FROM planned_meeting WHERE id = $1),
		(SELECT MAX(w.meeting_id) FROM withdrawn_document w JOIN publication p ON p.document_id = w.digest WHERE p.planned_id = $1), '')`, plannedID).Scan(&meetingID)
	return meetingID, err
}

// reconcile brings the files that anybody may fetch in line with what is public of
// a meeting: a file keeps its address while it is shown. It returns the addresses
// of those that are not shown any more.
func reconcile(ctx context.Context, tx *db.Tx, plannedID, meetingID string) (gone []string, err error) {
	type shown struct{ item, name, digest string }
	wanted, err := db.Collect(ctx, tx, func(r row) (f File, err error) {
		return f, r.Scan(&f.Position, &f.Item, &f.Name, &f.FileName, &f.Digest, &f.MediaType, &f.Size)
	}, `SELECT f.position, f.item, f.name, f.file_name, f.digest, f.media_type, f.size FROM publication_file f JOIN publication p ON p.id = f.publication_id
		WHERE p.planned_id = $1 AND p.state = 'published' AND f.digest <> '' AND f.withheld = '' ORDER BY p.kind DESC, f.item, f.position`, plannedID)
	if err != nil {
		return nil, err
	}
	left := map[shown]File{}
	for _, f := range wanted {
		if key := (shown{f.Item, f.Name, f.Digest}); left[key] == (File{}) {
			left[key] = f
		}
	}
	there, err := db.Collect(ctx, tx, func(r row) (f meeting.File, err error) {
		return f, r.Scan(&f.ID, &f.Item, &f.Name, &f.Digest)
	}, `SELECT id, item, name, digest FROM public_file WHERE meeting_id = $1`, meetingID)
	if err != nil {
		return nil, err
	}
	for _, f := range there {
		key := shown{f.Item, f.Name, f.Digest}
		if left[key] != (File{}) {
			delete(left, key)
			continue
		}
		gone = append(gone, "/bilag/"+f.ID)
		if _, err := tx.ExecContext(ctx, `DELETE FROM public_file WHERE id = $1`, f.ID); err != nil {
			return nil, err
		}
	}
	for _, f := range wanted {
		key := shown{f.Item, f.Name, f.Digest}
		if left[key] == (File{}) {
			continue
		}
		delete(left, key)
		if _, err := tx.ExecContext(ctx, `INSERT INTO public_file (id, meeting_id, position, item, name, file_name, digest, media_type, size)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id.New(tx.Now), meetingID, f.Position, f.Item, f.Name, f.FileName, f.Digest, f.MediaType, f.Size); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// Withdraw takes a text out of public: its page, its files, what lists, search,
// feeds and mails that wait say of it, all at once. A tombstone stays (R34). The
// texts that it came instead of go with it: what was wrong in it was probably
// wrong in them.
func (s *Store) Withdraw(ctx context.Context, who access.Who, plannedID, publicationID string, class Class, remark string) (err error) {
	defer fault.In(&err, "publication: withdraw %s", publicationID)
	if class.Danish() == "" {
		return fault.New(fault.Invalid, "Vælg, hvorfor teksten trækkes tilbage. Intet er ændret.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		p, err := findOf(ctx, tx, plannedID, publicationID)
		if err != nil {
			return err
		}
		switch {
		case !who.May(access.Publish, p.BodyID):
			return errMayNot
		case p.State == Withdrawn:
			return fault.New(fault.Conflict, "Den er allerede trukket tilbage. Intet er ændret.")
		case p.State != Published:
			return fault.New(fault.Conflict, "Den er ikke offentlig, så den kan ikke trækkes tilbage. Intet er ændret.")
		}
		if err := s.withdraw(ctx, tx, p, class, who, strings.TrimSpace(remark)); err != nil {
			return err
		}
		if err := p.guard(tx.ExecContext(ctx, `UPDATE publication SET state = $3, row_version = row_version + 1 WHERE id = $1 AND row_version = $2`,
			p.ID, p.Row, Withdrawn)); err != nil {
			return err
		}
		return record(ctx, tx, p.ID, "withdrawn", who.Account.ID, who.Account.Name, class.Danish())
	})
}

func (s *Store) withdraw(ctx context.Context, tx *db.Tx, p Publication, class Class, who access.Who, remark string) error {
	public, err := publicID(ctx, tx, p.PlannedID)
	if err != nil {
		return err
	}
	m, err := meeting.Find(ctx, tx, public)
	if err != nil {
		return err
	}
	out, of, err := documents(ctx, tx, p, m.ID)
	if err != nil {
		return err
	}
	if err := tell(ctx, tx, p, m, len(out) == of); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE publication SET state = 'withdrawn' WHERE id = $1`, p.ID); err != nil {
		return err
	}
	paths, err := reconcile(ctx, tx, p.PlannedID, m.ID)
	if err != nil {
		return err
	}
	for _, digest := range out {
		if _, _, err := s.archive.Withdraw(ctx, tx, digest); err != nil {
			return err
		}
	}
	for i, path := range slices.Concat([]string{m.Path()}, paths) {
		kind := string(p.Kind)
		if i > 0 {
			kind = "file"
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO tombstone (id, path, kind, reason_class, at, by_whom, remark) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id.New(tx.Now), path, kind, class, tx.Now.UnixMicro(), who.Account.ID, remark); err != nil {
			return err
		}
	}
	return nil
}

// documents returns the documents that go with a publication, and how many the
// meeting has.
func documents(ctx context.Context, tx *db.Tx, p Publication, meetingID string) (out []string, of int, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM document WHERE meeting_id = $1`, meetingID).Scan(&of); err != nil {
		return nil, 0, err
	}
	out, err = db.Collect(ctx, tx, func(r row) (digest string, err error) { return digest, r.Scan(&digest) },
		`SELECT d.id FROM document d JOIN publication p ON p.document_id = d.id WHERE p.planned_id = $1 AND p.kind = $2 ORDER BY d.version`, p.PlannedID, p.Kind)
	return out, of, err
}

// tell lets those who follow the body know, and takes back what they were about to
// be told.
func tell(ctx context.Context, tx *db.Tx, p Publication, m meeting.Meeting, gone bool) error {
	organ, err := body.Find(ctx, tx, m.BodyID)
	if err != nil {
		return err
	}
	kind := subscription.Agenda
	if p.Kind == reading.Minutes {
		kind = subscription.Minutes
	}
	return subscription.Withdraw(ctx, tx, subscription.Withdrawal{Meeting: m, BodySlug: organ.Slug, BodyName: organ.Name, Kind: kind, Gone: gone})
}

// heldOn says when a meeting is: "Mødet 19. november 2024".
func heldOn(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return "Mødet"
	}
	return "Mødet " + danish.Date(day)
}
