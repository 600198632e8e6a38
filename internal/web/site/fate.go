package site

import (
	"klynge/internal/decision"
	"klynge/internal/meeting"
)

// fateWords say how far a follow-up has come.
var fateWords = map[decision.Progress]string{
	decision.Open: "Ikke begyndt", decision.Reported: "I gang", decision.Done: "Gjort", decision.Dismissed: "Aflyst",
}

// A fateView is what became of the decision on an item, as the public sees it.
type fateView struct{ decision.Fate }

// Replaced reports whether a later decision stands instead.
func (v fateView) Replaced() bool { return v.State == decision.Replaced }

// Withdrawn reports whether the decision was withdrawn.
func (v fateView) Withdrawn() bool { return v.State == decision.Withdrawn }

// Word returns how far a follow-up has come.
func (fateView) Word(t decision.Task) string { return fateWords[t.State] }

// Runs reports whether a follow-up still waits for somebody.
func (fateView) Runs(t decision.Task) bool {
	return t.State == decision.Open || t.State == decision.Reported
}

// fateOf returns what became of the decision on an item, nil when there is nothing
// to tell. Of a closed item nothing is told.
func fateOf(fates map[string]decision.Fate, item meeting.Item) *fateView {
	f, known := fates[item.Number]
	if !known || item.Closed {
		return nil
	}
	return &fateView{f}
}
