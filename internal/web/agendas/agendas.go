// Package agendas is the pages on which an agenda is made, sent and read before
// the public sees anything of it.
//
// [Pages.Show] is one address for all: whoever makes the agenda has its items
// under their hands, and whoever sits in the body reads what was sent. An item
// has a page of its own ([Pages.Item]), where several people may write at once:
// each text saves itself (design/src/field.ts), and two who wrote over each other
// see both texts. Everything is done with ordinary forms; the script only saves
// the reader a page.
package agendas

import (
	"cmp"
	"context"
	_ "embed"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/phrase"
	"klynge/internal/reader/extract"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Agendas *agenda.Store
	Phrases interface {
		Of(ctx context.Context, bodyID string, k phrase.Kind) ([]phrase.Phrase, error)
	}
	PDF, DOCX func(io.Writer, meeting.Detail) error
	// Paper answers with the file of a paper, to somebody who may read it.
	Paper func(w http.ResponseWriter, r *http.Request, itemID, paperID string, who access.Who) error
	Clock when.Clock

	present presence
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed sent.html
	sentHTML string
	//go:embed item.html
	itemHTML string
	//go:embed send.html
	sendHTML string
	//go:embed versions.html
	versionsHTML string
	//go:embed history.html
	historyHTML string

	listPage     = page[listView](listHTML)
	sentPage     = page[sentView](sentHTML)
	itemPage     = page[itemView](itemHTML)
	sendPage     = page[sendView](sendHTML)
	versionsPage = page[versionsView](versionsHTML)
	historyPage  = page[historyView](historyHTML)
)

func page[T any](source string) *web.Page[T] { return web.MustPage[T](functions, partsHTML, source) }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"type":   func(t agenda.Type) string { return l.Say(t.Danish()) },
		"hour":   func(t time.Time) string { return l.Clock(t.In(when.Copenhagen).Format("15:04"), "") },
		"blocks": blocks,
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"label": func(name string) string { return l.Say(labels[name]) },
		"add":   func(a, b int) int { return a + b },
		"dispatch": func(d agenda.Dispatch) string {
			if d.Number == 0 {
				return l.Say("Dagsordenen")
			}
			return l.Say("Tillægsdagsorden %d", d.Number)
		},
	}
}

// labels are what the texts of an item are called.
var labels = map[string]string{
	agenda.Title: "Overskrift", agenda.PublicTitle: "Overskrift, som offentligheden må se", agenda.Presentation: "Sagsfremstilling",
	agenda.LateReason: "Hvorfor kom punktet på efter fristen?", agenda.ClosedReason: "Hvorfor er punktet lukket?",
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, word := range labels {
		list = append(list, word)
	}
	for _, t := range agenda.Types {
		list = append(list, t.Danish())
	}
	return list
}

// A block is a paragraph, a list or a table of a text.
type block struct {
	Kind  extract.BlockKind
	Lines []line
}

type line struct {
	Label, Text string
	Cells       []string
}

// blocks returns a text as it is shown.
func blocks(text string) (list []block) {
	for _, l := range agenda.Lines(text) {
		one := line{l.Label, l.Text, l.Cells}
		if n := len(list); n > 0 && l.Kind != extract.Paragraph && list[n-1].Kind == l.Kind {
			list[n-1].Lines = append(list[n-1].Lines, one)
			continue
		}
		list = append(list, block{l.Kind, []line{one}})
	}
	return list
}

// meetingPath returns where the agenda of a meeting is.
func meetingPath(meetingID string) string { return "/arbejde/moede/" + meetingID + "/dagsorden" }

func itemPath(itemID string) string { return "/arbejde/punkt/" + itemID }

// name returns what a meeting is called at the top of its pages.
func name(w agenda.Work) string { return cmp.Or(w.Meeting.Title, w.Body.Name) }

// fieldKey returns the name of a field as it stands in addresses and forms,
// where a slash would part it.
func fieldKey(field string) string { return strings.Replace(field, "/", ".", 1) }

func fieldOf(key string) string { return strings.Replace(key, ".", "/", 1) }

// refusal tells an error that whoever sent a form can do something about from
// one that they cannot, which is returned.
func refusal(err error) (sentence string, status int, _ error) {
	switch kind := fault.KindOf(err); kind {
	case fault.Invalid, fault.Conflict, fault.Missing, fault.TooLarge:
		if say := fault.Sentence(err); say != "" {
			return say, kind.Status(), nil
		}
	}
	return "", http.StatusOK, err
}

// edits reports whether somebody may change the agenda of a body.
func edits(who access.Who, bodyID string) bool { return who.May(access.EditAgenda, bodyID) }
