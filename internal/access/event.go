package access

import "time"

// An Event is something that happened to access. Events are never changed.
type Event struct {
	ID        string
	At        time.Time
	Kind      EventKind
	AccountID string // whom it is about, "" when that is not known
	Name      string // of that account
	By        string // id of the account that did it, or who stood at the terminal
	ByName    string
	Address   string // of the browser, for attempts to sign in
	Detail    string // the role, the method, the provider
}

// An EventKind says what happened.
type EventKind string

const (
	Founded         EventKind = "founded" // the first administrator
	Invited         EventKind = "invited"
	WelcomeMade     EventKind = "welcome-made" // a new link for an account that was there
	SignedInAs      EventKind = "signed-in"
	Failed          EventKind = "failed"
	SignedOut       EventKind = "signed-out"
	SessionEnded    EventKind = "session-ended"
	Granted         EventKind = "granted"
	Revoked         EventKind = "revoked"
	Disabled        EventKind = "disabled"
	Enabled         EventKind = "enabled"
	PasswordSet     EventKind = "password-set"
	PasskeyAdded    EventKind = "passkey-added"
	PasskeyRemoved  EventKind = "passkey-removed"
	IdentityLinked  EventKind = "identity-linked"
	IdentityRefused EventKind = "identity-refused" // somebody the provider vouches for, but no account
)
