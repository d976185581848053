package slack

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
)

// The paths of the endpoint, as the app's settings name them.
const (
	InteractionsPath = "/slack/interactions"
	CommandsPath     = "/slack/commands"
)

// maxRequest is how much of a request is read. Slack's have some ten kilobytes.
const maxRequest = 1 << 20

// Handler answers Slack's signed requests: 401 to whatever is not signed with the secret within the last five minutes.
func (x *Interactions) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+InteractionsPath, func(w http.ResponseWriter, r *http.Request) {
		if form, ok := x.signed(w, r); ok {
			x.respond(w, r, x.take(r.Context(), []byte(form.Get("payload"))))
		}
	})
	mux.HandleFunc("POST "+CommandsPath, func(w http.ResponseWriter, r *http.Request) {
		if form, ok := x.signed(w, r); ok {
			x.respond(w, r, x.typed(command{
				Text: form.Get("text"), UserID: form.Get("user_id"), ResponseURL: form.Get("response_url"),
			}))
		}
	})
	return mux
}

// signed gives the form of a request that Slack has signed, and refuses every other.
func (x *Interactions) signed(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return nil, false
	case err != nil:
		http.Error(w, "unreadable", http.StatusBadRequest)
		return nil, false
	}
	if err := verify(x.SigningSecret, r.Header, body, x.Now()); err != nil {
		x.Log.WarnContext(r.Context(), "a request to the Slack endpoint was refused", slog.String("path", r.URL.Path), slog.Any("error", err))
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return nil, false
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return nil, false
	}
	return form, true
}

// respond answers, and then has done what comes after.
func (x *Interactions) respond(w http.ResponseWriter, r *http.Request, a reply) {
	if a.answer != nil {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(a.answer) // a client that left is no concern of the server
	} else {
		w.WriteHeader(http.StatusOK)
	}
	x.do(r.Context(), a.after)
}
