package hearing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/mail"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// letters write mails that tests can read.
type letters struct{}

func (letters) Ask(h hearing.Hearing, a hearing.Addressee, path, signed, _ string) (mail.Message, error) {
	return mail.Message{Subject: "Høring: " + h.Title, Text: path + "\n" + signed}, nil
}

func (letters) Remind(h hearing.Hearing, a hearing.Addressee, kind hearing.Notice, path string) (mail.Message, error) {
	return mail.Message{Subject: string(kind), Text: path}, nil
}

func (letters) Reply(h hearing.Hearing, a hearing.Addressee, _ hearing.Answer, signed, _ string) (mail.Message, error) {
	return mail.Message{Subject: "Svar: " + h.Title, Text: signed}, nil
}

func (letters) Retract(h hearing.Hearing, a hearing.Addressee, path, signed, _ string) (mail.Message, error) {
	return mail.Message{Subject: "Trukket tilbage: " + h.Title, Text: h.Withdrawn.Reason + "\n" + path + "\n" + signed}, nil
}

func (letters) Return(h hearing.Hearing, n hearing.Issued, path string) (mail.Message, error) {
	return mail.Message{Subject: fmt.Sprint("Notat ", n.Number), Text: path}, nil
}

// A world is a database with a council, four clusters and their secretaries.
type world struct {
	*testing.T
	db *db.DB
	s  *hearing.Store
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	w := &world{t, d, hearing.NewStore(d, letters{}, "https://klynge.skagerby.example")}
	for _, o := range [][2]string{{"raad", "Rådet"}, {"nord", "Klynge Nord"}, {"syd", "Klynge Syd"}, {"vest", "Klynge Vest"}, {"aa", "Klynge Ådal"}, {"ny", "Sundhedsråd Fjorden"}} {
		w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ($1, $1, $2, 'cluster', 'shared', 0)`, o[0], o[1])
	}
	return w
}

func (w *world) exec(query string, args ...any) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.Context(), query, args...)
		return err
	})
}

func (w *world) write(fn func(tx *db.Tx) error) {
	w.Helper()
	if err := w.db.Write(context.WithoutCancel(w.Context()), fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) number(query string, args ...any) (n int) {
	w.Helper()
	w.write(func(tx *db.Tx) error { return tx.QueryRowContext(w.Context(), query, args...).Scan(&n) })
	return n
}

// secretary is the secretary of some bodies.
func secretary(bodies ...string) access.Who {
	who := access.Who{Account: access.Account{ID: "a-" + bodies[0], Name: "Sekretær " + bodies[0]}}
	for _, b := range bodies {
		who.Grants = append(who.Grants, access.Grant{Role: access.Secretariat, BodyID: b})
	}
	return who
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, kind fault.Kind, says string) {
	w.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fault.Sentence(err), says) {
		w.Errorf("got %v (%q), want kind %d and %q", err, fault.Sentence(err), kind, says)
	}
}

// find returns a hearing as its runner sees it.
func (w *world) find(id string) hearing.Hearing {
	w.Helper()
	h, err := w.s.Find(w.Context(), secretary("raad", "nord", "syd", "vest", "aa", "ny"), id)
	w.must(err)
	return h
}

// begin makes a draft with two proposals and some addressees: ids of bodies, or
// mail addresses.
func (w *world) begin(to ...string) string {
	w.Helper()
	ctx, who := w.Context(), secretary("raad")
	id, err := w.s.Begin(ctx, who, "raad", fmt.Sprint("hearing-", w.number(`SELECT COUNT(*) FROM hearing`)), hearing.Draft{
		SenderBodyID: "raad", ContactName: "Ane Bech", ContactEmail: "ane@raad.example", Title: "Nye tilbud", Intro: "Rådet spørger.", Due: "2026-12-15"})
	w.must(err)
	for _, p := range []string{"Medicinboks", "Hjemmebesøg"} {
		w.must(w.s.Propose(ctx, who, id, w.find(id).Version, p, "Vi foreslår det."))
	}
	for _, one := range to {
		if strings.Contains(one, "@") {
			w.must(w.s.Invite(ctx, who, id, w.find(id).Version, "", "Udvalget "+one[:strings.Index(one, "@")], one))
			continue
		}
		w.must(w.s.Invite(ctx, who, id, w.find(id).Version, one, "", ""))
	}
	return id
}

func (w *world) sent(to ...string) string {
	w.Helper()
	id := w.begin(to...)
	_, err := w.s.Send(w.Context(), secretary("raad"), id, w.find(id).Version)
	w.must(err)
	return id
}

// decide makes a decision of a body and returns its id.
func (w *world) decide(bodyID, day string, closed bool) string {
	id := fmt.Sprintf("d-%s-%d", bodyID, w.number(`SELECT COUNT(*) FROM decision`))
	w.exec(`INSERT INTO decision (id, body_id, meeting_id, item_id, number, title, text, outcome, closed, date, ground, state, replaced_by, reason, listed_id, made_by, changed_at, changed_by)
		VALUES ($1, $2, NULL, $3, '4', 'Høring', 'Svaret blev godkendt.', 'approved', $4, $5, '', 'in-force', NULL, '', NULL, '', 0, '')`, id, bodyID, "item-"+id, closed, day)
	return id
}

func addressee(h hearing.Hearing, bodyID string) hearing.Addressee {
	a, _ := h.AskedOf(bodyID)
	return a
}

// answer returns an answer with positions in the order of the proposals.
func answer(h hearing.Hearing, decisionID string, positions ...hearing.Position) hearing.Answer {
	a := hearing.Answer{Kind: hearing.ByProposal, Decision: hearing.Reference{ID: decisionID}}
	for i, p := range positions {
		a.Positions = append(a.Positions, hearing.Stand{ProposalID: h.Proposals[i].ID, Wording: h.Proposals[i].Now().Number, Position: p})
	}
	return a
}

func (w *world) give(id, bodyID string, positions ...hearing.Position) {
	w.Helper()
	h := w.find(id)
	w.must(w.s.Give(w.Context(), secretary(bodyID), id, addressee(h, bodyID).ID, 0, answer(h, w.decide(bodyID, "2026-11-21", false), positions...)))
}

func TestR50ASentProposalOpensOneAnswerPerBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.begin("nord", "syd", "vest", "udvalg@by.example")
		version := w.find(id).Version
		for range 2 { // a double click
			sent, err := w.s.Send(t.Context(), secretary("raad"), id, version)
			w.must(err)
			if sent != 4 {
				t.Errorf("sent to %d, want 4", sent)
			}
		}
		if n := w.number(`SELECT COUNT(*) FROM draft_item WHERE origin = 'hearing' AND state = 'ready' AND meeting_id IS NULL`); n != 3 {
			t.Errorf("%d items in backlogs, want 3", n)
		}
		if n := w.number(`SELECT COUNT(*) FROM mail_message WHERE recipient = 'udvalg@by.example'`); n != 1 {
			t.Errorf("%d mails to the body elsewhere, want 1", n)
		}
		w.give(id, "syd", hearing.Supports, hearing.NotSupported)
		h := w.find(id)
		got := map[string]hearing.Status{}
		for _, a := range h.Addressees {
			got[a.Name] = h.Status(a, "2026-11-21")
			if a.Due != "2026-12-15" {
				t.Errorf("%s is to answer by %s, want the deadline of the hearing", a.Name, a.Due)
			}
		}
		want := map[string]hearing.Status{"Klynge Nord": hearing.Received, "Klynge Syd": hearing.AnsweredInDue, "Klynge Vest": hearing.Received, "Udvalget udvalg": hearing.Waiting}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("statuses %v, want %v", got, want)
		}
		if stage := h.Stage("2026-11-21"); stage != hearing.Open {
			t.Errorf("stage %q, want open", stage)
		}
	})
}

func TestI1AnAnswerCountsOnlyWithItsDecision(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.sent("nord", "syd")
		h, ctx := w.find(id), t.Context()
		to := addressee(h, "nord").ID
		w.must(w.s.SaveDraft(ctx, secretary("nord"), id, to, 0, answer(h, "", hearing.Supports)))
		if h := w.find(id); h.Status(addressee(h, "nord"), "2026-11-21") != hearing.Received {
			t.Error("a draft counts as an answer")
		}
		w.refused(w.s.Give(ctx, secretary("nord"), id, to, 1, answer(h, "", hearing.NotSupported)), fault.Invalid, "beslutningen bag")
		if h := w.find(id); addressee(h, "nord").Draft == nil || addressee(h, "nord").Draft.Positions[0].Position != hearing.NotSupported {
			t.Error("what was refused was not kept as a draft")
		}
		w.refused(w.s.Give(ctx, secretary("nord"), id, to, 2, answer(h, w.decide("syd", "2026-11-21", false), hearing.Supports)), fault.Forbidden, "et andet organ")
		w.refused(w.s.Give(ctx, secretary("nord"), id, to, 2, answer(h, w.decide("nord", "2026-10-01", false), hearing.Supports)), fault.Invalid, "før høringen blev sendt")
		w.refused(w.s.Give(ctx, secretary("syd"), id, to, 2, answer(h, w.decide("syd", "2026-11-21", false), hearing.Supports)), fault.Forbidden, "Klynge Nord")
		w.refused(w.s.SaveDraft(ctx, secretary("nord"), id, to, 7, answer(h, "", hearing.Noted)), fault.Conflict, "En anden")
		w.must(w.s.Give(ctx, secretary("nord"), id, to, addressee(w.find(id), "nord").Draft.Version, answer(h, w.decide("nord", "2026-11-21", false), hearing.Supports)))
		if h := w.find(id); h.Status(addressee(h, "nord"), "2026-11-21") != hearing.AnsweredInDue {
			t.Error("an answer with its decision does not count")
		}
	})
}

func TestASecondAnswerIsANewVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.sent("nord", "syd")
		h, ctx := w.find(id), t.Context()
		to, first := addressee(h, "nord").ID, w.decide("nord", "2026-11-21", false)
		for range 2 { // a double click
			w.must(w.s.Give(ctx, secretary("nord"), id, to, 0, answer(h, first, hearing.Supports)))
		}
		if n := len(addressee(w.find(id), "nord").Answers); n != 1 {
			t.Fatalf("%d answers after a double click, want 1", n)
		}
		w.must(w.s.Give(ctx, secretary("nord"), id, to, 0, answer(h, w.decide("nord", "2026-11-21", false), hearing.NotSupported)))
		answers := addressee(w.find(id), "nord").Answers
		if len(answers) != 2 || answers[0].Positions[0].Position != hearing.Supports || answers[1].Number != 2 {
			t.Errorf("answers %+v, want both, the second with number 2", answers)
		}
	})
}

func TestI5ALateAnswerIsMarkedAndRaisesTheNote(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id, ctx, who := w.sent("nord", "syd"), t.Context(), secretary("raad")
		w.give(id, "nord", hearing.Supports, hearing.Noted)
		w.refused(w.s.RollUp(ctx, who, id), fault.Invalid, "ikke lukket")
		w.exec(`UPDATE hearing SET due = '2026-11-20'`)
		w.exec(`UPDATE hearing_addressee SET due = '2026-11-20' WHERE body_id = 'syd'`)
		w.exec(`UPDATE hearing_addressee SET due = '2026-11-20' WHERE body_id = 'nord'`)
		w.refused(w.s.RollUp(ctx, who, id), fault.Invalid, "imødekommet")
		for _, p := range w.find(id).Proposals {
			w.must(w.s.Assess(ctx, who, id, w.find(id).Version, p.ID, hearing.Assessment{Summary: "Der er støtte.", Met: hearing.Partly, Reason: "Prisen er ikke kendt."}))
		}
		for range 2 {
			w.must(w.s.RollUp(ctx, who, id))
			w.must(w.s.Return(ctx, who, id))
		}
		if n := len(w.find(id).Notes); n != 1 {
			t.Fatalf("%d notes after a double click, want 1", n)
		}
		if n := w.number(`SELECT COUNT(*) FROM draft_item WHERE body_id = 'raad' AND origin = 'hearing'`); n != 1 {
			t.Errorf("%d items at the sender, want 1", n)
		}
		w.give(id, "syd", hearing.NotSupported)
		h := w.find(id)
		note, _ := h.Note()
		if note.Number != 2 || !note.Note.Proposals[0].Cells[1].Late || note.Note.Asked[1].Status != hearing.AnsweredLate {
			t.Errorf("note %d with %+v, want number 2 with Klynge Syd late", note.Number, note.Note.Proposals[0].Cells)
		}
		if stage := h.Stage("2026-11-21"); stage != hearing.Rolled {
			t.Errorf("stage %q, want rolled-up: the new note has not gone back", stage)
		}
		w.must(w.s.Return(ctx, who, id))
		w.refused(w.s.Acknowledge(ctx, secretary("nord"), id), fault.Forbidden, "afsenderens")
		for range 2 {
			w.must(w.s.Acknowledge(ctx, who, id))
		}
		if h := w.find(id); h.Stage("2026-11-21") != hearing.Acknowledged {
			t.Errorf("stage %q, want acknowledged", h.Stage("2026-11-21"))
		}
	})
}

func TestI6ARewordedProposalReopensTheAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id, ctx, who := w.sent("nord", "syd", "udvalg@by.example"), t.Context(), secretary("raad")
		w.give(id, "nord", hearing.Supports, hearing.Supports)
		h := w.find(id)
		w.refused(w.s.Reword(ctx, who, id, h.Version, h.Proposals[0].ID, "Medicinskab", "Andet.", "2026-11-20"), fault.Invalid, "tid til at svare igen")
		w.must(w.s.Reword(ctx, who, id, h.Version, h.Proposals[0].ID, "Medicinskab", "Andet.", "2027-01-04"))
		h = w.find(id)
		nord := addressee(h, "nord")
		if got := h.Status(nord, "2026-11-21"); got != hearing.Reopened {
			t.Errorf("status %q, want reopened", got)
		}
		if got := []hearing.CellState{h.Cell(h.Proposals[0], nord).State, h.Cell(h.Proposals[1], nord).State}; !slices.Equal(got, []hearing.CellState{hearing.Outdated, hearing.Stood}) {
			t.Errorf("cells %v, want the reworded outdated and the other standing", got)
		}
		if len(h.Proposals[0].Wordings) != 2 || nord.Due != "2027-01-04" {
			t.Errorf("%d wordings and due %s, want 2 and the new day", len(h.Proposals[0].Wordings), nord.Due)
		}
		if n := w.number(`SELECT COUNT(*) FROM draft_item WHERE body_id = 'nord'`); n != 2 {
			t.Errorf("%d items at the one that had answered, want a new one", n)
		}
		if n := w.number(`SELECT COUNT(*) FROM mail_message WHERE recipient = 'udvalg@by.example'`); n != 2 {
			t.Errorf("%d mails elsewhere, want the question and the reworded one", n)
		}
		stale := answer(h, w.decide("nord", "2026-11-21", false), hearing.Supports)
		stale.Positions[0].Wording = 1
		w.refused(w.s.Give(ctx, secretary("nord"), id, nord.ID, 0, stale), fault.Conflict, "ændret")
	})
}

func TestR49TheSuccessorInheritsTheDuty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id, ctx := w.sent("nord", "syd", "vest"), t.Context()
		w.give(id, "vest", hearing.Supports)
		for range 2 {
			w.write(func(tx *db.Tx) error {
				for _, from := range []string{"nord", "syd", "vest"} {
					if err := w.s.Inherit(ctx, tx, secretary("raad"), from, "ny"); err != nil {
						return err
					}
				}
				return nil
			})
		}
		h := w.find(id)
		heir := addressee(h, "ny")
		if heir.HeirOf != "Klynge Nord, Klynge Syd" || len(h.Owed()) != 2 {
			t.Errorf("the heir is of %q and %d owe an answer, want both and 2 with the one that had answered", heir.HeirOf, len(h.Owed()))
		}
		if n := w.number(`SELECT COUNT(*) FROM draft_item WHERE body_id = 'ny'`); n != 1 {
			t.Errorf("%d items at the heir, want 1", n)
		}
		w.refused(w.s.Give(ctx, secretary("nord"), id, addressee(h, "nord").ID, 0, answer(h, "", hearing.Supports)), fault.Conflict, "overtaget")
		w.give(id, "ny", hearing.Supports, hearing.Supports)
		if h := w.find(id); h.Stage("2026-11-21") != hearing.Shut {
			t.Errorf("stage %q, want closed: all have answered", h.Stage("2026-11-21"))
		}
		w.write(func(tx *db.Tx) error {
			err := w.s.Inherit(ctx, tx, secretary("raad"), "ny", "ny")
			w.refused(err, fault.Invalid, "sine egne")
			return nil
		})
	})
}

func TestABodyDissolvedWhileItIsAskedIsShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.sent("nord")
		w.exec(`UPDATE organization SET end_date = '2026-11-01' WHERE id = 'nord'`)
		lines, err := w.s.Waiting(t.Context(), secretary("raad"), "2026-11-21")
		w.must(err)
		if len(lines) != 1 || lines[0].Text != "Find den, der har overtaget svaret i en høring" {
			t.Errorf("lines %+v, want one that asks for the successor", lines)
		}
		id := w.begin("nord")
		_, err = w.s.Send(t.Context(), secretary("raad"), id, w.find(id).Version)
		w.refused(err, fault.Invalid, "nedlagt")
	})
}

func TestR21ADissentGoesAlong(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.sent("nord")
		h, decision := w.find(id), w.decide("nord", "2026-11-21", false)
		w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('m', 'nord', '', '2026-11-21', '13:00', '15:00', 'physical', '', '', 'held', '', '', 0, 1, 0, '', 0)`)
		item := addressee(h, "nord").ItemID
		w.exec(`UPDATE decision SET item_id = $1`, item)
		w.exec(`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
			VALUES ('s', 'nord', 'Carl Dahl', '', '', 'region', 'member', '', true, '', '2020-01-01', '', 0, 1, 0, '', 0, ''),
			('s2', 'nord', 'Ida Lund', '', '', 'region', 'member', '', true, '', '2020-01-01', '', 0, 1, 0, '', 0, '')`)
		w.exec(`INSERT INTO vote (id, item_id, recommendation_id, question, yes, no, abstain, at, version) VALUES ('v', $1, NULL, '', 3, 2, 0, 0, 1)`, item)
		w.exec(`INSERT INTO dissent (id, vote_id, seat_id, text, send_along, at) VALUES ('x', 'v', 's', 'Det er for dyrt.', true, 0), ('y', 'v', 's2', 'Kun til referatet.', false, 0)`)
		w.must(w.s.Give(t.Context(), secretary("nord"), id, addressee(h, "nord").ID, 0, answer(h, decision, hearing.Supports)))
		h = w.find(id)
		last, _ := addressee(h, "nord").Last()
		if len(last.Dissents) != 1 || last.Dissents[0] != (hearing.Dissent{Name: "Carl Dahl", Text: "Det er for dyrt."}) {
			t.Errorf("dissents %+v, want the one that asked to go along", last.Dissents)
		}
		if n := h.Roll("2026-11-21"); len(n.General) != 1 || len(n.General[0].Dissents) != 1 {
			t.Errorf("the note has %+v, want the dissent", n.General)
		}
	})
}

func TestWhatIsClosedIsNeverPublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		ctx, public := t.Context(), hearing.NewPublic(d)
		draft := w.begin("nord")
		if _, err := public.Find(ctx, draft); !fault.Is(err, fault.Missing) {
			t.Errorf("a draft is public: %v", err)
		}
		id := w.sent("nord", "syd")
		h := w.find(id)
		a := answer(h, w.decide("nord", "2026-11-21", true), hearing.NotSupported)
		a.Positions[0].Comment = "Hemmelig grund"
		w.must(w.s.Give(ctx, secretary("nord"), id, addressee(h, "nord").ID, 0, a))
		seen, err := public.Find(ctx, id)
		w.must(err)
		if text := fmt.Sprintf("%+v", seen); strings.Contains(text, "Hemmelig") || strings.Contains(text, "ane@raad") || strings.Contains(text, "Punkt 4") {
			t.Errorf("the public sees %s", text)
		}
		if c := seen.Cell(seen.Proposals[0], addressee(seen, "nord")); c.State != hearing.Withheld {
			t.Errorf("the cell is %q, want withheld", c.State)
		}
		stranger := access.Who{Account: access.Account{ID: "x"}, Grants: []access.Grant{{Role: access.Secretariat, BodyID: "elsewhere"}}}
		if _, err := w.s.Find(ctx, stranger, id); !fault.Is(err, fault.Missing) {
			t.Errorf("a stranger finds it: %v", err)
		}
		w.exec(`UPDATE hearing SET access = 'closed' WHERE id = $1`, id)
		if _, err := public.Find(ctx, id); !fault.Is(err, fault.Missing) {
			t.Errorf("a closed hearing is public: %v", err)
		}
		list, err := public.List(ctx)
		if w.must(err); len(list) != 0 {
			t.Errorf("%d public hearings, want none", len(list))
		}
	})
}
