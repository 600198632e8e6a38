package indicator_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"klynge/internal/fault"
	"klynge/internal/indicator"
)

func (w *world) hand(id, text string) indicator.Import {
	w.t.Helper()
	got, err := w.Hand(w.t.Context(), w.lead, id, "tal.csv", []byte(text))
	w.must(err)
	return got
}

func (w *world) preview(id, importID string, mark byte) indicator.Preview {
	w.t.Helper()
	_, p, err := w.Preview(w.t.Context(), w.lead, id, importID, mark)
	w.must(err)
	return p
}

func TestAFileIsTakenInWholeOrNotAtAll(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(minutes()).ID
		w.must(w.enter(id, "2026-01", indicator.Single(12.5)))
		w.must(w.enter(id, "2026-02", indicator.Single(13)))
		bad := w.hand(id, "Periode;Værdi\njanuar 2026;12,5\n2026-02;14\n03-2026;15\n2026-04;mange\n2026-03;16\n2027-01;1\n2026-05;\n17. maj 2026;3\n")
		p := w.preview(id, bad.ID, 0)
		var said []string
		for _, r := range p.Readings {
			said = append(said, fmt.Sprintf("%d %s", r.Row, r.Fate))
		}
		if got, want := strings.Join(said, ", "), "2 known, 3 corrects, 4 fresh, 5 refused, 6 refused, 7 refused, 8 nothing, 9 refused"; got != want || !p.Comma {
			w.t.Errorf("the rows: %s (comma %v), want %s", got, p.Comma, want)
		}
		for row, word := range map[int]string{3: "ikke et tal", 4: "række 4", 5: "fremtiden", 7: "ikke en periode"} {
			if !strings.Contains(p.Readings[row].Wrong, word) {
				w.t.Errorf("row %d: %q, want a sentence with %q", p.Readings[row].Row, p.Readings[row].Wrong, word)
			}
		}
		_, err := w.Take(ctx, w.lead, id, bad.ID, indicator.Taking{Confirmed: true})
		w.refused(fault.Invalid, "taking in a file with errors", err)
		if got := w.see(id).Values; len(got) != 2 || got[1].Value != 13 {
			w.t.Errorf("after a file that was refused: %+v, want what was there", got)
		}
		good := w.hand(id, "Periode;Værdi\n2026-02;14\n2026-03;1.015,5\n")
		_, err = w.Take(ctx, w.lead, id, good.ID, indicator.Taking{})
		w.refused(fault.Invalid, "changing what stands there unasked", err)
		_, err = w.Take(ctx, w.guest, id, good.ID, indicator.Taking{Confirmed: true})
		w.refused(fault.Forbidden, "by a guest", err)
		_, err = w.Take(ctx, w.lead, id, good.ID, indicator.Taking{Confirmed: true})
		w.must(err)
		if got := w.see(id).Values; len(got) != 3 || got[1].Value != 14 || got[2].Value != 1015.5 {
			w.t.Errorf("after the file: %+v", got)
		}
		_, err = w.Take(ctx, w.lead, id, good.ID, indicator.Taking{Confirmed: true})
		w.refused(fault.Conflict, "the file a second time", err)
		_, err = w.Hand(ctx, w.lead, id, "omdøbt.csv", []byte("Periode;Værdi\n2026-02;14\n2026-03;1.015,5\n"))
		w.refused(fault.Conflict, "the file by another name", err)
		again := w.hand(id, "Periode;Værdi\n2026-03;1015,50\n")
		if p := w.preview(id, again.ID, 0); p.Counts[indicator.Known] != 1 || p.Refused == "" {
			w.t.Errorf("a file with nothing new: %+v", p)
		}
		other := w.define(share()).ID
		_, _, err = w.Preview(ctx, w.lead, other, again.ID, 0)
		w.refused(fault.Missing, "the file of another indicator", err)
	})
}

