package site_test

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/web/webtest"
)

// rounds gives one body a consultation that is sent, one that is a draft, and a
// round-up that is being written.
func (h *shelf) rounds(b, word string) {
	h.t.Helper()
	id := func(name string) string { return name + "-" + b }
	for name, sent := range map[string]any{"hv": webtest.Noon.UnixMicro(), "hd": nil} {
		h.put("hearing", map[string]any{"id": id(name), "body_id": id("o"), "sender_body_id": id("o"), "title": word + " høring", "intro": word, "due": "2026-12-15", "access": "internal",
			"revision": 1, "sent_at": sent, "version": 1})
		h.put("hearing_proposal", map[string]any{"id": id(name + "p"), "hearing_id": id(name)})
		h.put("hearing_wording", map[string]any{"proposal_id": id(name + "p"), "number": 1, "revision": 1, "title": word + " forslag"})
		h.put("hearing_addressee", map[string]any{"id": id(name + "a"), "hearing_id": id(name), "body_id": id("o"), "name": word + " Klynge", "due": "2026-12-15", "version": 1})
		h.put("hearing_addressee", map[string]any{"id": id(name + "e"), "hearing_id": id(name), "name": word + " Udvalg", "email": strings.ToLower(word) + "@by.example", "due": "2026-12-15", "version": 1})
		h.put("hearing_paper", map[string]any{"id": id(name + "b"), "hearing_id": id(name), "name": word + " bilag"})
		h.put("hearing_file", map[string]any{"id": id(name + "f"), "hearing_id": id(name), "paper_id": id(name + "b"), "number": 1, "file_name": word + ".pdf", "digest": strings.Repeat("a", 64), "doubts": "[]"})
	}
	h.put("roundup", map[string]any{"id": id("ro"), "body_id": id("o"), "title": word + " opsamling", "state": "locked", "version": 1})
	h.put("roundup_heading", map[string]any{"id": id("rh"), "roundup_id": id("ro"), "text": word})
	h.put("roundup_group", map[string]any{"id": id("rg"), "roundup_id": id("ro"), "name": word + " gruppe"})
	h.put("roundup_note", map[string]any{"id": id("rn"), "group_id": id("rg"), "heading_id": id("rh"), "text": word + " note"})
	h.put("roundup_theme", map[string]any{"id": id("rt"), "roundup_id": id("ro"), "name": word})
	h.put("roundup_comment", map[string]any{"id": id("rc"), "note_id": id("rn"), "end_at": 3, "heading_id": id("rh"), "about_id": id("rg")})
	h.put("roundup_sentence", map[string]any{"id": id("rs"), "roundup_id": id("ro"), "heading_id": id("rh"), "text": word + " sætning", "version": 1})
	h.put("roundup_source", map[string]any{"sentence_id": id("rs"), "comment_id": id("rc")})
}

const (
	asking = "/arbejde/hoering/hv-b1"
	making = "/arbejde/hoering/hd-b1"
	round  = "/arbejde/opsamling/ro-b1"
)

