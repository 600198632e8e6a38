// Reading measures how fast minutes become a finished reading: 200 generated
// minutes of about 14 pages as PDF, DOCX and text, and the PDF files of the
// examples, which a browser made.
//
//	go run ./bench/reading
//
// Beside us run pdftotext, pdf.js, pandoc and mammoth, which only give text,
// and as the limit a loop that inflates the file and gathers the letters in it,
// without fonts, places or order. Each works through all files on one core,
// one after the other; programs get a process for each file, as a folder of
// minutes is usually worked through, libraries keep one.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"klynge/bench/invent"
	"klynge/bench/measure"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/reading:", err)
		os.Exit(1)
	}
}

// A drawer is a folder of files of one kind.
type drawer struct {
	paths  []string
	files  [][]byte
	sheets []int // how many pages each has, 0 but in PDF files
}

func (d *drawer) add(path string, file []byte, pages int) {
	d.paths, d.files, d.sheets = append(d.paths, path), append(d.files, file), append(d.sheets, pages)
}

// few returns a drawer with the first n files, for a peer that is slow and
// keeps its pace whatever the number.
func (d *drawer) few(n int) *drawer {
	n = min(n, len(d.files))
	return &drawer{d.paths[:n], d.files[:n], d.sheets[:n]}
}

func (d *drawer) pages() (n int) {
	for _, pages := range d.sheets {
		n += pages
	}
	return n
}

func (d *drawer) megabytes() (n float64) {
	for _, file := range d.files {
		n += float64(len(file)) / 1e6
	}
	return n
}

func run(ctx context.Context, out io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "klynge-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	drawers, err := fill(folder)
	if err != nil {
		return err
	}
	if drawers["examples"], err = examples("examples"); err != nil {
		return err
	}
	b := &bench{ctx: ctx, folder: folder, rounds: measure.Choose(2, 3)}
	b.table = measure.NewTable(fmt.Sprintf("Reading: %d invented minutes of %d pages in all, one core, median of %d rounds in turn",
		len(drawers["pdf"].files), drawers["pdf"].pages(), b.rounds))
	b.pdf("PDF, invented", drawers["pdf"], true)
	if n := drawers["examples"].pages(); n > 0 {
		b.pdf(fmt.Sprintf("PDF from a browser, %d pages", n), drawers["examples"], false)
	}
	b.docx(drawers["docx"])
	b.text(drawers["text"])
	b.memory(drawers["pdf"])
	if b.err == nil {
		b.table.Print(out)
	}
	return b.err
}

// fill writes the same minutes as each kind of file.
func fill(folder string) (map[string]*drawer, error) {
	drawers := map[string]*drawer{"pdf": {}, "docx": {}, "text": {}}
	writer := invent.NewWriter(invent.NewWords(), 1)
	for n := range measure.Choose(20, 200) {
		m := writer.Minutes(n, 24, 9)
		word, err := m.DOCX()
		if err != nil {
			return nil, err
		}
		sheets, pages, err := m.PDF()
		if err != nil {
			return nil, err
		}
		for kind, file := range map[string][]byte{"pdf": sheets, "docx": word, "text": m.Text()} {
			path := filepath.Join(folder, fmt.Sprintf("%04d.%s", n, kind))
			if err := os.WriteFile(path, file, 0o600); err != nil {
				return nil, err
			}
			drawers[kind].add(path, file, map[string]int{"pdf": pages}[kind])
		}
	}
	return drawers, nil
}

