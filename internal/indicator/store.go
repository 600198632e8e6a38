package indicator

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Files keep what was handed in, by its SHA-256.
type Files interface {
	Put(ctx context.Context, r io.Reader) (digest string, size int64, err error)
	Open(digest string) (io.ReadSeeker, error)
}

// A Store keeps indicators and their figures. Every act is one transaction that
// counts the indicator's version up first, so that two acts at once are one after
// the other.
type Store struct {
	db    *db.DB
	files Files
}

// NewStore returns the indicators of a database, with the files of figures that
// are handed in.
func NewStore(d *db.DB, files Files) *Store { return &Store{d, files} }

var (
	errNone   = fault.New(fault.Missing, "Der er ingen side på denne adresse.")
	errNotOut = fault.New(fault.Missing, "Målingen findes ikke her, eller der er ikke frigivet tal af den.")
	errInside = fault.New(fault.Missing, "Historikken læses af dem, der leder indsatsen.")
	errMayNot = fault.New(fault.Forbidden, "Du leder ikke indsatsen og kan ikke ændre dens målinger. Intet er gemt.")
	errOthers = fault.New(fault.Conflict, "En anden ændrede målingen samtidig. Din ændring er ikke gemt. Åbn siden igen, og se, hvad der er nyt.")
)

type row = interface{ Scan(...any) error }

// A Place is the initiative that an indicator belongs to, with the body that is
// responsible for it now.
type Place struct {
	InitiativeID, Title, InitiativeSlug string
	BodyID, BodyName, BodySlug          string
	Decided                             bool // a body has said yes to the initiative
	Running                             bool
	Start                               string // YYYY-MM-DD, ""
}

// Home returns the address of the initiative in the working rooms.
func (p Place) Home() string { return "/arbejde/indsats/" + p.InitiativeID }

// PublicHome returns the address where the public reads of the initiative.
func (p Place) PublicHome() string { return "/indsatser/" + p.InitiativeSlug }

const placeRows = `SELECT l.initiative_id, n.title, n.slug, l.body_id, o.name, o.slug, l.state, l.start_date
	FROM initiative_life l JOIN initiative n ON n.id = l.initiative_id JOIN organization o ON o.id = l.body_id WHERE l.initiative_id = $1`

const heads = `SELECT i.id, i.slug, i.number, i.initiative_id, i.version, d.content FROM indicator i
	JOIN indicator_definition d ON d.indicator_id = i.id `

// latest is the condition that a definition is the last one.
const latest = ` d.number = (SELECT MAX(e.number) FROM indicator_definition e WHERE e.indicator_id = i.id) `

func scanIndicator(r row) (i Indicator, err error) {
	var content string
	if err = r.Scan(&i.ID, &i.Slug, &i.Number, &i.InitiativeID, &i.Version, &content); err != nil {
		return i, err
	}
	return i, json.Unmarshal([]byte(content), &i.Definition)
}

// find returns an indicator as it is defined now.
func find(ctx context.Context, tx *db.Tx, indicatorID string) (i Indicator, err error) {
	if i, err = scanIndicator(tx.QueryRowContext(ctx, heads+`WHERE i.id = $1 AND`+latest, indicatorID)); err != nil {
		return i, db.Missing(err, "%s", fault.Sentence(errNone))
	}
	i.Changes, err = changesOf(ctx, tx, i.ID, tx.Now)
	return i, err
}

// changesOf returns why a definition was changed, until an instant.
func changesOf(ctx context.Context, tx *db.Tx, indicatorID string, at time.Time) ([]Change, error) {
	return db.Collect(ctx, tx, func(r row) (c Change, err error) {
		var at int64
		err = r.Scan(&at, &c.By, &c.Note)
		c.At = db.Instant(at)
		return c, err
	}, `SELECT at, by_name, note FROM indicator_definition WHERE indicator_id = $1 AND number > 1 AND note <> '' AND at <= $2 ORDER BY number`,
		indicatorID, at.UnixMicro())
}

// A head is an indicator that an act is changing.
type head struct {
	Indicator
	Place
	who access.Who
	tx  *db.Tx
	ctx context.Context
}

