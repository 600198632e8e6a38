package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
	"klynge/internal/vault"
)

// An Archive is the record and the originals behind it.
type Archive struct {
	DB    *db.DB
	Vault *vault.Vault
	// Read makes a reading of a file's bytes. It has the document.
	Read func(ctx context.Context, name string, data []byte) (*reading.Reading, error)
	// Index puts what the record says of a meeting and its people into the search
	// index. It runs in the transaction that changed them.
	Index func(ctx context.Context, tx *db.Tx, meetingID string) error
	// MaxBytes is the greatest file that is read; 0 is 64 MiB.
	MaxBytes int64
}

// ImportAll takes in every file that some paths name, and tells after each. A
// file that fails does not stop the others. It returns an error only when it
// had to stop: the context ended, or the disk or the database is away.
func (a *Archive) ImportAll(ctx context.Context, paths []string, tell func(done, of int, o Outcome)) (s Summary, err error) {
	files, err := Files(paths...)
	if err != nil {
		return s, err
	}
	if len(files) == 0 {
		return s, fault.New(fault.Invalid, "Der er ingen filer at læse. Intet er gemt. Kontrollér mappen.")
	}
	for i, file := range files {
		o, err := a.Import(ctx, file)
		if ctx.Err() != nil {
			return s, ctx.Err()
		}
		s.Count(o)
		tell(i+1, len(files), o)
		if fault.Is(err, fault.Full) {
			return s, err
		}
	}
	err = a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s.Doubts, err = review.Count(ctx, tx, "")
		return err
	})
	return s, err
}

// Import takes one file into the record. The error is also in the outcome.
func (a *Archive) Import(ctx context.Context, path string) (Outcome, error) {
	data, err := load(ctx, path, a.MaxBytes)
	if err != nil {
		return Outcome{File: path, Result: Failed, Err: err}, err
	}
	o, err := a.ImportBytes(ctx, filepath.Base(path), data)
	o.File = path
	return o, err
}

// ImportBytes takes the bytes of a file into the record, under a name.
func (a *Archive) ImportBytes(ctx context.Context, name string, data []byte) (o Outcome, err error) {
	sum := sha256.Sum256(data)
	digest := hex.EncodeToString(sum[:])
	o, err = a.known(ctx, digest)
	if err == nil && o.Result != Same {
		o, err = a.add(ctx, name, digest, data)
	}
	o.File, o.Err = name, err
	if err != nil {
		o.Result = Failed
	}
	return o, err
}

// known tells whether the bytes are there already. It asks before the file is
// read, which is what takes time.
func (a *Archive) known(ctx context.Context, digest string) (o Outcome, err error) {
	err = a.DB.Read(ctx, func(tx *db.Tx) error {
		o, err = same(ctx, tx, digest)
		return err
	})
	return o, err
}

func same(ctx context.Context, tx *db.Tx, digest string) (o Outcome, err error) {
	d, err := paper.Find(ctx, tx, digest)
	if fault.Is(err, fault.Missing) {
		return o, nil
	}
	if err != nil {
		return o, err
	}
	o = Outcome{Result: Same, Known: d.Name, Version: d.Version}
	if err := o.describe(ctx, tx, d.MeetingID, digest); err != nil {
		return o, err
	}
	return o, nil
}

// describe fills in what the record says of the meeting now.
func (o *Outcome) describe(ctx context.Context, tx *db.Tx, meetingID, digest string) (err error) {
	if o.Meeting, err = meeting.Find(ctx, tx, meetingID); err != nil {
		return err
	}
	organ, err := body.Find(ctx, tx, o.Meeting.BodyID)
	if err != nil {
		return err
	}
	o.Body, o.Shown = organ.Name, o.Meeting.DocumentID == digest
	o.Doubts, err = review.Count(ctx, tx, meetingID)
	return err
}

