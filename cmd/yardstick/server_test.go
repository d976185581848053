package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
)

// The server says how the daemon is doing, and ends with it.
func TestServer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.ask("T1", "gold", -24*time.Hour)
	p := o.start(nil)
	listener, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.machine.run(ctx, listener, nil) }()
	get := func(path string) (int, string, http.Header) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(body), answer.Header
	}
	if code, body, _ := get("/healthz"); code != 200 || body != "ok\n" {
		t.Errorf("/healthz: %d %q", code, body)
	}
	var ready readiness
	for end := time.Now().Add(patience); ; {
		code, body, header := get("/readyz")
		if err := json.Unmarshal([]byte(body), &ready); err != nil || header.Get("Content-Type") != "application/json" {
			t.Fatalf("%v: %s", err, body)
		}
		if ready.Ready != (code == 200) || ready.Ready != (len(ready.Reasons) == 0) || time.Now().After(end) {
			t.Fatalf("%d: %s\n%s", code, body, p.logs)
		}
		if ready.Ready {
			break
		}
		<-time.After(5 * time.Millisecond) // it is polled, as others do
	}
	if ready.LastRound == nil || len(ready.Sources) != 1 || ready.Standards.Count != 2 || !ready.Ledger {
		t.Errorf("ready: %+v", ready)
	}
	_, metrics, _ := get("/metrics")
	for _, want := range []string{
		// A second look, a minute later or by a sweep, reads the ticket again.
		`yardstick_rounds_total\{kind="round",source="desk"\} [1-9]`, `yardstick_rows_total\{source="desk",what="used"\} [1-9]`,
		`yardstick_clocks_judged_total\{source="desk",state="late"\} [1-9]`, `yardstick_alerts_decided_total\{source="desk"\} 0`,
		`yardstick_standards_reloads_total 1`, `yardstick_standards_refused 0`, `yardstick_standards_loaded_timestamp_seconds 1\.`,
		`yardstick_alert_lag_seconds_count\{source="desk"\} 0`, `yardstick_round_age_seconds\{source="desk"\} `, `go_goroutines `,
	} {
		if !regexp.MustCompile("(?m)^" + want).MatchString(metrics) {
			t.Errorf("/metrics has no %q:\n%s", want, metrics)
		}
	}
	if code, body, _ := get("/"); code != 200 || !strings.Contains(body, "Late now") {
		t.Errorf("/: %d %s", code, body)
	}
	if code, _, header := get("/nowhere"); code != 404 || header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("/nowhere: %d %v", code, header)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", listener.Addr().String(), time.Second); err == nil {
		t.Error("the server outlives the daemon")
	}
}

var instants = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)

// What keeps the daemon from its work is said, without what an error may hold.
func TestReadiness(t *testing.T) {
	h := newHealth([]config.Source{{Name: "desk"}, {Name: "shop"}})
	report := func(source string, err error) {
		h.observed(monitor.Report{Kind: monitor.RoundPass, Sources: []monitor.SourceReport{{Source: source, Err: err}}})
	}
	reasons := func(ledger bool) []string {
		var shown []string
		for _, reason := range h.readiness(ledger).Reasons {
			shown = append(shown, instants.ReplaceAllString(reason, "TIME"))
		}
		return shown
	}
	want := func(what string, ledger bool, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, reasons(ledger)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	h.standardsLoaded(&config.Set{})
	want("at first", true, "source desk was not read yet", "source shop was not read yet")
	report("desk", nil)
	report("shop", errors.New("password SECRET refused"))
	want("a source that fails", true, "source shop fails since TIME: the log says why")
	report("shop", nil)
	want("all well", true)
	want("the ledger away", false, "the ledger does not answer: the log says why")
	h.standardsWait()
	want("files that wait", true, "changed standards can't be made live since TIME: the log says why")
	h.standardsRefused([]string{"a.yaml:1:2: odd", "more"})
	want("files that are refused", true, "standards refused since TIME, those of before are live: a.yaml:1:2: odd")
	h.standardsLoaded(&config.Set{})
	want("well again", true)
	h.observed(monitor.Report{Kind: monitor.SweepPass, Sources: []monitor.SourceReport{{Source: "desk", Err: errors.New("away")}}})
	want("a sweep that fails", true)
}

// A ledger that does not answer makes /readyz say so, in time.
func TestReadyWithoutALedger(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	w := &watchful{office: o, process: p}
	if code, body := w.get("/readyz"); code != 200 {
		t.Errorf("%d: %s", code, body)
	}
	if err := p.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if code, body := w.get("/readyz"); code != 503 || !strings.Contains(body, "the ledger does not answer") {
		t.Errorf("%d: %s", code, body)
	}
}

func TestListenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	taken, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	if _, err := listen(t.Context(), taken.Addr().String()); err == nil || !strings.HasPrefix(err.Error(), "server.listen: ") {
		t.Errorf("an address that is taken: %v", err)
	}
	if none, err := listen(t.Context(), ""); none != nil || err != nil {
		t.Errorf("without an address: %v, %v", none, err)
	}
}
