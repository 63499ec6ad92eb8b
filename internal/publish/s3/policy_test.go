package s3_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
)

// owner is a client with all rights, for what a publisher never does: it makes policies.
func owner(server *s3server.Server) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(server.URL), UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: server.ID, SecretAccessKey: server.Secret}, nil
		}),
	})
}

// setPolicy sets the policy of a bucket, in which %[1]s is its name.
func setPolicy(t *testing.T, server *s3server.Server, bucket, policy string) {
	t.Helper()
	_, err := owner(server).PutBucketPolicy(t.Context(), &sdk.PutBucketPolicyInput{Bucket: &bucket, Policy: aws.String(fmt.Sprintf(policy, bucket))})
	if err != nil {
		t.Fatal(err)
	}
}

// public lets everybody read the site, and nobody what publishers keep; %[1]s is the bucket.
const public = `{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::%[1]s/*"]},
	{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::%[1]s/_pub/*"]}`

// A publisher who may not delete: what he is refused is named, all else works.
func testNoRight(t *testing.T, server *s3server.Server) {
	server.User(t, "publisher", "publishersecret")
	c := config(t, server, server.URL)
	setPolicy(t, server, c.Bucket, `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Principal": {"AWS": ["publisher"]}, "Action": ["s3:PutObject", "s3:GetObject"], "Resource": ["arn:aws:s3:::%[1]s/*"]}]}`)
	c.Credentials = func() (s3.Credentials, error) {
		return s3.NewCredentials("publisher", "publishersecret", "", "test"), nil
	}
	s := open(t, c)
	if err := s.Put(t.Context(), "a", body("x"), html); err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), "b", body("x"), html); err != nil {
		t.Fatal(err)
	}
	refused, err := s.Delete(t.Context(), []string{"a", "b"})
	if err != nil || len(refused) != 2 || !errors.Is(refused[0].Err, store.ErrDenied) {
		t.Errorf("%v, %v", refused, err)
	}
	for _, err := range s.List(t.Context(), "") {
		if !errors.Is(err, store.ErrDenied) {
			t.Errorf("list: %v", err)
		}
	}
	holds(t, s, "a", "x")
	got, err := s.Probe(t.Context())
	if want := (store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Redirects: true}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
}

// A bucket that keeps versions keeps the promise of Create. Whether it does is told to whoever may know, also when it no longer does.
func testVersions(t *testing.T, server *s3server.Server) {
	c := config(t, server, server.URL)
	s := open(t, c)
	if on, err := s.Versioned(t.Context()); on || err != nil {
		t.Errorf("%v, %v", on, err)
	}
	server.User(t, "unprivileged", "secretsecret")
	least := c
	least.Credentials = func() (s3.Credentials, error) {
		return s3.NewCredentials("unprivileged", "secretsecret", "", "test"), nil
	}
	if on, err := open(t, least).Versioned(t.Context()); on || !errors.Is(err, store.ErrDenied) || !strings.Contains(err.Error(), "s3:GetBucketVersioning on "+c.Bucket) {
		t.Errorf("%v, %v", on, err)
	}
	server.KeepVersions(t, c.Bucket)
	got, err := s.Probe(t.Context())
	if want := (store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Redirects: true, Delete: true, MultiDelete: true}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if on, err := s.Versioned(t.Context()); !on || err != nil {
		t.Errorf("%v, %v", on, err)
	}
	_, err = owner(server).PutBucketVersioning(t.Context(), &sdk.PutBucketVersioningInput{
		Bucket: &c.Bucket, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusSuspended},
	})
	if on, askErr := s.Versioned(t.Context()); !on || askErr != nil || err != nil {
		t.Errorf("suspended: %v, %v, %v", on, askErr, err)
	}
}

// A server that does not know versions has none.
func testNoVersions(t *testing.T, server *s3server.Server) {
	s, proxy := faulty(t, server, nil)
	proxy.Inject(faultproxy.Fault{Kind: "GET-bucket", Do: faultproxy.Answer(501, "NotImplemented")})
	if on, err := s.Versioned(t.Context()); on || err != nil {
		t.Errorf("%v, %v", on, err)
	}
	counted(t, proxy, "GET-bucket 1")
}
