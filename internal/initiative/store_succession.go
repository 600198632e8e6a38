package initiative

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// What becomes of the initiatives of a body that ends, in the transaction of the
// reform (R49). An initiative keeps its id, its address and its whole life.

// UnfinishedOf returns the initiatives that a body would leave behind: those whose
// life goes on, and those whose final report is due (R48).
func UnfinishedOf(ctx context.Context, tx *db.Tx, bodyID string) (list []Life, err error) {
	all, err := OfBody(ctx, tx, bodyID)
	for _, l := range all {
		if l.State != Scaled && l.State != Stopped || l.ReportDue() != "" {
			list = append(list, l)
		}
	}
	return list, err
}

// MoveTo makes another body responsible for an initiative, by a decision. Done
// twice it changes nothing.
func MoveTo(ctx context.Context, tx *db.Tx, who access.Who, initiativeID, toBody string, why Reference) (err error) {
	defer fault.In(&err, "initiative: move %s to %s", initiativeID, toBody)
	l, err := Of(ctx, tx, initiativeID)
	if err != nil || l.BodyID == toBody {
		return err
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	if err := l.tell(ctx, tx, who, Event{What: Adopted, Text: l.BodyName, Decision: why}); err != nil {
		return err
	}
	if err := l.save(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE initiative_life SET body_id = $2 WHERE initiative_id = $1`, l.ID, toBody); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE initiative SET body_id = $2 WHERE id = $1`, l.ID, toBody)
	return err
}

// StopWith stops an initiative because its body ends, from whatever state it is
// in. One that is over already is left as it is.
func StopWith(ctx context.Context, tx *db.Tx, who access.Who, initiativeID, reason string, why Reference) (err error) {
	defer fault.In(&err, "initiative: stop %s with its body", initiativeID)
	l, err := Of(ctx, tx, initiativeID)
	if err != nil {
		return err
	}
	if l.State == Scaled || l.State == Stopped {
		return fault.New(fault.Invalid, "%s er afsluttet og mangler kun sin slutrapport. Overdrag den, eller aflever rapporten. Intet er ændret.", l.Title)
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	was := l.State
	l.State = Stopped
	if err := l.tell(ctx, tx, who, Event{What: Stepped, From: was, To: Stopped, Text: strings.TrimSpace(reason), Decision: why}); err != nil {
		return err
	}
	return l.save(ctx, tx)
}

// Known returns the title and the address of an initiative when the public may read
// of it, "" when it may not.
func Known(ctx context.Context, tx *db.Tx, initiativeID string) (title, address string, err error) {
	defer fault.In(&err, "initiative: is %s public", initiativeID)
	var slug string
	err = tx.QueryRowContext(ctx, `SELECT n.title, n.slug FROM initiative n JOIN organization o ON o.id = n.body_id WHERE `+public+` AND n.id = $1`, initiativeID).Scan(&title, &slug)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	return title, path(slug), err
}
