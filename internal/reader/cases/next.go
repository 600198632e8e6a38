package cases

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/pattern"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

var (
	// plans are titles under which the dates are those of coming meetings.
	plans = pattern.New(`(?i)\b(møde(?:datoer|plan(?:en)?|kalender(?:en)?|række(?:n)?|tidspunkter)\b|(?:datoer|datoforslag|tidspunkter) (?:for|til) .{0,40}møde|(?:næste|kommende|nye|fremtidige|planlagte|øvrige) (?:\p{L}+ )?møde[rt]?n?e?\b|næste års møder|næste gang(?: vi mødes|\W*$)|next meetings?\b|neste møte|møteplan|nästa (?:möte|sammanträde)|nächste sitzung)`)
	// announced is a sentence that gives the date of a meeting to come.
	announced = pattern.New(`(?i)\b(?:næste|kommende|nyt|førstkommende|næstkommende|følgende|neste|nästa|nächste) (?:\p{L}+ )?(?:\p{L}*møder?t?|\p{L}*møte|möte|sammanträde|sitzung)\b|\b\p{L}*møder?t? (?:er|bliver|afholdes|holdes|er blevet) (?:\p{L}+ )?(?:programsat|planlagt|fastsat|berammet|aftalt|fastlagt|den|til)\b|\bmødes(?: \p{L}+)? (?:igen|næste gang)\b|\b(?:derefter|herefter) mødes\b|\bnext meeting\b`)
	// fixed is a sentence that sets dates, under a heading that says of what.
	fixed = pattern.New(`(?i)\b(?:mødes|fastsat|fastlagt|berammet|planlagt|aftalt|foreslår|foreslås|holdes|afholdes|bliver) (?:\p{L}+ ){0,3}$`)
	// elsewhere is a sentence whose date is something else than a meeting.
	elsewhere = pattern.New(`(?i)\b(?:frist|deadline|senest|inden den|høringsfrist|udsend|tilmeld|aflyst|aflyses|ændres|flyttet fra|var planlagt|temadag|temamøde|konference|afbud)`)
	// ofBody is the organ that a meeting is said to be of: "møde i X den".
	ofBody = pattern.New(`(?i)møder?t? i (\p{Lu}[\p{L} -]{3,60}?)(?: (?:den|d\.|er|afholdes|holdes|bliver|tirsdag|mandag|onsdag|torsdag|fredag)\b|[,.:]|$)`)
)

// meetingStems are parts of every word for a meeting that the patterns above
// know. Looking for them first keeps the patterns off most lines.
var meetingStems = []string{"ød", "ØD", "øt", "ØT", "öt", "ÖT", "eeting", "itzung", "anträd", "ste gang"}

// readNext finds the coming meetings of the same body: the dates of an item
// about meeting dates, and sentences that announce one. A date that is not
// after this meeting is none.
func readNext(r *reading.Reading, p *page) {
	n := &nextFinder{page: p, r: r}
	n.meeting, _ = time.Parse(time.DateOnly, r.Meeting.Date)
	listing := false // under a heading about coming meetings
	item := -1       // the item whose title that is
	years := 0       // the year that the lines of the list belong to
	for i := range p.lines {
		l := &p.lines[i]
		opens := n.opens(l)
		switch {
		case p.starts(l):
			listing, item = opens, n.item(l.start)
			years = n.yearAround(i)
		case opens:
			listing, item = true, -1
			years = n.yearAround(i)
		case l.kind == extract.Heading && !n.startsWithDate(l) && (item < 0 || n.item(l.start) != item), n.ends(l):
			listing = false
		}
		n.line(l, listing, years)
	}
	slices.SortStableFunc(n.found, func(a, b foundNext) int { return strings.Compare(a.Date, b.Date) })
	for _, f := range n.found {
		i := len(r.Meeting.NextMeetings)
		if i > 0 && r.Meeting.NextMeetings[i-1].Date == f.Date {
			continue
		}
		r.Meeting.NextMeetings = append(r.Meeting.NextMeetings, f.Next)
		if f.NoYear {
			r.Infer(reading.At("next_meetings", i), f.at, f.confidence)
		} else {
			r.Note(reading.At("next_meetings", i), f.at, f.confidence)
		}
	}
}

