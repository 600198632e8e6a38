package matter

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"klynge/internal/danish"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

const today = "2026-11-21"

// line says stations in a line each: "2024-03-12 decided", with what is special.
func line(stations []Station) string {
	var out []string
	for _, s := range stations {
		text := s.Day + " " + string(s.Kind)
		for word, is := range map[string]bool{" due": s.Due, " begins": s.Begins, " minor": s.Minor} {
			if is {
				text += word
			}
		}
		out = append(out, strings.TrimSpace(text))
	}
	return strings.Join(out, ", ")
}

// Minutes are taken at their word, and nothing is made of them that they do not say.
func TestMinutesAreTakenAtTheirWord(t *testing.T) {
	for _, tt := range []struct {
		name string
		m    mention
		want Kind
	}{
		{"approved", mention{what: initiative.Item, title: "Medicinbokse", outcome: reading.Approved}, Decided},
		{"refused", mention{what: initiative.Item, title: "Medicinbokse", outcome: reading.Rejected}, Decided},
		{"put off", mention{what: initiative.Item, title: "Medicinbokse", outcome: reading.Postponed}, Treated},
		{"no outcome", mention{what: initiative.Item, title: "Medicinbokse"}, Treated},
		{"a status", mention{what: initiative.Item, title: "Status på medicinbokse", outcome: reading.Noted}, Reported},
		{"an evaluation", mention{what: initiative.Item, title: "Evaluering af medicinbokse", outcome: reading.Approved}, Reported},
		{"a plan for one is none", mention{what: initiative.Item, title: "Evaluering af medicinbokse: plan", outcome: reading.Approved}, Decided},
		{"a closed item tells nothing", mention{what: initiative.Item, title: "Status på en sag", closed: true}, Treated},
		{"a row of money", mention{what: initiative.Fund, title: "Midler", outcome: reading.Approved, amount: danish.Kroner(5)}, Printed},
		{"a business case", mention{what: initiative.Case, title: "Nye indsatser", outcome: reading.Approved}, Described},
		{"an agenda ahead", mention{what: initiative.Item, kind: reading.Agenda, date: "2026-12-09", title: "Medicinbokse"}, Coming},
		{"an agenda behind", mention{what: initiative.Item, kind: reading.Agenda, date: "2025-12-09", title: "Medicinbokse"}, Treated},
	} {
		if got := tt.m.station(today); got.Kind != tt.want || got.Due != (tt.want == Coming) {
			t.Errorf("%s is %s, due %v, want %s", tt.name, got.Kind, got.Due, tt.want)
		}
	}
	two := stations([]mention{{what: initiative.Case, slug: "m", anchor: "punkt-2", date: "2020-12-04", outcome: reading.Approved}}, today)
	if got := line(two); got != "2020-12-04 described, 2020-12-04 decided" {
		t.Errorf("an item with a business case is %s, want the case and the decision", got)
	}
}

