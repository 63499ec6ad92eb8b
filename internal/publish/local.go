package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"mingde/internal/filelock"
)

// local is what this computer remembers of a target, in a folder of its own: copies of the last control objects, which never
// change, and what it was publishing when it was stopped. Whatever is not there, or cannot be written, costs requests and
// nothing else. Without a folder it remembers for as long as it lives.
type local struct {
	dir    string
	lock   *os.File
	memory map[string][]byte
}

// openLocal takes the folder of a target below dir. If another process of this computer has it the error is errInUse, and
// what it gives remembers nothing.
func openLocal(dir, target string) (*local, error) {
	l := &local{memory: map[string][]byte{}}
	if dir == "" {
		return l, nil
	}
	sum := sha256.Sum256([]byte(target))
	folder := filepath.Join(dir, hex.EncodeToString(sum[:8]))
	if os.MkdirAll(folder, 0o700) != nil {
		return l, nil
	}
	lock, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return l, nil
	}
	l.dir = folder
	if err := filelock.Lock(lock); err != nil {
		lock.Close()
		if errors.Is(err, filelock.ErrBusy) {
			l.dir = ""
			return l, errInUse
		}
		return l, nil
	}
	l.lock = lock
	return l, nil
}

var errInUse = errors.New("in use by another process of this computer")

func (l *local) close() {
	if l.lock != nil {
		filelock.Unlock(l.lock)
		l.lock.Close()
	}
}

// get gives what was remembered under a name.
func (l *local) get(name string) ([]byte, bool) {
	if data, ok := l.memory[name]; ok || l.dir == "" {
		return data, ok
	}
	data, err := os.ReadFile(filepath.Join(l.dir, name))
	return data, err == nil
}

// put remembers something, whole or not at all.
func (l *local) put(name string, data []byte) {
	l.memory[name] = data
	if l.dir == "" {
		return
	}
	file := filepath.Join(l.dir, name)
	if os.WriteFile(file+".new", data, 0o600) != nil || os.Rename(file+".new", file) != nil {
		os.Remove(file + ".new")
	}
}

func (l *local) forget(name string) {
	delete(l.memory, name)
	if l.dir != "" {
		os.Remove(filepath.Join(l.dir, name))
	}
}

// The names under which copies of control objects are remembered. A generation alone would not do: a bucket that was
// emptied counts from one again.
func localIntent(generation int, root Root) string {
	return "open-" + strconv.Itoa(generation) + "-" + root.String()
}
func localCommit(generation int, root Root) string {
	return "done-" + strconv.Itoa(generation) + "-" + root.String()
}
func localManifest(v version) string {
	return "full-" + strconv.Itoa(v.generation) + "-" + v.root.String()
}

// keepOnly forgets all copies but those of one generation and the manifest that the next one is against.
func (l *local) keepOnly(now, against version) {
	if l.dir == "" {
		return
	}
	keep := map[string]bool{
		localIntent(now.generation, now.root): true, localCommit(now.generation, now.root): true, localManifest(against): true,
	}
	entries, _ := os.ReadDir(l.dir)
	for _, e := range entries {
		name := e.Name()
		copied := strings.HasPrefix(name, "open-") || strings.HasPrefix(name, "done-") || strings.HasPrefix(name, "full-")
		if copied && !keep[name] {
			l.forget(name)
		}
	}
}

// knows tells whether anything of the target is remembered.
func (l *local) knows() bool {
	if l.dir == "" {
		return len(l.memory) > 0
	}
	entries, _ := os.ReadDir(l.dir)
	return len(entries) > 1 // beside the lock
}

// begun remembers that this computer is about to write an intent, so that it need not wait for itself after it was killed.
func (l *local) begun(generation int, o owner) {
	l.put("begun", []byte(strconv.Itoa(generation)+" "+o.String()))
}

// mine tells whether an intent is one that this computer wrote and whose process is gone: it had the lock that we have.
func (l *local) mine(in *intent) bool {
	data, ok := l.get("begun")
	return ok && l.lock != nil && string(data) == strconv.Itoa(in.generation)+" "+in.owner.String()
}
