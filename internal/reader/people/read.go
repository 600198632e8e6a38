package people

// Read returns the people that the lines tell of, in order.
func Read(lines []Line, hint Hint) []Found { return nil }

// Absences returns what sentences such as "Afbud fra Ida Holm (A)" tell.
func Absences(text string) []Absence { return nil }
