package main

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// aviary is a whole Yardstick in which every secret is a canary, with all that it talks to.
type aviary struct {
	t      *testing.T
	dir    string
	format string // of the log
	chat   *notifierstest.Slack
	mail   *notifierstest.SMTP
	hook   *notifierstest.Receiver
	db     *sqlx.DB
	ledger *gate
	source *gate
	env    map[string]string // of the processes: the secrets
	out    *output
	// ends tells when run has shown enough; nil for when it ended by itself.
	ends func(logs string) bool
	last syscall.Signal // ends run
	// then is done once each place was told of a miss; nil for not waiting for that.
	then func()
}

// output is all that came out, by where.
type output struct {
	mu   sync.Mutex
	text map[string]string
}

func (o *output) add(where, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text[where] += text + "\n"
}

func (o *output) all() map[string]string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return maps.Clone(o.text)
}

// newAviary is one in which all is well.
func newAviary(t *testing.T, format string) *aviary {
	t.Helper()
	database := pgtest.Database(t)
	a := &aviary{
		t: t, dir: t.TempDir(), format: format, chat: notifierstest.NewSlack(t), mail: notifierstest.NewSMTP(t), hook: notifierstest.NewReceiver(t),
		ledger: newGate(t, database), source: newGate(t, database), out: &output{text: map[string]string{}}, last: syscall.SIGTERM,
	}
	a.chat.AddChannel("support")
	a.chat.AddChannel("operators")
	db, err := postgres.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	a.db = db
	a.sql(`CREATE TABLE tickets AS SELECT '4711' AS id, 'Printer on fire' AS subject, now() - interval '1 day' AS created_at,
		NULL::timestamptz AS resolved_at, now() AS changed_at`)
	a.env = map[string]string{
		"LEDGER": a.ledger.of(database, ledgerSecret), "SOURCE": a.source.of(database, sourceSecret), "SIGNING": signingSecret, "SERVER": serverSecret,
		"BOT": a.chat.Token(), "APP": a.chat.AppToken(), "SMTP": a.mail.URL(), "HOOK": a.hook.URL(), "HOOK_KEY": notifierstest.ReceiverKey,
	}
	a.write("yardstick.yaml", `
database: { url: "${env:LEDGER}" }
sources: [{ name: desk, url: "${env:SOURCE}", tickets: SELECT * FROM tickets, milestones: { opened: created_at, resolved: resolved_at } }]
standards: standards.yaml
schedule: { round: "@every 1s" }
slack: { token: "${env:BOT}", app_token: "${env:APP}", signing_secret: "${env:SIGNING}", api_url: "`+a.chat.URL()+`" }
alerts: { operators: "#operators", lease: 2s }
email: { smtp: "${env:SMTP}", from: yardstick@example.com }
webhooks: { allow: [127.0.0.1], to: { pager: { url: "${env:HOOK}", key: "${env:HOOK_KEY}" } } }
server: { listen: "127.0.0.1:0", token: "${env:SERVER}" }
`)
	a.write("standards.yaml", `
calendars: { always: { timezone: UTC, hours: 24x7 } }
measures: { resolution: { start: opened, stop: resolved } }
standards:
  - { id: resolution, promise: Solved within an hour., measure: resolution, calendar: always, targets: [{ within: 1h }], route: support }
routes:
  support: { slack: "#support", email: a@example.com, webhook: pager }
`)
	a.ends = func(string) bool { return a.told() }
	return a
}

// told says that each place has been told of the miss.
func (a *aviary) told() bool {
	return len(a.chat.Messages("support")) > 1 && len(a.mail.Mails()) > 0 && len(a.hook.Taken()) > 0
}

// says ends a run once its log says something.
func (a *aviary) says(form string) {
	a.ends = regexp.MustCompile(form).MatchString
}

