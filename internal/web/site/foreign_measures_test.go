package site_test

import "fmt"

// measures gives one body an indicator of its initiative, with a figure that waits
// to be checked, one that may be released, a mark and a file of figures.
func (h *shelf) measures(b, word string) {
	h.t.Helper()
	id := func(name string) string { return name + "-" + b }
	h.put("indicator", map[string]any{"id": id("im"), "initiative_id": id("in"), "slug": id("im"), "number": 1, "version": 1})
	h.put("indicator_definition", map[string]any{"indicator_id": id("im"), "number": 1, "content": fmt.Sprintf(`{"name":%q,"numerator":%[1]q,"unit":%[1]q,"source":%[1]q,"factor":1,"frequency":"month","chart":"run"}`, word)})
	for name, v := range map[string]struct {
		number        int
		period, state string
	}{"iv": {1, "2026-01", "computed"}, "ic": {2, "2026-02", "checked"}} {
		h.put("indicator_value", map[string]any{"id": id(name), "indicator_id": id("im"), "number": v.number, "period": v.period, "starts": v.period + "-01", "value": 7, "state": v.state,
			"note": word, "by_name": word})
	}
	h.put("indicator_mark", map[string]any{"id": id("ik"), "indicator_id": id("im"), "number": 1, "kind": "split", "period": "2026-02", "starts": "2026-02-01", "reason": word})
	h.put("indicator_import", map[string]any{"id": id("ii"), "indicator_id": id("im"), "digest": h.kept("periode;værdi;" + word + "\n2026-03;4;\n"), "name": word, "state": "read"})
}

func init() {
	const one = "/arbejde/maaling/im-b1"
	attempts = append(attempts,
		attempt{"GET", one + "/vaerdi/iv-¤", "", false},
		attempt{"POST", one + "/vaerdi/iv-¤", "goer=ret&tal=8", false},
		attempt{"POST", one, "goer=kontrol&set=0&vaerdi=ic-¤", true}, // one's own is checked already
		attempt{"POST", one, "goer=frigiv&set=0&vaerdi=ic-¤", false},
		attempt{"POST", one + "/vaerdi/ic-¤", "goer=traek&hvorfor=Derfor.", false},
		attempt{"POST", one, "goer=ophaev:ik-¤&hvorfor.ik-¤=Derfor.", false},
		attempt{"GET", one + "/import/ii-¤", "", false},
		attempt{"POST", one + "/import/ii-¤", "tegn=punktum", false},
	)
	single = append(single, "POST /arbejde/maaling/{maaling}/beskrivelse", "POST /arbejde/maaling/{maaling}/import")
}
