package followup_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db/dbtest"
	"klynge/internal/web/followup"
)

func TestEveryFieldOfEveryTemplate(t *testing.T) {
	for name, page := range followup.Checks {
		if err := page.Check(); err != nil {
			t.Errorf("page %s: %v", name, err)
		}
	}
}

func TestMailLinkAnswersWithoutAnAccount(t *testing.T) {
	each(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.seat("s1", "Ida Kjær", "ida@skagerby.example", "", "lead")
		id := w.followUp(url.Values{"plads": {"s1"}, "beslutning": {"d1"}})
		w.followUp(url.Values{"plads": {"s1"}, "beslutning": {"d1"}}) // a double click
		got := w.mails(0)
		if len(got) != 1 || got[0].To != "ida@skagerby.example" {
			t.Fatalf("%d mails came: %+v", len(got), got)
		}
		text := got[0].Text()
		for _, want := range []string{"Du har fået en opgave fra Klynge Fjorden", "senest tirsdag 15. december 2026", "Lav en plan for medicinbokse.",
			"Beslutningen i punkt 4, Medicinboks: Godkendt, idet der laves en plan.", "Du får mailen, fordi", "?svar=gjort"} {
			if !strings.Contains(text, want) {
				t.Errorf("the mail lacks %q:\n%s", want, text)
			}
		}
		link := linkIn.FindStringSubmatch(text)[1]
		w.get("", link, http.StatusOK, "Lav en plan for medicinbokse.", "Godkendt, idet der laves en plan.", "Klynge Fjorden", "!ida@", "!checked")
		w.get("", link+"?svar=gjort", http.StatusOK, `value="done" required checked`)
		if n := dbtest.Ints(t, w.DB, `SELECT COUNT(*) FROM follow_up_report`)[0]; n != 0 {
			t.Errorf("opening the link told %d reports", n)
		}
		answer := w.ask("", "GET", link, nil)
		for header, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"} {
			if got := answer.Header().Get(header); got != want {
				t.Errorf("%s is %q, want %q", header, got, want)
			}
		}
		// Refused, the form holds what was written.
		w.post("", link, http.StatusUnprocessableEntity, url.Values{"tekst": {"Vi begynder <snart>."}}, "Vælg, om det er gjort", "Vi begynder <snart>.")
		w.post("", link, http.StatusUnprocessableEntity, url.Values{"hvordan": {"reported"}}, "Skriv kort, hvordan det går.")
		for range 2 { // a double click
			w.post("", link, http.StatusSeeOther, url.Values{"hvordan": {"reported"}, "tekst": {"Vi er i gang."}, "ventes": {"2027-01-15"}})
		}
		w.get("", link, http.StatusOK, "Vi er i gang.", "Ventes færdig fredag 15. januar 2027")
		if n := dbtest.Ints(t, w.DB, `SELECT COUNT(*) FROM follow_up_report`)[0]; n != 1 {
			t.Errorf("a double click told %d reports", n)
		}
		w.get("Gerda Skov", board, http.StatusOK, "Vi er i gang.", "fra linket i en mail", "ida@skagerby.example")
		// Forged, of another thing, and expired.
		for _, bad := range []string{link[:len(link)-1], "/status/GAETTET", "/status/" + strings.ToLower(link[8:])} {
			w.get("", bad, http.StatusNotFound, "Linket findes ikke")
			w.post("", bad, http.StatusNotFound, url.Values{"hvordan": {"done"}}, "Linket findes ikke")
		}
		// Another owner gets a link of their own; the first one's is spent.
		w.seat("s2", "Bo Lund", "bo@skagerby.example", "", "member")
		w.post("Gerda Skov", board+"/"+id, http.StatusSeeOther, url.Values{"goer": {"ejer"}, "version": {"2"}, "plads": {"s2"}, "organisation": {"Skagerby Kommune"},
			"ejer": {"Ida Kjær"}, "mail": {"ida@skagerby.example"}, "frist": {"2026-12-15"}, "grund": {"Ida er på orlov."}})
		w.get("", link, http.StatusForbidden, "givet videre til en anden")
		got = w.mails(1)
		if len(got) != 1 || got[0].To != "bo@skagerby.example" {
			t.Fatalf("after it was passed on %d mails came: %+v", len(got), got)
		}
		link = linkIn.FindStringSubmatch(got[0].Text())[1]
		w.post("", link, http.StatusSeeOther, url.Values{"hvordan": {"done"}})
		w.post("", link, http.StatusConflict, url.Values{"hvordan": {"reported"}, "tekst": {"Og dog ikke."}}, "En anden har meldt det gjort", "Og dog ikke.")
		w.Pass(400 * day)
		w.get("", link, http.StatusForbidden, "Linket er udløbet")
	})
}

