package invitation

import (
	"context"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/invitation/freebusy"
	"klynge/internal/job"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// FetchKind is the kind of the jobs that read somebody's calendar anew.
const FetchKind = "busy.fetch"

// How far ahead busy times are kept, and how often a calendar is read.
const (
	horizonMonths = 18
	refetch       = 12 * time.Hour
)

// A Source is where somebody's busy times come from.
type Source struct {
	SeatID  string
	URL     string // "" for a file they gave
	Fetched time.Time
	Error   string // the sentence of the last failure
	Busy    int    // how many times are kept
}

// seatsOf returns all seats of an account, the first first.
func seatsOf(ctx context.Context, tx *db.Tx, who access.Who) ([]seat.Seat, error) {
	list, err := seat.OfAccount(ctx, tx, who.Account.ID, access.Day(tx.Now))
	slices.SortFunc(list, func(a, b seat.Seat) int { return a.Made.Compare(b.Made) })
	if err == nil && len(list) == 0 {
		return nil, fault.New(fault.Missing, "Du har ikke en plads i noget organ, så der er ingen møder at vise. Spørg sekretariatet, hvis du burde have en.")
	}
	return list, err
}

// MySource returns where the busy times of somebody come from, nil when they
// have given none.
func (s *Store) MySource(ctx context.Context, who access.Who) (source *Source, err error) {
	defer fault.In(&err, "invitation: busy source")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, func(r row) (one Source, err error) {
			var fetched int64
			err = r.Scan(&one.SeatID, &one.URL, &fetched, &one.Error, &one.Busy)
			one.Fetched = db.Instant(fetched)
			return one, err
		}, `SELECT b.seat_id, b.url, COALESCE(b.fetched_at, 0), b.error, (SELECT COUNT(*) FROM busy x WHERE x.seat_id = b.seat_id)
			FROM busy_source b JOIN seat s ON s.id = b.seat_id WHERE s.account_id = $1 ORDER BY b.seat_id`, who.Account.ID)
		if len(list) > 0 {
			source = &list[0]
		}
		return err
	})
	return source, err
}

func horizon(now time.Time) (from, to time.Time) {
	return now.AddDate(0, 0, -1), now.AddDate(0, horizonMonths, 0)
}

// SetFile keeps when somebody is busy from a file they give.
func (s *Store) SetFile(ctx context.Context, who access.Who, file []byte) (busy int, err error) {
	defer fault.In(&err, "invitation: busy file")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		from, to := horizon(tx.Now)
		list, err := freebusy.Read(file, from, to)
		if err != nil {
			return err
		}
		busy = len(list)
		mine, err := s.clear(ctx, tx, who)
		if err != nil {
			return err
		}
		return keepBusy(ctx, tx, mine[0].ID, "", list)
	})
	return busy, err
}

// SetAddress reads somebody's calendar from an address, now and from then on.
func (s *Store) SetAddress(ctx context.Context, who access.Who, address string) (busy int, err error) {
	defer fault.In(&err, "invitation: busy address")
	if address, err = freebusy.Address(address); err != nil {
		return 0, err
	}
	file, err := s.Fetcher.Fetch(ctx, address)
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		from, to := horizon(tx.Now)
		list, err := freebusy.Read(file, from, to)
		if err != nil {
			return err
		}
		busy = len(list)
		mine, err := s.clear(ctx, tx, who)
		if err != nil {
			return err
		}
		if err := keepBusy(ctx, tx, mine[0].ID, address, list); err != nil {
			return err
		}
		return job.AddOnce(ctx, tx, FetchKind, mine[0].ID, mine[0].ID, tx.Now.Add(refetch))
	})
	return busy, err
}

// ForgetBusy deletes what is known of when somebody is busy.
func (s *Store) ForgetBusy(ctx context.Context, who access.Who) (err error) {
	defer fault.In(&err, "invitation: forget busy")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := s.clear(ctx, tx, who)
		return err
	})
}

