package people

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"klynge/internal/reader/extract"
)

// listOf makes lines of a text, one a line; "# " marks a heading and "|" cuts cells.
func listOf(text string) []Line {
	var out []Line
	start := 0
	for raw := range strings.SplitSeq(text, "\n") {
		l := Line{Text: strings.TrimPrefix(raw, "# "), Heading: strings.HasPrefix(raw, "# ")}
		if strings.Contains(raw, "|") {
			l.Cells = strings.Split(raw, "|")
			for i := range l.Cells {
				l.Cells[i] = strings.TrimSpace(l.Cells[i])
			}
			l.Text = strings.Join(l.Cells, "\t")
		}
		length := utf8.RuneCountInString(l.Text)
		l.Passage = extract.Passage{Page: 1, Start: start, End: start + length}
		start += length + 1
		out = append(out, l)
	}
	return out
}

// show writes a person as "Name; role; organisation; group; marks".
func show(f Found) string {
	parts := []string{f.Name, f.Role, f.Organization, f.Group}
	var marks []string
	if f.Absent {
		marks = append(marks, "absent")
	}
	if f.Chair {
		marks = append(marks, "chair")
	}
	if f.Partly != "" {
		marks = append(marks, "partly "+f.Partly)
	}
	if f.SubstituteFor != "" {
		marks = append(marks, "for "+f.SubstituteFor)
	}
	parts = append(parts, strings.Join(marks, ", "))
	return strings.TrimRight(strings.Join(parts, "; "), "; ")
}

