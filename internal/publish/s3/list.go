package s3

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"mingde/internal/publish/store"
)

// errListing: a listing contradicts itself. Nothing may be concluded from what it lacks.
var errListing = errors.New("the server's listing cannot be believed")

// page is one page of a listing.
type page struct {
	objects []types.Object
	count   int    // how many objects it says to have; −1 if it does not say
	next    string // from where the next one goes on; "" without one
	more    bool   // whether there is a next one
}

// List implements store.Store. Each page costs one request and holds up to 1000 objects.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		var last, next string
		for {
			p, err := s.page(ctx, s.prefix+prefix, next)
			if err == nil {
				err = p.believe(s.prefix+prefix, last, next)
			}
			if err != nil {
				yield(store.Object{}, s.failed("s3:ListBucket", prefix, err))
				return
			}
			for _, o := range p.objects {
				last = aws.ToString(o.Key)
				object := store.Object{
					Key: strings.TrimPrefix(last, s.prefix), Size: aws.ToInt64(o.Size), ETag: etag(o.ETag), Modified: aws.ToTime(o.LastModified),
				}
				if object.Key != "" && !yield(object, nil) {
					return
				}
			}
			if !p.more {
				return
			}
			next = p.next
		}
	}
}

// page gets one page: the first one, or the one after another.
func (s *Store) page(ctx context.Context, prefix, next string) (p page, err error) {
	_, err = s.try(ctx, strings.TrimPrefix(prefix, s.prefix), func(ctx context.Context) error {
		if s.profile.listV1 {
			p, err = s.pageV1(ctx, prefix, next)
		} else {
			p, err = s.pageV2(ctx, prefix, next)
		}
		return err
	})
	return p, err
}

func (s *Store) pageV2(ctx context.Context, prefix, next string) (page, error) {
	out, err := s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &s.config.Bucket, Prefix: &prefix, ContinuationToken: optional(next)})
	if err != nil {
		return page{}, err
	}
	p := page{objects: out.Contents, count: -1, next: aws.ToString(out.NextContinuationToken), more: aws.ToBool(out.IsTruncated)}
	if out.KeyCount != nil {
		p.count = int(*out.KeyCount)
	}
	return p, nil
}

// pageV1 goes on after the last key, as servers need not say more without a delimiter.
func (s *Store) pageV1(ctx context.Context, prefix, next string) (page, error) {
	out, err := s.client.ListObjects(ctx, &s3.ListObjectsInput{Bucket: &s.config.Bucket, Prefix: &prefix, Marker: optional(next)})
	if err != nil {
		return page{}, err
	}
	p := page{objects: out.Contents, count: -1, more: aws.ToBool(out.IsTruncated)}
	if n := len(out.Contents); n > 0 && p.more {
		p.next = aws.ToString(out.Contents[n-1].Key)
	}
	return p, nil
}

// believe checks a page against what was asked and what came before: a page that is cut off, repeated or not in order would let objects
// look missing that are there.
func (p *page) believe(prefix, last, token string) error {
	for _, o := range p.objects {
		key := aws.ToString(o.Key)
		switch {
		case !strings.HasPrefix(key, prefix):
			return fmt.Errorf("%w: %q was not asked for", errListing, key)
		case key <= last:
			return fmt.Errorf("%w: %q comes after %q", errListing, key, last)
		}
		last = key
	}
	switch {
	case p.count >= 0 && p.count != len(p.objects):
		return fmt.Errorf("%w: a page has %d objects and says %d", errListing, len(p.objects), p.count)
	case p.more && p.next == "":
		return fmt.Errorf("%w: it is cut off, and does not say where it goes on", errListing)
	case p.more && p.next == token:
		return fmt.Errorf("%w: it goes on where it was", errListing)
	}
	return nil
}
