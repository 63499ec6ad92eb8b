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

// Each of these gives another number than the ledger, in other words.
func TestContradictionsWorded(t *testing.T) {
	for _, text := range []string{
		"参加活动的有150人次。", "惠及群众150余人次。", "服务居民150人次。", "本次活动参与150人次。", "此次活动共吸引辖区居民150人参加。", "活动现场来了居民200人。", "150名老人参加了活动。", "接待群众160人次。", "覆盖居民150余人。",
		"参加者150人。", "共有95人参加。", "现场人数达170人。", "150余位居民踊跃参与。", "到场的有99人。", "前后有200人次参与活动。",
		"36名志愿者服务80小时。", "志愿者共服务60小时。", "志愿者奉献90个小时。", "参加活动的志愿者有50名。",
		"发放了各类宣传资料200份。", "清运各类垃圾8吨。", "大家包了粽子800个。",
	} {
		if got := differing(t, ledger, "包粽子", text); len(got) != 1 {
			t.Errorf("%s: got %q", text, got)
		}
	}
	for _, text := range []string{
		"惠及辖区居民3000余户。", "服务居民2小时。", "社区服务居民8600人。", "志愿者上门服务12人。", "志愿者每人服务2小时。", "连续服务48小时。", "参加3名同学的婚礼。", "参与者包括党员20人。", "参加活动的还有30名医生。", "接待老人60人次，接待学生30人次。",
		"30名老人参加了活动。", "组织居民20人清扫楼道。", "清运建筑垃圾和生活垃圾8吨。", "发放购物袋、宣传资料900份。", "医生为20名居民服务了3小时。",
	} {
		if got := differing(t, ledger, "包粽子", text); len(got) != 0 {
			t.Errorf("%s: got %q", text, got)
		}
	}
}

