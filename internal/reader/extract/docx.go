package extract

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// ReadDOCX reads a Word document (ECMA-376, also its strict variant):
// paragraphs with the labels that numbering gives them, headings by outline
// level, tables, text boxes and footnotes, page breaks as Word last saw them.
//
// Headers and footers, comments, deleted and hidden text are left out; notes
// tell of the last three. Nothing that the document links to is fetched.
func ReadDOCX(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	ctx, cancel, err := start(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	defer cancel()
	a, err := openArchive(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	w := newWriter(ctx, DOCX, limits)
	p := docxPackage{archive: a, w: w, main: a.mainPart()}
	if err := p.read(); err != nil {
		return nil, err
	}
	return w.document()
}

// A docxPackage is the archive and its parts.
type docxPackage struct {
	*archive
	w    *writer
	main string
	rels map[string]string // of the main part: id to entry, only what is inside
	kind map[string]string // of the main part: last word of the type to entry
}

func (p *docxPackage) read() error {
	if err := p.relations(); err != nil {
		return err
	}
	if err := p.title(); err != nil {
		return err
	}
	d := docxReader{p: p, w: p.w, out: &tables{w: p.w}, page: 1}
	var err error
	if d.styles, err = part(p, "styles", readDocxStyles); err != nil {
		return err
	}
	if d.styles == nil {
		d.styles = &docxStyles{byID: map[string]*docxStyle{"": {}}}
	}
	if d.lists, err = part(p, "numbering", readDocxLists); err != nil {
		return err
	}
	if err := d.readPart(p.main); err != nil {
		return err
	}
	for _, notes := range []string{"footnotes", "endnotes"} {
		if name := p.kind[notes]; name != "" {
			if err := d.readPart(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// part reads the part of a kind, if there is one.
func part[T any](p *docxPackage, kind string, read func(*elements) (*T, error)) (*T, error) {
	name := p.kind[kind]
	if name == "" {
		return nil, nil
	}
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return read(newElements(p.ctx, r, p.w.limits))
}

// relations reads which parts belong to the main part. Targets outside the
// file are forgotten at once.
func (p *docxPackage) relations() error {
	p.rels, p.kind = make(map[string]string), make(map[string]string)
	folder, base := path.Split(p.main)
	name := folder + "_rels/" + base + ".rels"
	if !p.has(name) {
		return nil
	}
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	e := newElements(p.ctx, r, p.w.limits)
	for {
		token, err := e.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Relationship" || attr(start, "TargetMode") == "External" {
			continue
		}
		target := attr(start, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		target = strings.TrimPrefix(path.Clean(target), "/")
		if p.archive.has(target) {
			p.rels[attr(start, "Id")] = target
			p.kind[path.Base(attr(start, "Type"))] = target
		}
	}
}

// title takes the title from the properties of the document.
func (p *docxPackage) title() error {
	const name = "docProps/core.xml"
	if !p.has(name) {
		return nil
	}
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	e := newElements(p.ctx, r, p.w.limits)
	inTitle := false
	for {
		token, err := e.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inTitle = t.Name.Local == "title"
		case xml.EndElement:
			inTitle = false
		case xml.CharData:
			if inTitle {
				p.w.doc.Title = clean(p.w.doc.Title + string(t))
			}
		}
	}
}

// readPart reads the main part or one with notes.
func (d *docxReader) readPart(name string) error {
	r, err := d.p.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	d.e = newElements(d.p.ctx, r, d.w.limits)
	for {
		token, err := d.e.next()
		if err == io.EOF {
			return d.closeTables()
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = d.start(t)
		case xml.EndElement:
			err = d.end(t.Name.Local)
		case xml.CharData:
			if d.inText {
				d.write(string(t))
			}
		}
		if err != nil {
			return err
		}
	}
}

func (d *docxReader) closeTables() error {
	for d.out.last() != nil {
		if err := d.out.end(); err != nil {
			return err
		}
	}
	return nil
}

// embedded reads a part that is a document of its own inside the document,
// as some case systems assemble minutes, if it is HTML.
func (d *docxReader) embedded(id string) error {
	name := d.p.rels[id]
	if name == "" {
		return nil
	}
	data, err := d.p.archive.read(name)
	if err != nil {
		return err
	}
	if kind, err := Detect(data); err != nil || kind != HTML {
		d.w.note("embedded-document", fmt.Sprintf("Dokumentet har et andet dokument (%s) lagt ind i sig. "+
			"Det er ikke læst med.", path.Base(name)))
		return nil
	}
	text, _ := Decode(data)
	title := d.w.doc.Title
	err = newHypertext(d.w, &tables{w: d.w, count: d.out.count}).read(text)
	d.w.doc.Title = title
	return err
}
