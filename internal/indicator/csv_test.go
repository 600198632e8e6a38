package indicator

import (
	"strings"
	"testing"

	"klynge/internal/fault"
)

func TestReadCSV(t *testing.T) {
	for name, tt := range map[string]struct {
		csv   string
		count int
		last  float64
		say   string // part of the sentence where it is refused
	}{
		"values":              {"period,value\n2024-01,3\n2024-02,4.5\n", 2, 4.5, ""},
		"danish":              {"Periode;Værdi\n2024-01;3\n2024-02;1.204,5\n", 2, 1204.5, ""},
		"ratio":               {"period,numerator,denominator\n2024-01,1,4\n", 1, 0.25, ""},
		"ratio, other order":  {"nævner;tæller;periode\n8;2;2024-01\n", 1, 0.25, ""},
		"byte order mark":     {"\ufeffperiod,value\r\n1,2\r\n", 1, 2, ""},
		"a gap":               {"period,value\n1,2\n2,\n3,7\n", 3, 7, ""},
		"empty":               {" \n", 0, 0, "tom"},
		"no heading":          {"1,2\n3,4\n", 0, 0, "overskrift"},
		"a word":              {"period,value\n1,2\n2,mange\n", 0, 0, "Række 3"},
		"mixed decimal signs": {"period;value\n1;2,5\n2;2.5\n", 0, 0, "punktum"},
		"half a ratio":        {"period,numerator,denominator\n1,2,\n", 0, 0, "nævner"},
		"divided by nothing":  {"period,numerator,denominator\n1,2,0\n", 0, 0, "nævneren er 0"},
		"not a number":        {"period,value\n1,NaN\n", 0, 0, "ikke et tal"},
		"hexadecimal":         {"period,value\n1,0x10\n", 0, 0, "ikke et tal"},
		"unbalanced quotes":   {"period,value\n1,\"2\n", 0, 0, "anførselstegn"},
		"too many":            {"period,value\n" + strings.Repeat("1,2\n", MaxRows), 0, 0, "flere end"},
	} {
		points, err := ReadCSV([]byte(tt.csv))
		if tt.say != "" {
			if !strings.Contains(fault.Sentence(err), tt.say) {
				t.Errorf("%s: ReadCSV = %v, want a sentence with %q", name, err, tt.say)
			}
			continue
		}
		if err != nil || len(points) != tt.count || points[len(points)-1].Value != tt.last {
			t.Errorf("%s: ReadCSV = %v, %v, want %d points, the last %v", name, points, err, tt.count, tt.last)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("period;value\n2024-01;1,5\n"))
	f.Add([]byte("periode\ttæller\tnævner\n1\t2\t3\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		points, err := ReadCSV(data)
		if err != nil && fault.Sentence(err) == "" {
			t.Errorf("ReadCSV(%q) = %v, want an error with a sentence", data, err)
		}
		for _, p := range points {
			if p.Missing && p.Value != 0 {
				t.Errorf("ReadCSV(%q): a missing point has the value %v", data, p.Value)
			}
		}
	})
}
