package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/invitation"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/roundup"
	"klynge/internal/subscription"
	"klynge/internal/succession"
	"klynge/internal/wire"
)

// mailFlags say how mail leaves the house (docs/operations.md, Mail).
type mailFlags struct {
	SMTP   string `name:"smtp" env:"KLYNGE_SMTP" placeholder:"smtp://BRUGER:KODE@VÆRT:587" help:"Mailserveren. Sæt den helst i miljøet, for der er en kode i. Uden den venter al mail."`
	From   string `name:"mail-from" env:"KLYNGE_MAIL_FROM" placeholder:"AFSENDER" help:"Hvem mail kommer fra: Klynge <klynge@eksempel.dk>."`
	Folder string `name:"mail-folder" env:"KLYNGE_MAIL_FOLDER" placeholder:"MAPPE" help:"Til afprøvning: skriv hver mail som en fil i mappen i stedet for at sende den."`
	In     string `name:"mail-in" env:"KLYNGE_MAIL_IN" placeholder:"127.0.0.1:2525" help:"Hvor der tages imod svar fra kalendere. Jeres mailserver sender dem videre hertil."`
	For    string `name:"mail-in-address" env:"KLYNGE_MAIL_IN_ADDRESS" placeholder:"ADRESSE" help:"Adressen, som kalendere svarer til. Ellers afsenderen i --mail-from."`
}

// post returns what takes mail away, nil when nothing does. Links in mail lead
// to a public address, which must be set: who asks for a page has no say in it.
func (f mailFlags) post(public string) (mail.Post, error) {
	if f.SMTP == "" && f.Folder == "" {
		return nil, nil
	}
	if f.SMTP != "" && f.Folder != "" {
		return nil, fault.New(fault.Invalid, "Vælg enten --smtp eller --mail-folder. Intet er sendt.")
	}
	sender := f.From
	if f.Folder != "" && sender == "" {
		sender = "Klynge <klynge@klynge.example>"
	}
	if sender == "" {
		return nil, fault.New(fault.Invalid, "Skriv med --mail-from, hvem mail skal komme fra, for eksempel --mail-from 'Klynge <klynge@eksempel.dk>'.")
	}
	from, err := mail.ParseSender(sender)
	if err != nil {
		return nil, err
	}
	if f.Folder != "" {
		return mail.Folder{Path: f.Folder, From: from}, nil
	}
	if public == "" {
		return nil, fault.New(fault.Invalid, "Skriv med --url, hvor folk finder siden, for eksempel --url https://klynge.eksempel.dk. Linkene i mail peger derhen.")
	}
	server, err := mail.ParseServer(f.SMTP)
	return mail.SMTP{Server: server, From: from}, err
}

// work runs the jobs until ctx ends, and returns a channel that is closed when the
// last of them has.
func (r *record) work(ctx context.Context, house wire.House, post mail.Post, log *slog.Logger) <-chan struct{} {
	if post == nil {
		waiting, err := mail.Waiting(ctx, r.DB)
		if err != nil {
			log.ErrorContext(ctx, "mail cannot be counted", "error", err)
		}
		log.WarnContext(ctx, "Der er ikke sat en mailserver, så mail bliver ikke sendt, men venter. Sæt --smtp.", "venter", waiting)
	}
	worker := &job.Worker{DB: r.DB, Clock: r.clock, Log: log, Handlers: house.Jobs(post), Parallel: 4, Grace: grace}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		worker.Run(ctx)
	}()
	return ended
}

type jobsCommand struct {
	recordFlags
	Retry string `placeholder:"ART" help:"Prøv opgaver af en art igen nu, for eksempel mail, i stedet for at vente eller efter at de er opgivet."`
}

// jobNames say what a kind of job does.
var jobNames = map[string]string{
	mail.Kind: "send en mail", subscription.NewsKind: "find nyt om et møde", subscription.RoundKind: "find dem, der følger det",
	subscription.DigestKind: "skriv til en, der følger noget", decision.NoticeKind: "skriv til en, der skal følge op", subscription.PurgeKind: "slet gamle adresser",
	plan.RoundKind: "send indkaldelser til et møde", invitation.FetchKind: "hent en kalender",
	hearing.NoticeKind: "mind om en høring", roundup.LockKind: "luk en opsamling for noter",
	succession.DoKind: "gennemfør en reform",
}

var stateNames = map[job.State]string{job.Waiting: "venter", job.Running: "kører", job.Failed: "opgivet"}

func (c jobsCommand) Run(ctx context.Context, streams Streams) (err error) {
	d, err := db.Open(ctx, c.DB, time.Now)
	if err != nil {
		return err
	}
	defer func() {
		if closed := d.Close(); err == nil {
			err = closed
		}
	}()
	if c.Retry != "" {
		n, err := job.Retry(ctx, d, c.Retry)
		if err != nil {
			return err
		}
		fmt.Fprintf(streams.Out, "%s af arten %s prøves igen nu.\n", danish.Count(int(n), "opgave", "opgaver"), c.Retry)
	}
	counts, err := job.Counts(ctx, d)
	if err != nil {
		return err
	}
	if len(counts) == 0 {
		fmt.Fprintln(streams.Out, "Ingen opgaver venter.")
	}
	for _, count := range counts {
		fmt.Fprintf(streams.Out, "%6d %s: %s (%s)\n", count.Jobs, stateNames[count.State], cmp.Or(jobNames[count.Kind], "ingen ved hvad"), count.Kind)
		if count.Error != "" {
			fmt.Fprintf(streams.Out, "       sidste fejl: %s\n", strings.TrimSpace(count.Error))
		}
	}
	return nil
}
