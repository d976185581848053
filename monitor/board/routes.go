package board

import (
	"context"
	"net/http"
	"strings"
)

// Pages are the names by which requests are counted.
var Pages = []string{"front", "standards", "standard", "ticket", "digests", "digest", "login", "static", "other"}

// routes are the board's paths.
func (b *Board) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]http.Handler{
		"GET /{$}":                     b.closed("front", b.front),
		"GET /digests":                 b.closed("digests", b.digests),
		"GET /digests/{name}/{period}": b.closed("digest", b.digest),
		"GET /standards":               b.closed("standards", b.standards),
		"GET /standards/{id}":          b.closed("standard", b.standard),
		"GET /tickets":                 b.closed("ticket", b.lookup),
		"GET /tickets/{source}":        b.closedAt("ticket", b.desks, b.lookup),
		"GET /tickets/{source}/{id}":   b.closedAt("ticket", b.desks, b.ticket),
		"POST /login":                  b.open("login", b.login),
		"POST /logout":                 b.open("login", b.logout),
		"GET /login":                   b.open("login", b.toFront),
		"GET /logout":                  b.open("login", b.toFront),
		"GET /board/{file}":            b.open("static", b.static),
		"/":                            b.closed("other", b.nowhere),
	} {
		mux.Handle(pattern, h)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secured(w) // also what the mux answers by itself, where a path is not clean
		mux.ServeHTTP(w, r)
	})
}

// toFront leads to the first page, where whoever is not in is asked to log in.
func (b *Board) toFront(context.Context, *http.Request) (*answer, error) {
	return &answer{to: "/"}, nil
}

// nowhere answers for all other paths.
func (b *Board) nowhere(_ context.Context, r *http.Request) (*answer, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, &failure{
			status: http.StatusMethodNotAllowed, what: "The board is read, not written",
			todo:    "Acknowledge, snooze and excuse from the messages, or by `yardstick excuse`.",
			headers: map[string]string{"Allow": "GET, HEAD"},
		}
	}
	return nil, notFound("There is no such page", "Look whether the address is whole, or begin at the board's first page.")
}

// pathText tells whether a text of an address can be looked for at all: Postgres takes no NUL and nothing that is not UTF-8.
func pathText(text string) bool {
	return text != "" && len(text) <= mostQuery && strings.ToValidUTF8(text, "") == text && !strings.ContainsRune(text, 0)
}
