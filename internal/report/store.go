package report

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/initiative"
)

// A Store keeps reports. Every act is one transaction.
type Store struct{ db *db.DB }

// NewStore returns the reports of a database.
func NewStore(d *db.DB) *Store { return &Store{d} }

var (
	errNone   = fault.New(fault.Missing, "Der er ingen rapport på denne adresse.")
	errMayNot = fault.New(fault.Forbidden, "Du leder ikke indsatsen og kan ikke skrive dens rapporter. Intet er gemt.")
	errFrozen = fault.New(fault.Conflict, "Rapporten er gjort færdig og ændres ikke mere. Intet er gemt. Begynd en ny, hvis noget skal rettes.")
)

const reports = `SELECT r.id, r.initiative_id, r.number, r.kind, r.from_day, r.to_day, r.incidents, r.content, r.frozen_at, r.frozen_by, COALESCE(i.id, ''),
	COALESCE(i.supplement, -1) >= 0, COALESCE(i.closed, false), r.version, r.made_at, r.made_by
	FROM report r LEFT JOIN draft_item i ON i.id = r.item_id AND i.state <> 'declined' `

func scan(row row) (r Report, err error) {
	var incidents, content string
	var frozen sql.NullInt64
	var made int64
	if err = row.Scan(&r.ID, &r.InitiativeID, &r.Number, &r.Kind, &r.From, &r.To, &incidents, &content, &frozen, &r.FrozenBy, &r.ItemID,
		&r.Sent, &r.Closed, &r.Version, &made, &r.MadeBy); err != nil {
		return r, err
	}
	r.Made = time.UnixMicro(made).UTC()
	if frozen.Valid {
		r.Frozen = time.UnixMicro(frozen.Int64).UTC()
	}
	if incidents != "" {
		if err := json.Unmarshal([]byte(incidents), &r.Incidents); err != nil {
			return r, err
		}
	}
	if content != "" {
		err = json.Unmarshal([]byte(content), &r.Content)
	}
	return r, err
}

// find returns a report of an initiative: an address that mixes two up finds
// nothing.
func find(ctx context.Context, tx *db.Tx, initiativeID, reportID string) (r Report, l initiative.Life, err error) {
	if r, err = scan(tx.QueryRowContext(ctx, reports+`WHERE r.id = $1 AND r.initiative_id = $2`, reportID, initiativeID)); err != nil {
		return r, l, db.Missing(err, "%s", fault.Sentence(errNone))
	}
	if r.Texts, err = draft.Of(ctx, tx, r.ID); err != nil {
		return r, l, err
	}
	if r.Public, err = releaseOf(ctx, tx, r.ID); err != nil {
		return r, l, err
	}
	l, err = initiative.Of(ctx, tx, initiativeID)
	return r, l, err
}

// sees reports whether somebody may read a report on an initiative of a body:
// before the agenda with it is sent, only those who make it ready.
func (r Report) sees(who access.Who, bodyID string) bool {
	if who.May(access.LeadInitiative, bodyID) || who.May(access.ReadDrafts, bodyID) {
		return true
	}
	sent := r.Sent && (!r.Closed || who.May(access.ReadClosed, bodyID))
	return r.IsFrozen() && who.May(access.ReadInternal, bodyID) && (sent || r.Public.Holds)
}

// Begin begins a report on a period. A draft of the same is gone on with: the
// form was sent twice. An initiative has one final report in the making.
func (s *Store) Begin(ctx context.Context, who access.Who, initiativeID string, kind Kind, from, to string) (r Report, err error) {
	defer fault.In(&err, "report: begin on %s", initiativeID)
	if kind != Status && kind != Final {
		return r, fault.New(fault.Invalid, "Vælg, om det er en statusrapport eller en slutrapport. Intet er gemt.")
	}
	if err := CheckPeriod(from, to); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// One at a time: each report gets a number of its own.
		if _, err := tx.ExecContext(ctx, `UPDATE initiative_life SET version = version WHERE initiative_id = $1`, initiativeID); err != nil {
			return err
		}
		l, err := initiative.Of(ctx, tx, initiativeID)
		if err != nil {
			return err
		}
		if !who.May(access.LeadInitiative, l.BodyID) {
			return errMayNot
		}
		if !l.State.Decided() {
			return fault.New(fault.Conflict, "Indsatsen er %s. Rapporter hører til, når den er godkendt. Intet er gemt.", l.State.Danish())
		}
		all, err := ofInitiative(ctx, tx, initiativeID)
		if err != nil {
			return err
		}
		for _, old := range all {
			if !old.IsFrozen() && old.Kind == kind && (kind == Final || old.From == from && old.To == to) {
				r = old
				return nil
			}
		}
		r = Report{ID: id.New(tx.Now), InitiativeID: initiativeID, Number: 1, Kind: kind, From: from, To: to, Version: 1, Made: tx.Now.UTC(), MadeBy: who.Account.Name}
		if n := len(all); n > 0 {
			r.Number = all[n-1].Number + 1
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO report (id, initiative_id, number, kind, from_day, to_day, incidents, content, frozen_by, item_id, version, made_at, made_by)
			VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', 1, $7, $8)`, r.ID, r.InitiativeID, r.Number, r.Kind, r.From, r.To, r.Made.UnixMicro(), r.MadeBy)
		return err
	})
	return r, err
}

