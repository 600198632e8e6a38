package danish

// Synonyms returns the phrases that mean the same as a word in the language of
// Danish health bodies, or nothing. The word may be folded or not.
func Synonyms(word string) []string { return synonyms[Fold(word)] }

// groups are words and abbreviations for one thing each.
var groups = [][]string{
	{"PLO", "Praktiserende Lægers Organisation"},
	{"SKU", "Sundhedskoordinationsudvalget"},
	{"SSU", "Sundhedssamarbejdsudvalget"},
	{"RN", "Region Nordjylland"},
	{"RM", "Region Midtjylland"},
	{"RSD", "Region Syddanmark"},
	{"KL", "Kommunernes Landsforening"},
	{"DR", "Danske Regioner"},
	{"PPR", "Pædagogisk Psykologisk Rådgivning"},
	{"PIU", "Patientinddragelsesudvalget"},
	{"KLU", "Kommunalt-lægeligt udvalg"},
	{"UTH", "utilsigtet hændelse"},
	{"GDP", "god distributionspraksis"},
	{"KOL", "kronisk obstruktiv lungesygdom"},
	{"egen læge", "praktiserende læge", "almen praksis"},
	{"sygehus", "hospital"},
	{"restmidler", "resterende midler"},
	{"businesscase", "business case"},
}

var synonyms = func() map[string][]string {
	all := map[string][]string{}
	for _, group := range groups {
		for i, word := range group {
			for j, other := range group {
				if i != j {
					all[Fold(word)] = append(all[Fold(word)], other)
				}
			}
		}
	}
	return all
}()
