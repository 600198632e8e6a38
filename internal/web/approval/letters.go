package approval

import (
	"fmt"
	"time"

	"klynge/internal/approval"
	"klynge/internal/danish"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/seat"
	"klynge/internal/web/letter"
)

// Letters write the mails.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// Round asks for comments.
func (l Letters) Round(m plan.Meeting, to seat.Seat, r approval.Round, token string) (mail.Message, error) {
	day := danish.Date(m.Begins())
	return letter.Letter{
		Heading: "Referat af mødet " + day + " til bemærkninger",
		Lead:    fmt.Sprintf("Kære %s. Referatet af mødet %s er skrevet. Har du bemærkninger, så skriv dem senest %s. Du behøver ikke at logge ind.", to.Name, day, danishDay(r.Deadline)),
		Button:  letter.Link{Text: "Læs referatet, og skriv bemærkninger", URL: l.URL + "/bemaerk/" + token},
		Why:     "Du får denne mail, fordi du står på listen over deltagere i mødet. Linket er dit eget. Send det ikke videre.",
	}.To(to.Email)
}

// Ask asks for an approval.
func (l Letters) Ask(m plan.Meeting, to seat.Seat, version int, token string) (mail.Message, error) {
	day := danish.Date(m.Begins())
	return letter.Letter{
		Heading: "Godkend referatet af mødet " + day,
		Lead:    fmt.Sprintf("Kære %s. Referatet af mødet %s er klar til at blive godkendt. Læs det, og tryk på knappen, hvis det er rigtigt.", to.Name, day),
		Button:  letter.Link{Text: "Læs og godkend referatet", URL: l.URL + "/godkend/" + token},
		Why:     fmt.Sprintf("Du får denne mail, fordi du deltog i mødet. Det er udgave %d, du bliver bedt om at godkende. Linket er dit eget. Send det ikke videre.", version),
	}.To(to.Email)
}

// Answer tells what became of a comment.
func (l Letters) Answer(m plan.Meeting, to seat.Seat, c approval.Comment) (mail.Message, error) {
	lead := "Din bemærkning til referatet er indarbejdet."
	if c.Verdict == approval.Declined {
		lead = "Din bemærkning til referatet er ikke indarbejdet."
	}
	if c.Answer != "" {
		lead += " Sekretariatet skriver: " + c.Answer
	}
	return letter.Letter{
		Heading: "Svar på din bemærkning til referatet af mødet " + danish.Date(m.Begins()),
		Lead:    lead, Quote: c.Text,
		Why: "Du får denne mail, fordi du skrev en bemærkning til referatet.",
	}.To(to.Email)
}

// danishDay writes a day of the calendar: "1. december 2026".
func danishDay(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.Date(day)
}
