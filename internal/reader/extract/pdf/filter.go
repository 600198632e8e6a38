package pdf

import (
	"bytes"
	"compress/flate"
	"compress/lzw"
	"encoding/ascii85"
	"io"
)

// An inflater keeps one decompressor for all streams of a file.
type inflater struct {
	source bytes.Reader
	flate  io.ReadCloser
}

// decode returns the bytes of a stream with its filters undone. What was
// decoded before a fault in the data is kept: half a page is better than none.
// Image filters are left as they are.
func (f *file) decode(s *stream) []byte {
	data := f.decrypt(s)
	filters, parms := f.list(s.dict["Filter"]), f.list(s.dict["DecodeParms"])
	for i, filter := range filters {
		if i >= 8 {
			return nil
		}
		var parm dict
		if i < len(parms) {
			parm = f.dict(parms[i])
		}
		switch f.name(filter) {
		case "FlateDecode", "Fl":
			data = f.predict(f.unflate(data), parm)
		case "LZWDecode", "LZW":
			data = f.predict(f.unlzw(data, parm), parm)
		case "ASCIIHexDecode", "AHx":
			l := lexer{data: append([]byte{'<'}, data...)}
			data = l.hex()
		case "ASCII85Decode", "A85":
			data = unascii85(data)
		case "RunLengthDecode", "RL":
			data = f.unrun(data)
		case "Crypt":
		default:
			return data
		}
	}
	return data
}

// list returns an array, or a single object as an array of one.
func (f *file) list(o object) array {
	switch o := f.resolve(o).(type) {
	case nil:
		return nil
	case array:
		return o
	default:
		return array{o}
	}
}

// spend takes n bytes from what may still be unpacked. It is called before
// they are kept, so a bomb costs no more than the limit.
func (f *file) spend(n int) bool {
	f.unpacked -= int64(n)
	return f.unpacked >= 0 && f.ctx.Err() == nil
}

// drain reads until the end, the first fault or the limit.
func (f *file) drain(r io.Reader, hint int) []byte {
	out := make([]byte, 0, min(max(512, hint), 1<<20))
	for {
		if len(out) == cap(out) {
			out = append(out, 0)[:len(out)]
		}
		n, err := r.Read(out[len(out):min(cap(out), len(out)+1<<20)])
		out = out[:len(out)+n]
		if !f.spend(n) {
			return nil
		}
		if err != nil {
			return out
		}
	}
}

// unflate skips the zlib header instead of checking it, and never looks at the
// checksum: a truncated stream gives what it holds.
func (f *file) unflate(data []byte) []byte {
	if len(data) > 2 && data[0]&15 == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
		data = data[2:]
	}
	f.inflate.source.Reset(data)
	if f.inflate.flate == nil {
		f.inflate.flate = flate.NewReader(&f.inflate.source)
	} else if err := f.inflate.flate.(flate.Resetter).Reset(&f.inflate.source, nil); err != nil {
		return nil
	}
	return f.drain(f.inflate.flate, 4*len(data))
}

func (f *file) unlzw(data []byte, parm dict) []byte {
	if early, ok := f.resolve(parm["EarlyChange"]).(float64); ok && early == 0 {
		return f.drain(lzw.NewReader(bytes.NewReader(data), lzw.MSB, 8), 4*len(data))
	}
	return f.unlzwEarly(data)
}

// unlzwEarly is LZW as PDF and TIFF write it: the code width grows one code
// earlier than in compress/lzw.
func (f *file) unlzwEarly(data []byte) []byte {
	const clearCode, endCode = 256, 257
	var (
		out         []byte
		prefix      [4096]uint16
		suffix      [4096]byte
		stack       [4097]byte
		bits, count uint
		width       uint = 9
		next             = 258
		last             = -1
		first       byte
	)
	for _, b := range data {
		bits, count = bits<<8|uint(b), count+8
		if count < width {
			continue
		}
		count -= width
		code := int(bits >> count & (1<<width - 1))
		switch {
		case code == clearCode:
			width, next, last = 9, 258, -1
			continue
		case code == endCode:
			return out
		case code > next || last < 0 && code > 255 || next >= 4096 && code >= next:
			return out
		}
		n, c := len(stack), code
		if code == next {
			n--
			stack[n] = first
			c = last
		}
		for c > 257 {
			n--
			stack[n] = suffix[c]
			c = int(prefix[c])
		}
		n--
		stack[n] = byte(c)
		first = byte(c)
		if !f.spend(len(stack) - n) {
			return nil
		}
		out = append(out, stack[n:]...)
		if last >= 0 && next < 4096 {
			prefix[next], suffix[next] = uint16(last), first
			next++
		}
		if next+1 >= 1<<width && width < 12 {
			width++
		}
		last = code
	}
	return out
}

func unascii85(data []byte) []byte {
	if i := bytes.IndexByte(data, '~'); i >= 0 {
		data = data[:i]
	}
	data = bytes.TrimPrefix(bytes.TrimLeft(data, "\x00\t\n\f\r "), []byte("<~"))
	out := make([]byte, 4*len(data)+4)
	n, _, _ := ascii85.Decode(out, data, true) // what was decoded before a fault is kept
	return out[:n]
}

func (f *file) unrun(data []byte) (out []byte) {
	for len(data) > 1 {
		n := int(data[0])
		data = data[1:]
		switch {
		case n == 128:
			return out
		case n < 128:
			n = min(n+1, len(data))
			if !f.spend(n) {
				return nil
			}
			out = append(out, data[:n]...)
			data = data[n:]
		default:
			if !f.spend(257 - n) {
				return nil
			}
			out = append(out, bytes.Repeat(data[:1], 257-n)...)
			data = data[1:]
		}
	}
	return out
}

// predict undoes the PNG and TIFF predictors (ISO 32000-2, 7.4.4.4).
func (f *file) predict(data []byte, parm dict) []byte {
	predictor := f.int(parm["Predictor"])
	if predictor < 2 {
		return data
	}
	or := func(key name, standard int) int {
		if n := f.int(parm[key]); n > 0 && n < 1<<20 {
			return n
		}
		return standard
	}
	colors, bits, columns := or("Colors", 1), or("BitsPerComponent", 8), or("Columns", 1)
	step, row := max(1, colors*bits/8), (colors*bits*columns+7)/8
	if predictor == 2 {
		for line := data; len(line) >= row && bits == 8; line = line[row:] {
			for i := step; i < row; i++ {
				line[i] += line[i-step]
			}
		}
		return data
	}
	out := data[:0]
	above := make([]byte, row)
	for len(data) > 1 {
		kind, line := data[0], data[1:min(len(data), row+1)]
		data = data[len(line)+1:]
		for i := range line {
			var left, corner byte
			if i >= step {
				left, corner = line[i-step], above[i-step]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += above[i]
			case 3:
				line[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				line[i] += paeth(left, above[i], corner)
			}
		}
		copy(above, line)
		out = append(out, line...)
	}
	return out
}

func paeth(left, up, corner byte) byte {
	p := int(left) + int(up) - int(corner)
	a, b, c := abs(p-int(left)), abs(p-int(up)), abs(p-int(corner))
	switch {
	case a <= b && a <= c:
		return left
	case b <= c:
		return up
	}
	return corner
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
