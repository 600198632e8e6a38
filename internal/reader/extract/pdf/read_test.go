package pdf_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

var update = flag.Bool("update", false, "write the golden files anew")

// describe writes one line per block, for golden files.
func describe(d *extract.Document) string {
	var out strings.Builder
	fmt.Fprintf(&out, "title %q, pages at %v\n", d.Title, d.Pages)
	for _, b := range d.Blocks {
		fmt.Fprintf(&out, "%d %s", b.Page, b.Kind)
		if b.Level > 0 {
			fmt.Fprintf(&out, " level %d", b.Level)
		}
		if b.Table > 0 {
			fmt.Fprintf(&out, " of table %d", b.Table)
		}
		if b.Label != "" {
			fmt.Fprintf(&out, " %s", b.Label)
		}
		for _, flag := range []struct {
			on   bool
			name string
		}{{b.Bold, "bold"}, {b.Italic, "italic"}, {b.Gap, "gap"}} {
			if flag.on {
				out.WriteString(" " + flag.name)
			}
		}
		fmt.Fprintf(&out, " %.1fpt at %.0f: %s\n", b.Size, b.Indent, strings.ReplaceAll(b.Text, "\t", " | "))
	}
	for _, n := range d.Notes {
		fmt.Fprintf(&out, "note %s page %d: %s\n", n.Code, n.Page, n.Say)
	}
	return out.String()
}

// The documents were printed by a browser (tagged, from minutes.html) and by a
// word processor (untagged, with running heads) from invented text.
func TestGolden(t *testing.T) {
	browser := testdata(t, "browser.pdf")
	for name, data := range map[string][]byte{
		"browser":          browser,
		"browser-untagged": bytes.ReplaceAll(browser, []byte("/StructTreeRoot"), []byte("/NoStructTreeRo")),
		"office":           testdata(t, "office.pdf"),
	} {
		t.Run(name, func(t *testing.T) {
			got := describe(read(t, data))
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range max(len(gotLines), len(wantLines)) {
				g, w := "(nothing)", "(nothing)"
				if i < len(gotLines) {
					g = gotLines[i]
				}
				if i < len(wantLines) {
					w = wantLines[i]
				}
				if g != w {
					t.Fatalf("Read(%s), line %d:\n got %s\nwant %s", name, i+1, g, w)
				}
			}
		})
	}
}

