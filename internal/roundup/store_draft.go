package roundup

import (
	"context"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
)

// mostRunes is the longest sentence.
const mostRunes = 4_000

func sentenceText(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || len([]rune(text)) > mostRunes {
		return "", fault.New(fault.Invalid, "Skriv en sætning på højst %d tegn.", mostRunes)
	}
	return text, anonymity.Refuse(text)
}

// AddSentence writes a sentence that comes from some comments.
func (s *Store) AddSentence(ctx context.Context, who access.Who, roundupID string, one Sentence, comments []string) (err error) {
	defer fault.In(&err, "roundup: add a sentence to %s", roundupID)
	if one.Text, err = sentenceText(one.Text); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		if err := belongs(ctx, tx, "roundup_heading", one.HeadingID, roundupID); err != nil {
			return err
		}
		return keepSentence(ctx, tx, who, roundupID, one, comments)
	})
}

func keepSentence(ctx context.Context, tx *db.Tx, who access.Who, roundupID string, one Sentence, comments []string) error {
	var position int
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(position) + 1, 0) FROM roundup_sentence WHERE roundup_id = $1`, roundupID).Scan(&position); err != nil {
		return err
	}
	key := id.New(tx.Now)
	if _, err := tx.ExecContext(ctx, `INSERT INTO roundup_sentence (id, roundup_id, heading_id, position, text, suggested, changed_at, changed_by, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`,
		key, roundupID, one.HeadingID, position, one.Text, one.Suggested, tx.Now.UnixMicro(), who.Account.Name); err != nil {
		return err
	}
	return link(ctx, tx, roundupID, key, comments)
}

// link makes comments of a round-up the sources of a sentence. A comment that was
// left out is taken in by that.
func link(ctx context.Context, tx *db.Tx, roundupID, sentenceID string, comments []string) error {
	for _, commentID := range comments {
		res, err := tx.ExecContext(ctx, `INSERT INTO roundup_source (sentence_id, comment_id) SELECT CAST($1 AS TEXT), c.id FROM roundup_comment c JOIN roundup_note n ON n.id = c.note_id
			JOIN roundup_group g ON g.id = n.group_id WHERE c.id = $2 AND g.roundup_id = $3 ON CONFLICT (sentence_id, comment_id) DO NOTHING`, sentenceID, commentID, roundupID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, `UPDATE roundup_comment SET left_out = '' WHERE id = $1 AND left_out <> ''`, commentID); err != nil {
			return err
		}
	}
	return nil
}

// sentence does something to a sentence of a round-up that may be changed.
func (s *Store) sentence(ctx context.Context, roundupID, sentenceID string, do func(ctx context.Context, tx *db.Tx) error) (err error) {
	defer fault.In(&err, "roundup: sentence %s", sentenceID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		if err := belongs(ctx, tx, "roundup_sentence", sentenceID, roundupID); err != nil {
			return err
		}
		return do(ctx, tx)
	})
}

// SaveSentence writes a sentence anew, over the version it began from. What a
// person has written or let stand is no suggestion any more (H6).
func (s *Store) SaveSentence(ctx context.Context, who access.Who, roundupID string, one Sentence) (err error) {
	if one.Text, err = sentenceText(one.Text); err != nil {
		return err
	}
	return s.sentence(ctx, roundupID, one.ID, func(ctx context.Context, tx *db.Tx) error {
		var text, by string
		var version int64
		if err := tx.QueryRowContext(ctx, `SELECT text, changed_by, version FROM roundup_sentence WHERE id = $1`, one.ID).Scan(&text, &by, &version); err != nil {
			return err
		}
		if version != one.Version && text != one.Text {
			return fault.New(fault.Conflict, "%s har ændret sætningen, siden du åbnede siden. Den lyder nu: “%s” Din tekst er ikke gemt, men står stadig nedenfor.", by, text)
		}
		_, err := tx.ExecContext(ctx, `UPDATE roundup_sentence SET text = $2, suggested = $3, changed_at = $4, changed_by = $5, version = version + 1 WHERE id = $1`,
			one.ID, one.Text, false, tx.Now.UnixMicro(), who.Account.Name)
		return err
	})
}

// RemoveSentence takes a sentence away. Its comments are then unaccounted for.
func (s *Store) RemoveSentence(ctx context.Context, roundupID, sentenceID string) error {
	return s.sentence(ctx, roundupID, sentenceID, func(ctx context.Context, tx *db.Tx) error {
		for _, query := range []string{`DELETE FROM roundup_source WHERE sentence_id = $1`, `DELETE FROM roundup_sentence WHERE id = $1`} {
			if _, err := tx.ExecContext(ctx, query, sentenceID); err != nil {
				return err
			}
		}
		return nil
	})
}

// Link gives a sentence more sources.
func (s *Store) Link(ctx context.Context, roundupID, sentenceID string, comments []string) error {
	return s.sentence(ctx, roundupID, sentenceID, func(ctx context.Context, tx *db.Tx) error {
		return link(ctx, tx, roundupID, sentenceID, comments)
	})
}

// Unlink takes a source from a sentence.
func (s *Store) Unlink(ctx context.Context, roundupID, sentenceID, commentID string) error {
	return s.sentence(ctx, roundupID, sentenceID, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM roundup_source WHERE sentence_id = $1 AND comment_id = $2`, sentenceID, commentID)
		return err
	})
}

