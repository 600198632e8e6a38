package site

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"

	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/matter"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
)

//go:embed meeting.html
var meetingHTML string

var (
	meetingPage = page[meetingView](itemHTML + meetingHTML)
	itemPage    = page[itemView](itemHTML + itemAloneHTML)
)

//go:embed item.html
var itemHTML string

//go:embed item_alone.html
var itemAloneHTML string

// A meetingView is the page of one meeting.
type meetingView struct {
	meeting.Detail
	Crumbs   []Crumb
	Items    []itemView
	Present  int
	Excused  int
	Missing  int // without apologies
	Sectors  []sectorView
	Look     []meeting.Finding // what somebody should look at
	Brief    []string          // the same in few sentences
	Good     int               // what was checked and agrees
	Passages passages
	Money    []barView // outside the items
	Graves   []grave   // what was withdrawn and is not public any more
}

// An itemView is one item, on its meeting's page or alone.
type itemView struct {
	meeting.Item
	Meeting   meeting.Listed
	Crumbs    []Crumb
	Lead      string // the beginning of the presentation
	Blocks    []sectionView
	Folded    bool // there is more than the lead
	Way       []meeting.Station
	Drawn     []matter.Head // the matters that the item speaks of
	Promises  []meeting.Promise
	Fate      *fateView // what became of the decision
	Money     []barView
	Passages  passages
	Paragraph []string // of the decision
	Alone     bool
	Before    *meeting.Item
	After     *meeting.Item
}

// Path returns the address of the item alone.
func (v itemView) Path() string { return v.Meeting.Path() + "/" + v.Anchor }

// Heading returns the id that the item's heading is known by.
func (v itemView) Heading() string { return "o-" + v.Anchor }

// A sectionView is a section of the presentation.
type sectionView struct {
	Heading string
	Blocks  []Block
}

// A sectorView is one side of the table.
type sectorView struct {
	Sector body.Sector
	People []meeting.Participant
}

// showMeeting shows one meeting.
func showMeeting(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Meetings.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		v, err := s.meetingView(r, d)
		if err != nil {
			return err
		}
		return meetingPage.Render(w, r, v)
	})
}

func (s *Site) meetingView(r *http.Request, d meeting.Detail) (v meetingView, err error) {
	v.Detail = d
	v.Crumbs = []Crumb{{Text: web.LanguageOf(r).Say("Møder"), Path: "/moeder"}, {Text: d.BodyName, Path: d.BodyPath(), Record: true}, {Text: web.LanguageOf(r).Date(d.Date)}}
	if v.Passages, err = s.passages(r.Context(), d.Slug); err != nil {
		return v, err
	}
	money, err := s.Funds.ByMeeting(r.Context(), d.ID)
	if err != nil {
		return v, err
	}
	fates, err := s.Fates.Fates(r.Context(), d.ID)
	if err != nil {
		return v, err
	}
	matters, err := s.Matters.Public.OfMeeting(r.Context(), d.ID)
	if err != nil {
		return v, err
	}
	drawn := bars(web.LanguageOf(r), money)
	for _, item := range d.Agenda {
		shown := itemViewOf(d, item, drawn, v.Passages)
		shown.Fate, shown.Drawn = fateOf(fates, item), matters[item.ID]
		v.Items = append(v.Items, shown)
	}
	for _, b := range drawn {
		if b.ItemID == "" {
			v.Money = append(v.Money, b)
		}
	}
	for _, p := range d.Participants {
		switch {
		case p.Excused():
			v.Excused++
		case p.Absent:
			v.Missing++
		default:
			v.Present++
		}
	}
	v.Sectors = sectors(d.Participants)
	for _, f := range d.Findings {
		if f.Level == reading.Good {
			v.Good++
		} else {
			v.Look = append(v.Look, f)
		}
	}
	for _, t := range d.Withdrawn {
		v.Graves = append(v.Graves, graveOf(t))
	}
	v.Brief = brief(web.LanguageOf(r), v.Look)
	return v, nil
}

