package publish

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// Finding is one thing that doctor looked at.
type Finding struct {
	Check string       `json:"check"`
	Good  bool         `json:"good"`
	Grave bool         `json:"grave"` // if it is not good: publishing is not safe, or does not work
	Text  problem.Text `json:"-"`     // what was found; where it is not good, what to change
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
}

// Doctor finds out what a store can do, whether the public can read the site and nothing else, and whether the records are sound.
// It writes below _pub/probe/ and removes what it wrote. The error says that it could not find out.
func Doctor(ctx context.Context, opt Options) ([]Finding, error) {
	opt.DryRun = true
	d := &doctor{publisher: newPublisher(opt)}
	err := d.alone(func() error { return d.examine(ctx) })
	return d.findings, err
}

func (d *doctor) examine(ctx context.Context) error {
	h, err := listLog(ctx, d.store)
	d.tell("list", true, err)
	if err != nil {
		return nil
	}
	if err := d.abilities(ctx); err != nil {
		return err
	}
	d.writes(ctx)
	d.versions(ctx)
	d.records(ctx, h)
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

func (d *doctor) found(check string, good, grave bool, args problem.Args) {
	key := "doctor." + check
	if !good {
		key += ".bad"
	}
	d.findings = append(d.findings, Finding{Check: check, Good: good, Grave: grave, Text: text(key, args)})
}

// tell is found of something that fails with an error.
func (d *doctor) tell(check string, grave bool, err error) {
	args := problem.Args{}
	if err != nil {
		args["error"] = err.Error()
	}
	d.found(check, err == nil, grave, args)
}

// abilities asks the store itself.
func (d *doctor) abilities(ctx context.Context) error {
	prober, ok := d.store.(store.Prober)
	if !ok {
		return nil
	}
	can, err := prober.Probe(ctx)
	if err != nil {
		return err
	}
	d.found("create-only", can.CreateOnly, true, nil)
	d.found("md5", can.MD5, false, nil)
	d.found("headers", can.Headers, false, nil)
	d.found("redirects", can.Redirects, false, nil)
	return nil
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
		d.findings = append(d.findings, Finding{Check: "versioning", Text: text("doctor.versioning.unknown", problem.Args{"error": err.Error()})})
	case !on:
		d.found("versioning", true, true, nil)
	default:
		key := "doctor.versioning.bad"
		if slices.Contains([]string{"s3", "oss", "cos", "minio"}, s.Provider()) {
			key += "." + s.Provider()
		}
		d.findings = append(d.findings, Finding{Check: "versioning", Grave: true, Text: text(key, nil)})
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

// records reads the log.
func (d *doctor) records(ctx context.Context, h history) {
	s, err := d.look(ctx, h, true)
	var damaged *Damaged
	if errors.As(err, &damaged) {
		d.found("log", false, true, problem.Args{"key": damaged.Key})
		return
	}
	if err != nil {
		d.tell("list", true, err)
		return
	}
	d.found("log", true, true, problem.Args{"generation": fmt.Sprint(s.base.generation)})
	var begun []string
	for _, in := range s.begun {
		begun = append(begun, fmt.Sprint(in.generation))
	}
	d.found("unfinished", len(begun) == 0, false, problem.Args{"generations": strings.Join(begun, ", ")})
}

// home looks as a visitor does.
func (d *doctor) home(ctx context.Context) {
	home := d.publicURL("")
	response, _, err := d.request(ctx, http.MethodGet, home, nil)
	switch {
	case err != nil:
		d.found("read", false, true, problem.Args{"url": home, "got": err.Error()})
		return
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
	address := d.publicURL(key)
	if d.store.Put(ctx, key, store.Bytes([]byte("mingde\n")), controlHeader) == nil {
		response, _, err := d.request(ctx, http.MethodGet, address, nil)
		d.found("control", err != nil || response.StatusCode != http.StatusOK, true, problem.Args{"url": address})
	}
	listing := d.publicURL("") + "?list-type=2"
	d.found("listing", len(d.visitListing(ctx)) == 0, true, problem.Args{"url": listing})
	response, _, err := d.request(ctx, http.MethodPut, address, bytes.NewReader([]byte("anybody\n")))
	wrote := false
	if err == nil && response.StatusCode < 300 { // some servers answer so and do nothing
		data, _, err := d.store.Get(ctx, key)
		wrote = err == nil && string(data) == "anybody\n"
	}
	d.found("write", !wrote, true, problem.Args{"url": address})
	d.store.Delete(ctx, []string{key})
}
