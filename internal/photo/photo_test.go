package photo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mingde/internal/problem"
)

func TestSizes(t *testing.T) {
	for _, c := range []struct {
		width  int
		wanted []int
		want   []int
	}{
		{4000, []int{400, 800, 1600}, []int{400, 800, 1600}},
		{1600, []int{1600, 400, 800, 400}, []int{400, 800, 1600}},
		{1599, []int{400, 800, 1600}, []int{400, 800, 1599}},
		{1000, []int{400, 800, 1600}, []int{400, 800, 1000}}, // a quarter more
		{999, []int{400, 800, 1600}, []int{400, 800}},
		{1080, []int{800, 1600, 2400}, []int{800, 1080}},
		{1700, []int{400, 800, 1600}, []int{400, 800, 1600}},
		{400, []int{400, 800}, []int{400}},
		{399, []int{400, 800}, []int{399}},
		{1, []int{400}, []int{1}},
		{5, []int{-3, 0, 9}, []int{5}},
		{5, []int{-3, 0}, nil},
		{5, nil, nil},
		{0, []int{400}, nil},
	} {
		given := slices.Clone(c.wanted)
		if got := Sizes(c.width, c.wanted); !slices.Equal(got, c.want) {
			t.Errorf("Sizes(%d, %v) = %v, want %v", c.width, c.wanted, got, c.want)
		}
		if !slices.Equal(given, c.wanted) {
			t.Errorf("Sizes(%d, %v) changed its argument", c.width, given)
		}
	}
}

// What was made of a picture is wanted again, in whole or in part.
func TestSizesAreStable(t *testing.T) {
	wanted := []int{100, 130, 400, 800, 1600}
	for width := 1; width < 2500; width++ {
		all := Sizes(width, wanted)
		for i := range all {
			if some := Sizes(width, all[i:]); !slices.Equal(some, all[i:]) {
				t.Fatalf("of %d: %v, and of these %v", width, all, some)
			}
			if some := Sizes(width, all[:i+1]); !slices.Equal(some, all[:i+1]) {
				t.Fatalf("of %d: %v, and of these %v", width, all, some)
			}
		}
	}
}

// A version has the same bytes whatever else is made in the same run: a build makes only what is missing.
func TestVersionsDependOnNoOther(t *testing.T) {
	for _, turn := range []uint16{1, 6} {
		source := withExif(encodeJPEG(t, scene(1203, 901, image.YCbCrSubsampleRatio422), 90), exif(turn))
		for _, all := range [][]Version{resize(t, source, 75, 100, 150, 300, 600, 1201), resize(t, source, 40, 100, 299, 300)} {
			for _, v := range all {
				if alone := resize(t, source, v.Width); !reflect.DeepEqual(alone, []Version{v}) {
					t.Errorf("orientation %d, width %d: alone it differs", turn, v.Width)
				}
			}
		}
	}
}

// shrink is Resize, which nobody interrupts.
func shrink(data []byte, widths []int, quality int) ([]Version, *problem.Problem) {
	versions, p, err := Resize(context.Background(), data, widths, quality)
	if err != nil {
		panic(err)
	}
	return versions, p
}

// An interrupted one ends, and blames nobody for it.
func TestResizeCanBeInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	source := encodeJPEG(t, scene(400, 300, image.YCbCrSubsampleRatio420), 90)
	if versions, p, err := Resize(ctx, source, []int{100}, 0); versions != nil || p != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v, %v", versions, p, err)
	}
}

// resize fails the test when the picture is refused, and checks what holds of every version.
func resize(t testing.TB, data []byte, widths ...int) []Version {
	t.Helper()
	const quality = 93 + smallLoss // nearly all are thumbnails
	versions, p := shrink(data, widths, quality)
	if p != nil {
		t.Fatalf("refused: %v", *p)
	}
	for _, v := range versions {
		checkVersion(t, v)
	}
	return versions
}

func checkVersion(t testing.TB, v Version) {
	t.Helper()
	if !Bare(v.Data) {
		t.Errorf("width %d: holds more than pixels", v.Width)
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(v.Data))
	if err != nil || config.Width != v.Width || config.Height != v.Height {
		t.Errorf("%d×%d: the JPEG says %d×%d, %v", v.Width, v.Height, config.Width, config.Height, err)
	}
}

