package access

import "slices"

// A Permission is a verb of procedure: something that a role may do in a body.
type Permission string

const (
	ReadInternal     Permission = "read-internal"     // sent agendas and minutes before they are public
	ReadClosed       Permission = "read-closed"       // what was treated behind closed doors
	ReadDrafts       Permission = "read-drafts"       // agendas and minutes that are being written
	AnswerInvitation Permission = "answer-invitation" // come, send an apology, answer a poll on dates
	ProposeItem      Permission = "propose-item"      // for the agenda, before the deadline (R12)
	PlanMeetings     Permission = "plan-meetings"     // the year wheel, dates, rooms, moving and cancelling
	EditAgenda       Permission = "edit-agenda"
	SendAgenda       Permission = "send-agenda" // which makes it unchangeable (R10)
	TakeMinutes      Permission = "take-minutes"
	LeadMeeting      Permission = "lead-meeting"      // open and close it, the speakers' list, recusal
	CommentMinutes   Permission = "comment-minutes"   // in the comment round
	ApproveMinutes   Permission = "approve-minutes"   // as one of those whose approval is counted (R27)
	Publish          Permission = "publish"           // and withdraw; a step of its own after approval (R28)
	ClearPublication Permission = "clear-publication" // as another than the author (R28)
	AnswerFollowUp   Permission = "answer-follow-up"  // say how a follow-up goes
	SteerFollowUps   Permission = "steer-follow-ups"  // give them an owner and a date, and close them
	KeepLedger       Permission = "keep-ledger"       // enter what happens to the money, close its periods
	LeadInitiative   Permission = "lead-initiative"   // its business case, plan and steps; those that need a decision are the secretariat's
	MapCitizens      Permission = "map-citizens"      // write, read, code and gather the cards of a mapping study, which nobody else sees
	Review           Permission = "review"            // settle what the reader is in doubt about
	ManagePeople     Permission = "manage-people"     // the register of people and seats
	ManageAccess     Permission = "manage-access"     // accounts, roles, links
	ReadEvents       Permission = "read-events"       // who signed in and was given what (R76)
)

// Permissions are all of them.
var Permissions = []Permission{
	ReadInternal, ReadClosed, ReadDrafts, AnswerInvitation, ProposeItem, PlanMeetings, EditAgenda, SendAgenda, TakeMinutes, LeadMeeting,
	CommentMinutes, ApproveMinutes, Publish, ClearPublication, AnswerFollowUp, SteerFollowUps, KeepLedger, LeadInitiative, MapCitizens, Review,
	ManagePeople, ManageAccess, ReadEvents,
}

// may is the whole table.
//
//   - Who sits in the body sees everything of it, answers, proposes and approves.
//   - The secretariat does the work, but does not approve what it wrote.
//   - The administrative level sees and comments, and proposes items.
//   - A project lead knows the open papers and answers for the project.
//   - Those who work on a mapping study see its cards; who sits in the body sees
//     the report.
//   - A guest sees what was sent, and no closed doors.
//   - An auditor sees everything and changes nothing.
//   - An administrator decides who may, and reads and decides nothing of the
//     bodies' own: power over access is no access to closed doors. Reviewing
//     what the reader doubts is the exception, so that an installation of one
//     person is of use; it is work on old minutes.
var may = map[Role][]Permission{
	Chair: {ReadInternal, ReadClosed, ReadDrafts, AnswerInvitation, ProposeItem, LeadMeeting, CommentMinutes, ApproveMinutes,
		ClearPublication, AnswerFollowUp, SteerFollowUps},
	Member:     {ReadInternal, ReadClosed, AnswerInvitation, ProposeItem, CommentMinutes, ApproveMinutes, AnswerFollowUp},
	Substitute: {ReadInternal, ReadClosed, AnswerInvitation, CommentMinutes, ApproveMinutes},
	Secretariat: {ReadInternal, ReadClosed, ReadDrafts, AnswerInvitation, ProposeItem, PlanMeetings, EditAgenda, SendAgenda, TakeMinutes,
		LeadMeeting, CommentMinutes, Publish, ClearPublication, AnswerFollowUp, SteerFollowUps, KeepLedger, LeadInitiative, MapCitizens,
		Review, ManagePeople},
	Administrative: {ReadInternal, ReadClosed, ReadDrafts, AnswerInvitation, ProposeItem, CommentMinutes, AnswerFollowUp, MapCitizens},
	Lead:           {ReadInternal, AnswerInvitation, ProposeItem, AnswerFollowUp, LeadInitiative, MapCitizens},
	Guest:          {ReadInternal, AnswerInvitation},
	Auditor:        {ReadInternal, ReadClosed, ReadDrafts, ReadEvents},
	Administrator:  {Review, ManagePeople, ManageAccess, ReadEvents},
}

// May reports whether a role includes a permission.
func (r Role) May(p Permission) bool { return slices.Contains(may[r], p) }

// A Need is what a page asks of its visitor.
type Need struct {
	signedIn   bool
	permission Permission
}

var (
	Public   = Need{}               // nothing
	SignedIn = Need{signedIn: true} // that it is somebody
)

// Needs returns the need of a permission.
func Needs(p Permission) Need { return Need{true, p} }

// Permission returns the permission that is needed, "" when none is.
func (n Need) Permission() Permission { return n.permission }

// Met reports whether somebody may see a page that is about a body, or about
// the whole installation ("").
func (n Need) Met(w Who, bodyID string) bool {
	return n == Public || w.SignedIn() && (n.permission == "" || w.May(n.permission, bodyID))
}
