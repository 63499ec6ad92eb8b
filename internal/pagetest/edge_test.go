package pagetest

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"strings"
)

// What no ordinary site has, and somebody's will.
const (
	longName  = "棠汀街道望棠社区居民委员会新时代文明实践站暨老旧小区改造居民议事会联合党支部"
	longWord  = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch2026JiatingWenmingChuangjianBangongshi"
	longGiven = "艾力肯·买买提吐尔逊·阿卜杜热合曼江·伊斯拉木"
	sentence  = "活动室里坐满了人，志愿者把桌椅搬到院子里，又多摆了三排，来晚的居民站在廊下听完了全程。"
)

// edgeFiles makes a site of all kinds of entries with names that are too long, with too many pictures and with none.
func edgeFiles() map[string]string {
	files := map[string]string{
		"site.toml": settingsOf(longName + "文明创建展示"),
		"content/communities/a.md": entryOf("", `title = "`+longName+`"`, `street = "`+longName+`"`, `address = "`+longWord+`"`, `phone = "0851-5550101"`,
			`grids = [{code = "网格`+longWord+`", area = "`+longName+`", post = "网格员", phone = "0851-5550102"}]`,
			`services = [{name = "`+longName+`", kind = "便民", address = "`+longWord+`", hours = "周一至周五", fee = "免费", phone = "0851-5550103"}]`),
		"content/communities/b.md": entryOf("", `title = "甲"`), // which has no entry
		"content/themes/a.md":      entryOf("", `title = "`+longName+`"`, `description = "`+longName+`"`),
		"content/themes/b.md":      entryOf("", `title = "乙"`),
		"content/pages/about.md": entryOf("## "+longWord+"\n\n| "+strings.Repeat(longName+" | ", 4)+"\n|"+strings.Repeat(" --- |", 4)+"\n| "+strings.Repeat("值 | ", 4)+"\n\n```\n"+longWord+longWord+"\n```\n\n"+
			longWord+longWord, `title = "`+longWord+`"`, `menu = true`),
		"content/rolls/r.md": entryOf(sentence, `title = "`+longName+`第一榜"`, `date = 2026-05-01`, `community = "a"`, `honour = "shanxing"`, `number = 1`, `year = 2026`,
			`listed = [{name = "`+longGiven+`", category = "`+longName+`", community = "a"}]`),
		"content/rolls/s.md": entryOf(sentence, `title = "没有人的一榜"`, `date = 2026-05-02`, `community = "*"`, `honour = "shanxing"`, `number = 1`, `year = 2026`),
		"content/volunteers/teams/t.md": entryOf(sentence, `title = "`+longName+`"`, `date = 2026-01-02`, `community = "a"`, `type = "team"`, `members = 3`, `fields = ["`+longName+`"]`,
			`phone = "0851-5550101"`),
		"content/volunteers/stations/s.md": entryOf("", `title = "`+longName+`"`, `date = 2026-01-02`, `community = "a"`, `type = "station"`, `address = "`+longWord+`"`,
			`checklist = {"固定场所" = "`+longName+longWord+`"}`),
		"content/volunteers/persons/p.md": entryOf("", `title = "`+longGiven+`"`, `date = 2026-01-02`, `community = "a"`, `type = "person"`, `team = "teams/t"`,
			`certified = {hours = 120, star = 1, by = "`+longName+`", date = 2026-01-01}`, `consent = {name = true, hours = true, date = 2026-01-01, reference = "甲"}`),
		"content/bulletins/long.md": entryOf(strings.Repeat(sentence, 20), `title = "`+longName+`"`, `date = 2026-06-02`, `community = "a"`, `number = 1`, `month = "2026-05"`, `issuer = "`+longName+`"`),
		// 1,500 signs without any punctuation that could hang: they fill a page to the last place
		"content/bulletins/plain.md": entryOf(strings.Repeat("字", 1500), `title = "字"`, `date = 2026-06-03`, `community = "b"`, `number = 1`, `month = "2026-05"`, `issuer = "甲"`),
	}
	for i := range 30 {
		files[fmt.Sprintf("content/models/r/%02d.md", i)] = entryOf(sentence, fmt.Sprintf(`title = "%s%d"`, longGiven, i), `date = 2026-05-01`, `community = "a"`, `roll = "r"`,
			`category = "`+longName+`"`, `subject = "person"`, `citation = "`+sentence+`"`, `consent = {name = true, story = true, date = 2026-04-01, reference = "甲"}`,
			`career = [{date = 2026-01-01, level = "街道", title = "`+longName+`", granted_by = "`+longName+`"}]`)
	}
	maps.Copy(files, edgeEvents())
	return files
}

