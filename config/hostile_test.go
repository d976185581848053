package config

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config/diag"
)

// hostile are inputs that have brought YAML readers down.
func hostile() map[string]string {
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 40; i++ {
		prev := "*a" + string(rune('0'+(i-1)%10)) + strings.Repeat("y", (i-1)/10)
		bomb += "a" + string(rune('0'+i%10)) + strings.Repeat("y", i/10) + ": &a" + string(rune('0'+i%10)) + strings.Repeat("y", i/10) +
			" [" + strings.TrimSuffix(strings.Repeat(prev+",", 9), ",") + "]\n"
	}
	full := func(piece string) string { return strings.Repeat(piece, maxBytes/len(piece)) }
	return map[string]string{
		"a hundred thousand brackets":   strings.Repeat("[", 100_000),
		"brackets, closed":              strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"braces to the brim":            full("{"),
		"keys in keys":                  full("{a: "),
		"dashes":                        full("- "),
		"question marks":                full("? "),
		"indentation without end":       staircase(1200),
		"alias bomb":                    bomb,
		"aliases of nothing":            full("- *a\n"),
		"anchors":                       full("- &a x\n"),
		"tags":                          full("- !t x\n"),
		"unknown keys":                  numbered(maxBytes / 12),
		"one key over and over":         full("a: b\n"),
		"nulls":                         full("- ~\n"),
		"quotes":                        full("\""),
		"colons":                        full("a: "),
		"colons in one text":            "a: " + full("b: ")[:maxBytes-10],
		"at signs":                      full("- @x\n"),
		"documents":                     full("---\n"),
		"tabs":                          full("\tx: y\n"),
		"comment":                       "#" + full("x")[1:],
		"long word":                     full("x"),
		"too large":                     full("x") + strings.Repeat("x", maxBytes),
		"standards of nothing":          "standards:\n" + full("- {}\n")[:maxBytes-20],
		"tests of nothing":              "tests:\n" + full("- {}\n")[:maxBytes-20],
		"selectors of one event":        "measures: {a: {start: [" + full("{event: a, author: bot}, ")[:maxBytes-80] + "], stop: b}}\n",
		"events":                        "measures:\n  a: {stop: b, start: [" + wordsOf(100_000) + "], pause: {when: [" + wordsOf(50_000) + "], until: [" + wordsOf(20_000) + "]}}\n",
		"pauses of nothing":             "measures: {a: {start: a, stop: b, pause: [" + full("{}, ")[:maxBytes-80] + "]}}\n",
		"measures":                      "measures:\n" + measuresOf(12_000),
		"a timeline to the brim":        oneStandard + "tests:\n- name: a\n  standard: s\n  expect: {due: none}\n  timeline:\n" + full("  - 2026-03-27 15:30 x\n")[:maxBytes-600],
		"tests of one name":             oneStandard + "tests:\n" + full("- {name: a, standard: s, timeline: [2026-03-27 15:30 a], expect: {alerts: []}}\n")[:maxBytes-700],
		"alerts":                        oneStandard + "tests:\n- name: a\n  standard: s\n  timeline: [2026-03-27 15:30 a]\n  expect:\n    alerts:\n" + full("    - missed\n")[:maxBytes-600],
		"mentions":                      "routes: {a: {slack: '#a', mention: [" + each(90_000, "'@%s', ") + "]}}\n",
		"addresses":                     "routes: {a: {email: [" + each(90_000, "%s@a, ") + "]}}\n",
		"webhooks without end":          "routes: {a: {webhook: [" + each(150_000, "%s, ") + "]}}\n",
		"values of per":                 "routes:\n  a:\n    slack: '#a'\n    per:\n      t:\n" + each(25_000, "        %s: {email: a@b}\n"),
		"steps of escalate":             oneStandard + "routes: {r: {slack: '#a'}}\nstandards:\n- escalate: [" + each(30_000, "{after: 1h, to: %s}, ") + "]\n",
		"steps all different":           "routes: {r: {slack: '#a'}}\nstandards:\n- escalate: [" + steps(35_000) + "]\n",
		"hosts":                         "webhooks: {allow: [" + each(90_000, "%s.a, ") + "], to: {a: {url: '${env:HOOK}', key: '${env:SET}'}}}\n",
		"people who may excuse":         "slack: {may_excuse: [" + each(90_000, "%s@a, ") + "]}\n",
		"targets of nothing":            "standards:\n- targets:\n" + full("  - {within: 2d}\n")[:maxBytes-40],
		"conditions in conditions":      "standards:\n- applies_to: {a: " + strings.Repeat("{not: ", 9000) + "x" + strings.Repeat("}", 9001) + "}\n",
		"calendars like each other":     chain(20_000),
		"holiday sets":                  "calendars: {a: {timezone: UTC, hours: 24x7, holidays: [" + strings.Repeat("de, ", 50_000) + "de]}}\n",
		"calendars":                     calendarsOf(3000),
		"calendars full of windows":     fullWeeks(200),
		"windows":                       "calendars: {a: {timezone: UTC, hours: {mon-sun: [" + strings.Repeat("\"08:00-09:00\", ", 60_000) + "\"08:00-09:00\"]}}}\n",
		"a cron of one field over":      "schedule: {round: \"" + full("* ")[:maxBytes-40] + "\"}\n",
		"directive":                     "%YAML 9.9\n---\na: b\n",
		"byte order mark within":        "a: \ufeffb\n",
		"carriage returns":              "a: b\rc: d\r\n",
		"unicode line ends":             "a: b\u2028c: d\u0085e: f\n",
		"deep dashes on separate lines": dashes(3000),
	}
}

