package main

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// program returns a run of a program for one file, {} among its arguments.
func (b *bench) program(d *drawer, name string, args ...string) func(i int) error {
	return func(i int) error {
		var own []string
		for _, arg := range args {
			own = append(own, strings.Replace(arg, "{}", d.paths[i], 1))
		}
		out, err := exec.CommandContext(b.ctx, name, own...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %.200s", name, err, out)
		}
		return nil
	}
}

// peers is the folder of the programs that npm brings.
var peers = filepath.Join("bench", "peers")

// node reports whether a package for Node is there.
func node(name string) bool {
	_, err := os.Stat(filepath.Join(peers, "node_modules", name))
	return err == nil
}

// script returns a run of a script for all files in one process. It prints the
// seconds that it took after it was loaded, as its last line.
func (b *bench) script(d *drawer, units int, name string) func() float64 {
	return func() float64 {
		out, err := exec.CommandContext(b.ctx, "node", append([]string{filepath.Join(peers, name)}, d.paths...)...).Output()
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		seconds, parseErr := strconv.ParseFloat(lines[len(lines)-1], 64)
		if err == nil {
			err = parseErr
		}
		if err != nil {
			if b.err == nil {
				b.err = fmt.Errorf("%s: %w", name, err)
			}
			return 0
		}
		return float64(units) / seconds
	}
}

// letters inflates the streams of a PDF file and counts the bytes of the strings
// in them: the least that reading one can be.
func letters(file []byte) (count int) {
	var content bytes.Buffer
	for {
		_, rest, found := bytes.Cut(file, []byte("stream\n"))
		if !found {
			return count
		}
		stream, after, _ := bytes.Cut(rest, []byte("endstream"))
		file = after
		unpacker, err := zlib.NewReader(bytes.NewReader(stream))
		if err != nil { // not compressed, or not so: a picture
			continue
		}
		content.Reset()
		// A stream that breaks off gives what it has.
		_, _ = io.Copy(&content, unpacker)
		count += shown(content.Bytes())
	}
}

// shown counts the bytes of the strings, (so) or <736f>, of a page's content.
func shown(content []byte) (count int) {
	depth, hex := 0, false
	for i := 0; i < len(content); i++ {
		switch c := content[i]; {
		case c == '\\':
			i++
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '<' || c == '>':
			hex = c == '<'
		case depth > 0 || hex:
			count++
		}
	}
	return count
}

// wordLetters inflates the text of a DOCX file and looks at each run in it.
func wordLetters(file []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	part, err := archive.Open("word/document.xml")
	if err != nil {
		return err
	}
	text, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	count := 0
	for run := range bytes.SplitSeq(text, []byte("<w:t")) {
		text, _, _ := bytes.Cut(run, []byte("</w:t>"))
		count += len(text)
	}
	return some(count)
}
