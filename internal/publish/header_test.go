package publish

import (
	"slices"
	"testing"

	"mingde/internal/output"
)

func (in *intent) file() output.File { return output.File{Path: "a.html"} }

// What a file is given out as, and when it is put.
func TestClasses(t *testing.T) {
	for _, c := range []struct {
		path  string
		class output.Class
		kind  string
		cache string
		phase Phase // if it is changed
	}{
		{"index.html", output.Page, "text/html; charset=utf-8", cacheAsk, HomePage},
		{"events/1.html", output.Page, "text/html; charset=utf-8", cacheAsk, ChangedPages},
		{"events/index.html", output.Page, "text/html; charset=utf-8", cacheAsk, ChangedPages},
		{"404.html", output.Page, "text/html; charset=utf-8", cacheAsk, ChangedLists},
		{"feed.xml", output.Feed, "application/atom+xml; charset=utf-8", cacheBrief, ChangedLists},
		{"communities/zhenlong.xml", output.Feed, "application/atom+xml; charset=utf-8", cacheBrief, ChangedLists},
		{"sitemap.xml", output.Feed, "application/xml; charset=utf-8", cacheBrief, ChangedLists},
		{"sitemaps/events-2026.xml", output.Feed, "application/xml; charset=utf-8", cacheBrief, ChangedLists},
		{"robots.txt", output.Feed, "text/plain; charset=utf-8", cacheBrief, ChangedLists},
		{"events.ics", output.Feed, "text/calendar; charset=utf-8", cacheBrief, ChangedLists},
		{"data/events-2026.csv", output.Data, "text/csv; charset=utf-8", cacheAsk, ChangedData},
		{"data/events-2026.json", output.Data, "application/json; charset=utf-8", cacheAsk, ChangedData},
		{"search.html", output.Page, "text/html; charset=utf-8", cacheAsk, ChangedLists},
		{"search/0/1f.js", output.Search, "text/javascript; charset=utf-8", cacheAsk, ChangedLists},
		{"search/01.json", output.Search, "application/json; charset=utf-8", cacheAsk, ChangedLists},
		{"search/01.json.gz", output.Search, "application/gzip", cacheAsk, ChangedLists},
		{"assets/site.0123456789abcdef.css", output.Asset, "text/css; charset=utf-8", cacheForever, Assets},
		{"assets/表.0123456789abcdef.XLSX", output.Asset, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", cacheForever, Assets},
		{"assets/data.0123456789abcdef.json", output.Asset, "application/json; charset=utf-8", cacheForever, Assets},
		{"assets/LICENSE.0123456789abcdef", output.Asset, "application/octet-stream", cacheForever, Assets},
		{"photos/0123456789abcdef-800.jpg", output.Photo, "image/jpeg", cacheForever, Assets},
		{"assets/site.css", output.Asset, "text/css; charset=utf-8", cacheAsk, Assets},
		{"assets/logo.png", output.Asset, "image/png", cacheDay, Assets},
		{"events/a.0123456789abcdef.html", output.Page, "text/html; charset=utf-8", cacheAsk, ChangedPages},
	} {
		class := classOf(output.File{Path: c.path, Class: c.class, Size: 5000}, "", "")
		if class.Header.ContentType != c.kind || class.Header.CacheControl != c.cache {
			t.Errorf("%s: %+v", c.path, class)
		}
		e := Entry{Path: c.path, Class: class}
		if got := phaseOf(e, false); got != c.phase {
			t.Errorf("%s: %s, want %s", c.path, got, c.phase)
		}
		if fresh := phaseOf(e, true); fresh > c.phase || c.phase-fresh > 1 {
			t.Errorf("%s: %s when it is new", c.path, fresh)
		}
		packed := classOf(output.File{Path: c.path, Class: c.class, Size: 5000}, "gzip", "")
		if text := isText(c.kind); (packed.Header.ContentEncoding == "gzip") != text || (packed.Encoder != "") != text {
			t.Errorf("%s: %+v", c.path, packed)
		}
	}
	if !slices.IsSorted(Phases()) || len(Phases()) != len(phaseNames) {
		t.Error(Phases())
	}
}
