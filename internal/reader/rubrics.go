package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/danish"
)

// A rubric is the role of a printed label, whatever word was used for it.
type rubric int

const (
	noRubric rubric = iota
	bodyLabel
	dateLabel
	clockLabel
	startLabel
	endLabel
	placeLabel
	kindLabel
	subjectLabel
	presentLabel
	absentLabel
	chairLabel
	secretaryLabel
	contentsLabel
	titleLabel
	presentationLabel
	recommendationLabel
	decisionLabel
	attachmentsLabel
	caseLabel
	historyLabel
	competenceLabel
	typeLabel
	durationLabel
	openLabel
	closedLabel
	otherLabel // a label whose value is not ours: case worker, document number
)

// ofHeader reports the rubrics that tell of the meeting, not of an item.
func (r rubric) ofHeader() bool { return bodyLabel <= r && r <= secretaryLabel }

// ofItem reports the rubrics under which an item is written.
func (r rubric) ofItem() bool { return presentationLabel <= r && r <= attachmentsLabel }

// A label is a rubric found at the start of a line.
type label struct {
	rubric
	phrase string // the word that was recognised, in lower case
	value  int    // where in the line its value starts; the end when it has none
	colon  bool
	exact  bool // nothing but the label stands on the line
	dated  bool // "Beslutning i … den …": the decision of one meeting
	date   string
}

