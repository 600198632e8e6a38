// Package pattern holds regular expressions that are compiled when they are first
// used. The reader and the gate of publication know more than a hundred, and a
// program that only shows a page, or one chart, should not wait for them.
package pattern

import (
	"regexp"
	"sync"
)

// A Pattern is a regular expression with the methods of [regexp.Regexp].
type Pattern struct{ compiled func() *regexp.Regexp }

var all []*Pattern

// New returns the pattern of an expression. It is for variables of packages: what is
// no expression panics in [Compile], which a test calls, or when it is first used.
func New(expression string) *Pattern {
	p := &Pattern{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
	all = append(all, p)
	return p
}

// Compile compiles every pattern of the program, and returns how many there are.
func Compile() int {
	for _, p := range all {
		p.compiled()
	}
	return len(all)
}

func (p *Pattern) String() string                       { return p.compiled().String() }
func (p *Pattern) MatchString(s string) bool            { return p.compiled().MatchString(s) }
func (p *Pattern) FindString(s string) string           { return p.compiled().FindString(s) }
func (p *Pattern) FindStringIndex(s string) []int       { return p.compiled().FindStringIndex(s) }
func (p *Pattern) FindStringSubmatch(s string) []string { return p.compiled().FindStringSubmatch(s) }
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	return p.compiled().FindStringSubmatchIndex(s)
}
func (p *Pattern) FindAllString(s string, n int) []string { return p.compiled().FindAllString(s, n) }
func (p *Pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.compiled().FindAllStringIndex(s, n)
}
func (p *Pattern) FindAllStringSubmatch(s string, n int) [][]string {
	return p.compiled().FindAllStringSubmatch(s, n)
}
func (p *Pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.compiled().FindAllStringSubmatchIndex(s, n)
}
func (p *Pattern) ReplaceAllString(s, with string) string {
	return p.compiled().ReplaceAllString(s, with)
}
func (p *Pattern) ReplaceAllStringFunc(s string, with func(string) string) string {
	return p.compiled().ReplaceAllStringFunc(s, with)
}
func (p *Pattern) FindSubmatch(b []byte) [][]byte { return p.compiled().FindSubmatch(b) }
