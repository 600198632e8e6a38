// Live measures how soon those who follow a meeting have what the secretary
// releases: from the save, which is on disk in SQLite before anybody is told, to
// the last of 1,000 and of 5,000 open streams, and what a stream costs in memory.
//
//	make bench BENCH=live
//
// The limit is a bare net/http loop in a process of its own, which keeps nothing,
// asks nobody who they are and sends the same bytes. Both hold their streams at
// the same time and are asked in turn. Then 200 readers that take nothing are
// opened beside 200 that do, and 300 members save their notes at once beside bare
// inserts into SQLite with the same durability.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"klynge/bench/measure"
)

func main() {
	var err error
	switch ctx := context.Background(); {
	case len(os.Args) == 3 && os.Args[1] == "klynge":
		err = serveKlynge(ctx, os.Args[2])
	case len(os.Args) == 2 && os.Args[1] == "bare":
		err = serveBare()
	default:
		err = run(ctx, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/live:", err)
		os.Exit(1)
	}
}

// openSlides is what the autoupdate service of OpenSlides took to the last of so
// many streams, measured with the same kind of client on the same kind of machine
// (2026-07-23, b861e11a). It needs PostgreSQL and Redis, and is not run here.
var openSlides = map[int]float64{1000: 90, 5000: 393}

func run(ctx context.Context, out io.Writer) error {
	folder, err := os.MkdirTemp("", "klynge-bench-")
	if err != nil {
		return err
	}
	rounds := measure.Choose(5, 21)
	table := measure.NewTable(fmt.Sprintf("Live: from the save to the last stream, median of %d rounds in turn with a bare net/http loop", rounds))
	err = errors.Join(fanOut(table, folder, measure.Choose(100, 1000), rounds), fanOut(table, folder, measure.Choose(500, 5000), rounds),
		stalled(table, folder), saves(ctx, table, folder))
	table.Note("The limit is the bare loop: it keeps nothing, knows nobody and sends the same bytes.")
	table.Print(out)
	return errors.Join(err, os.RemoveAll(folder))
}

// fanOut measures both servers with so many streams open on each.
func fanOut(table *measure.Table, folder string, n, rounds int) (err error) {
	ours, err := startKlynge(filepath.Join(folder, fmt.Sprint(n)))
	if err != nil {
		return err
	}
	defer ours.stop()
	bare, err := start("bare")
	if err != nil {
		return err
	}
	defer bare.stop()
	var memory [2]float64
	for i, s := range []*server{ours, bare} {
		if memory[i], err = s.fill(n); err != nil {
			return err
		}
	}
	lasts := measure.Alternate(rounds, ours.release(200, &err), bare.release(200, &err))
	if err != nil {
		return err
	}
	known, ok := openSlides[n]
	if !ok {
		known = measure.None
	}
	table.Add(measure.Row{What: fmt.Sprintf("Save to the last of %d streams", n), Unit: "ms", LessIsBetter: true, Ours: lasts[0], Limit: lasts[1],
		Peer: known, PeerName: "OpenSlides", Goal: "≤ 1.5 × bare loop", Met: lasts[0] <= 1.5*lasts[1]})
	table.Add(measure.Row{What: fmt.Sprintf("Memory of each of %d streams", n), Unit: "KiB", LessIsBetter: true, Ours: memory[0], Limit: memory[1],
		Goal: "≤ bare loop", Met: memory[0] <= memory[1]})
	return nil
}

// stalled measures what 200 readers that take nothing cost 200 that do: each server
// runs twice, with them and without, and all four are asked in turn.
func stalled(table *measure.Table, folder string) error {
	n, changes := measure.Choose(50, 200), measure.Choose(40, 400)
	const text = 8000 // bytes, so that the buffers of the system fill
	var releases []func() float64
	var failed error
	for i, begin := range []func() (*server, error){
		func() (*server, error) { return startKlynge(filepath.Join(folder, "alone")) },
		func() (*server, error) { return startKlynge(filepath.Join(folder, "beside")) },
		func() (*server, error) { return start("bare") },
		func() (*server, error) { return start("bare") },
	} {
		s, err := begin()
		if err != nil {
			return err
		}
		defer s.stop()
		if _, err := s.fill(n); err != nil {
			return err
		}
		if i%2 == 1 {
			if err := s.stall(n); err != nil {
				return err
			}
		}
		releases = append(releases, s.release(text, &failed))
	}
	took := measure.Alternate(changes, releases...)
	if failed != nil {
		return failed
	}
	ours, bare := took[1]/took[0], took[3]/took[2]
	table.Add(measure.Row{What: fmt.Sprintf("%d stalled beside %d healthy: times slower", n, n), Unit: "×", LessIsBetter: true, Ours: ours, Limit: bare,
		Goal: "≤ 1.1 × without them", Met: ours <= 1.1})
	return nil
}

// A server is a process of its own, with the streams that are open to it.
type server struct {
	command *exec.Cmd
	address string
	streams []string // paths and cookies, in turn
	crowd   *crowd
	changes int
}

func startKlynge(folder string) (*server, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	s, err := start("klynge", folder)
	if err != nil {
		return nil, err
	}
	tokens, err := os.ReadFile(filepath.Join(folder, "tokens"))
	if err != nil {
		s.stop()
		return nil, err
	}
	s.streams = nil
	for token := range strings.FieldsSeq(string(tokens)) {
		s.streams = append(s.streams, "GET /arbejde/moede/m/stroem?lukkede=1 HTTP/1.1\r\nHost: x\r\nCookie: klynge="+token+"\r\n\r\n")
	}
	return s, nil
}

// start starts this program as a server that says its address on its first line.
func start(args ...string) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &server{command: exec.Command(self, args...), streams: []string{"GET /stroem HTTP/1.1\r\nHost: x\r\n\r\n"}}
	s.command.Stderr = os.Stderr
	said, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		measure.Stop(s.command)
		return nil, fmt.Errorf("%v did not start: %w", args, err)
	}
	s.address = strings.TrimSpace(line)
	s.crowd = newCrowd(s.address)
	return s, nil
}

func (s *server) stop() {
	s.crowd.leave()
	measure.Stop(s.command)
}

// fill opens so many streams and returns what each took, in KiB of the memory
// that the process has (RSS).
func (s *server) fill(n int) (kib float64, err error) {
	if err := s.crowd.warm(s.streams); err != nil {
		return 0, err
	}
	before := measure.Memory(s.command.Process.Pid)
	if err := s.crowd.join(n, s.streams); err != nil {
		return 0, err
	}
	time.Sleep(time.Second) // the kernel counts memory late
	return (measure.Memory(s.command.Process.Pid) - before) * 1024 / float64(n), nil
}

// stall opens streams that nobody reads.
func (s *server) stall(n int) error { return s.crowd.stall(n, s.streams) }

// release returns a measure of one change: milliseconds from the save of a
// text of so many bytes to the last stream.
func (s *server) release(bytes int, failed *error) func() float64 {
	return func() float64 {
		if *failed != nil {
			return measure.None
		}
		s.changes++
		took, err := s.crowd.change(s.changes, bytes)
		if err != nil {
			*failed = err
		}
		return measure.Milliseconds(took)
	}
}