// phrases are the words for each rubric, in Danish and in the languages of
// minutes that a Danish body may be handed. A + marks a word so telling that
// its value may follow without a colon.
var phrases = []struct {
	rubric rubric
	words  string
}{
	{bodyLabel, `udvalg utval mødenavn organ forum råd nævn møde_i utvalg gremium mødeforum ausschuss nämnd navn_på_møde
		udvalgets_navn udvalgsnavn`},
	{dateLabel, `+mødedato dato møtedato møtedag sammanträdesdatum datum dag +starttidspunkt dato_og_tid dato_og_tidspunkt
		tid_og_dato mødetidspunkt_og_dato +dato_for_mødet +dato_for_møde tid_og_sted når hvornår`},
	{clockLabel, `+mødetidspunkt +mødetid tidspunkt tid klokkeslæt klokken zeit uhrzeit tidsrum`},
	{startLabel, `start begyndt mødestart beginn_der_sitzung beginn mødet_begyndte`},
	{endLabel, `+sluttidspunkt mødesluttid slut mødeslut ende_der_sitzung ende mødet_sluttede sluttid mødet_hævet mødet_slut`},
	{placeLabel, `+mødested plats_och_tid sted_og_tid sted lokale lokation +mødelokale møtested møtestad plats ort mødested_/_lokale hvor
		mødeadresse adresse`},
	{kindLabel, `møde mødetype type_møde dagsordentype`},
	{subjectLabel, `projekt emne vedrørende vedr angående møde_om titel_på_møde betreff sagstitel`},
	{presentLabel, `+deltagere +mødedeltagere deltager +mødedeltagelse_/_afbud +mødedeltagelse til_stede tilstede tilstedeværende
		fremmødte fremmødt mødte medlemmer medlemer varamedlemer administrasjonen faste_medlemmer faste_deltagere deltagerliste deltog i_mødet_deltog +til_stede_var
		+deltagere_var +mødt_var +i_mødet_deltager på_mødet_deltog mødedeltagere_og_afbud deltagere_i_mødet inviterede indkaldte mødt udvalgsmedlemmer
		rådsmedlemmer bestyrelsesmedlemmer anwesend närvarande beslutande beslutande_ledamöter övriga_närvarande
		ferner_sind_anwesend til_stades møtende desse_møtte følgende_faste_medlemmer_møtte
		følgende_varamedlemmer_møtte følgende_medlemmer_møtte følgende_var_til_stede tilstedeværende_medlemmer
		følgende_medlemmer_var_til_stede fra_administrasjonen_møtte fra_administrationen_mødte
		fra_administrationen_deltog gæster gæst gæstedeltagere eksterne_deltagere øvrige_deltagere øvrige_til_stede
		øvrige andre_deltagere desuden_deltog endvidere_deltog herudover_deltog yderligere_deltog
		fra_forvaltningen fra_administrationen +fra_administrationen_deltager +fra_forvaltningen_deltager +fra_administrationen_deltog_også fra_sekretariatet fra_regionen fra_kommunen fra_kommunerne
		observatører observatør observatører_/_gæster observers_/_gæster observers suppleanter stedfortrædere
		ej_tjänstgörande_ersättare ersättare tjänstgörande_ersättare sekretariat sekretariatet administration
		administrationen administrative_deltagere politikere politiske_deltagere bestyrelse
		deltagere_fra_administrationen kopi_til ordinære_medlemmer teilnehmer stimmberechtigte_mitglieder
		kommunale_repræsentanter regionale_repræsentanter repræsentanter inviteret medlemmer_til_stede
		mødende_medlemmer deltagende deltagende_medlemmer`},
	{absentLabel, `+fraværende +afbud afbud_fra forfald forfall meldt_forfald ikke_til_stede deltog_ikke deltog_ikke_i_mødet
		ikke_mødt ikke_mødte fravær frånvarande es_fehlen es_fehlten entschuldigt afbud_/_fraværende
		fraværende_/_afbud fravær_/_afbud afbud_og_fravær meldt_forfall fraværende_medlemmer mødte_ikke
		følgende_medlemmer_hadde_meldt_forfall disse_medlemmer_deltog_ikke følgende_deltog_ikke
		følgende_havde_meldt_afbud følgende_var_fraværende følgende_medlemmer_var_fraværende fraværende_med_afbud
		fraværende_uden_afbud følgende_deltog_ikke_i_behandlingen_af_punktet følgende_deltog_ikke_i_behandlingen
		følgende_deltog_ikke_i_sagens_behandling deltog_ikke_i_behandlingen deltog_ikke_i_sagens_behandling afbud_fra_medlemmer meldt_afbud ikke_deltagende forhindret forhindrede`},
	{chairLabel, `formand mødets_formand +ordstyrer +mødeleder mødeledere +dirigent faciliteret_af facilitator møteleder ordförande vorsitz mødeformand`},
	{secretaryLabel, `+referent ref referenter sekretær sekreterare schriftführer mødesekretær møtesekretær protokollant protokollfører protokollführer skrevet_af referat_ved pennefører`},
	{contentsLabel, `+indholdsfortegnelse +sagsoversigt sakliste dagsordenpunkter dagsordenspunkter punkter sagsliste +saksliste innehållsförteckning
		oversigtsdagsorden indhold punktoversigt oversigt_over_punkter tagesordnung inhaltsverzeichnis
		dagsorden dagsordenen mødets_dagsorden agenda oversigt ärendelista föredragningslista sager dagsorden_for_mødet`},
	{titleLabel, `punkt_titel overskrift titel dagsordenspunkt dagsordenpunkt punkt emne sag sagstitel tema`},
	{presentationLabel, `sagsfremstilling sagsfremstillingen resume resumé sagsresume sagsresumé sammendrag sammenfatning baggrund
		sagsbeskrivelse beskrivelse_af_sagen beskrivelse indledning indledning_/_baggrund indledning_og_baggrund
		problemstilling præsentation beslutningstema sagens_kerne kerne redegørelse sagsforløb_og_baggrund
		supplerende_sagsfremstilling sagen sagen_kort kort_om_sagen fakta introduktion formål mål
		økonomi økonomiske_konsekvenser økonomiske_forhold økonomiske_forhold_og_konsekvenser økonomi_og_personale
		økonomiske_konsekvenser_og_finansiering økonomi_og_organisatoriske_konsekvenser finansiering
		høring inddragelse inddragelse_og_høring borgerinddragelse kommunikation lovgrundlag retsgrundlag
		personale personalemæssige_konsekvenser konsekvenser sundhedsmæssige_konsekvenser miljømæssige_konsekvenser
		vurdering forvaltningens_vurdering administrationens_vurdering administrationens_bemærkninger
		forvaltningens_bemærkninger bemærkninger sekretariatets_bemærkninger direktionens_bemærkninger
		centrets_bemærkninger andre_konsekvenser tværgående_konsekvenser politisk_behandling videre_proces
		proces videre_forløb det_videre_forløb den_videre_proces tidsplan tidsperspektiv evaluering
		alternativ_indstilling alternativer beskrivelse_af_alternativ_indstilling begrundelse motivation
		baggrund_og_formål supplerende_oplysninger supplerende_bemærkninger sagsgang sagsgang_og_sagstype
		saksopplysninger saksutgreiing handsaming handsaming_i_møtet saksutredning bakgrunn vurdering_av_saken saksframlegg ärendet bakgrund
		sammanfattning sammanfattning_av_ärendet sachverhalt begründung noter notat drøftelse
		påtegning lovgivning kompetencer historik tidligere_behandling orientering
		sagsindhold indhold_i_sagen oplæg opsummering status opfølgning opfølgende_handling handlinger næste_skridt`},
	{recommendationLabel, `indstilling indstillinger beslutningspunkter beslutningspunkt anbefaling anbefalinger forslag_til_beslutning
		forslag_til_vedtagelse forslag_til_vedtak framlegg_til_vedtak innstilling tilråding beslutningsforslag indstilling_til_beslutning
		forslag indstilles beschlussvorschlag förslag_till_beslut forslag_til_indstilling beslutningsoplæg`},
	{decisionLabel, `beslutning beslutninger beslut vedtak vedtagelse vedtagelser konklusion afgørelse afgørelser referat beschluss
		beslutningen bestemmelse resultat beslutningsreferat udfald aftale aftaler aftalt konklusion_og_beslutning
		drøftelse_og_beslutning referat_og_beslutning beslutning_/_referat beslutning_og_opfølgning mødets_beslutning
		udvalgets_beslutning rådets_beslutning bestyrelsens_beslutning klyngens_beslutning referat_af_punktet vedtaget
		beslutning_truffet behandling_og_beslutning beslutning_eller_konklusion opsamling endelig_beslutning`},
	{attachmentsLabel, `bilag bilagsliste bilagsfortegnelse vedlagte_bilag vedlagt vedhæftet vedhæftninger vedhæftede_filer
		dokumenter bilag_til_punktet bilag_til_sagen vedlegg bilagor anlagen materiale mødemateriale
		bilag_vedlagt bilag_og_links filer`},
	{caseLabel, `+sagsnr +sagsnummer +sagnr +sagsid +sags_id sags_nr +sagsnumre +j_nr +jnr +journalnr journalnummer +brevid
		+arkivsaksnr +esdh_sag esdh +emn saksnr +sagsnr_/_dok_nr +acadre ärendenummer +diarienummer diarienr`},
	{historyLabel, `sagsforløb sagsbehandlingsforløb behandling tidligere_beslutninger tidligere_behandlinger behandles_i
		beslutningshistorik beslutningshistorie sagens_gang videresendes_til behandlinger`},
	{competenceLabel, `beslutningskompetence kompetence sagen_behandles_i sagen_afgøres_i beslutningen_træffes_af kompetence_/_afgørelse
		afgøres_i afgørelseskompetence sagen_afgøres_af delegation`},
	{typeLabel, `sagstype punkttype type`},
	{durationLabel, `varighed tidsforbrug tid_til_punktet afsat_tid`},
	{openLabel, `åben åbent åben_sag åbent_punkt åbne_sager åbne_punkter åben_dagsorden åbent_referat åbne_sagspunkter`},
	{closedLabel, `lukket lukket_sag lukket_punkt lukkede_sager lukkede_punkter lukket_dagsorden lukket_referat fortroligt fortrolig`},
	{otherLabel, `sagsbehandler sagsbehandlere øvrige_sagsbehandlere dok_nr dokumentnr dokument_nr initialer init journalnr_og_dato
		ansvarlig forvaltning afdeling mail telefon opdateret referatdato rev_dato hent_som_fil information
		bemærk punktnummer godkendt_af underskrift kopi mailes_til udsendt sendt_til sags_art skrevet_den sendt fra til cc bcc`},
}

