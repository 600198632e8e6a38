package ledger

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/ledger"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A line is one row of an export.
type line struct {
	Date     string
	Fund     string
	Year     int // the first of its period
	Period   string
	Kind     ledger.Kind
	Purpose  string
	Code     string // of the purpose
	Amount   danish.Amount
	Text     string
	Decision string
	Path     string
	Key      string
}

// inert returns a text that a spreadsheet takes for text: one that it would reckon
// as a formula begins with an apostrophe (OWASP, CSV injection).
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

var heads = []string{"Dato", "Pulje", "Periode", "Slags", "Formål", "Beløb", "Tekst", "Beslutning", "Adresse", "Bilagsnr."}

func (x line) texts() []string {
	return []string{x.Date, inert(x.Fund), x.Period, x.Kind.Danish(), inert(x.Purpose), comma(x.Amount), inert(x.Text), inert(x.Decision), inert(x.Path), inert(x.Key)}
}

// comma writes kroner with a comma before the øre and nothing between thousands.
func comma(a danish.Amount) string {
	return strings.ReplaceAll(dot(a), ".", ",")
}

// dot writes kroner with a dot before the øre.
func dot(a danish.Amount) string {
	sign, n := "", int64(a)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// writeCSV writes lines as a Danish spreadsheet reads them.
func writeCSV(lines []line) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.Comma, out.UseCRLF = ';', true
	err := out.Write(heads)
	for _, x := range lines {
		err = errors.Join(err, out.Write(x.texts()))
	}
	out.Flush()
	return b.Bytes(), errors.Join(err, out.Error())
}

