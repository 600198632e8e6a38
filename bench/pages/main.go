// Pages measures the public page of a meeting and the list of 30 decisions
// under 32 connections, served by bin/klynge from the record of the examples.
//
//	make build && go run ./bench/pages
//
// Beside us a Go server and nginx send the same bytes from memory and from a
// file: nothing that makes a page can be faster. PocketBase, which many small
// services are built on, answers the nearest thing that it has, a list of 30
// records as JSON. Client and servers share the machine's cores, so what counts
// is the ratio.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"klynge/bench/measure"
)

func main() {
	var err error
	if len(os.Args) == 3 && os.Args[1] == "from-memory" {
		err = fromMemory(os.Args[2])
	} else {
		err = run(context.Background(), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/pages:", err)
		os.Exit(1)
	}
}

// The pages that are asked for, by the name of the file that holds their bytes.
const (
	page = "moede.html"
	list = "liste.html"
)

// A bench starts the servers in a temporary folder.
type bench struct {
	ctx     context.Context
	folder  string
	table   *measure.Table
	started []*exec.Cmd
}

func run(ctx context.Context, out io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "klynge-bench-")
	if err != nil {
		return err
	}
	b := &bench{ctx: ctx, folder: folder, table: measure.NewTable(
		fmt.Sprintf("Pages: %d connections, median of %d rounds of %v in turn", connections, rounds, round))}
	defer func() {
		for _, command := range b.started {
			measure.Stop(command)
		}
		err = errors.Join(err, os.RemoveAll(folder))
	}()
	targets, err := b.targets()
	if err != nil {
		return err
	}
	var loads []func() float64
	names := slices.Sorted(maps.Keys(targets))
	for _, name := range names {
		t := targets[name]
		if err := t.load(round / 2); err != nil { // to warm it
			return err
		}
		t.p50, t.p99, t.requests, t.processor = nil, nil, 0, 0
		loads = append(loads, func() float64 {
			before := t.requests
			start := time.Now()
			if failed := t.load(round); failed != nil && err == nil {
				err = failed
			}
			return measure.PerSecond(t.requests-before, start)
		})
	}
	speed := measure.Alternate(rounds, loads...)
	if err != nil {
		return err
	}
	for i, name := range names {
		targets[name].speed = speed[i]
	}
	b.report(targets)
	b.table.Print(out)
	return nil
}

