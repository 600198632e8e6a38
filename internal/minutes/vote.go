package minutes

import (
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// Fits returns why a vote cannot be right, or nil (R23): yes, no and abstain
// together are those who may vote and are there for the item. Named ballots are
// not needed; those there are belong to voters, one each, and are no more than
// the numbers say.
func (v Vote) Fits(voters []Attendance) error {
	if v.Yes < 0 || v.No < 0 || v.Abstain < 0 {
		return fault.New(fault.Invalid, "Et antal stemmer kan ikke være mindre end nul. Afstemningen er ikke gemt.")
	}
	if got := v.Yes + v.No + v.Abstain; got != len(voters) {
		return fault.New(fault.Invalid, "Stemmerne giver %d, men %s er til stede ved punktet (%s). Afstemningen er ikke gemt. Ret tallene eller fremmødet.",
			got, danish.Count(len(voters), "stemmeberettiget", "stemmeberettigede"), enumerate(namesOf(voters)))
	}
	may, named := map[string]bool{}, map[Choice]int{}
	for _, a := range voters {
		may[a.Place()] = true
	}
	for _, b := range v.Ballots {
		if !may[b.SeatID] {
			return fault.New(fault.Invalid, "%s kan ikke stemme til punktet: ikke til stede, inhabil, uden stemmeret, eller stemt to gange. Afstemningen er ikke gemt.", b.Name)
		}
		may[b.SeatID] = false
		named[b.Choice]++
	}
	for choice, of := range map[Choice]int{Yes: v.Yes, No: v.No, Abstain: v.Abstain} {
		if named[choice] > of {
			return fault.New(fault.Invalid, "Der er navne på flere stemmer, end der er talt. Afstemningen er ikke gemt. Ret tallene eller navnene.")
		}
	}
	return nil
}

// counted returns a vote whose numbers come from its ballots, when only names
// were given.
func (v Vote) counted() Vote {
	if v.Yes+v.No+v.Abstain > 0 {
		return v
	}
	for _, b := range v.Ballots {
		switch b.Choice {
		case Yes:
			v.Yes++
		case No:
			v.No++
		case Abstain:
			v.Abstain++
		}
	}
	return v
}

func namesOf(list []Attendance) (names []string) {
	for _, a := range list {
		names = append(names, a.Name)
	}
	return names
}

// MaxDissent is how long a dissenting opinion may be, in characters: short, as
// the law has it (kommunestyrelsesloven § 13, stk. 2).
const MaxDissent = 1000

// MayDissent returns why somebody may not add a dissenting opinion to a vote, or
// nil (R20): they voted against, in a vote where names were noted, and it is
// short.
func (v Vote) MayDissent(seatID, text string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n == 0 || n > MaxDissent {
		return fault.New(fault.Invalid, "En mindretalsudtalelse er en kort begrundelse på højst %s. Denne er på %d. Den er ikke gemt; forkort den.",
			danish.Count(MaxDissent, "tegn", "tegn"), n)
	}
	for _, b := range v.Ballots {
		switch {
		case b.SeatID == seatID && b.Choice == No:
			return nil
		case b.SeatID == seatID:
			return fault.New(fault.Invalid, "%s stemte ikke imod, og kun den, der stemte imod, kan få en mindretalsudtalelse i referatet. Den er ikke gemt.", b.Name)
		}
	}
	return fault.New(fault.Invalid, "Det er ikke noteret, at medlemmet stemte imod. Notér, hvem der stemte hvad, først. Mindretalsudtalelsen er ikke gemt.")
}

// mayNotice returns why no notice of disqualification can be taken from
// somebody, or nil (R22): only who is there can give it.
func mayNotice(list []Attendance, seatID, reason string, at time.Time) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "Skriv, hvorfor medlemmet kan være inhabilt. Intet er ændret.")
	}
	for _, a := range list {
		if a.Place() == seatID && a.There(at) {
			return nil
		}
	}
	return fault.New(fault.Invalid, "Et medlem, der ikke er til stede, kan ikke erklæres inhabilt: det melder sig selv, og mødet beslutter. Intet er ændret.")
}
