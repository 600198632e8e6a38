package site

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"time"

	"klynge/internal/fault"
	"klynge/internal/when"
)

// Reviewers are the people who may review until the program stops. klynge serve
// prints a link with a key; whoever uses it first says their name and gets a
// cookie, and the key is spent. There are no accounts yet: the one who can read
// the server's terminal is the one who may correct.
type Reviewers struct {
	clock when.Clock

	mu   sync.Mutex
	key  string // "" when spent
	open map[string]reviewer
}

// A reviewer is somebody with a cookie.
type reviewer struct {
	name  string
	until time.Time
}

const (
	cookieName = "klynge_gennemgang"
	workday    = 12 * time.Hour
)

// NewReviewers makes a key that can be used once.
func NewReviewers(clock when.Clock) *Reviewers {
	return &Reviewers{clock: clock, key: rand.Text(), open: map[string]reviewer{}}
}

// Path returns the address that the key opens.
func (v *Reviewers) Path() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return "/gennemgang?noegle=" + v.key
}

// Fits reports whether a key is the one that opens, without spending it.
func (v *Reviewers) Fits(key string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.fits(key)
}

func (v *Reviewers) fits(key string) bool {
	return v.key != "" && subtle.ConstantTimeCompare([]byte(key), []byte(v.key)) == 1
}

// Enter spends the key and gives the reviewer a cookie for a working day.
func (v *Reviewers) Enter(w http.ResponseWriter, r *http.Request, key, name string) error {
	name = strings.Join(strings.Fields(clipped(name)), " ")
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case !v.fits(key):
		return fault.New(fault.Forbidden, "Nøglen er brugt eller forkert. Start klynge serve igen for at få en ny.")
	case name == "":
		return fault.New(fault.Invalid, "Skriv dit navn, så andre kan se, hvem der har rettet. Gå tilbage, og prøv igen.")
	}
	secret := rand.Text()
	v.key, v.open[secret] = "", reviewer{name, v.clock().Add(workday)}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: secret, Path: "/", MaxAge: int(workday.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
	return nil
}

// Who returns the name of the reviewer who asks.
func (v *Reviewers) Who(r *http.Request) (name string, ok bool) {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return "", false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	found, ok := v.open[cookie.Value]
	return found.name, ok && v.clock().Before(found.until)
}
