package plan

import (
	"context"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/catalogue"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// longestName is the most characters of a body's name.
const longestName = 150

// Found makes a body that no minutes have told of yet: a new council, a working
// group. The name of one that meets already, however it is spelled, is refused, so
// that a body does not come to be there twice; one that minutes have only mentioned
// begins.
func (s *Store) Found(ctx context.Context, name string) (o body.Organization, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		o, err = Found(ctx, tx, name)
		return err
	})
	return o, err
}

// Found is [Store.Found] in the transaction of whoever needs the body.
func Found(ctx context.Context, tx *db.Tx, name string) (o body.Organization, err error) {
	defer fault.In(&err, "plan: found body")
	name = strings.Join(strings.Fields(name), " ")
	if n := len([]rune(name)); n < 3 || n > longestName {
		return o, fault.New(fault.Invalid, "Skriv organets navn, som det skal stå på dagsordener og referater, med 3 til %d tegn. Intet er gemt.", longestName)
	}
	if err := tx.Turn(ctx); err != nil {
		return o, err
	}
	var there string
	err = tx.QueryRowContext(ctx, `SELECT o.name FROM organization_name n JOIN organization o ON o.id = n.organization_id
		WHERE n.key = $1 AND (o.start_date <> '' OR EXISTS (SELECT 1 FROM meeting m WHERE m.body_id = o.id))`, body.Describe(name).Key).Scan(&there)
	if err == nil {
		return o, fault.New(fault.Conflict, "%s findes allerede i Klynge. Intet er oprettet. Brug det, der er.", there)
	}
	if !fault.Is(db.Missing(err, ""), fault.Missing) {
		return o, err
	}
	if o, err = body.EnsureBody(ctx, tx, name); err != nil {
		return o, err
	}
	o.Start = access.Day(tx.Now)
	if err := body.Bound(ctx, tx, o.ID, o.Start, ""); err != nil {
		return o, err
	}
	return o, catalogue.IndexBody(ctx, tx, o)
}
