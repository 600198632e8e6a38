package publication

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

// Inspect returns every text that a file holds: what is seen, and what can be
// copied out of it all the same. A file, or a part of one, that cannot be looked
// through gives a piece of the kind [Unreadable]. place is what the file's pieces
// are called: "bilag/ID".
//
// Office files are opened as what they are, packages of XML: all parts are read,
// so that comments, deleted text, hidden sheets, notes and properties need no rule
// of their own, and a part of tomorrow is not missed.
func Inspect(ctx context.Context, place string, data []byte, limits extract.Limits) []Piece {
	in := &inspection{ctx: ctx, limits: limits, left: limits.Unpacked, entries: limits.Entries}
	in.file(place, data, 0)
	return in.pieces
}

// An inspection is one file on its way, with what it may still cost.
type inspection struct {
	ctx     context.Context
	limits  extract.Limits
	left    int64
	entries int
	pieces  []Piece
}

// deepest is how many files may lie inside each other.
const deepest = 4

func (in *inspection) add(p Piece) { in.pieces = append(in.pieces, p) }

// unreadable says why something could not be looked through.
func (in *inspection) unreadable(place string, page int, why string) {
	in.add(Piece{Place: place, Page: page, Kind: Unreadable, Text: why})
}

func (in *inspection) file(place string, data []byte, depth int) {
	switch {
	case in.ctx.Err() != nil:
		in.unreadable(place+"/fil", 0, "Det tog for lang tid at læse filen.")
	case depth > deepest:
		in.unreadable(place+"/fil", 0, "Der ligger filer i filer i filen, og de er ikke læst.")
	case len(data) == 0:
		in.unreadable(place+"/fil", 0, "Filen er tom.")
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		in.pdf(place, data, depth)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		in.zip(place, data, depth)
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")), bytes.HasPrefix(data, []byte("\x89PNG\r\n")), bytes.HasPrefix(data, []byte("GIF8")),
		bytes.HasPrefix(data, []byte("II*\x00")), bytes.HasPrefix(data, []byte("MM\x00*")), bytes.HasPrefix(data, []byte("RIFF")):
		in.picture(place, data)
	default:
		in.text(place, data)
	}
}

func (in *inspection) pdf(place string, data []byte, depth int) {
	d, err := pdf.Read(in.ctx, data, in.limits)
	if err != nil {
		in.unreadable(place+"/tekst", 0, cmp.Or(fault.Sentence(err), "Filen kan ikke læses."))
	} else {
		in.document(place, d)
	}
	beside, err := pdf.ReadBeside(in.ctx, data, in.limits)
	if err != nil {
		return // it is said above: what opens for the one opens for the other
	}
	for i, b := range beside {
		switch b.Place {
		case pdf.Metadata:
			in.metadata(place+"/metadata", b.Text)
		case pdf.Inside:
			in.file(place+"/indlagt-"+strconv.Itoa(i), b.Data, depth+1)
		case pdf.Drawn:
			in.add(Piece{Place: place + "/tekst", Page: b.Page, Text: b.Text})
		default:
			in.add(Piece{Place: place + "/noter", Text: b.Text})
		}
	}
}

// metadata adds what a file says of itself. XMP is XML: its text is read as such,
// and whole, because values stand in attributes too.
func (in *inspection) metadata(place, text string) {
	in.add(Piece{Place: place, Text: text})
	if strings.Contains(text, "<") {
		in.add(Piece{Place: place, Text: in.xml([]byte(text))})
	}
}

// document adds a text that was read, page by page.
func (in *inspection) document(place string, d *extract.Document) {
	text := []rune(d.Text)
	for i, start := range d.Pages {
		end := len(text)
		if i+1 < len(d.Pages) {
			// A number may be split over a page as over a line.
			end = min(len(text), d.Pages[i+1]+12)
		}
		if start < end {
			in.add(Piece{Place: place + "/tekst", Page: i + 1, Text: string(text[start:end])})
		}
	}
	for _, note := range d.Notes {
		switch note.Code {
		case "hidden-text", "covered-text", "tracked-deletion", "comments":
			in.add(Piece{Place: place + "/skjult", Page: note.Page, Kind: HiddenText, Text: note.Say})
		case "no-text-layer", "unmapped-font":
			in.unreadable(place+"/tekst", note.Page, note.Say)
		}
	}
}

