package mapping

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
)

var (
	signe = access.Account{ID: "a1", Name: "Signe Sand"}
	bo    = access.Account{ID: "a2", Name: "Bo Madsen"}
)

// draft is a card that Signe wrote and that nothing is wrong with.
func draft(number int) Card {
	return Card{
		ID: fmt.Sprint("c", number), Number: number, Source: "Skagerby Kommune", Population: GroupOne, Resident: true, Need: "Har brug for støtte i hverdagen",
		Barrier: "Åbner ikke breve", Band: TenUp, State: Draft, AuthorID: signe.ID, Author: signe.Name,
	}
}

func usable(number int) Card {
	c := draft(number)
	c.State, c.ReaderID, c.Reader = Usable, bo.ID, bo.Name
	return c
}

// coded is a study of some cards and tags that two have coded. Marks are "card
// tag place".
func coded(cards, tags int, marks ...string) Study {
	s := Study{ID: "s", State: Coding, Coders: []Coder{{1, "a1", "Signe", time.Unix(1, 0)}, {2, "a2", "Bo", time.Unix(2, 0)}}}
	for n := range cards {
		s.Cards = append(s.Cards, usable(n+1))
	}
	for n := range tags {
		s.Tags = append(s.Tags, Tag{ID: fmt.Sprint("t", n+1), Name: fmt.Sprint("Mærke ", n+1)})
	}
	for i, mark := range marks {
		var card, tag, place int
		if _, err := fmt.Sscan(mark, &card, &tag, &place); err != nil {
			panic(err)
		}
		s.Highlights = append(s.Highlights, Highlight{ID: fmt.Sprint("h", i), CardID: fmt.Sprint("c", card), TagID: fmt.Sprint("t", tag), Place: place, Part: Need, End: 3, Text: "Har"})
	}
	return s
}

// G1: group 2 has courses in both sectors at once.
func TestG1GroupTwoNeedsSimultaneousCourses(t *testing.T) {
	for name, tt := range map[string]struct {
		population Population
		overlap    bool
		ok         bool
	}{
		"group 1":                       {GroupOne, false, true},
		"group 2 without the overlap":   {GroupTwo, false, false},
		"group 2 with it":               {GroupTwo, true, true},
		"both groups without":           {GroupBoth, false, false},
		"both groups with":              {GroupBoth, true, true},
		"nobody knows which group":      {GroupUnknown, false, true},
		"group 1, which may overlap as": {GroupOne, true, true},
	} {
		c := draft(1)
		c.Population, c.Overlap = tt.population, tt.overlap
		if _, err := c.Read(bo); (err == nil) != tt.ok {
			t.Errorf("%s: Read = %v, want ok %t", name, err, tt.ok)
		}
	}
}

// G2: residence is checked at inclusion.
func TestG2ResidenceIsChecked(t *testing.T) {
	c := draft(1)
	c.Resident = false
	if _, err := c.Read(bo); !fault.Is(err, fault.Invalid) {
		t.Errorf("Read of a card whose residence nobody checked = %v, want it refused", err)
	}
	stands := usable(2)
	if _, stands, err := Merge(c, stands, TenUp); err != nil || stands.State != Draft || stands.Resident {
		t.Errorf("merged with it a usable card is %s, resident %t, %v: want a draft to be checked", stands.State, stands.Resident, err)
	}
}

