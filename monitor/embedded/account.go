package embedded

import (
	"errors"
	"os"
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
}

// findAccount gives our own user, or for root the user postgres, else nobody.
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
		if err1 == nil && err2 == nil && uid > 0 {
			return account{name: name, uid: uid, gid: gid, switched: true}, nil
		}
	}
	return account{}, errors.New("Postgres refuses to run as root, and there is neither a user postgres nor nobody to run it as: " +
		"run the command as another user, or set DATABASE_URL")
}

// process gives what a child process needs to be this user. It is a group of
// its own, so that Ctrl-C reaches us and not the server under us.
func (a account) process() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.switched {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
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
