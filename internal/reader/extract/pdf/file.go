package pdf

import (
	"bytes"
	"context"
	"errors"
	"strconv"

	"klynge/internal/reader/extract"
)

var (
	errDamaged  = errors.New("no readable page tree")
	errPassword = errors.New("a password is needed")
	errCipher   = errors.New("unknown encryption")
	errUnpacked = errors.New("unpacks to more than the limit")
)

// An entry says where an object lies: at an offset in the file, or as number
// index of the object stream container.
type entry struct {
	offset    int
	container int
	index     int
}

// A file is the object graph of one PDF. Objects are parsed when they are asked
// for, because a text reader needs a small part of them.
type file struct {
	ctx      context.Context
	data     []byte
	limits   extract.Limits
	unpacked int64 // bytes left to decompress
	entries  map[int]entry
	trailer  dict
	cache    map[int]object
	loading  map[int]bool
	packed   map[int]*packedObjects
	rebuilt  bool
	lock     *cipherLock
	inflate  inflater
	words    []word // space for the words of the next page
	text     []byte // and for their characters
}

// open finds the objects of a file: by its cross-reference tables where they
// are right, else by looking through the file for objects.
func open(ctx context.Context, data []byte, limits extract.Limits) (*file, error) {
	if i := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); i > 0 {
		data = data[i:]
	}
	f := &file{ctx: ctx, data: data, limits: limits, unpacked: limits.Unpacked}
	f.reset()
	if !f.readTables() || f.dict(f.dict(f.trailer["Root"])["Pages"]) == nil {
		f.rebuild()
	}
	if err := f.unlock(); err != nil {
		return nil, err
	}
	if f.dict(f.dict(f.trailer["Root"])["Pages"]) == nil && !f.rebuilt {
		f.rebuild()
	}
	if f.unpacked < 0 {
		return nil, errUnpacked
	}
	return f, nil
}

func (f *file) reset() {
	f.entries, f.trailer = map[int]entry{}, dict{}
	f.cache, f.loading, f.packed = map[int]object{}, map[int]bool{}, map[int]*packedObjects{}
}

// readTables follows the chain of cross-reference sections from the end of the
// file. The newest section comes first, so what is known is never overwritten.
func (f *file) readTables() bool {
	tail := f.data[max(0, len(f.data)-2048):]
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return false
	}
	l := lexer{data: tail, pos: at + len("startxref")}
	next := []int{int(l.next().num)}
	seen := map[int]bool{}
	for len(next) > 0 {
		offset := next[0]
		next = next[1:]
		if seen[offset] || offset <= 0 || offset >= len(f.data) || f.ctx.Err() != nil {
			continue
		}
		seen[offset] = true
		section := f.readTable(offset)
		if section == nil {
			return false
		}
		for key, value := range section {
			if _, known := f.trailer[key]; !known {
				f.trailer[key] = value
			}
		}
		for _, key := range []name{"XRefStm", "Prev"} {
			if n, ok := section[key].(float64); ok {
				next = append(next, int(n))
			}
		}
	}
	return len(f.entries) > 0
}

func (f *file) readTable(offset int) dict {
	l := lexer{data: f.data, pos: offset}
	first := l.next()
	if first.kind == numberToken {
		l.pos = offset
		_, o := f.parseAt(&l)
		s, ok := o.(*stream)
		if !ok {
			return nil
		}
		return f.readTableStream(s)
	}
	if string(first.bytes) != "xref" {
		return nil
	}
	for {
		from := l.next()
		if from.kind != numberToken {
			if string(from.bytes) != "trailer" {
				return nil
			}
			o, _ := l.object(f.limits.Depth)
			d, _ := o.(dict)
			return d
		}
		count := int(l.next().num)
		for i := range count {
			at, gen, use := l.next(), l.next(), l.next()
			if use.kind != keywordToken || gen.kind != numberToken {
				return nil
			}
			if string(use.bytes) == "n" && at.num > 0 {
				f.add(int(from.num)+i, entry{offset: int(at.num)})
			}
		}
	}
}

func (f *file) add(num int, e entry) {
	if _, known := f.entries[num]; !known {
		f.entries[num] = e
	}
}

