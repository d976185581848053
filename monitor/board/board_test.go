package board

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/html"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
	"github.com/yardstickd/yardstick/rules/explain"
)

// Pages stand in testdata, as whoever opens them gets them.
func TestPages(t *testing.T) {
	s := newStand(t, nil)
	s.ledger.versions = []monitor.VersionRow{
		{Serial: 1, Standard: "callback", Hash: "older", EffectiveFrom: calendar.None, LoadedAt: local("2025-01-02 09:00")},
		{Serial: 2, Standard: "callback", EffectiveFrom: calendar.None, LoadedAt: local("2025-05-02 09:00")},
		{Serial: 3, Standard: "callback", Hash: "4f3a9c0d11e2", EffectiveFrom: local("2025-07-01 00:00"), LoadedAt: local("2025-06-20 09:00")},
		{Serial: 4, Standard: "another", Hash: "x", EffectiveFrom: calendar.None, LoadedAt: local("2025-06-20 09:00")},
	}
	for name, address := range map[string]string{
		"front": "/", "ticket": "/tickets/desk/T1", "standard": "/standards/callback", "standards": "/standards", "digests": "/digests",
	} {
		code, page := s.get(t, address)
		if code != 200 {
			t.Errorf("%s: %d", name, code)
		}
		golden(t, name+".html", mainOf(t, page))
	}
}

// walk calls each for all elements of a page, which has to be whole.
func walk(t *testing.T, page string, each func(*html.Node)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			each(n)
		}
	}
}

// Whatever tickets, customers and digests say is text: no element and no attribute comes of it.
func TestHostileTextStaysText(t *testing.T) {
	s := newStand(t, func(o *Options) { o.Sources[0].Link = "javascript:alert({id})" })
	s.ledger.recorded = map[string][]monitor.Recorded{"desk/remembered": {{Known: true, Row: monitor.ClockRow{
		Key: monitor.ClockKey{Ticket: "remembered", Standard: "callback"}, Reason: hostile, Subject: hostile,
		StartedAt: calendar.None, DueAt: calendar.None, StoppedAt: calendar.None,
	}}}}
	s.ledger.statements = map[string][]monitor.Statement{"desk/remembered": {{At: testNow, Excuse: &monitor.Excuse{By: hostile, Why: hostile}}}}
	texts := 0
	for _, address := range append([]string{
		"/tickets/desk/" + url.PathEscape(hostile), "/tickets/desk/remembered", "/digests/hostile/2026-W46", "/?team=" + url.QueryEscape(hostile),
		"/?standard=" + url.QueryEscape(hostile), "/standards?period=" + url.QueryEscape(hostile),
	}, allPages...) {
		answer, page := s.ask(t, http.MethodGet, address, "")
		if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		texts += strings.Count(page, "&lt;script&gt;")
		walk(t, page, func(n *html.Node) {
			if n.Data == "script" && (len(n.Attr) != 2 || !strings.HasPrefix(n.Attr[0].Val, "/board/board-")) || n.Data == "style" || n.Data == "base" || n.Data == "iframe" {
				t.Errorf("%s: <%s> %v", address, n.Data, n.Attr)
			}
			for _, a := range n.Attr {
				link := a.Key == "href" || a.Key == "src" || a.Key == "action"
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || link && !regexp.MustCompile(`^(/|#|https://)`).MatchString(a.Val) {
					t.Errorf("%s: <%s %s=%q>", address, n.Data, a.Key, a.Val)
				}
			}
		})
	}
	if texts < 10 {
		t.Errorf("the hostile text is shown %d times", texts)
	}
}

// Nothing is done by any request but logging in and out, and every answer says what browsers must not do.
func TestGETChangesNothing(t *testing.T) {
	s := newStand(t, nil)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		for _, address := range allPages {
			answer, body := s.ask(t, method, address, "")
			reads := method == http.MethodGet || method == http.MethodHead
			logs := strings.HasPrefix(address, "/log")
			if answer.StatusCode >= 500 || !reads && !logs && answer.StatusCode != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", method, address, answer.StatusCode)
			}
			if answer.StatusCode == http.StatusMethodNotAllowed && answer.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: allowed is %q", method, address, answer.Header.Get("Allow"))
			}
			if method == http.MethodHead && body != "" {
				t.Errorf("%s %s has a body", method, address)
			}
			if reads && answer.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s %s sets a cookie", method, address)
			}
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none';", "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			} {
				if !strings.HasPrefix(answer.Header.Get(name), want) {
					t.Errorf("%s %s: %s is %q", method, address, name, answer.Header.Get(name))
				}
			}
			if policy := answer.Header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || reads && !strings.Contains(policy, "frame-ancestors 'none'") {
				t.Errorf("%s %s: %s", method, address, policy)
			}
			if cache := answer.Header.Get("Cache-Control"); cache != "no-store" && !strings.HasPrefix(address, "/board/") && answer.StatusCode == http.StatusOK {
				t.Errorf("%s %s: kept: %s", method, address, cache)
			}
		}
	}
}

