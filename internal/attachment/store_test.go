package attachment_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/vault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is a body with a meeting whose agenda has two items, x and y.
type world struct {
	*attachment.Store
	t      *testing.T
	db     *db.DB
	folder string
}

func open(t *testing.T, d *db.DB, max int64) world {
	t.Helper()
	folder := t.TempDir()
	v, err := vault.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	w := world{attachment.NewStore(d, v, max), t, d, folder}
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`)
	w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('m1', 'b1', '', '2026-12-01', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`)
	for i, item := range []string{"x", "y"} {
		w.exec(`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ($1, 'b1', 'm1', $2, '', 'decision', '', '', false, '', 10, '', '', $1, 'on-agenda', 'secretariat', '', '', false, -1, 0, '', 0, 1)`, item, i)
		w.exec(`INSERT INTO draft_field (object, name, version, text, at, by_id, by_name) VALUES ($1, 'title', 1, $2, 0, '', '')`, item, "Sag "+item)
	}
	return w
}

func (w world) exec(query string, args ...any) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.t.Context(), query, args...)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

func who(role access.Role) access.Who {
	return access.Who{Account: access.Account{ID: "a", Name: "Ane Storm"}, Grants: []access.Grant{{Role: role, BodyID: "b1"}}}
}

var secretary = who(access.Secretariat)

func (w world) add(item, name string, data []byte) (attachment.Received, error) {
	w.t.Helper()
	return w.AddFile(w.t.Context(), item, attachment.Upload{Name: name, Bytes: strings.NewReader(string(data))}, false, secretary)
}

// must adds a file that is taken.
func (w world) must(item, name, data string) attachment.Received {
	w.t.Helper()
	got, err := w.add(item, name, []byte(data))
	if err != nil {
		w.t.Fatalf("AddFile(%s, %s): %v", item, name, err)
	}
	return got
}

