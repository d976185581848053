package main

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/board/browsertest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// quoted makes a text of JavaScript.
func quoted(text string) string { return strconv.Quote(text) }

// faint finds text that stands out too little from what is behind it: less than 4.5:1, or 3:1 where it is large (WCAG 2.2, 1.4.3).
const faint = `(() => {
	const light = (c) => { const f = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
		return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]) };
	const colour = (text) => { const m = text.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
	const behind = (e) => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
		return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1] };
	const found = [];
	for (const e of document.querySelectorAll("body *")) {
		if (e.closest("svg") || ![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.getClientRects().length === 0) continue;
		const style = getComputedStyle(e), size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
		const a = light(colour(style.color)), b = light(behind(e)), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (ratio < (large ? 3 : 4.5)) found.push(e.tagName + "." + e.className + " " + ratio.toFixed(2) + " " + e.innerText.slice(0, 30));
	}
	return [...new Set(found)];
})()`

func contrastInABrowser(t *testing.T, b *watchedBoard) {
	for _, dark := range []bool{true, false} {
		p := b.browser.Page(t, browsertest.View{Dark: dark})
		for name, path := range b.pages() {
			p.Open(b.url + path)
			if found := browsertest.Eval[[]string](p, faint); len(found) > 0 {
				t.Errorf("%s, dark %t: hard to read: %s", name, dark, found)
			}
			page := browsertest.Eval[[]float64](p, `getComputedStyle(document.documentElement).backgroundColor.match(/[\d.]+/g).slice(0, 3).map(Number)`)
			if bright := page[0]+page[1]+page[2] > 3*128; bright == dark {
				t.Errorf("%s, dark %t: the page is %v", name, dark, page)
			}
		}
	}
}

func phoneInABrowser(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{Width: 360, Height: 740, Phone: true})
	for name, path := range b.pages() {
		p.Open(b.url + path)
		wide := browsertest.Eval[[]string](p, `document.documentElement.scrollWidth <= 360 ? [] :
			[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > 361)
				.map((e) => e.tagName + "." + (e.className.baseVal ?? e.className) + " " + Math.round(e.getBoundingClientRect().right))`)
		if len(wide) > 0 {
			t.Errorf("%s: it must be scrolled sideways: %s", name, wide[:min(6, len(wide))])
		}
		// Whoever uses a thumb must hit what is meant: targets of 24 px (WCAG 2.2, 2.5.8), links within text aside.
		small := browsertest.Eval[[]string](p, `[...document.querySelectorAll("button, select, input:not([type=hidden]), nav a, a.button")]
			.filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 24).map((e) => e.outerHTML.slice(0, 60))`)
		if len(small) > 0 {
			t.Errorf("%s: too small to hit: %s", name, small)
		}
	}
}

func paperInABrowser(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{Print: true, Width: 794})
	for name, path := range b.pages() {
		p.Open(b.url + path)
		if shown := browsertest.Eval[[]string](p, `[...document.querySelectorAll(".top nav, form, .skip, .more")]
			.filter((e) => e.getClientRects().length).map((e) => e.tagName)`); len(shown) > 0 {
			t.Errorf("%s: on paper there is %s", name, shown)
		}
		if !browsertest.Eval[bool](p, `document.documentElement.scrollWidth <= 794`) {
			t.Errorf("%s: it is wider than the paper", name)
		}
	}
}

func hostileInABrowser(t *testing.T, b *watchedBoard) {
	p := b.browser.Page(t, browsertest.View{})
	paths := []string{"/?customer=" + url.QueryEscape(hostile), "/?team=" + url.QueryEscape(hostile), "/tickets/desk/" + b.odd, "/tickets/desk/" + b.endless}
	for _, path := range b.pages() {
		paths = append(paths, path)
	}
	for _, path := range paths {
		p.Open(b.url + path)
		done := browsertest.Eval[[]string](p, `[
			...(window.pwned ? ["ran " + window.pwned] : []),
			...(document.querySelector(".pwned, main script, main img, [onerror], [onload]") ? ["made an element"] : []),
			...(document.scripts.length > 1 ? ["added a script"] : []),
			...(document.documentElement.scrollWidth > innerWidth ? ["widened the page"] : []),
			...[...document.querySelectorAll("a")].filter((e) => !/^https?:$/.test(e.protocol)).map((e) => "leads to " + e.href),
		]`)
		if len(done) > 0 {
			t.Errorf("%s: what a ticket says %s", path, strings.Join(done, ", "))
		}
	}
	// It is there, though, as it was written.
	p.Open(b.url + "/tickets/desk/" + b.odd)
	if got := browsertest.Eval[string](p, `document.querySelector("h1").textContent`); !strings.Contains(got, `<script>window.pwned=1</script>`) {
		t.Errorf("the subject is shown as %q", got)
	}
	p.Open(b.url + "/digests/executive/" + b.lastWeek().String())
	p.Wait(`document.body.textContent.includes("onerror=")`) // among the worst misses
	p.Open(b.url + "/?customer=" + url.QueryEscape(hostile))
	if got := browsertest.Eval[string](p, `document.querySelector("td.customer").textContent`); got != hostile {
		t.Errorf("the customer is shown as %q", got)
	}
}

