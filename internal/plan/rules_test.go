package plan

import (
	"strings"
	"testing"
	"time"

	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/when"
)

func TestR1LegalMinimum(t *testing.T) {
	cluster := Defaults(body.Organization{Name: "Politisk Sundhedsklynge Fjorden", Classification: body.Cluster})
	for name, tt := range map[string]struct {
		year, planned, held int
		today               string
		want                Verdict
	}{
		"before the year":             {2026, 0, 0, "2025-12-31", Early},
		"from 1 January":              {2026, 1, 0, "2026-01-01", Short},
		"one held, one planned":       {2026, 1, 1, "2026-06-01", Kept},
		"the day before the last":     {2026, 0, 1, "2026-12-30", Short},
		"31 December":                 {2026, 0, 1, "2026-12-31", Broken},
		"years later":                 {2024, 0, 1, "2026-11-21", Broken},
		"held twice":                  {2024, 0, 2, "2026-11-21", Kept},
		"before the order":            {2022, 0, 0, "2026-11-21", NoMinimum},
		"after the clusters have end": {2027, 0, 0, "2027-02-01", NoMinimum},
	} {
		if got := cluster.Standing(tt.year, tt.planned, tt.held, true, tt.today); got.ByLaw != tt.want {
			t.Errorf("%s: Standing(%d, %d, %d, %s).ByLaw = %q, want %q", name, tt.year, tt.planned, tt.held, tt.today, got.ByLaw, tt.want)
		}
	}
	for name, want := range map[string]int{"Politisk Sundhedsklynge Fjorden": 2, "Sundhedsklynge Fjorden": 2, "Administrativ Sundhedsklynge Fjorden": 0} {
		if got := Defaults(body.Organization{Name: name, Classification: body.Cluster}).Legal; got != want {
			t.Errorf("Defaults(%s).Legal = %d, want %d", name, got, want)
		}
	}
}

// What an archive lacks is not held against a body whose year was planned
// elsewhere.
func TestR1AnArchiveIsNoAccuser(t *testing.T) {
	for today, want := range map[string]Verdict{"2024-05-01": Unknown, "2026-11-21": Unknown} {
		if got := (Rules{Kind: Cluster, Legal: 2}).Standing(2024, 0, 1, false, today).ByLaw; got != want {
			t.Errorf("Standing of a year that was not planned here, on %s = %q, want %q", today, got, want)
		}
	}
	if got := (Rules{Kind: Cluster, Legal: 2}).Standing(2024, 0, 2, false, "2026-11-21").ByLaw; got != Kept {
		t.Errorf("Standing with enough in the archive = %q, want %q", got, Kept)
	}
}

func TestR2OwnMinimumIsApart(t *testing.T) {
	r := Rules{Kind: Cluster, Legal: 2, Own: 3}
	s := r.Standing(2026, 1, 1, true, "2026-05-01")
	if s.ByLaw != Kept || s.ByOwn != Short || s.Legal != 2 || s.Own != 3 || s.Missing() != 1 || !s.Wrong() {
		t.Errorf("Standing = %+v, want the law kept and one meeting short of the body's own three", s)
	}
	for _, tt := range []struct {
		standing Standing
		want     string
	}{
		{s, "Organet har selv besluttet 3 møder om året"},
		{r.Standing(2026, 0, 1, true, "2026-05-01"), "Loven kræver 2 møder, og organet har selv besluttet 3"},
		{Rules{Legal: 1}.Standing(2026, 0, 0, true, "2026-05-01"), "Loven kræver 1 møde om året"},
		{r.Standing(2026, 3, 0, true, "2026-05-01"), ""},
	} {
		if got := tt.standing.Because(); got != tt.want {
			t.Errorf("Because of %+v = %q, want %q", tt.standing, got, tt.want)
		}
	}
}

func meetingOn(date, start, end string) Meeting {
	return Meeting{Date: date, Start: start, End: end, Form: Physical}
}

func TestR3ValidityPeriod(t *testing.T) {
	cluster := Defaults(body.Organization{Name: "Sundhedsklynge Fjorden", Classification: body.Cluster, Start: "2022-07-01"})
	for name, tt := range map[string]struct {
		date    string
		refused bool
	}{
		"the first day":                         {"2022-07-01", false},
		"the day before":                        {"2022-06-30", true},
		"the last day of the clusters":          {"2026-12-31", false},
		"New Year's Day, when they have ended":  {"2027-01-01", true},
		"a day that does not exist":             {"2026-02-29", true},
		"a year in which the clusters are gone": {"2030-05-01", true},
	} {
		err := cluster.Check(meetingOn(tt.date, "14:00", "16:00"))
		if (err != nil) != tt.refused || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Check(%s) = %v, want refused %v", name, tt.date, err, tt.refused)
		}
	}
	late := Defaults(body.Organization{Name: "Sundhedsklynge Fjorden", Classification: body.Cluster, End: "2025-06-30"})
	if late.To != "2025-06-30" {
		t.Errorf("a cluster that ended before the others may meet until %s", late.To)
	}
	if err := cluster.Check(meetingOn("2027-01-01", "14:00", "16:00")); !strings.Contains(fault.Sentence(err), "31. december 2026") {
		t.Errorf("the refusal says %q, want the last day", fault.Sentence(err))
	}
}

