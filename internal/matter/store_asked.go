package matter

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
)

// askedOf returns where answers in public consultations point at an initiative as
// what is in place already: each counting answer whose decision is public.
func askedOf(ctx context.Context, tx *db.Tx, initiativeID string) ([]Station, error) {
	return db.Collect(ctx, tx, func(r row) (s Station, err error) {
		var hearingID string
		var given int64
		err = r.Scan(&hearingID, &s.Title, &s.Text, &s.Body, &given)
		s.Kind, s.Path, s.Day = Asked, "/hoeringer/"+hearingID, access.Day(time.UnixMicro(given))
		return s, err
	}, `SELECT h.id, w.title, s.comment, a.name, n.given_at FROM hearing_position s JOIN hearing_answer n ON n.id = s.answer_id
		JOIN hearing_addressee a ON a.id = n.addressee_id JOIN hearing h ON h.id = a.hearing_id
		JOIN hearing_wording w ON w.proposal_id = s.proposal_id AND w.number = s.wording
		WHERE s.initiative_id = $1 AND n.closed = false AND n.given_at IS NOT NULL AND h.access = 'public' AND h.sent_at IS NOT NULL AND h.withdrawn_at IS NULL
		  AND n.number = (SELECT MAX(m.number) FROM hearing_answer m WHERE m.addressee_id = n.addressee_id)
		ORDER BY n.given_at, n.id, s.proposal_id`, initiativeID)
}
