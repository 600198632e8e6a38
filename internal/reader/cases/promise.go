package cases

import (
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/pattern"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// NextMeeting is the Due of a promise for the next meeting.
const NextMeeting = "next meeting"

var (
	// coming is what a promise says will happen.
	coming = pattern.New(`(?i)\b(?:forventes?|forventning|vil (?:blive|der|være|kunne|modtage|få)|vender (?:\p{L}+ ){0,3}tilbage|vende tilbage|eftersendes|genoptages|genbehandles|tages op|sættes på|dagsordensættes|forelægges|fremlægges|præsenteres|orienteres|orientering|gives|følges op|følge op|opfølgning|status|afrapporteres?|evalueres|udarbejdes|fremsendes|udsendes|planlægges|arbejdes|igangsættes|udsættes|udskydes|drøftes|behandles|skal|afklares?|afklaring|indkaldes)\b`)
	// atNext is the time of a promise that is due at the next meeting.
	atNext = pattern.New(`(?i)\b(?:på|til|ved|inden|om) (?:et |det |deres |vores |klyngens |udvalgets |rådets )?(?:næste|næstkommende|kommende|førstkommende|følgende|et kommende) (?:\p{L}+ )?\p{L}*møder?t?\b`)
	// sentLater needs no time: the paper comes when it comes.
	sentLater = pattern.New(`(?i)\beftersendes\b|\b(?:ud|frem|til)sendes (?:efterfølgende|senere|efter mødet|separat senere)\b|\bvender tilbage\b`)
	// over is a sentence about something that has already happened.
	over = pattern.New(`(?i)\b(?:blev|har|havde|er blevet)\b`)
	// stillComing lets a sentence about the past hold a promise after all.
	stillComing = pattern.New(`(?i)\b(?:forventes|forventning|vil blive|eftersendes|vender tilbage|genoptages|skal)\b`)
)

// comingStems are parts of what [coming] matches, one of each alternative, in
// lower case: a sentence with none of them is spared the pattern.
var comingStems = strings.Fields("forvent vil vende sendes tages sættes forelægges fremlægges præsenteres orienter gives følge opfølgning status afrapporter " +
	"evalueres udarbejdes planlægges arbejdes udskydes drøftes behandles skal afklar indkaldes")

// timeStems are parts of the words that tell a time without a date: a next
// meeting, a paper sent later. A sentence with none of them is passed over.
var timeStems = append([]string{"sendes", "ENDES", "ilbage", "ILBAGE"}, meetingStems...)

// readPromises finds the sentences of the items that say what will come, and when.
func readPromises(r *reading.Reading, p *page) {
	meeting, _ := time.Parse(time.DateOnly, r.Meeting.Date)
	f := promiseFinder{r: r, meeting: meeting, said: map[string]bool{}}
	for i := range r.Meeting.Items {
		it := &r.Meeting.Items[i]
		for _, section := range it.Sections {
			for _, l := range section.Lines {
				if l.Kind != extract.Row {
					f.text(it.Number, l.Text, l.Passage)
				}
			}
		}
		f.decision(it, r.Sources[reading.At("items", i, "decision")], p)
		for k, a := range it.Attachments {
			if a.State == reading.ToFollow {
				f.add(it.Number, a.Name, "", r.Sources[reading.At("items", i, "attachments", k)].Passage, 0.9)
			}
		}
	}
}

type promiseFinder struct {
	r       *reading.Reading
	meeting time.Time
	said    map[string]bool
}

// decision reads the sentences of a decision, each with its own place.
func (f *promiseFinder) decision(it *reading.Item, source reading.Source, p *page) {
	printed := p.text.slice(source.Passage)
	for text := range strings.SplitSeq(it.Decision, "\n") {
		at := source.Passage
		if k := strings.Index(printed, text); k >= 0 && text != "" {
			at.Start += len([]rune(printed[:k]))
			at.End = at.Start + len([]rune(text))
		}
		f.text(it.Number, text, at)
	}
}

// text reads the sentences of one paragraph, which stands at a place.
func (f *promiseFinder) text(item, text string, at extract.Passage) {
	chars, counted := 0, 0
	for _, s := range sentences(text) {
		chars += len([]rune(text[counted:s[0]]))
		counted = s[0]
		sentence := text[s[0]:s[1]]
		due, confidence := f.due(sentence)
		if confidence == 0 {
			continue
		}
		place := extract.Passage{Page: at.Page, Start: at.Start + chars}
		place.End = place.Start + len([]rune(sentence))
		f.add(item, sentence, due, place, confidence)
	}
}

// due returns when a sentence says that something comes. A confidence of 0
// means that it promises nothing.
func (f *promiseFinder) due(sentence string) (due string, confidence float64) {
	dates, seasons := danish.Dates(sentence), danish.Seasons(sentence)
	if len(dates)+len(seasons) == 0 && !holds(sentence, timeStems) || !holds(strings.ToLower(sentence), comingStems) || !coming.MatchString(sentence) {
		return "", 0
	}
	past := over.MatchString(sentence) && !stillComing.MatchString(sentence)
	switch {
	case past:
		return "", 0
	case atNext.MatchString(sentence):
		return NextMeeting, 0.85
	}
	for _, d := range dates {
		if d.NoYear && !f.meeting.IsZero() {
			if d.Year = f.meeting.Year(); d.Time().Before(f.meeting) {
				d.Year++
			}
			if !strings.Contains(strings.ToLower(sentence), "møde") {
				continue // "den 4. oktober var" tells of the past more often
			}
		}
		if iso := d.ISO(); iso != "" && d.Time().After(f.meeting) && !f.meeting.IsZero() {
			return iso, 0.8
		}
	}
	for _, s := range seasons {
		if f.ahead(s) && strings.Trim(s.Code(), "0123456789") != "" {
			return s.Code(), 0.8
		}
	}
	if sentLater.MatchString(sentence) {
		return "", 0.75
	}
	return "", 0
}

// lastMonth is the month in which each part of a year ends.
var lastMonth = map[string]int{
	"spring": 5, "summer": 8, "autumn": 11, "winter": 12, "q1": 3, "q2": 6, "q3": 9, "q4": 12,
	"h1": 6, "h2": 12, "start": 3, "middle": 8, "end": 12,
}

// ahead reports whether a season ends after the meeting. Without a year it is
// the next one of its name, which is always ahead.
func (f *promiseFinder) ahead(s danish.Season) bool {
	if f.meeting.IsZero() || s.Year == 0 {
		return s.Part == "spring" || s.Part == "summer" || s.Part == "autumn" || s.Part == "winter" || s.Month > 0 || s.Year > 0
	}
	month := lastMonth[s.Part]
	if s.Month > 0 {
		month = s.Month - 1 // the month of the meeting has already begun
	}
	return s.Year > f.meeting.Year() || s.Year == f.meeting.Year() && month >= int(f.meeting.Month())
}

// add stores a promise once.
func (f *promiseFinder) add(item, text, due string, at extract.Passage, confidence float64) {
	key := item + "\x00" + text
	if f.said[key] {
		return
	}
	f.said[key] = true
	promise := reading.Promise{Item: item, Text: text, Due: due}
	promise.From, promise.To = covered(text)
	f.r.Note(reading.At("promises", len(f.r.Meeting.Promises)), at, confidence)
	f.r.Meeting.Promises = append(f.r.Meeting.Promises, promise)
}

// covered returns the period that a promise is about: "status på perioden 1.
// maj 2024 - 31. oktober 2024".
func covered(text string) (from, to string) {
	found := danish.Dates(text)
	for i := 1; i < len(found); i++ {
		a, b := found[i-1], found[i]
		if a.Start == "" && joins(text[a.To:b.From]) && a.ISO() != "" && b.ISO() != "" && a.ISO() < b.ISO() {
			return a.ISO(), b.ISO()
		}
	}
	return "", ""
}

// sentences cuts a paragraph into sentences, as pairs of byte offsets.
func sentences(text string) [][2]int {
	var out [][2]int
	from := 0
	for i := range len(text) {
		if (text[i] == '.' || text[i] == '!' || text[i] == '?') && sentenceEnd(text, i) || i == len(text)-1 {
			begin := from + len(text[from:i+1]) - len(strings.TrimLeft(text[from:i+1], " "))
			if begin < i+1 {
				out = append(out, [2]int{begin, i + 1})
			}
			from = i + 1
		}
	}
	return out
}
