package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/yardstickd/yardstick/config/diag"
)

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func rewrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

const icsOfOneDay = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260105\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func folderOfTwo(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"a.yaml": `
calendars: { office: { timezone: UTC, hours: 24x7, holidays: [{ file: x.ics }, { file: y.ics }] } }
measures: { m: { start: a, stop: b } }
standards:
- { id: s, promise: P, measure: m, calendar: office, targets: [{ within: 2h }] }
- { id: t, promise: P, measure: m, calendar: office, targets: [{ within: 2h }] }
`,
		"b.yaml": "routes: { r: { slack: \"#r\" } }\n", "x.ics": icsOfOneDay, "y.ics": icsOfOneDay + "\r\n",
	}
}

// TestFingerprint wants another one for every byte that was read, and none for names of files and what was not read.
func TestFingerprint(t *testing.T) {
	of := func(files map[string]string) string {
		set, problems := LoadStandards(write(t, files))
		if set == nil {
			t.Fatal(problems)
		}
		return set.Fingerprint
	}
	was := of(folderOfTwo(t))
	if len(was) != 32 {
		t.Errorf("%q", was)
	}
	edit := func(change func(map[string]string)) string {
		files := folderOfTwo(t)
		change(files)
		return of(files)
	}
	for name, same := range map[string]string{
		"again":    edit(func(map[string]string) {}),
		"unread":   edit(func(f map[string]string) { f["z.ics"], f["readme.md"] = "x", "x" }),
		"names":    edit(func(f map[string]string) { f["c.yml"] = f["b.yaml"]; delete(f, "b.yaml") }),
		"an order": edit(func(f map[string]string) { f["a.yaml"], f["b.yaml"] = f["b.yaml"], f["a.yaml"] }),
	} {
		if same != was {
			t.Errorf("%s: another fingerprint", name)
		}
	}
	for name, other := range map[string]string{
		"a space":    edit(func(f map[string]string) { f["b.yaml"] += " " }),
		"a comment":  edit(func(f map[string]string) { f["a.yaml"] += "# x\n" }),
		"one less":   edit(func(f map[string]string) { delete(f, "b.yaml") }),
		"a date":     edit(func(f map[string]string) { f["x.ics"] += "\r\n\r\n" }),
		"dates swap": edit(func(f map[string]string) { f["x.ics"], f["y.ics"] = f["y.ics"], f["x.ics"] }),
	} {
		if other == was {
			t.Errorf("%s: the same fingerprint", name)
		}
	}
}

// TestHalfAFile: a cut file is a whole one with fewer standards, and only its fingerprint tells.
func TestHalfAFile(t *testing.T) {
	files := folderOfTwo(t)
	dir := write(t, files)
	whole := ReadStandards(dir)
	last := "- { id: t, promise: P, measure: m, calendar: office, targets: [{ within: 2h }] }\n"
	rewrite(t, filepath.Join(dir, "a.yaml"), strings.TrimSuffix(files["a.yaml"], last))
	cut := ReadStandards(dir)
	if whole.Set == nil || cut.Set == nil || len(whole.Set.Standards) != 2 || len(cut.Set.Standards) != 1 {
		t.Fatalf("%v, %v", whole.Problems, cut.Problems)
	}
	if cut.Fingerprint == whole.Fingerprint {
		t.Error("the same fingerprint")
	}
	rewrite(t, filepath.Join(dir, "a.yaml"), files["a.yaml"])
	if ReadStandards(dir).Fingerprint != whole.Fingerprint {
		t.Error("another fingerprint of the same files")
	}
}

// TestGoneIsAnError wants an error for a folder without files, or none at all, and never a set without standards.
func TestGoneIsAnError(t *testing.T) {
	dir := t.TempDir()
	seen := map[string]bool{}
	for _, path := range []string{dir, filepath.Join(dir, "nowhere")} {
		r := ReadStandards(path)
		if r.Set != nil || !diag.Failed(r.Problems) || r.Fingerprint == "" || seen[r.Fingerprint] {
			t.Errorf("%s: %+v", path, r)
		}
		seen[r.Fingerprint] = true
	}
	rewrite(t, filepath.Join(dir, ".hidden.yaml"), "routes: {}\n")
	if r := ReadStandards(dir); r.Set != nil {
		t.Errorf("%+v", r)
	}
}

// A watcher must know every file that decides, also one that is not there yet.
func TestReadingNamesItsFiles(t *testing.T) {
	files := folderOfTwo(t)
	delete(files, "y.ics")
	folder := write(t, files)
	reading := ReadStandards(folder)
	if reading.Set != nil {
		t.Fatal("a missing file is no problem")
	}
	var got []string
	for _, file := range reading.Files {
		name, err := filepath.Rel(folder, file)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, name)
	}
	if want := []string{".", "a.yaml", "x.ics", "y.ics", "b.yaml"}; !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

// A pipe among the files would keep its reader waiting for ever.
func TestAPipeIsNoFile(t *testing.T) {
	folder := write(t, folderOfTwo(t))
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe.yaml"), 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	if set, problems := LoadStandards(folder); set == nil {
		t.Error(problems)
	}
}

// A file that is copied beside itself defines everything twice, and has to be noticed.
func TestFingerprintTellsACopyFromTheFileAlone(t *testing.T) {
	alone := map[string]string{"a.yaml": folderOfTwo(t)["b.yaml"]}
	twice := map[string]string{"a.yaml": alone["a.yaml"], "copy.yaml": alone["a.yaml"]}
	if one, two := ReadStandards(write(t, alone)), ReadStandards(write(t, twice)); one.Fingerprint == two.Fingerprint {
		t.Errorf("both are %s", one.Fingerprint)
	}
}
