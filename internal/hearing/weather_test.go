package hearing_test

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/vault"
)

// shelve gives a world room for files.
func (w *world) shelve() {
	w.Helper()
	v, err := vault.Open(filepath.Join(w.TempDir(), "originaler"))
	w.must(err)
	w.Cleanup(func() {
		if err := v.Close(); err != nil {
			w.Error(err)
		}
	})
	w.s.Files = attachment.NewStore(w.db, v, 0)
}

func text(name, content string) attachment.Upload {
	return attachment.Upload{Name: name, Bytes: strings.NewReader(content)}
}

// link returns the link that was mailed last to somebody.
func (w *world) link(to string) (token string) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		var text string
		err := tx.QueryRowContext(w.Context(), `SELECT body_text FROM mail_message WHERE recipient = $1 AND subject LIKE 'Høring:%'`, to).Scan(&text)
		token, _, _ = strings.Cut(strings.TrimPrefix(text, "/hoering/"), "\n")
		return err
	})
	return token
}

func TestR29AFileWithACivilRegistrationNumberIsNotKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.shelve()
		id, ctx, who := w.begin("nord"), t.Context(), secretary("raad")
		_, err := w.s.AttachFile(ctx, who, id, "", text("borger.txt", "Borgeren har nummer 010203-1234."))
		w.refused(err, fault.Invalid, "CPR-nummer")
		if n := w.number(`SELECT COUNT(*) FROM hearing_file`); n != 0 {
			t.Errorf("%d files are kept, want none", n)
		}
		got, err := w.s.AttachFile(ctx, who, id, "", text("plan.txt", "Ring på 20 30 40 50 om planen."))
		w.must(err)
		if got.Name != "Plan" || len(got.File.Doubts) != 1 || got.File.Doubts[0].Kind != "phone" {
			t.Errorf("the paper is %+v, want it called Plan, with a telephone number to look at", got)
		}
		_, err = w.s.AttachFile(ctx, who, id, "", text("program.html", "<!doctype html><script>x</script>"))
		w.refused(err, fault.Invalid, "programkode")
		_, err = w.s.AttachFile(ctx, secretary("nord"), id, "", text("plan.txt", "Fra et andet organ."))
		w.refused(err, fault.Forbidden, "sekretariatet")
		_, err = hearing.NewStore(d, letters{}, "https://klynge.skagerby.example").AttachFile(ctx, who, id, "", text("plan.txt", "Uden et sted til filer."))
		w.refused(err, fault.Invalid, "Intet er gemt")
	})
}

func TestAnAnnexThatWasPromisedComes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.shelve()
		id, ctx, who := w.begin("nord", "udvalg@by.example"), t.Context(), secretary("raad")
		w.must(w.s.AddPaper(ctx, who, id, hearing.Paper{Name: "Økonomi", Due: "2026-12-01"}))
		_, err := w.s.Send(ctx, who, id, w.find(id).Version)
		w.must(err)
		if p := w.find(id).Papers[0]; !p.Missing() || p.Due != "2026-12-01" {
			t.Errorf("the paper is %+v, want it to follow on the day", p)
		}
		for range 2 { // a double click
			_, err = w.s.AttachFile(ctx, who, id, "Økonomi", text("oekonomi.txt", "Det koster 550.000 kr."))
			w.must(err)
		}
		h := w.find(id)
		p := h.Papers[0]
		if len(h.Papers) != 1 || p.Missing() || p.Due != "" || w.number(`SELECT COUNT(*) FROM hearing_file`) != 1 {
			t.Errorf("papers %+v, want the one with its file, once", h.Papers)
		}
		if last := h.Events[len(h.Events)-1]; last.What != hearing.PaperCame {
			t.Errorf("the last event is %+v, want that the paper came", last)
		}
		read := func(f hearing.File, file io.ReadCloser, err error) string {
			t.Helper()
			w.must(err)
			data, err := io.ReadAll(file)
			w.must(errors.Join(err, file.Close()))
			return string(data)
		}
		f, file, err := w.s.Open(ctx, secretary("nord"), id, p.File.ID)
		if got := read(f, file, err); got != "Det koster 550.000 kr." {
			t.Errorf("an addressee reads %q", got)
		}
		f, file, err = w.s.OpenFileByLink(ctx, w.link("udvalg@by.example"), p.File.ID, access.Who{})
		read(f, file, err)
		f, file, err = w.s.OpenPublic(ctx, id, p.File.ID)
		read(f, file, err)
		_, _, err = w.s.Open(ctx, secretary("syd"), id, p.File.ID)
		w.refused(err, fault.Missing, "findes ikke")
		w.exec(`UPDATE hearing SET access = 'internal'`)
		_, _, err = w.s.OpenPublic(ctx, id, p.File.ID)
		w.refused(err, fault.Missing, "findes ikke")
		_, err = w.s.AttachFile(ctx, who, id, "Økonomi", text("oekonomi-2.txt", "Det koster 560.000 kr."))
		w.must(err)
		if got := w.find(id).Papers[0].File.Name; got != "oekonomi-2.txt" || w.number(`SELECT COUNT(*) FROM hearing_file`) != 2 {
			t.Errorf("the file is %s, want the later one, and the earlier kept", got)
		}
	})
}

func TestAHearingIsWithdrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.shelve()
		id, ctx, who := w.begin("nord", "syd", "udvalg@by.example"), t.Context(), secretary("raad")
		w.refused(w.s.Withdraw(ctx, who, id, w.find(id).Version, "Vi fortryder"), fault.Invalid, "ikke sendt")
		_, err := w.s.Send(ctx, who, id, w.find(id).Version)
		w.must(err)
		w.exec(`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
			VALUES ('s', 'nord', 'Signe Sand', 'signe@nord.example', '', '', 'secretariat', '', false, '', '2020-01-01', '', 0, 1, 0, '', 0, '')`)
		w.give(id, "syd", hearing.Supports)
		version := w.find(id).Version
		w.refused(w.s.Withdraw(ctx, who, id, version, " "), fault.Invalid, "hvorfor")
		w.refused(w.s.Withdraw(ctx, secretary("nord"), id, version, "Nej"), fault.Forbidden, "sekretariatet")
		w.refused(w.s.Withdraw(ctx, who, id, version-1, "Nej"), fault.Conflict, "En anden")
		for range 2 { // a double click
			w.must(w.s.Withdraw(ctx, who, id, version, "Lovforslaget er trukket tilbage."))
		}
		h := w.find(id)
		if h.Stage("2026-11-21") != hearing.TakenBack || len(addressee(h, "syd").Answers) != 1 {
			t.Errorf("stage %q with %d answers, want it taken back and the answer kept", h.Stage("2026-11-21"), len(addressee(h, "syd").Answers))
		}
		for _, to := range []string{"signe@nord.example", "udvalg@by.example"} {
			if n := w.number(`SELECT COUNT(*) FROM mail_message WHERE recipient = $1 AND subject LIKE 'Trukket tilbage%'`, to); n != 1 {
				t.Errorf("%d mails tell %s, want 1", n, to)
			}
		}
		if n := w.number(`SELECT COUNT(*) FROM draft_field WHERE name = 'title' AND text LIKE 'Trukket tilbage: Høring%'`); n != 2 {
			t.Errorf("%d items say that it is withdrawn, want 2", n)
		}
		seen, err := hearing.NewPublic(d).Find(ctx, id)
		w.must(err)
		if len(seen.Proposals)+len(seen.Addressees)+len(seen.Papers) > 0 || seen.Withdrawn.Reason != "Lovforslaget er trukket tilbage." || seen.Withdrawn.By != "" {
			t.Errorf("the public sees %+v, want a tombstone with the reason", seen)
		}
		to := addressee(h, "nord").ID
		w.refused(w.s.Give(ctx, secretary("nord"), id, to, 0, answer(h, w.decide("nord", "2026-11-21", false), hearing.Supports)), fault.Conflict, "trukket tilbage")
		w.refused(w.s.Extend(ctx, who, id, h.Version, "", "2027-01-11"), fault.Conflict, "trukket tilbage")
		w.refused(w.s.GiveByLink(ctx, w.link("udvalg@by.example"), access.Who{}, hearing.Answer{Kind: hearing.NoRemarks, By: "Bo"}), fault.Conflict, "trukket tilbage")
		lines, err := w.s.Waiting(ctx, secretary("raad", "nord"), "2026-11-21")
		if w.must(err); len(lines) != 0 {
			t.Errorf("%+v waits, want nothing", lines)
		}
	})
}

