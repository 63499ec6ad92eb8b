package personal

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// maker writes sentences as they stand in the notices of communities, of which some hold data of persons that nobody has: its
// numbers are made up. The same seed makes the same sentences.
type maker struct{ *rand.Rand }

func (m maker) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + m.IntN(10))
	}
	return string(b)
}

func (m maker) of(words ...string) string { return words[m.IntN(len(words))] }

func (m maker) between(least, most int) int { return least + m.IntN(most-least+1) }

func (m maker) region() string {
	return m.of("110105", "310104", "440524", "520102", "520402", "510107", "330106", "650104", "820000", "230103")
}

func (m maker) day(from, to int) string {
	return fmt.Sprintf("%04d%02d%02d", m.between(from, to), m.between(1, 12), m.between(1, 28))
}

func (m maker) identity() string {
	n := m.region() + m.day(1930, 2020) + m.digits(3)
	return n + string(checkDigit(n))
}

func (m maker) oldIdentity() string { return m.region() + m.day(1930, 1989)[2:] + m.digits(3) }

func (m maker) mistyped() string {
	n := m.identity()
	if n[17] == 'X' {
		return n[:17] + "3"
	}
	return n[:17] + string('0'+(n[17]-'0'+1)%10)
}

func (m maker) mobile() string {
	return m.of("130", "131", "135", "138", "139", "147", "150", "151", "158", "166", "173", "177", "180", "186", "189", "191", "198", "199") + m.digits(8)
}

func (m maker) card() string {
	n := m.of("621700", "622202", "622848", "623052", "621226", "625958") + m.digits(9+3*m.IntN(2))
	for last := '0'; ; last++ {
		if luhn(n + string(last)) {
			return n + string(last)
		}
	}
}

// cut cuts a number into groups of so many digits.
func cut(n string, sizes ...int) (all []string) {
	for _, size := range sizes {
		all, n = append(all, n[:size]), n[size:]
	}
	if n != "" {
		all = append(all, n)
	}
	return all
}

// disguises are the ways in which a number is written; groups is how it is usually cut.
var disguises = []struct {
	name  string
	write func(m maker, n string, groups []string) string
}{
	{"plain", func(_ maker, n string, _ []string) string { return n }},
	{"lower-case x", func(_ maker, n string, _ []string) string { return strings.ToLower(n) }},
	{"full-width", func(_ maker, n string, _ []string) string { return translate(n, "０１２３４５６７８９Ｘ") }},
	{"blanks", func(m maker, _ string, g []string) string {
		return strings.Join(g, m.of(" ", "  ", "\u3000", "\u00a0", "\u2009"))
	}},
	{"hyphens", func(m maker, _ string, g []string) string {
		return strings.Join(g, m.of("-", "－", "–", "—", " - "))
	}},
	{"dots", func(m maker, _ string, g []string) string { return strings.Join(g, m.of(".", "·", "•")) }},
	{"nothing to see", func(m maker, n string, _ []string) string {
		at := m.between(1, len(n)-1)
		return n[:at] + m.of("\u200b", "\u200d", "\ufeff", "\u2060", "\u00ad") + n[at:]
	}},
	{"Chinese", func(m maker, n string, _ []string) string {
		return translate(n, m.of("〇一二三四五六七八九X", "零一二三四五六七八九X", "○一二三四五六七八九x", "〇幺二三四五六七八九Ｘ"))
	}},
	{"partly Chinese", func(m maker, n string, g []string) string {
		at := m.between(1, len(g)-1)
		g[at] = translate(g[at], "〇一二三四五六七八九X")
		return strings.Join(g, "")
	}},
	{"end of a line", func(m maker, _ string, g []string) string {
		at := m.between(1, len(g)-1)
		return strings.Join(g[:at], m.of("", " ")) + "\n" + strings.Join(g[at:], " ")
	}},
	{"entities", func(m maker, n string, g []string) string {
		if m.IntN(2) == 0 {
			return strings.Join(g, m.of("&nbsp;", "&#8203;", "&#x20;", "&ensp;"))
		}
		var b strings.Builder
		for _, c := range n {
			fmt.Fprintf(&b, m.of("&#%d;", "&#x%x;"), c)
		}
		return b.String()
	}},
	{"brackets", func(m maker, _ string, g []string) string { return "（" + g[0] + "）" + strings.Join(g[1:], "-") }},
	{"emphasis", func(m maker, _ string, g []string) string { return strings.Join(g, "**") }},
	{"circled", func(_ maker, n string, _ []string) string { return translate(n, "⓪①②③④⑤⑥⑦⑧⑨X") }},
	{"one by one", func(_ maker, n string, _ []string) string { return strings.Join(strings.Split(n, ""), " ") }},
}

