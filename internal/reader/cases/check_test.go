package cases

import (
	"fmt"
	"strings"
	"testing"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// codes returns what Check finds, the head of the meeting left out.
func codes(r *reading.Reading, contents ...Contents) string {
	r.Meeting.Participants = append(r.Meeting.Participants, reading.Participant{Name: "Helle Torp"})
	Check(r, contents)
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

func TestCheckText(t *testing.T) {
	for text, want := range map[string]string{
		"Borgeren 010190-1234 er flyttet.":                            "cpr",
		"CPR 0101901234 er nævnt.":                                    "cpr",
		"CPR-nr. 010190 1234":                                         "cpr",
		"Sagsnr. 010190-1234":                                         "",
		"Sag 320190-1234 er lukket.":                                  "", // there is no 32nd
		"Sag 1-31-010190-1234 er lukket.":                             "",
		"Konto 0101901234":                                            "",
		"Ring på tlf. 21 34 56 78.":                                   "phone",
		"Mobil: 21345678":                                             "phone",
		"+45 21 34 56 78":                                             "phone",
		"Tallene er 21 34 56 78 90 12.":                               "",
		"Journal 21345678":                                            "",
		"Hun bor på Ellevej 12, 2. tv, 9999 Skagerby.":                "address",
		"Mødet holdes på rådhuset, Ellevej 12, 9999 Skagerby.":        "",
		"De mødtes på Ellevej i 2023.":                                "",
		"Mandag den 12. marts 2024":                                   "weekday-differs",
		"Tirsdag den 12. marts 2024":                                  "",
		"Notatet er vedlagt som bilag.":                               "attachment-missing",
		strings.Repeat("Klyngen drøftede sagen. ", 4) + "Der skal og": "truncated",
		strings.Repeat("Klyngen drøftede sagen. ", 4):                 "",
	} {
		r := read(t, "Punkt 1: Status\n\n"+text+"\n")
		if got := codes(r); got != want {
			t.Errorf("Check of %q finds %q, want %q", text, got, want)
		}
		for _, f := range r.Findings {
			if strings.Contains(fmt.Sprint(f.Args), "1234") {
				t.Errorf("the finding %v repeats the number", f)
			}
		}
	}
}

func TestCheckSums(t *testing.T) {
	const rows = "\n\nNattesygepleje på tværs\t640.000 kr.\nLungeambulatorium\t970.500 kr.\nResterende midler\t539.500 kr.\n"
	for name, tt := range map[string]struct{ text, want string }{
		"agrees":             {"Der er modtaget i alt 2,150 mio. kr." + rows, "sum-agrees"},
		"differs":            {"Der er modtaget i alt 2.200.000 kr." + rows, "sum-differs"},
		"not all shared out": {"Der er modtaget i alt 900.000 kr.\n\nNattesygepleje på tværs\t640.000 kr.\nKurser\t95.500 kr.\n", ""},
		"rounded":            {"Nattesygepleje på tværs fik 0,6 mio. kr. i 2023." + rows, "amount-rounded"},
		"another amount":     {"Nattesygepleje på tværs fik 800.000 kr. i 2023." + rows, "amount-differs"},
		"the same amount":    {"Nattesygepleje på tværs fik 640.000 kr. i 2023." + rows, ""},
		"another thing":      {"Kantinen fik 0,6 mio. kr. i 2023." + rows, ""},
	} {
		r := read(t, "Punkt 1: Midler\n\n"+tt.text)
		if got := codes(r); got != tt.want {
			t.Errorf("%s: Check finds %q, want %q; funds %+v", name, got, tt.want, r.Meeting.Funds)
		}
	}
	r := read(t, "Punkt 1: Midler\n\nDer er modtaget i alt 2,150 mio. kr."+rows)
	Check(r, nil)
	const want = "2.150.000 kr. i alt svarer til delene: 1.610.500 (640.000 + 970.500) + 539.500."
	if last := r.Findings[len(r.Findings)-1].Say("da"); last != want {
		t.Errorf("the finding says %q, want %q", last, want)
	}
}

func TestCheckMeeting(t *testing.T) {
	for name, tt := range map[string]struct {
		change   func(*reading.Reading)
		contents []string
		want     string
	}{
		"nothing wrong":  {contents: []string{"Status", "Beslutning: Midler"}},
		"no date":        {change: func(r *reading.Reading) { r.Meeting.Date = "" }, want: "date-unknown"},
		"no body":        {change: func(r *reading.Reading) { r.Meeting.Body = "" }, want: "body-unknown"},
		"empty decision": {change: func(r *reading.Reading) { r.Meeting.Items[1].Decided = true }, want: "empty-decision"},
		"empty decision in an agenda": {change: func(r *reading.Reading) {
			r.Meeting.Items[1].Decided, r.Meeting.Kind = true, reading.Agenda
		}},
		"a gap": {change: func(r *reading.Reading) { r.Meeting.Items[1].Number = "4" }, want: "number-gap"},
		"to follow": {change: func(r *reading.Reading) {
			r.Meeting.Items[0].Attachments = []reading.Attachment{{Name: "Notat", State: reading.ToFollow}}
		}, want: "attachment-to-follow"},
		"twice":              {change: listed("Eva Dam", "", false, "Dam Eva", "", false), want: "person-twice"},
		"present and absent": {change: listed("Eva Dam", "", false, "Eva Dam", "", true), want: "present-and-absent"},
		"namesakes":          {change: listed("Eva Dam", "Region Nordkyst", false, "Eva Dam", "Skagerby Kommune", true)},
		"a slip":             {contents: []string{"Statis", "Midler"}, want: "contents-title"},
		"not an item":        {contents: []string{"Status", "Sundhedsreformen"}, want: "contents-missing"},
		"a year worked out": {change: func(r *reading.Reading) {
			r.Meeting.NextMeetings = []reading.Next{{Date: "2024-06-10", NoYear: true}}
		}, want: "date-without-year"},
	} {
		r := read(t, "Punkt 1: Status\n\nGodt.\n\nPunkt 2: Midler\n\nFint.\n")
		if tt.change != nil {
			tt.change(r)
		}
		var contents []Contents
		for _, title := range tt.contents {
			contents = append(contents, Contents{Title: title})
		}
		if got := codes(r, contents...); got != tt.want {
			t.Errorf("%s: Check finds %q, want %q", name, got, tt.want)
		}
	}
	empty := &reading.Reading{}
	Check(empty, nil)
	if len(empty.Findings) != 3 {
		t.Errorf("Check of nothing finds %+v, want that date, body and people are missing", empty.Findings)
	}
}

// listed puts two people on the list.
func listed(a, orgA string, absentA bool, b, orgB string, absentB bool) func(*reading.Reading) {
	return func(r *reading.Reading) {
		r.Meeting.Participants = []reading.Participant{
			{Name: a, Organization: orgA, Absent: absentA}, {Name: b, Organization: orgB, Absent: absentB},
		}
	}
}

// A document of 2,000 pages takes time in proportion to its length.
func BenchmarkReadAndCheck(b *testing.B) {
	page := boxes + "\nNattesygepleje\t640.000 kr.\nKurser\t95.500 kr.\nI alt\t735.500 kr.\n\nStatus gives på næste møde den 4. juni 2024. Ansvarlig: ED\n\n"
	for _, pages := range []int{50, 500} {
		b.Run(fmt.Sprint(pages), func(b *testing.B) {
			r := read(b, strings.Repeat(page, pages))
			d := r.Document
			b.SetBytes(int64(len(d.Text)))
			for b.Loop() {
				fresh := &reading.Reading{Document: d, Sources: map[reading.Path]reading.Source{}}
				fresh.Meeting = reading.Meeting{Date: "2024-03-12", Items: r.Meeting.Items}
				Read(fresh)
				Check(fresh, nil)
			}
		})
	}
}

func FuzzReadAndCheck(f *testing.F) {
	f.Add(boxes)
	f.Add("Punkt 1: Mødeplan 2024\n\n11. marts\n\nNattesygepleje\t640 kr.\nRest\t5 kr.\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		d, err := extract.ReadText(t.Context(), []byte(text), extract.DefaultLimits)
		if err != nil {
			return
		}
		r := &reading.Reading{Document: d}
		r.Meeting.Date = "2024-03-12"
		Read(r)
		Check(r, nil)
		for path, s := range r.Sources {
			if s.Start < 0 || s.End < s.Start || s.End > len([]rune(d.Text)) || s.Confidence <= 0 || s.Confidence > 1 {
				t.Fatalf("Read of %q notes %s at %+v", text, path, s)
			}
		}
	})
}
