package publication

import (
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/attachment"
	"klynge/internal/decision"
	"klynge/internal/minutes"
	"klynge/internal/paper"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
)

var opened = time.Date(2026, 11, 17, 12, 0, 0, 0, time.UTC) // 13.00 in Copenhagen

func minute(n int) time.Time { return opened.Add(time.Duration(n) * time.Minute) }

// held is a meeting with everything in it.
func held() Source {
	closed := agenda.SentItem{ID: "i3", Number: "3", Title: "Klagesag om Bo Lind", PublicTitle: "Personsag", Type: agenda.Decision, Closed: true,
		Presentation: "Hemmelig fremstilling", Recommendations: []agenda.Recommendation{{ID: "r9", Text: "hemmelig indstilling"}}}
	open := agenda.SentItem{ID: "i2", Number: "2", Title: "Medicinbokse", Type: agenda.Decision, CaseNumber: "25/100", Late: true, LateReason: "Tilbuddet kom sent",
		Presentation: "Første afsnit.\n\n- et punkt\n- et til\n\n| Post | Beløb |\n| Bokse | 100 |", Sections: []agenda.Section{{Heading: "Økonomi", Text: "Det koster."}}}
	record := minutes.Record{MeetingID: "p1", Opened: opened, Ended: minute(120), Chair: "Ida Holm", Attendance: []minutes.Attendance{
		{SeatID: "s1", Name: "Ida Holm", Title: "Borgmester", Organization: "Skagerby Kommune", Role: access.Chair, Status: minutes.Present, Voting: true},
		{SeatID: "s2", Name: "Bo Lind", Organization: "Region Nordkyst", Role: access.Member, Status: minutes.Present, From: minute(20)},
		{SeatID: "s3", Name: "Eva Dam", Role: access.Member, Status: minutes.Present, Until: minute(30)},
		{SeatID: "s3", Name: "Eva Dam", Role: access.Member, Status: minutes.Present, From: minute(50)},
		{SeatID: "s4", Name: "Ib Krog", Role: access.Member, Status: minutes.Apology},
		{SeatID: "s5", Name: "Ea Ask", Role: access.Substitute, Status: minutes.Present, Substituted: "Ib Krog", Until: minute(90)},
		{SeatID: "s6", Name: "Per Fraværende", Role: access.Member, Status: minutes.Absent},
	}, Items: []minutes.Item{
		{SentItem: agenda.SentItem{ID: "i1", Number: "1", Title: "Godkendelse af dagsorden", Task: agenda.ApproveAgenda, Type: agenda.Decision}, Decision: "Godkendt.", Outcome: reading.Approved},
		{SentItem: open, Discussion: "Kort drøftelse.", Decision: "Klyngen godkendte.\n\nDer følges op.", Outcome: reading.Approved,
			Recommendations: []minutes.Recommendation{
				{Recommendation: agenda.Recommendation{ID: "r1", Text: "at bokse købes"}, Outcome: reading.Approved},
				{Recommendation: agenda.Recommendation{ID: "r2", Text: "at status tages til efterretning"}, Outcome: reading.Noted, Remark: "idet en evaluering følger"},
			},
			Votes: []minutes.Vote{{ID: "v1", Question: "Skal bokse købes", Yes: 2, No: 1, Ballots: []minutes.Ballot{{Name: "Ida Holm", Choice: minutes.Yes}, {Name: "Eva Dam", Choice: minutes.Yes}, {Name: "Ea Ask", Choice: minutes.No}},
				Dissents: []minutes.Dissent{{Name: "Ea Ask", Text: "Det er for dyrt"}}}},
			Recusals: []minutes.Recusal{{Name: "Bo Lind", Decided: "recused"}, {Name: "Eva Dam", Decided: "not-recused"}}, AwayFor: []string{"Bo Lind"}},
		{SentItem: closed, Discussion: "Hemmelig drøftelse", Decision: "Hemmelig beslutning", Outcome: reading.Rejected, AwayFor: []string{"Ida Holm"}},
		{SentItem: agenda.SentItem{ID: "i4", Number: "4", Title: "Eventuelt", Task: agenda.AnyOther, Type: agenda.Information}, NoDecision: true},
	}}
	return Source{Body: "Sundhedsklynge Fjorden", Kind: reading.Minutes, Meeting: plan.Meeting{ID: "p1", BodyID: "b1", Date: "2026-11-17", Start: "13:00", End: "15:00", Place: "Rådhuset, Skagerby"},
		Minutes: minutes.Version{Number: 2, Act: minutes.Approved, Content: record},
		Papers: map[string][]attachment.Attachment{"i2": {{ID: "a1", Name: "Tilbud", State: attachment.Enclosed}, {ID: "a2", Name: "Lukket bilag", Closed: true, State: attachment.Enclosed},
			{ID: "a3", Name: "Trukket", State: attachment.Withdrawn}, {ID: "a4", Name: "Regnskab", State: attachment.ToFollow}}, "i3": {{ID: "a5", Name: "Hemmeligt bilag", State: attachment.Enclosed}}},
		FollowUps: map[string][]decision.FollowUp{"i2": {{Text: "Skriv en evaluering", Owner: "Bo Lind", Organization: "Region Nordkyst", Due: "2027-03-01"}, {Text: "Hemmelig opgave", Closed: true}}},
	}
}

