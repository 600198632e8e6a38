// Package app is the program: its commands, its settings and the wiring of
// every other package. It is the only package that knows them all.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/alecthomas/kong"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// Version is set when the program is built for release.
var Version = "udvikling"

// Streams are the terminal, or what a test puts in its place.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// commands is the whole command line. Each flag may also be set by an
// environment variable, KLYNGE_ and its name.
type commands struct {
	Read    readCommand    `cmd:"" help:"Læs referater og dagsordener, og vis hvad der står i dem."`
	Import  importCommand  `cmd:"" help:"Læs referater og dagsordener ind i databasen."`
	Review  reviewCommand  `cmd:"" help:"Gennemgå det, læseren er i tvivl om."`
	Access  accessCommand  `cmd:"" help:"Giv og fratag adgang til hjemmesiden."`
	Serve   serveCommand   `cmd:"" help:"Vis hjemmesiden."`
	Jobs    jobsCommand    `cmd:"" help:"Vis, hvad der venter på at blive gjort, og prøv det igen."`
	Demo    demoCommand    `cmd:"" help:"Læs eksemplerne, og vis dem på hjemmesiden."`
	Chart   chartCommand   `cmd:"" help:"Vis, om en række målinger viser mere end tilfældigheder."`
	Reform  reformCommand  `cmd:"" help:"Prøv og gennemfør en reform, hvor organer ophører og andre går videre."`
	Version versionCommand `cmd:"" help:"Vis hvilken udgave det er."`
}

// A limits flag bounds what one file may cost (issue: bad input).
type limitFlags struct {
	MaxBytes    int64         `default:"67108864" env:"KLYNGE_MAX_BYTES" help:"Største fil, der læses, i bytes."`
	MaxUnpacked int64         `default:"268435456" env:"KLYNGE_MAX_UNPACKED" help:"Mest, en fil må fylde udpakket, i bytes."`
	MaxPages    int           `default:"2500" env:"KLYNGE_MAX_PAGES" help:"Flest sider i en PDF."`
	MaxDepth    int           `default:"256" env:"KLYNGE_MAX_DEPTH" help:"Dybeste indlejring i XML, HTML og PDF."`
	MaxTime     time.Duration `default:"60s" env:"KLYNGE_MAX_TIME" help:"Længste tid til én fil."`
}

func (f limitFlags) limits() extract.Limits {
	l := extract.DefaultLimits
	l.Bytes, l.Unpacked, l.Pages, l.Depth, l.Time = f.MaxBytes, f.MaxUnpacked, f.MaxPages, f.MaxDepth, f.MaxTime
	return l
}

// errShown is returned by a command that has already told what went wrong.
var errShown = errors.New("already shown")

// Main runs one command line and returns the exit code: 0 when all went well,
// 1 when something failed, 2 when the command line cannot be understood.
func Main(ctx context.Context, args []string, streams Streams) int {
	log := slog.New(slog.NewTextHandler(streams.Err, &slog.HandlerOptions{Level: slog.LevelInfo}))
	if handled, code := childMain(ctx, args, streams); handled {
		return code
	}
	var line commands
	code := -1
	parser, err := kong.New(&line,
		kong.Name("klynge"),
		kong.Description("Klynge læser, gemmer og viser referater fra sundhedsklynger og sundhedsråd."),
		kong.Writers(streams.Out, streams.Err),
		kong.Exit(func(c int) { code = c }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams, log),
	)
	if err != nil {
		fmt.Fprintln(streams.Err, "klynge:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if code >= 0 { // --help was asked for and has been shown
		return code
	}
	if err != nil {
		fmt.Fprintf(streams.Err, "klynge: %v\nSkriv klynge --help for at se, hvad der kan skrives.\n", err)
		return 2
	}
	if err := parsed.Run(); err != nil {
		if !errors.Is(err, errShown) {
			fmt.Fprintln(streams.Err, "klynge:", sentence(err))
		}
		return 1
	}
	return 0
}

// sentence returns what to tell about an error on the terminal: the sentence
// for a person, and behind it the cause for whoever runs the machine.
func sentence(err error) string {
	say := fault.Sentence(err)
	switch {
	case errors.Is(err, context.Canceled):
		return "Afbrudt. Det, der var læst helt færdig, er gemt."
	case errors.Is(err, context.DeadlineExceeded):
		return "Det tog for lang tid og blev stoppet. Intet af filen er gemt. Tiden kan sættes op med --max-time."
	case errors.Is(err, os.ErrNotExist) && say == "":
		return "Filen findes ikke, eller den forsvandt undervejs. Intet af den er gemt."
	case say == "":
		return "Der skete en fejl i Klynge, som ikke er din skyld: " + err.Error()
	case fault.KindOf(err) == fault.Internal:
		return say + " (" + err.Error() + ")"
	}
	return say
}

type versionCommand struct{}

func (versionCommand) Run(streams Streams) error {
	_, err := fmt.Fprintln(streams.Out, "klynge", Version)
	return err
}