func TestText(t *testing.T) {
	unicodeMap := streamObject("", "1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <41> <00E6> <42> <00660066> endbfchar 1 beginbfrange <43> <44> <00F8> endbfrange")
	wideMap := streamObject("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0003> [<0052> <00F8> <0064>] endbfrange")
	twoLines := at(50, 700, "Klyngen godkender forslaget.") + at(50, 688, "Status kommer.")
	for name, tt := range map[string]struct {
		data  []byte
		want  string
		notes string
	}{
		"WinAnsi":          {onePage(at(50, 700, "Bl\\345b\\346r og \\330l \\226 5 \\200")), "Blåbær og Øl – 5 €", ""},
		"escapes":          {onePage(at(50, 700, "b\\\\c \\(a\\) \\101")), "b\\c (a) A", ""},
		"hexadecimal":      {onePage("BT /F 10 Tf 50 700 Td <4B6C79 6E6765> Tj ET"), "Klynge", ""},
		"MacRoman":         {withFont("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /MacRomanEncoding >>", at(50, 700, "Bl\\214b\\276r")), "Blåbær", ""},
		"Differences":      {withFont("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /aring /oslash /uni00E9 /f_i] >> >>", at(50, 700, "ABCD")), "åøéfi", ""},
		"ToUnicode":        {withFont("<< /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 7 0 R >>", at(50, 700, "ABCD"), unicodeMap), "æfføù", ""},
		"two-byte codes":   {withFont("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [8 0 R] /ToUnicode 7 0 R >>", "BT /F 10 Tf 50 700 Td <000100020003> Tj ET", wideMap, "<< /Subtype /CIDFontType2 /DW 500 >>"), "Rød", ""},
		"kerning":          {onePage("BT /F 10 Tf 50 700 Td [(Kly) 20 (nge) -300 (Nord)] TJ ET"), "Klynge Nord", ""},
		"letter by letter": {onePage("BT /F 10 Tf 50 700 Td (K) Tj 6.67 0 Td (l) Tj 2.22 0 Td (y) Tj ET"), "Kly", ""},
		"set apart":        {onePage("BT /F 10 Tf 4 Tc 50 700 Td (REFERAT) Tj ET"), "REFERAT", ""},
		"drawn twice":      {onePage(at(50, 700, "Fed") + "BT /F 10 Tf 50.3 700 Td (Fed) Tj ET"), "Fed", ""},
		"raised":           {onePage(at(50, 700, "40 m") + "BT /F 6 Tf 71.8 704 Td (2) Tj ET\n" + at(78, 700, "gulv")), "40 m2 gulv", ""},
		"form":             {onePage("q 1 0 0 1 0 100 cm /X Do Q", streamObject("/Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 5 0 R >> >>", at(50, 600, "Indeni"))), "Indeni", ""},
		"ActualText":       {onePage("/Span << /ActualText (Klynge) >> BDC " + at(50, 700, "x~#") + " EMC"), "Klynge", ""},
		"inline image":     {onePage("BI /W 2 /H 1 /BPC 8 /CS /G ID ab EI " + at(50, 700, "Efter")), "Efter", ""},
		"hard breaks":      {onePage(twoLines + at(50, 676, "Slut.")), "Klyngen godkender forslaget.\nStatus kommer.\nSlut.", ""},
		"mode 3":           {onePage(at(50, 700, "Synlig") + "3 Tr " + at(50, 680, "Usynlig")), "Synlig", "hidden-text"},
		"white":            {onePage(at(50, 700, "Synlig") + "1 g " + at(50, 680, "Hvid")), "Synlig", "hidden-text"},
		"white on dark":    {onePage("0 0 0.5 rg 40 690 200 30 re f 1 g " + at(50, 700, "Overskrift")), "Overskrift", ""},
		"white over white": {onePage(at(50, 700, "Synlig") + "1 g 0 0 600 500 re f " + at(50, 400, "Hvid")), "Synlig", "hidden-text"},
		"covered":          {onePage(at(50, 700, "Synlig") + at(50, 680, "Hemmelig") + "0 g 48 676 80 16 re f"), "Synlig", "covered-text"},
		"painted over":     {onePage(at(50, 700, "Synlig") + at(50, 680, "Rettet") + "1 g 48 676 80 16 re f"), "Synlig", "hidden-text"},
		"highlighted":      {onePage("1 1 0 rg 48 696 80 16 re f 0 g " + at(50, 700, "Synlig")), "Synlig", ""},
		"outside the page": {onePage(at(50, 700, "Synlig") + at(700, 700, "Udenfor")), "Synlig", "hidden-text"},
		"unknown letters":  {withFont("<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [65 /g1 /g2] >> >>", "BT /B 10 Tf 50 700 Td (Synlig tekst) Tj ET "+at(50, 680, "AB")), "Synlig tekst\n\uFFFD\uFFFD", "unmapped-font"},
		"sideways margin":  {onePage(at(50, 700, "Teksten staar her") + "BT /F 8 Tf 0 1 -1 0 20 300 Tm (Sagsnr. 25/1) Tj ET"), "Teksten staar her\nSagsnr. 25/1", ""},
		"hyphenated":       {onePage(at(50, 700, "Forslaget om medicinboks, som alle kender, er en medicin-") + at(50, 688, "boks til alle.")), "Forslaget om medicinboks, som alle kender, er en medicinboks til alle.", ""},
		"own hyphen":       {onePage(at(50, 700, "Sagen om de opgaver, som hverken er nye eller er ikke-") + at(50, 688, "planlagte.")), "Sagen om de opgaver, som hverken er nye eller er ikke-planlagte.", ""},
		"shared ending":    {onePage(at(50, 700, "Sagen er behandlet i udvalget og sendes til Sundheds-") + at(50, 688, "og Omsorgsudvalget.")), "Sagen er behandlet i udvalget og sendes til Sundheds- og Omsorgsudvalget.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, tt.data)
			if d.Text != tt.want || noteCodes(d) != tt.notes {
				t.Errorf("Read(%s) = %q with notes %q, want %q with notes %q", name, d.Text, noteCodes(d), tt.want, tt.notes)
			}
		})
	}
}

// column writes lines of prose, 12 points apart, from the top.
func column(x, y int, lines ...string) (content string) {
	for i, l := range lines {
		content += at(x, y-12*i, l)
	}
	return content
}

