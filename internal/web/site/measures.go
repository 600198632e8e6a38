package site

import (
	"net/http"

	"klynge/internal/access"
)

// measuring are the pages of what shows whether initiatives work.
func (s *Site) measuring() []route {
	p, reads, leads := s.Measures, access.Needs(access.ReadInternal), access.Needs(access.LeadInitiative)
	const list, one, out = "/arbejde/indsats/{indsats}/maalinger", "/arbejde/maaling/{maaling}", "/maalinger/{slug}"
	return []route{
		{"GET", list, reads, s.ofInitiative, p.List(), fresh, nil},
		{"POST", list, leads, s.ofInitiative, p.Define(), fresh, nil},
		{"GET", one, reads, s.ofIndicator, p.Show(), fresh, nil},
		{"POST", one, leads, s.ofIndicator, p.Change(), fresh, nil},
		{"GET", one + "/beskrivelse", leads, s.ofIndicator, p.ShowDefinition(), fresh, nil},
		{"POST", one + "/beskrivelse", leads, s.ofIndicator, p.Alter(), fresh, nil},
		{"GET", one + "/vaerdi/{vaerdi}", leads, s.ofIndicator, p.ShowValue(), fresh, nil},
		{"POST", one + "/vaerdi/{vaerdi}", leads, s.ofIndicator, p.ChangeValue(), fresh, nil},
		{"GET", one + "/import", leads, s.ofIndicator, p.ShowImport(), fresh, nil},
		{"POST", one + "/import", leads, s.ofIndicator, p.Import(), fresh, nil},
		{"GET", one + "/import/{fil}", leads, s.ofIndicator, p.ShowPreview(), fresh, nil},
		{"POST", one + "/import/{fil}", leads, s.ofIndicator, p.Take(), fresh, nil},
		{"GET", one + "/historik", reads, s.ofIndicator, p.History(), fresh, nil},
		{"GET", one + "/diagram.svg", reads, s.ofIndicator, p.Picture(), fresh, nil},
		{"GET", one + "/vaerdier.csv", reads, s.ofIndicator, p.CSV(), fresh, nil},
		{"GET", "/indsatser/{slug}/maalinger", public, nil, p.ListPublic(), kept, nil},
		{"GET", out, public, nil, p.ShowPublic(), kept, nil},
		{"GET", out + "/diagram.svg", public, nil, p.PublicPicture(), fresh, nil},
		{"GET", out + "/vaerdier.csv", public, nil, p.PublicCSV(), fresh, nil},
	}
}

// ofIndicator finds the body that is responsible for an indicator, by {maaling}.
func (s *Site) ofIndicator(r *http.Request) (string, error) {
	return s.Measures.Indicators.Place(r.Context(), r.PathValue("maaling"))
}
