package freebusy

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"klynge/internal/fault"
)

// A Fetcher fetches calendars from addresses that strangers have written.
//
//   - It speaks https alone, also when it is led on.
//   - It asks nobody inside the house: each address is held against [Public]
//     when the connection is made, so that a name which leads elsewhere the
//     second time it is asked for gains nothing.
//   - It takes at most [MaxBytes], and waits twenty seconds.
type Fetcher struct{ client *http.Client }

var errInside = errors.New("an address that is not public")

// NewFetcher returns a fetcher that connects to the addresses that allowed says.
// The program uses [Public].
func NewFetcher(allowed func(netip.Addr) bool) *Fetcher {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(at.Addr().Unmap()) {
			return errInside
		}
		return nil
	}}
	transport := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true}
	return &Fetcher{&http.Client{Transport: transport, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 3 {
			return errors.New("led on too often")
		}
		if r.URL.Scheme != "https" {
			return errors.New("led on to an address without https")
		}
		return nil
	}}}
}

// closed are networks that are reached from the outside, but lead to something
// else than a public address (RFC 6890).
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

// Public reports whether an address is one of the open internet.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Address returns the address of a calendar as it is fetched, or why it is not.
func Address(text string) (string, error) {
	wrong := fault.New(fault.Invalid, "Skriv kalenderens adresse, som den begynder med https://. Intet er ændret.")
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "webcal://"); ok {
		text = "https://" + rest
	}
	at, err := url.Parse(text)
	if err != nil || at.Scheme != "https" || at.Hostname() == "" || at.User != nil || at.Port() != "" && at.Port() != "443" || len(text) > 2000 {
		return "", wrong
	}
	if ip, err := netip.ParseAddr(at.Hostname()); err == nil && !Public(ip) || !strings.Contains(at.Hostname(), ".") && err != nil {
		return "", wrong
	}
	at.Fragment = ""
	return at.String(), nil
}

// Fetch returns the file at an address.
func (f *Fetcher) Fetch(ctx context.Context, address string) (_ []byte, err error) {
	defer fault.In(&err, "freebusy: fetch")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "Klynge")
	request.Header.Set("Accept", "text/calendar")
	answer, err := f.client.Do(request)
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "Kalenderen kan ikke hentes fra den adresse. Det, der var læst før, er gemt.")
	}
	defer func() {
		// It was read, or is not wanted.
		_ = answer.Body.Close()
	}()
	if answer.StatusCode != http.StatusOK {
		return nil, fault.New(fault.Unavailable, "Kalenderens server svarede med %d. Det, der var læst før, er gemt.", answer.StatusCode)
	}
	file, err := io.ReadAll(io.LimitReader(answer.Body, MaxBytes+1))
	if err != nil {
		return nil, fault.Because(err, fault.Unavailable, "Kalenderen kom ikke helt frem. Det, der var læst før, er gemt.")
	}
	if len(file) > MaxBytes {
		return nil, errTooMuch
	}
	return file, nil
}
