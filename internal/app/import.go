package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"klynge/internal/archive"
	"klynge/internal/danish"
	"klynge/internal/reader/reading"
)

type importCommand struct {
	Paths []string `arg:"" name:"sti" help:"Filer og mapper med referater og dagsordener."`
	recordFlags
	limitFlags
}

func (c importCommand) Run(ctx context.Context, streams Streams) (err error) {
	r, err := c.open(ctx, c.limits())
	if err != nil {
		return err
	}
	defer r.close(&err)
	files, err := archive.Files(c.Paths...)
	if err != nil {
		return err
	}
	return r.importAll(ctx, streams, files)
}

// importAll takes files into the record and tells of each as it goes.
func (r *record) importAll(ctx context.Context, streams Streams, files []string) error {
	if len(files) == 0 {
		fmt.Fprintln(streams.Out, "Der er ingen filer i mappen. Intet er ændret.")
		return nil
	}
	bar := newProgress(streams.Err, len(files), "Indlæser")
	summary, err := r.archive.ImportAll(ctx, files, func(_, _ int, o archive.Outcome) {
		bar.step()
		out := streams.Out
		if o.Err != nil {
			out = streams.Err
		}
		bar.clear()
		fmt.Fprintln(out, told(o))
		for _, d := range o.Differences {
			fmt.Fprintf(out, "        %s\n", difference(d))
		}
	})
	bar.done()
	if err != nil {
		return err
	}
	fmt.Fprintf(streams.Out, "\n%s, %s, %d var der i forvejen.", danish.Count(summary.New, "nyt møde", "nye møder"),
		danish.Count(summary.Version, "ny udgave", "nye udgaver"), summary.Same)
	if summary.Doubts > 0 {
		fmt.Fprintf(streams.Out, " %s venter på et menneske: klynge review.", danish.Count(summary.Doubts, "tvivl", "tvivl"))
	}
	fmt.Fprintln(streams.Out)
	if summary.Failed > 0 {
		fmt.Fprintf(streams.Err, "%s kunne ikke læses.\n", danish.Count(summary.Failed, "fil", "filer"))
		return errShown
	}
	return nil
}

// told says in one line what became of a document.
func told(o archive.Outcome) string {
	if o.Err != nil {
		return "fejl    " + o.File + ": " + sentence(o.Err)
	}
	what := o.Body
	if day, err := time.Parse(time.DateOnly, o.Meeting.Date); err == nil {
		what += ", " + danish.Date(day)
	}
	if o.Meeting.Kind == reading.Agenda {
		what += " (dagsorden)"
	}
	notes := []string{}
	if o.Findings > 0 {
		notes = append(notes, fmt.Sprintf("%d ting at se efter", o.Findings))
	}
	if o.Doubts > 0 {
		notes = append(notes, fmt.Sprintf("%d i tvivl", o.Doubts))
	}
	if o.Unused > 0 {
		notes = append(notes, danish.Count(o.Unused, "rettelse passer ikke længere", "rettelser passer ikke længere"))
	}
	tail := ""
	if len(notes) > 0 {
		tail = " · " + strings.Join(notes, ", ")
	}
	switch o.Result {
	case archive.Same:
		return "kendt   " + what + " · de samme bytes som " + o.Known
	case archive.Version:
		shown := "vises nu"
		if !o.Shown {
			shown = "gemt, men vises ikke"
		}
		return fmt.Sprintf("udgave %d %s · %s%s", o.Version, what, shown, tail)
	}
	return "nyt     " + what + tail
}

func difference(d archive.Difference) string {
	quoted := func(text string) string {
		if text == "" {
			return "intet"
		}
		return "“" + lead(text, 70) + "”"
	}
	return d.Label + ": " + quoted(d.Was) + " → " + quoted(d.Is)
}
