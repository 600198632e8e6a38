package site

import (
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"

	"klynge/internal/body"
	"klynge/internal/ledger"
	"klynge/internal/meeting"
	"klynge/internal/web"
	matterpages "klynge/internal/web/matter"
	"klynge/internal/web/planning"
	"klynge/internal/when"
)

var (
	//go:embed bodies.html
	bodiesHTML string
	//go:embed body.html
	bodyHTML string

	bodiesPage = page[bodiesView](bodiesHTML)
	bodyPage   = web.MustPage[bodyView](wheelFunctions, parts, chainHTML, planning.WheelTemplate, matterpages.Drawings, bodyHTML)
)

// A bodiesView is the list of the bodies that meet, by kind.
type bodiesView struct {
	Crumbs []Crumb
	Kinds  []bodyKind
}

// A bodyKind is the bodies of one kind.
type bodyKind struct {
	Heading string
	Bodies  []body.Listed
}

// kindHeadings are the kinds of bodies in the order of the law: those it
// names first (sundhedsloven §§ 203-205), then those they have set up.
var kindHeadings = []struct {
	kind    body.Classification
	heading string
}{
	{body.Council, "Sundhedsråd"}, {body.Cluster, "Sundhedsklynger"}, {body.Coordination, "Koordinationsudvalg"},
	{body.Committee, "Udvalg"}, {body.Forum, "Grupper og netværk"}, {body.Secretariat, "Sekretariater"}, {body.Other, "Andre"},
}

// bodies lists the bodies that meet.
func bodies(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := s.Bodies.Bodies(r.Context())
		if err != nil {
			return err
		}
		v := bodiesView{Crumbs: []Crumb{{Text: web.LanguageOf(r).Say("Organer")}}}
		for _, k := range kindHeadings {
			kind := bodyKind{Heading: k.heading}
			for _, b := range list {
				known := slices.ContainsFunc(kindHeadings, func(h struct {
					kind    body.Classification
					heading string
				}) bool {
					return h.kind == b.Classification
				})
				if b.Classification == k.kind || !known && k.kind == body.Other {
					kind.Bodies = append(kind.Bodies, b)
				}
			}
			if len(kind.Bodies) > 0 {
				v.Kinds = append(v.Kinds, kind)
			}
		}
		return bodiesPage.Render(w, r, v)
	})
}

// A bodyView is one organisation: a body with its seats and meetings, or one
// that sends people.
type bodyView struct {
	body.Detail
	Crumbs      []Crumb
	Meets       bool
	Sectors     []seatColumn
	Former      []body.Seat
	Away        []body.Seat // held on its behalf elsewhere
	Latest      []meeting.Listed
	Coming      []meeting.Coming
	Money       []barView
	Account     []barView // of its ledger, where no minutes print a statement
	Matters     []matterpages.Card
	MoreMatters bool
	Year        planning.BodyView
	Rounds      roundsView
	Chain       chainView
	Planned     bool // it has a plan, or a number of meetings to reach
}

// mattersOfBody is how many matters the page of a body draws.
const mattersOfBody = 12

// A seatColumn is the seats of one side of the table.
type seatColumn struct {
	Sector body.Sector
	Seats  []body.Seat
}

// showBody shows one organisation. One address leads to it: the other kind's
// redirects.
func showBody(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Bodies.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		if d.Path() != r.URL.Path {
			http.Redirect(w, r, l.Path(d.Path()), http.StatusMovedPermanently)
			return nil
		}
		v := bodyView{Detail: d, Meets: d.Meetings > 0}
		v.Crumbs = []Crumb{{Text: l.Say("Organer"), Path: "/organer"}, {Text: d.Name, Record: true}}
		v.seat()
		if v.Chain, err = s.chain(r, d.Organization); err != nil {
			return err
		}
		now := s.Clock().In(when.Copenhagen)
		years, err := s.Planning.Public.Year(r.Context(), now.Year(), d.ID)
		if err != nil {
			return err
		}
		if len(years) == 1 && d.Classification.Meets() {
			v.Year, v.Planned = planning.NewBodyView(l, years[0], now), len(years[0].Marks) > 0 || years[0].Legal > 0 || years[0].Own > 0
		}
		v.Meets = v.Meets || v.Planned || d.Start != "" && d.Classification.Meets()
		today := s.Clock().In(when.Copenhagen).Format("2006-01-02")
		if v.Latest, _, err = s.Meetings.List(r.Context(), meeting.Filter{Body: d.Slug}, today+"~", 6); err != nil {
			return err
		}
		if v.Coming, err = s.Planning.Public.Coming(r.Context(), s.Meetings, today, d.Slug, 4); err != nil {
			return err
		}
		money, err := s.Funds.ByBody(r.Context(), d.Slug)
		if err != nil {
			return err
		}
		v.Money = bars(l, money[:min(len(money), 1)])
		if len(money) == 0 {
			funds, err := s.Accounts.Public.Of(r.Context(), d.Slug)
			if err != nil {
				return err
			}
			if len(funds) > 0 {
				v.Account = []barView{bar(l, printedOf(ledger.Keeper{Slug: d.Slug, Name: d.Name, Funds: funds}))}
			}
		}
		ways, more, err := s.Matters.Public.Richest(r.Context(), d.Slug, 0, mattersOfBody)
		if err != nil {
			return err
		}
		v.Matters, v.MoreMatters = matterpages.Cards(l, ways, today), more
		if v.Rounds, err = s.roundsOf(r.Context(), d.ID); err != nil {
			return err
		}
		return bodyPage.Render(w, r, v)
	})
}

// seat sets the people in columns by sector, those of the latest meeting apart
// from earlier ones, the chair on top.
func (v *bodyView) seat() {
	for _, sector := range sectorOrder {
		column := seatColumn{Sector: sector}
		for _, seat := range v.Seats {
			if seat.BodySlug == v.Slug && seat.Current && (seat.Sector == sector || seat.Sector == "" && sector == body.OtherSector) {
				column.Seats = append(column.Seats, seat)
			}
		}
		slices.SortStableFunc(column.Seats, func(a, b body.Seat) int {
			switch {
			case a.Chair == b.Chair:
				return 0
			case a.Chair:
				return -1
			}
			return 1
		})
		// The three sides that the law gives seats are shown also when they are empty.
		if len(column.Seats) > 0 || v.Meets && len(v.Seats) > 0 && sector != body.Shared && sector != body.OtherSector {
			v.Sectors = append(v.Sectors, column)
		}
	}
	for _, seat := range v.Seats {
		switch {
		case seat.BodySlug != v.Slug:
			v.Away = append(v.Away, seat)
		case !seat.Current:
			v.Former = append(v.Former, seat)
		}
	}
}

// wheelFunctions are those of the site, of the drawings of matters and of the year
// wheel.
func wheelFunctions(l web.Language) template.FuncMap {
	f := drawnFunctions(l)
	maps.Copy(f, planning.Functions(l))
	return f
}
