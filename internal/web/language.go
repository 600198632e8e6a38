package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// A Language is one that the site speaks. Danish has the addresses, English
// the same ones behind /en.
type Language int

const (
	Danish Language = iota
	English
)

// Languages are all of them.
var Languages = [...]Language{Danish, English}

// Code returns the language as the lang attribute has it (BCP 47).
func (l Language) Code() string { return [...]string{"da", "en"}[l] }

// Other returns the language that the switch leads to.
func (l Language) Other() Language { return 1 - l }

const englishPrefix = "/en"

// Path returns the address of a page in the language.
func (l Language) Path(path string) string {
	if l == Danish || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/aktiver/") {
		return path
	}
	if path == "/" {
		return englishPrefix + "/"
	}
	return englishPrefix + path
}

// split returns the language of an address and the address in Danish.
func split(path string) (Language, string) {
	rest, ok := strings.CutPrefix(path, englishPrefix)
	switch {
	case !ok || rest != "" && rest[0] != '/':
		return Danish, path
	case rest == "":
		return English, "/"
	}
	return English, rest
}

// LanguageOf returns the language that a request asks in.
func LanguageOf(r *http.Request) Language { return visitOf(r).language }

// Say returns a Danish sentence in the language, with its arguments. The Danish
// text is the key: what a template says is what a Dane reads. Both languages
// have the same two plural forms, so [Language.Count] is all the grammar there is.
func (l Language) Say(text string, args ...any) string {
	if l == English {
		if translated, ok := english[text]; ok {
			text = translated
		}
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Knows reports whether a text can be said in the language.
func (l Language) Knows(text string) bool {
	_, ok := english[text]
	return l == Danish || ok
}

// Texts returns what the language knows how to say, by its Danish.
func (l Language) Texts() []string {
	if l == Danish {
		return nil
	}
	return slices.Sorted(maps.Keys(english))
}
