package site

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/body"
	"klynge/internal/initiative"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
	"klynge/internal/search"
	"klynge/internal/web"
	"klynge/internal/when"
)

//go:embed parts.html
var parts string

// page joins a template with its type and the parts that pages share.
func page[T any](source string) *web.Page[T] {
	return web.MustPage[T](functions, parts, chainHTML, source)
}

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"lifeState":  func(s initiative.State) string { return l.Say(s.Danish()) },
		"outcome":    outcome,
		"typeName":   func(t reading.ItemType) string { return l.Say(typeNames[t]) },
		"kindName":   func(k reading.Kind) string { return l.Say(kindNames[k]) },
		"sector":     func(s body.Sector) string { return l.Say(sectorNames[s]) },
		"state":      func(s reading.AttachmentState) string { return l.Say(stateNames[s]) },
		"say":        func(f reading.Finding) string { return f.Say(l.Code()) },
		"doubtName":  func(d review.Doubt) string { return doubtName(l, d) },
		"doubted":    doubted,
		"percent":    func(confidence float64) string { return fmt.Sprintf("%.0f %%", confidence*100) },
		"moment":     func(at time.Time) string { return momentOf(l, at) },
		"size":       func(bytes int64) string { return sizeOf(l, bytes) },
		"hitOutcome": func(h search.Hit) reading.Outcome { return reading.Outcome(h.Outcome) },
	}
}

// momentOf says a day and a time: "21. november 2026 kl. 13.05".
func momentOf(l web.Language, at time.Time) string {
	here := at.In(when.Copenhagen)
	return l.Date(here.Format(time.DateOnly)) + " " + l.Clock(here.Format("15:04"), "")
}

// sizeOf says how much there is to fetch: "1,2 MB".
func sizeOf(l web.Language, bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d kB", max(1, bytes>>10))
	}
	said := fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	if l == web.Danish {
		said = strings.Replace(said, ".", ",", 1)
	}
	return said
}

// A Mark is how an outcome is shown: a word, and an icon and a colour that say
// the same.
type Mark struct{ Label, Class, Icon string }

var marks = map[reading.Outcome]Mark{
	reading.Approved:  {"Godkendt", "approved", "check"},
	reading.Noted:     {"Taget til efterretning", "noted", "visibility"},
	reading.Discussed: {"Drøftet", "discussed", "forum"},
	reading.Postponed: {"Udsat", "postponed", "hourglass"},
	reading.Rejected:  {"Ikke godkendt", "rejected", "close"},
}

func outcome(o reading.Outcome) *Mark {
	if mark, ok := marks[o]; ok {
		return &mark
	}
	return nil
}

// verbs make a sentence of a body, an outcome and a matter.
var verbs = map[reading.Outcome]string{
	reading.Approved:  "godkendte",
	reading.Noted:     "tog til efterretning:",
	reading.Discussed: "drøftede",
	reading.Postponed: "udsatte",
	reading.Rejected:  "godkendte ikke",
}

var typeNames = map[reading.ItemType]string{
	"": "", reading.Orientation: "Til orientering", reading.DecisionOn: "Til beslutning",
	reading.Discussion: "Til drøftelse", reading.Approval: "Til godkendelse",
}

var kindNames = map[reading.Kind]string{reading.Minutes: "Referat", reading.Agenda: "Dagsorden"}

var sectorNames = map[body.Sector]string{
	body.RegionSector: "Region", body.MunicipalitySector: "Kommuner", body.GeneralPractice: "Almen praksis",
	body.Shared: "Fælles", body.OtherSector: "Andre",
}

// sectorOrder is how the three sides of the table sit, and then the others.
var sectorOrder = []body.Sector{body.RegionSector, body.MunicipalitySector, body.GeneralPractice, body.Shared, body.OtherSector}

var stateNames = map[reading.AttachmentState]string{
	reading.Enclosed: "Vedlagt", reading.Mailed: "Sendt i mail", reading.ToFollow: "Skulle eftersendes",
}

var doubtNames = map[review.Kind]string{review.Value: "En værdi", review.Person: "En person", review.Organization: "En organisation"}

