package sitegen

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// entry is one file of content.
type entry struct {
	fields   []field
	seed     uint64    // of the body
	parts    int       // headed parts of the body, for a factor of 1
	more     []uint64  // seeds of paragraphs that were added at its end
	links    []string  // ids that the body leads to
	pictures []string  // names of files beside the entry
	day      time.Time // the date; zero for kinds without
	series   bool      // of a series, or numbered otherwise, so that its date is not free
	run      string    // of a bulletin: the run in which it is numbered
	roll     *roll     // of a roll
}

// field is one line of front matter; the value is TOML as it stands in the file.
type field struct{ key, value string }

func (e *entry) get(key string) string {
	for _, f := range e.fields {
		if f.key == key {
			return f.value
		}
	}
	return ""
}

func (e *entry) has(key string) bool { return e.get(key) != "" }

// set puts a field in its place, or at the end if it is new.
func (e *entry) set(key, value string) {
	for i, f := range e.fields {
		if f.key == key {
			e.fields[i].value = value
			return
		}
	}
	e.fields = append(e.fields, field{key, value})
}

func (e *entry) unset(key string) {
	e.fields = slices.DeleteFunc(e.fields, func(f field) bool { return f.key == key })
}

// title gives the title without quotes.
func (e *entry) title() string { return strings.Trim(e.get("title"), `"`) }

// text makes the file.
func (e *entry) text(opt Options) string {
	var b strings.Builder
	b.WriteString("+++\n")
	for _, f := range e.fields {
		b.WriteString(f.key + " = " + f.value + "\n")
	}
	b.WriteString("+++\n\n")
	w := writer{&b, rand.New(rand.NewPCG(e.seed, 1))}
	w.body(opt.BodyFactor, e.parts, e.links, e.pictures)
	for _, seed := range e.more {
		writer{&b, rand.New(rand.NewPCG(seed, 2))}.paragraph(3)
	}
	return b.String()
}

// str, list and day write values of TOML.
func str(s string) string { return strconv.Quote(s) }

func list(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = str(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func day(t time.Time) string { return t.Format("2006-01-02") }

// at gives a local time of a day.
func at(t time.Time, hour, minute int) string {
	return fmt.Sprintf("%sT%02d:%02d:00", day(t), hour, minute)
}

// blob makes the bytes of a picture or an attachment: a JPEG of two colours, or the smallest PDF that opens.
func blob(name string, seed uint64) string {
	if path.Ext(name) == ".pdf" {
		return fmt.Sprintf("%%PDF-1.4\n%% %d\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"+
			"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"+
			"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n", seed)
	}
	r := rand.New(rand.NewPCG(seed, 3))
	img := image.NewRGBA(image.Rect(0, 0, 96, 72))
	colours := [2]color.RGBA{shade(r), shade(r)}
	slope := 1 + r.IntN(8)
	for y := range 72 {
		for x := range 96 {
			img.SetRGBA(x, y, colours[(x*slope/8+y)/12%2])
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}

func shade(r *rand.Rand) color.RGBA {
	return color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
}
