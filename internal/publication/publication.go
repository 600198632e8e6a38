// Package publication is the gate between the working record and the public one.
//
// A text goes through it in steps, each an act of its own with a name and a time:
//
//	Prepare ─▶ Settle, Withhold, Redact ─▶ Clear ─▶ Publish ─▶ Withdraw
//
// To prepare is to compose what the public will see ([Compose]) from an agenda
// that was sent or from a version of the minutes, with nothing closed in it, and to
// look through it: the text, the titles, every attachment with its name, its
// metadata and what nobody sees in it ([Scan], [Inspect]). What is found is a
// [Finding] that somebody answers. A civil registration number stops the
// publication until it is gone; nobody can accept one (R29). To publish is to let
// package archive take the composed text in as a version of the public meeting, in
// one transaction.
//
// What is promised:
//
//   - Publication is not approval. What holds something closed, or personal data,
//     is cleared by another than the one who prepared it (R28).
//   - What is published is what was cleared, to the byte: the digest that the
//     clearer saw is the digest that is published.
//   - A redacted file is a new file, which is scanned again; the original stays
//     closed (R31).
//   - Of a closed item the public text has number and neutral title (R32, R33).
//   - What is withdrawn leaves a tombstone and nothing else in public, at once;
//     nothing is deleted (R34, R38).
package publication