// An address that is not clean leads to a clean one of the board's own, with all that other answers say to browsers.
func TestOddPaths(t *testing.T) {
	s := newStand(t, nil)
	for address, want := range map[string]string{"//evil.example/": "/evil.example/", "/standards/../digests": "/digests", "/./": "/"} {
		answer, _ := s.ask(t, http.MethodGet, address, "")
		if got := answer.Header.Get("Location"); answer.StatusCode/100 != 3 || got != want {
			t.Errorf("%s: %d to %q, want %q", address, answer.StatusCode, got, want)
		}
		if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none';") {
			t.Errorf("%s: policy %q", address, policy)
		}
	}
}

// Every link of the board leads to a page of it, also to tickets of odd ids, and filters stay as they are set.
func TestLinksLead(t *testing.T) {
	s := newStand(t, nil)
	seen := map[string]bool{"/": true}
	for queue := []string{"/", "/?customer=ACME%2C+Inc.", "/digests/rich/2026-W46"}; len(queue) > 0; queue = queue[1:] {
		code, page := s.get(t, queue[0])
		if code != 200 {
			t.Errorf("%s: %d", queue[0], code)
		}
		walk(t, page, func(n *html.Node) {
			for _, a := range n.Attr {
				if (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") && !seen[a.Val] && !strings.HasPrefix(a.Val, "/tickets/helpdesk/") {
					seen[a.Val] = true
					queue = append(queue, a.Val)
				}
			}
		})
	}
	for _, want := range []string{"/tickets/desk/T%2F3%20%3F&%23%252F", "/tickets/desk?id=..", "/standards/callback?period=2026-W13", "/digests/rich/2026-W46.pdf"} {
		if !seen[want] {
			t.Errorf("nothing leads to %s", want)
		}
	}
	if _, page := s.get(t, "/?customer=ACME%2C+Inc."); !strings.Contains(page, `value="ACME, Inc."`) || strings.Contains(page, "Printer") || !strings.Contains(page, "Two dots") {
		t.Errorf("the filter leaves\n%s", mainOf(t, page))
	}
}

