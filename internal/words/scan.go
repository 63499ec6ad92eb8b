package words

import (
	"strings"
)

// longestRepeat is how many characters may make a unit that is looked for twice in a row.
const longestRepeat = 8

// scan is the pass over the characters.
func (s *search) scan() {
	var seen repeats
	paragraph := 0
	for i, r := range s.runes {
		near := seen.near(r)
		if r >= firstHan && r <= lastHan {
			if near {
				s.again(i, r, &seen)
			}
			if hanStarts[r&0xFF] {
				s.han(i, r)
			}
			continue
		}
		switch {
		case isHan(r):
			if near {
				s.again(i, r, &seen)
			}
		case r < ' ' || r == '　' && i == paragraph:
			s.quotes = 0
			if s.ends(i) {
				s.paragraph(paragraph, i)
				paragraph = i + 1
			}
		case r < 0x80:
			s.latin(i, r)
		default:
			if r == '，' && near {
				s.again(i, r, &seen)
			}
			s.mark(i, r)
		}
	}
	s.paragraph(paragraph, len(s.runes))
}

// repeats knows the last characters, and how many of them are the same as so many before them.
type repeats struct {
	last uint64 // their lowest bytes, the latest in the lowest
	run  [longestRepeat + 1]int
	upTo int // the run counts the characters before this one
}

// near tells whether a character may be one of the last eight, and makes it the last.
func (p *repeats) near(r rune) bool {
	const low, high = 0x0101010101010101, 0x8080808080808080
	same := p.last ^ low*uint64(byte(r)) // a byte that is the same is zero
	p.last = p.last<<8 | uint64(byte(r))
	return (same-low)&^same&high != 0
}

// ends tells whether a paragraph ends with the control character at i: at a blank line, and before what is masked as the
// beginning of a block.
func (s *search) ends(i int) bool {
	switch s.runes[i] {
	case Block:
		return true
	case '\n':
		next := i + 1
		for s.r(next) == '\r' || s.r(next) == ' ' {
			next++
		}
		return s.r(next) == '\n' || s.r(next) == Block || s.r(next) == '　'
	}
	return false
}

// again looks at a character that stood a little before: doubled ones, and runs that stand there twice.
func (s *search) again(i int, r rune, p *repeats) {
	if p.upTo != i {
		p.run = [longestRepeat + 1]int{}
	}
	p.upTo = i + 1
	if r == s.r(i-1) {
		s.doubled(i-1, r)
	}
	for n := 2; n <= min(longestRepeat, i); n++ {
		if s.runes[i-n] != r {
			p.run[n] = 0
			continue
		}
		if p.run[n]++; p.run[n] == n && isHan(s.runes[i-2*n+1]) {
			s.repeated(i-2*n+1, n)
		}
	}
}

// hanStarts has the lowest bytes of the characters that han looks at.
var hanStarts = func() (t [256]bool) {
	for _, r := range "一二三四五六七八九两十百千几数某" {
		t[r&0xFF] = true
	}
	return t
}()

// han looks at a Chinese character with which a numeral or a name may begin.
func (s *search) han(i int, r rune) {
	switch r {
	case '一', '二', '三', '四', '五', '六', '七', '八', '九', '两', '十', '百', '千', '几', '数':
		if !isNumeral(s.r(i - 1)) {
			s.numeral(i)
		}
	case '某':
		if s.r(i+1) == '某' {
			s.nameless(i)
		}
	}
}

