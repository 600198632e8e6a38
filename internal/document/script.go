package document

import "time"

// A script is what a document says, in reading order.
type script struct {
	Title   string    // of the file: "Referat: Sundhedsklynge Nord, 19. november 2024"
	Body    string    // at the head of every page but the first
	Day     string    // beside it: "19. november 2024"
	Written time.Time // when the version that it tells of was read
	Blocks  []block
}

// A block is one heading, paragraph, list or table.
type block struct {
	Role    role
	Level   int // of a heading, from 1
	Text    string
	Entries []entry // of a list
	Name    string  // of a table: what it shows
	Head    []string
	Rows    [][]string
}

// A role is what a block is to its reader.
type role int

const (
	heading   role = iota
	kind           // "Referat", above the title
	fact           // when and where
	paragraph      //
	remark         // about the text, not part of it
	decision       // a paragraph of what the body decided, set apart
	decided        // the heading of a decision
	list           // of Entries
	numbered       // a list whose labels count 1, 2, 3
	table          // of Head and Rows
)

// An entry is one line of a list. Label is what is printed before it.
type entry struct{ Label, Text string }

func (s *script) add(r role, text string) {
	if text != "" {
		s.Blocks = append(s.Blocks, block{Role: r, Text: text})
	}
}

// head adds a heading, never more than one step below the heading before it.
func (s *script) head(level int, text string) {
	deepest := 0
	for i := len(s.Blocks) - 1; i >= 0 && deepest == 0; i-- {
		if r := s.Blocks[i].Role; r == heading || r == decided {
			deepest = s.Blocks[i].Level
		}
	}
	s.Blocks = append(s.Blocks, block{Role: heading, Level: min(level, deepest+1), Text: text})
}

// entry adds a line to a list, which begins with it unless the block before is one.
func (s *script) entry(r role, e entry) {
	if n := len(s.Blocks); n == 0 || s.Blocks[n-1].Role != r {
		s.Blocks = append(s.Blocks, block{Role: r})
	}
	last := &s.Blocks[len(s.Blocks)-1]
	last.Entries = append(last.Entries, e)
}

// row adds a row to a table, which begins with it unless the block before is one.
func (s *script) row(name string, cells []string) {
	if n := len(s.Blocks); n == 0 || s.Blocks[n-1].Role != table {
		s.Blocks = append(s.Blocks, block{Role: table, Name: name})
	}
	last := &s.Blocks[len(s.Blocks)-1]
	last.Rows = append(last.Rows, cells)
}
