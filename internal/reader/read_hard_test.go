package reader

import (
	"context"
	"strings"
	"testing"
	"time"

	"klynge/internal/reader/extract"
)

// Inputs made to cost much are read in time that grows with their length.
func TestReadHardInputs(t *testing.T) {
	const size = 100_000
	for name, part := range map[string]string{
		"numbers that restart": "1. Godkendelse af dagsorden\n",
		"two lists in turn":    "1. Godkendelse\n2. Orientering\n",
		"rubrics":              "Beslutning\nGodkendt.\nIndstilling\nat det godkendes\n",
		"contents":             "Indholdsfortegnelse\nBudget.....3\nRegnskab.....4\n",
		"labels on one line":   "Deltagere: Ane Birk Mødested: Rådhuset Indstilling Beslutning 1. Budget ",
		"one endless word":     "Beslutning",
		"capitals":             "A B C D ",
		"recommends and never": "Direktionen indstiller, ",
		"dates":                "3. marts 2024 kl. 10.00, ",
		"people":               "Deltagere:\nAne Birk, formand, Vestby Kommune\n",
		"absences":             "Beslutning\nAne Birk deltog ikke i sagens behandling.\n",
		"tables":               "Punkt\tEmne\tReferat\n1\tBudget\tGodkendt\n",
		"headings":             "# Budget\n\n## Beslutning\n\nGodkendt.\n\n",
	} {
		started := time.Now()
		_, _ = Read(context.Background(), name, []byte("Referat\n3. marts 2024\n"+strings.Repeat(part, size/len(part))), extract.DefaultLimits) // found or not is the same here
		if spent := time.Since(started); spent > 20*time.Second {
			t.Errorf("Read(%s, %d bytes) took %v", name, size, spent)
		} else {
			t.Logf("%s: %v", name, spent)
		}
	}
}
