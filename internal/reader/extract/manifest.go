package extract

import (
	"context"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"unicode"

	"klynge/internal/fault"
	"klynge/internal/pattern"
)

// ReadXML reads what a case system exports of a meeting. No system's format
// is known here. What an element is, its shape tells: one with a title and
// text under it is a heading with its content, one with a title and a few
// short values is a line in a list, a single value is "Label: value". HTML
// kept inside as text is read as HTML.
//
// Keys, addresses, flags and who saved what are left out; a flag that closes
// an item or marks a person absent is said in words.
func ReadXML(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	ctx, cancel, err := start(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	defer cancel()
	text, charset := Decode(data)
	w := newWriter(ctx, XML, limits)
	w.noteCharset(charset)
	root, err := parseNodes(ctx, illegal.ReplaceAllString(text, "\n"), limits)
	if err != nil {
		return nil, err
	}
	m := manifest{w: w, out: &tables{w: w}, items: make(map[string]bool)}
	m.find(root)
	if err := m.container(root, 1); err != nil {
		return nil, err
	}
	return w.document()
}

// illegal are the control characters that XML does not allow, also not as
// numbers (XML 1.0, 2.2), and case systems export all the same: form feeds
// from a printed page.
var illegal = pattern.New(`[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]|&#(?:0*(?:[1-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[1-8bBcCeEfF]|1[0-9a-fA-F]));`)

// A node is an element with its attributes as the first of its children.
type node struct {
	key  string // the name, or what an attribute "name" calls it
	text string
	kids []*node
	rich bool // it or something in it holds running text
}

// parseNodes reads a tree. Its depth and number of nodes are bounded by the
// limits.
func parseNodes(ctx context.Context, text string, limits Limits) (*node, error) {
	e := newElements(ctx, strings.NewReader(text), limits)
	e.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	root := &node{}
	open := []*node{root}
	count := 0
	for {
		token, err := e.next()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := newNode(t)
			if count += 1 + len(n.kids); count > 4*limits.Blocks {
				return nil, fault.New(fault.TooLarge, "Filen har flere end %d XML-elementer og bliver ikke læst videre. "+
					"Intet er gemt. Eksportér ét møde ad gangen.", 4*limits.Blocks)
			}
			parent := open[len(open)-1]
			parent.kids = append(parent.kids, n)
			open = append(open, n)
		case xml.EndElement:
			n := open[len(open)-1]
			n.text = strings.TrimSpace(n.text)
			open = open[:len(open)-1]
			n.rich = n.rich || running(n.text)
			n.unwrap()
			open[len(open)-1].rich = open[len(open)-1].rich || n.rich
		case xml.CharData:
			if n := open[len(open)-1]; len(open) > 1 && (n.text != "" || len(strings.TrimSpace(string(t))) > 0) {
				n.text += string(t)
			}
		}
	}
}

func newNode(t xml.StartElement) *node {
	n := &node{key: t.Name.Local}
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Space == "xsi":
		case a.Name.Local == "name":
			n.key = a.Value // <field name="location">: the element only says that it is a field
		default:
			n.kids = append(n.kids, &node{key: a.Name.Local, text: strings.TrimSpace(a.Value)})
		}
	}
	return n
}

// unwrap takes in the values that an element keeps in a wrapper of their own:
// <table><fields>…</fields><table>…</table></table>.
func (n *node) unwrap() {
	if len(n.kids) == 0 || len(n.kids[0].kids) == 0 || techTree.MatchString(n.kids[0].key) || len(n.kids) > 1 && n.kids[0].key == n.kids[1].key {
		return
	}
	outer, inner := strings.ToLower(strings.TrimSuffix(n.key, "s")), strings.ToLower(n.kids[0].key)
	if plural.MatchString(n.key) && (strings.Contains(outer, inner) || strings.Contains(inner, outer)) { // a list of one
		return
	}
	for _, value := range n.kids[0].kids {
		if len(value.kids) > 0 && value.text == "" && !value.onlyTechnical() {
			return
		}
	}
	n.kids = append(n.kids[0].kids, n.kids[1:]...)
}

var plural = pattern.New(`(?i)(?:s|list|liste|er)$`)

var markup = pattern.New(`(?i)</?(?:p|div|br|ul|ol|li|table|h[1-6]|span|b|strong)\b[^<>]*>`)

// running reports whether a value is text and not a datum.
func running(s string) bool {
	return len(s) > 160 || markup.MatchString(s) || strings.Contains(s, "\n")
}

