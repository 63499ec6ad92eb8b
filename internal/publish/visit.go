package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"mingde/internal/parallel"
	"mingde/internal/problem"
)

// visit gets objects as a visitor does, through the public address, and says what is not as it should be. What is ours must be
// unreadable, and nothing may be listed. An address that cannot be reached is tried once, and once more if it was reached before: that
// is one finding, and takes no longer than twice the patience.
func (p *publisher) visit(ctx context.Context, entries []Entry, generation int) []problem.Text {
	if len(entries) == 0 {
		return nil
	}
	p.report.Checked += len(entries)
	faults := make([][]problem.Text, len(entries)+2)
	if faults[0] = p.visitOne(ctx, entries[0]); unreached(faults[0]) {
		return p.gathered(faults[:1], len(entries)-1)
	}
	var away atomic.Bool
	var skipped atomic.Int64
	parallel.Each(ctx, min(p.Workers, 8), len(faults)-1, func(i int) error {
		i++
		switch {
		case away.Load():
			skipped.Add(1)
		case i == len(entries):
			faults[i] = p.visitControl(ctx, intentKey(generation))
		case i == len(entries)+1:
			faults[i] = p.visitListing(ctx)
		default:
			if faults[i] = p.visitOne(ctx, entries[i]); unreached(faults[i]) {
				away.Store(true)
			}
		}
		return nil
	})
	return p.gathered(faults, int(skipped.Load()))
}

// unreached tells whether there was no answer.
func unreached(faults []problem.Text) bool {
	return len(faults) == 1 && slices.Contains([]string{"publish.visit.unreachable", "publish.visit.silent"}, faults[0].Key)
}

// gathered makes one finding of all addresses that could not be reached: the first, and how many more, those among them that were not tried.
func (p *publisher) gathered(all [][]problem.Text, skipped int) (faults []problem.Text) {
	first, more := -1, skipped
	for _, some := range all {
		if !unreached(some) {
			faults = append(faults, some...)
			continue
		}
		if first < 0 {
			first = len(faults)
			faults = append(faults, some...)
			continue
		}
		more++
	}
	if first >= 0 && more > 0 {
		one := &faults[first]
		one.Key += "-more"
		one.Args = maps.Clone(one.Args)
		one.Args["more"] = fmt.Sprint(more)
	}
	return faults
}

const (
	// maxVisited is how much of an answer is read.
	maxVisited = 256 << 20
	// patience is how long nothing may come from the public address.
	patience = 10 * time.Second
)

var errSilent = errors.New("no answer")

func (p *publisher) request(ctx context.Context, method, address string, body io.Reader) (*http.Response, []byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	waiting := time.AfterFunc(patience, func() { cancel(errSilent) })
	defer waiting.Stop()
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, nil, err
	}
	request.Header.Set("Accept-Encoding", "identity") // a client that cannot decompress must get on as well
	request.Header.Set("Cache-Control", "no-cache")
	response, err := p.Client.Do(request)
	if err != nil {
		return nil, nil, silence(ctx, err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(heard{response.Body, waiting}, maxVisited))
	return response, data, silence(ctx, err)
}

// heard is the body of an answer; whenever something of it comes, the waiting begins anew.
type heard struct {
	io.Reader
	waiting *time.Timer
}

func (h heard) Read(data []byte) (int, error) {
	n, err := h.Reader.Read(data)
	if n > 0 {
		h.waiting.Reset(patience)
	}
	return n, err
}

// silence gives errSilent for an error that comes of waiting too long, and takes the address off others, which their sentence has already.
func silence(ctx context.Context, err error) error {
	var timeout net.Error
	var about *url.Error
	switch {
	case err == nil:
		return nil
	case context.Cause(ctx) == errSilent, errors.As(err, &timeout) && timeout.Timeout():
		return errSilent
	case errors.As(err, &about):
		return about.Err
	}
	return err
}

// publicURL is where the public finds a key.
func (p *publisher) publicURL(key string) string {
	return strings.TrimSuffix(p.PublicURL, "/") + "/" + (&url.URL{Path: key}).EscapedPath()
}

