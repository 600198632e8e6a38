package spc

import (
	"fmt"
	"strings"

	"klynge/internal/danish"
)

// Names are the types as Danish words.
var Names = map[Type]string{
	Run: "Seriediagram", I: "I-diagram", MR: "MR-diagram", P: "p-diagram", U: "u-diagram", C: "c-diagram",
	PPrime: "p′-diagram", UPrime: "u′-diagram", T: "t-diagram",
}

// Say returns the verdict as a sentence that a member of the body understands.
func (p Part) Say() string {
	if !p.Verdict() {
		return fmt.Sprintf("For få datapunkter: der er %s, og en dom kræver mindst %d.", danish.Count(p.N, "brugbart punkt", "brugbare punkter"), Enough)
	}
	var signs []string
	if p.LongestMax > 0 && p.Longest > p.LongestMax {
		signs = append(signs, fmt.Sprintf("%d punkter i træk ligger på samme side af midterlinjen (tilfældigt er højst %d)", p.Longest, p.LongestMax))
	}
	if p.LongestMax > 0 && p.Crossings < p.CrossingsMin {
		signs = append(signs, fmt.Sprintf("kurven krydser midterlinjen %s (tilfældigt er mindst %d)", danish.Count(p.Crossings, "gang", "gange"), p.CrossingsMin))
	}
	if p.Outside > 0 {
		signs = append(signs, danish.Count(p.Outside, "punkt", "punkter")+" ligger uden for kontrolgrænserne")
	}
	say := "Kun tilfældig variation: tallene viser ingen ændring."
	if len(signs) > 0 {
		say = "Tallene viser en ændring, som ikke ligner tilfældigheder: " + strings.Join(signs, ", og ") + "."
	}
	if p.N < Firm {
		say += fmt.Sprintf(" Dommen er foreløbig, for der er kun %d brugbare punkter.", p.N)
	}
	return say
}
