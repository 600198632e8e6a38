package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// What a stream gets is exactly what the rule allows its audience, in order.
func TestEachAudienceIsToldItsOwn(t *testing.T) {
	for seed := range uint64(20) {
		inside(t, func(t *testing.T, h *house) {
			random := rand.New(rand.NewPCG(seed, 1))
			want := map[string][]string{} // by topic and audience
			said := 0
			say := func(n int) {
				for range n {
					topic, event := []string{"a", "b"}[random.IntN(2)], map[Audience]string{}
					for _, a := range both {
						if random.IntN(3) > 0 {
							said++
							event[a] = fmt.Sprintf("%s-%s-%d", topic, a, said)
							want[topic+string(a)] = append(want[topic+string(a)], event[a])
						}
					}
					h.tell(topic, event)
					if random.IntN(4) == 0 {
						synctest.Wait()
					}
				}
			}
			say(random.IntN(20))
			got := map[string][][]string{}
			var mu sync.Mutex
			var readers sync.WaitGroup
			for i := range 12 {
				topic, a := []string{"a", "b"}[i%2], both[i/2%2]
				b, _ := h.visit(topic, fmt.Sprint("p", i), a, "")
				readers.Go(func() {
					list := b.readTo(t, "end")
					mu.Lock()
					defer mu.Unlock()
					got[topic+string(a)] = append(got[topic+string(a)], list[:len(list)-1])
				})
				say(random.IntN(5))
			}
			say(50)
			h.tell("a", toAll("end"))
			h.tell("b", toAll("end"))
			readers.Wait()
			for key, lists := range got {
				for _, list := range lists {
					if !slices.Equal(list, want[key]) {
						t.Errorf("seed %d: a stream of %s got %q, want %q", seed, key, list, want[key])
					}
				}
			}
		})
	}
}

// A browser that is cut off 200 times, in the middle of events too, has in the
// end what one has that never was, and nothing twice.
func TestCutTwoHundredTimes(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		random := rand.New(rand.NewPCG(1, 2))
		const events = 1500 // several times what the log keeps
		var writer sync.WaitGroup
		writer.Go(func() {
			for i := range events {
				text := strconv.Itoa(i)
				h.tell("a", map[Audience]string{both[i%2]: text})
				if i%5 == 0 {
					time.Sleep(time.Millisecond) // of the test's own time
				}
			}
			h.tell("a", toAll("end"))
		})
		var got []string
		last := ""
		for cut := 0; ; cut++ {
			b, _ := h.visit("a", "p", "open", last)
			budget := random.IntN(4)
			if cut >= 200 {
				budget = 10 * events
			}
			for range budget {
				data, err := b.read()
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, data)
				if data == "end" {
					break
				}
			}
			last = b.last
			if slices.Contains(got, "end") {
				if cut < 200 {
					t.Fatalf("all was read after %d cuts, want 200", cut)
				}
				break
			}
			if random.IntN(2) == 0 {
				_, _ = b.in.ReadString('\n') // half of an event
			}
			b.conn.Close()
			if random.IntN(8) == 0 {
				time.Sleep(50 * time.Millisecond) // long enough for the log to forget
			}
		}
		writer.Wait()
		var want []string
		for i := 0; i < events; i += 2 {
			want = append(want, strconv.Itoa(i))
		}
		if want = append(want, "end"); !slices.Equal(got, want) {
			t.Errorf("got %d events, want %d in order", len(got), len(want))
		}
	})
}

// A place that the topic never had begins from the start.
func TestPlacesThatNeverWere(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		h.tell("a", toAll("one"), toAll("two"), toAll("three"))
		for last, want := range map[string]string{
			"": "one", "0": "one", "1": "two", "2": "three", "4": "one", "999999999999999999999": "one", "-1": "one", "abc": "one", "1; DROP": "one",
		} {
			b, _ := h.visit("a", "p", "open", last)
			if got, err := b.read(); got != want || err != nil {
				t.Errorf("Last-Event-ID %q: first event %q, %v, want %q", last, got, err, want)
			}
			b.conn.Close()
		}
	})
}

