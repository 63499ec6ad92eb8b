package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingde/internal/calendar"
)

// preview is a small site in memory.
type preview struct {
	*testing.T
	opt  Options
	live *Live
}

const (
	plainSettings  = "title = \"t\"\nbase_url = \"https://x.example/\"\n"
	honourSettings = plainSettings + "[[honours]]\nslug = \"jidebang\"\nname = \"积德榜\"\ncategories = [\"助人为乐\"]\n"
)

// newPreview opens a site of files by path, beside the settings.
func newPreview(t *testing.T, settings string, files map[string]string) *preview {
	p := &preview{T: t, opt: options(t.TempDir(), "", middle)}
	p.opt.Cache = filepath.Join(t.TempDir(), "cache")
	p.put("site.toml", settings)
	for name, data := range files {
		p.put(name, data)
	}
	var err error
	if p.live, err = OpenLive(p.opt, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.live.Close() })
	p.update()
	return p
}

func (p *preview) put(name, data string) { put(p.T, p.opt.Root, name, data) }

func (p *preview) update() Update {
	p.Helper()
	u, err := p.live.Update(p.Context(), p.opt.Now, nil)
	if err != nil {
		p.Fatal(err)
	}
	return u
}

// shows holds that the page at an address has the words on a day.
func (p *preview) shows(day calendar.Day, address, words string) {
	p.Helper()
	if f, ok, err := p.live.Render(day, address); err != nil || !ok || !strings.Contains(string(f.Data), words) {
		p.Errorf("%s as of %s: there %v (%v), without %q", address, day, ok, err, words)
	}
}

// asBuilt holds what is shown and told of a day against a build.
func (p *preview) asBuilt(day calendar.Day) {
	p.Helper()
	opt, dir := p.opt, p.TempDir()
	opt.Out, opt.Cache, opt.AsOf = filepath.Join(dir, "out"), filepath.Join(dir, "cache"), day
	want, err := Run(p.Context(), opt)
	if err != nil {
		p.Fatal(err)
	}
	state := p.live.State(day)
	if a, b := words(state.Problems), words(want.Problems); a != b || state.Failed != want.Failed {
		p.Errorf("as of %s it tells (failed %v)\n%s\na build (%v)\n%s", day, state.Failed, a, want.Failed, b)
	}
	if want.Failed {
		return
	}
	if names := differ(folder(p.T, opt.Out), everyPage(p.T, p.live, day)); len(names) > 0 {
		p.Errorf("as of %s there differ %v", day, names)
	}
}

// What is known of a file only because somebody asked for the site of another day is forgotten when the file changes.
func TestLiveLateFact(t *testing.T) {
	p := newPreview(t, plainSettings, map[string]string{
		"content/communities/wt.md":    "+++\ntitle = \"望棠\"\n+++\n",
		"content/events/2026/07/e.md":  "+++\ntitle = \"乙\"\ndate = 2026-07-20\ncommunity = \"wt\"\nattachments = [{ file = \"x.pdf\", title = \"附\" }]\n+++\n文\n",
		"content/events/2026/07/x.pdf": "%PDF one",
	})
	day := calendar.Date(2026, 7, 25)
	p.asBuilt(day)
	p.put("content/events/2026/07/x.pdf", "%PDF two, longer")
	if u := p.update(); !u.Changed {
		t.Error("an attachment has changed, and nobody is told")
	}
	p.asBuilt(day)
	p.asBuilt(day.Add(1))
}

// An older version stands in for an entry with an error on every day, and an error in the settings is told on every day.
func TestLiveErrorsOtherDay(t *testing.T) {
	p := newPreview(t, plainSettings, map[string]string{
		"content/pages/a.md": "+++\ntitle = \"甲\"\n+++\n第一版\n", "content/pages/b.md": "+++\ntitle = \"乙\"\n+++\n见[甲](a.md)。\n",
	})
	p.put("content/pages/a.md", "+++\ntitel = \"甲\"\n+++\n第二版\n")
	p.update()
	for _, day := range []calendar.Day{0, middle.Add(1)} {
		p.shows(day, "pages/a.html", "第一版")
		p.shows(day, "pages/b.html", "甲")
		if s := p.live.State(day); !s.Failed || s.Frozen || len(s.Problems) == 0 {
			t.Errorf("as of %s: failed %v, frozen %v, %d problems", day, s.Failed, s.Frozen, len(s.Problems))
		}
	}
	p.put("site.toml", "titel = 1\n")
	p.update()
	for _, day := range []calendar.Day{0, middle.Add(1), middle.Add(2)} {
		if s := p.live.State(day); !s.Failed || !s.Frozen || !strings.Contains(words(s.Problems), "titel") {
			t.Errorf("as of %s: failed %v, frozen %v\n%s", day, s.Failed, s.Frozen, words(s.Problems))
		}
	}
}

