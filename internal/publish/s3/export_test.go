package s3

// ListByMarker lets a store list as it does with providers that know the first version of the request only.
func (s *Store) ListByMarker() { s.profile.listV1 = true }

// BucketName gives the name of the bucket.
func (s *Store) BucketName() string { return s.config.Bucket }
