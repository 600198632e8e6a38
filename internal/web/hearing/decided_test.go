package hearing_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
)

// TestI1TheWholeWayToADecision takes a question from the sender to a cluster's
// agenda, its meeting and its minutes. Before the minutes are closed there is no
// decision to answer with; when they are, it is offered, and the answer counts.
func TestI1TheWholeWayToADecision(t *testing.T) {
	a := start(t, filepath.Join(t.TempDir(), "a.db"), "http://a.example", "raad", "nord")
	a.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('m', 'nord', '', '2026-12-09', '13:00', '15:00', 'physical', 'Rådhuset', '', 'planned', '', '', 0, 1, 0, '', 0)`)
	a.exec(`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by)
		VALUES ('s', 'nord', 'Ida Holm', 'ida@nord.example', 'Skagerby Kommune', 'municipality', 'chair', '', true, '', '2026-01-01', '', 0, 1, 0, '', 0, '')`)
	page := a.ask("raad", url.Values{"organ": {"nord"}})
	editor := first(t, a.do("nord", "GET", page, nil, 200), `href="([^"]+/svar/[^"]+)"`)
	item := first(t, a.do("nord", "GET", editor, nil, 200, "Organet har ikke besluttet noget"), `href="/arbejde/punkt/([^"]+)"`)
	proposal := first(t, a.do("nord", "GET", editor, nil, 200), `name="holdning-([^"]+)"`)
	given := url.Values{"goer": {"giv"}, "version": {"0"}, "art": {"proposals"}, "udgave-" + proposal: {"1"}, "holdning-" + proposal: {"supports"}}
	a.do("nord", "POST", editor, given, 422, "viser til beslutningen bag", "gemt som kladde")

	a.do("nord", "POST", "/arbejde/organ/nord/bagkatalog", url.Values{"goer": {"optag"}, "punkt": {item}, "moede": {"m"}}, http.StatusSeeOther)
	a.do("raad", "GET", page, nil, 200, "På dagsordenen")
	a.do("nord", "POST", "/arbejde/moede/m/dagsorden/send", url.Values{"nummer": {"0"}, "grund": {""}}, http.StatusSeeOther)
	a.exec(`UPDATE planned_meeting SET date = '2026-11-21' WHERE id = 'm'`) // the day of the meeting has come
	a.do("nord", "POST", "/arbejde/moede/m/moede", url.Values{"goer": {"aabn"}}, http.StatusSeeOther)
	a.do("nord", "POST", "/arbejde/moede/m/moede", url.Values{"goer": {"punkt"}, "punkt": {item}}, http.StatusSeeOther)
	line := first(t, a.do("nord", "GET", "/arbejde/moede/m/moede?punkt="+item, nil, 200), `name="linje" value="([^"]+)"`)
	a.do("nord", "POST", "/arbejde/punkt/"+item+"/referat", url.Values{"goer": {"udfald"}, "linje": {line}, "udfald": {"approved"}}, http.StatusSeeOther)
	a.do("nord", "GET", editor, nil, 200, "Organet har ikke besluttet noget")
	a.do("nord", "POST", "/arbejde/moede/m/moede", url.Values{"goer": {"haev"}, "alligevel": {"ja"}}, http.StatusSeeOther)

	form := a.do("nord", "GET", editor, nil, 200, "Organets beslutning")
	given.Set("version", first(t, form, `name="version" value="(\d+)"`))
	given.Set("beslutning", first(t, form, `<option value="([^"]+)">21\. november 2026`))
	a.do("nord", "POST", editor, given, http.StatusSeeOther)
	a.do("raad", "GET", page, nil, 200, "1 af 1 har svaret, 1 til tiden.", "Punkt 1, Høring: Nye &lt;tilbud&gt;", "Lukket for svar")
}
