package publish

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Finding is one thing that doctor looked at.
type Finding struct {
	Check   string       `json:"check"`
	Good    bool         `json:"good"`
	Unknown bool         `json:"unknown,omitempty"` // neither good nor bad: what would have told it has failed
	Grave   bool         `json:"grave"`             // if it is not good: publishing is not safe, or does not work
	Text    problem.Text `json:"-"`                 // what was found; where it is not good, what to change
	Cause   error        `json:"-"`                 // what is in the argument "error" of Text, for whoever has a sentence for it: see Why
}

// versioned is a store that can tell whether it keeps old versions of objects, and whose it is: how they are purged differs.
type versioned interface {
	Versioned(ctx context.Context) (bool, error)
	Provider() string
}

// doctor gathers findings.
type doctor struct {
	*publisher
	findings []Finding
	silent   error // why the public address does not answer; nil as long as it does
}

// Doctor finds out what a store can do, whether the public can read the site and nothing else, and whether the records are sound: those in
// the store, not what this computer remembers of them. It writes below _pub/probe/ and removes what it wrote. The error is that of a store
// that cannot be reached, or that does not know who asks.
func Doctor(ctx context.Context, opt Options) ([]Finding, error) {
	opt.DryRun, opt.State = true, ""
	d := &doctor{publisher: newPublisher(opt)}
	err := d.alone(func() error { return d.examine(ctx) })
	return d.findings, err
}

func (d *doctor) examine(ctx context.Context) error {
	h, err := listLog(ctx, d.store)
	if err != nil && !lacksRight(err) {
		return err
	}
	d.tell("list", true, err)
	if err != nil {
		return nil
	}
	if can, err := d.abilities(ctx); err != nil || !can {
		return err
	}
	d.writes(ctx)
	d.versions(ctx)
	if err := d.records(ctx, h); err != nil {
		return err
	}
	d.found("public-url", d.PublicURL != "", false, nil)
	if d.PublicURL == "" {
		return ctx.Err()
	}
	if _, ok := h.head(); ok {
		d.home(ctx)
	} else {
		d.found("published", false, false, nil)
	}
	d.secrecy(ctx)
	return ctx.Err()
}

// lacksRight tells whether an error is that of a known user who may not do a thing, which a right that is given mends.
func lacksRight(err error) bool {
	var failure store.Failure
	if !errors.Is(err, store.ErrDenied) || !errors.As(err, &failure) {
		return errors.Is(err, store.ErrDenied)
	}
	return failure.Reason().Args["right"] != "" || failure.Reason().Key == "publish.dir.denied"
}

// add makes a finding. Its sentence is the check's, with a suffix for what it is.
func (d *doctor) add(f Finding, suffix string, args problem.Args) {
	if args == nil {
		args = problem.Args{}
	}
	if f.Cause != nil {
		args["error"] = f.Cause.Error()
	}
	f.Text = text("doctor."+f.Check+suffix, args)
	d.findings = append(d.findings, f)
}

func (d *doctor) found(check string, good, grave bool, args problem.Args) {
	suffix := ""
	if !good {
		suffix = ".bad"
	}
	d.add(Finding{Check: check, Good: good, Grave: grave}, suffix, args)
}

// unknown is found of what could not be found out.
func (d *doctor) unknown(check string, grave bool, err error, args problem.Args) {
	d.add(Finding{Check: check, Unknown: true, Grave: grave, Cause: err}, ".unknown", args)
}

// tell is found of something that fails with an error: bad if a right is missing, and unknown else.
func (d *doctor) tell(check string, grave bool, err error) {
	switch {
	case err == nil:
		d.found(check, true, grave, nil)
	case lacksRight(err):
		d.add(Finding{Check: check, Grave: grave, Cause: err}, ".bad", nil)
	default:
		d.unknown(check, grave, err, nil)
	}
}

