package invent

import (
	"fmt"
	"iter"
	"strings"
	"unicode/utf8"
)

// perMeeting is how many items share a meeting and its participants.
const perMeeting = 30

// Bodies is how many bodies the items are dealt out to.
const Bodies = 22

// An Item is one item of an agenda, as search sees it.
type Item struct {
	N, Meeting                    int
	Body                          int // from 0 to Bodies-1
	Date                          string
	Title, Presentation, Decision string
	Type, Outcome                 string
	People                        []int // numbers of the participants
}

// Items yields n items, the same every time.
func Items(words Words, n int) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		w := NewWriter(words, 2)
		var it Item
		for i := range n {
			it.N = i
			if i%perMeeting == 0 {
				it.Meeting = i / perMeeting
				it.Body = w.Random.IntN(Bodies)
				it.Date = fmt.Sprintf("%d-%02d-%02d", 2007+w.Random.IntN(20), 1+w.Random.IntN(12), 1+w.Random.IntN(28))
				it.People = nil
				for k := range 10 {
					it.People = append(it.People, it.Body*90+k*9+w.Random.IntN(9))
				}
			}
			it.Title, it.Presentation, it.Decision = w.Title(), w.Text(3+w.Random.IntN(4)), w.Text(1)
			it.Type = pick(w, []string{"decision", "discussion", "information", "approval"})
			it.Outcome = pick(w, []string{"approved", "noted", "discussed", "postponed"})
			if !yield(it) {
				return
			}
		}
	}
}

// A Kind is a kind of question.
type Kind string

// The ten kinds of questions.
const (
	Common     Kind = "common word"
	Two        Kind = "two words"
	Three      Kind = "three words"
	Rare       Kind = "rare word"
	Phrase     Kind = "exact phrase"
	Compound   Kind = "part of a compound"
	Prefix     Kind = "beginning*"
	Misspelt   Kind = "misspelt"
	WithFilter Kind = "word and chosen body"
	WithCounts Kind = "word and counts"
)

// Kinds are the kinds of questions in the order of the table.
var Kinds = []Kind{Common, Two, Three, Rare, Phrase, Compound, Prefix, Misspelt, WithFilter, WithCounts}

// A Question is what somebody asks; Body is chosen where Kind is WithFilter.
type Question struct {
	Kind  Kind
	Words []string
	Body  int
}

// Questions returns so many questions of each kind, in turn. Phrases are taken
// from the items.
func Questions(words Words, items iter.Seq[Item], each int) (list []Question) {
	w := NewWriter(words, 3)
	common := func() string { return words[w.Random.IntN(60)] }
	middling := func() string { return words[200+w.Random.IntN(1500)] }
	next, stop := iter.Pull(items)
	defer stop()
	for range each {
		var it Item
		for range 17 {
			if item, ok := next(); ok {
				it = item
			}
		}
		sentence := strings.Fields(strings.ToLower(strings.Trim(it.Decision, ".")))
		from := w.Random.IntN(max(1, len(sentence)-3))
		for _, kind := range Kinds {
			q := Question{Kind: kind, Body: w.Random.IntN(Bodies)}
			switch kind {
			case Common, WithFilter, WithCounts:
				q.Words = []string{common()}
			case Two:
				q.Words = []string{common(), middling()}
			case Three:
				q.Words = []string{common(), common(), middling()}
			case Rare:
				q.Words = []string{words[len(words)/4+w.Random.IntN(len(words)/2)]}
			case Phrase:
				q.Words = sentence[from:min(len(sentence), from+3)]
			case Compound:
				q.Words = []string{pick(w, []string{pick(w, firsts), pick(w, lasts)})}
			case Prefix:
				word := []rune(middling())
				q.Words = []string{string(word[:min(len(word), 5)])}
			case Misspelt:
				q.Words = []string{misspell(w, middling())}
			}
			list = append(list, q)
		}
	}
	return list
}

// misspell lets two letters in the middle of a word change places.
func misspell(w *Writer, word string) string {
	letters := []rune(word)
	if utf8.RuneCountInString(word) < 5 {
		return word + "q"
	}
	i := 1 + w.Random.IntN(len(letters)-3)
	if letters[i] == letters[i+1] {
		letters[i] = 'q'
	}
	letters[i], letters[i+1] = letters[i+1], letters[i]
	return string(letters)
}
