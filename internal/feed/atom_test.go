package feed_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"klynge/internal/feed"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/person"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
)

const hostile = `Borg & Bro <script>alert("1")</script> ]]> ` + "\x01\ufffe"

func decisions() []meeting.Decision {
	return []meeting.Decision{
		{ItemID: "i6", Anchor: "punkt-6", Number: "6", Title: "Medicinboks", Decision: "Godkendt.\nDer gives en status i marts.", Outcome: reading.Approved,
			Slug: "2024-11-19-klynge", Date: "2024-11-19", BodyName: "Sundhedsklynge Fjorden", Created: taken, Changed: taken},
		{ItemID: "i7", Anchor: "punkt-7", Title: hostile, Decision: hostile, Slug: "2024-11-19-klynge", Date: "uden dato", BodyName: hostile, Created: taken, Changed: changed},
	}
}

// feeds are all feeds there are, each with what could go wrong in it.
func feeds() map[string]func(io.Writer) error {
	p := person.Detail{Attended: []person.Attended{
		{Slug: "2024-11-19-klynge", Date: "2024-11-19", BodyName: "Sundhedsklynge Fjorden", MeetingID: "m1", Created: taken, Changed: changed, Absent: true},
		{Slug: "2024-11-19-klynge", Date: "2024-11-19", BodyName: "Sundhedsklynge Fjorden", MeetingID: "m1", Created: taken, Changed: changed},
		{Slug: "2024-03-12-klynge", Date: "2024-03-12", BodyName: hostile, MeetingID: "m0", Created: taken, Changed: taken},
	}}
	p.ID, p.Slug, p.Name = "p1", "vibeke-stenholt", "Vibeke Stenholt"
	told := initiative.Told{BodyName: "Sundhedsklynge Fjorden", Stations: []initiative.Station{
		{MeetingID: "m0", Slug: "2024-03-12-klynge", Date: "2024-03-12", BodyName: "Sundhedsklynge Fjorden", Created: taken, Changed: taken},
		{MeetingID: "m1", Item: "i6", Slug: "2024-11-19-klynge", Anchor: "punkt-6", Number: "6", Title: hostile, Decision: hostile, Date: "2024-11-19", Created: taken, Changed: taken},
		{MeetingID: "m1", Item: "i6", Slug: "2024-11-19-klynge", Anchor: "punkt-6", Number: "6", Title: "Medicinboks", Date: "2024-11-19", Created: taken, Changed: taken},
	}}
	told.ID, told.Slug, told.Title = "n1", "medicinboks", "Medicinboks & hjemmebesøg"
	found := search.Results{Hits: []search.Hit{
		{Kind: search.Item, ID: "i6", Path: "/moeder/2024-11-19-klynge#punkt-6", Body: hostile, Date: "2024-11-19",
			Title: []search.Span{{Text: "Medicin", Mark: true}, {Text: "boks"}}, Snippet: []search.Span{{Text: hostile}}},
		{Kind: search.Person, ID: "p1", Path: "/personer/vibeke-stenholt", Title: []search.Span{{Text: "Vibeke Stenholt"}}},
	}}
	return map[string]func(io.Writer) error{
		"decisions":        func(w io.Writer) error { return feed.Decisions(w, decisions()) },
		"decisions, none":  func(w io.Writer) error { return feed.Decisions(w, nil) },
		"decisions of one": func(w io.Writer) error { return feed.DecisionsOf(w, "o1", "klynge", hostile, decisions()) },
		"person":           func(w io.Writer) error { return feed.Person(w, p) },
		"initiative":       func(w io.Writer) error { return feed.Initiative(w, told) },
		"search":           func(w io.Writer) error { return feed.Search(w, hostile, url.Values{"q": {hostile}}, found) },
		"search, one facet": func(w io.Writer) error {
			return feed.Search(w, "boks", url.Values{"q": {"boks"}, "organ": {"klynge"}}, found)
		},
	}
}

// A node is any element of a feed.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Kids    []node     `xml:",any"`
}

func (n node) all(name string) (list []node) {
	for _, kid := range n.Kids {
		if kid.XMLName.Local == name {
			list = append(list, kid)
		}
	}
	return list
}

