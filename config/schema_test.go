package config

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/yardstickd/yardstick/config/diag"
)

// inexpressible are the mistakes of one file that no JSON Schema can say: what
// YAML does before it, references, and what lies between two places.
var inexpressible = []string{
	"key-twice", "block-twice", "same-day-key-twice", "date-twice",
	"anchor", "known-alias", "tag", "second-document", "second-document-broken", "utf16",
	"standard-twice", "event-twice", "warn-at-twice", "warn-at-left-twice", "config-source-twice", "config-kind-twice",
	"missing-calendar", "missing-measure", "missing-route", "no-calendars-at-all", "row-calendar-missing", "like-nothing",
	"like-itself", "like-in-a-circle", "unreachable-target", "unreachable-same-when", "desired-longer", "desired-same",
	"desired-more-days", "start-is-stop", "cancel-is-stop", "unknown-zone", "zone-local", "config-schedule-zone",
	"day-named-twice", "hours-overlap", "hours-overlap-at-night", "hours-overlap-over-the-week", "hours-overlap-in-a-range",
	"exception-overlap", "hours-empty-window", "never-opens", "no-such-date", "holiday-file-missing", "holiday-file-broken",
	"octal-bound", "exponent-bound", "bounds-apart", "huge-time", "lone-exclamation", "exclamation-without-quotes", "binary-tag",
	"config-variable-not-set", "config-variable-empty", "config-secret-file-missing", "config-standards-missing",
	"config-cron-never", "config-cron-range", "config-cron-every-zero", "config-api-url-in-the-clear",
	"config-schema-name", "config-lease-too-long", "config-literal-password-as-parameter",
	"test-alert-unknown", "test-escalation-unknown", "test-due-no-such-day", "test-event-on-no-such-day", "test-event-seq-octal", "test-name-twice",
	"test-standard-unknown", "tests-alone", "calendars-differ-in-capitals", "config-listen-port-large", "config-overlap-too-long", "config-reconcile-never",
	"effective-from-no-such-day", "pause-ends-itself", "pause-ends-itself-by-author", "reopen-is-start", "reopen-is-stop",
	"selector-covered", "selectors-overlap", "while-twice", "desired-at-close", "too-many-windows", "carriage-returns", "next-line", "wide-letters",
	"email-twice", "webhook-twice", "mention-twice", "per-value-twice", "per-mention-without-channel", "quiet-unknown-calendar", "escalate-to-nobody",
	"escalate-twice", "config-app-token-is-a-bot-token", "config-token-is-an-app-token", "config-group-over-octal", "config-may-excuse-twice",
	"config-smtp-port", "config-smtp-refers-to-another", "config-smtp-with-a-query", "config-stale-after-too-long", "config-webhook-host-not-allowed",
	"config-webhook-not-a-url", "config-webhook-unencrypted",
	"config-digest-by-twice", "digest-of-a-route-named-executive", "config-digest-customer-not-in-by", "config-digest-email-without-smtp", "config-digest-webhook-none",
	"config-digest-webhook-unknown", "config-schedule-daily-never", "evidence-asked-on-no-such-day", "journey-point-twice", "review-by-no-such-day",
}

func compiled(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	text, ok := Schema(kind)
	if !ok {
		t.Fatalf("no schema %s", kind)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(kind+".json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(kind + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asEditor reads YAML as an editor's checker does: YAML 1.2's core types, dates as texts.
func asEditor(text []byte) (any, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	if len(root.Content) == 0 {
		return nil, nil
	}
	return plainValue(root.Content[0]), nil
}

func plainValue(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plainValue(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = plainValue(item)
		}
		return list
	case yaml.AliasNode:
		return plainValue(n.Alias)
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return n.Value
}

// TestSchemaAgreesWithTheLoader wants the schema to refuse each mistake that it could, and to accept what is none.
func TestSchemaAgreesWithTheLoader(t *testing.T) {
	schemas := map[bool]*jsonschema.Schema{false: compiled(t, "standards"), true: compiled(t, "config")}
	paths, _ := filepath.Glob("testdata/mistakes/*.yaml")
	refused := 0
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := asEditor(text)
		if err != nil {
			continue // no editor would come to the schema
		}
		err = schemas[strings.HasPrefix(name, "config-")].Validate(doc)
		accept := strings.Contains(name, "hint-") || slices.Contains(inexpressible, name)
		switch {
		case err != nil && accept:
			t.Errorf("%s: the schema refuses it: %v", name, err)
		case err == nil && !accept:
			t.Errorf("%s: the schema accepts it", name)
		case err != nil:
			refused++
		}
	}
	if refused < 80 {
		t.Errorf("only %d mistakes were refused", refused)
	}
}

// TestSchemaFilesAreCurrent holds the files that editors load by address to what `yardstick schema` prints.
func TestSchemaFilesAreCurrent(t *testing.T) {
	for _, kind := range SchemaKinds() {
		text, _ := Schema(kind)
		golden(t, filepath.Join("..", "docs", "schema", kind+".json"), text)
	}
	if _, ok := Schema("nothing"); ok {
		t.Error("there is no such kind")
	}
}

// firstLine names the schema of a file.
var firstLine = regexp.MustCompile(`^# yaml-language-server: \$schema=\S*?(\w+)\.json\n`)

// TestExamples loads every YAML file of the examples, and holds it against the schema of its kind.
func TestExamples(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{}
	for _, kind := range SchemaKinds() {
		schemas[kind] = compiled(t, kind)
	}
	found := 0
	err := filepath.WalkDir("../examples", func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".yaml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found++
		kind := KindOf(path)
		named := firstLine.FindSubmatch(text)
		if named == nil {
			t.Errorf("%s does not begin with the line that names its schema", path)
			return nil
		}
		if string(named[1]) == "tests" && kind == "standards" {
			kind = "tests" // which is a file of standards with nothing but tests
		}
		if string(named[1]) != kind {
			t.Errorf("%s is a %q and names the schema of %s", path, kind, named[1])
		}
		if schemas[kind] == nil {
			t.Errorf("%s is a %q, which has no schema", path, kind)
			return nil
		}
		doc, err := asEditor(text)
		if err == nil {
			err = schemas[kind].Validate(doc)
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		checkLoads(t, kind, path)
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d examples, %v", found, err)
	}
}

func checkLoads(t *testing.T, kind, path string) {
	t.Helper()
	set := func(string) (string, bool) { return "postgres://db/x", true }
	var problems []diag.Problem
	switch kind {
	case "standards", "tests":
		_, problems = LoadStandards(filepath.Dir(path))
	case "config":
		_, problems = Load(path, set)
	case "map":
		_, problems = LoadImportMap(path)
	}
	if diag.Failed(problems) {
		t.Errorf("%s: %v", path, problems)
	}
}
