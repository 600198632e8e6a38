package seat

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
)

// A Welcome is what the mail to somebody new tells.
type Welcome struct {
	Seat     Seat
	BodyName string
	From     string // name of who gave the seat
	Token    string // of the link by which they choose how to sign in
}

// A Writer writes the mail to somebody who is invited with a seat.
type Writer interface {
	Welcome(w Welcome) (mail.Message, error)
}

// A Store keeps the seats of a database.
type Store struct {
	db     *db.DB
	writer Writer
}

// New returns the seats of a database.
func New(d *db.DB, writer Writer) *Store { return &Store{d, writer} }

// Add gives somebody a seat. With an invitation they get an account, the role in
// the body, and a mail with the link to it.
func (s *Store) Add(ctx context.Context, who access.Who, one Seat, invite bool) (_ Seat, err error) {
	defer fault.In(&err, "seat: add in %s", one.BodyID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		one.ID, one.Version, one.Made, one.Changed = id.New(tx.Now), 1, tx.Now, tx.Now
		others, err := s.ready(ctx, tx, &one)
		if err != nil {
			return err
		}
		for _, o := range others {
			one.Position = max(one.Position, o.Position+1)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO seat (id, body_id, name, email, account_id, organization, sector, role, title, voting, substitute_for, basis,
			start_date, end_date, position, grant_id, version, made_at, made_by, changed_at, changed_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', 1, $16, $17, $16, $17)`,
			one.ID, one.BodyID, one.Name, one.Email, db.Null(one.AccountID), one.Organization, one.Sector, one.Role, one.Title, one.Voting, db.Null(one.SubstituteFor),
			one.Basis, one.From, one.To, one.Position, tx.Now.UnixMicro(), who.Account.ID)
		if err != nil || !invite {
			return err
		}
		one, err = s.invite(ctx, tx, who, one)
		return err
	})
	return one, err
}