func TestRemindersComeOnce(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "mail": {"ida@skagerby.example"}})
		n := len(w.mails(0))
		for _, tt := range []struct {
			pass int
			want string
		}{{16, ""}, {1, "Husk opgaven til Klynge Fjorden: senest tirsdag 15. december 2026"}, {6, ""}, {2, "Fristen er gået: opgaven til Klynge Fjorden"}, {60, ""}} {
			w.Pass(time.Duration(tt.pass) * day)
			got := w.mails(n)
			n += len(got)
			switch {
			case tt.want == "" && len(got) != 0, tt.want != "" && (len(got) != 1 || !strings.Contains(got[0].Text(), tt.want)):
				t.Errorf("%d days later, on %s, %d mails came, want %q", tt.pass, w.Clock().Format("2006-01-02"), len(got), tt.want)
			}
		}
	})
}

func TestTwoAnswerAtOnce(t *testing.T) {
	each(t, func(w *world) {
		accountID := w.visitor("Bo Lund", access.Member, "b1")
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.seat("s1", "Bo Lund", "bo@skagerby.example", accountID, "member")
		id := w.followUp(url.Values{"plads": {"s1"}})
		link := linkIn.FindStringSubmatch(w.mails(0)[0].Text())[1]
		var both sync.WaitGroup
		status := make([]int, 2)
		both.Go(func() {
			status[0] = w.ask("", "POST", link, url.Values{"hvordan": {"done"}, "tekst": {"Færdig."}}).Code
		})
		both.Go(func() {
			status[1] = w.ask("Bo Lund", "POST", "/opfoelgning/"+id, url.Values{"hvordan": {"done"}, "tekst": {"Den er klar."}}).Code
		})
		both.Wait()
		if status[0] != http.StatusSeeOther || status[1] != http.StatusSeeOther {
			t.Errorf("two who answer at once get %v", status)
		}
		w.get("Bo Lund", "/opfoelgning", http.StatusOK, "Færdig.", "Den er klar.", "Afsluttede")
	})
}

func TestClosedMatterByLink(t *testing.T) {
	each(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.visitor("Gæst Gæstesen", access.Guest, "b1")
		w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "mail": {"ida@skagerby.example"}, "beslutning": {"d2"}, "tekst": {"Send udtalelsen."}})
		text := w.mails(0)[0].Text()
		if !strings.Contains(text, "Send udtalelsen.") || strings.Contains(text, "Frida") || strings.Contains(text, "Hemmelig") {
			t.Errorf("the mail of a closed matter is\n%s", text)
		}
		link := linkIn.FindStringSubmatch(text)[1]
		w.get("", link, http.StatusOK, "Send udtalelsen.", "!Frida", "!Hemmelig")
		w.get("Gerda Skov", board, http.StatusOK, "Send udtalelsen.", "Frida", "Hemmelig")
		w.get("Gæst Gæstesen", board, http.StatusOK, "Opfølgning i en lukket sag", "Beslutning i en lukket sag", "!Send udtalelsen", "!Frida", "!Hemmelig", "!ida@")
	})
}

func TestBoard(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.visitor("Maja Medlem", access.Member, "b1")
		w.visitor("Anden Skov", access.Secretariat, "b2")
		w.get("Gerda Skov", board, http.StatusOK, "Her kommer det, som møder beder nogen om")
		mute := w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "tekst": {"Uden adresse."}})
		w.followUp(url.Values{"organisation": {"Region Nordkyst"}, "tekst": {"Regionens del."}, "mail": {"per@nordkyst.example"}})
		w.get("Gerda Skov", board, http.StatusOK, "Ejeren har ingen mailadresse", "Uden adresse.", "Regionens del.")
		w.get("Gerda Skov", board+"?organisation=Region+Nordkyst", http.StatusOK, "!Uden adresse.", "Regionens del.")
		w.get("Gerda Skov", board+"?vis=over", http.StatusOK, "Intet er over tiden.")
		w.get("Maja Medlem", board, http.StatusOK, "Uden adresse.", "!per@", "!Gem opfølgningen", "!Ret, meld eller afslut", "!ingen mailadresse")
		w.get("Anden Skov", board, http.StatusNotFound)
		w.post("Maja Medlem", board+"/"+mute, http.StatusNotFound, url.Values{"goer": {"afslut"}, "hvordan": {"done"}})
		// Refused, the forms hold what was written.
		w.post("Gerda Skov", board, http.StatusUnprocessableEntity, url.Values{"goer": {"ny"}, "tekst": {"En ny opgave"}, "frist": {"2027-01-01"}}, "Skriv, hvem der skal gøre det", "En ny opgave", "2027-01-01")
		w.post("Gerda Skov", board+"/"+mute, http.StatusConflict, url.Values{"goer": {"ejer"}, "version": {"7"}, "organisation": {"Region Nordkyst"}, "frist": {"2027-02-01"}}, "En anden har ændret opfølgningen", "2027-02-01")
		w.post("Gerda Skov", board+"/"+mute, http.StatusUnprocessableEntity, url.Values{"goer": {"offentlig"}, "offentlig": {"Ring 010190-1234"}}, "personnummer", "Ring 010190-1234")
		w.post("Gerda Skov", board+"/findes-ikke", http.StatusNotFound, url.Values{"goer": {"afslut"}, "hvordan": {"done"}})
		w.Pass(40 * day)
		w.visitor("Gerda Skov", access.Secretariat, "b1") // the session has ended
		w.get("Gerda Skov", board+"?vis=over", http.StatusOK, "Uden adresse.")
		w.post("Gerda Skov", board+"/"+mute, http.StatusSeeOther, url.Values{"goer": {"meld"}, "hvordan": {"reported"}, "tekst": {"Fortalt på mødet."}})
		w.post("Gerda Skov", board+"/"+mute, http.StatusSeeOther, url.Values{"goer": {"afslut"}, "hvordan": {"cancelled"}, "grund": {"Ikke nødvendigt."}})
		w.get("Gerda Skov", board+"?vis=faerdige", http.StatusOK, "Fortalt på mødet.", "på et møde", "Ikke nødvendigt.", "Åbn opfølgningen igen", "!Regionens del.")
	})
}

