package ledger

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/vault"
)

// A Store keeps ledgers.
type Store struct {
	db    *db.DB
	files *vault.Vault // of the finance system
}

// NewStore returns the ledgers of a database, whose files of bookings lie in a vault.
func NewStore(d *db.DB, files *vault.Vault) *Store { return &Store{d, files} }

type row = interface{ Scan(...any) error }

func null(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// BodyBySlug returns the body with an address.
func (s *Store) BodyBySlug(ctx context.Context, slug string) (o body.Organization, err error) {
	defer fault.In(&err, "ledger: body %s", slug)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var bodyID string
		err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE slug = $1`, slug).Scan(&bodyID)
		if err != nil {
			return db.Missing(err, "Organet findes ikke.")
		}
		o, err = body.Find(ctx, tx, bodyID)
		return err
	})
	return o, err
}

const funds = `SELECT f.id, f.body_id, f.name, f.source, f.made_at, f.made_by FROM ledger_fund f`

func scanFund(r row) (f Fund, err error) {
	var made int64
	err = r.Scan(&f.ID, &f.BodyID, &f.Name, &f.Source, &made, &f.By)
	f.Made = time.UnixMicro(made).UTC()
	return f, err
}

// find returns a fund of a body with its periods and purposes.
func find(ctx context.Context, tx *db.Tx, bodyID, fundID string) (Fund, error) {
	f, err := scanFund(tx.QueryRowContext(ctx, funds+` WHERE f.id = $1 AND f.body_id = $2`, fundID, bodyID))
	if err != nil {
		return f, db.Missing(err, "Puljen findes ikke.")
	}
	return f, fill(ctx, tx, &f)
}

// fill reads what belongs to a fund.
func fill(ctx context.Context, tx *db.Tx, f *Fund) (err error) {
	f.Periods, err = db.Collect(ctx, tx, func(r row) (p Period, err error) {
		var changed int64
		var state string
		err = r.Scan(&p.Year, &p.Through, &p.Granted, &state, &changed, &p.By, &p.Version)
		p.Closed, p.Changed, p.HasGrant = state == "closed", time.UnixMicro(changed).UTC(), p.Granted >= 0
		p.Granted = max(p.Granted, 0)
		return p, err
	}, `SELECT year, through, granted, state, changed_at, changed_by, version FROM ledger_period WHERE fund_id = $1 ORDER BY year`, f.ID)
	if err != nil {
		return err
	}
	f.Purposes, err = db.Collect(ctx, tx, func(r row) (p Purpose, err error) {
		return p, r.Scan(&p.ID, &p.Name, &p.InitiativeID, &p.InitiativeSlug)
	}, `SELECT p.id, p.name, p.initiative_id, COALESCE(i.slug, '') FROM ledger_purpose p LEFT JOIN initiative i ON i.id = p.initiative_id
		WHERE p.fund_id = $1 ORDER BY p.id`, f.ID)
	return err
}

// fundsOf returns the funds of a body, the oldest first.
func fundsOf(ctx context.Context, tx *db.Tx, bodyID string) ([]Fund, error) {
	list, err := db.Collect(ctx, tx, scanFund, funds+` WHERE f.body_id = $1 ORDER BY f.id`, bodyID)
	for i := range list {
		if err == nil {
			err = fill(ctx, tx, &list[i])
		}
	}
	return list, err
}

// A Founding is a fund that somebody begins.
type Founding struct {
	Name, Source  string
	Year, Through int
	Granted       string // amount as typed, "" when nobody has promised any yet
}

// Found begins a fund with its first period.
func (s *Store) Found(ctx context.Context, bodyID string, n Founding, who access.Who) (f Fund, err error) {
	defer fault.In(&err, "ledger: found a fund of %s", bodyID)
	n.Name, n.Source = oneLine(n.Name), oneLine(n.Source)
	if n.Name == "" || n.Source == "" || len([]rune(n.Name)) > 120 || len([]rune(n.Source)) > 120 {
		return f, fault.New(fault.Invalid, "Skriv puljens navn, og hvem pengene kommer fra, med højst 120 tegn hver. Intet er gemt.")
	}
	granted, err := grantOf(n.Granted)
	if err != nil {
		return f, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		f = Fund{ID: id.New(tx.Now), BodyID: bodyID, Name: n.Name, Source: n.Source}
		_, err := tx.ExecContext(ctx, `INSERT INTO ledger_fund (id, body_id, name, source, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			f.ID, bodyID, f.Name, f.Source, tx.Now.UnixMicro(), who.Account.Name)
		if db.Duplicate(err) {
			return fault.New(fault.Conflict, "Organet har allerede en pulje, der hedder “%s”. Intet er gemt.", n.Name)
		}
		if err != nil {
			return err
		}
		return begin(ctx, tx, f, n.Year, n.Through, granted, who)
	})
	return f, err
}