func TestLayPutsStationsInLine(t *testing.T) {
	at := func(day string, kind Kind, change ...func(*Station)) Station {
		s := Station{Kind: kind, Day: day, Path: "/moeder/" + day + "/punkt-1", Title: string(kind)}
		for _, c := range change {
			c(&s)
		}
		return s
	}
	due := func(s *Station) { s.Due = true }
	promised := func(day string) func(*Station) { return func(s *Station) { s.Due, s.Promise = true, day } }
	amount := func(kroner int64) func(*Station) { return func(s *Station) { s.Amount = danish.Kroner(kroner) } }
	for _, tt := range []struct {
		name  string
		found []Station
		want  string
	}{
		{"nothing", nil, ""},
		{"by day, and from the meeting to the effect", []Station{at("2024-03-02", Reported), at("2024-03-02", Printed), at("2024-03-02", Decided), at("2023-01-01", Treated)},
			"2023-01-01 raised, 2024-03-02 decided, 2024-03-02 printed, 2024-03-02 reported"},
		{"decided where it was raised", []Station{at("2024-03-02", Decided)}, "2024-03-02 decided begins"},
		{"begun as an idea", []Station{at("2024-01-01", Raised), at("2024-03-02", Treated)}, "2024-01-01 raised, 2024-03-02 treated"},
		{"what is due comes last, and without a day after that", []Station{at("", Promised, due), at("2025-01-01", Milestone, due), at("2026-01-01", Decided)},
			"2026-01-01 decided begins, 2025-01-01 milestone due, promised due"},
		{"a decision that two tell of", []Station{at("2024-03-02", Decided), at("2024-03-02", Decided)}, "2024-03-02 decided begins"},
		{"money that the ledger has and minutes print", []Station{at("2024-03-02", Granted, amount(5)), at("2024-03-02", Printed, amount(5)), at("2024-03-02", Printed, amount(6))},
			"2024-03-02 granted begins, 2024-03-02 printed"},
		{"the same amount again", []Station{at("2024-03-02", Printed, amount(5)), at("2025-03-02", Printed, amount(5)), at("2026-03-02", Printed, amount(6))},
			"2024-03-02 printed begins, 2025-03-02 printed minor, 2026-03-02 printed"},
		{"a promise that a report kept", []Station{at("2024-03-02", Decided), at("2025-05-31", Promised, promised("2024-03-02")), at("2025-04-01", Reported)},
			"2024-03-02 decided begins, 2025-04-01 reported"},
		{"a promise that another meeting did not keep", []Station{at("2024-03-02", Decided), at("2025-05-31", Promised, promised("2024-03-02")), at("2025-04-01", Treated)},
			"2024-03-02 decided begins, 2025-04-01 treated, 2025-05-31 promised due"},
		{"a promise for the next meeting", []Station{at("2024-03-02", Decided), at("", Promised, promised("2024-03-02")), at("2025-04-01", Treated)},
			"2024-03-02 decided begins, 2025-04-01 treated"},
		{"a report before the promise keeps nothing", []Station{at("2024-03-02", Reported), at("2025-05-31", Promised, promised("2024-03-02"))},
			"2024-03-02 reported begins, 2025-05-31 promised due"},
	} {
		if got := line(Lay(Head{}, tt.found).Stations); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A final report that was written stands for the day it was handed in.
func TestOneFinalReport(t *testing.T) {
	handed := Station{Kind: Reported, Day: "2026-03-01", Title: finalReport}
	written := Station{Kind: Reported, Day: "2026-02-28", Title: finalReport + " 1. januar 2026 – 28. februar 2026", Path: "/indsatser/a/rapporter/1"}
	if got := line(Lay(Head{}, []Station{handed, written}).Stations); got != "2026-02-28 reported begins" {
		t.Errorf("both reports are %s, want the written one", got)
	}
	if got := line(Lay(Head{}, []Station{handed}).Stations); got != "2026-03-01 reported" {
		t.Errorf("alone it is %s", got)
	}
}

func TestStagesAndWhatIsNext(t *testing.T) {
	day := func(n int) string { return fmt.Sprintf("2024-01-%02d", n) }
	way := []Station{{Kind: Treated, Day: day(1), Path: "/a"}, {Kind: Decided, Day: day(2), Path: "/b"}, {Kind: Granted, Day: day(3), Amount: 5}, {Kind: Begun, Day: day(4)},
		{Kind: Measured, Day: day(5)}, {Kind: Reported, Day: day(6), Path: "/c"}, {Kind: Spread, Day: day(7)}, {Kind: Handed, Day: day(8)}, {Kind: Coming, Day: "2027-01-01", Due: true}}
	next := [][]StageName{
		{StageDecided, StageMoney, StageInitiative, StageMeasured}, {StageDecided, StageMoney, StageInitiative, StageMeasured},
		{StageAgain, StageMoney, StageInitiative, StageMeasured}, {StageAgain, StageInitiative, StageMeasured}, {StageAgain, StageEnded, StageMeasured},
		{StageAgain, StageEnded, StageReported}, {StageAgain, StageEnded}, {StageAgain}, {StageAgain}, nil,
	}
	for n := range len(way) + 1 {
		w := Lay(Head{}, way[:n])
		if w.Reached() != n {
			t.Errorf("after %s %d stages are reached, want %d", line(w.Stations), w.Reached(), n)
		}
		if got := w.Next(); !slices.Equal(got, next[n]) {
			t.Errorf("after %s comes %v, want %v", line(w.Stations), got, next[n])
		}
	}
	due := Lay(Head{}, []Station{{Kind: Milestone, Day: "2027-01-01", Due: true}})
	if due.Reached() != 0 {
		t.Error("a milestone that is due has reached a stage")
	}
	if got := Lay(Head{State: initiative.Stopped}, way[:2]).Next(); !slices.Equal(got, []StageName{StageReported}) {
		t.Errorf("of a stopped initiative comes %v, want its report", got)
	}
}

func TestMoney(t *testing.T) {
	for _, tt := range []struct {
		name           string
		found          []Station
		granted, spent danish.Amount
	}{
		{"none", nil, 0, 0},
		{"as printed last", []Station{{Kind: Printed, Day: "2024-01-01", Amount: 5}, {Kind: Printed, Day: "2025-01-01", Amount: 7}}, 7, 0},
		{"by the ledger", []Station{{Kind: Granted, Day: "2024-01-01", Amount: 9}, {Kind: Granted, Day: "2024-02-01", Amount: 3}, {Kind: Returned, Day: "2024-03-01", Amount: 2},
			{Kind: Printed, Day: "2025-01-01", Amount: 7}, {Kind: Booked, Day: today, Amount: 4}}, 10, 4},
	} {
		if w := Lay(Head{}, tt.found); w.Granted != tt.granted || w.Spent != tt.spent {
			t.Errorf("%s: %d granted and %d spent, want %d and %d", tt.name, w.Granted, w.Spent, tt.granted, tt.spent)
		}
	}
}

func TestPromiseIsLateAfterItsLastDay(t *testing.T) {
	p := promise{Promise: meeting.Promise{Text: "En evaluering forventes i efteråret 2026.", Due: "2026-autumn"}, slug: "m", anchor: "punkt-1", date: "2025-11-19"}
	s := p.station()
	if s.Day != "2026-11-30" || !s.Due || s.Path != "/moeder/m/punkt-1" {
		t.Fatalf("the promise is %+v", s)
	}
	if s.Late("2026-11-30") || !s.Late("2026-12-01") {
		t.Error("it is late on its last day, or not the day after")
	}
}

// Each kind has a lane and a word.
func TestKinds(t *testing.T) {
	for kind, name := range kindNames {
		if name == "" || kind.Lane() != Meeting && kind.Lane().Danish() == "" {
			t.Errorf("%s has no word", kind)
		}
	}
	for kind := range lanes {
		if kind.Danish() == "" {
			t.Errorf("%s has no word", kind)
		}
	}
	for _, part := range whole {
		if got := (Stage{Name: part.name}).Mark(); got != part.kinds[0] {
			t.Errorf("%s has the mark of %q", part.name, got)
		}
	}
}
