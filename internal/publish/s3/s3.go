// Package s3 publishes into a bucket of S3 or of what speaks its dialect: Alibaba OSS, Tencent COS, Cloudflare R2, MinIO, Ceph, versitygw.
// It does not know what is published.
//
// What differs between them stands in one table, see profile. What is sent is what all of them understand:
//
//   - A body is sent plain, with its length and Content-MD5, which all of them verify; never in chunks with a trailer, which OSS
//     refuses and others store as a part of the file. The client's own checksums are off.
//   - An object is created by the header that its server has for that; whether the server heeds it, Probe finds out.
//   - Many objects are deleted by one request with Content-MD5, and one by one where the server has no such request.
//   - A listing is believed only if every page of it is: in order, without repetitions, with a way to the next.
//
// There is one layer of retries, ours: see Retries. All requests of a Store, or of several, pass a Limiter, which makes way when the
// server asks for it. What takes long is no failure as long as bytes move.
//
// Credentials come from the environment or the shared file, see FindCredentials, and are never part of a message.
package s3

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"mingde/internal/publish/store"
)

// Config says which bucket, and how it is reached. Bucket and Credentials are needed, the rest has defaults.
type Config struct {
	Provider string // see Providers; "" for s3
	Bucket   string
	Prefix   string // folders in the bucket, "site/2026"; "" for all of it
	Region   string // as "cn-hangzhou"; "" where the provider has a default
	Endpoint string // as "https://host:port", without bucket; "" for that of provider and region

	// Credentials is asked at Open, and again when the server says that they have expired.
	Credentials func() (Credentials, error)

	Limiter   *Limiter      // nil for one of its own, 32 wide
	Retries   Retries       // the zero value for the usual ones
	Stall     time.Duration // how long a request may stand without a byte moving; 0 for 30 s
	Transport http.RoundTripper
	Now       func() time.Time // the clock of this computer; nil for the real one

	// Retrying, if not nil, is told of each failure that is not returned, and how long is waited. It must be quick.
	Retrying func(err error, wait time.Duration)
}

// Store is a bucket, or the part of one below a prefix.
type Store struct {
	config  Config
	profile profile
	prefix  string // "" or with a slash at its end
	base    *url.URL
	client  *s3.Client
	http    *http.Client
	limiter *Limiter
	budget  budget
	clock   clock

	mu          sync.Mutex
	credentials Credentials
	noMulti     bool // the server cannot delete many by one request
}

// Open checks a configuration and gives its store. Nothing is sent.
func Open(c Config) (*Store, error) {
	p, ok := profiles[cmp.Or(c.Provider, "s3")]
	if !ok {
		return nil, mistake("provider", "got", c.Provider, "known", strings.Join(Providers(), ", "))
	}
	c.Provider = cmp.Or(c.Provider, "s3")
	if c.Bucket == "" || strings.ContainsAny(c.Bucket, "/:?#@\\ ") {
		return nil, mistake("bucket", "got", c.Bucket)
	}
	region, endpoint, err := p.place(c.Region, c.Endpoint)
	if err != nil {
		return nil, err
	}
	prefix := strings.Trim(c.Prefix, "/")
	if prefix != "" {
		if err := store.CheckKey(prefix); err != nil {
			return nil, mistake("prefix", "got", prefix, "text", err.Error())
		}
		prefix += "/"
	}
	if c.Credentials == nil {
		return nil, noCredentials("credentials", "variables", pairsOf(p.all()))
	}
	s := &Store{config: c, profile: p, prefix: prefix, base: endpoint, limiter: c.Limiter}
	if s.credentials, err = c.Credentials(); err != nil {
		return nil, err
	}
	if s.limiter == nil {
		s.limiter = NewLimiter(defaultWidth)
	}
	s.config.Retries = c.Retries.orUsual()
	s.budget.fill(s.config.Retries.Budget)
	s.clock.now = c.Now
	if s.clock.now == nil {
		s.clock.now = time.Now
	}
	s.connect(region)
	return s, nil
}

// connect makes the client. Its options are all set here, and none comes from the environment.
func (s *Store) connect(region string) {
	s.http = newHTTPClient(s.config.Transport, cmp.Or(s.config.Stall, defaultStall))
	s.client = s3.New(s3.Options{
		Region:                         region,
		BaseEndpoint:                   aws.String(s.base.String()),
		UsePathStyle:                   s.profile.pathStyle,
		Credentials:                    aws.CredentialsProviderFunc(s.retrieve),
		HTTPClient:                     s.http,
		HTTPSignerV4:                   newSigner(&s.clock),
		DisableClockSkewCorrection:     true, // the clock does
		Retryer:                        aws.NopRetryer{},
		RequestChecksumCalculation:     aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation:     aws.ResponseChecksumValidationWhenRequired,
		DisableS3ExpressSessionAuth:    aws.Bool(true),
		DisableMultiRegionAccessPoints: true,
		DisableLogOutputChecksumValidationSkipped: true,
	})
}

// retrieve gives the client what it signs with.
func (s *Store) retrieve(context.Context) (aws.Credentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.credentials.reveal(), nil
}

// renew asks for credentials again, and tells whether they are new ones.
func (s *Store) renew(used Credentials) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.credentials.equal(used) {
		return true // somebody else has just done so
	}
	fresh, err := s.config.Credentials()
	if err != nil || fresh.equal(used) {
		return false
	}
	s.credentials = fresh
	return true
}

// current gives the credentials of now.
func (s *Store) current() Credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.credentials
}

// Limiter gives what all requests of the store pass.
func (s *Store) Limiter() *Limiter { return s.limiter }

// key gives the key in the bucket.
func (s *Store) key(key string) (string, error) {
	if err := store.CheckKey(key); err != nil {
		return "", s.failed("", key, err)
	}
	if len(s.prefix)+len(key) > store.MaxKey {
		return "", s.failed("", key, fmt.Errorf("%w: %d bytes with the prefix, more than %d", store.ErrKey, len(s.prefix)+len(key), store.MaxKey))
	}
	return s.prefix + key, nil
}

// name says which object is meant, for messages.
func (s *Store) name(key string) string {
	return s.config.Provider + "://" + s.config.Bucket + "/" + s.prefix + key
}

// errNoCredentials: nobody has given any.
var errNoCredentials = errors.New("no credentials")
