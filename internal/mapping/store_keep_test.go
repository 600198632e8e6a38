package mapping_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/mapping"
)

// G6: no table and no column is a place for what says who is behind a card. A new
// column must be decided on here.
func TestG6ThereIsNoPlaceForAKey(t *testing.T) {
	allowed := map[string]string{
		"mapping_study":          "id body_id title purpose basis group_one group_two starts ends state last_number erased_at erased_by made_at made_by published_at published_by version",
		"mapping_card":           "id study_id number source population overlap resident need barrier contact strength band blurred state merged_into author_id author reader_id reader version",
		"mapping_import":         "id study_id name cards made_at made_by",
		"mapping_theme":          "id study_id position name text",
		"mapping_tag":            "id study_id parent_id position name theme_id",
		"mapping_coder":          "study_id place account_id name done_at",
		"mapping_highlight":      "id card_id tag_id place part start_at end_at",
		"mapping_settled":        "card_id tag_id keep reason at by_whom",
		"mapping_recommendation": "id study_id position text reason item_id version",
		"mapping_ground":         "recommendation_id theme_id",
		"mapping_partner":        "id study_id position name email invited_at answered_at closed_at",
		"mapping_comment":        "id study_id partner_id number about text at",
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mapping%'`
		if d.Engine == db.PostgreSQL {
			tables = `SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'mapping%' AND table_schema = current_schema()`
		}
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			names, err := db.Collect(t.Context(), tx, func(r interface{ Scan(...any) error }) (name string, err error) { return name, r.Scan(&name) }, tables)
			if err != nil {
				return err
			}
			if len(names) != len(allowed) {
				t.Errorf("tables %v, want %d", names, len(allowed))
			}
			for _, name := range names {
				rows, err := tx.QueryContext(t.Context(), `SELECT * FROM `+name)
				if err != nil {
					return err
				}
				columns, err := rows.Columns()
				if err != nil {
					return err
				}
				if got := strings.Join(columns, " "); got != allowed[name] {
					t.Errorf("%s has %s, want %s", name, got, allowed[name])
				}
				if err := rows.Close(); err != nil {
					return err
				}
			}
			return nil
		}))
	})
}

// G6: from the day after the project's end the desk reminds of erasing what lies
// elsewhere, until somebody says that it is done.
func TestG6TheDeskReminds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		reminded := func(day string) (due string) {
			lines, err := w.s.Waiting(t.Context(), signe, day)
			w.must(err)
			for _, l := range lines {
				if strings.Contains(l.Text, "Slet nøglen") {
					due = l.Due
				}
			}
			return due
		}
		for day, want := range map[string]string{"2026-08-30": "", "2026-08-31": "2027-02-28", "2028-01-01": "2027-02-28"} {
			if got := reminded(day); got != want {
				t.Errorf("on %s the desk reminds of %q, want %q", day, got, want)
			}
		}
		w.must(w.s.Erase(t.Context(), bo, w.id))
		w.must(w.s.Erase(t.Context(), signe, w.id)) // pressed twice
		if got := w.seen(signe); reminded("2028-01-01") != "" || got.ErasedBy != "Bo Madsen" {
			t.Errorf("after it was erased: %q by %s", reminded("2028-01-01"), got.ErasedBy)
		}
		stranger := access.Who{Account: ane.Account, Grants: []access.Grant{{Role: access.Member, From: "2020-01-01"}}}
		if lines, err := w.s.Waiting(t.Context(), stranger, "2028-01-01"); err != nil || lines != nil {
			t.Errorf("the desk of a member has %+v, %v", lines, err)
		}
	})
}

func TestTakeInAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		_, err := w.s.TakeFile(ctx, signe, w.id, "liste.csv", []byte("Behov;Antal\nStøtte;9\n010190-1234;9\n"))
		w.refused(err, fault.Invalid, "a file with a number")
		_, err = w.s.TakeFile(ctx, signe, w.id, "010190-1234.csv", []byte("Behov;Antal\nStøtte;9\n"))
		w.refused(err, fault.Invalid, "a file whose name is a number")
		if n := w.count(`SELECT COUNT(*) FROM mapping_import`); n != 0 {
			t.Errorf("%d files are kept after they were refused", n)
		}
		wrong, err := w.s.TakeFile(ctx, signe, w.id, "liste.csv", []byte("Behov;Antal\nStøtte;9\n;9\n"))
		w.must(err)
		_, err = w.s.TakeIn(ctx, signe, w.id, wrong)
		w.refused(err, fault.Invalid, "a file with a row that is wrong")
		w.card("Støtte til post og aftaler om aftenen")
		var rows strings.Builder
		for n := range mapping.MostRows - 1 {
			fmt.Fprintf(&rows, "Behov %c%c%c%c%c;%d;Skagerby\n", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26, 'a'+n%26, 'b', n+1)
		}
		got, err := w.s.TakeFile(ctx, signe, w.id, `C:\lister\liste.csv`, []byte("Behov;Antal;Partner\nStøtte til post og aftaler om aftenen, åbner ikke breve;12;Politiet\n"+rows.String()))
		w.must(err)
		i, alike, err := w.s.Preview(ctx, w.id, got)
		w.must(err)
		if i.Name != "liste.csv" || len(i.Rows) != mapping.MostRows || i.Wrong() != 0 || len(alike) == 0 || !alike[0].Twice() || alike[0].B.Number != -2 {
			t.Errorf("Preview = %s with %d rows, %d wrong, alike %+v", i.Name, len(i.Rows), i.Wrong(), alike)
		}
		if n, err := w.s.TakeIn(ctx, signe, w.id, got); err != nil || n != mapping.MostRows {
			t.Fatalf("TakeIn = %d, %v", n, err)
		}
		_, err = w.s.TakeIn(ctx, signe, w.id, got)
		w.refused(err, fault.Missing, "taking it in twice")
		if cards := w.seen(signe).Cards; len(cards) != mapping.MostRows+1 || cards[1].State != mapping.Draft || cards[len(cards)-1].Number != mapping.MostRows+1 {
			t.Errorf("%d cards, the last %+v", len(cards), cards[len(cards)-1])
		}
		if n := w.count(`SELECT COUNT(*) FROM mapping_import`); n != 0 {
			t.Error("the file is kept after it was taken in")
		}
	})
}