// ready tidies a seat, finds its account, and asks the rules. It returns the
// other seats of the body. The row of the body is what two who change its seats at
// once meet at.
func (s *Store) ready(ctx context.Context, tx *db.Tx, one *Seat) (others []Seat, err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE organization SET name = name WHERE id = $1`, one.BodyID); err != nil {
		return nil, err
	}
	for _, text := range []*string{&one.Name, &one.Organization, &one.Title, &one.Basis} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	if one.Email = strings.TrimSpace(one.Email); one.Email != "" {
		if one.Email, err = mail.Address(one.Email); err != nil {
			return nil, err
		}
		if one.AccountID == "" {
			if one.AccountID, err = access.AccountOf(ctx, tx, one.Email); err != nil {
				return nil, err
			}
		}
	}
	others, err = Of(ctx, tx, one.BodyID, "")
	if err != nil {
		return nil, err
	}
	others = slices.DeleteFunc(others, func(o Seat) bool { return o.ID == one.ID })
	return others, Check(*one, others)
}

// invite gives the holder of a seat an account and the seat's role.
func (s *Store) invite(ctx context.Context, tx *db.Tx, who access.Who, one Seat) (_ Seat, err error) {
	if one.Email == "" {
		return one, invalid("Skriv mailadressen, hvis den, der har pladsen, skal kunne logge ind.")
	}
	o, err := body.Find(ctx, tx, one.BodyID)
	if err != nil {
		return one, err
	}
	account, token, err := access.Enrol(ctx, tx, one.Name, one.Email, who.Account.ID)
	if err != nil {
		return one, err
	}
	g, err := access.Bestow(ctx, tx, access.Grant{AccountID: account.ID, BodyID: one.BodyID, Role: one.Role, From: one.From, To: one.To}, who.Account.ID)
	if err != nil {
		return one, err
	}
	one.AccountID, one.GrantID = account.ID, g.ID
	if _, err := tx.ExecContext(ctx, `UPDATE seat SET account_id = $2, grant_id = $3 WHERE id = $1`, one.ID, one.AccountID, one.GrantID); err != nil || token == "" {
		return one, err
	}
	m, err := s.writer.Welcome(Welcome{Seat: one, BodyName: o.Name, From: who.Account.Name, Token: token})
	if err != nil {
		return one, err
	}
	m.To, m.Reference = one.Email, "welcome:"+one.ID
	_, err = mail.Queue(ctx, tx, m)
	return one, err
}

// never is a day before every seat: a role that ends then is taken back.
const never = "0000-01-01"

// Change changes a seat that stands at one.Version. The role that came with it
// follows: another role is another grant.
func (s *Store) Change(ctx context.Context, who access.Who, one Seat, invite bool) (_ Seat, err error) {
	defer fault.In(&err, "seat: change %s", one.ID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Find(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		if was.BodyID != one.BodyID {
			return fault.New(fault.Missing, "Pladsen findes ikke.")
		}
		one.AccountID, one.GrantID, one.Position = "", was.GrantID, was.Position
		if strings.EqualFold(strings.TrimSpace(one.Email), was.Email) || one.Email == "" {
			one.AccountID = was.AccountID
		}
		if _, err = s.ready(ctx, tx, &one); err != nil {
			return err
		}
		if err := s.keep(ctx, tx, who, &one); err != nil {
			return err
		}
		if !strings.EqualFold(one.Email, was.Email) { // somebody else's mail box has the links
			if err := access.WithdrawSeat(ctx, tx, one.ID); err != nil {
				return err
			}
		}
		moved := one.AccountID != was.AccountID
		switch {
		case was.GrantID != "" && (moved || one.Role != was.Role):
			if err := access.Expire(ctx, tx, was.GrantID, never, who.Account.ID); err != nil {
				return err
			}
			one.GrantID = ""
			if _, err := tx.ExecContext(ctx, `UPDATE seat SET grant_id = '' WHERE id = $1`, one.ID); err != nil {
				return err
			}
			invite = invite || !moved
		case was.GrantID != "":
			invite = false
			if err := access.Expire(ctx, tx, was.GrantID, one.To, who.Account.ID); err != nil {
				return err
			}
		}
		if !invite {
			return nil
		}
		one, err = s.invite(ctx, tx, who, one)
		return err
	})
	return one, err
}

// keep writes a seat over its version.
func (s *Store) keep(ctx context.Context, tx *db.Tx, who access.Who, one *Seat) error {
	result, err := tx.ExecContext(ctx, `UPDATE seat SET name = $3, email = $4, account_id = $5, organization = $6, sector = $7, role = $8, title = $9, voting = $10,
		substitute_for = $11, basis = $12, start_date = $13, end_date = $14, version = version + 1, changed_at = $15, changed_by = $16 WHERE id = $1 AND version = $2`,
		one.ID, one.Version, one.Name, one.Email, db.Null(one.AccountID), one.Organization, one.Sector, one.Role, one.Title, one.Voting,
		db.Null(one.SubstituteFor), one.Basis, one.From, one.To, tx.Now.UnixMicro(), who.Account.ID)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		one.Version, one.Changed = one.Version+1, tx.Now
		return err
	}
	by := "en anden"
	// Without a name the sentence is still true.
	_ = tx.QueryRowContext(ctx, `SELECT a.name FROM seat s JOIN account a ON a.id = s.changed_by WHERE s.id = $1`, one.ID).Scan(&by)
	return fault.New(fault.Conflict, "Pladsen er ændret af %s, siden du åbnede siden. Intet er gemt, og intet er overskrevet. Åbn siden igen, og se, hvad der står nu.", by)
}

// End ends a seat after its last day, with the role that came with it and its
// substitutes.
func (s *Store) End(ctx context.Context, who access.Who, one Seat, last string) (err error) {
	defer fault.In(&err, "seat: end %s", one.ID)
	if !day(last) {
		return invalid("Skriv, hvilken dag der er pladsens sidste.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := Find(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		if now.BodyID != one.BodyID {
			return fault.New(fault.Missing, "Pladsen findes ikke.")
		}
		if now.To == last {
			return nil // the second of two clicks
		}
		now.Version, now.To = one.Version, last
		if _, err := s.ready(ctx, tx, &now); err != nil {
			return err
		}
		if err := s.keep(ctx, tx, who, &now); err != nil {
			return err
		}
		all, err := Of(ctx, tx, one.BodyID, "")
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.ID != one.ID && (o.SubstituteFor != one.ID || o.To != "" && o.To <= last) {
				continue
			}
			// A substitute who was to begin later never does.
			if _, err := tx.ExecContext(ctx, `UPDATE seat SET end_date = $2, changed_at = $3, changed_by = $4 WHERE id = $1`, o.ID, last, tx.Now.UnixMicro(), who.Account.ID); err != nil {
				return err
			}
			if o.GrantID != "" {
				if err := access.Expire(ctx, tx, o.GrantID, last, who.Account.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Move moves a seat one place up or down among those of the body that are held
// on a day. At the end of the list it stays.
func (s *Store) Move(ctx context.Context, bodyID, seatID string, up bool, day string) (err error) {
	defer fault.In(&err, "seat: move %s", seatID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := Of(ctx, tx, bodyID, day)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(o Seat) bool { return o.ID == seatID })
		if i < 0 {
			return fault.New(fault.Missing, "Pladsen findes ikke.")
		}
		// The neighbour is the next on the same side of the table.
		step := 1
		if up {
			step = -1
		}
		k := i + step
		for k >= 0 && k < len(list) && list[k].Sector != list[i].Sector {
			k += step
		}
		if k < 0 || k >= len(list) {
			return nil
		}
		list[i], list[k] = list[k], list[i]
		for position, o := range list {
			if _, err := tx.ExecContext(ctx, `UPDATE seat SET position = $2 WHERE id = $1`, o.ID, position); err != nil {
				return err
			}
		}
		return nil
	})
}

// SetMembers says which authorities a body consists of (R6). Lines that are
// empty or come twice are left out.
func (s *Store) SetMembers(ctx context.Context, bodyID string, names []string) (err error) {
	defer fault.In(&err, "seat: members of %s", bodyID)
	if len(names) > 100 {
		return invalid("Der kan højst være 100 myndigheder i et organ.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM body_member WHERE body_id = $1`, bodyID); err != nil {
			return err
		}
		seen := map[string]bool{}
		for i, name := range names {
			n := body.Describe(strings.Join(strings.Fields(name), " "))
			if n.Key == "" || seen[n.Key] || len(n.Show) > 300 {
				continue
			}
			seen[n.Key] = true
			if _, err := tx.ExecContext(ctx, `INSERT INTO body_member (body_id, key, name, sector, position) VALUES ($1, $2, $3, $4, $5)`,
				bodyID, n.Key, n.Show, n.Sector, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// Members returns the authorities that a body consists of.
func Members(ctx context.Context, tx *db.Tx, bodyID string) (_ []Member, err error) {
	defer fault.In(&err, "seat: members of %s", bodyID)
	return db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (m Member, err error) {
		return m, r.Scan(&m.Key, &m.Name, &m.Sector)
	},
		`SELECT key, name, sector FROM body_member WHERE body_id = $1 ORDER BY position`, bodyID)
}

// A Table is who sits around it.
type Table struct {
	Body    body.Organization
	Members []Member
	Seats   []Seat // that are held on the day, in order
	Later   []Seat // that begin after it
	Past    []Seat // that have ended
}

// Table returns the seats of a body as they are on a day.
func (s *Store) Table(ctx context.Context, bodyID, day string) (t Table, err error) {
	defer fault.In(&err, "seat: table of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if t.Body, err = body.Find(ctx, tx, bodyID); err != nil {
			return err
		}
		if t.Members, err = Members(ctx, tx, bodyID); err != nil {
			return err
		}
		all, err := Of(ctx, tx, bodyID, "")
		for _, one := range all {
			switch {
			case one.From > day:
				t.Later = append(t.Later, one)
			case one.Holds(day):
				t.Seats = append(t.Seats, one)
			default:
				t.Past = append(t.Past, one)
			}
		}
		return err
	})
	return t, err
}
