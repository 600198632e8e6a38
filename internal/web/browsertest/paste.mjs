// Pastes what Word, Outlook, Excel and web pages put on the clipboard into a text
// field, and compares what stands there with what a person would have written.

const word = (body) => `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name=Generator content="Microsoft Word 15"><title>Sag</title><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} @list l0 {mso-list-id:1;} --></style></head>
<body lang=DA style='tab-interval:65.2pt'><!--StartFragment-->${body}<!--EndFragment--></body></html>`;

const item = (level, label, text) => `<p class=MsoListParagraph style='margin-left:${36 * level}pt;text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-bidi-font-family:Symbol'><span style='mso-list:Ignore'>${label}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>${text}<o:p></o:p></p>`;

/** What is pasted, and what must stand in the field. */
const samples = {
	"paragraphs of Word": [
		word(`<p class=MsoNormal><b><span style='font-size:14.0pt;color:#1F3864'>Medicinskabe</span></b><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Kommunerne afprøver
medicin&shy;skabe hos <i>borgere</i>,&nbsp;der bor langt fra et apotek.<br>Det koster 743.000&nbsp;kr.<o:p></o:p></p>`),
		"Medicinskabe\n\nKommunerne afprøver medicinskabe hos borgere, der bor langt fra et apotek.\nDet koster 743.000 kr.",
	],
	"lists of Word": [
		word(`<p class=MsoNormal>Det indstilles,</p>${item(1, "1.", "at planen godkendes, og")}${item(1, "2.", "at der afsættes midler til")}${item(2, "a)", "skabe")}${item(2, "b)", "drift")}
<p class=MsoNormal>Desuden:</p>${item(1, "·", "kørsel")}${item(1, "o", "uddannelse")}`),
		"Det indstilles,\n\n1. at planen godkendes, og\n2. at der afsættes midler til\n  a) skabe\n  b) drift\n\nDesuden:\n\n- kørsel\n- uddannelse",
	],
	"tracked changes and comments of Word": [
		word(`<p class=MsoNormal>Der afsættes <del cite="mailto:Ane" datetime="2026-11-01"><span style='mso-comment-continuation:1'>500.000</span></del><ins cite="mailto:Ane"
datetime="2026-11-01">743.000</ins> kr.<span class=MsoCommentReference><span style='font-size:8.0pt'><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[AS1]</a></span></span></p>
<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'><p class=MsoCommentText>Er det nu rigtigt?</p></div></div>`),
		"Der afsættes 743.000 kr.",
	],
	"footnotes of Word": [
		word(`<p class=MsoNormal>Aftalen gælder i to år<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span
style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference><span>[1]</span></span><![endif]></span></span></a>.</p>
<div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%"><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Fra 1. januar 2027.</p></div></div>`),
		"Aftalen gælder i to år[1].\n\n[1] Fra 1. januar 2027.",
	],
	"a table of Word": [
		word(`<p class=MsoNormal>Fordelingen:</p><table class=MsoTableGrid border=1 cellspacing=0><tr style='mso-yfti-irow:0'><td width=200><p class=MsoNormal><b>År</b></p></td><td><p
class=MsoNormal>Beløb | kr.</p></td></tr><tr><td><p class=MsoNormal>2026</p></td><td><p class=MsoNormal align=right>743.000</p><p class=MsoNormal>heraf skabe</p></td></tr></table><p class=MsoNormal>Slut.</p>`),
		"Fordelingen:\n\n| År | Beløb / kr. |\n| 2026 | 743.000 heraf skabe |\n\nSlut.",
	],
	"cells of Excel": [
		`<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=Generator content="Microsoft Excel 15"><style><!--td{mso-number-format:General;}--></style></head><body><table border=0>
<!--StartFragment--><col width=64><tr height=20><td class=xl65 colspan=2>Budget</td><td></td></tr><tr style='display:none'><td>skjult</td><td>1</td><td>2</td></tr><tr height=20><td>Skabe</td><td align=right>743.000</td><td>kr.</td></tr><!--EndFragment--></table></body></html>`,
		"| Budget | | |\n| Skabe | 743.000 | kr. |",
	],
	"a mail of Outlook": [
		word(`<table role=presentation width=600><tr><td><p class=MsoNormal>Kære alle<o:p></o:p></p><p class=MsoNormal>Se planen.</p></td></tr></table><img src="cid:image001.png"><p class=MsoNormal>Hilsen Ane</p>`),
		"Kære alle\n\nSe planen.\n\nHilsen Ane",
	],
	"a web page": [
		`<meta charset='utf-8'><h2>Status</h2><p>Der er <a href="https://skagerby.example/a">tre</a> spor:</p><ul><li>Nord<ul><li>Havn</li></ul></li><li><p>Syd</p></li></ul><ol start="3"><li>Øst</li><li value="7">Vest</li></ol><script>alert(1)</script><img src=x onerror="window.stukket = true">`,
		"Status\n\nDer er tre spor:\n\n- Nord\n  - Havn\n- Syd\n3. Øst\n7. Vest",
	],
	"Google Docs": [
		`<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span>Første</span></p><br><ul><li dir="ltr" aria-level="1"><p dir="ltr"><span>Et</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr"><span>Indre</span></p></li></ul><li><p>To</p></li></ul></b>`,
		"Første\n\n- Et\n  - Indre\n- To",
	],
	"one word": ["<span style='color:red'>Nord</span>", "Nord"],
};

/** Pastes every sample on a page of the site, and adds to faults what went wrong. */
export async function pastes(page, base, faults) {
	await page.goto(`${base}/om`);
	for (const [name, [html, want]] of Object.entries(samples)) {
		const got = await pasted(page, html, "");
		if (got !== want) {
			faults.push(`pasting ${name} gives ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
		}
	}
	// In the middle of a text, over what is marked, and taken back again.
	const middle = await pasted(page, "<b>Syd</b>", "Klynge Nord mødes", [7, 11]);
	if (middle !== "Klynge Syd mødes") {
		faults.push(`pasting over a marked word gives ${JSON.stringify(middle)}`);
	}
	const caret = await page.evaluate(() => document.activeElement.selectionStart);
	if (caret !== 10) {
		faults.push(`after pasting the caret stands at ${caret}, want 10`);
	}
	await page.keyboard.press("Control+z");
	const undone = await page.evaluate(() => document.activeElement.value);
	if (undone !== "Klynge Nord mødes") {
		faults.push(`undoing what was pasted gives ${JSON.stringify(undone)}`);
	}
	if (await page.evaluate(() => window.stukket === true || window.input !== undefined && window.input < 1)) {
		faults.push("what was pasted ran, or the field was not told of it");
	}
	const plain = await pasted(page, "", "");
	if (plain !== "") {
		faults.push(`text without a format is not left to the browser: ${JSON.stringify(plain)}`);
	}
}

/** Pastes into a new field that holds a text with a stretch of it marked. */
function pasted(page, html, text, marked = [0, 0]) {
	return page.evaluate(([html, text, marked]) => {
		document.querySelector("#proeve")?.remove();
		const field = document.createElement("textarea");
		field.id = "proeve";
		field.dataset.paste = "";
		field.setAttribute("aria-label", "Prøve");
		document.querySelector("main").append(field);
		field.value = text;
		field.addEventListener("input", () => (window.input = (window.input ?? 0) + 1));
		field.focus();
		field.setSelectionRange(...marked);
		const clipboard = new DataTransfer();
		clipboard.setData("text/html", html);
		clipboard.setData("text/plain", "uformateret");
		field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
		return field.value;
	}, [html, text, marked]);
}