// single are characters that stand twice in a row by mistake only, but for the words and the neighbours before them that
// make it right.
var single = map[rune]struct{ words, before string }{
	'的': {"的的确 的的士", "目标打靶"}, '了': {"了了解 了了心 了了愿 了了却 了了不 了了这 了了那 了了他 了了老", "不"}, '在': {"在在职 在在建 在在校 在在岗 在在场 在在线 在在册", "存现所实内正潜自"},
	'是': {"是是非非", ""}, '和': {"和和美美 和和气气 和和睦睦 和和谐 和和平 和和顺 和和睦", "谐总平温缓祥饱共柔调"}, '与': {"", "参给赋授付"},
	'及': {"及及时 及及早", "普涉以危触波顾"}, '被': {"", "棉毛植覆"}, '向': {"", "方走动趋面意志风去导朝一转偏倾取定"}, '都': {"", "首成古国京花故"},
	'也': {"", ""}, '并': {"", "合兼归吞"}, '而': {"", ""}, '或': {"", ""}, '以': {"以以人 以以案 以以点 以以老", "予给加可足难得"}, '我': {"我我行", "自"}, '他': {"", "其吉"}, '她': {"", ""},
	'这': {"", ""}, '那': {"", ""}, '有': {"有有关 有有效 有有利 有有形 有有偿 有有序 有有意", "所享拥占持"}, '使': {"", "大天"}, '给': {"", "供补自"}, '们': {"", ""}, '很': {"", ""}, '更': {"更更新 更更换", "变"},
	'从': {"从从容 从从业 从从事 从从严", "服听随盲"}, '为': {"为为民 为为老 为为人 为为期 为为本", "成作认行人变以因转化改视称定分评选命译列设"}, '把': {"把把关 把把脉 把把手 把把舵", "一火拖门车扫几两三第"}, '让': {"让让座 让让路 让让他 让让她", "谦礼退转出"}, '到': {"到到访 到到场 到到家", "得看达"}, '各': {"", ""}, '已': {"", ""}, '其': {"", "尤极与"}, '再': {"再再三", "一"}, '又': {"", ""}, '请': {"请请假", "申邀恳"}, '因': {"", "原"}, '此': {"", "彼因如为"}, '对': {"对对联 对对子 对对方 对对碰 对对口 对对接 对对象 对对手", "一面成结配针绝校核比反派"}, '由': {"", "自理缘事"}, '将': {"将将来 将将军 将将要", "即麻"}, '于': {"", ""},
	'就': {"就就业 就就医 就就学 就就近 就就餐 就就绪", "成造迁"}, '该': {"", "应"}, '但': {"", "不非"}, '且': {"", "而并尚"}, '着': {"着着力 着着重 着着急 着着装 着着眼", "穿睡沉执"}, '过': {"过过程 过过年 过过节 过过 ", "通经超不透"}, '些': {"", ""},
	'地': {"地地道道 地地处 地地区 地地方 地地面 地地", "各当场土基工园宅洼林阵营属驻绿草耕外本山天高实用产墓湿空"}, '得': {"得得到 得得", "获取值"},
}

// doubled tells of a character that stands twice by mistake; i is the first of the two.
func (s *search) doubled(i int, r rune) {
	d, known := single[r]
	if !known || s.r(i-1) == r || s.r(i+2) == r || in(s.r(i-1), d.before) || r == '了' && s.r(i+2) == '一' && !s.achieved(i) {
		return
	}
	for words := d.words; words != ""; {
		var word string
		if word, words, _ = strings.Cut(words, " "); word != "" && s.has(i, word) {
			return
		}
	}
	s.add(&RuleDoubled, "rule.doubled-word", i, i+2, string(r), true)
}

// achieved tells whether a verb stands before i that is said of an event, so that 了了一 is no 了一.
func (s *search) achieved(i int) bool {
	for _, verb := range [...]string{"举办", "举行", "开展", "组织", "进行", "完成", "召开", "提供", "增加", "解决", "发放", "取得", "得到", "建立", "制定", "参加", "收到", "成立", "安装", "更换", "增设", "新建", "送去", "送上", "带来", "表演", "观看", "发出"} {
		if s.endsWith(i, verb) {
			return true
		}
	}
	return false
}

