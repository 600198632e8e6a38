package minutes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
	"klynge/internal/seat"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// at returns an instant so many minutes after noon; 0 is no instant.
func at(minutes int) time.Time {
	if minutes == 0 {
		return time.Time{}
	}
	return noon.Add(time.Duration(minutes) * time.Minute)
}

func member(id string, from, until int) Attendance {
	return Attendance{ID: id, SeatID: id, Name: strings.ToUpper(id), Role: access.Member, Status: Present, Voting: true, From: at(from), Until: at(until)}
}

func standIn(id, of string, from, until int) Attendance {
	a := member(id, from, until)
	a.Role, a.SubstituteFor, a.Basis = access.Substitute, of, "§ 4"
	return a
}

func names(list []Attendance) (out []string) {
	for _, a := range list {
		out = append(out, a.SeatID)
	}
	return out
}

func TestR13AbsenceFromAnItemFollowsFromTheTimes(t *testing.T) {
	list := []Attendance{
		member("a", 0, 0),
		member("b", 30, 0),                     // came late
		member("c", 0, 20), member("c", 50, 0), // left and came back
		{SeatID: "d", Name: "D", Role: access.Member, Status: Apology, Voting: true},
		{SeatID: "g", Name: "G", Role: access.Guest, Status: Present, Until: at(5)},
	}
	for name, c := range map[string]struct {
		from, to int
		want     []string
	}{
		"before b came":          {10, 20, []string{"B"}},
		"while c was away":       {31, 49, []string{"C"}},
		"b came during it":       {25, 49, []string{"C"}},
		"c was there for a part": {15, 40, nil},
		"it goes on":             {60, 0, nil},
	} {
		if got := awayFor(list, nil, []Span{{at(c.from), at(c.to)}}); !slices.Equal(got, c.want) {
			t.Errorf("%s: away %v, want %v", name, got, c.want)
		}
	}
	if got := awayFor(list, nil, nil); got != nil {
		t.Errorf("of an item that nobody treated %v were away, want nobody", got)
	}
}

func TestR13Toggles(t *testing.T) {
	absent := Attendance{ID: "1", SeatID: "a", Name: "A", Status: Absent}
	apology := Attendance{ID: "1", SeatID: "a", Name: "A", Status: Apology}
	here, late, gone := member("a", 0, 0), member("a", 30, 0), member("a", 0, 30)
	for name, c := range map[string]struct {
		got          change
		put, dropped int
		status       Status
		from, until  time.Time
	}{
		"there from the beginning":      {arrive([]Attendance{absent}, at(5), false, false), 1, 0, Present, at(0), at(0)},
		"came late":                     {arrive([]Attendance{absent}, at(5), true, false), 1, 0, Present, at(5), at(0)},
		"came in spite of an apology":   {arrive([]Attendance{apology}, at(5), true, false), 1, 0, Present, at(5), at(0)},
		"there already":                 {arrive([]Attendance{here}, at(5), true, false), 0, 0, "", at(0), at(0)},
		"went online":                   {arrive([]Attendance{here}, at(5), true, true), 1, 0, Present, at(0), at(0)},
		"came back":                     {arrive([]Attendance{gone}, at(40), true, false), 1, 0, Present, at(40), at(0)},
		"never went":                    {arrive([]Attendance{gone}, at(30).Add(20*time.Second), true, false), 1, 0, Present, at(0), at(0)},
		"went early":                    {leave([]Attendance{here}, at(40), true), 1, 0, Present, at(0), at(40)},
		"never came":                    {leave([]Attendance{late}, at(30).Add(20*time.Second), true), 1, 0, Absent, at(0), at(0)},
		"was not there after all":       {leave([]Attendance{here}, at(5), false), 1, 0, Absent, at(0), at(0)},
		"gone already":                  {leave([]Attendance{gone}, at(40), true), 0, 0, "", at(0), at(0)},
		"an apology stays when they do": {leave([]Attendance{apology, late}, at(30).Add(time.Second), true), 0, 1, "", at(0), at(0)},
	} {
		if len(c.got.put) != c.put || len(c.got.drop) != c.dropped {
			t.Errorf("%s: %+v, want %d kept and %d dropped", name, c.got, c.put, c.dropped)
			continue
		}
		if c.put == 1 && (c.got.put[0].Status != c.status || !c.got.put[0].From.Equal(c.from) || !c.got.put[0].Until.Equal(c.until)) {
			t.Errorf("%s: %+v, want %s from %v until %v", name, c.got.put[0], c.status, c.from, c.until)
		}
	}
	if c := arrive([]Attendance{apology}, at(5), true, false); c.put[0].ID != "" {
		t.Error("who came in spite of an apology has none any more, want it to stay")
	}
}

