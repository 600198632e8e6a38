package cases

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// readFunds finds the tables of money, and the lists that are tables without
// lines: labels with an amount at the end of each.
func readFunds(r *reading.Reading, p *page) {
	for i := 0; i < len(p.lines); {
		t, end := p.tableAt(i)
		if t == nil {
			i = end
			continue
		}
		p.totalFromText(r, t)
		if t.isFund() {
			t.add(r, p)
		}
		i = end
	}
}

// A table is what may be a fund.
type table struct {
	begin, end int // lines
	title      *line
	rows       []tableRow
	total      *tableRow
	stated     *danish.AmountMatch // the total in the running text
	statedAt   extract.Passage
	list       bool // lines with amounts, not a table
}

type tableRow struct {
	label  string
	labels *line
	amount danish.AmountMatch
	at     *line
	rest   bool
}

// tableAt reads the table or list that begins at line i. It returns nil when
// none does; end is where to look on.
func (p *page) tableAt(i int) (t *table, end int) {
	if p.lines[i].row == 0 {
		return p.listAt(i)
	}
	number := p.table(i)
	end = i
	for end < len(p.lines) && p.lines[end].row > 0 && p.table(end) == number {
		end++
	}
	t = &table{begin: i, end: end}
	if i > 0 && p.lines[i-1].row == 0 {
		t.title = &p.lines[i-1]
	}
	column, unit := p.moneyColumn(t)
	if column < 0 {
		return nil, end
	}
	for at := i; at < end; {
		stop := at
		for stop < end && p.lines[stop].row == p.lines[at].row {
			stop++
		}
		if row, ok := readRow(p.lines[at:stop], column, unit); ok {
			t.take(row)
		}
		at = stop
	}
	return t, end
}

func (p *page) table(i int) int { return p.tables[p.lines[i].block] }

// moneyColumn returns the column that holds the amounts, and the unit of its
// bare numbers. Where several do, the heading decides; else the first does.
func (p *page) moneyColumn(t *table) (column int, unit danish.Unit) {
	if t.title != nil {
		unit = danish.UnitOf(caption(t.title.text))
	}
	headings := map[int]string{}
	first := p.lines[t.begin].row
	for i := t.begin; i < t.end && p.lines[i].row == first; i++ {
		l := &p.lines[i]
		headings[l.col] += " " + strings.ToLower(l.text)
		if _, amount := danish.ParseAmount(l.text, 0); !amount {
			unit = max(unit, danish.UnitOf(l.text))
		}
	}
	counts := map[int]int{}
	last := 0
	for i := t.begin; i < t.end; i++ {
		l := &p.lines[i]
		if l.col == 0 {
			continue
		}
		if m, ok := danish.ParseAmount(l.text, unit); ok && !isYear(l.text, m) {
			counts[l.col]++
			last = max(last, l.col)
		}
	}
	column = -1
	for c := 1; c <= last; c++ {
		switch {
		case counts[c] < 2:
		case column < 0, moneyHeading(headings[c]) > moneyHeading(headings[column]):
			column = c
		}
	}
	return column, unit
}

// caption returns the part of an introducing line that may hold the unit: what
// stands in brackets, or a short line as a whole.
func caption(text string) string {
	if i := strings.LastIndexByte(text, '('); i >= 0 {
		return text[i:]
	}
	if len(text) < 60 && len(danish.Amounts(text)) == 0 {
		return text
	}
	return ""
}

// moneyHeading ranks what a column's heading says it holds.
func moneyHeading(heading string) int {
	for rank, say := range []string{"budget", "beløb", "bevil", "bevilget", "i alt", "samlet"} {
		if strings.Contains(heading, say) {
			return rank + 1
		}
	}
	return 0
}

// isYear reports a bare number that is a year in a table of kroner.
func isYear(text string, m danish.AmountMatch) bool {
	text = strings.TrimSpace(text)
	return len(text) == 4 && isNumber(text) && m.Amount >= danish.Kroner(1990) && m.Amount <= danish.Kroner(2060)
}

