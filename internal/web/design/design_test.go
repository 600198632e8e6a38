package design

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, address string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	answer := httptest.NewRecorder()
	Handler().ServeHTTP(answer, request)
	return answer
}

// The stylesheet is there whether or not the design system was built in.
func TestStylesheet(t *testing.T) {
	answer := get(t, Stylesheet())
	if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/css") || !strings.Contains(answer.Body.String(), ":focus") {
		t.Errorf("GET %s: status %d, %s, %d bytes", Stylesheet(), answer.Code, answer.Header().Get("Content-Type"), answer.Body.Len())
	}
	kept := strings.Contains(answer.Header().Get("Cache-Control"), "immutable")
	if kept != Built() {
		t.Errorf("GET %s: kept for ever = %v, want %v: only a hashed name may be", Stylesheet(), kept, Built())
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, name := range []string{"README", "manifest.json", "icons.json", "design.go", "findes-ikke.css", ""} {
		if answer := get(t, Prefix+name); answer.Code != http.StatusNotFound {
			t.Errorf("GET %s%s: status %d, want 404", Prefix, name, answer.Code)
		}
	}
}

func TestFallback(t *testing.T) {
	if answer := get(t, Prefix+"nod.css"); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), ".decision") {
		t.Errorf("GET %snod.css: status %d, %q", Prefix, answer.Code, answer.Body)
	}
}

// What was built refers to nothing outside the program.
func TestBuiltFilesStayAtHome(t *testing.T) {
	files, err := dist.ReadDir("dist")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := file.Name()
		if !strings.HasSuffix(name, ".css") && !strings.HasSuffix(name, ".js") {
			continue
		}
		text, err := dist.ReadFile("dist/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, foreign := range []string{"url(http", `url("http`, "url(//", "url(data:", "@import", "eval(", "sourceMappingURL"} {
			if strings.Contains(string(text), foreign) {
				t.Errorf("%s holds %q", name, foreign)
			}
		}
	}
}
