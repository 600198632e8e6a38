package agendas

import (
	"fmt"

	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/mail"
	"klynge/internal/seat"
	"klynge/internal/web"
	"klynge/internal/web/letter"
)

// Letters write the mails of a dispatch, in Danish as the agenda is. The words
// of a closed item do not leave the house: it is named by its neutral title.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// Dispatched writes that an agenda, or a supplement, has been sent.
func (w Letters) Dispatched(a agenda.Work, d agenda.Dispatch, to seat.Seat, token string) (mail.Message, error) {
	l := web.Danish
	what := "Dagsordenen"
	if d.Number > 0 {
		what = fmt.Sprintf("Tillægsdagsorden %d", d.Number)
	}
	moment := l.LongDate(a.Meeting.Date) + " " + danish.Clock(a.Meeting.Start)
	out := letter.Letter{
		Subject: fmt.Sprintf("%s: %s, %s", what, name(a), l.Date(a.Meeting.Date)),
		Heading: fmt.Sprintf("%s til mødet i %s er klar", what, a.Body.Name),
		Lead:    fmt.Sprintf("Mødet er %s%s.", moment, place(a)),
		Button:  letter.Link{Text: "Læs den", URL: w.URL + linkPath(token)},
		Why:     fmt.Sprintf("Du får denne mail, fordi du har plads i %s. Linket er dit eget, og du behøver ikke at logge ind. Send det ikke videre.", a.Body.Name),
	}
	if d.Reason != "" && d.Number > 0 {
		out.Lead += " Tillægsdagsordenen kommer, fordi: " + d.Reason
	} else if d.Reason != "" {
		out.Lead += " Den er sendt efter fristen: " + d.Reason
	}
	before := map[string]bool{}
	for _, earlier := range a.Sent {
		for _, it := range earlier.Content.Items {
			before[it.ID] = true
		}
	}
	for _, it := range d.Content.Items {
		out.Points = append(out.Points, point(it.Public(), d.Number > 0, before[it.ID]))
	}
	return out.To(to.Email)
}

func place(a agenda.Work) string {
	if a.Meeting.Place == "" {
		return ""
	}
	return ", " + a.Meeting.Place
}

// point is one item of a mail; in a supplement it says what is new about it.
func point(it agenda.SentItem, supplement, before bool) string {
	text := it.Number + ". " + it.Title
	if it.Closed {
		text += " (lukket)"
	}
	switch {
	case !supplement:
		return text
	case it.Withdrawn:
		return "Trukket tilbage: " + text
	case before:
		return "Ændret: " + text
	}
	return "Nyt: " + text
}