// translate writes digits and a check digit with other characters, eleven of them.
func translate(n, with string) string {
	table := []rune(with)
	return strings.Map(func(r rune) rune {
		if r == 'X' || r == 'x' {
			return table[10]
		}
		return table[r-'0']
	}, n)
}

// positive is a class of sentences with a datum, and what the datum is.
type positive struct {
	name string
	kind Kind
	make func(m maker) string
}

// disguised makes a sentence with a number in each disguise.
func disguised(m maker, i int, n string, groups []string, frames ...string) string {
	return fmt.Sprintf(m.of(frames...), disguises[i%len(disguises)].write(m, n, groups))
}

func (m maker) place() string {
	return m.of("望棠路", "镇隆街", "书院巷", "人民东路", "解放路")
}

var (
	identityFrames = []string{
		"身份证号：%s。", "王某（%s）", "报名人员：李建国，身份证号码%s，已通过审核。", "| 张秀兰 | %s | 合格 |", "请携带本人证件，公民身份号码 %s，于6月18日前到场。", "%s", "名单如下：1.%s", "经办人证件号为%s，特此公示。",
		"- 证号：%s；", "周一%s一楼领取。",
	}
	mobileFrames = []string{
		"联系电话：%s。", "请拨打%s咨询。", "网格员李敏 %s", "联系人：张老师（%s）", "| 王建国 | %s | 3组 |", "报名请加微信%s，或到居委会。", "6月18日上午，志愿者集合，领队电话%s，请准时。", "%s", "手机%s（值班）", "有意者致电%s，截止6月30日。",
		"0851-5550100转值班员，夜间%s。",
	}
	cardFrames = []string{"银行卡号：%s。", "请汇款至%s，户名李某。", "| 张秀兰 | 工商银行 | 账号%s |", "补贴打入卡号%s的账户。", "收款账户：%s（农业银行）", "开户行及账号：建设银行 %s", "社保卡%s已激活。"}
)

// positives are the classes; i counts the sentences of one.
func positives(m maker, i int) []positive {
	return []positive{
		{"identity 18", Identity, func(m maker) string {
			n := m.identity()
			return disguised(m, i, n, cut(n, 6, 8, 4), identityFrames...)
		}},
		{"identity 18, other groups", Identity, func(m maker) string {
			n := m.identity()
			return disguised(m, i, n, cut(n, [][]int{{6, 4, 4, 4}, {3, 3, 4, 4, 4}, {4, 4, 4, 4, 2}, {6, 4, 2, 2, 4}, {10, 8}}[m.IntN(5)]...), identityFrames...)
		}},
		{"identity 15", Identity, func(m maker) string {
			n := m.oldIdentity()
			return disguised(m, i, n, cut(n, 6, 6, 3), identityFrames[0], identityFrames[2], "身份证%s（一代）")
		}},
		{"identity mistyped", Mistyped, func(m maker) string {
			n := m.mistyped()
			return disguised(m, i, n, cut(n, 6, 8, 4), identityFrames[0], identityFrames[2], identityFrames[4])
		}},
		{"mobile", Mobile, func(m maker) string {
			n := m.mobile()
			return disguised(m, i, n, cut(n, 3, 4, 4), mobileFrames...)
		}},
		{"mobile, other groups", Mobile, func(m maker) string {
			n := m.mobile()
			if i%3 == 0 {
				return fmt.Sprintf(m.of(mobileFrames...), m.of("+86", "+86 ", "0086-", "(+86)", "+86-", "＋86 ")+n)
			}
			return fmt.Sprintf(m.of(mobileFrames...), strings.Join(cut(n, [][]int{{3, 8}, {7, 4}, {4, 3, 4}, {4, 4, 3}, {3, 3, 5}}[m.IntN(5)]...), m.of(" ", "-", "–")))
		}},
		{"card", Card, func(m maker) string {
			n := m.card()
			return disguised(m, i, n, cut(n, [][]int{{4, 4, 4}, {6, 4, 4}}[m.IntN(2)]...), cardFrames...)
		}},
		{"dwelling", Dwelling, func(m maker) string { return m.dwelling(i) }},
		{"birth", Birth, func(m maker) string { return m.birth(i) }},
		{"mailbox", Mailbox, func(m maker) string {
			local := m.of("zhangsan", "li.ming", "wang_jianguo", "chenli", "sunny") + m.digits(m.between(1, 6))
			if m.IntN(2) == 0 {
				local = m.of("3", "5", "8") + m.digits(8)
			}
			return fmt.Sprintf(m.of("邮箱：%s", "联系人%s。", "请发至 %s，谢谢", "| 张秀兰 | %s |", "（%s）", "E-mail:%s"), local+"@"+m.of("qq.com", "163.com", "126.com", "gmail.com", "foxmail.com", "139.com"))
		}},
	}
}

