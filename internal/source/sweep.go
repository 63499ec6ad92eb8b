package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/unicode/norm"

	"mingde/internal/problem"
)

// Options says what to sweep.
type Options struct {
	Root            string // the site's folder
	Layouts, Static fs.FS  // the embedded defaults; may be nil

	Workers int // folders read at the same time; 0: as many as there are cores

	// Visit is told each folder, by its path on the disk ("." for the site's own), before it is looked at, so that no change
	// after that is missed; by several goroutines at once. May be nil.
	Visit func(folder string)
}

// Sweep looks at every file of the site without reading any, and gives the Tree and what is wrong with files as such,
// sorted. The result is the same whatever the order in which the disk lists its folders. An error means that the site's folder itself
// cannot be read, or that ctx has ended.
func Sweep(ctx context.Context, opt Options) (*Tree, []problem.Problem, error) {
	return NewSweeper(opt).Sweep(ctx, nil)
}

// sweep is the work of one Sweep; nothing of it changes while folders are read at the same time.
type sweep struct {
	opt   Options
	root  *os.Root
	known map[string]listing // of the sweep before, by path; what is not in it is listed
	dirty map[string]bool    // folders to list anew, by path on the disk
}

// folder is a folder to list, by its path in the Tree and on the disk.
type folder struct {
	path, disk string
	inode      uint64
}

// listing is what was found in one or several folders.
type listing struct {
	folder   folder // that was listed
	files    []File
	folders  []folder
	real     map[string]string
	problems []problem.Problem
	links    []string // folders of other files that stand for files of this one, by path on the disk
}

// add takes over everything but files and folders.
func (l *listing) add(m listing) {
	l.problems = append(l.problems, m.problems...)
	if len(m.real) > 0 && l.real == nil {
		l.real = map[string]string{}
	}
	maps.Copy(l.real, m.real)
}

func (l *listing) report(r problem.Rule, path string, args problem.Args) {
	l.problems = append(l.problems, at(r, path, args))
}

// run gives what was found, and the listings by path of their folders.
func (s *sweep) run(ctx context.Context) (*Tree, []problem.Problem, map[string]listing, error) {
	all, err := s.top()
	if err != nil {
		return nil, nil, nil, err
	}
	found := map[string]listing{"": all}
	count := len(all.files)
	for level := all.folders; len(level) > 0; {
		listed, err := s.level(ctx, level)
		if err != nil {
			return nil, nil, nil, err
		}
		var below []folder
		for i, l := range listed {
			found[level[i].path] = l
			count += len(l.files)
			below = append(below, l.folders...)
			all.add(l)
		}
		level = below
	}
	all.files = assemble(found, "", make([]File, 0, count+spareFiles))
	own := len(all.files)
	embedded := map[string]fs.FS{Layouts: s.opt.Layouts, Static: s.opt.Static}
	for _, name := range []string{Layouts, Static} {
		if err := all.overlay(name, embedded[name]); err != nil {
			return nil, nil, nil, fmt.Errorf("embedded %s: %w", name, err)
		}
	}
	if len(all.files) > own {
		slices.SortFunc(all.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	}
	d := &disk{root: s.root, real: all.real, folders: map[string]*os.Root{}}
	return &Tree{files: all.files, disk: d, embedded: embedded}, problem.Sort(all.problems), found, nil
}

// top lists the site's folder: its settings and the three folders.
func (s *sweep) top() (listing, error) {
	s.visit(".")
	entries, err := s.entries(".")
	if err != nil {
		return listing{}, fmt.Errorf("%s: %w", s.opt.Root, reason(err))
	}
	var l listing
	for _, e := range entries {
		name := e.name
		switch {
		case ignored(name, e.kind == isFolder):
		case name == Content || name == Layouts || name == Static:
			if e.kind == isFolder || e.kind == isLink {
				s.take(&l, folder{}, e)
			} else {
				l.report(RuleNotAFolder, name, nil)
			}
		case name == Settings && e.kind == isFolder:
			l.report(RuleNotAFile, name, nil)
		case e.kind != isFolder && strings.HasSuffix(name, ".toml"):
			s.take(&l, folder{}, e)
		}
	}
	s.missing(&l, entries)
	return l, nil
}

func (s *sweep) missing(l *listing, entries []entry) {
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e entry) bool { return e.name == name })
	}
	if !has(Settings) {
		l.report(RuleNoSettings, Settings, nil)
	}
	if !has(Content) {
		l.report(RuleNoContent, Content, nil)
	}
}

