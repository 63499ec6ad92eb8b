package s3_test

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"mingde/internal/publish/ossfake"
	"mingde/internal/publish/s3"
	"mingde/internal/publish/store"
	"mingde/internal/publish/storetest"
)

// vendor gives a bucket on a server that plays a vendor, and holds the test to send nothing that must never be sent.
func vendor(t *testing.T, name string) (*s3.Store, *ossfake.Server) {
	t.Helper()
	server := ossfake.Start(name, "site")
	t.Cleanup(func() {
		for _, refused := range server.Refused() {
			t.Errorf("must never be sent: %s", refused)
		}
		server.Close()
	})
	return open(t, s3.Config{
		Provider: name, Bucket: "site", Region: "cn-hangzhou", Transport: server.Transport(),
		Credentials: func() (s3.Credentials, error) { return s3.NewCredentials("LTAItest", "secret", "a-token", "test"), nil },
		Retries:     s3.Retries{First: time.Millisecond, Attempts: 2},
	}), server
}

func TestVendors(t *testing.T) {
	for _, name := range []string{"oss", "cos"} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) store.Store {
				s, _ := vendor(t, name)
				return s
			})
		})
	}
}

// wire gives the headers of a request by name, without those that say nothing: which client and which attempt it is.
func wire(h http.Header) string {
	h = h.Clone()
	for _, name := range []string{"User-Agent", "Amz-Sdk-Invocation-Id", "Amz-Sdk-Request", "Authorization", "X-Amz-Date", "Accept-Encoding"} {
		h.Del(name)
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		lines = append(lines, name+": "+strings.Join(h[name], ","))
	}
	return strings.Join(lines, "\n")
}