// neverTwice are words of two characters that do not stand twice in a row on purpose, nor as the end of one word and the
// beginning of the next.
var neverTwice = setOf(`
	社区 居民 群众 街道 党员 党委 辖区 广大 全体 各类 各项 相关 有关 我们 他们 她们 大家 进行 开展 通过 为了 以及 对于 关于 因为 所以 但是 同时 不断 深入
	参加 参与 提高 提升 加强 推进 推动 落实 召开 举行 举办 共同 一起 以来 其中 目前 今年 去年 已经 正在 没有 可以 能够 需要 必须 应当 得到 取得 获得
	组织 继续 好评 志愿 书记 主任 小区 物业 业主 单位 部门 领导 干部 同志 学生 家长 老师 医生 民警 网格 楼道 政府 国家 人民 全国 全市 全区 全年 本次 此次 这次 现场 期间 活动 会议 工作
	居委 环境 卫生 安全 文明 健康 文化 教育 宣传 培训 知识 问题 意见 建议 措施 制度 机制 情况 内容 形式 目标 任务 责任 作用 意识 水平 能力 质量 效果 成效 成果 成绩 精神 思想 道德 秩序 氛围
	定期 及时 统一 集中 专门 特别 尤其 十分 非常 更加 进而 从而 因此 由于 如果 虽然 不仅 而且 并且 或者 还是 即使 无论 只要 只有 只是 甚至 其他 其它 任何 所有 许多 大量 多次 多名 部分 主要 重要 重点
	完成 实施 实现 坚持 发挥 建立 健全 制定 举报 征求 收集 反映 处理 化解 调解 排查 整治 清理 打造 建设 改造 受到 赢得 达到 来到 走进 深受 充满 鼓励 支持 配合 关注 关爱 慰问 捐赠 表示 认为 希望 感受 体验 普及
	成为 作为 根据 按照 围绕 结合 充分 有效 切实 全面 积极 认真 营造 弘扬 引导 倡导 发放 张贴 邀请 协调 帮助 解决 增强 促进 维护 完善
	服务 时间 地点 方式 方法 结果 原因 条件 标准 要求 规定 政策 法律 法规 项目 计划 方案 目的 意义 价值 关系 条例 手册 资料 材料 信息 数据 平台 系统 设施 设备 场地 场所 公园 广场 医院 学校 企业 公司 商户 店铺 家庭 老人 儿童 妇女 青年 少年 退休 职工 员工 市民 村民 乡镇 城市 农村 社会 公众 慈善 爱心 真情 友谊 情感 美好 繁荣 富强 民主 自由 平等 公正 法治 诚信 友善 敬业 爱国 负责 邻居 邻里 踊跃 热烈 顺利 圆满 成功 严格 有力 明显 显著 迅速 及早 立即 马上
	随后 然后 接着 最后 首先 其次 此外 另外 总之 例如 比如 尽管 即便 倘若 假如 既然 由此 因而 于是 不过 然而 况且 何况 乃至 以便 以免 以致 直到 自从 除了 随着 依据 依照 凭借 基于 鉴于 至于 向着 沿着 朝着 属于 位于 处于 在于 等于 用于 来自 包括 涉及 具有 拥有 存在 出现 发生 产生 造成 导致 引起 影响 普遍 广泛 大力 着力 尽力 全力 积累 掌握 相信 承担 担任 担负 负担 限制 禁止 防止 避免 保障 保证 确保 保持 维持 持续 延续 继承 传承 创新 创建 创造 创立 成立 设立 设置 安装 配备 配置 替换 修缮 清除 汇总 评估 评选 选举 推选 颁发 授予 荣获 荣誉 称号 证书 奖牌 日前 近日 昨日 今日 明日 周末 假期 暑假 寒假 春节 中秋 端午 国庆 元旦 元宵 清明 重阳`)

// shortestEcho is how many characters a part of a sentence with its comma must have to stand there twice by mistake only.
const shortestEcho = 6

// repeated tells of n characters from i on that stand there twice.
func (s *search) repeated(i, n int) {
	unit := s.slice(i, i+n)
	first := s.r(i)
	if first == '的' || s.r(i+n-1) == '的' || first == '一' || first == '哈' || first == '加' || s.r(i-1) == '·' {
		return
	}
	for k := i + 1; k < i+n; k++ {
		if s.runes[k] != first {
			first = -1
		}
	}
	if first != -1 { // one character many times
		return
	}
	if strings.Contains(unit, "，") && n < shortestEcho {
		return
	}
	if n == 2 && (!neverTwice[unit] || in(s.r(i+2*n), "员长者站室部证们办级队所商点中")) {
		return
	}
	if n >= 3 && in(s.r(i+2*n), "员长者站室部证们") || s.has(i+2*n, unit) || s.endsWith(i, unit) { // more than twice is on purpose: a cheer, a song
		return
	}
	if n == 4 && s.slice(i, i+2) == s.slice(i+2, i+4) {
		return
	}
	s.add(&RuleDoubled, "rule.doubled-word", i, i+2*n, unit, true)
}

func setOf(words string) map[string]bool {
	m := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		m[word] = true
	}
	return m
}
