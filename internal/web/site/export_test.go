package site

import "klynge/internal/access"

// A Line is a route as the test of all routes sees it.
type Line struct {
	Method, Pattern string
	Needs           access.Need
	OfBody, Kept    bool
}

// Routes lists the routes.
func (s *Site) Routes() (list []Line) {
	for _, r := range s.routes() {
		list = append(list, Line{r.method, r.pattern, r.needs, r.of != nil, r.kept})
	}
	return list
}
