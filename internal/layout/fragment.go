package layout

import (
	"bytes"
	"hash/maphash"
	"html/template"
	"slices"
	"strings"
	"sync"
)

// A fragment is a piece of HTML that stands on many pages: an entry in a list, the header, the footer. It is executed once
// and remembered with a mark wherever an address begins, so that a page in any folder gets it by putting its own way to the
// root in their place.
//
// Its template writes every address of the site as href="{{.Root}}{{.Card.Href}}" (or src="…", action="…"), where Root is the mark; in
// srcset="…", which only the functions for pictures write, each of the addresses begins with it.
// Parse checks that Root stands nowhere else (root.go): content cannot bring forth href="%00/, since its quotation marks
// are escaped, so that every mark found was set by a Root.

// mark is the Root of fragments. html/template leaves a percent sign before two hexadecimal digits as it is.
const mark = "%00/"

// marked are what may stand before a mark.
var marked = [...]string{`href="`, `src="`, `action="`}

// several is an attribute with more than one address: a mark may stand anywhere in its value.
const several = `srcset="`

// appendFragment appends a fragment with the root, escaped for an attribute, in place of the marks.
func appendFragment(b []byte, html string, root []byte) []byte {
	from, end := 0, 0 // end: of the last srcset
	for at := 0; ; {
		i := strings.Index(html[at:], mark)
		if i < 0 {
			return append(b, html[from:]...)
		}
		at += i + len(mark)
		before := html[:at-len(mark)]
		if strings.HasSuffix(before, several) {
			end = at + strings.IndexByte(html[at:], '"')
		}
		if at < end || slices.ContainsFunc(marked[:], func(m string) bool { return strings.HasSuffix(before, m) }) {
			b = append(append(b, html[from:len(before)]...), root...)
			from = at
		}
	}
}

// shards is how many locks guard the fragments of one kind: enough that the goroutines of a large machine seldom meet.
const shards = 32

// fragments remembers what one template gives for each value of type K, a pointer to something that does not change. Two
// goroutines that meet at a new value may both execute it: the results are equal.
type fragments[K comparable] struct {
	compiled *compiled
	data     func(K) any
	seed     maphash.Seed
	buffers  sync.Pool
	shards   [shards]struct {
		sync.RWMutex
		known map[K]string
	}
}

func newFragments[K comparable](data func(K) any) *fragments[K] {
	return &fragments[K]{
		data: data, seed: maphash.MakeSeed(),
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
}

// of gives the fragment of a value, with its marks.
func (f *fragments[K]) of(value K) (string, error) {
	shard := &f.shards[maphash.Comparable(f.seed, value)%shards]
	shard.RLock()
	html, known := shard.known[value]
	shard.RUnlock()
	if known {
		return html, nil
	}
	html, err := f.execute(value)
	if err != nil {
		return "", err
	}
	shard.Lock()
	defer shard.Unlock()
	if shard.known == nil {
		shard.known = map[K]string{}
	}
	shard.known[value] = html
	return html, nil
}

func (f *fragments[K]) execute(value K) (string, error) {
	b := f.buffers.Get().(*bytes.Buffer)
	defer f.buffers.Put(b)
	b.Reset()
	if err := f.compiled.execute(b, f.data(value)); err != nil {
		return "", located(err)
	}
	return string(bytes.TrimSpace(b.Bytes())), nil
}

func (f *fragments[K]) forget() {
	for i := range f.shards {
		f.shards[i].Lock()
		f.shards[i].known = nil
		f.shards[i].Unlock()
	}
}

// functions gives the functions of layouts that render one value and a list of values.
func (f *fragments[K]) functions() (one, list function) {
	one = function{
		dynamic: func(root any, value K) (template.HTML, error) {
			b, err := f.append(nil, text(root), value)
			return template.HTML(b), err
		},
		emit: func(args []expr) op {
			root, value := args[0].text(), args[1].value
			if root == nil {
				return nil
			}
			return func(r *run) { r.succeed(f.append(r.out, root(r), as[K](value(r)))) }
		},
	}
	list = function{
		dynamic: func(root any, values []K) (template.HTML, error) {
			b, err := f.append(nil, text(root), values...)
			return template.HTML(b), err
		},
		emit: func(args []expr) op {
			root, values := args[0].text(), args[1].value
			if root == nil {
				return nil
			}
			return func(r *run) { r.succeed(f.append(r.out, root(r), as[[]K](values(r))...)) }
		},
	}
	return one, list
}

// append appends the fragments of values as they stand on the page with this root, each on its own line; nothing for the
// zero value.
func (f *fragments[K]) append(b []byte, root string, values ...K) ([]byte, error) {
	var short [64]byte
	prefix := appendAddress(short[:0], root, "")
	var none K
	for _, v := range values {
		if v == none {
			continue
		}
		html, err := f.of(v)
		if err != nil {
			return b, err
		}
		b = append(appendFragment(b, html, prefix), '\n')
	}
	return b, nil
}
