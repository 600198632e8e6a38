package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"

	"klynge/bench/invent"
	"klynge/bench/measure"
)

// nginxSettings are nginx's own for static files, without a log.
const nginxSettings = `worker_processes 2;
daemon off;
pid %[1]s/nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	open_file_cache max=100;
	keepalive_requests 100000000;
	types { text/html html; }
	client_body_temp_path %[1]s;
	proxy_temp_path %[1]s;
	fastcgi_temp_path %[1]s;
	uwsgi_temp_path %[1]s;
	scgi_temp_path %[1]s;
	server { listen 127.0.0.1:%[2]s; root %[1]s; }
}
`

func (b *bench) nginx() (s server, ok bool) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program = "/usr/sbin/nginx"; !measure.Has(program) {
			b.table.Missing("nginx", "apt-get install nginx")
			return s, false
		}
	}
	s, err = b.startNginx(program)
	if err != nil {
		b.table.Note("nginx: not measured: %v", err)
	}
	return s, err == nil
}

func (b *bench) startNginx(program string) (s server, err error) {
	port, err := measure.FreePort()
	if err != nil {
		return s, err
	}
	// The workers run as nobody and must reach the files.
	if err := os.Chmod(b.folder, 0o755); err != nil {
		return s, err
	}
	settings := filepath.Join(b.folder, "nginx.conf")
	if err := os.WriteFile(settings, fmt.Appendf(nil, nginxSettings, b.folder, port), 0o600); err != nil {
		return s, err
	}
	command := exec.Command(program, "-c", settings, "-p", b.folder, "-e", "stderr")
	if err := command.Start(); err != nil {
		return s, err
	}
	b.started = append(b.started, command)
	s = server{"http://127.0.0.1:" + port, command.Process.Pid}
	return s, await(s.home + "/" + page)
}

// pocketBase starts PocketBase with a collection of 1,000 items.
func (b *bench) pocketBase() (s server, ok bool) {
	program := measure.PocketBase
	if !measure.Has(program) {
		b.table.Missing("PocketBase", measure.GetPocketBase)
		return s, false
	}
	s, err := b.startPocketBase(program)
	if err != nil {
		b.table.Note("PocketBase: not measured: %v", err)
	}
	return s, err == nil
}

func (b *bench) startPocketBase(program string) (s server, err error) {
	const who, code = "bench@example.invalid", "bench-bench-bench"
	data := "--dir=" + filepath.Join(b.folder, "pocketbase")
	if out, err := exec.CommandContext(b.ctx, program, "superuser", "upsert", who, code, data).CombinedOutput(); err != nil {
		return s, fmt.Errorf("%w: %.300s", err, out)
	}
	port, err := measure.FreePort()
	if err != nil {
		return s, err
	}
	// A program in a temporary folder is taken for one in development, which
	// prints each statement.
	command := exec.Command(program, "serve", "--dev=false", "--http=127.0.0.1:"+port, data)
	if err := command.Start(); err != nil {
		return s, err
	}
	b.started = append(b.started, command)
	s = server{"http://127.0.0.1:" + port, command.Process.Pid}
	if err := await(s.home + "/api/health"); err != nil {
		return s, err
	}
	return s, fillPocketBase(s.home, who, code)
}

func fillPocketBase(home, who, code string) error {
	var access struct{ Token string }
	err := post(home+"/api/collections/_superusers/auth-with-password", "", map[string]any{"identity": who, "password": code}, &access)
	if err != nil {
		return err
	}
	text := func(name string) map[string]any { return map[string]any{"name": name, "type": "text", "max": 20000} }
	if err := post(home+"/api/collections", access.Token, map[string]any{
		"name": "items", "type": "base", "listRule": "", "viewRule": "",
		"fields":  []any{text("title"), text("text"), text("decision"), text("date")},
		"indexes": []string{"CREATE INDEX items_by_date ON items (date)"},
	}, nil); err != nil {
		return err
	}
	for it := range invent.Items(invent.NewWords(), 1000) {
		if err := post(home+"/api/collections/items/records", access.Token, map[string]any{
			"title": it.Title, "text": it.Presentation, "decision": it.Decision, "date": it.Date}, nil); err != nil {
			return err
		}
	}
	return nil
}

// post sends JSON and reads the answer into a value, unless that is nil.
func post(url, token string, value, into any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s: %.200s", url, response.Status, text)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(text, into)
}
