package mapping

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"klynge/internal/fault"
	"klynge/internal/paper"
)

// Limits on a file of cards.
const (
	MostBytes = 8 << 20
	MostRows  = 5_000
	mostCells = 40
)

// A Row is a line of a file, read as a card.
type Row struct {
	Line  int // of the file, from 1
	Card  Card
	Wrong string // why it cannot be taken in, "" when it can
}

func refused(cause error, text string, args ...any) error {
	return fault.Because(cause, fault.Invalid, text+" Intet er gemt.", args...)
}

// A sheet is rows of cells as they are written, with their lines in the file.
type sheet struct {
	rows  [][]string
	lines []int
}

func (s *sheet) add(cells []string, line int) error {
	if strings.TrimSpace(strings.Join(cells, "")) == "" {
		return nil
	}
	if len(s.rows) > MostRows {
		return fault.New(fault.TooLarge, "Filen har over 5.000 rækker. Del den i flere. Intet er gemt.")
	}
	if len(cells) > mostCells {
		cells = cells[:mostCells]
	}
	// A civil registration number anywhere in the file, also in a column that is no
	// part of a card, and nothing of it is taken in (R7).
	if row := strings.Join(cells, "\n\n"); len(paper.PersonalNumbers(row)) > 0 || len(paper.PersonalNumbers(strings.Join(cells, " "))) > 0 {
		return fault.New(fault.Invalid, "Række %d i filen har noget, der ligner et CPR-nummer. Derfor er hele filen afvist, og intet af den er gemt. Fjern numrene hos den, der har lavet filen, og bed om en ny.", line)
	}
	s.rows, s.lines = append(s.rows, cells), append(s.lines, line)
	return nil
}

// ReadFile reads cards from a CSV or XLSX file, told apart by their bytes.
func ReadFile(data []byte) ([]Row, error) {
	var s sheet
	var err error
	switch {
	case len(data) > MostBytes:
		return nil, fault.New(fault.TooLarge, "Filen er over %d MB. Del den i flere. Intet er gemt.", MostBytes>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, refused(nil, "Filen er tom.")
	case bytes.HasPrefix(data, []byte("PK")):
		err = s.readBook(data)
	case bytes.HasPrefix(data, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		err = refused(nil, "Filen er et gammelt Excel-ark (.xls) eller beskyttet med kode. Gem den som .xlsx uden kode eller som .csv, og prøv igen.")
	case bytes.IndexByte(data, 0) >= 0:
		err = refused(nil, "Filen er hverken CSV eller et Excel-ark (.xlsx). Gem den som en af dem, og prøv igen.")
	default:
		err = s.readText(data)
	}
	if err != nil {
		return nil, err
	}
	return s.cards()
}

// readBook reads all sheets, so that nothing hides on the second one; cards are
// those of the first.
func (s *sheet) readBook(data []byte) error {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return refused(err, "Excel-arket kan ikke læses: det er beskyttet, beskadiget eller alt for stort. Gem det igen som .xlsx uden kode, og prøv igen.")
	}
	defer book.Close()
	for i, name := range book.GetSheetList() {
		into := s
		if i > 0 {
			into = &sheet{}
		}
		if err := into.readRows(book, name); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) readRows(book *excelize.File, name string) error {
	rows, err := book.Rows(name)
	if err != nil {
		return refused(err, "Et ark i filen kan ikke læses.")
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return refused(err, "Række %d kan ikke læses.", line)
		}
		if err := s.add(cells, line); err != nil {
			return err
		}
	}
	return rows.Error()
}

func (s *sheet) readText(data []byte) error {
	text := string(bytes.TrimPrefix(data, []byte("\ufeff")))
	if !utf8.ValidString(text) {
		var err error
		if text, err = charmap.Windows1252.NewDecoder().String(text); err != nil {
			return refused(err, "Filens tegn kan ikke læses. Gem den som UTF-8, og prøv igen.")
		}
	}
	head, _, _ := strings.Cut(text, "\n")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', -1
	for _, mark := range "\t," {
		if strings.Count(head, string(mark)) > strings.Count(head, string(r.Comma)) {
			r.Comma = mark
		}
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			return refused(err, "Linje %d kan ikke læses: et anførselstegn mangler eller står forkert.", wrong.Line)
		}
		if err != nil {
			return err
		}
		line, _ := r.FieldPos(0)
		if err := s.add(cells, line); err != nil {
			return err
		}
	}
}

