// Package archtest reads the source and holds it to the layout that
// docs/ARCHITECTURE.md draws: which room may know which.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "klynge/"

// machinery knows nothing of councils.
var machinery = []string{"danish", "db", "draft", "fault", "id", "job", "mail", "vault", "when", "wording"}

// surfaces show the record to the world. They do not know each other.
var surfaces = []string{"web", "oparl", "akn", "feed", "document", "fhir", "exchange"}

// operations is the room that may hold patient data (design: two rooms with a
// one-way valve). The governance room must not know it. Package indicator stands
// on this side of the valve: it holds figures that have passed it, and no persons.
var operations = []string{"care", "valve"}

// vague are package names that say nothing of what lives there.
var vague = []string{"util", "utils", "common", "models", "types", "helpers", "misc", "shared", "base", "lib"}

// A source is one Go file: its package's path below internal, and its imports.
type source struct {
	file, room string
	imports    []string // of this module, below internal
	all        []string
	test       bool
}

func sources(t *testing.T) (list []source) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") && path != root) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		file := filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))
		s := source{file: file, room: strings.TrimPrefix(filepath.ToSlash(filepath.Dir(file)), "internal/"), test: strings.HasSuffix(path, "_test.go")}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			s.all = append(s.all, name)
			if inner, ok := strings.CutPrefix(name, module+"internal/"); ok {
				s.imports = append(s.imports, inner)
			}
		}
		list = append(list, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 20 {
		t.Fatalf("found %d Go files below %s, want the whole project", len(list), root)
	}
	return list
}

// in reports whether a room is one of rooms or lies inside one of them.
func in(room string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return room == r || strings.HasPrefix(room, r+"/") })
}

func TestRooms(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, imported := range s.imports {
			if why := forbidden(s, imported); why != "" {
				t.Errorf("%s imports %s: %s", s.file, imported, why)
			}
		}
	}
}

// forbidden says why a file may not import a room, or "".
func forbidden(s source, imported string) string {
	surfaceOf := func(room string) string {
		for _, surface := range surfaces {
			if in(room, surface) {
				return surface
			}
		}
		return ""
	}
	from, to := surfaceOf(s.room), surfaceOf(imported)
	switch {
	case imported == "app" && s.room != "cmd/klynge" && !in(s.room, "app"):
		return "only cmd/klynge knows app"
	case imported == "wire" && !in(s.room, "app", "web/webtest", "web/browsertest"):
		return "only the program and the tests of the site wire it"
	case in(s.room, machinery...) && !in(imported, machinery...):
		return "machinery knows nothing of councils"
	case to != "" && from == "" && !in(s.room, "app", "wire") && !strings.HasPrefix(s.room, "bench"):
		return "a noun does not know how it is shown"
	case from != "" && to != "" && from != to && s.room != "web/webtest":
		return "surfaces do not know each other"
	case imported == "db" && !mayUseRows(s):
		return "rows are kept by files named store.go or store_*.go"
	case in(imported, operations...) && !in(s.room, append(operations, "app", "wire", "web/care", "fhir")...):
		return "the governance room has no route into the operations room"
	case in(s.room, "record/verify") && imported == "record":
		return "the verifier shares no code path with the log it verifies"
	case in(s.room, "reader/extract") && in(imported, "reader/reading", "reader/people", "reader/cases"):
		return "extraction knows formats, not meetings"
	}
	return ""
}

// mayUseRows reports whether a file may import db: the stores, the wiring, and
// the machinery that keeps rows itself.
func mayUseRows(s source) bool {
	name := filepath.Base(s.file)
	return name == "store.go" || strings.HasPrefix(name, "store_") || in(s.room, "app", "wire", "db", "job", "cmd", "web/webtest", "web/story", "web/browsertest") || strings.HasPrefix(s.room, "bench")
}

func TestNoVagueNames(t *testing.T) {
	for _, s := range sources(t) {
		for part := range strings.SplitSeq(filepath.ToSlash(filepath.Dir(s.file)), "/") {
			if slices.Contains(vague, part) {
				t.Errorf("%s: a folder named %q says nothing of what lives there", s.file, part)
			}
		}
	}
}

// Each package explains itself to somebody who has just opened its folder.
func TestEachPackageHasAComment(t *testing.T) {
	explained := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", s.file), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		explained[s.room] = explained[s.room] || parsed.Doc != nil
	}
	for room, ok := range explained {
		if !ok {
			t.Errorf("package %s has no package comment", room)
		}
	}
}

// Each direct dependency has a line that says why it.
func TestEachDependencyIsExplained(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	why, err := os.ReadFile(filepath.Join("..", "..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || !strings.Contains(fields[0], ".") || strings.Contains(line, "// indirect") {
			continue
		}
		if !strings.Contains(string(why), "`"+fields[0]+"`") {
			t.Errorf("docs/dependencies.md does not say why %s", fields[0])
		}
	}
}

// The project speaks of itself alone.
func TestNoPathOfOneMachine(t *testing.T) {
	for _, s := range sources(t) {
		text, err := os.ReadFile(filepath.Join("..", "..", s.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/kl"} {
			if strings.Contains(string(text), path) {
				t.Errorf("%s names %s, a path of one machine", s.file, path)
			}
		}
	}
}
