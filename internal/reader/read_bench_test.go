package reader

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"klynge/internal/reader/extract"
)

// minutesOf writes minutes with n items, each with what an item usually has and
// some paragraphs of text.
func minutesOf(n, paragraphs int) string {
	var b strings.Builder
	b.WriteString("Referat\n\nMøde i Sundhedsudvalget i Skagerby\n\nDato: 3. marts 2024\nTid: kl. 15.00-17.00\nSted: Skagerby Rådhus\n\nDeltagere:\nAne Birk, formand\nOle Dam, Vestby Kommune\n\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "%d. Godkendelse af sag nummer %d om hjemmesygepleje\nSagsnr.: 24/%05d\n\nSagsfremstilling\n", i, i, i)
		for range paragraphs {
			b.WriteString("Antallet af borgere, der får besøg i eget hjem, er steget siden foråret, og forvaltningen har holdt møder med de praktiserende læger om, hvordan opgaven kan løses. Der er afsat 250.000 kr. til arbejdet.\n\n")
		}
		b.WriteString("Indstilling\nForvaltningen indstiller,\n1. at planen godkendes\n2. at der følges op i december\n\nBeslutning\nGodkendt.\n\nBilag:\n- Notat om hjemmesygepleje.pdf\n\n")
	}
	return b.String()
}

func BenchmarkRecognise(b *testing.B) {
	data := []byte(minutesOf(300, 6))
	d, err := extract.Read(context.Background(), data, extract.DefaultLimits)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := recognise(context.Background(), d); err != nil {
			b.Fatal(err)
		}
	}
}

// Ten thousand items, and as many that have nothing but a title, are read in
// seconds.
func TestManyItems(t *testing.T) {
	r, err := Read(context.Background(), "mange.txt", []byte(minutesOf(10_000, 1)), extract.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(r.Meeting.Items); n != 10_000 {
		t.Errorf("Read(10,000 items) found %d items, want 10,000", n)
	}
}
