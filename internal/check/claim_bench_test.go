package check

import (
	"testing"
	"time"

	"mingde/internal/config"
	"mingde/internal/entry"
)

// counted is a body with a number in nearly every sentence.
const counted = "6月18日上午，镇隆社区在文化广场举办端午包粽子活动，来了120余名居民。糯米50公斤是前一晚泡好的，粽叶2000片由老街坊从山上采来，洗净晾干，码在12个竹匾里。" +
	"退休教师带着30名孩子学折粽叶，先卷成漏斗，再填米压实，最后用棉线绕紧。头一锅出来80个，先送到15户行动不便的老人家里。有位90岁的老人说，这个味道跟小时候母亲包的一样。" +
	"8名党员志愿者负责看火，网格员负责登记，一上午包好粽子420个。下午3点收摊，大家用40分钟把广场扫干净，6张桌椅还给食堂，剩下的粽子分给值班的4名保安和环卫工人。" +
	"社区已经连续办了5年，今年比去年多包了100个。志愿者一共服务了72小时，发放宣传资料300份，收到意见建议26条，其中18条当场答复。\n\n" +
	"第二天一早，12名队员又把河沿街走了一遍，捡起烟头200多个、塑料瓶35个，劝走占道的小摊4处。街口的公告栏贴了3张通知，一张说6月25日下午2点在活动室开会，商量加装电梯的事，" +
	"请每户来1个人；一张是义诊的时间，市第三医院的6位医生要来，能看5个科；还有一张写着缴费的办法，每户每月15元，可以扫码，也可以到2号窗口交现金。" +
	"活动室不大，只有80平方米，摆了40把椅子，晚来的人站在门外。会开了两个多小时，有21户同意，3户还要想一想，楼栋长把大家的话一条条记下来，一共写了9页纸。"

func BenchmarkContradictions(b *testing.B) {
	for name, front := range map[string]string{"fields": ledger, "none": "date = 2026-06-18\ncommunity = \"zhenlong\"\n"} {
		b.Run(name, func(b *testing.B) {
			lens, _ := NewLens(&config.Config{}, nil)
			src := []byte("+++\ntitle = \"包粽子\"\n" + front + "+++\n\n" + counted + "\n")
			e, _, _ := entry.Parse("content/events/a.md", src, time.UTC)
			text, line := entry.BodyText(src)
			s := sight{lens: lens, entry: e, src: src, body: string(text), firstLine: line}
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s.found = s.found[:0]
				s.contradictions()
			}
		})
	}
}

// All of the look at one entry.
func BenchmarkLook(b *testing.B) {
	lens, _ := NewLens(&config.Config{}, nil)
	src := []byte("+++\ntitle = \"包粽子\"\ndate = 2026-06-18\ncommunity = \"zhenlong\"\n+++\n\n" + counted + "\n")
	e, _, _ := entry.Parse("content/events/a.md", src, time.UTC)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		lens.Look(e, src)
	}
}
