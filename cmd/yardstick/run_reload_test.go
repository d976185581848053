package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// swift is a pace for tests. It never polls: what is found was told.
var swift = pace{quiet: 20 * time.Millisecond, most: time.Second, poll: time.Hour, patience: 150 * time.Millisecond}

// watchful is an office with a place for operators, whose daemon runs.
type watchful struct {
	*office
	*process
	hangup chan os.Signal
	stop   func()
}

// watch starts the daemon over an office, which prepare may have changed.
func watch(t *testing.T, p pace, prepare func(*office)) *watchful {
	t.Helper()
	o := newOffice(t)
	o.slack.AddChannel("ops")
	o.replace("yardstick.yaml", "alerts: { lease: 2s }=>alerts: { lease: 2s, operators: \"#ops\" }")
	o.at(10 * time.Minute)
	if prepare != nil {
		prepare(o)
	}
	w := &watchful{office: o, process: o.start(nil), hangup: make(chan os.Signal, 1)}
	w.process.pace = p
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.machine.run(ctx, nil, w.hangup); err != nil {
			t.Error(err)
		}
	})
	w.stop = func() {
		cancel()
		running.Wait()
	}
	t.Cleanup(w.stop)
	w.await("the first round", func() bool { return strings.Contains(w.logs.String(), "msg=round ") })
	return w
}