type phrase struct {
	words   []string
	rubric  rubric
	telling bool
}

// byFirst holds the phrases by their first word, the longest first.
var byFirst = func() map[string][]phrase {
	table := map[string][]phrase{}
	for _, of := range phrases {
		for _, p := range strings.Fields(of.words) {
			bare := strings.TrimPrefix(p, "+")
			w := strings.Split(bare, "_")
			table[w[0]] = append(table[w[0]], phrase{w, of.rubric, bare != p})
		}
	}
	for _, list := range table {
		for i := range list {
			for j := i; j > 0 && len(list[j].words) > len(list[j-1].words); j-- {
				list[j], list[j-1] = list[j-1], list[j]
			}
		}
	}
	return table
}()

// labelOf finds the rubric at the start of a line.
func labelOf(text string) label {
	if len(text) == 0 || len(text) > 4000 {
		text = text[:min(len(text), 4000)]
	}
	if l := phraseAt(text); l.rubric != noRubric {
		return l
	}
	if len(text) > 200 {
		return label{}
	}
	if word, to := foldedWord(text, 0); word == "sag" || word == "sagens" {
		if next, end := foldedWord(text, to); next == "nr" || next == "nummer" {
			if value := strings.TrimLeft(text[end:], " .:"); isCaseNumber(value) {
				return label{rubric: caseLabel, phrase: "sag nr", value: len(text) - len(value), colon: true}
			}
		}
	}
	if isCaseNumber(text) {
		return label{rubric: caseLabel, phrase: "number"}
	}
	return turnedLabel(text)
}

