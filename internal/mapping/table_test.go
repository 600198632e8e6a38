package mapping

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"klynge/internal/anonymity"
	"klynge/internal/fault"
)

type doubt = anonymity.Doubt

const heading = "Partner;Gruppe;Samtidige forløb;Bopæl;Behov;Barriere;Kontakt;Styrke;Antal\n"

func book(t *testing.T, sheets ...[][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, rows := range sheets {
		name := "Sheet1"
		if i > 0 {
			name = "Skjult"
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for y, cells := range rows {
			for x, cell := range cells {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err == nil {
					err = f.SetCellStr(name, at, cell)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadFile(t *testing.T) {
	rows, err := ReadFile([]byte("\ufeff" + heading + "Politiet;2;ja;ja;\"Ro; og støtte\";Ringer ikke;Gadebetjent;Humor;12\n\n;begge;nej;x;Hjælp til post;;;;<5\n;3;;;Noget;;;;5-9\n;1;;;;;;;9\n;1;;;Noget;;;;mange\n"))
	if err != nil || len(rows) != 5 {
		t.Fatalf("ReadFile = %d rows, %v, want five", len(rows), err)
	}
	want := Card{Source: "Politiet", Population: GroupTwo, Overlap: true, Resident: true, Need: "Ro; og støtte", Barrier: "Ringer ikke", Contact: "Gadebetjent", Strength: "Humor", Band: TenUp, State: Draft}
	if rows[0].Card != want || rows[0].Wrong != "" || rows[0].Line != 2 {
		t.Errorf("the first row = %+v, want %+v", rows[0], want)
	}
	if c := rows[1]; c.Line != 4 || c.Card.Population != GroupBoth || c.Card.Band != Few || c.Card.Overlap || !c.Card.Resident || c.Wrong != "" {
		t.Errorf("the second row = %+v", c)
	}
	for i, wrong := range map[int]string{2: "Gruppen skal være", 3: "Skriv, hvad borgerne har brug for.", 4: "Antal skal være"} {
		if !strings.HasPrefix(rows[i].Wrong, wrong) {
			t.Errorf("row %d is wrong because of %q, want %q", i, rows[i].Wrong, wrong)
		}
	}
	sheet, err := ReadFile(book(t, [][]string{{"Behov", "Antal"}, {"=1+1", "50+"}, {"Hjælp", "46000"}}))
	if err != nil || len(sheet) != 2 || sheet[0].Card.Need != "=1+1" || sheet[0].Card.Band != FiftyAndUp || sheet[1].Wrong == "" {
		t.Errorf("ReadFile of a spreadsheet = %+v, %v, want the text as it is, and a day refused as a number", sheet, err)
	}
	if latin, err := ReadFile([]byte("Behov\tAntal\nSt\xf8tte\t7\n")); err != nil || latin[0].Card.Need != "Støtte" || latin[0].Card.Band != FiveUp {
		t.Errorf("ReadFile of Windows-1252 with tabs = %+v, %v", latin, err)
	}
}

// R7: a list with a CPR number is refused whole, with the row and without the
// number, wherever in the file it stands.
func TestR7FileWithANumberIsRefusedWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		data []byte
		row  string
	}{
		"in a text":                     {[]byte(heading + ";1;;ja;Støtte;;;;9\n;1;;ja;Se 010190-1234;;;;9\n"), "Række 3"},
		"in a column that is not ours":  {[]byte("Behov;Antal;Nr\nStøtte;9;0101901234\n"), "Række 2"},
		"above the headings":            {[]byte("Udtræk 010190-1234\nBehov;Antal\nStøtte;9\n"), "Række 1"},
		"split over two cells":          {[]byte("Behov;Antal;Født;Løbenr.\nStøtte;9;010190;1234\n"), "Række 2"},
		"in a spreadsheet":              {book(t, [][]string{{"Behov", "Antal"}, {"010190-1234", "9"}}), "Række 2"},
		"on the second sheet of a book": {book(t, [][]string{{"Behov", "Antal"}, {"Støtte", "9"}}, [][]string{{"Nøgle"}, {}, {"010190-1234"}}), "Række 3"},
	} {
		rows, err := ReadFile(tt.data)
		if text := fault.Sentence(err); !fault.Is(err, fault.Invalid) || rows != nil || !strings.HasPrefix(text, tt.row) || strings.Contains(text, "0101") || strings.Contains(text, "1234") {
			t.Errorf("%s: ReadFile = %d rows, %q, want it refused with %s and no number", name, len(rows), text, tt.row)
		}
	}
}

func TestReadFileRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		data string
		kind fault.Kind
	}{
		"nothing":          {" \n", fault.Invalid},
		"no headings":      {"a;b\n1;2\n", fault.Invalid},
		"no rows":          {heading, fault.Invalid},
		"half a quote":     {heading + ";1;;;\"Støtte\n", fault.Invalid},
		"an old sheet":     {"\xd0\xcf\x11\xe0rest", fault.Invalid},
		"half a sheet":     {"PK\x03\x04rest", fault.Invalid},
		"a picture":        {"\x89PNG\x00\x00", fault.Invalid},
		"too many rows":    {"Behov;Antal\n" + strings.Repeat("Støtte;9\n", MostRows+1), fault.TooLarge},
		"too many letters": {strings.Repeat("x", MostBytes+1), fault.TooLarge},
	} {
		if rows, err := ReadFile([]byte(tt.data)); !fault.Is(err, tt.kind) || rows != nil || fault.Sentence(err) == "" {
			t.Errorf("%s: ReadFile = %d rows, %v, want kind %d", name, len(rows), err, tt.kind)
		}
	}
	if rows, err := ReadFile([]byte("Behov;Antal\n" + strings.Repeat("Støtte;9\n", MostRows))); err != nil || len(rows) != MostRows {
		t.Errorf("5,000 rows = %d, %v", len(rows), err)
	}
}
