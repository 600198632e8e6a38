package app

import (
	"klynge/internal/document"
	"klynge/internal/feed"
	"klynge/internal/web/site"
)

// renderings are the files that the site hands out beside its pages.
var renderings = site.Renderings{
	PDF: document.PDF, DOCX: document.DOCX, Calendar: feed.Calendar, Decisions: feed.Decisions, DecisionsOf: feed.DecisionsOf,
	Person: feed.Person, Initiative: feed.Initiative, Search: feed.Search,
}