func TestR13TimesOfTheDay(t *testing.T) {
	opened := time.Date(2026, 11, 21, 21, 30, 0, 0, time.UTC) // 22.30 in Copenhagen
	day := func(clock string) string {
		at, err := clockOf(clock, opened)
		if err != nil {
			return err.Error()
		}
		return at.Format(time.DateTime)
	}
	for clock, want := range map[string]string{
		"23:15": "2026-11-21 22:15:00", "00:15": "2026-11-21 23:15:00", "02:00": "2026-11-22 01:00:00", "21:00": "2026-11-21 20:00:00",
	} {
		if got := day(clock); got != want {
			t.Errorf("%s at a meeting that began at 22.30 is %s, want %s", clock, got, want)
		}
	}
	two := []Attendance{member("a", 0, 20), member("a", 40, 0)}
	two[0].ID, two[1].ID = "1", "2"
	for name, c := range map[string]struct {
		id, from, until string
		ok              bool
	}{
		"later":                     {"2", "13:45", "", true},
		"into the other stretch":    {"2", "13:10", "", false},
		"gone before they came":     {"2", "13:50", "13:45", false},
		"gone before the meeting":   {"1", "", "12:30", false},
		"from before the beginning": {"1", "12:30", "13:20", true},
		"no such stretch":           {"3", "", "", false},
		"no time":                   {"1", "kvart over", "", false},
	} {
		if _, err := timed(two, c.id, c.from, c.until, noon); (err == nil) != c.ok {
			t.Errorf("%s: %v, want it to be right: %t", name, err, c.ok)
		}
	}
}

func TestR14ASubstituteAndTheMemberNeverBothCount(t *testing.T) {
	list := []Attendance{member("a", 0, 30), standIn("s", "a", 20, 0), member("b", 0, 0)}
	for minute, want := range map[int][]string{10: {"a", "b"}, 25: {"a", "b"}, 40: {"b", "s"}} {
		if got := names(Voters(list, nil, at(minute))); !slices.Equal(got, want) {
			t.Errorf("after %d minutes %v vote, want %v", minute, got, want)
		}
	}
	twice := []Attendance{standIn("s", "a", 0, 0), standIn("z", "a", 0, 0)}
	if got := Voters(twice, nil, at(1)); len(got) != 1 {
		t.Errorf("two substitutes of one member give %d votes, want 1", len(got))
	}
	recused := []Recusal{{SeatID: "b", Decided: Recused}}
	list = append(list, standIn("s2", "b", 0, 0))
	if got := names(Voters(list, recused, at(10))); !slices.Equal(got, []string{"a", "s2"}) {
		t.Errorf("with b recused %v vote, want a and the substitute of b", got)
	}
}

func TestR14ASubstituteNeedsABasisAndAnEmptySeat(t *testing.T) {
	list := []Attendance{member("a", 0, 0), member("b", 0, 10), standIn("s", "c", 0, 0)}
	for name, c := range map[string]struct {
		seat, basis string
		want        bool
	}{
		"the member has left":        {"b", "§ 4", true},
		"without a basis":            {"b", "", false},
		"the member is there":        {"a", "§ 4", false},
		"somebody stands in already": {"c", "§ 4", false},
	} {
		if err := mayStandIn(list, nil, c.seat, c.basis, at(20)); (err == nil) != c.want {
			t.Errorf("%s: %v, want it to go: %t", name, err, c.want)
		}
	}
	if err := mayStandIn(list, []Recusal{{SeatID: "a", Decided: Recused}}, "a", "§ 4", at(20)); err != nil {
		t.Errorf("for a member who is recused: %v, want it to go", err)
	}
	if got := relieved([]Attendance{member("c", 30, 0), standIn("s", "c", 0, 0)}, nil, at(31)); !slices.Equal(got, []string{"s"}) {
		t.Errorf("when the member came back %v were relieved, want the substitute", got)
	}
}

