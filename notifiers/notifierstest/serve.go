package notifierstest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
)

// request is what came in.
type request struct {
	number int // index into Slack.calls
	method string
	token  string
	form   url.Values // without the token
}

// answer is the body of an answer. An answer without "ok" is a success.
type answer map[string]any

func refusal(code string) answer { return answer{"ok": false, "error": code} }

type method func(s *Slack, form url.Values) answer

var methods = map[string]method{
	"auth.test":             (*Slack).authTest,
	"chat.postMessage":      (*Slack).postMessage,
	"chat.update":           (*Slack).update,
	"conversations.history": (*Slack).history,
	"conversations.replies": (*Slack).replies,
	"conversations.list":    (*Slack).list,
	"conversations.join":    (*Slack).join,
}

func (s *Slack) serve(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "bad form", http.StatusBadRequest)
		return
	}
	in := request{method: strings.TrimPrefix(r.URL.Path, "/api/"), form: maps.Clone(r.Form)}
	in.token = in.form.Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		in.token = bearer
	}
	in.form.Del("token")
	if fault := s.arrive(&in); fault != nil {
		s.misbehave(w, r, in, *fault)
		return
	}
	s.reply(w, in.number, s.call(in))
}

// arrive notes a request, numbers it, and takes the fault that it meets, if any.
func (s *Slack) arrive(in *request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	in.number = len(s.calls)
	s.calls = append(s.calls, Call{Method: in.method, At: s.now(), Form: in.form})
	defer s.announce()
	return s.takeFault(in.method, in.form.Get("channel"))
}

// call carries a request out.
func (s *Slack) call(in request) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.announce()
	run, known := methods[in.method]
	switch {
	case !known:
		return refusal("unknown_method")
	case in.token == "":
		return refusal("not_authed")
	case in.token != s.token:
		return refusal("invalid_auth")
	}
	return run(s, in.form)
}

// reply writes an answer. One with "retry_after" is a 429.
func (s *Slack) reply(w http.ResponseWriter, number int, a answer) {
	status := http.StatusOK
	if after, limited := a["retry_after"].(string); limited {
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", after)
		a = refusal("ratelimited")
	}
	if _, told := a["ok"]; !told {
		a["ok"] = true
	}
	code, _ := a["error"].(string)
	s.answered(number, status, code)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(a) // a client that left is no concern of the server
}

func (s *Slack) answered(number, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[number].Status, s.calls[number].Error = status, code
	s.announce()
}

func (s *Slack) authTest(url.Values) answer {
	return answer{
		"url": "https://acme.slack.com/", "team": "Acme", "user": "yardstick",
		"team_id": "T0001", "user_id": "U0BOT", "bot_id": botID,
	}
}