// zip reads every part of a package.
func (in *inspection) zip(place string, data []byte, depth int) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		in.unreadable(place+"/fil", 0, "Filen er beskadiget og kan ikke læses.")
		return
	}
	pictures := 0
	for _, f := range r.File {
		if in.entries--; in.entries < 0 {
			in.unreadable(place+"/fil", 0, "Filen rummer for mange filer til at læse dem alle.")
			return
		}
		if f.FileInfo().IsDir() {
			continue
		}
		in.add(Piece{Place: place + "/filnavne", Text: f.Name})
		part, err := in.unpack(f)
		if err != nil {
			in.unreadable(place+"/"+plainName(f.Name), 0, cmp.Or(fault.Sentence(err), "En del af filen er beskyttet eller beskadiget og kan ikke læses."))
			continue
		}
		switch {
		case len(part) == 0:
		case isXML(f.Name, part):
			in.part(place, f.Name, part)
		case isPicture(part):
			pictures++
			in.add(Piece{Place: place + "/billeder", Text: printable(part)})
		case opaque[strings.ToLower(path.Ext(f.Name))]:
		default:
			in.file(place+"/"+plainName(f.Name), part, depth+1)
		}
	}
	if pictures > 0 {
		in.add(Piece{Place: place + "/billeder", Kind: Picture, Text: "Der er billeder i filen. De er ikke læst: se efter, om der står noget på dem."})
	}
}

// opaque are parts that hold no text: fonts, printer settings, theme pictures.
var opaque = map[string]bool{".odttf": true, ".ttf": true, ".otf": true, ".fntdata": true, ".emf": true, ".wmf": true}

// unpack returns the content of a part, within what the whole file may cost.
func (in *inspection) unpack(f *zip.File) (_ []byte, err error) {
	if f.Flags&1 != 0 {
		return nil, errors.New("encrypted")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	data, err := io.ReadAll(io.LimitReader(r, in.left+1))
	if in.left -= int64(len(data)); in.left < 0 {
		return nil, fault.New(fault.TooLarge, "Filen pakker mere ud, end grænsen tillader.")
	}
	return data, err
}

// plainName is a part's name without what would end an address.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' {
			return '-'
		}
		return r
	}, name)
}

func isXML(name string, data []byte) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		return true
	}
	return bytes.HasPrefix(bytes.TrimSpace(data[:min(len(data), 200)]), []byte("<?xml"))
}

func isPicture(data []byte) bool {
	for _, magic := range []string{"\xff\xd8\xff", "\x89PNG\r\n", "GIF8", "II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(data, []byte(magic)) {
			return true
		}
	}
	return false
}

// parts are what the parts of a package are called here. Which kind a part is of
// is a finding of its own where people put what they do not mean to publish.
var parts = []struct {
	in    string
	place string
	kind  FindingKind
	say   string
}{
	{"comments", "kommentarer", HiddenText, "Filen har kommentarer."},
	{"threadedComments", "kommentarer", HiddenText, "Filen har kommentarer."},
	{"notesSlide", "noter", HiddenText, "Præsentationen har talernoter."},
	{"docProps", "metadata", "", ""},
	{"meta.xml", "metadata", "", ""},
	{"customXml", "metadata", "", ""},
	{"header", "sidehoved", "", ""},
	{"footer", "sidefod", "", ""},
}

