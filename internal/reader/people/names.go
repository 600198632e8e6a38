package people

// LooksLikeName returns how much a text looks like the name of one person,
// from 0 to 1. At 0.5 and above a reader would take it for a name.
func LooksLikeName(s string) float64 { return 0 }

// IsPerson returns how much a whole line looks like an entry of a list of
// people, from 0 to 1. A list ends where it falls below 0.5.
func IsPerson(line string) float64 { return 0 }
