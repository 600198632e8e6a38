package plan

import (
	"time"

	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/fault"
)

// The clusters were given a legal minimum by an order of the summer of 2022, so
// 2023 is the first whole year it holds in. They end with 2026 (lov nr. 699 af
// 20. juni 2025: the health councils take over on 1 January 2027).
const (
	FirstClusterYear = 2023
	LastClusterDay   = "2026-12-31"
)

// Kinds are all of them, in the order they are offered.
var Kinds = []Kind{Cluster, Council, Committee, Forum}

// Danish returns the word of a kind for users.
func (k Kind) Danish() string {
	switch k {
	case Cluster:
		return "sundhedsklynge, politisk niveau"
	case Council:
		return "sundhedsråd"
	case Committee:
		return "udvalg"
	}
	return "gruppe eller forum"
}

// Defaults returns the rules of a body that has set none of its own. The numbers
// are those of the order on clusters and of committee law applied by analogy; a
// body changes them (docs/glossary.md). The minimum holds for the political level
// of a cluster alone.
func Defaults(o body.Organization) Rules {
	r := Rules{BodyID: o.ID, Kind: Forum, From: o.Start, To: o.End, AgendaDays: 4, MaterialDays: 4, RequestDays: 11, CommentDays: 10}
	switch o.Classification {
	case body.Cluster:
		if r.To == "" || r.To > LastClusterDay {
			r.To = LastClusterDay
		}
		if body.Describe(o.Name).Level != body.Administrative {
			r.Kind, r.Legal = Cluster, 2
		}
	case body.Council:
		r.Kind = Council
	case body.Committee, body.Coordination:
		r.Kind = Committee
	}
	return r
}

// mostMeetings bounds a minimum: nobody decides to meet more than weekly.
const mostMeetings = 53

// Valid refuses rules that no body can follow.
func (r Rules) Valid() error {
	for _, day := range []string{r.From, r.To} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			return fault.New(fault.Invalid, "“%s” er ikke en dato. Intet er gemt.", day)
		}
	}
	switch {
	case r.Kind != Cluster && r.Kind != Council && r.Kind != Committee && r.Kind != Forum:
		return fault.New(fault.Invalid, "Vælg, hvilke regler organet følger. Intet er gemt.")
	case r.From != "" && r.To != "" && r.To < r.From:
		return fault.New(fault.Invalid, "Organet kan ikke ophøre %s, før det begynder %s. Intet er gemt.", written(r.To), written(r.From))
	case outside(mostMeetings, r.Legal, r.Own):
		return fault.New(fault.Invalid, "Antallet af møder skal være mellem 0 og %s om året. Intet er gemt.", danish.Number(mostMeetings))
	case outside(60, r.AgendaDays, r.MaterialDays, r.RequestDays, r.CommentDays):
		return fault.New(fault.Invalid, "Fristerne skal være mellem 0 og 60 dage. Intet er gemt.")
	case len(r.Place) > Longest:
		return fault.New(fault.Invalid, "Stedet må højst være på %d tegn. Intet er gemt.", Longest)
	}
	return nil
}

func outside(most int, numbers ...int) bool {
	for _, n := range numbers {
		if n < 0 || n > most {
			return true
		}
	}
	return false
}

// A Verdict is how a year stands against a minimum.
type Verdict string

const (
	NoMinimum Verdict = ""      // there is none, or the body does not exist that year
	Kept      Verdict = "kept"  // enough are planned or held
	Early     Verdict = "early" // too few, and the year has not begun
	Short     Verdict = "short" // too few, and there is still time: the warning of R1
	Broken    Verdict = "broken"
	// Unknown is too few in a year whose plan was not kept here: what is missing
	// may only be missing from the archive, and nobody is accused of it.
	Unknown Verdict = "unknown"
)

// A Standing is how the year of a body stands. What the law asks and what the
// body has decided are told apart (R1, R2).
type Standing struct {
	Year          int
	Planned, Held int // meetings; those called off count nowhere
	Legal, Own    int // minimum, 0 for none
	ByLaw, ByOwn  Verdict
}

// Missing returns how many meetings the year lacks by the greater minimum.
func (s Standing) Missing() int { return max(s.Legal, s.Own) - s.Planned - s.Held }

// Wrong reports whether the year has too few meetings and has begun.
func (s Standing) Wrong() bool {
	return s.ByLaw == Short || s.ByLaw == Broken || s.ByOwn == Short || s.ByOwn == Broken
}

// Standing returns how a year stands on a day (YYYY-MM-DD): too few meetings
// planned or held warn from 1 January, and on 31 December it is an error (R1). Of
// a year that was not planned here nothing is held against the body.
func (r Rules) Standing(year, planned, held int, here bool, today string) Standing {
	s := Standing{Year: year, Planned: planned, Held: held, Legal: r.Legal, Own: r.Own}
	first, last := firstDay(year), lastDay(year)
	if r.From > last || r.To != "" && r.To < first {
		s.Legal, s.Own = 0, 0
	}
	if r.Kind == Cluster && year < FirstClusterYear {
		s.Legal = 0
	}
	judge := func(minimum int) Verdict {
		switch {
		case minimum == 0:
			return NoMinimum
		case planned+held >= minimum:
			return Kept
		case !here:
			return Unknown
		case today < first:
			return Early
		case today < last:
			return Short
		}
		return Broken
	}
	s.ByLaw, s.ByOwn = judge(s.Legal), judge(s.Own)
	return s
}

func firstDay(year int) string {
	return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

func lastDay(year int) string {
	return time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// Because says which minimum a year does not keep.
func (s Standing) Because() string {
	short := func(v Verdict) bool { return v == Short || v == Broken }
	switch {
	case short(s.ByLaw) && short(s.ByOwn):
		return "Loven kræver " + danish.Count(s.Legal, "møde", "møder") + ", og organet har selv besluttet " + danish.Number(s.Own)
	case short(s.ByLaw):
		return "Loven kræver " + danish.Count(s.Legal, "møde", "møder") + " om året"
	case short(s.ByOwn):
		return "Organet har selv besluttet " + danish.Count(s.Own, "møde", "møder") + " om året"
	}
	return ""
}
