package sitegen

import (
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
)

var (
	surnames = []rune("赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭鲁韦马苗方俞任袁柳史唐薛雷贺倪汤")
	counters = []rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥一二三四五六七八九十")

	communityNames = []string{"松风", "柳岸", "竹溪", "桐荫", "榴园", "桂坊", "枫林", "樟树", "杏墙", "梅坡", "荷塘", "兰亭里", "菊圃", "槐街", "棠湾", "橘洲", "茶山", "麦田", "稻香里", "芦汀"}
	themeNames     = []string{"邻里互助", "敬老爱幼", "清洁家园", "绿色出行", "勤俭节约", "阅读分享", "健康生活", "传统节日", "科学普及", "法律进门", "平安巡守", "文艺下楼", "垃圾分类", "诚信经营", "护苗成长", "移风易俗", "拥军优属", "网络文明", "便民服务", "公共礼仪"}
	seriesNames    = []string{"榕树下的课堂", "周末大扫除", "楼道音乐会", "故事接力"}
	acts           = []string{"一起动手", "走进楼院", "如期开场", "再次出发", "圆满收尾", "添了新人", "迎来邻居", "送到家门", "办在树下", "有问有答"}
	times          = []string{"清早", "午后", "天刚放晴时", "周六一早", "晚饭过后", "月底那天", "放学以后", "开春之后", "头一个休息日", "秋收时节"}
	people         = []string{"楼组长和邻居", "社区干部", "几位退休师傅", "放假的大学生", "门卫与保洁员", "舞蹈队员", "网格员", "刚下班的年轻人", "小小讲解员", "热心的店主", "医务人员", "社区民警"}
	spots          = []string{"凉亭旁", "居委会门前", "三号楼架空层", "新修的步道上", "阅览角", "菜场入口", "老井边", "小学门口", "车棚前面", "公共晾晒区", "戏台下", "雨棚里"}
	deeds          = []string{"把积水扫进了沟里", "重新画好了停车线", "给老人磨刀修伞", "核对了各户的水表", "教大家辨认过期药", "为花箱换土浇水", "缝补了旧衣旧被", "演示了灭火器的用法", "给孩子们讲二十四节气", "清点了图书并贴上标签", "试走了一遍疏散路线", "收集了大家的点子", "煮好一大锅绿豆汤", "量了血压也测了视力", "搭起了跳蚤市场的棚子", "给单车逐辆打气上油"}
	results        = []string{"围观的人也卷起了袖子", "散场时地上没有一片纸", "原定一小时，后来延长到两小时", "意见当天就贴到了公告栏", "有三户当场报了名", "老人临走时还要了一份日程", "孩子们把过程画了下来", "下一回的分工也一并定好", "连平时不露面的租客也来了", "问题记在本上，逐条有人认领"}
	headings       = []string{"起因", "经过", "分工", "收获", "不足之处", "下一步", "大家怎么说", "费用公开"}
	items          = []string{"扫帚", "雨靴", "签到本", "急救包", "宣传页", "旧报纸", "长桌", "热水瓶"}
	posts          = []string{"社区志愿服务专干", "社区党群工作者", "网格长", "文化站站长"}
	outlets        = []string{"示例晚报", "示例广播", "样本新闻网"}
	moral          = []string{"助人为乐", "见义勇为", "诚实守信", "敬业奉献", "孝老爱亲"}
	family         = []string{"学习型家庭", "绿色家庭", "和睦家庭"}
	nominations    = []string{"小区提名", "自荐", "组织提名"}
	festivals      = map[int][]string{1: {"春节"}, 2: {"春节", "元宵"}, 4: {"清明"}, 5: {"邻居节"}, 6: {"端午"}, 8: {"七夕"}, 9: {"中秋"}, 10: {"重阳"}}
)

// sentence is about forty characters long.
func sentence(r *rand.Rand) string {
	return fmt.Sprintf("%s，%s在%s%s，共用去%d分钟，%s。", pick(r, times), pick(r, people), pick(r, spots), pick(r, deeds), 20+r.IntN(100), pick(r, results))
}

// writer writes bodies.
type writer struct {
	*strings.Builder
	r *rand.Rand
}

// body writes, factor times, a lead and a number of headed parts of about 0.9 KB each. Links and pictures follow the
// first lead.
func (w writer) body(factor, parts int, links, pictures []string) {
	w.paragraph(6)
	for _, name := range pictures {
		if path.Ext(name) == ".jpg" {
			fmt.Fprintf(w, "![%s的情形](%s)\n\n", pick(w.r, spots), name)
		}
	}
	for _, id := range links {
		fmt.Fprintf(w, "前情见[此前的一篇](/%s.md)，这里不再重复。\n\n", id)
	}
	for i := range factor {
		if i > 0 {
			w.paragraph(6)
		}
		for range parts {
			w.part()
		}
	}
}

// part writes one headed part: a paragraph with emphasis and something besides.
func (w writer) part() {
	fmt.Fprintf(w, "## %s\n\n", pick(w.r, headings))
	w.paragraph(2)
	fmt.Fprintf(w, "**%s**由%s负责，*先到先得*。", pick(w.r, items), pick(w.r, people))
	w.paragraph(2)
	switch w.r.IntN(6) {
	case 0:
		w.table()
	case 1:
		fmt.Fprintf(w, "> %s\n\n", sentence(w.r))
	case 2:
		fmt.Fprintf(w, "~~原定在%s~~，改在%s。\n\n", pick(w.r, spots), pick(w.r, spots))
	default:
		for range 3 {
			fmt.Fprintf(w, "- %s\n", sentence(w.r))
		}
		w.WriteString("\n")
	}
}

// paragraph writes sentences; now and then a line ends between them, as in texts that were wrapped by hand.
func (w writer) paragraph(sentences int) {
	for range sentences {
		w.WriteString(sentence(w.r))
		if w.r.IntN(6) == 0 {
			w.WriteString("\n")
		}
	}
	w.WriteString("\n\n")
}

func (w writer) table() {
	w.WriteString("| 物品 | 数量 | 经办 |\n|---|---:|---|\n")
	for range 3 + w.r.IntN(3) {
		fmt.Fprintf(w, "| %s | %d | %s |\n", pick(w.r, items), 1+w.r.IntN(90), pick(w.r, people))
	}
	w.WriteString("\n")
}

// name gives the next name of a person; no two are the same, and none of the first 60,000 is part of another.
func (s *Site) name() string {
	n, k := s.names, len(counters)
	s.names++
	name := []rune{surnames[n%len(surnames)]}
	n /= len(surnames)
	name = append(name, counters[n%k], counters[n/k%k])
	for n /= k * k; n > 0; n /= k {
		name = append(name, counters[n%k])
	}
	return string(name)
}
