package indicator

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/indicator/spc"
)

// MaxRows bounds how many periods one file may hold.
const MaxRows = 200_000

// columns names what stands in which column, in Danish and English.
var columns = map[string]string{
	"period": "period", "periode": "period", "date": "period", "dato": "period", "måned": "period", "month": "period", "uge": "period", "week": "period",
	"value": "value", "værdi": "value", "vaerdi": "value", "y": "value",
	"numerator": "numerator", "tæller": "numerator", "taeller": "numerator",
	"denominator": "denominator", "nævner": "denominator", "naevner": "denominator",
}

// ReadCSV reads the values of an indicator: columns period and value, or
// period, numerator and denominator, in any order, with a heading in Danish or
// English. Comma, semicolon or tab separate; where semicolons do, a comma may
// be the decimal sign. An empty value is a period in which nothing was measured.
// What cannot be read is told of with its row.
func ReadCSV(data []byte) ([]spc.Point, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fault.New(fault.Invalid, "Filen er tom. Den skal have en overskrift (periode;værdi eller periode;tæller;nævner) og en række for hver periode.")
	}
	comma := separator(data)
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma, reader.FieldsPerRecord, reader.TrimLeadingSpace = comma, -1, true
	place, err := heading(reader)
	if err != nil {
		return nil, err
	}
	var points []spc.Point
	parse := number(comma, data)
	for row := 2; ; row++ {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return points, nil
		}
		if err != nil {
			return nil, fault.Because(err, fault.Invalid, "Række %d kan ikke læses: anførselstegnene passer ikke sammen.", row)
		}
		if row > MaxRows {
			return nil, fault.New(fault.TooLarge, "Filen har flere end %d rækker. Intet er læst. Del den op.", MaxRows)
		}
		point, err := place.point(record, parse)
		if err != nil {
			return nil, fault.Because(err, fault.Invalid, "Række %d: %s", row, err)
		}
		points = append(points, point)
	}
}

// separator picks the sign that splits the first line into most columns.
func separator(data []byte) rune {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', 0
	for _, sign := range []rune{';', '\t', ','} {
		if n := bytes.Count(first, []byte(string(sign))); n > most {
			best, most = sign, n
		}
	}
	return best
}

// columnsOf holds at which index each column stands, -1 where it does not.
type columnsOf struct{ period, value, numerator, denominator int }

func heading(reader *csv.Reader) (columnsOf, error) {
	record, err := reader.Read()
	if err != nil {
		return columnsOf{}, fault.Because(err, fault.Invalid, "Overskriften kan ikke læses.")
	}
	at := map[string]int{}
	for i, name := range record {
		if column, ok := columns[strings.ToLower(strings.TrimSpace(name))]; ok {
			at[column] = i
		}
	}
	index := func(column string) int {
		if i, ok := at[column]; ok {
			return i
		}
		return -1
	}
	place := columnsOf{index("period"), index("value"), index("numerator"), index("denominator")}
	if place.value < 0 && (place.numerator < 0 || place.denominator < 0) {
		return place, fault.New(fault.Invalid, "Den første række skal være en overskrift: periode;værdi eller periode;tæller;nævner. Der står: %s", strings.Join(record, " | "))
	}
	return place, nil
}

func (c columnsOf) point(record []string, parse func(string) (float64, error)) (p spc.Point, err error) {
	cell := func(i int) string {
		if i < 0 || i >= len(record) {
			return ""
		}
		return strings.TrimSpace(record[i])
	}
	p.Period = cell(c.period)
	if c.denominator < 0 || c.numerator < 0 {
		if cell(c.value) == "" {
			p.Missing = true
			return p, nil
		}
		p.Value, err = parse(cell(c.value))
		return p, err
	}
	if cell(c.numerator) == "" && cell(c.denominator) == "" {
		p.Missing = true
		return p, nil
	}
	if cell(c.numerator) == "" || cell(c.denominator) == "" {
		return p, fault.New(fault.Invalid, "tæller og nævner skal stå der begge to, eller ingen af dem.")
	}
	if p.Numerator, err = parse(cell(c.numerator)); err != nil {
		return p, err
	}
	if p.Denominator, err = parse(cell(c.denominator)); err != nil {
		return p, err
	}
	if p.Denominator == 0 {
		return p, fault.New(fault.Invalid, "nævneren er 0.")
	}
	p.Value = p.Numerator / p.Denominator
	return p, nil
}

var grouped = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+(,\d+)?$`)

// number returns how numbers are read in a file: the Danish way where commas
// are decimal signs somewhere in it, else with a decimal point.
func number(comma rune, data []byte) func(string) (float64, error) {
	danish := comma != ',' && regexp.MustCompile(`\d,\d`).Match(data)
	return func(s string) (float64, error) {
		plain := s
		if danish {
			if strings.Contains(s, ".") && !grouped.MatchString(s) {
				return 0, fault.New(fault.Invalid, "“%s” har punktum, hvor de andre tal har komma. Ret det, så alle tal er skrevet ens.", s)
			}
			plain = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
		}
		n, err := strconv.ParseFloat(plain, 64)
		if err != nil || strings.ContainsAny(plain, "xXpPnN_") {
			return 0, fault.New(fault.Invalid, "“%s” er ikke et tal.", s)
		}
		return n, nil
	}
}