// change runs an act of somebody who may. seen is the version of the indicator
// that they saw, 0 where it does not matter.
func (s *Store) change(ctx context.Context, who access.Who, indicatorID string, seen int64, need access.Permission, do func(h *head) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := find(ctx, tx, indicatorID)
		if err != nil {
			return err
		}
		h := &head{Indicator: i, who: who, tx: tx, ctx: ctx}
		if h.Place, err = placeOf(ctx, tx, i.InitiativeID); err != nil {
			return err
		}
		if !who.May(need, h.BodyID) {
			return errMayNot
		}
		if seen != 0 && seen != i.Version {
			return errOthers
		}
		result, err := tx.ExecContext(ctx, `UPDATE indicator SET version = version + 1 WHERE id = $1 AND version = $2`, i.ID, i.Version)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errOthers
		}
		return do(h)
	})
}

// placeOf returns the initiative of indicators. One that nobody works with here has
// none.
func placeOf(ctx context.Context, tx *db.Tx, initiativeID string) (p Place, err error) {
	var state string
	err = tx.QueryRowContext(ctx, placeRows, initiativeID).Scan(&p.InitiativeID, &p.Title, &p.InitiativeSlug, &p.BodyID, &p.BodyName, &p.BodySlug, &state, &p.Start)
	if err != nil {
		return p, db.Missing(err, "%s", fault.Sentence(errNone))
	}
	p.Decided, p.Running = slices.Contains(decided, state), state == "running"
	return p, nil
}

// decided are the states of an initiative that a body has said yes to. They are
// words of package initiative, which asks this one whether an initiative may run
// and so is not known here.
var decided = []string{"approved", "running", "paused", "evaluating", "concluded", "scaled", "stopped"}

// A Deed is what an event tells of.
type Deed string

const (
	Defined  Deed = "defined"
	Altered  Deed = "altered" // its definition
	Typed    Deed = "typed"
	Changed  Deed = "changed" // a figure
	Dropped  Deed = "removed" // a figure that was not released
	Read     Deed = "read"    // from a file
	Approved Deed = "checked"
	LetOut   Deed = "released"
	Replaced Deed = "superseded"
	TookBack Deed = "withdrawn"
	Marked   Deed = "marked"
	Unmarked Deed = "unmarked"
)

// A Told event is what somebody did to an indicator (R18b).
type Told struct {
	At          time.Time
	By          string
	What        Deed
	Period      string
	Was, Became string
	Text        string
}

// tell writes an event.
func (h *head) tell(e Told) error {
	_, err := h.tx.ExecContext(h.ctx, `INSERT INTO indicator_event (indicator_id, number, at, by_id, by_name, what, period, was, became, text)
		SELECT $1, COALESCE(MAX(number), 0) + 1, CAST($2 AS BIGINT), $3, $4, $5, $6, $7, $8, $9 FROM indicator_event WHERE indicator_id = $1`,
		h.ID, h.tx.Now.UnixMicro(), h.who.Account.ID, h.who.Account.Name, e.What, e.Period, e.Was, e.Became, e.Text)
	return err
}

// History returns what was done to an indicator, the latest first.
func (s *Store) History(ctx context.Context, who access.Who, indicatorID string) (list []Told, err error) {
	defer fault.In(&err, "indicator: history of %s", indicatorID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := drafts(ctx, tx, who, indicatorID); err != nil {
			return err
		}
		list, err = db.Collect(ctx, tx, func(r row) (e Told, err error) {
			var at int64
			err = r.Scan(&at, &e.By, &e.What, &e.Period, &e.Was, &e.Became, &e.Text)
			e.At = db.Instant(at)
			return e, err
		}, `SELECT at, by_name, what, period, was, became, text FROM indicator_event WHERE indicator_id = $1 ORDER BY number DESC LIMIT 500`, indicatorID)
		return err
	})
	return list, err
}

// freeSlug returns an address for a name that no other indicator has.
func freeSlug(ctx context.Context, tx *db.Tx, name string) (string, error) {
	return id.Free(id.Slug(name), func(slug string) (is bool, err error) {
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM indicator WHERE slug = $1)`, slug).Scan(&is)
		return is, err
	})
}
