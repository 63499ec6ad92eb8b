package metadata

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

type tag struct {
	id, kind uint16
	value    []byte
}

// directories writes a TIFF structure of a first directory, one of Exif and one of GPS; an empty one is left out.
func directories(first, exif, gps []tag) []byte {
	order := binary.LittleEndian
	b := append([]byte("II*\x00"), 8, 0, 0, 0)
	var write func(tags []tag, below map[uint16][]tag)
	write = func(tags []tag, below map[uint16][]tag) {
		for _, id := range []uint16{tagExif, tagGPS} {
			if len(below[id]) > 0 {
				tags = append(tags, tag{id, 4, make([]byte, 4)})
			}
		}
		at := len(b)
		b = order.AppendUint16(b, uint16(len(tags)))
		b = append(b, make([]byte, 12*len(tags)+4)...)
		for i, t := range tags {
			sizes := map[uint16]int{1: 1, 2: 1, 4: 4, 5: 8, 7: 1}
			e := b[at+2+12*i:]
			order.PutUint16(e, t.id)
			order.PutUint16(e[2:], t.kind)
			order.PutUint32(e[4:], uint32(len(t.value)/sizes[t.kind]))
			switch more := below[t.id]; {
			case len(more) > 0:
				order.PutUint32(e[8:], uint32(len(b)))
				write(more, nil)
			case len(t.value) <= 4:
				copy(e[8:12], t.value)
			default:
				order.PutUint32(e[8:], uint32(len(b)))
				b = append(b, t.value...)
			}
		}
	}
	write(first, map[uint16][]tag{tagExif: exif, tagGPS: gps})
	return b
}

func utf16le(s string) (b []byte) {
	for _, r := range s {
		b = binary.LittleEndian.AppendUint16(b, uint16(r))
	}
	return append(b, 0, 0)
}

// degrees are three rationals.
func degrees(d uint32) []byte {
	b := binary.LittleEndian.AppendUint32(nil, d)
	return append(binary.LittleEndian.AppendUint32(b, 1), make([]byte, 16)...)
}

func segments(bodies ...string) []byte {
	b := []byte{0xff, 0xd8}
	for _, body := range bodies { // the marker, then the body
		b = append(b, 0xff, body[0])
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(body)+1)), body[1:]...)
	}
	return append(b, 0xff, 0xda, 0, 2, 0xff, 0xd9)
}

func chunks(pairs ...string) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	for i := 0; i < len(pairs); i += 2 {
		b = binary.BigEndian.AppendUint32(b, uint32(len(pairs[i+1])))
		b = append(append(b, pairs[i]...), pairs[i+1]...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(pairs[i]+pairs[i+1])))
	}
	return b
}

func riff(pairs ...string) []byte {
	b := []byte("WEBP")
	for i := 0; i < len(pairs); i += 2 {
		b = binary.LittleEndian.AppendUint32(append(b, pairs[i]...), uint32(len(pairs[i+1])))
		b = append(append(b, pairs[i+1]...), make([]byte, len(pairs[i+1])%2)...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(b))), b...)
}

