package publication

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/archive"
	"klynge/internal/attachment"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/vault"
)

// A Store keeps what is on its way to the public and what went there.
type Store struct {
	db      *db.DB
	archive *archive.Archive
	files   *vault.Vault
	limits  extract.Limits
}

// NewStore returns the gate of a database to a record.
func NewStore(d *db.DB, a *archive.Archive, files *vault.Vault) *Store {
	return &Store{d, a, files, extract.DefaultLimits}
}

var (
	errMayNot   = fault.New(fault.Forbidden, "Det kan du ikke gøre her. Intet er ændret.")
	errNothing  = fault.New(fault.Missing, "Udgivelsen findes ikke.")
	errChanged  = fault.New(fault.Conflict, "Udgivelsen er ændret, siden du så den. Intet er gjort. Se den igennem igen.")
	errNotThere = fault.New(fault.Conflict, "Der er intet at udgive endnu: dagsordenen er ikke sendt, eller referatet er ikke godkendt. Intet er ændret.")
	errNotOpen  = fault.New(fault.Conflict, "Udgivelsen er ikke undervejs længere. Intet er ændret. Hent siden igen.")
)

// load reads what a text is composed from.
func load(ctx context.Context, tx *db.Tx, plannedID string, kind reading.Kind) (s Source, err error) {
	s.Kind = kind
	if s.Meeting, err = plan.Find(ctx, tx, plannedID); err != nil {
		return s, err
	}
	organ, err := body.Find(ctx, tx, s.Meeting.BodyID)
	if err != nil {
		return s, err
	}
	s.Body = organ.Name
	if s.Dispatches, err = agenda.Dispatches(ctx, tx, plannedID); err != nil {
		return s, err
	}
	if kind == reading.Minutes {
		var ok bool
		if s.Minutes, ok, err = approved(ctx, tx, plannedID); err != nil || !ok {
			return s, cmpErr(err, errNotThere)
		}
	} else if len(s.Dispatches) == 0 {
		return s, errNotThere
	}
	if s.Papers, err = attachment.OfMeeting(ctx, tx, plannedID); err != nil {
		return s, err
	}
	s.FollowUps = map[string][]decision.FollowUp{}
	for _, it := range s.items() {
		if kind != reading.Minutes {
			break
		}
		if s.FollowUps[it.ID], err = decision.OfItem(ctx, tx, it.ID); err != nil {
			return s, err
		}
	}
	s.Disclosed, err = disclosures(ctx, tx, plannedID)
	return s, err
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// approved returns the newest version of the minutes that stands: what was
// approved, or a correction of it. Minutes that were put right before anybody
// approved them do not stand.
func approved(ctx context.Context, tx *db.Tx, plannedID string) (v minutes.Version, ok bool, err error) {
	versions, err := minutes.Versions(ctx, tx, plannedID)
	for _, one := range versions {
		if one.Act == minutes.Approved || ok && one.Act == minutes.Corrected {
			v, ok = one, true
		}
	}
	return v, ok, err
}

func disclosures(ctx context.Context, tx *db.Tx, plannedID string) (map[string]Disclosure, error) {
	all := map[string]Disclosure{}
	_, err := db.Collect(ctx, tx, func(row row) (d Disclosure, err error) {
		var at int64
		err = row.Scan(&d.ItemID, &at, &d.Name, &d.Ground)
		d.At = time.UnixMicro(at).UTC()
		all[d.ItemID] = d
		return d, err
	}, `SELECT item_id, at, by_name, ground FROM disclosure WHERE planned_id = $1`, plannedID)
	return all, err
}

type row = interface{ Scan(...any) error }

// Draft composes a text for those who may read it before it is public, or whole,
// for those who may read what is closed.
func (s *Store) Draft(ctx context.Context, plannedID string, kind reading.Kind, whole bool) (r *reading.Reading, err error) {
	defer fault.In(&err, "publication: draft of %s", plannedID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		source, err := load(ctx, tx, plannedID, kind)
		source.Whole = whole
		if err == nil {
			r = Compose(source)
		}
		return err
	})
	return r, err
}

