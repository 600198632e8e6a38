// Package vault keeps files by their content: the name of a file is the
// SHA-256 of its bytes, in hexadecimal.
//
// What is promised: when [Vault.Put] returns nil the bytes are on disk under
// their digest, whole, even if the machine stops in the next moment; and
// [Vault.Open] returns exactly those bytes or an error, never something else.
// A file that was put and is mentioned nowhere is harmless; it takes up room
// and nothing more.
package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	"klynge/internal/fault"
)

// A Vault is a folder of files named by their content. It never reaches
// outside the folder, whatever names or links stand in it.
type Vault struct {
	root *os.Root
}

// Open opens the folder, and makes it if it is not there.
func Open(folder string) (*Vault, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, classify(err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, classify(err)
	}
	return &Vault{root}, nil
}

// Close lets go of the folder.
func (v *Vault) Close() error { return v.root.Close() }

// place is where a digest lies: two levels, so that no folder gets too full.
func place(digest string) (folder, name string) {
	return digest[:2], path.Join(digest[:2], digest)
}

// Put keeps what r yields and returns its digest and size in bytes. Keeping
// the same bytes again changes nothing.
func (v *Vault) Put(ctx context.Context, r io.Reader) (digest string, size int64, err error) {
	return v.PutIf(ctx, r, func(io.ReaderAt, int64) error { return nil })
}

// PutIf is [Vault.Put] of bytes that a check has seen whole and not refused.
// What it refuses is not kept.
func (v *Vault) PutIf(ctx context.Context, r io.Reader, check func(file io.ReaderAt, size int64) error) (digest string, size int64, err error) {
	defer fault.In(&err, "vault: put")
	draft := "draft-" + rand.Text()
	file, err := v.root.OpenFile(draft, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, classify(err)
	}
	// When the draft has become the file there is nothing left to remove.
	defer func() { _ = v.root.Remove(draft) }()

	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(file, hash), &within{ctx, r})
	if err == nil {
		err = check(file, size)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return "", 0, classify(err)
	}
	digest = hex.EncodeToString(hash.Sum(nil))
	return digest, size, classify(v.place(draft, digest))
}

// place gives the draft its name, unless the same bytes are there already.
func (v *Vault) place(draft, digest string) error {
	if v.verify(digest) == nil {
		return nil
	}
	folder, name := place(digest)
	if err := v.root.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := v.root.Rename(draft, name); err != nil {
		return err
	}
	return errors.Join(v.sync(folder), v.sync("."))
}

// sync makes the names in a folder durable.
func (v *Vault) sync(folder string) error {
	dir, err := v.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// verify reads the file through and compares it with its name.
func (v *Vault) verify(digest string) error {
	file, err := v.File(digest)
	if err != nil {
		return err
	}
	return file.Close()
}

// File opens the bytes with a digest as a file on disk, for what is too large
// to hold in memory. It reads them through first, as [Vault.Open] does; the
// caller closes it.
func (v *Vault) File(digest string) (_ *os.File, err error) {
	defer fault.In(&err, "vault: file %s", digest)
	name, err := named(digest)
	if err != nil {
		return nil, err
	}
	file, err := v.root.Open(name)
	if err != nil {
		return nil, gone(err)
	}
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	if err == nil {
		err = match(hash.Sum(nil), digest)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, classify(errors.Join(err, file.Close()))
	}
	return file, nil
}

// Open returns the bytes with a digest. It refuses bytes that have changed
// since they were put.
func (v *Vault) Open(digest string) (_ io.ReadSeeker, err error) {
	defer fault.In(&err, "vault: open %s", digest)
	name, err := named(digest)
	if err != nil {
		return nil, err
	}
	data, err := v.root.ReadFile(name)
	if err != nil {
		return nil, gone(err)
	}
	sum := sha256.Sum256(data)
	if err := match(sum[:], digest); err != nil {
		return nil, err
	}
	return bytes.NewReader(data), nil
}

// named returns where a digest lies, when it is one.
func named(digest string) (string, error) {
	if raw, err := hex.DecodeString(digest); err != nil || len(raw) != sha256.Size {
		return "", fault.New(fault.Missing, "Filen findes ikke i arkivet.")
	}
	_, name := place(digest)
	return name, nil
}

func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Because(err, fault.Missing, "Filen findes ikke i arkivet.")
	}
	return classify(err)
}

func match(sum []byte, digest string) error {
	if hex.EncodeToString(sum) != digest {
		return fault.Because(fmt.Errorf("the bytes have digest %x", sum), fault.Unavailable,
			"Filen i arkivet er beskadiget og vises ikke. Hent den fra sikkerhedskopien, eller indlæs originalen igen.")
	}
	return nil
}

// within stops reading when the context ends.
type within struct {
	ctx context.Context
	r   io.Reader
}

func (w *within) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

// classify gives a folder that cannot be written a sentence.
func classify(err error) error {
	switch {
	case err == nil, fault.KindOf(err) != fault.Internal:
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.Because(err, fault.Full, "Disken er fuld, så originalen kan ikke gemmes. Intet er gemt. Frigør plads, og prøv igen.")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return fault.Because(err, fault.Unavailable, "Mappen til originalerne kan ikke skrives. Intet er gemt. Kontrollér rettighederne til mappen.")
	}
	return err
}
