package roundup

import (
	"context"
	"time"

	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/mail"
)

// A Writer words the mails.
type Writer interface {
	// Write asks a note-taker for the notes of a group. Token opens the page.
	Write(r Roundup, g Group, token string) (mail.Message, error)
	// Check asks a group for its remarks on the draft.
	Check(r Roundup, g Group, token string) (mail.Message, error)
}

// A Store keeps round-ups.
type Store struct {
	db     *db.DB
	writer Writer
}

// NewStore returns the round-ups of a database.
func NewStore(d *db.DB, writer Writer) *Store { return &Store{d, writer} }

const heads = `SELECT r.id, r.body_id, o.name, o.slug, r.title, r.intro, r.state, r.deadline, r.item_id, r.made_at, r.made_by, COALESCE(r.published_at, 0), r.version
	FROM roundup r JOIN organization o ON o.id = r.body_id `

type row = interface{ Scan(...any) error }

func scan(row row) (r Roundup, err error) {
	var deadline, made, published int64
	err = row.Scan(&r.ID, &r.BodyID, &r.BodyName, &r.BodySlug, &r.Title, &r.Intro, &r.State, &deadline, &r.ItemID, &made, &r.MadeBy, &published, &r.Version)
	r.Deadline, r.Made, r.Published = instant(deadline), instant(made), instant(published)
	return r, err
}

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

func head(ctx context.Context, tx *db.Tx, id string) (Roundup, error) {
	r, err := scan(tx.QueryRowContext(ctx, heads+`WHERE r.id = $1`, id))
	return r, db.Missing(err, "Opsamlingen findes ikke.")
}

// Find returns a round-up with everything in it.
func (s *Store) Find(ctx context.Context, id string) (r Roundup, err error) {
	defer fault.In(&err, "roundup: find %s", id)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err = load(ctx, tx, id)
		return err
	})
	return r, err
}