// await waits until something holds: the log and the ledger give no signal.
func (w *watchful) await(what string, holds func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			w.t.Fatalf("waited in vain for %s:\n%s", what, regexp.MustCompile(`(?m)^.*msg=round .*\n`).ReplaceAllString(w.logs.String(), ""))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// logged counts the lines of the log that have all of some texts.
func (w *watchful) logged(texts ...string) int {
	n := 0
	for line := range strings.Lines(w.logs.String()) {
		all := true
		for _, text := range texts {
			all = all && strings.Contains(line, text)
		}
		if all {
			n++
		}
	}
	return n
}

func (w *watchful) awaitLog(texts ...string) {
	w.t.Helper()
	w.await(fmt.Sprintf("%q in the log", texts), func() bool { return w.logged(texts...) > 0 })
}

// awaitLive waits until what the files say is live, and nothing is wrong.
func (w *watchful) awaitLive() {
	w.t.Helper()
	want := config.ReadStandards(w.folder()).Fingerprint
	w.await("the files to be live", func() bool {
		s := w.health.readiness(true).Standards
		return s.Fingerprint == want && s.RefusedSince == nil
	})
}

func (w *watchful) folder() string { return filepath.Join(filepath.Dir(w.office.config), "standards") }

func (w *watchful) file() string { return filepath.Join(w.folder(), "standards.yaml") }

func (w *watchful) text() string {
	w.t.Helper()
	text, err := os.ReadFile(w.file())
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

func (w *watchful) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// versions gives the rows of the ledger, as "callback" or "-callback" where it was taken away.
func (w *watchful) versions() []string {
	w.t.Helper()
	rows, err := w.ledger.Versions(w.t.Context())
	w.must(err)
	var all []string
	for _, r := range rows {
		if r.Hash == "" {
			r.Standard = "-" + r.Standard
		}
		all = append(all, r.Standard)
	}
	return all
}

// get asks the daemon's server, without a network.
func (w *watchful) get(path string) (int, string) {
	w.t.Helper()
	server := &statusServer{health: w.health, ledger: w.asked, log: w.logger}
	answer := httptest.NewRecorder()
	server.handler().ServeHTTP(answer, httptest.NewRequestWithContext(w.t.Context(), http.MethodGet, "http://localhost"+path, nil))
	return answer.Code, answer.Body.String()
}

// A changed set judges what starts from then on; what had started is judged as before.
func TestReloadKeepsVersions(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, func(o *office) { o.ask("T1", "gold", 0) })
	w.replace("standards/standards.yaml", "targets: [{ within: 2h }]=>targets: [{ within: 1h }]")
	w.awaitLive()
	w.stop()
	wantEqual(t, []string{"callback", "vip-callback", "callback"}, w.versions(), "versions")

	w.ask("T2", "gold", 20*time.Minute)
	w.at(81 * time.Minute)
	w.round()
	w.deliver()
	wantEqual(t, []string{"T1 50%25", "T2 missed"}, w.messages("frontline"), "messages")
	again := w.start(nil) // started anew it knows the same
	again.round()
	again.deliver()
	wantEqual(t, []string{"T1 50%25", "T2 missed"}, w.messages("frontline"), "messages after a restart")
}

// What can't be used leaves the last good set running, and is told once: in the log, as a metric, in /readyz, and to the operators.
func TestReloadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ change, problem, log string }{
		"a mistake": {
			"measure: callback\n    calendar: always\n    applies_to: { tier: vip }=>measure: recall\n    calendar: always\n    applies_to: { tier: vip }",
			`standards/standards.yaml:17:14: `, "line=17 col=14 kind=",
		},
		"an event that no source has": {"stop: called_back=>stop: call_back", `has no event "call_back"; did you mean "called_back"?`, "standards refused"},
		"an attribute that no source has, in a route": {
			"vip: { slack: \"#vip\" }=>vip: { slack: \"#vip\", per: { teir: { gold: { slack: \"#gold\" } } } }",
			`route vip: source desk has no attribute "teir"; did you mean "tier"?`, "standards refused",
		},
		"a webhook that yardstick.yaml does not name": {
			"vip: { slack: \"#vip\" }=>vip: { webhook: pager }", `there is no webhook "pager" in yardstick.yaml`, "kind=reference",
		},
		"no YAML": {"targets: [{ within: 2h }]=>targets: [{ within: 2h }", "standards/standards.yaml:", "problem in the standards"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watch(t, swift, nil)
			good := w.text()
			for range 2 { // the same mistake again is told once
				w.replace("standards/standards.yaml", c.change)
				w.await("a refusal", func() bool { return w.health.readiness(true).Standards.RefusedSince != nil })
				answer := w.health.readiness(true)
				if answer.Ready || !strings.Contains(strings.Join(answer.Reasons, "\n"), c.problem) {
					t.Errorf("/readyz says %+v", answer)
				}
				w.must(os.WriteFile(w.file(), []byte(good), 0o600))
				w.awaitLive()
			}
			w.awaitLog(c.log)
			w.await("both notices", func() bool { return len(w.slack.Messages("ops")) == 2 })
			w.stop()
			wantEqual(t, []string{"standards refused", "standards restored"}, notices(w.slack), "notices")
			if first := w.slack.Messages("ops")[0]; !strings.Contains(strings.ReplaceAll(string(first.Blocks), "∶", ":"), jsonText(c.problem)) {
				t.Errorf("the notice has no %q: %s", c.problem, first.Blocks)
			}
			wantEqual(t, []string{"callback", "vip-callback"}, w.versions(), "versions")
			for _, want := range []string{"yardstick_standards_reload_failures_total 2\n", "yardstick_standards_refused 0\n"} {
				if _, body := w.get("/metrics"); !strings.Contains(body, want) {
					t.Errorf("/metrics has no %q:\n%s", want, body)
				}
			}
		})
	}
}

// A mistake that was put right and is made again another day is news.
func TestReloadRefusesAgain(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, nil)
	good := w.text()
	for day := range 2 {
		w.at(time.Duration(day) * 24 * time.Hour)
		w.replace("standards/standards.yaml", "targets: [{ within: 2h }]=>targets: [{ within: 2d }]")
		w.await("a refusal", func() bool { return w.health.readiness(true).Standards.RefusedSince != nil })
		w.must(os.WriteFile(w.file(), []byte(good), 0o600))
		w.awaitLive()
		w.await("both notices", func() bool { return len(w.slack.Messages("ops")) == 2*(day+1) })
	}
	w.stop()
	wantEqual(t, []string{"standards refused", "standards restored", "standards refused", "standards restored"}, notices(w.slack), "notices")
}

func jsonText(text string) string { return strings.ReplaceAll(text, `"`, `\"`) }

// notices gives what operators were told, as the first two parts of the keys.
func notices(slack *notifierstest.Slack) []string {
	var all []string
	for _, m := range slack.Messages("ops") {
		parts := strings.Split(m.Key(), "/")
		all = append(all, parts[0]+" "+parts[1])
	}
	return all
}

