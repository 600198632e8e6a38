package ledger

import (
	"fmt"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/ledger"
	"klynge/internal/web"
)

// Bars are the periods of a fund beside each other, with four bars each. What they
// show is in the table beneath as well.
type Bars struct {
	ID          string
	Title       string
	Description string
	Height      int
	Groups      []barGroup
}

type barGroup struct {
	Name  string
	NameY int
	Bars  []bar
}

type bar struct {
	Shade    string // received, allocated, booked, left
	Label    string
	Value    string
	Y, TextY int
	Width    int
	LX       int
}

// The bars lie in a picture 1000 wide: the word, the bar, the amount behind it.
const (
	barLeft  = 190
	barMost  = 560
	barThick = 30
	barStep  = 40
)

func newBars(l web.Language, r ledger.Report) Bars {
	b := Bars{ID: "soejler-" + r.Fund.ID, Title: l.Say("%s år for år", r.Fund.Name)}
	most := danish.Amount(1)
	for _, p := range r.Periods {
		most = max(most, p.In(), p.Allocated, p.Booked, p.Left)
	}
	y := 0
	var said []string
	for _, p := range r.Periods {
		g := barGroup{Name: p.Period.String(), NameY: y + 30}
		y += 46
		for _, one := range []struct {
			shade, word string
			amount      danish.Amount
		}{{"received", "Modtaget", p.In()}, {"allocated", "Bevilget", p.Allocated}, {"booked", "Bogført", p.Booked}, {"left", "Tilbage", p.Left}} {
			width := int(max(one.amount, 0) * barMost / most)
			g.Bars = append(g.Bars, bar{one.shade, l.Say(one.word), l.Amount(one.amount), y, y + 22, width, barLeft + width + 14})
			y += barStep
		}
		y += 16
		said = append(said, l.Say("%s: modtaget %s, bevilget %s, bogført %s, tilbage %s", p.Period.String(), l.Amount(p.In()), l.Amount(p.Allocated), l.Amount(p.Booked), l.Amount(p.Left)))
		b.Groups = append(b.Groups, g)
	}
	b.Height, b.Description = max(y, 40), strings.Join(said, "; ")
	return b
}

// Flow is the way of the money from its source to each purpose, and what is left,
// each as thick as its amount.
type Flow struct {
	ID          string
	Title       string
	Description string
	Height      int
	Source      string
	In          string
	Top, Size   int // of the source
	MidY        int
	Streams     []stream
}

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
	flowSize = 300 // of all money
	flowGap  = 26
	flowLeft = 200
	flowTo   = 560
	mostSent = 14 // streams; what is smaller is in the table
)

func newFlow(l web.Language, r ledger.Report) Flow {
	f := Flow{ID: "vej-" + r.Fund.ID, Title: l.Say("Pengenes vej i %s", r.Fund.Name), Source: r.Fund.Source, In: l.Amount(r.Total.In())}
	in := r.Total.In()
	type part struct {
		name   string
		amount danish.Amount
		left   bool
	}
	var parts []part
	for _, p := range r.Purposes {
		if p.Allocated > 0 && len(parts) < mostSent {
			parts = append(parts, part{p.Name, p.Allocated, false})
		}
	}
	if r.Total.Left > 0 {
		parts = append(parts, part{l.Say("Penge, der er tilbage"), r.Total.Left, true})
	}
	said := []string{l.Say("Fra %s kom %s", r.Fund.Source, l.Amount(in))}
	if in <= 0 || len(parts) == 0 {
		f.Description, f.Height = said[0], 40
		return f
	}
	heights, all := make([]int, len(parts)), 0
	for i, p := range parts {
		heights[i] = max(int(p.amount*flowSize/in), 3)
		all += max(heights[i], 44) + flowGap
	}
	f.Height = max(all, flowSize) + 10
	sum := 0
	for _, h := range heights {
		sum += h
	}
	f.Size, f.Top = sum, (f.Height-sum)/2
	f.MidY = f.Top + sum/2
	from, to := f.Top, 5
	for i, p := range parts {
		h, room := heights[i], max(heights[i], 44)
		y := to + (room-h)/2
		half := (flowLeft + flowTo) / 2
		f.Streams = append(f.Streams, stream{
			Path: fmt.Sprintf("M%d %dC%d %d %d %d %d %dV%dC%d %d %d %d %d %dZ", flowLeft, from, half, from, half, y, flowTo, y, y+h, half, y+h, half, from+h, flowLeft, from+h),
			Name: clip(p.name, 34), Value: l.Amount(p.amount), Y: y, Size: h, TextY: to + room/2 - 2, SubY: to + room/2 + 22, Left: p.left,
		})
		from, to = from+h, to+room+flowGap
		said = append(said, l.Say("%s til %s", l.Amount(p.amount), p.name))
	}
	f.Description = strings.Join(said, "; ")
	return f
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
