package succession

import (
	"fmt"
	"strings"

	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/succession"
	"klynge/internal/web"
)

// A stream is what goes from one body to another.
type stream struct {
	from, to    string // ids
	initiatives int
	others      int
	amount      danish.Amount
}

type streams []stream

// add counts a matter that is transferred.
func (s *streams) add(from, to string, noun succession.Noun, o succession.Outcome, amount danish.Amount) {
	if o != succession.Transfer || to == "" {
		return
	}
	var at *stream
	for i := range *s {
		if (*s)[i].from == from && (*s)[i].to == to {
			at = &(*s)[i]
		}
	}
	if at == nil {
		*s = append(*s, stream{from: from, to: to})
		at = &(*s)[len(*s)-1]
	}
	switch noun {
	case succession.Initiative:
		at.initiatives++
	case succession.Fund:
		at.amount += amount
	default:
		at.others++
	}
}

// A Picture is the bodies that end on the left and those that go on on the right,
// with a band for each pair that is as thick as its money. The table beneath says
// the same.
type Picture struct {
	ID, Title, Description string
	Height                 int
	Left, Right            []node
	Bands                  []band
	Rows                   []pictureRow
}

type node struct {
	Name, Short, Path string
	Y, TextY, SubY    int
	Said              string
}

type band struct {
	Path  string
	Width int
	Title string
}

// A pictureRow is one band in the table.
type pictureRow struct {
	From, To            string
	Initiatives, Others int
	Amount              danish.Amount
}

const (
	pictureStep  = 96
	pictureNode  = 56
	pictureLeft  = 400
	pictureRight = 600
	pictureMost  = 40 // of a band
	pictureName  = 37 // characters
)

var pictureWords = []string{"Fra %s til %s: %s og %s", "%s ophører uden efterfølger", "Hvad der går hvorhen: %s"}

func newPicture(l web.Language, name string, changes []succession.Change, flows []stream) Picture {
	p := Picture{ID: "reform-" + fmt.Sprint(len(changes)) + "-" + slug(name), Title: l.Say("Hvad der går hvorhen: %s", name)}
	most := danish.Amount(1)
	for _, f := range flows {
		most = max(most, f.amount)
	}
	var said []string
	y := 0
	for _, c := range changes {
		rows := max(len(c.From), len(c.To), 1)
		left, right := map[string]int{}, map[string]int{}
		put := func(list []body.Organization, to *[]node, middles map[string]int) {
			gap := rows * pictureStep / max(len(list), 1)
			for i, o := range list {
				middle := y + i*gap + gap/2
				middles[o.ID] = middle
				*to = append(*to, node{Name: o.Name, Short: clip(o.Name), Path: o.Path(), Y: middle - pictureNode/2, TextY: middle - 7, SubY: middle + 17})
			}
		}
		put(c.From, &p.Left, left)
		put(c.To, &p.Right, right)
		for _, from := range c.From {
			if len(c.To) == 0 {
				said = append(said, l.Say("%s ophører uden efterfølger", from.Name))
			}
			for _, to := range c.To {
				f := between(flows, from.ID, to.ID)
				words := l.Say("Fra %s til %s: %s og %s", from.Name, to.Name, l.Count(f.initiatives, "indsats", "indsatser"), l.Amount(f.amount))
				said = append(said, words)
				half := (pictureLeft + pictureRight) / 2
				p.Bands = append(p.Bands, band{
					Path:  fmt.Sprintf("M%d %dC%d %d %d %d %d %d", pictureLeft, left[from.ID], half, left[from.ID], half, right[to.ID], pictureRight, right[to.ID]),
					Width: 3 + int(f.amount*pictureMost/most), Title: words,
				})
				p.Rows = append(p.Rows, pictureRow{from.Name, to.Name, f.initiatives, f.others, f.amount})
			}
		}
		y += rows * pictureStep
	}
	p.say(l, changes, flows)
	p.Height, p.Description = max(y, 40), strings.Join(said, "; ")
	return p
}

// say writes under each body what leaves it or arrives.
func (p *Picture) say(l web.Language, changes []succession.Change, flows []stream) {
	i, k := 0, 0
	total := func(match func(stream) bool) string {
		var all stream
		for _, f := range flows {
			if match(f) {
				all.initiatives, all.amount = all.initiatives+f.initiatives, all.amount+f.amount
			}
		}
		return l.Count(all.initiatives, "indsats", "indsatser") + ", " + l.Amount(all.amount)
	}
	for _, c := range changes {
		for _, o := range c.From {
			p.Left[i].Said = total(func(f stream) bool { return f.from == o.ID })
			i++
		}
		for _, o := range c.To {
			p.Right[k].Said = total(func(f stream) bool { return f.to == o.ID })
			k++
		}
	}
}

func between(flows []stream, from, to string) stream {
	for _, f := range flows {
		if f.from == from && f.to == to {
			return f
		}
	}
	return stream{}
}

func clip(name string) string {
	if runes := []rune(name); len(runes) > pictureName {
		return string(runes[:pictureName-1]) + "…"
	}
	return name
}

// slug makes the name of a reform part of an id.
func slug(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}