func TestReadingOrder(t *testing.T) {
	left := []string{"Venstre spalte begynder her med en", "lang linje, som fylder hele bredden", "af spalten, og den bliver ved ganske", "mange linjer, til der ikke er mere", "at sige om den sag, der blev rejst", "af formanden i forrige uge."}
	right := []string{"Anden spalte handler om noget helt", "andet, men er lige saa lang og har", "lige saa mange linjer, fordi den er", "lavet for at vise, at spalter bliver", "sat i den orden, som folk laeser dem", "og ikke paa kryds og tvaers."}
	both := column(50, 700, left...) + column(320, 700, right...)
	crossed := ""
	for i := range left {
		crossed += at(50, 700-12*i, left[i]) + at(320, 700-12*i, right[i])
	}
	inOrder := strings.Join(left, " ") + "\n" + strings.Join(right, " ")
	turned := func(rotate int, matrix, content string) []byte {
		return build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 600 800] >>",
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Rotate %d /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>", rotate),
			streamObject("", "q "+matrix+" cm "+content+" Q"), helvetica)
	}
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"columns":             {onePage(both), inOrder},
		"columns, by line":    {onePage(crossed), inOrder},
		"columns with title":  {onePage(at(50, 730, "Overskrift hen over begge spalter, som er meget lang og derfor naar helt over") + crossed), "Overskrift hen over begge spalter, som er meget lang og derfor naar helt over\n" + inOrder},
		"drawn from below":    {onePage(at(50, 688, "Anden.") + at(50, 700, "Foerste.")), "Foerste.\nAnden."},
		"rotated page":        {turned(90, "0 1 -1 0 600 0", column(50, 500, "Foerste.", "Anden.")), "Foerste.\nAnden."},
		"page upside down":    {turned(180, "-1 0 0 -1 600 800", column(50, 500, "Foerste.", "Anden.")), "Foerste.\nAnden."},
		"text turned by hand": {turned(0, "0 1 -1 0 600 0", column(50, 500, "Foerste.", "Anden.")), "Foerste.\nAnden."},
		"table":               {onePage(at(50, 700, "Indsats") + at(200, 700, "Ansvarlig") + at(350, 700, "Beloeb") + at(50, 686, "Konference") + at(200, 686, "Regionen") + at(350, 686, "65.000")), "Indsats\tAnsvarlig\tBeloeb\nKonference\tRegionen\t65.000"},
		"drawn out":           {onePage("BT /F 12 Tf 16 Tw 50 700 Td (Protokol for klyngen) Tj ET"), "Protokol for klyngen"},
		"figures":             {onePage(at(50, 700, "100") + at(90, 700, "200") + at(130, 700, "300")), "100\t200\t300"},
		"label and text":      {onePage(at(50, 700, "a)") + at(70, 700, "Den foerste") + at(50, 688, "b)") + at(70, 688, "Den anden")), "Den foerste\nDen anden"},
		"field and value":     {onePage(at(50, 700, "Sagsnr.:") + at(150, 700, "25/00417") + at(50, 688, "Sted:") + at(150, 688, "Skagerby")), "Sagsnr.: 25/00417\nSted: Skagerby"},
		"a date is no label":  {onePage(at(50, 700, "4. december 2024 i Skagerby")), "4. december 2024 i Skagerby"},
		"an initial is none":  {onePage(at(50, 700, "B. Dam deltog ikke")), "B. Dam deltog ikke"},
		"an amount is none":   {onePage(at(50, 700, "1.710.000 kr. er bevilget")), "1.710.000 kr. er bevilget"},
	} {
		t.Run(name, func(t *testing.T) {
			if d := read(t, tt.data); d.Text != tt.want {
				t.Errorf("Read(%s) = %q, want %q", name, d.Text, tt.want)
			}
		})
	}
}

func TestRunningHeads(t *testing.T) {
	var pages []string
	for i := range 4 {
		pages = append(pages, at(50, 780, "Sundhedsklynge Nordkyst")+at(50, 700, "Teksten paa side "+string(rune('A'+i)))+at(280, 20, fmt.Sprintf("Side %d af 4", i+1)))
	}
	d := read(t, manyPages(pages...))
	want := "Sundhedsklynge Nordkyst\nTeksten paa side A\nTeksten paa side B\nTeksten paa side C\nTeksten paa side D"
	if d.Text != want || noteCodes(d) != "page-furniture" || len(d.Pages) != 4 {
		t.Errorf("Read(four pages) = %q with notes %q and %d pages, want %q with a note on what was left out", d.Text, noteCodes(d), len(d.Pages), want)
	}
}

// A paragraph that goes on over a page is one block, and the page starts inside it.
func TestParagraphOverPages(t *testing.T) {
	long := column(50, 700, "Det er nu besluttet, at der skal findes en bedre vej for alle.", "Klyngen har i mange aar arbejdet med den svaere opgave at samle", "alle parter om en plan, der gaar ud paa at hjaelpe de borgere, som")
	d := read(t, manyPages(long, at(50, 700, "har brug for det.")))
	want := "Det er nu besluttet, at der skal findes en bedre vej for alle. Klyngen har i mange aar arbejdet med den svaere opgave at samle alle parter om en plan, der gaar ud paa at hjaelpe de borgere, som har brug for det."
	if d.Text != want {
		t.Fatalf("Read = %q, want %q", d.Text, want)
	}
	if got := string([]rune(d.Text)[d.Pages[1]:]); got != "har brug for det." {
		t.Errorf("page 2 starts at %d, before %q, want before %q", d.Pages[1], got, "har brug for det.")
	}
}

