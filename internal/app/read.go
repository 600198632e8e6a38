package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/reader"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

type readCommand struct {
	Files []string `arg:"" name:"fil" help:"Filer, der skal læses: tekst, Markdown, HTML, DOCX eller PDF."`
	JSON  bool     `name:"json" xor:"form" help:"Skriv det læste som JSON og intet andet."`
	Full  bool     `name:"full" xor:"form" help:"Skriv alt, også hvor hver værdi står, hvor sikker læsningen er, og hvad der er fundet."`
	Out   string   `name:"out" type:"path" placeholder:"MAPPE" help:"Skriv NAVN.json for hver fil i denne mappe."`
	limitFlags
}

// Run reads each file on its own: a file that cannot be read is told about and
// does not stop the others.
func (c readCommand) Run(ctx context.Context, streams Streams) error {
	if c.Out != "" {
		if err := os.MkdirAll(c.Out, 0o777); err != nil {
			return fault.Because(err, fault.Invalid, "Mappen %s kan ikke oprettes.", c.Out)
		}
	}
	names := outputNames(c.Files)
	progress := newProgress(streams.Err, len(c.Files), "Læser")
	failed := 0
	for i, file := range c.Files {
		r, err := readFile(ctx, file, c.limits())
		if err == nil {
			err = c.write(streams.Out, r, names[i], i)
		}
		progress.step()
		if err != nil {
			failed++
			progress.say("%s: %s", file, sentence(err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	progress.done()
	if failed > 0 {
		if len(c.Files) > 1 {
			fmt.Fprintf(streams.Err, "%d af %d filer kunne ikke læses.\n", failed, len(c.Files))
		}
		return errShown
	}
	return nil
}

func (c readCommand) write(out io.Writer, r *reading.Reading, name string, nth int) error {
	if c.Out == "" && !c.JSON && !c.Full {
		if nth > 0 {
			fmt.Fprintln(out)
		}
		return summarize(out, r)
	}
	var record any = reader.Gold(r)
	if c.Full {
		record = reader.Full(r)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(record); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := out.Write(text.Bytes())
		return err
	}
	return writeWhole(filepath.Join(c.Out, name), text.Bytes())
}

// readFile reads one file within the limits. The size is checked before and
// while reading, since a file can grow.
func readFile(ctx context.Context, path string, limits extract.Limits) (r *reading.Reading, err error) {
	data, err := fileBytes(path, limits.Bytes)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	return reader.Read(ctx, filepath.Base(path), data, limits)
}

func fileBytes(path string, most int64) (data []byte, err error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.Because(err, fault.Missing, "Filen findes ikke. Kontrollér navnet og mappen.")
	}
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "Filen kan ikke åbnes. Kontrollér, at du har lov til at læse den.")
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	about, err := file.Stat()
	if err != nil {
		return nil, fault.Because(err, fault.Missing, "Filen forsvandt, mens den blev læst. Intet af den er gemt.")
	}
	switch {
	case about.IsDir():
		return nil, fault.New(fault.Invalid, "Det er en mappe, ikke en fil. Skriv navnene på filerne i den, eller brug klynge import til hele mappen.")
	case !about.Mode().IsRegular():
		return nil, fault.New(fault.Invalid, "Det er ikke en almindelig fil.")
	case about.Size() > most:
		return nil, tooLarge(most)
	}
	data, err = io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "Filen kunne ikke læses til ende. Intet af den er gemt. Prøv igen.")
	}
	if int64(len(data)) > most {
		return nil, tooLarge(most)
	}
	if int64(len(data)) < about.Size() {
		return nil, fault.New(fault.Unavailable, "Filen blev kortere, mens den blev læst. Intet af den er gemt. Prøv igen.")
	}
	return data, nil
}

func tooLarge(most int64) error {
	return fault.New(fault.TooLarge, "Filen er for stor: der læses højst %d MB. Intet er gemt. Del filen, eller sæt grænsen op med --max-bytes.", most>>20)
}

// outputNames gives each file the name it is written under: its own with
// ".json" for its ending, or behind its whole name where two would be alike.
func outputNames(files []string) []string {
	short := func(file string) string {
		base := filepath.Base(file)
		return strings.TrimSuffix(base, filepath.Ext(base))
	}
	count := map[string]int{}
	for _, file := range files {
		count[short(file)]++
	}
	used := map[string]bool{}
	names := make([]string, len(files))
	for i, file := range files {
		name := short(file)
		if count[name] > 1 {
			name = filepath.Base(file)
		}
		for n := 2; used[name]; n++ {
			name = fmt.Sprintf("%s-%d", filepath.Base(file), n)
		}
		used[name] = true
		names[i] = name + ".json"
	}
	return names
}

// writeWhole writes a file so that nobody ever sees half of it.
func writeWhole(path string, data []byte) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".klynge-*")
	if err != nil {
		return fault.Because(err, fault.Invalid, "Der kan ikke skrives i mappen %s.", filepath.Dir(path))
	}
	defer func() {
		if err != nil {
			err = fault.Because(errors.Join(err, os.Remove(temporary.Name())), fault.Full, "%s kunne ikke skrives. Er der plads på disken?", path)
		}
	}()
	if _, err := temporary.Write(data); err != nil {
		return errors.Join(err, temporary.Close())
	}
	if err := errors.Join(temporary.Chmod(0o644), temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
