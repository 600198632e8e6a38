package person

import (
	"context"
	"slices"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/reader/people"
)

// Sight makes sure that the register has a sighting, of the person it names if
// it is new. Who it is, is worked out by [Settle].
func Sight(ctx context.Context, tx *db.Tx, s Sighting) (err error) {
	defer fault.In(&err, "person: sight %s", s.Key)
	done, err := tx.ExecContext(ctx, `INSERT INTO sighting (key, name, organization_id, person_id) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO NOTHING`, s.Key, s.Name, db.Null(s.Organization), db.Null(s.PersonID))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	for _, word := range lookup(s.Name) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO sighting_word (word, sighting_key) VALUES ($1, $2)`, word, s.Key); err != nil {
			return err
		}
	}
	return nil
}

// A Settlement is what came of working out who is who again.
type Settlement struct {
	Sightings []string   // keys of all that were looked at
	Meetings  []string   // whose participants are other people than before, or have other names
	Questions []Question // among the sightings looked at: all that there are
}

// Settle works out who the sightings with some keys are, together with every
// sighting that concerns them, and brings people, participations and
// memberships in line. A sighting that no meeting has any longer is removed.
func Settle(ctx context.Context, tx *db.Tx, keys []string) (_ Settlement, err error) {
	defer fault.In(&err, "person: settle")
	n := neighbourhood{ctx: ctx, tx: tx, seen: map[string]Sighting{}}
	if err := n.gather(keys); err != nil {
		return Settlement{}, err
	}
	verdicts, err := n.verdicts()
	if err != nil {
		return Settlement{}, err
	}
	var sightings []Sighting
	for _, s := range n.seen {
		sightings = append(sightings, s)
	}
	register := Resolve(sightings, verdicts)
	w := writer{ctx: ctx, tx: tx, meetings: map[string]bool{}}
	if err := w.people(register.People, n.former); err != nil {
		return Settlement{}, err
	}
	settled := Settlement{Questions: register.Doubts, Sightings: slices.Clone(n.gone)}
	for key := range n.seen {
		settled.Sightings = append(settled.Sightings, key)
	}
	for id := range w.meetings {
		settled.Meetings = append(settled.Meetings, id)
	}
	slices.Sort(settled.Sightings)
	slices.Sort(settled.Meetings)
	return settled, nil
}

// A neighbourhood is the sightings that concern each other.
type neighbourhood struct {
	ctx    context.Context
	tx     *db.Tx
	seen   map[string]Sighting
	gone   []string // sightings that no meeting has any longer
	former []string // the people they were taken for
}

func (n *neighbourhood) gather(keys []string) error {
	var frontier []Sighting
	reach := func(key string) error {
		if _, ok := n.seen[key]; ok {
			return nil
		}
		s, ok, err := n.load(key)
		if err == nil && ok {
			n.seen[key] = s
			frontier = append(frontier, s)
		}
		return err
	}
	for _, key := range keys {
		if err := reach(key); err != nil {
			return err
		}
	}
	for len(frontier) > 0 {
		s := frontier[0]
		frontier = frontier[1:]
		related, err := n.related(s)
		if err != nil {
			return err
		}
		for _, key := range related {
			if err := reach(key); err != nil {
				return err
			}
		}
	}
	return nil
}

// related returns the sightings that concern one: of like names, taken for the
// same person now, or spoken of together in a verdict.
func (n *neighbourhood) related(s Sighting) ([]string, error) {
	keys, err := column(n.ctx, n.tx, `SELECT key FROM sighting WHERE person_id = $2
		UNION SELECT left_key FROM verdict WHERE right_key = $1
		UNION SELECT right_key FROM verdict WHERE left_key = $1`, s.Key, s.PersonID)
	if err != nil {
		return nil, err
	}
	like, err := db.Collect(n.ctx, n.tx, scanName, `SELECT DISTINCT s.key, s.name
		FROM sighting_word mine JOIN sighting_word other ON other.word = mine.word JOIN sighting s ON s.key = other.sighting_key
		WHERE mine.sighting_key = $1`, s.Key)
	if err != nil {
		return nil, err
	}
	for _, other := range like {
		if _, ok := n.seen[other.Key]; ok || people.SameName(s.Name, other.Name) < people.Possible {
			continue
		}
		full, ok, err := n.load(other.Key)
		if err != nil {
			return nil, err
		}
		if ok && Related(s, full) {
			keys = append(keys, other.Key)
		}
	}
	return keys, nil
}

func scanName(row interface{ Scan(...any) error }) (s Sighting, err error) {
	return s, row.Scan(&s.Key, &s.Name)
}

// load reads a sighting with all that its participations tell. It removes one
// that has none.
func (n *neighbourhood) load(key string) (s Sighting, ok bool, err error) {
	if slices.Contains(n.gone, key) {
		return s, false, nil
	}
	rows, err := db.Collect(n.ctx, n.tx, func(row interface{ Scan(...any) error }) (s Sighting, err error) {
		var meeting, body, role string
		err = row.Scan(&s.Key, &s.Name, &s.Organization, &s.Root, &s.PersonID, &meeting, &body, &role, &s.Since)
		s.Meetings, s.Bodies, s.Roles = []string{meeting}, []string{body}, []string{FoldRole(role)}
		return s, err
	}, `SELECT s.key, s.name, COALESCE(s.organization_id, ''), COALESCE(o.parent_id, o.id, ''), COALESCE(s.person_id, ''),
			COALESCE(m.id, ''), COALESCE(b.parent_id, b.id, ''), COALESCE(p.role, ''), COALESCE(m.date, '')
		FROM sighting s
		LEFT JOIN organization o ON o.id = s.organization_id
		LEFT JOIN participation p ON p.sighting_key = s.key
		LEFT JOIN meeting m ON m.id = p.meeting_id
		LEFT JOIN organization b ON b.id = m.body_id
		WHERE s.key = $1 ORDER BY m.date, m.id, p.position`, key)
	if err != nil || len(rows) == 0 {
		return s, false, err
	}
	if s = rows[0]; s.Meetings[0] == "" {
		return s, false, n.remove(s)
	}
	s.Times = len(rows)
	for _, row := range rows[1:] {
		s.Meetings = append(s.Meetings, row.Meetings...)
		s.Bodies = append(s.Bodies, row.Bodies...)
		s.Roles = append(s.Roles, row.Roles...)
	}
	for _, list := range []*[]string{&s.Meetings, &s.Bodies, &s.Roles} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return s, true, nil
}

func (n *neighbourhood) remove(s Sighting) error {
	n.gone = append(n.gone, s.Key)
	if s.PersonID != "" {
		n.former = append(n.former, s.PersonID)
	}
	if _, err := n.tx.ExecContext(n.ctx, `DELETE FROM sighting_word WHERE sighting_key = $1`, s.Key); err != nil {
		return err
	}
	_, err := n.tx.ExecContext(n.ctx, `DELETE FROM sighting WHERE key = $1`, s.Key)
	return err
}

// verdicts returns what has been said of the sightings and still holds.
func (n *neighbourhood) verdicts() (list []Verdict, err error) {
	for key := range n.seen {
		some, err := db.Collect(n.ctx, n.tx, func(row interface{ Scan(...any) error }) (v Verdict, err error) {
			return v, row.Scan(&v.Left, &v.Right, &v.Same)
		}, `SELECT v.left_key, v.right_key, v.same FROM verdict v JOIN correction c ON c.id = v.correction_id
			WHERE v.left_key = $1 AND c.withdrawn_at IS NULL`, key)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	slices.SortFunc(list, func(a, b Verdict) int { return compare(a, b) })
	return list, nil
}

func column(ctx context.Context, tx *db.Tx, query string, args ...any) ([]string, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (s string, err error) {
		return s, row.Scan(&s)
	}, query, args...)
}

// AddVerdict keeps what somebody said, as long as a correction holds.
func AddVerdict(ctx context.Context, tx *db.Tx, correctionID string, v Verdict) error {
	if v.Left > v.Right {
		v.Left, v.Right = v.Right, v.Left
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO verdict (correction_id, left_key, right_key, same) VALUES ($1, $2, $3, $4)`,
		correctionID, v.Left, v.Right, v.Same)
	return err
}

