package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"mingde/internal/cache"
	"mingde/internal/codec"
	"mingde/internal/config"
	"mingde/internal/page"
	"mingde/internal/parallel"
	"mingde/internal/photo"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// pictures are resized while the site is planned, into the cache: whether one is whole is known only when it was decoded, and no
// mistake of the content may come to light while writing. A picture is decoded once for all versions that are missing, and
// none of its bytes stay in memory.
type pictures struct {
	store *cache.Store
	as    config.Photos
	fresh bool          // do not believe what an earlier build has resized
	lazy  bool          // a site in memory: of a new picture only the usual version is made at once, the others when somebody asks
	later sync.Map      // path → func() error: makes the others
	slots chan struct{} // holds as many pictures as may be decoded at a time
	// huge is held for writing while a picture of more than hugePixels is decoded, for reading while another is: a huge one is
	// decoded alone.
	huge sync.RWMutex
}

// hugePixels is the size above which a picture is decoded alone. Most are decoded into 1.5 to 4 bytes a pixel, but a progressive
// JPEG takes up to 20.
const hugePixels = 26_000_000

// prepare finds the facts of every picture that an entry names, on all cores.
func (b *builder) prepare(ctx context.Context, as config.Photos) error {
	defer b.phase("pictures")()
	b.facts = &facts{pictures: pictures{
		store: b.store, as: as, fresh: b.Clean, lazy: b.kept != nil, slots: make(chan struct{}, max(1, b.Workers)),
	}}
	b.facts.sources.Store(b.sources)
	b.sameFacts()
	named := map[string]bool{}
	for _, e := range b.entries {
		for _, name := range page.PicturesOf(e) {
			if file, ok := e.Beside(name); ok && looksLikePicture(file) {
				named[file] = true
			}
		}
	}
	files := slices.Sorted(maps.Keys(named))
	var done atomic.Int64
	err := parallel.Each(ctx, b.Workers, len(files), func(i int) error {
		err := b.facts.of(ctx, files[i]).failed
		if n := int(done.Add(1)); err == nil && b.Pictures != nil {
			b.Pictures(n, len(files))
		}
		return err
	})
	if err == nil {
		b.noteLocations(ctx, files)
	}
	return err
}

// noteLocations tells of pictures that say where they were taken. The site shows nothing of it, so that this is no problem of the content;
// but whoever gets the folder of the sources gets that, too.
func (b *builder) noteLocations(ctx context.Context, files []string) {
	files = slices.DeleteFunc(files, func(file string) bool { return !b.facts.of(ctx, file).located })
	if len(files) > 0 {
		args := problem.Args{"count": strconv.Itoa(len(files)), "file": files[0]}
		b.result.Notes = append(b.result.Notes, problem.Text{Key: "check.pictures-located", Args: args})
	}
}

// picture adds to the sum and size of a file what is known of the picture, and makes the versions that are due.
func (f *facts) picture(ctx context.Context, known *fact, file string) {
	p := &f.pictures
	// the name of a published picture says how it was encoded as well
	known.Sum = sha256.Sum256(fmt.Appendf(nil, "%x %d %s", known.Sum, p.as.Quality, photo.EncoderVersion()))
	if p.recall(known) && len(p.missing(known.FileFacts, p.lazy)) == 0 {
		return
	}
	data, err := f.sources.Load().again(file)
	switch {
	case errors.Is(err, errChanged):
		known.failed = err
	case err != nil:
		bad := source.Unreadable(file, err)
		known.fault = &bad
	default:
		if known.fault, known.failed = p.resize(ctx, data, known, p.lazy); known.failed != nil {
			known.failed = fmt.Errorf("%s: %w", file, known.failed)
		}
	}
}

