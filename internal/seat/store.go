package seat

import (
	"context"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
)

const columns = `id, body_id, name, email, COALESCE(account_id, ''), COALESCE(person_id, ''), organization, COALESCE(organization_id, ''), sector,
	role, title, voting, COALESCE(substitute_for, ''), basis, start_date, end_date, position, grant_id, version, made_at, changed_at`

func scan(row interface{ Scan(...any) error }) (s Seat, err error) {
	var made, changed int64
	err = row.Scan(&s.ID, &s.BodyID, &s.Name, &s.Email, &s.AccountID, &s.PersonID, &s.Organization, &s.OrganizationID, &s.Sector,
		&s.Role, &s.Title, &s.Voting, &s.SubstituteFor, &s.Basis, &s.From, &s.To, &s.Position, &s.GrantID, &s.Version, &made, &changed)
	s.Made, s.Changed = time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
	return s, err
}

// Find returns a seat by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Seat, err error) {
	defer fault.In(&err, "seat: find %s", id)
	s, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM seat WHERE id = $1`, id))
	return s, db.Missing(err, "Pladsen findes ikke.")
}

// Of returns the seats of a body that are held on a day, in the order of lists;
// with an empty day all there ever were.
func Of(ctx context.Context, tx *db.Tx, bodyID, day string) (_ []Seat, err error) {
	defer fault.In(&err, "seat: of body %s", bodyID)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM seat
		WHERE body_id = $1 AND ($2 = '' OR start_date <= $2 AND (end_date = '' OR end_date >= $2)) ORDER BY position, id`, bodyID, day)
}

// OfAccount returns the seats that an account holds on a day, in all bodies.
func OfAccount(ctx context.Context, tx *db.Tx, accountID, day string) (_ []Seat, err error) {
	defer fault.In(&err, "seat: of account %s", accountID)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM seat
		WHERE account_id = $1 AND start_date <= $2 AND (end_date = '' OR end_date >= $2) ORDER BY body_id, position, id`, accountID, day)
}
