package subscription

import (
	"context"
	"crypto/rand"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// FollowersOf returns the confirmed subscriptions to a body, the oldest first.
func FollowersOf(ctx context.Context, tx *db.Tx, slug string) (_ []Subscription, err error) {
	defer fault.In(&err, "subscription: followers of %s", slug)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM subscription WHERE kind = $1 AND subject = $2 AND confirmed_at IS NOT NULL ORDER BY id`, Body, slug)
}

// FollowOn lets whoever follows a body follow the one that comes after it as well,
// as often and in the same language, in the transaction of a reform (R49). The old
// subscription stays, and so does its link. Whoever follows both already is left
// as they are.
func FollowOn(ctx context.Context, tx *db.Tx, subscriptionID, slug, name string) (err error) {
	defer fault.In(&err, "subscription: %s follows on to %s", subscriptionID, slug)
	_, err = tx.ExecContext(ctx, `INSERT INTO subscription (id, token, address, address_key, kind, subject, name, frequency, language, seen, refusals, created_at, confirmed_at)
		SELECT $2, $3, address, address_key, kind, $4, $5, frequency, language, seen, 0, CAST($6 AS BIGINT), CAST($6 AS BIGINT) FROM subscription WHERE id = $1
		ON CONFLICT (address_key, kind, subject) DO NOTHING`, subscriptionID, id.New(tx.Now), rand.Text(), slug, name, tx.Now.UnixMicro())
	return err
}

// Stop ends a subscription because what it is of has ended.
func Stop(ctx context.Context, tx *db.Tx, subscriptionID string) (err error) {
	defer fault.In(&err, "subscription: stop %s", subscriptionID)
	_, err = tx.ExecContext(ctx, `DELETE FROM subscription WHERE id = $1`, subscriptionID)
	return err
}
