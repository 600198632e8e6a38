package db

import "context"

// Move records that the page at one address is now at another. An address that
// is in use again leads nowhere else.
func (tx *Tx) Move(ctx context.Context, from, to string) error {
	if from == to {
		return nil
	}
	for _, statement := range []struct {
		text string
		args []any
	}{
		{`DELETE FROM moved WHERE path IN ($1, $2)`, []any{from, to}},
		{`UPDATE moved SET to_path = $2 WHERE to_path = $1`, []any{from, to}},
		{`INSERT INTO moved (path, to_path) VALUES ($1, $2)`, []any{from, to}},
	} {
		if _, err := tx.ExecContext(ctx, statement.text, statement.args...); err != nil {
			return err
		}
	}
	return nil
}
