package attachment

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Vault keeps bytes by their content (package vault).
type Vault interface {
	PutIf(ctx context.Context, r io.Reader, check func(file io.ReaderAt, size int64) error) (digest string, size int64, err error)
	File(digest string) (*os.File, error)
}

// DefaultMax is how large a file may be where nobody has said otherwise: 200 MB.
const DefaultMax = 200 << 20

// A Store keeps papers.
type Store struct {
	db    *db.DB
	vault Vault
	max   int64
}

// NewStore returns the papers of a database, with their bytes in a vault. A file
// may be max bytes large; 0 is [DefaultMax].
func NewStore(d *db.DB, v Vault, max int64) *Store {
	if max == 0 {
		max = DefaultMax
	}
	return &Store{d, v, max}
}

// Max returns how many bytes a file may have.
func (s *Store) Max() int64 { return s.max }

// TooLarge is the refusal of a file or a form that is larger than there is room
// for.
func (s *Store) TooLarge() error {
	return fault.New(fault.TooLarge, "Der er plads til %s ad gangen, og det, du sendte, er større. Intet af det er gemt. Gør filen mindre (gem for eksempel PDF'en i skærmkvalitet), del den, eller læg et bilag op ad gangen.", size(s.max))
}

// size says a number of bytes as people do: "200 MB".
func size(n int64) string {
	if n < 1<<20 {
		return danish.Count(int((n+1023)>>10), "kB", "kB")
	}
	return danish.Count(int((n+1<<19)>>20), "MB", "MB")
}

// Receive reads a file into the vault and tells what it is. What is not taken in is
// not kept.
func (s *Store) Receive(ctx context.Context, claimed string, r io.Reader) (f File, err error) {
	called := []rune(plain(claimed))
	name := string(called[:min(len(called), longestName)])
	buffered := bufio.NewReaderSize(r, sniffed)
	head, err := buffered.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return f, err
	}
	if _, err := first(head, name); err != nil {
		return f, err
	}
	f.Digest, f.Size, err = s.vault.PutIf(ctx, io.LimitReader(buffered, s.max+1), func(file io.ReaderAt, size int64) (err error) {
		if size > s.max {
			return s.TooLarge()
		}
		f.MediaType, err = inspect(file, size, name)
		return err
	})
	f.FileName = FileName(claimed, KindOf(f.MediaType))
	return f, err
}

// File opens a file in the vault.
func (s *Store) File(digest string) (*os.File, error) { return s.vault.File(digest) }

// Add lists a paper on an item before there is a file.
func (s *Store) Add(ctx context.Context, itemID string, p Promise, by access.Who) (a Attachment, err error) {
	defer fault.In(&err, "attachment: add to item %s", itemID)
	if p, err = p.Checked(false); err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := twice(ctx, tx, itemID, p.Name); err != nil {
			return err
		}
		a, err = add(ctx, tx, itemID, p, by)
		return err
	})
	return a, err
}

// twice refuses a promise that was just made: a form that was sent twice.
func twice(ctx context.Context, tx *db.Tx, itemID, name string) error {
	list, err := Of(ctx, tx, itemID)
	for _, a := range list {
		if a.Name == name && !a.There() && a.State != Withdrawn {
			return fault.New(fault.Conflict, "“%s” er allerede på listen. Der er ikke ændret noget.", name)
		}
	}
	return err
}

func add(ctx context.Context, tx *db.Tx, itemID string, p Promise, by access.Who) (Attachment, error) {
	a := Attachment{ID: id.New(tx.Now), ItemID: itemID, Name: p.Name, State: p.State, Due: p.Due, Closed: p.Closed, Version: 1, Made: tx.Now.UTC(), MadeBy: by.Account.Name}
	if err := alone(ctx, tx, itemID); err != nil {
		return a, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(position), -1) + 1 FROM draft_attachment WHERE item_id = $1`, itemID).Scan(&a.Position); err != nil {
		return a, err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size,
		version, supplied_by, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', 0, 1, '', $8, $9)`,
		a.ID, a.ItemID, a.Position, a.Name, a.State, a.Due, a.Closed, a.Made.UnixMicro(), a.MadeBy)
	return a, err
}

// alone makes those who change the papers of an item come one after the other,
// which gives each paper a place of its own.
func alone(ctx context.Context, tx *db.Tx, itemID string) error {
	result, err := tx.ExecContext(ctx, `UPDATE draft_item SET changed_at = $2 WHERE id = $1`, itemID, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return fault.New(fault.Missing, "Punktet findes ikke.")
	}
	return err
}

// An Upload is a file on its way in.
type Upload struct {
	Name  string // as the browser claims
	Bytes io.Reader
}

// A Received is a paper whose file came.
type Received struct {
	Attachment
	Already bool   // the very file was there, and nothing changed
	Also    string // another item of the same meeting that has the same file, "" for none
}

// AddFile lists a paper by its file. The paper is called what the file is called
// until somebody says otherwise.
func (s *Store) AddFile(ctx context.Context, itemID string, u Upload, closed bool, by access.Who) (got Received, err error) {
	defer fault.In(&err, "attachment: add a file to item %s", itemID)
	f, err := s.Receive(ctx, u.Name, u.Bytes)
	if err != nil {
		return got, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		got = Received{}
		list, err := Of(ctx, tx, itemID)
		if err != nil {
			return err
		}
		for _, a := range list {
			if a.Digest == f.Digest && a.State != Withdrawn {
				got = Received{Attachment: a, Already: true}
				return nil
			}
		}
		if got.Attachment, err = add(ctx, tx, itemID, Promise{Name: Title(f.FileName), State: Enclosed, Closed: closed}, by); err != nil {
			return err
		}
		return supply(ctx, tx, &got, f, by)
	})
	return got, err
}

