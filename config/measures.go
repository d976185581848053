package config

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// measureDraft is a measure while the set is read.
type measureDraft struct {
	name    string
	at      entry
	used    bool
	measure rules.Measure
	// ignored are the events that reopen names to be ignored.
	ignored []rules.Selector
}

var measureKeys = []string{"start", "stop", "cancel", "pause", "repeat", "reopen", "calendar_from"}

// keysOfPause is the advice for keys of a pause that stand one level too high.
var keysOfPause = map[string]string{
	"when":  "it belongs into pause: { when: …, until: … }",
	"until": "it belongs into pause: { when: …, until: … }",
	"while": "it belongs into pause: { while: […] }",
	"then":  "it belongs into reopen: { event: …, then: … }",

	"calendar":       "a standard names it; the attribute of a ticket that names one is calendar_from",
	"effective_from": "it belongs to a standard",
}

// keysOfSelector is the advice for conditions beside an event instead of in its selector.
var keysOfSelector = map[string]string{
	"author": "it belongs to the event: event: { event: …, author: … }",
	"public": "it belongs to the event: event: { event: …, public: … }",
}

// read fills the measure from its block.
func (m *measureDraft) read() {
	m.measure.Name = m.name
	f, ok := m.at.value.fieldsElse("measure "+quoted(m.name), keysOfPause, measureKeys...)
	if !ok {
		return
	}
	roles := &roles{}
	m.measure.Start = f.role("start", true, roles)
	m.measure.Stop = f.role("stop", true, roles)
	m.measure.Cancel = f.role("cancel", false, roles)
	if v, ok := f.get("reopen"); ok {
		m.measure.Reopen = v.reopen(roles)
		if m.measure.Reopen.Then == rules.ThenIgnore {
			m.ignored, m.measure.Reopen.Events = m.measure.Reopen.Events, nil
		}
	}
	if v, ok := f.get("pause"); ok {
		m.measure.Pauses = v.pauses()
	}
	if v, ok := f.get("repeat"); ok {
		m.measure.Repeat, _ = oneWord[rules.Repeat](v, "first or each", repeatWords,
			"first: one clock a ticket; each: a new one may start once the last has ended")
	}
	m.measure.CalendarFrom, _ = f.text("calendar_from", "the name of a ticket attribute")
}

// role reads the selectors of a key that only one role may pick.
func (f fields) role(key string, needed bool, roles *roles) []rules.Selector {
	v, ok := f.get(key)
	if !ok {
		if needed {
			f.need(key)
		}
		return nil
	}
	return v.selectors(key, roles)
}

const thenAdvice = "resume: the clock goes on; restart: a new one begins; ignore: nothing happens"

// reopen reads which events reopen a stopped clock, and how. No event both reopens it and does something else to it.
func (v value) reopen(roles *roles) rules.Reopen {
	if v.isText() && !v.spoilt() {
		v.fail("type", "reopen must be a block of keys, not a single value").
			Hint = "write { event: " + clip(v.node.Value) + ", then: resume }, or then: restart"
		return rules.Reopen{}
	}
	f, ok := v.fieldsElse("reopen", keysOfSelector, "event", "then")
	if !ok {
		return rules.Reopen{}
	}
	var reopen rules.Reopen
	if event, ok := f.needElse("event", "write { event: …, then: resume }, or then: restart"); ok {
		reopen.Events = event.selectors("reopen", roles)
	}
	if then, ok := f.needElse("then", thenAdvice); ok {
		reopen.Then, _ = oneWord[rules.Then](then, "resume, restart or ignore", thenWords, thenAdvice)
	}
	return reopen
}

// The words of the language for what is a number elsewhere. Definitions in ledgers are written with them.
var (
	thenWords   = []string{rules.ThenIgnore: "ignore", rules.ThenResume: "resume", rules.ThenRestart: "restart"}
	repeatWords = []string{rules.RepeatFirst: "first", rules.RepeatEach: "each"}
	authorWords = []string{rules.NoAuthor: "", rules.Customer: "customer", rules.Agent: "agent", rules.Bot: "bot"}
)

// oneWord reads one of a few words, which stand at the place of what they mean. Otherwise is the advice where none of
// them is near.
func oneWord[T ~uint8](v value, what string, words []string, otherwise string) (T, bool) {
	text, ok := v.among(what, words, otherwise)
	if !ok {
		return 0, false
	}
	return T(slices.Index(words, text)), true
}

// among is oneWord for words that stand for themselves.
func (v value) among(what string, words []string, otherwise string) (string, bool) {
	text, ok := v.filled(what)
	if !ok || slices.Contains(words, text) {
		return text, ok
	}
	p := v.fail("word", "%s is wanted here, not %s", what, quoted(text))
	if p.Hint = otherwise; suggest(text, words) != "" {
		p.Hint = didYouMean(text, words)
	}
	return "", false
}
