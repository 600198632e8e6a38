package invite

import (
	"time"

	"klynge/internal/danish"
	"klynge/internal/invitation"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/seat"
	"klynge/internal/web/letter"
)

// Letters write the mails about seats, calls and polls.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// Answer returns the address of a link to answer a call.
func (w Letters) Answer(token string) string { return w.URL + "/svar/" + token }

// Meeting returns the address of a meeting for those who sign in.
func (w Letters) Meeting(m plan.Meeting) string { return w.URL + m.Path() }

// moment says when a meeting is: "tirsdag 24. november 2026 kl. 14.00-16.00".
func moment(date, start, end string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return danish.LongDate(day) + " " + danish.Span(start, end)
}

func date(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.LongDate(day)
}

// Welcome invites somebody with a seat to choose how they sign in.
func (w Letters) Welcome(v seat.Welcome) (mail.Message, error) {
	from := v.From
	if from == "" {
		from = "Sekretariatet"
	}
	return letter.Letter{
		Heading: "Velkommen til " + v.BodyName,
		Lead: from + " har givet dig adgang til " + v.BodyName + " i Klynge. Her ligger dagsordener, bilag og referater, og her svarer du på indkaldelser. " +
			"Vælg selv, hvordan du vil logge ind. Linket kan bruges én gang og gælder i syv dage.",
		Button: letter.Link{Text: "Vælg, hvordan du logger ind", URL: w.URL + "/velkomst/" + v.Token},
		Points: []string{"Din rolle: " + v.Seat.Role.Danish() + ", på vegne af " + v.Seat.Organization},
		Why:    "Du får denne mail, fordi du har en plads i " + v.BodyName + ". Er det en fejl, så svar ikke, men sig det til sekretariatet.",
	}.To(v.Seat.Email)
}

// Call calls somebody to a meeting, tells what was changed, or calls off.
func (w Letters) Call(l invitation.Letter) (mail.Message, error) {
	m := l.Meeting
	title, at := invitation.Title(m, l.Body), moment(m.Date, m.Start, m.End)
	out := letter.Letter{
		Points: []string{"Tid: " + at},
		Why:    "Du får denne mail, fordi du har en plads i " + l.Body + ".",
	}
	if l.For != "" {
		out.Why = "Du får denne mail, fordi " + l.For + " har sendt afbud og har valgt dig som stedfortræder."
	}
	if where := invitation.Where(m); where != "" {
		out.Points = append(out.Points, "Sted: "+where)
	}
	if l.Method == invitation.Cancel {
		out.Subject, out.Heading = "Aflyst: "+title+", "+at, "Mødet er aflyst"
		out.Lead = "Mødet i " + title + " bliver ikke holdt. Det bliver taget ud af din kalender."
		if m.Reason != "" {
			out.Quote = m.Reason
		}
		if m.State == plan.Planned {
			out.Subject, out.Heading, out.Quote = "Du skal ikke komme: "+title+", "+at, "Du er ikke længere indkaldt", ""
			out.Lead = "Mødet i " + title + " holdes uden dig: Du har ikke længere en plads den dag, eller den, du skulle komme i stedet for, kommer selv."
		}
		return out.To(l.Seat.Email)
	}
	out.Button = letter.Link{Text: "Svar på indkaldelsen", URL: w.Answer(l.Token)}
	out.Lead = "Sig, om du kommer. Du kan svare med linket her eller i din kalender, og du kan ændre dit svar, til mødet begynder."
	switch {
	case l.Remind:
		out.Subject, out.Heading = "Husk at svare: "+title+", "+at, "Kommer du til mødet?"
	case l.Was != nil:
		out.Subject, out.Heading = "Flyttet: "+title+", "+at, "Mødet er flyttet"
		out.Points = append(out.Points, "Før: "+moment(l.Was.Date, l.Was.Start, l.Was.End))
		out.Quote = m.Reason
		if l.Before != invitation.None {
			out.Lead = "Du har svaret på den gamle tid. Svar igen på den nye, med linket her eller i din kalender."
		}
	case l.Changed:
		out.Subject, out.Heading = "Ændret: "+title+", "+at, "Mødet er ændret"
	default:
		out.Subject, out.Heading = "Indkaldelse: "+title+", "+at, "Indkaldelse til "+title
	}
	return out.To(l.Seat.Email)
}

// Poll asks somebody which dates they can.
func (w Letters) Poll(l invitation.PollLetter) (mail.Message, error) {
	about := l.Poll.Title
	if about == "" {
		about = "møde i " + l.Body
	}
	from := l.From
	if from == "" {
		from = "Sekretariatet"
	}
	out := letter.Letter{
		Subject: "Hvornår kan du? " + about,
		Heading: "Hvornår kan du?",
		Lead:    from + " finder en dato til " + about + ". Svar senest " + date(l.Poll.Deadline) + ". Du behøver ikke at logge ind.",
		Button:  letter.Link{Text: "Sig, hvornår du kan", URL: w.URL + "/datoer/" + l.Token},
		Why:     "Du får denne mail, fordi du har en plads i " + l.Body + ".",
	}
	if l.Remind {
		out.Subject = "Husk at svare: " + about
	}
	for _, d := range l.Poll.Dates {
		out.Points = append(out.Points, moment(d.Day, d.Start, d.End))
	}
	return out.To(l.Seat.Email)
}
