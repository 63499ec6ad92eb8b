package layout

import (
	"strconv"

	"mingde/internal/page"
)

// How wide a picture stands on the screen, which is the stylesheet's business: the browser chooses by it the smallest version
// that is sharp. A wrong one costs bytes or sharpness, and nothing else.
const (
	listSizes    = "(max-width: 40rem) 30vw, 11rem"  // beside the words of a card
	heroSizes    = "(max-width: 42rem) 100vw, 40rem" // as wide as the column of text
	gallerySizes = "(max-width: 36rem) 100vw, 20rem" // one column of several
)

// Only the first picture of a page is loaded before it comes into sight. Where a phone shows words alone at first, the picture
// gives way to the stylesheet: on a wide screen it stands in the first view and must not wait until the page is laid out.
const (
	later = ` loading="lazy" decoding="async"`
	first = ` fetchpriority="high"`
	next  = ` fetchpriority="low"`
)

// appendPicture leaves out what is too wide for a list on any screen, since there are many pictures in one.
func appendPicture(b []byte, root string, p page.Picture) []byte {
	for n := len(p.Sizes); n > 0 && p.Sizes[n-1].Width > p.Width; n-- {
		p.Sizes = p.Sizes[:n-1]
	}
	return appendImage(b, root, p, listSizes, later)
}

func appendHero(b []byte, root string, p page.Picture) []byte {
	return appendImage(b, root, p, heroSizes, first)
}

func appendBelow(b []byte, root string, p page.Picture) []byte {
	return appendImage(b, root, p, heroSizes, next)
}

func appendPhoto(b []byte, root string, p page.Picture) []byte {
	largest := p.Href
	if n := len(p.Sizes); n > 0 {
		largest = p.Sizes[n-1].Href
	}
	b = append(appendAddress(append(b, `<figure><a href="`...), root, largest), `">`...)
	b = append(appendImage(b, root, p, gallerySizes, later), `</a>`...)
	return append(appendCaption(b, p), `</figure>`...)
}

// appendImage gives the size of the picture as well: nothing moves when it comes.
func appendImage(b []byte, root string, p page.Picture, sizes, how string) []byte {
	b = append(appendAddress(append(b, `<img src="`...), root, p.Href), '"')
	if len(p.Sizes) > 1 {
		b = append(appendSources(append(b, ` srcset="`...), root, p.Sizes), `" sizes="`...)
		b = append(append(b, sizes...), '"')
	}
	b = append(appendEscaped(append(b, ` alt="`...), p.Alt), '"')
	if p.Width > 0 && p.Height > 0 {
		b = strconv.AppendInt(append(b, ` width="`...), int64(p.Width), 10)
		b = append(strconv.AppendInt(append(b, `" height="`...), int64(p.Height), 10), '"')
	}
	return append(append(b, how...), '>')
}

func appendSources(b []byte, root string, sizes []page.PictureSize) []byte {
	for i, size := range sizes {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(appendAddress(b, root, size.Href), ' ')
		b = append(strconv.AppendInt(b, int64(size.Width), 10), 'w')
	}
	return b
}

func appendCaption(b []byte, p page.Picture) []byte {
	if p.Caption == "" && p.Credit == "" {
		return b
	}
	b = appendEscaped(append(b, `<figcaption>`...), p.Caption)
	if p.Credit != "" {
		b = append(appendEscaped(append(b, `<span class="credit">`...), p.Credit), "　摄</span>"...)
	}
	return append(b, `</figcaption>`...)
}
