package page

import (
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// photoWidth is the one width, in pixels, in which pictures are published.
const photoWidth = 800

// PhotoWidth is the width in which a picture is published; nothing is enlarged.
func PhotoWidth(f FileFacts) int { return min(f.Width, photoWidth) }

// cover is the picture that stands for an entry in lists and at its head; nil for none. Its alternative text is empty,
// since the title stands beside it.
func (s *Site) cover(it *showcase.Item) *Picture {
	if it.Cover == "" {
		return nil
	}
	return s.picture(it, it.Cover, "")
}

// picture makes the view of a picture beside an entry; nil where there is no such picture.
func (s *Site) picture(it *showcase.Item, name, alt string) *Picture {
	_, facts, ok := s.pictureFile(it, name)
	if !ok {
		return nil
	}
	w, h := shrunk(facts, photoWidth)
	return &Picture{Href: photoAddress(facts, w), Width: w, Height: h, Alt: alt}
}

func (s *Site) pictureFile(it *showcase.Item, name string) (string, FileFacts, bool) {
	file, ok := it.Beside(name)
	if !ok {
		return "", FileFacts{}, false
	}
	facts, ok := s.in.File(file)
	return file, facts, ok && facts.Width > 0
}

// shrunk is the size of a picture at a width; nothing is enlarged.
func shrunk(f FileFacts, width int) (w, h int) {
	if f.Width <= width {
		return f.Width, f.Height
	}
	return width, max(1, (f.Height*width+f.Width/2)/f.Width)
}

func photoAddress(f FileFacts, width int) string {
	return "photos/" + short(f.Sum) + "-" + strconv.Itoa(width) + ".jpg"
}

// short is as much of a content sum as a name carries: 64 bits.
func short(sum [32]byte) string { return hex.EncodeToString(sum[:8]) }

// fileHref is the address of an attachment: its name with its content sum, so that it can be cached for ever.
func (s *Site) fileHref(file string) string {
	facts, _ := s.in.File(file)
	return href(fileAddress(file, facts))
}

func fileAddress(file string, facts FileFacts) string {
	extension := path.Ext(file)
	name := shorten(strings.TrimSuffix(path.Base(file), extension), maxName)
	return "assets/" + name + "." + short(facts.Sum) + extension
}

func (s *Site) attachments(it *showcase.Item) []File {
	var all []File
	for _, a := range it.Attachments {
		file, ok := it.Beside(a.File)
		if !ok {
			continue
		}
		if facts, ok := s.in.File(file); ok {
			all = append(all, File{
				Link: Link{a.Title, s.fileHref(file)},
				Type: strings.ToUpper(strings.TrimPrefix(path.Ext(file), ".")), Size: size(facts.Size),
			})
		}
	}
	return all
}

// size tells a reader how much there is to download.
func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1000*1000:
		return fmt.Sprintf("%d KB", (bytes+500)/1000)
	}
	return fmt.Sprintf("%d.%d MB", bytes/1_000_000, bytes%1_000_000/100_000)
}

// files plans the pictures and attachments of what is shown, and the static files. One file used by several entries is
// published once.
func (p *planner) files() {
	found := map[string]Page{}
	for _, it := range p.Showcase.Items {
		if p.shown(it) {
			p.filesOf(it, found)
		}
	}
	for address, from := range p.in.Static {
		found[address] = p.asset(address, from)
	}
	for _, page := range found {
		p.Pages = append(p.Pages, page)
	}
}

func (p *planner) asset(address, file string) Page {
	return Page{Type: Asset, Path: address, Sources: []string{file}, View: func() any {
		facts, _ := p.in.File(file)
		return &AssetView{file, facts.Sum}
	}}
}

func (p *planner) filesOf(it *showcase.Item, found map[string]Page) {
	picture := func(name string) {
		if name == "" {
			return
		}
		if file, facts, ok := p.pictureFile(it, name); ok {
			w, _ := shrunk(facts, photoWidth)
			view := &PhotoView{Source: file, Sum: facts.Sum, Width: w, Quality: p.Showcase.Config.Photos.Quality}
			address := photoAddress(facts, w)
			if other, ok := found[address]; !ok || file < other.Sources[0] {
				found[address] = Page{Type: Photo, Path: address, Sources: []string{file}, View: func() any { return view }}
			}
		}
	}
	attachment := func(file string) {
		if facts, ok := p.in.File(file); ok {
			address := fileAddress(file, facts)
			key := source.Fold(address) // two spellings of one name with one content are one file
			if other, ok := found[key]; !ok || file < other.Sources[0] {
				found[key] = p.asset(address, file)
			}
		}
	}
	picture(it.Cover)
	for _, photo := range it.Photos {
		picture(photo.File)
	}
	for _, a := range it.Attachments {
		if file, ok := it.Beside(a.File); ok {
			attachment(file)
		}
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image {
			picture(unescape(slot.Dest))
		} else if t := p.Resolve(it.Entry, slot.Dest); t.Kind == AFile {
			attachment(t.Address)
		}
	}
}

// PicturesOf lists the pictures that an entry names: its cover, gallery and those of its body.
func PicturesOf(it *entry.Entry) []string {
	var names []string
	if it.Cover != "" {
		names = append(names, it.Cover)
	}
	for _, photo := range it.Photos {
		names = append(names, photo.File)
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image {
			names = append(names, unescape(slot.Dest))
		}
	}
	return slices.Compact(names)
}
