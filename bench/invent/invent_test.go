package invent

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"klynge/internal/reader"
	"klynge/internal/reader/extract"
)

// What is measured must be minutes that the reader understands, alike in each
// kind of file: otherwise its speed is that of giving up.
func TestMinutesAreRead(t *testing.T) {
	m := NewWriter(NewWords(), 1).Minutes(3, 24, 9)
	docx, err := m.DOCX()
	if err != nil {
		t.Fatal(err)
	}
	pdf, pages, err := m.PDF()
	if err != nil {
		t.Fatal(err)
	}
	if pages < 10 || pages > 18 {
		t.Errorf("PDF has %d pages, want about 14", pages)
	}
	for name, file := range map[string][]byte{"text": m.Text(), "docx": docx, "pdf": pdf} {
		r, err := reader.Read(context.Background(), name, file, extract.DefaultLimits)
		if err != nil {
			t.Errorf("Read(%s): %v", name, err)
			continue
		}
		if got := len(r.Meeting.Items); got != 24 {
			t.Errorf("Read(%s) found %d items, want 24", name, got)
		}
		if r.Meeting.Date != "2004-01-08" || len(r.Meeting.Participants) < 10 {
			t.Errorf("Read(%s) found date %q and %d participants, want 2004-01-08 and at least 10", name, r.Meeting.Date, len(r.Meeting.Participants))
		}
		for i, item := range r.Meeting.Items {
			if item.Decision == "" || len(item.Sections) == 0 {
				t.Errorf("Read(%s): item %d has decision %q and %d sections", name, i+1, item.Decision, len(item.Sections))
				break
			}
		}
	}
}

func TestSameSeedSameText(t *testing.T) {
	words := NewWords()
	if len(words) != Size {
		t.Errorf("NewWords() has %d words, want %d", len(words), Size)
	}
	one, other := NewWriter(words, 7).Text(20), NewWriter(words, 7).Text(20)
	if one != other {
		t.Errorf("Text(20) with seed 7 gave %q and %q", one, other)
	}
	if different := NewWriter(words, 8).Text(20); different == one {
		t.Errorf("Text(20) gave %q with seeds 7 and 8", one)
	}
}

// Another program reads the file too, so it is a PDF and not merely what our
// reader forgives.
func TestPDFIsReadByPdftotext(t *testing.T) {
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Fatal("pdftotext is not installed: apt-get install poppler-utils")
	}
	file, _, err := NewWriter(NewWords(), 1).Minutes(3, 2, 4).PDF()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-layout", path, "-").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Rådhus, mødelokale 2") || strings.Contains(string(out), "Error") {
		t.Errorf("pdftotext %s: %v\n%.400s", path, err, out)
	}
}