import (
	"slices"
	"time"

	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// A State is how far a publication has come.
type State string

const (
	Held      State = "held"      // something in it must be answered first
	Ready     State = "ready"     // nothing stops it; it may still need another pair of eyes
	Cleared   State = "cleared"   // by another than the author
	Published State = "published" // the public sees it
	Withdrawn State = "withdrawn" // the public saw it
	Replaced  State = "replaced"  // by a later one, before or after it was public
)

// Waits reports whether a publication is still on its way.
func (s State) Waits() bool { return s == Held || s == Ready || s == Cleared }

// A Publication is one text on its way to the public.
type Publication struct {
	ID         string
	PlannedID  string // plan.Meeting
	BodyID     string
	Kind       reading.Kind
	Version    int // agenda.Dispatch.Number or minutes.Version.Number
	State      State
	Second     bool // needs another pair of eyes (R28)
	Digest     string
	DocumentID string // paper.Document, once published
	Author     string // account
	AuthorName string
	Made       time.Time
	ClearedBy  string // account
	Clearer    string // name
	ClearedAt  time.Time
	Publisher  string // name
	Published  time.Time
	Row        int64 // version of the row
	Reading    *reading.Reading
	Findings   []Finding
	Files      []File
	Events     []Event
}

// A FindingKind says what was found.
type FindingKind string

const (
	PersonalNumber FindingKind = "personal-number" // stops the publication until it is gone (R29)
	PossibleNumber FindingKind = "possible-number" // nine digits of a spreadsheet that has dropped a zero
	Phone          FindingKind = "phone"
	MailAddress    FindingKind = "mail-address" // a private one
	Address        FindingKind = "address"
	Health         FindingKind = "health" // a word on somebody's health near a name
	Signature      FindingKind = "signature"
	MailHeader     FindingKind = "mail-header"
	HiddenText     FindingKind = "hidden-text" // comments, deleted and unseen text
	Metadata       FindingKind = "metadata"
	Picture        FindingKind = "picture"    // that no program has read
	Unreadable     FindingKind = "unreadable" // stops the publication until it is withheld, or another accepts it
)

// Blocks reports whether a finding of the kind stops a publication while it is open.
func (k FindingKind) Blocks() bool { return k == PersonalNumber || k == Unreadable }

// A Settled is what somebody made of a finding.
type Settled string

const (
	Open     Settled = "open"
	Removed  Settled = "removed"  // from the text, or with its file
	Redacted Settled = "redacted" // the file was replaced by one without it
	Accepted Settled = "accepted" // it may be public, for a reason
)

// A Finding is one place that somebody should look at.
type Finding struct {
	ID       string
	Place    string // meeting.Value.At, or "bilag/ID/tekst"
	Kind     FindingKind
	Digest   string // of the file it was found in, "" for the text itself
	Excerpt  string // with what is personal masked
	Page     int    // 0 when there are none
	State    Settled
	Reason   string
	By       string // name
	Answered time.Time
}

// Stops reports whether the finding must be answered before anything is published.
func (f Finding) Stops() bool { return f.Kind.Blocks() && f.State == Open }

// Accept returns why somebody may not let a finding stand, or nil.
//
//   - A civil registration number is removed, never accepted (R29).
//   - A file that nobody could look through is accepted by another than the one who
//     prepared the publication.
//   - Everything takes a reason.
func (f Finding) Accept(p Publication, account, reason string) error {
	switch {
	case f.Kind == PersonalNumber:
		return fault.New(fault.Forbidden, "Et CPR-nummer kan ikke godkendes til offentliggørelse. Intet er ændret. Fjern det fra teksten, "+
			"hold bilaget tilbage, eller læg et overstreget bilag ind.")
	case f.State != Open:
		return fault.New(fault.Conflict, "Fundet er allerede besvaret. Intet er ændret. Hent siden igen.")
	case f.Kind == Unreadable && account == p.Author:
		return fault.New(fault.Forbidden, "Filen kan ikke læses, så en anden end den, der gjorde udgivelsen klar, skal se den igennem og godkende den. "+
			"Intet er ændret. Hold den tilbage, eller bed en anden.")
	case len(reason) < 3:
		return fault.New(fault.Invalid, "Skriv, hvorfor det må offentliggøres. Intet er ændret.")
	}
	return nil
}

// A File is an attachment as it will be shown, or is withheld.
type File struct {
	AttachmentID string
	Position     int
	Item         string // number of the item
	Name         string // as listed
	FileName     string
	Original     string // digest
	Digest       string // of what is shown, "" while it is withheld
	MediaType    string
	Size         int64
	Withheld     string // why
}

// Shown reports whether the public may fetch the file.
func (f File) Shown() bool { return f.Digest != "" && f.Withheld == "" }

// IsRedacted reports whether what is shown is another file than what was handed in.
func (f File) IsRedacted() bool { return f.Digest != "" && f.Digest != f.Original }

// An Event is something that happened at the gate. Events are never changed.
type Event struct {
	Kind   string // prepared, settled, withheld, shown, redacted, disclosed, cleared, published, withdrawn
	At     time.Time
	Name   string
	Detail string
}

// A Disclosure is somebody's decision that what was decided on a closed item may
// be read, though the item stays closed otherwise (R32).
type Disclosure struct {
	ItemID string
	At     time.Time
	Name   string
	Ground string
}

// A Class is why something was withdrawn, as the public may know it (R34).
type Class string

const (
	PersonalData Class = "personal-data"
	InError      Class = "error"
	ClosedMatter Class = "closed-matter"
	Court        Class = "court"
	OtherClass   Class = "other"
)

// Classes are all of them, in the order they are offered.
var Classes = []Class{PersonalData, InError, ClosedMatter, Court, OtherClass}

var classWords = map[Class]string{
	PersonalData: "Teksten rummede personoplysninger", InError: "Teksten var forkert", ClosedMatter: "Sagen skulle have været lukket",
	Court: "En myndighed eller en domstol har bestemt det", OtherClass: "Anden grund",
}

// Danish returns the class in words that the public reads.
func (c Class) Danish() string { return classWords[c] }

// personal reports whether findings of a kind are about persons. They call for
// another pair of eyes (R28), also once they are answered.
func personal(k FindingKind) bool {
	return k != Metadata && k != Picture && k != HiddenText
}

// NeedsSecond reports whether another than the author must clear a publication
// (R28): something was closed, or there were personal data in it.
func NeedsSecond(closed bool, findings []Finding) bool {
	return closed || slices.ContainsFunc(findings, func(f Finding) bool { return personal(f.Kind) })
}

// settle returns the state of a publication that waits, by what was found.
func settle(findings []Finding) State {
	if slices.ContainsFunc(findings, Finding.Stops) {
		return Held
	}
	return Ready
}

// Publish returns why a publication may not become public, or nil. latest is the
// number of the newest version that there is of the same text.
func (p Publication) Publish(latest int) error {
	switch {
	case p.State == Published:
		return fault.New(fault.Conflict, "Den er allerede offentlig. Intet er ændret.")
	case p.State == Withdrawn:
		return fault.New(fault.Conflict, "Den er trukket tilbage. Intet er ændret. Gør en ny udgave klar.")
	case p.State == Replaced:
		return fault.New(fault.Conflict, "En nyere udgave er gjort klar i stedet for denne. Intet er udgivet. Hent siden igen.")
	case p.Version != latest:
		return fault.New(fault.Conflict, "Der er kommet en nyere udgave af teksten (nr. %d), siden denne blev gjort klar. Intet er udgivet. Gør den nye klar.", latest)
	case slices.ContainsFunc(p.Findings, Finding.Stops):
		return fault.New(fault.Conflict, "Der er noget, der skal fjernes først. Intet er udgivet. Se fundene på siden.")
	case p.Second && p.State != Cleared:
		return fault.New(fault.Forbidden, "En anden end den, der gjorde udgivelsen klar, skal se den igennem først. Intet er udgivet.")
	}
	return nil
}
