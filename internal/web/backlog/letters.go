package backlog

import (
	"klynge/internal/backlog"
	"klynge/internal/mail"
	"klynge/internal/web"
	"klynge/internal/web/letter"
)

// Letters word the mails of the backlog.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

func (w Letters) to(r backlog.Receipt, lead string, l letter.Letter) (mail.Message, error) {
	l.Lead = lead
	l.Button = letter.Link{Text: "Se dine forslag", URL: w.URL + proposeView{Receipt: r}.Path()}
	l.Why = "Du får denne mail, fordi du har foreslået et punkt til " + r.BodyName + "."
	return l.To(r.Email)
}

// Received is the receipt for a proposal (R12).
func (w Letters) Received(r backlog.Receipt) (mail.Message, error) {
	return w.to(r, said(web.Danish, r), letter.Letter{Heading: "Dit forslag er modtaget: " + r.Title, Points: []string{
		"Sekretariatet kan ændre punktets ordlyd, så det passer til dagsordenen. Du kan se på siden, hvad der bliver af det.",
	}})
}

// Declined tells why a proposal did not come on an agenda.
func (w Letters) Declined(r backlog.Receipt) (mail.Message, error) {
	return w.to(r, "Punktet kommer ikke på dagsordenen til "+r.BodyName+". Sekretariatet skriver hvorfor:", letter.Letter{
		Heading: "Dit forslag kommer ikke på dagsordenen: " + r.Title, Quote: r.Reason,
	})
}
