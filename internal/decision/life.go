package decision

import (
	"slices"
	"strings"
	"time"

	"klynge/internal/fault"
	"klynge/internal/paper"
)

// Runs reports whether a follow-up still waits for somebody.
func (f FollowUp) Runs() bool { return f.State == Open || f.State == Reported }

// Names names whose a follow-up is: the person, the organisation, or both.
func (f FollowUp) Names() string { return named(f.Owner, f.Organization) }

func named(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}

// Overdue reports whether a follow-up should have been done before a day.
func (f FollowUp) Overdue(day string) bool { return f.Runs() && f.Due != "" && f.Due < day }

// Answers reports whether the follow-ups of an item are what a conditional
// approval asks for: at least one that somebody owns, with a day (R19).
func Answers(list []FollowUp) bool {
	return slices.ContainsFunc(list, func(f FollowUp) bool {
		return f.State != Dismissed && (f.Organization != "" || f.Owner != "") && f.Due != ""
	})
}

// complete returns a follow-up with its texts tidied, or what is missing in it.
func (f FollowUp) complete() (FollowUp, error) {
	for _, text := range []*string{&f.Text, &f.Organization, &f.Owner, &f.Email} {
		*text = strings.Join(strings.Fields(*text), " ")
	}
	switch {
	case f.Text == "":
		return f, fault.New(fault.Invalid, "Skriv, hvad der skal gøres. Opfølgningen er ikke gemt.")
	case len(f.Text) > longest:
		return f, fault.New(fault.TooLarge, "Skriv det kortere: højst et par sætninger. Opfølgningen er ikke gemt.")
	case f.Organization == "" && f.Owner == "":
		return f, fault.New(fault.Invalid, "Skriv, hvem der skal gøre det: en organisation eller en person. Opfølgningen er ikke gemt.")
	case !isDay(f.Due):
		return f, fault.New(fault.Invalid, "Skriv, hvornår det skal være gjort. Opfølgningen er ikke gemt.")
	case f.From != "" && !isDay(f.From), f.To != "" && !isDay(f.To), f.From != "" && f.To != "" && f.To < f.From:
		return f, fault.New(fault.Invalid, "Perioden kan ikke læses. Skriv den første dag før den sidste. Opfølgningen er ikke gemt.")
	}
	return f, nil
}

// longest is how many bytes the text of a follow-up or a report has at most.
const longest = 4000

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

// A Via is how a report came.
type Via string

const (
	ByPage    Via = "page"
	ByLink    Via = "link"
	AtMeeting Via = "meeting"
)

// A Report is what was told of a follow-up.
type Report struct {
	ID    string
	At    time.Time
	By    string // name
	Via   Via
	State Progress // that it gave
	Text  string
	Due   string // when the teller expects it done, "" for no word of that
}

// Tell returns the state that a report gives, or why it cannot be told.
//
//   - What is told while a follow-up runs may leave it running or end it.
//   - That it is done may be told without a word more; that it goes on may not.
//   - Of what is done more may be told, but nobody sets it running by a report:
//     that is for those who steer it.
//   - Nobody but those who steer it calls a follow-up off.
func (f FollowUp) Tell(r Report) (Progress, error) {
	switch {
	case len(r.Text) > longest:
		return f.State, fault.New(fault.TooLarge, "Beskeden er for lang. Intet er gemt. Skriv højst 4.000 tegn, og send resten som bilag til sekretariatet.")
	case r.State != Reported && r.State != Done:
		return f.State, fault.New(fault.Invalid, "Vælg, om det er gjort eller stadig er i gang. Intet er gemt.")
	case f.State == Dismissed:
		return f.State, fault.New(fault.Conflict, "Opfølgningen er aflyst. Din besked er ikke gemt. Skriv til sekretariatet, hvis det er en fejl.")
	case f.State == Done && r.State == Reported:
		return f.State, fault.New(fault.Conflict, "En anden har meldt det gjort. Din besked er ikke gemt. Vælg “Det er gjort” for at føje den til, eller skriv til sekretariatet.")
	case r.State == Reported && strings.TrimSpace(r.Text) == "":
		return f.State, fault.New(fault.Invalid, "Skriv kort, hvordan det går. Intet er gemt.")
	case r.Due != "" && !isDay(r.Due):
		return f.State, fault.New(fault.Invalid, "Dagen kan ikke læses. Skriv den som 2027-03-31. Intet er gemt.")
	}
	return r.State, nil
}

// Replace returns why a decision cannot be replaced by another, or nil.
func (d Decision) Replace(by Decision) error {
	switch {
	case d.State != InForce:
		return errNotInForce
	case by.ID == d.ID || by.BodyID != d.BodyID || by.State == Withdrawn:
		return fault.New(fault.Invalid, "Vælg en anden beslutning i samme organ, som ikke er trukket tilbage. Intet er ændret.")
	case by.Date < d.Date:
		return fault.New(fault.Invalid, "En beslutning kan kun erstattes af en, der er truffet samme dag eller senere. Intet er ændret.")
	}
	return nil
}

// Withdraw returns why a decision cannot be withdrawn for a reason, or nil.
func (d Decision) Withdraw(reason string) error {
	switch {
	case d.State != InForce:
		return errNotInForce
	case strings.TrimSpace(reason) == "":
		return fault.New(fault.Invalid, "Skriv, hvorfor beslutningen er trukket tilbage. Intet er ændret.")
	}
	return nil
}

var errNotInForce = fault.New(fault.Conflict, "Beslutningen gælder ikke mere: en anden har erstattet den eller trukket den tilbage imens. Intet er ændret.")

// complete returns a chair's own decision with its texts tidied, or what is
// missing in it (R24; kommunestyrelsesloven § 31, stk. 1; § 22, stk. 2).
func (d Decision) complete(today string) (Decision, error) {
	d.Title, d.Text = strings.Join(strings.Fields(d.Title), " "), strings.TrimSpace(d.Text)
	switch {
	case d.Title == "" || d.Text == "":
		return d, fault.New(fault.Invalid, "Skriv, hvad sagen handler om, og hvad formanden har besluttet. Intet er gemt.")
	case d.Ground != Urgent && d.Ground != NoDoubt:
		return d, fault.New(fault.Invalid, "Vælg, hvorfor formanden beslutter alene: det haster, eller sagen giver ikke anledning til tvivl. Intet er gemt.")
	case !isDay(d.Date) || d.Date > today:
		return d, fault.New(fault.Invalid, "Skriv den dag, formanden besluttede det. Den kan ikke ligge i fremtiden. Intet er gemt.")
	case len(d.Text) > longest:
		return d, fault.New(fault.TooLarge, "Beslutningen er for lang. Intet er gemt. Skriv den med højst 4.000 tegn.")
	}
	return d, nil
}

// Harmless reports whether a text may stand on a public page as it is: it holds
// nothing shaped like a civil registration number (R29) and no mail address.
func Harmless(text string) bool {
	return len(paper.PersonalNumbers(text)) == 0 && !strings.Contains(text, "@")
}
