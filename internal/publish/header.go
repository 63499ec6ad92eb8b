package publish

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"mingde/internal/output"
	"mingde/internal/publish/store"
)

// How long a browser may use what it has without asking.
const (
	cacheForever = "public, max-age=31536000, immutable" // a name that stands for its content
	cacheAsk     = "public, max-age=0, must-revalidate"
	cacheBrief   = "public, max-age=600"   // feeds, sitemaps: fetched again and again by machines
	cacheDay     = "public, max-age=86400" // pictures under a name that stays
	cacheNever   = "no-store"              // what is ours, below _pub/
)

// controlHeader is that of what is below _pub/ and no kept body.
var controlHeader = store.Header{ContentType: "application/octet-stream", CacheControl: cacheNever}

// contentTypes are our own: those of the operating system differ from one machine to the next. Text is UTF-8.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".json": "application/json; charset=utf-8", ".xml": "application/xml; charset=utf-8",
	".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8", ".webmanifest": "application/manifest+json; charset=utf-8", ".geojson": "application/geo+json; charset=utf-8",
	".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon",
	".woff2": "font/woff2", ".woff": "font/woff", ".ttf": "font/ttf", ".otf": "font/otf",
	".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4", ".webm": "video/webm",
	".pdf": "application/pdf", ".zip": "application/zip", ".gz": "application/gzip", ".wasm": "application/wasm",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint", ".wps": "application/vnd.ms-works",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	".ofd":  "application/ofd",
}

// hashedName matches the names that the build gives to files by their content: its own are the only ones, and 64 bits long.
var hashedName = regexp.MustCompile(`^(?:assets/.+\.[0-9a-f]{16}(?:\.[^/.]*)?|photos/[0-9a-f]{16}-[0-9]+\.[a-z]+)$`)

// classOf says how a file of the site is stored and given out. Alias pages carry where they lead, for stores that can say so.
func classOf(f output.File, compress, redirect string) Class {
	kind := cmp.Or(contentTypes[strings.ToLower(path.Ext(f.Path))], "application/octet-stream")
	if f.Class == output.Feed && strings.HasPrefix(kind, "application/xml") && !isSitemap(f.Path) {
		kind = "application/atom+xml; charset=utf-8"
	}
	class := Class{Header: store.Header{ContentType: kind, CacheControl: cacheOf(f, kind), Redirect: redirect}}
	if compress == "gzip" && isText(kind) && f.Size >= minCompressed {
		class.Header.ContentEncoding, class.Encoder = "gzip", gzipEncoder
	}
	return class
}

func cacheOf(f output.File, kind string) string {
	switch {
	case (f.Class == output.Asset || f.Class == output.Photo) && hashedName.MatchString(f.Path):
		return cacheForever
	case f.Class == output.Feed:
		return cacheBrief
	case f.Class == output.Photo || f.Class == output.Asset && !isText(kind):
		return cacheDay
	}
	return cacheAsk
}

func isSitemap(name string) bool {
	return name == "sitemap.xml" || strings.HasPrefix(name, "sitemaps/")
}

// isText tells whether bytes of a type are UTF-8 that a person or a program reads, and worth compressing.
func isText(contentType string) bool { return strings.HasSuffix(contentType, "charset=utf-8") }
