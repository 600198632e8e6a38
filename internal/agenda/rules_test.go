package agenda

import (
	"strings"
	"testing"
	"time"

	"klynge/internal/body"
	"klynge/internal/plan"
	"klynge/internal/reader/extract"
	"klynge/internal/seat"
	"klynge/internal/when"
)

// A world is a small agenda on the table: a meeting on Tuesday 1 December 2026,
// 13.00 to 15.00, of a committee with one seat.
func world(items ...Item) Work {
	for i := range items {
		it := &items[i]
		it.ID, it.Position, it.State, it.Supplement = string(rune('a'+i)), i, OnAgenda, -1
		if it.Fields == nil {
			it.Fields = Texts(map[string]string{Title: "Punkt " + it.ID})
		}
	}
	return Work{
		Meeting: plan.Meeting{ID: "m", BodyID: "b", Date: "2026-12-01", Start: "13:00", End: "15:00", State: plan.Planned},
		Body:    body.Organization{ID: "b", Name: "Klynge Fjorden"}, Rules: plan.Rules{Kind: plan.Forum, AgendaDays: 4},
		Items: items, Seats: []seat.Seat{{ID: "s", Name: "Ane"}}, Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
	}
}

func lines(texts ...string) (list []Recommendation) {
	for i, text := range texts {
		list = append(list, Recommendation{ID: string(rune('r' + i)), Text: text})
	}
	return list
}

// of returns the findings of a rule, marked (E) or (W).
func of(list []Finding, rule string) string {
	var marks []string
	for _, f := range list {
		if f.Rule == rule && f.Enforced {
			marks = append(marks, "E")
		} else if f.Rule == rule {
			marks = append(marks, "W")
		}
	}
	return strings.Join(marks, " ")
}

func TestR16WordingFitsTheType(t *testing.T) {
	for name, c := range map[string]struct {
		kind  Type
		lines []string
		want  string
	}{
		"a decision without a proposal":         {Decision, nil, "E"},
		"a decision that decides":               {Decision, []string{"at budgettet godkendes."}, ""},
		"an amount":                             {Decision, []string{"at der afsættes 1.710.000 kr. til medicinbokse."}, ""},
		"the body is named":                     {Decision, []string{"at klyngen godkender planen"}, ""},
		"in the infinitive":                     {Decision, []string{"at vælge en ny formand", "at udpege to medlemmer"}, ""},
		"a decision that is only noted":         {Decision, []string{"at orienteringen tages til efterretning"}, "E"},
		"a decision that is only discussed":     {Decision, []string{"at sagen drøftes"}, "E"},
		"one line decides, one notes":           {Decision, []string{"at status tages til efterretning", "at næste fase igangsættes"}, ""},
		"nobody can tell what is decided":       {Decision, []string{"medicinbokse i Skagerby"}, "W"},
		"an empty line":                         {Decision, []string{"at planen godkendes", " "}, "E"},
		"information without a proposal":        {Information, nil, ""},
		"information that is noted":             {Information, []string{"at orienteringen tages til efterretning"}, ""},
		"the long form":                         {Information, []string{"Det indstilles, at orienteringen om udsættelsen tages til efterretning."}, ""},
		"information that decides":              {Information, []string{"at budgettet godkendes"}, "E"},
		"information that is discussed":         {Information, []string{"at status drøftes"}, "E"},
		"a discussion":                          {Discussion, []string{"at oplægget drøftes"}, ""},
		"the body discusses":                    {Discussion, []string{"at udvalget drøfter oplægget"}, ""},
		"a discussion without a proposal":       {Discussion, nil, ""},
		"a discussion that decides":             {Discussion, []string{"at oplægget godkendes"}, "E"},
		"a discussion that is noted":            {Discussion, []string{"at oplægget tages til efterretning"}, "E"},
		"a discussion that is noted afterwards": {Discussion, []string{"at oplægget drøftes", "at status tages til efterretning"}, ""},
	} {
		w := world(Item{Type: c.kind, Recommendations: lines(c.lines...)})
		if got := of(w.Check(), "R16"); got != c.want {
			t.Errorf("%s: Check of %s %q = %q, want %q", name, c.kind, c.lines, got, c.want)
		}
	}
	if got := of(world(Item{Type: Discussion, Task: AnyOther, Recommendations: lines("at der vælges en formand")}).Check(), "R16"); got != "" {
		t.Errorf("any other business is held to the wording of a type: %q", got)
	}
	if got := of(world(Item{Type: Information, Fields: Texts(nil)}).Check(), "R16"); got != "E" {
		t.Errorf("an item without a title: %q, want E", got)
	}
}