var readCases = map[string]struct {
	lines string
	hint  Hint
	want  []string
}{
	"a row that begins two cells like names of columns": {
		lines: "Navn|Titel|Organisation|Til stede\nSture Wilhjelm|Medlem af PLO-Nordkyst|PLO-Nordkyst|Afbud\nPalle Hvidager|Medlem|Region Nordkyst|Ja",
		want:  []string{"Sture Wilhjelm; Medlem af PLO-Nordkyst; PLO-Nordkyst; ; absent", "Palle Hvidager; Medlem; Region Nordkyst"},
	},
	"role, organisation, name": {
		lines: "Politikere:\nFormand for Social- og Sundhedsudvalget, Nørrevang Kommune, Inger Lyngholm\nMedlem af Det Sociale Udvalg, Nørrevang Kommune Palle Otto Hvidager\nRegionsrådsmedlem, Yrsa Margit Tofte\nAdministration:\nDirektør, Tage Von Pilegaard, Nørrevang Kommune\nMatrikelchef, Gerda Bakke, Skagerby Universitetshospital, Nordhavn",
		want: []string{
			"Inger Lyngholm; Formand for Social- og Sundhedsudvalget; Nørrevang Kommune; Politikere",
			"Palle Otto Hvidager; Medlem af Det Sociale Udvalg; Nørrevang Kommune; Politikere",
			"Yrsa Margit Tofte; Regionsrådsmedlem; ; Politikere",
			"Tage Von Pilegaard; Direktør; Nørrevang Kommune; Administration",
			"Gerda Bakke; Matrikelchef; Skagerby Universitetshospital, Nordhavn; Administration",
		},
	},
	"name, role, organisation": {
		lines: "# Politiske deltagere\nAksel Duehøj, Regionsrådsformand, Medformand (ordstyrer)\nVita Gamst, Regionsrådsmedlem, formand for Det Nære Sundhedsvæsen (Afbud)\nSøren Smalbæk, Borgmester Skagerby Kommune, Medformand\nLone Ulfholm, formand for Sundheds-, Ældre- og Handicapudvalget, Nørrevang Kommune\n# Deltagere fra PLO-Kyst\nDitte Høngaard, næstformand\nSune Ohlsen, formand PLO-Skagerby",
		want: []string{
			"Aksel Duehøj; Regionsrådsformand, Medformand (ordstyrer); ; Politiske deltagere; chair",
			"Vita Gamst; Regionsrådsmedlem, formand for Det Nære Sundhedsvæsen; ; Politiske deltagere; absent",
			"Søren Smalbæk; Borgmester, Medformand; Skagerby Kommune; Politiske deltagere",
			"Lone Ulfholm; formand for Sundheds-, Ældre- og Handicapudvalget; Nørrevang Kommune; Politiske deltagere",
			"Ditte Høngaard; næstformand; PLO-Kyst; Deltagere fra PLO-Kyst",
			"Sune Ohlsen; formand; PLO-Skagerby; Deltagere fra PLO-Kyst",
		},
	},
	"several on one line without separators": {
		lines: "AC fuldmægtig, Maj Lyngby Berman, Region Nordkyst, Regional sekretær Udviklingskonsulent, Niklas Billund, Nørrevang Kommune, Kommunal sekretær.\nAfbud: Formand for Børne- og Familieudvalget, Nørrevang Kommune, Sigurd Kanne Regionsrådsmedlem, Benta Bangsbo Medlem af PLO-Nordkyst, Sture Alberg Vinsløv Sygeplejefaglig direktør, Lis Kjær Lagoni, Skagerby Universitetshospital Chef Karla Saabye, Morsvig Kommune Chef, Jan Bendix Friis, Nørrevang Kommune",
		want: []string{
			"Maj Lyngby Berman; AC fuldmægtig; Region Nordkyst",
			"Niklas Billund; Udviklingskonsulent; Nørrevang Kommune",
			"Sigurd Kanne; Formand for Børne- og Familieudvalget; Nørrevang Kommune; ; absent",
			"Benta Bangsbo; Regionsrådsmedlem; ; ; absent",
			"Sture Alberg Vinsløv; Medlem af PLO-Nordkyst; PLO-Nordkyst; ; absent",
			"Lis Kjær Lagoni; Sygeplejefaglig direktør; Skagerby Universitetshospital; ; absent",
			"Karla Saabye; Chef; Morsvig Kommune; ; absent",
			"Jan Bendix Friis; Chef; Nørrevang Kommune; ; absent",
		},
	},
	"names and organisations run together": {
		lines: "Deltagere Birgit Hansen-Vad Nørrevang Kommune Ulla Astrup Region Nordkyst Hans Egon Bertelsen Tårnby Kommune Karsten Sandbjerg Sekretariatet Afbud: Knud Kristian Toft Hedelund Kommune Gæster: Frank Laub Nordic Lead",
		want: []string{
			"Birgit Hansen-Vad; ; Nørrevang Kommune",
			"Ulla Astrup; ; Region Nordkyst",
			"Hans Egon Bertelsen; ; Tårnby Kommune",
			"Karsten Sandbjerg; ; Sekretariatet",
			"Knud Kristian Toft; ; Hedelund Kommune; ; absent",
			"Frank Laub; ; Nordic Lead; Gæster",
		},
	},
	"role before the name, organisation after": {
		lines: "Direktør Søren Lindahl, Nørrevang Kommune\nPraksiskoordinator Jørgen Bøgelund\nMark Bruun Kristoffersen, psykiatristaben (sekretariat)\nAfbud:\nLægefaglig direktør Jens Friis Balle, Regionshospitalet Skagerby\nPLO-N Susanne Krogager",
		want: []string{
			"Søren Lindahl; Direktør; Nørrevang Kommune",
			"Jørgen Bøgelund; Praksiskoordinator",
			"Mark Bruun Kristoffersen; sekretariat; psykiatristaben",
			"Jens Friis Balle; Lægefaglig direktør; Regionshospitalet Skagerby; ; absent",
			"Susanne Krogager; ; PLO-N; ; absent",
		},
	},
	"party letters": {
		lines: "Deltagere:\nTove Brandlund (A), Formand\nKarl Henrik Stengaard (C), Næstformand- afbud\nDorte Anker (V)- deltog ikke i behandlingen af punkt: 3\n• Poul-Egon Svane, A\nKliniker Rasmus Holst-Bredal- afbud",
		want: []string{
			"Tove Brandlund; Formand; ; ; chair",
			"Karl Henrik Stengaard; Næstformand; ; ; absent",
			"Dorte Anker; ; ; ; partly deltog ikke i behandlingen af punkt: 3",
			"Poul-Egon Svane",
			"Rasmus Holst-Bredal; Kliniker; ; ; absent",
		},
	},
	"initials, an item only, an and": {
		lines: "Leif Ingvorsen (LI), Nadja Langkilde (NL), Nils Riber Høj (NRH) og Knud Bergmann (KB)\nAfbud: Birthe Holm (BH)\nFra forvaltningen: Afdelingschef Mie Sort (MS) under punkt 2",
		want: []string{
			"Leif Ingvorsen", "Nadja Langkilde", "Nils Riber Høj", "Knud Bergmann",
			"Birthe Holm; ; ; ; absent",
			"Mie Sort; Afdelingschef; ; Fra forvaltningen; partly under punkt 2",
		},
	},
	"a seat that two share": {
		lines: "- [x] Martin Hauge / Mikael Kjær Maagård, Kolby Kommune\n- [ ] Villads Mønsted, Gladby Kommune (deltog på Teams)",
		want: []string{
			"Martin Hauge; ; Kolby Kommune",
			"Mikael Kjær Maagård; ; Kolby Kommune",
			"Villads Mønsted; ; Gladby Kommune",
		},
	},
	"a table with its columns named": {
		lines: "Virksomhed/Afdeling | Navn | Init. | Tilstede\nSølvborg Kommune, EJD | Projektleder, Jesper Bukholt | JB | X\nAaby Kommune | Jakob Hovgaard Kejser | JK | -",
		want: []string{
			"Jesper Bukholt; Projektleder; Sølvborg Kommune, EJD",
			"Jakob Hovgaard Kejser; ; Aaby Kommune; ; absent",
		},
	},
	"the head of a table that lost its lines": {
		lines: "Varamedlemmer møtte: Navn Møtte for Representerer Gunn Lie Reidar Ohlsen SKKRF",
		want:  []string{"Gunn Lie; ; ; Varamedlemmer møtte", "Reidar Ohlsen; ; SKKRF; Varamedlemmer møtte"},
	},
	"a table whose columns are not named": {
		lines: "Inger Lyngholm | chefjordemoder (formand) | Sygehus Nordfjord | x\nPia Duehøj | ledende sundhedsplejerske | Skagerby Kommune | x\nSune Ohlsen | praktiserende læge | PLO | afbud",
		want: []string{
			"Inger Lyngholm; chefjordemoder (formand); Sygehus Nordfjord; ; chair", "Pia Duehøj; ledende sundhedsplejerske; Skagerby Kommune",
			"Sune Ohlsen; praktiserende læge; PLO; ; absent",
		},
	},
	"chairs in brackets, and Line Sejer, who owns nothing": {
		lines: "Inger Lyngholm Skagerby Kommune (formand) Line Sejer Odby Kommune",
		want:  []string{"Inger Lyngholm; formand; Skagerby Kommune; ; chair", "Line Sejer; ; Odby Kommune"},
	},
	"the chair of a committee by its kind": {
		lines: "Inger Lyngholm (udvalgsformand), Aksel Duehøj (regionsrådsformand)",
		hint:  Hint{Body: "Bevillingsudvalget"},
		want:  []string{"Inger Lyngholm; udvalgsformand; ; ; chair", "Aksel Duehøj; regionsrådsformand"},
	},
	"first names and where from": {
		lines: "Til stede: Ida (Nordby), Bo (Odby), Carl Emil Vraa (Region Nordkyst)",
		want:  []string{"Ida; ; Nordby", "Bo; ; Odby", "Carl Emil Vraa; ; Region Nordkyst"},
	},
	"a heading that names no organisation": {
		lines: "Region og hospital:\nPraksiskonsulent, Inger Lyngholm",
		want:  []string{"Inger Lyngholm; Praksiskonsulent; ; Region og hospital"},
	},
	"a table without": {
		lines: "Jesper Bukholt | direktør | Sølvborg Kommune\nAnna Tofte (A) | Bo Kirk (V)",
		want:  []string{"Jesper Bukholt; direktør; Sølvborg Kommune", "Anna Tofte", "Bo Kirk"},
	},
	"organisation, name, initials": {
		lines: "-  OS3 - Fællesskabet, Rasmus Frej, RF\n-  4BD, Jakob Norby, JN",
		hint:  Hint{Absent: true},
		want:  []string{"Rasmus Frej; ; OS3 - Fællesskabet; ; absent", "Jakob Norby; ; 4BD; ; absent"},
	},
	"substitutes": {
		lines: "Afbud: Kurt Munkholm, suppleant Martin Hilleborg deltog\nIda Lund (stedfortræder for Bo Kirk)",
		want: []string{
			"Kurt Munkholm; ; ; ; absent",
			"Martin Hilleborg; suppleant",
			"Ida Lund; ; ; ; for Bo Kirk",
		},
	},
	"duties": {
		lines: "Ida Lund, direktør, Skagerby Kommune\nBo Kirk, konsulent\nOrdstyrer: Ida Lund\nReferent: Mark Brink",
		want: []string{
			"Ida Lund; direktør; Skagerby Kommune; ; chair",
			"Bo Kirk; konsulent",
			"Mark Brink; Referent",
		},
	},
	"comes late": {
		lines: "Ida Lund (kommer kl. 14.30)\nBo Kirk, chef, Region Nordkyst (til punkt 3)",
		want: []string{
			"Ida Lund; ; ; ; partly kommer kl. 14.30",
			"Bo Kirk; chef; Region Nordkyst; ; partly til punkt 3",
		},
	},
	"an organisation over its people": {
		lines: "# Deltagere\nFra Region Nordkyst:\nIda Lund, direktør\nBo Kirk",
		want:  []string{"Ida Lund; direktør; Region Nordkyst; Fra Region Nordkyst", "Bo Kirk; ; Region Nordkyst; Fra Region Nordkyst"},
	},
	"German": {
		lines: "Anwesend:\nHerr Böhm - Vorsitzender -\nFrau Giesecke\nHerr Senator Halm\nEs fehlen: Frau Bünte",
		want:  []string{"Böhm; Vorsitzender; ; ; chair", "Giesecke", "Halm; Senator", "Bünte; ; ; ; absent"},
	},
	"a sentence": {
		lines: "Alle medlemmer var mødt undtagen Rasmus Folkmann, Kristian Møgelbjerg og Else Karup, der havde meldt afbud.",
		want:  []string{"Rasmus Folkmann; ; ; ; absent", "Kristian Møgelbjerg; ; ; ; absent", "Else Karup; ; ; ; absent"},
	},
	"formand of something else": {lines: "Henrik Kisby, formand, PLO-N\nBo Kirk, medlem", want: []string{"Henrik Kisby; formand; PLO-N", "Bo Kirk; medlem"}},
	"formand of the body":       {lines: "Henrik Kisby, formand for Seniorrådet", hint: Hint{Body: "Seniorrådet"}, want: []string{"Henrik Kisby; formand for Seniorrådet; ; ; chair"}},
	"nobody":                    {lines: "Fraværende:\nIngen", want: nil},
	"not told":                  {lines: "Afbud: Navne ikke oplyst", want: nil},
	"surname first between semicolons": {
		lines: "Deltagere: Tofte, Yrsa, regionsrådsmedlem (mødeleder); Lyngholm, Inger Margrethe, borgmester, Nørrevang Kommune; Duehøj, Aksel Hvidager, formand for Sundhedsudvalget, Skagerby Kommune; Høngaard, Ditte, praktiserende læge, PLO-Kyst",
		want: []string{
			"Yrsa Tofte; regionsrådsmedlem (mødeleder); ; ; chair",
			"Inger Margrethe Lyngholm; borgmester; Nørrevang Kommune",
			"Aksel Hvidager Duehøj; formand for Sundhedsudvalget; Skagerby Kommune",
			"Ditte Høngaard; praktiserende læge; PLO-Kyst",
		},
	},
	"whom they represent looks like a name": {
		lines: "Inger Lyngholm, projektleder, Trygge Børn\nAksel Duehøj, Rådgiverne Vest\nVita Gamst, Ældresagen Skagerby\nBirna Tofte, Sune Ohlsen",
		want: []string{
			"Inger Lyngholm; projektleder; Trygge Børn", "Aksel Duehøj; ; Rådgiverne Vest", "Vita Gamst; ; Ældresagen Skagerby",
			"Birna Tofte", "Sune Ohlsen",
		},
	},
	"names within names": {
		lines: "Inger Lyngholm, direktør, Psykiatrien i Region Nordkyst\nAksel Duehøj, sundhedschef, Fredelse Kommune\nVita Gamst, formand for Udvalget for Nære Indsatser\nSune Ohlsen, Chef for Træning og Velfærd, Skagerby Kommune\nIda Medhed",
		want: []string{
			"Inger Lyngholm; direktør; Psykiatrien i Region Nordkyst", "Aksel Duehøj; sundhedschef; Fredelse Kommune",
			"Vita Gamst; formand for Udvalget for Nære Indsatser", "Sune Ohlsen; Chef for Træning og Velfærd; Skagerby Kommune", "Ida Medhed",
		},
	},
	"letters of a name, and a substitute nobody has": {
		lines: "Inger Lyngholm (ILY), Aksel Duehøj (AD, mødeleder), Kim Lund (KL), Johs. Ohlsen, Bent Aa. Gamst og driftsmester Ida Tofte\nAfbud: Sune Hvidager, suppleant Vita Kjær deltog. Bo Smalbæk, ingen suppleant",
		want: []string{
			"Inger Lyngholm", "Aksel Duehøj; mødeleder; ; ; chair", "Kim Lund; ; KL", "Johs. Ohlsen", "Bent Aa. Gamst", "Ida Tofte; driftsmester",
			"Sune Hvidager; ; ; ; absent", "Vita Kjær; suppleant", "Bo Smalbæk; ; ; ; absent",
		},
	},
	"a decision, not a person":   {lines: "Godkendelse af dagsorden\nUdvalget tog orienteringen til efterretning.", want: nil},
	"a mention, not a list":      {lines: "Overlæge Kirsten Skovby fortæller om erfaringer med måling i hjemmet af blodtryk og vægt", want: nil},
	"an empty line and a number": {lines: "\n12\n---", want: nil},
}

