package danish

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// say writes the matches the way the tables below read them.
func say(dates []DateMatch) string {
	var out []string
	for _, d := range dates {
		s := fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
		for _, part := range []string{d.Weekday, d.Start, d.End} {
			if part != "" {
				s += " " + part
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"Tirsdag d. 19. november 2024 kl. 14:00":    "2024-11-19 Tirsdag 14:00",
		"den 8. maj 2023":                           "2023-05-08",
		"den 9, marts 2021":                         "2021-03-09",
		"side 9, marts":                             "",
		"Onsdag d. l4. november 2012":               "2012-11-14 Onsdag",
		"den 3O. maj 2012, til l4 personer":         "2012-05-30",
		"04-06-2020 09:00:00":                       "2020-06-04 09:00",
		"22-11-2016 kl. 15:00 - 16:35":              "2016-11-22 15:00 16:35",
		"03.06.2026 kl. 10.00 - 12.30":              "2026-06-03 10:00 12:30",
		"2024-11-19":                                "2024-11-19",
		"2024-11-19T10:00":                          "2024-11-19 10:00",
		"19/11-2024":                                "2024-11-19",
		"3/10-19":                                   "2019-10-03",
		"19.11.24 kl. 9":                            "2024-11-19 09:00",
		"3. 12. 2024":                               "2024-12-03",
		"11. marts kl. 15-17":                       "0000-03-11 15:00 17:00",
		"6. september 15-17":                        "0000-09-06 15:00 17:00",
		"Mandag, 11 januar, 2021 - 19:00":           "2021-01-11 Mandag 19:00",
		"Torsdag, Marts 3, 2016":                    "2016-03-03 Torsdag",
		"March 3, 2016":                             "2016-03-03",
		"5. jan. 2020":                              "2020-01-05",
		"den 5. sept. kl. 8.30-10":                  "0000-09-05 08:30 10:00",
		"d. 20.11.":                                 "0000-11-20",
		"tors. d. 3/4 kl. 13 – 15.30":               "0000-04-03 tors 13:00 15:30",
		"den 9. mai 2019 kl 18":                     "2019-05-09 18:00",
		"4. Dezember 2020 um 9 Uhr":                 "2020-12-04 09:00",
		"måndag 14 mars 2022":                       "2022-03-14 måndag",
		"8.-9. maj 2024":                            "2024-05-08; 2024-05-09",
		"11. marts, 10. juni og 6. september 2021":  "2021-03-11; 2021-06-10; 2021-09-06",
		"1. september - 30. august 2024":            "2023-09-01; 2024-08-30",
		"den 1. september 2023 til 30. august 2024": "2023-09-01; 2024-08-30",
		"12. maj 2024 kl til":                       "2024-05-12", // a conversion that lost the digits of the clock
		"01-01-2020-31-12-2020":                     "",
		"29. februar 2024":                          "2024-02-29",
		"29. februar":                               "0000-02-29",

		"29. februar 2023":              "",
		"31. februar 2024":              "",
		"den 32. maj":                   "",
		"sag 1-31-72-8-18":              "",
		"sagsnr. 16/40112":              "",
		"EMN-2025-003383":               "",
		"tlf. 20 12 20 24":              "",
		"12.05.2024.1":                  "",
		"version 1.2.24":                "",
		"afsnit 1.2.2024":               "",
		"§ 12. januar":                  "",
		"kl. 10.10-12":                  "",
		"13.10-13.40":                   "",
		"1. Maj Holm":                   "", // a person in a list
		"2. Maj-Britt Holm":             "",
		"1.250.000 kr.":                 "",
		"1/2 af midlerne":               "",
		"3. møde":                       "",
		"man. 5 deltagere":              "",
		"den 1. maj 2024, 12.500 kr.":   "2024-05-01",
		"i maj 2024 blev 12 indbudt":    "",
		"19. november 1000 deltagere":   "0000-11-19",
		"maj 15. 2024-planen":           "",
		"d. 30.02.2024":                 "",
		"192.168.10.20":                 "",
		"Referat 2024-13-01":            "",
		"000000000000000000000012-2020": "",
	} {
		if got := say(Dates(text)); got != want {
			t.Errorf("Dates(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestDatesSpan(t *testing.T) {
	for text, want := range map[string]string{
		"Mødet er tirsdag den 19. november 2024 kl. 14-16 på rådhuset": "tirsdag den 19. november 2024 kl. 14-16",
		"Vi ses d. 3/10-19.":             "d. 3/10-19",
		"(10. juni kl. 14-15) i klyngen": "10. juni kl. 14-15",
		"Dato: 12. maj 2024, Aalborg":    "12. maj 2024",
	} {
		found := Dates(text)
		if len(found) != 1 || text[found[0].From:found[0].To] != want {
			t.Errorf("Dates(%q) = %v, want one match %q", text, found, want)
		}
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"kl. 13 – 15.30":           "13:00-15:30",
		"Kl. 10.00 – 11.30":        "10:00-11:30",
		"13.10-13.40":              "13:10-13:40",
		"(kl. 11.00-11.25)":        "11:00-11:25",
		"(kl.11.00 til kl. 11.25)": "11:00-11:25",
		"10:00":                    "10:00",
		"kl. 9":                    "09:00",
		"klokken 1430":             "14:30",
		"hævet kl. 11.40.":         "11:40",
		"kl til":                   "",
		"kl. 25":                   "",
		"12.5 pct.":                "",
		"punkt 3.10":               "",
		"1-31-72-8-18":             "",
		"1.250-2.500 kr.":          "",
		"side 10-12":               "",
	} {
		got := ""
		for _, m := range Times(text) {
			got += m.Start
			if m.End != "" {
				got += "-" + m.End
			}
		}
		if got != want {
			t.Errorf("Times(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Times("kl. 13.10-13.40")[0].Minutes(); got != 30 {
		t.Errorf("Minutes of kl. 13.10-13.40 = %d, want 30", got)
	}
}

func TestSeasons(t *testing.T) {
	for text, want := range map[string]string{
		"en afklaring på i foråret 2025.": "2025-spring",
		"2. kvartal 2025":                 "2025-q2",
		"andet kvartal":                   "q2",
		"første halvår 2025":              "2025-h1",
		"ultimo 2024":                     "2024-end",
		"primo juni":                      "06-start",
		"medio marts 2025":                "2025-03-middle",
		"i begyndelsen af 2021":           "2021-start",
		"udgangen af maj":                 "05-end",
		"sagen genoptages i marts":        "03",
		"marts 2025":                      "2025-03",
		"den 3. marts 2025":               "",
		"Marts Hansen":                    "",
		"i starten af mødet":              "",
		"årsskiftet 2024":                 "2024-end",
		"Fase 1: januar 2025":             "2025-01",
	} {
		var codes []string
		for _, s := range Seasons(text) {
			codes = append(codes, s.Code())
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("Seasons(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestWrittenDates(t *testing.T) {
	day := time.Date(2024, time.November, 19, 0, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		LongDate(day):          "tirsdag 19. november 2024",
		LongDateEnglish(day):   "Tuesday 19 November 2024",
		Date(day):              "19. november 2024",
		Clock("14:00"):         "kl. 14.00",
		Clock(""):              "",
		Span("14:00", "15:30"): "kl. 14.00-15.30",
		Span("14:00", ""):      "kl. 14.00",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What LongDate writes, Dates reads.
func TestDatesReadsLongDate(t *testing.T) {
	for day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2022; day = day.AddDate(0, 0, 1) {
		for _, text := range []string{LongDate(day), LongDateEnglish(day), Date(day), day.Format("02-01-2006"), day.Format(time.DateOnly)} {
			found := Dates(text)
			if len(found) != 1 || !found[0].Time().Equal(day) || found[0].To != len(text) {
				t.Fatalf("Dates(%q) = %+v, want %s", text, found, day.Format(time.DateOnly))
			}
		}
	}
}

func FuzzDates(f *testing.F) {
	for _, text := range []string{"Tirsdag d. 19. november 2024 kl. 14:00 - 15", "8.-9. maj, 3/10-19", "i foråret 2025, primo juni", "Marts 3, 2016", "\xff1. maj\xc3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, d := range Dates(text) {
			if d.From < last || d.To <= d.From || d.To > len(text) || !d.Valid() {
				t.Fatalf("Dates(%q) has %+v after byte %d", text, d, last)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[d.From:d.To]) {
				t.Fatalf("Dates(%q) cuts a letter: %+v", text, d)
			}
			last = d.To
		}
		last = 0
		for _, m := range Times(text) {
			if m.From < last || m.To > len(text) || len(m.Start) != 5 || m.Minutes() < 0 {
				t.Fatalf("Times(%q) has %+v after byte %d", text, m, last)
			}
			last = m.To
		}
		last = 0
		for _, s := range Seasons(text) {
			if s.From < last || s.To <= s.From || s.To > len(text) || s.Code() == "" {
				t.Fatalf("Seasons(%q) has %+v after byte %d", text, s, last)
			}
			last = s.To
		}
	})
}

var prose = strings.Repeat("Klyngen modtog den 19. marts 2024 i alt 1,7 mio. kr. og holder møde 3/10-25 kl. 14.00-15.30. "+
	"Sagen 1-31-72-8-18 har 12 bilag, og der er afsat 550.000 kr. til projektet fra 1. maj 2024 - 31. oktober 2024.\n", 200)

func BenchmarkDates(b *testing.B) {
	b.SetBytes(int64(len(prose)))
	for b.Loop() {
		Dates(prose)
	}
}
