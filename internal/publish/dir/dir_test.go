package dir

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mingde/internal/filelock"
	"mingde/internal/publish/store"
	"mingde/internal/publish/storetest"
)

// fresh gives a store in a new folder that is not there yet, and the folder.
func fresh(t *testing.T) (*Store, string) {
	t.Helper()
	www := filepath.Join(t.TempDir(), "new", "www")
	s := Open(www)
	t.Cleanup(func() { s.Close() })
	return s, www
}

var header = store.Header{ContentType: "text/html; charset=utf-8", CacheControl: "no-cache"}

func put(t *testing.T, s *Store, key, data string) {
	t.Helper()
	if err := s.Put(t.Context(), key, store.Bytes([]byte(data)), header); err != nil {
		t.Fatal(err)
	}
}

// write makes a file that is not ours.
func write(t *testing.T, name, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

// files lists the files below a folder but for the records.
func files(t *testing.T, dir string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if rel, _ := filepath.Rel(dir, name); err == nil && !d.IsDir() && !strings.HasPrefix(filepath.ToSlash(rel), records+"/") {
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func hexMD5(data string) string {
	sum := md5.Sum([]byte(data))
	return hex.EncodeToString(sum[:])
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		s, _ := fresh(t)
		return s
	})
}

// Disks without hard links exist: FAT, some that are mounted over the network.
func TestStoreWithoutLinks(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		s, _ := fresh(t)
		s.link = func(*os.Root, string, string) error { return &os.LinkError{Op: "link", Err: errors.ErrUnsupported} }
		return s
	})
}