// Prepare composes the newest agenda or minutes of a meeting for the public, looks
// through them, and puts them at the gate. Doing it twice does it once. What
// somebody withheld, redacted or accepted of the same files before still holds.
func (s *Store) Prepare(ctx context.Context, who access.Who, plannedID string, kind reading.Kind) (p Publication, err error) {
	defer fault.In(&err, "publication: prepare %s of %s", kind, plannedID)
	var source Source
	var before []Publication
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if source, err = load(ctx, tx, plannedID, kind); err != nil {
			return err
		}
		before, err = ofMeeting(ctx, tx, plannedID)
		return err
	})
	if err != nil {
		return p, err
	}
	if !who.May(access.Publish, source.Meeting.BodyID) {
		return p, errMayNot
	}
	p = Publication{PlannedID: plannedID, BodyID: source.Meeting.BodyID, Kind: kind, Version: source.Version(), Author: who.Account.ID,
		AuthorName: who.Account.Name, Reading: Compose(source), Files: filesOf(source)}
	carry(p.Files, before)
	p.Findings = s.look(ctx, p)
	remember(p.Findings, before)
	p.Second = NeedsSecond(source.Closed(), p.Findings)
	p.State = settle(p.Findings)
	if p.Digest, err = digestOf(p); err != nil {
		return p, err
	}
	composed, err := encode(p.Reading)
	if err != nil {
		return p, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return p.put(ctx, tx, composed)
	})
	return p, err
}

