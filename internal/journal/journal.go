// Package journal keeps the journal: a line for every document that came, went
// or became final in a case, and for what was told by word of mouth and matters
// to a decision (offentlighedsloven §§ 13 and 15).
//
// Most lines make themselves. Whoever takes in, sends or fixes a document says
// so in the transaction in which it does:
//
//	err := journal.Enter(ctx, tx, journal.Entry{
//		BodyID: m.BodyID, Direction: journal.Sent, Theme: "Dagsorden til mødet 3. marts 2027", Party: "Medlemmerne", By: who.Account.Name,
//	})
//
// The target is the same day (R35). A line that is made later is marked, and a
// document that has no line, or a line that belongs to no case, stands on the
// list of what is overdue until somebody sees to it. A line is never deleted;
// what it said before it was put right is kept.
package journal

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/access"
	"klynge/internal/fault"
)

// A Direction is which way a document went.
type Direction string

const (
	Received Direction = "received"
	Sent     Direction = "sent"
	Internal Direction = "internal" // it became final, and stayed here
)

// A What is what a line is about: a document, or what was told.
type What string

const (
	Document   What = "document"
	Fact       What = "fact"       // something told that matters to the decision
	Assessment What = "assessment" // of the facts, from outside
	Step       What = "step"       // something that was done in the case
)

// An Entry is one line of the journal.
type Entry struct {
	ID        string
	BodyID    string
	Case      string // number of the case, as the employer's own system has it; "" until it is known
	Code      string // KLE or the region's own plan (R36)
	Direction Direction
	Date      string // YYYY-MM-DD: when it came, went or became final; "" is today
	Theme     string // short
	Party     string // whom it came from or went to
	What      What   // "" is Document
	Text      string // of a note
	ItemID    string // agenda.Item
	Digest    string // of the document in the vault
	FileName  string
	Closed    bool // its theme is not for everybody who reads the journal
	Made      time.Time
	By        string // name
	Version   int64
}

// longest is how many characters a theme has at most. What is longer is cut.
const longest = 160

// tidy returns an entry as it is kept, on a day, or what is missing in it.
func (e Entry) tidy(today string) (Entry, error) {
	e.Case, e.Code = oneLine(e.Case), Code(e.Code)
	e.Theme, e.Party, e.Text = cut(oneLine(e.Theme)), cut(oneLine(e.Party)), strings.TrimSpace(e.Text)
	if e.What == "" {
		e.What = Document
	}
	if e.Date == "" {
		e.Date = today
	}
	switch {
	case e.Theme == "":
		return e, fault.New(fault.Invalid, "Skriv kort, hvad det handler om. Linjen er ikke ført i journalen.")
	case e.Direction != Received && e.Direction != Sent && e.Direction != Internal:
		return e, fault.New(fault.Invalid, "Vælg, om dokumentet er modtaget, sendt eller internt. Linjen er ikke ført i journalen.")
	case e.What != Document && e.Text == "":
		return e, fault.New(fault.Invalid, "Skriv, hvad der blev oplyst eller gjort. Linjen er ikke ført i journalen.")
	}
	if _, err := time.Parse(time.DateOnly, e.Date); err != nil {
		return e, fault.New(fault.Invalid, "Datoen kan ikke læses. Skriv den som 2027-03-31. Linjen er ikke ført i journalen.")
	}
	if e.Date > today {
		return e, fault.New(fault.Invalid, "Datoen er ikke kommet endnu. Skriv den dag, dokumentet kom eller gik. Linjen er ikke ført i journalen.")
	}
	return e, nil
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
}

// cut shortens a text to the longest, at a word where there is one.
func cut(text string) string {
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	short := string([]rune(text)[:longest-1])
	if at := strings.LastIndexByte(short, ' '); at > longest/2 {
		short = short[:at]
	}
	return short + "…"
}

// Late reports whether a line was made on a later day than that of its document (R35).
func (e Entry) Late() bool { return access.Day(e.Made) > e.Date }

// Overdue reports whether a line still belongs to no case on a later day than
// that of its document (R35).
func (e Entry) Overdue(day string) bool { return e.Case == "" && e.Date < day }

// A Form is which plan of codes a code looks to be of.
type Form string

const (
	NoCode   Form = ""
	KLE      Form = "kle"      // KL's Emnesystematik: 29.30.00, 29.30.00-G01
	Regional Form = "regional" // a region's own plan
	Unlike   Form = "unlike"   // like neither
)

var (
	kle      = regexp.MustCompile(`^\d{2}\.\d{2}\.\d{2}(-[A-ZÆØÅ]\d{2})?$`)
	kleLoose = regexp.MustCompile(`^(\d{2})[. ](\d{2})[. ](\d{2})(?:[ .-]*([A-ZÆØÅ]) ?(\d{2}))?$`)
	regional = regexp.MustCompile(`^[\dA-ZÆØÅ]{1,10}([./-][\dA-ZÆØÅ]{1,10}){0,6}$`)
)

// Code returns a code the way plans write it: "29.30.00 g01" becomes
// "29.30.00-G01". A code that looks like no plan stays as it is.
func Code(text string) string {
	text = oneLine(text)
	if m := kleLoose.FindStringSubmatch(strings.ToUpper(text)); m != nil {
		text = m[1] + "." + m[2] + "." + m[3]
		if m[4] != "" {
			text += "-" + m[4] + m[5]
		}
	}
	return text
}

// FormOf returns the plan that a code looks to be of (R36). No list of values is
// asked: KLE changes four times a year, and each region has its own.
func FormOf(code string) Form {
	switch code = Code(code); {
	case code == "":
		return NoCode
	case kle.MatchString(code):
		return KLE
	case strings.Count(code, ".") < 2 && regional.MatchString(strings.ToUpper(code)) && strings.ContainsAny(code, "0123456789"):
		return Regional
	}
	return Unlike
}

// A Note is what was told by word of mouth in a case that is to be decided, in
// the three parts that the duty to note has (R37; offentlighedsloven § 13).
type Note struct {
	BodyID, Case, Code, ItemID string
	Date                       string
	Theme                      string
	From                       string // who told it
	Fact                       string
	Assessment                 string // external assessment of the facts
	Step                       string // what was done
	Closed                     bool
}

// Entries returns the lines of a note: one for each part that is written.
func (n Note) Entries(by string) (list []Entry, err error) {
	for _, part := range []struct {
		what What
		text string
	}{{Fact, n.Fact}, {Assessment, n.Assessment}, {Step, n.Step}} {
		if strings.TrimSpace(part.text) == "" {
			continue
		}
		direction := Received
		if part.what == Step {
			direction = Internal
		}
		list = append(list, Entry{BodyID: n.BodyID, Case: n.Case, Code: n.Code, ItemID: n.ItemID, Direction: direction, Date: n.Date,
			Theme: n.Theme, Party: n.From, What: part.what, Text: part.text, Closed: n.Closed, By: by})
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Invalid, "Skriv mindst ét af felterne: hvad der blev oplyst, hvordan det blev vurderet, eller hvad der blev gjort. Intet er gemt.")
	}
	if strings.TrimSpace(n.From) == "" && list[0].What != Step {
		return nil, fault.New(fault.Invalid, "Skriv, hvem oplysningen kom fra. Intet er gemt.")
	}
	return list, nil
}