func TestProbe(t *testing.T) {
	s, www := fresh(t)
	got, err := s.Probe(t.Context())
	if err != nil || got != (store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Delete: true, MultiDelete: true}) {
		t.Errorf("%+v, %v", got, err)
	}
	if entries, err := os.ReadDir(www); err != nil || len(entries) > 0 {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// A folder that is full of somebody else's files is not damaged by anything that a publisher may do.
func TestForeignFiles(t *testing.T) {
	s, www := fresh(t)
	write(t, filepath.Join(www, "index.html"), "theirs")
	write(t, filepath.Join(www, "a", "b.html"), "theirs too")
	put(t, s, "ours", "ours")
	ctx, body := t.Context(), store.Bytes([]byte("ours"))
	if err := s.Put(ctx, "index.html", body, header); !errors.Is(err, store.ErrForeign) {
		t.Errorf("put: %v", err)
	}
	if err := s.Copy(ctx, "ours", "a/b.html", header); !errors.Is(err, store.ErrForeign) {
		t.Errorf("copy: %v", err)
	}
	if err := s.Copy(ctx, "index.html", "index.html", header); !errors.Is(err, store.ErrForeign) {
		t.Errorf("copy to itself: %v", err)
	}
	if err := s.Create(ctx, "index.html", body, header); !errors.Is(err, store.ErrExists) {
		t.Errorf("create: %v", err)
	}
	refused, err := s.Delete(ctx, []string{"index.html", "ours", "a/b.html"})
	if err != nil || len(refused) != 2 || !errors.Is(refused[0].Err, store.ErrForeign) || refused[1].Key != "a/b.html" {
		t.Errorf("delete: %v, %v", refused, err)
	}
	for name, want := range map[string]string{"index.html": "theirs", "a/b.html": "theirs too"} {
		data, o, err := s.Get(ctx, name)
		if err != nil || string(data) != want || o.ETag == "" || o.Header != (store.Header{}) {
			t.Errorf("get: %q, %+v, %v", data, o, err)
		}
	}
	if got := files(t, www); !slices.Equal(got, []string{"a/b.html", "index.html"}) {
		t.Errorf("there is %q", got)
	}
	if err := s.Copy(ctx, "index.html", "_pub/kept", header); err != nil {
		t.Errorf("a copy of what is theirs: %v", err)
	}
	write(t, filepath.Join(www, "index.html"), "theirs, changed in place")
	if data, _, err := s.Get(ctx, "_pub/kept"); string(data) != "theirs" || err != nil {
		t.Errorf("the copy holds %q, %v", data, err)
	}
}

func TestLinks(t *testing.T) {
	s, www := fresh(t)
	outside := t.TempDir()
	write(t, filepath.Join(outside, "secret"), "secret")
	write(t, filepath.Join(www, "inside", "x"), "x")
	for name, target := range map[string]string{
		"out": outside, "file": filepath.Join(outside, "secret"), "up": "../../../..", "in": "inside", "dangling": "nowhere",
	} {
		if err := os.Symlink(target, filepath.Join(www, name)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, body := t.Context(), store.Bytes([]byte("ours"))
	for _, key := range []string{"out/secret", "file", "up/new", "dangling", "out"} {
		if err := s.Put(ctx, key, body, header); !errors.Is(err, store.ErrForeign) {
			t.Errorf("put %s: %v", key, err)
		}
		if data, _, err := s.Get(ctx, key); err == nil {
			t.Errorf("get %s: %q", key, data)
		}
		if refused, _ := s.Delete(ctx, []string{key}); len(refused) != 1 {
			t.Errorf("delete %s: %v", key, refused)
		}
	}
	if got := files(t, outside); !slices.Equal(got, []string{"secret"}) {
		t.Errorf("outside: %q", got)
	}
	put(t, s, "in/y", "y")
	if data, err := os.ReadFile(filepath.Join(www, "inside", "y")); string(data) != "y" {
		t.Errorf("through a link that stays inside: %q, %v", data, err)
	}
	for o, err := range s.List(ctx, "") {
		if err != nil || o.Key != "inside/x" && o.Key != "inside/y" {
			t.Errorf("listed: %+v, %v", o, err)
		}
	}
}

func TestKeysTheDiskCannotHold(t *testing.T) {
	s, _ := fresh(t)
	put(t, s, "file", "x")
	put(t, s, "folder/x", "x")
	long := strings.Repeat("长", 100) // 300 bytes, more than a name may have
	for _, key := range []string{"file/x", "file/x/y", "folder", long, long + "/x", "_pub/headers/x", "_PUB/Headers/x", "_pub/headers", ".mingde-x.tmp"} {
		if err := s.Put(t.Context(), key, store.Bytes(nil), header); !errors.Is(err, store.ErrKey) {
			t.Errorf("put %.20s: %v", key, err)
		}
		if err := s.Create(t.Context(), key, store.Bytes(nil), header); !errors.Is(err, store.ErrKey) {
			t.Errorf("create %.20s: %v", key, err)
		}
	}
}

// What a disk that is blind to case says is played by asking for another spelling of what is there.
func TestCaseClash(t *testing.T) {
	s, _ := fresh(t)
	put(t, s, "a/Page.html", "x")
	root, err := s.folder(false)
	if err != nil {
		t.Fatal(err)
	}
	if err := foreign(root, "a/page.html"); !errors.Is(err, store.ErrKey) {
		t.Errorf("%v", err)
	}
	if err := foreign(root, "a/Page.html"); !errors.Is(err, store.ErrForeign) {
		t.Errorf("%v", err)
	}
}

// A file of ours that somebody has edited is still ours, and is told with what it holds.
func TestTouched(t *testing.T) {
	s, www := fresh(t)
	put(t, s, "a", "old")
	name := filepath.Join(www, "a")
	write(t, name, "new")
	if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	for o, err := range s.List(t.Context(), "") {
		if err != nil || o.ETag != hexMD5("new") {
			t.Errorf("%+v, %v", o, err)
		}
	}
	if o, err := s.Head(t.Context(), "a"); err != nil || o.ETag != hexMD5("new") || o.Header != header {
		t.Errorf("%+v, %v", o, err)
	}
	put(t, s, "a", "newer")
	if err := os.WriteFile(filepath.Join(www, filepath.FromSlash(recordName("a"))), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if o, err := s.Head(t.Context(), "a"); err != nil || o.ETag != hexMD5("newer") {
		t.Errorf("with a damaged record: %+v, %v", o, err)
	}
	put(t, s, "a", "newest")
}

func TestEmptyFolders(t *testing.T) {
	s, www := fresh(t)
	for _, key := range []string{"a/b/c/d", "a/b/e", "x/y/z", "x/file"} {
		put(t, s, key, key)
	}
	write(t, filepath.Join(www, "x", "y", "theirs"), "")
	if refused, err := s.Delete(t.Context(), []string{"a/b/c/d", "a/b/e", "x/y/z", "x/file/below", "never/was"}); err != nil || len(refused) > 0 {
		t.Fatal(refused, err)
	}
	if _, err := os.Stat(filepath.Join(www, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty folder is left: %v", err)
	}
	if got := files(t, www); !slices.Equal(got, []string{"x/file", "x/y/theirs"}) {
		t.Errorf("there is %q", got)
	}
	if refused, err := s.Delete(t.Context(), []string{"x/file"}); err != nil || len(refused) > 0 {
		t.Fatal(refused, err)
	}
	if _, err := os.Stat(filepath.Join(www, control)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("records are left: %v", err)
	}
}

// What a writer that died has left is removed; what a living one is about to write stays.
func TestLeftovers(t *testing.T) {
	s, www := fresh(t)
	put(t, s, "a/x", "x")
	dead, alive, young := filepath.Join(www, "a", ".mingde-1.tmp"), filepath.Join(www, "a", ".mingde-2.tmp"), filepath.Join(www, "a", ".mingde-3.tmp")
	for _, name := range []string{dead, alive, young} {
		write(t, name, "half")
		if name == young {
			continue
		}
		if err := os.Chtimes(name, time.Time{}, time.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(alive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := filelock.Lock(f); err != nil {
		t.Fatal(err)
	}
	other := Open(www)
	defer other.Close()
	put(t, other, "a/y", "y")
	if got := files(t, www); !slices.Equal(got, []string{"a/.mingde-2.tmp", "a/.mingde-3.tmp", "a/x", "a/y"}) {
		t.Errorf("there is %q", got)
	}
	for o := range other.List(t.Context(), "") {
		if isTemporary(filepath.Base(o.Key)) {
			t.Errorf("listed: %s", o.Key)
		}
	}
}

// A path that is no folder, and one that cannot be made, are errors that name it.
func TestNoFolder(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	write(t, name, "")
	for _, path := range []string{name, filepath.Join(name, "www")} {
		s := Open(path)
		if err := s.Put(t.Context(), "a", store.Bytes(nil), header); err == nil || !strings.Contains(err.Error(), "dir:"+filepath.ToSlash(path)) {
			t.Errorf("%v", err)
		}
	}
}

// A file that somebody has copied there is taken over by whoever puts the very same bytes; it is then written anew, so that nobody else owns it.
func TestTakenOver(t *testing.T) {
	s, www := fresh(t)
	write(t, filepath.Join(www, "a", "same.html"), "the same")
	write(t, filepath.Join(www, "a", "differs.html"), "theirs!!")
	ctx, body := t.Context(), store.Bytes([]byte("the same"))
	if err := s.Put(ctx, "a/same.html", body, header); err != nil {
		t.Error(err)
	}
	if o, err := s.Head(ctx, "a/same.html"); err != nil || o.Header != header || o.ETag != hexMD5("the same") {
		t.Errorf("%+v, %v", o, err)
	}
	if err := s.Put(ctx, "a/same.html", store.Bytes([]byte("new")), header); err != nil {
		t.Errorf("put over what was taken over: %v", err)
	}
	if err := s.Put(ctx, "a/differs.html", body, header); !errors.Is(err, store.ErrForeign) {
		t.Errorf("put: %v", err)
	}
	write(t, filepath.Join(www, "b.html"), "the same")
	put(t, s, "kept", "the same")
	if err := s.Copy(ctx, "kept", "b.html", header); err != nil {
		t.Errorf("a copy: %v", err)
	}
}

// What is in the way of objects and is none itself is found without writing.
func TestSurvey(t *testing.T) {
	s, www := fresh(t)
	if found, err := s.Survey(t.Context(), []string{"a"}); err != nil || len(found) > 0 {
		t.Errorf("no folder: %v, %v", found, err)
	}
	write(t, filepath.Join(www, "file"), "theirs")
	write(t, filepath.Join(www, "folder", "x"), "theirs")
	write(t, filepath.Join(www, "fine", "x"), "theirs")
	if err := os.Symlink("file", filepath.Join(www, "link")); err != nil {
		t.Fatal(err)
	}
	found, err := s.Survey(t.Context(), []string{"file/a/1", "file/a/2", "folder", "fine/x", "fine/y", "link", "new", "new/er"})
	if want := []string{"file", "folder", "link"}; err != nil || !slices.Equal(found, want) {
		t.Errorf("%q, %v, want %q", found, err, want)
	}
}

// A permit that ends while many are deleted ends that, and it is no refusal of the folder.
func TestPermitWhileDeleting(t *testing.T) {
	s, _ := fresh(t)
	keys := []string{"a", "b", "c", "d"}
	for _, key := range keys {
		put(t, s, key, "x")
	}
	late, asked := errors.New("too late"), 0
	ctx := store.WithPermit(t.Context(), func() error {
		if asked++; asked > 3 {
			return late
		}
		return nil
	})
	refused, err := s.Delete(ctx, keys)
	if !errors.Is(err, late) || len(refused) > 0 {
		t.Errorf("%v, %v", refused, err)
	}
	if _, err := s.Head(t.Context(), "d"); err != nil {
		t.Errorf("it went on: %v", err)
	}
}
