package journal

import (
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
)

func TestR35SameDay(t *testing.T) {
	made := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC) // 23.30 in Copenhagen
	for name, tt := range map[string]struct {
		entry         Entry
		late, overdue bool // overdue on 22 November
	}{
		"the same day, on a case":    {Entry{Date: "2026-11-21", Case: "2026-17", Made: made}, false, false},
		"the same day, on no case":   {Entry{Date: "2026-11-21", Made: made}, false, true},
		"a day late, on a case":      {Entry{Date: "2026-11-20", Case: "2026-17", Made: made}, true, false},
		"after midnight, on no case": {Entry{Date: "2026-11-22", Made: made.Add(time.Hour)}, false, false},
	} {
		if got := tt.entry.Late(); got != tt.late {
			t.Errorf("%s: Late = %v, want %v", name, got, tt.late)
		}
		if got := tt.entry.Overdue("2026-11-22"); got != tt.overdue {
			t.Errorf("%s: Overdue = %v, want %v", name, got, tt.overdue)
		}
	}
}

func TestR35LineHasDateDirectionAndTheme(t *testing.T) {
	whole := Entry{Direction: Received, Date: "2026-11-20", Theme: "Budget"}
	for name, tt := range map[string]struct {
		change func(*Entry)
		ok     bool
	}{
		"whole":                {func(*Entry) {}, true},
		"of today by default":  {func(e *Entry) { e.Date = "" }, true},
		"without a theme":      {func(e *Entry) { e.Theme = " \n" }, false},
		"without a direction":  {func(e *Entry) { e.Direction = "" }, false},
		"of tomorrow":          {func(e *Entry) { e.Date = "2026-11-22" }, false},
		"of no day":            {func(e *Entry) { e.Date = "2026-02-30" }, false},
		"a note without words": {func(e *Entry) { e.What = Fact }, false},
	} {
		e := whole
		tt.change(&e)
		if got, err := e.tidy("2026-11-21"); (err == nil) != tt.ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: tidy = %+v, %v", name, got, err)
		}
	}
	e, err := Entry{Direction: Sent, Theme: strings.Repeat("dagsorden ", 100)}.tidy("2026-11-21")
	if n := len([]rune(e.Theme)); err != nil || n > longest || !strings.HasSuffix(e.Theme, "dagsorden…") {
		t.Errorf("a long theme is %d characters: %q, %v", n, e.Theme, err)
	}
}

func TestR36CodesAreCheckedForTheirForm(t *testing.T) {
	for text, want := range map[string]struct {
		code string
		form Form
	}{
		"":               {"", NoCode},
		"29.30.00":       {"29.30.00", KLE},
		"29.30.00-G01":   {"29.30.00-G01", KLE},
		"29.30.00 g01":   {"29.30.00-G01", KLE},
		" 29 30 00 G 01": {"29.30.00-G01", KLE},
		"99.99.99-Ø99":   {"99.99.99-Ø99", KLE}, // no list of values is asked
		"1-30-72-141-24": {"1-30-72-141-24", Regional},
		"24012345":       {"24012345", Regional},
		"29.30":          {"29.30", Regional},
		"29.30.0":        {"29.30.0", Unlike},
		"29.30.00-01G":   {"29.30.00-01G", Unlike},
		"sundhed":        {"sundhed", Unlike},
		"<b>29</b>":      {"<b>29</b>", Unlike},
	} {
		if code, form := Code(text), FormOf(text); code != want.code || form != want.form {
			t.Errorf("%q is %q of form %q, want %q of %q", text, code, form, want.code, want.form)
		}
	}
}

func TestR37NoteHasThreeParts(t *testing.T) {
	for name, tt := range map[string]struct {
		note Note
		want []What
	}{
		"a fact":              {Note{Theme: "Møde", From: "Ida Kjær", Fact: "Der er 40 borgere."}, []What{Fact}},
		"all three":           {Note{Theme: "Møde", From: "Ida Kjær", Fact: "Der er 40.", Assessment: "Det er mange.", Step: "Partshørt."}, []What{Fact, Assessment, Step}},
		"a step, by nobody":   {Note{Theme: "Møde", Step: "Sagen er sendt i høring."}, []What{Step}},
		"nothing":             {Note{Theme: "Møde", From: "Ida Kjær", Fact: " "}, nil},
		"a fact, from nobody": {Note{Theme: "Møde", Fact: "Der er 40 borgere."}, nil},
	} {
		list, err := tt.note.Entries("Gerda Skov")
		if (err != nil) != (tt.want == nil) || len(list) != len(tt.want) {
			t.Errorf("%s: %d lines, %v; want %d", name, len(list), err, len(tt.want))
			continue
		}
		for i, e := range list {
			if e.What != tt.want[i] || e.Theme != "Møde" || e.By != "Gerda Skov" || (e.What == Step) != (e.Direction == Internal) {
				t.Errorf("%s: line %d is %+v", name, i, e)
			}
		}
	}
}