// The site of another day follows an edited body in what is wrong, and in the places of it.
func TestLiveOtherDayFollows(t *testing.T) {
	day := calendar.Date(2026, 7, 10)
	entry := func(more, body string) string {
		return "+++\ntitle = \"甲\"\nsummary = \"短\"\n" + more + "+++\n" + body + "\n"
	}
	t.Run("mended", func(t *testing.T) {
		p := newPreview(t, plainSettings, map[string]string{
			"content/pages/a.md": entry("allow = [{ rule = \"dead-anchor\", reason = \"later\", until = 2026-07-05 }]\n", "见[乙](b.md#二)。"),
			"content/pages/b.md": entry("", "一\n\n## 三"),
		})
		p.asBuilt(day)
		p.put("content/pages/b.md", entry("", "一\n\n## 二"))
		p.update()
		p.asBuilt(middle)
		p.asBuilt(day)
	})
	t.Run("places", func(t *testing.T) {
		p := newPreview(t, plainSettings, map[string]string{
			"content/communities/wt.md":   "+++\ntitle = \"望棠\"\n+++\n",
			"content/pages/a.md":          entry("", "一\n\n见[乙](../events/2026/06/b.md)。"),
			"content/events/2026/06/b.md": entry("community = \"wt\"\ndate = 2026-06-03\nexpires = 2026-07-05\n", "一"),
		})
		p.asBuilt(day)
		p.put("content/pages/a.md", entry("", "一\n\n又\n\n见[乙](../events/2026/06/b.md)。"))
		p.update()
		p.asBuilt(middle)
		p.asBuilt(day)
	})
}

// An address that carries a sum gives the bytes of that sum or nothing, whatever has happened to the file since.
func TestLiveAssetOfItsSum(t *testing.T) {
	p := newPreview(t, plainSettings, map[string]string{"content/pages/a.md": "+++\ntitle = \"甲\"\n+++\n文\n", "static/x.js": "one()"})
	address := p.live.Assets(0)["x.js"]
	p.shows(0, address, "one()")
	p.put("static/x.js", "two()")
	if f, _, err := p.live.Render(0, address); err == nil {
		t.Errorf("%s gives %q", address, f.Data)
	}
	p.update()
	p.shows(0, p.live.Assets(0)["x.js"], "two()")
}

// The last good version of an entry is one without errors, even where the site could not be shown at all in between.
func TestLiveLastGood(t *testing.T) {
	p := newPreview(t, plainSettings, map[string]string{"content/pages/a.md": "+++\ntitle = \"甲\"\n+++\n第一版\n"})
	p.put("content/pages/a.md", "+++\ntitle = \"甲\"\nfoo = 1\n+++\n第二版\n")
	link := filepath.Join(p.opt.Root, "a.toml")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Fatal(err)
	}
	if u := p.update(); !u.Frozen {
		t.Errorf("a link out of the site: %s", words(u.Problems))
	}
	p.shows(0, "pages/a.html", "第一版")
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	p.update()
	p.shows(0, "pages/a.html", "第一版")
}

// What is wrong with the text of one entry on the disk does not hold up the others.
func TestLiveTextStandsIn(t *testing.T) {
	model := func(body string) string {
		return "+++\ntitle = \"曾某\"\ndate = 2026-01-01\ncommunity = \"wt\"\nroll = \"r\"\ncategory = \"助人为乐\"\nsubject = \"person\"\n" +
			"minor = true\nsummary = \"短\"\nconsent = {name = true, story = true, date = 2025-12-08, reference = \"1\", guardian = \"父\"}\n+++\n" + body + "\n"
	}
	p := newPreview(t, honourSettings, map[string]string{
		"content/communities/wt.md": "+++\ntitle = \"望棠\"\n+++\n",
		"content/pages/b.md":        "+++\ntitle = \"乙\"\n+++\n第一版\n",
		"content/rolls/r.md":        "+++\ntitle = \"榜\"\ndate = 2026-01-01\ncommunity = \"wt\"\nhonour = \"jidebang\"\nnumber = 1\nyear = 2026\n+++\n",
		"content/models/r/c.md":     model("他帮助邻居。"),
	})
	p.put("content/models/r/c.md", model("曾小明同学帮助邻居。"))
	p.put("content/pages/b.md", "+++\ntitle = \"乙\"\n+++\n第二版\n")
	if u := p.update(); !u.Failed || u.Frozen {
		t.Errorf("failed %v, frozen %v: %s", u.Failed, u.Frozen, words(u.Problems))
	}
	p.shows(0, "pages/b.html", "第二版")
}