func TestEncrypted(t *testing.T) {
	for _, name := range []string{"rc4-40.pdf", "rc4-128.pdf", "aes-128.pdf", "aes-256.pdf"} {
		if d := read(t, testdata(t, name)); d.Text != "Klyngen godkender." || d.Title != "Blåbær" {
			t.Errorf("Read(%s) = %q titled %q, want %q titled %q", name, d.Text, d.Title, "Klyngen godkender.", "Blåbær")
		}
	}
}

func TestDamaged(t *testing.T) {
	whole := onePage(at(50, 700, "Klyngen godkender."))
	packed := testdata(t, "packed.pdf") // with object streams and a cross-reference stream
	cut := func(b []byte, mark string) []byte { return b[:bytes.LastIndex(b, []byte(mark))] }
	newer := append(bytes.Clone(whole), []byte("4 0 obj\n"+streamObject("", at(50, 700, "Nyere."))+"\nendobj\n")...)
	for name, tt := range map[string]struct {
		data []byte
		want string
		note string
	}{
		"no cross-reference table": {cut(whole, "xref\n0"), "Klyngen godkender.", "damaged"},
		"wrong offsets":            {bytes.Replace(whole, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n%moved\n"), 1), "Klyngen godkender.", "damaged"},
		"rubbish before":           {append([]byte("HTTP/1.1 200 OK\r\n\r\n"), whole...), "Klyngen godkender.", ""},
		"wrong length":             {bytes.Replace(whole, []byte("/Length "), []byte("/Length 9"), 1), "Klyngen godkender.", ""},
		"no end of stream":         {cut(whole, "endstream"), "Klyngen godkender.", "damaged"},
		"packed objects":           {packed, "Klyngen godkender.", ""},
		"packed, no table":         {cut(packed, "startxref"), "Klyngen godkender.", "damaged"},
		"newer object at the end":  {append(cut(newer, "startxref"), cut(newer, "4 0 obj")[len(whole):]...), "Klyngen godkender.", "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			if d := read(t, tt.data); d.Text != tt.want || noteCodes(d) != tt.note {
				t.Errorf("Read(%s) = %q with notes %q, want %q with notes %q", name, d.Text, noteCodes(d), tt.want, tt.note)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	small := func(change func(*extract.Limits)) extract.Limits {
		l := extract.DefaultLimits
		change(&l)
		return l
	}
	page := onePage(at(50, 700, "Tekst."))
	bomb := build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
		streamObject("/Filter [/RunLengthDecode /RunLengthDecode]", strings.Repeat("\x81\x81", 1<<14)))
	for name, tt := range map[string]struct {
		data   []byte
		limits extract.Limits
		kind   fault.Kind
		say    string
	}{
		"empty":             {nil, extract.DefaultLimits, fault.Invalid, "beskadiget"},
		"rubbish":           {[]byte("%PDF-1.4 og saa ikke mere"), extract.DefaultLimits, fault.Invalid, "beskadiget"},
		"password":          {testdata(t, "password.pdf"), extract.DefaultLimits, fault.Invalid, "adgangskode"},
		"blank":             {onePage(""), extract.DefaultLimits, fault.Invalid, "ingen tekst"},
		"too many bytes":    {page, small(func(l *extract.Limits) { l.Bytes = 100 }), fault.TooLarge, "grænsen"},
		"too many pages":    {manyPages("", "", ""), small(func(l *extract.Limits) { l.Pages = 2 }), fault.TooLarge, "sider"},
		"too many blocks":   {onePage(at(50, 700, "A.") + at(50, 600, "B.")), small(func(l *extract.Limits) { l.Blocks = 1 }), fault.TooLarge, "afsnit"},
		"bomb":              {bomb, small(func(l *extract.Limits) { l.Unpacked = 1 << 20 }), fault.TooLarge, "pakker"},
		"no time":           {page, small(func(l *extract.Limits) { l.Time = 1 }), fault.TooLarge, "for lang tid"},
		"endless page tree": {build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] >>"), extract.DefaultLimits, fault.Invalid, "beskadiget"},
		"endless form":      {onePage("/X Do", streamObject("/Subtype /Form /Resources << /XObject << /X 7 0 R >> >>", "/X Do /X Do")), extract.DefaultLimits, fault.Invalid, "ingen tekst"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := pdf.Read(context.Background(), tt.data, tt.limits)
			if err == nil {
				t.Fatalf("Read(%s) = %q, want an error", name, d.Text)
			}
			if fault.KindOf(err) != tt.kind || !strings.Contains(fault.Sentence(err), tt.say) {
				t.Errorf("Read(%s): kind %d, %q, want kind %d and a sentence with %q", name, fault.KindOf(err), fault.Sentence(err), tt.kind, tt.say)
			}
		})
	}
}
