package reader

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

var update = flag.Bool("update", false, "write the golden files anew")

// files returns the test inputs of a folder, without their golden files.
func files(t testing.TB, folder string) []string {
	all, err := filepath.Glob(filepath.Join("testdata", folder, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	var inputs []string
	for _, f := range all {
		if !strings.HasSuffix(f, ".json") {
			inputs = append(inputs, f)
		}
	}
	if len(inputs) == 0 {
		t.Fatalf("testdata/%s has no files", folder)
	}
	return inputs
}

func mustRead(t testing.TB, file string) *reading.Reading {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(context.Background(), filepath.Base(file), data, extract.DefaultLimits)
	if err != nil {
		t.Fatalf("Read(%s): %v", file, err)
	}
	return r
}

// Each file under testdata/minutes is a layout of its own; beside it lies what
// should be read from it.
func TestReadGolden(t *testing.T) {
	for _, file := range files(t, "minutes") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := printJSON(t, Gold(mustRead(t, file)))
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("Read(%s) differs from %s at:\n%s", file, golden, firstDifference(got, want))
			}
		})
	}
}

func printJSON(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			line := ""
			if i < len(w) {
				line = w[i]
			}
			return "line " + strconv.Itoa(i+1) + "\n got " + g[i] + "\nwant " + line
		}
	}
	return "the end"
}

// What is no minutes gives a sentence and never a meeting.
func TestReadNoMeeting(t *testing.T) {
	for _, file := range files(t, "other") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Read(context.Background(), filepath.Base(file), data, extract.DefaultLimits)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "ikke fundet noget møde") {
			t.Errorf("Read(%s) = %+v, %v, want fault.Invalid that says no meeting was found", file, r, err)
		}
	}
}

// Every source names a value of the JSON and a place inside the document.
func TestSources(t *testing.T) {
	for _, file := range files(t, "minutes") {
		r := mustRead(t, file)
		var doc any
		if err := json.Unmarshal(printJSON(t, Full(r)), &doc); err != nil {
			t.Fatal(err)
		}
		length := len([]rune(r.Document.Text))
		for path, source := range r.Sources {
			if !pointsAt(doc, string(path)) {
				t.Errorf("Read(%s): source %s points at nothing in the JSON", file, path)
			}
			if source.Start < 0 || source.End > length || source.Start >= source.End || source.Confidence <= 0 || source.Confidence > 1 {
				t.Errorf("Read(%s): source %s = %+v in a document of %d characters", file, path, source, length)
			}
		}
		for i, it := range r.Meeting.Items {
			path := reading.At("items", i, "title")
			if got := r.Document.Slice(r.Sources[path].Passage); it.Title != "" && !strings.Contains(fold(got), fold(it.Title)) {
				t.Errorf("Read(%s): the passage of %s is %q, want it to hold %q", file, path, got, it.Title)
			}
		}
		for i, p := range r.Meeting.Participants {
			path := reading.At("participants", i, "name")
			if got := r.Document.Slice(r.Sources[path].Passage); !strings.Contains(got, firstWords(p.Name)) {
				t.Errorf("Read(%s): the passage of %s is %q, want it to hold %q", file, path, got, p.Name)
			}
		}
	}
}

// pointsAt follows a JSON pointer.
func pointsAt(doc any, path string) bool {
	for _, part := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		switch v := doc.(type) {
		case map[string]any:
			next, ok := v[part]
			if !ok {
				return false
			}
			doc = next
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(v) {
				return false
			}
			doc = v[i]
		default:
			return false
		}
	}
	return true
}

func TestFullRoundTrip(t *testing.T) {
	for _, file := range files(t, "minutes") {
		r := mustRead(t, file)
		first := printJSON(t, Full(r))
		again, err := FromFull(first)
		if err != nil {
			t.Fatalf("FromFull(Full(%s)): %v", file, err)
		}
		again.Document = r.Document // the format is told by the document, which is kept elsewhere
		if second := printJSON(t, Full(again)); !bytes.Equal(first, second) {
			t.Errorf("Full(FromFull(Full(%s))) differs at:\n%s", file, firstDifference(second, first))
		}
	}
	if _, err := FromFull([]byte(`{"items":3}`)); !fault.Is(err, fault.Invalid) {
		t.Errorf("FromFull of something else = %v, want fault.Invalid", err)
	}
}

// Nothing that a document holds is lost: each line of an item stands in one of
// its fields.
func TestNothingIsLost(t *testing.T) {
	r := mustRead(t, "testdata/minutes/protokol-afgoerelse.txt")
	it := r.Meeting.Items[1]
	var b strings.Builder
	for _, s := range it.Sections {
		b.WriteString(s.Heading + " ")
		for _, l := range s.Lines {
			b.WriteString(l.Text + " ")
		}
	}
	for _, want := range []string{"Resumé", "Den nuværende aftale", "Økonomi", "2,4 mio. kr.", "Forvaltningen indstiller"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("sections of item %s = %q, want them to hold %q", it.Number, b.String(), want)
		}
	}
}

func TestReadStopsInTime(t *testing.T) {
	ctx, stop := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer stop()
	_, err := Read(ctx, "a.txt", []byte(minutesOf(50, 1)), extract.DefaultLimits)
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("Read with a context that is done = %v, want fault.TooLarge", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, folder := range []string{"minutes", "other"} {
		for _, file := range files(f, folder) {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	limits := extract.DefaultLimits
	limits.Bytes = 1 << 18
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(context.Background(), "fuzz", data, limits)
		if fault.Is(err, fault.Internal) {
			t.Fatal(err) // a panic, caught
		}
		if err != nil {
			return
		}
		length := len([]rune(r.Document.Text))
		for path, s := range r.Sources {
			if s.Start < 0 || s.End < s.Start || s.End > length {
				t.Fatalf("source %s = %+v in a document of %d characters", path, s, length)
			}
		}
		if _, err := FromFull(printJSON(t, Full(r))); err != nil {
			t.Fatal(err)
		}
	})
}
