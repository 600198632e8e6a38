package wording_test

import (
	"strings"
	"testing"
	"testing/quick"

	"klynge/internal/wording"
)

// show writes pieces as one line: [-removed-] {+added+}.
func show(pieces []wording.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(map[wording.Kind]string{wording.Same: "", wording.Removed: "[-", wording.Added: "{+"}[p.Kind])
		b.WriteString(p.Text)
		b.WriteString(map[wording.Kind]string{wording.Same: "", wording.Removed: "-]", wording.Added: "+}"}[p.Kind])
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct{ was, is, want string }{
		"the same":       {"Godkendt.", "Godkendt.", "Godkendt."},
		"from nothing":   {"", "Godkendt.", "{+Godkendt.+}"},
		"to nothing":     {"Godkendt.", "", "[-Godkendt.-]"},
		"a word":         {"Klyngen godkendte indstillingen.", "Klyngen drøftede indstillingen.", "Klyngen [-godkendte-]{+drøftede+} indstillingen."},
		"an amount":      {"Der afsættes 1.710.000 kr.", "Der afsættes 1.265.000 kr.", "Der afsættes 1.[-710-]{+265+}.000 kr."},
		"a comma":        {"Godkendt idet", "Godkendt, idet", "Godkendt{+,+} idet"},
		"a Danish word":  {"møde", "mødet", "[-møde-]{+mødet+}"},
		"two ends apart": {"én to tre fire", "nul to tre fem", "[-én-]{+nul+} to tre [-fire-]{+fem+}"},
	} {
		if got := show(wording.Compare(c.was, c.is)); got != c.want {
			t.Errorf("%s: Compare(%q, %q) = %s, want %s", name, c.was, c.is, got, c.want)
		}
	}
}

// Whatever is compared, both texts come out whole.
func TestNothingIsLost(t *testing.T) {
	whole := func(was, is string) bool {
		was, is = strings.ToValidUTF8(was, "?"), strings.ToValidUTF8(is, "?")
		var old, now string
		for _, p := range wording.Compare(was, is) {
			if p.Kind != wording.Added {
				old += p.Text
			}
			if p.Kind != wording.Removed {
				now += p.Text
			}
		}
		return old == was && now == is
	}
	if err := quick.Check(whole, nil); err != nil {
		t.Error(err)
	}
}
