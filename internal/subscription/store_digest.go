package subscription

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/meeting"
	"klynge/internal/search"
)

// micro returns an instant as it is kept, NULL for none.
func micro(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UnixMicro()
}

// stale is when a digest that could not be sent is not worth sending any more.
const stale = 14 * 24 * time.Hour

// batch is how many subscribers are set to be told in one transaction.
const batch = 200

// round sets everybody who may have something to hear to be told at their time.
func (s *Store) round(ctx context.Context, _ job.Job) (err error) {
	defer fault.In(&err, "round")
	after := ""
	for {
		var list []Subscription
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			list, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM subscription
				WHERE confirmed_at IS NOT NULL AND id > $1 AND seen < (SELECT next - 1 FROM news_head WHERE id = 1) ORDER BY id LIMIT `+strconv.Itoa(batch), after)
			return err
		})
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			for _, sub := range list {
				if err := job.AddOnce(ctx, tx, DigestKind, sub.ID, sub.ID, sub.Frequency.Due(tx.Now, sub.Sent)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(list) < batch {
			return err
		}
		after = list[len(list)-1].ID
	}
}

// digest tells one subscriber what is new. The place in the log moves, and the
// mail is queued, in one transaction that holds only when nobody moved it since: run
// twice, it sends once.
func (s *Store) digest(ctx context.Context, j job.Job) (err error) {
	var id string
	if err := j.Read(&id); err != nil {
		return err
	}
	defer fault.In(&err, "digest of %s", id)
	sub, log, err := s.unseen(ctx, id)
	if fault.Is(err, fault.Missing) {
		return nil // they stopped
	}
	if err != nil || len(log) == 0 {
		return err
	}
	d, err := s.tell(ctx, sub, log)
	if err != nil {
		return err
	}
	var m mail.Message
	if len(d.Entries) > 0 {
		if m, err = s.writer.Digest(d); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sent := sub.Sent
		if len(d.Entries) > 0 {
			sent = tx.Now
		}
		result, err := tx.ExecContext(ctx, `UPDATE subscription SET seen = $3, sent_at = CAST($4 AS BIGINT), name = $5
			WHERE id = $1 AND seen = $2 AND confirmed_at IS NOT NULL`, sub.ID, sub.Seen, log[len(log)-1].Seq, micro(sent), d.Name)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 || len(d.Entries) == 0 {
			return err
		}
		m.To, m.Until = sub.Address, tx.Now.Add(stale)
		m.Reference = digesting + sub.ID + ":" + strconv.FormatInt(sub.Seen, 10)
		_, err = mail.Queue(ctx, tx, m)
		return err
	})
}

// recall takes back the digests that have not been sent, so that they are
// written anew: something in them may have been closed.
func recall(ctx context.Context, tx *db.Tx) error {
	references, err := mail.Recall(ctx, tx, digesting)
	if err != nil {
		return err
	}
	for _, reference := range references {
		id, before, _ := strings.Cut(strings.TrimPrefix(reference, digesting), ":")
		seen, err := strconv.ParseInt(before, 10, 64)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE subscription SET seen = $2 WHERE id = $1 AND seen > $2`, id, seen); err != nil {
			return err
		}
		if err := job.AddOnce(ctx, tx, DigestKind, id, id, tx.Now); err != nil {
			return err
		}
	}
	return nil
}

// unseen returns a confirmed subscription and the log from where it stands.
func (s *Store) unseen(ctx context.Context, id string) (sub Subscription, log []Change, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if sub, err = one(ctx, tx, `WHERE id = $1 AND confirmed_at IS NOT NULL`, id); err != nil {
			return err
		}
		log, err = db.Collect(ctx, tx, scanChange, `SELECT seq, at, meeting_id, change FROM news WHERE seq > $1 ORDER BY seq LIMIT 5000`, sub.Seen)
		return err
	})
	return sub, log, err
}

// tell chooses what of the log concerns a subscription and may be told now.
func (s *Store) tell(ctx context.Context, sub Subscription, log []Change) (d Digest, err error) {
	d.Subscription = sub
	concerns, err := s.concern(ctx, &d.Target, log)
	if fault.Is(err, fault.Missing) {
		return d, nil // what they follow is not in the record now
	}
	if err != nil {
		return d, err
	}
	now := map[string]*meeting.Detail{}
	var list []Change
	for _, c := range collapse(log, sub.Kind) {
		detail, seen := now[c.MeetingID]
		if !seen {
			if detail, err = s.live(ctx, c.Slug); err != nil {
				return d, err
			}
			now[c.MeetingID] = detail
		}
		if detail == nil && c.What == Withdrawn {
			detail = tombstone(c)
		}
		if detail != nil && withhold(&c, *detail) && concerns(c, *detail) {
			list = append(list, c)
		}
	}
	d.Entries = entries(list)
	if len(d.Entries) > most {
		d.More = len(d.Entries) - most
		d.Entries = d.Entries[:most]
	}
	return d, nil
}

