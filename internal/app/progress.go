package app

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A progress shows how far a long piece of work has come, on a terminal only.
// What has to be said on the way stands above the bar.
type progress struct {
	out io.Writer
	bar *progressbar.ProgressBar // nil where there is nobody to watch
}

func newProgress(out io.Writer, steps int, what string) *progress {
	file, ok := out.(*os.File)
	if steps < 2 || !ok || !term.IsTerminal(int(file.Fd())) {
		return &progress{out: out}
	}
	return &progress{out: out, bar: progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
	)}
}

// The bar is decoration: when it cannot be drawn the work goes on.

func (p *progress) step() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

// clear makes room for a line above the bar.
func (p *progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func (p *progress) say(format string, args ...any) {
	p.clear()
	fmt.Fprintf(p.out, format+"\n", args...)
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