// readTableStream reads a cross-reference stream (ISO 32000-2, 7.5.8).
func (f *file) readTableStream(s *stream) dict {
	widths := f.array(s.dict["W"])
	if len(widths) < 3 {
		return nil
	}
	var w [3]int
	for i := range w {
		w[i] = f.int(widths[i])
		if w[i] < 0 || w[i] > 8 {
			return nil
		}
	}
	ranges := f.array(s.dict["Index"])
	if ranges == nil {
		ranges = array{0.0, s.dict["Size"]}
	}
	data := f.decode(s)
	size := w[0] + w[1] + w[2]
	if size == 0 {
		return nil
	}
	for i := 0; i+1 < len(ranges); i += 2 {
		num := f.int(ranges[i])
		for range f.int(ranges[i+1]) {
			if len(data) < size {
				return s.dict
			}
			kind := 1
			if w[0] > 0 {
				kind = bigEndian(data[:w[0]])
			}
			second, third := bigEndian(data[w[0]:w[0]+w[1]]), bigEndian(data[w[0]+w[1]:size])
			data = data[size:]
			switch kind {
			case 1:
				f.add(num, entry{offset: second})
			case 2:
				f.add(num, entry{container: second, index: third})
			}
			num++
		}
	}
	return s.dict
}

func bigEndian(b []byte) (n int) {
	for _, d := range b {
		n = n<<8 | int(d)
	}
	return n
}

// rebuild finds every "N G obj" of a file whose tables are missing or wrong.
// The last object of a number is the newest.
func (f *file) rebuild() {
	trailer := f.trailer
	f.reset()
	f.rebuilt = true
	var containers []int
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 || f.ctx.Err() != nil {
			break
		}
		i += at
		at = i + 3
		num, start, ok := objectHeader(f.data, i)
		if !ok {
			continue
		}
		f.entries[num] = entry{offset: start}
		head := f.data[at:min(len(f.data), at+400)]
		if end := bytes.Index(head, []byte("stream")); end >= 0 {
			head = head[:end]
		}
		switch {
		case bytes.Contains(head, []byte("/ObjStm")):
			containers = append(containers, num)
		case bytes.Contains(head, []byte("/XRef")):
			if s, ok := f.get(num).(*stream); ok {
				f.adopt(s.dict)
			}
		case bytes.Contains(head, []byte("/Catalog")):
			f.trailer["Root"] = ref{num, 0}
		}
	}
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		l := lexer{data: f.data, pos: at}
		if o, ok := l.object(f.limits.Depth); ok {
			d, _ := o.(dict)
			f.adopt(d)
		}
	}
	for _, key := range []name{"Root", "Encrypt", "ID"} {
		if f.trailer[key] == nil && trailer[key] != nil {
			f.trailer[key] = trailer[key]
		}
	}
	f.cache, f.loading = map[int]object{}, map[int]bool{}
	if f.unlock() != nil {
		return // open asks again and reports it
	}
	for _, num := range containers {
		for index, member := range f.unpack(num).nums {
			if _, known := f.entries[member]; !known {
				f.entries[member] = entry{container: num, index: index}
			}
			if f.dict(f.trailer["Root"]) == nil && f.name(f.dict(ref{member, 0})["Type"]) == "Catalog" {
				f.trailer["Root"] = ref{member, 0}
			}
		}
	}
}

// adopt takes over the keys of a trailer found by rebuild; the last one wins.
func (f *file) adopt(d dict) {
	for _, key := range []name{"Root", "Encrypt", "ID", "Info"} {
		if d[key] != nil {
			f.trailer[key] = d[key]
		}
	}
}

// objectHeader reads "N G " backwards from the "obj" at i.
func objectHeader(data []byte, i int) (num, start int, ok bool) {
	back := func(want uint8) int {
		from := i
		for i > 0 && i > from-12 {
			b := data[i-1]
			if want == space && class[b] != space || want == regular && (b < '0' || b > '9') {
				break
			}
			i--
		}
		return from - i
	}
	back(space)
	if back(regular) == 0 || back(space) == 0 {
		return 0, 0, false
	}
	end := i
	if back(regular) == 0 {
		return 0, 0, false
	}
	num, err := strconv.Atoi(string(data[i:end]))
	return num, i, err == nil && num < 1<<24
}

// get returns an object by its number, nil when there is none.
func (f *file) get(num int) object {
	if o, ok := f.cache[num]; ok {
		return o
	}
	e, ok := f.entries[num]
	if !ok || f.loading[num] || len(f.loading) > f.limits.Depth {
		return nil
	}
	f.loading[num] = true
	defer delete(f.loading, num)
	var o object
	if e.container > 0 {
		o = f.unpack(e.container).at(e.index, num, f.limits.Depth)
	} else {
		l := lexer{data: f.data, pos: e.offset}
		var got int
		if got, o = f.parseAt(&l); got != num {
			if f.rebuilt {
				return nil
			}
			delete(f.loading, num)
			f.rebuild()
			return f.get(num)
		}
	}
	f.cache[num] = o
	return o
}

