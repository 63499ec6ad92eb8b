package document

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"mingde/internal/personal"
)

// packed makes a package of files.
func packed(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook makes an xlsx with one sheet, of which the second row says who needs help; the numbers are examples of GB 11643-1999.
func workbook(t testing.TB) []byte {
	return packed(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="低保名单" sheetId="1" r:id="rId7"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>姓名</t></si><si><r><t>身份</t></r><r><t>证号</t></r></si><si><t>李桂英</t></si><si><t>低保户</t></si><si><t>出生日期</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>4</v></c></row>
<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>11010519491231002X</t></is></c><c r="C2" t="s"><v>3</v></c><c r="D2"><v>18263</v></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>张某</t></is></c><c r="B3"><v>1.10101202311012E17</v></c><c r="C3"><v>13800000000</v></c></row>
</sheetData></worksheet>`,
	})
}

func letter(t testing.TB) []byte {
	return packed(t, map[string]string{
		"word/document.xml": `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>联系电话：138</w:t></w:r><w:r><w:t>00000001</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>家庭住址</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>李桂英</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>望棠路18号</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`,
		"word/footer1.xml": `<w:ftr xmlns:w="w"><w:p><w:r><w:t>手机13800000002</w:t></w:r></w:p></w:ftr>`,
	})
}

// signed makes a docx whose properties have an author, an editor and a manager.
func signed(t testing.TB, author, editor, manager string) []byte {
	return packed(t, map[string]string{
		"word/document.xml": `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>通知</w:t></w:r></w:p></w:body></w:document>`,
		"docProps/core.xml": `<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc"><dc:title>李桂英</dc:title><dc:creator>` + author + `</dc:creator><cp:lastModifiedBy>` + editor + `</cp:lastModifiedBy></cp:coreProperties>`,
		"docProps/app.xml":  `<Properties><Manager>` + manager + `</Manager><Company>社区</Company></Properties>`,
	})
}

// printed makes a PDF of one page with a font that says which characters it shows, and one with none but a picture.
func printed(text string) []byte {
	var hex, cmap strings.Builder
	for i, r := range []rune(text) {
		fmt.Fprintf(&hex, "%04x", i+1)
		fmt.Fprintf(&cmap, "<%04x> <%04x>\n", i+1, r)
	}
	stream := func(s string) string { return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(s), s) }
	contents, resources := "BT /F1 12 Tf 72 700 Td <"+hex.String()+"> Tj ET", "<< /Font << /F1 5 0 R >> >>"
	if text == "" {
		contents, resources = "q 100 0 0 100 0 0 cm /Im1 Do Q", "<< /XObject << /Im1 8 0 R >> >>"
	}
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources " + resources + " >>", stream(contents),
		"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
		"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
		stream("/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange " + fmt.Sprint(len([]rune(text))) + " beginbfchar\n" + cmap.String() + "endbfchar endcmap end end"),
		stream("x"),
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

var kinds = map[personal.Kind]string{
	personal.Identity: "identity", personal.Mistyped: "mistyped", personal.Mobile: "mobile", personal.Dwelling: "dwelling", personal.Birth: "birth",
}

func say(f Findings) (all []string) {
	for _, d := range f.Data {
		all = append(all, kinds[d.Kind]+" "+d.Where)
	}
	for _, p := range f.Persons {
		all = append(all, p.Word+" "+p.Where)
	}
	for _, p := range f.Properties {
		all = append(all, p.Name+" "+p.Person)
	}
	if f.Reason != "" {
		all = append(all, string(f.Reason))
	}
	return all
}

// What documents hold is found with its place; what cannot be read is said to be so.
func TestScan(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("姓名,身份证号,备注\n李桂英,11010519491231002X,残疾\n王某,1101**********002X,\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a.txt", []byte("名单\r\n\r\n电话：138\r\n00000000"), []string{"mobile :3"}},
		{"a.txt", []byte("\uFEFF会议室电话0851-5550100"), nil},
		{"a.csv", []byte(gbk), []string{"identity !B2", "残疾 !C2"}},
		{"a.csv", []byte("姓名,备注\n李某,残疾\n"), nil},
		{"低保名单.csv", []byte("姓名,备注\n李桂英,\n"), []string{"低保 "}},
		{"a.csv", []byte("项目,单位\n残疾人日宣传,社区\n"), nil},
		{"a.xlsx", workbook(t), []string{"identity !低保名单!B2", "birth !低保名单!D2", "mistyped !低保名单!B3", "mobile !低保名单!C3", "低保 "}},
		{"a.docx", letter(t), []string{"mobile ¶1", "mobile !footer1¶1", "dwelling ¶5"}},
		{"a.docx", signed(t, "李桂英", "李桂英", "王建国"), []string{"author 李某", "editor 李某", "manager 王某"}},
		{"a.docx", signed(t, "Administrator", "微软用户", "李某"), nil},
		{"a.docx", signed(t, "向阳社区", "办公室", ""), nil},
		{"a.pdf", bytes.Replace(printed("办公电话"), []byte("/Root 1 0 R"), []byte("/Root 1 0 R /Info << /Author <FEFF674E6842 82F1> >>"), 1), []string{"author 李某"}},
		{"a.pdf", printed("身份证 11010519491231002X，电话13800000000"), []string{"identity #page=1", "mobile #page=1"}},
		{"a.pdf", printed("办公电话0851-5550100"), nil},
		{"a.pdf", printed(""), []string{"scanned"}},
		{"a.pdf", []byte("%PDF-1.4 nothing"), []string{"broken"}},
		{"a.doc", []byte("\xD0\xCF\x11\xE0 old"), []string{"old-office"}},
		{"a.wps", []byte("\xD0\xCF\x11\xE0 old"), []string{"wps"}},
		{"a.xlsx", []byte("\xD0\xCF\x11\xE0 encrypted"), []string{"locked"}},
		{"a.docx", []byte("PK\x03\x04 cut"), []string{"broken"}},
		{"a.zip", packed(t, map[string]string{"a.txt": "13800000000"}), []string{"unknown"}},
		{"a.rtf", []byte("{\\rtf1}"), []string{"unknown"}},
		{"a.docx", packed(t, map[string]string{"word/document.xml": "<p><t>" + strings.Repeat("0", maxText) + "</t></p>"}), []string{"too-large"}},
	} {
		if got := say(Scan(c.name, c.data, nil)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever bytes there are, a document is read or said not to be.
func FuzzScan(f *testing.F) {
	f.Add("a.xlsx", workbook(f))
	f.Add("a.docx", letter(f))
	f.Add("a.pdf", printed("电话13800000000"))
	f.Add("a.pdf", letterPDF)
	f.Add("a.jpg", []byte(jpegWith))
	f.Add("a.svg", []byte("<svg><text>13800000000</text></svg>"))
	f.Add("a.docx", packed(f, map[string]string{"word/document.xml": wordBegin + "<w:p>" + run("a") + "<w:del><w:r><w:delText>13800000000</w:delText></w:r></w:del></w:p>" + wordEnd}))
	f.Add("a.csv", []byte("姓名,电话\n李某,13800000000\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if found := Scan(name, data, nil); len(found.Data) > most || len(found.Persons) > most {
			t.Fatal(len(found.Data))
		}
	})
}

func BenchmarkScan(b *testing.B) {
	csv := []byte("姓名,电话,地址\n" + strings.Repeat("李某,0851-5550100,望棠路2号\n", 2000))
	for name, data := range map[string][]byte{"csv": csv, "xlsx": workbook(b), "docx": letter(b), "pdf": printed("办公电话0851-5550100")} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				Scan("a."+name, data, nil)
			}
		})
	}
}
