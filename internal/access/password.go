package access

import (
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"klynge/internal/fault"
)

// cost is what one guess takes: 19 MiB and two passes (OWASP Password Storage
// Cheat Sheet, argon2id).
var cost = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds the memory that sign-ins at once may take.
var hashing = make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))

// nobody is the password of no account: who asks for an account that does not
// exist waits as long as for one that does.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash(newToken(), cost) })

const (
	leastPassword = 12  // characters (NIST SP 800-63B-4, 3.1.1.2 asks for 15 alone, 8 with a second factor)
	mostPassword  = 256 // characters
)

// checkPassword says what is wrong with a new password. There is no rule on
// kinds of characters: length is what counts (NIST SP 800-63B-4, 3.1.1.2).
func checkPassword(password string, a Account) error {
	n := utf8.RuneCountInString(password)
	folded := strings.ToLower(password)
	local, _, _ := strings.Cut(emailKey(a.Email), "@")
	switch {
	case n < leastPassword:
		return fault.New(fault.Invalid, "Koden er for kort. Skriv mindst %d tegn. Nogle ord efter hinanden er lettere at huske end tegn.", leastPassword)
	case n > mostPassword:
		return fault.New(fault.Invalid, "Koden er for lang. Skriv højst %d tegn.", mostPassword)
	case strings.Count(folded, folded[:1]) == len(folded) || len(local) > 3 && strings.Contains(folded, local):
		return fault.New(fault.Invalid, "Koden er for let at gætte. Vælg en, der ikke er din mailadresse eller det samme tegn igen og igen.")
	}
	return nil
}

// normal writes a password in one way, however a keyboard composes its letters.
func normal(password string) string { return norm.NFKC.String(password) }

func hashPassword(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(normal(password), cost)
}

// fits reports whether a password has a hash. Without a hash it does the same
// work and says no.
func fits(password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		var err error
		if hash, err = nobody(); err != nil {
			return false, err
		}
	}
	if len(password) > 4*mostPassword {
		password = ""
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	ok, err := argon2id.ComparePasswordAndHash(normal(password), hash)
	return ok && known, err
}

// A throttle counts failures in a row of one account or from one address.
type throttle struct {
	failures int
	last     time.Time
}

const (
	freeOfAccount = 5  // failures of one account before it must wait
	freeOfAddress = 30 // failures from one address, behind which there may be a whole town hall
	longestWait   = 15 * time.Minute
	forgotten     = time.Hour // after which failures no longer count
)

// wait returns how long the next attempt must wait: nothing for the first ones,
// then 2, 4, 8 … seconds, at most [longestWait].
func (t throttle) wait(free int, at time.Time) time.Duration {
	if t.failures < free || at.Sub(t.last) >= forgotten {
		return 0
	}
	pause := min(longestWait, time.Second<<min(t.failures-free+1, 12))
	return max(0, pause-at.Sub(t.last))
}

// next returns the count with one more failure.
func (t throttle) next(at time.Time) throttle {
	if at.Sub(t.last) >= forgotten {
		t.failures = 0
	}
	return throttle{t.failures + 1, at}
}