// put writes a prepared publication, unless it is there, and sets those aside that
// it comes instead of.
func (p *Publication) put(ctx context.Context, tx *db.Tx, composed string) error {
	// Two who prepare at once come one after the other, and the second finds the
	// first one's.
	if _, err := tx.ExecContext(ctx, `UPDATE planned_meeting SET id = id WHERE id = $1`, p.PlannedID); err != nil {
		return err
	}
	source, err := load(ctx, tx, p.PlannedID, p.Kind)
	if err != nil {
		return err
	}
	if now, err := encode(Compose(source)); err != nil || now != composed {
		return cmpErr(err, fault.New(fault.Conflict, "Teksten blev ændret, mens den blev set igennem. Intet er gjort klar. Prøv igen."))
	}
	all, err := ofMeeting(ctx, tx, p.PlannedID)
	if err != nil {
		return err
	}
	for _, was := range all {
		if was.Kind == p.Kind && was.Digest == p.Digest && (was.State.Waits() || was.State == Published) {
			*p, err = find(ctx, tx, was.ID)
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE publication SET state = $3, row_version = row_version + 1
		WHERE planned_id = $1 AND kind = $2 AND state IN ('held', 'ready', 'cleared')`, p.PlannedID, p.Kind, Replaced); err != nil {
		return err
	}
	p.ID, p.Made, p.Row = id.New(tx.Now), tx.Now, 1
	if _, err := tx.ExecContext(ctx, `INSERT INTO publication (id, planned_id, body_id, kind, version, state, second, content, digest, document_id,
		author, author_name, made_at, cleared_by, cleared_name, published_by, published_name, row_version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, '', '', '', '', 1)`, p.ID, p.PlannedID, p.BodyID, p.Kind, p.Version, p.State,
		p.Second, composed, p.Digest, p.Author, p.AuthorName, p.Made.UnixMicro()); err != nil {
		return err
	}
	for _, f := range p.Files {
		if _, err := tx.ExecContext(ctx, `INSERT INTO publication_file (publication_id, attachment_id, position, item, name, file_name, original, digest,
			media_type, size, withheld, scanned_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, p.ID, f.AttachmentID, f.Position, f.Item,
			f.Name, f.FileName, f.Original, f.Digest, f.MediaType, f.Size, f.Withheld, tx.Now.UnixMicro()); err != nil {
			return err
		}
	}
	if err := addFindings(ctx, tx, p.ID, p.Findings, 0); err != nil {
		return err
	}
	return record(ctx, tx, p.ID, "prepared", p.Author, p.AuthorName, fmt.Sprintf("udgave %d", p.Version))
}

// encode writes a reading as it is kept at the gate, with its text.
func encode(r *reading.Reading) (string, error) {
	content, err := json.Marshal(r)
	return string(content), err
}

// digestOf returns what tells that two publications show the same to the byte: the
// text and the files.
func digestOf(p Publication) (string, error) {
	content, err := encode(p.Reading)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintln(h, p.Kind, p.Version, content)
	for _, f := range p.Files {
		if f.Shown() {
			fmt.Fprintf(h, "%q %q %q %s\n", f.Item, f.Name, f.FileName, f.Digest)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// filesOf lists the papers that the public may fetch: those that are there and not
// closed, of items that are not closed.
func filesOf(s Source) (list []File) {
	for _, it := range s.items() {
		if it.Closed {
			continue
		}
		for _, a := range s.Papers[it.ID] {
			if a.State == attachment.Enclosed && !a.Closed && a.There() {
				list = append(list, File{AttachmentID: a.ID, Position: a.Position, Item: it.Number, Name: a.Name, FileName: a.FileName,
					Original: a.Digest, Digest: a.Digest, MediaType: a.MediaType, Size: a.Size})
			}
		}
	}
	return list
}

// carry lets what was made of the same originals before hold: a file that was
// withheld stays so, and a redacted one is shown in place of its original. before
// has the latest publication last.
func carry(files []File, before []Publication) {
	for i := range files {
		for _, p := range before {
			for _, was := range p.Files {
				if was.AttachmentID != files[i].AttachmentID || was.Original != files[i].Original {
					continue
				}
				was.Item, was.Name, was.Position = files[i].Item, files[i].Name, files[i].Position
				files[i] = was
			}
		}
	}
}

// remember answers what is found in the same place of the same file as before as
// it was answered then.
func remember(findings []Finding, before []Publication) {
	for i, f := range findings {
		for _, p := range before {
			for _, was := range p.Findings {
				if was.State == Accepted && was.Digest != "" && was.Digest == f.Digest && was.Place == f.Place && was.Kind == f.Kind && was.Excerpt == f.Excerpt {
					findings[i].State, findings[i].Reason, findings[i].By, findings[i].Answered = was.State, was.Reason, was.By, was.Answered
				}
			}
		}
	}
}

// look looks through a publication and every file that it shows.
func (s *Store) look(ctx context.Context, p Publication) []Finding {
	known := knownOf(p.Reading)
	list := Scan(Pieces(p.Reading), known)
	for _, f := range p.Files {
		if f.Shown() {
			list = append(list, s.lookInto(ctx, f, known)...)
		}
	}
	return list
}

// lookInto looks through one file. One that cannot be opened is a finding.
func (s *Store) lookInto(ctx context.Context, f File, known Known) []Finding {
	place := "bilag/" + f.AttachmentID
	pieces := []Piece{{Place: place + "/navn", Text: f.FileName}}
	data, err := s.bytes(f.Digest)
	if err != nil {
		pieces = append(pieces, Piece{Place: place + "/fil", Kind: Unreadable, Text: "Filen kan ikke åbnes."})
	} else {
		pieces = append(pieces, Inspect(ctx, place, data, s.limits)...)
	}
	found := Scan(pieces, known)
	for i := range found {
		found[i].Digest = f.Digest
	}
	return found
}

func (s *Store) bytes(digest string) ([]byte, error) {
	r, err := s.files.Open(digest)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func (s *Store) keep(ctx context.Context, data []byte) (digest string, err error) {
	digest, _, err = s.files.Put(ctx, bytes.NewReader(data))
	return digest, err
}

// knownOf returns who is spoken of by office: those who took part.
func knownOf(r *reading.Reading) Known {
	known := Known{Place: r.Meeting.Place}
	for _, p := range r.Meeting.Participants {
		known.Names = append(known.Names, p.Name)
	}
	return known
}

func addFindings(ctx context.Context, tx *db.Tx, publicationID string, list []Finding, from int) error {
	for i, f := range list {
		if f.State == "" {
			f.State = Open
		}
		var answered any
		if !f.Answered.IsZero() {
			answered = f.Answered.UnixMicro()
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO publication_finding (id, publication_id, position, place, kind, digest, blocks, excerpt, page, state,
			reason, settled_by, settled_name, settled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, CAST($13 AS BIGINT))`, id.New(tx.Now), publicationID,
			from+i, f.Place, f.Kind, f.Digest, f.Kind.Blocks(), f.Excerpt, f.Page, f.State, f.Reason, f.By, answered); err != nil {
			return err
		}
	}
	return nil
}

// record notes what happened at the gate.
func record(ctx context.Context, tx *db.Tx, publicationID, kind, account, name, detail string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO publication_event (id, publication_id, kind, at, by_whom, by_name, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(tx.Now), publicationID, kind, tx.Now.UnixMicro(), account, name, detail)
	return err
}

// same reports whether somebody saw what there is now.
func (p Publication) same(digest string) bool { return digest == p.Digest }

// fileAt returns the place of an attachment in the list of files, -1 when it has none.
func (p Publication) fileAt(attachmentID string) int {
	return slices.IndexFunc(p.Files, func(f File) bool { return f.AttachmentID == attachmentID })
}
