// Package body knows the organisations of the record: the bodies that meet
// (sundhedsklynge, sundhedsråd, udvalg) and the organisations whose people sit
// in them (region, kommune, sygehus, PLO).
//
// An organisation is known by its printed names. Each name is folded to a key,
// so that "Sundhedsklynge Nord - politisk niveau" and "Politisk Sundhedsklynge
// Nord" are one, and [Describe] tells from the name's own words what kind of
// organisation it is, which sector it belongs to and what it is a part of.
// There is no list of places: "Skagerby Kommune" is a municipality because it
// says so.
package body

// A Classification is the kind of an organisation (OParl Organization
// classification).
type Classification string

const (
	Region         Classification = "region"
	Municipality   Classification = "municipality"
	GPOrganisation Classification = "gp-organisation" // PLO and its local branches
	Hospital       Classification = "hospital"        // psychiatry included
	Cluster        Classification = "cluster"         // sundhedsklynge, until the end of 2026
	Council        Classification = "council"         // sundhedsråd, from 2027
	Coordination   Classification = "coordination-committee"
	Committee      Classification = "committee" // udvalg, also of a municipality
	Forum          Classification = "forum"     // gruppe, netværk, råd
	Secretariat    Classification = "secretariat"
	Other          Classification = "other"
)

// Meets reports whether an organisation of this kind is a body that meets, and
// not one that sends people.
func (c Classification) Meets() bool {
	switch c {
	case Cluster, Council, Coordination, Committee, Forum:
		return true
	}
	return false
}

// A Sector is the side of the cross-sector table that somebody sits on.
type Sector string

const (
	RegionSector       Sector = "region"
	MunicipalitySector Sector = "municipality"
	GeneralPractice    Sector = "general-practice"
	Shared             Sector = "shared" // clusters, councils and what they own together
	OtherSector        Sector = "other"
)

// A Level is the tier of a cluster: those who decide and those who prepare.
type Level string

const (
	Political      Level = "political"
	Administrative Level = "administrative"
)

// An Organization is one organisation of the register (OParl Organization).
type Organization struct {
	ID             string
	Slug           string
	Name           string
	Classification Classification
	Sector         Sector
	ParentID       string // "" when it is part of nothing
	Start, End     string // YYYY-MM-DD, "" when unknown
}

// Path returns the address of the organisation on the site. A body that meets
// and an organisation that sends people have addresses of their own kind.
func (o Organization) Path() string { return path(o.Classification, o.Slug) }

func path(c Classification, slug string) string {
	if c.Meets() {
		return "/organer/" + slug
	}
	return "/organisationer/" + slug
}
