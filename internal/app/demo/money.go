package demo

import (
	"errors"

	"klynge/internal/danish"
	"klynge/internal/ledger"
)

// Items of the drawer's minutes that money rests on.
const (
	june2023  = "/moeder/2023-06-19-sundhedsklynge-fjorden/"
	march2024 = "/moeder/2024-03-12-sundhedsklynge-fjorden/"
	march2025 = "/moeder/2025-03-11-sundhedsklynge-fjorden/"
	sept2025  = "/moeder/2025-09-16-sundhedsklynge-fjorden/"
	feb2026   = "/moeder/2026-02-25-sundhedssamarbejdsudvalget/"
)

const (
	samraad        = "Samråd om børn og unge"
	dayClinic      = "Ældremedicinsk Dagklinik"
	selfCare       = "Digital egenomsorg (forprojekt)"
	unreached      = "Pilotprojekt: Hvem når vi ikke"
	youthForum     = "Forum for tidlig hjælp til unge"
	dischargeNurse = "Udskrivningssygeplejersken: besøg senest 72 timer efter udskrivning"
	bridge         = "Brobygger for borgere, der er svære at nå"
)

// An entry of the story: kroner, and the day on which it was posted.
type entry struct {
	day, year string
	kind      ledger.Kind
	purpose   string
	kroner    float64
	text      string
	ground    string // address of the item, or a letter
	to        int
}

// money keeps the four clusters' funds, as their minutes tell of them.
func (t *teller) money() {
	t.on("2022-10-03")
	t.fund(fjorden, signe, "4.518.000", []entry{
		{"2022-10-03", "", ledger.Received, "", 2232000, "Klyngemidler for 2022", "Bevillingsbrev af 30. september 2022", 0},
		{"2023-01-16", "", ledger.Received, "", 2286000, "Klyngemidler for 2023", "Bevillingsbrev af 9. januar 2023", 0},
		{"2023-06-19", "", ledger.Allocated, unreached, 550000, "", june2023 + "punkt-4", 0},
		{"2023-06-19", "", ledger.Allocated, samraad, 1265000, "", june2023 + "punkt-5", 0},
		{"2023-06-19", "", ledger.Allocated, selfCare, 250000, "", june2023 + "punkt-6", 0},
		{"2024-03-12", "", ledger.Allocated, dayClinic, 1710000, "", march2024 + "punkt-2", 0},
		{"2024-06-28", "", ledger.Booked, samraad, 388600, "Mødeledelse og frikøb, første halvår 2024", "", 0},
		{"2024-08-30", "", ledger.Booked, unreached, 537250, "Kortlægning, afsluttende regnskab", "", 0},
		{"2024-10-31", "", ledger.Booked, dayClinic, 655200, "Geriater, sygeplejerske og kørsel, maj til oktober 2024", "", 0},
		{"2024-11-29", "", ledger.Booked, selfCare, 61500, "Workshops med borgere", "", 0},
		{"2024-12-13", "", ledger.Booked, samraad, 305700, "Mødeledelse og frikøb, andet halvår 2024", "", 0},
		{"2025-03-11", "", ledger.Carried, unreached, 12750, "", march2025 + "punkt-4", 2025},
		{"2025-03-11", "", ledger.Carried, selfCare, 188500, "", march2025 + "punkt-4", 2025},
		{"2025-03-11", "", ledger.Carried, samraad, 570700, "", march2025 + "punkt-4", 2025},
		{"2025-03-11", "", ledger.Carried, dayClinic, 1054800, "", march2025 + "punkt-4", 2025},
		{"2025-03-11", "", ledger.Carried, "", 743000, "", march2025 + "punkt-4", 2025},
		{"2025-06-30", "2025", ledger.Booked, dayClinic, 612400, "Geriater, sygeplejerske og kørsel, november 2024 til juni 2025", "", 0},
		{"2025-09-16", "2025", ledger.Returned, unreached, 12750, "Resten af pilotprojektet", sept2025 + "punkt-4", 0},
		{"2025-09-16", "2025", ledger.Allocated, youthForum, 400000, "", sept2025 + "punkt-5", 0},
		{"2025-09-16", "2025", ledger.Allocated, bridge, 120000, "", sept2025 + "punkt-5", 0},
		{"2025-12-12", "2025", ledger.Booked, samraad, 402300, "Mødeledelse og frikøb, 2025", "", 0},
		{"2025-12-12", "2025", ledger.Booked, selfCare, 188500, "Afprøvning i to lægehuse", "", 0},
		{"2026-06-30", "2025", ledger.Booked, dayClinic, 442400, "Geriater, sygeplejerske og evaluering, til udgangen af projektet", "", 0},
		{"2026-06-30", "2025", ledger.Booked, bridge, 120000, "Brobygger, september 2025 til juni 2026", "", 0},
		{"2026-11-30", "2025", ledger.Booked, youthForum, 268900, "Tovholder og forløb i Lyngsø, til og med november 2026", "", 0},
		{"2026-11-30", "2025", ledger.Booked, samraad, 168400, "Mødeledelse og frikøb, 2026", "", 0},
	})
	t.fund(klitten, malene, "1.620.000", []entry{
		{"2022-10-03", "", ledger.Received, "", 1620000, "Klyngemidler for 2022 og 2023", "Bevillingsbrev af 30. september 2022", 0},
		{"2022-11-15", "", ledger.Allocated, dischargeNurse, 920000, "", "/moeder/2022-11-15-sundhedsklynge-klitten/punkt-4", 0},
		{"2022-11-15", "", ledger.Allocated, "Medicinboks i Marehalm", 310000, "", "/moeder/2022-11-15-sundhedsklynge-klitten/punkt-4", 0},
		{"2022-11-15", "", ledger.Allocated, youthForum, 180000, "", "/moeder/2022-11-15-sundhedsklynge-klitten/punkt-4", 0},
		{"2023-12-15", "", ledger.Booked, dischargeNurse, 920000, "To sygeplejersker i 2023", "", 0},
		{"2023-12-15", "", ledger.Booked, "Medicinboks i Marehalm", 310000, "Boks, opsætning og et års drift", "", 0},
		{"2023-12-15", "", ledger.Booked, youthForum, 180000, "Tovholder i 2023", "", 0},
	})
	t.fund(aadalen, ea, "2.040.000", []entry{
		{"2022-10-03", "", ledger.Received, "", 2040000, "Klyngemidler for 2022 og 2023", "Bevillingsbrev af 30. september 2022", 0},
		{"2022-10-03", "", ledger.Allocated, "Fælles visitation, indfasning i to år", 775000, "", "/moeder/2022-09-22-sundhedsklynge-aadalen/punkt-4", 0},
		{"2022-10-03", "", ledger.Allocated, "Medicinboks i Engholm", 290000, "", "/moeder/2022-09-22-sundhedsklynge-aadalen/punkt-4", 0},
		{"2022-10-03", "", ledger.Allocated, "Digitale hjemmemålinger", 600000, "", "/moeder/2022-09-22-sundhedsklynge-aadalen/punkt-4", 0},
		{"2023-12-15", "", ledger.Booked, "Medicinboks i Engholm", 290000, "Boks, opsætning og et års drift", "", 0},
		{"2024-12-16", "", ledger.Booked, "Fælles visitation, indfasning i to år", 775000, "Indfasning 2023 og 2024", "", 0},
		{"2024-12-16", "", ledger.Booked, "Digitale hjemmemålinger", 600000, "Udstyr og oplæring", "", 0},
	})
	t.fund(heden, fogedby, "1.150.000", []entry{
		{"2022-10-03", "", ledger.Received, "", 1150000, "Klyngemidler for 2022 og 2023", "Bevillingsbrev af 30. september 2022", 0},
		{"2024-05-28", "", ledger.Allocated, "Fælles rådgivningsteam", 600000, "", "/moeder/2024-05-28-sundhedsklynge-heden/punkt-3", 0},
		{"2024-05-28", "", ledger.Allocated, "Sundhedskompetencer i praksis", 325000, "", "/moeder/2024-05-28-sundhedsklynge-heden/punkt-3", 0},
		{"2025-12-15", "", ledger.Booked, "Fælles rådgivningsteam", 541200, "Rådgivningstelefonen, september 2024 til december 2025", "", 0},
		{"2025-12-15", "", ledger.Booked, "Sundhedskompetencer i praksis", 325000, "Undervisning i seks lægehuse", "", 0},
	})
}

