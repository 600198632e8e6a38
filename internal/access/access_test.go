package access

import (
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
)

func TestRolesAreWholeWords(t *testing.T) {
	for _, r := range Roles {
		if r.Danish() == "" || strings.Contains(r.Danish(), " ") {
			t.Errorf("Role(%q).Danish() = %q, want one word", r, r.Danish())
		}
		if got, ok := RoleNamed(r.Danish()); !ok || got != r {
			t.Errorf("RoleNamed(%q) = %q, %t, want %q", r.Danish(), got, ok, r)
		}
		if len(may[r]) == 0 {
			t.Errorf("role %q may nothing", r)
		}
	}
	if len(may) != len(Roles) {
		t.Errorf("the table has %d roles, want %d", len(may), len(Roles))
	}
}

// Each permission belongs to somebody, and each in the table is on the list.
func TestPermissionsAreGivenAndListed(t *testing.T) {
	listed := map[Permission]bool{}
	for _, p := range Permissions {
		listed[p] = false
	}
	for role, permissions := range may {
		for _, p := range permissions {
			if _, ok := listed[p]; !ok {
				t.Errorf("%s may %q, which is not in Permissions", role, p)
			}
			listed[p] = true
		}
	}
	for p, given := range listed {
		if !given {
			t.Errorf("no role may %q", p)
		}
	}
}

func TestMay(t *testing.T) {
	in := func(body string, role Role) Who {
		return Who{Account: Account{ID: "a"}, Grants: []Grant{{BodyID: body, Role: role}}}
	}
	for name, tt := range map[string]struct {
		who        Who
		permission Permission
		body       string
		want       bool
	}{
		"a stranger":                       {Who{}, ReadInternal, "b1", false},
		"somebody without a role":          {Who{Account: Account{ID: "a"}}, ReadInternal, "b1", false},
		"a member in the body":             {in("b1", Member), ReadInternal, "b1", true},
		"a member in another body":         {in("b1", Member), ReadInternal, "b2", false},
		"a member of one body, everywhere": {in("b1", Member), ReadInternal, "", false},
		"the secretariat of everything":    {in("", Secretariat), EditAgenda, "b2", true},
		"a member does not write":          {in("b1", Member), EditAgenda, "b1", false},
		"the secretariat does not approve": {in("b1", Secretariat), ApproveMinutes, "b1", false},
		"a guest sees no closed door":      {in("b1", Guest), ReadClosed, "b1", false},
		"an auditor changes nothing":       {in("", Auditor), Publish, "b1", false},
		"an administrator reads no drafts": {in("", Administrator), ReadDrafts, "b1", false},
		"an administrator gives access":    {in("", Administrator), ManageAccess, "", true},
		"a permission that does not exist": {in("", Administrator), "everything", "", false},
		"a role that does not exist":       {in("", "king"), ReadInternal, "b1", false},
	} {
		if got := tt.who.May(tt.permission, tt.body); got != tt.want {
			t.Errorf("%s: May(%q, %q) = %t, want %t", name, tt.permission, tt.body, got, tt.want)
		}
	}
}

// R28: publication is a step of its own, and the second pair of eyes is never
// the author's.
func TestR28PublicationIsClearedByAnother(t *testing.T) {
	secretary := Who{Account: Account{ID: "gerda"}, Grants: []Grant{{BodyID: "b1", Role: Secretariat}}}
	chair := Who{Account: Account{ID: "bo"}, Grants: []Grant{{BodyID: "b1", Role: Chair}}}
	member := Who{Account: Account{ID: "eva"}, Grants: []Grant{{BodyID: "b1", Role: Member}}}
	for name, tt := range map[string]struct {
		who    Who
		author string
		want   bool
	}{
		"the author":                   {secretary, "gerda", false},
		"another secretary":            {secretary, "ib", true},
		"the chair":                    {chair, "gerda", true},
		"a member, who does not clear": {member, "gerda", false},
		"the author who is chair too":  {chair, "bo", false},
	} {
		if got := tt.who.MayClear("b1", tt.author); got != tt.want {
			t.Errorf("%s: MayClear(b1, %s) = %t, want %t", name, tt.author, got, tt.want)
		}
	}
	for _, r := range Roles {
		if r.May(ApproveMinutes) && r.May(Publish) {
			t.Errorf("%s both approves and publishes: that is one step, want two", r)
		}
	}
}

func TestGrantHolds(t *testing.T) {
	for name, tt := range map[string]struct {
		grant Grant
		day   string
		want  bool
	}{
		"the day before": {Grant{From: "2027-01-01"}, "2026-12-31", false},
		"the first day":  {Grant{From: "2027-01-01"}, "2027-01-01", true},
		"the last day":   {Grant{From: "2027-01-01", To: "2027-06-30"}, "2027-06-30", true},
		"the day after":  {Grant{From: "2027-01-01", To: "2027-06-30"}, "2027-07-01", false},
		"revoked":        {Grant{From: "2027-01-01", Revoked: time.Unix(1, 0)}, "2027-01-01", false},
	} {
		if got := tt.grant.Holds(tt.day); got != tt.want {
			t.Errorf("%s: Holds(%s) = %t, want %t", name, tt.day, got, tt.want)
		}
	}
	// New Year in Copenhagen is an hour before it is in Greenwich.
	if got := Day(time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)); got != "2027-01-01" {
		t.Errorf("Day(2026-12-31 23:30 UTC) = %s, want 2027-01-01", got)
	}
}

