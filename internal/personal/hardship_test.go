package personal

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// examples visits the sentences of a file of examples.
func examples(t *testing.T, file string, visit func(sentence string, found bool)) {
	t.Helper()
	src, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(src)) {
		mark, sentence, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if mark != "#" {
			visit(strings.ReplaceAll(sentence, "⏎", "\n"), mark == "+")
		}
	}
}

func TestInNeed(t *testing.T) {
	examples(t, "need.txt", func(sentence string, want bool) {
		if got := InNeed(sentence, nil, nil); (got != nil) != want {
			t.Errorf("%s: got %v, want %t; names %v", sentence, got, want, Names(sentence))
		}
	})
}

func TestMinors(t *testing.T) {
	examples(t, "minors.txt", func(sentence string, want bool) {
		if got := Minors(sentence); (got != nil) != want {
			t.Errorf("%s: got %v, want %t; names %v", sentence, got, want, Names(sentence))
		}
	})
}

// Which names are found, with which word, and whether it is sure.
func TestNamesBesideHardship(t *testing.T) {
	for text, want := range map[string][]string{
		"低保户李建国领到了救助金。":                        {"李建国 低保!"},
		"慰问残疾人刘伟，送去轮椅。":                        {"刘伟 残疾!"},
		"冉 桂 芬、**罗国平**是低保户。":                   {"冉 桂 芬 低保!", "罗国平 低保!"},
		"临时救助发放情况：李晓梅800元，王建军1200元。":           {"李晓梅 临时救助!", "王建军 临时救助!"},
		"社区书记周明辉同志走访困难群众，居民冉桂芬患病住院。":           {"冉桂芬 患病!"},
		"给残疾人送米，冉桂芬领到两袋。":                      {"冉桂芬 残疾"},
		"| 姓名 | 类别 |\n|---|---|\n| 李素梅 | 低保 |": {"李素梅 低保!"},
	} {
		var got []string
		for _, b := range InNeed(text, nil, nil) {
			sure := ""
			if b.Sure {
				sure = "!"
			}
			got = append(got, text[b.Name.Start:b.Name.End]+" "+text[b.Word.Start:b.Word.End]+sure)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if Hardships("他欠了债", []string{"欠了债"}) == nil || Hardships("他欠了债", nil) != nil {
		t.Error("a word of one's own")
	}
	if InNeed("高山是低保户。", nil, []string{"高山"}) == nil {
		t.Error("a name that is known")
	}
}

// Lists, of which a heading, a line before or behind, or a cell says whom they are of.
func TestListed(t *testing.T) {
	for text, want := range map[string]string{
		"## 低保户慰问名单\n\n李素梅、周德祥。\n":                                    "李素梅 周德祥",
		"- 低保户：\n  - 李素梅\n  - 周德祥\n":                                  "李素梅 周德祥",
		"本月救助对象如下：\n\n1. 李素梅 500元\n2. 周德祥 300元\n":                     "李素梅 周德祥",
		"| 姓名 | 慰问金 |\n|---|---|\n| 李素梅 | 500元 |\n\n以上为低保户慰问名单。\n":    "李素梅",
		"## 残疾人\n\n| 序号 | 姓名 |\n|---|---|\n| 1 | 李素梅 |\n| 2 | 张某 |\n": "李素梅",
		"| 姓名 | 致贫原因 |\n|---|---|\n| 李素梅 | 因病 |\n":                    "李素梅",
		"## 走访低保户\n\n李素梅、周德祥参加。\n":                                    "",
		"## 帮扶困难群众先进个人名单\n\n李素梅、周德祥。\n":                               "",
		"## 低保政策\n\n李素梅、周德祥。\n":                                       "",
		"## 低保户慰问名单\n\n李某、周某某。\n":                                     "",
		"## 低保户慰问名单\n\n共36户。\n\n## 演出\n\n李素梅、周德祥。\n":                  "",
	} {
		var got []string
		for _, b := range Listed(text, nil) {
			got = append(got, text[b.Name.Start:b.Name.End])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestOfPerson(t *testing.T) {
	for text, want := range map[string]bool{
		"他是低保户，妻子患精神病，仍坚持给邻居挑水。": true, "照顾瘫痪婆婆和残疾小叔子十二年": true, "身患癌症，仍坚持巡逻。": true,
		"为残疾人修轮椅十五年": false, "他照顾患病的邻居老人八年。": false, "他帮助困难群众申请低保。": false, "她教残疾人学剪纸。": false, "每周给独居老人送饭": false,
	} {
		if got := OfPerson(text, "冉桂芬", nil) != nil; got != want {
			t.Errorf("%s: got %t", text, got)
		}
	}
}

func BenchmarkHardships(b *testing.B) {
	text := ""
	for range 100 {
		text += "6月18日，社区在广场包粽子1100个，180余人次参加，送到住户620个；联系电话0851-5550101。\n\n"
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if Hardships(text, nil) != nil {
			b.Fatal("found")
		}
	}
}

func BenchmarkNames(b *testing.B) {
	const text = "社区书记周明辉同志走访困难群众，居民冉桂芬患病住院，邻居们轮流送饭，楼长还把她的药费单子交到了窗口。"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if len(Names(text)) < 2 {
			b.Fatal("not found")
		}
	}
}
