package embedded

import "syscall"

// enterSpace starts the process in a user namespace where root has an ordinary
// number. Its files are root's outside, so that no folder changes hands.
func enterSpace(attr *syscall.SysProcAttr) {
	const ordinary = 1000
	attr.Cloneflags |= syscall.CLONE_NEWUSER
	attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: ordinary, HostID: 0, Size: 1}}
	attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: ordinary, HostID: 0, Size: 1}}
}