func TestAFileReplacesReleasedFiguresWithAWord(t *testing.T) {
	each(t, func(w *world) {
		ctx, id := w.t.Context(), w.define(share()).ID
		w.must(w.enter(id, "2026-01", indicator.Over(23, 40)))
		w.check(id)
		w.must(w.release(id, ""))
		file := w.hand(id, "måned;tæller;nævner\n2026-01;33;40\n")
		if p := w.preview(id, file.ID, 0); p.Readings[0].Fate != indicator.Overtakes || p.Readings[0].Was != "57,5 % (23 af 40)" {
			w.t.Errorf("the row: %+v", p.Readings[0])
		}
		_, err := w.Take(ctx, w.lead, id, file.ID, indicator.Taking{Confirmed: true})
		w.refused(fault.Invalid, "without saying why", err)
		_, err = w.Take(ctx, w.lead, id, file.ID, indicator.Taking{Confirmed: true, Note: "Talt om."})
		w.must(err)
		if got := w.public(time.Time{})[0].Points[0]; got.Numerator != 23 {
			w.t.Errorf("before the new figure is released: %+v, want the old one", got)
		}
	})
}

func TestASpreadsheetIsRead(t *testing.T) {
	each(t, func(w *world) {
		book := excelize.NewFile()
		for row, cells := range [][]any{{"Måned", "Tæller", "Nævner"}, {time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), 23, 40.0}, {"februar 2026", "1.024", 2000}, {}, {"2026-03", 12.5, 40}} {
			w.must(book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row+1), &cells))
		}
		var b bytes.Buffer
		w.must(book.Write(&b))
		w.must(book.Close())
		id := w.define(share()).ID
		file, err := w.Hand(w.t.Context(), w.lead, id, "tal.xlsx", b.Bytes())
		w.must(err)
		p := w.preview(id, file.ID, 0)
		if len(p.Readings) != 3 || p.Readings[0].Period != month("2026-01") || p.Readings[0].Numerator != 23 {
			w.t.Errorf("the rows: %+v", p.Readings)
		}
		if r := p.Readings[2]; r.Row != 5 || !strings.Contains(r.Wrong, "hele tal") {
			w.t.Errorf("half a person: row %d, %q", r.Row, r.Wrong)
		}
	})
}

func TestFilesThatAreNone(t *testing.T) {
	each(t, func(w *world) {
		id := w.define(minutes()).ID
		for what, tt := range map[string]struct{ text, say string }{
			"empty":              {" \n", "tom"},
			"an old spreadsheet": {"\xd0\xcf\x11\xe0", "xls"},
			"no spreadsheet":     {"PK\x03\x04 nej", "Excel-arket"},
			"a picture":          {"\x89PNG\x00\x00", "hverken CSV"},
			"bars":               {"periode|værdi\n2026-01|2\n", "ikke delt i kolonner"},
			"no heading":         {"2026-01;2\n", "overskrift"},
		} {
			_, err := w.Hand(w.t.Context(), w.lead, id, "fil", []byte(tt.text))
			w.refused(fault.Invalid, what, err)
			if !strings.Contains(fault.Sentence(err), tt.say) {
				w.t.Errorf("%s: %q, want a sentence with %q", what, fault.Sentence(err), tt.say)
			}
		}
		comma := w.hand(id, "periode,værdi\n2026-01,3,5\n")
		if p := w.preview(id, comma.ID, 0); !strings.Contains(p.Readings[0].Wrong, "semikolon") {
			w.t.Errorf("a comma that is both: %q", p.Readings[0].Wrong)
		}
		thousand := w.hand(id, "periode;værdi\n2026-01;1.204\n")
		if p := w.preview(id, thousand.ID, 0); p.Comma || p.Readings[0].Value != 1.204 {
			w.t.Errorf("as it is guessed: %+v", p.Readings[0])
		}
		if p := w.preview(id, thousand.ID, ','); !p.Comma || p.Readings[0].Value != 1204 {
			w.t.Errorf("as somebody says: %+v", p.Readings[0])
		}
	})
}

// 100,000 rows are read, and told of, and not taken in where they are no figures of
// the indicator.
func TestAHundredThousandRows(t *testing.T) {
	each(t, func(w *world) {
		id := w.define(minutes()).ID
		var b strings.Builder
		b.WriteString("periode;værdi\n")
		for n := range indicator.MaxImport + 1 {
			fmt.Fprintf(&b, "%04d-%02d;%d\n", 1971+n/12%50, n%12+1, n)
		}
		p := w.preview(id, w.hand(id, b.String()).ID, 0)
		if p.Counts[indicator.Fresh] != 600 || p.Counts[indicator.Refused] != indicator.MaxImport-599 || !strings.Contains(p.Refused, "100.000") {
			w.t.Errorf("rows %v, refused %q: want 600 months, the rest twice, and too many of them", p.Counts, p.Refused)
		}
	})
}
