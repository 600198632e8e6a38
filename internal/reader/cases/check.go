package cases

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/pattern"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
	"klynge/internal/reader/reading"
)

// Contents is one entry of the document's own table of contents.
type Contents struct {
	Title string
	extract.Passage
}

// Check holds the document up against itself and adds what it finds. Call it
// once, last, when everything else is read.
func Check(r *reading.Reading, contents []Contents) {
	c := &checker{Reading: r, page: pageOf(r)}
	c.head()
	c.participants()
	c.contents(contents)
	c.numbers()
	c.items()
	c.sums()
	c.rounded()
	c.dates()
	c.private()
	c.truncated()
	if r.Document != nil {
		for _, note := range r.Document.Notes {
			c.find("extract", reading.Notice, "", extract.Passage{Page: note.Page}, "say", note.Say)
		}
	}
}

type checker struct {
	*reading.Reading
	*page
}

// find adds a finding; args are names and values in turn.
func (c *checker) find(code string, level reading.Level, path reading.Path, at extract.Passage, args ...string) {
	f := reading.Finding{Code: code, Level: level, Path: path, Passage: at}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[args[i]] = args[i+1]
	}
	c.Findings = append(c.Findings, f)
}

// at returns the place of the first of the paths that has one.
func (c *checker) at(paths ...reading.Path) extract.Passage {
	for _, path := range paths {
		if s, ok := c.Sources[path]; ok {
			return s.Passage
		}
	}
	return extract.Passage{Page: 1}
}

func (c *checker) head() {
	if c.Meeting.Date == "" {
		c.find("date-unknown", reading.Warning, "/date", extract.Passage{Page: 1})
	}
	if c.Meeting.Body == "" {
		c.find("body-unknown", reading.Warning, "/body", extract.Passage{Page: 1})
	}
	if len(c.Meeting.Participants) == 0 {
		c.find("nobody-listed", reading.Notice, "/participants", extract.Passage{Page: 1})
	}
}

// participants looks for the same person twice. Two people may share a name:
// they do when they come from different places.
func (c *checker) participants() {
	seen := map[string][]int{}
	for i, person := range c.Meeting.Participants {
		key := people.Key(person.Name)
		path := reading.At("participants", i)
		for _, k := range seen[key] {
			other := c.Meeting.Participants[k]
			if people.SameName(person.Name, other.Name) < people.Likely || apart(person.Organization, other.Organization) {
				continue
			}
			at := c.at(path, path+"/name")
			if person.Absent != other.Absent {
				c.find("present-and-absent", reading.Warning, path, at, "name", person.Name)
			} else {
				c.find("person-twice", reading.Notice, path, at, "name", person.Name)
			}
			break
		}
		if len(seen[key]) < 20 {
			seen[key] = append(seen[key], i)
		}
	}
}

// apart reports two printed organisations without a word in common.
func apart(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	own := setOf(strings.Join(words(a), " "))
	for _, w := range words(b) {
		if own[w] {
			return false
		}
	}
	return true
}

// contents holds the table of contents against the headings.
func (c *checker) contents(entries []Contents) {
	byTitle := map[string]bool{}
	titles := make([]string, len(c.Meeting.Items))
	for i, it := range c.Meeting.Items {
		titles[i] = fold(it.Title)
		byTitle[titles[i]] = true
	}
	for k, entry := range entries {
		title := fold(entry.Title)
		if title == "" || byTitle[title] {
			continue
		}
		best, score := -1, 0.0
		for i := max(0, k-4); i < min(len(titles), k+5); i++ { // in the order of the contents, give or take
			if s := alike(title, titles[i]); s > score {
				best, score = i, s
			}
		}
		switch {
		case score == 1:
		case score >= 0.75:
			c.find("contents-title", reading.Notice, reading.At("items", best, "title"), entry.Passage,
				"contents", entry.Title, "heading", c.Meeting.Items[best].Title)
		default:
			c.find("contents-missing", reading.Warning, "/items", entry.Passage, "contents", entry.Title)
		}
	}
}

func fold(s string) string { return strings.Join(words(s), " ") }

// alike tells how much an entry of the contents agrees with a heading. The
// entry may print the type before the title and be cut at the margin.
func alike(entry, title string) float64 {
	if title == "" {
		return 0
	}
	const enough = 15 // bytes, for a cut title to be recognised
	if entry == title || strings.HasSuffix(entry, " "+title) ||
		len(entry) >= enough && (strings.HasPrefix(title, entry) || strings.HasSuffix(title, " "+entry)) {
		return 1
	}
	if cut := strings.LastIndex(entry, " "+title[:min(len(title), 8)]); cut > 0 {
		entry = entry[cut+1:]
	}
	a, b := []rune(entry), []rune(title)
	if len(a) > 300 || len(b) > 300 {
		return 0
	}
	return 1 - float64(distance(a, b))/float64(max(len(a), len(b)))
}

