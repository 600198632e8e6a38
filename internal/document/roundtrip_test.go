package document_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"klynge/internal/document"
	"klynge/internal/meeting"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/web/webtest"
)

// examples are the meetings of the examples as the public sees them.
var examples []meeting.Detail

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "klynge-document-")
	if err == nil {
		examples, err = load(folder)
	}
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, "document_test:", err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(folder) // the folder is thrown away; how it ends does not matter
	os.Exit(code)
}

func load(folder string) (details []meeting.Detail, err error) {
	ctx := context.Background()
	site, err := webtest.Open(ctx, folder, webtest.Examples("../../examples")...)
	if err != nil {
		return nil, err
	}
	public := meeting.NewPublic(site.DB)
	list, _, err := public.List(ctx, meeting.Filter{}, "", 100)
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		d, err := public.BySlug(ctx, l.Slug)
		if err != nil {
			return nil, err
		}
		details = append(details, d)
	}
	return details, site.Close()
}

// formats are the two ways to print a meeting.
var formats = map[string]func(io.Writer, meeting.Detail) error{"PDF": document.PDF, "DOCX": document.DOCX}

func write(t *testing.T, format string, d meeting.Detail) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](&b, d); err != nil {
		t.Fatalf("%s(%s): %v", format, d.Slug, err)
	}
	return b.Bytes()
}

// TestRoundTrip: the project's own reader, which knows nothing of these files,
// finds in them the meeting that they were written from.
func TestRoundTrip(t *testing.T) {
	if len(examples) < 15 {
		t.Fatalf("%d meetings in the examples, want at least 15", len(examples))
	}
	for format := range formats {
		for _, d := range examples {
			t.Run(format+"/"+d.Slug, func(t *testing.T) {
				r, err := reader.Read(t.Context(), d.Slug, write(t, format, d), extract.DefaultLimits)
				if err != nil {
					t.Fatalf("reader.Read: %v", err)
				}
				for _, line := range differences(said(r.Meeting), written(d)) {
					t.Error(line)
				}
			})
		}
	}
}

// said is what the reader found, a line for each value.
func said(m reading.Meeting) (lines []string) {
	lines = head(m.Body, m.Date, m.Start, m.End, m.Place, m.Kind)
	for _, p := range m.Participants {
		lines = append(lines, person(p.Name, p.Absent))
	}
	for _, it := range m.Items {
		lines = append(lines, item(it.Number, it.Title, it.Case, it.Type, it.Closed, it.Decision, it.Recommendations, it.Attachments)...)
	}
	return lines
}

// written is what the record holds, in the same lines.
func written(d meeting.Detail) (lines []string) {
	lines = head(d.BodyName, d.Date, d.Start, d.End, d.Place, d.Kind)
	for i, p := range d.Participants {
		// Who stands on the list twice, there and away, is printed twice and read once.
		if slices.ContainsFunc(d.Participants[:i], func(before meeting.Participant) bool { return before.Name == p.Name }) {
			continue
		}
		lines = append(lines, person(p.Name, p.Absent))
	}
	for _, it := range d.Agenda {
		lines = append(lines, item(it.Number, it.Title, it.CaseNumber, it.Type, it.Closed, it.Decision, it.Recommendations, it.Attachments)...)
	}
	return lines
}

func head(body, date, start, end, place string, kind reading.Kind) []string {
	return []string{"body " + body, "date " + date, "start " + start, "end " + end, "place " + place, "kind " + string(kind)}
}

func person(name string, absent bool) string { return fmt.Sprintf("person %s absent=%v", name, absent) }

func item(number, title, caseNumber string, kind reading.ItemType, closed bool, decision string, recommended []reading.Recommendation, attached []reading.Attachment) []string {
	at := "item " + number + " "
	lines := []string{fmt.Sprintf("%s%q case=%q type=%s closed=%v", at, title, caseNumber, kind, closed)}
	if decision = strings.Join(strings.Fields(decision), " "); decision != "" {
		lines = append(lines, at+"decided "+decision)
	}
	for _, r := range recommended {
		text := r.Text
		for _, outcome := range []string{" (godkendt)", " (taget til efterretning)", " (drøftet)", " (udsat)", " (ikke godkendt)"} {
			text = strings.TrimSuffix(text, outcome)
		}
		lines = append(lines, at+"recommended "+text)
	}
	for _, a := range attached {
		lines = append(lines, at+"attached "+a.Name+" "+string(a.State))
	}
	return lines
}

// differences returns the lines that only one side has.
func differences(got, want []string) (lines []string) {
	for _, line := range got {
		if !slices.Contains(want, line) {
			lines = append(lines, "read, but not in the record: "+line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			lines = append(lines, "in the record, but not read: "+line)
		}
	}
	return lines
}