// readRow reads one row of a table; a row without an amount is none.
func readRow(cells []line, column int, unit danish.Unit) (tableRow, bool) {
	var row tableRow
	var label []string
	found := false
	for i := range cells {
		l := &cells[i]
		switch {
		case l.col == column:
			if m, ok := danish.ParseAmount(l.text, unit); ok && !found {
				row.amount, row.at, found = m, l, true
			}
		case l.col < column && (row.labels == nil || row.labels.col == l.col) && !isNumber(strings.Trim(l.text, ". ")):
			if row.labels == nil {
				row.labels = l
			}
			label = append(label, l.text)
		}
	}
	row.label = cleanLabel(strings.Join(label, " "))
	return row, found && row.label != ""
}

func cleanLabel(s string) string {
	return strings.TrimSpace(strings.TrimRight(strings.Trim(s, "*_ "), ":.… "))
}

// take sorts a row into what was shared out, what is left and the total.
func (t *table) take(row tableRow) {
	switch {
	case isTotal(row.label):
		t.total = &row
	default:
		row.rest = isRest(row.label)
		t.rows = append(t.rows, row)
	}
}

var (
	totalWords = setOf("ialt sum total totalt samlet samlede tilsammen hovedtotal subtotal totalbeløb")
	restWords  = setOf("resterende restmidler rest resten restbeløb restpulje restpuljen ufordelt ufordelte uforbrugt uforbrugte udisponeret udisponerede overskydende uudmøntet uudmøntede tilbage")
)

func isTotal(label string) bool {
	w := words(label)
	if len(w) == 0 || len(w) > 6 {
		return false
	}
	return totalWords[w[0]] || w[0] == "i" && len(w) > 1 && w[1] == "alt" || totalWords[w[len(w)-1]] ||
		len(w) > 1 && w[len(w)-2] == "i" && w[len(w)-1] == "alt"
}

func isRest(label string) bool {
	lower := strings.ToLower(label)
	return hasWord(label, restWords) || strings.Contains(lower, "ikke fordelt") || strings.Contains(lower, "ikke disponeret") ||
		strings.Contains(lower, "til rest") || strings.Contains(lower, "ikke udmøntet")
}

// listAt reads a list of lines that each end with an amount.
func (p *page) listAt(i int) (*table, int) {
	first, ok := listRow(&p.lines[i])
	if !ok {
		return nil, i + 1
	}
	t := &table{begin: i, list: true}
	if i > 0 {
		t.title = &p.lines[i-1]
	}
	t.take(first)
	end := i + 1
	for ; end < len(p.lines) && p.lines[end].row == 0; end++ {
		row, ok := listRow(&p.lines[end])
		if !ok || p.starts(&p.lines[end]) {
			break
		}
		t.take(row)
	}
	t.end = end
	return t, end
}

// dangling are words that a label of a list does not end with: behind them the
// amount is part of a sentence.
var dangling = setOf(`på til er med for af om koster i og at afsat afsættes bevilges bevilget udgør beløber med ca cirka kr
	modtog har der budget udgifter højst max op under over ansøger søger bevilling pris`)

const longestLabel = 110 // bytes

// listRow reads "Nattesygepleje: 640.000 kr." A sentence that ends with an
// amount is none.
func listRow(l *line) (tableRow, bool) {
	if len(l.text) > longestLabel+30 || !strings.ContainsAny(l.text, "0123456789") {
		return tableRow{}, false
	}
	found := danish.Amounts(l.text)
	if len(found) != 1 || strings.Trim(l.text[found[0].To:], " .;*") != "" {
		return tableRow{}, false
	}
	label := strings.TrimRight(l.text[:found[0].From], " \t:.–-=…_")
	w := words(label)
	if len(w) == 0 || len(label) > longestLabel || !upperStart(label) || w[0] == "at" {
		return tableRow{}, false
	}
	if last := w[len(w)-1]; dangling[last] && !isTotal(label) {
		return tableRow{}, false
	}
	return tableRow{label: cleanLabel(label), labels: l, amount: found[0], at: l}, true
}