// Whoever asked for secrecy is named in no list of the office, and not found by name.
func TestLiveSecrecy(t *testing.T) {
	p := newPreview(t, honourSettings, map[string]string{
		"content/communities/wt.md": "+++\ntitle = \"望棠\"\n+++\n",
		"content/rolls/r.md":        "+++\ntitle = \"榜\"\ndate = 2026-01-01\ncommunity = \"wt\"\nhonour = \"jidebang\"\nnumber = 1\nyear = 2026\n+++\n",
		"content/models/r/c.md": "+++\ntitle = \"曾素云\"\ndate = 2026-01-01\ncommunity = \"wt\"\nroll = \"r\"\ncategory = \"助人为乐\"\nsubject = \"person\"\n" +
			"confidential = true\n+++\n",
	})
	if o := fmt.Sprint(p.live.Overview(0, "曾素云"), p.live.Overview(0, "models/r")); strings.Contains(o, "曾素云") || !strings.Contains(o, "models/r/c.md") {
		t.Error(o)
	}
}

// A mobile number is told, and the page with it is shown: nothing hangs on it, and the office must see what it writes.
func TestLiveLegible(t *testing.T) {
	p := newPreview(t, plainSettings, map[string]string{"content/pages/a.md": "+++\ntitle = \"甲\"\n+++\n第一版\n"})
	p.put("content/pages/a.md", "+++\ntitle = \"甲\"\n+++\n第二版，电话13800138000。\n")
	if u := p.update(); !u.Failed || !u.Fresh || u.Frozen || !strings.Contains(words(u.Problems), "mobile-number") {
		t.Errorf("failed %v, fresh %v, frozen %v: %s", u.Failed, u.Fresh, u.Frozen, words(u.Problems))
	}
	p.shows(0, "pages/a.html", "第二版")
	p.put("content/pages/a.md", "+++\ntitel = \"甲\"\n+++\n第三版\n")
	if u := p.update(); !u.Failed || u.Fresh {
		t.Errorf("failed %v, fresh %v", u.Failed, u.Fresh)
	}
	p.shows(0, "pages/a.html", "第二版")
}

// What the text of a roll, or of what leads to it, says of its notice is compared anew when only that text has changed, or only the notice.
func TestLiveNotice(t *testing.T) {
	roll := func(to, body string) string {
		return "+++\ntitle = \"榜\"\ndate = 2026-06-01\ncommunity = \"wt\"\nhonour = \"jidebang\"\nnumber = 1\nyear = 2026\nnotice = {from = 2026-06-01, to = " + to +
			", basis = \"办法\", acceptance = \"居委会\", phone = \"0851-5550100\", requirement = \"署真名\", result = {date = 2026-06-12, outcome = \"no-objection\"}}\n+++\n" + body
	}
	event := func(body string) string {
		return "+++\ntitle = \"张榜\"\ndate = 2026-06-14\ncommunity = \"wt\"\n+++\n" + body
	}
	p := newPreview(t, honourSettings, map[string]string{
		"content/communities/wt.md": "+++\ntitle = \"望棠\"\n+++\n",
		"content/rolls/r.md":        roll("2026-06-08", "公示6月1日至8日。名单：王某、李某。\n"),
		"content/events/e.md":       event("[榜](/rolls/r.md)6月1日至8日公示。\n"),
	})
	tells := func(want int) {
		t.Helper()
		if u := p.update(); strings.Count(words(u.Problems), "notice-contradiction") != want {
			t.Errorf("not %d times:\n%s", want, words(u.Problems))
		}
		p.asBuilt(p.opt.AsOf)
	}
	tells(0)
	p.put("content/rolls/r.md", roll("2026-06-08", "公示6月1日至9日。名单：王某、李某。\n"))
	tells(1)
	p.put("content/rolls/r.md", roll("2026-06-08", "名单：王某、李某。\n\n公示6月1日至8日。\n"))
	p.put("content/events/e.md", event("[榜](/rolls/r.md)6月2日至8日公示。\n"))
	tells(1)
	p.put("content/rolls/r.md", roll("2026-06-09", "名单：王某、李某。\n\n公示6月1日至8日。\n"))
	tells(2)
	p.put("content/rolls/r.md", roll("2026-06-09", "名单：王某、李某。\n"))
	p.put("content/events/e.md", event("[榜](/rolls/r.md)6月1日至9日公示。\n"))
	tells(0)
}

