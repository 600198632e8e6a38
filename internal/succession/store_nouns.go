package succession

import (
	"context"
	"fmt"
	"time"
	"unicode"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/backlog"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/hearing"
	"klynge/internal/initiative"
	"klynge/internal/invitation"
	"klynge/internal/ledger"
	"klynge/internal/mapping"
	"klynge/internal/plan"
	"klynge/internal/roundup"
	"klynge/internal/seat"
	"klynge/internal/subscription"
)

// gatherers tell what a body would leave behind, noun by noun.
var gatherers = map[Noun]func(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) ([]Matter, error){
	Initiative: initiatives, Fund: remainders, FollowUp: followUps, Hearing: hearings, Item: items, Candidate: candidates, Meeting: meetings, Poll: polls,
	Minutes: unpublished, RoundUp: roundups, Study: studies, Seat: seats, Role: roles, Subscription: subscriptions,
}

// open returns what a body would leave behind of one noun.
func open(ctx context.Context, tx *db.Tx, r Reform, o body.Organization, noun Noun) ([]Matter, error) {
	list, err := gatherers[noun](ctx, tx, r, o)
	for i := range list {
		list[i].Noun, list[i].BodyID = noun, o.ID
	}
	return list, err
}

var (
	anyOutcome = []Outcome{Transfer, Close, Return}
	onOrOff    = []Outcome{Transfer, Close}
)

