package danish

import (
	"reflect"
	"testing"
)

func TestTokens(t *testing.T) {
	for text, want := range map[string][]string{
		"Klyngen drøftede medicinboksene": {"klyng", "drøfted", "medicinboks"},
		"og i det":                        {"", "", ""},
		"Aarhus, Århus og AARHUS":         {"århus", "århus", "", "århus"},
		"1.710.000 kr. til e-nærhospital": {"1", "710", "000", "kr", "", "e", "nærhospital"},
		"børn børnene barnets":            {"børn", "børn", "barn"},
		"":                                nil,
		"\xff\xfe møde":                   {"mød"},
	} {
		var got []string
		NewAnalyser().Tokens(text, func(token Token) { got = append(got, token.Term) })
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Tokens(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestTokensKnowTheirPlace(t *testing.T) {
	text := "Sundhedsklyngen på Ærø mødtes."
	NewAnalyser().Tokens(text, func(token Token) {
		if word := text[token.Start:token.End]; NewAnalyser().Term(word) != token.Term {
			t.Errorf("token %+v stands at %q", token, word)
		}
	})
}

func TestFold(t *testing.T) {
	for word, want := range map[string]string{
		"ÆRØSKØBING": "ærøskøbing", "aeroe": "ærø", "Læsø": "læsø", "Laesoe": "læsø", "café": "cafe", "mødet": "mødet", "plo": "plo",
	} {
		if got := Fold(word); got != want {
			t.Errorf("Fold(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"medicin", "medicin", 0}, {"medcin", "medicin", 1}, {"medicni", "medicin", 1}, {"midecin", "medicin", 2},
		{"klynge", "klinge", 1}, {"ø", "o", 1}, {"", "abc", 3}, {"abc", "", 3}, {"sundhed", "budget", 3},
	} {
		if got := Distance(tt.a, tt.b, 2); got != tt.want {
			t.Errorf("Distance(%q, %q, 2) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestSynonyms(t *testing.T) {
	if got := Synonyms("plo"); len(got) != 1 || got[0] != "Praktiserende Lægers Organisation" {
		t.Errorf(`Synonyms("plo") = %q`, got)
	}
	if got := Synonyms("møde"); got != nil {
		t.Errorf(`Synonyms("møde") = %q, want none`, got)
	}
}