// brief says findings in few sentences: those that differ in nothing but the
// item become one, "Punkt 1, 2 og 3 har …".
func brief(l web.Language, list []meeting.Finding) (sentences []string) {
	numbers := map[string][]string{}
	for _, f := range list {
		if n := f.Args["number"]; len(f.Args) == 1 && n != "" {
			numbers[f.Code] = append(numbers[f.Code], n)
		}
	}
	for _, f := range list {
		same, joined := numbers[f.Code]
		if joined && len(f.Args) == 1 {
			if same == nil {
				continue // said already
			}
			f.Args = map[string]string{"number": enumerate(same, l.Say("og"))}
			numbers[f.Code] = nil
		}
		sentences = append(sentences, f.Say(l.Code()))
	}
	return sentences
}

// enumerate joins words as a sentence does: "1, 2 og 3".
func enumerate(words []string, and string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + and + " " + words[last]
}

// sectors sets the participants on their sides of the table: the chair first,
// then those who came, then those who sent apologies.
func sectors(list []meeting.Participant) (views []sectorView) {
	for _, sector := range sectorOrder {
		v := sectorView{Sector: sector}
		for _, p := range list {
			if p.Sector == sector || p.Sector == "" && sector == body.OtherSector {
				v.People = append(v.People, p)
			}
		}
		rank := func(p meeting.Participant) int {
			switch {
			case p.Absent:
				return 2
			case p.Chair:
				return 0
			}
			return 1
		}
		slices.SortStableFunc(v.People, func(a, b meeting.Participant) int { return rank(a) - rank(b) })
		if len(v.People) > 0 {
			views = append(views, v)
		}
	}
	return views
}

func itemViewOf(d meeting.Detail, item meeting.Item, money []barView, known passages) itemView {
	v := itemView{Item: item, Meeting: d.Listed, Way: d.Ways[item.ID], Passages: known}
	for line := range strings.Lines(item.Decision) {
		v.Paragraph = append(v.Paragraph, strings.TrimSpace(line))
	}
	item.Sections = item.Presentation()
	for _, section := range item.Sections {
		heading := section.Heading
		if strings.EqualFold(heading, "Sagsfremstilling") {
			heading = "" // the page has that heading already
		}
		v.Blocks = append(v.Blocks, sectionView{heading, blocks(section.Lines)})
	}
	v.Lead, v.Folded = lead(item.Sections)
	for _, p := range d.Promises {
		if p.ItemID == item.ID {
			v.Promises = append(v.Promises, p)
		}
	}
	for _, b := range money {
		if b.ItemID == item.ID {
			v.Money = append(v.Money, b)
		}
	}
	return v
}

// lead returns the beginning of a presentation, and whether there is more of it.
func lead(sections []reading.Section) (text string, more bool) {
	for i, section := range sections {
		for j, line := range section.Lines {
			if line.Text == "" {
				continue
			}
			text, more = excerpt(line.Text, 320)
			return text, more || i < len(sections)-1 || j < len(section.Lines)-1
		}
	}
	return "", false
}

// showItem shows one item alone: the address of a decision.
func showItem(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Meetings.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		at := slices.IndexFunc(d.Agenda, func(item meeting.Item) bool { return item.Anchor == r.PathValue("anchor") })
		if at < 0 {
			return fault.New(fault.Missing, "Mødet har ikke et punkt med den adresse. Se hele dagsordenen på mødets side.")
		}
		v, err := s.meetingView(r, d)
		if err != nil {
			return err
		}
		item := v.Items[at]
		item.Alone, item.Crumbs = true, v.Crumbs
		item.Crumbs[len(item.Crumbs)-1].Path = d.Path()
		item.Crumbs = append(item.Crumbs, Crumb{Text: web.LanguageOf(r).Say("Punkt %s", item.Number)})
		if at > 0 {
			item.Before = &d.Agenda[at-1]
		}
		if at < len(d.Agenda)-1 {
			item.After = &d.Agenda[at+1]
		}
		return itemPage.Render(w, r, item)
	})
}