// abilities asks the store itself, and tells whether objects can be written at all.
func (d *doctor) abilities(ctx context.Context) (can bool, err error) {
	prober, ok := d.store.(store.Prober)
	if !ok {
		return true, nil
	}
	found, err := prober.Probe(ctx)
	if lacksRight(err) {
		d.tell("put", true, err)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	d.found("create-only", found.CreateOnly, true, nil)
	d.found("md5", found.MD5, false, nil)
	d.found("headers", found.Headers, false, nil)
	d.found("redirects", found.Redirects, false, nil)
	return true, nil
}

// versions asks whether what is deleted is gone. A publisher with the least rights may not be told.
func (d *doctor) versions(ctx context.Context) {
	s, ok := d.store.(versioned)
	if !ok {
		return
	}
	on, err := s.Versioned(ctx)
	switch {
	case err != nil:
		d.unknown("versioning", false, err, nil)
	case on && slices.Contains([]string{"s3", "oss", "cos", "minio"}, s.Provider()):
		d.add(Finding{Check: "versioning", Grave: true}, ".bad."+s.Provider(), nil)
	default:
		d.found("versioning", !on, true, nil)
	}
}

func probeKey() string {
	var random [8]byte
	rand.Read(random[:])
	return store.ProbePrefix + hex.EncodeToString(random[:])
}

// writes tries what a publish does beside putting.
func (d *doctor) writes(ctx context.Context) {
	key := probeKey()
	err := d.store.Put(ctx, key, store.Bytes([]byte("mingde\n")), controlHeader)
	if err == nil {
		h := controlHeader
		h.CacheControl = cacheAsk
		err = d.store.Copy(ctx, key, key, h)
	}
	d.tell("copy", true, err)
	refused, err := d.store.Delete(ctx, []string{key})
	if err == nil && len(refused) > 0 {
		err = refused[0].Err
	}
	d.tell("delete", true, err)
}

// records reads the log: not only what the next publish needs, but all that rollbacks and the next collection may.
func (d *doctor) records(ctx context.Context, h history) error {
	var damaged []string
	for _, r := range h.records {
		var one *Damaged
		switch err := d.sound(ctx, h, r); {
		case errors.As(err, &one):
			damaged = append(damaged, one.Key)
		case err != nil:
			return err
		}
	}
	if len(damaged) > 0 {
		slices.Sort(damaged)
		d.found("log", false, true, problem.Args{"key": names(slices.Compact(damaged))})
		return nil
	}
	head, _ := h.head()
	d.found("log", true, true, problem.Args{"generation": fmt.Sprint(head.generation)})
	var begun []string
	for _, r := range h.unfinished() {
		begun = append(begun, fmt.Sprint(r.generation))
	}
	d.found("unfinished", len(begun) == 0, false, problem.Args{"generations": strings.Join(begun, ", ")})
	return nil
}

// sound reads what there is of a generation. Of one that was given up for a later one its manifest may be gone.
func (d *doctor) sound(ctx context.Context, h history, r record) error {
	if r.opened.IsZero() {
		return nil // collected in part, since deletes were refused
	}
	if !r.committed {
		in, err := d.readIntent(ctx, r.generation)
		if head, _ := h.head(); err == nil && r.generation > head.generation {
			_, err = d.announced(ctx, in)
		}
		return err
	}
	if _, err := d.committed(ctx, r); err != nil {
		return err
	}
	_, err := d.load(ctx, r)
	return err
}

// visited asks the public address for something, and gives the answer. Without one that says anything, what was to be found out is not known;
// and an address that does not answer is not asked again.
func (d *doctor) visited(ctx context.Context, check, method, address string, body io.Reader) (response *http.Response, data []byte, ok bool) {
	err := d.silent
	if err == nil {
		response, data, err = d.request(ctx, method, address, body)
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		d.silent = err
		if err == nil && response.StatusCode >= 500 {
			err = errors.New(response.Status)
		}
	}
	if err != nil {
		d.unknown(check, true, err, problem.Args{"url": address})
	}
	return response, data, err == nil
}

// home looks as a visitor does.
func (d *doctor) home(ctx context.Context) {
	home := d.publicURL("")
	response, _, ok := d.visited(ctx, "read", http.MethodGet, home, nil)
	switch {
	case !ok:
	case response.StatusCode != http.StatusOK:
		d.found("read", false, true, problem.Args{"url": home, "got": response.Status})
	default:
		d.found("read", true, true, problem.Args{"url": home})
		header := downloads(response)
		d.found("download", header == "", true, problem.Args{"url": home, "header": header})
	}
}

// secrecy tries what the public must not be able to do: read what is ours, list, write.
func (d *doctor) secrecy(ctx context.Context) {
	key := probeKey()
	address, listing := d.publicURL(key), d.publicURL("")+"?list-type=2"
	if err := d.store.Put(ctx, key, store.Bytes([]byte("mingde\n")), controlHeader); err != nil {
		d.unknown("control", true, err, problem.Args{"url": address})
	} else if response, _, ok := d.visited(ctx, "control", http.MethodGet, address, nil); ok {
		d.found("control", response.StatusCode != http.StatusOK, true, problem.Args{"url": address})
	}
	if response, data, ok := d.visited(ctx, "listing", http.MethodGet, listing, nil); ok {
		d.found("listing", !lists(response, data), true, problem.Args{"url": listing})
	}
	if response, _, ok := d.visited(ctx, "write", http.MethodPut, address, bytes.NewReader([]byte("anybody\n"))); ok {
		d.written(ctx, key, address, response)
	}
	d.store.Delete(ctx, []string{key})
}

// written tells whether anybody has written an object: some servers say so and do nothing.
func (d *doctor) written(ctx context.Context, key, address string, response *http.Response) {
	if response.StatusCode >= 300 {
		d.found("write", true, true, problem.Args{"url": address})
		return
	}
	data, _, err := d.store.Get(ctx, key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		d.unknown("write", true, err, problem.Args{"url": address})
		return
	}
	d.found("write", string(data) != "anybody\n", true, problem.Args{"url": address})
}