// Sums, shares, votes, dates and ranks are right or wrong by themselves. The event is of Friday, 19 June 2026.
func TestTallies(t *testing.T) {
	front := "date = 2026-06-20\nstart = 2026-06-19T09:00:00\ncommunity = \"zhenlong\"\nseries = \"道德讲堂\"\nsession = 22\nedition = 3\n"
	for _, text := range []string{
		"收到提名23份，其中自荐4份，组织提名5份，小区提名15份。", "到场60人，其中老人40人、孩子30人。", "讲堂196期（科普授课176次，红色讲堂13次，技能培训8次）。", "共清出杂物12车：一组5车，二组4车，三组2车。",
		"男30人、女40人，共80人。", "自荐4份、组织提名5份、小区提名14份，一共24份。", "来了老人30名、孩子25名，合计65名。", "收到意见26条（环境12条、停车10条、电梯6条）。",
		"2596户占5692户的35.6%。", "应到60人，实到48人，到会率85%。", "一共48户，签字的有36户，占80%。", "全院120户中有96户签字，签字率70%。", "2596户中的5692户，占45.6%。",
		"应到60人，实到75人。", "到会49人。赞成40票，反对5票，弃权6票。", "实到50人，赞成40票、反对5票、弃权3票。", "应到代表30名，实到32名。",
		"周三（6月19日）下午开讲。", "6月19日（星期四）上午九点开始。", "6月20日，周日，天气晴。", "6月十九日星期六，大家到齐了。", "2025年6月19日（周五）。", "六月十九日（周日）上午开讲。",
		"活动从6月30日开始，6月28日结束。", "报名时间：6月15日至6月10日。", "6月18日上午，道德讲堂如期举行。", "2026年6月21日下午，活动在广场举行。",
		"道德讲堂第21期如期开讲。", "这是第20期道德讲堂。", "“道德讲堂”第二十三期讲的是家风。", "第二届道德讲堂开讲。",
		"发放资料400份。收尾时清点，发放资料500份。", "共发放三百份春联，一共送出春联500份。", "清理垃圾12车，共计15车垃圾运走。", "送出雨伞60把。这次送出雨伞50把。",
	} {
		if got := differing(t, front, "讲堂", text); len(got) != 1 {
			t.Errorf("%s: got %q", text, got)
		}
	}
	for _, text := range []string{
		"收到提名23份，其中自荐4份，组织提名5份，小区提名14份。", "收到提名23份，其中自荐4份、组织提名5份。", "到场60人，其中党员40人、志愿者30人。", "到场60人，其中最小的6岁，最大的80岁。", "讲堂196期（科普授课176次，红色讲堂13次，技能培训7次）。",
		"三组12人：每组4人，分别守4个路口。", "男30人、女40人，共70人。", "来了30名志愿者，修了12台电扇，接待居民40人，共有80人留了电话。", "发放雨伞30把、草帽40顶，共70件。", "买米20袋、油20桶，共计4000元。", "收到意见26条（环境12条、停车10条等）。",
		"2596户占5692户的45.6%。", "应到60人，实到48人，到会率80%。", "去年40户，今年60户，增长50%。", "100户里签字85户，不签的15户，签字率85%。", "一共120户，签字的约占80%。", "36户占48户的75%以上。", "满意率98%，收回问卷120份。", "三分之二的100户是67户，占66%。",
		"应到60人，实到49人，过半数的标准是25票。", "到会49人，赞成40票，反对5票，弃权4票。", "到会49人，赞成40票，反对5票，弃权3票，另有1票无效。", "到会49人，赞成49票。", "甲赞成30票，乙赞成28票。",
		"周五（6月19日）上午开讲。", "6月20日（星期六）晚上散场。", "6月1日到30日，周一至周五开放。", "6月19日，每周三开课的书法班停一次。", "2025年6月19日（周四）。", "去年6月19日（星期四）也下雨。", "6月12日，周末的摊子照常。", "下周三（7月1日）开始。",
		"12月30日至1月3日放假。", "活动从6月19日开始，6月28日结束。", "6月15日报名，6月10日前的不算。", "6月18日，社区开会商量道德讲堂怎样举办。", "6月10日开始报名，6月19日开讲。", "6月18日下午，志愿者提前布置会场，准备活动。", "原定6月18日举行，因雨改到今天。", "5月4日，区里举行表彰会，她领了奖。6月19日，她走进讲堂。",
		"上期道德讲堂第21期讲的是家风。", "道德讲堂第22期开讲。道德讲堂第21期的视频还在。", "第22期“道德讲堂”开讲，第一讲是家风。", "道德讲堂第一场在东院，第二场在西院。",
		"发放资料400份。志愿者又发放资料100份。", "发放反诈资料400份。活动当天共发放防火资料450份。", "上午发放资料400份。下午发放资料500份。", "3号楼共清出杂物5车。5号楼共清出杂物3车。", "收集意见30条。这次一共办结意见28条。", "买来桌子12张。此次共坐满11张桌子。", "买米200斤。此次送出大米180斤。",
		"票价30元。这次一共收了票款300元。", "12个摊位，此次一共来了15个商家。",
	} {
		if got := differing(t, front, "讲堂", text); len(got) != 0 {
			t.Errorf("%s: got %q", text, got)
		}
	}
	for title, text := range map[string]string{
		"共筹善款3000元": "邻居们筹得善款2,800元。", "植树200棵": "大家一上午植树300棵。", "送出春联五百份": "送出春联480份。", "道德讲堂第21期": "开讲。",
	} {
		if got := differing(t, front, title, text); len(got) != 1 {
			t.Errorf("%s, %s: got %q", title, text, got)
		}
	}
	for title, text := range map[string]string{
		"共筹善款3000元": "老党员带头捐了善款500元，孩子们捐了善款20元。", "植树200余棵": "大家一上午植树206棵。", "送出春联五百份": "张老师一人写春联120份。", "发放礼品30份": "发放资料300份。", "清理楼道12处": "清理楼道10处，另外2处排在下周。",
	} {
		if got := differing(t, front, title, text); len(got) != 0 {
			t.Errorf("%s, %s: got %q", title, text, got)
		}
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
