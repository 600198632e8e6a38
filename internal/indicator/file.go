package indicator

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"klynge/internal/fault"
)

// A Line is a row of a file of figures, as it was read.
type Line struct {
	Row  int    // in the file, from 1
	Text string // of the period
	Figure
	Missing bool   // nothing was measured
	Wrong   string // why it cannot be read, ""
}

// columns names what stands in which column, in Danish and English.
var columns = map[string]string{
	"period": "period", "periode": "period", "date": "period", "dato": "period", "måned": "period", "month": "period", "uge": "period", "week": "period",
	"kvartal": "period", "quarter": "period", "år": "period", "year": "period",
	"value": "value", "værdi": "value", "vaerdi": "value", "y": "value",
	"numerator": "numerator", "tæller": "numerator", "taeller": "numerator",
	"denominator": "denominator", "nævner": "denominator", "naevner": "denominator",
}

// places holds at which index each column stands, -1 where it does not.
type places struct{ period, value, numerator, denominator int }

// lines reads every row below the heading. mark is the decimal sign, 0 to tell it
// from the numbers.
func (t table) lines(mark byte) ([]Line, error) {
	if len(t.cells) == 0 {
		return nil, fault.New(fault.Invalid, "Filen er tom. Den skal have en overskrift (periode;værdi eller periode;tæller;nævner) og en række for hver periode.")
	}
	c, err := t.heading()
	if err != nil {
		return nil, err
	}
	if mark == 0 {
		mark = t.mark()
	}
	list := make([]Line, 0, len(t.cells)-1)
	for i, cells := range t.cells[1:] {
		list = append(list, t.line(c, cells, t.rows[i+1], mark))
	}
	return list, nil
}

func (t table) heading() (c places, err error) {
	at := map[string]int{}
	for i, name := range t.cells[0] {
		if column, ok := columns[strings.ToLower(strings.Trim(name, "\ufeff :*"))]; ok {
			at[column] = i
		}
	}
	index := func(column string) int {
		if i, ok := at[column]; ok {
			return i
		}
		return -1
	}
	c = places{index("period"), index("value"), index("numerator"), index("denominator")}
	if c.value >= 0 || c.numerator >= 0 && c.denominator >= 0 {
		return c, nil
	}
	said := clip(strings.Join(t.cells[0], " | "))
	if len(t.cells[0]) == 1 && !t.sheet {
		return c, fault.New(fault.Invalid, "Rækkerne er ikke delt i kolonner: den første række er læst som “%s”. Den skal være en overskrift, og semikolon, tabulator eller komma skal skille kolonnerne. Gem filen igen med et af dem.", said)
	}
	return c, fault.New(fault.Invalid, "Den første række skal være en overskrift: periode;værdi eller periode;tæller;nævner. Der står: %s", said)
}

// ratio reports whether the rows have numerator and denominator.
func (c places) ratio() bool { return c.numerator >= 0 && c.denominator >= 0 }

func (t table) line(c places, cells []string, row int, mark byte) (l Line) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	l.Row, l.Text = row, t.period(cell(c.period))
	if extra := cells[min(len(cells), len(t.cells[0])):]; strings.TrimSpace(strings.Join(extra, "")) != "" {
		l.Wrong = "rækken har flere kolonner end overskriften. Kommaet skiller måske både kolonner og decimaler: gem filen med semikolon mellem kolonnerne."
		return l
	}
	if !c.ratio() {
		if l.Missing = cell(c.value) == ""; !l.Missing {
			l.Value, l.Wrong = t.number(cell(c.value), mark)
		}
		return l
	}
	over, under := cell(c.numerator), cell(c.denominator)
	if l.Missing = over == "" && under == ""; l.Missing {
		return l
	}
	if over == "" || under == "" {
		l.Wrong = "tæller og nævner skal stå der begge to, eller ingen af dem."
		return l
	}
	if l.Numerator, l.Wrong = t.number(over, mark); l.Wrong == "" {
		l.Denominator, l.Wrong = t.number(under, mark)
	}
	if l.Wrong == "" && l.Denominator == 0 {
		l.Wrong = "nævneren er 0."
	}
	if l.Wrong == "" {
		l.Value = l.Numerator / l.Denominator
	}
	return l
}

// period returns the text of a period: a day that a sheet keeps as a number is
// written as one.
func (t table) period(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	if !t.sheet || err != nil || n < 10_000 || n > 200_000 || n != math.Trunc(n) {
		return text
	}
	at, err := excelize.ExcelDateToTime(n, t.since1904)
	if err != nil {
		return text
	}
	return at.Format(time.DateOnly)
}

var (
	grouped = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,\d+)?$`)
	english = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	comma   = regexp.MustCompile(`\d,\d`)
)

// mark tells the decimal sign from all the numbers: a comma where one stands
// between digits, and does not separate columns, else a dot.
func (t table) mark() byte {
	if t.sheet || t.separator == ',' {
		return '.'
	}
	if slices.ContainsFunc(t.cells[1:], func(cells []string) bool { return comma.MatchString(strings.Join(cells, " ; ")) }) {
		return ','
	}
	return '.'
}

// number reads a number whose decimals follow a mark.
func (t table) number(text string, mark byte) (n float64, wrong string) {
	plain := strings.NewReplacer("\u00a0", "", "\u202f", "", " ", "", "−", "-", "%", "").Replace(text)
	raw := t.sheet && finite(plain)
	if mark == ',' && !raw {
		if strings.Contains(plain, ".") && !grouped.MatchString(plain) {
			return 0, "“" + clip(text) + "” har punktum, hvor de andre tal har komma. Ret det, så alle tal er skrevet ens."
		}
		plain = strings.ReplaceAll(strings.ReplaceAll(plain, ".", ""), ",", ".")
	} else if english.MatchString(plain) {
		plain = strings.ReplaceAll(plain, ",", "")
	}
	if plain == "" {
		return 0, "tallet mangler."
	}
	n, err := strconv.ParseFloat(plain, 64)
	if err != nil || !finite(plain) || math.Abs(n) > MaxFigure {
		return 0, "“" + clip(text) + "” er ikke et tal."
	}
	return n, ""
}

// finite reports whether a text is a number in plain digits: not NaN, not infinite,
// not hexadecimal.
func finite(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil && !strings.ContainsAny(text, "xXpPnN_")
}

var thousands = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+$`)

// ParseNumber reads a number that somebody types in Danish: "1.204,5", "12,5",
// "12.5", "1.204".
func ParseNumber(text string) (float64, error) {
	if strings.TrimSpace(text) == "" {
		return 0, fault.New(fault.Invalid, "Skriv et tal i hvert felt. Intet er gemt.")
	}
	mark := byte('.')
	if strings.Contains(text, ",") || thousands.MatchString(strings.TrimSpace(text)) {
		mark = ','
	}
	n, wrong := table{}.number(strings.TrimSpace(text), mark)
	if wrong != "" {
		return 0, fault.New(fault.Invalid, "“%s” er ikke et tal. Skriv det som 1.204,5. Intet er gemt.", clip(text))
	}
	return n, nil
}