// spareFiles is room for the embedded files.
const spareFiles = 128

// assemble appends the files of a folder and those below it to files, by path, without sorting them all: a folder's files
// are in order, and all that lies in a folder comes where its path with a slash would.
func assemble(found map[string]listing, in string, files []File) []File {
	l := found[in]
	slices.SortFunc(l.folders, func(a, b folder) int { return strings.Compare(a.path+"/", b.path+"/") })
	own := l.files
	for _, f := range l.folders {
		before, _ := slices.BinarySearchFunc(own, f.path+"/", byPath)
		files = append(files, own[:before]...)
		own = own[before:]
		files = assemble(found, f.path, files)
	}
	return append(files, own...)
}

// level lists folders at the same time and gives what was found in their order.
func (s *sweep) level(ctx context.Context, folders []folder) ([]listing, error) {
	found := make([]listing, len(folders))
	workers := s.opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(folders)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(folders)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				found[i] = s.listing(folders[i])
			}
		})
	}
	wg.Wait()
	return found, ctx.Err()
}

// listing gives what is in a folder: what the sweep before found, where that stands. A link may lead elsewhere without any
// change in its folder, and what could not be read may be readable now.
func (s *sweep) listing(in folder) listing {
	l, ok := s.known[in.path]
	if ok && l.folder == in && !s.dirty[in.disk] && len(l.links) == 0 && len(l.problems) == 0 {
		return l
	}
	return s.list(in)
}

func (s *sweep) visit(folder string) {
	if s.opt.Visit != nil {
		s.opt.Visit(folder)
	}
}

// list looks at one folder.
func (s *sweep) list(in folder) listing {
	l := listing{folder: in}
	s.visit(in.disk)
	entries, err := s.entries(in.disk)
	if errors.Is(err, fs.ErrNotExist) {
		return l // gone since its parent was listed
	}
	if err != nil {
		l.problems = append(l.problems, Unreadable(in.path, err))
		return l
	}
	l.files = make([]File, 0, len(entries))
	seen := make(map[string]string, len(entries))
	for _, e := range entries {
		name := e.name
		if ignored(name, e.kind == isFolder) || name == "embed.go" && (in.path == Layouts || in.path == Static) {
			continue
		}
		switch key := Fold(name); {
		case !printableName(name):
			l.report(RuleNameUnprintable, join(in.path, name), problem.Args{"name": printable(name)})
		case !portableName(name):
			l.report(RuleNameRefused, join(in.path, name), problem.Args{"name": name})
		case seen[key] != "":
			l.report(RuleNameClash, join(in.path, name), problem.Args{"name": name, "other": join(in.path, seen[key])})
		default:
			seen[key] = name
			s.take(&l, in, e)
		}
	}
	if !slices.IsSortedFunc(l.files, comparePaths) { // names on the disk that are not NFC
		slices.SortFunc(l.files, comparePaths)
	}
	return l
}

func comparePaths(a, b File) int { return strings.Compare(a.Path, b.Path) }

// take takes one entry of a folder into the listing.
func (s *sweep) take(l *listing, in folder, e entry) {
	name := norm.NFC.String(e.name)
	path := join(in.path, name)
	disk := path
	if in.path != in.disk || name != e.name {
		disk = join(in.disk, e.name)
	}
	switch e.kind {
	case isFolder:
		l.folders = append(l.folders, folder{path, disk, e.inode})
	case isFile:
		s.file(l, path, disk, e)
	case isLink:
		s.follow(l, path, disk)
	default:
		l.report(RuleNotAFile, path, nil)
	}
}

// file takes a file whose content lies at disk.
func (s *sweep) file(l *listing, path, disk string, e entry) {
	isEntry := strings.HasPrefix(path, Content+"/") && strings.EqualFold(filepath.Ext(path), ".md")
	switch {
	case isEntry && e.size > MaxEntry:
		l.problems = append(l.problems, tooLarge(RuleEntryTooLarge, path, e.size, MaxEntry))
		return
	case e.size > MaxAttachment:
		l.problems = append(l.problems, tooLarge(RuleAttachmentTooLarge, path, e.size, MaxAttachment))
		return
	}
	f := File{Path: path, Size: e.size, ModTime: e.modTime, Changed: e.changed, Inode: e.inode}
	l.files = append(l.files, f)
	if path != disk {
		if l.real == nil {
			l.real = map[string]string{}
		}
		l.real[path] = disk
	}
}

// join puts a name below a folder; the site's own folder is "".
func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}
