package reader

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A truth is what examples/truth.json says of one document.
type truth struct {
	gold
	Items    []truthItem `json:"items"`
	Findings []struct {
		Code  string `json:"code"`
		About string `json:"about"`
	} `json:"findings"`
}

// A truthItem lists in _optional what the document leaves open.
type truthItem struct {
	goldItem
	Optional []string `json:"_optional"`
}

// missed are the findings of the truth that the reader does not make yet. One
// that it learns to make must leave this list.
var missed = map[string]string{
	"klynge-ådalen-2021-01-15.html":           "attachment-to-follow", // its name is a rubric: "Økonomiske konsekvenser"
	"Referat Politisk klynge 19-11-2024.docx": "contents-title",       // the contents of a Word field have no leaders
	"Sundhedsklynge Heden 2024-05-28.txt":     "date-without-year",    // the next date of the sentence has its year
}

// Every document of the examples reads as examples/truth.json tells.
func TestExamples(t *testing.T) {
	folder := filepath.Join("..", "..", "examples")
	data, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Documents map[string]truth `json:"documents"`
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Documents) == 0 {
		t.Fatal("examples/truth.json tells of no documents")
	}
	for name, want := range all.Documents {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Read(context.Background(), name, data, extract.DefaultLimits)
			if strings.HasPrefix(name, "scannet") && !readsScans() {
				if !strings.Contains(fault.Sentence(err), "tesseract") {
					t.Errorf("Read(%s) without Tesseract = %v, want a sentence that says to install it", name, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("Read(%s): %v", name, err)
			}
			got := Gold(r).(gold)
			same(t, "meeting", told(got), told(want.gold))
			if strings.HasPrefix(name, "scannet") {
				return // what a machine reads from a picture differs in letters
			}
			same(t, "participants", present(got), present(want.gold))
			sameItems(t, got.Items, want.Items)
			same(t, "funds", fundLines(got), fundLines(want.gold))
			var codes []string
			for _, f := range want.Findings {
				codes = append(codes, f.Code)
			}
			if code, ok := missed[name]; ok {
				i := slices.Index(codes, code)
				codes = slices.Delete(codes, i, i+1)
			}
			slices.Sort(codes)
			same(t, "findings", found(r), codes)
		})
	}
}

// readsScans reports whether the machine can read Danish from pictures.
func readsScans() bool {
	languages, err := exec.Command("tesseract", "--list-langs").CombinedOutput()
	return err == nil && slices.Contains(strings.Fields(string(languages)), "dan")
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, g := range got {
		if !slices.Contains(want, g) {
			t.Errorf("%s: got %s, which the truth has not", what, g)
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("%s: want %s, which was not read", what, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: got %d, want %d", what, len(got), len(want))
	}
}

func told(g gold) []string {
	return []string{"body " + orEmpty(g.Body), "date " + orEmpty(g.Date), "start " + orEmpty(g.Start), "end " + orEmpty(g.End), "kind " + orEmpty(g.Kind)}
}

// present are the people and whether they were away.
func present(g gold) []string {
	absent := map[string]bool{}
	for _, p := range g.Participants {
		absent[p.Name] = absent[p.Name] || p.Absent // who stands twice is one, and away if one list says so
	}
	var all []string
	for name, away := range absent {
		all = append(all, name+" absent="+strconv.FormatBool(away))
	}
	return all
}

func sameItems(t *testing.T, got []goldItem, want []truthItem) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("items: got %d, want %d", len(got), len(want))
		return
	}
	for i, w := range want {
		g := got[i]
		if g.Number != w.Number || g.Title != w.Title || opening(g.Decision) != opening(w.Decision) && !slices.Contains(w.Optional, "decision") {
			t.Errorf("item %d: got %s %q %q, want %s %q %q", i, g.Number, g.Title, opening(g.Decision), w.Number, w.Title, opening(w.Decision))
		}
		if orEmpty(g.Outcome) != orEmpty(w.Outcome) && !slices.Contains(w.Optional, "outcome") {
			t.Errorf("item %s: outcome %q, want %q", g.Number, orEmpty(g.Outcome), orEmpty(w.Outcome))
		}
	}
}

// opening is how a decision begins, which is all that the truth holds of it.
func opening(decision *string) string {
	text := []rune(strings.Join(strings.Fields(orEmpty(decision)), " "))
	return strings.TrimSpace(string(text[:min(120, len(text))]))
}

func fundLines(g gold) []string {
	var all []string
	for _, f := range g.Funds {
		all = append(all, f.Label+" "+strconv.FormatInt(f.Amount, 10))
	}
	return all
}

// found are the codes of the findings, but for remarks on the file itself.
func found(r *reading.Reading) []string {
	var codes []string
	for _, f := range r.Findings {
		if f.Code != "extract" {
			codes = append(codes, f.Code)
		}
	}
	slices.Sort(codes)
	return codes
}
