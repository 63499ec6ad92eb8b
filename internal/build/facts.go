package build

import (
	"crypto/sha256"
	"path"
	"strings"
	"sync"

	"mingde/internal/page"
	"mingde/internal/photo"
	"mingde/internal/problem"
	"mingde/internal/source"
)

// facts are what the planner needs to know of the files beside entries: sum, size and, of pictures, width and height.
// Each file is read once, when somebody asks.
type facts struct {
	tree  *source.Tree
	known sync.Map // path → func() fact
}

type fact struct {
	page.FileFacts
	ok    bool
	fault *problem.Problem // of a picture
}

func newFacts(tree *source.Tree) *facts { return &facts{tree: tree} }

func (f *facts) of(file string) fact {
	once, ok := f.known.Load(file)
	if !ok {
		once, _ = f.known.LoadOrStore(file, sync.OnceValue(func() fact { return f.find(file) }))
	}
	return once.(func() fact)()
}

func (f *facts) find(file string) fact {
	if _, ok := f.tree.Lookup(file); !ok {
		return fact{}
	}
	data, sum, err := f.tree.Read(file)
	if err != nil {
		bad := source.Unreadable(file, err)
		return fact{fault: &bad}
	}
	known := fact{ok: true, FileFacts: page.FileFacts{Sum: sum, Size: int64(len(data))}}
	if !looksLikePicture(file) {
		return known
	}
	info, bad := photo.Inspect(data)
	if bad != nil {
		known.fault = bad
		return known
	}
	known.Width, known.Height = info.Width, info.Height
	// the name of a published picture says how it was encoded as well
	known.Sum = sha256.Sum256(append(sum[:], photo.EncoderVersion()...))
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
	known := f.of(path)
	return known.FileFacts, known.ok
}

func (f *facts) exists(path string) bool {
	_, ok := f.tree.Lookup(path)
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
