package app

import (
	"context"
	"fmt"
	"os/user"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/review"
)

// reviewCommand is the review list on the command line. Each answer names a
// doubt by its id from the list.
type reviewCommand struct {
	List     reviewListCommand     `cmd:"" default:"withargs" help:"Vis det, der er i tvivl, det mest tvivlsomme først."`
	Accept   reviewAcceptCommand   `cmd:"" help:"Sig, at det er læst rigtigt, eller at navnet ikke er nogen af forslagene."`
	Correct  reviewCorrectCommand  `cmd:"" help:"Skriv, hvad der skulle have stået."`
	Same     reviewSameCommand     `cmd:"" help:"Sig, at to navne er den samme person."`
	TakeBack reviewTakeBackCommand `cmd:"" help:"Tag en rettelse tilbage."`
}

type reviewListCommand struct {
	recordFlags
	Limit int `default:"20" help:"Hvor mange der vises."`
}

func (c reviewListCommand) Run(ctx context.Context, streams Streams) (err error) {
	r, err := c.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	desk := review.NewDesk(r.DB)
	waiting, err := desk.Waiting(ctx)
	if err != nil {
		return err
	}
	if waiting == 0 {
		fmt.Fprintln(streams.Out, "Intet venter. Her kommer det, læseren er i tvivl om, når der indlæses referater.")
		return nil
	}
	list, err := desk.Open(ctx, "", c.Limit)
	if err != nil {
		return err
	}
	fmt.Fprintf(streams.Out, "%s venter.\n", danish.Count(waiting, "tvivl", "tvivl"))
	for _, d := range list {
		fmt.Fprintf(streams.Out, "\n%s  %s\n  %s: %s  (%.0f %% sikker)\n", d.ID, d.MeetingSlug, d.Label(), d.Value, 100*d.Confidence)
		if d.Text != "" {
			fmt.Fprintf(streams.Out, "  der står: %s\n", lead(d.Text, 160))
		}
		for _, candidate := range d.Candidates {
			fmt.Fprintf(streams.Out, "  måske: %s (%s)  %s\n", candidate.Name, candidate.Why, candidate.Key)
		}
	}
	return nil
}

// By is who answers.
type byFlag struct {
	By string `env:"KLYNGE_BY" help:"Hvem der svarer. Ellers navnet på den, der er logget ind på maskinen."`
}

func (f byFlag) name() string {
	if f.By != "" {
		return f.By
	}
	if who, err := user.Current(); err == nil {
		return who.Username
	}
	return "ukendt"
}

type reviewAcceptCommand struct {
	ID string `arg:"" help:"Nummeret på listen."`
	recordFlags
	byFlag
}

func (c reviewAcceptCommand) Run(ctx context.Context, streams Streams) error {
	return c.act(ctx, streams, "Godkendt. Det spørges der ikke om igen.", func(r *record) error {
		return r.archive.Accept(ctx, c.ID, c.name())
	})
}

type reviewCorrectCommand struct {
	ID    string `arg:"" help:"Nummeret på listen."`
	Value string `arg:"" help:"Det rigtige."`
	recordFlags
	byFlag
}

func (c reviewCorrectCommand) Run(ctx context.Context, streams Streams) error {
	return c.act(ctx, streams, "Rettet. Rettelsen er gemt ved siden af det læste og kan tages tilbage.", func(r *record) error {
		return r.archive.Correct(ctx, c.ID, c.Value, c.name())
	})
}

type reviewSameCommand struct {
	ID  string `arg:"" help:"Nummeret på listen."`
	Key string `arg:"" help:"Nøglen efter forslaget."`
	recordFlags
	byFlag
}

func (c reviewSameCommand) Run(ctx context.Context, streams Streams) error {
	return c.act(ctx, streams, "De to navne er nu én person. Gamle adresser fører videre.", func(r *record) error {
		return r.archive.SamePerson(ctx, c.ID, c.Key, c.name())
	})
}

type reviewTakeBackCommand struct {
	ID string `arg:"" help:"Rettelsens nummer."`
	recordFlags
	byFlag
}

func (c reviewTakeBackCommand) Run(ctx context.Context, streams Streams) error {
	return c.act(ctx, streams, "Taget tilbage. Det læste gælder igen.", func(r *record) error {
		return r.archive.TakeBack(ctx, c.ID, c.name())
	})
}

// act opens the record, answers, and says that it is done.
func (f recordFlags) act(ctx context.Context, streams Streams, done string, answer func(*record) error) (err error) {
	r, err := f.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	if err := answer(r); err != nil {
		return err
	}
	_, err = fmt.Fprintln(streams.Out, done)
	return err
}