// initiatives are those whose life goes on. One that ends with its body is over: the
// reason that was given is its final report.
func initiatives(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) (list []Matter, err error) {
	choices, err := choicesOf(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	all, err := initiative.UnfinishedOf(ctx, tx, o.ID)
	for _, l := range all {
		chosen := choices[Matter{BodyID: o.ID, Noun: Initiative, Subject: l.ID}.Key()].Outcome
		if l.State == initiative.Stopped && (chosen == Close || chosen == Return) {
			continue
		}
		m := Matter{Subject: l.ID, Title: l.Title, Detail: capital(l.State.Danish()), Path: l.Path(), Needs: access.ReadInternal, Allowed: anyOutcome}
		switch l.State {
		case initiative.Idea, initiative.Described:
			m.Needs = access.ReadDrafts
		case initiative.Scaled, initiative.Stopped:
			m.Allowed, m.Detail = []Outcome{Transfer}, m.Detail+", mangler slutrapport senest "+day(l.ReportDue())
		}
		list = append(list, m)
	}
	return list, err
}

func remainders(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := ledger.Remaining(ctx, tx, o.ID)
	for _, r := range all {
		m := Matter{Subject: r.Key(), Title: r.Fund.Name + " " + r.Period.String(), Amount: r.Unbooked(), Stuck: r.Stuck,
			Path: "/arbejde/organ/" + o.Slug + "/midler/" + r.Fund.ID, Allowed: []Outcome{Transfer, Return}}
		m.Detail = fmt.Sprintf("%s tilbage, heraf bevilget og ikke brugt %s", r.Unbooked(), r.Unbooked()-r.Left)
		if r.Unbooked() == 0 {
			m.Detail, m.Allowed = "Intet tilbage, men perioden er åben", onOrOff
		}
		list = append(list, m)
	}
	return list, err
}

func followUps(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := decision.OpenOf(ctx, tx, o.ID)
	for _, f := range all {
		m := Matter{Subject: f.ID, Title: clip(f.Text), Detail: joined(f.Owner, f.Organization), Closed: f.Closed, Needs: access.ReadInternal,
			Path: "/arbejde/organ/" + o.Slug + "/opfoelgning", Allowed: anyOutcome}
		if f.Due != "" {
			m.Detail = joined(m.Detail, "frist "+day(f.Due))
		}
		list = append(list, m)
	}
	return list, err
}

func hearings(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := hearing.UnansweredOf(ctx, tx, o.ID)
	for _, h := range all {
		m := Matter{Subject: h.ID, Title: h.Title, Closed: h.Access == hearing.Closed, Needs: access.ReadInternal, Path: h.Path(), Allowed: []Outcome{Transfer}}
		if h.Access == hearing.Everybody {
			m.Needs = ""
		}
		a, owes := h.Owes(o.ID)
		m.takesAlong = h.LedBy(o.ID)
		switch {
		case h.Elsewhere():
			m.Detail = "Kommer fra en anden installation, skal besvares senest " + day(h.Due)
		case owes && !h.LedBy(o.ID):
			m.Detail, m.Allowed = "Skal besvares senest "+day(a.Due), anyOutcome
		case owes:
			m.Detail, m.Allowed = "Organets egen høring, som det også selv skal svare på", onOrOff
		default:
			m.Detail, m.Allowed = joined("Organets egen høring", dated("frist", h.Due)), onOrOff
		}
		list = append(list, m)
	}
	return list, err
}

func items(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := agenda.WaitingOf(ctx, tx, o.ID)
	for _, it := range all {
		m := Matter{Subject: it.ID, Title: clip(it.Title()), Closed: it.Closed, Needs: access.ReadDrafts, Path: "/arbejde/punkt/" + it.ID, Allowed: anyOutcome}
		if it.ProposedBy != "" {
			m.Detail = "Foreslået af " + it.ProposedBy
		}
		list = append(list, m)
	}
	return list, err
}

func candidates(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := backlog.Loose(ctx, tx, o.ID)
	for _, c := range all {
		m := Matter{Subject: c.Key(), Title: c.Title, Closed: c.Closed, Needs: access.ReadInternal, Path: backlog.Path(o.Slug), Allowed: onOrOff}
		if c.Due != "" {
			m.Detail = "Frist " + day(c.Due)
		}
		list = append(list, m)
	}
	return list, err
}

func meetings(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) (list []Matter, err error) {
	all, err := plan.UnheldOf(ctx, tx, o.ID, r.Day)
	for _, m := range all {
		one := Matter{Subject: m.ID, Title: joined(m.Title, "Mødet "+day(m.Date)), Path: "/arbejde/moede/" + m.ID, Allowed: onOrOff}
		if m.Date < r.Day {
			one.Detail, one.Allowed = "Blev aldrig holdt", []Outcome{Close}
		}
		list = append(list, one)
	}
	return list, err
}

// polls ask the members of a body that ends about dates it cannot meet on.
func polls(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := invitation.OpenPolls(ctx, tx, o.ID)
	for _, p := range all {
		list = append(list, Matter{Subject: p.ID, Title: p.Title, Needs: access.ReadInternal, Detail: dated("Svar senest", p.Deadline),
			Path: "/arbejde/organ/" + o.Slug + "/datoer/" + p.ID, Allowed: []Outcome{Close}})
	}
	return list, err
}

// unpublished are the meetings that were opened and whose minutes the public does
// not have.
func unpublished(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) ([]Matter, error) {
	return db.Collect(ctx, tx, func(row row) (m Matter, err error) {
		var date, title string
		var approved bool
		err = row.Scan(&m.Subject, &date, &title, &approved)
		m.Title, m.Path, m.Allowed, m.Detail = "Referatet af mødet "+day(date), "/arbejde/moede/"+m.Subject, onOrOff, "Ikke godkendt"
		if approved {
			m.Detail = "Godkendt, men ikke offentligt"
		}
		return m, err
	}, `SELECT p.id, p.date, p.title, EXISTS (SELECT 1 FROM minutes_version v WHERE v.meeting_id = p.id AND v.act = 'approved') FROM planned_meeting p
		WHERE p.body_id = $1 AND p.state <> 'cancelled' AND EXISTS (SELECT 1 FROM sitting s WHERE s.meeting_id = p.id)
		  AND NOT EXISTS (SELECT 1 FROM publication u WHERE u.planned_id = p.id AND u.kind = 'minutes' AND u.state IN ('published', 'withdrawn', 'replaced'))
		  AND NOT EXISTS (SELECT 1 FROM reform_line l WHERE l.reform_id = $2 AND l.body_id = $1 AND l.noun = 'minutes' AND l.subject = p.id)
		ORDER BY p.date, p.id`, o.ID, r.ID)
}

func roundups(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := roundup.RunningOf(ctx, tx, o.ID)
	for _, one := range all {
		list = append(list, Matter{Subject: one.ID, Title: one.Title, Needs: access.ReadInternal, Detail: "Frist " + danish.Date(one.Deadline),
			Path: "/arbejde/opsamling/" + one.ID, Allowed: onOrOff})
	}
	return list, err
}

func studies(ctx context.Context, tx *db.Tx, _ Reform, o body.Organization) (list []Matter, err error) {
	all, err := mapping.RunningOf(ctx, tx, o.ID)
	for _, one := range all {
		list = append(list, Matter{Subject: one.ID, Title: one.Title, Needs: access.ReadInternal, Detail: "Løber til " + day(one.Ends),
			Path: "/arbejde/kortlaegning/" + one.ID, Allowed: onOrOff})
	}
	return list, err
}

func seats(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) (list []Matter, err error) {
	all, err := seat.HeldAfter(ctx, tx, o.ID, r.Last())
	for _, s := range all {
		list = append(list, Matter{Subject: s.ID, Title: joined(s.Name, s.Organization), Detail: capital(s.Role.Danish()),
			Path: "/arbejde/organ/" + o.Slug + "/medlemmer/" + s.ID, Allowed: anyOutcome})
	}
	return list, err
}

// roles are those in the body that did not come with a seat. A role stays where it
// was, for reading, so it is settled when a line says so. One that begins with the
// reform is for reading alone.
func roles(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) ([]Matter, error) {
	return db.Collect(ctx, tx, func(row row) (m Matter, err error) {
		var role access.Role
		err = row.Scan(&m.Subject, &m.Title, &role)
		m.Detail, m.Path, m.Allowed = capital(role.Danish()), "/adgang", onOrOff
		return m, err
	}, `SELECT g.id, a.name, g.role FROM role_grant g JOIN account a ON a.id = g.account_id
		WHERE g.body_id = $1 AND g.revoked_at IS NULL AND (g.end_date = '' OR g.end_date > $2) AND g.start_date < $4 AND g.id NOT IN (SELECT grant_id FROM seat WHERE body_id = $1)
		  AND NOT EXISTS (SELECT 1 FROM reform_line l WHERE l.reform_id = $3 AND l.body_id = $1 AND l.noun = 'role' AND l.subject = g.id)
		ORDER BY a.name, g.id`, o.ID, r.Last(), r.ID, r.Day)
}

// subscriptions are those who follow the body, of whom nobody is told here. A
// subscription stays beside the new one, so it is settled when a line says so.
func subscriptions(ctx context.Context, tx *db.Tx, r Reform, o body.Organization) (list []Matter, err error) {
	settled, err := db.Collect(ctx, tx, func(row row) (id string, err error) { return id, row.Scan(&id) },
		`SELECT subject FROM reform_line WHERE reform_id = $1 AND body_id = $2 AND noun = 'subscription'`, r.ID, o.ID)
	if err != nil {
		return nil, err
	}
	done := map[string]bool{}
	for _, id := range settled {
		done[id] = true
	}
	all, err := subscription.FollowersOf(ctx, tx, o.Slug)
	for _, s := range all {
		if !done[s.ID] {
			list = append(list, Matter{Subject: s.ID, Title: "Abonnement siden " + danish.Date(s.Confirmed), Detail: frequencies[s.Frequency], Allowed: onOrOff})
		}
	}
	return list, err
}

var frequencies = map[subscription.Frequency]string{subscription.AtOnce: "Straks", subscription.Daily: "Hver dag", subscription.Weekly: "Hver uge"}

// dated says a day after a word, nothing where there is no day.
func dated(word, iso string) string {
	if iso == "" {
		return ""
	}
	return word + " " + day(iso)
}

// day says a day, or what was written for one.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.Date(t)
}

func joined(parts ...string) (text string) {
	for _, p := range parts {
		if p == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += p
	}
	return text
}

func capital(word string) string {
	for i, r := range word {
		return string(unicode.ToUpper(r)) + word[i+len(string(r)):]
	}
	return word
}

// longestTitle is how many characters of a text stand for it in the list.
const longestTitle = 140

func clip(text string) string {
	if runes := []rune(text); len(runes) > longestTitle {
		return string(runes[:longestTitle]) + " …"
	}
	return text
}
