package main

import (
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor/board/browsertest"
)

const (
	// hostile is what nobody should be able to have others see as anything but text; short enough for attributes, which are cut.
	hostile = `</title></textarea><script>window.pwned=1</script><img src=x onerror="window.pwned=2"><svg onload=window.pwned=3>` +
		`<b class="pwned">b</b> {{.}} &lt;once&gt; ' " \ ` + "\u202Egnp.exe\u202C הטלפון"
	// crowd is a customer of so many late tickets that a page does not hold them.
	crowd, crowded = "Crowd & Sons", 120
	// slow is what becomes late while somebody looks.
	slow = "Becomes late while somebody looks"
)

// watchedBoard is the board of a desk that stands still until the test moves its clock.
type watchedBoard struct {
	*demo
	m       *machine
	now     atomic.Pointer[time.Time]
	url     string
	odd     string // the ticket of hostile text
	endless string // that of a subject without end
	browser *browsertest.Browser
}

// openWatched makes a desk with history, judges it, and serves its board.
func openWatched(t *testing.T) *watchedBoard {
	t.Helper()
	browser := browsertest.Start(t) // where there is none nothing else needs to be made
	demoTemp(t)
	logger, err := demoLogger(t.Output(), "text")
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDemo(t.Context(), t.Output(), t.Output(), logger, 1, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	b := &watchedBoard{demo: d, browser: browser}
	b.setNow(d.begins)
	b.odd, b.endless = b.addOdd(t)
	b.m = d.assemble(d.ledger, d.watched(), outlets{chat: d.counts, mail: d.counts}, timing{now: func() time.Time { return *b.now.Load() }})
	if err := b.m.activate(t.Context(), d.set); err != nil {
		t.Fatal(err)
	}
	b.round(t)
	if err := b.report(t.Context(), b.m); err != nil {
		t.Fatal(err)
	}
	b.url = b.serve(t, "")
	return b
}

func (b *watchedBoard) setNow(now time.Time) { b.now.Store(&now) }

func (b *watchedBoard) round(t *testing.T) {
	t.Helper()
	if err := passed(b.m.rounds.Round(t.Context())); err != nil {
		t.Fatal(err)
	}
}

// serve answers as the daemon does, to whoever comes, or asks for a token.
func (b *watchedBoard) serve(t *testing.T, token string) string {
	t.Helper()
	b.m.config.Server.Token = config.NewSecret(token)
	defer func() { b.m.config.Server.Token = config.Secret{} }()
	status, err := b.m.server(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(status.handler())
	t.Cleanup(server.Close)
	return server.URL
}

// addOdd writes the tickets that tests look for: two odd ones that are late, a crowd, and one that is soon late.
func (b *watchedBoard) addOdd(t *testing.T) (odd, endless string) {
	t.Helper()
	add := func(id int, subject, customer, team string, asked time.Time) {
		b.exec(t, `INSERT INTO desk.tickets (id, subject, customer, tier, priority, channel, team, category, created_at, updated_at)
			VALUES ($1, $2, $3, 'standard', 'normal', 'phone', $4, 'other', $5, $5)`, id, subject, customer, team, asked)
		b.exec(t, `INSERT INTO desk.ticket_events (ticket_id, seq, at, kind, author, public, changed_at)
			VALUES ($1, 1, $2, 'callback_requested', 'customer', true, $2)`, id, asked)
	}
	lastWednesday := b.begins.AddDate(0, 0, -(int(b.begins.Weekday())+6)%7-5)
	add(9001, hostile, hostile, "berlin", lastWednesday)
	add(9002, "endless-"+strings.Repeat("Donaudampfschiff", 62), "Endless "+strings.Repeat("x", 190), "berlin", lastWednesday)
	add(9003, slow, "Patient", "porto", b.begins.Add(-115*time.Minute))
	for i := range crowded {
		add(9100+i, "One of a crowd", crowd, "berlin", lastWednesday.Add(time.Duration(i)*time.Second))
	}
	return "9001", "9002"
}

func (b *watchedBoard) exec(t *testing.T, statement string, args ...any) {
	t.Helper()
	if _, err := b.tables.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// pages are all kinds of pages there are, on which what must hold everywhere is looked for.
func (b *watchedBoard) pages() map[string]string {
	return map[string]string{
		"front": "/", "nothing found": "/?team=nobody", "standards": "/standards", "standard": "/standards/callback",
		"digests": "/digests", "digest": "/digests/executive/" + b.lastWeek().String(),
		"hostile ticket": "/tickets/desk/" + b.odd, "endless ticket": "/tickets/desk/" + b.endless,
	}
}

func TestBoardInABrowser(t *testing.T) {
	b := openWatched(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *watchedBoard)
	}{
		{"filters by mouse and keys", filtersInABrowser},
		{"pages of a list", pagesInABrowser},
		{"without JavaScript", withoutScript},
		{"by keyboard alone", keyboardInABrowser},
		{"in the dark", contrastInABrowser},
		{"on a phone", phoneInABrowser},
		{"on a tablet", tabletInABrowser},
		{"while the daemon is down", downInABrowser},
		{"on paper", paperInABrowser},
		{"hostile text", hostileInABrowser},
		{"logging in", loginInABrowser},
		{"refreshing itself", refreshInABrowser}, // the last: it moves the clock
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, b) })
	}
}

