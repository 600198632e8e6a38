package mapping

import (
	"context"
	"encoding/json"
	"path"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// An Import is a file of cards that waits for somebody to look at it.
type Import struct {
	ID, StudyID, Name, By string
	At                    time.Time
	Rows                  []Row
}

// Wrong returns how many rows cannot be taken in.
func (i Import) Wrong() (n int) {
	for _, r := range i.Rows {
		if r.Wrong != "" {
			n++
		}
	}
	return n
}

// TakeFile reads a file of cards and takes in nothing yet. The file itself is not
// kept, and a file that waited before is forgotten.
func (s *Store) TakeFile(ctx context.Context, who access.Who, studyID, name string, data []byte) (importID string, err error) {
	defer fault.In(&err, "mapping: take file into %s", studyID)
	if name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), "\\", "/")); len([]rune(name)) > 120 {
		name = string([]rune(name)[:120])
	}
	if anonymity.Refuse(name) != nil {
		return "", fault.New(fault.Invalid, "Filens navn har noget, der ligner et CPR-nummer. Derfor er hele filen afvist, og intet af den er gemt.")
	}
	rows, err := ReadFile(data)
	if err != nil {
		return "", err
	}
	cards, err := json.Marshal(rows)
	if err != nil {
		return "", err
	}
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM mapping_import WHERE study_id = $1`, studyID); err != nil {
			return err
		}
		importID = id.New(tx.Now)
		_, err := tx.ExecContext(ctx, `INSERT INTO mapping_import (id, study_id, name, cards, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			importID, studyID, name, string(cards), tx.Now.UnixMicro(), who.Account.Name)
		return err
	}, Collecting)
	return importID, err
}

func importOf(ctx context.Context, tx *db.Tx, studyID, importID string) (i Import, err error) {
	var at int64
	var cards string
	err = tx.QueryRowContext(ctx, `SELECT id, study_id, name, cards, made_at, made_by FROM mapping_import WHERE id = $1 AND study_id = $2`, importID, studyID).
		Scan(&i.ID, &i.StudyID, &i.Name, &cards, &at, &i.By)
	if err != nil {
		return i, db.Missing(err, "Filen er taget ind eller lagt væk. Indlæs den igen, hvis den mangler.")
	}
	i.At = db.Instant(at)
	return i, json.Unmarshal([]byte(cards), &i.Rows)
}

// Preview returns what a file would bring, and which of its cards are like others.
func (s *Store) Preview(ctx context.Context, studyID, importID string) (i Import, alike []Alike, err error) {
	defer fault.In(&err, "mapping: preview %s", importID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if i, err = importOf(ctx, tx, studyID, importID); err != nil {
			return err
		}
		one := Study{ID: studyID}
		if err := one.cards(ctx, tx); err != nil {
			return err
		}
		for _, r := range i.Rows {
			c := r.Card
			c.Number = -r.Line
			one.Cards = append(one.Cards, c)
		}
		for _, a := range Likenesses(one.Cards) {
			if a.A.Number < 0 || a.B.Number < 0 {
				alike = append(alike, a)
			}
		}
		return nil
	})
	return i, alike, err
}

// TakeIn makes drafts of all rows of a file, or of none, and returns how many.
func (s *Store) TakeIn(ctx context.Context, who access.Who, studyID, importID string) (n int, err error) {
	defer fault.In(&err, "mapping: take in %s", importID)
	err = s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		i, err := importOf(ctx, tx, studyID, importID)
		if err != nil {
			return err
		}
		if wrong := i.Wrong(); wrong > 0 {
			return fault.New(fault.Invalid, "%d af filens rækker har en fejl. Intet er taget ind. Ret filen, og indlæs den igen.", wrong)
		}
		cards := make([]Card, len(i.Rows))
		for k, r := range i.Rows {
			cards[k] = r.Card
		}
		if err := keepCards(ctx, tx, who, studyID, cards...); err != nil {
			return err
		}
		n = len(i.Rows)
		_, err = tx.ExecContext(ctx, `DELETE FROM mapping_import WHERE id = $1`, importID)
		return err
	}, Collecting)
	return n, err
}

// Drop forgets a file.
func (s *Store) Drop(ctx context.Context, studyID, importID string) (err error) {
	defer fault.In(&err, "mapping: drop %s", importID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM mapping_import WHERE id = $1 AND study_id = $2`, importID, studyID)
		return err
	}, States...)
}