type nextFinder struct {
	*page
	r       *reading.Reading
	meeting time.Time
	found   []foundNext
}

type foundNext struct {
	reading.Next
	at         extract.Passage
	confidence float64
}

// opens reports a heading or label about coming meetings.
func (n *nextFinder) opens(l *line) bool {
	if utf8.RuneCountInString(l.text) > 90 || !holds(l.text, meetingStems) || !plans.MatchString(l.text) {
		return false
	}
	for _, d := range danish.Dates(l.text) {
		if d.From > 0 {
			return n.starts(l) // "Mødeplan 2023" opens a list, "Næste møde er den 3. maj" is a sentence
		}
	}
	// A column of a table and a line of the contents lead to no list below them.
	return l.row == 0 || n.starts(l)
}

// ends reports a line that ends a list which is not an item's.
func (n *nextFinder) ends(l *line) bool {
	return n.item(l.start) < 0 && l.gap && len(danish.Dates(l.text)) == 0 && !plans.MatchString(l.text)
}

func (n *nextFinder) startsWithDate(l *line) bool {
	found := danish.Dates(l.text)
	return len(found) > 0 && found[0].From == 0
}

// line takes the dates of one line.
func (n *nextFinder) line(l *line, listing bool, year int) {
	if !strings.ContainsAny(l.text, "0123456789") {
		return
	}
	found := danish.Dates(l.text)
	if len(found) == 0 {
		return
	}
	from, confidence := 0, 0.0 // what the date before ends with, and whether it is one
	for k, d := range found {
		sentence := sentenceAround(l.text, d.From, d.To)
		switch {
		case elsewhere.MatchString(sentence) || n.otherBody(sentence) || period(l.text, found, k):
			confidence = 0
		case announced.MatchString(sentence):
			confidence = 0.9
		case plans.MatchString(sentence[:min(len(sentence), 60)]) && len(l.text) < 300 && !n.starts(l):
			confidence = 0.85
		case listing && bare(l.text[from:d.From], k > 0 && confidence > 0):
			confidence = 0.9
		case listing && fixed.MatchString(l.text[from:d.From]):
			confidence = 0.8
		default:
			confidence = 0
		}
		from = d.To
		if confidence > 0 {
			n.take(l, d, year, confidence)
		}
	}
}

// period reports a date that begins or ends a stretch of time: "1. maj 2024 -
// 31. oktober 2024". A meeting may last from one day to the next.
func period(text string, found []danish.DateMatch, k int) bool {
	joins := func(a, b danish.DateMatch) bool {
		switch strings.TrimSpace(text[a.To:b.From]) {
		case "-", "–", "—", "til", "til og med":
			return a.Month != b.Month || b.Day > a.Day+3
		}
		return false
	}
	return k > 0 && joins(found[k-1], found[k]) || k+1 < len(found) && joins(found[k], found[k+1])
}

// bare reports whether what stands before a date in a list is no sentence of
// its own: nothing, a weekday, "Møde 2:", or the date before it.
func bare(before string, follows bool) bool {
	before = strings.Trim(before, " \t-–•*:;,.()")
	w := words(before)
	if len(w) == 0 || follows && len(w) <= 3 {
		return true
	}
	return len(w) <= 4 && strings.Contains(strings.ToLower(before), "møde")
}

// sentenceAround returns the sentence that holds from..to.
func sentenceAround(text string, from, to int) string {
	begin := 0
	for i := from - 1; i > 0; i-- {
		if sentenceEnd(text, i) {
			begin = i + 1
			break
		}
	}
	end := len(text)
	for i := to; i < len(text); i++ {
		if sentenceEnd(text, i) {
			end = i + 1
			break
		}
	}
	return strings.TrimSpace(text[begin:end])
}