func filtersInABrowser(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{})
	p.Open(b.url + "/")
	all := p.Count("td.team")
	p.Click("input[name=team]")
	p.Type("porto")
	p.Click(".filters button")
	p.Wait(`location.search.includes("team=porto")`)
	p.Wait(`document.querySelectorAll("td.team").length > 0`)
	if n := p.Count("td.team"); n >= all {
		t.Errorf("of %d clocks %d are of one team", all, n)
	}
	p.Wait(`[...document.querySelectorAll("td.team")].every((e) => e.innerText === "porto")`)

	// From here on by keys: / leads to the filters, Tab to the next one, Enter filters.
	p.Press("/")
	p.Wait(`document.activeElement.name === "team"`)
	p.Press("Tab")
	p.Type("Ribeira Têxteis")
	p.Press("Tab")
	p.Type("callb") // chooses the standard that begins so
	p.Press("Tab", "Enter")
	p.Wait(`location.search.includes("standard=callback")`)
	p.Wait(`document.querySelectorAll("td.customer").length > 0`)
	p.Wait(`[...document.querySelectorAll("td.customer")].every((e) => e.innerText === "Ribeira Têxteis")`)
	p.Wait(`[...document.querySelectorAll("td.standard")].every((e) => e.innerText === "callback")`)
	p.Wait(`document.querySelector("input[name=team]").value === "porto"`) // what was set stays set

	p.Click(".filters a.button")
	p.Wait(`location.pathname + location.search === "/"`)
	p.Wait(`document.querySelectorAll("td.team").length === ` + itoa(all))
}

func pagesInABrowser(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{})
	p.Open(b.url + "/?customer=Crowd+%26+Sons")
	p.Wait(`document.querySelector("a.big.late strong").innerText === "` + itoa(crowded) + `"`)
	seen := map[string]bool{}
	const rows = `document.querySelectorAll("section.late tbody tr").length`
	p.Wait(rows + ` > 0`)
	few := browsertest.Eval[int](p, rows) // the first page shows few, so that what can still be kept is in sight
	for len(seen) < crowded {
		want := min(50, crowded-len(seen))
		if len(seen) == 0 {
			want = few
		} else {
			// Not by the mouse, whose button may go down on a link and up on the one that a refresh has put in its place.
			p.Follow("section.late .more a")
		}
		p.Wait(rows + ` === ` + itoa(want) + ` && !` + seenID(seen))
		for _, id := range browsertest.Eval[[]string](p, `[...document.querySelectorAll("section.late .id")].map((e) => e.innerText)`) {
			if seen[id] {
				t.Errorf("%s is on two pages", id)
			}
			seen[id] = true
		}
	}
	if len(seen) != crowded || p.Count("section.late .more") != 0 {
		t.Errorf("%d of %d were seen, and there are %d further pages", len(seen), crowded, p.Count("section.late .more"))
	}
	p.Wait(`document.querySelector("input[name=customer]").value === ` + quoted(crowd))
}

// seenID is true on a page that lists one of those seen before: the browser is still on its way to the next one.
func seenID(seen map[string]bool) string {
	return `[` + strings.Join(slices.Sorted(maps.Keys(seen)), ",") + `].includes(Number(document.querySelector("section.late .id").innerText))`
}

func withoutScript(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{NoScript: true})
	p.Open(b.url + "/")
	p.Click("input[name=customer]")
	p.Type(crowd)
	p.Press("Enter")
	p.Wait(`location.search.includes("customer=Crowd")`)
	p.Wait(`document.querySelectorAll("section.late tbody tr").length > 0`)
	p.Click("section.late .more a")
	p.Wait(`document.querySelectorAll("section.late tbody tr").length === 50`)
	p.Click("section.late .more a")
	p.Wait(`location.search.includes("after=")`)
	p.Click("section.late td.ticket a")
	p.Wait(`location.pathname.startsWith("/tickets/desk/")`)
	p.Wait(`document.querySelector("h1").innerText === "One of a crowd"`)
	if p.Count("svg.timeline") == 0 {
		t.Error("the ticket has no picture of its time")
	}
	p.Click("summary")
	p.Wait(`document.querySelector("details").open`)
	p.Click(`nav a[href="/standards"]`)
	p.Wait(`location.pathname === "/standards"`)
	p.Click(`main a[href^="/standards/"]`)
	p.Wait(`location.pathname.startsWith("/standards/")`)
}

func keyboardInABrowser(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{})
	p.Open(b.url + "/?customer=Ribeira+T%C3%AAxteis")
	p.Press("Tab")
	p.Wait(`document.activeElement.className === "skip" && document.activeElement.getBoundingClientRect().top >= 0`)
	p.Press("Enter")
	p.Wait(`document.activeElement.id === "main"`)
	p.Press("Tab") // goes on from there, past the navigation
	p.Wait(`document.getElementById("main").contains(document.activeElement)`)

	p.Open(b.url + "/?customer=Ribeira+T%C3%AAxteis")
	// Each stop must be seen, come after the one before it on the page, and lead on to the end.
	stops := browsertest.Eval[int](p, `document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, main [tabindex='0']").length`)
	p.Wait(`(window.before = document.body, true)`)
	for n := range stops {
		p.Press("Tab")
		problem := browsertest.Eval[string](p, `(() => {
			const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
			const name = at.tagName + " " + (at.innerText || at.name || at.className);
			if (at === document.body) return "the focus is lost";
			if (window.before !== document.body && !(window.before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING)) return name + " comes out of turn";
			window.before = at;
			if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return name + " shows no focus";
			if (box.bottom < 0 || box.top > innerHeight || box.width === 0) return name + " is not on the screen";
			return "";
		})()`)
		if problem != "" {
			t.Fatalf("at stop %d of %d: %s", n+1, stops, problem)
		}
	}
	p.Press("Enter") // the last stop is a link of the list: it leads somewhere
	p.Wait(`location.pathname !== "/"`)
}