func loginInABrowser(t *testing.T, b *watchedBoard) {
	site := b.serve(t, "correct horse battery staple")
	p := b.browser.Page(t, browsertest.View{})
	p.Expect("401") // is what a browser says of each page that asks for the token
	p.Open(site + "/standards")
	p.Wait(`document.activeElement.id === "token"`)
	if p.Count("td, section.list") > 0 {
		t.Error("something is shown before the token is known")
	}
	p.Type("wrong")
	p.Press("Enter")
	p.Wait(`document.querySelector("[role=alert]")?.innerText === "That is not the token." && document.activeElement.id === "token"`)
	p.Type("correct horse battery staple")
	p.Press("Enter")
	p.Wait(`location.pathname === "/standards" && document.querySelectorAll(".out button").length === 1`) // where one wanted to go
	if got := browsertest.Eval[string](p, `document.cookie`); got != "" {
		t.Errorf("scripts can read the cookie %q", got)
	}
	p.Open(site + "/")
	p.Wait(`document.querySelectorAll("section.list").length === 2`)
	p.Click(".out button")
	p.Wait(`document.querySelector("#token") !== null`)
	p.Open(site + "/")
	p.Wait(`document.querySelector("#token") !== null`)

	other := b.browser.Page(t, browsertest.View{NoScript: true})
	other.Expect("401")
	other.Open(site + "/?team=porto")
	other.Wait(`document.activeElement.id === "token"`)
	other.Type("correct horse battery staple")
	other.Press("Enter")
	other.Wait(`location.search === "?team=porto" && document.querySelectorAll("td.team").length > 0`)
}

// Without a reload: what became late is there, and whoever reads or types is where they were.
func refreshInABrowser(t *testing.T, b *watchedBoard) {
	const row = `[...document.querySelectorAll("section.late .subject")].some((e) => e.innerText === "` + slow + `")`
	p := b.browser.Page(t, browsertest.View{Height: 300, Hasten: 100}) // each 150 ms rather than 15 s
	p.Open(b.url + "/?team=porto&standard=callback")
	p.Wait(`document.querySelectorAll("section.risk tbody tr").length > 0 && !(` + row + `)`)

	// Somebody types while it becomes late: nothing under their hands changes, however often its time to refresh comes.
	p.Click("input[name=customer]")
	p.Type("ham")
	p.Wait(`(window.stayed = true, window.input = document.activeElement, input.name === "customer")`)
	b.setNow(b.begins.Add(10 * time.Minute))
	b.round(t)
	p.Wait(`(window.ticks = 0, setInterval(() => window.ticks++, 15_000), true)`)
	p.Wait(`window.ticks >= 4`)
	p.Wait(`document.activeElement === window.input && window.input.value === "ham" && !(` + row + `)`)

	// They read on, somewhere down the list: it refreshes, and leaves them there.
	p.Wait(`(document.querySelector("section.risk td.ticket a").focus(), scrollTo(0, 100), window.at = document.activeElement.href, true)`)
	y := browsertest.Eval[float64](p, `scrollY`)
	if y == 0 {
		t.Error("the page can't be scrolled: that it stays where it was can't be seen")
	}
	p.Wait(row)
	p.Wait(`window.stayed && document.activeElement.href === window.at`)
	if got := browsertest.Eval[float64](p, `scrollY`); got != y {
		t.Errorf("it was scrolled from %g to %g", y, got)
	}
	p.Wait(`document.querySelector("a.big.late strong").innerText === document.querySelector("section.late .count").innerText`)
}
