package s3server

import (
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// cephConf is a cluster of one monitor and one disk in memory, without authentication within: %[1]s is its number, %[2]s its folder,
// %[3]s the address of the monitor and %[4]s that of the gateway. The gateway insists on encryption unless told to use crc.
const cephConf = `[global]
fsid = %[1]s
mon initial members = a
mon host = v2:%[3]s/0
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
auth cluster required = none
auth service required = none
auth client required = none
run dir = %[2]s
log file = %[2]s/$name.log
admin socket = %[2]s/$name.asok
pid file = %[2]s/$name.pid
mon data = %[2]s/mon
osd data = %[2]s/osd
rgw data = %[2]s/rgw
setuser match path =
osd objectstore = memstore
memstore device bytes = 1073741824
osd memory target = 939524096
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
mon data avail warn = 2
[client.rgw.a]
ms mon client mode = crc
auth client required = none
rgw frontends = beast endpoint=%[4]s
rgw dns name = s3.local
rgw enable usage log = false
rgw run sync thread = false
rgw enable gc threads = false
`

// Ceph runs Ceph's gateway to S3, with all that it needs, until the test ends. It takes about fifteen seconds.
func Ceph(t testing.TB) *Server {
	t.Helper()
	dir, monitor, gateway := t.TempDir(), freeAddress(t), freeAddress(t)
	for _, name := range []string{"mon", "osd", "rgw"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cluster, disk := uuid(), uuid()
	conf := filepath.Join(dir, "ceph.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, cephConf, cluster, dir, monitor, gateway), 0o600); err != nil {
		t.Fatal(err)
	}
	program := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(name, append([]string{"-c", conf}, args...)...)
		c.Dir = dir
		return c
	}
	do := func(c *exec.Cmd) {
		t.Helper()
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s (Debian has it in radosgw, ceph-mon, ceph-osd and ceph-common)", strings.Join(c.Args, " "), err, out)
		}
	}
	do(program("monmaptool", "--create", "--fsid", cluster, "--addv", "a", "v2:"+monitor, "monmap"))
	do(program("ceph-mon", "--mkfs", "-i", "a", "--monmap", "monmap"))
	run(t, program("ceph-mon", "-f", "-i", "a", "--public-addr", monitor), monitor)
	do(program("ceph", "osd", "new", disk))
	do(program("ceph-osd", "--mkfs", "-i", "0", "--osd-uuid", disk))
	background(t, program("ceph-osd", "-f", "-i", "0"))
	do(program("ceph", "osd", "crush", "add", "osd.0", "1.0", "root=default", "host=local"))
	run(t, program("radosgw", "-n", "client.rgw.a", "-f"), gateway)
	s := &Server{URL: "http://" + gateway, ID: "test", Secret: "testsecret"}
	do(program("radosgw-admin", "user", "create", "--uid=t", "--display-name=t", "--access-key="+s.ID, "--secret-key="+s.Secret))
	return s
}

// background starts a program that listens nowhere we know, and ends it with the test.
func background(t testing.TB, c *exec.Cmd) {
	t.Helper()
	dieWithParent(c)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
}

// uuid makes a number of the form that Ceph wants.
func uuid() string {
	b := make([]byte, 16)
	rand.Read(b)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
