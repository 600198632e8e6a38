package extract

import (
	"context"
	"fmt"

	"klynge/internal/fault"
)

// Read finds out what a file is and reads it. PDF is read by package pdf; ask
// [Detect] first where it may come.
func Read(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	kind, err := Detect(data)
	if err != nil {
		return nil, err
	}
	switch kind {
	case Text:
		return ReadText(ctx, data, limits)
	case Markdown:
		return ReadMarkdown(ctx, data, limits)
	case HTML:
		return ReadHTML(ctx, data, limits)
	case DOCX:
		return ReadDOCX(ctx, data, limits)
	case ODT:
		return ReadODT(ctx, data, limits)
	case XML:
		return ReadXML(ctx, data, limits)
	}
	return nil, fmt.Errorf("extract: no reader for %s", kind)
}

// start checks the size of a file and starts the clock for reading it.
func start(ctx context.Context, data []byte, limits Limits) (context.Context, context.CancelFunc, error) {
	if int64(len(data)) > limits.Bytes {
		return nil, nil, fault.New(fault.TooLarge, "Filen fylder %d MB, og grænsen er %d MB. Intet er gemt. "+
			"Del filen op, eller hæv grænsen.", (int64(len(data))+1<<20-1)>>20, limits.Bytes>>20)
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	return ctx, cancel, nil
}

// noteCharset tells about a text that was wrongly converted before it came.
func (w *writer) noteCharset(charset string) {
	if charset == TwiceUTF8 {
		w.note("mojibake", "Filens æ, ø og å var ødelagt af en tidligere omsætning mellem tegnsæt. De er sat tilbage.")
	}
}