func TestCheckTimes(t *testing.T) {
	for name, tt := range map[string]struct {
		meeting Meeting
		ok      bool
	}{
		"in the afternoon":               {meetingOn("2026-11-24", "14:00", "16:00"), true},
		"across midnight":                {meetingOn("2026-11-24", "22:00", "00:30"), true},
		"across the change to summer":    {meetingOn("2026-03-28", "23:00", "03:30"), true},
		"in the hour that is skipped":    {meetingOn("2026-03-29", "02:30", "04:00"), false},
		"until the hour that is skipped": {meetingOn("2026-03-28", "23:00", "02:30"), false},
		"in the hour that comes twice":   {meetingOn("2026-10-25", "02:30", "04:00"), true},
		"all night":                      {meetingOn("2026-11-24", "14:00", "13:00"), false},
		"without an end":                 {meetingOn("2026-11-24", "14:00", ""), false},
		"as a word":                      {meetingOn("2026-11-24", "to", "16:00"), false},
		"with one digit":                 {meetingOn("2026-11-24", "9:00", "16:00"), false},
		"online over http":               {Meeting{Date: "2026-11-24", Start: "14:00", End: "16:00", Form: Online, OnlineURL: "http://moede.example/1"}, false},
		"online by script":               {Meeting{Date: "2026-11-24", Start: "14:00", End: "16:00", Form: Online, OnlineURL: "javascript:alert(1)"}, false},
		"online with a password in it":   {Meeting{Date: "2026-11-24", Start: "14:00", End: "16:00", Form: Online, OnlineURL: "https://a:b@moede.example/1"}, false},
		"online":                         {Meeting{Date: "2026-11-24", Start: "14:00", End: "16:00", Form: Online, OnlineURL: "https://moede.example/1"}, true},
		"in no form":                     {Meeting{Date: "2026-11-24", Start: "14:00", End: "16:00", Form: "fax"}, false},
	} {
		if err := (Rules{}).Check(tt.meeting); (err == nil) != tt.ok {
			t.Errorf("%s: Check(%+v) = %v, want accepted %v", name, tt.meeting, err, tt.ok)
		}
	}
	night := meetingOn("2026-03-28", "23:00", "03:30")
	if got := night.Ends().Sub(night.Begins()); got != 3*time.Hour+30*time.Minute {
		t.Errorf("the night to summer time lasts %v, want 3h30m", got)
	}
}

func TestR8Deadlines(t *testing.T) {
	for name, tt := range map[string]struct {
		calendar when.Calendar
		date     string
		want     string
	}{
		"an ordinary week":               {when.Calendar{}, "2026-11-26", "2026-11-20"},
		"with Saturdays":                 {when.Calendar{Saturdays: true}, "2026-11-26", "2026-11-21"},
		"after Easter":                   {when.Calendar{}, "2026-04-07", "2026-03-27"},
		"after New Year":                 {when.Calendar{}, "2027-01-07", "2026-12-30"},
		"with the days closed by custom": {when.Calendar{Custom: true}, "2027-01-07", "2026-12-31"},
	} {
		r := Rules{AgendaDays: 4, MaterialDays: 4, RequestDays: 11, Calendar: tt.calendar}
		if got := r.Deadlines(meetingOn(tt.date, "14:00", "16:00")).Agenda; got != tt.want {
			t.Errorf("%s: the agenda of %s is due %s, want %s", name, tt.date, got, tt.want)
		}
	}
}

