package watch

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/page"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

// visit is one look at the site.
type visit struct {
	path    string       // as asked for, from the root of the server, without the token
	address string       // the part of it that is an address in the site
	day     calendar.Day // zero: the server's
}

// page answers with a page of the site; where it cannot be made now, as it was last.
func (s *server) page(w http.ResponseWriter, r *http.Request, v visit) {
	f, ok, last, err := s.hub.keep.render(where{v.day, index(v.address)})
	switch {
	case err != nil && last != nil:
		s.send(w, r, v, *last)
	case err != nil && !s.site.State(v.day).Ready:
		told := s.hub.state(0)
		s.fault(w, r, v, http.StatusServiceUnavailable, "no-site", nil, &told)
	case err != nil:
		s.unmade(w, r, v)
	case !ok:
		s.missing(w, r, v)
	default:
		s.send(w, r, v, f)
	}
}

// send answers with a file of the site: with one that is a page, and so small, as a whole, else with the part that is
// asked for, as players of sound and video do.
func (s *server) send(w http.ResponseWriter, r *http.Request, v visit, f build.File) {
	if f.Type.Layout() == "" {
		writeFile(w, r, kindOf(v.address, f.Type), lasting(v.address, f.Type), f)
		return
	}
	tag := preview.Tag{Root: base(v.path), Page: index(v.address), Day: v.day.String(), Content: f.Sum.Content, Assets: f.Sum.Assets}
	write(w, r, answer{kind: html, data: preview.Inject(f.Data, tag)})
}

// index gives the address of the page at a path: that of a folder is its index.html.
func index(path string) string {
	if path == "" || strings.HasSuffix(path, "/") {
		return path + "index.html"
	}
	return path
}

// missing answers where the site has no such page: it leads to the one that is meant, or shows the site's own page for
// such cases, which reloads as soon as there is one.
func (s *server) missing(w http.ResponseWriter, r *http.Request, v visit) {
	if to, ok := s.meant(v); ok {
		redirect(w, r, to)
		return
	}
	f, ok, last, err := s.hub.keep.render(where{v.day, notFound})
	switch {
	case err != nil && last != nil:
		f = *last
	case err != nil:
		s.unmade(w, r, v)
		return
	case !ok:
		st := s.hub.state(0)
		s.fault(w, r, v, http.StatusNotFound, "no-page", problem.Args{"address": v.address}, &st)
		return
	}
	tag := preview.Tag{
		Root: base(v.path), Page: index(v.address), Day: v.day.String(), Missing: f.Sum.Content, Assets: f.Sum.Assets,
	}
	write(w, r, answer{status: http.StatusNotFound, kind: html, data: preview.Inject(f.Data, tag)})
}

// meant gives the way from an address without a page to the one that somebody means: a folder without its slash, a page
// without its ending, or an address below the path of base_url, as the absolute links of the site's 404.html are.
func (s *server) meant(v visit) (way string, ok bool) {
	last := path.Base(v.address)
	if !strings.HasSuffix(v.address, "/") && path.Ext(last) == "" {
		if s.exists(v.day, v.address+"/index.html") {
			return last + "/", true
		}
		if s.exists(v.day, v.address+".html") {
			return last + ".html", true
		}
	}
	if rest, below := strings.CutPrefix(v.address, prefix(s.site.State(v.day).BaseURL)); below && rest != v.address {
		return base(v.address) + rest, true
	}
	return "", false
}

func (s *server) exists(day calendar.Day, address string) bool {
	_, ok, err := s.site.Sum(day, address)
	return ok && err == nil
}

