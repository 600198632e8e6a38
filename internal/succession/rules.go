package succession

import (
	"slices"
	"strings"

	"klynge/internal/anonymity"
	"klynge/internal/body"
	"klynge/internal/fault"
)

func invalid(format string, args ...any) error { return fault.New(fault.Invalid, format, args...) }

// Check refuses a plan that cannot be: a body that goes on after itself, one that
// begins and ends on the same day or ends before it begins, a successor that begins
// later, and several bodies that become several in one change, where nobody could
// tell what went where (R49).
func (r Reform) Check() error {
	ends := func(id string) bool {
		return slices.ContainsFunc(r.Endings, func(e Ending) bool { return e.Body.ID == id })
	}
	for _, e := range r.Endings {
		if e.Body.Start != "" && e.Body.Start >= r.Day {
			return invalid("%s begynder først %s og kan ikke ophøre før. Intet er ændret. Vælg en senere dag for reformen.", e.Body.Name, day(e.Body.Start))
		}
		for _, o := range e.To {
			switch {
			case o.ID == e.Body.ID:
				return invalid("%s kan ikke lægges sammen med sig selv. Intet er ændret. Vælg et andet organ at gå videre i.", o.Name)
			case ends(o.ID):
				return invalid("%s kan ikke både ophøre og gå videre samme dag. Intet er ændret. Peg på det organ, der er der bagefter.", o.Name)
			case o.Start > r.Day:
				return invalid("%s findes først fra %s og kan ikke overtage noget %s. Intet er ændret. Vælg en senere dag for reformen.", o.Name, day(o.Start), day(r.Day))
			case o.End != "" && o.End < r.Day:
				return invalid("%s er ophørt og kan ikke overtage noget. Intet er ændret.", o.Name)
			}
		}
	}
	for _, c := range r.Changes() {
		if len(c.From) > 1 && len(c.To) > 1 {
			return invalid("%s kan ikke blive til %s i én ændring: det kan ikke ses, hvad der går hvorhen. Intet er ændret. Del et organ, eller læg flere sammen, men ikke begge dele på én gang.",
				names(c.From), names(c.To))
		}
	}
	return nil
}

// names lists bodies in a sentence.
func names(list []body.Organization) string {
	var words []string
	for _, o := range list {
		words = append(words, o.Name)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " og " + words[len(words)-1]
}

// longestReason is how many characters a reason or a receiver may have.
const longestReason = 300

// Check returns a choice as it is kept, or what is wrong with it for a matter of a
// body that ends.
func (c Choice) Check(m Matter, e Ending) (Choice, error) {
	c.Reason, c.Receiver = strings.Join(strings.Fields(c.Reason), " "), strings.Join(strings.Fields(c.Receiver), " ")
	if !slices.Contains(m.Allowed, c.Outcome) {
		return c, invalid("%s kan ikke %s. Intet er gemt. Vælg et af de andre udfald.", m.Title, passive[c.Outcome])
	}
	switch c.Outcome {
	case Transfer:
		c.Reason, c.Receiver = "", ""
		if c.ToID == "" && len(e.To) == 1 {
			c.ToID = e.To[0].ID
		}
		if _, ok := e.Heir(c.ToID); !ok {
			return c, invalid("Vælg, hvilken efterfølger der overtager %s. Intet er gemt.", m.Title)
		}
	case Close, Return:
		c.ToID = ""
		if c.Outcome == Return && c.Receiver == "" {
			return c, invalid("Skriv, hvem der får %s tilbage. Intet er gemt.", m.Title)
		}
		if c.Reason == "" {
			return c, invalid("Skriv hvorfor. Intet er gemt.")
		}
		if c.Outcome == Close {
			c.Receiver = ""
		}
	}
	if len([]rune(c.Reason)) > longestReason || len([]rune(c.Receiver)) > longestReason {
		return c, invalid("Skriv det kortere: højst %d tegn. Intet er gemt.", longestReason)
	}
	if err := anonymity.Refuse(c.Reason, c.Receiver); err != nil {
		return c, err
	}
	if !c.Named() {
		c.Ground = e.Ground
	}
	if !c.Named() {
		return c, invalid("Peg på den beslutning, der ligger bag. Uden en beslutning kan intet overdrages, afsluttes eller gives tilbage. Intet er gemt.")
	}
	return c, nil
}

var passive = map[Outcome]string{Transfer: "overdrages", Close: "afsluttes", Return: "gives tilbage", "": "stå uden et udfald"}

// Danish returns the word of an outcome for users.
func (o Outcome) Danish() string {
	return map[Outcome]string{Transfer: "Overdrages", Close: "Afsluttes", Return: "Gives tilbage"}[o]
}

// Danish returns the word of a noun for users, of several.
func (n Noun) Danish() string {
	return map[Noun]string{Initiative: "Indsatser", Fund: "Restmidler", FollowUp: "Opfølgninger", Hearing: "Høringer", Item: "Punkter i bagkataloget",
		Candidate: "Emner, der foreslår sig selv", Meeting: "Planlagte møder", Poll: "Spørgsmål om datoer", Minutes: "Referater, der ikke er offentlige", RoundUp: "Opsamlinger",
		Study: "Kortlægninger", Seat: "Pladser", Role: "Roller", Subscription: "Abonnementer"}[n]
}