// sentenceEnd reports whether the byte at i ends a sentence: a mark before a
// blank and a capital letter, and not an abbreviation or an ordinal.
func sentenceEnd(text string, i int) bool {
	switch text[i] {
	case '!', '?':
		return i+1 >= len(text) || text[i+1] == ' '
	case '.':
	default:
		return false
	}
	if i+1 >= len(text) {
		return true
	}
	if text[i+1] != ' ' || !upperStart(strings.TrimLeft(text[i+1:min(len(text), i+12)], " ")) {
		return false
	}
	from := max(0, i-12)
	word := text[from:i]
	if k := strings.LastIndexAny(word, " ("); k >= 0 {
		word = word[k+1:]
	}
	return word != "" && !abbreviations[strings.ToLower(word)] && !isNumber(word) || isNumber(word) && len(word) == 4
}

var abbreviations = setOf("d kl nr pkt stk jf bl.a f.eks fx evt vedr pr ca dr prof inkl ekskl hhv tlf bl sml mv mio kr st skt ml")

// otherBody reports a sentence about the meeting of another organ.
func (n *nextFinder) otherBody(sentence string) bool {
	m := ofBody.FindStringSubmatch(sentence)
	if m == nil || n.r.Meeting.Body == "" {
		return false
	}
	own := setOf(strings.Join(words(n.r.Meeting.Body), " "))
	for _, w := range words(m[1]) {
		if own[w] {
			return false
		}
	}
	return danish.MonthOf(words(m[1])[0]) == 0
}

// take adds a date when it comes after this meeting.
func (n *nextFinder) take(l *line, d danish.DateMatch, year int, confidence float64) {
	next := reading.Next{Start: d.Start, End: d.End, NoYear: d.NoYear}
	if d.NoYear {
		d.Year = n.yearOf(d, year)
		confidence -= 0.1
	}
	next.Date = d.ISO()
	if next.Date == "" || !n.meeting.IsZero() && !d.Time().After(n.meeting) {
		return
	}
	if !n.meeting.IsZero() && d.Time().After(n.meeting.AddDate(3, 0, 0)) {
		return
	}
	n.found = append(n.found, foundNext{next, l.passage(d.From, d.To), confidence})
}

// yearOf works out the year of a date: the one that the item speaks of when
// that puts it after this meeting, else the first year that does.
func (n *nextFinder) yearOf(d danish.DateMatch, year int) int {
	if n.meeting.IsZero() {
		return year
	}
	d.Year = n.meeting.Year()
	if year >= d.Year && year <= d.Year+2 {
		d.Year = year
		return year
	}
	if !d.Time().After(n.meeting) {
		d.Year++
	}
	return d.Year
}

var yearPrinted = pattern.New(`\b20\d\d\b`)

// yearAround returns the one year that the lines of the item around line i
// speak of, in "mødedatoerne for 2021" or "næste års møder", or 0.
func (n *nextFinder) yearAround(i int) int {
	item := n.item(n.lines[i].start)
	years := map[int]bool{}
	for k := i; k < min(len(n.lines), i+25); k++ {
		l := &n.lines[k]
		if k > i && (n.starts(l) || n.item(l.start) != item) {
			break
		}
		if k == i && strings.Contains(strings.ToLower(l.text), "næste år") && !n.meeting.IsZero() {
			return n.meeting.Year() + 1
		}
		if len(l.text) > 300 || !strings.Contains(l.text, "20") || !strings.Contains(strings.ToLower(l.text), "møde") {
			continue
		}
		for _, at := range yearPrinted.FindAllStringIndex(l.text, -1) {
			if inDate(l.text, at[0]) {
				continue
			}
			y := 0
			for _, digit := range l.text[at[0]:at[1]] {
				y = y*10 + int(digit-'0')
			}
			if n.meeting.IsZero() || y >= n.meeting.Year() {
				years[y] = true
			}
		}
	}
	if len(years) != 1 {
		return 0
	}
	for y := range years {
		return y
	}
	return 0
}

func inDate(text string, at int) bool {
	return slices.ContainsFunc(danish.Dates(text), func(d danish.DateMatch) bool { return d.From <= at && at < d.To })
}
