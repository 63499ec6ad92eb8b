package words

import (
	"hash/fnv"
	"strings"
	"sync/atomic"

	"mingde/internal/pinyin"
)

// alike tells whether two characters sound alike, as typed by pinyin, or look alike.
func alike(a, b rune) bool {
	if looksAlike(a, b) {
		return true
	}
	s := sound(a)
	return s != 0 && s == sound(b)
}

// The characters whose sounds are kept: the block that nearly all are in.
const firstHan, lastHan = 0x4E00, 0x9FFF

// sounds keeps what sound gave; 0 where it was not asked yet.
var sounds [lastHan - firstHan + 1]atomic.Uint32

// silent is the sound of a character that has none.
const silent = 1

// sound gives a number for the syllable of a character, without what many speakers do not tell apart; 0 for none.
func sound(r rune) uint32 {
	if r < firstHan || r > lastHan {
		return 0
	}
	s := sounds[r-firstHan].Load()
	if s == 0 {
		s = soundOf(r)
		sounds[r-firstHan].Store(s)
	}
	if s == silent {
		return 0
	}
	return s
}

func soundOf(r rune) uint32 {
	all := pinyin.Syllables(string(r))
	if len(all) != 1 {
		return silent
	}
	s := all[0]
	if len(s) > 2 && s[1] == 'h' && in(rune(s[0]), "zcs") {
		s = s[:1] + s[2:]
	}
	if strings.HasSuffix(s, "ing") || strings.HasSuffix(s, "eng") {
		s = s[:len(s)-1]
	}
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32() | 2
}

// shapes are families of characters that look alike, or that one key tells apart.
const shapes = `
	己已巳 未末 戊戌戍 侯候喉 辩辨辫瓣 即既 象像 人入八 大太犬 土士 日曰目 千干于 天夭无 贝见
	刀力刁 除险徐 治冶 拔拨 折拆析 候侯 棵裸 茶荼 崇祟 粱梁 幕墓暮慕募 辉挥 密蜜 博搏膊 粟栗
	赢羸 竞竟 徒徙 暧暖 孤狐弧 脉咏 络洛 斑班 漫慢 梢稍捎 陪培赔 坚竖 坐座 炙灸 肓盲 遣谴
	沧沦 抡抢 仓仑 凑奏 晴睛 准淮 凌陵 历厉励 练炼 缉辑 缔谛 嬴赢 忧优 扰拢 抚扶 县具 真直
	植值 观现 建健 国囯 共供 义议 主王玉 和种 民名 族旅 全金 代伐 平乎 近进 习刁 央决 任仟
	央夹 会合 复夏 领颔 贯惯 彻沏 落洛 思恩 想相 团困 囯国 从丛 众从 初衷 体休 休体 志忘
	志态 愿原 愧魄 悔诲 侮梅 瞻赡 眨贬 杨扬 场扬 垄拢 赋赌 恨狠 往住 住注 注往 常党 堂党
	党觉 觉党 议义 政攻 委季 员圆 负责 权仅 劳务 务条 便使 便更 庄压 压庄 辖瞎 拘枸 抓爪
	提堤 提题 据剧 获荻 迈近 设没 没设 间问 问间 向问 受爱 爱受 暑署 署暑 部陪 微徽 微徵
	徽微 载栽裁 壁璧 喧暄 辟僻 凯岂 缨樱 仰抑 享亨 理埋 旨指 紊絮 俗谷 践戏 践贱 宇字 亊事
	堡保 蓝篮 迥回 脍烩 籍藉 暇瑕遐 霄宵 溢谥 祥详 兢竞 缀辍 骛鹜 擎警 延廷 斗头 冒昌 风凤
	厂广 广厂 儿几 几儿 尤龙 龙尤 元无 九几 工土 工干 下卞 白自 自白 自目 育肓盲 院阮完
	织帜炽职识 系糸 善膳缮 程呈逞 园圆困 线现 效校 控空腔 制治 迎赢 功攻巧 守手 宇字学 评平坪
	益溢谥 贫贪 处外 团图困 队对 布市 汇会 居局 锁所 员圆贠 健建键 警查察 监临 督叔 检捡俭险
	察查蔡 政攻故 府俯付 服报 务物 民氏 权杈 社杜 区匹 街衔 道遍 办为 文又 明名朋 实买 践线
	站战 核该 价阶 思相 想箱 义仪 识职 形行型 势执 式试 纪记 律津 廉谦 洁浩 意竟 志忐 奉俸
	献现 模膜 范犯 先光 锋峰蜂 垒磊 振震 兴新 攻功 复覆夏 特持 色巴 主注 核恢 心必 价介
	值植置 铸筑 牢劳 共公供 同何 命合 运远 族簇旅 团园 结洁 信言 仰抑昂 由甲申田 申甲 近进斤
	总忽 书节 记纪计 中申 央快 规现 定走 精清情 神伸申 初衤 使驶 扫归 黑墨 除徐 恶忌 乡多
	村材 脱说 扶抚 绿录 金全 银跟 质贡 发友 展屉 改政 革草 放防 开升 富副 裕谷 法去 家冢
	学字 彻切 实宝 环坏 境镜竞 卫工 生主 垃拉 圾级 分份 类娄 投没 整正 洁结 消稍 防妨仿
	隐稳 患忠 排徘 查杳 安按 宣宜 传专 栏拦 板版 讲将 座坐 知如 活话 动功 演淹 培陪 训川
	困因 难维 残浅 疾痰 孤狐 老考 龄令 幼幻 童董 妇扫 邻岭 里理 睦陆 互亙 助肋 帮邦 纠叫
	纷份 调凋 解角 矛予 盾质 网冈 格恪 登瞪 记己 居具 业亚 物勿 楼搂 栋拣 梯悌 单草 停亭
	车东 充允 电申 桩庄 健建 身射 器嚣 材才 文交 艺亿 舞无 歌哥 唱昌 书束 画面 摄撮 影景
	棋祺 牌碑 球求 赛塞 奖浆 荣菜 誉誊 表衷 彰障 典曲 型刑 事亊 迹绩 孝考 善膳 德得 诚城
	信伩 敬警 业叶 奋夺 努怒 力刀 责贵 任仕 措错 施旋 制致 度渡 规轨 章张 标际 准谁 目日
	务备 情请 况兄 题提 困团 需须 求来 意音 见贝 反返 馈溃 满瞒`
