package vault_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"klynge/internal/fault"
	"klynge/internal/vault"
)

// Digest of "Referat\n", from sha256sum.
const digest = "6f998a872870a1577ff2128c49b1ad4009162a5735db0639c3935ab42918838c"

func open(t *testing.T) (*vault.Vault, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "originals")
	v, err := vault.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v, folder
}

func files(t *testing.T, folder string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestPutAndOpen(t *testing.T) {
	v, folder := open(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, size, err := v.Put(t.Context(), strings.NewReader("Referat\n"))
			if err != nil || got != digest || size != 8 {
				t.Errorf("Put(Referat) = %s, %d, %v, want %s, 8, nil", got, size, err, digest)
			}
		})
	}
	wg.Wait()
	r, err := v.Open(digest)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); string(got) != "Referat\n" || err != nil {
		t.Errorf("Open(%s) holds %q, %v, want the bytes that were put", digest, got, err)
	}
	if got := files(t, folder); len(got) != 1 {
		t.Errorf("after putting the same bytes eight times the folder holds %q, want one file", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	v, folder := open(t)
	if _, _, err := v.Put(t.Context(), strings.NewReader("Referat\n")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files(t, folder)[0], []byte("Rettet!\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		digest string
		want   fault.Kind
	}{
		"bytes that were changed": {digest, fault.Unavailable},
		"bytes never put":         {strings.Repeat("0", 64), fault.Missing},
		"a path":                  {"../../etc/passwd", fault.Missing},
		"nothing":                 {"", fault.Missing},
	} {
		if _, err := v.Open(tt.digest); !fault.Is(err, tt.want) || fault.Sentence(err) == "" {
			t.Errorf("Open of %s (%q) = %v, want kind %d with a sentence", name, tt.digest, err, tt.want)
		}
		if _, err := v.File(tt.digest); !fault.Is(err, tt.want) || fault.Sentence(err) == "" {
			t.Errorf("File of %s (%q) = %v, want kind %d with a sentence", name, tt.digest, err, tt.want)
		}
	}
	if _, _, err := v.Put(t.Context(), strings.NewReader("Referat\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(digest); err != nil {
		t.Errorf("putting the bytes again mends a damaged file: Open = %v, want nil", err)
	}
}

func TestPutIf(t *testing.T) {
	v, folder := open(t)
	no := fault.New(fault.Invalid, "Nej.")
	check := func(file io.ReaderAt, size int64) error {
		seen, err := io.ReadAll(io.NewSectionReader(file, 0, size))
		if string(seen) != "Referat\n" || err != nil {
			t.Errorf("the check sees %q, %v, want the bytes", seen, err)
		}
		return no
	}
	if _, _, err := v.PutIf(t.Context(), strings.NewReader("Referat\n"), check); !errors.Is(err, no) {
		t.Errorf("PutIf of what is refused = %v, want the refusal", err)
	}
	if got := files(t, folder); len(got) != 0 {
		t.Errorf("what is refused leaves %q, want nothing", got)
	}
	no = nil
	if got, size, err := v.PutIf(t.Context(), strings.NewReader("Referat\n"), check); got != digest || size != 8 || err != nil {
		t.Errorf("PutIf of what is not refused = %s, %d, %v, want %s, 8, nil", got, size, err, digest)
	}
	file, err := v.File(digest)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); string(got) != "Referat\n" || err != nil {
		t.Errorf("File holds %q, %v, want the bytes from their beginning", got, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestPutLeavesNothingHalfWritten(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, tt := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		want fault.Kind
	}{
		"a full disk":      {t.Context(), io.MultiReader(strings.NewReader("Ref"), failing{syscall.ENOSPC}), fault.Full},
		"a broken source":  {t.Context(), io.MultiReader(strings.NewReader("Ref"), failing{errors.New("gone")}), fault.Internal},
		"somebody stopped": {stopped, strings.NewReader("Referat\n"), fault.Internal},
	} {
		v, folder := open(t)
		if _, _, err := v.Put(tt.ctx, tt.r); !fault.Is(err, tt.want) {
			t.Errorf("Put with %s = %v, want kind %d", name, err, tt.want)
		}
		if got := files(t, folder); len(got) != 0 {
			t.Errorf("Put with %s leaves %q, want nothing", name, got)
		}
	}
}

func TestFolderThatIsAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(path); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Open of a file = %v, want Unavailable", err)
	}
}
