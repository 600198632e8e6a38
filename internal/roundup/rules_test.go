package roundup

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
)

// four is a round-up of four groups and one heading, with a comment of each of the
// first n in the theme t.
func four(n int) (r Roundup) {
	r = Roundup{ID: "r", State: Coded, Headings: []Heading{{ID: "h", Text: "Pointer"}}, Themes: []Theme{{ID: "t", Name: "Overgange"}}}
	for i, name := range []string{"Fjorden", "Skoven", "Heden", "Kysten"} {
		g := Group{ID: fmt.Sprint("g", i), Name: name}
		r.Groups = append(r.Groups, g)
		if i < n {
			note := Note{ID: fmt.Sprint("n", i), GroupID: g.ID, HeadingID: "h", Text: "Udskrivninger kommer sent"}
			r.Notes = append(r.Notes, note)
			r.Comments = append(r.Comments, Comment{ID: fmt.Sprint("c", i), NoteID: note.ID, GroupID: g.ID, AboutID: g.ID, HeadingID: "h", ThemeID: "t", Text: note.Text})
		}
	}
	return r
}

// said gives a round-up a sentence that comes from its comments.
func (r Roundup) said(text string, comments ...int) Roundup {
	s := Sentence{ID: fmt.Sprint("s", len(r.Sentences)), HeadingID: "h", Text: text}
	for _, i := range comments {
		r.Comments[i].Sentences = append(r.Comments[i].Sentences, s.ID)
		s.Comments = append(s.Comments, r.Comments[i])
	}
	r.Sentences = append(r.Sentences, s)
	return r
}

func TestH1EverySentenceAndEveryCommentIsAccountedFor(t *testing.T) {
	leftOut := four(2).said("Enkelte nævner det.", 0)
	leftOut.Comments[1].LeftOut = "Handler om et andet emne"
	uncut := four(2).said("Enkelte nævner det.", 0, 1)
	uncut.Notes = append(uncut.Notes, Note{ID: "n9", GroupID: "g3", HeadingID: "h", Text: "Noget mere"})
	for name, c := range map[string]struct {
		r       Roundup
		percent int
		goes    bool
	}{
		"all in sentences":           {four(2).said("Enkelte nævner det.", 0, 1), 100, true},
		"one left out with a reason": {leftOut, 100, true},
		"one forgotten":              {four(3).said("Enkelte nævner det.", 0, 1), 66, false},
		"a sentence from nowhere":    {four(2).said("Enkelte nævner det.", 0, 1).said("Det går godt."), 100, false},
		"a note that nobody cut":     {uncut, 100, false},
	} {
		if got := c.r.Coverage().Percent(); got != c.percent {
			t.Errorf("%s: coverage %d %%, want %d", name, got, c.percent)
		}
		if err := c.r.mayGo(Drafted); (err == nil) != c.goes || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: to drafted: %v, want to go: %v", name, err, c.goes)
		}
	}
	published := four(3).said("Enkelte nævner det.", 0, 1)
	published.State = Checked
	if err := published.mayGo(Published); err == nil {
		t.Error("a round-up with a comment that is not accounted for may be published")
	}
}

func TestH2AMissingGroupIsListedByName(t *testing.T) {
	r := four(2)
	r.Notes = append(r.Notes, Note{ID: "n2", GroupID: "g2", HeadingID: "h", Nothing: true})
	missing := r.Missing()
	if len(missing) != 1 || missing[0].Name != "Kysten" {
		t.Errorf("Missing = %v, want Kysten alone: no remarks is not the same as blank", missing)
	}
	if text := r.Text(); !strings.Contains(text, "ikke afleveret: Kysten.") {
		t.Errorf("Text = %q, want the missing group by name", text)
	}
}

func TestH3GenerallyNeedsHalfOfTheGroups(t *testing.T) {
	for _, c := range []struct {
		groups int
		text   string
		fits   bool
	}{
		{1, "Enkelte peger på sene udskrivninger.", true},
		{1, "Generelt kommer udskrivninger for sent.", false},
		{1, "Der er bred enighed om det.", false},
		{2, "Generelt kommer udskrivninger for sent.", true},
		{3, "De fleste peger på det.", true},
		{1, "Generelle spørgsmål og en bred vej", true},
	} {
		r := four(c.groups).said(c.text, 0)
		if w := r.Wording(r.Sentences[0]); w.Fits() != c.fits {
			t.Errorf("%q with %d of 4 groups: fits %v, want %v (claim %q)", c.text, c.groups, w.Fits(), c.fits, w.Claim)
		}
	}
}