func (a *aviary) write(name, text string) {
	a.t.Helper()
	if err := os.WriteFile(filepath.Join(a.dir, name), []byte(text), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

// replace changes yardstick.yaml.
func (a *aviary) replace(was, is string) {
	a.t.Helper()
	text, err := os.ReadFile(filepath.Join(a.dir, "yardstick.yaml"))
	if err != nil || !strings.Contains(string(text), was) {
		a.t.Fatalf("%v: there is no %q", err, was)
	}
	a.write("yardstick.yaml", strings.Replace(string(text), was, is, 1))
}

func (a *aviary) sql(statement string) {
	a.t.Helper()
	if _, err := a.db.Exec(statement); err != nil {
		a.t.Fatal(err)
	}
}

// command is a process of Yardstick's with the secrets in its environment, and with a folder of its own for what it leaves behind.
func (a *aviary) command(args ...string) *exec.Cmd {
	c := exec.CommandContext(a.t.Context(), "yardstick", append(args, "--log-format", a.format)...)
	c.Dir = a.dir
	c.Env = append(os.Environ(), "TMPDIR="+a.dir)
	for name, value := range a.env {
		c.Env = append(c.Env, name+"="+value)
	}
	return c
}

// everything runs every command, the daemon in their midst, and gathers all that came out.
func (a *aviary) everything() {
	a.t.Helper()
	a.once("validate")
	a.once("migrate")
	a.run()
	for _, command := range []string{
		"doctor", "check", "check --json", "check --clocks clocks.jsonl", "explain 4711", "explain 4711 --json",
		"excuse 4711 resolution --reason fire --by me", "history 4711", "history 4711 --json", "explain nothing",
	} {
		a.once(command)
	}
	a.gather()
}

// once runs a command to its end, whatever that is.
func (a *aviary) once(command string) {
	a.t.Helper()
	c := a.command(strings.Fields(command)...)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil && c.ProcessState == nil {
		a.t.Fatal(command, err)
	}
	a.out.add(command+": stdout", out.String())
	a.out.add(command+": stderr", errs.String())
}

var firstRound = regexp.MustCompile(`msg"?[=:]"?round\b`)

var listensAt = regexp.MustCompile(`server listens"?,?[ "]*address"?[=:]"?([0-9.:]+)`)

// run runs the daemon until it has shown enough, asks it all that can be asked, and ends it.
func (a *aviary) run() {
	a.t.Helper()
	c := a.command("run")
	var out, logs lockedText
	c.Stdout, c.Stderr = &out, &logs
	if err := c.Start(); err != nil {
		a.t.Fatal(err)
	}
	arguments, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", c.Process.Pid)) // where there is such a thing
	a.out.add("arguments", string(arguments))
	ended := make(chan struct{})
	go func() {
		_ = c.Wait() // how it ends is in its output
		close(ended)
	}()
	if a.ends != nil {
		a.await("its address", &logs, ended, func() bool { return listensAt.MatchString(logs.String()) })
		address := "http://" + listensAt.FindStringSubmatch(logs.String())[1]
		a.await("the first round", &logs, ended, func() bool { return firstRound.MatchString(logs.String()) || a.ends(logs.String()) })
		a.sql(`INSERT INTO tickets SELECT '4712', subject, now() - interval '1 hour' + interval '1 second', NULL, now() FROM tickets`) // due after the first round: to be told
		if a.then != nil {
			a.await("all are told", &logs, ended, a.told)
			a.then()
		}
		a.await("all it has to show", &logs, ended, func() bool { return a.ends(logs.String()) })
		a.ask(address)
		_ = c.Process.Signal(a.last)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		_ = c.Process.Kill()
		a.t.Errorf("run does not end:\n%s", &logs)
	}
	a.out.add("run: stdout", out.String())
	a.out.add("run: stderr", logs.String())
}

func (a *aviary) await(what string, logs *lockedText, ended <-chan struct{}, holds func() bool) {
	a.t.Helper()
	for deadline := time.After(patience); !holds(); {
		select {
		case <-ended:
			a.t.Fatalf("run ended before %s:\n%s", what, tail(logs))
		case <-deadline:
			a.t.Fatalf("waited in vain for %s:\n%s", what, tail(logs))
		case <-time.After(10 * time.Millisecond): // logs give no signal
		}
	}
}

// tail is the end of a log.
func tail(logs *lockedText) string {
	text := logs.String()
	return text[max(0, len(text)-8000):]
}

// ask asks the server all that can be asked, with the token and without, and Slack's endpoint with good and bad signatures.
func (a *aviary) ask(address string) {
	a.t.Helper()
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/", "/slack/commands"} {
		for _, token := range []string{serverSecret, serverSecret + "2", ""} {
			r, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, address+path, nil)
			if err != nil {
				a.t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			a.answered(path, r)
		}
	}
	for _, secret := range []string{signingSecret, "guessed", serverSecret} {
		command := url.Values{}
		for name, value := range a.chat.Command(a.chat.AddPerson("Eve", "eve@example.com"), "explain 4711") {
			command.Set(name, fmt.Sprint(value))
		}
		a.answered("/slack/commands", signed(a.t, address+"/slack/commands", command.Encode(), secret))
		a.answered("/slack/interactions", signed(a.t, address+"/slack/interactions", "payload=%7B", secret))
	}
}

func (a *aviary) answered(where string, r *http.Request) {
	a.t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	a.out.add(where, fmt.Sprintf("%d %v\n%s", answer.StatusCode, answer.Header, body))
}

// gather adds what was sent, what the ledger holds, and the files that were left.
func (a *aviary) gather() {
	a.t.Helper()
	for _, call := range a.chat.Calls() {
		a.out.add("Slack", call.Method+" "+call.Form.Encode()+fmt.Sprint(call.Form))
	}
	for _, m := range a.chat.Answers() {
		a.out.add("Slack", m.Text+string(m.Blocks))
	}
	for _, m := range a.mail.Mails() {
		a.out.add("mail", m.Raw)
	}
	for _, r := range a.hook.Requests() {
		a.out.add("webhooks", fmt.Sprint(r.Header)+r.Body)
	}
	var tables []string
	if err := a.db.Select(&tables, `SELECT table_name FROM information_schema.tables WHERE table_schema = 'yardstick'`); err != nil {
		a.t.Fatal(err)
	}
	for _, table := range tables {
		var text string
		if err := a.db.QueryRow("SELECT coalesce(string_agg(t::text, E'\n'), '') FROM yardstick." + table + " t").Scan(&text); err != nil {
			a.t.Fatal(err)
		}
		a.out.add("ledger: "+table, text)
	}
	err := filepath.WalkDir(a.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		a.out.add("the file "+e.Name(), path[len(a.dir):]+"\n"+string(text))
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
}
