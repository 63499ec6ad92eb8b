package s3_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
	"mingde/internal/publish/storetest"
)

// config gives the configuration of a new bucket on a server, and retries that do not take long.
func config(t *testing.T, server *s3server.Server, endpoint string) s3.Config {
	t.Helper()
	bucket := "b-" + strings.ToLower(rand.Text())
	server.Bucket(t, bucket)
	return s3.Config{
		Provider: "minio", Bucket: bucket, Endpoint: endpoint,
		Credentials: func() (s3.Credentials, error) { return s3.NewCredentials(server.ID, server.Secret, "", "test"), nil },
		Retries:     s3.Retries{First: time.Millisecond, Longest: time.Second},
		Retrying:    func(err error, _ time.Duration) { t.Logf("tried again: %v", err) },
	}
}

func open(t *testing.T, c s3.Config) *s3.Store {
	t.Helper()
	s, err := s3.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVersitygw(t *testing.T) {
	server := s3server.Versitygw(t)
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, config(t, server, server.URL)) })
}

// The same below a prefix, with listings of the first version.
func TestVersitygwBelowPrefix(t *testing.T) {
	server := s3server.Versitygw(t)
	storetest.Run(t, func(t *testing.T) store.Store {
		c := config(t, server, server.URL)
		c.Prefix = "社区 a+b/2026"
		s := open(t, c)
		s.ListByMarker()
		return s
	})
}
