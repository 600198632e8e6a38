// Package design holds what a browser needs beside the pages: the stylesheet
// and script made of Det Fælles Designsystem (npm dkfds) and our own, fonts and
// icons. They are built into dist by go generate and embedded in the program.
//
// A program that was built without them works all the same: [Built] is false,
// [Stylesheet] leads to a small one of our own, and pages say so.
package design

import (
	"embed"
	"encoding/json"
	"html/template"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:generate go run ./assets

//go:embed all:dist
var dist embed.FS

//go:embed fallback.css
var fallback []byte

// Prefix is where [Handler] expects to stand.
const Prefix = "/aktiver/"

var (
	manifest = load[string]("dist/manifest.json")
	icons    = load[template.HTML]("dist/icons.json")
)

// load reads a file of the build, or returns nil when nothing was built.
func load[V ~string](name string) map[string]V {
	text, err := dist.ReadFile(name)
	if err != nil {
		return nil
	}
	values := map[string]V{}
	if err := json.Unmarshal(text, &values); err != nil {
		panic("design: " + name + ": " + err.Error()) // our own tool wrote it
	}
	return values
}

// Built reports whether the program holds the design system.
func Built() bool { return manifest != nil }

// Stylesheet returns the address of the stylesheet.
func Stylesheet() string { return address("klynge.css", "nod.css") }

// Script returns the address of the script, or "" when there is none.
func Script() string { return address("klynge.js", "") }

// Fonts returns the addresses of the fonts that every page begins with.
func Fonts() []string {
	var list []string
	for _, name := range []string{"IBMPlexSans-Regular-Latin1.woff2", "IBMPlexSans-SemiBold-Latin1.woff2"} {
		if at := address(name, ""); at != "" {
			list = append(list, at)
		}
	}
	return list
}

func address(name, otherwise string) string {
	if hashed, ok := manifest[name]; ok {
		return Prefix + hashed
	}
	if otherwise == "" {
		return ""
	}
	return Prefix + otherwise
}

// Icon returns one of the icons named in src/icons.txt as SVG, hidden from
// screen readers: the words beside it carry the meaning.
func Icon(name string) template.HTML { return icons[name] }

// HasIcon reports whether an icon of that name was built.
func HasIcon(name string) bool { _, ok := icons[name]; return ok }

// Handler serves the files. Their names change with their content, so a
// browser keeps them for a year.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		content, err := dist.ReadFile("dist/" + name)
		h := w.Header()
		switch {
		case name == "nod.css":
			content = fallback
		case err != nil || name == "README" || strings.HasSuffix(name, ".json"):
			http.NotFound(w, r)
			return
		case strings.HasSuffix(name, ".txt"):
		default:
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		h.Set("Content-Type", kind(name))
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			if packed, err := dist.ReadFile("dist/" + name + ".gz"); err == nil {
				h.Set("Content-Encoding", "gzip")
				content = packed
			}
		}
		// A reader that went away has no use for the error.
		_, _ = w.Write(content)
	})
}

// kind returns the media type of a file name; mime does not know fonts on
// every machine.
func kind(name string) string {
	switch ext := path.Ext(name); ext {
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}
