package phrase_test

import (
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/phrase"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var secretary = access.Who{Account: access.Account{ID: "a", Name: "Ane Storm"}, Grants: []access.Grant{{Role: access.Secretariat, BodyID: "b1"}}}

func open(t *testing.T, d *db.DB) *phrase.Store {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		next := tx.Now.AddDate(0, 1, 0).Format("2006-01-02")
		for _, query := range []string{
			`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`,
			`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
				VALUES ('m1', 'b1', '', '` + next + `', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0), ('m2', 'b1', '', '` + next + `', '17:00', '18:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`,
		} {
			if _, err := tx.ExecContext(t.Context(), query); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return phrase.NewStore(d)
}

func TestDefaultsAreCleanPhrases(t *testing.T) {
	for _, k := range phrase.Kinds {
		list := phrase.Defaults(k)
		if len(list) < 5 {
			t.Errorf("there are %d phrases of kind %s, want a choice", len(list), k)
		}
		for _, p := range list {
			if clean, err := phrase.Clean(p.Text); err != nil || clean != p.Text || p.ID != "" {
				t.Errorf("the default %q is kept as %q, %v", p.Text, clean, err)
			}
		}
	}
	for name, text := range map[string]string{"nothing": " \n", "too long": strings.Repeat("x", phrase.Longest+1)} {
		if _, err := phrase.Clean(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("Clean of %s = %v, want invalid", name, err)
		}
	}
}

func TestPhrasesOfABody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		first, err := s.Of(ctx, "b1", phrase.Decision)
		if err != nil || first[0].Text != "Taget til efterretning." {
			t.Fatalf("Of = %+v, %v, want the defaults", first, err)
		}
		mine := []string{"Godkendt.", " Godkendt, \n idet … ", "Godkendt."}
		if err := s.Keep(ctx, "b1", phrase.Decision, phrase.Print(first), mine); err != nil {
			t.Fatal(err)
		}
		if err := s.Keep(ctx, "b1", phrase.Decision, phrase.Print(first), []string{"Godkendt.", "Godkendt, idet …"}); err != nil {
			t.Errorf("the same form twice = %v, want nil", err)
		}
		own, err := s.Of(ctx, "b1", phrase.Decision)
		if err != nil || len(own) != 2 || own[1].Text != "Godkendt, idet …" || own[0].ID == "" {
			t.Errorf("Of = %+v, %v, want the body's own, each once", own, err)
		}
		if err := s.Keep(ctx, "b1", phrase.Decision, phrase.Print(first), []string{"Andet."}); !fault.Is(err, fault.Conflict) {
			t.Errorf("Keep over what somebody changed = %v, want a conflict", err)
		}
		if list, err := s.Of(ctx, "b1", phrase.Recommendation); err != nil || list[0].ID != "" {
			t.Errorf("the other kinds = %+v, %v, want the defaults still", list, err)
		}
		if err := s.Keep(ctx, "b1", phrase.Decision, phrase.Print(own), nil); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Of(ctx, "b1", phrase.Decision); err != nil || len(list) != len(first) {
			t.Errorf("emptied: %d phrases, %v, want the defaults", len(list), err)
		}
		if err := s.Keep(ctx, "b1", "andet", "", nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("Keep of no kind = %v, want invalid", err)
		}
		if err := s.Keep(ctx, "b1", phrase.Decision, phrase.Print(first), make([]string, phrase.Most+1)); !fault.Is(err, fault.Invalid) {
			t.Errorf("Keep of too many = %v, want invalid", err)
		}
	})
}

func TestTemplates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := open(t, d), t.Context()
		if _, err := s.Save(ctx, "b1", "Fast", "m1", "", secretary); !fault.Is(err, fault.Invalid) {
			t.Errorf("Save of an empty agenda = %v, want invalid", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			for _, it := range []agenda.Item{
				{Task: agenda.ApproveMinutes, Fields: agenda.Texts(map[string]string{agenda.Title: "Godkendelse af referat"})},
				{Type: agenda.Information, Minutes: 20, Fields: agenda.Texts(map[string]string{agenda.Title: "Økonomi", agenda.Presentation: "Status."}),
					Sections: []agenda.Section{{Heading: "Videre proces", Text: "Følger."}}, Recommendations: []agenda.Recommendation{{Text: "at orienteringen tages til efterretning."}}},
				{Closed: true, Minutes: 10, Fields: agenda.Texts(map[string]string{agenda.Title: "Personsag om Bo"})},
				{Task: agenda.AnyOther, Type: agenda.Discussion, Fields: agenda.Texts(map[string]string{agenda.Title: "Eventuelt"})},
			} {
				it.BodyID, it.MeetingID = "b1", "m1"
				if _, err := agenda.AddItem(ctx, tx, secretary, it); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		made, err := s.Save(ctx, "b1", " Fast  dagsorden ", "m1", "", secretary)
		if err != nil || made.Name != "Fast dagsorden" || len(made.Items) != 3 || made.Minutes() != 30 {
			t.Fatalf("Save = %+v, %v, want three items without the minutes of another meeting", made, err)
		}
		if made.Items[1].Title != "" {
			t.Errorf("the template tells the closed title %q", made.Items[1].Title)
		}
		if made, err = s.Save(ctx, "b1", "Fast dagsorden", "m1", "", secretary); err != nil {
			t.Fatal(err)
		}
		list, err := s.Templates(ctx, "b1")
		if err != nil || len(list) != 1 || list[0].Items[0].Sections[0].Heading != "Videre proces" {
			t.Errorf("Templates = %+v, %v, want the one that replaced the first, whole", list, err)
		}
		if n, err := s.Use(ctx, "b1", made.ID, "m2", secretary); n != 3 || err != nil {
			t.Errorf("Use = %d, %v, want three items", n, err)
		}
		if n, err := s.Use(ctx, "b1", made.ID, "m2", secretary); n != 1 || err != nil {
			t.Errorf("Use again = %d, %v, want the one without a title only", n, err)
		}
		if _, err := s.Use(ctx, "b2", made.ID, "m2", secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Use in another body = %v, want missing", err)
		}
		if err := s.Remove(ctx, "b1", made.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Use(ctx, "b1", made.ID, "m2", secretary); !fault.Is(err, fault.Missing) {
			t.Errorf("Use of one that was removed = %v, want missing", err)
		}
	})
}
