//go:build ceph

package s3_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
	"mingde/internal/publish/storetest"
)

// Ceph 16 passes the suite; where it keeps versions it ignores the header by which objects are created, and Probe sees that.
func TestCeph(t *testing.T) {
	server := s3server.Ceph(t)
	bucket := func(t *testing.T) *s3.Store {
		name := "b-" + strings.ToLower(rand.Text())
		if _, err := owner(server).CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &name}); err != nil {
			t.Fatal(err)
		}
		return open(t, s3.Config{
			Provider: "minio", Bucket: name, Endpoint: server.URL, Retries: s3.Retries{First: time.Millisecond},
			Credentials: func() (s3.Credentials, error) { return s3.NewCredentials(server.ID, server.Secret, "", "test"), nil },
		})
	}
	t.Run("suite", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) store.Store { return bucket(t) })
	})
	t.Run("suite by marker", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) store.Store {
			s := bucket(t)
			s.ListByMarker()
			return s
		})
	})
	t.Run("probe", func(t *testing.T) {
		s := bucket(t)
		want := store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Redirects: true, Delete: true, MultiDelete: true}
		if got, err := s.Probe(t.Context()); err != nil || got != want {
			t.Errorf("%+v, %v", got, err)
		}
		name := s.BucketName()
		_, err := owner(server).PutBucketVersioning(t.Context(), &sdk.PutBucketVersioningInput{
			Bucket: &name, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
		})
		if err != nil {
			t.Fatal(err)
		}
		want.CreateOnly = false
		if got, err := s.Probe(t.Context()); err != nil || got != want {
			t.Errorf("with versions: %+v, %v", got, err)
		}
		if got, err := s.Anonymous(t.Context(), "x"); err != nil || got != (s3.Exposure{}) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