// columns are what the columns of a file may be called. The first is what we ask
// for.
var columns = []struct {
	names []string
	set   func(*Card, string) (wrong string)
}{
	{[]string{"partner", "kilde", "fra"}, func(c *Card, text string) string { c.Source = text; return "" }},
	{[]string{"gruppe", "målgruppe"}, setPopulation},
	{[]string{"samtidige forløb", "samtidig", "overlap"}, func(c *Card, text string) (wrong string) {
		c.Overlap, wrong = yes(text, "Samtidige forløb")
		return wrong
	}},
	{[]string{"bopæl", "bopæl undersøgt", "bosat"}, func(c *Card, text string) (wrong string) {
		c.Resident, wrong = yes(text, "Bopæl")
		return wrong
	}},
	{[]string{"behov", "har brug for"}, func(c *Card, text string) string { c.Need = text; return "" }},
	{[]string{"barriere", "barrierer", "hvad står i vejen"}, func(c *Card, text string) string { c.Barrier = text; return "" }},
	{[]string{"kontakt", "kontakter"}, func(c *Card, text string) string { c.Contact = text; return "" }},
	{[]string{"styrke", "styrker", "ressourcer"}, func(c *Card, text string) string { c.Strength = text; return "" }},
	{[]string{"antal", "antal borgere", "hvor mange"}, setBand},
}

// Columns returns what the columns of a file are called.
func Columns() (names []string) {
	for _, c := range columns {
		first := c.names[0]
		names = append(names, strings.ToUpper(first[:1])+first[1:])
	}
	return names
}

func setPopulation(c *Card, text string) string {
	switch text = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(strings.ToLower(text), "gruppe"))); text {
	case "1":
		c.Population = GroupOne
	case "2":
		c.Population = GroupTwo
	case "begge", "1 og 2", "1+2", "both":
		c.Population = GroupBoth
	case "", "?", "ved ikke", "ukendt", "unknown":
		c.Population = GroupUnknown
	default:
		return "Gruppen skal være 1, 2, begge eller ukendt."
	}
	return ""
}

// setBand reads a band, or a number, of which only its band is kept. A spreadsheet
// turns "5-9" into a day in September, which is a number above 40,000.
func setBand(c *Card, text string) string {
	text = strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), "–", "-"))
	if n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64); err == nil && n >= 1 && n < 10_000 {
		c.Band = BandOf(int(n))
		return ""
	}
	names := map[string]Band{"<5": Few, "1-4": Few, "få": Few, "færreend5": Few, "færreendfem": Few, "50+": FiftyAndUp, "50ellerflere": FiftyAndUp}
	if b, ok := names[text]; ok {
		c.Band = b
		return ""
	}
	if b := Band(text); slices.Contains(Bands, b) {
		c.Band = b
		return ""
	}
	return "Antal skal være et tal eller <5, 5-9, 10-19, 20-49 eller 50+. Et regneark kan have lavet 5-9 om til en dato."
}

func yes(text, what string) (is bool, wrong string) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "ja", "x", "1", "true", "sand":
		return true, ""
	case "", "nej", "0", "false", "falsk", "ved ikke", "?":
		return false, ""
	}
	return false, what + " skal være ja eller nej."
}

// cards reads the rows under the row of headings.
func (s *sheet) cards() (list []Row, err error) {
	if len(s.rows) == 0 {
		return nil, refused(nil, "Det første ark i filen er tomt.")
	}
	at := make([]int, len(columns))
	for i, c := range columns {
		at[i] = slices.IndexFunc(s.rows[0], func(cell string) bool {
			return slices.Contains(c.names, strings.ToLower(strings.Join(strings.Fields(strings.Trim(cell, "\ufeff :*")), " ")))
		})
	}
	need, band := at[4], at[8]
	if need < 0 || band < 0 {
		return nil, refused(nil, "Øverste række skal have overskrifterne Behov og Antal, gerne også Partner, Gruppe, Samtidige forløb, Bopæl, Barriere, Kontakt og Styrke.")
	}
	if len(s.rows) == 1 {
		return nil, refused(nil, "Filen har overskrifter og ingen rækker under dem.")
	}
	for i, cells := range s.rows[1:] {
		row := Row{Line: s.lines[i+1], Card: Card{Population: GroupUnknown, State: Draft}}
		for k, c := range columns {
			if at[k] < 0 || at[k] >= len(cells) {
				continue
			}
			if wrong := c.set(&row.Card, strings.TrimSpace(cells[at[k]])); wrong != "" && row.Wrong == "" {
				row.Wrong = wrong
			}
		}
		row.Card = row.Card.tidy()
		if err := row.Card.check(); err != nil && row.Wrong == "" {
			row.Wrong = strings.TrimSuffix(fault.Sentence(err), " Intet er gemt.")
		}
		list = append(list, row)
	}
	return list, nil
}
