package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/yardstickd/yardstick/monitor/board"
)

// closed lets those through who send server.token, `Authorization: Bearer …`. Without a pass it lets everybody through who comes to
// this machine by a name of its own: else a page of another site could have its name point here, and read what a browser is told
// (DNS rebinding).
func (s *statusServer) closed(h http.HandlerFunc) http.HandlerFunc {
	if s.pass != nil {
		return withToken(s.pass, h)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if !board.Named(r.Host, s.url) {
			http.Error(w, "without server.token this is answered to localhost alone, and to the host of server.url", http.StatusForbidden)
			return
		}
		h(w, r)
	}
}

// withToken lets those through who send server.token, `Authorization: Bearer …`.
func withToken(pass *board.Pass, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		in, wait := pass.Bearer(r)
		switch {
		case wait > 0:
			w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
			http.Error(w, "too many wrong tokens", http.StatusTooManyRequests)
		case !in:
			w.Header().Set("WWW-Authenticate", `Bearer realm="yardstick"`)
			http.Error(w, "the token of server.token is asked for", http.StatusUnauthorized)
		default:
			h(w, r)
		}
	}
}
