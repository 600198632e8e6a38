// Package example makes the fictional region whose four clusters become two
// councils on 1 January 2027: one alone, and three together. Tests and pictures of
// the reform are made from it. Each cluster has something open of every kind.
package example

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/ledger"
	"klynge/internal/succession"
)

// Day is the first day of the councils.
const Day = "2027-01-01"

// Clusters are the names of the bodies that end, and Councils of those that go on:
// the first cluster becomes the first council, the others the second.
var (
	Clusters = []string{"Sundhedsklynge Fjorden", "Sundhedsklynge Havet", "Sundhedsklynge Sletten", "Sundhedsklynge Åsen"}
	Councils = []string{"Sundhedsråd Fjorden", "Sundhedsråd Midtlandet"}
)

// Sigrid carries the reform out.
var Sigrid = access.Who{Account: access.Account{ID: "sigrid", Name: "Sigrid Holm"}, Grants: []access.Grant{{Role: access.Secretariat}, {Role: access.Administrator}}}

// Council returns the name of the council that a cluster goes on in.
func Council(cluster int) string {
	if cluster == 0 {
		return Councils[0]
	}
	return Councils[1]
}

// Decision returns the id of the decision of a cluster that it ends.
func Decision(cluster int) string { return fmt.Sprintf("beslutning-%d", cluster) }

// Seed makes the clusters with all they have.
func Seed(ctx context.Context, d *db.DB) (ids []string, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		ids = nil
		for _, name := range Clusters {
			o, err := body.EnsureBody(ctx, tx, name)
			if err != nil {
				return err
			}
			ids = append(ids, o.ID)
		}
		now := tx.Now.UnixMicro()
		if _, err := tx.ExecContext(ctx, `INSERT INTO account (id, name, email, email_key, created_at) VALUES ('sigrid', 'Sigrid Holm', 'sigrid@nordkyst.example', 'sigrid@nordkyst.example', $1),
			('bodil', 'Bodil Krog', 'bodil@nordkyst.example', 'bodil@nordkyst.example', $1)`, now); err != nil {
			return err
		}
		for n, id := range ids {
			if err := furnish(ctx, tx, n, id, now); err != nil {
				return fmt.Errorf("%s: %w", Clusters[n], err)
			}
		}
		return hearing(ctx, tx, ids, now)
	})
	if err != nil {
		return nil, err
	}
	for n, id := range ids {
		if err := money(ctx, d, n, id); err != nil {
			return nil, fmt.Errorf("%s: %w", Clusters[n], err)
		}
	}
	return ids, nil
}

// A statement is one row of what a cluster has; $1 is the cluster, $2 its number,
// $3 the instant.
type statement string

var furniture = []statement{
	`INSERT INTO decision (id, body_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, changed_at, changed_by, made_by)
		VALUES ('beslutning-' || $2, $1, '', '4', 'Klyngens ophør', 'Klyngen ophører, og dens opgaver går videre.', 'approved', false, '2026-10-06', '', 'in-force', '', $3, '', 'Bodil Krog')`,
	`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('medicinbokse-' || $2, 'medicinbokse-' || $2, 'Medicinbokse ' || $2, $1, '', '', $3),
		('opkald-' || $2, 'opkald-' || $2, 'Opkald efter udskrivelse ' || $2, $1, '', '', $3)`,
	`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at)
		VALUES ('medicinbokse-' || $2, $1, true, 'running', false, '2026-01-01', '2027-12-31', '', '{}', 1, $3, 'Bodil Krog', $3),
		('opkald-' || $2, $1, true, 'proposed', true, '', '', '', '{}', 1, $3, 'Bodil Krog', $3)`,
	`INSERT INTO follow_up (id, body_id, item_id, text, organization, owner, email, due, window_from, window_to, closed, state, made_at, made_by, changed_at, version)
		VALUES ('opfoelgning-' || $2, $1, '', 'Giv status på de fælles indlæggelser', 'Skagerby Kommune', 'Ole Bak', 'ole@skagerby.example', '2027-02-01', '', '', false, 'open', $3, 'Bodil Krog', $3, 1)`,
	`INSERT INTO draft_item (id, body_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id,
		proposed_by, late, supplement, made_at, made_by, changed_at, version)
		VALUES ('punkt-' || $2, $1, 0, '', 'discussion', '', '', false, '', 20, '', '', 'punkt-' || $2, 'proposed', 'member', '', 'Ole Bak', false, -1, $3, 'sigrid', $3, 1)`,
	`INSERT INTO draft_field (object, name, version, text, at, by_id, by_name) VALUES ('punkt-' || $2, 'title', 1, 'Fælles vagttelefon', $3, 'sigrid', 'Sigrid Holm')`,
	`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('moede-' || $2, $1, '', '2027-02-1' || $2, '14:00', '16:00', 'physical', 'Regionshuset', '', 'planned', '', '', 0, 1, $3, 'Sigrid Holm', $3),
		('holdt-' || $2, $1, '', '2026-10-06', '14:00', '16:00', 'physical', 'Regionshuset', '', 'held', '', '', 0, 1, $3, 'Sigrid Holm', $3)`,
	`INSERT INTO sitting (meeting_id, state, opened_at, closed_at, current_item, secretary, next_event, version) VALUES ('holdt-' || $2, 'closed', $3, $3, '', 'sigrid', 1, 1)`,
	`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
		VALUES ('plads-' || $2, $1, 'Ole Bak', 'ole@skagerby.example', 'Skagerby Kommune', 'municipality', 'member', 'Borgmester', true, '', '2026-01-01', '', 0, 1, $3, 'sigrid', $3, 'sigrid'),
		('formand-' || $2, $1, 'Formand ' || $2, '', 'Region Nordkyst', 'region', 'chair', 'Regionsrådsmedlem', true, '', '2026-01-01', '', 1, 1, $3, 'sigrid', $3, 'sigrid')`,
	`INSERT INTO role_grant (id, account_id, body_id, role, start_date, end_date, made_at, made_by, revoked_by) VALUES ('rolle-' || $2, 'bodil', $1, 'secretariat', '2026-01-01', '', $3, 'sigrid', '')`,
	`INSERT INTO roundup (id, body_id, title, intro, state, deadline, item_id, made_at, made_by, published_by, version) VALUES ('opsamling-' || $2, $1, 'Temadag om nærhed', '', 'locked', $3, '', $3, 'Bodil Krog', '', 1)`,
	`INSERT INTO subscription (id, token, address, address_key, kind, subject, name, frequency, language, seen, refusals, created_at, confirmed_at)
		SELECT 'abonnement-' || $2, 'token-' || $2, 'laeser' || $2 || '@eksempel.example', 'laeser' || $2 || '@eksempel.example', 'body', slug, name, 'daily', 'da', 0, 0, $3, $3
		FROM organization WHERE id = $1`,
}

