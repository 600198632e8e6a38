package disclosure

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"klynge/internal/fault"
)

// numbered returns a table of cells with all its sums.
func numbered(cells [][]int) Table {
	t := Table{Cells: cells, RowSums: true, ColumnSums: len(cells) > 1}
	for i := range cells {
		t.Rows = append(t.Rows, fmt.Sprint("r", i))
	}
	for j := range cells[0] {
		t.Columns = append(t.Columns, fmt.Sprint("k", j))
	}
	return t
}

// show writes a release on one line, with "·" for what is hidden beside.
func show(r Released) string {
	var b strings.Builder
	line := func(cells []Shown) {
		for _, s := range cells {
			b.WriteString(strings.Replace(s.Text, Discreet, "·", 1) + " ")
		}
	}
	for i, row := range r.Cells {
		if i > 0 {
			b.WriteString("/ ")
		}
		line(row)
		if r.RowSums != nil {
			b.WriteString("| ")
			line(r.RowSums[i : i+1])
		}
	}
	if r.ColumnSums != nil {
		b.WriteString("// ")
		line(r.ColumnSums)
	}
	if r.Sum != nil {
		b.WriteString("| ")
		line([]Shown{*r.Sum})
	}
	return strings.TrimSpace(b.String())
}

func TestR10WhatIsHiddenBeside(t *testing.T) {
	for _, tt := range []struct {
		name    string
		profile Profile
		cells   [][]int
		want    string
	}{
		{"nothing small", DK5, [][]int{{12, 7, 0}}, "12 7 0 | 19"},
		{"one small: a second", DK5, [][]int{{3, 12, 40}}, "<5 · 40 | 55"},
		{"two small ones cover each other", DK5, [][]int{{3, 2, 40}}, "<5 <5 40 | 45"},
		{"a zero covers nothing", DK5, [][]int{{0, 3, 12, 40}}, "0 <5 · 40 | 55"},
		{"only zeros beside: the sum is as small", DK5, [][]int{{3, 0, 0}}, "<5 0 0 | <5"},
		{"1 and 5 can only be that: the sum too", DK5, [][]int{{1, 5}}, "<5 · | ·"},
		{"sum of four is four: its sign would tell", DK5, [][]int{{1, 1, 1, 1}}, "<5 <5 <5 <5 | ·"},
		{"rows and columns", DK5, [][]int{{3, 40, 9}, {12, 17, 8}, {10, 11, 12}}, "<5 · 9 | 52 / · · 8 | 37 / 10 11 12 | 33 // 25 68 29 | 122"},
		{"all zeros", DK5, [][]int{{0, 0}, {0, 0}}, "0 0 | 0 / 0 0 | 0 // 0 0 | 0"},
		{"one cell", DK5, [][]int{{3}}, "<5 | <5"},
		{"rounded sums cover", HES, [][]int{{3, 40}, {12, 17}}, "* 40 | 45 / 10 15 | 30 // 15 55 | 70"},
		{"rounded sums do not always", HES, [][]int{{8, 1, 8}}, "· * · | ·"},
		{"zero stays", HES, [][]int{{0, 12}}, "0 10 | 10"},
		{"zero is hidden", ACRO, [][]int{{0, 12, 31}}, "<10 10 30 | 45"},
	} {
		r, err := tt.profile.Table(numbered(tt.cells))
		if err != nil || show(r) != tt.want {
			t.Errorf("%s: %s.Table(%v) = %q, %v, want %q", tt.name, tt.profile, tt.cells, show(r), err, tt.want)
		}
	}
}

// Without sums nothing needs to be hidden beside; with the sums of rows alone
// only the row is.
func TestR10WithoutSums(t *testing.T) {
	table := numbered([][]int{{3, 40}, {12, 17}})
	table.RowSums, table.ColumnSums = false, false
	if r, err := DK5.Table(table); err != nil || show(r) != "<5 40 / 12 17" {
		t.Errorf("without sums = %q, %v", show(r), err)
	}
	table.RowSums = true
	if r, err := DK5.Table(table); err != nil || show(r) != "<5 · | 43 / 12 17 | 29" {
		t.Errorf("with the sums of rows = %q, %v", show(r), err)
	}
}

