package approval

import (
	"fmt"
	"slices"
	"strings"

	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
	"klynge/internal/wording"
)

// A Change is a text that two versions of minutes do not share.
type Change struct {
	ItemID, Number, Title string // "" for the meeting itself
	Label                 string // Danish: "Beslutning"
	Pieces                []wording.Piece
}

// Compare returns what changed from one version to the next, in the order of the
// items.
func Compare(was, is minutes.Record) (changes []Change) {
	add := func(it minutes.Item, label, old, now string) {
		if old != now {
			changes = append(changes, Change{it.ID, it.Number, it.Title, label, wording.Compare(old, now)})
		}
	}
	add(minutes.Item{}, "Deltagere", roll(was), roll(is))
	for _, now := range is.Items {
		i := slices.IndexFunc(was.Items, func(it minutes.Item) bool { return it.ID == now.ID })
		var old minutes.Item
		if i >= 0 {
			old = was.Items[i]
		}
		add(now, "Overskrift", old.Title, now.Title)
		add(now, "Drøftelse", old.Discussion, now.Discussion)
		add(now, "Beslutning", old.Decision, now.Decision)
		add(now, "Udfald", outcomes(old), outcomes(now))
		add(now, "Afstemning", votes(old), votes(now))
	}
	for _, old := range was.Items {
		if !slices.ContainsFunc(is.Items, func(it minutes.Item) bool { return it.ID == old.ID }) {
			add(old, "Punktet", old.Title, "")
		}
	}
	return changes
}

// roll writes who was there, one a line.
func roll(r minutes.Record) string {
	var lines []string
	for _, a := range r.Attendance {
		line := a.Name
		if a.Organization != "" {
			line += ", " + a.Organization
		}
		switch a.Status {
		case minutes.Apology:
			line += " (afbud)"
		case minutes.Absent:
			line += " (udeblevet)"
		}
		if a.Substituted != "" {
			line += " (for " + a.Substituted + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// OutcomeNames say what a body did with a line.
var OutcomeNames = map[reading.Outcome]string{
	reading.Approved: "Godkendt", reading.Noted: "Taget til efterretning", reading.Discussed: "Drøftet", reading.Postponed: "Udsat",
	reading.Rejected: "Ikke godkendt",
}

func outcomes(it minutes.Item) string {
	var lines []string
	for i, line := range it.Recommendations {
		text := fmt.Sprintf("%d. %s", i+1, OutcomeNames[line.Outcome])
		if line.Remark != "" {
			text += ", " + line.Remark
		}
		lines = append(lines, text)
	}
	if len(lines) == 0 && it.Outcome != "" {
		lines = append(lines, OutcomeNames[it.Outcome])
	}
	return strings.Join(lines, "\n")
}

func votes(it minutes.Item) string {
	var lines []string
	for _, v := range it.Votes {
		lines = append(lines, fmt.Sprintf("%s: %d for, %d imod, %d undlod at stemme", v.Question, v.Yes, v.No, v.Abstain))
		for _, d := range v.Dissents {
			lines = append(lines, d.Name+": "+d.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// A Mark says how a decision stands to what was recommended.
type Mark string

const (
	AsRecommended Mark = "as-recommended"
	Amended       Mark = "amended" // another text, a condition, or only some of the lines
	Put           Mark = "postponed"
	Refused       Mark = "rejected"
	Untreated     Mark = "untreated"
	Free          Mark = "free" // nothing was recommended
	TakenOff      Mark = "withdrawn"
)

// A Row sets an item of the agenda beside what became of it.
type Row struct {
	Item minutes.Item
	Mark Mark
}

// Against sets the agenda beside the minutes.
func Against(r minutes.Record) (rows []Row) {
	for _, it := range r.Items {
		rows = append(rows, Row{it, markOf(it)})
	}
	return rows
}

func markOf(it minutes.Item) Mark {
	count := map[reading.Outcome]int{}
	remarked := false
	for _, line := range it.Recommendations {
		count[line.Outcome]++
		remarked = remarked || line.Remark != ""
	}
	lines := len(it.Recommendations)
	done := count[reading.Approved] + count[reading.Noted] + count[reading.Discussed]
	switch {
	case it.Withdrawn:
		return TakenOff
	case it.Outcome == reading.Postponed, lines > 0 && count[reading.Postponed] == lines:
		return Put
	case lines > 0 && done == lines && !remarked:
		return AsRecommended
	case it.Outcome == reading.Rejected, lines > 0 && count[reading.Rejected] == lines:
		return Refused
	case it.Decision == "" && it.Outcome == "" && count[""] == lines:
		return Untreated
	case lines == 0:
		return Free
	}
	return Amended
}