// VerdictOf returns the verdict of a correction, if it is one.
func VerdictOf(ctx context.Context, tx *db.Tx, correctionID string) (v Verdict, ok bool, err error) {
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (v Verdict, err error) {
		return v, row.Scan(&v.Left, &v.Right, &v.Same)
	}, `SELECT left_key, right_key, same FROM verdict WHERE correction_id = $1`, correctionID)
	if err != nil || len(list) == 0 {
		return v, false, err
	}
	return list[0], true, nil
}

// Find returns a person by id.
func Find(ctx context.Context, tx *db.Tx, id string) (p Person, err error) {
	defer fault.In(&err, "person: find %s", id)
	err = tx.QueryRowContext(ctx, `SELECT id, slug, name FROM person WHERE id = $1`, id).Scan(&p.ID, &p.Slug, &p.Name)
	return p, db.Missing(err, "Personen findes ikke.")
}

// slugFor returns the address for a name: the name alone, or with whom they
// stand for when somebody else has it. Whoever came first keeps the plain one.
func slugFor(ctx context.Context, tx *db.Tx, personID, name, organization string) (string, error) {
	taken := func(slug string) (is bool, err error) {
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM person WHERE slug = $1 AND id <> $2)`, slug, personID).Scan(&is)
		return is, err
	}
	plain := id.Slug(name)
	if is, err := taken(plain); err != nil || !is {
		return plain, err
	}
	if organization != "" {
		plain = id.Slug(name + " " + organization)
	}
	return id.Free(plain, taken)
}

// OfSighting returns the person that a sighting is taken for.
func OfSighting(ctx context.Context, tx *db.Tx, key string) (p Person, err error) {
	defer fault.In(&err, "person: of sighting %s", key)
	err = tx.QueryRowContext(ctx, `SELECT p.id, p.slug, p.name FROM person p JOIN sighting s ON s.person_id = p.id WHERE s.key = $1`, key).
		Scan(&p.ID, &p.Slug, &p.Name)
	return p, db.Missing(err, "Personen findes ikke.")
}
