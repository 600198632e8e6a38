package hearing

// What users read, in Danish.
var (
	positionWords = map[Position]string{
		Supports: "Støtter", SupportsPartly: "Støtter delvist", Noted: "Taget til efterretning", AlreadyInPlace: "Er allerede på plads",
		NotSupported: "Støtter ikke", NoPosition: "Tager ikke stilling", Blank: "Ikke besvaret",
	}
	statusWords = map[Status]string{
		Waiting: "Ikke åbnet", Received: "Modtaget", OnAgenda: "På dagsordenen", AnsweredInDue: "Besvaret",
		SaidNothing: "Ingen bemærkninger", Overdue: "Over fristen", AnsweredLate: "Besvaret efter fristen",
		Reopened: "Skal svare igen", PassedOn: "Overtaget af et andet organ",
	}
	cellWords = map[CellState]string{
		ByGeneral: "Generelt svar", Nothing: "Ingen bemærkninger", Untouched: "Ikke nævnt", Outdated: "Svar til en tidligere udgave",
		Unanswered: "Ikke besvaret", Withheld: "Svaret er ikke offentligt",
	}
	metWords = map[Met]string{
		Undecided: "Ikke afgjort", Whole: "Imødekommet", Partly: "Delvist imødekommet", NotMet: "Ikke imødekommet",
	}
)

// Danish returns the position's words.
func (p Position) Danish() string { return positionWords[p] }

// Danish returns the status's words.
func (s Status) Danish() string { return statusWords[s] }

// Danish returns the words of what is no position.
func (s CellState) Danish() string { return cellWords[s] }

// Danish returns whether the answers were met, in words.
func (m Met) Danish() string { return metWords[m] }

// Danish returns what a body says of a proposal, in words.
func (c Cell) Danish() string {
	if c.State == Stood {
		return c.Position.Danish()
	}
	return c.State.Danish()
}

// Words returns all of them, for the test that everything has its English.
func Words() (list []string) {
	for _, word := range positionWords {
		list = append(list, word)
	}
	for _, word := range statusWords {
		list = append(list, word)
	}
	for _, word := range cellWords {
		list = append(list, word)
	}
	for _, word := range metWords {
		list = append(list, word)
	}
	return list
}