// A file that is half written, gone for a moment, or beside others for a moment is no mistake.
func TestReloadWaitsForWholeFiles(t *testing.T) {
	t.Parallel()
	slow := swift
	slow.patience = time.Minute // whatever looks wrong does not count in this test
	w := watch(t, slow, nil)
	whole := strings.Replace(w.text(), "within: 2h", "within: 90m", 1)
	for _, half := range []string{"", whole[:len(whole)/2], whole[:len(whole)-60], whole[:strings.Index(whole, "  - id: vip-callback")]} {
		w.must(os.WriteFile(w.file(), []byte(half), 0o600))
		w.hangup <- syscall.SIGHUP // look just now
		w.must(os.WriteFile(w.file(), []byte(whole), 0o600))
		w.awaitLive()
	}
	w.must(os.Rename(w.folder(), w.folder()+".old"))
	w.hangup <- syscall.SIGHUP
	w.must(os.Mkdir(w.folder(), 0o755))
	w.hangup <- syscall.SIGHUP
	again := strings.Replace(whole, "within: 90m", "within: 80m", 1)
	w.must(os.WriteFile(w.file(), []byte(again), 0o600))
	w.awaitLive()
	w.stop()
	if w.logged("standards refused")+w.logged("problem in the standards") > 0 || len(w.slack.Messages("ops")) > 0 {
		t.Errorf("something half written was refused:\n%s", w.logs)
	}
	wantEqual(t, []string{"callback", "vip-callback", "callback", "callback"}, w.versions(), "versions")
}

// A folder that is gone for good is refused; a standard that is gone for good is retired, and its clocks are cancelled.
func TestReloadAfterAFileIsGone(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, func(o *office) { o.ask("V1", "vip", 0) })
	text := w.text()
	w.must(os.RemoveAll(w.folder()))
	w.awaitLog("standards refused", "problems=1")
	w.must(os.Mkdir(w.folder(), 0o755))
	start, end := strings.Index(text, "  - id: vip-callback"), strings.Index(text, "routes:")
	w.must(os.WriteFile(w.file(), []byte(text[:start]+text[end:]), 0o600))
	w.awaitLive()
	w.awaitLog("standards loaded", "standards=1 ")
	w.stop()
	wantEqual(t, []string{"callback", "vip-callback", "-vip-callback"}, w.versions(), "versions")
	var state, reason string
	w.must(w.db.QueryRow("SELECT state, reason FROM yardstick.clock WHERE ticket = 'V1'").Scan(&state, &reason))
	if state != "cancelled" || reason != "retired" {
		t.Errorf("the clock of a standard that was taken away is %s, %q", state, reason)
	}
}

// However a file comes to be changed, it is seen.
func TestReloadSeesEveryWayOfChanging(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *watchful, text string){
		"written in place": func(w *watchful, text string) { w.must(os.WriteFile(w.file(), []byte(text), 0o600)) },
		"renamed over it": func(w *watchful, text string) {
			w.must(os.WriteFile(w.file()+".tmp", []byte(text), 0o600))
			w.must(os.Rename(w.file()+".tmp", w.file()))
		},
		"as an editor does": func(w *watchful, text string) {
			w.must(os.WriteFile(filepath.Join(w.folder(), ".standards.yaml.swp"), []byte("\x00swap"), 0o600))
			w.must(os.WriteFile(filepath.Join(w.folder(), "4913"), nil, 0o600))
			w.must(os.Remove(filepath.Join(w.folder(), "4913")))
			w.must(os.Rename(w.file(), w.file()+"~"))
			w.must(os.WriteFile(w.file(), []byte(text), 0o600))
			w.must(os.Remove(w.file() + "~"))
		},
		"removed and made again": func(w *watchful, text string) {
			w.must(os.Remove(w.file()))
			w.must(os.WriteFile(w.file(), []byte(text), 0o600))
		},
		"the folder made again": func(w *watchful, text string) {
			w.must(os.RemoveAll(w.folder()))
			w.must(os.Mkdir(w.folder(), 0o755))
			w.must(os.WriteFile(w.file(), []byte(text), 0o600))
		},
		"another folder in its place": func(w *watchful, text string) {
			w.must(os.Mkdir(w.folder()+".new", 0o755))
			w.must(os.WriteFile(filepath.Join(w.folder()+".new", "standards.yaml"), []byte(text), 0o600))
			w.must(os.Rename(w.folder(), w.folder()+".old"))
			w.must(os.Rename(w.folder()+".new", w.folder()))
			w.must(os.RemoveAll(w.folder() + ".old"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := watch(t, swift, nil)
			for i := range 3 { // the second time it must be watched still
				change(w, strings.Replace(officeStandards, "within: 2h", fmt.Sprintf("within: %dm", 100+i), 1))
				w.awaitLive()
			}
			w.replace("standards/standards.yaml", "We call you back=>You hear from us")
			w.awaitLive()
		})
	}
}

