package cases

import (
	"strings"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/reader/reading"
)

// sums adds up each fund and compares with the total that is printed.
func (c *checker) sums() {
	for i, fund := range c.Meeting.Funds {
		if !fund.HasTotal || len(fund.Rows) == 0 {
			continue
		}
		var given, left danish.Amount
		for _, row := range fund.Rows {
			if row.Rest {
				left += row.Amount
			} else {
				given += row.Amount
			}
		}
		path := reading.At("funds", i, "total")
		at := c.at(path, reading.At("funds", i))
		printed := c.printedAmount(path, fund.Total)
		switch {
		case printed.Agrees(given + left), fund.HasRest && printed.Agrees(given):
			c.find("sum-agrees", reading.Good, path, at, "sum", fund.Total.Number(), "parts", parts(fund, given))
		case !fund.HasRest && c.statedInText(i) && fund.Total > given:
			// money was received and not all of it is shared out: no contradiction
		default:
			difference := fund.Total - given - left
			if difference < 0 {
				difference = -difference
			}
			c.find("sum-differs", reading.Warning, path, at, "printed", fund.Total.Number(),
				"sum", (given + left).Number(), "difference", difference.Number())
		}
	}
}

// printedAmount returns an amount as it was printed, which tells how exact it is.
func (c *checker) printedAmount(path reading.Path, amount danish.Amount) danish.AmountMatch {
	for _, m := range danish.Amounts(c.text.slice(c.at(path))) {
		if m.Amount == amount {
			return m
		}
	}
	return danish.AmountMatch{Amount: amount}
}

// statedInText reports whether a fund's total stands outside its table.
func (c *checker) statedInText(i int) bool {
	total, ok := c.Sources[reading.At("funds", i, "total")]
	table, known := c.Sources[reading.At("funds", i)]
	return ok && known && (total.Start < table.Start || total.End > table.End)
}

// parts writes the sum out: "3.775.000 (550.000 + …) + 743.000".
func parts(fund reading.Fund, given danish.Amount) string {
	var rows, rest []string
	for _, row := range fund.Rows {
		if row.Rest {
			rest = append(rest, row.Amount.Number())
		} else {
			rows = append(rows, row.Amount.Number())
		}
	}
	const most = 12
	if len(rows) > most {
		rows = append(rows[:most:most], "…")
	}
	say := strings.Join(rows, " + ")
	if len(rest) == 0 {
		return say
	}
	if len(rows) > 1 {
		say = given.Number() + " (" + say + ")"
	}
	return say + " + " + strings.Join(rest, " + ")
}

// A fundRow is one row of one fund, with the words that tell it from others.
type fundRow struct {
	fund, row int
	words     []string
}

// common are words of labels that do not tell one project from another.
var common = setOf(`projekt projektet pilotprojekt pilotprojektet indsats indsatsen etablering udvikling tidligere
	midler klynge klyngen kommune kommuner region sundhedsklynge borgere borger drift fælles puljen pulje`)

// rounded looks in the text for the amounts of a fund's rows. A row and a
// sentence are about the same when the sentence, or the title of its item,
// has most of the words of the row's label.
func (c *checker) rounded() {
	byWord := map[string][]int{}
	var rows []fundRow
	for i, fund := range c.Meeting.Funds {
		for k, row := range fund.Rows {
			if row.Rest {
				continue
			}
			f := fundRow{fund: i, row: k}
			for _, w := range words(row.Label) {
				if utf8.RuneCountInString(w) > 3 && !common[w] {
					f.words = append(f.words, w)
					byWord[w] = append(byWord[w], len(rows))
				}
			}
			rows = append(rows, f)
		}
	}
	if len(byWord) == 0 {
		return
	}
	said := map[string]bool{}
	for i := range c.lines {
		l := &c.lines[i]
		if l.row > 0 || !strings.ContainsAny(l.text, "0123456789") {
			continue
		}
		found := danish.Amounts(l.text)
		for _, m := range found {
			c.compare(l, m, len(found) == 1, rows, byWord, said)
		}
	}
}

// compare holds one amount of the text against the row it is about, if any.
func (c *checker) compare(l *line, m danish.AmountMatch, alone bool, rows []fundRow, byWord map[string][]int, said map[string]bool) {
	sentence := sentenceAround(l.text, m.From, m.To)
	own := words(sentence)
	context := own
	if i := c.item(l.start); i >= 0 {
		context = append(context, words(c.Meeting.Items[i].Title)...)
	}
	if c.roundsTotal(l, m, said) {
		return
	}
	best, share := bestRow(context, rows, byWord)
	if best < 0 {
		return
	}
	f := rows[best]
	row := c.Meeting.Funds[f.fund].Rows[f.row]
	key := string(reading.At(f.fund, f.row)) + m.Printed
	if m.Amount == row.Amount || said[key] || c.insideFund(f.fund, l) {
		return
	}
	path := reading.At("funds", f.fund, "rows", f.row)
	switch _, alike := bestRow(own, rows, byWord); {
	case m.Agrees(row.Amount):
		said[key] = true
		c.find("amount-rounded", reading.Good, path, l.passage(m.From, m.To), "text", m.Printed, "table", row.Amount.Number())
	case alone && share >= 0.8 && alike >= 0.8 && len(f.words) > 1 && comparable(m.Amount, row.Amount):
		said[key] = true
		c.find("amount-differs", reading.Warning, path, l.passage(m.From, m.To),
			"text", m.Printed, "table", row.Amount.Number(), "label", row.Label)
	}
}

// roundsTotal reports an amount in the text of an item that is the total of the
// item's own table, rounded, and tells so once.
func (c *checker) roundsTotal(l *line, m danish.AmountMatch, said map[string]bool) bool {
	i := c.item(l.start)
	for k, fund := range c.Meeting.Funds {
		if i < 0 || !fund.HasTotal || fund.Item != c.Meeting.Items[i].Number || m.Amount == fund.Total || !m.Agrees(fund.Total) {
			continue
		}
		if key := string(reading.At(k)) + m.Printed; !said[key] {
			said[key] = true
			c.find("amount-rounded", reading.Good, reading.At("funds", k), l.passage(m.From, m.To), "text", m.Printed, "table", fund.Total.Number())
		}
		return true
	}
	return false
}

// bestRow returns the row that most of whose words are among the words of a
// text, and their share; -1 when less than 60 percent are.
func bestRow(text []string, rows []fundRow, byWord map[string][]int) (best int, share float64) {
	hits := map[int]int{}
	seen := map[string]bool{}
	for _, w := range text {
		if seen[w] {
			continue
		}
		seen[w] = true
		for _, row := range byWord[w] {
			hits[row]++
		}
	}
	best = -1
	for row, n := range hits {
		s := float64(n) / float64(len(rows[row].words))
		if s >= 0.6 && (s > share || s == share && row < best) {
			best, share = row, s
		}
	}
	return best, share
}

// comparable keeps a part of an amount from being taken for the whole of it.
func comparable(a, b danish.Amount) bool { return a < 2*b && b < 2*a }

func (c *checker) insideFund(i int, l *line) bool {
	s, ok := c.Sources[reading.At("funds", i)]
	return ok && s.Start <= l.start && l.start < s.End
}
