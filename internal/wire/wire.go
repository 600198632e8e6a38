// Package wire puts the record and the site together over one database. The
// program and the tests of the site use the same wiring.
package wire

import (
	"context"
	"log/slog"
	"net/http"

	"klynge/internal/agenda"
	"klynge/internal/approval"
	"klynge/internal/archive"
	"klynge/internal/attachment"
	"klynge/internal/backlog"
	"klynge/internal/body"
	"klynge/internal/catalogue"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/document"
	"klynge/internal/feed"
	"klynge/internal/fund"
	"klynge/internal/gallery"
	"klynge/internal/initiative"
	"klynge/internal/invitation"
	"klynge/internal/live"
	"klynge/internal/meeting"
	"klynge/internal/minutes"
	"klynge/internal/paper"
	"klynge/internal/person"
	"klynge/internal/phrase"
	"klynge/internal/plan"
	"klynge/internal/publication"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
	"klynge/internal/statement"
	"klynge/internal/subscription"
	"klynge/internal/vault"
	"klynge/internal/web/agendas"
	approvalpages "klynge/internal/web/approval"
	backlogpages "klynge/internal/web/backlog"
	livepages "klynge/internal/web/live"
	"klynge/internal/web/planning"
	"klynge/internal/web/publish"
	"klynge/internal/web/signin"
	"klynge/internal/web/site"
	"klynge/internal/web/subscribe"
	"klynge/internal/when"
)

// Archive returns the record of a database with its originals in a vault.
func Archive(d *db.DB, originals *vault.Vault, limits extract.Limits) *archive.Archive {
	return &archive.Archive{
		DB: d, Vault: originals, MaxBytes: limits.Bytes,
		Read: func(ctx context.Context, name string, data []byte) (*reading.Reading, error) {
			ctx, cancel := context.WithTimeout(ctx, limits.Time)
			defer cancel()
			return reader.Read(ctx, name, data, limits)
		},
		Index: touch,
	}
}

// touch takes a changed meeting into the catalogue and notes that it may be news.
func touch(ctx context.Context, tx *db.Tx, meetingID string) error {
	if err := catalogue.Index(ctx, tx, meetingID); err != nil {
		return err
	}
	return subscription.Touch(ctx, tx, meetingID)
}

// Subscriptions returns who follows what, for a site at an address.
func Subscriptions(d *db.DB, home string) *subscription.Store {
	return subscription.New(d, catalogue.New(d), subscribe.Letters{URL: home})
}

// A House is what a site stands on.
type House struct {
	DB        *db.DB
	Originals *vault.Vault
	Archive   *archive.Archive
	SignIn    *signin.Pages
	Follow    *subscription.Store
	Calendars invitation.Sender // whom calendars answer, "" for an address of the site
	Mails     bool              // something takes mail away
	MaxPaper  int64             // bytes of a paper that is handed in, 0 for the default
	Clock     when.Clock
	Log       *slog.Logger
}

// agendas returns the agendas, whose dispatches are mailed.
func (h House) agendas() *agenda.Store {
	s := agenda.NewStore(h.DB)
	s.Letters, s.Sent = agendas.Letters{URL: h.SignIn.URL}, minutes.AgendaChanged
	return s
}

// Site returns the site.
func (h House) Site() *site.Site {
	papers := &backlogpages.Pages{
		Papers: attachment.NewStore(h.DB, h.Originals, h.MaxPaper), Phrases: phrase.NewStore(h.DB), Clock: h.Clock,
		Backlog: backlog.NewStore(h.DB, backlogpages.Letters{URL: h.SignIn.URL}, candidates()...), Places: agenda.NewPlaces(h.DB),
	}
	return &site.Site{
		Meetings: meeting.NewPublic(h.DB), Bodies: body.NewPublic(h.DB), People: person.NewPublic(h.DB),
		Funds: fund.NewPublic(h.DB), Initiatives: initiative.NewPublic(h.DB), Papers: paper.NewPublic(h.DB),
		Originals: h.Originals, Search: catalogue.New(h.DB), Doubts: review.NewDesk(h.DB), Answers: h.Archive, SignIn: h.SignIn,
		Follow:  &subscribe.Pages{Subscriptions: h.Follow, Sends: h.Mails, From: h.SignIn.From},
		Publish: &publish.Pages{Gate: publication.NewStore(h.DB, h.Archive, h.Originals), PDF: document.PDF, Clock: h.Clock},
		Renderings: site.Renderings{
			PDF: document.PDF, DOCX: document.DOCX, Calendar: feed.Calendar, Decisions: feed.Decisions, DecisionsOf: feed.DecisionsOf,
			Person: feed.Person, Initiative: feed.Initiative, Search: feed.Search,
		},
		Places:   agenda.NewPlaces(h.DB),
		Planning: &planning.Pages{Plan: plan.NewStore(h.DB), Public: plan.NewPublic(h.DB), Called: h.called, Clock: h.Clock},
		Agendas:  &agendas.Pages{Agendas: h.agendas(), Phrases: phrase.NewStore(h.DB), PDF: document.PDF, DOCX: document.DOCX, Paper: papers.Hand, Clock: h.Clock},
		Backlog:  papers,
		Hearing:  h.hearingPages(), Invite: h.invite(), Leading: h.initiatives(), Measures: h.measures(), Reports: h.reports(),
		Live: h.live(), Sitting: h.sitting(),
		Roundups: h.roundups(), Mappings: h.mappings(), Reforms: h.reforms(), Matters: h.matters(), Statement: statement.NewStore(h.DB),
		Desk: h.desk(), Fates: decision.NewPublic(h.DB), Accounts: h.money(),
		Approval: &approvalpages.Pages{Minutes: approval.NewStore(h.DB, approvalpages.Letters{URL: h.SignIn.URL}), Clock: h.Clock},
		Ready:    func(ctx context.Context) error { return h.DB.Read(ctx, func(*db.Tx) error { return nil }) },
		Clock:    h.Clock, Log: h.Log,
	}
}

// live returns the pages of meetings while they are held.
func (h House) live() *livepages.Pages {
	seats, places := gallery.NewStore(h.DB), agenda.NewPlaces(h.DB)
	return &livepages.Pages{
		Gallery: seats, Hub: live.New(seats, seats, h.Clock, h.Log), Minutes: minutes.NewStore(h.DB), Watch: h.DB.Watch, URL: h.SignIn.URL,
		BodyOf: func(r *http.Request) (string, error) { return places.OfMeeting(r.Context(), r.PathValue("moede")) },
	}
}
