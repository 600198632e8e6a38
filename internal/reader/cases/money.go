package cases

import "strings"

// sayTotal reports whether a text that stands before an amount calls it a total.
func sayTotal(before string) bool {
	lower := strings.ToLower(before)
	if len(lower) > 60 {
		lower = lower[len(lower)-60:]
	}
	for _, say := range []string{"i alt", "ialt", "samlet", "samlede", "total", "tilsammen", "sum"} {
		if strings.Contains(lower, say) {
			return true
		}
	}
	return false
}
