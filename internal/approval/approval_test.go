package approval_test

import (
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/approval"
	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
	"klynge/internal/wording"
)

func item(id, title string) minutes.Item {
	return minutes.Item{SentItem: agenda.SentItem{ID: id, Number: id, Title: title}}
}

func line(o reading.Outcome, remark string) minutes.Recommendation {
	return minutes.Recommendation{Recommendation: agenda.Recommendation{ID: "r", Text: "at klyngen godkender"}, Outcome: o, Remark: remark}
}

// R18: minutes are not approved while a decision is empty, unless it is marked
// that there is none.
func TestR18GapsAreFound(t *testing.T) {
	decided, marked, lines, half, off := item("1", "a"), item("2", "b"), item("3", "c"), item("4", "d"), item("5", "e")
	decided.Decision = "Godkendt."
	marked.NoDecision = true
	lines.Recommendations = []minutes.Recommendation{line(reading.Approved, ""), line(reading.Noted, "")}
	half.Recommendations = []minutes.Recommendation{line(reading.Approved, ""), line("", "")}
	off.Withdrawn = true
	empty := item("6", "Medicinboks")
	got := approval.Gaps(minutes.Record{Items: []minutes.Item{decided, marked, lines, half, off, empty}})
	if len(got) != 2 || got[0].ItemID != "4" || got[1].ItemID != "6" || got[1].Title != "Medicinboks" {
		t.Errorf("Gaps = %+v, want items 4 and 6", got)
	}
}

// R27: whoever took part is asked, once, and nobody else.
func TestR27Signers(t *testing.T) {
	r := minutes.Record{Attendance: []minutes.Attendance{
		{SeatID: "m", Name: "Mette Lund", Role: access.Member, Status: minutes.Present},
		{SeatID: "m", Name: "Mette Lund", Role: access.Member, Status: minutes.Present}, // came back
		{SeatID: "c", Name: "Carl Brink", Role: access.Chair, Status: minutes.Present},
		{SeatID: "s", Name: "Sanne Dahl", Role: access.Substitute, Status: minutes.Present, SubstituteFor: "a"},
		{SeatID: "a", Name: "Anders Holt", Role: access.Member, Status: minutes.Apology},
		{SeatID: "g", Name: "Gro Vind", Role: access.Guest, Status: minutes.Present},
		{SeatID: "k", Name: "Kirsten Kær", Role: access.Secretariat, Status: minutes.Present},
	}}
	var names []string
	for _, s := range approval.Signers(r) {
		names = append(names, s.SeatID)
	}
	if len(names) != 3 || names[0] != "m" || names[1] != "c" || names[2] != "s" {
		t.Errorf("Signers = %v, want m, c and s", names)
	}
}

func TestStageOf(t *testing.T) {
	v := func(acts ...minutes.Act) (list []minutes.Version) {
		for i, act := range acts {
			list = append(list, minutes.Version{Number: i + 1, Act: act})
		}
		return list
	}
	for name, c := range map[string]struct {
		versions []minutes.Version
		round    approval.Round
		want     approval.Stage
	}{
		"not held":                  {nil, approval.Round{}, approval.NotHeld},
		"closed":                    {v(minutes.Closed), approval.Round{}, approval.Written},
		"a round is open":           {v(minutes.Closed, minutes.SentOut), approval.Round{Open: true}, approval.Commenting},
		"the round is over":         {v(minutes.Closed, minutes.SentOut), approval.Round{}, approval.Approving},
		"corrected before approval": {v(minutes.Closed, minutes.SentOut, minutes.Corrected), approval.Round{}, approval.Approving},
		"approved":                  {v(minutes.Closed, minutes.SentOut, minutes.Approved), approval.Round{}, approval.Standing},
		"corrected after approval":  {v(minutes.Closed, minutes.Approved, minutes.Corrected), approval.Round{}, approval.Standing},
	} {
		if got := approval.StageOf(c.versions, c.round); got != c.want {
			t.Errorf("%s: StageOf = %q, want %q", name, got, c.want)
		}
	}
}

func TestCompare(t *testing.T) {
	a, b := item("1", "Medicinboks"), item("1", "Medicinboks")
	a.Decision, b.Decision = "Klyngen godkendte indstillingen.", "Klyngen drøftede indstillingen."
	gone, come := item("2", "Eventuelt"), item("3", "Samråd")
	was := minutes.Record{Items: []minutes.Item{a, gone}, Attendance: []minutes.Attendance{{Name: "Mette Lund", Status: minutes.Present}}}
	is := minutes.Record{Items: []minutes.Item{b, come}, Attendance: []minutes.Attendance{{Name: "Mette Lund", Status: minutes.Apology}}}
	got := approval.Compare(was, is)
	var labels []string
	for _, c := range got {
		labels = append(labels, c.Number+" "+c.Label)
	}
	want := []string{" Deltagere", "1 Beslutning", "3 Overskrift", "2 Punktet"}
	if len(labels) != len(want) {
		t.Fatalf("Compare = %q, want %q", labels, want)
	}
	for i := range want {
		if labels[i] != want[i] {
			t.Errorf("change %d is %q, want %q", i, labels[i], want[i])
		}
	}
	if p := got[1].Pieces; len(p) != 4 || p[1] != (wording.Piece{Text: "godkendte", Kind: wording.Removed}) || p[2] != (wording.Piece{Text: "drøftede", Kind: wording.Added}) {
		t.Errorf("the pieces of the decision are %+v", p)
	}
	if same := approval.Compare(is, is); len(same) != 0 {
		t.Errorf("Compare of a version with itself = %+v, want nothing", same)
	}
}

func TestAgainst(t *testing.T) {
	for name, c := range map[string]struct {
		it   func(*minutes.Item)
		want approval.Mark
	}{
		"as recommended": {func(it *minutes.Item) { it.Recommendations = []minutes.Recommendation{line(reading.Approved, "")} }, approval.AsRecommended},
		"with a condition": {func(it *minutes.Item) {
			it.Recommendations = []minutes.Recommendation{line(reading.Approved, "idet …")}
		}, approval.Amended},
		"one of two": {func(it *minutes.Item) {
			it.Recommendations = []minutes.Recommendation{line(reading.Approved, ""), line(reading.Rejected, "")}
		}, approval.Amended},
		"postponed":               {func(it *minutes.Item) { it.Outcome = reading.Postponed }, approval.Put},
		"refused":                 {func(it *minutes.Item) { it.Recommendations = []minutes.Recommendation{line(reading.Rejected, "")} }, approval.Refused},
		"nothing was recommended": {func(it *minutes.Item) { it.Decision = "Drøftet." }, approval.Free},
		"not treated":             {func(it *minutes.Item) { it.Recommendations = []minutes.Recommendation{line("", "")} }, approval.Untreated},
		"taken off":               {func(it *minutes.Item) { it.Withdrawn = true }, approval.TakenOff},
	} {
		it := item("1", "Medicinboks")
		c.it(&it)
		if got := approval.Against(minutes.Record{Items: []minutes.Item{it}}); got[0].Mark != c.want {
			t.Errorf("%s: Against = %q, want %q", name, got[0].Mark, c.want)
		}
	}
}
