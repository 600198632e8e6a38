package archive

import (
	"context"
	"slices"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
)

// A Release is a text that was composed in the house and becomes public as it
// is. Its bytes lie in the vault under its digest.
type Release struct {
	Reading   *reading.Reading
	Name      string // of the file, as readers see it
	Digest    string
	Size      int64
	BodyID    string // that the reading names
	MeetingID string // the public meeting it belongs to, or belonged to; "" when it is not known
}

// Release takes a composed text into the record as a version of its meeting,
// beside what the drawer gave for the same body and day. A meeting that was
// withdrawn whole comes back under its old id, with the corrections it had. The
// transaction must have taken its turn.
func (a *Archive) Release(ctx context.Context, tx *db.Tx, r Release) (o Outcome, err error) {
	defer fault.In(&err, "archive: release %s", r.Name)
	if err := sameBody(ctx, tx, r); err != nil {
		return o, err
	}
	r.Reading.File, r.Reading.Digest = r.Name, r.Digest
	encoded, err := paper.Encode(r.Reading)
	if err != nil {
		return o, err
	}
	d := paper.Document{ID: r.Digest, Name: r.Name, Kind: r.Reading.Meeting.Kind, Format: r.Reading.Document.Kind, Size: r.Size,
		Pages: len(r.Reading.Document.Pages), Text: r.Reading.Document.Text, Reading: encoded}
	m, err := meeting.Find(ctx, tx, r.MeetingID)
	if fault.Is(err, fault.Missing) {
		m, _, err = find(ctx, tx, r.Reading)
	}
	o.Result = Version
	if fault.Is(err, fault.Missing) {
		o.Result = New
		m, err = a.open(ctx, tx, d, r)
	}
	if err != nil {
		return o, err
	}
	d.MeetingID = m.ID
	if d, err = paper.Add(ctx, tx, d); err != nil {
		return o, err
	}
	o.File, o.Version = r.Name, d.Version
	if o.Unused, err = a.project(ctx, tx, m.ID); err != nil {
		return o, err
	}
	return o, o.describe(ctx, tx, m.ID, d.ID)
}

// sameBody makes sure that the name in a reading leads to the body that met.
func sameBody(ctx context.Context, tx *db.Tx, r Release) error {
	if err := body.Call(ctx, tx, r.BodyID, nameOf(r.Reading.Meeting)); err != nil {
		return err
	}
	organ, err := body.EnsureBody(ctx, tx, nameOf(r.Reading.Meeting))
	if err == nil && organ.ID != r.BodyID {
		return fault.New(fault.Conflict, "Et andet organ er kendt under navnet %s. Intet er udgivet. Ret et af navnene.", organ.Name)
	}
	return err
}

// open makes the meeting of a release, or brings the one back that was withdrawn.
func (a *Archive) open(ctx context.Context, tx *db.Tx, d paper.Document, r Release) (meeting.Meeting, error) {
	if r.MeetingID == "" {
		return create(ctx, tx, d, r.Reading)
	}
	m := r.Reading.Meeting
	back, err := meeting.Return(ctx, tx, meeting.Meeting{ID: r.MeetingID, BodyID: r.BodyID, Date: m.Date, Start: m.Start, End: m.End,
		Place: m.Place, Kind: m.Kind, DocumentID: d.ID}, body.Title(nameOf(m)))
	if err != nil {
		return back, err
	}
	return back, review.Return(ctx, tx, back.ID)
}

// Withdraw takes a document out of the public record in the moment its
// transaction ends: it moves to where no public page reads. The meeting shows the
// version that is left, or is gone when none is; then gone is true. Nothing is
// deleted (R34, R38). The transaction must have taken its turn.
func (a *Archive) Withdraw(ctx context.Context, tx *db.Tx, digest string) (m meeting.Meeting, gone bool, err error) {
	defer fault.In(&err, "archive: withdraw %s", digest)
	d, err := paper.Find(ctx, tx, digest)
	if err != nil {
		return m, false, err
	}
	if m, err = meeting.Find(ctx, tx, d.MeetingID); err != nil {
		return m, false, err
	}
	if err := paper.Withdraw(ctx, tx, d, m.Slug); err != nil {
		return m, false, err
	}
	left, err := paper.Of(ctx, tx, m.ID)
	if err != nil {
		return m, false, err
	}
	if len(left) > 0 {
		_, err = a.project(ctx, tx, m.ID)
		return m, false, err
	}
	return m, true, a.remove(ctx, tx, m)
}

// remove takes a meeting without documents out of the record, with all that
// hangs on it, and brings people, initiatives and the index in line.
func (a *Archive) remove(ctx context.Context, tx *db.Tx, m meeting.Meeting) error {
	people, err := meeting.Participants(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, clear := range []func(context.Context, *db.Tx, string) error{initiative.Clear, fund.Clear, meeting.Clear, review.PutAside} {
		if err := clear(ctx, tx, m.ID); err != nil {
			return err
		}
	}
	touched, err := initiative.Settle(ctx, tx, m.ID, nil)
	if err != nil {
		return err
	}
	var keys []string
	for _, p := range people {
		if p.Sighting != "" {
			keys = append(keys, p.Sighting)
		}
	}
	slices.Sort(keys)
	others, err := settle(ctx, tx, slices.Compact(keys))
	if err != nil {
		return err
	}
	if err := meeting.Remove(ctx, tx, m); err != nil {
		return err
	}
	return a.index(ctx, tx, slices.Concat(touched, others, []string{m.ID}))
}
