package agenda

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/plan"
)

// A Finding is something to see to before an agenda is sent. An enforced one
// stops it.
type Finding struct {
	ItemID   string // "" for the whole agenda
	Rule     string // R16
	Enforced bool
	Say      string // Danish
}

// Stops reports whether any of the findings keeps the agenda from being sent.
func Stops(list []Finding) bool {
	for _, f := range list {
		if f.Enforced {
			return true
		}
	}
	return false
}

// Check returns what there is to see to before what comes next is sent.
func (w Work) Check() (list []Finding) {
	next := w.Next()
	if len(next.Items) == 0 {
		say := "Der er ingen punkter på dagsordenen. Sæt et punkt på, før den sendes."
		if w.IsSent() {
			say = "Der er intet nyt at sende. Tilføj et punkt, ret et, eller træk et tilbage, hvis der skal sendes en tillægsdagsorden."
		}
		return []Finding{{Enforced: true, Rule: "R10", Say: say}}
	}
	if w.Meeting.State != plan.Planned {
		list = append(list, Finding{Enforced: true, Rule: "R10", Say: "Mødet er aflyst eller holdt, så der kan ikke sendes mere til det."})
	}
	list = append(list, w.checkOrder()...)
	list = append(list, w.checkTime()...)
	for _, it := range next.Items {
		if !it.Withdrawn {
			list = append(list, it.check()...)
		}
	}
	if len(w.Seats) == 0 {
		list = append(list, Finding{Say: "Organet har ingen medlemmer på mødets dag, så der er ingen at sende til."})
	}
	return list
}

// checkOrder holds the agenda against R11: bodies under committee law approve
// the agenda first.
func (w Work) checkOrder() []Finding {
	if !w.Rules.Committee() || w.IsSent() {
		return nil
	}
	place := 0
	for _, it := range w.Items {
		if it.State != OnAgenda {
			continue
		}
		if place++; it.Task == ApproveAgenda && place <= 2 {
			return nil
		}
		if it.Task == ApproveAgenda {
			return []Finding{{it.ID, "R11", false, "Godkendelse af dagsordenen skal være punkt 1 eller 2. Kun dér kan det afgøres, om et punkt er åbent eller lukket."}}
		}
	}
	return []Finding{{Rule: "R11", Say: "Der mangler et punkt om godkendelse af dagsordenen som det første. Kun dér kan det afgøres, om et punkt er åbent eller lukket."}}
}

// checkTime holds the sending against the deadline, and the items against the
// length of the meeting.
func (w Work) checkTime() (list []Finding) {
	if !w.IsSent() && w.Late() {
		list = append(list, Finding{Rule: "R8", Say: fmt.Sprintf("Fristen for at sende dagsordenen var %s. Skriv, hvorfor den kommer senere; det står på dagsordenen.", longDate(w.Deadline()))})
	}
	if planned, length := w.Minutes(); planned > length && length > 0 {
		list = append(list, Finding{Say: fmt.Sprintf("Punkterne tager %s, og mødet varer %s.", danish.Count(planned, "minut", "minutter"), danish.Count(length, "minut", "minutter"))})
	}
	return list
}

// check holds one item against the rules for what is sent.
func (s SentItem) check() (list []Finding) {
	say := func(rule string, enforced bool, text string) {
		list = append(list, Finding{s.ID, rule, enforced, text})
	}
	if s.Title == "" {
		say("R16", true, "Punktet har ingen overskrift.")
	}
	list = append(list, s.checkWording()...)
	if s.Late && s.LateReason == "" {
		say("R9", true, "Punktet kom på efter fristen. Skriv hvorfor; det står på dagsordenen og i referatet.")
	}
	if s.Closed {
		list = append(list, s.checkClosed()...)
	}
	for _, a := range s.Attachments {
		if a.State == toFollow && a.Due == "" {
			say("R26", true, fmt.Sprintf("Bilaget “%s” eftersendes, men der står ikke hvornår.", a.Name))
		} else if a.Missing() && a.State != toFollow {
			say("R26", false, fmt.Sprintf("Bilaget “%s” er ikke lagt ind endnu.", a.Name))
		}
	}
	return list
}