func (m maker) dwelling(i int) string {
	a, b := m.between(1, 38), m.between(1, 6)
	room := fmt.Sprintf("%d%02d", m.between(1, 33), m.between(1, 8))
	addresses := []string{
		fmt.Sprintf("%d栋%d单元%s室", a, b, room), fmt.Sprintf("%d幢%s室", a, room), fmt.Sprintf("%d号楼%d单元%s", a, b, room), fmt.Sprintf("%s%d号%d栋%s室", m.place(), a, b, room),
		fmt.Sprintf("%s%d号%s室", m.place(), a, room), fmt.Sprintf("%s座%s室", m.of("A", "B", "C"), room), fmt.Sprintf("%d弄%d号%s室", a*10, a, room), fmt.Sprintf("%d号楼%d门%s号", a, b, room),
		translateAll(fmt.Sprintf("%d栋%d单元%s室", a, b, room), "０１２３４５６７８９"), translateAll(fmt.Sprintf("%d栋%d单元%s室", m.between(1, 9), b, room), "〇一二三四五六七八九"),
		fmt.Sprintf("%d栋-%d单元-%s", a, b, room), fmt.Sprintf("%d#%d单元%s室", a, b, room),
	}
	if i%6 == 5 {
		return fmt.Sprintf(m.of("家庭住址：%s%d号。", "现住址：%s%d号", "家住%s%d号的居民反映", "户籍地址：某县某镇某村%.0s%d组"), m.place(), a)
	}
	return fmt.Sprintf(m.of("家住%s的居民", "到%s看望老人。", "住址：%s", "| 张秀兰 | %s |", "网格员走进%s，送去慰问品。", "%s住户反映漏水", "王奶奶独居在%s，志愿者每周上门。", "地址：%s，联系人李某"), addresses[i%len(addresses)])
}

// translateAll writes the digits among other characters in another way.
func translateAll(text, with string) string {
	table := []rune(with)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return table[r-'0']
		}
		return r
	}, text)
}

func (m maker) birth(i int) string {
	y, mo, d := m.between(1925, 2020), m.between(1, 12), m.between(1, 28)
	dates := []string{
		fmt.Sprintf("%d年%d月%d日", y, mo, d), fmt.Sprintf("%d-%02d-%02d", y, mo, d), fmt.Sprintf("%d.%d.%d", y, mo, d), fmt.Sprintf("%d/%d/%d", y, mo, d), fmt.Sprintf("%d%02d%02d", y, mo, d),
		fmt.Sprintf("%d 年 %d 月 %d 日", y, mo, d), translateAll(fmt.Sprintf("%d年%d月%d日", y, mo, d), "０１２３４５６７８９"), translateAll(fmt.Sprintf("%d年", y), "〇一二三四五六七八九") + hanNumber(mo) + "月" + hanNumber(d) + "日",
	}
	return fmt.Sprintf(m.of("出生日期：%s。", "出生于%s", "生于%s，中共党员", "| 出生年月日 | %s |", "王某，女，%s出生，居民。", "生日：%s", "李某某，男，%s生，汉族。", "出生年月：%s", "生日是%s", "（生于%s）"), dates[i%len(dates)])
}

func hanNumber(n int) string {
	digits := []rune("〇一二三四五六七八九")
	s := ""
	if n >= 20 {
		s = string(digits[n/10])
	}
	if n >= 10 {
		s += "十"
	}
	if n%10 > 0 {
		s += string(digits[n%10])
	}
	return s
}

