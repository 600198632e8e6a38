package extract

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"klynge/internal/fault"
)

// samples are one small file of each format.
func samples(t testing.TB) map[Kind][]byte {
	return map[Kind][]byte{
		Text:     []byte("Referat\n\n1. Velkomst\nEmne:\tBudget\n\fIda Bro"),
		Markdown: []byte("# Referat\n\n## Punkt 1\n\n- [x] Sendt\n\n|a|b|\n|---|---|\n|1|2|"),
		HTML:     []byte("<html><title>R</title><h1>Referat</h1><table><tr><td>a<td>b</table><ul><li>Et</ul></html>"),
		DOCX:     word(t, para(`<w:pStyle w:val="Punkt"/>`, "Velkomst")+table(cell("", para("", "a"))+cell("", para("", "b")))),
		ODT:      openDocument(t, `<text:h text:outline-level="1">Referat</text:h><text:p>Tekst</text:p>`),
		XML:      []byte(`<?xml version="1.0"?><Punkt><Titel>Budget</Titel><Tekst>&lt;p&gt;Et&lt;/p&gt;</Tekst></Punkt>`),
	}
}

func TestLimits(t *testing.T) {
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	for kind, data := range samples(t) {
		t.Run(string(kind), func(t *testing.T) {
			if got, err := Detect(data); got != kind {
				t.Fatalf("Detect = %q, %v", got, err)
			}
			small := DefaultLimits
			small.Bytes = int64(len(data)) - 1
			_, err := Read(context.Background(), data, small)
			refusal(t, err, fault.TooLarge, "grænsen er")

			few := DefaultLimits
			few.Blocks = 1
			_, err = Read(context.Background(), data, few)
			refusal(t, err, fault.TooLarge, "flere end")

			short := DefaultLimits
			short.Time = time.Nanosecond
			_, err = Read(context.Background(), data, short)
			refusal(t, err, fault.TooLarge, "lang tid")

			if _, err = Read(gone, data, DefaultLimits); !errors.Is(err, context.Canceled) {
				t.Errorf("Read for somebody who has gone: %v", err)
			}
			check(t, read(t, data))
		})
	}
}

// TestLongLines reads eight megabytes that have no line break, or nothing else.
func TestLongLines(t *testing.T) {
	for name, unit := range map[string]string{
		"a word": "ord ", "stars": "**", "pipes": "|", "tabs": "a\t", "tags": "<p>", "brackets": "[a](", "entities": "&amp;", "pages": "a\f", "lines": "a\n", "empty lines": "\n",
	} {
		t.Run(name, func(t *testing.T) {
			data := []byte("a" + strings.Repeat(unit, (8<<20)/len(unit)) + "b")
			for _, reader := range []func(context.Context, []byte, Limits) (*Document, error){ReadText, ReadMarkdown} {
				if _, err := reader(context.Background(), data, DefaultLimits); err != nil && !fault.Is(err, fault.TooLarge) {
					t.Errorf("refused: %v", err)
				}
			}
		})
	}
}

// scraps are what minutes are made of, and what trips a reader of them.
var scraps = []string{
	"Referat", "Ida Bro, direktør", "1. ", "a) ", "- ", "• ", "\t", "   ", "\n", "\n\n", "\f", "\r\n", "|", "|---|---|", "# ", "**", "_", "`",
	"<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<td rowspan=3>", "</table>", "<br>", "<b>", "</b>", "<p hidden>",
	"&amp;", "æøå", "a\u030a", "\u00ad", "\u200b", "[x] ", "[a](b)", "===", "---", "Emne:", "kr. 1.000", "punkt-", "\ufeff", "\x00", "\\", ">", "```",
}

// TestAnyText holds the readers of text to their promises for any mixture.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 1, 60).Draw(rt, "scraps"), "")
		for _, reader := range []func(context.Context, []byte, Limits) (*Document, error){ReadText, ReadMarkdown, ReadHTML} {
			d, err := reader(context.Background(), []byte(text), DefaultLimits)
			if err == nil {
				check(t, d)
			} else if !fault.Is(err, fault.Invalid) {
				rt.Fatalf("%q: %v", text, err)
			}
		}
	})
}
