package document_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"klynge/internal/body"
	"klynge/internal/meeting"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// hostile is a meeting with what is hard to set: long words, letters that no font
// has, empty cells, a closed item, and a table that runs over pages.
func hostile() meeting.Detail {
	row := func(cells ...string) reading.Line { return reading.Line{Kind: extract.Row, Cells: cells} }
	lines := []reading.Line{
		{Kind: extract.Paragraph, Text: "Åse & Søren <b>siger</b> “goddag” – (100 %) \\ 中文 ☃ \u00ad\x07" + strings.Repeat("uendelig", 60)},
		{Kind: extract.Heading, Text: "Økonomi"},
		{Kind: extract.ListItem, Label: "\uf0b7", Text: "et punkt"}, {Kind: extract.ListItem, Label: "a)", Text: "et andet"},
		row("Post", "Beløb"), row("Kørsel", "430.000 kr."), row("", "", "en celle for meget"),
	}
	for i := range 90 {
		lines = append(lines, row("Række "+strconv.Itoa(i), strings.Repeat("ord ", i%40)))
	}
	d := meeting.Detail{
		Participants: []meeting.Participant{
			{Participation: meeting.Participation{Name: "Vibeke Stenholt", Sector: body.RegionSector, Chair: true}},
			{Participation: meeting.Participation{Name: "Mogens Dybdal", Organization: "Lyngsø Kommune", Sector: body.MunicipalitySector, Absent: true}},
			{Participation: meeting.Participation{Name: "Simon Brandrup", Partly: "deltog til kl. 15"}},
		},
		Agenda: []meeting.Item{
			{Number: "1", Title: "Godkendelse af dagsorden", Type: reading.Approval, Decided: true, Decision: "Godkendt.\n\nMed en bemærkning."},
			{Number: "2a", Title: strings.Repeat("En meget lang overskrift ", 12), Type: reading.DecisionOn, CaseNumber: "24/1234", Minutes: 20,
				Sections:        []reading.Section{{Heading: "Sagsfremstilling", Lines: lines}, {Heading: "Dybt", Level: 4}},
				Recommendations: []reading.Recommendation{{Text: "at puljen godkendes", Outcome: reading.Approved}, {Text: "at resten drøftes"}},
				Attachments:     []reading.Attachment{{Name: "Budget.xlsx", State: reading.ToFollow}}},
			{Number: "3", Title: "Personsag", Closed: true},
			{},
		},
		Announced: []meeting.Announced{{Date: "2025-03-11", Start: "14:00"}},
		Versions:  []meeting.Version{{DocumentID: "d1", Version: 2, ReadAt: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC).UnixMicro()}},
	}
	d.Slug, d.BodyName, d.Date, d.Kind, d.DocumentID = "2024-11-19-x", "Sundhedsklynge <Fjorden> & \"venner\"", "2024-11-19", reading.Minutes, "d1"
	return d
}

func all() []meeting.Detail { return append(slices.Clone(examples), hostile(), meeting.Detail{}) }

// A parsed is a PDF file taken apart, by somebody who did not write it.
type parsed struct {
	objects map[int]string
	streams map[int]string
	root    string
}

var (
	streamPattern = regexp.MustCompile(`(?s)(\d+) 0 obj\n<<(.*?) /Length (\d+)>>\nstream\n`)
	refPattern    = regexp.MustCompile(`(\d+) 0 R`)
)

func parse(t *testing.T, file []byte) parsed {
	t.Helper()
	p := parsed{map[int]string{}, map[int]string{}, ""}
	for _, at := range streamPattern.FindAllSubmatchIndex(file, -1) {
		number, dictionary := atoi(file[at[2]:at[3]]), string(file[at[4]:at[5]])
		data := file[at[1] : at[1]+atoi(file[at[6]:at[7]])]
		if strings.Contains(dictionary, "FlateDecode") {
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("object %d: %v", number, err)
			}
			if data, err = io.ReadAll(z); err != nil {
				t.Fatalf("object %d: %v", number, err)
			}
		}
		p.objects[number], p.streams[number] = dictionary, string(data)
		if strings.Contains(dictionary, "/ObjStm") {
			n, first := atoi(find(dictionary, `/N (\d+)`)), atoi(find(dictionary, `/First (\d+)`))
			index := strings.Fields(string(data[:first]))
			for i := range n {
				end := len(data)
				if i+1 < n {
					end = first + atoi(index[2*i+3])
				}
				p.objects[atoi(index[2*i])] = strings.TrimSpace(string(data[first+atoi(index[2*i+1]) : end]))
			}
		}
		if strings.Contains(dictionary, "/XRef") {
			p.root = find(dictionary, `/Root (\d+) 0 R`)
		}
	}
	return p
}