const oneStandard = `calendars: {c: {timezone: Europe/Berlin, hours: 24x7}}
measures: {m: {start: a, stop: b}}
standards: [{id: s, promise: P, measure: m, calendar: c, targets: [{within: 2h}]}]
`

// each writes a form with n different words.
func each(n int, form string) string {
	var b strings.Builder
	for i := range n {
		_, _ = fmt.Fprintf(&b, form, word(i))
	}
	return b.String()
}

func steps(n int) string {
	var b strings.Builder
	for i := range n {
		_, _ = fmt.Fprintf(&b, "{after: %dm, to: r}, ", i+1)
	}
	return b.String()
}

func wordsOf(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(word(i) + ", ")
	}
	return b.String()
}

func measuresOf(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("  m" + word(i) + ": {start: a, stop: b, pause: {while: c}, calendar_from: d}\n")
	}
	return b.String()
}

func staircase(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func dashes(n int) string {
	return strings.Repeat("- ", n) + "\n"
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + strings.Repeat("z", i%3) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + ": x\n")
	}
	return b.String()[:min(b.Len(), maxBytes)]
}

func chain(n int) string {
	var b strings.Builder
	b.WriteString("calendars:\n")
	for i := range n {
		b.WriteString("  c" + word(i) + ": {like: c" + word(i+1) + "}\n")
	}
	return b.String()
}

func calendarsOf(n int) string {
	var b strings.Builder
	b.WriteString("calendars:\n")
	for i := range n {
		b.WriteString("  c" + word(i) + ": {timezone: Europe/Berlin, hours: {mon: \"08:00-09:00\"}}\n")
	}
	return b.String()
}

// fullWeeks is as many calendars, each open for every second half hour.
func fullWeeks(n int) string {
	var b strings.Builder
	b.WriteString("calendars:\n  full: { timezone: UTC, hours: { mon-sun: [")
	for i := range 24 {
		fmt.Fprintf(&b, "\"%02d:00-%02d:30\", ", i, i)
	}
	b.WriteString("] } }\n")
	for i := range n {
		b.WriteString("  c" + word(i) + ": { like: full }\n")
	}
	return b.String()
}

func word(i int) string {
	return string([]rune{rune('a' + i%26), rune('a' + i/26%26), rune('a' + i/676%26), rune('a' + i/17576%26)})
}

