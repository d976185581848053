package config

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHoldsStandards(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"all.yaml":       {"calendars: {}\nstandards:\n  - id: callback\n", true},
		"tests.yaml":     {"tests:\n  - name: x\n    standard: callback\n", false},
		"calendars.yaml": {"calendars: {}\n", false},
		"config.yaml":    {"standards: standards/\n", false},
		"broken.yaml":    {"a: [", false},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := HoldsStandards(path); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if HoldsStandards(filepath.Join(dir, "none.yaml")) {
		t.Error("a file that is not there")
	}
}

func TestStandardFiles(t *testing.T) {
	got, problems := StandardFiles("../examples/standards")
	want := []string{"../examples/standards/calendars.yaml", "../examples/standards/support.yaml", "../examples/standards/tests.yaml"}
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Errorf("%v, (-want +got):\n%s", problems, diff)
	}
	if got, problems := StandardFiles("nowhere"); len(got) > 0 || len(problems) != 1 {
		t.Errorf("nowhere: %v, %v", got, problems)
	}
}
