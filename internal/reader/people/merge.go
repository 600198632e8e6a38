package people

import "klynge/internal/reader/extract"

// A Clash is somebody who stands in the lists more than once.
type Clash struct {
	Name          string
	First, Second extract.Passage
	// Absent is true when one place says present and the other away.
	Absent bool
}

// Merge makes one person of those who stand more than once in the lists of one
// meeting, and tells of those who should stand in one of them only. What is said of absence wins, because lists of
// members are printed beforehand and apologies come after; a value that only
// one place holds is kept. The order is that of the first place.
func Merge(found []Found) ([]Found, []Clash) {
	var out []Found
	var clashes []Clash
	byKey := map[string][]int{}
	for _, f := range found {
		at := -1
		for _, i := range byKey[Key(f.Name)] {
			if SameName(out[i].Name, f.Name) >= Likely {
				at = i
				break
			}
		}
		if at < 0 {
			byKey[Key(f.Name)] = append(byKey[Key(f.Name)], len(out))
			out = append(out, f)
			continue
		}
		if !agrees(out[at], f) {
			clashes = append(clashes, Clash{out[at].Name, out[at].NameAt, f.NameAt, out[at].Absent != f.Absent})
		}
		out[at].join(f)
	}
	return out, clashes
}

// agrees reports two places that may well name one person: a list of those
// expected and the apologies, or a list and who had a duty at the meeting.
func agrees(f, g Found) bool {
	if f.Absent != g.Absent {
		return f.called && g.Absent || g.called && f.Absent
	}
	return f.dutyOnly() != g.dutyOnly()
}

// dutyOnly reports a place that tells of somebody's duty and of nothing else.
func (f *Found) dutyOnly() bool {
	duty := dutyWord.MatchString(f.Role)
	return f.Organization == "" && (duty || f.Chair && f.Role == "")
}

// join adds what a second place tells of the same person.
func (f *Found) join(g Found) {
	if len(g.Name) > len(f.Name) {
		f.Name, f.NameAt = g.Name, g.NameAt
	}
	if f.Role == "" || g.Role != "" && dutyWord.MatchString(f.Role) && !dutyWord.MatchString(g.Role) {
		f.Role, f.RoleAt = g.Role, g.RoleAt // what somebody is goes before their duty at the meeting
	}
	if f.Organization == "" {
		f.Organization, f.OrganizationAt = g.Organization, g.OrganizationAt
	}
	if f.Group == "" && !g.Absent {
		f.Group, f.GroupAt = g.Group, g.GroupAt
	}
	if f.Partly == "" {
		f.Partly, f.PartlyAt = g.Partly, g.PartlyAt
	}
	if f.SubstituteFor == "" {
		f.SubstituteFor = g.SubstituteFor
	}
	if g.Absent && !f.Absent {
		f.Absent, f.AbsentAt = true, g.AbsentAt
		if g.AbsentAt == (extract.Passage{}) {
			f.AbsentAt = g.At
		}
	}
	f.Chair = f.Chair || g.Chair
	f.Confidence = max(f.Confidence, g.Confidence)
}
