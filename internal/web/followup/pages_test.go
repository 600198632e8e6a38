package followup_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/journal"
)

const journalPath = "/arbejde/organ/klynge-fjorden/journal"

func TestDeskOfEveryRole(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "tekst": {"Uden adresse."}})
		late := w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "mail": {"ida@skagerby.example"}, "tekst": {"For sent."}, "frist": {"2026-11-20"}})
		steers := []string{"Find en mailadresse til den, der skal gøre det", "Tag stilling til en opfølgning, der er over tiden", "For sent."}
		for role, texts := range map[access.Role][]string{
			access.Chair:          append([]string{"Opfølgning", "Journal"}, steers...),
			access.Secretariat:    append([]string{"Opfølgning", "Journal"}, steers...),
			access.Member:         {"Intet venter på dig lige nu.", "Opfølgning", "!Journal", "!For sent."},
			access.Substitute:     {"Intet venter på dig lige nu.", "!Journal", "!For sent."},
			access.Administrative: {"Intet venter på dig lige nu.", "Journal", "!For sent."},
			access.Lead:           {"Intet venter på dig lige nu.", "Opfølgning", "!Journal", "!For sent."},
			access.Guest:          {"Intet venter på dig lige nu.", "Opfølgning", "!Journal", "!For sent."},
			access.Auditor:        {"Intet venter på dig lige nu.", "Journal", "!For sent."},
		} {
			w.visitor("Rolf "+string(role), role, "b1")
			w.get("Rolf "+string(role), "/skrivebord", http.StatusOK, append(texts, "Klynge Fjorden")...)
		}
		w.visitor("Adam Administrator", access.Administrator, "")
		w.get("Adam Administrator", "/skrivebord", http.StatusOK, "1 ting venter på dig.", "Gå tilgængelighedserklæringen igennem", "!For sent.", "!/arbejde/organ/klynge-fjorden/opfoelgning")
		w.visitor("Bar Barsen", "", "")
		w.get("Bar Barsen", "/skrivebord", http.StatusOK, "Her kommer det, du skal gøre", "Du har ingen rolle endnu.")

		// A member in three roles sees each thing once, and as their own.
		accountID := w.visitor("Tre Tresen", access.Chair, "b1")
		for _, role := range []access.Role{access.Member, access.Secretariat} {
			if _, err := w.Accounts.Grant(t.Context(), access.Grant{AccountID: accountID, BodyID: "b1", Role: role}, "test"); err != nil {
				t.Fatal(err)
			}
		}
		w.seat("s1", "Tre Tresen", "tre@skagerby.example", accountID, "chair")
		w.seat("s2", "Tre Tresen", "tre@skagerby.example", accountID, "secretariat")
		w.exec(`UPDATE follow_up SET seat_id = 's1' WHERE id = $1`, late)
		body := w.get("Tre Tresen", "/skrivebord", http.StatusOK, "Fortæl, hvordan det går")
		if n := strings.Count(body, `desk-about">For sent.`); n != 1 {
			t.Errorf("the desk of somebody in three roles has it %d times", n)
		}
		w.get("", "/skrivebord", http.StatusSeeOther)
		w.get("Rolf chair", "/en/skrivebord", http.StatusOK, "Decide on a follow-up that is overdue", "Overdue", "Your bodies")
	})
}

func TestOtherEmployersSecretariatSeesItsOwn(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.followUp(url.Values{"organisation": {"Skagerby Kommune"}, "tekst": {"Kommunens opgave."}, "beslutning": {"d2"}})
		w.followUp(url.Values{"organisation": {"Region Nordkyst"}, "tekst": {"Regionens opgave."}})
		accountID := w.visitor("Sara Holm", access.Lead, "b1")
		w.seat("s1", "Sara Holm", "", accountID, "secretariat")
		w.get("Sara Holm", "/opfoelgning", http.StatusOK, "Kommunens opgave.", "!Regionens opgave.", "!Hemmelig", "!Frida")
		w.get("Sara Holm", "/skrivebord", http.StatusOK, "Venter på andre", "Kommunens opgave.", "Følg opgaven hos Skagerby Kommune")
		w.visitor("Anden Andensen", access.Member, "b1")
		body := w.get("Sara Holm", "/opfoelgning", http.StatusOK)
		_, rest, _ := strings.Cut(body, `action="/opfoelgning/`)
		id, _, _ := strings.Cut(rest, `"`)
		w.post("Anden Andensen", "/opfoelgning/"+id, http.StatusNotFound, url.Values{"hvordan": {"done"}}, "Opfølgningen findes ikke.")
		w.post("Sara Holm", "/opfoelgning/"+id, http.StatusUnprocessableEntity, url.Values{"hvordan": {"reported"}, "ventes": {"2027-01-01"}}, "Skriv kort, hvordan det går.", `value="2027-01-01"`)
		w.post("Sara Holm", "/opfoelgning/"+id, http.StatusSeeOther, url.Values{"hvordan": {"done"}})
		w.get("Gerda Skov", board+"?vis=faerdige", http.StatusOK, "Kommunens opgave.", "Sara Holm", "på siden")
	})
}