// isCaseNumber reports a line that is nothing but the number of a case:
// "EMN-2025-003383", "1-31-72-8-18", "2012-28504".
func isCaseNumber(s string) bool {
	if len(s) > 24 || len(s) < 7 || strings.ContainsAny(s, " .:") {
		return false
	}
	digit, dash := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digit++
		case c == '-' || c == '/':
			dash++
		case c >= 'A' && c <= 'Z' && i < 4:
		default:
			return false
		}
	}
	return digit >= 6 && dash >= 1 && len(danish.Dates(s)) == 0
}

// phraseAt finds a phrase of the table at the start of a line, and decides from
// what follows it whether it is used as a label there.
func phraseAt(text string) label {
	first, at := foldedWord(text, 0)
	list := byFirst[first]
	if len(list) == 0 {
		return gluedLabel(text[:at], text)
	}
	for _, p := range list {
		to, ok := matchRest(text, at, p.words[1:])
		if !ok {
			continue
		}
		if l := used(text, to, p); l.rubric != noRubric {
			return l
		}
	}
	return label{}
}

// gluedLabel finds a telling label that lost the blank before its value:
// "MødestedRådssalen".
func gluedLabel(word, text string) label {
	lower := false
	for i, r := range word {
		if unicode.IsUpper(r) && lower {
			for _, p := range byFirst[strings.ToLower(word[:i])] {
				if p.telling && len(p.words) == 1 {
					return used(text, i, p)
				}
			}
		}
		lower = unicode.IsLower(r)
	}
	return label{}
}

// foldedWord reads one word at i in lower case; a slash is a word of its own.
func foldedWord(text string, i int) (string, int) {
	for i < len(text) && (text[i] == ' ' || text[i] == '.') {
		i++
	}
	if i < len(text) && text[i] == '/' {
		return "/", i + 1
	}
	j := i
	for j < len(text) {
		r, n := utf8.DecodeRuneInString(text[j:])
		if !unicode.IsLetter(r) {
			break
		}
		j += n
	}
	return strings.ToLower(text[i:j]), j
}

func matchRest(text string, at int, rest []string) (int, bool) {
	for _, w := range rest {
		got, to := foldedWord(text, at)
		if got != w {
			return 0, false
		}
		at = to
	}
	return at, true
}

