package publication

import (
	"klynge/internal/body"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

// Detail returns a composed text as package document prints meetings, without its
// being public: for those who may read it now. What it holds of closed items is
// what the reading holds (see [Source].Whole).
func Detail(r *reading.Reading) (d meeting.Detail) {
	m := r.Meeting
	d.BodyName, d.Date, d.Start, d.End, d.Place, d.Kind = m.Body, m.Date, m.Start, m.End, m.Place, m.Kind
	for i, who := range m.Participants {
		var p meeting.Participant
		p.Position, p.Name, p.Role, p.Organization, p.Grouping = i, who.Name, who.Role, who.Organization, who.Group
		p.Absent, p.Chair, p.Partly, p.Sector = who.Absent, who.Chair, who.Partly, sectorOf(who)
		d.Participants = append(d.Participants, p)
	}
	anchors := meeting.Anchors(m.Items)
	for i, it := range m.Items {
		item := meeting.Item{Position: i, Anchor: anchors[i], Number: it.Number, Title: it.Title, CaseNumber: it.Case, Type: it.Type, Closed: it.Closed,
			Minutes: it.Minutes, Sections: it.Sections, Decided: it.Decided, Decision: it.Decision, Outcome: it.Outcome,
			Recommendations: it.Recommendations, Attachments: it.Attachments}
		if it.Closed && len(it.Sections)+len(it.Recommendations)+len(it.Attachments)+len(it.Decision) > 0 {
			// It is composed whole for somebody who may read it: it is printed as an
			// open item is, and says that it is closed.
			item.Closed, item.Title = false, it.Title+" (lukket punkt)"
		}
		d.Agenda = append(d.Agenda, item)
	}
	return d
}

// sectorOf returns the side of the table that somebody sits on.
func sectorOf(who reading.Participant) body.Sector {
	for _, words := range []string{who.Organization, who.Role, who.Group} {
		if sector := body.SectorOf(words); sector != body.OtherSector {
			return sector
		}
	}
	return body.OtherSector
}
