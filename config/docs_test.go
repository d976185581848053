package config

import (
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	fence = regexp.MustCompile("(?s)```yaml\n(.*?)```")
	// dueRow is a row of the table of starts and due times.
	dueRow = regexp.MustCompile("(?m)^\\| (\\w{3} [\\d-]+ [\\d:]+) \\| `([^`]+)` \\| (\\w{3} [\\d-]+ [\\d:]+) \\|$")
)

// pausedRow is a row of the table of what a pause does.
var pausedRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (\\w{3} [\\d-]+ [\\d:]+) \\| (\\w{3} [\\d-]+ [\\d:]+) \\| (\\w{3} [\\d-]+ [\\d:]+) \\| (\\w{3} [\\d-]+ [\\d:]+) \\|$")

const docTime = "Mon 2006-01-02 15:04"

// documented gives the page's text, and its YAML read as one set.
func documented(t *testing.T) (string, *Set) {
	t.Helper()
	page, err := os.ReadFile("../docs/standards.md")
	if err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, "standards")
	var docs []*document
	for _, m := range fence.FindAllSubmatch(page, -1) {
		docs = append(docs, parseDocument("docs/standards.md", m[1]))
		doc, err := asEditor(m[1])
		if err == nil {
			err = schema.Validate(doc)
		}
		if err != nil {
			t.Errorf("%v in\n%s", err, m[1])
		}
	}
	set, problems := readStandards(docs)
	if set == nil || len(docs) < 4 || len(problems) > 0 {
		t.Fatalf("%d blocks, %v", len(docs), problems)
	}
	return string(page), set
}

// TestDocumentedDueTimes computes every row of the page's table.
func TestDocumentedDueTimes(t *testing.T) {
	page, set := documented(t)
	office := set.Calendars[0]
	if office.Name() != "office" {
		t.Fatalf("the first calendar is %s", office.Name())
	}
	rows := dueRow.FindAllStringSubmatch(page, -1)
	if len(rows) < 8 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		start, err := time.ParseInLocation(docTime, row[1], office.Location())
		if err != nil || start.Format(docTime) != row[1] {
			t.Errorf("%s: %v, %s", row[1], err, start.Format(docTime))
		}
		span, wrong := parseSpan(row[2])
		if wrong != nil {
			t.Errorf("%s: %s", row[2], wrong.why)
			continue
		}
		due, err := office.Due(calendar.FromTime(start), span)
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		if got := due.Time().In(office.Location()).Format(docTime); got != row[3] {
			t.Errorf("%s within %s is due %s, the page says %s", row[1], row[2], got, row[3])
		}
	}
}

// TestDocumentedPauses replays every row of the page's table of pauses.
func TestDocumentedPauses(t *testing.T) {
	page, set := documented(t)
	office := set.Calendars[0]
	at := func(text string) calendar.Instant {
		local, err := time.ParseInLocation(docTime, text, office.Location())
		if err != nil || local.Format(docTime) != text {
			t.Errorf("%s: %v", text, err)
		}
		return calendar.FromTime(local)
	}
	rows := pausedRow.FindAllStringSubmatch(page, -1)
	if len(rows) < 6 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		span, wrong := parseSpan(row[1])
		if wrong != nil {
			t.Errorf("%s: %s", row[1], wrong.why)
			continue
		}
		s := &rules.Standard{ID: "s", Calendar: office, Targets: []rules.Target{{Within: &span}}, Measure: rules.Measure{
			Start: rules.Kinds("a"), Stop: rules.Kinds("b"), Pauses: []rules.Pause{{When: rules.Kinds("w"), Until: rules.Kinds("u")}},
		}}
		runCase(t, s, &Test{
			Name: row[0], AsOf: calendar.None, Expect: TestExpectation{Due: at(row[5])},
			Timeline: []TestEvent{{At: at(row[2]), Event: "a"}, {At: at(row[3]), Event: "w"}, {At: at(row[4]), Event: "u"}},
		})
	}
}

// TestDocumentedTests runs the page's tests.
func TestDocumentedTests(t *testing.T) {
	_, set := documented(t)
	if len(set.Tests) < 2 {
		t.Errorf("%d tests", len(set.Tests))
	}
	runCases(t, set)
}

// TestDocumentedKeys wants every key of the language on the page.
func TestDocumentedKeys(t *testing.T) {
	page, _ := documented(t)
	for _, keys := range [][]string{
		setKeys, calendarKeys, measureKeys, selectorKeys, standardKeys, targetKeys, testKeys, testEntryKeys, testEventKeys, expectKeys,
		routeKeys, perKeys, escalateKeys,
		{"outside", "except"},
		{"when", "until", "while", "then"},
		authorWords[1:], thenWords, repeatWords, verdictWords(),
	} {
		for _, key := range keys {
			if !regexp.MustCompile(`\b` + key + `\b`).MatchString(page) {
				t.Errorf("the page says nothing of %s", key)
			}
		}
	}
}

// TestDocumentedRefusals wants each time that the page calls refused to be so.
func TestDocumentedRefusals(t *testing.T) {
	for _, text := range []string{"2d", "2 days", "1w", "3 months", "0h", "-2h", "017m", "1e3m", "1.5h", "30", "0h30m", "00m", "h", ""} {
		if span, wrong := parseSpan(text); wrong == nil {
			t.Errorf("%q is read as %+v", text, span)
		}
	}
}

// TestExampleSet loads the example standards as the demo does: without a single remark.
func TestExampleSet(t *testing.T) {
	set, problems := LoadStandards("../examples/standards")
	if len(problems) > 0 || diag.Failed(problems) {
		t.Fatal(problems)
	}
	if len(set.Standards) != 4 || len(set.Calendars) != 4 || len(set.Routes) != 3 || len(set.Tests) != 10 {
		t.Errorf("%d standards, %d calendars, %d routes, %d tests", len(set.Standards), len(set.Calendars), len(set.Routes), len(set.Tests))
	}
	runCases(t, set)
	for _, h := range set.Histories() {
		if len(h) != 1 || h[0].LiveFrom != calendar.None || len(h[0].Hash) != 32 {
			t.Errorf("%+v", h)
		}
	}
}
