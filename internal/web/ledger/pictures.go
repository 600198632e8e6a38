package ledger

import (
	"fmt"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/ledger"
	"klynge/internal/web"
)

// A sheet is the paper of a picture, in the units of its own drawing: a wide one
// for a screen, and a narrow one for a telephone. The page has both, and shows one.
type sheet struct {
	name              string
	width             int
	barLeft, barMost  int // where bars begin, and the longest
	thick, step       int // of bars
	letters           int // height of a line of letters
	flowLeft, flowTo  int // where streams begin and end
	flowTop, flowSize int // room above for the name of the source, and the height of all money
	names             int // letters of a name
}

var (
	wide = sheet{name: "bred", width: 1000, barLeft: 190, barMost: 560, thick: 30, step: 40, letters: 22,
		flowLeft: 12, flowTo: 480, flowTop: 44, flowSize: 300, names: 42}
	narrow = sheet{name: "smal", width: 400, barLeft: 112, barMost: 164, thick: 24, step: 32, letters: 18,
		flowLeft: 12, flowTo: 110, flowTop: 34, flowSize: 220, names: 32}
)

// Bars are the periods of a fund beside each other: what came in, what went on, and
// what became of the rest. What they show is in the table beneath as well.
type Bars struct {
	ID          string
	Sheet       string
	Title       string
	Description string
	Width       int
	Height      int
	Left, Thick int
	Groups      []barGroup
}

type barGroup struct {
	Name  string
	NameY int
	Bars  []bar
}

type bar struct {
	Shade    string // received, carried, out, allocated, booked, left
	Label    string
	Value    string
	Y, TextY int
	Width    int
	LX       int
}

func newBars(l web.Language, r ledger.Report, on sheet) Bars {
	b := Bars{ID: "soejler-" + on.name + "-" + r.Fund.ID, Sheet: on.name, Title: l.Say("%s år for år", r.Fund.Name), Width: on.width, Left: on.barLeft, Thick: on.thick}
	most := danish.Amount(1)
	for _, p := range r.Periods {
		most = max(most, p.Received, p.Carried, p.Out(), p.Allocated, p.Booked, p.Left)
	}
	y := 0
	var said []string
	for _, p := range r.Periods {
		g := barGroup{Name: p.Period.String(), NameY: y + on.letters + 8}
		y += on.letters + 24
		var words []string
		for _, one := range []struct {
			shade, word string
			amount      danish.Amount
			always      bool
		}{
			{"received", "Modtaget", p.Received, p.Carried <= 0}, {"carried", "Overført", p.Carried, false}, {"out", "Givet videre", p.Out(), false},
			{"allocated", "Bevilget", p.Allocated, true}, {"booked", "Bogført", p.Booked, true}, {"left", "Tilbage", p.Left, true},
		} {
			if one.amount <= 0 && !one.always {
				continue
			}
			length := int(max(one.amount, 0) * danish.Amount(on.barMost) / most)
			g.Bars = append(g.Bars, bar{one.shade, l.Say(one.word), l.Amount(one.amount), y, y + (on.thick+on.letters)/2 - 4, length, on.barLeft + length + on.thick/3})
			words = append(words, l.Say(one.word)+" "+l.Amount(one.amount))
			y += on.step
		}
		y += 16
		said = append(said, p.Period.String()+": "+strings.Join(words, ", "))
		b.Groups = append(b.Groups, g)
	}
	b.Height, b.Description = max(y, 40), strings.Join(said, "; ")
	return b
}

// Flow is the way of the money from its source to each purpose, and what is left,
// each as thick as its amount.
type Flow struct {
	ID             string
	Sheet          string
	Title          string
	Description    string
	Width, Height  int
	Source         string
	SourceY        int
	Left, To, Name int // where streams begin and end, and names stand
	Top, Size      int // of the source
	Streams        []stream
}

// Before is where the source stands, in front of its streams.
func (f Flow) Before() int { return f.Left - flowNode }

type stream struct {
	Path    string
	Name    string
	Value   string
	Y, Size int
	TextY   int
	SubY    int
	Left    bool
}

const (
	flowGap  = 26
	flowNode = 10 // width of what streams end in
	mostSent = 14 // streams; what is smaller is in the table
)

// A share is where some of the money went.
type share struct {
	name   string
	amount danish.Amount
	left   bool
}

func sharesOf(l web.Language, r ledger.Report) (list []share) {
	for _, p := range r.Purposes {
		if p.Allocated > 0 && len(list) < mostSent {
			list = append(list, share{p.Name, p.Allocated, false})
		}
	}
	if out := r.Total.Out(); out > 0 {
		list = append(list, share{l.Say("Givet videre eller tilbage"), out, true})
	}
	if r.Total.Left > 0 {
		list = append(list, share{l.Say("Penge, der er tilbage"), r.Total.Left, true})
	}
	return list
}

func newFlow(l web.Language, r ledger.Report, on sheet) Flow {
	in, shares := r.Total.Gross(), sharesOf(l, r)
	f := Flow{ID: "vej-" + on.name + "-" + r.Fund.ID, Sheet: on.name, Title: l.Say("Pengenes vej i %s", r.Fund.Name), Source: r.Fund.Source,
		Width: on.width, Height: 40, Left: on.flowLeft, To: on.flowTo, Name: on.flowTo + flowNode + 14, Description: l.Say("Fra %s kom %s", r.Fund.Source, l.Amount(in))}
	if in <= 0 || len(shares) == 0 {
		return f
	}
	label := 2 * on.letters // the least height of a stream, for its name and amount
	all, sizes := 0, make([]int, len(shares))
	for i, one := range shares {
		sizes[i] = max(int(one.amount*danish.Amount(on.flowSize)/in), 3)
		f.Size += sizes[i]
		all += max(sizes[i], label) + flowGap
	}
	f.Height = on.flowTop + max(all, on.flowSize) + 10
	f.Top, f.SourceY = on.flowTop, on.letters
	from, to := f.Top, on.flowTop+5
	for i, one := range shares {
		h, room := sizes[i], max(sizes[i], label)
		y := to + (room-h)/2
		f.Streams = append(f.Streams, stream{Path: ribbon(on, from, y, h), Name: clip(one.name, on.names), Value: l.Amount(one.amount), Y: y, Size: h,
			TextY: to + room/2 - 2, SubY: to + room/2 + on.letters, Left: one.left})
		from, to = from+h, to+room+flowGap
		f.Description += "; " + l.Say("%s til %s", l.Amount(one.amount), one.name)
	}
	return f
}

// ribbon draws a stream of a height between two places.
func ribbon(on sheet, from, to, height int) string {
	half := (on.flowLeft + on.flowTo) / 2
	return fmt.Sprintf("M%d %dC%d %d %d %d %d %dV%dC%d %d %d %d %d %dZ", on.flowLeft, from, half, from, half, to, on.flowTo, to,
		to+height, half, to+height, half, from+height, on.flowLeft, from+height)
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