func (p *publisher) visitOne(ctx context.Context, e Entry) []problem.Text {
	address := p.publicURL(e.Path)
	response, data, err := p.request(ctx, http.MethodGet, address, nil)
	switch {
	case err == errSilent:
		return []problem.Text{text("visit.silent", problem.Args{"url": address})}
	case err != nil:
		return []problem.Text{text("visit.unreachable", problem.Args{"url": address, "error": err.Error()})}
	}
	if response.StatusCode != http.StatusOK {
		return []problem.Text{text("visit.status", problem.Args{"url": address, "status": fmt.Sprint(response.StatusCode)})}
	}
	var faults []problem.Text
	if response.Header.Get("Content-Encoding") == "gzip" {
		data, err = decode(gzipEncoder, data)
	}
	if err != nil || sha256.Sum256(data) != e.Sum {
		faults = append(faults, text("visit.bytes", problem.Args{"url": address}))
	}
	h := e.Class.Header
	if got := response.Header.Get("Content-Type"); !sameType(got, h.ContentType) {
		faults = append(faults, text("visit.header", problem.Args{"url": address, "header": "Content-Type", "got": got, "want": h.ContentType}))
	}
	if got := response.Header.Get("Cache-Control"); !freshEnough(got, h.CacheControl) {
		faults = append(faults, text("visit.header", problem.Args{"url": address, "header": "Cache-Control", "got": got, "want": h.CacheControl}))
	}
	if name := downloads(response); name != "" {
		faults = append(faults, text("visit.download", problem.Args{"url": address, "header": name}))
	}
	slices.SortFunc(faults, func(a, b problem.Text) int { return strings.Compare(a.Args.String(), b.Args.String()) })
	return faults
}

// downloads names the header by which a store makes browsers download what they should show; "" if there is none.
func downloads(response *http.Response) string {
	for _, name := range []string{"Content-Disposition", "x-oss-force-download", "x-cos-force-download"} {
		if got := response.Header.Get(name); got != "" && !strings.HasPrefix(got, "inline") && got != "false" {
			return name
		}
	}
	return ""
}

// sameType tells whether browsers treat two content types alike. What stands in front of a store may have its own name for a kind: XML
// says its charset itself, and JavaScript has an older name (RFC 9239).
func sameType(got, want string) bool {
	g, gotCharset := plainType(got)
	w, wantCharset := plainType(want)
	return g == w && (gotCharset == wantCharset || g == "xml" && gotCharset == "")
}

func plainType(field string) (kind, charset string) {
	kind, parameters, err := mime.ParseMediaType(field)
	switch {
	case err != nil:
		return "", ""
	case strings.HasSuffix(kind, "/xml") || strings.HasSuffix(kind, "+xml") && kind != "image/svg+xml":
		kind = "xml"
	case kind == "application/javascript" || kind == "application/x-javascript":
		kind = "text/javascript"
	}
	return kind, strings.ToLower(parameters["charset"])
}

// freshEnough tells whether what Cache-Control says lets nobody keep an object for longer than is wanted; shorter is allowed. Without
// a word browsers guess.
func freshEnough(got, want string) bool {
	age, said := maxAge(got)
	allowed, _ := maxAge(want)
	return said && age <= allowed
}

// maxAge is for how many seconds an object may be used without asking (RFC 9111, 5.2.2); not said if the field leaves it open.
func maxAge(field string) (seconds int, said bool) {
	for part := range strings.SplitSeq(strings.ToLower(field), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "no-store", "no-cache":
			return 0, true
		case "max-age":
			if n, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil {
				seconds, said = n, true
			}
		}
	}
	return seconds, said
}

// visitControl tries to read what is ours.
func (p *publisher) visitControl(ctx context.Context, key string) []problem.Text {
	address := p.publicURL(key)
	response, _, err := p.request(ctx, http.MethodGet, address, nil)
	if err == nil && response.StatusCode == http.StatusOK {
		return []problem.Text{text("visit.control", problem.Args{"url": address})}
	}
	return nil
}

// visitListing tries to list the bucket.
func (p *publisher) visitListing(ctx context.Context) []problem.Text {
	address := p.publicURL("") + "?list-type=2"
	response, data, err := p.request(ctx, http.MethodGet, address, nil)
	if err == nil && lists(response, data) {
		return []problem.Text{text("visit.listing", problem.Args{"url": address})}
	}
	return nil
}

// lists tells whether an answer is a listing.
func lists(response *http.Response, data []byte) bool {
	return response.StatusCode == http.StatusOK && strings.Contains(string(data[:min(len(data), 4096)]), "<ListBucketResult")
}
