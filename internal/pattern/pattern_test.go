package pattern_test

import (
	"regexp"
	"testing"

	_ "klynge/internal/app" // knows every pattern there is
	"klynge/internal/pattern"
)

// What is compiled late is compiled here, so that no expression is wrong until
// somebody reads the document that needs it.
func TestEveryPatternCompiles(t *testing.T) {
	if n := pattern.Compile(); n < 50 {
		t.Errorf("%d patterns, want those of the reader and the gate", n)
	}
}

func TestPatternIsItsExpression(t *testing.T) {
	p, re := pattern.New(`(\d+)\s*kr`), regexp.MustCompile(`(\d+)\s*kr`)
	const text = "12 kr. og 7kr"
	if got, want := p.FindAllString(text, -1), re.FindAllString(text, -1); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("FindAllString = %q, want %q", got, want)
	}
	if got := p.ReplaceAllString(text, "$1 øre"); got != "12 øre. og 7 øre" {
		t.Errorf("ReplaceAllString = %q", got)
	}
}