// tombstone is all that there is of a meeting that was withdrawn: whose it was
// and when. Who was there and what it spoke of is known to nobody.
func tombstone(c Change) *meeting.Detail {
	d := &meeting.Detail{}
	d.Slug, d.BodySlug, d.BodyName, d.Date = c.Slug, c.BodySlug, c.BodyName, c.Date
	return d
}

// live returns a meeting as the public sees it now, nil when it is not there.
func (s *Store) live(ctx context.Context, slug string) (*meeting.Detail, error) {
	d, err := s.meetings.BySlug(ctx, slug)
	if fault.Is(err, fault.Missing) {
		to, moved := s.moved(ctx, "/moeder/", slug)
		if moved != nil || to == "" {
			return nil, moved
		}
		if d, err = s.meetings.BySlug(ctx, to); fault.Is(err, fault.Missing) {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// moved returns the slug that an old one leads to, or "".
func (s *Store) moved(ctx context.Context, prefix, slug string) (string, error) {
	to, err := s.meetings.Moved(ctx, prefix+slug)
	return strings.TrimPrefix(to, prefix), err
}

// Target finds what somebody wants to follow, by its slug, under its name.
func (s *Store) Target(ctx context.Context, kind Kind, slug string) (t Target, err error) {
	t = Target{Kind: kind, Subject: slug}
	switch kind {
	case Body:
		d, err := s.bodies.BySlug(ctx, slug)
		t.Name = d.Name
		return t, err
	case Person:
		d, err := s.people.BySlug(ctx, slug, "", 1)
		t.Name = d.Name
		return t, err
	case Initiative:
		d, err := s.initiatives.BySlug(ctx, slug)
		t.Name = d.Title
		return t, err
	}
	return t, errNothing
}

// current brings a target up to date: what it is called now, and where it moved.
func (s *Store) current(ctx context.Context, t *Target) error {
	if t.Kind == Search {
		return nil
	}
	now, err := s.Target(ctx, t.Kind, t.Subject)
	if fault.Is(err, fault.Missing) {
		prefix := strings.TrimSuffix(t.Path(), t.Subject)
		to, moved := s.moved(ctx, prefix, t.Subject)
		if moved != nil {
			return moved
		}
		if to == "" {
			return err
		}
		now, err = s.Target(ctx, t.Kind, to)
	}
	if err == nil {
		*t = now
	}
	return err
}

// concern returns whether a change of a meeting concerns a target.
func (s *Store) concern(ctx context.Context, t *Target, log []Change) (func(Change, meeting.Detail) bool, error) {
	if err := s.current(ctx, t); err != nil {
		return nil, err
	}
	switch t.Kind {
	case Body:
		return func(_ Change, d meeting.Detail) bool { return d.BodySlug == t.Subject }, nil
	case Person:
		return func(_ Change, d meeting.Detail) bool {
			return slices.ContainsFunc(d.Participants, func(p meeting.Participant) bool { return p.PersonSlug == t.Subject })
		}, nil
	case Initiative:
		return s.concernsInitiative(ctx, t.Subject)
	}
	found, err := s.hits(ctx, t.Subject, log)
	return func(c Change, _ meeting.Detail) bool { return found[c.Path()] }, err
}

// concernsInitiative: the items that speak of it, and where it is spoken of outside the
// items, in a fund table, that the meeting's document is there.
func (s *Store) concernsInitiative(ctx context.Context, slug string) (func(Change, meeting.Detail) bool, error) {
	told, err := s.initiatives.BySlug(ctx, slug)
	if err != nil {
		return nil, err
	}
	spoken := map[string]bool{}
	for _, station := range told.Stations {
		spoken[station.Path()] = true
	}
	return func(c Change, _ meeting.Detail) bool {
		return spoken[c.Path()] && (c.Anchor != "" || c.What == Minutes || c.What == Agenda)
	}, nil
}

// pages bounds how much of a search is read for a digest: 40 pages of 50 hits.
const pages = 40

// hits returns the addresses that a search finds at the meetings with news. The
// search sorts by the date, so that it can stop at the earliest of them.
func (s *Store) hits(ctx context.Context, query string, log []Change) (map[string]bool, error) {
	asked, err := url.ParseQuery(query)
	if err != nil {
		return nil, job.Permanent(err)
	}
	q := Query(asked)
	q.Sort, q.Limit = search.Newest, 50
	earliest := "9999"
	for _, c := range log {
		if c.What != Announced {
			earliest = min(earliest, c.Date)
		}
	}
	found := map[string]bool{}
	for range pages {
		r, err := s.search.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, hit := range r.Hits {
			found[hit.Path] = true
			if hit.Date != "" && hit.Date < earliest {
				return found, nil
			}
		}
		if q.After = r.Next; q.After == "" {
			break
		}
	}
	return found, nil
}

// Query reads a search from the parameters of /soeg.
func Query(v url.Values) search.Query {
	return search.Query{
		Text: v.Get("q"), Body: v.Get("organ"), Year: v.Get("aar"), Type: v.Get("art"), Outcome: v.Get("udfald"), Person: v.Get("person"),
		Kind: search.Kind(v.Get("slags")),
	}
}
