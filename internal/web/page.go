package web

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"strconv"
	"sync"

	"klynge/internal/fault"
	"klynge/internal/web/design"
)

//go:embed layout.html
var layout string

// A Page shows values of one type. Its template is parsed when a page is first
// shown in a language: a program that parsed all pages in both would answer its
// first visitor, and do everything else, a tenth of a second later.
type Page[T any] struct {
	sets [len(Languages)]func() *template.Template
	more Functions
}

// Functions are what the templates of a site may call beside the common ones.
type Functions func(Language) template.FuncMap

// MustPage joins a template with the type it shows. The template defines
// "title" and "main", and may define "description"; the dot is a T in each.
// Parts are templates that pages share. A page that cannot be parsed panics
// when it is first shown; [Page.Check], in a test of each page, comes before.
func MustPage[T any](more Functions, sources ...string) *Page[T] {
	p := &Page[T]{more: more}
	for _, language := range Languages {
		p.sets[language] = sync.OnceValue(func() *template.Template {
			set := template.New("layout").Funcs(p.functions(language))
			template.Must(set.Parse(layout))
			for _, source := range sources {
				template.Must(set.Parse(source))
			}
			for _, name := range []string{"title", "main"} {
				if set.Lookup(name) == nil {
					panic(fmt.Sprintf("web: a page of %T defines no %q", *new(T), name))
				}
			}
			return set
		})
	}
	return p
}

// functions are all that a template of the page may call.
func (p *Page[T]) functions(language Language) template.FuncMap {
	functions := language.functions()
	if p.more != nil {
		maps.Copy(functions, p.more(language))
	}
	return functions
}

// A frame is what the layout shows around a page.
type frame struct {
	Language Language
	Path     string // in Danish, with its query
	Section  string // the first part of the path, which is marked in the menu
	Bare     bool   // the design system was not built in
	Fonts    []string
	Style    string
	Script   string
	Private  bool   // not for search engines
	Visitor  string // name of whoever is signed in, "" on public pages
	Notice   *Notice
	Done     string // what the form before did
	Page     any
}

// Switch returns the address of the same page in the other language.
func (f frame) Switch() string { return f.Language.Other().Path(f.Path) }

// Render writes a value as a page. It writes nothing when the template fails.
func (p *Page[T]) Render(w http.ResponseWriter, r *http.Request, value T) error {
	return p.RenderStatus(w, r, http.StatusOK, value)
}

// RenderStatus is [Page.Render] with another status than 200.
func (p *Page[T]) RenderStatus(w http.ResponseWriter, r *http.Request, status int, value T) (err error) {
	defer fault.In(&err, "render %T", value)
	language, h := LanguageOf(r), w.Header()
	f := frame{
		Language: language, Path: r.URL.RequestURI(), Section: section(r.URL.Path),
		Bare: !design.Built(), Fonts: design.Fonts(), Style: design.Stylesheet(), Script: design.Script(),
		Private: status != http.StatusOK || h.Get("Cache-Control") == "no-store", Visitor: visitOf(r).visitor, Notice: visitOf(r).notice, Page: value,
	}
	if f.Private {
		f.Done = done(w, r)
	}
	var b bytes.Buffer
	if err := p.sets[language]().Execute(&b, f); err != nil {
		return err
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", language.Code())
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(status)
	// A reader that went away has no use for the error.
	_, _ = w.Write(b.Bytes())
	return nil
}

// section returns the first part of a path.
func section(path string) string {
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			return path[1:i]
		}
	}
	if path == "" {
		return ""
	}
	return path[1:]
}
