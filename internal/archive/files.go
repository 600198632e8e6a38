package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"klynge/internal/fault"
)

// Files returns the files that some paths name: a file is itself, a folder is
// every file below it in the order of their names. Hidden files and folders
// and the traces that word processors leave behind are passed over, and a
// folder that links lead back to is entered once.
func Files(paths ...string) (files []string, err error) {
	w := walker{entered: map[string]bool{}}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, missing(err, path)
		}
		if !info.IsDir() {
			w.files = append(w.files, path)
			continue
		}
		if err := w.folder(path); err != nil {
			return nil, err
		}
	}
	return w.files, nil
}

type walker struct {
	files   []string
	entered map[string]bool // real paths of folders
}

func (w *walker) folder(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return missing(err, path)
	}
	if real, err = filepath.Abs(real); err != nil {
		return err
	}
	if w.entered[real] {
		return nil
	}
	w.entered[real] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		return missing(err, path)
	}
	for _, entry := range entries {
		if passedOver(entry.Name()) {
			continue
		}
		child := filepath.Join(path, entry.Name())
		info, err := os.Stat(child)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // a link that leads nowhere, or a file that has just gone
		case err != nil:
			return missing(err, child)
		case info.IsDir():
			err = w.folder(child)
		case info.Mode().IsRegular():
			w.files = append(w.files, child)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// passedOver reports whether a name is hidden, a lock file of a word processor,
// or what an operating system leaves in folders.
func passedOver(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || strings.HasSuffix(name, "~") ||
		slices.Contains([]string{"Thumbs.db", "desktop.ini", "__MACOSX"}, name)
}

const defaultBytes = 64 << 20

// load reads a file of at most limit bytes.
func load(ctx context.Context, path string, limit int64) ([]byte, error) {
	if limit <= 0 {
		limit = defaultBytes
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, missing(err, path)
	}
	defer file.Close() // only read
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fault.Because(err, fault.Invalid, "%s er ikke en almindelig fil. Intet af den er gemt.", path)
	}
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, missing(err, path)
	}
	if int64(len(data)) > limit {
		return nil, fault.New(fault.TooLarge, "%s fylder mere end %d MB, som er det mest, der læses. Intet af den er gemt. Grænsen kan sættes op med --max-bytes.", path, limit>>20)
	}
	return data, ctx.Err()
}

// missing gives a file that cannot be read a sentence.
func missing(err error, path string) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Because(err, fault.Missing, "%s findes ikke. Intet af den er gemt. Kontrollér stien.", path)
	case errors.Is(err, fs.ErrPermission):
		return fault.Because(err, fault.Forbidden, "%s må ikke læses af dette program. Intet af den er gemt. Kontrollér rettighederne.", path)
	}
	return fault.Because(fmt.Errorf("read %s: %w", path, err), fault.Unavailable, "%s kunne ikke læses. Intet af den er gemt. Prøv igen.", path)
}