// A file that comes to the others is read with them.
func TestReloadSeesNewFiles(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, nil)
	at := strings.Index(officeStandards, "routes:")
	w.must(os.WriteFile(filepath.Join(w.folder(), "routes.yml"), []byte(officeStandards[at:]), 0o600))
	w.must(os.WriteFile(w.file(), []byte(officeStandards[:at]), 0o600))
	w.awaitLive()
	w.must(os.WriteFile(filepath.Join(w.folder(), "routes.yml"), []byte(officeStandards[at:]+"  other: { slack: \"#other\" }\n"), 0o600))
	w.awaitLive()
}

// As Kubernetes mounts a ConfigMap: the files are links through ..data, which is swapped.
func TestReloadFollowsLinks(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, func(o *office) {
		folder := filepath.Join(filepath.Dir(o.config), "standards")
		if err := os.Remove(filepath.Join(folder, "standards.yaml")); err != nil {
			o.t.Fatal(err)
		}
		publish(o.t, folder, "..1", officeStandards)
		if err := os.Symlink("..data/standards.yaml", filepath.Join(folder, "standards.yaml")); err != nil {
			o.t.Fatal(err)
		}
	})
	for i := range 3 {
		publish(t, w.folder(), fmt.Sprintf("..%d", i+2), strings.Replace(officeStandards, "within: 2h", fmt.Sprintf("within: %dm", 100+i), 1))
		w.must(os.RemoveAll(filepath.Join(w.folder(), fmt.Sprintf("..%d", i+1))))
		w.awaitLive()
	}
	wantEqual(t, []string{"callback", "vip-callback", "callback", "callback", "callback"}, w.versions(), "versions")
}

