package build

import (
	"context"
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"mingde/internal/page"
	"mingde/internal/photo"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// facts are what the planner needs to know of the files beside entries: sum, size and, of pictures, width and height.
// Each file is read once, when somebody asks.
type facts struct {
	sources  atomic.Pointer[sources] // in a site in memory others take their place while somebody asks
	known    sync.Map                // path → func() fact
	pictures pictures
}

type fact struct {
	page.FileFacts
	ok      bool
	located bool             // the metadata of a picture say where it was taken
	fault   *problem.Problem // of a picture
	failed  error            // of the cache
}

func (f *facts) of(ctx context.Context, file string) fact {
	once, ok := f.known.Load(file)
	if !ok {
		once, _ = f.known.LoadOrStore(file, sync.OnceValue(func() fact { return f.find(ctx, file) }))
	}
	return once.(func() fact)()
}

func (f *facts) find(ctx context.Context, file string) fact {
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
		f.picture(ctx, &known, file)
	}
	return known
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
	known := f.of(context.Background(), path)
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
	return f.of(context.Background(), file).fault
}
