package pdf

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Pages that are pictures are read by Tesseract where it is installed with
// Danish. Its programs are found by name and get a file of ours, never a name
// out of the document.

const (
	// Reading a picture takes seconds, not milliseconds, so that all of them
	// get this many times the time of one file.
	pictureTime = 10
	pictureDPI  = 300
)

var errNoOCR = errors.New("tesseract with Danish is not installed")

// ocrInstalled asks Tesseract for its languages. It is asked for every file
// with scans, so that installing it helps at once.
func ocrInstalled(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tesseract", "--list-langs").CombinedOutput()
	return err == nil && slices.Contains(strings.Fields(string(out)), "dan")
}

// readPictures reads the text of the given pages, by index, from their
// pictures. The pages it could not read are in the second result.
func readPictures(ctx context.Context, f *file, data []byte, pages []*page, wanted []int) (done, failed []int, err error) {
	if !ocrInstalled(ctx) {
		return nil, wanted, errNoOCR
	}
	dir, err := os.MkdirTemp("", "klynge-ocr-")
	if err != nil {
		return nil, wanted, err
	}
	defer os.RemoveAll(dir)
	source := filepath.Join(dir, "source.pdf")
	if err := os.WriteFile(source, data, 0o600); err != nil {
		return nil, wanted, err
	}
	ctx, cancel := context.WithTimeout(ctx, pictureTime*f.limits.Time)
	defer cancel()
	var (
		work sync.WaitGroup
		lock sync.Mutex
		todo = make(chan int)
	)
	embedded := make([][]byte, len(pages)) // decoded here: a file is read by one goroutine
	for _, i := range wanted {
		embedded[i] = f.photograph(pages[i])
	}
	for range max(1, runtime.GOMAXPROCS(0)) {
		work.Go(func() {
			for i := range todo {
				err := readPicture(ctx, dir, source, i, embedded[i], pages[i])
				lock.Lock()
				if err == nil {
					done = append(done, i)
				} else {
					failed = append(failed, i)
				}
				lock.Unlock()
			}
		})
	}
	for _, i := range wanted {
		todo <- i
	}
	close(todo)
	work.Wait()
	slices.Sort(done)
	slices.Sort(failed)
	return done, failed, nil
}

// photograph returns the JPEG that covers a page, as a scanner stored it.
func (f *file) photograph(p *page) []byte {
	s := p.picture
	if s == nil || !p.covers(fill{rect: p.pictureArea}) {
		return nil
	}
	if filters := f.list(s.dict["Filter"]); len(filters) != 1 || f.name(filters[0]) != "DCTDecode" {
		return nil
	}
	return f.decode(s)
}

// readPicture puts the words that Tesseract sees on a page into it.
func readPicture(ctx context.Context, dir, source string, index int, photograph []byte, p *page) error {
	base := filepath.Join(dir, "page"+strconv.Itoa(index))
	name, dpi, area := base+".jpg", pictureDPI, rect{0, 0, p.width, p.height}
	if config, err := jpeg.DecodeConfig(bytes.NewReader(photograph)); err == nil && config.Width > 600 {
		area = p.pictureArea
		dpi = int(float64(config.Width) / (area.x1 - area.x0) * 72)
		if err := os.WriteFile(name, photograph, 0o600); err != nil {
			return err
		}
	} else {
		number := strconv.Itoa(index + 1)
		name = base + ".pgm"
		if err := run(ctx, "pdftoppm", "-gray", "-r", strconv.Itoa(dpi), "-f", number, "-l", number, "-singlefile", source, base); err != nil {
			return err
		}
	}
	defer os.Remove(name)
	if err := run(ctx, "tesseract", name, base, "-l", "dan", "--dpi", strconv.Itoa(dpi), "tsv"); err != nil {
		return err
	}
	table, err := os.ReadFile(base + ".tsv")
	if err != nil {
		return err
	}
	p.recognised(string(table), 72/float64(dpi), area)
	return nil
}

func run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1") // pages run side by side instead
	cmd.WaitDelay = time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %.200s", program, err, out)
	}
	return nil
}

// recognised reads Tesseract's table of words. Scale turns its pixels into
// points. A line's words share its baseline, and sizes are evened out: a
// letter's height on a scan varies too much to tell a heading.
func (p *page) recognised(table string, scale float64, area rect) {
	const level, left, top, width, height, confidence, said = 0, 6, 7, 8, 9, 10, 11
	p.words, p.text, p.seen = nil, nil, nil
	p.glyphs, p.unknown = 0, 0
	var y, size float64
	for row := range strings.Lines(table) {
		fields := strings.Split(strings.TrimRight(row, "\n"), "\t")
		if len(fields) <= said {
			continue
		}
		num := func(i int) float64 { n, _ := strconv.ParseFloat(fields[i], 64); return n } // a header line counts as zeros
		x0, x1 := area.x0+num(left)*scale, area.x0+(num(left)+num(width))*scale
		switch fields[level] {
		case "4":
			size = num(height) * scale * 0.9
			y = area.y1 - (num(top)+0.8*num(height))*scale
		case "5":
			text := clean(strings.TrimSpace(fields[said]))
			if text == "" || num(confidence) < 20 && !hasLetter(text) {
				continue
			}
			from := uint32(len(p.text))
			p.text = append(p.text, text...)
			p.words = append(p.words, word{x0: float32(x0), x1: float32(x1), y: float32(y), size: float32(size), mark: -1,
				from: from, to: uint32(len(p.text)), spaceAfter: true})
		}
	}
	if len(p.words) == 0 {
		return
	}
	sizes := make([]float32, len(p.words))
	for i, w := range p.words {
		sizes[i] = w.size
	}
	slices.SortFunc(sizes, cmp.Compare[float32])
	middle := sizes[len(sizes)/2]
	for i := range p.words {
		if s := &p.words[i].size; *s < 1.4*middle {
			*s = middle
		}
	}
	p.seen = p.words
}
