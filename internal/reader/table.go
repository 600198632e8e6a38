package reader

import "strings"

// columns are the words over the columns of an agenda that is one table.
var columns = map[string]rubric{
	"emne": titleLabel, "titel": titleLabel, "dagsordenspunkt": titleLabel, "dagsordenpunkt": titleLabel, "sag": titleLabel,
	"overskrift": titleLabel, "punkt": titleLabel, "dagsordenspunkter": titleLabel, "emner": titleLabel, "tema": titleLabel, "sak": titleLabel, "ärende": titleLabel,
	"referat": decisionLabel, "beslutning": decisionLabel, "konklusion": decisionLabel, "beslutninger": decisionLabel, "aftale": decisionLabel,
	"aftaler": decisionLabel, "referat beslutning": decisionLabel, "beslutning referat": decisionLabel, "resultat": decisionLabel,
	"beslutning og opfølgning": decisionLabel, "referat og beslutning": decisionLabel, "konklusion og beslutning": decisionLabel, "vedtak": decisionLabel,
	"sagsfremstilling": presentationLabel, "baggrund": presentationLabel, "beskrivelse": presentationLabel, "indhold": presentationLabel,
	"bemærkninger": presentationLabel, "drøftelse": presentationLabel, "formål": presentationLabel, "oplæg": presentationLabel, "noter": presentationLabel,
	"indstilling": recommendationLabel, "anbefaling": recommendationLabel,
	"bilag": attachmentsLabel, "materiale": attachmentsLabel,
	"tid": durationLabel, "varighed": durationLabel, "tidsforbrug": durationLabel, "minutter": durationLabel,
	"type": typeLabel, "sagstype": typeLabel, "sagsnr": caseLabel,
	"ansvarlig": otherLabel, "oplægsholder": otherLabel, "v": otherLabel, "ved": otherLabel, "deadline": otherLabel, "frist": otherLabel, "opfølgning": otherLabel, "hvem": otherLabel,
	"nr": noRubric, "pkt": noRubric, "punkt nr": noRubric, "pkt nr": noRubric, "": noRubric,
}

// byTable reads an agenda that is one table: a row for each item under a row of
// headings that name a column for the title and one for what was said.
func (s *sheet) byTable() ([]head, float64) {
	for i := 0; i < len(s.lines); i++ {
		if s.lines[i].row == 0 || s.lines[i].col > 0 || s.lines[i].skip {
			continue
		}
		roles := s.columnsOf(i)
		if roles == nil {
			continue
		}
		if heads := s.tableHeads(i, roles); len(heads) >= 2 {
			return heads, 3 * float64(len(heads))
		}
	}
	return nil, 0
}

// columnsOf reads a row as headings of columns; nil when it is none.
func (s *sheet) columnsOf(i int) map[int]rubric {
	roles := map[int]rubric{}
	title, told, count := -1, 0, 0
	for k := i; k < len(s.lines) && s.lines[k].row == s.lines[i].row; k++ {
		l := &s.lines[k]
		r, ok := columns[fold(l.text)]
		if !ok {
			return nil
		}
		count++
		if r == titleLabel && title >= 0 {
			roles[title] = noRubric // "Punkt | Emne": the first is the number
		}
		roles[l.col] = r
		switch r {
		case titleLabel:
			title = l.col
		case noRubric:
		default:
			told++
		}
	}
	if title < 0 || told == 0 || count < 2 {
		return nil
	}
	return roles
}

// tableHeads makes a head of each row below the headings, and gives the cells
// the rubrics of their columns.
func (s *sheet) tableHeads(top int, roles map[int]rubric) []head {
	var heads []head
	table := s.lines[top].table
	row := s.lines[top].row
	for i := top; i < len(s.lines) && s.lines[i].row > 0 && s.lines[i].table == table; i++ {
		l := &s.lines[i]
		if l.row == s.lines[top].row {
			l.skip = true
			continue
		}
		if l.row != row {
			row = l.row
			heads = append(heads, head{from: i, line: i, body: i, source: byNumber})
		}
		h := &heads[len(heads)-1]
		first := i == 0 || s.lines[i-1].row != l.row || s.lines[i-1].col != l.col
		switch r := roles[l.col]; {
		case r == titleLabel && first:
			from := 0
			if m, ok := markOf(l); ok {
				h.number, h.value, from = m.number, m.value, m.title
			}
			h.title, h.titled, h.line = l.text[from:], l.passage(from, len(l.text)), i
			l.is = label{rubric: otherLabel, phrase: "titel", value: len(l.text)}
		case r == noRubric && first && h.number == "":
			if m, ok := markOf(l); ok {
				h.number, h.value, h.line = m.number, m.value, i
			}
			l.is = label{rubric: otherLabel, phrase: "nr", value: len(l.text)}
		case first:
			l.is = label{rubric: r, phrase: "column", colon: true}
		}
	}
	kept := heads[:0]
	for _, h := range heads {
		if strings.TrimSpace(h.title) != "" {
			kept = append(kept, h)
		}
	}
	return kept
}