// kept counts the files in the vault.
func (w world) kept() (n int) {
	w.t.Helper()
	if err := filepath.WalkDir(w.folder, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w world) list(item string, role access.Role) attachment.Listed {
	w.t.Helper()
	l, err := w.List(w.t.Context(), item, who(role))
	if err != nil {
		w.t.Fatalf("List(%s) as %s: %v", item, role, err)
	}
	return l
}

// TestWhatIsTakenIn holds each sort of file against what is told of it.
func TestWhatIsTakenIn(t *testing.T) {
	const ods = "application/vnd.oasis.opendocument.spreadsheet"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 0)
		for name, c := range map[string]struct{ file, data, want string }{
			"PDF":                   {"a.pdf", minimalPDF, "application/pdf"},
			"PDF called something":  {"a.exe", minimalPDF + "2", "application/pdf"},
			"Word":                  {"a.docx", string(packed(t, "[Content_Types].xml", wordTypes, "word/document.xml", "<w:document/>")), attachment.KindOf(docx).MediaType},
			"Word, types last":      {"b.docx", string(packed(t, "word/document.xml", "<w:document/>", "[Content_Types].xml", wordTypes)), docx},
			"Excel":                 {"a.xlsx", string(packed(t, "[Content_Types].xml", excelTypes, "xl/workbook.xml", "<workbook/>")), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
			"OpenDocument":          {"a.ods", string(packed(t, "mimetype", ods, "content.xml", "<x/>")), ods},
			"PNG":                   {"a.png", png, "image/png"},
			"PNG with a zip behind": {"b.png", png + string(packed(t, "evil.class", "x")), "image/png"},
			"JPEG":                  {"a.jpg", jpegBytes, "image/jpeg"},
			"text":                  {"a.txt", "Kære alle\n\nVi ses på rådhuset.\n", "text/plain; charset=utf-8"},
			"text from Windows":     {"b.txt", strings.Repeat("Kaere alle. ", 400) + "R\xe5dhuset.\n", "text/plain; charset=windows-1252"},
			"CSV":                   {"a.csv", "år;beløb\n2026;743000\n2027;1710000\n", "text/csv; charset=utf-8"},
			"text with a tag in it": {"c.txt", "Se her: <script>alert(1)</script>\n", "text/plain; charset=utf-8"},
			"a bomb is only stored": {"bombe.docx", string(packed(t, "[Content_Types].xml", wordTypes, "word/document.xml", strings.Repeat("\x00", 16<<20))), docx},
		} {
			if got, err := w.add("x", c.file, []byte(c.data)); err != nil || got.MediaType != c.want || got.Size != int64(len(c.data)) {
				t.Errorf("%s: AddFile(%q) = %q of %d bytes, %v, want %q of %d", name, c.file, got.MediaType, got.Size, err, c.want, len(c.data))
			}
		}
	})
}

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// TestHostileFiles sends what must not be taken, by the names it comes under.
func TestHostileFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 1<<20)
		for name, c := range map[string]struct{ file, data, says string }{
			"nothing":                 {"a.pdf", "", "tom (0 bytes)"},
			"SVG with script":         {"kort.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "SVG"},
			"SVG called PNG":          {"kort.png", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "SVG"},
			"HTML called PDF":         {"referat.pdf", "<!DOCTYPE html><script>alert(1)</script>", "webside"},
			"HTML after a space":      {"referat.txt", "  \n<html><body>hej", "webside"},
			"HTML in front of PDF":    {"referat.pdf", "<html><script>alert(1)</script>" + minimalPDF, "andet før PDF"},
			"something before PDF":    {"referat.pdf", "abc\n" + minimalPDF, "PDF"},
			"a program":               {"referat.pdf", "MZ" + strings.Repeat("\x00", 58) + "\x80\x00\x00\x00" + strings.Repeat("\x00", 64) + "PE\x00\x00" + strings.Repeat("\x00", 200), "program"},
			"a program of Linux":      {"referat.pdf", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 200), "program"},
			"Word with macros":        {"referat.docx", string(packed(t, "[Content_Types].xml", macroTypes, "word/document.xml", "<w:document/>")), "makroer"},
			"macros without a type":   {"referat.docx", string(packed(t, "[Content_Types].xml", wordTypes, "word/document.xml", "<w:document/>", "word/vbaProject.bin", "x")), "makroer"},
			"macros by Windows paths": {"referat.docx", string(packed(t, "[Content_Types].xml", wordTypes, `word\VBAPROJECT.BIN`, "x")), "makroer"},
			"macros of OpenDocument":  {"a.odt", string(packed(t, "mimetype", "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml", "x")), "makroer"},
			"an old document":         {"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "ældre Office-format"},
			"a zip":                   {"a.zip", string(packed(t, "brev.txt", "hej")), "pakket fil"},
			"half a document":         {"a.docx", string(packed(t, "[Content_Types].xml", wordTypes))[:60], "beskadiget"},
			"a mail":                  {"a.eml", "From: a@b.example\r\nTo: c@d.example\r\nSubject: hej\r\nMIME-Version: 1.0\r\n\r\nhej", "mail"},
			"a script":                {"a.txt", "#!/bin/sh\nrm -rf /\n", "ikke bliver taget imod"},
			"noise":                   {"a.txt", "abc" + strings.Repeat("y", 4000) + "\x00\x01\x02", "ikke bliver taget imod"},
			"too much":                {"a.txt", strings.Repeat("abcdefgh ", 1<<20/9+1), "plads til 1 MB"},
		} {
			_, err := w.add("x", c.file, []byte(c.data))
			if err == nil || !strings.Contains(fault.Sentence(err), c.says) || !strings.Contains(fault.Sentence(err), "gemt") {
				t.Errorf("%s: AddFile(%q) = %v, want a refusal that says %q and that nothing is kept", name, c.file, err, c.says)
			}
			if n := w.kept(); n != 0 {
				t.Fatalf("%s: the vault holds %d files, want nothing", name, n)
			}
		}
		if l := w.list("x", access.Secretariat); len(l.Papers) != 0 {
			t.Errorf("the item lists %+v, want nothing", l.Papers)
		}
	})
}

// A directory of a zip that would fill the memory is not read to its end.
func TestADirectoryThatIsTooLarge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 0)
		var parts []string
		for i := range 10_000 {
			parts = append(parts, fmt.Sprintf("word/%s-%d.xml", strings.Repeat("x", 400), i), "")
		}
		data := packed(t, append(parts, "[Content_Types].xml", wordTypes)...)
		if _, err := w.add("x", "a.docx", data); !fault.Is(err, fault.Invalid) {
			t.Errorf("a document of 10,000 parts with long names = %v, want a refusal", err)
		}
	})
}

func TestPromiseThenFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d, 0), t.Context()
		promised := attachment.Promise{Name: "Budget", State: attachment.ToFollow, Due: "2026-11-25"}
		a, err := w.Add(ctx, "x", promised, secretary)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Add(ctx, "x", promised, secretary); !fault.Is(err, fault.Conflict) {
			t.Errorf("the same promise twice = %v, want a conflict", err)
		}
		if _, err := w.Add(ctx, "findes-ikke", promised, secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Add to no item = %v, want missing", err)
		}
		lines, err := w.Waiting(ctx, secretary, "2026-11-21")
		if err != nil || len(lines) != 1 || lines[0].Due != "2026-11-25" || lines[0].About != "Sag x" || !lines[0].Others {
			t.Errorf("Waiting = %+v, %v, want the budget by its day", lines, err)
		}
		if lines, err := w.Waiting(ctx, who(access.Member), "2026-11-21"); len(lines) != 0 || err != nil {
			t.Errorf("Waiting for a member = %+v, %v, want nothing", lines, err)
		}
		if _, _, err := w.Open(ctx, "x", a.ID, 0, secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Open before it came = %v, want missing", err)
		}
		first, err := w.Supply(ctx, "x", a.ID, attachment.Upload{Name: "../budget.pdf", Bytes: strings.NewReader(minimalPDF)}, secretary)
		if err != nil || first.State != attachment.Enclosed || first.FileName != "budget.pdf" || first.Name != "Budget" || first.Number != 1 {
			t.Fatalf("Supply = %+v, %v, want the file under the name of the promise", first, err)
		}
		again, err := w.Supply(ctx, "x", a.ID, attachment.Upload{Name: "budget.pdf", Bytes: strings.NewReader(minimalPDF)}, secretary)
		if err != nil || !again.Already || again.Number != 1 {
			t.Errorf("the same file again = %+v, %v, want that it is there", again, err)
		}
		if _, err := w.Supply(ctx, "y", a.ID, attachment.Upload{Name: "b.pdf", Bytes: strings.NewReader(minimalPDF)}, secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Supply by the address of another item = %v, want missing", err)
		}
		second, err := w.Supply(ctx, "x", a.ID, attachment.Upload{Name: "budget2.pdf", Bytes: strings.NewReader(minimalPDF + "%2")}, secretary)
		if err != nil || second.Number != 2 {
			t.Fatalf("Supply of another file = %+v, %v, want the second", second, err)
		}
		l := w.list("x", access.Secretariat)
		if old := l.Earlier[a.ID]; len(l.Papers) != 1 || len(old) != 1 || old[0].Number != 1 || old[0].FileName != "budget.pdf" {
			t.Errorf("List = %+v, want one paper with its earlier file", l)
		}
		for number, want := range map[int]string{0: minimalPDF + "%2", 1: minimalPDF, 2: minimalPDF + "%2"} {
			_, file, err := w.Open(ctx, "x", a.ID, number, secretary)
			if err != nil {
				t.Fatalf("Open of number %d: %v", number, err)
			}
			if data, err := io.ReadAll(file); string(data) != want || err != nil {
				t.Errorf("number %d holds %q, %v, want %q", number, data, err, want)
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		}
		if _, _, err := w.Open(ctx, "x", a.ID, 3, secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Open of a number there never was = %v, want missing", err)
		}
		if lines, err := w.Waiting(ctx, secretary, "2026-11-21"); len(lines) != 0 || err != nil {
			t.Errorf("Waiting afterwards = %+v, %v, want nothing", lines, err)
		}
	})
}

func TestTheSameFileTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 0)
		first := w.must("x", "Plan_for-2027.pdf", minimalPDF)
		if first.Name != "Plan for-2027" || first.State != attachment.Enclosed {
			t.Errorf("AddFile = %+v, want a paper called what the file is", first.Attachment)
		}
		if again := w.must("x", "kopi.pdf", minimalPDF); !again.Already || again.ID != first.ID {
			t.Errorf("the same bytes on the same item = %+v, want that they are there", again)
		}
		if other := w.must("y", "kopi.pdf", minimalPDF); other.Already || other.Also != "Sag x" {
			t.Errorf("the same bytes on another item = %+v, want a paper, and to be told of item x", other)
		}
		if n := w.kept(); n != 1 {
			t.Errorf("the vault holds %d files, want one", n)
		}
	})
}

func TestTwoUploadsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 0)
		a, err := w.Add(t.Context(), "x", attachment.Promise{Name: "Budget", State: attachment.ToFollow, Due: "2026-11-25"}, secretary)
		if err != nil {
			t.Fatal(err)
		}
		const people = 8
		var wg sync.WaitGroup
		for i := range people {
			wg.Go(func() {
				if _, err := w.Supply(t.Context(), "x", a.ID, attachment.Upload{Name: "b.pdf", Bytes: strings.NewReader(minimalPDF + strconv.Itoa(i))}, secretary); err != nil {
					t.Errorf("Supply by one of several: %v", err)
				}
				w.must("y", strconv.Itoa(i)+".pdf", minimalPDF+"y"+strconv.Itoa(i))
			})
		}
		wg.Wait()
		if l := w.list("x", access.Secretariat); l.Papers[0].Number != people || len(l.Earlier[a.ID]) != people-1 {
			t.Errorf("after %d files at once the paper has number %d and %d earlier, want all of them", people, l.Papers[0].Number, len(l.Earlier[a.ID]))
		}
		seen := map[int]bool{}
		for _, a := range w.list("y", access.Secretariat).Papers {
			seen[a.Position] = true
		}
		if len(seen) != people {
			t.Errorf("%d papers at once stand in %d places, want each its own", people, len(seen))
		}
	})
}

func TestDescribeAndMove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := open(t, d, 0), t.Context()
		one, two := w.must("x", "a.pdf", minimalPDF), w.must("x", "b.pdf", minimalPDF+"b")
		said := attachment.Promise{Name: "Det ene", State: attachment.Enclosed, Closed: true}
		if a, err := w.Describe(ctx, "x", one.ID, one.Version, said); err != nil || a.Name != "Det ene" || !a.Closed {
			t.Errorf("Describe = %+v, %v, want the new name", a, err)
		}
		if _, err := w.Describe(ctx, "x", one.ID, one.Version, said); err != nil {
			t.Errorf("Describe the same twice = %v, want nil", err)
		}
		if _, err := w.Describe(ctx, "x", one.ID, one.Version, attachment.Promise{Name: "Andet", State: attachment.Enclosed}); !fault.Is(err, fault.Conflict) {
			t.Errorf("Describe over what somebody changed = %v, want a conflict", err)
		}
		if err := w.Move(ctx, "x", two.ID, true); err != nil {
			t.Fatal(err)
		}
		if l := w.list("x", access.Secretariat); l.Papers[0].ID != two.ID {
			t.Errorf("after moving it up the first is %q, want the other", l.Papers[0].Name)
		}
		w.exec(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d1', 'm1', 0, '{}', false, '', $1, '')`, time.Now().Add(time.Hour).UnixMicro())
		w.exec(`UPDATE draft_item SET supplement = 0, number = '1'`)
		if err := w.Move(ctx, "x", two.ID, false); !fault.Is(err, fault.Conflict) {
			t.Errorf("Move on a sent agenda = %v, want a conflict", err)
		}
		if l := w.list("x", access.Guest); len(l.Papers) != 1 || l.Papers[0].ID != two.ID {
			t.Errorf("a guest sees %+v, want the open one", l.Papers)
		}
		if _, _, err := w.Open(ctx, "x", one.ID, 0, who(access.Guest)); !fault.Is(err, fault.Missing) {
			t.Errorf("a guest opens the closed one: %v, want missing", err)
		}
		w.exec(`UPDATE draft_item SET closed = true`)
		if _, err := w.List(ctx, "x", who(access.Guest)); !fault.Is(err, fault.Missing) {
			t.Errorf("a guest lists the papers of a closed item: %v, want missing", err)
		}
	})
}

func TestReadersOfMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 0)
		w.must("x", "a.pdf", minimalPDF)
		w.must("y", "b.pdf", minimalPDF)
		w.must("y", "c.pdf", minimalPDF+"c")
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			all, err := attachment.OfMeeting(t.Context(), tx, "m1")
			if len(all["x"]) != 1 || len(all["y"]) != 2 || all["y"][1].Name != "C" {
				t.Errorf("OfMeeting = %+v, want one and two in order", all)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	})
}

// A line that goes away in the middle leaves nothing.
func TestALineThatBreaks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, 0)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		broken := io.MultiReader(strings.NewReader(minimalPDF+strings.Repeat("x", 8<<10)), failing{})
		if _, err := w.AddFile(t.Context(), "x", attachment.Upload{Name: "a.pdf", Bytes: broken}, false, secretary); err == nil {
			t.Error("AddFile over a line that breaks = nil, want an error")
		}
		if _, err := w.AddFile(ctx, "x", attachment.Upload{Name: "a.pdf", Bytes: strings.NewReader(minimalPDF)}, false, secretary); err == nil {
			t.Error("AddFile that was stopped = nil, want an error")
		}
		if n := w.kept(); n != 0 {
			t.Errorf("the vault holds %d files, want nothing", n)
		}
	})
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