// R71 and R10: whoever knows the sums, the thresholds and which hidden numbers
// are small finds none of them, in any table.
func TestR71NoHiddenNumberCanBeFound(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 71))
	for range 1500 {
		cells := make([][]int, 1+random.IntN(3))
		columns := 1 + random.IntN(4)
		for i := range cells {
			for range columns {
				cells[i] = append(cells[i], []int{0, 1 + random.IntN(4), 5 + random.IntN(3), random.IntN(13), random.IntN(20)}[random.IntN(5)])
			}
		}
		table := numbered(cells)
		table.RowSums, table.ColumnSums = random.IntN(6) > 0, random.IntN(3) > 0
		for _, profile := range Profiles {
			r, err := profile.Table(table)
			if err != nil {
				t.Fatal(err)
			}
			checkSafe(t, table, r)
		}
	}
}

// checkSafe solves for what each hidden place of a release can be.
func checkSafe(t *testing.T, table Table, r Released) {
	t.Helper()
	puzzle := newPuzzle(r)
	truth := puzzle.fill(table.Cells)
	for k, s := range puzzle.known {
		if truth[k] < s.Low || truth[k] > s.High {
			t.Fatalf("%s %v = %s: place %d is %d and said to be %d to %d", r.Profile, table.Cells, show(r), k, truth[k], s.Low, s.High)
		}
		if !s.Hidden {
			continue
		}
		width := 2
		if s.Primary {
			width = rules[r.Profile].width
		}
		values := 0
		for n := max(s.Low, truth[k]-8); n <= min(s.High, truth[k]+8) && values < width; n++ {
			if puzzle.possible(k, n) {
				values++
			}
		}
		if values < width {
			t.Fatalf("%s %v = %s: place %d has only %d values left", r.Profile, table.Cells, show(r), k, values)
		}
	}
}

// A puzzle is a release as a reader sees it. It is solved by trying, which shares
// nothing with how the package reckons.
type puzzle struct {
	rows, columns int
	known         []Shown // (rows+1) × (columns+1), sums last
}

func newPuzzle(r Released) puzzle {
	p := puzzle{rows: len(r.Rows), columns: len(r.Columns)}
	free := Shown{High: Endless}
	for i, row := range r.Cells {
		p.known = append(p.known, row...)
		if r.RowSums == nil {
			p.known = append(p.known, free)
			continue
		}
		p.known = append(p.known, r.RowSums[i])
	}
	for j := range p.columns + 1 {
		switch {
		case j < p.columns && r.ColumnSums != nil:
			p.known = append(p.known, r.ColumnSums[j])
		case j == p.columns && r.Sum != nil:
			p.known = append(p.known, *r.Sum)
		default:
			p.known = append(p.known, free)
		}
	}
	return p
}

func (p puzzle) fill(cells [][]int) []int {
	all := make([]int, len(p.known))
	for i, row := range cells {
		for j, n := range row {
			all[i*(p.columns+1)+j] = n
			all[i*(p.columns+1)+p.columns] += n
			all[p.rows*(p.columns+1)+j] += n
			all[len(all)-1] += n
		}
	}
	return all
}

// possible reports whether place k can be n.
func (p puzzle) possible(k, n int) bool {
	low, high := make([]int, len(p.known)), make([]int, len(p.known))
	for i, s := range p.known {
		low[i], high[i] = s.Low, min(s.High, 1000)
	}
	low[k], high[k] = n, n
	return p.solvable(low, high)
}

// solvable narrows the bounds by every sum until nothing moves, then guesses.
func (p puzzle) solvable(low, high []int) bool {
	for moved := true; moved; {
		moved = false
		for _, line := range p.lines() {
			if !narrow(line, low, high, &moved) {
				return false
			}
		}
	}
	open := -1
	for k := range low {
		if low[k] < high[k] && (open < 0 || high[k]-low[k] < high[open]-low[open]) {
			open = k
		}
	}
	if open < 0 {
		return true
	}
	for n := low[open]; n <= high[open]; n++ {
		l, h := append([]int(nil), low...), append([]int(nil), high...)
		l[open], h[open] = n, n
		if p.solvable(l, h) {
			return true
		}
	}
	return false
}

// lines returns each row and column of places, the sum last.
func (p puzzle) lines() (lines [][]int) {
	for i := range p.rows + 1 {
		var line []int
		for j := range p.columns + 1 {
			line = append(line, i*(p.columns+1)+j)
		}
		lines = append(lines, line)
	}
	for j := range p.columns + 1 {
		var line []int
		for i := range p.rows + 1 {
			line = append(line, i*(p.columns+1)+j)
		}
		lines = append(lines, line)
	}
	return lines
}