func packed(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// dataset writes one value of IPTC.
func dataset(number byte, value string) string {
	return string(binary.BigEndian.AppendUint16([]byte{0x1c, 2, number}, uint16(len(value)))) + value
}

// resource writes an image resource of Photoshop.
func resource(id uint16, data string) string {
	b := binary.BigEndian.AppendUint16([]byte("8BIM"), id)
	b = binary.BigEndian.AppendUint32(append(b, 0, 0), uint32(len(data)))
	return string(b) + data + strings.Repeat("\x00", len(data)%2)
}

const packet = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="dc" xmlns:photoshop="ps" xmlns:exif="exif" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:xmpMM="mm" photoshop:CaptionWriter="王建国" xmpMM:DocumentID="xmp.did:13800000000">
<dc:creator><rdf:Seq><rdf:li>李桂英</rdf:li></rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li xml:lang="x-default">慰问&amp;合影</rdf:li></rdf:Alt></dc:description>
<exif:GPSLatitude>26,34.951N</exif:GPSLatitude>
<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li mwg-rs:Name="张小明" mwg-rs:Type="Face"/></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

const xmpSays = "1:王建国 1:李桂英 2:慰问&合影 3:张小明 located"

func say(i Info) string {
	var all []string
	for _, t := range i.Texts {
		all = append(all, fmt.Sprint(t.Field, ":", t.Value))
	}
	if i.Located {
		all = append(all, "located")
	}
	return strings.Join(all, " ")
}

var examples = func() []struct {
	name, want string
	data       []byte
} {
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String("李桂英")
	artist, place := []tag{{0x013b, 2, []byte(gbk + "\x00")}}, []tag{{tagLatitude, 5, degrees(26)}}
	exif := string(directories(artist, []tag{{tagUserComment, 7, append([]byte("UNICODE\x00"), utf16le("合影")...)}}, place))
	nowhere := string(directories([]tag{{0x9c9d, 1, utf16le("李桂英")}}, nil, []tag{{tagLatitude, 5, degrees(0)}, {tagLongitude, 5, degrees(0)}}))
	iptc := dataset(120, "帮扶王某") + dataset(80, gbk)
	const exifSays = "1:李桂英 2:合影 located"
	return []struct {
		name, want string
		data       []byte
	}{
		{"exif", exifSays, segments("\xe1Exif\x00\x00" + exif)},
		{"no fix", "1:李桂英", segments("\xe1Exif\x00\x00" + nowhere)},
		{"cut", "", segments("\xe1Exif\x00\x00" + exif[:20])},
		{"xmp", xmpSays, segments("\xe1http://ns.adobe.com/xap/1.0/\x00" + packet)},
		{"extended xmp", xmpSays, segments("\xe1http://ns.adobe.com/xmp/extension/\x00"+strings.Repeat("A", 40)+packet[:600], "\xe1http://ns.adobe.com/xmp/extension/\x00"+strings.Repeat("A", 40)+packet[600:])},
		{"iptc and a comment", "2:张三摄 2:帮扶王某 1:李桂英", segments("\xedPhotoshop 3.0\x00"+resource(0x03ed, "odd")+resource(0x0404, iptc), "\xfe张三摄")},
		{"png", "1:李桂英 2:电话 2:合影 1:王某", chunks("IHDR", "x", "tEXt", "Author\x00李桂英", "tEXt", "Software\x00画图", "zTXt", "Comment\x00\x00"+packed("电话"), "iTXt", "Title\x00\x01\x00zh\x00标题\x00"+packed("合影"), "iTXt", "Artist\x00\x00\x00\x00\x00王某", "IEND", "")},
		{"png, xmp", xmpSays, chunks("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet)},
		{"png, exif", exifSays, chunks("eXIf", exif)},
		{"png, raw", exifSays, chunks("zTXt", "Raw profile type exif\x00\x00"+packed("\nexif\n     "+fmt.Sprint(len(exif)+6)+"\n"+hex.EncodeToString([]byte("Exif\x00\x00"+exif))))},
		{"png, a bomb", "", chunks("zTXt", "Comment\x00\x00"+packed(strings.Repeat(" ", 64<<20)))},
		{"webp", exifSays + " " + xmpSays, riff("ODD ", "abc", "EXIF", exif, "XMP ", packet)},
		{"gif", "2:张三摄", []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xfe\x09张三摄\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00;")},
		{"tiff", exifSays, []byte(exif)},
		{"heic", exifSays, []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x06Exif\x00\x00" + exif)},
		{"video", "located", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x1e\xa9xyz\x00\x12\x15\xc7+26.5731+106.7135/")},
		{"video without a place", "", []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\xa9xyz")},
		{"text", "", []byte("13800000000")},
	}
}()

// Every format says what it holds; the order of what is told does not matter.
func TestRead(t *testing.T) {
	for _, c := range examples {
		got, want := strings.Fields(say(Read(c.data))), strings.Fields(c.want)
		slices.Sort(got)
		slices.Sort(want)
		if got, want = slices.Compact(got), slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", c.name, got, want)
		}
	}
	if got := say(XMP([]byte(packet))); got != xmpSays {
		t.Errorf("got %q", got)
	}
}

// Whatever bytes there are, they are read within the limits.
func FuzzRead(f *testing.F) {
	for _, c := range examples {
		if len(c.data) < 1<<12 {
			f.Add(c.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, i := range []Info{Read(data), XMP(data)} {
			if len(i.Texts) > maxTexts {
				t.Fatal(len(i.Texts))
			}
			for _, text := range i.Texts {
				if len(text.Value) > maxText || text.Value == "" {
					t.Fatal(len(text.Value))
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, c := range examples {
		if c.name == "exif" || c.name == "xmp" {
			b.Run(c.name, func(b *testing.B) {
				for b.Loop() {
					Read(c.data)
				}
			})
		}
	}
}
