package embedded

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// account is the user that the server runs as. Postgres refuses to be root.
type account struct {
	name     string
	uid, gid int
	switched bool // we are root, and the server is not
	// space is a user namespace in which root is called something else: the way
	// out for a root that may not become another user.
	space bool
}

// findAccount gives our own user, or for root the user postgres, else nobody,
// else root under another name.
func findAccount() (account, error) {
	if uid := os.Getuid(); uid != 0 {
		return account{name: "user " + strconv.Itoa(uid), uid: uid, gid: os.Getgid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if as := (account{name: name, uid: uid, gid: gid, switched: true}); err1 == nil && err2 == nil && uid > 0 && as.works() {
			return as, nil
		}
	}
	if as := (account{name: "root in a user namespace", space: true}); as.works() {
		return as, nil
	}
	return account{}, errors.New("it refuses to run as root, and here root may become neither the user postgres nor nobody: " +
		"run the command as another user, or set DATABASE_URL")
}

// works tries whether a process may be started as this user.
func (a account) works() bool {
	cmd := exec.Command("/bin/sh", "-c", ":")
	cmd.SysProcAttr = a.process()
	return cmd.Run() == nil
}

// process gives what a child process needs to be this user. It is a group of
// its own, so that Ctrl-C reaches us and not the server under us.
func (a account) process() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.switched {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	if a.space {
		enterSpace(attr)
	}
	return attr
}

// reaches says whether this user can pass through a folder and all above it.
// The path has no links. Root's own home is never used, whatever its mode.
func (a account) reaches(dir string) bool {
	if !a.switched {
		return true
	}
	if dir == "/root" || strings.HasPrefix(dir, "/root/") {
		return false
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || !a.passes(info) {
			return false
		}
		if dir == "/" {
			return true
		}
	}
}

// passes applies the x bit that counts for this user: owner's, group's or others'.
func (a account) passes(info os.FileInfo) bool {
	stat, mode := info.Sys().(*syscall.Stat_t), info.Mode().Perm()
	switch {
	case int(stat.Uid) == a.uid:
		return mode&0o100 != 0
	case int(stat.Gid) == a.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}
