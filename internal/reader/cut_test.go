package reader

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// listInItem holds its list of people under the first item, with a list of those
// away inside it and a sentence behind that.
const listInItem = `Referat af møde i Klynge Skagerby den 2. november 2022 kl. 13.00
1. Godkendelse af dagsorden
Sagsfremstilling
Deltagere:
Formand Ane Birk, Vestby Kommune
Centerchef Ole Dam, Østby Kommune
Afbud:
Konsulent Ida Lund
Mødet ledes af Ane Birk.
Beslutning
Godkendt
2. Eventuelt
Gæster: Per Holm Afbud: Bo Lind
3. Budget
Sagsnr.: 24/00012
Fraværende: Bo Lind
Sagen blev drøftet.
`

// A document that was cut off, or lost lines on its way, is read for what it
// still holds or refused; it is never a fault of ours.
func TestReadCut(t *testing.T) {
	texts := map[string]string{"list in item": listInItem}
	for _, file := range append(files(t, "minutes"), files(t, "other")...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if utf8.Valid(data) {
			texts[filepath.Base(file)] = string(data)
		}
	}
	for name, text := range texts {
		check := func(how string, n int, cut string) {
			if _, err := Read(context.Background(), name, []byte(cut), extract.DefaultLimits); fault.Is(err, fault.Internal) {
				t.Errorf("Read(%s, %s %d): %v", name, how, n, err)
			}
		}
		lines := strings.SplitAfter(text, "\n")
		for n := range 40 {
			check("first fortieths", n, text[:len(text)*n/40])
		}
		for n := range 7 {
			var thin strings.Builder
			for i, l := range lines {
				if (i*i+i/7)%7 != n {
					thin.WriteString(l)
				}
			}
			check("thinned by", n, thin.String())
		}
	}
}