func TestR11TheAgendaIsApprovedFirst(t *testing.T) {
	approve := Item{Type: Decision, Task: ApproveAgenda, Recommendations: lines("at dagsordenen godkendes")}
	other := Item{Type: Information}
	for name, c := range map[string]struct {
		kind  plan.Kind
		items []Item
		want  string
	}{
		"first":                        {plan.Committee, []Item{approve, other}, ""},
		"second":                       {plan.Council, []Item{other, approve}, ""},
		"third":                        {plan.Committee, []Item{other, other, approve}, "W"},
		"nowhere":                      {plan.Committee, []Item{other}, "W"},
		"a cluster is no committee":    {plan.Cluster, []Item{other}, ""},
		"a forum decides for itself":   {plan.Forum, []Item{other}, ""},
		"before it, one was taken off": {plan.Council, []Item{other, other, approve}, ""},
	} {
		w := world(c.items...)
		w.Rules.Kind = c.kind
		if strings.HasPrefix(name, "before") {
			w.Items[0].State = Withdrawn
		}
		if got := of(w.Check(), "R11"); got != c.want {
			t.Errorf("%s: Check = %q, want %q", name, got, c.want)
		}
	}
}

// Four weekdays before Tuesday 1 December 2026 is Wednesday 25 November.
func TestR8LateAgendaIsWarnedOf(t *testing.T) {
	for at, want := range map[string]string{"2026-11-25T23:59:00": "", "2026-11-26T00:01:00": "W"} {
		w := world(Item{Type: Information})
		var err error
		if w.Now, err = time.ParseInLocation("2006-01-02T15:04:05", at, when.Copenhagen); err != nil {
			t.Fatal(err)
		}
		list := w.Check()
		if got := of(list, "R8"); got != want || Stops(list) {
			t.Errorf("sent %s: Check = %q (stops: %v), want %q and no stop", at, got, Stops(list), want)
		}
	}
}

func TestR9LateItemNeedsAReason(t *testing.T) {
	w := world(Item{Type: Information, Late: true})
	if got := of(w.Check(), "R9"); got != "E" {
		t.Errorf("a late item without a reason: %q, want E", got)
	}
	w.Items[0].Fields = Texts(map[string]string{Title: "Beredskab", LateReason: "Sagen kom først i går."})
	if got := of(w.Check(), "R9"); got != "" {
		t.Errorf("a late item with a reason: %q, want nothing", got)
	}
	if got := w.Next().Items[0].LateReason; got != "Sagen kom først i går." {
		t.Errorf("the reason on the agenda = %q", got)
	}
}

func TestR32ClosedItemHasANeutralTitle(t *testing.T) {
	for name, c := range map[string]struct{ title, public, until, want string }{
		"neutral":               {"Opsigelse af Ditte Damgaard", "Personalesag", "2027-12-31", ""},
		"none":                  {"Opsigelse af Ditte Damgaard", "", "2027-12-31", "E"},
		"the name is in it":     {"Opsigelse af Ditte Damgaard", "Sag om Damgaard", "2027-12-31", "W"},
		"a number is in it":     {"Køb af Havnegade 1420", "Ejendomssag 1420", "2027-12-31", "W"},
		"only everyday words":   {"Personalesag om ansættelse af lægefaglig chef", "Personalesag om ansættelse", "2027-12-31", ""},
		"no end of the closure": {"Opsigelse af Ditte Damgaard", "Personalesag", "", "W"},
	} {
		w := world(Item{Type: Information, Closed: true, ClosedUntil: c.until, Fields: Texts(map[string]string{Title: c.title, PublicTitle: c.public})})
		if got := of(w.Check(), "R32"); got != c.want {
			t.Errorf("%s: Check(%q, %q) = %q, want %q", name, c.title, c.public, got, c.want)
		}
	}
	closed := world(Item{Type: Decision, Closed: true, Presenter: "Bo", CaseNumber: "26/1", Recommendations: lines("at Ditte afskediges"),
		Fields: Texts(map[string]string{Title: "Opsigelse af Ditte Damgaard", PublicTitle: "Personalesag", Presentation: "Ditte"})}).Next().Items[0].Public()
	if closed.Title != "Personalesag" || closed.Number != "1" || closed.Presentation+closed.Presenter+closed.CaseNumber != "" || closed.Recommendations != nil {
		t.Errorf("what may be seen of a closed item = %+v, want number and neutral title", closed)
	}
}