// negatives are the classes of sentences without such data.
var negatives = []struct {
	name string
	make func(m maker) string
}{
	{"landline", func(m maker) string {
		return fmt.Sprintf(m.of("联系电话：%s。", "请拨打%s", "监督电话%s、0851-%s", "传真：%s"), m.of("0851-", "0395-", "(0851)", "010-", "0851 ", "")+m.of("3", "5", "8")+m.digits(m.between(6, 7)), m.digits(7))
	}},
	{"hotline", func(m maker) string {
		return fmt.Sprintf(m.of("请拨打%s。", "热线%s，24小时", "客服：%s"), m.of("12345", "96210", "110", "119", "12315", "400-820-8820", "4008208820", "800-810-"+m.digits(4), "95588", "12388", "400 700 "+m.digits(4)))
	}},
	{"licence", func(m maker) string {
		return m.of("黔ICP备", "蜀ICP备", "京ICP证") + m.digits(8) + "号" + m.of("", "-1") + "，" + m.of("川", "贵") + "公网安备 " + m.digits(14) + "号"
	}},
	{"credit code", func(m maker) string {
		return m.of("统一社会信用代码：", "信用代码 ", "统一社会信用代码（组织机构）") + m.of("91", "52", "51", "11") + m.of("520102", "110105") + m.digits(8) + m.of("M", "U", "T", "A") + m.digits(1)
	}},
	{"document", func(m maker) string {
		return fmt.Sprintf("根据%s〔%d〕%d号文件%s", m.of("国办发", "筑府办", "文明办"), m.between(2000, 2026), m.between(1, 300), m.of("，经研究决定。", "，于2026年6月18日印发。"))
	}},
	{"money", func(m maker) string {
		return m.of("共投入", "募集善款", "合计￥", "补助资金") + m.digits(m.between(1, 9)) + m.of("元。", ".50元", "万元", "元（大写略）", "余元")
	}},
	{"order", func(m maker) string {
		return m.of("订单号：", "发票号码", "票据编号：", "流水号", "快递单号", "合同编号 ", "设备序列号") + m.of("2026", "1", "44", "62", "9") + m.digits(m.between(8, 17))
	}},
	{"date and time", func(m maker) string {
		d := fmt.Sprintf("%d-%02d-%02d", m.between(2000, 2026), m.between(1, 12), m.between(1, 28))
		return fmt.Sprintf(m.of("时间：%s 15:30", "%s 至 %s", "%s上午9:00—11:30，集合", "公示期：%[1]s—%[1]s", "更新于%s 08:30:00", "20260618%.0s153000"), d, d)[0:]
	}},
	{"masked", func(m maker) string {
		mobile, id := m.mobile(), m.identity()
		return m.of("手机", "联系电话：", "") + m.of(mobile[:3]+"****"+mobile[7:], mobile[:3]+"xxxx"+mobile[7:], "尾号"+mobile[7:], id[:4]+"**********"+id[14:], id[:2]+"*************"+id[15:], id[:6]+"********"+id[14:], "***"+id[14:], mobile[:3]+"＊＊＊＊"+mobile[7:], "6222****"+mobile[7:], id[:6]+"XXXXXXXX"+id[14:])
	}},
	{"coordinates", func(m maker) string {
		return fmt.Sprintf("坐标：%s.%s, %s.%s", m.of("106", "113", "121"), m.digits(m.between(4, 8)), m.of("26", "31", "39"), m.digits(m.between(4, 8)))
	}},
	{"public place", func(m maker) string {
		n := m.between(1, 30)
		return fmt.Sprintf(m.of("地点：%[1]d号楼一楼活动室", "社区服务中心%[1]d楼会议室", "地址：%[2]s%[1]d号", "居委会设在%[1]d栋102室", "%[2]s%[1]d号社区卫生服务站", "集合地点：%[1]d号楼%[1]d单元门口", "活动地点：%[1]d栋101室（社区书屋）", "党群服务中心%[1]d01室",
			"乘%[1]d路、1%[1]d路到%[2]s站", "新时代文明实践站位于%[1]d号楼203室", "社区办公地址：%[2]s%[1]d号2楼201室"), n, m.place())
	}},
	{"buildings counted", func(m maker) string {
		n := m.between(1, 30)
		return fmt.Sprintf(m.of("%[1]d栋%[2]d户居民", "共有%[1]d栋%[2]d户", "改造%[1]d号楼%[2]d平方米", "%[1]d号楼、%[3]d号楼加装电梯", "清洗%[1]d栋楼%[2]d个单元", "%[1]d单元共%[2]d人参加", "对%[1]d栋%[3]d个单元进行消杀", "第%[1]d网格%[2]d户", "%[1]d号楼%[2]d盏灯全部更换", "走访%[2]d户，入户%[2]d次"), n, m.between(100, 999), m.between(1, 9))
	}},
	{"mailbox of an office", func(m maker) string {
		return fmt.Sprintf(m.of("报名邮箱：%s@163.com", "投稿邮箱 %s@qq.com", "监督举报邮箱：%s@126.com", "邮箱：%s@example.gov.cn", "来信请发%s@zhenlong.org.cn", "社区信箱%s@163.com"), m.of("zlsq", "wmb", "office", "info", "shequ")+m.digits(m.between(0, 4)))
	}},
	{"year or month of birth", func(m maker) string {
		return fmt.Sprintf(m.of("王某，男，%[1]d年%[2]d月生，党员", "李某某，%[1]d年出生", "出生年月：%[1]d.%02[2]d", "生于%[1]d年%[2]d月", "%[1]d年生人"), m.between(1930, 2000), m.between(1, 12))
	}},
	{"date of something else", func(m maker) string {
		return fmt.Sprintf(m.of("服务队成立于%d年%d月%d日", "党的生日（%d年%d月%d日）", "事故发生于%d年%d月%d日", "%d年%d月%d日举办集体生日会", "学生于%d年%d月%d日返校", "先生于%d年%d月%d日捐款", "公告产生于%d年%d月%d日", "施工自%d年%d月%d日起", "%d年%d月%d日出生登记办法施行"), m.between(1990, 2026), m.between(1, 12), m.between(1, 28))
	}},
	{"count", func(m maker) string {
		return fmt.Sprintf("全年开展活动%d场，服务%s人次，发放资料%s份，累计时长%s小时，占%d.%d%%。", m.between(1, 200), m.digits(m.between(3, 6)), m.digits(m.between(2, 5)), m.digits(m.between(3, 5)), m.between(1, 99), m.between(0, 9))
	}},
	{"Chinese numbers", func(m maker) string {
		return m.of("二〇二六年六月十八日，第一、二、三网格", "一二三四五，上山打老虎", "三八一一五二，口令", "三百二十一户、四千五百人", "一对一、五个一、三三两两", "一九四九年以来，二〇二六年六月", "万众一心，九九归一，六六大顺", "十八大、十九大、二十大")
	}},
	{"book or goods", func(m maker) string {
		return m.of("ISBN 978-7-", "ISBN9787", "条码69") + m.digits(3) + m.of("-", "") + m.digits(5) + m.of("-", "") + m.digits(1)
	}},
	{"address of a page", func(m maker) string {
		return "详见https://www.example.gov.cn/art/2026/6/18/art_" + m.digits(4) + "_" + m.mobile() + ".html"
	}},
	{"plate, meter, channel", func(m maker) string {
		return m.of("车牌贵A"+m.digits(5), "表号"+m.digits(10), "微信群号"+m.digits(9), "腾讯会议 "+m.digits(3)+"-"+m.digits(3)+"-"+m.digits(3), "公交卡"+m.digits(8), "邮编"+m.digits(6), "编号：NO."+m.digits(7), "网格编码520102"+m.digits(9)+"号", "视频号sph"+m.digits(11), "mmexport1"+m.digits(12)+".jpg")
	}},
	{"scores and versions", func(m maker) string {
		return fmt.Sprintf("得分%d.%d，v%d.%d.%d，比例%d:%d，%d×%d", m.between(1, 99), m.between(0, 99), m.between(1, 9), m.between(0, 99), m.between(0, 999), m.between(1, 9), m.between(1, 9), m.between(100, 1999), m.between(100, 1999))
	}},
}

