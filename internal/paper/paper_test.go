package paper_test

import (
	"testing"

	"klynge/internal/paper"
	"klynge/internal/reader/reading"
)

func TestShown(t *testing.T) {
	agenda := func(version int) paper.Document { return paper.Document{Version: version, Kind: reading.Agenda} }
	minutes := func(version int) paper.Document { return paper.Document{Version: version, Kind: reading.Minutes} }
	for name, tt := range map[string]struct {
		versions []paper.Document
		want     int
	}{
		"one":                      {[]paper.Document{agenda(1)}, 1},
		"minutes after the agenda": {[]paper.Document{agenda(1), minutes(2)}, 2},
		"agenda after the minutes": {[]paper.Document{minutes(1), agenda(2)}, 1},
		"corrected minutes":        {[]paper.Document{agenda(1), minutes(3), minutes(2), agenda(4)}, 3},
	} {
		if got := paper.Shown(tt.versions).Version; got != tt.want {
			t.Errorf("Shown of %s = version %d, want %d", name, got, tt.want)
		}
	}
}
