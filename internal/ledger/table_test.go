package ledger

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"klynge/internal/fault"
)

// read reads a file to its bookings as one line each.
func read(t *testing.T, data []byte) (string, error) {
	t.Helper()
	table, err := readTable(data)
	if err != nil {
		return "", err
	}
	c, err := table.find()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, row := range table.bookings(c, today, nil) {
		if row.Wrong != "" {
			fmt.Fprintf(&b, "%d wrong: %s\n", row.Line, row.Wrong)
			continue
		}
		fmt.Fprintf(&b, "%d %s %d %s %s %s %t\n", row.Line, row.Date, row.Amount, row.Text, row.Code, row.External, row.Twice)
	}
	return b.String(), nil
}

func TestReadFiles(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String("Dato;Beløb;Tekst;Indsats\n1. marts 2024;1.250,50;Låge;Medicinbokse\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, want string }{
		"semicolons and Danish amounts": {"Bogføringsdato;Beløb;Tekst;Projekt;Bilagsnr.\n31-12-2024;1.250,50;Løn, marts;Medicinbokse;B1\n", "2 2024-12-31 125050 Løn, marts Medicinbokse B1 false\n"},
		"commas and English amounts":    {"Dato,Tekst,Beløb\n2024-12-31,Løn,\"1,250.50\"\n2024-12-30,Bus,12.00\n", "2 2024-12-31 125050 Løn   false\n3 2024-12-30 1200 Bus   false\n"},
		"tabs":                          {"Dato\tBeløb\tTekst\n3/10-24\t-12,5\tKredit\n", "2 2024-10-03 -1250 Kredit   false\n"},
		"Windows-1252":                  {latin, "2 2024-03-01 125050 Låge Medicinbokse  false\n"},
		"sep= and a preamble":           {"sep=;\nUdtræk fra økonomisystemet\n\nDato;Beløb\n01.02.24;7\n", "5 2024-02-01 700    false\n"},
		"a mark of byte order":          {"\ufeffDato;Beløb\r\n01-02-2024;7 kr.\r\n", "2 2024-02-01 700    false\n"},
		"the same row twice":            {"Dato;Beløb;Tekst\n01-02-2024;7;Bus\n01-02-2024;7;Bus\n", "2 2024-02-01 700 Bus   false\n3 2024-02-01 700 Bus   true\n"},
		"errors by row": {"Dato;Beløb\n30-02-2024;1\n01-01-2027;1\n01-01-2024;\n01-01-2024;0\n01-01-2024;1.23.4,5\n12/31/2024;5\n01-01-1999;5\n01-01-2024;99999999999999\n01-01-2024;12,5\n",
			"2 wrong: Datoen “30-02-2024” findes ikke. Skriv den som 31-12-2024.\n3 wrong: Datoen ligger ude i fremtiden.\n4 wrong: “” er ikke et beløb: det er ikke et tal.\n5 wrong: Beløbet er nul.\n" +
				"6 wrong: “1.23.4,5” er ikke et beløb: tusindtegnet “.” står forkert.\n7 wrong: Datoen “12/31/2024” findes ikke. Skriv den som 31-12-2024.\n8 wrong: Datoen ligger før 2007.\n9 wrong: Beløbet er over 10 mia. kr.\n10 2024-01-01 1250    false\n"},
	} {
		got, err := read(t, []byte(tt.file))
		if err != nil && tt.want != "" {
			t.Errorf("%s: %v", name, err)
		}
		if got != tt.want {
			t.Errorf("%s:\n%swant\n%s", name, got, tt.want)
		}
	}
}

func TestRefusedFiles(t *testing.T) {
	for name, file := range map[string]string{
		"empty": "", "blank": " \n ", "no headings": "31-12-2024;5\n", "no rows": "Dato;Beløb\n", "a quote that never ends": "Dato;Beløb\n\"31-12-2024;5\n",
		"zip that is no sheet": "PK\x03\x04xxxx", "old Excel": "\xd0\xcf\x11\xe0xxxx", "a picture": "\x89PNG\x00\x00",
		"two ways of writing amounts": "Dato;Beløb\n01-02-2024;12,50\n02-02-2024;12.50\n",
	} {
		if _, err := read(t, []byte(file)); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "Intet er ført.") {
			t.Errorf("%s: %v, want it refused with what was kept", name, err)
		}
	}
	many := "Dato;Beløb\n" + strings.Repeat("01-02-2024;1\n", MostRows+1)
	if _, err := read(t, []byte(many)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("more rows than allowed: %v, want it too large", err)
	}
}

// A spreadsheet keeps days and amounts as numbers, whatever it shows.
func TestReadSheet(t *testing.T) {
	book := excelize.NewFile()
	style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for at, value := range map[string]any{"A1": "Dato", "B1": "Beløb", "C1": "Tekst", "A2": 45657, "B2": 1250.5, "C2": "Løn", "A3": "30-12-2024", "B3": "1.250,50", "C3": "Bus",
		"A4": 45657, "B4": 0.1 + 0.2, "C4": "Rest", "A5": 45657, "B5": 1.234, "C5": "Skævt"} {
		if err := book.SetCellValue("Sheet1", at, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellStyle("Sheet1", "A2", "A2", style); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := read(t, b.Bytes())
	want := "2 2024-12-31 125050 Løn   false\n3 2024-12-30 125050 Bus   false\n4 2024-12-31 30 Rest   false\n5 wrong: “1.234” er ikke et beløb: det har flere end to decimaler.\n"
	if err != nil || got != want {
		t.Errorf("%v\n%swant\n%s", err, got, want)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("Dato;Beløb;Tekst\n31-12-2024;1.250,50;Løn\n"))
	f.Add([]byte("sep=,\nDato,Beløb\n\"\n"))
	f.Add([]byte("T T T T T T;Dato\tBeløb\n1\t2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := readTable(data)
		if err != nil {
			return
		}
		if c, err := table.find(); err == nil {
			for _, b := range table.bookings(c, today, nil) {
				if b.Wrong == "" && (b.Amount == 0 || b.Amount > Most || b.Amount < -Most || b.Date > today) {
					t.Fatalf("%+v may be booked", b)
				}
			}
		}
	})
}
