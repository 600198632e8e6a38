// Package when knows the time: the clock that a rule is given, and the
// calendar of Danish working days.
package when

import "time"

// A Clock tells the time. Rules never read the machine's clock themselves.
type Clock func() time.Time

// Copenhagen is the time zone of every meeting.
var Copenhagen = mustLoad("Europe/Copenhagen")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the time zone database is embedded in the program
	}
	return zone
}
