package pdf_test

import (
	"strings"
	"testing"

	"klynge/internal/reader/extract"
)

// taggedPage is a page whose structure tree says something else than its
// looks: a heading in plain letters, a list, a table whose middle cell is empty.
func taggedPage() []byte {
	mark := func(role string, id string, x, y int, text string) string {
		return "/" + role + " << /MCID " + id + " >> BDC " + at(x, y, text) + " EMC\n"
	}
	content := "/Artifact BMC " + at(50, 780, "Sidehoved") + " EMC\n" +
		mark("H2", "0", 50, 700, "Beslutning") +
		mark("Lbl", "1", 50, 680, "1.") + mark("LBody", "2", 70, 680, "Klyngen godkender.") +
		mark("TD", "3", 50, 660, "Indsats") + mark("TD", "4", 150, 660, "Hvem") + mark("TD", "5", 250, 660, "Kroner") +
		mark("TD", "6", 50, 646, "Konference") + mark("TD", "7", 250, 646, "65.000") +
		mark("P", "8", 50, 630, "Slut.")
	return build(
		"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>",
		"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 600 800] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		streamObject("", content),
		helvetica,
		"<< /Type /StructTreeRoot /RoleMap << /Overskrift /H2 >> /K [7 0 R] >>",
		"<< /S /Document /Pg 3 0 R /K [<< /S /Overskrift /K 0 >> << /S /L /K << /S /LI /K [<< /S /Lbl /K 1 >> << /S /LBody /K 2 >>] >> >> 8 0 R << /S /P /K << /Type /MCR /MCID 8 >> >>] >>",
		"<< /S /Table /Pg 3 0 R /K [<< /S /TR /K [<< /S /TH /K 3 >> << /S /TH /K 4 >> << /S /TH /K 5 >>] >> << /S /TR /K [<< /S /TD /K 6 >> << /S /TD /K 7 >>] >>] >>")
}

func TestTagged(t *testing.T) {
	d := read(t, taggedPage())
	var got []string
	for _, b := range d.Blocks {
		got = append(got, strings.TrimSpace(string(b.Kind)+" "+b.Label+" "+b.Text))
	}
	want := []string{"heading  Beslutning", "item 1. Klyngen godkender.", "row  Indsats\tHvem\tKroner", "row  Konference\t\t65.000", "paragraph  Slut."}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("Read(tagged page) =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if d.Blocks[0].Level != 2 {
		t.Errorf("the heading is of level %d, want 2 through the file's own role names", d.Blocks[0].Level)
	}
	if cells := d.Blocks[3].Cells; len(cells) != 3 || len(cells[1].Lines) != 0 {
		t.Errorf("the row has cells %v, want three with an empty one in the middle", cells)
	}
	if d.Blocks[2].Kind != extract.Row || d.Blocks[2].Table != d.Blocks[3].Table {
		t.Errorf("rows are of tables %d and %d, want one table", d.Blocks[2].Table, d.Blocks[3].Table)
	}
}
