package hearing

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Types reports whether somebody may type in the answer of an addressee elsewhere
// from the letter that it came in.
func (h Hearing) Types(who access.Who, a Addressee) bool {
	return h.Runs(who) && a.BodyID == "" && a.HeirID == "" && !h.Sent.IsZero() && !h.Withdrawn.Happened()
}

// GiveByLetter gives the answer of a body without Klynge that has answered by a
// letter: the secretariat that asked types it in and keeps the letter. It counts
// as any other, with the decision that the letter names (I1).
func (s *Store) GiveByLetter(ctx context.Context, who access.Who, hearingID, addresseeID string, a Answer, u attachment.Upload) (err error) {
	defer fault.In(&err, "hearing: letter of %s", addresseeID)
	if err := s.mayRun(ctx, who, hearingID); err != nil {
		return err
	}
	a.By = strings.Join(strings.Fields(clean(a.By)), " ")
	if a.By == "" || len(a.By) > longestTitle {
		return invalid("Skriv, hvem der har skrevet brevet. Intet er gemt.")
	}
	if a.Letter, err = s.receive(ctx, u, who.Account.Name); err != nil {
		return err
	}
	return s.write(ctx, who, hearingID, func(tx *db.Tx, h *Hearing) error {
		i := slices.IndexFunc(h.Addressees, func(x Addressee) bool { return x.ID == addresseeID })
		if i < 0 || !h.Types(who, h.Addressees[i]) {
			return fault.New(fault.Missing, "%s", errNone)
		}
		to := h.Addressees[i]
		given, err := h.tidyAnswer(a)
		if err != nil {
			return err
		}
		given.Decision.ID, given.Via, given.Revision = "", ByLetter, h.Revision
		if strings.HasPrefix(given.Decision.URL, "/") {
			given.Decision.URL = ""
		}
		for i := range given.Positions {
			given.Positions[i].InitiativeID = ""
		}
		if err := h.Check(given); err != nil {
			return because(err, "Intet er gemt. Det, du skrev, står her endnu.")
		}
		if h.same(to, given) {
			return nil
		}
		if err := s.give(ctx, tx, *h, to, given, 0, ""); err != nil {
			return err
		}
		var answerID string
		if err := tx.QueryRowContext(ctx, `SELECT id FROM hearing_answer WHERE addressee_id = $1 AND number = $2`, to.ID, len(to.Answers)+1).Scan(&answerID); err != nil {
			return err
		}
		return h.keepFile(ctx, tx, given.Letter, "", answerID)
	})
}