func TestR26PapersThatFollowHaveADay(t *testing.T) {
	for name, c := range map[string]struct {
		paper SentAttachment
		want  string
	}{
		"to follow, with a day":      {SentAttachment{Name: "Notat", State: toFollow, Due: "2026-11-27"}, ""},
		"to follow, some day":        {SentAttachment{Name: "Notat", State: toFollow}, "E"},
		"enclosed, and not there":    {SentAttachment{Name: "Notat", State: enclosed}, "W"},
		"enclosed":                   {SentAttachment{Name: "Notat", State: enclosed, Digest: "d1"}, ""},
		"withdrawn is not mentioned": {SentAttachment{Name: "Notat", State: withdrawn}, ""},
	} {
		w := world(Item{Type: Information})
		w.Papers = map[string][]SentAttachment{"a": {c.paper}}
		if got := of(w.Check(), "R26"); got != c.want {
			t.Errorf("%s: Check = %q, want %q", name, got, c.want)
		}
	}
}

func TestTheClockOfTheItems(t *testing.T) {
	w := world(Item{Minutes: 90}, Item{Minutes: 45}, Item{Minutes: 5})
	w.Items[1].State = Withdrawn
	slots := w.Slots()
	if got := slots["c"].From.Format("15:04"); got != "14:30" {
		t.Errorf("the third item begins at %s, want 14:30: nobody spends time on what was taken off", got)
	}
	if planned, length := w.Minutes(); planned != 95 || length != 120 {
		t.Errorf("Minutes = %d of %d, want 95 of 120", planned, length)
	}
	// The night of 25 October 2026 has 03.00 twice.
	w.Meeting.Date, w.Meeting.Start, w.Meeting.End = "2026-10-24", "23:00", "05:00"
	w.Items[0].Minutes = 6 * 60
	if got := w.Slots()["a"].To.Format("15:04"); got != "04:00" {
		t.Errorf("six hours from 23.00 on the night the clocks go back end at %s, want 04:00", got)
	}
	if _, length := w.Minutes(); length != 7*60 {
		t.Errorf("23.00 to 5.00 that night is %d minutes, want 420", length)
	}
}

func TestR10NumbersAreGivenOnce(t *testing.T) {
	w := world(Item{}, Item{}, Item{}, Item{})
	w.Items[0].Number, w.Items[1].Number = "1", "2"
	w.Items[1].State = Withdrawn
	w.Items[2].State = Declined
	got := Numbers(w.Items)
	if got["a"] != "1" || got["b"] != "2" || got["d"] != "3" || len(got) != 3 {
		t.Errorf("Numbers = %v, want a 1, b 2 (withdrawn, and not given again), d 3", got)
	}
}

func TestLines(t *testing.T) {
	got := Lines("Første afsnit.\n\n- et\n2. to\na) tre\n\n| Indsats | Beløb |\n|---|---|\n| Boks | 743.000 |\n \nSidste - med streg")
	want := []struct {
		kind        extract.BlockKind
		label, text string
	}{
		{extract.Paragraph, "", "Første afsnit."}, {extract.ListItem, "•", "et"}, {extract.ListItem, "2.", "to"}, {extract.ListItem, "a)", "tre"},
		{extract.Row, "", "Indsats\tBeløb"}, {extract.Row, "", "Boks\t743.000"}, {extract.Paragraph, "", "Sidste - med streg"},
	}
	if len(got) != len(want) {
		t.Fatalf("Lines = %+v, want %d", got, len(want))
	}
	for i, w := range want {
		if got[i].Kind != w.kind || got[i].Label != w.label || got[i].Text != w.text {
			t.Errorf("line %d = %+v, want %+v", i, got[i], w)
		}
	}
}

func TestChanges(t *testing.T) {
	was := []SentItem{{ID: "a", Title: "Boks", Type: Decision, Sections: []Section{{"s", "Økonomi", "100 kr."}}}, {ID: "b", Title: "Status"}}
	is := []SentItem{{ID: "a", Title: "Medicinboks", Type: Decision}, {ID: "b", Title: "Status", Withdrawn: true}, {ID: "c", Title: "Nyt"}}
	got := Changes(was, is)
	if len(got) != 3 || got[0].Sort != Changed || got[1].Sort != Gone || got[2].Sort != New {
		t.Fatalf("Changes = %+v, want changed, withdrawn, new", got)
	}
	if parts := got[0].Parts; len(parts) != 2 || parts[0] != (PartChange{"Overskrift", "Boks", "Medicinboks"}) || parts[1] != (PartChange{"Økonomi", "100 kr.", ""}) {
		t.Errorf("what changed of a = %+v", parts)
	}
	if same := Changes(was, was); same != nil {
		t.Errorf("Changes of the same = %+v, want none", same)
	}
}