// A long list goes on page by page until all were shown, and is counted only so far.
func TestLongLists(t *testing.T) {
	s := newStand(t, nil)
	for i := range 180 {
		s.ledger.clocks = append(s.ledger.clocks, pressed("L"+strings.Repeat("x", i), "Late", "hamburg", "Globex", -time.Duration(i)*time.Minute-time.Hour, -48*time.Hour))
	}
	rows := regexp.MustCompile(`<td class="due">`)
	more := regexp.MustCompile(`href="([^"]*after=[^"]*list=late[^"]*)"`)
	code, page := s.get(t, "/")
	shown := 0
	for code == 200 {
		late := page[strings.Index(page, `id="late"`):]
		if at := strings.Index(late, `id="risk"`); at > 0 {
			late = late[:at]
		}
		shown += len(rows.FindAllString(late, -1))
		next := more.FindStringSubmatch(late)
		if next == nil {
			break
		}
		code, page = s.get(t, strings.ReplaceAll(next[1], "&amp;", "&"))
	}
	if shown != 182 || code != 200 {
		t.Errorf("%d were shown, %d", shown, code)
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 10_000: "10,000", 10_001: "10,000+"} {
		if got := counted(n, mostCounted); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
	for _, wrong := range []string{"x", "e30", "bnVsbA", strings.Repeat("A", 4000)} {
		if code, _ := s.get(t, "/?list=late&after="+wrong); code != http.StatusNotFound {
			t.Errorf("after %.10s: %d", wrong, code)
		}
	}
}

// A ticket that its help desk does not have any more, or that can't be asked for now, is shown as the ledger has it.
func TestTicketsThatCannotBeRead(t *testing.T) {
	s := newStand(t, nil)
	row := monitor.ClockRow{Key: monitor.ClockKey{Ticket: "remembered", Standard: "callback"}, Verdict: rules.Missed, State: rules.Stopped, StartedAt: local("2026-03-27 15:30"), DueAt: local("2026-03-30 08:30"), StoppedAt: local("2026-03-30 09:00")}
	s.ledger.recorded = map[string][]monitor.Recorded{"desk/remembered": {{Known: true, Row: row}}}
	s.ledger.statements = map[string][]monitor.Statement{"desk/remembered": {{At: testNow, Excuse: &monitor.Excuse{By: "jane", Why: "a strike"}}}}
	for _, c := range []struct {
		address string
		code    int
		want    []string
	}{
		{"/tickets/desk/remembered", 200, []string{"does not have this ticket any more", "Missed, due Mon 30 Mar 2026 08:30", "excused by jane: a strike"}},
		{"/tickets/desk/odd", 200, []string{"can&#39;t be used", "an event has no instant"}},
		{"/tickets/desk/unknown", 404, []string{"There is no such ticket in desk"}},
		{"/tickets/shop/T1", 404, []string{"There is no help desk of this name"}},
		{"/tickets/desk/%00", 404, []string{"There is no such ticket"}},
		{"/tickets/desk/%ff", 404, []string{"There is no such ticket"}},
		{"/tickets?id=", 404, []string{"Which ticket?"}},
	} {
		code, page := s.get(t, c.address)
		for _, want := range c.want {
			if code != c.code || !strings.Contains(page, want) {
				t.Errorf("%s: %d, want %d with %q:\n%s", c.address, code, c.code, want, page)
			}
		}
	}
	s = newStand(t, func(o *Options) {
		o.Explain = func(ctx context.Context, _, _ string) (*explain.Explanation, []string, error) {
			return nil, nil, errors.New("dial tcp 10.0.0.1: password=canary")
		}
	})
	s.ledger.recorded = map[string][]monitor.Recorded{"desk/remembered": {{Known: true, Row: row}}}
	if code, page := s.get(t, "/tickets/desk/remembered"); code != 200 || !strings.Contains(page, "does not answer at this moment") || strings.Contains(page, "canary") {
		t.Errorf("%d:\n%s", code, page)
	}
	if code, page := s.get(t, "/tickets/desk/other"); code != 503 || strings.Contains(page, "canary") {
		t.Errorf("%d:\n%s", code, page)
	}
}

// A crowd of standards that have nothing to do with a ticket can be scrolled past; a few are in sight.
func TestManyStandardsWithoutAClock(t *testing.T) {
	for n, folded := range map[int]bool{3: false, 40: true} {
		s := newStand(t, func(o *Options) {
			one := o.Explain
			o.Explain = func(ctx context.Context, source, ticket string) (*explain.Explanation, []string, error) {
				made, aside, err := one(ctx, source, ticket)
				for range n {
					made.Standards = append(made.Standards, explain.Standard{ID: "other", Outcome: "not_covered", Why: "its team is another"})
				}
				return made, aside, err
			}
		})
		_, page := s.get(t, "/tickets/desk/T1")
		if got := strings.Contains(page, "<summary>"+thousands(n)+" standards have no clock of it</summary>"); got != folded || strings.Count(page, "its team is another") < n {
			t.Errorf("%d: folded is %t", n, got)
		}
	}
}

// The colour of what is kept is not that of what nothing can be said of.
func TestNothingIsNotKept(t *testing.T) {
	for name, want := range map[string]bool{"rich": true, "empty": false, "null": false} {
		report := notifierstest.Reports()[name]
		part := *partOf(notifierstest.Reports()["rich"], "callback")
		if name != "rich" {
			part.Figures, part.Budget, part.Short = report.Overall, nil, false
		}
		part.Short = false
		whole := *report
		whole.Standards = []compliance.StandardPart{part}
		s := newStand(t, func(o *Options) {
			o.Report = func(context.Context, compliance.Period) (*compliance.Report, error) { return &whole, nil }
		})
		if _, page := s.get(t, "/standards/callback"); strings.Contains(page, `class="big kept"`) != want {
			t.Errorf("%s: kept is not %t", name, want)
		}
	}
}

// What fails inside is told to the log alone; the page says what to do, and machines when to come back.
func TestFailures(t *testing.T) {
	s := newStand(t, nil)
	s.ledger.err = errors.New("pq: password authentication failed for canary")
	answer, page := s.ask(t, http.MethodGet, "/", "")
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || strings.Contains(page, "canary") || !strings.Contains(page, "/readyz") {
		t.Errorf("%d %v\n%s", answer.StatusCode, answer.Header, page)
	}
	s = newStand(t, func(o *Options) { o.Standing = func() Standing { panic("canary") } })
	if code, page := s.get(t, "/"); code != 503 || strings.Contains(page, "canary") {
		t.Errorf("a panic: %d\n%s", code, page)
	}
	s = newStand(t, nil)
	for address, want := range map[string]int{"/nowhere": 404, "/standards/none": 404, "/digests/executive/2020-W01": 404, "/?x=" + strings.Repeat("y", 5000): 414} {
		if code, page := s.get(t, address); code != want || !strings.Contains(page, "<h1>") {
			t.Errorf("%.20s: %d, want %d\n%s", address, code, want, page)
		}
	}
}

// As many read as may, the others are asked to come back; who waits for a help desk keeps nobody from the lists, and nobody waits for ever.
func TestOnlySoManyRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, func(o *Options) {
			o.Explain = func(ctx context.Context, _, _ string) (*explain.Explanation, []string, error) {
				<-ctx.Done()
				return nil, nil, ctx.Err()
			}
		})
		codes := make(chan int, 100)
		open := func(n int, address string) {
			for range n {
				go func() {
					code, _ := s.get(t, address)
					codes <- code
				}()
			}
		}
		closed := func(n int) (all []int) {
			for range n {
				all = append(all, <-codes)
			}
			slices.Sort(all)
			return all
		}
		open(mostDesks+1, "/tickets/desk/T1")
		synctest.Wait()
		if code, _ := s.get(t, "/"); code != 200 {
			t.Errorf("while the help desk hangs the first page is answered with %d", code)
		}
		if got := closed(mostDesks + 1); !slices.Equal(got, []int{503, 503, 503}) {
			t.Errorf("tickets of a help desk that hangs: %v", got)
		}
		s.ledger.hang = make(chan struct{})
		began := time.Now()
		open(mostReaders+3, "/")
		if got := closed(mostReaders + 3); !slices.Equal(got, []int{503, 503, 503, 503, 503, 503, 503}) {
			t.Errorf("a ledger that hangs: %v", got)
		}
		if took := time.Since(began); took != pagePatience {
			t.Errorf("it took %s", took)
		}
		s.ledger.hang = nil
		if code, _ := s.get(t, "/"); code != 200 {
			t.Errorf("afterwards: %d", code)
		}
	})
}

