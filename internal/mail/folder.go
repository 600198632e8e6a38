package mail

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"klynge/internal/fault"
)

// A Folder is a post for trying things out: each message becomes a file that a
// mail program opens, ID.eml, and goes nowhere.
type Folder struct {
	Path string
	From Sender
}

// Send writes the message. One that was written before is written over.
func (f Folder) Send(_ context.Context, m Message) (err error) {
	defer fault.In(&err, "write mail %s", m.ID)
	msg, err := m.compose(f.From)
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if _, err := msg.WriteTo(&content); err != nil {
		return err
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return fault.Because(err, fault.Invalid, "Mappen til mail, %s, kan ikke oprettes. Mailen venter.", f.Path)
	}
	name := filepath.Join(f.Path, m.ID+".eml")
	if err := os.WriteFile(name+".part", content.Bytes(), 0o600); err != nil {
		return fault.Because(err, fault.Full, "Mailen kan ikke skrives i %s. Den venter.", f.Path)
	}
	return os.Rename(name+".part", name)
}
