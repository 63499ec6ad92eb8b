package s3server

import (
	"os/exec"
	"syscall"
)

// dieWithParent ends the server when the test is killed.
func dieWithParent(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
