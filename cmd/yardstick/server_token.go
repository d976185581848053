package main

import (
	"net/http"
	"strconv"
	"time"

	"github.com/yardstickd/yardstick/monitor/board"
)

// withToken lets those through who send server.token, `Authorization: Bearer …`; without a pass everybody.
func withToken(pass *board.Pass, h http.HandlerFunc) http.HandlerFunc {
	if pass == nil {
		return h
	}
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