// G3: a card that fewer than five are like is merged or blurred before a partner
// sees it.
func TestG3FewerThanFiveIsMergedOrBlurred(t *testing.T) {
	c := draft(1)
	c.Band = Few
	c, err := c.Read(bo)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Use(); !fault.Is(err, fault.Invalid) {
		t.Errorf("Use of a card of few = %v, want it refused", err)
	}
	c.State = Usable // however it came to be
	if c.Shows() {
		t.Error("a card of few is shown")
	}
	if s := (Study{Cards: []Card{c}}); len(s.Glance().Cards) != 0 || len(s.Gaps(Coding)) == 0 || s.Gaps(Coding)[0].Rule != "G3" {
		t.Errorf("a card of few: glance %+v, gaps %+v", s.Glance(), s.Gaps(Coding))
	}
	// Blurred: other words, what was changed is said, and another reads it again.
	to := c
	if _, err := c.Blur(to, "stedet", bo); !fault.Is(err, fault.Invalid) {
		t.Errorf("Blur into the same words = %v, want it refused", err)
	}
	to.Need = "Har brug for støtte"
	if _, err := c.Blur(to, " ", bo); !fault.Is(err, fault.Invalid) {
		t.Errorf("Blur without saying what = %v, want it refused", err)
	}
	blurred, err := c.Blur(to, "I hverdagen er taget ud", bo)
	if err != nil || blurred.State != Draft || blurred.ReaderID != "" {
		t.Fatalf("Blur = %+v, %v, want a draft that nobody has read", blurred, err)
	}
	if _, err := blurred.Read(bo); !fault.Is(err, fault.Forbidden) {
		t.Errorf("who blurred it reads it: %v, want it refused", err)
	}
	if blurred, err = blurred.Read(signe); err == nil {
		blurred, err = blurred.Use()
	}
	if err != nil || !blurred.Shows() {
		t.Errorf("a blurred card that was read = %+v, %v, want it shown", blurred, err)
	}
	// Merged: the exact one is gone, words and all.
	gone, stands, err := Merge(c, usable(2), TenUp)
	if err != nil || gone.State != Merged || gone.Texts() != (Card{}).Texts() || gone.Shows() || !stands.Shows() {
		t.Errorf("Merge = %+v, %+v, %v", gone, stands, err)
	}
	for name, band := range map[string]Band{"fewer than before": FiveUp, "no band": "12"} {
		if _, _, err := Merge(c, usable(2), band); !fault.Is(err, fault.Invalid) {
			t.Errorf("Merge into %s = %v, want it refused", name, err)
		}
	}
	if _, _, err := Merge(c, c, TenUp); !fault.Is(err, fault.Invalid) {
		t.Errorf("Merge with itself = %v, want it refused", err)
	}
}

func TestG3MergedGroups(t *testing.T) {
	for _, tt := range []struct{ a, b, want Population }{
		{GroupOne, GroupOne, GroupOne}, {GroupOne, GroupTwo, GroupBoth}, {GroupBoth, GroupTwo, GroupBoth}, {GroupUnknown, GroupTwo, GroupUnknown},
	} {
		if got := together(tt.a, tt.b); got != tt.want {
			t.Errorf("together(%s, %s) = %s, want %s", tt.a, tt.b, got, tt.want)
		}
	}
}

// G4: a partner sees cards and themes. What they are shown has no field that could
// hold a person, an account, an address or what leads to one.
func TestG4PartnersSeeCardsAndThemesOnly(t *testing.T) {
	allowed := []string{"Title", "Purpose", "Groups", "Cards", "Themes", "ID", "Number", "Population", "Need", "Barrier", "Contact", "Strength", "Band", "Name", "Text"}
	for _, shown := range []any{Glance{}, GlanceCard{}, GlanceTheme{}} {
		for field := range reflect.TypeOf(shown).Fields() {
			if !slices.Contains(allowed, field.Name) {
				t.Errorf("%T has a field %s, which is neither of a card nor of a theme", shown, field.Name)
			}
		}
	}
	s := coded(2, 1, "1 1 1", "1 1 2", "2 1 1", "2 1 2")
	s.Themes, s.Tags[0].ThemeID = []Theme{{ID: "th", Name: "Post"}}, "th"
	s.Cards = append(s.Cards, draft(3))
	s.Partners, s.Comments = []Partner{{Name: "Politiet", Email: "p@skagerby.example"}}, []Comment{{Text: "hemmelig"}}
	text := fmt.Sprintf("%+v", s.Glance())
	for _, hidden := range []string{"Signe", "Bo", "a1", "p@skagerby", "hemmelig", "Skagerby Kommune"} {
		if strings.Contains(text, hidden) {
			t.Errorf("the glance shows %q: %s", hidden, text)
		}
	}
	if g := s.Glance(); len(g.Cards) != 2 || len(g.Themes) != 1 || !slices.Equal(g.Themes[0].Cards, []int{1, 2}) {
		t.Errorf("Glance = %+v, want two cards and their theme", g)
	}
}

