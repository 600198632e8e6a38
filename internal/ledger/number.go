package ledger

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// ParseAmount reads an amount that somebody types in Danish: "1.710.000",
// "743.000,50 kr.", "1,71 mio. kr.". It is exact or refused.
func ParseAmount(text string) (danish.Amount, error) {
	bare := strings.TrimSpace(text)
	if bare == "" {
		return 0, fault.New(fault.Invalid, "Der mangler et beløb. Skriv det som 1.710.000 eller 1.710.000,50. Intet er ført.")
	}
	if strings.ContainsAny(strings.ToLower(bare), "mt") { // mio., mia., t.kr., tusind
		if m, ok := danish.ParseAmount(bare, 0); ok && m.Unit > danish.UnitKrone {
			return m.Amount, nil
		}
	}
	for _, unit := range []string{"kroner", "kr.", "kr", "dkk", "DKK"} {
		bare = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(bare, unit), unit))
	}
	amount, wrong := decimal(strings.TrimSuffix(bare, ",-"), ',')
	if wrong != "" {
		return 0, fault.New(fault.Invalid, "“%s” er ikke et beløb: %s. Skriv det som 1.710.000 eller 1.710.000,50. Intet er ført.", strings.TrimSpace(text), wrong)
	}
	return amount, nil
}

// decimal reads a number of kroner whose decimals follow mark and whose thousands
// the other of comma and dot, or a blank, sets apart. wrong says what is the
// matter, "" when nothing is.
func decimal(text string, mark byte) (amount danish.Amount, wrong string) {
	text = strings.TrimSpace(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "−", "-", "–", "-").Replace(text))
	negative := false
	switch {
	case strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"):
		negative, text = true, text[1:len(text)-1]
	case strings.HasPrefix(text, "-"):
		negative, text = true, text[1:]
	case strings.HasSuffix(text, "-"):
		negative, text = true, text[:len(text)-1]
	case strings.HasPrefix(text, "+"):
		text = text[1:]
	}
	text = strings.TrimSpace(text)
	whole, decimals, cut := strings.Cut(text, string(mark))
	group := byte('.')
	if mark == '.' {
		group = ','
	}
	digits, wrong := ungrouped(whole, group)
	switch {
	case wrong != "":
		return 0, wrong
	case cut && strings.IndexByte(decimals, group) >= 0:
		return 0, "komma og punktum er byttet om"
	case cut && (decimals == "" || strings.Trim(decimals, "0123456789") != ""):
		return 0, "efter decimaltegnet skal der stå øre"
	case len(decimals) == 3, len(strings.TrimRight(decimals, "0")) > 2:
		return 0, "det har flere end to decimaler, så tegnet er måske et tusindtegn"
	case len(digits) > 15:
		return 0, "det er for stort"
	}
	value := danish.Amount(0)
	for _, digit := range digits + (decimals + "00")[:2] {
		value = value*10 + danish.Amount(digit-'0')
	}
	if negative {
		value = -value
	}
	return value, ""
}

// ungrouped returns the digits of a whole number that may be set in groups of three.
func ungrouped(text string, mark byte) (digits, wrong string) {
	separator := string(mark)
	if strings.Contains(text, " ") {
		if separator = " "; strings.IndexByte(text, mark) >= 0 {
			return "", "det blander mellemrum og tegn"
		}
	}
	groups := strings.Split(text, separator)
	for i, group := range groups {
		switch {
		case group == "" || strings.Trim(group, "0123456789") != "":
			return "", "det er ikke et tal"
		case i > 0 && len(group) != 3, i == 0 && len(groups) > 1 && len(group) > 3:
			return "", "tusindtegnet “" + separator + "” står forkert"
		}
	}
	return strings.TrimLeft(strings.Join(groups, ""), "0"), ""
}

// decimalMark tells from all amounts of a column whether comma or dot sets off the
// øre. One file has one way: amounts that say both are told of with their lines.
// A column that does not say, such as one of whole kroner, is Danish.
func decimalMark(cells []string) (mark byte, wrong string) {
	said := map[byte]string{}
	for _, cell := range cells {
		text := strings.Trim(strings.TrimSpace(cell), "-+()kr. ")
		comma, dot := strings.LastIndexByte(text, ','), strings.LastIndexByte(text, '.')
		switch {
		case comma >= 0 && dot >= 0 && comma > dot:
			mark = ','
		case comma >= 0 && dot >= 0:
			mark = '.'
		case comma >= 0:
			mark = judge(text, comma, ',')
		case dot >= 0:
			mark = judge(text, dot, '.')
		default:
			continue
		}
		if mark != 0 && said[mark] == "" {
			said[mark] = cell
		}
	}
	switch {
	case said[','] != "" && said['.'] != "":
		return 0, "Beløbene er skrevet på to måder: “" + strings.TrimSpace(said[',']) + "” har komma før ørerne, og “" + strings.TrimSpace(said['.']) +
			"” har punktum. Gem filen med én måde. Intet er ført."
	case said['.'] != "":
		return '.', ""
	}
	return ',', ""
}

// judge returns the decimal mark that a number with one kind of mark shows, whose
// last stands at i, or 0 when it may be either.
func judge(text string, i int, mark byte) byte {
	other := byte(',')
	if mark == ',' {
		other = '.'
	}
	switch {
	case strings.Count(text, string(mark)) > 1:
		return other // it sets thousands apart
	case len(text)-i-1 == 3:
		return 0
	}
	return mark
}
