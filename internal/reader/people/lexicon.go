package people

import "strings"

// The lists here are evidence, not registers: a name, role or organisation that
// stands in none of them is still read from its place in the line.

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// A shape is what the last part of a compound says of the whole, which in
// Danish is what it is: a "kvalitetskonsulent" is a "konsulent".
type shape uint8

const (
	roleShape    shape = 1 << iota
	mannerShape        // tells what kind of director somebody is
	bodyShape          // a committee, council or board
	orgShape           // an organisation
	placeShape         // an organisation that its name stands before
	surnameShape       // in the Nordic countries mostly a patronymic or a place
	nounShape          // a noun that is nobody's name: abstract, or a thing in the definite form
)

// shapes holds the endings, the longest of them longestShape bytes.
var shapes, longestShape = listShapes()

func listShapes() (shapes map[string]shape, longest int) {
	shapes = map[string]shape{}
	for s, words := range shapeWords {
		for w := range set(words) {
			shapes[w] |= s
			if s == roleShape {
				shapes[w+"en"] |= s
			}
		}
	}
	for w := range shapes {
		longest = max(longest, len(w))
	}
	return shapes, longest
}

// shapeOf returns the shapes of all endings of a word in lower case.
func shapeOf(low string) shape {
	var all shape
	for i := max(0, len(low)-longestShape); i < len(low); i++ {
		all |= shapes[low[i:]]
	}
	return all
}

// shapeWords are the endings of each shape.
var shapeWords = map[shape]string{
	roleShape: `formand forkvinde forperson medlem direktør chef leder konsulent sekretær sekretærer koordinator repræsentant
		mester rådmand læge sygeplejerske jordemoder fuldmægtig assistent rådgiver ansvarlig specialist terapeut
		farmaceut apoteker psykolog professor lektor forsker inspektør pædagog økonom ingeniør arkitekt manager
		analytiker planlægger udvikler bibliotekar forstander ordförande ordførar ordfører ledamot medarbejder mægler
		vejleder underviser betjent tandlæge sundhedsplejerske diætist bioanalytiker kommunikatør redaktør stedfortræder
		suppleant vorsitzende vorsitzender meister minister advokat revisor nestleiar leiar rådmann sjef handläggare
		kurator ejer`,
	mannerShape: `faglig faglige mæssig isk iske ativ ional iel ende munal`,
	bodyShape: `udvalg udvalget rådet byråd byrådet bestyrelse bestyrelsen styregruppe styregruppen klynge klyngen kommission
		kommissionen nævn nævnet forum arbejdsgruppe arbejdsgruppen direktionen direktion magistraten utvalg utvalget
		nämnden udvalgene væsen væsenet området sektoren`,
	orgShape: `kommunen hospitalet hospital sygehuset sygehus sekretariat sekretariatet forvaltning forvaltningen
		styrelse styrelsen forening foreningen forbund forbundet organisation organisationen administration administrationen
		psykiatrien psykiatri klinikken klinik afdelingen afdeling staben center centeret centret ministeriet universitetet
		institut instituttet selskab selskabet fællesskab fællesskabet apotek apoteket praksis tjenesten tjeneste enheden
		lægerne skole skolen regionen fonden fond klubben forlaget højskolen højskole gruppen hjemmet centralen samarbejdet laget stedet`,
	placeShape: `universitetshospital plejecenter`,
	surnameShape: `sen son sson gaard gård gaards holm holt lund lunde bjerg berg borg strup trup toft kjær kær dahl dal bæk bech
		beck skov mark vig vad sted høj høi mose kilde bro bo by skou krog lev rup huus hus torp gren green ström strøm
		qvist kvist felt feldt mann man stein steen ager gart vang vold bak busk ø nes næs heim stad vik eng balle sø
		mølle møller smed juul ravn winther vinther`,
	nounShape: `ningen ninger elser else hed heden tion tionen skab skabet huset salen lokale punkt punkter mitglied mitglieder
		udvalg udvalget liste listen oversigt fortegnelse nummer planen møde mødet`,
}