func TestTheTreeOfTags(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx := t.Context()
		add := func(parent, name string) string {
			id, err := w.s.AddTag(ctx, w.id, parent, name)
			w.must(err)
			return id
		}
		a := add("", "Adgang")
		b := add(a, "Transport")
		c := add(b, "Bus")
		_, err := w.s.AddTag(ctx, w.id, c, "Linje 4")
		w.refused(err, fault.Invalid, "a fourth layer")
		if again := add(a, "transport"); again != b {
			t.Error("the same name in the same place is another tag")
		}
		add("", "Post")
		one := w.seen(signe)
		var names []string
		for _, tag := range one.Tags {
			names = append(names, fmt.Sprint(tag.Depth, " ", one.TagPath(tag.ID)))
		}
		if want := []string{"0 Adgang", "1 Adgang / Transport", "2 Adgang / Transport / Bus", "0 Post"}; !slices.Equal(names, want) {
			t.Errorf("the tree is %v, want %v", names, want)
		}
		w.refused(w.s.RenameTag(ctx, w.id, a, ""), fault.Conflict, "removing a tag with others below")
		w.must(w.s.RenameTag(ctx, w.id, c, ""))
		w.must(w.s.RenameTag(ctx, w.id, b, "Vejen dertil"))
		w.refused(w.s.RenameTag(ctx, w.id, "andet", "x"), fault.Conflict, "a tag of another study")
	})
}

func TestAStudyBeginsWithPurposeAndBasis(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for name, change := range map[string]func(*mapping.Plan){
			"no title": func(p *mapping.Plan) { p.Title = " " }, "no purpose": func(p *mapping.Plan) { p.Purpose = "" }, "no basis in law": func(p *mapping.Plan) { p.Basis = "\n" },
			"an end before the beginning": func(p *mapping.Plan) { p.Ends = "2025-12-31" }, "no end": func(p *mapping.Plan) { p.Ends = "" },
			"a number": func(p *mapping.Plan) { p.Purpose = "010190-1234" },
		} {
			p := begun
			change(&p)
			_, err := w.s.Create(t.Context(), signe, "b", p)
			w.refused(err, fault.Invalid, name)
			w.refused(w.s.Revise(t.Context(), w.id, begun.Mark(), p), fault.Invalid, name)
		}
		p := begun
		p.Purpose = "Et andet formål"
		w.must(w.s.Revise(t.Context(), w.id, begun.Mark(), p))
		p.Basis = "En anden hjemmel"
		w.refused(w.s.Revise(t.Context(), w.id, begun.Mark(), p), fault.Conflict, "over another's wording")
	})
}

// R49: a study that is closed with its body changes no more, except that somebody
// may say that the key is erased (G6).
func TestClosedWithItsBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		for range 2 {
			w.must(d.Write(t.Context(), func(tx *db.Tx) error { return mapping.Close(t.Context(), tx, w.id) }))
		}
		w.refused(w.s.Advance(t.Context(), signe, w.id, mapping.Coding), fault.Conflict, "Advance")
		w.refused(w.s.Advance(t.Context(), signe, w.id, mapping.Collecting), fault.Conflict, "Advance to the first")
		w.refused(w.s.Back(t.Context(), w.id, mapping.Closed), fault.Conflict, "Back")
		w.refused(w.s.TakePlace(t.Context(), signe, w.id), fault.Conflict, "TakePlace")
		w.must(w.s.Erase(t.Context(), signe, w.id))
		one, err := w.s.Find(t.Context(), signe, w.id)
		if err != nil || one.State != mapping.Closed || one.Erased.IsZero() {
			t.Errorf("afterwards it is %s, erased %v, %v", one.State, one.Erased, err)
		}
	})
}