func TestR24ChairDecidesBetweenMeetings(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Carl Formand", access.Chair, "b1")
		form := url.Values{"goer": {"formand"}, "titel": {"Lokaler"}, "tekst": {"Lejemålet forlænges."}, "dag": {"2026-11-18"}}
		w.post("Carl Formand", board, http.StatusUnprocessableEntity, form, "Vælg, hvorfor formanden beslutter alene", "Lejemålet forlænges.")
		form.Set("hvorfor", "urgent")
		w.post("Carl Formand", board, http.StatusSeeOther, form)
		body := w.get("Carl Formand", board, http.StatusOK, "Formanden besluttede alene:", "Det kunne ikke vente", "Intet møde har fået besked endnu.")
		w.get("Carl Formand", "/skrivebord", http.StatusOK, "Tag formandens beslutning med på næste møde", "Lokaler")
		_, rest, _ := strings.Cut(body, "/beslutninger/")
		id, _, _ := strings.Cut(rest, `"`)
		w.post("Carl Formand", "/arbejde/organ/klynge-fjorden/beslutninger/"+id, http.StatusSeeOther, url.Values{"goer": {"moede"}, "moede": {"m1"}})
		w.get("Carl Formand", board, http.StatusOK, "Mødet fredag 20. november 2026 fik besked.")
		w.get("Carl Formand", "/skrivebord", http.StatusOK, "!Tag formandens beslutning")
	})
}

func TestDecisionsLifeIsPublic(t *testing.T) {
	each(t, func(w *world) {
		if o, err := w.Archive.ImportBytes(t.Context(), "referat.md", []byte(minutes)); err != nil {
			t.Fatalf("import: %v %+v", err, o)
		}
		w.exec(`UPDATE planned_meeting SET meeting_id = (SELECT id FROM meeting) WHERE id = 'm1'`)
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		id := w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "ejer": {"Ida Kjær"}, "mail": {"ida@skagerby.example"}, "beslutning": {"d1"}})
		w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "beslutning": {"d2"}, "tekst": {"Hemmelig opgave."}})
		var slug string
		for _, path := range []string{"/moeder"} {
			_, rest, _ := strings.Cut(w.get("", path, http.StatusOK), `href="/moeder/2026-11-20`)
			slug, _, _ = strings.Cut(rest, `"`)
		}
		page := "/moeder/2026-11-20" + slug
		w.get("", page, http.StatusOK, "Medicinboks", "!Hvad blev der af det?")
		w.exec(`INSERT INTO publication (id, planned_id, body_id, kind, version, state, second, content, digest, document_id, author, author_name, made_at,
			cleared_by, cleared_name, published_by, published_name, row_version) VALUES ('u1', 'm1', 'b1', 'minutes', 1, 'published', false, '', '', '', '', '', 0, '', '', '', '', 1)`)
		item := page + "/punkt-4"
		w.shows(item, "Hvad blev der af det?", "Lav en plan for medicinbokse.", "Skagerby Kommune", "Ikke begyndt", "!Ida Kjær", "!ida@", "!Hemmelig opgave")
		w.post("Gerda Skov", board+"/"+id, http.StatusSeeOther, url.Values{"goer": {"meld"}, "hvordan": {"reported"}, "tekst": {"Internt: Ida er syg."}})
		w.post("Gerda Skov", board+"/"+id, http.StatusSeeOther, url.Values{"goer": {"offentlig"}, "offentlig": {"Planen er i høring."}})
		w.shows(item, "I gang", "Planen er i høring.", "!Ida er syg")
		w.post("Gerda Skov", "/arbejde/organ/klynge-fjorden/beslutninger/d1", http.StatusUnprocessableEntity, url.Values{"goer": {"traek"}}, "Skriv, hvorfor beslutningen er trukket tilbage")
		for range 2 { // a double click
			w.post("Gerda Skov", "/arbejde/organ/klynge-fjorden/beslutninger/d1", http.StatusSeeOther, url.Values{"goer": {"traek"}, "grund": {"Loven er ændret."}})
		}
		w.shows(item, "Beslutningen blev trukket tilbage 21. november 2026.", "Loven er ændret.")
	})
}