var (
	titleKey  = pattern.New(`(?i)^(?:caption|title|titel|overskrift|navn|name|emne|subject|heading)$`)
	pairKey   = pattern.New(`(?i)^\w+(?:name|title|caption|heading|navn|titel|overskrift)$`) // beside a content
	numberKey = pattern.New(`(?i)^(?:\w*nummer|\w*number|nr|no|punktnr)$`)
	techKey   = pattern.New(`(?i)(?:(?-i:I[dD])|^id|sysid|docid|guid|url|uri|path|pattern|e?mail|mailaddress|emailaddress|sort|extension|bytes|size|hash|value|enum|` +
		`access|format|formatter|state|code|filename|docfilename|version|versionnumber|schemalocation|document|party|address)$`)
	techTree  = pattern.New(`(?i)(?:settings|stylesheets?|(?:created|changed|modified|published|updated|concluded)by)$`)
	techDate  = pattern.New(`(?i)^\w*(?:created|changed|modified|updated|published|publish|produce|cdate|callin)\w*$`)
	techValue = pattern.New(`(?i)^(?:https?://\S*|\S+/\S+\.\w{2,4}|[a-z]:\\.*|[\w.+-]+@[\w.-]+|[0-9a-f-]{32,40}|true|false|(?-i:[A-Z]?[a-z]+[A-Z]\S*)|-?\d)$`)
	flagKey   = pattern.New(`(?i)^(?:is)?(public|åben|åbent|open|lukket|closed)$`)
	absentKey = pattern.New(`(?i)^(?:is)?(?:absent|fraværende|afbud)$`)
	stamp     = pattern.New(`\d{2}:\d{2}(?::\d{2})?$`)
	yes       = pattern.New(`(?i)^(?:true|1|ja|yes)$`)
)

// A manifest writes the nodes of an export as blocks.
type manifest struct {
	w     *writer
	out   *tables
	items map[string]bool // keys of elements that somewhere have a title and text
}

func (m *manifest) find(n *node) {
	for _, k := range n.kids {
		if k.rich && k.title() != "" {
			m.items[k.key] = true
		}
		m.find(k)
	}
}