// Somebody with three roles stands on the roll once and has one vote.
func TestR14OnePersonInThreeRolesHasOneVote(t *testing.T) {
	seats := []seat.Seat{
		{ID: "1", Name: "Anna", Email: "anna@x", Role: access.Lead}, {ID: "2", Name: "Anna", Email: "anna@x", Role: access.Member, Voting: true},
		{ID: "3", Name: "Anna", Email: "anna@x", Role: access.Chair, Voting: true}, {ID: "4", Role: access.Member, Voting: true},
	}
	list := roll(seats, []answer{{SeatID: "3", Answer: "coming"}})
	if len(list) != 1 || list[0].SeatID != "3" || len(Voters(list, nil, noon)) != 1 {
		t.Errorf("the roll is %+v, want her once, as chair", list)
	}
}

func TestR15WhoIsNotInvitedIsWarnedOf(t *testing.T) {
	list := []Attendance{
		member("a", 0, 0), {SeatID: "s", Name: "S", Role: access.Secretariat, Status: Present}, {SeatID: "p", Name: "P", Role: access.Lead, Status: Present},
		{SeatID: "q", Name: "Q", Role: access.Lead, Status: Present}, {Name: "Gæst", Role: access.Guest, Status: Present},
		{Name: "Oplægsholder", Role: access.Guest, Status: Present, Basis: "punkt 3"}, {SeatID: "x", Name: "X", Role: access.Lead, Status: Absent},
	}
	if got := Uninvited(list, map[string]bool{"p": true}); !slices.Equal(got, []string{"Q", "Gæst"}) {
		t.Errorf("not invited: %v, want Q and Gæst", got)
	}
}

func outcomes(list ...reading.Outcome) (lines []Recommendation) {
	for _, o := range list {
		lines = append(lines, Recommendation{Outcome: o})
	}
	return lines
}

