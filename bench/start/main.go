// Start measures how long bin/klynge takes from exec to the first page, how
// much memory it holds when nobody asks, and how large the program is: with the
// record of the examples and with 300,000 items.
//
//	make build && go run ./bench/start
//
// Beside it starts PocketBase, empty, and as the limit a Go program that does
// nothing but answer.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"klynge/bench/measure"
)

func main() {
	var err error
	if len(os.Args) == 3 && os.Args[1] == "nothing" {
		err = http.ListenAndServe(os.Args[2], http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	} else {
		err = run(context.Background(), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/start:", err)
		os.Exit(1)
	}
}

// A program is started with the address it answers on, and asked for a page.
type program struct {
	args   func(address string) []string
	path   string
	memory []float64
	err    error
}

// settle is how long a program is left alone before its memory is read.
var settle = measure.Choose(300*time.Millisecond, time.Second)

func run(ctx context.Context, out io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "klynge-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	klynge := filepath.Join("bin", "klynge")
	demo, large := filepath.Join(folder, "demo", "klynge.db"), filepath.Join(folder, "large", "klynge.db")
	for _, path := range []string{demo, large} {
		// The examples hold one that is meant to fail.
		text, err := exec.CommandContext(ctx, klynge, "import", "--db", path, "examples").CombinedOutput()
		if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
			return fmt.Errorf("%w\n%s", err, text)
		}
	}
	items, err := multiply(ctx, large, measure.Choose(30_000, 300_000))
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	serve := func(path string) *program {
		return &program{path: "/", args: func(address string) []string { return []string{klynge, "serve", "--db", path, "--address", address} }}
	}
	limit := &program{path: "/", args: func(address string) []string { return []string{self, "nothing", address} }}
	programs := []*program{serve(demo), serve(large), limit}
	rounds := measure.Choose(3, 7)
	table := measure.NewTable(fmt.Sprintf("Start: from exec to the first page, median of %d rounds in turn", rounds))
	if measure.Has(measure.PocketBase) {
		programs = append(programs, &program{path: "/api/health", args: func(address string) []string {
			return []string{measure.PocketBase, "serve", "--dev=false", "--http=" + address, "--dir=" + filepath.Join(folder, "pocketbase")}
		}})
	} else {
		table.Missing("PocketBase", measure.GetPocketBase)
	}
	var starts []func() float64
	for _, p := range programs {
		p.start() // the first start makes the database, or fills the disk's cache
		p.memory = nil
		starts = append(starts, p.start)
	}
	took := append(measure.Alternate(rounds, starts...), measure.None)
	for _, p := range programs {
		if p.err != nil {
			return p.err
		}
	}
	programs = append(programs, &program{})
	for i, what := range []string{"the examples", fmt.Sprintf("%d items", items)} {
		memory := measure.Median(programs[i].memory)
		table.Add(measure.Row{What: "To the first page, " + what, Unit: "ms", LessIsBetter: true, Ours: took[i], Peer: took[3], PeerName: "PocketBase, empty",
			Limit: took[2], Goal: "≤ 50 ms", Met: took[i] <= 50})
		table.Add(measure.Row{What: "Memory at rest, " + what, Unit: "MiB", LessIsBetter: true, Ours: memory, Peer: measure.Median(programs[3].memory),
			PeerName: "PocketBase, empty", Limit: measure.Median(limit.memory), Goal: "≤ 60 MiB", Met: memory <= 60})
	}
	table.Add(measure.Row{What: "Size of the program", Unit: "MB", LessIsBetter: true, Ours: size(klynge), Peer: size(measure.PocketBase), PeerName: "PocketBase", Limit: size(self)})
	table.Note("The limit is a Go program that only answers. The many items are the examples copied in the tables, without source texts and search index.")
	table.Print(out)
	return nil
}

func size(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return measure.None
	}
	return float64(info.Size()) / 1e6
}

// start starts the program, asks until it answers 200, and stops it. It returns
// the milliseconds from exec to that answer.
func (p *program) start() float64 {
	took, err := p.try()
	if err != nil && p.err == nil {
		p.err = err
	}
	return took
}

func (p *program) try() (took float64, err error) {
	port, err := measure.FreePort()
	if err != nil {
		return measure.None, err
	}
	address := net.JoinHostPort("127.0.0.1", port)
	args := p.args(address)
	command := exec.Command(args[0], args[1:]...)
	begun := time.Now()
	if err := command.Start(); err != nil {
		return measure.None, err
	}
	defer measure.Stop(command)
	client := http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		response, err := client.Get("http://" + address + p.path)
		if err == nil {
			if _, err := io.Copy(io.Discard, response.Body); err != nil {
				return measure.None, err
			}
			if err := response.Body.Close(); err != nil {
				return measure.None, err
			}
			if response.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(begun) > time.Minute {
			return measure.None, fmt.Errorf("%s did not answer within a minute: %w", args[0], err)
		}
		time.Sleep(500 * time.Microsecond)
	}
	took = measure.Milliseconds(time.Since(begun))
	time.Sleep(settle)
	p.memory = append(p.memory, measure.Memory(command.Process.Pid))
	return took, nil
}
