package web

import (
	"html/template"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/web/design"
)

// Count returns a number with the word that agrees with it: "3 møder".
func (l Language) Count(n int, one, many string) string {
	text := danish.Count(n, l.Say(one), l.Say(many))
	if l == English {
		text = strings.ReplaceAll(text, ".", ",") // 1.204 is 1,204
	}
	return text
}

// Date returns "19. november 2024" of 2024-11-19, and says so when there is none.
func (l Language) Date(iso string) string {
	return l.format(iso, danish.Date, "2 January 2006")
}

// LongDate returns "tirsdag 19. november 2024" of 2024-11-19.
func (l Language) LongDate(iso string) string {
	return l.format(iso, danish.LongDate, "Monday 2 January 2006")
}

// Month returns "nov." of 2024-11-19, for the block that a date is drawn as.
func (l Language) Month(iso string) string {
	short := func(t time.Time) string {
		name := danish.Month(t.Month())
		if len(name) <= 4 {
			return name
		}
		return name[:3] + "."
	}
	return l.format(iso, short, "Jan")
}

// Weekday returns "tirsdag" of 2024-11-19.
func (l Language) Weekday(iso string) string {
	return l.format(iso, func(t time.Time) string { return danish.Weekday(t.Weekday()) }, "Monday")
}

func (l Language) format(iso string, danishly func(time.Time) string, englishly string) string {
	t, err := time.Parse(time.DateOnly, iso)
	switch {
	case iso == "":
		return l.Say("uden dato")
	case err != nil:
		return iso // what is no date is shown as it was read
	case l == English:
		return t.Format(englishly)
	}
	return danishly(t)
}

// Clock returns "kl. 14.00-15.30" of two times, either of which may be missing.
func (l Language) Clock(start, end string) string {
	if l == English {
		if start == "" || end == "" {
			return start
		}
		return start + "–" + end
	}
	return danish.Span(start, end)
}

// Amount returns "743.000 kr.".
func (l Language) Amount(a danish.Amount) string {
	if l == English {
		return a.English()
	}
	return a.String()
}

// Short returns "4,5 mio. kr.", with the exact figure behind it when it was rounded.
func (l Language) Short(a danish.Amount) template.HTML {
	exact, short := a.String(), a.Short()
	if l == English {
		exact, short = a.English(), a.ShortEnglish()
	}
	if exact == short {
		return template.HTML(template.HTMLEscapeString(exact))
	}
	return template.HTML(`<abbr title="` + template.HTMLEscapeString(exact) + `">` + template.HTMLEscapeString(short) + `</abbr>`)
}

// Day returns the day of the month of a date, "19".
func Day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return t.Format("2")
}

// Year returns the year of a date, "2024".
func Year(iso string) string {
	year, _, _ := strings.Cut(iso, "-")
	return year
}

// Functions returns what every template may call in the language.
func (l Language) functions() template.FuncMap {
	return template.FuncMap{
		"t":        l.Say,
		"count":    l.Count,
		"date":     l.Date,
		"longDate": l.LongDate,
		"month":    l.Month,
		"weekday":  l.Weekday,
		"clock":    l.Clock,
		"amount":   l.Amount,
		"short":    l.Short,
		"path":     l.Path,
		"number":   func(n int) string { return strings.TrimSpace(l.Count(n, "", "")) },
		"day":      Day,
		"year":     Year,
		"icon":     design.Icon,
		// da marks text of the record, which is Danish on every page.
		"da": func() template.HTMLAttr {
			if l == Danish {
				return ""
			}
			return ` lang="da"`
		},
	}
}
