package measure

import (
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Memory returns how many MiB of a process lie in memory now, [None] where
// there is no /proc.
func Memory(pid int) float64 { return status(pid, "VmRSS:") }

// status returns a size of a process in MiB (proc(5)).
func status(pid int, name string) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return None
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			if err == nil {
				return kib / 1024
			}
		}
	}
	return None
}

// tick is the unit of processor time in /proc: USER_HZ is 100 on every Linux
// that Go runs on.
const tick = 10 * time.Millisecond

// Processor returns the processor time that a process and its children have
// used, 0 where there is no /proc.
func Processor(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The name in parentheses may hold spaces; user and system time are the
	// 12th and 13th fields behind it (proc(5)).
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var used time.Duration
	for _, field := range fields[11:13] {
		ticks, err := strconv.Atoi(field)
		if err != nil {
			return 0
		}
		used += time.Duration(ticks) * tick
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		return used
	}
	for field := range strings.FieldsSeq(string(children)) {
		if child, err := strconv.Atoi(field); err == nil {
			used += Processor(child)
		}
	}
	return used
}

// Peak runs a program and returns the most memory, in MiB, that it had. The
// kernel counts a parent's memory into what wait4 tells of a child, so /proc is
// asked while the program runs.
func Peak(command *exec.Cmd) (peak float64, err error) {
	if err := command.Start(); err != nil {
		return None, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	peak = None
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-time.After(5 * time.Millisecond):
			if now := status(command.Process.Pid, "VmHWM:"); !math.IsNaN(now) {
				peak = now
			}
		}
	}
}

// Stop asks a process to end, and ends it when it has not after ten seconds.
func Stop(command *exec.Cmd) {
	// How it ends does not matter: it is measured no more.
	_ = command.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(10*time.Second, func() { _ = command.Process.Kill() })
	defer late.Stop()
	_ = command.Wait()
}

// Has reports whether a program is installed.
func Has(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// PocketBase is where the program is looked for, and GetPocketBase what puts the
// newest that Go 1.26 builds there. It is no part of this module.
const (
	PocketBase    = "./bench/peers/bin/base"
	GetPocketBase = `GOBIN="$PWD/bench/peers/bin" go install github.com/pocketbase/pocketbase/examples/base@v0.39.0`
)

// FreePort returns a port of this machine that nobody listens on.
func FreePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return port, errors.Join(err, listener.Close())
}
