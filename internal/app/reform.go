package app

import (
	"context"
	"fmt"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/succession"
	"klynge/internal/when"
	"klynge/internal/wire"
)

// Clock is the time of what the terminal changes; a test sets another.
var Clock when.Clock = time.Now

// reformCommand carries reforms out from the terminal, where whoever can write in
// the database may do so anyway.
type reformCommand struct {
	List     reformListCommand     `cmd:"" default:"withargs" help:"Vis reformerne."`
	Check    reformCheckCommand    `cmd:"" help:"Vis, hvad organerne har åbent, og hvad der mangler et udfald."`
	Transfer reformTransferCommand `cmd:"" help:"Overdrag alt, der ikke har et udfald, til den eneste efterfølger."`
	Rehearse reformRehearseCommand `cmd:"" help:"Prøv reformen. Intet bliver ændret."`
	Do       reformDoCommand       `cmd:"" help:"Gennemfør reformen på dagen eller senere: det hele eller intet."`
}

// reformFlags name one reform.
type reformFlags struct {
	Name string `arg:"" help:"Reformens navn i adressen, som klynge reform viser."`
	recordFlags
	urlFlag
	byFlag
}

// terminal is whoever stands at the terminal.
func (f byFlag) terminal() access.Who {
	return access.Who{Account: access.Account{Name: "terminal: " + f.name()}, Grants: []access.Grant{{Role: access.Administrator}, {Role: access.Secretariat}}}
}

func (f reformFlags) with(ctx context.Context, do func(s *succession.Store, who access.Who) error) (err error) {
	r, err := f.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	return do(wire.Reforms(r.DB, r.originals, f.URL), f.terminal())
}

type reformListCommand struct{ recordFlags }

func (c reformListCommand) Run(ctx context.Context, streams Streams) (err error) {
	r, err := c.open(ctx, extract.DefaultLimits)
	if err != nil {
		return err
	}
	defer r.close(&err)
	list, err := wire.Reforms(r.DB, r.originals, "").List(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(streams.Out, "Ingen reformer. De planlægges på hjemmesiden under /arbejde/reform.")
	}
	for _, one := range list {
		fmt.Fprintf(streams.Out, "%s  %s, %s, %s\n", one.Slug, one.Name, one.Day, reformStates[one.State])
	}
	return nil
}

var reformStates = map[succession.State]string{succession.Planned: "forberedes", succession.Scheduled: "sker af sig selv på dagen", succession.Done: "gennemført"}

type reformCheckCommand struct{ reformFlags }

func (c reformCheckCommand) Run(ctx context.Context, streams Streams) error {
	return c.with(ctx, func(s *succession.Store, who access.Who) error {
		list, err := s.Checklist(ctx, who, c.Name)
		if err != nil {
			return err
		}
		fmt.Fprintf(streams.Out, "%s, %s, %s\n", list.Name, list.Day, reformStates[list.State])
		for _, e := range list.Endings {
			fmt.Fprintf(streams.Out, "  %s → %s\n", e.Body.Name, heirs(e))
		}
		for _, g := range list.Groups {
			fmt.Fprintf(streams.Out, "%s, %s: %d, mangler %d\n", g.Ending.Body.Name, g.Noun.Danish(), len(g.Entries), g.Open())
			for _, e := range g.Entries {
				if e.Stuck != "" {
					fmt.Fprintf(streams.Out, "  %s: %s\n", e.Title, e.Stuck)
				}
			}
		}
		done, all := list.Progress()
		fmt.Fprintf(streams.Out, "%s, heraf %s uden udfald.\n", danish.Count(all, "sag", "sager"), danish.Number(all-done))
		if done < all {
			return fault.New(fault.Conflict, "Organerne kan ikke ophøre, før alt har fået en plads.")
		}
		return nil
	})
}

func heirs(e succession.Ending) (text string) {
	for i, o := range e.To {
		if i > 0 {
			text += ", "
		}
		text += o.Name
	}
	if text == "" {
		return "ingen"
	}
	return text
}

type reformTransferCommand struct{ reformFlags }

func (c reformTransferCommand) Run(ctx context.Context, streams Streams) error {
	return c.with(ctx, func(s *succession.Store, who access.Who) error {
		n, err := s.Sweep(ctx, who, c.Name, succession.Sweep{}, succession.Choice{Outcome: succession.Transfer})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(streams.Out, "%s overdrages. Se resten med klynge reform check.\n", danish.Count(n, "sag", "sager"))
		return err
	})
}

type reformRehearseCommand struct{ reformFlags }

func (c reformRehearseCommand) Run(ctx context.Context, streams Streams) error {
	return c.with(ctx, func(s *succession.Store, who access.Who) error {
		t, err := s.Rehearse(ctx, who, c.Name)
		if err != nil {
			return err
		}
		tellTrial(streams, t)
		if !t.Complete() {
			return fault.New(fault.Conflict, "Reformen kan ikke gennemføres endnu. Intet er ændret.")
		}
		_, err = fmt.Fprintln(streams.Out, "Reformen kan gennemføres. Intet er ændret.")
		return err
	})
}

type reformDoCommand struct{ reformFlags }

func (c reformDoCommand) Run(ctx context.Context, streams Streams) error {
	return c.with(ctx, func(s *succession.Store, who access.Who) error {
		t, err := s.Do(ctx, who, c.Name)
		if err != nil {
			return err
		}
		tellTrial(streams, t)
		_, err = fmt.Fprintln(streams.Out, "Reformen er gennemført.")
		return err
	})
}

// tellTrial tells what a reform comes to: the money of each fund, what became of
// each kind, and what is in the way.
func tellTrial(streams Streams, t succession.Trial) {
	for _, m := range t.Money {
		fmt.Fprintf(streams.Out, "%s, %s: ikke brugt før %s, efter %s\n", m.Body, m.Fund, m.Before.Unbooked(), m.After.Unbooked())
	}
	sum := t.Total()
	fmt.Fprintf(streams.Out, "Penge i alt: ikke brugt før %s, efter %s, givet tilbage %s, forskel %s\n", sum.Before.Unbooked(), sum.After.Unbooked(), sum.Returned, sum.Difference().Left)
	fmt.Fprintf(streams.Out, "Bogført i alt: før %s, efter %s, forskel %s\n", sum.Before.Booked, sum.After.Booked, sum.Difference().Booked)
	for _, n := range t.Counts {
		if n.Before > 0 || n.After > 0 {
			fmt.Fprintf(streams.Out, "%s: før %d, overdrages %d, afsluttes %d, gives tilbage %d, står tilbage %d, forskel %d\n",
				n.Noun.Danish(), n.Before, n.Transferred, n.Closed, n.Returned, n.After, n.Difference())
		}
	}
	for _, m := range t.Missing {
		fmt.Fprintf(streams.Out, "mangler: %s, %s\n", m.Noun.Danish(), m.Title)
	}
	for _, trouble := range t.Troubles {
		fmt.Fprintf(streams.Out, "kan ikke: %s: %s\n", trouble.Matter.Title, trouble.Sentence)
	}
}
