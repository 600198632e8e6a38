// Package access says who may.
//
// An [Account] is somebody who may sign in: by password, by passkey, or by an
// identity that somebody else vouches for (OpenID Connect). Signing in makes a
// [Session]. What the account may follows from its grants: a [Role] in one body
// or everywhere, from a day to a day. A role is a set of permissions, and a
// [Permission] is a verb of procedure; the table of them is [Role.May].
//
//	who, err := accounts.Who(ctx, token)
//	if who.May(access.TakeMinutes, meeting.BodyID) { … }
//
// Nothing is kept from one request to the next: a grant that is revoked and an
// account that is disabled have no power from the next question on. Whoever
// keeps a stream open asks again when the database says that something changed.
//
// Three rules hold everywhere. An account without a credential has no power, so
// an invitation that nobody has answered opens nothing. An account is never
// found by the mail address that a provider claims, only by an identity that
// was linked to it. And a token, of a session or of a link, is stored as its
// hash: who reads the database cannot sign in with it.
package access

import (
	"slices"
	"time"

	"klynge/internal/when"
)

// An Account is somebody who may sign in. Its id outlives every name, address
// and external identity (R77).
type Account struct {
	ID       string
	Name     string
	Email    string
	PersonID string // in the register of people, "" when not known
	Made     time.Time
	Disabled time.Time // zero while it may be used
}

// A Role is what somebody is in a body.
type Role string

const (
	Chair          Role = "chair"          // formand
	Member         Role = "member"         // medlem
	Substitute     Role = "substitute"     // stedfortræder
	Secretariat    Role = "secretariat"    // sekretariat, of either employer
	Administrative Role = "administrative" // administrativ deltager
	Lead           Role = "lead"           // projektleder
	Guest          Role = "guest"          // gæst
	Auditor        Role = "auditor"        // revisor
	Administrator  Role = "administrator"  // administrator
)

// Roles are all of them, in the order they are offered.
var Roles = []Role{Chair, Member, Substitute, Secretariat, Administrative, Lead, Guest, Auditor, Administrator}

var words = map[Role]string{
	Chair: "formand", Member: "medlem", Substitute: "stedfortræder", Secretariat: "sekretariat", Administrative: "administrativ",
	Lead: "projektleder", Guest: "gæst", Auditor: "revisor", Administrator: "administrator",
}

// Danish returns the role's word for users.
func (r Role) Danish() string { return words[r] }

// RoleNamed returns the role with a Danish or English name.
func RoleNamed(name string) (Role, bool) {
	for _, r := range Roles {
		if name == string(r) || name == words[r] {
			return r, true
		}
	}
	return "", false
}

// A Grant gives an account a role in a body.
type Grant struct {
	ID        string
	AccountID string
	BodyID    string // "" everywhere
	BodyName  string
	Role      Role
	From, To  string // first and last day, YYYY-MM-DD; To is "" for no end
	Made      time.Time
	MadeBy    string
	Revoked   time.Time
}

// Holds reports whether a grant has power on a day (YYYY-MM-DD in Copenhagen).
func (g Grant) Holds(day string) bool {
	return g.Revoked.IsZero() && g.From <= day && (g.To == "" || day <= g.To)
}

// Day returns the day that grants are measured by.
func Day(at time.Time) string { return at.In(when.Copenhagen).Format(time.DateOnly) }

// Who is somebody who is signed in, with what has power now. The zero Who is a
// stranger.
type Who struct {
	Account Account
	Session string // its id
	Grants  []Grant
}

// SignedIn reports whether it is anybody.
func (w Who) SignedIn() bool { return w.Account.ID != "" }

// May reports whether somebody may do something in a body. With no body it asks
// of the whole installation, where a role in one body gives nothing.
func (w Who) May(p Permission, bodyID string) bool {
	return slices.ContainsFunc(w.Grants, func(g Grant) bool {
		return (g.BodyID == "" || g.BodyID == bodyID) && g.Role.May(p)
	})
}

// MaySomewhere reports whether there is a body in which somebody may do
// something. It opens a list, of which [Who.May] then chooses the lines.
func (w Who) MaySomewhere(p Permission) bool {
	return slices.ContainsFunc(w.Grants, func(g Grant) bool { return g.Role.May(p) })
}

// MayClear reports whether somebody may be the second pair of eyes on a
// publication that another account has prepared (R28): the author never is.
func (w Who) MayClear(bodyID, authorAccountID string) bool {
	return w.May(ClearPublication, bodyID) && w.Account.ID != authorAccountID
}
