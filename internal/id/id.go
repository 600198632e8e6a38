// Package id makes identifiers: opaque ids that sort by the time they were
// made, and readable Danish slugs for addresses.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"
)

var encoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New returns a new id: 48 bits of milliseconds and 80 random bits, as 26
// characters that sort by time.
func New(at time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMilli())<<16)
	rand.Read(b[6:]) // never fails: crypto/rand.Read crashes the program instead
	return encoding.EncodeToString(b[:])
}

var letters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "ä", "ae", "ö", "oe", "ü", "u", "é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "ó", "o", "ß", "ss")

// Slug returns a readable address for a name: "Sundhedsklynge Østfjorden"
// becomes "sundhedsklynge-oestfjorden". It is at most 80 characters long, cut
// at a word, and "unavngivet" when nothing of the name can stand in an address.
func Slug(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range letters.Replace(strings.ToLower(name)) {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	slug := b.String()
	if len(slug) > 80 {
		slug = slug[:80]
		if cut := strings.LastIndexByte(slug, '-'); cut > 40 {
			slug = slug[:cut]
		}
	}
	if slug == "" {
		return "unavngivet"
	}
	return slug
}

// Free returns slug, or slug-2, slug-3 and so on: the first that is not taken.
func Free(slug string, taken func(string) (bool, error)) (string, error) {
	for n := 1; ; n++ {
		try := slug
		if n > 1 {
			try = fmt.Sprintf("%s-%d", slug, n)
		}
		if is, err := taken(try); err != nil || !is {
			return try, err
		}
	}
}
