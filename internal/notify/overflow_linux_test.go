package notify

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// More events than the kernel's queue holds come while nobody takes them, and with them those that would end watches.
func TestRealOverflow(t *testing.T) {
	data, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	must(t, err)
	var size int
	_, err = fmt.Sscan(string(data), &size)
	must(t, err)
	root := tree(t)
	u := newUser(t, root, Options{})
	events := filepath.Join(root, "content", "events")
	u.w.mu.Lock()
	for i := range size + 10000 { // what the kernel and fsnotify hold; events that are alike, one after another, are one
		must(t, os.Chmod(filepath.Join(root, []string{"content/a.md", "site.toml"}[i%2]), 0o600))
	}
	must(t, os.RemoveAll(events))
	write(t, filepath.Join(events, "2024", "new.md"), "new")
	u.w.mu.Unlock()
	u.sees(t)
	write(t, filepath.Join(events, "2024", "new.md"), "newer")
	u.sees(t)
}
