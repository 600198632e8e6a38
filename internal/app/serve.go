package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/web"
	"klynge/internal/wire"
)

// addressFlag says where the site answers.
type addressFlag struct {
	Address string `default:"127.0.0.1:8080" env:"KLYNGE_ADDRESS" help:"Hvor hjemmesiden svarer."`
}

type serveCommand struct {
	recordFlags
	addressFlag
	signInFlags
	mailFlags
	MaxPaper int64 `default:"200" env:"KLYNGE_MAX_PAPER" placeholder:"MB" help:"Hvor meget et bilag må fylde."`
}

func (c serveCommand) Run(ctx context.Context, streams Streams, log *slog.Logger) (err error) {
	r, err := c.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	r.maxPaper = c.MaxPaper << 20
	return r.serve(ctx, c.Address, c.signInFlags, c.mailFlags, log, func(address, found string) {
		fmt.Fprintf(streams.Out, "Klynge svarer på %s\n", address)
		if found != "" {
			fmt.Fprintf(streams.Out, "Bliv den første administrator inden for en time, linket kan bruges én gang:\n%s\n", found)
		}
	})
}

// grace is how long visitors may finish what they are doing when it stops.
const grace = 5 * time.Second

// serve answers until ctx ends. Once it does it calls ready with the address,
// and with the link by which somebody becomes the first administrator, which is
// "" when there is one.
func (r *record) serve(ctx context.Context, address string, flags signInFlags, mailing mailFlags, log *slog.Logger, ready func(address, found string)) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return fault.Because(err, fault.Unavailable, "Der svarer allerede noget på %s. Stop det, eller vælg et andet sted med --address.", address)
		}
		return fault.Because(err, fault.Invalid, "Der kan ikke svares på %s. Skriv en adresse som 127.0.0.1:8080.", address)
	}
	signIn, err := flags.pages(r.DB, listener.Addr())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	token, err := signIn.Accounts.Found(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	post, err := mailing.post(flags.URL)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	calendars, err := mailing.calendars()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	follow := wire.Subscriptions(r.DB, signIn.URL)
	house := wire.House{DB: r.DB, Originals: r.originals, Archive: r.archive, SignIn: signIn, Follow: follow, Calendars: calendars, Mails: post != nil, MaxPaper: r.maxPaper, Clock: r.clock, Log: log}
	stopReceiving, err := mailing.receive(ctx, house, log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer stopReceiving()
	server := web.NewServer(ctx, house.Site().Handler(ctx, r.WatchTurns(ctx)))
	working, stopWorking := context.WithCancel(ctx)
	ended := r.work(working, house, post, log)
	// The database is closed when this returns, so the last job has to be over.
	defer func() { stopWorking(); <-ended }()
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		// The context has ended; the visitors still get their grace.
		deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		stopped <- server.Shutdown(deadline)
	})
	found := ""
	if token != "" {
		found = signIn.URL + "/velkomst/" + token
	}
	ready(signIn.URL, found)
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
