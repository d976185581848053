package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// readmeAsOf is when the README looks at its help desk: a Wednesday morning in Berlin.
const readmeAsOf = "2026-11-18 10:00"

var updateREADME = flag.Bool("update-readme", false, "write what check prints into the README")

// TestREADME follows the README: it writes the files that it shows, reads a help desk with them, and wants what it prints.
func TestREADME(t *testing.T) {
	text := readHouse(t, "README.md")
	dir := t.TempDir()
	files := namedBlocks(text)
	writeBlocks(t, dir, files, "yardstick.yaml", "standards/support.yaml")

	url := pgtest.Database(t)
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadFile("testdata/readme/helpdesk.sql")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), string(rows)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	readme, err := filepath.Abs(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TICKETS_URL", url)
	t.Setenv("DATABASE_URL", url)
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-readme")
	t.Chdir(dir)

	code, out, errOut := runLine(t, "check", "--at", readmeAsOf)
	if code != exitLate {
		t.Fatalf("check ended with %d: %s", code, errOut)
	}
	shown := regexp.MustCompile("(?s)```text\n(.*?)```").FindStringSubmatchIndex(text)
	if shown == nil {
		t.Fatal("the README shows no output of check")
	}
	if *updateREADME {
		text = text[:shown[2]] + out + text[shown[3]:]
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(strings.Split(text[shown[2]:shown[3]], "\n"), strings.Split(out, "\n")); diff != "" {
		t.Errorf("the README shows something else than check prints (- README + check; -update-readme writes it)\n%s", diff)
	}

	// The lines that are to be added must be valid with the rest.
	whole := files["yardstick.yaml"] + files["yardstick.yaml, added"]
	if err := os.WriteFile(filepath.Join(dir, "yardstick.yaml"), []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := runLine(t, "check", "--at", readmeAsOf); code != exitLate {
		t.Errorf("with Slack and a database added, check ended with %d: %s", code, errOut)
	}
}

// TestREADMENamesEveryCommand keeps the README's table and the commands the same.
func TestREADMENamesEveryCommand(t *testing.T) {
	shown := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|").FindAllStringSubmatch(readHouse(t, "README.md"), -1) {
		shown[row[1]] = true
	}
	for _, command := range newRoot().Commands() {
		name := command.Name()
		if !shown[name] && name != "help" && name != "completion" {
			t.Errorf("the README does not name %s", name)
		}
		delete(shown, name)
	}
	for name := range shown {
		t.Errorf("the README names %s, which is no command", name)
	}
}

// TestLinksLead follows every link of the docs that stays in this repository.
func TestLinksLead(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := filepath.Glob(filepath.Join(root, "docs", "adr", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, records...)
	pages = append(pages, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md"))
	link := regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], ":") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), filepath.FromSlash(found[1]))); err != nil {
				t.Errorf("%s leads to %s, which is not there", strings.TrimPrefix(page, root+"/"), found[1])
			}
		}
	}
}

// namedBlocks gives the YAML blocks of a page whose first line is a comment with a file name, by that name.
func namedBlocks(page string) map[string]string {
	blocks := map[string]string{}
	for _, block := range regexp.MustCompile("(?s)```yaml\n# ([^\n]+)\n(.*?)```").FindAllStringSubmatch(page, -1) {
		blocks[block[1]] = block[2]
	}
	return blocks
}

func writeBlocks(t *testing.T, dir string, blocks map[string]string, names ...string) {
	t.Helper()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if blocks[name] == "" {
			t.Fatalf("the page shows no %s", name)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(blocks[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// runLine runs one command line in this process.
func runLine(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = execute(context.WithoutCancel(t.Context()), args, strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}
