package agenda

import (
	"context"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
)

var (
	errMayNot    = fault.New(fault.Forbidden, "Du må ikke ændre denne dagsorden. Intet er ændret.")
	errSent      = fault.New(fault.Conflict, "Punktet er sendt ud og ændres ikke mere. Intet er gemt. Tryk “Ret i en tillægsdagsorden” på punktet, hvis det skal ændres.")
	errMeanwhile = fault.New(fault.Conflict, "En anden har ændret dagsordenen imens. Intet er ændret, og intet er gået tabt. Se den igen, og gør det om.")
)

// act runs one change of an item that is being made: whoever does it may, and it
// has not been sent. The row of the item is what a change and a sending meet in:
// one of them comes first, whole, and the other sees it.
func (s *Store) act(ctx context.Context, who access.Who, itemID string, change func(tx *db.Tx, it Item) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		it, err := claim(ctx, tx, who, itemID)
		if err != nil {
			return err
		}
		return change(tx, it)
	})
}

// claim takes the row of an item that may be changed, without its texts.
func claim(ctx context.Context, tx *db.Tx, who access.Who, itemID string) (Item, error) {
	it, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM draft_item WHERE id = $1`, itemID))
	if err != nil {
		return it, db.Missing(err, "Punktet findes ikke.")
	}
	if err := mayEdit(who, it.BodyID); err != nil {
		return it, err
	}
	return it, one(errSent)(tx.ExecContext(ctx, `UPDATE draft_item SET changed_at = $2 WHERE id = $1 AND supplement = -1 AND state <> $3`,
		itemID, tx.Now.UnixMicro(), Withdrawn))
}

// one returns an error when a change found no row.
func one(missing error) func(done interface{ RowsAffected() (int64, error) }, err error) error {
	return func(done interface{ RowsAffected() (int64, error) }, err error) error {
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return missing
	}
}

// SaveField writes a text of an item over the version it began from. When
// somebody else has saved since, nothing is overwritten and the conflict holds
// both texts. A text of an item that has been sent is refused (R10).
func (s *Store) SaveField(ctx context.Context, who access.Who, itemID, name string, base int64, text string) (f draft.Field, c *draft.Conflict, err error) {
	defer fault.In(&err, "agenda: save %s of %s", name, itemID)
	err = s.act(ctx, who, itemID, func(tx *db.Tx, it Item) error {
		known, err := hasField(ctx, tx, itemID, name)
		if err != nil {
			return err
		}
		if !known {
			return fault.New(fault.Missing, "Feltet findes ikke mere: en anden har fjernet det imens. Din tekst er ikke gemt her. Kopiér den, hvis den skal bruges.")
		}
		f, c, err = draft.Save(ctx, tx, itemID, name, base, text, draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
		return err
	})
	return f, c, err
}

// hasField reports whether an item has a field: one of those that every item
// has, or of a section or a line of its own.
func hasField(ctx context.Context, tx *db.Tx, itemID, name string) (bool, error) {
	if slices.Contains([]string{Title, PublicTitle, Presentation, LateReason, ClosedReason}, name) {
		return true, nil
	}
	for prefix, query := range map[string]string{
		SectionField: `SELECT COUNT(*) FROM draft_section WHERE item_id = $1 AND id = $2`,
		ProposalLine: `SELECT COUNT(*) FROM draft_recommendation WHERE item_id = $1 AND id = $2`,
	} {
		if part, ok := strings.CutPrefix(name, prefix); ok {
			n := 0
			err := tx.QueryRowContext(ctx, query, itemID, part).Scan(&n)
			return n > 0, err
		}
	}
	return false, nil
}

// Settings are what an item has beside its texts.
type Settings struct {
	Type        Type
	Closed      bool
	ClosedUntil string // last day the closure holds, "" for no end
	Minutes     int
	Presenter   string
	CaseNumber  string
}

// mostMinutes is the longest an item can be planned to take: a day.
const mostMinutes = 24 * 60

// known reports whether a type is one of the three there are (R16).
func (t Type) known() bool { return t == Information || t == Discussion || t == Decision }

// check tidies settings and refuses what they cannot be.
func (c *Settings) check() error {
	c.Presenter, c.CaseNumber = strings.Join(strings.Fields(c.Presenter), " "), strings.Join(strings.Fields(c.CaseNumber), " ")
	if !c.Closed {
		c.ClosedUntil = ""
	}
	switch {
	case !c.Type.known():
		return fault.New(fault.Invalid, "Vælg, om punktet er til orientering, drøftelse eller beslutning. Intet er gemt.")
	case c.Minutes < 0 || c.Minutes > mostMinutes:
		return fault.New(fault.Invalid, "Et punkt kan tage fra 0 til %d minutter. Intet er gemt. Ret tallet.", mostMinutes)
	case len(c.Presenter) > 200 || len(c.CaseNumber) > 100:
		return fault.New(fault.Invalid, "Navnet eller sagsnummeret er for langt. Intet er gemt. Gør det kortere.")
	}
	if _, err := time.Parse(time.DateOnly, c.ClosedUntil); c.ClosedUntil != "" && err != nil {
		return fault.New(fault.Invalid, "Slutdatoen for lukningen kan ikke læses. Intet er gemt. Skriv den som år-måned-dag.")
	}
	return nil
}

// Set changes the settings of an item over the version they began from.
func (s *Store) Set(ctx context.Context, who access.Who, itemID string, version int64, c Settings) (err error) {
	defer fault.In(&err, "agenda: settings of %s", itemID)
	if err := c.check(); err != nil {
		return err
	}
	return s.act(ctx, who, itemID, func(tx *db.Tx, it Item) error {
		if c == (Settings{it.Type, it.Closed, it.ClosedUntil, it.Minutes, it.Presenter, it.CaseNumber}) {
			return nil // the form was sent twice
		}
		met := fault.New(fault.Conflict, "En anden har ændret punktets type, tid eller lukning, mens du havde siden åben. Intet er overskrevet, og dine tekster er gemt for sig. Se punktet igen, og ret det, der mangler.")
		return one(met)(tx.ExecContext(ctx, `UPDATE draft_item SET type = $3, closed = $4, closed_until = $5, minutes = $6, presenter = $7, case_number = $8, version = version + 1
			WHERE id = $1 AND version = $2`, itemID, version, c.Type, c.Closed, c.ClosedUntil, c.Minutes, c.Presenter, c.CaseNumber))
	})
}

// Reorder puts the whole agenda in an order, over the order it began from. What
// has been sent keeps its place: only what is not yet sent can be moved.
func (s *Store) Reorder(ctx context.Context, who access.Who, meetingID string, from int64, order []string) (err error) {
	defer fault.In(&err, "agenda: order of %s", meetingID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := load(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if err := mayEdit(who, w.Meeting.BodyID); err != nil {
			return err
		}
		var now []string
		for _, it := range w.Items {
			now = append(now, it.ID)
		}
		if slices.Equal(now, order) {
			return nil // the same form twice
		}
		if w.Head != from || !slices.Equal(slices.Sorted(slices.Values(now)), slices.Sorted(slices.Values(order))) {
			return errMeanwhile
		}
		if !keepsNumbers(w.Items, order) {
			return fault.New(fault.Conflict, "Punkter, der er sendt ud, beholder deres plads og nummer. Intet er ændret. Nye punkter kommer efter dem.")
		}
		if err := raise(ctx, tx, meetingID); err != nil {
			return err
		}
		for i, itemID := range order {
			if _, err := tx.ExecContext(ctx, `UPDATE draft_item SET position = $2 WHERE id = $1 AND position <> $2`, itemID, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// keepsNumbers reports whether an order leaves what has been sent where it is:
// first, and in the same sequence.
func keepsNumbers(items []Item, order []string) bool {
	var sent []string
	for _, it := range items {
		if it.Number != "" {
			sent = append(sent, it.ID)
		}
	}
	return len(sent) <= len(order) && slices.Equal(sent, order[:len(sent)])
}

// twice is how soon after a form the same form again is the same click.
const twice = 10 * time.Second

// added returns the item that the same form made a moment ago.
func (w Work) added(who access.Who, title string) (Item, bool) {
	for _, it := range w.Items {
		if f := it.Fields[Title]; f.Version == 1 && f.Text == title && f.ByID == who.Account.ID && w.Now.Sub(f.At) < twice {
			return it, true
		}
	}
	return Item{}, false
}

// Add adds an item with a title to the agenda of a meeting. The same title from
// the same person in the same moment is a form that was sent twice, and makes one
// item.
func (s *Store) Add(ctx context.Context, who access.Who, meetingID, title string, kind Type) (it Item, err error) {
	defer fault.In(&err, "agenda: add to %s", meetingID)
	title = strings.Join(strings.Fields(title), " ")
	if title == "" {
		return it, fault.New(fault.Invalid, "Skriv punktets overskrift. Intet er tilføjet.")
	}
	if kind != "" && !kind.known() {
		return it, fault.New(fault.Invalid, "Vælg, om punktet er til orientering, drøftelse eller beslutning. Intet er tilføjet.")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// Of a form that is sent twice at once, the second waits for the first here.
		if err := raise(ctx, tx, meetingID); err != nil {
			return err
		}
		w, err := load(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if err := mayEdit(who, w.Meeting.BodyID); err != nil {
			return err
		}
		if there, ok := w.added(who, title); ok {
			it = there
			return nil
		}
		it = Item{BodyID: w.Meeting.BodyID, MeetingID: meetingID, Type: kind, Minutes: 15, Fields: Texts(map[string]string{Title: title})}
		if kind != Discussion && kind != Information {
			it.Recommendations = []Recommendation{{}}
		}
		it, err = AddItem(ctx, tx, who, it)
		return err
	})
	return it, err
}

// PutOn takes an item from the backlog onto the agenda of a meeting, in the
// transaction of whoever chooses it.
func PutOn(ctx context.Context, tx *db.Tx, who access.Who, itemID, meetingID string) (err error) {
	defer fault.In(&err, "agenda: put %s on the agenda of %s", itemID, meetingID)
	it, err := claim(ctx, tx, who, itemID)
	if err != nil || it.MeetingID == meetingID {
		return err
	}
	if it.MeetingID != "" {
		return fault.New(fault.Conflict, "Punktet står allerede på en anden dagsorden. Intet er ændret. Tag det af den først.")
	}
	isLate, err := lateNow(ctx, tx, meetingID)
	if err != nil {
		return err
	}
	it.MeetingID = meetingID
	position, err := makeRoom(ctx, tx, it)
	if err != nil {
		return err
	}
	return one(errMeanwhile)(tx.ExecContext(ctx, `UPDATE draft_item SET meeting_id = $2, position = $3, state = $4, late = $5, version = version + 1 WHERE id = $1 AND meeting_id IS NULL`,
		itemID, meetingID, position, OnAgenda, isLate))
}

// TakeOff takes an item off an agenda. One that was never sent goes back to the
// backlog; one that was sent stays, marked as withdrawn, and the next supplement
// says so (R10).
func (s *Store) TakeOff(ctx context.Context, who access.Who, itemID string) (it Item, err error) {
	defer fault.In(&err, "agenda: take %s off", itemID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if it, err = Find(ctx, tx, itemID); err != nil {
			return err
		}
		if err := mayEdit(who, it.BodyID); err != nil {
			return err
		}
		if it.MeetingID == "" || it.State == Withdrawn {
			return nil // it was taken off already
		}
		if err := raise(ctx, tx, it.MeetingID); err != nil {
			return err
		}
		if it.Number != "" {
			_, err = tx.ExecContext(ctx, `UPDATE draft_item SET state = $2, changed_at = $3, version = version + 1 WHERE id = $1`, itemID, Withdrawn, tx.Now.UnixMicro())
			return err
		}
		state := Ready
		if it.Task != Ordinary {
			state = Declined // a fixed item is of no use elsewhere
		}
		return one(errMeanwhile)(tx.ExecContext(ctx, `UPDATE draft_item SET meeting_id = NULL, position = 0, late = false, state = $2, changed_at = $3, version = version + 1
			WHERE id = $1 AND number = ''`, itemID, state, tx.Now.UnixMicro()))
	})
	return it, err
}

// PutBack takes back that an item was taken off a sent agenda, as long as
// nobody has been told.
func (s *Store) PutBack(ctx context.Context, who access.Who, itemID string) (err error) {
	defer fault.In(&err, "agenda: put %s back", itemID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		it, err := Find(ctx, tx, itemID)
		if err != nil {
			return err
		}
		if err := mayEdit(who, it.BodyID); err != nil {
			return err
		}
		w, err := load(ctx, tx, it.MeetingID)
		if err != nil {
			return err
		}
		for _, sent := range Current(w.Sent) {
			if sent.ID == itemID && sent.Withdrawn {
				return fault.New(fault.Conflict, "Medlemmerne har fået at vide, at punktet er trukket tilbage. Intet er ændret. Sæt det på som et nyt punkt i stedet.")
			}
		}
		if err := raise(ctx, tx, it.MeetingID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE draft_item SET state = $2, changed_at = $3, version = version + 1 WHERE id = $1 AND state = $4`,
			itemID, OnAgenda, tx.Now.UnixMicro(), Withdrawn)
		return err
	})
}

// Reopen opens an item that was sent, to be changed for the next supplement. It
// keeps its number, and what was sent stays as it was (R10).
func (s *Store) Reopen(ctx context.Context, who access.Who, itemID string) (err error) {
	defer fault.In(&err, "agenda: reopen %s", itemID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		it, err := Find(ctx, tx, itemID)
		if err != nil {
			return err
		}
		if err := mayEdit(who, it.BodyID); err != nil {
			return err
		}
		if it.State != OnAgenda {
			return fault.New(fault.Conflict, "Punktet er trukket tilbage. Intet er ændret.")
		}
		_, err = tx.ExecContext(ctx, `UPDATE draft_item SET supplement = -1, changed_at = $2 WHERE id = $1`, itemID, tx.Now.UnixMicro())
		return err
	})
}
