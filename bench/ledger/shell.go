package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// A shell is the sqlite3 shell on the file of the ledger. A nil one is not there.
type shell struct{ path, fund string }

// The bare sums: of every posting, and of the totals of months with the postings
// of the half month that is asked for.
func (s *shell) until() string {
	return fmt.Sprintf(`SELECT account, SUM(amount) FROM ledger_posting WHERE fund_id = '%s' AND date <= '%s' GROUP BY account;`, s.fund, asked)
}

func (s *shell) balance(ctx context.Context) (float64, error) { return s.time(ctx, s.until()) }

func (s *shell) report(ctx context.Context) (float64, error) {
	return s.time(ctx, fmt.Sprintf(`SELECT year, purpose_id, account, SUM(amount) FROM ledger_posting WHERE fund_id = '%s' GROUP BY year, purpose_id, account;`, s.fund))
}

func (s *shell) leastBalance(ctx context.Context) (float64, error) {
	return s.time(ctx, fmt.Sprintf(`SELECT account, SUM(amount) FROM (
		SELECT account, amount FROM ledger_month WHERE fund_id = '%[1]s' AND month < '%[2]s'
		UNION ALL SELECT account, amount FROM ledger_posting WHERE fund_id = '%[1]s' AND date BETWEEN '%[2]s-01' AND '%[3]s') GROUP BY account;`, s.fund, asked[:7], asked))
}

func (s *shell) leastReport(ctx context.Context) (float64, error) {
	return s.time(ctx, fmt.Sprintf(`SELECT year, purpose_id, account, SUM(amount) FROM ledger_month WHERE fund_id = '%s' GROUP BY year, purpose_id, account;`, s.fund))
}

// sums returns what is available, committed and spent on the day that is asked.
func (s *shell) sums(ctx context.Context) (string, error) {
	out, err := s.run(ctx, s.until())
	if err != nil {
		return "", err
	}
	sum := map[string]string{}
	for line := range strings.Lines(out) {
		account, amount, _ := strings.Cut(strings.TrimSpace(line), "|")
		sum[account] = amount
	}
	return sum["available"] + "|" + sum["committed"] + "|" + sum["spent"], nil
}

var clock = regexp.MustCompile(`Run Time: real ([0-9.]+)`)

// time returns the milliseconds that a query takes the shell when it is asked for
// the second time, with as much memory as it wants.
func (s *shell) time(ctx context.Context, query string) (float64, error) {
	out, err := s.run(ctx, "PRAGMA cache_size = -1000000;\n"+query+"\n.timer on\n"+query)
	if err != nil {
		return 0, err
	}
	found := clock.FindStringSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("sqlite3 gives no time:\n%.300s", out)
	}
	seconds, err := strconv.ParseFloat(found[1], 64)
	return 1000 * seconds, err
}

func (s *shell) run(ctx context.Context, script string) (string, error) {
	command := exec.CommandContext(ctx, "sqlite3", "-readonly", s.path)
	command.Stdin = strings.NewReader(script + "\n")
	out, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("sqlite3: %w\n%.300s", err, out)
	}
	return string(out), nil
}
