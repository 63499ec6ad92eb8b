package s3server

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Bucket makes a bucket.
func (s *Server) Bucket(t testing.TB, name string) {
	t.Helper()
	s.set(t, name, "", "")
}

// KeepVersions switches on that a bucket keeps old versions of its objects.
func (s *Server) KeepVersions(t testing.TB, bucket string) {
	t.Helper()
	s.set(t, bucket, "versioning", `<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>`)
}

// Policy sets the policy of a bucket, in which %[1]s is its name.
func (s *Server) Policy(t testing.TB, bucket, policy string) {
	t.Helper()
	s.set(t, bucket, "policy", fmt.Sprintf(policy, bucket))
}

// Objects gives what a bucket of versitygw holds, read from its disk: no request is made, and each object is whole.
func (s *Server) Objects(t testing.TB, bucket string) map[string]string {
	t.Helper()
	objects := map[string]string{}
	top := filepath.Join(s.data, bucket)
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		switch {
		case os.IsNotExist(err): // deleted meanwhile
			return nil
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".sgwtmp":
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		data, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			return nil
		}
		key, _ := filepath.Rel(top, name)
		objects[filepath.ToSlash(key)] = string(data)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return objects
}

// set makes a bucket or changes a setting of one, as the root user, by a request signed here: no client of S3 is needed for it.
func (s *Server) set(t testing.TB, bucket, setting, body string) {
	t.Helper()
	query := ""
	if setting != "" {
		query = setting + "="
	}
	r, err := http.NewRequest(http.MethodPut, s.URL+"/"+bucket+"?"+query, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Format("20060102T150405Z")
	sum := sha256.Sum256([]byte(body))
	hash := hex.EncodeToString(sum[:])
	r.Header.Set("X-Amz-Date", now)
	r.Header.Set("X-Amz-Content-Sha256", hash)
	const signed = "host;x-amz-content-sha256;x-amz-date"
	asked := strings.Join([]string{
		r.Method, "/" + bucket, query, "host:" + r.URL.Host, "x-amz-content-sha256:" + hash, "x-amz-date:" + now, "", signed, hash,
	}, "\n")
	scope := now[:8] + "/us-east-1/s3/aws4_request"
	asking := sha256.Sum256([]byte(asked))
	key := []byte("AWS4" + s.Secret)
	for _, part := range append(strings.Split(scope, "/"), "AWS4-HMAC-SHA256\n"+now+"\n"+scope+"\n"+hex.EncodeToString(asking[:])) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%x", s.ID, scope, signed, key))
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if answer, _ := io.ReadAll(reply.Body); reply.StatusCode >= 300 {
		t.Fatalf("%s of bucket %s: %s %s", setting, bucket, reply.Status, bytes.TrimSpace(answer))
	}
}