var (
	particles = set("von van de der den af la le el al bin ben da di du dos ter ten zu")

	// never holds words that stand in lists of people and are part of nobody's
	// name: function words, verbs, and the document's own nouns.
	never = set(`og samt eller i på til fra for med ved under om at som den det der er var blev har havde ikke
		deltog deltager deltage deltagere mødte møder møtte kom kommer gik forlod meldt medlemmer medlem ingen intet alle
		afbud fraværende forfald forfall tilstede stede side punkt pkt pkt. kl kl. dato tid sted møde mødet mødested mødedato
		mødetid referat dagsorden bilag sag sager sagsnr beslutning indstilling emne emner navn navne initialer
		init init. organisation virksomhed funktion funksjon stilling titel representerer repræsenterer parti email mail
		telefon mobil tlf åben åbent lukket rådhuset teams online lokale mødelokale adresse ja nej oplyst ønsket
		januar februar marts april maj juni juli august september oktober november december
		mandag tirsdag onsdag torsdag fredag lørdag søndag bemærkninger underskrift godkendt
		følgende faste hadde merknader underskrift beslutande ledamöter tjänstgörande ej övriga närvarande ferner anwesend sind faciliteret består
		och und undtagen undtaget næste i stedet vedr vedr. desuden endvidere øvrige gæst gæster`)

	titles = set(`hr fru frk herr frau dr prof fröken`)

	parties = set(`socialdemokratiet socialdemokraterne venstre konservative sf enhedslisten alternativet moderaterne
		danmarksdemokraterne liberalisterne radikale kristendemokraterne løsgænger
		rv df dd la nb el kd alt ap sp krf frp mdg`)

	abbreviations = set(`dr adm konst vedr nr pkt kl cand mag stud scient fmd nfmd næstfmd vicefmd medl polit pol jur oecon soc merc prof afd skt st
		ass sekr kst fg chr joh johs aa th vicedir dir repr inkl incl tlf ca mv bl.a h.c ph.d ph fhv`)

	manners = set(`ac adm adm. administrerende konst konst. konstitueret kst kst. fungerende fg fg. ledende vice
		praktiserende 1. 2. 3. førstkommende stedfortrædende senior junior chef- næst- tidligere fhv. vicedir. special
		pædagogisk juridisk cand. ny senior- assisterende viceadm. lokal fælles central privatpraktiserende`)

	roles = set(`fmd fmd. nfmd næstfmd næstfmd. vicefmd vicefmd. medl medl. nestl nestl. ledamot ersättare vorsitzender vorsitzende schriftführer schriftführerin
		protokollführer protokollführerin vertreter vertreterin mitglied senator senatorin gast dirigent kasserer
		formandskabet professor lektor referent referet ordfører ordstyrer mødeleder observatør suppleant stedfortræder
		tovholder vikar fuldmægtig borgmester viceborgmester rådmand rådmann rådgiver dekan rektor kliniker jurist
		økonom controller partner farmaceut apoteker psykolog provst bisidder patient pårørende sekreterare formann
		nestleder leder chef direktør medlem varamedlem læge frivillig praktikant studerende student elev`)
)

var (
	orgBefore = set("kommune kommuner kommun a/s aps i/s amba gmbh universitet gruppen apotek lægehus sundhedshus plejecenter kreds " +
		"universitetshospital hospital sygehus sjukhus sekretariat")
	orgAfter = set("region regionshospital regionshospitalet hospitalsenhed hospitalsenheden psykiatri klinik afdeling institut " +
		"kommunerne danske dansk nordic kkr fylkeskommune")
	orgAlone = set("kl plo foa dsr danmark consult consulting group solutions partners care health lead almen kommunalt fælleskommunalt")
)

func orgOf(low string, s shape) orgForm {
	switch {
	case orgBefore[low], s&placeShape != 0:
		return before
	case orgAfter[low]:
		return after
	case orgAlone[low], s&(orgShape|bodyShape) != 0:
		return alone
	}
	return noOrg
}

// leftWords stand before a place's own name: "Høje Taastrup Kommune".
var leftWords = set("ny nørre sønder øster vester store lille høje gamle nedre øvre den det")

// isSurname judges a double name by its last part.
func isSurname(low string, s shape) bool {
	if i := strings.LastIndexByte(low, '-'); i >= 0 {
		low = low[i+1:]
	}
	return surnames[low] || len(low) > 3 && s&surnameShape != 0
}

var surnames = set(`møller friis kjær juhl juul krogh winther schmidt kristensen lund holm dam poulsen bruun bang munk thomsen
	schou gade skov koch frank lauridsen vestergaard norgaard nørgaard dahl bach lange mathiesen jessen jespersen
	ali khan hussain ahmed nguyen mohamed hassan yilmaz beck fischer wagner meyer müller schultz petri bay brandt carstens
	damgaard fink hald kirk kruse lassen leth lorentzen mainz nybo rask ravn rosenkrantz sand smed stage svane thorup toft
	vester vind voss wulff sejer lie moe aas`)