// roundAttempts reach for the consultations and round-ups of another body.
var roundAttempts = []attempt{
	{"GET", "/arbejde/hoering/hv-¤", "", false},
	{"GET", "/arbejde/hoering/hd-¤", "", false},
	{"GET", "/arbejde/hoering/hv-¤/notat", "", false},
	{"GET", "/arbejde/hoering/hv-¤/notat.pdf", "", false},
	{"GET", "/arbejde/hoering/hv-¤/notat.docx", "", false},
	{"GET", asking + "/svar/hva-¤", "", false},
	{"GET", asking + "/bilag/hvf-¤", "", true}, // there is no such file
	{"POST", "/arbejde/hoering/hv-¤/bilag", "FILE", true},
	{"POST", asking + "/svar/hve-¤/brev", "FILE", true},
	{"POST", asking + "/svar/hva-¤", "goer=kladde&version=0&art=general&generelt=Nyt", false},
	{"POST", asking + "/svar/hva-b1", "goer=giv&version=1&art=general&generelt=Nyt&beslutning=de-¤", true},
	{"POST", asking, "goer=forlaeng&version=1&adressat=hva-¤&frist=2027-01-11", false},
	{"POST", asking + "/notat", "goer=vurder&version=2&forslag=hvp-¤&imoede=met", false},
	{"POST", "/arbejde/hoering/hv-¤/notat", "goer=saml", true},
	{"POST", "/arbejde/hoering/hv-¤", "goer=traek&version=1&grund=Nej", true},
	{"POST", making, "goer=omformuler&version=1&forslag=hdp-¤&titel=Nyt", false},
	{"POST", making, "goer=fjernadressat&version=2&adressat=hda-¤", true},
	{"POST", making, "goer=fjernforslag&version=3&forslag=hdp-¤", true},
	{"GET", "/arbejde/opsamling/ro-¤", "", false},
	{"GET", "/arbejde/opsamling/ro-¤/opsamling.pdf", "", false},
	{"GET", round + "/note/rg-¤", "", false},
	{"GET", round + "/kodning?note=rn-¤", "", false},
	{"GET", round + "/saetninger?overskrift=rh-¤", "", false},
	{"POST", round, "goer=notetager&gruppe=rg-¤&notetager=Ny", false},
	{"POST", round, "goer=tilfoej&gruppe=rg-¤", true},
	{"POST", round + "/punkt", "moede=n-¤", true},
	{"POST", round + "/note/rg-¤", "goer=gem&tekst.rh-b1=Nyt&grundlag.rh-b1=0", false},
	{"POST", round + "/note/rg-¤/felt/rh-b1", "grundlag=1&tekst=Nyt", false},
	{"POST", round + "/note/rg-b1/felt/rh-¤", "grundlag=0&tekst=Nyt", true},
	{"POST", round + "/kodning", "goer=kommentar&note=rn-¤&stykke=note", false},
	{"POST", round + "/kodning", "goer=linjer&note=rn-¤", false},
	{"POST", round + "/kodning", "goer=tema&kommentar=rc-¤&tema=rt-b1", true},
	{"POST", round + "/kodning", "goer=tema&kommentar=rc-b1&tema=rt-¤", false},
	{"POST", round + "/kodning", "goer=omdoeb&tema=rt-¤&navn=Nyt", false},
	{"POST", round + "/kodning", "goer=flyt&kommentar=rc-b1&overskrift=rh-¤&om=rg-b1", false},
	{"POST", round + "/kodning", "goer=flyt&kommentar=rc-b1&overskrift=rh-b1&om=rg-¤", false},
	{"POST", round + "/kodning", "goer=udelad&kommentar=rc-¤&grund=", false},
	{"POST", round + "/kodning", "goer=fjern&kommentar=rc-¤", true},
	{"POST", round + "/saetninger", "goer=ny&overskrift=rh-¤&ny=Ny", false},
	{"POST", round + "/saetninger", "goer=ny&overskrift=rh-b1&ny=Ny&kommentar=rc-¤", false},
	{"POST", round + "/saetninger", "goer=kilder&overskrift=rh-b1&saetning=rs-¤&kommentar=rc-b1", false},
	{"POST", round + "/saetninger", "til=rs-¤&overskrift=rh-b1&kommentar=rc-b1", false},
	{"POST", round + "/saetninger", "tagind=rc-¤&overskrift=rh-b1", true},
	{"POST", round + "/saetninger", "goer=gem&overskrift=rh-b1&saetning=rs-¤&version=1&tekst=Nyt", false},
	{"POST", round + "/saetninger", "goer=kilde-fra&overskrift=rh-b1&saetning=rs-¤&fra=rc-¤", false},
	{"POST", round + "/saetninger", "goer=foreslaa&overskrift=rh-¤", true},
	{"POST", round + "/saetninger", "goer=slet&overskrift=rh-b1&saetning=rs-¤", false},
}

// TestForeignIDsOfRounds is TestForeignIDs for consultations and round-ups.
func TestForeignIDsOfRounds(t *testing.T) {
	h := newShelf(t)
	accountID, token, err := h.s.Visitor(t.Context(), "Gerda Holm", access.Secretariat, "")
	if err != nil {
		t.Fatal(err)
	}
	for b, word := range map[string]string{"b1": "Aaben", "b2": secret} {
		h.fill(b, map[string]string{"b1": "et", "b2": "to"}[b], word, accountID)
		h.rounds(b, word)
	}
	for _, query := range []string{`UPDATE organization SET name = 'Anden Klynge' WHERE id = 'o-b2'`,
		`UPDATE seat SET account_id = NULL WHERE body_id = 'o-b2'`, `UPDATE role_grant SET body_id = 'o-b1' WHERE account_id = '` + accountID + `'`} {
		if err := h.s.Exec(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	before := h.other()
	for _, of := range []string{"b2", "b1"} {
		for _, a := range roundAttempts {
			answer := h.ask(token, a, of)
			what := fmt.Sprintf("%s %s %s of %s: status %d", a.method, a.address, a.form, of, answer.Code)
			if body := html.UnescapeString(answer.Body.String()); strings.Contains(body, secret) || answer.Code == http.StatusInternalServerError {
				t.Errorf("%s, and the other body is told of:\n%s", what, around(body, secret))
			}
			if after := h.other(); !slices.Equal(before, after) {
				t.Errorf("%s, and this was changed of the other body:\n%s", what, strings.Join(changed(before, after), "\n"))
				before = after
			}
			if of == "b1" && !a.same && answer.Code >= 400 {
				t.Errorf("%s with one's own:\n%s", what, around(html.UnescapeString(answer.Body.String()), "alert"))
			}
		}
	}
}
