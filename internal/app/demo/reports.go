package demo

import (
	"klynge/internal/report"
)

// An account of the story is a status report for a period, by the lead of an
// initiative.
type account struct {
	slug        string
	by          person
	day         string
	from, to    string
	words, next string
	incidents   report.Incidents
}

var accounts = []account{
	{"aeldremedicinsk-dagklinik", trine, "2024-11-06", "2024-05-01", "2024-10-31",
		"Klinikken har set 214 borgere. Lægerne er glade for, at der kun er ét nummer at ringe til. Kørslen fra Tangø er sværest.",
		"Tangø kommer med fra marts 2025. Opkaldet dagen efter bliver fast.", report.Incidents{report.None: 2, report.Mild: 1}},
	{"aeldremedicinsk-dagklinik", trine, "2025-09-03", "2024-11-01", "2025-08-31",
		"Alle fire kommuner er med. De korte indlæggelser er faldet, og faldet er større end tilfældigheder. Borgerne er trygge ved at komme hjem samme dag.",
		"Evalueringen lægges frem i september. Spørgsmålet om drift efter 2026 skal afgøres af det kommende sundhedsråd.", report.Incidents{report.None: 3}},
	{"samraad-om-boern-og-unge", signe, "2025-09-04", "2024-09-01", "2025-08-31",
		"Samrådene holdes nu i alle fire kommuner. Ventetiden er halveret. Almen praksis er med i hvert andet samråd.",
		"Frikøb af almen praksis aftales for 2026.", nil},
	{"forum-for-tidlig-hjaelp-til-unge-2", signe, "2026-06-11", "2025-10-01", "2026-05-31",
		"Forummet har holdt møder hver uge i Lyngsø. Skolen har indkaldt oftest, og ingen har været nødt til at vente på en henvisning.",
		"Forsøget fortsætter til september 2027. Fjordhavn vil gerne være med.", report.Incidents{}},
}

// reports are written, frozen and let out, each on its day.
func (t *teller) reports() {
	s := t.site.Reports.Reports
	for _, a := range accounts {
		t.on(a.day)
		found, err := t.site.Initiatives.BySlug(t.ctx, a.slug)
		t.must(err)
		r, err := s.Begin(t.ctx, t.as(a.by), found.ID, report.Status, a.from, a.to)
		t.must(err)
		for name, text := range map[string]string{report.Words: a.words, report.Next: a.next} {
			_, _, err := s.SaveField(t.ctx, t.as(a.by), found.ID, r.ID, name, 0, text)
			t.must(err)
		}
		if a.incidents != nil {
			now, _, err := s.Open(t.ctx, t.as(a.by), found.ID, r.ID)
			t.must(err)
			t.must(s.SetIncidents(t.ctx, t.as(a.by), found.ID, r.ID, now.Version, a.incidents))
		}
		now, _, err := s.Open(t.ctx, t.as(a.by), found.ID, r.ID)
		t.must(err)
		t.must(s.Freeze(t.ctx, t.as(a.by), found.ID, r.ID, now.Version))
		t.must(s.LetOut(t.ctx, t.as(signe), found.ID, r.ID))
	}
}