// Each class of positives is found in 99.5 % of its sentences at least, all of 5,000 together too; of 5,000 negatives no more than
// one in a thousand is taken for something.
func TestRecallAndFalseAlarms(t *testing.T) {
	const each = 5000
	m := maker{rand.New(rand.NewPCG(11643, 1999))}
	found, made := map[string]int{}, map[string]int{}
	classes := positives(m, 0)
	for i := range each {
		c := positives(m, i/len(classes))[i%len(classes)]
		text := c.make(m)
		made[c.name]++
		if all := Find([]byte(text)); len(all) == 1 && all[0].Kind == c.kind {
			found[c.name]++
		} else if made[c.name]-found[c.name] < 6 {
			t.Logf("%s: %q gives %s", c.name, text, say(all))
		}
	}
	whole := 0
	for _, c := range classes {
		t.Logf("recall %6.2f %%  %4d of %4d  %s", 100*float64(found[c.name])/float64(made[c.name]), found[c.name], made[c.name], c.name)
		whole += found[c.name]
		if found[c.name]*1000 < made[c.name]*995 {
			t.Errorf("%s: too few are found", c.name)
		}
	}
	alarms := 0
	for i := range each {
		c := negatives[i%len(negatives)]
		text := c.make(m)
		if all := Find([]byte(text)); all != nil {
			alarms++
			made["alarm "+c.name]++
			if made["alarm "+c.name] < 5 {
				t.Logf("%s: %q gives %s", c.name, text, say(all))
			}
		}
	}
	t.Logf("all: recall %.2f %%, false alarms %.2f %%", 100*float64(whole)/each, 100*float64(alarms)/each)
	if alarms*1000 > each {
		t.Errorf("%d false alarms", alarms)
	}
}