// publish swaps ..data to a new folder, in one step.
func publish(t *testing.T, folder, name, text string) {
	t.Helper()
	for _, err := range []error{
		os.Mkdir(filepath.Join(folder, name), 0o755),
		os.WriteFile(filepath.Join(folder, name, "standards.yaml"), []byte(text), 0o600),
		os.Symlink(name, filepath.Join(folder, "..data_tmp")),
		os.Rename(filepath.Join(folder, "..data_tmp"), filepath.Join(folder, "..data")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// An iCalendar file decides like the files of standards, wherever it lies.
func TestReloadSeesHolidays(t *testing.T) {
	t.Parallel()
	days := func(date string) []byte {
		return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Closed\r\nDTSTART;VALUE=DATE:" +
			date + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	}
	var path string
	w := watch(t, swift, func(o *office) {
		path = o.write("holidays/company.ics", string(days("20260105")))
		o.replace("standards/standards.yaml", "hours: 24x7 }=>hours: { mon-sun: \"00:00-24:00\" }, holidays: [{ file: ../holidays/company.ics }] }")
	})
	for _, date := range []string{"20260106", "20260107"} {
		w.must(os.WriteFile(path, days(date), 0o600))
		w.awaitLive()
	}
	w.must(os.WriteFile(path, []byte("BEGIN:"), 0o600))
	w.awaitLog("standards refused", "there is no calendar in it")
	w.must(os.Remove(path))
	w.await("another refusal", func() bool { return w.logged("standards refused") == 2 })
	w.must(os.WriteFile(path, days("20260106"), 0o600))
	w.awaitLive()
	wantEqual(t, []string{"callback", "vip-callback"}, w.versions(), "versions") // what a calendar contains is no version
}

// A ledger that is away makes good files wait; they are live once it is back.
func TestReloadWaitsForTheLedger(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, nil)
	w.sql("ALTER TABLE yardstick.version RENAME TO elsewhere")
	w.replace("standards/standards.yaml", "within: 2h=>within: 100m")
	w.awaitLog("standards can't be made live yet")
	w.await("a reason in /readyz", func() bool {
		return strings.Contains(strings.Join(w.health.readiness(true).Reasons, "\n"), "changed standards can't be made live since")
	})
	w.sql("ALTER TABLE yardstick.elsewhere RENAME TO version")
	w.awaitLive()
	if n := w.logged("standards can't be made live yet"); n != 1 {
		t.Errorf("the same trouble is logged %d times", n)
	}
}

// A name that no source has is asked for again: the column, or the event, may come after the standards.
func TestReloadAsksAgainForNames(t *testing.T) {
	t.Parallel()
	often := swift
	often.poll, often.names = 20*time.Millisecond, 50*time.Millisecond
	w := watch(t, often, func(o *office) {
		o.replace("yardstick.yaml", "SELECT id, subject, customer, tier, asked, called, withdrawn, changed_at FROM calls=>SELECT * FROM calls")
	})
	w.replace("standards/standards.yaml", "applies_to: { tier: vip }=>applies_to: { tier: vip, region: south }")
	w.awaitLog("standards refused", `has no attribute`)
	w.sql("ALTER TABLE calls ADD COLUMN region text")
	w.awaitLive()
	if n := w.logged("standards refused"); n != 1 {
		t.Errorf("the same refusal is logged %d times", n)
	}
}

// SIGHUP has it look at once, and say so.
func TestReloadOnHangup(t *testing.T) {
	t.Parallel()
	w := watch(t, swift, nil)
	w.hangup <- syscall.SIGHUP
	w.awaitLog("standards unchanged", "refused=false")
}

// TestReloadManyEdits edits at random, the last time validly: the last edit is live, and nobody is told anything twice.
func TestReloadManyEdits(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	w := watch(t, swift, func(o *office) {
		o.ask("old", "gold", -24*time.Hour)
		o.ask("T1", "gold", -55*time.Minute)
		o.ask("V1", "vip", -55*time.Minute)
		o.at(0)
		o.start(nil).round() // the first look, ten minutes before the daemon
		o.at(10 * time.Minute)
	})
	w.await("what is told once", func() bool { return len(w.slack.Messages("frontline")) == 2 && len(w.slack.Messages("vip")) == 2 })
	for i := range 100 {
		text := strings.Replace(officeStandards, "{ within: 2h }", fmt.Sprintf("{ when: { tier: t%d }, within: 5h }, { within: 2h }", i), 1)
		switch random.IntN(5) {
		case 0:
			text = text[:random.IntN(len(text))]
		case 1:
			text = strings.Replace(text, "called_back", "call_back", 1)
		}
		if i == 99 {
			text = strings.Replace(officeStandards, "{ within: 2h }", "{ when: { tier: last }, within: 5h }, { within: 2h }", 1)
		}
		if random.IntN(2) == 0 {
			w.must(os.WriteFile(w.file(), []byte(text), 0o600))
		} else {
			w.must(os.WriteFile(w.file()+".new", []byte(text), 0o600))
			w.must(os.Rename(w.file()+".new", w.file()))
		}
		time.Sleep(time.Duration(random.IntN(40)) * time.Millisecond) // as long as people, or scripts, happen to take
	}
	w.awaitLive()
	rounds := w.logged("msg=round ")
	w.await("a round by the last edit", func() bool { return w.logged("msg=round ") > rounds })
	w.stop()
	w.deliver()
	wantEqual(t, []string{"summary", "T1 50%25"}, w.messages("frontline"), "messages")
	wantEqual(t, []string{"summary", "V1 missed"}, w.messages("vip"), "messages to the other channel")
	var open int
	w.must(w.db.QueryRow("SELECT count(*) FROM yardstick.clock WHERE state = 'running'").Scan(&open))
	if open != 3 {
		t.Errorf("%d clocks run on", open)
	}
}
