package seat

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/fault"
)

// Roles are those that a seat may have. Who administers Klynge and who audits it
// is not decided in a body.
var Roles = []access.Role{access.Chair, access.Member, access.Substitute, access.Secretariat, access.Administrative, access.Lead, access.Guest}

// Sectors are the sides of the table, in the order of their columns.
var Sectors = []body.Sector{body.RegionSector, body.MunicipalitySector, body.GeneralPractice, body.Shared, body.OtherSector}

func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, format+" Intet er gemt.", args...)
}

// Check refuses a seat that cannot be, among the other seats of the body.
//
//   - R7: it says who, on whose behalf, in which role and from when; and one
//     person does not have the same seat twice at a time.
//   - R14: a substitute has somebody's seat, in its period, with what gives the
//     right to it.
//   - R4: the chairs are one, or two on behalf of different authorities.
func Check(s Seat, others []Seat) error {
	for _, rule := range []func(Seat, []Seat) error{whole, substitutes, once, chairs} {
		if err := rule(s, others); err != nil {
			return err
		}
	}
	return nil
}

// whole is R7.
func whole(s Seat, _ []Seat) error {
	switch {
	case s.Name == "" || utf8.RuneCountInString(s.Name) > 100:
		return invalid("Skriv navnet på den, der har pladsen, på højst 100 tegn.")
	case s.Organization == "" || utf8.RuneCountInString(s.Organization) > 150:
		return invalid("Skriv, hvem pladsen er på vegne af, for eksempel Skagerby Kommune.")
	case !slices.Contains(Sectors, s.Sector):
		return invalid("Vælg, hvilken side af bordet pladsen hører til.")
	case !slices.Contains(Roles, s.Role):
		return invalid("Vælg en rolle på listen.")
	case utf8.RuneCountInString(s.Title) > 150 || utf8.RuneCountInString(s.Basis) > 500:
		return invalid("Titlen må fylde 150 tegn, og grundlaget 500.")
	case !day(s.From):
		return invalid("Skriv, hvilken dag pladsen begynder.")
	case s.To != "" && !day(s.To):
		return invalid("Den sidste dag kan ikke læses. Skriv den som 2027-12-31.")
	case s.To != "" && s.To < s.From:
		return invalid("Pladsen slutter, før den begynder. Ret en af dagene.")
	}
	return nil
}

func day(iso string) bool {
	_, err := time.Parse(time.DateOnly, iso)
	return err == nil
}

// substitutes is R14.
func substitutes(s Seat, others []Seat) error {
	if s.Regular() {
		if s.SubstituteFor != "" {
			return invalid("Kun en stedfortræder kommer i en andens sted. Vælg rollen stedfortræder, eller tag pladsen ud.")
		}
		return nil
	}
	i := slices.IndexFunc(others, func(o Seat) bool { return o.ID == s.SubstituteFor })
	switch {
	case i < 0:
		return invalid("Vælg den plads, som stedfortræderen kommer i stedet for.")
	case s.Basis == "":
		return invalid("Skriv, hvad der giver ret til at være stedfortræder, for eksempel en beslutning eller en bestemmelse i forretningsordenen.")
	case !others[i].Regular():
		return invalid("%s er selv stedfortræder. Vælg den plads, de begge kommer i stedet for.", others[i].Name)
	case !during(s, others[i]):
		return invalid("%s har ikke pladsen i den periode. Ret dagene.", others[i].Name)
	case same(s, others[i]):
		return invalid("%s kan ikke være stedfortræder for sig selv.", s.Name)
	}
	return nil
}

// once keeps a person from having the same seat twice, as by a double click.
func once(s Seat, others []Seat) error {
	for _, o := range others {
		if same(s, o) && o.Role == s.Role && o.SubstituteFor == s.SubstituteFor && strings.EqualFold(o.Organization, s.Organization) && during(s, o) {
			return fault.New(fault.Conflict, "%s har allerede den plads på vegne af %s i den periode. Intet er gemt.", s.Name, s.Organization)
		}
	}
	return nil
}

// chairs is R4. The two chairs of a body that has two are of different sides of
// the table: the region's and the municipalities' (bekendtgørelse om
// sundhedsklynger).
func chairs(s Seat, others []Seat) error {
	if s.Role != access.Chair {
		return nil
	}
	var with []Seat
	for _, o := range others {
		if o.Role == access.Chair && during(s, o) {
			with = append(with, o)
		}
	}
	for i, o := range with {
		if o.Sector == s.Sector {
			return fault.New(fault.Conflict, "%s er formand på vegne af %s i den periode. To, der deler formandskabet, skal komme fra hver sin side: regionen og kommunerne. Intet er gemt.", o.Name, o.Organization)
		}
		for _, p := range with[i+1:] {
			if during(s, o, p) {
				return fault.New(fault.Conflict, "%s og %s er allerede formænd i den periode. Der kan højst være to ad gangen. Intet er gemt.", o.Name, p.Name)
			}
		}
	}
	return nil
}

// during reports whether there is a day on which all seats are held.
func during(seats ...Seat) bool {
	from, to := "", "9999-12-31"
	for _, s := range seats {
		from = max(from, s.From)
		if s.To != "" {
			to = min(to, s.To)
		}
	}
	return from <= to
}

func same(a, b Seat) bool { return len(People([]Seat{a, b})) == 1 }

// A Member is an authority that a body consists of.
type Member struct {
	Key    string // body.Name.Key
	Name   string
	Sector body.Sector
}

// Seated reports whether a member has a seat among those held.
func (m Member) Seated(seats []Seat) bool {
	return slices.ContainsFunc(seats, func(s Seat) bool {
		return s.Regular() && (s.Role == access.Chair || s.Role == access.Member) && body.Describe(s.Organization).Key == m.Key
	})
}

// Empty returns the members that have no seat (R6).
func Empty(members []Member, seats []Seat) (empty []Member) {
	return slices.DeleteFunc(slices.Clone(members), func(m Member) bool { return m.Seated(seats) })
}

// Warnings says what is not as it should be among the seats that are held on one
// day. Nothing is refused for it.
//
//   - R4: somebody is chair.
//   - R5: in a sundhedsråd the region has one seat with a vote more than the
//     municipalities have together.
//   - R6: each municipality that the body consists of has a seat.
func Warnings(kind body.Classification, members []Member, seats []Seat) (warnings []string) {
	if !slices.ContainsFunc(seats, func(s Seat) bool { return s.Role == access.Chair }) {
		warnings = append(warnings, "Der er ingen formand.")
	}
	if kind == body.Council {
		votes := func(of body.Sector) (n int) {
			for _, s := range seats {
				if s.Sector == of && s.Voting && s.Regular() {
					n++
				}
			}
			return n
		}
		region, municipal := votes(body.RegionSector), votes(body.MunicipalitySector)
		if region != municipal+1 {
			warnings = append(warnings, fmt.Sprintf("Regionen har %s, og kommunerne har %s tilsammen. Et sundhedsråd har én regional plads mere, end kommunerne har.",
				danish.Count(region, "plads med stemmeret", "pladser med stemmeret"), danish.Count(municipal, "plads", "pladser")))
		}
	}
	for _, m := range Empty(members, seats) {
		if m.Sector == body.MunicipalitySector {
			warnings = append(warnings, m.Name+" har ingen plads.")
		}
	}
	return warnings
}