// givenNames are the common ones of the last three generations in Denmark, and
// some of the neighbours'.
var givenNames = set(`ask kell may my per pil sys søs aage adam agnes agnete ahmed aida aksel albert alberte alex alexander alfred alice allan alma amalie amanda amina amir
		anders andrea andreas ane anette anita anja ann anna annalise anne anneli annelise annemarie annemette annette anni
		annie anny anton antonie arne arthur asbjørn asger asta astrid august axel aya ayse bahar benedikte benjamin benny
		bent bente berit bernhard bertel betina bettina bill birger birgit birgitta birgitte birte birthe bjarke bjarne bjørg
		bjørn bo bodil boris brian britt britta bruno camilla carina carl carla carlo caroline carsten cathrine cecilie
		charlotte chris christa christel christian christina christine christoffer claes clara claus connie conny dagmar dagny
		dan daniel daniella david dennis diana dieter dina dinah ditte dora doris dorit dorte dorthe dorthea ea ebbe eddie
		edith edna edvard egon eigil einar eja ejnar ejvind elin elisa elisabeth elise ella ellen elly elna elo else elsebeth
		elvira emil emilie emily emma emmy erhard eric erica erik erika erling ernst esben esther eva fatima fatma felix
		ferdinand filip finn flemming frands frank frans franz fred freddy frede frederik frederikke freja frida frits frode
		gabriel georg gerda gert gertrud gitte gorm grete grethe gudrun gunhild gunilla gunna gunnar gunver gurli gustav göran
		gösta günter hakon haldis halfdan hamza hanna hannah hanne hannes hans harald hardy harriet harry hasan hassan heidi
		heine heinz helen helena helene helga helge helle helmut henning henny henriette henrik herbert herdis herluf herman
		hermann hilda hilde hjalmar holger horst hugo håkan ib ibrahim ida ilse immanuel ina inga inge ingeborg ingelise inger
		ingo ingrid ingvar irene iris irma isabella isak ismail ivan ivar iver jack jacob jakob jan jane janet janne janni
		jannie jannik jasmin jean jeanette jeanne jens jeppe jes jesper jessica jette jim jimmi jimmy jo joachim joakim joan
		johan johanna johanne johannes john johnny jon jonas jonathan jonna jonny josefine joy juan judith julia julie julius
		jutta jytte jörgen jørgen jørn jürgen kai kaj karen karin karina karl karla karoline karsten kasper katharina kathrine
		katja katrine kaya keld kelvin ken kenn kenneth kenny kent kerstin ketty kim kira kirsten kirstine kitt kjeld kjell
		klara klaus knud konrad kris krista kristian kristina kristine kristoffer kurt lars lasse laura laurits laust lea leif
		leila lena lene lennart leo leon leonard leonora lili lilian liljan lillian lilly lily lina linda line linea linus lis
		lisa lisbeth lise liselotte lisette liv lizzi lone lothar lotta lotte louis louisa louise lovise lucas ludvig luise
		lukas lydia lykke mads magda magnus maj maja malene malin malou malte maren margit margot margrete margrethe maria
		mariam marianne marie marina mark markus marlene martha marthe martin mary mathias mathilde matilde mattias max
		maximilian maya melanie melissa merete merethe meta mette mia michael michala michelle mie mikael mikala mike mikkel
		milla mille mina minna mira miriam mogens mohamed mohammad mona monica monika morten moustafa muhammad mustafa nadia
		nadja naja nana nanna nete nicklas nicolai nicolaj nicole nicoline niels nikolai nikolaj nils nina nis noah nora nynne
		oda oddvar olaf olav ole olga oliver olivia oluf omar orla oscar oskar otto ove palle patrick paul paula paw peder per
		pernilla pernille peter petra philip pia pierre poul povl preben pär ragnar rakel ralf randi rasmus rebecca rebekka
		regin regitze renate rene rené richard rie rigmor rikke rita robert roberto robin rodmar roger roland rolf ronni ronny
		rosa rose roy royne ruben rud rune ruth sabina sabine sabrina salma samuel sander sandra sanne sara sarah sebastian
		selma sidsel sif sigmund signe sigrid sigrun sigurd silas silje simon simone sine sissel skjold sofia sofie solveig
		sonja sophia sophie stanley steen stefan steffen stella sten stephan stig stine sture sune susan susanne suzanne sven
		svend sverre søren sørine tage tanja tatjana ted tenna terese terje thea theis theodor theresa thomas thor thorbjørn
		thorkil thorkild thorsten thorvald thyge tilde tim tina tine tobias toke tom tommy tone tonni tonny tony torben
		torkild torleif torsten tove trine troel troels trond tue turid tycho ulf ulla ulrich ulrik ulrikke ursula uwe vagn
		valdemar vera verner vibe vibeke vickie victor victoria vigdis vigga viggo viktor viktoria vilhelm villads villum
		villy vilma vinnie viola vita vitus vivi vivian viviane walther werner wilhelm william willy winnie xenia yasmin yelva
		yrsa yusuf yvonne zainab zenia åge åse åshild östen øjvind øystein gunn kåre oddny reidar sigbjørn torill eline`)
