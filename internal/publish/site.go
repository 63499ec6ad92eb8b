package publish

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mingde/internal/output"
	"mingde/internal/parallel"
	"mingde/internal/problem"
	"mingde/internal/publish/store"
)

// wanted gives the objects that the site shall be, in order. Their sizes and MD5 sums are those of the files, and known only where
// something is uploaded.
func (p *publisher) wanted() []Entry {
	entries := make([]Entry, 0, len(p.Site.Files))
	for _, f := range p.Site.Files {
		entries = append(entries, Entry{
			Path: f.Path, Size: f.Size, Sum: f.Sum, Class: classOf(f, p.Compress, p.Redirects[f.Path]),
		})
	}
	return entries
}

func (p *publisher) file(path string) string { return filepath.Join(p.Dir, filepath.FromSlash(path)) }

// largeFile is from which size on a file is not taken into memory whole, bytes.
const largeFile = 8 << 20

// measure reads the files that are about to be uploaded: they must be what the index says, and may hold no credentials. It
// fills in what is stored of them.
func (p *publisher) measure(ctx context.Context, actions []Action) error {
	faults := make([]*problem.Text, len(actions))
	err := parallel.Each(ctx, p.Workers, len(actions), func(i int) error {
		a := &actions[i]
		if !a.uploads() {
			return nil
		}
		fault, err := p.measureOne(a)
		faults[i] = fault
		return err
	})
	if err != nil {
		return err
	}
	var refused Refused
	for _, fault := range faults {
		if fault != nil && len(refused.Texts) < maxNamed {
			refused.Texts = append(refused.Texts, *fault)
		}
	}
	if len(refused.Texts) > 0 {
		return &refused
	}
	return nil
}

// uploads tells whether a file may be sent.
func (a *Action) uploads() bool { return a.do == replace || a.do == create || a.do == settle }

func (p *publisher) measureOne(a *Action) (*problem.Text, error) {
	changed := text("changed", problem.Args{"path": a.Path})
	if a.entry.Size > largeFile && a.entry.Class.Encoder == "" {
		sum, md, size, err := sumFile(p.file(a.Path))
		if errors.Is(err, fs.ErrNotExist) || err == nil && sum != a.entry.Sum {
			return &changed, nil
		}
		a.entry.Size, a.entry.MD5 = size, md
		return nil, err
	}
	data, err := os.ReadFile(p.file(a.Path))
	if errors.Is(err, fs.ErrNotExist) || err == nil && sha256.Sum256(data) != a.entry.Sum {
		return &changed, nil
	}
	if err != nil {
		return nil, err
	}
	if isText(a.entry.Class.Header.ContentType) {
		if what := credentialIn(data); what != "" {
			fault := text("credential", problem.Args{"path": a.Path, "what": what})
			return &fault, nil
		}
	}
	stored := encode(a.entry.Class.Encoder, data)
	a.entry.Size, a.entry.MD5 = int64(len(stored)), md5.Sum(stored)
	a.Size = a.entry.Size
	return nil, nil
}

func sumFile(name string) (sum output.Sum, md [md5.Size]byte, size int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return sum, md, 0, err
	}
	defer f.Close()
	a, b := sha256.New(), md5.New()
	size, err = io.Copy(io.MultiWriter(a, b), f)
	return output.Sum(a.Sum(nil)), [md5.Size]byte(b.Sum(nil)), size, err
}

// body gives what is sent of a file. The store compares it with the MD5 sum that was announced: a file that has changed
// since is never stored.
func (p *publisher) body(e Entry) store.Body {
	name := p.file(e.Path)
	return store.Body{Size: e.Size, MD5: e.MD5, Open: func() (io.ReadSeekCloser, error) {
		if e.Class.Encoder == "" {
			return os.Open(name)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		stored := encode(e.Class.Encoder, data)
		if int64(len(stored)) != e.Size {
			return nil, fmt.Errorf("%s: %w", e.Path, store.ErrChanged)
		}
		return store.Bytes(stored).Open()
	}}
}