// container writes the children of a node.
func (m *manifest) container(n *node, level int) error {
	listed := false
	for _, k := range n.kids {
		var err error
		switch {
		case len(k.kids) == 0 || k.text != "" && len(k.kids) < 3 && k.onlyTechnical():
			err = m.leaf(n, k, level)
		case techTree.MatchString(k.key):
		case k.title() != "" && m.items[k.key]:
			err = m.item(k, level)
		case k.title() != "" && !k.rich && k.flat():
			line := k.line()
			if line == "" {
				continue
			}
			many := n.list()
			if many && !listed && n.title() == "" {
				err = m.out.add(Block{Kind: Heading, Level: min(level, 6), Text: label(n.key), Gap: true})
			}
			listed = true
			b := Block{Kind: ListItem, Text: line}
			if !many {
				b = Block{Kind: Paragraph, Text: label(k.key) + ": " + line}
			}
			if err == nil {
				err = m.out.add(b)
			}
		default:
			err = m.container(k, level)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// list reports whether an element holds others all of a kind.
func (n *node) list() bool {
	key, count := "", 0
	for _, k := range n.kids {
		if len(k.kids) == 0 {
			continue
		}
		if key != "" && k.key != key {
			return false
		}
		key = k.key
		count++
	}
	return count > 1 || count == 1 && plural.MatchString(n.key)
}

// title returns what an element is called by one of its own values.
func (n *node) title() string {
	if title := n.find(titleKey); title != "" {
		return title
	}
	for _, k := range n.kids {
		if k.rich && contentKey.MatchString(k.key) {
			return n.find(pairKey)
		}
	}
	return ""
}

func (n *node) find(key *pattern.Pattern) string {
	for _, k := range n.kids {
		if len(k.kids) == 0 && k.text != "" && key.MatchString(k.key) && !running(k.text) {
			return k.text
		}
	}
	return ""
}

func (n *node) onlyTechnical() bool {
	for _, k := range n.kids {
		if len(k.kids) > 0 || !techKey.MatchString(k.key) {
			return false
		}
	}
	return true
}

// flat reports whether nothing but values, or a layer around them, is inside.
func (n *node) flat() bool {
	for _, k := range n.kids {
		for _, inner := range k.kids {
			if len(inner.kids) > 0 {
				return false
			}
		}
	}
	return true
}

// item writes an element with a title and text: a heading and what is in it.
func (m *manifest) item(n *node, level int) error {
	title, number := n.title(), n.find(numberKey)
	b := Block{Kind: Heading, Level: min(level, 6), Text: title, Gap: true}
	if number != "" && len(number) < 12 {
		b.Label = strings.TrimSuffix(number, ".") + "."
	}
	if err := m.out.add(b); err != nil {
		return err
	}
	for _, k := range n.kids {
		if flag := flagKey.FindStringSubmatch(k.key); flag != nil && k.text != "" {
			closes := strings.EqualFold(flag[1], "lukket") || strings.EqualFold(flag[1], "closed")
			if yes.MatchString(k.text) == closes {
				if err := m.out.add(Block{Kind: Paragraph, Text: "Lukket punkt"}); err != nil {
					return err
				}
			}
		}
	}
	rest := &node{key: n.key}
	for _, k := range n.kids {
		if len(k.kids) > 0 || !titleKey.MatchString(k.key) && !numberKey.MatchString(k.key) && (k.text != title || k.rich) {
			rest.kids = append(rest.kids, k)
		}
	}
	return m.container(rest, level+1)
}

// leaf writes one value.
func (m *manifest) leaf(parent, k *node, level int) error {
	switch {
	case k.text == "" || (techKey.MatchString(k.key) || techDate.MatchString(k.key)) && !k.rich || techValue.MatchString(k.text) || parent.variant(k.key):
		return nil
	case !running(k.text):
		return m.out.add(Block{Kind: Paragraph, Text: label(k.key) + ": " + k.text})
	}
	if !contentKey.MatchString(k.key) {
		if err := m.out.add(Block{Kind: Heading, Level: min(level, 6), Text: label(k.key), Gap: true}); err != nil {
			return err
		}
	}
	if !markup.MatchString(k.text) {
		for text := range strings.SplitSeq(k.text, "\n") {
			if err := m.out.add(Block{Kind: Paragraph, Text: text}); err != nil {
				return err
			}
		}
		return nil
	}
	title := m.w.doc.Title
	err := newHypertext(m.w, m.out).read(k.text)
	m.w.doc.Title = title
	return err
}

var (
	contentKey = pattern.New(`(?i)^\w*(?:content|indhold|text|tekst|html|value|body)$`)
	variantKey = pattern.New(`[A-Z]?\d+$`)
)

// variant reports whether a value is only another way to write a neighbour,
// as dateF2 is of date.
func (n *node) variant(key string) bool {
	base := variantKey.ReplaceAllString(key, "")
	if base == key || base == "" {
		return false
	}
	for _, k := range n.kids {
		if strings.TrimSuffix(k.key, "date") == strings.TrimSuffix(base, "date") {
			return true
		}
	}
	return false
}

// line writes an element with a few values as "title, value, value".
func (n *node) line() string {
	parts := []string{n.title()}
	var collect func(*node)
	collect = func(n *node) {
		for _, k := range n.kids {
			switch {
			case len(k.kids) > 0:
				if !techTree.MatchString(k.key) && k.title() == "" {
					collect(k)
				}
			case absentKey.MatchString(k.key):
				if yes.MatchString(k.text) {
					parts = append(parts, "afbud")
				}
			case k.text == "" || techKey.MatchString(k.key) || techValue.MatchString(k.text) || titleKey.MatchString(k.key):
			case !stamp.MatchString(k.text) && !slices.Contains(parts, k.text):
				parts = append(parts, k.text)
			}
		}
	}
	collect(n)
	return strings.Join(parts, ", ")
}

// danish are the words for the keys that exports write in English.
var danish = map[string]string{
	"when": "Mødedato", "date": "Mødedato", "start": "Mødedato", "meetingdate": "Mødedato", "until": "Sluttidspunkt",
	"finish": "Sluttidspunkt", "end": "Sluttidspunkt", "where": "Mødested", "location": "Mødested", "place": "Mødested",
	"committee": "Udvalg", "members": "Deltagere", "participants": "Deltagere", "meetmember": "Deltagere", "member": "Deltagere",
	"enclosures": "Bilag", "attachments": "Bilag", "bilagsliste": "Bilag", "attachment": "Bilag", "enclosure": "Bilag",
	"role": "Rolle", "summary": "Resumé", "decision": "Beslutning", "recommendation": "Indstilling", "number": "Nummer",
	"name": "Navn", "title": "Titel", "caption": "Titel", "description": "Beskrivelse", "items": "Dagsorden", "agenda": "Dagsorden",
}

// label returns the words for a key: "MødeSlutdato" is "Møde slutdato".
func label(key string) string {
	if word, ok := danish[strings.ToLower(key)]; ok {
		return word
	}
	var b strings.Builder
	small := false
	for i, r := range key {
		switch {
		case r == '_' || r == '-' || r == '.':
			b.WriteByte(' ')
		case i > 0 && unicode.IsUpper(r) && small:
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		default:
			b.WriteRune(r)
		}
		small = unicode.IsLower(r)
	}
	return b.String()
}
