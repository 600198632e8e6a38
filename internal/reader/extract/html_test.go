package extract

import (
	"context"
	"strings"
	"testing"

	"klynge/internal/fault"
)

func TestHTML(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"headings and paragraphs": {"<h1>Referat</h1><p>Et <b>to</b>\n tre<h2>Punkt <i>1</i></h2>løs tekst<div>div</div>", `
h1||Referat
p||Et to tre
h2||Punkt 1
p||løs tekst
p||div`},
		"breaks": {"<p>Et<br>To<br/><br>Tre</p><pre>a\n  b</pre>", "p||Et\np||To\np||Tre\np||a\np||b"},
		"lists": {"<ul><li>Et<ul><li>To</ul><li><p>Tre</p><p>mere</p></ul><ol start=3><li>c<li>d</ol><ol type=i><li>x<li value=4>y</ol>", `
li0|•|Et
li1|•|To
li0|•|Tre
p||mere
li0|3.|c
li0|4.|d
li0|i.|x
li0|iv.|y`},
		"typed labels": {`<p>1. Velkomst</p><p>- Ida</p><ul style="list-style-type: none"><li>a) første</ul><p>3. maj</p>`, `
li0|1.|Velkomst
li0|-|Ida
li0|a)|første
p||3. maj`},
		"boxes": {"<ul><li><input type=checkbox checked> Sendt<li><input type=checkbox> Godkendt</ul>", "li0|[x]|Sendt\nli0|[ ]|Godkendt"},
		"table": {"<table><thead><tr><th>Navn<th>Rolle<tbody><tr><td>Ida<br>Bro<td>leder<tr><td colspan=2>I alt</table>efter", `
row||Navn ¦ Rolle
row||Ida / Bro ¦ leder
row||I alt
p||efter`},
		"cells that reach down": {"<table><tr><td rowspan=2>A<td>1<tr><td>2<tr><td>B<td>3</table>", "row||A ¦ 1\nrow|| ¦ 2\nrow||B ¦ 3"},
		"layout": {"<table><tr><td><h2>Punkt 1</h2><p>Tekst</p><td><table><tr><td>a<td>b</table></table><table><tr><td>alene</table>", `
h2||Punkt 1
p||Tekst
row||a ¦ b
p||alene`},
		"definitions":   {"<dl><dt>Sted<dd>Teams<dt>Deltagere<dd>Ida<dd>Per</dl>", "row||Sted ¦ Teams\nrow||Deltagere ¦ Ida / Per"},
		"left out":      {"<nav>Menu</nav><script>1<p>2</script><style>p{}</style><select><option>a</select><form><p>Tekst</p></form><template><p>x</p></template><iframe src=http://eksempel.dk>y</iframe>", "p||Tekst"},
		"hidden":        {`<p style="display: none">a<p>b</p><div hidden>c<div>d</div>e</div><span aria-hidden=true>f</span>g`, "p||b\np||g"},
		"glued by CSS":  {"<p><span>Mødested</span><span>Rådssalen</span></p><p><a>Punkt</a><a>12</a></p><p><span>e</span><span>Sundhed</span></p>", "p||Mødested Rådssalen\np||Punkt 12\np||eSundhed"},
		"never closed":  {"<div><b><table><tr><td><ul><li>Et<td>To", "row||• Et ¦ To"},
		"closed twice":  {"</div></table></ul></td>Tekst</p></p></h1>", "p||Tekst"},
		"entities":      {"<p>K&oslash;b &amp; salg&nbsp;&#8211; 5&nbsp;%</p>", "p||Køb & salg – 5 %"},
		"text in table": {"<table>Før<tr><td>a<td>b</table>", "p||Før\nrow||a ¦ b"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ReadHTML(context.Background(), []byte(tt.data), DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			check(t, d)
			same(t, d, tt.want)
		})
	}
}

func TestHTMLTitleAndNotes(t *testing.T) {
	d := read(t, []byte("<html><head><title> Referat \n 3. maj</title></head><body><p>Tekst</p><p hidden>skjult</p></body></html>"))
	if d.Title != "Referat 3. maj" {
		t.Errorf("Title = %q", d.Title)
	}
	if len(d.Notes) != 1 || d.Notes[0].Code != "hidden-text" {
		t.Errorf("Notes = %v, want one of hidden-text", d.Notes)
	}
}

func TestHTMLLook(t *testing.T) {
	d := read(t, []byte("<p><b>Beslutning:</b></p><p>Et <b>to</b></p><p><em>Udgik</em></p><table><tr><th>a<th>b<tr><td>c<td>d</table>"))
	for i, want := range []struct{ bold, italic bool }{{true, false}, {false, false}, {false, true}, {true, false}, {false, false}} {
		if b := d.Blocks[i]; b.Bold != want.bold || b.Italic != want.italic {
			t.Errorf("%q: bold %t italic %t, want %t %t", b.Text, b.Bold, b.Italic, want.bold, want.italic)
		}
	}
}

func TestHTMLHarm(t *testing.T) {
	for name, tt := range map[string]struct {
		data  string
		words string // of the refusal, "" when it must be read
	}{
		"a million divs":        {strings.Repeat("<div>", 1<<20) + "tekst", ""},
		"a million open bolds":  {strings.Repeat("<b><i>a", 1<<19), ""},
		"tables in tables":      {strings.Repeat("<table><tr><td>", 1000), "niveauer inden i hinanden"},
		"lists in lists":        {"<p>a</p>" + strings.Repeat("<ul><li>", 1000), "niveauer inden i hinanden"},
		"a million attributes":  {"<p " + strings.Repeat("a=b ", 1<<20) + ">tekst", ""},
		"an endless tag":        {"<p>a</p><img src=\"" + strings.Repeat("x", 9<<20) + "\">", "enkelt element"},
		"a million paragraphs":  {strings.Repeat("<p>a", 1<<20), "afsnit"},
		"a million cells":       {"<table>" + strings.Repeat("<td>a", 1<<20), "afsnit"},
		"cells that cover much": {"<table>" + strings.Repeat("<tr><td colspan=1000000 rowspan=1000000>a", 2000) + "</table>", ""},
		"nothing to read":       {"<html><body><script>x</script></body></html>", "har ingen tekst"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ReadHTML(context.Background(), []byte(tt.data), DefaultLimits)
			switch {
			case tt.words == "" && err != nil:
				t.Fatalf("refused: %v", err)
			case tt.words == "":
				check(t, d)
			case name == "nothing to read":
				refusal(t, err, fault.Invalid, tt.words)
			default:
				refusal(t, err, fault.TooLarge, tt.words)
			}
		})
	}
}
