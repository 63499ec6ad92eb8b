package s3

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"mingde/internal/publish/store"
)

// Probe implements store.Prober, by five requests: two writers create one object at the same time, a body with a wrong sum is put over
// it, its headers are read, and it is deleted. An answer that only says no is a result; the error says that nothing was found out.
func (s *Store) Probe(ctx context.Context) (found store.Capabilities, err error) {
	key := store.ProbePrefix + rand.Text()
	defer func() {
		if err != nil { // nothing is known of what is there
			s.Delete(ctx, []string{key})
		}
	}()
	h := store.Header{ContentType: "text/plain; charset=utf-8", CacheControl: "max-age=60, no-transform", ContentEncoding: "gzip", Redirect: "/"}
	var creating sync.WaitGroup
	var errs [2]error
	for i := range errs {
		creating.Go(func() { errs[i] = s.Create(ctx, key, store.Bytes([]byte(rand.Text())), h) })
	}
	creating.Wait()
	created := 0
	for _, err := range errs {
		switch {
		case err == nil:
			created++
		case !errors.Is(err, store.ErrExists):
			return found, err
		}
	}
	found.CreateOnly = created == 1
	before, err := s.Head(ctx, key)
	if err != nil {
		return found, err
	}
	found.Headers = before.Header.ContentType == h.ContentType && before.Header.CacheControl == h.CacheControl &&
		before.Header.ContentEncoding == h.ContentEncoding
	found.Redirects = before.Header.Redirect == h.Redirect
	if found.MD5, err = s.refusesWrongSum(ctx, key); err != nil {
		return found, err
	}
	refused, err := s.Delete(ctx, []string{key})
	found.Delete = err == nil && len(refused) == 0
	found.MultiDelete = found.Delete && !s.singly()
	return found, err
}

// refusesWrongSum puts a body that is not what its Content-MD5 says. It goes past the check that each other body passes before it
// is sent.
func (s *Store) refusesWrongSum(ctx context.Context, key string) (bool, error) {
	wrong := store.Bytes([]byte("not this"))
	body := []byte("but this")
	_, err := s.client.PutObject(ctx, s.putInput(s.prefix+key, bytes.NewReader(body), int64(len(body)),
		base64.StdEncoding.EncodeToString(wrong.MD5[:]), store.Header{}))
	if status, _, _ := reply(err); status == http.StatusBadRequest || status == http.StatusUnprocessableEntity {
		return true, nil
	}
	return false, s.failed("s3:PutObject", key, err)
}

// Exposure is what the server lets anybody do who has no credentials.
type Exposure struct {
	Read    bool // the object that was asked for can be read, as a site must
	Control bool // so can what is below _pub/, which nobody needs
	List    bool // the keys of the bucket can be listed
	Write   bool // objects can be written
}

// Anonymous finds out what the server lets anybody do. home is the key of an object that visitors shall see. It writes two objects
// below store.ProbePrefix, one with credentials and one without, and removes both.
func (s *Store) Anonymous(ctx context.Context, home string) (e Exposure, err error) {
	kept, written := store.ProbePrefix+rand.Text(), store.ProbePrefix+rand.Text()
	if _, err := s.key(home); err != nil {
		return e, err
	}
	if err := s.Put(ctx, kept, store.Bytes([]byte("probe")), store.Header{ContentType: "text/plain", CacheControl: "no-store"}); err != nil {
		return e, err
	}
	defer func() {
		gone := []string{kept}
		if e.Write {
			gone = append(gone, written)
		}
		refused, deleteErr := s.Delete(ctx, gone)
		err = errors.Join(err, deleteErr)
		for _, r := range refused {
			err = errors.Join(err, r.Err)
		}
	}()
	for _, ask := range []struct {
		allowed     *bool
		method, key string
		query       string
	}{
		{&e.Read, http.MethodGet, home, ""},
		{&e.Control, http.MethodGet, kept, ""},
		{&e.List, http.MethodGet, "", "list-type=2&max-keys=1"},
		{&e.Write, http.MethodPut, written, ""},
	} {
		if *ask.allowed, err = s.unsigned(ctx, ask.method, ask.key, ask.query); err != nil {
			return e, err
		}
	}
	return e, nil
}

// unsigned tells whether a request without credentials is granted.
func (s *Store) unsigned(ctx context.Context, method, key, query string) (bool, error) {
	u := *s.base
	u.RawQuery = query
	path := ""
	if key != "" {
		path = s.prefix + key
	}
	if s.profile.pathStyle {
		path = s.config.Bucket + "/" + path
	} else {
		u.Host = s.config.Bucket + "." + u.Host
	}
	u.Path, u.RawPath = "/"+path, "/"+escape(path)
	r, err := http.NewRequestWithContext(ctx, method, u.String(), strings.NewReader(""))
	if err != nil {
		return false, s.failed("", key, err)
	}
	reply, err := s.http.Do(r)
	if err != nil {
		return false, s.failed("", key, err)
	}
	defer reply.Body.Close()
	io.Copy(io.Discard, io.LimitReader(reply.Body, 1<<16))
	return reply.StatusCode < 300, nil
}

// Versioned tells whether the bucket keeps old versions of objects: what is deleted or replaced is then still there, for whoever asks for the
// version. One that has kept them and no longer does counts as well, since those that it has stay. A server that does not know
// the question keeps none.
func (s *Store) Versioned(ctx context.Context) (bool, error) {
	var status types.BucketVersioningStatus
	_, err := s.try(ctx, "", func(ctx context.Context) error {
		out, err := s.client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: &s.config.Bucket})
		if err == nil {
			status = out.Status
		}
		return err
	})
	if code, name, _ := reply(err); code == http.StatusNotImplemented || name == "NotImplemented" || name == "MethodNotAllowed" {
		return false, nil
	}
	return status != "", s.failed("s3:GetBucketVersioning", "", err)
}

// Provider names the provider, see Providers.
func (s *Store) Provider() string { return s.config.Provider }
