package photo

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"math"
	"reflect"
	"testing"
)

// profileOf is an ICC profile with these colorants.
func profileOf(colorants map[string][3]float64) []byte {
	profile := make([]byte, 128)
	profile = binary.BigEndian.AppendUint32(profile, uint32(len(colorants)+1))
	profile = append(profile, "desc\x00\x00\x00\x00\x00\x00\x00\x00"...)
	var values []byte
	for _, name := range []string{"rXYZ", "gXYZ", "bXYZ"} {
		profile = append(profile, name...)
		profile = binary.BigEndian.AppendUint32(profile, uint32(128+4+12*4+len(values)))
		profile = binary.BigEndian.AppendUint32(profile, 20)
		values = append(values, "XYZ \x00\x00\x00\x00"...)
		for _, v := range colorants[name] {
			values = binary.BigEndian.AppendUint32(values, uint32(int32(math.Round(v*65536))))
		}
	}
	return append(profile, values...)
}

func withProfile(source, profile []byte) []byte {
	return withSegment(source, 0xe2, append([]byte("ICC_PROFILE\x00\x01\x01"), profile...))
}

func flat(c color.Color) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 31, 17))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

// The red, green and blue of sRGB are known in Display P3; grey is the same in both.
func TestDisplayP3BecomesSRGB(t *testing.T) {
	for _, c := range []struct{ p3, want color.RGBA }{
		{color.RGBA{234, 51, 35, 255}, color.RGBA{255, 0, 0, 255}},
		{color.RGBA{117, 251, 76, 255}, color.RGBA{0, 255, 0, 255}},
		{color.RGBA{0, 0, 245, 255}, color.RGBA{0, 0, 255, 255}},
		{color.RGBA{128, 128, 128, 255}, color.RGBA{128, 128, 128, 255}},
		{color.RGBA{255, 255, 255, 255}, color.RGBA{255, 255, 255, 255}},
		{color.RGBA{3, 3, 3, 255}, color.RGBA{3, 3, 3, 255}},
		{color.RGBA{255, 0, 0, 255}, color.RGBA{255, 0, 0, 255}}, // no screen of sRGB can show it
	} {
		source := withProfile(encodeJPEG(t, flat(c.p3), 100), profileOf(displayP3))
		for _, v := range resize(t, source, 9, 31) {
			m := decodeJPEG(t, v.Data)
			checkCorners(t, m, c.want, c.want, c.want, c.want)
		}
	}
}

// A profile that is no Display P3, or none, changes nothing.
func TestOtherProfilesAreDropped(t *testing.T) {
	plain := encodeJPEG(t, scene(60, 40, image.YCbCrSubsampleRatio420), 90)
	want := resize(t, plain, 30)
	srgb := map[string][3]float64{"rXYZ": {0.43607, 0.22249, 0.01392}, "gXYZ": {0.38515, 0.71687, 0.09708}, "bXYZ": {0.14307, 0.06061, 0.71410}}
	whole := profileOf(displayP3)
	for name, profile := range map[string][]byte{
		"sRGB": profileOf(srgb), "none": nil, "cut off": whole[:len(whole)-1], "cut in the table": whole[:140], "cut in the header": whole[:100],
	} {
		if got := resize(t, withProfile(plain, profile), 30); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the picture differs", name)
		}
	}
	if got := resize(t, withProfile(plain, whole), 30); reflect.DeepEqual(got, want) {
		t.Error("Display P3: the picture is the same")
	}
}
