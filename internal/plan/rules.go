package plan

import "klynge/internal/body"

// Defaults returns the rules of a body that has set none of its own. The numbers
// are those of the order on clusters and of committee law applied by analogy; a
// body changes them (docs/glossary.md).
func Defaults(o body.Organization) Rules {
	r := Rules{BodyID: o.ID, Kind: Forum, From: o.Start, To: o.End, AgendaDays: 4, MaterialDays: 4, RequestDays: 11, CommentDays: 10}
	switch o.Classification {
	case body.Cluster:
		r.Kind, r.Legal = Cluster, 2
	case body.Council:
		r.Kind = Council
	case body.Committee, body.Coordination:
		r.Kind = Committee
	}
	return r
}