// Names beside hardship and minors, in the structures of sentences: 2,000 with a full name, and as many with a mask, a surname alone or a helper.
func TestNamesRecall(t *testing.T) {
	const each = 2000
	m := maker{rand.New(rand.NewPCG(28, 31))}
	given := func() string {
		return m.of("桂英", "建国", "秀兰", "志强", "玉珍", "明辉", "淑芬", "海涛", "子涵", "雨桐", "国平", "春燕", "丽华", "文彬", "小宇", "伟", "丽", "军", "敏", "磊")
	}
	surname := func() string {
		return m.of("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "罗", "韦", "覃", "邓", "曾", "彭", "冉", "龙", "田", "石", "欧阳", "司马")
	}
	need := []string{
		"%s是低保户。", "低保户%s领到了米。", "看望残疾人%s。", "患尿毒症的%s收到捐款。", "居民%s的儿子瘫痪多年。", "%s，女，65岁，视力二级残疾。", "党员%s身患癌症。", "为%s申请了低保。", "困难党员%s很感动。", "%s（肢体残疾）开了网店。", "失业人员%s上岗了。", "慰问对象：低保户%s。",
	}
	child := []string{"五年级学生%s捐了零花钱。", "11岁的%s捐了零花钱。", "小朋友%s领到了书包。", "实验小学的%s在讲解。", "%s今年9岁。", "三（2）班%s得了奖。", "%s（四年级）画了画。"}
	innocent := []string{
		"%s是低保户。", "低保户%s领到了米。", "居民%s的儿子瘫痪多年。", "五年级学生%s捐了零花钱。", "11岁的%s捐了零花钱。", "%s今年9岁。",
	}
	missed, alarms := 0, 0
	for i := range each {
		name := surname() + given()
		text := fmt.Sprintf(need[i%len(need)], name)
		found := InNeed(text, nil, nil) != nil
		if i%3 == 0 {
			text = fmt.Sprintf(child[i/3%len(child)], name)
			found = Minors(text) != nil
		}
		if !found {
			if missed++; missed < 8 {
				t.Logf("missed: %s", text)
			}
		}
		masked := surname() + m.of("某", "某某", "大爷", "阿姨", "女士", "先生", "奶奶")
		text = fmt.Sprintf(innocent[i%len(innocent)], masked)
		if i%2 == 0 {
			text = fmt.Sprintf(m.of("志愿者%s为残疾人理发。", "社区医生%s给糖尿病患者讲饮食。", "书记%s走访困难群众。", "律师%s讲解低保申请的条件。", "实验小学校长%s讲话。", "退休教师%s给小学生讲故事。", "网格员%s为低保户代办年审。"), name)
		}
		if InNeed(text, nil, nil) != nil || Minors(text) != nil {
			if alarms++; alarms < 8 {
				t.Logf("false alarm: %s", text)
			}
		}
	}
	t.Logf("recall %.2f %%, false alarms %.2f %%", 100-100*float64(missed)/each, 100*float64(alarms)/each)
	if missed*100 > each*3 || alarms*1000 > each {
		t.Errorf("%d missed, %d false alarms", missed, alarms)
	}
}