func TestSessionHolds(t *testing.T) {
	made := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		session Session
		at      time.Time
		want    bool
	}{
		"in use":                {Session{Made: made, Seen: made.Add(3 * time.Hour)}, made.Add(4 * time.Hour), true},
		"left alone":            {Session{Made: made, Seen: made}, made.Add(idle), false},
		"in use all day":        {Session{Made: made, Seen: made.Add(absolute - time.Minute)}, made.Add(absolute), false},
		"ended by its owner":    {Session{Made: made, Seen: made, Ended: made.Add(time.Second)}, made.Add(time.Minute), false},
		"just before it is off": {Session{Made: made, Seen: made}, made.Add(idle - time.Microsecond), true},
	} {
		if got := tt.session.Holds(tt.at); got != tt.want {
			t.Errorf("%s: Holds(%s) = %t, want %t", name, tt.at, got, tt.want)
		}
	}
}

func TestThrottleWaits(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		throttle throttle
		want     time.Duration
	}{
		"nothing yet":          {throttle{}, 0},
		"the last free one":    {throttle{4, now}, 0},
		"the first to wait":    {throttle{5, now}, 2 * time.Second},
		"the second":           {throttle{6, now}, 4 * time.Second},
		"half has passed":      {throttle{6, now.Add(-2 * time.Second)}, 2 * time.Second},
		"never more than this": {throttle{500, now}, longestWait},
		"forgotten":            {throttle{500, now.Add(-forgotten)}, 0},
	} {
		if got := tt.throttle.wait(freeOfAccount, now); got != tt.want {
			t.Errorf("%s: %+v.wait(%d) = %s, want %s", name, tt.throttle, freeOfAccount, got, tt.want)
		}
	}
}

func TestCheckPassword(t *testing.T) {
	for name, tt := range map[string]struct {
		password string
		want     fault.Kind
	}{
		"eleven characters": {"elleve tegn", fault.Invalid},
		"too many":          {strings.Repeat("lang ", 60), fault.Invalid},
		"one character":     {"aaaaaaaaaaaaaaaa", fault.Invalid},
		"the mail address":  {"gerda.holm2027!", fault.Invalid},
		"nothing":           {"", fault.Invalid},
	} {
		if err := checkPassword(tt.password, Account{Email: "Gerda.Holm@skagerby.example"}); !fault.Is(err, tt.want) {
			t.Errorf("%s: checkPassword(%q) = %v, want kind %d", name, tt.password, err, tt.want)
		}
	}
	if err := checkPassword("måger over havnen", Account{Email: "g@skagerby.example"}); err != nil {
		t.Errorf("checkPassword of a good one = %v", err)
	}
}

func TestLinkOpen(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	good := Link{Action: Welcome, AccountID: "a1", Once: true, Ends: now.Add(time.Hour)}
	change := func(f func(*Link)) Link { l := good; f(&l); return l }
	for name, tt := range map[string]struct {
		link   Link
		action Action
		by     Who
		want   fault.Kind
	}{
		"another action":   {good, Found, Who{}, fault.Missing},
		"expired":          {change(func(l *Link) { l.Ends = now }), Welcome, Who{}, fault.Forbidden},
		"used":             {change(func(l *Link) { l.Used = now }), Welcome, Who{}, fault.Conflict},
		"revoked":          {change(func(l *Link) { l.Revoked = now }), Welcome, Who{}, fault.Forbidden},
		"another's":        {good, Welcome, Who{Account: Account{ID: "a2"}}, fault.Forbidden},
		"another person's": {change(func(l *Link) { l.AccountID, l.PersonID = "", "p1" }), Welcome, Who{Account: Account{ID: "a2", PersonID: "p2"}}, fault.Forbidden},
	} {
		if err := tt.link.Open(tt.action, tt.by, now); !fault.Is(err, tt.want) {
			t.Errorf("%s: Open(%s) = %v, want kind %d", name, tt.action, err, tt.want)
		}
	}
	for name, tt := range map[string]struct {
		link Link
		by   Who
	}{
		"nobody signed in":          {good, Who{}},
		"its owner":                 {good, Who{Account: Account{ID: "a1"}}},
		"again, when that is right": {change(func(l *Link) { l.Once, l.Used = false, now }), Who{}},
	} {
		if err := tt.link.Open(Welcome, tt.by, now); err != nil {
			t.Errorf("%s: Open = %v, want nil", name, err)
		}
	}
}
