package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"klynge/internal/danish"
)

// A Booking is one row of a file of the finance system.
type Booking struct {
	Line     int // in the file
	Date     string
	Amount   danish.Amount
	Text     string
	Code     string // of the purpose, as the finance system names it; "" when the file has none
	External string
	Wrong    string // a sentence, "" when it can be booked
	Twice    bool   // it was booked before, or stands in the file twice
	Mark     string
}

// danishDay reads a date that fills a cell.
func danishDay(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if cut := strings.IndexAny(text, "T "); cut == 10 && text[4] == '-' {
		text = text[:cut] // with a clock behind
	}
	found := danish.Dates(text)
	if len(found) != 1 || found[0].From != 0 || found[0].To != len(text) || found[0].ISO() == "" {
		return "", false
	}
	return found[0].ISO(), true
}

// ParseDay reads a day that somebody types.
func ParseDay(text string) (string, bool) { return danishDay(text) }

// bookings reads the rows of a file. known are the marks of what was booked before.
func (t table) bookings(c columns, today string, known map[string]bool) []Booking {
	seen := map[string]bool{}
	list := make([]Booking, 0, len(t.rows)-c.head-1)
	for i, cells := range t.rows[c.head+1:] {
		b := Booking{Line: t.lines[c.head+1+i], Text: oneLine(cell(cells, c.text)), Code: oneLine(cell(cells, c.code)), External: oneLine(cell(cells, c.key))}
		b.read(t, c, cells, today)
		if b.Wrong == "" {
			b.Mark = markOf(b)
			b.Twice = known[b.Mark] || seen[b.Mark]
			seen[b.Mark] = true
		}
		list = append(list, b)
	}
	return list
}

func (b *Booking) read(t table, c columns, cells []string, today string) {
	date, amount := cell(cells, c.date), cell(cells, c.amount)
	var ok bool
	var wrong string
	var ore int64
	if b.Date, ok = t.day(date); !ok {
		b.Wrong = fmt.Sprintf("Datoen “%s” findes ikke. Skriv den som 31-12-2024.", clip(date))
		return
	}
	if ore, wrong = t.amount(amount, c.mark); wrong != "" {
		b.Wrong = fmt.Sprintf("“%s” er ikke et beløb: %s.", clip(amount), wrong)
		return
	}
	b.Amount = danish.Amount(ore)
	switch {
	case b.Date > today:
		b.Wrong = "Datoen ligger ude i fremtiden."
	case b.Date < earliest:
		b.Wrong = "Datoen ligger før 2007."
	case b.Amount == 0:
		b.Wrong = "Beløbet er nul."
	case b.Amount > Most || b.Amount < -Most:
		b.Wrong = "Beløbet er over " + Most.Short()
	case len([]rune(b.Text)) > longest || len([]rune(b.Code)) > longest || len([]rune(b.External)) > longest:
		b.Wrong = fmt.Sprintf("En tekst er over %d tegn.", longest)
	}
}

func clip(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + " …"
	}
	return text
}

// markOf returns what makes a booking the same as one that comes again: the
// finance system's own key, or else its day, amount, text and code.
func markOf(b Booking) string {
	said := "key\x00" + b.External
	if b.External == "" {
		said = fmt.Sprintf("row\x00%s\x00%d\x00%s\x00%s", b.Date, b.Amount, strings.ToLower(b.Text), strings.ToLower(b.Code))
	}
	sum := sha256.Sum256([]byte(said))
	return hex.EncodeToString(sum[:16])
}

// A Code is what a file names a purpose by, with the purpose it stands for.
type Code struct {
	Code    string // "" for rows without one
	Rows    int
	Amount  danish.Amount
	Purpose Purpose // none until somebody chooses
}

// codesOf returns the codes of the rows that can be booked, in the order of the
// file, each with what chosen, then remembered, then a purpose's own name says.
func codesOf(list []Booking, f Fund, chosen, remembered map[string]string) (codes []Code) {
	place := map[string]int{}
	for _, b := range list {
		if b.Wrong != "" || b.Twice {
			continue
		}
		at, ok := place[b.Code]
		if !ok {
			at = len(codes)
			place[b.Code] = at
			codes = append(codes, Code{Code: b.Code, Purpose: f.purposeFor(b.Code, chosen, remembered)})
		}
		codes[at].Rows++
		codes[at].Amount += b.Amount
	}
	return codes
}

func (f Fund) purposeFor(code string, chosen, remembered map[string]string) Purpose {
	for _, id := range []string{chosen[code], remembered[code]} {
		if p := f.Purpose(id); p.ID != "" {
			return p
		}
	}
	at := slices.IndexFunc(f.Purposes, func(p Purpose) bool {
		return code != "" && (strings.EqualFold(p.Name, code) || p.InitiativeSlug == code)
	})
	if at < 0 {
		return Purpose{}
	}
	return f.Purposes[at]
}

// A Preview is what a file would do when it is booked.
type Preview struct {
	Import  Import
	Fund    Fund
	Period  Period
	Comma   bool // before the øre
	Rows    []Booking
	Codes   []Code
	New     int // rows that would be booked
	Sum     danish.Amount
	Twice   int
	Wrong   int
	Doubts  Doubts // to be confirmed
	Refused string // why it cannot be booked, "" when it can
}

// weigh counts the rows, and says whether they may be booked on the figures of
// their period.
func (v *Preview) weigh(p PeriodFigures) {
	sums := map[string]danish.Amount{}
	purposes := map[string]Purpose{}
	for _, c := range v.Codes {
		purposes[c.Code] = c.Purpose
	}
	for i := range v.Rows {
		b := &v.Rows[i]
		if b.Wrong == "" && !b.Twice {
			if to := purposes[b.Code]; to.ID == "" {
				b.Wrong = "Vælg, hvad rækken skal bogføres på."
			} else if !p.Of(to.ID).Funded() {
				b.Wrong = fmt.Sprintf("“%s” har ingen bevilling i %s.", to.Name, v.Period)
			}
		}
		switch {
		case b.Wrong != "":
			v.Wrong++
		case b.Twice:
			v.Twice++
		default:
			v.New++
			v.Sum += b.Amount
			sums[purposes[b.Code].ID] += b.Amount
		}
	}
	for _, one := range p.Purposes {
		booked := one.Booked + sums[one.ID]
		switch {
		case booked < 0:
			v.Refused = fmt.Sprintf("Filen krediterer mere på %s, end der er bogført. Vend fortegnet i kolonnen, hvis udgifter står med minus.", one.Name)
		case booked > mostEver:
			v.Refused = "Så meget kan en pulje ikke rumme. Se efter, om beløbene er i øre."
		case booked > one.Allocated && sums[one.ID] > 0:
			v.Doubts = append(v.Doubts, "Så er der bogført "+(booked-one.Allocated).String()+" mere på "+one.Name+", end der er bevilget.")
		}
	}
	switch {
	case v.Refused != "":
	case v.Period.Closed:
		v.Refused = v.Period.String() + " er lukket. Vælg en åben periode."
	case v.Wrong > 0:
		v.Refused = danish.Count(v.Wrong, "række har en fejl", "rækker har fejl") + ". Alt bliver ført, eller intet gør."
	case v.New == 0:
		v.Refused = "Alle rækker er ført før. Der er intet nyt i filen."
	}
}