// add reads the bytes, keeps them and brings the record in line. The original
// is on disk before a row speaks of it.
func (a *Archive) add(ctx context.Context, name, digest string, data []byte) (o Outcome, err error) {
	r, err := a.Read(ctx, name, data)
	if err != nil {
		return o, err
	}
	r.File, r.Digest = name, digest
	encoded, err := paper.Encode(r)
	if err != nil {
		return o, err
	}
	document := paper.Document{ID: digest, Name: name, Kind: r.Meeting.Kind, Format: r.Document.Kind, Size: int64(len(data)),
		Pages: len(r.Document.Pages), Text: r.Document.Text, Reading: encoded}
	if _, _, err := a.Vault.Put(ctx, bytes.NewReader(data)); err != nil {
		return o, err
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		if o, err = same(ctx, tx, digest); err != nil || o.Result == Same {
			return err // somebody else has just taken it in
		}
		o, err = a.keep(ctx, tx, document, r)
		return err
	})
	return o, err
}

// keep finds the meeting that a document tells of, or makes it, and adds the
// document as a version.
func (a *Archive) keep(ctx context.Context, tx *db.Tx, d paper.Document, r *reading.Reading) (o Outcome, err error) {
	m, versions, err := find(ctx, tx, r)
	switch {
	case fault.Is(err, fault.Missing):
		o.Result = New
		if m, err = create(ctx, tx, d, r); err != nil {
			return o, err
		}
	case err != nil:
		return o, err
	default:
		o.Result = Version
		shown, err := paper.Shown(versions).Decode()
		if err != nil {
			return o, err
		}
		o.Differences = Differences(shown.Meeting, r.Meeting)
	}
	d.MeetingID = m.ID
	if d, err = paper.Add(ctx, tx, d); err != nil {
		return o, err
	}
	o.Version, o.Findings = d.Version, len(r.Findings)
	if o.Unused, err = a.project(ctx, tx, m.ID); err != nil {
		return o, err
	}
	return o, o.describe(ctx, tx, m.ID, d.ID)
}

// find returns the meeting that a reading tells of, with its documents.
func find(ctx context.Context, tx *db.Tx, r *reading.Reading) (_ meeting.Meeting, _ []paper.Document, err error) {
	none := fault.New(fault.Missing, "Mødet er nyt.")
	organ, err := body.EnsureBody(ctx, tx, nameOf(r.Meeting))
	if err != nil {
		return meeting.Meeting{}, nil, err
	}
	candidates, err := meeting.OnDate(ctx, tx, organ.ID, r.Meeting.Date)
	if err != nil {
		return meeting.Meeting{}, nil, err
	}
	best := -1
	var found meeting.Meeting
	var documents []paper.Document
	for _, m := range candidates {
		versions, err := paper.Of(ctx, tx, m.ID)
		if err != nil {
			return m, nil, err
		}
		like, err := likeness(m, versions, r)
		if err != nil {
			return m, nil, err
		}
		if like > best {
			best, found, documents = like, m, versions
		}
	}
	if best < 0 {
		return found, nil, none
	}
	return found, documents, nil
}

// likeness returns how many items a reading shares with a meeting, and -1 when
// it tells of another meeting. A meeting is what any of its versions says it
// is, and what people have corrected it to.
func likeness(m meeting.Meeting, versions []paper.Document, r *reading.Reading) (int, error) {
	best := -1
	for _, d := range versions {
		before, err := d.Decode()
		if err != nil {
			return -1, err
		}
		corrected := before.Meeting
		corrected.Date, corrected.Start = m.Date, m.Start
		for _, was := range []reading.Meeting{before.Meeting, corrected} {
			if meeting.Same(was, r.Meeting) {
				best = max(best, meeting.Shared(was, r.Meeting))
			}
		}
	}
	return best, nil
}

// unknown is the body of a document that does not tell which body met.
const unknown = "Ukendt organ"

func nameOf(m reading.Meeting) string {
	if m.Body == "" {
		return unknown
	}
	return m.Body
}

func create(ctx context.Context, tx *db.Tx, d paper.Document, r *reading.Reading) (m meeting.Meeting, err error) {
	organ, err := body.EnsureBody(ctx, tx, nameOf(r.Meeting))
	if err != nil {
		return m, err
	}
	return meeting.Add(ctx, tx, meeting.Meeting{BodyID: organ.ID, Date: r.Meeting.Date, Start: r.Meeting.Start, End: r.Meeting.End,
		Place: r.Meeting.Place, Kind: r.Meeting.Kind, DocumentID: d.ID}, body.Title(nameOf(r.Meeting)))
}
