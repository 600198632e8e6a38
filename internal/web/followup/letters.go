package followup

import (
	"klynge/internal/decision"
	"klynge/internal/mail"
	"klynge/internal/web"
	"klynge/internal/web/letter"
)

// Letters write to the owners of follow-ups, in Danish: what they are asked to do,
// by when, and why they are written to.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// Letter writes one letter.
func (w Letters) Letter(l decision.Letter) (mail.Message, error) {
	day, meeting := web.Danish.LongDate(l.Due), ""
	if l.MeetingDate != "" {
		meeting = " på mødet " + web.Danish.LongDate(l.MeetingDate)
	}
	out := letter.Letter{
		Quote:  l.Text,
		Button: letter.Link{Text: "Fortæl, hvordan det går", URL: w.URL + l.Path},
		Links:  []letter.Link{{Text: "Er det gjort? Sig det her", URL: w.URL + l.Path + "?svar=gjort"}},
		Why: "Du får mailen, fordi du står som den, der skal gøre det for " + l.BodyName + ". Du behøver ikke logge ind. " +
			"Linket er dit og gælder kun denne opgave. Er opgaven ikke din, så skriv det på siden, så finder sekretariatet den rette.",
	}
	switch l.Notice {
	case decision.Asked:
		out.Heading = "Du har fået en opgave fra " + l.BodyName
		out.Lead = l.BodyName + " har" + meeting + " bedt dig om det, der står nedenfor. Det skal være gjort senest " + day + "."
	case decision.Soon:
		out.Heading = "Husk opgaven til " + l.BodyName + ": senest " + day
		out.Lead = "Det, der står nedenfor, skal være gjort senest " + day + ". Fortæl, hvordan det går, også hvis det ikke når at blive færdigt."
	default:
		out.Heading = "Fristen er gået: opgaven til " + l.BodyName
		out.Lead = "Det, der står nedenfor, skulle være gjort senest " + day + ". Fortæl, hvordan det går, så formanden og sekretariatet ved det."
	}
	if l.To != "" {
		out.Points = append(out.Points, "Det handler om perioden fra "+web.Danish.Date(l.From)+" til "+web.Danish.Date(l.To)+".")
	}
	if d := l.Decision; d.Text != "" {
		out.Points = append(out.Points, "Beslutningen i punkt "+d.Number+", "+d.Title+": "+d.Text)
	}
	return out.To(l.Email)
}