// complete makes the versions of a picture that were left for later, or that the cache has lost.
func (f *facts) complete(file string) error {
	once, _ := f.pictures.later.LoadOrStore(file, sync.OnceValue(func() error {
		data, err := f.sources.Load().again(file)
		if err != nil {
			return err
		}
		ctx := context.Background() // of all who ask, not of one
		known := f.of(ctx, file)
		bad, err := f.pictures.resize(ctx, data, &known, false)
		if bad != nil {
			err = fmt.Errorf("%s", bad.Rule)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", file, err)
		}
		return err
	}))
	return once.(func() error)()
}

// recall takes the size of a picture from the cache, where it was decoded before; else both lengths are zero.
func (p *pictures) recall(known *fact) bool {
	record, ok := p.store.Get(cachedSize, cache.Key(known.Sum))
	if !ok || p.fresh || codec.Read(record, &known.Width, &known.Height, &known.located) != nil {
		known.Width, known.Height = 0, 0
		return false
	}
	return true
}

// missing gives the widths that a picture shall have and that are not in the cache.
func (p *pictures) missing(known page.FileFacts, lazy bool) []int {
	widths := photo.Sizes(known.Width, p.as.Sizes)
	if lazy {
		widths = []int{page.UsualWidth(widths)}
	}
	return slices.DeleteFunc(widths, func(w int) bool { return !p.fresh && p.store.Has(cachedPhoto, pictureKey(known.Sum, w)) })
}

// resize finds the size of a picture and makes its versions that are missing. The size is kept last: it stands for a picture in which
// there is no fault.
func (p *pictures) resize(ctx context.Context, data []byte, known *fact, lazy bool) (*problem.Problem, error) {
	info, bad := photo.Inspect(data)
	if bad != nil {
		return bad, nil
	}
	defer p.begin(info)()
	found := *known
	found.Width, found.Height, found.located = info.Width, info.Height, info.Located
	versions, bad, err := photo.Resize(ctx, data, p.missing(found.FileFacts, lazy), p.as.Quality)
	if bad != nil || err != nil {
		return bad, err
	}
	for _, v := range versions {
		if err := p.store.Put(cachedPhoto, pictureKey(found.Sum, v.Width), v.Data); err != nil {
			return nil, err
		}
	}
	*known = found
	return nil, p.store.Put(cachedSize, cache.Key(found.Sum), codec.Append(nil, &info.Width, &info.Height, &info.Located))
}

// begin waits until a picture may be decoded; what it gives lets the next.
func (p *pictures) begin(info photo.Info) (end func()) {
	p.slots <- struct{}{}
	if info.Width*info.Height > hugePixels {
		p.huge.Lock()
		return func() {
			debug.FreeOSMemory() // what was decoded shall not stand there beside the next
			p.huge.Unlock()
			<-p.slots
		}
	}
	p.huge.RLock()
	return func() { p.huge.RUnlock(); <-p.slots }
}

func pictureKey(sum [32]byte, width int) cache.Key {
	return cache.Key(sha256.Sum256(fmt.Appendf(nil, "%x %d", sum, width)))
}

// picture gives a version of a picture. It was made while planning, or is made now.
func (b *builder) picture(v *page.PhotoView) ([]byte, error) {
	if data, ok := b.store.Get(cachedPhoto, pictureKey(v.Sum, v.Width)); ok {
		return data, nil
	}
	if err := b.facts.complete(v.Source); err != nil {
		return nil, err
	}
	if data, ok := b.store.Get(cachedPhoto, pictureKey(v.Sum, v.Width)); ok {
		return data, nil
	}
	return b.once(v)
}

// once makes a version that no cache keeps.
func (b *builder) once(v *page.PhotoView) ([]byte, error) {
	data, err := b.sources.again(v.Source)
	if err != nil {
		return nil, err
	}
	versions, bad, err := photo.Resize(context.Background(), data, []int{v.Width}, b.facts.pictures.as.Quality)
	if err != nil {
		return nil, err
	}
	if bad != nil {
		return nil, fmt.Errorf("%s: %s", v.Source, bad.Rule)
	}
	return versions[0].Data, nil
}
