package extract

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"

	"klynge/internal/fault"
)

// elements is a stream of XML. It refuses what a document never needs and an
// attack does: entities of its own, and elements nested without end. Names
// are compared without their prefix.
type elements struct {
	ctx   context.Context
	d     *xml.Decoder
	depth int
	limit int // of depth
	n     int // tokens so far
}

func newElements(ctx context.Context, r io.Reader, limits Limits) *elements {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("character set %s in a part of a package", charset)
	}
	return &elements{ctx: ctx, d: d, limit: limits.Depth}
}

// next returns the next tag or text, and io.EOF after the last. A token is
// valid until the next call.
func (e *elements) next() (xml.Token, error) {
	for {
		if e.n++; e.n%1024 == 0 {
			if err := alive(e.ctx); err != nil {
				return nil, err
			}
		}
		token, err := e.d.RawToken()
		if err == io.EOF {
			if e.depth > 0 {
				return nil, damaged(io.ErrUnexpectedEOF)
			}
			return nil, io.EOF
		}
		if err != nil {
			if _, classified := errors.AsType[*fault.Error](err); classified || e.ctx.Err() != nil {
				return nil, err
			}
			return nil, damaged(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if e.depth++; e.depth > e.limit {
				return nil, tooDeep(e.limit)
			}
			return t, nil
		case xml.EndElement:
			if e.depth--; e.depth < 0 {
				return nil, damaged(errors.New("more end tags than start tags"))
			}
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			if bytes.Contains(t, []byte("[")) || bytes.Contains(t, []byte("ENTITY")) {
				return nil, fault.New(fault.Invalid, "Filen erklærer egne XML-entiteter, og det læses ikke af hensyn til sikkerheden. "+
					"Intet er gemt. Eksportér mødet igen uden DOCTYPE, og prøv igen.")
			}
		}
	}
}

// skip reads past the end of the element whose start was the latest token.
func (e *elements) skip() error {
	for depth := e.depth - 1; e.depth > depth; {
		if _, err := e.next(); err != nil {
			return err
		}
	}
	return nil
}

// attr returns an attribute of an element, by its name without prefix.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func has(e xml.StartElement, name string) bool {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return true
		}
	}
	return false
}

// integer returns a number in an attribute, or otherwise when there is none.
func integer(e xml.StartElement, name string, otherwise int) int {
	n, err := strconv.Atoi(attr(e, name))
	if err != nil || n < -1e9 || n > 1e9 {
		return otherwise
	}
	return n
}

// on reports whether a switch such as <w:b/> is on; w:val may turn it off.
func on(e xml.StartElement) bool {
	switch attr(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
