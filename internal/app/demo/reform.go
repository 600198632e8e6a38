package demo

import (
	"fmt"

	"klynge/internal/body"
	"klynge/internal/succession"
)

// The councils that go on from 1 January 2027.
const (
	councilFjorden    = "Sundhedsråd Fjorden"
	councilVesterland = "Sundhedsråd Vesterland"
)

// The council that prepared for the one in the west, and the decision of October 2026.
const (
	preparing   = "forberedende-sundhedsraad-vesterland"
	october2026 = "/moeder/2026-10-07-" + preparing + "/punkt-25"
)

// becomes says which body goes on in which council, and by which decision.
var becomes = []struct{ slug, council, decision string }{
	{fjorden, councilFjorden, feb2026 + "punkt-2"},
	{klitten, councilVesterland, october2026},
	{aadalen, councilVesterland, october2026},
	{heden, councilVesterland, october2026},
	{preparing, councilVesterland, october2026},
}

// reform turns four clusters, and the council that prepared, into two councils: on
// paper in December, and for real on New Year's morning.
func (t *teller) reform() {
	t.on("2026-11-23")
	s, who := t.reforms, t.as(gerda)
	r, err := s.Begin(t.ctx, who, "Fra klynger til sundhedsråd", "2027-01-01")
	t.must(err)
	for _, b := range becomes {
		t.must(s.End(t.ctx, who, r.Slug, b.slug, succession.GroundOf(b.decision), []succession.Heir{{Name: b.council}}))
	}
	list, err := s.Checklist(t.ctx, who, r.Slug)
	t.must(err)
	for i, e := range list.Endings {
		t.councils[e.To[0].Name] = e.To[0].Slug
		choice := succession.Choice{Outcome: succession.Transfer, ToID: e.To[0].ID, Ground: succession.GroundOf(becomes[i].decision)}
		_, err := s.Sweep(t.ctx, who, r.Slug, succession.Sweep{BodyID: e.Body.ID}, choice)
		t.must(err)
	}
	t.on("2026-12-10")
	t.adds(s.Rehearse(t.ctx, t.as(gerda), r.Slug))
	t.clock.Set(at("2027-01-01", "00:05"))
	t.adds(s.Do(t.ctx, t.as(gerda), r.Slug))
	t.bodies = map[string]body.Organization{}
}

// adds holds a reform to its sums: nothing may be missing, and money has to be the
// same before and after.
func (t *teller) adds(trial succession.Trial, err error) {
	t.must(err)
	if !trial.Complete() || !trial.AddsUp() {
		t.must(fmt.Errorf("the reform does not add up: missing %v, troubles %v", trial.Missing, trial.Troubles))
	}
}
