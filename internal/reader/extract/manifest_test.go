package extract

import (
	"context"
	"strings"
	"testing"

	"klynge/internal/fault"
)

func TestXML(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"values in attributes": {`<?xml version="1.0" encoding="utf-8"?>
<Dagsorden DagsordenID="12" Dagsordentype="Referat">
 <Møde MødeID="3" Udvalg="Sundhedsudvalget" Mødedato="3. maj 2021" Mødetid="16:00" Mødested="Skagerby Rådhus" />
 <Punkter>
  <Punkt PunktID="1" Åbent="True"><Overskrift>Budget</Overskrift><Indhold>
   <Sagsfremstilling>&lt;p&gt;Tallene er klar.&lt;/p&gt;</Sagsfremstilling>
   <Indstilling>&lt;ul&gt;&lt;li&gt;at budgettet godkendes&lt;/li&gt;&lt;/ul&gt;</Indstilling>
  </Indhold><Bilagsliste><Bilag BilagID="90" Navn="Budget 2022" BilagUrl="Bilag/90.pdf" /></Bilagsliste></Punkt>
  <Punkt PunktID="2" Åbent="False"><Overskrift>Personsag</Overskrift><Indhold /></Punkt>
 </Punkter></Dagsorden>`, `
p||Dagsordentype: Referat
p||Udvalg: Sundhedsudvalget
p||Mødedato: 3. maj 2021
p||Mødetid: 16:00
p||Mødested: Skagerby Rådhus
h1||Budget
h2||Sagsfremstilling
p||Tallene er klar.
h2||Indstilling
li0|•|at budgettet godkendes
h2||Bilag
li0||Budget 2022
h1||Personsag
p||Lukket punkt`},
		"values in elements": {`<Publication><GeneratorSettings><ShowItems>ja</ShowItems></GeneratorSettings><Agendas><Agenda ID="9">
 <Committee ID="3"><Name>Omsorgsudvalget</Name></Committee>
 <Meeting ID="2"><When>03-05-2021 15:00</When><Where>Byrådssalen</Where><CreatedBy><Name>Bo Dal</Name></CreatedBy><Members>
  <MeetingMember><Name>Ida Bro (A)</Name><StatusAsText>Deltager</StatusAsText><EmailAddress>ida@eksempel.dk</EmailAddress></MeetingMember>
  <MeetingMember><Name>Per Lund (V)</Name><StatusAsText>Afbud</StatusAsText></MeetingMember></Members></Meeting>
 <Items><Item ID="1" Nummer="12"><Caption>Dagsorden</Caption><IsPublic>True</IsPublic></Item>
  <Item ID="2" Nummer="13"><Caption>Normering</Caption><IsPublic>True</IsPublic>
   <Fields><ItemField ID="7"><Caption>Indstilling</Caption><Content><![CDATA[<p>Det indstilles, at normeringen drøftes.</p>]]></Content></ItemField></Fields></Item>
  <Item ID="3" Nummer="14"><Caption>Lejemål</Caption><IsPublic>False</IsPublic></Item></Items></Agenda></Agendas></Publication>`, `
p||Udvalg: Omsorgsudvalget
p||Mødedato: 03-05-2021 15:00
p||Mødested: Byrådssalen
h1||Deltagere
li0||Ida Bro (A), Deltager
li0||Per Lund (V), Afbud
h1|12.|Dagsorden
h1|13.|Normering
h2||Indstilling
p||Det indstilles, at normeringen drøftes.
h1|14.|Lejemål
p||Lukket punkt`},
		"fields with names": {`<root><table name="meeting"><fields><field name="sysid">17</field><field name="date">2021-05-03 10:30</field><field name="dateF2">3. maj</field>
<field name="location">Skagerby</field></fields><table name="meetmember"><table name="member"><fields><field name="name">Ida Bro</field><field name="absent">1</field><field name="sort">1</field></fields></table>
<table name="member"><fields><field name="name">Per Lund</field><field name="absent">0</field></fields></table></table></table></root>`, `
p||Mødedato: 2021-05-03 10:30
p||Mødested: Skagerby
h1||Deltagere
li0||Ida Bro, afbud
li0||Per Lund`},
		"a form feed": {"<?xml version=\"1.0\"?><Punkt><Tekst>Side 1\x0cSide 2&#12;Side 3</Tekst></Punkt>", "p||Side 1\np||Side 2\np||Side 3"},
	} {
		t.Run(name, func(t *testing.T) { same(t, read(t, []byte(tt.data)), tt.want) })
	}
}

func TestXMLInWindows1252(t *testing.T) {
	d := read(t, []byte("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><M\xf8de><Sted>R\xe5dhuset</Sted></M\xf8de>"))
	same(t, d, "p||Sted: Rådhuset")
}

func TestXMLHarm(t *testing.T) {
	for name, tt := range map[string]struct {
		data  string
		kind  fault.Kind
		words string
	}{
		"a billion laughs":   {`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>`, fault.Invalid, "entiteter"},
		"an external entity": {`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>`, fault.Invalid, "entiteter"},
		"nested elements":    {`<?xml version="1.0"?>` + strings.Repeat("<a>", 1<<20), fault.TooLarge, "niveauer"},
		"many elements":      {`<?xml version="1.0"?><r>` + strings.Repeat("<a/>", 40_001) + "</r>", fault.TooLarge, "XML-elementer"},
		"cut off":            {`<?xml version="1.0"?><Møde><Sted>Teams</Sted>`, fault.Invalid, "beskadiget"},
		"nothing to read":    {`<?xml version="1.0"?><Møde ID="12"/>`, fault.Invalid, "har ingen tekst"},
	} {
		t.Run(name, func(t *testing.T) {
			limits := DefaultLimits
			limits.Blocks = 10_000
			_, err := Read(context.Background(), []byte(tt.data), limits)
			refusal(t, err, tt.kind, tt.words)
		})
	}
}
