package site

import (
	"net/http"
	"slices"

	"klynge/internal/access"
	"klynge/internal/statement"
	"klynge/internal/web"
	"klynge/internal/web/design"
	"klynge/internal/web/signin"
)

// A route is one address, with what it needs of its visitor: of a body when of
// finds one, else of the whole installation. The pages of a kept route are the
// same for everybody and depend on nothing but the record, the day and the
// parameters named; only a public page is kept.
type route struct {
	method, pattern string
	needs           access.Need
	of              signin.BodyOf
	handler         http.Handler
	kept            bool
	parameters      []string
}

// routes are all addresses of the site on one screen. The guard of package
// signin holds each visitor against it before the handler is asked.
func (s *Site) routes() []route {
	return slices.Concat(s.reading(), s.entering(), s.planning(), s.inviting(), s.agendas(), s.backlogs(), s.sittings(), s.live(),
		s.approving(), s.publishing(), s.followingUp(), s.leading(), s.measuring(), s.reporting(), s.roundups(), s.hearings(), s.mappings(), s.accounts(), s.matters(), s.reforms(), s.serving())
}

const kept, fresh = true, false

var (
	public  = access.Public
	account = access.SignedIn
)

// reading are the pages of the record, and the desk where doubts about it are
// settled.
func (s *Site) reading() []route {
	follow, review, manage := s.Follow, access.Needs(access.Review), access.Needs(access.ManageAccess)
	return []route{
		{"GET", "/{$}", public, nil, front(s), kept, nil},
		{"GET", "/moeder", public, nil, meetings(s), kept, []string{"organ", "aar", "fra", "forud"}},
		{"GET", "/moeder/{slug}", public, nil, showMeeting(s), kept, nil},
		{"GET", "/moeder/{slug}/{anchor}", public, nil, showItem(s), kept, nil},
		{"GET", "/moeder/{slug}/eftersyn", public, nil, showFindings(s), kept, nil},
		{"GET", "/moeder/{slug}/kilde", public, nil, showSource(s), kept, []string{"sti"}},
		{"GET", "/moeder/{slug}/original", public, nil, original(s), fresh, nil},
		{"GET", "/moeder/{slug}/referat.pdf", public, nil, printed(s, s.Renderings.PDF, mediaPDF, ".pdf"), fresh, nil},
		{"GET", "/moeder/{slug}/referat.docx", public, nil, printed(s, s.Renderings.DOCX, mediaDOCX, ".docx"), fresh, nil},
		{"GET", "/bilag/{fil}/{navn}", public, nil, attachment(s), fresh, nil},
		{"GET", "/beslutninger", public, nil, decisions(s), kept, []string{"fra"}},
		{"GET", "/beslutninger.atom", public, nil, decisionsFeed(s), kept, nil},
		{"GET", "/organer", public, nil, bodies(s), kept, nil},
		{"GET", "/organer/{slug}", public, nil, showBody(s), kept, nil},
		{"GET", "/organer/{slug}/kalender.ics", public, nil, calendar(s), fresh, nil},
		{"GET", "/organer/{slug}/beslutninger.atom", public, nil, bodyFeed(s), kept, nil},
		{"GET", "/organisationer/{slug}", public, nil, showBody(s), kept, nil},
		{"GET", "/personer", public, nil, people(s), kept, []string{"fra"}},
		{"GET", "/personer/{slug}", public, nil, showPerson(s), kept, []string{"fra"}},
		{"GET", "/personer/{slug}/moeder.atom", public, nil, personFeed(s), kept, nil},
		{"GET", "/indsatser", public, nil, initiatives(s), kept, []string{"fra", "organ"}},
		{"GET", "/indsatser/{slug}", public, nil, showInitiative(s), kept, nil},
		{"GET", "/indsatser/{slug}/nyt.atom", public, nil, initiativeFeed(s), kept, nil},
		{"GET", "/midler", public, nil, money(s), kept, nil},
		{"GET", "/midler/{slug}", public, nil, showMoney(s), kept, nil},
		{"GET", "/soeg", public, nil, find(s), fresh, nil},
		{"GET", "/soeg.atom", public, nil, searchFeed(s), fresh, nil},
		{"GET", "/foelg", public, nil, follow.Show(), fresh, nil},
		{"POST", "/foelg", public, nil, follow.Ask(), fresh, nil},
		{"GET", "/foelg/{token}", public, nil, follow.Open(), fresh, nil},
		{"POST", "/foelg/{token}", public, nil, follow.Change(), fresh, nil},
		{"GET", "/foelg/{token}/afmeld", public, nil, follow.ShowEnd(), fresh, nil},
		{"POST", "/foelg/{token}/afmeld", public, nil, follow.End(), fresh, nil},
		{"GET", "/om", public, nil, about(s), kept, nil},
		{"GET", "/tilgaengelighed", public, nil, accessibility(s, false), kept, nil},
		{"GET", statement.Path, manage, nil, accessibility(s, true), fresh, nil},
		{"POST", statement.Path, manage, nil, reviewAccessibility(s), fresh, nil},
		{"GET", "/was", public, nil, http.RedirectHandler("/tilgaengelighed", http.StatusFound), fresh, nil},
		{"GET", "/gennemgang", review, nil, reviewList(s), fresh, nil},
		{"GET", "/gennemgang/{id}", review, nil, reviewOne(s), fresh, nil},
		{"POST", "/gennemgang/{id}", review, nil, reviewSettle(s), fresh, nil},
	}
}

