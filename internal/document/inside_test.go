package document

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// tell writes findings with the parts in which they are.
func tell(f Findings) (all []string) {
	for _, d := range f.Data {
		all = append(all, strings.TrimSpace(d.Digits+" "+d.Where+" "+string(d.Part)))
	}
	for _, p := range f.Persons {
		all = append(all, strings.TrimSpace(p.Word+" "+p.Where+" "+string(p.Part)))
	}
	for _, p := range f.Properties {
		all = append(all, p.Name+" "+p.Person)
	}
	for _, p := range f.Located {
		all = append(all, "located "+p)
	}
	if f.Reason != "" {
		all = append(all, string(f.Reason))
	}
	return all
}

// jpegWith is the beginning of a photo with Exif: an artist, and a place.
var jpegWith = func() string {
	b, _ := hex.DecodeString("ffd8ffe1005e" + hex.EncodeToString([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02"+
		"\x01\x3b\x00\x02\x00\x00\x00\x0a\x00\x00\x00\x26"+"\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x30"+"\x00\x00\x00\x00"+"李桂英\x00"+
		"\x00\x01"+"\x00\x02\x00\x05\x00\x00\x00\x01\x00\x00\x00\x42"+"\x00\x00\x00\x00"+"\x00\x00\x00\x1a\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00")) + "ffda0002ffd9")
	return string(b)
}()

const wordBegin, wordEnd = `<w:document xmlns:w="w" xmlns:mc="mc" xmlns:wp="wp"><w:body>`, `</w:body></w:document>`

func run(text string) string { return "<w:r><w:t>" + text + "</w:t></w:r>" }