// G5: every recommendation comes from themes, every theme from two cards.
func TestG5EveryRecommendationTracesToCards(t *testing.T) {
	s := coded(3, 3, "1 1 1", "1 1 2", "2 2 1", "2 2 2", "3 2 1")
	s.State, s.Themes = Reconciled, []Theme{{ID: "th", Name: "Post"}}
	s.Partners = []Partner{{Answered: time.Unix(3, 0)}}
	rules := func(to State) (list []string) {
		for _, g := range s.Gaps(to) {
			list = append(list, fmt.Sprint(g.Rule, " ", g.N))
		}
		return list
	}
	if got := rules(Validated); !slices.Equal(got, []string{"G5 1"}) {
		t.Errorf("a theme without cards: %v", got)
	}
	s.Tags[0].ThemeID = "th"
	if got := rules(Validated); !slices.Equal(got, []string{"G5 1"}) {
		t.Errorf("a theme of one card: %v", got)
	}
	s.Tags[1].ThemeID = "th"
	if got := rules(Validated); got != nil {
		t.Errorf("a theme of two cards: %v, want nothing in the way", got)
	}
	if got := s.Traced()["th"]; len(got) != 2 || got[0].Number != 1 || got[1].Number != 2 {
		t.Errorf("Traced = %+v, want cards 1 and 2: what one coder gave card 3 is not settled", got)
	}
	s.State, s.Recommendations = Validated, []Recommendation{{ID: "r", Text: "Ring i stedet for at skrive"}}
	if got := rules(Reported); !slices.Equal(got, []string{"G5 1"}) {
		t.Errorf("a recommendation without a theme: %v", got)
	}
	s.Recommendations[0].Themes = []string{"th"}
	if err := s.mayGo(Reported); err != nil {
		t.Errorf("a recommendation with a theme: %v", err)
	}
	// A card that is not shown any more carries nothing.
	s.Cards[1].State = Merged
	if got := rules(Reported); !slices.Equal(got, []string{"G5 1"}) {
		t.Errorf("a theme whose card was merged: %v", got)
	}
	// A tag below another has its theme.
	s = coded(2, 2, "1 1 1", "1 1 2", "2 2 1", "2 2 2")
	s.Tags[1].ParentID, s.Tags[0].ThemeID = "t1", "th"
	if got := s.Traced()["th"]; len(got) != 2 {
		t.Errorf("Traced by a tag and one below it = %+v, want both cards", got)
	}
}

// G6: what says who is behind a card lies elsewhere, and is erased six months
// after the project's end.
func TestG6ErasedSixMonthsAfterTheEnd(t *testing.T) {
	for end, want := range map[string]string{
		"2024-08-30": "2025-02-28", "2027-08-30": "2028-02-29", "2026-12-31": "2027-06-30", "2026-01-15": "2026-07-15", "": "",
	} {
		if got := (Study{Ends: end}).EraseBy(); got != want {
			t.Errorf("EraseBy of a project that ends on %q = %q, want %q", end, got, want)
		}
	}
}

func TestR7SecondReaderIsAnother(t *testing.T) {
	c := draft(1)
	if _, err := c.Read(signe); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the author reads it: %v, want it refused", err)
	}
	if _, err := c.Read(access.Account{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("nobody reads it: %v, want it refused", err)
	}
	if _, err := c.Use(); !fault.Is(err, fault.Conflict) {
		t.Errorf("Use before it was read = %v, want it refused", err)
	}
	read, err := c.Read(bo)
	if err != nil || read.State != Deidentified || read.Reader != "Bo Madsen" {
		t.Errorf("Read = %+v, %v", read, err)
	}
	if _, err := read.Read(bo); !fault.Is(err, fault.Conflict) {
		t.Errorf("Read twice = %v, want a conflict", err)
	}
}

func TestR7NumberIsRefusedWhole(t *testing.T) {
	for _, p := range []func(*Card){
		func(c *Card) { c.Need = "010190-1234" }, func(c *Card) { c.Barrier = "se 0101901234" }, func(c *Card) { c.Source = "010190 1234" },
		func(c *Card) { c.Strength = "x\n010190-\n1234" }, func(c *Card) { c.Contact = "cpr: 010190-1234." }, func(c *Card) { c.Blurred = "0101901234" },
	} {
		c := draft(1)
		p(&c)
		if err := c.check(); !fault.Is(err, fault.Invalid) || strings.Contains(fault.Sentence(err), "0101") {
			t.Errorf("check of %+v = %v, want it refused without the number", c, err)
		}
	}
}

