package roundup

import (
	"time"

	"klynge/internal/danish"
	"klynge/internal/mail"
	"klynge/internal/roundup"
	"klynge/internal/web/letter"
	"klynge/internal/when"
)

// Letters write the mails.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// Write asks a note-taker for the notes of a group.
func (l Letters) Write(r roundup.Roundup, g roundup.Group, token string) (mail.Message, error) {
	return letter.Letter{
		Heading: "Skriv noterne fra " + g.Name + ": " + r.Title,
		Lead:    dear(g) + "Du er bedt om at tage noter, når " + g.Name + " drøfter “" + r.Title + "”. Skriv under de overskrifter, der står på siden, senest " + moments(r.Deadline) + ". Du behøver ikke at logge ind, og teksten gemmer sig selv.",
		Button:  letter.Link{Text: "Skriv noterne", URL: l.URL + "/opsamling/" + token},
		Why:     "Du får denne mail, fordi sekretariatet for " + r.BodyName + " har skrevet dig på som den, der tager noter. Linket hører til gruppen. Del det kun med dem, der skriver sammen med dig.",
	}.To(g.Email)
}

// Check asks a group for its remarks on the draft.
func (l Letters) Check(r roundup.Roundup, g roundup.Group, token string) (mail.Message, error) {
	return letter.Letter{
		Heading: "Se opsamlingen igennem: " + r.Title,
		Lead:    dear(g) + "Opsamlingen af “" + r.Title + "” er skrevet. Læs den, og skriv, hvis den ikke gengiver, hvad " + g.Name + " sagde. Du behøver ikke at logge ind.",
		Button:  letter.Link{Text: "Læs opsamlingen", URL: l.URL + "/opsamling/" + token},
		Why:     "Du får denne mail, fordi du tog noter for " + g.Name + ". Linket hører til gruppen.",
	}.To(g.Email)
}

func dear(g roundup.Group) string {
	if g.NoteTaker == "" {
		return ""
	}
	return "Kære " + g.NoteTaker + ". "
}

func moments(at time.Time) string {
	at = at.In(when.Copenhagen)
	return danish.LongDate(at) + " kl. " + at.Format("15.04")
}
