package seat

import (
	"slices"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/fault"
)

func place(id, name, organization string, sector body.Sector, role access.Role, from, to string) Seat {
	return Seat{ID: id, Name: name, Organization: organization, Sector: sector, Role: role, Voting: true, From: from, To: to}
}

func TestR4OneOrTwoChairsOfDifferentAuthorities(t *testing.T) {
	region := place("1", "Gerda Holm", "Region Nordkyst", body.RegionSector, access.Chair, "2026-01-01", "")
	town := place("2", "Bo Strand", "Skagerby Kommune", body.MunicipalitySector, access.Chair, "2026-01-01", "2026-06-30")
	for name, tt := range map[string]struct {
		seat   Seat
		others []Seat
		ok     bool
	}{
		"alone":                      {region, nil, true},
		"one of each side":           {town, []Seat{region}, true},
		"two of the region":          {place("3", "Ida Berg", "Region Nordkyst", body.RegionSector, access.Chair, "2026-03-01", ""), []Seat{region}, false},
		"two municipalities":         {place("3", "Ida Berg", "Ørnefjord Kommune", body.MunicipalitySector, access.Chair, "2026-03-01", ""), []Seat{town}, false},
		"after the other":            {place("3", "Ida Berg", "Ørnefjord Kommune", body.MunicipalitySector, access.Chair, "2026-07-01", ""), []Seat{town, region}, true},
		"on the other's last day":    {place("3", "Ida Berg", "Ørnefjord Kommune", body.MunicipalitySector, access.Chair, "2026-06-30", ""), []Seat{town, region}, false},
		"a third":                    {place("3", "Ida Berg", "PLO-Nordkyst", body.GeneralPractice, access.Chair, "2026-03-01", ""), []Seat{town, region}, false},
		"a third when one has ended": {place("3", "Ida Berg", "PLO-Nordkyst", body.GeneralPractice, access.Chair, "2026-07-01", ""), []Seat{town, region}, true},
		"members are no chairs":      {place("3", "Ida Berg", "Region Nordkyst", body.RegionSector, access.Member, "2026-03-01", ""), []Seat{region, town}, true},
	} {
		if err := Check(tt.seat, tt.others); (err == nil) != tt.ok {
			t.Errorf("%s: %v, want ok %v", name, err, tt.ok)
		}
	}
	if w := Warnings(body.Cluster, nil, nil); !slices.Contains(w, "Der er ingen formand.") {
		t.Errorf("Warnings without a chair = %q", w)
	}
}

func TestR5TheRegionHasOneSeatMore(t *testing.T) {
	seats := func(region, municipal int) (list []Seat) {
		for range region {
			list = append(list, place("", "", "Region Nordkyst", body.RegionSector, access.Chair, "2027-01-01", ""))
		}
		for range municipal {
			list = append(list, place("", "", "Skagerby Kommune", body.MunicipalitySector, access.Member, "2027-01-01", ""))
		}
		return append(list, // these two count for nothing
			Seat{Sector: body.MunicipalitySector, Role: access.Substitute, Voting: true}, Seat{Sector: body.MunicipalitySector, Role: access.Guest})
	}
	for name, tt := range map[string]struct {
		kind              body.Classification
		region, municipal int
		warned            bool
	}{
		"one more":         {body.Council, 5, 4, false},
		"as many":          {body.Council, 4, 4, true},
		"two more":         {body.Council, 6, 4, true},
		"not in a cluster": {body.Cluster, 4, 4, false},
	} {
		w := Warnings(tt.kind, nil, seats(tt.region, tt.municipal))
		if warned := len(w) == 1 && strings.Contains(w[0], "én regional plads mere"); warned != tt.warned || !tt.warned && len(w) > 0 {
			t.Errorf("%s: %q, want warned %v", name, w, tt.warned)
		}
	}
}

func TestR6EachMunicipalityHasASeat(t *testing.T) {
	members := []Member{{"skagerby kommune", "Skagerby Kommune", body.MunicipalitySector}, {"ørnefjord kommune", "Ørnefjord Kommune", body.MunicipalitySector},
		{"region nordkyst", "Region Nordkyst", body.RegionSector}}
	members[1].Key = body.Describe("Ørnefjord Kommune").Key
	seats := []Seat{
		place("1", "Gerda Holm", "Region Nordkyst", body.RegionSector, access.Chair, "2026-01-01", ""),
		place("2", "Bo Strand", "Skagerby Kommunes", body.MunicipalitySector, access.Member, "2026-01-01", ""),
		place("3", "Ida Berg", "Ørnefjord Kommune", body.MunicipalitySector, access.Secretariat, "2026-01-01", ""),
	}
	if w := Warnings(body.Cluster, members, seats); !slices.Equal(w, []string{"Ørnefjord Kommune har ingen plads."}) {
		t.Errorf("Warnings = %q", w)
	}
	seats[2].Role = access.Member
	if w := Warnings(body.Cluster, members, seats); len(w) > 0 {
		t.Errorf("Warnings = %q, want none", w)
	}
}

