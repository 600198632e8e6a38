package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"klynge/internal/fault"
)

// An archive is a ZIP file that is not trusted. The sizes in its directory are
// never believed: what comes out is counted while it is read. Names are only
// compared, never used as paths.
type archive struct {
	ctx   context.Context
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
	limit int64
}

var directoryEntry = []byte("PK\x01\x02")

func openArchive(ctx context.Context, data []byte, limits Limits) (*archive, error) {
	if bytes.Count(data, directoryEntry) > limits.Entries {
		return nil, fault.New(fault.TooLarge, "Filen er et arkiv med mere end %d filer i og bliver ikke læst. Intet er gemt. "+
			"Gem referatet på ny som .docx eller PDF, og prøv igen.", limits.Entries)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(err)
	}
	if err := overlap(r.File); err != nil {
		return nil, err
	}
	a := &archive{ctx: ctx, files: make(map[string]*zip.File, len(r.File)), left: limits.Unpacked, limit: limits.Unpacked}
	for _, f := range r.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if _, ok := a.files[name]; !ok {
			a.files[name] = f
		}
	}
	return a, nil
}

// overlap refuses an archive whose entries share their packed bytes. That is
// how a few kilobytes are made to unpack to petabytes (D. Fifield, "A better
// zip bomb", 2019); no honest program writes it.
func overlap(files []*zip.File) error {
	type extent struct{ from, to int64 }
	extents := make([]extent, 0, len(files))
	for _, f := range files {
		from, err := f.DataOffset()
		if err != nil {
			return damaged(err)
		}
		if f.CompressedSize64 > 1<<40 {
			return damaged(errors.New("absurd size in the directory"))
		}
		extents = append(extents, extent{from, from + int64(f.CompressedSize64)})
	}
	slices.SortFunc(extents, func(a, b extent) int { return int(a.from - b.from) })
	for i := 1; i < len(extents); i++ {
		if extents[i].from < extents[i-1].to {
			return damaged(errors.New("entries overlap"))
		}
	}
	return nil
}

// damaged says that a file cannot be read because it is broken.
func damaged(cause error) error {
	return fault.Because(cause, fault.Invalid, "Filen er beskadiget eller kun hentet delvist. Intet er gemt. "+
		"Hent den igen, eller åbn den i det program, den er skrevet i, gem den på ny, og prøv igen.")
}

func (a *archive) has(name string) bool { return a.files[name] != nil }

// open returns the unpacked content of an entry. Reading it fails when the
// archive as a whole has given more than it may.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.files[name]
	if f == nil {
		return nil, damaged(errors.New("no entry " + name))
	}
	if f.Flags&1 != 0 {
		return nil, fault.New(fault.Invalid, "Filen er beskyttet med adgangskode. Intet er gemt. "+
			"Gem den uden adgangskode, og prøv igen.")
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return &unpacker{a, r, maxPart}, nil
}

// read returns the whole content of an entry.
func (a *archive) read(name string) ([]byte, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// maxPart bounds one unpacked entry, in bytes. The parts that are read hold
// text; pictures are never unpacked.
const maxPart = 64 << 20

type unpacker struct {
	a    *archive
	r    io.ReadCloser
	left int64
}

func (u *unpacker) Read(p []byte) (int, error) {
	if err := alive(u.a.ctx); err != nil {
		return 0, err
	}
	n, err := u.r.Read(p)
	u.left -= int64(n)
	u.a.left -= int64(n)
	if u.left < 0 || u.a.left < 0 {
		return 0, fault.New(fault.TooLarge, "Filen fylder mere end %d MB, når den er pakket ud, og bliver ikke læst. "+
			"Intet er gemt. Det er for meget til et referat; se efter, hvor filen kommer fra.", min(maxPart, u.a.limit)>>20)
	}
	if err != nil && err != io.EOF {
		err = damaged(err)
	}
	return n, err
}

func (u *unpacker) Close() error { return u.r.Close() }

// detectZip tells what a ZIP file holds.
func detectZip(data []byte) (Kind, error) {
	a, err := openArchive(context.Background(), data, DefaultLimits)
	if err != nil {
		return "", err
	}
	switch {
	case a.mainPart() != "":
		return DOCX, nil
	case a.has("xl/workbook.xml"), a.has("xl/workbook.bin"):
		return "", refuse("et regneark")
	case a.has("ppt/presentation.xml"):
		return "", refuse("en præsentation")
	case a.has("mimetype"):
		return a.detectOpenDocument()
	}
	return "", fault.New(fault.Invalid, "Filen er et ZIP-arkiv. Intet er gemt. Pak det ud, og vælg filerne i det.")
}

// mainPart returns the name of the part that holds the text of a DOCX, or "".
// Word on the web numbers it.
func (a *archive) mainPart() string {
	for _, name := range []string{"word/document.xml", "word/document2.xml", "word/document1.xml"} {
		if a.has(name) {
			return name
		}
	}
	return ""
}

// detectOpenDocument reads the first entry of an OpenDocument file, which
// names its kind (OpenDocument 1.3 part 2, 3.3).
func (a *archive) detectOpenDocument() (Kind, error) {
	r, err := a.open("mimetype")
	if err != nil {
		return "", err
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, 128))
	if err != nil {
		return "", err
	}
	switch name := string(head); {
	case strings.HasPrefix(name, "application/vnd.oasis.opendocument.text"):
		return ODT, nil
	case strings.HasPrefix(name, "application/vnd.oasis.opendocument.spreadsheet"):
		return "", refuse("et regneark")
	case strings.HasPrefix(name, "application/vnd.oasis.opendocument.presentation"):
		return "", refuse("en præsentation")
	case strings.HasPrefix(name, "application/epub"):
		return "", refuse("en e-bog")
	}
	return "", refuse("et arkiv")
}