// grantOf reads what a source has promised, -1 when nothing is typed.
func grantOf(typed string) (danish.Amount, error) {
	if strings.TrimSpace(typed) == "" {
		return -1, nil
	}
	amount, err := ParseAmount(typed)
	if err == nil && (amount < 0 || amount > Most) {
		err = fault.New(fault.Invalid, "Tilsagnet skal ligge mellem 0 kr. og %s Intet er gemt.", Most.Short())
	}
	return amount, err
}

// begin adds a period to a fund.
func begin(ctx context.Context, tx *db.Tx, f Fund, year, through int, granted danish.Amount, who access.Who) error {
	now := tx.Now.Year()
	if year < 2007 || through < year || through > year+4 || through > now+10 {
		return fault.New(fault.Invalid, "Perioden skal være et til fem år mellem 2007 og %d. Intet er gemt.", now+10)
	}
	for _, p := range f.Periods {
		if year <= p.Through && through >= p.Year {
			return fault.New(fault.Invalid, "Perioden overlapper %s. Intet er gemt.", p)
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO ledger_period (fund_id, year, through, granted, state, changed_at, changed_by, version) VALUES ($1, $2, $3, $4, 'open', $5, $6, 1)`,
		f.ID, year, through, int64(granted), tx.Now.UnixMicro(), who.Account.Name)
	if db.Duplicate(err) {
		return fault.New(fault.Conflict, "Perioden findes allerede. Intet er gemt.")
	}
	return err
}

// AddPeriod adds a period to a fund.
func (s *Store) AddPeriod(ctx context.Context, bodyID, fundID string, year, through int, granted string, who access.Who) (err error) {
	defer fault.In(&err, "ledger: add period %d to %s", year, fundID)
	amount, err := grantOf(granted)
	if err != nil {
		return err
	}
	return s.change(ctx, bodyID, fundID, func(tx *db.Tx, f Fund) error { return begin(ctx, tx, f, year, through, amount, who) })
}

// change runs an act on a fund in a transaction that the public may see the end of.
func (s *Store) change(ctx context.Context, bodyID, fundID string, act func(tx *db.Tx, f Fund) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		f, err := find(ctx, tx, bodyID, fundID)
		if err != nil {
			return err
		}
		return act(tx, f)
	})
}

// SetGrant says what the source has promised for an open period.
func (s *Store) SetGrant(ctx context.Context, bodyID, fundID string, year int, granted string) (err error) {
	defer fault.In(&err, "ledger: grant of %d in %s", year, fundID)
	amount, err := grantOf(granted)
	if err != nil {
		return err
	}
	return s.change(ctx, bodyID, fundID, func(tx *db.Tx, f Fund) error {
		if err := touch(ctx, tx, f, year); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE ledger_period SET granted = $3 WHERE fund_id = $1 AND year = $2`, fundID, year, int64(amount))
		return err
	})
}

// touch counts up the version of an open period, so that two who post or close at
// once stand in line for it.
func touch(ctx context.Context, tx *db.Tx, f Fund, year int) error {
	p, ok := f.Period(year)
	if !ok {
		return fault.New(fault.Invalid, "Vælg en periode, som puljen har. Intet er ført.")
	}
	result, err := tx.ExecContext(ctx, `UPDATE ledger_period SET version = version + 1 WHERE fund_id = $1 AND year = $2 AND state = 'open'`, f.ID, year)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fault.New(fault.Conflict, "%s er lukket af %s %s, så der kan ikke føres i perioden. Den kan genåbnes ved en beslutning. Intet er ført.",
		p, p.By, danish.Date(p.Changed))
}

