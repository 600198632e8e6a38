package id

import (
	"sort"
	"strings"
	"testing"
	"time"
)

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Sundhedsklynge Østfjorden":      "sundhedsklynge-oestfjorden",
		"  Råd for ældre & børn (2024) ": "raad-for-aeldre-boern-2024",
		"":                               "unavngivet",
		"…":                              "unavngivet",
		"Sundheds-, Ældre- og Handicap":  "sundheds-aeldre-og-handicap",
		strings.Repeat("langtnavn ", 12): "langtnavn-langtnavn-langtnavn-langtnavn-langtnavn-langtnavn-langtnavn-langtnavn",
		strings.Repeat("x", 100):         strings.Repeat("x", 80),
		"../../etc/passwd":               "etc-passwd",
		"Møde\x00 19. november":          "moede-19-november",
	} {
		if got := Slug(name); got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNewSortsByTime(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	var ids []string
	for i := range 100 {
		ids = append(ids, New(at.Add(time.Duration(i)*time.Millisecond)))
	}
	if !sort.StringsAreSorted(ids) {
		t.Errorf("ids made one after the other do not sort: %v", ids[:3])
	}
	if one, other := New(at), New(at); one == other {
		t.Errorf("two ids of the same instant are both %s", one)
	}
}

func TestFree(t *testing.T) {
	taken := map[string]bool{"nord": true, "nord-2": true}
	got, err := Free("nord", func(s string) (bool, error) { return taken[s], nil })
	if err != nil || got != "nord-3" {
		t.Errorf(`Free("nord") = %q, %v, want "nord-3"`, got, err)
	}
}
