package mapping

import (
	"klynge/internal/mail"
	"klynge/internal/mapping"
	"klynge/internal/web/letter"
)

// Letters write the mails.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// Show asks a partner to look at cards and themes.
func (l Letters) Show(s mapping.Study, p mapping.Partner, token string) (mail.Message, error) {
	return letter.Letter{
		Heading: "Se kort og temaer igennem: " + s.Title,
		Lead: "I er partner i “" + s.Title + "”. Kortene fortæller om typer af borgere, ikke om bestemte borgere, og temaerne samler det, der går igen. Læs dem, og skriv, hvad I genkender, og hvad der mangler. " +
			"I behøver ikke at logge ind. Skriv aldrig noget, der kan føres tilbage til en borger.",
		Button: letter.Link{Text: "Se kort og temaer", URL: l.URL + "/kortlaegning/" + token},
		Why:    "I får denne mail, fordi " + s.BodyName + " har skrevet " + p.Name + " på som partner i kortlægningen. Linket hører til jer og virker i 60 dage. Del det kun med dem, der skal svare.",
	}.To(p.Email)
}
