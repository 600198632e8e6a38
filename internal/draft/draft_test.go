package draft_test

import (
	"strings"
	"sync"
	"testing"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/draft"
	"klynge/internal/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"line ends":        {"a\r\nb\rc", "a\nb\nc"},
		"empty lines":      {"\n\na  \n\n\n\nb\n\n", "a\n\nb"},
		"what Word leaves": {"sund\u00adheds\u200bklynge\ufeff", "sundhedsklynge"},
		"a combined å":     {"a\u030a", "å"},
		"control":          {"a\x00\x07b\tc", "ab\tc"},
		"no-break space":   {"743.000\u00a0kr.", "743.000 kr."},
		"broken UTF-8":     {"a\xffb", "a\uFFFDb"},
		"nothing":          {" \n\t\n", ""},
	} {
		if got, err := draft.Clean(c.text); got != c.want || err != nil {
			t.Errorf("%s: Clean(%q) = %q, %v, want %q", name, c.text, got, err, c.want)
		}
	}
	if _, err := draft.Clean(strings.Repeat("æ", draft.MaxRunes+1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("Clean of a text that is too long = %v, want an invalid one", err)
	}
}

func TestTwoWriters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ane, bo := draft.Writer{ID: "a", Name: "Ane"}, draft.Writer{ID: "b", Name: "Bo"}
		save := func(base int64, text string, by draft.Writer) (f draft.Field, c *draft.Conflict) {
			t.Helper()
			if err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
				f, c, err = draft.Save(t.Context(), tx, "punkt", "title", base, text, by)
				return err
			}); err != nil {
				t.Fatalf("Save(%d, %q): %v", base, text, err)
			}
			return f, c
		}
		if f, c := save(0, "Boks", ane); c != nil || f.Version != 1 {
			t.Fatalf("the first save: version %d, conflict %v, want 1 and none", f.Version, c)
		}
		if f, c := save(1, "Medicinboks", ane); c != nil || f.Version != 2 {
			t.Fatalf("the second save: version %d, conflict %v, want 2 and none", f.Version, c)
		}
		f, c := save(1, "Boksen i Skagerby", bo)
		if c == nil || c.Mine != "Boksen i Skagerby" || c.Base != "Boks" || c.Text != "Medicinboks" || c.ByName != "Ane" {
			t.Fatalf("a save over what Bo has not seen = %+v, want a conflict with all three texts", c)
		}
		if f.Version != 2 {
			t.Errorf("after the conflict the version is %d, want 2", f.Version)
		}
		if _, c := save(1, "Medicinboks", bo); c != nil {
			t.Errorf("saving the text that stands = %+v, want no conflict", c)
		}
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			h, err := draft.History(t.Context(), tx, "punkt", "title")
			if len(h) != 2 || h[0].Text != "Medicinboks" || h[1].Text != "Boks" {
				t.Errorf("History = %+v, want both versions, the latest first", h)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// Of many who save over one version at the same moment, one gets through and
// each of the others is told of it.
func TestManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const writers = 12
		var wg sync.WaitGroup
		conflicts := make(chan bool, writers)
		for i := range writers {
			wg.Go(func() {
				var c *draft.Conflict
				err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
					_, c, err = draft.Save(t.Context(), tx, "punkt", "decision", 0, strings.Repeat("x", i+1), draft.Writer{ID: "w"})
					return err
				})
				if err != nil {
					t.Errorf("Save: %v", err)
				}
				conflicts <- c != nil
			})
		}
		wg.Wait()
		close(conflicts)
		lost := 0
		for c := range conflicts {
			if c {
				lost++
			}
		}
		if lost != writers-1 {
			t.Errorf("%d of %d writers were told of a conflict, want all but one", lost, writers)
		}
	})
}
