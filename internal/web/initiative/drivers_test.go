package initiative

import (
	"fmt"
	"strings"
	"testing"

	"klynge/internal/initiative"
	"klynge/internal/web"
)

// No box of a diagram lies on another, and each stands beside the middle of what
// hangs on it, however long the texts are and however uneven the tree.
func TestDriverDiagramKeepsBoxesApart(t *testing.T) {
	var p initiative.Plan
	hang := func(id, under string, rank initiative.Rank, words int) {
		p.Drivers = append(p.Drivers, initiative.Driver{ID: id, Under: under, Rank: rank, Text: strings.Repeat("langtord ", words)})
	}
	for i := range 4 {
		driver := fmt.Sprint("d", i)
		hang(driver, "", initiative.Primary, 1+9*i)
		for k := range i {
			hang(fmt.Sprint(driver, "-", k), driver, initiative.Change, 1+5*k)
		}
	}
	diagrams := NewDriverDiagrams(web.Danish, strings.Repeat("mål ", 40), p)
	if len(diagrams) != 2 {
		t.Fatalf("%d drawings, want columns and a tree", len(diagrams))
	}
	for _, d := range diagrams {
		if len(d.Boxes) != 1+len(p.Drivers) {
			t.Errorf("%s has %d boxes, want %d", d.Sheet, len(d.Boxes), 1+len(p.Drivers))
		}
		for i, a := range d.Boxes {
			if a.X < 0 || a.Y < 0 || a.X+a.Width > d.Width || a.Y+a.Height > d.Height {
				t.Errorf("%s: %q runs out of the drawing", d.Sheet, a.Says)
			}
			if i > 0 && a.Link == "" {
				t.Errorf("%s: %q hangs on nothing", d.Sheet, a.Says)
			}
			for _, b := range d.Boxes[i+1:] {
				if a.X < b.X+b.Width && b.X < a.X+a.Width && a.Y < b.Y+b.Height && b.Y < a.Y+a.Height {
					t.Errorf("%s: %q lies on %q", d.Sheet, a.Says, b.Says)
				}
			}
		}
	}

	hang("dyb", "d3-2", initiative.Change, 1)
	hang("dybere", "dyb", initiative.Indicated, 1)
	if deep := NewDriverDiagrams(web.Danish, "", p); len(deep) != 1 || deep[0].Sheet != "smal" || deep[0].Boxes[0].Says != "?" {
		t.Errorf("what is deeper than there are columns is drawn as %d drawings, want a tree alone", len(deep))
	}
}