// atoi reads a number that the pattern before it has found to be one.
func atoi[T string | []byte](digits T) int {
	n, _ := strconv.Atoi(string(digits))
	return n
}

func find(text, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

func (p parsed) of(reference string) string { return p.objects[atoi(reference)] }

// TestAccessible holds every file against what can be checked of the Matterhorn
// Protocol 1.1 (the failure conditions of PDF/UA-1) without a person.
func TestAccessible(t *testing.T) {
	for _, d := range all() {
		t.Run(d.Slug, func(t *testing.T) {
			p := parse(t, write(t, "PDF", d))
			catalog := p.of(p.root)
			for _, want := range []string{"/Lang (da-DK)", "/Marked true", "/DisplayDocTitle true", "/StructTreeRoot", "/Outlines"} { // 06, 07, 11
				if !strings.Contains(catalog, want) {
					t.Errorf("the catalog has no %s: %s", want, catalog)
				}
			}
			metadata := p.streams[atoi(find(catalog, `/Metadata (\d+)`))]
			for _, want := range []string{"<pdfuaid:part>1</pdfuaid:part>", "<dc:title>", `xml:lang="x-default"`} { // 05, 06
				if !strings.Contains(metadata, want) {
					t.Errorf("the metadata has no %s:\n%s", want, metadata)
				}
			}
			tree := p.elements(t, find(catalog, `/StructTreeRoot (\d+)`))
			p.checkPages(t, catalog, tree)
			checkRoles(t, tree)
			p.checkFonts(t)
		})
	}
}

// An element is one node of the structure tree, in reading order.
type element struct {
	role, dictionary string
	number, parent   int
	marks            []mark
}

type mark struct{ page, id int }

func (p parsed) elements(t *testing.T, root string) (list []element) {
	t.Helper()
	var walk func(number, parent int)
	walk = func(number, parent int) {
		text := p.objects[number]
		e := element{role: find(text, `/S /(\w+)`), dictionary: text, number: number, parent: parent}
		if got := atoi(find(text, `/P (\d+)`)); got != parent {
			t.Errorf("element %d says its parent is %d, want %d", number, got, parent)
		}
		kids := find(text, `(?s)/K \[(.*?)\](?: /A|>>$)`)
		for _, m := range regexp.MustCompile(`/Pg (\d+) 0 R /MCID (\d+)`).FindAllStringSubmatch(kids, -1) {
			e.marks = append(e.marks, mark{atoi(m[1]), atoi(m[2])})
		}
		list = append(list, e)
		kids = regexp.MustCompile(`<<.*?>>`).ReplaceAllString(kids, "")
		for _, m := range refPattern.FindAllStringSubmatch(kids, -1) {
			walk(atoi(m[1]), number)
		}
	}
	walk(atoi(find(p.of(root), `/K (\d+)`)), atoi(root))
	return list
}

var operators = regexp.MustCompile(`/(\w+) <<(?:/MCID (\d+))?.*?>> BDC|(EMC)|<([0-9A-F]+)> (Tj)`)

// checkPages finds all that is drawn either in the tree, once, or marked as
// decoration (Matterhorn 01), and the way back from the page to the tree (14.7.4.4).
func (p parsed) checkPages(t *testing.T, catalog string, tree []element) {
	t.Helper()
	owner := map[mark]element{}
	for _, e := range tree {
		for _, m := range e.marks {
			if _, twice := owner[m]; twice {
				t.Errorf("marked content %+v is in the tree twice", m)
			}
			owner[m] = e
		}
	}
	parents := p.of(find(catalog, `/StructTreeRoot (\d+)`))
	pages := refPattern.FindAllStringSubmatch(find(p.of(find(catalog, `/Pages (\d+)`)), `/Kids \[(.*?)\]`), -1)
	seen := 0
	for i, reference := range pages {
		page := p.of(reference[1])
		if !strings.Contains(page, "/Tabs /S") || find(page, `/StructParents (\d+)`) != strconv.Itoa(i) {
			t.Errorf("page %d: %s", i+1, page)
		}
		back := refPattern.FindAllStringSubmatch(p.of(find(parents, fmt.Sprintf(`[\[ ]%d (\d+) 0 R`, i))), -1)
		var open []string
		next := 0
		for _, m := range operators.FindAllStringSubmatch(p.streams[atoi(find(page, `/Contents (\d+)`))], -1) {
			switch {
			case m[3] == "EMC":
				if len(open) == 0 {
					t.Fatalf("page %d closes what is not open", i+1)
				}
				open = open[:len(open)-1]
			case m[5] == "Tj":
				if len(open) == 0 {
					t.Errorf("page %d: text %s is neither tagged nor decoration", i+1, m[4])
				}
			default:
				open = append(open, m[1])
				if m[2] == "" {
					continue
				}
				at := mark{atoi(reference[1]), atoi(m[2])}
				if at.id != next || at.id >= len(back) || atoi(back[at.id][1]) != owner[at].number || owner[at].role != m[1] {
					t.Errorf("page %d: marked content %d of /%s belongs to %+v", i+1, at.id, m[1], owner[at])
				}
				next++
				seen++
			}
		}
		if len(open) > 0 || len(back) != next {
			t.Errorf("page %d leaves %v open and has %d pieces, %d of which lead back", i+1, open, next, len(back))
		}
	}
	if seen != len(owner) {
		t.Errorf("%d pieces of marked content on the pages, %d in the tree", seen, len(owner))
	}
}

// checkRoles checks what a role asks of what is in it (Matterhorn 09, 14, 15, 16).
func checkRoles(t *testing.T, tree []element) {
	t.Helper()
	within := map[string][]string{
		"Document": nil, "H1": {"Document"}, "H2": {"Document"}, "H3": {"Document"}, "H4": {"Document"}, "H5": {"Document"}, "H6": {"Document"},
		"P": {"Document"}, "L": {"Document"}, "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "Table": {"Document"}, "THead": {"Table"},
		"TBody": {"Table"}, "TR": {"THead", "TBody"}, "TH": {"TR"}, "TD": {"TR"},
	}
	roles, cells, tables := map[int]string{}, map[int]int{}, map[int]int{}
	level := 0
	for _, e := range tree {
		roles[e.number] = e.role
		allowed, known := within[e.role]
		if parent := roles[e.parent]; !known || parent != "" && !slices.Contains(allowed, parent) {
			t.Errorf("a %q stands in a %q", e.role, parent)
		}
		switch {
		case e.role == "TH" && !strings.Contains(e.dictionary, "/Scope /Column"):
			t.Errorf("a TH has no scope: %s", e.dictionary)
		case e.role == "L" && !strings.Contains(e.dictionary, "/ListNumbering"):
			t.Errorf("a list does not say how it is numbered: %s", e.dictionary)
		case e.role == "TR":
			tables[e.number] = e.parent
		case e.role == "TH" || e.role == "TD":
			cells[e.parent]++
		case len(e.role) == 2 && e.role[0] == 'H':
			if now := int(e.role[1] - '0'); now > level+1 {
				t.Errorf("H%d follows H%d", now, level)
			} else {
				level = now
			}
		}
	}
	width := map[int]int{}
	for row, part := range tables {
		if before, ok := width[part]; ok && before != cells[row] {
			t.Errorf("a table has rows of %d and of %d cells", before, cells[row])
		}
		width[part] = cells[row]
	}
}

// checkFonts finds every letter on paper in the embedded font, with its width and
// what it says (Matterhorn 10 and 31).
func (p parsed) checkFonts(t *testing.T) {
	t.Helper()
	fonts := map[string]string{}
	for _, o := range p.objects {
		if name := find(o, `/Font <</R (\d+)`); name != "" {
			fonts["R"], fonts["B"] = name, find(o, `/B (\d+) 0 R>>`)
		}
	}
	for name, number := range fonts {
		font := p.of(number)
		descendant := p.of(find(font, `/DescendantFonts \[(\d+)`))
		descriptor := p.of(find(descendant, `/FontDescriptor (\d+)`))
		if p.streams[atoi(find(descriptor, `/FontFile2 (\d+)`))] == "" || !strings.Contains(descendant, "/CIDToGIDMap /Identity") {
			t.Errorf("font %s is not embedded: %s", name, descendant)
		}
		said := p.streams[atoi(find(font, `/ToUnicode (\d+)`))]
		for _, content := range p.streams {
			for _, part := range regexp.MustCompile(`(?s)BT /`+name+` (.*?)ET\n`).FindAllStringSubmatch(content, -1) {
				for _, shown := range regexp.MustCompile(`<([0-9A-F]+)> Tj`).FindAllStringSubmatch(part[1], -1) {
					for code := range slices.Chunk([]byte(shown[1]), 4) {
						glyph, _ := strconv.ParseInt(string(code), 16, 32)
						if glyph == 0 || !strings.Contains(said, "<"+string(code)+"> <") || !strings.Contains(descendant, fmt.Sprintf(" %d [", glyph)) && !strings.Contains(descendant, fmt.Sprintf("[%d [", glyph)) {
							t.Errorf("font %s: glyph %d has no letter, no width or no shape", name, glyph)
						}
					}
				}
			}
		}
	}
}

// A letter that the font lacks is drawn as a box and still says what it is.
func TestLetterThatNoFontHas(t *testing.T) {
	r, err := reader.Read(t.Context(), "x.pdf", write(t, "PDF", hostile()), extract.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if text := r.Document.Text; !strings.Contains(text, "Åse & Søren <b>siger</b> “goddag” – (100 %) \\") {
		t.Errorf("the text of the hostile meeting is %.400q", text)
	}
	p := parse(t, write(t, "PDF", hostile()))
	found := false
	for _, content := range p.streams {
		found = found || strings.Contains(content, "/Span <</ActualText <FEFF2603>>> BDC")
	}
	if !found {
		t.Error("no snowman says that it is one")
	}
}

// The same record gives the same bytes, another record others.
func TestSameBytes(t *testing.T) {
	for format := range formats {
		first, second := write(t, format, hostile()), write(t, format, hostile())
		other := hostile()
		other.Place = "Rådhuset"
		if !bytes.Equal(first, second) || bytes.Equal(first, write(t, format, other)) {
			t.Errorf("%s: twice the same %v, another the same %v", format, bytes.Equal(first, second), bytes.Equal(first, write(t, format, other)))
		}
	}
}

// TestPoppler asks somebody else: the structure that poppler sees, where it is
// installed, and the file that qpdf finds nothing wrong with.
func TestPoppler(t *testing.T) {
	ask := func(program string, args ...string) string {
		path, err := exec.LookPath(program)
		if err != nil {
			return "" // what the file says of itself has been checked above
		}
		out, err := exec.CommandContext(context.WithoutCancel(t.Context()), path, args...).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", program, err, out)
		}
		return string(out)
	}
	file := t.TempDir() + "/x.pdf"
	save(t, file, write(t, "PDF", hostile()))
	if out := ask("pdfinfo", "-struct-text", file); out != "" {
		for _, want := range []string{"Document\n", "  H1 (block)\n", "/Scope /Column", "/ListNumbering /Decimal", "      LBody (block)\n", `"Kørsel"`, `"3. Lukket punkt: Personsag"`} {
			if !strings.Contains(out, want) {
				t.Errorf("poppler does not see %q in\n%s", want, out)
			}
		}
		if strings.Contains(out, "Error") {
			t.Errorf("poppler complains:\n%s", out)
		}
	}
	if out := ask("qpdf", "--check", file); out != "" && !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Errorf("qpdf complains:\n%s", out)
	}
}
