package minutes

import (
	"fmt"
	"strings"

	"klynge/internal/agenda"
	"klynge/internal/fault"
)

// A Gap is something that a record lacks: Danish, what to do.
type Gap struct{ ItemID, Number, Title, Text string }

// Lacking returns what a record lacks for its meeting to be closed, and what it
// had better not lack. followed are the items with a follow-up.
//
//   - Each line of a recommendation has an outcome of its own (R17), unless the
//     item is marked to have no decision.
//   - An approval on a condition has a follow-up, or is marked to need none (R19).
//   - A decision that is not written is warned of (R18); it must be there before
//     the minutes are approved.
func Lacking(r Record, followed map[string]bool) (refused, warned []Gap) {
	for _, it := range r.Items {
		if it.Withdrawn {
			continue
		}
		gap := func(format string, args ...any) Gap {
			return Gap{it.ID, it.Number, it.Title, fmt.Sprintf(format, args...)}
		}
		if lines := undecided(it); len(lines) > 0 && !it.NoDecision {
			refused = append(refused, gap("Vælg, hvad der skete med %s.", lineNames(lines, len(it.Recommendations))))
		}
		if it.Conditional() && !it.NoFollowUp && !followed[it.ID] {
			refused = append(refused, gap("Det er godkendt med en betingelse. Skriv, hvem der følger op hvornår, eller markér, at ingen skal."))
		}
		if strings.TrimSpace(it.Decision) == "" && !it.NoDecision {
			warned = append(warned, gap("Beslutningen er ikke skrevet. Skriv den, eller markér, at der ingen er."))
		}
	}
	return refused, warned
}

// undecided returns the places of the lines without an outcome, from 0.
func undecided(it Item) (lines []int) {
	for i, l := range it.Recommendations {
		if l.Outcome == "" {
			lines = append(lines, i)
		}
	}
	return lines
}

// lineNames names lines of a recommendation: "indstillingen", "linje 1 og 3".
func lineNames(lines []int, of int) string {
	if of == 1 {
		return "indstillingen"
	}
	names := make([]string, len(lines))
	for i, n := range lines {
		names[i] = fmt.Sprint(n + 1)
	}
	return "linje " + enumerate(names)
}

// enumerate joins names as a sentence has them: "a, b og c".
func enumerate(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " og " + names[len(names)-1]
}

// refusal is the sentence that a meeting cannot be closed with some gaps.
func refusal(gaps []Gap) error {
	if len(gaps) == 0 {
		return nil
	}
	numbers := make([]string, len(gaps))
	for i, g := range gaps {
		numbers[i] = g.Number
	}
	return fault.New(fault.Invalid, "Mødet kan ikke hæves endnu: der mangler noget i punkt %s. Alt, hvad du har skrevet, er gemt. %s", enumerate(numbers), gaps[0].Text)
}

// neutral is what everybody may know of an item: of a closed one the number and
// the public title (R32).
func neutral(it agenda.SentItem) Told {
	title := it.Title
	if it.Closed {
		title = it.PublicTitle
		if title == "" {
			title = "Lukket punkt"
		}
	}
	return Told{Item: it.ID, Number: it.Number, Title: title, Minutes: it.Minutes}
}