func TestRead(t *testing.T) {
	for name, tt := range readCases {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, f := range Read(listOf(tt.lines), tt.hint) {
				got = append(got, show(f))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Read(%q)\n got %s\nwant %s", tt.lines, strings.Join(got, "\n     "), strings.Join(tt.want, "\n     "))
			}
		})
	}
}

// Each value stands in the document where its passage says.
func TestReadPassages(t *testing.T) {
	text := "Politikere:\nFormand for Ældre- og Sundhedsudvalget, Nørrevang Kommune, Åse Lyngholm (afbud)"
	doc := &extract.Document{Text: text}
	for _, l := range listOf(text) {
		doc.Blocks = append(doc.Blocks, extract.Block{Text: l.Text, Page: l.Page, Start: l.Start, End: l.End})
	}
	found := Read(listOf(text), Hint{})
	if len(found) != 1 {
		t.Fatalf("Read(%q) found %d people, want 1", text, len(found))
	}
	f := found[0]
	for what, tt := range map[string]struct {
		at   extract.Passage
		want string
	}{
		"name":         {f.NameAt, f.Name},
		"role":         {f.RoleAt, f.Role},
		"organisation": {f.OrganizationAt, f.Organization},
		"group":        {f.GroupAt, f.Group},
		"absence":      {f.AbsentAt, "(afbud)"},
	} {
		if got := doc.Slice(tt.at); strings.TrimRight(got, ":") != tt.want || got == "" {
			t.Errorf("passage of the %s, %v: got %q, want %q", what, tt.at, got, tt.want)
		}
	}
}

