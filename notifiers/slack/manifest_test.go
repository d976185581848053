package slack_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// manifest gives docs/slack-manifest.yaml, and the scopes in it.
func manifest(t *testing.T) (text string, scopes []string) {
	t.Helper()
	read, err := os.ReadFile("../../docs/slack-manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(read), "    bot:\n")
	if !found {
		t.Fatal("the manifest names no scopes of a bot")
	}
	for _, line := range strings.Split(list, "\n") {
		scope, is := strings.CutPrefix(line, "      - ")
		if !is {
			break
		}
		scopes = append(scopes, scope)
	}
	return string(read), scopes
}

// TestManifestHasTheLeastScopes does everything there is to do, with the scopes of the manifest and no more, and wants
// each of them to be needed by a method that was called.
func TestManifestHasTheLeastScopes(t *testing.T) {
	text, scopes := manifest(t)
	o := openOffice(t)
	o.Grant(scopes...)
	o.AddGroup("oncall")
	o.doEverything()

	known, needed := notifierstest.Scopes(), map[string]bool{}
	for _, scope := range known["/yardstick"] {
		needed[scope] = true
	}
	for _, call := range o.Calls() {
		if call.Error == "missing_scope" {
			t.Errorf("%s lacks a scope", call.Method)
		}
		for _, scope := range known[call.Method] {
			needed[scope] = true
		}
		if _, listed := known[call.Method]; !listed && call.Method != "apps.connections.open" && call.Method != "" {
			t.Errorf("nobody says which scopes %s needs", call.Method)
		}
	}
	slices.Sort(scopes)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(needed)), scopes); diff != "" {
		t.Errorf("scopes (-needed +in the manifest):\n%s", diff)
	}
	for _, wanted := range []string{"command: /yardstick", "socket_mode_enabled: true", "is_enabled: true"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the manifest has no %q", wanted)
		}
	}
}

// TestDocsNameEveryScope wants docs/slack.md to say what each scope is for.
func TestDocsNameEveryScope(t *testing.T) {
	_, scopes := manifest(t)
	read, err := os.ReadFile("../../docs/slack.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([a-z:.]+)`").FindAllStringSubmatch(string(read), -1)
	var named []string
	for _, row := range rows {
		named = append(named, row[1])
	}
	if diff := cmp.Diff(scopes, named); diff != "" {
		t.Errorf("scopes (-in the manifest +in docs/slack.md):\n%s", diff)
	}
}

// doEverything calls whatever Yardstick calls of Slack.
func (o *office) doEverything() {
	t := o.t
	t.Helper()
	s := o.sender()
	opening := notifierstest.Sample(notifiers.Warn, "2")
	opening.Ref = "18"
	opening.Mention = []notifiers.Mention{{Group: "oncall"}, {Email: "jane@example.com"}}
	at, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{Alert: opening}})
	if err != nil {
		t.Fatal(err)
	}
	file := &notifiers.File{Key: "file", Name: "late.csv", Title: "All", Content: []byte("ticket\n1\n")}
	if _, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{File: file}, Thread: at}); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), "#support", at, notifiers.Message{Alert: opening}); err != nil {
		t.Fatal(err)
	}
	other := o.sender() // which has learnt no channel yet
	for _, thread := range []notifiers.Receipt{{}, at} {
		search := notifiers.Search{To: "#support", Thread: thread, Keys: []string{opening.Key, file.Key}, Since: calendar.Instant(0)}
		if _, err := other.Find(t.Context(), search); err != nil {
			t.Fatal(err)
		}
	}
	o.listen(o.answers, 1)
	view := o.dialog(o.joe, "excuse")
	o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(o.joe, view, written("power cut"))})
	o.whispered(1)
	o.push(notifierstest.Envelope{Type: "slash_commands", Payload: o.Command(o.eve, "late")})
	o.await("an answer", func() bool { return len(o.Answers()) == 1 })
}