// writeXLSX writes lines as a sheet, amounts as numbers and days as days.
func writeXLSX(lines []line) (_ []byte, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	const sheet = "Poster"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	money, err := book.NewStyle(&excelize.Style{NumFmt: 4}) // #,##0.00 in the reader's own marks
	if err != nil {
		return nil, err
	}
	if err := out.SetRow("A1", cells(heads)); err != nil {
		return nil, err
	}
	for i, x := range lines {
		row := cells(x.texts())
		row[5] = excelize.Cell{StyleID: money, Value: float64(x.Amount) / 100}
		at, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			return nil, err
		}
		if err := out.SetRow(at, row); err != nil {
			return nil, err
		}
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func cells(texts []string) []any {
	row := make([]any, len(texts))
	for i, t := range texts {
		row[i] = t
	}
	return row
}

// fiscalFields are the columns of the Fiscal Data Package, each with its fiscal
// meaning (Fiscal Data Package 1.0: ColumnType).
var fiscalFields = []struct{ Name, Type, Column, Title string }{
	{"date", "date", "date:generic", "Dato"},
	{"fiscal_year", "integer", "date:fiscal-year", "Periodens første år"},
	{"fund", "string", "administrative-classification:generic:label", "Pulje"},
	{"phase", "string", "phase:label", "Slags"},
	{"direction", "string", "direction", "Retning"},
	{"project_code", "string", "activity:generic:project:code", "Formålets nøgle"},
	{"project", "string", "activity:generic:project:label", "Formål"},
	{"amount", "number", "value", "Beløb i kroner"},
	{"decision", "string", "", "Beslutningens adresse"},
}

// direction says which way the money goes.
func direction(k ledger.Kind) string {
	if k == ledger.Received {
		return "revenue"
	}
	return "expenditure"
}

// writePackage writes lines as a Fiscal Data Package: a descriptor and a CSV file
// of plain text, which no spreadsheet is meant to open and nothing is changed in.
func writePackage(name, title string, lines []line) ([]byte, error) {
	var table bytes.Buffer
	out := csv.NewWriter(&table)
	var names []string
	var fields []map[string]any
	for _, f := range fiscalFields {
		names = append(names, f.Name)
		field := map[string]any{"name": f.Name, "type": f.Type, "title": f.Title}
		if f.Column != "" {
			field["columnType"] = f.Column
		}
		switch f.Type {
		case "number":
			field["decimalChar"] = "."
		case "date":
			field["format"] = "default"
		}
		fields = append(fields, field)
	}
	err := out.Write(names)
	for _, x := range lines {
		err = errors.Join(err, out.Write([]string{x.Date, strconv.Itoa(x.Year), x.Fund, string(x.Kind), direction(x.Kind), x.Code, x.Purpose, dot(x.Amount), x.Path}))
	}
	out.Flush()
	descriptor := map[string]any{
		"profile": "fiscal-data-package", "name": name, "title": title, "countryCode": "DK", "granularity": "transactional",
		"resources": []map[string]any{{
			"profile": "tabular-data-resource", "name": "poster", "path": "poster.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
			"dialect": map[string]any{"delimiter": ",", "header": true},
			"schema": map[string]any{"fields": fields, "missingValues": []string{""},
				"extraFields": []map[string]any{{"name": "currency", "type": "string", "columnType": "value-currency:code", "constant": "DKK"}}},
		}},
	}
	text, wrong := json.MarshalIndent(descriptor, "", "  ")
	if err = errors.Join(err, out.Error(), wrong); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, file := range []struct {
		name string
		data []byte
	}{{"datapackage.json", text}, {"poster.csv", table.Bytes()}} {
		part, err := archive.Create(file.name)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(file.data); err != nil {
			return nil, err
		}
	}
	err = archive.Close()
	return b.Bytes(), err
}

// linesOf returns the entries of a fund for an export.
func linesOf(f ledger.Fund, entries []ledger.Told) []line {
	list := make([]line, 0, len(entries))
	for _, e := range entries {
		period, _ := f.Period(e.Year)
		x := line{Date: e.Date, Fund: f.Name, Year: e.Year, Period: period.String(), Kind: e.Kind, Purpose: e.Purpose.Name, Code: e.Purpose.ID, Amount: e.Amount, Text: e.Text,
			Decision: e.Why.Title, Path: e.Why.Path, Key: e.External}
		if x.Decision == "" {
			x.Decision = e.Letter
		}
		if e.Kind == ledger.Reversal {
			x.Amount = -x.Amount
		}
		list = append(list, x)
	}
	return list
}

// publicLines returns what the public sees: each movement that follows from a
// public decision and stands, and what was booked, summed by purpose and period.
func publicLines(funds []ledger.Shown, today string) (list []line) {
	for _, s := range funds {
		for _, e := range s.Entries {
			if e.Undone {
				continue
			}
			list = append(list, line{Date: e.Date, Fund: s.Fund.Name, Year: e.Period.Year, Period: e.Period.String(), Kind: e.Kind, Purpose: e.Purpose.Name,
				Code: e.Purpose.ID, Amount: e.Amount, Decision: e.Title, Path: e.Path})
		}
		for _, p := range s.Periods {
			for _, one := range p.Purposes {
				if one.Booked != 0 {
					list = append(list, line{Date: min(today, p.End()), Fund: s.Fund.Name, Year: p.Year, Period: p.Period.String(), Kind: ledger.Booked,
						Purpose: one.Name, Code: one.ID, Amount: one.Booked, Text: "Bogført i alt"})
				}
			}
		}
	}
	return list
}

// The media types of what is exported.
const (
	mediaCSV  = "text/csv; charset=utf-8"
	mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	mediaZIP  = "application/zip"
)

func send(w http.ResponseWriter, media, name string, data []byte, err error) error {
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	// A reader that went away has no use for the error.
	_, _ = w.Write(data)
	return nil
}

// Export sends the entries of a fund as a file of a kind: csv or xlsx.
func (p *Pages) Export(kind string) http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		f, entries, err := p.Ledger.All(r.Context(), o.ID, r.PathValue("fond"), signin.Who(r))
		if err != nil {
			return err
		}
		return write(w, kind, id.Slug(f.Name), f.Name, linesOf(f, entries))
	})
}

// ExportPublic sends what the public sees of a body's money as a file of a kind:
// csv, xlsx or zip (Fiscal Data Package).
func (p *Pages) ExportPublic(kind string) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		slug := r.PathValue("slug")
		funds, err := p.Public.Of(r.Context(), slug)
		if err != nil {
			return err
		}
		if len(funds) == 0 {
			return fault.New(fault.Missing, "Organet har intet regnskab her.")
		}
		return write(w, kind, "midler-"+id.Slug(slug), "Midler", publicLines(funds, p.today()))
	})
}

func write(w http.ResponseWriter, kind, name, title string, lines []line) error {
	switch kind {
	case "xlsx":
		data, err := writeXLSX(lines)
		return send(w, mediaXLSX, name+".xlsx", data, err)
	case "zip":
		data, err := writePackage(name, title, lines)
		return send(w, mediaZIP, name+"-datapakke.zip", data, err)
	}
	data, err := writeCSV(lines)
	return send(w, mediaCSV, name+".csv", data, err)
}
