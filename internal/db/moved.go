package db

import "context"

// Claim says that there is a page at an address, which so leads nowhere else.
func (tx *Tx) Claim(ctx context.Context, path string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM moved WHERE path = $1`, path)
	return err
}

// Move records that the page at one address is now at another.
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