// used decides whether a phrase that ends at byte to is a label.
func used(text string, to int, p phrase) label {
	l := label{rubric: p.rubric, phrase: strings.Join(p.words, " "), value: len(text)}
	if !hasUpperStart(text) && p.rubric != recommendationLabel {
		return label{}
	}
	if to < len(text) && text[to] == '.' && p.rubric != decisionLabel && p.rubric != openLabel {
		to++ // "Sagsnr."
	}
	rest := strings.TrimLeft(text[to:], " \u00a0\t")
	if (rest != "" && rest[0] == '(' || strings.HasPrefix(rest, "/ ")) && len(rest) < 32 && (rest[len(rest)-1] == ':' || rest[len(rest)-1] == ')') && p.rubric != attachmentsLabel {
		l.exact, l.colon = true, rest[len(rest)-1] == ':' // "Deltagere (D) / afbud (A):"
		return l
	}
	switch {
	case rest == "" || rest == ":" || rest == "." || rest == "_":
		l.exact, l.colon = true, rest == ":"
		return l
	case rest[0] == ':' || strings.HasPrefix(rest, ".:"):
		l.colon = true
		l.value = len(text) - len(strings.TrimLeft(rest, ".: \u00a0\t|"))
		l.exact = l.value == len(text)
		return l
	case (p.rubric == openLabel || p.rubric == closedLabel) && isCaseNumber(strings.TrimLeft(rest, "-– ")):
		l.colon, l.value = true, len(text)-len(strings.TrimLeft(rest, "-– ")) // "Lukket - 2014/199001"
		return l
	case p.rubric == decisionLabel || p.rubric == historyLabel && p.words[0] == "behandling":
		return datedLabel(text, to, l)
	case p.rubric == attachmentsLabel:
		return attachmentLabel(text, to, l)
	case p.rubric == presentLabel && strings.HasPrefix(rest, "fra ") && len(rest) < 50 && !strings.ContainsAny(rest, ",.;") && (strings.HasSuffix(rest, ":") || len(words(rest)) <= 4):
		l.exact, l.colon = true, strings.HasSuffix(rest, ":")
		l.phrase = strings.ToLower(strings.TrimRight(text, ": ")) // "Deltagere fra kommunerne:" names a group
		return l
	case p.rubric == recommendationLabel:
		return fromLabel(text, to, l)
	}
	if p.telling {
		return bareLabel(text, to, l)
	}
	return label{}
}

// bareLabel accepts a telling label whose value follows without a colon, also
// when the conversion lost the blank: "MødestedRådssalen".
func bareLabel(text string, to int, l label) label {
	rest := strings.TrimLeft(text[to:], " \u00a0\t|")
	r, _ := utf8.DecodeRuneInString(rest)
	glued := len(rest) == len(text)-to
	if glued && !unicode.IsUpper(r) && !unicode.IsDigit(r) {
		return label{}
	}
	if l.rubric == caseLabel && !strings.ContainsAny(rest, "0123456789") {
		return label{}
	}
	if l.rubric.ofHeader() && hasLowerStart(rest) && l.rubric != dateLabel && l.rubric != clockLabel || len(rest) > 400 {
		return label{}
	}
	l.value = len(text) - len(rest)
	return l
}

// datedLabel accepts "Beslutning i Udvalget … den 3. marts 2020, pkt. 4:" as
// the label of a decision, and remembers of which meeting.
func datedLabel(text string, to int, l label) label {
	rest := text[to:]
	if l.phrase == "referat" || l.phrase == "beslutningsreferat" { // "Referat for Ældrerådet den …" is the document
		return label{}
	}
	near := rest[:cutAt(rest, 180)]
	if dates := danish.Dates(near); len(dates) > 0 {
		d := dates[0]
		if tail, ok := afterMeeting(rest[d.To:]); ok && !sentenceIn(near[:d.From]) {
			l.rubric, l.dated, l.date = decisionLabel, true, d.ISO()
			l.value = len(text) - len(tail)
			l.exact = tail == ""
			return l
		}
	}
	word, _ := foldedWord(rest, 0)
	short := len(rest) < 90 && !strings.HasSuffix(rest, ".")
	if l.rubric == decisionLabel && short && l.phrase != "referat" && (word == "i" || word == "fra" || word == "truffet" || word == "af") && !strings.ContainsAny(rest, ",;") {
		l.exact, l.colon = true, strings.HasSuffix(rest, ":")
		return l
	}
	if i := strings.IndexByte(rest, ':'); l.rubric == decisionLabel && word == "i" && i > 0 && i < 80 {
		l.colon = true
		l.value = len(text) - len(strings.TrimLeft(rest[i+1:], " "))
		return l
	}
	return label{}
}

