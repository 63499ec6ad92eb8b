package check

import (
	"slices"
	"strings"
	"testing"

	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

func parts(text string, all []match) (found []string) {
	for _, m := range all {
		found = append(found, text[m.start:m.end])
	}
	return found
}

func matches(all []fullName) (found []match) {
	for _, n := range all {
		found = append(found, n.match)
	}
	return found
}

func TestFullNames(t *testing.T) {
	for _, c := range []struct{ text, surname, want string }{
		{"韦晓雨同学教老人用手机。", "韦", "韦晓雨"},
		{"周六，韦晓雨小朋友又来了，和韦晓雨同志", "韦", "韦晓雨 韦晓雨"},
		{"欧阳小满同学", "欧阳", "欧阳小满"},
		{"请居民韦晓雨同学上台", "韦", "韦晓雨"},
		{"韦晓雨跳下水沟拉起弟弟。", "韦", "韦晓雨"},
		{"韦某（韦晓雨）每周来。", "韦", "韦晓雨"},
		{"他叫韦晓雨。三中初一学生韦思涵", "韦", "韦晓雨 韦思涵"},
		{"老师韦敏说，网格员韦建国看见了。", "韦", ""},
		{"韦某同学和韦某某同学", "韦", ""},
		{"高年级同学带低年级同学", "高", ""},
		{"高个子同学", "高", ""},
		{"登高望远同学会", "高", ""},
		{"同学", "韦", ""},
		{"李晓雨同学", "韦", ""},
		{"晓雨同学", "韦", ""},
		{"韦 晓雨同学", "韦", "韦 晓雨"},
		{"韦晓雨", "韦", "韦晓雨"},
		{"韦晓雨同学", "", ""},
	} {
		if got := strings.Join(parts(c.text, matches(fullNames(c.text, c.surname))), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSchools(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"就读于镇隆小学四年级", "镇隆小学"},
		{"他在市第二中学读书", "市第二中学"},
		{"望棠路幼儿园", "望棠路幼儿园"},
		{"在实验小学门口值岗", "实验小学"},
		{"毕业于望棠实验学校", "望棠实验学校"},
		{"他在三中读初一，弟弟是附小三年级的", "三中 附小"},
		{"三中全会，期中考试，其中学生三人", ""},
		{"市特殊教育学校", ""}, // 市 alone does not name it
		{"一所小学，附近小学，重点中学，民办幼儿园，两所中学", ""},
		{"上小学四年级，弟弟小学毕业", ""},
		{"小学生和中学生，一二年级小学生", ""},
		{"全市中小学", ""},
		{"家长学校、老年学校、放学回学校、感谢学校", ""},
		{"在某小学读书，某中学", ""},
		{"四点半课堂", ""},
	} {
		if got := strings.Join(parts(c.text, schools(c.text)), " "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMaskedName(t *testing.T) {
	for name, want := range map[string]bool{
		"李某": true, "李某某": true, "欧阳某": true, " 李某 ": true, "李小某": false, "李": false, "李小明": false, "李*": false, "": false, "某": false,
	} {
		if _, got := maskedName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestPersonName(t *testing.T) {
	for title, want := range map[string]string{
		"曾素云": "曾素云", "曾素云（书院巷）": "曾素云", "王芳": "王芳", "买买提·艾力": "买买提·艾力", "李某": "", "张*三": "", "丁": "", "": "",
		"望棠社区居民（不愿具名）": "望棠社区居民（不愿具名）",
	} {
		if got := personName(title); got != want {
			t.Errorf("%q: %q", title, got)
		}
	}
}

// withheld makes the set of names of persons who did not agree to be named.
func withheld(titles ...string) *names {
	var items []*showcase.Item
	for _, title := range titles {
		e, _, _ := entry.Parse("content/volunteers/v.md", []byte("+++\ntitle = \""+title+"\"\ntype = \"person\"\n+++\n"), nil)
		items = append(items, &showcase.Item{Entry: e, State: showcase.Unnamed})
	}
	return namesOf(items)
}

func TestNamesInText(t *testing.T) {
	n := withheld("曾素云", "王芳", "欧阳明", "Tom Lee")
	for text, want := range map[string]string{
		"曾素云":             "曾素云",
		"邻居都说曾素云好":        "曾素云",
		"曾素，云曾素":          "",
		"王芳":              "王芳",
		"居民王芳说，<b>王芳</b>": "王芳 王芳",
		"王芳老师和王芳的邻居":      "王芳 王芳",
		"王芳草萋萋，大王芳":       "",
		"小王芳的":            "",
		"欧阳明":             "欧阳明",
		"Tom Lee 来了":      "Tom Lee",
		"":                "",
		"王":               "",
	} {
		var got []string
		n.in(text, func(one *name, start int) {
			if !strings.HasPrefix(text[start:], one.text) {
				t.Errorf("%q: %s is not at %d", text, one.text, start)
			}
			got = append(got, one.text)
		})
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestNamesOfFiles(t *testing.T) {
	n := withheld("曾素云", "王芳")
	for _, c := range []struct {
		file string
		own  bool
		want string
	}{
		{"models/2026/zeng-su-yun.md", false, "曾素云"},
		{"models/2026/zengsuyun", false, "曾素云"},
		{"models/2026/Zeng_Su_Yun.html", false, "曾素云"},
		{"models/2026/ceng-su-yun", false, "曾素云"}, // the usual reading of the character
		{"models/曾素云.md", false, "曾素云"},
		{"models/wang-fang", true, "王芳"},
		{"events/wang-fang", false, ""}, // two syllables may be anything
		{"models/zengsu/yunnan", false, ""},
		{"models/2026-1/07", true, ""},
	} {
		var got []string
		n.file(c.file, func(one *name) { got = append(got, one.text) }, c.own)
		if strings.Join(slices.Compact(got), " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.file, got, c.want)
		}
	}
}

func TestNoNames(t *testing.T) {
	if withheld() != nil || withheld("李某", "张*三") != nil {
		t.Error("there are no names, but a set of them")
	}
}

func TestHush(t *testing.T) {
	args := problem.Args{"got": "韩建业的票", "file": "content/models/韩建业.md", "n": "3"}
	quiet := hush(args, []string{"韩建业"})
	if quiet["got"] != "×××的票" || quiet["file"] != args["file"] || quiet["n"] != "3" || args["got"] != "韩建业的票" {
		t.Errorf("%v from %v", quiet, args)
	}
	if hush(nil, []string{"韩建业"}) != nil {
		t.Error("no arguments became some")
	}
}

// A field's path is that under which its line is found.
func TestStep(t *testing.T) {
	src := "+++\ntitle = \"一\"\nsummary = \"二\"\nphotos = [{file = \"a.jpg\", alt = \"三\", caption = \"四\"}]\nphone = \"五\"\nreviewed_by = \"不\"\n" +
		"checklist = {\"固 定\" = \"六\"}\nconsent = {date = 2026-06-01, reference = \"不\", guardian = \"不\"}\n+++\n"
	e, _, _ := entry.Parse("content/volunteers/v.md", []byte(src), nil)
	var got []string
	texts(e, func(at *step, text string) { got = append(got, at.String()+"="+text) })
	want := `title=一 summary=二 photos[0].alt=三 photos[0].caption=四 phone=五 checklist."固 定"=固 定 checklist."固 定"=六`
	if strings.Join(got, " ") != want {
		t.Errorf("got %s", strings.Join(got, " "))
	}
}
