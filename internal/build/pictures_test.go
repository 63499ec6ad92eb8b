package build

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"mingde/internal/cache"
	"mingde/internal/config"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/photo"
)

// secret stands wherever a picture can carry words.
const secret = "GPS-30.6667N-104.05E"

// stained is a picture of a width that carries a place in every way its format knows, 3:2.
func stained(t testing.TB, ending string, width int) string {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, width, width*2/3), color.Palette{color.RGBA{200, 30, 30, 255}, color.RGBA{30, 30, 200, 255}})
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 7 % 2)
	}
	var b bytes.Buffer
	var err error
	switch ending {
	case "jpg":
		err = jpeg.Encode(&b, m, nil)
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.Encode(&b, m, nil)
	default:
		return riff("VP8X\x0a\x00\x00\x00\x2c\x00\x00\x00\x20\x00\x00\x14\x00\x00" + lossy(t) + chunk("EXIF", exifOf(1)) + chunk("XMP ", xmp))
	}
	if err != nil {
		t.Fatal(err)
	}
	whole := b.String()
	switch ending {
	case "jpg":
		return whole[:2] + segment(0xe1, "Exif\x00\x00"+exifOf(1)) + segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+xmp) +
			segment(0xe2, "ICC_PROFILE\x00\x01\x01"+secret) + segment(0xed, "Photoshop 3.0\x008BIM"+secret) + segment(0xfe, secret) +
			segment(0xe0, "JFXX\x00"+secret) + segment(0xef, secret) + whole[2:] + secret
	case "png":
		const head = 8 + 25 // signature and IHDR
		return whole[:head] + pngChunk("eXIf", exifOf(1)) + pngChunk("tEXt", "Comment\x00"+secret) +
			pngChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp) + whole[head:] + secret
	}
	return whole[:len(whole)-1] + "\x21\xfe" + string(rune(len(secret))) + secret + "\x00" + "\x3b" + secret
}