// It is said as of when the lists are, where that is long ago or never.
func TestLateData(t *testing.T) {
	s := newStand(t, nil)
	for judged, want := range map[calendar.Instant]string{
		testNow.Add(-time.Minute): "", testNow.Add(-25 * time.Minute): "Last judged 25 min ago", calendar.None: "has been read yet",
	} {
		s.ledger.judged = judged
		_, page := s.get(t, "/")
		if banner := strings.Contains(page, `class="banner"`); banner != (want != "") || !strings.Contains(page, want) {
			t.Errorf("judged %v: want %q:\n%s", judged, want, mainOf(t, page))
		}
	}
}

// Digests are given out as they were recorded, byte for byte, and in each form.
func TestDigestFiles(t *testing.T) {
	s := newStand(t, nil)
	for i := range s.ledger.digests {
		d := &s.ledger.digests[i]
		for suffix, kind := range map[string]string{"": "text/html", ".pdf": "application/pdf", ".csv": "text/csv", ".json": "application/json"} {
			answer, body := s.ask(t, http.MethodGet, digestPage(d.Name, d.Span)+suffix, "")
			if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), kind) || len(body) < 100 {
				t.Errorf("%s %s: %d %s", d.Name, suffix, answer.StatusCode, answer.Header.Get("Content-Type"))
			}
			saved := answer.Header.Get("Content-Disposition")
			if suffix == ".json" && body != string(d.Document) || (suffix != "") != strings.HasPrefix(saved, "attachment; filename=") {
				t.Errorf("%s %s: %s", d.Name, suffix, saved)
			}
		}
	}
}
