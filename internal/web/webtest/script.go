package webtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Run plays the scripts of some files against a site. A script is a list of
// cases with an empty line between them:
//
//	# What a visitor sees of a closed item.
//	GET /moeder/2024-03-12-sundhedsklynge-fjorden
//	status 200
//	body contains Lukket punkt
//	body !contains Personsag
//	header Content-Language is da
//
// A case begins with a method and an address. POST takes lines "form name=value",
// every case "with Header: value". The status is 200 unless the script says
// another. Cookies live as long as the file. Words like $KEY are replaced by
// the values given.
func Run(t *testing.T, site http.Handler, values map[string]string, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts in %s (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			visitor := &visitor{site: site, cookies: map[string]string{}}
			script := string(text)
			for name, value := range values {
				script = strings.ReplaceAll(script, "$"+name, value)
			}
			number := 1
			for part := range strings.SplitSeq(script, "\n\n") {
				visitor.play(t, fmt.Sprintf("%s:%d", file, number), part)
				number += strings.Count(part, "\n") + 2
			}
		})
	}
}

// A visitor has cookies.
type visitor struct {
	site    http.Handler
	cookies map[string]string
}

// A check is one line of a case, played when the answer is there.
type check struct{ line, rest string }

// play plays one case.
func (v *visitor) play(t *testing.T, where, text string) {
	t.Helper()
	var method, address string
	form, header := url.Values{}, http.Header{}
	var checks []check
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case method == "":
			method, address = word, rest
		case word == "form":
			name, value, _ := strings.Cut(rest, "=")
			form.Add(name, value)
		case word == "with":
			name, value, _ := strings.Cut(rest, ": ")
			header.Set(name, value)
		default:
			checks = append(checks, check{line, rest})
		}
	}
	if method == "" {
		return
	}
	answer := v.ask(method, address, form, header)
	wanted := http.StatusOK
	for _, c := range checks {
		if strings.HasPrefix(c.line, "status ") {
			if _, err := fmt.Sscan(c.rest, &wanted); err != nil {
				t.Fatalf("%s: %s: %v", where, c.line, err)
			}
		}
	}
	if answer.Code != wanted {
		t.Errorf("%s: %s %s: status %d, want %d\n%.600s", where, method, address, answer.Code, wanted, answer.Body)
	}
	for _, c := range checks {
		if problem := c.hold(answer); problem != "" {
			t.Errorf("%s: %s %s: %s: %s", where, method, address, c.line, problem)
		}
	}
}

func (v *visitor) ask(method, address string, form url.Values, header http.Header) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	request.Header = header
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range v.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	v.site.ServeHTTP(answer, request)
	for _, cookie := range answer.Result().Cookies() {
		v.cookies[cookie.Name] = cookie.Value
	}
	return answer
}

// hold returns what is wrong with an answer, "" when the check holds.
func (c check) hold(answer *httptest.ResponseRecorder) string {
	subject, rest, _ := strings.Cut(c.line, " ")
	text := answer.Body.String()
	switch subject {
	case "status":
		return ""
	case "header":
		name, after, _ := strings.Cut(rest, " ")
		text, rest = answer.Header().Get(name), after
	case "body":
	default:
		return "nobody knows this line"
	}
	verb, want, _ := strings.Cut(rest, " ")
	switch {
	case verb == "contains" && !strings.Contains(text, want):
		return fmt.Sprintf("not in %.1500q", text)
	case verb == "!contains" && strings.Contains(text, want):
		at := strings.Index(text, want)
		return fmt.Sprintf("is in …%q…", text[max(0, at-80):min(len(text), at+len(want)+80)])
	case verb == "is" && text != want:
		return fmt.Sprintf("is %q", text)
	case verb != "contains" && verb != "!contains" && verb != "is":
		return "nobody knows this verb"
	}
	return ""
}
