package wire

import (
	"klynge/internal/mapping"
	"klynge/internal/plan"
	mappingpages "klynge/internal/web/mapping"
)

// studies returns the mapping studies of the house.
func (h House) studies() *mapping.Store {
	return mapping.NewStore(h.DB, mappingpages.Letters{URL: h.SignIn.URL})
}

// mappings returns the pages of mapping studies.
func (h House) mappings() *mappingpages.Pages {
	return &mappingpages.Pages{Studies: h.studies(), Public: mapping.NewPublic(h.DB), Plan: plan.NewStore(h.DB), Clock: h.Clock}
}
