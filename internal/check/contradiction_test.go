package check

import (
	"strings"
	"testing"
	"time"

	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/figure"
)

// ledger is the front matter of the event of which the texts below tell.
const ledger = `date = 2026-06-18
community = "zhenlong"
participants = 120
volunteers = [{team = "a", people = 20, hours = 40}, {team = "b", people = 16, hours = 32}]
figures = [{name = "发放宣传资料", value = "400余份"}, {name = "包粽子", value = "600个"}, {name = "清运垃圾", value = "3吨"}]
`

// differing gives what is told of the numbers of an event.
func differing(t *testing.T, front, title, body string) (all []string) {
	t.Helper()
	src := []byte("+++\ntitle = \"" + title + "\"\n" + front + "+++\n\n" + body + "\n")
	e, _, problems := entry.Parse("content/events/a.md", src, time.UTC)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	lens, _ := NewLens(&config.Config{}, nil)
	for _, p := range lens.Look(e, src).Found {
		if p.Rule == ruleDiffers.ID {
			all = append(all, p.Message.Args["value"])
		}
	}
	return all
}

// Each of these gives another number than the ledger.
func TestContradictions(t *testing.T) {
	for _, text := range []string{
		"活动共有180名居民参加。", "活动共有180名居民参加，其中志愿者36人，每人领到一份礼物。", "现场吸引了150余名群众参与其中。", "参加活动的居民有200人。", "约300人次参与。", "活动吸引近百人参加，气氛热烈。", "参加人数达到210人。",
		"共计90人参加活动。", "六十名居民参加了此次活动。", "当天有２００余人到场。", "一晚上来了500余人次。", "听众95人次。",
		"出动志愿者35人，清理河道。", "45名志愿者分成三组上门。", "本次活动共出动志愿者30名。", "本次活动参与志愿者50余人。", "来自各社区的60名志愿者参与服务。", "三十五名志愿者上岗。", "志愿者38人守住路口。",
		"服务时长共计90小时。", "志愿服务时长达60个小时。",
		"发放宣传资料200余份。", "志愿者发放宣传资料共900份。", "队员向过往居民发放350份宣传资料。", "大家包粽子800个。", "清运垃圾5吨。",
	} {
		if got := differing(t, ledger, "包粽子", text); len(got) != 1 {
			t.Errorf("%s: got %q", text, got)
		}
	}
	for _, title := range []string{"包粽子 180人参加", "百余名志愿者上岗", "发放宣传资料800份"} {
		if got := differing(t, ledger, title, "端午节前，大家在广场包粽子。"); len(got) != 1 {
			t.Errorf("%s: got %q", title, got)
		}
	}
}

// None of these contradicts the ledger: they say the same, tell of a part, of another time, or of something else.
func TestNoContradictions(t *testing.T) {
	for _, text := range []string{
		"活动共有120名居民参加。", "活动吸引百余名居民参加。", "共有近120人参加。", "约120人次参与。", "一百二十名居民参加了活动。", "120余人到场。",
		"其中志愿者10人。", "党员志愿者20人先到。", "6名志愿者负责淘米。", "青年志愿者和12名楼栋长一起上门。", "志愿者和居民200余人一起动手。", "80余名居民和40名党员参加了比赛。",
		"去年共有300名居民参加。", "2025年的那一次有300名居民参加。", "累计参加2000余人次。", "报名参加的有260人。", "每次有30人参加。", "下次预计200人参加。", "全街道现有注册志愿者1200名。", "社区志愿服务队有志愿者86人。",
		"上午有70名居民参加，下午有50名居民参加。", "南院有70名居民参加。北院有50名居民参加。", "第一场有300人参加。", "40名居民参加投壶，60名居民参加猜谜。",
		"每位志愿者服务2小时。", "志愿服务总时长今年累计1200小时。", "服务时间从9点到11点，2小时。",
		"发放宣传资料400余份，其中老年人领走发放宣传资料120份。", "先发放宣传资料100份，后来又发了300余份，共发放宣传资料400余份。", "包粽子600个。", "送到老人家里的粽子有200个。",
		"演员130余人，观众600余人次。", "社区卫生服务中心来了7名医护人员。", "到场120人，其中来了300张椅子。", "活动室有800平方米，可坐300人。", "辖区共有居民3200户、8600人。", "活动从9点开始，10点30分结束。", "参加活动的还有5名社区民警。", "有13名小学生参加诵读。", "10名参赛选手，1200名居民投票。",
		"联系电话0851-5550100，志愿者服务热线12345。", "志愿者王师傅修好12台风扇。", "给240名志愿者子女送书。",
	} {
		if got := differing(t, ledger, "包粽子 吸引百余人参加", text); len(got) != 0 {
			t.Errorf("%s: got %q", text, got)
		}
	}
	several := "end = 2026-06-20\n" + ledger
	if got := differing(t, several, "包粽子", "当天有60人参加。"); len(got) != 0 {
		t.Errorf("one of several days: got %q", got)
	}
}

// Without a ledger the numbers of one text are held against each other.
func TestContradictionsInText(t *testing.T) {
	front := "date = 2026-06-18\ncommunity = \"zhenlong\"\n"
	for text, want := range map[string]int{
		"活动共有60名居民参加。\n\n据统计，参加活动的居民有80人。":          1,
		"活动吸引60余名居民参加。这次活动共有65人参加。":                 0,
		"出动志愿者30人。\n\n傍晚收工，志愿者25人把场地扫干净。":           0,
		"共出动志愿者30人。\n\n傍晚收工时清点，参加活动的志愿者有52人。":       1,
		"60名居民参加了投壶。40名居民参加了猜谜。":                    0,
		"首日有60名居民参加活动。第二天有80名居民参加活动。":               0,
		"去年有60名居民参加活动。今年有80名居民参加活动。":                0,
		"共有60名居民参加，50名居民参加了后面的座谈。":                  0,
		"服务时长共计90小时。\n\n" + strings.Repeat("好。", 9): 0,
	} {
		if got := differing(t, front, "包粽子", text); len(got) != want {
			t.Errorf("%s: got %q, want %d", text, got, want)
		}
	}
}

// A number agrees with another as far as the words allow with which it is given.
func TestAgree(t *testing.T) {
	for text, want := range map[string]bool{
		"120 120": true, "120 121": false, "120余 125": true, "120余 150": false, "120余 119": false, "百余 180": true, "300余 399": true, "300余 290": false,
		"近2000 1900": true, "近2000 2100": false, "约100 110": true, "约100 150": false, "上千 1500": true, "超过100 120": true, "超过100 90": false, "1.2万 12000": true,
		"300余 350余": true, "300余 约300": true, "100左右 95": true, "500以上 480": false,
	} {
		a, b, _ := strings.Cut(text, " ")
		x, bad := parsed(a)
		y, worse := parsed(b)
		if bad || worse || agree(x, y) != want || agree(y, x) != want {
			t.Errorf("%s: want %v", text, want)
		}
	}
}

func parsed(text string) (figure.Figure, bool) {
	f, bad := figure.Parse(text, "")
	return f, bad != nil
}