// Another process told the browser of an event that this one has not read yet.
func TestPlaceThatAnotherProcessGave(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		h.tell("a", toAll("one"))
		first, _ := h.visit("a", "p", "open", "")
		first.readTo(t, "one")
		h.source.mu.Lock() // committed, and not yet heard of here
		h.source.events["a"] = append(h.source.events["a"], Event{2, "k", map[Audience][]byte{"open": []byte("two")}})
		h.source.mu.Unlock()
		b, _ := h.visit("a", "p", "open", "2")
		h.tell("a", toAll("three"))
		if got, err := b.read(); got != "three" || err != nil {
			t.Errorf("after event 2 comes %q, %v, want three", got, err)
		}
	})
}

// Those who take nothing hold up nobody, and are closed.
func TestStalledReaders(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		for i := range 40 {
			h.visit("a", fmt.Sprint("stalled", i), "open", "") // reads the head and no more
		}
		b, _ := h.visit("a", "p", "open", "")
		begun := time.Now()
		for i := range 400 {
			h.tell("a", toAll(strconv.Itoa(i)))
			b.readTo(t, strconv.Itoa(i))
		}
		if took := time.Since(begun); took > 0 {
			t.Errorf("a healthy reader waited %v beside stalled ones, want not at all", took)
		}
		time.Sleep(patience + 2*step)
		synctest.Wait()
		if n := h.hub.Streams(); n != 1 {
			t.Errorf("%d streams are open after %v, want the healthy one", n, patience)
		}
		h.tell("a", toAll("still"))
		b.readTo(t, "still")
	})
}

func TestRevokedWithinASecond(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		var revoked, others []*browser
		for range 20 {
			one, _ := h.visit("a", "p1", "open", "")
			other, _ := h.visit("a", "p2", "open", "")
			revoked, others = append(revoked, one), append(others, other)
		}
		time.Sleep(10 * time.Second)
		h.gate.mu.Lock()
		h.gate.pulse++
		h.gate.until["p1"] = time.Time{}
		h.gate.asked = nil
		h.gate.mu.Unlock()
		begun := time.Now()
		h.commit()
		for _, b := range revoked {
			if err := b.closed(); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(begun); took > time.Second {
			t.Errorf("the streams of a revoked pass closed after %v, want at most a second", took)
		}
		h.gate.mu.Lock()
		if first := h.gate.asked[0]; len(first) != 2 {
			t.Errorf("the gate was asked of %v, want one ticket for each pass", first)
		}
		h.gate.mu.Unlock()
		go h.tell("a", toAll("still"))
		for _, b := range others {
			b.readTo(t, "still")
		}
	})
}

// A session that runs out closes its streams though nothing was committed; one
// that was used again in the meantime does not.
func TestExpiry(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		h.gate.until["short"], h.gate.until["used"] = time.Now().Add(90*time.Second), time.Now().Add(90*time.Second)
		begun := time.Now()
		short, _ := h.visit("a", "short", "open", "")
		used, _ := h.visit("a", "used", "open", "")
		var reader sync.WaitGroup
		reader.Go(func() { used.readTo(t, "still") })
		time.AfterFunc(time.Minute, func() {
			h.gate.mu.Lock()
			h.gate.until["used"] = time.Now().Add(time.Hour)
			h.gate.mu.Unlock()
		})
		if err := short.closed(); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took < 90*time.Second || took > 91*time.Second {
			t.Errorf("a session of 90 seconds was closed after %v", took)
		}
		h.tell("a", toAll("still"))
		reader.Wait()
	})
}

// Rights that cannot be looked up are none.
func TestBlindGate(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		b, _ := h.visit("a", "p", "open", "")
		h.gate.mu.Lock()
		h.gate.err = errors.New("the database is away")
		h.gate.mu.Unlock()
		begun := time.Now()
		if err := b.closed(); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("closed after %v", took)
		}
	})
}

// Events that cannot be read now are told when they can.
func TestSourceAway(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		b, _ := h.visit("a", "p", "open", "")
		h.source.mu.Lock()
		h.source.err = errors.New("the database is away")
		h.source.mu.Unlock()
		h.tell("a", toAll("one"))
		time.Sleep(5 * time.Second)
		h.source.mu.Lock()
		h.source.err = nil
		h.source.mu.Unlock()
		b.readTo(t, "one")
	})
}

func TestHeartbeat(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		b, _ := h.visit("a", "p", "open", "")
		begun := time.Now()
		for range 3 {
			if got, err := b.read(); got != ":" || err != nil {
				t.Fatalf("silence was broken by %q, %v, want a comment", got, err)
			}
		}
		if took := time.Since(begun); took > 3*silence*step {
			t.Errorf("three heartbeats took %v", took)
		}
	})
}

