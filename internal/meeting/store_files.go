package meeting

import (
	"context"
	"path"
	"regexp"
	"strings"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A File is an attachment that anybody may fetch (OParl File).
type File struct {
	ID        string // the unguessable part of its address
	Item      string // number of the item
	Name      string // as listed with the item
	FileName  string // what a reader's machine saves it as
	Digest    string // in the vault
	MediaType string // told from the bytes
	Size      int64
}

// Path returns the address of the file.
func (f File) Path() string {
	ending := strings.ToLower(path.Ext(f.FileName))
	if !plainEnding.MatchString(ending) {
		ending = ""
	}
	return "/bilag/" + f.ID + "/" + id.Slug(strings.TrimSuffix(f.FileName, path.Ext(f.FileName))) + ending
}

var plainEnding = regexp.MustCompile(`^\.[a-z0-9]{1,5}$`)

// FileOf returns the file of an attachment that is listed under a name, nil when
// there is none to fetch.
func (it Item) FileOf(name string) *File {
	for i := range it.Files {
		if it.Files[i].Name == name {
			return &it.Files[i]
		}
	}
	return nil
}

const fileColumns = `id, item, name, file_name, digest, media_type, size`

func scanFile(r row) (f File, err error) {
	return f, r.Scan(&f.ID, &f.Item, &f.Name, &f.FileName, &f.Digest, &f.MediaType, &f.Size)
}

// File returns a public file by the id in its address.
func (p *Public) File(ctx context.Context, id string) (f File, err error) {
	defer fault.In(&err, "file %s", id)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		f, err = scanFile(tx.QueryRowContext(ctx, `SELECT `+fileColumns+` FROM public_file WHERE id = $1`, id))
		return db.Missing(err, "Filen findes ikke her.")
	})
	return f, err
}

// files gives the items of a meeting the files that may be fetched.
func files(ctx context.Context, tx *db.Tx, meetingID string, items []Item) error {
	list, err := db.Collect(ctx, tx, scanFile, `SELECT `+fileColumns+` FROM public_file WHERE meeting_id = $1 ORDER BY item, position, id`, meetingID)
	for _, f := range list {
		for i := range items {
			if items[i].Number == f.Item && !items[i].Closed {
				items[i].Files = append(items[i].Files, f)
			}
		}
	}
	return err
}

// A Tombstone says that a text was public and was withdrawn (R34), and no more.
type Tombstone struct {
	ID    string
	Path  string
	Kind  string // agenda, minutes, file
	Class string // publication.Class
	At    time.Time
}

// Tombstones returns what was withdrawn at an address and has not come back, the
// latest first.
func (p *Public) Tombstones(ctx context.Context, address string) (list []Tombstone, err error) {
	defer fault.In(&err, "tombstones at %s", address)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = tombstones(ctx, tx, address)
		return err
	})
	return list, err
}

func tombstones(ctx context.Context, tx *db.Tx, address string) ([]Tombstone, error) {
	return db.Collect(ctx, tx, func(r row) (t Tombstone, err error) {
		var at int64
		err = r.Scan(&t.ID, &t.Path, &t.Kind, &t.Class, &at)
		t.At = time.UnixMicro(at).UTC()
		return t, err
	}, `SELECT id, path, kind, reason_class, at FROM tombstone WHERE path = $1 AND lifted_at IS NULL ORDER BY at DESC, id DESC`, address)
}
