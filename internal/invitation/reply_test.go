package invitation

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"klynge/internal/fault"
	"klynge/internal/plan"
)

// outlook is an answer as Outlook writes it; the others differ by one thing.
const outlook = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nPRODID:Microsoft Exchange Server 2010\r\nVERSION:2.0\r\n" +
	"BEGIN:VTIMEZONE\r\nTZID:Romance Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n" +
	"BEGIN:VEVENT\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Bo Strand:mailto:Bo@skagerby.example\r\nCOMMENT;LANGUAGE=da-DK:Jeg kommer lidt\\, men kun lidt\\n for sent\r\n" +
	"UID:m1-HEMMELIG@klynge.exam\r\n ple\r\nSUMMARY;LANGUAGE=da-DK:Accepteret: Klynge Fjorden\r\nDTSTART;TZID=Romance Standard Time:20261201T130000\r\n" +
	"DTSTAMP:20261121T120000Z\r\nSEQUENCE:2\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestParseReply(t *testing.T) {
	got, err := ParseReply([]byte(outlook))
	want := Reply{UID: "m1-HEMMELIG@klynge.example", Email: "Bo@skagerby.example", Answer: Coming, Note: "Jeg kommer lidt, men kun lidt\n for sent", Sequence: 2,
		Stamp: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	if err != nil || got != want {
		t.Errorf("ParseReply = %+v, %v, want %+v", got, err, want)
	}
	for name, tt := range map[string]struct {
		old, new string
		want     Answer // "" for a refusal
	}{
		"an apology":                      {"PARTSTAT=ACCEPTED", "PARTSTAT=DECLINED", Apology},
		"perhaps, in small letters":       {"PARTSTAT=ACCEPTED", "PARTSTAT=tentative", Maybe},
		"without a sequence":              {"SEQUENCE:2\r\n", "", Coming},
		"without a stamp":                 {"DTSTAMP:20261121T120000Z\r\n", "", Coming},
		"somebody else is to come":        {"PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED", ""},
		"neither yes nor no":              {"PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION", ""},
		"another time is proposed":        {"METHOD:REPLY", "METHOD:COUNTER", ""},
		"a call from somebody":            {"METHOD:REPLY", "METHOD:REQUEST", ""},
		"without a method":                {"METHOD:REPLY\r\n", "", ""},
		"for two":                         {"COMMENT", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ida@skagerby.example\r\nCOMMENT", ""},
		"for nobody":                      {"ATTENDEE;PARTSTAT=ACCEPTED;CN=Bo Strand:mailto:Bo@skagerby.example\r\n", "", ""},
		"without a UID":                   {"UID:m1-HEMMELIG@klynge.exam\r\n ple\r\n", "", ""},
		"with a sequence that is none":    {"SEQUENCE:2", "SEQUENCE:to", ""},
		"with a negative sequence":        {"SEQUENCE:2", "SEQUENCE:-2", ""},
		"of two events":                   {"END:VEVENT\r\n", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n", ""},
		"that is no calendar":             {"BEGIN:VCALENDAR", "Kære sekretariat", ""},
		"with half a megabyte of remarks": {"COMMENT", "COMMENT:" + strings.Repeat("x", MaxReply) + "\r\nCOMMENT", ""},
		"with a thousand begun things":    {"BEGIN:VEVENT", strings.Repeat("BEGIN:VALARM\r\n", 1000) + "BEGIN:VEVENT", ""},
	} {
		text := strings.Replace(outlook, tt.old, tt.new, 1)
		if text == outlook {
			t.Fatalf("%s: nothing was replaced", name)
		}
		got, err := ParseReply([]byte(text))
		if tt.want == None && (!fault.Is(err, fault.Invalid) || fault.Sentence(err) == "") || tt.want != None && (err != nil || got.Answer != tt.want) {
			t.Errorf("an answer %s: %+v, %v, want %q", name, got, err, tt.want)
		}
	}
}

func FuzzParseReply(f *testing.F) {
	f.Add([]byte(outlook))
	f.Add([]byte("BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x\nATTENDEE;PARTSTAT=\"ACCEPTED\":MAILTO:a@b\nEND:VEVENT\nEND:VCALENDAR"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ParseReply(text)
		switch {
		case err != nil && fault.Sentence(err) == "":
			t.Errorf("an error without a sentence: %v", err)
		case err == nil && (r.UID == "" || r.Email == "" || r.Answer == None || r.Sequence < 0 || len([]rune(r.Note)) > longestNote):
			t.Errorf("half an answer was let through: %+v", r)
		}
	})
}

// What is written to a calendar is read back by a parser, and is what RFC 5546
// asks of a call (3.2.2) and of its end (3.2.5).
func TestCall(t *testing.T) {
	m := plan.Meeting{ID: "m1", Date: "2026-10-24", Start: "23:00", End: "03:30", Form: plan.Hybrid, Place: "Rådhuset, Skagerby", OnlineURL: "https://video.example/x", Sequence: 3, State: plan.Planned}
	e := Event{UID: "m1-x@klynge.example", Meeting: m, Body: "Klynge; Fjorden", Name: `Bo "Bosse" Strand`, Email: "bo@skagerby.example", Link: "https://klynge.example/svar/abc", Stamp: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	for _, method := range []Method{Request, Cancel} {
		if method == Cancel {
			e.Meeting.State, e.Meeting.Reason = plan.Cancelled, "Sygdom\r\nATTENDEE:mailto:ond@eksempel.dk"
		}
		text, err := Call(method, e, Sender{"Klynge", "klynge@klynge.example"})
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(text, "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("%s: the line %q is not folded (RFC 5545, 3.1)", method, line)
			}
		}
		parsed, err := ics.ParseCalendar(strings.NewReader(text))
		if err != nil || len(parsed.Events()) != 1 {
			t.Fatalf("%s: %v\n%s", method, err, text)
		}
		got := parsed.Events()[0]
		start, err1 := got.GetStartAt()
		end, err2 := got.GetEndAt()
		// The night in which summer time ends: from 23 to 3.30 is five hours and a half.
		if err1 != nil || err2 != nil || end.Sub(start) != 5*time.Hour+30*time.Minute || start.UTC().Hour() != 21 {
			t.Errorf("%s: %v to %v, %v, %v", method, start, end, err1, err2)
		}
		people := got.Attendees()
		if len(people) != 1 || people[0].Email() != "bo@skagerby.example" {
			t.Errorf("%s: the attendees are %v, want the one who is called", method, people)
		}
		for property, want := range map[ics.ComponentProperty]string{ics.ComponentPropertyOrganizer: "mailto:klynge@klynge.example", ics.ComponentPropertySequence: "3",
			ics.ComponentPropertyStatus: map[Method]string{Request: "CONFIRMED", Cancel: "CANCELLED"}[method], ics.ComponentPropertyUniqueId: e.UID} {
			if p := got.GetProperty(property); p == nil || p.Value != want {
				t.Errorf("%s: %s is %v, want %s", method, property, p, want)
			}
		}
		if want := "METHOD:" + strings.ToUpper(string(method)); !strings.Contains(text, want+"\r\n") {
			t.Errorf("%s: no %s in\n%s", method, want, text)
		}
	}
}

func TestOwed(t *testing.T) {
	before, after := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), time.Date(2026, 12, 1, 16, 0, 0, 0, time.UTC)
	m := plan.Meeting{Date: "2026-12-01", Start: "13:00", End: "15:00", State: plan.Planned, Sequence: 2}
	cancelled, held := m, m
	cancelled.State, held.State = plan.Cancelled, plan.Held
	for name, tt := range map[string]struct {
		m        plan.Meeting
		wanted   bool
		told     Method
		sequence int
		now      time.Time
		want     Method
	}{
		"never called":                {m, true, Nothing, 0, before, Request},
		"called":                      {m, true, Request, 2, before, Nothing},
		"called before a change":      {m, true, Request, 1, before, Request},
		"called off and wanted again": {m, true, Cancel, 2, before, Request},
		"called, has left":            {m, false, Request, 2, before, Cancel},
		"never called, has left":      {m, false, Nothing, 0, before, Nothing},
		"called to a cancelled one":   {cancelled, true, Request, 1, before, Cancel},
		"told that it is cancelled":   {cancelled, true, Cancel, 2, before, Nothing},
		"not called to a cancelled":   {cancelled, true, Nothing, 0, before, Nothing},
		"after the meeting":           {m, true, Request, 1, after, Nothing},
		"of a meeting that was held":  {held, true, Request, 1, before, Nothing},
	} {
		if got := Owed(tt.m, tt.wanted, tt.told, tt.sequence, tt.now); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
