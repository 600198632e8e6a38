package agendas_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
)

// link returns where the latest mail to somebody leads.
func (h *house) link(to string) (address string) {
	h.t.Helper()
	if err := h.DB.Read(h.t.Context(), func(tx *db.Tx) error {
		return tx.QueryRowContext(h.t.Context(), `SELECT body_text FROM mail_message WHERE recipient = $1 ORDER BY id DESC`, to).Scan(&address)
	}); err != nil {
		h.t.Fatal(err)
	}
	return regexp.MustCompile(`/dagsorden/[A-Za-z0-9_-]+`).FindString(address)
}

// sentWithSecret sends an agenda with an open item that has papers, one of them
// closed, and a closed item with one.
func (h *house) sentWithSecret() (open, closed string) {
	h.t.Helper()
	open = h.add()
	line := lineField.FindStringSubmatch(h.see(h.gerda, open, http.StatusOK, nil))[1]
	h.see(h.gerda, open, http.StatusSeeOther, nil, "goer=gem", "tekst."+line+"=at boksene godkendes.", "grundlag."+line+"=0")
	w, _ := h.ask(h.gerda, list, "goer=tilfoej", "overskrift=Opsigelse af Ditte Damgaard", "type=information")
	closed = itemAddress.FindString(w.Header().Get("Location"))
	page := h.see(h.gerda, closed, http.StatusOK, nil)
	h.see(h.gerda, closed, http.StatusSeeOther, nil, "goer=indstillinger", "version="+version.FindStringSubmatch(page)[1], "type=information", "minutter=5", "lukket=ja", "lukket-til=2027-12-31")
	h.see(h.gerda, closed, http.StatusSeeOther, nil, "goer=gem", "tekst.public-title=Personalesag", "grundlag.public-title=0", "tekst.presentation=Ditte har sagt noget.", "grundlag.presentation=0")
	for id, paper := range map[string]struct {
		item, name string
		closed     bool
	}{"aaben": {open, "Tilbud", false}, "indre": {open, "Priser", true}, "sag": {closed, "Brevet", false}} {
		digest, _, err := h.Archive.Vault.Put(h.t.Context(), strings.NewReader(paper.name+" som fil"))
		if err != nil {
			h.t.Fatal(err)
		}
		if err := h.Exec(h.t.Context(), `INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size, version, supplied_at, supplied_by, made_at, made_by)
			VALUES ($1, $2, 0, $3, 'enclosed', '', $4, 'fil.txt', $5, 'text/plain', 10, 1, 0, '', 0, '')`, id, strings.TrimPrefix(paper.item, "/arbejde/punkt/"), paper.name, paper.closed, digest); err != nil {
			h.t.Fatal(err)
		}
	}
	h.see(h.gerda, list+"/send", http.StatusSeeOther, nil, "nummer=0")
	return open, closed
}

// Somebody without an account reads what was sent by the link of the mail: what
// the role of the seat may, and nothing else.
func TestTheLinkOfTheMailOpensTheAgenda(t *testing.T) {
	for role, sees := range map[access.Role]bool{access.Member: true, access.Guest: false} {
		t.Run(string(role), func(t *testing.T) {
			h := open(t)
			if err := h.Exec(t.Context(), `UPDATE seat SET role = $1 WHERE id = 's1'`, string(role)); err != nil {
				t.Fatal(err)
			}
			item, closed := h.sentWithSecret()
			link, secret := h.link("ane@skagerby.example"), "!Damgaard"
			if sees {
				secret = "Ditte har sagt noget."
			}
			h.see("", link, http.StatusOK, []string{"Ane Lund", "Medicinbokse", "at boksene godkendes.", "virker til fredag 8. januar 2027", secret, "!Til arbejdet med dagsordenen", "!Hvem har fået den"})
			w, _ := h.ask("", link+"/dagsorden.pdf")
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("the PDF: %d %v", w.Code, w.Header())
			}
			at := func(item string) string {
				return link + "/punkt/" + strings.TrimPrefix(item, "/arbejde/punkt/") + "/bilag/"
			}
			h.see("", at(item)+"aaben", http.StatusOK, []string{"Tilbud som fil"})
			for _, address := range []string{at(item) + "indre", at(closed) + "sag"} {
				if w, body := h.ask("", address); (w.Code == http.StatusOK) != sees {
					t.Errorf("%s: status %d, want it open: %v\n%.200s", address, w.Code, sees, body)
				}
			}
			h.see("", at(closed)+"aaben", http.StatusNotFound, []string{"!som fil"})
			if _, body := h.ask("", list); strings.Contains(body, "at boksene godkendes.") {
				t.Error("the page of the body is open to a stranger")
			}
		})
	}
}

// The link is one person's, opens nothing else, and closes.
func TestTheLinkOfTheMailCloses(t *testing.T) {
	h := open(t)
	h.sentWithSecret()
	link := h.link("ane@skagerby.example")
	token := strings.TrimPrefix(link, "/dagsorden/")
	for _, address := range []string{"/dagsorden/" + strings.Repeat("x", 43), "/svar/" + token, "/godkend/" + token, "/skaerm/" + token} {
		h.see("", address, http.StatusNotFound, nil)
	}
	h.see("", link, http.StatusOK, nil)
	if err := h.Exec(t.Context(), `UPDATE seat SET end_date = '2026-11-20' WHERE id = 's1'`); err != nil {
		t.Fatal(err)
	}
	h.see("", link, http.StatusForbidden, []string{"ikke længere plads", "!Medicinbokse"})
	h.see("", link+"/dagsorden.pdf", http.StatusForbidden, nil)
	if err := h.Exec(t.Context(), `UPDATE seat SET end_date = '' WHERE id = 's1'`); err != nil {
		t.Fatal(err)
	}
	h.Pass(47 * 24 * time.Hour) // 7 January 2027
	h.see("", link, http.StatusOK, nil)
	h.Pass(2 * 24 * time.Hour)
	h.see("", link, http.StatusForbidden, []string{"udløbet", "!Medicinbokse"})
}
