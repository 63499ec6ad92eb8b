package main

import (
	"cmp"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mingde/internal/config"
	"mingde/internal/publish"
	"mingde/internal/publish/dir"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/store"
)

// bucket makes the options of a publish from the settings and the command line.
func (p *program) bucket(f *publishing, set config.Publish) (publish.Options, error) {
	level, ok := publish.ParseLevel(cmp.Or(f.verify, string(publish.None)))
	if !ok {
		return publish.Options{}, mistake("cmd.publish-verify", "value", f.verify)
	}
	if err := f.check(); err != nil {
		return publish.Options{}, err
	}
	target := cmp.Or(f.target, set.Target)
	if target == "" {
		return publish.Options{}, mistake("cmd.publish-no-target")
	}
	to, target, err := p.open(f, target, set)
	if err != nil {
		return publish.Options{}, err
	}
	return publish.Options{
		Store: to, Target: target, State: filepath.Join(within(p.dir, cmp.Or(f.build.Cache, ".mingde")), "publish"), Tool: "mingde " + version(),
		PublicURL: set.PublicURL, Keep: set.Keep, Lease: time.Duration(set.Lease), MaxDeletes: set.MaxDeletes, MaxDeleteShare: set.MaxDeleteShare,
		Compress: set.Compress, Verify: level, Takeover: f.takeover, Wait: f.wait, Yes: f.yes,
	}, nil
}

// check refuses numbers that mean nothing.
func (f *publishing) check() error {
	switch {
	case f.wait < 0:
		return mistake("cmd.publish-wait", "value", f.wait.String())
	case f.maxDeletes < 0:
		return mistake("cmd.publish-max-deletes", "value", strconv.Itoa(f.maxDeletes))
	}
	return nil
}

// open gives the store of a target, and the target in one spelling: a folder is relative to the site's.
func (p *program) open(f *publishing, target string, set config.Publish) (store.Store, string, error) {
	if folder, ok := strings.CutPrefix(target, "dir:"); ok && folder != "" {
		folder, err := filepath.Abs(within(p.dir, folder))
		if err != nil {
			return nil, "", err
		}
		if err := p.checkTarget(f, folder); err != nil {
			return nil, "", err
		}
		return dir.Open(folder), "dir:" + folder, nil
	}
	rest, ok := strings.CutPrefix(target, "s3://")
	bucket, prefix, _ := strings.Cut(rest, "/")
	if !ok || bucket == "" {
		return nil, "", mistake("cmd.publish-target", "value", target)
	}
	to, err := s3.Open(s3.Config{
		Provider: set.Provider, Bucket: bucket, Prefix: strings.Trim(prefix, "/"), Region: set.Region, Endpoint: set.Endpoint,
		Credentials: func() (s3.Credentials, error) { return s3.FindCredentials(set.Provider, "", p.getenv) },
		Retrying:    p.retrying(),
	})
	var wrong *s3.Mistake
	if errors.As(err, &wrong) {
		err = usageError{Text: wrong.Reason()}
	}
	return to, target + " " + set.Endpoint, err
}