func TestR7ASeatSaysWhoForWhomAndFromWhen(t *testing.T) {
	good := place("1", "Gerda Holm", "Region Nordkyst", body.RegionSector, access.Member, "2026-01-01", "")
	if err := Check(good, nil); err != nil {
		t.Fatalf("a whole seat: %v", err)
	}
	for name, change := range map[string]func(*Seat){
		"without a name":          func(s *Seat) { s.Name = "" },
		"with too long a name":    func(s *Seat) { s.Name = strings.Repeat("æ", 101) },
		"on behalf of nobody":     func(s *Seat) { s.Organization = "" },
		"on no side":              func(s *Seat) { s.Sector = "" },
		"without a role":          func(s *Seat) { s.Role = "" },
		"as administrator":        func(s *Seat) { s.Role = access.Administrator },
		"without a start":         func(s *Seat) { s.From = "" },
		"from a day that is none": func(s *Seat) { s.From = "2026-02-30" },
		"to before it begins":     func(s *Seat) { s.To = "2025-12-31" },
	} {
		s := good
		change(&s)
		if err := Check(s, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "Intet er gemt.") {
			t.Errorf("a seat %s: %v, want it refused with what to do", name, err)
		}
	}
	again := good
	again.ID, again.From = "2", "2026-05-01"
	if err := Check(again, []Seat{good}); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same seat twice: %v, want a conflict", err)
	}
	good.To = "2026-04-30"
	if err := Check(again, []Seat{good}); err != nil {
		t.Errorf("the same seat again after it ended: %v", err)
	}
}

func TestR14ASubstituteHasSomebodysSeat(t *testing.T) {
	regular := place("1", "Gerda Holm", "Region Nordkyst", body.RegionSector, access.Member, "2026-01-01", "2026-06-30")
	other := place("2", "Bo Strand", "Skagerby Kommune", body.MunicipalitySector, access.Substitute, "2026-01-01", "")
	good := place("3", "Ida Berg", "Region Nordkyst", body.RegionSector, access.Substitute, "2026-02-01", "2026-03-01")
	good.SubstituteFor, good.Basis = "1", "Forretningsordenens § 7"
	if err := Check(good, []Seat{regular, other}); err != nil {
		t.Fatalf("a substitute: %v", err)
	}
	for name, change := range map[string]func(*Seat){
		"for nobody":                   func(s *Seat) { s.SubstituteFor = "" },
		"for a seat elsewhere":         func(s *Seat) { s.SubstituteFor = "9" },
		"without a basis":              func(s *Seat) { s.Basis = "" },
		"of a substitute":              func(s *Seat) { s.SubstituteFor = "2" },
		"after the seat has ended":     func(s *Seat) { s.From, s.To = "2026-07-01", "" },
		"of oneself":                   func(s *Seat) { s.Name = "Gerda Holm" },
		"who is a member all the same": func(s *Seat) { s.Role = access.Member },
	} {
		s := good
		change(&s)
		if err := Check(s, []Seat{regular, other}); err == nil {
			t.Errorf("a substitute %s is let through", name)
		}
	}
}

func TestPeopleAreCountedOnce(t *testing.T) {
	seats := []Seat{
		{ID: "1", Name: "Gerda Holm", AccountID: "a", Email: "gerda@skagerby.example"},
		{ID: "2", Name: "Bo Strand"},
		{ID: "3", Name: "G. Holm", Email: "Gerda@Skagerby.example"},
		{ID: "4", Name: "Gerda Holm", AccountID: "a"},
		{ID: "5", Name: "Bo Strand", Email: "bo@skagerby.example"},
	}
	var got []string
	for _, person := range People(seats) {
		ids := ""
		for _, s := range person {
			ids += s.ID
		}
		got = append(got, ids)
	}
	if want := []string{"134", "2", "5"}; !slices.Equal(got, want) {
		t.Errorf("People = %v, want %v", got, want)
	}
}