func TestSeries(t *testing.T) {
	tuesdays := Repeat{Monthly: true, Every: 1, Nth: 1, Weekday: time.Tuesday, From: "2026-01-01", To: "2026-12-31"}
	fridays := Repeat{Monthly: true, Every: 1, Nth: 1, Weekday: time.Friday, From: "2026-01-01", To: "2026-06-30"}
	july := tuesdays
	july.SkipJuly = true
	weekly := Repeat{Every: 1, From: "2026-05-07", To: "2026-05-21"}
	last := Repeat{Monthly: true, Every: 2, Nth: -1, Weekday: time.Wednesday, From: "2026-01-01", To: "2026-06-30"}
	for name, tt := range map[string]struct {
		rules  Rules
		repeat Repeat
		want   string
	}{
		"first Tuesdays": {Rules{}, tuesdays, "2026-01-06 2026-02-03 2026-03-03 2026-04-07 2026-05-05 2026-06-02 2026-07-07 2026-08-04 2026-09-01 2026-10-06 2026-11-03 2026-12-01"},
		"not in July":    {Rules{}, july, "2026-01-06 2026-02-03 2026-03-03 2026-04-07 2026-05-05 2026-06-02 -2026-07-07(juli) 2026-08-04 2026-09-01 2026-10-06 2026-11-03 2026-12-01"},
		"Good Friday and Constitution Day": {Rules{}, fridays,
			"2026-01-02 2026-02-06 2026-03-06 2026-04-10<2026-04-03(langfredag) 2026-05-01 2026-06-12<2026-06-05(grundlovsdag)"},
		"weekly over Ascension Day":  {Rules{}, weekly, "2026-05-07 -2026-05-14(kristi himmelfartsdag) 2026-05-21"},
		"the last of each other":     {Rules{}, last, "2026-01-28 2026-03-25 2026-05-27"},
		"until the clusters end":     {Rules{To: "2026-03-01"}, last, "2026-01-28 -2026-03-25(uden for organets periode) -2026-05-27(uden for organets periode)"},
		"on Saturdays, as was asked": {Rules{}, Repeat{Every: 2, From: "2026-05-02", To: "2026-05-31"}, "2026-05-02 2026-05-16 2026-05-30"},
	} {
		list, err := tt.rules.Dates(tt.repeat)
		var got []string
		for _, p := range list {
			switch {
			case p.Left != "":
				got = append(got, "-"+p.Date+"("+p.Left+")")
			case p.Instead != "":
				got = append(got, p.Date+"<"+p.Instead+"("+p.DayOff+")")
			default:
				got = append(got, p.Date)
			}
		}
		if joined := strings.Join(got, " "); err != nil || joined != tt.want {
			t.Errorf("%s: Dates(%+v) =\n%s, %v; want\n%s", name, tt.repeat, joined, err, tt.want)
		}
	}
	for name, repeat := range map[string]Repeat{
		"backwards":       {Every: 1, From: "2026-05-02", To: "2026-04-02"},
		"without days":    {Every: 1},
		"every 0 weeks":   {From: "2026-01-01", To: "2026-02-01"},
		"the fifth":       {Monthly: true, Every: 1, Nth: 5, Weekday: time.Monday, From: "2026-01-01", To: "2026-12-31"},
		"an eighth day":   {Monthly: true, Every: 1, Nth: 1, Weekday: 8, From: "2026-01-01", To: "2026-12-31"},
		"a hundred years": {Every: 1, From: "2026-01-01", To: "2126-01-01"},
		"too many":        {Every: 1, From: "2026-01-01", To: "2028-01-01"},
	} {
		if list, err := (Rules{}).Dates(repeat); err == nil {
			t.Errorf("%s: Dates(%+v) = %d dates, want it refused", name, repeat, len(list))
		}
	}
}

func TestMarks(t *testing.T) {
	planned := []Meeting{
		{ID: "p1", Date: "2026-03-10", Start: "14:00", State: Planned, PublicID: "m1"},
		{ID: "p2", Date: "2026-06-16", Start: "14:00", State: Planned},
		{ID: "p3", Date: "2026-09-08", Start: "14:00", State: Cancelled, Reason: "Sygdom"},
		{ID: "p4", Date: "2026-12-01", Start: "14:00", State: Planned},
	}
	moved := moves{"p2": {Kind: "moved", Was: Meeting{Date: "2026-06-02"}, Reason: "Valg"}}
	known := []documented{
		{id: "m1", slug: "a", date: "2026-03-10", minutes: true},
		{id: "m2", slug: "b", date: "2026-01-13", minutes: true},
		{slug: "b", date: "2026-06-02", announced: true},
		{slug: "b", date: "2026-09-08", announced: true},
		{slug: "b", date: "2026-12-15", announced: true},
		{id: "m3", slug: "c", date: "2026-12-01"},
	}
	var got []string
	list := marks(planned, moved, known, "2026-11-21")
	for _, m := range list {
		got = append(got, strings.TrimSpace(m.Date+" "+m.ID+" "+string(m.State)+" "+m.Path+" "+m.MovedFrom+" "+m.Reason))
	}
	want := []string{
		"2026-01-13  held /moeder/b", "2026-03-10 p1 held /moeder/a", "2026-06-16 p2 planned  2026-06-02 Valg",
		"2026-09-08 p3 cancelled   Sygdom", "2026-12-01 p4 planned /moeder/c", "2026-12-15  planned /moeder/b",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("marks =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if p, h := count(list); p != 3 || h != 2 {
		t.Errorf("count = %d planned, %d held, want 3 and 2", p, h)
	}
}

func TestProgress(t *testing.T) {
	for name, tt := range map[string]struct {
		progress Progress
		want     Station
		more     bool
	}{
		"planned":   {Progress{}, AtAgenda, true},
		"written":   {Progress{Items: 3}, AtDispatch, true},
		"sent":      {Progress{Items: 3, SentOn: "2026-11-01"}, AtMeeting, true},
		"held":      {Progress{Items: 3, SentOn: "2026-11-01", Held: true}, AtMinutes, true},
		"approved":  {Progress{Items: 3, SentOn: "2026-11-01", Held: true, Written: true, Approved: true}, AtPublished, true},
		"published": {Progress{Items: 3, SentOn: "2026-11-01", Held: true, Written: true, Approved: true, Published: true}, "", false},
	} {
		if got, more := tt.progress.Next(); got != tt.want || more != tt.more {
			t.Errorf("%s: Next() = %q, %v; want %q, %v", name, got, more, tt.want, tt.more)
		}
	}
}
