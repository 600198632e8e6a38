package hearing

import (
	"klynge/internal/hearing"
	"klynge/internal/mail"
	"klynge/internal/web"
	"klynge/internal/web/letter"
)

// Letters write the mails of hearings.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

// signed adds a signed letter to the text of a mail, for an installation that
// takes it in.
func signed(m mail.Message, how, text, key, home string) mail.Message {
	m.Text += "\n\n" + how + "\nFingeraftryk: " + hearing.Fingerprint(key) + "\nNøglen står på " + home + "/hoeringer/noegle\n\n" + text
	return m
}

// Ask brings the question to an addressee elsewhere.
func (w Letters) Ask(h hearing.Hearing, a hearing.Addressee, path, text, key string) (mail.Message, error) {
	l := letter.Letter{
		Heading: "Høring: " + h.Title,
		Lead:    h.SenderName + " beder " + a.Name + " om at svare på en høring senest " + web.Danish.LongDate(a.Due) + ".",
		Button:  letter.Link{Text: "Læs forslagene, og svar", URL: w.URL + path},
		Links:   []letter.Link{{Text: "Har I selv Klynge? Hent høringen som signeret fil", URL: w.URL + path + "/signeret"}},
		Why:     "Du får mailen, fordi " + a.Name + " står på listen over dem, der bliver hørt. I behøver ikke logge ind. Linket er jeres. Send det ikke videre.",
	}
	for _, p := range h.Proposals {
		l.Points = append(l.Points, p.Now().Title)
	}
	if h.Revision > 1 {
		l.Heading = "Ændret forslag i høring: " + h.Title
		l.Lead = "Et forslag er ændret. " + l.Lead + " Har I allerede svaret, så svar igen på det nye."
	}
	m, err := l.To(a.Email)
	return signed(m, "Har I selv Klynge, så kopiér linjerne herunder ind på siden Høringer.", text, key, w.URL), err
}

// Remind tells an addressee of the deadline.
func (w Letters) Remind(h hearing.Hearing, a hearing.Addressee, kind hearing.Notice, path string) (mail.Message, error) {
	day := web.Danish.LongDate(a.Due)
	l := letter.Letter{
		Heading: "Husk at svare på høringen: senest " + day, Lead: a.Name + " skal svare på høringen “" + h.Title + "” senest " + day + ". Svaret tæller, når det viser til en beslutning.",
		Button: letter.Link{Text: "Svar på høringen", URL: w.URL + path},
		Why:    "Du får mailen, fordi " + a.Name + " bliver hørt og ikke har svaret endnu.",
	}
	if kind == hearing.Missed {
		l.Heading = "Fristen er gået: høringen " + h.Title
		l.Lead = a.Name + " skulle have svaret på høringen “" + h.Title + "” senest " + day + ". Svar stadig: svaret kommer med og bliver mærket som kommet efter fristen."
	}
	return l.To(a.Email)
}

// Reply brings the answer back to an installation that asked.
func (w Letters) Reply(h hearing.Hearing, a hearing.Addressee, answer hearing.Answer, text, key string) (mail.Message, error) {
	m, err := letter.Letter{
		Heading: "Høringssvar fra " + a.Name + ": " + h.Title,
		Lead:    a.Name + " har svaret på høringen. Svaret er underskrevet og står nederst i mailen. Kopiér det ind på siden Høringer hos det organ, der spurgte.",
		Points:  []string{"Beslutningen bag: " + answer.Decision.Text + ", " + web.Danish.Date(answer.Decision.Day)},
		Why:     "Du får mailen, fordi du står som kontakt for høringen.",
	}.To(h.ContactEmail)
	return signed(m, "Kopiér linjerne herunder ind i Klynge.", text, key, w.URL), err
}

// Retract tells an addressee that the hearing is withdrawn.
func (w Letters) Retract(h hearing.Hearing, a hearing.Addressee, path, text, key string) (mail.Message, error) {
	m, err := letter.Letter{
		Heading: "Høringen er trukket tilbage: " + h.Title,
		Lead:    h.SenderName + " har trukket høringen “" + h.Title + "” tilbage. " + a.Name + " skal ikke svare. Begrundelse: " + h.Withdrawn.Reason,
		Button:  letter.Link{Text: "Se høringen", URL: w.URL + path},
		Why:     "Du får mailen, fordi " + a.Name + " blev hørt.",
	}.To(a.Email)
	if text == "" {
		return m, err
	}
	return signed(m, "Har I selv Klynge, så kopiér linjerne herunder ind på siden Høringer.", text, key, w.URL), err
}

// Return brings the note to a sender elsewhere.
func (w Letters) Return(h hearing.Hearing, n hearing.Issued, path string) (mail.Message, error) {
	l := letter.Letter{
		Heading: "Høringsnotat: " + h.Title, Lead: h.BodyName + " har samlet svarene på jeres høring i et notat. Læs det, og tryk, så vi ved, at I har fået det.",
		Button: letter.Link{Text: "Læs høringsnotatet", URL: w.URL + path},
		Why:    "Du får mailen, fordi I har spurgt i en høring. Linket er jeres. Send det ikke videre.",
	}
	if n.Number > 1 {
		l.Heading = "Ny udgave af høringsnotatet: " + h.Title
	}
	return l.To(h.SenderEmail)
}