// What goes out with a letter although no page shows it.
func TestLetter(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"changes": {map[string]string{"word/document.xml": wordBegin +
			`<w:p>` + run("电话：0851-5550100") + `<w:del w:author="王建国"><w:r><w:delText>，手机138</w:delText></w:r><w:r><w:delText>00000001</w:delText></w:r></w:del></w:p>
			<w:p><w:ins w:author="社区"><w:r><w:t>手机13800000002</w:t></w:r></w:ins></w:p>
			<w:p>` + run("手机13800000003") + `<w:moveFrom w:author="x"><w:r><w:t>，13800000004</w:t></w:r></w:moveFrom></w:p>
			<w:p>` + run("出生日期：") + `<w:del w:author="x"><w:r><w:delText>1949年12月31日</w:delText></w:r></w:del></w:p>` + wordEnd},
			[]string{"13800000001 ¶1 deleted", "13800000002 ¶2", "13800000003 ¶3", "13800000004 ¶3 deleted", "19491231 ¶4 deleted", "reviser 王某"}},
		"a cell": {map[string]string{"word/document.xml": wordBegin + `<w:tbl><w:tr><w:tc><w:p>` + run("姓名") + `</w:p></w:tc><w:tc><w:p>` + run("家庭住址") + `</w:p></w:tc></w:tr>
			<w:tr><w:tc><w:p>` + run("李某") + `</w:p></w:tc><w:tc><w:p>` + run("望棠路") + `<w:del><w:r><w:delText>18号</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>` + wordEnd},
			[]string{"望棠路18号 ¶4 deleted"}},
		"notes": {map[string]string{
			"word/document.xml":  wordBegin + `<w:p>` + run("通知") + `</w:p>` + wordEnd,
			"word/comments.xml":  `<w:comments xmlns:w="w"><w:comment w:id="0" w:author="张小明" w:initials="Z"><w:p>` + run("住户：望棠路18号3单元502室") + `</w:p></w:comment></w:comments>`,
			"word/footnotes.xml": `<w:footnotes xmlns:w="w"><w:footnote><w:p>` + run("13800000001") + `</w:p></w:footnote></w:footnotes>`,
			"word/endnotes.xml":  `<w:endnotes xmlns:w="w"><w:endnote><w:p>` + run("王桂英老人患病") + `</w:p></w:endnote></w:endnotes>`,
			"word/header2.xml":   `<w:hdr xmlns:w="w"><w:p>` + run("13800000002") + `</w:p></w:hdr>`,
			"word/people.xml":    `<w15:people xmlns:w15="w15"><w15:person w15:author="赵玉梅"/></w15:people>`,
		}, []string{"13800000002 !header2¶1 header", "13800000001 ¶1 footnote", "18号3单元502室 ¶1 comment", "患病 ¶1 footnote", "commenter 张某", "commenter 赵某"}},
		"a text box": {map[string]string{"word/document.xml": wordBegin + `<w:p>` + run("甲") + `<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>` + run("13800000001") + `</w:p></w:txbxContent></mc:Choice>
			<mc:Fallback><w:txbxContent><w:p>` + run("13800000001") + `</w:p><w:p>` + run("13800000002") + `</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>` + run("乙") + `</w:p>` + wordEnd},
			[]string{"13800000001 ¶2", "13800000002 ¶4"}},
		"links and fields": {map[string]string{
			"word/document.xml":            wordBegin + `<w:p>` + run("报名") + `<w:r><w:instrText> HYPERLINK "tel:13800000001" </w:instrText></w:r><w:r><w:drawing><wp:docPr id="1" descr="13800000002"/></w:drawing></w:r></w:p>` + wordEnd,
			"word/_rels/document.xml.rels": `<Relationships><Relationship Id="r" Target="mailto:zhangxm1990@qq.com" TargetMode="External"/><Relationship Id="s" Target="https://www.gov.cn/13800000003" TargetMode="External"/></Relationships>`,
		}, []string{"13800000002 ¶1 picture", "13800000001 ¶1 link", "zhangxm1990@qq.com  link"}},
		"properties": {map[string]string{
			"word/document.xml":   wordBegin + `<w:p>` + run("通知") + `</w:p>` + wordEnd,
			"docProps/core.xml":   `<c xmlns:dc="dc" xmlns:dcterms="t"><dc:creator>社区 李桂英；王某</dc:creator><dc:description>身份证11010519491231002X</dc:description><dcterms:created>2026-01-01T00:00:00Z</dcterms:created></c>`,
			"docProps/app.xml":    `<Properties><Company>李建国</Company><TotalTime>13800000000000</TotalTime></Properties>`,
			"docProps/custom.xml": `<Properties xmlns:vt="vt"><property name="编制人"><vt:lpwstr>赵玉梅</vt:lpwstr></property><property name="手机"><vt:lpwstr>13800000001</vt:lpwstr></property><property name="KSOProductBuildVer"><vt:lpwstr>2052-13800000002</vt:lpwstr></property></Properties>`,
		}, []string{"11010519491231002X  properties", "13800000001  properties", "author 李某", "company 李某", "custom 赵某"}},
		"only a picture":       {map[string]string{"word/document.xml": wordBegin + `<w:p/>` + wordEnd, "word/media/image1.png": "\x89PNG\r\n\x1a\n"}, []string{"scanned"}},
		"a photo":              {map[string]string{"word/document.xml": wordBegin + `<w:p>` + run("照片") + `</w:p>` + wordEnd, "word/media/image1.jpeg": jpegWith}, []string{"artist 李某", "located image1.jpeg"}},
		"a document":           {map[string]string{"word/document.xml": wordBegin + `<w:p>` + run("见附件") + `</w:p>` + wordEnd, "word/embeddings/a.xlsx": string(workbook(t))}, []string{"11010519491231002X !a.xlsx!低保名单!B2 embedded", "19491231 !a.xlsx!低保名单!D2 embedded", "110101202311012000 !a.xlsx!低保名单!B3 embedded", "13800000000 !a.xlsx!低保名单!C3 embedded", "低保"}},
		"an object":            {map[string]string{"word/document.xml": wordBegin + `<w:p>` + run("见附件") + `</w:p>` + wordEnd, "word/embeddings/oleObject1.bin": "\xD0\xCF\x11\xE0"}, []string{"embedded"}},
		"a formula":            {map[string]string{"word/document.xml": wordBegin + `<w:p>` + run("见附件") + `</w:p>` + wordEnd, "word/embeddings/oleObject1.bin": "\xD0\xCF\x11\xE0" + string(equation)}, nil},
		"a page of the web":    {map[string]string{"word/document.xml": wordBegin + `<w:p>` + run("见附件") + `</w:p>` + wordEnd, "word/afchunk.htm": "<p>13800000001</p>"}, []string{"13800000001 !afchunk.htm:1 embedded"}},
		"another main part":    {map[string]string{"word/document2.xml": wordBegin + `<w:p>` + run("13800000001") + `</w:p>` + wordEnd}, []string{"13800000001 ¶1"}},
		"names in other cases": {map[string]string{`Word\Document.xml`: wordBegin + `<w:p>` + run("13800000001") + `</w:p>` + wordEnd}, []string{"13800000001 ¶1"}},
		"nested too deep":      {map[string]string{"word/document.xml": strings.Repeat("<a>", 2000)}, []string{"too-large"}},
	} {
		if got := tell(Scan("a.docx", packed(t, c.files), nil)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// What goes out with a workbook although no sheet shows it.
func TestWorkbook(t *testing.T) {
	const sheets = `<workbook xmlns:r="r"><sheets><sheet name="公示" r:id="rId1"/><sheet name="底稿" state="veryHidden" r:id="rId2"/></sheets><definedNames><definedName name="a">"13800000001"</definedName></definedNames></workbook>`
	const rels = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>`
	cell := func(at, text string) string {
		return `<c r="` + at + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	with := func(files map[string]string) map[string]string {
		all := map[string]string{"xl/workbook.xml": strings.Replace(sheets, "13800000001", "x", 1), "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1">` + cell("A1", "名单") + `</row></sheetData></worksheet>`}
		for name, text := range files {
			all[name] = text
		}
		return all
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"nothing":        {nil, nil},
		"a hidden sheet": {map[string]string{"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row r="1">` + cell("A1", "13800000001") + `</row></sheetData></worksheet>`}, []string{"13800000001 !底稿!A1 hidden-sheet"}},
		"hidden cells": {map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><cols><col min="3" max="5" hidden="1"/></cols><sheetData><row r="1" hidden="1">` + cell("A1", "13800000001") + `</row><row r="2">` + cell("A2", "13800000002") + cell("D2", "13800000003") + `</row></sheetData></worksheet>`},
			[]string{"13800000001 !公示!A1 hidden-cells", "13800000002 !公示!A2", "13800000003 !公示!D2 hidden-cells"}},
		"around cells": {map[string]string{"xl/workbook.xml": sheets, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"><f>IF(B1="13800000002",1,2)</f><v>1</v></c></row></sheetData>
			<dataValidations><dataValidation sqref="A2" prompt="13800000003"><formula1>"13800000004,x"</formula1></dataValidation></dataValidations><headerFooter><oddHeader>&amp;C13800000005</oddHeader></headerFooter></worksheet>`},
			[]string{"13800000001  prompt", "13800000002 !公示!A1", "13800000003 !公示!A2 prompt", "13800000004 !公示 prompt", "13800000005 !公示 header"}},
		"notes": {map[string]string{
			"xl/worksheets/_rels/sheet1.xml.rels":         `<Relationships><Relationship Id="r" Target="../comments1.xml"/><Relationship Id="s" Target="/xl/threadedComments/threadedComment1.xml"/></Relationships>`,
			"xl/comments1.xml":                            `<comments><authors><author>李桂英</author></authors><commentList><comment ref="B2"><text><r><t>手机138</t></r><r><t>00000001</t></r></text></comment></commentList></comments>`,
			"xl/threadedComments/threadedComment1.xml":    `<ThreadedComments><threadedComment ref="B3"><text>13800000002</text></threadedComment></ThreadedComments>`,
			"xl/persons/person.xml":                       `<personList><person displayName="赵玉梅"/></personList>`,
			"xl/comments/comment2.xml":                    `<comments><commentList><comment ref="B4"><text><t>13800000003</t></text></comment></commentList></comments>`,
			"xl/drawings/drawing1.xml":                    `<d xmlns:a="a"><row>13800000009</row><a:p><a:r><a:t>13800000004</a:t></a:r></a:p></d>`,
			"xl/charts/chart1.xml":                        `<c:c xmlns:c="c"><c:strCache><c:pt><c:v>13800000005</c:v></c:pt></c:strCache></c:c>`,
			"xl/pivotCache/pivotCacheDefinition1.xml":     `<p><cacheFields><cacheField name="出生日期"><sharedItems><d v="19491231T00:00:00"/></sharedItems></cacheField></cacheFields></p>`,
			"xl/pivotCache/pivotCacheRecords1.xml":        `<p><r><x v="0"/><s v="11010519491231002X"/><n v="1.3800000006E10"/></r></p>`,
			"xl/externalLinks/externalLink1.xml":          `<e><cell r="A1"><v>13800000007</v></cell></e>`,
			"xl/sharedStrings.xml":                        `<sst><si><t>13800000008</t></si></sst>`,
			"xl/worksheets/_rels/drawing-unused.xml.rels": `<Relationships/>`,
		}, []string{
			"13800000008  leftover", "13800000001 !公示!B2 comment", "13800000003 !B4 comment", "13800000002 !公示!B3 comment", "11010519491231002X  cached", "13800000006  cached", "19491231  cached",
			"13800000007  cached", "13800000005 !chart1¶1 chart", "13800000004 !drawing1¶1", "commenter 李某", "commenter 赵某",
		}},
	} {
		if got := tell(Scan("a.xlsx", packed(t, with(c.files)), nil)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// What goes out with slides.
func TestSlides(t *testing.T) {
	paragraph := func(text string) string {
		return `<s xmlns:a="a" xmlns:p="p"><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></s>`
	}
	got := tell(Scan("a.pptx", packed(t, map[string]string{
		"ppt/presentation.xml": `<p/>`, "ppt/slides/slide1.xml": paragraph("宣传"), "ppt/notesSlides/notesSlide1.xml": paragraph("13800000001"), "ppt/slideMasters/slideMaster1.xml": paragraph("13800000002"),
		"ppt/comments/comment1.xml": `<p:cmLst xmlns:p="p"><p:cm authorId="0"><p:text>13800000003</p:text></p:cm></p:cmLst>`, "ppt/commentAuthors.xml": `<p:l xmlns:p="p"><p:cmAuthor name="李桂英"/></p:l>`,
		"ppt/diagrams/data1.xml": paragraph("13800000004"),
	}), nil))
	want := []string{"13800000001 !notesslide1¶1 notes", "13800000002 !slidemaster1¶1 header", "13800000003 ¶1 comment", "13800000004 !data1¶1", "commenter 李某"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// hexText writes a text string of a PDF.
func hexText(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return "<FEFF" + b.String() + ">"
}

// pdfOf makes a PDF of objects from number 3 on, of which the third is the page; the catalogue has more keys.
func pdfOf(catalogue, trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	all := append([]string{"<< /Type /Catalog /Pages 2 0 R " + catalogue + " >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"}, objects...)
	var at []int
	for i, o := range all {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, trailer, start)
	return b.Bytes()
}

func streamOf(keys, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", keys, len(data), data)
}

// letterPDF has a text in a form on its page, in a font that is read by the name of its encoding, and something in every other place.
var letterPDF = pdfOf(
	"/Metadata 10 0 R /AcroForm << /Fields [7 0 R 11 0 R] >> /Outlines << /First << /Title "+hexText("13800000005")+" >> >> /Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> >>",
	"/Info << /Author "+hexText("李桂英")+" /Subject "+hexText("手机13800000001")+" /CreationDate (D:20260101) /Typist "+hexText("赵玉梅")+" >>",
	"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> /Annots [6 0 R 7 0 R 8 0 R] >>",
	streamOf("", "q 1 0 0 1 0 0 cm /F Do Q"),
	streamOf("/Subtype /Form /Resources << /Font << /F1 << /Type /Font /Subtype /Type0 /Encoding /UniGB-UTF16-H >> >> >>", "BT /F1 12 Tf 72 700 Td <"+strings.Trim(strings.TrimPrefix(hexText("电话13800000002"), "<FEFF"), "<>")+"> Tj ET"),
	"<< /Type /Annot /Subtype /Text /T "+hexText("王建国")+" /Contents "+hexText("住户：望棠路18号3单元502室")+" >>",
	"<< /Type /Annot /Subtype /Widget /FT /Tx /T "+hexText("出生日期")+" /V "+hexText("1949年12月31日")+" >>",
	"<< /Type /Annot /Subtype /Link /A << /S /URI /URI (mailto:zhangxm1990@qq.com) >> >>",
	"<< /Type /Filespec /F (a.csv) /UF (a.csv) /EF << /F 12 0 R >> >>",
	streamOf("/Type /Metadata /Subtype /XML", `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="dc" xmlns:pdf="pdf" pdf:Keywords="13800000003"><dc:creator><rdf:Seq><rdf:li>周伟民</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>`),
	"<< /FT /Tx /T (phone) /V (13800000004) >>",
	streamOf("", "name,phone\nx,13800000006\n"),
	streamOf("/Subtype /Image /Filter /DCTDecode", jpegWith),
)

// What goes out with a PDF although no page shows it.
func TestLetterPDF(t *testing.T) {
	got := tell(Scan("a.pdf", letterPDF, nil))
	want := []string{
		"13800000001  properties", "13800000003  properties", "18号3单元502室 #page=1 comment", "19491231 #page=1 form", "zhangxm1990@qq.com #page=1 link", "13800000002 #page=1", "13800000004  form",
		"13800000005  bookmark", "13800000006 !a.csv!B2 embedded", "author 李某", "custom 赵某", "author 周某", "commenter 王某", "artist 李某", "located PDF",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	around := pdfOf("", "", "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /F 4 0 R >> >> >>", streamOf("/Subtype /Form", strings.Repeat("/F Do ", 40)))
	if got := tell(Scan("a.pdf", around, nil)); !slices.Equal(got, []string{"too-large"}) {
		t.Errorf("in a circle: got %q", got)
	}
}

// What leads in a circle, or unfolds without end, is told to be too large and ends.
func TestEndlessPDF(t *testing.T) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(make([]byte, maxText+1))
	z.Close()
	page := "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"
	blank := "<< /Type /Page /Parent 2 0 R >>"
	again := bytes.Replace(pdfOf("", "", page), []byte("/Root"), []byte("/Prev 0000000 /Root"), 1)
	at := bytes.LastIndex(again, []byte("xref\n0"))
	again = bytes.Replace(again, []byte("/Prev 0000000"), fmt.Appendf(nil, "/Prev %07d", at), 1)
	again = regexp.MustCompile(`startxref\n\d+`).ReplaceAll(again, fmt.Appendf(nil, "startxref\n%d", at))
	for name, data := range map[string][]byte{
		"pages":     bytes.Replace(pdfOf("", "", page), []byte("/Kids [3 0 R]"), []byte("/Kids [2 0 R]"), 1),
		"bookmarks": pdfOf("/Outlines << /First 4 0 R >>", "", blank, "<< /Title (a) /Next 4 0 R >>"),
		"fields":    pdfOf("/AcroForm << /Fields [4 0 R] >>", "", blank, "<< /T (a) /Kids [4 0 R 4 0 R] >>"),
		"tables":    again,
		"a page":    pdfOf("", "", page, streamOf("/Filter /FlateDecode", packed.String())),
		"objects":   pdfOf("", "", page, streamOf("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", packed.String())),
	} {
		if got := tell(Scan("a.pdf", data, nil)); !slices.Equal(got, []string{"too-large"}) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	var objects bytes.Buffer
	z = zlib.NewWriter(&objects)
	z.Write([]byte("5 0 <ab"))
	z.Close()
	for name, data := range map[string][]byte{
		"a text":            pdfOf("", "", page, streamOf("", "BT <0041> Tj <00 4")),
		"a text, broken":    pdfOf("", "", page, streamOf("", "BT <0041> Tj <00 x ")),
		"a text in objects": pdfOf("", "", page, streamOf("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", objects.String())),
	} {
		if got := tell(Scan("a.pdf", data, nil)); !slices.Equal(got, []string{"broken"}) {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// A picture that is published as it is.
func TestPicture(t *testing.T) {
	for name, want := range map[string][]string{"a.jpg": {"artist 李某", "located "}, "a.dat": {"artist 李某", "located "}} {
		if got := tell(Scan(name, []byte(jpegWith), nil)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	got := tell(Scan("a.svg", []byte(`<svg><path d="M138 0000 0001 138 0000 0002"/><style>.a{b:13800000003}</style><text>13800000004</text></svg>`), nil))
	if !slices.Equal(got, []string{"13800000004"}) {
		t.Errorf("got %q", got)
	}
}