// Supply gives a paper its file, or another one; the earlier one is kept.
func (s *Store) Supply(ctx context.Context, itemID, id string, u Upload, by access.Who) (got Received, err error) {
	defer fault.In(&err, "attachment: supply %s", id)
	f, err := s.Receive(ctx, u.Name, u.Bytes)
	if err != nil {
		return got, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := of(ctx, tx, itemID, id)
		got = Received{Attachment: a}
		switch {
		case err != nil:
			return err
		case a.Digest == f.Digest:
			got.Already = true
			return nil
		case a.State == Withdrawn:
			return fault.New(fault.Conflict, "“%s” er trukket tilbage. Filen er ikke gemt. Sæt bilaget til vedlagt først, hvis det skal med.", a.Name)
		}
		return supply(ctx, tx, &got, f, by)
	})
	return got, err
}

// of finds a paper of an item: an address that mixes two up finds nothing.
func of(ctx context.Context, tx *db.Tx, itemID, id string) (Attachment, error) {
	a, err := Find(ctx, tx, id)
	if err == nil && a.ItemID != itemID {
		return Attachment{}, fault.New(fault.Missing, "Bilaget findes ikke.")
	}
	return a, err
}

// supply makes a file the paper's latest.
func supply(ctx context.Context, tx *db.Tx, got *Received, f File, by access.Who) (err error) {
	a := &got.Attachment
	f.Number, f.Supplied, f.SuppliedBy = a.Number+1, tx.Now.UTC(), by.Account.Name
	if got.Also, err = also(ctx, tx, a.ItemID, f.Digest); err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `UPDATE draft_attachment SET state = $3, due = '', file_name = $4, digest = $5, media_type = $6, size = $7,
		supplied_at = $8, supplied_by = $9, version = version + 1 WHERE id = $1 AND version = $2`,
		a.ID, a.Version, Enclosed, f.FileName, f.Digest, f.MediaType, f.Size, f.Supplied.UnixMicro(), f.SuppliedBy)
	if err := one(result, err, a.Name); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO draft_attachment_file (attachment_id, number, file_name, digest, media_type, size, at, by_whom)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, a.ID, f.Number, f.FileName, f.Digest, f.MediaType, f.Size, f.Supplied.UnixMicro(), f.SuppliedBy)
	a.File, a.State, a.Due, a.Version = f, Enclosed, "", a.Version+1
	return err
}

// also returns the number and title of another item of the same meeting with
// the same file.
func also(ctx context.Context, tx *db.Tx, itemID, digest string) (title string, err error) {
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (title string, err error) {
		err = row.Scan(&title)
		return title, err
	}, `SELECT COALESCE(f.text, '') FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id JOIN draft_item mine ON mine.id = $1
		LEFT JOIN draft_field f ON f.object = i.id AND f.name = 'title'
		WHERE a.digest = $2 AND a.item_id <> $1 AND a.state <> 'withdrawn' AND i.meeting_id = mine.meeting_id ORDER BY i.position LIMIT 1`, itemID, digest)
	if len(list) > 0 {
		title = list[0]
	}
	return title, err
}

// one refuses a change over what somebody else has changed.
func one(result interface{ RowsAffected() (int64, error) }, err error, name string) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "En anden har lige ændret bilaget “%s”. Det, der stod der, er bevaret, og din ændring er ikke gemt. Se listen igen, og prøv så.", name)
	}
	return err
}

// Describe changes what is said of a paper, over the version that the writer saw.
func (s *Store) Describe(ctx context.Context, itemID, id string, version int64, p Promise) (a Attachment, err error) {
	defer fault.In(&err, "attachment: describe %s", id)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = of(ctx, tx, itemID, id); err != nil {
			return err
		}
		said, err := p.Checked(a.There())
		if err != nil || said == (Promise{a.Name, a.State, a.Due, a.Closed}) {
			return err
		}
		result, err := tx.ExecContext(ctx, `UPDATE draft_attachment SET name = $3, state = $4, due = $5, closed = $6, version = version + 1
			WHERE id = $1 AND version = $2`, id, version, said.Name, said.State, said.Due, said.Closed)
		a.Name, a.State, a.Due, a.Closed, a.Version = said.Name, said.State, said.Due, said.Closed, version+1
		return one(result, err, a.Name)
	})
	return a, err
}

// Move puts a paper one place up or down among those of its item.
func (s *Store) Move(ctx context.Context, itemID, id string, up bool) (err error) {
	defer fault.In(&err, "attachment: move %s", id)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		place, err := PlaceOf(ctx, tx, itemID)
		if err != nil {
			return err
		}
		if !place.Sent.IsZero() {
			return fault.New(fault.Conflict, "Dagsordenen er sendt, så bilagenes rækkefølge ligger fast. Der er ikke ændret noget.")
		}
		if err := alone(ctx, tx, itemID); err != nil {
			return err
		}
		list, err := Of(ctx, tx, itemID)
		if err != nil {
			return err
		}
		for i, a := range list {
			other := i + 1
			if up {
				other = i - 1
			}
			if a.ID == id && other >= 0 && other < len(list) {
				list[i], list[other] = list[other], list[i]
				break
			}
		}
		for i, a := range list {
			if a.Position != i {
				if _, err := tx.ExecContext(ctx, `UPDATE draft_attachment SET position = $2 WHERE id = $1`, a.ID, i); err != nil {
					return err
				}
			}
		}
		return nil
	})
}