func TestDoubtsAboutACard(t *testing.T) {
	for name, tt := range map[string]struct {
		need, barrier, why string
	}{
		"a name":                     {"Hjælp til Frida Fjord i hverdagen", "", "navn"},
		"one person":                 {"En borger på 43 år, som ringede", "", "én bestemt person"},
		"a day":                      {"Flyttede efter 12. marts 2024", "", "enkelt hændelse"},
		"a day in digits":            {"Siden 12/3-24 er døren låst", "", "enkelt hændelse"},
		"an event":                   {"Bange efter branden på havnen", "", "enkelt hændelse"},
		"the only one":               {"Den eneste sygeplejerske på øen", "", "enkelt hændelse"},
		"a diagnosis and no more":    {"Borgere med skizofreni", "", "kun en diagnose"},
		"two diagnoses and no more":  {"ADHD og angst", "", "kun en diagnose"},
		"a diagnosis by its code":    {"F20.0", "", "kun en diagnose"},
		"a need beside a diagnosis":  {"Borgere med skizofreni, der mangler en fast kontaktperson", "", ""},
		"a barrier to the diagnosis": {"Borgere med skizofreni", "Åbner ikke døren", ""},
		"nothing to doubt":           {"Støtte til at komme til lægen", "Ingen bus", ""},
	} {
		list := Card{Need: tt.need, Barrier: tt.barrier}.Doubts()
		if tt.why == "" && len(list) > 0 || tt.why != "" && !slices.ContainsFunc(list, func(d doubt) bool { return strings.Contains(d.Why, tt.why) }) {
			t.Errorf("%s: Doubts = %+v, want one that says %q", name, list, tt.why)
		}
	}
}

// The table of Landis and Koch's words, and kappa of a published example: Cohen's
// of two who read 50 grant proposals, 20 both yes, 5 and 10 one alone, 15 both no.
func TestAgreement(t *testing.T) {
	for name, tt := range map[string]struct {
		a       Agreement
		percent float64
		kappa   float64
		words   string
	}{
		"fifty proposals":  {Agreement{20, 5, 10, 15}, 70, 0.4, KappaWords[2]},
		"always":           {Agreement{5, 0, 0, 5}, 100, 1, KappaWords[5]},
		"never":            {Agreement{0, 5, 5, 0}, 0, -1, KappaWords[0]},
		"as by chance":     {Agreement{25, 25, 25, 25}, 50, 0, KappaWords[1]},
		"much and skewed":  {Agreement{45, 15, 25, 15}, 60, 0.130435, KappaWords[1]},
		"much, less so":    {Agreement{25, 35, 5, 35}, 60, 0.259259, KappaWords[2]},
		"more than chance": {Agreement{40, 5, 5, 50}, 90, 0.797980, KappaWords[4]},
	} {
		percent, _ := tt.a.Percent()
		kappa, ok := tt.a.Kappa()
		if !ok || math.Abs(percent-tt.percent) > 1e-6 || math.Abs(kappa-tt.kappa) > 1e-6 || tt.a.Words() != tt.words {
			t.Errorf("%s: %+v: %.1f %%, kappa %.6f, %q, want %.1f %%, %.6f, %q", name, tt.a, percent, kappa, tt.a.Words(), tt.percent, tt.kappa, tt.words)
		}
	}
	for name, a := range map[string]Agreement{"no pairs": {}, "both say yes to all": {Both: 4}} {
		if k, ok := a.Kappa(); ok || a.Words() != "" {
			t.Errorf("%s: Kappa = %f, %q, want none", name, k, a.Words())
		}
	}
}

func TestAgreementCountsCardsAndTags(t *testing.T) {
	s := coded(3, 3, "1 1 1", "1 1 2", "1 1 1", "2 1 1", "3 2 2")
	if got, want := s.Agreement(), (Agreement{Both: 1, OnlyOne: 1, OnlyTwo: 1, Neither: 3}); got != want {
		t.Errorf("Agreement = %+v, want %+v: a tag that nobody used says nothing", got, want)
	}
	by := s.AgreementByTag()
	if len(by) != 2 || by[0].Agreement != (Agreement{Both: 1, OnlyOne: 1, Neither: 1}) || by[1].Agreement != (Agreement{OnlyTwo: 1, Neither: 2}) {
		t.Errorf("AgreementByTag = %+v", by)
	}
	if d := s.Differences(); len(d) != 2 || d[0].Card.Number != 2 || d[0].By != 1 || d[1].By != 2 || len(d[0].Marked) != 1 {
		t.Errorf("Differences = %+v, want card 2 by the first and card 3 by the second", d)
	}
	s.Settled = []Settling{{CardID: "c2", TagID: "t1", Keep: true, Reason: "Det står der"}, {CardID: "c3", TagID: "t2", Reason: "Det står der ikke"}}
	if s.Unsettled() != 0 || !slices.Equal(s.Tagged()["c2"], []string{"t1"}) || s.Tagged()["c3"] != nil {
		t.Errorf("settled: %d left, tags %v", s.Unsettled(), s.Tagged())
	}
	s.Coders[1].Done = time.Time{}
	if s.Differences() != nil || s.Agreement() != (Agreement{}) || s.Tagged() != nil || s.AgreementByTag() != nil {
		t.Error("before both are done somebody sees what the other marked")
	}
}

