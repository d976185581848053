package main

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/yardstickd/yardstick/monitor/board/browsertest"
)

// How a daemon may fare, as who refreshes a page sees it.
const (
	faresWell int32 = iota
	hangs           // takes the question, and never answers
	refuses         // answers that it can't
)

// downInABrowser: a page that is not refreshed says so, where it is seen, and is refreshed again once it can be.
func downInABrowser(t *testing.T, b *watchedBoard) {
	status, err := b.m.server(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var fares atomic.Int32
	whole := status.handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch fares.Load() {
		case hangs:
			<-r.Context().Done()
		case refuses:
			http.Error(w, "down", http.StatusServiceUnavailable)
		default:
			whole.ServeHTTP(w, r)
		}
	}))
	defer server.Close()
	const (
		silent = `document.querySelector("#refresh").innerText.includes("does not answer")`
		seen   = `document.querySelector("#refresh").getBoundingClientRect().bottom <= innerHeight`
		fresh  = `document.querySelector("#refresh").innerText === ""`
	)
	p := b.browser.Page(t, browsertest.View{Height: 300, Hasten: 100})
	p.Expect("503")
	p.Open(server.URL + "/?team=porto")
	for _, how := range []int32{hangs, refuses, hangs} {
		fares.Store(how)
		p.Wait(silent + " && " + seen)
		p.Wait(`document.querySelectorAll("td.team").length > 0 && location.search === "?team=porto"`) // what was there still is
		fares.Store(faresWell)
		p.Wait(fresh)
	}

	// Who leaves the cursor in a filter is told that the page stands still for it.
	p.Press("/")
	p.Wait(`document.querySelector("#refresh").innerText.includes("you are in a filter") && ` + seen)
	p.Wait(`(document.activeElement.blur(), true)`)
	p.Wait(fresh)
}

// tabletInABrowser: from a phone to a desk nothing has to be scrolled sideways, cells stand in their rows, and a team's name is not torn apart.
func tabletInABrowser(t *testing.T, b *watchedBoard) {
	for _, width := range []int{360, 740, 768, 840, 900} {
		p := b.browser.Page(t, browsertest.View{Width: width, Height: 900, Phone: true})
		for name, path := range b.pages() {
			p.Open(b.url + path)
			if wide := browsertest.Eval[int](p, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("%s is %d wide on a screen of %d", name, wide, width)
			}
			// A cell is in its row: where rows are, cells are.
			if loose := browsertest.Eval[[]string](p, `[...document.querySelectorAll("tr")].filter((row) => getComputedStyle(row).display === "table-row")
				.flatMap((row) => [...row.cells]).filter((cell) => getComputedStyle(cell).display !== "table-cell").map((cell) => cell.outerHTML.slice(0, 60))`); len(loose) > 0 {
				t.Errorf("%s at %d: cells are loose: %v", name, width, loose)
			}
			if torn := browsertest.Eval[[]string](p, torn("thead th")); len(torn) > 0 {
				t.Errorf("%s at %d: headings are torn: %v", name, width, torn)
			}
		}
		p.Open(b.url + "/")
		if torn := browsertest.Eval[[]string](p, torn("td.team")); len(torn) > 0 {
			t.Errorf("at %d names of teams are torn: %v", width, torn)
		}
	}
}

// torn finds cells in which a word begins in one line and ends in another.
func torn(css string) string {
	return `[...document.querySelectorAll(` + quoted(css) + `)].filter((cell) => {
		if (cell.closest("thead")?.getBoundingClientRect().width <= 1) return false; // it is for those who listen
		const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
		for (let node = walk.nextNode(); node; node = walk.nextNode()) {
			for (const word of node.data.matchAll(/[^\s-]{2,}/g)) {
				const range = document.createRange();
				range.setStart(node, word.index);
				range.setEnd(node, word.index + word[0].length);
				if (new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1) return true;
			}
		}
		return false;
	}).map((cell) => cell.innerText)`
}
