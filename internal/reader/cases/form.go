package cases

import (
	"strings"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/pattern"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A form collects the lines of one plan under the parts they belong to.
type form struct {
	reading.Case
	title, leader *line
	banner, group bool
	weak          bool // the person in charge is called by an everyday word
	sections      map[part]bool
	asked         []reading.Line // lines under "Ansøgt beløb"

	current part
	// Of the table row being read: a row of labels alone names the columns of
	// the rows below it.
	row, labels, values int
	columns, next       map[int]part
}

func newForm() *form {
	return &form{sections: map[part]bool{}, columns: map[int]part{}, next: map[int]part{}}
}

// line takes one line of the plan.
func (f *form) line(l *line, rb rubric) {
	if l.row != f.row {
		f.endRow(l)
	}
	if rb.part != noPart && !(rb.exact && rb.part == f.current && rb.part.section()) {
		f.current = rb.part
		f.labels++
		f.next[l.col] = rb.part
		f.open(l, rb)
		if !rb.exact {
			f.value(l, rb.part, rb.value)
		}
		return
	}
	f.values++
	p := f.current
	if column, ok := f.columns[l.col]; ok && l.row > 0 && f.labels == 0 {
		p = column
	}
	f.value(l, p, 0)
}

// endRow decides what the row that ended says about the one that begins with l.
func (f *form) endRow(l *line) {
	switch {
	case l.row == 0:
		f.columns = map[int]part{}
	case f.row > 0 && f.labels > 1 && f.values == 0:
		f.columns = f.next
	case f.labels > 0:
		f.columns = map[int]part{}
	}
	f.row, f.labels, f.values, f.next = l.row, 0, 0, map[int]part{}
}

func (f *form) open(l *line, rb rubric) {
	switch {
	case rb.part == banner:
		f.banner = true
	case rb.part == group:
		f.group = true
	case rb.part == leader:
		f.weak = rb.weak
	case rb.part.section():
		f.sections[rb.part] = true
	}
}

// value takes the text of a line from byte i as something told of a part.
func (f *form) value(l *line, p part, i int) {
	printed := l.printed()
	printed.Text, printed.Passage = l.text[i:], l.passage(i, len(l.text))
	switch p {
	case banner:
		if i > 0 && f.title == nil {
			f.setTitle(l, l.text[i:])
		}
	case title:
		if f.title == nil {
			f.setTitle(l, l.text[i:])
		}
	case leader:
		if f.leader == nil {
			f.Leader = nameAlone(l.text[i:])
			f.leader = l
		}
	case group:
		f.Group = append(f.Group, persons(l.text[i:])...)
	case funding:
		f.asked = append(f.asked, printed)
	case purpose:
		f.Purpose = append(f.Purpose, printed)
	case data:
		f.Data = append(f.Data, printed)
	case scope:
		f.Scope = append(f.Scope, printed)
	case schedule:
		f.Schedule = append(f.Schedule, printed)
	case resources:
		f.Resources = append(f.Resources, printed)
	}
}

func (f *form) setTitle(l *line, text string) {
	f.title = l
	f.Title = strings.Trim(text, " \"”“»«'*.")
}

// isPlan tells a plan from an action list and from a paragraph about a project.
func (f *form) isPlan() bool {
	if f.title == nil || f.Title == "" || f.Leader == "" || utf8.RuneCountInString(f.Leader) > 80 {
		return false
	}
	evidence := len(f.sections)
	if f.banner {
		evidence += 2
	}
	if f.group {
		evidence++
	}
	if f.weak {
		return evidence >= 3 && len(f.sections) >= 2
	}
	return evidence >= 2 && len(f.sections) >= 1
}

// confidence grows with what a plan is made of.
func (f *form) confidence() float64 {
	c := 0.7 + 0.04*float64(len(f.sections))
	if f.banner {
		c += 0.06
	}
	if f.group {
		c += 0.04
	}
	return min(c, 0.98)
}

// money returns the sum that the plan is about: asked for, or in its resources.
// Several sums without a total are several things, and none is chosen.
func (f *form) money() (danish.Amount, extract.Passage) {
	for _, lines := range [][]reading.Line{f.asked, f.Resources} {
		var only danish.Amount
		var at extract.Passage
		several := false
		for _, l := range lines {
			for _, m := range danish.Amounts(l.Text) {
				if sayTotal(l.Text[:m.From]) {
					return m.Amount, l.Passage
				}
				several = several || only != 0 && only != m.Amount
				only, at = m.Amount, l.Passage
			}
		}
		if only != 0 && !several {
			return only, at
		}
	}
	return 0, extract.Passage{}
}

// nameAlone returns the name of "Eva Dam, projektkonsulent, tlf. 12 34 56 78".
func nameAlone(s string) string {
	if i := strings.IndexAny(s, ",(;/\t"); i > 0 {
		s = s[:i]
	}
	for _, cut := range []string{" – ", " - ", " og ", " tlf", " mail"} {
		if i := strings.Index(s, cut); i > 0 {
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}

var (
	fromHeading = pattern.New(`(?:^|\s)Fra [^:,]{2,60}(?::\s*|$)`)
	gluedBullet = pattern.New(`([^\s–-])[-–•] (\p{Lu})`)
)

// persons cuts a cell that lists a project group into one text a person. A
// conversion may have lost the line breaks: "ambulatorieleder- Eva Dam", "Eva
// Dam, leder Bo Krag, læge".
func persons(text string) []string {
	text = fromHeading.ReplaceAllString(text, "\n")
	if strings.HasPrefix(text, "-") || len(gluedBullet.FindAllStringIndex(text, 2)) > 1 {
		text = gluedBullet.ReplaceAllString(text, "$1\n$2") // once may be a name: "Birk- Dam"
	}
	text = strings.NewReplacer(";", "\n", "\t", "\n", " • ", "\n").Replace(text)
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		for _, person := range unglue(strings.Fields(line)) {
			if person = strings.Trim(person, " -–•,."); person != "" {
				out = append(out, person)
			}
		}
	}
	return out
}

var prepositions = setOf("i på for af ved fra til med")

// isRole reports a word that ends like an occupation.
func isRole(word string) bool {
	for _, ending := range []string{
		"leder", "chef", "rådgiver", "konsulent", "læge", "plejerske", "direktør", "terapeut", "koordinator",
		"medarbejder", "assistent", "pædagog", "psykolog", "formand", "sekretær",
	} {
		if strings.HasSuffix(strings.ToLower(word), ending) {
			return true
		}
	}
	return false
}

// unglue cuts before each name that a comma follows, except where the comma
// before it already tells that the name is the next piece of the same person.
func unglue(tokens []string) []string {
	var out []string
	from := 0
	for k, token := range tokens {
		if !strings.HasSuffix(token, ",") || k == from {
			continue
		}
		j := k
		for j > from && upperStart(tokens[j-1]) && !strings.ContainsAny(tokens[j-1], ",)") {
			j--
		}
		if j > from && prepositions[tokens[j-1]] {
			j++ // "i Nørby Eva Dam,": the place belongs to the role
		}
		if j > from && strings.HasSuffix(tokens[j-1], ",") && isRole(tokens[j]) {
			j++ // "Bo Krag, Socialrådgiver Eva Dam,"
		}
		if j > from && k > j && upperStart(token) && !strings.HasSuffix(tokens[j-1], ",") {
			out = append(out, strings.Join(tokens[from:j], " "))
			from = j
		}
	}
	return append(out, strings.Join(tokens[from:], " "))
}