func text(it reading.Item) string {
	var b strings.Builder
	for _, section := range it.Sections {
		b.WriteString(section.Heading + ":\n")
		for _, line := range section.Lines {
			b.WriteString(line.Text + "\n")
		}
	}
	return b.String()
}

func TestComposeMinutes(t *testing.T) {
	r := Compose(held())
	for i, want := range []struct {
		name, partly string
		absent       bool
	}{
		{"Ida Holm", "", false}, {"Bo Lind", "kom kl. 13.20; deltog ikke i behandlingen af punkt 2", false},
		{"Eva Dam", "var til stede kl. 13.00-13.30 og kl. 13.50-15.00", false}, {"Ib Krog", "", true},
		{"Ea Ask", "stedfortræder for Ib Krog; gik kl. 14.30", false}, {"Per Fraværende", "udeblev uden afbud", true},
	} {
		if p := r.Meeting.Participants[i]; p.Name != want.name || p.Partly != want.partly || p.Absent != want.absent {
			t.Errorf("participant %d = %q, %q, absent %v, want %+v", i, p.Name, p.Partly, p.Absent, want)
		}
	}
	for i, want := range map[int]bool{0: false, 3: true, 5: false} {
		if p := r.Meeting.Participants[i]; reading.Excused(p.Absent, p.Partly) != want {
			t.Errorf("%s sent apologies: %v, want %v", p.Name, !want, want)
		}
	}
	if !r.Meeting.Participants[0].Chair {
		t.Error("the chair is not marked")
	}
	it := r.Meeting.Items[1]
	if want := "Klyngen godkendte.\nDer følges op.\nIndstilling 2: taget til efterretning, idet en evaluering følger."; it.Decision != want {
		t.Errorf("decision = %q, want %q", it.Decision, want)
	}
	if it.Recommendations[0].Outcome != reading.Approved || it.Recommendations[1].Outcome != reading.Noted {
		t.Errorf("recommendations = %+v, want an outcome of its own for each (R17)", it.Recommendations)
	}
	for _, want := range []string{
		"Bo Lind blev erklæret inhabil og deltog ikke i behandlingen af punktet.", "Eva Dam rejste spørgsmål om sin habilitet og blev erklæret habil.",
		"Skal bokse købes. For stemte 2: Ida Holm og Eva Dam. Imod stemte 1: Ea Ask.", "Mindretalsudtalelse:\nEa Ask: Det er for dyrt.",
		"Skriv en evaluering. Ansvarlig: Bo Lind, Region Nordkyst. Senest 1. marts 2027.", "Drøftelse:\nKort drøftelse.", "Økonomi:\nDet koster.",
	} {
		if !strings.Contains(text(it), want) {
			t.Errorf("the item lacks %q:\n%s", want, text(it))
		}
	}
	if len(it.Attachments) != 2 || it.Attachments[1].State != reading.ToFollow {
		t.Errorf("attachments = %+v, want the one enclosed and the one to follow", it.Attachments)
	}
	if last := r.Meeting.Items[3]; last.Decided {
		t.Error("an item marked without a decision has a place for one")
	}
}

// R9: why an item came late is told, in the agenda and in the minutes.
func TestR9LateReasonIsShown(t *testing.T) {
	minuted := Compose(held()).Meeting.Items[1]
	s := Source{Kind: reading.Agenda, Dispatches: []agenda.Dispatch{
		{Content: agenda.Sent{Items: []agenda.SentItem{{ID: "i1", Number: "1", Title: "Først"}}}},
		{Number: 1, Reason: "Sagen hastede", Content: agenda.Sent{Items: []agenda.SentItem{{ID: "i2", Number: "2", Title: "Ekstra"}}}},
	}}
	sent := Compose(s)
	for _, tt := range []struct{ got, want string }{{text(minuted), "Tilbuddet kom sent."}, {text(sent.Meeting.Items[1]), "Sagen hastede."}} {
		if !strings.Contains(tt.got, "Tilføjet efter fristen:\n"+tt.want) {
			t.Errorf("late item = %q, want the reason %q", tt.got, tt.want)
		}
	}
	if !strings.Contains(sent.Document.Text, "Tillægsdagsorden 1 er sendt") {
		t.Errorf("the agenda does not say that it has a supplement:\n%s", sent.Document.Text)
	}
}

