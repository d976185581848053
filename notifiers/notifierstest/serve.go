package notifierstest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// request is what came in.
type request struct {
	call   *Call // as it is noted
	method string
	token  string
	form   url.Values // without the token
}

// answer is the body of an answer. An answer without "ok" is a success.
type answer map[string]any

func refusal(code string) answer { return answer{"ok": false, "error": code} }

// method carries a request out. It is called with the lock held.
type method func(s *Slack, form url.Values) answer

// methods are all that the API knows: each part of it has a file and a table of its own.
var methods = joined(chatMethods, conversationMethods, fileMethods, userMethods, socketMethods, viewMethods, map[string]method{"auth.test": (*Slack).authTest})

// paths are what the server answers beside the API, by the beginning of the path.
var paths = map[string]func(*Slack, http.ResponseWriter, *http.Request){
	uploadPath:   (*Slack).serveUpload,
	socketPath:   (*Slack).serveSocket,
	responsePath: (*Slack).serveResponse,
}

func joined(tables ...map[string]method) map[string]method {
	all := map[string]method{}
	for _, table := range tables {
		maps.Copy(all, table)
	}
	return all
}

func (s *Slack) serve(w http.ResponseWriter, r *http.Request) {
	for prefix, handle := range paths {
		if strings.HasPrefix(r.URL.Path, prefix) {
			handle(s, w, r)
			return
		}
	}
	in, err := readRequest(r)
	if err != nil {
		http.Error(w, "bad form", http.StatusBadRequest)
		return
	}
	s.handle(w, r, in)
}

// handle deals with a request that was read: as the fault says that it meets, or as Slack does.
func (s *Slack) handle(w http.ResponseWriter, r *http.Request, in request) {
	if fault := s.arrive(&in); fault != nil {
		s.misbehave(w, r, in, *fault)
		return
	}
	s.reply(w, in, s.call(in))
}

// readRequest takes a form or, as some methods are sent, an object in JSON.
func readRequest(r *http.Request) (request, error) {
	in := request{method: strings.TrimPrefix(r.URL.Path, "/api/")}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		form, err := readJSON(r)
		if err != nil {
			return in, err
		}
		in.form = form
	} else {
		if err := r.ParseForm(); err != nil {
			return in, err
		}
		in.form = maps.Clone(r.Form)
	}
	in.token = in.form.Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		in.token = bearer
	}
	in.form.Del("token")
	return in, nil
}

// readJSON makes a form of an object: strings as they are, all else as JSON.
func readJSON(r *http.Request) (url.Values, error) {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&fields); err != nil && !errors.Is(err, io.EOF) { // nothing at all is no fields
		return nil, err
	}
	form := url.Values{}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		form.Set(name, text)
	}
	return form, nil
}

// arrive notes a request and takes the fault that it meets, if any.
func (s *Slack) arrive(in *request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	in.call = &Call{Method: in.method, At: s.now(), Form: in.form}
	s.note(in.call)
	defer s.announce()
	channel := in.form.Get("channel")
	if channel == "" {
		channel = in.form.Get("channel_id")
	}
	return s.takeFault(in.method, channel)
}

// call carries a request out, between the hook's steps.
func (s *Slack) call(in request) answer {
	s.step(Before, in.call)
	defer s.step(After, in.call)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.announce()
	run, known := methods[in.method]
	want := s.token
	if appMethods[in.method] {
		want = s.appToken
	}
	switch {
	case !known:
		return refusal("unknown_method")
	case in.token == "":
		return refusal("not_authed")
	case in.token != want && (in.token == s.token || in.token == s.appToken):
		return refusal("not_allowed_token_type")
	case in.token != want:
		return refusal("invalid_auth")
	case s.missing[in.method] != "":
		return answer{"ok": false, "error": "missing_scope", "needed": s.missing[in.method], "provided": "chat:write"}
	}
	return run(s, in.form)
}

// appMethods are those that take the app token, xapp-…, in place of the bot's.
var appMethods = map[string]bool{"apps.connections.open": true}

// reply writes an answer whole. One with "retry_after" is a 429.
func (s *Slack) reply(w http.ResponseWriter, in request, a answer) {
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
	s.answered(in.call, status, code)
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(a); err != nil {
		panic(err) // answers are made of strings, numbers and what came in as JSON
	}
	s.tellScopes(w)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	s.write(w, in, status, body.Bytes())
}

// write sends an answer to its last byte, so that who waits has it when the hook is called.
func (s *Slack) write(w http.ResponseWriter, in request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)                      // a client that left is no concern of the server
	_ = http.NewResponseController(w).Flush() // and so here
	s.step(Answered, in.call)
}

func (s *Slack) answered(call *Call, status int, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	call.Status, call.Error = status, code
	s.announce()
}

func (s *Slack) authTest(url.Values) answer {
	return answer{
		"url": "https://acme.slack.com/", "team": "Acme", "user": "yardstick",
		"team_id": teamID, "user_id": botUser, "bot_id": botID,
	}
}