// What goes over the wire, over TLS: the client's default there is another than over plain http.
func TestVendorWire(t *testing.T) {
	for _, name := range []string{"oss", "cos"} {
		t.Run(name, func(t *testing.T) {
			s, server := vendor(t, name)
			h := store.Header{ContentType: "text/html; charset=utf-8", CacheControl: "no-cache", Redirect: "/away/"}
			ctx := t.Context()
			for _, err := range []error{
				s.Put(ctx, "a+b/文.html", store.Bytes([]byte("body")), h),
				s.Create(ctx, "_pub/log/1.open", store.Bytes([]byte("mine")), h),
				s.Copy(ctx, "a+b/文.html", "copy", h),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.Delete(ctx, []string{"copy", "a"}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Head(ctx, "a+b/文.html"); err != nil {
				t.Fatal(err)
			}
			for _, err := range s.List(ctx, "") {
				if err != nil {
					t.Fatal(err)
				}
			}
			want := []string{
				"PUT /a%2Bb/%E6%96%87.html?x-id=PutObject\nCache-Control: no-cache\nContent-Length: 4\nContent-Md5: hBotaJrYa9FhFEdFPCLG/A==\nContent-Type: text/html; charset=utf-8\n" +
					"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nX-Amz-Security-Token: a-token",
				"PUT /_pub/log/1.open?x-id=PutObject\nCache-Control: no-cache\nContent-Length: 4\nContent-Md5: kYuB216R0DFUi5Y8k4ReWw==\nContent-Type: text/html; charset=utf-8\n" +
					"X-Amz-Content-Sha256: UNSIGNED-PAYLOAD\nX-Amz-Security-Token: a-token\nX-" + strings.ToUpper(name[:1]) + name[1:] + "-Forbid-Overwrite: true",
				"PUT /copy?x-id=CopyObject\nCache-Control: no-cache\nContent-Length: 0\nContent-Type: text/html; charset=utf-8\n" +
					"X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nX-Amz-Copy-Source: site/a%2Bb/%E6%96%87.html\nX-Amz-Metadata-Directive: REPLACE\nX-Amz-Security-Token: a-token",
				"POST /?delete=\nContent-Length: 145\nContent-Md5: BJDV4bDnvphi8natsHRCYg==\nContent-Type: application/xml\n",
				"HEAD /a%2Bb/%E6%96%87.html?\n",
				map[string]string{"oss": "GET /?list-type=2&prefix=\n", "cos": "GET /?prefix=\n"}[name],
			}
			got := server.Requests()
			if len(got) != len(want) {
				t.Fatalf("%d requests, want %d", len(got), len(want))
			}
			for i, r := range got {
				if text := r.Method + " " + r.URL.EscapedPath() + "?" + r.URL.RawQuery + "\n" + wire(r.Header); !strings.HasPrefix(text, want[i]) {
					t.Errorf("sent\n%s\nwant\n%s", text, want[i])
				}
				host := map[string]string{"oss": "site.s3.oss-cn-hangzhou.aliyuncs.com", "cos": "site.cos.cn-hangzhou.myqcloud.com"}[name]
				if r.Host != host {
					t.Errorf("host %s, want %s", r.Host, host)
				}
			}
		})
	}
}

func TestVendorProbe(t *testing.T) {
	s, server := vendor(t, "oss")
	got, err := s.Probe(t.Context())
	if want := (store.Capabilities{CreateOnly: true, MD5: true, Headers: true, Delete: true, MultiDelete: true}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if n := len(server.Requests()); n != 5 {
		t.Errorf("%d requests", n)
	}
	server.SetVersioned()
	if got, err = s.Probe(t.Context()); err != nil || got.CreateOnly {
		t.Errorf("with versions: %+v, %v", got, err)
	}
	server.SetNoMulti()
	if got, err = s.Probe(t.Context()); err != nil || got.MultiDelete {
		t.Errorf("without multi-delete: %+v, %v", got, err)
	}
	for o := range s.List(t.Context(), "") {
		t.Errorf("left: %s", o.Key)
	}
}

// Without a request that deletes many, each is deleted by itself, and nobody asks again.
func TestNoMultiDelete(t *testing.T) {
	s, server := vendor(t, "cos")
	server.SetNoMulti()
	for range 2 {
		var keys []string
		for _, name := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
			keys = append(keys, name)
			if err := s.Put(t.Context(), name, store.Bytes(nil), store.Header{}); err != nil {
				t.Fatal(err)
			}
		}
		server.Requests()
		if refused, err := s.Delete(t.Context(), append(keys, "absent")); err != nil || len(refused) > 0 {
			t.Fatal(refused, err)
		}
		for o := range s.List(t.Context(), "") {
			t.Errorf("left: %s", o.Key)
		}
	}
	if n := len(server.Requests()); n != 28 {
		t.Errorf("the second time: %d requests, want 27 and a listing", n)
	}
}

// Whoever takes OSS for another server is told what to set.
func TestWrongProvider(t *testing.T) {
	server := ossfake.Start("oss", "site")
	defer server.Close()
	for provider, want := range map[string]string{"minio": "set provider to oss or cos", "s3": "provider is s3: is that what it is?"} {
		s := open(t, s3.Config{
			Provider: provider, Bucket: "site", Endpoint: "https://s3.oss-cn-hangzhou.aliyuncs.com", Transport: server.Transport(),
			Credentials: func() (s3.Credentials, error) { return s3.NewCredentials("LTAItest", "secret", "", "test"), nil },
		})
		err := s.Create(t.Context(), "a", store.Bytes(nil), store.Header{})
		if err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, store.ErrDenied) {
			t.Errorf("%s: %v", provider, err)
		}
	}
}

func TestVendorAnonymous(t *testing.T) {
	s, _ := vendor(t, "oss")
	if err := s.Put(t.Context(), "首页 1+1.html", store.Bytes([]byte("home")), store.Header{}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Anonymous(t.Context(), "首页 1+1.html")
	if want := (s3.Exposure{Read: true}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
}

// Whether versions are kept is asked by a request that vendors take.
func TestVendorVersions(t *testing.T) {
	for _, name := range []string{"oss", "cos"} {
		s, server := vendor(t, name)
		for _, want := range []bool{false, true} {
			if on, err := s.Versioned(t.Context()); on != want || err != nil {
				t.Errorf("%s: %v, %v", name, on, err)
			}
			server.SetVersioned()
		}
		if s.Provider() != name {
			t.Errorf("%s calls itself %s", name, s.Provider())
		}
	}
}