func TestMerge(t *testing.T) {
	found := Read(listOf("Lasse Krog, C\nIda Lund, V\nAfbud\nLasse Krog, C"), Hint{})
	got, clashes := Merge(found)
	if len(got) != 2 || !got[0].Absent || got[1].Absent {
		t.Errorf("Merge made %v, want Lasse Krog absent and Ida Lund present", got)
	}
	if len(clashes) != 1 || !clashes[0].Absent || clashes[0].First == clashes[0].Second {
		t.Errorf("Merge told of %+v, want one clash of presence with two places", clashes)
	}
}

// Somebody may stand in two places without either being wrong.
func TestMergeClashes(t *testing.T) {
	for name, tt := range map[string]struct {
		lines string
		hint  Hint
		want  int
	}{
		"a list and the apologies":    {lines: "Til stede:\nIda Lund\nBo Kirk\nAfbud:\nIda Lund", want: 1},
		"the members and apologies":   {lines: "Medlemmer:\nIda Lund\nBo Kirk\nFraværende:\nIda Lund", want: 0},
		"as the caller knows":         {lines: "Ida Lund\nBo Kirk\nAfbud:\nIda Lund", hint: Hint{Called: true}, want: 0},
		"a duty before the list":      {lines: "Referent: Ida Lund\nDeltagere:\nIda Lund, konsulent, Nørrevang Kommune", want: 0},
		"twice in the lists":          {lines: "Deltagere:\nIda Lund, konsulent\nGæster:\nIda Lund, direktør", want: 1},
		"twice, and once as a member": {lines: "Medlemmer:\nIda Lund, konsulent\nGæster:\nIda Lund, direktør", want: 1},
	} {
		if _, clashes := Merge(Read(listOf(tt.lines), tt.hint)); len(clashes) != tt.want {
			t.Errorf("%s: Merge(Read(%q)) told of %+v, want %d clashes", name, tt.lines, clashes, tt.want)
		}
	}
}