func (s *Store) clear(ctx context.Context, tx *db.Tx, who access.Who) (mine []seat.Seat, err error) {
	if mine, err = seatsOf(ctx, tx, who); err != nil {
		return nil, err
	}
	for _, table := range []string{"busy", "busy_source"} {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE seat_id IN (SELECT id FROM seat WHERE account_id = $1)`, who.Account.ID); err != nil {
			return nil, err
		}
	}
	return mine, nil
}

func keepBusy(ctx context.Context, tx *db.Tx, seatID, url string, list []freebusy.Interval) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM busy WHERE seat_id = $1`, seatID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO busy_source (seat_id, url, fetched_at, error) VALUES ($1, $2, $3, '')
		ON CONFLICT (seat_id) DO UPDATE SET url = excluded.url, fetched_at = excluded.fetched_at, error = ''`, seatID, url, tx.Now.UnixMicro()); err != nil {
		return err
	}
	for _, i := range list {
		if _, err := tx.ExecContext(ctx, `INSERT INTO busy (seat_id, start_at, end_at) VALUES ($1, $2, $3)`, seatID, i.Start.UnixMicro(), i.End.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// fetch reads a calendar anew. What cannot be read keeps what was read before,
// and says so to its owner. It ends with the address, or with the seat.
func (s *Store) fetch(ctx context.Context, j job.Job) (err error) {
	var seatID string
	if err := j.Read(&seatID); err != nil {
		return err
	}
	defer fault.In(&err, "invitation: fetch busy of %s", seatID)
	url, held := "", false
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, func(r row) (url string, err error) { return url, r.Scan(&url) },
			`SELECT b.url FROM busy_source b JOIN seat s ON s.id = b.seat_id JOIN seat other ON other.account_id = s.account_id
				WHERE b.seat_id = $1 AND (other.end_date = '' OR other.end_date >= $2)`, seatID, access.Day(tx.Now))
		if len(list) > 0 {
			url, held = list[0], true
		}
		return err
	})
	if err != nil || url == "" && held {
		return err
	}
	if !held {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			for _, table := range []string{"busy", "busy_source"} {
				if _, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE seat_id = $1`, seatID); err != nil {
					return err
				}
			}
			return nil
		})
	}
	file, failed := s.Fetcher.Fetch(ctx, url)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		from, to := horizon(tx.Now)
		var list []freebusy.Interval
		if failed == nil {
			list, failed = freebusy.Read(file, from, to)
		}
		var err error
		if failed != nil {
			_, err = tx.ExecContext(ctx, `UPDATE busy_source SET error = $3 WHERE seat_id = $1 AND url = $2`, seatID, url, fault.Sentence(failed))
		} else {
			err = s.renew(ctx, tx, seatID, url, list)
		}
		if err != nil {
			return err
		}
		return job.AddOnce(ctx, tx, FetchKind, seatID, seatID, tx.Now.Add(refetch))
	})
}

// renew keeps what was read, unless its owner has changed the address meanwhile.
func (s *Store) renew(ctx context.Context, tx *db.Tx, seatID, url string, list []freebusy.Interval) error {
	result, err := tx.ExecContext(ctx, `UPDATE busy_source SET error = '' WHERE seat_id = $1 AND url = $2`, seatID, url)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return keepBusy(ctx, tx, seatID, url, list)
}

// busyOf returns, by seat of a body, when its holder is busy during a time: by
// their calendar, whichever of their seats they gave it for.
func busyOf(ctx context.Context, tx *db.Tx, bodyID string, during freebusy.Interval) (map[string][]freebusy.Interval, error) {
	type line struct {
		seatID     string
		start, end int64
	}
	list, err := db.Collect(ctx, tx, func(r row) (l line, err error) { return l, r.Scan(&l.seatID, &l.start, &l.end) },
		`SELECT here.id, b.start_at, b.end_at FROM seat here JOIN seat own ON own.id = here.id OR own.account_id = here.account_id
			JOIN busy b ON b.seat_id = own.id WHERE here.body_id = $1 AND b.start_at < $3 AND b.end_at > $2`, bodyID, during.Start.UnixMicro(), during.End.UnixMicro())
	of := map[string][]freebusy.Interval{}
	for _, l := range list {
		of[l.seatID] = append(of[l.seatID], freebusy.Interval{Start: db.Instant(l.start), End: db.Instant(l.end)})
	}
	return of, err
}

// A Wish is which dates a body could meet on: which hours, and between which days.
type Wish struct {
	BodyID     string
	From, To   string // first and last day
	Start, End string // HH:MM
	RoomID     string // that must be free, "" for any
}

// mostDays is how many days are looked at for suggestions.
const mostDays = 200

