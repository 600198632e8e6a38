package hearing

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/fault"
	"klynge/internal/mail"
)

// The most that is taken in.
const (
	mostProposals  = 100
	mostAddressees = 200
	longestTitle   = 300
	longestText    = 100_000
)

func invalid(format string, args ...any) error { return fault.New(fault.Invalid, format, args...) }

// Draft is a hearing as a form has it.
type Draft struct {
	SenderBodyID              string // "" for a sender elsewhere
	SenderName, SenderEmail   string
	ContactName, ContactEmail string
	Title, Intro, Due         string
	Access                    Access
}

// tidy returns a draft as it is kept, or what is wrong with it.
func (d Draft) tidy() (_ Draft, err error) {
	for _, text := range []*string{&d.SenderName, &d.ContactName, &d.Title} {
		*text = strings.Join(strings.Fields(clean(*text)), " ")
	}
	d.Intro = strings.TrimSpace(clean(d.Intro))
	switch d.Access {
	case Everybody, Within, Closed:
	case "":
		d.Access = Everybody
	default:
		return d, invalid("Vælg, hvem der må læse høringen. Intet er gemt.")
	}
	switch {
	case d.Title == "":
		return d, invalid("Skriv, hvad høringen handler om. Intet er gemt.")
	case len(d.Title) > longestTitle || len(d.SenderName) > longestTitle || len(d.ContactName) > longestTitle:
		return d, invalid("Overskriften eller et navn er for langt. Intet er gemt. Skriv højst %d tegn.", longestTitle)
	case len(d.Intro) > longestText:
		return d, invalid("Teksten er for lang. Intet er gemt. Læg den som et bilag.")
	case d.Due != "" && !isDay(d.Due):
		return d, invalid("Fristen er ikke en dag. Intet er gemt. Vælg den i kalenderen.")
	case d.SenderBodyID == "" && d.SenderName == "":
		return d, invalid("Skriv, hvem der spørger. Intet er gemt.")
	}
	for _, address := range []*string{&d.SenderEmail, &d.ContactEmail} {
		if *address = strings.TrimSpace(*address); *address == "" {
			continue
		}
		if *address, err = mail.Address(*address); err != nil {
			return d, err
		}
	}
	if err := anonymity.Refuse(d.Title, d.Intro); err != nil {
		return d, err
	}
	if d.SenderBodyID == "" && d.SenderEmail == "" {
		return d, invalid("Skriv afsenderens mailadresse, så høringsnotatet kan sendes tilbage. Intet er gemt.")
	}
	return d, nil
}

// clean removes what no text may hold.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

func isDay(iso string) bool {
	_, err := time.Parse(time.DateOnly, iso)
	return err == nil
}

// checkSend returns why a hearing cannot be sent, or nil.
func (h Hearing) checkSend(day string) error {
	switch {
	case !h.Sent.IsZero():
		return fault.New(fault.Conflict, "Høringen er allerede sendt. Intet er ændret.")
	case len(h.Proposals) == 0:
		return invalid("Skriv mindst ét forslag, før høringen sendes. Intet er sendt.")
	case len(h.Addressees) == 0:
		return invalid("Vælg mindst ét organ, der skal svare. Intet er sendt.")
	case !isDay(h.Due):
		return invalid("Sæt en frist, før høringen sendes. Intet er sendt.")
	case h.Due <= day:
		return invalid("Fristen skal være efter i dag. Intet er sendt. Ret den først.")
	}
	for _, a := range h.Addressees {
		if a.BodyID == "" && h.ContactEmail == "" {
			return invalid("%s har ikke Klynge her. Skriv en kontaktpersons mailadresse, som svaret kan sendes til. Intet er sendt.", a.Name)
		}
		if a.Ended != "" && a.Ended < day {
			return invalid("%s er nedlagt. Vælg det organ, der har overtaget opgaven. Intet er sendt.", a.Name)
		}
	}
	return nil
}

// tidyWording returns the words of a proposal as they are kept.
func tidyWording(title, text string) (string, string, error) {
	title, text = strings.Join(strings.Fields(clean(title)), " "), strings.TrimSpace(clean(text))
	switch {
	case title == "":
		return "", "", invalid("Skriv forslagets overskrift. Intet er gemt.")
	case len(title) > longestTitle:
		return "", "", invalid("Overskriften er for lang. Intet er gemt. Skriv højst %d tegn, og resten nedenunder.", longestTitle)
	case len(text) > longestText:
		return "", "", invalid("Forslaget er for langt. Intet er gemt. Læg det lange som et bilag.")
	}
	return title, text, anonymity.Refuse(title, text)
}

// tidyPaper returns a paper as it is kept.
func tidyPaper(p Paper) (Paper, error) {
	p.Name, p.URL, p.Due = strings.Join(strings.Fields(clean(p.Name)), " "), strings.TrimSpace(p.URL), strings.TrimSpace(p.Due)
	switch {
	case p.Name == "" || len(p.Name) > longestTitle:
		return p, invalid("Skriv bilagets navn. Intet er gemt.")
	case p.URL == "" && !isDay(p.Due):
		return p, invalid("Skriv, hvor bilaget ligger, eller hvilken dag det eftersendes. Intet er gemt.")
	case p.URL != "" && !webAddress(p.URL):
		return p, invalid("Adressen på bilaget skal begynde med https://, http:// eller /. Intet er gemt.")
	}
	if p.URL != "" {
		p.Due = ""
	}
	return p, nil
}

