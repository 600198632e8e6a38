package ledger

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"klynge/internal/fault"
)

// Limits on a file of bookings.
const (
	MostBytes = 32 << 20
	MostRows  = 100_000
	mostCells = 60
)

// A table is a file of a finance system: rows of cells as they are written.
type table struct {
	rows      [][]string
	lines     []int // of each row in the file, from 1
	sheet     bool  // of a spreadsheet: numbers have a dot, and dates may be numbers
	since1904 bool
}

func refused(cause error, text string, args ...any) error {
	return fault.Because(cause, fault.Invalid, text+" Intet er ført.", args...)
}

// readTable reads a CSV or XLSX file, told apart by their bytes.
func readTable(data []byte) (table, error) {
	switch {
	case len(data) > MostBytes:
		return table{}, fault.New(fault.TooLarge, "Filen er over %d MB. Del den i flere. Intet er ført.", MostBytes>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return table{}, refused(nil, "Filen er tom.")
	case bytes.HasPrefix(data, []byte("PK")):
		return readSheet(data)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return table{}, refused(nil, "Filen er et gammelt Excel-ark (.xls) eller beskyttet med kode. Gem den som .xlsx uden kode eller som .csv, og prøv igen.")
	case bytes.IndexByte(data, 0) >= 0:
		return table{}, refused(nil, "Filen er hverken CSV eller et Excel-ark (.xlsx). Gem den som en af dem, og prøv igen.")
	}
	return readCSV(data)
}

func readSheet(data []byte) (t table, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: 256 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return t, refused(err, "Excel-arket kan ikke læses: det er beskyttet, beskadiget eller alt for stort. Gem det igen som .xlsx uden kode, og prøv igen.")
	}
	defer book.Close()
	if properties, err := book.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		t.since1904 = *properties.Date1904
	}
	t.sheet = true
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return t, refused(err, "Det første ark i filen kan ikke læses.")
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, refused(err, "Række %d kan ikke læses.", line)
		}
		if err := t.add(cells, line); err != nil {
			return t, err
		}
	}
	return t, rows.Error()
}

func readCSV(data []byte) (t table, err error) {
	text := string(bytes.TrimPrefix(data, []byte("\ufeff")))
	if !utf8.ValidString(text) {
		if text, err = charmap.Windows1252.NewDecoder().String(text); err != nil {
			return t, refused(err, "Filens tegn kan ikke læses. Gem den som UTF-8, og prøv igen.")
		}
	}
	skipped := 0
	separator := separatorOf(text)
	if first, rest, ok := strings.Cut(text, "\n"); ok && strings.HasPrefix(strings.ToLower(first), "sep=") {
		text, skipped = rest, 1 // Excel's own line that names the separator
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator, -1, false
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return t, refused(err, "Linje %d kan ikke læses: et anførselstegn mangler eller står forkert.", wrong.Line+skipped)
		}
		if err != nil {
			return t, err
		}
		line, _ := r.FieldPos(0)
		if err := t.add(cells, line+skipped); err != nil {
			return t, err
		}
	}
}

// separatorOf tells what sets the cells of a text apart: that of semicolon, tab and
// comma which the first lines have the same number of, and most of.
func separatorOf(text string) rune {
	if rest, ok := strings.CutPrefix(strings.ToLower(text), "sep="); ok && rest != "" && strings.ContainsRune(";,\t", rune(rest[0])) {
		return rune(rest[0])
	}
	lines := strings.SplitN(text, "\n", 21)
	best, most := ';', 0
	for _, mark := range []rune{';', '\t', ','} {
		counts := map[int]int{}
		for _, line := range lines[:min(len(lines), 20)] {
			if n := outside(line, mark); n > 0 {
				counts[n]++
			}
		}
		for n, times := range counts {
			// A line of amounts has commas too; what every line has counts most.
			if score := times*100 + n; score > most {
				best, most = mark, score
			}
		}
	}
	return best
}

// outside counts a mark outside of quotes.
func outside(line string, mark rune) (n int) {
	quoted := false
	for _, r := range line {
		switch {
		case r == '"':
			quoted = !quoted
		case r == mark && !quoted:
			n++
		}
	}
	return n
}

// add takes in a row that has anything in it.
func (t *table) add(cells []string, line int) error {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return nil
	}
	if len(t.rows) > MostRows+20 {
		return fault.New(fault.TooLarge, "Filen har over %s rækker. Del den i flere. Intet er ført.", "100.000")
	}
	if len(cells) > mostCells {
		cells = cells[:mostCells]
	}
	t.rows, t.lines = append(t.rows, cells), append(t.lines, line)
	return nil
}