// fund begins a body's fund and posts its entries, each on its day.
func (t *teller) fund(slug string, by person, granted string, list []entry) {
	t.on("2022-10-03")
	bodyID, books := t.body(slug).ID, t.site.Accounts.Ledger
	f, err := books.Found(t.ctx, bodyID, ledger.Founding{Name: "Fælles klyngemidler", Source: "Indenrigs- og Sundhedsministeriet", Year: 2022, Through: 2024, Granted: granted}, t.as(by))
	t.must(err)
	last := 2022 // the period that was opened last
	for _, e := range list {
		t.on(e.day)
		if e.to != 0 && e.to != last {
			t.must(books.AddPeriod(t.ctx, bodyID, f.ID, e.to, e.to+1, "0", t.as(by)))
			last = e.to
		}
		w := ledger.Wish{Entry: ledger.Entry{FundID: f.ID, Kind: e.kind, Date: e.day, Year: 2022, ToYear: e.to, Amount: danish.Amount(e.kroner * 100), Text: e.text}, Purpose: e.purpose}
		if e.year == "2025" {
			w.Year = 2025
		}
		if e.kind == ledger.Received {
			w.Letter = e.ground
		} else {
			w.Path = e.ground
		}
		_, err := books.Enter(t.ctx, bodyID, w, t.as(by))
		if known := (ledger.Doubts)(nil); errors.As(err, &known) {
			w.Confirmed = true
			_, err = books.Enter(t.ctx, bodyID, w, t.as(by))
		}
		t.must(err)
	}
}