// prefix is the path of a base_url, without the slash before it: "showcase/" of https://example.org/showcase/.
func prefix(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

// chooseDay leads from the form of the toolbox to a page of the chosen day; without a day, to that of the server's.
func (s *server) chooseDay(w http.ResponseWriter, r *http.Request) {
	day, address := r.URL.Query().Get("day"), r.URL.Query().Get("page")
	v := visit{path: preview.StartPage + "at"}
	if !plain(address) || strings.HasPrefix(address, "/") || strings.HasPrefix(address, preview.StartPage) {
		address = ""
	}
	if name, found := strings.CutSuffix(address, "index.html"); found && (name == "" || strings.HasSuffix(name, "/")) {
		address = name
	}
	if day == "" {
		redirect(w, r, base(v.path)+address)
		return
	}
	if _, ok := calendar.ParseDay(day); !ok {
		s.noDay(w, r, v, day)
		return
	}
	redirect(w, r, "at/"+day+"/"+address)
}

// atDay answers with a page of another day; rest is what follows _mingde/at/.
func (s *server) atDay(w http.ResponseWriter, r *http.Request, path, rest string) {
	name, address, below := strings.Cut(rest, "/")
	v := visit{path: path, address: address}
	var ok bool
	if v.day, ok = calendar.ParseDay(name); !ok {
		s.noDay(w, r, v, name)
		return
	}
	if !below {
		redirect(w, r, name+"/")
		return
	}
	s.page(w, r, v)
}

func (s *server) noDay(w http.ResponseWriter, r *http.Request, v visit, day string) {
	args := problem.Args{"value": day, "first": strconv.Itoa(calendar.FirstYear), "last": strconv.Itoa(calendar.LastYear)}
	s.fault(w, r, v, http.StatusBadRequest, "no-day", args, nil)
}

// html is the type of a page.
const html = "text/html; charset=utf-8"

// kinds are the types of files by their endings. Those that the system knows differ from one computer to the next, and on
// Windows are whatever the last program wrote into the registry.
var kinds = map[string]string{
	".html": html, ".htm": html, ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".txt": "text/plain; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
	".xml": "application/xml; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg",
	".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon",
	".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf", ".pdf": "application/pdf",
	".zip": "application/zip", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".webm": "video/webm",
}

// kindOf gives the Content-Type of a file.
func kindOf(address string, t page.Type) string {
	if t == page.Atom {
		return "application/atom+xml; charset=utf-8"
	}
	ext := strings.ToLower(path.Ext(address))
	if known, ok := kinds[ext]; ok {
		return known
	}
	if known := mime.TypeByExtension(ext); known != "" {
		return known
	}
	return "application/octet-stream"
}

// lasting tells whether what stands at an address never changes: its name carries its sum.
func lasting(address string, t page.Type) bool {
	return t == page.Asset && strings.HasPrefix(address, "assets/") || t == page.Photo && strings.HasPrefix(address, "photos/")
}

// writeFile answers with a file, or the parts of it that are asked for.
func writeFile(w http.ResponseWriter, r *http.Request, kind string, lasting bool, f build.File) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", caching(lasting))
	h.Set("ETag", strconv.Quote(f.Sum.Content+"-"+f.Sum.Assets))
	http.ServeContent(&patient{w}, r, "", time.Time{}, bytes.NewReader(f.Data))
}

// patient gives a connection stallTime for each piece that it is to take.
type patient struct{ http.ResponseWriter }

func (p *patient) Write(data []byte) (int, error) {
	http.NewResponseController(p.ResponseWriter).SetWriteDeadline(time.Now().Add(stallTime))
	return p.ResponseWriter.Write(data)
}

func caching(lasting bool) string {
	if lasting {
		return "public, max-age=31536000, immutable"
	}
	return "no-store"
}

// answer is a whole answer, in memory: no lock is held while somebody reads it slowly.
type answer struct {
	status int // 0 for 200
	kind   string
	data   []byte
}

// chunk is how many bytes of an answer are given to a connection at a time; each must be taken within stallTime.
const chunk = 256 << 10

func write(w http.ResponseWriter, r *http.Request, a answer) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.data)))
	h.Set("Cache-Control", caching(false))
	control := http.NewResponseController(w)
	control.SetWriteDeadline(time.Now().Add(stallTime))
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	if r.Method == http.MethodHead {
		return
	}
	for len(a.data) > 0 {
		n, err := w.Write(a.data[:min(chunk, len(a.data))])
		if err != nil {
			return // whoever asked is gone
		}
		a.data = a.data[n:]
		control.SetWriteDeadline(time.Now().Add(stallTime))
	}
}

// compose writes one of our own pages.
func (s *server) compose(w http.ResponseWriter, r *http.Request, status int, page func(io.Writer) error) {
	var b bytes.Buffer
	if err := page(&b); err != nil {
		panic(err) // memory takes whatever is written
	}
	write(w, r, answer{status: status, kind: html, data: b.Bytes()})
}

// redirect leads to another address, by a relative way so that a token before it stays.
func redirect(w http.ResponseWriter, r *http.Request, way string) {
	if way == "" {
		way = "./"
	}
	w.Header().Set("Location", escaped(way))
	write(w, r, answer{status: http.StatusFound, kind: "text/plain; charset=utf-8"})
}