// totalFromText looks for the total in the lines around a table that prints
// none: "modtog i 2022 og 2023 i alt 4,518 mio. kr.". A sum that the rows add
// up to wins over one that only calls itself a total.
func (p *page) totalFromText(r *reading.Reading, t *table) {
	if t.total != nil || len(t.rows) == 0 {
		return
	}
	sum := t.sum()
	item := p.item(p.lines[t.begin].start)
	const reach = 12 // lines
	try := func(l *line) bool {
		if p.item(l.start) != item {
			return false
		}
		for _, m := range danish.Amounts(l.text) {
			agrees := m.Agrees(sum) || m.Agrees(t.given())
			if !agrees && (t.stated != nil || !sayTotal(l.text[:m.From]) || m.Amount < sum) {
				continue
			}
			t.stated, t.statedAt = &m, l.passage(m.From, m.To)
			if agrees {
				return true
			}
		}
		return false
	}
	heading := t.begin // where its first row, which may hold the total, ends
	for !t.list && heading < t.end && p.lines[heading].row == p.lines[t.begin].row {
		heading++
	}
	for i := heading - 1; i >= max(0, t.begin-reach); i-- {
		if try(&p.lines[i]) {
			return
		}
	}
	for i := t.end; i < min(len(p.lines), t.end+reach/2); i++ {
		if try(&p.lines[i]) {
			return
		}
	}
}

// sum adds the rows, the one that is left included.
func (t *table) sum() danish.Amount { return t.given() + t.left() }

// given adds what was shared out.
func (t *table) given() danish.Amount {
	var sum danish.Amount
	for _, row := range t.rows {
		if !row.rest {
			sum += row.amount.Amount
		}
	}
	return sum
}

// left adds the rows of what is left.
func (t *table) left() danish.Amount {
	var sum danish.Amount
	for _, row := range t.rows {
		if row.rest {
			sum += row.amount.Amount
		}
	}
	return sum
}

// isFund tells money that is shared out from a list of prices. A list without
// lines needs more evidence than a table.
func (t *table) isFund() bool {
	if len(t.rows) == 0 || t.given() <= 0 {
		return false
	}
	closed := t.total != nil || t.stated != nil || t.left() != 0
	if t.list {
		return len(t.rows) >= 3 || len(t.rows) == 2 && closed
	}
	return len(t.rows) >= 2 || closed
}

// add writes the table into the record.
func (t *table) add(r *reading.Reading, p *page) {
	i := len(r.Meeting.Funds)
	fund := reading.Fund{Item: p.number(r, p.lines[t.begin].start)}
	confidence := 0.8
	if t.list {
		confidence = 0.7
	}
	if t.sumAgrees() {
		confidence = 0.97
	}
	if t.title != nil && len(t.title.text) < 400 {
		fund.Title = strings.TrimRight(t.title.text, ": ")
		r.Note(reading.At("funds", i, "title"), t.title.all(), confidence)
	}
	for k, row := range t.rows {
		fund.Rows = append(fund.Rows, reading.FundRow{Label: row.label, Amount: row.amount.Amount, Rest: row.rest})
		r.Note(reading.At("funds", i, "rows", k), spanOf(row.labels, row.at), confidence)
	}
	switch {
	case t.total != nil:
		fund.Total, fund.HasTotal = t.total.amount.Amount, true
		r.Note(reading.At("funds", i, "total"), spanOf(t.total.labels, t.total.at), confidence)
	case t.stated != nil:
		fund.Total, fund.HasTotal = t.stated.Amount, true
		r.Note(reading.At("funds", i, "total"), t.statedAt, confidence)
	}
	for _, row := range t.rows {
		if row.rest {
			fund.Remaining, fund.HasRest = t.left(), true
			r.Note(reading.At("funds", i, "remaining"), spanOf(row.labels, row.at), confidence)
		}
	}
	r.Note(reading.At("funds", i), span(&p.lines[t.begin], &p.lines[t.end-1]), confidence)
	r.Meeting.Funds = append(r.Meeting.Funds, fund)
}

// sumAgrees reports whether the rows add up to the total, where there is one.
func (t *table) sumAgrees() bool {
	switch {
	case t.total != nil:
		return t.total.amount.Agrees(t.sum()) || t.total.amount.Agrees(t.given())
	case t.stated != nil:
		return t.stated.Agrees(t.sum()) || t.stated.Agrees(t.given())
	}
	return false
}

func spanOf(a, b *line) extract.Passage {
	if a == nil || a == b {
		return b.all()
	}
	return span(a, b)
}

// sayTotal reports whether a text that stands before an amount calls it a total.
func sayTotal(before string) bool {
	lower := strings.ToLower(before)
	if len(lower) > 60 {
		lower = lower[len(lower)-60:]
	}
	for _, say := range []string{"i alt", "ialt", "samlet", "samlede", "total", "tilsammen", "sum", "pulje", "ramme", "modtog"} {
		if strings.Contains(lower, say) {
			return true
		}
	}
	return false
}
