package s3

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"mingde/internal/publish/store"
)

// deleteAtOnce is how many objects one request may delete.
const deleteAtOnce = 1000

// Delete implements store.Store: one request for 1000 objects. If the server has no such request, or denies it as a whole, each object is
// deleted by itself; if the first of these is denied as well, so are all.
func (s *Store) Delete(ctx context.Context, keys []string) (refused []store.Refused, err error) {
	for _, key := range keys {
		if _, err := s.key(key); err != nil {
			return nil, err
		}
	}
	for chunk := range slices.Chunk(keys, deleteAtOnce) {
		r, err := s.deleteChunk(ctx, chunk)
		refused = append(refused, r...)
		if err != nil {
			return refused, err
		}
	}
	return refused, nil
}

func (s *Store) deleteChunk(ctx context.Context, keys []string) ([]store.Refused, error) {
	if !s.singly() {
		refused, err := s.deleteMany(ctx, keys)
		switch status, code, _ := reply(err); {
		case err == nil:
			return refused, nil
		case status == http.StatusNotImplemented, status == http.StatusMethodNotAllowed, code == "NotImplemented", code == "MethodNotAllowed":
			s.mu.Lock()
			s.noMulti = true
			s.mu.Unlock()
		case !errors.Is(s.failed("", "", err), store.ErrDenied):
			return refused, s.failed("s3:DeleteObject", "", err)
		}
	}
	first := s.deleteOne(ctx, keys[0])
	if errors.Is(first, store.ErrDenied) {
		refused := make([]store.Refused, len(keys))
		for i, key := range keys {
			refused[i] = store.Refused{Key: key, Err: first}
		}
		return refused, nil
	}
	return s.deleteEach(ctx, keys[1:], first)
}

// singly tells whether the server was found to have no request that deletes many.
func (s *Store) singly() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.noMulti
}

// deleteEach deletes objects by a request each, unless an error other than a denial came up already.
func (s *Store) deleteEach(ctx context.Context, keys []string, failed error) (refused []store.Refused, err error) {
	var mu sync.Mutex
	var running sync.WaitGroup
	slots := make(chan struct{}, deleters)
	for _, key := range keys {
		mu.Lock()
		stop := failed != nil
		mu.Unlock()
		if stop {
			break
		}
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			err := s.deleteOne(ctx, key)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, store.ErrDenied):
				refused = append(refused, store.Refused{Key: key, Err: err})
			case err != nil:
				failed = err
			}
		})
	}
	running.Wait()
	return refused, failed
}

// deleters is how many objects are deleted at the same time by requests of their own.
const deleters = 16

// deleteOne deletes an object by a request of its own.
func (s *Store) deleteOne(ctx context.Context, key string) error {
	_, err := s.try(ctx, key, func(ctx context.Context) error {
		_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.config.Bucket, Key: aws.String(s.prefix + key)})
		return err
	})
	if err = s.failed("s3:DeleteObject", key, err); errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// deleteMany deletes objects by one request. Those that fail in a way that may pass are tried again, without the others.
func (s *Store) deleteMany(ctx context.Context, keys []string) (refused []store.Refused, err error) {
	left, answered := keys, false
	_, err = s.try(ctx, "", func(ctx context.Context) error {
		out, err := s.client.DeleteObjects(ctx, &s3.DeleteObjectsInput{
			Bucket: &s.config.Bucket, Delete: &types.Delete{Objects: s.identifiers(left), Quiet: aws.Bool(true)},
		}, withContentMD5)
		if answered = err == nil; !answered {
			return err
		}
		var passing error
		left = nil
		for _, e := range out.Errors {
			err := &smithy.GenericAPIError{Code: aws.ToString(e.Code), Message: aws.ToString(e.Message)}
			key := aws.ToString(e.Key)[min(len(s.prefix), len(aws.ToString(e.Key))):]
			switch {
			case err.Code == "NoSuchKey" || err.Code == "NoSuchVersion":
			case judge(ctx, err).again:
				left = append(left, key)
				passing = err
			default:
				refused = append(refused, store.Refused{Key: key, Err: s.failed("s3:DeleteObject", key, denied(err))})
			}
		}
		return passing
	})
	if err != nil && (answered || len(left) < len(keys)) { // it is known what is done: what is left is refused
		for _, key := range left {
			refused = append(refused, store.Refused{Key: key, Err: s.failed("s3:DeleteObject", key, err)})
		}
		return refused, ctx.Err()
	}
	return refused, err
}

// denied gives the error of one object the status that it would have alone.
func denied(err *smithy.GenericAPIError) error {
	if err.Code != "AccessDenied" && err.Code != "AllAccessDisabled" && err.Code != "Forbidden" {
		return err
	}
	reply := &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusForbidden}}
	return &smithyhttp.ResponseError{Response: reply, Err: err}
}

func (s *Store) identifiers(keys []string) []types.ObjectIdentifier {
	ids := make([]types.ObjectIdentifier, len(keys))
	for i, key := range keys {
		ids[i].Key = aws.String(s.prefix + key)
	}
	return ids
}

// withContentMD5 lets a request have Content-MD5 in the place of the client's own checksum, which OSS, COS and others do not know.
func withContentMD5(o *s3.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		stack.Initialize.Remove("AWSChecksum:SetupInputContext")
		stack.Build.Remove("AWSChecksum:RequestMetricsTracking")
		stack.Finalize.Remove("AWSChecksum:ComputeInputPayloadChecksum")
		return smithyhttp.AddContentChecksumMiddleware(stack)
	})
}
