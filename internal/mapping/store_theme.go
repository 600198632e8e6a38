package mapping

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
)

// What may be gathered and recommended.
const (
	mostThemes = 60
	mostAdvice = 60
)

// SaveTheme keeps a theme and the tags that it gathers, a new one when it has no
// id. A tag is in one theme.
func (s *Store) SaveTheme(ctx context.Context, studyID string, t Theme, tags []string) (err error) {
	defer fault.In(&err, "mapping: theme of %s", studyID)
	if t.Name, err = named(t.Name, "et navn på temaet", 120); err != nil {
		return err
	}
	if t.Text, err = told(t.Text, "temaets tekst", 5_000); err != nil {
		return err
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.themes(ctx, tx); err != nil {
			return err
		}
		if slices.ContainsFunc(one.Themes, func(other Theme) bool { return other.ID != t.ID && strings.EqualFold(other.Name, t.Name) }) {
			return fault.New(fault.Conflict, "Der er allerede et tema, der hedder %s. Intet er ændret.", t.Name)
		}
		if err := keepTheme(ctx, tx, one, &t); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mapping_tag SET theme_id = NULL WHERE theme_id = $1`, t.ID); err != nil {
			return err
		}
		for _, tag := range tags {
			if _, err := tx.ExecContext(ctx, `UPDATE mapping_tag SET theme_id = $3 WHERE id = $1 AND study_id = $2`, tag, studyID, t.ID); err != nil {
				return err
			}
		}
		return nil
	}, Coding, Reconciled, Validated)
}

func keepTheme(ctx context.Context, tx *db.Tx, one Study, t *Theme) error {
	if t.ID != "" {
		if _, ok := one.Theme(t.ID); !ok {
			return errGone
		}
		_, err := tx.ExecContext(ctx, `UPDATE mapping_theme SET name = $2, text = $3 WHERE id = $1`, t.ID, t.Name, t.Text)
		return err
	}
	if len(one.Themes) >= mostThemes {
		return fault.New(fault.Invalid, "Der er %d temaer, og der er ikke plads til flere. Saml nogle af dem. Intet er ændret.", mostThemes)
	}
	t.ID = id.New(tx.Now)
	_, err := tx.ExecContext(ctx, `INSERT INTO mapping_theme (id, study_id, position, name, text) VALUES ($1, $2, $3, $4, $5)`, t.ID, one.ID, len(one.Themes), t.Name, t.Text)
	return err
}

// RemoveTheme takes away a theme that no recommendation rests on. Its tags are in
// no theme then.
func (s *Store) RemoveTheme(ctx context.Context, studyID, themeID string) (err error) {
	defer fault.In(&err, "mapping: remove theme %s", themeID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		if err := belongs(ctx, tx, "mapping_theme", themeID, studyID); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM mapping_ground WHERE theme_id = $1`, themeID).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "En anbefaling bygger på temaet. Intet er ændret.")
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mapping_tag SET theme_id = NULL WHERE theme_id = $1`, themeID); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM mapping_theme WHERE id = $1`, themeID)
		return err
	}, Coding, Reconciled, Validated)
}

