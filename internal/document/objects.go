package document

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// An objects is a PDF file in the making: its objects in the order of their
// numbers (ISO 32000-1, 7.3). All that is no stream is packed into one stream of
// objects, because a structure tree is many small dictionaries.
type objects struct{ list []object }

type object struct {
	text string // the object, or the dictionary of a stream without its length
	data []byte // of a stream
	raw  bool   // the stream is not to be compressed
}

// A ref is the number of an object.
type ref int

func (r ref) String() string { return fmt.Sprintf("%d 0 R", int(r)) }

// reserve returns the number of an object that is written later.
func (o *objects) reserve() ref {
	o.list = append(o.list, object{})
	return ref(len(o.list))
}

func (o *objects) set(r ref, format string, args ...any) {
	o.list[r-1] = object{text: fmt.Sprintf(format, args...)}
}

func (o *objects) add(format string, args ...any) ref {
	r := o.reserve()
	o.set(r, format, args...)
	return r
}

func (o *objects) stream(dictionary string, data []byte) ref {
	o.list = append(o.list, object{text: dictionary, data: data})
	return ref(len(o.list))
}

// metadata adds a stream that is not compressed, so that a program which knows
// nothing of PDF can read it where it stands (14.3.2).
func (o *objects) metadata(data []byte) ref {
	r := o.stream("/Type /Metadata /Subtype /XML", data)
	o.list[r-1].raw = true
	return r
}

// write writes the file: its streams, the others in a stream of objects, and
// the table of where they are (7.5.7 and 7.5.8). The file's identifier is a
// digest of its content.
func (o *objects) write(root, info ref) []byte {
	const free, plain, packed = 0, 1, 2
	type place struct{ kind, at, index int }
	places := make([]place, len(o.list)+3)
	var b, index, text bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	pack := len(o.list) + 1
	n := 0
	for i, object := range o.list {
		if object.data == nil {
			fmt.Fprintf(&index, "%d %d ", i+1, text.Len())
			text.WriteString(object.text + "\n")
			places[i+1] = place{packed, pack, n}
			n++
			continue
		}
		places[i+1] = place{plain, b.Len(), 0}
		writeStream(&b, i+1, object)
	}
	places[pack] = place{plain, b.Len(), 0}
	first := index.Len()
	writeStream(&b, pack, object{text: fmt.Sprintf("/Type /ObjStm /N %d /First %d", n, first), data: append(index.Bytes(), text.Bytes()...)})
	table := pack + 1
	places[table] = place{plain, b.Len(), 0}
	places[0] = place{free, 0, 0xffff}
	var rows []byte
	for _, p := range places {
		rows = append(rows, byte(p.kind))
		rows = binary.BigEndian.AppendUint32(rows, uint32(p.at))
		rows = binary.BigEndian.AppendUint16(rows, uint16(p.index))
	}
	sum := sha256.Sum256(b.Bytes())
	writeStream(&b, table, object{text: fmt.Sprintf("/Type /XRef /Size %d /W [1 4 2] /Root %s /Info %s /ID [<%x> <%[4]x>]", len(places), root, info, sum[:16]), data: rows})
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", places[table].at)
	return b.Bytes()
}

func writeStream(b *bytes.Buffer, number int, o object) {
	data, filter := o.data, ""
	if !o.raw {
		data, filter = deflate(data), " /Filter /FlateDecode"
	}
	fmt.Fprintf(b, "%d 0 obj\n<<%s%s /Length %d>>\nstream\n", number, o.text, filter, len(data))
	b.Write(data)
	b.WriteString("\nendstream\nendobj\n")
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	// Writing to memory does not fail.
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

// literal writes a text string (7.9.2.2): as it is when it is plain ASCII, else
// as UTF-16 with its mark.
func literal(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "(" + strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(text) + ")"
	}
	return "<FEFF" + units(text) + ">"
}

// units writes a text as UTF-16 in hexadecimal.
func units(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}
