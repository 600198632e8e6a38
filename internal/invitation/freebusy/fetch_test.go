package freebusy

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"klynge/internal/fault"
)

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"1.1.1.1": true, "2606:4700::1111": true, "::ffff:1.1.1.1": true,
		"127.0.0.1": false, "10.0.0.1": false, "192.168.1.1": false, "172.16.9.9": false, "169.254.169.254": false, "0.0.0.0": false, "100.64.0.1": false,
		"::1": false, "::": false, "fe80::1": false, "fc00::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "64:ff9b::a00:1": false,
		"2002:a00:1::": false, "224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "2001:db8::1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("Public(%s) = %v", address, got)
		}
	}
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"https://kalender.example/x.ics?a=b#c": "https://kalender.example/x.ics?a=b",
		" webcal://kalender.example/x.ics ":    "https://kalender.example/x.ics",
		"http://kalender.example/x.ics":        "", "file:///etc/passwd": "", "https://127.0.0.1/x": "", "https://[::1]/x": "", "https://localhost/x": "",
		"https://kalender.example:8443/": "", "https://gerda:kode@kalender.example/": "", "": "", "https://": "", "https://10.1.2.3/": "",
		"https://kalender.example/" + strings.Repeat("x", 2000): "",
	} {
		got, err := Address(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Address(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestFetch(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/god.ics", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(calendar()) })
	mux.HandleFunc("/stor.ics", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, MaxBytes+10)) })
	mux.HandleFunc("/ind", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1/", http.StatusFound)
	})
	mux.HandleFunc("/rundt", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/rundt", http.StatusFound) })
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	fetcher := func(allowed func(netip.Addr) bool) *Fetcher {
		f := NewFetcher(allowed)
		f.client.Transport.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
		return f
	}
	// The one that the program uses does not come to this machine, whatever the name.
	if _, err := fetcher(Public).Fetch(t.Context(), server.URL+"/god.ics"); !errors.Is(err, errInside) || !fault.Is(err, fault.Unavailable) {
		t.Errorf("a fetch inside the house: %v", err)
	}
	here := fetcher(func(netip.Addr) bool { return true })
	if file, err := here.Fetch(t.Context(), server.URL+"/god.ics"); err != nil || len(file) == 0 {
		t.Errorf("Fetch: %d bytes, %v", len(file), err)
	}
	for path, want := range map[string]fault.Kind{"/stor.ics": fault.TooLarge, "/ind": fault.Unavailable, "/rundt": fault.Unavailable, "/mangler": fault.Unavailable} {
		if _, err := here.Fetch(t.Context(), server.URL+path); !fault.Is(err, want) || fault.Sentence(err) == "" {
			t.Errorf("Fetch(%s): %v, want kind %v", path, err, want)
		}
	}
}