// SaveAdvice keeps a recommendation and the themes it comes from, a new one when it
// has no id. One that is on an agenda stands as it is.
func (s *Store) SaveAdvice(ctx context.Context, studyID string, r Recommendation) (err error) {
	defer fault.In(&err, "mapping: recommendation of %s", studyID)
	if r.Text, err = named(r.Text, "anbefalingen", 1_000); err != nil {
		return err
	}
	if r.Reason, err = told(r.Reason, "begrundelsen", 5_000); err != nil {
		return err
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if err := one.advice(ctx, tx); err != nil {
			return err
		}
		if err := keepAdvice(ctx, tx, one, &r); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM mapping_ground WHERE recommendation_id = $1`, r.ID); err != nil {
			return err
		}
		for _, theme := range r.Themes {
			if _, err := tx.ExecContext(ctx, `INSERT INTO mapping_ground (recommendation_id, theme_id) SELECT CAST($1 AS TEXT), id FROM mapping_theme WHERE id = $2 AND study_id = $3
				ON CONFLICT (recommendation_id, theme_id) DO NOTHING`, r.ID, theme, studyID); err != nil {
				return err
			}
		}
		return nil
	}, Reconciled, Validated)
}

func keepAdvice(ctx context.Context, tx *db.Tx, one Study, r *Recommendation) error {
	if r.ID == "" {
		if len(one.Recommendations) >= mostAdvice {
			return fault.New(fault.Invalid, "Der er %d anbefalinger, og der er ikke plads til flere. Intet er ændret.", mostAdvice)
		}
		r.ID = id.New(tx.Now)
		_, err := tx.ExecContext(ctx, `INSERT INTO mapping_recommendation (id, study_id, position, text, reason, item_id, version) VALUES ($1, $2, $3, $4, $5, '', 1)`,
			r.ID, one.ID, len(one.Recommendations), r.Text, r.Reason)
		return err
	}
	i := slices.IndexFunc(one.Recommendations, func(other Recommendation) bool { return other.ID == r.ID })
	switch {
	case i < 0:
		return errGone
	case one.Recommendations[i].ItemID != "":
		return fault.New(fault.Conflict, "Anbefalingen er sat på en dagsorden, som den står. Intet er ændret.")
	case one.Recommendations[i].Version != r.Version && one.Recommendations[i].Text != r.Text:
		return fault.New(fault.Conflict, "En anden har ændret anbefalingen, siden du åbnede siden. Den lyder nu: “%s” Din tekst er ikke gemt, men står stadig nedenfor.", one.Recommendations[i].Text)
	}
	_, err := tx.ExecContext(ctx, `UPDATE mapping_recommendation SET text = $2, reason = $3, version = version + 1 WHERE id = $1`, r.ID, r.Text, r.Reason)
	return err
}

// RemoveAdvice takes away a recommendation that is on no agenda.
func (s *Store) RemoveAdvice(ctx context.Context, studyID, adviceID string) (err error) {
	defer fault.In(&err, "mapping: remove recommendation %s", adviceID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		if err := belongs(ctx, tx, "mapping_recommendation", adviceID, studyID); err != nil {
			return err
		}
		var item string
		if err := tx.QueryRowContext(ctx, `SELECT item_id FROM mapping_recommendation WHERE id = $1`, adviceID).Scan(&item); err != nil {
			return err
		}
		if item != "" {
			return fault.New(fault.Conflict, "Anbefalingen er sat på en dagsorden. Intet er ændret.")
		}
		for _, query := range []string{`DELETE FROM mapping_ground WHERE recommendation_id = $1`, `DELETE FROM mapping_recommendation WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, query, adviceID); err != nil {
				return err
			}
		}
		return nil
	}, Reconciled, Validated)
}

// Origin is that of an item that came from a mapping study.
const Origin agenda.Origin = "mapping"

// Propose puts a recommendation on the agenda of a meeting of the study's body, or
// in the backlog when meetingID is "". It happens once, and only to one that comes
// from themes of two cards or more (G5).
func (s *Store) Propose(ctx context.Context, who access.Who, studyID, adviceID, meetingID string) (itemID string, err error) {
	defer fault.In(&err, "mapping: propose %s", adviceID)
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		one, err := load(ctx, tx, who, studyID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(one.Recommendations, func(r Recommendation) bool { return r.ID == adviceID })
		if i < 0 {
			return errGone
		}
		r := one.Recommendations[i]
		if itemID = r.ItemID; itemID != "" {
			return nil // the button was pressed twice
		}
		traced := one.Traced()
		if len(r.Themes) == 0 || slices.ContainsFunc(r.Themes, func(theme string) bool { return len(traced[theme]) < leastCards }) {
			return fault.New(fault.Invalid, "Anbefalingen skal bygge på mindst ét tema, og hvert tema på mindst to kort. Intet er ændret.")
		}
		if meetingID != "" {
			m, err := plan.Find(ctx, tx, meetingID)
			if err != nil || m.BodyID != one.BodyID {
				return fault.New(fault.Missing, "Mødet findes ikke. Intet er ændret.")
			}
		}
		it, err := agenda.AddItem(ctx, tx, who, agenda.Item{
			BodyID: one.BodyID, MeetingID: meetingID, Type: agenda.Decision, State: agenda.Ready, Origin: Origin, OriginID: r.ID, Minutes: 15,
			Fields:          agenda.Texts(map[string]string{agenda.Title: "Anbefaling fra kortlægning: " + one.Title, agenda.Presentation: one.Presentation(r)}),
			Recommendations: []agenda.Recommendation{{Text: "at det besluttes, om anbefalingen følges: " + strings.TrimSuffix(r.Text, ".") + "."}},
		})
		if err != nil {
			return err
		}
		itemID = it.ID
		_, err = tx.ExecContext(ctx, `UPDATE mapping_recommendation SET item_id = $2 WHERE id = $1`, r.ID, it.ID)
		return err
	}, Validated, Reported)
	return itemID, err
}

// Presentation tells a meeting where a recommendation comes from: themes and how
// many they are about, and no card.
func (s Study) Presentation(r Recommendation) string {
	var b strings.Builder
	b.WriteString(s.Title + ". " + s.Purpose + "\n\nAnbefaling: " + r.Text + "\n")
	if r.Reason != "" {
		b.WriteString("\n" + r.Reason + "\n")
	}
	b.WriteString("\nAnbefalingen bygger på:\n\n")
	traced := s.Traced()
	for _, id := range r.Themes {
		t, _ := s.Theme(id)
		b.WriteString("- " + t.Name + ": " + Describe(traced[id]).String() + "\n")
	}
	return b.String()
}
