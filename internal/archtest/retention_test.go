package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// root is the project's folder.
const root = "../.."

var (
	deletes = regexp.MustCompile("DELETE FROM ([a-z_]*)")
	tables  = regexp.MustCompile(`(?i)CREATE TABLE ([a-z_]+)`)
	quoted  = regexp.MustCompile(`"([a-z_]+)"`)
	ruled   = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (afledt|flyttet|kladde|eget|teknisk) \\|")
)

// R38: rows are deleted only under a rule of retention that docs/sletning.md
// gives, with what allows it. A statement that takes its table from a variable
// may delete from every table whose name its file has in quotes.
func TestR38RowsAreDeletedUnderARule(t *testing.T) {
	text, err := os.ReadFile(root + "/docs/sletning.md")
	if err != nil {
		t.Fatal(err)
	}
	allowed, used := map[string]bool{}, map[string]bool{}
	for _, row := range ruled.FindAllStringSubmatch(string(text), -1) {
		if allowed[row[1]] {
			t.Errorf("docs/sletning.md has two rules for %s", row[1])
		}
		allowed[row[1]] = true
	}
	known := schema(t)
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		code, err := os.ReadFile(filepath.Join(root, s.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range deletedBy(string(code), known) {
			used[table] = true
			if !allowed[table] {
				t.Errorf("%s deletes rows of %s, for which docs/sletning.md gives no rule", s.file, table)
			}
		}
	}
	for table := range allowed {
		if !used[table] {
			t.Errorf("docs/sletning.md has a rule for %s, from which nothing deletes", table)
		}
	}
}

// schema returns the tables of all migrations.
func schema(t *testing.T) map[string]bool {
	t.Helper()
	folder := root + "/internal/db/migrations"
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, e := range entries {
		text, err := os.ReadFile(folder + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tables.FindAllStringSubmatch(string(text), -1) {
			known[m[1]] = true
		}
	}
	return known
}

func deletedBy(code string, known map[string]bool) (list []string) {
	for _, m := range deletes.FindAllStringSubmatch(code, -1) {
		if m[1] != "" {
			list = append(list, m[1])
			continue
		}
		for _, name := range quoted.FindAllStringSubmatch(code, -1) {
			if known[name[1]] {
				list = append(list, name[1])
			}
		}
	}
	return list
}
