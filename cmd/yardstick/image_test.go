package main

import (
	"bytes"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestImageRunsBare builds the image's binary as the image does, and runs it as the image does: by a user without a name, in a root
// that holds nothing else and that the user can't write to, without zone data.
func TestImageRunsBare(t *testing.T) {
	if testing.Short() || runtime.GOOS != "linux" {
		t.Skip("it builds the whole program once more: the full run on Linux does it")
	}
	if os.Getuid() != 0 {
		t.Skip("only root may change the root folder")
	}
	bare, err := os.MkdirTemp("", "yardstick-image-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = os.Chmod(bare, 0o700)
		_ = os.RemoveAll(bare)
	})
	binary := filepath.Join(bare, "yardstick")
	build := exec.CommandContext(t.Context(), filepath.Join(root, ".ci", "build"), binary, "v0-test")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	wantStatic(t, binary)
	standards := "calendars: { c: { timezone: Asia/Kathmandu, hours: 24x7, holidays: [de-be] } }\n"
	if err := os.WriteFile(filepath.Join(bare, "standards.yaml"), []byte(standards), 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(bare, 0o555); err != nil {
		t.Fatal(err)
	}
	in := `{"id":"spring","op":"measure","tz":"Europe/Berlin","week":{"sat":["22:00-06:00"]},"holidays":[],` +
		`"start":"2026-03-28T20:00:00Z","end":"2026-03-29T08:00:00Z"}`
	for command, want := range map[string]string{
		"version": "v0-test", "clock": `{"id":"spring","seconds":25200}`, "validate standards.yaml": "", "import nothing.csv --map map.yaml": "map.yaml",
	} {
		c := exec.CommandContext(t.Context(), "/yardstick", strings.Fields(command)...)
		c.Path, c.Dir, c.Env, c.Stdin = "/yardstick", "/", []string{}, strings.NewReader(in)
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: bare, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		var out bytes.Buffer
		c.Stdout, c.Stderr = &out, &out
		if err := c.Run(); err != nil && !strings.HasPrefix(command, "import") || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v: %s", command, err, &out)
		}
	}
	left, err := os.ReadDir(bare)
	if err != nil || len(left) != 2 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// wantStatic wants a program that asks for no loader and no library.
func wantStatic(t *testing.T, path string) {
	t.Helper()
	program, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = program.Close() }()
	for _, part := range program.Progs {
		if part.Type == elf.PT_INTERP {
			t.Error("it asks for a loader")
		}
	}
	if libraries, err := program.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("it asks for %v, %v", libraries, err)
	}
}