// edgeEvents are a list of 36 events with everything that a card can show, one with 60 pictures, and one with nothing.
func edgeEvents() map[string]string {
	files := map[string]string{}
	var pictures [6]string
	for i := range pictures {
		pictures[i] = picture(uint64(i), 1200, 800)
	}
	for i := range 36 {
		name := fmt.Sprintf("content/events/2026/06/e%02d", i)
		files[name+".md"] = entryOf(strings.Repeat(sentence, 8), fmt.Sprintf(`title = "%s%d"`, longName, i), fmt.Sprintf("date = 2026-06-%02d", 1+i%28), `community = "a"`, `themes = ["a"]`,
			`place = "`+longName+`"`, `summary = "`+strings.Repeat(sentence, 2)+`"`, `series = "`+longName+`"`, `festival = "端午"`, `participants = 120`,
			`volunteers = [{team = "teams/t", people = 12, hours = 36}]`, `source = "`+longName+`"`, `author = "`+longGiven+`"`, fmt.Sprintf(`cover = "e%02d.jpg"`, i),
			`figures = [{name = "`+longName+`", value = "约1.2万元"}]`, `media = [{outlet = "`+longName+`", date = 2026-06-29, title = "`+longWord+`", level = "市"}]`)
		files[name+".jpg"] = pictures[i%len(pictures)]
	}
	var photos strings.Builder
	for i := range 60 {
		fmt.Fprintf(&photos, "  {file = \"many-%d.jpg\", alt = \"%s\", caption = \"%s\", credit = \"%s\"},\n", i, sentence, sentence, longGiven)
		files[fmt.Sprintf("content/events/2026/05/many-%d.jpg", i)] = pictures[i%len(pictures)]
	}
	files["content/events/2026/05/many.md"] = entryOf("", `title = "六十张照片"`, `date = 2026-05-03`, `community = "a"`, "photos = [\n"+photos.String()+"]")
	files["content/events/2026/05/bare.md"] = entryOf("", `title = "空"`, `date = 2026-05-04`, `community = "a"`)
	return files
}

// emptyFiles makes a site with as little in it as there may be.
func emptyFiles() map[string]string {
	return map[string]string{"site.toml": settingsOf("空"), "content/communities/a.md": entryOf("", `title = "甲"`)}
}

// namesFiles makes a site with so many names that their index is cut.
func namesFiles() map[string]string {
	files := emptyFiles()
	files["content/rolls/r.md"] = entryOf("", `title = "第一榜"`, `date = 2026-05-01`, `community = "a"`, `honour = "shanxing"`, `number = 1`, `year = 2026`)
	surnames := []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜")
	for i := range 520 {
		files[fmt.Sprintf("content/models/r/%03d.md", i)] = entryOf(sentence, fmt.Sprintf(`title = "%c甲%d"`, surnames[i%len(surnames)], i), `date = 2026-05-01`, `community = "a"`, `roll = "r"`,
			`category = "`+longName+`"`, `subject = "person"`, `consent = {name = true, story = true, date = 2026-04-01, reference = "甲"}`)
	}
	return files
}

func settingsOf(title string) string {
	return `title = "` + title + `"
base_url = "https://wenming.example.org/"
[organizer]
name = "` + title + `"
[[honours]]
slug = "shanxing"
name = "` + title + `榜"
measure = "名"
categories = ["` + longName + `"]
levels = ["社区", "街道"]
`
}

func entryOf(body string, fields ...string) string {
	return "+++\n" + strings.Join(fields, "\n") + "\n+++\n\n" + body + "\n"
}

// picture makes a JPEG with as much detail as a photo has: large soft shapes, and grain.
func picture(seed uint64, width, height int) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var waves [6][3]float64
	for i := range waves {
		waves[i] = [3]float64{r.Float64() * 9 / float64(width), r.Float64() * 9 / float64(height), r.Float64() * 6}
	}
	img := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for y := range height {
		for x := range width {
			v := 128.0
			for _, w := range waves {
				d := float64(x)*w[0] + float64(y)*w[1] + w[2]
				v += 20 * (2*(d-float64(int(d))) - 1)
			}
			img.Y[img.YOffset(x, y)] = uint8(max(0, min(255, v+r.Float64()*10)))
		}
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = 120, 140
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
}