func TestIsPerson(t *testing.T) {
	for line, want := range map[string]bool{
		"Ida Lund, direktør, Skagerby Kommune":         true,
		"Tove Brandlund (A), Formand":                  true,
		"1. Godkendelse af dagsorden":                  false,
		"Åbent":                                        false,
		"Beslutning":                                   false,
		"Det indstilles, at orienteringen tages":       false,
		"Udvalget for lokale sundhedstilbud Brevid: 4": false,
		"Sagsnr.: 2014-008811":                         false,
		"Skagerby Kommune":                             false,
		"PDFForetræde Skagerby Museum":                 false,
		"Borgmesterens Afdelings påtegning":            false,
		"Ida Lund tog forbehold for hele sagen.":       false,
		"Zaki Oumarr":                                  true,
		"Medlem af Det Sociale Udvalg, Nørrevang Kommune Palle Otto Hvidager": true,
	} {
		if got := IsPerson(line); got >= 0.5 != want {
			t.Errorf("IsPerson(%q) = %.2f, want at least 0.5: %v", line, got, want)
		}
	}
}

// Read keeps its promises for any text: names and passages lie inside.
func FuzzRead(f *testing.F) {
	for _, tt := range readCases {
		f.Add(tt.lines)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		lines := listOf(text)
		end := lines[len(lines)-1].End
		for _, p := range Read(lines, Hint{}) {
			if p.Name == "" || p.Confidence <= 0 || p.Confidence > 1 {
				t.Errorf("Read(%q): name %q with confidence %v", text, p.Name, p.Confidence)
			}
			for _, at := range []extract.Passage{p.At, p.NameAt, p.RoleAt, p.OrganizationAt, p.GroupAt, p.AbsentAt, p.PartlyAt} {
				if at.Start < 0 || at.End < at.Start || at.End > end {
					t.Errorf("Read(%q): %q has the passage %v outside 0 to %d", text, p.Name, at, end)
				}
			}
		}
		for _, a := range Absences(text) {
			if a.Start < 0 || a.End <= a.Start || a.End > len(text) || strings.Join(strings.Fields(text[a.Start:a.End]), " ") != a.Name {
				t.Errorf("Absences(%q): %q at %d to %d", text, a.Name, a.Start, a.End)
			}
		}
	})
}

// A line may be as long as a document; the work on it is bounded.
func TestReadLongLines(t *testing.T) {
	for _, piece := range []string{"Ida Lund ", "Afbud: ", "(", "afbud ", "i stedet for Ida Lund deltog ", "og ", "Formand for ", "A", "Ældre- og "} {
		text := strings.Repeat(piece, 1<<18/len(piece))
		Read([]Line{{Text: text}}, Hint{})
		Absences(text)
		SameName(text, text)
	}
}

func BenchmarkRead(b *testing.B) {
	lines := listOf(readCases["name, role, organisation"].lines)
	size := 0
	for _, l := range lines {
		size += len(l.Text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		Read(lines, Hint{})
	}
}

func ExampleRead() {
	for _, p := range Read([]Line{{Text: "Borgmester Ida Lund, Skagerby Kommune (afbud)"}}, Hint{}) {
		fmt.Printf("%s, %s, %s, absent: %v\n", p.Name, p.Role, p.Organization, p.Absent)
	}
	// Output: Ida Lund, Borgmester, Skagerby Kommune, absent: true
}