// Suggest returns the working days on which a body could meet, those that suit
// most first. Nobody is told what somebody is busy with; a meeting of another body
// of theirs counts like an appointment.
func (s *Store) Suggest(ctx context.Context, w Wish) (list []Suggestion, err error) {
	defer fault.In(&err, "invitation: suggest dates for %s", w.BodyID)
	first, err := time.Parse(time.DateOnly, w.From)
	if err != nil || !isDay(w.To) || !isClock(w.Start) || !isClock(w.End) {
		return nil, fault.New(fault.Invalid, "Skriv to dage og to klokkeslæt, så finder Klynge dage derimellem.")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rules, err := plan.RulesOf(ctx, tx, w.BodyID)
		if err != nil {
			return err
		}
		c := crowd{wish: w}
		last := min(w.To, first.AddDate(0, 0, mostDays).Format(time.DateOnly))
		if err := c.load(ctx, tx, first, last); err != nil {
			return err
		}
		for day := first; day.Format(time.DateOnly) <= last; day = day.AddDate(0, 0, 1) {
			if !rules.Calendar.Weekday(day) {
				continue
			}
			if one, free := c.on(day.Format(time.DateOnly)); free {
				list = append(list, one)
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Suggestion) int { return len(a.Busy) - len(b.Busy) })
	return list, err
}

// A crowd is the people of a body with what is known of their time.
type crowd struct {
	wish     Wish
	people   []Voter
	busy     map[string][]freebusy.Interval
	given    map[string]bool // seats whose holder has given a calendar
	meetings []plan.Meeting  // of all bodies
	sits     map[string]bool // "body seat": the holder of the seat has one in the body
}

func (c *crowd) load(ctx context.Context, tx *db.Tx, first time.Time, last string) (err error) {
	if c.people, err = voters(ctx, tx, c.wish.BodyID, c.wish.From); err != nil {
		return err
	}
	span := freebusy.Interval{Start: first.AddDate(0, 0, -1), End: endOf(last).AddDate(0, 0, 1)}
	if c.busy, err = busyOf(ctx, tx, c.wish.BodyID, span); err != nil {
		return err
	}
	if c.meetings, err = plan.Between(ctx, tx, "", c.wish.From, last); err != nil {
		return err
	}
	c.given, c.sits = map[string]bool{}, map[string]bool{}
	given, err := db.Collect(ctx, tx, func(r row) (seatID string, err error) { return seatID, r.Scan(&seatID) },
		`SELECT DISTINCT here.id FROM seat here JOIN seat own ON own.id = here.id OR own.account_id = here.account_id
			JOIN busy_source b ON b.seat_id = own.id WHERE here.body_id = $1`, c.wish.BodyID)
	if err != nil {
		return err
	}
	for _, seatID := range given {
		c.given[seatID] = true
	}
	pairs, err := db.Collect(ctx, tx, func(r row) (pair string, err error) {
		var bodyID, seatID string
		err = r.Scan(&bodyID, &seatID)
		return bodyID + " " + seatID, err
	}, `SELECT DISTINCT o.body_id, here.id FROM seat here JOIN seat o ON o.account_id = here.account_id OR o.email <> '' AND o.email = here.email
		WHERE here.body_id = $1 AND (o.end_date = '' OR o.end_date >= $2)`, c.wish.BodyID, c.wish.From)
	for _, pair := range pairs {
		c.sits[pair] = true
	}
	return err
}

// on returns who can meet on a day, and whether the body and the room are free.
func (c *crowd) on(day string) (one Suggestion, free bool) {
	m := plan.Meeting{Date: day, Start: c.wish.Start, End: c.wish.End}
	during := freebusy.Interval{Start: m.Begins(), End: m.Ends()}
	one.Day = day
	taken := map[string]bool{}
	for _, other := range c.meetings {
		if other.State == plan.Cancelled || !during.Overlaps(freebusy.Interval{Start: other.Begins(), End: other.Ends()}) {
			continue
		}
		if other.BodyID == c.wish.BodyID || c.wish.RoomID != "" && other.RoomID == c.wish.RoomID {
			return one, false
		}
		taken[other.BodyID] = true
	}
	for _, p := range c.people {
		busy, known := false, false
		for _, own := range p.Seats {
			known = known || c.given[own.ID]
			busy = busy || slices.ContainsFunc(c.busy[own.ID], during.Overlaps)
			for bodyID := range taken {
				busy = busy || c.sits[bodyID+" "+own.ID]
			}
		}
		switch {
		case busy:
			one.Busy = append(one.Busy, p.Seat().Name)
		case known:
			one.Free++
		default:
			one.Unknown++
		}
	}
	return one, true
}
