// Package demo plays the working life of the invented Region Nordkyst: what its
// people did with Klynge from the first grant of 2022 until the health councils
// had met for the first time.
//
// The drawer of old minutes has to be read first (examples/). Everything here is
// done by the same acts that the pages call, each on its own day, so nothing is
// shown that a secretary could not have made; and the decisions that money and
// initiatives rest on are the ones in the drawer.
package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/indicator"
	"klynge/internal/succession"
	"klynge/internal/web/site"
	"klynge/internal/when"
	"klynge/internal/wire"
)

// Today is the day on which the story ends and the demo begins.
const Today = "2027-01-25"

// A Clock goes as the story does: it stands on the day of the act that is being
// played, and runs on from [Today] once the story is told.
type Clock struct {
	stands atomic.Int64 // microseconds, while the story is told
	ahead  atomic.Int64 // nanoseconds before the real clock, afterwards
}

// Now returns the time in the demo.
func (c *Clock) Now() time.Time {
	if at := c.stands.Load(); at != 0 {
		return time.UnixMicro(at).UTC()
	}
	return time.Now().Add(time.Duration(c.ahead.Load())).UTC()
}

// Set puts the clock to a time and stops it.
func (c *Clock) Set(at time.Time) { c.stands.Store(at.UnixMicro()) }

// Run lets the clock go on from a time.
func (c *Clock) Run(from time.Time) {
	c.ahead.Store(int64(time.Until(from)))
	c.stands.Store(0)
}

// Morning is when the demo begins.
func Morning() time.Time { return at(Today, "09:00") }

// at returns a time of day in Copenhagen.
func at(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, when.Copenhagen)
	if err != nil {
		panic(err) // a slip in the story
	}
	return t
}

// Told reports whether the story has been played in a database.
func Told(ctx context.Context, d *db.DB) (told bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		id, err := access.AccountOf(ctx, tx, gerda.mail)
		told = id != ""
		return err
	})
	return told, err
}

// Tell plays the story in a house whose drawer has been read and whose clock is
// the one given. It says each chapter as it begins. A chapter that is refused
// ends it with what was refused.
func Tell(ctx context.Context, house wire.House, clock *Clock, say func(chapter string)) (err error) {
	house.Clock = clock.Now
	t := &teller{ctx: ctx, db: house.DB, clock: clock, site: house.Site(), accounts: house.SignIn.Accounts,
		indicators: indicator.NewStore(house.DB, house.Originals), bodies: map[string]body.Organization{}, councils: map[string]string{}}
	t.reforms = succession.NewStore(house.DB, t.site.Hearing.Hearings)
	defer func() {
		switch r := recover().(type) {
		case nil:
		case refused:
			err = r.error
		default:
			panic(r)
		}
	}()
	for _, c := range []struct {
		title string
		play  func()
	}{
		{"Mennesker, pladser og adgang", t.people},
		{"Rådet for Udsatte Borgere spørger fire klynger", t.consultation},
		{"Klyngemidlerne 2022 og 2023, til øren", t.money},
		{"Fra beslutning til indsats", t.initiatives},
		{"Virker det? Målingerne", t.effects},
		{"Statusrapporter, der skriver sig selv", t.reports},
		{"Hvem når vi ikke: kort uden personer", t.study},
		{"Fire grupper drøfter det samme", t.gathering},
		{"Fire klynger bliver til to sundhedsråd", t.reform},
		{"Sundhedsråd Fjorden holder sit første møde", t.council},
		{"Rådet for Udsatte Borgere spørger igen", t.asksAgain},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		say(c.title)
		t.chapter = c.title
		c.play()
	}
	return nil
}

// A teller plays the acts. An act that is refused ends the story: must panics
// with it, and Tell returns it.
type teller struct {
	ctx        context.Context
	db         *db.DB
	clock      *Clock
	site       *site.Site
	accounts   *access.Store
	indicators *indicator.Store
	reforms    *succession.Store
	defined    []defined
	bodies     map[string]body.Organization
	councils   map[string]string // addresses by name
	chapter    string
}

type refused struct{ error }

// errTwo says that a text of the story met another one, which cannot be.
var errTwo = errors.New("two wrote the same text")

func (t *teller) must(err error) {
	if err != nil {
		panic(refused{fmt.Errorf("%s, %s: %w", t.chapter, t.clock.Now().Format(time.DateOnly), err)})
	}
}

// on puts the clock to ten o'clock on a day.
func (t *teller) on(day string) { t.clock.Set(at(day, "10:00")) }

// body returns a body by its address.
func (t *teller) body(slug string) body.Organization {
	if o, known := t.bodies[slug]; known {
		return o
	}
	o, err := t.site.Planning.Plan.BodyBySlug(t.ctx, slug)
	t.must(err)
	t.bodies[slug] = o
	return o
}

// as returns somebody with what they may do on the day of the act.
func (t *teller) as(p person) access.Who {
	list, err := t.accounts.List(t.ctx)
	t.must(err)
	i := slices.IndexFunc(list, func(l access.Listed) bool { return l.Email == p.mail })
	if i < 0 {
		t.must(errors.New(p.name + " has no account"))
	}
	who, today := access.Who{Account: list[i].Account}, access.Day(t.clock.Now())
	for _, g := range list[i].Grants {
		if g.Holds(today) {
			who.Grants = append(who.Grants, g)
		}
	}
	return who
}
