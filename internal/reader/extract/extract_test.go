package extract

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"klynge/internal/fault"
)

// check holds a document to the promises of the package.
func check(t testing.TB, d *Document) {
	t.Helper()
	texts := make([]string, len(d.Blocks))
	for i, b := range d.Blocks {
		texts[i] = b.Text
	}
	if got := strings.Join(texts, "\n"); got != d.Text {
		t.Fatalf("Document.Text is not its blocks joined:\ngot  %.200q\nwant %.200q", d.Text, got)
	}
	if !utf8.ValidString(d.Text) {
		t.Fatalf("Document.Text is not UTF-8: %.200q", d.Text)
	}
	if len(d.Pages) == 0 || d.Pages[0] != 0 {
		t.Fatalf("Document.Pages = %v, want a first page at 0", d.Pages)
	}
	letters := []rune(d.Text)
	at := 0
	for i, b := range d.Blocks {
		if b.Start != at || b.End < b.Start || b.End > len(letters) {
			t.Fatalf("block %d stands at %d–%d, want a start at %d: %.80q", i, b.Start, b.End, at, b.Text)
		}
		at = b.End + 1
		if got := string(letters[b.Start:b.End]); got != b.Text || b.Text == "" {
			t.Fatalf("block %d: the text at %d–%d is %.80q, want %.80q", i, b.Start, b.End, got, b.Text)
		}
		if got := d.Slice(b.All()); got != b.Text {
			t.Fatalf("Slice(block %d) = %.80q, want %.80q", i, got, b.Text)
		}
		if strings.ContainsAny(b.Text, "\n\r\f\v\u2028") || b.Kind != Row && strings.Contains(b.Text, "\t") {
			t.Fatalf("block %d (%s) has a break in its text: %.80q", i, b.Kind, b.Text)
		}
		if page := d.PageAt(b.Start); page != b.Page {
			t.Fatalf("block %d is on page %d, PageAt(%d) = %d", i, b.Page, b.Start, page)
		}
		if (b.Kind == Row) != (len(b.Cells) > 0) || (b.Kind == Row) != (b.Table > 0) {
			t.Fatalf("block %d (%s) has %d cells and table %d", i, b.Kind, len(b.Cells), b.Table)
		}
		for _, c := range b.Cells {
			for _, l := range c.Lines {
				if got := d.Slice(Passage{b.Page, l.Start, l.End}); got != l.Text || l.Text == "" {
					t.Fatalf("block %d: Slice(%d, %d) = %.80q, want the line %.80q", i, l.Start, l.End, got, l.Text)
				}
			}
		}
	}
}

// sketch writes the blocks one to a line, as "kind|label|text" with cells and
// their lines separated by " ¦ " and " / ". A heading has its level.
func sketch(d *Document) string {
	var out []string
	for _, b := range d.Blocks {
		text := b.Text
		if b.Kind == Row {
			var cells []string
			for _, c := range b.Cells {
				var lines []string
				for _, l := range c.Lines {
					lines = append(lines, strings.TrimSpace(l.Label+" "+l.Text))
				}
				cells = append(cells, strings.Join(lines, " / "))
			}
			text = strings.Join(cells, " ¦ ")
		}
		kind := map[BlockKind]string{Heading: "h", Paragraph: "p", ListItem: "li", Row: "row"}[b.Kind]
		if b.Kind == Heading || b.Kind == ListItem {
			kind += string(rune('0' + b.Level))
		}
		out = append(out, strings.TrimSpace(kind+"|"+b.Label+"|"+text))
	}
	return strings.Join(out, "\n")
}

// read reads data that must be readable.
func read(t testing.TB, data []byte) *Document {
	t.Helper()
	d, err := Read(context.Background(), data, DefaultLimits)
	if err != nil {
		t.Fatalf("Read(%.80q) failed: %v", data, err)
	}
	check(t, d)
	return d
}

// same fails when a document is not what it should be.
func same(t testing.TB, d *Document, want string) {
	t.Helper()
	if got := sketch(d); got != strings.TrimSpace(want) {
		t.Errorf("read as\n%s\nwant\n%s", got, strings.TrimSpace(want))
	}
}

// TestExamples reads every example of the project that is not a PDF.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../../../examples/[^.]*.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples found: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if kind, err := Detect(data); err != nil {
			t.Errorf("Detect(%s) failed: %v", name, err)
		} else if kind == PDF {
			continue
		}
		d := read(t, data)
		if len(d.Blocks) < 10 {
			t.Errorf("%s gave %d blocks", filepath.Base(name), len(d.Blocks))
		}
	}
}

func TestSlice(t *testing.T) {
	d := read(t, []byte("Æblegrød\nØlbrød\n\nÅl"))
	for name, tt := range map[string]struct {
		from, to int
		want     string
	}{
		"inside a block":       {1, 3, "bl"},
		"a whole block":        {9, 15, "Ølbrød"},
		"over a break":         {6, 11, "ød\nØl"},
		"over two breaks":      {7, 18, "d\nØlbrød\nÅl"},
		"only the break":       {8, 9, "\n"},
		"nothing":              {3, 3, ""},
		"beyond the end":       {16, 19, ""},
		"before the beginning": {-1, 3, ""},
		"backwards":            {3, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := d.Slice(Passage{1, tt.from, tt.to}); got != tt.want {
				t.Errorf("Slice(%d, %d) = %q, want %q", tt.from, tt.to, got, tt.want)
			}
		})
	}
}

// refusal checks that a file is refused with a kind, and a sentence that has
// some words in it and says that nothing was stored.
func refusal(t testing.TB, err error, kind fault.Kind, words string) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("err = %v, want one of kind %d", err, kind)
	}
	if say := fault.Sentence(err); !strings.Contains(say, words) || !strings.Contains(say, "Intet er gemt") {
		t.Errorf("the sentence is %q, want %q and that nothing was stored", say, words)
	}
}
