package feed

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"klynge/internal/fault"
)

// A Feed is a list of what is new, the newest first. Addresses are those of the
// site without its host, which a reader adds from where it fetched the feed
// (RFC 4287, 2).
type Feed struct {
	ID      string // of identity
	Title   string
	Self    string // the address of the feed
	Page    string // the address of the page that shows the same
	Entries []Entry
}

// An Entry is one thing that is new.
type Entry struct {
	ID                 string
	Title, Path        string
	Author             string // the body that decided, or met
	Published, Updated time.Time
	Why                string // why a subscriber is shown it
	New                string // what is new, as a sentence
	Text               string // what the record says, a line for each paragraph
}

// Atom writes a feed (RFC 4287).
func Atom(w io.Writer, f Feed) (err error) {
	defer fault.In(&err, "feed: atom %s", f.Self)
	document := atomFeed{
		Lang: "da", ID: f.ID, Title: plain(f.Title), Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Page}}, Author: atomPerson{"Klynge"}, Generator: "Klynge",
	}
	latest := time.Unix(0, 0) // an empty feed has not changed since the beginning
	for _, e := range f.Entries {
		document.Entries = append(document.Entries, e.atom())
		if e.Updated.After(latest) {
			latest = e.Updated
		}
	}
	document.Updated = latest.UTC().Format(time.RFC3339)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", " ")
	return encoder.Encode(document)
}

func (e Entry) atom() atomEntry {
	var content strings.Builder
	for line := range strings.Lines(e.New + "\n" + e.Text + "\n" + e.Why) {
		if line = plain(line); line != "" {
			fmt.Fprintf(&content, "<p>%s</p>", html.EscapeString(line))
		}
	}
	return atomEntry{
		ID: e.ID, Title: plain(e.Title), Updated: e.Updated.UTC().Format(time.RFC3339), Published: e.Published.UTC().Format(time.RFC3339),
		Link: atomLink{"alternate", "text/html", e.Path}, Author: atomPerson{plain(e.Author)}, Content: atomText{"html", content.String()},
	}
}

type atomFeed struct {
	XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang      string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Updated   string      `xml:"updated"`
	Links     []atomLink  `xml:"link"`
	Author    atomPerson  `xml:"author"`
	Generator string      `xml:"generator"`
	Entries   []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Updated   string     `xml:"updated"`
	Published string     `xml:"published"`
	Link      atomLink   `xml:"link"`
	Author    atomPerson `xml:"author"`
	Content   atomText   `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}