func TestR17EachLineHasItsOwnOutcome(t *testing.T) {
	for name, c := range map[string]struct {
		lines []Recommendation
		want  reading.Outcome
	}{
		"none":                         {nil, ""},
		"one is open":                  {outcomes(reading.Approved, ""), ""},
		"taken note is not approved":   {outcomes(reading.Noted), reading.Noted},
		"all approved":                 {outcomes(reading.Approved, reading.Approved), reading.Approved},
		"one approved, one taken note": {outcomes(reading.Noted, reading.Approved), reading.Approved},
		"rejected and discussed":       {outcomes(reading.Discussed, reading.Rejected), reading.Rejected},
	} {
		if got := OutcomeOf(c.lines); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	it := Item{SentItem: agenda.SentItem{ID: "i", Number: "4"}, Decision: "Godkendt.", Recommendations: outcomes(reading.Approved, "", "")}
	refused, _ := Lacking(Record{Items: []Item{it}}, nil)
	if len(refused) != 1 || !strings.Contains(refused[0].Text, "linje 2 og 3") {
		t.Errorf("refused %+v, want lines 2 and 3 named", refused)
	}
	it.NoDecision = true
	if refused, warned := Lacking(Record{Items: []Item{it}}, nil); len(refused)+len(warned) > 0 {
		t.Errorf("marked to have no decision it lacks %v and %v, want nothing", refused, warned)
	}
}

func TestR18AnEmptyDecisionIsWarnedOf(t *testing.T) {
	r := Record{Items: []Item{{SentItem: agenda.SentItem{ID: "1"}}, {SentItem: agenda.SentItem{ID: "2", Withdrawn: true}}, {SentItem: agenda.SentItem{ID: "3"}, Decision: "Drøftet."}}}
	refused, warned := Lacking(r, nil)
	if len(refused) != 0 || len(warned) != 1 || warned[0].ItemID != "1" {
		t.Errorf("refused %v, warned %v, want a warning of item 1 alone", refused, warned)
	}
}

func TestR19AConditionNeedsAFollowUp(t *testing.T) {
	for text, want := range map[string]bool{
		"Godkendt, idet Skagerby Kommune afklarer finansieringen.":                  true,
		"Indstillingen blev godkendt under forudsætning af, at regionen tiltræder.": true,
		"Tiltrådt med den bemærkning, at status følger.":                            true,
		"Godkendt.": false,
		"Drøftet, idet klyngen ser frem til mere.":              false,
		"Taget til efterretning.":                               false,
		"Godkendt. Klyngen ønsker en status, idet sagen haster": false,
	} {
		if got := Conditional(text); got != want {
			t.Errorf("Conditional(%q) = %t, want %t", text, got, want)
		}
	}
	it := Item{SentItem: agenda.SentItem{ID: "i", Number: "4"}, Decision: "Godkendt, idet det følges op.", Recommendations: outcomes(reading.Approved)}
	remarked := it
	remarked.Decision, remarked.Recommendations[0].Remark = "Godkendt", "idet det følges op"
	if !remarked.Conditional() {
		t.Error("a remark that begins with idet is no condition, want it to be one")
	}
	if refused, _ := Lacking(Record{Items: []Item{it}}, nil); len(refused) != 1 {
		t.Errorf("without a follow-up %v is refused, want the item", refused)
	}
	if refused, _ := Lacking(Record{Items: []Item{it}}, map[string]bool{"i": true}); len(refused) != 0 {
		t.Errorf("with a follow-up %v is refused, want nothing", refused)
	}
	it.NoFollowUp = true
	if refused, _ := Lacking(Record{Items: []Item{it}}, nil); len(refused) != 0 {
		t.Errorf("with an explicit none %v is refused, want nothing", refused)
	}
}

func TestR20DissentOnlyAfterANoThatWasNoted(t *testing.T) {
	v := Vote{Yes: 2, No: 1, Ballots: []Ballot{{SeatID: "a", Name: "A", Choice: Yes}, {SeatID: "b", Name: "B", Choice: No}}}
	for name, c := range map[string]struct {
		seat, text string
		ok         bool
	}{
		"voted against":     {"b", "Jeg er imod.", true},
		"voted for":         {"a", "Jeg er imod.", false},
		"nobody knows":      {"c", "Jeg er imod.", false},
		"without words":     {"b", "  ", false},
		"with too many":     {"b", strings.Repeat("æ", MaxDissent+1), false},
		"just short enough": {"b", strings.Repeat("æ", MaxDissent), true},
	} {
		if err := v.MayDissent(c.seat, c.text); (err == nil) != c.ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want it to go: %t", name, err, c.ok)
		}
	}
}

func TestR22OnlySomebodyPresentCanBeRecused(t *testing.T) {
	list := []Attendance{member("a", 0, 0), {SeatID: "b", Name: "B", Status: Apology, Voting: true}, member("c", 0, 10)}
	for seat, ok := range map[string]bool{"a": true, "b": false, "c": false, "x": false} {
		if err := mayNotice(list, seat, "ejer grunden", at(20)); (err == nil) != ok {
			t.Errorf("a notice from %s: %v, want it to go: %t", seat, err, ok)
		}
	}
	if err := mayNotice(list, "a", "", at(20)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a notice without a reason: %v, want a refusal", err)
	}
	recusals := []Recusal{{SeatID: "a", Name: "A", Decided: Recused}}
	if got := Voters(list, recusals, at(5)); len(got) != 1 || got[0].SeatID != "c" {
		t.Errorf("with a recused %v vote, want c alone", names(got))
	}
	if got := awayFor(list, recusals, []Span{{at(1), at(5)}}); !slices.Equal(got, []string{"A"}) {
		t.Errorf("away %v, want A marked out of the room", got)
	}
	if got := Voters(list, []Recusal{{SeatID: "a", Decided: NotRecused}, {SeatID: "c"}}, at(5)); len(got) != 2 {
		t.Errorf("before the body has decided %v vote, want both", names(got))
	}
}