// columns are where the parts of a booking stand, -1 for nowhere.
type columns struct {
	head                          int // row of the headings
	date, amount, text, code, key int
	mark                          byte // before the øre
}

// headings are what finance systems call the columns.
var headings = []struct {
	of    func(*columns) *int
	names []string
}{
	{func(c *columns) *int { return &c.date }, []string{"bogføringsdato", "bogf.dato", "posteringsdato", "dato", "bilagsdato", "date", "posting date"}},
	{func(c *columns) *int { return &c.amount }, []string{"beløb", "beløb i kr.", "beløb (kr.)", "beløb i dkk", "beløb dkk", "belob", "amount", "sum"}},
	{func(c *columns) *int { return &c.text }, []string{"posteringstekst", "tekst", "beskrivelse", "bilagstekst", "text", "description"}},
	{func(c *columns) *int { return &c.code }, []string{"indsats", "projekt", "formål", "psp-element", "pspelement", "projektnr.", "projektnr", "konto", "artskonto", "project", "account"}},
	{func(c *columns) *int { return &c.key }, []string{"posteringsid", "posteringsnr.", "posteringsnr", "løbenr.", "løbenr", "bilagsnr.", "bilagsnr", "bilagsnummer", "bilag", "id", "key"}},
}

// find finds the row of headings among the first rows, and how the amounts are
// written.
func (t table) find() (c columns, err error) {
	for i, cells := range t.rows[:min(len(t.rows), 20)] {
		c = columns{head: i, date: -1, amount: -1, text: -1, code: -1, key: -1}
		for _, h := range headings {
			*h.of(&c) = headed(cells, h.names)
		}
		if c.date >= 0 && c.amount >= 0 {
			return c, t.marked(&c)
		}
	}
	return c, refused(nil, "Filen har ingen række med overskrifterne Dato og Beløb. Skriv dem øverst, gerne også Tekst, Indsats og Bilagsnr., og prøv igen.")
}

// headed returns the column that has the first of the names, -1 for none.
func headed(cells, names []string) int {
	for _, name := range names {
		for i, cell := range cells {
			if strings.EqualFold(oneLine(strings.Trim(cell, "\ufeff :*")), name) {
				return i
			}
		}
	}
	return -1
}

func (t table) marked(c *columns) error {
	if len(t.rows)-c.head-1 > MostRows {
		return fault.New(fault.TooLarge, "Filen har over %s rækker. Del den i flere. Intet er ført.", "100.000")
	}
	if len(t.rows) == c.head+1 {
		return refused(nil, "Filen har overskrifter og ingen rækker under dem.")
	}
	var amounts []string
	for _, cells := range t.rows[c.head+1:] {
		if text := cell(cells, c.amount); !t.sheet || !number(text) {
			amounts = append(amounts, text)
		}
	}
	mark, wrong := decimalMark(amounts)
	if wrong != "" {
		return fault.New(fault.Invalid, "%s", wrong)
	}
	c.mark = mark
	return nil
}

func cell(cells []string, at int) string {
	if at < 0 || at >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[at])
}

// number reports whether a cell of a spreadsheet holds a number as the file keeps
// one, which is with a dot whatever the sheet shows.
func number(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil && !strings.ContainsAny(text, "xXpPnN_")
}

// day reads a day: a Danish date, or the number that a spreadsheet keeps it as.
func (t table) day(text string) (string, bool) {
	if t.sheet && number(text) {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n < 1 || n > 200_000 {
			return "", false
		}
		at, err := excelize.ExcelDateToTime(n, t.since1904)
		return at.Format(time.DateOnly), err == nil
	}
	return danishDay(text)
}

// amount reads the amount of a cell.
func (t table) amount(text string, mark byte) (ore int64, wrong string) {
	if t.sheet && number(text) {
		n, err := strconv.ParseFloat(text, 64)
		hundredths := math.Round(n * 100)
		switch {
		case err != nil || math.Abs(n) > 1e13:
			return 0, "det er for stort"
		case math.Abs(n*100-hundredths) > 0.01:
			return 0, "det har flere end to decimaler"
		}
		return int64(hundredths), ""
	}
	for _, unit := range []string{"kr.", "kr", "DKK"} {
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, unit), unit))
	}
	value, wrong := decimal(text, mark)
	return int64(value), wrong
}
