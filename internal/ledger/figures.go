package ledger

import (
	"slices"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Cell is the sum of the postings of one kind to one account.
type Cell Posting

// Figures are what a fund, a period or a purpose has come to.
type Figures struct {
	Received  danish.Amount
	Returned  danish.Amount // to the source
	Carried   danish.Amount // in from other periods, less what was carried on
	Allocated danish.Amount // less what was returned
	Booked    danish.Amount
	Left      danish.Amount // and not allocated
}

// In returns all that came in and stayed.
func (f Figures) In() danish.Amount { return f.Received - f.Returned + f.Carried }

// Gross returns all that came in, also what was given back or on since.
func (f Figures) Gross() danish.Amount { return f.Received + max(f.Carried, 0) }

// Moved returns what came from another period or fund, less what went to one or back
// to the source: what was received and what was moved is what was allocated and what
// is left.
func (f Figures) Moved() danish.Amount { return f.Carried - f.Returned }

// Out returns what went to another period or fund, or back to the source.
func (f Figures) Out() danish.Amount { return f.Returned + max(-f.Carried, 0) }

// Unbooked returns all that is not spent, allocated or not.
func (f Figures) Unbooked() danish.Amount { return f.Allocated - f.Booked + f.Left }

// Over returns how much more was booked than allocated, 0 when it was not.
func (f Figures) Over() danish.Amount { return max(f.Booked-f.Allocated, 0) }

// AddsUp reports whether what was allocated and what is left is what came in.
func (f Figures) AddsUp() bool { return f.Allocated+f.Left == f.In() }

// add takes the sum of an account into the figures.
func (f *Figures) add(c Cell) {
	switch c.Account {
	case Source:
		if c.Kind == Returned {
			f.Returned += c.Amount
		} else {
			f.Received -= c.Amount
		}
	case Passage:
		f.Carried -= c.Amount
	case Available:
		f.Left += c.Amount
	case Committed:
		f.Allocated += c.Amount
	case Spent:
		f.Allocated += c.Amount
		f.Booked += c.Amount
	}
}

// A PurposeFigures is what one purpose has come to.
type PurposeFigures struct {
	Purpose
	Figures
}

// A PeriodFigures is what one period has come to.
type PeriodFigures struct {
	Period
	Figures
	Purposes []PurposeFigures
}

// A Report is what a fund has come to on a day.
type Report struct {
	Fund     Fund
	Day      string // YYYY-MM-DD
	Total    Figures
	Periods  []PeriodFigures
	Purposes []PurposeFigures
}

// NewReport sums the cells of a fund.
func NewReport(f Fund, day string, cells []Cell) Report {
	r := Report{Fund: f, Day: day}
	for _, p := range f.Periods {
		r.Periods = append(r.Periods, PeriodFigures{Period: p})
	}
	for _, c := range cells {
		r.Total.add(c)
		addTo(&r.Purposes, f, c)
		for i := range r.Periods {
			if p := &r.Periods[i]; p.Year == c.Year {
				p.add(c)
				addTo(&p.Purposes, f, c)
			}
		}
	}
	return r
}

// addTo adds a cell to the figures of its purpose. The purposes come in the order
// of the fund, and only those that have money.
func addTo(list *[]PurposeFigures, f Fund, c Cell) {
	if c.PurposeID == "" || c.Account != Committed && c.Account != Spent {
		return
	}
	place := func(id string) int {
		return slices.IndexFunc(f.Purposes, func(p Purpose) bool { return p.ID == id })
	}
	at := place(c.PurposeID)
	for i := range *list {
		switch other := place((*list)[i].ID); {
		case other == at:
			(*list)[i].add(c)
			return
		case other > at:
			*list = slices.Insert(*list, i, PurposeFigures{Purpose: f.Purpose(c.PurposeID)})
			(*list)[i].add(c)
			return
		}
	}
	*list = append(*list, PurposeFigures{Purpose: f.Purpose(c.PurposeID)})
	(*list)[len(*list)-1].add(c)
}

// Period returns the figures of a period.
func (r Report) Period(year int) PeriodFigures {
	for _, p := range r.Periods {
		if p.Year == year {
			return p
		}
	}
	return PeriodFigures{}
}

// Of returns the figures of a purpose.
func (p PeriodFigures) Of(purposeID string) PurposeFigures {
	for _, one := range p.Purposes {
		if one.ID == purposeID {
			return one
		}
	}
	return PurposeFigures{}
}

// MayClose says why a period cannot be closed (R41): what was allocated and what
// is left has to be what the source has promised, to the øre. control is the same
// figures summed anew from the entries.
func (p PeriodFigures) MayClose(control Figures) error {
	switch {
	case p.Figures != control:
		return fault.New(fault.Internal, "Månedstallene for %s passer ikke med posterne. Perioden er ikke lukket. Sig det til den, der driver installationen.", p.Period)
	case !p.HasGrant:
		return fault.New(fault.Invalid, "Skriv først, hvor meget der er givet tilsagn om for %s. Perioden er ikke lukket.", p.Period)
	case p.Received != p.Granted:
		return fault.New(fault.Invalid, "Der er ført %s som modtaget, men tilsagnet for %s er på %s Forskellen er %s Perioden er ikke lukket.",
			p.Received, p.Period, p.Granted, p.Received-p.Granted)
	case !p.AddsUp():
		return fault.New(fault.Invalid, "Bevilget (%s) og tilbage (%s) giver ikke det modtagne (%s). Perioden er ikke lukket.", p.Allocated, p.Left, p.In())
	}
	for _, one := range p.Purposes {
		if over := one.Over(); over > 0 {
			return fault.New(fault.Invalid, "Der er bogført %s mere på %s, end der er bevilget. Før en bevilling, eller tilbagefør. Perioden er ikke lukket.", over, one.Name)
		}
	}
	return nil
}

// Concerns returns what somebody should know before a period is closed (R43).
func (p PeriodFigures) Concerns() (d Doubts) {
	if p.Left > 0 {
		d = append(d, p.Left.String()+" er ikke bevilget. Når perioden er lukket, kan de ikke overføres, uden at den genåbnes ved en beslutning.")
	}
	for _, one := range p.Purposes {
		if rest := one.Allocated - one.Booked; rest > 0 {
			d = append(d, rest.String()+" til "+one.Name+" er ikke bogført. De kan heller ikke overføres, når perioden er lukket.")
		}
	}
	return d
}

// MayPost says why an entry cannot be posted on figures, which are those of its
// period before it, and what should be confirmed (R43). of is what its purpose has
// come to there.
func (p PeriodFigures) MayPost(e Entry, of PurposeFigures) (Doubts, error) {
	rest := of.Allocated - of.Booked
	switch e.Kind {
	case Received:
		if p.Received+e.Amount > mostEver {
			return nil, fault.New(fault.Invalid, "Så meget kan en pulje ikke rumme. Tæl nullerne efter. Intet er ført.")
		}
		if p.HasGrant && p.Received+e.Amount > p.Granted {
			return Doubts{"Så er der modtaget mere end tilsagnet på " + p.Granted.String()}, nil
		}
	case Allocated:
		if e.Amount > p.Left {
			return nil, fault.New(fault.Invalid, "Der er kun %s tilbage i %s, og du vil bevilge %s Intet er ført.", p.Left, p.Period, e.Amount)
		}
	case Booked:
		if !of.Funded() {
			return nil, fault.New(fault.Invalid, "%s har ingen bevilling i %s, så der kan ikke bogføres på den. Før bevillingen først. Intet er ført.", of.Named(), p.Period)
		}
		if booked := of.Booked + e.Amount; booked > of.Allocated {
			return Doubts{"Så er der bogført " + (booked - of.Allocated).String() + " mere på " + of.Name + ", end der er bevilget."}, nil
		}
	case Returned, Carried:
		if e.PurposeID == "" {
			rest = p.Left
		}
		if e.Amount > rest {
			return nil, fault.New(fault.Invalid, "Der er kun %s at tage af i %s. Intet er ført.", max(rest, 0), p.Period)
		}
	}
	return nil, nil
}

// Funded reports whether a purpose has been given money.
func (p PurposeFigures) Funded() bool { return p.Allocated > 0 }

// Named returns the name of a purpose for the beginning of a sentence.
func (p PurposeFigures) Named() string {
	if p.Name == "" {
		return "Formålet"
	}
	return "“" + p.Name + "”"
}

// MayReverse says why an entry cannot be undone: what follows from it has to be
// undone first.
func (p PeriodFigures) MayReverse(e Entry, of PurposeFigures) error {
	gone := fault.New(fault.Invalid, "Pengene er brugt videre. Tilbagefør de poster, der bygger på den, først. Intet er ført.")
	switch e.Kind {
	case Received:
		if e.Amount > p.Left {
			return gone
		}
	case Allocated:
		if e.Amount > of.Allocated-of.Booked {
			return gone
		}
	case Returned:
		if e.PurposeID != "" && e.Amount > p.Left {
			return gone
		}
	}
	return nil
}
