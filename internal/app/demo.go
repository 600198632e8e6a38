package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/app/demo"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/web/signin"
	"klynge/internal/when"
	"klynge/internal/wire"
)

type demoCommand struct {
	Examples string `default:"examples" type:"path" help:"Mappen med eksemplerne."`
	DB       string `name:"db" default:"data/demo/klynge.db" help:"Hvor demoens database ligger."`
	addressFlag
}

// aside are the files in the folder of examples that tell about them.
var aside = []string{"README.md", "truth.json", ".gitattributes"}

func (c demoCommand) Run(ctx context.Context, streams Streams, log *slog.Logger) (err error) {
	files, err := c.drawer()
	if err != nil {
		return err
	}
	clock := &demo.Clock{}
	clock.Run(demo.Morning())
	r, err := openDemo(ctx, c.DB, clock.Now)
	if err != nil {
		return err
	}
	defer r.close(&err)
	told, err := demo.Told(ctx, r.DB)
	if err != nil {
		return err
	}
	if !told {
		fmt.Fprintln(streams.Out, "Læser skuffen med gamle referater fra Region Nordkyst, som er opdigtet.")
		// A file that cannot be read has been told of; the others are shown.
		if err := r.importAll(ctx, streams, files); err != nil && !errors.Is(err, errShown) {
			return err
		}
		if err := r.tell(ctx, streams, clock, log); err != nil {
			return err
		}
		clock.Run(demo.Morning())
	}
	return r.serve(ctx, c.Address, signInFlags{}, mailFlags{}, log, func(address, _ string) {
		fmt.Fprintf(streams.Out, welcome, address, danish.Date(demo.Morning().In(when.Copenhagen)), demo.Password, visitors())
	})
}

// drawer returns the files of the examples.
func (c demoCommand) drawer() (files []string, err error) {
	entries, err := os.ReadDir(c.Examples)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Because(err, fault.Missing, "Mappen %s findes ikke. Start demoen i projektets mappe, eller peg på eksemplerne med --examples.", c.Examples)
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() && !slices.Contains(aside, entry.Name()) {
			files = append(files, filepath.Join(c.Examples, entry.Name()))
		}
	}
	return files, err
}

// openDemo opens the demo's own database. One that somebody else works in is left
// alone: it has accounts, and none of them is the demo's.
func openDemo(ctx context.Context, address string, clock when.Clock) (*record, error) {
	r, err := recordFlags{DB: address}.openAt(ctx, extract.DefaultLimits, clock)
	if err != nil {
		return nil, err
	}
	told, err := demo.Told(ctx, r.DB)
	if err == nil && !told {
		var used bool
		if used, err = access.NewStore(r.DB).HasAdministrator(ctx); err == nil && used {
			err = fault.New(fault.Conflict, "Databasen %s bruges til andet end demoen. Intet er ændret. Vælg en anden med --db.", address)
		}
	}
	if err != nil {
		r.close(&err)
		return nil, err
	}
	return r, nil
}

// tell plays the story, a line for each chapter.
func (r *record) tell(ctx context.Context, streams Streams, clock *demo.Clock, log *slog.Logger) error {
	fmt.Fprintln(streams.Out, "\nFortæller, hvad regionen siden har brugt Klynge til:")
	signIn := &signin.Pages{Accounts: access.NewStore(r.DB), Bodies: body.NewPublic(r.DB), URL: "http://127.0.0.1"}
	house := wire.House{DB: r.DB, Originals: r.originals, Archive: r.archive, SignIn: signIn, Follow: wire.Subscriptions(r.DB, signIn.URL), Clock: clock.Now, Log: log}
	return demo.Tell(ctx, house, clock, func(chapter string) { fmt.Fprintln(streams.Out, "  "+chapter) })
}

// visitors lists whom somebody who tries the demo may be.
func visitors() string {
	var b strings.Builder
	for _, v := range demo.Visitors {
		fmt.Fprintf(&b, "     %-26s %s, %s\n", v.Mail, v.Name, v.For)
	}
	return b.String()
}

const welcome = `
Klynge svarer på %[1]s, og i demoen er det %[2]s.

Prøv:
  1. Følg en sag hele vejen, fra den blev rejst, til den virker: %[1]s/sager/aeldremedicinsk-dagklinik
  2. Søg i gamle referater: %[1]s/soeg?q=medicin
  3. Se, hvad fire klynger svarede, og hvad pengene gik til: %[1]s/hoeringer og %[1]s/midler
  4. Log ind på %[1]s/log-ind med koden “%[3]s” som en af disse:
%[4]s
Stop med Ctrl-C. Slet mappen med demoens database for at begynde forfra.
`
