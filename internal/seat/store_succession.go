package seat

import (
	"context"
	"slices"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Seats of a body that ends, in the transaction of the reform (R49).

// HeldAfter returns the seats of a body that would be held after its last day,
// those of substitutes after all others.
func HeldAfter(ctx context.Context, tx *db.Tx, bodyID, last string) (list []Seat, err error) {
	all, err := Of(ctx, tx, bodyID, "")
	for _, regular := range []bool{true, false} {
		for _, s := range all {
			if s.Regular() == regular && (s.To == "" || s.To > last) {
				list = append(list, s)
			}
		}
	}
	return list, err
}

// Carry gives the holder of a seat the same seat in another body from a day, and
// lets the old one end the day before. Where the same person sits there already for
// the same organisation, it is that seat. A chair whom the rules do not let be one
// there (R4) is carried as a member. carried are the seats that were carried before,
// by the old seat's id; a substitute follows them. The role that came with the old
// seat stays, so that its holder can read what there was.
func Carry(ctx context.Context, tx *db.Tx, who access.Who, seatID, toBody, day, last string, carried map[string]string) (newID string, err error) {
	defer fault.In(&err, "seat: carry %s to %s", seatID, toBody)
	was, err := Find(ctx, tx, seatID)
	if err != nil {
		return "", err
	}
	one := was
	one.ID, one.BodyID, one.From, one.To, one.GrantID, one.Version = id.New(tx.Now), toBody, max(day, was.From), was.To, "", 1
	if one.SubstituteFor != "" {
		if one.SubstituteFor = carried[was.SubstituteFor]; one.SubstituteFor == "" {
			return "", fault.New(fault.Conflict, "%s er stedfortræder for en, hvis plads ikke føres videre. Vælg at lade pladsen ophøre, eller før den anden plads med. Intet er ændret.", was.Name)
		}
	}
	others, err := (&Store{}).ready(ctx, tx, &one)
	if err != nil && one.Role == access.Chair {
		one.Role = access.Member
		others, err = (&Store{}).ready(ctx, tx, &one)
	}
	if at := slices.IndexFunc(others, func(o Seat) bool {
		return same(o, one) && o.Regular() == one.Regular() && o.Organization == one.Organization && o.SubstituteFor == one.SubstituteFor && during(o, one)
	}); at >= 0 {
		return others[at].ID, finish(ctx, tx, who, was, last)
	}
	if err != nil {
		return "", err
	}
	for _, o := range others {
		one.Position = max(one.Position, o.Position+1)
	}
	if was.GrantID != "" && one.AccountID != "" {
		g, err := access.Bestow(ctx, tx, access.Grant{AccountID: one.AccountID, BodyID: toBody, Role: one.Role, From: one.From, To: one.To}, who.Account.ID)
		if err != nil {
			return "", err
		}
		one.GrantID = g.ID
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO seat (id, body_id, name, email, account_id, person_id, organization, organization_id, sector, role, title, voting,
		substitute_for, basis, start_date, end_date, position, grant_id, version, made_at, made_by, changed_at, changed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $20, $19, $20)`,
		one.ID, toBody, one.Name, one.Email, db.Null(one.AccountID), db.Null(one.PersonID), one.Organization, db.Null(one.OrganizationID), one.Sector, one.Role, one.Title,
		one.Voting, db.Null(one.SubstituteFor), one.Basis, one.From, one.To, one.Position, one.GrantID, tx.Now.UnixMicro(), who.Account.ID); err != nil {
		return "", err
	}
	return one.ID, finish(ctx, tx, who, was, last)
}

// Leave lets a seat end with its body, and the role that came with it.
func Leave(ctx context.Context, tx *db.Tx, who access.Who, seatID, last string) (err error) {
	defer fault.In(&err, "seat: leave %s", seatID)
	was, err := Find(ctx, tx, seatID)
	if err != nil {
		return err
	}
	if was.GrantID != "" {
		if err := access.Expire(ctx, tx, was.GrantID, last, who.Account.ID); err != nil {
			return err
		}
	}
	return finish(ctx, tx, who, was, last)
}

// finish lets a seat have a last day.
func finish(ctx context.Context, tx *db.Tx, who access.Who, s Seat, last string) error {
	_, err := tx.ExecContext(ctx, `UPDATE seat SET end_date = $2, version = version + 1, changed_at = $3, changed_by = $4 WHERE id = $1 AND (end_date = '' OR end_date > $2)`,
		s.ID, last, tx.Now.UnixMicro(), who.Account.ID)
	return err
}