func TestH4WhatComesAfterTheLockIsAdded(t *testing.T) {
	locked := []Note{{Text: "Første linje"}}
	for name, c := range map[string]struct {
		notes []Note
		text  string
		want  string
	}{
		"nothing new":     {locked, "Første linje", ""},
		"a line more":     {locked, "Første linje\n- Anden", "- Anden"},
		"written anew":    {locked, "Noget helt andet", "Noget helt andet"},
		"nothing locked":  {nil, "For sent", "For sent"},
		"added already":   {append(locked, Note{Text: "- Anden"}), "Første linje\n- Anden", ""},
		"anew and added":  {append(locked, Note{Text: "Noget helt andet"}), "Noget helt andet", ""},
		"emptied by hand": {locked, "", ""},
	} {
		if got := Unsaid(c.notes, c.text); got != c.want {
			t.Errorf("%s: Unsaid = %q, want %q", name, got, c.want)
		}
	}
}

func TestH5AttributionIsToTheGroupTalkedAbout(t *testing.T) {
	r := four(3)
	r.Comments[1].AboutID, r.Comments[2].AboutID = "g0", "g3"
	r = r.said("Enkelte nævner det.", 0, 1, 2)
	got := fmt.Sprint(r.Attributions(r.Sentences[0]))
	if want := "[{Fjorden [Fjorden Skoven]} {Kysten [Heden]}]"; got != want {
		t.Errorf("Attributions = %s, want %s", got, want)
	}
}

func TestH6ASuggestionWaitsForAPerson(t *testing.T) {
	r := four(2)
	r.Comments[0].Text, r.Comments[1].Text = "Epikriser kommer sent.", "epikriser  kommer sent"
	list := Suggest(r, "h")
	if len(list) != 1 || !list[0].Suggested || len(list[0].Comments) != 2 {
		t.Fatalf("Suggest = %+v, want one suggestion that both comments share", list)
	}
	if want := "Overgange. Generelt blev det sagt: Epikriser kommer sent."; list[0].Text != want {
		t.Errorf("suggested %q, want %q", list[0].Text, want)
	}
	r = r.said(list[0].Text, 0, 1)
	r.Sentences[0].Suggested = true
	if err := r.mayGo(Drafted); err == nil {
		t.Error("a round-up goes on with a suggestion that nobody has accepted")
	}
	r.Sentences[0].Suggested = false
	if err := r.mayGo(Drafted); err != nil {
		t.Errorf("with the suggestion accepted: %v", err)
	}
}

func TestLines(t *testing.T) {
	const text = "- Første\n\n2. Anden linje  \nÆrligt talt"
	var got []string
	for _, r := range Lines(text) {
		got = append(got, string([]rune(text)[r[0]:r[1]]))
	}
	if want := "Første|Anden linje|Ærligt talt"; strings.Join(got, "|") != want {
		t.Errorf("Lines = %q, want %q", got, want)
	}
}

func TestLinesFromWord(t *testing.T) {
	const text = "•\tFørste punkt\n·   Andet punkt\no\tUnder det\n\uf0b7\tTredje\n\uf0a7 Fjerde\n§ 7 gælder\nom natten"
	var got []string
	for _, r := range Lines(text) {
		got = append(got, string([]rune(text)[r[0]:r[1]]))
	}
	if want := "Første punkt|Andet punkt|Under det|Tredje|Fjerde|§ 7 gælder|om natten"; strings.Join(got, "|") != want {
		t.Errorf("Lines = %q, want %q", got, want)
	}
}

func TestFind(t *testing.T) {
	const note = "å sent, å sent"
	for _, c := range []struct {
		quote string
		at    int
		start int
		ok    bool
	}{{"sent", 2, 2, true}, {"sent", 10, 10, true}, {"sent", 5, 2, true}, {" sent ", -1, 2, true}, {"tidligt", 0, 0, false}, {"  ", 0, 0, false}} {
		start, end, err := Find(note, c.quote, c.at)
		if (err == nil) != c.ok || start != c.start || c.ok && end != start+4 {
			t.Errorf("Find(%q, %d) = %d, %d, %v", c.quote, c.at, start, end, err)
		}
	}
}

// Ten thousand comments are counted, held against the rules and suggested for in
// less time than a page may take.
func TestTenThousandComments(t *testing.T) {
	r := four(0)
	for i := range r.Groups {
		r.Notes = append(r.Notes, Note{ID: fmt.Sprint("n", i), GroupID: r.Groups[i].ID, HeadingID: "h", Text: "x"})
	}
	for i := range 10_000 {
		g := fmt.Sprint("g", i%4)
		r.Comments = append(r.Comments, Comment{ID: fmt.Sprint("c", i), NoteID: fmt.Sprint("n", i%4), GroupID: g, AboutID: g, HeadingID: "h", ThemeID: "t", Text: fmt.Sprint("Nummer ", i)})
	}
	began := time.Now()
	list := Suggest(r, "h")
	for i := range list {
		list[i].ID, list[i].Suggested = fmt.Sprint("s", i), false
	}
	r.Sentences = list
	for i := range r.Comments {
		r.Comments[i].Sentences = []string{"s"}
	}
	r.sets = r.groupsByTheme()
	if gaps := r.Gaps(Published); len(gaps) > 0 {
		t.Errorf("Gaps = %v, want none", gaps)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}
