package search

import (
	"strings"
	"unicode/utf8"

	"klynge/internal/danish"
)

// snippetLetters is about how long a snippet is.
const snippetLetters = 220

// show fills in the title, and the sentence of the fields that has most of the
// words, both with the words marked. The first field is the title.
func (h *Hit) show(analyser *danish.Analyser, fields []Field, marks map[string]bool) {
	if len(fields) == 0 {
		return
	}
	h.Title = spans(analyser, fields[0].Text, marks)
	bestText, bestCount := "", 0
	for _, field := range fields[1:] {
		for sentence := range sentences(field.Text) {
			seen := map[string]bool{}
			analyser.Tokens(sentence, func(t danish.Token) {
				if marks[t.Term] {
					seen[t.Term] = true
				}
			})
			if len(seen) > bestCount {
				bestText, bestCount, h.Where = sentence, len(seen), field.Name
			}
		}
	}
	if bestCount == 0 && len(fields) > 1 {
		for sentence := range sentences(fields[1].Text) {
			bestText, h.Where = sentence, fields[1].Name
			break
		}
	}
	h.Snippet = spans(analyser, shorten(analyser, bestText, marks), marks)
}

// sentences yields the sentences of a text: up to a line break, or a full stop
// before a space and a capital letter.
func sentences(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.SplitSeq(text, "\n") {
			from := 0
			for i := 0; i+2 < len(line); i++ {
				if line[i] != '.' && line[i] != '?' && line[i] != '!' || line[i+1] != ' ' {
					continue
				}
				next, _ := utf8.DecodeRuneInString(line[i+2:])
				if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ", next) || i > 0 && line[i-1] >= '0' && line[i-1] <= '9' {
					continue
				}
				if !yield(line[from : i+1]) {
					return
				}
				from = i + 2
			}
			if rest := strings.TrimSpace(line[from:]); rest != "" && !yield(rest) {
				return
			}
		}
	}
}

// shorten cuts a long sentence around its first marked word, at spaces.
func shorten(analyser *danish.Analyser, sentence string, marks map[string]bool) string {
	if len(sentence) <= snippetLetters {
		return sentence
	}
	first := -1
	analyser.Tokens(sentence, func(t danish.Token) {
		if first < 0 && marks[t.Term] {
			first = t.Start
		}
	})
	from := 0
	if first > snippetLetters/2 {
		from = first - snippetLetters/3
		if space := strings.IndexByte(sentence[from:], ' '); space >= 0 {
			from += space + 1
		}
	}
	to := min(len(sentence), from+snippetLetters)
	if to < len(sentence) {
		if space := strings.LastIndexByte(sentence[from:to], ' '); space > 0 {
			to = from + space
		}
	}
	short := strings.ToValidUTF8(sentence[from:to], "")
	if from > 0 {
		short = "… " + short
	}
	if to < len(sentence) {
		short += " …"
	}
	return short
}

// spans cuts a text at its marked words.
func spans(analyser *danish.Analyser, text string, marks map[string]bool) (list []Span) {
	from := 0
	analyser.Tokens(text, func(t danish.Token) {
		if !marks[t.Term] || t.Term == "" {
			return
		}
		if t.Start > from {
			list = append(list, Span{Text: text[from:t.Start]})
		}
		list = append(list, Span{Text: text[t.Start:t.End], Mark: true})
		from = t.End
	})
	if from < len(text) {
		list = append(list, Span{Text: text[from:]})
	}
	return list
}
