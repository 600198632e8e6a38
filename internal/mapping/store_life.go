package mapping

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Plan is what a study begins with.
type Plan struct {
	Title, Purpose, Basis string
	GroupOne, GroupTwo    string
	Starts, Ends          string // YYYY-MM-DD
}

// named trims what somebody calls something, and says when there is nothing.
func named(text, what string, most int) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "":
		return "", fault.New(fault.Invalid, "Skriv %s. Intet er gemt.", what)
	case len([]rune(text)) > most:
		return "", fault.New(fault.Invalid, "Det er for langt: %s har plads til %d tegn. Intet er gemt.", what, most)
	}
	return text, anonymity.Refuse(text)
}

// told trims a text of several lines, which may be empty.
func told(text, what string, most int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if len([]rune(text)) > most {
		return "", fault.New(fault.Invalid, "Det er for langt: %s har plads til %d tegn. Intet er gemt.", what, most)
	}
	return text, anonymity.Refuse(text)
}

// complete returns a plan with everything in it, or what is missing. Without a
// purpose and a basis in law nothing may be gathered (General Data Protection
// Regulation, articles 5(1)(b) and 6).
func (p Plan) complete() (Plan, error) {
	var err error
	if p.Title, err = named(p.Title, "et navn på kortlægningen", 200); err != nil {
		return p, err
	}
	for _, one := range []struct {
		text *string
		what string
	}{{&p.Purpose, "formålet"}, {&p.Basis, "hjemlen: den lov og paragraf, der giver lov til kortlægningen"}, {&p.GroupOne, "hvem der er i gruppe 1"}, {&p.GroupTwo, "hvem der er i gruppe 2"}} {
		if *one.text, err = told(*one.text, one.what, 5_000); err != nil {
			return p, err
		}
		if *one.text == "" {
			return p, fault.New(fault.Invalid, "Skriv %s. Intet er gemt.", one.what)
		}
	}
	starts, err := time.Parse(time.DateOnly, p.Starts)
	if err != nil {
		return p, fault.New(fault.Invalid, "Skriv den første dag. Intet er gemt.")
	}
	ends, err := time.Parse(time.DateOnly, p.Ends)
	if err != nil || ends.Before(starts) || ends.After(starts.AddDate(10, 0, 0)) {
		return p, fault.New(fault.Invalid, "Skriv den sidste dag. Den ligger efter den første, og inden der er gået ti år. Intet er gemt.")
	}
	return p, nil
}

// Create begins a study.
func (s *Store) Create(ctx context.Context, who access.Who, bodyID string, p Plan) (one Study, err error) {
	defer fault.In(&err, "mapping: create in %s", bodyID)
	if p, err = p.complete(); err != nil {
		return one, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		key := id.New(tx.Now)
		if _, err := tx.ExecContext(ctx, `INSERT INTO mapping_study (id, body_id, title, purpose, basis, group_one, group_two, starts, ends, state, last_number, erased_by, made_at, made_by, published_by, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '', $11, $12, '', 1)`,
			key, bodyID, p.Title, p.Purpose, p.Basis, p.GroupOne, p.GroupTwo, p.Starts, p.Ends, Collecting, tx.Now.UnixMicro(), who.Account.Name); err != nil {
			return err
		}
		one, err = head(ctx, tx, key)
		return err
	})
	return one, err
}

// Plan returns what a study is said to be.
func (s Study) Plan() Plan {
	return Plan{s.Title, s.Purpose, s.Basis, s.GroupOne, s.GroupTwo, s.Starts, s.Ends}
}

// Mark tells one wording of a plan from another.
func (p Plan) Mark() string {
	sum := fnv.New64a()
	for _, text := range []string{p.Title, p.Purpose, p.Basis, p.GroupOne, p.GroupTwo, p.Starts, p.Ends} {
		_, _ = sum.Write([]byte(text + "\x00")) // which never fails
	}
	return strconv.FormatUint(sum.Sum64(), 36)
}

// Revise says anew what a study is, over the wording of a [Plan.Mark].
func (s *Store) Revise(ctx context.Context, studyID, mark string, p Plan) (err error) {
	defer fault.In(&err, "mapping: revise %s", studyID)
	if p, err = p.complete(); err != nil {
		return err
	}
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		switch {
		case !one.Published.IsZero():
			return errPublished
		case one.Plan().Mark() != mark && one.Plan() != p:
			return fault.New(fault.Conflict, "En anden har ændret formål eller hjemmel, siden du åbnede siden. Det, du skrev, står stadig nedenfor og er ikke gemt. Åbn siden i et nyt vindue, og saml de to.")
		}
		_, err := tx.ExecContext(ctx, `UPDATE mapping_study SET title = $2, purpose = $3, basis = $4, group_one = $5, group_two = $6, starts = $7, ends = $8 WHERE id = $1`,
			studyID, p.Title, p.Purpose, p.Basis, p.GroupOne, p.GroupTwo, p.Starts, p.Ends)
		return err
	}, States...)
}

