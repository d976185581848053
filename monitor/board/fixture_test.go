package board

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // the tests run where there are no zone files, too

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
	"github.com/yardstickd/yardstick/rules/explain"
	"github.com/yardstickd/yardstick/rules/match"
)

var update = flag.Bool("update", false, "write what is got into the golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

// local reads an instant written as wall clock in Berlin.
func local(text string) calendar.Instant {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
	if err != nil {
		panic(err)
	}
	return calendar.FromTime(at)
}

// hostile is what a ticket may say.
const hostile = `<script>alert("1")</script><img src=x onerror='alert(2)'>{{.}}` + "\u202e" + `" autofocus onfocus="alert(3)`

// memory is a ledger in memory.
type memory struct {
	mu         sync.Mutex
	clocks     []Clock
	recorded   map[string][]monitor.Recorded // by source and ticket
	statements map[string][]monitor.Statement
	versions   []monitor.VersionRow
	digests    []monitor.DigestRecord
	judged     calendar.Instant
	err        error
	hang       chan struct{} // what is read waits until it is closed, or ctx ends; nil for not
}

func (m *memory) ask(ctx context.Context) error {
	m.mu.Lock()
	hang, err := m.hang, m.err
	m.mu.Unlock()
	if hang != nil {
		select {
		case <-hang:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (m *memory) Pressing(ctx context.Context, which List, at calendar.Instant, f Filter, after *Key, limit int) ([]Clock, error) {
	found := slices.DeleteFunc(slices.Clone(m.clocks), func(c Clock) bool {
		return !which.Has(&c, at) || !f.Has(&c)
	})
	return Ordered(found, after, limit), m.ask(ctx)
}

func (m *memory) CountPressing(ctx context.Context, which List, at calendar.Instant, f Filter, most int) (int, error) {
	found, err := m.Pressing(ctx, which, at, f, nil, most)
	return len(found), err
}

func (m *memory) Values(ctx context.Context, _ calendar.Instant, _ int) (Values, error) {
	var v Values
	for _, c := range m.clocks {
		v.Teams, v.Customers = append(v.Teams, c.Team), append(v.Customers, c.Customer)
	}
	for _, of := range []*[]string{&v.Teams, &v.Customers} {
		slices.Sort(*of)
		*of = slices.DeleteFunc(slices.Compact(*of), func(value string) bool { return value == "" })
	}
	return v, m.ask(ctx)
}

func (m *memory) Clocks(ctx context.Context, source, ticket string) ([]monitor.Recorded, error) {
	return m.recorded[source+"/"+ticket], m.ask(ctx)
}

func (m *memory) Statements(ctx context.Context, source, ticket string) ([]monitor.Statement, error) {
	return m.statements[source+"/"+ticket], m.ask(ctx)
}

func (m *memory) Versions(ctx context.Context) ([]monitor.VersionRow, error) {
	return m.versions, m.ask(ctx)
}

func (m *memory) JudgedUntil(ctx context.Context, _ []string, _ string) (calendar.Instant, error) {
	return m.judged, m.ask(ctx)
}

func (m *memory) Digest(ctx context.Context, name, period string) (*monitor.DigestRecord, error) {
	for i := range m.digests {
		if d := &m.digests[i]; d.Name == name && d.Span == period {
			return d, m.ask(ctx)
		}
	}
	return nil, m.ask(ctx)
}

func (m *memory) Digests(ctx context.Context, _ string, limit int) ([]monitor.DigestRecord, error) {
	return m.digests[:min(limit, len(m.digests))], m.ask(ctx)
}

// callback is a standard with all that it can say.
func callback() *rules.Standard {
	open, err := calendar.Compile(calendar.Spec{Name: "office", Location: berlin, Week: week()})
	if err != nil {
		panic(err)
	}
	within := func(d time.Duration) *calendar.Span {
		return &calendar.Span{Unit: calendar.OpenTime, Open: d, By: calendar.NoClock, Cutoff: calendar.NoClock}
	}
	asked, _ := calendar.ParseDate("2025-06-12")
	review, _ := calendar.ParseDate("2026-03-01")
	return &rules.Standard{
		ID: "callback", Promise: "We call you back within two working hours.",
		Measure: rules.Measure{
			Name: "callback", Start: rules.Kinds("callback_requested"), Stop: []rules.Selector{{Event: "called_back", Author: rules.Agent}},
			Pauses: []rules.Pause{{When: rules.Kinds("waiting"), Until: rules.Kinds("replied")}}, Cancel: rules.Kinds("merged", "spam"),
			Reopen: rules.Reopen{Events: rules.Kinds("reopened"), Then: rules.ThenResume}, Repeat: rules.RepeatEach,
		},
		Calendar:  open,
		AppliesTo: match.Condition{{Attribute: "channel", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("phone")}}}},
		Targets: []rules.Target{
			{When: match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}, Within: within(time.Hour), Desired: within(20 * time.Minute)},
			{Within: within(2 * time.Hour)},
		},
		WarnAt: []rules.Warning{{Text: "50%", Share: 50_000}, {Text: "15m left", Left: 15 * time.Minute}}, Objective: 0.95, Route: "frontline",
		Escalate: []rules.Escalation{{Stage: "escalate 30m", After: 30 * time.Minute, To: "team-leads"}},
		About: rules.About{
			Audience: rules.External, Dimension: rules.Responsiveness, Touchpoint: "after-sale/support", ReviewBy: review, Owner: "jane@example.com",
			Evidence: &rules.Evidence{Source: "survey-2025-06", Asked: asked, Respondents: 212, Within: within(150 * time.Minute), Share: 0.8},
		},
	}
}

func week() (w [7][]calendar.Window) {
	for d := time.Monday; d <= time.Friday; d++ {
		w[d] = []calendar.Window{{Open: 8 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 18 * 60}}
	}
	return w
}

// happened is an event of a ticket.
type happened struct {
	at, kind string
	author   rules.Author
}

// explained explains a ticket under the callback standard.
func explained(asOf calendar.Instant, id, subject string, events ...happened) *explain.Explanation {
	v := rules.NewVocabulary("desk", calendar.NewZone(berlin), []string{"subject", "tier", "channel"},
		[]string{"callback_requested", "called_back", "merged", "spam", "waiting", "replied", "reopened"})
	ticket := &rules.Ticket{Source: "desk", ID: id, Attributes: []match.Value{{Text: subject}, {Text: hostile}, {Text: "phone"}}}
	for _, h := range events {
		kind, known := v.Kind(h.kind)
		if !known {
			panic(h.kind)
		}
		ticket.Events = append(ticket.Events, rules.Event{At: local(h.at), Kind: kind, Author: h.author})
	}
	histories := rules.Since(callback())
	histories[0][0].Hash = "4f3a9c0d11e2"
	book, unknown := rules.Bind(histories, v)
	if len(unknown) > 0 {
		panic(fmt.Sprint(unknown))
	}
	result := rules.Result{Tracing: true}
	book.ReplayPinned(ticket, asOf, nil, &result)
	return explain.New(book, ticket, &result, asOf)
}

// stand is a board over a ledger in memory, as of a Monday at ten.
type stand struct {
	*Board
	ledger  *memory
	handler http.Handler
	options Options
}

var testNow = local("2026-03-30 10:00")

func newStand(t *testing.T, change func(*Options)) *stand {
	t.Helper()
	gold := callback()
	ledger := &memory{judged: testNow.Add(-20 * time.Second), clocks: []Clock{
		pressed("T1", "Printer on fire", "hamburg", "Globex", -90*time.Minute, -30*time.Minute),
		pressed("T2", hostile, hostile, hostile, -26*time.Hour, -25*time.Hour),
		pressed("T/3 ?&#%2F", "", "berlin", "", 12*time.Minute, -time.Minute),
		pressed("T4", "Nothing to worry about", "berlin", "ACME, Inc.", 5*time.Hour, time.Hour),
		pressed("..", "Two dots", "berlin", "ACME, Inc.", 50*time.Hour, -time.Hour),
	}}
	ledger.clocks[1].State = rules.Paused
	s := &stand{ledger: ledger}
	s.options = Options{
		Ledger: ledger, Figures: ledger, By: []string{"team", "customer"}, Customer: "customer", Location: berlin,
		Now: func() time.Time { return testNow.Time() },
		Standing: func() Standing {
			return Standing{Standards: []*rules.Standard{gold}, Histories: []rules.History{{{LiveFrom: calendar.None, LiveUntil: calendar.None, RetiredAt: calendar.None, Hash: "4f3a9c0d11e2", Standard: gold}}}}
		},
		Sources: []Source{{Name: "desk", Link: "https://desk.example.com/tickets/{id}"}},
		Report: func(context.Context, compliance.Period) (*compliance.Report, error) {
			return notifierstest.Reports()["rich"], nil
		},
		Explain: func(_ context.Context, _, ticket string) (*explain.Explanation, []string, error) {
			switch ticket {
			case "unknown", "remembered":
				return nil, nil, nil
			case "odd":
				return nil, []string{"an event has no instant: " + hostile}, nil
			}
			return explained(testNow, ticket, hostile, happened{"2026-03-27 15:30", "callback_requested", rules.Customer},
				happened{"2026-03-27 16:00", "waiting", rules.Agent}, happened{"2026-03-27 16:40", "replied", rules.Customer}), nil, nil
		},
	}
	for name, report := range notifierstest.Reports() {
		period, err := compliance.ParsePeriod(report.Period.Name)
		if err != nil {
			t.Fatal(err)
		}
		document, err := digest.JSON(report)
		if err != nil {
			t.Fatal(err)
		}
		ledger.digests = append(ledger.digests, monitor.DigestRecord{
			Name: name, Period: period, Span: report.Period.Name, Document: document, MadeAt: testNow, N: report.Overall.N, Missed: report.Overall.Missed,
		})
	}
	slices.SortFunc(ledger.digests, func(a, b monitor.DigestRecord) int { return cmp.Compare(a.Name, b.Name) })
	if change != nil {
		change(&s.options)
	}
	made, err := New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.Board, s.handler = made, made.Handler()
	return s
}

// pressed is an open clock that is due, and comes to be at risk, some time from now.
func pressed(ticket, subject, team, customer string, due, risk time.Duration) Clock {
	c := Clock{
		Source: "desk", Ticket: ticket, Standard: "callback", Cycle: rules.CycleKey{Start: testNow.Add(-100 * time.Hour)},
		StartedAt: testNow.Add(-100 * time.Hour), DueAt: testNow.Add(due), RiskAt: testNow.Add(risk), Subject: subject,
		Team: team, Customer: customer,
	}
	return c
}

// ask sends a request and gives what is answered.
func (s *stand) ask(t *testing.T, method, address, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://localhost:8080"+address, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	answer := w.Result()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// get is ask for a page.
func (s *stand) get(t *testing.T, address string, headers ...string) (int, string) {
	t.Helper()
	answer, body := s.ask(t, http.MethodGet, address, "", headers...)
	return answer.StatusCode, body
}

// allPages are addresses of all kinds of pages.
var allPages = []string{
	"/", "/?team=hamburg", "/?list=late", "/?standard=callback&customer=Globex", "/standards", "/standards?period=2026", "/standards/callback",
	"/tickets/desk/T1", "/tickets/desk?id=..", "/tickets?id=T1", "/tickets/desk/odd", "/digests", "/digests/rich/2026-W46", "/digests/rich/2026-W46.pdf",
	"/digests/rich/2026-W46.csv", "/digests/rich/2026-W46.json", "/login", "/logout", "/nowhere", "/tickets/desk/unknown", "/standards/none",
	"/?list=others", "/standards?period=never", "/board/nothing.css",
}

// main gives the main element of a page, without what changes with the files of style and script.
func mainOf(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<main.*</main>`).FindString(page)
	if found == "" {
		t.Fatalf("no main in\n%s", page)
	}
	return found + "\n"
}