// part adds the text of one XML part.
func (in *inspection) part(place, name string, data []byte) {
	at, kind, say := place+"/tekst", FindingKind(""), ""
	for _, p := range parts {
		if strings.Contains(name, p.in) {
			at, kind, say = place+"/"+p.place, p.kind, p.say
			break
		}
	}
	if kind != "" {
		in.add(Piece{Place: at, Kind: kind, Text: say})
	}
	for mark, say := range map[string]string{"<w:del ": "Filen viser rettelser: slettet tekst kan læses.", "<w:vanish": "Filen har skjult tekst.",
		`state="hidden"`: "Regnearket har skjulte ark.", `state="veryHidden"`: "Regnearket har skjulte ark."} {
		if bytes.Contains(data, []byte(mark)) {
			in.add(Piece{Place: place + "/skjult", Kind: HiddenText, Text: say})
		}
	}
	in.add(Piece{Place: at, Text: in.xml(data), Table: strings.HasPrefix(name, "xl/")})
}

// paragraphs are the elements that end a line. All other elements are runs of one
// text: Word cuts a number into several of them.
var paragraphs = map[string]bool{
	"p": true, "tr": true, "tc": true, "br": true, "cr": true, "tab": true, "row": true, "c": true, "si": true, "is": true, "h": true, "table-cell": true,
	"title": true, "subject": true, "creator": true, "keywords": true, "description": true, "lastModifiedBy": true, "category": true, "Company": true,
	"Manager": true, "li": true, "Relationship": true, "property": true, "sheet": true,
}

// xml returns the text of XML, also what stands in attributes, with a line for
// each paragraph and each attribute. What cannot be parsed is read as it stands.
func (in *inspection) xml(data []byte) string {
	var text, attributes strings.Builder
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil || in.ctx.Err() != nil {
			raw, _ := extract.Decode(data)
			return text.String() + "\n" + raw
		}
		switch t := token.(type) {
		case xml.CharData:
			text.Write(t)
		case xml.Comment:
			attributes.Write(t)
			attributes.WriteByte('\n')
		case xml.StartElement:
			for _, a := range t.Attr {
				if len(a.Value) >= 8 && a.Name.Space != "xmlns" {
					attributes.WriteString(a.Value)
					attributes.WriteString("\n\n")
				}
			}
		case xml.EndElement:
			if paragraphs[t.Name.Local] {
				text.WriteByte('\n')
			}
		}
	}
	return text.String() + "\n\n" + attributes.String()
}

// picture adds what a picture says of itself. What is on it no program has read.
func (in *inspection) picture(place string, data []byte) {
	in.add(Piece{Place: place + "/billede", Kind: Picture, Text: "Bilaget er et billede. Det er ikke læst: se efter, om der står noget på det."})
	in.add(Piece{Place: place + "/metadata", Text: printable(data)})
	if bytes.Contains(data[:min(len(data), 64<<10)], []byte("Exif")) {
		in.add(Piece{Place: place + "/metadata", Kind: Metadata, Text: "Billedet har Exif-oplysninger: hvornår og måske hvor det er taget, og med hvad."})
	}
}

// printable returns the runs of letters and digits in bytes that are no text,
// each on a line, from the head of a file, where it says what it is.
func printable(data []byte) string {
	var b strings.Builder
	run := 0
	data = data[:min(len(data), 256<<10)]
	for i, c := range data {
		if c >= ' ' && c < 0x7f {
			run++
			continue
		}
		if run >= 8 {
			b.Write(data[i-run : i])
			b.WriteString("\n\n")
		}
		run = 0
	}
	if run >= 8 {
		b.Write(data[len(data)-run:])
	}
	return b.String()
}

// text adds a file of text: as it is read, and as it stands, with its marks.
func (in *inspection) text(place string, data []byte) {
	raw, _ := extract.Decode(data)
	wide := bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
	if bytes.IndexByte(data[:min(len(data), 8<<10)], 0) >= 0 && !wide {
		in.unreadable(place+"/fil", 0, "Filens format kan ikke læses her.")
		in.add(Piece{Place: place + "/fil", Text: printable(data)})
		return
	}
	in.add(Piece{Place: place + "/tekst", Text: raw})
	d, err := extract.Read(in.ctx, data, in.limits)
	if err == nil && d.Kind != extract.Text {
		in.document(place, d)
	}
}
