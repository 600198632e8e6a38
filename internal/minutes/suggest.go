package minutes

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/decision"
	"klynge/internal/meeting"
)

// An Owner is somebody who may be given something to do: an organisation that
// has a seat, or a person who has one.
type Owner struct{ Organization, OrganizationID, Name, SeatID string }

// A Setting is what a sentence is understood by.
type Setting struct {
	Day    string // of the meeting, YYYY-MM-DD
	Next   string // of the body's next meeting, "" when none is planned
	Owners []Owner
}

var (
	nextMeeting = regexp.MustCompile(`(?i)(?:på|til|ved|inden|senest|om) (?:\p{L}+ )?(?:næste|kommende|næstkommende|førstkommende) (?:\p{L}+ )?\p{L}*møde`)
	promised    = regexp.MustCompile(`(?i)(?:^|[ ,(])(?:vender|afklarer|undersøger|udarbejder|sender|fremsender|udsender|følger|kontakter|inviterer|indkalder|orienterer|fremlægger|forelægger|beskriver|sørger|indhenter|afholder|planlægger|arbejder|giver|kommer|laver|skriver|drøfter|skal|bedes|anmodes|vil|har til opgave|tager|aftaler|koordinerer|besvarer|evaluerer|afrapporterer|rapporterer|færdiggør|tilretter|opdaterer|forbereder|sikrer)(?:$|[ ,.])`)
	roleWords   = regexp.MustCompile(`(?i)(?:^|[ ,(])(sekretariatet|administrationen|forvaltningen|styregruppen|arbejdsgruppen|projektgruppen|formandskabet)(?:$|[ ,.])`)
)

// Suggest returns the follow-up that the last sentence of a decision asks for,
// when one does: who is named in it, and by when. "Skagerby Kommune afklarer
// inden 1. marts 2027" names both; what a sentence does not name is empty.
func Suggest(text string, in Setting) (f decision.FollowUp, ok bool) {
	list := sentences(text)
	for i := len(list) - 1; i >= 0; i-- {
		if f, ok = suggest(list[i], in); ok {
			return f, true
		}
	}
	return f, false
}

func suggest(sentence string, in Setting) (f decision.FollowUp, ok bool) {
	f.Text = strings.TrimRight(sentence, ".")
	if _, rest, found := strings.Cut(f.Text, ", idet "); found && promised.MatchString(rest) {
		first, size := utf8.DecodeRuneInString(rest) // "Godkendt, idet …": what is asked for is the rest
		f.Text = string(unicode.ToUpper(first)) + rest[size:]
	}
	if !promised.MatchString(sentence) {
		return f, false
	}
	f.Due, f.From, f.To = due(sentence, in)
	owner, named := ownerIn(sentence, in.Owners)
	f.Organization, f.OrganizationID, f.Owner, f.SeatID = owner.Organization, owner.OrganizationID, owner.Name, owner.SeatID
	return f, named && f.Due != "" || named && nextMeeting.MatchString(sentence) || f.Due != ""
}

// ownerIn returns who of some owners a sentence names: the one named first, a
// person before an organisation that stands at the same place, the longest name
// of several. Words for a part of the administration are organisations, too.
func ownerIn(sentence string, owners []Owner) (best Owner, ok bool) {
	lower, at, length := strings.ToLower(sentence), len(sentence), 0
	try := func(name string, o Owner) {
		if name == "" {
			return
		}
		i := wordIndex(lower, strings.ToLower(name))
		if i < 0 || i > at || i == at && len(name) <= length {
			return
		}
		best, at, length, ok = o, i, len(name), true
	}
	for _, o := range owners {
		try(o.Name, o)
		try(o.Organization, Owner{Organization: o.Organization, OrganizationID: o.OrganizationID})
	}
	if m := roleWords.FindStringSubmatchIndex(sentence); m != nil && m[2] < at {
		word := sentence[m[2]:m[3]]
		first, size := utf8.DecodeRuneInString(word)
		return Owner{Organization: string(unicode.ToUpper(first)) + word[size:]}, true
	}
	return best, ok
}

// wordIndex returns where a name stands as words of its own, a genitive s or a
// point behind it allowed, or -1.
func wordIndex(text, name string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text[i+len(name):], "s"))
		if (i == 0 || !unicode.IsLetter(before)) && (after == utf8.RuneError || !unicode.IsLetter(after)) {
			return i
		}
		from = i + len(name)
	}
}

// due returns the day that a sentence says, and the period that it is about. A
// day without a year is the next there is; a season ends with its last day.
func due(sentence string, in Setting) (day, from, to string) {
	meetingDay, err := time.Parse(time.DateOnly, in.Day)
	if err != nil {
		return "", "", ""
	}
	dates := danish.Dates(sentence)
	for i := range dates {
		if d := &dates[i]; d.NoYear {
			if d.Year = meetingDay.Year(); !d.Time().After(meetingDay) {
				d.Year++
			}
		}
	}
	for i := 1; i < len(dates); i++ {
		between := strings.TrimSpace(sentence[dates[i-1].To:dates[i].From])
		if between == "-" || between == "–" || between == "til" || between == "til og med" {
			from, to = dates[i-1].ISO(), dates[i].ISO()
		}
	}
	if nextMeeting.MatchString(sentence) {
		return in.Next, from, to
	}
	for _, d := range dates {
		if iso := d.ISO(); iso > in.Day && (from == "" || iso >= to) {
			day = iso
			break
		}
	}
	if day == "" {
		for _, s := range danish.Seasons(sentence) {
			if s.Year == 0 {
				s.Year = meetingDay.Year()
				if (meeting.Promise{Due: s.Code()}).By() <= in.Day {
					s.Year++
				}
			}
			if by := (meeting.Promise{Due: s.Code()}).By(); by > in.Day {
				return by, from, to
			}
		}
	}
	return day, from, to
}

// notEnds are words whose point does not end a sentence.
var notEnds = map[string]bool{"d": true, "kl": true, "nr": true, "pkt": true, "stk": true, "jf": true, "bl.a": true, "f.eks": true, "ca": true, "evt": true,
	"vedr": true, "inkl": true, "dr": true, "prof": true, "mio": true, "kr": true, "hhv": true, "dvs": true, "mv": true, "sml": true, "tlf": true}

// sentences cuts a text at the ends of its lines and of its sentences.
func sentences(text string) (list []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(strings.TrimSpace(line), "-• ")
		from := 0
		for i := 0; i < len(line); i++ {
			if strings.IndexByte(".!?", line[i]) < 0 || i+1 < len(line) && !endsSentence(line, i) {
				continue
			}
			list = append(list, strings.TrimSpace(line[from:i+1]))
			from = i + 1
		}
		if rest := strings.TrimSpace(line[from:]); rest != "" {
			list = append(list, rest)
		}
	}
	return list
}

// endsSentence reports whether the mark at i ends a sentence: a blank and a
// capital letter come behind it, and no ordinal or abbreviation before it.
func endsSentence(line string, i int) bool {
	rest := strings.TrimLeft(line[i+1:], " ")
	next, _ := utf8.DecodeRuneInString(rest)
	if len(rest) == len(line)-i-1 || !unicode.IsUpper(next) {
		return false
	}
	word := line[strings.LastIndexByte(line[:i], ' ')+1 : i]
	if line[i] != '.' || len(word) == 4 && strings.Trim(word, "0123456789") == "" {
		return true
	}
	return !notEnds[strings.ToLower(word)] && strings.Trim(word, "0123456789") != ""
}
