package people

import (
	"cmp"
	"slices"
	"strings"

	"klynge/internal/pattern"
)

// listed is a way to tell who was away with the names after it.
var listed = pattern.New(`(?i)(?:\b(?:ikke til ?stede|ikke mødt|deltog ikke|(?:meldt )?forfald|forfall|fraværende(?: med afbud| uden afbud)?|frånvarande|(?:meldt )?afbud(?: fra)?|udeblevet)\s*:|` +
	`\b(?:(?:der )?(?:er|var|blev) )?(?:meldt |modtaget |sendt )?(?:afbud|forfald) fra\b:?|\bundtage[nt]\b|\bmed undtagelse af\b|^\s*(?:fraværende|afbud)\b(?:\s*[-–])?)\s*`)

// said is a way to tell who was away with the names before it.
var said = pattern.New(`(?i),?\s*\b(?:(?:var|er|blev) (?:fraværende|forhindret|inhabil|ikke til ?stede|ikke mødt|udeblevet|syg)|havde (?:meldt|sendt) (?:afbud|forfald)|` +
	`har (?:meldt|sendt) (?:afbud|forfald)|meldte (?:afbud|forfald|sig inhabil)|sendte afbud|deltog ikke|deltager ikke|forlod (?:mødet|lokalet)|deltok ikke|hadde meldt forfall)\b`)

// instead is a member and the one who came instead.
var instead = []struct {
	member, other int // groups
	pattern       *pattern.Pattern
}{
	{1, 2, pattern.New(`(?i:\b(?:i stedet for|som (?:stedfortræder|suppleant|vikar) for|på vegne af|for)\s+)(` + naming + `)(?:\(\p{L}{1,3}\)\s*)?(?i:,?\s*(?:deltog|deltager|mødte|møtte|indkaldtes|var)\s+(?:som \p{L}+ |i stedet )?(?:stedfortræder(?:en)? |suppleant(?:en)? )?)(` + naming + `)`)},
	{2, 1, pattern.New(`(` + naming + `)(?:\(\p{L}{1,3}\)\s*)?(?i:(?:deltog|deltager|mødte|møtte|var indkaldt)\s+(?:som (?:stedfortræder|suppleant|vikar) for|i stedet for|for)\s+)(` + naming + `)`)},
}

// came is a way to tell who was there with the names after it.
var came = pattern.New(`(?i)^\s*(?:(?:til ?stede|mødt|fremmødt) var|(?:fra|for) (?:[^\s.:,]+ ){1,4}?(?:deltog|deltager|mødte|møtte)|(?:i mødet|desuden|endvidere|herudover|derudover) deltog)(?: også| desuden| endvidere)*:?\s+`)

// stayed is a way to tell who was there with the names before it.
var stayed = pattern.New(`(?i)\s(?:deltog|deltager|var med|var til ?stede)(?: (?:i|under) (?:hele )?mødet)\s*$`)

// led are the ways to tell who led the meeting, before and after the name.
var led = []*pattern.Pattern{
	pattern.New(`(?i)^\s*mødet (?:blev |er |bliver )?(?:ledet|ledes|styres) af\s+`),
	pattern.New(`(?i)\s(?:var|er|blev valgt (?:som|til)) (?:ordstyrer|mødeleder|dirigent|møteleder)\s*$`),
}

// partOfMeeting tells that only a part was missed.
var partOfMeeting = pattern.New(`(?i)\b(?:sag(?:en|ens|erne)?|punkt(?:et|ets|erne)?|pkt\.?|behandling(?:en)?|drøftelse(?:n)?|kl\.?|sidste del|første del|forlod|inhabil|dagsorden(?:en|s)?punkt)\b`)

// maxSentence is longer, in bytes, than any sentence about who was away.
const maxSentence = 4000

