package site_test

import "fmt"

// studies gives one body a mapping study in each room of the work: cards that are
// written (mc), coding by the account (mk), a difference to settle (ms), and themes
// and recommendations (mv).
func (h *shelf) studies(b, word, accountID string) {
	h.t.Helper()
	id := func(name string) string { return name + "-" + b }
	for name, state := range map[string]string{"mc": "collecting", "mk": "coding", "ms": "coding", "mv": "validated"} {
		h.put("mapping_study", map[string]any{"id": id(name), "body_id": id("o"), "title": word + " kortlægning", "purpose": word, "basis": word, "group_one": word, "group_two": word,
			"starts": "2026-01-01", "ends": "2026-12-31", "state": state, "last_number": 2, "version": 1})
		for place, account := range []string{accountID, "somebody"} {
			row := map[string]any{"study_id": id(name), "place": place + 1, "account_id": account, "name": word}
			if name == "ms" || name == "mv" {
				row["done_at"] = 1
			}
			h.put("mapping_coder", row)
		}
		h.put("mapping_tag", map[string]any{"id": id("t" + name), "study_id": id(name), "name": word})
		for n, card := range []string{"a" + name, "b" + name} {
			h.put("mapping_card", map[string]any{"id": id(card), "study_id": id(name), "number": n + 1, "population": "1", "resident": true, "need": word + " behov", "band": "10-19",
				"state": "usable", "author_id": "somebody", "version": 1})
			for place := 1; place <= 2; place++ {
				if name == "mv" || place == 1 && n == 0 && name != "mc" {
					h.put("mapping_highlight", map[string]any{"id": id(fmt.Sprint("h", place, card)), "card_id": id(card), "tag_id": id("t" + name), "place": place, "part": "need", "end_at": 3})
				}
			}
		}
	}
	h.put("mapping_import", map[string]any{"id": id("mi"), "study_id": id("mc"), "name": word, "cards": fmt.Sprintf(`[{"Line":2,"Card":{"Need":%q,"Population":"1","Band":"few"}}]`, word)})
	for _, theme := range []string{"th", "tl"} {
		h.put("mapping_theme", map[string]any{"id": id(theme), "study_id": id("mv"), "name": word + theme})
	}
	if err := h.s.Exec(h.t.Context(), `UPDATE mapping_tag SET theme_id = $1 WHERE id = $2`, id("th"), id("tmv")); err != nil {
		h.t.Fatal(err)
	}
	for _, advice := range []string{"ad", "al", "ap"} {
		h.put("mapping_recommendation", map[string]any{"id": id(advice), "study_id": id("mv"), "text": word, "version": 1})
	}
	h.put("mapping_ground", map[string]any{"recommendation_id": id("ap"), "theme_id": id("th")})
	h.put("mapping_partner", map[string]any{"id": id("pa"), "study_id": id("mv"), "name": word, "email": "p@skagerby.example"})
}

func init() {
	const cards, coding, settling, themes = "/arbejde/kortlaegning/mc-b1", "/arbejde/kortlaegning/mk-b1", "/arbejde/kortlaegning/ms-b1", "/arbejde/kortlaegning/mv-b1"
	attempts = append(attempts,
		attempt{"GET", cards + "/kort/amc-¤", "", false},
		attempt{"POST", cards + "/kort/amc-b1", "goer=saml&version=1&med=bmc-¤&tilsammen=20-49", false},
		attempt{"POST", cards + "/kort/bmc-¤", "goer=gem&version=2&gruppe=1&antal=10-19&need=Nyt", false},
		attempt{"POST", cards + "/kort/bmc-¤", "goer=slet&version=3", false},
		attempt{"GET", cards + "/indlaes/mi-¤", "", false},
		attempt{"POST", cards + "/indlaes/mi-¤", "goer=drop", false},
		attempt{"POST", cards + "/indlaes/mi-¤", "goer=ind", true}, // is laid away by now
		attempt{"GET", coding + "/kodning?kort=amk-¤", "", false},
		attempt{"POST", coding + "/kodning", "kort=amk-¤&del=need&stykke=&maerke=tmk-b1", false},
		attempt{"POST", coding + "/kodning", "kort=amk-b1&del=need&stykke=&maerke=tmk-¤", false},
		attempt{"POST", coding + "/kodning", "goer=fjern&kort=amk-b1&markering=h1amk-¤", false},
		attempt{"POST", coding + "/kodning", "goer=nyt&navn=Under&under=tmk-¤", false},
		attempt{"POST", coding + "/kodning", "goer=omdoeb&maerke=tmk-¤&navn=Andet", false},
		attempt{"POST", settling + "/forskelle", "goer=behold&kort=ams-¤&maerke=tms-b1&grund=x", false},
		attempt{"POST", settling + "/forskelle", "goer=fjern&kort=ams-b1&maerke=tms-¤&grund=x", false},
		attempt{"POST", themes + "/temaer", "goer=gem&tema=tl-¤&navn=Nyt", false},
		attempt{"POST", themes + "/temaer", "goer=slet&tema=tl-¤", false},
		attempt{"POST", themes + "/punkt", "anbefaling=ap-b1&moede=n-¤", false},
		attempt{"POST", themes + "/punkt", "anbefaling=ap-¤", false},
		attempt{"POST", themes + "/anbefalinger", "goer=gem&anbefaling=ad-b1&version=1&tekst=Nyt&tema=th-¤", false},
		attempt{"POST", themes + "/anbefalinger", "goer=gem&anbefaling=ad-¤&version=1&tekst=Nyt", false},
		attempt{"POST", themes + "/anbefalinger", "goer=slet&anbefaling=al-¤", false},
		attempt{"POST", themes + "/temaer", "goer=gem&tema=th-b1&navn=Nyere&maerke=tmv-b1&maerke=tmv-¤", false},
		attempt{"POST", themes + "/partnere", "goer=luk&partner=pa-¤", false},
	)
	const one = "POST /arbejde/kortlaegning/{kortlaegning}"
	single = append(single, "POST /arbejde/organ/{organ}/kortlaegninger", one, one+"/kort", one+"/indlaes", one+"/udgiv")
}
