// Package browsertest looks at web pages in a real browser, for tests: Debian's chromium (or a Chrome) found on the PATH, with a
// profile of its own in a temporary folder, driven over a pipe (chromedp). A test that asks for a browser where there is none is skipped and
// says so.
//
//	b := browsertest.Start(t)                    // one browser; it and its folder are gone when the test ends
//	p := b.Page(t, browsertest.View{Width: 360}) // a tab that shares nothing with other tabs
//	p.Open(server.URL + "/")
//	p.Press("Tab")
//
// Whatever a page's console says in anger fails the test that opened it, and so does each thing that its Content-Security-Policy
// kept from happening: Expect says what is meant to be said.
//
// It knows nothing of the board: it could look at any page.
package browsertest
