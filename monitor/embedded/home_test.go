package embedded_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded"
)

func TestBelowARootOnlyFolder(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root runs the server as somebody else")
	}
	dir := folder(t)
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "project", ".yardstick")
	s := start(t, dir)
	t.Cleanup(func() {
		stop(t, s)
		_ = os.RemoveAll(s.Dir())
	})
	if strings.HasPrefix(s.Dir(), dir) {
		t.Skip("root can't become another user here, and so needs no other place")
	}
	if !strings.HasPrefix(s.Dir(), "/var/tmp/yardstick-0-") {
		t.Errorf("the data went to %s", s.Dir())
	}
	record, err := os.ReadFile(filepath.Join(dir, "place"))
	if err != nil || strings.TrimSpace(string(record)) != s.Dir() {
		t.Errorf("the record says %q, %v; the data are in %s", record, err, s.Dir())
	}
	exec1(t, open(t, s.URL()), "CREATE TABLE kept (n int)")
	stop(t, s)
	again := start(t, dir)
	if again.Dir() != s.Dir() {
		t.Errorf("the second start went to %s, the first to %s", again.Dir(), s.Dir())
	}
	exec1(t, open(t, again.URL()), "SELECT n FROM kept")
}

func TestALongPath(t *testing.T) {
	dir := filepath.Join(folder(t), strings.Repeat("long/", 30), "with a space & ?")
	s := start(t, dir)
	if err := open(t, s.URL()).Ping(); err != nil {
		t.Error(err)
	}
	other := startHolder(t, dir)
	if other.said != "joined=true" {
		t.Errorf("the second process said %s", other.said)
	}
	other.finish(t)
}

func TestAFolderOfSomebodyElseIsRefused(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	dir := folder(t)
	if err := os.Mkdir(filepath.Join(dir, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(dir, "postgres"), 4242, 4242); err != nil {
		t.Skip("this root can't give a folder away:", err)
	}
	_, err := embedded.Start(t.Context(), embedded.Options{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), "belongs to user 4242") {
		t.Errorf("error %v", err)
	}
}