func ofInitiative(ctx context.Context, tx *db.Tx, initiativeID string) ([]Report, error) {
	list, err := db.Collect(ctx, tx, scan, reports+`WHERE r.initiative_id = $1 ORDER BY r.number`, initiativeID)
	for i := range list {
		if err == nil {
			list[i].Public, err = releaseOf(ctx, tx, list[i].ID)
		}
	}
	return list, err
}

// An edit changes a draft that somebody leads.
type edit func(tx *db.Tx, r *Report, l initiative.Life) error

// change runs an edit of a draft over the version that was seen; 0 is any, of a
// text that has versions of its own.
func (s *Store) change(ctx context.Context, who access.Who, initiativeID, reportID string, version int64, do edit) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, l, err := find(ctx, tx, initiativeID, reportID)
		switch {
		case err != nil:
			return err
		case !who.May(access.LeadInitiative, l.BodyID):
			return errMayNot
		case r.IsFrozen():
			return errFrozen
		case version != 0 && version != r.Version:
			return fault.New(fault.Conflict, "En anden har ændret rapporten imens. Din ændring er ikke gemt. Se, hvad der står nu, og prøv igen.")
		}
		next := r.Version
		if version != 0 {
			next++
		}
		result, err := tx.ExecContext(ctx, `UPDATE report SET version = $3 WHERE id = $1 AND version = $2 AND frozen_at IS NULL`, r.ID, r.Version, next)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fault.Because(err, fault.Conflict, "%s", fault.Sentence(errFrozen))
		}
		return do(tx, &r, l)
	})
}

// SetPeriod gives a draft another period.
func (s *Store) SetPeriod(ctx context.Context, who access.Who, initiativeID, reportID string, version int64, from, to string) (err error) {
	defer fault.In(&err, "report: period of %s", reportID)
	if err := CheckPeriod(from, to); err != nil {
		return err
	}
	return s.change(ctx, who, initiativeID, reportID, version, func(tx *db.Tx, r *Report, _ initiative.Life) error {
		_, err := tx.ExecContext(ctx, `UPDATE report SET from_day = $2, to_day = $3 WHERE id = $1`, r.ID, from, to)
		return err
	})
}

// SetIncidents says how many adverse events the period had (R74).
func (s *Store) SetIncidents(ctx context.Context, who access.Who, initiativeID, reportID string, version int64, n Incidents) (err error) {
	defer fault.In(&err, "report: incidents of %s", reportID)
	if err := n.check(); err != nil {
		return err
	}
	return s.change(ctx, who, initiativeID, reportID, version, func(tx *db.Tx, r *Report, _ initiative.Life) error {
		counts, err := json.Marshal(n)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE report SET incidents = $2 WHERE id = $1`, r.ID, string(counts))
		return err
	})
}

// SaveField saves a text of a draft. See [draft.Save].
func (s *Store) SaveField(ctx context.Context, who access.Who, initiativeID, reportID, name string, base int64, text string) (f draft.Field, c *draft.Conflict, err error) {
	defer fault.In(&err, "report: text %s of %s", name, reportID)
	if name != Next && name != Words {
		return f, nil, fault.New(fault.Missing, "Feltet findes ikke. Teksten er ikke gemt.")
	}
	err = s.change(ctx, who, initiativeID, reportID, 0, func(tx *db.Tx, r *Report, _ initiative.Life) (err error) {
		f, c, err = draft.Save(ctx, tx, r.ID, name, base, text, draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
		return err
	})
	return f, c, err
}

// Drop lets go of a draft that was begun by mistake.
func (s *Store) Drop(ctx context.Context, who access.Who, initiativeID, reportID string, version int64) (err error) {
	defer fault.In(&err, "report: drop %s", reportID)
	return s.change(ctx, who, initiativeID, reportID, version, func(tx *db.Tx, r *Report, _ initiative.Life) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM report WHERE id = $1`, r.ID)
		return err
	})
}

// Freeze makes a report final: the question is asked once more and the answer is
// kept with its instant, for ever. A final report is handed in by that (R48).
func (s *Store) Freeze(ctx context.Context, who access.Who, initiativeID, reportID string, version int64) (err error) {
	defer fault.In(&err, "report: freeze %s", reportID)
	return s.change(ctx, who, initiativeID, reportID, version, func(tx *db.Tx, r *Report, l initiative.Life) error {
		today := access.Day(tx.Now)
		if r.To > today {
			return fault.New(fault.Invalid, "Perioden slutter først %s. Intet er gemt. Gør rapporten færdig, når perioden er gået, eller forkort den.", say(r.To))
		}
		if r.Kind == Final {
			if err := initiative.HandInReport(ctx, tx, who, l.ID, today, r.Title()); err != nil {
				return err
			}
			if err := tx.Turn(ctx); err != nil {
				return err
			}
		}
		c, err := r.ask(ctx, tx, l)
		if err != nil {
			return err
		}
		content, err := json.Marshal(c)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE report SET content = $2, frozen_at = $3, frozen_by = $4 WHERE id = $1`, r.ID, string(content), tx.Now.UnixMicro(), who.Account.Name)
		return err
	})
}
