package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// clockVectors are the shared working-time vectors, beside the module.
const clockVectors = "../../../shared/vectors"

// runClock runs the verb and gives its lines.
func runClock(t *testing.T, in string) (code int, lines []string, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	code = execute(context.Background(), []string{"clock"}, strings.NewReader(in), &out, &errOut)
	return code, strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"), errOut.String()
}

func readVectors(t *testing.T, name string) []map[string]any {
	t.Helper()
	f, err := os.Open(filepath.Join(clockVectors, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the shared vectors are not beside the module: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var all []map[string]any
	for decoder := json.NewDecoder(f); ; {
		var v map[string]any
		if err := decoder.Decode(&v); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
}

// answers runs questions through the verb and decodes what it says.
func answers(t *testing.T, questions []map[string]any) (int, []map[string]any) {
	t.Helper()
	var in strings.Builder
	for _, q := range questions {
		line, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(line)
		in.WriteByte('\n')
	}
	code, lines, stderr := runClock(t, in.String())
	if len(lines) != len(questions) || stderr != "" {
		t.Fatalf("%d answers to %d questions, and on stderr %q", len(lines), len(questions), stderr)
	}
	decoded := make([]map[string]any, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &decoded[i]); err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
	}
	return code, decoded
}

func TestClockAnswersAllVectors(t *testing.T) {
	var all []map[string]any
	for _, name := range []string{"hand.jsonl", "add.jsonl", "measure.jsonl"} {
		all = append(all, readVectors(t, name)...)
	}
	if len(all) != 4028 {
		t.Fatalf("%d vectors, want 4028", len(all))
	}
	code, got := answers(t, all)
	wantCode := 0
	for i, v := range all {
		want := map[string]any{"id": v["id"]}
		switch {
		case v["op"] == "measure":
			want["seconds"] = v["seconds"]
		case v["due"] == nil:
			wantCode = 1
			if text, _ := got[i]["error"].(string); !strings.Contains(text, "the calendar never opens") {
				t.Errorf("%v: %v, want the error that it never opens", v["id"], got[i])
			}
			continue
		default:
			want["due"] = v["due"]
		}
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("%v, want %v", got[i], want)
		}
	}
	if code != wantCode {
		t.Errorf("exit code %d, want %d", code, wantCode)
	}
}

func TestClockKeepsTheWallClockRule(t *testing.T) {
	for _, p := range readVectors(t, "policy.jsonl") {
		add, measure := p["add"].(map[string]any), p["measure"].(map[string]any)
		question := func(op string, of map[string]any) map[string]any {
			q := map[string]any{"id": p["id"], "op": op, "tz": p["tz"], "week": p["week"], "holidays": p["holidays"]}
			for _, key := range []string{"start", "end", "seconds"} {
				if of[key] != nil {
					q[key] = of[key]
				}
			}
			return q
		}
		code, got := answers(t, []map[string]any{question("add", add), question("measure", measure)})
		want := []map[string]any{
			{"id": p["id"], "due": add["wall_clock_rule"]}, {"id": p["id"], "seconds": measure["wall_clock_rule"]},
		}
		if diff := cmp.Diff(want, got); diff != "" || code != 0 {
			t.Errorf("exit code %d, %s", code, diff)
		}
	}
}

const goodLine = `{"id":"ok","op":"add","tz":"UTC","week":{"mon":["09:00-17:00"]},"holidays":[],"start":"2026-11-23T08:00:00Z","seconds":1.5}`

func TestClockGoesOnAfterABadLine(t *testing.T) {
	with := func(old, replacement string) string { return strings.Replace(goodLine, old, replacement, 1) }
	for name, c := range map[string]struct{ line, want string }{
		"not JSON":         {`what?`, `"error":"line 2: not a question: `},
		"not an object":    {`[1]`, `"error":"line 2: not a question: `},
		"a wrong type":     {with(`"tz":"UTC"`, `"tz":1`), `{"id":"ok","error":"line 2: not a question: `},
		"no op":            {with(`"op":"add",`, ``), `op is \"\", want add or measure`},
		"a wrong op":       {with(`"add"`, `"subtract"`), `{"id":"ok","error":"line 2: op is \"subtract\"`},
		"a wrong zone":     {with(`UTC`, `Europe/Berln`), `did you mean Europe/Berlin?`},
		"no zone":          {with(`UTC`, ``), `no time zone is named`},
		"Local":            {with(`UTC`, `Local`), `differs from machine to machine`},
		"a wrong day":      {with(`mon`, `monday`), `week: \"monday\" is no day`},
		"a wrong window":   {with(`17:00`, `25:00`), `week: mon: \"09:00-25:00\" is not a window`},
		"no week":          {with(`"week":{"mon":["09:00-17:00"]},`, ``), `week is missing`},
		"an empty week":    {with(`"mon":["09:00-17:00"]`, ``), `the calendar never opens`},
		"a wrong holiday":  {with(`[]`, `["2026-02-30"]`), `holidays: \"2026-02-30\" is not a date`},
		"no start":         {with(`"start":"2026-11-23T08:00:00Z",`, ``), `start is \"\", want an instant`},
		"a naive start":    {with(`08:00:00Z`, `08:00:00`), `want an instant like`},
		"too early":        {with(`2026-`, `1926-`), `outside the calendar's years`},
		"no seconds":       {with(`,"seconds":1.5`, ``), `seconds is missing`},
		"negative seconds": {with(`1.5`, `-1.5`), `a length of time below zero`},
		"endless seconds":  {with(`1.5`, `1e300`), `outside the calendar's years`},
		"no end":           {with(`"add"`, `"measure"`), `end is \"\", want an instant`},
		"too long":         {`{"id":"` + strings.Repeat("x", longestLine) + `"}`, `{"id":null,"error":"line 2: longer than 1048576 bytes"}`},
		"NUL":              {"\x00", `"error":"line 2: not a question: `},
		"bad UTF-8":        {with(`UTC`, "\xff\xfe"), `unknown time zone`},
	} {
		code, lines, stderr := runClock(t, goodLine+"\n"+c.line+"\n\n"+goodLine) // an empty line, and no newline at the end
		if code != 1 || stderr != "" {
			t.Errorf("%s: exit code %d, on stderr %q", name, code, stderr)
		}
		const good = `{"id":"ok","due":"2026-11-23T09:00:01.500000Z"}`
		if len(lines) != 3 || lines[0] != good || lines[2] != good {
			t.Errorf("%s: %q", name, lines)
		} else if !strings.Contains(lines[1], c.want) {
			t.Errorf("%s: %s, want %s", name, lines[1], c.want)
		} else if !json.Valid([]byte(lines[1])) || len(lines[1]) > 400 {
			t.Errorf("%s: %d bytes of %.100s", name, len(lines[1]), lines[1])
		}
	}
}

func TestClockEchoesTheID(t *testing.T) {
	for _, id := range []string{`7`, `"<a&b>"`, `null`, `{"a":[1]}`} {
		_, lines, _ := runClock(t, strings.Replace(goodLine, `"ok"`, id, 1))
		if want := `{"id":` + id + `,"due":"2026-11-23T09:00:01.500000Z"}`; lines[0] != want {
			t.Errorf("%s, want %s", lines[0], want)
		}
	}
}

// Somebody who asks one question and waits for its answer gets it.
func TestClockAnswersWhileTheInputPauses(t *testing.T) {
	question, answer := io.Pipe()
	asked, answered := io.Pipe()
	done := make(chan int)
	go func() {
		done <- execute(context.Background(), []string{"clock"}, question, answered, io.Discard)
	}()
	lines := bufio.NewReader(asked)
	for range 3 {
		if _, err := io.WriteString(answer, goodLine+"\n"); err != nil {
			t.Fatal(err)
		}
		if line, err := lines.ReadString('\n'); err != nil || !strings.Contains(line, `"due"`) {
			t.Fatalf("%q (%v)", line, err)
		}
	}
	if err := answer.Close(); err != nil {
		t.Fatal(err)
	}
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// More calendars than are kept must still give right answers.
func TestClockForgetsCalendars(t *testing.T) {
	desk := clockDesk{calendars: map[string]compiled{}}
	for i := range keptCalendars + 3 {
		line := strings.Replace(goodLine, "09:00", "0"+string(rune('0'+i%9))+":"+string(rune('0'+i/9%6))+string(rune('0'+i/54)), 1)
		if _, err := desk.answer([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if len(desk.calendars) > keptCalendars {
		t.Errorf("%d calendars kept", len(desk.calendars))
	}
}

func TestVersionNamesTheZones(t *testing.T) {
	var out bytes.Buffer
	if code := execute(context.Background(), []string{"version"}, nil, &out, io.Discard); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(out.String(), "zones of tzdata 20") {
		t.Errorf("no zones in %q", out.String())
	}
}

// Whatever a line holds, one valid line comes back, soon, and never a panic.
func FuzzClockLine(f *testing.F) {
	f.Add(goodLine)
	f.Add(`{"id":1,"op":"measure","tz":"Pacific/Apia","week":{"fri":["22:00-06:00"],"sat":["00:00-24:00"]},"holidays":["2011-12-30"],"start":"2011-12-29T00:00:00Z","end":"2012-01-02T00:00:00.25Z"}`)
	f.Add(`{"id":[],"op":"add","tz":"","week":{},"holidays":null,"seconds":-0}`)
	f.Add(`{"week":{"mon":null}}`)
	desk := clockDesk{calendars: map[string]compiled{}}
	f.Fuzz(func(t *testing.T, line string) {
		answer, err := desk.answer([]byte(line))
		if err != nil {
			answer = clockAnswer{ID: answer.ID, Error: err.Error()}
		} else if (answer.Due == "") == (answer.Seconds == nil) {
			t.Fatalf("%q has no answer and no error", line)
		}
		if written, err := json.Marshal(answer); err != nil {
			t.Fatalf("%q: the answer %q can't be written: %v", line, written, err)
		}
	})
}

// The example of docs/calendar.md gives the answer that stands below it.
func TestClockExampleOfTheDocs(t *testing.T) {
	doc := strings.ReplaceAll(readHouse(t, "docs/calendar.md"), "\n", "")
	_, example, found := strings.Cut(doc, "$ echo '")
	question, rest, cut := strings.Cut(example, "' | tr -d '\\n' | yardstick clock    ")
	if !found || !cut {
		t.Fatal("docs/calendar.md has no example")
	}
	code, lines, _ := runClock(t, question)
	if code != 0 || !strings.HasPrefix(rest, lines[0]) {
		t.Errorf("exit code %d and %s, the docs say %.60s", code, lines[0], rest)
	}
}