const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>` + secret + `</exif:GPSLatitude></x:xmpmeta>`

// exifOf is a TIFF with an orientation and a description.
func exifOf(orientation uint16) string {
	b := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x02")
	b = append(b, 0x01, 0x0e, 0, 2, 0, 0, 0, byte(len(secret)+1), 0, 0, 0, 38)
	b = append(b, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0)
	return string(append(b, "\x00\x00\x00\x00"+secret+"\x00"...))
}

func segment(marker byte, body string) string {
	return string(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2))) + body
}

func pngChunk(kind, body string) string {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind+body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

func chunk(kind, body string) string {
	return string(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))) + body + strings.Repeat("\x00", len(body)%2)
}

func riff(body string) string { return chunk("RIFF", "WEBP"+body) }

// lossy is the picture's chunk of a WebP file, 33 by 21 pixels.
func lossy(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("../photo/testdata/lossy.webp")
	if err != nil {
		t.Fatal(err)
	}
	return string(data[12:])
}

// gallery is a site with one page that shows pictures as its cover, in its text and below it.
func gallery(t testing.TB, cover, inText string, below ...string) Options {
	t.Helper()
	opt := options(t.TempDir(), t.TempDir(), middle)
	put(t, opt.Root, "site.toml", "title = \"t\"\nbase_url = \"https://x.example/\"\n")
	var list []string
	for _, name := range below {
		list = append(list, fmt.Sprintf("{file = %q, alt = \"图\"}", name))
	}
	put(t, opt.Root, "content/pages/a.md", fmt.Sprintf("+++\ntitle = \"甲\"\ncover = %q\nphotos = [%s]\n+++\n![文](%s)\n", cover, strings.Join(list, ", "), inText))
	return opt
}

// Whatever pictures carry, nothing but pixels is published, in no size.
func TestNoPictureCarriesWords(t *testing.T) {
	opt := gallery(t, "a.jpg", "b.png", "c.gif", "d.webp", "e.jpg")
	for name, data := range map[string]string{
		"a.jpg": stained(t, "jpg", 1700), "b.png": stained(t, "png", 1000), "c.gif": stained(t, "gif", 500), "d.webp": stained(t, "webp", 0),
		"e.jpg": stained(t, "png", 450), // what a file is counts, not how it is called
	} {
		if !strings.Contains(data, secret) {
			t.Fatalf("%s is spotless", name)
		}
		put(t, opt.Root, "content/pages/"+name, data)
	}
	_, files := run(t, opt)
	var widths []int
	for name, data := range files {
		if strings.Contains(data, secret) {
			t.Errorf("%s tells the place", name)
		}
		if !strings.HasPrefix(name, "photos/") {
			continue
		}
		if !photo.Bare([]byte(data)) {
			t.Errorf("%s holds more than pixels", name)
		}
		if size, err := jpeg.DecodeConfig(strings.NewReader(data)); err == nil {
			widths = append(widths, size.Width)
		}
	}
	slices.Sort(widths)
	if want := []int{33, 400, 400, 400, 400, 500, 800, 800, 1000, 1600}; !slices.Equal(widths, want) {
		t.Errorf("widths %v, want %v", widths, want)
	}
}

// A page names every size of a picture with its width, reserves the room for it, and links those of the gallery to the largest.
func TestPagesNameAllSizes(t *testing.T) {
	opt := gallery(t, "a.jpg", "b.jpg", "c.jpg")
	for i, name := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		put(t, opt.Root, "content/pages/"+name, stained(t, "jpg", 1600+3*i))
	}
	_, files := run(t, opt)
	text := files["pages/a.html"]
	whole := regexp.MustCompile(`<img src="\.\./photos/([0-9a-f]{16})-800\.jpg" srcset="\.\./photos/([0-9a-f]{16})-400\.jpg 400w, \.\./photos/([0-9a-f]{16})-800\.jpg 800w, \.\./photos/([0-9a-f]{16})-1600\.jpg 1600w" sizes="[^"]+" alt="[^"]*" width="800" height="533"( loading="lazy" decoding="async"| fetchpriority="high")>`)
	found := whole.FindAllStringSubmatch(text, -1)
	if len(found) != 3 || strings.Count(text, `loading="lazy"`) != 2 || strings.Count(text, "fetchpriority") != 1 {
		t.Fatalf("%d pictures in\n%s", len(found), text)
	}
	for _, f := range found {
		if f[1] != f[2] || f[1] != f[3] || f[1] != f[4] {
			t.Errorf("mixed up: %s", f[0])
		}
	}
	if want := `<a href="../photos/` + found[2][1] + `-1600.jpg">`; !strings.Contains(text, want) {
		t.Errorf("%s is missing in\n%s", want, text)
	}
}

// Another quality or list of sizes gives what a clean build would, and of what stands nothing is written again; what is not named any
// more is gone.
func TestOtherSizes(t *testing.T) {
	opt := gallery(t, "a.jpg", "a.jpg")
	put(t, opt.Root, "content/pages/a.jpg", stained(t, "jpg", 1300))
	_, before := run(t, opt)
	for _, step := range []struct {
		settings string
		widths   []int
		written  int
	}{
		{"sizes = [400, 800]", []int{400, 800}, 0},
		{"sizes = [400, 600, 800]", []int{400, 600, 800}, 1},
		{"sizes = [400, 600, 2000]", []int{400, 600, 1300}, 1},
		{"sizes = [400, 600, 2000]\nquality = 70", []int{400, 600, 1300}, 3},
	} {
		put(t, opt.Root, "site.toml", "title = \"t\"\nbase_url = \"https://x.example/\"\n[photos]\n"+step.settings+"\n")
		result, after := run(t, opt)
		clean := opt
		clean.Out, clean.Cache = t.TempDir(), t.TempDir()
		_, want := run(t, clean)
		if d := differ(after, want); len(d) > 0 {
			t.Errorf("%s: differs from a clean build in %v", step.settings, d)
		}
		var widths []int
		for name, data := range after {
			if strings.HasPrefix(name, "photos/") {
				size, _ := jpeg.DecodeConfig(strings.NewReader(data))
				widths = append(widths, size.Width)
				if older, stood := before[name]; stood && older != data {
					t.Errorf("%s: %s has other bytes than before", step.settings, name)
				}
			}
		}
		slices.Sort(widths)
		if photos := result.Written[output.Photo]; !slices.Equal(widths, step.widths) || photos != step.written {
			t.Errorf("%s: widths %v, %d written", step.settings, widths, photos)
		}
		before = after
	}
}

// A picture is decoded only for versions that are not in the cache, and then once for all of them.
func TestOnlyWhatIsMissingIsMade(t *testing.T) {
	store, err := cache.Open(t.TempDir(), "test")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	known := fact{FileFacts: page.FileFacts{Sum: [32]byte{1}}}
	p := &pictures{store: store, as: config.Photos{Sizes: []int{100, 200}, Quality: 80}, slots: make(chan struct{}, 1)}
	data := []byte(stained(t, "jpg", 300))
	if bad, err := p.resize(t.Context(), data, &known, false); bad != nil || err != nil || known.Width != 300 || known.Height != 200 {
		t.Fatal(bad, err, known)
	}
	if again := (fact{FileFacts: page.FileFacts{Sum: known.Sum}}); !p.recall(&again) || again != known || len(p.missing(again.FileFacts, false)) > 0 {
		t.Errorf("%v is not remembered whole", again)
	}
	p.as.Sizes = []int{50, 100, 1000}
	if missing := p.missing(known.FileFacts, false); !slices.Equal(missing, []int{50, 300}) {
		t.Errorf("missing: %v", missing)
	}
	if missing := p.missing(known.FileFacts, true); !slices.Equal(missing, []int{300}) {
		t.Errorf("of the usual one is missing: %v", missing)
	}
}

// The preview makes one version of a new picture, tells faults at once, and makes the others when somebody asks, as a build does.
func TestLivePicturesComeWhenAskedFor(t *testing.T) {
	opt := gallery(t, "a.jpg", "a.jpg")
	put(t, opt.Root, "content/pages/a.jpg", stained(t, "jpg", 1700))
	live, err := OpenLive(opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	update := func() Update {
		t.Helper()
		u, err := live.Update(t.Context(), opt.Now, nil)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	update()
	_, facts := one(t, live)
	if missing := live.shown.facts.pictures.missing(facts, false); !slices.Equal(missing, []int{400, 1600}) {
		t.Errorf("still to be made: %v", missing)
	}
	clean := opt
	clean.Out, clean.Cache = t.TempDir(), t.TempDir()
	_, want := run(t, clean)
	if d := differ(everyPage(t, live, 0), want); len(d) > 0 {
		t.Errorf("differs from a build in %v", d)
	}
	whole := stained(t, "jpg", 1800)
	put(t, opt.Root, "content/pages/a.jpg", whole[:len(whole)/2])
	if u := update(); !u.Failed || !strings.Contains(words(u.Problems), "picture-broken") {
		t.Errorf("a picture that was cut off is not told:\n%s", words(u.Problems))
	}
}

// one gives the one picture that is known.
func one(t *testing.T, live *Live) (file string, facts page.FileFacts) {
	t.Helper()
	live.shown.facts.known.Range(func(path, once any) bool {
		if f := once.(func() fact)(); f.Width > 0 {
			file, facts = path.(string), f.FileFacts
		}
		return true
	})
	if file == "" {
		t.Fatal("no picture")
	}
	return file, facts
}

// Progress comes to its end.
func TestPicturesAreCounted(t *testing.T) {
	opt := gallery(t, "a.jpg", "b.jpg", "c.jpg")
	for i, name := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		put(t, opt.Root, "content/pages/"+name, stained(t, "jpg", 30+i))
	}
	var calls, last atomic.Int64
	opt.Pictures = func(done, of int) {
		calls.Add(1)
		if of != 3 {
			t.Errorf("%d of %d", done, of)
		}
		if done == of {
			last.Add(1)
		}
	}
	run(t, opt)
	if calls.Load() != 3 || last.Load() != 1 {
		t.Errorf("%d calls, %d the last", calls.Load(), last.Load())
	}
}

// A build that is interrupted at its pictures writes nothing, blames no picture, and the next makes what a clean one does.
func TestInterruptedAtPictures(t *testing.T) {
	opt := gallery(t, "a.jpg", "b.jpg", "c.jpg")
	for i, name := range []string{"a.jpg", "b.jpg", "c.jpg"} {
		put(t, opt.Root, "content/pages/"+name, stained(t, "jpg", 900+i))
	}
	ctx, interrupt := context.WithCancel(t.Context())
	stopped := opt
	stopped.Workers = 1
	stopped.Pictures = func(int, int) { interrupt() }
	if r, err := Run(ctx, stopped); !errors.Is(err, context.Canceled) || len(r.Problems) > 0 {
		t.Errorf("%v, %s", err, words(r.Problems))
	}
	if files := folder(t, opt.Out); len(files) > 0 {
		t.Errorf("%d files were written", len(files))
	}
	_, got := run(t, opt)
	clean := opt
	clean.Out, clean.Cache = t.TempDir(), t.TempDir()
	if _, want := run(t, clean); len(differ(got, want)) > 0 {
		t.Errorf("differs from a clean build in %v", differ(got, want))
	}
}