// TestHostileFiles wants an answer with a place, never a panic and never a hang.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and a minute of the race detector's time: the full run does it")
	}
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			_, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text))})
			_, more := readConfig(parseDocument("x.yaml", []byte(text)), environment)
			took := time.Since(begun)
			var out bytes.Buffer
			if err := diag.Write(&out, append(problems, more...)); err != nil {
				t.Fatal(err)
			}
			if !diag.Failed(more) {
				t.Error("is taken for a configuration")
			}
			checkPlaces(t, problems)
			checkPlaces(t, more)
			if took > hang {
				t.Errorf("took %v", took)
			}
			if out.Len() > 1<<20 {
				t.Errorf("says %d bytes", out.Len())
			}
		})
	}
}

// hang is what no busy machine and no race detector explains: reading that
// grows with the square of the file takes many minutes. How long it really takes, BenchmarkHostileFiles tells.
const hang = 2 * time.Minute

// BenchmarkHostileFiles reads each hostile file once as standards: a second is the limit that people should feel.
func BenchmarkHostileFiles(b *testing.B) {
	for name, text := range hostile() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_, _ = readStandards([]*document{parseDocument("x.yaml", []byte(text))})
			}
		})
	}
}

// FuzzLoad reads anything as standards and as a configuration: no panic, every
// problem with a place, and no set beside an error.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("calendars: { a: { timezone: UTC, hours: 24x7 } }\n"))
	f.Add([]byte("standards:\n  - id: a\n    promise: A: b\n    targets: [{ within: 2d, when: { x: > 5 } }]\n"))
	f.Add([]byte("routes:\n  a: { slack: #b }\n  c: @d\n\te: *f\n"))
	f.Add([]byte("schedule: { round: \"TZ=UTC\" }\nslack: { token: xoxb-1 }\nsources: [{ tickets: |\n"))
	f.Add([]byte("a: 'b\n  c: \"d\n- - -\n ? e\n : f\n--- |\n g\n...\n"))
	f.Add([]byte("measures: { m: { start: { event: a, author: bot }, stop: b, pause: [{ when: c, until: [d] }, { while: [e] }], repeat: each, reopen: { event: f, then: resume }, calendar_from: g } }\n"))
	f.Add([]byte(oneStandard + "tests: [{ name: n, standard: s, timeline: [2026-03-27 15:30 a, { at: 2026-03-27, event: b, seq: 1 }], as_of: 2026-03-28, expect: { due: none, verdict: open, alerts: [missed] } }]\n"))
	f.Add([]byte(everyRoute + allRoutes))
	f.Add([]byte("routes: { a: { slack: '#b', mention: {c}, per: { t: { x: { quiet: { outside: e, except: { p: [1] } } } } } }, w: { webhook: ['https://a/b', d] } }\n"))
	f.Add([]byte("slack: { token: '${env:BOT}', app_token: '${env:APP}', may_excuse: [U0123456789, a@b] }\nemail: { smtp: 'smtp://a', from: a@b }\nwebhooks: { allow: [a], to: { b: { url: '${env:HOOK}', key: c } } }\nalerts: { group_over: 0 }\n"))
	f.Add([]byte("server: { listen: ':1' }\nalerts: { operators: '#a' }\nsources: [{ name: a, tickets: b, events: c, events_since: 2024-01-01, overlap: 1m }]\nschedule: { reconcile: '@daily' }\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		set, problems := readStandards([]*document{parseDocument("x.yaml", text)})
		c, more := readConfig(parseDocument("x.yaml", text), environment)
		if (set == nil) != diag.Failed(problems) || (c == nil) != diag.Failed(more) {
			t.Errorf("set %v %v, config %v %v", set, problems, c, more)
		}
		for _, p := range append(problems, more...) {
			if p.Line < 1 || p.Col < 1 || strings.Count(p.String(), "\n") > 4 {
				t.Errorf("%+v", p)
			}
		}
	})
}