func TestR23TotalsFitTheVotersPresent(t *testing.T) {
	voters := []Attendance{member("a", 0, 0), member("b", 0, 0), member("c", 0, 0)}
	for name, c := range map[string]struct {
		v  Vote
		ok bool
	}{
		"fits":                        {Vote{Yes: 2, No: 1}, true},
		"one too few":                 {Vote{Yes: 2}, false},
		"one too many":                {Vote{Yes: 2, No: 1, Abstain: 1}, false},
		"less than nothing":           {Vote{Yes: 4, No: -1}, false},
		"with names":                  {Vote{Yes: 2, No: 1, Ballots: []Ballot{{SeatID: "a", Choice: No}}}, true},
		"more names than votes":       {Vote{Yes: 3, Ballots: []Ballot{{SeatID: "a", Choice: No}}}, false},
		"a name of somebody else":     {Vote{Yes: 3, Ballots: []Ballot{{SeatID: "x", Choice: Yes}}}, false},
		"a name twice":                {Vote{Yes: 3, Ballots: []Ballot{{SeatID: "a", Choice: Yes}, {SeatID: "a", Choice: Yes}}}, false},
		"only names, counted from it": {Vote{Ballots: []Ballot{{SeatID: "a", Choice: Yes}, {SeatID: "b", Choice: No}, {SeatID: "c", Choice: Abstain}}}.counted(), true},
	} {
		if err := c.v.Fits(voters); (err == nil) != c.ok {
			t.Errorf("%s: %v, want it to fit: %t", name, err, c.ok)
		}
	}
}

func TestSuggestFollowUp(t *testing.T) {
	in := Setting{Day: "2026-11-21", Next: "2027-02-09", Owners: []Owner{
		{"Skagerby Kommune", "o1", "Anna Ager", "s1"}, {"Region Nordkyst", "o2", "Bent Bro", "s2"}, {"Region Nordkyst Syd", "o3", "", ""},
	}}
	for text, want := range map[string]struct{ organization, owner, due string }{
		"Godkendt. Sekretariatet vender tilbage på næste møde.":               {"Sekretariatet", "", "2027-02-09"},
		"Godkendt, idet Skagerby Kommune afklarer inden 1. marts 2027.":       {"Skagerby Kommune", "", "2027-03-01"},
		"Region Nordkyst Syd udarbejder et notat til foråret 2027":            {"Region Nordkyst Syd", "", "2027-05-31"},
		"Bent Bro undersøger det senest d. 3. februar.":                       {"Region Nordkyst", "Bent Bro", "2027-02-03"},
		"Skagerby Kommunes forvaltning fremlægger en plan i 2. kvartal 2027.": {"Skagerby Kommune", "", "2027-06-30"},
		"Der skal gives en status på perioden 1. maj 2027 - 31. oktober 2027": {"", "", "2027-10-31"},
		"Godkendt.": {},
		"Drøftet den 3. marts 2025 med Skagerby Kommune.": {},
		"Skagerby Kommune takkede for drøftelsen.":        {},
	} {
		got, ok := Suggest(text, in)
		if got.Organization != want.organization || got.Owner != want.owner || ok && got.Due != want.due || ok != (want.due != "") {
			t.Errorf("Suggest(%q) = %q, %q, %q, %t, want %+v", text, got.Organization, got.Owner, got.Due, ok, want)
		}
	}
	if got, _ := Suggest("Godkendt, idet Skagerby Kommune afklarer inden 1. marts 2027.", in); got.Text != "Skagerby Kommune afklarer inden 1. marts 2027" {
		t.Errorf("the follow-up says %q, want what is asked for alone", got.Text)
	}
	in.Next = ""
	if got, ok := Suggest("Sekretariatet vender tilbage på næste møde.", in); !ok || got.Due != "" {
		t.Errorf("with no next meeting planned: %+v, %t, want the form without a day", got, ok)
	}
}