// entering are the pages on which people say who they are, and are let in.
func (s *Site) entering() []route {
	in, manage, audit := s.SignIn, access.Needs(access.ManageAccess), access.Needs(access.ReadEvents)
	return []route{
		{"GET", "/log-ind", public, nil, in.ShowLogin(), fresh, nil},
		{"POST", "/log-ind", public, nil, in.Login(), fresh, nil},
		{"POST", "/log-ud", public, nil, in.Logout(), fresh, nil},
		{"POST", "/log-ind/passkey/begynd", public, nil, in.BeginPasskey(), fresh, nil},
		{"POST", "/log-ind/passkey", public, nil, in.Passkey(), fresh, nil},
		{"GET", "/log-ind/faelles", public, nil, in.GoToProvider(), fresh, nil},
		{"GET", signin.CallbackPath, public, nil, in.FromProvider(), fresh, nil},
		{"GET", "/velkomst/{token}", public, nil, in.ShowWelcome(), fresh, nil},
		{"POST", "/velkomst/{token}", public, nil, in.Welcome(), fresh, nil},
		{"POST", "/velkomst/{token}/passkey/begynd", public, nil, in.BeginWelcomePasskey(), fresh, nil},
		{"POST", "/velkomst/{token}/passkey", public, nil, in.WelcomePasskey(), fresh, nil},
		{"GET", "/konto", account, nil, in.ShowAccount(), fresh, nil},
		{"POST", "/konto/kode", account, nil, in.ChangePassword(), fresh, nil},
		{"POST", "/konto/sessioner/{session}", account, nil, in.EndSession(), fresh, nil},
		{"POST", "/konto/passkeys/{noegle}", account, nil, in.RemovePasskey(), fresh, nil},
		{"POST", "/konto/passkey/begynd", account, nil, in.BeginAddPasskey(), fresh, nil},
		{"POST", "/konto/passkey", account, nil, in.AddPasskey(), fresh, nil},
		{"GET", "/adgang", manage, nil, in.Manage(), fresh, nil},
		{"POST", "/adgang", manage, nil, in.Invite(), fresh, nil},
		{"GET", "/adgang/haendelser", audit, nil, in.Events(), fresh, nil},
		{"GET", "/adgang/{konto}", manage, nil, in.Managed(), fresh, nil},
		{"POST", "/adgang/{konto}", manage, nil, in.Change(), fresh, nil},
	}
}

// serving are the addresses of the program itself.
func (s *Site) serving() []route {
	return []route{
		{"GET", "/sund", public, nil, healthy(s), fresh, nil},
		{"GET", "/robots.txt", public, nil, web.Static("text/plain; charset=utf-8", robots), fresh, nil},
		{"GET", "/favicon.svg", public, nil, web.Static("image/svg+xml", favicon), fresh, nil},
		{"GET", "/favicon.ico", public, nil, http.RedirectHandler("/favicon.svg", http.StatusMovedPermanently), fresh, nil},
		{"GET", design.Prefix, public, nil, design.Handler(), fresh, nil},
		{"GET", "/", public, nil, web.Handler(func(http.ResponseWriter, *http.Request) error { return errNoPage }), fresh, nil},
	}
}