func TestJournalPage(t *testing.T) {
	each(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.visitor("Rita Revisor", access.Auditor, "b1")
		w.visitor("Maja Medlem", access.Member, "b1")
		w.get("Gerda Skov", journalPath, http.StatusOK, "Her kommer linjerne.")
		w.get("Maja Medlem", journalPath, http.StatusNotFound)
		line := url.Values{"goer": {"linje"}, "emne": {"=HYPERLINK(\"https://ond.example\")"}, "dato": {"2026-11-19"}, "part": {"Region Nordkyst"}}
		w.post("Gerda Skov", journalPath, http.StatusUnprocessableEntity, line, "Vælg, om dokumentet er modtaget", "ond.example")
		line.Set("retning", "received")
		for range 2 { // a double click
			w.post("Gerda Skov", journalPath, http.StatusSeeOther, line)
		}
		body := w.get("Gerda Skov", journalPath, http.StatusOK, "Ingen sag", "Ført senere end dagen", "Region Nordkyst")
		if n := strings.Count(body, `<tr id="`); n != 1 {
			t.Errorf("a double click made %d lines", n)
		}
		_, rest, _ := strings.Cut(body, `<tr id="`)
		id, _, _ := strings.Cut(rest, `"`)
		w.get("Gerda Skov", "/skrivebord", http.StatusOK, "Før dokumenter på deres sag i journalen", "1 linje uden sag")
		amend := url.Values{"goer": {"ret"}, "version": {"1"}, "sag": {"2026-17"}, "kode": {"29.30.00 g01"}, "dato": {"2026-11-19"}, "emne": {"Brev <b>om</b> budget"}, "part": {"Region Nordkyst"}}
		w.post("Gerda Skov", journalPath+"/"+id, http.StatusSeeOther, amend)
		w.get("Gerda Skov", journalPath, http.StatusOK, "29.30.00-G01", "Rettet 1 gang", "!Ingen sag")
		amend.Set("emne", "En helt anden tekst")
		w.post("Gerda Skov", journalPath+"/"+id, http.StatusConflict, amend, "En anden har rettet linjen imens", "En helt anden tekst")

		// R37: a note in three parts, kept whole.
		note := url.Values{"goer": {"notat"}, "emne": {"Samtale om budget"}, "dato": {"2026-11-21"}, "sag": {"2026-17"}, "oplysning": {"Der er 40 borgere."}, "skridt": {"Partshørt."}}
		w.post("Gerda Skov", journalPath, http.StatusUnprocessableEntity, note, "Skriv, hvem oplysningen kom fra", "Partshørt.")
		note.Set("hvem", "Ida Kjær")
		w.post("Gerda Skov", journalPath, http.StatusSeeOther, note)
		w.get("Rita Revisor", journalPath+"?sag=2026-17", http.StatusOK, "Oplysning:", "Sagsskridt:", "Der er 40 borgere.", "!Gem notatet")
		if strings.Contains(w.ask("Rita Revisor", "GET", journalPath, nil).Body.String(), "<b>om</b>") {
			t.Error("a subject is taken for markup")
		}
		w.post("Rita Revisor", journalPath, http.StatusNotFound, note)

		// R36: a code that looks like nothing is kept, and said.
		odd := url.Values{"goer": {"linje"}, "retning": {"sent"}, "emne": {"+45 Svar"}, "dato": {"2026-11-21"}, "sag": {"2026-18"}, "kode": {"sundhed"}}
		w.post("Gerda Skov", journalPath, http.StatusSeeOther, odd)
		w.get("Gerda Skov", journalPath+"?retning=sent", http.StatusOK, "Koden ligner hverken KLE eller en regions kode", "!Brev")

		answer := w.ask("Gerda Skov", "GET", journalPath+".csv", nil)
		file := answer.Body.String()
		for _, want := range []string{"\ufeffDato;Retning;Emne;", "'+45 Svar", "2026-11-19;Modtaget;"} {
			if !strings.Contains(file, want) {
				t.Errorf("the file lacks %q:\n%s", want, file)
			}
		}
		if got := answer.Header().Get("Content-Disposition"); got != `attachment; filename="journal-klynge-fjorden.csv"` {
			t.Errorf("Content-Disposition is %q", got)
		}
		w.get("Maja Medlem", journalPath+".csv", http.StatusNotFound)
	})
}

func TestR35MissingIsEnteredByOneClick(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		w.exec(`INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size, version, supplied_at, supplied_by, made_at, made_by)
			VALUES ('a1', 'i1', 0, 'Udtalelse fra sygehuset', 'enclosed', '', false, 'udtalelse.pdf', 'd1', 'application/pdf', 9, 1, $1, '', 0, '')`, w.Clock().Add(-day).UnixMicro())
		w.get("Gerda Skov", journalPath, http.StatusOK, "Modtaget, men ikke ført", "Udtalelse fra sygehuset")
		w.post("Gerda Skov", journalPath, http.StatusSeeOther, url.Values{"goer": {"mangler"}, "bilag": {"a1"}})
		w.get("Gerda Skov", journalPath, http.StatusOK, "!Modtaget, men ikke ført", "Udtalelse fra sygehuset", "udtalelse.pdf", "2026-17")
	})
}

func TestHugeJournalIsCut(t *testing.T) {
	once(t, func(w *world) {
		w.visitor("Gerda Skov", access.Secretariat, "b1")
		if err := w.DB.Write(t.Context(), func(tx *db.Tx) error {
			for i := range 260 {
				if err := journal.Enter(t.Context(), tx, journal.Entry{BodyID: "b1", Direction: journal.Sent, Theme: "Brev " + strconv.Itoa(i), Case: "1", Date: "2026-11-20"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		w.get("Gerda Skov", journalPath, http.StatusOK, "Her er de nyeste linjer.")
	})
}