func (n node) attribute(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// TestAtomKeepsTheStandard holds every feed against what RFC 4287 says must be
// (4.1.1, 4.1.2 and 3.3): the elements, how often, and what may stand in them.
func TestAtomKeepsTheStandard(t *testing.T) {
	for name, write := range feeds() {
		t.Run(name, func(t *testing.T) {
			var b, again bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if err := write(&again); err != nil || again.String() != b.String() {
				t.Errorf("the same record gave two feeds (%v)", err)
			}
			var f node
			if err := xml.Unmarshal(b.Bytes(), &f); err != nil {
				t.Fatalf("not well-formed: %v\n%s", err, b.String())
			}
			if f.XMLName != (xml.Name{Space: "http://www.w3.org/2005/Atom", Local: "feed"}) {
				t.Errorf("the root is %v", f.XMLName)
			}
			for _, kid := range append(f.Kids, entryKids(f)...) {
				if kid.XMLName.Space != "http://www.w3.org/2005/Atom" {
					t.Errorf("<%s> is in %q", kid.XMLName.Local, kid.XMLName.Space)
				}
			}
			ids := map[string]bool{}
			hold(t, f, ids)
			if links := f.all("link"); len(links) != 2 || links[0].attribute("rel") != "self" || !strings.HasSuffix(links[0].attribute("href"), ".atom") && !strings.Contains(links[0].attribute("href"), ".atom?") {
				t.Errorf("the links of the feed are %+v", links)
			}
			for _, entry := range f.all("entry") {
				hold(t, entry, ids)
				content := entry.all("content")
				if len(content) != 1 || content[0].attribute("type") != "html" || !strings.Contains(content[0].Text, "fordi du følger") {
					t.Errorf("the content is %+v, want HTML that says why it is there", content)
				} else if strings.Contains(content[0].Text, "<script>") {
					t.Errorf("the content runs what a stranger wrote: %s", content[0].Text)
				}
			}
		})
	}
}

func entryKids(f node) (list []node) {
	for _, entry := range f.all("entry") {
		list = append(list, entry.Kids...)
	}
	return list
}

// hold checks what feeds and entries have in common.
func hold(t *testing.T, n node, ids map[string]bool) {
	t.Helper()
	for _, name := range []string{"id", "title", "updated", "author"} {
		if found := n.all(name); len(found) != 1 {
			t.Errorf("<%s> has %d <%s>, want 1", n.XMLName.Local, len(found), name)
			return
		}
	}
	id := n.all("id")[0].Text
	if at, err := url.Parse(id); err != nil || !at.IsAbs() || ids[id] {
		t.Errorf("the id %q is no address of its own (%v, seen: %v)", id, err, ids[id])
	}
	ids[id] = true
	for _, name := range []string{"updated", "published"} {
		for _, instant := range n.all(name) {
			if _, err := time.Parse(time.RFC3339, instant.Text); err != nil {
				t.Errorf("<%s> of %s: %v", name, id, err)
			}
		}
	}
	if title := n.all("title")[0]; strings.TrimSpace(title.Text) == "" || title.attribute("type") != "" {
		t.Errorf("the title of %s is %+v, want plain text", id, title)
	}
	if who := n.all("author")[0].all("name"); len(who) != 1 {
		t.Errorf("the author of %s is %+v", id, who)
	}
	for _, link := range n.all("link") {
		if at, err := url.Parse(link.attribute("href")); err != nil || !strings.HasPrefix(at.Path, "/") || at.Host != "" {
			t.Errorf("a link of %s leads to %q (%v)", id, link.attribute("href"), err)
		}
	}
}

// TestWhatIsNew: a first reading is new, a later one says that it is one, and the
// instants are the record's.
func TestWhatIsNew(t *testing.T) {
	var b bytes.Buffer
	if err := feed.Decisions(&b, decisions()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"&lt;p&gt;Nyt: Punkt 6 blev godkendt på mødet den 19. november 2024.&lt;/p&gt;&lt;p&gt;Godkendt.&lt;/p&gt;&lt;p&gt;Der gives en status i marts.&lt;/p&gt;",
		"Læst igen 2. december 2024: Punktet blev behandlet",
		"<updated>2024-11-25T09:30:00Z</updated>", "<updated>2024-12-02T08:00:00Z</updated>",
		`href="/moeder/2024-11-19-klynge/punkt-6#beslutning"`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("Decisions has no %q:\n%s", want, b.String())
		}
	}
}
