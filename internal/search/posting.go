package search

import (
	"encoding/binary"
	"time"
)

// blockSize is how many documents are scored at a time, and share a row of
// marks and attributes.
const blockSize = 8192

// A posting is five bytes: the number of the document, little endian, and the
// impact of the term on it. A term's postings stand in the order of documents,
// so a new document's are put behind the others. They are cut into rows of
// chunkSize: a rare term is read with one row, a common one with few, and what
// an edit writes anew of a term is bounded.
const (
	postingSize = 5
	chunkSize   = 2048
)

func appendPosting(docs []byte, doc uint32, impact byte) []byte {
	return append(binary.LittleEndian.AppendUint32(docs, doc), impact)
}

func postingAt(docs []byte, i int) (doc uint32, impact byte) {
	p := docs[i*postingSize : i*postingSize+postingSize]
	return binary.LittleEndian.Uint32(p), p[4]
}

// appendPositions adds the word positions of one posting: how many, then the
// distance of each to the one before, as varints.
func appendPositions(list []byte, positions []int) []byte {
	list = binary.AppendUvarint(list, uint64(len(positions)))
	last := 0
	for _, p := range positions {
		list = binary.AppendUvarint(list, uint64(p-last))
		last = p
	}
	return list
}

// A positionReader reads the positions of postings one after the other.
type positionReader struct {
	rest []byte
	next int // index of the posting that rest begins with
	into []int
}

// at returns the positions of posting i, which must not be before the last
// one asked for.
func (r *positionReader) at(i int) []int {
	for ; r.next <= i; r.next++ {
		r.into = r.into[:0]
		position := 0
		for n := r.uvarint(); n > 0 && len(r.rest) > 0; n-- {
			position += int(r.uvarint())
			r.into = append(r.into, position)
		}
	}
	return r.into
}

func (r *positionReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 { // a damaged row: nothing more to read
		r.rest = nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// BM25 with fields: the weighted frequency of a term, saturated, and held
// against the length of the document. The average length is a constant, so that
// a document's impacts never change after it was written.
const (
	saturation    = 1.2
	lengthPenalty = 0.75
	averageLength = 150
)

// impactOf returns the part of BM25 that belongs to a term in a document, from 1
// to 255.
func impactOf(weighted float64, length int) byte {
	norm := saturation * (1 - lengthPenalty + lengthPenalty*float64(length)/averageLength)
	return byte(1 + 254*weighted/(weighted+norm))
}

// attributes are what facets need of a document: numbers of search_value, the
// day, and the number of the owner.
type attributes struct {
	kind, typ, outcome, body uint16
	day                      uint16 // days since 1970-01-01, 0 when unknown
	owner                    uint32
}

const attributesSize = 14

func (a attributes) put(to []byte) {
	for i, v := range []uint16{a.kind, a.typ, a.outcome, a.body, a.day} {
		binary.LittleEndian.PutUint16(to[2*i:], v)
	}
	binary.LittleEndian.PutUint32(to[10:], a.owner)
}

func attributesAt(list []byte, place int) (a attributes) {
	from := list[place*attributesSize:]
	u := func(i int) uint16 { return binary.LittleEndian.Uint16(from[2*i:]) }
	return attributes{u(0), u(1), u(2), u(3), u(4), binary.LittleEndian.Uint32(from[10:])}
}

// dayOf returns the number of a date's day, 0 when it is no date after 1970.
func dayOf(date string) uint16 {
	t, err := time.Parse(time.DateOnly, date)
	day := t.Unix() / (24 * 60 * 60)
	if err != nil || day < 0 || day > 0xffff {
		return 0
	}
	return uint16(day)
}

func yearOf(day uint16) int { return time.Unix(int64(day)*24*60*60, 0).UTC().Year() }
