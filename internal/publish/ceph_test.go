//go:build ceph

package publish

import (
	"context"
	"errors"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
	"mingde/internal/publish/store"
)

// A whole publish into Ceph, with a fault in each phase, and gone on with. Where Ceph keeps versions it does not keep the promise of Create: then
// nothing is published, and doctor says why.
func TestCephPublish(t *testing.T) {
	server := s3server.Ceph(t)
	proxy, err := faultproxy.Start(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	bucket := func(name string) store.Store {
		server.Bucket(t, name)
		s, err := s3.Open(s3.Config{
			Provider: "minio", Bucket: name, Endpoint: proxy.URL(), Retries: s3.Retries{Attempts: 2, First: time.Millisecond},
			Credentials: func() (s3.Credentials, error) { return s3.NewCredentials(server.ID, server.Secret, "", "test"), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, step := range steps {
		s := bucket("b-" + step.phase)
		opt := before().options(t, nil)
		opt.Store, opt.State, opt.Probed, opt.Verify = s, t.TempDir(), false, Deep
		mustRun(t, opt)
		state := opt.State
		opt = after().options(t, nil)
		opt.Store, opt.State, opt.Keep, opt.Workers = s, state, 2, 4
		proxy.Inject(faultproxy.Fault{Kind: "PUT", Match: step.match, Times: forever, Do: faultproxy.Answer(403, "AccessDenied")})
		var stopped *Stopped
		if _, err := Run(context.Background(), opt); !errors.As(err, &stopped) || stopped.Phase.String() != step.phase || !errors.Is(err, store.ErrDenied) {
			t.Errorf("%s: %v", step.phase, err)
		}
		if _, err := s.Head(t.Context(), "events/gone.html"); err != nil {
			t.Errorf("%s: it was deleted all the same: %v", step.phase, err)
		}
		proxy.Heal()
		mustRun(t, opt)
		opt.Verify = Deep
		if report := mustRun(t, opt); !report.Unchanged || len(report.Foreign) > 0 {
			t.Errorf("%s: %+v", step.phase, report)
		}
	}
	s := bucket("versions")
	server.KeepVersions(t, "versions")
	opt := before().options(t, nil)
	opt.Store, opt.Probed = s, false
	if _, err := Run(context.Background(), opt); !refusedFor(err, "no-lock") {
		t.Errorf("with versions: %v", err)
	}
	findings, err := Doctor(context.Background(), Options{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if bad := f.Check == "create-only" || f.Check == "versioning" || f.Check == "public-url"; f.Good == bad { // no address of the public is given
			t.Errorf("with versions: %+v", f)
		}
	}
}
