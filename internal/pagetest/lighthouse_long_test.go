//go:build long

package pagetest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mingde/internal/page"
)

// lighthouseFlags are the same for every page; categories as for a public page on a phone.
var lighthouseFlags = []string{
	"--quiet", "--form-factor=mobile", "--only-categories=performance,accessibility,best-practices,seo", "--output=json", "--output-path=stdout",
	"--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync",
}

// slow is an old phone on the edge of a village.
var slow = []string{
	"--only-categories=performance", "--throttling.cpuSlowdownMultiplier=8", "--throttling.rttMs=300", "--throttling.throughputKbps=700",
	"--throttling.requestLatencyMs=300", "--throttling.downloadThroughputKbps=700",
}

// slowPaint is when the largest thing of the first view must stand there, in milliseconds: words, by 1,900. A picture there takes a
// connection of its own and 600 more, and Lighthouse counts as well what came before, needed or not: scripts, pictures further down.
const slowPaint = 2500

// audit is what Lighthouse found on a page: points of a hundred, milliseconds, and the share of the screen that moved.
type audit struct {
	points       map[string]int
	fcp, lcp, tt float64
	cls          float64
	failed       []string // audits without all points, outside of performance
}

// Lighthouse gives the main pages all points, but in performance, which a busy machine spoils: there three may be missing.
func TestLighthouse(t *testing.T) {
	s := shipped(t)
	base := s.serve(t)
	for _, kind := range page.Types() {
		if !slices.Contains([]string{"home", "hub", "event", "search"}, kind.String()) {
			continue
		}
		address := base + s.pages(kind)[0]
		a := lighthouse(t, address)
		t.Logf("%-7s %v, FCP %.0f ms, LCP %.0f ms, TBT %.0f ms, CLS %.3f", kind, a.points, a.fcp, a.lcp, a.tt, a.cls)
		if a.points["performance"] < 95 || a.points["accessibility"] < 100 || a.points["best-practices"] < 100 || a.points["seo"] < 100 {
			t.Errorf("%s: %v, failed %q", kind, a.points, a.failed)
		}
		if a.lcp > 1500 || a.cls > 0.01 {
			t.Errorf("%s: LCP %.0f ms, CLS %.3f", kind, a.lcp, a.cls)
		}
		a = lighthouse(t, address, slow...)
		t.Logf("%-7s slow: %v, FCP %.0f ms, LCP %.0f ms, TBT %.0f ms, CLS %.3f", kind, a.points, a.fcp, a.lcp, a.tt, a.cls)
		if a.lcp > slowPaint || a.cls > 0.01 {
			t.Errorf("%s, slow: LCP %.0f ms, CLS %.3f", kind, a.lcp, a.cls)
		}
	}
}

func lighthouse(t *testing.T, address string, more ...string) (a audit) {
	t.Helper()
	in, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(in.folder, "lighthouse", "node_modules", "lighthouse", "cli", "index.js")
	if _, err := os.Stat(script); err != nil {
		t.Fatal(missing("lighthouse"))
	}
	t.Setenv("CHROME_PATH", in.chromium)
	args := slices.Concat([]string{script, address}, lighthouseFlags, more)
	out, err := run(nil, 0, in.node, args...)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Categories map[string]struct {
			Score     float64
			AuditRefs []struct{ ID string }
		}
		Audits map[string]struct {
			Score        *float64
			NumericValue float64
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	a.points = map[string]int{}
	for name, c := range report.Categories {
		a.points[name] = int(c.Score*100 + .5)
		for _, ref := range c.AuditRefs {
			if score := report.Audits[ref.ID].Score; name != "performance" && score != nil && *score < 1 {
				a.failed = append(a.failed, ref.ID)
			}
		}
	}
	a.fcp, a.lcp = report.Audits["first-contentful-paint"].NumericValue, report.Audits["largest-contentful-paint"].NumericValue
	a.tt, a.cls = report.Audits["total-blocking-time"].NumericValue, report.Audits["cumulative-layout-shift"].NumericValue
	return a
}
