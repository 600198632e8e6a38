package main

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/web/webtest"
)

// table is what the scripts that work on an agenda are told: the address of the
// agenda of a coming meeting, and the sessions of two secretaries and a member.
type table struct {
	path  string
	Gerda string
	Bo    string
	Ane   string
}

// args are the arguments of a script.
func (t table) args(base string) []string { return []string{base, t.path, t.Gerda, t.Bo, t.Ane} }

// set makes a body with a meeting, and the people who work on its agenda.
func set(ctx context.Context, site *webtest.Site) (t table, err error) {
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('raad', 'sundhedsraad-fjorden', 'Sundhedsråd Fjorden', 'council', 'shared', 0)`,
		`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('bord', 'raad', '', '2026-12-08', '13:00', '15:00', 'physical', 'Rådhuset, Skagerby', '', 'planned', '', '', 0, 1, 0, '', 0)`,
		`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by) VALUES
			('s1', 'raad', 'Ane Lund', 'ane@skagerby.example', 'Skagerby Kommune', 'municipality', 'member', '', true, '', '2026-01-01', '', 0, 1, 0, '', 0, ''),
			('s2', 'raad', 'Carl Dam', '', 'Region Nordkyst', 'region', 'member', '', true, '', '2026-01-01', '', 1, 1, 0, '', 0, '')`,
	} {
		if err := site.Exec(ctx, row); err != nil {
			return t, err
		}
	}
	t.path = "/arbejde/moede/bord/dagsorden"
	for _, who := range []struct {
		name  string
		role  access.Role
		token *string
	}{{"Gerda Holm", access.Secretariat, &t.Gerda}, {"Bo Madsen", access.Secretariat, &t.Bo}, {"Ane Lund", access.Member, &t.Ane}} {
		if _, *who.token, err = site.Visitor(ctx, who.name, who.role, "raad"); err != nil {
			return t, err
		}
	}
	return t, nil
}