// afterMeeting skips ", pkt. 4:" behind the date of a decision's label. What is
// left must be nothing, or a value after a colon.
func afterMeeting(s string) (string, bool) {
	s = strings.TrimLeft(s, " ,.")
	low := strings.ToLower(s[:min(len(s), 6)])
	if strings.HasPrefix(low, "pkt") || strings.HasPrefix(low, "punkt") {
		_, i := foldedWord(s, 0)
		s = strings.TrimLeft(s[i:], " .0123456789")
	}
	if s == "" {
		return s, true
	}
	if s[0] == ':' {
		return strings.TrimLeft(s, ": "), true
	}
	return s, false
}

func sentenceIn(s string) bool {
	return strings.Contains(s, ". ") || strings.Contains(s, ", at ") || strings.Contains(s, " blev ")
}

// attachmentLabel accepts "Bilag til punkt 2:", and refuses "Bilag 1: Tidsplan",
// which is the name of an attachment.
func attachmentLabel(text string, to int, l label) label {
	word, at := foldedWord(text, to)
	if word != "til" {
		return label{}
	}
	word, at = foldedWord(text, at)
	if word != "punkt" && word != "pkt" && word != "sag" && word != "punktet" && word != "sagen" {
		return label{}
	}
	rest := strings.TrimLeft(text[at:], " .0123456789abc")
	if rest != "" && rest[0] != ':' {
		return label{}
	}
	l.value = len(text) - len(strings.TrimLeft(rest, ": "))
	l.exact = l.value == len(text)
	l.phrase = "bilag til punkt"
	return l
}

// fromLabel accepts "Indstilling fra Magistratsafdelingen …" as a label.
func fromLabel(text string, to int, l label) label {
	word, _ := foldedWord(text, to)
	if word != "fra" && (word != "til" || l.phrase != "indstilling") || len(text) > 120 || strings.HasSuffix(text, ".") {
		return label{}
	}
	switch l.phrase {
	case "indstilling", "innstilling", "anbefaling":
		l.exact = true
		return l
	case "beslutningsforslag", "forslag": // of a party: what is proposed is argued for below
		l.rubric, l.exact = presentationLabel, text == strings.ToUpper(text)
		return l
	}
	return label{}
}

var turned = []struct {
	word   string
	rubric rubric
}{
	{"s indstilling", recommendationLabel}, {"s innstilling", recommendationLabel}, {"s anbefaling", recommendationLabel},
	{"s forslag", recommendationLabel}, {"s beslutning", decisionLabel}, {"s påtegning", presentationLabel}, {"s bemærkninger", presentationLabel}, {"s vurdering", presentationLabel}, {"s afgørelse", decisionLabel}, {"s vedtak", decisionLabel},
}

// turnedLabel finds labels whose telling word stands last or in the middle:
// "Rådmannens innstilling:", "Udvalgets beslutning den 4. december 2012 Punkt 1",
// "Omsorgsudvalget, 07-04-2016, pkt. 21".
func turnedLabel(text string) label {
	if !hasUpperStart(text) {
		return label{}
	}
	low := strings.ToLower(text)
	for _, t := range turned {
		word, r := t.word, t.rubric
		i := strings.Index(low, word)
		if i < 0 || i > 110 || len(low) != len(text) || strings.Contains(text[:i], ". ") {
			continue
		}
		rest := text[i+len(word):]
		l := label{rubric: r, phrase: word[2:], value: len(text), exact: true}
		if rest == "" || rest == ":" {
			return l
		}
		if rest[0] == ':' {
			l.value, l.exact, l.colon = len(text)-len(strings.TrimLeft(rest, ": ")), false, true
			return l
		}
		if r == decisionLabel {
			if d := datedLabel(text, i+len(word), l); d.dated {
				return d
			}
		}
	}
	if dates := danish.Dates(text); len(dates) == 1 && dates[0].From > 3 && dates[0].From < 90 {
		d := dates[0]
		tail := strings.TrimLeft(text[d.To:], " ,")
		if rest, ok := afterMeeting(text[d.To:]); ok && rest == "" && tail != "" && strings.Contains(strings.ToLower(tail), "p") {
			return label{rubric: decisionLabel, phrase: "punkt", value: len(text), exact: true, dated: true, date: d.ISO()}
		}
	}
	return label{}
}

// cutAt returns n, or less, so that s can be cut there without splitting a
// character.
func cutAt(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