var (
	errPublished = fault.New(fault.Conflict, "Rapporten er offentlig. Intet er ændret. Træk den tilbage, hvis den skal rettes.")
	errClosed    = fault.New(fault.Conflict, "Kortlægningen er afsluttet, fordi organet er ophørt. Intet er ændret.")
	errGone      = fault.New(fault.Conflict, "Det er ændret eller fjernet af en anden i mellemtiden. Intet er ændret. Se, hvordan det står nu.")
)

// act does something to a study that is in one of some states. Acts on one study
// happen one after the other.
func (s *Store) act(ctx context.Context, studyID string, do func(ctx context.Context, tx *db.Tx, one Study) error, in ...State) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE mapping_study SET version = version + 1 WHERE id = $1`, studyID); err != nil {
			return err
		}
		one, err := head(ctx, tx, studyID)
		if err != nil {
			return err
		}
		if !slices.Contains(in, one.State) {
			return wrongState(one.State, in)
		}
		return do(ctx, tx, one)
	})
}

// wrongState says why something cannot be done where a study is.
func wrongState(at State, in []State) error {
	switch {
	case at == Closed:
		return errClosed
	case at == Reported:
		return fault.New(fault.Conflict, "Rapporten er skrevet. Intet er ændret. Gå et skridt tilbage, hvis den skal rettes.")
	case at.Before(in[0]):
		return fault.New(fault.Conflict, "Så langt er kortlægningen ikke endnu. Intet er ændret. Se, hvad der mangler.")
	case slices.Contains(in, Collecting):
		return fault.New(fault.Conflict, "Kortene ligger fast, mens de kodes. Intet er ændret.")
	}
	return fault.New(fault.Conflict, "Kortlægningen er nået videre. Intet er ændret. Se, hvor langt den er nu.")
}

// Advance takes a study one step on, when the rules let it.
func (s *Store) Advance(ctx context.Context, who access.Who, studyID string, to State) (err error) {
	defer fault.In(&err, "mapping: take %s to %s", studyID, to)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if one.State == to {
			return nil // the button was pressed twice
		}
		whole, err := load(ctx, tx, who, studyID)
		if err != nil {
			return err
		}
		if err := whole.mayGo(to); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE mapping_study SET state = $2 WHERE id = $1`, studyID, to)
		return err
	}, States...)
}

// Back takes a study one step back, to be put right. Who had said that they were
// done with coding has to say so again when cards may change.
func (s *Store) Back(ctx context.Context, studyID string, from State) (err error) {
	defer fault.In(&err, "mapping: take %s back", studyID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if one.State != from {
			return errGone
		}
		if err := one.coders(ctx, tx); err != nil {
			return err
		}
		if err := one.mayBack(); err != nil {
			return err
		}
		to := States[slices.Index(States, from)-1]
		if to == Collecting {
			if _, err := tx.ExecContext(ctx, `UPDATE mapping_coder SET done_at = NULL WHERE study_id = $1`, studyID); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE mapping_study SET state = $2 WHERE id = $1`, studyID, to)
		return err
	}, States...)
}

// Publish lets everybody read the report.
func (s *Store) Publish(ctx context.Context, who access.Who, studyID string) (err error) {
	defer fault.In(&err, "mapping: publish %s", studyID)
	return s.issue(ctx, who, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if !one.Published.IsZero() {
			return nil // the button was pressed twice
		}
		whole, err := load(ctx, tx, who, studyID)
		if err != nil {
			return err
		}
		if err := whole.clean(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE mapping_study SET published_at = $2, published_by = $3 WHERE id = $1`, studyID, tx.Now.UnixMicro(), who.Account.Name)
		return err
	})
}

// Withdraw takes the report back from the public.
func (s *Store) Withdraw(ctx context.Context, who access.Who, studyID string) (err error) {
	defer fault.In(&err, "mapping: withdraw %s", studyID)
	return s.issue(ctx, who, studyID, func(ctx context.Context, tx *db.Tx, _ Study) error {
		_, err := tx.ExecContext(ctx, `UPDATE mapping_study SET published_at = NULL, published_by = '' WHERE id = $1`, studyID)
		return err
	})
}

// issue changes what the public sees of a study.
func (s *Store) issue(ctx context.Context, who access.Who, studyID string, do func(ctx context.Context, tx *db.Tx, one Study) error) error {
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if !who.May(access.Publish, one.BodyID) {
			return fault.New(fault.Forbidden, "Du må ikke udgive for dette organ. Intet er ændret.")
		}
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		return do(ctx, tx, one)
	}, Reported)
}

// Erase keeps that somebody says that what told who is behind the cards, wherever
// it lay, is erased (G6).
func (s *Store) Erase(ctx context.Context, who access.Who, studyID string) (err error) {
	defer fault.In(&err, "mapping: erased elsewhere, of %s", studyID)
	return s.act(ctx, studyID, func(ctx context.Context, tx *db.Tx, one Study) error {
		if !one.Erased.IsZero() {
			return nil
		}
		_, err := tx.ExecContext(ctx, `UPDATE mapping_study SET erased_at = $2, erased_by = $3 WHERE id = $1`, studyID, tx.Now.UnixMicro(), who.Account.Name)
		return err
	}, append([]State{Closed}, States...)...)
}
