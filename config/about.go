package config

import (
	"strings"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/rules"
)

// The keys of evidence, and of what customers expect.
var (
	evidenceKeys = []string{"source", "asked", "respondents", "expected"}
	expectedKeys = []string{"within", "share"}
)

// audienceWords are the words of audience.
var audienceWords = []string{string(rules.External), string(rules.Internal)}

// dimensionWords are the words of dimension.
func dimensionWords() []string {
	var words []string
	for _, d := range rules.Dimensions() {
		words = append(words, string(d))
	}
	return words
}

const (
	dimensionAdvice = "the five by which customers judge a service: tangibles, reliability, responsiveness, assurance, empathy"
	evidenceAdvice  = "write { source: survey-2026-06, asked: 2026-06-12, respondents: 212, expected: { within: 2h, share: 80% } }; all but source may be left out"
	// maxRespondents is more people than there are.
	maxRespondents = 10_000_000_000
)

// unsaid is what a standard is about that does not say it.
func unsaid() rules.About {
	return rules.About{Audience: rules.External, ReviewBy: rules.NoDate}
}

// readAbout reads what reports and boards go by, and no verdict.
func (s *reading) readAbout(d *standardDraft) {
	about := &d.standard.About
	if v, ok := d.fields.get("audience"); ok {
		if word, ok := v.among("external or internal", audienceWords, "external: customers of the house; internal: one team that another one serves"); ok {
			about.Audience = rules.Audience(word)
		}
	}
	if v, ok := d.fields.get("dimension"); ok {
		word, _ := v.among("a dimension of service", dimensionWords(), dimensionAdvice)
		about.Dimension = rules.Dimension(word)
	}
	if v, ok := d.fields.get("touchpoint"); ok {
		if about.Touchpoint, ok = v.touchpoint(); ok {
			s.journey.place(v, about.Touchpoint)
		}
	}
	if v, ok := d.fields.get("evidence"); ok {
		about.Evidence = v.evidence()
	}
	if v, ok := d.fields.get("review_by"); ok {
		if date, ok := v.date(); ok {
			about.ReviewBy = date
		}
	}
	if v, ok := d.fields.get("owner"); ok {
		about.Owner = v.owner()
	}
}

// evidence reads what customers said; nil where it is not even a block.
func (v value) evidence() *rules.Evidence {
	if v.isText() && !v.spoilt() {
		v.fail("type", "evidence must be a block of keys, not a single value").Hint = evidenceAdvice
		return nil
	}
	f, ok := v.fields("evidence", evidenceKeys...)
	if !ok {
		return nil
	}
	e := &rules.Evidence{Asked: rules.NoDate}
	if at, ok := f.needElse("source", evidenceAdvice); ok {
		e.Source, _ = at.filled("where it comes from, such as survey-2026-06,")
	}
	if at, ok := f.get("asked"); ok {
		if date, ok := at.date(); ok {
			e.Asked = date
		}
	}
	if at, ok := f.get("respondents"); ok {
		n, whole := at.whole()
		if whole && (n < 1 || n > maxRespondents) {
			at.fail("number", "%s people can't have answered", at.node.Value).Hint = "leave it out where it is not known how many answered"
			n = 0
		}
		e.Respondents = int(n)
	}
	if at, ok := f.get("expected"); ok {
		at.expected(e)
	}
	return e
}

// expected reads within which time customers expect it, and how many of them do.
func (v value) expected(e *rules.Evidence) {
	if v.isText() && !v.spoilt() {
		v.fail("type", "expected must be a block of keys, not a single value").Hint = "did you mean { within: " + clip(v.node.Value) + " }?"
		return
	}
	f, ok := v.fields("expected", expectedKeys...)
	if !ok {
		return
	}
	if at, ok := f.needElse("within", "say within which time they expect it: { within: 2h30m, share: 80% }"); ok {
		if span, ok := at.span(); ok {
			e.Within = &span
		}
	}
	if at, ok := f.get("share"); ok {
		e.Share = at.share("share")
	}
}

// owner reads who answers for a standard: an address or a name.
func (v value) owner() string {
	text, ok := v.filled("an e-mail address or a name")
	if ok && strings.Contains(text, "@") {
		text, _ = v.address()
	}
	return text
}

// maxTouchpoint is how long a touchpoint may be, in letters.
const maxTouchpoint = 64

// touchpoint reads a place on the customer's journey.
func (v value) touchpoint() (string, bool) {
	text, ok := v.filled("a touchpoint such as after-sale/support")
	if ok && utf8.RuneCountInString(text) > maxTouchpoint {
		v.fail("touchpoint", "%s is too long to be shown everywhere", quoted(text)).Hint = "use up to 64 letters"
		return "", false
	}
	return text, ok
}