// Suggest writes suggested sentences for what no sentence has under a heading, and
// returns how many. Suggestions that nobody has accepted are made anew.
func (s *Store) Suggest(ctx context.Context, who access.Who, roundupID, headingID string) (n int, err error) {
	defer fault.In(&err, "roundup: suggest for %s", roundupID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, edits...); err != nil {
			return err
		}
		for _, query := range []string{
			`DELETE FROM roundup_source WHERE sentence_id IN (SELECT id FROM roundup_sentence WHERE roundup_id = $1 AND heading_id = $2 AND suggested = $3)`,
			`DELETE FROM roundup_sentence WHERE roundup_id = $1 AND heading_id = $2 AND suggested = $3`,
		} {
			if _, err := tx.ExecContext(ctx, query, roundupID, headingID, true); err != nil {
				return err
			}
		}
		r, err := load(ctx, tx, roundupID)
		if err != nil {
			return err
		}
		list := Suggest(r, headingID)
		for _, one := range list {
			var sources []string
			for _, c := range one.Comments {
				sources = append(sources, c.ID)
			}
			if runes := []rune(one.Text); len(runes) > mostRunes {
				one.Text = string(runes[:mostRunes-1]) + "…"
			}
			if err := keepSentence(ctx, tx, who, r.ID, one, sources); err != nil {
				return err
			}
		}
		n = len(list)
		return nil
	})
	return n, err
}

// Origin is that of an item that came from a round-up.
const Origin agenda.Origin = "roundup"

// Propose puts the round-up on the agenda of a meeting, or in the backlog of its
// body when meetingID is "". It happens once.
func (s *Store) Propose(ctx context.Context, who access.Who, roundupID, meetingID string) (itemID string, err error) {
	defer fault.In(&err, "roundup: propose %s", roundupID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := take(ctx, tx, roundupID, Drafted, Checked, Published); err != nil {
			return fault.New(fault.Conflict, "Opsamlingen er ikke skrevet færdig. Intet er ændret. Få alle kommentarer med først.")
		}
		r, err := load(ctx, tx, roundupID)
		if err != nil || r.ItemID != "" {
			itemID = r.ItemID
			return err
		}
		if meetingID != "" {
			m, err := plan.Find(ctx, tx, meetingID)
			if err != nil {
				return err
			}
			if m.BodyID != r.BodyID {
				return fault.New(fault.Invalid, "Mødet hører til et andet organ. Intet er ændret.")
			}
		}
		it, err := agenda.AddItem(ctx, tx, who, agenda.Item{
			BodyID: r.BodyID, MeetingID: meetingID, Type: agenda.Discussion, State: agenda.Ready, Origin: Origin, OriginID: r.ID, Minutes: 15,
			Fields:          agenda.Texts(map[string]string{agenda.Title: "Opsamling: " + r.Title, agenda.Presentation: r.Text()}),
			Recommendations: []agenda.Recommendation{{Text: "at opsamlingen drøftes, og at det aftales, hvad der skal ske videre."}},
		})
		if err != nil {
			return err
		}
		itemID = it.ID
		_, err = tx.ExecContext(ctx, `UPDATE roundup SET item_id = $2 WHERE id = $1`, r.ID, it.ID)
		return err
	})
	return itemID, err
}

// Text returns the summary as plain text, with the missing groups by name (H2).
func (r Roundup) Text() string {
	var b strings.Builder
	if r.Intro != "" {
		b.WriteString(r.Intro + "\n\n")
	}
	if missing := r.Missing(); len(missing) > 0 {
		var names []string
		for _, g := range missing {
			names = append(names, g.Name)
		}
		b.WriteString("Disse grupper har ikke afleveret: " + strings.Join(names, ", ") + ".\n\n")
	}
	for _, h := range r.Headings {
		list := r.SentencesUnder(h.ID)
		if len(list) == 0 {
			continue
		}
		b.WriteString(h.Text + "\n\n")
		for _, s := range list {
			b.WriteString("- " + s.Text + "\n")
		}
		b.WriteString("\n")
	}
	return strings.TrimSpace(b.String())
}

// Next returns the meetings of a body that its round-up can still reach.
func (s *Store) Next(ctx context.Context, bodyID, day string) (list []plan.Meeting, err error) {
	defer fault.In(&err, "roundup: next meetings of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := plan.Between(ctx, tx, bodyID, day, "")
		for _, m := range all {
			if m.State == plan.Planned && m.Begins().After(tx.Now) {
				list = append(list, m)
			}
		}
		return err
	})
	return list, err
}
