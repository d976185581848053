package embedded

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReaches(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give folders away")
	}
	top, err := os.MkdirTemp("", "reaches-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(top) })
	dir := filepath.Join(top, "inner")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	as := account{uid: 4242, gid: 4343, switched: true}
	for _, c := range []struct {
		mode     os.FileMode
		uid, gid int
		want     bool
	}{
		{0o700, 0, 0, false},
		{0o701, 0, 0, true},
		{0o711, 0, 0, true},
		{0o710, 0, 4343, true},
		{0o701, 0, 4343, false},
		{0o100, 4242, 0, true},
		{0o011, 4242, 4343, false},
	} {
		if err := os.Chown(top, c.uid, c.gid); err != nil {
			t.Skip("this root can't give a folder away:", err)
		}
		if err := os.Chmod(top, c.mode); err != nil {
			t.Fatal(err)
		}
		if got := as.reaches(dir); got != c.want {
			t.Errorf("mode %o of %d:%d: reached %t", c.mode, c.uid, c.gid, got)
		}
	}
	if as.reaches("/root/project") {
		t.Error("root's home is used")
	}
	if !(account{}).reaches("/root/project") {
		t.Error("without a switch of users everything is reached")
	}
}
