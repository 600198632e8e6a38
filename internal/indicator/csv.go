package indicator

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/indicator/spc"
)

// Limits on a file of figures.
const (
	// MaxRows bounds how many periods one file may hold.
	MaxRows = 200_000
	// MaxBytes bounds a file.
	MaxBytes  = 16 << 20
	mostCells = 60
)

// ReadCSV reads the values of an indicator: columns period and value, or
// period, numerator and denominator, in any order, with a heading in Danish or
// English. Comma, semicolon or tab separate; where semicolons do, a comma may
// be the decimal sign. An empty value is a period in which nothing was measured.
// What cannot be read is told of with its row.
func ReadCSV(data []byte) ([]spc.Point, error) {
	t, err := readCSV(data)
	if err != nil {
		return nil, err
	}
	lines, err := t.lines(0)
	if err != nil {
		return nil, err
	}
	points := make([]spc.Point, len(lines))
	for i, l := range lines {
		if l.Wrong != "" {
			return nil, fault.New(fault.Invalid, "Række %d: %s", l.Row, l.Wrong)
		}
		points[i] = spc.Point{Period: l.Text, Value: l.Value, Numerator: l.Numerator, Denominator: l.Denominator, Missing: l.Missing}
	}
	return points, nil
}

// A table is a file of figures: rows of cells as they are written.
type table struct {
	cells     [][]string
	rows      []int // of each in the file, from 1
	sheet     bool  // of a spreadsheet: numbers have a dot, and dates may be numbers
	since1904 bool
	separator rune
}

// readTable reads a CSV or XLSX file, told apart by their bytes.
func readTable(data []byte) (table, error) {
	switch {
	case len(data) > MaxBytes:
		return table{}, fault.New(fault.TooLarge, "Filen er over %d MB. Del den i flere.", MaxBytes>>20)
	case bytes.HasPrefix(data, []byte("PK")):
		return readSheet(data)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return table{}, fault.New(fault.Invalid, "Filen er et gammelt Excel-ark (.xls) eller beskyttet med kode. Gem den som .xlsx uden kode eller som .csv, og prøv igen.")
	case bytes.IndexByte(data, 0) >= 0:
		return table{}, fault.New(fault.Invalid, "Filen er hverken CSV eller et Excel-ark (.xlsx). Gem den som en af dem, og prøv igen.")
	}
	return readCSV(data)
}

func readSheet(data []byte) (t table, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: 256 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return t, fault.Because(err, fault.Invalid, "Excel-arket kan ikke læses: det er beskyttet, beskadiget eller alt for stort. Gem det igen som .xlsx uden kode, og prøv igen.")
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	if properties, err := book.GetWorkbookProps(); err == nil && properties.Date1904 != nil {
		t.since1904 = *properties.Date1904
	}
	t.sheet = true
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return t, fault.Because(err, fault.Invalid, "Det første ark i filen kan ikke læses.")
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for row := 1; rows.Next(); row++ {
		cells, err := rows.Columns()
		if err != nil {
			return t, fault.Because(err, fault.Invalid, "Række %d kan ikke læses.", row)
		}
		if err := t.add(cells, row); err != nil {
			return t, err
		}
	}
	return t, rows.Error()
}

func readCSV(data []byte) (t table, err error) {
	text := string(bytes.TrimPrefix(data, []byte("\ufeff")))
	if !utf8.ValidString(text) {
		if text, err = charmap.Windows1252.NewDecoder().String(text); err != nil {
			return t, fault.Because(err, fault.Invalid, "Filens tegn kan ikke læses. Gem den som UTF-8, og prøv igen.")
		}
	}
	first, rest, _ := strings.Cut(text, "\n")
	t.separator = separatorOf(first)
	skipped := 0
	if said, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(first)), "sep="); ok && said != "" && strings.ContainsAny(said[:1], ";,\t") {
		text, skipped, t.separator = rest, 1, rune(said[0]) // Excel's own line that names the separator
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.TrimLeadingSpace = t.separator, -1, t.separator != '\t'
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return t, fault.Because(err, fault.Invalid, "Række %d kan ikke læses: anførselstegnene passer ikke sammen.", wrong.Line+skipped)
		}
		if err != nil {
			return t, err
		}
		row, _ := r.FieldPos(0)
		if err := t.add(cells, row+skipped); err != nil {
			return t, err
		}
	}
}

// separatorOf picks the sign that splits the first line into most columns.
func separatorOf(first string) rune {
	best, most := ',', 0
	for _, sign := range ";\t," {
		if n := strings.Count(first, string(sign)); n > most {
			best, most = sign, n
		}
	}
	return best
}

// add takes in a row that has anything in it.
func (t *table) add(cells []string, row int) error {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return nil
	}
	if len(t.cells) >= MaxRows {
		return fault.New(fault.TooLarge, "Filen har flere end %s rækker. Intet er læst. Del den op.", danish.Number(MaxRows))
	}
	t.cells, t.rows = append(t.cells, cells[:min(len(cells), mostCells)]), append(t.rows, row)
	return nil
}
