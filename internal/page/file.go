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
	"mingde/internal/photo"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// usualWidth is the width, in pixels, of the version that stands for a picture where only one can be named: in feeds, in
// metadata, in browsers that know no srcset.
const usualWidth = 800

// UsualWidth gives, of the widths of a picture in ascending order, the one that stands for it.
func UsualWidth(widths []int) int {
	i, _ := slices.BinarySearch(widths, usualWidth)
	return widths[min(i, len(widths)-1)]
}

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
	widths := s.widths(facts)
	pic := &Picture{Width: UsualWidth(widths), Alt: alt, Sizes: make([]PictureSize, len(widths))}
	for i, w := range widths {
		pic.Sizes[i] = PictureSize{Href: photoAddress(facts, w), Width: w}
		if w == pic.Width {
			pic.Href, pic.Height = pic.Sizes[i].Href, photo.Info{Width: facts.Width, Height: facts.Height}.HeightAt(w)
		}
	}
	return pic
}

// widths are those in which a picture is published.
func (s *Site) widths(f FileFacts) []int { return photo.Sizes(f.Width, s.Showcase.Config.Photos.Sizes) }

func (s *Site) pictureFile(it *showcase.Item, name string) (string, FileFacts, bool) {
	file, ok := it.Beside(name)
	if !ok {
		return "", FileFacts{}, false
	}
	facts, ok := s.in.File(file)
	return file, facts, ok && facts.Width > 0
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
		if address != p.in.Script || p.Showcase.Config.Search.Enabled {
			found[address] = p.asset(address, from)
		}
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
			p.versions(file, facts, found)
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
	for _, one := range it.Photos {
		picture(one.File)
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

// versions plans a picture in all its widths.
func (p *planner) versions(file string, facts FileFacts, found map[string]Page) {
	for _, w := range p.widths(facts) {
		address := photoAddress(facts, w)
		if other, ok := found[address]; !ok || file < other.Sources[0] {
			view := &PhotoView{Source: file, Sum: facts.Sum, Width: w}
			found[address] = Page{Type: Photo, Path: address, Sources: []string{file}, View: func() any { return view }}
		}
	}
}

// PicturesOf lists the pictures that an entry names: its cover, gallery and those of its body.
func PicturesOf(it *entry.Entry) []string {
	var names []string
	if it.Cover != "" {
		names = append(names, it.Cover)
	}
	for _, one := range it.Photos {
		names = append(names, one.File)
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image {
			names = append(names, unescape(slot.Dest))
		}
	}
	return slices.Compact(names)
}
