package web

import (
	"strings"
	"testing"
)

type shelf struct {
	Name  string
	Books []book
	Owner *owner
}

type book struct{ Title string }

func (book) Pages() int { return 1 }

type owner struct{ Mail string }

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct{ main, wrong string }{
		"a field":                       {`{{.Name}}`, ""},
		"a field that is not there":     {`{{.Nmae}}`, "no Nmae"},
		"inside a range":                {`{{range .Books}}{{.Title}}{{.Pages}}{{end}}`, ""},
		"wrong inside a range":          {`{{range .Books}}{{.Name}}{{end}}`, "no Name"},
		"the outer dot in a range":      {`{{range $i, $b := .Books}}{{$i}}{{$b.Title}}{{$.Name}}{{end}}`, ""},
		"wrong of a variable":           {`{{range $b := .Books}}{{$b.Titel}}{{end}}`, "no Titel"},
		"through a pointer":             {`{{with .Owner}}{{.Mail}}{{end}}`, ""},
		"wrong in a branch never taken": {`{{if false}}{{.Owner.Male}}{{end}}`, "no Male"},
		"in a template called":          {`{{template "one" .Owner}}`, "no Mial"},
		"an argument of a function":     {`{{t "x" .Nam}}`, "no Nam"},
		"range over a string":           {`{{range .Name}}{{end}}`, "range over string"},
	} {
		p := MustPage[shelf](nil, `{{define "title"}}{{end}}{{define "one"}}{{.Mial}}{{end}}{{define "main"}}`+tt.main+`{{end}}`)
		err := p.Check()
		switch {
		case tt.wrong == "" && err != nil:
			t.Errorf("%s: Check of %s = %v, want nil", name, tt.main, err)
		case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong)):
			t.Errorf("%s: Check of %s = %v, want an error with %q", name, tt.main, err, tt.wrong)
		}
	}
}
