// Browsertest shows the site to a real browser: Debian's chromium, driven by
// playwright-core and judged by axe-core.
//
//	go run ./internal/web/browsertest              every kind of page, da and en, wide and narrow
//	go run ./internal/web/browsertest -demo        everything that links of the demo lead to
//	go run ./internal/web/browsertest -pictures docs/screenshots
//	go run ./internal/web/browsertest -serve 127.0.0.1:8080
//
// Run npm ci --ignore-scripts in this folder first, and go generate in
// internal/web/design.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"

	"klynge/internal/access"
	"klynge/internal/web"
	"klynge/internal/web/design"
	"klynge/internal/web/webtest"
)

func main() {
	pictures := flag.String("pictures", "", "write screenshots of every kind of page to this folder")
	serve := flag.String("serve", "", "only serve, at this address")
	demo := flag.Bool("demo", false, "go through the demo instead")
	examples := flag.String("examples", "examples", "files to read")
	scripts := flag.String("scripts", "internal/web/browsertest", "folder of the scripts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *demo {
		err = crawl(ctx, *examples, *scripts, *pictures)
	} else {
		err = run(ctx, *pictures, *serve, *examples, *scripts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "browsertest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, pictures, serve, examples, scripts string) (err error) {
	if !design.Built() {
		return errors.New("the design system is not built in: run npm ci and go generate in internal/web/design")
	}
	folder, err := os.MkdirTemp("", "klynge-browsertest-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	site, err := webtest.Open(ctx, folder, webtest.Examples(examples)...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	for _, o := range site.Refused {
		fmt.Fprintf(os.Stderr, "browsertest: %s was not read: %v\n", o.File, o.Err)
	}
	address := serve
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return err
	}
	base := "http://localhost:" + port // a passkey belongs to a name, not to a number
	site.SignIn.URL = base
	if site.SignIn.Passkeys, err = access.NewPasskeys(site.Accounts, base); err != nil {
		return err
	}
	server := web.NewServer(ctx, site)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "browsertest:", err)
		}
	}()
	defer func() { err = errors.Join(err, server.Close()) }()
	agenda, err := set(ctx, site)
	if err != nil {
		return err
	}
	more, signe, err := rounds(ctx, site)
	if err != nil {
		return err
	}
	if serve != "" {
		fmt.Printf("%s/log-ind (%s, %s)\n", base, webtest.Mail, webtest.Password)
		fmt.Println(agenda.args(base))
		fmt.Println(signe)
		for _, name := range slices.Sorted(maps.Keys(more)) {
			fmt.Println(name, more[name])
		}
		<-ctx.Done()
		return nil
	}
	told, err := json.Marshal(more)
	if err != nil {
		return err
	}
	args := []string{filepath.Join(scripts, "check.mjs"), base, webtest.Mail, webtest.Password, string(told), signe}
	if pictures != "" {
		args = []string{filepath.Join(scripts, "pictures.mjs"), base, webtest.Mail, webtest.Password, pictures}
	}
	if err := play(ctx, args...); err != nil || pictures != "" {
		return err
	}
	return play(ctx, append([]string{filepath.Join(scripts, "editor.mjs")}, agenda.args(base)...)...)
}

// play runs a script with its arguments.
func play(ctx context.Context, args ...string) error {
	node := exec.CommandContext(ctx, "node", args...)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	return node.Run()
}
