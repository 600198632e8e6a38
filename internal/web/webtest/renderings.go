package webtest

import (
	"klynge/internal/document"
	"klynge/internal/feed"
	"klynge/internal/web/site"
)

// renderings are the files that the program hands out, as package app wires them.
var renderings = site.Renderings{
	PDF: document.PDF, DOCX: document.DOCX, Calendar: feed.Calendar, Decisions: feed.Decisions, DecisionsOf: feed.DecisionsOf,
	Person: feed.Person, Initiative: feed.Initiative, Search: feed.Search,
}