// A candidate is shown from the first day of the notice to the last. After it, no byte of the site tells the name of one who was not honoured.
func TestNotHonouredIsGone(t *testing.T) {
	opt := options(t.TempDir(), filepath.Join(t.TempDir(), "out"), middle)
	put(t, opt.Root, "site.toml", honourSettings)
	put(t, opt.Root, "content/communities/wt.md", "+++\ntitle = \"望棠\"\n+++\n")
	put(t, opt.Root, "content/rolls/r.md", "+++\ntitle = \"榜\"\ndate = 2026-06-01\ncommunity = \"wt\"\nhonour = \"jidebang\"\nnumber = 1\nyear = 2026\n"+
		"notice = {from = 2026-06-01, to = 2026-06-08, basis = \"办法\", acceptance = \"居委会\", phone = \"0851-5550100\", requirement = \"署真名\"}\n+++\n")
	put(t, opt.Root, "content/models/1.md", "+++\ntitle = \"鄢秋菊\"\ndate = 2026-06-01\ncommunity = \"wt\"\nroll = \"r\"\ncategory = \"助人为乐\"\nsubject = \"person\"\n"+
		"outcome = \"not-listed\"\nconsent = {name = true, story = true, date = 2026-05-01, reference = \"柜\"}\n+++\n鄢秋菊的事。\n")
	for _, c := range []struct {
		day   calendar.Day
		shown bool
	}{{calendar.Date(2026, 5, 31), false}, {calendar.Date(2026, 6, 1), true}, {calendar.Date(2026, 6, 8), true}, {calendar.Date(2026, 6, 9), false}} {
		opt.AsOf = c.day
		if r, err := Run(t.Context(), opt); err != nil || r.Failed {
			t.Fatal(err, words(r.Problems))
		}
		shown := false
		for _, data := range folder(t, opt.Out) {
			shown = shown || strings.Contains(string(data), "鄢秋菊") || strings.Contains(string(data), "\\u9122\\u79cb\\u83ca")
		}
		if shown != c.shown {
			t.Errorf("as of %s the name is shown: %v", c.day, shown)
		}
	}
}

// Bodies that are alike are told as a build tells it, after edits of nothing but texts as well.
func TestLiveAlike(t *testing.T) {
	text := strings.Repeat("端午节前一天的早上，社区的小广场上支起了六口大锅，糯米是前一晚泡好的。", 2) +
		"粽叶由老街坊从山上采来，洗净晾干，一片一片码在竹匾里。退休教师带着孩子们学折粽叶，先卷成漏斗，再填米压实，最后用棉线绕紧。" +
		"头一锅出来，先送到行动不便的老人家里。午后收摊，大家把广场扫干净，桌椅还给食堂，剩下的粽子分给值班的保安。"
	other := "入冬以后楼道里的旧纸箱越堆越多，居民代表开了两次会，商量怎样清走又不伤和气。最后定下三条：先贴通知留足三天，再由楼栋长逐户打电话，" +
		"确实舍不得的代为保管一个月。清理那天物业来了一辆小货车，一层一层往下运，旧家具登记造册，能用的送到共享角，不能用的运走。" +
		"有两户当场改了主意，把旧书捐给图书角。清完以后重新刷了墙，装了感应灯，消防通道贴上了禁止堆放的标识，楼道亮堂了许多。"
	event := func(day, body string) string {
		return "+++\ntitle = \"活动\"\nsummary = \"活动\"\ndate = 2026-06-" + day + "\ncommunity = \"wt\"\n+++\n" + body + "\n"
	}
	p := newPreview(t, plainSettings+"[freshness]\nhome = 0\nevents = 0\n", map[string]string{
		"content/communities/wt.md": "+++\ntitle = \"望棠\"\n+++\n",
		"content/events/a.md":       event("01", text), "content/events/b.md": event("02", text), "content/events/c.md": event("03", other),
	})
	for _, step := range []struct {
		file, text string
		alike      string
	}{
		{"", "", "b"}, {"a", other, "c"}, {"c", text, "c"}, {"b", other, "b"}, {"a", text, "c"}, {"c", other + "好。", "c"}, {"c", "短。", ""},
	} {
		if step.file != "" {
			p.put("content/events/"+step.file+".md", event(map[string]string{"a": "01", "b": "02", "c": "03"}[step.file], step.text))
			p.update()
		}
		p.asBuilt(middle)
		told := words(p.live.State(0).Problems)
		if strings.Contains(told, "body-repeated") != (step.alike != "") || step.alike != "" && !strings.Contains(told, "content/events/"+step.alike) {
			t.Errorf("%s is %.9s: %s", step.file, step.text, told)
		}
	}
}
