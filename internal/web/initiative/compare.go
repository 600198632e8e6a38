package initiative

import (
	"net/http"
	"slices"
	"strings"

	"klynge/internal/indicator"
	"klynge/internal/initiative"
	"klynge/internal/report"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A compareView is an initiative beside those it was adopted from and by.
type compareView struct {
	Here     string // id
	Path     string
	All      []compared
	Marks    []crossRow // milestones by name
	Measures []crossRow // indicators by name
}

type compared struct {
	initiative.Life
	report.Standing
	Moves int
}

// A crossRow is what each initiative has under one name.
type crossRow struct {
	Name  string
	Cells []crossCell
}

// A crossCell is what one initiative has. It is empty where it has nothing of the
// name.
type crossCell struct {
	Text, Note string
	Reached    bool
}

// Compare shows an initiative beside those it was adopted from and by.
func (p *Pages) Compare() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		who := signin.Who(r)
		all, err := p.Initiatives.Compare(r.Context(), who, r.PathValue("indsats"))
		if err != nil {
			return err
		}
		v := compareView{Here: r.PathValue("indsats"), Path: "/arbejde/indsats/" + r.PathValue("indsats")}
		for _, l := range all {
			c := compared{Life: l, Moves: len(l.Frame)}
			if c.Standing, err = p.Reports.Standing(r.Context(), who, l); err != nil {
				return err
			}
			for _, m := range l.Marks {
				c.Moves += len(m.Moves)
			}
			v.All = append(v.All, c)
		}
		v.cross(web.LanguageOf(r))
		w.Header().Set("Cache-Control", "no-store")
		return comparePage.Render(w, r, v)
	})
}

// cross sets what has the same name side by side.
func (v *compareView) cross(l web.Language) {
	for at, c := range v.All {
		for _, m := range c.Life.Marks {
			if !m.Milestone {
				continue
			}
			cell := crossCell{Text: l.Say("ingen dato"), Reached: m.Reached != ""}
			if m.From != "" {
				cell.Text = l.Date(m.From)
			}
			switch {
			case cell.Reached:
				cell.Note = l.Say("nået %s", l.Date(m.Reached))
			case m.WasMoved():
				cell.Note = l.Count(len(m.Moves), "gang flyttet", "gange flyttet")
			}
			put(&v.Marks, m.Label, at, len(v.All), cell)
		}
		for _, s := range c.Standing.Measures {
			cell := crossCell{Text: l.Say("Intet er frigivet")}
			if last := latest(s); last != "" {
				cell.Text = last
			}
			if target := s.TargetText(); target != "" {
				cell.Note = l.Say("Skal nå") + " " + target
			}
			put(&v.Measures, s.Name, at, len(v.All), cell)
		}
	}
}

// latest returns the last figure of an indicator that was released, with its
// period, "" without one.
func latest(s indicator.Series) string {
	for _, p := range slices.Backward(s.Points) {
		if !p.Missing {
			return p.Text + " (" + p.Period.String() + ")"
		}
	}
	return ""
}

// put gives one of so many initiatives its cell under a name.
func put(rows *[]crossRow, name string, at, many int, cell crossCell) {
	i := slices.IndexFunc(*rows, func(r crossRow) bool {
		return strings.EqualFold(r.Name, name) && r.Cells[at] == crossCell{}
	})
	if i < 0 {
		i = len(*rows)
		*rows = append(*rows, crossRow{name, make([]crossCell, many)})
	}
	(*rows)[i].Cells[at] = cell
}