// distance is the number of letters to insert, drop or change (Levenshtein).
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		previous := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := previous
			if x != y {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, previous+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// numbers looks for items that are skipped.
func (c *checker) numbers() {
	before := 0
	for i, it := range c.Meeting.Items {
		n, err := strconv.Atoi(it.Number)
		if err != nil {
			before = 0
			continue
		}
		if before > 0 && n > before+1 {
			path := reading.At("items", i, "number")
			c.find("number-gap", reading.Notice, path, c.at(path, reading.At("items", i, "title")),
				"before", strconv.Itoa(before), "after", it.Number)
		}
		before = n
	}
}

var attached = pattern.New(`(?i)\b(?:vedlagt|vedlægges|vedlagte|vedhæftet|vedhæftes|vedhæftede|som bilag|(?:jf\.|se|i|af) bilag|bilag \d+|bilaget)(?:[^\p{L}]|$)`)

var attachedStems = []string{"edl", "EDL", "edh", "EDH", "ilag", "ILAG"}

// items looks for decisions and attachments that are missing.
func (c *checker) items() {
	for i, it := range c.Meeting.Items {
		title := reading.At("items", i, "title")
		if c.Meeting.Kind == reading.Minutes && it.Decided && strings.TrimSpace(it.Decision) == "" {
			path := reading.At("items", i, "decision")
			c.find("empty-decision", reading.Warning, path, c.at(path, title), "number", nameOf(it))
		}
		for k, a := range it.Attachments {
			if a.State == reading.ToFollow {
				path := reading.At("items", i, "attachments", k)
				c.find("attachment-to-follow", reading.Notice, path, c.at(path, title), "name", a.Name)
			}
		}
		if len(it.Attachments) == 0 {
			c.attachment(i, it)
		}
	}
}

// attachment looks for the first mention of an attachment in an item without any.
func (c *checker) attachment(i int, it reading.Item) {
	path := reading.At("items", i, "attachments")
	for _, section := range it.Sections {
		for _, l := range section.Lines {
			if !holds(l.Text, attachedStems) {
				continue
			}
			if m := attached.FindStringIndex(l.Text); m != nil {
				at := l.Passage
				at.Start += utf8.RuneCountInString(l.Text[:m[0]])
				at.End = at.Start + utf8.RuneCountInString(l.Text[m[0]:m[1]])
				c.find("attachment-missing", reading.Warning, path, at, "number", nameOf(it))
				return
			}
		}
	}
}

// nameOf returns what to call an item in a sentence.
func nameOf(it reading.Item) string {
	if it.Number != "" {
		return it.Number
	}
	return "“" + it.Title + "”"
}

// dates looks for years that were worked out and weekdays that are wrong.
func (c *checker) dates() {
	if s, ok := c.Sources["/date"]; ok && s.Inferred {
		c.find("date-without-year", reading.Notice, "/date", s.Passage, "text", c.text.slice(s.Passage), "date", c.Meeting.Date)
	}
	for i, next := range c.Meeting.NextMeetings {
		if next.NoYear {
			path := reading.At("next_meetings", i)
			at := c.at(path)
			c.find("date-without-year", reading.Notice, path, at, "text", c.text.slice(at), "date", next.Date)
		}
	}
	for i := range c.lines {
		l := &c.lines[i]
		for _, d := range danish.Dates(l.text) {
			printed, ok := danish.WeekdayOf(d.Weekday)
			if !ok || d.Year == 0 || d.Time().Weekday() == printed {
				continue
			}
			c.find("weekday-differs", reading.Warning, "", l.passage(d.From, d.To),
				"date", d.Time().Format(time.DateOnly), "weekday", danish.Weekday(d.Time().Weekday()), "printed", d.Weekday)
		}
	}
}

// open are words that no sentence ends with.
var open = setOf("og at til der som af i på for med den det de en et er om ved fra har eller men samt hvor hvis skal vil kan blev")

// truncated looks at how the last paragraph ends.
func (c *checker) truncated() {
	if len(c.lines) == 0 {
		return
	}
	l := &c.lines[len(c.lines)-1]
	text := strings.TrimRight(l.text, " *_")
	if l.row > 0 || l.kind == extract.Heading || len(text) < 60 {
		return
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	w := words(text)
	if last == ',' || last == '-' || !strings.ContainsRune(".!?:;)]”\"’'»", last) && (open[w[len(w)-1]] || len(text) > 200) {
		c.find("truncated", reading.Notice, "", l.all())
	}
}
