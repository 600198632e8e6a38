package archive_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"klynge/internal/archive"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
)

// open doubts, the greatest first.
func doubts(t *testing.T, d *db.DB) (list []review.Doubt) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		list, err = review.Open(t.Context(), tx, "", 100)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func corrections(t *testing.T, d *db.DB, meetingID string) (list []review.Correction) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		list, err = review.Corrections(t.Context(), tx, meetingID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func decision(t *testing.T, d *db.DB) string {
	t.Helper()
	return strings.Join(rows(t, d, 1, `SELECT decision FROM agenda_item WHERE title = 'Status på medicinbokse'`), " / ")
}

func must(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s = %v", what, err)
	}
}

func TestCorrectionOutlivesNewVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2024-11-19", "Ida Holm")
		o := add(t, a, m)
		list := doubts(t, d)
		if len(list) != 1 || list[0].At != "/items/punkt-2/decision" || list[0].Value != "Taget til efterretning." || list[0].Text == "" {
			t.Fatalf("doubts = %+v, want the decision of item 2 with its passage", list)
		}
		must(t, "Correct", a.Correct(t.Context(), list[0].ID, "Taget til orientering.", "Ea Ask"))
		if err := a.Correct(t.Context(), list[0].ID, "Udsat.", "Bo Lind"); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Missing) {
			t.Errorf("correcting what another has corrected = %v, want to be told", err)
		}

		// A new version with an item put in before it.
		m.Items = slices.Insert(slices.Clone(m.Items), 0, reading.Item{Title: "Velkomst"})
		if o := add(t, a, m); o.Result != archive.Version {
			t.Fatalf("second version = %s", o.Result)
		}
		if got := decision(t, d); got != "Taget til orientering." {
			t.Errorf("decision after a new version = %q, want the corrected one", got)
		}
		if got := doubts(t, d); len(got) != 0 {
			t.Errorf("doubts after a new version with the same decision = %+v, want none", got)
		}

		// A version that prints it in a third way: the correction holds, and
		// somebody should look.
		m.Items[2].Decision = "Udsat til næste møde."
		add(t, a, m)
		if got := decision(t, d); got != "Taget til orientering." {
			t.Errorf("decision after a third way to print it = %q, want the corrected one", got)
		}
		if got := doubts(t, d); len(got) != 1 || got[0].Value != "Udsat til næste møde." {
			t.Errorf("doubts after a third way to print it = %+v, want one", got)
		}

		made := corrections(t, d, o.Meeting.ID)
		if len(made) != 1 || made[0].Was != "Taget til efterretning." || made[0].By != "Ea Ask" || !made[0].Made.Equal(dbtest.Noon) {
			t.Fatalf("corrections = %+v, want one with what was read, who and when", made)
		}
		must(t, "TakeBack", a.TakeBack(t.Context(), made[0].ID, "Bo Lind"))
		if got := decision(t, d); got != "Udsat til næste møde." {
			t.Errorf("decision after the correction was taken back = %q, want what is printed", got)
		}
		if err := a.TakeBack(t.Context(), made[0].ID, "Bo Lind"); !fault.Is(err, fault.Conflict) {
			t.Errorf("taking back twice = %v, want Conflict", err)
		}
		if made = corrections(t, d, o.Meeting.ID); len(made) != 1 || made[0].Holds() || made[0].WithdrawnBy != "Bo Lind" {
			t.Errorf("corrections after taking back = %+v, want it kept with who took it back", made)
		}
		if got := doubts(t, d); len(got) != 1 {
			t.Errorf("doubts after taking back = %+v, want the value to be doubted again", got)
		}
	})
}

func TestAcceptedStaysAccepted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2024-11-19", "Ida Holm")
		add(t, a, m)
		must(t, "Accept", a.Accept(t.Context(), doubts(t, d)[0].ID, "Ea Ask"))
		m.Place = "Rådhuset"
		add(t, a, m)
		if got := doubts(t, d); len(got) != 0 {
			t.Errorf("doubts after a version with the accepted value = %+v, want none", got)
		}
		m.Items[1].Decision = "Udsat."
		add(t, a, m)
		if got := doubts(t, d); len(got) != 1 || got[0].Value != "Udsat." {
			t.Errorf("doubts after the accepted value changed = %+v, want it to be asked again", got)
		}
	})
}

func TestCorrectionsAreUnderstoodOrRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		id := add(t, a, minutes("", "Ida Holm; Borgmester; RX")).Meeting.ID
		for at, value := range map[string]string{
			"/date": "engang i maj", "/start": "om morgenen", "/kind": "roman", "/items/punkt-2/outcome": "måske",
			"/participants/Ida Holm/absent": "vistnok", "/items/punkt-9/decision": "Ja", "/items/punkt-2/sections": "Tekst",
		} {
			if err := a.CorrectValue(t.Context(), id, at, value, "Ea Ask"); err == nil || fault.Sentence(err) == "" {
				t.Errorf("correcting %s to %q = %v, want a sentence", at, value, err)
			}
		}
		if got := corrections(t, d, id); len(got) != 0 {
			t.Errorf("refused corrections are kept: %+v", got)
		}
		person := rows(t, d, 1, `SELECT id FROM person`)
		for at, value := range map[string]string{
			"/date": "19. november 2024", "/start": "kl. 9.30", "/items/punkt-2/outcome": "udsat", "/participants/Ida Holm/absent": "ja",
			"/participants/Ida Holm/organization": "Skagerby Kommune", "/participants/Ida Holm/name": "Ida Marie Holm",
		} {
			must(t, "correcting "+at, a.CorrectValue(t.Context(), id, at, value, "Ea Ask"))
		}
		wantRows(t, "the person after the corrections", rows(t, d, 1, `SELECT id FROM person`), person...)
		wantRows(t, "meeting", rows(t, d, 3, `SELECT slug, date, start_time FROM meeting`), "2024-11-19-sundhedsklynge-nord|2024-11-19|09:30")
		wantRows(t, "old address", rows(t, d, 2, `SELECT path, to_path FROM moved ORDER BY path`),
			"/moeder/uden-dato-sundhedsklynge-nord|/moeder/2024-11-19-sundhedsklynge-nord", "/personer/ida-holm|/personer/ida-marie-holm")
		wantRows(t, "participant", rows(t, d, 4, `SELECT p.name, CASE WHEN p.absent THEN 'afbud' ELSE '' END, o.name, n.slug FROM participation p
			JOIN organization o ON o.id = p.organization_id JOIN person n ON n.id = p.person_id`), "Ida Marie Holm|afbud|Skagerby Kommune|ida-marie-holm")
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM person`); got[0] != 1 {
			t.Errorf("people after a name was corrected = %d, want 1", got[0])
		}
	})
}

func TestAbbreviationIsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		m := minutes("2024-11-19", "Ida Holm; Konsulent; RN")
		m.Items[1].Decision = ""
		add(t, a, m)
		list := doubts(t, d)
		if len(list) != 1 || list[0].Kind != review.Organization || list[0].Value != "RN" {
			t.Fatalf("doubts = %+v, want the abbreviation that nothing explains", list)
		}
		must(t, "Correct", a.Correct(t.Context(), list[0].ID, "Region Nordkyst", "Ea Ask"))
		wantRows(t, "organisation", rows(t, d, 1, `SELECT o.name FROM participation p JOIN organization o ON o.id = p.organization_id`), "Region Nordkyst")
	})
}

// The originals cannot be written: the sentence says so and no row speaks of
// an original that is not there.
func TestOriginalsCannotBeWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		folder := t.TempDir()
		must(t, "break the folder", breakFolder(a, folder))
		o, err := a.ImportBytes(t.Context(), "a.txt", encode(t, minutes("2024-11-19", "Ida Holm")))
		if !fault.Is(err, fault.Unavailable) || o.Result != archive.Failed || !strings.Contains(fault.Sentence(err), "originaler") {
			t.Errorf("import with a folder that cannot be written = %+v, %v, want Unavailable with a sentence", o, err)
		}
		if got := dbtest.Ints(t, d, `SELECT count(*) FROM document`); got[0] != 0 {
			t.Errorf("documents = %d, want none", got[0])
		}
	})
}

func TestFiles(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b.txt", "a.md", ".hidden", "~$lock.docx", "under/c.pdf", ".git/d.txt"} {
		path := filepath.Join(folder, name)
		must(t, "make folder", os.MkdirAll(filepath.Dir(path), 0o700))
		must(t, "make file", os.WriteFile(path, []byte(name), 0o600))
	}
	must(t, "loop", os.Symlink(folder, filepath.Join(folder, "under", "loop")))
	must(t, "dead link", os.Symlink("nowhere", filepath.Join(folder, "dead")))
	got, err := archive.Files(folder)
	want := []string{filepath.Join(folder, "a.md"), filepath.Join(folder, "b.txt"), filepath.Join(folder, "under", "c.pdf")}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Files = %q, %v, want %q", got, err, want)
	}
	if _, err := archive.Files(filepath.Join(folder, "nothing")); !fault.Is(err, fault.Missing) || fault.Sentence(err) == "" {
		t.Errorf("Files of what is not there = %v, want Missing with a sentence", err)
	}
}

func TestImportAllGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := open(t, d)
		a.MaxBytes = 4096
		folder := t.TempDir()
		for name, data := range map[string][]byte{
			"a.txt": encode(t, minutes("2024-11-19", "Ida Holm")), "b.txt": []byte("ikke et referat"),
			"c.txt": encode(t, minutes("2024-11-19", "Ida Holm")), "d.txt": encode(t, minutes("2025-02-04", "Ida Holm")), "e.txt": make([]byte, 5000),
		} {
			must(t, "write", os.WriteFile(filepath.Join(folder, name), data, 0o600))
		}
		var told []string
		s, err := a.ImportAll(t.Context(), []string{folder}, func(done, of int, o archive.Outcome) {
			told = append(told, filepath.Base(o.File)+" "+string(o.Result))
		})
		if err != nil || s != (archive.Summary{New: 2, Same: 1, Failed: 2, Doubts: 2}) {
			t.Errorf("ImportAll = %+v, %v, want 2 new, 1 same, 2 failed, 2 doubts", s, err)
		}
		wantRows(t, "told", told, "a.txt new", "b.txt failed", "c.txt same", "d.txt new", "e.txt failed")
		if _, err := a.ImportAll(t.Context(), []string{t.TempDir()}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("ImportAll of an empty folder = %v, want Invalid", err)
		}
	})
}