// parseAt reads "N G obj …" and the stream that may follow. It answers -1 when
// there is no object at that place.
func (f *file) parseAt(l *lexer) (num int, o object) {
	if l.pos < 0 || l.pos >= len(l.data) {
		return -1, nil
	}
	n, gen, word := l.next(), l.next(), l.next()
	if n.kind != numberToken || gen.kind != numberToken || string(word.bytes) != "obj" {
		return -1, nil
	}
	id := ref{int(n.num), int(gen.num)}
	o, _ = l.object(f.limits.Depth)
	if d, ok := o.(dict); ok {
		if after := l.next(); string(after.bytes) == "stream" {
			return id.num, &stream{dict: f.decryptDict(d, id), raw: f.streamBytes(l, d), ref: id}
		}
	}
	return id.num, f.decryptObject(o, id)
}

// streamBytes returns the raw bytes after the keyword stream. A wrong length
// is common in mended files: then the keyword endstream tells the end.
func (f *file) streamBytes(l *lexer, d dict) []byte {
	from := l.pos
	if from < len(l.data) && l.data[from] == '\r' {
		from++
	}
	if from < len(l.data) && l.data[from] == '\n' {
		from++
	}
	if n, ok := f.resolve(d["Length"]).(float64); ok && n >= 0 && from+int(n) <= len(l.data) {
		end := lexer{data: l.data, pos: from + int(n)}
		if word := end.next(); bytes.HasPrefix(word.bytes, []byte("endstream")) || bytes.HasPrefix(word.bytes, []byte("endobj")) {
			return l.data[from : from+int(n)]
		}
	}
	if i := bytes.Index(l.data[from:], []byte("endstream")); i >= 0 {
		return bytes.TrimRight(l.data[from:from+i], "\r\n")
	}
	return l.data[from:]
}

// packedObjects is an object stream (ISO 32000-2, 7.5.7), unpacked.
type packedObjects struct {
	data    []byte
	nums    []int
	offsets []int
}

func (f *file) unpack(num int) *packedObjects {
	if p, ok := f.packed[num]; ok {
		return p
	}
	p := &packedObjects{}
	f.packed[num] = p
	s, ok := f.get(num).(*stream)
	if !ok {
		return p
	}
	p.data = f.decode(s)
	first := f.int(s.dict["First"])
	l := lexer{data: p.data}
	for range f.int(s.dict["N"]) {
		n, offset := l.next(), l.next()
		if n.kind != numberToken || offset.kind != numberToken {
			break
		}
		p.nums = append(p.nums, int(n.num))
		p.offsets = append(p.offsets, first+int(offset.num))
	}
	return p
}

func (p *packedObjects) at(index, num, depth int) object {
	if index < 0 || index >= len(p.nums) || p.nums[index] != num {
		for i, n := range p.nums {
			if n == num {
				index = i
			}
		}
		if index < 0 || index >= len(p.nums) || p.nums[index] != num {
			return nil
		}
	}
	if p.offsets[index] < 0 || p.offsets[index] > len(p.data) {
		return nil
	}
	l := lexer{data: p.data, pos: p.offsets[index]}
	o, _ := l.object(depth)
	return o
}

// resolve follows references; a chain longer than a few is a loop.
func (f *file) resolve(o object) object {
	for range 8 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.get(r.num)
	}
	return nil
}

func (f *file) dict(o object) dict {
	switch o := f.resolve(o).(type) {
	case dict:
		return o
	case *stream:
		return o.dict
	}
	return nil
}

func (f *file) array(o object) array {
	a, _ := f.resolve(o).(array)
	return a
}

func (f *file) name(o object) name {
	n, _ := f.resolve(o).(name)
	return n
}

func (f *file) num(o object) float64 {
	n, _ := f.resolve(o).(float64)
	return n
}

func (f *file) int(o object) int {
	n := f.num(o)
	if n != n || n < -1<<31 || n > 1<<31 {
		return 0
	}
	return int(n)
}

// numbers returns an array of exactly n numbers, or nil.
func (f *file) numbers(o object, n int) []float64 {
	a := f.array(o)
	if len(a) < n {
		return nil
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = f.num(a[i])
	}
	return values
}