func narrow(line, low, high []int, moved *bool) bool {
	sum, parts := line[len(line)-1], line[:len(line)-1]
	least, greatest := 0, 0
	for _, k := range parts {
		least += low[k]
		greatest += high[k]
	}
	set := func(k, l, h int) bool {
		if l > low[k] {
			low[k], *moved = l, true
		}
		if h < high[k] {
			high[k], *moved = h, true
		}
		return low[k] <= high[k]
	}
	if !set(sum, least, greatest) {
		return false
	}
	for _, k := range parts {
		if !set(k, low[sum]-(greatest-high[k]), high[sum]-(least-low[k])) {
			return false
		}
	}
	return true
}

// Somebody who also has this program tries it on every row there is, and keeps
// those that come out as what was released. No hidden number is the same in all.
func TestR71RowForAReaderWithTheProgram(t *testing.T) {
	for _, shape := range []struct{ columns, most int }{{2, 40}, {3, 24}, {4, 11}} {
		possible := map[string][]map[int]bool{}
		every(shape.columns, shape.most, func(row []int) {
			r, err := DK5.Table(numbered([][]int{row}))
			if err != nil {
				t.Fatal(err)
			}
			text := show(r)
			if possible[text] == nil {
				possible[text] = make([]map[int]bool, shape.columns)
				for j := range row {
					possible[text][j] = map[int]bool{}
				}
			}
			for j, n := range row {
				possible[text][j][n] = true
			}
		})
		for text, cells := range possible {
			for j, sign := range strings.Fields(text)[:shape.columns] {
				if (sign == "<5" || sign == "·") && len(cells[j]) == 1 && !near(cells, shape.most) {
					t.Errorf("%s: number %d can only be %v", text, j+1, cells[j])
				}
			}
		}
	}
}

// every calls do with each row of numbers up to most.
func every(columns, most int, do func(row []int)) {
	row := make([]int, columns)
	for {
		do(row)
		k := 0
		for k < columns && row[k] == most {
			row[k] = 0
			k++
		}
		if k == columns {
			return
		}
		row[k]++
	}
}

// near reports whether numbers are so near the largest tried that the others they
// could be were not tried.
func near(cells []map[int]bool, most int) bool {
	for _, values := range cells {
		for n := range values {
			if n > most-4 {
				return true
			}
		}
	}
	return false
}

// What is released can be kept and read again, and holds no hidden number.
func TestReleasedIsWhatReadersGet(t *testing.T) {
	first, err := DK5.Table(numbered([][]int{{1, 20, 31}}))
	if err != nil {
		t.Fatal(err)
	}
	second, err := DK5.Table(numbered([][]int{{4, 17, 31}}))
	if err != nil {
		t.Fatal(err)
	}
	a, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(second)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Errorf("two tables that look alike are kept as\n%s\n%s", a, b)
	}
	var again Released
	if err := json.Unmarshal(a, &again); err != nil || show(again) != show(first) {
		t.Errorf("read again: %q, %v, want %q", show(again), err, show(first))
	}
}

func TestTableRefuses(t *testing.T) {
	good := numbered([][]int{{3, 12}, {7, 8}})
	for name, change := range map[string]func(*Table){
		"nothing":           func(t *Table) { *t = Table{} },
		"no columns":        func(t *Table) { t.Columns = nil },
		"too few rows":      func(t *Table) { t.Cells = t.Cells[:1] },
		"a short row":       func(t *Table) { t.Cells = [][]int{{3}, {7, 8}} },
		"less than none":    func(t *Table) { t.Cells = [][]int{{3, -1}, {7, 8}} },
		"more than all":     func(t *Table) { t.Cells = [][]int{{3, 1 << 40}, {7, 8}} },
		"one heading twice": func(t *Table) { t.Columns = []string{"a", "a"} },
		"far too large":     func(t *Table) { t.Rows, t.Columns = make([]string, 1000), make([]string, 1000) },
	} {
		table := good
		change(&table)
		if r, err := DK5.Table(table); !fault.Is(err, fault.Invalid) || r.Cells != nil {
			t.Errorf("%s: Table = %+v, %v, want it refused", name, r, err)
		}
	}
}

// A large table with many small numbers is decided upon at once.
func TestLargeTable(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 10))
	cells := make([][]int, 98) // the municipalities by age and sex
	for i := range cells {
		for range 40 {
			cells[i] = append(cells[i], random.IntN(60))
		}
	}
	r, err := DK5.Table(numbered(cells))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range r.Cells {
		for j, s := range row {
			if n := cells[i][j]; s.Primary != (n > 0 && n < 5) || !s.Hidden && s.Text != Plain(n).Text {
				t.Fatalf("cell %d,%d is %d and shown as %+v", i, j, n, s)
			}
		}
	}
}