func decodeJPEG(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The corners of every picture in testdata, which are 33×21 and made by libjpeg-turbo, libwebp and ImageMagick.
var (
	red   = color.RGBA{230, 30, 30, 255}
	green = color.RGBA{30, 200, 40, 255}
	blue  = color.RGBA{30, 40, 220, 255}
	light = color.RGBA{245, 245, 245, 255}
	white = color.RGBA{255, 255, 255, 255}
)

// corners gives the colours near the top left, top right, bottom left and bottom right.
func corners(m image.Image) [4]color.Color {
	b := m.Bounds()
	x, y := b.Dx()/8, b.Dy()/8
	return [4]color.Color{m.At(x, y), m.At(b.Dx()-1-x, y), m.At(x, b.Dy()-1-y), m.At(b.Dx()-1-x, b.Dy()-1-y)}
}

func checkCorners(t testing.TB, m image.Image, want ...color.RGBA) {
	t.Helper()
	const tolerance = 17 // of 255, for each of red, green and blue; saturated colours leave the range of two JPEGs in a row
	for i, got := range corners(m) {
		c := color.RGBAModel.Convert(got).(color.RGBA)
		for _, d := range []int{int(c.R) - int(want[i].R), int(c.G) - int(want[i].G), int(c.B) - int(want[i].B)} {
			if max(d, -d) > tolerance {
				t.Errorf("corner %d is %v, want %v", i, c, want[i])
				break
			}
		}
	}
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEveryKindOfSourceKeepsItsColours(t *testing.T) {
	coloured := []color.RGBA{red, green, blue, light}
	for _, c := range []struct {
		file, format string
		want         []color.RGBA
	}{
		{"420.jpg", "JPEG", coloured}, {"422.jpg", "JPEG", coloured}, {"440.jpg", "JPEG", coloured},
		{"444.jpg", "JPEG", coloured}, {"411.jpg", "JPEG", coloured}, {"410.jpg", "JPEG", coloured},
		{"progressive.jpg", "JPEG", coloured}, {"restart.jpg", "JPEG", coloured},
		{"rgb.jpg", "JPEG", coloured}, {"cmyk.jpg", "JPEG", coloured},
		{"grey.jpg", "JPEG", []color.RGBA{{90, 90, 90, 255}, {131, 131, 131, 255}, {58, 58, 58, 255}, light}},
		{"interlaced16.png", "PNG", coloured},
		{"lossless.webp", "WebP", coloured},
		// Fails when the video range of lossy WebP is taken for the full one: light would come out 19 darker.
		{"lossy.webp", "WebP", coloured},
		{"alpha.webp", "WebP", []color.RGBA{red, green, blue, white}},
		{"alpha.gif", "GIF", []color.RGBA{red, green, blue, white}},
	} {
		t.Run(c.file, func(t *testing.T) {
			data := readFile(t, c.file)
			info, p := Inspect(data)
			if want := (Info{33, 21, c.format, false}); p != nil || info != want {
				t.Fatalf("Inspect: %v, %v, want %v", info, p, want)
			}
			versions := resize(t, data, 17, 33)
			if len(versions) != 2 || versions[0].Height != 11 || versions[1].Height != 21 {
				t.Fatalf("sizes: %v", versions)
			}
			for _, v := range versions {
				checkCorners(t, decodeJPEG(t, v.Data), c.want...)
			}
		})
	}
}

func TestGreyStaysGreyAndColourIs420(t *testing.T) {
	grey := decodeJPEG(t, resize(t, readFile(t, "grey.jpg"), 20)[0].Data)
	if _, ok := grey.(*image.Gray); !ok {
		t.Errorf("grey becomes %T", grey)
	}
	for _, name := range []string{"444.jpg", "422.jpg", "440.jpg", "lossless.webp"} {
		m, ok := decodeJPEG(t, resize(t, readFile(t, name), 20)[0].Data).(*image.YCbCr)
		if !ok || m.SubsampleRatio != image.YCbCrSubsampleRatio420 {
			t.Errorf("%s does not become 4:2:0", name)
		}
	}
}

func TestTransparentBecomesWhite(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	for i := range m.Pix {
		m.Pix[i] = []byte{200, 0, 0, 128}[i%4] // half of red over white: (227,127,127)
	}
	for y := range 16 {
		for x := range 16 {
			m.SetNRGBA(x, y, color.NRGBA{})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	half := color.RGBA{227, 127, 127, 255}
	checkCorners(t, decodeJPEG(t, resize(t, b.Bytes(), 32)[0].Data), white, half, half, half)
}

// A first frame may cover a part of the canvas only.
func TestGIFFrameStandsOnItsCanvas(t *testing.T) {
	frame := image.NewPaletted(image.Rect(20, 0, 40, 15), color.Palette{green, blue})
	second := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{red})
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{
		Image: []*image.Paletted{frame, second}, Delay: []int{0, 0},
		Config: image.Config{ColorModel: color.Palette{green, blue}, Width: 40, Height: 30},
	})
	if err != nil {
		t.Fatal(err)
	}
	checkCorners(t, decodeJPEG(t, resize(t, b.Bytes(), 40)[0].Data), white, green, white, white)
}

func TestExtremeShapes(t *testing.T) {
	for _, c := range []struct {
		width, height int
		want          string
	}{
		{1, 1, "[1×1]"},
		{1, 10000, "[1×10000]"},
		{10000, 1, "[400×1 800×1 1600×1]"},
		{2000, 1, "[400×1 800×1 1600×1]"},
		{799, 3, "[400×2 799×3]"},
	} {
		for _, m := range []image.Image{
			image.NewGray(image.Rect(0, 0, c.width, c.height)), scene(c.width, c.height, image.YCbCrSubsampleRatio420),
		} {
			var got []string
			for _, v := range resize(t, encodeJPEG(t, m, 90), 400, 800, 1600) {
				got = append(got, fmt.Sprintf("%d×%d", v.Width, v.Height))
			}
			if s := "[" + strings.Join(got, " ") + "]"; s != c.want {
				t.Errorf("%d×%d: %s, want %s", c.width, c.height, s, c.want)
			}
		}
	}
}

func TestQualities(t *testing.T) {
	for _, c := range []struct {
		width, quality int
		want           []int
	}{
		{1600, 0, []int{80}}, {800, 0, []int{80}}, {401, 0, []int{80}}, {400, 0, []int{68, 60, 52, 44, 36, 28}}, {100, 0, []int{68, 60, 52, 44, 36, 28}},
		{800, 90, []int{90}}, {400, 90, []int{78, 70, 62, 54, 46, 38}}, {400, 20, []int{8, 1, 1, 1, 1, 1}}, {800, -5, []int{80}},
	} {
		if got := (Info{Width: 500}).qualities(c.width, c.quality); !slices.Equal(got, c.want) {
			t.Errorf("qualities(%d, %d) = %d, want %d", c.width, c.quality, got, c.want)
		}
	}
	if got := (Info{Width: 499}).qualities(400, 0); !slices.Equal(got, []int{DefaultQuality}) {
		t.Errorf("the only version of a small picture has the qualities %d", got)
	}
}

// A thumbnail of a busy picture loses as much quality as it takes to be small, and no more; one of a quiet picture nothing
// beyond the usual.
func TestThumbnailsAreSmall(t *testing.T) {
	for _, c := range []struct {
		name  string
		noise int // of luma
		step  int // of the quantization that comes of it
	}{{"quiet", 0, 10}, {"busy", 10, 13}, {"noise", 200, 28}} {
		m := scene(1200, 900, image.YCbCrSubsampleRatio420)
		for i := range m.Y {
			x := i % m.YStride
			m.Y[i] = clamp(100 + x/20 + c.noise*grain(x/9, i/m.YStride/9)/7)
		}
		versions, p := shrink(encodeJPEG(t, m, 90), []int{400, 800}, 0)
		if p != nil {
			t.Fatal(*p)
		}
		small, size := quantization(versions[0].Data), len(versions[0].Data)
		if small != c.step || size > 10<<10 && c.name != "noise" {
			t.Errorf("%s: a thumbnail of %d bytes in steps of %d, want %d", c.name, size, small, c.step)
		}
		if got := quantization(versions[1].Data); got != 6 {
			t.Errorf("%s: the next size is in steps of %d", c.name, got)
		}
	}
}

// quantization gives the step of the mean luma of a JPEG: 6 at quality 80, 10 at 68, 13, 15, 18, 22, 28 below (ITU-T T.81, annex K.1, scaled
// as the Independent JPEG Group does).
func quantization(data []byte) int {
	return int(data[bytes.Index(data, []byte{0xFF, 0xDB})+5])
}

func TestSameBytesOnAnyNumberOfCores(t *testing.T) {
	source := withExif(encodeJPEG(t, scene(1201, 803, image.YCbCrSubsampleRatio420), 90), exif(6))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	first := resize(t, source, 400, 800)
	runtime.GOMAXPROCS(2)
	if second := resize(t, source, 400, 800); !reflect.DeepEqual(first, second) {
		t.Error("two runs differ")
	}
}

func TestEncoderVersionNamesTheGoRelease(t *testing.T) {
	if v := EncoderVersion(); !strings.Contains(v, runtime.Version()) {
		t.Error(v)
	}
}
