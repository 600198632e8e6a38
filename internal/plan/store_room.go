package plan

import (
	"context"
	"strings"
	"unicode/utf8"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

const roomColumns = `id, name, address, capacity, remarks, closed`

func scanRoom(row interface{ Scan(...any) error }) (r Room, err error) {
	return r, row.Scan(&r.ID, &r.Name, &r.Address, &r.Capacity, &r.Remarks, &r.Closed)
}

// findRoom returns a room that may be taken.
func findRoom(ctx context.Context, tx *db.Tx, roomID string) (Room, error) {
	r, err := scanRoom(tx.QueryRowContext(ctx, `SELECT `+roomColumns+` FROM room WHERE id = $1`, roomID))
	if err != nil {
		return r, db.Missing(err, "Lokalet findes ikke. Vælg et andet. Intet er gemt.")
	}
	if r.Closed {
		return r, fault.New(fault.Conflict, "%s bruges ikke mere. Vælg et andet lokale. Intet er gemt.", r.Name)
	}
	return r, nil
}

// Rooms returns all rooms by name, those not offered any more last.
func (s *Store) Rooms(ctx context.Context) (list []Room, err error) {
	defer fault.In(&err, "plan: rooms")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanRoom, `SELECT `+roomColumns+` FROM room ORDER BY closed, name, id`)
		return err
	})
	return list, err
}

// AddRoom adds a room.
func (s *Store) AddRoom(ctx context.Context, r Room) (_ Room, err error) {
	defer fault.In(&err, "plan: add room %s", r.Name)
	r.Name, r.Address, r.Remarks = strings.TrimSpace(r.Name), strings.TrimSpace(r.Address), strings.TrimSpace(r.Remarks)
	switch {
	case r.Name == "":
		return r, fault.New(fault.Invalid, "Skriv, hvad lokalet hedder. Intet er gemt.")
	case utf8.RuneCountInString(r.Name+r.Address+r.Remarks) > 3*Longest:
		return r, fault.New(fault.Invalid, "Teksten om lokalet er for lang. Intet er gemt.")
	case r.Capacity < 0 || r.Capacity > 100_000:
		return r, fault.New(fault.Invalid, "Antallet af pladser kan ikke være rigtigt. Intet er gemt.")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r.ID = id.New(tx.Now)
		_, err := tx.ExecContext(ctx, `INSERT INTO room (id, name, address, capacity, remarks, closed) VALUES ($1, $2, $3, $4, $5, FALSE)`,
			r.ID, r.Name, r.Address, r.Capacity, r.Remarks)
		if db.Duplicate(err) {
			return fault.New(fault.Conflict, "Der er allerede et lokale, der hedder %s. Intet er gemt.", r.Name)
		}
		return err
	})
	return r, err
}

// SetRoomClosed says whether a room is still offered. Meetings that have it keep it.
func (s *Store) SetRoomClosed(ctx context.Context, roomID string, closed bool) (err error) {
	defer fault.In(&err, "plan: close room %s", roomID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE room SET closed = $2 WHERE id = $1`, roomID, closed)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); n == 1 || err != nil {
			return err
		}
		return fault.New(fault.Missing, "Lokalet findes ikke.")
	})
}
