package config

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/diag"
)

var update = flag.Bool("update", false, "write the golden files")

// environment is what the fixtures of yardstick.yaml may refer to.
func environment(name string) (string, bool) {
	text, set := map[string]string{
		"SET": "postgres://me:canary@db/ledger", "EMPTY": "", "BOT": "xoxb-canary", "APP": "xapp-canary",
		"HOOK": "https://hooks.example.com/canary", "LOCAL_HOOK": "http://127.0.0.1:9/canary", "PLAIN_HOOK": "http://hooks.example.com/canary",
		"SMTP": "smtp://me:c%40nary@mail.example.com:587", "SMTP_ODD": "smtp://me:canary@mail.example.com:587/?canary",
		"SMTP_PORT": "smtps://canary@mail.example.com:99999",
	}[name]
	return text, set
}

// problemsOf reads a fixture as what its name says it is.
func problemsOf(path string) (bool, []diag.Problem) {
	if strings.HasPrefix(filepath.Base(path), "config-") {
		c, problems := Load(path, environment)
		return c != nil, problems
	}
	set, problems := LoadStandards(path)
	return set != nil, problems
}

// TestMistakes holds what is said about each mistake: one fixture each, named
// after it. Those named hint- are no errors.
func TestMistakes(t *testing.T) {
	paths, err := filepath.Glob("testdata/mistakes/*.yaml")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d fixtures, %v", len(paths), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".yaml")
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			usable, problems := problemsOf(path)
			if took := time.Since(begun); took > hang {
				t.Errorf("took %v", took)
			}
			hint := strings.Contains(name, "hint-")
			if len(problems) == 0 || usable != hint || diag.Failed(problems) == hint {
				t.Errorf("%d problems, usable %v", len(problems), usable)
			}
			var out bytes.Buffer
			if err := diag.Write(&out, problems); err != nil {
				t.Fatal(err)
			}
			checkPlaces(t, problems)
			if strings.Contains(out.String(), "canary") {
				t.Error("shows a secret")
			}
			golden(t, strings.TrimSuffix(path, ".yaml")+".txt", out.Bytes())
		})
	}
}

// checkPlaces wants a line and a column of the file for every problem.
func checkPlaces(t *testing.T, problems []diag.Problem) {
	t.Helper()
	for _, p := range problems {
		if p.File == "" || p.Line < 1 || p.Col < 1 {
			t.Errorf("no place: %+v", p)
		}
	}
	if !slices.IsSortedFunc(problems, func(a, b diag.Problem) int {
		return slices.Compare([]int{a.Line, a.Col}, []int{b.Line, b.Col})
	}) {
		t.Error("not sorted")
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}
