// Assets builds what a browser needs into the folder dist of package design:
// one stylesheet and one script, the fonts and pictures they name, the icons
// that pages draw, each file beside its gzip twin, and the notices that the
// licences ask for. Names carry a hash of the content, so that a browser may
// keep a file for ever.
//
// Run it with go generate in the folder of package design, after npm ci.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const (
	out   = "dist"
	dkfds = "node_modules/dkfds/dist"
)

func main() {
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func build() error {
	if _, err := os.Stat(dkfds); err != nil {
		return errors.New("the design system is not there: run npm ci --ignore-scripts first")
	}
	if err := clear(); err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{"src/klynge.css", "src/klynge.ts"},
		Outdir:            out,
		EntryNames:        "[name]-[hash]",
		AssetNames:        "[name]-[hash]",
		PublicPath:        "/aktiver/",
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		Target:            api.ES2022,
		LegalComments:     api.LegalCommentsNone, // see notices
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderFile, ".png": api.LoaderFile},
		Plugins:           []api.Plugin{trimDesignSystem},
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors", len(result.Errors))
	}
	manifest := map[string]string{}
	for _, file := range result.OutputFiles {
		name := filepath.Base(file.Path)
		switch filepath.Ext(name) {
		case ".css", ".js":
			manifest["klynge"+filepath.Ext(name)] = name
		case ".woff2":
			manifest[hashed.ReplaceAllString(name, ".woff2")] = name
		}
		if err := write(name, file.Contents); err != nil {
			return err
		}
	}
	return errors.Join(icons(), notices(), writeJSON("manifest.json", manifest))
}

// hashed matches the hash that esbuild put into a name.
var hashed = regexp.MustCompile(`-[A-Z0-9]{8}\.woff2$`)

// clear removes the last build, but not the file that keeps the folder.
func clear() error {
	entries, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == "README" {
			continue
		}
		if err := os.Remove(filepath.Join(out, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// trimDesignSystem leaves out of the design system's stylesheet what would
// only weigh: its fonts in five old formats (ours are declared in fonts.css)
// and a class for each of its 158 icons (ours are drawn into the page).
var trimDesignSystem = api.Plugin{
	Name: "dkfds",
	Setup: func(b api.PluginBuild) {
		b.OnLoad(api.OnLoadOptions{Filter: `dkfds\.css$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := os.ReadFile(args.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			css := string(trimmed.ReplaceAll(text, nil))
			return api.OnLoadResult{Contents: &css, Loader: api.LoaderCSS, ResolveDir: filepath.Dir(args.Path)}, nil
		})
	},
}

var trimmed = regexp.MustCompile(`@font-face\s*\{[^}]*\}|\.icon-[a-z-]+:not\(a\)\s*\{[^}]*\}`)

// icons gathers the pictures that pages draw, as they stand in src/icons.txt,
// into one file.
func icons() error {
	list, err := os.ReadFile("src/icons.txt")
	if err != nil {
		return err
	}
	all := map[string]string{}
	for name := range strings.FieldsSeq(string(list)) {
		svg, err := os.ReadFile(filepath.Join(dkfds, "img/svg-icons", name+".svg"))
		if err != nil {
			return fmt.Errorf("src/icons.txt: %w", err)
		}
		drawing := strings.TrimSpace(string(svg))
		attributes := ` class="icon-svg" focusable="false" aria-hidden="true"`
		all[name] = strings.Replace(strings.Replace(drawing, ` xmlns="http://www.w3.org/2000/svg"`, "", 1), "<svg", "<svg"+attributes, 1)
	}
	return writeJSON("icons.json", all)
}

// notices gathers the licences of everything that goes into the program: what
// was bundled here, and the Go modules that are compiled in.
func notices() error {
	var b bytes.Buffer
	compiled, err := modules()
	if err != nil {
		return err
	}
	found, err := filepath.Glob("node_modules/*/LICENSE*")
	if err != nil {
		return err
	}
	fonts, err := filepath.Glob(dkfds + "/fonts/*/*/woff2/license.txt")
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, path := range slices.Concat(found, fonts) {
		names[path] = strings.TrimPrefix(path, "node_modules/")
	}
	paths := slices.Concat(found, fonts)
	for _, m := range compiled {
		files, err := filepath.Glob(filepath.Join(m.folder, "LICEN[CS]E*"))
		if err != nil {
			return err
		}
		copying, err := filepath.Glob(filepath.Join(m.folder, "COPYING*"))
		if err != nil {
			return err
		}
		files = slices.Concat(files, copying)
		files = slices.DeleteFunc(files, func(path string) bool {
			about, err := os.Stat(path)
			return err == nil && about.IsDir()
		})
		for _, path := range files {
			names[path] = m.name + "/" + filepath.Base(path)
		}
		paths = append(paths, files...)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if bytes.Contains(b.Bytes(), text) {
			continue // several share a licence
		}
		fmt.Fprintf(&b, "== %s\n\n%s\n\n", names[path], bytes.TrimSpace(text))
	}
	if b.Len() == 0 {
		return errors.New("no licence was found in node_modules")
	}
	return write("licenser.txt", b.Bytes())
}

// A module is a Go module that is compiled into the program.
type module struct{ name, folder string }

func modules() (list []module, err error) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Dir}}{{end}}{{end}}", "klynge/cmd/klynge").Output()
	if err != nil {
		return nil, fmt.Errorf("list the modules of the program: %w", err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		name, folder, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !seen[name] {
			seen[name] = true
			list = append(list, module{name, folder})
		}
	}
	slices.SortFunc(list, func(a, b module) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

func writeJSON(name string, value any) error {
	text, err := json.MarshalIndent(value, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, name), text, 0o644)
}

// write saves a file, and beside it its gzip twin when that is smaller.
func write(name string, content []byte) error {
	path := filepath.Join(out, name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	var b bytes.Buffer
	packer, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := packer.Write(content); err != nil {
		return err
	}
	if err := packer.Close(); err != nil {
		return err
	}
	if b.Len() > len(content)*9/10 {
		return nil
	}
	return os.WriteFile(path+".gz", b.Bytes(), 0o644)
}