// planning are the pages of the meeting year: bodies' rules, meetings, rooms, the year wheel.
func (s *Site) planning() []route {
	p, plans, inside := s.Planning, access.Needs(access.PlanMeetings), access.Needs(access.ReadInternal)
	return []route{
		{"GET", "/moedeplan", public, nil, p.Year(), kept, []string{"aar"}},
		{"GET", "/arbejde/nyt-organ", access.Needs(access.ManagePeople), nil, p.ShowFound(), fresh, nil},
		{"POST", "/arbejde/nyt-organ", access.Needs(access.ManagePeople), nil, p.Found(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/plan", plans, s.ofBody, p.ShowBody(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/plan", plans, s.ofBody, p.Add(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/plan/raekke", plans, s.ofBody, p.ShowSeries(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/plan/raekke", plans, s.ofBody, p.AddSeries(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/plan/regler", plans, s.ofBody, p.ShowRules(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/plan/regler", plans, s.ofBody, p.SetRules(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/lokaler", plans, s.ofBody, p.ShowRooms(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/lokaler", plans, s.ofBody, p.SetRooms(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}", inside, s.ofMeeting, p.ShowMeeting(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/plan", plans, s.ofMeeting, p.ShowChange(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/plan", plans, s.ofMeeting, p.Change(), fresh, nil},
	}
}

// inviting are the pages of seats, calls to meetings, answers and polls.
func (s *Site) inviting() []route {
	p, people, plans, answers := s.Invite, access.Needs(access.ManagePeople), access.Needs(access.PlanMeetings), access.Needs(access.AnswerInvitation)
	return []route{
		{"GET", "/arbejde/organ/{organ}/medlemmer", people, s.ofBody, p.ShowPeople(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/medlemmer", people, s.ofBody, p.ChangePeople(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/medlemmer/{plads}", people, s.ofBody, p.ShowSeat(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/medlemmer/{plads}", people, s.ofBody, p.ChangeSeat(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/deltagere", plans, s.ofMeeting, p.ShowParticipants(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/deltagere", plans, s.ofMeeting, p.ChangeParticipants(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/svar", answers, s.ofMeeting, p.ShowAnswer(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/svar", answers, s.ofMeeting, p.Answer(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/datoer", plans, s.ofBody, p.ShowPolls(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/datoer", plans, s.ofBody, p.AskDates(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/datoer/{afstemning}", plans, s.ofBody, p.ShowPoll(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/datoer/{afstemning}", plans, s.ofBody, p.ChangePoll(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/datoer/{afstemning}/svar", answers, s.ofBody, p.ShowVote(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/datoer/{afstemning}/svar", answers, s.ofBody, p.Vote(), fresh, nil},
		{"GET", "/svar/{token}", public, nil, p.ShowLink(), fresh, nil},
		{"POST", "/svar/{token}", public, nil, p.Link(), fresh, nil},
		{"GET", "/datoer/{token}", public, nil, p.ShowVoteLink(), fresh, nil},
		{"POST", "/datoer/{token}", public, nil, p.VoteLink(), fresh, nil},
		{"GET", "/kalender", account, nil, p.ShowCalendar(), fresh, nil},
		{"POST", "/kalender", account, nil, p.ChangeCalendar(), fresh, nil},
		{"GET", "/kalender/{token}/moeder.ics", public, nil, p.Feed(), fresh, nil},
	}
}

// agendas are the pages of the agenda while it is made, and what was sent.
func (s *Site) agendas() []route {
	p, reads, drafts := s.Agendas, access.Needs(access.ReadInternal), access.Needs(access.ReadDrafts)
	edits, sends := access.Needs(access.EditAgenda), access.Needs(access.SendAgenda)
	return []route{
		{"GET", "/arbejde/moede/{moede}/dagsorden", reads, s.ofMeeting, p.Show(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/dagsorden", edits, s.ofMeeting, p.Change(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/dagsorden/send", sends, s.ofMeeting, p.ShowSend(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/dagsorden/send", sends, s.ofMeeting, p.Send(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/dagsorden/udgaver", reads, s.ofMeeting, p.Versions(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/dagsorden.pdf", reads, s.ofMeeting, p.PrintPDF(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/dagsorden.docx", reads, s.ofMeeting, p.PrintDOCX(), fresh, nil},
		{"GET", "/dagsorden/{token}", public, nil, p.ShowLink(), fresh, nil},
		{"GET", "/dagsorden/{token}/dagsorden.pdf", public, nil, p.PrintLink(), fresh, nil},
		{"GET", "/dagsorden/{token}/punkt/{punkt}/bilag/{bilag}", public, nil, p.PaperLink(), fresh, nil},
		{"GET", "/arbejde/punkt/{punkt}", drafts, s.ofItem, p.Item(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}", edits, s.ofItem, p.ChangeItem(), fresh, nil},
		{"GET", "/arbejde/punkt/{punkt}/nyt", drafts, s.ofItem, p.News(), fresh, nil},
		{"GET", "/arbejde/punkt/{punkt}/felt/{felt}", drafts, s.ofItem, p.History(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/felt/{felt}", edits, s.ofItem, p.Save(), fresh, nil},
	}
}

// backlogs are the pages of what waits for an agenda, templates, phrases and papers.
func (s *Site) backlogs() []route {
	b, read, edit := s.Backlog, access.Needs(access.ReadInternal), access.Needs(access.EditAgenda)
	return []route{
		{"GET", "/arbejde/punkt/{punkt}/bilag", read, s.ofItem, b.ShowPapers(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/bilag", edit, s.ofItem, b.AddPaper(), fresh, nil},
		{"GET", "/arbejde/punkt/{punkt}/bilag/{bilag}", read, s.ofItem, b.OpenPaper(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/bilag/{bilag}", edit, s.ofItem, b.ChangePaper(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/bilag/{bilag}/fil", edit, s.ofItem, b.SupplyPaper(), fresh, nil},
		{"GET", "/arbejde/punkt/{punkt}/send", read, s.ofItem, b.ShowSend(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/send", edit, s.ofItem, b.Send(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/skabelon", edit, s.ofItem, b.KeepItem(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/bagkatalog", access.Needs(access.ReadDrafts), s.ofBody, b.ShowList(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/bagkatalog", edit, s.ofBody, b.ChangeList(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/forslag", access.Needs(access.ProposeItem), s.ofBody, b.ShowPropose(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/forslag", access.Needs(access.ProposeItem), s.ofBody, b.Propose(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/skabeloner", access.Needs(access.ReadDrafts), s.ofBody, b.ShowPhrases(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/skabeloner", edit, s.ofBody, b.ChangePhrases(), fresh, nil},
	}
}

// sittings are the pages of the meeting while it is held, for those who lead it and write.
func (s *Site) sittings() []route {
	p, leads, writes := s.Sitting, access.Needs(access.LeadMeeting), access.Needs(access.TakeMinutes)
	return []route{
		{"GET", "/arbejde/moede/{moede}/moede", leads, s.ofMeeting, p.Show(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/moede", leads, s.ofMeeting, p.Lead(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/haev", leads, s.ofMeeting, p.ShowClose(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/fremmoede", writes, s.ofMeeting, p.Attend(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/referat", writes, s.ofItem, p.Record(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/referat/{felt}", writes, s.ofItem, p.Write(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/referat/linje/{linje}", writes, s.ofItem, p.Remark(), fresh, nil},
		{"POST", "/arbejde/punkt/{punkt}/ordet", leads, s.ofItem, p.Floor(), fresh, nil},
	}
}

// live are the pages of the meeting while it is held, for those who follow it.
func (s *Site) live() []route {
	p, read, lead := s.Live, access.Needs(access.ReadInternal), access.Needs(access.LeadMeeting)
	return []route{
		{"GET", "/arbejde/moede/{moede}/foelg", read, s.ofMeeting, p.Follow(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/foelg/noter/{punkt}", read, s.ofMeeting, p.SaveNote(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/foelg/ord", access.Needs(access.AnswerInvitation), s.ofMeeting, p.AskToSpeak(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/stroem", read, s.ofMeeting, p.Stream(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/skaerm", read, s.ofMeeting, p.Screen(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/skaerm/link", lead, s.ofMeeting, p.ShowLink(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/skaerm/link", lead, s.ofMeeting, p.ChangeLink(), fresh, nil},
		{"GET", "/skaerm/{token}", public, nil, p.ScreenByLink(), fresh, nil},
		{"GET", "/skaerm/{token}/stroem", public, nil, p.StreamByLink(), fresh, nil},
	}
}

// approving are the pages of the minutes from the comment round to the approval.
func (s *Site) approving() []route {
	p, reads, writes := s.Approval, access.Needs(access.ReadInternal), access.Needs(access.TakeMinutes)
	return []route{
		{"GET", "/arbejde/moede/{moede}/godkendelse", reads, s.ofMeeting, p.Show(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/godkendelse", access.Needs(access.ApproveMinutes), s.ofMeeting, p.Approve(), fresh, nil},
		{"GET", "/arbejde/moede/{moede}/godkendelse/sammenlign", reads, s.ofMeeting, p.Compare(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/godkendelse/send", writes, s.ofMeeting, p.SendOut(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/godkendelse/bemaerk", access.Needs(access.CommentMinutes), s.ofMeeting, p.Comment(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/godkendelse/svar", writes, s.ofMeeting, p.Answer(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/godkendelse/bed", writes, s.ofMeeting, p.AskAll(), fresh, nil},
		{"POST", "/arbejde/moede/{moede}/godkendelse/punkt", access.Needs(access.EditAgenda), s.ofMeeting, p.Propose(), fresh, nil},
		{"GET", "/bemaerk/{token}", public, nil, p.ShowComment(), fresh, nil},
		{"POST", "/bemaerk/{token}", public, nil, p.CommentBy(), fresh, nil},
		{"GET", "/godkend/{token}", public, nil, p.ShowApprove(), fresh, nil},
		{"POST", "/godkend/{token}", public, nil, p.ApproveBy(), fresh, nil},
	}
}

// publishing are the pages of the gate to the public.
func (s *Site) publishing() []route {
	p, clear, publish := s.Publish, access.Needs(access.ClearPublication), access.Needs(access.Publish)
	const gate, text = "/arbejde/moede/{moede}/udgivelse", "/arbejde/moede/{moede}/udgivelse/{udgave}"
	return []route{
		{"GET", gate, clear, s.ofMeeting, p.Show(), fresh, nil},
		{"POST", gate + "/klar", publish, s.ofMeeting, p.Prepare(), fresh, nil},
		{"POST", gate + "/frigiv", clear, s.ofMeeting, p.Disclose(), fresh, nil},
		{"GET", text + "/udskrift.pdf", clear, s.ofMeeting, p.Print(), fresh, nil},
		{"POST", text + "/fund", clear, s.ofMeeting, p.Settle(), fresh, nil},
		{"POST", text + "/bilag", publish, s.ofMeeting, p.File(), fresh, nil},
		{"POST", text + "/godkend", clear, s.ofMeeting, p.Clear(), fresh, nil},
		{"POST", text + "/udgiv", publish, s.ofMeeting, p.Publish(), fresh, nil},
		{"POST", text + "/traek", publish, s.ofMeeting, p.Withdraw(), fresh, nil},
	}
}

// followingUp are the pages of what waits for somebody: desks, follow-ups, the journal.
func (s *Site) followingUp() []route {
	p := s.Desk
	reads, steers, drafts, writes := access.Needs(access.ReadInternal), access.Needs(access.SteerFollowUps), access.Needs(access.ReadDrafts), access.Needs(access.EditAgenda)
	return []route{
		{"GET", "/skrivebord", account, nil, p.ShowDesk(), fresh, nil},
		{"GET", "/opfoelgning", account, nil, p.ShowMine(), fresh, nil},
		{"POST", "/opfoelgning/{opfoelgning}", account, nil, p.Tell(), fresh, nil},
		{"GET", "/status/{token}", public, nil, p.ShowLink(), fresh, nil},
		{"POST", "/status/{token}", public, nil, p.TellByLink(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/opfoelgning", reads, s.ofBody, p.ShowBoard(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/opfoelgning", steers, s.ofBody, p.Add(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/opfoelgning/{opfoelgning}", steers, s.ofBody, p.Steer(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/beslutninger/{beslutning}", steers, s.ofBody, p.Decide(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/journal", drafts, s.ofBody, p.ShowJournal(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/journal.csv", drafts, s.ofBody, p.ExportJournal(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/journal", writes, s.ofBody, p.Enter(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/journal/{linje}", writes, s.ofBody, p.Amend(), fresh, nil},
	}
}

// hearings are the pages of consultations. One hearing is seen by several bodies,
// so its own pages ask who may.
func (s *Site) hearings() []route {
	p, reads, edits := s.Hearing, access.Needs(access.ReadInternal), access.Needs(access.EditAgenda)
	return []route{
		{"GET", "/arbejde/organ/{organ}/hoeringer", reads, s.ofBody, p.ShowList(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/hoeringer", edits, s.ofBody, p.ChangeList(), fresh, nil},
		{"GET", "/arbejde/hoering/{hoering}", account, nil, p.Show(), fresh, nil},
		{"POST", "/arbejde/hoering/{hoering}", account, nil, p.Change(), fresh, nil},
		{"GET", "/arbejde/hoering/{hoering}/svar/{adressat}", account, nil, p.ShowAnswer(), fresh, nil},
		{"POST", "/arbejde/hoering/{hoering}/svar/{adressat}", account, nil, p.Answer(), fresh, nil},
		{"GET", "/arbejde/hoering/{hoering}/notat", account, nil, p.ShowNote(), fresh, nil},
		{"POST", "/arbejde/hoering/{hoering}/notat", account, nil, p.ChangeNote(), fresh, nil},
		{"POST", "/arbejde/hoering/{hoering}/bilag", account, nil, p.AddFile(), fresh, nil},
		{"GET", "/arbejde/hoering/{hoering}/bilag/{fil}", account, nil, p.OpenFile(), fresh, nil},
		{"POST", "/arbejde/hoering/{hoering}/svar/{adressat}/brev", account, nil, p.TypeLetter(), fresh, nil},
		{"GET", "/arbejde/hoering/{hoering}/notat.pdf", account, nil, p.NotePDF(), fresh, nil},
		{"GET", "/arbejde/hoering/{hoering}/notat.docx", account, nil, p.NoteDOCX(), fresh, nil},
		{"GET", "/hoering/{token}", public, nil, p.ShowLink(), fresh, nil},
		{"POST", "/hoering/{token}", public, nil, p.Link(), fresh, nil},
		{"GET", "/hoering/{token}/signeret", public, nil, p.Signed(), fresh, nil},
		{"GET", "/hoering/{token}/bilag/{fil}", public, nil, p.OpenFileByLink(), fresh, nil},
		{"GET", "/hoeringsnotat/{token}", public, nil, p.ShowNoteLink(), fresh, nil},
		{"POST", "/hoeringsnotat/{token}", public, nil, p.NoteLink(), fresh, nil},
		{"GET", "/hoeringsnotat/{token}/notat.pdf", public, nil, p.LinkPDF(), fresh, nil},
		{"GET", "/hoeringsnotat/{token}/notat.docx", public, nil, p.LinkDOCX(), fresh, nil},
		{"GET", "/hoeringer", public, nil, p.ShowPublicList(), kept, nil},
		{"GET", "/hoeringer/noegle", public, nil, p.Key(), fresh, nil},
		{"GET", "/hoeringer/{hoering}", public, nil, p.ShowPublic(), kept, nil},
		{"GET", "/hoeringer/{hoering}/bilag/{fil}", public, nil, p.OpenPublicFile(), fresh, nil},
		{"GET", "/hoeringer/{hoering}/notat.pdf", public, nil, p.PublicPDF(), fresh, nil},
		{"GET", "/hoeringer/{hoering}/notat.docx", public, nil, p.PublicDOCX(), fresh, nil},
	}
}

// leading are the pages of the lives of initiatives.
func (s *Site) leading() []route {
	p, reads, leads := s.Leading, access.Needs(access.ReadInternal), access.Needs(access.LeadInitiative)
	const list, one = "/arbejde/organ/{organ}/indsatser", "/arbejde/indsats/{indsats}"
	return []route{
		{"GET", list, reads, s.ofBody, p.ShowList(), fresh, nil},
		{"POST", list, leads, s.ofBody, p.Begin(), fresh, nil},
		{"GET", one, reads, s.ofInitiative, p.Show(), fresh, nil},
		{"POST", one, leads, s.ofInitiative, p.Change(), fresh, nil},
		{"GET", one + "/case", reads, s.ofInitiative, p.ShowCase(), fresh, nil},
		{"POST", one + "/case", leads, s.ofInitiative, p.ChangeCase(), fresh, nil},
		{"GET", one + "/udskrift", reads, s.ofInitiative, p.Print(), fresh, nil},
		{"GET", one + "/businesscase.pdf", reads, s.ofInitiative, p.PrintPDF(), fresh, nil},
		{"GET", one + "/businesscase.docx", reads, s.ofInitiative, p.PrintDOCX(), fresh, nil},
		{"GET", one + "/afproevning", reads, s.ofInitiative, p.ShowTrials(), fresh, nil},
		{"POST", one + "/afproevning", leads, s.ofInitiative, p.ChangeTrials(), fresh, nil},
		{"GET", one + "/drivere", reads, s.ofInitiative, p.ShowDrivers(), fresh, nil},
		{"POST", one + "/drivere", leads, s.ofInitiative, p.ChangeDrivers(), fresh, nil},
		{"GET", one + "/sammenlign", reads, s.ofInitiative, p.Compare(), fresh, nil},
		{"GET", one + "/felt/{felt}", reads, s.ofInitiative, p.History(), fresh, nil},
		{"POST", one + "/felt/{felt}", leads, s.ofInitiative, p.Save(), fresh, nil},
	}
}

// reporting are the pages of the reports on initiatives.
func (s *Site) reporting() []route {
	p, reads, leads := s.Reports, access.Needs(access.ReadInternal), access.Needs(access.LeadInitiative)
	const list, one = "/arbejde/indsats/{indsats}/rapporter", "/arbejde/indsats/{indsats}/rapporter/{rapport}"
	return []route{
		{"GET", list, reads, s.ofInitiative, p.ShowList(), fresh, nil},
		{"POST", list, leads, s.ofInitiative, p.Begin(), fresh, nil},
		{"GET", one, reads, s.ofInitiative, p.Show(), fresh, nil},
		{"POST", one, leads, s.ofInitiative, p.Change(), fresh, nil},
		{"GET", one + "/igen", reads, s.ofInitiative, p.Again(), fresh, nil},
		{"GET", one + "/udskrift", reads, s.ofInitiative, p.Print(), fresh, nil},
		{"GET", one + "/rapport.pdf", reads, s.ofInitiative, p.PrintPDF(), fresh, nil},
		{"GET", one + "/rapport.docx", reads, s.ofInitiative, p.PrintDOCX(), fresh, nil},
		{"GET", one + "/felt/{felt}", reads, s.ofInitiative, p.History(), fresh, nil},
		{"POST", one + "/felt/{felt}", leads, s.ofInitiative, p.Save(), fresh, nil},
		{"GET", "/indsatser/{slug}/rapporter/{nummer}", public, nil, p.ShowPublic(), kept, nil},
	}
}

// matters are the pages that draw the whole way of matters.
func (s *Site) matters() []route {
	return []route{
		{"GET", "/sager", public, nil, s.Matters.ShowList(), kept, []string{"fra", "organ"}},
		{"GET", "/sager/{slug}", public, nil, s.Matters.Show(), kept, nil},
		{"GET", "/arbejde/indsats/{indsats}/vejen", access.Needs(access.ReadInternal), s.ofInitiative, s.Matters.ShowWork(), fresh, nil},
	}
}

// reforms are the pages on which bodies end and others go on. They concern all
// bodies, so no role in one of them is enough.
func (s *Site) reforms() []route {
	p, manages := s.Reforms, access.Needs(access.ManagePeople)
	const all, one = "/arbejde/reform", "/arbejde/reform/{reform}"
	return []route{
		{"GET", "/reform", public, nil, p.ShowPublic(), kept, nil},
		{"GET", all, manages, nil, p.List(), fresh, nil},
		{"POST", all, manages, nil, p.Begin(), fresh, nil},
		{"GET", one, manages, nil, p.Show(), fresh, nil},
		{"POST", one + "/plan", manages, nil, p.ChangePlan(), fresh, nil},
		{"POST", one + "/valg", manages, nil, p.Choose(), fresh, nil},
		{"GET", one + "/proeve", manages, nil, p.Rehearse(), fresh, nil},
		{"POST", one + "/gennemfoer", manages, nil, p.Do(), fresh, nil},
	}
}

// ofInitiative finds the body that is responsible for an initiative, by
// {indsats}.
func (s *Site) ofInitiative(r *http.Request) (string, error) {
	return s.Leading.Initiatives.Place(r.Context(), r.PathValue("indsats"))
}

// ofMeeting finds the body of a planned meeting, by {moede}.
func (s *Site) ofMeeting(r *http.Request) (string, error) {
	return s.Places.OfMeeting(r.Context(), r.PathValue("moede"))
}

// ofItem finds the body of an item, by {punkt}.
func (s *Site) ofItem(r *http.Request) (string, error) {
	return s.Places.OfItem(r.Context(), r.PathValue("punkt"))
}

// ofBody finds a body, by the {organ} of its address.
func (s *Site) ofBody(r *http.Request) (string, error) {
	return s.Places.OfSlug(r.Context(), r.PathValue("organ"))
}

// roundups are the pages on which what groups said becomes a summary.
func (s *Site) roundups() []route {
	p, drafts, writes := s.Roundups, access.Needs(access.ReadDrafts), access.Needs(access.TakeMinutes)
	const one, note = "/arbejde/opsamling/{opsamling}", "/arbejde/opsamling/{opsamling}/note/{gruppe}"
	return []route{
		{"GET", "/opsamlinger", public, nil, p.ListPublic(), kept, nil},
		{"GET", "/opsamlinger/{id}", public, nil, p.ShowPublic(), kept, nil},
		{"GET", "/opsamlinger/{id}/opsamling.pdf", public, nil, p.PublicPDF(), fresh, nil},
		{"GET", "/opsamlinger/{id}/opsamling.docx", public, nil, p.PublicDOCX(), fresh, nil},
		{"GET", "/opsamling/{token}", public, nil, p.ShowNote(), fresh, nil},
		{"POST", "/opsamling/{token}", public, nil, p.Deliver(), fresh, nil},
		{"POST", "/opsamling/{token}/felt/{felt}", public, nil, p.SaveField(), fresh, nil},
		{"GET", "/arbejde/organ/{organ}/opsamlinger", drafts, s.ofBody, p.ShowList(), fresh, nil},
		{"POST", "/arbejde/organ/{organ}/opsamlinger", writes, s.ofBody, p.Create(), fresh, nil},
		{"GET", one, drafts, p.OfRoundup, p.Show(), fresh, nil},
		{"POST", one, writes, p.OfRoundup, p.Change(), fresh, nil},
		{"POST", one + "/punkt", access.Needs(access.EditAgenda), p.OfRoundup, p.Put(), fresh, nil},
		{"POST", one + "/udgiv", access.Needs(access.Publish), p.OfRoundup, p.Issue(), fresh, nil},
		{"GET", one + "/opsamling.pdf", drafts, p.OfRoundup, p.WorkPDF(), fresh, nil},
		{"GET", one + "/opsamling.docx", drafts, p.OfRoundup, p.WorkDOCX(), fresh, nil},
		{"GET", one + "/kodning", drafts, p.OfRoundup, p.ShowCode(), fresh, nil},
		{"POST", one + "/kodning", writes, p.OfRoundup, p.ChangeCode(), fresh, nil},
		{"GET", one + "/saetninger", drafts, p.OfRoundup, p.ShowSentences(), fresh, nil},
		{"POST", one + "/saetninger", writes, p.OfRoundup, p.ChangeSentences(), fresh, nil},
		{"GET", note, writes, p.OfRoundup, p.ShowNote(), fresh, nil},
		{"POST", note, writes, p.OfRoundup, p.Deliver(), fresh, nil},
		{"POST", note + "/felt/{felt}", writes, p.OfRoundup, p.SaveField(), fresh, nil},
	}
}
