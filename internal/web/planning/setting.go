package planning

import (
	"strconv"

	"klynge/internal/plan"
)

// A settingForm is the fields of where and how people meet.
type settingForm struct {
	Forms             []plan.Form
	Rooms             []plan.Room
	Form              plan.Form
	Room, Place, Link string
}

var forms = []plan.Form{plan.Physical, plan.Hybrid, plan.Online}

// setting returns the fields with what was typed.
func setting(rooms []plan.Room, typed meetingForm) settingForm {
	return settingForm{forms, rooms, plan.Form(typed.Form), typed.Room, typed.Place, typed.Link}
}

// A confirmForm asks whether what is doubtful is right.
type confirmForm struct {
	Doubts plan.Doubts
	Name   string // of the form, because a page may have several
}

// Setting returns the fields of where the new meeting is.
func (v bodyView) Setting() settingForm { return setting(v.Rooms, v.Typed) }

// Confirm asks about the new meeting.
func (v bodyView) Confirm() confirmForm { return confirmForm{v.Doubts, "nyt"} }

// Setting returns the fields of where the series is.
func (v seriesView) Setting() settingForm { return setting(v.Rooms, v.Typed) }

// Confirm asks about the series.
func (v seriesView) Confirm() confirmForm { return confirmForm{v.Doubts, "raekke"} }

// Setting returns the fields of where the meeting is.
func (v changeView) Setting() settingForm { return setting(v.Rooms, v.Typed) }

// ConfirmMove asks about the move.
func (v changeView) ConfirmMove() confirmForm { return confirmForm{v.doubtsOf("flyt"), "flyt"} }

// ConfirmPlace asks about the place.
func (v changeView) ConfirmPlace() confirmForm { return confirmForm{v.doubtsOf("sted"), "sted"} }

// ConfirmRestore asks about taking the meeting up again.
func (v changeView) ConfirmRestore() confirmForm {
	return confirmForm{v.doubtsOf("genoptag"), "genoptag"}
}

func (v changeView) doubtsOf(act string) plan.Doubts {
	if v.Act != act {
		return nil
	}
	return v.Doubts
}

// Weekday returns the weekday of the series as its form knows it.
func (v seriesView) Weekday() int { return int(v.Repeat.Weekday) }

// A hidden field carries what was asked for into the form that plans it.
type hidden struct{ Name, Value string }

// Hidden returns the series as hidden fields.
func (v seriesView) Hidden() []hidden {
	list := []hidden{
		{"fra", v.Repeat.From}, {"til", v.Repeat.To}, {"hver", strconv.Itoa(v.Repeat.Every)}, {"nummer", strconv.Itoa(v.Repeat.Nth)},
		{"ugedag", strconv.Itoa(v.Weekday())}, {"start", v.Typed.Start}, {"slut", v.Typed.End}, {"titel", v.Typed.Title},
		{"form", v.Typed.Form}, {"sted", v.Typed.Place}, {"lokale", v.Typed.Room}, {"link", v.Typed.Link},
	}
	if !v.Repeat.Monthly {
		list = append(list, hidden{"rytme", "uger"})
	}
	if v.Repeat.SkipJuly {
		list = append(list, hidden{"juli", "1"})
	}
	return list
}