func TestLimitAndLeaving(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		var open []*browser
		for range 50 {
			b, status := h.visit("a", "p", "open", "")
			if status != "HTTP/1.1 200 OK" {
				t.Fatalf("stream %d: %s", len(open)+1, status)
			}
			open = append(open, b)
		}
		if _, status := h.visit("a", "p", "open", ""); !strings.Contains(status, "503") {
			t.Errorf("one stream more than allowed: %s, want 503", status)
		}
		if _, status := h.visit("a", "other", "open", ""); status != "HTTP/1.1 200 OK" {
			t.Errorf("somebody else: %s, want 200", status)
		}
		open[0].conn.Close()
		synctest.Wait()
		if _, status := h.visit("a", "p", "open", ""); status != "HTTP/1.1 200 OK" {
			t.Errorf("after one was closed: %s, want 200", status)
		}
		h.stop()
		synctest.Wait()
		if h.hub.streams != 0 || len(h.hub.topics) != 0 || len(h.hub.owners) != 0 || len(h.hub.holds) != 0 {
			t.Errorf("after the stop %d streams, %d topics, %d owners and %d tickets are left", h.hub.streams, len(h.hub.topics), len(h.hub.owners), len(h.hub.holds))
		}
		if err := h.hub.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "a", Viewer{Most: 1}); err == nil {
			t.Error("a hub that has stopped opened a stream")
		}
	})
}

// After a new start the numbers go on, and so do the browsers.
func TestKillAndRestart(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		h.tell("a", toAll("one"))
		b, _ := h.visit("a", "p", "open", "")
		b.readTo(t, "one")
		h.stop()
		if err := b.closed(); err != nil {
			t.Fatal(err)
		}
		h.ctx, h.stop = context.WithCancel(t.Context())
		h.begin()
		h.tell("a", toAll("two"))
		b, _ = h.visit("a", "p", "open", b.last)
		if got, err := b.read(); got != "two" || err != nil || b.last != "2" {
			t.Errorf("after the restart: %q as event %s, %v, want two as event 2", got, b.last, err)
		}
	})
}

// A hole in the numbers is never told over: it is asked for again.
func TestHole(t *testing.T) {
	inside(t, func(t *testing.T, h *house) {
		h.tell("a", toAll("one"))
		b, _ := h.visit("a", "p", "open", "")
		b.readTo(t, "one")
		h.source.mu.Lock()
		three := Event{3, "k", map[Audience][]byte{"open": []byte("three")}}
		h.source.events["a"] = append(h.source.events["a"], three)
		h.source.mu.Unlock()
		h.commit()
		time.Sleep(2 * time.Second)
		h.source.mu.Lock()
		h.source.events["a"] = append(h.source.events["a"][:1], Event{2, "k", map[Audience][]byte{"open": []byte("two")}}, three)
		h.source.mu.Unlock()
		if got := b.readTo(t, "three"); !slices.Equal(got, []string{"two", "three"}) {
			t.Errorf("got %q, want two and three", got)
		}
	})
}

// Where the connection cannot be taken over, the answer is what there is.
func TestAnswerThatEnds(t *testing.T) {
	h := New(&shelf{events: map[string][]Event{"a": {
		{1, "k", map[Audience][]byte{"open": []byte(`{"x":1}`)}}, {2, "k", map[Audience][]byte{"closed": []byte(`{"x":2}`)}}, {3, "k", map[Audience][]byte{"open": []byte(`{"x":3}`)}},
	}}}, &doorman{}, time.Now, slog.New(slog.DiscardHandler))
	w := httptest.NewRecorder()
	if err := h.Serve(w, httptest.NewRequest("GET", "/?efter=1", nil), "a", Viewer{Audience: "open", Most: 1}); err != nil {
		t.Fatal(err)
	}
	const want = "retry: 2000\n\nid: 3\nevent: k\ndata: {\"x\":3}\n\n"
	if got, err := io.ReadAll(w.Body); string(got) != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	if n := h.Streams(); n != 0 {
		t.Errorf("%d streams are counted, want none", n)
	}
}

func FuzzAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "17", "-3", "1e3", "\x00", "9223372036854775807", "9223372036854775808"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, said string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Last-Event-Id"] = []string{said}
		if got := After(r); got < -1 {
			t.Errorf("After(%q) = %d", said, got)
		}
	})
}
