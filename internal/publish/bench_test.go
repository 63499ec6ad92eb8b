package publish

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"mingde/internal/publish/faultproxy"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/s3server"
)

// A first publish of 2,000 files of 4 KB to a real server that is 40 ms away, 32 requests at a time. It cannot take less than each of
// 32 takes for a 32nd of the way: floors tells how many times that it took.
func BenchmarkThroughput(b *testing.B) {
	const files, latency = 2000, 40 * time.Millisecond
	w := website{}
	for i := range files - 1 {
		w.page(fmt.Sprintf("events/%d.html", i), strings.Repeat(fmt.Sprintf("event %d ", i), 400))
	}
	w.page("index.html", "home")
	server := s3server.Versitygw(b)
	proxy, err := faultproxy.Start(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(proxy.Close)
	proxy.SetLatency(latency)
	opt := w.options(b, nil)
	opt.Workers = 0
	for i := range b.N {
		name := fmt.Sprint("bucket-", b.N, "-", i)
		server.Bucket(b, name)
		opt.Store, err = s3.Open(s3.Config{
			Provider: "minio", Bucket: name, Endpoint: proxy.URL(),
			Credentials: func() (s3.Credentials, error) { return s3.NewCredentials(server.ID, server.Secret, "", "test"), nil },
		})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Run(context.Background(), opt); err != nil {
			b.Fatal(err)
		}
	}
	floor := files * latency / 32
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(floor), "floors")
}