func TestLocate(t *testing.T) {
	const part = "Ånder, breve og breve igen"
	for name, tt := range map[string]struct {
		quote      string
		at         int
		start, end int
		ok         bool
	}{
		"where it says":        {"breve", 16, 16, 21, true},
		"the first":            {"breve", -1, 7, 12, true},
		"where it does not":    {"breve", 3, 7, 12, true},
		"all of it":            {"", -1, 0, 26, true},
		"what is not there":    {"mail", 0, 0, 0, false},
		"beyond the end":       {"igen", 900, 22, 26, true},
		"blanks around it":     {"  breve ", -1, 7, 12, true},
		"other letters":        {"BREVE", -1, 0, 0, false},
		"characters not bytes": {"Ånder", 0, 0, 5, true},
	} {
		start, end, err := Locate(part, tt.quote, tt.at)
		if (err == nil) != tt.ok || tt.ok && (start != tt.start || end != tt.end) {
			t.Errorf("%s: Locate(%q, %d) = %d, %d, %v, want %d, %d", name, tt.quote, tt.at, start, end, err, tt.start, tt.end)
		}
	}
	if _, _, err := Locate("", "", -1); !fault.Is(err, fault.Invalid) {
		t.Errorf("Locate in nothing = %v, want it refused", err)
	}
}

func TestBands(t *testing.T) {
	for n, want := range map[int]Band{1: Few, 4: Few, 5: FiveUp, 9: FiveUp, 10: TenUp, 19: TenUp, 20: TwentyUp, 49: TwentyUp, 50: FiftyAndUp, 900: FiftyAndUp} {
		if got := BandOf(n); got != want {
			t.Errorf("BandOf(%d) = %s, want %s", n, got, want)
		}
	}
	a, b, c := usable(1), usable(2), usable(3)
	b.Band, c.Band, c.Blurred = FiftyAndUp, Few, "alder"
	if d := Describe([]Card{a, b}); d != (Described{2, 60, 0}) || d.Hidden() {
		t.Errorf("Describe = %+v", d)
	}
	if d := Describe([]Card{c}); d != (Described{1, 1, 4}) || !d.Hidden() {
		t.Errorf("Describe of few = %+v, want it hidden", d)
	}
}

// The same citizen from two partners is hinted at, also among thousands of cards.
func TestLikenesses(t *testing.T) {
	a, b, c := usable(1), usable(2), usable(3)
	a.Need, a.Barrier = "Svigter aftaler fordi bussen aldrig kører om aftenen", "Telefonen bliver lukket"
	b.Need, b.Barrier, b.Source = "Svigter aftaler, fordi bussen ikke kører om aftenen", "Telefonen bliver ofte lukket", "Politiet"
	c.Need, c.Barrier, c.Source = "Mangler bolig", "Venteliste", "Politiet"
	list := Likenesses([]Card{a, b, c})
	if len(list) != 1 || !list[0].Twice() || list[0].A.Number != 1 || list[0].B.Number != 2 || list[0].Share < 50 {
		t.Errorf("Likenesses = %+v, want cards 1 and 2 of two partners", list)
	}
	var many []Card
	for n := range 5_000 {
		one := usable(n + 1)
		one.Need = fmt.Sprintf("Behov nummer%c%c%c%c hverdagen støtte", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26, 'a'+n%26)
		many = append(many, one)
	}
	many[4_999].Need, many[4_999].Source = many[0].Need, "Politiet"
	if list := Likenesses(many); len(list) == 0 || list[0].Share != 100 || !list[0].Twice() {
		t.Errorf("among 5,000 cards the same card is not found: %d", len(list))
	}
	for i := range many {
		many[i].Need = many[0].Need
	}
	if list := Likenesses(many); len(list) != mostAlike {
		t.Errorf("5,000 cards that are the same: %d likenesses, want %d", len(list), mostAlike)
	}
}