func TestAnAnswerComesInALetter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		w.shelve()
		id, ctx, who := w.sent("nord", "udvalg@by.example"), t.Context(), secretary("raad")
		h := w.find(id)
		elsewhere, here := addressee(h, ""), addressee(h, "nord")
		a := answer(h, "", hearing.Supports)
		a.By = "Karin Toft"
		w.refused(w.s.GiveByLetter(ctx, who, id, elsewhere.ID, a, text("brev.txt", "Vi støtter det.")), fault.Invalid, "beslutningen bag")
		if n := w.number(`SELECT COUNT(*) FROM hearing_file`); n != 0 {
			t.Errorf("%d letters are kept without an answer, want none", n)
		}
		a.Decision = hearing.Reference{Text: "Udvalgets møde, punkt 3", Day: "2026-11-21"}
		w.refused(w.s.GiveByLetter(ctx, who, id, here.ID, a, text("brev.txt", "Vi støtter det.")), fault.Missing, "findes ikke")
		w.refused(w.s.GiveByLetter(ctx, secretary("nord"), id, elsewhere.ID, a, text("brev.txt", "Vi støtter det.")), fault.Forbidden, "sekretariatet")
		w.refused(w.s.GiveByLetter(ctx, who, id, elsewhere.ID, a, text("brev.txt", "Borger 010203-1234 siger ja.")), fault.Invalid, "CPR-nummer")
		for range 2 { // a double click
			w.must(w.s.GiveByLetter(ctx, who, id, elsewhere.ID, a, text("brev.txt", "Vi støtter det.")))
		}
		h = w.find(id)
		last, _ := addressee(h, "").Last()
		if last.Number != 1 || last.Via != hearing.ByLetter || last.Letter.Name != "brev.txt" || last.By != "Karin Toft" {
			t.Errorf("the answer is %+v, want the first one, with its letter", last)
		}
		_, file, err := w.s.Open(ctx, who, id, last.Letter.ID)
		w.must(err)
		w.must(file.Close())
		_, _, err = w.s.Open(ctx, secretary("nord"), id, last.Letter.ID)
		w.refused(err, fault.Missing, "Bilaget")
		seen, err := hearing.NewPublic(d).Find(ctx, id)
		w.must(err)
		if public, _ := addressee(seen, "").Last(); public.Letter.There() {
			t.Error("the public is told of the letter")
		}
	})
}

func TestBadInputOfAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id, ctx := w.sent("nord", "syd"), t.Context()
		h := w.find(id)
		nord := addressee(h, "nord").ID
		good := func() hearing.Answer { return answer(h, w.decide("nord", "2026-11-21", false), hearing.Supports) }
		// The wrong body: its secretary, and its decision.
		w.refused(w.s.Give(ctx, secretary("syd"), id, nord, 0, good()), fault.Forbidden, "Klynge Nord")
		w.refused(w.s.Give(ctx, secretary("nord"), id, nord, 0, answer(h, w.decide("syd", "2026-11-21", false), hearing.Supports)), fault.Forbidden, "et andet organ")
		// A blank answer is none; that there are no remarks is one, when it is decided.
		blank := good()
		blank.Positions = nil
		w.refused(w.s.Give(ctx, secretary("nord"), id, nord, 0, blank), fault.Invalid, "mindst ét forslag")
		// A personal case told as an example (R7).
		told := good()
		told.Positions[0].Comment = "Det gik galt for 010203-1234."
		version := addressee(w.find(id), "nord").Draft.Version
		w.refused(w.s.Give(ctx, secretary("nord"), id, nord, version, told), fault.Invalid, "CPR")
		w.refused(w.s.SaveDraft(ctx, secretary("nord"), id, nord, version, told), fault.Invalid, "CPR")
		// Two at once: the second is told, and what stands is the first one's.
		w.must(w.s.SaveDraft(ctx, secretary("nord"), id, nord, version, good()))
		w.refused(w.s.SaveDraft(ctx, secretary("nord"), id, nord, version, hearing.Answer{Kind: hearing.General, General: "Andet"}), fault.Conflict, "En anden")
		none := hearing.Answer{Kind: hearing.NoRemarks, Decision: hearing.Reference{ID: w.decide("nord", "2026-11-21", false)}}
		w.must(w.s.Give(ctx, secretary("nord"), id, nord, version+1, none))
		h = w.find(id)
		if got := h.Status(addressee(h, "nord"), "2026-11-21"); got != hearing.SaidNothing {
			t.Errorf("status %q, want that there are no remarks", got)
		}
		if got := h.Cell(h.Proposals[0], addressee(h, "syd")).State; got != hearing.Unanswered {
			t.Errorf("who has not answered stands as %q", got)
		}
	})
}

func TestBulletsFromWordAreKeptAsText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.begin("nord")
		w.must(w.s.Propose(t.Context(), secretary("raad"), id, w.find(id).Version, "Fra Word", "•\tFørste punkt\r\n•\tAndet punkt\v\x07"))
		if got := w.find(id).Proposals[2].Now().Text; got != "•\tFørste punkt\n•\tAndet punkt" {
			t.Errorf("the text is %q", got)
		}
	})
}

// The events stand in the order they happened, though they happened at once.
func TestEventsStandInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		id := w.sent("nord")
		w.give(id, "nord", hearing.Supports)
		var got []hearing.What
		for _, e := range w.find(id).Events {
			got = append(got, e.What)
		}
		if len(got) != 3 || got[0] != hearing.Begun || got[1] != hearing.Dispatched || got[2] != hearing.Answered {
			t.Errorf("events %v", got)
		}
	})
}
