package web

import "maps"

func init() {
	maps.Copy(english, map[string]string{
		"Trukket tilbage":          "Withdrawn",
		"Det kan ikke læses mere.": "It can no longer be read.",
		"Hvornår":                  "When",
		"Hvorfor":                  "Why",
		"Nummer":                   "Number",
		"Kommer der en rettet udgave, ligger den på samme adresse.": "If a corrected version comes, it will be at the same address.",
		"Referatet er trukket tilbage.":                             "The minutes have been withdrawn.",
		"Dagsordenen er trukket tilbage.":                           "The agenda has been withdrawn.",
		"Bilaget er trukket tilbage.":                               "The attachment has been withdrawn.",
		"Teksten rummede personoplysninger":                         "The text held personal data",
		"Teksten var forkert":                                       "The text was wrong",
		"Sagen skulle have været lukket":                            "The matter should have been closed",
		"En myndighed eller en domstol har bestemt det":             "An authority or a court has decided it",
		"Anden grund": "Another reason",
	})
}
