package publication

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/decision"
	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
)

// participants makes the list of participants from who was there when.
func participants(r minutes.Record) (list []reading.Participant) {
	for _, stretches := range byPerson(r.Attendance) {
		a := stretches[0]
		p := reading.Participant{
			Name: a.Name, Role: a.Title, Organization: a.Organization, Group: groups[a.Role], Absent: a.Status != minutes.Present,
			Chair: r.Chair != "" && a.Name == r.Chair, SubstituteFor: a.Substituted, Partly: strings.Join(partly(r, stretches), "; "),
		}
		list = append(list, p)
	}
	return list
}

// groups are the headings of those who are no members.
var groups = map[access.Role]string{
	access.Secretariat: "Sekretariat", access.Administrative: "Administrative deltagere", access.Guest: "Gæster", access.Lead: "Gæster", access.Auditor: "Gæster",
}

// byPerson puts the stretches of one person together, in the order of the list.
func byPerson(all []minutes.Attendance) (people [][]minutes.Attendance) {
	at := map[string]int{}
	for _, a := range all {
		key := a.SeatID + "/" + a.Name
		i, known := at[key]
		if !known {
			i = len(people)
			at[key], people = i, append(people, nil)
		}
		people[i] = append(people[i], a)
	}
	for _, stretches := range people {
		slices.SortStableFunc(stretches, func(a, b minutes.Attendance) int { return a.From.Compare(b.From) })
	}
	return people
}

// partly says which part of the meeting somebody missed, and in whose place they
// came.
func partly(r minutes.Record, stretches []minutes.Attendance) (said []string) {
	first := stretches[0]
	if first.Substituted != "" {
		said = append(said, "stedfortræder for "+first.Substituted)
	}
	switch first.Status {
	case minutes.Absent:
		return append(said, reading.Unexcused)
	case minutes.Apology:
		return said
	}
	if first.Online {
		said = append(said, "deltog online")
	}
	said = append(said, stayed(r, stretches)...)
	if missed := missedItems(r, first.Name); len(missed) == 1 {
		said = append(said, "deltog ikke i behandlingen af punkt "+missed[0])
	} else if len(missed) > 1 {
		said = append(said, "deltog ikke i behandlingen af punkterne "+enumerate(missed))
	}
	return said
}

// stayed says when somebody came and left: "kom kl. 13.20", and of somebody who
// came back "var til stede kl. 13.00-13.40 og kl. 14.10-15.00".
func stayed(r minutes.Record, stretches []minutes.Attendance) (said []string) {
	late := func(at time.Time) bool { return !at.IsZero() && at.After(r.Opened) }
	early := func(at time.Time) bool { return !at.IsZero() && (r.Ended.IsZero() || at.Before(r.Ended)) }
	if len(stretches) == 1 {
		if a := stretches[0]; late(a.From) {
			said = append(said, "kom "+danish.Clock(clock(a.From)))
		}
		if a := stretches[0]; early(a.Until) {
			said = append(said, "gik "+danish.Clock(clock(a.Until)))
		}
		return said
	}
	var spans []string
	for _, a := range stretches {
		from, until := r.Opened, r.Ended
		if late(a.From) {
			from = a.From
		}
		if early(a.Until) {
			until = a.Until
		}
		spans = append(spans, danish.Span(known(from), known(until)))
	}
	return []string{"var til stede " + enumerate(spans)}
}

func known(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return clock(at)
}

// missedItems returns the numbers of the items that somebody was not there for.
// What happened at a closed item is not told.
func missedItems(r minutes.Record, name string) (numbers []string) {
	for _, it := range r.Items {
		if !it.Closed && slices.Contains(it.AwayFor, name) {
			numbers = append(numbers, it.Number)
		}
	}
	return numbers
}

// presence says who took no part in an item, and why (R13, R22).
func presence(it minutes.Item) (said []string) {
	recused := map[string]bool{}
	for _, r := range it.Recusals {
		switch r.Decided {
		case "recused":
			recused[r.Name] = true
			said = append(said, r.Name+" blev erklæret inhabil og deltog ikke i behandlingen af punktet.")
		case "not-recused":
			said = append(said, r.Name+" rejste spørgsmål om sin habilitet og blev erklæret habil.")
		}
	}
	away := slices.DeleteFunc(slices.Clone(it.AwayFor), func(name string) bool { return recused[name] })
	if len(away) > 0 {
		said = append(said, enumerate(away)+" deltog ikke i behandlingen af punktet.")
	}
	return said
}

// votes says how the body voted (R23).
func votes(it minutes.Item) (said []string) {
	for _, v := range it.Votes {
		text := sentence(v.Question)
		for _, side := range []struct {
			choice minutes.Choice
			n      int
			words  string
		}{{minutes.Yes, v.Yes, "For stemte"}, {minutes.No, v.No, "Imod stemte"}, {minutes.Abstain, v.Abstain, "Hverken for eller imod stemte"}} {
			if side.n == 0 && side.choice == minutes.Abstain {
				continue
			}
			text += fmt.Sprintf(" %s %d", side.words, side.n)
			if names := voted(v, side.choice); len(names) > 0 {
				text += ": " + enumerate(names)
			}
			text += "."
		}
		said = append(said, strings.TrimSpace(text))
	}
	return said
}

func voted(v minutes.Vote, choice minutes.Choice) (names []string) {
	for _, b := range v.Ballots {
		if b.Choice == choice {
			names = append(names, b.Name)
		}
	}
	return names
}

// dissents gives the short dissenting opinions in their own words (R20).
func dissents(it minutes.Item) (said []string) {
	for _, v := range it.Votes {
		for _, d := range v.Dissents {
			said = append(said, d.Name+": "+sentence(d.Text))
		}
	}
	return said
}

// followUps says who is to do what by when. Those of a closed matter are left out.
func followUps(list []decision.FollowUp, whole bool) (said []string) {
	for _, f := range list {
		if f.Closed && !whole || f.State == decision.Dismissed {
			continue
		}
		owner := f.Organization
		if f.Owner != "" && owner != "" {
			owner = f.Owner + ", " + owner
		} else if owner == "" {
			owner = f.Owner
		}
		text := sentence(f.Text)
		if owner != "" {
			text += " Ansvarlig: " + sentence(owner)
		}
		if day, err := time.Parse(time.DateOnly, f.Due); err == nil {
			text += " Senest " + danish.Date(day) + "."
		}
		said = append(said, text)
	}
	return said
}

// outcomeWords are what became of one line of a recommendation.
var outcomeWords = map[reading.Outcome]string{
	reading.Approved: "godkendt", reading.Noted: "taget til efterretning", reading.Discussed: "drøftet", reading.Postponed: "udsat", reading.Rejected: "ikke godkendt",
}

// decided returns the decision, one line break between paragraphs, with what was
// said of single lines of the recommendation where the text does not say it.
func decided(it minutes.Item) string {
	var paragraphs []string
	for line := range strings.SplitSeq(it.Decision, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	for i, r := range it.Recommendations {
		remark := strings.TrimSpace(r.Remark)
		if remark == "" || strings.Contains(it.Decision, remark) {
			continue
		}
		word := outcomeWords[r.Outcome]
		if word != "" {
			word += ", "
		}
		paragraphs = append(paragraphs, sentence(fmt.Sprintf("Indstilling %d: %s%s", i+1, word, remark)))
	}
	return strings.Join(paragraphs, "\n")
}

// enumerate joins words as a sentence does: "1, 2 og 3".
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " og " + words[last]
}
