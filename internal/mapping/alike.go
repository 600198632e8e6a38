package mapping

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// An Alike is two cards that may tell of the same citizens.
type Alike struct {
	A, B  Card
	Share int // of their words that are the same, in percent
}

// How much two cards have to share, and how common a word may be to say anything.
const (
	leastShare  = 50
	leastWords  = 4
	commonCards = 60
	mostAlike   = 200 // that are told of at once
)

var word = regexp.MustCompile(`\p{L}{4,}`)

// Likenesses returns cards that tell nearly the same, those that come from two
// partners first: the same citizens may have been counted twice. It reads each word
// once, so that some thousand cards are no matter.
func Likenesses(cards []Card) (list []Alike) {
	words, having, same := make([][]string, len(cards)), map[string][]int{}, map[string]int{}
	for i, c := range cards {
		if c.State == Merged {
			continue
		}
		words[i] = wordsOf(c.Texts())
		for _, w := range words[i] {
			having[w] = append(having[w], i)
		}
		all := strings.Join(words[i], " ")
		if first, ok := same[all]; ok && all != "" {
			list = append(list, Alike{cards[first], c, 100})
			continue
		}
		same[all] = i
	}
	for i := range cards {
		shared := map[int]int{}
		for _, w := range words[i] {
			if others := having[w]; len(others) <= commonCards {
				for _, j := range others {
					if j > i {
						shared[j]++
					}
				}
			}
		}
		for j, n := range shared {
			if n < leastWords {
				continue
			}
			if share := shareOf(words[i], words[j]); share >= leastShare && share < 100 {
				list = append(list, Alike{cards[i], cards[j], share})
			}
		}
	}
	slices.SortFunc(list, func(a, b Alike) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), -cmp.Compare(a.Share, b.Share), cmp.Compare(a.A.Number, b.A.Number), cmp.Compare(a.B.Number, b.B.Number))
	})
	return list[:min(len(list), mostAlike)]
}

// Twice reports whether two partners may have told of the same citizens.
func (a Alike) Twice() bool { return !strings.EqualFold(a.A.Source, a.B.Source) }

func (a Alike) rank() int {
	if a.Twice() {
		return 0
	}
	return 1
}

func wordsOf(text string) []string {
	list := word.FindAllString(strings.ToLower(text), -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// shareOf returns how many words in a hundred two sorted lists have in common
// (Jaccard), rounded down.
func shareOf(a, b []string) int {
	common := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			common++
		}
	}
	return 100 * common / (len(a) + len(b) - common)
}