// examples returns the PDF files of a folder that have a text layer.
func examples(folder string) (*drawer, error) {
	d := &drawer{}
	paths, err := filepath.Glob(filepath.Join(folder, "*.pdf"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if letters(file) < 500 { // a scan
			continue
		}
		d.add(path, file, bytes.Count(file, []byte("/Type /Page\n")))
	}
	return d, nil
}

// A bench adds its rows to the table and keeps the first error.
type bench struct {
	ctx    context.Context
	folder string
	rounds int
	table  *measure.Table
	err    error
}

// each returns a run that does something with each file and gives units per
// second.
func (b *bench) each(d *drawer, units int, do func(i int) error) func() float64 {
	return func() float64 {
		start := time.Now()
		for i := range d.files {
			if err := do(i); err != nil && b.err == nil {
				b.err = fmt.Errorf("%s: %w", d.paths[i], err)
			}
		}
		return measure.PerSecond(units, start)
	}
}

func (b *bench) read(d *drawer) func(i int) error {
	return func(i int) error {
		_, err := reader.Read(b.ctx, d.paths[i], d.files[i], extract.DefaultLimits)
		return err
	}
}

func (b *bench) pdf(what string, d *drawer, goal bool) {
	var text, script func() float64
	if measure.Has("pdftotext") {
		text = b.each(d, d.pages(), b.program(d, "pdftotext", "-layout", "{}", "/dev/null"))
	} else {
		b.table.Missing("pdftotext", "apt-get install poppler-utils")
	}
	if node("pdfjs-dist") {
		few := d.few(40)
		script = b.script(few, few.pages(), "pdf.mjs")
	} else {
		b.table.Missing("pdf.js", "npm ci --prefix bench/peers")
	}
	speed := measure.Alternate(b.rounds,
		b.each(d, d.pages(), b.read(d)),
		b.each(d, d.pages(), func(i int) error { _, err := pdf.Read(b.ctx, d.files[i], extract.DefaultLimits); return err }),
		text, script,
		b.each(d, d.pages(), func(i int) error { return some(letters(d.files[i])) }))
	row := measure.Row{What: what + ": to the finished record", Unit: "pages/s", Ours: speed[0], Peer: speed[2], PeerName: "pdftotext", Limit: speed[4]}
	if goal {
		row.Goal, row.Met = "≥ 1/3 of pdftotext (wished: 1)", speed[0] >= speed[2]/3
	}
	b.table.Add(row)
	b.table.Add(measure.Row{What: what + ": the text alone", Unit: "pages/s", Ours: speed[1], Peer: speed[2], PeerName: "pdftotext", Limit: speed[4]})
	row = measure.Row{What: what + ": the text alone", Unit: "pages/s", Ours: speed[1], Peer: speed[3], PeerName: "pdf.js", Limit: speed[4]}
	if goal {
		row.Goal, row.Met = "≥ pdf.js", speed[1] >= speed[3]
	}
	b.table.Add(row)
}

func (b *bench) docx(d *drawer) {
	var pandoc, mammoth func() float64
	if measure.Has("pandoc") {
		few := d.few(10)
		pandoc = b.each(few, len(few.files), b.program(few, "pandoc", "--from", "docx", "--to", "plain", "--output", "/dev/null", "{}"))
	} else {
		b.table.Missing("pandoc", "apt-get install pandoc")
	}
	if node("mammoth") {
		mammoth = b.script(d, len(d.files), "docx.mjs")
	} else {
		b.table.Missing("mammoth", "npm ci --prefix bench/peers")
	}
	speed := measure.Alternate(b.rounds, b.each(d, len(d.files), b.read(d)), pandoc, mammoth,
		b.each(d, len(d.files), func(i int) error { return wordLetters(d.files[i]) }))
	b.table.Add(measure.Row{What: "DOCX: to the finished record", Unit: "files/s", Ours: speed[0], Peer: speed[1], PeerName: "pandoc", Limit: speed[3],
		Goal: "≥ 10 × pandoc", Met: speed[0] >= 10*speed[1]})
	b.table.Add(measure.Row{What: "DOCX: to the finished record", Unit: "files/s", Ours: speed[0], Peer: speed[2], PeerName: "mammoth", Limit: speed[3],
		Goal: "> mammoth", Met: speed[0] > speed[2]})
}

// text measures the recogniser alone: what reading a text takes beyond
// extracting it. The limit is to look at each byte once.
func (b *bench) text(d *drawer) {
	megabytes := d.megabytes()
	seconds := func(do func(i int) error) func() float64 {
		run := b.each(d, 1, do)
		return func() float64 { return 1 / run() }
	}
	took := measure.Alternate(b.rounds, seconds(b.read(d)),
		seconds(func(i int) error { _, err := extract.Read(b.ctx, d.files[i], extract.DefaultLimits); return err }),
		seconds(func(i int) error { return some(bytes.Count(d.files[i], []byte("\n"))) }))
	b.table.Add(measure.Row{What: "The recogniser alone, on text", Unit: "MB/s", Ours: megabytes / (took[0] - took[1]), Limit: megabytes / took[2]})
}

// memory runs the program itself on all the PDF files and looks at the most
// memory it had.
func (b *bench) memory(d *drawer) {
	command := exec.CommandContext(b.ctx, filepath.Join("bin", "klynge"), append([]string{"read", "--json", "--out", filepath.Join(b.folder, "out")}, d.paths...)...)
	start := time.Now()
	peak, err := measure.Peak(command)
	if err != nil {
		b.table.Missing("bin/klynge", "make build")
		return
	}
	b.table.Add(measure.Row{What: "bin/klynge read on all PDF files", Unit: "pages/s", Ours: measure.PerSecond(d.pages(), start)})
	b.table.Add(measure.Row{What: "bin/klynge read: peak memory", Unit: "MiB", Ours: peak, LessIsBetter: true})
}

var errNothing = errors.New("nothing was found")

// some fails when nothing was counted: a limit that looked at nothing is none.
func some(n int) error {
	if n == 0 {
		return errNothing
	}
	return nil
}
