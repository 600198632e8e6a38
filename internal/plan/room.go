package plan

// A Room is a place to meet that can be taken by one meeting at a time.
type Room struct {
	ID       string
	Name     string
	Address  string
	Capacity int    // people, 0 when not known
	Remarks  string // hearing loop, screen, lift
	Closed   bool   // not offered any more
}

// Where returns the room as a call to a meeting writes it.
func (r Room) Where() string {
	if r.Address == "" {
		return r.Name
	}
	return r.Name + ", " + r.Address
}
