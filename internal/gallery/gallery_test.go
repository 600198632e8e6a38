package gallery_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/gallery"
	"klynge/internal/live"
	"klynge/internal/minutes"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var items = []agenda.SentItem{
	{ID: "p1", Number: "1", Title: "Medicinboks", Minutes: 10, Presentation: "Boksene virker.",
		Attachments: []agenda.SentAttachment{{ID: "b1", Name: "Pris"}, {ID: "b2", Name: "Hemmeligt bud", Closed: true}}, Recommendations: []agenda.Recommendation{{ID: "r1", Text: "at godkende"}}},
	{ID: "p2", Number: "2", Title: "Opsigelse af Jens Jensen", PublicTitle: "Personalesag", Closed: true, Minutes: 5, Presentation: "Hemmelig sag.",
		Presenter: "Hemmelig Hansen", Recommendations: []agenda.Recommendation{{ID: "r2", Text: "at hemmeligholde"}}},
	{ID: "p3", Number: "3", Title: "Hemmelig aftale", Closed: true},
}

// secret are the words that only those may read who may read what is closed.
var secret = []string{"Jens", "Hemmelig", "hemmelig"}

func event(n int64, kind string, closed bool, data minutes.Told) minutes.Event {
	return minutes.Event{Number: n, At: noon.Add(time.Duration(n) * time.Minute), Kind: kind, Closed: closed, Data: data}
}

func TestR32ClosedItemShowsItsNumberAndPublicTitle(t *testing.T) {
	v := gallery.See(items, []minutes.Event{
		event(1, minutes.Opened, false, minutes.Told{}),
		event(2, minutes.ItemBegan, false, minutes.Told{Item: "p2", Number: "2", Title: "Opsigelse af Jens Jensen", Minutes: 5}),
		event(3, minutes.Released, true, minutes.Told{Item: "p2", Text: "Hemmeligt besluttet"}),
	}, gallery.Open)
	for i, want := range []struct {
		number, title string
		hidden        bool
	}{{"1", "Medicinboks", false}, {"2", "Personalesag", true}, {"3", "Lukket punkt", true}} {
		if it := v.Items[i]; it.Number != want.number || it.Title != want.title || it.Hidden != want.hidden {
			t.Errorf("item %d is %q %q, hidden %v, want %+v", i, it.Number, it.Title, it.Hidden, want)
		}
	}
	if v.Current != "p2" || v.Last != 3 {
		t.Errorf("current %q, last %d, want p2 and 3", v.Current, v.Last)
	}
	if v.Items[1].Decision != "" {
		t.Errorf("the open audience sees the decision %q of a closed item", v.Items[1].Decision)
	}
	if c := gallery.See(items, []minutes.Event{event(1, minutes.Released, true, minutes.Told{Item: "p2", Text: "Hemmeligt"})}, gallery.Closed); c.Items[1].Decision != "Hemmeligt" || c.Items[1].Title != "Opsigelse af Jens Jensen" {
		t.Errorf("those who may read what is closed see %+v", c.Items[1])
	}
}

// Whatever happens, in whatever order, and whether or not an event knows that its
// item is closed: the open audience reads nothing of a closed item, everybody
// else everything, and what a stream tells leads to what the page shows.
func TestR33NothingClosedIsTold(t *testing.T) {
	byID := map[string]agenda.SentItem{}
	for _, it := range items {
		byID[it.ID] = it
	}
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 7))
		var events []minutes.Event
		told := map[live.Audience][]minutes.Event{}
		for n := range int64(40) {
			kind := []string{minutes.Opened, minutes.ItemBegan, minutes.Released, minutes.Speakers, minutes.Adjourned, minutes.ClosedEvent}[random.IntN(6)]
			data := minutes.Told{}
			if id := []string{"", "p1", "p2", "p3", "ukendt"}[random.IntN(5)]; id != "" {
				it := byID[id]
				data = minutes.Told{Item: id, Number: it.Number, Title: it.Title, Text: "Om " + it.Title, Names: []string{it.Presenter}}
				if id == "ukendt" {
					data.Title, data.Text = "Hemmeligt punkt", "Hemmeligt"
				}
			}
			closed := byID[data.Item].Closed && random.IntN(2) == 0
			e := event(n+1, kind, closed, data)
			events = append(events, e)
			for a, news := range gallery.Told(e, byID) {
				text, err := json.Marshal(news)
				if err != nil {
					t.Fatal(err)
				}
				told[a] = append(told[a], minutes.Event{Number: e.Number, At: time.UnixMilli(news.At).UTC(), Kind: kind, Data: news.Told})
				for _, word := range secret {
					if a == gallery.Open && strings.Contains(string(text), word) {
						t.Fatalf("seed %d: event %d %s tells the open audience %q: %s", seed, e.Number, kind, word, text)
					}
				}
			}
		}
		if len(told[gallery.Closed]) != len(events) {
			t.Errorf("seed %d: those who may read what is closed were told of %d of %d events", seed, len(told[gallery.Closed]), len(events))
		}
		if text := fmt.Sprint(gallery.See(items, events, gallery.Open)); containsAny(text, secret) {
			t.Errorf("seed %d: the open page holds what is closed: %s", seed, text)
		}
		for _, a := range []live.Audience{gallery.Open, gallery.Closed} {
			page := gallery.See(items, events, a)
			stream := gallery.See(items, told[a], a)
			page.Last, stream.Last = 0, 0
			if !reflect.DeepEqual(page, stream) {
				t.Errorf("seed %d: %s: the stream leads to\n%+v\nand the page shows\n%+v", seed, a, stream, page)
			}
		}
	}
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// The clock of an item stands in a break, and counts on when the item is taken up
// again.
func TestClock(t *testing.T) {
	v := gallery.See(items, []minutes.Event{
		event(1, minutes.ItemBegan, false, minutes.Told{Item: "p1"}),
		event(4, minutes.Adjourned, false, minutes.Told{}),
		event(20, minutes.ItemBegan, false, minutes.Told{Item: "p1"}),
		event(22, minutes.ItemBegan, false, minutes.Told{}),
		event(30, minutes.ItemBegan, false, minutes.Told{Item: "p1"}),
	}, gallery.Open)
	it := v.Item()
	if it == nil || it.Spent != 5*time.Minute || !it.Since.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("the item is %+v, want 5 minutes spent and the clock running since 12.30", it)
	}
}
