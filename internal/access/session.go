package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// A Session is a browser that is signed in.
type Session struct {
	ID        string
	AccountID string
	Method    Method
	Agent     string // the browser's name for itself, as it says
	Address   string
	Made      time.Time
	Seen      time.Time // within [seenStep]
	Ended     time.Time // zero while nobody has ended it
}

// A Method is how somebody proved who they are.
type Method string

const (
	ByPassword Method = "password"
	ByPasskey  Method = "passkey"
	ByProvider Method = "oidc"
)

const (
	idle     = 2 * time.Hour       // a session that nobody uses ends
	absolute = 12 * time.Hour      // every session ends: a working day
	seenStep = 5 * time.Minute     // how exactly the last use is known
	overlap  = time.Minute         // how long a rotated token still works, for requests under way
	memory   = 30 * 24 * time.Hour // how long an ended session is told from a stranger
)

// Holds reports whether a session has power at an instant.
func (s Session) Holds(at time.Time) bool {
	return s.Ended.IsZero() && at.Before(s.Ends())
}

// Ends returns when the session ends unless it is used again.
func (s Session) Ends() time.Time {
	last, unused := s.Made.Add(absolute), s.Seen.Add(idle)
	if unused.Before(last) {
		return unused
	}
	return last
}

// CookieLife is how long a browser keeps the token of a session. It is longer
// than the session, so that somebody whose time ran out while they wrote is
// known again and asked to sign in, and what they wrote is kept.
const CookieLife = memory

// newToken returns a secret of 130 bits for an address or a cookie.
func newToken() string { return rand.Text() }

// hashed returns what is stored of a token. The token is random, so a fast hash
// is enough.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
