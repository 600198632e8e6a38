package meeting_test

import (
	"testing"

	"klynge/internal/meeting"
)

func TestSameMatter(t *testing.T) {
	for name, tt := range map[string]struct {
		a, b string
		want bool
	}{
		"the same title":          {"Medicinboks i Strandby", "Medicinboks i Strandby", true},
		"status on it":            {"Status på medicinboks i Strandby", "Medicinboks i Strandby", true},
		"another place":           {"Medicinboks i Strandby", "Medicinboks på sygehuset i Engby", false},
		"formalities only":        {"Godkendelse af dagsorden", "Godkendelse af dagsorden", false},
		"one common word of many": {"Fælles skolestart for sårbare børn", "Sårbare ældre på akutstuer", false},
		"one word that is all":    {"Sundhedsreformen", "Drøftelse: Sundhedsreformen", true},
	} {
		if got := meeting.SameMatter(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: SameMatter(%q, %q) = %v, want %v", name, tt.a, tt.b, got, tt.want)
		}
		if got := meeting.SameMatter(tt.b, tt.a); got != tt.want {
			t.Errorf("%s: SameMatter(%q, %q) = %v, want %v", name, tt.b, tt.a, got, tt.want)
		}
	}
}

func TestFormality(t *testing.T) {
	for title, want := range map[string]bool{
		"Eventuelt":                            true,
		"Godkendelse af dagsorden":             true,
		"Godkendelse af referat fra møde 2023": true,
		"Orientering om ny medicinboks":        false,
	} {
		if got := meeting.Formality(title); got != want {
			t.Errorf("Formality(%q) = %v, want %v", title, got, want)
		}
	}
}
