package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/config"
)

// TestConfigurationPage wants the example of docs/configuration.md to be valid, and every key to stand on the page.
func TestConfigurationPage(t *testing.T) {
	page := readHouse(t, "docs/configuration.md")
	standards, err := filepath.Abs(filepath.Join(root, "examples", "standards"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	token := filepath.Join(dir, "slack")
	if err := os.WriteFile(token, []byte("xoxb-page"), 0o600); err != nil {
		t.Fatal(err)
	}
	example := strings.NewReplacer("/run/secrets/slack", token, "standards: standards/", "standards: "+standards).
		Replace(namedBlocks(page)["yardstick.yaml"])
	writeBlocks(t, dir, map[string]string{"yardstick.yaml": example}, "yardstick.yaml")
	t.Setenv("DATABASE_URL", "postgres://ledger@localhost/yardstick")
	t.Setenv("TICKETS_URL", "postgres://reader@localhost/helpdesk")
	t.Setenv("SLACK_APP_TOKEN", "xapp-page")
	t.Setenv("SMTP_URL", "smtp://yardstick:secret@mail.example.com:587")
	t.Setenv("PAGER_URL", "https://events.pager.example/hook")
	t.Setenv("PAGER_KEY", "page")
	t.Setenv("YARDSTICK_TOKEN", "page")
	if code, out, errOut := runLine(t, "validate", filepath.Join(dir, "yardstick.yaml")); code != 0 {
		t.Errorf("the example is not valid:\n%s%s", out, errOut)
	}

	text, _ := config.Schema("config")
	var schema any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	keys := propertyNames(schema)
	if len(keys) < 20 {
		t.Fatalf("the schema has only the keys %q", keys)
	}
	for _, key := range keys {
		if !strings.Contains(page, "`"+key+"`") {
			t.Errorf("the page does not explain %s", key)
		}
	}
}

// propertyNames gives the names of all properties in a JSON Schema.
func propertyNames(schema any) (names []string) {
	switch s := schema.(type) {
	case []any:
		for _, item := range s {
			names = append(names, propertyNames(item)...)
		}
	case map[string]any:
		for key, value := range s {
			if properties, ok := value.(map[string]any); ok && key == "properties" {
				for name := range properties {
					names = append(names, name)
				}
			}
			names = append(names, propertyNames(value)...)
		}
	}
	return names
}
