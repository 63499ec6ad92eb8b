package build

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"mingde/internal/cache"
	"mingde/internal/codec"
	"mingde/internal/page"
	"mingde/internal/parallel"
	"mingde/internal/photo"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// facts are what the planner needs to know of the files beside entries: sum, size and, of pictures, width and height.
// Each file is read once, when somebody asks. A picture is resized at the same time, from the cache where that was done
// before: whether it is whole is known only then, and no mistake of the content may come to light while writing.
type facts struct {
	sources atomic.Pointer[sources] // in a site in memory others take their place while somebody asks
	store   *cache.Store
	quality int
	fresh   bool     // do not believe what an earlier build has resized
	known   sync.Map // path → func() fact
}

type fact struct {
	page.FileFacts
	ok      bool
	located bool             // the metadata of a picture say where it was taken
	fault   *problem.Problem // of a picture
	failed  error            // of the cache
}

// pictures finds the facts of every picture that an entry names, on all cores.
func (b *builder) pictures(ctx context.Context, quality int) error {
	defer b.phase("pictures")()
	b.facts = &facts{store: b.store, quality: quality, fresh: b.Clean}
	b.facts.sources.Store(b.sources)
	b.sameFacts(quality)
	named := map[string]bool{}
	for _, e := range b.entries {
		for _, name := range page.PicturesOf(e) {
			if file, ok := e.Beside(name); ok && looksLikePicture(file) {
				named[file] = true
			}
		}
	}
	files := slices.Sorted(maps.Keys(named))
	err := parallel.Each(ctx, b.Workers, len(files), func(i int) error { return b.facts.of(files[i]).failed })
	if err == nil {
		b.noteLocations(files)
	}
	return err
}

// noteLocations tells of pictures that say where they were taken. The site shows nothing of it, so that this is no problem of the content;
// but whoever gets the folder of the sources gets that, too.
func (b *builder) noteLocations(files []string) {
	files = slices.DeleteFunc(files, func(file string) bool { return !b.facts.of(file).located })
	if len(files) > 0 {
		args := problem.Args{"count": strconv.Itoa(len(files)), "file": files[0]}
		b.result.Notes = append(b.result.Notes, problem.Text{Key: "check.pictures-located", Args: args})
	}
}

func (f *facts) of(file string) fact {
	once, ok := f.known.Load(file)
	if !ok {
		once, _ = f.known.LoadOrStore(file, sync.OnceValue(func() fact { return f.find(file) }))
	}
	return once.(func() fact)()
}

func (f *facts) find(file string) fact {
	listed, ok := f.sources.Load().tree.Lookup(file)
	if !ok {
		return fact{}
	}
	sum, err := f.sources.Load().sumOf(file)
	if err != nil {
		bad := source.Unreadable(file, err)
		return fact{fault: &bad}
	}
	known := fact{ok: true, FileFacts: page.FileFacts{Sum: sum, Size: listed.Size}}
	if looksLikePicture(file) {
		f.picture(&known, file)
	}
	return known
}

// picture adds what is known of a picture, and resizes it; both from the cache where that was done before.
func (f *facts) picture(known *fact, file string) {
	original := known.Sum
	// the name of a published picture says how it was encoded as well
	known.Sum = sha256.Sum256(append(original[:], photo.EncoderVersion()...))
	if f.remembered(known) {
		return
	}
	data, err := f.sources.Load().Read(file)
	if err != nil {
		bad := source.Unreadable(file, err)
		known.fault = &bad
		return
	}
	info, bad := photo.Inspect(data)
	if bad != nil {
		known.fault = bad
		return
	}
	known.Width, known.Height, known.located = info.Width, info.Height, info.Located
	width := page.PhotoWidth(known.FileFacts)
	versions, bad := photo.Resize(data, []int{width}, f.quality)
	if bad != nil {
		known.fault = bad
		return
	}
	err = f.store.Put(cachedPhoto, pictureKey(known.Sum, width, f.quality), versions[0].Data)
	if err == nil {
		err = f.store.Put(cachedSize, cache.Key(known.Sum), codec.Append(nil, &info.Width, &info.Height, &info.Located))
	}
	if err != nil {
		known.failed = fmt.Errorf("%s: %w", file, err)
	}
}

// remembered takes the size of a picture from the cache, where it was resized as it is wanted before.
func (f *facts) remembered(known *fact) bool {
	record, ok := f.store.Get(cachedSize, cache.Key(known.Sum))
	if !ok || f.fresh || codec.Read(record, &known.Width, &known.Height, &known.located) != nil {
		known.Width, known.Height = 0, 0
		return false
	}
	if !f.store.Has(cachedPhoto, pictureKey(known.Sum, page.PhotoWidth(known.FileFacts), f.quality)) {
		known.Width, known.Height = 0, 0
		return false
	}
	return true
}

func pictureKey(sum [32]byte, width, quality int) cache.Key {
	return cache.Key(sha256.Sum256(fmt.Appendf(nil, "%x %d %d", sum, width, quality)))
}

func looksLikePicture(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".md", ".toml", ".csv", ".txt", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".wps", ".et", ".zip", ".css", ".js":
		return false
	}
	return true
}

// file is page.Inputs.File.
func (f *facts) file(path string) (page.FileFacts, bool) {
	known := f.of(path)
	return known.FileFacts, known.ok
}

func (f *facts) exists(path string) bool {
	_, ok := f.sources.Load().tree.Lookup(path)
	return ok
}

// fault is what is wrong with a picture.
func (f *facts) fault(file string) *problem.Problem {
	if !looksLikePicture(file) {
		format := strings.ToUpper(strings.TrimPrefix(path.Ext(file), "."))
		bad := photo.RulePictureFormat.At(problem.Place{}, problem.Args{"format": format})
		return &bad
	}
	return f.of(file).fault
}
