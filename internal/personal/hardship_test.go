package personal

import (
	"slices"
	"testing"
)

// Names beside hardship, sentence by sentence: what must be found, and what must not.
func TestNamesBesideHardship(t *testing.T) {
	for text, want := range map[string][]string{
		"志愿者看望了身患重病的王桂英老人。":           {"王桂英"},
		"低保户李建国领到了救助金。":               {"李建国"},
		"居民张秀兰的丈夫瘫痪多年。":               {"张秀兰"},
		"慰问残疾人刘伟，送去轮椅。":               {"刘伟"},
		"欧阳明辉同志照顾偏瘫的岳母十二年。":           {"欧阳明辉"},
		"为困难家庭送去米面油，受助的陈丽女士很感动。":      {"陈丽"},
		"孤儿赵小明今年上学。":                  {"赵小明"},
		"王奶奶身患重病。":                    nil,
		"张某系低保户。":                     nil,
		"走访慰问高龄独居老人、残疾人家庭12户。":        nil,
		"区残疾人联合会到社区宣传低保政策，居民李建国上台提问。": nil,
		"全国助残日：残疾人日活动，王桂英老人到场。":       nil,
		"网格员李敏为低保老人送餐。":               nil,
		"社区书记周明辉同志走访困难群众。":            nil,
		"王桂英老人获得积德榜提名。社区同日走访残疾人家庭。":   nil,
		"- 王桂英老人获奖\n- 走访低保户20户":       nil,
		"志愿者为残疾老人理发，居民都说好。":           nil,
		"防癌讲座邀请市肿瘤医院专家主讲，王桂英女士听得很认真。": nil,
		"为贫困学生募集图书300册，参加的居民有120人。":   nil,
		"关爱留守儿童，志愿服务队每周六开课，安全教育进家庭。":  nil,
	} {
		var got []string
		for _, h := range Hardships(text, nil) {
			s := Sentence(text, h.Start)
			for _, n := range Names(text[s.Start:s.End]) {
				got = append(got, text[s.Start:s.End][n.Start:n.End])
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	if Hardships("他失业了", []string{"失业"}) == nil || Hardships("他失业了", nil) != nil {
		t.Error("a word of one's own")
	}
}

func BenchmarkHardships(b *testing.B) {
	text := ""
	for range 100 {
		text += "6月18日，社区在广场包粽子1100个，180余人次参加，送到住户620个；联系电话0851-5550101。\n\n"
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if Hardships(text, nil) != nil {
			b.Fatal("found")
		}
	}
}