// targets starts every server that is there.
func (b *bench) targets() (map[string]*target, error) {
	ours, err := b.klynge()
	if err != nil {
		return nil, err
	}
	meeting, err := firstMeeting(ours.home)
	if err != nil {
		return nil, err
	}
	targets := map[string]*target{}
	add := func(name string, s server, path string) error {
		t, err := newTarget(s, path)
		targets[name] = t
		return err
	}
	if err := errors.Join(add("ours "+page, ours, meeting), add("ours "+list, ours, "/beslutninger")); err != nil {
		return nil, err
	}
	for _, name := range []string{page, list} {
		if err := os.WriteFile(filepath.Join(b.folder, name), targets["ours "+name].body, 0o644); err != nil {
			return nil, err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	memory, err := b.start(exec.Command(self, "from-memory", b.folder))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(add("memory "+page, memory, "/"+page), add("memory "+list, memory, "/"+list)); err != nil {
		return nil, err
	}
	if s, ok := b.nginx(); ok {
		if err := errors.Join(add("nginx "+page, s, "/"+page), add("nginx "+list, s, "/"+list)); err != nil {
			return nil, err
		}
	}
	if s, ok := b.pocketBase(); ok {
		if err := add("pocketbase", s, "/api/collections/items/records?perPage=30&sort=-date&skipTotal=1"); err != nil {
			return nil, err
		}
	}
	return targets, nil
}

func (b *bench) report(targets map[string]*target) {
	none := &target{speed: measure.None}
	get := func(name string) *target {
		if t := targets[name]; t != nil {
			return t
		}
		return none
	}
	for _, kind := range []struct{ file, what string }{{page, "Meeting page"}, {list, "List of 30 decisions"}} {
		ours, memory, nginx := get("ours "+kind.file), get("memory "+kind.file), get("nginx "+kind.file)
		what := fmt.Sprintf("%s, %d KB", kind.what, len(ours.body)/1000)
		b.table.Add(measure.Row{What: what, Unit: "answers/s", Ours: ours.speed, Peer: memory.speed, PeerName: "Go from memory", Limit: nginx.speed,
			Goal: "≥ 0.5 × Go (wished: 0.8)", Met: ours.speed >= memory.speed/2})
		for i, percent := range []string{"p50", "p99"} {
			b.table.Add(measure.Row{What: what + ", " + percent, Unit: "ms", LessIsBetter: true, Ours: ours.percentile(i),
				Peer: memory.percentile(i), PeerName: "Go from memory", Limit: nginx.percentile(i)})
		}
		b.table.Add(measure.Row{What: what + ", processor time", Unit: "µs/answer", LessIsBetter: true, Ours: ours.cost(), Peer: memory.cost(),
			PeerName: "Go from memory", Limit: nginx.cost()})
	}
	ours, theirs := get("ours "+list), get("pocketbase")
	b.table.Add(measure.Row{What: "List of 30, against PocketBase", Unit: "answers/s", Ours: ours.speed, Peer: theirs.speed, PeerName: "PocketBase",
		Goal: "≥ 10 × PocketBase", Met: ours.speed >= 10*theirs.speed})
	b.table.Add(measure.Row{What: "List of 30, p99", Unit: "ms", LessIsBetter: true, Ours: ours.percentile(1), Peer: theirs.percentile(1), PeerName: "PocketBase"})
	b.table.Note("The limit is nginx, which sends the same bytes from a file.")
}

// A server is a process that answers at home.
type server struct {
	home string // "http://127.0.0.1:8080"
	pid  int
}

// start starts a server that says its address on its first line.
func (b *bench) start(command *exec.Cmd) (s server, err error) {
	said, err := command.StdoutPipe()
	if err != nil {
		return s, err
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return s, err
	}
	b.started = append(b.started, command)
	line, err := bufio.NewReader(said).ReadString('\n')
	if err != nil {
		return s, fmt.Errorf("%s did not start: %w", command.Path, err)
	}
	s.home, s.pid = address.FindString(line), command.Process.Pid
	if s.home == "" {
		return s, fmt.Errorf("%s says no address: %q", command.Path, line)
	}
	return s, nil
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// klynge fills a database with the examples and serves it.
func (b *bench) klynge() (server, error) {
	program, database := filepath.Join("bin", "klynge"), filepath.Join(b.folder, "klynge.db")
	// The examples hold one that is meant to fail.
	out, err := exec.CommandContext(b.ctx, program, "import", "--db", database, "examples").CombinedOutput()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		return server{}, fmt.Errorf("%w\n%s", err, out)
	}
	return b.start(exec.Command(program, "serve", "--db", database, "--address", "127.0.0.1:0"))
}

var meetingLink = regexp.MustCompile(`href="(/moeder/2[^"#?/]+)"`)

// firstMeeting returns the address of the first meeting in the list.
func firstMeeting(home string) (string, error) {
	response, err := http.Get(home + "/moeder")
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	link := meetingLink.FindSubmatch(text)
	if link == nil {
		return "", errors.New("the list of meetings names none")
	}
	return string(link[1]), nil
}

// fromMemory serves the pages in a folder, which it reads once.
func fromMemory(folder string) error {
	mux := http.NewServeMux()
	for _, name := range []string{page, list} {
		bytes, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Length", fmt.Sprint(len(bytes)))
			// The client may have gone.
			_, _ = w.Write(bytes)
		})
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, mux)
}

// await asks until a page answers 200.
func await(home string) error {
	var err error
	for range 100 {
		var response *http.Response
		if response, err = http.Get(home); err == nil {
			err = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return err
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.Join(fmt.Errorf("%s does not answer", home), err)
}
