package approval_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/minutes"
	"klynge/internal/web/webtest"
)

// A house is a site with one closed meeting of the body b.
type house struct {
	*testing.T
	site *webtest.Site
}

func open(t *testing.T) *house {
	t.Helper()
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{t, s}
	open := minutes.Item{SentItem: agenda.SentItem{ID: "i1", Number: "1", Title: "Medicinboks <b>"}, Decision: "Klyngen godkendte indstillingen."}
	secret := minutes.Item{SentItem: agenda.SentItem{ID: "i2", Number: "2", Title: "Personsag om tilsyn", PublicTitle: "Lukket sag", Closed: true}, Decision: "Fortrolig beslutning"}
	r := minutes.Record{MeetingID: "m", Items: []minutes.Item{open, secret}, Attendance: []minutes.Attendance{
		{SeatID: "mette", Name: "Mette Lund", Role: access.Member, Status: minutes.Present},
		{SeatID: "gro", Name: "Gro Vind", Role: access.Lead, Status: minutes.Present},
	}}
	content, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`, nil},
		{`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('m', 'b', '', '2026-11-17', '13:00', '15:00', 'physical', '', '', 'held', '', '', 0, 1, 0, '', 0)`, nil},
		{seat("mette", "Mette Lund", "member"), nil}, {seat("gro", "Gro Vind", "lead"), nil},
		{`INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom) VALUES ('v', 'm', 1, 'closed', '', $1, 0, 'x')`, []any{string(content)}},
	} {
		if err := s.Exec(t.Context(), row.query, row.args...); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func seat(id, name, role string) string {
	return `INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
		VALUES ('` + id + `', 'b', '` + name + `', '` + id + `@skagerby.example', '', 'municipality', '` + role + `', '', true, '', '2020-01-01', '', 0, 1, 0, '', 0, '')`
}

// visitor returns the token of somebody with a role in the body, who has the seat
// of that name when there is one.
func (h *house) visitor(name string, role access.Role, seatID string) string {
	h.Helper()
	account, token, err := h.site.Visitor(h.Context(), name, role, "b")
	if err != nil {
		h.Fatal(err)
	}
	if seatID != "" {
		if err := h.site.Exec(h.Context(), `UPDATE seat SET account_id = $2 WHERE id = $1`, seatID, account); err != nil {
			h.Fatal(err)
		}
	}
	return token
}

func (h *house) do(token, method, address string, form url.Values) (int, string) {
	h.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	answer := httptest.NewRecorder()
	h.site.ServeHTTP(answer, request)
	return answer.Code, answer.Body.String()
}

const page = "/arbejde/moede/m/godkendelse"

// mailed returns the addresses that lead from the mails to a recipient.
func (h *house) mailed(to, path string) (links []string) {
	h.Helper()
	if err := h.site.DB.Read(h.Context(), func(tx *db.Tx) error {
		rows, err := tx.QueryContext(h.Context(), `SELECT body_text FROM mail_message WHERE recipient = $1 ORDER BY id`, to)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			links = append(links, regexp.MustCompile(path+`[A-Za-z0-9_-]+`).FindAllString(text, -1)...)
		}
		return rows.Err()
	}); err != nil {
		h.Fatal(err)
	}
	if len(links) == 0 {
		h.Fatalf("no mail to %s has a link to %s", to, path)
	}
	return links
}

// From the end of the meeting to the approval, by pages and by links.
func TestTheWayOfMinutes(t *testing.T) {
	h := open(t)
	secretary, member := h.visitor("Ane Bech", access.Secretariat, ""), h.visitor("Mette Lund", access.Member, "mette")
	expect := func(what string, status int, body string, want int, texts ...string) {
		t.Helper()
		if status != want {
			t.Errorf("%s: status %d, want %d", what, status, want)
		}
		for _, text := range texts {
			if !strings.Contains(body, text) {
				t.Errorf("%s: the page does not say %q", what, text)
			}
		}
	}
	status, body := h.do(secretary, "GET", page, nil)
	expect("the secretary's page", status, body, 200, "Send til bemærkninger", "Medicinboks &lt;b&gt;", "Personsag om tilsyn", "Ingen indstilling")
	status, body = h.do(secretary, "POST", page+"/send", url.Values{"frist": {"2020-01-01"}})
	expect("a deadline that has passed", status, body, 422, "Fristen skal være en dag, der ikke er gået.")
	status, _ = h.do(secretary, "POST", page+"/send", url.Values{"frist": {"2026-12-01"}})
	expect("sending out", status, "", 303)
	status, body = h.do(member, "GET", page, nil)
	expect("the member's page", status, body, 200, "Skriv en bemærkning", "1. december 2026")
	status, _ = h.do(member, "POST", page+"/send", url.Values{"frist": {"2026-12-01"}})
	expect("a member sends out", status, "", 404)

	link := h.mailed("gro@skagerby.example", "/bemaerk/")[0]
	status, body = h.do("", "GET", link, nil)
	expect("the link of a project lead", status, body, 200, "Gro Vind", "Lukket sag")
	for _, secret := range []string{"Personsag om tilsyn", "Fortrolig"} {
		if strings.Contains(body, secret) {
			t.Errorf("the link of somebody who may not read closed items shows %q", secret)
		}
	}
	status, body = h.do("", "POST", link, url.Values{"punkt": {"i1"}, "tekst": {"Boksen er åben døgnet rundt."}})
	expect("a comment by link", status, body, 200, "Bemærkningen er gemt.")
	status, body = h.do("", "POST", link, url.Values{"tekst": {""}})
	expect("an empty comment by link", status, body, 422, "Skriv, hvad du har at bemærke.")

	_, body = h.do(secretary, "GET", page, nil)
	id := regexp.MustCompile(`name="bemaerkning" value="([^"]+)"`).FindStringSubmatch(body)
	if id == nil {
		t.Fatal("the secretary's page has no form to answer the comment")
	}
	status, _ = h.do(secretary, "POST", page+"/svar", url.Values{"bemaerkning": {id[1]}, "afgoerelse": {"taken"}, "tekst": {"Tak."}})
	expect("the answer", status, "", 303)
	status, _ = h.do(secretary, "POST", page+"/bed", nil)
	expect("asking for approval", status, "", 303)
	link = h.mailed("mette@skagerby.example", "/godkend/")[0]
	status, body = h.do("", "GET", link, nil)
	expect("the link to approve", status, body, 200, "Godkend referatet", "Fortrolig beslutning")
	for range 2 { // a double click
		status, body = h.do("", "POST", link, nil)
		expect("the approval", status, body, 200, "Tak. Din godkendelse er gemt.")
	}
	status, body = h.do(member, "GET", page, nil)
	expect("the page of approved minutes", status, body, 200, "Alle, der deltog, har godkendt referatet.", "fra mailen")
	status, body = h.do(member, "GET", page+"/sammenlign?fra=1&til=3", nil)
	expect("the comparison", status, body, 200, "De to udgaver siger det samme.")
}
