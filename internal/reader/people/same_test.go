package people

import "testing"

func TestSameName(t *testing.T) {
	for names, want := range map[[2]string][2]float64{
		{"Ida Lund", "Ida Lund"}:                   {1, 1},
		{"Ida Lund (A)", "Ida Lund"}:               {1, 1},
		{"Lund, Ida", "Ida Lund"}:                  {Same, 1},
		{"Hestvig Sigrun", "Sigrun Hestvig"}:       {Same, 1},
		{"dr. Ida Lund", "Ida LUND"}:               {Same, 1},
		{"René Høj", "Rene Hoj"}:                   {Same, 1},
		{"Aage Nygaard", "Åge Nygård"}:             {Same, 1},
		{"Lars Bernsen", "Lars Bemsen"}:            {Same, 1}, // rn read as m
		{"Lise Holm", "Iise Holm"}:                 {Same, 1}, // l read as I
		{"M. K. Brøns", "Maja Kirstine Brøns"}:     {Likely, Same},
		{"Maja Behrman", "Maja Lynderup Behrman"}:  {Likely, Same},
		{"Jonas Burkarl", "Jonas Burkahl"}:         {Likely, Same},
		{"Henrik Aarup-Kjær", "Henrik Aarup Kjær"}: {Same, 1},
		{"Lene Birket-Schmidt", "Lene Schmidt"}:    {Likely, Same},
		{"Ida Lund", "Ida Lund Friis"}:             {Possible, Likely}, // married, or another
		{"Ida", "Ida Lund"}:                        {0, Possible},
		{"Ida Marie Lund", "Ida Louise Lund"}:      {0, Possible},
		{"Karen Lund", "Karin Lund"}:               {0, Possible},
		{"Jens Holm", "Jes Holm"}:                  {0, Possible},
		{"Hans Pedersen", "Hans Petersen"}:         {0, Same},
		{"Ida Lund", "Bo Lund"}:                    {0, Possible},
		{"Lene Hansen", "Lene Jensen"}:             {0, Possible},
		{"", "Ida Lund"}:                           {0, 0},
	} {
		for _, got := range []float64{SameName(names[0], names[1]), SameName(names[1], names[0])} {
			if got < want[0] || got > want[1] || got == want[1] && want[1] < 1 && want[1] > 0 {
				t.Errorf("SameName(%q, %q) = %.2f, want from %.2f to below %.2f", names[0], names[1], got, want[0], want[1])
			}
		}
	}
}

func TestCanonical(t *testing.T) {
	for name, want := range map[string]string{
		"Ida Lund (A)":          "Ida Lund",
		"Ida Lund, A":           "Ida Lund",
		"dr. Ida  Lund":         "Ida Lund",
		"cand.scient. Ida Lund": "Ida Lund",
		"Ida von Lund":          "Ida von Lund",
		"Ida R. Lund (IRL)":     "Ida R. Lund",
		"":                      "",
	} {
		if got := Canonical(name); got != want {
			t.Errorf("Canonical(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, same := range [][]string{
		{"Maja Kirstine Brøns", "M. K. Brøns", "Maja Brons (A)", "MAJA BRØNS"},
		{"Sigrun Hestvig", "Hestvig Sigrun"},
		{"Lars Bernsen", "Lars Bemsen"},
		{"Henrik Aarup-Kjær", "Henrik Kjær"},
	} {
		for _, name := range same[1:] {
			if Key(name) != Key(same[0]) {
				t.Errorf("Key(%q) = %q, want %q as for %q", name, Key(name), Key(same[0]), same[0])
			}
		}
	}
	if Key("Ida Lund") == Key("Bo Lund") {
		t.Errorf("Key(Ida Lund) = Key(Bo Lund) = %q", Key("Bo Lund"))
	}
}

func BenchmarkSameName(b *testing.B) {
	for b.Loop() {
		SameName("M. K. Brøns", "Maja Kirstine Brøns (A)")
	}
}