// Absences returns what sentences tell of who was away, from a part or from the
// whole of a meeting, who came and who led it, in the order of the text. "Ingen"
// makes nobody. Entries of a list, such as "Ida Holm (afbud)", are for [Read].
func Absences(text string) []Absence {
	var out []Absence
	for _, span := range sentenceSpans(text) {
		if span[1]-span[0] > maxSentence {
			continue
		}
		found := absences(text[span[0]:span[1]])
		for i := range found {
			found[i].Start += span[0]
			found[i].End += span[0]
		}
		out = append(out, found...)
	}
	return out
}

// absences reads one sentence.
func absences(s string) []Absence {
	var out []Absence
	for _, way := range instead {
		m := way.pattern.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		member := named(s, m[2*way.member], m[2*way.member+1])
		other := named(s, m[2*way.other], m[2*way.other+1])
		if len(member) == 1 && len(other) == 1 {
			away, came := member[0], other[0]
			away.Absent = true
			came.Substitute, came.For = true, away.Name
			out = append(out, away, came)
		}
		break
	}
	if len(out) == 0 {
		out = listedAway(s)
	}
	if len(out) == 0 {
		out = saidAway(s)
	}
	if len(out) == 0 {
		out = present(s)
	}
	slices.SortFunc(out, func(a, b Absence) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// listedAway reads "Afbud fra Ida Holm og Bo Lund, som …".
func listedAway(s string) []Absence {
	m := listed.FindStringIndex(s)
	if m == nil {
		return nil
	}
	end := len(s)
	if clause := relative.FindStringIndex(s[m[1]:]); clause != nil {
		end = m[1] + clause[0]
	}
	out := named(s, m[1], end)
	for i := range out {
		if !out[i].Substitute && out[i].Partly == "" {
			out[i].Absent = true
		}
	}
	return out
}

// relative begins a clause about the names before it.
var relative = pattern.New(`,?\s+(?:der|som|hvor|på grund af|pga\.)\s`)

// saidAway reads "Ida Holm (A) deltog ikke i behandlingen af sagen".
func saidAway(s string) []Absence {
	m := said.FindStringIndex(s)
	if m == nil {
		return nil
	}
	rest := strings.Trim(s[m[0]:], " ,.")
	partly := partOfMeeting.MatchString(rest)
	out := named(s, 0, m[0])
	for i := range out {
		if partly {
			out[i].Partly = rest
		} else {
			out[i].Absent = true
		}
	}
	return out
}

// present reads "Til stede var Ida Holm og Bo Lund" and who led the meeting.
func present(s string) []Absence {
	if m := led[0].FindStringIndex(s); m != nil {
		return chairing(named(s, m[1], len(s)))
	}
	if m := led[1].FindStringIndex(s); m != nil {
		return chairing(named(s, 0, m[0]))
	}
	if m := came.FindStringIndex(s); m != nil {
		return named(s, m[1], len(s))
	}
	if m := stayed.FindStringIndex(s); m != nil {
		return named(s, 0, m[0])
	}
	return nil
}

// chairing makes the one person a sentence names the chair.
func chairing(found []Absence) []Absence {
	if len(found) != 1 {
		return nil
	}
	found[0].Chair = true
	return found
}

// named reads the people of a stretch of a sentence.
func named(s string, from, to int) []Absence {
	sc := scanLine(Line{Text: s[from:to]})
	var out []Absence
	for _, e := range sc.entries() {
		f := sc.found(e)
		if f.Confidence < unsure {
			continue
		}
		a := Absence{Name: f.Name, Role: f.Role, Partly: f.Partly, For: f.SubstituteFor, Chair: plainChair(f, "", false), Confidence: f.Confidence}
		a.Substitute = f.SubstituteFor != "" || sc.says(e, presentNote)
		a.Start, a.End = from+sc.toks[sc.bare(e.name)].from, from+sc.toks[e.name.to-1].to
		for _, t := range e.notes {
			if n := readNote(t.text, f.Name); n.kind == partyNote {
				a.Group = n.text
			}
		}
		out = append(out, a)
	}
	return out
}
