package person_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"klynge/internal/person"
)

// seen makes a sighting: "Ida Holm; Skagerby; Borgmester", in a meeting of the
// body Nord unless other meetings are named as "Nord/1".
func seen(line string, meetings ...string) person.Sighting {
	part := append(strings.Split(line, "; "), "", "")
	if len(meetings) == 0 {
		meetings = []string{"Nord/" + line}
	}
	s := person.Sighting{Name: part[0], Organization: part[1], Root: part[1], Meetings: meetings, Since: meetings[0], Times: len(meetings)}
	for _, m := range meetings {
		body, _, _ := strings.Cut(m, "/")
		s.Bodies = append(s.Bodies, body)
	}
	s.Roles = []string{person.FoldRole(part[2])}
	s.Key = person.SightingKey(s.Name, s.Organization, s.Bodies[0])
	return s
}

// told writes a register as "Ida Holm = I. Holm | Bo Lind ? Bo Lynd".
func told(r person.Register) string {
	var people []string
	for _, c := range r.People {
		var names []string
		for _, s := range c {
			names = append(names, s.Name)
		}
		slices.Sort(names)
		people = append(people, strings.Join(names, " = "))
	}
	slices.Sort(people)
	var questions []string
	for _, q := range r.Doubts {
		pair := []string{q.Left.Name, q.Right.Name}
		slices.Sort(pair)
		questions = append(questions, strings.Join(pair, " ? "))
	}
	slices.Sort(questions)
	return strings.Join(slices.Concat(people, questions), " | ")
}

