// Package dbtest gives a test a fresh database on both engines.
//
// A package whose tests need rows starts PostgreSQL once in TestMain:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
//
//	func TestPublish(t *testing.T) {
//		dbtest.Each(t, func(t *testing.T, d *db.DB) { … })
//	}
//
// The server is a throwaway cluster on a Unix socket, made by initdb, without
// fsync. Set KLYNGE_TEST_POSTGRES to the URL of a server to use that instead, as a
// user who may create databases.
// A benchmark, which is no test, gets the same server from [Start].
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"klynge/internal/db"
)

// Noon is the time of every test: Saturday 21 November 2026, 12.00 UTC.
var Noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var (
	server string // URL of the PostgreSQL server
	count  atomic.Int64
)

// Main starts PostgreSQL, runs the tests of a package and stops the server.
func Main(m *testing.M) {
	code := 1
	address, stop, err := Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "dbtest:", err)
	} else {
		server = address
		code = m.Run()
		if err := execute("DROP DATABASE IF EXISTS " + templateName); err != nil {
			fmt.Fprintln(os.Stderr, "dbtest:", err)
		}
		stop()
	}
	os.Exit(code)
}

// Each runs a test on SQLite and on PostgreSQL, each with an empty record.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, Open(t, SQLite(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		test(t, Open(t, Postgres(t)))
	})
}

// Open opens a database at an address, with its clock at [Noon], until the
// test ends.
func Open(t testing.TB, address string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, noon)
	if err != nil {
		t.Fatalf("open %s: %v", address, err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close %s: %v", address, err)
		}
	})
	return d
}

// The tables are made once in a process; each test starts on a copy.
var (
	sqliteTemplate   = sync.OnceValues(makeSQLite)
	templateName     = fmt.Sprintf("klynge_template_%d", os.Getpid())
	postgresTemplate = sync.OnceValue(makePostgres)
)

func noon() time.Time { return Noon }

func makeSQLite() (file []byte, err error) {
	folder, err := os.MkdirTemp("", "klynge-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "template.db")
	if err := migrate(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func makePostgres() error {
	if err := execute("CREATE DATABASE " + templateName); err != nil {
		return err
	}
	return migrate(database(templateName))
}

// migrate makes the tables in an empty database.
func migrate(address string) error {
	d, err := db.Open(context.Background(), address, noon)
	if err != nil {
		return err
	}
	return d.Close()
}

// SQLite makes a SQLite database with the tables of the record and no rows, and
// returns its address. It is gone when the test ends.
func SQLite(t testing.TB) string {
	t.Helper()
	file, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Postgres makes a PostgreSQL database with the tables of the record and no rows,
// and returns its address. It is dropped when the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	if server == "" {
		t.Fatal("dbtest: call dbtest.Main from TestMain")
	}
	if err := postgresTemplate(); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("klynge_%d_%d", os.Getpid(), count.Add(1))
	if err := execute("CREATE DATABASE " + name + " TEMPLATE " + templateName); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return database(name)
}

// database returns the address of a database of the server.
func database(name string) string {
	address, err := url.Parse(server)
	if err != nil {
		return server
	}
	address.Path = "/" + name
	return address.String()
}

// execute runs a statement on the server, not in one of its test databases.
func execute(statement string) error {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.ExecContext(context.Background(), statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// Start makes a PostgreSQL cluster in a temporary folder and starts it. It
// returns the address of its database; stop throws the cluster away.
func Start() (address string, stop func(), err error) {
	if address = os.Getenv("KLYNGE_TEST_POSTGRES"); address != "" {
		return address, func() {}, nil
	}
	bin, err := programs()
	if err != nil {
		return "", nil, err
	}
	folder, err := os.MkdirTemp("", "klynge-pg-")
	if err != nil {
		return "", nil, err
	}
	credential, err := unprivileged(folder)
	if err != nil {
		return "", nil, err
	}
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = folder
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Pdeathsig: syscall.SIGINT}
		return cmd
	}
	data := filepath.Join(folder, "data")
	if out, err := command("initdb", "-D", data, "-U", "klynge", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	postgres := command("postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "log_min_messages=panic", "-c", "log_min_error_statement=panic")
	if err := postgres.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		// The server is thrown away; how it ends does not matter.
		_ = postgres.Process.Signal(syscall.SIGQUIT)
		_ = postgres.Wait()
		_ = os.RemoveAll(folder)
	}
	address = "postgres://klynge@/postgres?host=" + url.QueryEscape(folder)
	if err := ready(address); err != nil {
		stop()
		return "", nil, err
	}
	return address, stop, nil
}

// programs finds the folder of initdb and postgres.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("PostgreSQL is not installed: run make test as root, which installs it, or apt-get install postgresql")
	}
	return filepath.Dir(path), nil
}

// unprivileged hands the folder to a user that PostgreSQL agrees to run as:
// it refuses root.
func unprivileged(folder string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(folder, int(uid), int(gid))
}

// ready waits until the server answers.
func ready(address string) error {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer pool.Close()
	for range 200 {
		if err = pool.Ping(); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL did not start: %w", err)
}

// Ints runs a query that returns one column of whole numbers.
func Ints(t testing.TB, d *db.DB, query string, args ...any) (list []int64) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		list, err = db.Collect(t.Context(), tx, func(row interface{ Scan(...any) error }) (n int64, err error) {
			return n, row.Scan(&n)
		}, query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", strings.Join(strings.Fields(query), " "), err)
	}
	return list
}
