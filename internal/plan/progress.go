package plan

// A Station is one of the places a meeting passes from the plan to the public.
type Station string

const (
	AtPlan      Station = "planned"
	AtAgenda    Station = "agenda"
	AtDispatch  Station = "dispatch"
	AtMeeting   Station = "meeting"
	AtMinutes   Station = "minutes"
	AtApproval  Station = "approval"
	AtPublished Station = "published"
)

// Stations are all of them, in their order.
var Stations = []Station{AtPlan, AtAgenda, AtDispatch, AtMeeting, AtMinutes, AtApproval, AtPublished}

// Progress is how far a meeting has come.
type Progress struct {
	Items     int    // on the agenda as it stands
	SentOn    string // day that the agenda was sent, "" while it is not
	Open      bool   // it is being held
	Held      bool
	Written   bool // there are minutes
	Approved  bool
	Published bool   // the minutes are public
	Agenda    bool   // the agenda is public
	Path      string // of the public page, "" while there is none
}

// Done reports whether a station is behind.
func (p Progress) Done(s Station) bool {
	switch s {
	case AtPlan:
		return true
	case AtAgenda:
		return p.Items > 0 || p.SentOn != ""
	case AtDispatch:
		return p.SentOn != ""
	case AtMeeting:
		return p.Held
	case AtMinutes:
		return p.Written
	case AtApproval:
		return p.Approved
	}
	return p.Published
}

// Next returns the first station that is not behind, and whether there is one.
func (p Progress) Next() (Station, bool) {
	for _, s := range Stations {
		if !p.Done(s) {
			return s, true
		}
	}
	return "", false
}