// fieldNames are what a value is called, by the last part of its address.
var fieldNames = map[string]string{
	"body": "Organ", "date": "Dato", "start": "Mødet begynder", "end": "Mødet slutter", "place": "Sted", "kind": "Dokumentets art",
	"name": "Navn", "role": "Rolle", "organization": "Organisation", "title": "Overskrift", "type": "Punktets art",
	"decision": "Beslutning", "outcome": "Udfald", "text": "Indstilling", "leader": "Projektleder",
	"funding": "Beløb", "amount": "Beløb", "total": "Beløb", "remaining": "Beløb",
}

// doubtName says what a doubt is about: "Punkt 6: Beslutning".
func doubtName(l web.Language, d review.Doubt) string {
	parts := strings.Split(d.At, "/")
	name, known := fieldNames[parts[len(parts)-1]]
	if d.Kind != review.Value || !known {
		return l.Say(doubtNames[d.Kind])
	}
	name = l.Say(name)
	if len(parts) > 3 && parts[1] == "items" {
		name = l.Say("Punkt %s", strings.TrimPrefix(parts[2], "punkt-")) + ": " + name
	}
	return name
}

// doubted returns a doubtful value as a Dane writes it, which is also how it may
// be corrected.
func doubted(d review.Doubt) string {
	if d.Value == "" || d.Kind != review.Value {
		return d.Value
	}
	switch d.At[strings.LastIndexByte(d.At, '/')+1:] {
	case "date":
		return web.Danish.Date(d.Value)
	case "kind":
		if name, ok := kindNames[reading.Kind(d.Value)]; ok {
			return name
		}
	case "outcome":
		if mark, ok := marks[reading.Outcome(d.Value)]; ok {
			return mark.Label
		}
	}
	return d.Value
}

// A Crumb leads back towards the front page. Record marks text of the record.
type Crumb struct {
	Text, Path string
	Record     bool
}

// A Pager leads on through a list.
type Pager struct{ First, Next string }

// excerpt returns the first sentences of a text, at most so many characters,
// and whether there is more.
func excerpt(text string, most int) (lead string, more bool) {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= most {
		return text, false
	}
	runes := []rune(text)[:most]
	cut := string(runes)
	if i := lastSentence(cut); i > most/3 {
		return cut[:i], true
	}
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + " …", true
}

// lastSentence returns where the last whole sentence of a text ends.
func lastSentence(text string) int {
	end := -1
	for i := 0; i+1 < len(text); i++ {
		if strings.IndexByte(".!?", text[i]) >= 0 && text[i+1] == ' ' && i > 1 && text[i-1] >= 'a' && text[i-2] != ' ' && text[i-2] != '.' {
			end = i + 1
		}
	}
	return end
}

// A Block is a run of lines that are drawn as one: a paragraph, a heading, a
// list or a table.
type Block struct {
	Kind  string // "paragraph", "heading", "list", "table"
	Text  string
	Items []reading.Line
	Head  []string
	Rows  [][]string
}

// blocks gathers the lines of a section into what is drawn.
func blocks(lines []reading.Line) []Block {
	var list []Block
	last := func(kind string) *Block {
		if len(list) == 0 || list[len(list)-1].Kind != kind {
			list = append(list, Block{Kind: kind})
		}
		return &list[len(list)-1]
	}
	for _, line := range lines {
		switch line.Kind {
		case extract.ListItem:
			b := last("list")
			b.Items = append(b.Items, line)
		case extract.Row:
			b := last("table")
			b.Rows = append(b.Rows, line.Cells)
		case extract.Heading:
			list = append(list, Block{Kind: "heading", Text: line.Text})
		default:
			list = append(list, Block{Kind: "paragraph", Text: line.Text})
		}
	}
	for i := range list {
		list[i].behead()
	}
	return list
}

// behead makes the first row of a table its head when the rows below it hold
// numbers and it holds none.
func (b *Block) behead() {
	if len(b.Rows) < 2 || strings.ContainsAny(strings.Join(b.Rows[0], ""), "0123456789") ||
		!strings.ContainsAny(strings.Join(b.Rows[1], ""), "0123456789") {
		return
	}
	b.Head, b.Rows = b.Rows[0], b.Rows[1:]
}