// Of returns the round-ups of a body, the latest first, with their groups.
func (s *Store) Of(ctx context.Context, bodyID string) (list []Roundup, err error) {
	defer fault.In(&err, "roundup: of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if list, err = db.Collect(ctx, tx, func(r row) (Roundup, error) { return scan(r) }, heads+`WHERE r.body_id = $1 ORDER BY r.id DESC`, bodyID); err != nil {
			return err
		}
		for i := range list {
			if err := list[i].groups(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// BodyOf returns the body of a round-up.
func (s *Store) BodyOf(ctx context.Context, id string) (bodyID string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT body_id FROM roundup WHERE id = $1`, id).Scan(&bodyID)
	})
	return bodyID, db.Missing(err, "Der er ingen side på denne adresse.")
}

// load reads a round-up whole. All comments are read at once and put with their
// sentences here: ten thousand are a matter of milliseconds.
func load(ctx context.Context, tx *db.Tx, id string) (r Roundup, err error) {
	if r, err = head(ctx, tx, id); err != nil {
		return r, err
	}
	for _, read := range []func(context.Context, *db.Tx) error{r.headings, r.groups, r.notes, r.themes, r.comments, r.sentences, r.remarks} {
		if err := read(ctx, tx); err != nil {
			return r, err
		}
	}
	r.sets = r.groupsByTheme()
	return r, nil
}

func (r *Roundup) headings(ctx context.Context, tx *db.Tx) (err error) {
	r.Headings, err = db.Collect(ctx, tx, func(row row) (h Heading, err error) { return h, row.Scan(&h.ID, &h.Text) },
		`SELECT id, text FROM roundup_heading WHERE roundup_id = $1 ORDER BY position`, r.ID)
	return err
}

const groupColumns = `id, roundup_id, name, note_taker, email, COALESCE(invited_at, 0), COALESCE(delivered_at, 0)`

func scanGroup(row row) (g Group, err error) {
	var invited, delivered int64
	err = row.Scan(&g.ID, &g.RoundupID, &g.Name, &g.NoteTaker, &g.Email, &invited, &delivered)
	g.Invited, g.Delivered = instant(invited), instant(delivered)
	return g, err
}

func (r *Roundup) groups(ctx context.Context, tx *db.Tx) (err error) {
	if r.Groups, err = db.Collect(ctx, tx, scanGroup, `SELECT `+groupColumns+` FROM roundup_group WHERE roundup_id = $1 ORDER BY position`, r.ID); err != nil {
		return err
	}
	for i := range r.Groups {
		if err := r.Groups[i].written(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// fieldOf is the name of the field of package draft that a group writes under a
// heading.
func fieldOf(headingID string) string { return "note/" + headingID }

// written reads what the note-taker has written, heading by heading.
func (g *Group) written(ctx context.Context, tx *db.Tx) error {
	fields, err := draft.Of(ctx, tx, g.ID)
	if err != nil {
		return err
	}
	g.Drafts, g.Nothing = map[string]draft.Field{}, map[string]bool{}
	for name, f := range fields {
		g.Drafts[name[len("note/"):]] = f
	}
	silent, err := db.Collect(ctx, tx, func(row row) (id string, err error) { return id, row.Scan(&id) }, `SELECT heading_id FROM roundup_nothing WHERE group_id = $1`, g.ID)
	for _, id := range silent {
		g.Nothing[id] = true
	}
	return err
}

const noteColumns = `n.id, n.group_id, n.heading_id, n.number, n.text, n.silent, n.late, n.at, n.by_whom`

func scanNote(row row) (n Note, err error) {
	var at int64
	err = row.Scan(&n.ID, &n.GroupID, &n.HeadingID, &n.Number, &n.Text, &n.Nothing, &n.Late, &at, &n.By)
	n.At = instant(at)
	return n, err
}

func (r *Roundup) notes(ctx context.Context, tx *db.Tx) (err error) {
	r.Notes, err = db.Collect(ctx, tx, scanNote, `SELECT `+noteColumns+` FROM roundup_note n JOIN roundup_group g ON g.id = n.group_id
		JOIN roundup_heading h ON h.id = n.heading_id WHERE g.roundup_id = $1 ORDER BY h.position, g.position, n.number`, r.ID)
	return err
}

func (r *Roundup) themes(ctx context.Context, tx *db.Tx) (err error) {
	r.Themes, err = db.Collect(ctx, tx, func(row row) (t Theme, err error) { return t, row.Scan(&t.ID, &t.Name) },
		`SELECT id, name FROM roundup_theme WHERE roundup_id = $1 ORDER BY position, id`, r.ID)
	return err
}

func (r *Roundup) comments(ctx context.Context, tx *db.Tx) (err error) {
	notes := make(map[string][]rune, len(r.Notes))
	for _, n := range r.Notes {
		notes[n.ID] = []rune(n.Text)
	}
	r.Comments, err = db.Collect(ctx, tx, func(row row) (c Comment, err error) {
		err = row.Scan(&c.ID, &c.NoteID, &c.Start, &c.End, &c.GroupID, &c.HeadingID, &c.AboutID, &c.ThemeID, &c.LeftOut)
		if text := notes[c.NoteID]; c.Start <= c.End && c.End <= len(text) {
			c.Text = string(text[c.Start:c.End])
		}
		return c, err
	}, `SELECT c.id, c.note_id, c.start_at, c.end_at, n.group_id, c.heading_id, c.about_id, COALESCE(c.theme_id, ''), c.left_out
		FROM roundup_comment c JOIN roundup_note n ON n.id = c.note_id JOIN roundup_group g ON g.id = n.group_id
		WHERE g.roundup_id = $1 ORDER BY g.position, n.heading_id, n.number, c.start_at, c.end_at, c.id`, r.ID)
	return err
}

func (r *Roundup) sentences(ctx context.Context, tx *db.Tx) (err error) {
	r.Sentences, err = db.Collect(ctx, tx, func(row row) (s Sentence, err error) {
		return s, row.Scan(&s.ID, &s.HeadingID, &s.Text, &s.Suggested, &s.By, &s.Version)
	}, `SELECT s.id, s.heading_id, s.text, s.suggested, s.changed_by, s.version FROM roundup_sentence s JOIN roundup_heading h ON h.id = s.heading_id
		WHERE s.roundup_id = $1 ORDER BY h.position, s.position, s.id`, r.ID)
	if err != nil {
		return err
	}
	type source struct{ sentence, comment string }
	sources, err := db.Collect(ctx, tx, func(row row) (l source, err error) { return l, row.Scan(&l.sentence, &l.comment) },
		`SELECT l.sentence_id, l.comment_id FROM roundup_source l JOIN roundup_sentence s ON s.id = l.sentence_id WHERE s.roundup_id = $1`, r.ID)
	if err != nil {
		return err
	}
	sentences, of := map[string]int{}, map[string][]string{}
	for i, s := range r.Sentences {
		sentences[s.ID] = i
	}
	for _, l := range sources {
		of[l.comment] = append(of[l.comment], l.sentence)
	}
	for i := range r.Comments {
		c := &r.Comments[i]
		c.Sentences = of[c.ID]
		for _, id := range c.Sentences {
			s := &r.Sentences[sentences[id]]
			s.Comments = append(s.Comments, *c)
		}
	}
	return nil
}

func (r *Roundup) remarks(ctx context.Context, tx *db.Tx) (err error) {
	r.Remarks, err = db.Collect(ctx, tx, func(row row) (m Remark, err error) {
		var at int64
		err = row.Scan(&m.GroupID, &m.SentenceID, &m.Text, &at, &m.By)
		m.At = instant(at)
		return m, err
	}, `SELECT group_id, sentence_id, text, at, by_whom FROM roundup_remark WHERE roundup_id = $1 ORDER BY id`, r.ID)
	return err
}