// webAddress reports whether a text may stand as a link: an address of this site
// or of the web, and nothing that runs.
func webAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || len(text) > 2000 {
		return false
	}
	if u.Scheme == "" {
		return strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") && !strings.Contains(text, "\\")
	}
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// Check returns why an answer does not count, or nil (I1, I2, I4, I7).
func (h Hearing) Check(a Answer) error {
	known := map[string]int{}
	for _, p := range h.Proposals {
		known[p.ID] = p.Now().Number
	}
	if a.Decision.ID == "" && strings.TrimSpace(a.Decision.Text) == "" {
		return invalid("Et svar tæller først, når det viser til beslutningen bag. Vælg beslutningen, eller skriv, hvor den står.")
	}
	if a.Decision.URL != "" && !webAddress(a.Decision.URL) {
		return invalid("Adressen på beslutningen skal begynde med https://, http:// eller /.")
	}
	if !isDay(a.Decision.Day) {
		return invalid("Skriv, hvilken dag beslutningen blev truffet.")
	}
	if a.Decision.Day < access.Day(h.Sent) {
		return invalid("Beslutningen er fra før høringen blev sendt, så den kan ikke være svar på den. Vælg en anden.")
	}
	switch a.Kind {
	case NoRemarks:
		if len(a.Positions) > 0 || a.General != "" {
			return invalid("Et svar uden bemærkninger kan ikke have bemærkninger. Vælg en anden slags svar.")
		}
		return nil
	case General:
		if a.General == "" {
			return invalid("Skriv det generelle svar.")
		}
	case ByProposal:
		if len(a.Positions) == 0 {
			return invalid("Tag stilling til mindst ét forslag, eller vælg en anden slags svar.")
		}
	}
	for _, s := range a.Positions {
		now, ok := known[s.ProposalID]
		switch {
		case !ok:
			return invalid("Svaret handler om et forslag, der ikke er med i høringen.")
		case s.Wording != now:
			return fault.New(fault.Conflict, "Et forslag er ændret, siden svaret blev skrevet. Læs det nye, og svar igen.")
		case s.Position == Blank:
			return invalid("Et forslag har en bemærkning, men ingen holdning. Vælg en, for eksempel “Tager ikke stilling”.")
		case s.Position == AlreadyInPlace && s.InitiativeID == "" && s.Comment == "":
			return invalid("Når noget allerede er på plads, skal svaret vise til indsatsen eller sige, hvad der er på plads.")
		}
	}
	return nil
}

// tidyAnswer cleans the texts of an answer and leaves out what was not said
// (I2). A general answer has positions only where its body chose the one word for
// them all (I7).
func (h Hearing) tidyAnswer(a Answer) (Answer, error) {
	a.General = strings.TrimSpace(clean(a.General))
	a.Decision.Text = strings.Join(strings.Fields(clean(a.Decision.Text)), " ")
	a.Decision.URL, a.Decision.Day = strings.TrimSpace(a.Decision.URL), strings.TrimSpace(a.Decision.Day)
	if a.Kind == "" {
		a.Kind = ByProposal
	}
	size := len(a.General) + len(a.Decision.Text)
	var said []Stand
	seen, asked := map[string]bool{}, map[string]bool{}
	for _, p := range h.Proposals {
		asked[p.ID] = true
	}
	if a.Kind != ByProposal && a.Kind != General && a.Kind != NoRemarks {
		return a, invalid("Vælg, hvilken slags svar det er. Intet er gemt.")
	}
	for _, s := range a.Positions {
		if !asked[s.ProposalID] || positionWords[s.Position] == "" {
			return a, invalid("Svaret passer ikke til høringen. Intet er gemt. Åbn siden igen.")
		}
		s.Comment = strings.TrimSpace(clean(s.Comment))
		size += len(s.Comment)
		if seen[s.ProposalID] {
			return a, invalid("Svaret siger to ting om det samme forslag. Intet er gemt.")
		}
		seen[s.ProposalID] = true
		if s.Position == Blank && s.Comment == "" {
			continue
		}
		if s.Position != AlreadyInPlace {
			s.InitiativeID = ""
		}
		said = append(said, s)
	}
	if a.Positions = said; a.Kind == NoRemarks {
		a.Positions, a.General = nil, ""
	}
	texts := []string{a.General, a.Decision.Text}
	for _, s := range a.Positions {
		texts = append(texts, s.Comment)
	}
	if err := anonymity.Refuse(texts...); err != nil {
		return a, err
	}
	if size > longestText*4 {
		return a, invalid("Svaret er for langt. Intet er gemt. Læg det lange som et bilag, og vis til det.")
	}
	return a, nil
}

// Doubts returns what an answer says that may tell who somebody is (R7).
func (a Answer) Doubts() (list []anonymity.Doubt) {
	texts := []string{a.General}
	for _, s := range a.Positions {
		texts = append(texts, s.Comment)
	}
	for _, text := range texts {
		for _, d := range anonymity.Doubts(text) {
			if !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	return list
}

// NoteAll returns the stands of a general answer whose body has chosen that it
// takes every proposal to notice (I7).
func (h Hearing) NoteAll() (list []Stand) {
	for _, p := range h.Proposals {
		list = append(list, Stand{ProposalID: p.ID, Wording: p.Now().Number, Position: Noted})
	}
	return list
}
