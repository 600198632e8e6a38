package site

import "klynge/internal/access"

// mappings are the pages of mapping studies. Cards, coding and themes are closed to
// all but those who work on the study; who sits in the body reads the report.
func (s *Site) mappings() []route {
	p, works, edits := s.Mappings, access.Needs(access.MapCitizens), access.Needs(access.EditAgenda)
	const list, one = "/arbejde/organ/{organ}/kortlaegninger", "/arbejde/kortlaegning/{kortlaegning}"
	return []route{
		{"GET", "/kortlaegninger", public, nil, p.ListPublic(), kept, nil},
		{"GET", "/kortlaegninger/{id}", public, nil, p.ShowPublic(), kept, nil},
		{"GET", "/kortlaegning/{token}", public, nil, p.ShowVisit(), fresh, nil},
		{"POST", "/kortlaegning/{token}", public, nil, p.Say(), fresh, nil},
		{"GET", list, works, s.ofBody, p.ShowList(), fresh, nil},
		{"POST", list, works, s.ofBody, p.Create(), fresh, nil},
		{"GET", one, works, p.OfStudy, p.Show(), fresh, nil},
		{"POST", one, works, p.OfStudy, p.Change(), fresh, nil},
		{"GET", one + "/kort", works, p.OfStudy, p.ShowCards(), fresh, nil},
		{"POST", one + "/kort", works, p.OfStudy, p.ChangeCards(), fresh, nil},
		{"GET", one + "/kort/{kort}", works, p.OfStudy, p.ShowCard(), fresh, nil},
		{"POST", one + "/kort/{kort}", works, p.OfStudy, p.ChangeCard(), fresh, nil},
		{"GET", one + "/indlaes", works, p.OfStudy, p.ShowImport(), fresh, nil},
		{"POST", one + "/indlaes", works, p.OfStudy, p.Import(), fresh, nil},
		{"GET", one + "/indlaes/{fil}", works, p.OfStudy, p.ShowImport(), fresh, nil},
		{"POST", one + "/indlaes/{fil}", works, p.OfStudy, p.TakeIn(), fresh, nil},
		{"GET", one + "/kodning", works, p.OfStudy, p.ShowCode(), fresh, nil},
		{"POST", one + "/kodning", works, p.OfStudy, p.ChangeCode(), fresh, nil},
		{"GET", one + "/forskelle", works, p.OfStudy, p.ShowDifferences(), fresh, nil},
		{"POST", one + "/forskelle", works, p.OfStudy, p.Settle(), fresh, nil},
		{"GET", one + "/temaer", works, p.OfStudy, p.ShowThemes(), fresh, nil},
		{"POST", one + "/temaer", works, p.OfStudy, p.ChangeThemes(), fresh, nil},
		{"GET", one + "/anbefalinger", works, p.OfStudy, p.ShowAdvice(), fresh, nil},
		{"POST", one + "/anbefalinger", works, p.OfStudy, p.ChangeAdvice(), fresh, nil},
		{"POST", one + "/punkt", edits, p.OfStudy, p.Put(), fresh, nil},
		{"GET", one + "/partnere", works, p.OfStudy, p.ShowPartners(), fresh, nil},
		{"POST", one + "/partnere", works, p.OfStudy, p.ChangePartners(), fresh, nil},
		{"GET", one + "/rapport", access.Needs(access.ReadInternal), p.OfStudy, p.ShowReport(), fresh, nil},
		{"POST", one + "/udgiv", access.Needs(access.Publish), p.OfStudy, p.Issue(), fresh, nil},
	}
}
