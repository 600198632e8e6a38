package minutes

import (
	"context"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// begun reports whether an item has been taken up yet.
func (h *held) begun(ctx context.Context) (bool, error) {
	var n int
	err := h.QueryRowContext(ctx, `SELECT COUNT(*) FROM treatment WHERE meeting_id = $1 AND began_at IS NOT NULL`, h.MeetingID).Scan(&n)
	return n > 0, err
}

// apply keeps what became of somebody's stretches.
func (h *held) apply(ctx context.Context, c change) error {
	for _, a := range c.put {
		if a.ID == "" {
			if err := addAttendance(ctx, h.Tx, h.MeetingID, &a); err != nil {
				return err
			}
			continue
		}
		if _, err := h.ExecContext(ctx, `UPDATE attendance SET status = $2, online = $3, from_at = $4, until_at = $5, basis = $6, version = version + 1 WHERE id = $1`,
			a.ID, a.Status, a.Online, micros(a.From), micros(a.Until), a.Basis); err != nil {
			return err
		}
	}
	for _, id := range c.drop {
		if _, err := h.ExecContext(ctx, `DELETE FROM attendance WHERE id = $1 AND status = $2`, id, Present); err != nil {
			return err
		}
	}
	return nil
}

// present changes the stretches of the person of one attendance.
func (s *Store) present(ctx context.Context, meetingID, attendanceID string, by By, do func(h *held, stretches []Attendance, begun bool) (change, error)) error {
	return s.act(ctx, meetingID, by, func(h *held) error {
		list, err := attendanceIn(ctx, h.Tx, meetingID)
		if err != nil {
			return err
		}
		stretches := own(list, attendanceID)
		if len(stretches) == 0 {
			return fault.New(fault.Missing, "Personen står ikke længere på listen over fremmødte. Intet er ændret. Se listen igen.")
		}
		begun, err := h.begun(ctx)
		if err != nil {
			return err
		}
		c, err := do(h, stretches, begun)
		if err != nil {
			return err
		}
		if err := h.apply(ctx, c); err != nil {
			return err
		}
		return h.relieve(ctx)
	})
}

// relieve ends the stretches of substitutes whose member is back (R14).
func (h *held) relieve(ctx context.Context) error {
	list, err := attendanceIn(ctx, h.Tx, h.MeetingID)
	if err != nil {
		return err
	}
	recusals, err := recusalsIn(ctx, h.Tx, h.MeetingID)
	if err != nil {
		return err
	}
	for _, id := range relieved(list, recusals[h.Current], h.at) {
		if _, err := h.ExecContext(ctx, `UPDATE attendance SET until_at = $2, version = version + 1 WHERE id = $1`, id, h.at.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Arrive notes that somebody is there from now on (R13). A substitute who stood
// in for them is not any more.
func (s *Store) Arrive(ctx context.Context, meetingID, attendanceID string, online bool, by By) (err error) {
	defer fault.In(&err, "minutes: arrive %s", attendanceID)
	return s.present(ctx, meetingID, attendanceID, by, func(h *held, stretches []Attendance, begun bool) (change, error) {
		return arrive(stretches, h.at, begun, online), nil
	})
}

// Leave notes that somebody is gone from now on (R13).
func (s *Store) Leave(ctx context.Context, meetingID, attendanceID string, by By) (err error) {
	defer fault.In(&err, "minutes: leave %s", attendanceID)
	return s.present(ctx, meetingID, attendanceID, by, func(h *held, stretches []Attendance, begun bool) (change, error) {
		return leave(stretches, h.at, begun), nil
	})
}

// SetTimes puts right when somebody came and left, as times of the day; "" is
// the beginning and the end of the meeting.
func (s *Store) SetTimes(ctx context.Context, meetingID, attendanceID, from, until string, by By) (err error) {
	defer fault.In(&err, "minutes: times of %s", attendanceID)
	return s.present(ctx, meetingID, attendanceID, by, func(h *held, stretches []Attendance, _ bool) (change, error) {
		a, err := timed(stretches, attendanceID, from, until, h.Opened)
		return change{put: []Attendance{a}}, err
	})
}

// Excuse notes that somebody who is not there has sent an apology, or has not.
// An apology that they sent themselves is not taken away.
func (s *Store) Excuse(ctx context.Context, meetingID, attendanceID string, apology bool, by By) (err error) {
	defer fault.In(&err, "minutes: excuse %s", attendanceID)
	return s.present(ctx, meetingID, attendanceID, by, func(h *held, stretches []Attendance, _ bool) (c change, err error) {
		answers, err := answersTo(ctx, h.Tx, meetingID)
		if err != nil {
			return c, err
		}
		for _, a := range stretches {
			sent := slices.ContainsFunc(answers, func(n answer) bool { return n.SeatID == a.SeatID && n.Answer == "apology" })
			switch {
			case apology && a.Status == Absent:
				a.Status = Apology
				c.put = append(c.put, a)
			case !apology && a.Status == Apology && sent:
				return c, fault.New(fault.Conflict, "%s har selv meldt afbud, så afbuddet bliver stående. Intet er ændret.", a.Name)
			case !apology && a.Status == Apology && len(stretches) > 1:
				return c, fault.New(fault.Conflict, "%s kom, selv om der var afbud, og begge dele står i referatet. Intet er ændret.", a.Name)
			case !apology && a.Status == Apology:
				a.Status = Absent
				c.put = append(c.put, a)
			}
		}
		return c, nil
	})
}

// seat returns a seat of the body that meets.
func (h *held) seat(ctx context.Context, id string) (seat.Seat, error) {
	m, err := plan.Find(ctx, h.Tx, h.MeetingID)
	if err != nil {
		return seat.Seat{}, err
	}
	s, err := seat.Find(ctx, h.Tx, id)
	if err == nil && s.BodyID != m.BodyID {
		err = fault.New(fault.Missing, "Personen har ikke en plads i organet. Intet er ændret.")
	}
	return s, err
}

// StandIn lets a substitute take a member's place and vote from now on (R14). A
// substitute has a seat, or is known by name and organisation alone.
func (s *Store) StandIn(ctx context.Context, meetingID, memberSeat string, substitute Attendance, by By) (err error) {
	defer fault.In(&err, "minutes: stand in for %s", memberSeat)
	return s.act(ctx, meetingID, by, func(h *held) error {
		list, err := attendanceIn(ctx, h.Tx, meetingID)
		if err != nil {
			return err
		}
		recusals, err := recusalsIn(ctx, h.Tx, meetingID)
		if err != nil {
			return err
		}
		member, err := h.seat(ctx, memberSeat)
		if err != nil {
			return err
		}
		if substitute.SeatID != "" {
			own, err := h.seat(ctx, substitute.SeatID)
			if err != nil {
				return err
			}
			basis := substitute.Basis
			if substitute = substituteOf(own, member); basis != "" {
				substitute.Basis = basis
			}
		}
		substitute.Name, substitute.Basis = strings.TrimSpace(substitute.Name), strings.TrimSpace(substitute.Basis)
		if substitute.Name == "" {
			return fault.New(fault.Invalid, "Skriv, hvem stedfortræderen er. Intet er ændret.")
		}
		if err := mayStandIn(list, recusals[h.Current], memberSeat, substitute.Basis, h.at); err != nil {
			return err
		}
		for _, a := range Voters(list, nil, h.at) {
			if substitute.SeatID != "" && a.Place() == substitute.SeatID {
				return fault.New(fault.Conflict, "%s har allerede en plads ved bordet, og én person har én stemme. Intet er ændret.", a.Name)
			}
		}
		begun, err := h.begun(ctx)
		if err != nil {
			return err
		}
		substitute.Role, substitute.Status, substitute.Voting, substitute.SubstituteFor = access.Substitute, Present, member.Voting, memberSeat
		if begun {
			substitute.From = h.at
		}
		return addAttendance(ctx, h.Tx, meetingID, &substitute)
	})
}

// Admit adds a guest, or somebody with a seat who is not on the list. Basis says
// what they were invited for (R15).
func (s *Store) Admit(ctx context.Context, meetingID string, guest Attendance, by By) (err error) {
	defer fault.In(&err, "minutes: admit %s", guest.Name)
	guest.Name = strings.Join(strings.Fields(guest.Name), " ")
	if guest.Name == "" {
		return fault.New(fault.Invalid, "Skriv, hvem det er. Intet er ændret.")
	}
	return s.act(ctx, meetingID, by, func(h *held) error {
		list, err := attendanceIn(ctx, h.Tx, meetingID)
		if err != nil {
			return err
		}
		begun, err := h.begun(ctx)
		if err != nil {
			return err
		}
		for _, a := range list {
			if a.Name == guest.Name && a.SubstituteFor == "" {
				return h.apply(ctx, arrive(own(list, a.ID), h.at, begun, guest.Online))
			}
		}
		guest.Role, guest.Status, guest.Voting = access.Guest, Present, false
		if begun {
			guest.From = h.at
		}
		return addAttendance(ctx, h.Tx, meetingID, &guest)
	})
}

// uninvitedIn returns who was at a meeting where committee law holds without
// belonging there (R15).
func uninvitedIn(ctx context.Context, tx *db.Tx, m plan.Meeting, list []Attendance) ([]string, error) {
	rules, err := plan.RulesOf(ctx, tx, m.BodyID)
	if err != nil || !rules.Committee() {
		return nil, err
	}
	answers, err := answersTo(ctx, tx, m.ID)
	if err != nil {
		return nil, err
	}
	called := map[string]bool{}
	for _, a := range answers {
		called[a.SeatID] = true
	}
	return Uninvited(list, called), nil
}
