package words

import "strings"

// isLoose tells a phrase that is whole without its first or last character, or nearly so: 社会工作部, 服务中心, 党的领导. A slip
// at its edge may be the edge of another word: 社会工作不易, 服务中新增, 适当的领导.
func isLoose(phrase []rune) bool {
	last := phrase[len(phrase)-1]
	return len(phrase)%2 == 1 || phrase[1] == '的' || last == '心' && phrase[len(phrase)-2] == '中' || in(last, "局部会站所队处院室办委团社校厅科")
}

// goesOn tells whether a character at the loose edge of a phrase belongs to what stands beside it; backwards: before it.
func goesOn(r, next rune, backwards bool) bool {
	switch {
	case !isHan(next):
		return false
	case backwards || in(r, "对不向在把将由与于及又为被以从到"):
		return true
	}
	return openers[string([]rune{r, next})]
}

// openers are words that may follow a phrase without its last character, and begin with one that sounds like it.
var openers = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		举措 举办 举行 举动 举报 举例 举起 举一 具有 具体 具备 据悉 据此 据了 居民 居家 居住 居委 居多 居于 聚焦 聚集 聚力 聚会 聚在 聚餐 局部 局面 局限 剧目 剧场 拒绝 距离 巨大 句句 俱全 俱乐
		新增 新建 新设 新的 新开 新添 新推 新闻 新型 新时 新老 新一 新成 新入 新来 新颖 新风 新做 新上 新引 信息 信访 信用 信任 信心 欣赏 欣喜 辛勤 辛苦 薪酬 心理 心得 心愿
		布置 布局 布展 步入 步骤 步行 补充 补助 补贴 补齐 部署 部分 部门 回应 回访 回顾 回收 回家 回到 回复 回馈 回头 惠及 惠民 汇报 汇总 汇集 汇聚 汇演 汇合 会议 会员 会长 会同 会上 绘制 绘就 绘画 辉煌 恢复
		展开 展示 展现 展览 展出 展板 展区 展演 展厅 展望 展播 占道 占比 占用 占地 占全 占总 战略 战士 战胜 战线 暂停 暂时 站点 站长 站在 赞助 赞扬 堆放 堆积 队员 队长 队伍
		处理 处于 处置 处处 处室 出台 出具 出现 出门 出行 出去 出来 出席 出谋 出资 出动 出发 初步 初期 除了 除夕 储备 触动 原则 原因 原有 原来 愿意 愿景 园区 园林 元旦 元宵 远程 远离 缘于 源于 源头 员工 援助 圆满
		之后 之前 之间 之家 之一 之外 之中 之下 制定 制度 制作 治理 支持 支部 支撑 知识 知晓 指导 指出 指标 直接 直到 只有 只要 只能 值班 值守 至今 至少 志愿 致力 质量 执法 职责 职能 智慧 自己 自觉 自愿 自我 资金 资源 子女
		所有 所需 所在 所以 所长 缩短 索取 锁定 关系 关心 关注 关爱 关于 管理 管护 管控 观看 观念 轮流 轮椅 轮值 享受 项目 相关 相互 相信 相结 想法 想要 提升 提高 提供 提出 提前 提醒 体育 体验 体现 替代 团队 团结 团员`) {
		m[w] = true
	}
	return m
}()