func TestResolve(t *testing.T) {
	for name, tt := range map[string]struct {
		seen []person.Sighting
		want string
	}{
		"word order":             {[]person.Sighting{seen("Ida Holm; Skagerby"), seen("Holm Ida; Skagerby")}, "Holm Ida = Ida Holm"},
		"a scanner's slip":       {[]person.Sighting{seen("Bjarne Lund; Skagerby"), seen("Bjame Lund; Skagerby")}, "Bjame Lund = Bjarne Lund"},
		"an accent":              {[]person.Sighting{seen("René Krog; Skagerby"), seen("Rene Krog; Skagerby")}, "Rene Krog = René Krog"},
		"an initial":             {[]person.Sighting{seen("Ida Holm; Skagerby"), seen("I. Holm; Skagerby")}, "I. Holm = Ida Holm"},
		"a middle name left out": {[]person.Sighting{seen("Ida Marie Holm; Skagerby"), seen("Ida Holm; Skagerby")}, "Ida Holm = Ida Marie Holm"},
		"an initial that fits two": {[]person.Sighting{seen("Ida Holm; Skagerby", "Nord/1"), seen("Inger Holm; Skagerby", "Nord/1"), seen("I. Holm; Skagerby", "Nord/2")},
			"I. Holm | Ida Holm | Inger Holm | I. Holm ? Ida Holm | I. Holm ? Inger Holm"},
		"organisation not told, same body":  {[]person.Sighting{seen("Ida Holm; Skagerby"), seen("Ida Holm")}, "Ida Holm = Ida Holm"},
		"organisation not told, other body": {[]person.Sighting{seen("Ida Holm; Skagerby", "Nord/1"), seen("Ida Holm", "Syd/1")}, "Ida Holm | Ida Holm | Ida Holm ? Ida Holm"},
		"two organisations":                 {[]person.Sighting{seen("Jens Hansen; Skagerby"), seen("Jens Hansen; Klitby")}, "Jens Hansen | Jens Hansen | Jens Hansen ? Jens Hansen"},
		"two organisations and one not told": {[]person.Sighting{seen("Jens Hansen; Skagerby"), seen("Jens Hansen; Klitby"), seen("Jens Hansen")},
			"Jens Hansen | Jens Hansen | Jens Hansen | Jens Hansen ? Jens Hansen | Jens Hansen ? Jens Hansen | Jens Hansen ? Jens Hansen"},
		"three names and a new employer":    {[]person.Sighting{seen("Ea Bach Krogh; Skagerby", "Nord/1"), seen("Ea Bach Krogh; Klitby", "Nord/2")}, "Ea Bach Krogh = Ea Bach Krogh"},
		"three names, not rare, other body": {[]person.Sighting{seen("Anne Marie Jensen; Skagerby", "Nord/1"), seen("Anne Marie Jensen", "Syd/1")}, "Anne Marie Jensen | Anne Marie Jensen | Anne Marie Jensen ? Anne Marie Jensen"},
		"a rare name and its initials":      {[]person.Sighting{seen("Ea Bach Krogh; Skagerby", "Nord/1"), seen("Ea Bach Krogh", "Syd/1"), seen("E.B. Krogh; Skagerby", "Nord/2")}, "E.B. Krogh = Ea Bach Krogh = Ea Bach Krogh"},
		"a rare name, other body":           {[]person.Sighting{seen("Ea Bach Krogh; Skagerby", "Nord/1"), seen("Ea Bach Krogh", "Syd/1")}, "Ea Bach Krogh = Ea Bach Krogh"},
		"a rare name, two organisations":    {[]person.Sighting{seen("Ea Bach Krogh; Skagerby", "Nord/1"), seen("Ea Bach Krogh; Klitby", "Syd/1")}, "Ea Bach Krogh | Ea Bach Krogh | Ea Bach Krogh ? Ea Bach Krogh"},
		"three names in one list":           {[]person.Sighting{seen("Ea Bach Krogh; Skagerby", "Nord/1"), seen("Ea Bach Krogh; Klitby", "Nord/1")}, "Ea Bach Krogh | Ea Bach Krogh | Ea Bach Krogh ? Ea Bach Krogh"},
		"same organisation, other body":     {[]person.Sighting{seen("Ida Holm; Skagerby", "Nord/1"), seen("Ida Holm; Skagerby", "Syd/1")}, "Ida Holm = Ida Holm"},
		"given names that look alike":       {[]person.Sighting{seen("Karen Holm; Skagerby"), seen("Karin Holm; Skagerby")}, "Karen Holm | Karin Holm"},
		"surnames that look alike":          {[]person.Sighting{seen("Ida Toftgaard; Skagerby"), seen("Ida Toftegaard; Skagerby")}, "Ida Toftegaard | Ida Toftgaard | Ida Toftegaard ? Ida Toftgaard"},
		"alike, and in one list":            {[]person.Sighting{seen("Ida Toftgaard; Skagerby", "Nord/1"), seen("Ida Toftegaard; Skagerby", "Nord/1")}, "Ida Toftegaard | Ida Toftgaard"},
		"alike, far apart":                  {[]person.Sighting{seen("Ida Toftgaard; Skagerby", "Nord/1"), seen("Ida Toftegaard; Klitby", "Syd/1")}, "Ida Toftegaard | Ida Toftgaard"},
		"strangers":                         {[]person.Sighting{seen("Ida Holm; Skagerby"), seen("Bo Lind; Skagerby")}, "Bo Lind | Ida Holm"},
		"councillors of two bodies":         {[]person.Sighting{seen("Ida Holm; ; Regionsrådsmedlem", "Nord/1"), seen("Ida Holm; ; Regionsrådsmedlem, formand", "Syd/1")}, "Ida Holm = Ida Holm"},
	} {
		if got := told(person.Resolve(tt.seen, nil)); got != tt.want {
			t.Errorf("Resolve %s:\n got %s\nwant %s", name, got, tt.want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	a, b, c := seen("Jens Hansen; Skagerby"), seen("Jens Hansen; Klitby"), seen("J. Hansen; Skagerby")
	d := seen("Pia Ravn; Klitby")
	for name, tt := range map[string]struct {
		verdicts []person.Verdict
		want     string
	}{
		"nothing said":             {nil, "J. Hansen = Jens Hansen | Jens Hansen | Pia Ravn | Jens Hansen ? Jens Hansen"},
		"the same":                 {[]person.Verdict{{Left: a.Key, Right: b.Key, Same: true}}, "J. Hansen = Jens Hansen = Jens Hansen | Pia Ravn"},
		"different":                {[]person.Verdict{{Left: a.Key, Right: b.Key}}, "J. Hansen = Jens Hansen | Jens Hansen | Pia Ravn"},
		"different for the short":  {[]person.Verdict{{Left: b.Key, Right: c.Key}}, "J. Hansen = Jens Hansen | Jens Hansen | Pia Ravn"},
		"the same, another name":   {[]person.Verdict{{Left: b.Key, Right: d.Key, Same: true}}, "J. Hansen = Jens Hansen | Jens Hansen = Pia Ravn | Jens Hansen ? Jens Hansen"},
		"not what is surely alike": {[]person.Verdict{{Left: a.Key, Right: c.Key}}, "J. Hansen | Jens Hansen | Jens Hansen | Pia Ravn | J. Hansen ? Jens Hansen | Jens Hansen ? Jens Hansen"},
	} {
		if got := told(person.Resolve([]person.Sighting{a, b, c, d}, tt.verdicts)); got != tt.want {
			t.Errorf("Resolve with %s:\n got %s\nwant %s", name, got, tt.want)
		}
	}
}

// The register is a function of a set: whatever was printed, its order does not
// matter, nobody is lost, and what somebody said is different stays apart.
func TestResolveIsAFunctionOfASet(t *testing.T) {
	word := rapid.SampledFrom([]string{"Ida", "Inger", "I.", "Jens", "J.", "Marie", "M."})
	last := rapid.SampledFrom([]string{"Holm", "Hansen", "Toftgaard", "Toftegaard", "Lund Holm"})
	organization := rapid.SampledFrom([]string{"", "Skagerby", "Klitby"})
	meeting := rapid.SampledFrom([]string{"Nord/1", "Nord/2", "Nord/3", "Syd/1", "Syd/2"})
	rapid.Check(t, func(t *rapid.T) {
		known := map[string]bool{}
		var list []person.Sighting
		for range rapid.IntRange(1, 10).Draw(t, "how many") {
			s := seen(word.Draw(t, "first")+" "+last.Draw(t, "last")+"; "+organization.Draw(t, "organisation"), meeting.Draw(t, "meeting"))
			if !known[s.Key] {
				known[s.Key] = true
				list = append(list, s)
			}
		}
		var verdicts []person.Verdict
		if len(list) > 1 {
			verdicts = []person.Verdict{{Left: list[0].Key, Right: list[1].Key}}
		}
		register := person.Resolve(list, verdicts)
		shuffled := slices.Clone(list)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if one, other := told(register), told(person.Resolve(shuffled, verdicts)); one != other {
			t.Errorf("Resolve depends on order:\n%s\n%s", one, other)
		}
		count := 0
		for _, c := range register.People {
			count += len(c)
			has := func(key string) bool {
				return slices.ContainsFunc(c, func(s person.Sighting) bool { return s.Key == key })
			}
			if len(verdicts) > 0 && has(verdicts[0].Left) && has(verdicts[0].Right) {
				t.Errorf("Resolve joins what somebody said is different: %v", c)
			}
		}
		if count != len(list) {
			t.Errorf("Resolve of %d sightings holds %d", len(list), count)
		}
	})
}

func TestNameOfACluster(t *testing.T) {
	short, long, often := seen("I. Holm; Skagerby"), seen("Ida Marie Holm; Skagerby"), seen("Ida Holm; Skagerby", "Nord/1", "Nord/2")
	if got := (person.Cluster{short, often, long}).Name(); got != "Ida Marie Holm" {
		t.Errorf("Name = %q, want the one with most words written out", got)
	}
	if got := (person.Cluster{short, often}).Name(); got != "Ida Holm" {
		t.Errorf("Name = %q, want Ida Holm", got)
	}
}

func TestSeats(t *testing.T) {
	seats := person.Seats([]person.Attendance{
		{OrganizationID: "Nord", OnBehalfOfID: "Skagerby", Role: "borgmester", Date: "2022-03-01"},
		{OrganizationID: "Nord", OnBehalfOfID: "Skagerby", Role: "Borgmester (ordstyrer)", Date: "2021-03-01"},
		{OrganizationID: "Nord", OnBehalfOfID: "Skagerby", Role: "Borgmester", Date: ""},
		{OrganizationID: "Nord", OnBehalfOfID: "Skagerby", Role: "Medformand", Date: "2024-03-01"},
		{OrganizationID: "Syd", OnBehalfOfID: "Skagerby", Role: "Borgmester", Grouping: "Gæster", Date: "2024-03-01"},
		{OrganizationID: "Nord", Date: "2023-03-01"},
	})
	want := []person.Membership{
		{OrganizationID: "Nord", OnBehalfOfID: "Skagerby", Role: "Borgmester", Start: "2021-03-01", End: "2022-03-01"},
		{OrganizationID: "Nord", OnBehalfOfID: "Skagerby", Role: "Medformand", Start: "2024-03-01", End: "2024-03-01"},
	}
	if !slices.Equal(seats, want) {
		t.Errorf("Seats =\n %+v\nwant\n %+v", seats, want)
	}
}
