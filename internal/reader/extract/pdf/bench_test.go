package pdf_test

import (
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"os"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

// minutes returns the pages of plain minutes, as a case system prints them.
func minutes(pages int) []byte {
	words := strings.Fields("klyngen godkender forslaget om de nye medicinbokse i kommunen og sekretariatet giver en status til udvalget om arbejdet med den")
	var contents []string
	for page := range pages {
		content, n := "", page
		for line := range 52 {
			text := ""
			for len(text) < 80 {
				text += words[n%len(words)] + " "
				n += 1 + line%3
			}
			if line%13 == 0 {
				text = fmt.Sprintf("%d. Sagen om %s", page*4+line/13+1, words[n%len(words)])
			}
			content += at(56, 780-14*line, text)
		}
		contents = append(contents, content)
	}
	return manyPages(contents...)
}

// BenchmarkRead sets pages a second beside two others in the same run: the
// peer, pdftotext -layout with one process a file where it is installed, and
// the limit, which unpacks the streams of the file and does nothing else.
// Files of one's own are measured with KLYNGE_BENCH_PDF='dir/*.pdf'.
func BenchmarkRead(b *testing.B) {
	files := map[string][][]byte{
		"browser": {testdata(b, "browser.pdf")},
		"office":  {testdata(b, "office.pdf")},
		"minutes": {minutes(15)},
	}
	if names, err := filepath.Glob(os.Getenv("KLYNGE_BENCH_PDF")); err == nil && len(names) > 0 {
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				b.Fatal(err)
			}
			files["own"] = append(files["own"], data)
		}
	}
	for name, all := range files {
		pages := 0
		for _, data := range all {
			d, err := pdf.Read(context.Background(), data, extract.DefaultLimits)
			if err != nil {
				b.Fatal(err)
			}
			pages += len(d.Pages)
		}
		measure := func(kind string, work func(data []byte)) {
			b.Run(name+"/"+kind, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for _, data := range all {
						work(data)
					}
				}
				b.ReportMetric(float64(b.N*pages)/b.Elapsed().Seconds(), "pages/s")
			})
		}
		measure("read", func(data []byte) {
			if _, err := pdf.Read(context.Background(), data, extract.DefaultLimits); err != nil {
				b.Fatal(err)
			}
		})
		measure("limit", inflateAll)
		if _, err := exec.LookPath("pdftotext"); err == nil {
			measure("pdftotext", func(data []byte) {
				cmd := exec.Command("pdftotext", "-layout", "-", "-")
				cmd.Stdin = bytes.NewReader(data)
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

func inflateAll(data []byte) {
	for {
		i := bytes.Index(data, []byte("stream"))
		if i < 0 {
			return
		}
		data = bytes.TrimLeft(data[i+len("stream"):], "\r\n")
		if len(data) > 2 && data[0] == 0x78 {
			io.Copy(io.Discard, flate.NewReader(bytes.NewReader(data[2:]))) // what is no deflate stream fails at once
		}
	}
}
