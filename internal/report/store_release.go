package report

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/initiative"
	"klynge/internal/paper"
)

func releaseOf(ctx context.Context, tx *db.Tx, reportID string) (out Release, err error) {
	var content string
	var at int64
	var withdrawn sql.NullInt64
	err = tx.QueryRowContext(ctx, `SELECT content, at, by_name, withdrawn_at FROM report_release WHERE report_id = $1 ORDER BY number DESC LIMIT 1`, reportID).
		Scan(&content, &at, &out.By, &withdrawn)
	if errors.Is(err, sql.ErrNoRows) {
		return Release{}, nil
	}
	if err != nil {
		return out, err
	}
	out.At, out.Holds = time.UnixMicro(at).UTC(), !withdrawn.Valid
	return out, json.Unmarshal([]byte(content), &out.Content)
}

// publish runs an act that changes what the public reads of a frozen report.
func (s *Store) publish(ctx context.Context, who access.Who, initiativeID, reportID string, do edit) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE report SET version = version + 1 WHERE id = $1`, reportID); err != nil {
			return err
		}
		r, l, err := find(ctx, tx, initiativeID, reportID)
		switch {
		case err != nil:
			return err
		case !who.May(access.Publish, l.BodyID):
			return fault.New(fault.Forbidden, "Sekretariatet afgør, hvad offentligheden læser. Intet er ændret.")
		case !r.IsFrozen():
			return fault.New(fault.Conflict, "Rapporten er et udkast. Den kan blive offentlig, når den er gjort færdig. Intet er vist.")
		}
		return do(tx, &r, l)
	})
}

// LetOut lets the public read what is public of a report that is frozen.
func (s *Store) LetOut(ctx context.Context, who access.Who, initiativeID, reportID string) (err error) {
	defer fault.In(&err, "report: let out %s", reportID)
	return s.publish(ctx, who, initiativeID, reportID, func(tx *db.Tx, r *Report, l initiative.Life) error {
		if r.Public.Holds {
			return nil
		}
		known, err := initiative.IsPublic(ctx, tx, l.ID)
		if err != nil {
			return err
		}
		if !known {
			return fault.New(fault.Conflict, "Offentligheden kender ikke indsatsen endnu. Vis businesscasen offentligt først. Intet er vist.")
		}
		c, err := r.public(ctx, tx, l)
		if err != nil {
			return err
		}
		content, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if len(paper.PersonalNumbers(string(content))) > 0 || strings.Contains(string(content), "@") {
			return fault.New(fault.Invalid, "Rapporten indeholder et CPR-nummer eller en mailadresse. Intet er vist. Begynd en ny rapport uden.")
		}
		var number int
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM report_release WHERE report_id = $1`, r.ID).Scan(&number); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO report_release (report_id, number, content, at, by_name) VALUES ($1, $2, $3, $4, $5)`,
			r.ID, number, string(content), tx.Now.UnixMicro(), who.Account.Name)
		return err
	})
}

// Withdraw takes a report back from the public.
func (s *Store) Withdraw(ctx context.Context, who access.Who, initiativeID, reportID string) (err error) {
	defer fault.In(&err, "report: withdraw %s", reportID)
	return s.publish(ctx, who, initiativeID, reportID, func(tx *db.Tx, r *Report, _ initiative.Life) error {
		_, err := tx.ExecContext(ctx, `UPDATE report_release SET withdrawn_at = $2 WHERE report_id = $1 AND withdrawn_at IS NULL`, r.ID, tx.Now.UnixMicro())
		return err
	})
}

// Public reads what was let out.
type Public struct{ db *db.DB }

// NewPublic returns the public's reader of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Shown is a report as the public reads it.
type Shown struct {
	Content
	Number int
	Path   string
	At     time.Time // it was let out
}

// Of returns the reports of an initiative that the public may read, the latest
// first.
func (p *Public) Of(ctx context.Context, slug string) (list []Shown, err error) {
	defer fault.In(&err, "report: public reports of %s", slug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		var initiativeID string
		err := tx.QueryRowContext(ctx, `SELECT id FROM initiative WHERE slug = $1`, slug).Scan(&initiativeID)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		known, err := initiative.IsPublic(ctx, tx, initiativeID)
		if err != nil || !known {
			return err
		}
		list, err = db.Collect(ctx, tx, func(r row) (s Shown, err error) {
			var content string
			var at int64
			if err := r.Scan(&s.Number, &content, &at); err != nil {
				return s, err
			}
			s.Path, s.At = PublicPath(slug, s.Number), time.UnixMicro(at).UTC()
			return s, json.Unmarshal([]byte(content), &s.Content)
		}, `SELECT r.number, e.content, e.at FROM report r JOIN report_release e ON e.report_id = r.id
			WHERE r.initiative_id = $1 AND e.withdrawn_at IS NULL ORDER BY r.number DESC`, initiativeID)
		return err
	})
	return list, err
}

// Find returns one report that the public may read.
func (p *Public) Find(ctx context.Context, slug, number string) (Shown, error) {
	list, err := p.Of(ctx, slug)
	if err != nil {
		return Shown{}, err
	}
	for _, s := range list {
		if s.Path == "/indsatser/"+slug+"/rapporter/"+number {
			return s, nil
		}
	}
	return Shown{}, errNone
}
