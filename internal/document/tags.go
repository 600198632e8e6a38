package document

import (
	"fmt"
	"strings"
)

// An element is a node of the structure tree: what a part of the text is
// (ISO 32000-1, 14.7 and the standard roles in 14.8.4).
type element struct {
	role       string
	attributes string // the dictionary of its attributes
	kids       []kid
}

// A kid is an element, or a piece of text on a page: the marked content that
// carries this number there.
type kid struct {
	element    *element
	page, mark int
}

// under adds an element below another.
func (e *element) under(role string) *element {
	child := &element{role: role}
	e.kids = append(e.kids, kid{element: child})
	return child
}

// writeTree writes the structure tree and returns its root. For each page it
// also writes which element each piece of text belongs to (14.7.4.4).
func writeTree(o *objects, document *element, pages []ref) ref {
	root := o.reserve()
	owners := make([][]ref, len(pages))
	top := writeElement(o, document, root, pages, owners)
	var parents strings.Builder
	for page, list := range owners {
		fmt.Fprintf(&parents, "%d %s ", page, o.add("[%s]", spaced(list)))
	}
	o.set(root, "<</Type /StructTreeRoot /K %s /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>", top, parents.String(), len(pages))
	return root
}

func writeElement(o *objects, e *element, parent ref, pages []ref, owners [][]ref) ref {
	own := o.reserve()
	var kids []string
	for _, k := range e.kids {
		if k.element != nil {
			kids = append(kids, writeElement(o, k.element, own, pages, owners).String())
			continue
		}
		kids = append(kids, fmt.Sprintf("<</Type /MCR /Pg %s /MCID %d>>", pages[k.page], k.mark))
		for len(owners[k.page]) <= k.mark {
			owners[k.page] = append(owners[k.page], 0)
		}
		owners[k.page][k.mark] = own
	}
	attributes := ""
	if e.attributes != "" {
		attributes = " /A " + e.attributes
	}
	o.set(own, "<</Type /StructElem /S /%s /P %s /K [%s]%s>>", e.role, parent, strings.Join(kids, " "), attributes)
	return own
}

func spaced(refs []ref) string {
	words := make([]string, len(refs))
	for i, r := range refs {
		words[i] = r.String()
	}
	return strings.Join(words, " ")
}
