package archive

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/person"
	"klynge/internal/reader/people"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
)

// participants makes the rows of the list of participants, the organisations
// they stand for and the sightings that tell who they are. It returns the
// organisations that it could not place.
func (p *projection) participants() (rows []meeting.Participation, unclear []review.Doubt, err error) {
	for i, who := range p.reading.Meeting.Participants {
		row := meeting.Participation{MeetingID: p.meeting.ID, Position: i, Name: who.Name, Role: who.Role, Organization: who.Organization,
			Grouping: who.Group, Absent: who.Absent, Chair: who.Chair, Partly: who.Partly}
		organ, candidates, err := p.organization(who)
		if err != nil {
			return nil, nil, err
		}
		row.OrganizationID, row.Sector = organ.ID, sectorOf(who, organ)
		if len(candidates) > 0 {
			path := reading.At("participants", i, "organization")
			unclear = append(unclear, review.Doubt{At: p.at[path], Kind: review.Organization, Value: who.Organization,
				Candidates: candidates, Passage: p.reading.Sources[path].Passage, Confidence: 0.4})
		}
		if name := people.Canonical(who.Name); name != "" {
			s := person.Sighting{Name: name, Organization: organ.ID, Key: person.SightingKey(name, organ.ID, p.organ.ID), PersonID: p.former(name)}
			if err := person.Sight(p.ctx, p.tx, s); err != nil {
				return nil, nil, err
			}
			row.Sighting = s.Key
		}
		rows = append(rows, row)
	}
	return rows, unclear, nil
}

// former returns who stood on the list before under a like name, so that
// somebody whose name or organisation was read anew stays the same person.
func (p *projection) former(name string) (personID string) {
	best := people.Possible
	for _, was := range p.before {
		if like := people.SameName(was.Name, name); like >= best && was.PersonID != "" {
			best, personID = like, was.PersonID
		}
	}
	return personID
}

// organization returns whom a participant stands for, the zero Organization
// when the document does not tell, and what an abbreviation may mean when the
// document does not show which.
func (p *projection) organization(who reading.Participant) (body.Organization, []review.Candidate, error) {
	printed := who.Organization
	switch {
	case printed == "" && body.SectorOf(who.Role) == body.RegionSector:
		// A member of the regional council stands for the region, if only one is
		// spoken of.
		if names := p.regions(); len(names) == 1 {
			printed = names[0]
		}
	case body.Abbreviation(printed):
		names := p.longForms(printed)
		if len(names) != 1 {
			candidates := []review.Candidate{{Name: printed, Why: "forkortelsen forklares ikke i dokumentet"}}
			for _, name := range names {
				candidates = append(candidates, review.Candidate{Name: name, Why: "forkortelsen passer"})
			}
			return body.Organization{}, candidates, nil
		}
		printed = names[0]
	}
	if printed == "" || body.Describe(printed).Classification == body.Committee {
		return body.Organization{}, nil, nil // a committee is in the role, and sends nobody
	}
	organ, err := body.Ensure(p.ctx, p.tx, printed)
	return organ, nil, err
}

// longForms returns the names in the document that initials may stand for.
func (p *projection) longForms(initials string) []string {
	names := p.regions()
	for _, who := range p.reading.Meeting.Participants {
		names = append(names, body.Describe(who.Organization).Show)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return !body.Abbreviates(initials, name) })
}

var region = regexp.MustCompile(`\bRegion [A-ZÆØÅ][a-zæøå]+`)

// regions returns the regions that the document speaks of, genitives put right.
func (p *projection) regions() []string {
	var names []string
	for _, who := range p.reading.Meeting.Participants {
		if n := body.Describe(who.Organization); n.Classification == body.Region {
			names = append(names, n.Show)
		}
	}
	if len(names) == 0 {
		names = region.FindAllString(p.text, -1)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool {
		owner, genitive := strings.CutSuffix(name, "s")
		return genitive && slices.Contains(names, owner)
	})
}

// sectorOf returns the side of the table: that of the organisation, else what
// the role says, else what the heading says.
func sectorOf(who reading.Participant, organ body.Organization) body.Sector {
	if organ.ID != "" && organ.Sector != body.OtherSector {
		return organ.Sector
	}
	for _, words := range []string{who.Role, who.Group} {
		if sector := body.SectorOf(words); sector != body.OtherSector {
			return sector
		}
	}
	return body.OtherSector
}

// personDoubts makes one doubt of the questions about one sighting, placed
// where it was first printed.
func personDoubts(ctx context.Context, tx *db.Tx, questions []person.Question) ([]review.Doubt, error) {
	at := map[string]int{}
	var doubts []review.Doubt
	for _, q := range questions {
		i, ok := at[q.Left.Key]
		if !ok {
			d, err := locate(ctx, tx, q.Left)
			if err != nil {
				return nil, err
			}
			i = len(doubts)
			at[q.Left.Key] = i
			doubts = append(doubts, d)
		}
		who, err := person.OfSighting(ctx, tx, q.Right.Key)
		if err != nil {
			return nil, err
		}
		doubts[i].Candidates = append(doubts[i].Candidates, review.Candidate{ID: who.ID, Name: who.Name, Why: q.Why, Key: q.Right.Key})
	}
	return doubts, nil
}

// locate makes a doubt about who a sighting is, at its first place in print.
func locate(ctx context.Context, tx *db.Tx, s person.Sighting) (review.Doubt, error) {
	first, documentID, err := meeting.FirstSight(ctx, tx, s.Key)
	if err != nil {
		return review.Doubt{}, err
	}
	document, err := paper.Find(ctx, tx, documentID)
	if err != nil {
		return review.Doubt{}, err
	}
	r, err := document.Decode()
	if err != nil {
		return review.Doubt{}, err
	}
	return review.Doubt{MeetingID: first.MeetingID, At: meeting.At("people", s.Key), Kind: review.Person, Subject: s.Key, Value: first.Name,
		Passage: r.Sources[reading.At("participants", first.Position, "name")].Passage, Confidence: 0.5}, nil
}