// checkWording holds the recommendation against the type of the item (R16).
func (s SentItem) checkWording() (list []Finding) {
	say := func(enforced bool, text string) { list = append(list, Finding{s.ID, "R16", enforced, text}) }
	var count [Decides + 1]int
	noted := 0 // lines that are for noting, whatever else they say
	for i, r := range s.Recommendations {
		if strings.TrimSpace(r.Text) == "" {
			say(true, fmt.Sprintf("Linje %d i indstillingen er tom. Skriv den, eller fjern den.", i+1))
			continue
		}
		count[WordingOf(r.Text)]++
		if notes.MatchString(r.Text) {
			noted++
		}
	}
	switch {
	case s.Task == AnyOther:
	case s.Type == Decision && len(s.Recommendations) == 0:
		say(true, "Et beslutningspunkt skal have en indstilling: hvad skal der besluttes?")
	case s.Type == Decision && count[Decides] == 0 && count[Unclear] > 0:
		say(false, "Det står ikke klart i indstillingen, hvad der skal besluttes. Skriv for eksempel “at … godkendes” eller “at der afsættes …”.")
	case s.Type == Decision && count[Decides] == 0 && len(list) == 0:
		say(true, "Et beslutningspunkt skal have en indstilling, der afgør noget: “at … godkendes” eller “at der afsættes …”. Skal noget kun drøftes eller tages til efterretning, så skift punktets type.")
	case s.Type == Information && noted < count[Unclear]+count[Notes]+count[Debates]+count[Decides]:
		say(true, "Et orienteringspunkt kan kun indstilles til efterretning: “at orienteringen tages til efterretning”. Skal der besluttes eller drøftes noget, så skift punktets type.")
	case s.Type == Discussion && count[Decides] > 0:
		say(true, "Et drøftelsespunkt kan ikke indstille en beslutning. Skriv “at … drøftes”, eller skift punktets type.")
	case s.Type == Discussion && len(s.Recommendations) > 0 && count[Debates] == 0 && len(list) == 0:
		say(true, "Indstillingen på et drøftelsespunkt skal sige, at noget drøftes: “at … drøftes”.")
	}
	return list
}

// checkClosed holds a closed item against R32: its title is public, so it must
// tell nothing of what is closed, and the closure has an end.
func (s SentItem) checkClosed() (list []Finding) {
	say := func(enforced bool, text string) { list = append(list, Finding{s.ID, "R32", enforced, text}) }
	if s.PublicTitle == "" {
		say(true, "Punktet er lukket og mangler en neutral overskrift, som offentligheden må se.")
	}
	if shared := Telling(s.Title, s.PublicTitle); len(shared) > 0 {
		say(false, fmt.Sprintf("Den offentlige overskrift har ord fælles med den lukkede: %s. Kan de afsløre, hvad sagen drejer sig om?", strings.Join(shared, ", ")))
	}
	if s.ClosedUntil == "" {
		say(false, "Punktet er lukket uden slutdato.")
	}
	return list
}

// Telling returns the words that a public title shares with the closed title it
// stands for, and that say more than that something is closed: names, places,
// numbers.
func Telling(title, public string) (words []string) {
	closed := rareWords(title)
	seen := map[string]bool{}
	for word := range strings.FieldsFuncSeq(public, func(r rune) bool { return !isLetterOrDigit(r) }) {
		if key := strings.ToLower(word); closed[key] && !seen[key] {
			seen[key] = true
			words = append(words, word)
		}
	}
	return words
}

func longDate(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.LongDate(day)
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// mayEdit refuses whoever may not change the agendas of a body.
func mayEdit(who access.Who, bodyID string) error {
	if who.May(access.EditAgenda, bodyID) {
		return nil
	}
	return errMayNot
}
