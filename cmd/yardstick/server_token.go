package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/yardstickd/yardstick/config"
)

// withToken lets those through who send server.token, `Authorization: Bearer …`; without a token everybody.
func withToken(token config.Secret, h http.HandlerFunc) http.HandlerFunc {
	if token.Empty() {
		return h
	}
	want := sha256.Sum256([]byte(token.Reveal()))
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, sent, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(sent)) // so that not even its length can be measured
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 || !strings.EqualFold(scheme, "Bearer") {
			w.Header().Set("WWW-Authenticate", `Bearer realm="yardstick"`)
			http.Error(w, "the token of server.token is asked for", http.StatusUnauthorized)
			return
		}
		h(w, r)
	}
}