// purpose returns the purpose of a fund with a name, and adds it when it is new.
// One that is called as an initiative of the body is that initiative's.
func purpose(ctx context.Context, tx *db.Tx, f *Fund, name string) (Purpose, error) {
	name = oneLine(name)
	if name == "" || len([]rune(name)) > 200 {
		return Purpose{}, fault.New(fault.Invalid, "Skriv, hvad pengene går til, med højst 200 tegn. Intet er ført.")
	}
	for _, p := range f.Purposes {
		if strings.EqualFold(p.Name, name) {
			return p, nil
		}
	}
	p := Purpose{ID: id.New(tx.Now), Name: name}
	initiatives, err := initiativesOf(ctx, tx, f.BodyID)
	if err != nil {
		return p, err
	}
	for _, i := range initiatives {
		if strings.EqualFold(i.Name, name) {
			p.Name, p.InitiativeID, p.InitiativeSlug = i.Name, i.InitiativeID, i.InitiativeSlug
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO ledger_purpose (id, fund_id, initiative_id, name) VALUES ($1, $2, $3, $4)`, p.ID, f.ID, p.InitiativeID, p.Name)
	f.Purposes = append(f.Purposes, p)
	return p, err
}

// initiativesOf returns the initiatives of a body as purposes that a fund may have.
func initiativesOf(ctx context.Context, tx *db.Tx, bodyID string) ([]Purpose, error) {
	return db.Collect(ctx, tx, func(r row) (p Purpose, err error) { return p, r.Scan(&p.InitiativeID, &p.InitiativeSlug, &p.Name) },
		`SELECT id, slug, title FROM initiative WHERE body_id = $1 ORDER BY title, id LIMIT 500`, bodyID)
}

// A Choice is a decision that an entry may point at.
type Choice struct {
	ID, Number, Title, Date string
	Path                    string // of an item of old minutes
	Closed                  bool
	Text                    string
}

// Key names a choice in a form: the id of a decision, or the address of an item.
func (c Choice) Key() string {
	if c.ID == "" {
		return c.Path
	}
	return c.ID
}

// choices returns the decisions of a body that money may follow from, the latest
// first: those of its own meetings that are in force, and those of old minutes.
func choices(ctx context.Context, tx *db.Tx, bodyID string) ([]Choice, error) {
	list, err := db.Collect(ctx, tx, func(r row) (c Choice, err error) {
		return c, r.Scan(&c.ID, &c.Number, &c.Title, &c.Date, &c.Closed, &c.Text)
	}, `SELECT id, number, title, date, closed, text FROM decision WHERE body_id = $1 AND state = 'in-force' AND outcome NOT IN ('postponed', 'rejected')
		ORDER BY date DESC, id DESC LIMIT 200`, bodyID)
	if err != nil {
		return nil, err
	}
	old, err := db.Collect(ctx, tx, func(r row) (c Choice, err error) {
		var slug, anchor string
		err = r.Scan(&slug, &anchor, &c.Number, &c.Title, &c.Date, &c.Closed, &c.Text)
		c.Path = "/moeder/" + slug + "/" + anchor
		return c, err
	}, `SELECT m.slug, i.anchor, i.number, i.title, m.date, i.closed, i.decision FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
		WHERE m.body_id = $1 AND i.decided = true AND i.outcome NOT IN ('postponed', 'rejected')
		  AND NOT EXISTS (SELECT 1 FROM planned_meeting p WHERE p.meeting_id = m.id)
		ORDER BY m.date DESC, i.position LIMIT 300`, bodyID)
	return append(list, old...), err
}

// checkGround holds the decision of an entry against the record. It is one of the
// body's own, or an open item of anybody's minutes, which everybody may read.
func checkGround(ctx context.Context, tx *db.Tx, bodyID string, g Ground) error {
	var found int
	var err error
	switch {
	case g.DecisionID != "":
		err = tx.QueryRowContext(ctx, `SELECT 1 FROM decision WHERE id = $1 AND body_id = $2 AND state = 'in-force' AND outcome NOT IN ('postponed', 'rejected')`,
			g.DecisionID, bodyID).Scan(&found)
	case g.Path != "":
		slug, anchor := placeOf(g.Path)
		err = tx.QueryRowContext(ctx, `SELECT 1 FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id
			WHERE m.slug = $1 AND i.anchor = $2 AND (m.body_id = $3 OR i.closed = false)`, slug, anchor, bodyID).Scan(&found)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Invalid, "Beslutningen findes ikke, gælder ikke længere eller var en udsættelse eller et afslag. Vælg en anden. Intet er ført.")
	}
	return err
}

// placeOf returns the meeting and the item of an address of one.
func placeOf(path string) (slug, anchor string) {
	slug, anchor, _ = strings.Cut(strings.TrimPrefix(path, "/moeder/"), "/")
	return slug, anchor
}