// R33: nothing of a closed item but number and neutral title is in what is composed.
func TestR33NothingClosedIsComposed(t *testing.T) {
	r := Compose(held())
	content, err := encode(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{"emmelig", "Klagesag", "i3", "Lukket bilag", "Trukket"} {
		if strings.Contains(content, never) {
			t.Errorf("what is composed holds %q", never)
		}
	}
	it := r.Meeting.Items[2]
	if !it.Closed || it.Number != "3" || it.Title != "Personsag" {
		t.Errorf("closed item = %+v, want number and public title (R32)", it)
	}
	for _, p := range r.Meeting.Participants {
		if strings.Contains(p.Partly, "punkt 3") {
			t.Errorf("%s: %q tells of a closed item", p.Name, p.Partly)
		}
	}
	whole := held()
	whole.Whole = true
	if it := Compose(whole).Meeting.Items[2]; it.Decision != "Hemmelig beslutning" || it.Title != "Klagesag om Bo Lind" {
		t.Errorf("for those who may read it, the closed item = %+v, want all of it", it)
	}
	d := Detail(Compose(whole))
	if it := d.Agenda[2]; it.Closed || it.Decision == "" || !strings.HasSuffix(it.Title, "(lukket punkt)") {
		t.Errorf("printed for those who may read it, the closed item = %+v", it)
	}
}

// R32: the decision of a closed item is published when somebody has decided so,
// with who and when, and nothing else of it.
func TestR32DisclosedDecision(t *testing.T) {
	s := held()
	s.Disclosed = map[string]Disclosure{"i3": {ItemID: "i3", At: opened, Name: "Gerda Holm", Ground: "Sagen er afsluttet"}}
	it := Compose(s).Meeting.Items[2]
	if it.Closed || it.Title != "Personsag" || it.Decision != "Hemmelig beslutning" || len(it.Recommendations) > 0 {
		t.Errorf("disclosed item = %+v, want public title and decision", it)
	}
	for _, want := range []string{"17. november 2026 af Gerda Holm", "Sagen er afsluttet.", "lukkede døre"} {
		if !strings.Contains(text(it), want) {
			t.Errorf("disclosed item says %q, want %q in it", text(it), want)
		}
	}
	if strings.Contains(text(it), "fremstilling") {
		t.Errorf("disclosed item says %q", text(it))
	}
}

// Every value knows where it stands, and what stands there is the value.
func TestSourcesPointAtTheirText(t *testing.T) {
	r := Compose(held())
	text := []rune(r.Document.Text)
	for path, want := range map[reading.Path]string{
		"/body": "Sundhedsklynge Fjorden", "/date": "tirsdag 17. november 2026", "/place": "Rådhuset, Skagerby", "/items/1/title": "Medicinbokse", "/items/1/number": "2.",
		"/items/1/case": "25/100", "/items/1/recommendations/1": "at status tages til efterretning", "/items/1/attachments/0/name": "Tilbud", "/participants/1/name": "Bo Lind",
		"/items/2/title":    "Personsag",
		"/items/1/decision": "Klyngen godkendte.\nDer følges op.\nIndstilling 2: taget til efterretning, idet en evaluering følger.",
	} {
		source, ok := r.Sources[path]
		if got := string(text[source.Start:source.End]); !ok || got != want || source.Confidence != 1 {
			t.Errorf("source of %s = %q, %v, want %q for sure", path, got, source.Confidence, want)
		}
	}
	for _, b := range r.Document.Blocks {
		if got := string(text[b.Start:b.End]); got != b.Text {
			t.Errorf("block %q stands at %q", b.Text, got)
		}
	}
	// The public may read the whole text and fetch it: there is nothing to cover.
	encoded, err := paper.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := paper.Document{Text: r.Document.Text, Reading: encoded}.Visible()
	if err != nil || sheet.Withheld || sheet.Text != r.Document.Text {
		t.Errorf("Visible = withheld %v, %v, want the whole text", sheet.Withheld, err)
	}
}
