package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// initialise makes the data where there are none. They are made beside and
// moved in place at the end, so that a killed initdb leaves nothing half done.
func (h home) initialise(ctx context.Context, bin string) error {
	if _, err := os.Stat(filepath.Join(h.data(), "PG_VERSION")); err == nil {
		return nil
	}
	half := filepath.Join(h.dir, "data.new")
	if err := os.RemoveAll(half); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", half,
		"-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	out, err := h.as.command(cmd, h.dir).CombinedOutput()
	if err != nil && strings.Contains(string(out), "locale") { // macOS before 15 has no C.UTF-8
		cmd = exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", half,
			"-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
		out, err = h.as.command(cmd, h.dir).CombinedOutput()
	}
	if err != nil {
		return fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return os.Rename(half, h.data())
}

// command makes cmd run as the account, in a folder that it can enter, and
// with a bare environment: no secret of ours, no PG setting of the user's.
func (a account) command(cmd *exec.Cmd, dir string) *exec.Cmd {
	cmd.SysProcAttr = a.process()
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	if path, ok := os.LookupEnv("LD_LIBRARY_PATH"); ok {
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+path)
	}
	return cmd
}
