package meeting

import (
	"strings"
	"time"

	"klynge/internal/reader/reading"
)

// Same reports whether two documents tell of the same meeting, given that they
// are of the same body.
//
//   - The same date is the same meeting, unless both tell when it began, more
//     than half an hour apart, and they hardly share an item: a body may meet
//     twice in a day.
//   - Where one of them has no date or no body, they are the same when they share most of
//     their items and at least three of them.
func Same(a, b reading.Meeting) bool {
	shared, of := overlap(a.Items, b.Items)
	if a.Date == "" || b.Date == "" || a.Body == "" || b.Body == "" {
		return shared >= 3 && 3*shared >= 2*of
	}
	if a.Date != b.Date {
		return false
	}
	return !apart(a.Start, b.Start) || 2*shared >= of && of > 0
}

// Shared returns how many items two documents share, routine items left out.
func Shared(a, b reading.Meeting) int {
	shared, _ := overlap(a.Items, b.Items)
	return shared
}

// apart reports whether two times of day are known and over half an hour apart.
func apart(a, b string) bool {
	at, err := time.Parse("15:04", a)
	bt, err2 := time.Parse("15:04", b)
	return err == nil && err2 == nil && at.Sub(bt).Abs() > 30*time.Minute
}

// overlap counts the titles that two agendas share, of the shorter one. Items
// that every agenda has tell nothing.
func overlap(a, b []reading.Item) (shared, of int) {
	titles := map[string]bool{}
	for _, item := range a {
		if key := titleKey(item.Title); !routine[key] {
			titles[key] = true
		}
	}
	for _, item := range b {
		key := titleKey(item.Title)
		if routine[key] {
			continue
		}
		of++
		if titles[key] {
			shared++
		}
	}
	return shared, min(of, len(titles))
}

var routine = map[string]bool{
	"": true, "velkomst": true, "godkendelse af dagsorden": true, "godkendelse af dagsordenen": true, "godkendelse af referat": true,
	"eventuelt": true, "evt": true, "mødedeltagere": true, "meddelelser": true, "næste møde": true, "orientering": true,
}

// titleKey folds a title so that case, spaces and punctuation do not matter.
func titleKey(title string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return strings.ContainsRune(" .,:;-–—\"“”()\t\u00a0", r)
	}), " ")
}