func furnish(ctx context.Context, tx *db.Tx, n int, id string, now int64) error {
	fill := strings.NewReplacer("$1", "'"+id+"'", "$2", fmt.Sprintf("'%d'", n), "$3", strconv.FormatInt(now, 10))
	for _, s := range furniture {
		if _, err := tx.ExecContext(ctx, fill.Replace(string(s))); err != nil {
			return fmt.Errorf("%.60s: %w", s, err)
		}
	}
	return nil
}

// hearing asks all clusters the same.
func hearing(ctx context.Context, tx *db.Tx, ids []string, now int64) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO hearing (id, body_id, sender_name, sender_email, contact_name, contact_email, title, intro, due, access, revision, sent_at,
		foreign_key, foreign_id, foreign_url, foreign_token, foreign_to, made_at, made_by, version)
		VALUES ('hoering', $1, 'Udsatterådet', 'raad@udsatte.example', 'Bodil Krog', 'bodil@nordkyst.example', 'Udsattes sundhed', '', '2027-03-01', 'public', 1, $2, '', '', '', '', '', $2, 'Bodil Krog', 1)`,
		ids[0], now); err != nil {
		return err
	}
	for n, id := range ids {
		if _, err := tx.ExecContext(ctx, `INSERT INTO hearing_addressee (id, hearing_id, body_id, name, email, due, item_id, key, heir_of, version)
			VALUES ($1, 'hoering', $2, $3, '', '2027-03-01', '', '', '', 1)`, fmt.Sprintf("adressat-%d", n), id, Clusters[n]); err != nil {
			return err
		}
	}
	return nil
}

// Received, Allocated and Booked are the money of a cluster, with odd øre.
func Received(n int) danish.Amount  { return danish.Amount(4_518_000_37 + int64(n)*101_01) }
func Allocated(n int) danish.Amount { return danish.Amount(1_265_000_50 + int64(n)*33_33) }
func Booked(n int) danish.Amount    { return danish.Amount(611_999_99 - int64(n)*7_77) }

// money enters the account of a cluster.
func money(ctx context.Context, d *db.DB, n int, id string) error {
	books := ledger.NewStore(d, nil)
	f, err := books.Found(ctx, id, ledger.Founding{Name: "Klyngemidler", Source: "Region Nordkyst", Year: 2025, Through: 2026,
		Granted: fmt.Sprintf("%d,%02d", Received(n)/100, Received(n)%100)}, Sigrid)
	if err != nil {
		return err
	}
	why := ledger.Ground{DecisionID: Decision(n)}
	for _, e := range []ledger.Wish{
		{Entry: ledger.Entry{Kind: ledger.Received, Amount: Received(n), Ground: ledger.Ground{Letter: "Tilsagn"}}},
		{Entry: ledger.Entry{Kind: ledger.Allocated, Amount: Allocated(n), Ground: why}, Purpose: fmt.Sprintf("Medicinbokse %d", n)},
		{Entry: ledger.Entry{Kind: ledger.Booked, Amount: Booked(n)}, Purpose: fmt.Sprintf("Medicinbokse %d", n)},
		{Entry: ledger.Entry{Kind: ledger.Allocated, Amount: 50_000_25, Ground: why}, Purpose: "Konference"},
	} {
		e.FundID, e.Year, e.Date, e.Confirmed = f.ID, 2025, "2026-03-02", true
		if _, err := books.Enter(ctx, id, e, Sigrid); err != nil {
			return err
		}
	}
	return nil
}

// Plan plans the reform: which clusters end, and what goes on after them.
func Plan(ctx context.Context, d *db.DB, s *succession.Store) (r succession.Reform, err error) {
	if r, err = s.Begin(ctx, Sigrid, "Fra klynger til råd", Day); err != nil {
		return r, err
	}
	var slugs []string
	if err := d.Read(ctx, func(tx *db.Tx) error {
		slugs = nil
		for _, name := range Clusters {
			var slug string
			if err := tx.QueryRowContext(ctx, `SELECT slug FROM organization WHERE name = $1`, name).Scan(&slug); err != nil {
				return err
			}
			slugs = append(slugs, slug)
		}
		return nil
	}); err != nil {
		return r, err
	}
	for n, slug := range slugs {
		if err := s.End(ctx, Sigrid, r.Slug, slug, succession.Ground{DecisionID: Decision(n)}, []succession.Heir{{Name: Council(n)}}); err != nil {
			return r, err
		}
	}
	return r, nil
}
